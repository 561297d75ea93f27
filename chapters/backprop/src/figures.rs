//! The pictures of the chapter.

use anyhow::{Context as _, Result};
use ndarray::{Array2, ArrayView1, Axis};
use neurons::digits::{CLASSES, Digits, SIDE};
use neurons::{Activation, Layer};
use page::figure::{curve, dots, label, thinned};
use page::palette::{GRID, INK, MUTED, SERIES, diverging, sequential};
use page::{Anchor, Axes, Canvas, Svg, draw};
use plotters::style::RGBColor;

use crate::slope_at_answer;

mod by_hand;
mod pad;
mod trainings;
mod way_back;

pub(crate) use by_hand::{by_hand, chain, promise};
pub(crate) use pad::{DIRECTIONS, arrow_place, button_place, pad};
pub(crate) use trainings::{
    Strip, asked_again, glimpse, needles, strips, xor_starts,
};
pub(crate) use way_back::{handles, nudges, price, products, there_and_back};

/// A point of a training: the epoch, then cost and accuracy on the digits trained on,
/// and on new ones.
pub type Point = (usize, (f64, f64), (f64, f64));

/// A place on the canvas, in logical pixels.
type Place = (f64, f64);
/// An image of 8 by 8 colours and its upper left corner.
type Picture = (Vec<RGBColor>, Place);

/// Images with cells of one size, as few shapes: the ground of each as one, and equal
/// cells side by side as one.
fn pictures(
    canvas: &Canvas,
    pictures: &[Picture],
    cell: f64,
    ground: RGBColor,
) -> Result<()> {
    let side = cell * SIDE as f64;
    for (_, at) in pictures {
        canvas.cell(*at, side, side, ground)?;
    }
    for (colors, at) in pictures {
        for (row, colors) in colors.chunks(SIDE).enumerate() {
            let mut column = 0;
            for run in colors.chunk_by(|a, b| a == b) {
                if run[0] != ground {
                    let (left, top) = (cell * column as f64, cell * row as f64);
                    let corner = (at.0 + left, at.1 + top);
                    canvas.cell(corner, cell * run.len() as f64, cell, run[0])?;
                }
                column += run.len();
            }
        }
    }
    for (_, at) in pictures {
        canvas.frame(*at, side, side, GRID, 1.0)?;
    }
    Ok(())
}

/// Arrows of one look. Their heads are lines too, so that all of them become one path.
fn arrows(
    canvas: &Canvas,
    ends: &[(Place, Place)],
    color: RGBColor,
    width: f64,
) -> Result<()> {
    let size = 4.0 + 1.5 * width;
    for &(from, to) in ends {
        let (run, rise) = (to.0 - from.0, to.1 - from.1);
        let length = (run * run + rise * rise).sqrt();
        let (along, across) = (size * run / length, size * rise / length);
        let side = |turn: f64| {
            (to.0 - along - turn * 0.6 * across, to.1 - across + turn * 0.6 * along)
        };
        canvas.line(from, to, color, width)?;
        canvas.path(&[side(1.0), to, side(-1.0)], color, width)?;
    }
    Ok(())
}

/// Images of digits, each from its corner on.
fn inked(
    canvas: &Canvas,
    digits: &[(ArrayView1<f64>, Place)],
    cell: f64,
) -> Result<()> {
    let colors = |pixels: &ArrayView1<f64>| {
        pixels.iter().map(|&ink| sequential(ink)).collect()
    };
    let digits: Vec<Picture> =
        digits.iter().map(|(pixels, at)| (colors(pixels), *at)).collect();
    pictures(canvas, &digits, cell, sequential(0.0))
}

/// The sigmoid, and below it its slope.
pub fn sigmoid_slopes() -> Result<Svg> {
    let axes = Axes {
        x: -6.0..6.0,
        y: 0.0..1.0,
        x_label: "weighted sum z",
        y_label: "",
        x_ticks: 7,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 230, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let answer = |z: f64| Activation::Sigmoid.apply(z);
        let slope = |z: f64| slope_at_answer(Activation::Sigmoid, answer(z));
        let at = |index: i32| f64::from(index) / 4.0;
        curve(
            &mut plot,
            (-24..=24).map(|i| (at(i), answer(at(i)))),
            SERIES[0],
            2.5,
        )?;
        curve(
            &mut plot,
            (-24..=24).map(|i| (at(i), slope(at(i)))),
            SERIES[1],
            2.5,
        )?;
        let (left, right) = (Anchor::Left, Anchor::Right);
        label(&mut plot, "answer a", (1.2, 0.9), (-4.0, 0.0), SERIES[0], right)?;
        label(&mut plot, "slope a(1 − a)", (1.2, 0.28), (6.0, 0.0), SERIES[1], left)
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
            x_ticks: 3,
            y_ticks: 3,
            is_ruled: true,
        };
        let mut plot = axes.draw(&canvas.part((0.0, 0.0), 480.0, 200.0))?;
        let at = |number: usize| number as f64;
        curve(
            &mut plot,
            points.iter().map(|p| (at(p.0), p.1.0)).filter(|p| p.1 <= 0.06),
            SERIES[0],
            2.0,
        )?;
        curve(
            &mut plot,
            points.iter().map(|p| (at(p.0), p.2.0)).filter(|p| p.1 <= 0.06),
            SERIES[1],
            2.0,
        )?;
        let names =
            [("never seen", -14.0, SERIES[1]), ("trained on", 8.0, SERIES[0])];
        for (name, below, color) in names {
            label(
                &mut plot,
                name,
                (epochs, 0.03),
                (-8.0, below),
                color,
                Anchor::Right,
            )?;
        }
        let axes =
            Axes { y: 0.8..1.0, x_label: "epoch", y_label: "accuracy", ..axes };
        let mut plot = axes.draw(&canvas.part((0.0, 210.0), 480.0, 230.0))?;
        curve(
            &mut plot,
            points.iter().map(|p| (at(p.0), p.1.1)).filter(|p| p.1 >= 0.8),
            SERIES[0],
            2.0,
        )?;
        curve(
            &mut plot,
            points.iter().map(|p| (at(p.0), p.2.1)).filter(|p| p.1 >= 0.8),
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
        let side = CELL * CLASSES as f64;
        canvas.cell((left, top), side, side, sequential(0.0))?;
        for (row, counts) in counts.iter().enumerate() {
            for (column, &count) in
                counts.iter().enumerate().filter(|(_, count)| **count > 0)
            {
                // Errors are few: shown as strongly as they matter.
                let color = if row == column {
                    sequential(0.35 * count as f64 / most)
                } else {
                    diverging(-0.15 - 0.12 * count as f64)
                };
                canvas.cell(corner(row, column), CELL, CELL, color)?;
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
                canvas.words(&count.to_string(), at, 13.0, INK, Anchor::Middle)?;
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
        (8.0 + 80.0 * (index % ACROSS) as f64, 8.0 + 96.0 * (index / ACROSS) as f64)
    };
    draw(480, 8 + 96 * rows as u32, |canvas| {
        let images = digits.images.rows().into_iter().enumerate();
        let images: Vec<_> =
            images.map(|(index, pixels)| (pixels, place(index))).collect();
        inked(canvas, &images, 8.0)?;
        for (index, (label, said)) in digits.labels.iter().zip(said).enumerate() {
            let (left, top) = place(index);
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

/// The weights into the neurons that training moved most, as images: as they started,
/// what training added to them, and the sum of both. All have one scale.
pub fn weights(start: &Layer, trained: &Layer) -> Result<Svg> {
    const SHOWN: usize = 3;
    const CELL: f64 = 12.0;
    let added = &trained.weights - &start.weights; // (64, 32)
    let moved = |neuron: usize| added.column(neuron).mapv(|w| w * w).sum();
    let mut order: Vec<usize> = (0..added.ncols()).collect();
    order.sort_by(|&a, &b| moved(b).total_cmp(&moved(a)));
    let shown = |weights: &Array2<f64>| weights.select(Axis(1), &order[..SHOWN]); // (64, 3)
    let rows = [
        ("start", &start.weights),
        ("added", &added),
        ("trained", &trained.weights),
    ];
    let rows = rows.map(|(name, weights)| (name, shown(weights)));
    let most = rows.iter().flat_map(|(_, weights)| weights);
    let most = most.fold(0.0, |most: f64, w| most.max(w.abs()));
    let place = |row: usize, neuron: usize| {
        (112.0 + 112.0 * neuron as f64, 8.0 + 104.0 * row as f64)
    };
    // A few shades are enough to see a form, and 0 is none.
    let level = |weight: &f64| (4.0 * weight / most + 1e-9).round() / 4.0;
    draw(480, 320, |canvas| {
        let mut squares = Vec::new();
        for (row, (_, weights)) in rows.iter().enumerate() {
            for (neuron, weights) in weights.columns().into_iter().enumerate() {
                let colors = weights.iter().map(|w| diverging(0.9 * level(w)));
                squares.push((colors.collect(), place(row, neuron)));
            }
        }
        pictures(canvas, &squares, CELL, diverging(0.0))?;
        for (row, (name, _)) in rows.iter().enumerate() {
            let middle = place(row, 0).1 + CELL * SIDE as f64 / 2.0;
            canvas.words(name, (4.0, middle), 13.0, INK, Anchor::Left)?;
        }
        Ok(())
    })
}

/// Cost on few digits trained on, and on new ones.
pub fn overfitting(points: &[Point]) -> Result<Svg> {
    let epochs = points.last().context("at least one epoch")?.0 as f64;
    let points = thinned(points, |point| point.0);
    let axes = Axes {
        x: 0.0..libm::log10(epochs),
        y: 0.0..0.13,
        x_label: "epoch, as a power of ten",
        y_label: "cost",
        x_ticks: 4,
        y_ticks: 3,
        is_ruled: true,
    };
    draw(480, 270, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let at = |number: usize| libm::log10(number as f64);
        curve(&mut plot, points.iter().map(|p| (at(p.0), p.1.0)), SERIES[0], 2.0)?;
        curve(&mut plot, points.iter().map(|p| (at(p.0), p.2.0)), SERIES[1], 2.0)?;
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

/// The size of each layer's gradient, as powers of ten: with ReLU and He's start, with
/// sigmoids, with small weights, and with large ones.
pub fn deep(sizes: &[&[f64]]) -> Result<Svg> {
    let axes = Axes {
        x: 1.0..6.0,
        y: -10.0..6.0,
        x_label: "layer, from input to output",
        y_label: "size of dC/dW, as a power of ten",
        x_ticks: 6,
        y_ticks: 4,
        is_ruled: true,
    };
    draw(480, 300, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let series = [
            ("ReLU, He", 0, -14.0),
            ("sigmoid, He", 1, 16.0),
            ("ReLU, 0.01", 2, -14.0),
            ("ReLU, 3 × He", 4, -14.0),
        ];
        for (values, (name, color, below)) in sizes.iter().zip(series) {
            let points: Vec<_> = values
                .iter()
                .enumerate()
                .map(|(layer, d)| (layer as f64 + 1.0, libm::log10(*d).max(-10.0)))
                .collect();
            let color = SERIES[color];
            curve(&mut plot, points.iter().copied(), color, 2.5)?;
            label(&mut plot, name, points[0], (8.0, below), color, Anchor::Left)?;
        }
        Ok(())
    })
}

/// A training: its learning rate, the share read of images never trained on, and how
/// many hidden neurons ended dead.
pub type Trained = (f64, f64, usize);

/// What is read against how many hidden neurons are dead, a dot for each training, in
/// the colour of its learning rate.
pub fn edge(trainings: &[Trained], hidden: usize) -> Result<Svg> {
    let mut rates: Vec<f64> = trainings.iter().map(|training| training.0).collect();
    rates.dedup();
    let axes = Axes {
        x: 0.0..hidden as f64,
        y: 0.0..100.0,
        x_label: &format!("dead hidden neurons of {hidden}"),
        y_label: "% read correctly",
        x_ticks: 4,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 280, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for (index, &rate) in rates.iter().enumerate() {
            let color = SERIES[index % SERIES.len()];
            let of_rate = trainings.iter().filter(|training| training.0 == rate);
            let points = of_rate.map(|t| (t.2 as f64, 100.0 * t.1));
            dots(&mut plot, points, color, 3.5)?;
            let at = (0.8, 52.0 - 9.0 * index as f64);
            dots(&mut plot, [at], color, 4.0)?;
            let name = format!("η = {rate}");
            label(&mut plot, &name, at, (9.0, 0.0), INK, Anchor::Left)?;
        }
        Ok(())
    })
}
