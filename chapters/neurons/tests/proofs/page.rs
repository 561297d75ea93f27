//! The page is what the run printed, computed and drew.

use std::path::Path;

use neurons::Activation::{Identity, Relu};
use neurons::digits::book_digits;
use neurons::page::experiments;
use neurons::{Network, least_lead, untrained_network};
use page::Record;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

#[test]
fn the_page_is_what_the_run_produced() {
    let mut page = Record::silent("neurons");
    let digits = book_digits().expect("the book's own digits");
    experiments(&mut page, &digits).expect("the experiments run");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    page::snapshots::assert(&page, &folder);
}

/// The page counts right answers, so no answer may hang on a last bit that another
/// processor rounds differently.
#[test]
fn the_strongest_answer_leads_by_more_than_rounding() {
    let digits = book_digits().expect("the book's own digits");
    let network = |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        Network::random(&[64, 32, 10], Relu, Identity, &mut rng)
    };
    assert_eq!(network(1), untrained_network());
    for seed in 1..=100 {
        let network = network(seed).expect("the sizes are not 0");
        let answers = network.forward(&digits.images).expect("64 pixels");
        let lead = least_lead(&answers);
        assert!(lead > 1e-9, "seed {seed}: a lead of {lead:e}");
    }
}
