//! How heads are cut out of matrices, laid side by side and added up.

use anyhow::Result;
use ndarray::Array2;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, PAPER, diverging};
use page::{Anchor, Canvas, Svg, draw};

use super::of_head;

/// A box with a name and a shape below it.
fn part(
    canvas: &Canvas,
    (left, top): (f64, f64),
    width: f64,
    name: &str,
    shape: &str,
) -> Result<()> {
    canvas.frame((left, top), width, 44.0, MUTED, 1.5)?;
    let middle = left + width / 2.0;
    canvas.words(name, (middle, top + 14.0), LABEL_SIZE, INK, Anchor::Middle)?;
    canvas.words(shape, (middle, top + 32.0), TICK_SIZE, MUTED, Anchor::Middle)
}

/// Tokens go into every head; what the heads take in is laid end to end and mixed.
pub(crate) fn block() -> Result<Svg> {
    draw(480, 404, |canvas| {
        part(canvas, (150.0, 8.0), 180.0, "tokens", "(n, d_model)")?;
        let heads = [6.0, 128.0, 356.0];
        for (index, left) in heads.into_iter().enumerate() {
            let middle = left + 59.0;
            canvas.path(
                &[(240.0, 52.0), (240.0, 72.0), (middle, 72.0), (middle, 82.0)],
                MUTED,
                1.5,
            )?;
            canvas.arrow((middle, 80.0), (middle, 94.0), MUTED, 1.5)?;
            canvas.frame((left, 96.0), 118.0, 84.0, of_head(index), 2.0)?;
            let lines = [
                (["head 1", "head 2", "head h"][index], 112.0, INK),
                ("W_Q, W_K, W_V", 132.0, INK),
                ("(d_model, d_head)", 149.0, MUTED),
                ("own weights", 166.0, MUTED),
                ("(n, d_head)", 248.0, MUTED),
            ];
            for (text, y, color) in lines {
                canvas.words(
                    text,
                    (middle, y),
                    TICK_SIZE,
                    color,
                    Anchor::Middle,
                )?;
            }
            canvas.arrow((middle, 180.0), (middle, 210.0), of_head(index), 2.0)?;
            canvas.cell((left, 212.0), 118.0, 24.0, of_head(index))?;
        }
        canvas.words("…", (301.0, 138.0), 20.0, INK, Anchor::Middle)?;
        canvas.words("…", (301.0, 224.0), 20.0, INK, Anchor::Middle)?;
        canvas.words(
            "laid end to end: (n, h · d_head)",
            (240.0, 270.0),
            LABEL_SIZE,
            INK,
            Anchor::Middle,
        )?;
        canvas.arrow((240.0, 280.0), (240.0, 294.0), MUTED, 1.5)?;
        part(canvas, (150.0, 296.0), 180.0, "W_O", "(h · d_head, d_model)")?;
        canvas.arrow((240.0, 340.0), (240.0, 356.0), MUTED, 1.5)?;
        part(canvas, (150.0, 358.0), 180.0, "output", "(n, d_model)")
    })
}

/// What each head writes into a token, one arrow after the other, in the plane of its
/// first two numbers, and the arrow of all together.
pub(crate) fn arrows(heads: &[(f64, f64)], together: (f64, f64)) -> Result<Svg> {
    const UNIT: f64 = 380.0;
    let at = |(x, y): (f64, f64)| (110.0 + UNIT * x, 284.0 - UNIT * y);
    draw(480, 330, |canvas| {
        for tick in [0.0, 0.2, 0.4, 0.6] {
            let (x, y) = (at((tick, 0.0)).0, at((0.0, tick)).1);
            let text = page::figure::short(&tick);
            canvas.line((x, 30.0), (x, 284.0), GRID, 1.0)?;
            canvas.line((110.0, y), (410.0, y), GRID, 1.0)?;
            canvas.words(&text, (x, 298.0), TICK_SIZE, MUTED, Anchor::Middle)?;
            canvas.words(&text, (102.0, y), TICK_SIZE, MUTED, Anchor::Right)?;
        }
        let names =
            [("second number", (84.0, 12.0)), ("first number", (214.0, 318.0))];
        for (name, place) in names {
            canvas.words(name, place, LABEL_SIZE, INK, Anchor::Left)?;
        }
        canvas.arrow(at((0.0, 0.0)), at(together), INK, 1.5)?;
        let end = at(together);
        let above = (end.0 + 8.0, end.1 - 10.0);
        canvas.words("all three", above, LABEL_SIZE, INK, Anchor::Left)?;
        let mut from = (0.0, 0.0);
        for (head, (x, y)) in heads.iter().enumerate() {
            let to = (from.0 + x, from.1 + y);
            canvas.arrow(at(from), at(to), of_head(head), 4.0)?;
            let (a, b) = (at(from), at(to));
            let beside = ((a.0 + b.0) / 2.0 + 12.0, (a.1 + b.1) / 2.0 + 12.0);
            let name = format!("head {}", head + 1);
            canvas.words(&name, beside, LABEL_SIZE, of_head(head), Anchor::Left)?;
            from = to;
        }
        Ok(())
    })
}

/// A matrix whose columns are shared among heads.
pub(crate) struct Strips {
    /// How many heads.
    pub(crate) n_heads: usize,
    /// Columns of a head.
    pub(crate) d_head: usize,
    /// Parameters in all.
    pub(crate) parameters: usize,
}

/// The columns of one matrix, shared among ever more heads; below, the tables of
/// attention weights.
pub(crate) fn strips(all: &[Strips]) -> Result<Svg> {
    const SIDE: f64 = 96.0;
    draw(480, 252, |canvas| {
        for (index, strips) in all.iter().enumerate() {
            let left = 10.0 + 120.0 * index as f64;
            let middle = left + SIDE / 2.0;
            let words = |text: &str, y, color| {
                canvas.words(text, (middle, y), TICK_SIZE, color, Anchor::Middle)
            };
            let name = if strips.n_heads == 1 { "head" } else { "heads" };
            words(&format!("{} {name}", strips.n_heads), 12.0, INK)?;
            let width = SIDE / strips.n_heads as f64;
            for head in 0..strips.n_heads {
                let x = left + width * head as f64;
                canvas.cell((x, 26.0), width - 1.5, SIDE, of_head(head))?;
            }
            words(&format!("{} columns each", strips.d_head), 138.0, INK)?;
            words(&format!("{} parameters", strips.parameters), 156.0, MUTED)?;
            for table in 0..strips.n_heads {
                let (column, row) = (table % 4, table / 4);
                let wide = strips.n_heads.min(4) as f64;
                let at = (
                    middle - 12.5 * wide + 25.0 * column as f64,
                    178.0 + 25.0 * row as f64,
                );
                canvas.cell(at, 21.0, 21.0, of_head(table))?;
            }
        }
        let below = (240.0, 240.0);
        let text = "tables of attention weights, (n, n) each";
        canvas.words(text, below, TICK_SIZE, INK, Anchor::Middle)
    })
}

/// One product for all heads: tokens of two sequences, all matrices side by side, and
/// what comes of them, as a scheme of rows and columns.
pub(crate) fn packed(
    tokens: &Array2<f64>,
    matrix: &Array2<f64>,
    n_heads: usize,
    n: usize,
) -> Result<Svg> {
    const CELL: f64 = 24.0;
    let product = tokens.dot(matrix); // (rows, 3 · d_model)
    let d_model = tokens.ncols();
    let d_head = d_model / n_heads;
    // Between sequences and between queries, keys and values, there is a gap.
    let x = |column: usize| {
        158.0 + CELL * column as f64 + 8.0 * (column / d_model) as f64
    };
    let below = |row: usize| 172.0 + CELL * row as f64 + 8.0 * (row / n) as f64;
    draw(480, 344, |canvas| {
        for ((row, column), value) in matrix.indexed_iter() {
            let at = (x(column), 46.0 + CELL * row as f64);
            canvas.cell(at, CELL - 1.0, CELL - 1.0, diverging(*value))?;
        }
        for ((row, column), value) in tokens.indexed_iter() {
            let at = (40.0 + CELL * column as f64, below(row));
            canvas.cell(at, CELL - 1.0, CELL - 1.0, diverging(*value / 2.0))?;
        }
        for ((row, column), value) in product.indexed_iter() {
            let at = (x(column), below(row));
            canvas.cell(at, CELL - 1.0, CELL - 1.0, diverging(*value / 2.0))?;
        }
        for (part, name) in ["W_Q", "W_K", "W_V"].into_iter().enumerate() {
            let middle = x(part * d_model) + CELL * d_model as f64 / 2.0;
            canvas.words(name, (middle, 12.0), LABEL_SIZE, INK, Anchor::Middle)?;
            for head in 0..n_heads {
                let left = x(part * d_model + head * d_head);
                let width = CELL * d_head as f64 - 2.0;
                // No colour of the ramp, which is for numbers.
                canvas.cell((left, 26.0), width, 15.0, MUTED)?;
                canvas.cell((left, 156.0), width, 5.0, MUTED)?;
                let at = (left + width / 2.0, 33.5);
                let number = (head + 1).to_string();
                canvas.words(&number, at, TICK_SIZE, PAPER, Anchor::Middle)?;
            }
        }
        let tokens = (40.0 + CELL * d_model as f64 / 2.0, 150.0);
        canvas.words("tokens", tokens, LABEL_SIZE, INK, Anchor::Middle)?;
        for (sequence, name) in ["A", "B"].into_iter().enumerate() {
            let middle = below(sequence * n) + CELL * n as f64 / 2.0;
            canvas.words(name, (18.0, middle), LABEL_SIZE, INK, Anchor::Middle)?;
        }
        Ok(())
    })
}
