//! Two inputs on their way through a small network, with all its numbers.

use anyhow::{Result, ensure};
use ndarray::Array2;
use page::figure::LABEL_SIZE;
use page::palette::{INK, MUTED, PAPER, SERIES};
use page::{Anchor, Svg, draw};

use crate::Network;

/// Where the columns stand, and how large a circle is.
const COLUMNS: [f64; 3] = [40.0, 236.0, 420.0];
const ROUND: f64 = 22.0;

/// The `activations` of one example in a network of two inputs, two hidden neurons and one
/// output, with the weight at each line and the bias below each neuron.
pub(crate) fn forward(
    network: &Network,
    activations: &[Array2<f64>],
) -> Result<Svg> {
    let sizes: Vec<_> = activations.iter().map(Array2::ncols).collect();
    ensure!(sizes == [2, 2, 1], "the picture is of 2, 2 and 1, not of {sizes:?}");
    let place = |column: usize, index: usize| {
        let lower = 124.0 * (index as f64 + (2.0 - sizes[column] as f64) / 2.0);
        (COLUMNS[column], 52.0 + lower)
    };
    draw(480, 232, |canvas| {
        for (column, layer) in network.layers.iter().enumerate() {
            for ((from, to), &weight) in layer.weights.indexed_iter() {
                let (start, end) = (place(column, from), place(column + 1, to));
                let color = SERIES[usize::from(weight < 0.0)];
                let (run, rise) = (end.0 - start.0, end.1 - start.1);
                let length = (run * run + rise * rise).sqrt();
                let cut = ROUND / length;
                let at = |part: f64| (start.0 + part * run, start.1 + part * rise);
                canvas.line(at(cut), at(1.0 - cut), color, 2.0)?;
                let name = weight.to_string().replace('-', "−");
                let aside = if from == 0 { -11.0 } else { 11.0 };
                let beside = at(0.3);
                let beside = (beside.0, beside.1 + aside);
                canvas.words(&name, beside, LABEL_SIZE, color, Anchor::Middle)?;
            }
        }
        for (column, activations) in activations.iter().enumerate() {
            for (index, activation) in activations.row(0).iter().enumerate() {
                let at = place(column, index);
                canvas.disc(at, ROUND, PAPER)?;
                canvas.ring(at, ROUND, INK, 1.5)?;
                let number = if column == 0 {
                    activation.to_string()
                } else {
                    format!("{activation:.2}")
                };
                canvas.words(&number, at, LABEL_SIZE, INK, Anchor::Middle)?;
                if column > 0 {
                    let bias = network.layers[column - 1].bias[index];
                    let name = format!("b = {bias}").replace('-', "−");
                    let below = (at.0, at.1 + ROUND + 12.0);
                    canvas.words(
                        &name,
                        below,
                        LABEL_SIZE,
                        MUTED,
                        Anchor::Middle,
                    )?;
                }
            }
        }
        for (x, name) in COLUMNS.into_iter().zip(["input", "layer 1", "layer 2"]) {
            canvas.words(name, (x, 14.0), LABEL_SIZE, MUTED, Anchor::Middle)?;
        }
        Ok(())
    })
}
