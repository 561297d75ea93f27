//! Wide without the root.
//!
//! Five readers of colours have heads of d_k = 256, and nobody divides their scores by
//! the root. Write down how many of them come past the half in one pass. The check
//! trains them:
//!
//!     cargo run -p course -- check wide-without-the-root

use std::process::ExitCode;

use attention_exercises::wide_without_the_root::{PastTheHalf, check};

/// Your prediction: `PastTheHalf::None`, `PastTheHalf::Some` (one to four of the five)
/// or `PastTheHalf::All`.
pub fn prediction() -> PastTheHalf {
    // SOLUTION
    PastTheHalf::Some
    // INSTEAD
    // todo!("predict first: write one of the three here")
    // END
}

fn main() -> ExitCode {
    check(prediction).report()
}
