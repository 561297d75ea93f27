//! `cargo run -p transformer -- generate`: text from a model that was saved.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use files::{Printer, text_of, text_with_controls};
use ndarray::Array1;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;
use transformer::corpus::Vocabulary;
use transformer::engine::Engine;
use transformer::file;
use transformer::generation::{GenerationError, generate};

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
    ensure!(
        temperature.is_finite() && temperature >= 0.0,
        "{temperature} is no temperature: give a finite number, 0 or above (0 takes the \
         likeliest token)"
    );
    let sampling = Sampling { temperature, top_k, top_p };
    let sampling = (temperature != 0.0).then_some(sampling);
    // All that can be wrong is seen before anything is printed.
    let even: Array1<f64> = Array1::zeros(vocabulary.pieces().len()); // (vocabulary)
    Sampling {
        temperature: sampling.map_or(1.0, |it| it.temperature),
        top_k,
        top_p,
    }
    .probabilities(even.view())?;
    let mut prompt = Vec::new();
    match &arguments.prompt {
        Some(text) => {
            let text = text_of_prompt(text, &vocabulary)?;
            ensure!(!text.is_empty(), GenerationError::NoPrompt);
            let tokens = vocabulary.encode(&text).context("the prompt")?;
            tokens.copy(0..tokens.len(), &mut prompt);
        }
        None => prompt.push(first_token(vocabulary.pieces())),
    }
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

/// Whether a token has control characters: models of an older version may know them.
pub(crate) fn has_controls(piece: &str) -> bool {
    piece.contains(|c: char| c < ' ' && !"\t\n\r\x0c".contains(c))
}

/// With line feeds, unless the model knows carriage returns.
fn text_of_prompt(text: &str, vocabulary: &Vocabulary) -> Result<String> {
    if vocabulary.pieces().iter().any(|piece| piece.contains('\r')) {
        return Ok(text.to_owned());
    }
    let bytes = text.as_bytes().to_vec();
    let text = match vocabulary.pieces().iter().any(|it| has_controls(it)) {
        true => text_with_controls(bytes),
        false => text_of(bytes),
    };
    text.context("the prompt")
}

/// A new line, if the model knows it.
pub(crate) fn first_token(pieces: &[String]) -> u32 {
    pieces.iter().position(|piece| piece == "\n").unwrap_or(0) as u32
}
