//! The small network by hand: which factors make the gradient of a weight.

use anyhow::{Context as _, Result};
use loss::{mean_squared_error, mean_squared_error_gradient};
use ndarray::{Array2, array};
use neurons::Network;
use page::figure::short;
use page::live::{About, Control, Frame, Live, Named, Place, Readout, State};
use page::{Format, Svg};

use crate::figures::{Way, stands, ways};
use crate::small_network::small_network;
use crate::{cost_and_gradients, slope_at_answer};

/// The gradient that is asked for.
const ASKED: f64 = 3.0;
/// How far a weight is moved.
const NUDGES: [f64; 4] = [0.0, 0.01, 0.1, 1.0];
/// The width and height of the place to tap on a weight.
const TAP: (f64, f64) = (54.0, 54.0);

/// A weight by its name in the address, in words, with its layer, and where it comes from
/// and goes to.
type Weight = (&'static str, &'static str, (usize, usize, usize));

const WEIGHTS: [Weight; 6] = [
    ("first-upper", "the input 1 to the upper neuron", (0, 0, 0)),
    ("first-lower", "the input 1 to the lower neuron", (0, 0, 1)),
    ("second-upper", "the input 2 to the upper neuron", (0, 1, 0)),
    ("second-lower", "the input 2 to the lower neuron", (0, 1, 1)),
    ("upper-output", "the upper neuron to the output", (1, 0, 0)),
    ("lower-output", "the lower neuron to the output", (1, 1, 0)),
];

/// One weight of six, its factors, and what a nudge of it does to the cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Factors;

impl Live for Factors {
    fn about(&self) -> About {
        let state = |name: &str, weight: &str, nudge: &str| Named {
            name: name.to_owned(),
            sets: [("weight", weight), ("nudge", nudge)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
        };
        let options = WEIGHTS.map(|(name, words, _)| (name, words));
        About {
            name: "factors".into(),
            question: "Which weight has the gradient 3, and which factors make it?"
                .into(),
            bet: None,
            controls: vec![
                Control::choice("weight", "weight from", &options),
                Control::stops("nudge", "add to it", 0.0, &NUDGES, 2),
            ],
            states: vec![
                state("three", "second-upper", "0"),
                state("nudged", "second-upper", "0.01"),
                state("far", "second-upper", "1"),
                state("lower", "second-lower", "0"),
            ],
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let (x, y) = (array![[1.0, 2.0]], array![[0.0]]); // (1, 2), (1, 1)
        let (name, nudge) = (state.text("weight")?, state.number("nudge")?);
        let weight = WEIGHTS.iter().find(|weight| weight.0 == name);
        let &(_, words, at) = weight.context("a weight of the six in the list")?;
        let (layer, from, to) = at;
        let network = small_network();
        let (cost, gradients) = cost_and_gradients(&network, &x, &y)?;
        let gradient = gradients.layers[layer].d_weights[[from, to]];
        let mut nudged = network.clone();
        nudged.layers[layer].weights[[from, to]] += nudge;
        let activations = nudged.activations(&x)?;
        let change = mean_squared_error(&activations[2], &y)? - cost;

        let way = way(&network, &x, &y, at)?;
        let product = format!("{} = {}", way.words(), short(&gradient));
        let svg = picture(&nudged, &activations, cost + change, &way, &product)?;
        let decimals = Format::Decimals(4);
        let readouts = vec![
            Readout::words("product", "gradient", &product),
            Readout::number(
                "promise",
                "gradient × nudge",
                gradient * nudge,
                decimals,
            )?,
            Readout::number("change", "cost moves by", change, decimals)?,
        ];
        let mut says = format!("The weight from {words}: {product}.");
        if nudge > 0.0 {
            let moves = decimals.text(change)?;
            says += &format!(" With {nudge} more, the cost moves by {moves}.");
        }
        let mut frame = Frame::new(svg, readouts, says);
        let is_met = (gradient - ASKED).abs() < 1e-9;
        frame.met = is_met.then(|| met(words, &way, gradient));
        frame.places = places(name);
        Ok(frame)
    }
}

/// The factors of a weight, before it is nudged.
fn way(
    network: &Network,
    x: &Array2<f64>,
    y: &Array2<f64>,
    at: (usize, usize, usize),
) -> Result<Way> {
    let (layer, from, to) = at;
    let activations = network.activations(x)?;
    let d_output = mean_squared_error_gradient(&activations[2], y)?; // (1, 1)
    let hidden = (layer == 0).then(|| {
        let activation = network.layers[0].activation;
        let slope = slope_at_answer(activation, activations[1][[0, to]]);
        (slope, network.layers[1].weights[[to, 0]])
    });
    let incoming = activations[layer][[0, from]];
    Ok(Way { at, incoming, hidden, rate: d_output[[0, 0]] })
}

fn met(words: &str, way: &Way, gradient: f64) -> String {
    let (slope, behind) = way.hidden.unwrap_or((1.0, 1.0));
    format!(
        "The one from {words}. The rate {} at the output, the weight {} behind, the slope \
         {} and the incoming {} multiply to {}.",
        short(&way.rate),
        short(&behind),
        short(&slope),
        short(&way.incoming),
        short(&gradient)
    )
}

fn picture(
    network: &Network,
    activations: &[Array2<f64>],
    cost: f64,
    way: &Way,
    product: &str,
) -> Result<Svg> {
    let value = |(layer, from, to): (usize, usize, usize)| {
        network.layers[layer].weights[[from, to]]
    };
    let weights = WEIGHTS.map(|(_, _, at)| (at, value(at)));
    let answers: Vec<_> = activations.iter().map(|a| a.row(0).to_vec()).collect();
    let answers = [&answers[0][..], &answers[1], &answers[2], &[cost]];
    ways(&weights, answers, way, product)
}

fn places(chosen: &str) -> Vec<Place> {
    let place = |(name, words, at): Weight| {
        let (x, y) = stands(at);
        Place {
            at: (x - TAP.0 / 2.0, y - TAP.1 / 2.0),
            size: TAP,
            label: format!("weight from {words}"),
            sets: vec![("weight".to_owned(), name.to_owned())],
            is_chosen: name == chosen,
        }
    };
    WEIGHTS.map(place).into()
}
