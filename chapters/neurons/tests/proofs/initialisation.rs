//! Random numbers are normal, reproducible, and scaled as He and others (2015) say.

use neurons::Activation::{Identity, Relu};
use neurons::{Layer, Network, standard_normal};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

const SAMPLES: usize = 1_000_000;

/// The normal distribution leaves this share beyond 1, 2, 3 and 4 standard deviations.
const TAILS: [(f64, f64); 4] = [
    (1.0, 0.317_310_507_863),
    (2.0, 0.045_500_263_896),
    (3.0, 0.002_699_796_063),
    (4.0, 0.000_063_342_484),
];

#[test]
fn standard_normal_is_normal() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let samples: Vec<f64> =
        (0..SAMPLES).map(|_| standard_normal(&mut rng)).collect();
    let n = SAMPLES as f64;
    let moment = |power: i32| {
        samples
            .iter()
            .map(|&x| (0..power).fold(1.0, |product, _| product * x))
            .sum::<f64>()
            / n
    };
    // Four standard errors each: the variances of x, x², x³, x⁴ are 1, 2, 15 and 96.
    for (power, expected, variance) in
        [(1, 0.0, 1.0_f64), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)]
    {
        let error = (moment(power) - expected).abs();
        assert!(error < 4.0 * (variance / n).sqrt(), "moment {power}: {error}");
    }
    for (bound, share) in TAILS {
        for side in [-1.0, 1.0] {
            let beyond =
                samples.iter().filter(|&&x| side * x > bound).count() as f64;
            let expected = share / 2.0 * n;
            let error = (beyond - expected).abs();
            assert!(error < 4.0 * expected.sqrt(), "{side} · {bound}: {beyond}");
        }
    }
    // One in a row says nothing about the next.
    let products: f64 = samples.windows(2).map(|pair| pair[0] * pair[1]).sum();
    assert!((products / n).abs() < 4.0 / n.sqrt());
}

#[test]
fn a_seed_gives_the_same_numbers_on_every_machine() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let samples: Vec<f64> =
        (0..100_000).map(|_| standard_normal(&mut rng)).collect();
    // As an implementation of ChaCha8 and Box-Muller in Python gives them.
    assert_eq!(
        samples[..4],
        [
            0.8881529718908301,
            0.25808989365040697,
            -0.20011365011563995,
            0.6384972103378762
        ]
    );
    let all = samples.iter().fold(0_u64, |all, sample| {
        all.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ sample.to_bits()
    });
    assert_eq!(all, 0xee11_dbc4_d0cc_fdbf, "the last bits of 100,000 samples");
}

#[test]
fn a_seed_gives_one_network() {
    let network = |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        Network::random(&[64, 32, 10], Relu, Identity, &mut rng).unwrap()
    };
    assert_eq!(network(7), network(7));
    assert_ne!(network(7), network(8));
    assert_eq!(network(7).parameter_count(), 64 * 32 + 32 + 32 * 10 + 10);
}

#[test]
fn weights_have_the_variance_of_he() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for (inputs, outputs) in [(2, 5000), (64, 500), (1000, 300)] {
        let layer = Layer::random(inputs, outputs, Relu, &mut rng).unwrap();
        let n = layer.weights.len() as f64;
        let variance = layer.weights.iter().map(|w| w * w).sum::<f64>() / n;
        // Four standard errors: a mean of n squares has variance 2/n of their own.
        let ratio = variance / (2.0 / inputs as f64);
        assert!((ratio - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{inputs}: {ratio}");
        assert!(layer.bias.iter().all(|&bias| bias == 0.0));
    }
}

#[test]
fn deep_relu_layers_keep_the_signal() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let sizes = [256; 11];
    let network = Network::random(&sizes, Relu, Relu, &mut rng).unwrap();
    let batch =
        ndarray::Array2::from_shape_fn((64, 256), |_| standard_normal(&mut rng));
    let mean_square = |matrix: &ndarray::Array2<f64>| {
        matrix.iter().map(|x| x * x).sum::<f64>() / matrix.len() as f64
    };
    for (index, activations) in
        network.activations(&batch).unwrap().iter().enumerate()
    {
        let ratio = mean_square(activations) / mean_square(&batch);
        assert!((0.5..2.0).contains(&ratio), "layer {index}: {ratio}");
    }
}

/// ReLU passes a factor on, so ten layers of c times the weights give c¹⁰ times the signal.
#[test]
fn a_spread_acts_as_often_as_there_are_layers() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let network = Network::random(&[16; 11], Relu, Relu, &mut rng).unwrap();
    let batch =
        ndarray::Array2::from_shape_fn((8, 16), |_| standard_normal(&mut rng));
    let before = network.forward(&batch).unwrap();
    let largest = before.iter().copied().fold(0.0, f64::max);
    assert!(largest > 0.0);
    for factor in [1.0 / 3.0, 3.0] {
        let mut scaled = network.clone();
        for layer in &mut scaled.layers {
            layer.weights *= factor;
        }
        let after = scaled.forward(&batch).unwrap();
        let power = (0..10).fold(1.0, |power, _| power * factor);
        for (after, before) in after.iter().zip(&before) {
            assert!((after / power - before).abs() < 1e-12 * largest);
        }
    }
}
