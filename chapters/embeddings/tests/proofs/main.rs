//! What holds the chapter to its page, to reference values and to mathematics.

mod co_occurrence;
mod commands;
mod glove;
mod hidden_angle;
mod live;
mod page;
mod planes;
mod vectors;
mod words;
