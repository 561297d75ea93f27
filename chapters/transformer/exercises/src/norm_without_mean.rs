//! The way back through a norm that subtracts no mean.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array2, Axis, array};
use transformer::{EPSILON, LayerNorm};

/// What the reader writes: from x and dC/dy, both (tokens, d_model), to dC/dx of
/// the same shape.
pub type Attempt = fn(&Array2<f64>, &Array2<f64>) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "spread-held-fixed",
        says: "You divide the error by the spread, as if the spread were a constant. It is \
               made of the row's own numbers, and moves when one of them does.",
        attempt: |x, d_output| {
            let (scale, _) = normalised(x);
            d_output * &scale
        },
    },
    Mistake {
        name: "mean-subtracted",
        says: "You subtract the mean of the error, as on the way back through the norm of \
               the page. That part comes from subtracting the mean on the way forward, \
               and here nothing is subtracted.",
        attempt: |x, d_output| {
            let (scale, normalised) = normalised(x);
            let mean = d_output.sum_axis(Axis(1)) / x.ncols() as f64;
            (d_output - &mean.insert_axis(Axis(1)) - along(d_output, &normalised))
                * &scale
        },
    },
    Mistake {
        name: "sum-for-mean",
        says: "You take away too much along the row: it is the mean over the d_model numbers \
               that counts, since the spread is the root of a mean.",
        attempt: |x, d_output| {
            let (scale, normalised) = normalised(x);
            let d_model = x.ncols() as f64;
            (d_output - along(d_output, &normalised) * d_model) * &scale
        },
    },
    Mistake {
        name: "scale-forgotten",
        says: "The direction is right and the size is not: what moves x by a little moves \
               the normalised row by that little, divided by the spread.",
        attempt: |x, d_output| {
            let (_, normalised) = normalised(x);
            d_output - along(d_output, &normalised)
        },
    },
    Mistake {
        name: "own-number-only",
        says: "You take off what each number does to itself by way of the spread. The spread is made \
               of all numbers of the row: each of them moves all the others too.",
        attempt: |x, d_output| {
            let (scale, normalised) = normalised(x);
            let own = &normalised * &normalised * d_output / x.ncols() as f64;
            (d_output - own) * &scale
        },
    },
];

/// One over the root of the mean square of each row, (tokens, 1), and the rows
/// times it, (tokens, d_model).
fn normalised(x: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
    let mean_square = (x * x).sum_axis(Axis(1)) / x.ncols() as f64; // (tokens)
    let scale = mean_square.mapv(|square| 1.0 / (square + EPSILON).sqrt());
    let scale = scale.insert_axis(Axis(1)); // (tokens, 1)
    let normalised = x * &scale; // (tokens, d_model)
    (scale, normalised)
}

/// What of the error points along the normalised rows.
fn along(d_output: &Array2<f64>, normalised: &Array2<f64>) -> Array2<f64> {
    let d_model = normalised.ncols() as f64;
    let along = (d_output * normalised).sum_axis(Axis(1)) / d_model; // (tokens)
    normalised * &along.insert_axis(Axis(1)) // (tokens, d_model)
}

/// dC/dx by nudging each number, where C is the sum of `d_output` times the rows.
fn measured(x: &Array2<f64>, d_output: &Array2<f64>) -> Array2<f64> {
    let nudge = 1e-5;
    let cost = |at: (usize, usize), by: f64| {
        let mut x = x.clone();
        x[at] += by;
        (normalised(&x).1 * d_output).sum()
    };
    Array2::from_shape_fn(x.dim(), |at| {
        (cost(at, nudge) - cost(at, -nudge)) / (2.0 * nudge)
    })
}

/// Whether a slope is not the measured one.
fn is_apart((slope, measured): (&f64, &f64)) -> bool {
    (slope - measured).abs() > 1e-5
}

/// Moves each row to the mean 0.
fn centred(x: &Array2<f64>) -> Array2<f64> {
    let mean = x.sum_axis(Axis(1)) / x.ncols() as f64; // (tokens)
    x - &mean.insert_axis(Axis(1))
}

/// Judges an attempt: two rows that can be done by hand, then drawn ones against
/// nudging, against the chapter's own norm where that subtracts nothing, and the
/// rule that a row cannot gain by growing.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    let x = array![[1.0, 1.0], [2.0, -2.0]];
    let d_output = array![[1.0, 0.0], [1.0, 0.0]];
    // But for ε, it is [[1/2, −1/2], [1/4, 1/4]].
    let (scale, rows) = normalised(&x);
    let by_hand = (&d_output - along(&d_output, &rows)) * scale;
    exam.array(
        "dC/dx for x = [[1, 1], [2, -2]] and dC/dy = [[1, 0], [1, 0]]",
        &attempt(&x, &d_output),
        &by_hand,
        1e-4,
    );
    let mut draw = Draw::new(1);
    for _ in 0..15 {
        let (tokens, d_model) = (draw.count(1, 4), draw.count(2, 6));
        let x = draw.matrix(tokens, d_model);
        let d_output = draw.matrix(tokens, d_model);
        let d_x = attempt(&x, &d_output);
        let slopes = measured(&x, &d_output); // (tokens, d_model)
        exam.array(
            format!(
                "dC/dx of the shape ({tokens}, {d_model}), against our nudges,"
            ),
            &d_x,
            &slopes,
            1e-5,
        );
        if d_x.dim() != x.dim() || d_x.iter().zip(&slopes).any(is_apart) {
            continue; // What follows would fail for the same reason.
        }
        // Longer rows are normalised to the same: no error may point along them.
        exam.number(
            "the sum of x times your dC/dx, the slope of making all rows longer,",
            (&d_x * &x).sum(),
            0.0,
            1e-2,
        );
        let x = centred(&x);
        let norm = LayerNorm::new(d_model);
        let (_, pass) = norm.forward(&x).expect("d_model columns");
        let (_, own) =
            norm.backward(&pass, &d_output).expect("the shape of that pass");
        let d_x = attempt(&x, &d_output); // (tokens, d_model)
        exam.array(
            "your dC/dx for rows of mean 0, less its own mean, against the norm of the page,",
            &if d_x.dim() == x.dim() { centred(&d_x) } else { d_x },
            &own,
            1e-9,
        );
    }
}
