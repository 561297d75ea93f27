//! What the server says while it runs. With nobody left to read it, there is nothing to say.

use std::fmt::Display;
use std::io::{self, Write as _};

/// Prints a line at once, also into a pipe.
pub(super) fn say(line: &str) {
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}

/// Prints a line for whoever looks at errors.
pub(super) fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
