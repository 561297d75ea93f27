//! A terminal with the course in it, and somebody who types.

use std::io::{Read as _, Write as _};
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pty_process::blocking::{Command, Pty, open};
use rustix::termios::{Termios, tcgetattr};

use super::learner::{Learner, target};

/// What is waited for comes sooner.
const LONGEST: Duration = Duration::from_secs(60);

pub struct Terminal {
    pty: Arc<Pty>,
    pub child: Child,
    seen: Arc<Mutex<String>>,
    /// How far what was seen has been waited for.
    at: usize,
    before: Termios,
}

impl Terminal {
    /// Starts the course in a terminal of so many columns.
    pub fn start(learner: &Learner, columns: u16, arguments: &[&str]) -> Self {
        Self::start_with(learner, columns, arguments, &[])
    }

    pub fn start_with(
        learner: &Learner,
        columns: u16,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Self {
        files::let_children_hear_of_it().unwrap();
        let (pty, pts) = open().unwrap();
        pty.resize(pty_process::Size::new(24, columns)).unwrap();
        let before = tcgetattr(&pty).unwrap();
        let command = Command::new(env!("CARGO_BIN_EXE_course"))
            .args(arguments)
            .current_dir(&learner.root)
            .env("CARGO_TARGET_DIR", target())
            .env("NO_COLOR", "1")
            .env("TERM", "xterm")
            .env_remove("CLICOLOR_FORCE")
            .env_remove("RUSTFLAGS")
            .envs(variables.iter().copied());
        let child = command.spawn(pts).unwrap();
        let (pty, seen) = (Arc::new(pty), Arc::new(Mutex::new(String::new())));
        let (reader, heard) = (Arc::downgrade(&pty), Arc::clone(&seen));
        std::thread::spawn(move || {
            let mut some = [0; 4096];
            let mut bytes = Vec::new();
            while let Some(pty) = reader.upgrade() {
                // Not for ever, so that a terminal can be closed.
                if !is_readable(&pty) {
                    continue;
                }
                let Ok(count @ 1..) = (&*pty).read(&mut some) else { return };
                bytes.extend_from_slice(&some[..count]);
                *heard.lock().unwrap() = String::from_utf8_lossy(&bytes).into();
            }
        });
        Self { pty, child, seen, at: 0, before }
    }

    pub fn press(&self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until the course says something, after all that was waited for. Gives back what
    /// it has said until then.
    #[track_caller]
    pub fn wait_for(&mut self, part: &str) -> String {
        let start = Instant::now();
        loop {
            let seen = self.seen.lock().unwrap().replace('\r', "");
            let new = &seen[self.at..];
            if let Some(found) = new.find(part) {
                let until = found + part.len();
                self.at += until;
                return new[..until].to_owned();
            }
            assert!(start.elapsed() < LONGEST, "never {part:?} in\n{new}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether signs come as they did before the course began.
    pub fn is_as_before(&self) -> bool {
        let now = tcgetattr(&*self.pty).unwrap();
        let modes = |of: &Termios| {
            (of.local_modes, of.input_modes, of.output_modes, of.control_modes)
        };
        modes(&now) == modes(&self.before)
    }

    #[track_caller]
    pub fn end(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < LONGEST, "it never ends");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Closes the terminal, as who closes its window.
    #[track_caller]
    pub fn close(self) -> ExitStatus {
        let Self { pty, mut child, .. } = self;
        let mut pty = Some(pty);
        let start = Instant::now();
        // The reader may hold it for a moment.
        while let Some(shared) = pty.take() {
            pty = Arc::try_unwrap(shared).err();
            assert!(start.elapsed() < LONGEST, "it is held");
        }
        child.wait().unwrap()
    }
}

fn is_readable(pty: &Pty) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let wait = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
    let mut of = [PollFd::new(pty, PollFlags::IN)];
    poll(&mut of, Some(&wait)).is_ok_and(|count| count > 0)
}
