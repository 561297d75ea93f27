//! What a way back is: its price, its handles, its products, and the order of it.

use anyhow::Result;
use ndarray::ArrayView1;
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, dots, label};
use page::palette::{GRID, INK, MUTED, PAPER, SEQUENTIAL, SERIES};
use page::{Anchor, Axes, Canvas, Svg, draw};

type Point = (f64, f64);

/// The passes forward that a way back costs, and those that nudging costs, each a small
/// square.
pub(crate) fn price(back: usize, nudging: usize) -> Result<Svg> {
    const SIDE: f64 = 4.0;
    const ACROSS: usize = 118;
    let (left, top) = (4.0, 60.0);
    let (rows, rest) = (nudging / ACROSS, nudging % ACROSS);
    let height = SIDE * (rows + 1) as f64;
    let size = (left + top + height) as u32;
    draw(480, size, |canvas| {
        let words = |text: &str, at: Point, color| {
            canvas.words(text, at, LABEL_SIZE, color, Anchor::Left)
        };
        canvas.cell((left, 8.0), SIDE * back as f64, SIDE, SERIES[1])?;
        let text = format!("forward and back: {back}");
        words(&text, (left + SIDE * back as f64 + 8.0, 10.0), SERIES[1])?;
        words(&format!("nudging: {nudging}"), (left, top - 12.0), SERIES[0])?;
        let width = SIDE * ACROSS as f64;
        canvas.cell((left, top), width, SIDE * rows as f64, SERIES[0])?;
        let last = top + SIDE * rows as f64;
        canvas.cell((left, last), SIDE * rest as f64, SIDE, SERIES[0])?;
        for column in 1..ACROSS {
            let x = left + SIDE * column as f64;
            canvas.line((x, top), (x, top + height), PAPER, 0.75)?;
        }
        for row in 1..=rows {
            let y = top + SIDE * row as f64;
            canvas.line((left, y), (left + width, y), PAPER, 0.75)?;
        }
        for part in 1..back {
            let x = left + SIDE * part as f64;
            canvas.line((x, 8.0), (x, 8.0 + SIDE), PAPER, 0.75)?;
        }
        Ok(())
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
            "moves the output by the answer behind it",
            (4.0, 250.0),
            MUTED,
            Anchor::Left,
        )?;
        word("by its weight", (476.0, 250.0), MUTED, Anchor::Right)
    })
}

/// The products of the way back through a layer, to scale: rows and columns of each
/// matrix as the sides of its rectangle.
pub(crate) fn products(batch: usize, inputs: usize, outputs: usize) -> Result<Svg> {
    const UNIT: f64 = 1.6;
    let side = |count: usize| UNIT * count as f64;
    draw(480, 246, |canvas| {
        let product = |top: f64,
                       over: &str,
                       parts: [(&str, usize, usize, bool); 3]|
         -> Result<()> {
            let tallest = parts.iter().map(|part| part.1).max().unwrap_or(0);
            let middle = top + side(tallest) / 2.0;
            let mut left = 10.0;
            for (at, (name, rows, columns, is_found)) in
                parts.into_iter().enumerate()
            {
                let (width, height) = (side(columns), side(rows));
                let corner = (left + 34.0, middle - height / 2.0);
                let fill = if is_found { SEQUENTIAL[4] } else { SEQUENTIAL[1] };
                canvas.cell(corner, width, height, fill)?;
                canvas.frame(corner, width, height, INK, 1.0)?;
                let center = (corner.0 + width / 2.0, middle);
                canvas.words(name, center, LABEL_SIZE, INK, Anchor::Middle)?;
                let beside = (corner.0 - 4.0, middle);
                canvas.words(
                    &rows.to_string(),
                    beside,
                    TICK_SIZE,
                    MUTED,
                    Anchor::Right,
                )?;
                let above = (center.0, corner.1 - 9.0);
                canvas.words(
                    &columns.to_string(),
                    above,
                    TICK_SIZE,
                    MUTED,
                    Anchor::Middle,
                )?;
                left = corner.0 + width;
                if at < 2 {
                    let sign = if at == 0 { "=" } else { "·" };
                    let at = (left + 10.0, middle);
                    canvas.words(sign, at, 16.0, INK, Anchor::Middle)?;
                    left += 12.0;
                }
            }
            for (line, text) in ["sums over", over].into_iter().enumerate() {
                let at = (left + 14.0, middle - 8.0 + 16.0 * line as f64);
                canvas.words(text, at, LABEL_SIZE, MUTED, Anchor::Left)?;
            }
            Ok(())
        };
        product(
            24.0,
            "examples",
            [
                ("dW", inputs, outputs, true),
                ("Xᵀ", inputs, batch, false),
                ("dZ", batch, outputs, false),
            ],
        )?;
        product(
            24.0 + side(inputs) + 40.0,
            "neurons",
            [
                ("dX", batch, inputs, true),
                ("dZ", batch, outputs, false),
                ("Wᵀ", outputs, inputs, false),
            ],
        )
    })
}

/// Forward through two layers and back, with what is kept on the way, and what falls out.
pub(crate) fn there_and_back() -> Result<Svg> {
    let (forward, back) = (44.0, 150.0);
    let columns = [34.0, 138.0, 242.0, 346.0, 446.0];
    draw(480, 240, |canvas| {
        let word = |text: &str, at: Point, color| {
            canvas.words(text, at, LABEL_SIZE, color, Anchor::Middle)
        };
        let boxed = |text: &str, at: Point, color| -> Result<()> {
            let corner = (at.0 - 34.0, at.1 - 17.0);
            canvas.cell(corner, 68.0, 34.0, SEQUENTIAL[0])?;
            canvas.frame(corner, 68.0, 34.0, color, 1.5)?;
            word(text, at, color)
        };
        for pair in columns.windows(2) {
            let (from, to) = (pair[0] + 36.0, pair[1] - 36.0);
            canvas.arrow((from - 14.0, forward), (to + 0.0, forward), INK, 1.5)?;
            canvas.arrow((to + 14.0, back), (from, back), SERIES[1], 1.5)?;
        }
        for (at, name, rate) in [(0, "X", "dX"), (2, "A₁", "dA₁"), (4, "A₂", "dA₂")]
        {
            let x = columns[at];
            for (text, y, color) in [(name, forward, INK), (rate, back, SERIES[1])]
            {
                canvas.cell((x - 17.0, y - 12.0), 34.0, 24.0, PAPER)?;
                word(text, (x, y), color)?;
            }
        }
        for (at, name, falls) in
            [(1, "layer 1", "dW₁, db₁"), (3, "layer 2", "dW₂, db₂")]
        {
            let x = columns[at];
            boxed(name, (x, forward), INK)?;
            boxed("and back", (x, back), SERIES[1])?;
            // What the layer took, kept for its way back.
            let from = (columns[at - 1] + 8.0, forward + 16.0);
            canvas.arrow(from, (x - 30.0, back - 20.0), MUTED, 1.0)?;
            canvas.arrow((x, back + 18.0), (x, back + 46.0), SERIES[1], 1.5)?;
            word(falls, (x, back + 60.0), SERIES[1])?;
        }
        let x = columns[4];
        canvas.arrow((x, forward + 14.0), (x, back - 16.0), SERIES[1], 1.5)?;
        canvas.words("cost", (x - 8.0, 97.0), LABEL_SIZE, INK, Anchor::Right)?;
        canvas.words(
            "kept",
            (columns[0] + 2.0, 97.0),
            LABEL_SIZE,
            MUTED,
            Anchor::Left,
        )?;
        canvas.words("forward →", (4.0, 10.0), LABEL_SIZE, INK, Anchor::Left)?;
        canvas.words("← back", (4.0, 226.0), LABEL_SIZE, SERIES[1], Anchor::Left)
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
        y_ticks: 7,
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

/// A disc on the canvas, with a number in it.
pub(super) fn numbered(canvas: &Canvas, at: Point, text: &str) -> Result<()> {
    canvas.disc(at, 22.0, PAPER)?;
    canvas.ring(at, 22.0, INK, 1.5)?;
    canvas.words(text, at, 14.0, INK, Anchor::Middle)
}
