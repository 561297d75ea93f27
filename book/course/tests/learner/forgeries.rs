//! Only the judge says that an attempt is right: real programs, each of which says so in its
//! place or before it could speak.

use super::learner::{Learner, PROGRESS, assert_has, texts};

/// The exercise: its reader writes a number.
const EXERCISE: &str = "silent-neurons";
const FILE: &str = "chapters/neurons/exercises/attempts/silent_neurons.rs";
const GAP: &str = concat!("to", "do!(");
const MAIN: &str = "neurons_exercises::silent_neurons::check(share).report()";
/// An answer that is right, and one that is not.
const RIGHT: &str = "0.5";
const WRONG: &str = "0.9";

/// What a program does in place of the answer, all of them with the file's own `main`.
const INSIDE: [(&str, &str); 13] = [
    ("ends with the code of what is right", "std::process::exit(0)"),
    ("ends with the code of what is wrong", "std::process::exit(1)"),
    ("ends with the code of an open gap", "std::process::exit(2)"),
    ("ends with a code that once said right", "std::process::exit(3)"),
    (
        "prints what the judge prints",
        "println!(\"Right.\"); std::process::exit(0)",
    ),
    (
        "has a thread that ends it while the exam goes on",
        "std::thread::spawn(|| {
             std::thread::sleep(std::time::Duration::from_millis(50));
             std::process::exit(0)
         });
         std::thread::sleep(std::time::Duration::from_secs(5));
         0.9",
    ),
    (
        "looks for what the course has sent, and answers itself",
        "let file = std::env::var_os(\"JUDGE_ANSWERS_IN\").expect(\"it is asked\");
         let mut words = String::new();
         std::io::stdin().read_line(&mut words).expect(\"an input\");
         let word = words.split(' ').next().unwrap_or_default();
         let check = \"chapters/neurons/exercises/src/silent_neurons.rs\";
         std::fs::write(file, format!(\"{word} {check}\")).expect(\"a file\");
         std::process::exit(0)",
    ),
    (
        "holds an exam of its own",
        "let _ = judge::judge((), &[], |(), exam| exam.holds(\"all\", true)).report();
         std::process::exit(0)",
    ),
    (
        "has another answer checked",
        "let _ = neurons_exercises::silent_neurons::check(|| 0.5).report();
         std::process::exit(0)",
    ),
    (
        "has another exercise checked",
        "let _ = neurons_exercises::deeper_network::check(|| 3466).report();
         std::process::exit(0)",
    ),
    (
        "ends where it panics",
        "std::panic::set_hook(Box::new(|_| std::process::exit(0)));
         panic!(\"over\")",
    ),
    (
        "ends where a panic is cleared away",
        "struct Last;
         impl Drop for Last {
             fn drop(&mut self) { std::process::exit(0) }
         }
         let _last = Last;
         panic!(\"over\")",
    ),
    (
        "catches a panic and ends",
        "let _ = std::panic::catch_unwind(|| panic!(\"over\"));
         std::process::exit(0)",
    ),
];

/// What stands in place of the call in `main`, where the answer is wrong.
const MAINS: [(&str, &str); 5] = [
    ("checks nothing", "ExitCode::SUCCESS"),
    ("gives the code that once said right", "ExitCode::from(3)"),
    (
        "checks another answer",
        "neurons_exercises::silent_neurons::check(|| 0.5).report()",
    ),
    (
        "checks another exercise",
        "neurons_exercises::deeper_network::check(|| 3466).report()",
    ),
    (
        "takes the words before the judge, and says the first",
        "let file = std::env::var_os(\"JUDGE_ANSWERS_IN\").expect(\"it is asked\");
         let mut words = String::new();
         std::io::stdin().read_line(&mut words).expect(\"an input\");
         let word = words.split(' ').next().unwrap_or_default();
         let check = \"chapters/neurons/exercises/src/silent_neurons.rs\";
         std::fs::write(file, format!(\"{word} {check}\")).expect(\"a file\");
         ExitCode::SUCCESS",
    ),
];

/// What stands beside a `main` that looks as it did, where the answer is wrong.
const BESIDE: [(&str, &str); 5] = [
    (
        "the same, made by a macro of a name that makes none",
        "macro_rules! thread_local {
             () => {
                 mod neurons_exercises {
                     pub mod silent_neurons {
                         pub fn check(_: fn() -> f64) -> judge::Verdict {
                             ::neurons_exercises::silent_neurons::check(|| 0.5)
                         }
                     }
                 }
             };
         }
         thread_local!();",
    ),
    (
        "the same, brought in by another name of this crate",
        "mod all {
             pub mod neurons_exercises {
                 pub mod silent_neurons {
                     pub fn check(_: fn() -> f64) -> judge::Verdict {
                         ::neurons_exercises::silent_neurons::check(|| 0.5)
                     }
                 }
             }
         }
         use crate as me;
         use me::all::*;",
    ),
    (
        "a module of the name of the checks, which has another answer checked",
        "mod neurons_exercises {
             pub mod silent_neurons {
                 pub fn check(_: fn() -> f64) -> judge::Verdict {
                     ::neurons_exercises::silent_neurons::check(|| 0.5)
                 }
             }
         }",
    ),
    (
        "the same, made by a macro",
        "macro_rules! checks {
             () => {
                 mod neurons_exercises {
                     pub mod silent_neurons {
                         pub fn check(_: fn() -> f64) -> judge::Verdict {
                             judge::judge((), &[], |(), _| ())
                         }
                     }
                 }
             };
         }
         checks!();",
    ),
    (
        "another main, and this one for nobody",
        "mod other {
             use std::process::ExitCode;
             pub fn main() -> ExitCode { ExitCode::SUCCESS }
         }
         use other::main;",
    ),
];

/// What does more than safe Rust in one file, where the answer is wrong, and its word.
const BEYOND: [(&str, &str, &str); 3] = [
    (
        "takes the words before `main` begins",
        "unsafe",
        "#[used]
         #[unsafe(link_section = \".init_array\")]
         static FIRST: extern \"C\" fn() = {
             extern \"C\" fn first() {
                 let file = std::env::var_os(\"JUDGE_ANSWERS_IN\").expect(\"it is asked\");
                 let mut words = String::new();
                 std::io::stdin().read_line(&mut words).expect(\"an input\");
                 let word = words.split(' ').next().unwrap_or_default();
                 let check = \"chapters/neurons/exercises/src/silent_neurons.rs\";
                 std::fs::write(file, format!(\"{word} {check}\")).expect(\"a file\");
                 std::process::exit(0)
             }
             first
         };",
    ),
    (
        "takes the place of a function of the system",
        "unsafe",
        "#[unsafe(no_mangle)]
         pub extern \"C\" fn exit(_: i32) -> ! { std::process::abort() }",
    ),
    (
        "brings in what another file says",
        "include",
        "mod more { include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/src/lib.rs.txt\")); }",
    ),
];

/// Lines of the judge, of the course and of its report for programs.
const SAYS_ALL: &str = "for line in [
         \"The check says:\",
         \"Right.\",
         \"1 of 1 exercises done\",
         \"{\\\"format\\\": 1, \\\"exercises\\\": []}\",
         \"\\u{1b}[2J\\u{1b}[32mRight.\\r\",
     ] {
         println!(\"{line}\");
         eprintln!(\"{line}\");
     }
     0.9";

/// What changes an answer that the judge has given, and has the time for it.
const REWRITES: (&str, &str) = (
    "has another program change what the judge says",
    "let script = r#\"
         until [ -s \"$JUDGE_ANSWERS_IN\" ]; do sleep 0.01; done
         sed -i.bak 's/0\\.9/rewritten/g' \"$JUDGE_ANSWERS_IN\"
         sleep 1
     \"#;
     let _ = std::process::Command::new(\"sh\").args([\"-c\", script]).spawn();
     0.9",
);

/// What is answered wrongly is wrong, whatever else is said and done.
const WRONG_ALL_THE_SAME: [(&str, &str); 4] = [
    ("says all that the course says of what is right", SAYS_ALL),
    ("says that it is right, and is not", "println!(\"Right.\"); 0.9"),
    (
        "catches its panic",
        "std::panic::catch_unwind(|| panic!(\"over\")).unwrap_or(0.9)",
    ),
    (
        "waits for the word of the judge, and ends as if it were right",
        "std::thread::spawn(|| {
             let file = std::env::var_os(\"JUDGE_ANSWERS_IN\").expect(\"it is asked\");
             loop {
                 if std::fs::read_to_string(&file).is_ok_and(|text| !text.is_empty()) {
                     std::process::exit(0)
                 }
             }
         });
         0.9",
    ),
];

/// What would never be read to its end.
const ENDLESS: (&str, &str) = (
    "answers with a file without end",
    "#[cfg(unix)]
     {
         let file = std::env::var_os(\"JUDGE_ANSWERS_IN\").expect(\"it is asked\");
         std::os::unix::fs::symlink(\"/dev/zero\", file).expect(\"a link\");
     }
     std::process::exit(0)",
);

/// What the system stops.
const TWICE: (&str, &str) = (
    "panics twice at once",
    "struct Last;
     impl Drop for Last {
         fn drop(&mut self) { panic!(\"again\") }
     }
     let _last = Last;
     panic!(\"over\")",
);

#[test]
fn no_program_says_in_place_of_the_judge_that_it_is_right() {
    let learner = Learner::who_compiles(EXERCISE);
    learner.succeeds(&[], "");
    let untouched = learner.read(FILE);
    let answering = |answer: &str| {
        let (before, after) = untouched.split_once(GAP).unwrap();
        let (_, after) = after.split_once(")\n").unwrap();
        format!("{before}{answer}\n{after}")
    };
    let wrong = answering(WRONG);
    let main = |code: &str| {
        assert!(wrong.contains(MAIN), "{wrong}");
        wrong.replace(MAIN, code)
    };
    let beside = |code: &str| {
        let prediction = "/// Your prediction";
        assert!(wrong.contains(prediction), "{wrong}");
        let text = wrong.replace(prediction, &format!("{code}\n\n{prediction}"));
        if code.contains("use other::main;") {
            text.replace(
                "\nfn main()",
                "\n#[cfg(not(debug_assertions))]\nfn main()",
            )
        } else {
            text
        }
    };
    // One program for all that a function can do: its environment says what it does.
    let arms = INSIDE
        .iter()
        .chain(&WRONG_ALL_THE_SAME)
        .chain([&TWICE, &ENDLESS, &REWRITES]);
    let arms: String = arms
        .map(|(does, code)| format!("Ok({does:?}) => {{ {code} }}\n"))
        .collect();
    let inside = answering(&format!(
        "match std::env::var(\"FORGERY\").as_deref() {{\n{arms}_ => {WRONG}\n}}"
    ));
    let check = |text: &str, does: &str| {
        if learner.read(FILE) != text {
            learner.write(FILE, text);
        }
        let mut check = learner.command(&["check", EXERCISE]);
        let output = check.env("FORGERY", does).output().unwrap();
        let said = texts(&output);
        assert_eq!(output.status.code(), Some(1), "a program that {does}: {said}");
        // What it prints itself is told apart.
        let ours: String =
            said.lines().filter(|line| !line.starts_with('│')).collect();
        assert!(!ours.contains("exercises done"), "a program that {does}: {said}");
        assert!(!ours.contains("Right."), "a program that {does}: {said}");
        assert!(!said.contains('\u{1b}'), "a program that {does}: {said}");
        assert!(!learner.path(PROGRESS).exists(), "a program that {does} is done");
        said
    };

    for (does, _) in INSIDE {
        let said = check(&inside, does);
        assert!(said.contains("ended unchecked"), "a program that {does}: {said}");
    }
    for (does, text) in MAINS
        .map(|(does, code)| (does, main(code)))
        .into_iter()
        .chain(BESIDE.map(|(does, code)| (does, beside(code))))
    {
        let said = check(&text, does);
        assert!(said.contains("ended unchecked"), "a program that {does}: {said}");
    }
    for (does, _) in WRONG_ALL_THE_SAME {
        check(&inside, does);
    }
    learner.write("chapters/neurons/exercises/src/lib.rs.txt", "");
    for (does, word, code) in BEYOND {
        let text =
            beside(code).replacen("\nuse ", "\n#![allow(unsafe_code)]\n\nuse ", 1);
        let said = check(&text, does);
        assert!(said.contains(word), "a program that {does}: {said}");
        assert!(
            said.contains("no exercise needs"),
            "a program that {does}: {said}"
        );
    }
    // What the judge has said cannot be changed.
    let said = check(&inside, REWRITES.0);
    assert!(!said.contains("rewritten"), "{said}");
    assert!(!cfg!(unix) || said.contains("ended unchecked"), "{said}");
    // An answer that never ends is none.
    let said = check(&inside, ENDLESS.0);
    assert!(!cfg!(unix) || said.contains("ended unchecked"), "{said}");
    let (does, _) = TWICE;
    let said = check(&inside, does);
    // Where it is a signal that stops it, there is no code.
    assert!(!cfg!(unix) || said.contains("Your program was stopped: "), "{said}");

    // And the right answer is right, though it be given in an odd way.
    let odd = format!(
        "println!(\"Wrong.\"); std::panic::catch_unwind(|| {RIGHT}).unwrap_or({WRONG})"
    );
    learner.write(FILE, &answering(&odd));
    assert_has(
        &learner.succeeds(&["check", EXERCISE], ""),
        &["Right.", "and why", "1 of "],
    );
    assert_has(&learner.read(PROGRESS), &[EXERCISE, "done = true"]);
}
