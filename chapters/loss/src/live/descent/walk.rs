//! A descent that goes on from where it was, until it has ended.

use anyhow::Result;
use ndarray::Array2;

use crate::iris::Iris;
use crate::{Line, Scale, curvature};

/// What a walk starts from: the line that answers 0 to everything.
pub(crate) const START: Line = Line { weight: 0.0, bias: 0.0 };
/// How close to the best line a walk has arrived.
const THERE: f64 = 1e-9;
/// The cost from which on a walk has run away.
const AWAY: f64 = 1000.0;

/// A landscape to walk in: the cost of lines on some flowers.
#[derive(Debug)]
pub(crate) struct Valley {
    /// Lengths, as measured or standardised: (flowers, 1).
    pub(crate) inputs: Array2<f64>,
    /// Widths: (flowers, 1).
    pub(crate) targets: Array2<f64>,
    /// Its lowest point.
    pub(crate) best: Line,
    /// The cost there.
    pub(crate) least: f64,
    /// The learning rate beyond which a walk climbs.
    pub(crate) limit: f64,
}

impl Valley {
    /// The landscape of the irises' petals.
    pub(crate) fn of(iris: &Iris, is_standardised: bool) -> Result<Self> {
        let (inputs, targets) = (&iris.petal_lengths, &iris.petal_widths);
        let inputs = match is_standardised {
            true => Scale::of(inputs)?.standardise(inputs), // (flowers, 1)
            false => inputs.clone(),
        };
        let best = Line::best(&inputs, targets)?;
        let least = best.cost(&inputs, targets)?;
        let limit = curvature(&inputs)?.stability_limit();
        Ok(Self { inputs, targets: targets.clone(), best, least, limit })
    }

    /// What a line costs here.
    pub(crate) fn cost(&self, line: Line) -> Result<f64> {
        Ok(line.cost(&self.inputs, &self.targets)?)
    }
}

/// How a walk has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Within 1e-9 of the best line.
    Arrived,
    /// At a cost beyond 1000.
    Diverged,
    /// On two lines by turns.
    ToAndFro,
}

/// The lines that a walk has come by, from the zero line on.
#[derive(Debug)]
pub(crate) struct Walk {
    learning_rate: f64,
    lines: Vec<Line>,
    end: Option<End>,
}

impl Walk {
    /// A walk that has not taken a step.
    pub(crate) fn new(learning_rate: f64) -> Self {
        Self { learning_rate, lines: vec![START], end: None }
    }

    /// Goes on until `steps` steps are taken, or it has ended.
    pub(crate) fn go_on(&mut self, valley: &Valley, steps: usize) -> Result<()> {
        while self.end.is_none() && self.lines.len() <= steps {
            let line = self.lines[self.lines.len() - 1];
            let gradient = line.gradient(&valley.inputs, &valley.targets)?;
            self.lines.push(line.step(gradient, self.learning_rate));
            self.end = self.ended(valley)?;
        }
        Ok(())
    }

    fn ended(&self, valley: &Valley) -> Result<Option<End>> {
        let [.., before, line] = self.lines[..] else { return Ok(None) };
        let cost = valley.cost(line)?;
        if distance(line, valley.best) < THERE {
            return Ok(Some(End::Arrived));
        }
        if cost.is_nan() || cost > AWAY {
            return Ok(Some(End::Diverged));
        }
        let two_before = self.lines.len().checked_sub(3).map(|at| self.lines[at]);
        let is_back = two_before.is_some_and(|two| distance(two, line) < THERE);
        Ok((is_back && distance(before, line) > 1e-3).then_some(End::ToAndFro))
    }

    /// The first `steps` steps, and how they ended, if it was by then.
    pub(crate) fn until(&self, steps: usize) -> (&[Line], Option<End>) {
        let taken = self.lines.len() - 1;
        let end = self.end.filter(|_| taken <= steps);
        (&self.lines[..=steps.min(taken)], end)
    }
}

/// How far two lines are apart, in weight or bias.
fn distance(left: Line, right: Line) -> f64 {
    (left.weight - right.weight).abs().max((left.bias - right.bias).abs())
}
