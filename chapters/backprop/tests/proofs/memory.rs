//! After the first epoch, training asks for no memory.

use allocation_counter::measure;
use backprop::{Order, Settings, Trainer, mean_squared_error_cost};
use ndarray::Array2;
use neurons::Activation::{Identity, Relu};
use neurons::{Network, standard_normal};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

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
        order: Order::Shuffled,
    };
    let mut trainer =
        Trainer::new(network, settings, mean_squared_error_cost).unwrap();
    let mut epochs = |count: usize| {
        measure(|| {
            for _ in 0..count {
                trainer.epoch(&inputs, &targets, &mut rng).unwrap();
            }
        })
        .count_total
    };
    assert!(epochs(1) > 0, "the count does not count");
    assert_eq!(epochs(10), 0);
}
