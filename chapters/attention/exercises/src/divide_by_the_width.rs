//! What scores divided by d_k, not by its root, are like.

use std::sync::OnceLock;

use attention::scores;
use judge::{Draw, Mistake, Verdict, judge};
use ndarray::Array2;
use neurons::standard_normal;
use softmax::softmax_rows;

/// What the reader writes: the variance of q · k / d_k for d_k = 64.
pub type Attempt = fn() -> f64;

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "divided-once",
        says: "A variance of 1 is what the root gives. If a number is divided by c, its square \
               is divided by c twice, and a variance is a mean of squares.",
        attempt: || 1.0,
    },
    Mistake {
        name: "deviation-for-variance",
        says: "That is the standard deviation of these scores. The variance is its square.",
        attempt: || 0.125,
    },
    Mistake {
        name: "one-product-alone",
        says: "You have divided the variance of a single product. A dot product adds up d_k of \
               them, and their variances add up too.",
        attempt: || 1.0 / 4096.0,
    },
];

const WIDTHS: [usize; 4] = [4, 16, 64, 256];

/// For a width and a divisor of q · k: the variance, and the mean of the largest of 16
/// weights.
fn measured(d_k: usize, divisor: f64) -> (f64, f64) {
    const ROUNDS: usize = 200;
    const KEYS: usize = 16;
    let mut draw = Draw::new(d_k as u64);
    let (mut squares, mut largest) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        let mut normal = |rows| {
            let next = |_| standard_normal(draw.generator());
            Array2::from_shape_fn((rows, d_k), next) // (rows, d_k)
        };
        let (query, keys) = (normal(1), normal(KEYS));
        let products = scores(&query, &keys).expect("vectors of the same width")
            * ((d_k as f64).sqrt() / divisor); // (1, keys)
        let weights = softmax_rows(&products).expect("numbers that are finite"); // (1, keys)
        squares += products.mapv(|x| x * x).sum() / KEYS as f64;
        largest += weights.iter().copied().fold(0.0, f64::max);
    }
    (squares / ROUNDS as f64, largest / ROUNDS as f64)
}

/// What the run shows, and the variance that was asked for.
fn run() -> &'static (String, f64) {
    static RUN: OnceLock<(String, f64)> = OnceLock::new();
    RUN.get_or_init(|| {
        let mut table = "we measured      variance             largest of 16 weights\n\
                         \u{20}d_k   q·k / √d_k    q·k / d_k    q·k / √d_k    q·k / d_k"
            .to_owned();
        let mut asked = f64::NAN;
        for d_k in WIDTHS {
            let width = d_k as f64;
            let (root_variance, root_largest) = measured(d_k, width.sqrt());
            let (variance, largest) = measured(d_k, width);
            table += &format!(
                "\n{d_k:4}   {root_variance:10.3}   {variance:10.4}    {root_largest:10.3}   \
                 {largest:10.3}"
            );
            if d_k == 64 {
                asked = variance;
            }
        }
        (table, asked)
    })
}

/// Takes the prediction, then measures.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let (table, variance) = run();
        exam.note(table);
        exam.note(format!("You predicted {prediction} for d_k = 64."));
        exam.number(
            "the variance of q · k / 64 (within 0.004)",
            prediction,
            *variance,
            0.004,
        );
    })
}
