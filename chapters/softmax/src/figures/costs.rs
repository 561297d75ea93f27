//! The cost of a probability, and which way it pulls.

use anyhow::Result;
use ndarray::Array1;
use page::figure::{TICK_SIZE, curve, dots, label, short};
use page::palette::{INK, MUTED, SERIES};
use page::{Anchor, Axes, Svg, draw};

use super::name;
use crate::three_words::WORDS;

/// The surprise at each probability, with those of the three words marked.
pub(crate) fn surprise(p: &Array1<f64>) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..1.0,
        y: 0.0..5.0,
        x_label: "probability of what came",
        y_label: "its surprise, −ln p, in nats",
        x_ticks: 5,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 260, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let points = (0..=40).map(|step| {
            let surprise = 5.0 * f64::from(step) / 40.0;
            (libm::exp(-surprise), surprise)
        });
        curve(&mut plot, points, MUTED, 2.0)?;
        for (index, (&p, word)) in p.iter().zip(WORDS).enumerate() {
            let at = (p, -libm::log(p));
            dots(&mut plot, [at], SERIES[index], 5.0)?;
            let text = format!("{word}: {:.2}", at.1);
            label(&mut plot, &text, at, (10.0, -10.0), INK, Anchor::Left)?;
        }
        Ok(())
    })
}

/// Given minus wanted, if each of the words was the right one: bars up and down.
pub(crate) fn pulls(pulls: &[Array1<f64>]) -> Result<Svg> {
    let zero = 88.0;
    draw(480, 218, |canvas| {
        for (group, (pull, right)) in pulls.iter().zip(WORDS).enumerate() {
            let left = 8.0 + 160.0 * group as f64;
            for (index, (&value, word)) in pull.iter().zip(WORDS).enumerate() {
                let (at, height) = (left + 48.0 * index as f64, 90.0 * value.abs());
                let up = value > 0.0;
                let top = if up { zero - height } else { zero };
                canvas.cell((at, top), 44.0, height, SERIES[index])?;
                let (above, below) = (zero - 10.0, zero + 12.0);
                let (value_at, word_at) = if up {
                    (zero - height - 10.0, below)
                } else {
                    (zero + height + 11.0, above)
                };
                let text = short(&((100.0 * value).round() / 100.0));
                let middle = at + 22.0;
                canvas.words(
                    &text,
                    (middle, value_at),
                    TICK_SIZE,
                    INK,
                    Anchor::Middle,
                )?;
                name(canvas, word, (middle, word_at))?;
            }
            canvas.line((left - 2.0, zero), (left + 142.0, zero), MUTED, 1.0)?;
            let at = (left + 70.0, 206.0);
            name(canvas, &format!("{right} was right"), at)?;
        }
        Ok(())
    })
}

/// The probability of the right class, which starts far behind.
pub(crate) fn very_wrong(squares: &[f64], entropy: &[f64]) -> Result<Svg> {
    let steps = squares.len() - 1;
    let axes = Axes {
        x: 0.0..steps as f64,
        y: 0.0..1.0,
        x_label: "step",
        y_label: "probability of the right class",
        x_ticks: 6,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 260, |canvas| {
        let mut plot = axes.draw(canvas)?;
        for (points, color) in [(squares, SERIES[0]), (entropy, SERIES[1])] {
            let points = points.iter().enumerate().map(|(x, p)| (x as f64, *p));
            curve(&mut plot, points, color, 2.0)?;
        }
        let at = (3.0, 0.55);
        label(
            &mut plot,
            "cross-entropy",
            at,
            (10.0, 0.0),
            SERIES[1],
            Anchor::Left,
        )?;
        let at = (19.0, 0.4);
        label(&mut plot, "squares", at, (10.0, 0.0), SERIES[0], Anchor::Left)
    })
}
