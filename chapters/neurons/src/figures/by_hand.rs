//! The neuron of the pencil, with all its numbers.

use anyhow::{Result, ensure};
use page::figure::LABEL_SIZE;
use page::palette::{INK, MUTED, PAPER, SERIES};
use page::{Anchor, Canvas, Svg, draw};

use crate::Neuron;

/// The radius of a circle that holds a number.
const ROUND: f64 = 24.0;

/// A neuron of two inputs, from these to the weighted sum `z` and the activation `a`.
pub(crate) fn by_hand(
    neuron: &Neuron,
    inputs: [f64; 2],
    z: f64,
    a: f64,
) -> Result<Svg> {
    ensure!(neuron.weights.len() == 2, "the picture has two inputs");
    draw(480, 210, |canvas| {
        let sum = (268.0, 105.0);
        let places = [(32.0, 46.0), (32.0, 164.0)];
        for (index, (&at, &input)) in places.iter().zip(&inputs).enumerate() {
            let weight = neuron.weights[index];
            let color = SERIES[usize::from(weight < 0.0)];
            let end = (sum.0 - 32.0, sum.1 + if index == 0 { -13.0 } else { 13.0 });
            canvas.arrow((at.0 + ROUND, at.1), end, color, 2.5)?;
            let name = format!("× {weight} = {}", weight * input).replace('-', "−");
            let beside = (150.0, if index == 0 { 50.0 } else { 162.0 });
            canvas.words(&name, beside, LABEL_SIZE, color, Anchor::Middle)?;
            round(canvas, at, &input.to_string())?;
        }
        let bias = (sum.0, 22.0);
        canvas.arrow((bias.0, bias.1 + 10.0), (sum.0, sum.1 - 30.0), INK, 2.5)?;
        let name = format!("bias {}", neuron.bias).replace('-', "−");
        canvas.words(&name, bias, LABEL_SIZE, INK, Anchor::Middle)?;
        let answer = (436.0, sum.1);
        canvas.arrow(
            (sum.0 + ROUND, sum.1),
            (answer.0 - ROUND - 8.0, sum.1),
            INK,
            2.5,
        )?;
        let between = (348.0, sum.1 - 16.0);
        canvas.words("sigmoid", between, LABEL_SIZE, INK, Anchor::Middle)?;
        round(canvas, sum, &z.to_string())?;
        round(canvas, answer, &format!("{a:.2}"))?;
        let names = [
            ("inputs a", places[0].0, 12.0),
            ("sum z", sum.0, sum.1 + 38.0),
            ("activation", answer.0, sum.1 + 38.0),
        ];
        for (name, x, y) in names {
            canvas.words(name, (x, y), LABEL_SIZE, MUTED, Anchor::Middle)?;
        }
        Ok(())
    })
}

fn round(canvas: &Canvas, at: (f64, f64), number: &str) -> Result<()> {
    canvas.disc(at, ROUND, PAPER)?;
    canvas.ring(at, ROUND, INK, 1.5)?;
    canvas.words(number, at, LABEL_SIZE, INK, Anchor::Middle)
}
