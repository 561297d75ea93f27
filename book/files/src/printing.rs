//! Printing that never decides over work: what cannot be printed is kept in mind, and
//! nothing panics.

use std::fmt::Display;
use std::io::{self, Write as _};

/// Standard output, for a program whose work is worth more than what it prints.
#[derive(Debug, Default)]
pub struct Printer {
    failed: Option<io::Error>,
}

impl Printer {
    /// Prints a line.
    pub fn line(&mut self, line: impl Display) {
        self.print(format_args!("{line}\n"));
    }

    /// Prints, and does not wait for the line's end.
    pub fn print(&mut self, text: impl Display) {
        if self.is_reader_gone() {
            return;
        }
        // At once: else each piece of the text would be written for itself.
        let text = text.to_string();
        let mut out = io::stdout().lock();
        let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        if let Err(error) = printed {
            self.failed.get_or_insert(error);
        }
    }

    /// Whether whoever read the output has gone, as `head` does when it has seen enough.
    pub fn is_reader_gone(&self) -> bool {
        let is_pipe = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        self.failed.as_ref().is_some_and(is_pipe)
    }

    /// Why something could not be printed: the first reason.
    pub fn failed(&self) -> Option<&io::Error> {
        self.failed.as_ref()
    }

    /// The first fault, at the end of a program.
    ///
    /// # Errors
    /// If something could not be printed, unless its reader had gone.
    pub fn finish(self) -> Result<(), io::Error> {
        match self.failed {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }
}

/// Prints a line on standard error, if anybody is there to see it.
pub fn complain(line: impl Display) {
    let line = format!("{line}\n");
    let _ = io::stderr().lock().write_all(line.as_bytes());
}
