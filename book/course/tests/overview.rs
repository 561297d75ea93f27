//! The overview is there at once. Alone in its file, so that no other test runs beside it.

#[path = "learner/learner.rs"]
mod learner;

use std::time::{Duration, Instant};

use learner::{Learner, assert_has};

#[test]
fn the_overview_answers_at_once() {
    let learner = Learner::new();
    assert_has(&learner.succeeds(&[], ""), &["1. Neurons", "8. Transformer"]);
    let fastest = (0..10)
        .map(|_| {
            let start = Instant::now();
            learner.succeeds(&[], "");
            start.elapsed()
        })
        .min();
    assert!(fastest < Some(Duration::from_millis(200)), "{fastest:?}");
}
