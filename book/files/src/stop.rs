//! Ctrl-C, a closed terminal, and the system's wish that the program ends.

use std::io;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::printing::complain;

/// Hears the signals that ask a program to end: Ctrl-C (SIGINT), `kill` (SIGTERM), and a
/// terminal that is closed (SIGHUP), unless whoever started the program has told it to
/// ignore that, as `nohup` does, and the system (Linux) says so.
#[derive(Debug, Clone)]
pub struct Stop {
    /// The exit code of the first signal, or 0.
    asked: Arc<AtomicU8>,
    /// What to do at once.
    now: Arc<Mutex<Now>>,
}

enum Now {
    /// There is nothing to lose: say this, and end.
    End(Box<dyn FnMut() -> String + Send>),
    /// The work must be saved first.
    Wait {
        /// What to tell whoever asks.
        word: &'static str,
    },
}

impl std::fmt::Debug for Now {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Now::End(_) => "End",
            Now::Wait { .. } => "Wait",
        })
    }
}

impl Stop {
    /// Listens from now on. Until [`Stop::wait`], whoever asks ends the program at once,
    /// after `last` has put away what is to be put away and said what to print.
    ///
    /// # Errors
    /// If the system does not let us.
    pub fn listen(
        last: impl FnMut() -> String + Send + 'static,
    ) -> io::Result<Stop> {
        let stop = Stop {
            asked: Arc::default(),
            now: Arc::new(Mutex::new(Now::End(Box::new(last)))),
        };
        let asked = stop.clone();
        on_signals(move |code| asked.ask(code))?;
        Ok(stop)
    }

    /// From now on there is work to save: whoever asks is told `word` and waited for.
    pub fn wait(&self, word: &'static str) {
        *self.now() = Now::Wait { word };
    }

    /// From now on there is nothing to lose: as at first.
    pub fn end_at_once(&self, last: impl FnMut() -> String + Send + 'static) {
        *self.now() = Now::End(Box::new(last));
    }

    /// The exit code to end with, if somebody asked: 128 and the signal's number.
    pub fn asked(&self) -> Option<u8> {
        Some(self.asked.load(Ordering::Relaxed)).filter(|code| *code > 0)
    }

    fn ask(&self, code: u8) {
        let mut now = self.now();
        let first = self.asked.load(Ordering::Relaxed) == 0;
        if first {
            self.asked.store(code, Ordering::Relaxed);
        }
        match &mut *now {
            Now::End(last) => {
                let word = last();
                complain(word);
                std::process::exit(code.into());
            }
            Now::Wait { word } if first => complain(word),
            Now::Wait { .. } => {}
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(unix)]
fn on_signals(hear: impl Fn(u8) + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    // A file that may not grow is then an error like a full disk, not the end.
    signal_hook::flag::register(SIGXFSZ, Arc::default())?;
    let mut wanted = vec![SIGINT, SIGTERM];
    if ignored() & (1 << (SIGHUP - 1)) == 0 {
        wanted.push(SIGHUP);
    }
    let mut signals = signal_hook::iterator::Signals::new(wanted)?;
    std::thread::Builder::new().spawn(move || {
        for signal in &mut signals {
            hear(128 + signal as u8);
        }
    })?;
    Ok(())
}

/// Lets the programs that this one starts hear of a terminal that is closed, also where this
/// one was started to ignore it: a test under `nohup` would wait for ever.
///
/// # Errors
/// If the system does not let us.
#[cfg(unix)]
pub fn let_children_hear_of_it() -> io::Result<()> {
    // A child begins with what its parent ignores, and without what its parent handles.
    signal_hook::flag::register(signal_hook::consts::SIGHUP, Arc::default())
        .map(drop)
}

/// The signals that this process was started to ignore, a bit each.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

#[cfg(windows)]
fn on_signals(hear: impl Fn(u8) + Send + 'static) -> io::Result<()> {
    ctrlc::set_handler(move || hear(130)).map_err(io::Error::other)
}
