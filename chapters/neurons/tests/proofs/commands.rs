//! The program, as a reader runs it: whoever reads may go, and any file may be named.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_neurons"));
    program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    program
}

/// Where nobody reads.
fn closed() -> std::io::PipeWriter {
    let (_, writer) = std::io::pipe().unwrap();
    writer
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_reader_who_goes_is_no_fault() {
    for arguments in [&[][..], &["pixels"], &["--numbers"], &["--help"]] {
        let output = program().args(arguments).stdout(closed()).output().unwrap();
        assert_eq!(said(&output), "", "{arguments:?}");
        assert!(output.status.code().is_some_and(|code| code < 2), "{arguments:?}");
        let mut alone = program();
        let status =
            alone.args(arguments).stdout(closed()).stderr(closed()).status();
        assert_ne!(status.unwrap().code(), Some(101), "{arguments:?}");
    }
    // And what goes wrong is still told by the code, where nobody hears it.
    let mut wrong = program();
    let wrong = wrong.args(["--digits", "nowhere"]).stderr(closed()).status();
    assert_eq!(wrong.unwrap().code(), Some(1));
}

#[test]
fn figures_are_written_whoever_reads() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    let count = |folder: &Path| fs::read_dir(folder).unwrap().count();
    let status = program().arg("--figures").arg(&whole).status().unwrap();
    assert!(status.success() && count(&whole) > 1);
    let figures = folder.path().join("figures");
    let mut alone = program();
    alone.arg("--figures").arg(&figures).arg("--numbers");
    let status = alone.stdout(closed()).stderr(closed()).status().unwrap();
    assert!(status.success());
    assert_eq!(count(&figures), count(&whole));
    // A place where there can be none is known before anything is printed.
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let output = program().arg("--figures").arg(&file).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(
        said(&output).contains("file is a file: name a folder"),
        "{}",
        said(&output)
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_figures_are_written_all_the_same() {
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut figures = program();
    figures.arg("--figures").arg(folder.path());
    let output = figures.stdout(full()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("cannot print: No space left"),
        "{}",
        said(&output)
    );
    assert!(fs::read_dir(folder.path()).unwrap().count() > 1);
    for arguments in [&[][..], &["--numbers"], &["--help"]] {
        let mut full_both = program();
        let status =
            full_both.args(arguments).stdout(full()).stderr(full()).status();
        assert!(
            status.unwrap().code().is_some_and(|code| code < 2),
            "{arguments:?}"
        );
    }
}

/// What is said of a file that holds `bytes`.
fn refused(folder: &Path, bytes: &[u8]) -> String {
    let file = folder.join("digits.csv");
    fs::write(&file, bytes).unwrap();
    refused_at(&file)
}

#[track_caller]
fn refused_at(file: &Path) -> String {
    let output = program().arg("--digits").arg(file).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(output.stdout, b"", "nothing is printed before");
    let said = said(&output);
    assert!(said.contains(&*file.to_string_lossy()), "{said}");
    said
}

/// Five digits, and more.
fn five() -> String {
    let book = include_str!("../../../../assets/data/digits.csv");
    book.lines().take(5).map(|line| format!("{line}\n")).collect()
}

#[test]
fn what_a_file_is_instead_of_digits_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |bytes: &[u8]| refused(folder.path(), bytes);
    assert!(refused(b"").contains("no digits"));
    assert!(
        refused(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03").contains("gz file")
    );
    assert!(
        refused(&[five().as_bytes(), b"\0"].concat()).contains("line 6 has a byte")
    );
    assert!(refused(b"0,1\n\xff,1\n").contains("line 2 is no UTF-8"));
    let wide = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{}", five()).encode_utf16().flat_map(bytes).collect()
    };
    assert!(refused(&wide("\u{feff}", u16::to_le_bytes)).contains("UTF-16LE"));
    assert!(refused(&wide("", u16::to_be_bytes)).contains("UTF-16BE"));
    assert!(refused_at(folder.path()).contains("it is a folder"));
    assert!(refused_at(&folder.path().join("gone")).contains("no such file"));
}

#[cfg(unix)]
#[test]
fn devices_links_and_pipes_are_read_or_named() {
    let folder = tempfile::tempdir().unwrap();
    for device in ["/dev/zero", "/dev/null", "/dev/urandom"] {
        assert!(
            refused_at(Path::new(device)).contains("it is a device"),
            "{device}"
        );
    }
    let link = folder.path().join("link");
    std::os::unix::fs::symlink("nowhere", &link).unwrap();
    assert!(refused_at(&link).contains("a link to nowhere, which is not there"));
    fs::write(folder.path().join("nowhere"), five()).unwrap();
    let through = |file: &Path| {
        program().args(["pixels", "--digits"]).arg(file).output().unwrap()
    };
    let link = through(&link);
    assert!(!said(&link).contains("cannot read"), "{}", said(&link));
}

#[test]
fn digits_are_read_however_their_lines_end() {
    let folder = tempfile::tempdir().unwrap();
    let run = |text: String| {
        let file = folder.path().join("digits.csv");
        fs::write(&file, text).unwrap();
        let output = program().arg("--digits").arg(&file).output().unwrap();
        (said(&output), output.stdout)
    };
    let plain = run(five());
    for other in [
        five().replace('\n', "\r\n"),
        five().replace('\n', "\r"),
        format!("\u{feff}{}", five()),
        five().trim_end().to_owned(),
        format!("\n\n{}\n\n", five()),
    ] {
        assert_eq!(run(other), plain);
    }
}

/// A file that may not grow is a full disk for its figures: none is written by half.
#[cfg(unix)]
#[test]
fn a_figure_without_room_is_not_written_by_half() {
    let folder = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -f 1; exec \"$@\"", "sh"]);
    shell.arg(env!("CARGO_BIN_EXE_neurons")).arg("--figures").arg(folder.path());
    let output = shell.stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("cannot write"), "{}", said(&output));
    assert!(said(&output).contains(".svg: File too large"), "{}", said(&output));
    assert!(!said(&output).contains(".saving-"), "{}", said(&output));
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.trim_end().ends_with("</svg>"), "{}", file.display());
    }
}

#[test]
fn an_output_that_is_not_there_is_told_before_the_first() {
    let output = program().arg("nosuch").output().unwrap();
    assert!(output.stdout.is_empty());
    assert!(said(&output).contains("`nosuch` is no output of neurons: it has"));
}
