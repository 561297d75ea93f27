//! Every command that a reader is shown is run, as it is shown, and does what it says.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use outline::Recorded;
use rayon::prelude::*;
use regex::Regex;
use tests::{files, programs, read, root};

/// Commands that are not run here, by their first words, and why.
const NOT_RUN: [(&str, &str); 11] = [
    ("cargo test", "this is what runs the tests"),
    ("cargo bench", "it takes minutes; a workflow runs it"),
    ("cargo insta", "a tool that a reader may not have"),
    ("cargo install", "it needs the network"),
    ("cargo +", "a toolchain that a reader may not have"),
    ("git clone", "it needs the network"),
    ("cd ", "a shell does it"),
    ("git stash", "the course's tests play a new version of the book"),
    ("git pull", "it needs the network, and the course's tests play it"),
    ("git cherry-pick", "the course's tests play it"),
    ("mdbook", "a tool that a reader may not have"),
];

/// What a command does.
#[derive(Debug, PartialEq)]
enum Kind {
    /// It serves the book until it is stopped.
    Serves,
    /// It runs a chapter.
    Chapter(String),
    /// It trains on a text of the reader's own, or writes with what it learned.
    OwnText,
    /// It is a command of the course.
    Course,
    /// It does something to the book and ends.
    Press,
}

fn kind(command: &str) -> Option<Kind> {
    let mut words = command.split_whitespace();
    if (words.next(), words.next()) != (Some("cargo"), Some("run")) {
        return None;
    }
    match words.next() {
        None => Some(Kind::Serves),
        Some("-p") => words.next().map(|package| match package {
            "course" => Kind::Course,
            package => Kind::Chapter(package.to_owned()),
        }),
        Some("--release") => {
            let rest: Vec<_> = words.take(4).collect();
            let is_known = rest == ["-p", "transformer", "--", "train"]
                || rest == ["-p", "transformer", "--", "generate"];
            is_known.then_some(Kind::OwnText)
        }
        Some("--") => match words.next() {
            Some(word) if word.starts_with("--") => Some(Kind::Serves),
            Some("serve") => Some(Kind::Serves),
            _ => Some(Kind::Press),
        },
        Some(_) => None,
    }
}

/// The commands in the `sh` blocks of the README and the prose, and those in the rendered
/// pages (above outputs, in openings, in sentences), with the file that each is from.
fn commands() -> &'static BTreeMap<String, String> {
    static COMMANDS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    COMMANDS.get_or_init(collect)
}

fn collect() -> BTreeMap<String, String> {
    let mut commands = BTreeMap::new();
    let mut pages = vec!["README.md".to_owned()];
    for name in files(&root().join("book/src")).keys() {
        if name.extension().is_some_and(|extension| extension == "md") {
            pages.push(format!("book/src/{}", name.display()));
        }
    }
    for page in pages {
        for block in read(&page).split("```sh\n").skip(1) {
            let block = block.split("```").next().unwrap_or_default();
            for line in block.lines().filter(|line| !line.trim().is_empty()) {
                commands.insert(line.trim().to_owned(), page.clone());
            }
        }
    }
    let out = tempfile::tempdir().unwrap();
    press::build(&root(), &out.path().join("site")).unwrap();
    let shown = Regex::new("<code>(cargo [^<]+)</code>").unwrap();
    for (name, bytes) in files(&out.path().join("site")) {
        let text = String::from_utf8_lossy(&bytes);
        for found in shown.captures_iter(&text) {
            commands.insert(found[1].to_owned(), name.display().to_string());
        }
    }
    commands
}

fn is_run(command: &str) -> bool {
    !NOT_RUN.iter().any(|(start, _)| command.starts_with(start))
}

/// A command that starts a program of the workspace, as a shell runs it.
fn shell(command: &str) -> Command {
    let run = programs().in_place_of_cargo(command).unwrap_or_else(|| {
        panic!("`{command}`: cargo would not know which program to start")
    });
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(run).current_dir(root());
    shell
}

#[test]
fn every_command_is_known() {
    let commands = commands();
    assert!(commands.len() > 10, "{commands:?}");
    for (command, page) in commands {
        assert!(
            !is_run(command) || kind(command).is_some(),
            "{page} shows `{command}`, which no test runs: teach tests/tests/commands.rs to run it, \
             or list it there with the reason why not"
        );
    }
}

#[test]
fn commands_of_the_press_succeed() {
    let commands = commands();
    let of_the_press = |c: &&String| is_run(c) && kind(c) == Some(Kind::Press);
    for command in commands.keys().filter(of_the_press) {
        let output = shell(command).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{command}`: {error}");
        // Cargo names what it compiles, and a library may have `error` in its name.
        let is_told =
            |line: &str| line.starts_with("error") || line.starts_with("warning");
        assert!(!error.lines().any(is_told), "{error}");
    }
}

/// A reader's own files and progress are in the workspace, so here only the overview runs.
/// The tests of the course run everything else, in a copy.
#[test]
fn commands_of_the_course_are_its_own_and_about_its_exercises() {
    let output = shell("cargo run -p course").output().unwrap();
    let overview = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names: BTreeSet<_> = overview
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    let mut checked = BTreeSet::new();
    for (command, page) in
        commands().iter().filter(|(c, _)| kind(c) == Some(Kind::Course))
    {
        let words: Vec<_> = command.split_whitespace().skip(4).collect();
        let is_known = match words.as_slice() {
            []
            | ["--", "check" | "watch" | "hint" | "solution" | "list"]
            | ["--", "project" | "review"] => true,
            ["--", "calendar", "--from", day] => {
                day.split('-').map(str::len).eq([4, 2, 2])
            }
            ["--", "check", "--all", "--chapter", chapter] => {
                root().join("chapters").join(chapter).is_dir()
            }
            ["--", "check" | "hint" | "solution" | "reset", "NAME"] => true,
            ["--", "project", name] => {
                root().join(format!("book/src/projects/{name}.md")).exists()
            }
            ["--", "check", name] => {
                checked.insert((*name).to_owned());
                names.contains(name)
            }
            _ => false,
        };
        assert!(
            is_known,
            "{page} shows `{command}`, which the course does not know"
        );
    }
    assert!(
        checked.len() >= 40,
        "the pages show how to check {} exercises",
        checked.len()
    );
}

/// A command that asks for one output of a chapter, and nothing else: its package and
/// the output's name.
fn one_output(command: &str) -> Option<(&str, &str)> {
    let (package, name) =
        command.strip_prefix("cargo run -p ")?.split_once(" -- ")?;
    let is_word = !name.contains(' ') && !name.starts_with('-');
    is_word.then_some((package, name))
}

/// Whether a command saves a network, or reads with one that another command saved.
fn has_own_network(command: &str) -> bool {
    command.contains(" --train ") || command.contains(" --read ")
}

#[test]
fn a_network_is_saved_before_it_is_read_with() {
    let commands = commands();
    let (saving, reading): (Vec<_>, Vec<_>) = commands
        .keys()
        .filter(|command| has_own_network(command))
        .partition(|command| command.contains(" --train "));
    assert!(!saving.is_empty() && !reading.is_empty(), "{saving:?} {reading:?}");
    let folder = tempfile::tempdir().unwrap();
    for command in saving.into_iter().chain(reading) {
        let output = shell(command).current_dir(folder.path()).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{command}`: {error}");
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(stdout.contains("are read correctly"), "`{command}`: {stdout}");
    }
}

/// In the order in which a reader comes upon them, with a short text and few steps, and
/// without waiting for a build for release.
#[test]
fn a_text_of_the_readers_own_is_learned_and_written_on() {
    let commands = commands();
    let of_own_text =
        commands.keys().filter(|command| kind(command) == Some(Kind::OwnText));
    let order = |command: &&String| {
        let later = ["--help", "--resume", "generate", "--clear"];
        later.iter().rposition(|word| command.contains(word)).map_or(0, |at| at + 1)
    };
    let mut of_own_text: Vec<_> = of_own_text.collect();
    of_own_text.sort_by_key(order);
    assert!(of_own_text.len() >= 4, "{of_own_text:?}");
    let folder = tempfile::tempdir().unwrap();
    let text =
        "It was late. It was dark. Nobody came, and nobody went.\n".repeat(40);
    fs::write(folder.path().join("novel.txt"), text).unwrap();
    for command in of_own_text {
        let mut run = command.clone();
        if command.contains(" train ")
            && !command.contains("--steps")
            && !command.contains("--help")
        {
            run += if command.contains("--resume") {
                " --steps 4"
            } else {
                " --steps 2"
            };
        }
        let output = shell(&run).current_dir(folder.path()).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{command}`: {error}");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let named = command.split("--checkpoint ").nth(1);
        let file = named.and_then(|rest| rest.split_whitespace().next());
        let expected = match order(&command) {
            1 => "--corpus".to_owned(),
            3 => "It was".to_owned(),
            _ => format!(
                "the model is in {}",
                file.unwrap_or("transformer.checkpoint")
            ),
        };
        assert!(stdout.contains(&expected), "`{command}`: {stdout}");
    }
}

/// Whether a command asks for the answer to a question, and no output of the page.
fn is_question(command: &str) -> bool {
    let mut words = command.split_whitespace().skip(5);
    words.any(|word| {
        ["neighbours", "analogy", "--glove", "--logits", "look"].contains(&word)
    })
}

#[test]
fn questions_are_answered() {
    let commands = commands();
    let questions: Vec<_> = commands.keys().filter(|c| is_question(c)).collect();
    assert!(questions.len() > 2, "{questions:?}");
    for command in questions {
        let output = shell(command).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{command}`: {error}");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let is_short = command.contains("--logits") || command.contains(" look ");
        let least = if is_short { 5 } else { 10 };
        assert!(stdout.lines().count() >= least, "`{command}`: {stdout}");
    }
}

/// An experiment may take seconds and a page shows many, so of the commands that ask for
/// one output each chapter runs the first; that the others print theirs is tested by the
/// run of the whole chapter.
#[test]
fn commands_of_a_chapter_print_what_the_page_shows() {
    let mut asked = BTreeSet::new();
    let mut whole = BTreeSet::new();
    let mut run = Vec::new();
    for command in commands().keys().filter(|command| is_run(command)) {
        let Some(Kind::Chapter(package)) = kind(command) else { continue };
        if has_own_network(command) || is_question(command) {
            continue; // it prints no output of the page
        }
        match one_output(command) {
            Some((_, name)) if asked.contains(&package) => {
                let snapshots = snapshots(&package);
                assert!(snapshots.contains_key(name), "`{command}` prints nothing");
            }
            _ => run.push((command, package.clone())),
        }
        if one_output(command).is_some() {
            asked.insert(package.clone());
        }
        if command.split_whitespace().count() == 4 {
            whole.insert(package);
        }
    }
    run.par_iter()
        .for_each(|(command, package)| assert_prints_snapshots(command, package));
    let not_whole: Vec<_> = asked.difference(&whole).collect();
    assert!(not_whole.is_empty(), "no page shows `cargo run -p` {not_whole:?}");
}

fn assert_prints_snapshots(command: &str, package: &str) {
    let output = shell(command).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`{command}`: {error}");
    let stdout = String::from_utf8(output.stdout).unwrap();
    let snapshots = snapshots(package);
    let mut printed = BTreeSet::new();
    for (name, text) in sections(&stdout) {
        let snapshot = snapshots.get(name).unwrap_or_else(|| {
            panic!("`{command}` prints `{name}`, which has no snapshot")
        });
        if command.contains("--numbers") {
            assert!(text.starts_with(snapshot), "`{command}`: {name}");
        } else {
            assert_eq!(text, snapshot, "`{command}`: {name}");
        }
        printed.insert(name);
    }
    let words: BTreeSet<_> = command.split_whitespace().skip(4).collect();
    let named: BTreeSet<_> = snapshots
        .keys()
        .map(String::as_str)
        .filter(|name| words.contains(name))
        .collect();
    let all: BTreeSet<_> = snapshots.keys().map(String::as_str).collect();
    let expected = if named.is_empty() { all } else { named };
    assert_eq!(printed, expected, "`{command}`");
}

/// What is printed below each `── name ──`.
fn sections(stdout: &str) -> Vec<(&str, &str)> {
    let heading = Regex::new(r"(?m)^── ([a-z0-9-]+) ──\n").unwrap();
    let headings: Vec<_> = heading.captures_iter(stdout).collect();
    let mut sections = Vec::new();
    for (index, found) in headings.iter().enumerate() {
        let start = found.get(0).unwrap().end();
        let next = headings.get(index + 1).map(|next| next.get(0).unwrap().start());
        let text = &stdout[start..next.unwrap_or(stdout.len())];
        sections.push((found.get(1).unwrap().as_str(), text.trim_end()));
    }
    sections
}

/// The outputs of a chapter, as committed.
fn snapshots(package: &str) -> BTreeMap<String, String> {
    let mut faults = Vec::new();
    let recorded = Recorded::read(&root(), package, &mut faults);
    assert_eq!(faults, [], "{package}");
    recorded.outputs.into_iter().map(|(name, output)| (name, output.text)).collect()
}

#[test]
fn commands_that_serve_the_book_serve_it_at_the_printed_address() {
    let commands = commands();
    for command in commands.keys().filter(|c| kind(c) == Some(Kind::Serves)) {
        // The port that a page names may be taken on this machine.
        let port =
            command.split("--port ").nth(1).and_then(|p| p.split(' ').next());
        if port.is_some_and(|p| {
            std::net::TcpListener::bind(format!("127.0.0.1:{p}")).is_err()
        }) {
            continue;
        }
        // Only here can the browser be stood in for.
        if command.contains("--open") && !cfg!(target_os = "linux") {
            continue;
        }
        assert_serves(command);
    }
}

fn assert_serves(command: &str) {
    let scratch = tempfile::tempdir().unwrap();
    let opened = scratch.path().join("opened");
    stand_in_for_browsers(scratch.path(), &opened);
    let path = std::env::var("PATH").unwrap_or_default();
    let mut child = shell(command)
        .env("PATH", format!("{}:{path}", scratch.path().display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    let group = Group(child.id());
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("the book is at ").map(str::to_owned))
        .unwrap_or_else(|| panic!("`{command}` prints no address"));
    let address = address.split(' ').next().unwrap().to_owned();
    let page =
        ureq::get(&address).call().unwrap().body_mut().read_to_string().unwrap();
    assert!(page.contains("From Neurons to Transformers"), "`{command}`");
    if command.contains("--open") {
        assert_eq!(wait_for(&opened), address, "`{command}`");
    }
    drop(group);
    let status = child.wait().unwrap();
    assert!(status.code().is_none_or(|code| code == 0), "`{command}`: {status}");
}

/// Programs that open a browser, replaced by one that only writes down the address.
fn stand_in_for_browsers(folder: &Path, opened: &Path) {
    let script = format!(
        "#!/bin/sh\nfor last; do :; done\nprintf %s \"$last\" > '{0}.part'\nmv '{0}.part' '{0}'\n",
        opened.display()
    );
    for name in ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"] {
        let path = folder.join(name);
        fs::write(&path, &script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

fn wait_for(file: &Path) -> String {
    let start = Instant::now();
    while !file.exists() {
        assert!(start.elapsed() < Duration::from_secs(20), "no browser was opened");
        thread::sleep(Duration::from_millis(20));
    }
    fs::read_to_string(file).unwrap()
}

/// A group of processes, asked to end when the test ends, however it ends.
struct Group(u32);

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.0);
        // It may have ended by itself.
        let _ = Command::new("kill").args(["-TERM", "--", &group]).status();
    }
}

/// These are not run here, so at least what they name is there.
#[test]
fn commands_that_test_name_tests_that_there_are() {
    let command = Regex::new(
        r"cargo (?:test|bench)[^`\n]* -p ([a-z-]+)[^`\n]* --(test|bench) ([a-z_]+)",
    )
    .unwrap();
    let mut count = 0;
    for folder in ["book", "chapters", "assets", ".github"] {
        for (name, bytes) in files(&root().join(folder)) {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            for found in command.captures_iter(&text) {
                let (package, kind, target) = (&found[1], &found[2], &found[3]);
                let kind = if kind == "test" { "tests" } else { "benches" };
                let is_there = ["", "book/", "chapters/"].iter().any(|above| {
                    let folder = root().join(format!("{above}{package}/{kind}"));
                    folder.join(format!("{target}.rs")).exists()
                        || folder.join(format!("{target}/main.rs")).exists()
                });
                let name = name.display();
                assert!(is_there, "{folder}/{name}: `{}` names nothing", &found[0]);
                count += 1;
            }
        }
    }
    assert!(count >= 4, "{count}");
}
