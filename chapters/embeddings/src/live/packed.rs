//! The word vectors of the book, small enough to travel with a page: ten bits a number.
//!
//! The file begins with the count of words and with a step for each of the dimensions, 4
//! bytes each, the lowest first. The numbers follow, a word after the other, each as a whole
//! number of steps from −511 to 511: first a byte for each with the upper eight bits, then
//! the lower two, four to a byte. At the end stand the words, single spaces between.

use std::sync::OnceLock;

use anyhow::{Context as _, Result, ensure};
use ndarray::Array2;

use crate::{Embedding, Vocabulary, WordVectors};

/// The file, from the workspace.
pub(crate) const FILE: &str = "chapters/embeddings/assets/glove-packed.bin";
const D_MODEL: usize = 50;
/// Steps to either side of 0.
const STEPS: f64 = 511.0;

static UNPACKED: OnceLock<WordVectors> = OnceLock::new();

/// The book's words, with vectors that are rounded to ten bits a number.
///
/// # Errors
/// Those of [`unpack`], if the file was changed; in a page, before it is [given](give).
pub fn packed_vectors() -> Result<&'static WordVectors> {
    #[cfg(not(target_family = "wasm"))]
    if UNPACKED.get().is_none() {
        give(include_bytes!("../../assets/glove-packed.bin"))?;
    }
    UNPACKED.get().context("the word vectors are not here yet")
}

/// Takes the file that a page has fetched.
///
/// # Errors
/// Those of [`unpack`].
pub fn give(bytes: &[u8]) -> Result<()> {
    let vectors = unpack(bytes)?;
    UNPACKED.get_or_init(|| vectors);
    Ok(())
}

/// Words and their vectors, rounded, as bytes.
pub fn pack(vectors: &WordVectors) -> Vec<u8> {
    let weights = &vectors.embedding().weights; // (vocabulary, d_model)
    let step = |column: usize| {
        let column = weights.column(column);
        let most = column.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        (most / STEPS) as f32
    };
    let steps: Vec<f32> = (0..weights.ncols()).map(step).collect();
    let mut numbers = Vec::new();
    for row in weights.rows() {
        for (x, &step) in row.iter().zip(&steps) {
            // Never beyond ten bits, whatever the step was rounded to.
            let rounded = (x / f64::from(step)).round().clamp(-STEPS, STEPS);
            numbers.push(rounded as i16);
        }
    }
    let mut bytes = (weights.nrows() as u32).to_le_bytes().to_vec();
    bytes.extend(steps.iter().flat_map(|step| step.to_le_bytes()));
    bytes.extend(numbers.iter().map(|number| (number >> 2) as u8));
    let four = |four: &[i16]| {
        four.iter().rev().fold(0, |byte, number| byte << 2 | (number & 3) as u8)
    };
    bytes.extend(numbers.chunks(4).map(four));
    bytes.extend(vectors.vocabulary().words().join(" ").into_bytes());
    bytes
}

/// Words and their vectors from what [`pack`] made.
///
/// # Errors
/// If the bytes are no steps, numbers and words.
pub fn unpack(bytes: &[u8]) -> Result<WordVectors> {
    let short = "packed vectors end too soon: give all that was packed";
    let (count, bytes) = bytes.split_first_chunk::<4>().context(short)?;
    let count = u32::from_le_bytes(*count) as usize;
    let (steps, bytes) = bytes.split_at_checked(4 * D_MODEL).context(short)?;
    let (steps, _) = steps.as_chunks::<4>();
    let length = count.checked_mul(D_MODEL).context(short)?;
    let (upper, bytes) = bytes.split_at_checked(length).context(short)?;
    let (lower, words) =
        bytes.split_at_checked(length.div_ceil(4)).context(short)?;
    let words: Vec<&str> = str::from_utf8(words)?.split(' ').collect();
    ensure!(words.len() == count, "found {} words: give {count}", words.len());
    let weights = Array2::from_shape_fn((count, D_MODEL), |(row, column)| {
        let place = row * D_MODEL + column;
        let upper = i16::from(i8::from_le_bytes([upper[place]]));
        let lower = i16::from(lower[place / 4] >> (2 * (place % 4)) & 3);
        let step = f64::from(f32::from_le_bytes(steps[column]));
        f64::from(upper << 2 | lower) * step
    }); // (vocabulary, d_model)
    let mut vocabulary = Vocabulary::empty();
    for word in words {
        ensure!(vocabulary.add(word).is_none(), "found {word:?} twice");
    }
    Ok(WordVectors::new(vocabulary, Embedding { weights })?)
}
