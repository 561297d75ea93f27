//! What holds the chapter to its page, to reference values and to mathematics.

mod commands;
mod gradients;
mod live;
mod live_digits;
mod live_playground;
mod memory;
mod page;
mod reference;
mod saved;
mod training;
