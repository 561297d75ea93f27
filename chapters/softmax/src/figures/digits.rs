//! Digits, learned with two costs, and how sure a network is of them.

use anyhow::Result;
use ndarray::Array1;
use neurons::figures::image;
use page::figure::{TICK_SIZE, curve, dots, label, thinned};
use page::palette::{GRID, MUTED, SERIES};
use page::{Anchor, Axes, Svg, draw};

use super::name;
use crate::digits::Point;

/// Cross-entropy and accuracy of two trainings.
pub(crate) fn learning(
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
            y_ticks: 6,
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
            y_ticks: 3, // as wide as those above
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

/// Some answers of about one probability: how many there are, the mean of their
/// probabilities, and how many of them are right.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    /// How many answers.
    pub answers: usize,
    /// The mean of their probabilities.
    pub said: f64,
    /// How many are right.
    pub right: usize,
}

/// The share of answers that are right, against the probability that they were given.
pub(crate) fn calibration(one: &[Share], others: &[Share]) -> Result<Svg> {
    let axes = Axes {
        x: 0.5..1.14,
        y: 0.2..1.0,
        x_label: "mean probability that the network gave",
        y_label: "share of its answers that are right",
        x_ticks: 5,
        y_ticks: 4,
        is_ruled: true,
    };
    let point = |of: &Share| (of.said, of.right as f64 / of.answers as f64);
    draw(480, 300, |canvas| {
        let mut plot = axes.draw(canvas)?;
        curve(&mut plot, [(0.5, 0.5), (1.0, 1.0)], MUTED, 1.0)?;
        let at = (0.8, 0.8);
        let text = "as right as it is sure";
        label(&mut plot, text, at, (-8.0, -8.0), MUTED, Anchor::Right)?;
        curve(&mut plot, others.iter().map(point), SERIES[1], 2.0)?;
        dots(&mut plot, others.iter().map(point), SERIES[1], 5.0)?;
        for of in others {
            let text = format!("{} of {}", of.right, of.answers);
            let offset = (10.0, 10.0);
            label(&mut plot, &text, point(of), offset, SERIES[1], Anchor::Left)?;
        }
        dots(&mut plot, one.iter().map(point), SERIES[0], 4.0)
    })
}

/// An image, what it shows, and the two likeliest answers with their probabilities.
#[derive(Debug, Clone)]
pub(crate) struct Doubt {
    /// 64 pixels from 0 to 1.
    pub pixels: Array1<f64>,
    /// What it shows.
    pub label: usize,
    /// The likeliest answers, the likeliest first.
    pub answers: [(usize, f64); 2],
}

/// Images with the network's two likeliest answers and, on the last line, the truth.
pub(crate) fn doubts(doubts: &[Doubt]) -> Result<Svg> {
    let left = |index: usize| 7.0 + 95.0 * index as f64;
    draw(480, 172, |canvas| {
        for (index, doubt) in doubts.iter().enumerate() {
            image(canvas, doubt.pixels.view(), (left(index), 4.0), 88.0)?;
        }
        for (index, doubt) in doubts.iter().enumerate() {
            canvas.frame((left(index), 4.0), 88.0, 88.0, GRID, 1.0)?;
            let middle = left(index) + 44.0;
            for (line, (answer, p)) in doubt.answers.iter().enumerate() {
                let at = (middle, 107.0 + 18.0 * line as f64);
                let text = format!("{answer}: {p:.3}");
                canvas.words(&text, at, TICK_SIZE, MUTED, Anchor::Middle)?;
            }
            name(canvas, &format!("shows {}", doubt.label), (middle, 158.0))?;
        }
        Ok(())
    })
}
