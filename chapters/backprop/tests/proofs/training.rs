//! Training: the same bits every time, the same steps in place as step by step, and
//! digits that are read.

use backprop::digit_training::{SEEDS, SETTINGS, SplitDigits, learn};
use backprop::reading::{accuracy, answers, split};
use backprop::{
    BackpropError, Order, Settings, Sgd, Trainer, epoch, mean_squared_error_cost,
    train, train_plainly,
};
use loss::one_hot;
use ndarray::Array2;
use neurons::Activation::{self, Identity, Relu, Sigmoid, Tanh};
use neurons::digits::book_digits;
use neurons::{Network, standard_normal};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn settings(batch_size: usize) -> Settings {
    Settings { epochs: 1, batch_size, learning_rate: 0.1, order: Order::AsGiven }
}

fn any_activation() -> impl Strategy<Value = Activation> {
    prop::sample::select(vec![Identity, Sigmoid, Relu, Tanh])
}

fn normal_matrix(shape: (usize, usize), rng: &mut ChaCha8Rng) -> Array2<f64> {
    Array2::from_shape_fn(shape, |_| standard_normal(rng))
}

/// All parameters, to the last bit.
fn bits(network: &Network) -> Vec<u64> {
    let layers = network.layers.iter();
    layers
        .flat_map(|layer| layer.weights.iter().chain(&layer.bias))
        .map(|number| number.to_bits())
        .collect()
}

fn digits_network(seed: u64, epochs: usize) -> Network {
    let digits = book_digits().expect("the book's own digits");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (training, _) = split(&digits, 360, &mut rng).unwrap();
    let targets = one_hot(&training.labels, 10).unwrap();
    let network = Network::random(&[64, 32, 10], Relu, Identity, &mut rng).unwrap();
    let settings = Settings {
        epochs,
        batch_size: 32,
        learning_rate: 0.5,
        order: Order::Shuffled,
    };
    train(network, &training.images, &targets, settings, &mut rng, |_, _| {})
        .unwrap()
}

/// What the page claims: with its split and its settings, at least 97 of 100 digits that
/// the network has never seen, over five seeds.
#[test]
fn digits_are_read() {
    let digits = book_digits().expect("the book's own digits");
    let data = SplitDigits::new(&digits).expect("enough digits");
    let read = |seed| {
        let network = learn(&data, SETTINGS, seed, |_, _| {}).unwrap();
        let outputs = network.forward(&data.test.images).unwrap(); // (360, 10)
        accuracy(&answers(&outputs), &data.test.labels)
    };
    let accuracies = SEEDS.map(read);
    let mean = accuracies.iter().sum::<f64>() / accuracies.len() as f64;
    assert!(mean >= 0.97, "{accuracies:?}");
}

/// The weights behind pixels without ink end as they started, to the last bit, and all
/// others move.
#[test]
fn weights_behind_silent_inputs_are_not_moved() {
    let digits = book_digits().expect("the book's own digits");
    let data = SplitDigits::new(&digits).expect("enough digits");
    let network =
        learn(&data, Settings { epochs: 5, ..SETTINGS }, 1, |_, _| {}).unwrap();
    let start =
        learn(&data, Settings { epochs: 0, ..SETTINGS }, 1, |_, _| {}).unwrap();
    let images = &data.training.images; // (1437, 64)
    let mut silent = 0;
    for (pixel, column) in images.columns().into_iter().enumerate() {
        let is_silent = column.iter().all(|&ink| ink == 0.0);
        let rows =
            [&start, &network].map(|network| network.layers[0].weights.row(pixel));
        assert_eq!(rows[0] == rows[1], is_silent, "pixel {pixel}");
        silent += usize::from(is_silent);
    }
    assert_eq!(silent, 3);
}

/// A hidden neuron whose ReLU is off for every image stays as it is, and so does all of
/// a network whose outputs are off.
#[test]
fn what_is_dead_for_every_example_is_not_moved() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let inputs = normal_matrix((20, 5), &mut rng);
    let targets = normal_matrix((20, 3), &mut rng);
    let settings = Settings { epochs: 50, ..settings(4) };
    let mut network =
        Network::random(&[5, 6, 3], Relu, Identity, &mut rng).unwrap();
    network.layers[0].bias[2] = -100.0;
    let trained =
        train(network.clone(), &inputs, &targets, settings, &mut rng, |_, _| {})
            .unwrap();
    let column = |network: &Network, neuron: usize| {
        network.layers[0].weights.column(neuron).to_owned()
    };
    assert_eq!(column(&network, 2), column(&trained, 2));
    assert_ne!(column(&network, 1), column(&trained, 1));
    network.layers[1].activation = Relu;
    network.layers[1].bias.fill(-100.0);
    let trained =
        train(network.clone(), &inputs, &targets, settings, &mut rng, |_, _| {})
            .unwrap();
    assert_eq!(bits(&network), bits(&trained));
}

/// Without biases, and with a ReLU between, weights three times as large make the outputs
/// of six layers 3⁶ times as large: signals explode with the number of layers.
#[test]
fn a_factor_in_every_layer_is_a_power_at_the_end() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let sizes = [8, 7, 6, 5, 4, 3, 2];
    let network = Network::random(&sizes, Relu, Identity, &mut rng).unwrap();
    let mut larger = network.clone();
    larger.layers.iter_mut().for_each(|layer| layer.weights *= 3.0);
    let batch = normal_matrix((9, 8), &mut rng);
    let (outputs, larger) =
        (network.forward(&batch).unwrap(), larger.forward(&batch).unwrap());
    for (a, b) in outputs.iter().zip(&larger) {
        assert!((729.0 * a - b).abs() <= 1e-9 * b.abs(), "{a} {b}");
    }
}

/// The loop of the page and the faster one draw the same orders and take the same steps.
#[test]
fn the_plain_loop_trains_the_same_network() {
    let digits = book_digits().expect("the book's own digits");
    let data = SplitDigits::new(&digits).expect("enough digits");
    for order in [Order::Shuffled, Order::AsGiven] {
        let settings = Settings { epochs: 2, order, ..SETTINGS };
        let trained = [0, 1].map(|plain| {
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let network =
                Network::random(&[64, 32, 10], Relu, Identity, &mut rng).unwrap();
            let (x, y) = (&data.training.images, &data.targets);
            match plain {
                1 => train_plainly(network, x, y, settings, &mut rng).unwrap(),
                _ => train(network, x, y, settings, &mut rng, |_, _| {}).unwrap(),
            }
        });
        let numbers = |network: &Network| -> Vec<f64> {
            let layers = network.layers.iter();
            layers.flat_map(|l| l.weights.iter().chain(&l.bias)).copied().collect()
        };
        for (a, b) in numbers(&trained[0]).iter().zip(numbers(&trained[1])) {
            assert!((a - b).abs() < 1e-9, "{order:?}: {a} {b}");
        }
    }
}

#[test]
fn training_twice_gives_the_same_bits() {
    let (first, second) = (digits_network(7, 3), digits_network(7, 3));
    assert_eq!(bits(&first), bits(&second));
    assert_ne!(bits(&first), bits(&digits_network(8, 3)));
}

/// Sums are added up in one order, with no fused steps: no processor differs in a bit.
#[test]
fn a_seed_gives_the_same_network_on_every_machine() {
    let digits = book_digits().expect("the book's own digits");
    let data = SplitDigits::new(&digits).unwrap();
    let settings = Settings { epochs: 3, ..SETTINGS };
    let network = learn(&data, settings, 1, |_, _| {}).unwrap();
    let all = bits(&network).into_iter().fold(0_u64, |all, bits| {
        all.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ bits
    });
    assert_eq!(all, 0x1c08_d7b1_1e38_a2c6, "the last bits of 2,410 parameters");
}

#[test]
fn what_cannot_be_trained_is_an_error() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let network = Network::random(&[3, 4, 2], Relu, Identity, &mut rng).unwrap();
    let text = |inputs: (usize, usize), targets: (usize, usize), batch_size| {
        let (inputs, targets) = (Array2::zeros(inputs), Array2::zeros(targets));
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let trained = Trainer::new(
            network.clone(),
            settings(batch_size),
            mean_squared_error_cost,
        )
        .and_then(|mut trainer| trainer.epoch(&inputs, &targets, &mut rng));
        let order: Vec<usize> = (0..inputs.nrows()).collect();
        let stepped = epoch(
            &mut network.clone(),
            &inputs,
            &targets,
            &order,
            batch_size,
            Sgd { learning_rate: 0.1 },
        );
        let (trained, stepped) =
            (trained.unwrap_err().to_string(), stepped.unwrap_err().to_string());
        assert_eq!(trained, stepped);
        trained
    };
    assert_eq!(
        text((5, 4), (5, 2), 2),
        "layer takes 3 inputs but the batch has 4 columns: give it a batch of shape \
         (any, 3)"
    );
    assert!(text((5, 3), (5, 1), 5).contains("outputs have shape (5, 2)"));
    assert!(text((0, 3), (0, 2), 2).contains("at least one example"));
    assert_eq!(
        text((5, 3), (5, 2), 0),
        "batches have 0 examples: give them at least one"
    );
}

#[test]
fn digits_that_cannot_be_split_are_an_error() {
    let digits = book_digits().unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for test in [0, 1797, 1798] {
        let error = split(&digits, test, &mut rng).unwrap_err();
        assert_eq!(error, BackpropError::Split { images: 1797, test });
    }
    let (training, test) = split(&digits, 360, &mut rng).unwrap();
    assert_eq!((training.labels.len(), test.labels.len()), (1437, 360));
    let ink = |digits: &neurons::digits::Digits| digits.images.sum();
    assert!((ink(&training) + ink(&test) - ink(&digits)).abs() < 1e-6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// The trainer's steps are those of the plain version. They may differ by
    /// rounding, since sums are added up in another order.
    #[test]
    fn steps_in_place_are_the_plain_steps(
        seed: u64,
        sizes in prop::collection::vec(1_usize..20, 2..5),
        activations in prop::collection::vec(any_activation(), 3),
        examples in 1_usize..40, batch_size in 1_usize..50,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut network = Network::random(&sizes, Relu, Relu, &mut rng).unwrap();
        for (layer, &activation) in network.layers.iter_mut().zip(&activations) {
            layer.activation = activation;
            layer.weights *= 0.7;
        }
        let inputs = normal_matrix((examples, sizes[0]), &mut rng);
        let targets = normal_matrix((examples, sizes[sizes.len() - 1]), &mut rng);
        let order: Vec<usize> = (0..examples).collect();
        let mut settings = settings(batch_size);
        settings.learning_rate = 0.05;
        let mut trainer =
            Trainer::new(network.clone(), settings, mean_squared_error_cost).unwrap();
        let sgd = Sgd { learning_rate: settings.learning_rate };
        for _ in 0..2 {
            let plain = epoch(&mut network, &inputs, &targets, &order, batch_size, sgd);
            let in_place = trainer.epoch(&inputs, &targets, &mut rng).unwrap();
            let plain = plain.unwrap();
            prop_assert!((plain - in_place).abs() <= 1e-10 * plain.abs(), "{} {}", plain, in_place);
        }
        for (plain, in_place) in network.layers.iter().zip(&trainer.network().layers) {
            let pairs = plain.weights.iter().zip(&in_place.weights)
                .chain(plain.bias.iter().zip(&in_place.bias));
            for (plain, in_place) in pairs {
                let close = (plain - in_place).abs() <= 1e-10 * (1.0 + plain.abs());
                prop_assert!(close, "{} {}", plain, in_place);
            }
        }
    }

    /// Weights that lie column by column in memory train like any others.
    #[test]
    fn the_order_in_memory_does_not_matter(seed: u64) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let network = Network::random(&[5, 4, 3], Tanh, Identity, &mut rng).unwrap();
        let mut turned = network.clone();
        for layer in &mut turned.layers {
            layer.weights = layer.weights.t().as_standard_layout().into_owned().reversed_axes();
        }
        let inputs = normal_matrix((9, 5), &mut rng);
        let targets = normal_matrix((9, 3), &mut rng);
        let trained = [network, turned].map(|network| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let settings = Settings { order: Order::Shuffled, ..settings(4) };
            train(network, &inputs, &targets, settings, &mut rng, |_, _| {}).unwrap()
        });
        prop_assert_eq!(bits(&trained[0]), bits(&trained[1]));
    }
}
