//! The figures that a reader works: what they carry, and what they claim.

use ndarray::s;
use neurons::digits::{Digits, book_digits};
use neurons::live::figures;
use neurons::packed::{pack, unpack};
use neurons::untrained_network;
use page::live::{Frame, State};

/// How many digits the first figure carries.
const FIRST: usize = 100;

fn first_digits() -> Digits {
    let digits = book_digits().expect("the book's own digits");
    Digits {
        images: digits.images.slice(s![..FIRST, ..]).to_owned(), // (100, 64)
        labels: digits.labels[..FIRST].to_vec(),
    }
}

/// With RECORD=1 in the environment it writes them anew.
#[test]
fn the_packed_digits_are_the_first_of_the_file() {
    let wanted = pack(&first_digits());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/first-digits.u8");
    if std::env::var_os("RECORD").is_some() {
        std::fs::write(file, &wanted).expect("a file that can be written");
    }
    let found = std::fs::read(file).expect("the file of the chapter");
    assert_eq!(found, wanted);
    assert_eq!(unpack(&found).expect("digits"), first_digits());
}

#[test]
fn bytes_that_are_no_digits_are_refused() {
    assert!(unpack(&[]).is_err());
    assert!(unpack(&[0; 64]).is_err());
    assert!(unpack(&[0; 65]).is_ok());
    let mut bytes = [0; 130];
    bytes[129] = 10;
    let error = unpack(&bytes).unwrap_err().to_string();
    assert_eq!(error, "digit 1 has a pixel above 16 or a label above 9");
    bytes[129] = 9;
    bytes[65] = 17;
    assert!(unpack(&bytes).is_err());
}

fn frame_of(name: &str, sets: &[(&str, &str)]) -> Frame {
    let mut figures = figures();
    let figure = figures.iter_mut().find(|figure| figure.about().name == name);
    let figure = figure.expect("a figure of the chapter");
    let state = State::of(&figure.about(), sets.iter().copied()).expect("a state");
    figure.frame(&state).expect("a frame")
}

/// What it says is what the network of the page says, and the goal is met exactly where
/// that is right.
#[test]
fn the_first_figure_asks_the_network_of_the_page() {
    let digits = first_digits();
    let outputs = untrained_network().expect("sizes above 0");
    let outputs = outputs.forward(&digits.images).expect("64 pixels"); // (100, 10)
    for (index, (outputs, label)) in
        outputs.rows().into_iter().zip(&digits.labels).enumerate()
    {
        let frame = frame_of("sees", &[("image", &(index + 1).to_string())]);
        let said: usize = frame.readouts[0].text.parse().expect("a digit");
        let most = outputs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        assert_eq!(outputs[said], most, "image {}", index + 1);
        assert_eq!(frame.readouts[1].text, label.to_string());
        assert_eq!(frame.met.is_some(), said == *label, "image {}", index + 1);
    }
}

/// Between its images the slider shows the nearest one.
#[test]
fn any_number_in_reach_is_an_image() {
    let near = |number| frame_of("sees", &[("image", number)]);
    assert_eq!(near("41.4"), near("41"));
    assert_eq!(near("99.6"), near("100"));
    assert_eq!(near("1.0"), near("1"));
}

/// Whatever the weights and the bias, the sums of opposite corners are equal, so XOR is
/// met at the inputs by no more than three of four.
#[test]
fn opposite_corners_have_one_sum_wherever_the_line_lies() {
    let stops =
        |least: i32, most: i32| (least..=most).map(|at| f64::from(at) * 2.5);
    for w1 in stops(-16, 16).step_by(4) {
        for w2 in stops(-16, 16).step_by(4) {
            for b in stops(-16, 16).step_by(3) {
                let [w1, w2, b] = [w1, w2, b].map(|number| number.to_string());
                let sets = [("target", "xor"), ("w1", &w1), ("w2", &w2), ("b", &b)];
                let frame = frame_of("gates", &sets);
                assert_eq!(frame.readouts[1].text, frame.readouts[2].text);
                assert_ne!(frame.readouts[0].text, "4 of 4", "{sets:?}");
            }
        }
    }
}
