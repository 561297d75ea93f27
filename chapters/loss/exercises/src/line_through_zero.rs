//! The best line without a bias.

use judge::{Draw, Mistake, Verdict, judge};
use loss::Line;
use ndarray::{Array2, Axis, array, concatenate};

/// What the reader writes: the weight for inputs and targets (batch, 1).
pub type Attempt = fn(&Array2<f64>, &Array2<f64>) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "mean-of-ratios",
        says: "You average the slopes y / x that each example would like to have. An example \
               near x = 0 then counts as much as one far out, though its error hardly moves \
               with the weight. Start from the derivative of the cost.",
        attempt: |inputs, targets| (targets / inputs).sum() / inputs.len() as f64,
    },
    Mistake {
        name: "ratio-of-means",
        says: "Your errors add up to zero. That is the equation of the bias, and this line \
               has none. In the equation of the weight, each error counts with its input.",
        attempt: |inputs, targets| targets.sum() / inputs.sum(),
    },
    Mistake {
        name: "weight-beside-a-bias",
        says: "This is the weight of the best line that may have a bias: the means are \
               subtracted. Without a bias the line cannot shift to the means.",
        attempt: |inputs, targets| {
            Line::best(inputs, targets).map_or(f64::NAN, |line| line.weight)
        },
    },
    Mistake {
        name: "sum-of-ratios",
        says: "You add up the slopes y / x that each example would like to have, and divide \
               by nothing. Even their mean is not what is asked for: start from the \
               derivative of the cost.",
        attempt: |inputs, targets| (targets / inputs).sum(),
    },
    Mistake {
        name: "undivided",
        says: "You add up x y and divide by nothing. In the equation, the weight stands \
               beside a sum too: what does it have to be divided by?",
        attempt: |inputs, targets| (inputs * targets).sum(),
    },
    Mistake {
        name: "mean-of-products",
        says: "You divide Σ x y by the number of examples. In the equation, the weight stands \
               beside Σ x²: divide by that.",
        attempt: |inputs, targets| (inputs * targets).sum() / inputs.len() as f64,
    },
    Mistake {
        name: "divided-twice",
        says: "Beside Σ x² you divide by the number of examples as well. In the equation the sum \
               above the bar and the one below it carry the same factor, so it cancels.",
        attempt: |inputs, targets| {
            (inputs * targets).sum() / (inputs * inputs).sum() / inputs.len() as f64
        },
    },
];

/// The best weight without a bias, by the chapter's best line: next to their mirror images
/// at zero, examples have the means 0, and so their best line has the bias 0.
fn best(inputs: &Array2<f64>, targets: &Array2<f64>) -> f64 {
    let mirrored = |column: &Array2<f64>| {
        concatenate(Axis(0), &[column.view(), (-column).view()])
            .expect("one column")
    };
    Line::best(&mirrored(inputs), &mirrored(targets))
        .expect("an input and its mirror image")
        .weight
}

/// How the cost of a line without a bias changes with its weight.
fn slope(weight: f64, inputs: &Array2<f64>, targets: &Array2<f64>) -> f64 {
    let gradient = Line { weight, bias: 0.0 }.gradient(inputs, targets);
    gradient.expect("as many of both").d_weight
}

/// The cost of a line without a bias.
fn cost(weight: f64, inputs: &Array2<f64>, targets: &Array2<f64>) -> f64 {
    let cost = Line { weight, bias: 0.0 }.cost(inputs, targets);
    cost.expect("as many of both")
}

/// Judges an attempt: two examples to check by hand, then many, by the best line of
/// mirrored examples and by the slope and the cost at the attempt's weight.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.number(
            "the weight for the inputs 1, 3 and the targets 2, 1",
            attempt(&array![[1.0], [3.0]], &array![[2.0], [1.0]]),
            0.5,
            1e-12,
        );
        let mut draw = Draw::new(1);
        for _ in 0..20 {
            let count = draw.count(2, 9);
            let inputs = draw.matrix(count, 1); // (batch, 1)
            let targets = draw.matrix(count, 1); // (batch, 1)
            let weight = attempt(&inputs, &targets);
            exam.number(
                format!("the weight for {count} examples"),
                weight,
                best(&inputs, &targets),
                1e-9,
            );
            exam.number(
                "the slope of the cost at your weight",
                slope(weight, &inputs, &targets),
                0.0,
                1e-8,
            );
            let cost = |weight| cost(weight, &inputs, &targets);
            let here = cost(weight);
            exam.holds(
                "a weight a little larger or smaller than yours must cost more",
                here < cost(weight - 0.01) && here < cost(weight + 0.01),
            );
        }
    })
}
