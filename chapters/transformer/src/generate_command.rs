//! `cargo run -p transformer -- generate`: text from a model that was saved.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use files::Printer;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;
use transformer::engine::Engine;
use transformer::file;
use transformer::generation::{generate, prompt, sampling};

/// Write text with a trained model
#[derive(clap::Args)]
pub(crate) struct Generate {
    /// The file that `train` wrote
    #[arg(long, value_name = "FILE", default_value = "transformer.checkpoint")]
    checkpoint: PathBuf,
    /// What the text goes on from [default: a new line, or the model's first token]
    #[arg(long, value_name = "TEXT")]
    prompt: Option<String>,
    /// Below 1 the likely becomes likelier, above 1 the unlikely; 0 takes the
    /// likeliest
    #[arg(long, default_value_t = 0.8, allow_negative_numbers = true)]
    temperature: f64,
    /// Draw from so many of the likeliest tokens only
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    top_k: Option<usize>,
    /// Draw from the likeliest tokens that have this probability together, above 0
    /// to 1
    #[arg(long, value_name = "PROBABILITY", allow_negative_numbers = true)]
    top_p: Option<f64>,
    /// The same seed draws the same text
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    seed: u64,
    /// How many tokens to write
    #[arg(long, default_value_t = 500, allow_negative_numbers = true)]
    length: usize,
}

pub(crate) fn run(arguments: &Generate) -> Result<ExitCode> {
    let checkpoint = file::load(&arguments.checkpoint)?;
    let vocabulary = checkpoint.vocabulary;
    let Generate { temperature, top_k, top_p, seed, length, .. } = *arguments;
    // All that can be wrong is seen before anything is printed.
    let asked = Sampling { temperature, top_k, top_p };
    let sampling = sampling(asked, vocabulary.pieces().len())?;
    let prompt = match &arguments.prompt {
        Some(text) => prompt(text, &vocabulary)?,
        None => vec![vocabulary.first()],
    };
    let mut engine = Engine::new(checkpoint.state.tensors, 1)?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut printer = Printer::default();
    if arguments.prompt.is_some() {
        printer.print(vocabulary.decode(&prompt));
    }
    // What nobody reads need not be written.
    let mut watch = |token| {
        printer.print(vocabulary.decode(&[token]));
        match printer.failed() {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    };
    generate(&mut engine, &prompt, sampling, length, &mut rng, &mut watch)?;
    printer.line("");
    printer.finish().context("cannot print")?;
    Ok(ExitCode::SUCCESS)
}
