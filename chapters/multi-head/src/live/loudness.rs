//! The two heads that were set by hand, and how loud the second of them may be.

use anyhow::{Context as _, Result};
use page::Format;
use page::figure::short;
use page::live::{About, Control, Frame, Live, Named, Readout, State};

use crate::figures::{Gained, gained};
use crate::kinds::{KINDS, tokens_by_hand};
use crate::mood::{four_relus, heads_by_hand, one_head_by_hand};

/// How far the gain reaches, and the steps between.
const REACH: (f64, f64, f64) = (-2.0, 2.0, 0.01);
/// Of four sentences.
const IN_WORDS: [&str; 5] = ["none", "one", "two", "three", "all four"];

/// Two numbers taken in, added up with a gain on the second that the reader sets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loudness;

impl Live for Loudness {
    fn about(&self) -> About {
        let from = [
            ("two", "two heads"),
            ("one", "one head only"),
            ("relus", "one head, ReLUs behind"),
        ];
        About {
            name: "loudness".into(),
            question: "How loud may the second head be, to read all four?".into(),
            bet: None,
            controls: vec![
                Control::slider("gain", "gain", 0.0, REACH, 2),
                Control::choice("from", "answer from", &from).under_more(),
            ],
            states: vec![
                Named::new("half", &[("gain", "-0.5")]),
                Named::new("faint", &[("gain", "-0.01")]),
                Named::new("loud", &[("gain", "-0.99")]),
                Named::new("level", &[("gain", "-1")]),
                Named::new("one-head", &[("from", "one"), ("gain", "-1.5")]),
                Named::new("relus", &[("from", "relus"), ("gain", "1")]),
            ],
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let (from, gain) = (state.text("from")?, state.number("gain")?);
        let rows = rows(from, gain)?;
        let right = rows.iter().filter(|row| row.margin() > 0.0).count();
        let least = rows.iter().map(Gained::margin).fold(f64::INFINITY, f64::min);
        // No sign before a zero.
        let least = if least.abs() < 0.000_5 { 0.0 } else { least };
        let readouts = vec![
            Readout::words("right", "read correctly", format!("{right} of 4")),
            Readout::number("least", "least lead", least, Format::Decimals(3))?,
        ];
        let missed = rows.iter().filter(|row| row.margin() <= 0.0);
        let missed: Vec<_> = missed.map(|row| format!("“{}”", row.words)).collect();
        let mut says = format!(
            "With a gain of {}, {} of the sentences are read correctly",
            short(&gain),
            IN_WORDS[right]
        );
        if !missed.is_empty() {
            says += &format!("; missed: {}", missed.join(" and "));
        }
        says.push('.');
        let svg = gained(&rows, legend(from))?;
        let met = met(from, right, least);
        Ok(Frame { met, ..Frame::new(svg, readouts, says) })
    }
}

/// What is added up, in the order of the arrows.
fn legend(from: &str) -> [&'static str; 2] {
    match from {
        "two" => ["head 1,", "then gain · head 2"],
        "one" => ["mood taken in,", "then gain · “not” taken in"],
        _ => ["what the ReLUs make of mood and gain · “not”", ""],
    }
}

/// The four sentences, with what is added up to each answer.
fn rows(from: &str, gain: f64) -> Result<Vec<Gained>> {
    let (heads, one) = (heads_by_hand(), one_head_by_hand());
    let mut rows = Vec::new();
    for (text, mood, is_negated) in KINDS {
        let tokens = tokens_by_hand(mood, is_negated); // (3, 4)
        let added = if from == "two" {
            let pass = heads.forward(&tokens, None)?;
            let took = |head: usize| pass.heads.get(head).map(|h| h.output[[2, 0]]);
            let first = took(0).context("a first head")?;
            [first, gain * took(1).context("a second head")?]
        } else {
            let output = one.forward(&tokens, None)?.output; // (3, 2)
            let (mood, not) = (output[[2, 0]], gain * output[[2, 1]]);
            if from == "one" { [mood, not] } else { [four_relus(mood, not), 0.0] }
        };
        let words = text.trim_end_matches(" .").to_owned();
        rows.push(Gained { words, is_good: (mood > 0.0) != is_negated, added });
    }
    Ok(rows)
}

fn met(from: &str, right: usize, least: f64) -> Option<String> {
    match (from, right) {
        ("two", 4) => Some(format!(
            "All four, and none closer to 0 than {least:.3}. How far can you turn it up, \
             and how far down?"
        )),
        ("one", 3) => Some(
            "Three of four, and more it never gets: a sum of what one head takes in is \
             the game that you could not win."
                .to_owned(),
        ),
        ("relus", 4) => Some(
            "All four from one head: the bend behind it does what a second softmax does."
                .to_owned(),
        ),
        _ => None,
    }
}
