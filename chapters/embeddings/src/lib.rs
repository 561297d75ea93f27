//! Chapter 4: words as vectors, meaning as direction.
//!
//! A text becomes tokens, tokens become numbers, numbers become rows of a matrix.
//! What the rows say, how they are learned, and the way back to words.

// What only the experiments use.
#![cfg_attr(not(feature = "run"), allow(dead_code, unused_imports))]

use std::collections::BTreeMap;

use loss::one_hot;
use ndarray::{Array2, Axis};
use neurons::standard_normal;
use rand_chacha::ChaCha8Rng;

pub mod co_occurrence;
pub mod directions;
mod embedding_error;
mod faults;
#[cfg(feature = "run")]
mod figures;
#[cfg(not(target_family = "wasm"))]
pub mod file;
pub mod glove;
#[cfg(feature = "run")]
pub mod live;
#[cfg(feature = "run")]
pub mod page;
#[cfg(feature = "run")]
mod pieces;
pub mod planes;
mod principal;
pub mod questions;
pub mod toy;
mod word_vectors;

pub use embedding_error::EmbeddingError;
pub use principal::{Projection, principal_axes};
pub use word_vectors::{Neighbour, WordVectors, cosine, dot, length};

// ANCHOR: tokenize
/// The tokens of a text: runs of letters and digits in lower case, and every other
/// character by itself. White space only separates.
pub fn tokenize(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.to_lowercase().chars().collect();
    let tokens =
        letters.chunk_by(|a, b| a.is_alphanumeric() && b.is_alphanumeric());
    let words = tokens.map(|token| token.iter().collect::<String>());
    words.filter(|token| !token.trim().is_empty()).collect()
}
// ANCHOR_END: tokenize

/// The token that stands for all others. No text gives it: [`tokenize`] takes it
/// apart.
pub const UNKNOWN: &str = "<unk>";

/// The words that a model knows. A word's place in the list is its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    words: Vec<String>,
    ids: BTreeMap<String, usize>,
}

impl Vocabulary {
    /// The given words, in their order.
    ///
    /// # Errors
    /// If there is no word, one is empty, or one comes twice.
    pub fn new(words: Vec<String>) -> Result<Vocabulary, EmbeddingError> {
        let mut vocabulary = Vocabulary::empty();
        for (id, word) in words.into_iter().enumerate() {
            if word.is_empty() {
                return Err(EmbeddingError::EmptyWord { id });
            }
            if let Some(first) = vocabulary.add(&word) {
                return Err(EmbeddingError::Twice { word, first, id });
            }
        }
        if vocabulary.words.is_empty() {
            return Err(EmbeddingError::NoWords);
        }
        Ok(vocabulary)
    }

    /// The unknown token, then each token of a text when it first comes up.
    pub fn of_tokens(tokens: &[String]) -> Vocabulary {
        let mut vocabulary = Vocabulary::empty();
        let words = tokens.iter().map(String::as_str);
        for word in [UNKNOWN].into_iter().chain(words) {
            vocabulary.add(word);
        }
        vocabulary
    }

    fn empty() -> Vocabulary {
        Vocabulary { words: Vec::new(), ids: BTreeMap::new() }
    }

    /// Adds a word. One that is there already keeps its id, which is given back.
    fn add(&mut self, word: &str) -> Option<usize> {
        if let Some(&earlier) = self.ids.get(word) {
            return Some(earlier);
        }
        self.ids.insert(word.to_owned(), self.words.len());
        self.words.push(word.to_owned());
        None
    }
}

impl Vocabulary {
    // ANCHOR: encode
    /// The id of each token. One that is not in the vocabulary gets the id of
    /// [`UNKNOWN`].
    ///
    /// # Errors
    /// At a token that is not in the vocabulary, if [`UNKNOWN`] is not there
    /// either.
    pub fn encode(&self, tokens: &[String]) -> Result<Vec<usize>, EmbeddingError> {
        let mut ids = Vec::new();
        for token in tokens {
            let id = self.id(token).or_else(|| self.id(UNKNOWN));
            ids.push(id.ok_or_else(|| self.unknown_word(token))?);
        }
        Ok(ids)
    }
    // ANCHOR_END: encode

    /// The word of each id.
    ///
    /// # Errors
    /// If an id is not below the number of words.
    pub fn decode(&self, ids: &[usize]) -> Result<Vec<&str>, EmbeddingError> {
        let mut words = Vec::new();
        for &id in ids {
            let word = self.words.get(id);
            let words_known = self.words.len();
            words.push(word.ok_or(EmbeddingError::NoSuchId { id, words_known })?);
        }
        Ok(words.into_iter().map(String::as_str).collect())
    }

    /// The words, each at the place of its id.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The id of a word, spelled like this.
    pub fn id(&self, word: &str) -> Option<usize> {
        self.ids.get(word).copied()
    }

    /// The id of a word, spelled like this or, if that is not there, in lower case.
    ///
    /// # Errors
    /// If it is not there either: with the nearest spellings that are.
    pub fn find(&self, word: &str) -> Result<usize, EmbeddingError> {
        let id = self.id(word).or_else(|| self.id(&word.to_lowercase()));
        id.ok_or_else(|| self.unknown_word(word))
    }

    fn unknown_word(&self, word: &str) -> EmbeddingError {
        EmbeddingError::UnknownWord {
            word: word.to_owned(),
            words_known: self.words.len(),
            suggestions: self.near_spellings(word, 5),
        }
    }

    /// Up to `count` words of which at most a third of the letters, rounded up,
    /// differ from `word`, the nearest first. A letter changed, missing, added or
    /// swapped with its neighbour counts as one (Damerau, 1964); of equals, those
    /// that start alike come first (Winkler, 1990).
    pub fn near_spellings(&self, word: &str, count: usize) -> Vec<String> {
        let word = word.to_lowercase();
        let most = word.chars().count().div_ceil(3);
        let mut near = Vec::new();
        for candidate in &self.words {
            if candidate.len().abs_diff(word.len()) > 4 * most {
                continue; // a letter has at most 4 bytes
            }
            let edits = strsim::osa_distance(&word, candidate);
            if edits <= most {
                let alike = strsim::jaro_winkler(&word, candidate);
                near.push((edits, -alike, candidate));
            }
        }
        near.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        near.into_iter().take(count).map(|(.., word)| word.clone()).collect()
    }
}

// ANCHOR: embedding
/// A vector for each word of a vocabulary.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    /// W_E, a row for each word: (vocabulary, d_model).
    pub weights: Array2<f64>,
}
// ANCHOR_END: embedding

/// No entry may be larger, so that no product of two overflows.
pub(crate) const LARGEST: f64 = 1e100;

impl Embedding {
    /// An embedding with these rows: (vocabulary, d_model).
    ///
    /// # Errors
    /// If there is no row or no column, or an entry is not finite or beyond 1e100.
    pub fn new(weights: Array2<f64>) -> Result<Embedding, EmbeddingError> {
        let (rows, columns) = weights.dim();
        if rows == 0 || columns == 0 {
            return Err(EmbeddingError::NoVectors { rows, columns });
        }
        let is_fit = |x: &f64| x.abs() <= LARGEST;
        if !weights.iter().all(is_fit)
            && let Some(((row, column), &found)) =
                weights.indexed_iter().find(|(_, x)| !is_fit(x))
        {
            return Err(EmbeddingError::Entry { row, column, found });
        }
        Ok(Embedding { weights })
    }

    /// An embedding that knows nothing yet: normal numbers around 0, whose vectors
    /// have a length of about 1.
    ///
    /// # Errors
    /// If there is no word or no dimension.
    pub fn random(
        vocabulary: usize,
        d_model: usize,
        rng: &mut ChaCha8Rng,
    ) -> Result<Embedding, EmbeddingError> {
        check_size(vocabulary, d_model)?;
        let spread = 1.0 / (d_model.max(1) as f64).sqrt();
        let weights = Array2::from_shape_fn((vocabulary, d_model), |_| {
            spread * standard_normal(rng)
        }); // (vocabulary, d_model)
        Embedding::new(weights)
    }

    // ANCHOR: look-up
    /// The row of each id, one below the other: (tokens, d_model).
    ///
    /// # Errors
    /// If an id is not below the number of words.
    pub fn look_up(&self, ids: &[usize]) -> Result<Array2<f64>, EmbeddingError> {
        check_ids(ids, self.weights.nrows())?;
        Ok(self.weights.select(Axis(0), ids)) // (tokens, d_model)
    }
    // ANCHOR_END: look-up

    // ANCHOR: one-hot-product
    /// The same as a product: a one-hot row for each id, times W_E.
    ///
    /// # Errors
    /// If an id is not below the number of words.
    pub fn one_hot_product(
        &self,
        ids: &[usize],
    ) -> Result<Array2<f64>, EmbeddingError> {
        let one_hot = one_hot(ids, self.weights.nrows())?; // (tokens, vocabulary)
        Ok(one_hot.dot(&self.weights)) // (tokens, d_model)
    }
    // ANCHOR_END: one-hot-product

    // ANCHOR: tied
    /// The unembedding that asks each word's own vector: W_U is W_E on its side.
    pub fn tied(&self) -> Unembedding {
        let weights = self.weights.t().to_owned(); // (d_model, vocabulary)
        Unembedding { weights }
    }
    // ANCHOR_END: tied
}

/// The way back, from vectors to words.
#[derive(Debug, Clone, PartialEq)]
pub struct Unembedding {
    /// W_U, a column for each word: (d_model, vocabulary).
    pub weights: Array2<f64>,
}

impl Unembedding {
    // ANCHOR: scores
    /// A score for each word of the vocabulary, from each vector (tokens, d_model):
    /// the dot product with the word's column. The result is (tokens, vocabulary).
    ///
    /// # Errors
    /// If the vectors have not as many numbers as the columns.
    pub fn scores(
        &self,
        vectors: &Array2<f64>,
    ) -> Result<Array2<f64>, EmbeddingError> {
        check_width(self.weights.nrows(), vectors.ncols())?;
        Ok(vectors.dot(&self.weights)) // (tokens, vocabulary)
    }
    // ANCHOR_END: scores
}

/// Refuses an id that no row of `words_known` has.
fn check_ids(ids: &[usize], words_known: usize) -> Result<(), EmbeddingError> {
    match ids.iter().find(|&&id| id >= words_known) {
        Some(&id) => Err(EmbeddingError::NoSuchId { id, words_known }),
        None => Ok(()),
    }
}

/// Refuses vectors of another width.
fn check_width(d_model: usize, found: usize) -> Result<(), EmbeddingError> {
    if found == d_model {
        return Ok(());
    }
    Err(EmbeddingError::Width { d_model, found })
}

/// Refuses a matrix that no memory can hold.
fn check_size(rows: usize, columns: usize) -> Result<(), EmbeddingError> {
    let bytes = rows.checked_mul(columns).and_then(|n| n.checked_mul(8));
    match bytes {
        Some(bytes) if isize::try_from(bytes).is_ok() => Ok(()),
        _ => Err(EmbeddingError::TooLarge { rows, columns }),
    }
}
