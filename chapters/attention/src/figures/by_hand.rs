//! The steps by hand: vectors of two numbers can be drawn.

use anyhow::Result;
use ndarray::{Array2, ArrayView1};
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, SERIES, sequential};
use page::{Anchor, Canvas, Svg, draw};
use plotters::style::RGBColor;

/// A part of the plane: where its origin stands, and how long a 1 is.
struct Plane<'c, 'a> {
    canvas: &'c Canvas<'a>,
    origin: (f64, f64),
    unit: f64,
}

impl Plane<'_, '_> {
    fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.origin.0 + self.unit * x, self.origin.1 - self.unit * y)
    }

    /// Lines at whole numbers, and these numbers.
    fn axes(&self, (most_x, most_y): (usize, usize)) -> Result<()> {
        let (wide, high) = (most_x as f64 + 0.2, most_y as f64 + 0.2);
        for x in 0..=most_x {
            let at = x as f64;
            self.canvas.line(self.at((at, 0.0)), self.at((at, high)), GRID, 1.0)?;
        }
        for y in 0..=most_y {
            let at = y as f64;
            self.canvas.line(self.at((0.0, at)), self.at((wide, at)), GRID, 1.0)?;
        }
        for x in 0..=most_x {
            let (left, foot) = self.at((x as f64, 0.0));
            self.word(&x.to_string(), (left, foot + 13.0), MUTED, Anchor::Middle)?;
        }
        for y in 1..=most_y {
            let (left, at) = self.at((0.0, y as f64));
            self.word(&y.to_string(), (left - 9.0, at), MUTED, Anchor::Right)?;
        }
        Ok(())
    }

    fn word(
        &self,
        text: &str,
        at: (f64, f64),
        color: RGBColor,
        anchor: Anchor,
    ) -> Result<()> {
        self.canvas.words(text, at, TICK_SIZE, color, anchor)
    }

    fn arrow(
        &self,
        from: (f64, f64),
        to: (f64, f64),
        color: RGBColor,
        width: f64,
    ) -> Result<()> {
        self.canvas.arrow(self.at(from), self.at(to), color, width)
    }
}

fn pair(row: ArrayView1<f64>) -> (f64, f64) {
    (row[0], row[1])
}

/// The keys (words, 2) as points, the query of one word as an arrow, and beside them how
/// well they fit, as bars.
pub(crate) fn compare(
    words: &[String],
    asks: usize,
    query: ArrayView1<f64>,
    keys: &Array2<f64>,
    scores: ArrayView1<f64>,
) -> Result<Svg> {
    draw(480, 232, |canvas| {
        let plane = Plane { canvas, origin: (76.0, 206.0), unit: 80.0 };
        plane.axes((2, 2))?;
        plane.arrow((0.0, 0.0), pair(query), SERIES[0], 3.0)?;
        let (x, y) = plane.at((query[0] / 2.0, query[1] * 0.75));
        plane.word("query", (x - 8.0, y - 8.0), SERIES[0], Anchor::Right)?;
        let asking = format!("of “{}”", words[asks]);
        plane.word(&asking, (x - 8.0, y + 8.0), SERIES[0], Anchor::Right)?;
        for (index, key) in keys.rows().into_iter().enumerate() {
            let is_same = |other: &usize| keys.row(*other) == key;
            let same: Vec<_> = (0..words.len()).filter(is_same).collect();
            if same[0] != index {
                continue;
            }
            let names: Vec<_> = same.iter().map(|&at| words[at].as_str()).collect();
            let (x, y) = plane.at(pair(key));
            canvas.disc((x, y), 5.0, SERIES[1])?;
            let at = (x + 9.0, y - 9.0);
            plane.word(&names.join(", "), at, INK, Anchor::Left)?;
        }
        plane.word("keys", (76.0, 12.0), SERIES[1], Anchor::Left)?;
        plane.word("scores", (366.0, 12.0), INK, Anchor::Left)?;
        for (key, (word, &score)) in words.iter().zip(scores).enumerate() {
            let y = 42.0 + 30.0 * key as f64;
            plane.word(word, (358.0, y), INK, Anchor::Right)?;
            canvas.cell((366.0, y - 9.0), 24.0 * score + 1.0, 18.0, SERIES[0])?;
            let at = (372.0 + 24.0 * score, y);
            plane.word(&format!("{score:.2}"), at, MUTED, Anchor::Left)?;
        }
        Ok(())
    })
}

/// Scores behind the mask (words, words): shaded where they are large, and −∞ beyond the
/// stairs.
pub(crate) fn mask(words: &[String], scores: &Array2<f64>) -> Result<Svg> {
    const SIDE: (f64, f64) = (66.0, 30.0);
    const LEFT: f64 = 66.0;
    const TOP: f64 = 44.0;
    let most = scores.iter().copied().fold(0.0, f64::max);
    draw(480, 250, |canvas| {
        let corner = |query: usize, key: usize| {
            (LEFT + SIDE.0 * key as f64, TOP + SIDE.1 * query as f64)
        };
        canvas.words("who looks", (4.0, 26.0), TICK_SIZE, MUTED, Anchor::Left)?;
        canvas.words("at whom", (262.0, 10.0), TICK_SIZE, MUTED, Anchor::Middle)?;
        for ((query, key), &score) in scores.indexed_iter() {
            if key <= query {
                // Paler than they are, so that the numbers on them stay legible.
                let color = sequential(0.35 * score / most);
                canvas.cell(corner(query, key), SIDE.0, SIDE.1, color)?;
            }
        }
        let mut stairs = vec![corner(0, 0)];
        for query in 0..words.len() {
            stairs.extend([corner(query, query + 1), corner(query + 1, query + 1)]);
        }
        canvas.path(&stairs, INK, 2.0)?;
        for (index, word) in words.iter().enumerate() {
            let (x, y) = corner(index, index);
            let (beside, above) = ((LEFT - 8.0, y + 15.0), (x + 33.0, TOP - 14.0));
            canvas.words(word, beside, LABEL_SIZE, INK, Anchor::Right)?;
            canvas.words(word, above, LABEL_SIZE, INK, Anchor::Middle)?;
        }
        for ((query, key), score) in scores.indexed_iter() {
            let (x, y) = corner(query, key);
            let (text, color) = if key <= query {
                (format!("{score:.2}"), INK)
            } else {
                ("−∞".to_owned(), MUTED)
            };
            let middle = (x + SIDE.0 / 2.0, y + SIDE.1 / 2.0);
            canvas.words(&text, middle, TICK_SIZE, color, Anchor::Middle)?;
        }
        Ok(())
    })
}

/// One token on its way: from where it was, by its share of each value (words, 2).
pub(crate) fn mixture(
    words: &[String],
    weights: ArrayView1<f64>,
    values: &Array2<f64>,
    start: ArrayView1<f64>,
) -> Result<Svg> {
    draw(480, 318, |canvas| {
        let plane = Plane { canvas, origin: (40.0, 290.0), unit: 112.0 };
        plane.axes((3, 2))?;
        let (mut at, color) = (pair(start), [SERIES[0], SERIES[1], SERIES[2]]);
        let (x, y) = plane.at(at);
        canvas.disc((x, y), 5.0, INK)?;
        plane.word("what it was", (x - 10.0, y - 12.0), INK, Anchor::Middle)?;
        for (key, word) in words.iter().enumerate() {
            let (first, second) = pair(values.row(key));
            let to = (at.0 + weights[key] * first, at.1 + weights[key] * second);
            plane.arrow(at, to, color[key % 3], 3.0)?;
            let middle = ((at.0 + to.0) / 2.0, (at.1 + to.1) / 2.0);
            let (x, y) = plane.at(middle);
            let said = format!("{:.2} of “{word}”", weights[key]);
            let below = 14.0 - 4.0 * (second / first);
            plane.word(
                &said,
                (x + 8.0, y + below),
                color[key % 3],
                Anchor::Left,
            )?;
            at = to;
        }
        let (x, y) = plane.at(at);
        canvas.ring((x, y), 6.0, INK, 1.5)?;
        plane.word("what it is now", (x, y - 16.0), INK, Anchor::Middle)
    })
}

/// All tokens before (words, 2) and after (words, 2): an arrow for each.
pub(crate) fn moved(
    words: &[String],
    before: &Array2<f64>,
    after: &Array2<f64>,
) -> Result<Svg> {
    draw(480, 270, |canvas| {
        let plane = Plane { canvas, origin: (34.0, 240.0), unit: 94.0 };
        plane.axes((4, 2))?;
        for (index, word) in words.iter().enumerate() {
            let (from, to) = (pair(before.row(index)), pair(after.row(index)));
            let color = if word == "the" { SERIES[1] } else { SERIES[0] };
            canvas.disc(plane.at(from), 4.0, color)?;
            plane.arrow(from, to, color, 2.0)?;
            let (start, end) = (plane.at(from), plane.at(to));
            let (run, rise) = (end.0 - start.0, end.1 - start.1);
            let off = 15.0 / (run * run + rise * rise).sqrt(); // to the left of its way
            // Beyond the middle, where no other arrow ends.
            let beside = (start.0 + 0.7 * run, start.1 + 0.7 * rise);
            let at = (beside.0 + off * rise, beside.1 - off * run);
            canvas.words(word, at, LABEL_SIZE, INK, Anchor::Middle)?;
        }
        Ok(())
    })
}
