//! A line through the flowers, and the walk that it is a point of.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE, short};
use page::palette::{INK, MUTED, PAPER, SERIES};
use page::{Anchor, Canvas, Svg, draw};

use super::walk::Valley;
use crate::Line;
use crate::figures::{Plane, map, mark};

type Point = (f64, f64);

/// The flowers stand in this part of the picture, and the widths that it shows.
const CHART: Chart = Chart { corner: (26.0, 28.0), size: (186.0, 238.0) };
const WIDTHS: (f64, f64) = (-0.4, 2.8);

/// A part of the picture.
struct Chart {
    corner: Point,
    size: Point,
}

impl Chart {
    /// What of a straight line lies within, if anything.
    fn clip(&self, from: Point, to: Point) -> Option<[Point; 2]> {
        let (run, rise) = (to.0 - from.0, to.1 - from.1);
        let (mut first, mut last) = (0.0_f64, 1.0_f64);
        for (start, change, least, size) in [
            (from.0, run, self.corner.0, self.size.0),
            (from.1, rise, self.corner.1, self.size.1),
        ] {
            let (low, high) = (least - start, least + size - start);
            if change == 0.0 {
                if low > 0.0 || high < 0.0 {
                    return None;
                }
                continue;
            }
            let (one, other) = (low / change, high / change);
            first = first.max(one.min(other));
            last = last.min(one.max(other));
        }
        let at = |part: f64| (from.0 + part * run, from.1 + part * rise);
        (first <= last).then(|| [at(first), at(last)])
    }

    fn has(&self, at: Point) -> bool {
        self.clip(at, at).is_some()
    }
}

/// The flowers with the last line on the left, the landscape with all lines on the right.
pub(super) fn picture(
    valley: &Valley,
    path: &[Line],
    is_standardised: bool,
) -> Result<Svg> {
    draw(480, 306, |canvas| {
        flowers(canvas, valley, path, is_standardised)?;
        landscape(canvas, valley, path, is_standardised)
    })
}

fn flowers(
    canvas: &Canvas,
    valley: &Valley,
    path: &[Line],
    is_standardised: bool,
) -> Result<()> {
    let (lengths, ticks, name) = match is_standardised {
        true => ((-1.95, 1.95), [-1.0, 0.0, 1.0], "length, standardised →"),
        false => ((0.32, 7.2), [2.0, 4.0, 6.0], "petal length, cm →"),
    };
    let ((left, top), (width, height)) = (CHART.corner, CHART.size);
    let bottom = top + height;
    let place = |(x, y): Point| {
        let x = (x - lengths.0) / (lengths.1 - lengths.0);
        let y = (WIDTHS.1 - y) / (WIDTHS.1 - WIDTHS.0);
        (left + width * x, top + height * y)
    };
    let mut dots: Vec<Point> = Vec::new();
    for (&x, &y) in valley.inputs.iter().zip(&valley.targets) {
        let dot = place((x, y));
        if !dots.contains(&dot) {
            canvas.path(&[dot, dot], MUTED, 3.5)?;
            dots.push(dot);
        }
    }
    canvas.path(
        &[(left, top), (left, bottom), (left + width, bottom)],
        MUTED,
        1.0,
    )?;
    if let Some(line) = path.last() {
        let end = |x: f64| place((x, line.weight * x + line.bias));
        if let Some(ends) = CHART.clip(end(lengths.0), end(lengths.1)) {
            canvas.path(&ends, SERIES[1], 3.0)?;
        }
    }
    for x in ticks {
        let at = (place((x, 0.0)).0, bottom + 12.0);
        canvas.words(&short(&x), at, TICK_SIZE, MUTED, Anchor::Middle)?;
    }
    for y in [0.0, 1.0, 2.0] {
        let at = (left - 6.0, place((0.0, y)).1);
        canvas.words(&short(&y), at, TICK_SIZE, MUTED, Anchor::Right)?;
    }
    let at = (left, top - 14.0);
    canvas.words("petal width, cm ↑", at, LABEL_SIZE, INK, Anchor::Left)?;
    let at = (left + width, bottom + 30.0);
    canvas.words(name, at, LABEL_SIZE, INK, Anchor::Right)
}

fn landscape(
    canvas: &Canvas,
    valley: &Valley,
    path: &[Line],
    is_standardised: bool,
) -> Result<()> {
    let corner = (260.0, 28.0);
    let (plane, names_at, x, y): (_, _, &[f64], &[f64]) = match is_standardised {
        true => (
            Plane { corner, unit: 80.0, x: (-0.6, 2.1), y: (-0.4, 2.575) },
            0.85,
            &[0.0, 1.0, 2.0],
            &[0.0, 1.0, 2.0],
        ),
        false => (
            Plane { corner, unit: 160.0, x: (-0.35, 1.0), y: (-0.95, 0.5375) },
            0.42,
            &[0.0, 0.5, 1.0],
            &[-0.5, 0.0, 0.5],
        ),
    };
    map(canvas, &plane, &valley.inputs, valley.best, valley.least, names_at)?;
    plane.ticks(canvas, x, y)?;
    let chart = Chart { corner: plane.corner, size: plane.size() };
    let place = |line: &Line| plane.place((line.weight, line.bias));
    // Thin where there are many, so that each can be seen.
    let thickness = if path.len() > 40 { 0.5 } else { 1.5 };
    for part in parts(&chart, &path.iter().map(place).collect::<Vec<_>>()) {
        canvas.path(&part, SERIES[1], thickness)?;
    }
    // More of them would run into each other.
    for line in path.iter().take(25) {
        let at = place(line);
        if chart.has(at) {
            canvas.path(&[at, at], SERIES[1], 6.0)?;
        }
    }
    if let Some(start) = path.first().map(place) {
        let at = (start.0 - 6.0, start.1 - 11.0);
        canvas.words("start", at, LABEL_SIZE, INK, Anchor::Right)?;
    }
    mark(canvas, place(&valley.best))?;
    let Some(now) = path.last().map(place) else { return Ok(()) };
    if chart.has(now) {
        canvas.disc(now, 6.5, PAPER)?;
        return canvas.disc(now, 5.0, SERIES[1]);
    }
    let at = (chart.corner.0 + chart.size.0, chart.corner.1 - 14.0);
    canvas.words("off the map", at, LABEL_SIZE, SERIES[1], Anchor::Right)
}

/// What of a path can be seen: the parts of it that lie in the chart, without steps that
/// are too short to be seen.
fn parts(chart: &Chart, path: &[Point]) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let Some(&first) = path.first() else { return parts };
    let mut from = first;
    for &to in &path[1..] {
        if (to.0 - from.0).abs().max((to.1 - from.1).abs()) < 0.5 {
            continue;
        }
        if let Some([start, end]) = chart.clip(from, to) {
            match parts.last_mut() {
                Some(part) if part.last() == Some(&start) => part.push(end),
                _ => parts.push(vec![start, end]),
            }
        }
        from = to;
    }
    parts
}
