//! The irises are the real ones, and no text makes the reader panic.

use std::fs;
use std::path::{Path, PathBuf};

use loss::iris::{Iris, IrisError, RowFault};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

const GOOD: &str = "3,4,setosa,virginica\n5.1,3.5,1.4,0.2,0\n6.3,3.3,6.0,2.5,1\n\
                    4.9,3.0,1.4,0.2,0\n";

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data").join(name)
}

fn parse(text: &str) -> Result<Iris, IrisError> {
    Iris::parse(text, Path::new("my/iris.csv"))
}

fn error(text: &str) -> String {
    parse(text).expect_err("the text is wrong").to_string()
}

#[test]
fn the_file_is_the_one_its_readme_describes() {
    let digest = Sha256::digest(
        fs::read_to_string(data("iris.csv")).unwrap().replace("\r\n", "\n"),
    );
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(fs::read_to_string(data("README.md")).unwrap().contains(&hex), "{hex}");
}

#[test]
fn the_real_irises() {
    let iris = parse(&fs::read_to_string(data("iris.csv")).unwrap()).unwrap();
    assert_eq!(iris.petal_lengths.dim(), (150, 1));
    assert_eq!(iris.petal_widths.dim(), (150, 1));
    for (index, species) in iris.species.iter().enumerate() {
        assert_eq!(species, ["setosa", "versicolor", "virginica"][index / 50]);
    }
    // The summary that the data set comes with: least, largest, mean.
    for (column, least, largest, mean) in [
        (&iris.petal_lengths, 1.0, 6.9, 3.76),
        (&iris.petal_widths, 0.1, 2.5, 1.20),
    ] {
        assert_eq!(column.iter().copied().fold(f64::INFINITY, f64::min), least);
        assert_eq!(column.iter().copied().fold(0.0, f64::max), largest);
        assert!((column.sum() / 150.0 - mean).abs() < 0.005);
    }
    // Flowers 35 and 38, which some copies of the data have wrong elsewhere.
    assert_eq!(iris.petal_widths[[34, 0]], 0.2);
    assert_eq!(iris.petal_lengths[[37, 0]], 1.4);
}

#[test]
fn other_spellings_of_the_same_irises() {
    let iris = parse(GOOD).unwrap();
    assert_eq!(iris.petal_lengths, ndarray::array![[1.4], [6.0], [1.4]]);
    assert_eq!(iris.petal_widths, ndarray::array![[0.2], [2.5], [0.2]]);
    assert_eq!(iris.species, ["setosa", "virginica", "setosa"]);
    let same =
        |text: String| assert_eq!(parse(&text).as_ref(), Ok(&iris), "{text}");
    same(GOOD.trim_end().to_owned());
    same(GOOD.replace('\n', "\r\n"));
    same(format!("\u{feff}\n{}", GOOD.replace('\n', "\n\n  \n")));
    same(GOOD.replace(',', " , "));
    same(GOOD.replace("6.0", "\"6\""));
}

#[test]
fn nothing_to_read() {
    for text in ["", "\n", " \r\n", "\u{feff}\n"] {
        assert_eq!(
            error(text),
            "my/iris.csv: no irises: give a header and one flower a line"
        );
    }
}

#[test]
fn headers_that_are_none() {
    for (header, found) in [
        ("length,width", "length,width"),
        ("5.1,3.5,1.4,0.2,0", "5.1,3.5,1.4,0.2,0"),
        ("150,4", "150,4"),
        ("150,3,setosa", "150,3,setosa"),
        ("-1,4,setosa", "-1,4,setosa"),
        ("sepal length,sepal width", "sepal length,sepal w…"),
    ] {
        assert_eq!(
            error(&format!("\n{header}\n5.1,3.5,1.4,0.2,0\n")),
            format!(
                "my/iris.csv, line 2: found {found:?}: give a header first, the number \
                 of flowers, then 4, then the names of the species"
            )
        );
    }
}

#[test]
fn too_few_and_too_many_flowers() {
    let rule = "give at least one, and all that it says";
    for (text, found) in [
        (GOOD.replace("3,4", "150,4"), "the header says 150 but 3 follow"),
        (GOOD.replace("3,4", "2,4"), "the header says 2 but 3 follow"),
        ("7,4,a\n1,1,1,1,0".to_owned(), "the header says 7 but 1 follows"),
        ("0,4,a\n".to_owned(), "the header says 0 but 0 follow"),
    ] {
        assert_eq!(error(&text), format!("my/iris.csv: {found}: {rule}"));
    }
}

#[test]
fn wrong_rows() {
    for (row, found) in [
        ("5.1,3.5,1.4,0.2", "4 comma-separated fields"),
        ("5.1,3.5,1,4,0.2,0", "6 comma-separated fields"),
        ("5.1;3.5;1.4;0.2;0", "1 comma-separated field"),
    ] {
        assert_eq!(
            error(&format!("{GOOD}\n{row}\n")),
            format!(
                "my/iris.csv, line 6: found {found}: give 5, 4 measurements and the \
                 species"
            )
        );
    }
    for (column, wrong) in [
        (1, "0"),
        (2, "-3"),
        (3, ""),
        (3, "NaN"),
        (3, "inf"),
        (4, "1e9"),
        (4, "1000"),
        (4, "0.0001"),
        (4, "two"),
    ] {
        let mut fields = ["5.1", "3.5", "1.4", "0.2", "0"];
        fields[column - 1] = wrong;
        assert_eq!(
            error(&format!("{GOOD}{}\n", fields.join(","))),
            format!(
                "my/iris.csv, line 5, column {column}: found {wrong:?}: give a length \
                 in centimetres, from 0.001 to below 1000"
            )
        );
    }
    for (wrong, found) in [
        ("2", "2"),
        ("-1", "-1"),
        ("setosa", "setosa"),
        ("", ""),
        ("99999999999999999999999999", "99999999999999999999…"),
    ] {
        assert_eq!(
            error(&format!("{GOOD}5.1,3.5,1.4,0.2,{wrong}\n")),
            format!(
                "my/iris.csv, line 5, column 5: found {found:?}: give a species of the \
                 header, a whole number from 0 to 1"
            )
        );
    }
}

/// What the reader gives back is always sound; an error names a line that exists.
fn sound(text: &str) -> Result<(), TestCaseError> {
    match parse(text) {
        Ok(iris) => {
            let shape = (iris.species.len(), 1);
            prop_assert!(shape.0 > 0);
            prop_assert_eq!(iris.petal_lengths.dim(), shape);
            prop_assert_eq!(iris.petal_widths.dim(), shape);
            let all = iris.petal_lengths.iter().chain(&iris.petal_widths);
            prop_assert!(all.into_iter().all(|x| (0.001..1000.0).contains(x)));
        }
        Err(IrisError::Row { line, fault, .. }) => {
            prop_assert!((1..=text.split('\n').count()).contains(&line));
            prop_assert_ne!(fault, RowFault::Fields { found: 5 });
        }
        Err(IrisError::Count { promised, found, .. }) => {
            prop_assert!(promised != found || found == 0);
        }
        Err(IrisError::Order { odd, all, .. }) => prop_assert!(odd <= all),
        Err(IrisError::Unit { large, all, .. }) => {
            prop_assert!(large <= all && 2 * large > all);
        }
        Err(IrisError::Empty { .. }) => {
            let nothing =
                |c: char| c.is_whitespace() || c == '\u{feff}' || c == '"';
            prop_assert!(text.chars().all(nothing));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        sound(&text)?;
    }

    #[test]
    fn any_table_is_read_or_refused(
        text in "\u{feff}?([0-9]{1,2}[,;\"\r\n \u{feff}é.-]{1,2}){0,200}",
        header in prop_oneof![Just(""), Just("1,4,a\n"), Just("2,4,a,é\n")],
    ) {
        sound(&format!("{header}{text}"))?;
    }

    #[test]
    fn a_changed_file_is_read_or_refused(
        at in any::<prop::sample::Index>(),
        removed in 0_usize..60,
        inserted in prop_oneof![any::<String>(), "[0-9,.\"\r\n -]{0,9}"],
    ) {
        let start = at.index(GOOD.len());
        let end = (start + removed).min(GOOD.len());
        sound(&format!("{}{inserted}{}", &GOOD[..start], &GOOD[end..]))?;
    }
}

#[test]
fn other_orders_and_units_are_seen_in_any_file_of_irises() {
    let book = include_str!("../../../../assets/data/iris.csv");
    let (header, flowers) = book.split_once('\n').expect("a header");
    let with = |change: &dyn Fn([&str; 4]) -> String| {
        let lines = flowers.lines().map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let measured = [fields[0], fields[1], fields[2], fields[3]];
            format!("{},{}\n", change(measured), fields[4])
        });
        parse(&format!("{header}\n{}", lines.collect::<String>()))
    };
    let says = |change: &dyn Fn([&str; 4]) -> String| {
        with(change).expect_err("refused").to_string()
    };
    assert!(with(&|all| all.join(",")).is_ok());
    // Every order but ours.
    let mut wrong = 0;
    for code in 0..256 {
        let order = [code % 4, code / 4 % 4, code / 16 % 4, code / 64];
        let is_order = (0..4).all(|column| order.contains(&column));
        if !is_order || order == [0, 1, 2, 3] {
            continue;
        }
        wrong += 1;
        let error = says(&|all| order.map(|column| all[column]).join(","));
        assert!(
            error.contains("the length and the width of the sepal"),
            "{order:?}"
        );
    }
    assert_eq!(wrong, 23);
    let error = says(&|all| {
        all.map(|x| (10.0 * x.parse::<f64>().expect("a length")).to_string())
            .join(",")
    });
    assert!(error.contains("my/iris.csv: 150 of 150 flowers"), "{error}");
    assert!(error.contains("millimetres"), "{error}");
}
