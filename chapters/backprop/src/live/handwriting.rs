//! A digit of the test set, or one that the reader draws, moved by a pixel.

use anyhow::{Context as _, Result};
use ndarray::{Array2, ArrayView1, s};
use neurons::Network;
use neurons::digits::Digits;
use page::Format;
use page::live::{
    About, Bet, Control, Data, Frame, Kind, Live, Named, Place, Readout, State,
};

use super::ink::{DRAWN_SIDE, moved, reduced};
use super::packed::{DIGITS, network_and_digits};
use crate::digit_training::TEST;
use crate::figures::{DIRECTIONS, arrow_place, button_place, pad};
use crate::reading::{accuracy, answers};

/// The test digit at the start, counted from 1.
const FIRST: f64 = 28.0;
/// How far an image can be moved.
const REACH: isize = 2;

/// What the first trained network of the chapter reads, and what it reads one pixel aside.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handwriting;

/// What is to be read.
struct Shown {
    /// As it stands in its place: (1, 64).
    image: Array2<f64>,
    /// What it is, if it is a test digit.
    label: Option<usize>,
    name: String,
}

/// What the network says to an image.
struct Said {
    outputs: Array2<f64>, // (1, 10)
    first: usize,
    second: usize,
}

impl Live for Handwriting {
    fn about(&self) -> About {
        let side = DRAWN_SIDE;
        let drawing = Kind::Pixels { value: String::new(), side };
        let test = (1.0, TEST as f64, 1.0);
        let reach = (-(REACH as f64), REACH as f64, 1.0);
        let aside = |name, label| Control::slider(name, label, 0.0, reach, 0);
        About {
            name: "handwriting".into(),
            question: "Does it know a 7, or a 7 in this place?".into(),
            bet: Some(Bet {
                question: format!(
                    "All {TEST} test digits, moved one pixel to the right: how many \
                     will it still read?"
                ),
                options: ["nearly all", "three of four", "fewer than half"]
                    .map(str::to_owned)
                    .to_vec(),
                right: 2,
            }),
            controls: vec![
                Control::slider("digit", "test digit", FIRST, test, 0)
                    .that_sets("ink", ""),
                Control::new("ink", "your digit", drawing),
                aside("right", "moved right").under_more(),
                aside("down", "moved down").under_more(),
            ],
            states: vec![
                Named::new("left", &[("right", "-1")]),
                Named::new("right", &[("right", "1")]),
                Named::new("down", &[("down", "1")]),
                Named::new("misread", &[("digit", "31")]),
            ],
        }
    }

    fn data(&self) -> Option<&'static dyn Data> {
        Some(&DIGITS)
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let (network, test) = network_and_digits()?;
        let number = state.number("digit")?.round() as usize;
        let shown = shown(test, number, state.text("ink")?)?;
        let aside = (
            state.number("right")?.round() as isize,
            state.number("down")?.round() as isize,
        );
        let image = moved(&shown.image, aside.0, aside.1); // (1, 64)
        let (before, after) =
            (said(network, &shown.image)?, said(network, &image)?);
        let name = &shown.name;
        let outputs = after.outputs.row(0);
        let svg = pad(image.row(0), outputs, name, can_move(aside))?;
        let everywhere = moved(&test.images, aside.0, aside.1); // (360, 64)
        let read = answers(&network.forward(&everywhere)?);
        let share = accuracy(&read, &test.labels);
        let readouts = vec![
            Readout::words("read", "it says", after.first.to_string()),
            Readout::words("second", "and then", after.in_words(after.second)),
            Readout::number(
                "all",
                &format!("all {TEST} moved so: read"),
                share,
                Format::Percent(1),
            )?,
        ];
        let says = format!(
            "{name}{}: it says {}, and then {}.",
            whither(aside),
            after.in_words(after.first),
            after.in_words(after.second)
        );
        let misread = next_misread(test, network, number)?;
        Ok(Frame {
            met: met(&shown, aside, before.first, after.first),
            settles: aside == (1, 0),
            places: places(aside, misread),
            ..Frame::new(svg, readouts, says)
        })
    }
}

impl Said {
    fn in_words(&self, digit: usize) -> String {
        let output = format!("{:.2}", self.outputs[[0, digit]]).replace('-', "−");
        format!("{digit} ({output})")
    }
}

/// The drawing if there is one, and otherwise the test digit of that number.
fn shown(test: &Digits, number: usize, drawing: &str) -> Result<Shown> {
    if drawing.bytes().any(|sign| sign != b'0') {
        let (image, name) = (reduced(drawing)?, "Your drawing".into());
        return Ok(Shown { image, label: None, name });
    }
    let index = number.saturating_sub(1);
    let label = test.labels.get(index).copied();
    let label = label.with_context(|| {
        format!("there is no test digit {number}: they go from 1 to {TEST}")
    })?;
    let image = test.images.slice(s![index..=index, ..]).to_owned(); // (1, 64)
    Ok(Shown {
        image,
        label: Some(label),
        name: format!("Test digit {number} shows {label}"),
    })
}

fn said(network: &Network, image: &Array2<f64>) -> Result<Said> {
    let outputs = network.forward(image)?; // (1, 10)
    let first = answers(&outputs)[0];
    let second = second(outputs.row(0), first);
    Ok(Said { outputs, first, second })
}

/// The digit with the largest output besides the first.
fn second(outputs: ArrayView1<f64>, first: usize) -> usize {
    let others = outputs.iter().enumerate().filter(|(digit, _)| *digit != first);
    others.max_by(|a, b| a.1.total_cmp(b.1)).map_or(first, |(digit, _)| digit)
}

/// The number of the misread test digit behind that of the given number, from the first
/// again behind the last.
fn next_misread(test: &Digits, network: &Network, number: usize) -> Result<usize> {
    let read = answers(&network.forward(&test.images)?);
    let pairs = read.iter().zip(&test.labels).enumerate();
    let misread = pairs.filter(|(_, (read, label))| read != label);
    let numbers: Vec<usize> = misread.map(|(index, _)| index + 1).collect();
    let next = numbers.iter().find(|misread| **misread > number);
    Ok(*next.or(numbers.first()).unwrap_or(&number))
}

fn can_move(aside: (isize, isize)) -> [bool; 4] {
    DIRECTIONS.map(|(right, down, _)| {
        (aside.0 + right).abs() <= REACH && (aside.1 + down).abs() <= REACH
    })
}

fn places(aside: (isize, isize), misread: usize) -> Vec<Place> {
    let sets =
        |name: &str, value: isize| vec![(name.to_owned(), value.to_string())];
    let mut places = Vec::new();
    for (direction, can_move) in DIRECTIONS.into_iter().zip(can_move(aside)) {
        let (right, down, _) = direction;
        let sets = match right {
            0 => sets("down", aside.1 + down),
            _ => sets("right", aside.0 + right),
        };
        if can_move {
            places.push(arrow_place(direction, sets));
        }
    }
    let sets = [("digit", misread.to_string()), ("right", "0".into())];
    let sets =
        sets.into_iter().chain([("down", "0".into()), ("ink", String::new())]);
    let sets = sets.map(|(name, value)| (name.to_owned(), value)).collect();
    places.push(button_place(sets));
    places
}

/// Where an image was moved, as the end of a clause.
fn whither((right, down): (isize, isize)) -> String {
    let mut ways = Vec::new();
    for (by, less, more) in [(right, "left", "right"), (down, "up", "down")] {
        match by {
            0 => {}
            ..0 => ways.push(format!("{} {less}", -by)),
            _ => ways.push(format!("{by} {more}")),
        }
    }
    if ways.is_empty() {
        return String::new();
    }
    format!(", moved {}", ways.join(" and "))
}

/// Met where one step makes another digit of what was read rightly, or of a drawing.
fn met(
    shown: &Shown,
    aside: (isize, isize),
    before: usize,
    after: usize,
) -> Option<String> {
    let was_right = shown.label.is_none_or(|label| label == before);
    let is_one_step = aside.0.abs() + aside.1.abs() == 1;
    (was_right && is_one_step && before != after).then(|| {
        let knows = match shown.label {
            Some(label) => format!("It knows a {label} in this place"),
            None => "The drawing is the same, and its place counts".to_owned(),
        };
        format!(
            "In its place it read {before}, and one pixel aside it reads {after}. {knows}: each \
             weight belongs to one pixel, and learned nothing of the pixel beside it."
        )
    })
}
