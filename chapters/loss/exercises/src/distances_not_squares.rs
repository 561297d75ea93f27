//! The mean of plain distances instead of squares.

use judge::{Draw, Mistake, Verdict, judge};
use loss::squared_errors;
use ndarray::{Array2, array};

/// What the reader writes: the mean of |a − y| for outputs and targets (batch, outputs).
pub type Attempt = fn(&Array2<f64>, &Array2<f64>) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "sum-for-mean",
        says: "You add up the distances and divide by nothing. Such a sum grows with every \
               example; a mean can be compared between ten images and a thousand.",
        attempt: sum,
    },
    Mistake {
        name: "mean-per-row",
        says: "You take a mean within each row and add up the rows. Asked for is one mean, \
               over all outputs of all examples.",
        attempt: |outputs, targets| sum(outputs, targets) / outputs.ncols() as f64,
    },
    Mistake {
        name: "divided-by-examples-only",
        says: "You divide by the number of examples. Each of them has several outputs, and \
               the mean is over all of these.",
        attempt: |outputs, targets| sum(outputs, targets) / outputs.nrows() as f64,
    },
    Mistake {
        name: "sides-cancel",
        says: "Your differences keep their signs, so an output that is too large makes up \
               for one that is too small. A distance has no sign.",
        attempt: |outputs, targets| {
            (outputs - targets).sum() / outputs.len() as f64
        },
    },
    Mistake {
        name: "size-of-the-mean",
        says: "You take the size of the mean, when the sides have cancelled already. Take \
               the size of each difference first, and then the mean.",
        attempt: |outputs, targets| {
            ((outputs - targets).sum() / outputs.len() as f64).abs()
        },
    },
    Mistake {
        name: "still-squared",
        says: "You have squared the differences, as the page does. Here each one counts as \
               it is, without its sign.",
        attempt: |outputs, targets| {
            let differences = outputs - targets; // (batch, outputs)
            (&differences * &differences).sum() / outputs.len() as f64
        },
    },
];

fn sum(outputs: &Array2<f64>, targets: &Array2<f64>) -> f64 {
    (outputs - targets).mapv(f64::abs).sum()
}

/// Judges an attempt: a batch to check by hand, then batches of many shapes, by the roots
/// of the chapter's squares.
///
/// # Panics
/// Never: outputs and targets have one shape.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.number(
            "the mean distance of A = [[3, 0, 1], [1, 1, 4]] from Y = [[1, 0, 2], [3, 4, 0]]",
            attempt(
                &array![[3.0, 0.0, 1.0], [1.0, 1.0, 4.0]],
                &array![[1.0, 0.0, 2.0], [3.0, 4.0, 0.0]],
            ),
            2.0,
            1e-12,
        );
        let mut draw = Draw::new(1);
        for _ in 0..20 {
            let (rows, columns) = (draw.count(1, 5), draw.count(2, 6));
            let outputs = draw.matrix(rows, columns);
            let targets = draw.matrix(rows, columns);
            let squares =
                squared_errors(&outputs, &targets).expect("as many of both");
            exam.number(
                format!(
                    "the mean distance for outputs of the shape ({rows}, {columns})"
                ),
                attempt(&outputs, &targets),
                squares.mapv(f64::sqrt).sum() / (rows * columns) as f64,
                1e-10,
            );
        }
    })
}
