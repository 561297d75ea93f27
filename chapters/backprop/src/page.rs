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
    nudging::gradient_check(page, digits)?;
    nudging::nudge_sizes(page, digits)?;
    xor::experiment(page)?;
    let data = SplitDigits::new(digits)?;
    reading::digits_learned(page, digits, &data)?;
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

    use neurons::Network;

    use super::failures::*;
    use super::reading::*;
    use super::*;
    use crate::Settings;
    use crate::digit_training::{SEEDS, SETTINGS, learn};
    use crate::faults::{Faults, trained};
    use crate::reading::least_lead;

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

    #[test]
    fn accuracies_past_the_edge_do_not_hang_on_rounding() {
        let (_, data) = book_data();
        for learning_rate in RATES {
            let settings = Settings { learning_rate, ..EDGE_SETTINGS };
            let network =
                learn(&data, settings, 1, |_, _| {}).expect("digits that fit");
            assert_clear(&format!("η {learning_rate}"), &network, &data.test);
        }
    }

    #[test]
    fn accuracies_of_few_digits_do_not_hang_on_rounding() {
        let (_, data) = book_data();
        let few = data.few(FEW).expect("100 digits");
        learn(&few, FEW_SETTINGS, 1, |epoch, network| {
            if OVERFITTING_SHOWN.contains(&epoch.number) {
                let what = format!("epoch {}", epoch.number);
                assert_clear(&what, network, &few.training);
                assert_clear(&what, network, &few.test);
            }
        })
        .expect("digits that fit");
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
        let in_order = SplitDigits::in_order(&digits).expect("enough digits");
        for seed in SEEDS {
            let network = learn(&in_order, SETTINGS, seed, |_, _| {})
                .expect("digits that fit");
            assert_clear(
                &format!("in order, seed {seed}"),
                &network,
                &in_order.test,
            );
        }
    }
}
