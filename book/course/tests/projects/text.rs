//! *A model of your own text*.

use std::collections::HashMap;

use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};

use crate::learner::{PROGRESS, assert_has};
use crate::solver::Solver;

const CHAPTERS: [&str; 7] = [
    "loss",
    "backprop",
    "embeddings",
    "softmax",
    "attention",
    "multi-head",
    "transformer",
];

const WORDS: &str = "\
My model has one block and saw two hundred steps. On the tenth of the text that I held out, its \
loss is MEAN nats a character as the mean over two seeds, where counting threes costs TRIGRAM. The \
longest run that its sample has from what it learned is LONGEST characters, which are one sentence. \
It cannot keep to a name: it begins with one and ends with another. A longer context might help, \
and a text with fewer names surely would.
";

/// A language of few words, in which each says what comes two words later: too far for who
/// sees three characters.
fn tale() -> String {
    const SYLLABLES: [&str; 16] = [
        "ka", "ta", "na", "ma", "bo", "ko", "to", "no", "lé", "ré", "su", "hu",
        "fi", "gi", "py", "wy",
    ];
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut word = || -> String {
        (0..4).map(|_| SYLLABLES[rng.random_range(0..16)]).collect()
    };
    let words: Vec<String> = (0..12).map(|_| word()).collect();
    let mut text = String::new();
    while text.chars().count() < 110_000 {
        let first = rng.random_range(0..12);
        let second = rng.random_range(0..12);
        text += &format!("{} {} ", words[first], words[second]);
        let [third, fourth] = [(first + 5) % 12, (second * 7 + first) % 12];
        text += &format!("{} {}.\n", words[third], words[fourth]);
    }
    text
}

/// What counting rows of so many characters costs, with this added to each count.
fn counted(
    order: usize,
    smoothing: f64,
    counted: &str,
    of: &str,
    size: usize,
) -> f64 {
    let (counted, of): (Vec<char>, Vec<char>) =
        (counted.chars().collect(), of.chars().collect());
    let (mut rows, mut before) = (HashMap::new(), HashMap::new());
    for row in counted.windows(order) {
        *rows.entry(row).or_insert(0.0) += 1.0;
        *before.entry(&row[1..]).or_insert(0.0) += 0.0;
        *before.entry(&row[..order - 1]).or_insert(0.0) += 1.0;
    }
    let costs = of.windows(order).map(|row| {
        let count = rows.get(row).copied().unwrap_or(0.0) + smoothing;
        let all = before.get(&row[..order - 1]).copied().unwrap_or(0.0);
        -libm::log(count / (all + smoothing * size as f64))
    });
    costs.sum::<f64>() / (of.len() - order + 1) as f64
}

fn begun(solver: &Solver) {
    solver.learner.succeeds(&["project", "text"], "");
    let brief = solver.read("README.md");
    assert!(!brief.contains("{{"), "{brief}");
    assert_has(&brief, &["# A model of your own text", "contexts.csv"]);
    solver.write("tale.txt", &tale());
    let plan = solver.read("plan.toml");
    let plan = plan.replace("text = \"\"", "text = \"tale.txt\"").replace(
        "why = \"\"",
        "why = \"The lines beside a line are like it, and would be learned from.\"",
    );
    solver.write("plan.toml", &plan);
    assert_has(&solver.is_told(""), &["There is no report.toml yet"]);
    solver.write("src/main.rs", include_str!("solved/text.rs"));
    solver.run_program();
    let told = solver.is_told("");
    assert_has(&told, &["3 of 7", "There is no probabilities-1.csv yet"]);
    solver.run_program();
    assert_has(&solver.is_told(""), &["6 of 7", "There is no words.md yet"]);
}

fn value(solver: &Solver, section: &str, name: &str) -> f64 {
    let report: toml::Table = solver.read("report.toml").parse().unwrap();
    let value = &report[section][name];
    value.as_float().unwrap_or_else(|| value.as_integer().unwrap() as f64)
}

#[test]
fn a_program_of_ours_meets_all_and_each_slip_is_told() {
    let solver = Solver::new("text", &CHAPTERS);
    begun(&solver);
    let words = WORDS
        .replace("MEAN", &format!("{:.2}", value(&solver, "model", "mean")))
        .replace("TRIGRAM", &format!("{:.2}", value(&solver, "counts", "trigram")))
        .replace("LONGEST", &value(&solver, "samples", "longest").to_string());
    solver.write("words.md", &words);
    assert_has(&solver.has_met_all("y\ny\ny\ny\ny\n"), &["7 of 7"]);
    assert_has(&solver.learner.read(PROGRESS), &["[project.text.met]"]);

    slips_with_the_text(&solver);
    slips_with_the_split(&solver);
    slips_with_the_counts(&solver);
    slips_with_the_model(&solver);
    slips_with_the_samples(&solver);
    slips_with_the_memory(&solver);
    slips_with_words(&solver);
}

/// Another number in the report.
#[track_caller]
fn report(
    solver: &Solver,
    met: usize,
    (section, name): (&str, &str),
    to: impl std::fmt::Display,
    says: &[&str],
) {
    let change = |text: &str| {
        let (head, tail) = text.split_once(&format!("[{section}]")).unwrap();
        let line = tail.lines().find(|line| line.starts_with(name)).unwrap();
        let tail = tail.replacen(line, &format!("{name} = {to}"), 1);
        format!("{head}[{section}]{tail}")
    };
    solver.slips(met, "report.toml", change, says);
}

fn slips_with_the_text(solver: &Solver) {
    let known = solver.read("known.txt");
    let characters = ("text", "characters");
    report(solver, 0, characters, known.len(), &["Near: those are its bytes"]);
    let all = tale().chars().count();
    report(solver, 0, characters, all, &["report.toml:2", "your whole file"]);
    let size = value(solver, "text", "vocabulary");
    report(solver, 0, ("text", "vocabulary"), size - 0.5, &["a whole number"]);
    report(
        solver,
        0,
        ("text", "vocabulary"),
        size as usize - 1,
        &["one is missing"],
    );
    solver.slips(
        0,
        "tale.txt",
        |text| text.chars().take(5000).collect(),
        &["tale.txt has 5000 characters: 100000 or more"],
    );
}

fn slips_with_the_split(solver: &Solver) {
    let known = solver.read("known.txt");
    // Held-out text among what is learned from.
    let says =
        ["training.txt has the first", "what was learned from tests nothing"];
    solver.slips(1, "training.txt", |_| known.clone(), &says);
    // Lines that are drawn.
    let drawn = |_: &str| {
        let lines: Vec<_> = known.lines().collect();
        let tenth: Vec<_> = lines.iter().step_by(10).copied().collect();
        tenth.join("\n")
    };
    let says = ["held-out.txt:2 does not go on", "one piece"];
    solver.slips(1, "held-out.txt", drawn, &says);
    let first = |text: &str| known.chars().take(text.chars().count()).collect();
    solver.slips(1, "held-out.txt", first, &["hold out the end"]);
    let ended = |text: &str| text.trim_end().to_owned();
    if known.ends_with('\n') {
        solver.slips(1, "held-out.txt", ended, &["lacks the last character"]);
    }
    let shorter = |text: &str| text[..text.len() / 2].to_owned();
    solver.slips(1, "training.txt", shorter, &["let it be all of the rest"]);
    let silent = |text: &str| {
        text.replace("The lines beside a line", "So")
            .replace("are like it, and would be learned from", "it is")
    };
    solver.slips(1, "plan.toml", silent, &["plan.toml:", "say in a sentence"]);
}

fn slips_with_the_counts(solver: &Solver) {
    let (training, held_out) =
        (solver.read("training.txt"), solver.read("held-out.txt"));
    let size = value(solver, "text", "vocabulary") as usize;
    let bigram =
        |smoothing, known: &str| counted(2, smoothing, known, &held_out, size);
    let of = ("counts", "bigram");
    report(solver, 2, of, bigram(1.0, &training), &["Near: that is with 1 added"]);
    let bits = value(solver, "counts", "bigram") / std::f64::consts::LN_2;
    report(solver, 2, of, bits, &["report.toml:", "Near: that is in bits"]);
    let trigram = value(solver, "counts", "trigram");
    report(solver, 2, of, trigram, &["Near: that is the trigram loss"]);
    let of_itself = counted(3, 0.01, &training, &training, size);
    report(solver, 2, ("counts", "trigram"), of_itself, &["that was counted in"]);
    report(solver, 2, ("counts", "unigram"), 1.0, &["1 is not the loss in nats"]);
    let strong = |text: &str| text.replace("smoothing = 0.01", "smoothing = 5.0");
    solver.slips(2, "plan.toml", strong, &["counting is weaker than it is"]);
}

fn slips_with_the_model(solver: &Solver) {
    let size = value(solver, "text", "vocabulary") as usize;
    let says = |change: &dyn Fn(&str) -> String, says: &[&str]| {
        solver.slips(3, "probabilities-2.csv", change, says);
    };
    let even = vec![format!("{:.6}", 1.0 / size as f64); size].join(",");
    says(
        &|text| text.lines().map(|_| format!("{even}\n")).collect(),
        &["probabilities-2.csv:", "Counting threes costs"],
    );
    says(
        &|text| {
            let mut lines: Vec<_> = text.lines().collect();
            lines.rotate_left(1);
            format!("{}\n", lines.join("\n"))
        },
        &["the lines belong to others", "one off"],
    );
    says(
        &|text| text.replacen("0.", "1.", 1),
        &["probabilities-2.csv:1", "no probabilities"],
    );
    says(
        &|text| text.lines().skip(1).map(|l| format!("{l}\n")).collect(),
        &["lines, and contexts.csv has"],
    );
    let first = solver.read("probabilities-1.csv");
    says(&|_| first.clone(), &["to the last bit: is the seed used?"]);
    // As where the held-out text was learned from.
    let mean = value(solver, "model", "mean");
    let low = mean - 1.2;
    let all = format!("[{low}, {low}]");
    report(
        solver,
        3,
        ("model", "losses"),
        all,
        &["was the held-out text learned from"],
    );
    let high = mean + 1.2;
    let all = format!("[{high}, {high}]");
    report(solver, 3, ("model", "losses"), all, &["learned from your whole file"]);
    let losses: toml::Table = solver.read("report.toml").parse().unwrap();
    let losses = losses["model"]["losses"].as_array().unwrap();
    let one = losses[0].as_float().unwrap().min(losses[1].as_float().unwrap());
    report(solver, 3, ("model", "mean"), one, &["the best seed alone"]);
    report(
        solver,
        3,
        ("model", "spread"),
        0.5,
        &["0.5 is not the spread of the losses"],
    );
}

fn slips_with_the_samples(solver: &Solver) {
    let training = solver.read("training.txt");
    let samples = |change: &dyn Fn(&str) -> String, says: &[&str]| {
        solver.slips(4, "samples.txt", change, says);
    };
    samples(&|_| training.chars().take(1200).collect(), &["That is the text"]);
    samples(&|_| "akkkk tttt\n".repeat(120), &["stranger than characters drawn"]);
    samples(&|text| text.replacen('a', "Z", 1), &["samples.txt:1 has `Z`"]);
    samples(&|_| "ka".to_owned(), &["has 2 characters"]);
    let longest = value(solver, "samples", "longest") as usize;
    let of = ("samples", "longest");
    report(solver, 4, of, longest + 9, &["None of that length stands in"]);
    report(solver, 4, of, longest - 9, &["A longer one stands in"]);
    report(solver, 4, of, longest + 1, &["Near: it is one off"]);
}

fn slips_with_the_memory(solver: &Solver) {
    report(solver, 5, ("memory", "gap"), 3.0, &["does not lead by that"]);
    report(solver, 5, ("memory", "gap"), -2.5, &["report.toml:", "does not lead"]);
    report(solver, 5, ("memory", "cannot"), "\"Nothing.\"", &["say in a sentence"]);
}

fn slips_with_words(solver: &Solver) {
    let is = format!("{:.2}", value(solver, "counts", "trigram"));
    let without = |text: &str| text.replace(&is, "9.9");
    solver.slips(6, "words.md", without, &["does not name what counting threes"]);
    solver.slips(
        6,
        "words.md",
        |text| format!("{text}So.\n"),
        &["Of our 5 points 5"],
    );
}
