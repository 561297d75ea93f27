//! A check that runs while the watch goes on.

use std::collections::VecDeque;
use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};

use super::Event;
use super::typed::{Key, Line, Typed};
use crate::check::check;
use crate::course::Course;
use crate::running::{How, Running};
use crate::screen;
use crate::session::{AtEnd, Session, Watched};

/// So long a program may clear away that is told to end.
const PATIENCE: Duration = Duration::from_secs(1);

/// A check that runs.
pub struct Work {
    /// The exercise.
    pub name: String,
    /// Tells its events from those of one that was stopped.
    pub number: usize,
    /// Whether it asks its reader, and takes the keys.
    pub is_dialogue: bool,
    running: Running,
    thread: Option<JoinHandle<()>>,
    /// Is closed when the thread has ended.
    end: Receiver<()>,
    lines: Option<Sender<String>>,
    line: Line,
    is_asked: bool,
    /// Keys that were pressed before they were asked for.
    ahead: VecDeque<Key>,
}

/// What a check is started with.
pub struct Start<'a> {
    pub root: &'a Path,
    pub name: &'a str,
    pub number: usize,
    pub is_dialogue: bool,
    pub has_keys: bool,
    pub running: Running,
    pub at_end: AtEnd,
    pub events: Sender<Event>,
}

impl Work {
    /// Starts to check an exercise.
    pub fn start(start: Start) -> Self {
        let Start { number, is_dialogue, events, running, .. } = start;
        let (lines, typed) = mpsc::channel();
        let (ended, end) = mpsc::channel::<()>();
        let asks = events.clone();
        let session = Session {
            running: running.clone(),
            watch: Some(Watched {
                has_keys: start.has_keys,
                is_introduced: is_dialogue,
                at_end: start.at_end,
                ask: Box::new(move |prompt| {
                    let _ = asks.send(Event::Asks(number, prompt.to_owned()));
                }),
                lines: typed,
            }),
        };
        let (root, name) = (start.root.to_owned(), start.name.to_owned());
        let thread = std::thread::spawn(move || {
            let _ended = ended;
            // A fault of ours is told, and the watch goes on.
            let result =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    checked(&root, &name, &session)
                }));
            let result =
                result.unwrap_or_else(|_| Err(anyhow!("the check itself failed")));
            let _ = events.send(Event::Ended(number, result));
        });
        Self {
            name: start.name.to_owned(),
            number,
            is_dialogue,
            running,
            thread: Some(thread),
            end,
            lines: Some(lines),
            line: Line::default(),
            is_asked: false,
            ahead: VecDeque::new(),
        }
    }

    /// Asks for a line.
    pub fn ask(&mut self, prompt: &str) -> Result<()> {
        screen::prompt(prompt)?;
        self.is_asked = true;
        while self.is_asked
            && let Some(key) = self.ahead.pop_front()
        {
            self.take(key)?;
        }
        Ok(())
    }

    /// Takes a key.
    pub fn take(&mut self, key: Key) -> Result<()> {
        if !self.is_asked {
            self.ahead.push_back(key);
            return Ok(());
        }
        let mut stdout = std::io::stdout().lock();
        match self.line.take(key) {
            Typed::Shows(text) => write!(stdout, "{text}")?,
            Typed::Finished(line) => {
                writeln!(stdout)?;
                self.is_asked = false;
                // It may have ended meanwhile.
                let _ = self.lines.as_ref().map(|lines| lines.send(line));
            }
            Typed::Left => {
                self.is_asked = false;
                self.lines = None;
            }
        }
        Ok(stdout.flush()?)
    }

    fn end(&mut self) {
        self.lines = None;
        self.running.stop(How::Asked);
        if self.end.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            self.running.stop(How::Killed);
        }
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// A check that nobody wants any more ends, and all that it has started.
impl Drop for Work {
    fn drop(&mut self) {
        self.end();
    }
}

fn checked(root: &Path, name: &str, session: &Session) -> Result<bool> {
    let course = Course::find(root)?;
    let place = course.places().find(|place| place.name() == name);
    let place = place.with_context(|| format!("`{name}` is gone"))?;
    check(&course, place, &[], session)
}
