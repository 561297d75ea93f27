//! The settings of a training, and AdamW over all parameters in a row; [`crate::AdamW`]
//! is the clear one that it is held to.

use crate::engine::EngineError;
use crate::engine::vectorised::vectorised;
use crate::learning_rate_at;

// ANCHOR: engine-settings
/// How a model is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Sequences in each step.
    pub batch: usize,
    /// How many steps the schedule is laid out for.
    pub steps: u64,
    /// How the learning rate rises and falls.
    pub schedule: Schedule,
    /// How strongly each step pulls matrices towards 0. Gains and biases stay.
    pub weight_decay: f32,
    /// How much of the gradient's running mean is kept in each step, and of its
    /// square's.
    pub betas: (f32, f32),
    /// A gradient longer than this is shortened to it.
    pub largest_norm: f32,
}

/// The learning rate rises in a straight line, then falls along half a cosine to a
/// tenth (Loshchilov and Hutter, 2017).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Schedule {
    /// The largest learning rate.
    pub learning_rate: f64,
    /// In how many steps it is reached.
    pub warm_up: u64,
    /// Where it leaves this course, if more steps were asked for on the way.
    pub restart: Option<Restart>,
}

/// Where a training that was laid out for another number of steps takes a course of its
/// own: once more up, and down (a warm restart: Loshchilov and Hutter, 2017).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Restart {
    /// The step, counted from 0.
    pub step: u64,
    /// The learning rate that it falls from, along half a cosine.
    pub learning_rate: f64,
    /// In how many steps it rises to that, from a tenth of the largest.
    pub rise: u64,
}

impl Settings {
    /// # Errors
    /// If one of them is out of its range.
    pub fn check(&self) -> Result<(), EngineError> {
        let (value, most) = (self.batch, 1 << 16);
        if !(1..=most).contains(&value) {
            return Err(EngineError::Size { name: "batch", value, most });
        }
        let rate = self.schedule.learning_rate;
        let restart =
            self.schedule.restart.map_or(0.0, |restart| restart.learning_rate);
        let (first, second) = self.betas;
        let beta = "a number from 0 up to, not including, 1";
        let checks = [
            ("learning rate", rate, rate > 0.0, "a number above 0, such as 0.003"),
            (
                "weight decay",
                f64::from(self.weight_decay),
                self.weight_decay >= 0.0,
                "0 or a number above",
            ),
            ("learning rate", restart, restart >= 0.0, "0 or a number above"),
            ("first beta", f64::from(first), (0.0..1.0).contains(&first), beta),
            ("second beta", f64::from(second), (0.0..1.0).contains(&second), beta),
            (
                "largest norm",
                f64::from(self.largest_norm),
                self.largest_norm > 0.0,
                "a number above 0, such as 1",
            ),
        ];
        for (name, value, is_right, right) in checks {
            if !is_right || !value.is_finite() {
                let value = value.to_string();
                return Err(EngineError::Setting { name, value, right });
            }
        }
        Ok(())
    }

    /// The learning rate of a step, counted from 0.
    pub fn learning_rate(&self, step: u64) -> f64 {
        let Schedule { learning_rate, warm_up, restart } = self.schedule;
        if let Some(restart) = restart.filter(|restart| restart.step <= step) {
            let (lowest, gone) = (0.1 * learning_rate, step - restart.step);
            let height = restart.learning_rate - lowest;
            if gone < restart.rise {
                return lowest + height * (gone + 1) as f64 / restart.rise as f64;
            }
            let rest = self
                .steps
                .saturating_sub(restart.step.saturating_add(restart.rise))
                .max(1);
            let part = ((gone - restart.rise) as f64 / rest as f64).min(1.0);
            let left = 0.5 * (1.0 + libm::cos(std::f64::consts::PI * part));
            return lowest + height * left;
        }
        let [step, warm_up, steps] = [step, warm_up, self.steps]
            .map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        learning_rate_at(step, warm_up, steps, learning_rate)
    }
}
// ANCHOR_END: engine-settings

// ANCHOR: engine-adam-w
/// One step of AdamW (Loshchilov and Hutter, 2019) for parameters that lie in a
/// row: `means` and `squares` are the running means of the gradient and of its
/// square.
pub(crate) fn adam_w(
    settings: &Settings,
    step: u64,
    gradient_scale: f32,
    parameters: &mut [f32],
    gradient: &[f32],
    means: &mut [f32],
    squares: &mut [f32],
) {
    let (beta_1, beta_2) = settings.betas;
    let rate = settings.learning_rate(step);
    let number = (step + 1) as f64;
    let correction_1 = 1.0 - libm::pow(f64::from(beta_1), number);
    let correction_2 = 1.0 - libm::pow(f64::from(beta_2), number);
    let size = (rate / correction_1) as f32;
    let root_scale = (1.0 / correction_2.sqrt()) as f32;
    let kept = (1.0 - rate * f64::from(settings.weight_decay)) as f32;
    let count = parameters.len();
    let (gradient, means) = (&gradient[..count], &mut means[..count]);
    let squares = &mut squares[..count];
    vectorised(
        #[inline(always)]
        |_| {
            for i in 0..count {
                let g = gradient_scale * gradient[i];
                means[i] = beta_1 * means[i] + (1.0 - beta_1) * g;
                squares[i] = beta_2 * squares[i] + (1.0 - beta_2) * g * g;
                let root = squares[i].sqrt() * root_scale + 1e-8;
                parameters[i] = kept * parameters[i] - size * means[i] / root;
            }
        },
    );
}
// ANCHOR_END: engine-adam-w
