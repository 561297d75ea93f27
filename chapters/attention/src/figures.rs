//! The pictures of the chapter.

use anyhow::Result;
use ndarray::Array2;
use page::figure::{curve, dots, label};
use page::palette::{INK, MUTED, SERIES, diverging};
use page::{Anchor, Axes, Canvas, Svg, draw, heat_map};

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
    canvas.words(shape, (middle, top + 31.0), 12.0, MUTED, Anchor::Middle)
}

/// The seven steps, with the shape of what each makes.
pub fn steps() -> Result<Svg> {
    draw(480, 560, |canvas| {
        let arrow = |from, to| canvas.arrow(from, to, MUTED, 1.5);
        part(canvas, (172.0, 6.0), ("X, tokens", "(n, d_model)"), MUTED)?;
        for (index, (name, left)) in
            [("Q = X W_Q", 8.0), ("K = X W_K", 172.0), ("V = X W_V", 336.0)]
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
            &[(404.0, 126.0), (404.0, 376.0), (300.0, 376.0)],
            SERIES[2],
            1.5,
        )?;
        canvas.arrow((302.0, 376.0), (268.0, 394.0), SERIES[2], 1.5)?;
        part(canvas, (172.0, 396.0), ("A V", "(n, d_v), taken in"), MUTED)?;
        arrow((240.0, 438.0), (240.0, 474.0))?;
        part(canvas, (172.0, 476.0), ("X + A V", "(n, d_model)"), MUTED)?;
        canvas.path(
            &[(308.0, 27.0), (474.0, 27.0), (474.0, 497.0), (322.0, 497.0)],
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
            canvas.words(number, at, 14.0, SERIES[1], Anchor::Middle)?;
        }
        canvas.words(
            "the stream goes on beside the head",
            (466.0, 540.0),
            12.0,
            MUTED,
            Anchor::Right,
        )
    })
}

/// The variance of q · k against d_k, on logarithmic axes.
pub fn variance(points: &[(usize, f64, [f64; 2])]) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..10.5,
        y: 0.0..10.5,
        x_label: "d_k, as a power of two",
        y_label: "variance of q · k, as a power of two",
        x_ticks: 6,
        y_ticks: 6,
        is_ruled: true,
    };
    draw(480, 280, |canvas| {
        let mut plot = axes.draw(canvas)?;
        curve(&mut plot, [(0.0, 0.0), (10.5, 10.5)], MUTED, 1.0)?;
        label(
            &mut plot,
            "variance = d_k",
            (5.0, 5.0),
            (-12.0, -14.0),
            MUTED,
            Anchor::Right,
        )?;
        let at = |(d_k, variance, _): &(usize, f64, [f64; 2])| {
            (libm::log2(*d_k as f64), libm::log2(*variance))
        };
        dots(&mut plot, points.iter().map(at), SERIES[0], 4.0)
    })
}

/// The largest of 16 weights against d_k, with and without the division.
pub fn saturation(points: &[(usize, f64, [f64; 2])]) -> Result<Svg> {
    let axes = Axes {
        x: 2.0..10.0,
        y: 0.0..1.0,
        x_label: "d_k, as a power of two",
        y_label: "largest of 16 weights",
        x_ticks: 5,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 280, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for (index, color) in [(0, SERIES[1]), (1, SERIES[0])] {
            let at = |(d_k, _, largest): &(usize, f64, [f64; 2])| {
                (libm::log2(*d_k as f64), largest[index])
            };
            curve(&mut plot, points.iter().map(at), color, 2.0)?;
            dots(&mut plot, points.iter().map(at), color, 3.5)?;
        }
        label(
            &mut plot,
            "q · k",
            (7.0, 0.87),
            (0.0, 18.0),
            SERIES[1],
            Anchor::Left,
        )?;
        label(
            &mut plot,
            "q · k / √d_k",
            (7.0, 0.26),
            (0.0, -14.0),
            SERIES[0],
            Anchor::Left,
        )
    })
}

/// Where the tokens of a sentence look, before training and after it.
pub fn maps(
    words: &[String],
    before: &Array2<f64>,
    after: &Array2<f64>,
) -> Result<Svg> {
    const CELL: f64 = 34.0;
    let side = CELL * words.len() as f64;
    let (left, height) = (86.0, side + 96.0);
    draw(480, 2 * height as u32, |canvas| {
        for (number, (title, weights)) in
            [("before training", before), ("after training", after)]
                .into_iter()
                .enumerate()
        {
            let top = 76.0 + height * number as f64;
            canvas.words(title, (left, top - 58.0), 14.0, INK, Anchor::Left)?;
            heat_map(canvas, (left, top), CELL, words, |query, key| {
                weights[[query, key]]
            })?;
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

/// The first positions as rows of cells.
pub fn positions(table: &Array2<f64>) -> Result<Svg> {
    const ROWS: usize = 20;
    const COLUMNS: usize = 26;
    let side = (16.0, 12.0);
    draw(480, 300, |canvas: &Canvas| {
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                let at =
                    (44.0 + side.0 * column as f64, 26.0 + side.1 * row as f64);
                let color = diverging(table[[row, column]]);
                canvas.cell(at, side.0, side.1, color)?;
            }
        }
        canvas.words("position", (4.0, 12.0), 13.0, INK, Anchor::Left)?;
        for row in [0, 5, 10, 15] {
            let y = 32.0 + side.1 * row as f64;
            canvas.words(
                &row.to_string(),
                (36.0, y),
                12.0,
                MUTED,
                Anchor::Right,
            )?;
        }
        for column in [1, 2, 10, 20] {
            let x = 36.0 + side.0 * column as f64;
            canvas.words(
                &column.to_string(),
                (x, 275.0),
                12.0,
                MUTED,
                Anchor::Middle,
            )?;
        }
        canvas.words("column", (254.0, 290.0), 13.0, INK, Anchor::Middle)
    })
}

/// The dot product of two positions against their distance.
pub fn distance(products: &[f64]) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..100.0,
        y: 0.0..26.0,
        x_label: "distance between the positions",
        y_label: "dot product of their encodings",
        x_ticks: 6,
        y_ticks: 6,
        is_ruled: true,
    };
    draw(480, 260, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let points = products.iter().enumerate().map(|(k, &y)| (k as f64, y));
        curve(&mut plot, points, SERIES[0], 2.0)
    })
}
