//! The pictures of the chapter.

use anyhow::Result;
use ndarray::{Array2, ArrayView1};
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, PAPER, SERIES, diverging, sequential};
use page::{Anchor, Canvas, Svg, draw};

use crate::digits::{CLASSES, Digits, SIDE};

mod by_hand;
mod curves;
mod forward;
mod half_planes;
mod plane;
mod row_by_column;

pub(crate) use by_hand::by_hand;
pub(crate) use curves::{activations, bend, bias_shift, nudges, steepness};
pub(crate) use forward::forward;
pub(crate) use half_planes::{Square, half_planes, tries};
pub(crate) use plane::{hidden_plane, regions};
pub(crate) use row_by_column::row_by_column;

/// How many neurons of a large layer are drawn.
const SHOWN: usize = 6;

/// An image whose pixels go from 0 to 1, drawn `side` logical pixels wide.
///
/// # Errors
/// If the canvas cannot be drawn on.
pub fn image(
    canvas: &Canvas,
    pixels: ArrayView1<f64>,
    at: (f64, f64),
    side: f64,
) -> Result<()> {
    let cell = side / SIDE as f64;
    for (index, &ink) in pixels.iter().enumerate() {
        let (row, column) = (index / SIDE, index % SIDE);
        let corner = (at.0 + cell * column as f64, at.1 + cell * row as f64);
        canvas.cell(corner, cell, cell, sequential(ink))?;
    }
    Ok(())
}

/// Images on one blank ground each, so that only ink is drawn cell by cell.
fn images<'p>(
    canvas: &Canvas,
    images: impl Iterator<Item = (ArrayView1<'p, f64>, (f64, f64))> + Clone,
    side: f64,
) -> Result<()> {
    for (_, at) in images.clone() {
        canvas.cell(at, side, side, sequential(0.0))?;
    }
    let cell = side / SIDE as f64;
    for (pixels, at) in images {
        for (index, &ink) in
            pixels.iter().enumerate().filter(|(_, ink)| **ink > 0.0)
        {
            let (row, column) = (index / SIDE, index % SIDE);
            let corner = (at.0 + cell * column as f64, at.1 + cell * row as f64);
            canvas.cell(corner, cell, cell, sequential(ink))?;
        }
    }
    Ok(())
}

/// The first image of each digit, with its label.
pub(crate) fn digits(digits: &Digits) -> Result<Svg> {
    let first = |digit| digits.labels.iter().position(|&label| label == digit);
    let place = |digit: usize| {
        let (row, column) = (digit / 5, digit % 5);
        (10.0 + 95.0 * column as f64, 6.0 + 112.0 * row as f64)
    };
    draw(480, 226, |canvas| {
        let found = (0..CLASSES).filter_map(|digit| {
            Some((digits.images.row(first(digit)?), place(digit)))
        });
        images(canvas, found, 80.0)?;
        for digit in (0..CLASSES).filter(|&digit| first(digit).is_some()) {
            let (left, top) = place(digit);
            canvas.frame((left, top), 80.0, 80.0, GRID, 1.0)?;
            let below = (left + 40.0, top + 92.0);
            canvas.words(
                &digit.to_string(),
                below,
                LABEL_SIZE,
                INK,
                Anchor::Middle,
            )?;
        }
        Ok(())
    })
}

/// A digit on its way through a network of 64 inputs, 32 hidden and 10 output neurons,
/// from its `activations`: the image and those of both layers, one row each. The largest
/// output is ringed.
///
/// # Errors
/// If there are other than two layers, or the canvas cannot be drawn on.
pub fn digit_through_network(activations: &[Array2<f64>]) -> Result<Svg> {
    draw(480, 268, |canvas| {
        let [inputs, hidden, outputs] = activations else {
            anyhow::bail!(
                "the picture has three columns, not {}",
                activations.len()
            );
        };
        let (inputs, hidden, outputs) =
            (inputs.row(0), hidden.row(0), outputs.row(0));
        images(canvas, [(inputs, (6.0, 66.0))].into_iter(), 104.0)?;
        canvas.frame((6.0, 66.0), 104.0, 104.0, GRID, 1.0)?;
        canvas.arrow((116.0, 118.0), (146.0, 118.0), MUTED, 1.5)?;
        let left: Vec<_> =
            spread(inputs.len()).map(|(slot, _)| (172.0, wide(slot))).collect();
        let middle: Vec<_> =
            spread(hidden.len()).map(|(slot, _)| (282.0, wide(slot))).collect();
        let right: Vec<_> = (0..outputs.len())
            .map(|slot| (392.0, 16.0 + 22.5 * slot as f64))
            .collect();
        connect(canvas, &left, &middle)?;
        connect(canvas, &middle, &right)?;
        for (slot, index) in spread(inputs.len()) {
            neuron(canvas, (172.0, wide(slot)), sequential(inputs[index]))?;
        }
        let most = hidden.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        for (slot, index) in spread(hidden.len()) {
            neuron(canvas, (282.0, wide(slot)), sequential(hidden[index] / most))?;
        }
        let size = |most: f64, output: &f64| most.max(output.abs());
        let most = outputs.iter().fold(f64::MIN_POSITIVE, size);
        let largest = outputs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for (digit, (&output, &at)) in outputs.iter().zip(&right).enumerate() {
            neuron(canvas, at, diverging(output / most))?;
            if output == largest {
                canvas.ring(at, 10.0, INK, 2.5)?;
            }
            let name = digit.to_string();
            canvas.words(
                &name,
                (at.0 + 17.0, at.1),
                LABEL_SIZE,
                INK,
                Anchor::Middle,
            )?;
            // Two places, so that the largest is seen to be the largest; 0 has no sign.
            let value = format!("{:.2}", (output * 100.0).round() / 100.0 + 0.0);
            let value = value.replace('-', "−");
            canvas.words(&value, (458.0, at.1), TICK_SIZE, MUTED, Anchor::Right)?;
        }
        for x in [172.0, 282.0] {
            canvas.words("⋮", (x, 117.0), 14.0, MUTED, Anchor::Middle)?;
        }
        let names = [
            ("8 × 8 pixels", 58.0),
            ("64 inputs", 172.0),
            ("32 hidden", 282.0),
            ("10 outputs", 400.0),
        ];
        for (name, x) in names {
            canvas.words(name, (x, 256.0), LABEL_SIZE, INK, Anchor::Middle)?;
        }
        Ok(())
    })
}

/// Slots and indices of the neurons that stand for a layer, spread evenly over it.
fn spread(neurons: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..SHOWN).map(move |slot| (slot, slot * (neurons - 1) / (SHOWN - 1)))
}

/// The height of a slot, with a gap in the middle for those that are not shown.
fn wide(slot: usize) -> f64 {
    let gap = if slot < SHOWN / 2 { 0.0 } else { 26.0 };
    24.0 + 32.0 * slot as f64 + gap
}

fn neuron(
    canvas: &Canvas,
    at: (f64, f64),
    color: plotters::style::RGBColor,
) -> Result<()> {
    canvas.disc(at, 8.0, color)?;
    canvas.ring(at, 8.0, MUTED, 1.0)
}

fn connect(canvas: &Canvas, from: &[(f64, f64)], to: &[(f64, f64)]) -> Result<()> {
    for &start in from {
        for &end in to {
            canvas.line(
                (start.0 + 8.0, start.1),
                (end.0 - 8.0, end.1),
                GRID,
                0.75,
            )?;
        }
    }
    Ok(())
}

/// Two layers of neurons behind three inputs, with the weights into one neuron marked.
pub(crate) fn network() -> Result<Svg> {
    const COLUMNS: [(f64, usize, &str); 3] = [
        (70.0, 3, "input layer"),
        (240.0, 4, "hidden layer"),
        (410.0, 2, "output layer"),
    ];
    let place = |column: usize, index: usize| {
        let (x, neurons, _) = COLUMNS[column];
        (x, 112.0 + 52.0 * (index as f64 - (neurons as f64 - 1.0) / 2.0))
    };
    draw(480, 240, |canvas| {
        for column in 0..2 {
            for from in 0..COLUMNS[column].1 {
                for to in 0..COLUMNS[column + 1].1 {
                    let (start, end) = (place(column, from), place(column + 1, to));
                    canvas.line(
                        (start.0 + 15.0, start.1),
                        (end.0 - 15.0, end.1),
                        GRID,
                        1.0,
                    )?;
                }
            }
        }
        for from in 0..3 {
            let (start, end) = (place(0, from), place(1, 1));
            let (start, end) = ((start.0 + 15.0, start.1), (end.0 - 15.0, end.1));
            canvas.line(start, end, SERIES[1], 2.0)?;
            let near = 0.2;
            let middle = (
                start.0 + near * (end.0 - start.0),
                start.1 + near * (end.1 - start.1) - 10.0,
            );
            let name = format!("w{}", ['₁', '₂', '₃'][from]);
            canvas.words(&name, middle, LABEL_SIZE, SERIES[1], Anchor::Middle)?;
        }
        for (column, (_, neurons, name)) in COLUMNS.into_iter().enumerate() {
            for index in 0..neurons {
                let at = place(column, index);
                let is_marked = (column, index) == (1, 1);
                canvas.disc(at, 15.0, PAPER)?;
                canvas.ring(
                    at,
                    15.0,
                    if is_marked { SERIES[1] } else { INK },
                    1.5,
                )?;
                if column == 0 {
                    let name = format!("a{}", ['₁', '₂', '₃'][index]);
                    canvas.words(&name, at, LABEL_SIZE, INK, Anchor::Middle)?;
                }
            }
            canvas.words(
                name,
                (place(column, 0).0, 226.0),
                13.0,
                INK,
                Anchor::Middle,
            )?;
        }
        canvas.words("a", place(1, 1), LABEL_SIZE, SERIES[1], Anchor::Middle)
    })
}

/// How often a network gives each digit for its answer, and how often each is there.
pub(crate) fn favourites(
    answers: &[usize; CLASSES],
    digits: &[usize; CLASSES],
) -> Result<Svg> {
    const FLOOR: f64 = 156.0;
    let most = answers.iter().chain(digits).copied().max().unwrap_or(1) as f64;
    let height = |count: usize| 118.0 * count as f64 / most;
    draw(480, 196, |canvas| {
        for (digit, (&said, &there)) in answers.iter().zip(digits).enumerate() {
            let middle = 26.0 + 47.5 * digit as f64;
            let tall = height(said);
            canvas.cell((middle - 17.0, FLOOR - tall), 34.0, tall, SERIES[0])?;
            let above = (middle, FLOOR - tall.max(height(there)) - 10.0);
            canvas.words(
                &said.to_string(),
                above,
                TICK_SIZE,
                SERIES[0],
                Anchor::Middle,
            )?;
            canvas.words(
                &digit.to_string(),
                (middle, FLOOR + 13.0),
                LABEL_SIZE,
                INK,
                Anchor::Middle,
            )?;
        }
        for (digit, &there) in digits.iter().enumerate() {
            let middle = 26.0 + 47.5 * digit as f64;
            let level = FLOOR - height(there);
            canvas.line(
                (middle - 21.0, level),
                (middle + 21.0, level),
                SERIES[1],
                3.0,
            )?;
        }
        canvas.line((4.0, FLOOR), (476.0, FLOOR), MUTED, 1.0)?;
        let names = [("answers of the network", 0), ("images of the digit", 1)];
        for (row, (name, series)) in names.into_iter().enumerate() {
            let at = (476.0, 12.0 + 18.0 * row as f64);
            canvas.words(name, at, LABEL_SIZE, SERIES[series], Anchor::Right)?;
        }
        canvas.words("digit", (240.0, 187.0), LABEL_SIZE, INK, Anchor::Middle)
    })
}
