//! The plane of two numbers from −0.5 to 1.5, with the corners of a truth table.

use anyhow::{Result, ensure};
use ndarray::{Array2, array, aview1};
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{DIVERGING, INK, MUTED, PAPER, SEQUENTIAL, SERIES};
use page::{Anchor, Canvas, Svg, draw};
use plotters::style::RGBColor;

use crate::xor::{INPUTS, OR, XOR};
use crate::{Network, Neuron, ShapeError};

/// Where the plane lies in its part of a picture, and how long its sides are.
const LEFT: f64 = 22.0;
const TOP: f64 = 40.0;
const SIDE: f64 = 200.0;

/// From no, in orange, to yes, in blue: the activation from which each colour holds.
const LEVELS: [(f64, RGBColor); 4] = [
    (0.05, DIVERGING[6]),
    (0.35, SEQUENTIAL[0]),
    (0.65, DIVERGING[10]),
    (0.95, DIVERGING[11]),
];

/// Where one neuron, and where a network of two layers, says yes.
pub(crate) fn regions(neuron: &Neuron, network: &Network) -> Result<Svg> {
    let names = ["first input →", "second input ↑"];
    draw(480, 280, |canvas| {
        let canvases = halves(canvas);
        let one = |x: f64, y: f64| neuron.forward(aview1(&[x, y]));
        shade(&canvases[0], one)?;
        let two = |x: f64, y: f64| answer(network, x, y);
        shade(&canvases[1], two)?;
        let titles = ["one neuron: OR", "two layers: XOR"];
        for (half, title) in titles.into_iter().enumerate() {
            frame(&canvases[half], title, names)?;
            for (inputs, target) in INPUTS.into_iter().zip([OR, XOR][half]) {
                spot(&canvases[half], (inputs[0], inputs[1]), target)?;
            }
        }
        let says: [&[_]; 2] = [
            &[("no", (-0.25, -0.3)), ("yes", (0.5, 0.5))],
            &[("no", (-0.25, -0.3)), ("yes", (0.5, 0.5)), ("no", (1.25, 1.3))],
        ];
        for (half, says) in canvases.iter().zip(says) {
            for (says, (x, y)) in says {
                half.words(says, place(*x, *y), LABEL_SIZE, INK, Anchor::Middle)?;
            }
        }
        Ok(())
    })
}

/// The corners of XOR twice: in the plane of the inputs, with the lines of the two hidden
/// neurons, and where those neurons move them, with the answers of the output neuron.
pub(crate) fn hidden_plane(network: &Network) -> Result<Svg> {
    let [hidden, output] = &network.layers[..] else {
        anyhow::bail!("the picture has two layers, not {}", network.layers.len());
    };
    let moved = hidden.forward(&Array2::from(INPUTS.to_vec()))?; // (4, 2)
    let output = Network::new(vec![output.clone()])?;
    draw(480, 280, |canvas| {
        let [before, after] = halves(canvas);
        let lines = [("OR", (0.98, -0.4)), ("NAND", (0.17, 1.4))];
        for (index, (neuron, (name, at))) in
            hidden.neurons().iter().zip(lines).enumerate()
        {
            let color = SERIES[2 + index];
            before.path(&border(neuron), color, 2.5)?;
            before.words(
                name,
                place(at.0, at.1),
                LABEL_SIZE,
                color,
                Anchor::Left,
            )?;
        }
        frame(&before, "the inputs", ["first input →", "second input ↑"])?;
        // Paler than it answers, so that what is written on it stays legible.
        shade(&after, |or, nand| {
            Ok(0.5 + 0.6 * (answer(&output, or, nand)? - 0.5))
        })?;
        frame(&after, "behind the hidden layer", ["OR →", "NAND ↑"])?;
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for ((inputs, target), moved) in
            INPUTS.into_iter().zip(XOR).zip(moved.rows())
        {
            spot(&before, (inputs[0], inputs[1]), target)?;
            let at = (moved[0], moved[1]);
            let is_near = |other: &(f64, f64)| {
                (at.0 - other.0).abs() + (at.1 - other.1).abs() < 0.05
            };
            // Two corners come to the same place, and are one there.
            if !taken.iter().any(is_near) {
                spot(&after, at, target)?;
                taken.push(at);
            }
        }
        // Which corners came to which place; two of them to the same.
        let names = [
            ("(0, 0)", (0.0, 0.8), 46.0),
            ("(0, 1), (1, 0)", (1.0, 1.2), 90.0),
            ("(1, 1)", (1.0, -0.2), 46.0),
        ];
        for (name, (x, y), width) in names {
            let at = place(x, y);
            let corner = (at.0 - width / 2.0, at.1 - 9.0);
            after.cell(corner, width, 18.0, PAPER)?;
            after.words(name, at, TICK_SIZE, INK, Anchor::Middle)?;
        }
        Ok(())
    })
}

/// Two planes side by side.
fn halves<'a>(canvas: &Canvas<'a>) -> [Canvas<'a>; 2] {
    [4.0, 248.0].map(|left| canvas.part((left, 0.0), 228.0, 280.0))
}

/// Where a point of the plane is drawn.
fn place(x: f64, y: f64) -> (f64, f64) {
    (LEFT + SIDE * (x + 0.5) / 2.0, TOP + SIDE * (1.5 - y) / 2.0)
}

fn answer(network: &Network, x: f64, y: f64) -> Result<f64, ShapeError> {
    Ok(network.forward(&array![[x, y]])?[[0, 0]]) // (1, 1)
}

/// The two ends of the line on which a neuron's sum is 0.
fn border(neuron: &Neuron) -> Vec<(f64, f64)> {
    let (first, second) = (neuron.weights[0], neuron.weights[1]);
    let ends = [-0.5, 1.5];
    let above = ends.map(|x| (x, -(first * x + neuron.bias) / second));
    let beside = ends.map(|y| (-(second * y + neuron.bias) / first, y));
    let inside = |at: &f64| (-0.5..=1.5).contains(at);
    let mut found: Vec<_> = [above, beside].concat();
    found.retain(|(x, y)| inside(x) && inside(y));
    found.into_iter().map(|(x, y)| place(x, y)).collect()
}

/// A corner, with the answer that is wanted there.
fn spot(canvas: &Canvas, (x, y): (f64, f64), target: f64) -> Result<()> {
    let at = place(x, y);
    canvas.disc(at, 10.0, PAPER)?;
    canvas.ring(at, 10.0, INK, 1.5)?;
    canvas.words(&target.to_string(), at, LABEL_SIZE, INK, Anchor::Middle)
}

/// The frame, its title, the names of both sides, and where they are 0 and 1.
fn frame(canvas: &Canvas, title: &str, [across, up]: [&str; 2]) -> Result<()> {
    canvas.words(title, (LEFT, 10.0), LABEL_SIZE, INK, Anchor::Left)?;
    canvas.words(up, (LEFT, 28.0), TICK_SIZE, MUTED, Anchor::Left)?;
    canvas.frame((LEFT, TOP), SIDE, SIDE, MUTED, 1.0)?;
    for tick in [0.0, 1.0] {
        let name = tick.to_string();
        let (x, y) = place(tick, tick);
        let below = (x, TOP + SIDE + 12.0);
        canvas.words(&name, below, TICK_SIZE, MUTED, Anchor::Middle)?;
        canvas.words(&name, (LEFT - 10.0, y), TICK_SIZE, MUTED, Anchor::Middle)?;
    }
    let below = (LEFT + SIDE / 2.0, 270.0);
    canvas.words(across, below, LABEL_SIZE, INK, Anchor::Middle)
}

/// The activation over the plane. In each row of it, the places with a high activation
/// must be one stretch.
fn shade(
    canvas: &Canvas,
    activation: impl Fn(f64, f64) -> Result<f64, ShapeError>,
) -> Result<()> {
    const ROWS: usize = 400;
    canvas.cell((LEFT, TOP), SIDE, SIDE, DIVERGING[5])?;
    for (threshold, color) in LEVELS {
        let (mut outline, mut back) = (Vec::new(), Vec::new());
        for row in 0..=ROWS {
            let y = -0.5 + 2.0 * row as f64 / ROWS as f64;
            let along = |x: f64| activation(x, y);
            if let Some((start, end)) = stretch(along, threshold)? {
                outline.push(place(start, y));
                back.push(place(end, y));
            }
        }
        outline.extend(back.into_iter().rev());
        canvas.polygon(&corners(&outline), color)?;
    }
    Ok(())
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
