//! Who looks where: the weights of a head as a square of cells.

use anyhow::Result;

use crate::diagram::{Anchor, Canvas};
use crate::figure::TICK_SIZE;
use crate::palette::{GRID, MUTED, sequential};

/// Draws the weights of a causal head for a sentence, stronger where they are larger: a
/// row for each word that looks, a column for each that is looked at, `cell` logical
/// pixels wide. The words stand to the left of `at` and above it, in turns on two lines,
/// as they are wider than a cell. Nothing is drawn where a word would look ahead.
///
/// # Errors
/// Those of the drawing library.
pub fn heat_map(
    canvas: &Canvas,
    at: (f64, f64),
    cell: f64,
    words: &[impl AsRef<str>],
    weight: impl Fn(usize, usize) -> f64,
) -> Result<()> {
    for (index, word) in words.iter().enumerate() {
        let middle = cell * (index as f64 + 0.5);
        let above = if index % 2 == 0 { 30.0 } else { 14.0 };
        let word = word.as_ref();
        let over = (at.0 + middle, at.1 - above);
        canvas.words(word, over, TICK_SIZE, MUTED, Anchor::Middle)?;
        let beside = (at.0 - 8.0, at.1 + middle);
        canvas.words(word, beside, TICK_SIZE, MUTED, Anchor::Right)?;
    }
    for query in 0..words.len() {
        for key in 0..=query {
            let corner = (at.0 + cell * key as f64, at.1 + cell * query as f64);
            canvas.cell(corner, cell, cell, sequential(weight(query, key)))?;
        }
    }
    let side = cell * words.len() as f64;
    canvas.frame(at, side, side, GRID, 1.0)
}
