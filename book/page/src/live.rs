//! Figures that a reader works: drawn by the code that the page quotes, in the state that
//! the reader gives them.
//!
//! A figure is a function of its state: the same state gives the same picture, on every
//! machine. One that runs has a [`Kind::Count`] among its controls, and the page counts it
//! up. So the state in the address says all, and every state can be tested.

mod about;
mod fetched;
mod frame;
pub mod messages;
mod recorded;
mod state;

use anyhow::Result;

pub use about::{About, Bet, Control, Kind, Named, Scale};
pub use fetched::{Data, Fetched};
pub use frame::{Frame, Pad, Place, Readout};
pub use recorded::{Recorded, Shown, record};
pub use state::State;

/// A figure that a reader works.
pub trait Live {
    /// What it asks, and what can be moved.
    fn about(&self) -> About;

    /// The file that it needs, if it needs one.
    fn data(&self) -> Option<&'static dyn Data> {
        None
    }

    /// What it shows in a state. What it computed before may be kept for the next frame,
    /// and must not change it.
    ///
    /// # Errors
    /// If the reader gave something that it cannot work with: the message says what, and
    /// what would be right.
    fn frame(&mut self, state: &State) -> Result<Frame>;
}
