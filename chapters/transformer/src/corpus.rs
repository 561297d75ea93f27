//! A text as a row of tokens: its characters, or its words.

use std::collections::{HashMap, HashSet};

use files::{NoText, text_of, text_with_controls};

use crate::engine::Tokens;

// ANCHOR: tokens
/// How a text is cut into tokens, and so what a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tokenizer {
    /// A character: a Unicode scalar value.
    Chars,
    /// A word is a run of letters and digits, with the space before it if there is one,
    /// as "the" and " cat". Spaces that no word follows are a token together, and every
    /// other character is one by itself.
    Words,
}

impl Tokenizer {
    /// The text, cut: the pieces, put together again, are the text.
    pub fn cut(self, text: &str) -> impl Iterator<Item = &str> {
        let mut rest = text;
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let length = match self {
                Tokenizer::Chars => first.len_utf8(),
                Tokenizer::Words => word_length(rest, first),
            };
            let (piece, after) = rest.split_at(length);
            rest = after;
            Some(piece)
        })
    }
}

/// How many bytes the first word of a text has, whose first character this is.
fn word_length(text: &str, first: char) -> usize {
    let end_of = |text: &str, belongs: fn(char) -> bool| {
        text.find(|c| !belongs(c)).unwrap_or(text.len())
    };
    let blank = if first == ' ' { 1 } else { 0 };
    let word = end_of(&text[blank..], char::is_alphanumeric);
    if word > 0 {
        return blank + word;
    }
    let white = end_of(text, |c| c == ' ');
    if white > 0 { white } else { first.len_utf8() }
}
// ANCHOR_END: tokens

// ANCHOR: vocabulary
/// All different tokens of a text, in the order of their bytes: a token's number is
/// its place among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    tokenizer: Tokenizer,
    pieces: Vec<String>,
}

impl Vocabulary {
    /// The tokens that occur in a text.
    pub fn of(text: &str, tokenizer: Tokenizer) -> Vocabulary {
        let pieces: HashSet<&str> = match tokenizer {
            // A table of all there can be is faster than a set.
            Tokenizer::Chars => {
                let mut is_there = vec![false; char::MAX as usize + 1];
                let is_new = |(_, c): &(usize, char)| {
                    !std::mem::replace(&mut is_there[*c as usize], true)
                };
                let new = text.char_indices().filter(is_new);
                new.map(|(at, c)| &text[at..at + c.len_utf8()]).collect()
            }
            Tokenizer::Words => tokenizer.cut(text).collect(),
        };
        let mut pieces: Vec<_> = pieces.into_iter().map(str::to_owned).collect();
        pieces.sort_unstable();
        Vocabulary { tokenizer, pieces }
    }

    /// The vocabulary of these pieces, if they are in order and each of them is one
    /// token.
    pub fn new(tokenizer: Tokenizer, pieces: Vec<String>) -> Option<Vocabulary> {
        let is_one = |piece: &String| tokenizer.cut(piece).eq([piece]);
        let is_right =
            pieces.is_sorted_by(|a, b| a < b) && pieces.iter().all(is_one);
        is_right.then_some(Vocabulary { tokenizer, pieces })
    }

    /// How a text is cut into its tokens.
    pub fn tokenizer(&self) -> Tokenizer {
        self.tokenizer
    }

    /// Its tokens in order.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// A text as the numbers of its tokens.
    ///
    /// # Errors
    /// If one of them is not in the vocabulary: the first, with its line. If there are
    /// too many for the memory.
    pub fn encode(&self, text: &str) -> Result<Tokens, CorpusError> {
        let numbers = Numbers::of(self);
        let count = match self.tokenizer {
            Tokenizer::Chars => text.chars().count(),
            Tokenizer::Words => self.tokenizer.cut(text).count(),
        };
        let mut tokens = Tokens::with_room(self.pieces.len(), count)
            .ok_or(CorpusError::TooLarge { found: count })?;
        let mut before = 0;
        for piece in self.tokenizer.cut(text) {
            let number =
                numbers.get(piece).ok_or_else(|| CorpusError::Unknown {
                    piece: piece.to_owned(),
                    line: 1 + text[..before].matches('\n').count(),
                    known: self.pieces.len(),
                })?;
            tokens.push(number);
            before += piece.len();
        }
        Ok(tokens)
    }

    /// Numbers of tokens as a text; those that are none are passed over.
    pub fn decode(&self, numbers: &[u32]) -> String {
        let piece =
            |number: &u32| self.pieces.get(*number as usize).map(String::as_str);
        numbers.iter().filter_map(piece).collect()
    }
}
// ANCHOR_END: vocabulary

// ANCHOR: older-texts
impl Vocabulary {
    /// A new line, if it has one, and else its first token: what a text goes on from if
    /// nothing else is asked.
    pub fn first(&self) -> u32 {
        self.pieces.iter().position(|piece| piece == "\n").unwrap_or(0) as u32
    }

    /// Whether a model of an older version has learned one of these as a letter.
    pub fn has_any(&self, letters: &[char]) -> bool {
        self.pieces.iter().any(|piece| piece.contains(letters))
    }

    /// Whether it has control characters, as that of an older version may.
    pub fn has_controls(&self) -> bool {
        let is_control = |c: char| c < ' ' && !"\t\n\r\x0c".contains(c);
        self.pieces.iter().any(|piece| piece.contains(is_control))
    }

    /// What bytes hold, with line feeds; and control characters, if it has them.
    ///
    /// # Errors
    /// If they are no text.
    pub fn text_of(&self, bytes: Vec<u8>) -> Result<String, NoText> {
        match self.has_controls() {
            true => text_with_controls(bytes),
            false => text_of(bytes),
        }
    }
}
// ANCHOR_END: older-texts

/// The numbers of a vocabulary's tokens, found fast: characters in a table of all up to
/// the last that it has.
enum Numbers<'v> {
    Chars(Vec<Option<u32>>),
    Words(HashMap<&'v str, u32>),
}

impl<'v> Numbers<'v> {
    fn of(vocabulary: &'v Vocabulary) -> Numbers<'v> {
        let numbered = vocabulary.pieces.iter().map(String::as_str).zip(0..);
        match vocabulary.tokenizer {
            Tokenizer::Chars => {
                let last =
                    vocabulary.pieces.last().and_then(|it| it.chars().next());
                let mut numbers = vec![None; last.map_or(0, |c| c as usize + 1)];
                for (piece, number) in numbered {
                    for c in piece.chars() {
                        numbers[c as usize] = Some(number);
                    }
                }
                Numbers::Chars(numbers)
            }
            Tokenizer::Words => Numbers::Words(numbered.collect()),
        }
    }

    fn get(&self, piece: &str) -> Option<u32> {
        match self {
            Numbers::Chars(numbers) => {
                *numbers.get(piece.chars().next()? as usize)?
            }
            Numbers::Words(numbers) => numbers.get(piece).copied(),
        }
    }
}

// ANCHOR: corpus
/// A text to train on: the first nine tenths of its tokens to learn from, the last
/// to test with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corpus {
    /// Its tokens.
    pub vocabulary: Vocabulary,
    /// The numbers of those to learn from.
    pub training: Tokens,
    /// And of those that the model never learns from.
    pub held_out: Tokens,
}

impl Corpus {
    /// The corpus of a text, for a model that sees `context` tokens. If it goes on with
    /// a training, its tokens must be `known`.
    ///
    /// # Errors
    /// If there is no text, or either part is too short for one window of the context;
    /// or a token is not among the known ones.
    pub fn new(
        text: &str,
        tokenizer: Tokenizer,
        context: usize,
        known: Option<&Vocabulary>,
    ) -> Result<Corpus, CorpusError> {
        if text.is_empty() {
            return Err(CorpusError::Empty);
        }
        let vocabulary = match known {
            Some(known) => known.clone(),
            None => Vocabulary::of(text, tokenizer),
        };
        let mut training = vocabulary.encode(text)?;
        let found = training.len();
        let held_out = training.split_off(found - found / 10);
        let least = 10 * (context + 1);
        if found < least {
            return Err(CorpusError::TooShort { found, least, context });
        }
        Ok(Corpus { vocabulary, training, held_out })
    }

    /// The characters of some of its tokens.
    pub fn characters(&self, tokens: &Tokens) -> impl Iterator<Item = char> {
        let pieces = self.vocabulary.pieces();
        let known = tokens.iter().filter_map(|token| pieces.get(token as usize));
        known.flat_map(|piece| piece.chars())
    }
}
// ANCHOR_END: corpus

// ANCHOR: corpus-error
/// Why a text cannot be trained on, or go on from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorpusError {
    /// There is nothing.
    #[error("it is empty: give a text")]
    Empty,
    /// There is too little.
    #[error(
        "it has {found} tokens, and a tenth of them is set aside to test with: \
         give at least {least}, ten times the context of {context} and one more, \
         or a shorter --context"
    )]
    TooShort {
        /// How many tokens there are.
        found: usize,
        /// How many there must be.
        least: usize,
        /// How many the model sees.
        context: usize,
    },
    /// There is too much.
    #[error(
        "it has {found} tokens, more than memory has room for: give a part of it"
    )]
    TooLarge {
        /// How many tokens there are.
        found: usize,
    },
    /// The model has never seen this token.
    #[error(
        "line {line} has {piece:?}, which is not among the {known} tokens that the \
         model knows: use those of the text that it was trained on"
    )]
    Unknown {
        /// The token.
        piece: String,
        /// Its line, counted from 1.
        line: usize,
        /// How many are known.
        known: usize,
    },
}
// ANCHOR_END: corpus-error
