//! The experiments of the chapter, in the order of its page.

use anyhow::{Result, ensure};
use neurons::digits::Digits;
use page::Record;

use crate::digit_training::{SplitDigits, TEST};

mod by_hand;
mod failures;
mod nudging;
mod reading;
mod words;
mod xor;

/// Runs every experiment of the chapter.
///
/// # Errors
/// If there are too few digits, they do not suit the network, or a name is used twice.
pub fn experiments(page: &mut Record, digits: &Digits) -> Result<()> {
    let (least, found) = (TEST + reading::FEW, digits.labels.len());
    ensure!(
        found >= least,
        "the experiments found {found} digits: give at least {least}, {TEST} of them to \
         test with"
    );
    nudging::price(page, digits)?;
    by_hand::three_ways(page, digits)?;
    nudging::examples_ask(page, digits)?;
    by_hand::slopes(page)?;
    by_hand::experiment(page)?;
    by_hand::there_and_back(page)?;
    nudging::gradient_check(page, digits)?;
    nudging::nudge_sizes(page, digits)?;
    xor::experiment(page)?;
    let data = SplitDigits::new(digits)?;
    reading::digits_learned(page, digits, &data)?;
    reading::worked(page)?;
    reading::saved(page)?;
    reading::moving(page, &data)?;
    reading::overfitting(page, &data)?;
    failures::updated_weights(page, &data)?;
    failures::printed(page, &data)?;
    failures::outputs(page, &data)?;
    failures::deep(page, &data)?;
    failures::edge(page, &data)
}

#[cfg(test)]
mod tests {
    use neurons::digits::book_digits;

    use neurons::{Activation, Network};

    use super::failures::*;
    use super::reading::*;
    use super::*;
    use crate::Settings;
    use crate::digit_training::{SEEDS, SETTINGS, STRETCHES, learn};
    use crate::faults::{Faults, trained};
    use crate::reading::{cost_and_accuracy, least_lead};

    /// Starts that differ in their last bits move leads by less than 1e-12.
    const MARGIN: f64 = 1e-7;

    fn assert_clear(what: &str, network: &Network, digits: &Digits) {
        let lead = least_lead(network, digits).expect("64 pixels");
        assert!(lead > MARGIN, "{what}: a lead of {lead:e}");
    }

    fn book_data() -> (Digits, SplitDigits) {
        let digits = book_digits().expect("the book's own digits");
        let data = SplitDigits::new(&digits).expect("enough digits");
        (digits, data)
    }

    #[test]
    fn accuracies_of_mistakes_do_not_hang_on_rounding() {
        let (_, data) = book_data();
        for (name, faults, learning_rate) in designs() {
            for seed in SEEDS {
                let network = trained(
                    faults,
                    learning_rate,
                    PRINTED_EPOCHS,
                    &data,
                    seed,
                    |_| {},
                )
                .expect("digits that fit");
                assert_clear(&format!("{name}, seed {seed}"), &network, &data.test);
            }
        }
        for seed in MORE_SEEDS {
            let network = trained(
                Faults::ALL,
                PRINTED_RATE,
                PRINTED_EPOCHS,
                &data,
                seed,
                |_| {},
            )
            .expect("digits that fit");
            assert_clear(&format!("printed, seed {seed}"), &network, &data.test);
        }
    }

    /// Whether an output is dead is counted too: none is on the brink.
    #[test]
    fn dead_outputs_do_not_hang_on_rounding() {
        let (_, data) = book_data();
        for faults in [Faults::ALL, TWO] {
            for seed in SEEDS.into_iter().chain(MORE_SEEDS) {
                let watch = |network: &Network| {
                    let hidden = network.layers[0].forward(&data.training.images);
                    let hidden = hidden.expect("64 pixels"); // (1437, 32)
                    let z = network.layers[1].pre_activation(&hidden);
                    for z in z.expect("32 hidden").columns() {
                        let most =
                            z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                        assert!(most.abs() > MARGIN, "seed {seed}: {most:e}");
                    }
                };
                trained(faults, PRINTED_RATE, PRINTED_EPOCHS, &data, seed, watch)
                    .expect("digits that fit");
            }
        }
    }

    #[test]
    fn accuracies_past_the_edge_do_not_hang_on_rounding() {
        let (_, data) = book_data();
        let data = data.with_validation().expect("enough digits");
        for learning_rate in RATES {
            for seed in SEEDS {
                let settings = Settings { learning_rate, ..EDGE_SETTINGS };
                let network = learn(&data, settings, seed, |_, _| {})
                    .expect("digits that fit");
                let what = format!("η {learning_rate}, seed {seed}");
                assert_clear(&what, &network, &data.test);
            }
        }
    }

    /// Outputs of one sigmoid each, with squared errors, read digits too.
    #[test]
    fn sigmoid_outputs_read_digits() {
        let (_, data) = book_data();
        for seed in SEEDS {
            let output = Activation::Sigmoid;
            let network = with_outputs(&data, output, SIGMOID_SETTINGS, seed)
                .expect("digits that fit");
            assert_clear(&format!("sigmoid, seed {seed}"), &network, &data.test);
            let (_, accuracy) =
                cost_and_accuracy(&network, &data.test).expect("digits that fit");
            assert!(accuracy > 0.96, "seed {seed}: {accuracy}");
        }
    }

    /// The first of the five networks starts as the one that has learned nothing.
    #[test]
    fn the_first_network_starts_as_the_untrained_one() {
        let untrained = neurons::untrained_network().expect("sizes above 0");
        assert_eq!(crate::digit_training::start(SEEDS[0]).0, untrained);
    }

    /// Settings are chosen by images that are neither trained on nor tested with.
    #[test]
    fn validation_digits_are_training_digits() {
        let (_, data) = book_data();
        let chosen = data.with_validation().expect("enough digits");
        assert_eq!(chosen.training.labels.len(), 1150);
        assert_eq!(chosen.test.labels.len(), 287);
        let ink = |digits: &Digits| digits.images.sum();
        let parts = ink(&chosen.training) + ink(&chosen.test);
        assert!((parts - ink(&data.training)).abs() < 1e-6);
    }

    #[test]
    fn accuracies_of_few_digits_do_not_hang_on_rounding() {
        let (_, data) = book_data();
        let few = data.few(FEW).expect("100 digits");
        for seed in SEEDS {
            learn(&few, FEW_SETTINGS, seed, |epoch, network| {
                let may_be_lowest = epoch.number % 10 == 0 && epoch.number < 1000;
                if may_be_lowest || OVERFITTING_SHOWN.contains(&epoch.number) {
                    let what = format!("seed {seed}, epoch {}", epoch.number);
                    assert_clear(&what, network, &few.training);
                    assert_clear(&what, network, &few.test);
                }
            })
            .expect("digits that fit");
        }
    }

    #[test]
    fn accuracies_of_other_splits_do_not_hang_on_rounding() {
        let (digits, _) = book_data();
        for seed in OTHER_SPLITS {
            let other =
                SplitDigits::from_seed(&digits, TEST, seed).expect("enough digits");
            let network =
                learn(&other, SETTINGS, 1, |_, _| {}).expect("digits that fit");
            assert_clear(&format!("split {seed}"), &network, &other.test);
        }
        let last = STRETCHES - 1;
        let runs = (0..last).map(|number| (number, SEEDS[0]));
        for (number, seed) in runs.chain(SEEDS.map(|seed| (last, seed))) {
            let stretch =
                SplitDigits::stretch(&digits, number).expect("enough digits");
            let network = learn(&stretch, SETTINGS, seed, |_, _| {})
                .expect("digits that fit");
            let what = format!("stretch {number}, seed {seed}");
            assert_clear(&what, &network, &stretch.test);
        }
    }

    /// The stretches hold all digits between them, and the rest is trained on.
    #[test]
    fn stretches_cover_the_file() {
        let (digits, _) = book_data();
        let images = digits.images.nrows();
        let mut covered = vec![false; images];
        for number in 0..STRETCHES {
            let data =
                SplitDigits::stretch(&digits, number).expect("enough digits");
            assert_eq!(data.test.labels.len(), TEST);
            assert_eq!(data.training.labels.len(), images - TEST);
            let begin = (0..=images - TEST)
                .find(|&at| digits.labels[at..at + TEST] == data.test.labels[..])
                .expect("images in a row");
            covered[begin..begin + TEST].fill(true);
        }
        assert!(covered.iter().all(|&is| is));
    }

    #[test]
    fn sorted_digits_are_the_same_digits() {
        let (_, data) = book_data();
        let sorted = data.sorted().expect("digits that fit");
        assert!(sorted.training.labels.is_sorted());
        assert_eq!(sorted.test, data.test);
        // The sum of each class's images, however the examples are ordered.
        let sums = |data: &SplitDigits| data.targets.t().dot(&data.training.images); // (10, 64)
        let difference = sums(&sorted) - sums(&data); // (10, 64)
        assert!(difference.iter().all(|d| d.abs() < 1e-9), "{difference}");
        assert_eq!(sorted.training.labels.len(), data.training.labels.len());
    }
}
