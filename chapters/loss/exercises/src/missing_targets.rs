//! The gradient of a mean over the known targets.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use loss::mean_squared_error_gradient;
use ndarray::{Array2, Axis, array, concatenate};

/// What the reader repairs: the gradient (batch, outputs) by outputs, targets and which
/// targets are known (all of that shape).
pub type Attempt = fn(&Array2<f64>, &Array2<f64>, &Array2<f64>) -> Array2<f64>;

/// Wrong repairs, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "batch-only",
        says: "You divide by the number of examples. This is the gradient of a third cost, \
               which adds up over the outputs. Ask what the cost is divided by.",
        attempt: |outputs, targets, known| {
            2.0 * known * (outputs - targets) / outputs.nrows() as f64
        },
    },
    Mistake {
        name: "sum-for-mean",
        says: "You divide by nothing, which is the gradient of the sum. The cost is a mean, \
               and its gradient carries the same factor.",
        attempt: |outputs, targets, known| 2.0 * known * (outputs - targets),
    },
    Mistake {
        name: "unknown-targets-pull",
        says: "You divide by the right number, and outputs without a known target have a \
               slope again. The cost does not look at them, so it cannot change with them.",
        attempt: |outputs, targets, known| 2.0 * (outputs - targets) / known.sum(),
    },
    Mistake {
        name: "no-two",
        says: "The factor of the mean is right, and the two of the square's slope is gone. \
               The slope of (a − y)² is twice the difference.",
        attempt: |outputs, targets, known| {
            known * (outputs - targets) / known.sum()
        },
    },
    Mistake {
        name: "width-only",
        says: "You divide by the outputs of one example, as if there were no other, and all \
               of its targets were known. Ask what the cost is divided by.",
        attempt: |outputs, targets, known| {
            2.0 * known * (outputs - targets) / outputs.ncols() as f64
        },
    },
    Mistake {
        name: "row-by-row",
        says: ROW_BY_ROW,
        attempt: |outputs, targets, known| {
            row_by_row(outputs, targets, known, 1.0) / outputs.nrows() as f64
        },
    },
    Mistake {
        name: "row-by-row",
        says: ROW_BY_ROW,
        attempt: |outputs, targets, known| row_by_row(outputs, targets, known, 1.0),
    },
    // An example without a known target has no mean: 0 / 0.
    Mistake {
        name: "row-by-row",
        says: ROW_BY_ROW,
        attempt: |outputs, targets, known| {
            row_by_row(outputs, targets, known, 0.0) / outputs.nrows() as f64
        },
    },
    Mistake {
        name: "row-by-row",
        says: ROW_BY_ROW,
        attempt: |outputs, targets, known| row_by_row(outputs, targets, known, 0.0),
    },
    Mistake {
        name: "row-by-row",
        says: ROW_BY_ROW,
        attempt: |outputs, targets, known| {
            let counts = known.sum_axis(Axis(1)); // (batch)
            let rows = counts.iter().filter(|count| **count > 0.0).count();
            row_by_row(outputs, targets, known, 1.0) / rows as f64
        },
    },
];

const ROW_BY_ROW: &str = "You take a mean within each example. One with few known targets then \
                          counts as much as a full one. The cost is one mean over all known \
                          targets.";

/// The slopes of a mean within each example, by at least `least` known targets.
fn row_by_row(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
    known: &Array2<f64>,
    least: f64,
) -> Array2<f64> {
    let counts = known.sum_axis(Axis(1)).insert_axis(Axis(1)); // (batch, 1)
    let share = known / counts.mapv(|count| count.max(least)); // (batch, outputs)
    2.0 * share * (outputs - targets) // (batch, outputs)
}

/// The mean of the squares over the known targets.
fn cost(outputs: &Array2<f64>, targets: &Array2<f64>, known: &Array2<f64>) -> f64 {
    let differences = known * (outputs - targets); // (batch, outputs)
    (&differences * &differences).sum() / known.sum()
}

/// The gradient of [`cost`], measured by nudging each output.
fn measured(
    outputs: &Array2<f64>,
    targets: &Array2<f64>,
    known: &Array2<f64>,
) -> Array2<f64> {
    const STEP: f64 = 1e-3;
    let mut nudged = outputs.clone(); // (batch, outputs)
    Array2::from_shape_fn(outputs.dim(), |place| {
        nudged[place] = outputs[place] + STEP;
        let above = cost(&nudged, targets, known);
        nudged[place] = outputs[place] - STEP;
        let below = cost(&nudged, targets, known);
        nudged[place] = outputs[place];
        (above - below) / (2.0 * STEP)
    })
}

/// Which targets are known, by chance: one at least is, and one at least is not.
fn draw_known(draw: &mut Draw, rows: usize, columns: usize) -> Array2<f64> {
    let mut known = Array2::from_shape_fn((rows, columns), |_| {
        f64::from(u8::from(draw.number(0.0, 1.0) < 0.5))
    });
    known[[0, 0]] = 1.0;
    known[[rows - 1, columns - 1]] = 0.0;
    known
}

/// Judges an attempt: one small enough to check by hand, then by nudging, then by what
/// must make no difference.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.array(
            "the gradient for A = [[3, 5, 1], [4, 2, 7]], Y = [[1, 1, 0], [0, 0, 1]] and \
             known = [[1, 1, 1], [0, 0, 1]]",
            &attempt(
                &array![[3.0, 5.0, 1.0], [4.0, 2.0, 7.0]],
                &array![[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
                &array![[1.0, 1.0, 1.0], [0.0, 0.0, 1.0]],
            ),
            &array![[1.0, 2.0, 0.5], [0.0, 0.0, 3.0]],
            1e-12,
        );
        let mut draw = Draw::new(1);
        for _ in 0..20 {
            let (rows, columns) = (draw.count(2, 5), draw.count(2, 5));
            let outputs = draw.matrix(rows, columns);
            let targets = draw.matrix(rows, columns);
            let known = draw_known(&mut draw, rows, columns);
            let count = known.sum();
            exam.array(
                format!(
                    "by our nudging of each output, with {count} of {} targets known, the gradient",
                    known.len()
                ),
                &attempt(&outputs, &targets, &known),
                &measured(&outputs, &targets, &known),
                1e-8,
            );
            no_difference(attempt, exam, [&outputs, &targets, &known]);
        }
    })
}

/// What must make no difference.
fn no_difference(
    attempt: Attempt,
    exam: &mut Exam,
    [outputs, targets, known]: [&Array2<f64>; 3],
) {
    let other_targets = targets + (100.0 * (1.0 - known)); // (batch, outputs)
    exam.array(
        "the gradient after a change of the targets that nobody knows",
        &attempt(outputs, &other_targets, known),
        &measured(outputs, targets, known),
        1e-8,
    );
    let ones = Array2::ones(outputs.dim()); // (batch, outputs)
    exam.array(
        "the gradient with all targets known",
        &attempt(outputs, targets, &ones),
        &mean_squared_error_gradient(outputs, targets).expect("shapes that fit"),
        1e-12,
    );
    let twice = |array: &Array2<f64>, below: &Array2<f64>| {
        concatenate(Axis(0), &[array.view(), below.view()])
            .expect("as many columns")
    };
    let nothing = Array2::zeros(outputs.dim()); // (batch, outputs)
    exam.array(
        "the gradient with as many examples more, of which no target is known,",
        &attempt(
            &twice(outputs, outputs),
            &twice(targets, targets),
            &twice(known, &nothing),
        ),
        &twice(&measured(outputs, targets, known), &nothing),
        1e-8,
    );
}
