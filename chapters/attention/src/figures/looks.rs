//! Who looks at whom: lines between words, as thick as the weights.

use anyhow::Result;
use ndarray::{Array2, ArrayView1};
use page::figure::LABEL_SIZE;
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Canvas, Svg, draw};

/// A line of the weight 1 is so thick, in logical pixels.
const THICKEST: f64 = 10.0;
/// Weights below it are not drawn: their lines could not be seen.
const LEAST: f64 = 0.025;

fn shown(weight: f64) -> String {
    format!("{weight:.2}")
}

fn largest(row: ArrayView1<f64>) -> f64 {
    row.iter().copied().fold(0.0, f64::max)
}

/// Where the middle of each word stands, from left to right.
fn middles(count: usize) -> impl Fn(usize) -> f64 {
    let step = 408.0 / (count.max(2) - 1) as f64;
    move |index| 36.0 + step * index as f64
}

/// The words that look, above, each over its largest weight; those that are looked at,
/// below; and between them the `weights` (words, seen), the largest of each in blue.
pub(crate) fn looks(
    words: &[String],
    seen: &[String],
    weights: &Array2<f64>,
) -> Result<Svg> {
    const TOP: f64 = 68.0;
    const BOTTOM: f64 = 186.0;
    let (above, below) = (middles(words.len()), middles(seen.len()));
    draw(480, 232, |canvas| {
        let side =
            |text, y| canvas.words(text, (4.0, y), 12.5, MUTED, Anchor::Left);
        side("who looks, and its largest weight", 12.0)?;
        side("who is looked at", 221.0)?;
        for is_largest in [false, true] {
            for ((query, key), &weight) in weights.indexed_iter() {
                let most = largest(weights.row(query));
                if weight < LEAST || (weight > most - 1e-9) != is_largest {
                    continue;
                }
                let color = if is_largest { SERIES[0] } else { MUTED };
                let (from, to) = ((above(query), TOP), (below(key), BOTTOM));
                canvas.line(from, to, color, THICKEST * weight)?;
            }
        }
        for (query, word) in words.iter().enumerate() {
            let x = above(query);
            canvas.words(word, (x, 36.0), LABEL_SIZE, INK, Anchor::Middle)?;
            let row = weights.row(query);
            let most = shown(largest(row));
            canvas.words(&most, (x, 54.0), 12.5, SERIES[0], Anchor::Middle)?;
        }
        for (key, word) in seen.iter().enumerate() {
            let at = (below(key), 200.0);
            canvas.words(word, at, LABEL_SIZE, INK, Anchor::Middle)?;
        }
        Ok(())
    })
}

/// A line that rises from one word and comes down at another: half an ellipse.
fn arc(
    canvas: &Canvas,
    (from, to): (f64, f64),
    (foot, height): (f64, f64),
    weight: f64,
) -> Result<()> {
    const PARTS: usize = 16;
    let middle = (from + to) / 2.0;
    let points: Vec<_> = (0..=PARTS)
        .map(|part| {
            let angle = std::f64::consts::PI * part as f64 / PARTS as f64;
            let along = middle + (from - to) / 2.0 * libm::cos(angle);
            (along, foot - height * libm::sin(angle))
        })
        .collect();
    let color = if weight < 0.5 { MUTED } else { SERIES[0] };
    canvas.path(&points, color, 1.0 + (THICKEST - 1.0) * weight)
}

/// Phrases that end in one word, and where it looks in each.
pub(crate) fn creatures(phrases: &[(Vec<String>, Vec<f64>)]) -> Result<Svg> {
    const PANEL: f64 = 138.0;
    draw(480, (PANEL * phrases.len() as f64) as u32, |canvas| {
        for (number, (words, weights)) in phrases.iter().enumerate() {
            let foot = 92.0 + PANEL * number as f64;
            let step = 124.0;
            let start = 410.0 - step * (words.len() - 1) as f64;
            let x = |index: usize| start + step * index as f64;
            let last = words.len() - 1;
            for (key, &weight) in weights.iter().enumerate().take(last) {
                let height = 26.0 + 0.13 * (x(last) - x(key));
                arc(canvas, (x(last) - 6.0, x(key)), (foot, height), weight)?;
            }
            for (index, word) in words.iter().enumerate() {
                let at = (x(index), foot + 15.0);
                canvas.words(word, at, 16.0, INK, Anchor::Middle)?;
                let at = (x(index), foot + 33.0);
                canvas.words(
                    &shown(weights[index]),
                    at,
                    12.5,
                    MUTED,
                    Anchor::Middle,
                )?;
            }
        }
        Ok(())
    })
}

/// A library: the note of the last word, and a book for each, filled as far as the note
/// takes from it.
pub(crate) fn library(words: &[String], weights: ArrayView1<f64>) -> Result<Svg> {
    const WIDTH: f64 = 116.0;
    const HEIGHT: f64 = 92.0;
    let asks = &words[words.len() - 1];
    let step = 480.0 / words.len() as f64;
    draw(480, 292, |canvas| {
        canvas.frame((130.0, 4.0), 220.0, 46.0, SERIES[0], 1.5)?;
        let note = format!("the note of “{asks}”");
        canvas.words(&note, (240.0, 18.0), 14.0, INK, Anchor::Middle)?;
        canvas.words(
            "query",
            (240.0, 36.0),
            LABEL_SIZE,
            SERIES[0],
            Anchor::Middle,
        )?;
        for (index, (word, &weight)) in words.iter().zip(weights).enumerate() {
            let middle = step * (index as f64 + 0.5);
            let left = middle - WIDTH / 2.0;
            let from = 240.0 + (middle - 240.0) * 0.45;
            canvas.arrow((from, 54.0), (middle, 118.0), SERIES[0], 8.0 * weight)?;
            canvas.frame((left, 122.0), WIDTH, 30.0, SERIES[1], 1.5)?;
            let label = (middle, 137.0);
            canvas.words(
                "label: key",
                label,
                LABEL_SIZE,
                SERIES[1],
                Anchor::Middle,
            )?;
            let part = HEIGHT * weight;
            let at = (left, 152.0 + HEIGHT - part);
            canvas.cell(at, WIDTH, part, SERIES[2])?;
            canvas.frame((left, 152.0), WIDTH, HEIGHT, SERIES[2], 1.5)?;
            let at = (middle, 167.0);
            canvas.words(
                "book: value",
                at,
                LABEL_SIZE,
                SERIES[2],
                Anchor::Middle,
            )?;
            let at = (middle, 187.0);
            canvas.words(&shown(weight), at, LABEL_SIZE, INK, Anchor::Middle)?;
            let at = (middle, 260.0);
            canvas.words(&format!("“{word}”"), at, 14.0, INK, Anchor::Middle)?;
        }
        canvas.line((4.0, 246.0), (476.0, 246.0), GRID, 2.0)?;
        let said = "filled: how much is taken from each book";
        canvas.words(said, (240.0, 282.0), 12.5, MUTED, Anchor::Middle)
    })
}

/// Two sentences of the same words, the weight that the last word gives to each, and
/// lines between the same words.
pub(crate) fn orders(sentences: [(&[String], ArrayView1<f64>); 2]) -> Result<Svg> {
    let [(first, weights), (second, others)] = sentences;
    let x = middles(first.len());
    draw(480, 208, |canvas| {
        let mut is_met = vec![false; second.len()];
        for (index, word) in first.iter().enumerate() {
            let same = |&at: &usize| !is_met[at] && second[at] == *word;
            let Some(at) = (0..second.len()).find(same) else { continue };
            is_met[at] = true;
            let color = if at == index { MUTED } else { SERIES[0] };
            let (from, to) = ((x(index), 62.0), (x(at), 148.0));
            canvas.line(from, to, color, 1.0 + THICKEST * weights[index])?;
        }
        for (words, weights, y, below) in
            [(first, weights, 34.0, 18.0), (second, others, 178.0, -18.0)]
        {
            for (index, word) in words.iter().enumerate() {
                let at = (x(index), y);
                canvas.words(word, at, LABEL_SIZE, INK, Anchor::Middle)?;
                let at = (x(index), y + below);
                let weight = shown(weights[index]);
                canvas.words(&weight, at, 12.5, MUTED, Anchor::Middle)?;
            }
        }
        let said = "how much “today” takes from each word";
        canvas.words(said, (4.0, 12.0), 12.5, MUTED, Anchor::Left)
    })
}
