//! What a way back is: its price, its handles, its products, and the order of it.

use anyhow::Result;
use ndarray::ArrayView1;
use page::figure::{LABEL_SIZE, curve, dots, label};
use page::palette::{GRID, INK, MUTED, PAPER, SEQUENTIAL, SERIES};
use page::{Anchor, Axes, Canvas, Svg, draw};

use super::arrows;

type Point = (f64, f64);

/// The passes forward that a way back costs, and those that nudging costs, each a small
/// square. Lines set hundreds of them apart.
pub(crate) fn price(back: usize, nudging: usize) -> Result<Svg> {
    const SIDE: f64 = 4.0;
    const ACROSS: usize = 110;
    let (left, top) = (20.0, 62.0);
    let (rows, rest) = (nudging / ACROSS, nudging % ACROSS);
    let (width, height) = (SIDE * ACROSS as f64, SIDE * rows as f64);
    draw(480, (top + height + SIDE + 4.0) as u32, |canvas| {
        let row = |at: Point, count: usize, color| {
            canvas.cell(at, SIDE * count as f64, SIDE, color)
        };
        for square in 0..back {
            let at = (left + (SIDE + 1.5) * square as f64, 10.0);
            row(at, 1, SERIES[1])?;
        }
        canvas.cell((left, top), width, height, SERIES[0])?;
        row((left, top + height), rest, SERIES[0])?;
        for column in (10..ACROSS).step_by(10) {
            let x = left + SIDE * column as f64;
            canvas.line((x, top), (x, top + height + SIDE), PAPER, 1.0)?;
        }
        for row in (10..=rows).step_by(10) {
            let y = top + SIDE * row as f64;
            canvas.line((left, y), (left + width, y), PAPER, 1.0)?;
        }
        let text = format!("forward and back: {back}");
        let at = (left + (SIDE + 1.5) * back as f64 + 8.0, 12.0);
        canvas.words(&text, at, LABEL_SIZE, SERIES[1], Anchor::Left)?;
        let text = format!("nudging: {nudging}");
        let at = (left, top - 12.0);
        canvas.words(&text, at, LABEL_SIZE, SERIES[0], Anchor::Left)
    })
}

/// The handles of one output: each weight by the answer behind it, and each answer by the
/// weight before it, as lines that are thick where a handle moves much. The neurons
/// stand in the order of their weights.
pub(crate) fn handles(
    answers: ArrayView1<f64>,
    weights: ArrayView1<f64>,
) -> Result<Svg> {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]));
    let (top, bottom) = (44.0, 214.0);
    let step = (bottom - top) / (order.len() as f64 - 1.0);
    let middle = (top + bottom) / 2.0;
    draw(480, 262, |canvas| {
        let fans = [
            (0.0, "each weight", answers),
            (250.0, "each incoming answer", weights),
        ];
        for (left, name, strengths) in fans {
            let (from, to) = (left + 34.0, left + 196.0);
            let most = strengths.iter().fold(0.0, |most: f64, s| most.max(s.abs()));
            // Lines of one look together, so that they become one path.
            for level in 0..=4 {
                for is_negative in [false, true] {
                    let color = match (level, is_negative) {
                        (0, _) => GRID,
                        (_, false) => SERIES[0],
                        (_, true) => SERIES[1],
                    };
                    for (place, &neuron) in order.iter().enumerate() {
                        let s = strengths[neuron];
                        let its = (4.0 * s.abs() / most + 1e-9).round() as usize;
                        if its != level || (s < 0.0) != is_negative {
                            continue;
                        }
                        let y = top + step * place as f64;
                        let width = 0.75 + 1.25 * level as f64;
                        canvas.line((from, y), (to, middle), color, width)?;
                    }
                }
            }
            canvas.disc((to, middle), 13.0, PAPER)?;
            canvas.ring((to, middle), 13.0, INK, 1.5)?;
            let at = (left + 115.0, 12.0);
            canvas.words(name, at, LABEL_SIZE, INK, Anchor::Middle)?;
        }
        let word = |text: &str, at: Point, color, anchor| {
            canvas.words(text, at, LABEL_SIZE, color, anchor)
        };
        word("positive weights", (276.0, 32.0), SERIES[0], Anchor::Left)?;
        word("negative weights", (276.0, 228.0), SERIES[1], Anchor::Left)?;
        word(
            "thick: a strong answer behind it",
            (4.0, 250.0),
            MUTED,
            Anchor::Left,
        )?;
        word("thick: a large weight", (476.0, 250.0), MUTED, Anchor::Right)
    })
}

/// The products of the way back through a layer, to scale: rows and columns of each
/// matrix as the sides of its rectangle.
pub(crate) fn products(batch: usize, inputs: usize, outputs: usize) -> Result<Svg> {
    const UNIT: f64 = 1.6;
    let side = |count: usize| UNIT * count as f64;
    let lower = 24.0 + side(inputs) + 40.0;
    let rows = [
        (
            24.0 + side(inputs) / 2.0,
            "examples",
            [
                ("dW", inputs, outputs),
                ("Xᵀ", inputs, batch),
                ("dZ", batch, outputs),
            ],
        ),
        (
            lower + side(outputs) / 2.0,
            "neurons",
            [
                ("dX", batch, inputs),
                ("dZ", batch, outputs),
                ("Wᵀ", outputs, inputs),
            ],
        ),
    ];
    // Left edges of the matrices in a row, and where the last one ends.
    let lefts = |matrices: &[(&str, usize, usize); 3]| {
        let mut left = 44.0;
        matrices.map(|(_, _, columns)| {
            left += side(columns) + 46.0;
            left - side(columns) - 46.0
        })
    };
    draw(480, (lower + side(outputs) + 8.0) as u32, |canvas| {
        for (middle, _, matrices) in &rows {
            for ((left, (_, rows, columns)), at) in
                lefts(matrices).into_iter().zip(matrices).zip(0..)
            {
                let corner = (left, middle - side(*rows) / 2.0);
                let fill = if at == 0 { SEQUENTIAL[4] } else { SEQUENTIAL[1] };
                canvas.cell(corner, side(*columns), side(*rows), fill)?;
            }
        }
        for (middle, _, matrices) in &rows {
            for (left, (_, rows, columns)) in
                lefts(matrices).into_iter().zip(matrices)
            {
                let corner = (left, middle - side(*rows) / 2.0);
                canvas.frame(corner, side(*columns), side(*rows), INK, 1.0)?;
            }
        }
        for (middle, over, matrices) in &rows {
            let signs = ["=", "·", ""];
            let mut end = 0.0;
            for ((left, (name, rows, columns)), sign) in
                lefts(matrices).into_iter().zip(matrices).zip(signs)
            {
                let word = |text: &str, at: Point, color, anchor| {
                    canvas.words(text, at, LABEL_SIZE, color, anchor)
                };
                let center = left + side(*columns) / 2.0;
                end = left + side(*columns);
                word(name, (center, *middle), INK, Anchor::Middle)?;
                let above = middle - side(*rows) / 2.0 - 9.0;
                word(&columns.to_string(), (center, above), MUTED, Anchor::Middle)?;
                let beside = (left - 4.0, *middle);
                word(&rows.to_string(), beside, MUTED, Anchor::Right)?;
                word(sign, (end + 11.0, *middle), INK, Anchor::Middle)?;
            }
            for (line, text) in ["sums over", over].into_iter().enumerate() {
                let at = (end + 10.0, middle - 8.0 + 16.0 * line as f64);
                canvas.words(text, at, LABEL_SIZE, MUTED, Anchor::Left)?;
            }
        }
        Ok(())
    })
}

/// Forward through two layers and back, with what is kept on the way, and what falls out.
pub(crate) fn there_and_back() -> Result<Svg> {
    let (forward, back) = (44.0, 150.0);
    let columns = [34.0, 138.0, 242.0, 346.0, 446.0];
    let layers = [(1, "layer 1", "dW₁, db₁"), (3, "layer 2", "dW₂, db₂")];
    draw(480, 236, |canvas| {
        let word = |text: &str, at: Point, color| {
            canvas.words(text, at, LABEL_SIZE, color, Anchor::Middle)
        };
        let corner = |at: usize, y: f64| (columns[at] - 36.0, y - 17.0);
        // From beside a word to beside a box, or the other way round.
        let gap = |at: usize, y: f64| {
            let (before, after) =
                if at.is_multiple_of(2) { (22.0, 40.0) } else { (40.0, 22.0) };
            ((columns[at] + before, y), (columns[at + 1] - after, y))
        };
        let forwards: Vec<_> = (0..4).map(|at| gap(at, forward)).collect();
        arrows(canvas, &forwards, INK, 1.5)?;
        for (at, ..) in layers {
            canvas.frame(corner(at, forward), 72.0, 34.0, INK, 1.5)?;
        }
        let mut backs: Vec<_> = (0..4)
            .map(|at| {
                let (from, to) = gap(at, back);
                (to, from)
            })
            .collect();
        for (at, ..) in layers {
            let x = columns[at];
            backs.push(((x, back + 18.0), (x, back + 46.0)));
        }
        let x = columns[4];
        backs.push(((x, forward + 14.0), (x, back - 16.0)));
        arrows(canvas, &backs, SERIES[1], 1.5)?;
        for (at, ..) in layers {
            canvas.frame(corner(at, back), 72.0, 34.0, SERIES[1], 1.5)?;
        }
        // What the layers took, kept for their way back.
        let kept = layers.map(|(at, ..)| {
            let from = (columns[at - 1] + 8.0, forward + 16.0);
            (from, (columns[at] - 30.0, back - 20.0))
        });
        arrows(canvas, &kept, MUTED, 1.0)?;
        for (at, name, falls) in layers {
            word(name, (columns[at], forward), INK)?;
            word("and back", (columns[at], back), SERIES[1])?;
            word(falls, (columns[at], back + 60.0), SERIES[1])?;
        }
        for (at, name, rate) in [(0, "X", "dX"), (2, "A₁", "dA₁"), (4, "A₂", "dA₂")]
        {
            word(name, (columns[at], forward), INK)?;
            word(rate, (columns[at], back), SERIES[1])?;
        }
        let left = |text: &str, at: Point, color| {
            canvas.words(text, at, LABEL_SIZE, color, Anchor::Left)
        };
        canvas.words("cost", (x - 8.0, 97.0), LABEL_SIZE, INK, Anchor::Right)?;
        left("kept", (columns[0] + 2.0, 97.0), MUTED)?;
        left("forward →", (4.0, 10.0), INK)?;
        left("← back", (4.0, 226.0), SERIES[1])
    })
}

/// How wrong measured gradients are, against the size of the nudges, both as powers of
/// ten: with tanh and with ReLU.
pub(crate) fn nudges(steps: &[f64], errors: [&[f64]; 2]) -> Result<Svg> {
    let axes = Axes {
        x: -11.0..-1.0,
        y: -10.0..2.0,
        x_label: "size of the nudge, as a power of ten",
        y_label: "largest relative error, as a power of ten",
        x_ticks: 6,
        y_ticks: 4,
        is_ruled: true,
    };
    draw(480, 270, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for (index, errors) in errors.into_iter().enumerate() {
            let points = steps.iter().zip(errors);
            let points: Vec<Point> =
                points.map(|(s, e)| (libm::log10(*s), libm::log10(*e))).collect();
            curve(&mut plot, points.iter().copied(), SERIES[index], 2.5)?;
            dots(&mut plot, points.iter().copied(), SERIES[index], 3.5)?;
        }
        label(
            &mut plot,
            "tanh",
            (-3.4, -3.2),
            (0.0, 0.0),
            SERIES[0],
            Anchor::Right,
        )?;
        label(
            &mut plot,
            "rounding",
            (-8.4, -2.4),
            (0.0, 0.0),
            MUTED,
            Anchor::Left,
        )?;
        label(&mut plot, "ReLU", (-2.3, -5.4), (6.0, 0.0), SERIES[1], Anchor::Left)
    })
}

/// A ring on the canvas, with a number in it; lines end at its rim.
pub(super) fn numbered(canvas: &Canvas, at: Point, text: &str) -> Result<()> {
    canvas.ring(at, 22.0, INK, 1.5)?;
    canvas.words(text, at, 14.0, INK, Anchor::Middle)
}
