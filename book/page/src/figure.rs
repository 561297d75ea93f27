//! One style for all charts.

use std::ops::Range;

use anyhow::{Context as _, Result};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

use crate::diagram::{SCALE, px, text_style};
use crate::palette::{GRID, INK, MUTED};
use crate::{Anchor, Canvas, Svg};

/// Size of the numbers on an axis, in logical pixels: the least for letters in a figure,
/// which a telephone shows 390 pixels wide instead of 480.
pub const TICK_SIZE: f64 = 12.5;
/// Size of names and labels, in logical pixels.
pub const LABEL_SIZE: f64 = 13.0;

/// A chart with two number axes, ready for series.
pub type Plot<'a> =
    ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Draws a picture of `width` × `height` logical pixels (a page shows 480 across).
///
/// # Errors
/// Those of `paint`, and a colour that is not in the palette.
pub fn draw(
    width: u32,
    height: u32,
    paint: impl FnOnce(&Canvas) -> Result<()>,
) -> Result<Svg> {
    let mut drawn = String::new();
    {
        let size = (width * SCALE as u32, height * SCALE as u32);
        let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        let canvas = Canvas { area };
        paint(&canvas)?;
        canvas.area.present()?;
    }
    Svg::finish(&drawn)
}

/// What the axes of a chart show.
#[derive(Debug, Clone)]
pub struct Axes<'t> {
    /// Values from left to right.
    pub x: Range<f64>,
    /// Values from bottom to top.
    pub y: Range<f64>,
    /// What runs from left to right, with its unit.
    pub x_label: &'t str,
    /// What runs from bottom to top, with its unit.
    pub y_label: &'t str,
    /// About how many numbers stand on the x axis.
    pub x_ticks: usize,
    /// About how many numbers stand on the y axis.
    pub y_ticks: usize,
    /// Whether faint lines run across at the numbers of the y axis.
    pub is_ruled: bool,
}

impl Axes<'_> {
    /// Draws the axes over the whole canvas: the name of the y axis lies above it, where
    /// it can be read without turning the head, the name of the x axis below.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn draw<'a>(&self, canvas: &Canvas<'a>) -> Result<Plot<'a>> {
        let top = if self.y_label.is_empty() { 8.0 } else { 28.0 };
        let bottom = if self.x_label.is_empty() { 22.0 } else { 40.0 };
        let longest = self.longest_y_tick();
        let left = 10.0 + 7.5 * longest as f64;
        let mut plot = ChartBuilder::on(&canvas.area)
            .margin_top(px(top))
            .margin_right(px(12.0))
            .x_label_area_size(px(bottom))
            .y_label_area_size(px(left))
            .build_cartesian_2d(self.x.clone(), self.y.clone())?;
        let ruled = if self.is_ruled { GRID.to_rgba() } else { GRID.mix(0.0) };
        let tick = text_style(TICK_SIZE, MUTED, Anchor::Middle);
        let mut mesh = plot.configure_mesh();
        mesh.disable_x_mesh()
            .max_light_lines(0)
            .bold_line_style(ruled.stroke_width(px(1.0).unsigned_abs()))
            .axis_style(MUTED.stroke_width(px(1.0).unsigned_abs()))
            .x_labels(self.x_ticks)
            .y_labels(self.y_ticks)
            .x_label_formatter(&short)
            .y_label_formatter(&short)
            .set_all_tick_mark_size(px(4.0))
            .label_style(tick);
        if !self.is_ruled {
            mesh.disable_y_mesh();
        }
        mesh.draw()?;
        let (width, height) = canvas.area.dim_in_pixel();
        let (width, height) = (f64::from(width) / SCALE, f64::from(height) / SCALE);
        canvas.words(self.y_label, (4.0, 12.0), LABEL_SIZE, INK, Anchor::Left)?;
        let middle = (left + width - 12.0) / 2.0;
        canvas.words(
            self.x_label,
            (middle, height - 10.0),
            LABEL_SIZE,
            INK,
            Anchor::Middle,
        )?;
        Ok(plot)
    }

    fn longest_y_tick(&self) -> usize {
        let axis = RangedCoordf64::from(self.y.clone());
        let ticks = axis.key_points(self.y_ticks);
        ticks.iter().map(|tick| short(tick).chars().count()).max().unwrap_or(1)
    }
}

/// A number as an axis shows it: no trailing zeros, a true minus sign.
#[must_use]
pub fn short(value: &f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    text.replace('-', "−")
}

/// Draws a curve through `points`, `width` logical pixels thick.
///
/// # Errors
/// Those of the drawing library.
pub fn curve(
    plot: &mut Plot,
    points: impl IntoIterator<Item = (f64, f64)>,
    color: RGBColor,
    width: f64,
) -> Result<()> {
    plot.draw_series(LineSeries::new(
        points,
        color.stroke_width(px(width).unsigned_abs()),
    ))?;
    Ok(())
}

/// Few points of a long curve: all at first, then ever fewer, and the last. `step` says
/// which step of the curve a point is.
#[must_use]
pub fn thinned<P: Copy>(points: &[P], step: impl Fn(&P) -> usize) -> Vec<P> {
    let mut kept = Vec::new();
    let mut next = 1;
    let last = points.last().map_or(0, &step);
    for &point in points {
        let at = step(&point);
        if at >= next || at == last {
            kept.push(point);
            next = at + 1 + at / 8;
        }
    }
    kept
}

/// Draws discs of `radius` logical pixels at `points`.
///
/// # Errors
/// Those of the drawing library.
pub fn dots(
    plot: &mut Plot,
    points: impl IntoIterator<Item = (f64, f64)>,
    color: RGBColor,
    radius: f64,
) -> Result<()> {
    let disc = |at| Circle::new(at, px(radius), color.filled());
    plot.draw_series(points.into_iter().map(disc))?;
    Ok(())
}

/// Writes a label at a point of the chart, moved by `offset` logical pixels.
///
/// # Errors
/// If the point does not lie in the chart; those of the drawing library.
pub fn label(
    plot: &mut Plot,
    text: &str,
    at: (f64, f64),
    offset: (f64, f64),
    color: RGBColor,
    anchor: Anchor,
) -> Result<()> {
    let style = text_style(LABEL_SIZE, color, anchor);
    let element = EmptyElement::at(at)
        + Text::new(text.to_owned(), (px(offset.0), px(offset.1)), style);
    plot.draw_series([element]).context("a label")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_short() {
        assert_eq!(short(&0.5), "0.5");
        assert_eq!(short(&-2.0), "−2");
        assert_eq!(short(&-0.0), "0");
        assert_eq!(short(&10.0), "10");
        assert_eq!(short(&0.300_000_000_000_04), "0.3");
    }

    #[test]
    fn a_chart_names_its_axes_and_follows_the_theme() {
        let axes = Axes {
            x: 0.0..10.0,
            y: -1.0..1.0,
            x_label: "step",
            y_label: "loss",
            x_ticks: 5,
            y_ticks: 5,
            is_ruled: true,
        };
        let svg = draw(480, 300, |canvas| {
            let mut plot = axes.draw(canvas)?;
            curve(&mut plot, [(0.0, 0.0), (10.0, 1.0)], INK, 2.0)
        })
        .unwrap();
        assert!(svg.as_str().contains(">step</text>"));
        assert!(svg.as_str().contains(">−1</text>"));
        assert!(svg.as_str().contains("viewBox=\"0 0 1920 1200\""));
        assert!(!svg.as_str().contains("=\"#"), "a colour that ignores the theme");
    }
}
