//! Holds a program to it that printing decides over nothing.

use std::fs::File;
use std::process::{Command, Stdio};

/// Asserts that a program, started with each of the lists of arguments, never panics and
/// ends quietly when whoever reads its output has gone, and that it says so when the disk
/// is full. An output that it does not know is still told by its code.
///
/// # Panics
/// If not, or if the program cannot be started.
pub fn assert_decides_over_nothing(program: &str, tries: &[&[&str]]) {
    let run = |arguments: &[&str], out: Stdio, err: Stdio| {
        let mut program = Command::new(program);
        program.args(arguments).stdin(Stdio::null()).stdout(out).stderr(err);
        let output = program.output().expect("the program");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    let closed = || Stdio::from(std::io::pipe().expect("a pipe").1);
    for arguments in tries {
        let heard = run(arguments, closed(), Stdio::piped());
        assert_eq!(heard, (Some(0), String::new()), "{arguments:?}");
        assert_eq!(run(arguments, closed(), closed()).0, Some(0), "{arguments:?}");
        if cfg!(target_os = "linux") {
            let full = || {
                let file = File::options().write(true).open("/dev/full");
                Stdio::from(file.expect("a full disk"))
            };
            let (code, said) = run(arguments, full(), Stdio::piped());
            assert!(code.is_some_and(|code| code < 2), "{arguments:?}: {said}");
            assert!(
                said.is_empty() || said.starts_with("error: cannot print"),
                "{said}"
            );
            run(arguments, full(), full()).0.expect("a code");
        }
    }
    // What is wrong is told by the code, where nobody hears it.
    let wrong = run(&["--no-such"], closed(), closed()).0;
    assert!(wrong.is_some_and(|code| [1, 2].contains(&code)));
}
