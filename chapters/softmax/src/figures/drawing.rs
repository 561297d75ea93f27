//! Draws, from all of a distribution and from its top.

use anyhow::Result;
use ndarray::{Array1, aview1};
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, dots, label};
use page::palette::{INK, MUTED, SERIES};
use page::{Anchor, Axes, Svg, draw};

use super::{bar, below_bars, legend, name, words};
use crate::three_words::{LOGITS_OF_FIVE, WORDS, WORDS_OF_FIVE};
use crate::{softmax_at, top_k, top_p};

/// Where on the stick the random point is.
pub(crate) const POINT: f64 = 0.61;

/// Probabilities as the parts of a stick, and a random point on it picks.
pub(crate) fn stick(p: &Array1<f64>) -> Result<Svg> {
    let (left, right) = (16.0, 464.0);
    let length = right - left;
    let (top, height) = (34.0, 44.0);
    draw(480, 152, |canvas| {
        words(canvas, "0", (left, 18.0))?;
        canvas.words("1", (right, 18.0), LABEL_SIZE, INK, Anchor::Right)?;
        let mut from = left;
        for (index, (p, word)) in p.iter().zip(WORDS).enumerate() {
            let width = p * length;
            canvas.cell((from, top), width - 2.0, height, SERIES[index])?;
            let middle = from + width / 2.0;
            let text = format!("{word} {p:.4}");
            let (at, anchor) = if index == 0 {
                ((left, top + height + 34.0), Anchor::Left)
            } else {
                ((middle, top + height + 14.0), Anchor::Middle)
            };
            canvas.words(&text, at, LABEL_SIZE, INK, anchor)?;
            from += width;
        }
        let at = left + POINT * length;
        canvas.arrow((at, top + 88.0), (at, top + height + 26.0), INK, 2.0)?;
        name(
            canvas,
            &format!("a random point, {POINT} of the way: mat"),
            (at, top + 104.0),
        )
    })
}

/// Five words at two temperatures, the likeliest first: which of them top-k keeps, and
/// which top-p.
pub(crate) fn cuts() -> Result<Svg> {
    const K: usize = 2;
    const P: f64 = 0.9;
    let (base, pitch) = (140.0, 42.0);
    let mut order = [0, 1, 2, 3, 4];
    order.sort_by(|&a: &usize, &b| LOGITS_OF_FIVE[b].total_cmp(&LOGITS_OF_FIVE[a]));
    let count = |kept: &Array1<f64>| kept.iter().filter(|p| **p > 0.0).count();
    draw(480, 212, |canvas| {
        for (panel, t) in [1.0, 2.0].into_iter().enumerate() {
            let left = 6.0 + 240.0 * panel as f64;
            let p = softmax_at(aview1(&LOGITS_OF_FIVE), t)?; // (5)
            let by_p = count(&top_p(p.view(), P)?);
            for (place, &word) in order.iter().enumerate() {
                let at = left + pitch * place as f64;
                let height = 160.0 * p[word];
                let text = format!("{:.3}", p[word]);
                if place < by_p {
                    bar(canvas, (at, base), (38.0, height), &text, SERIES[0])?;
                } else {
                    let top = base - height;
                    canvas.frame((at, top), 38.0, height, MUTED, 1.0)?;
                    let at = (at + 19.0, top - 10.0);
                    canvas.words(&text, at, TICK_SIZE, MUTED, Anchor::Middle)?;
                }
                name(canvas, WORDS_OF_FIVE[word], (at + 19.0, base + 14.0))?;
            }
            for (line, (text, kept)) in [
                (format!("top-k {K}"), count(&top_k(p.view(), K)?)),
                (format!("top-p {P}"), by_p),
            ]
            .into_iter()
            .enumerate()
            {
                let y = base + 34.0 + 24.0 * line as f64;
                let right = left + pitch * kept as f64 - 4.0;
                canvas.line((left, y), (right, y), INK, 3.0)?;
                words(canvas, &text, (right + 5.0, y))?;
            }
            name(canvas, &format!("T = {t}"), (left + 150.0, 14.0))?;
        }
        Ok(())
    })
}

/// Probabilities, and how often each word was drawn.
pub(crate) fn sampling(
    ways: &[(&str, Array1<f64>, Vec<usize>)],
    draws: usize,
) -> Result<Svg> {
    let base = 152.0;
    draw(480, 200, |canvas| {
        for (group, (name, p, counts)) in ways.iter().enumerate() {
            let left = 10.0 + 95.0 * group as f64;
            for (index, (p, &count)) in p.iter().zip(counts).enumerate() {
                let at = left + 27.0 * index as f64;
                let frequency = count as f64 / draws as f64;
                let height = 140.0 * frequency;
                canvas.cell((at, base - height), 25.0, height, SERIES[index])?;
                let height = base - 140.0 * p;
                canvas.line((at - 1.0, height), (at + 26.0, height), INK, 2.0)?;
            }
            below_bars(canvas, (left, base), 79.0, name)?;
        }
        legend(canvas, (40.0, base + 38.0), 80.0)?;
        canvas.line((290.0, base + 38.0), (316.0, base + 38.0), INK, 2.0)?;
        words(canvas, "probability", (324.0, base + 38.0))
    })
}

/// How much probability the likeliest words of a vocabulary have together, the likeliest
/// first: `together` counts one word more from number to number.
pub(crate) fn tail(together: &[f64]) -> Result<Svg> {
    let all = together.len();
    let axes = Axes {
        x: 0.0..1.02 * all as f64,
        y: 0.0..1.0,
        x_label: "how many of the likeliest words",
        y_label: "their probability together",
        x_ticks: 5,
        y_ticks: 5,
        is_ruled: true,
    };
    let nine_tenths = 1 + together.iter().filter(|sum| **sum < 0.9).count();
    draw(480, 240, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let at = |count: usize| (count as f64, together[count - 1]);
        let mut counts = vec![1, 2, 4, 8, 16, 30, 50, 75];
        counts.extend([130, 165, 250, 330]); // where it still bends
        counts.extend((100..=all).step_by(all / 20));
        counts.sort_unstable();
        let points = [(0.0, 0.0)].into_iter().chain(counts.into_iter().map(at));
        curve(&mut plot, points, SERIES[0], 2.0)?;
        let marks = [8, nine_tenths];
        dots(&mut plot, marks.map(at), INK, 4.0)?;
        for (count, offset) in marks.into_iter().zip([(10.0, 4.0), (4.0, 16.0)]) {
            let text = format!("{count} words: {:.2}", together[count - 1]);
            label(&mut plot, &text, at(count), offset, INK, Anchor::Left)?;
        }
        Ok(())
    })
}
