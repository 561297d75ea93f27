//! Wrong numbers that are nearly right, and what is off in all of them.

use std::f64::consts::{LN_2, LN_10, PI};

/// What an `f32` is off by at least, as a share of a number, in one of a few numbers.
const F32_AT_LEAST: f64 = 1e-9;

/// What is off where every wrong matrix is the right one, transposed.
pub(crate) const SWAPPED: &str = "rows and columns are swapped. Where a matrix of \
    yours is wrong, it is the transpose of the right one.";

/// A number that is wrong.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wrong {
    /// What came out.
    pub got: f64,
    /// What should have.
    pub right: f64,
    /// The largest size of the right numbers beside it, in the same array.
    pub largest: f64,
    /// How far from the right number it may be.
    pub within: f64,
}

/// What is off in numbers that an attempt gave, if it is the same in all of them.
/// `largest_of_all` is the largest size of all right numbers, those of other arrays too.
pub(crate) fn what_is_off(
    wrong: &[Wrong],
    largest_of_all: f64,
) -> Option<&'static str> {
    let is_any = !wrong.is_empty();
    let are_fit = wrong.iter().all(|w| w.got.is_finite() && w.right.is_finite());
    if !is_any || !are_fit {
        return None;
    }
    let is = |factor: f64| {
        let is_near = |&Wrong { got, right, largest, within }: &Wrong| {
            let is_any = got != 0.0 && right != 0.0;
            // The right number may be one that was measured.
            let allowed = (1e-6 * right.abs()).max(within.min(1e-4 * largest));
            is_any && (got / factor - right).abs() <= allowed
        };
        wrong.iter().all(is_near)
    };
    let first = wrong[0].got / wrong[0].right;
    // A small number may be what is left of large ones: of those beside it, or, where
    // nothing should be left in a whole array, of others.
    let largest_wrong = wrong.iter().fold(0.0_f64, |most, w| most.max(w.largest));
    let are_within = |share: f64, share_of_largest: f64, largest_of_others: f64| {
        let is_near = |&Wrong { got, right, largest, .. }: &Wrong| {
            let largest = if largest == 0.0 { largest_of_others } else { largest };
            let allowed = share * right.abs() + share_of_largest * largest;
            (got - right).abs() <= allowed
        };
        wrong.iter().all(is_near)
    };
    // Of many numbers that went through an `f32`, one at least is off by more than that.
    let is_coarse = wrong.iter().any(|&Wrong { got, right, largest, .. }| {
        let largest = if largest == 0.0 { largest_of_all } else { largest };
        (got - right).abs() >= F32_AT_LEAST * right.abs().max(largest)
    });
    let is_first_right = |w: &Wrong| w.right == wrong[0].right;
    Some(match () {
        () if are_within(2e-6, 2e-6, largest_of_all) && is_coarse => {
            "right to about six digits. Perhaps there is an `f32` on the way, which holds no more: \
             compute in `f64` from the beginning."
        }
        () if are_within(0.01, 0.002, largest_wrong)
            || are_within(2e-6, 2e-6, largest_of_all) =>
        {
            "off by less than a hundredth, or by next to nothing beside the largest. Is something \
             rounded on the way, or is a small part left out?"
        }
        () if is(-1.0) => "of the right size, with the wrong sign.",
        () if is(100.0) => {
            "a hundred times too much. A share is asked for, not per cent."
        }
        () if is(0.01) => {
            "a hundredth of what is right. Per cent are asked for, not a share."
        }
        () if is(1.0 / LN_10) => {
            "as with the logarithm to base 10. In this book it is the natural one, `ln`."
        }
        () if is(1.0 / LN_2) => {
            "as with the logarithm to base 2. In this book it is the natural one, `ln`."
        }
        () if is(180.0 / PI) => "in degrees, and radians are asked for.",
        () if is(PI / 180.0) => "in radians, and degrees are asked for.",
        () if wrong.len() > 2 && !wrong.iter().all(is_first_right) && is(first) => {
            "the right ones times one and the same number. Which factor is missing, or too much?"
        }
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Wrong, what_is_off};

    /// What is off in numbers by themselves, each with the right one.
    fn off(pairs: &[(f64, f64)]) -> Option<&'static str> {
        let wrong = |&(got, right): &(f64, f64)| Wrong {
            got,
            right,
            largest: right.abs(),
            within: 0.0,
        };
        let largest =
            pairs.iter().fold(0.0_f64, |most, (_, right)| most.max(right.abs()));
        what_is_off(&pairs.iter().map(wrong).collect::<Vec<_>>(), largest)
    }

    #[test]
    fn what_is_off_in_all_is_named() {
        let all = |of: fn(f64) -> f64| {
            let pairs = [1.25, -2.5, 1e-3].map(|right| (of(right), right));
            off(&pairs).unwrap_or("nothing")
        };
        assert!(all(|x| f64::from(x as f32) * (1.0 + 1e-7)).contains("`f32`"));
        assert!(
            !all(|x| x * (1.0 + 1e-11)).contains("`f32`"),
            "an `f64` can do it"
        );
        assert!(all(|x| 1.005 * x).contains("a hundredth"));
        assert!(all(|x| -x).contains("sign"));
        assert!(all(|x| 100.0 * x).contains("not per cent"));
        assert!(all(|x| x / 100.0).contains("not a share"));
        assert!(all(|x| x / std::f64::consts::LN_10).contains("base 10"));
        assert!(all(|x| x / std::f64::consts::LN_2).contains("base 2"));
        assert!(all(f64::to_degrees).contains("radians are asked for"));
        assert!(all(f64::to_radians).contains("degrees are asked for"));
        assert!(all(|x| 2.0 * x).contains("one and the same"));
        assert_eq!(all(|x| x + 1.0), "nothing");
        // Wrong by the same factor for being the same number, and no more.
        assert_eq!(off(&[(2.0, 1.0), (2.0, 1.0), (2.0, 1.0)]), None);
        assert_eq!(off(&[(-1.0, 1.0), (3.0, 1.0)]), None);
        for wrong in [0.0, f64::NAN, f64::INFINITY] {
            assert_eq!(off(&[(wrong, 1.0)]), None, "{wrong}");
        }
        assert_eq!(off(&[]), None);
        // Rounding leaves something where nothing should be left.
        let near = |left| off(&[(1.0 + left, 1.0), (left, 0.0)]);
        assert!(near(1e-7).is_some_and(|off| off.contains("`f32`")));
        assert!(near(1e-3).is_some_and(|off| off.contains("a hundredth")));
        assert_eq!(near(0.1), None);
        // A small number may be off by more beside large ones, and not by itself.
        let beside = |largest| {
            let wrong =
                [Wrong { got: 0.0127, right: 0.0117, largest, within: 0.0 }];
            what_is_off(&wrong, largest)
                .is_some_and(|off| off.contains("a hundredth"))
        };
        assert!(beside(0.9));
        assert!(!beside(0.0117));
        // A measured number is not exact.
        let turned = |within| {
            let wrong =
                [Wrong { got: -2.0, right: 2.000_01, largest: 2.0, within }];
            what_is_off(&wrong, 2.0).is_some_and(|off| off.contains("sign"))
        };
        assert!(turned(1e-4));
        assert!(!turned(1e-9));
        assert_eq!(off(&[(1e-9, 0.0), (2e-9, 0.0), (3e-9, 0.0)]), None);
    }
}
