//! The figures that read digits: what they carry, and what they claim.

use std::path::PathBuf;

use backprop::digit_training::{SEEDS, SETTINGS, SplitDigits, learn};
use backprop::live::packed::{first_network, pack_network, test_digits};
use backprop::reading::{answers, least_lead};
use neurons::digits::book_digits;
use neurons::packed::pack;

fn split() -> SplitDigits {
    let digits = book_digits().expect("the book's own digits");
    SplitDigits::new(&digits).expect("enough digits")
}

fn asset(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets").join(name)
}

/// Writes anew what the figures carry.
#[test]
#[ignore = "RECORD=1 cargo test -p backprop --test proofs pack_the_digits -- --ignored"]
fn pack_the_digits() {
    assert!(std::env::var_os("RECORD").is_some(), "RECORD=1 writes the files");
    let data = split();
    let network = learn(&data, SETTINGS, SEEDS[0], |_, _| {}).expect("digits");
    let write = |name, bytes| std::fs::write(asset(name), bytes).expect("written");
    write("first-network.f32", pack_network(&network));
    write("test-digits.u8", pack(&data.test));
}

#[test]
fn the_packed_digits_are_the_test_digits() {
    assert_eq!(test_digits().expect("digits"), split().test);
}

/// 32-bit numbers, and other processors, move the weights a little, and no answer.
#[test]
fn the_packed_network_is_the_first_that_the_page_trains() {
    let data = split();
    let trained = learn(&data, SETTINGS, SEEDS[0], |_, _| {}).expect("digits");
    let packed = first_network().expect("a network");
    for (packed, trained) in packed.layers.iter().zip(&trained.layers) {
        assert_eq!(packed.activation, trained.activation);
        let weights = &packed.weights - &trained.weights; // (inputs, outputs)
        let bias = &packed.bias - &trained.bias; // (outputs)
        let farthest =
            weights.iter().chain(&bias).fold(0.0_f64, |m, d| m.max(d.abs()));
        assert!(farthest < 1e-5, "{farthest:e}");
    }
    let read = |network: &neurons::Network| {
        answers(&network.forward(&data.test.images).expect("64 pixels"))
    };
    assert_eq!(read(&packed), read(&trained));
    assert!(least_lead(&packed, &data.test).expect("64 pixels") > 1e-5);
}
