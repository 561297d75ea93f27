//! How far a weighted sum moves when all of its weights do.

use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array1, array};

/// What the reader writes: by how much the sum grows, by weights (inputs), what comes in
/// (inputs), and by how much each weight grows.
pub type Attempt = fn(&Array1<f64>, &Array1<f64>, f64) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "like-a-bias",
        says: "A bias moves the sum by exactly as much as it is moved. A weight moves it in \
               proportion to what comes in.",
        attempt: |_, _, by| by,
    },
    Mistake {
        name: "like-many-biases",
        says: "You count the weights, as if each moved the sum by as much as it is moved. A \
               weight behind a silent neuron moves nothing.",
        attempt: |weights, _, by| by * weights.len() as f64,
    },
    Mistake {
        name: "like-answers",
        says: "You add up the weights: so the sum moves when all that comes *in* grows. Here \
               the weights grow, and what comes in stays.",
        attempt: |weights, _, by| by * weights.sum(),
    },
    Mistake {
        name: "whole-sum",
        says: "That is the new sum. Asked for is by how much it has grown: compare it with \
               the old one.",
        attempt: |weights, incoming, by| (weights + by).dot(incoming),
    },
];

/// Judges an attempt: a neuron to check by hand, then many, by the sums before and after.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let (weights, incoming) = (array![3.0, -1.0, 2.0], array![1.0, 0.0, 4.0]);
        exam.number(
            "the growth for the weights [3, -1, 2] and the incoming answers [1, 0, 4], by 0.5,",
            attempt(&weights, &incoming, 0.5),
            2.5,
            1e-12,
        );
        let mut draw = Draw::new(1);
        for _ in 0..20 {
            let count = draw.count(2, 6);
            let (weights, incoming) = (draw.vector(count), draw.vector(count));
            let by = draw.number(-1.0, 1.0);
            exam.number(
                format!("the growth for {count} weights, by {by:.2},"),
                attempt(&weights, &incoming, by),
                (&weights + by).dot(&incoming) - weights.dot(&incoming),
                1e-10,
            );
        }
    })
}
