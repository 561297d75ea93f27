//! What holds the chapter to its page, to reference values and to mathematics.

mod equivalence;
mod errors;
mod live;
mod moods;
mod page;
mod reference;
