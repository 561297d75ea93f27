//! A product step by step, row by row or in tiles, with its loads and stores counted.

use anyhow::Result;
use ndarray::Array2;
use page::Format;
use page::live::{About, Bet, Control, Frame, Kind, Live, Named, Readout, State};

mod picture;
mod walk;

use walk::in_words;
pub use walk::{Counted, Tile, WIDE, Walk};

/// Rows, depth and columns of the product.
pub(crate) const SIZES: (usize, usize, usize) = (8, 6, 16);
/// Rows of a tile, as in the engine.
const ROWS: usize = 4;
const STEPS: usize = SIZES.0 * SIZES.1 * SIZES.2 / WIDE;

/// A product that a reader steps through.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tiles;

/// The product of the figure after so many steps: in tiles of so many rows, or, with no
/// rows, row by row.
#[must_use]
pub fn walked(tile: Option<usize>, steps: usize) -> Walk {
    let (rows, depth, columns) = SIZES;
    // Small whole numbers, so that every sum is exact.
    let number = |(row, column)| ((3 * row + 5 * column) % 7) as f64 - 3.0;
    let left = Array2::from_shape_fn((rows, depth), number);
    let right = Array2::from_shape_fn((depth, columns), number);
    let walk = Walk::new(left, right, steps);
    match tile {
        Some(rows) => walk.in_tiles(rows),
        None => walk.row_by_row(),
    }
}

impl Live for Tiles {
    fn about(&self) -> About {
        let all = STEPS.to_string();
        let ways = [("row", "row by row"), ("tiles", "in tiles")];
        let mut way = Control::choice("way", "way", &ways).that_restarts();
        if let Kind::Choice { value, .. } = &mut way.kind {
            "tiles".clone_into(value);
        }
        let rows = [("4", "4"), ("2", "2"), ("1", "1")];
        let rows = Control::choice("rows", "rows of a tile", &rows);
        About {
            name: "tiles".into(),
            question: "How many loads and stores are left in tiles?".into(),
            bet: Some(Bet {
                question: "In tiles of 4 rows, how many of row by row’s loads and \
                           stores are left?"
                    .into(),
                options: vec![
                    "about half".into(),
                    "about a third".into(),
                    "less than a fifth".into(),
                ],
                right: 2,
            }),
            controls: vec![
                way,
                Control::count("steps", "Step", STEPS as u32, 1),
                rows.that_restarts().under_more(),
            ],
            states: vec![
                Named::new("first", &[("steps", "1")]),
                Named::new("row", &[("way", "row"), ("steps", &all)]),
                Named::new("tile", &[("steps", "24")]),
                Named::new("all", &[("steps", &all)]),
                Named::new("one", &[("rows", "1"), ("steps", &all)]),
                Named::new("two", &[("rows", "2"), ("steps", &all)]),
            ],
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let rows = state.count("rows")?;
        let tile = (state.text("way")? == "tiles").then_some(rows);
        let walk = walked(tile, state.count("steps")?);
        let whole = walked(None, STEPS).traffic();
        let is_done = walk.steps == STEPS;
        let svg = picture::picture(&walk, tile, whole, !is_done)?;
        let share = walk.traffic() as f64 / whole as f64;
        let met = (is_done && tile == Some(ROWS)).then(|| {
            format!(
                "{} loads and stores instead of {}, for the same {} multiplications. \
                 Each sum is stored once, and each weight that is loaded serves \
                 {ROWS} rows.",
                in_words(walk.traffic()),
                in_words(whole),
                walk.multiplications
            )
        });
        let mut readouts = vec![
            count("traffic", "loads and stores", walk.traffic())?,
            Readout::number("share", "of row by row", share, Format::Percent(1))?,
        ];
        // So long that as many stand in a line at the start as at the end.
        for (name, label, value) in [
            ("left", "loads of tokens", walk.left.loads),
            ("right", "loads of weights", walk.right.loads),
            ("loaded", "loads of the result", walk.result.loads),
            ("stored", "stores of the result", walk.result.stores),
            ("multiplications", "multiplications", walk.multiplications),
        ] {
            readouts.push(count(name, label, value)?);
        }
        let says = says(&walk, tile);
        let settles = met.is_some();
        Ok(Frame { met, settles, is_done, ..Frame::new(svg, readouts, says) })
    }
}

fn count(name: &str, label: &str, value: usize) -> Result<Readout> {
    Readout::number(name, label, value as f64, Format::Count)
}

fn says(walk: &Walk, tile: Option<usize>) -> String {
    let way = match tile {
        Some(1) => format!("In tiles of 1 row by {WIDE} columns"),
        Some(rows) => format!("In tiles of {rows} rows by {WIDE} columns"),
        None => "Row by row".to_owned(),
    };
    let Walk { left, right, result, steps, .. } = walk;
    format!(
        "{way}, after {steps} of {STEPS} steps. Loads of tokens: {}, of weights: {}, of \
         the result: {}; stores of the result: {}.",
        left.loads, right.loads, result.loads, result.stores
    )
}
