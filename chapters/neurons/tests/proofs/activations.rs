//! The activation functions keep their ranges, their symmetries and their order, for
//! every finite input.

use approx::assert_relative_eq;
use ndarray::array;
use neurons::Activation::{self, Identity, Relu, Sigmoid, Tanh};
use neurons::Neuron;
use proptest::prelude::*;

const ALL: [Activation; 4] = [Identity, Sigmoid, Relu, Tanh];

/// From tiny to huge, with both signs.
fn any_finite() -> impl Strategy<Value = f64> {
    prop_oneof![
        -40.0..40.0,
        -8e307..8e307,
        proptest::num::f64::NORMAL
            | proptest::num::f64::SUBNORMAL
            | proptest::num::f64::ZERO
    ]
}

#[test]
fn values_from_a_table() {
    // Abramowitz and Stegun, 1964: e^-1 (table 4.4) and tanh 1 (table 4.15).
    let e = 0.367_879_441_171_442_33;
    assert_relative_eq!(Sigmoid.apply(1.0), 1.0 / (1.0 + e), max_relative = 1e-15);
    assert_relative_eq!(Sigmoid.apply(-1.0), e / (1.0 + e), max_relative = 1e-15);
    assert_relative_eq!(
        Tanh.apply(1.0),
        0.761_594_155_955_764_9,
        max_relative = 1e-15
    );
    assert_eq!(Sigmoid.apply(0.0), 0.5);
    assert_eq!(Tanh.apply(0.0), 0.0);
    assert_eq!(Relu.apply(0.0), 0.0);
    assert_eq!(Relu.apply(-3.5), 0.0);
    assert_eq!(Relu.apply(3.5), 3.5);
    assert_eq!(Identity.apply(-3.5), -3.5);
}

#[test]
fn the_ends_of_the_number_line() {
    for huge in [710.0, 1e3, 1e100, 1e308, f64::MAX] {
        assert_eq!(Sigmoid.apply(huge), 1.0);
        assert!((0.0..1e-300).contains(&Sigmoid.apply(-huge)));
        assert_eq!(Tanh.apply(huge), 1.0);
        assert_eq!(Tanh.apply(-huge), -1.0);
        assert_eq!(Relu.apply(huge), huge);
        assert_eq!(Relu.apply(-huge), 0.0);
    }
}

#[test]
fn nan_stays_visible() {
    for activation in ALL {
        assert!(activation.apply(f64::NAN).is_nan(), "{activation:?}");
    }
}

/// The neuron of one input that the page draws.
fn answer(weight: f64, bias: f64, input: f64) -> f64 {
    Neuron::new(array![weight], bias, Sigmoid)
        .forward(array![input].view())
        .unwrap()
}

#[test]
fn a_large_weight_makes_a_step() {
    // e^-10 is 4.54e-5.
    for input in [0.5, 0.7, 1.0, 3.0] {
        assert!(1.0 - answer(20.0, 0.0, input) < 4.6e-5);
        assert!(answer(20.0, 0.0, -input) < 4.6e-5);
        assert!(1.0 - answer(1.0, 0.0, input) > 0.04);
    }
}

proptest! {
    /// The weight is the steepness, and the bias only moves the place of it.
    #[test]
    fn at_the_switch_the_slope_is_a_quarter_of_the_weight(
        weight in 0.1..30.0_f64, bias in -30.0..30.0_f64,
    ) {
        let (switch, h) = (-bias / weight, 1e-4 / weight);
        prop_assert!((answer(weight, bias, switch) - 0.5).abs() < 1e-12);
        let rise = answer(weight, bias, switch + h) - answer(weight, bias, switch - h);
        assert_relative_eq!(rise / (2.0 * h), weight / 4.0, max_relative = 1e-6);
    }

    /// A small change of a weight changes a sigmoid's answer by little, and by something;
    /// a threshold's by nothing or by all there is.
    #[test]
    fn a_nudge_of_a_weight_moves_the_answer_a_little(
        weight in -5.0..5.0_f64, bias in -5.0..5.0_f64, nudge in 1e-6..0.1_f64,
    ) {
        let moved = answer(weight + nudge, bias, 1.0) - answer(weight, bias, 1.0);
        prop_assert!(moved > 0.0);
        prop_assert!(moved <= nudge / 4.0 + 1e-12);
        let threshold = |weight: f64| if weight + bias > 0.0 { 1.0 } else { 0.0 };
        let jump: f64 = threshold(weight + nudge) - threshold(weight);
        prop_assert!(jump == 0.0 || jump == 1.0);
    }

    #[test]
    fn ranges(z in any_finite()) {
        prop_assert!(ALL.iter().all(|activation| activation.apply(z).is_finite()));
        prop_assert!((0.0..=1.0).contains(&Sigmoid.apply(z)));
        prop_assert!((-1.0..=1.0).contains(&Tanh.apply(z)));
        prop_assert_eq!(Relu.apply(z), f64::max(0.0, z));
        prop_assert_eq!(Identity.apply(z), z);
    }

    #[test]
    fn symmetries(z in any_finite()) {
        let mirrored = 1.0 - Sigmoid.apply(z);
        prop_assert!((Sigmoid.apply(-z) - mirrored).abs() < 1e-15);
        prop_assert!((Tanh.apply(-z) + Tanh.apply(z)).abs() < 1e-15);
        prop_assert_eq!(Relu.apply(z) - Relu.apply(-z), z);
    }

    #[test]
    fn tanh_is_a_stretched_sigmoid(z in -400.0..400.0) {
        let stretched = 2.0 * Sigmoid.apply(2.0 * z) - 1.0;
        prop_assert!((Tanh.apply(z) - stretched).abs() < 1e-15);
    }

    #[test]
    fn order_is_kept(a in any_finite(), b in any_finite()) {
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        for activation in ALL {
            prop_assert!(activation.apply(low) <= activation.apply(high));
        }
    }

    #[test]
    fn a_step_up_shows(z in -15.0..15.0) {
        for activation in [Identity, Sigmoid, Tanh] {
            prop_assert!(activation.apply(z) < activation.apply(z + 0.1));
        }
    }
}
