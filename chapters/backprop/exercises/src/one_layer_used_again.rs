//! A batch goes through the same layer several times: what its weights are told adds up.

use backprop::{backward, slope_at_answer};
use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, Axis, array};
use neurons::{Activation, Layer, Network};

use crate::nudging::{self, LayerSlopes};

/// What the reader writes: dC/dW (width, width), dC/db (width) and dC/dX (batch, width)
/// of a layer (width, width), a batch (batch, width), dC/dA of the last activations
/// (batch, width), and how many times the batch goes through the layer.
pub type Attempt = fn(&Layer, &Array2<f64>, &Array2<f64>, usize) -> LayerSlopes;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "overwritten",
        says: "Each use of the layer overwrites what the use before it has found: one use \
               remains. A weight that acts in several places changes the cost through all of \
               them.",
        attempt: |layer, batch, d_outputs, times| {
            wrong(layer, batch, d_outputs, times, Fault::Overwritten)
        },
    },
    Mistake {
        name: "mean-over-the-uses",
        says: MEAN_OVER_THE_USES,
        attempt: |layer, batch, d_outputs, times| {
            let uses = times as f64;
            let (d_weights, d_bias, d_batch) =
                wrong(layer, batch, d_outputs, times, Fault::None);
            (d_weights / uses, d_bias / uses, d_batch)
        },
    },
    Mistake {
        name: "mean-over-the-uses",
        says: MEAN_OVER_THE_USES,
        attempt: |layer, batch, d_outputs, times| {
            let uses = times.max(1) as f64;
            let (d_weights, d_bias, d_batch) =
                wrong(layer, batch, d_outputs, times, Fault::None);
            (d_weights / uses, d_bias / uses, d_batch)
        },
    },
    Mistake {
        name: "same-wish-for-all",
        says: "Every use is told the same dC/dA, that of the last activations. What a use is \
               told must have come back through all the uses behind it.",
        attempt: |layer, batch, d_outputs, times| {
            wrong(layer, batch, d_outputs, times, Fault::SameWish)
        },
    },
    Mistake {
        name: "slope-before-the-layer",
        says: "You read the slope from what goes into the layer. It is told by what comes out: \
               the activations one place further on.",
        attempt: |layer, batch, d_outputs, times| {
            wrong(layer, batch, d_outputs, times, Fault::SlopeBefore)
        },
    },
    Mistake {
        name: "slope-from-the-sum",
        says: SLOPE_FROM_THE_SUM,
        attempt: |layer, batch, d_outputs, times| {
            wrong(layer, batch, d_outputs, times, Fault::SlopeFromSum)
        },
    },
    Mistake {
        name: "slope-from-the-sum",
        says: SLOPE_FROM_THE_SUM,
        attempt: |layer, batch, d_outputs, times| {
            wrong(layer, batch, d_outputs, times, Fault::TanhFromSum)
        },
    },
    Mistake {
        name: "one-slope-for-all",
        says: ONE_SLOPE,
        attempt: |layer, batch, d_outputs, times| {
            wrong(layer, batch, d_outputs, times, Fault::SigmoidForAll)
        },
    },
    Mistake {
        name: "one-slope-for-all",
        says: ONE_SLOPE,
        attempt: |layer, batch, d_outputs, times| {
            wrong(layer, batch, d_outputs, times, Fault::SigmoidForTanh)
        },
    },
    Mistake {
        name: "one-slope-for-all",
        says: ONE_SLOPE,
        attempt: |layer, batch, d_outputs, times| {
            wrong(layer, batch, d_outputs, times, Fault::TanhForAll)
        },
    },
    Mistake {
        name: "batch-for-every-use",
        says: "You multiply by the batch in every use. Only the first use has seen the batch: \
               each later one has seen what the use before it gave.",
        attempt: |layer, batch, d_outputs, times| {
            wrong(layer, batch, d_outputs, times, Fault::Batch)
        },
    },
    Mistake {
        name: "mean-over-the-batch",
        says: MEAN_OVER_THE_BATCH,
        attempt: |layer, batch, d_outputs, times| {
            let share = d_outputs / batch.nrows() as f64; // (batch, width)
            wrong(layer, batch, &share, times, Fault::None)
        },
    },
    Mistake {
        name: "mean-over-the-batch",
        says: MEAN_OVER_THE_BATCH,
        attempt: |layer, batch, d_outputs, times| {
            let count = batch.nrows() as f64;
            let (d_weights, d_bias, d_batch) =
                wrong(layer, batch, d_outputs, times, Fault::None);
            (d_weights / count, d_bias / count, d_batch)
        },
    },
];

const MEAN_OVER_THE_USES: &str = "You divide by the number of uses. Nudge the weight once: every use \
                                  feels the whole nudge, so the changes add up.";
const MEAN_OVER_THE_BATCH: &str = "You divide by the number of examples. The cost's own factor is \
                                   already in what arrives, so here the examples are added up, and \
                                   nothing else.";

const SLOPE_FROM_THE_SUM: &str = "You read the slope from the weighted sum. It is told by the \
                                  *answer*: 1 − a² for tanh, for example, and not 1 − z².";
const ONE_SLOPE: &str = "You take the slope of one activation function for that of another: 1 − a² \
                         belongs to tanh and a · (1 − a) to the sigmoid, and a linear layer has \
                         the slope 1.";

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    Overwritten,
    SameWish,
    SlopeBefore,
    /// All slopes are read from the sums.
    SlopeFromSum,
    /// Those of tanh are.
    TanhFromSum,
    SigmoidForAll,
    SigmoidForTanh,
    TanhForAll,
    Batch,
}

/// The slope of an activation function that answers `a` to the sum `z`, as a fault has it.
fn slope(fault: Fault, activation: Activation, z: f64, a: f64) -> f64 {
    let is_tanh = activation == Activation::Tanh;
    match fault {
        Fault::SlopeFromSum => slope_at_answer(activation, z),
        Fault::TanhFromSum if is_tanh => slope_at_answer(activation, z),
        Fault::SigmoidForAll => slope_at_answer(Activation::Sigmoid, a),
        Fault::SigmoidForTanh if is_tanh => slope_at_answer(Activation::Sigmoid, a),
        Fault::TanhForAll => slope_at_answer(Activation::Tanh, a),
        _ => slope_at_answer(activation, a),
    }
}

fn wrong(
    layer: &Layer,
    batch: &Array2<f64>,
    d_outputs: &Array2<f64>,
    times: usize,
    fault: Fault,
) -> LayerSlopes {
    let mut activations = vec![batch.clone()]; // (batch, width)
    for use_ in 0..times {
        let a = layer.forward(&activations[use_]).expect("the judge's shapes fit");
        activations.push(a); // (batch, width)
    }
    let mut d_weights = Array2::zeros(layer.weights.dim()); // (width, width)
    let mut d_bias = Array1::zeros(layer.bias.len()); // (width)
    let mut d = d_outputs.clone(); // (batch, width)
    for use_ in (0..times).rev() {
        let seen = if fault == Fault::Batch { 0 } else { use_ };
        let sloped = if fault == Fault::SlopeBefore { use_ } else { use_ + 1 };
        let z = layer.pre_activation(&activations[use_]); // (batch, width)
        let mut slopes = z.expect("the judge's shapes fit");
        slopes.zip_mut_with(&activations[sloped], |z, &a| {
            *z = slope(fault, layer.activation, *z, a);
        });
        let d_z = &d * &slopes; // (batch, width)
        if fault == Fault::Overwritten {
            d_weights.fill(0.0);
            d_bias.fill(0.0);
        }
        d_weights += &activations[seen].t().dot(&d_z); // (width, width)
        d_bias += &d_z.sum_axis(Axis(0)); // (width)
        d = d_z.dot(&layer.weights.t()); // (batch, width)
        if fault == Fault::SameWish && use_ > 0 {
            d.assign(d_outputs);
        }
    }
    (d_weights, d_bias, d)
}

/// What the chapter's own way back through as many copies of the layer gives.
fn by_copies(
    layer: &Layer,
    batch: &Array2<f64>,
    d_outputs: &Array2<f64>,
    times: usize,
) -> LayerSlopes {
    if times == 0 {
        // The batch is its own last activations, and the layer has no say in them.
        let d_weights = Array2::zeros(layer.weights.dim()); // (width, width)
        return (d_weights, Array1::zeros(layer.bias.len()), d_outputs.clone());
    }
    let network =
        Network::new(vec![layer.clone(); times]).expect("as wide as high");
    let activations = network.activations(batch).expect("a column for each input");
    let gradients =
        backward(&network, &activations, d_outputs).expect("activations that fit");
    let mut d_weights = Array2::zeros(layer.weights.dim()); // (width, width)
    let mut d_bias = Array1::zeros(layer.bias.len()); // (width)
    for copy in &gradients.layers {
        d_weights += &copy.d_weights; // (width, width)
        d_bias += &copy.d_bias; // (width)
    }
    (d_weights, d_bias, gradients.d_inputs)
}

/// Judges an attempt: two single neurons to check by hand, then layers of several sizes
/// against as many copies, and against nudging, also for one example, and not used at all.
///
/// # Panics
/// Never: the shapes that it draws fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let by_hand = [
            (Activation::Identity, "linear", 0.0, 1.0, [12.0, 7.0, 8.0]),
            (Activation::Sigmoid, "sigmoid", -1.0, 0.5, [0.21875, 0.4375, 0.125]),
        ];
        for (activation, name, b, x, [d_weight, d_bias, d_input]) in by_hand {
            let neuron = Layer::new(array![[2.0]], array![b], activation)
                .expect("one of each");
            let got = attempt(&neuron, &array![[x]], &array![[1.0]], 3);
            let expected = (array![[d_weight]], array![d_bias], array![[d_input]]);
            let what = format!(
                "of one {name} neuron with w = 2 and b = {b}, used 3 times, for x = {x} and \
                 dC/dA = 1,"
            );
            nudging::ask(exam, &what, &got, &expected, false);
        }
        let mut draw = Draw::new(1);
        let activations =
            [Activation::Tanh, Activation::Sigmoid, Activation::Identity];
        for number in 0..17 {
            let activation = activations[number % 3];
            let (rows, width, times) = match number {
                15 => (1, 2, 1),
                16 => (2, 3, 0),
                _ => (draw.count(2, 4), draw.count(2, 4), draw.count(2, 4)),
            };
            let weights = draw.matrix(width, width) * 0.5; // (width, width)
            let layer = Layer::new(weights, draw.vector(width), activation)
                .expect("a bias for each output");
            let (batch, d_outputs) =
                (draw.matrix(rows, width), draw.matrix(rows, width));
            let got = attempt(&layer, &batch, &d_outputs, times);
            let is_measured = number % 2 == 1;
            let judge = if is_measured { nudging::measured } else { by_copies };
            let expected = judge(&layer, &batch, &d_outputs, times);
            let what = format!(
                "of a layer of {width} neurons ({activation:?}), used {times} times, for {rows} \
                 examples,"
            );
            nudging::ask(exam, &what, &got, &expected, is_measured);
        }
    })
}
