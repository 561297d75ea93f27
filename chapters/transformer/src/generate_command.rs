//! `cargo run -p transformer -- generate`: text from a model that was saved.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;
use transformer::engine::Engine;
use transformer::file;
use transformer::generation::generate;

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
    let prompt = match &arguments.prompt {
        Some(prompt) => vocabulary.encode(prompt).context("the prompt")?,
        None => vec![first_token(vocabulary.pieces())],
    };
    let Generate { temperature, top_k, top_p, seed, length, .. } = *arguments;
    let sampling = Sampling { temperature, top_k, top_p };
    let sampling = (temperature != 0.0).then_some(sampling);
    let mut engine = Engine::new(checkpoint.state.tensors, 1)?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut out = io::stdout().lock();
    let mut written =
        write!(out, "{}", arguments.prompt.as_deref().unwrap_or_default());
    // A reader that closes the pipe has read enough.
    let mut watch = |token| {
        if written.is_ok() {
            written = write!(out, "{}", vocabulary.decode(&[token]))
                .and_then(|()| out.flush());
        }
    };
    generate(&mut engine, &prompt, sampling, length, &mut rng, &mut watch)?;
    match written.and_then(|()| writeln!(out)) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot print")
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// A new line, if the model knows it.
pub(crate) fn first_token(pieces: &[String]) -> u32 {
    pieces.iter().position(|piece| piece == "\n").unwrap_or(0) as u32
}
