use crate::engine::functions::exp;
use crate::engine::product::{COLUMNS, Panels, store, tile, tile_of_transposed};
use crate::engine::vectorised::{LANES, sum, vectorised};

const ROWS: usize = 4;

// ANCHOR: engine-head
/// One head of one sequence: where it lies in the packed queries, keys and values,
/// of which each token has a row of 3 d_model numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    pub(crate) tokens: usize,
    pub(crate) d_model: usize,
    pub(crate) d_head: usize,
    /// The head's first column in the queries.
    pub(crate) column: usize,
}

impl Head {
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
// ANCHOR_END: engine-head

// ANCHOR: engine-attend
/// Causal attention of a head: `qkv` (tokens, 3 d_model) gives its `probabilities`
/// (tokens, tokens) and its columns of `outputs` (tokens, d_model). What lies in
/// the future is not computed at all.
pub(crate) fn attend(
    head: Head,
    qkv: &[f32],
    room: &mut HeadRoom,
    probabilities: &mut [f32],
    outputs: &mut [f32],
) {
    let Head { tokens, d_model, d_head, column } = head;
    let (qkv_step, step, scale) = (3 * d_model, head.step(), head.scale());
    let keys = &qkv[d_model + column..];
    let values = &qkv[2 * d_model + column..];
    room.keys.pack_transposed(keys, qkv_step, (d_head, tokens));
    room.values.pack(values, qkv_step, (tokens, d_head));
    let work =
        Attend { head, qkv, room, probabilities, outputs, qkv_step, step, scale };
    vectorised(
        #[inline(always)]
        |fused| {
            let mut work = work;
            let whole = tokens - tokens % ROWS;
            for row in (0..whole).step_by(ROWS) {
                work.rows::<ROWS>(fused, row);
            }
            for row in whole..tokens {
                work.rows::<1>(fused, row);
            }
        },
    );
}

struct Attend<'a> {
    head: Head,
    qkv: &'a [f32],
    room: &'a HeadRoom,
    probabilities: &'a mut [f32],
    outputs: &'a mut [f32],
    qkv_step: usize,
    step: usize,
    scale: f32,
}

impl Attend<'_> {
    #[inline(always)]
    fn rows<const R: usize>(&mut self, fused: bool, row: usize) {
        let Head { d_model, d_head, column, .. } = self.head;
        let (step, end) = (self.step, row + R);
        let queries = &self.qkv[row * self.qkv_step + column..];
        let rows = &mut self.probabilities[row * step..end * step];
        for number in 0..end.div_ceil(COLUMNS) {
            let keys = self.room.keys.panel(number);
            let scores =
                tile::<R>(fused, queries, self.qkv_step, keys, [0.0; COLUMNS]);
            let from = number * COLUMNS;
            store(&scores, rows, step, from..from + COLUMNS, false);
        }
        for (r, row_of_scores) in rows.chunks_exact_mut(step).enumerate() {
            softmax(row_of_scores, row + r + 1, self.scale);
        }
        for number in 0..d_head.div_ceil(COLUMNS) {
            let values = &self.room.values.panel(number)[..end];
            let sums = tile::<R>(fused, rows, step, values, [0.0; COLUMNS]);
            let from = number * COLUMNS;
            let to = column + from..column + d_head.min(from + COLUMNS);
            store(&sums, &mut self.outputs[row * d_model..], d_model, to, false);
        }
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
            lanes[lane] =
                if chunk[lane] > lanes[lane] { chunk[lane] } else { lanes[lane] };
        }
    }
    let largest = lanes.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
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
    head: Head,
    qkv: &[f32],
    probabilities: &[f32],
    outputs: &[f32],
    d_outputs: &[f32],
    room: &mut HeadRoom,
    d_qkv: &mut [f32],
) {
    let Head { tokens, d_model, d_head, column } = head;
    let (qkv_step, step, scale) = (3 * d_model, head.step(), head.scale());
    room.queries.pack(&qkv[column..], qkv_step, (tokens, d_head));
    room.keys.pack(&qkv[d_model + column..], qkv_step, (tokens, d_head));
    let values = &qkv[2 * d_model + column..];
    room.values.pack_transposed(values, qkv_step, (d_head, tokens));
    room.d_outputs.pack(&d_outputs[column..], d_model, (tokens, d_head));
    let mut d_scores = std::mem::take(&mut room.d_scores);
    d_scores.resize(tokens * step, 0.0);
    let work = AttendBackward {
        head,
        probabilities,
        outputs,
        d_outputs,
        room,
        d_scores: &mut d_scores,
        d_qkv,
        step,
        scale,
    };
    vectorised(
        #[inline(always)]
        |fused| {
            let mut work = work;
            let whole = tokens - tokens % ROWS;
            for row in (0..whole).step_by(ROWS) {
                work.scores::<ROWS>(fused, row);
            }
            for row in whole..tokens {
                work.scores::<1>(fused, row);
            }
            for row in (0..whole).step_by(ROWS) {
                work.keys_and_values::<ROWS>(fused, row);
            }
            for row in whole..tokens {
                work.keys_and_values::<1>(fused, row);
            }
        },
    );
    room.d_scores = d_scores;
}

struct AttendBackward<'a> {
    head: Head,
    probabilities: &'a [f32],
    outputs: &'a [f32],
    d_outputs: &'a [f32],
    room: &'a HeadRoom,
    d_scores: &'a mut [f32],
    d_qkv: &'a mut [f32],
    step: usize,
    scale: f32,
}

impl AttendBackward<'_> {
    /// The gradients of rows of scores, and of the queries, which see only the
    /// past.
    #[inline(always)]
    fn scores<const R: usize>(&mut self, fused: bool, row: usize) {
        let Head { d_model, d_head, column, .. } = self.head;
        let (step, end) = (self.step, row + R);
        let d_outputs = &self.d_outputs[row * d_model + column..];
        let rows = &mut self.d_scores[row * step..end * step];
        for number in 0..end.div_ceil(COLUMNS) {
            let values = self.room.values.panel(number);
            let sums = tile::<R>(fused, d_outputs, d_model, values, [0.0; COLUMNS]);
            let from = number * COLUMNS;
            store(&sums, rows, step, from..from + COLUMNS, false);
        }
        let used = end.next_multiple_of(COLUMNS);
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
        for number in 0..d_head.div_ceil(COLUMNS) {
            let keys = &self.room.keys.panel(number)[..end];
            let sums = tile::<R>(fused, rows, step, keys, [0.0; COLUMNS]);
            let from = number * COLUMNS;
            let to = column + from..column + d_head.min(from + COLUMNS);
            store(
                &sums,
                &mut self.d_qkv[row * 3 * d_model..],
                3 * d_model,
                to,
                false,
            );
        }
    }

    /// The gradients of rows of keys and values, which are seen only by the future.
    #[inline(always)]
    fn keys_and_values<const R: usize>(&mut self, fused: bool, row: usize) {
        let Head { d_model, d_head, column, .. } = self.head;
        let step = self.step;
        let d_scores = &self.d_scores[row * step + row..];
        let probabilities = &self.probabilities[row * step + row..];
        for number in 0..d_head.div_ceil(COLUMNS) {
            let from = number * COLUMNS;
            let (start, stop) =
                (column + from, column + d_head.min(from + COLUMNS));
            let queries = &self.room.queries.panel(number)[row..];
            let d_keys = tile_of_transposed::<R>(fused, d_scores, step, queries);
            let d_outputs = &self.room.d_outputs.panel(number)[row..];
            let d_values =
                tile_of_transposed::<R>(fused, probabilities, step, d_outputs);
            let rows = &mut self.d_qkv[row * 3 * d_model..];
            let (keys, values) = (
                d_model + start..d_model + stop,
                2 * d_model + start..2 * d_model + stop,
            );
            store(&d_keys, rows, 3 * d_model, keys, false);
            store(&d_values, rows, 3 * d_model, values, false);
        }
    }
}
// ANCHOR_END: engine-attend-backward
