//! What a learner does not expect: two programs at once, a pipe that closes, a folder that
//! is gone. Nothing of theirs is lost, and they hear why.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::learner::{Learner, PROGRESS, assert_has, texts};

const BY_HAND: &str = "a-neuron-by-hand";
#[cfg(unix)]
const FUNCTION: &str = "layer-as-product";
#[cfg(unix)]
const FILE: &str = "chapters/neurons/exercises/attempts/layer_as_product.rs";
const LOCK: &str = "my-course/.saving-lock";
const RIGHT: [&str; 5] = ["check", BY_HAND, "-2", "0", "5/3"];

#[test]
fn many_at_once_undo_nothing_of_each_other() {
    let learner = Learner::new();
    let text = learner.succeeds(&[], "");
    let names = text
        .lines()
        .filter_map(|line| line.strip_prefix("  · ")?.split_whitespace().next());
    let names: Vec<_> = names.take(12).collect();
    let start = |name: &&str| learner.command(&["hint", name]).spawn().unwrap();
    let all: Vec<Child> = names.iter().map(start).collect();
    for child in all {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", texts(&output));
    }
    let progress = learner.read(PROGRESS);
    assert_eq!(progress.matches("hints = 1").count(), names.len(), "{progress}");
    // What one left behind that was killed while it wrote holds up nobody, and goes.
    fs::write(learner.path(LOCK), "").unwrap();
    let left = learner.path("my-course/.saving-aB3xYz");
    fs::write(&left, "half of it").unwrap();
    learner.succeeds(&RIGHT, "");
    assert!(!left.exists());
    assert_has(&learner.read(PROGRESS), &["done = true"]);
}

#[test]
fn one_waits_for_another_that_writes_but_not_for_one_that_was_killed() {
    let learner = Learner::new();
    fs::create_dir(learner.path("my-course")).unwrap();
    let lock = File::create(learner.path(LOCK)).unwrap();
    lock.lock().unwrap();
    let mut waits = learner.command(&RIGHT).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(waits.try_wait().unwrap(), None, "it writes beside another");
    lock.unlock().unwrap();
    assert!(waits.wait().unwrap().success());
    assert_has(&learner.read(PROGRESS), &["done = true"]);

    let (mut says, said) = std::io::pipe().unwrap();
    let mut killed = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "odds::holds_the_lock", "--ignored", "--nocapture"])
        .env(HELD, learner.path(LOCK))
        .stdout(said)
        .spawn()
        .unwrap();
    let mut heard = String::new();
    while !heard.contains("held") {
        let mut some = [0; 64];
        let count = std::io::Read::read(&mut says, &mut some).unwrap();
        heard += std::str::from_utf8(&some[..count]).unwrap();
    }
    assert!(lock.try_lock().is_err(), "it holds the lock");
    killed.kill().unwrap();
    killed.wait().unwrap();
    learner.succeeds(&["reset", BY_HAND], "");
    assert_has(&learner.read(PROGRESS), &["done = false"]);
}

/// Names the lock to a program that holds it until it is killed.
const HELD: &str = "COURSE_TESTS_HOLD";

#[test]
#[ignore = "the test above starts it"]
fn holds_the_lock() {
    let Some(path) = std::env::var_os(HELD) else { return };
    let lock = File::create(path).unwrap();
    lock.lock().unwrap();
    println!("held");
    std::thread::sleep(Duration::from_secs(60));
}

#[test]
fn to_look_writes_nothing() {
    let learner = Learner::new();
    let before = learner.files();
    learner.fails(&["hint", "zzz"], "");
    learner.succeeds(&["--help"], "");
    learner.fails(&["solution", "layer-as-product"], "n\n");
    assert_eq!(learner.files(), before, "what is missing is missing still");
    learner.succeeds(&[], "");
    let before = learner.files();
    learner.succeeds(&[], "");
    assert_eq!(learner.files(), before);
}

#[test]
fn a_missing_file_is_put_back_and_named() {
    let learner = Learner::new();
    learner.succeeds(&[], "");
    let file = "chapters/neurons/exercises/attempts/layer_as_product.rs";
    let untouched = learner.read(file);
    fs::remove_file(learner.path(file)).unwrap();
    let text = learner.succeeds(&RIGHT, "");
    assert_has(&text, &[&format!("Put back {file}, which was missing.")]);
    assert_eq!(learner.read(file), untouched);
    assert!(!learner.succeeds(&[], "").contains("Put back"));
}

#[test]
fn what_was_done_before_exercises_moved_comes_along() {
    const OLD: &str = "exercises/progress.toml";
    let learner = Learner::new();
    let kept = learner.path("exercises/neurons/attempts/kept");
    fs::create_dir_all(&kept).unwrap();
    for (number, text) in [(1, "first"), (2, "second")] {
        fs::write(kept.join(format!("layer_as_product-{number}.rs")), text)
            .unwrap();
    }
    let progress = format!("[exercise.{BY_HAND}]\ndone = true\n");
    learner.write(OLD, &progress);
    let text = learner.succeeds(&["hint", "layer-as-product"], "");
    assert_has(
        &text,
        &[
            "Moved exercises/progress.toml",
            "to my-course/progress.toml.",
            "Moved 2 files that you had reset",
            "to my-course/kept.",
        ],
    );
    assert_has(&learner.read(PROGRESS), &["done = true", "hints = 1"]);
    assert!(
        !learner.path(OLD).exists(),
        "it would come back after a new beginning"
    );
    for (number, text) in [(1, "first"), (2, "second")] {
        let kept = format!("my-course/kept/neurons/layer_as_product-{number}.rs");
        assert_eq!(learner.read(&kept), text);
    }
    assert_has(&learner.succeeds(&[], ""), &[&format!("✓ {BY_HAND}"), " 1 of "]);
    assert!(!learner.succeeds(&[], "").contains("Moved"));

    // What is newer stays, and what is old as well.
    learner.write(OLD, "old");
    learner.succeeds(&[], "");
    assert_eq!(learner.read(OLD), "old");
    assert_has(&learner.read(PROGRESS), &["done = true"]);
}

#[test]
fn done_is_done_where_nobody_reads_on() {
    let learner = Learner::new();
    let mut command = learner.command(&RIGHT);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert!(learner.command(&RIGHT).stdout(writer).status().unwrap().success());
    assert_has(&learner.read(PROGRESS), &["done = true"]);
    // A question that nobody saw is not answered.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut asked = learner.command(&["check", BY_HAND]);
    let status = asked.stdin(Stdio::null()).stdout(writer).status();
    assert_eq!(status.unwrap().code(), Some(1));
    // Nobody hears what goes wrong either.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = learner.command(&["check", "zzz"]).stderr(writer).status();
    assert_eq!(status.unwrap().code(), Some(1));
}

#[test]
fn an_answer_that_is_no_text_is_refused_in_words() {
    let learner = Learner::new();
    let file = learner.path("typed");
    fs::write(&file, b"\xff\n").unwrap();
    let typed = fs::File::open(&file).unwrap();
    let output =
        learner.command(&["check", BY_HAND]).stdin(typed).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_has(&texts(&output), &["cannot read your answer", "UTF-8"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_costs_nothing_that_was_done() {
    let learner = Learner::new();
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let status = learner.command(&RIGHT).stdout(full()).stderr(full()).status();
    assert!(status.unwrap().success());
    assert_has(&learner.read(PROGRESS), &["done = true"]);
    for arguments in
        [&[][..], &["hint"], &["--help"], &["check", "zzz"], &["check"]]
    {
        let mut command = learner.command(arguments);
        let command = command.stdin(Stdio::null());
        let status = command.stdout(full()).stderr(full()).status().unwrap();
        assert!(status.code().is_some_and(|code| code < 3), "{arguments:?}");
    }
}

/// Begins in a shell that lets no file grow beyond a few hundred bytes.
#[cfg(unix)]
fn within_a_limit(learner: &Learner, arguments: &[&str]) -> String {
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -f 1; exec \"$@\"", "sh"]);
    shell.arg(env!("CARGO_BIN_EXE_course")).args(arguments);
    let shell = shell.current_dir(&learner.root).env("NO_COLOR", "1");
    let output = shell.stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", texts(&output));
    String::from_utf8(output.stderr).unwrap().replace("\n  ", " ")
}

#[cfg(unix)]
#[test]
fn where_there_is_no_room_nothing_is_kept_by_half() {
    let learner = Learner::new();
    learner.succeeds(&[], "");
    let mine = "// mine\n".repeat(2000);
    learner.write(FILE, &mine);
    let text = within_a_limit(&learner, &["reset", FUNCTION]);
    assert_has(&text, &["cannot write my-course/kept/neurons", "File too large"]);
    assert!(!text.contains(".saving-"), "{text}");
    assert_eq!(learner.read(FILE), mine);
    let kept = fs::read_dir(learner.path("my-course/kept/neurons")).unwrap();
    assert_eq!(kept.count(), 0);
    // What is done is as it was.
    let much = format!("later = \"{}\"\n", "x".repeat(5000));
    learner.write(PROGRESS, &much);
    let text = within_a_limit(&learner, &["check", BY_HAND, "-2", "0", "5/3"]);
    assert_has(&text, &["cannot write my-course/progress.toml", "File too large"]);
    assert!(!text.contains(".saving-"), "{text}");
    assert_eq!(learner.read(PROGRESS), much);
}

#[cfg(unix)]
#[test]
fn who_may_read_and_write_a_file_stays() {
    use std::os::unix::fs::PermissionsExt as _;

    let learner = Learner::new();
    let set = |file: &str, mode| {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(learner.path(file), mode).unwrap();
    };
    let mode = |file: &str| {
        let found = fs::metadata(learner.path(file)).unwrap();
        found.permissions().mode() & 0o777
    };
    learner.succeeds(&RIGHT, "");
    for closed in [0o600, 0o640] {
        set(PROGRESS, closed);
        learner.succeeds(&["hint", FUNCTION], "");
        assert_eq!(mode(PROGRESS), closed);
        learner.write(FILE, &format!("// mine {closed}"));
        set(FILE, closed);
        learner.succeeds(&["reset", FUNCTION], "");
        assert_eq!(mode(FILE), closed);
    }
    assert_eq!(mode("my-course/kept/neurons/layer_as_product-1.rs"), 0o600);
    set(PROGRESS, 0o444);
    let before = learner.read(PROGRESS);
    let text = learner.fails(&["hint", "why-not-deeper"], "");
    assert_has(&text, &["progress.toml", "it is read-only: allow that"]);
    assert_eq!((learner.read(PROGRESS), mode(PROGRESS)), (before, 0o444));
    set(PROGRESS, 0o600);
    learner.write(FILE, "// mine");
    set(FILE, 0o444);
    let text = learner.fails(&["reset", FUNCTION], "");
    assert_has(&text, &["layer_as_product.rs", "it is read-only"]);
    assert_eq!((learner.read(FILE).as_str(), mode(FILE)), ("// mine", 0o444));
    assert!(!learner.path("my-course/kept/neurons/layer_as_product-3.rs").exists());
}

#[test]
fn a_wrong_value_in_what_is_done_is_told_in_plain_words() {
    let learner = Learner::new();
    fs::create_dir(learner.path("my-course")).unwrap();
    for (line, says) in [
        ("hints = -3", "integer `-3` stands where a whole number, 0 or more"),
        ("done = 1", "integer `1` stands where true or false should be"),
        ("answers = \"x\"", "stands where a list in square brackets should"),
    ] {
        learner.write(PROGRESS, &format!("[exercise.{BY_HAND}]\n{line}\n"));
        let text = learner.fails(&[], "");
        assert_has(&text, &["progress.toml:2: ", says, "mend the line"]);
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_the_file_of_what_is_done_stays_a_link() {
    let learner = Learner::new();
    fs::write(learner.path("elsewhere.toml"), "").unwrap();
    fs::create_dir(learner.path("my-course")).unwrap();
    std::os::unix::fs::symlink("../elsewhere.toml", learner.path(PROGRESS))
        .unwrap();
    learner.succeeds(&RIGHT, "");
    assert!(learner.path(PROGRESS).is_symlink());
    assert_has(&learner.read("elsewhere.toml"), &["done = true"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_gone_is_named_as_such() {
    let learner = Learner::new();
    let folder = learner.path("gone");
    fs::create_dir(&folder).unwrap();
    let script = r#"rmdir "$PWD" && exec "$0""#;
    let output = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_course")])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_has(&texts(&output), &["the folder", "is gone"]);
}

#[cfg(unix)]
#[test]
fn what_the_linker_says_is_passed_on() {
    let learner = Learner::who_compiles("deeper-network");
    learner.succeeds(&[], "");
    let file = "chapters/neurons/exercises/attempts/deeper_network.rs";
    let text = learner.read(file);
    let library =
        "#[link(name = \"nowhere-to-be-found\")]\nunsafe extern \"C\" {}\n";
    learner.write(file, &format!("#![allow(unsafe_code)]\n{text}{library}"));
    let text = learner.fails_wide(&["check", "deeper-network"], "");
    assert_has(&text, &["cannot build the exercise", "linking with"]);
}
