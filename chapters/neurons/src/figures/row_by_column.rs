//! A matrix product: a row of the one meets a column of the other.

use anyhow::Result;
use ndarray::Array2;
use page::figure::LABEL_SIZE;
use page::palette::{INK, MUTED, sequential};
use page::{Anchor, Canvas, Svg, draw};

use crate::Layer;

/// How wide and how high a number's cell is.
const CELL: (f64, f64) = (50.0, 32.0);

/// A layer's weighted sums for a batch: the first row of `batch` meets the first column of
/// the weights, and what they make is written below.
pub(crate) fn row_by_column(
    batch: &Array2<f64>,
    layer: &Layer,
    sums: &Array2<f64>,
) -> Result<Svg> {
    let (inputs, outputs) = layer.weights.dim();
    draw(480, 254, |canvas| {
        let across = CELL.0 * inputs as f64;
        let up = CELL.1 * inputs as f64;
        let (left, top) = (38.0, 30.0 + up + 24.0);
        let right = left + across + 24.0;
        matrix(canvas, batch, (left, top), |(row, _)| row == 0)?;
        matrix(canvas, &layer.weights, (right, 30.0), |(_, column)| column == 0)?;
        matrix(canvas, sums, (right, top), |place| place == (0, 0))?;
        let beside = right + CELL.0 * outputs as f64 + 12.0;
        let notes = [
            ("W: a column for", "each neuron", 30.0 + up / 2.0),
            ("X W + b", "", top + CELL.1),
        ];
        for (first, second, y) in notes {
            let y = if second.is_empty() { y + 9.0 } else { y };
            canvas.words(
                first,
                (beside, y - 9.0),
                LABEL_SIZE,
                INK,
                Anchor::Left,
            )?;
            canvas.words(
                second,
                (beside, y + 9.0),
                LABEL_SIZE,
                INK,
                Anchor::Left,
            )?;
        }
        let above = (left + across / 2.0, top - 14.0);
        let name = "X: a row for each example";
        canvas.words(name, above, LABEL_SIZE, INK, Anchor::Middle)?;
        let row = batch.row(0); // (inputs)
        let column = layer.weights.column(0); // (inputs)
        let products = row.iter().zip(column).map(|(input, weight)| {
            let weight = short(*weight);
            if weight.starts_with('−') {
                format!("{input} · ({weight})")
            } else {
                format!("{input} · {weight}")
            }
        });
        let products = products.collect::<Vec<_>>().join(" + ");
        let bias = short(layer.bias[0]);
        let sum = format!("{products} + {bias} = {}", short(sums[[0, 0]]));
        let below = (240.0, top + 2.0 * CELL.1 + 26.0);
        canvas.words(&sum, below, LABEL_SIZE + 1.0, INK, Anchor::Middle)
    })
}

/// The numbers of a matrix in their cells, those that are `marked` on a ground of their own.
fn matrix(
    canvas: &Canvas,
    numbers: &Array2<f64>,
    at: (f64, f64),
    marked: impl Fn((usize, usize)) -> bool,
) -> Result<()> {
    let corner = |(row, column): (usize, usize)| {
        (at.0 + CELL.0 * column as f64, at.1 + CELL.1 * row as f64)
    };
    for (place, _) in numbers.indexed_iter().filter(|(place, _)| marked(*place)) {
        canvas.cell(corner(place), CELL.0, CELL.1, sequential(0.2))?;
    }
    for (place, _) in numbers.indexed_iter() {
        canvas.frame(corner(place), CELL.0, CELL.1, MUTED, 0.75)?;
    }
    for (place, &number) in numbers.indexed_iter() {
        let (x, y) = corner(place);
        let middle = (x + CELL.0 / 2.0, y + CELL.1 / 2.0);
        canvas.words(&short(number), middle, LABEL_SIZE, INK, Anchor::Middle)?;
    }
    Ok(())
}

fn short(number: f64) -> String {
    number.to_string().replace('-', "−")
}
