//! What the course lists, under which names, and in how many columns.

use std::fs;

use super::learner::{Learner, assert_has, texts};

const BY_HAND: &str = "a-neuron-by-hand";
const OPEN: &str = "why-not-deeper";
const FUNCTION: &str = "layer-as-product";
const FILE: &str = "chapters/neurons/exercises/attempts/layer_as_product.rs";

#[test]
fn a_name_in_another_way_of_writing_is_understood() {
    let learner = Learner::new();
    learner.succeeds(&[], "");
    let whole = learner.path(FILE).to_string_lossy().into_owned();
    let back = FILE.replace('/', "\\");
    for name in [
        "layer_as_product",
        "LAYER-AS-PRODUCT",
        "Layer_As_Product.rs",
        "./layer_as_product.rs",
        "attempts/layer_as_product.rs",
        " layer-as-product ",
        FILE,
        &format!("./{FILE}"),
        &format!("../{FILE}"),
        &format!(".\\{back}"),
        &FILE.to_uppercase(),
        &whole,
        &whole.replace('/', "\\"),
    ] {
        let text = learner.succeeds(&["hint", name], "");
        assert_has(&text, &["Hint 1 of", "layer-as-product"]);
    }
    let text = learner.fails(&["check", "A_Neuron_By_Hand", "7", "0", "5/3"], "");
    assert_has(&text, &["is not 7"]);
    learner.succeeds(&["solution", FILE, "--yes"], "");
    learner.write(FILE, "// mine\n");
    let text = learner.succeeds(&["reset", "./layer_as_product.rs"], "");
    assert_has(&text, &["is as at the beginning"]);
    // What is only near is suggested, and what is another file is not taken for it.
    let other = tempfile::tempdir().unwrap();
    let other = other.path().join("attempts");
    fs::create_dir(&other).unwrap();
    let other = other.join("layer_as_product.rs");
    fs::write(&other, "").unwrap();
    for name in [
        "layer_as_produkt",
        "layers-as-product",
        "chapters/neurons/exercises/solutions/layer_as_product.rs",
        "chapters/loss/exercises/attempts/layer_as_product.rs",
        "layer_as_product.rs.bak",
        other.to_str().unwrap(),
    ] {
        let text = learner.fails_wide(&["hint", name], "");
        assert_has(&text, &["do you mean `layer-as-product`?"]);
    }
    assert_has(&learner.fails(&["hint", "zzz/"], ""), &["no exercise `zzz/`"]);
    assert_has(&learner.fails(&["hint", ""], ""), &["no exercise ``"]);
}

/// The names in a list.
fn names(text: &str) -> Vec<&str> {
    let rows = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let mark = words.next()?;
        ["·", "→", "✓"].contains(&mark).then(|| words.next().unwrap())
    });
    rows.collect()
}

#[test]
fn the_list_is_of_what_is_asked_for() {
    let learner = Learner::new();
    let listed = |arguments: &[&str]| {
        let text = learner.succeeds(&[&["list"], arguments].concat(), "");
        let rows = names(&text).into_iter().map(str::to_owned);
        (rows.collect::<Vec<_>>(), text)
    };
    let overview = learner.succeeds(&[], "");
    let (all, text) = listed(&[]);
    assert_eq!(all, names(&overview));
    assert!(!text.contains("Practises"), "{text}");
    learner.succeeds(&["check", BY_HAND, "-2", "0", "5/3"], "");
    let (todo, _) = listed(&["--todo"]);
    let (done, text) = listed(&["--done"]);
    assert_eq!(done, [BY_HAND]);
    assert_has(&text, &["✓", "1. Neurons", "1 of 1 done"]);
    assert_eq!(todo.len() + 1, all.len());
    assert!(!todo.contains(&BY_HAND.to_owned()));
    let sixth = listed(&["--chapter", "6"]).0;
    assert!(sixth.len() > 5 && sixth.len() < all.len());
    for name in ["attention", "Attention", " 6"] {
        assert_eq!(listed(&["--chapter", name]).0, sixth);
    }
    let of_kinds = ["function", "bug", "predict", "by-hand", "open"].map(|kind| {
        let (rows, text) = listed(&["--kind", kind]);
        assert!(!rows.is_empty(), "{kind}: {text}");
        rows.len()
    });
    assert_eq!(of_kinds.iter().sum::<usize>(), all.len());
    let of_minutes = ["5", "15", "40"].map(|minutes| {
        let (rows, text) = listed(&["--minutes", minutes]);
        let count = text.matches(&format!("{minutes:>2} min ")).count();
        assert_eq!(count, rows.len(), "{text}");
        rows.len()
    });
    assert_eq!(of_minutes.iter().sum::<usize>(), all.len());
    let both = listed(&["--chapter", "neurons", "--kind", "by-hand", "--todo"]);
    assert!(both.0.is_empty(), "{both:?}");
    assert_has(&both.1, &["No exercise is like that."]);
    let text = learner.fails(&["list", "--chapter", "atention"], "");
    assert_has(
        &text,
        &["no chapter `atention`: there are `begin`", "`neurons`", "`attention`"],
    );
    for (arguments, says) in [
        (["--kind", "zzz"], "`by-hand`"),
        (["--minutes", "7"], "5, 15 or 40"),
        (["--todo", "--done"], "cannot be used with"),
    ] {
        let output = learner.run_with(&[&["list"], &arguments[..]].concat(), "");
        assert_eq!(output.status.code(), Some(2));
        assert_has(&texts(&output), &[says]);
    }
}

/// Asserts that nothing but what cannot be broken is wider than it may be.
#[track_caller]
fn assert_fits(text: &str, columns: usize) {
    for line in text.lines() {
        // A path or a command stands alone in its line.
        let is_whole = line.split_once(' ').is_none()
            || line.starts_with("cargo run -p course -- ");
        assert!(
            line.chars().count() <= columns || is_whole,
            "wider than {columns} columns: {line}"
        );
    }
}

#[test]
fn narrow_terminals_have_room_for_all() {
    let learner = Learner::new();
    learner.succeeds(&["check", BY_HAND, "-2", "0", "5/3"], "");
    learner.succeeds(&["reset", BY_HAND], "");
    let run = |columns: Option<usize>, arguments: &[&str], typed: &str| {
        let mut command = learner.command(arguments);
        command.env_remove("COLUMNS");
        if let Some(columns) = columns {
            command.env("COLUMNS", columns.to_string());
        }
        let mut command = assert_cmd::Command::from_std(command);
        texts(&command.write_stdin(typed).output().unwrap())
    };
    let all = run(None, &["list"], "");
    let names = names(&all);
    for columns in [Some(40), Some(60), Some(80), None] {
        let width = columns.unwrap_or(80);
        let overview = run(columns, &[], "");
        assert_fits(&overview, width);
        assert_has(&overview, &["░", "minutes in all"]);
        for name in &names {
            assert!(
                overview
                    .lines()
                    .any(|line| { line.split_whitespace().nth(1) == Some(name) })
            );
            for arguments in [&["hint", name][..], &["check", name, "1"]] {
                assert_fits(&run(columns, arguments, ""), width);
            }
        }
        let typed = "7\n-2\nnought\n0\n5/3\n";
        for (arguments, typed) in [
            (&["list", "--kind", "predict"][..], ""),
            (&["list", "--chapter", "zzz"], ""),
            (&["check", BY_HAND], typed),
            (&["check", BY_HAND], "\n\n\n"),
            (&["check", "why-not-deeper"], "It is linear.\n.\nx\nn\nn\nn\n"),
            (&["solution", "why-not-deeper"], "n\n"),
            (&["solution", BY_HAND, "--yes"], ""),
            (&["reset", BY_HAND], ""),
        ] {
            assert_fits(&run(columns, arguments, typed), width);
        }
    }
    assert_eq!(run(Some(0), &[], ""), run(None, &[], ""), "0 says nothing");
    assert!(learner.path(FILE).exists() && names.contains(&FUNCTION));
}

#[test]
fn nobody_has_to_read_to_the_end() {
    let learner = Learner::new();
    for arguments in
        [&[][..], &["hint", OPEN], &["check", BY_HAND, "-2", "0", "5/3"]]
    {
        let mut child = learner.command(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && error.is_empty(),
            "{arguments:?}: {error}"
        );
    }
}

#[test]
fn every_exercise_can_be_shown() {
    let learner = Learner::new();
    let overview = learner.succeeds(&[], "");
    let names = overview.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let mark = words.next()?;
        ["·", "→"].contains(&mark).then(|| words.next().unwrap().to_owned())
    });
    let names: Vec<_> = names.collect();
    assert!(names.len() >= 40, "{}", names.len());
    for name in names {
        for arguments in [vec!["hint", &name], vec!["solution", &name, "--yes"]] {
            let text = learner.succeeds(&arguments, "");
            assert!(text.len() > 40, "{arguments:?}: {text}");
            // In the code of a solution they may be right.
            let signs: &[&str] =
                if arguments[0] == "hint" { &["{{", "$", "**"] } else { &["{{#"] };
            for sign in signs {
                assert!(!text.contains(sign), "{arguments:?} shows {sign}: {text}");
            }
        }
    }
}
