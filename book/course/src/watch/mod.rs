//! Checks a file each time that it is saved, and hears keys on a terminal.

mod event;
mod files;
mod keys;
mod typed;
mod work;

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use ::files::Stop;
use anyhow::{Context as _, Result};
use notify_debouncer_full::DebounceEventResult;

use crate::course::{Course, Place};
use crate::list::{Filter, list};
use crate::running::{How, Running, Stopped};
use crate::screen::{self, code, dim, labelled, rule, say, wrapped};
use crate::session::AtEnd;
use crate::show;

use event::Event;
use files::Files;
use keys::{Heard, Mode};
use typed::Key;
use work::{Start, Work};

/// How long the signal of a terminal that is gone may be on its way.
const HANGING_UP: std::time::Duration = std::time::Duration::from_secs(1);

/// A watch.
struct Watch {
    root: PathBuf,
    events: Sender<Event>,
    files: Files,
    has_keys: bool,
    at_end: AtEnd,
    /// What the check of now runs, so that it ends with the course.
    running: Arc<Mutex<Running>>,
    /// The exercise that keys are about.
    current: Option<String>,
    work: Option<Work>,
    /// How many checks were started.
    started: usize,
    /// Exercises whose files were saved at once with the one that is being checked.
    waiting: VecDeque<String>,
}

/// Checks files of exercises as they are saved, until it is told to end.
pub fn watch(course: &Course) -> Result<ExitCode> {
    let (sender, events) = mpsc::channel();
    let changes = sender.clone();
    let files = Files::watch(course, move |batch| {
        let _ = changes.send(Event::Files(batch));
    })?;
    let at_end = AtEnd::default();
    let running = Arc::new(Mutex::new(Running::default()));
    let mode = if keys::is_terminal() { Mode::set().ok() } else { None };
    let heard = mode.map(Heard);
    listen_for_the_end(&heard, &at_end, &running)?;
    let has_keys = heard.is_some();
    if let Some(Heard(mode)) = &heard {
        mode.keep()?;
        let keys = sender.clone();
        std::thread::spawn(move || {
            keys::listen(|key| {
                let _ = keys.send(Event::Key(key));
            });
            let _ = keys.send(Event::NoMoreKeys);
        });
    }
    let mut watch = Watch {
        root: course.root.clone(),
        events: sender,
        files,
        has_keys,
        at_end,
        running,
        current: None,
        work: None,
        started: 0,
        waiting: VecDeque::new(),
    };
    if let Some(place) = course.next() {
        watch.begin(course, place)?;
    }
    watch.rest("Watching chapters/*/exercises/attempts.")?;
    while let Ok(event) = events.recv() {
        if !watch.take(event)? {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Has the terminal restored, and what runs ended, when the course is told to end.
fn listen_for_the_end(
    heard: &Option<Heard>,
    at_end: &AtEnd,
    running: &Arc<Mutex<Running>>,
) -> Result<()> {
    let mode = heard.as_ref().map(|Heard(mode)| mode.clone());
    let (at_end, running) = (at_end.clone(), Arc::clone(running));
    Stop::listen(move || {
        if let Some(mode) = &mode {
            mode.restore();
        }
        let running = running.lock().unwrap_or_else(PoisonError::into_inner);
        running.stop(How::Killed);
        at_end.put_away()
    })
    .context("cannot watch for Ctrl-C")?;
    Ok(())
}

impl Watch {
    /// Takes an event. Gives back whether the watch goes on.
    fn take(&mut self, event: Event) -> Result<bool> {
        match event {
            Event::Files(batch) => self.saved(batch)?,
            Event::Key(key) => return self.key(key),
            Event::NoMoreKeys => {
                // The terminal is gone. A signal says so too, and its listener puts away
                // what is typed and ends the course: it has a moment for that.
                std::thread::sleep(HANGING_UP);
                return Ok(false);
            }
            Event::Asks(number, prompt) => {
                let work = self.work.as_mut();
                if let Some(work) = work.filter(|work| work.number == number) {
                    work.ask(&prompt)?;
                }
            }
            Event::Ended(number, result) => {
                if self.work.as_ref().is_some_and(|work| work.number == number) {
                    self.work = None;
                    self.ended(result)?;
                }
            }
        }
        Ok(true)
    }

    fn key(&mut self, key: Key) -> Result<bool> {
        if let Some(work) = self.work.as_mut().filter(|work| work.is_dialogue) {
            work.take(key)?;
            return Ok(true);
        }
        let letter = match key {
            Key::Letter(letter) => letter.to_ascii_lowercase(),
            Key::Leave => 'q',
            _ => return Ok(true),
        };
        if letter == 'q' {
            return Ok(false);
        }
        if !"hnlr".contains(letter) {
            self.rest("")?;
            return Ok(true);
        }
        self.stop();
        let told = self.told(letter);
        if let Err(error) = told {
            screen::error(&error);
        }
        if self.work.is_none() {
            self.rest("")?;
        }
        Ok(true)
    }

    /// Does what a key says.
    fn told(&mut self, letter: char) -> Result<()> {
        let course = Course::find(&self.root)?;
        let current = self.current.clone();
        let is_current = |place: &Place| Some(place.name()) == current.as_deref();
        let place = course.places().find(is_current);
        say!("\n{}", rule());
        match (letter, place) {
            ('h', Some(place)) => {
                if !show::hints(&course, place)? {
                    let solution = show::command("solution", place);
                    say!("{}", labelled("Still stuck?", &solution));
                }
            }
            ('l', _) => {
                list(&course, &Filter::default())?;
            }
            ('n', place) => match next_after(&course, place) {
                Some(next) => self.begin(&course, next)?,
                None => say!("{}", wrapped("Every exercise is done.")),
            },
            ('r', Some(place)) if place.exercise.kind.has_file() => {
                self.start(place.name(), false);
            }
            ('r', Some(place)) => self.begin(&course, place)?,
            _ => say!("{}", wrapped("Every exercise is done: choose with n.")),
        }
        Ok(())
    }

    /// Introduces an exercise. One without a file is answered at once, where there are keys.
    fn begin(&mut self, course: &Course, place: Place) -> Result<()> {
        self.current = Some(place.name().to_owned());
        let mut out = io::stdout();
        if !self.has_keys {
            return Ok(show::introduce(course, place, &mut out)?);
        }
        show::ask(course, place, &mut out)?;
        if place.exercise.kind.has_file() {
            let file = place.attempt().display().to_string();
            say!("{}", labelled("Open", &file));
        } else {
            say!("{}", dim(&wrapped("Esc leaves it for another time.")));
            self.start(place.name(), true);
        }
        Ok(())
    }

    /// Starts a check, which goes on beside the watch.
    fn start(&mut self, name: &str, is_dialogue: bool) {
        self.current = Some(name.to_owned());
        self.started += 1;
        let running = Running::watched();
        let mut now = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        *now = running.clone();
        self.work = Some(Work::start(Start {
            root: &self.root,
            name,
            number: self.started,
            is_dialogue,
            has_keys: self.has_keys,
            running,
            at_end: self.at_end.clone(),
            events: self.events.clone(),
        }));
    }

    /// Ends the check that runs, if one does, and says so.
    fn stop(&mut self) {
        self.waiting.clear();
        let Some(work) = self.work.take() else { return };
        let (name, is_dialogue) = (work.name.clone(), work.is_dialogue);
        drop(work);
        let text = if is_dialogue {
            format!("Left `{name}` for another time.")
        } else {
            format!("Stopped the check of `{name}`: it has no verdict.")
        };
        say!("\n{}", dim(&wrapped(&text)));
    }

    /// Checks what was saved.
    fn saved(&mut self, batch: DebounceEventResult) -> Result<()> {
        let paths = self.files.saved(batch);
        if paths.is_empty() {
            return Ok(());
        }
        self.stop();
        match self.names_of(&paths) {
            Ok(names) => self.waiting = names.into(),
            Err(error) => screen::error(&error),
        }
        self.go_on()
    }

    fn names_of(&self, paths: &[PathBuf]) -> Result<Vec<String>> {
        let course = Course::find(&self.root)?;
        let name_of = |path: &PathBuf| {
            let is_of = |place: &Place| is_of(&self.root, place, path);
            course.places().find(is_of).map(|place| place.name().to_owned())
        };
        Ok(paths.iter().filter_map(name_of).collect())
    }

    /// Checks the next file that waits, or rests.
    fn go_on(&mut self) -> Result<()> {
        match self.waiting.pop_front() {
            Some(name) => {
                say!("\n{}", rule());
                self.start(&name, false);
                Ok(())
            }
            None => self.rest(""),
        }
    }

    /// Says what a check came to, and introduces what is next.
    fn ended(&mut self, result: Result<bool>) -> Result<()> {
        let is_done = match result {
            Ok(is_done) => is_done,
            Err(error) => {
                // What was stopped has nothing to say.
                if !error.is::<Stopped>() {
                    screen::error(&error);
                }
                false
            }
        };
        if is_done && self.waiting.is_empty() {
            let begun = Course::find(&self.root).and_then(|course| {
                let Some(next) = course.next() else { return Ok(()) };
                say!("\n{}", rule());
                self.begin(&course, next)
            });
            if let Err(error) = begun {
                screen::error(&error);
            }
        }
        if self.work.is_some() { Ok(()) } else { self.go_on() }
    }

    /// Says that it waits for a file to be saved, or for a key. Ends the watch where nobody
    /// reads on.
    fn rest(&self, first: &str) -> Result<()> {
        if self.work.is_some() {
            return Ok(());
        }
        let mut out = io::stdout();
        if !self.has_keys {
            let first = if first.is_empty() { "Watching." } else { first };
            let text = wrapped(&format!("{first} Ctrl-C stops."));
            writeln!(out, "\n{}", dim(&text))?;
            return Ok(());
        }
        let keys = [
            ("h", "hint"),
            ("n", "next"),
            ("l", "list"),
            ("r", "run"),
            ("q", "quit"),
        ];
        let keys = keys.map(|(key, does)| format!("{} {}", code(key), dim(does)));
        if !first.is_empty() {
            writeln!(out, "\n{}", dim(&wrapped(first)))?;
        }
        writeln!(out, "\n{}", wrapped(&keys.join("  ")))?;
        Ok(())
    }
}

fn is_of(root: &Path, place: &Place, path: &Path) -> bool {
    root.join(place.attempt()) == *path
}

/// The next exercise that is not done, from the one of now on.
fn next_after<'c>(course: &'c Course, now: Option<Place>) -> Option<Place<'c>> {
    let places: Vec<_> = course.places().collect();
    let at = now
        .and_then(|now| places.iter().position(|place| place.name() == now.name()));
    let first = at.map_or(0, |at| at + 1);
    let is_open = |place: &&Place| !course.progress.is_done(place.name());
    places[first..].iter().chain(&places[..first]).find(is_open).copied()
}
