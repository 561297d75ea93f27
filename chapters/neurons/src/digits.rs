//! Handwritten digits: 8×8 grey images and what each shows (Alpaydin and Kaynak,
//! 1998).

use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord, Terminator, Trim};
use ndarray::{Array2, arr2};

// ANCHOR: digits-sizes
/// Rows and columns of an image.
pub const SIDE: usize = 8;
/// Pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;
/// How many digits there are to tell apart.
pub const CLASSES: usize = 10;
/// The darkest value of a pixel in the file; the lightest is 0.
pub const FULL_INK: u8 = 16;
// ANCHOR_END: digits-sizes

// ANCHOR: digits
/// Images of handwritten digits and their labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Digits {
    /// One image a row, from 0 (background) to 1 (full ink): (images, 64).
    pub images: Array2<f64>,
    /// The digit, 0 to 9, that each image shows.
    pub labels: Vec<usize>,
}
// ANCHOR_END: digits

// ANCHOR: book-digits
/// The digits that the book comes with, as the text of a file.
const BOOK_DIGITS: &str = include_str!("../../../assets/data/digits.csv");
/// Where a reader finds that file.
const BOOK_FILE: &str = "assets/data/digits.csv";

/// The 1,797 digits that the book comes with (Alpaydin and Kaynak, 1998).
///
/// # Errors
/// Those of [`Digits::parse`], if the file was changed.
pub fn book_digits() -> Result<Digits, DigitsError> {
    Digits::parse(BOOK_DIGITS, Path::new(BOOK_FILE))
}
// ANCHOR_END: book-digits

impl Digits {
    // ANCHOR: digits-parse
    /// Reads comma-separated lines of 64 pixels, whole numbers from 0 to 16, and a
    /// label from 0 to 9. `file` is where `text` comes from. Blank lines are skipped.
    ///
    /// # Errors
    /// At the first fault, with its file, line and column.
    pub fn parse(text: &str, file: &Path) -> Result<Digits, DigitsError> {
        let mut images = Vec::new();
        let mut labels = Vec::new();
        for (line, row) in rows(text) {
            let error = |fault| DigitsError::Row { file: file.into(), line, fault };
            if row.len() != PIXELS + 1 {
                return Err(error(RowFault::Fields { found: row.len() }));
            }
            let mut image = [0.0; PIXELS];
            for (index, pixel) in image.iter_mut().enumerate() {
                let ink = whole_number(&row[index], FULL_INK)
                    .map_err(|found| error(RowFault::Pixel { index, found }))?;
                *pixel = f64::from(ink) / f64::from(FULL_INK);
            }
            let label = whole_number(&row[PIXELS], CLASSES as u8 - 1)
                .map_err(|found| error(RowFault::Label { found }))?;
            images.push(image);
            labels.push(usize::from(label));
        }
        if images.is_empty() {
            return Err(DigitsError::Empty { file: file.into() });
        }
        Ok(Digits { images: arr2(&images), labels }) // (images, 64)
    }
    // ANCHOR_END: digits-parse
}

// ANCHOR: digits-error
/// Why a text holds no digits: where the fault is, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DigitsError {
    /// There is no line, or all are blank.
    #[error(
        "{}: no digits: give one a line, {PIXELS} pixels and a label",
        file.display()
    )]
    Empty {
        /// Where the text comes from.
        file: PathBuf,
    },
    /// A line is no digit.
    #[error("{}, line {line}{fault}", file.display())]
    Row {
        /// Where the text comes from.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong there.
        fault: RowFault,
    },
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// The line has too few or too many fields.
    #[error(
        ": found {found} comma-separated field{}: give {}, {PIXELS} pixels and a label",
        if *found == 1 { "" } else { "s" }, PIXELS + 1
    )]
    Fields {
        /// How many fields it has.
        found: usize,
    },
    /// A pixel is no whole number, or out of range.
    #[error(
        ", column {}: found {found:?}: give a pixel, a whole number from 0 to {FULL_INK}",
        index + 1
    )]
    Pixel {
        /// The pixel, counted from 0.
        index: usize,
        /// The field, shortened if it is long.
        found: String,
    },
    /// The label is no digit.
    #[error(
        ", column {}: found {found:?}: give a label, a whole number from 0 to {}",
        PIXELS + 1, CLASSES - 1
    )]
    Label {
        /// The field, shortened if it is long.
        found: String,
    },
}
// ANCHOR_END: digits-error

// ANCHOR: digits-rows
/// The comma-separated lines of a text, each with its number, without blank ones.
///
/// # Panics
/// Never: any text is lines of fields, some of them strange.
pub fn rows(text: &str) -> Vec<(usize, StringRecord)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text); // a byte order mark
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut row = StringRecord::new();
    loop {
        // The reader skips empty lines, but counts from before them.
        let start = reader.position().clone();
        let rest = text.bytes().skip(start.byte() as usize);
        let skipped = rest.take_while(|&byte| byte == b'\n').count();
        let found = reader.read_record(&mut row);
        if !found.expect("UTF-8 in rows of any length is always CSV") {
            return rows;
        }
        let blank = row.len() == 1 && row[0].is_empty();
        if !blank {
            rows.push((start.line() as usize + skipped, row.clone()));
        }
    }
}

fn whole_number(field: &str, largest: u8) -> Result<u8, String> {
    match field.parse() {
        Ok(number) if number <= largest => Ok(number),
        _ if field.chars().count() <= 20 => Err(field.to_string()),
        _ => Err(field.chars().take(20).chain(['…']).collect()),
    }
}
// ANCHOR_END: digits-rows
