//! What became of trainings: curves, strips of dots, needles and bars.

use anyhow::Result;
use ndarray::ArrayView1;
use neurons::digits::Digits;
use page::figure::{LABEL_SIZE, TICK_SIZE, short};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Svg, draw};

use super::{arrows, inked};

/// Three of some images, large, without their labels.
pub(crate) fn glimpse(digits: &Digits) -> Result<Svg> {
    const CELL: f64 = 18.0;
    draw(480, 156, |canvas| {
        let images = digits.images.rows().into_iter().take(3).enumerate();
        let at = |index: usize| (6.0 + 9.0 * CELL * index as f64, 6.0);
        let images: Vec<_> =
            images.map(|(index, pixels)| (pixels, at(index))).collect();
        inked(canvas, &images, CELL)
    })
}

/// A row of [`strips`]: its name, and its numbers, or words in their place.
pub(crate) struct Strip<'t> {
    pub name: &'t str,
    pub numbers: Vec<f64>,
    pub instead: &'t str,
}

/// Numbers as dots on lines below each other, equal ones piled up.
pub(crate) fn strips(
    rows: &[Strip],
    range: std::ops::Range<f64>,
    ticks: &[f64],
    name: &str,
) -> Result<Svg> {
    const DOT: f64 = 7.0;
    let (left, right) = (if rows.len() > 1 { 172.0 } else { 16.0 }, 464.0);
    let x = |value: f64| {
        left + (value - range.start) / (range.end - range.start) * (right - left)
    };
    // Where each dot stands: piled up where it would lie upon another.
    let piled = |numbers: &[f64]| -> Vec<(f64, usize)> {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut placed: Vec<(f64, usize)> = Vec::new();
        for value in sorted {
            let at = x(value);
            let mut floor = 0;
            while placed
                .iter()
                .any(|p| p.1 == floor && (p.0 - at).abs() < DOT + 1.0)
            {
                floor += 1;
            }
            placed.push((at, floor));
        }
        placed
    };
    let dots: Vec<_> = rows.iter().map(|row| piled(&row.numbers)).collect();
    let tall = |dots: &[(f64, usize)]| {
        let most = dots.iter().map(|dot| dot.1).max().unwrap_or(0);
        (14.0 + (DOT + 1.0) * (most as f64 + 1.0)).max(30.0)
    };
    let height: f64 = dots.iter().map(|dots| tall(dots)).sum();
    draw(480, (height + 52.0) as u32, |canvas| {
        let mut floor = 4.0;
        let mut floors = Vec::new();
        for dots in &dots {
            floor += tall(dots);
            floors.push(floor);
        }
        for &tick in ticks {
            canvas.line((x(tick), 8.0), (x(tick), floor + 4.0), GRID, 1.0)?;
        }
        for &floor in &floors {
            canvas.line((left - 6.0, floor), (right + 6.0, floor), MUTED, 1.0)?;
        }
        for (dots, floor) in dots.iter().zip(&floors) {
            for (at, above) in dots {
                let top = floor - (DOT + 1.0) * (*above as f64 + 1.0);
                canvas.cell((at - DOT / 2.0, top), DOT, DOT, SERIES[0])?;
            }
        }
        for (row, floor) in rows.iter().zip(&floors) {
            if rows.len() > 1 {
                let at = (left - 12.0, floor - 8.0);
                canvas.words(row.name, at, LABEL_SIZE, INK, Anchor::Right)?;
            }
            let at = ((left + right) / 2.0, floor - 10.0);
            canvas.words(row.instead, at, LABEL_SIZE, SERIES[1], Anchor::Middle)?;
        }
        for &tick in ticks {
            let at = (x(tick), floor + 16.0);
            canvas.words(&short(&tick), at, TICK_SIZE, MUTED, Anchor::Middle)?;
        }
        let at = ((left + right) / 2.0, floor + 36.0);
        canvas.words(name, at, LABEL_SIZE, INK, Anchor::Middle)
    })
}

/// Gradients that were computed with updated weights, as needles beside the right one,
/// which points to the right: a row for each way of computing them, a dial for each
/// learning rate, of the cosine of the angle between both.
pub(crate) fn needles(rates: &[f64], rows: &[(&str, Vec<f64>)]) -> Result<Svg> {
    const LONG: f64 = 44.0;
    let place = |row: usize, at: usize| {
        (60.0 + 120.0 * at as f64, 122.0 * row as f64 + 78.0)
    };
    let dials: Vec<_> = rows
        .iter()
        .enumerate()
        .flat_map(|(row, (_, cosines))| {
            cosines
                .iter()
                .enumerate()
                .map(move |(at, &cosine)| (place(row, at), cosine))
        })
        .collect();
    draw(480, (34 + 122 * rows.len()) as u32, |canvas| {
        for ((x, y), _) in &dials {
            canvas.ring((*x, *y), LONG + 2.0, GRID, 1.0)?;
        }
        let right: Vec<_> =
            dials.iter().map(|((x, y), _)| ((*x, *y), (x + LONG, *y))).collect();
        arrows(canvas, &right, INK, 1.5)?;
        let turned = dials.iter().map(|((x, y), cosine)| {
            let sine = (1.0 - cosine * cosine).max(0.0).sqrt();
            ((*x, *y), (x + LONG * cosine, y - LONG * sine))
        });
        arrows(canvas, &turned.collect::<Vec<_>>(), SERIES[1], 2.5)?;
        for (row, (name, _)) in rows.iter().enumerate() {
            let at = (4.0, 122.0 * row as f64 + 12.0);
            canvas.words(name, at, LABEL_SIZE, INK, Anchor::Left)?;
        }
        let floor = 122.0 * rows.len() as f64;
        for (at, rate) in rates.iter().enumerate() {
            let at = (60.0 + 120.0 * at as f64, floor + 18.0);
            let text = format!("η {}", short(rate));
            canvas.words(&text, at, LABEL_SIZE, INK, Anchor::Middle)?;
        }
        Ok(())
    })
}

/// An image, and the ten outputs for it before training and after, as bars.
pub(crate) fn asked_again(
    pixels: ArrayView1<f64>,
    before: ArrayView1<f64>,
    after: ArrayView1<f64>,
) -> Result<Svg> {
    let (left, column) = (118.0, 36.0);
    let least = before.iter().chain(&after).copied().fold(0.0, f64::min);
    let most = before.iter().chain(&after).copied().fold(0.0, f64::max);
    let unit = 78.0 / (most - least);
    draw(480, 218, |canvas| {
        inked(canvas, &[(pixels, (4.0, 64.0))], 11.0)?;
        for (row, (name, outputs)) in
            [("before training", before), ("after training", after)]
                .into_iter()
                .enumerate()
        {
            let top = 26.0 + 114.0 * row as f64;
            let zero = top + most * unit;
            let largest = outputs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            for (digit, &output) in outputs.iter().enumerate() {
                let (from, to) = (zero, zero - output * unit);
                if (to - from).abs() < 0.75 {
                    continue; // too low to be seen
                }
                let x = left + column * digit as f64 + 5.0;
                let end = x + column - 10.0;
                let color = if output == largest { SERIES[1] } else { SERIES[0] };
                canvas.polygon(
                    &[(x, from), (x, to), (end, to), (end, from)],
                    color,
                )?;
            }
            let end = left + 10.0 * column;
            canvas.line((left, zero), (end, zero), MUTED, 1.0)?;
            canvas.words(
                name,
                (left, top - 14.0),
                LABEL_SIZE,
                INK,
                Anchor::Left,
            )?;
        }
        for digit in 0..10 {
            let at = (left + column * (f64::from(digit) + 0.5), 204.0);
            canvas.words(
                &digit.to_string(),
                at,
                LABEL_SIZE,
                MUTED,
                Anchor::Middle,
            )?;
        }
        Ok(())
    })
}
