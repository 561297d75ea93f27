//! Descents over many passes, as the experiments run them, and what they end with.

use anyhow::Result;
use ndarray::Axis;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::iris::Iris;
use crate::{Line, LossError, Split, epoch, shuffled};

/// Where all of them start.
pub(crate) const START: Line = Line { weight: 0.0, bias: 0.4 };
/// The seeds of their shuffles. What one run shows is that of the first.
pub(crate) const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

/// In which order the examples come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// As in the file, in each pass.
    File,
    /// Species after species as in the file, shuffled within each, anew in each pass.
    WithinSpecies(u64),
    /// Shuffled anew in each pass.
    Shuffled(u64),
}

impl Order {
    /// The orders of so many passes over the flowers.
    pub(crate) fn passes(self, iris: &Iris, passes: usize) -> Vec<Vec<usize>> {
        let flowers = iris.species.len();
        match self {
            Order::File => vec![(0..flowers).collect(); passes],
            Order::Shuffled(seed) => {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                (0..passes).map(|_| shuffled(flowers, &mut rng)).collect()
            }
            Order::WithinSpecies(seed) => {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let mut order: Vec<usize> = (0..flowers).collect();
                let one = |left: &usize, right: &usize| {
                    iris.species[*left] == iris.species[*right]
                };
                let mut pass = |_| {
                    for species in order.chunk_by_mut(one) {
                        species.shuffle(&mut rng);
                    }
                    order.clone()
                };
                (0..passes).map(&mut pass).collect()
            }
        }
    }
}

/// The line after each step of passes in these orders, and [`START`] before them.
pub(crate) fn walk(
    iris: &Iris,
    orders: &[Vec<usize>],
    batch_size: usize,
    learning_rate: f64,
) -> Result<Vec<Line>, LossError> {
    let (inputs, targets) = (&iris.petal_lengths, &iris.petal_widths);
    let mut path = vec![START];
    for order in orders {
        let line = path[path.len() - 1];
        path.extend(epoch(
            line,
            inputs,
            targets,
            order,
            batch_size,
            learning_rate,
        )?);
    }
    Ok(path)
}

/// The mean squared error of a line on some of the flowers.
pub(crate) fn cost_on(
    iris: &Iris,
    line: Line,
    flowers: &[usize],
) -> Result<f64, LossError> {
    let inputs = iris.petal_lengths.select(Axis(0), flowers); // (some, 1)
    let targets = iris.petal_widths.select(Axis(0), flowers); // (some, 1)
    line.cost(&inputs, &targets)
}

/// The mean over a pass of what each flower cost just before its own step.
pub(crate) fn moving_cost(
    iris: &Iris,
    order: &[usize],
    path: &[Line],
) -> Result<f64, LossError> {
    let mut sum = 0.0;
    for (&flower, &line) in order.iter().zip(path) {
        sum += cost_on(iris, line, &[flower])?;
    }
    Ok(sum / order.len() as f64)
}

/// Least, mean and largest of some numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub least: f64,
    pub mean: f64,
    pub largest: f64,
}

impl Spread {
    /// Of numbers of which one that is none counts as infinite.
    pub(crate) fn of(numbers: &[f64]) -> Spread {
        let number = |&number: &f64| match number {
            number if number.is_nan() => f64::INFINITY,
            number => number,
        };
        let numbers = || numbers.iter().map(number);
        Spread {
            least: numbers().fold(f64::INFINITY, f64::min),
            mean: numbers().sum::<f64>() / numbers().len() as f64,
            largest: numbers().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

/// What one learning rate comes to, over all [`SEEDS`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trial {
    pub learning_rate: f64,
    pub training: Spread,
    pub validation: Spread,
    /// The line that each seed ends with.
    pub lines: Vec<Line>,
}

/// Learns from the training flowers, one a step, at each of the learning rates, with each
/// of the seeds. The flowers of the test are not looked at.
pub(crate) fn trials(
    iris: &Iris,
    split: &Split,
    learning_rates: &[f64],
    passes: usize,
) -> Result<Vec<Trial>, LossError> {
    let trial = |&learning_rate: &f64| {
        let mut lines = Vec::new();
        for seed in SEEDS {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut order = || -> Vec<usize> {
                let places = shuffled(split.training.len(), &mut rng);
                places.into_iter().map(|place| split.training[place]).collect()
            };
            let orders: Vec<_> = (0..passes).map(|_| order()).collect();
            let path = walk(iris, &orders, 1, learning_rate)?;
            lines.push(path[path.len() - 1]);
        }
        Ok(Trial {
            learning_rate,
            training: costs_on(iris, &lines, &split.training)?,
            validation: costs_on(iris, &lines, &split.validation)?,
            lines,
        })
    };
    learning_rates.iter().map(trial).collect()
}

/// The one with the least mean cost on the validation flowers.
pub(crate) fn chosen(trials: &[Trial]) -> Option<&Trial> {
    let cost = |trial: &Trial| trial.validation.mean;
    trials.iter().min_by(|left, right| cost(left).total_cmp(&cost(right)))
}

/// What some lines cost on some flowers.
pub(crate) fn costs_on(
    iris: &Iris,
    lines: &[Line],
    flowers: &[usize],
) -> Result<Spread, LossError> {
    let costs: Result<Vec<f64>, LossError> =
        lines.iter().map(|&line| cost_on(iris, line, flowers)).collect();
    Ok(Spread::of(&costs?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iris::book_iris;

    fn sorted(order: &[usize]) -> Vec<usize> {
        let mut order = order.to_vec();
        order.sort_unstable();
        order
    }

    #[test]
    fn every_order_has_each_flower_once_and_keeps_what_it_says() {
        let iris = book_iris().unwrap();
        let all: Vec<usize> = (0..150).collect();
        for order in [Order::File, Order::WithinSpecies(1), Order::Shuffled(1)] {
            let passes = order.passes(&iris, 3);
            assert_eq!(passes.len(), 3);
            for pass in &passes {
                assert_eq!(sorted(pass), all, "{order:?}");
            }
            assert_eq!(passes, order.passes(&iris, 3));
            assert_eq!(passes[0] == passes[1], order == Order::File);
        }
        for pass in Order::WithinSpecies(7).passes(&iris, 3) {
            for (species, flowers) in pass.chunks(50).enumerate() {
                let own: Vec<usize> = (50 * species..50 * species + 50).collect();
                assert_eq!(sorted(flowers), own);
                assert_ne!(flowers, own);
            }
        }
    }

    #[test]
    fn the_moving_cost_is_that_of_the_line_before_each_step() {
        let iris = book_iris().unwrap();
        let order = vec![3, 60, 149];
        let path = walk(&iris, std::slice::from_ref(&order), 1, 0.01).unwrap();
        let square = |line: Line, flower: usize| {
            let (x, y) =
                (iris.petal_lengths[[flower, 0]], iris.petal_widths[[flower, 0]]);
            (line.weight * x + line.bias - y) * (line.weight * x + line.bias - y)
        };
        let expected =
            (square(START, 3) + square(path[1], 60) + square(path[2], 149)) / 3.0;
        let moving = moving_cost(&iris, &order, &path).unwrap();
        assert!((moving - expected).abs() < 1e-12);
    }

    #[test]
    fn whoever_chooses_does_not_see_the_test() {
        let iris = book_iris().unwrap();
        let order = shuffled(150, &mut ChaCha8Rng::seed_from_u64(1));
        let split = Split::of(&order, 30).unwrap();
        let rates = [0.002, 0.005];
        let before = trials(&iris, &split, &rates, 5).unwrap();
        let mut other = iris.clone();
        for &flower in &split.test {
            other.petal_widths[[flower, 0]] += 10.0;
        }
        assert_eq!(trials(&other, &split, &rates, 5).unwrap(), before);
        other.petal_widths[[split.validation[0], 0]] += 10.0;
        let after = trials(&other, &split, &rates, 5).unwrap();
        assert_eq!(after[0].lines, before[0].lines);
        assert!(after[0].validation.mean > before[0].validation.mean + 1.0);
    }

    #[test]
    fn the_choice_is_the_least_mean_and_never_one_that_ran_away() {
        let spread = |costs: &[f64]| Spread::of(costs);
        let trial = |learning_rate, costs: &[f64]| Trial {
            learning_rate,
            training: spread(&[0.0]),
            validation: spread(costs),
            lines: vec![],
        };
        let trials = [
            trial(1.0, &[f64::NAN, 0.0]),
            trial(2.0, &[0.1, 5.0]),
            trial(3.0, &[1.0, 2.0]),
        ];
        assert_eq!(chosen(&trials).unwrap().learning_rate, 3.0);
        assert_eq!(trials[0].validation.mean, f64::INFINITY);
        assert_eq!(
            trials[2].validation,
            Spread { least: 1.0, mean: 1.5, largest: 2.0 }
        );
        assert!(chosen(&[]).is_none());
    }
}
