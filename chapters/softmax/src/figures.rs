//! The pictures of the chapter.

use anyhow::Result;
use ndarray::{Array1, ArrayView1};
use page::figure::{curve, label, short, thinned};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Axes, Canvas, Svg, draw};

use crate::digits::Point;
use crate::three_words::{LOGITS, WORDS};
use crate::{entropy as entropy_of, softmax_at};

/// A bar that stands on `base`, with its value above.
fn bar(
    canvas: &Canvas,
    (left, base): (f64, f64),
    (width, height): (f64, f64),
    text: &str,
    color: plotters::style::RGBColor,
) -> Result<()> {
    canvas.cell((left, base - height), width, height, color)?;
    let at = (left + width / 2.0, base - height - 10.0);
    canvas.words(text, at, 12.0, INK, Anchor::Middle)
}

/// Where on the stick the random point of the first picture is.
pub const POINT: f64 = 0.61;

/// The line on which a group of three bars stands, and the group's name.
fn below_bars(canvas: &Canvas, (left, base): (f64, f64), name: &str) -> Result<()> {
    canvas.line((left - 2.0, base), (left + 82.0, base), MUTED, 1.0)?;
    canvas.words(name, (left + 40.0, base + 14.0), 13.0, INK, Anchor::Middle)
}

/// The words with their colours, `apart` logical pixels from each other.
fn legend(canvas: &Canvas, from: (f64, f64), apart: f64) -> Result<()> {
    for (index, word) in WORDS.into_iter().enumerate() {
        let at = (from.0 + apart * index as f64, from.1);
        canvas.cell((at.0 - 16.0, at.1 - 5.0), 10.0, 10.0, SERIES[index])?;
        canvas.words(word, at, 13.0, INK, Anchor::Left)?;
    }
    Ok(())
}

/// Scores become the parts of a stick, and a random point on it picks.
pub fn stick(p: &Array1<f64>) -> Result<Svg> {
    let (left, right) = (16.0, 464.0);
    let length = right - left;
    draw(480, 320, |canvas| {
        canvas.words("scores", (left, 14.0), 13.0, INK, Anchor::Left)?;
        for (index, (z, word)) in LOGITS.iter().zip(WORDS).enumerate() {
            let at = left + 110.0 + 100.0 * index as f64;
            bar(canvas, (at, 128.0), (44.0, 17.0 * z), &short(z), SERIES[index])?;
            canvas.words(word, (at + 22.0, 140.0), 13.0, INK, Anchor::Middle)?;
        }
        canvas.line((left, 128.0), (right, 128.0), GRID, 1.0)?;
        canvas.words(
            "e to each score, as a part of the sum",
            (left, 172.0),
            13.0,
            INK,
            Anchor::Left,
        )?;
        canvas.arrow((240.0, 152.0), (240.0, 164.0), MUTED, 1.5)?;
        let (top, height) = (190.0, 44.0);
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
            canvas.words(&text, at, 13.0, INK, anchor)?;
            from += width;
        }
        let at = left + POINT * length;
        canvas.arrow((at, top + 98.0), (at, top + height + 26.0), INK, 2.0)?;
        canvas.words(
            &format!("a random point, {POINT} of the way: mat"),
            (at + 10.0, top + 110.0),
            13.0,
            INK,
            Anchor::Middle,
        )
    })
}

/// The three probabilities at five temperatures.
pub fn temperature(logits: ArrayView1<f64>) -> Result<Svg> {
    let base = 176.0;
    draw(480, 226, |canvas| {
        for (group, t) in [0.1, 0.5, 1.0, 2.0, 10.0].into_iter().enumerate() {
            let left = 10.0 + 95.0 * group as f64;
            for (index, p) in softmax_at(logits, t)?.iter().enumerate() {
                let at = (left + 27.0 * index as f64, base);
                let text = format!("{p:.2}");
                bar(canvas, at, (25.0, 140.0 * p), &text, SERIES[index])?;
            }
            below_bars(canvas, (left, base), &format!("T = {}", short(&t)))?;
        }
        legend(canvas, (130.0, base + 38.0), 90.0)
    })
}

/// Entropy against temperature, from a hundredth to a hundred.
pub fn entropy(logits: ArrayView1<f64>) -> Result<Svg> {
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
        for step in 0..=80 {
            let x = -2.0 + f64::from(step) / 20.0;
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
        label(&mut plot, "T = 1", (0.0, 0.714), (10.0, 6.0), INK, Anchor::Left)?;
        page::figure::dots(&mut plot, [(0.0, 0.713_865_757_988_6)], INK, 3.5)
    })
}

/// Probabilities, and how often each word was drawn.
pub fn sampling(
    ways: &[(&str, Array1<f64>, Vec<usize>)],
    draws: usize,
) -> Result<Svg> {
    let base = 176.0;
    draw(480, 226, |canvas| {
        for (group, (name, p, counts)) in ways.iter().enumerate() {
            let left = 10.0 + 95.0 * group as f64;
            for (index, (p, &count)) in p.iter().zip(counts).enumerate() {
                let at = left + 27.0 * index as f64;
                let frequency = count as f64 / draws as f64;
                let text = format!("{frequency:.2}");
                bar(
                    canvas,
                    (at, base),
                    (25.0, 140.0 * frequency),
                    &text,
                    SERIES[index],
                )?;
                let height = base - 140.0 * p;
                canvas.line((at - 1.0, height), (at + 26.0, height), INK, 2.0)?;
            }
            below_bars(canvas, (left, base), name)?;
        }
        legend(canvas, (40.0, base + 38.0), 80.0)?;
        canvas.line((290.0, base + 38.0), (316.0, base + 38.0), INK, 2.0)?;
        canvas.words("probability", (324.0, base + 38.0), 13.0, INK, Anchor::Left)
    })
}

/// Cross-entropy and accuracy of two trainings.
pub fn learning(
    squares: &[(usize, Point)],
    entropy: &[(usize, Point)],
) -> Result<Svg> {
    let epochs = squares.len() as f64;
    let few = |points: &[(usize, Point)]| -> Vec<(f64, Point)> {
        let few = thinned(points, |point| point.0).into_iter();
        few.map(|(epoch, point)| (epoch as f64, point)).collect()
    };
    let (squares, entropy) = (few(squares), few(entropy));
    draw(480, 440, |canvas| {
        let axes = Axes {
            x: 0.0..epochs,
            y: 0.0..2.4,
            x_label: "",
            y_label: "cross-entropy on digits never seen, in nats",
            x_ticks: 5,
            y_ticks: 4,
            is_ruled: true,
        };
        let mut plot = axes.draw(&canvas.part((0.0, 0.0), 480.0, 200.0))?;
        for (points, color) in [(&squares, SERIES[0]), (&entropy, SERIES[1])] {
            let points = points.iter().map(|(x, point)| (*x, point.nats.min(2.4)));
            curve(&mut plot, points, color, 2.0)?;
        }
        label(
            &mut plot,
            "trained by squares",
            (epochs, 1.5),
            (-8.0, -14.0),
            SERIES[0],
            Anchor::Right,
        )?;
        label(
            &mut plot,
            "trained by cross-entropy",
            (epochs, 0.3),
            (-8.0, -10.0),
            SERIES[1],
            Anchor::Right,
        )?;
        let axes = Axes {
            y: 0.8..1.0,
            x_label: "epoch",
            y_label: "accuracy on digits never seen",
            ..axes
        };
        let mut plot = axes.draw(&canvas.part((0.0, 210.0), 480.0, 230.0))?;
        for (points, color) in [(&squares, SERIES[0]), (&entropy, SERIES[1])] {
            let points = points.iter().map(|(x, point)| (*x, point.test.max(0.8)));
            curve(&mut plot, points, color, 2.0)?;
        }
        Ok(())
    })
}

/// The probability of the right class, which starts far behind.
pub fn very_wrong(squares: &[f64], entropy: &[f64]) -> Result<Svg> {
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
