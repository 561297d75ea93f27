//! The pictures of the chapter.

use anyhow::{Result, ensure};
use ndarray::{Array2, ArrayView1};
use page::figure::{curve, dots, label};
use page::palette::{
    DIVERGING, GRID, INK, MUTED, PAPER, SEQUENTIAL, SERIES, diverging, sequential,
};
use page::{Anchor, Axes, Canvas, Svg, draw};

use crate::digits::{CLASSES, Digits, SIDE};
use crate::xor::INPUTS;
use crate::{Activation, Network, Neuron, ShapeError};

/// How many neurons of a large layer are drawn.
const SHOWN: usize = 6;

/// An image whose pixels go from 0 to 1, drawn `side` logical pixels wide.
///
/// # Errors
/// If the canvas cannot be drawn on.
pub fn image(
    canvas: &Canvas,
    pixels: ArrayView1<f64>,
    at: (f64, f64),
    side: f64,
) -> Result<()> {
    let cell = side / SIDE as f64;
    for (index, &ink) in pixels.iter().enumerate() {
        let (row, column) = (index / SIDE, index % SIDE);
        let corner = (at.0 + cell * column as f64, at.1 + cell * row as f64);
        canvas.cell(corner, cell, cell, sequential(ink))?;
    }
    Ok(())
}

/// The first image of each digit, with its label.
pub(crate) fn digits(digits: &Digits) -> Result<Svg> {
    let first = |digit| digits.labels.iter().position(|&label| label == digit);
    let place = |digit: usize| {
        let (row, column) = (digit / 5, digit % 5);
        (10.0 + 95.0 * column as f64, 6.0 + 112.0 * row as f64)
    };
    draw(480, 226, |canvas| {
        for digit in 0..CLASSES {
            if let Some(index) = first(digit) {
                image(canvas, digits.images.row(index), place(digit), 80.0)?;
            }
        }
        for digit in (0..CLASSES).filter(|&digit| first(digit).is_some()) {
            let (left, top) = place(digit);
            canvas.frame((left, top), 80.0, 80.0, GRID, 1.0)?;
            let below = (left + 40.0, top + 92.0);
            canvas.words(&digit.to_string(), below, 13.0, INK, Anchor::Middle)?;
        }
        Ok(())
    })
}

/// A digit on its way through a network of 64 inputs, 32 hidden and 10 output neurons.
pub(crate) fn digit_through_network(activations: &[Array2<f64>]) -> Result<Svg> {
    draw(480, 268, |canvas| {
        let [inputs, hidden, outputs] = activations else {
            anyhow::bail!(
                "the picture has three layers, not {}",
                activations.len()
            );
        };
        let (inputs, hidden, outputs) =
            (inputs.row(0), hidden.row(0), outputs.row(0));
        image(canvas, inputs, (6.0, 66.0), 104.0)?;
        canvas.frame((6.0, 66.0), 104.0, 104.0, GRID, 1.0)?;
        canvas.arrow((116.0, 118.0), (146.0, 118.0), MUTED, 1.5)?;
        let left: Vec<_> =
            spread(inputs.len()).map(|(slot, _)| (172.0, wide(slot))).collect();
        let middle: Vec<_> =
            spread(hidden.len()).map(|(slot, _)| (282.0, wide(slot))).collect();
        let right: Vec<_> = (0..outputs.len())
            .map(|slot| (392.0, 16.0 + 22.5 * slot as f64))
            .collect();
        connect(canvas, &left, &middle)?;
        connect(canvas, &middle, &right)?;
        for (slot, index) in spread(inputs.len()) {
            neuron(canvas, (172.0, wide(slot)), sequential(inputs[index]))?;
        }
        let most = hidden.iter().copied().fold(0.0, f64::max);
        for (slot, index) in spread(hidden.len()) {
            neuron(canvas, (282.0, wide(slot)), sequential(hidden[index] / most))?;
        }
        let most =
            outputs.iter().fold(0.0, |most: f64, output| most.max(output.abs()));
        for (digit, (&output, &at)) in outputs.iter().zip(&right).enumerate() {
            neuron(canvas, at, diverging(output / most))?;
            let name = digit.to_string();
            canvas.words(&name, (at.0 + 17.0, at.1), 13.0, INK, Anchor::Middle)?;
            let value = format!("{output:.1}").replace('-', "−");
            canvas.words(&value, (474.0, at.1), 12.0, MUTED, Anchor::Right)?;
        }
        for x in [172.0, 282.0] {
            canvas.words("⋮", (x, 117.0), 14.0, MUTED, Anchor::Middle)?;
        }
        let names = [
            ("8 × 8 pixels", 58.0),
            ("64 inputs", 172.0),
            ("32 hidden", 282.0),
            ("10 outputs", 400.0),
        ];
        for (name, x) in names {
            canvas.words(name, (x, 256.0), 13.0, INK, Anchor::Middle)?;
        }
        Ok(())
    })
}

/// Slots and indices of the neurons that stand for a layer, spread evenly over it.
fn spread(neurons: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..SHOWN).map(move |slot| (slot, slot * (neurons - 1) / (SHOWN - 1)))
}

/// The height of a slot, with a gap in the middle for those that are not shown.
fn wide(slot: usize) -> f64 {
    let gap = if slot < SHOWN / 2 { 0.0 } else { 26.0 };
    24.0 + 32.0 * slot as f64 + gap
}

fn neuron(
    canvas: &Canvas,
    at: (f64, f64),
    color: plotters::style::RGBColor,
) -> Result<()> {
    canvas.disc(at, 8.0, color)?;
    canvas.ring(at, 8.0, MUTED, 1.0)
}

fn connect(canvas: &Canvas, from: &[(f64, f64)], to: &[(f64, f64)]) -> Result<()> {
    for &start in from {
        for &end in to {
            canvas.line(
                (start.0 + 8.0, start.1),
                (end.0 - 8.0, end.1),
                GRID,
                0.75,
            )?;
        }
    }
    Ok(())
}

/// Three layers of neurons, with the weights into one neuron marked.
pub(crate) fn network() -> Result<Svg> {
    const COLUMNS: [(f64, usize, &str); 3] = [
        (70.0, 3, "input layer"),
        (240.0, 4, "hidden layer"),
        (410.0, 2, "output layer"),
    ];
    let place = |column: usize, index: usize| {
        let (x, neurons, _) = COLUMNS[column];
        (x, 112.0 + 52.0 * (index as f64 - (neurons as f64 - 1.0) / 2.0))
    };
    draw(480, 240, |canvas| {
        for column in 0..2 {
            for from in 0..COLUMNS[column].1 {
                for to in 0..COLUMNS[column + 1].1 {
                    let (start, end) = (place(column, from), place(column + 1, to));
                    canvas.line(
                        (start.0 + 15.0, start.1),
                        (end.0 - 15.0, end.1),
                        GRID,
                        1.0,
                    )?;
                }
            }
        }
        for from in 0..3 {
            let (start, end) = (place(0, from), place(1, 1));
            let (start, end) = ((start.0 + 15.0, start.1), (end.0 - 15.0, end.1));
            canvas.line(start, end, SERIES[1], 2.0)?;
            let near = 0.2;
            let middle = (
                start.0 + near * (end.0 - start.0),
                start.1 + near * (end.1 - start.1) - 10.0,
            );
            let name = format!("w{}", ['₁', '₂', '₃'][from]);
            canvas.words(&name, middle, 13.0, SERIES[1], Anchor::Middle)?;
        }
        for (column, (_, neurons, name)) in COLUMNS.into_iter().enumerate() {
            for index in 0..neurons {
                let at = place(column, index);
                let is_marked = (column, index) == (1, 1);
                canvas.disc(at, 15.0, PAPER)?;
                canvas.ring(
                    at,
                    15.0,
                    if is_marked { SERIES[1] } else { INK },
                    1.5,
                )?;
                if column == 0 {
                    let name = format!("a{}", ['₁', '₂', '₃'][index]);
                    canvas.words(&name, at, 13.0, INK, Anchor::Middle)?;
                }
            }
            canvas.words(
                name,
                (place(column, 0).0, 226.0),
                13.0,
                INK,
                Anchor::Middle,
            )?;
        }
        canvas.words("a", place(1, 1), 13.0, SERIES[1], Anchor::Middle)
    })
}

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
        let steps = |last: i32| (-40..=last).map(|step| f64::from(step) / 10.0);
        let series = [
            (
                Activation::Relu,
                24,
                "ReLU",
                (2.1, 2.1),
                (-10.0, -2.0),
                Anchor::Right,
            ),
            (
                Activation::Tanh,
                40,
                "tanh",
                (4.0, 1.0),
                (-2.0, -10.0),
                Anchor::Right,
            ),
            (
                Activation::Sigmoid,
                40,
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
            let inputs = (-40..=40).map(|step| f64::from(step) / 5.0);
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

/// Where one neuron, and where a network of two layers, says yes.
pub(crate) fn regions(neuron: &Neuron, network: &Network) -> Result<Svg> {
    draw(480, 280, |canvas| {
        let one = |x: f64, y: f64| neuron.forward(ndarray::aview1(&[x, y]));
        region(
            &canvas.part((4.0, 0.0), 228.0, 280.0),
            "one neuron: OR",
            [0, 1, 1, 1],
            one,
        )?;
        let two = |x: f64, y: f64| -> Result<f64, ShapeError> {
            let output = network.forward(&ndarray::array![[x, y]])?; // (1, 1)
            Ok(output[[0, 0]])
        };
        region(
            &canvas.part((248.0, 0.0), 228.0, 280.0),
            "two layers: XOR",
            [0, 1, 1, 0],
            two,
        )
    })
}

/// The activation over the plane of two inputs, from −0.5 to 1.5 each. In each row of
/// the plane, the inputs with a high activation must be one stretch.
fn region(
    canvas: &Canvas,
    title: &str,
    targets: [u8; 4],
    activation: impl Fn(f64, f64) -> Result<f64, ShapeError>,
) -> Result<()> {
    const ROWS: usize = 400;
    let (left, top, side) = (22.0, 40.0, 200.0);
    canvas.words(title, (left, 10.0), 13.0, INK, Anchor::Left)?;
    canvas.words("second input ↑", (left, 28.0), 12.0, MUTED, Anchor::Left)?;
    canvas.cell((left, top), side, side, DIVERGING[4])?;
    for (threshold, color) in LEVELS {
        let (mut outline, mut back) = (Vec::new(), Vec::new());
        for row in 0..=ROWS {
            let y = -0.5 + 2.0 * row as f64 / ROWS as f64;
            let along = |x: f64| activation(x, y);
            if let Some((start, end)) = stretch(along, threshold)? {
                let height = top + side * (1.5 - y) / 2.0;
                outline.push((left + side * (start + 0.5) / 2.0, height));
                back.push((left + side * (end + 0.5) / 2.0, height));
            }
        }
        outline.extend(back.into_iter().rev());
        canvas.polygon(&corners(&outline), color)?;
    }
    canvas.frame((left, top), side, side, MUTED, 1.0)?;
    for (inputs, target) in INPUTS.iter().zip(targets) {
        let at = (
            left + side * (inputs[0] + 0.5) / 2.0,
            top + side * (1.5 - inputs[1]) / 2.0,
        );
        canvas.disc(at, 10.0, PAPER)?;
        canvas.ring(at, 10.0, INK, 1.5)?;
        canvas.words(&target.to_string(), at, 13.0, INK, Anchor::Middle)?;
    }
    for (tick, part) in [("0", 0.25), ("1", 0.75)] {
        canvas.words(
            tick,
            (left + side * part, top + side + 12.0),
            12.0,
            MUTED,
            Anchor::Middle,
        )?;
        canvas.words(
            tick,
            (left - 10.0, top + side * (1.0 - part)),
            12.0,
            MUTED,
            Anchor::Middle,
        )?;
    }
    canvas.words(
        "first input →",
        (left + side / 2.0, 270.0),
        13.0,
        INK,
        Anchor::Middle,
    )
}

/// An outline without the points on its straight stretches.
fn corners(outline: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for (index, &point) in outline.iter().enumerate() {
        let next = outline[(index + 1) % outline.len()];
        let is_straight = kept.last().is_some_and(|last| {
            let before = (point.0 - last.0, point.1 - last.1);
            let after = (next.0 - point.0, next.1 - point.1);
            let turn = before.0 * after.1 - before.1 * after.0;
            // Twice the area between the two ways, in square pixels.
            turn.abs() < 0.05
        });
        if !is_straight {
            kept.push(point);
        }
    }
    kept
}

/// From no, in orange, to yes, in blue: the activation from which each colour holds.
const LEVELS: [(f64, plotters::style::RGBColor); 4] = [
    (0.05, DIVERGING[6]),
    (0.35, SEQUENTIAL[0]),
    (0.65, DIVERGING[10]),
    (0.95, DIVERGING[12]),
];

/// Where, from −0.5 to 1.5, a function is at least `threshold`: its first and last place.
fn stretch(
    function: impl Fn(f64) -> Result<f64, ShapeError>,
    threshold: f64,
) -> Result<Option<(f64, f64)>> {
    const STEPS: usize = 100;
    let place = |step: usize| -0.5 + 2.0 * step as f64 / STEPS as f64;
    let mut inside = Vec::new();
    for step in 0..=STEPS {
        if function(place(step))? >= threshold {
            inside.push(step);
        }
    }
    let (Some(&first), Some(&last)) = (inside.first(), inside.last()) else {
        return Ok(None);
    };
    ensure!(
        inside.len() == last - first + 1,
        "high activations in more than one stretch"
    );
    let edge = |outside: f64, inside: f64| -> Result<f64> {
        let (mut outside, mut inside) = (outside, inside);
        for _ in 0..20 {
            let middle = f64::midpoint(outside, inside);
            if function(middle)? >= threshold {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        Ok(inside)
    };
    let start =
        if first == 0 { place(0) } else { edge(place(first - 1), place(first))? };
    let end = if last == STEPS {
        place(STEPS)
    } else {
        edge(place(last + 1), place(last))?
    };
    Ok(Some((start, end)))
}
