//! The course as a learner goes through it: in a copy of the workspace, with the program
//! itself, so that nobody's own work is touched.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Child;
#[cfg(unix)]
use std::process::Command;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::learner::{Learner, PROGRESS, assert_has, target, texts};

/// An exercise of each way to answer, all of the first chapter.
const BY_HAND: &str = "a-neuron-by-hand";
const FUNCTION: &str = "layer-as-product";
const OPEN: &str = "why-not-deeper";
/// The first exercise of all, of what stands before the chapters.
const FIRST: &str = "a-row-of-its-own";
/// The file of the function.
const FILE: &str = "chapters/neurons/exercises/attempts/layer_as_product.rs";
const GAP: &str = concat!("to", "do!(");

/// One test and not many, since all of it compiles the same file.
#[test]
fn a_learner_solves_fails_asks_resets_and_resumes() {
    let mut learner = Learner::who_compiles(FUNCTION);

    // The overview makes the files that are missing, and shows what is next.
    let text = learner.succeeds(&[], "");
    assert_has(&text, &[" 0 of ", "1. Neurons", "8. Transformer", FUNCTION, OPEN]);
    assert_has(&text, &["\nBefore you begin ", &format!("→ {FIRST}")]);
    assert_has(&text, &["Put back ", " files that were missing, such as "]);
    assert!(!learner.succeeds(&[], "").contains("Put back"), "nothing is missing");
    let untouched = learner.read(FILE);
    assert!(untouched.contains(GAP), "{untouched}");

    // Nothing is filled in: the gap says what to do, and where.
    let text = learner.fails(&["check", FUNCTION], "");
    assert_has(
        &text,
        &["The gap is still open: ", FILE, ", line ", "-- hint layer-as-product"],
    );

    // A mistake that we know is named.
    let filled = |code: &str| {
        let (before, after) = untouched.split_once(GAP).unwrap();
        let (_, after) = after.split_once(")\n").unwrap();
        format!("{before}{code}\n{after}")
    };
    learner.write(FILE, &filled("batch.dot(&weights.t())"));
    let text = learner.fails(&["check", FUNCTION], "");
    assert_has(&text, &["should be", "Mistake: no-bias."]);

    // Where a library stops it, the reader's own line is named.
    learner.write(FILE, &filled("batch.dot(weights) + bias"));
    let text = learner.fails(&["check", FUNCTION], "");
    assert_has(
        &text,
        &[
            "it stopped (chapters/neurons/exercises/",
            ", line ",
            "Mistake: columns-for-neurons.",
        ],
    );
    assert!(!text.contains("ndarray-"), "{text}");

    // One that we do not know is shown with what should be.
    learner.write(FILE, &filled("batch.dot(&weights.t()) + 2.0 * bias"));
    let text = learner.fails(&["check", FUNCTION], "");
    assert_has(&text, &["should be", "- "]);
    assert!(!text.contains("Mistake"), "{text}");

    // A panic is told with its place, an endless loop is stopped.
    learner.write(FILE, &filled("bias.to_shape((0, 7)).unwrap().to_owned()"));
    assert_has(&learner.fails(&["check", FUNCTION], ""), &["it stopped (", FILE]);
    let endless =
        "loop { std::thread::sleep(std::time::Duration::from_millis(9)) }";
    learner.write(FILE, &filled(endless));
    let mut check = learner.command(&["check", FUNCTION]);
    // As long as after twenty seconds.
    let output = check.env("COURSE_LONGEST_SECONDS", "2").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_has(
        &texts(&output),
        &["Stopped after 2 seconds", "does a loop in your code ever end?"],
    );

    // A half-written file: the compiler says where; nobody else's build is broken by it.
    let half = "pub fn layer(batch: &Array2<f64>,";
    learner.write(FILE, half);
    let text = learner.fails(&["check", FUNCTION], "");
    assert_has(&text, &["error", FILE, "does not compile yet"]);
    assert_eq!(learner.read(FILE), half);
    for parts in [
        // All that needs no more than is compiled already.
        &["--workspace"][..],
        // And all that is in the folder of the file.
        &["--package", "neurons-exercises", "--all-targets"],
    ] {
        let mut cargo = assert_cmd::Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet"]).args(parts).current_dir(&learner.root);
        cargo.env("CARGO_TARGET_DIR", target()).assert().success();
    }

    // Reset keeps what was written.
    let text = learner.succeeds(&["reset", FUNCTION], "");
    let kept = "my-course/kept/neurons/layer_as_product-1.rs";
    assert_has(&text, &["is as at the beginning", kept]);
    assert_eq!(learner.read(kept), half);
    assert_eq!(learner.read(FILE), untouched);

    // Hints come one by one.
    let text = learner.succeeds(&["hint", FUNCTION], "");
    assert_has(&text, &["Hint 1 of ", "One more:"]);
    assert!(!text.contains("Hint 2 of"), "{text}");
    assert_has(
        &learner.succeeds(&["hint", FUNCTION], ""),
        &["Hint 1 of", "Hint 2 of"],
    );

    // The solution asks first.
    let text = learner.fails(&["solution", FUNCTION], "n\n");
    assert!(text.contains("[y/N]") && !text.contains("pub fn"), "{text}");
    assert!(!learner.fails(&["solution", FUNCTION], "").contains("pub fn"));
    assert_has(
        &learner.succeeds(&["solution", FUNCTION], "y\n"),
        &["pub fn layer"],
    );
    assert_has(
        &learner.succeeds(&["solution", FUNCTION, "--yes"], ""),
        &["pub fn layer"],
    );

    // Solved: why it works, and what is next.
    learner.write(FILE, &filled("batch.dot(&weights.t()) + bias"));
    let start = Instant::now();
    let text = learner.succeeds(&["check", FUNCTION], "");
    let took = start.elapsed();
    assert_has(
        &text,
        &[
            "The check says:",
            "Right.",
            "Our answer, and why",
            "1 of ",
            &format!("-- check {FIRST}"),
        ],
    );
    assert!(took < Duration::from_secs(3), "a check took {took:?}");
    assert_has(&learner.succeeds(&[], ""), &[&format!("✓ {FUNCTION}"), " 1 of "]);
    assert_has(&learner.succeeds(&["solution", FUNCTION], ""), &["pub fn layer"]);

    // Changed outside since: it says so, and a check counts again.
    let solved = learner.read(FILE);
    learner.write(FILE, &solved.replace("bias", "2.0 * bias"));
    assert_has(&learner.succeeds(&[], ""), &["changed since"]);
    learner.write(FILE, &format!("{solved}// mine\n"));
    learner.succeeds(&["check", FUNCTION], "");
    assert!(!learner.succeeds(&[], "").contains("changed since"));

    // An older file that is put back is what is checked, whatever was built since.
    learner.write(FILE, &solved.replace(" + bias", " + 2.0 * bias"));
    let an_hour_ago = std::time::SystemTime::now() - Duration::from_secs(60 * 60);
    let file = fs::File::options().write(true).open(learner.path(FILE)).unwrap();
    file.set_modified(an_hour_ago).unwrap();
    drop(file);
    assert_has(&learner.fails(&["check", FUNCTION], ""), &["should be"]);

    // A program that checks nothing proves nothing.
    let (before, _) = solved.split_once("fn main()").unwrap();
    learner.write(FILE, &format!("{before}fn main() {{}}\n"));
    let text = learner.fails(&["check", FUNCTION], "");
    assert_has(&text, &["ended unchecked", "fn main() -> ExitCode {", "report()"]);
    learner.write(FILE, &format!("{solved}// mine\n"));

    // What is nearly right hears what is off.
    learner.write(FILE, &filled("-(batch.dot(&weights.t()) + bias)"));
    let text = learner.fails(&["check", FUNCTION], "");
    assert_has(
        &text,
        &["Near: all that are wrong are of the right size, with the wrong sign."],
    );
    let narrow = "(batch.dot(&weights.t()) + bias).mapv(|z| f64::from(z as f32))";
    learner.write(FILE, &filled(narrow));
    let text = learner.fails(&["check", FUNCTION], "");
    assert_has(
        &text,
        &["Near: all that are wrong are right to about six digits", "`f32`"],
    );
    learner.write(FILE, &format!("{solved}// mine\n"));

    // The folder moves: what is done is still done, and checks still work.
    let moved = learner.root.with_file_name("a b").join("elsewhere");
    fs::create_dir_all(moved.parent().unwrap()).unwrap();
    fs::rename(&learner.root, &moved).unwrap();
    learner.root = moved;
    assert_has(&learner.succeeds(&[], ""), &[&format!("✓ {FUNCTION}")]);
    learner.succeeds(&["check", FUNCTION], "");

    // Interrupted while it compiles: nothing is lost, and it resumes.
    let before = learner.read(PROGRESS);
    learner.write(FILE, &format!("{solved}// again\n"));
    for milliseconds in [1, 20, 80, 200] {
        let mut child = learner.command(&["check", FUNCTION]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        let progress = learner.read(PROGRESS);
        assert!(
            progress == before || progress.contains("done = true"),
            "{progress}"
        );
        assert_eq!(learner.read(FILE), format!("{solved}// again\n"));
    }
    learner.succeeds(&["check", FUNCTION], "");

    // A second reset takes another name.
    learner.succeeds(&["reset", FUNCTION], "");
    assert_eq!(learner.read(kept), half, "the first copy is as it was");
    let second = kept.replace("-1.rs", "-2.rs");
    assert_eq!(learner.read(&second), format!("{solved}// again\n"));
    assert_has(&learner.succeeds(&[], ""), &[" 0 of "]);
    assert_has(
        &learner.succeeds(&["reset", FUNCTION], ""),
        &["as at the beginning already"],
    );
    let third = kept.replace("-1.rs", "-3.rs");
    assert!(!learner.path(&third).exists(), "nothing was there to keep");

    watching(
        &learner,
        &filled("batch.dot(&weights.t())"),
        &filled("batch.dot(&weights.t()) + bias"),
    );
    #[cfg(unix)]
    ended_with_the_course(&learner, &filled(BEATS));
}

/// What never ends, and shows as long as it runs.
#[cfg(unix)]
const BEATS: &str = "loop {
        use std::io::Write as _;
        let options = std::fs::File::options().create(true).append(true).clone();
        options.open(\"beats\").unwrap().write_all(b\".\").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }";

/// An attempt that never ends does not outlive a course that is told to end.
#[cfg(unix)]
fn ended_with_the_course(learner: &Learner, endless: &str) {
    learner.write(FILE, endless);
    let beats = || fs::metadata(learner.path("beats")).map_or(0, |file| file.len());
    for signal in ["TERM", "INT", "HUP"] {
        let before = beats();
        let mut check =
            Killed(learner.command(&["check", FUNCTION]).spawn().unwrap());
        while beats() == before {
            assert_eq!(check.0.try_wait().unwrap(), None, "it does not run");
            std::thread::sleep(Duration::from_millis(20));
        }
        let id = check.0.id().to_string();
        let kill = ["-s", signal, &id];
        assert!(Command::new("kill").args(kill).status().unwrap().success());
        check.0.wait().unwrap();
        std::thread::sleep(Duration::from_millis(500));
        let after = beats();
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(beats(), after, "it runs on after {signal}");
    }
}

/// Each time a file is saved it is checked, whatever it holds.
fn watching(learner: &Learner, wrong: &str, right: &str) {
    let mut watch = Killed(learner.command(&["watch"]).spawn().unwrap());
    let (sender, lines) = mpsc::channel();
    let stdout = BufReader::new(watch.0.stdout.take().unwrap());
    std::thread::spawn(move || {
        for line in stdout.lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let wait_for = |part: &str| {
        let mut heard = String::new();
        while let Ok(line) = lines.recv_timeout(Duration::from_secs(60)) {
            heard += &format!("{line}\n");
            if line.contains(part) {
                return;
            }
        }
        panic!("the watch never says {part:?}: {heard}");
    };
    wait_for("Ctrl-C stops");
    learner.write(FILE, "pub fn layer(");
    wait_for("does not compile yet");
    learner.write(FILE, wrong);
    wait_for("Mistake: no-bias.");
    // As editors do: a new file takes the place of the old.
    learner.write("new.rs", right);
    fs::rename(learner.path("new.rs"), learner.path(FILE)).unwrap();
    wait_for("Right.");
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn two_terminals_do_not_undo_each_other() {
    let learner = Learner::new();
    let mut slow = learner.command(&["check", OPEN]).spawn().unwrap();
    // Until it asks, it has read what is done.
    let mut asks = BufReader::new(slow.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("full stop ends it") {
        line.clear();
        assert!(asks.read_line(&mut line).unwrap() > 0, "it asks nothing");
    }
    learner.succeeds(&["check", BY_HAND, "-2", "0", "5/3"], "");
    let mut keyboard = slow.stdin.take().unwrap();
    keyboard.write_all(b"A product is a matrix.\n.\ny\ny\ny\n").unwrap();
    drop(keyboard);
    std::io::copy(&mut asks, &mut std::io::sink()).unwrap();
    assert!(slow.wait().unwrap().success());
    let overview = learner.succeeds(&[], "");
    assert_has(
        &overview,
        &[" 2 of ", &format!("✓ {BY_HAND}"), &format!("✓ {OPEN}")],
    );
}

#[test]
fn what_cannot_be_read_is_left_alone_and_named() {
    let learner = Learner::new();
    learner.succeeds(&["check", BY_HAND, "-2", "0", "5/3"], "");
    let whole = learner.read(PROGRESS);
    // Cut off anywhere, it is read or refused, and never changed.
    let mut refused = 0;
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        learner.write(PROGRESS, &whole[..end]);
        let output = learner.run_with(&["hint", OPEN], "");
        if output.status.success() {
            continue;
        }
        refused += 1;
        assert_eq!(learner.read(PROGRESS), whole[..end]);
        assert_has(&texts(&output), &["my-course/progress.toml:", "mend the line"]);
    }
    assert!(refused > 5, "{refused}");
    // What a later version wrote is kept.
    learner.write(PROGRESS, &format!("later = 1\n{whole}from-later = \"x\"\n"));
    learner.succeeds(&["hint", OPEN], "");
    let text = learner.read(PROGRESS);
    assert_has(
        &text,
        &["later = 1", "from-later = \"x\"", "done = true", "hints = 1"],
    );
    // A file that is no text.
    learner.succeeds(&[], "");
    fs::write(learner.path(FILE), b"\xff\xfe").unwrap();
    let text = learner.fails(&["check", FUNCTION], "");
    assert_has(&text, &[FILE, "UTF-8"]);
    assert_eq!(fs::read(learner.path(FILE)).unwrap(), b"\xff\xfe");
}

#[test]
fn a_wrong_name_or_place_is_answered_with_the_right_one() {
    let learner = Learner::new();
    let text = learner.fails(&["check", "layer-as-produkt"], "");
    assert_has(
        &text,
        &["no exercise `layer-as-produkt`: do you mean `layer-as-product`?"],
    );
    let text = learner.fails(&["hint", "zzz"], "");
    assert_has(&text, &["no exercise `zzz`", "lists them all"]);
    let text = learner.fails(&["check", FUNCTION, "1"], "");
    assert_has(&text, &["is no exercise to compute by hand"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let output =
        learner.command(&[]).current_dir(elsewhere.path()).output().unwrap();
    assert_has(&texts(&output), &["no book in ", "inside a clone of the book"]);
    // Anywhere inside the clone will do.
    let output = learner
        .command(&[])
        .current_dir(learner.path("book/src"))
        .output()
        .unwrap();
    assert!(output.status.success());
}
