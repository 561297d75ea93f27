//! What holds the chapter to its page, to reference values and to mathematics.

mod commands;
mod digits;
mod errors;
mod page;
mod properties;
mod reference;
mod sampling;
