//! The word vectors of the book, small enough to travel with a page, and the same to the
//! last bit: their text has at most five digits a number, and twenty bits hold those.
//!
//! The file begins with the count of words, 4 bytes, the lowest first. The numbers follow, a
//! word after the other, two in five bytes, again the lowest first. The highest of the
//! twenty bits is the sign. The others are a whole number, `d` + 90,000 `p`, which stands
//! for `d` ÷ 10⁹⁻ᵖ: up to five digits `d`, which begin with a 0 only where `p` is 0, so that
//! both can be told apart. At the end stand the words, a line for each.

use anyhow::{Context as _, Result, bail, ensure};
use ndarray::Array2;
use page::fetched;
use page::live::Fetched;

use crate::{Embedding, Vocabulary, WordVectors};

const D_MODEL: usize = 50;
const SIGN: u32 = 1 << 19;
/// How many numbers of five digits begin with no 0: 10,000 to 99,999.
const LEADING: u32 = 90_000;
/// What the digits are divided by, the smallest numbers first.
const SCALES: [f64; 6] = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4];

/// The book's words and vectors.
pub static VECTORS: Fetched<WordVectors> =
    fetched!("chapters/embeddings/assets/glove-packed.bin", unpack);

/// The book's words and vectors, from the file that travels with the page.
///
/// # Errors
/// Those of [`unpack`], if the file was changed; in a page, before it is given.
pub fn packed_vectors() -> Result<&'static WordVectors> {
    VECTORS.get()
}

/// Words and their vectors (vocabulary, 50) as bytes.
///
/// # Errors
/// If a number has more than five digits or nine decimals, or is beyond 7.4287; or if the
/// vectors have not 50 numbers.
pub fn pack(vectors: &WordVectors) -> Result<Vec<u8>> {
    let weights = &vectors.embedding().weights; // (vocabulary, d_model)
    let width = weights.ncols();
    ensure!(width == D_MODEL, "vectors of {width} numbers: give {D_MODEL} a word");
    let packed: Vec<u32> =
        weights.iter().map(|&x| twenty_bits(x)).collect::<Result<_>>()?;
    let mut bytes = (weights.nrows() as u32).to_le_bytes().to_vec();
    for [first, second] in packed.as_chunks::<2>().0 {
        let two = u64::from(*first) | u64::from(*second) << 20;
        bytes.extend(&two.to_le_bytes()[..5]);
    }
    for word in vectors.vocabulary().words() {
        bytes.extend_from_slice(word.as_bytes());
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn twenty_bits(x: f64) -> Result<u32> {
    let sign = if x.is_sign_negative() { SIGN } else { 0 };
    for (power, scale) in (0..).zip(SCALES) {
        let digits = (x.abs() * scale).round();
        let size = digits as u32 + power * LEADING;
        if digits < 100_000.0 && digits / scale == x.abs() && size < SIGN {
            return Ok(sign | size);
        }
    }
    bail!(
        "{x} does not fit into twenty bits: give up to five digits and nine \
        decimals, and at most 7.4287"
    )
}

/// What [`twenty_bits`] made. The division rounds as it does where the text is read: `f64`
/// holds both parts exactly.
fn number(bits: u32) -> f64 {
    let size = bits & !SIGN;
    let power = size.saturating_sub(10_000) / LEADING;
    let x = f64::from(size - power * LEADING) / SCALES[power as usize];
    if bits & SIGN == 0 { x } else { -x }
}

/// Words and their vectors from what [`pack`] made.
///
/// # Errors
/// If the bytes are no numbers and words, or were cut short.
pub fn unpack(bytes: &[u8]) -> Result<WordVectors> {
    let short = "packed vectors end too soon: give all that was packed";
    let (count, bytes) = bytes.split_first_chunk::<4>().context(short)?;
    let count = u32::from_le_bytes(*count) as usize;
    let length = count.checked_mul(D_MODEL / 2 * 5).context(short)?;
    let (numbers, words) = bytes.split_at_checked(length).context(short)?;
    let two = |&[a, b, c, d, e]: &[u8; 5]| {
        let first = u32::from_le_bytes([a, b, c & 0xf, 0]);
        [first, u32::from_le_bytes([c, d, e, 0]) >> 4]
    };
    let numbers = numbers.as_chunks::<5>().0.iter().flat_map(two).map(number);
    let shape = (count, D_MODEL); // (vocabulary, d_model)
    let weights = Array2::from_shape_vec(shape, numbers.collect())?;
    // So a file that was cut short within a word is known as well.
    let words = str::from_utf8(words)?.strip_suffix('\n').context(short)?;
    let words: Vec<String> = words.split('\n').map(str::to_owned).collect();
    ensure!(words.len() == count, "found {} words: give {count}", words.len());
    let vocabulary = Vocabulary::new(words)?;
    Ok(WordVectors::new(vocabulary, Embedding { weights })?)
}
