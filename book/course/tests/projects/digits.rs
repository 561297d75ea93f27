//! *A data set of your own*.

use std::fs;

use cargo_metadata::MetadataCommand;
use rand::RngExt as _;
use rand::seq::SliceRandom as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};

use crate::learner::{PROGRESS, assert_has};
use crate::solver::{Solver, each_line};

const WORDS: &str = "\
I set my goal of 0.7 before the first training and kept it. My network reads MEAN of the 80 rows \
that were set aside to test with, over five seeds, with a spread of SPREAD. Who always says the \
commonest class gets BASELINE of the same rows. Red and rosé are confused most, since both overlap \
in the first feature. I would not rely on it for wines of another year or place, which may lie \
elsewhere altogether.
";

/// Three classes that overlap.
fn wines() -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut rows: Vec<usize> = (0..400).collect();
    rows[1..].shuffle(&mut rng);
    let mut text = "class,sugar,colour,age\n".to_owned();
    for row in rows {
        let mut normal = || (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
        let (name, at) =
            [("red", 0.0), ("rosé", 2.2), ("white", 4.4), ("red", 0.0)][row % 4];
        let [sugar, colour, age] = [at + normal(), at / 2.0 + normal(), normal()];
        text += &format!("{name},{sugar:.3},{colour:.3},{age:.3}\n");
    }
    text
}

fn words(solver: &Solver) -> String {
    let report: toml::Table = solver.read("report.toml").parse().unwrap();
    let number =
        |name: &str| format!("{:.2}", report["network"][name].as_float().unwrap());
    let baseline = report["baseline"]["accuracies"].as_array().unwrap();
    let sum: f64 = baseline.iter().map(|a| a.as_float().unwrap()).sum();
    WORDS
        .replace("MEAN", &number("mean"))
        .replace("SPREAD", &number("spread"))
        .replace("BASELINE", &format!("{:.2}", sum / baseline.len() as f64))
}

/// A project that is begun, with its data and its plan.
fn begun(solver: &Solver) {
    let said = solver.learner.succeeds(&["project", "digits"], "");
    assert_has(&said, &["Read my-course/projects/digits/README.md", "cargo run"]);
    let brief = solver.read("README.md");
    assert!(!brief.contains("{{"), "{brief}");
    assert_has(&brief, &["# A data set of your own", "known.csv"]);
    assert_eq!(solver.read("src/main.rs"), "fn main() {}\n");
    let told = solver.is_told("");
    assert_has(&told, &["0 of 7", "plan.toml does not say `data = …` yet"]);
    solver.write("wine.csv", &wines());
    let plan = solver.read("plan.toml");
    let plan = plan
        .replace("data = \"\"", "data = \"wine.csv\"")
        .replace("label = \"\"", "label = \"class\"")
        .replace("goal = 0.0", "goal = 0.7");
    solver.write("plan.toml", &plan);
    assert_has(&solver.is_told(""), &["There is no report.toml yet"]);
}

/// The book is built and tested as if no project were there.
fn is_no_member(solver: &Solver) {
    solver.write("src/main.rs", "this is no Rust");
    let metadata = MetadataCommand::new()
        .current_dir(&solver.learner.root)
        .other_options(["--offline".to_owned()])
        .no_deps()
        .exec()
        .unwrap();
    let names = metadata.packages.iter().map(|package| package.name.as_str());
    assert!(names.into_iter().all(|name| name != "digits-project"));
}

#[test]
fn a_program_of_ours_meets_all_and_each_slip_is_told() {
    let solver = Solver::new("digits", &["loss", "backprop"]);
    begun(&solver);
    is_no_member(&solver);
    solver.write("src/main.rs", include_str!("solved/digits.rs"));
    solver.run_program();
    let told = solver.is_told("");
    assert_has(&told, &["6 of 7", "There is no words.md yet"]);
    solver.write("words.md", &words(&solver));
    assert_has(&solver.is_told("y\ny\nn\ny\ny\n"), &["Of our 5 points 1 is not"]);
    assert_has(&solver.has_met_all("y\ny\ny\ny\ny\n"), &["7 of 7"]);
    let brief = solver.read("README.md");
    for file in
        ["split", "baseline", "predictions", "unknown-predictions", "mistakes"]
    {
        let text = solver.read(&format!("{file}.csv"));
        let names = text.lines().next().unwrap();
        assert_has(&brief, &[&format!("`{file}.csv`: `{names}`,")]);
    }
    // What was compared is not asked again.
    assert_has(&solver.has_met_all(""), &["it is yours"]);
    let kept = solver.learner.read(PROGRESS);
    assert_has(&kept, &["[project.digits.met]", "is = 0.7", "late = false"]);
    let before = solver.kept();
    solver.has_met_all("");
    assert_eq!(solver.kept(), before, "nothing of the reader's is written over");

    slips_with_the_data(&solver);
    slips_with_the_split(&solver);
    slips_with_the_baseline(&solver);
    slips_with_the_network(&solver);
    slips_with_the_seeds(&solver);
    slips_with_the_mistakes(&solver);
    slips_with_words(&solver);
    a_later_goal_is_told(&solver);
    assert_has(&solver.learner.succeeds(&["project"], ""), &["7 of 7 milestones"]);
}

fn report(solver: &Solver, met: usize, from: &str, to: &str, says: &[&str]) {
    solver.slips(met, "report.toml", |text| text.replacen(from, to, 1), says);
}

/// The line of a report that says this.
fn line(solver: &Solver, section: &str, name: &str) -> String {
    let report = solver.read("report.toml");
    let (_, rest) = report.split_once(section).unwrap();
    let found = rest.lines().find(|line| line.starts_with(name)).unwrap();
    found.to_owned()
}

fn slips_with_the_data(solver: &Solver) {
    let is = ["report.toml:2, rows", "the line of names is no row"];
    report(solver, 0, "rows = 320", "rows = 321", &is);
    report(solver, 0, "rows = 320", "rows = 400", &["your whole file"]);
    report(solver, 0, "features = 3", "features = 4", &["the label is what"]);
    report(solver, 0, "\"red\" = 160", "\"red\" = 161", &["red: not 161 rows"]);
    report(solver, 0, "\"red\" = 160\n", "", &["the label `red` is missing"]);
    report(solver, 0, "\"red\"", "\"Red\"", &["no such label"]);
    report(solver, 0, "rows = 320", "rows = = 3", &["report.toml:2:"]);
    let data = |change: fn(&str) -> String, says: &[&str]| {
        solver.slips(0, "wine.csv", change, says);
    };
    data(|t| t.replacen("red,", "red;", 1), &["wine.csv:2 has 3 fields"]);
    data(|t| t.replacen("red,", ",", 1), &["wine.csv:2: the label", "is empty"]);
    data(
        |t| t.replacen("red,", "green,", 1),
        &["wine.csv:2: the class `green` has 1"],
    );
    data(|t| t.replacen("class", "kind", 1), &["wine.csv:1 has no column `class`"]);
    data(
        |t| t.lines().map(|line| format!("{}\n", &line[..3])).collect(),
        &["wine.csv:1 has no column `class`: it has cla"],
    );
    data(
        |t| each_line(t, |line, _| line < 30),
        &["wine.csv has 29 rows: 60 or more"],
    );
    data(
        |t| t.replacen(",0.", ",1.", 1),
        &["is not what the course would lay", "Delete"],
    );
    solver.slips(
        0,
        "known.csv",
        |t| t.replacen("red", "white", 1),
        &["known.csv:"],
    );
    solver.slips(
        0,
        "plan.toml",
        |text| text.replace("\"class\"", "2"),
        &["column 2 has", "different labels"],
    );
}

fn slips_with_the_split(solver: &Solver) {
    let split = |change: &dyn Fn(&str) -> String, says: &[&str]| {
        solver.slips(1, "split.csv", change, says);
    };
    let test_row = || {
        let text = solver.read("split.csv");
        text.lines().find(|line| line.ends_with(",test")).unwrap().to_owned()
    };
    // What is to test with is learned from, too.
    split(
        &|text| format!("{text}{}\n", test_row().replace("test", "training")),
        &["split.csv:1602", "already, in the other part"],
    );
    split(&|text| text.replacen(&test_row(), "", 1), &["is in no part"]);
    split(
        &|text| {
            each_line(text, |_, fields| {
                let row: usize = fields[1].parse().unwrap();
                fields[1] = (row - 1).to_string();
                true
            })
        },
        &["there is no row 0", "counted from 1"],
    );
    split(
        &|text| {
            each_line(text, |_, fields| {
                let row: usize = fields[1].parse().unwrap();
                fields[2] = if row <= 80 { "test" } else { "training" }.to_owned();
                true
            })
        },
        &["not stratified"],
    );
    // Each seed with the split of the first.
    split(
        &|text| {
            let first: Vec<_> =
                text.lines().filter(|line| line.starts_with("1,")).collect();
            let mut all = "seed,row,part\n".to_owned();
            for seed in 1..=5 {
                for line in &first {
                    all += &format!("{seed}{}\n", &line[1..]);
                }
            }
            all
        },
        &["seeds 1 and 2 have the same split"],
    );
    let plan = |from: &str, to: &str, says: &[&str]| {
        solver.slips(1, "plan.toml", |text| text.replacen(from, to, 1), says);
    };
    plan("goal = 0.7", "goal = 70", &["plan.toml:", "goal: 70 should be a share"]);
    plan("goal = 0.7", "goal = 0.5", &["without learning anything"]);
    plan("[1, 2, 3, 4, 5]", "[1, 2]", &["2 of the 5 seeds"]);
    plan("[1, 2, 3, 4, 5]", "[1, 2, 2, 4, 5]", &["twice"]);
    plan("test-share = 0.25", "test-share = 0.4", &["says 0.4"]);
}

fn slips_with_the_baseline(solver: &Solver) {
    solver.slips(
        2,
        "baseline.csv",
        |text| text.replace(",red", ",white"),
        &["not the commonest class of the rows to learn from"],
    );
    let stated = line(solver, "[baseline]", "accuracies");
    report(solver, 2, &stated, "accuracies = [0.5]", &["1 numbers stand there"]);
    report(
        solver,
        2,
        &stated,
        "accuracies = [50, 50, 50, 50, 50]",
        &["in per cent", "report.toml:"],
    );
    report(
        solver,
        2,
        &stated,
        "accuracies = [0.6, 0.5, 0.5, 0.5, 0.5]",
        &["0.6, is not the share of rows that baseline.csv has right"],
    );
}

/// The label of each row of known.csv.
fn labels(solver: &Solver) -> Vec<String> {
    let known = solver.read("known.csv");
    known.lines().map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

fn slips_with_the_network(solver: &Solver) {
    let predictions = |change: &dyn Fn(&str) -> String, says: &[&str]| {
        solver.slips(3, "predictions.csv", change, says);
    };
    let known = labels(solver);
    let row = |fields: &[String]| fields[1].parse::<usize>().unwrap();
    // As a network answers that is given the labels.
    predictions(
        &|text| {
            each_line(text, |_, fields| {
                fields[2] = known[row(fields)].clone();
                true
            })
        },
        &["your network has seen answers", "Is the label among its features?"],
    );
    // Predictions in another order than their rows.
    predictions(
        &|text| {
            let lines: Vec<_> = text.lines().skip(1).collect();
            let mut shuffled = "seed,row,predicted,confidence\n".to_owned();
            for (index, line) in lines.iter().enumerate() {
                let other = lines[(index + 37) % lines.len()];
                let said: Vec<_> = other.split(',').skip(2).collect();
                let asked: Vec<_> = line.split(',').take(2).collect();
                shuffled += &format!("{},{}\n", asked.join(","), said.join(","));
            }
            shuffled
        },
        &["predictions.csv:", "rows and answers belong together"],
    );
    // Rows that were learned from.
    let split = solver.read("split.csv");
    let learned = split.lines().find(|line| line.ends_with("training")).unwrap();
    let learned = learned.split(',').nth(1).unwrap();
    predictions(
        &|text| format!("{text}1,{learned},red,0.5\n"),
        &["predictions.csv:402", "is one to learn from"],
    );
    predictions(
        &|text| each_line(text, |line, _| line != 3),
        &["says nothing of row"],
    );
    predictions(
        &|text| text.replacen(",red,", ",Red,", 1),
        &["none of the labels"],
    );
    predictions(
        &|text| {
            each_line(text, |_, fields| {
                fields[2] = "red".to_owned();
                true
            })
        },
        &["the commonest class alone gives"],
    );
    // As a network answers that has learned from the whole file.
    let wines = solver.read("wine.csv");
    let unknown = solver.read("unknown.csv");
    let of_row = |row: usize| {
        let features = unknown.lines().nth(row).unwrap();
        let line = wines.lines().find(|line| line.ends_with(features)).unwrap();
        line.split(',').next().unwrap().to_owned()
    };
    solver.slips(
        3,
        "unknown-predictions.csv",
        |text| {
            each_line(text, |_, fields| {
                fields[2] = of_row(row(fields));
                true
            })
        },
        &["has your program learned from your whole file"],
    );
    // Answers to the rows without labels that stand a line too low.
    solver.slips(
        3,
        "unknown-predictions.csv",
        |text| {
            let lines: Vec<_> = text.lines().skip(1).collect();
            let mut moved = "seed,row,predicted\n".to_owned();
            for (index, line) in lines.iter().enumerate() {
                let said = lines[(index + 1) % lines.len()].split(',').nth(2);
                let (asked, _) = line.rsplit_once(',').unwrap();
                moved += &format!("{asked},{}\n", said.unwrap());
            }
            moved
        },
        &["unknown-predictions.csv: the answers stand beside the wrong rows"],
    );
}

fn slips_with_the_seeds(solver: &Solver) {
    let accuracies = line(solver, "[network]", "accuracies");
    let list: Vec<f64> = accuracies
        .trim_start_matches("accuracies = [")
        .trim_end_matches(']')
        .split(", ")
        .map(|number| number.parse().unwrap())
        .collect();
    let best = list.iter().copied().fold(0.0, f64::max);
    let mean = line(solver, "[network]", "mean");
    report(solver, 4, &mean, &format!("mean = {best}"), &["the best seed"]);
    let other = list.iter().find(|a| **a != best).unwrap();
    report(solver, 4, &mean, &format!("mean = {other}"), &["alone"]);
    report(solver, 4, &mean, "mean = 0.99", &["0.99 is not the mean of"]);
    let is = list.iter().sum::<f64>() / 5.0;
    let squares: f64 = list.iter().map(|a| (a - is) * (a - is)).sum();
    let spread = line(solver, "[network]", "spread");
    let of_all = (squares / 5.0).sqrt();
    report(
        solver,
        4,
        &spread,
        &format!("spread = {of_all:.5}"),
        &["divide by one less than there are"],
    );
    report(solver, 4, &spread, "spread = 0.2", &["0.2 is not the spread of"]);
    report(
        solver,
        4,
        &accuracies,
        "accuracies = [0.9, 0.9, 0.9, 0.9, 0.9]",
        &["that predictions.csv has right"],
    );
    let goal = |text: &str| text.replace("goal = 0.7", "goal = 0.99");
    solver.slips(4, "plan.toml", goal, &["and you want 0.99", "plan.toml:"]);
}

fn slips_with_the_mistakes(solver: &Solver) {
    let on_its_side = |text: &str| {
        let cells: Vec<Vec<&str>> =
            text.lines().map(|line| line.split(',').collect()).collect();
        let mut turned = String::new();
        for column in 0..cells.len() {
            let line: Vec<_> = cells.iter().map(|line| line[column]).collect();
            turned += &format!("{}\n", line.join(","));
        }
        turned
    };
    solver.slips(5, "confusion.csv", on_its_side, &["Near: it lies on its side"]);
    solver.slips(
        5,
        "confusion.csv",
        |text| {
            each_line(text, |_, fields| {
                fields[1] = format!("1{}", fields[1]);
                true
            })
        },
        &["confusion.csv: with seed 1"],
    );
    let mistakes = |change: &dyn Fn(&str) -> String, says: &[&str]| {
        solver.slips(5, "mistakes.csv", change, says);
    };
    mistakes(
        &|text| {
            let mut lines: Vec<_> = text.lines().collect();
            lines.swap(1, 3);
            format!("{}\n", lines.join("\n"))
        },
        &["mistakes.csv:2", "Give the surest first"],
    );
    mistakes(&|text| each_line(text, |line, _| line < 3), &["should have 3"]);
    // A row that is right.
    let known = labels(solver);
    let predictions = solver.read("predictions.csv");
    let right = predictions.lines().skip(1).find_map(|line| {
        let fields: Vec<_> = line.split(',').collect();
        let label = &known[fields[1].parse::<usize>().unwrap()];
        (label == fields[2])
            .then(|| format!("{},{label},red,{}", fields[1], fields[3]))
    });
    let right = right.unwrap();
    mistakes(
        &|text| {
            let second = text.lines().nth(1).unwrap();
            text.replacen(second, &right, 1)
        },
        &["predictions.csv has row", "right"],
    );
    let first = predictions.lines().nth(1).unwrap();
    let confidence = first.rsplit_once(',').unwrap().1.to_owned();
    solver.slips(
        5,
        "predictions.csv",
        |text| {
            each_line(text, |_, fields| {
                fields[3].clone_from(&confidence);
                true
            })
        },
        &["as sure of each row as of every other"],
    );
}

fn slips_with_words(solver: &Solver) {
    let mean = line(solver, "[network]", "mean").replace("mean = ", "");
    let short = &mean[..3];
    solver.slips(
        6,
        "words.md",
        |text| text.replace(&format!("reads {short}"), "reads 0.1"),
        &["words.md does not name the mean over the seeds"],
    );
    solver.slips(6, "words.md", |_| "It works.".to_owned(), &["has 2 words"]);
    // Words that are not compared are not taken.
    solver.slips(
        6,
        "words.md",
        |text| format!("{text}More."),
        &["Of our 5 points 5"],
    );
}

fn a_later_goal_is_told(solver: &Solver) {
    let plan = solver.read("plan.toml");
    solver.write("plan.toml", &plan.replace("goal = 0.7", "goal = 0.6"));
    let told = solver.has_met_all("");
    assert_has(&told, &["The goal of 0.6 is kept since", "it was 0.7 on"]);
    solver.write("plan.toml", &plan);
}

#[test]
fn nothing_is_written_over() {
    let solver = Solver::new("digits-begun", &[]);
    let folder = solver.learner.path("my-course/projects/digits");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("src/main.rs"), "mine").unwrap();
    solver.learner.succeeds(&["project", "digits"], "");
    assert_eq!(fs::read_to_string(folder.join("src/main.rs")).unwrap(), "mine");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    assert_has(&manifest, &["[workspace]", "../../../chapters/backprop"]);
    let told = solver.learner.fails(&["project", "digit"], "");
    assert_has(&told, &["there is no project `digit`", "digits"]);
}
