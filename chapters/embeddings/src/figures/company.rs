//! The company of words: windows and tables.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, PAPER, SEQUENTIAL, SERIES, sequential};
use page::{Anchor, Svg, draw};

/// The length of each word's vector as a bar above it, in two panels one below the other:
/// a word without a vector has none.
pub fn lengths(panels: &[(&str, Vec<(String, f64)>)]) -> Result<Svg> {
    const PANEL: f64 = 122.0;
    const LEFT: f64 = 8.0;
    let height = PANEL * panels.len() as f64;
    draw(480, height as u32, |canvas| {
        for (panel, (name, words)) in panels.iter().enumerate() {
            let top = PANEL * panel as f64;
            let ground = top + 92.0;
            let width = (480.0 - 2.0 * LEFT) / words.len() as f64;
            canvas.line((LEFT, ground), (480.0 - LEFT, ground), MUTED, 1.0)?;
            for (place, (_, length)) in words.iter().enumerate() {
                let left = LEFT + width * (place as f64 + 0.25);
                let up = 11.0 * length;
                if up > 0.0 {
                    canvas.cell((left, ground - up), width / 2.0, up, SERIES[0])?;
                }
            }
            for (place, (word, length)) in words.iter().enumerate() {
                let middle = LEFT + width * (place as f64 + 0.5);
                let color = if *length > 0.0 { INK } else { SERIES[1] };
                let at = (middle, ground + 14.0);
                canvas.words(word, at, 15.0, color, Anchor::Middle)?;
                if *length == 0.0 {
                    let at = (middle, ground - 10.0);
                    canvas.words("0", at, 15.0, color, Anchor::Middle)?;
                }
            }
            let at = (LEFT, top + 12.0);
            canvas.words(name, at, LABEL_SIZE, MUTED, Anchor::Left)?;
        }
        Ok(())
    })
}

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
        let lower = TOP + SIDE * rows.len() as f64;
        left = LEFT;
        for (_, count) in groups {
            let width = SIDE * *count as f64;
            for row in 1..rows.len() {
                let y = TOP + SIDE * row as f64;
                canvas.line((left, y), (left + width, y), GRID, 1.0)?;
            }
            for column in 1..*count {
                let x = left + SIDE * column as f64;
                canvas.line((x, TOP), (x, lower), GRID, 1.0)?;
            }
            left += width + GAP;
        }
        Ok(())
    })
}
