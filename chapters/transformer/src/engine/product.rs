//! Products of matrices, a tile at a time, so that the sums stay in the processor's
//! registers.

use std::ops::Range;

use crate::engine::vectorised::{multiply_add, vectorised};

/// How many rows and columns of a result are computed side by side: so many that
/// the sums stay in the processor's registers.
pub(crate) const ROWS: usize = 4;
pub(crate) const COLUMNS: usize = 16;

// ANCHOR: panels
/// A matrix (depth, columns) cut into panels of 16 columns, each of them row by row
/// in memory; the last is filled up with zeros.
#[derive(Debug, Clone, Default)]
pub struct Panels {
    depth: usize,
    columns: usize,
    values: Vec<[f32; COLUMNS]>,
}

impl Panels {
    /// Takes over a matrix (depth, columns) whose rows start `step` numbers apart.
    pub fn pack(
        &mut self,
        values: &[f32],
        step: usize,
        (depth, columns): (usize, usize),
    ) {
        self.make_room(depth, columns);
        for (number, panel) in self.values.chunks_exact_mut(depth).enumerate() {
            let from = number * COLUMNS;
            let width = COLUMNS.min(columns - from);
            for (row, panel_row) in panel.iter_mut().enumerate() {
                let start = row * step + from;
                if let Some(whole) = values[start..].first_chunk::<COLUMNS>()
                    && width == COLUMNS
                {
                    *panel_row = *whole;
                } else {
                    panel_row[..width]
                        .copy_from_slice(&values[start..start + width]);
                }
            }
        }
    }

    /// Takes over the transpose of a matrix (columns, depth).
    pub(crate) fn pack_transposed(
        &mut self,
        values: &[f32],
        step: usize,
        (depth, columns): (usize, usize),
    ) {
        self.make_room(depth, columns);
        for (number, panel) in self.values.chunks_exact_mut(depth).enumerate() {
            let from = number * COLUMNS;
            for column in 0..COLUMNS.min(columns - from) {
                let row = &values[(from + column) * step..][..depth];
                for (panel_row, value) in panel.iter_mut().zip(row) {
                    panel_row[column] = *value;
                }
            }
        }
    }

    fn make_room(&mut self, depth: usize, columns: usize) {
        if (self.depth, self.columns) != (depth, columns) {
            self.values.clear();
            self.values.resize(depth * columns.div_ceil(COLUMNS), [0.0; COLUMNS]);
            (self.depth, self.columns) = (depth, columns);
        }
    }

    #[inline(always)]
    pub(crate) fn panel(&self, number: usize) -> &[[f32; COLUMNS]] {
        &self.values[number * self.depth..][..self.depth]
    }
}
// ANCHOR_END: panels

// ANCHOR: engine-band
/// Work on the rows of a matrix that can be done for several of them side by side.
pub(crate) trait Banded {
    /// Does it for a band of `R` rows, from `row` on.
    fn band<const R: usize>(&mut self, fused: bool, row: usize);

    /// Does it for all `rows`: in bands of 4, and what is left over row by row.
    #[inline(always)]
    fn all_bands(&mut self, fused: bool, rows: usize) {
        let whole = rows - rows % ROWS;
        for row in (0..whole).step_by(ROWS) {
            self.band::<ROWS>(fused, row);
        }
        for row in whole..rows {
            self.band::<1>(fused, row);
        }
    }
}
// ANCHOR_END: engine-band

// ANCHOR: engine-product
/// What becomes of what a result held before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// It is overwritten.
    Set,
    /// The product is added to it.
    Add,
}

/// `left` (rows, depth) × `right` (depth, columns) and the bias (columns), stored into
/// `result` (rows, columns).
pub fn product(
    left: &[f32],
    right: &Panels,
    bias: Option<&[f32]>,
    store: Store,
    result: &mut [f32],
) {
    vectorised(
        #[inline(always)]
        |fused| {
            let (depth, columns) = (right.depth, right.columns);
            let rows = result.len() / columns;
            for number in 0..columns.div_ceil(COLUMNS) {
                let to = number * COLUMNS..columns.min((number + 1) * COLUMNS);
                let mut start = [0.0; COLUMNS];
                if let Some(bias) = bias {
                    start[..to.len()].copy_from_slice(&bias[to.clone()]);
                }
                let panel = right.panel(number);
                ProductColumns {
                    left,
                    depth,
                    panel,
                    start,
                    store,
                    result,
                    columns,
                    to,
                }
                .all_bands(fused, rows);
            }
        },
    );
}

/// The columns `to` of a product: all rows of `left`, and one panel.
struct ProductColumns<'a> {
    left: &'a [f32],
    depth: usize,
    panel: &'a [[f32; COLUMNS]],
    start: [f32; COLUMNS],
    store: Store,
    result: &'a mut [f32],
    columns: usize,
    to: Range<usize>,
}

impl Banded for ProductColumns<'_> {
    #[inline(always)]
    fn band<const R: usize>(&mut self, fused: bool, row: usize) {
        let left = &self.left[row * self.depth..];
        let sums = tile::<R>(fused, left, self.depth, self.panel, self.start);
        let result = &mut self.result[row * self.columns..];
        put(&sums, result, self.columns, self.to.clone(), self.store);
    }
}
// ANCHOR_END: engine-product

// ANCHOR: engine-transposed
/// `result` (rows, columns) = what it held + the transpose of `left` (depth, rows)
/// × `right` (depth, columns).
pub(crate) fn add_product_of_transposed(
    left: &[f32],
    right: &Panels,
    result: &mut [f32],
) {
    vectorised(
        #[inline(always)]
        |fused| {
            let columns = right.columns;
            let rows = result.len() / columns;
            for number in 0..columns.div_ceil(COLUMNS) {
                let to = number * COLUMNS..columns.min((number + 1) * COLUMNS);
                let panel = right.panel(number);
                let mut product =
                    TransposedColumns { left, rows, panel, result, columns, to };
                if rows.is_multiple_of(ROWS) {
                    product.all_bands(fused, rows);
                } else {
                    (0..rows).for_each(|row| product.band::<1>(fused, row));
                }
            }
        },
    );
}

/// The columns `to` of a product: all columns of `left`, and one panel.
struct TransposedColumns<'a> {
    left: &'a [f32],
    rows: usize,
    panel: &'a [[f32; COLUMNS]],
    result: &'a mut [f32],
    columns: usize,
    to: Range<usize>,
}

impl Banded for TransposedColumns<'_> {
    #[inline(always)]
    fn band<const R: usize>(&mut self, fused: bool, row: usize) {
        let left = &self.left[row..];
        let sums = tile_of_transposed::<R>(fused, left, self.rows, self.panel);
        let result = &mut self.result[row * self.columns..];
        put(&sums, result, self.columns, self.to.clone(), Store::Add);
    }
}
// ANCHOR_END: engine-transposed

// ANCHOR: engine-tile
/// A tile of a product: of `R` rows that start `step` numbers apart, and a panel.
#[inline(always)]
pub(crate) fn tile<const R: usize>(
    fused: bool,
    left: &[f32],
    step: usize,
    panel: &[[f32; COLUMNS]],
    start: [f32; COLUMNS],
) -> [[f32; COLUMNS]; R] {
    if fused {
        return strip(fused, left, step, panel, start, 0);
    }
    let a = strip(fused, left, step, panel, start, 0);
    let b = strip(fused, left, step, panel, start, HALF);
    side_by_side(a, b)
}

/// As many columns of it as fit, the first of them being `from`.
#[inline(always)]
fn strip<const R: usize, const W: usize>(
    fused: bool,
    left: &[f32],
    step: usize,
    panel: &[[f32; COLUMNS]],
    start: [f32; COLUMNS],
    from: usize,
) -> [[f32; W]; R] {
    let depth = panel.len();
    let rows: [&[f32]; R] = std::array::from_fn(|r| &left[r * step..][..depth]);
    // ANCHOR: engine-tile-idea
    let mut sums = [std::array::from_fn(|c| start[from + c]); R];
    for (index, right) in panel.iter().enumerate() {
        for r in 0..R {
            let left = rows[r][index];
            for c in 0..W {
                let right = right[from + c];
                sums[r][c] = multiply_add(fused, left, right, sums[r][c]);
            }
        }
    }
    // ANCHOR_END: engine-tile-idea
    sums
}
// ANCHOR_END: engine-tile

// ANCHOR: engine-half-tiles
/// Where a product and a sum are two instructions, 16 registers hold 4 numbers each, as
/// in WebAssembly: all of a tile's 64 sums, and nothing that they are sums of. There, one
/// half of its columns is computed after the other. No sum is another for it.
const HALF: usize = COLUMNS / 2;

#[inline(always)]
fn side_by_side<const R: usize>(
    a: [[f32; HALF]; R],
    b: [[f32; HALF]; R],
) -> [[f32; COLUMNS]; R] {
    let mut sums = [[0.0; COLUMNS]; R];
    for r in 0..R {
        sums[r][..HALF].copy_from_slice(&a[r]);
        sums[r][HALF..].copy_from_slice(&b[r]);
    }
    sums
}

/// The same as [`tile`] of `R` columns: those at the start of each row of `left`. `step`
/// is a multiple of `R`.
#[inline(always)]
pub(crate) fn tile_of_transposed<const R: usize>(
    fused: bool,
    left: &[f32],
    step: usize,
    panel: &[[f32; COLUMNS]],
) -> [[f32; COLUMNS]; R] {
    if fused {
        return strip_of_transposed(fused, left, step, panel, 0);
    }
    let a = strip_of_transposed(fused, left, step, panel, 0);
    let b = strip_of_transposed(fused, left, step, panel, HALF);
    side_by_side(a, b)
}

#[inline(always)]
fn strip_of_transposed<const R: usize, const W: usize>(
    fused: bool,
    left: &[f32],
    step: usize,
    panel: &[[f32; COLUMNS]],
    from: usize,
) -> [[f32; W]; R] {
    let mut sums = [[0.0; W]; R];
    let (left, _) = left.as_chunks::<R>();
    for (left, right) in left.iter().step_by(step / R).zip(panel) {
        for r in 0..R {
            for c in 0..W {
                let right = right[from + c];
                sums[r][c] = multiply_add(fused, left[r], right, sums[r][c]);
            }
        }
    }
    sums
}
// ANCHOR_END: engine-half-tiles

// ANCHOR: engine-put
/// Puts a tile, or as much of it as there is room for, into the columns `to` of
/// rows.
#[inline(always)]
pub(crate) fn put<const R: usize>(
    sums: &[[f32; COLUMNS]; R],
    result: &mut [f32],
    step: usize,
    to: Range<usize>,
    store: Store,
) {
    for (r, sums) in sums.iter().enumerate() {
        let row = &mut result[r * step..][to.clone()];
        if let Ok(row) = <&mut [f32; COLUMNS]>::try_from(&mut *row) {
            for c in 0..COLUMNS {
                row[c] = match store {
                    Store::Set => sums[c],
                    Store::Add => row[c] + sums[c],
                };
            }
        } else {
            for (number, sum) in row.iter_mut().zip(sums) {
                *number = match store {
                    Store::Set => *sum,
                    Store::Add => *number + sum,
                };
            }
        }
    }
}
// ANCHOR_END: engine-put

// ANCHOR: add-rows
/// `sums` (columns) plus all rows of a matrix (rows, columns).
pub(crate) fn add_rows(matrix: &[f32], sums: &mut [f32]) {
    vectorised(
        #[inline(always)]
        |_| {
            for row in matrix.chunks_exact(sums.len()) {
                for (sum, value) in sums.iter_mut().zip(row) {
                    *sum += value;
                }
            }
        },
    );
}
// ANCHOR_END: add-rows
