//! A forward pass bends the sums of every layer, not of the last one alone.

use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array2, array, aview1};
use neurons::xor::{INPUTS, XOR, xor_network};
use neurons::{Activation, Layer, Network};

/// What the reader repairs: the output (batch, outputs) of a network for a batch
/// (batch, inputs).
pub type Attempt = fn(&Network, &Array2<f64>) -> Array2<f64>;

/// Wrong repairs, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "bent-before-weighing",
        says: "You bend what goes into each layer, so the inputs are bent as well and the \
               output is not. An activation function belongs behind its layer's weighted sum.",
        attempt: |network, batch| {
            let mut activations = batch.clone(); // (batch, inputs)
            for layer in &network.layers {
                activations.mapv_inplace(|a| layer.activation.apply(a));
                activations = activations.dot(&layer.weights) + &layer.bias;
            }
            activations
        },
    },
    Mistake {
        name: "bent-before-the-bias",
        says: "You bend the products and add the bias afterwards, where it only shifts the \
               answer. It belongs to the weighted sum: it moves the place of the bend.",
        attempt: |network, batch| {
            let mut activations = batch.clone(); // (batch, inputs)
            for layer in &network.layers {
                let products = activations.dot(&layer.weights); // (batch, outputs)
                activations =
                    products.mapv(|z| layer.activation.apply(z)) + &layer.bias;
            }
            activations
        },
    },
    Mistake {
        name: "bent-twice",
        says: "Every layer bends its sums now, and after the loop the output is bent once \
               more. Each weighted sum goes through an activation function once.",
        attempt: |network, batch| {
            let outputs = pass(network, batch, |layer, _| layer.activation);
            match network.layers.last() {
                Some(last) => outputs.mapv(|a| last.activation.apply(a)),
                None => outputs,
            }
        },
    },
    Mistake {
        name: "output-not-bent",
        says: "You leave the sums of the last layer as they are. It has an activation \
               function like every other layer, and its output goes through it.",
        attempt: |network, batch| {
            pass(network, batch, |layer, is_last| {
                if is_last { Activation::Identity } else { layer.activation }
            })
        },
    },
    Mistake {
        name: "same-bend-everywhere",
        says: "You bend every layer with the activation function of the last one. Each layer \
               has its own: a linear output must not make the hidden layers linear too.",
        attempt: |network, batch| {
            let last = network.layers.last().map(|layer| layer.activation);
            pass(network, batch, |layer, _| last.unwrap_or(layer.activation))
        },
    },
    Mistake {
        name: "relu-everywhere",
        says: "You bend every layer with ReLU, whatever the layer says. A layer brings its own \
               activation function along.",
        attempt: |network, batch| pass(network, batch, |_, _| Activation::Relu),
    },
];

/// A forward pass that chooses the activation function of each layer, and is told whether
/// it is the last one.
fn pass(
    network: &Network,
    batch: &Array2<f64>,
    activation: impl Fn(&Layer, bool) -> Activation,
) -> Array2<f64> {
    let mut activations = batch.clone(); // (batch, inputs)
    for (index, layer) in network.layers.iter().enumerate() {
        let activation = activation(layer, index + 1 == network.layers.len());
        activations = activations.dot(&layer.weights) + &layer.bias; // (batch, outputs)
        activations.mapv_inplace(|z| activation.apply(z));
    }
    activations
}

/// Judges a repair: two neurons in a row, the XOR network, then many networks with
/// activation functions of all kinds against the chapter's own forward pass.
///
/// # Panics
/// Never: all layers fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let neuron = |bias, activation| {
            Layer::new(array![[1.0]], array![bias], activation)
                .expect("one weight and one bias")
        };
        let two = Network::new(vec![
            neuron(1.0, Activation::Relu),
            neuron(2.0, Activation::Identity),
        ]);
        exam.array(
            "the output for X = [[-2], [3]] of a ReLU neuron with w = 1, b = 1 and a linear \
             one with w = 1, b = 2 behind it",
            &attempt(&two.expect("layers that fit"), &array![[-2.0], [3.0]]),
            &array![[2.0], [6.0]],
            1e-12,
        );
        let rows = Array2::from(INPUTS.to_vec()); // (4, 2)
        let outputs = attempt(&xor_network(), &rows);
        exam.array(
            "the output of the XOR network for its four rows",
            &outputs,
            &aview1(&XOR).to_owned().insert_axis(ndarray::Axis(1)),
            1e-3,
        );
        let mut draw = Draw::new(2);
        for _ in 0..20 {
            let network = network(&mut draw);
            let rows = draw.count(1, 4);
            let batch = draw.matrix(rows, network.layers[0].weights.nrows());
            let bends = network.layers.iter().map(|layer| layer.activation);
            exam.array(
                format!(
                    "the output of layers with {:?}",
                    bends.collect::<Vec<_>>()
                ),
                &attempt(&network, &batch),
                &network.forward(&batch).expect("a column for each input"),
                1e-9,
            );
        }
    })
}

/// A network of one to four layers, each with an activation function of its own.
fn network(draw: &mut Draw) -> Network {
    const ALL: [Activation; 4] = [
        Activation::Identity,
        Activation::Sigmoid,
        Activation::Relu,
        Activation::Tanh,
    ];
    let mut inputs = draw.count(1, 5);
    let layers = (0..draw.count(1, 4)).map(|_| {
        let outputs = draw.count(1, 5);
        let (weights, bias) = (draw.matrix(inputs, outputs), draw.vector(outputs));
        inputs = outputs;
        Layer::new(weights, bias, ALL[draw.count(0, 3)])
            .expect("a bias for each output")
    });
    Network::new(layers.collect()).expect("layers that fit")
}
