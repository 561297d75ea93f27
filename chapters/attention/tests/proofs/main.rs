//! What holds the chapter to its page, to reference values and to mathematics.

mod commands;
mod errors;
mod page;
mod properties;
mod reader;
mod reference;
