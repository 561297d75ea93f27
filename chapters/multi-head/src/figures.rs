//! The pictures of the chapter.

use anyhow::Result;
use ndarray::Array2;
use page::figure::{curve, label};
use page::palette::{INK, MUTED, SERIES};
use page::{Anchor, Axes, Canvas, Svg, draw, heat_map};

use crate::mood::TOKENS;

/// A box with a name and a shape below it.
fn part(
    canvas: &Canvas,
    (left, top): (f64, f64),
    width: f64,
    name: &str,
    shape: &str,
) -> Result<()> {
    canvas.frame((left, top), width, 44.0, MUTED, 1.5)?;
    let middle = left + width / 2.0;
    canvas.words(name, (middle, top + 14.0), 14.0, INK, Anchor::Middle)?;
    canvas.words(shape, (middle, top + 32.0), 12.0, MUTED, Anchor::Middle)
}

/// Tokens go into every head; what the heads take in is laid end to end and mixed.
pub fn block() -> Result<Svg> {
    draw(480, 404, |canvas| {
        part(canvas, (150.0, 8.0), 180.0, "tokens", "(n, d_model)")?;
        let heads = [6.0, 128.0, 356.0];
        for (index, left) in heads.into_iter().enumerate() {
            let middle = left + 59.0;
            canvas.line((240.0, 52.0), (240.0, 72.0), MUTED, 1.5)?;
            canvas.path(
                &[(240.0, 72.0), (middle, 72.0), (middle, 82.0)],
                MUTED,
                1.5,
            )?;
            canvas.arrow((middle, 80.0), (middle, 94.0), MUTED, 1.5)?;
            let name = ["head 1", "head 2", "head h"][index];
            canvas.frame((left, 96.0), 118.0, 84.0, SERIES[index], 2.0)?;
            canvas.words(name, (middle, 112.0), 14.0, INK, Anchor::Middle)?;
            canvas.words(
                "W_Q, W_K, W_V",
                (middle, 132.0),
                12.0,
                INK,
                Anchor::Middle,
            )?;
            canvas.words(
                "(d_model, d_head)",
                (middle, 149.0),
                12.0,
                MUTED,
                Anchor::Middle,
            )?;
            canvas.words(
                "own weights",
                (middle, 166.0),
                12.0,
                MUTED,
                Anchor::Middle,
            )?;
            canvas.arrow((middle, 180.0), (middle, 210.0), SERIES[index], 2.0)?;
            canvas.cell((left, 212.0), 118.0, 24.0, SERIES[index])?;
            canvas.words(
                "(n, d_head)",
                (middle, 248.0),
                12.0,
                MUTED,
                Anchor::Middle,
            )?;
        }
        canvas.words("…", (301.0, 138.0), 20.0, INK, Anchor::Middle)?;
        canvas.words("…", (301.0, 224.0), 20.0, INK, Anchor::Middle)?;
        canvas.words(
            "laid end to end: (n, h · d_head)",
            (240.0, 270.0),
            13.0,
            INK,
            Anchor::Middle,
        )?;
        canvas.arrow((240.0, 280.0), (240.0, 294.0), MUTED, 1.5)?;
        part(canvas, (150.0, 296.0), 180.0, "W_O", "(h · d_head, d_model)")?;
        canvas.arrow((240.0, 340.0), (240.0, 356.0), MUTED, 1.5)?;
        part(canvas, (150.0, 358.0), 180.0, "output", "(n, d_model)")
    })
}

/// Few points of a long curve.
fn thinned(costs: &[f64]) -> Vec<(f64, f64)> {
    let steps = costs.len() - 1;
    let every = (steps / 60).max(1);
    let kept = costs.iter().enumerate().filter(|(step, _)| step % every == 0);
    kept.map(|(step, cost)| (step as f64, cost.min(0.8))).collect()
}

/// Cost against steps for models with different numbers of heads.
pub fn costs(curves: &[(usize, &[f64])]) -> Result<Svg> {
    let steps = curves.iter().map(|(_, costs)| costs.len() - 1).max().unwrap_or(1);
    let axes = Axes {
        x: 0.0..steps as f64,
        y: 0.0..1.0,
        x_label: "step",
        y_label: "cost in nats",
        x_ticks: 6,
        y_ticks: 4,
        is_ruled: true,
    };
    draw(480, 280, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let color = |heads: usize| match heads {
            1 => SERIES[1],
            2 => SERIES[0],
            _ => SERIES[2],
        };
        for (heads, costs) in curves {
            curve(&mut plot, thinned(costs), color(*heads), 1.5)?;
        }
        // Above the curves, which start near ln 2.
        for (text, x, heads) in [
            ("1 head, five seeds", 0.42, 1),
            ("2 heads", 0.72, 2),
            ("4 heads", 1.0, 4),
        ] {
            let at = (x * steps as f64, 0.9);
            label(&mut plot, text, at, (-8.0, -8.0), color(heads), Anchor::Right)?;
        }
        Ok(())
    })
}

/// Heat maps: who looks where, for two heads, and a row for each sentence.
pub fn maps(maps: &[([&'static str; TOKENS], Array2<f64>)]) -> Result<Svg> {
    const CELL: f64 = 26.0;
    let rows = maps.len().div_ceil(2) as u32;
    draw(480, 248 * rows + 4, |canvas| {
        for (number, (words, weights)) in maps.iter().enumerate() {
            let (row, column) = (number / 2, number % 2);
            let at = (62.0 + 236.0 * column as f64, 76.0 + 248.0 * row as f64);
            let title = format!("head {}", column + 1);
            let middle = at.0 + CELL * TOKENS as f64 / 2.0;
            canvas.words(
                &title,
                (middle, at.1 - 62.0),
                14.0,
                INK,
                Anchor::Middle,
            )?;
            heat_map(canvas, at, CELL, words, |query, key| weights[[query, key]])?;
        }
        Ok(())
    })
}
