//! What a model writes, as lines of text.

use anyhow::Result;
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Svg, draw};

/// So many characters fit beside the step.
const COLUMNS: usize = 36;

/// A text in lines of at most so many characters.
fn lines(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().map_or(0, |line| line.len());
        if line > 0 && line + 1 + word.len() > COLUMNS {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            let space = if line.is_empty() { "" } else { " " };
            *line += &format!("{space}{word}");
        }
    }
    lines
}

/// What a model writes after some steps, each with how many of a hundred of its texts are
/// sentences.
pub(crate) fn first_words(samples: &[(usize, usize, String)]) -> Result<Svg> {
    let texts: Vec<_> = samples
        .iter()
        .map(|(step, right, text)| {
            let more = if text.ends_with('.') { "" } else { " …" };
            (step, right, lines(&format!("{text}{more}")))
        })
        .collect();
    let high = |lines: &Vec<String>| 28.0 * lines.len() as f64 + 26.0;
    let height: f64 = texts.iter().map(|text| high(&text.2) + 26.0).sum();
    draw(480, height as u32, |canvas| {
        let mut top = 8.0;
        for ((step, right, lines), color) in
            texts.iter().zip([MUTED, SERIES[1], SERIES[0]])
        {
            let step = match **step {
                step if step < 1000 => step.to_string(),
                step => format!("{},{:03}", step / 1000, step % 1000),
            };
            canvas.words("step", (4.0, top + 12.0), 14.0, MUTED, Anchor::Left)?;
            canvas.words(&step, (4.0, top + 36.0), 20.0, INK, Anchor::Left)?;
            let bottom = top + high(lines) - 4.0;
            canvas.line((82.0, top + 4.0), (82.0, bottom), color, 4.0)?;
            for (index, line) in lines.iter().enumerate() {
                let at = (98.0, top + 12.0 + 28.0 * index as f64);
                canvas.words(line, at, 21.0, INK, Anchor::Left)?;
            }
            let of = format!("{right} of 100 texts are sentences");
            canvas.words(&of, (98.0, bottom - 6.0), 14.0, MUTED, Anchor::Left)?;
            top = bottom + 30.0;
        }
        canvas.line((4.0, top - 16.0), (4.0, top - 16.0), GRID, 1.0)
    })
}
