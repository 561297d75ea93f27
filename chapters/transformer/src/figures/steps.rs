//! Steps: their ways, their size, what goes wrong with some, and how fast they are.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, label};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Axes, Svg, draw};

use super::strokes::{lying_bar, marks};

/// A valley `steepness` times as steep across as along, and a way down, as far as it stays
/// in the picture.
pub(crate) fn valley(steepness: f64, way: &[[f64; 2]]) -> Result<Svg> {
    let axes = Axes {
        x: -9.0..5.5,
        y: -4.4..4.4,
        x_label: "along the valley",
        y_label: "across",
        x_ticks: 6,
        y_ticks: 3,
        is_ruled: false,
    };
    draw(480, 248, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for level in [1.0, 4.0, 12.0_f64] {
            let (a, b) = ((2.0 * level).sqrt(), (2.0 * level / steepness).sqrt());
            let ring = (0..=28).map(|point| {
                let angle = std::f64::consts::PI * f64::from(point) / 14.0;
                (a * libm::cos(angle), b * libm::sin(angle))
            });
            curve(&mut plot, ring, GRID, 1.5)?;
        }
        let is_seen =
            |at: &&[f64; 2]| axes.x.contains(&at[0]) && axes.y.contains(&at[1]);
        let way = way.iter().take_while(is_seen).map(|at| (at[0], at[1]));
        // A line through one point is none.
        if way.clone().count() > 1 {
            curve(&mut plot, way.clone(), SERIES[0], 2.0)?;
        }
        marks(&mut plot, way, SERIES[0], 6)?;
        marks(&mut plot, [(0.0, 0.0)], INK, 8)
    })
}

/// The learning rate of each step.
pub(crate) fn schedule(
    rate: impl Fn(usize) -> f64,
    steps: usize,
    most: f64,
) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..1.04 * steps as f64,
        y: 0.0..1.1 * most,
        x_label: "step",
        y_label: "learning rate",
        x_ticks: 6,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 240, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let steps = (0..60).map(|point| steps * point / 60).chain([steps - 1]);
        let steps =
            steps.flat_map(|at| if at == 0 { vec![0, 24, 49] } else { vec![at] });
        let points: Vec<_> = steps.map(|at| (at as f64, rate(at))).collect();
        curve(&mut plot, points, SERIES[0], 2.5)
    })
}

/// The mean cost of each optimiser against the learning rate, as a power of ten.
pub(crate) fn rates(all: &[(&str, Vec<(f64, f64)>)]) -> Result<Svg> {
    const TOP: f64 = 3.4;
    let axes = Axes {
        x: -3.7..1.2,
        y: 1.2..TOP,
        x_label: "learning rate, as a power of ten",
        y_label: "cost on new sentences, in nats per token",
        x_ticks: 6,
        y_ticks: 6,
        is_ruled: true,
    };
    draw(480, 300, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for ((name, points), color) in
            all.iter().zip([SERIES[1], SERIES[2], SERIES[0]])
        {
            let log = |(rate, cost): &(f64, f64)| (libm::log10(*rate), *cost);
            let shown: Vec<_> =
                points.iter().map(log).filter(|point| point.1 < TOP).collect();
            curve(&mut plot, shown.iter().copied(), color, 2.0)?;
            marks(&mut plot, shown.iter().copied(), color, 7)?;
            if let Some(first) = shown.first() {
                let by = (8.0, 2.0);
                label(&mut plot, name, *first, by, color, Anchor::Left)?;
            }
        }
        Ok(())
    })
}

/// A learning rate, whether there is a warm-up, and the costs of the trainings with it.
type Trainings = (f64, bool, Vec<f64>);

/// Of each setting its name and the costs of its trainings, pre-norm and post-norm.
pub(crate) fn stacks(panels: &[(&str, Vec<Trainings>); 2]) -> Result<Svg> {
    let (low, high) = (1.2, 3.4);
    draw(480, 334, |canvas| {
        let name = "cost, in nats per token";
        canvas.words(name, (4.0, 12.0), LABEL_SIZE, INK, Anchor::Left)?;
        let at = (255.0, 324.0);
        canvas.words("learning rate", at, LABEL_SIZE, INK, Anchor::Middle)?;
        let y = |cost: f64| 286.0 - 226.0 * (cost - low) / (high - low);
        for cost in [1.5, 2.0, 2.5, 3.0] {
            let text = page::figure::short(&cost);
            canvas.line((34.0, y(cost)), (476.0, y(cost)), GRID, 1.0)?;
            canvas.words(
                &text,
                (28.0, y(cost)),
                TICK_SIZE,
                MUTED,
                Anchor::Right,
            )?;
        }
        for (index, (name, groups)) in panels.iter().enumerate() {
            let left = 44.0 + 224.0 * index as f64;
            canvas.words(name, (left, 38.0), LABEL_SIZE, INK, Anchor::Left)?;
            for (rate, has_warm_up, costs) in groups {
                let column = [0.003, 0.01, 0.03].iter().position(|r| r == rate);
                let middle = left + 70.0 * column.unwrap_or(0) as f64 + 32.0;
                let (x, color) = match has_warm_up {
                    true => (middle - 24.0, SERIES[0]),
                    false => (middle + 4.0, SERIES[1]),
                };
                for cost in costs {
                    let y = y(cost.min(high));
                    canvas.line((x, y), (x + 20.0, y), color, 2.0)?;
                }
                if *has_warm_up {
                    let text = page::figure::short(rate);
                    let at = (middle, 304.0);
                    canvas.words(&text, at, TICK_SIZE, MUTED, Anchor::Middle)?;
                }
            }
        }
        Ok(())
    })
}

/// What a model without a mask seems to cost, what it costs, and what one with it does.
pub(crate) fn unmasked(rows: &[(&str, f64); 3], floor: f64) -> Result<Svg> {
    let most = rows.iter().map(|row| row.1).fold(floor, f64::max);
    let length = |cost: f64| 420.0 * cost / most;
    draw(480, 186, |canvas| {
        for (index, ((name, cost), color)) in
            rows.iter().zip([SERIES[1], SERIES[1], SERIES[0]]).enumerate()
        {
            let y = 14.0 + 52.0 * index as f64;
            canvas.words(name, (8.0, y), LABEL_SIZE, INK, Anchor::Left)?;
            let number = format!("{cost:.2}");
            lying_bar(canvas, (8.0, y + 20.0), length(*cost), &number, color)?;
        }
        let x = 8.0 + length(floor);
        for top in [24.0, 76.0, 128.0] {
            canvas.line((x, top - 1.0), (x, top + 21.0), INK, 2.0)?;
        }
        let text = "the floor";
        canvas.words(text, (x, 172.0), LABEL_SIZE, MUTED, Anchor::Middle)
    })
}

/// Of two texts, each with its name: steps, the losses seen in training, and those on text
/// that was held out.
pub(crate) fn own_losses(panels: &[(&str, Vec<[f64; 3]>); 2]) -> Result<Svg> {
    let axes = |x_label| Axes {
        x: 0.0..3100.0,
        y: 0.4..2.8,
        x_label,
        y_label: "",
        x_ticks: 4,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 300, |canvas| {
        for (index, (name, losses)) in panels.iter().enumerate() {
            let left = 240.0 * index as f64;
            let text = format!("{name}: nats a character");
            canvas.words(
                &text,
                (left + 4.0, 12.0),
                LABEL_SIZE,
                INK,
                Anchor::Left,
            )?;
            let part = canvas.part((left, 24.0), 238.0, 276.0);
            let mut plot = axes("step").draw(&part)?;
            for (column, name, color, by) in [
                (1, "seen", SERIES[0], (-4.0, 16.0)),
                (2, "held out", SERIES[1], (-4.0, -14.0)),
            ] {
                let points = losses.iter().map(|line| (line[0], line[column]));
                curve(&mut plot, points.clone(), color, 2.0)?;
                marks(&mut plot, points, color, 6)?;
                let last = losses.last().map_or((0.0, 1.0), |l| (l[0], l[column]));
                label(&mut plot, name, last, by, color, Anchor::Right)?;
            }
        }
        Ok(())
    })
}
