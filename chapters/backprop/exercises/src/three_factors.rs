//! The rate of a weight before a tanh neuron.

use backprop::slope_at_answer;
use judge::{Draw, Mistake, Verdict, judge};
use neurons::Activation;

/// What the reader writes: dC/dw of a neuron a = tanh(w x + b), by w, b, x and dC/da.
pub type Attempt = fn(f64, f64, f64, f64) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "slope-from-the-sum",
        says: "You square the sum. The slope of tanh is 1 − a², where a is its *answer*: far \
               from 0 your slope is negative, and tanh never falls.",
        attempt: |weight, bias, input, d_a| {
            let z = weight * input + bias;
            d_a * (1.0 - z * z) * input
        },
    },
    Mistake {
        name: "slope-of-the-sigmoid",
        says: "a · (1 − a) is the slope of the sigmoid. This neuron answers with tanh, which \
               has a slope of its own.",
        attempt: |weight, bias, input, d_a| {
            let a = answer(weight, bias, input);
            d_a * a * (1.0 - a) * input
        },
    },
    Mistake {
        name: "no-slope",
        says: "You have left out a link: between the sum and the answer lies tanh, and its \
               slope is a factor too.",
        attempt: |_, _, input, d_a| d_a * input,
    },
    Mistake {
        name: "weight-for-input",
        says: "You multiply by the weight, which leads on to the *input*. The sum changes \
               with the weight as fast as the input is large.",
        attempt: |weight, bias, input, d_a| {
            let a = answer(weight, bias, input);
            d_a * (1.0 - a * a) * weight
        },
    },
    Mistake {
        name: "no-input",
        says: "You have left out the last link, from the sum to `w`. What you have is the rate of \
               the bias: for the weight, it counts as often as the input is large.",
        attempt: |weight, bias, input, d_a| {
            let a = answer(weight, bias, input);
            d_a * (1.0 - a * a)
        },
    },
    Mistake {
        name: "no-rate-of-the-answer",
        says: "That is how fast the *answer* changes with `w`. The chain begins at the cost, and \
               its first link, from the cost to `a`, is a factor too.",
        attempt: |weight, bias, input, _| {
            let a = answer(weight, bias, input);
            (1.0 - a * a) * input
        },
    },
    Mistake {
        name: "slope-at-the-answer",
        says: "You apply tanh once more, and square what comes out. `a` is already the answer of \
               tanh, and its slope can be read from `a` as it is.",
        attempt: |weight, bias, input, d_a| {
            let again = Activation::Tanh.apply(answer(weight, bias, input));
            d_a * (1.0 - again * again) * input
        },
    },
];

fn answer(weight: f64, bias: f64, input: f64) -> f64 {
    Activation::Tanh.apply(weight * input + bias)
}

/// Judges an attempt: two neurons to check by hand, then many
/// by the chapter's own slope.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.number(
            "the rate for w = 2, b = -6, x = 3 and dC/da = 5, where z = 0 and a = 0,",
            attempt(2.0, -6.0, 3.0, 5.0),
            15.0,
            1e-12,
        );
        exam.number(
            "the rate for w = 2, b = 0, x = 10 and dC/da = 5, where z = 20 and a is nearly 1,",
            attempt(2.0, 0.0, 10.0, 5.0),
            0.0,
            1e-12,
        );
        let mut draw = Draw::new(1);
        for _ in 0..20 {
            let mut number = || draw.number(-2.0, 2.0);
            let (weight, bias, input, d_a) =
                (number(), number(), number(), number());
            let a = answer(weight, bias, input);
            exam.number(
                format!(
                    "the rate for w = {weight:.2}, b = {bias:.2}, x = {input:.2} and \
                     dC/da = {d_a:.2}"
                ),
                attempt(weight, bias, input, d_a),
                d_a * slope_at_answer(Activation::Tanh, a) * input,
                1e-10,
            );
        }
    })
}
