//! A text as a row of tokens: its characters, or its words.

// ANCHOR: tokens
/// How a text is cut into tokens, and so what a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tokenizer {
    /// A character: a Unicode scalar value.
    Chars,
    /// A word with the white space before it, as "the" and " cat"; a run of letters
    /// and digits, a run of white space that no word follows, and every other
    /// character by itself.
    Words,
}

impl Tokenizer {
    /// The text, cut: the pieces, put together again, are the text.
    pub fn cut(self, text: &str) -> Vec<&str> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let length = match self {
                Tokenizer::Chars => rest.chars().next().map_or(0, char::len_utf8),
                Tokenizer::Words => word_length(rest),
            };
            let (piece, after) = rest.split_at(length);
            pieces.push(piece);
            rest = after;
        }
        pieces
    }
}

/// How many bytes the first word of a text that is not empty has.
fn word_length(text: &str) -> usize {
    let end_of = |text: &str, belongs: fn(char) -> bool| {
        text.find(|c| !belongs(c)).unwrap_or(text.len())
    };
    let first = text.chars().next().expect("the text is not empty");
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
        let mut pieces = tokenizer.cut(text);
        pieces.sort_unstable();
        pieces.dedup();
        let pieces = pieces.into_iter().map(str::to_owned).collect();
        Vocabulary { tokenizer, pieces }
    }

    /// The vocabulary of these pieces, if they are in order and each of them is one
    /// token.
    pub fn new(tokenizer: Tokenizer, pieces: Vec<String>) -> Option<Vocabulary> {
        let is_one = |piece: &String| tokenizer.cut(piece) == [piece];
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
    /// If one of them is not in the vocabulary: the first, with its line.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, CorpusError> {
        let mut line = 1;
        let mut numbers = Vec::new();
        for piece in self.tokenizer.cut(text) {
            match self.pieces.binary_search_by(|known| known.as_str().cmp(piece)) {
                Ok(number) => numbers.push(number as u32),
                Err(_) => {
                    let (piece, known) = (piece.to_owned(), self.pieces.len());
                    return Err(CorpusError::Unknown { piece, line, known });
                }
            }
            line += piece.matches('\n').count();
        }
        Ok(numbers)
    }

    /// Numbers of tokens as a text; those that are none are passed over.
    pub fn decode(&self, numbers: &[u32]) -> String {
        let piece =
            |number: &u32| self.pieces.get(*number as usize).map(String::as_str);
        numbers.iter().filter_map(piece).collect()
    }
}
// ANCHOR_END: vocabulary

// ANCHOR: corpus
/// A text to train on: the first nine tenths of its tokens to learn from, the last
/// to test with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corpus {
    /// Its tokens.
    pub vocabulary: Vocabulary,
    /// The numbers of those to learn from.
    pub training: Vec<u32>,
    /// And of those that the model never learns from.
    pub held_out: Vec<u32>,
}

impl Corpus {
    /// The corpus of a file's bytes, for a model that sees `context` tokens. If it
    /// goes on with a training, its tokens must be `known`.
    ///
    /// # Errors
    /// If the bytes are no UTF-8, there is no text, or either part is too short for
    /// one window of the context; or a token is not among the known ones.
    pub fn new(
        bytes: &[u8],
        tokenizer: Tokenizer,
        context: usize,
        known: Option<&Vocabulary>,
    ) -> Result<Corpus, CorpusError> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            CorpusError::NotUtf8 { line, byte: error.valid_up_to() }
        })?;
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
}
// ANCHOR_END: corpus

// ANCHOR: corpus-error
/// Why a text cannot be trained on, or go on from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorpusError {
    /// The bytes are no text.
    #[error(
        "line {line} is no UTF-8 text (at byte {byte}): save the text as UTF-8, \
         then try again"
    )]
    NotUtf8 {
        /// The line, counted from 1.
        line: usize,
        /// The byte, counted from 0.
        byte: usize,
    },
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
