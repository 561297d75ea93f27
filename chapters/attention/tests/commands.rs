//! The program, as a reader runs it.

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_attention");
    Command::new(program).args(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?} is taken");
    assert!(output.stdout.is_empty(), "{arguments:?} prints {output:?}");
    text(&output.stderr)
}

#[test]
fn each_word_looks_at_itself_and_at_those_before_it() {
    let output = run(&["look", "The dog saw a cat."]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines: Vec<_> = text(&output.stdout).lines().map(str::to_owned).collect();
    assert_eq!(
        lines[0].split_whitespace().collect::<Vec<_>>(),
        ["the", "dog", "saw", "a", "cat"]
    );
    for (number, line) in lines[1..].iter().enumerate() {
        let weights: Vec<f64> = line
            .split_whitespace()
            .skip(1)
            .map(|word| word.parse().expect("a weight"))
            .collect();
        assert_eq!(weights.len(), number + 1, "{line}");
        let sum: f64 = weights.iter().sum();
        assert!((sum - 1.0).abs() < 0.005 * weights.len() as f64, "{line}");
    }
}

#[test]
fn what_cannot_be_looked_at_is_said() {
    let error = refused(&["look", "the catt sat"]);
    assert!(error.contains("catt") && error.contains("cat"), "{error}");
    let error = refused(&["look", "  "]);
    assert!(error.contains("there is no word"), "{error}");
    let error = refused(&["look"]);
    assert!(error.contains("SENTENCE"), "{error}");
    let error = refused(&["no-such-output"]);
    assert!(error.contains("no-such-output"), "{error}");
}
