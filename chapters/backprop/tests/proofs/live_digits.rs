//! The figures that read digits: what they carry, and what they claim.

use std::path::PathBuf;

use backprop::digit_training::{SEEDS, SETTINGS, SplitDigits, learn};
use backprop::live::figures;
use backprop::live::ink::{moved, reduced};
use backprop::live::packed::{DIGITS, network_and_digits, pack_network};
use backprop::reading::{accuracy, answers, least_lead};
use ndarray::{Array2, s};
use neurons::digits::{Digits, book_digits};
use neurons::packed::pack;
use neurons::{Network, untrained_network};
use page::live::{Frame, Live, State};
use proptest::prelude::*;

fn split() -> SplitDigits {
    let digits = book_digits().expect("the book's own digits");
    SplitDigits::new(&digits).expect("enough digits")
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/digits.bin")
}

fn test_digits() -> &'static Digits {
    &network_and_digits().expect("digits").1
}

fn first_network() -> &'static Network {
    &network_and_digits().expect("a network").0
}

/// Writes anew what the figures fetch, where that is asked for.
#[test]
#[ignore = "RECORD=1 cargo test -p backprop --test proofs pack_the_digits -- --ignored"]
fn pack_the_digits() {
    let data = split();
    let digits = pack(&data.test);
    if std::env::var_os("RECORD").is_none() {
        let there = std::fs::read(file()).expect("the file");
        assert!(there.ends_with(&digits), "RECORD=1 writes it anew");
        return;
    }
    let network = learn(&data, SETTINGS, SEEDS[0], |_, _| {}).expect("digits");
    let bytes = [pack_network(&network), digits].concat();
    std::fs::write(file(), bytes).expect("written");
}

#[test]
fn a_file_that_ends_too_soon_or_goes_on_is_refused() {
    let whole = std::fs::read(file()).expect("the file");
    for length in [0, 1, 9639, 9640, 9641, whole.len() - 1] {
        assert!(DIGITS.give(&whole[..length]).is_err(), "{length} bytes");
    }
    assert!(DIGITS.give(&[whole.as_slice(), &[0]].concat()).is_err());
}

#[test]
fn the_packed_digits_are_the_test_digits() {
    assert_eq!(*test_digits(), split().test);
}

/// 32-bit numbers, and other processors, move the weights a little, and no answer.
#[test]
fn the_packed_network_is_the_first_that_the_page_trains() {
    let data = split();
    let trained = learn(&data, SETTINGS, SEEDS[0], |_, _| {}).expect("digits");
    let packed = first_network();
    for (packed, trained) in packed.layers.iter().zip(&trained.layers) {
        assert_eq!(packed.activation, trained.activation);
        let weights = &packed.weights - &trained.weights; // (inputs, outputs)
        let bias = &packed.bias - &trained.bias; // (outputs)
        let farthest =
            weights.iter().chain(&bias).fold(0.0_f64, |m, d| m.max(d.abs()));
        assert!(farthest < 1e-5, "{farthest:e}");
    }
    let read = |network: &Network| {
        answers(&network.forward(&data.test.images).expect("64 pixels"))
    };
    assert_eq!(read(packed), read(&trained));
    assert!(least_lead(packed, &data.test).expect("64 pixels") > 1e-5);
}

fn figure(name: &str) -> Box<dyn Live> {
    let named = |figure: &dyn Live| figure.about().name == name;
    figures()
        .into_iter()
        .find(|figure| named(figure.as_ref()))
        .expect("a figure of the chapter")
}

fn frame(figure: &mut dyn Live, sets: &[(&str, &str)]) -> anyhow::Result<Frame> {
    figure.frame(&State::of(&figure.about(), sets.iter().copied())?)
}

fn text(frame: &Frame, name: &str) -> String {
    let named = frame.readouts.iter().find(|readout| readout.name == name);
    named.expect("a readout").text.clone()
}

/// A drawing of 32 by 32 pixels that has in each block as many inked ones as the image has
/// ink in the pixel, the first of them row by row.
fn drawn(image: &[f64]) -> String {
    let ink = |row: usize, column: usize| {
        (16.0 * image[8 * (row / 4) + column / 4]) as usize
    };
    let is_inked =
        |row: usize, column: usize| 4 * (row % 4) + column % 4 < ink(row, column);
    let sign = |nth: usize| {
        let (row, first) = (nth / 8, 4 * (nth % 8));
        let bit = |at: usize| u32::from(is_inked(row, first + at)) << (3 - at);
        char::from_digit((0..4).map(bit).sum(), 16).expect("below 16")
    };
    (0..256).map(sign).collect()
}

/// What is drawn is made an image as the digits of the file were: a digit that is drawn
/// again, block by block, is read as it was.
#[test]
fn a_test_digit_drawn_again_is_the_same_digit() {
    let test = test_digits();
    let mut figure = figure("handwriting");
    for index in (0..360).step_by(7) {
        let image = test.images.slice(s![index..=index, ..]).to_owned(); // (1, 64)
        let drawing = drawn(image.as_slice().expect("one row"));
        assert_eq!(reduced(&drawing).expect("a drawing"), image);
        let number = (index + 1).to_string();
        let from_file =
            frame(&mut *figure, &[("digit", &number)]).expect("a frame");
        let from_hand = frame(&mut *figure, &[("ink", &drawing)]).expect("a frame");
        assert_eq!(text(&from_file, "read"), text(&from_hand, "read"));
        assert_eq!(text(&from_file, "second"), text(&from_hand, "second"));
    }
}

#[test]
fn an_empty_drawing_leaves_the_test_digit() {
    let mut figure = figure("handwriting");
    let blank = "0".repeat(256);
    let blank = frame(&mut *figure, &[("ink", &blank)]).expect("a frame");
    assert_eq!(blank, frame(&mut *figure, &[]).expect("a frame"));
}

#[test]
fn what_is_moved_there_and_back_has_lost_what_crossed_the_edge() {
    let image = Array2::from_shape_fn((1, 64), |(_, pixel)| pixel as f64); // (1, 64)
    assert_eq!(moved(&image, 0, 0), image);
    let right = moved(&image, 1, 0);
    let down = moved(&image, 0, 1);
    assert_eq!((right[[0, 8]], right[[0, 9]]), (0.0, 8.0));
    assert_eq!((down[[0, 3]], down[[0, 11]]), (0.0, 3.0));
    for (index, &pixel) in moved(&right, -1, 0).iter().enumerate() {
        assert_eq!(pixel, if index % 8 == 7 { 0.0 } else { index as f64 });
    }
    for far in [(8, 0), (0, -8), (isize::MIN, 3), (-9, 9)] {
        assert_eq!(moved(&image, far.0, far.1), Array2::<f64>::zeros((1, 64)));
    }
}

/// The share that is read is counted over all test digits, and no answer among them hangs
/// on a last bit.
#[test]
fn the_share_is_that_of_all_test_digits_moved() {
    let (test, network) = (test_digits(), first_network());
    let mut figure = figure("handwriting");
    let mut shares = Vec::new();
    for right in -2..=2 {
        for down in -2..=2 {
            let images = moved(&test.images, right, down); // (360, 64)
            let read = answers(&network.forward(&images).expect("64 pixels"));
            let share = accuracy(&read, &test.labels);
            let aside = [right.to_string(), down.to_string()];
            let sets = [("right", aside[0].as_str()), ("down", &aside[1])];
            let frame = frame(&mut *figure, &sets).expect("a frame");
            assert_eq!(text(&frame, "all"), format!("{:.1}%", 100.0 * share));
            let all = Digits { images, labels: test.labels.clone() };
            let lead = least_lead(network, &all).expect("64 pixels");
            assert!(lead > 1e-7, "{right}, {down}: {lead:e}");
            if right.abs() + down.abs() == 1 {
                shares.push(share);
            }
        }
    }
    assert!(shares.iter().all(|share| *share < 0.5), "the bet: {shares:?}");
}

/// Met is: read rightly in its place, and otherwise one pixel aside.
#[test]
fn the_goal_is_met_exactly_where_one_step_changes_a_right_answer() {
    let (test, network) = (test_digits(), first_network());
    let mut figure = figure("handwriting");
    let mut met = 0;
    for index in (0..360).step_by(10) {
        let image = test.images.slice(s![index..=index, ..]).to_owned(); // (1, 64)
        let read =
            |image: &Array2<f64>| answers(&network.forward(image).expect("it"))[0];
        let is_known = read(&image) == test.labels[index];
        for (right, down) in
            [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-2, 0)]
        {
            let sets = [("digit", index + 1)].map(|(n, v)| (n, v.to_string()));
            let aside =
                [("right", right), ("down", down)].map(|(n, v)| (n, v.to_string()));
            let sets = sets.into_iter().chain(aside);
            let state = State::of(&figure.about(), sets).expect("a state");
            let is_one_step = i32::abs(right) + i32::abs(down) == 1;
            let after = read(&moved(&image, right as isize, down as isize));
            let expected = is_known && is_one_step && after != test.labels[index];
            let frame = figure.frame(&state).expect("a frame");
            assert_eq!(frame.met.is_some(), expected, "{index}, {right}, {down}");
            met += usize::from(expected);
        }
    }
    assert!(met > 20, "{met}");
}

/// Pressed again and again, the button shows every misread digit once, and then the first.
#[test]
fn the_button_goes_through_all_misread_digits() {
    let (test, network) = (test_digits(), first_network());
    let read = answers(&network.forward(&test.images).expect("64 pixels"));
    let misread: Vec<String> = (0..360)
        .filter(|&index| read[index] != test.labels[index])
        .map(|index| (index + 1).to_string())
        .collect();
    let mut figure = figure("handwriting");
    let mut at = "1".to_owned();
    let mut seen = Vec::new();
    for _ in 0..=misread.len() {
        let frame =
            frame(&mut *figure, &[("digit", &at), ("right", "2")]).expect("it");
        let button = frame.places.last().expect("a button").clone();
        let state = State::of(&figure.about(), button.sets).expect("a state");
        at = state.text("digit").expect("a digit").to_owned();
        let frame = figure.frame(&state).expect("a frame");
        let label = test.labels[at.parse::<usize>().expect("a number") - 1];
        assert_ne!(text(&frame, "read"), label.to_string());
        seen.push(at.clone());
    }
    assert_eq!(seen[..misread.len()], misread);
    assert_eq!(seen.last(), misread.first());
}

/// Untrained and trained, what it says is what the networks say, and found is a digit that
/// the trained one misreads.
#[test]
fn the_network_before_and_after_training_is_asked() {
    let test = test_digits();
    let networks =
        [("before", untrained_network()), ("after", Ok(first_network().clone()))];
    let mut figure = figure("sees");
    for (when, network) in networks {
        let read =
            answers(&network.expect("it").forward(&test.images).expect("it"));
        for (index, (read, label)) in read.iter().zip(&test.labels).enumerate() {
            let number = (index + 1).to_string();
            let sets = [("network", when), ("digit", number.as_str())];
            let frame = frame(&mut *figure, &sets).expect("a frame");
            assert_eq!(text(&frame, "answer"), read.to_string());
            assert_eq!(text(&frame, "shown"), label.to_string());
            assert_eq!(frame.met.is_some(), when == "after" && read != label);
        }
    }
}

proptest! {
    /// Whatever is drawn and wherever it is moved, there is a frame with ten outputs; what
    /// is no drawing is refused.
    #[test]
    fn any_drawing_is_read(
        signs in prop::collection::vec("[0-9a-fA-F]", 256),
        right in -2.0..=2.0_f64,
        down in -2.0..=2.0_f64,
        digit in 1.0..=360.0_f64,
    ) {
        let (mut figure, signs) = (figure("handwriting"), signs.concat());
        let numbers = [digit, right, down].map(|number| number.to_string());
        let sets = [("ink", signs.as_str()), ("digit", &numbers[0]), ("right", &numbers[1])];
        let sets: Vec<_> = sets.into_iter().chain([("down", numbers[2].as_str())]).collect();
        let frame = frame(&mut *figure, &sets).expect("a frame");
        prop_assert!(!frame.svg.as_str().contains("NaN"));
        prop_assert!(frame.says.starts_with("Your drawing"));
        for place in &frame.places {
            prop_assert!(place.at.0 >= 0.0 && place.at.0 + place.size.0 <= 480.0);
            prop_assert!(place.at.1 >= 0.0 && place.at.1 + place.size.1 <= 308.0);
            prop_assert!(State::of(&figure.about(), place.sets.clone()).is_ok());
        }
    }

    #[test]
    fn rubbish_is_no_drawing(rubbish in "[0-9a-g é]{1,300}") {
        let is_drawing = rubbish.len() == 256
            && rubbish.bytes().all(|byte| byte.is_ascii_hexdigit());
        prop_assert_eq!(reduced(&rubbish).is_ok(), is_drawing);
        let mut figure = figure("handwriting");
        prop_assert_eq!(frame(&mut *figure, &[("ink", &rubbish)]).is_ok(), is_drawing);
    }
}
