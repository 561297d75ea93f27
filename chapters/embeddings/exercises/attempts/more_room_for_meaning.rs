//! More room for meaning.
//!
//! A village of 24 words is learned with 8 numbers a word, then with 16, then with
//! 24. Write down whether the steps from man to woman become more alike, stay as
//! alike, or become less alike. The check learns all three:
//!
//!     cargo run -p course -- check more-room-for-meaning

use std::process::ExitCode;

use embeddings_exercises::more_room_for_meaning::Analogies;

/// Your prediction: `Analogies::Better`, `Analogies::AsGood` or `Analogies::Worse`.
pub fn analogies() -> Analogies {
    todo!("predict first: write Better, AsGood or Worse here")
}

fn main() -> ExitCode {
    embeddings_exercises::more_room_for_meaning::check(analogies).report()
}
