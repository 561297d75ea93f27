//! Words as rows of tiles.

use anyhow::Result;
use page::figure::LABEL_SIZE;
use page::palette::{INK, MUTED, SEQUENTIAL};
use page::{Anchor, Svg, draw};

/// Width of a letter.
const LETTER: f64 = 18.0;
/// Height of a tile, and of a line of tiles.
const TILE: f64 = 24.0;
const LINE: f64 = 37.0;
/// Between two words.
const GAP: f64 = 9.0;
/// Where the words begin.
const LEFT: f64 = 112.0;

/// Lines of words in pieces, each with what was done to come to it. A piece of more than
/// one letter is shaded.
pub fn pieces(lines: &[(String, Vec<Vec<String>>)]) -> Result<Svg> {
    let height = LINE * lines.len() as f64 + 4.0;
    let top = |line: usize| 6.0 + LINE * line as f64;
    let mut tiles = Vec::new();
    for (line, (_, words)) in lines.iter().enumerate() {
        let mut left = LEFT;
        for word in words {
            for piece in word {
                let letters = piece.chars().count();
                let width = LETTER * letters as f64;
                tiles.push(((left, top(line)), width, piece));
                left += width;
            }
            left += GAP;
        }
    }
    draw(480, height as u32, |canvas| {
        for &(at, width, _) in &tiles {
            if width > LETTER {
                canvas.cell(at, width, TILE, SEQUENTIAL[2])?;
            }
        }
        for &(at, width, _) in &tiles {
            canvas.frame(at, width, TILE, MUTED, 1.0)?;
        }
        for (at, width, piece) in tiles {
            let middle = (at.0 + width / 2.0, at.1 + TILE / 2.0);
            canvas.words(piece, middle, 15.0, INK, Anchor::Middle)?;
        }
        for (line, (name, _)) in lines.iter().enumerate() {
            let at = (LEFT - 12.0, top(line) + TILE / 2.0);
            canvas.words(name, at, LABEL_SIZE, MUTED, Anchor::Right)?;
        }
        Ok(())
    })
}
