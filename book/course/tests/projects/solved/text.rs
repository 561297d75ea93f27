//! What a reader of *A model of your own text* may write.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs;
use std::ops::ControlFlow;

use ndarray::ArrayView1;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::{Sampling, softmax};
use transformer::corpus::{Tokenizer, Vocabulary};
use transformer::engine::{Settings, Tokens, Trainer};
use transformer::generation::generate;
use transformer::session::SessionSettings;

type Any<T> = Result<T, Box<dyn Error>>;

/// The loss of counting rows of so many characters.
fn counted(order: usize, training: &[char], held_out: &[char], vocabulary: usize) -> f64 {
    let smoothing = 0.01;
    let (mut of, mut before) = (HashMap::new(), HashMap::new());
    for row in training.windows(order) {
        *of.entry(row).or_insert(0.0) += 1.0;
        *before.entry(&row[..order - 1]).or_insert(0.0) += 1.0;
    }
    let (mut sum, mut count) = (0.0, 0.0);
    for row in held_out.windows(order) {
        let of = of.get(row).copied().unwrap_or(0.0) + smoothing;
        let before = before.get(&row[..order - 1]).copied().unwrap_or(0.0);
        sum -= libm::log(of / (before + smoothing * vocabulary as f64));
        count += 1.0;
    }
    sum / count
}

fn longest_run(sample: &[char], text: &[char]) -> usize {
    let is_there = |length: &usize| {
        let runs: HashSet<&[char]> = sample.windows(*length).collect();
        text.windows(*length).any(|run| runs.contains(run))
    };
    (1..sample.len()).take_while(is_there).last().unwrap_or(0)
}

fn start(seed: u64, context: usize, vocabulary: usize) -> Any<Trainer> {
    let usual = SessionSettings::small();
    let settings = SessionSettings {
        context,
        d_model: 32,
        n_heads: 2,
        n_blocks: 1,
        training: Settings { steps: 200, ..usual.training },
        seed,
        ..usual
    };
    Ok(Trainer::new(settings.start(vocabulary)?, 1)?)
}

fn main() -> Any<()> {
    let known: Vec<char> = fs::read_to_string("known.txt")?.chars().collect();
    let text: String = known.iter().collect();
    let vocabulary = Vocabulary::of(&text, Tokenizer::Chars);
    let size = vocabulary.pieces().len();
    let (training, held_out) = known.split_at(known.len() - known.len() / 10);
    let as_text = |part: &[char]| part.iter().collect::<String>();
    fs::write("training.txt", as_text(training))?;
    fs::write("held-out.txt", as_text(held_out))?;
    let mut report = format!("[text]\ncharacters = {}\nvocabulary = {size}\n", known.len());
    report += "[counts]\n";
    for (order, name) in [(1, "unigram"), (2, "bigram"), (3, "trigram")] {
        let loss = counted(order, training, held_out, size);
        report += &format!("{name} = {loss:.5}\n");
    }
    fs::write("report.toml", &report)?;
    let Ok(contexts) = fs::read_to_string("contexts.csv") else { return Ok(()) };
    let contexts: Vec<Vec<u32>> = contexts
        .lines()
        .map(|line| line.split(',').map(str::parse).collect())
        .collect::<Result<_, _>>()?;
    let learned: Tokens = vocabulary.encode(&as_text(training))?;
    let new: Tokens = vocabulary.encode(&as_text(held_out))?;
    let (mut losses, mut gaps, mut longest) = (Vec::new(), Vec::new(), 0);
    for seed in [1, 2] {
        let mut trainer = start(seed, contexts[0].len(), size)?;
        for _ in 0..200 {
            trainer.step(&learned)?;
        }
        let loss = trainer.held_out(&new, 4000)?;
        gaps.push(loss - trainer.held_out(&learned, 4000)?);
        losses.push(loss);
        let mut said = String::new();
        for context in &contexts {
            let logits = trainer.engine().next_logits(context)?;
            let logits: Vec<f64> = logits.iter().map(|logit| f64::from(*logit)).collect();
            let chances = softmax(ArrayView1::from(&logits))?;
            let chances: Vec<String> = chances.iter().map(|p| format!("{p:.6}")).collect();
            said += &format!("{}\n", chances.join(","));
        }
        fs::write(format!("probabilities-{seed}.csv"), said)?;
        if seed == 1 {
            let mut sample = Vec::new();
            let asked = Sampling { temperature: 1.0, top_k: None, top_p: None };
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut watch = |token| {
                sample.push(token);
                ControlFlow::Continue(())
            };
            let prompt = [vocabulary.first()];
            generate(trainer.engine(), &prompt, Some(asked), 1200, &mut rng, &mut watch)?;
            let sample = vocabulary.decode(&sample);
            fs::write("samples.txt", &sample)?;
            let sample: Vec<char> = sample.chars().collect();
            longest = longest_run(&sample, training);
        }
    }
    let mean = (losses[0] + losses[1]) / 2.0;
    let spread = (losses[0] - losses[1]).abs() / 2.0_f64.sqrt();
    report += &format!("[model]\nlosses = {losses:.4?}\nmean = {mean:.4}\n");
    report += &format!("spread = {spread:.4}\n[samples]\nlongest = {longest}\n");
    report += &format!("[memory]\ngap = {:.4}\n", (gaps[0] + gaps[1]) / 2.0);
    report += "cannot = \"It forgets who a sentence began with.\"\n";
    fs::write("report.toml", report)?;
    Ok(())
}
