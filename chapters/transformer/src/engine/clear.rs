//! The clear model on the engine's parameters: what the engine computes is held to it.

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::engine::tensors::Places;
use crate::engine::{EngineError, Tensors};
use crate::{Sizes, Transformer};

// ANCHOR: clear-places
/// Where a tensor of the clear model lies among the engine's parameters: its first
/// number, its columns, and how far apart its rows start.
struct Place {
    start: usize,
    columns: usize,
    step: usize,
}

/// In the order of [`Transformer::tensors`].
fn clear_places(config: Sizes) -> Vec<Place> {
    let places = Places::new(config);
    let Sizes { vocabulary, d_model, n_heads, .. } = config;
    let whole = |start, columns| Place { start, columns, step: columns };
    let mut all = vec![
        whole(places.token_embedding.start, d_model),
        whole(places.position_embedding.start, d_model),
    ];
    for block in &places.blocks {
        all.push(whole(block.gain_1.start, d_model));
        all.push(whole(block.bias_1.start, d_model));
        let d_head = d_model / n_heads;
        for head in 0..n_heads {
            // Queries, keys and values stand side by side, and in each the heads.
            all.extend([0, 1, 2].map(|part| Place {
                start: block.qkv.start + part * d_model + head * d_head,
                columns: d_head,
                step: 3 * d_model,
            }));
        }
        all.push(whole(block.out.start, d_model));
        all.push(whole(block.gain_2.start, d_model));
        all.push(whole(block.bias_2.start, d_model));
        all.push(whole(block.up.weights.start, 4 * d_model));
        all.push(whole(block.up.bias.start, 4 * d_model));
        all.push(whole(block.down.weights.start, d_model));
        all.push(whole(block.down.bias.start, d_model));
    }
    all.push(whole(places.gain.start, d_model));
    all.push(whole(places.bias.start, d_model));
    all.push(whole(places.unembedding.start, vocabulary));
    all
}
// ANCHOR_END: clear-places

// ANCHOR: clear-model
/// The clear model with the engine's parameters.
///
/// # Errors
/// If there is no such model.
pub fn clear_model(tensors: &Tensors) -> Result<Transformer, EngineError> {
    let config = tensors.config();
    // Which random numbers does not matter: all are overwritten.
    let mut model = Transformer::random(config, &mut ChaCha8Rng::seed_from_u64(0))?;
    let own = model.tensors_mut();
    for (own, place) in own.into_iter().zip(clear_places(config)) {
        for (row, own) in own.chunks_exact_mut(place.columns).enumerate() {
            let values = &tensors.values()[place.start + row * place.step..];
            for (own, value) in own.iter_mut().zip(values) {
                *own = f64::from(*value);
            }
        }
    }
    Ok(model)
}

/// What [`Engine::loss_and_gradient`] computes, one sequence after the other in `f64`.
///
/// [`Engine::loss_and_gradient`]: crate::engine::Engine::loss_and_gradient
///
/// # Errors
/// As there.
pub fn clear_loss_and_gradient(
    tensors: &Tensors,
    inputs: &[u32],
    targets: &[u32],
    tokens: usize,
    gradient: &mut [f32],
) -> Result<f64, EngineError> {
    let (expected, found) = (tensors.values().len(), gradient.len());
    if expected != found {
        return Err(EngineError::Parameters { expected, found });
    }
    let model = clear_model(tensors)?;
    if tokens == 0 {
        let (name, most) =
            ("number of tokens in a sequence", tensors.config().context);
        return Err(EngineError::Size { name, value: tokens, most });
    }
    let whole = inputs.len().next_multiple_of(tokens).max(tokens);
    for row in [inputs, targets] {
        if row.len() != whole {
            let (found, least) = (row.len(), whole);
            return Err(EngineError::TooShort { found, least });
        }
    }
    let ids = |tokens: &[u32]| -> Vec<usize> {
        tokens.iter().map(|token| *token as usize).collect()
    };
    let share = tokens as f64 / inputs.len() as f64;
    let (mut loss, mut sum) = (0.0, None);
    for (inputs, targets) in inputs.chunks(tokens).zip(targets.chunks(tokens)) {
        let (own, mut gradients) =
            model.cost_and_gradients(&ids(inputs), &ids(targets))?;
        loss += share * own;
        match &mut sum {
            None => {
                gradients.scale(share);
                sum = Some(gradients);
            }
            Some(sum) => sum.add(&gradients, share)?,
        }
    }
    let sum = sum.ok_or(crate::TransformerError::NoSentence)?;
    let places = clear_places(tensors.config());
    for (own, place) in sum.tensors().into_iter().zip(places) {
        for (row, own) in own.chunks_exact(place.columns).enumerate() {
            let values = &mut gradient[place.start + row * place.step..];
            for (value, own) in values.iter_mut().zip(own) {
                *value = *own as f32;
            }
        }
    }
    Ok(loss)
}
// ANCHOR_END: clear-model
