//! The end of a program that would never end by itself.

use std::process;
use std::thread;
use std::time::{Duration, Instant};

/// What the program ends with: no code of an outcome, so that nobody takes it for one.
const ENDED: i32 = 3;
/// How often it is seen whether the course is still there.
const PAUSE: Duration = Duration::from_millis(100);

/// Ends this program, without a word on its attempt, once `longest` has passed, or the course
/// that started it is gone and nobody waits for it.
pub(crate) fn end_after(longest: Duration) {
    let began = Instant::now();
    let parent = parent();
    // Where the system has no room for a thread, the course still ends the program.
    let _ = thread::Builder::new().spawn(move || {
        while began.elapsed() < longest && self::parent() == parent {
            thread::sleep(PAUSE);
        }
        process::exit(ENDED);
    });
}

/// The program that has started this one, or who looks after those that it left.
#[cfg(unix)]
fn parent() -> u32 {
    std::os::unix::process::parent_id()
}

/// Elsewhere only time tells.
#[cfg(not(unix))]
fn parent() -> u32 {
    0
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::{Duration, Instant};

    use crate::{Question, judge};

    const NEVER_ENDS: &str = "end::tests::never_ends";

    fn endless() {
        loop {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Says to a test program that it is the one which the test below starts.
    const STARTED: &str = "JUDGE_TEST_NEVER_ENDS";

    /// No test, but the program that the next one starts: it never ends by itself.
    #[test]
    fn never_ends() {
        if std::env::var_os(STARTED).is_none() {
            return;
        }
        let verdict = judge(endless as fn(), &[], |attempt, _| attempt());
        assert!(!verdict.is_right());
    }

    #[test]
    fn a_program_that_never_ends_is_ended_and_has_not_answered() {
        let name = format!("judge-{}-end", std::process::id());
        let file = std::env::temp_dir().join(name);
        let asked = Question::new([[1; 16], [2; 16], [3; 16], [4; 16]], file, 80);
        let mut program = Command::new(std::env::current_exe().unwrap());
        program.args(["--exact", NEVER_ENDS, "--nocapture"]).env(STARTED, "1");
        let began = Instant::now();
        let longest = Duration::from_millis(300);
        let mut child = asked.ask(&mut program, longest).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(super::ENDED));
        assert!(began.elapsed() >= longest);
        assert_eq!(asked.answer(), None);
    }
}
