//! The cost in fog: what can be seen of it from one weight, and where a step would land.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE, short};
use page::palette::{GRID, INK, MUTED, PAPER, SERIES};
use page::{Anchor, Canvas, Svg, draw};

use super::spot::{Spot, TWO, WEIGHTS, cost};

type Point = (f64, f64);

/// Where the chart lies.
pub(super) const CORNER: Point = (32.0, 28.0);
pub(super) const SIZE: Point = (436.0, 212.0);
const BOTTOM: f64 = CORNER.1 + SIZE.1;
/// The cost at its upper edge.
const HIGHEST: f64 = 9.0;
/// How far can be seen, and how far the line reaches that touches the curve.
const SIGHT: f64 = 0.25;
const REACH: f64 = 0.45;

fn place((weight, cost): Point) -> Point {
    let part = (weight - WEIGHTS.0) / (WEIGHTS.1 - WEIGHTS.0);
    (CORNER.0 + SIZE.0 * part, CORNER.1 + SIZE.1 * (1.0 - cost / HIGHEST))
}

/// The part of the weights that is within `reach` of one.
fn around(weight: f64, reach: f64) -> (f64, f64) {
    ((weight - reach).max(WEIGHTS.0), (weight + reach).min(WEIGHTS.1))
}

pub(super) fn picture(spot: &Spot) -> Result<Svg> {
    draw(480, 282, |canvas| {
        let seen = match spot.is_bottom() {
            true => (WEIGHTS.0, WEIGHTS.1),
            false => around(spot.weight, SIGHT),
        };
        if !spot.is_bottom() {
            fog(canvas, seen)?;
        }
        axes(canvas)?;
        let pieces = ((seen.1 - seen.0) / 0.05).ceil();
        let points = (0..=pieces as u32).map(|piece| {
            let part = f64::from(piece) / pieces;
            let weight = seen.0 + part * (seen.1 - seen.0);
            place((weight, cost(weight)))
        });
        canvas.path(&points.collect::<Vec<_>>(), INK, 4.0)?;
        step(canvas, spot)?;
        slope(canvas, spot)
    })
}

/// Fog over all that is not seen.
fn fog(canvas: &Canvas, seen: (f64, f64)) -> Result<()> {
    for (from, to) in [(WEIGHTS.0, seen.0), (seen.1, WEIGHTS.1)] {
        let (left, right) = (place((from, 0.0)).0, place((to, 0.0)).0);
        if right <= left {
            continue;
        }
        canvas.cell((left, CORNER.1), right - left, SIZE.1, GRID)?;
        if right - left > 60.0 {
            let at = (f64::midpoint(left, right), CORNER.1 + 0.75 * SIZE.1);
            canvas.words("fog", at, LABEL_SIZE, MUTED, Anchor::Middle)?;
        }
    }
    Ok(())
}

fn axes(canvas: &Canvas) -> Result<()> {
    let (left, right) = (CORNER.0, CORNER.0 + SIZE.0);
    canvas.path(&[CORNER, (left, BOTTOM), (right, BOTTOM)], MUTED, 1.0)?;
    for weight in [-2.0, -1.0, 0.0, 1.0, 2.0] {
        let at = (place((weight, 0.0)).0, BOTTOM + 13.0);
        canvas.words(&short(&weight), at, TICK_SIZE, MUTED, Anchor::Middle)?;
    }
    for cost in [0.0, 2.0, 4.0, 6.0, 8.0] {
        let at = (left - 7.0, place((0.0, cost)).1);
        canvas.words(&short(&cost), at, TICK_SIZE, MUTED, Anchor::Right)?;
    }
    canvas.words("cost C ↑", (left, 14.0), LABEL_SIZE, INK, Anchor::Left)?;
    let at = (right, BOTTOM + 32.0);
    canvas.words("weight w →", at, LABEL_SIZE, INK, Anchor::Right)
}

/// Along the axis, from the weight to where one step lands.
fn step(canvas: &Canvas, spot: &Spot) -> Result<()> {
    let (foot, landing) = (place((spot.weight, 0.0)), place((spot.landing, 0.0)));
    canvas.line(place((spot.weight, spot.cost)), foot, SERIES[0], 1.0)?;
    let (left, right) = (CORNER.0, CORNER.0 + SIZE.0);
    let is_here = (WEIGHTS.0..=WEIGHTS.1).contains(&spot.landing);
    let to = (landing.0.clamp(left, right), BOTTOM);
    let (run, rim) = (to.0 - foot.0, if is_here { 6.0 } else { 0.0 });
    if run.abs() > 20.0 {
        let tip = (to.0 - rim * run.signum(), BOTTOM);
        canvas.arrow(foot, tip, SERIES[0], 2.5)?;
    }
    let name = if is_here { "one step lands here" } else { "one step leads out" };
    canvas.words(name, (right, 14.0), LABEL_SIZE, SERIES[0], Anchor::Right)?;
    if is_here {
        let key = (right - 121.0, 14.0);
        for at in [key, to] {
            canvas.disc(at, 5.0, PAPER)?;
            canvas.ring(at, 5.0, SERIES[0], 2.5)?;
        }
    }
    Ok(())
}

/// The line that touches the curve, with its slope, and the point to drag.
fn slope(canvas: &Canvas, spot: &Spot) -> Result<()> {
    let on = |weight: f64| {
        place((weight, spot.cost + spot.slope * (weight - spot.weight)))
    };
    let (from, to) = around(spot.weight, REACH);
    canvas.path(&[on(from), on(to)], SERIES[1], 2.0)?;
    let at = place((spot.weight, spot.cost));
    canvas.disc(at, 8.0, PAPER)?;
    canvas.disc(at, 6.5, SERIES[1])?;
    // On the side where the curve does not rise.
    let (beside, above, anchor) = match spot.slope {
        ..-1.0 => (14.0, 14.0, Anchor::Left),
        1.0.. => (-14.0, 14.0, Anchor::Right),
        _ => (0.0, 22.0, Anchor::Middle),
    };
    let text = format!("slope {}", TWO.text(spot.slope)?);
    let at = (at.0 + beside, at.1 - above);
    canvas.words(&text, at, LABEL_SIZE, INK, anchor)
}
