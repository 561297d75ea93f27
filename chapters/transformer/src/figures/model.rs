//! The parts of a model, and what runs through them.

use anyhow::Result;
use ndarray::{Array2, s};
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, label};
use page::palette::{GRID, INK, MUTED, SEQUENTIAL, SERIES, diverging};
use page::{Anchor, Axes, Canvas, Svg, draw};
use plotters::style::RGBColor;

use super::strokes::lying_bar;
use crate::gelu;

/// The first numbers of eight tokens, under three names, each panel by its own largest.
pub(crate) fn tokens(panels: &[(&str, Array2<f64>); 3]) -> Result<Svg> {
    const SHOWN: usize = 12;
    const CELL: (f64, f64) = (12.0, 18.0);
    draw(480, 196, |canvas| {
        for (index, (name, tokens)) in panels.iter().enumerate() {
            let left = 2.0 + 166.0 * index as f64;
            canvas.words(name, (left, 14.0), LABEL_SIZE, INK, Anchor::Left)?;
            let shown = tokens.slice(s![.., ..SHOWN]); // (8, SHOWN)
            let most = shown.fold(0.0, |most: f64, x| most.max(x.abs()));
            for ((row, column), value) in shown.indexed_iter() {
                let (x, y) = (CELL.0 * column as f64, CELL.1 * row as f64);
                let at = (left + x, 34.0 + y);
                canvas.cell(at, CELL.0, CELL.1, diverging(value / most))?;
            }
        }
        Ok(())
    })
}

/// Bars that stand on a line, as one shape: heights in logical pixels, upwards.
fn bars(
    canvas: &Canvas,
    base: (f64, f64),
    pitch: f64,
    heights: &[f64],
    color: RGBColor,
) -> Result<()> {
    let mut corners = vec![base];
    for (index, height) in heights.iter().enumerate() {
        let left = base.0 + pitch * index as f64 + 5.0;
        let (right, top) = (left + pitch - 10.0, base.1 - height);
        corners.extend([
            (left, base.1),
            (left, top),
            (right, top),
            (right, base.1),
        ]);
    }
    canvas.polygon(&corners, color)?;
    let end = (base.0 + pitch * heights.len() as f64, base.1);
    canvas.line(base, end, MUTED, 1.0)
}

/// Rows of numbers, and what a norm makes of each.
pub(crate) fn norms(rows: &[(Vec<f64>, Vec<f64>)]) -> Result<Svg> {
    const PITCH: f64 = 46.0;
    let all = rows.iter().flat_map(|row| row.0.iter());
    let most = all.fold(0.0, |most: f64, x| most.max(*x));
    draw(480, (30.0 + 126.0 * rows.len() as f64) as u32, |canvas| {
        for (text, x) in [("a row", 8.0), ("the row, normalised", 288.0)] {
            canvas.words(text, (x, 12.0), LABEL_SIZE, INK, Anchor::Left)?;
        }
        for (index, (row, normed)) in rows.iter().enumerate() {
            let top = 30.0 + 126.0 * index as f64;
            let before: Vec<f64> = row.iter().map(|x| 74.0 * x / most).collect();
            bars(canvas, (8.0, top + 86.0), PITCH, &before, SERIES[0])?;
            let y = top + 50.0;
            canvas.arrow((212.0, y), (264.0, y), MUTED, 1.5)?;
            canvas.words(
                "norm",
                (236.0, y - 14.0),
                TICK_SIZE,
                MUTED,
                Anchor::Middle,
            )?;
            let after: Vec<f64> = normed.iter().map(|x| 32.0 * x).collect();
            bars(canvas, (288.0, top + 54.0), PITCH, &after, SERIES[1])?;
            for (place, (x, y)) in row.iter().zip(normed).enumerate() {
                let middle = PITCH * (place as f64 + 0.5);
                let at = (8.0 + middle, top + 102.0);
                canvas.words(
                    &format!("{x}"),
                    at,
                    TICK_SIZE,
                    INK,
                    Anchor::Middle,
                )?;
                let at = (288.0 + middle, top + 102.0);
                let text = format!("{y:.2}").replace('-', "−");
                canvas.words(&text, at, TICK_SIZE, INK, Anchor::Middle)?;
            }
        }
        Ok(())
    })
}

/// GELU beside ReLU.
pub(crate) fn gelus() -> Result<Svg> {
    let axes = Axes {
        x: -3.0..2.0,
        y: -0.5..2.0,
        x_label: "z",
        y_label: "activation",
        x_ticks: 6,
        y_ticks: 6,
        is_ruled: true,
    };
    draw(480, 280, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let relu = [(-3.0, 0.0), (0.0, 0.0), (2.0, 2.0)];
        curve(&mut plot, relu, SERIES[1], 2.0)?;
        let points = (0..=30).map(|point| f64::from(point) / 6.0 - 3.0);
        curve(&mut plot, points.map(|z| (z, gelu(z))), SERIES[0], 2.5)?;
        let at = (1.15, 1.15);
        label(&mut plot, "ReLU", at, (-8.0, -8.0), SERIES[1], Anchor::Right)?;
        let at = (-0.75, gelu(-0.75));
        label(&mut plot, "GELU", at, (0.0, 16.0), SERIES[0], Anchor::Middle)
    })
}

/// The stream as wide as its numbers are large, and what each part adds, as wide as that.
/// Of each part its name, the size of what it adds, and that of the stream behind it.
pub(crate) fn added(start: f64, parts: &[(String, f64, f64)]) -> Result<Svg> {
    const STREAM: f64 = 150.0;
    const STEP: f64 = 70.0;
    let all = parts.iter().flat_map(|part| [part.1, part.2]).chain([start]);
    let scale = 110.0 / all.fold(0.0, f64::max);
    let height = 44.0 + STEP * parts.len() as f64;
    draw(480, height as u32, |canvas| {
        let mut size = start;
        let side = |top: f64, size: f64, next: f64, next_top: f64| {
            let (half, then) = (scale * size / 2.0, scale * next / 2.0);
            [
                (STREAM - half, top),
                (STREAM + half, top),
                (STREAM + then, next_top),
                (STREAM - then, next_top),
            ]
        };
        let mut top = 26.0;
        let name = "the size of the stream";
        canvas.words(name, (4.0, 10.0), LABEL_SIZE, INK, Anchor::Left)?;
        let name = "and of what is added";
        canvas.words(name, (264.0, 10.0), LABEL_SIZE, INK, Anchor::Left)?;
        for (name, part, after) in parts {
            let y = top + STEP - 26.0;
            canvas.polygon(&side(top, size, size, y - 10.0), SERIES[0])?;
            canvas.polygon(&side(y - 10.0, size, *after, y + 10.0), SERIES[0])?;
            let number = format!("{size:.2}");
            let at = (4.0, (top + y) / 2.0 - 4.0);
            canvas.words(&number, at, LABEL_SIZE, INK, Anchor::Left)?;
            let (half, tip) =
                (scale * part / 2.0, STREAM + scale * after / 2.0 + 4.0);
            canvas.polygon(
                &[
                    (264.0, y - half),
                    (264.0, y + half),
                    (tip + half, y + half),
                    (tip, y),
                    (tip + half, y - half),
                ],
                SERIES[1],
            )?;
            let text = format!("{name}: {part:.2}");
            canvas.words(&text, (272.0, y), LABEL_SIZE, INK, Anchor::Left)?;
            (size, top) = (*after, y + 10.0);
        }
        canvas.polygon(&side(top, size, size, top + 40.0), SERIES[0])?;
        let at = (4.0, top + 20.0);
        canvas.words(&format!("{size:.2}"), at, LABEL_SIZE, INK, Anchor::Left)
    })
}

/// Each prefix of a sentence: what is seen, what is hidden, what should come next, and
/// the chance that a model gives it.
pub(crate) fn targets(ids: &[&str], targets: &[(&str, f64)]) -> Result<Svg> {
    const WIDTH: f64 = 56.0;
    let side = WIDTH * ids.len() as f64;
    let height = 36.0 + 34.0 * ids.len() as f64;
    draw(480, height as u32, |canvas| {
        let right = side + 14.0;
        for (text, x) in
            [("sees", 2.0), ("predicts, with a chance of", right + WIDTH + 56.0)]
        {
            let anchor = if x > 2.0 { Anchor::Right } else { Anchor::Left };
            canvas.words(text, (x, 12.0), LABEL_SIZE, INK, anchor)?;
        }
        for (row, (target, chance)) in targets.iter().enumerate() {
            let top = 30.0 + 34.0 * row as f64;
            for (place, word) in ids.iter().enumerate() {
                let at = (2.0 + WIDTH * place as f64, top);
                if place > row {
                    canvas.frame(at, WIDTH - 5.0, 28.0, GRID, 1.0)?;
                    continue;
                }
                canvas.cell(at, WIDTH - 5.0, 28.0, SEQUENTIAL[2])?;
                let at = (at.0 + (WIDTH - 5.0) / 2.0, top + 14.0);
                canvas.words(word, at, LABEL_SIZE, INK, Anchor::Middle)?;
            }
            canvas.frame((right, top), WIDTH - 5.0, 28.0, SERIES[1], 2.0)?;
            let at = (right + (WIDTH - 5.0) / 2.0, top + 14.0);
            canvas.words(target, at, LABEL_SIZE, INK, Anchor::Middle)?;
            let at = (right + WIDTH + 4.0, top + 14.0);
            canvas.words(
                &format!("{chance:.2}"),
                at,
                LABEL_SIZE,
                INK,
                Anchor::Left,
            )?;
        }
        Ok(())
    })
}

/// How many parameters each kind of part has.
pub(crate) fn parameters(rows: &[(&str, usize)]) -> Result<Svg> {
    let most = rows.iter().map(|row| row.1).max().unwrap_or(1) as f64;
    draw(480, (8.0 + 28.0 * rows.len() as f64) as u32, |canvas| {
        for (index, (name, count)) in rows.iter().enumerate() {
            let y = 18.0 + 28.0 * index as f64;
            canvas.words(name, (108.0, y), LABEL_SIZE, INK, Anchor::Right)?;
            let length = 300.0 * *count as f64 / most;
            let number = match count / 1000 {
                0 => count.to_string(),
                thousands => format!("{thousands},{:03}", count % 1000),
            };
            lying_bar(canvas, (116.0, y), length, &number, SERIES[0])?;
        }
        Ok(())
    })
}

/// A sentence, and which of its words must fit which.
pub(crate) fn agreement(
    words: &[&str],
    pairs: &[(usize, usize, RGBColor)],
) -> Result<Svg> {
    // As wide as the words are long, in units of a letter.
    const LETTER: f64 = 10.0;
    let mut middles = Vec::new();
    let mut left = 4.0;
    for word in words {
        let width = LETTER * (word.len() as f64).max(1.6);
        middles.push(left + width / 2.0);
        left += width + 5.0;
    }
    draw(480, 150, |canvas| {
        for (word, middle) in words.iter().zip(&middles) {
            canvas.words(word, (*middle, 126.0), 18.0, INK, Anchor::Middle)?;
        }
        for (from, to, color) in pairs {
            let (from, to) = (middles[*from], middles[*to]);
            let (centre, half) = (f64::midpoint(from, to), (to - from) / 2.0);
            let high = 26.0 + 0.38 * half;
            let points: Vec<_> = (0..=24)
                .map(|point| {
                    let angle = std::f64::consts::PI * f64::from(point) / 24.0;
                    let (x, y) = (libm::cos(angle), libm::sin(angle));
                    (centre + half * x, 112.0 - high * y)
                })
                .collect();
            canvas.path(&points, *color, 2.0)?;
        }
        Ok(())
    })
}
