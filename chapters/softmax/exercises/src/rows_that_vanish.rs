//! Softmax of a batch whose rows lie far apart.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, ArrayView1, Axis, array};
use softmax::softmax_rows;

/// What the reader mends: the probabilities (batch, classes) of logits (batch, classes).
pub type Attempt = fn(&Array2<f64>) -> Array2<f64>;

/// Other wrong repairs, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "no-maximum",
        says: "You subtract nothing any more. The powers of large logits overflow, and those \
               of a row of small ones are all 0. Something has to be subtracted: ask what \
               each row needs.",
        attempt: |logits| row_by_row(logits, |_| 0.0),
    },
    Mistake {
        name: "maximum-from-zero",
        says: "Your search for the largest logit of a row starts at 0. In a row of negative ones \
               none is larger, so nothing is subtracted, and far below 0 all powers vanish. \
               Start below every number, or at a logit of the row.",
        attempt: |logits| {
            row_by_row(logits, |row| row.iter().copied().fold(0.0, f64::max))
        },
    },
    Mistake {
        name: "maximum-from-zero-for-all",
        says: "You subtract the same number from all rows, and your search for it starts at 0: \
               two ways for a row to be left far below. Each row needs its own largest logit, \
               and the search for it a start below every number.",
        attempt: |logits| {
            let largest = logits.iter().copied().fold(0.0, f64::max);
            let powers = logits.mapv(|z| libm::exp(z - largest)); // (batch, classes)
            let sums = powers.sum_axis(Axis(1)); // (batch)
            powers / sums.insert_axis(Axis(1)) // (batch, classes)
        },
    },
    Mistake {
        name: "columns-for-rows",
        says: "You make a distribution of each column: softmax along the wrong axis. A row is \
               one example and its classes compete with each other, so each row has to add up \
               to 1.",
        attempt: |logits| {
            row_by_row(&logits.t().to_owned(), largest).t().to_owned()
        },
    },
    Mistake {
        name: "something-added-to-the-sum",
        says: "You have added a little to the sum, so that nothing is divided by 0. The NaN is \
               gone, but the row is all 0, which is no distribution. The powers themselves have \
               vanished: keep them from it.",
        attempt: |logits| {
            let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let powers = logits.mapv(|z| libm::exp(z - largest)); // (batch, classes)
            let sums = powers.sum_axis(Axis(1)) + 1e-12; // (batch)
            powers / sums.insert_axis(Axis(1)) // (batch, classes)
        },
    },
    Mistake {
        name: "mean-subtracted",
        says: "You subtract the mean of each row. That moves most rows to where their powers \
               are harmless, but a logit far above the mean still overflows. What must the \
               largest exponent be, so that this cannot happen?",
        attempt: |logits| row_by_row(logits, |row| row.mean().unwrap_or(0.0)),
    },
    Mistake {
        name: "smallest-subtracted",
        says: "You subtract the smallest logit of each row. The exponents then start at 0 and \
               have no upper end, so they overflow where logits lie far apart.",
        attempt: |logits| {
            row_by_row(logits, |row| {
                row.iter().copied().fold(f64::INFINITY, f64::min)
            })
        },
    },
];

/// The probabilities of each row, from its logits less what `subtracted` says.
fn row_by_row(
    logits: &Array2<f64>,
    subtracted: fn(ArrayView1<f64>) -> f64,
) -> Array2<f64> {
    let mut probabilities = logits.clone(); // (batch, classes)
    for mut row in probabilities.rows_mut() {
        let subtracted = subtracted(row.view());
        row.mapv_inplace(|z| libm::exp(z - subtracted)); // (classes)
        let sum = row.sum();
        row.mapv_inplace(|power| power / sum); // (classes)
    }
    probabilities
}

fn largest(row: ArrayView1<f64>) -> f64 {
    row.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// Judges an attempt: batches to check by hand, then rows that are shifted far apart,
/// against the chapter's own.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    let three = libm::log(3.0);
    exam.array(
        "the batch [[0, 0], [0, ln 3]]",
        &attempt(&array![[0.0, 0.0], [0.0, three]]),
        &array![[0.5, 0.5], [0.25, 0.75]],
        1e-12,
    );
    exam.array(
        "the batch [[-1000, -1000 + ln 3], [-2000, -2000 + ln 3]]",
        &attempt(&array![[-1000.0, -1000.0 + three], [-2000.0, -2000.0 + three]]),
        &array![[0.25, 0.75], [0.25, 0.75]],
        1e-9,
    );
    let quarters = array![[0.25, 0.75], [0.25, 0.75]];
    for (name, shifts) in [
        ("[[0, ln 3], [-1000, -1000 + ln 3]]", [0.0, -1000.0]),
        ("[[1000, 1000 + ln 3], [0, ln 3]]", [1000.0, 0.0]),
    ] {
        let batch = array![[0.0, three], [0.0, three]]
            + Array1::from(shifts.to_vec()).insert_axis(Axis(1)); // (2, 2)
        exam.array(format!("the batch {name}"), &attempt(&batch), &quarters, 1e-9);
    }
    let no = f64::NEG_INFINITY;
    for batch in [
        array![[0.0, 2000.0, 1000.0], [3000.0, 0.0, 0.0]],
        array![[no, 0.0, 0.0], [-900.0, -900.0, no]],
    ] {
        exam.array(
            format!("the batch {batch}").replace('\n', ""),
            &attempt(&batch),
            &softmax_rows(&batch).expect("something is allowed in each row"),
            1e-12,
        );
    }
    let mut draw = Draw::new(1);
    for _ in 0..20 {
        let (rows, classes) = (draw.count(2, 5), draw.count(2, 6));
        let logits = draw.matrix(rows, classes);
        let shifts = Array1::from_shape_fn(rows, |_| draw.number(-2e3, 2e3));
        let shifted = &logits + &shifts.insert_axis(Axis(1)); // (rows, classes)
        exam.array(
            format!("a batch of {rows} rows, shifted by up to 2000 each,"),
            &attempt(&shifted),
            &softmax_rows(&logits).expect("finite logits"),
            1e-9,
        );
    }
}
