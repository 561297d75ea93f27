//! AdamW, and what goes with it: gradients that are kept in bounds, and a learning rate
//! that rises and falls.

use crate::{Transformer, TransformerError, TransformerGradients};

// ANCHOR: adamw
/// Adam (Kingma and Ba, 2015) with decoupled weight decay (Loshchilov and Hutter, 2019).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamW {
    /// The size η of a step.
    pub learning_rate: f64,
    /// How much of the old mean of the gradients is kept.
    pub beta_1: f64,
    /// How much of the old mean of their squares is kept.
    pub beta_2: f64,
    /// What is added to a root, so that nothing is divided by 0.
    pub epsilon: f64,
    /// The share of a weight that is lost in a step of size 1.
    pub weight_decay: f64,
}

/// Running means of gradients and of their squares, for some parameters.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Moments {
    /// Of the gradients.
    pub first: Vec<f64>,
    /// Of their squares.
    pub second: Vec<f64>,
    /// How many steps they have seen.
    pub steps: i32,
}

impl AdamW {
    /// One step for some parameters, along their gradients. `is_decayed` says whether
    /// they lose weight.
    ///
    /// # Errors
    /// If there is not one gradient for each parameter.
    pub fn step(
        &self,
        parameters: &mut [f64],
        gradients: &[f64],
        is_decayed: bool,
        moments: &mut Moments,
    ) -> Result<(), TransformerError> {
        let expected = parameters.len();
        moments.first.resize(expected, 0.0);
        moments.second.resize(expected, 0.0);
        if gradients.len() != expected {
            let found = gradients.len();
            return Err(TransformerError::Parameters { expected, found });
        }
        moments.steps += 1;
        let steps = f64::from(moments.steps);
        // Both means start at 0 and are too small at first.
        let full_1 = 1.0 - libm::pow(self.beta_1, steps);
        let full_2 = 1.0 - libm::pow(self.beta_2, steps);
        let kept = if is_decayed {
            1.0 - self.learning_rate * self.weight_decay
        } else {
            1.0
        };
        for (index, (w, d)) in parameters.iter_mut().zip(gradients).enumerate() {
            // ANCHOR: adamw-idea
            let first = &mut moments.first[index];
            *first = self.beta_1 * *first + (1.0 - self.beta_1) * d;
            let second = &mut moments.second[index];
            *second = self.beta_2 * *second + (1.0 - self.beta_2) * d * d;
            let (mean, spread) = (*first / full_1, (*second / full_2).sqrt());
            *w = kept * *w - self.learning_rate * mean / (spread + self.epsilon);
            // ANCHOR_END: adamw-idea
        }
        Ok(())
    }
}
// ANCHOR_END: adamw

// ANCHOR: adamw-model
impl AdamW {
    /// One step for a whole model. Matrices lose weight, norms and biases do not.
    ///
    /// # Errors
    /// If the gradients are not those of the model.
    pub fn step_model(
        &self,
        model: &mut Transformer,
        gradients: &TransformerGradients,
        moments: &mut Vec<Moments>,
    ) -> Result<(), TransformerError> {
        let is_matrix: Vec<bool> =
            model.tensors().iter().map(|tensor| tensor.is_matrix).collect();
        let (tensors, gradients) = (model.tensors_mut(), gradients.tensors());
        let (expected, found) = (tensors.len(), gradients.len());
        if expected != found {
            return Err(TransformerError::Parameters { expected, found });
        }
        moments.resize(expected, Moments::default());
        for (index, (parameters, gradients)) in
            tensors.into_iter().zip(gradients).enumerate()
        {
            let moments = &mut moments[index];
            self.step(parameters, gradients, is_matrix[index], moments)?;
        }
        Ok(())
    }
}
// ANCHOR_END: adamw-model

// ANCHOR: clip
/// Scales gradients down so that the root of the sum of their squares is at most
/// `most` (Pascanu, Mikolov and Bengio, 2013), and says what it was.
pub fn clip(gradients: &mut TransformerGradients, most: f64) -> f64 {
    let squares: f64 =
        gradients.tensors().into_iter().flatten().map(|d| d * d).sum();
    // ANCHOR: clip-idea
    let norm = squares.sqrt();
    if norm > most {
        gradients.scale(most / norm);
    }
    // ANCHOR_END: clip-idea
    norm
}
// ANCHOR_END: clip

// ANCHOR: learning-rate-at
/// The learning rate of a step, counted from 0: it rises evenly to `most` over
/// `warm_up` steps, and falls along half a cosine to a tenth of that at the end.
pub fn learning_rate_at(
    step: usize,
    warm_up: usize,
    steps: usize,
    most: f64,
) -> f64 {
    // ANCHOR: learning-rate-at-idea
    if step < warm_up {
        return most * (step + 1) as f64 / warm_up as f64;
    }
    let left = (steps.max(warm_up + 1) - warm_up) as f64;
    let part = ((step - warm_up) as f64 / left).min(1.0);
    most * (0.1 + 0.45 * (1.0 + libm::cos(std::f64::consts::PI * part)))
    // ANCHOR_END: learning-rate-at-idea
}
// ANCHOR_END: learning-rate-at
