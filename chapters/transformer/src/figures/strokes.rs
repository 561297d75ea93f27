//! Bars that lie, and discs of one stroke.

use anyhow::Result;
use page::figure::TICK_SIZE;
use page::palette::INK;
use page::{Anchor, Canvas, Plot};
use plotters::element::PathElement;
use plotters::style::{Color as _, RGBColor};

/// Small discs at points of a chart, all in one stroke.
pub(super) fn marks(
    plot: &mut Plot,
    points: impl IntoIterator<Item = (f64, f64)>,
    color: RGBColor,
    width: u32,
) -> Result<()> {
    // A line without length has round ends and nothing between them.
    let mark = |at| PathElement::new(vec![at, at], color.stroke_width(4 * width));
    plot.draw_series(points.into_iter().map(mark))?;
    Ok(())
}

/// A bar that lies, its name before it and its number behind it: `length` logical pixels.
pub(super) fn lying_bar(
    canvas: &Canvas,
    at: (f64, f64),
    length: f64,
    number: &str,
    color: RGBColor,
) -> Result<()> {
    canvas.cell((at.0, at.1 - 8.0), length.max(1.0), 16.0, color)?;
    let behind = (at.0 + length + 6.0, at.1);
    canvas.words(number, behind, TICK_SIZE, INK, Anchor::Left)
}
