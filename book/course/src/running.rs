//! What a check has started, and how it is ended before it is over.

use std::io;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;

/// A check was ended because something newer is to be done: nobody is to hear its verdict.
#[derive(Debug)]
pub struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("the check was stopped")
    }
}

impl std::error::Error for Stopped {}

/// What a check runs at the moment: cargo, or the reader's program.
#[derive(Clone, Default)]
pub struct Running {
    state: Arc<Mutex<State>>,
    /// Whether another thread may end it: then it runs in a group of its own, so that all
    /// that it has started ends with it.
    is_watched: bool,
}

#[derive(Default)]
struct State {
    is_stopped: bool,
    child: Option<u32>,
}

/// How a program is told to end.
#[derive(Clone, Copy)]
pub enum How {
    /// It may clear away first.
    Asked,
    /// At once.
    Killed,
}

impl Running {
    /// What is run may be ended by another thread.
    pub fn watched() -> Self {
        Self { is_watched: true, ..Self::default() }
    }

    /// Starts a program, unless the check was stopped.
    pub fn start(
        &self,
        command: &mut Command,
        start: impl FnOnce(&mut Command) -> io::Result<Child>,
    ) -> Result<io::Result<Child>> {
        let mut state = self.state();
        if state.is_stopped {
            return Err(Stopped.into());
        }
        #[cfg(unix)]
        if self.is_watched {
            use std::os::unix::process::CommandExt as _;
            command.process_group(0);
        }
        let child = start(command);
        state.child = child.as_ref().ok().map(Child::id);
        Ok(child)
    }

    /// Says that the program has ended by itself.
    pub fn ended(&self) {
        self.state().child = None;
    }

    /// Ends the program, and all that it has started. Nothing more is started.
    pub fn stop(&self, how: How) {
        let mut state = self.state();
        state.is_stopped = true;
        if let Some(child) = state.child.filter(|_| self.is_watched) {
            end(child, how);
        }
    }

    /// Is an error if the check was stopped.
    pub fn ensure_goes_on(&self) -> Result<()> {
        if self.state().is_stopped { Err(Stopped.into()) } else { Ok(()) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(unix)]
fn end(group: u32, how: How) {
    use rustix::process::{Pid, Signal, kill_process_group};

    let signal = match how {
        How::Asked => Signal::TERM,
        How::Killed => Signal::KILL,
    };
    let group = i32::try_from(group).ok().and_then(Pid::from_raw);
    // It may have ended meanwhile.
    let _ = group.map(|group| kill_process_group(group, signal));
}

/// Windows has no groups, but a command that ends a program with its children.
#[cfg(windows)]
fn end(child: u32, _: How) {
    let mut command = Command::new("taskkill");
    command.args(["/T", "/F", "/PID", &child.to_string()]);
    let _ = command.output();
}
