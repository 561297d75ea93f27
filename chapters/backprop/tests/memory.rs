//! After the first epoch, training asks for no memory.

#![allow(unsafe_code)] // a counting allocator cannot do without

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use backprop::{Settings, Trainer, mean_squared_error_cost};
use ndarray::Array2;
use neurons::Activation::{Identity, Relu};
use neurons::{Network, standard_normal};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

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
fn steps_after_the_first_epoch_allocate_nothing() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let network = Network::random(&[64, 32, 10], Relu, Identity, &mut rng).unwrap();
    let inputs = Array2::from_shape_fn((100, 64), |_| standard_normal(&mut rng));
    let targets = Array2::from_shape_fn((100, 10), |_| standard_normal(&mut rng));
    let settings = Settings {
        epochs: 0,
        batch_size: 32, // so that the last batch has 4
        learning_rate: 0.01,
        is_shuffled: true,
    };
    let mut trainer =
        Trainer::new(network, settings, mean_squared_error_cost).unwrap();
    let before = CALLS.load(Ordering::Relaxed);
    trainer.epoch(&inputs, &targets, &mut rng).unwrap();
    let first = CALLS.load(Ordering::Relaxed) - before;
    assert!(first > 0, "the count does not count");
    let before = CALLS.load(Ordering::Relaxed);
    for _ in 0..10 {
        trainer.epoch(&inputs, &targets, &mut rng).unwrap();
    }
    assert_eq!(CALLS.load(Ordering::Relaxed) - before, 0);
}
