//! After the first step, training asks for no memory.

#![allow(unsafe_code)] // a counting allocator cannot do without

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use transformer::engine::{Config, Schedule, Settings, State, Trainer};

/// The system's allocator, and how often it was asked.
struct Counting;

static CALLS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn steps_after_the_first_allocate_nothing() {
    let config =
        Config { vocabulary: 9, context: 16, d_model: 24, heads: 3, layers: 2 };
    let settings = Settings {
        batch: 20,
        steps: 30,
        schedule: Schedule { learning_rate: 0.01, warm_up: 4 },
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    };
    let state = State::new(config, settings, ChaCha8Rng::seed_from_u64(3))
        .expect("a training");
    let mut trainer = Trainer::new(state, 1).expect("a trainer");
    let text: Vec<u32> = (0..200).map(|index| index % 9).collect();
    let before = CALLS.load(Ordering::Relaxed);
    trainer.step(&text).expect("a step");
    trainer.step(&text).expect("a step");
    assert!(CALLS.load(Ordering::Relaxed) > before, "the count does not count");
    let before = CALLS.load(Ordering::Relaxed);
    for _ in 0..10 {
        trainer.step(&text).expect("a step");
    }
    assert_eq!(CALLS.load(Ordering::Relaxed) - before, 0);
}
