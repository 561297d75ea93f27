//! The playground: what it claims, and that no state and no CSV breaks it.

use std::path::Path;

use backprop::live::figures;
use backprop::live::points::{Columns, Points};
use page::live::{About, Frame, Live, State};
use proptest::prelude::*;

const IRIS: &str = include_str!("../../../../assets/data/iris.csv");

fn playground() -> (Box<dyn Live>, About) {
    let mut all = figures().into_iter();
    let figure = all.find(|figure| figure.about().name == "playground");
    let figure = figure.expect("the chapter has it");
    let about = figure.about();
    (figure, about)
}

fn frame(sets: &[(&str, &str)]) -> anyhow::Result<Frame> {
    let (mut figure, about) = playground();
    figure.frame(&State::of(&about, sets.iter().copied())?)
}

fn text(frame: &Frame, name: &str) -> String {
    let readout = frame.readouts.iter().find(|readout| readout.name == name);
    readout.map_or(String::new(), |readout| readout.text.clone())
}

/// Without its first line, which is no header of names.
fn irises() -> String {
    IRIS.lines().skip(1).collect::<Vec<_>>().join("\n")
}

fn parsed(text: &str) -> Result<Points, String> {
    let points = Points::parse(text, Path::new("mine.csv"), Columns::default());
    points.map_err(|error| error.to_string())
}

#[test]
fn the_goal_is_met_where_all_starts_learn() {
    for (hidden, is_met) in [("1", false), ("2", false), ("3", true), ("8", true)] {
        let frame = frame(&[("hidden", hidden)]).expect("a frame");
        assert_eq!(frame.met.is_some(), is_met, "{hidden}");
        assert_eq!(text(&frame, "tally") == "20 of 20", is_met, "{hidden}");
    }
}

/// Every start that is shown ends as its mark in the tally says.
#[test]
fn each_start_ends_as_the_tally_says() {
    let (mut figure, about) = playground();
    let mut learned = 0;
    for start in 0..20 {
        let start = start.to_string();
        let (mut steps, mut status) = (0, String::new());
        while !["learned", "stuck", "over"]
            .iter()
            .any(|end| status.starts_with(end))
        {
            steps += 50;
            let text_of = steps.to_string();
            let sets = [("start", start.as_str()), ("steps", &text_of)];
            let state = State::of(&about, sets).expect("a state");
            let frame = figure.frame(&state).expect("a frame");
            status = text(&frame, "status");
        }
        learned += usize::from(status.starts_with("learned"));
    }
    let tally = text(&frame(&[]).expect("a frame"), "tally");
    assert_eq!(tally, format!("{learned} of 20"));
}

/// Going on gives the numbers of going there at once, and going back too.
#[test]
fn a_state_is_the_same_whichever_way_it_is_reached() {
    let (mut figure, about) = playground();
    for data in ["xor", "circles"] {
        for steps in ["7", "8", "60", "20"] {
            let sets = [("data", data), ("steps", steps), ("hidden", "3")];
            let state = State::of(&about, sets).expect("a state");
            let there = figure.frame(&state).expect("a frame");
            assert_eq!(there, frame(&sets).expect("a frame"), "{data}, {steps}");
        }
    }
}

#[test]
fn numbers_that_run_away_are_told_and_never_drawn() {
    let sets = [("rate", "10"), ("decay", "0.3"), ("steps", "2000")];
    let frame = frame(&sets).expect("a frame");
    let status = text(&frame, "status");
    assert!(status.starts_with("diverged in step "), "{status}");
    assert!(frame.is_done);
    assert!(!frame.svg.as_str().contains("NaN"));
}

#[test]
fn a_readers_points_are_those_of_the_file() {
    let points = parsed(&irises()).expect("irises");
    let book = loss::iris::book_iris().expect("irises");
    assert_eq!(points.classes, ["0", "1", "2"]);
    assert_eq!(points.inputs.nrows(), book.species.len());
    let columns = Columns { across: "3", up: "4", class: "" };
    let petals = Points::parse(&irises(), Path::new("mine.csv"), columns);
    let petals = petals.expect("irises").inputs;
    assert_eq!(petals.column(0), book.petal_lengths.column(0));
    assert_eq!(petals.column(1), book.petal_widths.column(0));
}

#[test]
fn columns_are_found_by_their_names_and_by_their_numbers() {
    let text = "kind,x,note,y\na,1,n,5\nb,2,n,6\n\na,3,n,7\nb,4,n,8\n";
    let of = |across, up, class| {
        let columns = Columns { across, up, class };
        Points::parse(text, Path::new("mine.csv"), columns)
            .map_err(|e| e.to_string())
    };
    let named = of("x", "y", "kind").expect("points");
    assert_eq!(named, of("2", "4", "1").expect("points"));
    assert_eq!(named.names, ["x", "y"]);
    assert_eq!(named.labels, [0, 1, 0, 1]);
    assert_eq!(
        of("z", "y", "kind").unwrap_err(),
        "mine.csv: there is no column \"z\": give a number from 1 to 4, or a name of the \
         first line, which has kind, x, note, y"
    );
    let listed = Columns::named("x, y,kind");
    let listed = Points::parse(text, Path::new("mine.csv"), listed);
    assert_eq!(listed.expect("points"), named);
    assert!(of("x", "x", "kind").unwrap_err().contains("chosen twice"));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let error = |text: &str| parsed(text).unwrap_err();
    assert!(error("").starts_with("mine.csv: no points: give one a line"));
    assert_eq!(
        error("1,2,a\n1,x,b\n"),
        "mine.csv, line 2, column 2: found \"x\": give a number, with a point and no unit"
    );
    assert_eq!(
        error("x,y,class\n\n1,2,a\n1,2\n"),
        "mine.csv, line 4: found 2 comma-separated fields: give 3, as in the first line"
    );
    assert!(error("1,2,a\n1,nan,b\n").contains("line 2, column 2: found \"nan\""));
    assert!(error("1,2,\n").contains("line 1, column 3: found nothing"));
    assert!(error("1;2;a\n").contains("found 1 comma-separated field in"));
    assert!(error("1,2,a\n3,4,b\n").contains("found 2 points: give at least 4"));
    assert!(
        error("1,2,a\n1,2,a\n1,2,a\n1,2,a\n").contains("found 1 class (\"a\")")
    );
    let many: String =
        (0..11).map(|class| format!("{class},1,c{class}\n")).collect();
    assert!(error(&many).contains("found 11 classes"));
}

/// The figure's message is that of the reading, with its own name for the text.
#[test]
fn the_figure_says_what_the_reading_says() {
    for csv in ["", "1,2,a\n1,x,b\n", "1;2;a\n", "1,2,a\n3,4,b\n"] {
        let said = frame(&[("data", "own"), ("csv", csv)]).unwrap_err();
        let read = parsed(csv).unwrap_err().replace("mine.csv", "your CSV");
        assert_eq!(said.to_string(), read);
    }
    let flat = "1,2,a\n1,3,b\n1,4,a\n1,5,b\n";
    let said = frame(&[("data", "own"), ("csv", flat)]).unwrap_err();
    let said = format!("{said:#}");
    assert!(
        said.starts_with("your CSV: column 1 cannot be standardised"),
        "{said}"
    );
}

#[test]
fn a_long_csv_is_sampled() {
    let line = |at: usize| format!("{},{},{}\n", at % 17, at % 23, at % 3);
    let csv: String = (0..15_000).map(line).collect();
    let frame = frame(&[("data", "own"), ("csv", &csv), ("steps", "3")]);
    let frame = frame.expect("a frame");
    assert!(
        frame.says.contains("Of your 15000 points 200 were drawn"),
        "{}",
        frame.says
    );
    assert!(text(&frame, "held").ends_with("of 50"), "{}", text(&frame, "held"));
}

fn csv() -> impl Strategy<Value = String> {
    let field = prop_oneof![
        4 => (-1e3..1e3f64).prop_map(|number| format!("{number:.2}")),
        2 => (0..4_i32).prop_map(|class| class.to_string()),
        1 => prop::sample::select(vec!["nan", "-inf", "1e999", "", "\"", "yes", "1e200"])
            .prop_map(str::to_owned),
        1 => ".{0,6}",
    ];
    let row =
        prop::collection::vec(field, 0..5).prop_map(|fields| fields.join(","));
    let good = prop::collection::vec((-9..9_i32, -9..9_i32, 0..5_i32), 0..40)
        .prop_map(|rows| {
            let line = |(x, y, class)| format!("{x},{y},{class}");
            rows.into_iter().map(line).collect::<Vec<_>>().join("\n")
        });
    prop_oneof![
        ".{0,200}",
        prop::collection::vec(row, 0..12).prop_map(|rows| rows.join("\n")),
        good,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_csv_gives_a_frame_or_a_message(
        csv in csv(),
        columns in "[0-9a-z]{0,2}(,[0-9a-z ]{0,2}){0,3}",
        activation in prop::sample::select(vec!["tanh", "sigmoid", "relu"]),
        rate in 0.01..10.0f64,
        steps in 0..6_u32,
    ) {
        let (rate, steps) = (rate.to_string(), steps.to_string());
        let sets = [
            ("data", "own"), ("csv", &csv), ("columns", &columns),
            ("activation", activation), ("rate", &rate), ("steps", &steps),
        ];
        match frame(&sets) {
            Ok(frame) => {
                prop_assert!(!frame.svg.as_str().contains("NaN"));
                prop_assert!(!frame.readouts.iter().any(|it| it.text.contains("NaN")));
            }
            Err(error) => {
                let message = format!("{error:#}");
                prop_assert!(message.contains("your CSV"), "{}", message);
            }
        }
    }
}
