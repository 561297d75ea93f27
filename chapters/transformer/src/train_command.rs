//! `cargo run -p transformer -- train`: a model of the reader's own text, reported,
//! stopped and gone on with.

use std::io::IsTerminal as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, ensure};
use files::{
    Printer, ReadFault, Stop, Target, TargetError, available_memory, complain,
    in_words, read_bytes, read_text, text_with_controls,
};
use indicatif::{ProgressBar, ProgressStyle};
use softmax::Sampling;
use transformer::Sizes;
use transformer::checkpoint::{Checkpoint, checksum};
use transformer::corpus::{Corpus, Vocabulary};
use transformer::engine::{Settings, State, Step};
use transformer::file::{self, FORMAT, FileError};
use transformer::session::{ALL_WINDOWS, SOME_WINDOWS, Session, go_on};

use crate::enough_memory::{Load, ensure_memory};
use crate::train_arguments::{Kind, Train};
use crate::train_settings::{self, fits, threads, wanted};

/// As a shell says it of a program that nobody reads any more.
const NOBODY_READS: u8 = 128 + 13;

struct Run<'a> {
    arguments: &'a Train,
    session: Session,
    /// What to tell before the first step.
    notes: Vec<String>,
    target: Target,
    stop: Stop,
    printer: Printer,
    has_warned: bool,
    /// The step that the checkpoint holds.
    saved: Option<u64>,
}

pub(crate) fn run(arguments: &Train) -> Result<ExitCode> {
    train_settings::check(arguments)?;
    let target = place(arguments)?;
    let mut abandon = target.abandon();
    let stop = Stop::listen(move || {
        abandon();
        "stopped before the end of the first step".into()
    });
    let stop = stop.context("cannot watch for Ctrl-C")?;
    let known = match arguments.resume {
        true => Some(file::load(&arguments.checkpoint)?),
        false => None,
    };
    let mut run = Run::new(arguments, known, target, stop)?;
    run.train().map_err(|error| {
        anyhow!("{error:#} ({})", kept(run.saved, &arguments.checkpoint))
    })
}

/// The place of the checkpoint, before anything else is begun.
fn place(arguments: &Train) -> Result<Target> {
    let Train { checkpoint: file, corpus, resume, force, .. } = arguments;
    let place = Target::new(file, FORMAT, *resume || *force, &[corpus]);
    place.map_err(|error| match error {
        TargetError::Exists { .. } => anyhow!(
            "{error}: name another file with --checkpoint, go on from it with --resume, \
             or replace it with --force"
        ),
        // What it is instead.
        TargetError::Foreign { .. } if *resume => match file::load(file) {
            Err(other) => other.into(),
            Ok(_) => error.into(),
        },
        _ => error.into(),
    })
}

impl<'a> Run<'a> {
    fn new(
        arguments: &'a Train,
        known: Option<Checkpoint>,
        target: Target,
        stop: Stop,
    ) -> Result<Run<'a>> {
        if let Some(known) = &known {
            fits(arguments, known)?;
        }
        let text = text(arguments, known.as_ref().map(|known| &known.vocabulary))?;
        let corpus_checksum = checksum(text.as_bytes());
        ensure!(
            known.as_ref().is_none_or(|known| known.corpus == corpus_checksum),
            "{} is not the text that {} was trained on: give that text, or train anew",
            arguments.corpus.display(),
            arguments.checkpoint.display()
        );
        let train_on = || format!("cannot train on {}", arguments.corpus.display());
        // At least half as much again, as a rule.
        let takes = text.len() as u64 / 2;
        if let Some(room) = available_memory().filter(|room| *room < takes) {
            let (takes, room) = (in_words(takes), in_words(room));
            let takes = format!(
                "its tokens take {takes} or more, and memory has room for {room}"
            );
            return Err(anyhow!("{takes}: give a part of it").context(train_on()));
        }
        let corpus =
            corpus(arguments, &text, known.as_ref()).with_context(train_on)?;
        drop(text);
        let saved = known.as_ref().map(|known| known.state.step);
        let uses_clear_model = arguments
            .clear
            .or(known.as_ref().map(|known| known.state.uses_clear_model))
            .unwrap_or(false);
        let threads = threads(arguments);
        let of_model =
            |sizes, settings| Load { sizes, settings, threads, uses_clear_model };
        let mut notes = Vec::new();
        let mut state = match known {
            Some(mut known) => {
                let State { settings, tensors, .. } = &known.state;
                ensure_memory(of_model(tensors.config(), *settings))?;
                let steps = arguments.steps.unwrap_or(settings.steps);
                let done = known.state.step;
                ensure!(
                    done < steps,
                    "the {done} steps are done: give more than {done} with --steps"
                );
                notes.extend(go_on(&mut known.state, steps));
                known.state
            }
            None => {
                let vocabulary = corpus.vocabulary.pieces().len();
                let wanted = wanted(arguments);
                let (config, settings) =
                    (wanted.sizes(vocabulary), wanted.training);
                if vocabulary > 1 << 20 && arguments.tokens == Some(Kind::Words) {
                    let many = format!(
                        "it has {vocabulary} different words, and a model can know {}: \
                         leave out --tokens words, or give a part of it",
                        1 << 20
                    );
                    return Err(anyhow!(many).context(train_on()));
                }
                config.check().with_context(train_on)?;
                ensure_memory(of_model(config, settings))?;
                wanted.start(vocabulary)?
            }
        };
        if uses_clear_model {
            notes.push("gradients come from the clear model, in f64".into());
        }
        state.uses_clear_model = uses_clear_model;
        let pieces = corpus.vocabulary.pieces().iter().map(|piece| piece.len() + 8);
        let size = 12 * state.tensors.values().len() + pieces.sum::<usize>() + 512;
        target.ensure_room(size as u64)?;
        let session = Session::of(corpus, corpus_checksum, state, threads)?;
        Ok(Run {
            arguments,
            session,
            notes,
            target,
            stop,
            printer: Printer::default(),
            has_warned: false,
            saved,
        })
    }

    /// Trains until all steps are done or the reader stops it, and saves.
    fn train(&mut self) -> Result<ExitCode> {
        let Settings { steps, batch, .. } = self.session.settings();
        let (config, first) = (self.session.sizes(), self.session.steps_done());
        let Sizes { context, vocabulary, .. } = config;
        self.print(&format!(
            "{} parameters, {vocabulary} tokens known, {} to learn from",
            config.parameters(),
            self.session.corpus().training.len()
        ));
        for note in std::mem::take(&mut self.notes) {
            self.print(&note);
        }
        let bar = progress_bar(first, steps)?;
        let is_plain = !std::io::stderr().is_terminal();
        let began = Instant::now();
        loop {
            // While it runs there is nothing to lose, if all before it is saved.
            let step = self.session.step()?;
            self.save_if_stopped();
            let seconds = began.elapsed().as_secs_f64();
            let done = (step.number - first) as f64;
            let speed = done * (batch * context) as f64 / seconds;
            bar.set_message(format!("loss {:.3}, {speed:.0} tokens/s", step.loss));
            bar.set_position(step.number);
            if is_plain && step.number.is_multiple_of(self.arguments.report_every) {
                let left = (steps - step.number) as f64 * seconds / done;
                self.print(&format!(
                    "step {} of {steps}: loss {:.4}, {speed:.0} tokens/s, \
                     {left:.0} s left",
                    step.number, step.loss
                ));
            }
            let is_gone = self.printer.is_reader_gone().then_some(NOBODY_READS);
            let stopped = self.stop.asked().or(is_gone);
            if step.number >= steps || stopped.is_some() {
                bar.finish_and_clear();
                return self.end(step, stopped);
            }
            if step.number.is_multiple_of(self.arguments.sample_every) {
                match self.save(step.number)? {
                    Ok(()) => self.stop_at_once(step.number),
                    // The next save may succeed: a full disk is no reason to end.
                    Err(error) => {
                        self.save_if_stopped();
                        bar.suspend(|| {
                            let error = anyhow!(error);
                            complain(format!(
                                "warning: {error:#}; training goes on"
                            ));
                        });
                    }
                }
                let report = self.report(step.number)?;
                bar.suspend(|| self.print(&report));
            }
        }
    }

    /// Saves, and says how the model does.
    fn end(&mut self, step: Step, stopped: Option<u8>) -> Result<ExitCode> {
        let (number, steps) = (step.number, self.session.settings().steps);
        let mut file = self.arguments.checkpoint.clone();
        match self.save(number)? {
            Ok(()) => {}
            Err(error) => {
                let error = anyhow!(error);
                let bytes = self.session.to_checkpoint().to_bytes();
                file = self.target.save_elsewhere(&bytes).map_err(|_| {
                    anyhow!("{error:#}; and no other folder can be written")
                })?;
                let file = file.display();
                complain(format!(
                    "warning: {error:#}; the model is in {file} instead"
                ));
            }
        }
        self.stop_at_once(number);
        if number < steps {
            let word = format!(
                "stopped after step {number} of {steps}; go on with --resume --checkpoint {}",
                quoted(&file)
            );
            self.print(&word);
            if self.printer.is_reader_gone() {
                complain(word);
            }
            return Ok(ExitCode::from(stopped.unwrap_or(1)));
        }
        let report = self.report(number)?;
        self.print(&report);
        let loss = self.session.held_out(ALL_WINDOWS)?;
        self.print(&format!(
            "after {number} steps, {loss:.4} nats a token on text that it never saw: \
             as if {:.2} tokens were equally likely",
            libm::exp(loss)
        ));
        self.print(&format!("the model is in {}", file.display()));
        std::mem::take(&mut self.printer).finish().with_context(|| {
            format!(
                "the model is in {}, but not all could be printed",
                file.display()
            )
        })?;
        Ok(ExitCode::SUCCESS)
    }

    /// How the model does on held-out text, and what it writes. Draws from random
    /// numbers of its own, so that training does not depend on it.
    fn report(&mut self, step: u64) -> Result<String> {
        let loss = self.session.held_out(SOME_WINDOWS)?;
        let mut report = format!("step {step}: held-out loss {loss:.4}");
        if self.arguments.sample_length > 0 {
            let sampling = Sampling { temperature: 0.8, top_k: None, top_p: None };
            let prompt = [self.session.corpus().vocabulary.first()];
            let (length, stop) = (self.arguments.sample_length, &self.stop);
            let mut sample = String::new();
            let mut watch = |piece: &str| {
                sample += piece;
                match stop.asked() {
                    Some(_) => ControlFlow::Break(()),
                    None => ControlFlow::Continue(()),
                }
            };
            self.session.write(
                &prompt,
                length,
                Some(sampling),
                step,
                &mut watch,
            )?;
            for line in sample.lines() {
                report += &format!("\n    {line}");
            }
        }
        Ok(report)
    }

    /// Saves, if the model is worth it; if it is, the system may refuse.
    fn save(&mut self, step: u64) -> Result<Result<(), FileError>> {
        self.session.ensure_worth_keeping()?;
        self.stop.hold("stopping: it is saved first");
        let saved = file::save(&self.session.to_checkpoint(), &mut self.target);
        match saved {
            Ok(()) => self.saved = Some(step),
            Err(FileError::NotFinite) => {
                return Err(self.session.ran_away(f64::INFINITY, step).into());
            }
            Err(_) => {}
        }
        Ok(saved)
    }

    /// Now there are steps to save before the program ends, unless it is asked twice.
    fn save_if_stopped(&self) {
        let mut abandon = self.target.abandon();
        let kept = kept(self.saved, &self.arguments.checkpoint);
        let word = "stopping: the step at hand is ended and saved first; again ends at \
                    once, without this step";
        self.stop.wait(word, move || {
            abandon();
            format!("stopped at once: {kept}")
        });
    }

    /// While all is saved, whoever asks the program to end need not wait.
    fn stop_at_once(&self, step: u64) {
        let (steps, mut abandon) =
            (self.session.settings().steps, self.target.abandon());
        let file = self.arguments.checkpoint.clone();
        self.stop.end_at_once(move || {
            abandon();
            match step < steps {
                true => format!(
                    "stopped after step {step} of {steps}; go on with --resume \
                     --checkpoint {}",
                    quoted(&file)
                ),
                false => format!("the model is in {}", file.display()),
            }
        });
    }

    /// Prints; that it cannot is said once.
    fn print(&mut self, line: &str) {
        self.printer.line(line);
        let is_gone = self.printer.is_reader_gone();
        if let Some(error) =
            self.printer.failed().filter(|_| !is_gone && !self.has_warned)
        {
            complain(format!("warning: cannot print: {error}; training goes on"));
            self.has_warned = true;
        }
    }
}

/// What is left if the program ends now.
fn kept(saved: Option<u64>, checkpoint: &Path) -> String {
    let file = checkpoint.display();
    match saved {
        Some(step) => format!("{file} holds the model of step {step}"),
        None => "nothing was saved".into(),
    }
}

/// A name as one types it for a shell.
fn quoted(file: &Path) -> String {
    let name = file.display().to_string();
    let separator = std::path::MAIN_SEPARATOR;
    let is_plain =
        |c: char| c.is_alphanumeric() || c == separator || "/._-+=:,@%".contains(c);
    match !name.is_empty() && name.chars().all(is_plain) {
        true => name,
        false => format!("'{}'", name.replace('\'', r"'\''")),
    }
}

/// The text to learn from. A model of an older version may have learned marks and
/// carriage returns as letters, then as it stands; or other control characters.
fn text(arguments: &Train, known: Option<&Vocabulary>) -> Result<String> {
    let file = &arguments.corpus;
    if known.is_some_and(|known| known.has_any(&['\r', '\u{feff}'])) {
        return Ok(String::from_utf8(read_bytes(file)?)?);
    }
    if known.is_some_and(Vocabulary::has_controls) {
        return Ok(text_with_controls(read_bytes(file)?)?);
    }
    read_text(file).map_err(|error| match error.fault {
        ReadFault::NoText(fault) => {
            anyhow!("cannot train on {}: {fault}", file.display())
        }
        _ => error.into(),
    })
}

fn corpus(
    arguments: &Train,
    text: &str,
    known: Option<&Checkpoint>,
) -> Result<Corpus> {
    let context = match known {
        Some(known) => known.state.tensors.config().context,
        None => wanted(arguments).context,
    };
    let tokenizer = wanted(arguments).tokenizer;
    let vocabulary = known.map(|known| &known.vocabulary);
    Ok(Corpus::new(text, tokenizer, context, vocabulary)?)
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
