//! The pictures of the chapter.

mod choices;
mod slopes;

use anyhow::Result;
use ndarray::Array2;
use page::figure::{TICK_SIZE, curve, label};
use page::palette::{INK, MUTED, PAPER, SEQUENTIAL, SERIES};
use page::{Anchor, Axes, Canvas, Plot, Svg, draw};

pub(crate) use choices::{edges, orders, split};
pub(crate) use slopes::{misses, nudge, pulls, sensitivity, slopes};

use crate::iris::Iris;
use crate::{Curvature, Line, descend, landscape};

/// A plane with the same scale in both directions, so that squares are squares and
/// right angles are right.
pub(crate) struct Plane {
    /// Upper left corner in logical pixels.
    pub(crate) corner: (f64, f64),
    /// Logical pixels for each unit.
    pub(crate) unit: f64,
    /// Values from left to right.
    pub(crate) x: (f64, f64),
    /// Values from bottom to top.
    pub(crate) y: (f64, f64),
}

impl Plane {
    pub(crate) fn size(&self) -> (f64, f64) {
        (self.unit * (self.x.1 - self.x.0), self.unit * (self.y.1 - self.y.0))
    }

    pub(crate) fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (
            self.corner.0 + self.unit * (x - self.x.0),
            self.corner.1 + self.unit * (self.y.1 - y),
        )
    }

    pub(crate) fn ticks(
        &self,
        canvas: &Canvas,
        x: &[f64],
        y: &[f64],
    ) -> Result<()> {
        let bottom = self.corner.1 + self.size().1;
        for value in x {
            let at = (self.place((*value, 0.0)).0, bottom + 12.0);
            let text = page::figure::short(value);
            canvas.words(&text, at, TICK_SIZE, MUTED, Anchor::Middle)?;
        }
        for value in y {
            let at = (self.corner.0 - 6.0, self.place((0.0, *value)).1);
            let text = page::figure::short(value);
            canvas.words(&text, at, TICK_SIZE, MUTED, Anchor::Right)?;
        }
        Ok(())
    }

    /// The part of an outline that lies in the plane, one edge after the other.
    fn clip(&self, outline: &[(f64, f64)]) -> Vec<(f64, f64)> {
        type Depth = fn(&Plane, (f64, f64)) -> f64;
        let depths: [Depth; 4] = [
            |plane, at| at.0 - plane.x.0,
            |plane, at| plane.x.1 - at.0,
            |plane, at| at.1 - plane.y.0,
            |plane, at| plane.y.1 - at.1,
        ];
        let mut kept = outline.to_vec();
        for depth in depths {
            let mut inside = Vec::new();
            for (index, &to) in kept.iter().enumerate() {
                let from = kept[(index + kept.len() - 1) % kept.len()];
                let (before, after) = (depth(self, from), depth(self, to));
                if (before < 0.0) != (after < 0.0) {
                    let part = before / (before - after);
                    inside.push((
                        from.0 + part * (to.0 - from.0),
                        from.1 + part * (to.1 - from.1),
                    ));
                }
                if after >= 0.0 {
                    inside.push(to);
                }
            }
            kept = inside;
        }
        kept
    }
}

/// Two lines through the same flowers, with the squares of some errors.
pub fn squares(iris: &Iris, guess: Line, best: Line) -> Result<Svg> {
    draw(480, 424, |canvas| {
        for (top, line, name) in [
            (8.0, guess, "a guess"),
            (212.0, best, "the line with the smallest squares"),
        ] {
            let plane = Plane {
                corner: (34.0, top),
                unit: 66.0,
                x: (0.5, 7.2),
                y: (0.0, 2.65),
            };
            panel(canvas, &plane, iris, line)?;
            let at = (44.0, top + 12.0);
            canvas.words(name, at, 13.0, SERIES[0], Anchor::Left)?;
            let at = (44.0, top + 32.0);
            canvas.words(
                "petal width, cm ↑",
                at,
                TICK_SIZE,
                MUTED,
                Anchor::Left,
            )?;
        }
        canvas.words(
            "petal length, cm →",
            (476.0, 416.0),
            TICK_SIZE,
            MUTED,
            Anchor::Right,
        )
    })
}

/// A few flowers, so far apart in length that their squares can be seen.
fn picked(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    const LENGTHS: [f64; 7] = [1.5, 3.3, 3.9, 4.5, 5.1, 5.7, 6.7];
    let nearest = |length: f64| {
        let far = |at: &(f64, f64)| (at.0 - length).abs();
        points
            .iter()
            .copied()
            .min_by(|left, right| far(left).total_cmp(&far(right)))
    };
    LENGTHS.into_iter().filter_map(nearest).collect()
}

fn panel(canvas: &Canvas, plane: &Plane, iris: &Iris, line: Line) -> Result<()> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (&x, &y) in iris.petal_lengths.iter().zip(&iris.petal_widths) {
        if !points.contains(&(x, y)) {
            points.push((x, y));
        }
    }
    let picked = picked(&points);
    let at = |x: f64| (x, line.weight * x + line.bias);
    let square = |&(x, y): &(f64, f64)| {
        // To the side where the line runs away from the square.
        let across = x - (y - at(x).1);
        let corners = [(x, y), (across, y), (across, at(x).1), at(x), (x, y)];
        corners.map(|corner| plane.place(corner))
    };
    for point in &picked {
        canvas.polygon(&square(point), SEQUENTIAL[2])?;
    }
    for point in &picked {
        canvas.path(&square(point), SERIES[0], 1.0)?;
    }
    let ((left, top), (width, height)) = (plane.corner, plane.size());
    let bottom = top + height;
    canvas.path(
        &[(left, top), (left, bottom), (left + width, bottom)],
        MUTED,
        1.0,
    )?;
    let start = plane.x.0.max(-line.bias / line.weight);
    canvas.path(
        &[plane.place(at(start)), plane.place(at(plane.x.1))],
        SERIES[0],
        2.0,
    )?;
    for (points, color, width) in [(&points, INK, 3.0), (&picked, SERIES[1], 6.0)] {
        for &point in points {
            let dot = plane.place(point);
            canvas.path(&[dot, dot], color, width)?;
        }
    }
    plane.ticks(canvas, &[2.0, 4.0, 6.0], &[0.0, 1.0, 2.0])
}

/// The costs at the edges of the drawn contours, each four times the one before.
const CONTOURS: [f64; 4] = [0.1, 0.4, 1.6, 6.4];

/// The lines (weight, bias) of the given cost: an ellipse around the best one.
fn contour(inputs: &Array2<f64>, best: Line, rise: f64) -> Vec<(f64, f64)> {
    const POINTS: usize = 44;
    let n = inputs.len() as f64;
    let (mean, square) = (inputs.sum() / n, (inputs * inputs).sum() / n);
    let angle = 0.5 * libm::atan2(2.0 * mean, square - 1.0);
    let (cos, sin) = (libm::cos(angle), libm::sin(angle));
    let root = ((square - 1.0) * (square - 1.0) + 4.0 * mean * mean).sqrt();
    let across = (2.0 * rise / (square + 1.0 + root)).sqrt();
    let along = (2.0 * rise / (square + 1.0 - root)).sqrt();
    let point = |index: usize| {
        let turn = std::f64::consts::TAU * index as f64 / POINTS as f64;
        let (u, v) = (across * libm::cos(turn), along * libm::sin(turn));
        (best.weight + cos * u - sin * v, best.bias + sin * u + cos * v)
    };
    (0..POINTS).map(point).collect()
}

/// The cost over weight and bias, as shades and contours.
pub(crate) fn map(
    canvas: &Canvas,
    plane: &Plane,
    inputs: &Array2<f64>,
    best: Line,
    least: f64,
    names_at: f64,
) -> Result<()> {
    let (width, height) = plane.size();
    canvas.cell(plane.corner, width, height, SEQUENTIAL[4])?;
    for (index, cost) in CONTOURS.into_iter().enumerate().rev() {
        let outline = plane.clip(&contour(inputs, best, (cost - least).max(0.0)));
        let outline: Vec<_> = outline.iter().map(|&at| plane.place(at)).collect();
        canvas.polygon(&outline, SEQUENTIAL[index])?;
        if let Some(&first) = outline.first() {
            canvas.path(&[&outline[..], &[first]].concat(), MUTED, 0.75)?;
        }
    }
    frame(canvas, plane)?;
    // The valley's floor at the height where the names of the contours stand.
    let n = inputs.len() as f64;
    let (mean, square) = (inputs.sum() / n, (inputs * inputs).sum() / n);
    let floor = best.weight - (names_at - best.bias) * mean / square;
    let mut edge = floor;
    for cost in CONTOURS {
        let rise = cost
            - least
            - (names_at - best.bias)
                * (names_at - best.bias)
                * (1.0 - mean * mean / square);
        let next = floor + (rise.max(0.0) / square).sqrt();
        let middle = if edge == floor { floor } else { f64::midpoint(edge, next) };
        if next < plane.x.1 && next > floor {
            let text = page::figure::short(&cost);
            let at = plane.place((middle, names_at));
            canvas.words(&text, at, TICK_SIZE, INK, Anchor::Middle)?;
            edge = next;
        }
    }
    let at = (plane.corner.0, plane.corner.1 - 14.0);
    canvas.words("bias b ↑", at, 13.0, INK, Anchor::Left)?;
    let at = (plane.corner.0 + width, plane.corner.1 + height + 30.0);
    canvas.words("weight w →", at, 13.0, INK, Anchor::Right)
}

fn frame(canvas: &Canvas, plane: &Plane) -> Result<()> {
    let ((left, top), (width, height)) = (plane.corner, plane.size());
    let (right, bottom) = (left + width, top + height);
    let corners =
        [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    canvas.path(&corners, MUTED, 1.0)
}

/// A filled rectangle that is not one of many alike.
fn block(
    canvas: &Canvas,
    (left, top): (f64, f64),
    (width, height): (f64, f64),
    series: usize,
) -> Result<()> {
    let (right, bottom) = (left + width, top + height);
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
    canvas.polygon(&corners, SERIES[series])
}

/// Discs on a chart as one path, in the colour of a series or in ink: as circles, many of
/// them would be heavy.
fn points(
    plot: &mut Plot,
    points: impl IntoIterator<Item = (f64, f64)>,
    series: Option<usize>,
    radius: f64,
) -> Result<()> {
    let color = series.map_or(INK, |series| SERIES[series]);
    for at in points {
        curve(plot, [at, at], color, 2.0 * radius)?;
    }
    Ok(())
}

/// The best line.
pub(crate) fn mark(canvas: &Canvas, at: (f64, f64)) -> Result<()> {
    canvas.disc(at, 5.0, PAPER)?;
    canvas.ring(at, 5.0, INK, 2.0)
}

/// The cost of every line, with the way down from a guess.
pub fn bowl(
    inputs: &Array2<f64>,
    targets: &Array2<f64>,
    best: Line,
) -> Result<Svg> {
    let plane = Plane {
        corner: (44.0, 28.0),
        unit: 240.0,
        x: (-0.4, 1.38),
        y: (-0.9, 0.5),
    };
    let least = best.cost(inputs, targets)?;
    let start = Line { weight: 0.95, bias: 0.1 };
    let slope = start.gradient(inputs, targets)?;
    let steepness =
        (slope.d_weight * slope.d_weight + slope.d_bias * slope.d_bias).sqrt();
    let end = start.step(slope, 0.3 / steepness);
    draw(480, 404, |canvas| {
        map(canvas, &plane, inputs, best, least, -0.55)?;
        let (from, to) = (
            plane.place((start.weight, start.bias)),
            plane.place((end.weight, end.bias)),
        );
        let corner = (to.0, from.1);
        canvas.path(&[from, corner, to], INK, 1.0)?;
        canvas.arrow(from, to, SERIES[1], 2.5)?;
        canvas.disc(from, 4.0, SERIES[1])?;
        let at = (from.0 + 30.0, from.1 + 26.0);
        canvas.words("steepest way down", at, 13.0, INK, Anchor::Middle)?;
        let at = (f64::midpoint(from.0, to.0), from.1 - 10.0);
        canvas.words("by w", at, 13.0, INK, Anchor::Middle)?;
        let at = (to.0 - 7.0, f64::midpoint(from.1, to.1));
        canvas.words("by b", at, 13.0, INK, Anchor::Right)?;
        mark(canvas, plane.place((best.weight, best.bias)))?;
        plane.ticks(canvas, &[0.0, 0.5, 1.0], &[-0.5, 0.0, 0.5])
    })
}

/// Where descent is after some of its steps.
pub fn walk(
    inputs: &Array2<f64>,
    targets: &Array2<f64>,
    best: Line,
    path: &[Line],
    shown: &[usize],
) -> Result<Svg> {
    let least = best.cost(inputs, targets)?;
    let plane =
        Plane { corner: (44.0, 28.0), unit: 330.0, x: (-0.3, 1.0), y: (-0.5, 0.4) };
    draw(480, 366, |canvas| {
        map(canvas, &plane, inputs, best, least, -0.44)?;
        let place = |line: &Line| plane.place((line.weight, line.bias));
        let far: Vec<_> =
            page::figure::thinned(&(0..path.len()).collect::<Vec<_>>(), |&at| at);
        let points: Vec<_> = std::iter::once(&path[0])
            .chain(far.iter().map(|&step| &path[step]))
            .map(place)
            .collect();
        canvas.path(&points, SERIES[1], 2.0)?;
        for &step in shown {
            let at = place(&path[step]);
            canvas.disc(at, 4.0, SERIES[1])?;
            let (name, beside, anchor) = match step {
                0 => ("the guess".to_owned(), -9.0, Anchor::Right),
                1 => ("step 1".to_owned(), 9.0, Anchor::Left),
                300 => ("300".to_owned(), -9.0, Anchor::Right),
                _ => (step.to_string(), 9.0, Anchor::Left),
            };
            let at = (at.0 + beside, at.1);
            canvas.words(&name, at, 13.0, INK, anchor)?;
        }
        mark(canvas, place(&best))?;
        plane.ticks(canvas, &[0.0, 0.5, 1.0], &[-0.5, 0.0])
    })
}

/// The same landscape for three measures of the lengths: one ring of each, the same
/// height above the best line, and a way down from it.
pub fn valleys(
    valleys: &[(&str, Array2<f64>, Curvature)],
    steps: usize,
) -> Result<Svg> {
    const RISE: f64 = 0.25;
    let middle = Line { weight: 0.0, bias: 0.0 };
    draw(480, 312, |canvas| {
        for (slot, (name, inputs, bend)) in valleys.iter().enumerate() {
            let plane = Plane {
                corner: (4.0 + 160.0 * slot as f64, 26.0),
                unit: 100.0,
                x: (-0.76, 0.76),
                y: (-1.3, 1.3),
            };
            let (width, height) = plane.size();
            let ring = contour(inputs, middle, RISE);
            let points: Vec<_> = ring.iter().map(|&at| plane.place(at)).collect();
            canvas.polygon(&points, SEQUENTIAL[3])?;
            canvas.path(&[&points[..], &points[..1]].concat(), MUTED, 1.0)?;
            // Between the end of the valley and its side.
            let (weight, bias) = ring[ring.len() / 8];
            let level = Array2::zeros(inputs.dim()); // (flowers, 1)
            let rate = bend.best_learning_rate();
            let path = descend(Line { weight, bias }, inputs, &level, rate, steps)?;
            let path =
                path.iter().map(|line| plane.place((line.weight, line.bias)));
            let path: Vec<_> = path.collect();
            canvas.path(&path, SERIES[1], 0.6)?;
            canvas.disc(path[0], 3.5, SERIES[1])?;
            mark(canvas, plane.place((0.0, 0.0)))?;
            canvas.frame(plane.corner, width, height, MUTED, 1.0)?;
            let at = (plane.corner.0 + width / 2.0, 12.0);
            canvas.words(name, at, 13.0, INK, Anchor::Middle)?;
        }
        canvas.words("bias ↑  weight →", (4.0, 301.0), 13.0, MUTED, Anchor::Left)
    })
}

/// Three ways down the same valley: all examples a step, some, one.
pub fn paths(
    inputs: &Array2<f64>,
    targets: &Array2<f64>,
    best: Line,
    paths: &[Vec<Line>],
) -> Result<Svg> {
    let least = best.cost(inputs, targets)?;
    let plane = Plane {
        corner: (44.0, 28.0),
        unit: 330.0,
        x: (-0.3, 1.0),
        y: (-0.55, 0.5),
    };
    draw(480, 412, |canvas| {
        map(canvas, &plane, inputs, best, least, -0.48)?;
        let styles =
            [(SERIES[2], 1.25, "one"), (SERIES[1], 2.0, "15"), (INK, 2.5, "all")];
        for (path, (color, width, _)) in paths.iter().rev().zip(styles) {
            // Every third step of the longest path: the rest would not be seen.
            let every = if path.len() > 1000 { 3 } else { 1 };
            let points: Vec<_> = path
                .iter()
                .step_by(every)
                .map(|line| plane.place((line.weight, line.bias)))
                .collect();
            canvas.path(&points, color, width)?;
        }
        let at = (258.0, 14.0);
        canvas.words("examples a step:", at, 13.0, INK, Anchor::Right)?;
        for (slot, (color, _, name)) in styles.into_iter().rev().enumerate() {
            let left = 272.0 + 66.0 * slot as f64;
            canvas.line((left, 14.0), (left + 20.0, 14.0), color, 2.5)?;
            canvas.words(name, (left + 26.0, 14.0), 13.0, INK, Anchor::Left)?;
        }
        mark(canvas, plane.place((best.weight, best.bias)))?;
        plane.ticks(canvas, &[0.0, 0.5, 1.0], &[-0.5, 0.0, 0.5])
    })
}

/// Steps on a parabola at a small learning rate and at one past the edge.
pub fn parabola(small: f64, large: f64) -> Result<Svg> {
    let axes = Axes {
        x: -2.0..2.0,
        y: 0.0..3.5,
        x_label: "weight w",
        y_label: "cost C = w²",
        x_ticks: 5,
        y_ticks: 4,
        is_ruled: true,
    };
    let steps = |learning_rate: f64, steps: usize| {
        let mut w = 1.0;
        let mut points = vec![(w, landscape::parabola(w))];
        for _ in 0..steps {
            w = landscape::parabola_step(w, learning_rate);
            points.push((w, landscape::parabola(w)));
        }
        points
    };
    draw(424, 290, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let weights = (-18..=18).map(|step| f64::from(step) / 10.0 * 1.04);
        curve(&mut plot, weights.map(|w| (w, landscape::parabola(w))), MUTED, 1.5)?;
        let over = steps(large, 3);
        curve(&mut plot, over.iter().copied(), SERIES[1], 1.5)?;
        points(&mut plot, over.iter().copied(), Some(1), 4.0)?;
        let down = steps(small, 8);
        points(&mut plot, down.iter().copied(), Some(0), 4.0)?;
        points(&mut plot, [(1.0, 1.0)], None, 5.0)?;
        let name = format!("η = {small}");
        label(
            &mut plot,
            &name,
            (0.64, 0.41),
            (12.0, 6.0),
            SERIES[0],
            Anchor::Left,
        )?;
        let name = format!("η = {large}");
        label(
            &mut plot,
            &name,
            (-0.9, 2.75),
            (0.0, -22.0),
            SERIES[1],
            Anchor::Left,
        )?;
        label(&mut plot, "start", (1.0, 1.0), (12.0, 4.0), INK, Anchor::Left)
    })
}

/// How fast a cost rises in each direction: the formula as a curve, what was measured as
/// dots.
pub fn directions(
    formula: impl Fn(f64) -> f64,
    measured: impl Fn(f64) -> f64,
    uphill: f64,
) -> Result<Svg> {
    let axes = Axes {
        x: -180.0..180.0,
        y: -4.0..4.0,
        x_label: "angle of the direction, in degrees",
        y_label: "rise of the cost for each unit of the step",
        x_ticks: 0,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 270, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let angles = |step: i32| {
            (-180 / step..=180 / step).map(move |count| f64::from(step * count))
        };
        for angle in angles(90) {
            let text = page::figure::short(&angle);
            let at = (angle, -4.0);
            label(&mut plot, &text, at, (0.0, 12.0), MUTED, Anchor::Middle)?;
        }
        let wave = angles(9).map(|angle| (angle, formula(angle)));
        curve(&mut plot, wave, MUTED, 1.5)?;
        let at = angles(30).map(|angle| (angle, measured(angle)));
        points(&mut plot, at, Some(0), 4.0)?;
        let across = uphill + 90.0;
        let marked = [uphill, across].map(|angle| (angle, measured(angle)));
        points(&mut plot, marked, Some(1), 5.0)?;
        for (name, at, offset, anchor) in [
            ("along the gradient", marked[0], (10.0, -8.0), Anchor::Left),
            ("across it", marked[1], (10.0, -8.0), Anchor::Left),
        ] {
            label(&mut plot, name, at, offset, SERIES[1], anchor)?;
        }
        Ok(())
    })
}

/// How far the cost is above the best line's, against the step, for learning rates
/// that are parts of the limit.
pub fn learning_rates(
    parts: [f64; 4],
    costs: &[Vec<f64>],
    least: f64,
) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..200.0,
        y: -5.0..4.0,
        x_label: "step",
        y_label: "log₁₀ of the cost above the best line's",
        x_ticks: 5,
        y_ticks: 9,
        is_ruled: true,
    };
    let styles = [
        (0, (130.0, -0.65)),
        (2, (130.0, -1.75)),
        (1, (84.0, -3.3)),
        (3, (72.0, 1.3)),
    ];
    draw(480, 320, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for ((part, costs), (color, at)) in parts.into_iter().zip(costs).zip(styles)
        {
            let logs = costs.iter().enumerate().filter(|(step, _)| step % 5 == 0);
            let logs = logs.map(|(step, cost)| {
                (step as f64, libm::log10((cost - least).max(1e-9)))
            });
            curve(&mut plot, logs, SERIES[color], 2.5)?;
            let name = format!("{part} × limit");
            label(&mut plot, &name, at, (0.0, 0.0), SERIES[color], Anchor::Left)?;
        }
        Ok(())
    })
}

/// The cost after each pass with one example a step: what is reported while the line
/// moves, and what is true after the pass, in the file's order and shuffled.
pub fn order(rows: &[[f64; 4]]) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..50.0,
        y: 0.0..0.25,
        x_label: "pass",
        y_label: "cost",
        x_ticks: 6,
        y_ticks: 6,
        is_ruled: true,
    };
    draw(480, 290, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let series = [
            (1, 1, 2.5, "file's order, after the pass", (9.0, 0.125)),
            (0, 1, 1.0, "file's order, while the line moves", (14.0, 0.022)),
            (3, 0, 2.5, "shuffled, after the pass", (31.0, 0.1)),
        ];
        for (column, color, width, name, at) in series {
            let costs = rows.iter().enumerate();
            let costs = costs.map(|(pass, row)| ((pass + 1) as f64, row[column]));
            curve(&mut plot, costs, SERIES[color], width)?;
            label(&mut plot, name, at, (0.0, 0.0), SERIES[color], Anchor::Left)?;
        }
        Ok(())
    })
}
