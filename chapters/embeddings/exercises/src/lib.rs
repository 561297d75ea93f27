//! The checks of the exercises of *Embeddings*, with the mistakes that they know by name.

pub mod arrow_or_neighbour;
pub mod from_text_to_ids;
pub mod gradient_of_a_look_up;
pub mod more_room_for_meaning;
pub mod one_sentence_one_row;
pub mod words_that_come_back;
