//! The program, as a reader runs it.

use std::fs;
use std::path::Path;

use assert_cmd::assert::Assert;
use assert_cmd::cargo::cargo_bin_cmd;
use predicates::prelude::*;
use predicates::str::{contains, starts_with};

fn run(arguments: &[&str]) -> Assert {
    // Colours would part the words that are looked for.
    cargo_bin_cmd!().env_remove("CLICOLOR_FORCE").args(arguments).assert()
}

fn refused(arguments: &[&str]) -> Assert {
    run(arguments).failure()
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

#[test]
fn a_network_is_trained_saved_and_read_with() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = path(folder.path(), "digits.net");
    let trained = run(&["--train", &file, "--epochs", "10", "--seed", "3"])
        .success()
        .stderr("");
    let lines = str::from_utf8(&trained.get_output().stdout).expect("text");
    let lines: Vec<_> = lines.lines().collect();
    assert_eq!(lines.len(), 2, "no progress bar where there is no terminal");
    assert!(
        lines[0].ends_with("% of 360 digits that it never saw are read correctly")
    );
    assert_eq!(lines[1], format!("the network is in {file}"));
    run(&["--read", &file])
        .success()
        .stdout(contains("of 1797 digits are read correctly"));

    let before = fs::read(&file).expect("the network");
    refused(&["--train", &file, "--epochs", "1"])
        .stderr(contains("is there already"));
    assert_eq!(fs::read(&file).expect("the network"), before);
    run(&["--train", &file, "--epochs", "10", "--seed", "3", "--force"]).success();
    assert_eq!(
        fs::read(&file).expect("the network"),
        before,
        "the same bits again"
    );
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = path(folder.path(), "digits.net");
    refused(&["--train", &file, "--epochs", "0"])
        .stderr("error: --epochs is 0: give at least 1\n");
    refused(&["--train", &file, "--learning-rate", "-1"]).stderr(
        "error: --learning-rate is -1: give a number above 0, such as 0.5\n",
    );
    refused(&["--train", &file, "--learning-rate", "1e300"])
        .stderr(contains("train with a smaller learning rate than 1e300"));
    refused(&["--train", &file, "--epochs", "-3"])
        .stderr(contains("invalid value '-3' for '--epochs"));
    refused(&["--train", &file, "--learning-rate", "NaN"])
        .stderr(contains("give a number above 0"));
    // The cause once.
    let start = format!("error: cannot read {file} as a saved network: ");
    refused(&["--read", &file])
        .stderr(starts_with(start).and(contains(": ").count(2)));
    refused(&["--train", &path(folder.path(), "")])
        .stderr(contains("is a folder: name a file"));
    let nowhere = path(folder.path(), "nowhere");
    refused(&["--train", &path(Path::new(&nowhere), "digits.net")]).stderr(
        format!(
            "error: there is no folder {nowhere}: make it first, or name a file in \
             another one\n"
        ),
    );
    refused(&["--force"]).stderr(contains("--train <FILE>"));
    let digits = path(folder.path(), "digits.csv");
    fs::write(&digits, "1,2,3\n").expect("a file");
    refused(&["--train", &file, "--digits", &digits])
        .stderr(contains("digits.csv, line 1: found 3"));
    let few = "0,".repeat(64) + "0\n";
    fs::write(&digits, few.repeat(360)).expect("a file");
    let too_few = "360 digits: give more than 360, since 360 are set aside";
    for task in [&["--train", &file][..], &[]] {
        refused(&[task, &["--digits", &digits]].concat())
            .stderr(contains("digits.csv: ").and(contains(too_few)));
    }
    fs::write(&digits, few.repeat(459)).expect("a file");
    refused(&["--digits", &digits]).stderr("error: the experiments found 459 digits: give at least 460, 360 of them to \
         test with\n");
    assert!(!Path::new(&file).exists());
}

/// An image that was learned from says little when it is tested with.
#[test]
fn digits_that_were_seen_are_counted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, digits) =
        (path(folder.path(), "digits.net"), path(folder.path(), "digits.csv"));
    let line =
        |ink: usize| "0,".repeat(20) + &format!("16,{ink},") + &"3,".repeat(42);
    let ten: String =
        (0..10).map(|label| format!("{}{label}\n", line(label))).collect();
    fs::write(&digits, ten.repeat(50)).expect("a file");
    let train = ["--train", &file, "--epochs", "1", "--force", "--digits", &digits];
    run(&train).success().stdout(contains(
        "% of 360 digits, 360 of which it has seen, are read correctly\n",
    ));
    // Two of each: some have both among those that are set aside.
    let line = |digit: usize| {
        let pixels = format!("{},{},16,", digit / 16, digit % 16);
        "0,".repeat(20) + &pixels + &"0,".repeat(41) + &format!("{}\n", digit % 10)
    };
    let all: String = (0..250).map(line).collect();
    fs::write(&digits, all.repeat(2)).expect("a file");
    let printed = run(&train).success();
    let printed = str::from_utf8(&printed.get_output().stdout).expect("text");
    let seen = printed.split_once("digits, ").expect("some").1;
    let seen: usize =
        seen.split(' ').next().expect("a number").parse().expect("one");
    assert!((1..360).contains(&seen), "{seen}");
}

/// A note of the reader's may begin as our files do.
#[test]
fn the_beginning_of_our_title_is_no_network() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = path(folder.path(), "note");
    for note in ["b", "backprop net", "backprop network, version"] {
        fs::write(&file, note).expect("a file");
        refused(&["--train", &file, "--epochs", "1", "--force"])
            .stderr(contains("and no network, so it is not replaced"));
        refused(&["--read", &file]).stderr(contains("give a saved network"));
        assert_eq!(fs::read(&file).expect("the note"), note.as_bytes());
    }
}

/// A flag that would be passed over is refused instead.
#[test]
fn flags_that_do_not_go_together_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = path(folder.path(), "digits.net");
    for flag in ["--train", "--read"] {
        for with in [&["by-hand"][..], &["--numbers"], &["--figures", "here"]] {
            refused(&[&[flag, &file], with].concat())
                .stderr(contains("cannot be used with"));
        }
    }
    let training = [
        &["--epochs", "3"][..],
        &["--learning-rate", "1"],
        &["--seed", "2"],
        &["--force"],
    ];
    for with in training {
        refused(&[&["--read", &file], with].concat())
            .stderr(contains("cannot be used with"));
        refused(with).stderr(contains("--train <FILE>"));
    }
    refused(&["--train", &file, "--read", &file])
        .stderr(contains("cannot be used with"));
}

#[test]
fn a_network_for_something_else_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("small.net");
    let printed = run(&["saved"]).success();
    let saved: String = str::from_utf8(&printed.get_output().stdout)
        .expect("text")
        .lines()
        .skip(1)
        .filter(|l| !l.is_empty())
        .map(|l| format!("{l}\n"))
        .collect();
    fs::write(&file, saved).expect("a file");
    refused(&["--read", &file.to_string_lossy()])
        .stderr(contains("layer takes 2 inputs but the batch has 64 columns"));
}

fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("the folder");
    let name = |file: fs::DirEntry| file.file_name().to_string_lossy().into_owned();
    let mut names: Vec<_> = files.map(|file| name(file.expect("a file"))).collect();
    names.sort();
    names
}

#[test]
fn nothing_but_a_network_is_replaced() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, digits) =
        (path(folder.path(), "digits.net"), path(folder.path(), "digits.csv"));
    let hard = path(folder.path(), "hard");
    fs::write(&digits, ("0,".repeat(64) + "0\n").repeat(400)).expect("a file");
    fs::hard_link(&digits, &hard).expect("a link");
    for target in [&digits, &hard] {
        refused(&["--train", target, "--digits", &digits, "--force"])
            .stdout("")
            .stderr(contains("is the file that is read: name another one"));
        refused(&["--train", target, "--force"]).stderr(contains(
            "is there already and no network, so it is not replaced",
        ));
    }
    assert!(fs::read(&digits).expect("the digits").starts_with(b"0,0,"));
    run(&["--train", &file, "--epochs", "3"]).success();
    let good = fs::read(&file).expect("the network");
    for rate in ["1e3", "1e5", "1e20", "1e154", "1e300"] {
        for epochs in ["1", "2", "50"] {
            refused(&[
                "--train",
                &file,
                "--force",
                "--learning-rate",
                rate,
                "--epochs",
                epochs,
            ])
            .stdout("")
            .stderr(contains("smaller learning rate than"));
            assert_eq!(
                fs::read(&file).expect("the network"),
                good,
                "{rate} {epochs}"
            );
        }
    }
    // Line ends that a version control or an editor has changed.
    let changed = String::from_utf8(good).expect("text").replace('\n', "\r\n");
    fs::write(&file, changed).expect("a file");
    run(&["--read", &file]).success();
    fs::write(&file, b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03").expect("a file");
    refused(&["--read", &file]).stderr(contains("application/gzip"));
    assert_eq!(names(folder.path()), ["digits.csv", "digits.net", "hard"]);
}

#[cfg(unix)]
#[test]
fn whatever_stops_it_the_network_is_saved() {
    use std::process::{Command, Stdio};
    files::let_children_hear_of_it().expect("a handler");
    let mut all = vec![("-INT", 130), ("-TERM", 143), ("-HUP", 129)];
    if cfg!(target_os = "linux") {
        all.push(("-XCPU", 152));
    }
    for (name, code) in all {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = path(folder.path(), "digits.net");
        let running = Command::new(assert_cmd::cargo::cargo_bin!())
            .args(["--train", &file, "--epochs", "100000000"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let lock = folder.path().join(".saving-digits.net.lock");
        while !lock.exists() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        std::thread::sleep(std::time::Duration::from_millis(400));
        refused(&["--train", &file, "--epochs", "1"])
            .stderr(contains(format!("by another run (process {})", running.id())));
        let number = running.id().to_string();
        let killed = Command::new("kill").args([name, &number]).status();
        assert!(killed.expect("kill starts").success());
        let output = running.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        assert!(output.stdout.starts_with(b"stopped after epoch "), "{output:?}");
        run(&["--read", &file]).success();
        assert_eq!(names(folder.path()), ["digits.net"]);
    }
}

/// A pipe that is closed, and a full disk.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_costs_no_network() {
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = path(folder.path(), "digits.net");
    let full =
        || fs::File::options().write(true).open("/dev/full").expect("a full disk");
    let mut closed =
        Command::new("true").stdin(Stdio::piped()).spawn().expect("true");
    let pipe = closed.stdin.take().expect("a pipe");
    closed.wait().expect("it ends");
    let pipe = std::os::fd::OwnedFd::from(pipe);
    let gone = || Stdio::from(pipe.try_clone().expect("a pipe"));
    let program = || Command::new(assert_cmd::cargo::cargo_bin!());
    let train = ["--train", &file, "--epochs", "2", "--force"];
    let output = program().args(train).stdout(gone()).output().expect("it ends");
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    for out in [gone(), full().into()] {
        fs::remove_file(&file).expect("the network");
        program().args(train).stdout(out).stderr(gone()).status().expect("it ends");
        run(&["--read", &file]).success();
    }
    let read = ["--read", &file];
    let output = program().args(read).stdout(gone()).output().expect("it ends");
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let output = program().args(read).stdout(full()).output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.starts_with(b"error: cannot print: "), "{output:?}");
}
