//! The activation functions keep their ranges, their symmetries and their order, for
//! every finite input.

use approx::assert_relative_eq;
use neurons::Activation::{self, Identity, Relu, Sigmoid, Tanh};
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

proptest! {
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
