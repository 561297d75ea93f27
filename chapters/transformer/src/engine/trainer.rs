//! A training that can be stopped and gone on with: all that decides how it goes on is
//! in its state.

use std::ops::Range;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::Sizes;
use crate::engine::adam_w::adam_w;
use crate::engine::clear::clear_loss_and_gradient;
use crate::engine::vectorised::sum;
use crate::engine::{Engine, EngineError, Settings, Tensors, Tokens};

// ANCHOR: state
/// All that decides how a training goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// How it is trained.
    pub settings: Settings,
    /// How many steps are done.
    pub step: u64,
    /// The parameters.
    pub tensors: Tensors,
    /// The running means of the gradient.
    pub means: Tensors,
    /// And of its square.
    pub squares: Tensors,
    /// What draws the batches.
    pub rng: ChaCha8Rng,
    /// Whether gradients come from the clear model in `f64`.
    pub uses_clear_model: bool,
}

impl State {
    /// The start of a training.
    ///
    /// # Errors
    /// If there is no such model or no such training.
    pub fn new(
        config: Sizes,
        settings: Settings,
        mut rng: ChaCha8Rng,
    ) -> Result<State, EngineError> {
        settings.check()?;
        let tensors = Tensors::random(config, &mut rng)?;
        let (means, squares) = (Tensors::zeros(config)?, Tensors::zeros(config)?);
        Ok(State {
            settings,
            step: 0,
            tensors,
            means,
            squares,
            rng,
            uses_clear_model: false,
        })
    }
}

impl State {
    /// Whether all its numbers are finite: if not, it is not worth keeping.
    pub fn is_finite(&self) -> bool {
        [&self.tensors, &self.means, &self.squares]
            .iter()
            .all(|tensors| tensors.values().iter().all(|value| value.is_finite()))
    }
}
// ANCHOR_END: state

// ANCHOR: engine-trainer
/// A model in training.
#[derive(Debug)]
pub struct Trainer {
    engine: Engine,
    settings: Settings,
    step: u64,
    means: Tensors,
    squares: Tensors,
    rng: ChaCha8Rng,
    gradient: Vec<f32>,
    uses_clear_model: bool,
    /// Where each tensor lies, and whether it is a matrix.
    places: Vec<(Range<usize>, bool)>,
    inputs: Vec<u32>,
    targets: Vec<u32>,
}

/// What a step of training saw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Which, counted from 1.
    pub number: u64,
    /// The loss of its batch in nats, before the parameters moved.
    pub loss: f64,
    /// The length of the gradient, before it was shortened.
    pub gradient_norm: f64,
    /// The learning rate.
    pub learning_rate: f64,
}
// ANCHOR_END: engine-trainer

impl Trainer {
    // ANCHOR: engine-trainer-new
    /// Goes on with a training, on so many threads.
    ///
    /// # Errors
    /// If there is to be no thread, or the state does not fit together.
    pub fn new(state: State, threads: usize) -> Result<Trainer, EngineError> {
        let State {
            settings,
            step,
            tensors,
            means,
            squares,
            rng,
            uses_clear_model,
        } = state;
        settings.check()?;
        let expected = tensors.values().len();
        for found in [means.values().len(), squares.values().len()] {
            if expected != found {
                return Err(EngineError::Parameters { expected, found });
            }
        }
        let gradient = vec![0.0; expected];
        let mut start = 0;
        let places = tensors.config().tensors().into_iter().map(|shape| {
            let place = start..start + shape.rows * shape.columns;
            start = place.end;
            (place, shape.is_matrix())
        });
        let places = places.collect();
        let engine = Engine::new(tensors, threads)?;
        let (inputs, targets) = (Vec::new(), Vec::new());
        Ok(Trainer {
            engine,
            settings,
            step,
            means,
            squares,
            rng,
            gradient,
            uses_clear_model,
            places,
            inputs,
            targets,
        })
    }

    /// The training as it stands.
    pub fn state(&self) -> State {
        State {
            settings: self.settings,
            step: self.step,
            tensors: self.engine.tensors().clone(),
            means: self.means.clone(),
            squares: self.squares.clone(),
            rng: self.rng.clone(),
            uses_clear_model: self.uses_clear_model,
        }
    }

    /// From now on, takes gradients from the clear model in `f64`: slower, and as the
    /// chapter explains it.
    pub fn use_clear_model(&mut self) {
        self.uses_clear_model = true;
    }

    /// The model as it stands.
    pub fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }
    // ANCHOR_END: engine-trainer-new

    // ANCHOR: engine-trainer-step
    /// One step: a batch of sequences from anywhere in `tokens`, forward, back, and
    /// AdamW.
    ///
    /// # Errors
    /// If there are too few tokens for a sequence, one is not in the vocabulary, or
    /// the loss or gradient is no finite number: then the parameters have not
    /// moved.
    pub fn step(&mut self, tokens: &Tokens) -> Result<Step, EngineError> {
        let context = self.engine.tensors().config().context;
        self.draw(tokens, context)?;
        let (inputs, targets) = (&self.inputs, &self.targets);
        let gradient = &mut self.gradient;
        let loss = if self.uses_clear_model {
            let tensors = self.engine.tensors();
            clear_loss_and_gradient(tensors, inputs, targets, context, gradient)?
        } else {
            self.engine.loss_and_gradient(inputs, targets, context, gradient)?
        };
        let gradient_norm = norm(gradient);
        let number = self.step + 1;
        if !loss.is_finite() || !gradient_norm.is_finite() {
            return Err(EngineError::RanAway { step: number });
        }
        let largest = f64::from(self.settings.largest_norm);
        let scale = (largest / gradient_norm.max(largest)) as f32;
        let (settings, step) = (self.settings, self.step);
        let steady = Settings { weight_decay: 0.0, ..settings }; // gains and biases
        let (means, squares) = (self.means.values_mut(), self.squares.values_mut());
        let places = &self.places;
        self.engine.update(|parameters| {
            for (place, is_matrix) in places {
                adam_w(
                    if *is_matrix { &settings } else { &steady },
                    step,
                    scale,
                    &mut parameters[place.clone()],
                    &gradient[place.clone()],
                    &mut means[place.clone()],
                    &mut squares[place.clone()],
                );
            }
        });
        self.step = number;
        let learning_rate = self.settings.learning_rate(step);
        Ok(Step { number, loss, gradient_norm, learning_rate })
    }

    /// The loss of the last step's batch in nats, now that the parameters have moved:
    /// infinite or no number if they have run away.
    ///
    /// # Errors
    /// If there was no step.
    pub fn loss_after(&mut self) -> Result<f64, EngineError> {
        let context = self.engine.tensors().config().context;
        self.engine.loss(&self.inputs, &self.targets, context)
    }

    fn draw(&mut self, tokens: &Tokens, context: usize) -> Result<(), EngineError> {
        let (found, least) = (tokens.len(), context + 1);
        if found < least {
            return Err(EngineError::TooShort { found, least });
        }
        self.inputs.clear();
        self.targets.clear();
        for _ in 0..self.settings.batch {
            let start = self.rng.random_range(0..(found - context) as u64) as usize;
            tokens.copy(start..start + context, &mut self.inputs);
            tokens.copy(start + 1..start + 1 + context, &mut self.targets);
        }
        Ok(())
    }
    // ANCHOR_END: engine-trainer-step

    // ANCHOR: engine-held-out
    /// The mean loss in nats over at most `most` windows of `tokens`, evenly spread
    /// over them: those that lie side by side if they are so few.
    ///
    /// # Errors
    /// If there are too few tokens for a window, or one is not in the vocabulary.
    pub fn held_out(
        &mut self,
        tokens: &Tokens,
        most: usize,
    ) -> Result<f64, EngineError> {
        let context = self.engine.tensors().config().context;
        let (found, least) = (tokens.len(), context + 1);
        if found < least {
            return Err(EngineError::TooShort { found, least });
        }
        let windows = ((found - 1) / context).min(most.max(1));
        let mut sum = 0.0;
        for first in (0..windows).step_by(self.settings.batch) {
            let last = windows.min(first + self.settings.batch);
            self.inputs.clear();
            self.targets.clear();
            for window in first..last {
                let start = match windows {
                    1 => 0,
                    _ => window * (found - 1 - context) / (windows - 1),
                };
                tokens.copy(start..start + context, &mut self.inputs);
                tokens.copy(start + 1..start + 1 + context, &mut self.targets);
            }
            let loss = self.engine.loss(&self.inputs, &self.targets, context)?;
            sum += loss * (last - first) as f64;
        }
        Ok(sum / windows as f64)
    }
    // ANCHOR_END: engine-held-out
}

// ANCHOR: norm
/// The length of a gradient.
fn norm(gradient: &[f32]) -> f64 {
    let squares =
        gradient.chunks(4096).map(|part| f64::from(sum(part, part, |a, b| a * b)));
    squares.sum::<f64>().sqrt()
}
// ANCHOR_END: norm
