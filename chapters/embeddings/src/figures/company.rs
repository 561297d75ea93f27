//! The company of words: windows and tables.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, PAPER, SEQUENTIAL, SERIES, sequential};
use page::{Anchor, Svg, draw};

/// A window that reaches `reach` words to both sides slides over a sentence: a line for
/// each place of `middles`. Below, how often one of the words met each other one.
pub fn windows(
    sentence: &[&str],
    middles: &[usize],
    reach: usize,
    of: &str,
    counts: &[(&str, f64)],
) -> Result<Svg> {
    const WORD: f64 = 68.0;
    const LEFT: f64 = 36.0;
    const LINE: f64 = 42.0;
    let below = 16.0 + LINE * middles.len() as f64;
    draw(480, (below + 78.0) as u32, |canvas| {
        for (line, &middle) in middles.iter().enumerate() {
            let y = 24.0 + LINE * line as f64;
            let (first, last) = (
                middle.saturating_sub(reach),
                (middle + reach).min(sentence.len() - 1),
            );
            let left = |place: usize| LEFT + WORD * place as f64;
            let width = WORD * (last + 1 - first) as f64;
            canvas.cell((left(first), y - 15.0), width, 30.0, SEQUENTIAL[1])?;
            canvas.cell((left(middle) + 4.0, y - 12.0), WORD - 8.0, 24.0, PAPER)?;
            canvas.frame(
                (left(middle) + 4.0, y - 12.0),
                WORD - 8.0,
                24.0,
                SERIES[1],
                2.0,
            )?;
            for (place, word) in sentence.iter().enumerate() {
                let is_inside = (first..=last).contains(&place);
                let color = if is_inside { INK } else { MUTED };
                let at = (left(place) + WORD / 2.0, y);
                canvas.words(word, at, 15.0, color, Anchor::Middle)?;
            }
        }
        let title = format!("how often {of} met each word:");
        canvas.words(
            &title,
            (LEFT, below + 14.0),
            LABEL_SIZE,
            MUTED,
            Anchor::Left,
        )?;
        for (place, (word, count)) in counts.iter().enumerate() {
            let x = LEFT + WORD * (place as f64 + 0.5);
            canvas.words(word, (x, below + 40.0), 15.0, INK, Anchor::Middle)?;
            let number = format!("{count:.0}");
            let at = (x, below + 64.0);
            canvas.words(&number, at, 16.0, SERIES[1], Anchor::Middle)?;
        }
        Ok(())
    })
}

/// Associations of some words with others: a cell is the darker the larger. The columns
/// come in groups with a name each.
pub fn associations(
    rows: &[&str],
    groups: &[(&str, usize)],
    value: impl Fn(usize, usize) -> f64,
    most: f64,
) -> Result<Svg> {
    const SIDE: f64 = 18.0;
    const LEFT: f64 = 72.0;
    const TOP: f64 = 42.0;
    const GAP: f64 = 6.0;
    let height = TOP + SIDE * rows.len() as f64 + 10.0;
    draw(480, height as u32, |canvas| {
        let (mut left, mut column) = (LEFT, 0);
        for (place, (name, count)) in groups.iter().enumerate() {
            let width = SIDE * *count as f64;
            let up = if place % 2 == 0 { 12.0 } else { 29.0 };
            let at = (left, up);
            canvas.words(name, at, TICK_SIZE, MUTED, Anchor::Left)?;
            canvas.frame(
                (left, TOP),
                width,
                SIDE * rows.len() as f64,
                GRID,
                1.0,
            )?;
            left += width + GAP;
        }
        for (row, word) in rows.iter().enumerate() {
            let at = (LEFT - 8.0, TOP + SIDE * (row as f64 + 0.5));
            canvas.words(word, at, LABEL_SIZE, INK, Anchor::Right)?;
        }
        left = LEFT;
        for (_, count) in groups {
            for _ in 0..*count {
                for row in 0..rows.len() {
                    let value = value(row, column);
                    if value > 0.0 {
                        let at = (left, TOP + SIDE * row as f64);
                        canvas.cell(at, SIDE, SIDE, sequential(value / most))?;
                    }
                }
                left += SIDE;
                column += 1;
            }
            left += GAP;
        }
        Ok(())
    })
}
