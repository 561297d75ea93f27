//! What holds the chapter to its page, to reference values and to mathematics.

mod co_occurrence;
mod commands;
mod glove;
mod live;
mod page;
mod vectors;
mod words;
