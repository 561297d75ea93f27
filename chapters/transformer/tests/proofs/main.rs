//! What holds the chapter to its page, to reference values and to mathematics.

mod beat_the_floor;
mod checkpoint;
mod commands;
mod engine;
mod gradients;
#[cfg(unix)]
mod interruptions;
mod language;
mod live;
mod memory;
mod own_text;
mod page;
mod reference;
mod retrain;
mod session;
mod texts;
mod tiles;
