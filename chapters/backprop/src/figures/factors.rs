//! The small network with the way of one weight to the cost.

use anyhow::Result;
use page::figure::short;
use page::palette::{INK, MUTED, PAPER, SERIES};
use page::{Anchor, Canvas, Svg, draw};

use super::by_hand::between;
use super::way_back::numbered;

type Point = (f64, f64);

/// Inputs, hidden neurons, output and cost, column by column.
const COLUMNS: [f64; 4] = [44.0, 186.0, 330.0, 446.0];
const ROWS: [f64; 2] = [72.0, 250.0];
const MIDDLE: f64 = 161.0;
const NAMES: [&str; 4] = ["input", "sigmoid", "linear", "cost"];

/// A weight, and the factors along its way to the cost.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Way {
    /// Its layer, where it comes from and where it goes to.
    pub at: (usize, usize, usize),
    /// What comes in through it.
    pub incoming: f64,
    /// For a weight of the first layer: the slope of its neuron, and the weight behind.
    pub hidden: Option<(f64, f64)>,
    /// How fast the cost changes with the output.
    pub rate: f64,
}

impl Way {
    /// From the cost back to the weight, as the page multiplies them.
    pub fn factors(&self) -> Vec<f64> {
        let mut factors = vec![self.rate];
        factors
            .extend(self.hidden.iter().flat_map(|(slope, behind)| [behind, slope]));
        factors.push(self.incoming);
        factors
    }

    /// `2 · 3 · 0.25 · 2`, with brackets around what is negative behind another.
    pub fn words(&self) -> String {
        let factors = self.factors().into_iter().enumerate();
        let word = |(at, factor): (usize, f64)| match short(&factor) {
            text if at > 0 && factor < 0.0 => format!("({text})"),
            text => text,
        };
        factors.map(word).collect::<Vec<_>>().join(" · ")
    }
}

/// Where the number of a weight stands.
pub(crate) fn stands((layer, from, to): (usize, usize, usize)) -> Point {
    let ((x, y), (end, last)) = ends((layer, from, to));
    let part = match layer {
        0 if from == to => 0.6,
        0 => 0.32,
        _ => 0.5,
    };
    (x + part * (end - x), y + part * (last - y))
}

fn ends((layer, from, to): (usize, usize, usize)) -> (Point, Point) {
    let start = (COLUMNS[layer], ROWS[from]);
    let y = if layer == 0 { ROWS[to] } else { MIDDLE };
    (start, (COLUMNS[layer + 1], y))
}

/// All weights on their lines, and the way of one of them with its factors in orange.
/// `weights` are places and values; `answers` those of inputs, hidden neurons, output
/// and cost. `product` stands below.
pub(crate) fn ways(
    weights: &[((usize, usize, usize), f64)],
    answers: [&[f64]; 4],
    way: &Way,
    product: &str,
) -> Result<Svg> {
    let (layer, from, to) = way.at;
    let is_on_way = |at: (usize, usize, usize)| {
        at == way.at || layer == 0 && (at.0, at.1) == (1, to)
    };
    let output = (COLUMNS[2], MIDDLE);
    let last = (output, (COLUMNS[3], MIDDLE));
    draw(480, 326, |canvas| {
        for (at, _) in weights.iter().filter(|(at, _)| !is_on_way(*at)) {
            let (start, end) = between(ends(*at));
            canvas.line(start, end, MUTED, 1.0)?;
        }
        let lit = weights.iter().filter(|(at, _)| is_on_way(*at));
        for line in lit.map(|(at, _)| ends(*at)).chain([last]) {
            let (start, end) = between(line);
            canvas.line(start, end, SERIES[1], 3.0)?;
        }
        for &(at, weight) in weights {
            let is_factor = at != way.at && is_on_way(at);
            written(canvas, stands(at), weight, at == way.at, is_factor)?;
        }
        for (column, answers) in answers.into_iter().enumerate() {
            for (index, answer) in answers.iter().enumerate() {
                let y = if answers.len() == 1 { MIDDLE } else { ROWS[index] };
                let answer = (answer * 100.0).round() / 100.0;
                numbered(canvas, (COLUMNS[column], y), &short(&answer))?;
            }
            let at = (COLUMNS[column], 12.0);
            canvas.words(NAMES[column], at, 13.0, MUTED, Anchor::Middle)?;
        }
        let factor = |text: String, at: Point| {
            canvas.words(&text, at, 14.0, SERIES[1], Anchor::Middle)
        };
        // Outside of the lines that cross.
        let beside = |row: usize| ROWS[row] + if row == 0 { -34.0 } else { 36.0 };
        let incoming = format!("incoming {}", short(&way.incoming));
        factor(incoming, (COLUMNS[layer], beside(from)))?;
        if let Some((slope, _)) = way.hidden {
            let at = (COLUMNS[1], beside(to));
            factor(format!("slope {}", short(&slope)), at)?;
        }
        let rate = format!("rate {}", short(&way.rate));
        factor(rate, ((COLUMNS[2] + COLUMNS[3]) / 2.0, MIDDLE - 34.0))?;
        canvas.words(product, (240.0, 310.0), 16.0, INK, Anchor::Middle)
    })
}

/// A weight on its line: in a frame if it is the one that is asked for, in orange if it
/// is a factor on the way of another.
fn written(
    canvas: &Canvas,
    (x, y): Point,
    weight: f64,
    is_chosen: bool,
    is_factor: bool,
) -> Result<()> {
    let text = short(&weight);
    let width = 9.0 * text.chars().count() as f64 + 12.0;
    let corner = (x - width / 2.0, y - 12.0);
    canvas.cell(corner, width, 24.0, PAPER)?;
    if is_chosen {
        canvas.frame(corner, width, 24.0, SERIES[1], 2.0)?;
    }
    let color = if is_factor { SERIES[1] } else { INK };
    canvas.words(&text, (x, y), 14.0, color, Anchor::Middle)
}
