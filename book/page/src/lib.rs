//! What a chapter uses to record its outputs, numbers and figures, in the order of its
//! page.
//!
//! A chapter's `page.rs` fills a [`Record`]. `cargo run -p <chapter>` prints it as it is
//! filled ([`run`], feature `cli`); one test asserts all of it against the committed
//! snapshots (`snapshots::assert`, feature `snapshots`); the press builds the book from
//! those snapshots. Figures share one style: see [`figure`] and [`palette`].

mod diagram;
pub mod figure;
mod format;
mod heat_map;
pub mod live;
pub mod palette;
mod record;
mod svg;

#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "snapshots")]
pub mod printing;
#[cfg(feature = "snapshots")]
pub mod snapshots;

#[cfg(feature = "cli")]
pub use cli::{Options, fail, print, run};
pub use diagram::{Anchor, Canvas};
pub use figure::{Axes, Plot, draw};
pub use format::Format;
pub use heat_map::heat_map;
pub use record::{COLUMNS, Entry, Output, Record};
pub use svg::Svg;
