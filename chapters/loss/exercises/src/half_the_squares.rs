//! The gradient of a cost that halves its squares.

use judge::{Draw, Mistake, Verdict, judge};
use loss::measured_gradient;
use ndarray::{Array2, array};

/// What the reader writes: the gradient (batch, outputs) of the mean of (a − y)² / 2, for
/// outputs and targets (batch, outputs).
pub type Attempt = fn(&Array2<f64>, &Array2<f64>) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "two-kept",
        says: "That is the gradient without the half: twice too large. The half belongs to \
               the cost, so its slope has it too.",
        attempt: |outputs, targets| {
            2.0 * (outputs - targets) / outputs.len() as f64
        },
    },
    Mistake {
        name: "half-without-the-two",
        says: "You have halved the difference. The slope of a square is *twice* the \
               difference, and the half meets that two.",
        attempt: |outputs, targets| {
            0.5 * (outputs - targets) / outputs.len() as f64
        },
    },
    Mistake {
        name: "sum-for-mean",
        says: "You divide by nothing, which is the gradient of the sum. The cost is a mean, \
               and its gradient carries the same factor.",
        attempt: |outputs, targets| outputs - targets,
    },
    Mistake {
        name: "mean-per-row",
        says: "You divide by the outputs of one example: a mean for each row. The cost is \
               one mean, over all outputs of all examples.",
        attempt: |outputs, targets| (outputs - targets) / outputs.ncols() as f64,
    },
    Mistake {
        name: "divided-by-examples-only",
        says: "You divide by the number of examples. Each of them has several outputs, and \
               the mean is over all of these.",
        attempt: |outputs, targets| (outputs - targets) / outputs.nrows() as f64,
    },
    Mistake {
        name: "wrong-way-round",
        says: "Your slopes have the wrong sign. Where an output is larger than its target, \
               raising it raises the cost.",
        attempt: |outputs, targets| (targets - outputs) / outputs.len() as f64,
    },
];

/// Judges an attempt: two examples to check by hand, then batches of many shapes, by
/// nudging.
///
/// # Panics
/// Never: outputs and targets have one shape.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.array(
            "the gradient for A = [[3, 0, 1], [6, 1, 4]] and Y = [[0, 0, 7], [0, 4, 1]]",
            &attempt(
                &array![[3.0, 0.0, 1.0], [6.0, 1.0, 4.0]],
                &array![[0.0, 0.0, 7.0], [0.0, 4.0, 1.0]],
            ),
            &array![[0.5, 0.0, -1.0], [1.0, -0.5, 0.5]],
            1e-12,
        );
        let mut draw = Draw::new(1);
        for _ in 0..20 {
            let (rows, columns) = (draw.count(1, 5), draw.count(1, 5));
            let outputs = draw.matrix(rows, columns);
            let targets = draw.matrix(rows, columns);
            // A parabola bends alike everywhere, so the nudge need not be small.
            let measured = measured_gradient(&outputs, &targets, 1e-3)
                .expect("as many of both");
            exam.array(
                format!(
                    "the gradient for outputs of the shape ({rows}, {columns}), by our nudging,"
                ),
                &attempt(&outputs, &targets),
                &(0.5 * measured),
                1e-8,
            );
        }
    })
}
