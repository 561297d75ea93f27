//! Panics of an attempt, caught and kept quiet: they are its reader's to hear about in
//! the words of the judge.

use std::any::Any;
use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, Location};
use std::sync::Once;

/// Why an attempt stopped, and where, as `file, line N`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stopped {
    pub message: String,
    pub place: String,
}

thread_local! {
    /// What the last panic of this thread was, while one is waited for.
    static WATCHED: RefCell<Option<Option<Stopped>>> = const { RefCell::new(None) };
}

/// The folder of the files that readers work in.
const ATTEMPTS: &str = "/attempts/";

/// Where a panic is from: the reader's own line, if one is on the way to it, and not a
/// line of a library that it called.
fn place(location: Option<&Location>) -> String {
    let is_theirs = location
        .is_some_and(|place| place.file().replace('\\', "/").contains(ATTEMPTS));
    let called = if is_theirs { None } else { line_of_attempt() };
    called.unwrap_or_else(|| {
        location.map_or(String::new(), |place| {
            let file =
                place.file().rsplit("/registry/src/").next().unwrap_or_default();
            format!("{file}, line {}", place.line())
        })
    })
}

/// The innermost line of a reader's file that is being run.
fn line_of_attempt() -> Option<String> {
    let frames = Backtrace::force_capture().to_string().replace('\\', "/");
    let line = frames.lines().find(|line| line.contains(ATTEMPTS))?;
    let (file, rest) = line.split_once(".rs:")?;
    let file = &file[file.rfind("chapters/")?..];
    let line = rest.split(':').next()?;
    Some(format!("{file}.rs, line {line}"))
}

/// What a panic says, if it says something.
fn message(payload: &dyn Any) -> Option<&str> {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}

/// Runs `attempt`, and gives back what stopped it.
pub(crate) fn catch(attempt: impl FnOnce()) -> Result<(), Stopped> {
    if cfg!(panic = "abort") {
        // As in a web page: the program ends there, and says why in its own way.
        attempt();
        return Ok(());
    }
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let is_watched = WATCHED.with_borrow_mut(|watched| {
                let is_watched = watched.is_some();
                if is_watched {
                    let message = message(info.payload()).unwrap_or("it stopped");
                    let place = place(info.location());
                    *watched =
                        Some(Some(Stopped { message: message.to_owned(), place }));
                }
                is_watched
            });
            if !is_watched {
                others(info);
            }
        }));
    });
    WATCHED.set(Some(None));
    let result = panic::catch_unwind(AssertUnwindSafe(attempt));
    let stopped = WATCHED.take().flatten();
    result.map_err(|_| {
        stopped.unwrap_or(Stopped {
            message: "it stopped".into(),
            place: String::new(),
        })
    })
}
