//! The pictures of the chapter.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{INK, MUTED, SERIES};
use page::{Anchor, Canvas};
use plotters::style::RGBColor;

use crate::three_words::WORDS;

mod costs;
mod digits;
mod drawing;
mod scores;

pub(crate) use costs::{pulls, surprise, very_wrong};
pub(crate) use digits::{Doubt, Share, calibration, doubts, learning};
pub(crate) use drawing::{POINT, cuts, sampling, stick, tail};
pub(crate) use scores::{edge, entropy, shares, slider, temperature};

/// A bar that stands on `base`, with its value above.
fn bar(
    canvas: &Canvas,
    (left, base): (f64, f64),
    (width, height): (f64, f64),
    text: &str,
    color: RGBColor,
) -> Result<()> {
    canvas.cell((left, base - height), width, height, color)?;
    let at = (left + width / 2.0, base - height - 10.0);
    canvas.words(text, at, TICK_SIZE, INK, Anchor::Middle)
}

/// A name in the middle below something.
fn name(canvas: &Canvas, text: &str, at: (f64, f64)) -> Result<()> {
    canvas.words(text, at, LABEL_SIZE, INK, Anchor::Middle)
}

/// Words that begin at a point.
fn words(canvas: &Canvas, text: &str, at: (f64, f64)) -> Result<()> {
    canvas.words(text, at, LABEL_SIZE, INK, Anchor::Left)
}

/// The line on which a group of three bars stands, and the group's name.
fn below_bars(
    canvas: &Canvas,
    (left, base): (f64, f64),
    width: f64,
    text: &str,
) -> Result<()> {
    canvas.line((left - 2.0, base), (left + width + 2.0, base), MUTED, 1.0)?;
    name(canvas, text, (left + width / 2.0, base + 14.0))
}

/// The words with their colours, `apart` logical pixels from each other.
fn legend(canvas: &Canvas, from: (f64, f64), apart: f64) -> Result<()> {
    for (index, word) in WORDS.into_iter().enumerate() {
        let at = (from.0 + apart * index as f64, from.1);
        canvas.cell((at.0 - 16.0, at.1 - 5.0), 10.0, 10.0, SERIES[index])?;
        words(canvas, word, at)?;
    }
    Ok(())
}
