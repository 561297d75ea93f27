//! The exercises to predict and run as a WebAssembly module, which a page asks in
//! [messages](page::live::messages): a reader says what a run will show, and the check that
//! judges files runs it.
//!
//! | asked | with bytes | answered |
//! |---|---|---|
//! | `{"predict":{"exercise":"neurons/silent-neurons","said":["1/2"]}}` | | `{"right":true,"read":["1/2 = 0.5"],"notes":["…"],"failures":[],"mistake":null,"near":null}` |
//! | | | or `{"waits":true}`, for its file |
//! | `{"give":"embeddings/words-that-come-back"}` | its file | `{}` |
//!
//! `said` has a text for each thing that the exercise asks for, in order: a number as people
//! write it, or the name of a choice. What cannot be read is answered with `{"error":"…"}`,
//! in words for the reader. A mistake is `{"name":"percent-for-share","says":"…"}`.

mod predictions;

pub use predictions::{answer_to, exercises, file};

page::answers_with!(crate::answer_to);
