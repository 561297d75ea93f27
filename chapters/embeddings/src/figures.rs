//! The pictures of the chapter.

use anyhow::Result;
use ndarray::Array2;
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, dots, label};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Axes, Canvas, Svg, draw};
use plotters::style::RGBColor;

mod company;
mod likeness;
mod pieces;

pub(crate) use company::{associations, lengths, windows};
pub(crate) use likeness::{distances, kinds, map, scores, shadows, sums};
pub(crate) use pieces::pieces;

/// Four men, each before the woman beside him.
pub(crate) const PEOPLE: [&str; 8] =
    ["man", "woman", "king", "queen", "uncle", "aunt", "prince", "princess"];

/// A group of words, its name, and where that stands from the group's first word.
pub(crate) struct Group {
    pub name: &'static str,
    pub words: &'static str,
    offset: (f64, f64),
}

const fn group(
    name: &'static str,
    words: &'static str,
    offset: (f64, f64),
) -> Group {
    Group { name, words, offset }
}

/// Groups of real words, in the order of the colours.
pub(crate) const GROUPS: [Group; 5] = [
    group(
        "animals",
        "tiger cat dog horse cow mouse rabbit monkey pig",
        (12.0, 0.0),
    ),
    group("food", "soup bread cheese chocolate apple butter egg beef", (14.0, 0.0)),
    group(
        "colours",
        "red blue yellow purple pink grey green black",
        (-16.0, -16.0),
    ),
    group(
        "days and months",
        "october monday tuesday sunday march july",
        (0.0, 22.0),
    ),
    group("cities", "moscow paris london berlin rome tokyo vienna", (12.0, 0.0)),
];

/// Groups of the small world, most of which lie on one spot.
pub(crate) const SMALL_GROUPS: [Group; 7] = [
    group(
        "people, doings, places",
        "girl queen king prince princess man woman boy works rests reads plays \
        learns runs palace castle hall house street yard",
        (14.0, 0.0),
    ),
    group("dog", "dog", (9.0, 0.0)),
    group("meat, bones", "meat bones", (9.0, 0.0)),
    group("cat", "cat", (9.0, 0.0)),
    group("milk, fish", "milk fish", (9.0, 0.0)),
    group("horse, cow", "horse cow", (-9.0, 0.0)),
    group("grass, hay", "grass hay", (9.0, 0.0)),
];

/// Brings points into a box of the canvas, one scale for both directions.
struct Frame {
    middle: (f64, f64),
    center: (f64, f64),
    scale: f64,
}

impl Frame {
    fn new(points: &Array2<f64>, at: (f64, f64), width: f64, height: f64) -> Frame {
        let range = |axis: usize| {
            let column = points.column(axis);
            let least = column.iter().fold(f64::INFINITY, |m, &x| m.min(x));
            let most = column.iter().fold(f64::NEG_INFINITY, |m, &x| m.max(x));
            (least, most)
        };
        let ((left, right), (low, high)) = (range(0), range(1));
        Frame {
            middle: ((left + right) / 2.0, (low + high) / 2.0),
            center: (at.0 + width / 2.0, at.1 + height / 2.0),
            scale: (width / (right - left)).min(height / (high - low)),
        }
    }

    fn place(&self, points: &Array2<f64>, row: usize) -> (f64, f64) {
        let x = self.center.0 + self.scale * (points[[row, 0]] - self.middle.0);
        let y = self.center.1 - self.scale * (points[[row, 1]] - self.middle.1);
        (x, y)
    }
}

/// A disc, as a line of no length with round ends: of these, many of one colour are a
/// single short element.
fn dot(
    canvas: &Canvas,
    at: (f64, f64),
    radius: f64,
    color: RGBColor,
) -> Result<()> {
    canvas.line(at, at, color, 2.0 * radius)
}

/// A disc for the first series, a square for the second, so large that it can be seen
/// behind the disc.
fn mark(canvas: &Canvas, at: (f64, f64), series: usize) -> Result<()> {
    if series == 0 {
        return dot(canvas, at, 3.5, SERIES[0]);
    }
    canvas.cell((at.0 - 5.5, at.1 - 5.5), 11.0, 11.0, SERIES[series])
}

/// People in pairs of a man and a woman; the first two pairs make the
/// parallelogram.
pub fn parallelogram(words: &[&str], flat: &Array2<f64>) -> Result<Svg> {
    draw(480, 320, |canvas| {
        let frame = Frame::new(flat, (70.0, 24.0), 320.0, 270.0);
        let at = |row| frame.place(flat, row);
        for (from, to) in [(0, 2), (1, 3)] {
            canvas.line(at(from), at(to), SERIES[1], 2.0)?;
        }
        for pair in (0..words.len()).step_by(2) {
            let thickness = if pair < 4 { 2.0 } else { 1.0 };
            canvas.line(at(pair), at(pair + 1), SERIES[0], thickness)?;
        }
        for row in 0..words.len() {
            dot(canvas, at(row), 3.5, INK)?;
        }
        for (row, word) in words.iter().enumerate() {
            let (x, y) = at(row);
            // Beside the lines, not across them.
            let (right, down, anchor) = match row {
                0 | 1 => (-9.0, 0.0, Anchor::Right),
                3 => (-7.0, 14.0, Anchor::Right),
                _ => (9.0, 0.0, Anchor::Left),
            };
            canvas.words(word, (x + right, y + down), 14.0, INK, anchor)?;
        }
        Ok(())
    })
}

/// The cosine of each job with two arrows, the first of them in order, over the band in
/// which most words lie: mean and spread.
pub fn work(jobs: &[(String, [f64; 2])], all: (f64, f64)) -> Result<Svg> {
    const ROW: f64 = 17.0;
    let height = 78.0 + ROW * jobs.len() as f64;
    let x = |cosine: f64| 285.0 + 370.0 * cosine;
    draw(480, height as u32, |canvas| {
        let bottom = height - 50.0;
        let (left, right) = (x(all.0 - all.1), x(all.0 + all.1));
        let band = [(left, 24.0), (right, 24.0), (right, bottom), (left, bottom)];
        canvas.polygon(&band, GRID)?;
        for tick in [-0.4, -0.2, 0.0, 0.2, 0.4] {
            canvas.line((x(tick), bottom), (x(tick), bottom + 4.0), MUTED, 1.0)?;
            let at = (x(tick), bottom + 12.0);
            let number = format!("{tick:.1}").replace('-', "−");
            canvas.words(&number, at, TICK_SIZE, MUTED, Anchor::Middle)?;
        }
        for (way, left, anchor) in [
            ("← towards man, he", x(0.0) - 14.0, Anchor::Right),
            ("towards woman, she →", x(0.0) + 14.0, Anchor::Left),
        ] {
            canvas.words(way, (left, bottom + 36.0), LABEL_SIZE, MUTED, anchor)?;
        }
        canvas.line((x(0.0), 24.0), (x(0.0), bottom), MUTED, 1.0)?;
        for (row, (_, cosines)) in jobs.iter().enumerate() {
            let y = 34.0 + ROW * row as f64;
            mark(canvas, (x(cosines[1]), y), 1)?;
        }
        for (row, (_, cosines)) in jobs.iter().enumerate() {
            let y = 34.0 + ROW * row as f64;
            mark(canvas, (x(cosines[0]), y), 0)?;
        }
        for (row, (job, _)) in jobs.iter().enumerate() {
            let y = 34.0 + ROW * row as f64;
            canvas.words(job, (84.0, y), LABEL_SIZE, INK, Anchor::Right)?;
        }
        let arrows = [("woman − man", 330.0), ("she − he", 440.0)];
        for (series, (name, at)) in arrows.into_iter().enumerate() {
            let color = SERIES[series];
            mark(canvas, (at, 10.0), series)?;
            canvas.words(
                name,
                (at - 10.0, 10.0),
                LABEL_SIZE,
                color,
                Anchor::Right,
            )?;
        }
        canvas.words("cosine with", (225.0, 10.0), LABEL_SIZE, MUTED, Anchor::Right)
    })
}

/// The words of each group, in the order of the groups.
pub fn groups(flat: &Array2<f64>) -> Result<Svg> {
    draw(480, 320, |canvas| {
        let frame = Frame::new(flat, (14.0, 14.0), 400.0, 292.0);
        draw_groups(canvas, &frame, &GROUPS, flat)
    })
}

fn draw_groups(
    canvas: &Canvas,
    frame: &Frame,
    groups: &[Group],
    flat: &Array2<f64>,
) -> Result<()> {
    let mut first = 0;
    let mut names = Vec::new();
    for (group, color) in groups.iter().zip(SERIES) {
        let count = group.words.split_whitespace().count();
        for row in first..first + count {
            dot(canvas, frame.place(flat, row), 4.0, color)?;
        }
        names.push((group, color, frame.place(flat, first)));
        first += count;
    }
    for (group, color, (x, y)) in names {
        let at = (x + group.offset.0, y + group.offset.1);
        let is_left = group.offset.0 < 0.0;
        let anchor = if is_left { Anchor::Right } else { Anchor::Left };
        canvas.words(group.name, at, 14.0, color, anchor)?;
    }
    Ok(())
}

/// Learned vectors: the words of the groups above, and people below.
pub fn learned(
    all: &Array2<f64>,
    people: &[&str],
    persons: &Array2<f64>,
) -> Result<Svg> {
    draw(480, 500, |canvas| {
        canvas.words(
            "all things",
            (476.0, 14.0),
            LABEL_SIZE,
            MUTED,
            Anchor::Right,
        )?;
        canvas.line((4.0, 268.0), (476.0, 268.0), GRID, 1.0)?;
        let name = "people, in a plane of their own";
        canvas.words(name, (476.0, 284.0), LABEL_SIZE, MUTED, Anchor::Right)?;
        let frame = Frame::new(all, (20.0, 16.0), 340.0, 236.0);
        draw_groups(canvas, &frame, &SMALL_GROUPS, all)?;
        let frame = Frame::new(persons, (20.0, 304.0), 380.0, 182.0);
        let at = |row| frame.place(persons, row);
        for pair in (0..people.len()).step_by(2) {
            canvas.line(at(pair), at(pair + 1), SERIES[0], 2.0)?;
        }
        for row in 0..people.len() {
            dot(canvas, at(row), 3.5, INK)?;
        }
        for (row, word) in people.iter().enumerate() {
            let (x, y) = at(row);
            canvas.words(word, (x + 9.0, y), 14.0, INK, Anchor::Left)?;
        }
        Ok(())
    })
}

/// Smallest, mean and largest angle against the dimension.
pub fn angles(rows: &[(usize, f64, (f64, f64), f64)]) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..4.3,
        y: 0.0..180.0,
        x_label: "dimension, as a power of ten",
        y_label: "angle in degrees",
        x_ticks: 5,
        y_ticks: 5,
        is_ruled: true,
    };
    draw(480, 300, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let x = |d_model: usize| libm::log10(d_model as f64);
        let ends = |most: bool| {
            rows.iter().map(move |row| (x(row.0), if most { row.3 } else { row.1 }))
        };
        curve(&mut plot, ends(true), SERIES[0], 2.0)?;
        curve(&mut plot, ends(false), SERIES[0], 2.0)?;
        dots(
            &mut plot,
            rows.iter().map(|row| (x(row.0), row.2.0)),
            SERIES[1],
            4.0,
        )?;
        label(
            &mut plot,
            "largest",
            (1.2, 140.0),
            (0.0, 0.0),
            SERIES[0],
            Anchor::Left,
        )?;
        label(
            &mut plot,
            "smallest",
            (1.3, 30.0),
            (0.0, 0.0),
            SERIES[0],
            Anchor::Left,
        )?;
        label(&mut plot, "mean", (3.0, 106.0), (0.0, 0.0), SERIES[1], Anchor::Left)
    })
}
