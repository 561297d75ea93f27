//! The plane with the network's answer and the points, the cost beside it, and below them
//! what became of 20 starts, or what the classes are called.

use anyhow::Result;
use ndarray::Array2;
use neurons::Network;
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, dots, label, short};
use page::palette::{GRID, INK, MUTED, PAPER, SEQUENTIAL, SERIES, diverging};
use page::{Anchor, Axes, Canvas, Svg, draw};

use super::ground::{Ground, Set, said};
use super::run::Run;
use crate::xor_training::SETTINGS;

const LEFT: f64 = 24.0;
const TOP: f64 = 24.0;
const SIDE: f64 = 192.0;
/// Cells along a side of the plane: few before the first step, so that the page is light.
const FEW_CELLS: usize = 12;
const CELLS: usize = 24;
/// The largest cost that is drawn, and where it stands.
const MOST_COST: f64 = 0.4;
const BELOW: f64 = 262.0;

/// What is below the plane and the curve.
pub(crate) enum Below<'b> {
    /// Which starts learn, and which is shown.
    Tally(&'b [bool], usize),
    /// The classes.
    Classes,
}

/// The picture of a training as it stands.
pub(crate) fn picture(
    ground: &Ground,
    run: &Run,
    is_diverged: bool,
    below: &Below,
) -> Result<Svg> {
    draw(480, 298, |canvas| {
        if is_diverged {
            canvas.cell((LEFT, TOP), SIDE, SIDE, SEQUENTIAL[0])?;
        } else {
            let cells = if run.steps() == 0 { FEW_CELLS } else { CELLS };
            shade(canvas, ground, run.network(), cells)?;
        }
        if let Some(held_out) = &ground.held_out {
            spots(canvas, ground, held_out, &run.wrong(held_out)?, true)?;
        }
        spots(
            canvas,
            ground,
            &ground.training,
            &run.wrong(&ground.training)?,
            false,
        )?;
        frame(canvas, ground)?;
        costs(&canvas.part((226.0, 4.0), 252.0, 234.0), ground, run, is_diverged)?;
        match below {
            Below::Tally(tally, shown) => starts(canvas, tally, *shown),
            Below::Classes => classes(canvas, ground),
        }
    })
}

/// Where a point of the plane is drawn.
fn place(ground: &Ground, x: f64, y: f64) -> (f64, f64) {
    let (from, to) = ground.reach;
    let part = |value: f64| SIDE * (value - from) / (to - from);
    (LEFT + part(x), TOP + SIDE - part(y))
}

/// The answer over the plane. For two classes it goes from orange to blue; for more, lines
/// part the places where another output is the strongest.
fn shade(
    canvas: &Canvas,
    ground: &Ground,
    network: &Network,
    cells: usize,
) -> Result<()> {
    let (from, to) = ground.reach;
    let cell = SIDE / cells as f64;
    let middle = |at: usize| from + (to - from) * (at as f64 + 0.5) / cells as f64;
    let points = Array2::from_shape_fn((cells * cells, 2), |(index, column)| {
        let (row, across) = (index / cells, index % cells);
        middle(if column == 0 { across } else { cells - 1 - row })
    });
    let outputs = network.forward(&points)?; // (cells, outputs)
    if outputs.ncols() > 1 {
        canvas.cell((LEFT, TOP), SIDE, SIDE, SEQUENTIAL[0])?;
        return borders(canvas, &said(&outputs), cells);
    }
    // Paler behind small points, so that they stand out.
    let strength = if ground.held_out.is_none() { 0.7 } else { 0.4 };
    let colors: Vec<_> =
        outputs.iter().map(|a| diverging(strength * (2.0 * a - 1.0))).collect();
    for (row, colors) in colors.chunks(cells).enumerate() {
        let (mut across, top) = (0, TOP + cell * row as f64);
        for equal in colors.chunk_by(|a, b| a == b) {
            let corner = (LEFT + cell * across as f64, top);
            canvas.cell(corner, cell * equal.len() as f64, cell, equal[0])?;
            across += equal.len();
        }
    }
    Ok(())
}

fn borders(canvas: &Canvas, said: &[usize], cells: usize) -> Result<()> {
    let cell = SIDE / cells as f64;
    let at = |row: usize, across: usize| {
        (LEFT + cell * across as f64, TOP + cell * row as f64)
    };
    for (index, here) in said.iter().enumerate() {
        let (row, across) = (index / cells, index % cells);
        if across + 1 < cells && *here != said[index + 1] {
            canvas.line(at(row, across + 1), at(row + 1, across + 1), INK, 1.5)?;
        }
        if row + 1 < cells && *here != said[index + cells] {
            canvas.line(at(row + 1, across), at(row + 1, across + 1), INK, 1.5)?;
        }
    }
    Ok(())
}

/// The points, hollow if they are held out, and ringed where the answer is wrong.
fn spots(
    canvas: &Canvas,
    ground: &Ground,
    set: &Set,
    wrong: &[bool],
    is_hollow: bool,
) -> Result<()> {
    for ((point, &class), &is_wrong) in
        set.inputs.rows().into_iter().zip(&set.labels).zip(wrong)
    {
        let at = place(ground, point[0], point[1]);
        if ground.held_out.is_none() {
            canvas.disc(at, 11.0, PAPER)?;
            if is_wrong {
                canvas.ring(at, 11.0, SERIES[1], 3.0)?;
            }
            let name = &ground.classes[class];
            canvas.words(name, at, LABEL_SIZE, INK, Anchor::Middle)?;
            continue;
        }
        mark(canvas, at, class, is_hollow)?;
        if is_wrong {
            canvas.ring(at, 7.0, INK, 1.5)?;
        }
    }
    Ok(())
}

/// A small sign for a class: its form and its colour differ from those of others.
fn mark(
    canvas: &Canvas,
    (x, y): (f64, f64),
    class: usize,
    is_hollow: bool,
) -> Result<()> {
    // Blue is yes, as in the shading.
    let color = SERIES[[1, 0, 2, 3, 4, 5, 6, 1, 0, 2][class % 10]];
    let r = 3.5;
    let square = [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)];
    let up = [(x, y - 1.3 * r), (x + 1.2 * r, y + r), (x - 1.2 * r, y + r)];
    let down = [(x, y + 1.3 * r), (x + 1.2 * r, y - r), (x - 1.2 * r, y - r)];
    let diamond =
        [(x, y - 1.4 * r), (x + 1.4 * r, y), (x, y + 1.4 * r), (x - 1.4 * r, y)];
    let corners = match class % 5 {
        0 => &square[..],
        1 => {
            return if is_hollow {
                canvas.ring((x, y), r, color, 1.5)
            } else {
                canvas.disc((x, y), r + 0.5, color)
            };
        }
        2 => &up[..],
        3 => &down[..],
        _ => &diamond[..],
    };
    if is_hollow {
        return canvas.path(&[corners, &corners[..1]].concat(), color, 1.5);
    }
    canvas.polygon(corners, color)
}

fn frame(canvas: &Canvas, ground: &Ground) -> Result<()> {
    canvas.frame((LEFT, TOP), SIDE, SIDE, MUTED, 1.0)?;
    let [across, up] = ground.names.each_ref().map(|name| shortened(name, 24));
    let up = format!("{up} ↑");
    canvas.words(&up, (LEFT, 11.0), TICK_SIZE, MUTED, Anchor::Left)?;
    let across = format!("{across} →");
    let below = (LEFT + SIDE, TOP + SIDE + 26.0);
    canvas.words(&across, below, TICK_SIZE, MUTED, Anchor::Right)?;
    let ticks: &[f64] =
        if ground.held_out.is_none() { &[0.0, 1.0] } else { &[0.0] };
    for &tick in ticks {
        let (x, y) = place(ground, tick, tick);
        let name = short(&tick);
        canvas.words(
            &name,
            (x, TOP + SIDE + 11.0),
            TICK_SIZE,
            MUTED,
            Anchor::Middle,
        )?;
        canvas.words(&name, (LEFT - 11.0, y), TICK_SIZE, MUTED, Anchor::Middle)?;
    }
    Ok(())
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// The cost, step by step.
fn costs(
    canvas: &Canvas,
    ground: &Ground,
    run: &Run,
    is_diverged: bool,
) -> Result<()> {
    let last = libm::log10(SETTINGS.epochs as f64);
    let axes = Axes {
        x: 0.0..last,
        y: 0.0..MOST_COST,
        x_label: "step, as a power of ten",
        y_label: "cost",
        x_ticks: 4,
        y_ticks: 3,
        is_ruled: true,
    };
    let mut plot = axes.draw(canvas)?;
    let mut points = run.curve.clone();
    if !is_diverged && run.steps() > points.last().map_or(0, |point| point.0) {
        let (training, held_out) = run.both(ground)?;
        points.push((run.steps(), training, held_out));
    }
    let at =
        |step: usize, cost: f64| (libm::log10(step as f64), cost.min(MOST_COST));
    let held_out: Vec<_> =
        points.iter().filter_map(|p| p.2.map(|cost| at(p.0, cost))).collect();
    let training: Vec<_> = points.iter().map(|p| at(p.0, p.1)).collect();
    for (points, color) in [(held_out, SERIES[1]), (training, SERIES[0])] {
        dots(&mut plot, points.last().copied(), color, 4.0)?;
        curve(&mut plot, points, color, 2.0)?;
    }
    if ground.held_out.is_some() {
        let names =
            [("trained on", SERIES[0], 0.38), ("held out", SERIES[1], 0.345)];
        for (name, color, y) in names {
            label(&mut plot, name, (last, y), (-4.0, 0.0), color, Anchor::Right)?;
        }
    }
    Ok(())
}

/// A square for each start: full if it learns, crossed if not, framed if it is shown.
fn starts(canvas: &Canvas, tally: &[bool], shown: usize) -> Result<()> {
    let learned = tally.iter().filter(|learns| **learns).count();
    let words = format!("{} starts: {learned} learn", tally.len());
    canvas.words(&words, (LEFT, BELOW), LABEL_SIZE, INK, Anchor::Left)?;
    let place = |at: usize| (LEFT + 22.0 * at as f64, BELOW + 12.0);
    let of = |wanted: bool| {
        let starts = tally.iter().enumerate();
        starts
            .filter(move |(_, learns)| **learns == wanted)
            .map(|(at, _)| place(at))
    };
    for at in of(true) {
        canvas.cell(at, 14.0, 14.0, SERIES[0])?;
    }
    for (x, y) in of(false) {
        canvas.line((x + 2.0, y + 2.0), (x + 12.0, y + 12.0), SERIES[1], 2.5)?;
        canvas.line((x + 2.0, y + 12.0), (x + 12.0, y + 2.0), SERIES[1], 2.5)?;
    }
    let (x, y) = place(shown);
    canvas.frame((x - 3.0, y - 3.0), 20.0, 20.0, INK, 2.0)
}

/// The signs of the classes with their names, five to a line.
fn classes(canvas: &Canvas, ground: &Ground) -> Result<()> {
    let across = ground.classes.len().min(5);
    let width = 440.0 / across as f64;
    for (class, name) in ground.classes.iter().enumerate() {
        let (row, column) = (class / 5, class % 5);
        let at = (LEFT + 6.0 + width * column as f64, BELOW + 20.0 * row as f64);
        mark(canvas, at, class, false)?;
        let name = shortened(name, if across > 3 { 9 } else { 16 });
        canvas.words(&name, (at.0 + 10.0, at.1), TICK_SIZE, INK, Anchor::Left)?;
    }
    canvas.line((LEFT, BELOW - 12.0), (LEFT + 440.0, BELOW - 12.0), GRID, 1.0)
}
