//! Where a check takes place: on a command line of its own, or in a watch.

use std::io;
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use anyhow::{Context as _, Result, anyhow};
use files::Stop;

use crate::course::Place;
use crate::running::Running;
use crate::screen::{self, code, labelled};
use crate::show::command;

/// Why an answer is not taken.
const NOT_A_TEXT: &str = "cannot read your answer: it must be a text in UTF-8";

/// What is to be put away when the course is told to end. It gives back what to say of it.
type PutAway = Box<dyn FnMut() -> String + Send>;

/// What is to be put away when the course is told to end, if anything is.
#[derive(Clone, Default)]
pub struct AtEnd(Arc<Mutex<Option<PutAway>>>);

impl AtEnd {
    pub fn set(&self, put_away: Option<PutAway>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = put_away;
    }

    /// Puts away what there is, and gives back what to say of it.
    pub fn put_away(&self) -> String {
        let mut this = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        this.as_mut().map(|put_away| put_away()).unwrap_or_default()
    }
}

/// Where a check takes place.
#[derive(Default)]
pub struct Session {
    pub running: Running,
    /// The watch that it takes place in.
    pub watch: Option<Watched>,
}

/// What a check in a watch has of it.
pub struct Watched {
    /// Whether it hears keys.
    pub has_keys: bool,
    /// Whether the exercise was introduced already.
    pub is_introduced: bool,
    pub at_end: AtEnd,
    /// Asks the reader for a line.
    pub ask: Box<dyn Fn(&str) + Send>,
    /// The lines that they type.
    pub lines: mpsc::Receiver<String>,
}

impl Session {
    /// Whether the reader has just seen what the exercise asks.
    pub fn is_introduced(&self) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.is_introduced)
    }

    /// Asks for a line. Gives back nothing where there is none any more.
    pub fn ask(&self, prompt: &str) -> Result<Option<String>> {
        if let Some(watch) = &self.watch {
            (watch.ask)(prompt);
            return Ok(watch.lines.recv().ok());
        }
        screen::prompt(prompt)?;
        let mut line = String::new();
        match io::stdin().read_line(&mut line) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(line)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Err(anyhow!(error).context(NOT_A_TEXT))
            }
            // A terminal that is closed ends what can be read, as a signal does.
            Err(_) => Ok(None),
        }
    }

    /// Ends the line of a prompt where no one has pressed Return.
    pub fn end_prompt(&self) {
        if self.watch.is_none() {
            screen::end_prompt();
        }
    }

    /// Has something put away if the course is told to end before the guard is dropped.
    pub fn at_end(
        &self,
        put_away: impl FnMut() -> String + Send + 'static,
    ) -> Result<Guard> {
        let at_end = match &self.watch {
            Some(watch) => watch.at_end.clone(),
            None => {
                let at_end = AtEnd::default();
                let listener = at_end.clone();
                Stop::listen(move || listener.put_away())
                    .context("cannot watch for Ctrl-C")?;
                at_end
            }
        };
        at_end.set(Some(Box::new(put_away)));
        Ok(Guard(at_end))
    }

    /// Says how to come to a hint.
    pub fn hint(&self, place: Place) -> String {
        match &self.watch {
            Some(watch) if watch.has_keys => format!("A hint  {}", code("h")),
            _ => labelled("A hint", &command("hint", place)),
        }
    }
}

/// Has nothing put away any more once it is dropped.
pub struct Guard(AtEnd);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.set(None);
    }
}
