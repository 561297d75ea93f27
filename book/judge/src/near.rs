//! Wrong numbers that are nearly right, and what is off in all of them.

use std::f64::consts::{LN_2, LN_10, PI};

/// What is off where every wrong matrix is the right one, transposed.
pub(crate) const SWAPPED: &str = "rows and columns are swapped. Where a matrix of yours is wrong, it is the transpose of the \
     right one.";

/// What is off in numbers that an attempt gave, each with the right one, if it is the same
/// in all of them.
pub(crate) fn what_is_off(wrong: &[(f64, f64)]) -> Option<&'static str> {
    let is_any = !wrong.is_empty();
    let are_fit =
        wrong.iter().all(|(got, right)| got.is_finite() && right.is_finite());
    if !is_any || !are_fit {
        return None;
    }
    let is = |factor: f64| {
        let is_near = |(got, right): &(f64, f64)| {
            *right != 0.0
                && *got != 0.0
                && (got / factor - right).abs() <= 1e-6 * right.abs()
        };
        wrong.iter().all(is_near)
    };
    let (first, right) = wrong[0];
    // A small number may be what is left of large ones.
    let largest =
        wrong.iter().fold(0.0_f64, |most, (_, right)| most.max(right.abs()));
    let is_narrow = |(got, right): &(f64, f64)| {
        (got - right).abs() <= 2e-6 * (right.abs() + largest)
    };
    // Where nothing should be left, all that is left is off.
    let is_close = |(got, right): &(f64, f64)| {
        let size = if *right == 0.0 { largest } else { right.abs() };
        (got - right).abs() <= 0.01 * size
    };
    Some(match () {
        () if wrong.iter().all(is_narrow) => {
            "right to about six digits, which is what an `f32` holds. Compute in `f64` from the \
             beginning."
        }
        () if wrong.iter().all(is_close) => {
            "off by less than a hundredth. Is something rounded on the way, or is a small part \
             left out?"
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
        () if wrong.len() > 2 && is(first / right) => {
            "the right ones times one and the same number. Which factor is missing, or too much?"
        }
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::what_is_off;

    #[test]
    fn what_is_off_in_all_is_named() {
        let all = |of: fn(f64) -> f64| {
            let pairs = [1.25, -2.5, 1e-3].map(|right| (of(right), right));
            what_is_off(&pairs).unwrap_or("nothing")
        };
        assert!(all(|x| f64::from(x as f32) * (1.0 + 1e-7)).contains("`f32`"));
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
        assert_eq!(what_is_off(&[(-1.0, 1.0), (3.0, 1.0)]), None);
        for wrong in [0.0, f64::NAN, f64::INFINITY] {
            assert_eq!(what_is_off(&[(wrong, 1.0)]), None, "{wrong}");
        }
        assert_eq!(what_is_off(&[]), None);
        // Rounding leaves something where nothing should be left.
        let near = |left| what_is_off(&[(1.0 + left, 1.0), (left, 0.0)]);
        assert!(near(1e-7).is_some_and(|off| off.contains("`f32`")));
        assert!(near(1e-3).is_some_and(|off| off.contains("a hundredth")));
        assert_eq!(near(0.1), None);
        assert_eq!(what_is_off(&[(1e-9, 0.0), (2e-9, 0.0), (3e-9, 0.0)]), None);
    }
}
