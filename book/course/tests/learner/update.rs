//! A new version of the book, in Git itself: the lines that the course page gives bring it, and
//! nothing of the reader's is lost.
#![cfg_attr(
    not(unix),
    allow(dead_code, unused_imports, reason = "the lines are for a shell")
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::learner::{Learner, PROGRESS, assert_has, texts};

const ATTEMPTS: &str = "chapters/neurons/exercises/attempts";
const TEXTS: &str = "chapters/neurons/exercises/exercises.toml";
const BY_HAND: &str = "a-neuron-by-hand";

/// The lines of the course page.
fn lines() -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/course.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, section) = page.split_once("## When the book has changed").unwrap();
    let (_, block) = section.split_once("```sh").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    block.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect()
}

fn quiet(command: &mut Command, home: &Path) -> Output {
    command
        .env("HOME", home)
        .env("GIT_CONFIG_GLOBAL", home.join("no-config"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .env_remove("EMAIL")
        .output()
        .unwrap()
}

#[track_caller]
fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(["-c", "core.autocrlf=false"])
        .args(arguments)
        .current_dir(folder);
    let output = quiet(&mut git, folder);
    assert!(output.status.success(), "git {arguments:?}: {}", texts(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// The book as it is published, and a reader's clone of it.
fn published() -> Option<(Learner, Learner)> {
    if Command::new("git").arg("--version").output().is_err() {
        return None; // nobody without Git pulls
    }
    let book = Learner::new();
    book.succeeds(&[], ""); // puts the attempts there
    book.write(".gitignore", "/my-course/\n.saving-*\n");
    fs::remove_dir_all(book.path("my-course")).unwrap_or_default();
    git(&book.root, &["init", "--quiet", "--initial-branch", "main"]);
    git(&book.root, &["add", "--all"]);
    git(&book.root, &["commit", "--quiet", "--message", "The book"]);
    let reader = Learner::new();
    fs::remove_dir_all(&reader.root).unwrap();
    let (from, to) = (book.root.to_str().unwrap(), reader.root.to_str().unwrap());
    git(&book.root, &["clone", "--quiet", from, to]);
    Some((book, reader))
}

fn update(reader: &Learner) {
    let lines = lines();
    assert_eq!(lines.len(), 3, "{lines:?}");
    for line in lines {
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(&reader.root);
        let output = quiet(&mut shell, &reader.root);
        assert!(output.status.success(), "{line}: {}", texts(&output));
    }
}

#[cfg(unix)]
#[test]
fn a_new_version_comes_and_nothing_of_the_readers_goes() {
    let Some((book, reader)) = published() else { return };
    let file = |name: &str| format!("{ATTEMPTS}/{name}.rs");
    let (both, ours, theirs, renamed) = (
        file("layer_as_product"),
        file("bends_too_late"),
        file("any_truth_table"),
        file("silent_neurons"),
    );
    // The reader has done one by hand, and worked in three files.
    reader.succeeds(&["check", BY_HAND, "-2", "0", "5/3"], "");
    reader.succeeds(&["hint", "silent-neurons"], "");
    let gap = concat!("to", "do!(");
    let solved = |name: &str, answer: &str| {
        let text = reader.read(name);
        let (before, after) = text.split_once(gap).unwrap();
        let (_, after) = after.split_once(")\n").unwrap();
        let text = format!("{before}{answer}\n{after}");
        reader.write(name, &text);
        text
    };
    let mine = solved(&both, "batch.dot(&weights.t()) + bias");
    solved(&theirs, "my_own_thought(row)");
    solved(&renamed, "0.5 // mine");

    // The book changes: a line that the reader has changed too, another of that file, another
    // file, a page, and the name of an exercise.
    let text = book.read(&both).replace(gap, concat!("to", "do!(\"now: \", "));
    book.write(&both, &text.replacen("//! ", "//! New. ", 1));
    book.write(&ours, &format!("{}\n// New.\n", book.read(&ours)));
    book.write("book/src/new.md", "# New\n");
    let texts_now = book.read(TEXTS).replace(
        "name = \"silent-neurons\"",
        "name = \"quiet-neurons\"\nwas = [\"silent-neurons\", \"dead-neurons\"]",
    );
    book.write(TEXTS, &texts_now);
    let solutions = ATTEMPTS.replace("attempts", "solutions");
    for folder in [ATTEMPTS, &solutions] {
        let old = format!("{folder}/silent_neurons.rs");
        let text = book.read(&old).replace("silent_neurons", "quiet_neurons");
        let text = text.replace("silent-neurons", "quiet-neurons");
        book.write(&format!("{folder}/quiet_neurons.rs"), &text);
        fs::remove_file(book.path(&old)).unwrap();
    }
    git(&book.root, &["add", "--all"]);
    git(&book.root, &["commit", "--quiet", "--message", "A new version"]);

    let mut pull = Command::new("git");
    let refused = quiet(pull.arg("pull").current_dir(&reader.root), &reader.root);
    assert!(!refused.status.success(), "then nobody needs the lines");
    update(&reader);

    assert_eq!(reader.read("book/src/new.md"), "# New\n");
    assert_eq!(reader.read(&ours), book.read(&ours));
    let both_now = reader.read(&both);
    assert_has(&both_now, &["batch.dot(&weights.t()) + bias", "//! New. "]);
    assert_eq!(both_now.replacen("New. ", "", 1), mine);
    assert_has(&reader.read(&theirs), &["my_own_thought(row)"]);
    for file in [&both, &theirs] {
        assert!(!reader.read(file).contains("<<<<"), "{file}");
    }
    let overview = reader.succeeds(&[], "");
    assert_has(&overview, &[&format!("✓ {BY_HAND}"), "· quiet-neurons", " 1 of "]);
    let quiet_neurons = reader.read(&file("quiet_neurons"));
    assert_has(&quiet_neurons, &["0.5 // mine", "quiet_neurons::check(share)"]);
    let hints = reader.succeeds(&["hint", "quiet-neurons"], "");
    assert_has(&hints, &["Hint 1 of", "Hint 2 of"]);
    // And once more, with what the lines have left behind.
    book.write("book/src/new.md", "# Newer\n");
    book.write(&both, &format!("{}// Newer.\n", book.read(&both)));
    git(&book.root, &["commit", "--quiet", "--all", "--message", "Newer"]);
    update(&reader);
    assert_eq!(reader.read("book/src/new.md"), "# Newer\n");
    assert_has(
        &reader.read(&both),
        &["batch.dot(&weights.t()) + bias", "// Newer."],
    );
    assert_has(&reader.read(PROGRESS), &[BY_HAND, "done = true"]);
}

#[test]
fn a_renamed_exercise_keeps_all_that_was_done() {
    let learner = Learner::new();
    learner.succeeds(&[], "");
    let old = format!("{ATTEMPTS}/silent_neurons.rs");
    learner.write(&old, &format!("{}// first\n", learner.read(&old)));
    learner.succeeds(&["reset", "silent-neurons"], "");
    let mine = format!("{}// second\n", learner.read(&old));
    learner.write(&old, &mine);
    learner.write(
        PROGRESS,
        "[exercise.silent-neurons]\ndone = true\nhints = 2\nshown = true\nanswers = [\"a\"]\n\
         later = 1\n[exercise.dead-neurons]\nhints = 1\nanswers = [\"b\"]\n\
         [exercise.quiet-neurons]\nanswers = [\"c\"]\n",
    );
    let texts_then = learner.read(TEXTS);
    let rename = |was: &str| {
        let name = format!("name = \"quiet-neurons\"\nwas = {was}");
        let texts = texts_then.replace("name = \"silent-neurons\"", &name);
        learner.write(TEXTS, &texts);
    };
    for (was, says) in [
        ("\"any-truth-table\"", "that is an exercise of neurons now"),
        ("[\"silent-neurons\", \"silent-neurons\"]", "and so was"),
        ("7", "a name in quotation marks"),
    ] {
        rename(was);
        let text = learner.fails_wide(&[], "");
        assert_has(&text, &[&format!("{TEXTS}:"), says]);
    }
    rename("[\"silent-neurons\", \"dead-neurons\"]");
    let solution = learner.path(&old.replace("attempts", "solutions"));
    fs::rename(&solution, solution.with_file_name("quiet_neurons.rs")).unwrap();
    let text = learner.succeeds(&[], "");
    assert_has(
        &text,
        &["`silent-neurons` is called `quiet-neurons` now", "✓ quiet-neurons"],
    );
    assert!(!learner.path(&old).exists());
    let now = learner.read(&old.replace("silent", "quiet"));
    assert_eq!(now, mine.replace("silent_", "quiet_").replace("silent-", "quiet-"));
    let kept = |number: usize| {
        learner.read(&format!("my-course/kept/neurons/quiet_neurons-{number}.rs"))
    };
    assert!(kept(1).ends_with("// first\n"));
    assert_eq!(kept(2), mine);
    learner.succeeds(&["hint", "quiet-neurons"], "");
    let progress = learner.read(PROGRESS);
    assert!(
        !progress.contains("silent") && !progress.contains("dead"),
        "{progress}"
    );
    let parts =
        ["done = true", "shown = true", "later = 1", "\"a\"", "\"b\"", "\"c\""];
    assert_has(&progress, &parts);
    // A name of before is answered with that of now.
    let text = learner.fails(&["check", "dead-neurons"], "");
    assert_has(&text, &["`dead-neurons` is called `quiet-neurons` now"]);
    // Begun again, it is not done, whatever was done before.
    learner.succeeds(&["reset", "quiet-neurons"], "");
    assert_has(&learner.succeeds(&[], ""), &["· quiet-neurons"]);
}
