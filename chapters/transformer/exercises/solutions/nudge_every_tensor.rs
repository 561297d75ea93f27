//! Nudge every tensor.
//!
//! Write the test that finds wrong gradients: it nudges each parameter of a model,
//! and names the tensors in which a computed derivative is not the measured one.
//! Then check it:
//!
//!     cargo run -p course -- check nudge-every-tensor

use std::process::ExitCode;

use transformer::{Transformer, TransformerGradients};

/// How far a parameter is nudged to each side.
const NUDGE: f64 = 1e-4;
/// How far a computed derivative may be from the measured one.
const WITHIN: f64 = 1e-4;

/// The mean cost of the predictions of a sequence, in nats.
fn cost(model: &Transformer, ids: &[usize], targets: &[usize]) -> f64 {
    let costs = model.costs(ids, targets).expect("tokens that fit");
    costs.iter().sum::<f64>() / costs.len() as f64
}

/// Moves one parameter of a model: the number at `place` of the tensor `tensor`,
/// both counted from 0.
fn nudge(model: &mut Transformer, tensor: usize, place: usize, by: f64) {
    model.tensors_mut()[tensor][place] += by;
}

/// The name of a tensor.
fn name(model: &Transformer, tensor: usize) -> String {
    model.tensors().swap_remove(tensor).name
}

/// The names of the tensors in which some computed derivative is farther than
/// `WITHIN` from the measured one, in the order of the model. The slices of
/// `gradients.tensors()` stand in the same order as the model's tensors, and so do
/// the numbers in them.
pub fn wrong_tensors(
    model: &Transformer,
    gradients: &TransformerGradients,
    ids: &[usize],
    targets: &[usize],
) -> Vec<String> {
    // A copy: this one may be changed.
    let mut model = model.clone();
    let mut wrong = Vec::new();
    // SOLUTION
    for (tensor, numbers) in gradients.tensors().into_iter().enumerate() {
        let mut is_right = true;
        for (place, computed) in numbers.iter().enumerate() {
            nudge(&mut model, tensor, place, NUDGE);
            let above = cost(&model, ids, targets);
            nudge(&mut model, tensor, place, -2.0 * NUDGE);
            let below = cost(&model, ids, targets);
            nudge(&mut model, tensor, place, NUDGE);
            let measured = (above - below) / (2.0 * NUDGE);
            is_right &= (computed - measured).abs() <= WITHIN;
        }
        if !is_right {
            wrong.push(name(&model, tensor));
        }
    }
    // INSTEAD
    // todo!("nudge every number of every tensor, and compare the slopes");
    // END
    wrong
}

fn main() -> ExitCode {
    transformer_exercises::nudge_every_tensor::check(wrong_tensors).report()
}
