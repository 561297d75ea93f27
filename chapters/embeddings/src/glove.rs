//! Word vectors as text, in the format of GloVe (Pennington, Socher and Manning,
//! 2014): a word a line, then its numbers, single spaces between, no header.
//!
//! Taken as well: lines that end with a carriage return or with spaces, a last line
//! without its end, a byte order mark at the start, and words with spaces in them,
//! as some published files have, as long as none of their further parts is a
//! number.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ndarray::Array2;

use crate::{Embedding, EmbeddingError, LARGEST, Vocabulary, WordVectors};

/// The word vectors that the book comes with, as the text of a file.
#[cfg(not(target_family = "wasm"))]
const BOOK_VECTORS: &str = include_str!("../../../assets/data/glove-subset.txt");
/// In a web page the text would be most of what is loaded: [`give_book_vectors`] instead.
#[cfg(target_family = "wasm")]
const BOOK_VECTORS: &str = "";
/// Where a reader finds that file.
const BOOK_FILE: &str = "assets/data/glove-subset.txt";

/// The 2,000 word vectors of 50 numbers that the book comes with: some of GloVe's.
///
/// # Errors
/// Those of [`parse`], if the file was changed.
pub fn book_vectors() -> Result<WordVectors, GloveError> {
    if let Some(given) = GIVEN.get() {
        return Ok(given.clone());
    }
    parse(BOOK_VECTORS.as_bytes(), Path::new(BOOK_FILE))
}

/// The same word vectors where they came in another form.
static GIVEN: OnceLock<WordVectors> = OnceLock::new();

/// Has [`book_vectors`] give these, which a web page has fetched, from now on.
pub fn give_book_vectors(vectors: WordVectors) {
    GIVEN.get_or_init(|| vectors);
}

// ANCHOR: glove-parser
/// Reads word vectors. `file` is where the bytes come from.
///
/// # Errors
/// At the first fault, with its file and line, and what would be right.
pub fn parse(bytes: &[u8], file: &Path) -> Result<WordVectors, GloveError> {
    let mut parser = GloveParser::new(file);
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        parser.line(line)?;
    }
    parser.finish()
}

/// Reads word vectors line by line. All numbers go into one flat buffer.
#[derive(Debug)]
pub struct GloveParser {
    file: PathBuf,
    /// One a line, so that a word's line is its id and 1.
    vocabulary: Vocabulary,
    numbers: Vec<f64>,
    /// How many numbers follow each word, once the first line is read.
    d_model: usize,
}

impl GloveParser {
    /// A parser that has read nothing. `file` is where the lines will come from.
    pub fn new(file: &Path) -> GloveParser {
        let vocabulary = Vocabulary::empty();
        GloveParser {
            file: file.into(),
            vocabulary,
            numbers: Vec::new(),
            d_model: 0,
        }
    }

    /// Reads the next line, with or without its end.
    ///
    /// # Errors
    /// If it is not a word and its numbers.
    pub fn line(&mut self, line: &[u8]) -> Result<(), GloveError> {
        let words = self.vocabulary.words().len();
        self.read(line).map_err(|fault| {
            // What a faulty line left behind belongs to no word.
            self.numbers.truncate(words * self.d_model);
            GloveError::Line { file: self.file.clone(), line: words + 1, fault }
        })
    }

    fn read(&mut self, line: &[u8]) -> Result<(), LineFault> {
        let text = str::from_utf8(line).map_err(|_| LineFault::NotText)?;
        let mut text = text.trim_end_matches(['\n', '\r', ' ']);
        if self.vocabulary.words().is_empty() {
            text = text.strip_prefix('\u{feff}').unwrap_or(text);
            self.d_model = first_line(text)?;
        }
        let (word, numbers) = split(text, self.d_model)?;
        for (column, field) in numbers.split(' ').enumerate() {
            self.numbers.push(number(field).ok_or_else(|| LineFault::Number {
                column: column + 1,
                found: shortened(field),
            })?);
        }
        match self.vocabulary.add(word) {
            None => Ok(()),
            Some(earlier) => {
                Err(LineFault::Twice { word: shortened(word), first: earlier + 1 })
            }
        }
    }

    /// The vectors of all lines.
    ///
    /// # Errors
    /// If there was no line.
    pub fn finish(self) -> Result<WordVectors, GloveError> {
        let (file, words) = (self.file, self.vocabulary.words().len());
        if words == 0 {
            return Err(GloveError::Empty { file });
        }
        let refused = |source| GloveError::Refused { file: file.clone(), source };
        let vectors = self.numbers.len() / self.d_model.max(1);
        let weights =
            Array2::from_shape_vec((words, self.d_model), self.numbers)
                .map_err(|_| refused(EmbeddingError::Pairs { words, vectors }))?;
        WordVectors::new(self.vocabulary, Embedding { weights }).map_err(refused)
    }
}

/// How many numbers the first line has.
fn first_line(text: &str) -> Result<usize, LineFault> {
    if text.is_empty() {
        return Err(LineFault::Blank);
    }
    let fields: Vec<&str> = text.split(' ').collect();
    let is_count = |field: &&str| field.parse::<u64>().is_ok();
    if fields.len() == 2 && fields.iter().all(is_count) {
        return Err(LineFault::Header { found: text.to_owned() });
    }
    match fields.len() - 1 {
        0 => Err(LineFault::NoNumbers { found: shortened(text) }),
        d_model => Ok(d_model),
    }
}

/// The word of a line, and the text of its numbers.
fn split(text: &str, d_model: usize) -> Result<(&str, &str), LineFault> {
    let spaces = text.bytes().filter(|&byte| byte == b' ').count();
    let wrong = LineFault::Count { expected: d_model, found: spaces };
    if text.is_empty() {
        return Err(LineFault::Blank);
    }
    let Some(more) = spaces.checked_sub(d_model) else { return Err(wrong) };
    let (at, _) = text.match_indices(' ').nth(more).ok_or(wrong.clone())?;
    let (word, numbers) = (&text[..at], &text[at + 1..]);
    if word.trim_matches(' ').is_empty() {
        return Err(LineFault::EmptyWord);
    }
    if more > 0 {
        // Spaces within the word, or too many numbers after it?
        let is_number = |part: &str| part.is_empty() || part.parse::<f64>().is_ok();
        if word.split(' ').skip(1).any(is_number) {
            return Err(wrong);
        }
    }
    Ok((word, numbers))
}

/// A number, if it is one, finite and not too large.
fn number(field: &str) -> Option<f64> {
    let number = short_decimal(field.as_bytes()).or_else(|| field.parse().ok());
    number.filter(|x: &f64| x.abs() <= LARGEST)
}

/// A decimal of few digits and no exponent, read fast: a whole number over a power of
/// ten. An `f64` holds both exactly, so the division alone rounds, and rightly
/// (Clinger, 1990).
fn short_decimal(field: &[u8]) -> Option<f64> {
    const POWERS: [f64; 15] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13,
        1e14,
    ];
    let (sign, digits) = match field {
        [b'-', digits @ ..] => (-1.0, digits),
        digits => (1.0, digits),
    };
    let (mut whole, mut decimals, mut is_after_point) = (0_u64, 0, false);
    if digits.len() > POWERS.len() || digits == b"." || digits.is_empty() {
        return None;
    }
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                whole = 10 * whole + u64::from(byte - b'0');
                decimals += usize::from(is_after_point);
            }
            b'.' if !is_after_point => is_after_point = true,
            _ => return None,
        }
    }
    Some(sign * whole as f64 / POWERS[decimals])
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(30) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

// ANCHOR_END: glove-parser

// ANCHOR: glove-error
/// Why a text holds no word vectors: where the fault is, and what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GloveError {
    /// There is no line.
    #[error("{} is empty: give a word and its numbers a line", file.display())]
    Empty {
        /// Where the text comes from.
        file: PathBuf,
    },
    /// A line is no word with its numbers.
    #[error("{}, line {line}: {fault}", file.display())]
    Line {
        /// Where the text comes from.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong there.
        fault: LineFault,
    },
    /// The lines are right and their vectors are not.
    #[error("{}", file.display())]
    Refused {
        /// Where the text comes from.
        file: PathBuf,
        /// What is wrong.
        source: EmbeddingError,
    },
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// It holds nothing.
    #[error("found nothing: give a word and its numbers, single spaces between")]
    Blank,
    /// Its bytes are no text.
    #[error(
        "found bytes that are no UTF-8: give text, a word and its numbers a line"
    )]
    NotText,
    /// It is the header that word2vec writes.
    #[error(
        "found {found:?}, the header of the word2vec format (words and numbers): \
        give the file without its first line"
    )]
    Header {
        /// The line.
        found: String,
    },
    /// It is a single word.
    #[error(
        "found {found:?} alone: give a word and its numbers, single spaces between"
    )]
    NoNumbers {
        /// The line, shortened if it is long.
        found: String,
    },
    /// It has too few or too many numbers.
    #[error("found {found} number{}: give {expected}, as on the first line",
        if *found == 1 { "" } else { "s" })]
    Count {
        /// How many there should be.
        expected: usize,
        /// How many fields follow the word.
        found: usize,
    },
    /// It starts with a space.
    #[error("found numbers without a word: give the word first")]
    EmptyWord,
    /// A field is no number.
    #[error(
        "number {column} is {found:?}: give a finite number, up to 1e100 in size"
    )]
    Number {
        /// Its place after the word, counted from 1.
        column: usize,
        /// The field, shortened if it is long.
        found: String,
    },
    /// The word was there already.
    #[error("found the word {word:?} of line {first} again: give each word once")]
    Twice {
        /// The word, shortened if it is long.
        word: String,
        /// Where it came first.
        first: usize,
    },
}
// ANCHOR_END: glove-error
