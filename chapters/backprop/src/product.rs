//! Matrix products into memory that is there already, for the small matrices of a
//! training step. Every sum is added up in the same order on every machine, so a
//! training run ends with the same bits everywhere; `pulp` compiles the loops once for
//! each kind of processor and picks the fastest that this one can run.

use pulp::{Arch, NullaryFnOnce};

/// How many rows and columns of the result are computed side by side.
/// A page has few registers to fill, and loads every loop that is unrolled.
const ROWS: usize = if cfg!(target_family = "wasm") { 1 } else { 4 };
const COLUMNS: usize = if cfg!(target_family = "wasm") { 2 } else { 8 };

// ANCHOR: product
/// `result` = `start` in every row + `left` × `right`, matrices row by row:
/// `left` (rows, depth), `right` (depth, columns), `result` (rows, columns).
pub(crate) fn product(
    left: &[f64],
    right: &[f64],
    start: &[f64],
    result: &mut [f64],
) {
    let columns = start.len();
    let (depth, rows) = (right.len() / columns, result.len() / columns);
    let (row_step, depth_step) = (depth, 1);
    let shape = Shape { rows, depth, columns, row_step, depth_step };
    Arch::new().dispatch(Product { shape, left, right, start, result });
}

/// The same with `left` turned over: it is (depth, rows).
pub(crate) fn product_of_transposed(
    left: &[f64],
    right: &[f64],
    start: &[f64],
    result: &mut [f64],
) {
    let columns = start.len();
    let (depth, rows) = (right.len() / columns, result.len() / columns);
    let (row_step, depth_step) = (1, rows);
    let shape = Shape { rows, depth, columns, row_step, depth_step };
    Arch::new().dispatch(Product { shape, left, right, start, result });
}
// ANCHOR_END: product

#[derive(Clone, Copy)]
struct Shape {
    rows: usize,
    depth: usize,
    columns: usize,
    /// How far apart neighbours in a column of `left` are, and in a row.
    row_step: usize,
    depth_step: usize,
}

struct Product<'a> {
    shape: Shape,
    left: &'a [f64],
    right: &'a [f64],
    start: &'a [f64],
    result: &'a mut [f64],
}

impl NullaryFnOnce for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn call(mut self) {
        let Shape { rows, .. } = self.shape;
        let whole = rows - rows % ROWS;
        for row in (0..whole).step_by(ROWS) {
            self.band::<ROWS>(row);
        }
        for row in whole..rows {
            self.band::<1>(row);
        }
    }
}

impl Product<'_> {
    #[inline(always)]
    fn band<const R: usize>(&mut self, row: usize) {
        let Shape { columns, .. } = self.shape;
        let whole = columns - columns % COLUMNS;
        for column in (0..whole).step_by(COLUMNS) {
            self.tile::<R, COLUMNS>(row, column);
        }
        for column in whole..columns {
            self.tile::<R, 1>(row, column);
        }
    }

    // ANCHOR: tile
    /// A tile of the result, small enough to stay in the processor's registers.
    #[inline(always)]
    fn tile<const R: usize, const C: usize>(&mut self, row: usize, column: usize) {
        let Shape { depth, columns, row_step, depth_step, .. } = self.shape;
        let mut sums = [[0.0; C]; R];
        for sums in &mut sums {
            sums.copy_from_slice(&self.start[column..column + C]);
        }
        for step in 0..depth {
            let from = step * columns + column;
            let right = &self.right[from..from + C];
            for (r, sums) in sums.iter_mut().enumerate() {
                let left = self.left[(row + r) * row_step + step * depth_step];
                for (sum, right) in sums.iter_mut().zip(right) {
                    *sum += left * right;
                }
            }
        }
        for (r, sums) in sums.iter().enumerate() {
            let from = (row + r) * columns + column;
            self.result[from..from + C].copy_from_slice(sums);
        }
    }
    // ANCHOR_END: tile
}
