//! The canvas: shapes and words in logical pixels.

use anyhow::Result;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Drawn units a logical pixel. The library draws on whole units: four to a pixel keep
/// curves smooth.
pub(crate) const SCALE: f64 = 4.0;

/// Logical pixels in drawn units.
pub(crate) fn px(logical: f64) -> i32 {
    (logical * SCALE).round() as i32
}

/// Which point of a word stands at the given position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The middle of its left edge.
    Left,
    /// Its centre.
    Middle,
    /// The middle of its right edge.
    Right,
}

/// A point in logical pixels, from the upper left corner.
type Point = (f64, f64);

/// Something to draw on, measured in logical pixels (a page shows 480 across).
pub struct Canvas<'a> {
    pub(crate) area: DrawingArea<SVGBackend<'a>, Shift>,
}

impl<'a> Canvas<'a> {
    /// A part of this canvas, with an origin of its own.
    #[must_use]
    pub fn part(&self, at: Point, width: f64, height: f64) -> Canvas<'a> {
        let area = self.area.clone();
        Canvas { area: area.shrink((px(at.0), px(at.1)), (px(width), px(height))) }
    }

    /// A straight line, `width` logical pixels thick.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn line(
        &self,
        from: Point,
        to: Point,
        color: RGBColor,
        width: f64,
    ) -> Result<()> {
        self.path(&[from, to], color, width)
    }

    /// A line through all points.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn path(
        &self,
        points: &[Point],
        color: RGBColor,
        width: f64,
    ) -> Result<()> {
        let style = color.stroke_width(px(width).unsigned_abs());
        self.area.draw(&PathElement::new(
            points.iter().map(drawn).collect::<Vec<_>>(),
            style,
        ))?;
        Ok(())
    }

    /// A line that ends in an arrow head at `to`.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn arrow(
        &self,
        from: Point,
        to: Point,
        color: RGBColor,
        width: f64,
    ) -> Result<()> {
        let (run, rise) = (to.0 - from.0, to.1 - from.1);
        let length = (run * run + rise * rise).sqrt();
        let (along, across) =
            ((run / length, rise / length), (-rise / length, run / length));
        let size = 4.0 + 2.0 * width;
        let back = |side: f64| {
            (
                to.0 - size * along.0 + 0.45 * side * size * across.0,
                to.1 - size * along.1 + 0.45 * side * size * across.1,
            )
        };
        self.line(
            from,
            (to.0 - 0.6 * size * along.0, to.1 - 0.6 * size * along.1),
            color,
            width,
        )?;
        self.polygon(&[to, back(1.0), back(-1.0)], color)
    }

    /// A filled shape.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn polygon(&self, corners: &[Point], color: RGBColor) -> Result<()> {
        let corners: Vec<_> = corners.iter().map(drawn).collect();
        self.area.draw(&Polygon::new(corners, color.filled()))?;
        Ok(())
    }

    /// A filled disc.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn disc(&self, center: Point, radius: f64, color: RGBColor) -> Result<()> {
        self.area.draw(&Circle::new(drawn(&center), px(radius), color.filled()))?;
        Ok(())
    }

    /// The outline of a disc.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn ring(
        &self,
        center: Point,
        radius: f64,
        color: RGBColor,
        width: f64,
    ) -> Result<()> {
        let style = color.stroke_width(px(width).unsigned_abs());
        self.area.draw(&Circle::new(drawn(&center), px(radius), style))?;
        Ok(())
    }

    /// A filled rectangle.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn cell(
        &self,
        at: Point,
        width: f64,
        height: f64,
        color: RGBColor,
    ) -> Result<()> {
        let corners = [drawn(&at), drawn(&(at.0 + width, at.1 + height))];
        self.area.draw(&Rectangle::new(corners, color.filled()))?;
        Ok(())
    }

    /// The outline of a rectangle.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn frame(
        &self,
        at: Point,
        width: f64,
        height: f64,
        color: RGBColor,
        thickness: f64,
    ) -> Result<()> {
        // The library draws the outline of its own rectangles as thin as it can.
        let (left, top, right, bottom) = (at.0, at.1, at.0 + width, at.1 + height);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        let closed = [&corners[..], &corners[..1]].concat();
        self.path(&closed, color, thickness)
    }

    /// Words in one line, `size` logical pixels high.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn words(
        &self,
        text: &str,
        at: Point,
        size: f64,
        color: RGBColor,
        anchor: Anchor,
    ) -> Result<()> {
        let style = text_style(size, color, anchor);
        self.area.draw(&Text::new(text.to_owned(), drawn(&at), style))?;
        Ok(())
    }
}

fn drawn(point: &Point) -> (i32, i32) {
    (px(point.0), px(point.1))
}

pub(crate) fn text_style(
    size: f64,
    color: RGBColor,
    anchor: Anchor,
) -> TextStyle<'static> {
    let horizontal = match anchor {
        Anchor::Left => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::Right => HPos::Right,
    };
    // The library divides by 1.24 when it writes a size: ask for what it will show.
    let font = FontDesc::new(
        FontFamily::SansSerif,
        size * SCALE * 1.24,
        FontStyle::Normal,
    );
    TextStyle {
        font,
        color: color.to_backend_color(),
        pos: Pos::new(horizontal, VPos::Center),
    }
}
