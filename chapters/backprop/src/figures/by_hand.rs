//! A small network with every number on it.

use anyhow::Result;
use loss::mean_squared_error_gradient;
use ndarray::Array2;
use neurons::Network;
use page::figure::{curve, dots, label, short};
use page::palette::{INK, MUTED, PAPER, SERIES};
use page::{Anchor, Axes, Canvas, Svg, draw};

use super::arrows;
use super::way_back::numbered;
use crate::{cost_and_gradients, layer_backward, slope_at_answer};

type Point = (f64, f64);

/// A network of one layer or two, with two inputs and at most two neurons in a layer, and
/// every value on its way forward and back, for one example. `names` are those of its
/// columns.
pub(crate) fn by_hand(
    network: &Network,
    x: &Array2<f64>,
    y: &Array2<f64>,
    names: &[&str],
) -> Result<Svg> {
    let activations = network.activations(x)?;
    let layers = network.layers.len();
    let (cost, gradients) = cost_and_gradients(network, x, y)?;
    let mut rates = vec![mean_squared_error_gradient(&activations[layers], y)?]; // (1, outputs)
    for (index, layer) in network.layers.iter().enumerate().rev() {
        let (inputs, outputs) = (&activations[index], &activations[index + 1]);
        let (_, d_inputs) = layer_backward(layer, inputs, outputs, &rates[0])?;
        rates.insert(0, d_inputs); // (1, neurons of the layer before)
    }
    let place = |column: usize, index: usize| -> Point {
        let left =
            if layers == 2 { [58.0, 238.0, 410.0] } else { [130.0, 350.0, 0.0] };
        let is_alone = activations[column].ncols() == 1;
        (left[column], if is_alone { 165.0 } else { [88.0, 242.0][index] })
    };
    draw(480, 342, |canvas| {
        let mut edges = Vec::new();
        for (number, layer) in network.layers.iter().enumerate() {
            for ((from, to), &weight) in layer.weights.indexed_iter() {
                let crosses = from != to && layer.weights.ncols() == 2;
                let part = if crosses { 0.27 } else { 0.5 };
                let ends = (place(number, from), place(number + 1, to));
                let d = gradients.layers[number].d_weights[[from, to]];
                edges.push(Edge { ends, part, weight, d });
            }
        }
        draw_edges(canvas, &edges)?;
        for (column, answers) in activations.iter().enumerate() {
            for (index, &a) in answers.iter().enumerate() {
                let at = place(column, index);
                numbered(canvas, at, &minus(a))?;
                let word = |below: f64, text: String, color| {
                    let at = (at.0, at.1 + below);
                    canvas.words(&text, at, 13.0, color, Anchor::Middle)
                };
                let rate = rates[column][[0, index]];
                word(34.0, format!("rate {}", minus(rate)), SERIES[1])?;
                let Some(number) = column.checked_sub(1) else { continue };
                let layer = &network.layers[number];
                word(-48.0, format!("b {}", minus(layer.bias[index])), INK)?;
                let d_bias = gradients.layers[number].d_bias[index];
                word(-32.0, minus(d_bias), SERIES[1])?;
                if column < layers {
                    let slope = slope_at_answer(layer.activation, a);
                    word(50.0, format!("slope {}", minus(slope)), MUTED)?;
                }
            }
        }
        for (column, name) in names.iter().enumerate() {
            let at = (place(column, 0).0, 312.0);
            canvas.words(name, at, 13.0, MUTED, Anchor::Middle)?;
        }
        canvas.words("forward →", (4.0, 12.0), 13.0, INK, Anchor::Left)?;
        let back = "← how the cost changes with it";
        canvas.words(back, (476.0, 12.0), 13.0, SERIES[1], Anchor::Right)?;
        let targets: Vec<String> = y.iter().map(|y| minus(*y)).collect();
        let name = if y.ncols() == 1 { "target" } else { "targets" };
        let end = format!("{name} {}, cost {}", targets.join(" and "), minus(cost));
        canvas.words(&end, (476.0, 332.0), 13.0, INK, Anchor::Right)
    })
}

/// A weight, how the cost changes with it, and how far along its line both stand.
struct Edge {
    ends: (Point, Point),
    part: f64,
    weight: f64,
    d: f64,
}

/// Each weight on its line, and below it how the cost changes with it.
fn draw_edges(canvas: &Canvas, edges: &[Edge]) -> Result<()> {
    let place = |edge: &Edge| -> Point {
        let (start, end) = between(edge.ends);
        let part = edge.part;
        (start.0 + part * (end.0 - start.0), start.1 + part * (end.1 - start.1))
    };
    for edge in edges {
        let (start, end) = between(edge.ends);
        canvas.line(start, end, MUTED, 1.0)?;
    }
    for edge in edges {
        let at = place(edge);
        let letters =
            [edge.weight, edge.d].map(|value| minus(value).chars().count());
        let width = 8.0 * letters[0].max(letters[1]) as f64 + 6.0;
        canvas.cell((at.0 - width / 2.0, at.1 - 16.0), width, 32.0, PAPER)?;
    }
    for edge in edges {
        let (x, y) = place(edge);
        let above = (x, y - 8.0);
        canvas.words(&minus(edge.weight), above, 13.0, INK, Anchor::Middle)?;
        let below = (x, y + 8.0);
        canvas.words(&minus(edge.d), below, 13.0, SERIES[1], Anchor::Middle)?;
    }
    Ok(())
}

/// The line between two discs, from rim to rim.
pub(super) fn between((from, to): (Point, Point)) -> (Point, Point) {
    let (run, rise) = (to.0 - from.0, to.1 - from.1);
    let length = (run * run + rise * rise).sqrt();
    let unit = (run / length, rise / length);
    let start = (from.0 + 24.0 * unit.0, from.1 + 24.0 * unit.1);
    (start, (to.0 - 24.0 * unit.0, to.1 - 24.0 * unit.1))
}

fn minus(value: f64) -> String {
    short(&(value + 0.0))
}

/// A link of a chain: what stands at its end, the value there, and how fast it changes
/// with the value before.
pub(crate) type Link<'t> = (&'t str, f64, f64);

/// A chain from one number to the cost: values going forward, slopes between them, and
/// the rates of the cost going back, each the product of the slopes behind it. `start`
/// is the first number.
pub(crate) fn chain(start: (&str, f64), links: &[Link]) -> Result<Svg> {
    let step = 404.0 / links.len() as f64;
    let place = |at: usize| (38.0 + step * at as f64, 84.0);
    draw(480, 168, |canvas| {
        let mut rates = vec![1.0];
        for link in links.iter().rev() {
            rates.insert(0, rates[0] * link.2);
        }
        let word = |text: &str, at: Point, color| {
            canvas.words(text, at, 13.0, color, Anchor::Middle)
        };
        let gaps = || {
            (0..links.len()).map(|at| (place(at).0 + 24.0, place(at + 1).0 - 24.0))
        };
        let forward: Vec<_> =
            gaps().map(|gap| ((gap.0, 84.0), (gap.1, 84.0))).collect();
        arrows(canvas, &forward, MUTED, 1.5)?;
        let back: Vec<_> =
            gaps().map(|gap| ((gap.1, 140.0), (gap.0, 140.0))).collect();
        arrows(canvas, &back, SERIES[1], 1.5)?;
        for (gap, (_, _, slope)) in gaps().zip(links) {
            let middle = ((gap.0 + gap.1) / 2.0, 66.0);
            word(&format!("· {}", minus(*slope)), middle, SERIES[1])?;
        }
        let values = links.iter().map(|link| (link.0, link.1));
        for (at, (name, value)) in std::iter::once(start).chain(values).enumerate()
        {
            numbered(canvas, place(at), &minus(value))?;
            word(name, (place(at).0, 44.0), INK)?;
            word(&minus(rates[at]), (place(at).0, 140.0), SERIES[1])?;
        }
        canvas.words("forward →", (4.0, 14.0), 13.0, INK, Anchor::Left)?;
        let back = "← rates, multiplied on the way back";
        canvas.words(back, (476.0, 14.0), 13.0, SERIES[1], Anchor::Right)
    })
}

/// The cost after one step, against its learning rate, and the line that the gradient
/// promises.
pub(crate) fn promise(
    costs: &[Point],
    promised: impl Fn(f64) -> f64,
) -> Result<Svg> {
    let last = costs.last().map_or(1.0, |point| point.0);
    let axes = Axes {
        x: 0.0..last,
        y: 0.0..1.0,
        x_label: "learning rate of one step",
        y_label: "cost after it",
        x_ticks: 6,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 250, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let zero = promised(0.0) / (promised(0.0) - promised(1.0));
        let line = [(0.0, promised(0.0)), (zero, 0.0)];
        curve(&mut plot, line, SERIES[1], 2.0)?;
        curve(&mut plot, costs.iter().copied(), SERIES[0], 2.5)?;
        dots(&mut plot, costs.iter().copied().take(1), INK, 4.0)?;
        let at = |x: f64, y: f64| (x * last, y);
        label(
            &mut plot,
            "promised",
            at(0.0, 0.12),
            (6.0, 0.0),
            SERIES[1],
            Anchor::Left,
        )?;
        label(
            &mut plot,
            "what came",
            at(0.55, 0.3),
            (0.0, 0.0),
            SERIES[0],
            Anchor::Middle,
        )
    })
}
