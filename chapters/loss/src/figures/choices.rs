//! Pictures of few examples a step: how large it may be, by which flowers it is chosen,
//! and in which order they come.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, label, short};
use page::palette::{GRID, INK, MUTED, SEQUENTIAL, SERIES};
use page::{Anchor, Axes, Svg, draw};

use super::points;
use crate::Split;
use crate::walks::Spread;

/// The edge of each flower, over the length of its petal, and that of all together.
/// Flowers beyond their edge at `rate` are marked.
pub(crate) fn edges(flowers: &[(f64, f64)], all: f64, rate: f64) -> Result<Svg> {
    let axes = Axes {
        x: 2.0..7.2,
        y: 0.0..0.12,
        x_label: "petal length, cm",
        y_label: "learning rate",
        x_ticks: 6,
        y_ticks: 6,
        is_ruled: true,
    };
    let mut seen: Vec<(f64, f64)> = Vec::new();
    for &(length, edge) in flowers {
        let is_inside = axes.x.contains(&length) && axes.y.contains(&edge);
        if is_inside && !seen.contains(&(length, edge)) {
            seen.push((length, edge));
        }
    }
    seen.sort_by(|left, right| left.0.total_cmp(&right.0));
    draw(480, 290, |canvas| {
        let mut plot = axes.draw(canvas)?;
        curve(&mut plot, [(2.0, all), (7.2, all)], INK, 1.5)?;
        curve(&mut plot, [(2.0, rate), (7.2, rate)], SERIES[1], 1.5)?;
        curve(&mut plot, seen.iter().copied(), MUTED, 1.5)?;
        for (is_beyond, series) in [(false, 0), (true, 1)] {
            let these = seen.iter().filter(|at| (at.1 < rate) == is_beyond);
            points(&mut plot, these.copied(), Some(series), 3.5)?;
        }
        for (name, at, offset, color, anchor) in [
            ("edge of all together", (7.2, all), (-2.0, -11.0), INK, Anchor::Right),
            (
                &format!("a rate of {rate}"),
                (2.1, rate),
                (0.0, 12.0),
                SERIES[1],
                Anchor::Left,
            ),
            (
                "edge of a single flower",
                (3.2, 0.089),
                (12.0, -6.0),
                SERIES[0],
                Anchor::Left,
            ),
        ] {
            label(&mut plot, name, at, offset, color, anchor)?;
        }
        Ok(())
    })
}

/// All flowers in the order of the file, a row of fifty after the other, and which part
/// each of them is in.
pub(crate) fn split(split: &Split) -> Result<Svg> {
    const ROW: usize = 50;
    const CELL: f64 = 9.5;
    let parts = [
        ("to learn", &split.training, SEQUENTIAL[2]),
        ("to choose", &split.validation, SEQUENTIAL[8]),
        ("to test, once", &split.test, SERIES[1]),
    ];
    let flowers: usize = parts.iter().map(|(_, part, _)| part.len()).sum();
    let rows = flowers.div_ceil(ROW) as f64;
    let high = 2.0 * CELL;
    let height = 8.0 + rows * (high + 6.0) + 28.0;
    draw(480, height as u32, |canvas| {
        for (_, part, color) in parts {
            let mut part = part.clone();
            part.sort_unstable();
            for flower in part {
                let left = 2.0 + CELL * (flower % ROW) as f64;
                let top = 6.0 + (high + 6.0) * (flower / ROW) as f64;
                let is_test = color == SERIES[1];
                let (top, high) =
                    if is_test { (top + CELL, high - CELL) } else { (top, high) };
                canvas.cell((left, top), CELL - 1.5, high, color)?;
            }
        }
        let mut left = 4.0;
        for (name, part, color) in parts {
            let at = (left, height - 14.0);
            canvas.cell((at.0, at.1 - 6.0), 12.0, 12.0, color)?;
            let text = format!("{} {name}", part.len());
            canvas.words(
                &text,
                (left + 18.0, at.1),
                LABEL_SIZE,
                INK,
                Anchor::Left,
            )?;
            left += 150.0;
        }
        Ok(())
    })
}

/// The costs after late passes in each kind of order: from the least to the largest, with
/// their mean, and the cost of the best line.
pub(crate) fn orders(orders: &[(&str, Spread)], least: f64) -> Result<Svg> {
    const FROM: f64 = 0.04;
    const TO: f64 = 0.14;
    let x = |cost: f64| 166.0 + 296.0 * (cost.clamp(FROM, TO) - FROM) / (TO - FROM);
    let height = 30.0 * orders.len() as f64 + 74.0;
    let bottom = height - 44.0;
    draw(480, height as u32, |canvas| {
        for cost in [0.04, 0.06, 0.08, 0.1, 0.12, 0.14] {
            canvas.line((x(cost), 18.0), (x(cost), bottom), GRID, 1.0)?;
            let at = (x(cost), bottom + 12.0);
            canvas.words(&short(&cost), at, TICK_SIZE, MUTED, Anchor::Middle)?;
        }
        canvas.line((x(least), 4.0), (x(least), bottom), INK, 1.5)?;
        let at = (x(least) + 6.0, 9.0);
        canvas.words("the best line", at, TICK_SIZE, INK, Anchor::Left)?;
        for (slot, (name, spread)) in orders.iter().enumerate() {
            let y = 34.0 + 30.0 * slot as f64;
            canvas.words(name, (4.0, y), LABEL_SIZE, INK, Anchor::Left)?;
            let color = if slot == 0 { SERIES[1] } else { SERIES[0] };
            let ends = [(x(spread.least), y), (x(spread.largest), y)];
            canvas.path(&ends, color, 3.0)?;
            canvas.disc((x(spread.mean), y), 5.0, color)?;
        }
        let at = (x(f64::midpoint(FROM, TO)), height - 12.0);
        canvas.words("cost after a pass", at, LABEL_SIZE, INK, Anchor::Middle)
    })
}
