//! Curves of answers: over the input, over a weight, over the way between two examples.

use anyhow::Result;
use page::figure::{curve, dots, label};
use page::palette::{MUTED, SERIES};
use page::{Anchor, Axes, Svg, draw};

use crate::Activation;

/// The activation functions over the weighted sum.
pub(crate) fn activations() -> Result<Svg> {
    let axes = Axes {
        x: -4.0..4.0,
        y: -1.2..2.4,
        x_label: "weighted sum z",
        y_label: "activation a",
        x_ticks: 9,
        y_ticks: 4,
        is_ruled: true,
    };
    draw(480, 290, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let steps = |last: i32| (-20..=last).map(|step| f64::from(step) / 5.0);
        let series = [
            (
                Activation::Relu,
                12,
                "ReLU",
                (2.1, 2.1),
                (-10.0, -2.0),
                Anchor::Right,
            ),
            (
                Activation::Tanh,
                20,
                "tanh",
                (4.0, 1.0),
                (-2.0, -10.0),
                Anchor::Right,
            ),
            (
                Activation::Sigmoid,
                20,
                "sigmoid",
                (-4.0, 0.0),
                (4.0, -12.0),
                Anchor::Left,
            ),
        ];
        for (index, (function, last, name, at, offset, anchor)) in
            series.into_iter().enumerate()
        {
            let points = steps(last).map(|z| (z, function.apply(z)));
            curve(&mut plot, points, SERIES[index], 2.5)?;
            label(&mut plot, name, at, offset, SERIES[index], anchor)?;
        }
        Ok(())
    })
}

/// What three biases do to a neuron with one input of weight 1.
pub(crate) fn bias_shift(biases: [f64; 3]) -> Result<Svg> {
    let axes = Axes {
        x: -8.0..8.0,
        y: 0.0..1.0,
        x_label: "input",
        y_label: "activation",
        x_ticks: 9,
        y_ticks: 3,
        is_ruled: true,
    };
    draw(480, 260, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for (index, bias) in biases.into_iter().enumerate() {
            let color = SERIES[index];
            let inputs = (-24..=24).map(|step| f64::from(step) / 3.0);
            let points = inputs
                .map(|input| (input, Activation::Sigmoid.apply(input + bias)));
            curve(&mut plot, points, color, 2.5)?;
            dots(&mut plot, [(-bias, 0.5)], color, 4.0)?;
            let name = format!("b = {bias}").replace('-', "−");
            label(&mut plot, &name, (-bias, 0.5), (9.0, 2.0), color, Anchor::Left)?;
        }
        Ok(())
    })
}

/// What three weights do to a neuron with one input and a bias of 0.
pub(crate) fn steepness(weights: [f64; 3], near: f64) -> Result<Svg> {
    let axes = Axes {
        x: -3.0..3.0,
        y: 0.0..1.0,
        x_label: "input",
        y_label: "activation",
        x_ticks: 7,
        y_ticks: 3,
        is_ruled: true,
    };
    // Where each name stands: beside the curve at this input.
    let names = [(1.35, 8.0), (0.5, 8.0), (0.12, -20.0)];
    draw(480, 260, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for (index, weight) in weights.into_iter().enumerate() {
            let color = SERIES[index];
            let answer = |input: f64| Activation::Sigmoid.apply(weight * input);
            // Close together where the curve is steep.
            let inputs = (-24..=24).map(|step| {
                let part = f64::from(step) / 24.0;
                3.0 * part * part.abs()
            });
            let points = inputs.map(|input| (input, answer(input)));
            curve(&mut plot, points, color, 2.5)?;
            dots(&mut plot, [(near, answer(near))], color, 4.0)?;
            let (at, right) = names[index];
            let anchor = if right < 0.0 { Anchor::Right } else { Anchor::Left };
            let name = format!("w = {weight}");
            let place = (at, answer(at));
            label(&mut plot, &name, place, (right, 6.0), color, anchor)?;
        }
        Ok(())
    })
}

/// The answer of a neuron behind a threshold and behind the sigmoid, at each of the
/// `nudges`: (weight, answer of the threshold, answer of the sigmoid).
pub(crate) fn nudges(nudges: &[(f64, f64, f64)]) -> Result<Svg> {
    let axes = Axes {
        x: -0.3..0.3,
        y: 0.0..1.0,
        x_label: "weight",
        y_label: "answer",
        x_ticks: 7,
        y_ticks: 3,
        is_ruled: true,
    };
    draw(480, 240, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let bends = nudges.iter().map(|&(weight, _, bends)| (weight, bends));
        let jumps = nudges.iter().map(|&(weight, jumps, _)| (weight, jumps));
        curve(&mut plot, bends.clone(), SERIES[0], 2.0)?;
        dots(&mut plot, bends, SERIES[0], 5.0)?;
        let ends = [-0.3, 0.0, 0.0, 0.3].into_iter().zip([0.0, 0.0, 1.0, 1.0]);
        curve(&mut plot, ends, SERIES[1], 2.0)?;
        dots(&mut plot, jumps, SERIES[1], 5.0)?;
        let names = [
            ("sigmoid", (-0.28, 0.44), (0.0, -18.0), 0),
            ("threshold", (-0.28, 0.0), (0.0, -16.0), 1),
        ];
        for (name, at, offset, series) in names {
            label(&mut plot, name, at, offset, SERIES[series], Anchor::Left)?;
        }
        Ok(())
    })
}

/// The first answer along the way from one example to another: of layers without a bend,
/// and of the same with ReLU between them, each with the straight line between its ends.
pub(crate) fn bend(linear: &[(f64, f64)], bent: &[(f64, f64)]) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..1.0,
        y: -0.5..2.0,
        x_label: "how far from p (0) to q (1)",
        y_label: "first answer",
        x_ticks: 3,
        y_ticks: 5,
        is_ruled: true,
    };
    let middle = |points: &[(f64, f64)]| points[points.len() / 2];
    let ends = |points: &[(f64, f64)]| [points[0], points[points.len() - 1]];
    draw(480, 270, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let names = [
            (linear, "without a bend", (0.5, middle(linear).1), (0.0, -16.0)),
            (bent, "with ReLU between", (0.5, middle(bent).1), (14.0, -12.0)),
        ];
        for (series, (points, name, at, offset)) in names.into_iter().enumerate() {
            curve(&mut plot, ends(points), MUTED, 1.0)?;
            curve(&mut plot, points.iter().copied(), SERIES[series], 2.5)?;
            dots(&mut plot, ends(points), SERIES[series], 4.0)?;
            dots(&mut plot, [middle(points)], SERIES[series], 4.0)?;
            let anchor = if series == 0 { Anchor::Middle } else { Anchor::Left };
            label(&mut plot, name, at, offset, SERIES[series], anchor)?;
        }
        Ok(())
    })
}
