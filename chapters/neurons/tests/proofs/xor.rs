//! One neuron computes AND and OR but never XOR; two layers do.

use ndarray::{Array2, arr2};
use neurons::xor::{
    AND, INPUTS, OR, XOR, and_neuron, best_single_neuron, misses, nand_neuron,
    or_neuron, xor_network,
};
use neurons::{Activation, Neuron};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

const STEPS: [f64; 4] = [0.25, 0.5, 1.0, 2.0];

fn largest(misses: [f64; 4]) -> f64 {
    misses.into_iter().fold(0.0, f64::max)
}

#[test]
fn truth_tables_are_the_operators() {
    for (row, [first, second]) in INPUTS.into_iter().enumerate() {
        let (first, second) = (first == 1.0, second == 1.0);
        assert_eq!(AND[row], f64::from(first & second));
        assert_eq!(OR[row], f64::from(first | second));
        assert_eq!(XOR[row], f64::from(first ^ second));
    }
    let mut rows = INPUTS.to_vec();
    rows.dedup();
    assert_eq!(rows.len(), 4);
}

#[test]
fn hand_set_neurons() {
    // The sum is at least 10 away from 0, and 1 / (1 + e^10) is 4.54e-5.
    let nand = AND.map(|target| 1.0 - target);
    for (neuron, targets) in
        [(and_neuron(), AND), (or_neuron(), OR), (nand_neuron(), nand)]
    {
        assert!(largest(misses(&neuron, targets).unwrap()) < 4.6e-5);
    }
}

#[test]
fn hand_set_network() {
    let output = xor_network().forward(&arr2(&INPUTS)).unwrap();
    let targets = Array2::from_shape_vec((4, 1), XOR.to_vec()).unwrap();
    assert!((output - targets).iter().all(|miss| miss.abs() < 4.6e-5));
    assert_eq!(xor_network().parameter_count(), 9);
}

#[test]
fn misses_by_hand() {
    // All weights 0: the output is 0.5 for every input.
    let undecided =
        Neuron::new(ndarray::arr1(&[0.0, 0.0]), 0.0, Activation::Sigmoid);
    assert_eq!(misses(&undecided, XOR), Ok([0.5; 4]));
    let second = Neuron::new(ndarray::arr1(&[0.0, 1.0]), 0.0, Activation::Identity);
    assert_eq!(misses(&second, XOR), Ok([0.0, 0.0, 1.0, 1.0]));
}

#[test]
fn search_finds_and_and_or() {
    // Up to 24 steps, the widest gap around 0 is 8 steps for AND (weights 16, bias -24)
    // and 12 for OR (weights 24, bias -12): a third and a half of the reach.
    for (targets, part) in [(AND, 3.0), (OR, 2.0)] {
        for step in STEPS {
            let reach = 24.0 * step;
            let search = best_single_neuron(targets, reach, step);
            assert_eq!(search.tried, 49 * 49 * 49);
            assert_eq!(search.most_right, 4);
            let expected = 1.0 / (1.0 + libm::exp(reach / part));
            assert!((search.worst_miss - expected).abs() < 1e-15);
            let best = misses(&search.best, targets).unwrap();
            assert_eq!(largest(best), search.worst_miss);
        }
    }
}

/// It is the reach of the weights that brings the miss down, and not how close together
/// they are tried.
#[test]
fn a_finer_grid_misses_as_much_and_a_wider_one_less() {
    for targets in [AND, OR] {
        let miss =
            |reach, step| best_single_neuron(targets, reach, step).worst_miss;
        assert_eq!(miss(6.0, 0.5), miss(6.0, 1.0));
        // Twice the weights: e^-z becomes its square.
        let odds = |miss: f64| miss / (1.0 - miss);
        let (near, far) = (odds(miss(6.0, 1.0)), odds(miss(12.0, 1.0)));
        assert!((far - near * near).abs() < 1e-12, "{far} and {near} squared");
    }
}

#[test]
fn search_finds_no_xor() {
    for step in STEPS {
        let search = best_single_neuron(XOR, 24.0 * step, step);
        assert_eq!(search.most_right, 3);
        assert_eq!(search.worst_miss, 0.5);
        assert_eq!(search.best.weights, ndarray::arr1(&[0.0, 0.0]));
        assert_eq!(search.best.bias, 0.0);
    }
}

/// Behind the hidden layer, (0, 1) and (1, 0) are one place, and one line keeps it from
/// the two others.
#[test]
fn the_hidden_layer_brings_two_corners_together() {
    let hidden = xor_network().layers[0].forward(&arr2(&INPUTS)).unwrap();
    let places = arr2(&[[0.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 0.0]]);
    assert!((&hidden - &places).iter().all(|miss| miss.abs() < 4.6e-5));
    // Plain numbers, and a line of our own: or + nand = 3/2.
    for (place, target) in hidden.rows().into_iter().zip(XOR) {
        assert_eq!(place.sum() > 1.5, target == 1.0);
    }
}

/// What the proof adds up: the sums of a neuron on opposite rows, where no sum is rounded.
#[test]
fn opposite_rows_have_the_same_sum() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..1000 {
        let mut draw = || f64::from(rng.random_range(-1000_i32..=1000)) / 8.0;
        let weights = ndarray::arr1(&[draw(), draw()]); // (2)
        let bias = draw();
        let neuron = Neuron::new(weights, bias, Activation::Sigmoid);
        let [z00, z01, z10, z11] =
            INPUTS.map(|row| neuron.pre_activation(ndarray::aview1(&row)).unwrap());
        assert_eq!(z00 + z11, z01 + z10);
        assert_eq!(z00, bias);
    }
}

/// Not the search's grid, and not its code: random weights of every size.
#[test]
fn no_random_neuron_computes_xor() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (mut and_found, mut most_right) = (0, 0);
    for _ in 0..100_000 {
        let reach = libm::exp(rng.random_range(-3.0..4.0));
        let mut draw = || rng.random_range(-reach..reach);
        let (w1, w2, b) = (draw(), draw(), draw());
        let outputs: Vec<f64> = INPUTS
            .iter()
            .map(|[x1, x2]| 1.0 / (1.0 + libm::exp(-(w1 * x1 + w2 * x2 + b))))
            .collect();
        let misses = |targets: [f64; 4]| {
            [0, 1, 2, 3].map(|row| (outputs[row] - targets[row]).abs())
        };
        let right = misses(XOR).into_iter().filter(|&miss| miss < 0.5).count();
        most_right = most_right.max(right);
        assert!(largest(misses(XOR)) >= 0.5, "{w1} {w2} {b}");
        and_found += usize::from(largest(misses(AND)) < 0.5);
    }
    assert_eq!(most_right, 3);
    assert!(and_found > 1000, "the sample reaches AND {and_found} times");
}
