//! The digits, learned with cross-entropy: as well as the page claims, and with nothing
//! changed but the cost.

use backprop::digit_training::{self, SEEDS, SETTINGS, SplitDigits};
use backprop::reading::{accuracy, answers, split};
use backprop::{Settings, mean_squared_error_cost};
use loss::one_hot;
use neurons::Network;
use neurons::digits::book_digits;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::cross_entropy_cost;
use softmax::digits::learn;

fn data() -> SplitDigits {
    SplitDigits::new(&book_digits().expect("the book's own digits"))
        .expect("enough digits")
}

/// All parameters, to the last bit.
fn bits(network: &Network) -> Vec<u64> {
    let layers = network.layers.iter();
    let numbers = layers.flat_map(|layer| layer.weights.iter().chain(&layer.bias));
    numbers.map(|number| number.to_bits()).collect()
}

/// At least 983 of 1,000 that the network has never seen, over five seeds.
#[test]
fn digits_are_read() {
    let data = data();
    let read = |seed| {
        let cost = cross_entropy_cost;
        let network = learn(&data, SETTINGS, cost, seed, &mut |_, _| {}).unwrap();
        let outputs = network.forward(&data.test.images).unwrap(); // (360, 10)
        accuracy(&answers(&outputs), &data.test.labels)
    };
    let accuracies = SEEDS.map(read);
    let mean = accuracies.iter().sum::<f64>() / accuracies.len() as f64;
    assert!(mean >= 0.983, "{accuracies:?}");
}

/// With squares, these are the networks of the chapter on backprop.
#[test]
fn nothing_changes_but_the_cost() {
    let data = data();
    let settings = Settings { epochs: 3, ..SETTINGS };
    for seed in SEEDS {
        let cost = mean_squared_error_cost;
        let ours = learn(&data, settings, cost, seed, &mut |_, _| {}).unwrap();
        let theirs =
            digit_training::learn(&data, settings, seed, |_, _| {}).unwrap();
        assert_eq!(bits(&ours), bits(&theirs), "seed {seed}");
    }
}

/// The `e` of another library would make another network on another machine.
#[test]
fn a_seed_gives_the_same_network_on_every_machine() {
    let settings = Settings { epochs: 3, ..SETTINGS };
    let cost = cross_entropy_cost;
    let network = learn(&data(), settings, cost, 1, &mut |_, _| {}).unwrap();
    let all = bits(&network).into_iter().fold(0_u64, |all, bits| {
        all.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ bits
    });
    assert_eq!(all, 0xbd47_153f_656f_45d1, "the last bits of 2,410 parameters");
}

/// What the page says of the last line of its learning rates.
#[test]
fn past_the_edge_everything_is_a_0() {
    let data = data();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let held = data.training.labels.len() / 4;
    let (training, test) = split(&data.training, held, &mut rng).unwrap();
    let targets = one_hot(&training.labels, 10).unwrap(); // (training, 10)
    let within = SplitDigits { training, targets, test };
    let settings = Settings { learning_rate: 2.0, ..SETTINGS };
    let cost = cross_entropy_cost;
    let network = learn(&within, settings, cost, 1, &mut |_, _| {}).unwrap();
    let activations = network.activations(&within.training.images).unwrap();
    assert!(activations[1].iter().all(|&a| a == 0.0), "a hidden neuron is alive");
    let outputs = network.forward(&within.test.images).unwrap(); // (359, 10)
    assert!(answers(&outputs).iter().all(|&answer| answer == 0));
}
