//! Two numbers added up to an answer, one of them with a gain.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, PAPER};
use page::{Anchor, Canvas, Svg, draw};

use super::of_head;

/// A sentence, what is right, and what is added up to its answer.
pub(crate) struct Gained {
    /// Its last words.
    pub(crate) words: String,
    /// Whether the mood is good.
    pub(crate) is_good: bool,
    /// The first number, and the second with its gain.
    pub(crate) added: [f64; 2],
}

impl Gained {
    /// How far the answer lies on its right side of 0.
    pub(crate) fn margin(&self) -> f64 {
        let answer = self.added[0] + self.added[1];
        if self.is_good { answer } else { -answer }
    }
}

const HIGH: f64 = 56.0;
const TOP: f64 = 44.0;
const MIDDLE: f64 = 306.0;
/// A 1, in logical pixels: an answer lies between −3 and 3.
const UNIT: f64 = 55.0;

/// The four sentences: an arrow for each number, the second from where the first ends, and
/// where they end a disc, hollow where that is the wrong side.
pub(crate) fn gained(rows: &[Gained], legend: [&str; 2]) -> Result<Svg> {
    let height = TOP + HIGH * rows.len() as f64;
    draw(480, height as u32, |canvas| {
        let first = legend[0];
        canvas.words(first, (6.0, 10.0), LABEL_SIZE, of_head(0), Anchor::Left)?;
        let at = (16.0 + 6.6 * first.chars().count() as f64, 10.0);
        canvas.words(legend[1], at, LABEL_SIZE, of_head(1), Anchor::Left)?;
        for (side, x) in [("← bad", -60.0), ("good →", 60.0)] {
            let at = (MIDDLE + x, 32.0);
            canvas.words(side, at, LABEL_SIZE, INK, Anchor::Middle)?;
        }
        canvas.line((MIDDLE, 26.0), (MIDDLE, height - 4.0), MUTED, 1.0)?;
        for (number, row) in rows.iter().enumerate() {
            sentence(canvas, row, TOP + HIGH * number as f64)?;
        }
        Ok(())
    })
}

fn sentence(canvas: &Canvas, row: &Gained, top: f64) -> Result<()> {
    let x = |answer: f64| MIDDLE + UNIT * answer;
    let is_right = row.margin() > 0.0;
    let at = (6.0, top + 18.0);
    canvas.words(&row.words, at, LABEL_SIZE, INK, Anchor::Left)?;
    let wanted = if row.is_good { "good" } else { "bad" };
    let (said, color) = if is_right {
        (format!("{wanted}: right"), MUTED)
    } else {
        (format!("{wanted}: missed"), INK)
    };
    canvas.words(&said, (6.0, top + 36.0), TICK_SIZE, color, Anchor::Left)?;
    let mut from = 0.0;
    for (head, added) in row.added.into_iter().enumerate() {
        let y = top + 13.0 + 15.0 * head as f64;
        let ends = ((x(from), y), (x(from + added), y));
        if UNIT * added.abs() > 12.0 {
            canvas.arrow(ends.0, ends.1, of_head(head), 3.0)?;
        } else if added != 0.0 {
            canvas.line(ends.0, ends.1, of_head(head), 6.0)?;
        }
        from += added;
    }
    let end = (x(from), top + 43.0);
    canvas.disc(end, 6.0, INK)?;
    if !is_right {
        canvas.disc(end, 3.5, PAPER)?;
    }
    canvas.line((0.0, top + HIGH), (476.0, top + HIGH), GRID, 1.0)
}
