//! How many parameters another hidden layer adds.

use judge::{Draw, Mistake, Verdict, judge};
use neurons::{Activation, Network};

/// What the reader writes: the number of parameters.
pub type Attempt = fn() -> usize;

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "no-new-biases",
        says: "You have counted the new layer's weights alone. Each of its neurons has a bias \
               too.",
        attempt: || parameters(&[64, 32, 10]) + 32 * 32,
    },
    Mistake {
        name: "weights-alone",
        says: "You have counted the weights of all layers and none of the biases. Each neuron \
               behind the inputs has one.",
        attempt: || 64 * 32 + 32 * 32 + 32 * 10,
    },
    Mistake {
        name: "inputs-again",
        says: "You let the new layer see the 64 pixels. It sees what the first hidden layer \
               gives.",
        attempt: || parameters(&[64, 32, 10]) + 64 * 32 + 32,
    },
    Mistake {
        name: "new-layer-alone",
        says: "That is what the new layer adds. Asked for is the whole network, with the \
               parameters that it had before.",
        attempt: || 32 * 32 + 32,
    },
];

/// Counts the parameters of a network of these sizes.
fn parameters(sizes: &[usize]) -> usize {
    let mut draw = Draw::new(1);
    let network = Network::random(
        sizes,
        Activation::Relu,
        Activation::Identity,
        draw.generator(),
    );
    network.expect("layers that fit").parameter_count()
}

/// Takes the prediction, then counts.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let counted = parameters(&[64, 32, 32, 10]);
        exam.note(format!(
            "We counted {} for 64-32-10, and {counted} for 64-32-32-10. You predicted \
             {prediction}.",
            parameters(&[64, 32, 10]),
        ));
        exam.equal("the number of parameters", &prediction, &counted);
    })
}
