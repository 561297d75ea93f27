//! The pictures of the chapter.

mod faults;
mod heads;
mod shapes;
mod training;

pub use faults::{leak, mix, reads};
pub use heads::{Look, Moves, crossing, looks, moves};
pub use shapes::{Strips, arrows, block, packed, strips};
pub use training::{costs, seeds, shares, switched_off};

use plotters::style::RGBColor;

use page::palette::SERIES;

/// The colour of a head, counted from 0.
fn of_head(head: usize) -> RGBColor {
    SERIES[head % SERIES.len()]
}
