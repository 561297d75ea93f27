//! What holds the chapter to its page, to reference values and to mathematics.

mod commands;
mod errors;
mod live;
mod page;
mod positions;
mod properties;
mod reader;
mod reference;
mod watch_it_learn;
