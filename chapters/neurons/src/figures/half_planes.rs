//! What one neuron with two inputs decides: which side of a line the corners lie on.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{DIVERGING, INK, MUTED, PAPER, SERIES};
use page::{Anchor, Canvas, Svg, draw};

use crate::Neuron;
use crate::xor::{INPUTS, XOR, misses};

/// A plane of two inputs from −0.5 to 1.5: where it lies in its picture, in logical pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Square {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// How long its sides are.
    pub side: f64,
}

/// One of three in a row.
const SMALL: Square = Square { left: 16.0, top: 26.0, side: 138.0 };

/// Three neurons, each with its name, its line, and the answers it gives in the corners.
pub(crate) fn half_planes(neurons: [(&str, &Neuron); 3]) -> Result<Svg> {
    draw(480, 210, |canvas| {
        for (index, (name, neuron)) in neurons.into_iter().enumerate() {
            let part = third(canvas, index);
            SMALL.sides(&part, neuron, name)?;
            for inputs in INPUTS {
                let says = f64::from(sum(neuron, inputs) > 0.0);
                SMALL.spot(&part, inputs, &says.to_string(), false)?;
            }
            let (w, b) = (&neuron.weights, neuron.bias);
            let numbers = format!("w {}, {}; b {b}", w[0], w[1]).replace('-', "−");
            let below = SMALL.below();
            canvas_words(&part, &numbers, below)?;
        }
        Ok(())
    })
}

/// Three neurons that try XOR: the answers that are wanted, and where each misses.
pub(crate) fn tries(neurons: [&Neuron; 3]) -> Result<Svg> {
    draw(480, 210, |canvas| {
        for (index, neuron) in neurons.into_iter().enumerate() {
            let part = third(canvas, index);
            let missed = misses(neuron, XOR)?.map(|miss| miss >= 0.5);
            let right = missed.iter().filter(|missed| !**missed).count();
            SMALL.sides(&part, neuron, &format!("try {}", index + 1))?;
            for ((inputs, target), missed) in
                INPUTS.into_iter().zip(XOR).zip(missed)
            {
                SMALL.spot(&part, inputs, &target.to_string(), missed)?;
            }
            let below = SMALL.below();
            canvas_words(&part, &format!("{right} of 4 right"), below)?;
        }
        Ok(())
    })
}

fn canvas_words(canvas: &Canvas, text: &str, at: (f64, f64)) -> Result<()> {
    canvas.words(text, at, LABEL_SIZE, INK, Anchor::Middle)
}

fn third<'a>(canvas: &Canvas<'a>, index: usize) -> Canvas<'a> {
    canvas.part((160.0 * index as f64, 0.0), 160.0, 210.0)
}

/// The weighted sum at a place of the plane.
fn sum(neuron: &Neuron, [x, y]: [f64; 2]) -> f64 {
    neuron.weights[0] * x + neuron.weights[1] * y + neuron.bias
}

impl Square {
    /// Where a point of the plane is drawn.
    pub fn place(self, [x, y]: [f64; 2]) -> (f64, f64) {
        let Self { left, top, side } = self;
        (left + side * (x + 0.5) / 2.0, top + side * (1.5 - y) / 2.0)
    }

    /// The middle of what stands below.
    fn below(self) -> (f64, f64) {
        (self.left + self.side / 2.0, self.top + self.side + 30.0)
    }

    /// Both sides of a neuron's line, its name above, and where the inputs are 0 and 1.
    pub fn sides(self, canvas: &Canvas, neuron: &Neuron, name: &str) -> Result<()> {
        let Self { left, top, side } = self;
        canvas.words(name, (left, top - 15.0), LABEL_SIZE, INK, Anchor::Left)?;
        canvas.cell((left, top), side, side, DIVERGING[6])?;
        let yes = yes(neuron);
        // Where the sum is 0 all over, there is no side and no line.
        let yes = match yes.iter().any(|at| sum(neuron, *at) > 0.0) {
            true => yes,
            false => Vec::new(),
        };
        let corners: Vec<_> = yes.iter().map(|at| self.place(*at)).collect();
        canvas.polygon(&corners, DIVERGING[11])?;
        let on_line = |at: &&[f64; 2]| sum(neuron, **at).abs() < 1e-9;
        let line = yes.iter().filter(on_line).map(|at| self.place(*at));
        let line: Vec<_> = line.collect();
        canvas.path(&line, INK, 2.0)?;
        for (x, y) in [(-0.3, -0.34), (1.3, 1.34)] {
            let says = if sum(neuron, [x, y]) > 0.0 { "yes" } else { "no" };
            canvas.words(
                says,
                self.place([x, y]),
                TICK_SIZE,
                INK,
                Anchor::Middle,
            )?;
        }
        for tick in [0.0, 1.0] {
            let text = tick.to_string();
            let below = (self.place([tick, 0.0]).0, top + side + 10.0);
            canvas.words(&text, below, TICK_SIZE, MUTED, Anchor::Middle)?;
            let beside = (left - 9.0, self.place([0.0, tick]).1);
            canvas.words(&text, beside, TICK_SIZE, MUTED, Anchor::Middle)?;
        }
        Ok(())
    }

    /// A corner with an answer; where it is wrong, crossed out.
    pub fn spot(
        self,
        canvas: &Canvas,
        at: [f64; 2],
        answer: &str,
        is_wrong: bool,
    ) -> Result<()> {
        let (x, y) = self.place(at);
        canvas.disc((x, y), 10.0, PAPER)?;
        let (color, width) = if is_wrong { (SERIES[1], 3.0) } else { (INK, 1.5) };
        canvas.ring((x, y), 10.0, color, width)?;
        canvas.words(answer, (x, y), LABEL_SIZE, INK, Anchor::Middle)?;
        if is_wrong {
            let aside = if at[1] > 0.5 { 19.0 } else { -19.0 };
            canvas.words(
                "missed",
                (x, y + aside),
                TICK_SIZE,
                INK,
                Anchor::Middle,
            )?;
        }
        Ok(())
    }
}

/// The part of the square where a neuron's sum is not below zero, corner by corner.
fn yes(neuron: &Neuron) -> Vec<[f64; 2]> {
    const SQUARE: [[f64; 2]; 4] =
        [[-0.5, -0.5], [1.5, -0.5], [1.5, 1.5], [-0.5, 1.5]];
    let mut corners = Vec::new();
    for (index, &from) in SQUARE.iter().enumerate() {
        let to = SQUARE[(index + 1) % SQUARE.len()];
        let (here, there) = (sum(neuron, from), sum(neuron, to));
        if here >= 0.0 {
            corners.push(from);
        }
        if here * there < 0.0 {
            let part = here / (here - there);
            corners.push(
                [0, 1].map(|axis| from[axis] + part * (to[axis] - from[axis])),
            );
        }
    }
    corners
}
