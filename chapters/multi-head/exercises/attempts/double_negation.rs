//! Not not happy.
//!
//! A model with two heads is trained as on the page, where "not" stands at most
//! once in a sentence. Then it reads "the cat not not happy ." and the like. Write
//! down which share of these it reads correctly. The check trains five models:
//!
//!     cargo run -p course -- check double-negation

use std::process::ExitCode;

/// Your prediction: a share of the sentences, from 0 to 1.
pub fn share() -> f64 {
    todo!("predict first: write a share from 0 to 1 here")
}

fn main() -> ExitCode {
    multi_head_exercises::double_negation::check(share).report()
}
