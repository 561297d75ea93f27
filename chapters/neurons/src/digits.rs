//! Handwritten digits: 8×8 grey images and what each shows (Alpaydin and Kaynak,
//! 1998).

use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord, Terminator, Trim};
use ndarray::{Array2, arr2};

/// Rows and columns of an image.
pub const SIDE: usize = 8;
/// Pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;
/// How many digits there are to tell apart.
pub const CLASSES: usize = 10;
/// The darkest value of a pixel in the file; the lightest is 0.
pub const FULL_INK: u8 = 16;

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

impl Digits {
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
            if is_header(&row) {
                return Err(error(RowFault::Header { found: beginning(&row[0]) }));
            }
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
                .map_err(|found| error(label_fault(found, text)))?;
            images.push(image);
            labels.push(usize::from(label));
        }
        if images.is_empty() {
            return Err(DigitsError::Empty { file: file.into() });
        }
        check_label_is_last(&images, &labels, file)?;
        check_ink(&images, file)?;
        Ok(Digits { images: arr2(&images), labels }) // (images, 64)
    }
}

/// Refuses digits that have the label before the pixels, as other collections have it.
/// Every number may still be one of a pixel there, and one of a label. But the first pixel
/// is a corner, which hardly a digit fills, and the last number of most lines is no 0.
fn check_label_is_last(
    images: &[[f64; PIXELS]],
    labels: &[usize],
    file: &Path,
) -> Result<(), DigitsError> {
    let all = images.len();
    let largest = (CLASSES - 1) as f64 / f64::from(FULL_INK);
    let filled = images.iter().filter(|image| image[0] > 0.0).count();
    let zeros = labels.iter().filter(|label| **label == 0).count();
    let could_be_labels = images.iter().all(|image| image[0] <= largest);
    // Of few lines nothing can be said.
    if all >= 5 && could_be_labels && 2 * filled > all && 2 * zeros > all {
        return Err(DigitsError::LabelFirst {
            file: file.into(),
            filled,
            zeros,
            all,
        });
    }
    Ok(())
}

/// What is wrong with a label, seen with all lines: where each begins with what may be
/// one, and most of them with more than 0, it stands there.
fn label_fault(found: String, text: &str) -> RowFault {
    let rows = rows(text);
    let first = |(_, row): &(usize, StringRecord)| whole_number(&row[0], 9).ok();
    let first: Option<Vec<u8>> = rows.iter().map(first).collect();
    let filled = |firsts: Vec<u8>| firsts.iter().filter(|it| **it > 0).count();
    let stands_first = 2 * first.map_or(0, filled) > rows.len();
    RowFault::Label { found, stands_first }
}

/// Refuses images on another scale, or with dark and light exchanged, which are numbers
/// from 0 to [`FULL_INK`] all the same. The darkest pixel of each digit of the book is 14
/// or more, and of its corners one in 170 is darker than 8.
fn check_ink(images: &[[f64; PIXELS]], file: &Path) -> Result<(), DigitsError> {
    let all = images.len();
    let darkest = images.as_flattened().iter().fold(0.0_f64, |a, &b| a.max(b));
    let darkest = (darkest * f64::from(FULL_INK)) as u8;
    // A few pale digits there may be.
    if darkest == 1 || (all >= 20 && (2..=FULL_INK / 2).contains(&darkest)) {
        return Err(DigitsError::Pale { file: file.into(), darkest, all });
    }
    let corners = [0, SIDE - 1, PIXELS - SIDE, PIXELS - 1];
    let corners = images.iter().flat_map(|image| corners.map(|it| image[it]));
    let dark = corners.filter(|ink| *ink > 0.5).count();
    if all >= 5 && dark > 2 * all {
        let (file, corners) = (file.into(), 4 * all);
        return Err(DigitsError::Inverted { file, dark, corners });
    }
    Ok(())
}

/// Whether a line names columns.
fn is_header(row: &StringRecord) -> bool {
    let is_name = |field: &str| field.chars().any(char::is_alphabetic);
    let names = row.iter().filter(|field| is_name(field)).count();
    row.len() > 1 && 2 * names > row.len()
}

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
    /// The labels stand before the pixels.
    #[error(
        "{}: the label seems to stand first: of {all} lines, {filled} begin with a number \
        above 0, where a corner of the image belongs, and {zeros} end with 0. Give \
        {PIXELS} pixels first, and then the label",
        file.display()
    )]
    LabelFirst {
        /// Where the text comes from.
        file: PathBuf,
        /// How many lines begin with a number above 0.
        filled: usize,
        /// How many lines end with 0.
        zeros: usize,
        /// How many lines there are.
        all: usize,
    },
    /// No pixel is dark.
    #[error(
        "{}: no pixel is above {darkest} in {all} digit{}, and full ink is {FULL_INK}: if \
        yours go to {}, multiply by {}",
        file.display(), if *all == 1 { "" } else { "s" },
        darkest.next_power_of_two(), FULL_INK / darkest.next_power_of_two()
    )]
    Pale {
        /// Where the text comes from.
        file: PathBuf,
        /// The darkest pixel.
        darkest: u8,
        /// How many digits there are.
        all: usize,
    },
    /// The background is dark.
    #[error(
        "{}: the images seem to be inverted: {dark} of their {corners} corners are dark. \
        Give 0 for the background and {FULL_INK} for full ink: take each pixel from \
        {FULL_INK}",
        file.display()
    )]
    Inverted {
        /// Where the text comes from.
        file: PathBuf,
        /// How many corners are dark.
        dark: usize,
        /// How many corners there are, four an image.
        corners: usize,
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
    /// The line names columns.
    #[error(
        ": found {found:?} and other names of columns: give the digits alone, without a \
        first line of names"
    )]
    Header {
        /// The first name, shortened if it is long.
        found: String,
    },
    /// The line has too few or too many fields.
    #[error(
        ": found {found} comma-separated field{}: give {}, {PIXELS} pixels and a label{}",
        if *found == 1 { "" } else { "s" }, PIXELS + 1, what_it_may_be(*found)
    )]
    Fields {
        /// How many fields it has.
        found: usize,
    },
    /// A pixel is no whole number, or out of range.
    #[error(
        ", column {}: found {found:?}: give a pixel, a whole number from 0 to {FULL_INK}{}",
        index + 1, which_scale(found)
    )]
    Pixel {
        /// The pixel, counted from 0.
        index: usize,
        /// The field, shortened if it is long.
        found: String,
    },
    /// The label is no digit.
    #[error(
        ", column {}: found {found:?}: give a label, a whole number from 0 to {}, \
        behind the pixels{}",
        PIXELS + 1, CLASSES - 1,
        if *stands_first { " (here it seems to stand first)" } else { "" }
    )]
    Label {
        /// The field, shortened if it is long.
        found: String,
        /// Whether the first number of each line may be the label.
        stands_first: bool,
    },
}

/// What lines of so many fields are elsewhere.
fn what_it_may_be(fields: usize) -> &'static str {
    match fields {
        784 | 785 => {
            " (28 × 28 pixels are those of MNIST: make each image 8 × 8 first, the mean of \
            what each of its pixels covers, from 0 to 16)"
        }
        PIXELS => " (the label seems to be missing)",
        1 => " (with commas between, and no other signs)",
        _ => "",
    }
}

/// The scale that a pixel may be on which is not on ours.
fn which_scale(found: &str) -> &'static str {
    match found.parse::<f64>() {
        Ok(ink) if ink.fract() == 0.0 && (17.0..=255.0).contains(&ink) => {
            " (if yours go to 255, multiply by 16/255 and round)"
        }
        Ok(ink) if (0.0..=1.0).contains(&ink) => {
            " (if yours go from 0 to 1, multiply by 16 and round)"
        }
        _ => "",
    }
}

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
        _ => Err(beginning(field)),
    }
}

fn beginning(field: &str) -> String {
    match field.char_indices().nth(20) {
        None => field.to_owned(),
        Some((end, _)) => format!("{}…", &field[..end]),
    }
}
