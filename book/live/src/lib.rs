//! The chapters' live figures as one WebAssembly module, which a page asks in
//! [messages](page::live::messages).
//!
//! | asked | with bytes | answered | with bytes |
//! |---|---|---|---|
//! | `{"figure":"softmax/heat","state":{"T":"4.33"}}` | | a [frame](page::live::Frame) | |
//! | | | or `{"waits":true}`, for its file | |
//! | `{"give":"embeddings/analogies"}` | its file | `{}` | |

mod figures;
mod random;

pub use figures::{Figures, Request, answer_to};
pub use random::random_state;

page::answers_with!(crate::answer_to);
