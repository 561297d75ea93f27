//! A training on the reader's own text as a WebAssembly module, which a page asks in
//! [messages](page::live::messages).
//!
//! | asked | with bytes | answered | with bytes |
//! |---|---|---|---|
//! | `{"train":"start","model":"default" or "small","seed":1,"steps":3000}` | the text | what is trained | |
//! | `{"train":"resume","checkpoint":1234}` | as many of the checkpoint, then the text | what is trained | |
//! | `{"train":"steps","count":10}` | | `{"step":10,"steps":3000,"losses":[4.1,…],"tokens":10240}` | |
//! | `{"train":"more","steps":6000}` | | `{"step":…,"steps":6000,"note":…}` | |
//! | `{"train":"held-out"}` | | `{"step":10,"held_out":3.2}` | |
//! | `{"train":"sample","prompt":"","length":200,"temperature":0.8,"top_k":null,"top_p":null,"seed":1}` | | `{"text":"…","verbatim":[[3,25]]}`, in characters (code points) | |
//! | `{"train":"picture","steps":3000,"seen":[[100,3.1]],"held_out":[[0,4.5],[100,3]],"floors":[4.5,3.1,2.5],"bet":[500,2.2]}` | | `{"svg":"…","says":"…"}` | |
//! | `{"train":"save"}` | | `{"step":10}` | the checkpoint |
//!
//! What is trained: `{"step":0,"steps":3000,"seed":1,"parameters":211456,"vocabulary":90,
//! "characters":177000,"context":64,"batch":16,"is_short":false,"floors":{"guessing":4.5,
//! "unigram":3.1,"bigram":2.5}}`. The seed of a training that was gone on with is `null`:
//! a checkpoint has only what came of it.

mod training;

pub use training::{Ask, Model, Training, answer_to};

page::answers_with!(crate::answer_to);
