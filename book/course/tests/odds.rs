//! What a learner does not expect: two programs at once, a pipe that closes, a folder that
//! is gone. Nothing of theirs is lost, and they hear why.

use std::fs;
use std::process::{Child, Stdio};

mod learner;

use learner::{Learner, PROGRESS, assert_has, texts};

const BY_HAND: &str = "a-neuron-by-hand";
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
    // One that was killed while it wrote holds up nobody for long.
    fs::write(learner.path("my-course/.saving-lock"), "").unwrap();
    learner.succeeds(&RIGHT, "");
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

#[test]
fn a_name_in_another_way_of_writing_is_understood() {
    let learner = Learner::new();
    for name in [
        "LAYER-AS-PRODUCT",
        "layer_as_product.rs",
        "chapters/neurons/exercises/attempts/layer_as_product.rs",
    ] {
        let text = learner.fails(&["check", name], "");
        assert_has(&text, &["do you mean `layer-as-product`?"]);
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
    let learner = Learner::new();
    let output = learner
        .command(&["check", "layer-as-product"])
        .env("RUSTFLAGS", "-Clink-arg=-lnowhere-to-be-found")
        .env("CARGO_TARGET_DIR", learner.path("target"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_has(&texts(&output), &["cannot build the exercise", "linking with"]);
}
