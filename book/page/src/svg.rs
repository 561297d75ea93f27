//! A finished picture: what the drawing library wrote, made to follow the reader's theme.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use serde::{Serialize, Serializer};

use crate::palette;

/// A picture whose colours are names: the CSS variables of the theme. What they look like
/// is the palette's to say, when the picture is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Svg {
    text: String,
}

impl Svg {
    /// The SVG document, with the names of its colours.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same with the palette's colours behind their names, for paper and for readers
    /// outside the book.
    #[must_use]
    pub fn in_colour(&self) -> String {
        palette::in_colour(&self.text)
    }

    /// Finishes what plotters drew.
    ///
    /// # Errors
    /// If a colour is not in the palette, so that it could not follow the theme.
    pub(crate) fn finish(drawn: &str) -> Result<Self> {
        let mut text = String::with_capacity(drawn.len());
        let mut cells = Cells::default();
        let mut lines = Lines::default();
        for element in elements(drawn) {
            if element.starts_with("<svg") {
                let view_box =
                    attribute(&element, "viewBox").context("a viewBox")?;
                writeln!(
                    text,
                    "<svg viewBox=\"{view_box}\" xmlns=\"http://www.w3.org/2000/svg\" \
                     font-family=\"var(--fig-font, sans-serif)\" \
                     fill=\"var(--fig-ink)\" stroke-linecap=\"round\" \
                     stroke-linejoin=\"round\">"
                )?;
                continue;
            }
            if let Some(cell) = Cell::read(&element) {
                lines.flush(&mut text)?;
                if !cells.take(&cell) {
                    cells.flush(&mut text)?;
                    cells.take(&cell);
                }
                continue;
            }
            cells.flush(&mut text)?;
            let element = shortened(&element);
            if let Some((style, points)) = Lines::read(&element) {
                // Shapes may overlap, and one path would cut holes where they do.
                if style != lines.style || element.starts_with("<polygon") {
                    lines.flush(&mut text)?;
                    lines.style = style;
                }
                lines.take(&points)?;
                continue;
            }
            lines.flush(&mut text)?;
            text.push_str(&themed(&element)?);
            text.push('\n');
        }
        Ok(Self { text })
    }
}

/// As a page shows it: with the colours behind their names.
impl Serialize for Svg {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.in_colour())
    }
}

/// One element a piece, its text content pulled onto its line.
fn elements(drawn: &str) -> impl Iterator<Item = String> + '_ {
    let mut lines = drawn.lines().filter(|line| !line.is_empty());
    std::iter::from_fn(move || {
        let first = lines.next()?;
        if !first.starts_with("<text") {
            return Some(first.to_owned());
        }
        let mut element = first.to_owned();
        for line in lines.by_ref() {
            element.push_str(line);
            if line == "</text>" {
                break;
            }
        }
        Some(element)
    })
}

fn attribute<'e>(element: &'e str, name: &str) -> Option<&'e str> {
    let start = element.find(&format!(" {name}=\""))? + name.len() + 3;
    let length = element[start..].find('"')?;
    Some(&element[start..start + length])
}

/// Without what is the default anyway, and with no digits that nobody can see.
fn shortened(element: &str) -> String {
    let mut element = element
        .replace(" opacity=\"1\"", "")
        .replace(" stroke=\"none\"", "")
        .replace(" font-family=\"sans-serif\"", "")
        .replace(" \"", "\"");
    if element.starts_with("<text") {
        // What the picture says of itself holds for its words.
        let ink = palette::hex_of(&palette::INK);
        element = element.replace(&format!(" fill=\"{ink}\""), "");
    }
    if let Some(size) = attribute(&element, "font-size").map(str::to_owned)
        && let Ok(value) = size.parse::<f64>()
    {
        element = element.replace(
            &format!("font-size=\"{size}\""),
            &format!("font-size=\"{value:.0}\""),
        );
    }
    element
}

/// With each colour replaced by its variable.
fn themed(element: &str) -> Result<String> {
    let mut text = String::with_capacity(element.len() + 16);
    let mut rest = element;
    while let Some(at) = rest.find("=\"#") {
        let (before, from) = rest.split_at(at + 2);
        let hex = from.get(..7).context("a colour of six digits")?;
        let for_words =
            element.starts_with("<text").then(|| palette::words_variable(hex));
        let found = for_words.flatten().or_else(|| palette::variable(hex));
        let Some(variable) = found else {
            bail!(
                "the colour {hex} is not in the palette, so it would not follow the theme: use \
                 one of page::palette"
            );
        };
        write!(text, "{before}var({variable})")?;
        rest = &from[7..];
    }
    text.push_str(rest);
    Ok(text)
}

/// A filled rectangle without an outline.
#[derive(Debug, Clone)]
struct Cell {
    fill: String,
    left: i64,
    top: i64,
    width: i64,
    height: i64,
}

impl Cell {
    fn read(element: &str) -> Option<Self> {
        let is_plain = element.starts_with("<rect")
            && element.contains(" stroke=\"none\"")
            && attribute(element, "opacity") == Some("1");
        let side = |name| attribute(element, name)?.parse().ok();
        is_plain.then_some(())?;
        Some(Self {
            fill: attribute(element, "fill")?.to_owned(),
            left: side("x")?,
            top: side("y")?,
            width: side("width")?,
            height: side("height")?,
        })
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }
}

/// A run of cells that do not overlap, to be written as one path a colour and height: a
/// heat map of a thousand cells would otherwise repeat its colours a thousand times.
#[derive(Debug, Default)]
struct Cells {
    cells: Vec<Cell>,
}

impl Cells {
    fn take(&mut self, cell: &Cell) -> bool {
        let is_apart = !self.cells.iter().any(|taken| taken.overlaps(cell));
        if is_apart {
            self.cells.push(cell.clone());
        }
        is_apart
    }

    /// Writes the cells. A cell is a line as thick as the cell is high, drawn along its
    /// middle; in units that divide everything, its numbers are short.
    fn flush(&mut self, text: &mut String) -> Result<()> {
        for height in distinct(self.cells.iter().map(|cell| cell.height)) {
            let cells: Vec<_> =
                self.cells.iter().filter(|cell| cell.height == height).collect();
            // In half units, so that the middle of a cell is a whole number.
            let unit = cells.iter().fold(2 * height, |unit, cell| {
                [2 * cell.left, 2 * cell.width, 2 * cell.top + height]
                    .into_iter()
                    .fold(unit, divisor)
            });
            writeln!(
                text,
                "<g transform=\"scale({})\" stroke-width=\"{}\" stroke-linecap=\"butt\" \
                 shape-rendering=\"crispEdges\">",
                unit as f64 / 2.0,
                2 * height / unit
            )?;
            for fill in distinct(cells.iter().map(|cell| &cell.fill)) {
                let mut path = String::new();
                for cell in cells.iter().filter(|cell| &cell.fill == fill) {
                    let (left, width) =
                        (2 * cell.left / unit, 2 * cell.width / unit);
                    write!(
                        path,
                        "M{left} {}h{width}",
                        (2 * cell.top + height) / unit
                    )?;
                }
                let element = format!("<path stroke=\"{fill}\" d=\"{path}\"/>");
                writeln!(text, "{}", themed(&element)?)?;
            }
            text.push_str("</g>\n");
        }
        self.cells.clear();
        Ok(())
    }
}

/// Each value once, in order of first appearance.
fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for value in values {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

/// The greatest common divisor.
fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { divisor(b, a % b) }
}

/// A run of lines of one style, to be written as one path.
#[derive(Debug, Default)]
struct Lines {
    style: String,
    path: String,
}

impl Lines {
    /// The style of a line or a shape and its points, if `element` is one.
    fn read(element: &str) -> Option<(String, Vec<(i64, i64)>)> {
        let start = element
            .strip_prefix("<polyline ")
            .or_else(|| element.strip_prefix("<polygon "))?;
        let (style, rest) = start.split_once(" points=\"")?;
        let (points, _) = rest.split_once('"')?;
        let point = |text: &str| {
            let (x, y) = text.split_once(',')?;
            Some((x.parse().ok()?, y.parse().ok()?))
        };
        let points =
            points.split_whitespace().map(point).collect::<Option<Vec<_>>>()?;
        Some((style.to_owned(), points))
    }

    fn take(&mut self, points: &[(i64, i64)]) -> Result<()> {
        let Some(&(mut x, mut y)) = points.first() else { return Ok(()) };
        write!(self.path, "M{x} {y}l")?;
        for (index, &(to_x, to_y)) in points[1..].iter().enumerate() {
            let space = if index == 0 || to_x < x { "" } else { " " };
            let comma = if to_y < y { "" } else { " " };
            write!(self.path, "{space}{}{comma}{}", to_x - x, to_y - y)?;
            (x, y) = (to_x, to_y);
        }
        Ok(())
    }

    fn flush(&mut self, text: &mut String) -> Result<()> {
        if !self.path.is_empty() {
            let element = format!("<path {} d=\"{}\"/>", self.style, self.path);
            writeln!(text, "{}", themed(&element)?)?;
        }
        self.path.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<svg width=\"8\" height=\"4\" viewBox=\"0 0 8 4\" xmlns=\"http://www.w3.org/2000/svg\">\n";

    #[test]
    fn colours_become_variables_and_defaults_go() {
        let line = "<line opacity=\"1\" stroke=\"#0072B2\" stroke-width=\"1\" x1=\"0\" y1=\"0\" \
                    x2=\"8\" y2=\"4\"/>\n</svg>\n";
        let svg = Svg::finish(&format!("{HEAD}{line}")).unwrap();
        assert!(svg.as_str().contains(
            "<line stroke=\"var(--fig-1)\" stroke-width=\"1\" x1=\"0\" y1=\"0\" x2=\"8\" \
             y2=\"4\"/>"
        ));
    }

    #[test]
    fn a_colour_outside_the_palette_is_refused() {
        let line =
            "<line opacity=\"1\" stroke=\"#FF0000\" stroke-width=\"1\"/>\n</svg>\n";
        let error = Svg::finish(&format!("{HEAD}{line}")).unwrap_err();
        assert!(
            error.to_string().contains("the colour #FF0000 is not in the palette")
        );
    }

    #[test]
    fn cells_of_one_colour_become_one_path_but_keep_their_order_where_they_overlap()
    {
        let rect = |x: i32, fill: &str| {
            format!(
                "<rect x=\"{x}\" y=\"0\" width=\"2\" height=\"2\" opacity=\"1\" fill=\"{fill}\" \
                 stroke=\"none\"/>\n"
            )
        };
        let drawn = [
            HEAD.to_owned(),
            rect(0, "#0072B2"),
            rect(2, "#D55E00"),
            rect(4, "#0072B2"),
            rect(5, "#0072B2"),
            "</svg>\n".to_owned(),
        ]
        .concat();
        let svg = Svg::finish(&drawn).unwrap();
        let paths: Vec<_> =
            svg.as_str().lines().filter(|l| l.starts_with("<path")).collect();
        assert_eq!(paths.len(), 3, "{svg:?}");
        assert!(paths[0].contains("d=\"M0 1h2M4 1h2\""), "{svg:?}");
        assert!(paths[2].contains("d=\"M5 1h2\""));
    }

    #[test]
    fn text_stays_text_on_one_line() {
        let text = "<text x=\"1\" y=\"2\" dy=\"0.76em\" text-anchor=\"start\" \
                    font-family=\"sans-serif\" font-size=\"9.67741935483871\" opacity=\"1\" \
                    fill=\"#1B1F24\">\nη &lt; 1\n</text>\n</svg>\n";
        let svg = Svg::finish(&format!("{HEAD}{text}")).unwrap();
        assert!(
            svg.as_str().contains("font-size=\"10\">η &lt; 1</text>"),
            "{svg:?}"
        );
    }
}
