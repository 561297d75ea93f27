//! The pictures of the chapter.

mod faults;
mod gained;
mod heads;
mod shapes;
mod training;

pub(crate) use faults::{leak, mix, reads};
pub(crate) use gained::{Gained, gained};
pub(crate) use heads::{Look, Moves, crossing, looks, moves};
pub(crate) use shapes::{Strips, arrows, block, packed, strips};
pub(crate) use training::{Share, costs, seeds, shares, switched_off};

use plotters::style::RGBColor;

use page::palette::{MUTED, SERIES};

/// The colour of a head, counted from 0.
fn of_head(head: usize) -> RGBColor {
    SERIES.get(head).copied().unwrap_or(MUTED)
}
