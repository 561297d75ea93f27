//! The chapters' live figures as one WebAssembly module.
//!
//! A page and the module talk in messages: a line of JSON, and behind it perhaps bytes.
//! The page asks for [`room`] for its message, writes it there, calls [`answer`], and reads
//! as many bytes as that says at [`answer_place`]. That is all there is between the two, so
//! no program has to write the half of it that is in JavaScript.

mod figures;
mod messages;

pub use figures::{Figures, Request};
pub use messages::{answer, answer_length, answer_place, room};
