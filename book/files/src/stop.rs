//! Ctrl-C, a closed terminal, and the system's wish that the program ends.

use std::io;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::printing::complain;

/// Hears the signals that ask a program to end: Ctrl-C (SIGINT), `kill` (SIGTERM), a
/// terminal that is closed (SIGHUP), and the warnings of a system for batches that time is
/// nearly over (SIGXCPU, SIGUSR1, SIGUSR2, SIGALRM); the last five not if whoever started
/// the program has told it to ignore them, as `nohup` does, and the system (Linux) says so.
#[derive(Debug, Clone)]
pub struct Stop {
    /// The exit code of the first signal, or 0.
    asked: Arc<AtomicU8>,
    /// What to do at once.
    now: Arc<Mutex<Now>>,
    /// When somebody asked first.
    since: Arc<Mutex<Option<Instant>>>,
}

/// Two Ctrl-C so close are one: some programs pass on what their children have heard too.
const SAME: Duration = Duration::from_millis(200);

enum Now {
    /// There is nothing to lose: say this, and end.
    End(Last),
    /// The work must be saved first.
    Wait {
        /// What to tell whoever asks.
        word: &'static str,
        /// What to do and say if it is to end without that.
        last: Last,
    },
    /// It is being saved, which nobody cuts short.
    Hold {
        /// What to tell whoever asks.
        word: &'static str,
    },
}

type Last = Box<dyn FnMut() -> String + Send>;

impl std::fmt::Debug for Now {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Now::End(_) => "End",
            Now::Wait { .. } => "Wait",
            Now::Hold { .. } => "Hold",
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
            since: Arc::default(),
        };
        let asked = stop.clone();
        on_signals(move |code| asked.ask(code, Instant::now()))?;
        Ok(stop)
    }

    /// From now on there is work to save: whoever asks is told `word`, and the work is
    /// saved. A second Ctrl-C does without, and ends the program at once after `last`.
    pub fn wait(
        &self,
        word: &'static str,
        last: impl FnMut() -> String + Send + 'static,
    ) {
        *self.now() = Now::Wait { word, last: Box::new(last) };
    }

    /// From now on the work is being saved: whoever asks is told `word`, if nobody asked
    /// before, and nothing ends it until the next of these calls.
    pub fn hold(&self, word: &'static str) {
        *self.now() = Now::Hold { word };
    }

    /// From now on there is nothing to lose: as at first.
    pub fn end_at_once(&self, last: impl FnMut() -> String + Send + 'static) {
        *self.now() = Now::End(Box::new(last));
    }

    /// The exit code to end with, if somebody asked: 128 and the signal's number.
    pub fn asked(&self) -> Option<u8> {
        Some(self.asked.load(Ordering::Relaxed)).filter(|code| *code > 0)
    }

    fn ask(&self, code: u8, at: Instant) {
        let mut now = self.now();
        let first = self.asked.load(Ordering::Relaxed) == 0;
        if first {
            self.asked.store(code, Ordering::Relaxed);
        }
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = at.duration_since(*since.get_or_insert(at));
        // A closed terminal is told of twice, a limit again each second; a key is meant.
        let again = code == CTRL_C && waited >= SAME;
        match &mut *now {
            Now::Wait { word, .. } | Now::Hold { word } if first => complain(word),
            Now::Wait { last, .. } if again => end(last, code),
            Now::End(last) => end(last, code),
            Now::Wait { .. } | Now::Hold { .. } => {}
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn end(last: &mut Last, code: u8) -> ! {
    complain(last());
    std::process::exit(code.into())
}

/// The exit code of a program that Ctrl-C ends.
const CTRL_C: u8 = 130;

#[cfg(unix)]
fn on_signals(hear: impl Fn(u8) + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{
        SIGALRM, SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ,
    };
    // A file that may not grow is then an error like a full disk, not the end.
    signal_hook::flag::register(SIGXFSZ, Arc::default())?;
    let mut wanted = vec![SIGINT, SIGTERM];
    let ignored = ignored();
    let others = [SIGHUP, SIGXCPU, SIGUSR1, SIGUSR2, SIGALRM];
    wanted.extend(others.iter().filter(|it| ignored & (1 << (**it - 1)) == 0));
    let mut signals = signal_hook::iterator::Signals::new(wanted)?;
    // It only prints and removes files.
    std::thread::Builder::new().stack_size(256 << 10).spawn(move || {
        for signal in &mut signals {
            hear(128 + signal as u8);
        }
    })?;
    Ok(())
}

/// Lets the programs that this one starts hear Ctrl-C and of a terminal that is closed, also
/// where this one was started to ignore them: a test under `nohup`, or behind others, would
/// wait for ever.
///
/// # Errors
/// If the system does not let us.
#[cfg(unix)]
pub fn let_children_hear_of_it() -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT};
    // A child begins with what its parent ignores, and without what its parent handles. What
    // was ignored is handled by doing nothing: that is as good.
    for signal in [SIGHUP, SIGINT] {
        if ignored() & (1 << (signal - 1)) != 0 {
            signal_hook::flag::register(signal, Arc::default())?;
        }
    }
    Ok(())
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
    ctrlc::set_handler(move || hear(CTRL_C)).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// None of these ends the process, or the test would not be there to say so.
    #[test]
    fn a_save_is_not_cut_short_and_warnings_come_again() {
        let never = || -> String { unreachable!("it goes on") };
        let stop = Stop {
            asked: Arc::default(),
            now: Arc::new(Mutex::new(Now::End(Box::new(never)))),
            since: Arc::default(),
        };
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        stop.wait("stopping: a test", never);
        assert_eq!(stop.asked(), None);
        let (hang_up, limit) = (129, 152);
        stop.ask(limit, at(0));
        for code in [hang_up, CTRL_C] {
            stop.ask(code, at(100));
        }
        for code in [limit, hang_up] {
            stop.ask(code, at(1000));
        }
        stop.hold("stopping: a test");
        for time in [1001, 2000, 9000] {
            stop.ask(CTRL_C, at(time));
        }
        assert_eq!(stop.asked(), Some(limit), "the first");
    }
}
