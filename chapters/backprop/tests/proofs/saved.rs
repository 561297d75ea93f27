//! What is saved is read again to the last bit, and nothing else is read.

use std::fs;
use std::path::Path;

use backprop::file::{FORMAT, FileError, load};
use backprop::saved::{from_text, to_text};
use files::Target;
use ndarray::Array2;
use neurons::{Activation, Network, standard_normal};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

const FILE: &str = "mine.net";

fn save(network: &Network, file: &Path, overwrite: bool) -> Result<(), FileError> {
    let mut target = Target::new(file, FORMAT, overwrite, &[])?;
    backprop::file::save(network, &mut target)
}

fn network(seed: u64) -> Network {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (tanh, identity) = (Activation::Tanh, Activation::Identity);
    let mut network = Network::random(&[3, 4, 2], tanh, identity, &mut rng)
        .expect("no size is 0");
    for layer in &mut network.layers {
        layer.bias.mapv_inplace(|_| 1e-9 * standard_normal(&mut rng));
    }
    network
}

fn bits(network: &Network) -> Vec<u64> {
    let numbers =
        network.layers.iter().flat_map(|l| l.weights.iter().chain(&l.bias));
    numbers.map(|number| number.to_bits()).collect()
}

fn error(text: &str) -> String {
    from_text(text, Path::new(FILE)).expect_err("no network").to_string()
}

#[test]
fn foreign_and_later_files_are_refused() {
    let text = to_text(&network(1)).expect("finite numbers");
    assert_eq!(
        error("0,0,5,13\n"),
        "mine.net, line 1: found \"0,0,5,13\": give a saved network, which starts with \
         \"backprop network, version 1\""
    );
    assert_eq!(
        error(&text.replace("version 1", "version 2")),
        "mine.net, line 1: the format has version \"2\": give version 1, the one that this \
         program reads"
    );
    assert_eq!(
        error(""),
        "mine.net, line 1: found \"\": give a saved network, which starts with \
         \"backprop network, version 1\""
    );
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_line() {
    let text = to_text(&network(1)).expect("finite numbers");
    assert_eq!(text.lines().count(), 14);
    assert_eq!(
        error(&text.replace("layers 2", "layers two")),
        "mine.net, line 2: found \"layers two\": give the number of layers, \
         as \"layers 2\""
    );
    assert_eq!(
        error(&text.replace("identity", "softmax")),
        "mine.net, line 8: found \"layer 4 2 softmax\": give a layer's inputs, outputs \
         and activation, as \"layer 2 1 relu\""
    );
    assert_eq!(
        error(&text[..text.find("layer 4").expect("layer 2")]),
        "mine.net ends within line 8: it was cut short: give the whole file, whose \
         line 8 holds a layer's inputs, outputs and activation, as \"layer 2 1 relu\""
    );
    assert_eq!(
        error(&(text.clone() + "more\n")),
        "mine.net, line 15: found more after the checksum: give a file that ends there"
    );
    let changed = error(&text.replacen("0.", "1.", 1));
    assert!(
        changed.starts_with("mine.net, line 14: found checksum ")
            && changed.ends_with(
                ", so they are not as they were saved: give an unchanged copy"
            ),
        "{changed}"
    );
}

/// Whoever reads while others save finds one whole network or the other.
#[test]
fn a_reader_never_finds_half_a_network() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("digits.net");
    let networks = [network(1), network(2)];
    save(&networks[0], &file, false).expect("a new file");
    let known = networks.each_ref().map(bits);
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| {
            for index in 0..100 {
                save(&networks[index % 2], &file, true).expect("a replaced file");
            }
        });
        while !saving.is_finished() {
            let found = load(&file).expect("a whole network");
            assert!(known.contains(&bits(&found)));
            if cfg!(windows) {
                // There a file is replaced only while nobody reads it.
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        }
    });
}

#[test]
fn numbers_that_no_text_could_give_back_are_refused() {
    let mut network = network(1);
    network.layers[1].weights[[0, 1]] = f64::NAN;
    let error = to_text(&network).expect_err("not a number").to_string();
    assert!(error.contains("NaN") && error.contains("layer 2"), "{error}");
}

#[test]
fn a_save_keeps_what_is_there_unless_told_to_replace_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("digits.net");
    save(&network(1), &file, false).expect("a new file");
    let before = fs::read(&file).expect("the file");
    let error =
        save(&network(2), &file, false).expect_err("it is there").to_string();
    assert_eq!(error, format!("{} is there already", file.display()));
    assert_eq!(fs::read(&file).expect("the file"), before);
    save(&network(2), &file, true).expect("a replaced file");
    assert_eq!(bits(&load(&file).expect("a network")), bits(&network(2)));
    let left = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(left, 1, "nothing beside the file");
}

#[test]
fn a_save_that_fails_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("digits.net");
    let mut broken = network(1);
    broken.layers[0].bias[0] = f64::INFINITY;
    assert!(save(&broken, &file, true).is_err());
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
    let nowhere = folder.path().join("no/such/folder/digits.net");
    let error =
        save(&network(1), &nowhere, false).expect_err("no folder").to_string();
    assert!(error.starts_with("there is no folder "), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_saved_network_is_read_to_the_last_bit(seed: u64) {
        let network = network(seed);
        let text = to_text(&network).expect("finite numbers");
        let read = from_text(&text, Path::new(FILE)).expect("the same text");
        prop_assert_eq!(bits(&read), bits(&network));
        let batch = Array2::from_elem((2, 3), 0.5); // (2, 3)
        prop_assert_eq!(read.forward(&batch).unwrap(), network.forward(&batch).unwrap());
    }

    #[test]
    fn a_changed_byte_is_refused(seed in 0_u64..8, at: prop::sample::Index, byte in 0_u8..128) {
        let text = to_text(&network(seed)).expect("finite numbers");
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        let changed = String::from_utf8(bytes).expect("ASCII");
        let refused = from_text(&changed, Path::new(FILE));
        prop_assert!(refused.is_err(), "byte {at} of {text} became {byte}");
    }

    #[test]
    fn a_shortened_file_is_refused(seed in 0_u64..8, at: prop::sample::Index) {
        let text = to_text(&network(seed)).expect("finite numbers");
        let cut = &text[..at.index(text.len())];
        prop_assert!(from_text(cut, Path::new(FILE)).is_err(), "{cut:?}");
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        let _ = from_text(&text, Path::new(FILE));
        let _ = from_text(&format!("backprop network, version 1\n{text}"), Path::new(FILE));
    }
}
