//! From text to ids.
//!
//! Cut a text into tokens, and give each its id. Then check it:
//!
//!     cargo run -p course -- check from-text-to-ids

use std::process::ExitCode;

use embeddings::{Vocabulary, tokenize};

/// The id of each token of `text`, in the order of the text. The vocabulary has an unknown
/// token.
///
/// `tokenize(text)` is the tokens, a `Vec<String>`. `vocabulary.encode(&tokens)` is their
/// ids as a `Result`, which cannot fail here: `.expect("an unknown token")` unpacks it.
pub fn ids(text: &str, vocabulary: &Vocabulary) -> Vec<usize> {
    todo!("cut the text into tokens, and encode them")
}

fn main() -> ExitCode {
    embeddings_exercises::from_text_to_ids::check(ids).report()
}
