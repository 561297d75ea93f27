//! Examples that are kept from learning: some to choose by, some to judge by.

use crate::LossError;

// ANCHOR: split
/// Examples in three parts, each by their numbers, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Those that the line learns from.
    pub training: Vec<usize>,
    /// Those by which settings are chosen.
    pub validation: Vec<usize>,
    /// Those that are looked at once, at the end.
    pub test: Vec<usize>,
}

impl Split {
    /// Holds out the last `held_out` of `order` for the test, and as many before them
    /// for validation.
    ///
    /// # Errors
    /// If `held_out` is 0, or nothing remains to learn from.
    pub fn of(order: &[usize], held_out: usize) -> Result<Split, LossError> {
        let examples = order.len();
        let training = examples.saturating_sub(held_out.saturating_mul(2));
        if held_out == 0 || training == 0 {
            return Err(LossError::HeldOut { examples, held_out });
        }
        let (training, rest) = order.split_at(training);
        let (validation, test) = rest.split_at(held_out);
        Ok(Split {
            training: training.to_vec(),
            validation: validation.to_vec(),
            test: test.to_vec(),
        })
    }
}
// ANCHOR_END: split
