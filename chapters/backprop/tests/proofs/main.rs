//! What holds the chapter to its page, to reference values and to mathematics.

mod commands;
mod gradients;
mod live_digits;
mod memory;
mod page;
mod reference;
mod saved;
mod training;
