//! One neuron, its line, and the gates that it can and cannot compute.

use anyhow::Result;
use ndarray::array;
use page::figure::LABEL_SIZE;
use page::live::{About, Control, Frame, Live, Named, Readout, State};
use page::palette::INK;
use page::{Anchor, Format, Svg, draw};

use crate::figures::Square;
use crate::xor::{AND, INPUTS, OR, XOR, nand_neuron, or_neuron};
use crate::{Activation, Neuron};

/// NAND, the opposite of AND.
const NAND: [f64; 4] = [1.0, 1.0, 1.0, 0.0];
const SQUARE: Square = Square { left: 108.0, top: 26.0, side: 264.0 };
/// How far weights and bias reach, and the steps between them.
const REACH: (f64, f64, f64) = (-40.0, 40.0, 2.5);
/// Of four rows.
const IN_WORDS: [&str; 5] = ["none", "one", "two", "three", "all four"];

/// A neuron whose weights and bias a reader sets, against four gates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gates;

impl Live for Gates {
    fn about(&self) -> About {
        let or = or_neuron();
        let slider =
            |name, label, value| Control::slider(name, label, value, REACH, 1);
        let targets =
            [("and", "AND"), ("or", "OR"), ("nand", "NAND"), ("xor", "XOR")];
        let behind = [("no", "the inputs"), ("yes", "behind OR and NAND")];
        About {
            name: "gates".into(),
            question: "Can you move the line so that all four corners are right?"
                .into(),
            bet: None,
            controls: vec![
                Control::choice("target", "gate", &targets),
                slider("w1", "w₁", or.weights[0]),
                slider("w2", "w₂", or.weights[1]),
                slider("b", "bias b", or.bias),
                Control::choice("hidden", "corners from", &behind).under_more(),
            ],
            states: vec![
                Named::new("and", &[("b", "-30")]),
                Named::new("or", &[("target", "or")]),
                Named::new("xor", &[("target", "xor")]),
                Named::new(
                    "hidden",
                    &[("target", "xor"), ("hidden", "yes"), ("b", "-30")],
                ),
            ],
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let [w1, w2, b] =
            [state.number("w1")?, state.number("w2")?, state.number("b")?];
        let neuron = Neuron::new(array![w1, w2], b, Activation::Sigmoid);
        let is_hidden = state.text("hidden")? == "yes";
        let gate = state.text("target")?;
        let targets = match gate {
            "and" => AND,
            "or" => OR,
            "nand" => NAND,
            _ => XOR,
        };
        let corners = corners(is_hidden)?;
        let mut sums = [0.0; 4];
        for (sum, corner) in sums.iter_mut().zip(corners) {
            *sum = neuron.pre_activation(array![corner[0], corner[1]].view())?;
        }
        let answers = sums.map(|z| Activation::Sigmoid.apply(z));
        let is_wrong = |row: usize| (answers[row] - targets[row]).abs() >= 0.5;
        let wrong = [0, 1, 2, 3].map(is_wrong);
        let right = wrong.iter().filter(|wrong| !**wrong).count();
        let svg = picture(&neuron, corners, targets, wrong, &gate.to_uppercase())?;
        let outer = Readout::number(
            "outer",
            "z₀₀ + z₁₁",
            sums[0] + sums[3],
            Format::Decimals(1),
        )?;
        let inner = Readout::number(
            "inner",
            "z₀₁ + z₁₀",
            sums[1] + sums[2],
            Format::Decimals(1),
        )?;
        let readouts = vec![
            Readout::words("right", "corners right", format!("{right} of 4")),
            outer,
            inner,
        ];
        let says = says(&gate.to_uppercase(), right, wrong);
        let met = met(gate, is_hidden, right);
        Ok(Frame { met, ..Frame::new(svg, readouts, says) })
    }
}

/// The four corners: the inputs, or what OR and NAND make of them.
fn corners(is_hidden: bool) -> Result<[[f64; 2]; 4]> {
    if !is_hidden {
        return Ok(INPUTS);
    }
    let mut corners = INPUTS;
    for (corner, [x, y]) in corners.iter_mut().zip(INPUTS) {
        let inputs = array![x, y];
        *corner = [
            or_neuron().forward(inputs.view())?,
            nand_neuron().forward(inputs.view())?,
        ];
    }
    Ok(corners)
}

fn met(gate: &str, is_hidden: bool, right: usize) -> Option<String> {
    match (gate, is_hidden, right) {
        ("xor", true, 4) => Some(
            "All four: two of the corners have come to the same place, and a line \
             parts them from the others."
                .into(),
        ),
        ("xor", false, 3) => Some(
            "Three of four. Look for a fourth as long as you like, and keep an eye \
             on the two sums."
                .into(),
        ),
        (_, _, 4) => Some(format!("All four: this neuron is {}.", gate.to_uppercase())),
        _ => None,
    }
}

fn says(gate: &str, right: usize, wrong: [bool; 4]) -> String {
    let missed = INPUTS.iter().zip(wrong).filter(|(_, wrong)| *wrong);
    let missed: Vec<_> = missed.map(|([x, y], _)| format!("({x}, {y})")).collect();
    let right = IN_WORDS[right];
    if missed.is_empty() {
        return format!("{gate}: {right} corners are on the right side.");
    }
    format!(
        "{gate}: {right} of four corners on the right side; missed: {}.",
        missed.join(" and ")
    )
}

fn picture(
    neuron: &Neuron,
    corners: [[f64; 2]; 4],
    targets: [f64; 4],
    wrong: [bool; 4],
    gate: &str,
) -> Result<Svg> {
    draw(480, 318, |canvas| {
        SQUARE.sides(canvas, neuron, "")?;
        for ((corner, target), is_wrong) in
            corners.into_iter().zip(targets).zip(wrong)
        {
            SQUARE.spot(canvas, corner, &target.to_string(), is_wrong)?;
        }
        let above = (SQUARE.left, SQUARE.top - 14.0);
        let text = format!("in the circles: what {gate} wants");
        canvas.words(&text, above, LABEL_SIZE, INK, Anchor::Left)
    })
}
