//! What happens in a watch.

use anyhow::Result;
use notify_debouncer_full::DebounceEventResult;

use super::typed::Key;

/// What happens in a watch.
pub enum Event {
    /// Something happened to files.
    Files(DebounceEventResult),
    /// A key was pressed.
    Key(Key),
    /// There are no more keys: the terminal is gone.
    NoMoreKeys,
    /// The check of this number asks for a line.
    Asks(usize, String),
    /// The check of this number has ended, and whether its exercise is done.
    Ended(usize, Result<bool>),
}
