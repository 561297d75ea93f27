//! Pictures of errors, and of the slopes that say how to lower them.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, label};
use page::palette::{INK, MUTED, SEQUENTIAL, SERIES};
use page::{Anchor, Axes, Svg, draw};

use super::{Plane, block, picked, points};
use crate::Line;
use crate::iris::Iris;
use crate::landscape::{bowl, bowl_gradient, quartic, quartic_slope};

/// A square for each output, as wide as it misses its target: above the line where the
/// output is too large, below it where it is too small.
pub(crate) fn misses(differences: &[f64]) -> Result<Svg> {
    const UNIT: f64 = 76.0;
    let largest = differences
        .iter()
        .copied()
        .max_by(|left, right| left.abs().total_cmp(&right.abs()));
    draw(480, 232, |canvas| {
        let level = 116.0;
        let mut left = 8.0;
        let mut squares = Vec::new();
        for (digit, &difference) in differences.iter().enumerate() {
            let side = UNIT * difference.abs();
            let room = side.max(12.0);
            let (start, top) = (left + (room - side) / 2.0, level - side);
            let top = if difference > 0.0 { top } else { level };
            let is_largest = Some(difference) == largest;
            let shade = if is_largest { SEQUENTIAL[6] } else { SEQUENTIAL[2] };
            let (end, bottom) = (start + side, top + side);
            let corners =
                [(start, top), (end, top), (end, bottom), (start, bottom)];
            canvas.polygon(&corners, shade)?;
            squares.push([&corners[..], &corners[..1]].concat());
            let below = if difference > 0.0 { 12.0 } else { -11.0 };
            let at = (left + room / 2.0, level + below);
            canvas.words(
                &digit.to_string(),
                at,
                LABEL_SIZE,
                INK,
                Anchor::Middle,
            )?;
            left += room + 5.0;
        }
        for square in &squares {
            canvas.path(square, SERIES[0], 1.0)?;
        }
        canvas.line((4.0, level), (left, level), INK, 1.5)?;
        let words = [("output too large ↑", 14.0), ("output too small ↓", 220.0)];
        for (text, height) in words {
            canvas.words(text, (8.0, height), LABEL_SIZE, MUTED, Anchor::Left)?;
        }
        Ok(())
    })
}

/// The square of a miss, with its slope at some places.
pub(crate) fn slopes(places: &[f64]) -> Result<Svg> {
    let axes = Axes {
        x: -1.5..2.6,
        y: -1.0..6.5,
        x_label: "how far the output is off, a − y",
        y_label: "its square",
        x_ticks: 5,
        y_ticks: 4,
        is_ruled: true,
    };
    draw(480, 290, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let misses = (-15..=25).map(|step| f64::from(step) / 10.0);
        curve(&mut plot, misses.map(|miss| (miss, miss * miss)), MUTED, 1.5)?;
        for &at in places {
            let slope = 2.0 * at;
            // As long wherever it stands, as it is drawn.
            let run = 0.9 / (1.0 + (slope / 3.2) * (slope / 3.2)).sqrt();
            let ends = [-run, run].map(|by| (at + by, at * at + by * slope));
            curve(&mut plot, ends, SERIES[1], 2.5)?;
            points(&mut plot, [(at, at * at)], None, 4.0)?;
            let name = format!("slope {}", page::figure::short(&slope));
            let (offset, anchor) = match slope {
                slope if slope < 0.0 => ((4.0, -34.0), Anchor::Middle),
                slope if slope > 0.0 => ((-16.0, -4.0), Anchor::Right),
                _ => ((12.0, 0.0), Anchor::Left),
            };
            let place = if slope == 0.0 { (at + run, 0.0) } else { (at, at * at) };
            label(&mut plot, &name, place, offset, SERIES[1], anchor)?;
        }
        Ok(())
    })
}

/// How single flowers pull a line: their errors, and their shares of both slopes.
pub(crate) fn pulls(iris: &Iris, line: Line) -> Result<Svg> {
    let lengths = iris.petal_lengths.iter().copied();
    let all: Vec<_> = lengths.zip(iris.petal_widths.iter().copied()).collect();
    let plane =
        Plane { corner: (34.0, 8.0), unit: 64.0, x: (0.5, 7.2), y: (0.0, 2.6) };
    draw(480, 316, |canvas| {
        let at = |x: f64| plane.place((x, line.weight * x + line.bias));
        let flowers = picked(&all);
        canvas.path(&[at(plane.x.0), at(plane.x.1)], SERIES[0], 2.0)?;
        for &(x, y) in &flowers {
            let dot = plane.place((x, y));
            let far = (dot.1 - at(x).1).abs();
            if far > 14.0 {
                let stop = (dot.0, dot.1 + 5.0 * (at(x).1 - dot.1).signum());
                canvas.arrow(at(x), stop, SERIES[1], 1.75)?;
            }
        }
        for &flower in &flowers {
            let dot = plane.place(flower);
            canvas.path(&[dot, dot], INK, 8.0)?;
        }
        let (left, top) = (plane.corner.0, plane.corner.1);
        let (width, height) = plane.size();
        let bottom = top + height;
        let corners = [(left, top), (left, bottom), (left + width, bottom)];
        canvas.path(&corners, MUTED, 1.0)?;
        let above = (left + 10.0, top + 12.0);
        canvas.words("petal width, cm ↑", above, TICK_SIZE, MUTED, Anchor::Left)?;
        plane.ticks(canvas, &[2.0, 4.0, 6.0], &[1.0, 2.0])?;
        let at = (left + width, bottom + 30.0);
        canvas.words("petal length, cm →", at, TICK_SIZE, MUTED, Anchor::Right)?;
        let (level, unit) = (300.0, 9.0);
        canvas.line((left, level), (left + width, level), MUTED, 1.0)?;
        for &(x, y) in &flowers {
            let error = line.weight * x + line.bias - y;
            let middle = plane.place((x, 0.0)).0;
            let bars = [(-11.0, -error * x, 0), (1.0, -error, 1)];
            for (beside, pull, series) in bars {
                let high = unit * pull;
                let corner = (middle + beside, level - high.max(0.0));
                block(canvas, corner, (10.0, high.abs().max(1.0)), series)?;
            }
        }
        let names =
            [("pull on the weight", 0, 228.0), ("pull on the bias", 1, 246.0)];
        for (name, color, height) in names {
            canvas.cell((left + 10.0, height - 5.0), 10.0, 10.0, SERIES[color])?;
            let at = (left + 26.0, height);
            canvas.words(name, at, LABEL_SIZE, SERIES[color], Anchor::Left)?;
        }
        Ok(())
    })
}

/// The cost along each weight alone, with what its slope at the start promises.
pub(crate) fn sensitivity() -> Result<Svg> {
    let start = bowl([0.0, 0.0]);
    let slopes = bowl_gradient([0.0, 0.0]);
    let axes = Axes {
        x: 0.0..1.0,
        y: 4.5..9.5,
        x_label: "step in one weight",
        y_label: "cost",
        x_ticks: 5,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 270, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let steps = || (0..=20).map(|step| f64::from(step) / 20.0);
        let first = steps().map(|step| (step, bowl([step, 0.0])));
        let second = steps().map(|step| (step, bowl([0.0, step])));
        let names = slopes.map(|slope| format!("slope {slope}"));
        for slope in slopes {
            curve(&mut plot, [(0.0, start), (1.0, start + slope)], MUTED, 1.25)?;
        }
        curve(&mut plot, first, SERIES[1], 2.5)?;
        curve(&mut plot, second, SERIES[0], 2.5)?;
        for (name, at, offset, color, anchor) in [
            ("weight 1", (0.7, 7.75), (-8.0, -6.0), SERIES[1], Anchor::Right),
            (&names[0], (0.82, 7.6), (8.0, 12.0), MUTED, Anchor::Left),
            ("weight 2", (0.8, 5.72), (-4.0, -14.0), SERIES[0], Anchor::Right),
            (&names[1], (0.82, 5.08), (0.0, 13.0), MUTED, Anchor::Left),
        ] {
            label(&mut plot, name, at, offset, color, anchor)?;
        }
        Ok(())
    })
}

/// What a nudge to one side and a nudge to both find on a cost that bends.
pub(crate) fn nudge(at: f64, by: f64) -> Result<Svg> {
    let axes = Axes {
        x: 0.2..1.8,
        y: -1.0..7.0,
        x_label: "output a",
        y_label: "cost C = a⁴",
        x_ticks: 5,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 290, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let outputs = (4..=32).map(|step| f64::from(step) / 20.0);
        curve(&mut plot, outputs.map(|a| (a, quartic(a))), MUTED, 1.5)?;
        let slope = quartic_slope(at);
        let tangent = [-0.45, 0.7].map(|far| (at + far, quartic(at) + far * slope));
        curve(&mut plot, tangent, INK, 1.25)?;
        let [below, here, above] = [at - by, at, at + by].map(|a| (a, quartic(a)));
        curve(&mut plot, [below, above], SERIES[0], 2.5)?;
        curve(&mut plot, [here, above], SERIES[1], 2.5)?;
        points(&mut plot, [below, here, above], None, 4.0)?;
        for (name, at, offset, color, anchor) in [
            ("up and down", (0.8, 1.56), (-6.0, -8.0), SERIES[0], Anchor::Right),
            ("up only", (1.4, 3.85), (8.0, 4.0), SERIES[1], Anchor::Left),
            ("the slope itself", (1.35, 2.4), (10.0, 8.0), INK, Anchor::Left),
        ] {
            label(&mut plot, name, at, offset, color, anchor)?;
        }
        Ok(())
    })
}
