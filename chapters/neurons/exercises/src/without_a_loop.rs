//! A neuron's weighted sum in one line.

use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array1, array};
use neurons::{Activation, Neuron};

/// What the reader writes: the weighted sum of weights (inputs), inputs (inputs) and a
/// bias.
pub type Attempt = fn(&Array1<f64>, &Array1<f64>, f64) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "no-bias",
        says: "The products are added up, and nothing more. The neuron has a number of its \
               own to add, whatever it sees.",
        attempt: |weights, inputs, _| weights.dot(inputs),
    },
    Mistake {
        name: "bias-for-each-input",
        says: "You add the bias to every product, so it comes as often as there are inputs. \
               It belongs to the neuron, and is added once.",
        attempt: |weights, inputs, bias| (weights * inputs + bias).sum(),
    },
    Mistake {
        name: "sums-multiplied",
        says: "You add up the weights and the inputs first, and multiply the two sums. Each \
               input meets its own weight alone: multiply first, then add up.",
        attempt: |weights, inputs, bias| weights.sum() * inputs.sum() + bias,
    },
    Mistake {
        name: "mean-for-sum",
        says: "You divide by the number of inputs. A neuron adds up: more inputs that speak \
               for yes make the sum larger.",
        attempt: |weights, inputs, bias| {
            weights.dot(inputs) / inputs.len() as f64 + bias
        },
    },
];

/// Judges an attempt: a sum to check by hand, then many against the chapter's own.
///
/// # Panics
/// Never: there is an input for each weight.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.number(
            "the weighted sum of the inputs [2, 1, 1] with the weights [1, -2, 3] and b = 10",
            attempt(&array![1.0, -2.0, 3.0], &array![2.0, 1.0, 1.0], 10.0),
            13.0,
            1e-12,
        );
        let mut draw = Draw::new(1);
        for number in 0..21 {
            let count = if number == 20 { 1 } else { draw.count(2, 8) };
            let (weights, inputs) = (draw.vector(count), draw.vector(count));
            let bias = draw.number(-2.0, 2.0);
            let neuron = Neuron::new(weights.clone(), bias, Activation::Identity);
            exam.number(
                match count {
                    1 => "the weighted sum of 1 input".to_owned(),
                    _ => format!("the weighted sum of {count} inputs"),
                },
                attempt(&weights, &inputs, bias),
                neuron.pre_activation(inputs.view()).expect("as many inputs"),
                1e-10,
            );
        }
    })
}
