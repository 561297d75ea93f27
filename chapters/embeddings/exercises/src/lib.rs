//! The checks of the exercises of *Embeddings*, with the mistakes that they know by name.

use judge::{Predict, predict};

pub mod arrow_or_neighbour;
pub mod from_text_to_ids;
pub mod gradient_of_a_look_up;
pub mod more_room_for_meaning;
pub mod one_sentence_one_row;
pub mod words_that_come_back;

/// The predictions, in the order of the page, each with the name of its exercise.
pub const PREDICTIONS: &[(&str, Predict)] = &[
    ("more-room-for-meaning", |said| predict(said, more_room_for_meaning::check)),
    ("words-that-come-back", |said| predict(said, words_that_come_back::check)),
];
