//! Trainings that are stopped, killed, or have nobody left to tell.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::assert::OutputAssertExt as _;
use assert_cmd::cargo::cargo_bin;
use predicates::prelude::*;
use predicates::str::contains;

use crate::commands::{done, path, refused, train};
use crate::texts::{names, place};

/// Long enough that it is stopped before it is done.
const LONG: [&str; 6] =
    ["--steps", "100000000", "--sample-every", "100000000", "--threads", "1"];
/// The same, and saved after every few steps.
const OFTEN: [&str; 8] = [
    "--steps",
    "100000000",
    "--sample-every",
    "20",
    "--threads",
    "1",
    "--report-every",
    "10",
];

fn start(arguments: &[&str]) -> Child {
    files::let_children_hear_of_it().expect("a handler");
    Command::new(cargo_bin!())
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn signal(running: &Child, name: &str) {
    let number = running.id().to_string();
    let killed = Command::new("kill").args([name, &number]).status();
    assert!(killed.expect("kill starts").success());
}

/// Waits until it has printed a line that begins so.
fn wait_for(running: &mut Child, start: &str) {
    let mut out = BufReader::new(running.stdout.as_mut().expect("an output"));
    let mut line = String::new();
    while !line.starts_with(start) {
        line.clear();
        assert!(out.read_line(&mut line).expect("a line") > 0, "no line {start}");
    }
}

fn end(running: Child) -> Output {
    let began = Instant::now();
    let output = running.wait_with_output().expect("it ends");
    assert!(began.elapsed() < Duration::from_secs(5), "it ends soon");
    output
}

/// The step that a checkpoint holds, as the program says it.
fn can_go_on(corpus: &str, file: &str) {
    refused(&[
        "train",
        "--corpus",
        corpus,
        "--checkpoint",
        file,
        "--resume",
        "--steps",
        "1",
    ])
    .stderr(contains(" steps are done: give more than "));
}

#[test]
fn whoever_asks_a_training_to_end_gets_it_saved() {
    let mut all = vec![("-INT", 130), ("-TERM", 143), ("-HUP", 129)];
    // How a system for batches says that time is nearly over.
    if cfg!(target_os = "linux") {
        all.extend([
            ("-XCPU", 152),
            ("-USR1", 138),
            ("-USR2", 140),
            ("-ALRM", 142),
        ]);
    }
    for (name, code) in all {
        let (folder, corpus, file) = place();
        let mut running = start(&train(&corpus, &file, &LONG));
        wait_for(&mut running, "step 100 of");
        signal(&running, name);
        end(running).assert().code(code).stderr(
            "stopping: the step at hand is ended and saved first; again ends at \
                 once, without this step\n",
        );
        assert_eq!(names(folder.path()), ["model", "text"]);
        can_go_on(&corpus, &file);
    }
}

#[test]
fn how_to_go_on_is_said_as_one_types_it() {
    for (name, typed) in [("model 1", "'model 1'"), ("it's", r"'it'\''s'")] {
        let (folder, corpus, _) = place();
        let mut running = Command::new(cargo_bin!())
            .args(train(&corpus, name, &LONG))
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        wait_for(&mut running, "step 100 of");
        signal(&running, "-TERM");
        end(running).assert().code(143).stdout(predicates::str::ends_with(
            format!("; go on with --resume --checkpoint {typed}\n"),
        ));
    }
}

/// A step of some seconds, longer than a busy machine takes to send three signals.
const SLOW: [&str; 5] = ["--clear", "--batch", "24000", "--sample-length", "0"];

/// `train` with such steps.
fn slow<'a>(corpus: &'a str, file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let arguments = train(corpus, file, &[]);
    [&arguments[..11], &SLOW, more].concat()
}

#[test]
fn the_first_step_is_not_waited_for() {
    let (folder, corpus, file) = place();
    let mut running = start(&slow(&corpus, &file, &[]));
    wait_for(&mut running, "gradients come from the clear model");
    std::thread::sleep(Duration::from_millis(100));
    signal(&running, "-INT");
    end(running)
        .assert()
        .code(130)
        .stderr("stopped before the end of the first step\n");
    assert_eq!(names(folder.path()), ["text"]);
}

/// The second step is at hand, and takes long.
#[test]
fn asked_twice_it_ends_at_once() {
    let (folder, corpus, file) = place();
    let steps = ["--steps", "100000000", "--report-every", "1"];
    let arguments = slow(&corpus, &file, &steps);
    let mut running = start(&arguments);
    wait_for(&mut running, "step 1 of");
    signal(&running, "-INT");
    let began = Instant::now();
    // Some programs pass on what is heard already.
    signal(&running, "-INT");
    signal(&running, "-HUP");
    std::thread::sleep(Duration::from_millis(250));
    signal(&running, "-INT");
    let output = end(running);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("again ends at once, without this step\n"), "{errors}");
    assert!(
        errors.ends_with("stopped at once: nothing was saved\n"),
        "{errors} {:?}",
        began.elapsed()
    );
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(names(folder.path()), ["text"]);
}

/// No thread has room for its stack: then the one that there is computes all.
#[cfg(target_os = "linux")]
#[test]
fn without_threads_it_trains_all_the_same() {
    let (_folder, corpus, file) = place();
    done(&train(&corpus, &file, &["--steps", "3", "--threads", "1"]));
    let alone = fs::read(&file).expect("the checkpoint");
    Command::new(cargo_bin!())
        .args(train(&corpus, &file, &["--steps", "3", "--threads", "16"]))
        .arg("--force")
        .env("RUST_MIN_STACK", (1_u64 << 50).to_string())
        .assert()
        .success()
        .stderr("");
    assert_eq!(fs::read(&file).expect("the checkpoint"), alone);
}

/// `nohup` has said that a closed terminal shall not matter.
#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_was_to_be_ignored_is_ignored() {
    let (_folder, corpus, file) = place();
    let arguments = train(&corpus, &file, &LONG);
    let mut running = Command::new("sh")
        .args(["-c", "trap '' HUP; exec \"$@\"", "sh"])
        .arg(cargo_bin!())
        .args(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    wait_for(&mut running, "step 100 of");
    signal(&running, "-HUP");
    wait_for(&mut running, "step 300 of");
    signal(&running, "-INT");
    end(running).assert().code(130);
}

/// A pipe into which nobody writes.
#[test]
fn before_the_first_step_it_ends_at_once() {
    let (folder, corpus, file) = place();
    fs::remove_file(&corpus).expect("gone");
    assert!(
        Command::new("mkfifo").arg(&corpus).status().expect("mkfifo").success()
    );
    let running = start(&train(&corpus, &file, &LONG));
    let lock = path(folder.path(), ".saving-model.lock");
    while fs::read(&lock).map_or(0, |text| text.len()) == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(50));
    signal(&running, "-INT");
    end(running)
        .assert()
        .code(130)
        .stdout("")
        .stderr("stopped before the end of the first step\n");
    assert_eq!(names(folder.path()), ["text"]);
}

/// From a file, and from another program.
#[cfg(target_os = "linux")]
#[test]
fn a_text_may_come_through_a_pipe() {
    let (folder, corpus, file) = place();
    let arguments = train("/dev/stdin", &file, &["--steps", "2"]);
    Command::new(cargo_bin!())
        .args(arguments)
        .stdin(File::open(&corpus).expect("the text"))
        .assert()
        .success();
    // And is not replaced, whatever its name.
    Command::new(cargo_bin!())
        .args(train("/dev/stdin", &corpus, &["--force"]))
        .stdin(File::open(&corpus).expect("the text"))
        .assert()
        .failure();
    let mut cat = Command::new("cat")
        .arg(&corpus)
        .stdout(Stdio::piped())
        .spawn()
        .expect("cat starts");
    Command::new(cargo_bin!())
        .args([
            "train",
            "--corpus",
            "/dev/stdin",
            "--checkpoint",
            &file,
            "--resume",
        ])
        .args(["--steps", "4"])
        .stdin(cat.stdout.take().expect("an output"))
        .assert()
        .success();
    cat.wait().expect("it ends");
    assert_eq!(names(folder.path()), ["model", "text"]);
}

#[test]
fn a_sample_without_end_can_be_stopped() {
    let (folder, corpus, file) = place();
    let endless = ["--steps", "1", "--sample-length", "1000000000"];
    let arguments: Vec<_> =
        train(&corpus, &file, &[]).into_iter().take(15).collect();
    let running = start(&[&arguments[..], &endless].concat());
    while !fs::exists(&file).expect("a folder") {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    signal(&running, "-INT");
    end(running)
        .assert()
        .code(130)
        .stderr(contains(format!("the model is in {file}")));
    assert_eq!(names(folder.path()), ["model", "text"]);
}

/// `train | head -2`
#[test]
fn when_the_reader_of_the_output_goes_all_is_saved() {
    let (folder, corpus, file) = place();
    let mut running = start(&train(&corpus, &file, &OFTEN));
    wait_for(&mut running, "step 10 of");
    drop(running.stdout.take());
    let output = end(running);
    output.assert().code(141).stderr(
        predicates::str::starts_with("stopped after step ")
            .and(contains("--resume")),
    );
    assert_eq!(names(folder.path()), ["model", "text"]);
    can_go_on(&corpus, &file);
}

/// A full disk for the output, and one for errors.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_stops_no_training() {
    let (_folder, corpus, file) = place();
    let full =
        || File::options().write(true).open("/dev/full").expect("a full disk");
    let steps = ["--steps", "30", "--report-every", "1", "--sample-every", "10"];
    for is_full in [[true, false], [false, true], [true, true]] {
        let mut command = Command::new(cargo_bin!());
        command.args(train(&corpus, &file, &steps)).arg("--force");
        if is_full[0] {
            command.stdout(full());
        }
        if is_full[1] {
            command.stderr(full());
        }
        let output = command.output().expect("it ends");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = if is_full[0] { 1 } else { 0 };
        assert_eq!(output.status.code(), Some(code), "{errors}");
        if is_full == [true, false] {
            assert!(errors.starts_with("warning: cannot print: "), "{errors}");
            assert!(errors.contains("error: the model is in "), "{errors}");
        }
        can_go_on(&corpus, &file);
        fs::remove_file(&file).expect("gone");
    }
    done(&train(&corpus, &file, &["--steps", "1"]));
    let generate = ["generate", "--checkpoint", &file, "--length", "100000000"];
    let output = Command::new(cargo_bin!()).args(generate).stdout(full()).output();
    output
        .expect("it ends")
        .assert()
        .code(1)
        .stderr(contains("error: cannot print: "));
}

#[test]
fn a_terminal_that_closes_loses_nothing() {
    for and_hangup in [true, false] {
        if !and_hangup && !cfg!(target_os = "linux") {
            continue;
        }
        let (folder, corpus, file) = place();
        files::let_children_hear_of_it().expect("a handler");
        let (pty, pts) = pty_process::blocking::open().expect("a terminal");
        // `nohup` where it is not to hear of it: then only its output fails.
        let first = if and_hangup { "" } else { "trap '' HUP; " };
        let command = pty_process::blocking::Command::new("sh")
            .args(["-c", &format!("{first}exec \"$@\""), "sh"])
            .arg(cargo_bin!())
            .args(train(&corpus, &file, &OFTEN));
        let mut running = command.spawn(pts).expect("the program starts");
        let mut seen = Vec::new();
        let mut reader = &pty;
        while !String::from_utf8_lossy(&seen).contains("held-out loss") {
            let mut some = [0; 500];
            let count = reader.read(&mut some).expect("something is printed");
            seen.extend(&some[..count]);
        }
        drop(pty);
        if !and_hangup {
            std::thread::sleep(Duration::from_millis(100));
            assert!(running.try_wait().expect("a process").is_none(), "it goes on");
            signal(&running, "-TERM");
        }
        let status = running.wait().expect("it ends");
        assert_eq!(status.code(), Some(if and_hangup { 129 } else { 143 }));
        assert_eq!(names(folder.path()), ["model", "text"]);
        can_go_on(&corpus, &file);
    }
}

#[test]
fn killed_again_and_again_it_leaves_one_whole_checkpoint() {
    let (folder, corpus, file) = place();
    let always = ["--sample-every", "1", "--sample-length", "0", "--threads", "1"];
    let new = train(&corpus, &file, &["--steps", "100000000"]);
    let new = [&new[..new.len() - 4], &new[new.len() - 2..], &always].concat();
    let resume = ["train", "--corpus", &corpus, "--checkpoint", &file, "--resume"];
    let resume = [&resume[..], &always].concat();
    let (mut is_there, mut count) = (false, 0);
    while count < 12 || (!is_there && count < 100) {
        count += 1;
        let mut running = start(if is_there { &resume } else { &new });
        std::thread::sleep(Duration::from_millis(30 + 11 * count));
        running.kill().expect("killed");
        running.wait().expect("it ends");
        is_there = fs::exists(&file).expect("a folder");
        let left = names(folder.path());
        assert!(left.len() <= 4, "at most a lock and one new file: {left:?}");
    }
    assert!(is_there);
    can_go_on(&corpus, &file);
    assert_eq!(names(folder.path()), ["model", "text"]);
}

#[test]
fn two_trainings_on_one_name_are_told() {
    let (folder, corpus, file) = place();
    let mut running = start(&train(&corpus, &file, &LONG));
    wait_for(&mut running, "step 100 of");
    let busy = format!("by another run (process {}): wait until", running.id());
    refused(&train(&corpus, &file, &[])).stdout("").stderr(contains(&busy));
    let link = path(folder.path(), "link");
    signal(&running, "-TERM");
    end(running).assert().code(143);
    std::os::unix::fs::symlink("model", &link).expect("a link");
    let resume = [
        "train",
        "--corpus",
        &corpus,
        "--resume",
        "--threads",
        "1",
        "--checkpoint",
    ];
    let mut running = start(&[&resume[..], &[&file]].concat());
    wait_for(&mut running, "step ");
    for name in [&file, &link] {
        refused(&[&resume[..], &[name]].concat())
            .stderr(contains("by another run"));
    }
    running.kill().expect("killed");
    running.wait().expect("it ends");
    // It follows the link, and is not in the way of itself.
    done(&[&train(&corpus, &link, &["--steps", "1"])[..], &["--force"]].concat());
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert_eq!(names(folder.path()), ["link", "model", "text"]);
}

/// `ulimit -n` makes opening one more file fail.
#[cfg(unix)]
#[test]
fn too_few_files_are_no_other_run() {
    let (folder, corpus, file) = place();
    Command::new("sh")
        .args(["-c", "ulimit -n 4; exec \"$@\"", "sh"])
        .arg(cargo_bin!())
        .args(train(&corpus, &file, &[]))
        .assert()
        .code(1)
        .stdout("")
        .stderr(
            contains(format!("error: cannot write {file}: "))
                .and(contains("another run").not())
                .and(contains(".saving").not()),
        );
    assert_eq!(names(folder.path()), ["text"]);
}

/// `ulimit -f` makes files that grow fail as on a full disk.
#[test]
fn a_full_disk_is_noticed_before_the_first_step() {
    let (folder, corpus, file) = place();
    done(&train(&corpus, &file, &["--steps", "1"]));
    let good = fs::read(&file).expect("the checkpoint");
    Command::new("sh")
        .args(["-c", "ulimit -f 8; exec \"$@\"", "sh"])
        .arg(cargo_bin!())
        .args(train(&corpus, &file, &["--force"]))
        .assert()
        .code(1)
        .stdout("")
        .stderr(
            contains(format!("error: cannot write {file}: "))
                .and(contains(".saving").not()),
        );
    assert_eq!(fs::read(&file).expect("the checkpoint"), good);
    assert_eq!(names(folder.path()), ["model", "text"]);
}

#[test]
fn when_its_folder_goes_the_model_is_saved_elsewhere() {
    let (folder, corpus, _) = place();
    let below = path(folder.path(), "below");
    fs::create_dir(&below).expect("a folder");
    let file = format!("{below}/model");
    let mut running = Command::new(cargo_bin!())
        .args(train(&corpus, &file, &LONG))
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    wait_for(&mut running, "step 100 of");
    fs::remove_dir_all(&below).expect("gone");
    signal(&running, "-INT");
    end(running).assert().code(130).stderr(contains(" instead\n"));
    let saved = names(folder.path());
    let saved =
        saved.iter().find(|name| name.starts_with("model-")).expect("the model");
    can_go_on(&corpus, &path(folder.path(), saved));
}
