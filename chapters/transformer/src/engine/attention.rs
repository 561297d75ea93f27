//! Causal attention of one head, forward and back, in bands of rows: what lies in the
//! future of a band is not computed at all.

use crate::engine::functions::exp;
use crate::engine::product::{
    Banded, COLUMNS, Panels, Store, put, tile, tile_of_transposed,
};
use crate::engine::vectorised::{LANES, larger, sum, vectorised};

// ANCHOR: engine-head
/// One head of one sequence: where it lies in the packed queries, keys and values,
/// of which each token has a row of 3 d_model numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeadPlace {
    pub(crate) tokens: usize,
    pub(crate) d_model: usize,
    pub(crate) d_head: usize,
    /// The head's first column in the queries.
    pub(crate) column: usize,
}

impl HeadPlace {
    /// How far apart rows of probabilities start: whole panels.
    pub(crate) fn step(self) -> usize {
        self.tokens.next_multiple_of(COLUMNS)
    }

    fn scale(self) -> f32 {
        1.0 / (self.d_head as f32).sqrt()
    }
}

/// Memory for the matrices of a head, in panels.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeadRoom {
    queries: Panels,    // (tokens, d_head)
    keys: Panels,       // (tokens, d_head), or (d_head, tokens)
    values: Panels,     // (tokens, d_head), or (d_head, tokens)
    d_outputs: Panels,  // (tokens, d_head)
    d_scores: Vec<f32>, // (tokens, tokens)
}

/// A band of a result: the first `columns` of `R` rows that start `step` numbers apart.
/// `tile` gives the tile of each panel.
#[inline(always)]
fn fill_band<const R: usize>(
    result: &mut [f32],
    step: usize,
    columns: usize,
    tile: impl Fn(usize) -> [[f32; COLUMNS]; R],
) {
    let whole = columns / COLUMNS;
    for number in 0..whole {
        let from = number * COLUMNS;
        put(&tile(number), result, step, from..from + COLUMNS, Store::Set);
    }
    if !columns.is_multiple_of(COLUMNS) {
        put(&tile(whole), result, step, whole * COLUMNS..columns, Store::Set);
    }
}
// ANCHOR_END: engine-head

// ANCHOR: engine-attend
/// Causal attention of a head: `qkv` (tokens, 3 d_model) gives its `probabilities`
/// (tokens, tokens) and its columns of `outputs` (tokens, d_model). Tiles
/// of scores that lie in the future of all their rows are not computed.
pub(crate) fn attend(
    head: HeadPlace,
    qkv: &[f32],
    room: &mut HeadRoom,
    probabilities: &mut [f32],
    outputs: &mut [f32],
) {
    let HeadPlace { tokens, d_model, d_head, column } = head;
    let (qkv_step, step, scale) = (3 * d_model, head.step(), head.scale());
    let keys = &qkv[d_model + column..];
    let values = &qkv[2 * d_model + column..];
    room.keys.pack_transposed(keys, qkv_step, (d_head, tokens));
    room.values.pack(values, qkv_step, (tokens, d_head));
    let room = &*room;
    vectorised(
        #[inline(always)]
        |fused| {
            Attend {
                head,
                qkv,
                room,
                probabilities,
                outputs,
                qkv_step,
                step,
                scale,
            }
            .all_bands(fused, tokens);
        },
    );
}

struct Attend<'a> {
    head: HeadPlace,
    qkv: &'a [f32],
    room: &'a HeadRoom,
    probabilities: &'a mut [f32],
    outputs: &'a mut [f32],
    qkv_step: usize,
    step: usize,
    scale: f32,
}

impl Banded for Attend<'_> {
    #[inline(always)]
    fn band<const R: usize>(&mut self, fused: bool, row: usize) {
        let HeadPlace { d_model, d_head, column, .. } = self.head;
        let (room, step, qkv_step) = (self.room, self.step, self.qkv_step);
        let end = row + R;
        let queries = &self.qkv[row * qkv_step + column..];
        let rows = &mut self.probabilities[row * step..end * step];
        let used = end.next_multiple_of(COLUMNS);
        fill_band::<R>(
            rows,
            step,
            used,
            #[inline(always)]
            |number| {
                let keys = room.keys.panel(number);
                tile::<R>(fused, queries, qkv_step, keys, [0.0; COLUMNS])
            },
        );
        for (r, row_of_scores) in rows.chunks_exact_mut(step).enumerate() {
            softmax(row_of_scores, row + r + 1, self.scale);
        }
        fill_band::<R>(
            &mut self.outputs[row * d_model + column..],
            d_model,
            d_head,
            #[inline(always)]
            |number| {
                let values = &room.values.panel(number)[..end];
                tile::<R>(fused, rows, step, values, [0.0; COLUMNS])
            },
        );
    }
}

/// The probabilities of the first `count` scores in a row, times `scale`, in their
/// place; 0 for the others.
#[inline(always)]
fn softmax(row: &mut [f32], count: usize, scale: f32) {
    let used = count.next_multiple_of(COLUMNS);
    row[count..].fill(f32::NEG_INFINITY);
    let (chunks, _) = row[..used].as_chunks_mut::<LANES>();
    let mut lanes = [f32::NEG_INFINITY; LANES];
    for chunk in chunks.iter() {
        for lane in 0..LANES {
            lanes[lane] = larger(lanes[lane], chunk[lane]);
        }
    }
    let largest = lanes.iter().fold(f32::NEG_INFINITY, |a, &b| larger(a, b));
    for score in chunks.as_flattened_mut() {
        *score = exp((*score - largest) * scale);
    }
    row[count..].fill(0.0);
    let total = sum(&row[..used], &row[..used], |power, _| power);
    let share = 1.0 / total;
    for power in &mut row[..used] {
        *power *= share;
    }
}
// ANCHOR_END: engine-attend

// ANCHOR: engine-attend-backward
/// The way back through [`attend`]: from `d_outputs` (tokens, d_model) to the
/// head's columns of `d_qkv` (tokens, 3 d_model).
#[allow(clippy::too_many_arguments)]
pub(crate) fn attend_backward(
    head: HeadPlace,
    qkv: &[f32],
    probabilities: &[f32],
    outputs: &[f32],
    d_outputs: &[f32],
    room: &mut HeadRoom,
    d_qkv: &mut [f32],
) {
    let HeadPlace { tokens, d_model, d_head, column } = head;
    let (qkv_step, step, scale) = (3 * d_model, head.step(), head.scale());
    room.queries.pack(&qkv[column..], qkv_step, (tokens, d_head));
    room.keys.pack(&qkv[d_model + column..], qkv_step, (tokens, d_head));
    let values = &qkv[2 * d_model + column..];
    room.values.pack_transposed(values, qkv_step, (d_head, tokens));
    room.d_outputs.pack(&d_outputs[column..], d_model, (tokens, d_head));
    let mut d_scores = std::mem::take(&mut room.d_scores);
    d_scores.resize(tokens * step, 0.0);
    let (kept, d_scores_in) = (&*room, &mut d_scores[..]);
    vectorised(
        #[inline(always)]
        |fused| {
            ScoresBackward {
                head,
                probabilities,
                outputs,
                d_outputs,
                room: kept,
                d_scores: d_scores_in,
                d_qkv,
                step,
                scale,
            }
            .all_bands(fused, tokens);
            KeysAndValuesBackward {
                head,
                probabilities,
                room: kept,
                d_scores: d_scores_in,
                d_qkv,
                step,
            }
            .all_bands(fused, tokens);
        },
    );
    room.d_scores = d_scores;
}

/// The gradients of rows of scores, and of the queries, which see only the past.
struct ScoresBackward<'a> {
    head: HeadPlace,
    probabilities: &'a [f32],
    outputs: &'a [f32],
    d_outputs: &'a [f32],
    room: &'a HeadRoom,
    d_scores: &'a mut [f32],
    d_qkv: &'a mut [f32],
    step: usize,
    scale: f32,
}

impl Banded for ScoresBackward<'_> {
    #[inline(always)]
    fn band<const R: usize>(&mut self, fused: bool, row: usize) {
        let HeadPlace { d_model, d_head, column, .. } = self.head;
        let (room, step, end) = (self.room, self.step, row + R);
        let d_outputs = &self.d_outputs[row * d_model + column..];
        let rows = &mut self.d_scores[row * step..end * step];
        let used = end.next_multiple_of(COLUMNS);
        fill_band::<R>(
            rows,
            step,
            used,
            #[inline(always)]
            |number| {
                let values = room.values.panel(number);
                tile::<R>(fused, d_outputs, d_model, values, [0.0; COLUMNS])
            },
        );
        for (r, d_row) in rows.chunks_exact_mut(step).enumerate() {
            let of_row =
                (row + r) * d_model + column..(row + r) * d_model + column + d_head;
            let d_output = &self.d_outputs[of_row.clone()];
            let mean = sum(d_output, &self.outputs[of_row], |d, y| d * y);
            let probabilities = &self.probabilities[(row + r) * step..][..used];
            for (d, p) in d_row[..used].iter_mut().zip(probabilities) {
                *d = p * (*d - mean) * self.scale;
            }
        }
        fill_band::<R>(
            &mut self.d_qkv[row * 3 * d_model + column..],
            3 * d_model,
            d_head,
            #[inline(always)]
            |number| {
                let keys = &room.keys.panel(number)[..end];
                tile::<R>(fused, rows, step, keys, [0.0; COLUMNS])
            },
        );
    }
}

/// The gradients of rows of keys and values, which are seen only by the future.
struct KeysAndValuesBackward<'a> {
    head: HeadPlace,
    probabilities: &'a [f32],
    room: &'a HeadRoom,
    d_scores: &'a [f32],
    d_qkv: &'a mut [f32],
    step: usize,
}

impl Banded for KeysAndValuesBackward<'_> {
    #[inline(always)]
    fn band<const R: usize>(&mut self, fused: bool, row: usize) {
        let HeadPlace { d_model, d_head, column, .. } = self.head;
        let KeysAndValuesBackward { probabilities, room, d_scores, step, .. } =
            *self;
        let rows = &mut self.d_qkv[3 * row * d_model + column..];
        let (first, width) = (row * step + row, 3 * d_model);
        fill_band::<R>(
            &mut rows[d_model..], // those of the keys
            width,
            d_head,
            #[inline(always)]
            |number| {
                let queries = &room.queries.panel(number)[row..];
                tile_of_transposed::<R>(fused, &d_scores[first..], step, queries)
            },
        );
        fill_band::<R>(
            &mut rows[2 * d_model..], // those of the values
            width,
            d_head,
            #[inline(always)]
            |number| {
                let d_outputs = &room.d_outputs.panel(number)[row..];
                tile_of_transposed::<R>(
                    fused,
                    &probabilities[first..],
                    step,
                    d_outputs,
                )
            },
        );
    }
}
// ANCHOR_END: engine-attend-backward
