//! What holds the chapter to its page, to reference values and to mathematics.

mod activations;
mod commands;
mod digits;
mod equivalence;
mod errors;
mod initialisation;
mod lead;
mod live;
mod page;
mod xor;
