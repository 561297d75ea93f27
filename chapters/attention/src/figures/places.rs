//! Where a word stands: hands, their table, and what their products depend on.

use anyhow::Result;
use ndarray::Array2;
use page::figure::{LABEL_SIZE, TICK_SIZE, curve, label, short};
use page::palette::{GRID, INK, MUTED, SERIES, diverging};
use page::{Anchor, Axes, Svg, draw};

/// The first positions as clocks: a column for each position, a row for each of the
/// first hands of the table (positions, d_model).
pub(crate) fn hands(table: &Array2<f64>, frequencies: &[f64]) -> Result<Svg> {
    const RADIUS: f64 = 21.0;
    let (left, step) = (88.0, 52.0);
    draw(480, 226, |canvas| {
        canvas.words("position", (4.0, 14.0), TICK_SIZE, INK, Anchor::Left)?;
        for position in 0..8 {
            let x = left + step * position as f64;
            let number = position.to_string();
            canvas.words(&number, (x, 14.0), TICK_SIZE, INK, Anchor::Middle)?;
        }
        for (pair, frequency) in frequencies.iter().enumerate() {
            let y = 56.0 + 64.0 * pair as f64;
            let name = format!("ω = {}", short(frequency));
            canvas.words(&name, (4.0, y), TICK_SIZE, MUTED, Anchor::Left)?;
            for position in 0..8 {
                let x = left + step * position as f64;
                canvas.ring((x, y), RADIUS, GRID, 1.5)?;
            }
            for position in 0..8 {
                let x = left + step * position as f64;
                let (sine, cosine) =
                    (table[[position, 2 * pair]], table[[position, 2 * pair + 1]]);
                let tip = (x + RADIUS * sine, y - RADIUS * cosine);
                canvas.line((x, y), tip, SERIES[0], 3.0)?;
            }
        }
        Ok(())
    })
}

/// The first positions as rows of cells.
pub(crate) fn positions(table: &Array2<f64>) -> Result<Svg> {
    const ROWS: usize = 14;
    const COLUMNS: usize = 24;
    let side = (17.0, 17.0);
    draw(480, 300, |canvas| {
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                let at =
                    (44.0 + side.0 * column as f64, 26.0 + side.1 * row as f64);
                let color = diverging(table[[row, column]]);
                canvas.cell(at, side.0, side.1, color)?;
            }
        }
        canvas.words("position", (4.0, 12.0), LABEL_SIZE, INK, Anchor::Left)?;
        for row in [0, 5, 10] {
            let at = (36.0, 34.0 + side.1 * row as f64);
            canvas.words(&row.to_string(), at, TICK_SIZE, MUTED, Anchor::Right)?;
        }
        for column in [0, 10, 20] {
            let at = (52.5 + side.0 * column as f64, 275.0);
            let number = column.to_string();
            canvas.words(&number, at, TICK_SIZE, MUTED, Anchor::Middle)?;
        }
        canvas.words("column", (248.0, 290.0), LABEL_SIZE, INK, Anchor::Middle)
    })
}

/// The dot product of two positions against their distance.
pub(crate) fn distance(products: &[f64]) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..100.0,
        y: 0.0..26.0,
        x_label: "distance between the positions",
        y_label: "dot product of their encodings",
        x_ticks: 6,
        y_ticks: 6,
        is_ruled: true,
    };
    draw(480, 260, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let points = products.iter().enumerate().map(|(k, &y)| (k as f64, y));
        curve(&mut plot, points, SERIES[0], 2.0)
    })
}

/// The dot product of two positions at one distance, along a text: with a frequency for
/// each pair of columns, and with one for each column.
pub(crate) fn unpaired(paired: &[f64], unpaired: &[f64]) -> Result<Svg> {
    let axes = Axes {
        x: 0.0..100.0,
        y: 0.0..5.0,
        x_label: "position t",
        y_label: "dot product of t and t + 10",
        x_ticks: 6,
        y_ticks: 6,
        is_ruled: true,
    };
    draw(480, 250, |canvas| {
        let mut plot = axes.draw(canvas)?;
        let points = unpaired.iter().enumerate().map(|(t, &y)| (t as f64, y));
        curve(&mut plot, points, SERIES[1], 2.0)?;
        let last = paired.len() - 1;
        let ends = [0, last].map(|t| (t as f64, paired[t]));
        curve(&mut plot, ends, SERIES[0], 2.0)?;
        for (said, at, color) in [
            ("one for each pair", (52.0, 4.5), SERIES[0]),
            ("a frequency for each column", (4.0, 4.5), SERIES[1]),
        ] {
            label(&mut plot, said, at, (0.0, 0.0), color, Anchor::Left)?;
        }
        Ok(())
    })
}
