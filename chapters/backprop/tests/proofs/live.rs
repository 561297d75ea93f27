//! Figures that a reader works: what they claim, and that no state breaks them.

use backprop::live::figures;
use ndarray::array;
use neurons::{Activation, Layer, Network};
use page::live::{About, Frame, Live, State};
use proptest::prelude::*;

/// The weights of the page's small network: names, layers, where they come from and go.
const WEIGHTS: [(&str, usize, [usize; 2]); 6] = [
    ("first-upper", 0, [0, 0]),
    ("first-lower", 0, [0, 1]),
    ("second-upper", 0, [1, 0]),
    ("second-lower", 0, [1, 1]),
    ("upper-output", 1, [0, 0]),
    ("lower-output", 1, [1, 0]),
];

fn factors() -> (Box<dyn Live>, About) {
    let mut all = figures().into_iter();
    let figure = all.find(|figure| figure.about().name == "factors");
    let figure = figure.expect("the chapter has it");
    let about = figure.about();
    (figure, about)
}

fn shown(weight: &str, nudge: f64) -> Frame {
    let (mut figure, about) = factors();
    let sets = [("weight", weight.to_owned()), ("nudge", nudge.to_string())];
    let state = State::of(&about, sets).expect("a state that can be");
    figure.frame(&state).expect("a frame")
}

fn text<'f>(frame: &'f Frame, name: &str) -> &'f str {
    let readout = frame.readouts.iter().find(|readout| readout.name == name);
    &readout.expect("a readout of that name").text
}

fn number(text: &str) -> f64 {
    let plain = text.replace('−', "-").replace(['(', ')'], "");
    plain.trim().parse().expect("a number")
}

fn small_network() -> Network {
    let hidden = Layer {
        weights: array![[2.0, -1.0], [-1.0, 1.0]],
        bias: array![0.0, -1.0],
        activation: Activation::Sigmoid,
    };
    let output = Layer {
        weights: array![[3.0], [-2.0]],
        bias: array![0.5],
        activation: Activation::Identity,
    };
    Network::new(vec![hidden, output]).expect("layers that fit")
}

/// The cost, in closed form of the definition: the square of the one output.
fn cost(network: &Network) -> f64 {
    let output = network.forward(&array![[1.0, 2.0]]).expect("two inputs")[[0, 0]];
    output * output
}

#[test]
fn factors_multiply_to_the_measured_gradient_of_every_weight() {
    const STEP: f64 = 1e-5;
    for (name, layer, at) in WEIGHTS {
        let frame = shown(name, 0.0);
        let (left, right) = text(&frame, "product").split_once('=').unwrap();
        let product: f64 = left.split('·').map(number).product();
        let nudged = |by: f64| {
            let mut network = small_network();
            network.layers[layer].weights[at] += by;
            cost(&network)
        };
        let measured = (nudged(STEP) - nudged(-STEP)) / (2.0 * STEP);
        approx::assert_abs_diff_eq!(product, measured, epsilon = 1e-8);
        approx::assert_abs_diff_eq!(number(right), measured, epsilon = 1e-8);
        for nudge in [0.01, 0.1, 1.0] {
            let frame = shown(name, nudge);
            let moves = nudged(nudge) - nudged(0.0);
            let promise = measured * nudge;
            approx::assert_abs_diff_eq!(
                number(text(&frame, "change")),
                moves,
                epsilon = 6e-5
            );
            approx::assert_abs_diff_eq!(
                number(text(&frame, "promise")),
                promise,
                epsilon = 6e-5
            );
        }
    }
}

#[test]
fn the_goal_is_met_by_the_weight_with_the_gradient_3_and_no_other() {
    for (name, _, _) in WEIGHTS {
        for nudge in [0.0, 0.01, 0.1, 1.0] {
            let frame = shown(name, nudge);
            assert_eq!(frame.met.is_some(), name == "second-upper", "{name}");
            let chosen = frame.places.iter().filter(|place| place.is_chosen);
            let sets: Vec<_> = chosen.flat_map(|place| &place.sets).collect();
            assert_eq!(sets, [&("weight".to_owned(), name.to_owned())]);
        }
    }
}

#[test]
fn places_to_tap_do_not_overlap() {
    let places = shown("first-upper", 0.0).places;
    assert_eq!(places.len(), WEIGHTS.len());
    for (index, place) in places.iter().enumerate() {
        for other in &places[index + 1..] {
            let apart = |a: f64, b: f64, size: f64| (a - b).abs() >= size;
            assert!(
                apart(place.at.0, other.at.0, place.size.0)
                    || apart(place.at.1, other.at.1, place.size.1),
                "{} and {}",
                place.label,
                other.label
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_state_gives_a_frame_or_an_error(
        weight in prop_oneof![
            prop::sample::select(WEIGHTS.map(|weight| weight.0).to_vec())
                .prop_map(str::to_owned),
            ".{0,12}",
        ],
        nudge in prop_oneof![
            (0.0..=1.0f64).prop_map(|nudge| nudge.to_string()),
            any::<f64>().prop_map(|nudge| nudge.to_string()),
            ".{0,8}",
        ],
    ) {
        let (mut figure, about) = factors();
        let sets = [("weight", &weight), ("nudge", &nudge)];
        if let Ok(state) = State::of(&about, sets) {
            let frame = figure.frame(&state);
            prop_assert!(frame.is_ok(), "{weight}, {nudge}: {:?}", frame.err());
        }
    }
}
