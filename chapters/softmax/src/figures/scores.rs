//! Scores, their shares, and how a temperature changes them.

use anyhow::Result;
use ndarray::{Array1, ArrayView1};
use page::figure::{curve, dots, label, short};
use page::palette::{INK, MUTED, PAPER, SERIES, sequential};
use page::{Anchor, Axes, Svg, draw};

use super::{bar, below_bars, legend, name, words};
use crate::three_words::{LOGITS, WORDS};
use crate::{entropy as entropy_of, softmax_at};

/// The same scores as sticks at three temperatures, and a random point that hits each.
pub(crate) fn slider(
    logits: ArrayView1<f64>,
    temperatures: &[f64; 3],
    pick: f64,
) -> Result<Svg> {
    let (left, length) = (8.0, 464.0);
    draw(480, 362, |canvas| {
        words(canvas, "scores", (left, 62.0))?;
        for (index, (z, word)) in LOGITS.iter().zip(WORDS).enumerate() {
            let at = left + 100.0 + 100.0 * index as f64;
            bar(canvas, (at, 98.0), (44.0, 15.0 * z), &short(z), SERIES[index])?;
            name(canvas, word, (at + 22.0, 111.0))?;
        }
        let at = left + pick * length;
        let kinds = ["cold", "as they are", "hot"];
        for (row, (&t, kind)) in temperatures.iter().zip(kinds).enumerate() {
            let top = 168.0 + 72.0 * row as f64;
            let (mut from, mut hit) = (0.0, WORDS[0]);
            for (index, (p, word)) in
                softmax_at(logits, t)?.iter().zip(WORDS).enumerate()
            {
                let (start, width) = (left + from * length, p * length);
                canvas.cell((start, top), width - 1.0, 26.0, SERIES[index])?;
                if width > 40.0 {
                    name(canvas, word, (start + width / 2.0, top + 37.0))?;
                }
                if from <= pick {
                    hit = word;
                }
                from += p;
            }
            canvas.arrow((at, top - 22.0), (at, top - 2.0), INK, 2.0)?;
            let text =
                format!("{kind}, T = {}: the cat sat on the {hit}", short(&t));
            words(canvas, &text, (at + 14.0, top - 13.0))?;
        }
        Ok(())
    })
}

/// Scores, their powers, and the shares of these in the sum: three bar charts.
pub(crate) fn shares(
    z: ArrayView1<f64>,
    powers: &Array1<f64>,
    p: &Array1<f64>,
) -> Result<Svg> {
    let base = 142.0;
    let charts = [
        ("score z", z.to_owned(), 0),
        ("power e^z", powers.clone(), 1),
        ("share p", p.clone(), 4),
    ];
    draw(480, 186, |canvas| {
        for (chart, (title, values, digits)) in charts.into_iter().enumerate() {
            let left = 6.0 + 166.0 * chart as f64;
            name(canvas, title, (left + 68.0, base + 34.0))?;
            for (index, (value, word)) in values.iter().zip(WORDS).enumerate() {
                let at = left + 46.0 * index as f64;
                let height = 110.0 * value / values[2];
                let text = format!("{value:.digits$}");
                bar(canvas, (at, base), (42.0, height), &text, SERIES[index])?;
                name(canvas, word, (at + 21.0, base + 14.0))?;
            }
            canvas.line((left, base), (left + 136.0, base), MUTED, 1.0)?;
            if chart > 0 {
                let at = (left - 24.0, 60.0);
                canvas.arrow(at, (left - 5.0, at.1), MUTED, 2.0)?;
            }
        }
        let (to_powers, to_shares) = ((160.0, 44.0), (330.0, 44.0));
        name(canvas, "e^z", to_powers)?;
        name(canvas, "÷ sum", to_shares)
    })
}

/// Where the powers of e leave the numbers that an `f64` has, and two rows of logits
/// outside, which subtracting their largest brings back.
pub(crate) fn edge() -> Result<Svg> {
    // Less than half of the least number above 0 is rounded to 0.
    let least = libm::log(f64::from_bits(1)) - libm::log(2.0);
    let most = libm::log(f64::MAX);
    let x = |z: f64| 240.0 + 232.0 * z / 1250.0;
    let (top, height) = (64.0, 40.0);
    draw(480, 178, |canvas| {
        let width = x(most) - x(least);
        canvas.cell((x(least), top), width, height, sequential(0.2))?;
        canvas.line((8.0, top + height), (472.0, top + height), MUTED, 1.0)?;
        for z in [-1000.0, least.round(), 0.0, most.floor(), 1000.0] {
            let at = x(z);
            canvas.line(
                (at, top + height),
                (at, top + height + 5.0),
                MUTED,
                1.0,
            )?;
            name(canvas, &short(&z), (at, top + height + 17.0))?;
        }
        for (text, z) in
            [("e^z is 0", -1000.0), ("e^z is a number", 0.0), ("infinite", 1000.0)]
        {
            name(canvas, text, (x(z), top + height + 40.0))?;
        }
        name(canvas, "logits", (240.0, top + height + 62.0))?;
        let middle = top + height / 2.0;
        for side in [-1.0, 1.0] {
            let from = x(1000.0 * side);
            canvas.disc((from, middle), 5.0, SERIES[1])?;
            canvas.line((from, middle - 8.0), (from, 30.0), MUTED, 1.5)?;
            let to = x(60.0 * side);
            canvas.line((from, 30.0), (to, 30.0), MUTED, 1.5)?;
            canvas.arrow((to, 30.0), (to, middle - 6.0), MUTED, 1.5)?;
        }
        canvas.ring((240.0, middle), 6.0, PAPER, 1.0)?;
        canvas.disc((240.0, middle), 5.0, SERIES[0])?;
        name(canvas, "less the largest", (240.0, 16.0))
    })
}

/// The three probabilities in the cold, as they are and in the heat.
pub(crate) fn temperature(logits: ArrayView1<f64>) -> Result<Svg> {
    let base = 176.0;
    draw(480, 226, |canvas| {
        for (group, t) in [0.1, 1.0, 10.0].into_iter().enumerate() {
            let left = 14.0 + 162.0 * group as f64;
            for (index, p) in softmax_at(logits, t)?.iter().enumerate() {
                let at = (left + 44.0 * index as f64, base);
                let text = format!("{p:.2}");
                bar(canvas, at, (40.0, 140.0 * p), &text, SERIES[index])?;
            }
            let text = format!("T = {}", short(&t));
            below_bars(canvas, (left, base), 128.0, &text)?;
        }
        legend(canvas, (130.0, base + 38.0), 90.0)
    })
}

/// Entropy against temperature, from a hundredth to a hundred.
pub(crate) fn entropy(logits: ArrayView1<f64>) -> Result<Svg> {
    let axes = Axes {
        x: -2.0..2.0,
        y: 0.0..1.2,
        x_label: "temperature, as a power of ten",
        y_label: "entropy in nats",
        x_ticks: 5,
        y_ticks: 6,
        is_ruled: true,
    };
    draw(480, 260, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let mut points = Vec::new();
        for step in 0..=40 {
            let x = -2.0 + f64::from(step) / 10.0;
            let p = softmax_at(logits, libm::exp10(x))?; // (3)
            points.push((x, entropy_of(p.view())?));
        }
        let most = libm::log(logits.len() as f64);
        curve(&mut plot, [(-2.0, most), (2.0, most)], MUTED, 1.0)?;
        curve(&mut plot, points, SERIES[0], 2.0)?;
        label(
            &mut plot,
            "ln 3, all equally likely",
            (-2.0, most),
            (6.0, -10.0),
            MUTED,
            Anchor::Left,
        )?;
        let ours = (0.0, entropy_of(softmax_at(logits, 1.0)?.view())?);
        label(&mut plot, "T = 1", ours, (10.0, 6.0), INK, Anchor::Left)?;
        dots(&mut plot, [ours], INK, 3.5)
    })
}
