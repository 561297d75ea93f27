//! The spread of each row.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, Axis, array};
use transformer::EPSILON;

/// What the reader writes: spreads (tokens) of rows (tokens, d_model).
pub type Attempt = fn(&Array2<f64>) -> Array1<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "columns-for-rows",
        says: "You take the spread of each column, over all tokens. A norm looks at one token \
               at a time, and a token is a row.",
        attempt: |x| x.std_axis(Axis(0), 0.0),
    },
    Mistake {
        name: "one-less",
        says: "You divide by one less than there are numbers, as for a sample. A layer norm \
               divides by d_model itself.",
        attempt: |x| x.std_axis(Axis(1), 1.0),
    },
    Mistake {
        name: "no-root",
        says: "That is the variance. The spread is its root, in the unit of the numbers.",
        attempt: |x| x.var_axis(Axis(1), 0.0),
    },
    Mistake {
        name: "mean-not-subtracted",
        says: "You take the root of the mean square of the numbers themselves. How far is each \
               from the mean of its row?",
        attempt: |x| ((x * x).sum_axis(Axis(1)) / x.ncols() as f64).mapv(f64::sqrt),
    },
    Mistake {
        name: "sum-for-mean",
        says: "You add up the squares and do not divide. A spread is the root of a mean, or wide \
               rows would have a large one for being wide alone.",
        attempt: |x| x.std_axis(Axis(1), 0.0) * (x.ncols() as f64).sqrt(),
    },
    Mistake {
        name: "mean-not-divided",
        says: "Your mean is a sum: it is not divided by d_model, so that the distances from it \
               are far too large.",
        attempt: |x| {
            let far = x - &x.sum_axis(Axis(1)).insert_axis(Axis(1)); // (tokens, d_model)
            ((&far * &far).sum_axis(Axis(1)) / x.ncols() as f64).mapv(f64::sqrt)
        },
    },
    Mistake {
        name: "divided-after-the-root",
        says: "You take the root first and divide by d_model afterwards. The spread is the root \
               of a mean: divide first.",
        attempt: |x| x.std_axis(Axis(1), 0.0) / (x.ncols() as f64).sqrt(),
    },
    Mistake {
        name: "sizes-for-squares",
        says: "You take the mean of the distances without their signs. A spread takes their \
               squares, so that the far ones count more, and then the root.",
        attempt: |x| {
            let mean = x.sum_axis(Axis(1)) / x.ncols() as f64; // (tokens)
            let far = x - &mean.insert_axis(Axis(1)); // (tokens, d_model)
            far.mapv(f64::abs).sum_axis(Axis(1)) / x.ncols() as f64
        },
    },
    Mistake {
        name: "spread-of-all",
        says: "You have one spread for all tokens together. Each token has its own.",
        attempt: |x| Array1::from_elem(x.nrows(), x.std(0.0)),
    },
    Mistake {
        name: "epsilon-added",
        says: "You add ε before the root, as a norm does so that it never divides by 0. Here nothing \
               is divided by the spread, and that of equal numbers is 0.",
        attempt: |x| {
            let variance = x.var_axis(Axis(1), 0.0); // (tokens)
            variance.mapv(|variance| (variance + EPSILON).sqrt())
        },
    },
];

/// Judges an attempt: rows to check by hand, among them square ones, a single one, rows of one
/// number and one far from 0, then drawn ones.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    exam.array(
        "the spreads of [[1, 3, 3, 9], [5, 5, 5, 5]]",
        &attempt(&array![[1.0, 3.0, 3.0, 9.0], [5.0; 4]]),
        &array![3.0, 0.0],
        1e-9,
    );
    exam.array(
        "the spreads of [[1, 3], [5, 5]]",
        &attempt(&array![[1.0, 3.0], [5.0, 5.0]]),
        &array![1.0, 0.0],
        1e-9,
    );
    exam.array(
        "the spread of the only row of [[2, 4, 6, 8]]",
        &attempt(&array![[2.0, 4.0, 6.0, 8.0]]),
        &array![5.0_f64.sqrt()],
        1e-9,
    );
    exam.array(
        "the spreads of [[7], [9]], rows of one number each,",
        &attempt(&array![[7.0], [9.0]]),
        &array![0.0, 0.0],
        1e-9,
    );
    exam.array(
        "the spreads of [[0.1, 0.1, 0.1], [1e8, 1e8 + 1, 1e8 + 2]], whose means leave nothing of \
         the digits if they are not subtracted before numbers are squared,",
        &attempt(&array![[0.1, 0.1, 0.1], [1e8, 1e8 + 1.0, 1e8 + 2.0]]),
        &array![0.0, (2.0_f64 / 3.0).sqrt()],
        1e-7,
    );
    let mut draw = Draw::new(3);
    for _ in 0..10 {
        let (tokens, d_model) = (draw.count(2, 4), draw.count(2, 6));
        let x = draw.matrix(tokens, d_model);
        exam.array(
            format!("the spreads of {tokens} rows of {d_model} numbers"),
            &attempt(&x),
            &x.std_axis(Axis(1), 0.0),
            1e-9,
        );
    }
}
