//! The digits, learned with squares and with cross-entropy: the experiments of the page.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use backprop::digit_training::{SEEDS, SETTINGS, SIZES, SplitDigits, TEST};
use backprop::reading::answers;
use backprop::{Cost, Settings, mean_squared_error_cost};
use ndarray::ArrayView1;
use neurons::Network;
use neurons::digits::Digits;
use page::{Format, Record};

use crate::cross_entropy_cost;
use crate::digits::{Point, learn, point, says, share};
use crate::figures::{self, Doubt, Share};

/// The seeds of other splits into digits to train on and to test with.
const OTHER_SPLITS: std::ops::RangeInclusive<u64> = 2..=11;
/// Learning rates that are tried on digits set aside from those trained on.
const RATES: [f64; 5] = [0.02, 0.1, 0.5, 1.0, 2.0];
/// The costs that the digits are learned with.
const COSTS: [Cost; 2] = [mean_squared_error_cost, cross_entropy_cost];

/// The first line of an output: the network and how it is trained.
fn settings(learning_rate: Option<f64>) -> String {
    let sizes = SIZES.map(|size| size.to_string()).join("-");
    let rate = learning_rate.map_or(String::new(), |rate| format!(", η {rate}"));
    let Settings { epochs, batch_size, .. } = SETTINGS;
    format!("{sizes}, {epochs} epochs, batches of {batch_size}{rate}")
}

/// The first epoch after which a network reads so many of the digits trained on.
const MANY: f64 = 0.95;

/// A network in the course of its training, and when it could read [`MANY`].
#[derive(Default)]
struct Course {
    curve: Vec<(usize, Point)>,
    many_after: Option<usize>,
}

impl Course {
    /// Trains a network. The curve is recorded if it is wanted.
    fn run(
        data: &SplitDigits,
        cost: Cost,
        seed: u64,
        has_curve: bool,
    ) -> Result<(Network, Course)> {
        let (mut course, mut failed) = (Course::default(), None);
        let network = learn(data, SETTINGS, cost, seed, &mut |epoch, network| {
            if let Err(error) = course.watch(data, epoch, network, has_curve) {
                failed = Some(error);
            }
        })?;
        failed.map_or(Ok(()), Err)?;
        Ok((network, course))
    }

    fn watch(
        &mut self,
        data: &SplitDigits,
        epoch: usize,
        network: &Network,
        has_curve: bool,
    ) -> Result<()> {
        if has_curve {
            self.curve.push((epoch, point(network, data)?));
        }
        if self.many_after.is_none() && share(network, &data.training)? >= MANY {
            self.many_after = Some(epoch);
        }
        Ok(())
    }
}

/// The least and the most of some numbers.
fn range(of: &[f64]) -> (f64, f64) {
    let least = of.iter().copied().fold(f64::INFINITY, f64::min);
    (least, of.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len() as f64
}

/// How far the mean of some numbers strays by chance: their standard deviation over the
/// square root of how many there are.
fn standard_error(of: &[f64]) -> f64 {
    let (n, mean) = (of.len() as f64, mean(of));
    let squares: f64 = of.iter().map(|x| (x - mean) * (x - mean)).sum();
    (squares / (n - 1.0) / n).sqrt()
}

pub(crate) fn digits_learned(page: &mut Record, digits: &Digits) -> Result<()> {
    let data = SplitDigits::new(digits)?;
    let mut curves = Vec::new();
    let (mut shares, mut epochs) =
        ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    let mut first = None;
    page.output("digits", |out| {
        writeln!(out, "{}", settings(Some(SETTINGS.learning_rate)))?;
        writeln!(
            out,
            "{} digits trained on, {TEST} new ones\n",
            data.training.labels.len()
        )?;
        for (index, cost) in COSTS.into_iter().enumerate() {
            writeln!(out, "{}", ["mean squared error", "\ncross-entropy"][index])?;
            writeln!(out, "seed   trained on     new   95 % after")?;
            for seed in SEEDS {
                let is_first = seed == SEEDS[0];
                let (network, course) = Course::run(&data, cost, seed, is_first)?;
                let after =
                    course.many_after.context("an epoch that reads 95 %")?;
                let training = 100.0 * share(&network, &data.training)?;
                let test = share(&network, &data.test)?;
                writeln!(
                    out,
                    "{seed:4}   {training:9.1}%   {:4.1}%    {after:2} epochs",
                    100.0 * test
                )?;
                shares[index].push(test);
                epochs[index].push(after as f64);
                if is_first {
                    curves.push(course.curve);
                }
                if index == 1 && is_first {
                    first = Some(network);
                }
            }
        }
        Ok(())
    })?;
    for (index, name) in ["squares", "entropy"].into_iter().enumerate() {
        let (least, most) = range(&shares[index]);
        let mean = mean(&shares[index]);
        page.number(&format!("digits-{name}"), mean, Format::Percent(1))?;
        page.number(&format!("digits-{name}-least"), least, Format::Percent(1))?;
        page.number(&format!("digits-{name}-most"), most, Format::Percent(1))?;
        let (least, most) = range(&epochs[index]);
        page.number(&format!("epochs-{name}-least"), least, Format::Count)?;
        page.number(&format!("epochs-{name}-most"), most, Format::Count)?;
        let (_, last) = curves[index].last().context("at least one epoch")?;
        page.number(&format!("nats-{name}"), last.nats, Format::Decimals(2))?;
    }
    page.figure("learning", figures::learning(&curves[0], &curves[1]))?;
    rates(page, &data)?;
    let others = other_splits(page, digits)?;
    let first = first.context("at least one seed")?;
    sure(page, &sureness(&first, &data.test)?, &others)?;
    let doubts = most_doubtful(&first, &data.test)?;
    let (least, most) = (&doubts[0], &doubts[doubts.len() - 1]);
    page.number("least-sure", least.answers[0].1, Format::Decimals(2))?;
    page.number("next-to-it", least.answers[1].1, Format::Decimals(2))?;
    page.number("surest-mistake", most.answers[0].1, Format::Decimals(3))?;
    page.figure("doubts", figures::doubts(&doubts))
}

/// Both costs on other splits into digits to train on and to test with.
/// How sure the networks are that learned with cross-entropy, on all these splits.
fn other_splits(page: &mut Record, digits: &Digits) -> Result<Vec<Sureness>> {
    let mut all = Vec::new();
    let mut shares = [Vec::new(), Vec::new()];
    let mut differences = Vec::new();
    page.output("splits", |out| {
        writeln!(out, "{}", settings(None))?;
        writeln!(
            out,
            "η {}, seed 1; of {TEST} new digits,",
            SETTINGS.learning_rate
        )?;
        writeln!(out, "read correctly\n")?;
        writeln!(out, "split squares cross-entropy difference")?;
        for seed in OTHER_SPLITS {
            let other = SplitDigits::from_seed(digits, TEST, seed)?;
            for (index, cost) in COSTS.into_iter().enumerate() {
                let network = learn(&other, SETTINGS, cost, 1, &mut |_, _| {})?;
                shares[index].push(share(&network, &other.test)?);
                if index == 1 {
                    all.extend(sureness(&network, &other.test)?);
                }
            }
            let last = |of: &[f64]| of.last().copied().unwrap_or(f64::NAN);
            let [squares, entropy] = [last(&shares[0]), last(&shares[1])];
            let difference = ((entropy - squares) * TEST as f64).round();
            writeln!(
                out,
                "{seed:5} {:6.1}% {:12.1}% {difference:+10.0}",
                100.0 * squares,
                100.0 * entropy
            )?;
            differences.push(difference);
        }
        let (mean, error) = (mean(&differences), standard_error(&differences));
        writeln!(
            out,
            "\nmean of the differences{mean:+15.1}\nits standard error{error:20.1}"
        )?;
        Ok(())
    })?;
    let (difference, error) = (mean(&differences), standard_error(&differences));
    page.number("splits-difference", difference, Format::Decimals(1))?;
    page.number("splits-error", error, Format::Decimals(1))?;
    let count = shares[0].len() as f64;
    page.number("other-splits-count", count, Format::Count)?;
    page.number("other-splits-squares", mean(&shares[0]), Format::Percent(1))?;
    page.number("other-splits", mean(&shares[1]), Format::Percent(1))?;
    let (least, most) = range(&shares[1]);
    page.number("other-splits-least", least, Format::Percent(1))?;
    page.number("other-splits-most", most, Format::Percent(1))?;
    let pairs = || shares[1].iter().zip(&shares[0]);
    let better = pairs().filter(|(entropy, squares)| entropy > squares).count();
    page.number("other-splits-better", better as f64, Format::Count)?;
    Ok(all)
}

/// Learning rates, judged by digits that were set aside from those trained on.
fn rates(page: &mut Record, data: &SplitDigits) -> Result<()> {
    let held = data.training.labels.len() / 4;
    let within = SplitDigits::from_seed(&data.training, held, 1)?;
    page.output("rates", |out| {
        writeln!(out, "{}", settings(None))?;
        writeln!(out, "seed 1; right of {held} set aside\n")?;
        writeln!(out, "   η squares cross-entropy        dead")?;
        for learning_rate in RATES {
            let settings = Settings { learning_rate, ..SETTINGS };
            let (mut shares, mut dead) = (Vec::new(), 0);
            for cost in COSTS {
                let network = learn(&within, settings, cost, 1, &mut |_, _| {})?;
                shares.push(100.0 * share(&network, &within.test)?);
                let hidden = network.layers[0].forward(&within.training.images)?; // (digits, 32)
                let is_dead = |column: &ArrayView1<f64>| column.sum() == 0.0;
                dead = hidden.columns().into_iter().filter(is_dead).count();
            }
            writeln!(
                out,
                "{learning_rate:4} {:6.1}% {:12.1}%    {dead:2} of {}",
                shares[0], shares[1], SIZES[1]
            )?;
        }
        Ok(())
    })
}

/// The probability that a network gives its answer about a digit, and whether that is
/// right.
type Sureness = (f64, bool);

/// How sure a network is of what it says about each digit.
fn sureness(network: &Network, digits: &Digits) -> Result<Vec<Sureness>> {
    let p = says(network, digits)?; // (digits, 10)
    let said = answers(&p).into_iter().zip(&digits.labels).enumerate();
    Ok(said.map(|(at, (said, &label))| (p[[at, said]], said == label)).collect())
}

/// Of the digits whose answers have a probability from `least` up to `most`: how many
/// there are, how many should be right, and how many are.
fn counted(of: &[Sureness], least: f64, most: f64) -> (usize, f64, usize) {
    let inside = || of.iter().filter(|(top, _)| (least..most).contains(top));
    let right = inside().filter(|(_, is_right)| *is_right).count();
    (inside().count(), inside().map(|(top, _)| top).sum(), right)
}

/// From where to where the page counts probabilities.
const BOUNDS: [(f64, f64); 4] = [(0.0, 0.6), (0.6, 0.9), (0.9, 0.99), (0.99, 1.1)];

/// The answers that a network doubts most, and those it is wrong about and sure.
fn most_doubtful(network: &Network, digits: &Digits) -> Result<Vec<Doubt>> {
    let p = says(network, digits)?; // (digits, 10)
    let mut doubts = Vec::new();
    for (row, &label) in digits.labels.iter().enumerate() {
        let mut order: Vec<usize> = (0..p.ncols()).collect();
        order.sort_by(|&a, &b| p[[row, b]].total_cmp(&p[[row, a]]));
        let answers = [order[0], order[1]].map(|answer| (answer, p[[row, answer]]));
        doubts.push(Doubt {
            pixels: digits.images.row(row).to_owned(),
            label,
            answers,
        });
    }
    let top = |doubt: &Doubt| doubt.answers[0].1;
    let is_sure = |doubt: &Doubt| {
        doubt.answers[0].0 != doubt.label && top(doubt) >= BOUNDS[3].0
    };
    let sure: Vec<Doubt> = doubts.iter().filter(|d| is_sure(d)).cloned().collect();
    doubts.sort_by(|a, b| top(a).total_cmp(&top(b)));
    doubts.truncate(4);
    doubts.extend(sure);
    Ok(doubts)
}

/// How sure one network is of what it says, and those of all other splits.
fn sure(page: &mut Record, first: &[Sureness], others: &[Sureness]) -> Result<()> {
    let splits = OTHER_SPLITS.count();
    page.output("sure", |out| {
        writeln!(out, "{}", settings(Some(SETTINGS.learning_rate)))?;
        writeln!(out, "cross-entropy, seed {}; {TEST} new digits\n", SEEDS[0])?;
        writeln!(out, "probability    digits   expected   right")?;
        for of in [first, others] {
            for (least, most) in BOUNDS {
                let (digits, expected, right) = counted(of, least, most);
                let name = format!("{least} to {}", f64::min(most, 1.0));
                writeln!(
                    out,
                    "{name:11}    {digits:6}   {expected:8.1}   {right:5}"
                )?;
            }
            if of.len() == first.len() {
                writeln!(out, "\nthe {splits} other splits together")?;
            }
        }
        Ok(())
    })?;
    let shares = |of| {
        BOUNDS.map(|(least, most)| {
            let (answers, expected, right) = counted(of, least, most);
            Share { answers, said: expected / answers as f64, right }
        })
    };
    page.figure(
        "calibration",
        figures::calibration(&shares(first), &shares(others)),
    )?;
    let (digits, _, right) = counted(first, 0.99, 1.1);
    page.number("sure", digits as f64, Format::Count)?;
    page.number("sure-right", right as f64, Format::Count)?;
    let (digits, expected, right) = counted(others, 0.0, 1.1);
    page.number(
        "others-expected-wrong",
        digits as f64 - expected,
        Format::Decimals(0),
    )?;
    page.number("others-wrong", (digits - right) as f64, Format::Count)
}

#[cfg(test)]
mod tests {
    use backprop::reading::least_lead;
    use neurons::digits::book_digits;

    use super::*;

    /// Outputs whose last bits differ move leads by less than 1e-12.
    const MARGIN: f64 = 1e-7;

    fn assert_clear(what: &str, network: &Network, digits: &Digits) {
        let lead = least_lead(network, digits).expect("64 pixels");
        assert!(lead > MARGIN, "{what}: a lead of {lead:e}");
    }

    fn learned(
        data: &SplitDigits,
        settings: Settings,
        cost: Cost,
        seed: u64,
    ) -> Network {
        learn(data, settings, cost, seed, &mut |_, _| {}).expect("digits that fit")
    }

    /// 1, 2, 3 and 4: variance 5/3, and the mean of four has a quarter of it.
    #[test]
    fn the_standard_error_of_four_numbers_is_that_by_hand() {
        let error = standard_error(&[1.0, 2.0, 3.0, 4.0]);
        assert!((error - (5.0_f64 / 12.0).sqrt()).abs() < 1e-15, "{error}");
    }

    #[test]
    fn accuracies_do_not_hang_on_rounding() {
        let digits = book_digits().expect("the book's own digits");
        let data = SplitDigits::new(&digits).expect("enough digits");
        for seed in SEEDS {
            for cost in COSTS {
                let network = learned(&data, SETTINGS, cost, seed);
                assert_clear(&format!("seed {seed}"), &network, &data.training);
                assert_clear(&format!("seed {seed}, new"), &network, &data.test);
            }
        }
        for seed in OTHER_SPLITS {
            let other =
                SplitDigits::from_seed(&digits, TEST, seed).expect("enough digits");
            for cost in COSTS {
                let network = learned(&other, SETTINGS, cost, 1);
                assert_clear(&format!("split {seed}"), &network, &other.test);
            }
        }
    }

    #[test]
    fn rates_do_not_hang_on_rounding() {
        let digits = book_digits().expect("the book's own digits");
        let data = SplitDigits::new(&digits).expect("enough digits");
        let held = data.training.labels.len() / 4;
        let within =
            SplitDigits::from_seed(&data.training, held, 1).expect("enough digits");
        for learning_rate in RATES {
            for cost in COSTS {
                let settings = Settings { learning_rate, ..SETTINGS };
                let network = learned(&within, settings, cost, 1);
                assert_clear(&format!("η {learning_rate}"), &network, &within.test);
            }
        }
    }

    #[test]
    fn how_sure_it_is_does_not_hang_on_rounding() {
        let digits = book_digits().expect("the book's own digits");
        let data = SplitDigits::new(&digits).expect("enough digits");
        let network = learned(&data, SETTINGS, cross_entropy_cost, SEEDS[0]);
        let mut all = sureness(&network, &data.test).expect("numbers");
        let mut least: Vec<f64> = all.iter().map(|(top, _)| *top).collect();
        least.sort_by(f64::total_cmp);
        for pair in least[..5].windows(2) {
            assert!(pair[1] - pair[0] > MARGIN, "{pair:?} may change places");
        }
        for seed in OTHER_SPLITS {
            let other =
                SplitDigits::from_seed(&digits, TEST, seed).expect("enough digits");
            let network = learned(&other, SETTINGS, cross_entropy_cost, 1);
            all.extend(sureness(&network, &other.test).expect("numbers"));
        }
        for (top, _) in all {
            for bound in [0.6, 0.9, 0.99] {
                assert!(
                    (top - bound).abs() > MARGIN,
                    "{top} is too near to {bound}"
                );
            }
        }
    }
}
