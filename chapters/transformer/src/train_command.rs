//! `cargo run -p transformer -- train`: a model of the reader's own text, reported,
//! stopped and gone on with.

use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;
use transformer::checkpoint::{Checkpoint, checksum};
use transformer::corpus::{Corpus, Tokenizer, Vocabulary};
use transformer::engine::{Config, Schedule, Settings, State, Step, Trainer};
use transformer::file;
use transformer::generation::generate;

use crate::generate_command::first_token;

/// Train a model on a text of your own, and save it as it learns
///
/// Nine tenths of the text are learned from; with the last tenth the model is
/// tested. Ctrl-C saves and ends; --resume goes on as if it had never been stopped.
#[derive(clap::Args)]
pub(crate) struct Train {
    /// The text to learn from, in UTF-8
    #[arg(long, value_name = "FILE")]
    corpus: PathBuf,
    /// Where the model is saved, with all that it takes to go on
    #[arg(long, value_name = "FILE", default_value = "transformer.checkpoint")]
    checkpoint: PathBuf,
    /// Go on with the training that the checkpoint holds
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Replace the checkpoint if it is there already
    #[arg(long)]
    force: bool,
    /// What the model reads and writes [default: chars]
    #[arg(long, value_name = "chars|words")]
    tokens: Option<Kind>,
    /// How many steps to train; with --resume, how many in all [default: 3000]
    #[arg(long, allow_negative_numbers = true)]
    steps: Option<u64>,
    /// Sequences in each step [default: 16]
    #[arg(long, value_name = "SEQUENCES", allow_negative_numbers = true)]
    batch: Option<usize>,
    /// How many tokens the model sees [default: 64]
    #[arg(long, value_name = "TOKENS", allow_negative_numbers = true)]
    context: Option<usize>,
    /// Numbers for each token, d_model: a multiple of the heads [default: 64]
    #[arg(long, allow_negative_numbers = true)]
    width: Option<usize>,
    /// Attention heads in each block [default: 4]
    #[arg(long, allow_negative_numbers = true)]
    heads: Option<usize>,
    /// Blocks, one upon the other [default: 4]
    #[arg(long, allow_negative_numbers = true)]
    layers: Option<usize>,
    /// The largest size of a step [default: 0.003]
    #[arg(long, value_name = "RATE", allow_negative_numbers = true)]
    learning_rate: Option<f64>,
    /// In how many steps the learning rate rises to it [default: 100]
    #[arg(long, value_name = "STEPS", allow_negative_numbers = true)]
    warm_up: Option<u64>,
    /// How strongly the parameters are pulled towards 0 [default: 0.1]
    #[arg(long, value_name = "STRENGTH", allow_negative_numbers = true)]
    weight_decay: Option<f32>,
    /// The seed of the first parameters and of the batches [default: 1]
    #[arg(long, conflicts_with = "resume", allow_negative_numbers = true)]
    seed: Option<u64>,
    /// How many threads compute; the result is the same [default: all there are]
    #[arg(long, allow_negative_numbers = true)]
    threads: Option<usize>,
    /// Compute in f64, one sequence after the other, as the chapter explains it
    #[arg(long)]
    clear: bool,
    /// After how many steps each the loss is printed where there is no terminal
    #[arg(long, value_name = "STEPS", default_value_t = 100)]
    report_every: u64,
    /// After how many steps each the model is tested, writes a sample and is saved
    #[arg(long, value_name = "STEPS", default_value_t = 500)]
    sample_every: u64,
    /// How many tokens a sample has; 0 for none
    #[arg(long, value_name = "TOKENS", default_value_t = 200)]
    sample_length: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, clap::ValueEnum)]
enum Kind {
    Chars,
    Words,
}

/// So many windows are enough to see how training goes.
const SOME_WINDOWS: usize = 200;
const ALL_WINDOWS: usize = 4000;

struct Run<'a> {
    arguments: &'a Train,
    corpus: Corpus,
    corpus_checksum: u64,
    trainer: Trainer,
    settings: Settings,
    is_saved: bool,
}

pub(crate) fn run(arguments: &Train) -> Result<ExitCode> {
    ensure!(arguments.report_every > 0, "--report-every is 0: give at least 1");
    ensure!(arguments.sample_every > 0, "--sample-every is 0: give at least 1");
    let file = &arguments.checkpoint;
    let known = if arguments.resume {
        Some(file::load(file)?)
    } else {
        ensure_free(file, arguments.force)?;
        None
    };
    let mut run = Run::new(arguments, known)?;
    let is_stopped = stop_on_ctrl_c()?;
    let stopped = run.train(&is_stopped)?;
    run.save().context("the steps since the last save are lost")?;
    let Step { number, .. } = stopped;
    if number < run.settings.steps {
        println!(
            "stopped after step {number} of {}; go on with --resume --checkpoint {}",
            run.settings.steps,
            file.display()
        );
        return Ok(ExitCode::from(130));
    }
    let loss = run.trainer.held_out(&run.corpus.held_out, ALL_WINDOWS)?;
    println!(
        "after {number} steps, {loss:.4} nats a token on text that it never saw: \
         as if {:.2} tokens were equally likely",
        libm::exp(loss)
    );
    println!("the model is in {}", file.display());
    Ok(ExitCode::SUCCESS)
}

impl<'a> Run<'a> {
    fn new(arguments: &'a Train, known: Option<Checkpoint>) -> Result<Run<'a>> {
        let file = &arguments.corpus;
        let bytes = fs::read(file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        let corpus_checksum = checksum(&bytes);
        if let Some(known) = &known {
            fits(arguments, known, corpus_checksum)?;
        }
        let vocabulary = known.as_ref().map(|known| &known.vocabulary);
        let corpus = corpus(arguments, &bytes, vocabulary, known.as_ref())
            .with_context(|| format!("cannot train on {}", file.display()))?;
        let is_saved = known.is_some();
        let mut state = match known {
            Some(known) => known.state,
            None => start(arguments, corpus.vocabulary.pieces().len())?,
        };
        if let Some(steps) = arguments.steps {
            state.settings.steps = steps;
        }
        let (steps, done) = (state.settings.steps, state.step);
        ensure!(steps > 0, "--steps is 0: give at least 1");
        ensure!(
            done < steps,
            "the {steps} steps are done: give more than {done} with --steps"
        );
        let settings = state.settings;
        let threads = arguments.threads.unwrap_or_else(|| {
            std::thread::available_parallelism().map_or(1, Into::into)
        });
        let mut trainer = Trainer::new(state, threads)?;
        if arguments.clear {
            trainer.take_clear_path();
        }
        Ok(Run { arguments, corpus, corpus_checksum, trainer, settings, is_saved })
    }

    /// Trains until all steps are done or the reader stops it: the last step.
    fn train(&mut self, is_stopped: &AtomicBool) -> Result<Step> {
        let Settings { steps, batch, .. } = self.settings;
        let state = self.trainer.state();
        let (config, first) = (state.tensors.config(), state.step);
        let Config { context, vocabulary, .. } = config;
        println!(
            "{} parameters, {vocabulary} tokens known, {} to learn from",
            config.parameters(),
            self.corpus.training.len()
        );
        let bar = progress_bar(first, steps)?;
        let is_plain = !std::io::stderr().is_terminal();
        let began = Instant::now();
        loop {
            let step = self.trainer.step(&self.corpus.training)?;
            let seconds = began.elapsed().as_secs_f64();
            let done = (step.number - first) as f64;
            let speed = done * (batch * context) as f64 / seconds;
            bar.set_message(format!("loss {:.3}, {speed:.0} tokens/s", step.loss));
            bar.set_position(step.number);
            let is_last =
                step.number >= steps || is_stopped.load(Ordering::Relaxed);
            if is_plain && step.number.is_multiple_of(self.arguments.report_every) {
                let left = (steps - step.number) as f64 * seconds / done;
                println!(
                    "step {} of {steps}: loss {:.4}, {speed:.0} tokens/s, \
                     {left:.0} s left",
                    step.number, step.loss
                );
            }
            if is_last || step.number.is_multiple_of(self.arguments.sample_every) {
                let report = self.report(step.number)?;
                bar.suspend(|| println!("{report}"));
            }
            if is_last {
                bar.finish_and_clear();
                return Ok(step);
            }
            if step.number.is_multiple_of(self.arguments.sample_every)
                && let Err(error) = self.save()
            {
                // The next save may succeed: a full disk is no reason to end.
                bar.suspend(|| eprintln!("warning: {error:#}; training goes on"));
            }
        }
    }

    /// How the model does on held-out text, and what it writes. Draws from random
    /// numbers of its own, so that training does not depend on it.
    fn report(&mut self, step: u64) -> Result<String> {
        let loss = self.trainer.held_out(&self.corpus.held_out, SOME_WINDOWS)?;
        let mut report = format!("step {step}: held-out loss {loss:.4}");
        if self.arguments.sample_length > 0 {
            let mut rng = ChaCha8Rng::seed_from_u64(step);
            let sampling = Sampling { temperature: 0.8, top_k: None, top_p: None };
            let prompt = [first_token(self.corpus.vocabulary.pieces())];
            let length = self.arguments.sample_length;
            let engine = self.trainer.engine();
            let sample = generate(
                engine,
                &prompt,
                Some(sampling),
                length,
                &mut rng,
                &mut |_| (),
            )?;
            for line in self.corpus.vocabulary.decode(&sample).lines() {
                report += &format!("\n    {line}");
            }
        }
        Ok(report)
    }

    fn save(&mut self) -> Result<()> {
        let checkpoint = Checkpoint {
            corpus: self.corpus_checksum,
            vocabulary: self.corpus.vocabulary.clone(),
            state: self.trainer.state(),
        };
        let is_replaced = self.is_saved || self.arguments.force;
        file::save(&checkpoint, &self.arguments.checkpoint, is_replaced)?;
        self.is_saved = true;
        Ok(())
    }
}

fn corpus(
    arguments: &Train,
    bytes: &[u8],
    vocabulary: Option<&Vocabulary>,
    known: Option<&Checkpoint>,
) -> Result<Corpus> {
    let context = match known {
        Some(known) => known.state.tensors.config().context,
        None => arguments.context.unwrap_or(64),
    };
    let tokenizer = match arguments.tokens {
        Some(Kind::Words) => Tokenizer::Words,
        _ => Tokenizer::Chars,
    };
    ensure!(context > 0, "--context is 0: give at least 1");
    Ok(Corpus::new(bytes, tokenizer, context, vocabulary)?)
}

fn start(arguments: &Train, vocabulary: usize) -> Result<State> {
    let config = Config {
        vocabulary,
        context: arguments.context.unwrap_or(64),
        d_model: arguments.width.unwrap_or(64),
        heads: arguments.heads.unwrap_or(4),
        layers: arguments.layers.unwrap_or(4),
    };
    let schedule = Schedule {
        learning_rate: arguments.learning_rate.unwrap_or(0.003),
        warm_up: arguments.warm_up.unwrap_or(100),
    };
    let settings = Settings {
        batch: arguments.batch.unwrap_or(16),
        steps: arguments.steps.unwrap_or(3000),
        schedule,
        weight_decay: arguments.weight_decay.unwrap_or(0.1),
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    };
    let rng = ChaCha8Rng::seed_from_u64(arguments.seed.unwrap_or(1));
    Ok(State::new(config, settings, rng)?)
}

/// What was given must be what the checkpoint has.
fn fits(arguments: &Train, known: &Checkpoint, corpus: u64) -> Result<()> {
    let State { settings, tensors, .. } = &known.state;
    let config = tensors.config();
    let kind = match known.vocabulary.tokenizer() {
        Tokenizer::Chars => "chars",
        Tokenizer::Words => "words",
    };
    let kind_given = arguments.tokens.map(|kind| match kind {
        Kind::Chars => "chars",
        Kind::Words => "words",
    });
    let text = |number: Option<usize>| number.map(|number| number.to_string());
    let Schedule { learning_rate, warm_up } = settings.schedule;
    let flags = [
        ("--tokens", kind_given.map(str::to_owned), kind.to_owned()),
        ("--batch", text(arguments.batch), settings.batch.to_string()),
        ("--context", text(arguments.context), config.context.to_string()),
        ("--width", text(arguments.width), config.d_model.to_string()),
        ("--heads", text(arguments.heads), config.heads.to_string()),
        ("--layers", text(arguments.layers), config.layers.to_string()),
        (
            "--learning-rate",
            arguments.learning_rate.map(|rate| rate.to_string()),
            learning_rate.to_string(),
        ),
        (
            "--warm-up",
            arguments.warm_up.map(|steps| steps.to_string()),
            warm_up.to_string(),
        ),
        (
            "--weight-decay",
            arguments.weight_decay.map(|decay| decay.to_string()),
            settings.weight_decay.to_string(),
        ),
    ];
    for (flag, given, has) in flags {
        if let Some(given) = given {
            ensure!(
                given == has,
                "{flag} is {given}, but {} was trained with {has}: leave the flag \
                 out, or train anew",
                arguments.checkpoint.display()
            );
        }
    }
    ensure!(
        corpus == known.corpus,
        "{} is not the text that {} was trained on: give that text, or train anew",
        arguments.corpus.display(),
        arguments.checkpoint.display()
    );
    Ok(())
}

/// Hidden by itself where the progress goes to no terminal.
fn progress_bar(first: u64, steps: u64) -> Result<ProgressBar> {
    let bar = ProgressBar::new(steps);
    bar.set_style(ProgressStyle::with_template(
        "step {pos} of {len} {wide_bar} {msg}, {eta} left",
    )?);
    bar.set_position(first);
    bar.reset_eta();
    Ok(bar)
}

/// Ctrl-C asks the training to end after its step. Another one changes nothing: it
/// must not cut off the saving.
fn stop_on_ctrl_c() -> Result<Arc<AtomicBool>> {
    let is_stopped = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&is_stopped);
    ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed))
        .context("cannot watch for Ctrl-C")?;
    Ok(is_stopped)
}

/// What can be seen before the training need not wait until after it.
fn ensure_free(file: &Path, is_replaced: bool) -> Result<()> {
    ensure!(
        !file.is_dir(),
        "{} is a folder: name a file to save the model in",
        file.display()
    );
    ensure!(
        is_replaced || !file.exists(),
        "{} is there already: name another file with --checkpoint, go on from it \
         with --resume, or replace it with --force",
        file.display()
    );
    let folder = file.parent().unwrap_or(file);
    ensure!(
        folder.as_os_str().is_empty() || folder.is_dir(),
        "there is no folder {}: make it first, or name a file in another one",
        folder.display()
    );
    Ok(())
}
