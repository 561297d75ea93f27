//! The pictures of the page: which numbers meet.

use anyhow::Result;
use ndarray::{Array1, Array2, Axis};
use page::figure::LABEL_SIZE;
use page::palette::{INK, MUTED, SERIES, sequential};
use page::{Anchor, Canvas, Svg, draw};

/// How wide and how high a number's cell is.
const CELL: (f64, f64) = (44.0, 30.0);
/// What has to agree.
const AGREES: usize = 0;
/// What does not.
const DIFFERS: usize = 1;

type Point = (f64, f64);

/// A row of `baskets` (customers, goods) meets a column of `shops` (goods, shops) and makes
/// a number of `bills` (customers, shops); below, how the shapes line up.
pub(crate) fn dot(
    baskets: &Array2<f64>,
    shops: &Array2<f64>,
    bills: &Array2<f64>,
) -> Result<Svg> {
    draw(480, 278, |canvas| {
        let (left, top) = (40.0, 128.0);
        let right = left + CELL.0 * baskets.ncols() as f64 + 20.0;
        let upper = top - CELL.1 * shops.nrows() as f64 - 18.0;
        matrix(canvas, baskets, (left, top), |(row, _)| row == 0)?;
        matrix(canvas, shops, (right, upper), |(_, column)| column == 0)?;
        matrix(canvas, bills, (right, top), |place| place == (0, 0))?;
        let beside = right + CELL.0 * shops.ncols() as f64 + 14.0;
        let notes = [
            ("shops: a row for each", (beside, upper + 22.0)),
            ("good, a column for", (beside, upper + 40.0)),
            ("each shop", (beside, upper + 58.0)),
            ("baskets.dot(&shops)", (beside, top + CELL.1)),
            ("baskets: a row", (left, top - 34.0)),
            ("for each customer", (left, top - 16.0)),
        ];
        for (text, at) in notes {
            canvas.words(text, at, LABEL_SIZE, INK, Anchor::Left)?;
        }
        let products = baskets.row(0).into_iter().zip(shops.column(0));
        let products: Vec<_> =
            products.map(|(pieces, price)| format!("{pieces} · {price}")).collect();
        let sum = format!("{} = {}", products.join(" + "), bills[[0, 0]]);
        let below = (240.0, top + 2.0 * CELL.1 + 24.0);
        canvas.words(&sum, below, LABEL_SIZE + 1.0, INK, Anchor::Middle)?;
        let y = below.1 + 38.0;
        let (rows, inner, columns) =
            (baskets.nrows(), baskets.ncols(), shops.ncols());
        let shapes = [
            (format!("({rows},"), 130.0, INK),
            (format!("{inner})"), 156.0, SERIES[AGREES]),
            ("·".to_owned(), 186.0, INK),
            (format!("({inner},"), 216.0, SERIES[AGREES]),
            (format!("{columns})"), 242.0, INK),
            ("=".to_owned(), 276.0, INK),
            (format!("({rows},"), 310.0, INK),
            (format!("{columns})"), 336.0, INK),
        ];
        for (text, x, color) in shapes {
            canvas.words(&text, (x, y), LABEL_SIZE + 3.0, color, Anchor::Middle)?;
        }
        Ok(())
    })
}

/// What fits under every row of `shops` (goods, shops), such as `discount` (shops), and what
/// does not: shapes line up at their ends.
pub(crate) fn broadcast(
    shops: &Array2<f64>,
    discount: &Array1<f64>,
) -> Result<Svg> {
    draw(480, 246, |canvas| {
        let (left, right, top) = (24.0, 284.0, 38.0);
        panel(
            canvas,
            (left, top),
            "&shops - &discount",
            shops,
            discount.as_slice(),
        )?;
        let three = [1.0, 2.0, 3.0];
        panel(canvas, (right, top), "&shops - &three", shops, Some(&three))
    })
}

/// What becomes of `baskets` (customers, goods) when an axis is summed away: the axis 0
/// runs down and leaves a row, the axis 1 runs across and leaves a column.
pub(crate) fn axes(baskets: &Array2<f64>) -> Result<Svg> {
    draw(480, 218, |canvas| {
        let (rows, columns) = baskets.dim();
        let (left, top) = (86.0, 48.0);
        let (right, bottom) =
            (left + CELL.0 * columns as f64, top + CELL.1 * rows as f64);
        let (beside, below) = (right + 30.0, bottom + 30.0);
        matrix(canvas, baskets, (left, top), |_| false)?;
        let down = baskets.sum_axis(Axis(0)).insert_axis(Axis(0)); // (1, goods)
        let across = baskets.sum_axis(Axis(1)).insert_axis(Axis(1)); // (customers, 1)
        matrix(canvas, &down, (left, below), |_| true)?;
        matrix(canvas, &across, (beside, top), |_| true)?;
        let arrows = [
            ((left - 16.0, top), (left - 16.0, below + CELL.1 / 2.0)),
            ((left, top - 14.0), (beside + CELL.0 / 2.0, top - 14.0)),
        ];
        for (from, to) in arrows {
            canvas.arrow(from, to, SERIES[AGREES], 1.5)?;
        }
        let notes = [
            ("axis 0", (left - 24.0, top + CELL.1), Anchor::Right),
            ("axis 1", (left + CELL.0 * 1.5, top - 28.0), Anchor::Middle),
            (
                "sum_axis(Axis(1))",
                (beside + CELL.0 + 12.0, top + CELL.1 - 9.0),
                Anchor::Left,
            ),
            (
                "has the shape (2)",
                (beside + CELL.0 + 12.0, top + CELL.1 + 9.0),
                Anchor::Left,
            ),
            (
                "sum_axis(Axis(0)) has the shape (3)",
                (left, below + CELL.1 + 20.0),
                Anchor::Left,
            ),
        ];
        for (text, at, anchor) in notes {
            canvas.words(text, at, LABEL_SIZE, INK, anchor)?;
        }
        Ok(())
    })
}

/// A matrix, below it a row that is to go to each of its rows, and beside them their shapes
/// and whether they fit.
fn panel(
    canvas: &Canvas,
    at: Point,
    title: &str,
    numbers: &Array2<f64>,
    row: Option<&[f64]>,
) -> Result<()> {
    let row = row.unwrap_or_default();
    let (rows, columns) = numbers.dim();
    canvas.words(title, (at.0, 16.0), LABEL_SIZE, INK, Anchor::Left)?;
    matrix(canvas, numbers, at, |_| false)?;
    let fits = row.len() == columns;
    let color = SERIES[if fits { AGREES } else { DIFFERS }];
    let under = at.1 + CELL.1 * rows as f64 + 12.0;
    for (column, number) in row.iter().enumerate() {
        let corner = (at.0 + CELL.0 * column as f64, under);
        if column < columns {
            canvas.cell(corner, CELL.0, CELL.1, sequential(0.2))?;
        }
        canvas.frame(corner, CELL.0, CELL.1, color, 1.5)?;
        number_in(canvas, corner, *number)?;
    }
    let beside = at.0 + CELL.0 * columns.max(row.len()) as f64 + 8.0;
    let middle = at.1 + CELL.1 * rows as f64 / 2.0;
    let shapes = [
        (format!("({rows},"), 18.0, middle, INK),
        (format!("{columns})"), 38.0, middle, color),
        (format!("({})", row.len()), 36.0, under + CELL.1 / 2.0, color),
    ];
    for (text, x, y, color) in shapes {
        let at = (beside + x, y);
        canvas.words(&text, at, LABEL_SIZE + 1.0, color, Anchor::Middle)?;
    }
    let verdict = if fits {
        ["one number for each column:", "they go to every row"]
    } else {
        ["three numbers for two columns:", "a panic"]
    };
    for (line, text) in verdict.into_iter().enumerate() {
        let below = (at.0, under + CELL.1 + 24.0 + 20.0 * line as f64);
        canvas.words(text, below, LABEL_SIZE, INK, Anchor::Left)?;
    }
    Ok(())
}

/// The numbers of a matrix in their cells, those that are `marked` on a ground of their own.
fn matrix(
    canvas: &Canvas,
    numbers: &Array2<f64>,
    at: Point,
    marked: impl Fn((usize, usize)) -> bool,
) -> Result<()> {
    let corner = |(row, column): (usize, usize)| {
        (at.0 + CELL.0 * column as f64, at.1 + CELL.1 * row as f64)
    };
    for (place, _) in numbers.indexed_iter().filter(|(place, _)| marked(*place)) {
        canvas.cell(corner(place), CELL.0, CELL.1, sequential(0.2))?;
    }
    for (place, &number) in numbers.indexed_iter() {
        canvas.frame(corner(place), CELL.0, CELL.1, MUTED, 0.75)?;
        number_in(canvas, corner(place), number)?;
    }
    Ok(())
}

fn number_in(canvas: &Canvas, corner: Point, number: f64) -> Result<()> {
    let middle = (corner.0 + CELL.0 / 2.0, corner.1 + CELL.1 / 2.0);
    canvas.words(&number.to_string(), middle, LABEL_SIZE, INK, Anchor::Middle)
}
