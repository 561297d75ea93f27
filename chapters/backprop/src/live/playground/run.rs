//! A training of the playground, step by step, and what becomes of many starts.

use anyhow::Result;
use loss::mean_squared_error;
use neurons::{Activation, Network};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use super::ground::{Ground, Set, said, targets};
use crate::xor_training::{SETTINGS, STARTS};
use crate::{Settings, Trainer, mean_squared_error_cost};

/// A start is stuck if in so many steps its cost has moved by less than [`LEAST_MOVE`] of
/// itself, and a row is wrong.
pub(crate) const STUCK_STEPS: usize = 500;
const LEAST_MOVE: f64 = 0.002;
/// A cost at which nothing new is to be seen.
const LOW: f64 = 0.01;
/// Epochs at the most, where an epoch is more than one step of XOR.
const EPOCHS: usize = 1000;

/// How a network is made and trained.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub hidden: usize,
    pub depth: usize,
    pub activation: Activation,
    pub settings: Settings,
    pub decay: f64,
}

/// How a training stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    NotBegun,
    Running,
    Learned,
    Stuck,
    Over,
    /// In this step a number came to be none.
    Diverged(usize),
}

/// A training.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    trainer: Trainer,
    rng: ChaCha8Rng,
    /// The share by which weights shrink in a step.
    decay: f64,
    /// Of each step, taken before it.
    costs: Vec<f64>,
    /// Steps, and the costs after them on the points trained on and held out.
    pub curve: Vec<(usize, f64, Option<f64>)>,
    diverged: Option<usize>,
}

/// The most steps that a training of such points takes.
pub(crate) fn most_steps(ground: &Ground) -> usize {
    if ground.held_out.is_none() { SETTINGS.epochs } else { EPOCHS }
}

impl Run {
    pub fn new(plan: &Plan, ground: &Ground, seed: u64) -> Result<Self> {
        let mut sizes = vec![2];
        sizes.extend(vec![plan.hidden; plan.depth]);
        sizes.push(ground.outputs());
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (hidden, output) = (plan.activation, Activation::Sigmoid);
        let network = Network::random(&sizes, hidden, output, &mut rng)?;
        let trainer =
            Trainer::new(network, plan.settings, mean_squared_error_cost)?;
        let decay = plan.decay * plan.settings.learning_rate;
        let (costs, curve, diverged) = (Vec::new(), Vec::new(), None);
        Ok(Self { trainer, rng, decay, costs, curve, diverged })
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network {
        self.trainer.network()
    }

    /// How many steps it has taken.
    pub fn steps(&self) -> usize {
        self.costs.len()
    }

    /// One epoch more, unless numbers have come to be none.
    pub fn step(&mut self, ground: &Ground) -> Result<()> {
        if self.diverged.is_some() {
            return Ok(());
        }
        let inputs = &ground.training.inputs;
        let cost = self.trainer.epoch(inputs, &ground.targets, &mut self.rng)?;
        if self.decay > 0.0 {
            self.trainer.shrink(self.decay);
        }
        self.costs.push(cost);
        let layers = &self.network().layers;
        // Far below what squares can hold, so that a picture has numbers only.
        let is_fit = |w: &f64| w.abs() < 1e100;
        if !layers.iter().all(|l| l.weights.iter().chain(&l.bias).all(is_fit)) {
            self.diverged = Some(self.steps());
        }
        Ok(())
    }

    /// Goes on to `steps`, and keeps points of the curve on the way: all at first, then
    /// ever fewer.
    pub fn go_on(&mut self, ground: &Ground, steps: usize) -> Result<()> {
        while self.steps() < steps && self.diverged.is_none() {
            self.step(ground)?;
            let last = self.curve.last().map_or(0, |point| point.0);
            if self.steps() > last + last / 8 && self.diverged.is_none() {
                let (training, held_out) = self.both(ground)?;
                self.curve.push((self.steps(), training, held_out));
            }
        }
        Ok(())
    }

    /// The costs on the points trained on and held out.
    pub fn both(&self, ground: &Ground) -> Result<(f64, Option<f64>)> {
        let classes = ground.classes.len();
        let cost = |set: &Set| -> Result<f64> {
            let outputs = self.network().forward(&set.inputs)?; // (points, outputs)
            Ok(mean_squared_error(&outputs, &targets(&set.labels, classes)?)?)
        };
        let held_out = ground.held_out.as_ref().map(cost).transpose()?;
        Ok((cost(&ground.training)?, held_out))
    }

    /// Which points are answered wrongly.
    pub fn wrong(&self, set: &Set) -> Result<Vec<bool>> {
        if self.diverged.is_some() {
            return Ok(vec![true; set.labels.len()]);
        }
        let said = said(&self.network().forward(&set.inputs)?);
        Ok(said
            .iter()
            .zip(&set.labels)
            .map(|(said, label)| said != label)
            .collect())
    }

    /// Whether the cost has hardly moved for long.
    fn stands_still(&self) -> bool {
        let steps = self.steps();
        let Some(before) = steps.checked_sub(STUCK_STEPS + 1) else { return false };
        let (before, now) = (self.costs[before], self.costs[steps - 1]);
        (before - now).abs() < LEAST_MOVE * before
    }

    /// How it stands, and whether going on would show nothing new.
    pub fn status(&self, ground: &Ground) -> Result<(Status, bool)> {
        if let Some(step) = self.diverged {
            return Ok((Status::Diverged(step), true));
        }
        let is_over = self.steps() >= most_steps(ground);
        let is_right = !self.wrong(&ground.training)?.contains(&true);
        if self.steps() == 0 {
            return Ok((Status::NotBegun, false));
        }
        if is_right {
            return Ok((Status::Learned, is_over || self.both(ground)?.0 < LOW));
        }
        if self.stands_still() {
            return Ok((Status::Stuck, true));
        }
        let status = if is_over { Status::Over } else { Status::Running };
        Ok((status, is_over))
    }
}

/// Which of the 20 starts learn the four rows of XOR, by their seeds.
pub(crate) fn tally(plan: &Plan, ground: &Ground) -> Result<Vec<bool>> {
    STARTS.map(|seed| learns(plan, ground, seed)).collect()
}

/// Whether all rows come to be right before the start is stuck, or out of steps.
fn learns(plan: &Plan, ground: &Ground, seed: u64) -> Result<bool> {
    let mut run = Run::new(plan, ground, seed)?;
    while run.steps() < most_steps(ground) && run.diverged.is_none() {
        run.step(ground)?;
        if !run.wrong(&ground.training)?.contains(&true) {
            return Ok(true);
        }
        if run.stands_still() {
            return Ok(false);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xor_training;

    /// The figure's rule for being stuck gives up on no start that would learn, though one
    /// moves by half a percent only before it does: the tally is that of the chapter's loop.
    #[test]
    fn the_tally_is_that_of_the_page() {
        let ground = Ground::xor();
        for hidden in [1, 2, 3, 4, 8] {
            let plan = Plan {
                hidden,
                depth: 1,
                activation: Activation::Tanh,
                settings: SETTINGS,
                decay: 0.0,
            };
            let tally = tally(&plan, &ground).expect("XOR");
            let page: Vec<bool> = STARTS
                .map(|seed| xor_training::learns(hidden, seed).expect("XOR"))
                .collect();
            assert_eq!(tally, page, "{hidden} hidden neurons");
        }
    }
}
