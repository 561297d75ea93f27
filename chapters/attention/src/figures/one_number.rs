//! A head of two numbers and one row of its table, to be changed by the reader.

use anyhow::Result;
use ndarray::{Array2, ArrayView1};
use page::figure::{LABEL_SIZE, TICK_SIZE, short};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Canvas};

/// A matrix with its name: `(before, now)` of the shape (2, 2), in cells from `at` on. The
/// number that can be changed has a thick frame, and below it what it was.
pub(crate) fn matrix(
    canvas: &Canvas,
    at: (f64, f64),
    cell: (f64, f64),
    name: &str,
    (before, now): (&Array2<f64>, &Array2<f64>),
    changed: Option<(usize, usize)>,
) -> Result<()> {
    let above = (at.0 + cell.0, at.1 - 12.0);
    canvas.words(name, above, LABEL_SIZE, INK, Anchor::Middle)?;
    let corner = |(row, column): (usize, usize)| {
        (at.0 + cell.0 * column as f64, at.1 + cell.1 * row as f64)
    };
    for (place, value) in now.indexed_iter() {
        canvas.frame(corner(place), cell.0, cell.1, GRID, 1.0)?;
        let (x, y) = corner(place);
        let (x, middle) = (x + cell.0 / 2.0, y + cell.1 / 2.0);
        let was = before[place];
        let y = if was == *value { middle } else { middle - 8.0 };
        canvas.words(&short(value), (x, y), 15.0, INK, Anchor::Middle)?;
        if was != *value {
            let was = format!("was {}", short(&was));
            canvas.words(
                &was,
                (x, middle + 10.0),
                TICK_SIZE,
                MUTED,
                Anchor::Middle,
            )?;
        }
    }
    if let Some(place) = changed {
        let (x, y) = corner(place);
        canvas.frame(
            (x + 1.5, y + 1.5),
            cell.0 - 3.0,
            cell.1 - 3.0,
            SERIES[1],
            3.0,
        )?;
    }
    Ok(())
}

/// Where a row lies: its columns begin at `left` and are `wide` each.
pub(crate) struct Row {
    pub left: f64,
    pub top: f64,
    pub wide: f64,
    pub high: f64,
}

/// A row of the table: the query of the word that asks, (2), and of each word its key, of
/// (words, 2), its score and its weight, (words) each, the weights as bars.
pub(crate) fn row(
    canvas: &Canvas,
    lies: &Row,
    words: &[String],
    asks: usize,
    query: ArrayView1<f64>,
    keys: &Array2<f64>,
    (scores, weights): (ArrayView1<f64>, ArrayView1<f64>),
) -> Result<()> {
    const BAR: f64 = 60.0;
    let pair = |pair: ArrayView1<f64>| {
        format!("({}, {})", short(&pair[0]), short(&pair[1]))
    };
    let line = |number: f64| lies.top + 34.0 + 20.0 * number;
    let said = format!("“{}” asks with {}", words[asks], pair(query));
    let at = (lies.left - 52.0, lies.top + 10.0);
    canvas.words(&said, at, LABEL_SIZE, SERIES[0], Anchor::Left)?;
    for (number, name) in ["", "key", "score", "weight"].into_iter().enumerate() {
        let at = (lies.left - 52.0, line(number as f64));
        canvas.words(name, at, TICK_SIZE, MUTED, Anchor::Left)?;
    }
    let foot = lies.top + lies.high - 2.0;
    for (at, word) in words.iter().enumerate() {
        let middle = lies.left + lies.wide * (at as f64 + 0.5);
        let color = if at == asks { SERIES[0] } else { SERIES[1] };
        let write = |text: &str, y: f64, size: f64, color| {
            canvas.words(text, (middle, y), size, color, Anchor::Middle)
        };
        write(word, line(0.0), LABEL_SIZE, INK)?;
        if at == asks {
            let (left, top) = (middle - 24.0, line(0.0) - 10.0);
            canvas.frame((left, top), 48.0, 20.0, SERIES[0], 2.0)?;
        }
        write(&pair(keys.row(at)), line(1.0), TICK_SIZE, INK)?;
        if scores[at] == f64::NEG_INFINITY {
            write("−∞", line(2.0), TICK_SIZE, MUTED)?;
            write("0", line(3.0), TICK_SIZE, MUTED)?;
        } else {
            let score = format!("{:.2}", scores[at] + 0.0).replace('-', "−");
            write(&score, line(2.0), TICK_SIZE, INK)?;
            write(&format!("{:.2}", weights[at]), line(3.0), TICK_SIZE, INK)?;
        }
        let high = BAR * weights[at] + 1.0;
        canvas.cell((middle - 20.0, foot - high), 40.0, high, color)?;
    }
    let right = lies.left + lies.wide * words.len() as f64;
    canvas.line((lies.left, foot), (right, foot), MUTED, 1.0)
}
