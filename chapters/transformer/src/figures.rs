//! The pictures of the chapter.

use anyhow::Result;
use ndarray::Array2;
use page::figure::{TICK_SIZE, curve, label};
use page::palette::{GRID, INK, MUTED, PAPER, SERIES};
use page::{Anchor, Axes, Canvas, Svg, draw, heat_map};
use plotters::style::RGBColor;

mod fast;
mod heads;
mod model;
mod steps;
mod strokes;
mod words;

pub(crate) use fast::{curves, future, gains};
pub(crate) use heads::{looks, repeats};
pub(crate) use model::{
    added, agreement, gelus, norms, parameters, targets, tokens,
};
pub(crate) use steps::{own_losses, rates, schedule, stacks, unmasked, valley};
pub(crate) use words::first_words;

fn part(
    canvas: &Canvas,
    (left, top): (f64, f64),
    width: f64,
    (name, shape): (&str, &str),
    color: RGBColor,
) -> Result<()> {
    canvas.frame((left, top), width, 42.0, color, 1.5)?;
    let middle = left + width / 2.0;
    canvas.words(name, (middle, top + 14.0), 14.0, INK, Anchor::Middle)?;
    canvas.words(shape, (middle, top + 31.0), TICK_SIZE, MUTED, Anchor::Middle)
}

/// A transformer: the stream from top to bottom, and what reads from it and adds to it.
pub fn block() -> Result<Svg> {
    const STREAM: f64 = 110.0;
    draw(480, 600, |canvas| {
        let arrow = |from, to, color| canvas.arrow(from, to, color, 1.5);
        part(
            canvas,
            (20.0, 6.0),
            180.0,
            ("embedding + positions", "(n, d_model)"),
            MUTED,
        )?;
        canvas.line((STREAM, 48.0), (STREAM, 472.0), INK, 3.0)?;
        canvas.frame((6.0, 66.0), 468.0, 372.0, GRID, 1.5)?;
        canvas.words(
            "one of several blocks",
            (464.0, 80.0),
            TICK_SIZE,
            MUTED,
            Anchor::Right,
        )?;
        for (top, name, shape, color) in [
            (96.0, "heads", "(n, d_model)", SERIES[0]),
            (266.0, "feed-forward", "up to (n, d_ff), and down", SERIES[1]),
        ] {
            arrow((STREAM, top + 21.0), (206.0, top + 21.0), MUTED)?;
            part(
                canvas,
                (208.0, top),
                200.0,
                ("norm", "mean 0, variance 1"),
                MUTED,
            )?;
            arrow((308.0, top + 42.0), (308.0, top + 72.0), MUTED)?;
            part(canvas, (208.0, top + 74.0), 200.0, (name, shape), color)?;
            canvas.path(
                &[
                    (308.0, top + 116.0),
                    (308.0, top + 138.0),
                    (STREAM + 30.0, top + 138.0),
                ],
                color,
                1.5,
            )?;
            arrow(
                (STREAM + 34.0, top + 138.0),
                (STREAM + 12.0, top + 138.0),
                color,
            )?;
            // The stream ends at the rim, so that the plus can be read.
            let y = top + 138.0;
            canvas.disc((STREAM, y), 9.0, PAPER)?;
            canvas.ring((STREAM, y), 9.0, INK, 1.5)?;
            canvas.line((STREAM - 5.0, y), (STREAM + 5.0, y), INK, 2.0)?;
            canvas.line((STREAM, y - 5.0), (STREAM, y + 5.0), INK, 2.0)?;
        }
        arrow((STREAM, 460.0), (STREAM, 484.0), INK)?;
        part(
            canvas,
            (20.0, 486.0),
            180.0,
            ("norm, unembedding", "(n, vocabulary)"),
            MUTED,
        )?;
        arrow((STREAM, 528.0), (STREAM, 548.0), INK)?;
        part(
            canvas,
            (20.0, 550.0),
            180.0,
            ("softmax", "the next token, n times"),
            MUTED,
        )
    })
}

/// Cost against steps for two models, with levels that are known.
pub fn costs(curves: &[Vec<(f64, f64)>; 2], levels: &[(&str, f64)]) -> Result<Svg> {
    let steps = curves[0].last().map_or(1.0, |point| point.0);
    let axes = Axes {
        x: 0.0..steps,
        y: 1.0..2.4,
        x_label: "step",
        y_label: "cost on new sentences, in nats per token",
        x_ticks: 6,
        y_ticks: 7,
        is_ruled: false,
    };
    draw(480, 320, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for (name, level) in levels {
            curve(&mut plot, [(0.0, *level), (steps, *level)], MUTED, 1.0)?;
            let below = if *name == "bigram" { -10.0 } else { 12.0 };
            label(
                &mut plot,
                name,
                (steps, *level),
                (-6.0, below),
                MUTED,
                Anchor::Right,
            )?;
        }
        // The second lies on the first, which is thicker.
        for (points, (color, width)) in
            curves.iter().zip([(SERIES[1], 4.5), (SERIES[0], 1.5)])
        {
            let shown = points.iter().filter(|(_, cost)| *cost < 2.4);
            curve(&mut plot, shown.copied(), color, width)?;
        }
        label(
            &mut plot,
            "1 block",
            (600.0, 1.40),
            (0.0, 0.0),
            SERIES[1],
            Anchor::Left,
        )?;
        label(
            &mut plot,
            "2 blocks",
            (600.0, 1.34),
            (0.0, 6.0),
            SERIES[0],
            Anchor::Left,
        )
    })
}

/// Where the tokens of a sentence look, in one head.
pub fn map(words: &[String], weights: &Array2<f64>) -> Result<Svg> {
    const CELL: f64 = 28.0;
    let side = CELL * words.len() as f64;
    let (left, top) = (70.0, 46.0);
    draw(480, (side + top + 10.0) as u32, |canvas| {
        heat_map(canvas, (left, top), CELL, words, |query, key| {
            weights[[query, key]]
        })
    })
}
