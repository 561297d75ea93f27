//! An image with arrows around it that move it, and the ten outputs for it as bars.

use anyhow::Result;
use ndarray::ArrayView1;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::live::Place as Target;
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Canvas, Svg, draw};

use super::{Place, inked};

/// Where the image stands, and the side of its pixels.
const IMAGE: Place = (54.0, 54.0);
const CELL: f64 = 20.0;
/// The middle of the image.
const MIDDLE: Place = (134.0, 134.0);
/// How far from there the arrows begin, and how deep their places are.
const NEAR: f64 = 80.0;
const DEEP: f64 = 54.0;
/// The upper edge of the bars, the height of a row, where 0 stands, and how long 1 is.
const TOP: f64 = 4.0;
const ROW: f64 = 24.0;
const ZERO: f64 = 334.0;
const UNIT: f64 = 66.0;
/// Outputs beyond these are drawn as long as these.
const RANGE: (f64, f64) = (-0.5, 1.4);
/// The button: its corner and its size.
const BUTTON: (Place, Place) = ((274.0, 250.0), (200.0, 54.0));

/// The four directions, to the right and down, in words.
pub(crate) const DIRECTIONS: [(isize, isize, &str); 4] =
    [(-1, 0, "left"), (1, 0, "right"), (0, -1, "up"), (0, 1, "down")];

/// An image (64) with its `name` below, and the `outputs` (10) for it. Arrows that cannot
/// move it further are pale: `can_move` says so of each of [`DIRECTIONS`].
pub(crate) fn pad(
    image: ArrayView1<f64>,
    outputs: ArrayView1<f64>,
    name: &str,
    can_move: [bool; 4],
) -> Result<Svg> {
    draw(480, 308, |canvas| {
        inked(canvas, &[(image, IMAGE)], CELL)?;
        for ((right, down, _), can_move) in DIRECTIONS.into_iter().zip(can_move) {
            let color = if can_move { INK } else { GRID };
            arrow(canvas, (right as f64, down as f64), color)?;
        }
        canvas.words(name, (MIDDLE.0, 290.0), LABEL_SIZE, INK, Anchor::Middle)?;
        bars(canvas, outputs)?;
        let ((left, top), (width, height)) = BUTTON;
        canvas.frame((left, top + 8.0), width, height - 16.0, MUTED, 1.0)?;
        let at = (left + width / 2.0, top + height / 2.0);
        canvas.words("next misread one", at, LABEL_SIZE, INK, Anchor::Middle)
    })
}

/// The place of the arrow in a direction.
pub(crate) fn arrow_place(
    (right, down, name): (isize, isize, &str),
    sets: Vec<(String, String)>,
) -> Target {
    let (right, down) = (right as f64, down as f64);
    let middle = |at: f64, by: f64| at + by * (NEAR + DEEP / 2.0);
    let size = |by: f64| if by == 0.0 { 2.0 * NEAR } else { DEEP };
    let size = (size(right), size(down));
    let (x, y) = (middle(MIDDLE.0, right), middle(MIDDLE.1, down));
    Target {
        at: (x - size.0 / 2.0, y - size.1 / 2.0),
        size,
        label: format!("move {name} by a pixel"),
        sets,
        is_chosen: false,
    }
}

/// The place of the button.
pub(crate) fn button_place(sets: Vec<(String, String)>) -> Target {
    let (at, size) = BUTTON;
    let label = "show the next misread test digit".into();
    Target { at, size, label, sets, is_chosen: false }
}

fn arrow(
    canvas: &Canvas,
    (right, down): (f64, f64),
    color: plotters::style::RGBColor,
) -> Result<()> {
    let at = |far: f64, aside: f64| {
        let far = NEAR + far;
        (
            MIDDLE.0 + right * far + down * aside,
            MIDDLE.1 + down * far + right * aside,
        )
    };
    canvas.polygon(&[at(14.0, -14.0), at(36.0, 0.0), at(14.0, 14.0)], color)
}

fn bars(canvas: &Canvas, outputs: ArrayView1<f64>) -> Result<()> {
    let largest = outputs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let at = |digit: usize| TOP + ROW * (digit as f64 + 0.5);
    for (digit, &output) in outputs.iter().enumerate() {
        let end = ZERO + UNIT * output.clamp(RANGE.0, RANGE.1);
        let (from, to) = (ZERO.min(end), ZERO.max(end));
        if to - from >= 0.75 {
            let color = SERIES[usize::from(output == largest)];
            canvas.cell((from, at(digit) - 8.0), to - from, 16.0, color)?;
        }
    }
    let floor = TOP + ROW * outputs.len() as f64;
    canvas.line((ZERO, TOP), (ZERO, floor), MUTED, 1.0)?;
    for (digit, &output) in outputs.iter().enumerate() {
        let y = at(digit);
        let name = digit.to_string();
        canvas.words(&name, (290.0, y), LABEL_SIZE, INK, Anchor::Middle)?;
        if output == largest {
            canvas.ring((290.0, y), 10.0, INK, 2.0)?;
        }
        let value = format!("{output:.2}").replace('-', "−");
        canvas.words(&value, (478.0, y), TICK_SIZE, MUTED, Anchor::Right)?;
    }
    Ok(())
}
