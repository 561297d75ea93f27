//! The curve of a training, with what it has to beat.

use anyhow::Result;
use page::figure::{curve, dots, label};
use page::palette::{INK, MUTED, SERIES};
use page::{Anchor, Axes, Svg, draw};

/// A training so far.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
pub struct Curve {
    /// How many steps it shall have.
    pub steps: u64,
    /// Steps, each with the mean loss of those before it, in nats a token.
    pub seen: Vec<(f64, f64)>,
    /// Steps, each with the loss on what is held out.
    pub held_out: Vec<(f64, f64)>,
    /// What guessing, counting tokens and counting pairs come to on what is held out.
    pub floors: [f64; 3],
    /// What the reader bet on for the loss on what is held out, with its step.
    pub bet: Option<(f64, f64)>,
}

impl Curve {
    /// Where the loss on what is held out was lowest, if it has risen clearly since: by a
    /// fiftieth of a nat.
    pub fn turn(&self) -> Option<(f64, f64)> {
        let least = self.held_out.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
        let last = self.held_out.last()?;
        (last.1 - least.1 > 0.02).then_some(*least)
    }

    /// What the curve shows, in a sentence.
    #[must_use]
    pub fn says(&self) -> String {
        let Some((step, loss)) = self.held_out.last() else {
            return "Nothing is trained yet.".to_owned();
        };
        let mut says = format!(
            "After {step} of {} steps, {loss:.2} nats a character on what is held out; \
             counting pairs comes to {:.2}.",
            self.steps, self.floors[2]
        );
        if let Some((step, least)) = self.turn() {
            says += &format!(" It was lowest at step {step}, with {least:.2}.");
        }
        says
    }

    /// The losses against the steps, with level lines at what is to be beaten.
    ///
    /// # Errors
    /// Those of the drawing library.
    pub fn draw(&self) -> Result<Svg> {
        let steps = self.steps.max(1) as f64;
        let [guessing, single, pairs] = self.floors;
        let axes = Axes {
            x: 0.0..steps,
            y: 0.0..(guessing.max(1.0) + 0.3),
            x_label: "step",
            y_label: "nats a character",
            x_ticks: 6,
            y_ticks: 5,
            is_ruled: false,
        };
        draw(480, 290, |canvas| {
            let mut plot = axes.draw(canvas)?;
            for (name, level) in [
                ("guessing", guessing),
                ("counting characters", single),
                ("counting pairs", pairs),
            ] {
                curve(&mut plot, [(0.0, level), (steps, level)], MUTED, 1.0)?;
                let text = format!("{name} {level:.2}");
                label(
                    &mut plot,
                    &text,
                    (steps, level),
                    (-2.0, -9.0),
                    MUTED,
                    Anchor::Right,
                )?;
            }
            if let Some((step, loss)) = self.bet.filter(|bet| bet.0 <= steps) {
                dots(&mut plot, [(step, loss)], INK, 4.0)?;
                // What is named at a curve's end stands to the right of it.
                let (by, anchor) = if 6.0 * step > steps {
                    ((-8.0, 12.0), Anchor::Right)
                } else {
                    ((8.0, 14.0), Anchor::Left)
                };
                label(&mut plot, "your bet", (step, loss), by, INK, anchor)?;
            }
            let curves = [
                ("seen", &self.seen, SERIES[0], 14.0),
                ("held out", &self.held_out, SERIES[1], -12.0),
            ];
            for (name, points, color, by) in curves {
                let shown =
                    points.iter().filter(|point| point.1.is_finite()).copied();
                let shown: Vec<_> =
                    shown.filter(|point| point.0 <= steps).collect();
                // A line through one point is none.
                if shown.len() > 1 {
                    curve(&mut plot, shown.iter().copied(), color, 2.0)?;
                }
                let Some(&last) = shown.last() else { continue };
                dots(&mut plot, [last], color, 3.0)?;
                let (right, anchor) = if last.0 > 0.75 * steps {
                    (-4.0, Anchor::Right)
                } else {
                    (8.0, Anchor::Left)
                };
                let text = format!("{name} {:.2}", last.1);
                label(&mut plot, &text, last, (right, by), color, anchor)?;
            }
            if let Some((step, loss)) = self.turn() {
                let top = axes.y.end;
                curve(&mut plot, [(step, 0.0), (step, top)], INK, 1.0)?;
                let text = "the turn: from here by heart";
                label(
                    &mut plot,
                    text,
                    (step, 0.0),
                    (5.0, -10.0),
                    INK,
                    Anchor::Left,
                )?;
                dots(&mut plot, [(step, loss)], INK, 4.0)?;
            }
            Ok(())
        })
    }
}
