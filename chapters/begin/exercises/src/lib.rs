//! The checks of the exercises of *Before you begin*, with the mistakes that they know by name.

pub mod a_row_of_its_own;
pub mod fahrenheit;
pub mod how_far;
pub mod pieces_a_town;
pub mod warmer_than_usual;
