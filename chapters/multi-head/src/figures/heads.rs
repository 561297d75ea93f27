//! Two heads at work on the four sentences.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Canvas, Svg, draw};

use super::of_head;
use crate::mood::TOKENS;

/// Where the full stop of a sentence looks, and what comes of it.
pub(crate) struct Look {
    /// The sentence.
    pub(crate) words: [&'static str; TOKENS],
    /// The weights of both heads at the full stop.
    pub(crate) weights: [[f64; TOKENS]; 2],
    /// The answer: good above 0.
    pub(crate) answer: f64,
}

/// The middles of the words of a sentence.
const MIDDLES: [f64; TOKENS] = [20.0, 62.0, 100.0, 143.0, 203.0, 250.0];
/// Where an answer is neither good nor bad.
const ZERO: f64 = 372.0;

/// The four sentences, what each head looks at from the full stop, one above the words
/// and one below, and the answers, as parts of `most`.
pub(crate) fn looks(looks: &[Look], most: f64) -> Result<Svg> {
    const HIGH: f64 = 92.0;
    let height = 34.0 + HIGH * looks.len() as f64;
    draw(480, height as u32, |canvas| {
        let head = |text, x, color| {
            canvas.words(text, (x, 12.0), LABEL_SIZE, color, Anchor::Middle)
        };
        head("head 1 above, head 2 below", 128.0, INK)?;
        head("bad", ZERO - 50.0, INK)?;
        head("good", ZERO + 50.0, INK)?;
        let bottom = height - 8.0;
        canvas.line((ZERO, 26.0), (ZERO, bottom), GRID, 1.5)?;
        for (row, look) in looks.iter().enumerate() {
            let y = 34.0 + HIGH * (row as f64 + 0.5);
            for (word, x) in look.words.iter().zip(MIDDLES) {
                canvas.words(word, (x, y), LABEL_SIZE, INK, Anchor::Middle)?;
            }
            for (head, weights) in look.weights.iter().enumerate() {
                let up = if head == 0 { -1.0 } else { 1.0 };
                for (word, weight) in weights.iter().enumerate() {
                    arc(canvas, word, *weight, y + 10.0 * up, up, head)?;
                }
            }
            let length = 92.0 * look.answer / most;
            let (left, width) = (ZERO.min(ZERO + length), length.abs());
            canvas.cell((left, y - 9.0), width, 18.0, SERIES[2])?;
        }
        Ok(())
    })
}

/// A bow from the full stop to a word, thicker the more weight it has; none for next to
/// nothing.
fn arc(
    canvas: &Canvas,
    word: usize,
    weight: f64,
    y: f64,
    up: f64,
    head: usize,
) -> Result<()> {
    if weight < 0.05 {
        return Ok(());
    }
    let (from, to) = (MIDDLES[TOKENS - 1], MIDDLES[word]);
    if word == TOKENS - 1 {
        let ring = (from, y + 7.0 * up);
        return canvas.ring(ring, 6.0, of_head(head), 5.0 * weight);
    }
    let high = 12.0 + 0.09 * (from - to);
    let at = |t: f64| {
        let turn = std::f64::consts::PI * t;
        let half = (from - to) / 2.0;
        (to + half + half * libm::cos(turn), y + up * high * libm::sin(turn))
    };
    let points: Vec<_> = (0..=10).map(|i| at(f64::from(i) / 10.0)).collect();
    canvas.path(&points, of_head(head), (6.0 * weight).max(1.0))
}

/// Answers to "very happy", "not happy", "very sad" and "not sad", as lines from "very"
/// to "not": those of one head at the left, of two heads at the right, each as parts of
/// the largest.
pub(crate) fn crossing(panels: [(&str, [f64; 4]); 2]) -> Result<Svg> {
    draw(480, 250, |canvas| {
        for (panel, (title, answers)) in panels.into_iter().enumerate() {
            let left = 240.0 * panel as f64;
            let (very, not) = (left + 60.0, left + 160.0);
            let most = answers.iter().fold(0.0_f64, |most, a| most.max(a.abs()));
            let y = |answer: f64| 128.0 - 78.0 * answer / most;
            let middle = left + 110.0;
            canvas.words(title, (middle, 12.0), LABEL_SIZE, INK, Anchor::Middle)?;
            canvas.line(
                (left + 36.0, y(0.0)),
                (left + 184.0, y(0.0)),
                MUTED,
                1.0,
            )?;
            for (word, x) in [("very", very), ("not", not)] {
                canvas.words(word, (x, 236.0), LABEL_SIZE, INK, Anchor::Middle)?;
            }
            for (name, at) in [("good", 40.0), ("bad", 216.0)] {
                let at = (left + 4.0, at);
                canvas.words(name, at, TICK_SIZE, MUTED, Anchor::Left)?;
            }
            for (mood, name) in ["happy", "sad"].into_iter().enumerate() {
                let color = SERIES[mood];
                let (a, b) = (answers[2 * mood], answers[2 * mood + 1]);
                canvas.line((very, y(a)), (not, y(b)), color, 2.5)?;
                let beside = (not + 12.0, y(b));
                canvas.words(name, beside, LABEL_SIZE, color, Anchor::Left)?;
                for (x, answer, is_good) in
                    [(very, a, mood == 0), (not, b, mood == 1)]
                {
                    let at = (x, y(answer));
                    canvas.disc(at, 6.5, color)?;
                    if (answer > 0.0) != is_good {
                        canvas.disc(at, 4.0, page::palette::PAPER)?;
                    }
                }
            }
        }
        Ok(())
    })
}

/// A sentence, how far it leads to good before the heads, and what each head adds.
pub(crate) struct Moves {
    /// Its last words.
    pub(crate) words: String,
    /// The lead of good before any head.
    pub(crate) start: f64,
    /// What each head adds to it.
    pub(crate) added: [f64; 2],
}

/// What each head adds to the answer, one arrow after the other, and where it ends.
pub(crate) fn moves(rows: &[Moves], heads: [&str; 2]) -> Result<Svg> {
    const HIGH: f64 = 58.0;
    const MIDDLE: f64 = 278.0;
    let ends = rows.iter().flat_map(|row| {
        let first = row.start + row.added[0];
        [row.start, first, first + row.added[1]]
    });
    let most = ends.fold(0.0_f64, |most, end| most.max(end.abs()));
    let height = 52.0 + HIGH * rows.len() as f64;
    draw(480, height as u32, |canvas| {
        let x = |lead: f64| MIDDLE + 150.0 * lead / most;
        let head = |text, x, color, anchor| {
            canvas.words(text, (x, 12.0), LABEL_SIZE, color, anchor)
        };
        head(heads[0], 6.0, of_head(0), Anchor::Left)?;
        head(heads[1], 120.0, of_head(1), Anchor::Left)?;
        let side = |text, x| {
            canvas.words(text, (x, 36.0), LABEL_SIZE, INK, Anchor::Middle)
        };
        side("← bad", MIDDLE - 60.0)?;
        side("good →", MIDDLE + 60.0)?;
        canvas.line((MIDDLE, 28.0), (MIDDLE, height - 4.0), MUTED, 1.0)?;
        for (number, row) in rows.iter().enumerate() {
            let y = 52.0 + HIGH * number as f64;
            let middle = (6.0, y + HIGH / 2.0);
            canvas.words(&row.words, middle, LABEL_SIZE, INK, Anchor::Left)?;
            let mut at = row.start;
            canvas.disc((x(at), y + 14.0), 3.0, INK)?;
            for (head, added) in row.added.into_iter().enumerate() {
                let y = y + 14.0 + 16.0 * head as f64;
                let (from, to) = (x(at), x(at + added));
                if (to - from).abs() > 10.0 {
                    canvas.arrow((from, y), (to, y), of_head(head), 3.0)?;
                } else {
                    canvas.line((from, y), (to, y), of_head(head), 6.0)?;
                }
                at += added;
            }
            canvas.disc((x(at), y + 46.0), 5.0, INK)?;
            canvas.line((0.0, y + HIGH), (476.0, y + HIGH), GRID, 1.0)?;
        }
        Ok(())
    })
}
