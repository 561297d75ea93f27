//! What a model writes that has learned the book's own prose.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use page::{COLUMNS, Format, Record};

use crate::corpus::Corpus;
use crate::figures;
use crate::live::Curve;
use crate::session::{Floors, SessionSettings};

/// After which step which text was written, and which share of its words are words of the
/// book, as the test `own_text` records it.
const WRITTEN: &str = include_str!("../../../../assets/transformer/own-text.csv");
/// The losses of the same training, and of one on the beginning of the text.
const LOSSES: &str = include_str!("../../../../assets/transformer/own-losses.csv");
/// The text.
const BOOK: &str = include_str!("../../../../assets/transformer/book.txt");
/// How many lines of a text the page shows.
const LINES: usize = 10;

/// The first lines of a text, broken where they are too long for a page.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    for mut line in text.lines().map(str::trim) {
        while line.len() > COLUMNS {
            let end = line[..=COLUMNS].rfind(' ').unwrap_or(COLUMNS);
            lines.push(&line[..end]);
            line = line[end..].trim_start();
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines.truncate(LINES);
    lines
}

pub(super) fn own_text(page: &mut Record) -> Result<()> {
    let written = csv::Reader::from_reader(WRITTEN.as_bytes()).into_deserialize();
    let written: Vec<(u64, f64, String)> = written
        .collect::<Result<_, _>>()
        .context("a recorded line: record again")?;
    for (step, share, text) in &written {
        page.output(&format!("own-{step}"), |out| {
            lines(text).iter().try_for_each(|line| writeln!(out, "{line}"))?;
            Ok(())
        })?;
        if *step > 0 {
            page.number(&format!("own-words-{step}"), *share, Format::Percent(0))?;
        }
    }
    let steps = written.last().context("a step")?.0;
    page.number("own-steps", steps as f64, Format::Count)?;
    page.number("own-short", 50_000.0, Format::Count)?;
    let losses = csv::Reader::from_reader(LOSSES.as_bytes()).into_deserialize();
    let losses: Vec<(String, f64, f64, f64)> = losses
        .collect::<Result<_, _>>()
        .context("a recorded line: record again")?;
    let of = |name: &str| -> Vec<[f64; 3]> {
        let own = losses.iter().filter(|line| line.0 == name);
        own.map(|line| [line.1, line.2, line.3]).collect()
    };
    let (whole, short) = (of("whole"), of("short"));
    for (name, losses) in [("whole", &whole), ("short", &short)] {
        let last = losses.last().context("a step")?;
        let least = losses.iter().min_by(|a, b| a[2].total_cmp(&b[2]));
        let least = least.context("a step")?;
        page.number(&format!("own-{name}-seen"), last[1], Format::Decimals(2))?;
        page.number(&format!("own-{name}-held"), last[2], Format::Decimals(2))?;
        if name == "whole" {
            let first = losses.first().context("a step")?;
            page.number("own-whole-held-500", first[2], Format::Decimals(2))?;
        }
        if name == "short" {
            page.number("own-least-step", least[0], Format::Count)?;
            page.number("own-least", least[2], Format::Decimals(2))?;
        }
    }
    let chances = libm::exp(whole.last().context("a step")?[2]);
    page.number("own-choices", chances, Format::Decimals(1))?;
    let SessionSettings { tokenizer, context, .. } = SessionSettings::default();
    let corpus = Corpus::new(BOOK, tokenizer, context, None)?;
    let vocabulary = corpus.vocabulary.pieces().len();
    let floors = Floors::of(vocabulary, &corpus.training, &corpus.held_out);
    page.number("own-guessing", floors.guessing, Format::Decimals(2))?;
    page.number("own-unigram", floors.unigram, Format::Decimals(2))?;
    page.number("own-bigram", floors.bigram, Format::Decimals(2))?;
    let points =
        |column: usize| whole.iter().map(|line| (line[0], line[column])).collect();
    let curve = Curve {
        steps,
        seen: points(1),
        held_out: points(2),
        floors: [floors.guessing, floors.unigram, floors.bigram],
        bet: None,
    };
    page.figure("own-run", curve.draw())?;
    page.figure(
        "own-losses",
        figures::own_losses(&[("the whole text", whole), ("its beginning", short)]),
    )
}
