//! What heads learn, where they look, and what goes without them.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, label};
use page::palette::{GRID, INK, MUTED, PAPER, SERIES, diverging, sequential};
use page::{Anchor, Axes, Svg, draw};

use crate::mood::TOKENS;

/// Few points of a long curve, and fewer where it is level.
fn thinned(costs: &[f64]) -> Vec<(f64, f64)> {
    let last = costs.len() - 1;
    let every = (last / 35).max(1);
    let mut kept = Vec::new();
    for step in (0..=last).step_by(every) {
        let by = |other: usize| (costs[other] - costs[step]).abs();
        let is_level = by((step + every).min(last))
            .max(by(step.saturating_sub(every)))
            < 0.003;
        if !is_level || step == 0 || step + every > last {
            kept.push((step as f64, costs[step].min(0.8)));
        }
    }
    kept
}

/// Cost against steps for models with different numbers of heads.
pub(crate) fn costs(curves: &[(usize, &[f64])]) -> Result<Svg> {
    let steps = curves.iter().map(|(_, costs)| costs.len() - 1).max().unwrap_or(1);
    let axes = Axes {
        x: 0.0..steps as f64,
        y: 0.0..1.0,
        x_label: "step",
        y_label: "cost in nats",
        x_ticks: 6,
        y_ticks: 4,
        is_ruled: true,
    };
    draw(480, 280, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let color = |heads: usize| match heads {
            1 => SERIES[1],
            2 => SERIES[0],
            _ => SERIES[2],
        };
        for (heads, costs) in curves {
            curve(&mut plot, thinned(costs), color(*heads), 1.5)?;
        }
        // Above the curves, which start near ln 2.
        for (text, x, heads) in [
            ("1 head, five seeds", 0.42, 1),
            ("2 heads", 0.72, 2),
            ("4 heads", 1.0, 4),
        ] {
            let at = (x * steps as f64, 0.9);
            label(&mut plot, text, at, (-8.0, -8.0), color(heads), Anchor::Right)?;
        }
        Ok(())
    })
}

/// How a head shares its weight at the full stop among the words of a sentence.
pub(crate) struct Share {
    /// The sentence.
    pub(crate) words: [&'static str; TOKENS],
    /// The weight of each word.
    pub(crate) weights: [f64; TOKENS],
    /// What it answers.
    pub(crate) answer: String,
}

/// Sentences, each with its weights as parts of a bar, and the answers.
pub(crate) fn shares(rows: &[Share]) -> Result<Svg> {
    const WIDE: f64 = 290.0;
    draw(480, 56 * rows.len() as u32 + 4, |canvas| {
        for (number, Share { words, weights, answer }) in rows.iter().enumerate() {
            let y = 56.0 * number as f64;
            let text = words.join(" ");
            canvas.words(&text, (6.0, y + 12.0), LABEL_SIZE, INK, Anchor::Left)?;
            let mut left = 6.0;
            for (at, weight) in weights.iter().enumerate() {
                let width = WIDE * weight;
                let color = match at {
                    // The ends of the ramp are dark enough for words on them.
                    3 => diverging(1.0),
                    4 => diverging(-1.0),
                    _ => MUTED,
                };
                if width >= 1.0 {
                    canvas.cell((left, y + 24.0), width, 22.0, color)?;
                }
                if width > 50.0 {
                    let middle = (left + width / 2.0, y + 35.0);
                    let size = LABEL_SIZE;
                    canvas.words(words[at], middle, size, PAPER, Anchor::Middle)?;
                }
                left += width;
            }
            canvas.frame((6.0, y + 24.0), WIDE, 22.0, GRID, 1.0)?;
            let beside = (WIDE + 18.0, y + 35.0);
            canvas.words(answer, beside, LABEL_SIZE, INK, Anchor::Left)?;
        }
        Ok(())
    })
}

/// The weights at the full stop of some models with two heads: a row for each head, and
/// for each of the four sentences a cell for "very" or "not" and one for the mood.
pub(crate) fn seeds(rows: &[(u64, usize, [f64; 8])]) -> Result<Svg> {
    const HIGH: f64 = 24.0;
    const NAMES: [&str; 8] =
        ["very", "happy", "not", "happy", "very", "sad", "not", "sad"];
    let top = 30.0;
    let x =
        |column: usize| 104.0 + 44.0 * column as f64 + 8.0 * (column / 2) as f64;
    let height = top + rows.len() as f64 * HIGH + 6.0 * (rows.len() / 2) as f64;
    draw(480, height as u32, |canvas| {
        for (column, name) in NAMES.into_iter().enumerate() {
            let at = (x(column) + 21.0, 14.0);
            canvas.words(name, at, TICK_SIZE, INK, Anchor::Middle)?;
        }
        for (row, (seed, head, weights)) in rows.iter().enumerate() {
            let y = top + HIGH * row as f64 + 6.0 * (row / 2) as f64;
            if *head == 0 {
                let at = (4.0, y + HIGH);
                let text = format!("seed {seed}");
                canvas.words(&text, at, TICK_SIZE, INK, Anchor::Left)?;
            }
            let beside = (98.0, y + HIGH / 2.0);
            let text = format!("{}", head + 1);
            canvas.words(&text, beside, TICK_SIZE, MUTED, Anchor::Right)?;
            for (column, weight) in weights.iter().enumerate() {
                let at = (x(column), y);
                canvas.cell(at, 42.0, HIGH - 2.0, sequential(*weight))?;
            }
        }
        Ok(())
    })
}

/// The shares of sentences read correctly, with "very" and with "not", when both heads
/// are heard, only the first, and only the second.
pub(crate) fn switched_off(rows: &[(String, [[f64; 2]; 3])]) -> Result<Svg> {
    const WIDE: f64 = 108.0;
    const HIGH: f64 = 38.0;
    let height = 60.0 + HIGH * rows.len() as f64;
    draw(480, height as u32, |canvas| {
        let left = |group: usize| 76.0 + (WIDE + 24.0) * group as f64;
        let titles = ["both heads", "only head 1", "only head 2"];
        for (group, title) in titles.into_iter().enumerate() {
            let at = (left(group) + WIDE / 2.0, 12.0);
            canvas.words(title, at, LABEL_SIZE, INK, Anchor::Middle)?;
            // Where a coin would be.
            let half = left(group) + WIDE / 2.0;
            canvas.line((half, 26.0), (half, height - 32.0), GRID, 1.5)?;
        }
        for (row, (name, shares)) in rows.iter().enumerate() {
            let y = 28.0 + HIGH * row as f64;
            let at = (4.0, y + 16.0);
            canvas.words(name, at, TICK_SIZE, INK, Anchor::Left)?;
            for (group, both) in shares.iter().enumerate() {
                for (bar, share) in both.iter().enumerate() {
                    let at = (left(group), y + 3.0 + 14.0 * bar as f64);
                    let color = SERIES[2 - 2 * bar];
                    canvas.cell(at, (WIDE * share).max(2.0), 12.0, color)?;
                }
            }
        }
        let y = height - 16.0;
        for (bar, (name, x)) in
            [("with “very”", 76.0), ("with “not”", 190.0)].into_iter().enumerate()
        {
            canvas.cell((x, y - 6.0), 20.0, 12.0, SERIES[2 - 2 * bar])?;
            canvas.words(name, (x + 26.0, y), TICK_SIZE, INK, Anchor::Left)?;
        }
        let text = "lines: half of them";
        canvas.words(text, (476.0, y), TICK_SIZE, MUTED, Anchor::Right)
    })
}
