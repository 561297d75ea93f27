//! The checks of the exercises of *Attention*, with the mistakes that they know by name.

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
