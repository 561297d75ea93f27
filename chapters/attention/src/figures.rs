//! The pictures of the chapter.

mod by_hand;
mod looks;
mod one_number;
mod places;
mod watched;

use anyhow::Result;
use ndarray::{Array2, ArrayView1};
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, dots, label};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Axes, Canvas, Svg, draw};

pub(crate) use by_hand::{compare, mask, mixture, moved};
pub(crate) use looks::{creatures, library, looks, orders};
pub(crate) use one_number::{Row, matrix, row};
pub(crate) use places::{distance, hands, positions, unpaired};
pub(crate) use watched::watched;

/// A box with a name and a shape.
fn part(
    canvas: &Canvas,
    (left, top): (f64, f64),
    (name, shape): (&str, &str),
    color: plotters::style::RGBColor,
) -> Result<()> {
    const WIDTH: f64 = 136.0;
    canvas.frame((left, top), WIDTH, 42.0, color, 1.5)?;
    let middle = left + WIDTH / 2.0;
    canvas.words(name, (middle, top + 14.0), 14.0, INK, Anchor::Middle)?;
    canvas.words(shape, (middle, top + 31.0), TICK_SIZE, MUTED, Anchor::Middle)
}

/// The seven steps, with the shape of what each makes.
pub fn steps() -> Result<Svg> {
    draw(480, 560, |canvas| {
        let arrow = |from, to| canvas.arrow(from, to, MUTED, 1.5);
        part(canvas, (172.0, 6.0), ("X, tokens", "(n, d_model)"), MUTED)?;
        for (index, (name, left)) in
            [("Q = X W_Q", 8.0), ("K = X W_K", 172.0), ("V = X W_V", 330.0)]
                .into_iter()
                .enumerate()
        {
            let middle = left + 68.0;
            canvas.path(
                &[(240.0, 48.0), (240.0, 60.0), (middle, 60.0), (middle, 72.0)],
                MUTED,
                1.5,
            )?;
            arrow((middle, 66.0), (middle, 82.0))?;
            let shape = if index == 2 { "(n, d_v)" } else { "(n, d_k)" };
            part(canvas, (left, 84.0), (name, shape), SERIES[index])?;
        }
        arrow((76.0, 126.0), (132.0, 162.0))?;
        arrow((240.0, 126.0), (184.0, 162.0))?;
        part(canvas, (90.0, 164.0), ("Q Kᵀ / √d_k", "(n, n), scores"), MUTED)?;
        arrow((158.0, 206.0), (158.0, 238.0))?;
        part(canvas, (90.0, 240.0), ("mask", "(n, n), later: −∞"), MUTED)?;
        arrow((158.0, 282.0), (158.0, 314.0))?;
        part(canvas, (90.0, 316.0), ("softmax", "(n, n), weights A"), MUTED)?;
        arrow((158.0, 358.0), (214.0, 394.0))?;
        canvas.path(
            &[(398.0, 126.0), (398.0, 376.0), (300.0, 376.0)],
            SERIES[2],
            1.5,
        )?;
        canvas.arrow((302.0, 376.0), (268.0, 394.0), SERIES[2], 1.5)?;
        part(canvas, (172.0, 396.0), ("A V", "(n, d_v), taken in"), MUTED)?;
        arrow((240.0, 438.0), (240.0, 474.0))?;
        part(canvas, (172.0, 476.0), ("X + A V", "(n, d_model)"), MUTED)?;
        canvas.path(
            &[(308.0, 27.0), (478.0, 27.0), (478.0, 497.0), (322.0, 497.0)],
            MUTED,
            1.5,
        )?;
        arrow((330.0, 497.0), (310.0, 497.0))?;
        for (number, at) in [
            ("1, 2", (28.0, 66.0)),
            ("3", (72.0, 185.0)),
            ("4", (72.0, 261.0)),
            ("5", (72.0, 337.0)),
            ("6", (154.0, 417.0)),
            ("7", (154.0, 497.0)),
        ] {
            canvas.words(number, at, 14.0, MUTED, Anchor::Middle)?;
        }
        canvas.words(
            "the stream goes on beside the head",
            (466.0, 540.0),
            TICK_SIZE,
            MUTED,
            Anchor::Right,
        )
    })
}

/// The weights of one query for 16 keys, without the root and with it, as bars.
pub fn sure(weights: [ArrayView1<f64>; 2]) -> Result<Svg> {
    const HIGH: f64 = 130.0;
    draw(480, 338, |canvas| {
        for (number, (weights, name)) in weights
            .into_iter()
            .zip(["softmax of q · k", "softmax of q · k / √d_k"])
            .enumerate()
        {
            let foot = 156.0 + 170.0 * number as f64;
            let color = SERIES[1 - number];
            canvas.words(
                name,
                (4.0, foot - 140.0),
                LABEL_SIZE,
                color,
                Anchor::Left,
            )?;
            for (key, &weight) in weights.iter().enumerate() {
                let at = (16.0 + 28.0 * key as f64, foot - HIGH * weight - 1.0);
                canvas.cell(at, 22.0, HIGH * weight + 1.0, color)?;
                if weight > 0.08 {
                    let at = (at.0 + 11.0, at.1 - 10.0);
                    let share = format!("{weight:.2}");
                    canvas.words(&share, at, TICK_SIZE, INK, Anchor::Middle)?;
                }
            }
            canvas.line((8.0, foot), (468.0, foot), MUTED, 1.0)?;
        }
        Ok(())
    })
}

/// Measured times against the number of tokens, relative to the fewest, on logarithmic
/// axes, with straight lines for n and for n².
pub fn cost(times: &[(usize, f64)]) -> Result<Svg> {
    let first = times.first().map_or(1, |(n, _)| *n) as f64;
    let axes = Axes {
        x: 0.0..4.2,
        y: 0.0..8.4,
        x_label: "tokens, as doublings of the fewest",
        y_label: "time, as doublings",
        x_ticks: 5,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 280, |canvas| {
        let mut plot = axes.draw(canvas)?;
        curve(&mut plot, [(0.0, 0.0), (4.2, 4.2)], MUTED, 1.0)?;
        curve(&mut plot, [(0.0, 0.0), (4.2, 8.4)], MUTED, 1.0)?;
        label(&mut plot, "like n", (3.6, 3.6), (-10.0, 16.0), MUTED, Anchor::Left)?;
        label(
            &mut plot,
            "like n²",
            (2.6, 5.2),
            (-10.0, -10.0),
            MUTED,
            Anchor::Right,
        )?;
        let at = |(n, times): &(usize, f64)| {
            (libm::log2(*n as f64 / first), libm::log2(*times))
        };
        curve(&mut plot, times.iter().map(at), SERIES[0], 2.0)?;
        dots(&mut plot, times.iter().map(at), SERIES[0], 4.0)
    })
}

/// Squares with a side for the tokens and a strip below: how who looks at whom grows, and
/// how the projections do. Each is given as tokens, times the projections, times the pairs.
pub fn squares(sizes: &[(usize, usize, usize)]) -> Result<Svg> {
    const SIDE: f64 = 22.0;
    const FOOT: f64 = 202.0;
    draw(480, 288, |canvas| {
        let mut left = 30.0;
        for &(tokens, projections, pairs) in sizes {
            let side = SIDE * (pairs as f64).sqrt();
            canvas.cell((left, FOOT - side), side, side, SERIES[0])?;
            let strip = SIDE * projections as f64;
            canvas.cell((left, FOOT + 28.0), strip, 14.0, SERIES[1])?;
            let middle = left + side / 2.0;
            let write = |text: String, y, color| {
                canvas.words(&text, (middle, y), LABEL_SIZE, color, Anchor::Middle)
            };
            write(format!("{pairs} ×"), FOOT - side - 12.0, SERIES[0])?;
            write(format!("{projections} ×"), FOOT + 54.0, SERIES[1])?;
            write(tokens.to_string(), FOOT + 14.0, INK)?;
            left += side + 30.0;
        }
        canvas.words(
            "who looks at whom",
            (4.0, 12.0),
            LABEL_SIZE,
            SERIES[0],
            Anchor::Left,
        )?;
        canvas.words(
            "tokens",
            (472.0, FOOT + 14.0),
            TICK_SIZE,
            MUTED,
            Anchor::Right,
        )?;
        canvas.words(
            "projections",
            (4.0, 278.0),
            LABEL_SIZE,
            SERIES[1],
            Anchor::Left,
        )
    })
}

/// How many questions the readers of each kind answer: a dot for each of them, full for
/// new sentences, empty for those of the training.
pub fn colours(kinds: &[(&str, Vec<[f64; 2]>)], chance: f64) -> Result<Svg> {
    const LEFT: f64 = 20.0;
    const WIDE: f64 = 440.0;
    let x = |share: f64| LEFT + WIDE * share;
    draw(480, 272, |canvas| {
        let foot = 30.0 + 50.0 * kinds.len() as f64;
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            canvas.line((x(share), 20.0), (x(share), foot), GRID, 1.0)?;
            let tick = format!("{} %", 100.0 * share);
            let at = (x(share), foot + 14.0);
            canvas.words(&tick, at, TICK_SIZE, MUTED, Anchor::Middle)?;
        }
        canvas.line((x(chance), 20.0), (x(chance), foot), MUTED, 1.5)?;
        canvas.words(
            "chance",
            (x(chance), 10.0),
            TICK_SIZE,
            MUTED,
            Anchor::Middle,
        )?;
        for (number, (name, readers)) in kinds.iter().enumerate() {
            let y = 60.0 + 50.0 * number as f64;
            canvas.words(
                name,
                (x(0.3), y - 13.0),
                LABEL_SIZE,
                INK,
                Anchor::Left,
            )?;
            canvas.line((x(0.0), y), (x(1.0), y), GRID, 1.0)?;
            for [seen, new] in readers {
                canvas.ring((x(*seen), y), 5.5, SERIES[1], 1.5)?;
                canvas.disc((x(*new), y), 4.0, SERIES[0])?;
            }
        }
        let said = "full: new sentences, ring: those of the training";
        canvas.words(said, (240.0, foot + 34.0), TICK_SIZE, MUTED, Anchor::Middle)
    })
}

/// The way back through a head: three ways from what a token takes in to the token.
pub fn ways_back() -> Result<Svg> {
    draw(480, 292, |canvas| {
        let arrow = |from, to, color| canvas.arrow(from, to, color, 2.0);
        part(canvas, (172.0, 6.0), ("Δ = dC/dO", "from above"), MUTED)?;
        part(canvas, (90.0, 86.0), ("dC/dS", "softmax, scores"), MUTED)?;
        arrow((216.0, 48.0), (168.0, 84.0), MUTED)?;
        let boxes =
            [("dC/dQ", "it asks"), ("dC/dK", "it offers"), ("dC/dV", "it gives")];
        for (index, (name, way)) in boxes.into_iter().enumerate() {
            let left = 8.0 + 164.0 * index as f64;
            let middle = left + 68.0;
            part(canvas, (left, 166.0), (name, way), SERIES[index])?;
            let to = 240.0 + 0.35 * (middle - 240.0);
            arrow((middle, 208.0), (to, 244.0), SERIES[index])?;
        }
        arrow((134.0, 128.0), (92.0, 164.0), SERIES[0])?;
        arrow((182.0, 128.0), (224.0, 164.0), SERIES[1])?;
        canvas.path(&[(290.0, 48.0), (404.0, 110.0)], SERIES[2], 2.0)?;
        arrow((404.0, 110.0), (404.0, 164.0), SERIES[2])?;
        part(canvas, (172.0, 246.0), ("dC/dX", "the sum of three"), MUTED)
    })
}

/// Two masks side by side: who may look where is filled.
pub fn masks(masks: [(&str, &Array2<bool>); 2], words: &[String]) -> Result<Svg> {
    const CELL: f64 = 25.0;
    draw(480, 228, |canvas| {
        for (number, (name, mask)) in masks.into_iter().enumerate() {
            let (left, top) = (60.0 + 240.0 * number as f64, 52.0);
            let color = SERIES[number];
            canvas.words(
                name,
                (left + 75.0, 14.0),
                LABEL_SIZE,
                color,
                Anchor::Middle,
            )?;
            for ((query, key), is_allowed) in mask.indexed_iter() {
                let at = (left + CELL * key as f64, top + CELL * query as f64);
                if *is_allowed {
                    canvas.cell(at, CELL, CELL, color)?;
                }
            }
            let side = CELL * words.len() as f64;
            canvas.frame((left, top), side, side, GRID, 1.0)?;
            for (index, word) in words.iter().enumerate() {
                let at = (left - 7.0, top + CELL * (index as f64 + 0.5));
                canvas.words(word, at, TICK_SIZE, MUTED, Anchor::Right)?;
            }
            let ends =
                [(0, Anchor::Left, 0.0), (words.len() - 1, Anchor::Right, side)];
            for (index, anchor, x) in ends {
                let at = (left + x, top - 12.0);
                canvas.words(&words[index], at, TICK_SIZE, MUTED, anchor)?;
            }
        }
        Ok(())
    })
}

/// The sum of each token's weights, masked before the softmax and afterwards, as bars.
pub fn sums(
    words: &[String],
    before: ArrayView1<f64>,
    after: ArrayView1<f64>,
) -> Result<Svg> {
    const LEFT: f64 = 52.0;
    const WIDE: f64 = 380.0;
    draw(480, 236, |canvas| {
        for (index, word) in words.iter().enumerate() {
            let y = 38.0 + 34.0 * index as f64;
            canvas.words(word, (LEFT - 8.0, y), LABEL_SIZE, INK, Anchor::Right)?;
            canvas.frame(
                (LEFT, y - 11.0),
                WIDE * before[index],
                22.0,
                SERIES[0],
                1.5,
            )?;
            canvas.cell((LEFT, y - 11.0), WIDE * after[index], 22.0, SERIES[1])?;
            let at = (LEFT + WIDE * after[index] + 6.0, y);
            let (sum, anchor) = (format!("{:.2}", after[index]), Anchor::Left);
            canvas.words(&sum, at, TICK_SIZE, SERIES[1], anchor)?;
        }
        canvas.words(
            "masked before: 1",
            (LEFT + WIDE, 12.0),
            LABEL_SIZE,
            SERIES[0],
            Anchor::Right,
        )?;
        canvas.words(
            "masked afterwards",
            (LEFT, 12.0),
            LABEL_SIZE,
            SERIES[1],
            Anchor::Left,
        )
    })
}
