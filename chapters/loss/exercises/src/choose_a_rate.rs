//! A learning rate chosen on a validation set, and one look at the test set.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use judge::{Mistake, Verdict, judge};
use loss::iris::{Iris, book_iris};
use loss::{Line, Split, epoch, shuffled};
use ndarray::Axis;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// What the reader writes: learns at each of the rates with each of the seeds, chooses a
/// rate, and reports it.
pub type Attempt = fn(&Flowers, &[f64], &[u64]) -> Report;

/// A learning rate, and what the lines that were learned at it cost on the test set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Report {
    /// The learning rate that was chosen.
    pub rate: f64,
    /// The mean cost on the test set, over the seeds.
    pub mean: f64,
    /// The least of them.
    pub least: f64,
    /// The largest.
    pub largest: f64,
}

/// The irises in three parts.
#[derive(Debug)]
pub struct Flowers {
    iris: Iris,
    split: Split,
    /// How often the test set was looked at.
    looks: Cell<usize>,
    /// Lines that were learned already, by the bits of the rate and the seed.
    learned: RefCell<HashMap<(u64, u64), Line>>,
}

impl Flowers {
    /// The line that is learned from the training flowers, one a step, in orders that
    /// follow from `seed`.
    pub fn learn(&self, rate: f64, seed: u64) -> Line {
        let known = (rate.to_bits(), seed);
        if let Some(&line) = self.learned.borrow().get(&known) {
            return line;
        }
        let line = self.learn_anew(rate, seed);
        self.learned.borrow_mut().insert(known, line);
        line
    }

    fn learn_anew(&self, rate: f64, seed: u64) -> Line {
        const PASSES: usize = 10;
        let (inputs, targets) = (&self.iris.petal_lengths, &self.iris.petal_widths);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut line = Line { weight: 0.0, bias: 0.4 };
        for _ in 0..PASSES {
            let places = shuffled(self.split.training.len(), &mut rng);
            let order: Vec<usize> = places
                .into_iter()
                .map(|place| self.split.training[place])
                .collect();
            let path = epoch(line, inputs, targets, &order, 1, rate);
            let path = path.expect("flowers of the file");
            line = path.last().copied().unwrap_or(line);
        }
        line
    }

    /// What a line costs on the flowers that lines are learned from.
    pub fn training_cost(&self, line: Line) -> f64 {
        self.cost(line, &self.split.training)
    }

    /// What a line costs on the flowers that are there to choose by.
    pub fn validation_cost(&self, line: Line) -> f64 {
        self.cost(line, &self.split.validation)
    }

    /// What a line costs on the flowers that are there to judge by. Each call is a look,
    /// and looks are counted.
    pub fn test_cost(&self, line: Line) -> f64 {
        self.looks.set(self.looks.get() + 1);
        self.cost(line, &self.split.test)
    }

    fn cost(&self, line: Line, flowers: &[usize]) -> f64 {
        let inputs = self.iris.petal_lengths.select(Axis(0), flowers); // (some, 1)
        let targets = self.iris.petal_widths.select(Axis(0), flowers); // (some, 1)
        line.cost(&inputs, &targets).expect("as many of both")
    }

    /// The irises of the chapter, in parts that follow from `seed`.
    fn drawn(seed: u64) -> Flowers {
        let iris = book_iris().expect("the irises of the chapter");
        let order =
            shuffled(iris.species.len(), &mut ChaCha8Rng::seed_from_u64(seed));
        let split = Split::of(&order, HELD_OUT).expect("flowers enough");
        Flowers { iris, split, looks: Cell::new(0), learned: RefCell::default() }
    }
}

/// Flowers in the validation set, and in the test set.
const HELD_OUT: usize = 30;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "chosen-by-test",
        says: "You choose by the test set. Then its flowers have helped to make what they are \
               to judge, and their cost no longer speaks for flowers that nobody has seen.",
        attempt: |flowers, rates, seeds| {
            chosen(flowers, rates, seeds, |line| flowers.test_cost(line), mean)
        },
    },
    Mistake {
        name: "chosen-by-training",
        says: "You choose by the flowers that the lines were learned from. Those tell which \
               rate fits them best. Ask flowers that no line has learned from.",
        attempt: |flowers, rates, seeds| {
            chosen(flowers, rates, seeds, |line| flowers.training_cost(line), mean)
        },
    },
    Mistake {
        name: "luckiest-seed",
        says: "You choose the rate of the one best run. With a rate that trembles, some seed \
               ends well by luck. Compare the means over the seeds.",
        attempt: |flowers, rates, seeds| {
            chosen(
                flowers,
                rates,
                seeds,
                |line| flowers.validation_cost(line),
                least,
            )
        },
    },
    Mistake {
        name: "validation-reported",
        says: "You report the cost on the validation set. It was used to choose, so it \
               flatters the choice. Report what the same lines cost on the test set.",
        attempt: |flowers, rates, seeds| {
            let validation = |line| flowers.validation_cost(line);
            let rate = chosen_rate(flowers, rates, seeds, validation, mean);
            // As many looks, which lead to nothing.
            for &seed in seeds {
                flowers.test_cost(flowers.learn(rate, seed));
            }
            reported(rate, &costs(flowers, rate, seeds, validation))
        },
    },
    Mistake {
        name: "validation-reported-unseen",
        says: "You report the cost on the validation set, and never look at the test set. The \
               choice was made by those numbers, so they flatter it.",
        attempt: |flowers, rates, seeds| {
            let validation = |line| flowers.validation_cost(line);
            let rate = chosen_rate(flowers, rates, seeds, validation, mean);
            reported(rate, &costs(flowers, rate, seeds, validation))
        },
    },
    Mistake {
        name: "looked-at-all",
        says: "Your choice and your numbers are right, but you looked at the test set for each \
               rate. Whoever sees those numbers is tempted to use them. Look once, at the \
               lines of the rate that is chosen.",
        attempt: |flowers, rates, seeds| {
            for &rate in rates {
                for &seed in seeds {
                    flowers.test_cost(flowers.learn(rate, seed));
                }
            }
            right(flowers, rates, seeds)
        },
    },
    Mistake {
        name: "sum-for-mean",
        says: "You add up the costs of all seeds and divide by nothing. Asked for is their \
               mean, which lies between the least and the largest.",
        attempt: |flowers, rates, seeds| {
            let report = right(flowers, rates, seeds);
            Report { mean: report.mean * seeds.len() as f64, ..report }
        },
    },
    Mistake {
        name: "one-seed-reported",
        says: "You report the line of one seed as if it were all. Another shuffle ends \
               elsewhere: give the mean over all seeds, the least and the largest.",
        attempt: |flowers, rates, seeds| {
            let validation = |line| flowers.validation_cost(line);
            let rate = chosen_rate(flowers, rates, seeds, validation, mean);
            let cost = flowers.test_cost(flowers.learn(rate, seeds[0]));
            Report { rate, mean: cost, least: cost, largest: cost }
        },
    },
];

fn mean(costs: &[f64]) -> f64 {
    costs.iter().sum::<f64>() / costs.len() as f64
}

fn least(costs: &[f64]) -> f64 {
    costs.iter().copied().fold(f64::INFINITY, f64::min)
}

/// What the lines of a rate cost, one for each seed.
fn costs(
    flowers: &Flowers,
    rate: f64,
    seeds: &[u64],
    cost: impl Fn(Line) -> f64,
) -> Vec<f64> {
    seeds.iter().map(|&seed| cost(flowers.learn(rate, seed))).collect()
}

/// The rate with the least of what `cost` and `one` make of its lines.
fn chosen_rate(
    flowers: &Flowers,
    rates: &[f64],
    seeds: &[u64],
    cost: impl Fn(Line) -> f64,
    one: fn(&[f64]) -> f64,
) -> f64 {
    let of_rate = |rate: f64| one(&costs(flowers, rate, seeds, &cost));
    let mut best = (f64::INFINITY, f64::NAN);
    for &rate in rates {
        let cost = of_rate(rate);
        if cost < best.0 {
            best = (cost, rate);
        }
    }
    best.1
}

fn reported(rate: f64, costs: &[f64]) -> Report {
    let largest = costs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Report { rate, mean: mean(costs), least: least(costs), largest }
}

/// A choice by `cost` and `one`, and its report on the test set.
fn chosen(
    flowers: &Flowers,
    rates: &[f64],
    seeds: &[u64],
    cost: impl Fn(Line) -> f64,
    one: fn(&[f64]) -> f64,
) -> Report {
    let rate = chosen_rate(flowers, rates, seeds, cost, one);
    reported(rate, &costs(flowers, rate, seeds, |line| flowers.test_cost(line)))
}

/// What should be reported.
fn right(flowers: &Flowers, rates: &[f64], seeds: &[u64]) -> Report {
    chosen(flowers, rates, seeds, |line| flowers.validation_cost(line), mean)
}

/// Learning rates to choose from.
const RATES: [f64; 5] = [0.001, 0.003, 0.01, 0.02, 0.03];
/// Seeds of the draws into three parts. In some of them the validation set chooses another
/// rate than the training flowers would, the test set, or the luckiest seed.
const DRAWS: [u64; 4] = [1, 6, 8, 10];
/// Seeds of the shuffles.
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

thread_local! {
    /// The flowers of all draws, with what was learned from them: the same for all exams.
    static DRAWN: [Rc<Flowers>; 4] = DRAWS.map(|draw| Rc::new(Flowers::drawn(draw)));
}

fn drawn() -> [Rc<Flowers>; 4] {
    DRAWN.with(Clone::clone)
}

/// Judges an attempt: on several draws of the three parts, its choice, its report, and how
/// often it looked at the test set.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let mut table = "Your report, for each draw of the three parts\n\
             draw    rate    mean   least  largest   looks"
            .to_owned();
        for (draw, flowers) in DRAWS.into_iter().zip(drawn()) {
            flowers.looks.set(0);
            let report = attempt(&flowers, &RATES, &SEEDS);
            let looks = flowers.looks.take();
            let expected = right(&flowers, &RATES, &SEEDS);
            let asks = [
                ("the learning rate", report.rate, expected.rate),
                ("the mean cost on the test set", report.mean, expected.mean),
                ("the least of them", report.least, expected.least),
                ("the largest of them", report.largest, expected.largest),
            ];
            for (what, got, expected) in asks {
                exam.number(format!("in draw {draw}, {what}"), got, expected, 1e-9);
            }
            exam.holds(
                format!(
                    "in draw {draw}, the test set must be looked at {} times, once for each \
                     seed, and you looked {looks} times",
                    SEEDS.len()
                ),
                looks == SEEDS.len(),
            );
            table += &format!(
                "\n{draw:4}{:8}{:8.4}{:8.4}{:9.4}{looks:8}",
                report.rate, report.mean, report.least, report.largest
            );
        }
        exam.note(table);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The draws tell the choices apart, and no choice hangs on a last digit.
    #[test]
    fn no_choice_is_a_tie() {
        for draw in DRAWS {
            let flowers = Flowers::drawn(draw);
            let mut means: Vec<f64> = RATES
                .iter()
                .map(|&rate| {
                    mean(&costs(&flowers, rate, &SEEDS, |line| {
                        flowers.validation_cost(line)
                    }))
                })
                .collect();
            means.sort_by(f64::total_cmp);
            assert!(means[1] > 1.001 * means[0], "draw {draw}: {means:?}");
        }
    }
}
