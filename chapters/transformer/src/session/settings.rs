//! What a training is asked for: the same defaults on the command line and in a session.

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::Sizes;
use crate::corpus::Tokenizer;
use crate::engine::{EngineError, Restart, Schedule, Settings, State};

/// So many bytes a training may take where nobody knows how many there are: a telephone's
/// browser has room for about as much.
pub const ROOM: u64 = 512_000_000;

// ANCHOR: session-settings
/// What a training is asked for, before its text is known. The last tenth of the text is
/// always held out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SessionSettings {
    /// How the text is cut into tokens.
    pub tokenizer: Tokenizer,
    /// How many tokens the model sees.
    pub context: usize,
    /// Numbers for each token.
    pub d_model: usize,
    /// Attention heads in each block.
    pub n_heads: usize,
    /// Blocks, one upon the other.
    pub n_blocks: usize,
    /// How it is trained.
    pub training: Settings,
    /// The seed of the first parameters and of the batches.
    pub seed: u64,
}

impl Default for SessionSettings {
    /// As `train` has them if nothing else is said.
    fn default() -> SessionSettings {
        let schedule =
            Schedule { learning_rate: 0.003, warm_up: 100, restart: None };
        let training = Settings {
            batch: 16,
            steps: 3000,
            schedule,
            weight_decay: 0.1,
            betas: (0.9, 0.99),
            largest_norm: 1.0,
        };
        SessionSettings {
            tokenizer: Tokenizer::Chars,
            context: 64,
            d_model: 64,
            n_heads: 4,
            n_blocks: 4,
            training,
            seed: 1,
        }
    }
}
// ANCHOR_END: session-settings

// ANCHOR: session-for-text
/// Of a text with fewer characters than that, the default model soon knows by heart what
/// it learns from, and a smaller one ends with the lower held-out loss. On beginnings of
/// this book's own prose: 1.67 against 3.63 with 20,000 characters (1.79 where the default
/// model is at its best), 1.70 against 1.98 with 50,000 (1.71); with 100,000 it is the
/// default model that does better, to the end.
pub const SHORT_TEXT: usize = 50_000;

impl SessionSettings {
    /// What suits a text of this length: the defaults, or a [smaller](Self::small) model
    /// where it has fewer than [`SHORT_TEXT`] characters.
    pub fn for_text(text: &str) -> SessionSettings {
        match text.chars().nth(SHORT_TEXT - 1) {
            Some(_) => SessionSettings::default(),
            None => SessionSettings::small(),
        }
    }

    /// Half of the default model in all its sizes, so that it has about a seventh of the
    /// parameters: less room to learn a text by heart.
    pub fn small() -> SessionSettings {
        let usual = SessionSettings::default();
        SessionSettings {
            context: usual.context / 2,
            d_model: usual.d_model / 2,
            n_heads: usual.n_heads / 2,
            n_blocks: usual.n_blocks / 2,
            ..usual
        }
    }
}
// ANCHOR_END: session-for-text

// ANCHOR: session-start
impl SessionSettings {
    /// The size of the model, for a vocabulary of so many tokens.
    pub fn sizes(&self, vocabulary: usize) -> Sizes {
        let SessionSettings { context, d_model, n_heads, n_blocks, .. } = *self;
        Sizes { vocabulary, context, d_model, n_heads, n_blocks }
    }

    /// The training before its first step.
    ///
    /// # Errors
    /// If there is no such model or no such training.
    pub fn start(&self, vocabulary: usize) -> Result<State, EngineError> {
        let rng = ChaCha8Rng::seed_from_u64(self.seed);
        State::new(self.sizes(vocabulary), self.training, rng)
    }
}
// ANCHOR_END: session-start

// ANCHOR: go-on
/// Lays out the rest of a training for `steps` in all, and says what happens with the
/// learning rate if that is another number than before. One that goes on for longer
/// learns more with a large rate once again than with the small one at its end.
pub fn go_on(state: &mut State, steps: u64) -> Option<String> {
    let old = state.settings;
    state.settings.steps = steps;
    let schedule = &mut state.settings.schedule;
    let (step, largest) = (state.step, schedule.learning_rate);
    // While it rises for the first time, all is laid out anew.
    if steps == old.steps || step <= schedule.warm_up {
        return None;
    }
    let (now, lowest) = (old.learning_rate(step), 0.1 * largest);
    let is_longer = steps > old.steps;
    let is_done = step >= old.steps;
    schedule.restart = Some(Restart {
        step,
        learning_rate: if is_longer { largest } else { now },
        rise: if is_done { schedule.warm_up.min((steps - step) / 10) } else { 0 },
    });
    Some(match (is_done, is_longer) {
        (true, _) => format!(
            "the learning rate has fallen to {lowest:.1e} over {} steps; it rises to \
             {largest:.1e} once more, and falls again until step {steps} (a training of \
             {steps} steps from its start does a little better)",
            old.steps
        ),
        (false, true) => format!(
            "the learning rate, {now:.1e} now, falls from {largest:.1e} once more, until \
             step {steps} and not step {}",
            old.steps
        ),
        (false, false) => format!(
            "the learning rate falls from {now:.1e} now to {lowest:.1e} at step {steps}, \
             not at step {}",
            old.steps
        ),
    })
}
// ANCHOR_END: go-on
