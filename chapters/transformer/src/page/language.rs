//! The language, what predicts it, and what a model writes.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use backprop::{Order, Settings};
use page::{COLUMNS, Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;

use crate::baselines::{NGram, WINDOW, window_cost};
use crate::grammar::{Grammar, Sentence};
use crate::live::{BeatTheFloor, LearnsToWrite, LetItWrite};
use crate::toy::{FEW, LEARNED, TRAINING, example, from_bytes, sentences, sizes};
use crate::{Transformer, cost_per_token, figures, generate};

/// What a training of each ends with, and the curves of the first, as the test `retrain`
/// records them.
const RESULTS: &str = include_str!("../../../../assets/transformer/results.csv");
const SAMPLES: &str = include_str!("../../../../assets/transformer/samples.csv");
const CURVES: &str = include_str!("../../../../assets/transformer/curves.csv");

fn text(grammar: &Grammar, ids: &[usize]) -> String {
    let words: Vec<_> = ids.iter().map(|&id| grammar.words[id].as_str()).collect();
    words.join(" ")
}

pub(super) fn language(
    page: &mut Record,
    grammar: &Grammar,
    floor: f64,
) -> Result<()> {
    let all = sentences(grammar, 20_000, 7);
    page.output("language", |out| {
        writeln!(out, " nats  sentence")?;
        for sentence in &all[..6] {
            writeln!(
                out,
                "{:5.2}  {}",
                sentence.nats,
                text(grammar, &sentence.ids)
            )?;
        }
        Ok(())
    })?;
    let (entropy, length) = grammar.entropy_and_length();
    let count = all.len() as f64;
    let mean = all.iter().map(|s| s.nats).sum::<f64>() / count;
    let square = all.iter().map(|s| (s.nats - mean) * (s.nats - mean)).sum::<f64>();
    let error = (square / count).sqrt() / count.sqrt();
    ensure!(
        (mean - entropy).abs() < 4.0 * error,
        "the entropy is not what is drawn"
    );
    page.number("entropy", entropy, Format::Decimals(3))?;
    page.number("length", length, Format::Decimals(2))?;
    page.number("floor", floor, Format::Decimals(3))?;
    page.number("drawn", count, Format::Count)?;
    page.number("drawn-nats", mean, Format::Decimals(2))?;
    page.number("drawn-error", error, Format::Decimals(2))?;
    page.number("words", grammar.words.len() as f64, Format::Count)
}

/// The recorded lines below a header: two whole numbers and a cost each.
fn recorded(text: &str) -> Result<Vec<(usize, usize, f64)>> {
    let lines = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    lines.collect::<Result<_, _>>().context("a recorded line: record again")
}

/// So many sentences a transformer sees.
const MANY: usize = TRAINING.steps * TRAINING.batch_size;

pub(super) fn costs(
    page: &mut Record,
    grammar: &Grammar,
    floor: f64,
    models: &[&[u8]; 2],
) -> Result<()> {
    let held: Vec<Sentence> = sentences(grammar, 2000, 99);
    let held_out: Vec<_> = held.iter().map(example).collect();
    let training: Vec<_> =
        sentences(grammar, MANY, LEARNED).iter().map(example).collect();
    let vocabulary = grammar.words.len();
    let tokens: usize = held.iter().map(|s| s.ids.len()).sum();
    let true_cost = held.iter().map(|s| s.nats).sum::<f64>() / tokens as f64;
    let settings = |epochs| Settings {
        epochs,
        batch_size: 32,
        learning_rate: 0.3,
        order: Order::Shuffled,
    };
    let uniform = libm::log(vocabulary as f64);
    let mut rows = vec![("uniform".to_owned(), Some(uniform), uniform)];
    let names = ["unigram", "bigram", "trigram", "4-gram", "5-gram"];
    for (order, name) in names.into_iter().enumerate() {
        let cost = |count: usize| {
            NGram::count(order + 1, vocabulary, &training[..count]).cost(&held_out)
        };
        rows.push((name.to_owned(), Some(cost(FEW)), cost(MANY)));
    }
    let few = window_cost(vocabulary, &training[..FEW], &held_out, settings(4))?;
    let many = window_cost(vocabulary, &training, &held_out, settings(1))?;
    rows.push((format!("network, window of {WINDOW}"), Some(few), many));
    let results = recorded(RESULTS)?;
    let mut means = [0.0; 2];
    for &(blocks, _, cost) in &results {
        means[blocks - 1] += cost / 3.0;
    }
    rows.push(("transformer, 1 block".into(), None, means[0]));
    rows.push(("transformer, 2 blocks".into(), None, means[1]));
    rows.push(("the language itself".into(), None, true_cost));
    let above = |cost: f64| 100.0 * (cost / true_cost - 1.0);
    page.output("costs", |out| {
        writeln!(out, "nats a token on {} new sentences, learned", held.len())?;
        writeln!(out, "from {FEW} sentences or from {MANY}; above:")?;
        writeln!(out, "the latter beside the language itself")?;
        writeln!(out)?;
        writeln!(out, "                       {FEW}   {MANY}    above")?;
        for (name, few, many) in &rows {
            let few = few.map_or(String::new(), |few| format!("{few:.3}"));
            let above = above(*many);
            writeln!(out, "{name:21} {few:>5}  {many:6.3}  {above:6.1}%")?;
        }
        Ok(())
    })?;
    page.output("seeds", |out| {
        let (batch, rate) = (TRAINING.batch_size, TRAINING.learning_rate);
        let (steps, warm_up) = (TRAINING.steps, TRAINING.warm_up);
        writeln!(out, "{steps} steps of {batch} sentences, each seen once;")?;
        writeln!(out, "AdamW, learning rate up to {rate}, warm-up {warm_up}")?;
        writeln!(out)?;
        writeln!(out, "             above the language, with seed")?;
        writeln!(out, "                 1        2        3")?;
        for blocks in [1, 2] {
            write!(out, "{blocks} block{} ", if blocks == 1 { " " } else { "s" })?;
            for (_, _, cost) in results.iter().filter(|line| line.0 == blocks) {
                write!(out, " {:7.2}%", above(*cost))?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    page.number("best", means[1] / true_cost - 1.0, Format::Percent(1))?;
    page.number("unigram", rows[1].2, Format::Decimals(2))?;
    page.number("few", FEW as f64, Format::Count)?;
    page.number("many", MANY as f64, Format::Count)?;
    for (name, row, is_many) in
        [("four-gram", 4, true), ("four-gram-few", 4, false)]
    {
        let cost = if is_many { rows[row].2 } else { rows[row].1.unwrap_or(0.0) };
        page.number(
            &format!("{name}-above"),
            above(cost) / 100.0,
            Format::Percent(0),
        )?;
    }
    page.number("network-above", above(many) / 100.0, Format::Percent(0))?;
    page.number("network-few-above", above(few) / 100.0, Format::Percent(0))?;
    page.number("held-out", held.len() as f64, Format::Count)?;
    for (n_blocks, bytes) in [1, 2].into_iter().zip(models) {
        let model = from_bytes(sizes(grammar, n_blocks), bytes)?;
        let cost = cost_per_token(&model, &held_out)?;
        let first = results.iter().find(|(blocks, ..)| *blocks == n_blocks);
        let (_, _, recorded) = first.context("a line for each model")?;
        ensure!(
            (cost - recorded).abs() < 1e-3,
            "the model is not the recorded one"
        );
        let name = format!("parameters-{n_blocks}");
        page.number(&name, model.parameter_count() as f64, Format::Count)?;
    }
    let mut curves = [Vec::new(), Vec::new()];
    for (blocks, step, cost) in recorded(CURVES)? {
        curves[blocks - 1].push((step as f64, cost));
    }
    let levels = [("bigram", rows[2].2), ("5-gram", rows[5].2), ("floor", floor)];
    page.figure("costs", figures::costs(&curves, &levels))?;
    page.live(&mut BeatTheFloor::default())
}

/// A text, its further lines moved in where it is longer than a line.
fn print(out: &mut page::Output, text: &str) -> Result<()> {
    let mut line = String::new();
    for word in text.split(' ') {
        if line.len() + 1 + word.len() > COLUMNS {
            writeln!(out, "{line}")?;
            line = " ".into();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{line}")?;
    Ok(())
}

pub(super) fn writing(
    page: &mut Record,
    grammar: &Grammar,
    model: &Transformer,
) -> Result<()> {
    let stop =
        grammar.words.iter().position(|w| w == ".").context("a full stop")?;
    let plain = |temperature| Sampling { temperature, top_k: None, top_p: None };
    let write = |seed: u64, temperature: f64| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        generate(model, &[stop], 23, Some(stop), plain(temperature), &mut rng)
    };
    let lines = csv::Reader::from_reader(SAMPLES.as_bytes()).into_deserialize();
    let samples: Vec<(usize, usize, String)> =
        lines.collect::<Result<_, _>>().context("a recorded line: record again")?;
    let first = samples.iter().filter(|sample| [1, 100, 3000].contains(&sample.0));
    let first: Vec<_> = first.cloned().collect();
    for (name, sample) in ["first", "middle", "last"].iter().zip(&first) {
        page.number(&format!("right-{name}"), sample.1 as f64, Format::Count)?;
    }
    page.figure("first-words", figures::first_words(&first))?;
    page.live(&mut LearnsToWrite::default())?;
    page.live(&mut LetItWrite::default())?;
    page.output("samples", |out| {
        writeln!(out, "two blocks, seed 1, temperature 1: of 100")?;
        writeln!(out, "texts after so many steps, how many are")?;
        writeln!(out, "sentences, and how one of the texts begins")?;
        for (step, sentences, text) in &samples {
            writeln!(out)?;
            writeln!(out, "step {step}: {sentences} of 100")?;
            print(out, text)?;
        }
        Ok(())
    })?;
    page.output("writing", |out| {
        for seed in 1..=6 {
            print(out, &text(grammar, &write(seed, 1.0)?))?;
        }
        Ok(())
    })?;
    page.output("grammatical", |out| {
        writeln!(out, "two blocks, seed 1; of 200 texts, from the")?;
        writeln!(out, "same random numbers each time, how many are")?;
        writeln!(out, "sentences of the language")?;
        writeln!(out)?;
        writeln!(out, "temperature   sentences")?;
        for temperature in [0.5, 1.0, 1.5] {
            let mut right = 0;
            for seed in 0..200 {
                let ids = write(seed, temperature)?;
                right += usize::from(grammar.is_sentence(&ids));
            }
            writeln!(out, "{temperature:11}   {right:9}")?;
        }
        Ok(())
    })
}
