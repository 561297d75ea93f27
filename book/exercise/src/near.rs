//! Wrong numbers that are nearly right, and what is off.

use std::f64::consts::{LN_2, LN_10, PI};

/// What is off in an answer that is not within `within` of the right number, if that can be
/// told from the two. It gives no digit away.
pub(crate) fn what_is_off(
    answer: f64,
    right: f64,
    within: f64,
) -> Option<&'static str> {
    if answer == 0.0 || right == 0.0 {
        return None;
    }
    // One that is so much of the right one.
    let is = |factor: f64| {
        let off = (answer / factor - right).abs();
        off <= within.min(0.02 * right.abs())
    };
    let off = (answer - right).abs() / right.abs();
    Some(match () {
        () if off <= 0.01 => {
            "less than a hundredth is missing or too much. Keep all digits on the way, round only \
             at the end, and give one digit more."
        }
        () if is(-1.0) => "the size is right, and the sign is not.",
        () if is(100.0) => {
            "it is a hundred times the number: a share is asked for, not per cent."
        }
        () if is(0.01) => {
            "it is a hundredth of the number: per cent are asked for, not a share."
        }
        () if is(1.0 / LN_10) => {
            "that is what the logarithm to base 10 gives. In this book it is the natural one, ln."
        }
        () if is(1.0 / LN_2) => {
            "that is what the logarithm to base 2 gives. In this book it is the natural one, ln."
        }
        () if is(180.0 / PI) => "that is in degrees, and radians are asked for.",
        () if is(PI / 180.0) => "that is in radians, and degrees are asked for.",
        () if (answer * right - 1.0).abs() <= 1e-3 => {
            "that is one over the number."
        }
        () if off <= 0.05 => {
            "it is within a twentieth. Look where you have rounded on the way."
        }
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::what_is_off;

    #[track_caller]
    fn assert_says(answer: f64, right: f64, part: Option<&str>) {
        let says = what_is_off(answer, right, 0.005);
        match part {
            Some(part) => assert!(
                says.is_some_and(|s| s.contains(part)),
                "{answer}: {says:?}"
            ),
            None => assert_eq!(says, None, "{answer}"),
        }
    }

    #[test]
    fn what_is_off_is_named() {
        let right = libm::log(9.0);
        assert_says(2.19, right, Some("one digit more"));
        assert_says(2.2, 2.1, Some("within a twentieth"));
        assert_says(-2.197, right, Some("sign"));
        assert_says(219.7, right, Some("share"));
        assert_says(0.02197, right, Some("per cent"));
        assert_says(0.954, right, Some("base 10"));
        assert_says(3.1699, right, Some("base 2"));
        assert_says(right.to_degrees(), right, Some("degrees"));
        assert_says(right.to_radians(), right, Some("radians"));
        assert_says(1.0 / right, right, Some("one over"));
        assert_says(7.0, right, None);
        assert_says(0.0, right, None);
        assert_says(1.0, 0.0, None);
    }

    #[test]
    fn no_digit_of_what_is_right_is_told() {
        for answer in [2.19, -2.197, 219.7, 0.954, 0.455] {
            let says = what_is_off(answer, libm::log(9.0), 0.005).expect("near");
            assert!(!says.contains("2.1") && !says.contains('9'), "{says}");
        }
    }
}
