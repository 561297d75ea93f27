//! Figures of the chapter that a reader works.

use page::live::Live;

mod beat_the_floor;
mod curve;
mod learns_to_write;
mod let_it_write;
mod moments;
mod switchboard;
mod tiles;
pub mod valley;

pub(crate) use beat_the_floor::BeatTheFloor;
pub use beat_the_floor::{Answer, Kind, OFFERED, Round, Sure, bigram, rounds};
pub use curve::Curve;
pub(crate) use learns_to_write::LearnsToWrite;
pub(crate) use let_it_write::LetItWrite;
pub use moments::{MOMENTS, TOY, Toy, pack, toy, unpack};
pub(crate) use switchboard::Switchboard;
pub use switchboard::switched;
pub(crate) use tiles::Tiles;
pub use tiles::{Counted, Tile, WIDE, Walk, walked};
pub(crate) use valley::Valley;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![
        Box::new(BeatTheFloor::default()),
        Box::new(LearnsToWrite::default()),
        Box::new(LetItWrite::default()),
        Box::new(Switchboard),
        Box::new(Tiles),
        Box::new(Valley),
    ]
}
