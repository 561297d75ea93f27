//! The checks of the exercises of *Attention*, with the mistakes that they know by name.

use judge::{Predict, predict};

mod readers;

pub mod attention_way_back;
pub mod causal_attention;
pub mod colours_without_positions;
pub mod distance_penalty;
pub mod divide_by_the_width;
pub mod scores_of_one_token;
pub mod too_good_to_be_true;
pub mod turn_the_hands;
pub mod who_asks_whom;
pub mod wide_without_the_root;

/// The predictions, in the order of the page, each with the name of its exercise.
pub const PREDICTIONS: &[(&str, Predict)] = &[
    ("divide-by-the-width", |said| predict(said, divide_by_the_width::check)),
    ("colours-without-positions", |said| {
        predict(said, colours_without_positions::check)
    }),
    ("wide-without-the-root", |said| predict(said, wide_without_the_root::check)),
];
