//! The pictures of the chapter.

use anyhow::{Context as _, Result};
use ndarray::Array2;
use neurons::digits::{CLASSES, Digits, SIDE};
use neurons::figures::image;
use neurons::{Layer, Network};
use page::figure::{curve, label, short, thinned};
use page::palette::{GRID, INK, MUTED, PAPER, SERIES, diverging, sequential};
use page::{Anchor, Axes, Svg, draw};

use crate::Gradients;

/// A point of a training: the epoch, then cost and accuracy on the digits trained on,
/// and on new ones.
pub type Point = (usize, (f64, f64), (f64, f64));

fn minus(value: f64) -> String {
    short(&(value + 0.0))
}

/// The 2-2-1 network with every value on its way forward and back.
pub fn by_hand(
    network: &Network,
    activations: &[Array2<f64>],
    gradients: &Gradients,
) -> Result<Svg> {
    let [first, last] = &network.layers[..] else {
        anyhow::bail!("the picture has two layers")
    };
    let [d_first, d_last] = &gradients.layers[..] else {
        anyhow::bail!("the picture has two layers")
    };
    let column = |layer: usize| [58.0, 238.0, 410.0][layer];
    let height = |index: usize| [84.0, 226.0][index];
    draw(480, 310, |canvas| {
        let edge = |from: (f64, f64), to: (f64, f64), part: f64, w: f64, d: f64| {
            let (run, rise) = (to.0 - from.0, to.1 - from.1);
            let length = (run * run + rise * rise).sqrt();
            let unit = (run / length, rise / length);
            let start = (from.0 + 24.0 * unit.0, from.1 + 24.0 * unit.1);
            let end = (to.0 - 24.0 * unit.0, to.1 - 24.0 * unit.1);
            canvas.line(start, end, GRID, 1.5)?;
            let at = (
                start.0 + part * (end.0 - start.0),
                start.1 + part * (end.1 - start.1),
            );
            canvas.cell((at.0 - 17.0, at.1 - 16.0), 34.0, 32.0, PAPER)?;
            canvas.words(
                &minus(w),
                (at.0, at.1 - 8.0),
                13.0,
                INK,
                Anchor::Middle,
            )?;
            canvas.words(
                &minus(d),
                (at.0, at.1 + 8.0),
                13.0,
                SERIES[1],
                Anchor::Middle,
            )
        };
        for input in 0..2 {
            for neuron in 0..2 {
                let part = if input == neuron { 0.5 } else { 0.27 };
                edge(
                    (column(0), height(input)),
                    (column(1), height(neuron)),
                    part,
                    first.weights[[input, neuron]],
                    d_first.d_weights[[input, neuron]],
                )?;
            }
            edge(
                (column(1), height(input)),
                (column(2), 155.0),
                0.5,
                last.weights[[input, 0]],
                d_last.d_weights[[input, 0]],
            )?;
        }
        let neuron =
            |at: (f64, f64), a: f64, bias: Option<(f64, f64)>| -> Result<()> {
                canvas.disc(at, 22.0, PAPER)?;
                canvas.ring(at, 22.0, INK, 1.5)?;
                canvas.words(&minus(a), at, 14.0, INK, Anchor::Middle)?;
                if let Some((bias, d)) = bias {
                    let name = format!("b {}", minus(bias));
                    canvas.words(
                        &name,
                        (at.0, at.1 - 48.0),
                        13.0,
                        INK,
                        Anchor::Middle,
                    )?;
                    canvas.words(
                        &minus(d),
                        (at.0, at.1 - 32.0),
                        13.0,
                        SERIES[1],
                        Anchor::Middle,
                    )?;
                }
                Ok(())
            };
        for index in 0..2 {
            neuron((column(0), height(index)), activations[0][[0, index]], None)?;
            let bias = Some((first.bias[index], d_first.d_bias[index]));
            neuron((column(1), height(index)), activations[1][[0, index]], bias)?;
        }
        let bias = Some((last.bias[0], d_last.d_bias[0]));
        neuron((column(2), 155.0), activations[2][[0, 0]], bias)?;
        for (name, layer) in [("inputs", 0), ("sigmoid", 1), ("linear", 2)] {
            canvas.words(
                name,
                (column(layer), 268.0),
                13.0,
                MUTED,
                Anchor::Middle,
            )?;
        }
        canvas.words("forward →", (4.0, 12.0), 13.0, INK, Anchor::Left)?;
        canvas.words(
            "← how the cost changes with it",
            (476.0, 12.0),
            13.0,
            SERIES[1],
            Anchor::Right,
        )?;
        canvas.words(
            "target 0, cost (1 − 0)² = 1",
            (476.0, 296.0),
            13.0,
            INK,
            Anchor::Right,
        )
    })
}

/// Cost and accuracy against epochs.
pub fn learning(points: &[Point]) -> Result<Svg> {
    let epochs = points.len() as f64;
    let points = thinned(points, |point| point.0);
    draw(480, 440, |canvas| {
        let axes = Axes {
            x: 0.0..epochs,
            y: 0.0..0.06,
            x_label: "",
            y_label: "cost",
            x_ticks: 5,
            y_ticks: 4,
            is_ruled: true,
        };
        let mut plot = axes.draw(&canvas.part((0.0, 0.0), 480.0, 200.0))?;
        let at = |number: usize| number as f64;
        curve(
            &mut plot,
            points.iter().map(|p| (at(p.0), p.1.0.min(0.06))),
            SERIES[0],
            2.0,
        )?;
        curve(
            &mut plot,
            points.iter().map(|p| (at(p.0), p.2.0.min(0.06))),
            SERIES[1],
            2.0,
        )?;
        let axes =
            Axes { y: 0.8..1.0, x_label: "epoch", y_label: "accuracy", ..axes };
        let mut plot = axes.draw(&canvas.part((0.0, 210.0), 480.0, 230.0))?;
        curve(
            &mut plot,
            points.iter().map(|p| (at(p.0), p.1.1.max(0.8))),
            SERIES[0],
            2.0,
        )?;
        curve(
            &mut plot,
            points.iter().map(|p| (at(p.0), p.2.1.max(0.8))),
            SERIES[1],
            2.0,
        )?;
        label(
            &mut plot,
            "trained on",
            (epochs, 0.9),
            (-8.0, -14.0),
            SERIES[0],
            Anchor::Right,
        )?;
        label(
            &mut plot,
            "never seen",
            (epochs, 0.9),
            (-8.0, 8.0),
            SERIES[1],
            Anchor::Right,
        )
    })
}

/// How often each digit was read as each.
pub fn confusion(counts: &[[usize; CLASSES]; CLASSES]) -> Result<Svg> {
    const CELL: f64 = 30.0;
    let (left, top) = (110.0, 44.0);
    let most = counts.iter().flatten().max().copied().unwrap_or(1) as f64;
    draw(480, 360, |canvas| {
        let corner = |row: usize, column: usize| {
            (left + CELL * column as f64, top + CELL * row as f64)
        };
        for (row, counts) in counts.iter().enumerate() {
            for (column, &count) in counts.iter().enumerate() {
                // Errors are few: shown as strongly as they matter.
                let part = if row == column {
                    0.45 * count as f64 / most
                } else {
                    0.12 * count as f64
                };
                canvas.cell(corner(row, column), CELL, CELL, sequential(part))?;
            }
        }
        for digit in 0..CLASSES {
            let name = digit.to_string();
            let middle = CELL * (digit as f64 + 0.5);
            canvas.words(
                &name,
                (left - 12.0, top + middle),
                13.0,
                MUTED,
                Anchor::Middle,
            )?;
            canvas.words(
                &name,
                (left + middle, top - 12.0),
                13.0,
                MUTED,
                Anchor::Middle,
            )?;
        }
        for (row, counts) in counts.iter().enumerate() {
            for (column, &count) in
                counts.iter().enumerate().filter(|(_, c)| **c > 0)
            {
                let at = corner(row, column);
                let at = (at.0 + CELL / 2.0, at.1 + CELL / 2.0);
                let color = if row == column { INK } else { SERIES[1] };
                canvas.words(
                    &count.to_string(),
                    at,
                    13.0,
                    color,
                    Anchor::Middle,
                )?;
            }
        }
        canvas.frame((left, top), 10.0 * CELL, 10.0 * CELL, MUTED, 1.0)?;
        canvas.words(
            "read as",
            (left + 5.0 * CELL, 12.0),
            13.0,
            INK,
            Anchor::Middle,
        )?;
        canvas.words(
            "shows",
            (left - 30.0, top + 5.0 * CELL),
            13.0,
            INK,
            Anchor::Right,
        )
    })
}

/// Images with what they show and what they were read as.
pub fn misread(digits: &Digits, said: &[usize]) -> Result<Svg> {
    const ACROSS: usize = 6;
    let rows = said.len().div_ceil(ACROSS).max(1);
    let place = |index: usize| {
        (4.0 + 80.0 * (index % ACROSS) as f64, 4.0 + 98.0 * (index / ACROSS) as f64)
    };
    draw(480, 8 + 98 * rows as u32, |canvas| {
        for (index, pixels) in digits.images.rows().into_iter().enumerate() {
            image(canvas, pixels, place(index), 64.0)?;
        }
        for (index, (label, said)) in digits.labels.iter().zip(said).enumerate() {
            let (left, top) = place(index);
            canvas.frame((left, top), 64.0, 64.0, GRID, 1.0)?;
            let text = format!("{label}, read {said}");
            canvas.words(
                &text,
                (left + 32.0, top + 77.0),
                13.0,
                INK,
                Anchor::Middle,
            )?;
        }
        Ok(())
    })
}

/// The weights of the first twelve neurons, each drawn as an image.
pub fn weights(layer: &Layer) -> Result<Svg> {
    const ACROSS: usize = 6;
    const SHOWN: usize = 12;
    let place = |index: usize| {
        (4.0 + 80.0 * (index % ACROSS) as f64, 4.0 + 80.0 * (index / ACROSS) as f64)
    };
    draw(480, 164, |canvas| {
        for neuron in 0..SHOWN {
            let weights = layer.weights.column(neuron); // (64)
            let most = weights.iter().fold(0.0, |most: f64, w| most.max(w.abs()));
            for (index, &weight) in weights.iter().enumerate() {
                let (row, column) = (index / SIDE, index % SIDE);
                let (left, top) = place(neuron);
                let at = (left + 9.0 * column as f64, top + 9.0 * row as f64);
                // Five shades are enough to see a form.
                let level = (2.0 * weight / most + 1e-9).round() / 2.0;
                canvas.cell(at, 9.0, 9.0, diverging(0.8 * level))?;
            }
        }
        for neuron in 0..SHOWN {
            canvas.frame(place(neuron), 72.0, 72.0, GRID, 1.0)?;
        }
        Ok(())
    })
}

/// The reported cost, the cost after the epoch, and the latter in a fixed order.
pub fn moving(shuffled: &[(f64, f64)], fixed: &[(f64, f64)]) -> Result<Svg> {
    let axes = Axes {
        x: 1.0..shuffled.len() as f64,
        y: 0.0..0.1,
        x_label: "epoch",
        y_label: "cost on the digits trained on",
        x_ticks: 10,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 280, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let points = |curve: &[(f64, f64)], is_reported: bool| -> Vec<(f64, f64)> {
            let value = |p: &(f64, f64)| if is_reported { p.0 } else { p.1 };
            curve
                .iter()
                .enumerate()
                .map(|(i, p)| (i as f64 + 1.0, value(p).min(0.1)))
                .collect()
        };
        curve(&mut plot, points(shuffled, true), SERIES[1], 2.0)?;
        curve(&mut plot, points(fixed, false), SERIES[2], 2.0)?;
        curve(&mut plot, points(shuffled, false), SERIES[0], 2.0)?;
        let last = shuffled.len() as f64;
        label(
            &mut plot,
            "reported while the weights move",
            (last, 0.09),
            (-4.0, 0.0),
            SERIES[1],
            Anchor::Right,
        )?;
        label(
            &mut plot,
            "after the epoch, shuffled",
            (last, 0.08),
            (-4.0, 0.0),
            SERIES[0],
            Anchor::Right,
        )?;
        label(
            &mut plot,
            "after the epoch, fixed order",
            (last, 0.07),
            (-4.0, 0.0),
            SERIES[2],
            Anchor::Right,
        )
    })
}

/// Cost on few digits trained on, and on new ones.
pub fn overfitting(points: &[Point]) -> Result<Svg> {
    let epochs = points.last().context("at least one epoch")?.0 as f64;
    let points = thinned(points, |point| point.0);
    let axes = Axes {
        x: 0.0..libm::log10(epochs),
        y: 0.0..0.1,
        x_label: "epoch, as a power of ten",
        y_label: "cost",
        x_ticks: 4,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 270, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let at = |number: usize| libm::log10(number as f64);
        curve(
            &mut plot,
            points.iter().map(|p| (at(p.0), p.1.0.min(0.1))),
            SERIES[0],
            2.0,
        )?;
        curve(
            &mut plot,
            points.iter().map(|p| (at(p.0), p.2.0.min(0.1))),
            SERIES[1],
            2.0,
        )?;
        let last = points.last().context("at least one epoch")?;
        let middle = (at(last.0), last.2.0);
        label(
            &mut plot,
            "never seen",
            middle,
            (-6.0, -14.0),
            SERIES[1],
            Anchor::Right,
        )?;
        label(
            &mut plot,
            "trained on",
            (1.5, 0.015),
            (0.0, 0.0),
            SERIES[0],
            Anchor::Right,
        )
    })
}

/// The size of each layer's gradient, as powers of ten.
pub fn deep(relu: &[f64], sigmoid: &[f64], small: &[f64]) -> Result<Svg> {
    let axes = Axes {
        x: 1.0..relu.len() as f64,
        y: -10.0..0.0,
        x_label: "layer, from input to output",
        y_label: "size of dC/dW, as a power of ten",
        x_ticks: 6,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 280, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let series = [
            (relu, "ReLU, He", SERIES[0], -14.0),
            (sigmoid, "sigmoid, He", SERIES[1], 16.0),
            (small, "ReLU, 0.01", SERIES[2], -14.0),
        ];
        for (values, name, color, below) in series {
            let points: Vec<_> = values
                .iter()
                .enumerate()
                .map(|(layer, d)| (layer as f64 + 1.0, libm::log10(*d).max(-10.0)))
                .collect();
            curve(&mut plot, points.iter().copied(), color, 2.5)?;
            page::figure::dots(&mut plot, points.iter().copied(), color, 3.0)?;
            label(&mut plot, name, points[0], (8.0, below), color, Anchor::Left)?;
        }
        Ok(())
    })
}

/// Cost against epochs for several learning rates.
pub fn edge(curves: &[(f64, Vec<f64>)]) -> Result<Svg> {
    const TOP: f64 = 0.12;
    let axes = Axes {
        x: 1.0..30.0,
        y: 0.0..TOP,
        x_label: "epoch",
        y_label: "cost on the digits trained on",
        x_ticks: 6,
        y_ticks: 6,
        is_ruled: true,
    };
    draw(480, 300, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for (index, (rate, costs)) in curves.iter().enumerate() {
            let costs: Vec<_> = costs
                .iter()
                .map(|c| if c.is_finite() { c.min(TOP) } else { TOP })
                .collect();
            let points =
                costs.iter().enumerate().map(|(i, &c)| (i as f64 + 1.0, c));
            curve(&mut plot, points, SERIES[index % SERIES.len()], 2.0)?;
            let name = format!("η = {rate}");
            let last = costs.last().copied().context("at least one epoch")?;
            label(
                &mut plot,
                &name,
                (30.0, last),
                (-4.0, -10.0),
                SERIES[index % SERIES.len()],
                Anchor::Right,
            )?;
        }
        Ok(())
    })
}
