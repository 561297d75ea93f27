//! How alike words are: as distances, as angles and as bars.

use anyhow::Result;
use ndarray::Array2;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Canvas, Svg, draw};
use plotters::style::RGBColor;

use super::{Frame, mark};

/// Words where they lie in a plane, in the colours of their kinds.
pub fn map(kinds: &[&str], flat: &Array2<f64>) -> Result<Svg> {
    draw(480, 320, |canvas| {
        let frame = Frame::new(flat, (70.0, 16.0), 340.0, 288.0);
        let dots: Vec<_> =
            (0..flat.nrows()).map(|row| frame.place(flat, row)).collect();
        for (&dot, (_, color)) in dots.iter().zip(colored(kinds)) {
            super::dot(canvas, dot, 4.0, color)?;
        }
        let mut taken: Vec<Place> =
            dots.iter().map(|&(x, y)| Place { x, y, width: 10.0 }).collect();
        for (&dot, (word, color)) in dots.iter().zip(colored(kinds)) {
            let place = Place::beside(dot, word, &taken);
            let at = (place.x, place.y);
            canvas.words(word, at, 15.0, color, Anchor::Middle)?;
            taken.push(place);
        }
        Ok(())
    })
}

/// The words of some kinds, each kind with a colour.
fn colored<'w>(kinds: &[&'w str]) -> impl Iterator<Item = (&'w str, RGBColor)> {
    kinds
        .iter()
        .zip(SERIES)
        .flat_map(|(words, color)| words.split(' ').map(move |word| (word, color)))
}

/// Where a word stands: its middle, and how wide it is.
struct Place {
    x: f64,
    y: f64,
    width: f64,
}

impl Place {
    /// Beside a dot, where least is taken.
    fn beside(dot: (f64, f64), word: &str, taken: &[Place]) -> Place {
        let width = 7.6 * word.chars().count() as f64;
        let aside = 11.0 + width / 2.0;
        let around = [
            (aside, 0.0),
            (-aside, 0.0),
            (aside - 4.0, 9.0),
            (aside - 4.0, -9.0),
            (-aside + 4.0, 9.0),
            (-aside + 4.0, -9.0),
            (0.0, 15.0),
            (0.0, -15.0),
        ];
        let places = around.map(|(right, down)| Place {
            x: dot.0 + right,
            y: dot.1 + down,
            width,
        });
        let overlaps =
            |place: &Place| taken.iter().filter(|other| place.meets(other)).count();
        places.into_iter().min_by_key(overlaps).unwrap_or(Place {
            x: dot.0,
            y: dot.1,
            width,
        })
    }

    fn meets(&self, other: &Place) -> bool {
        let apart = (self.width + other.width) / 2.0;
        (self.x - other.x).abs() < apart && (self.y - other.y).abs() < 14.0
    }
}

/// Three words at the corners of a triangle with the distances between them: first and
/// second, first and third, second and third. A panel for each way to turn words into
/// numbers, with a scale of its own.
pub fn distances(words: [&str; 3], panels: [(&str, [f64; 3]); 2]) -> Result<Svg> {
    draw(480, 220, |canvas| {
        for (place, (name, [near, far, other])) in panels.into_iter().enumerate() {
            let left = 16.0 + 236.0 * place as f64;
            canvas.words(name, (left, 14.0), LABEL_SIZE, MUTED, Anchor::Left)?;
            // The first two on a line from top to bottom, the third to their right.
            let down = (near * near + far * far - other * other) / (2.0 * near);
            let right = (far * far - down * down).sqrt();
            let scale = 126.0 / right;
            let at = |x: f64, y: f64| {
                (left + 30.0 + scale * x, 121.0 + scale * (y - near / 2.0))
            };
            let corners = [at(0.0, 0.0), at(0.0, near), at(right, down)];
            let [first, second, third] = corners;
            canvas.path(&[first, second, third, first], SERIES[0], 2.0)?;
            for corner in corners {
                super::dot(canvas, corner, 4.0, INK)?;
            }
            for (corner, word, (right, down), anchor) in [
                (first, words[0], (0.0, -15.0), Anchor::Middle),
                (second, words[1], (0.0, 15.0), Anchor::Middle),
                (third, words[2], (9.0, 0.0), Anchor::Left),
            ] {
                let at = (corner.0 + right, corner.1 + down);
                canvas.words(word, at, 15.0, INK, anchor)?;
            }
            let middle = |a: (f64, f64), b: (f64, f64)| {
                ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0)
            };
            let side = |distance: f64, at: (f64, f64), moved: (f64, f64)| {
                let at = (at.0 + moved.0, at.1 + moved.1);
                let number = format!("{distance:.1}");
                canvas.words(&number, at, LABEL_SIZE, SERIES[0], Anchor::Middle)
            };
            side(near, middle(first, second), (-18.0, 0.0))?;
            side(far, middle(first, third), (8.0, -13.0))?;
            side(other, middle(second, third), (8.0, 13.0))?;
        }
        Ok(())
    })
}

/// Arrows with their true lengths and their true angles to the first of them, which lies
/// flat, and the shadow of each on it.
pub fn shadows(arrows: &[(&str, f64, f64)]) -> Result<Svg> {
    const SCALE: f64 = 76.0; // logical pixels for a length of 1
    draw(480, 334, |canvas| {
        let start = (22.0, 276.0);
        for (row, (word, length, cosine)) in arrows.iter().enumerate() {
            let run = SCALE * length * cosine;
            let rise = SCALE * length * (1.0 - cosine * cosine).max(0.0).sqrt();
            let tip = (start.0 + run, start.1 - rise);
            let color = SERIES[row];
            let foot = (tip.0, start.1);
            canvas.arrow(start, tip, color, 2.5)?;
            if row > 0 {
                canvas.line(tip, foot, color, 1.0)?;
            }
            canvas.line(
                (foot.0, start.1 + 3.0),
                (foot.0, start.1 + 13.0),
                color,
                2.0,
            )?;
            let (label, at) = match row {
                0 => ((*word).to_owned(), (foot.0 - 70.0, start.1 - 14.0)),
                _ => (
                    format!("{word}, cosine {cosine:.2}"),
                    (tip.0 + 12.0, tip.1 - 14.0),
                ),
            };
            canvas.words(&label, at, 15.0, color, Anchor::Middle)?;
        }
        for (row, (_, length, cosine)) in arrows.iter().enumerate() {
            let x = start.0 + SCALE * length * cosine;
            let (x, anchor) = match row {
                0 => (x - 3.0, Anchor::Right),
                1 => (x + 3.0, Anchor::Left),
                _ => (x, Anchor::Middle),
            };
            let shadow = format!("{:.2}", length * cosine);
            canvas.words(
                &shadow,
                (x, start.1 + 23.0),
                LABEL_SIZE,
                SERIES[row],
                anchor,
            )?;
        }
        canvas.words(
            "length of each shadow on the arrow of cat",
            (start.0, 320.0),
            LABEL_SIZE,
            MUTED,
            Anchor::Left,
        )
    })
}

/// A bar with its word to the left and its number behind it.
fn bar(
    canvas: &Canvas,
    y: f64,
    word: &str,
    value: f64,
    width: f64,
    is_marked: bool,
) -> Result<()> {
    const LEFT: f64 = 104.0;
    let color = if is_marked { SERIES[1] } else { SERIES[0] };
    canvas.words(word, (LEFT - 8.0, y), LABEL_SIZE, INK, Anchor::Right)?;
    canvas.cell((LEFT, y - 6.5), width, 13.0, color)?;
    let number =
        if value < 10.0 { format!("{value:.2}") } else { format!("{value:.1}") };
    let at = (LEFT + width + 7.0, y);
    canvas.words(&number, at, LABEL_SIZE, MUTED, Anchor::Left)
}

/// The nearest words to some vectors, with their cosines as bars, and one word marked.
pub fn sums(groups: &[(&str, Vec<(String, f64)>)], marked: &str) -> Result<Svg> {
    const ROW: f64 = 19.0;
    let rows: usize = groups.iter().map(|(_, near)| near.len()).sum();
    let height = ROW * rows as f64 + 30.0 * groups.len() as f64;
    draw(480, height as u32, |canvas| {
        let mut y = 14.0;
        for (name, near) in groups {
            canvas.words(name, (6.0, y), LABEL_SIZE, MUTED, Anchor::Left)?;
            y += 20.0;
            for (word, cosine) in near {
                bar(canvas, y, word, *cosine, 320.0 * cosine, word == marked)?;
                y += ROW;
            }
            y += 10.0;
        }
        Ok(())
    })
}

/// For each kind of question, the shares that the arrow and its rival answer rightly.
pub fn kinds(shares: &[(&str, [f64; 2])]) -> Result<Svg> {
    const ROW: f64 = 22.0;
    let height = 64.0 + ROW * shares.len() as f64;
    let x = |share: f64| 162.0 + 292.0 * share;
    draw(480, height as u32, |canvas| {
        let bottom = height - 30.0;
        for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            canvas.line((x(tick), 26.0), (x(tick), bottom), GRID, 1.0)?;
            let percent = format!("{:.0}%", 100.0 * tick);
            let at = (x(tick), bottom + 14.0);
            canvas.words(&percent, at, TICK_SIZE, MUTED, Anchor::Middle)?;
        }
        for (row, (name, both)) in shares.iter().enumerate() {
            let y = 40.0 + ROW * row as f64;
            canvas.line((x(both[0]), y), (x(both[1]), y), MUTED, 2.0)?;
            canvas.words(name, (150.0, y), LABEL_SIZE, INK, Anchor::Right)?;
        }
        // The squares first: a disc upon one leaves its corners.
        let marks = [(1, "c alone", 390.0), (0, "b − a + c", 250.0)];
        for (series, name, at) in marks {
            mark(canvas, (at, 11.0), series)?;
            for (row, (_, both)) in shares.iter().enumerate() {
                let y = 40.0 + ROW * row as f64;
                mark(canvas, (x(both[series]), y), series)?;
            }
            let beside = (at + 11.0, 11.0);
            let color = SERIES[series];
            canvas.words(name, beside, LABEL_SIZE, color, Anchor::Left)?;
        }
        Ok(())
    })
}

/// What a word's row scores with its own column, and with the best of all others.
pub fn scores(words: &[(String, f64, String, f64)]) -> Result<Svg> {
    const ROW: f64 = 46.0;
    let height = ROW * words.len() as f64 + 4.0;
    draw(480, height as u32, |canvas| {
        for (row, (word, own, other, best)) in words.iter().enumerate() {
            let y = 14.0 + ROW * row as f64;
            bar(canvas, y, word, *own, 12.0 * own, false)?;
            bar(canvas, y + 18.0, other, *best, 12.0 * best, true)?;
        }
        Ok(())
    })
}
