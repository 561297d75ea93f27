//! The digits are the real ones, and no text makes the reader panic.

use std::fs;
use std::path::{Path, PathBuf};

use neurons::digits::{CLASSES, Digits, DigitsError, PIXELS, RowFault};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data").join(name)
}

fn real_text() -> String {
    fs::read_to_string(data("digits.csv")).unwrap()
}

fn parse(text: &str) -> Result<Digits, DigitsError> {
    Digits::parse(text, Path::new("my/digits.csv"))
}

fn error(text: &str) -> String {
    parse(text).expect_err("the text is wrong").to_string()
}

/// A line with every pixel `pixel`.
fn line(pixel: &str, label: &str) -> String {
    format!("{}{label}", format!("{pixel},").repeat(PIXELS))
}

/// A line of zeros with one field changed; column 65 is the label.
fn changed(column: usize, field: &str) -> String {
    let mut fields = vec!["0"; PIXELS + 1];
    fields[column - 1] = field;
    fields.join(",")
}

#[test]
fn the_file_is_the_one_its_readme_describes() {
    let digest = Sha256::digest(
        fs::read_to_string(data("digits.csv")).unwrap().replace("\r\n", "\n"),
    );
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(fs::read_to_string(data("README.md")).unwrap().contains(&hex), "{hex}");
}

#[test]
fn the_real_digits() {
    let digits = parse(&real_text()).unwrap();
    assert_eq!(digits.images.dim(), (1797, PIXELS));
    assert_eq!(digits.labels.len(), 1797);
    let mut counts = [0; CLASSES];
    for &label in &digits.labels {
        counts[label] += 1;
    }
    assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    assert_eq!(digits.labels[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    #[rustfmt::skip]
    let zero = [
        0, 0,  5, 13,  9,  1,  0, 0,
        0, 0, 13, 15, 10, 15,  5, 0,
        0, 3, 15,  2,  0, 11,  8, 0,
        0, 4, 12,  0,  0,  8,  8, 0,
        0, 5,  8,  0,  0,  9,  8, 0,
        0, 4, 11,  0,  1, 12,  7, 0,
        0, 2, 14,  5, 10, 12,  0, 0,
        0, 0,  6, 13, 10,  0,  0, 0,
    ];
    let expected: Vec<f64> =
        zero.iter().map(|&ink| f64::from(ink) / 16.0).collect();
    assert_eq!(digits.images.row(0).to_vec(), expected);
    let second = [0, 0, 0, 12, 13, 5, 0, 0, 0, 0, 0, 11, 16, 9, 0, 0, 0, 0, 3, 15];
    for (pixel, ink) in digits.images.row(1).iter().zip(second) {
        assert_eq!(*pixel, f64::from(ink) / 16.0);
    }
    assert!(digits.images.iter().all(|pixel| (0.0..=1.0).contains(pixel)));
    assert_eq!(
        digits.images.iter().fold(0.0_f64, |max, &pixel| max.max(pixel)),
        1.0
    );
}

#[test]
fn other_spellings_of_the_same_digits() {
    let text = format!("{}\n{}\n", line("0", "3"), line("16", "7"));
    let digits = parse(&text).unwrap();
    assert_eq!(digits.labels, [3, 7]);
    assert!(digits.images.row(0).iter().all(|&pixel| pixel == 0.0));
    assert!(digits.images.row(1).iter().all(|&pixel| pixel == 1.0));
    let same =
        |other: String| assert_eq!(parse(&other).as_ref(), Ok(&digits), "{other}");
    same(text.trim_end().to_string());
    same(text.replace('\n', "\r\n"));
    same(format!("\u{feff}{text}"));
    same(format!("\u{feff}\r\n\r\n{}", text.replace('\n', "\r\n\r\n  \n\n")));
    same(text.replace(',', " ,\t"));
    same(text.replace("16", "\"16\""));
    same(text.replace("16", "016"));
}

#[test]
fn nothing_to_read() {
    for text in ["", "\n", "\r\n \r\n\n", "\u{feff}", "\u{feff}\n"] {
        assert_eq!(
            error(text),
            "my/digits.csv: no digits: give one a line, 64 pixels and a label"
        );
    }
}

#[test]
fn wrong_number_of_fields() {
    let good = line("1", "1");
    assert_eq!(
        error(&format!("{good}\n{good}\n{}", "1,".repeat(63) + "1")),
        "my/digits.csv, line 3: found 64 comma-separated fields: give 65, 64 pixels \
         and a label (the label seems to be missing)"
    );
    assert_eq!(
        error(&format!("{good},5\n{good}")),
        "my/digits.csv, line 1: found 66 comma-separated fields: give 65, 64 pixels \
         and a label"
    );
    assert_eq!(
        error(&good.replace(',', ";")),
        "my/digits.csv, line 1: found 1 comma-separated field: give 65, 64 pixels and \
         a label (with commas between, and no other signs)"
    );
    assert_eq!(
        error(",,"),
        "my/digits.csv, line 1: found 3 comma-separated fields: give 65, 64 pixels \
         and a label"
    );
}

#[test]
fn wrong_pixels() {
    let good = line("1", "1");
    for wrong in
        ["17", "255", "256", "-1", "3.5", "NaN", "inf", "1e1", "abc", "", "٣"]
    {
        let hint = match wrong {
            "17" | "255" => " (if yours go to 255, multiply by 16/255 and round)",
            _ => "",
        };
        assert_eq!(
            error(&format!("{good}\n{}\n", changed(12, wrong))),
            format!(
                "my/digits.csv, line 2, column 12: found \"{wrong}\": give a pixel, a \
                 whole number from 0 to 16{hint}"
            )
        );
    }
    let scaled = error(&changed(12, "0.5"));
    assert!(
        scaled.ends_with("(if yours go from 0 to 1, multiply by 16 and round)")
    );
    assert_eq!(
        error(&changed(64, "a \"tab\"\t in it")),
        "my/digits.csv, line 1, column 64: found \"a \\\"tab\\\"\\t in it\": give a \
         pixel, a whole number from 0 to 16"
    );
    assert_eq!(
        error(&changed(1, &"9".repeat(1000))),
        "my/digits.csv, line 1, column 1: found \"99999999999999999999…\": give a \
         pixel, a whole number from 0 to 16"
    );
}

/// A line with its last field first, as MNIST and others have it.
fn label_first(line: &str) -> String {
    let (pixels, label) = line.rsplit_once(',').unwrap();
    format!("{label},{pixels}")
}

#[test]
fn labels_before_the_pixels_are_seen() {
    let real = real_text();
    let lines: Vec<_> = real.lines().filter(|line| line.contains(',')).collect();
    for count in [10, 100, lines.len()] {
        let some: Vec<_> =
            lines[..count].iter().map(|line| label_first(line)).collect();
        let says = error(&some.join("\n"));
        let is_first = says.contains("the label seems to stand first");
        let is_last_ink =
            says.ends_with("the pixels (here it seems to stand first)");
        assert!(is_first || is_last_ink, "{says}");
        assert!(parse(&lines[..count].join("\n")).is_ok(), "{count}");
    }
    // Where no last pixel is darker than a label may be.
    let pale = lines.iter().filter(|line| {
        let fields: Vec<_> = line.split(',').collect();
        fields[PIXELS - 1].parse::<u8>().is_ok_and(|ink| ink < 10)
    });
    let pale: Vec<_> = pale.map(|line| label_first(line)).collect();
    assert_eq!(
        error(&pale.join("\n"))
            .split_once(':')
            .unwrap()
            .1
            .split_once(':')
            .unwrap()
            .0,
        " the label seems to stand first"
    );
}

/// The first `count` of the real digits, with every pixel changed.
fn with_pixels(count: usize, change: impl Fn(u8) -> u8) -> String {
    let real = real_text();
    let lines = real.lines().filter(|line| line.contains(',')).take(count);
    let lines = lines.map(|line| {
        let (pixels, label) = line.rsplit_once(',').unwrap();
        let pixels =
            pixels.split(',').map(|ink| change(ink.parse().unwrap()).to_string());
        format!("{},{label}\n", pixels.collect::<Vec<_>>().join(","))
    });
    lines.collect()
}

#[test]
fn images_on_another_scale_are_seen() {
    for count in [1, 19, 20, 500] {
        let s = if count == 1 { "" } else { "s" };
        assert_eq!(
            error(&with_pixels(count, |ink| u8::from(ink > 7))),
            format!(
                "my/digits.csv: no pixel is above 1 in {count} digit{s}, and full ink is \
                 16: if yours go to 1, multiply by 16"
            )
        );
        for (largest, scale) in [(2, 2), (3, 4), (4, 4), (7, 8), (8, 8)] {
            let text = with_pixels(count, |ink| (ink * largest + 8) / 16);
            if count < 20 {
                assert!(parse(&text).is_ok());
                continue;
            }
            let says = error(&text);
            assert!(
                says.contains(&format!("is above {largest} in {count} digits"))
            );
            let end = format!("yours go to {scale}, multiply by {}", 16 / scale);
            assert!(says.ends_with(&end), "{says}");
        }
        assert!(parse(&with_pixels(count, |ink| ink * 15 / 16)).is_ok());
    }
    // An image without ink says nothing of the scale.
    assert!(parse(&format!("{}\n", line("0", "1")).repeat(30)).is_ok());
}

#[test]
fn inverted_images_are_seen() {
    for count in [5, 100, 1797] {
        let says = error(&with_pixels(count, |ink| 16 - ink));
        assert!(says.contains("the images seem to be inverted: "), "{says}");
        assert!(
            says.contains(&format!(" of their {} corners", 4 * count)),
            "{says}"
        );
    }
}

#[test]
fn files_of_other_collections_are_known() {
    let names: Vec<_> = (1..=PIXELS).map(|pixel| format!("pixel{pixel}")).collect();
    let names = format!("{},label", names.join(","));
    let says = error(&format!("{names}\n{}\n", line("1", "1")));
    assert!(
        says.starts_with("my/digits.csv, line 1: found \"pixel1\" and"),
        "{says}"
    );
    assert!(says.ends_with("without a first line of names"), "{says}");
    let mnist = format!("5,{}", vec!["0"; 784].join(","));
    assert!(error(&mnist).contains("28 × 28 pixels are those of MNIST"));
    let unlabelled = vec!["0"; PIXELS].join(",");
    assert!(error(&unlabelled).ends_with("(the label seems to be missing)"));
    let apart = vec!["0"; PIXELS + 1].join(";");
    assert!(error(&apart).ends_with("(with commas between, and no other signs)"));
}

#[test]
fn wrong_labels() {
    for wrong in ["10", "-1", "3.5", "three", ""] {
        assert_eq!(
            error(&changed(65, wrong)),
            format!(
                "my/digits.csv, line 1, column 65: found \"{wrong}\": give a label, a \
                 whole number from 0 to 9, behind the pixels"
            )
        );
    }
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let good = line("1", "1");
    let wrong = changed(3, "x");
    for before in [
        "",
        "\n",
        "\n\n\n",
        "\r\n",
        "\r\n\r\n\n\r\n",
        "  \n\n",
        &format!("{good}\n"),
        &format!("\n{good}\n\n\n{good}\n\n"),
        &format!("{good}\r\n\r\n{good}\r\n"),
        &format!("\n\n{good}\n  \n\n{good}\n\r\n\n"),
    ] {
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}{before}{wrong}\n{good}");
            let DigitsError::Row { line, fault, .. } = parse(&text).unwrap_err()
            else {
                panic!("the fault is in a row: {text:?}");
            };
            assert_eq!(line, before.matches('\n').count() + 1, "{text:?}");
            assert_eq!(fault, RowFault::Pixel { index: 2, found: "x".into() });
        }
    }
}

/// A small good file, from which the mutations start.
fn good_lines() -> String {
    real_text().lines().take(5).collect::<Vec<_>>().join("\n")
}

/// What the reader gives back is always sound; an error names a line that exists.
fn sound(text: &str) -> Result<(), TestCaseError> {
    match parse(text) {
        Ok(digits) => {
            prop_assert_eq!(digits.images.dim(), (digits.labels.len(), PIXELS));
            prop_assert!(!digits.labels.is_empty());
            prop_assert!(digits.labels.iter().all(|&label| label < CLASSES));
            prop_assert!(
                digits.images.iter().all(|pixel| (0.0..=1.0).contains(pixel))
            );
        }
        Err(DigitsError::Row { line, .. }) => {
            prop_assert!((1..=text.split('\n').count()).contains(&line));
        }
        Err(DigitsError::LabelFirst { filled, zeros, all, .. }) => {
            prop_assert!(2 * filled > all && 2 * zeros > all);
        }
        Err(DigitsError::Pale { darkest, all, .. }) => {
            prop_assert!(darkest == 1 || darkest <= 8 && all >= 20);
        }
        Err(DigitsError::Inverted { dark, corners, .. }) => {
            prop_assert!(2 * dark > corners && corners >= 20);
        }
        Err(DigitsError::Empty { .. }) => {
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
    ) {
        sound(&text)?;
    }

    #[test]
    fn a_changed_file_is_read_or_refused(
        at in any::<prop::sample::Index>(),
        removed in 0_usize..200,
        inserted in prop_oneof![any::<String>(), "[0-9,\"\r\n -]{0,9}"],
    ) {
        let text = good_lines();
        let start = at.index(text.len());
        let end = (start + removed).min(text.len());
        sound(&format!("{}{inserted}{}", &text[..start], &text[end..]))?;
    }

    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec(
            (prop::collection::vec(0_u8..=16, PIXELS), 0_usize..CLASSES), 1..5),
    ) {
        let text: String = rows.iter().map(|(pixels, label)| {
            let pixels: String = pixels.iter().map(|ink| format!("{ink},")).collect();
            format!("{pixels}{label}\n")
        }).collect();
        let digits = parse(&text).unwrap();
        for (index, (pixels, label)) in rows.iter().enumerate() {
            prop_assert_eq!(digits.labels[index], *label);
            for (pixel, &ink) in digits.images.row(index).iter().zip(pixels) {
                prop_assert_eq!(*pixel, f64::from(ink) / 16.0);
            }
        }
    }
}
