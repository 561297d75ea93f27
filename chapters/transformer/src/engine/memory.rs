//! How much memory a training takes, before it takes any.

use crate::Sizes;
use crate::engine::Settings;
use crate::engine::pass::PARTS;
use crate::engine::product::COLUMNS;

// ANCHOR: engine-memory
/// About how many bytes it takes to train and to save such a model, whatever the sizes.
/// The text is not counted.
pub fn memory(
    config: Sizes,
    settings: &Settings,
    threads: usize,
    uses_clear_model: bool,
) -> u64 {
    let [vocabulary, context, d_model, n_heads, n_blocks] = [
        config.vocabulary,
        config.context,
        config.d_model,
        config.n_heads,
        config.n_blocks,
    ]
    .map(|size| size as f64);
    let square = d_model * d_model;
    let parameters = (2.0 * vocabulary + context) * d_model
        + n_blocks * (12.0 * square + 9.0 * d_model);
    let parts = settings.batch.min(PARTS);
    let gradients = if uses_clear_model { 1 } else { 1 + parts };
    // The training's own three and the gradient with that of each part; packed both
    // ways; and to save it, a copy of the three and their bytes.
    let of_parameters = parameters * (3.0 + gradients as f64 + 2.0 + 6.0);
    let rows = settings.batch.div_ceil(parts.max(1)) as f64 * context;
    let whole = |columns: usize| columns.next_multiple_of(COLUMNS) as f64;
    // What is packed is at most as wide as the widest; a row longer if the next part of
    // the batch has a sequence more.
    let packed =
        whole(config.vocabulary).max(whole(config.d_model.saturating_mul(4)));
    let of_row = n_blocks
        * (16.0 * d_model + n_heads * whole(config.context) + 4.0)
        + 11.0 * d_model
        + vocabulary
        + 1.5 * packed;
    let of_head = 2.0 * context * whole(config.context);
    let mut numbers = of_parameters
        + threads.min(PARTS) as f64 * (rows * of_row + of_head)
        + 2.0 * settings.batch as f64 * context;
    if uses_clear_model {
        // In f64: the model, two gradients, and what one sequence keeps.
        numbers += 2.0 * (3.0 * parameters + context * of_row);
    }
    (4.0 * numbers) as u64
}
// ANCHOR_END: engine-memory
