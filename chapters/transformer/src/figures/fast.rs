//! How the engine saves work, and what it gains.

use anyhow::Result;
use page::figure::{LABEL_SIZE, curve, label};
use page::palette::{GRID, INK, SERIES};
use page::{Anchor, Axes, Svg, draw};

use super::strokes::{lying_bar, marks};

/// How many times as fast each is, longest last.
pub(crate) fn gains(rows: &[(&str, f64)]) -> Result<Svg> {
    let most = rows.iter().map(|row| row.1).fold(1.0, f64::max);
    draw(480, (6.0 + 48.0 * rows.len() as f64) as u32, |canvas| {
        for (index, (name, factor)) in rows.iter().enumerate() {
            let y = 12.0 + 48.0 * index as f64;
            canvas.words(name, (4.0, y), LABEL_SIZE, INK, Anchor::Left)?;
            let number = format!("× {}", page::figure::short(factor));
            let length = 410.0 * factor / most;
            lying_bar(canvas, (4.0, y + 20.0), length, &number, SERIES[0])?;
        }
        Ok(())
    })
}

/// The scores of a head in tiles: which are computed, and which lie wholly in the future.
/// Gives back how many of all are computed, too.
pub(crate) fn future(
    tokens: usize,
    rows: usize,
    columns: usize,
) -> (Result<Svg>, f64) {
    let is_done = |row: usize, column: usize| column * columns < (row + 1) * rows;
    let (down, across) = (tokens / rows, tokens / columns);
    let all =
        (0..down).flat_map(|row| (0..across).map(move |column| (row, column)));
    let done: Vec<_> = all.filter(|(row, column)| is_done(*row, *column)).collect();
    let share = done.len() as f64 / (down * across) as f64;
    let drawn = draw(480, 250, |canvas| {
        let side = 220.0 / tokens as f64;
        let (left, top) = (8.0, 22.0);
        let text = "scores: a row for each token that looks";
        canvas.words(text, (left, 10.0), LABEL_SIZE, INK, Anchor::Left)?;
        for (row, column) in &done {
            let x = left + side * (columns * column) as f64;
            let y = top + side * (rows * row) as f64;
            let (width, height) = (side * columns as f64, side * rows as f64);
            canvas.cell((x, y), width, height, SERIES[0])?;
        }
        for row in 0..=down {
            let y = top + side * (rows * row) as f64;
            canvas.line((left, y), (left + 220.0, y), GRID, 0.5)?;
        }
        for column in 0..=across {
            let x = left + side * (columns * column) as f64;
            canvas.line((x, top), (x, top + 220.0), GRID, 0.5)?;
        }
        canvas.line((left, top), (left + 220.0, top + 220.0), SERIES[1], 2.0)?;
        for (text, y, color) in [
            ("filled: a tile that is computed", 80.0, INK),
            ("empty: wholly in the future, left out", 104.0, INK),
            ("the line: where the future begins", 128.0, INK),
        ] {
            canvas.words(
                text,
                (left + 232.0, y),
                LABEL_SIZE,
                color,
                Anchor::Left,
            )?;
        }
        Ok(())
    });
    (drawn, share)
}

/// The losses of two trainings that should be the same: the engine's, and the clear model's.
pub(crate) fn curves(fast: &[f64], clear: &[f64]) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..fast.len() as f64 + 1.0,
        y: 1.2..3.8,
        x_label: "step",
        y_label: "loss of the batch",
        x_ticks: 5,
        y_ticks: 6,
        is_ruled: true,
    };
    draw(480, 240, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let points = |losses: &[f64]| -> Vec<(f64, f64)> {
            (1..).map(f64::from).zip(losses.iter().copied()).collect()
        };
        curve(&mut plot, points(clear), SERIES[1], 2.0)?;
        marks(&mut plot, points(fast), SERIES[0], 6)?;
        let at = (14.0, 3.2);
        let text = "a line: the clear model";
        label(&mut plot, text, at, (0.0, 0.0), SERIES[1], Anchor::Left)?;
        let text = "discs: the engine";
        label(&mut plot, text, at, (0.0, 20.0), SERIES[0], Anchor::Left)
    })
}
