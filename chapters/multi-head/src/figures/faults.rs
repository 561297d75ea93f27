//! Heads with the mistakes of the chapter.

use anyhow::Result;
use ndarray::Array2;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, SERIES, sequential};
use page::{Anchor, Svg, draw};

use super::of_head;

/// How far each number of the outputs moves when one number of a token does: a row for
/// each number that changes, a column for each that may move.
pub(crate) fn reads(
    panels: [(&str, &Array2<f64>); 2],
    d_head: usize,
) -> Result<Svg> {
    const CELL: f64 = 23.0;
    draw(480, 272, |canvas| {
        for (panel, (title, moved)) in panels.into_iter().enumerate() {
            let left = 32.0 + 240.0 * panel as f64;
            let side = CELL * moved.nrows() as f64;
            let words = |text: &str, x, y, color| {
                canvas.words(text, (x, y), TICK_SIZE, color, Anchor::Middle)
            };
            let middle = left + side / 2.0;
            canvas.words(title, (middle, 12.0), LABEL_SIZE, INK, Anchor::Middle)?;
            let most = moved.iter().fold(0.0_f64, |most, x| most.max(*x));
            for ((row, column), by) in moved.indexed_iter() {
                let (x, y) = (CELL * column as f64, CELL * row as f64);
                // A square root shows small ones too.
                let shade = (by / most).sqrt();
                let at = (left + x, 52.0 + y);
                canvas.cell(at, CELL - 1.0, CELL - 1.0, sequential(shade))?;
            }
            for row in [0, moved.nrows() - 1] {
                let y = 52.0 + CELL * (row as f64 + 0.5);
                words(&(row + 1).to_string(), left - 12.0, y, MUTED)?;
            }
            for head in 0..2 {
                let x = left + CELL * (d_head * head) as f64;
                let width = CELL * d_head as f64 - 1.0;
                canvas.cell((x, 44.0), width, 5.0, of_head(head))?;
                let name = format!("head {}", head + 1);
                words(&name, x + width / 2.0, 33.0, of_head(head))?;
            }
        }
        let text = "rows: the number that changes; columns: what moves";
        canvas.words(text, (240.0, 258.0), TICK_SIZE, MUTED, Anchor::Middle)
    })
}

/// The first two numbers of some outputs, for two ways to draw W_O, to one scale.
pub(crate) fn mix(panels: [(&str, &Array2<f64>); 2], most: f64) -> Result<Svg> {
    const SIDE: f64 = 216.0;
    draw(480, 266, |canvas| {
        for (panel, (title, rows)) in panels.into_iter().enumerate() {
            let left = 12.0 + 240.0 * panel as f64;
            let at =
                |value: f64| SIDE * (0.5 + 0.5 * (value / most).clamp(-1.0, 1.0));
            let title_at = (left + SIDE / 2.0, 12.0);
            canvas.words(title, title_at, LABEL_SIZE, INK, Anchor::Middle)?;
            let half = SIDE / 2.0;
            let (top, right) = (28.0, left + SIDE);
            canvas.frame((left, top), SIDE, SIDE, GRID, 1.0)?;
            canvas.line((left, top + half), (right, top + half), GRID, 1.0)?;
            canvas.line(
                (left + half, top),
                (left + half, top + SIDE),
                GRID,
                1.0,
            )?;
            for row in rows.rows() {
                let dot = (left + at(row[0]), top + SIDE - at(row[1]));
                canvas.line(dot, dot, SERIES[panel], 5.0)?;
            }
        }
        let text = "across: first number of an output, upwards: second";
        canvas.words(text, (240.0, 256.0), TICK_SIZE, MUTED, Anchor::Middle)
    })
}

/// How far the output of each token moves when the last one changes, with a mask and
/// without.
pub(crate) fn leak(panels: [(&str, &[f64]); 2]) -> Result<Svg> {
    let all = panels.iter().flat_map(|(_, moved)| moved.iter());
    let most = all.fold(0.0_f64, |most, by| most.max(*by));
    draw(480, 170, |canvas| {
        for (panel, (title, moved)) in panels.into_iter().enumerate() {
            let left = 18.0 + 240.0 * panel as f64;
            let middle = left + 105.0;
            canvas.words(title, (middle, 12.0), LABEL_SIZE, INK, Anchor::Middle)?;
            canvas.line((left, 140.0), (left + 210.0, 140.0), MUTED, 1.0)?;
            for (token, by) in moved.iter().enumerate() {
                let x = left + 35.0 * token as f64 + 4.0;
                let high = 108.0 * by / most;
                let color = SERIES[usize::from(token + 1 < moved.len())];
                if high > 0.0 {
                    canvas.cell((x, 140.0 - high), 27.0, high, color)?;
                }
                let number = (token + 1).to_string();
                let below = (x + 13.5, 154.0);
                canvas.words(&number, below, TICK_SIZE, MUTED, Anchor::Middle)?;
            }
        }
        Ok(())
    })
}
