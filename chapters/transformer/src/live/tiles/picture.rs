//! The three matrices of a product, what a step touches, and its loads and stores as bars.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, PAPER, SEQUENTIAL, SERIES};
use page::{Anchor, Canvas, Svg, draw};
use plotters::style::RGBColor;

use super::walk::{At, Counted, Tile, WIDE, Walk, in_words};

const CELL: f64 = 14.0;
const LEFT: (f64, f64) = (12.0, 130.0);
const RIGHT: (f64, f64) = (112.0, 22.0);
const RESULT: (f64, f64) = (112.0, 130.0);
const KEY: f64 = 352.0;
/// Where the bars begin, and how long the longest is.
const BARS: (f64, f64) = (92.0, 228.0);

/// The product as it is in memory and in registers, in tiles of so many rows or row by
/// row, and below it the loads and stores so far beside all that row by row takes. What
/// the last step touched is marked if `is_going_on`.
pub(super) fn picture(
    walk: &Walk,
    tile: Option<usize>,
    whole: usize,
    is_going_on: bool,
) -> Result<Svg> {
    draw(480, 304, |canvas| {
        for (name, at, matrix) in [
            ("tokens", LEFT, &walk.left),
            ("weights", RIGHT, &walk.right),
            ("result", RESULT, &walk.result),
        ] {
            let above = (at.0, at.1 - 11.0);
            canvas.words(name, above, LABEL_SIZE, MUTED, Anchor::Left)?;
            shades(canvas, at, matrix)?;
        }
        if let Some(tile) = &walk.tile {
            outlines(canvas, walk, tile)?;
        }
        for (at, matrix) in
            [(LEFT, &walk.left), (RIGHT, &walk.right), (RESULT, &walk.result)]
        {
            if is_going_on {
                marks(canvas, at, matrix)?;
            }
        }
        key(canvas, tile)?;
        bars(canvas, walk.traffic(), tile, whole)
    })
}

/// The upper left corner of a number's cell.
fn corner(matrix: (f64, f64), (row, column): At) -> (f64, f64) {
    (matrix.0 + CELL * column as f64, matrix.1 + CELL * row as f64)
}

/// The further from the ground, the more often a number was loaded or stored.
fn shade(touches: usize) -> RGBColor {
    let level = if touches == 0 { 0 } else { touches + 2 };
    SEQUENTIAL[level.min(SEQUENTIAL.len() - 1)]
}

fn shades(canvas: &Canvas, at: (f64, f64), matrix: &Counted) -> Result<()> {
    let (rows, columns) = matrix.values.dim();
    let (width, height) = (CELL * columns as f64, CELL * rows as f64);
    canvas.cell(at, width, height, shade(0))?;
    for (row, touches) in matrix.touches.rows().into_iter().enumerate() {
        let touches = touches.to_vec();
        let mut from = 0;
        for run in touches.chunk_by(|a, b| a == b) {
            if run[0] > 0 {
                let wide = CELL * run.len() as f64;
                canvas.cell(corner(at, (row, from)), wide, CELL, shade(run[0]))?;
            }
            from += run.len();
        }
    }
    for row in 1..rows {
        let y = at.1 + CELL * row as f64;
        canvas.line((at.0, y), (at.0 + width, y), GRID, 0.75)?;
    }
    for column in 1..columns {
        let x = at.0 + CELL * column as f64;
        canvas.line((x, at.1), (x, at.1 + height), GRID, 0.75)?;
    }
    canvas.frame(at, width, height, MUTED, 1.0)
}

/// The band, the panel and the tile where they cross.
fn outlines(canvas: &Canvas, walk: &Walk, tile: &Tile) -> Result<()> {
    let depth = CELL * walk.left.values.ncols() as f64;
    let high = CELL * tile.rows.len() as f64;
    let wide = CELL * tile.columns.len() as f64;
    let at = corner(LEFT, (tile.rows.start, 0));
    canvas.frame(at, depth, high, SERIES[1], 2.5)?;
    let at = corner(RIGHT, (0, tile.columns.start));
    canvas.frame(at, wide, depth, SERIES[0], 2.5)?;
    let at = corner(RESULT, (tile.rows.start, tile.columns.start));
    canvas.frame(at, wide, high, SERIES[2], 2.5)
}

fn marks(canvas: &Canvas, at: (f64, f64), matrix: &Counted) -> Result<()> {
    for place in &matrix.held {
        if !matrix.loaded.contains(place) {
            held(canvas, corner(at, *place))?;
        }
    }
    for place in &matrix.loaded {
        loaded(canvas, corner(at, *place))?;
    }
    for place in &matrix.stored {
        stored(canvas, corner(at, *place))?;
    }
    Ok(())
}

fn loaded(canvas: &Canvas, at: (f64, f64)) -> Result<()> {
    let inner = CELL - 6.0;
    canvas.cell((at.0 + 1.0, at.1 + 1.0), CELL - 2.0, CELL - 2.0, PAPER)?;
    canvas.cell((at.0 + 3.0, at.1 + 3.0), inner, inner, SERIES[1])
}

fn stored(canvas: &Canvas, at: (f64, f64)) -> Result<()> {
    canvas.frame((at.0 + 1.0, at.1 + 1.0), CELL - 2.0, CELL - 2.0, INK, 2.0)
}

fn held(canvas: &Canvas, at: (f64, f64)) -> Result<()> {
    canvas.disc((at.0 + CELL / 2.0, at.1 + CELL / 2.0), 3.5, SERIES[2])
}

/// What the marks mean, and how large band, panel and tile are.
fn key(canvas: &Canvas, tile: Option<usize>) -> Result<()> {
    let word =
        |text: &str, x, y| canvas.words(text, (x, y), TICK_SIZE, INK, Anchor::Left);
    let beside = KEY + CELL + 8.0;
    loaded(canvas, (KEY, 23.0))?;
    word("loaded now", beside, 30.0)?;
    stored(canvas, (KEY, 45.0))?;
    word("stored now", beside, 52.0)?;
    held(canvas, (KEY, 67.0))?;
    word("in a register", beside, 74.0)?;
    if let Some(rows) = tile {
        let band = if rows == 1 { "row" } else { "rows" };
        for (y, text, color) in [
            (108.0, format!("band: {rows} {band}"), SERIES[1]),
            (130.0, format!("panel: {WIDE} columns"), SERIES[0]),
            (152.0, format!("tile: {} sums", rows * WIDE), SERIES[2]),
        ] {
            let at = (KEY + 1.0, y - CELL / 2.0 + 1.0);
            canvas.frame(at, CELL - 2.0, CELL - 2.0, color, 2.5)?;
            word(&text, beside, y)?;
        }
    }
    shade_key(canvas)
}

/// Which shade stands for how many loads and stores.
fn shade_key(canvas: &Canvas) -> Result<()> {
    const WIDTH: f64 = 23.0;
    let all = [1, 2, 4, 8, 12];
    let x = |index| KEY + WIDTH * index as f64;
    for (index, touches) in all.into_iter().enumerate() {
        canvas.cell((x(index), 186.0), WIDTH, CELL, shade(touches))?;
    }
    for (index, touches) in all.into_iter().enumerate() {
        let below = (x(index) + WIDTH / 2.0, 210.0);
        let touches = touches.to_string();
        canvas.words(&touches, below, TICK_SIZE, INK, Anchor::Middle)?;
    }
    let at = (KEY, 229.0);
    canvas.words("loads and stores each", at, TICK_SIZE, INK, Anchor::Left)
}

/// The loads and stores so far, beside all that row by row takes.
fn bars(
    canvas: &Canvas,
    traffic: usize,
    tile: Option<usize>,
    whole: usize,
) -> Result<()> {
    let is_row = tile.is_none();
    let row = if is_row { traffic } else { whole };
    for (name, y, count, is_now) in [
        ("row by row", 266.0, Some(row), is_row),
        ("in tiles", 290.0, tile.map(|_| traffic), !is_row),
    ] {
        canvas.words(name, (12.0, y), LABEL_SIZE, INK, Anchor::Left)?;
        let Some(count) = count else {
            canvas.words("?", (BARS.0, y), LABEL_SIZE, MUTED, Anchor::Left)?;
            continue;
        };
        let length = BARS.1 * count as f64 / whole as f64;
        let at = (BARS.0, y - 8.0);
        if count == 0 {
            canvas.line(at, (at.0, at.1 + 16.0), SERIES[0], 1.0)?;
        } else if is_now {
            canvas.cell(at, length, 16.0, SERIES[0])?;
        } else {
            canvas.frame(at, length, 16.0, MUTED, 1.5)?;
        }
        let words = format!("{} loads and stores", in_words(count));
        let behind = (at.0 + length + 6.0, y);
        canvas.words(&words, behind, TICK_SIZE, INK, Anchor::Left)?;
    }
    Ok(())
}
