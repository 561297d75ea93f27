//! Wrong numbers that are nearly right, and what is off.

use std::f64::consts::{LN_2, LN_10, PI};

/// What is off in an answer that is not within `within` of the right number, if that can be
/// told from the two. It gives no digit away. Whether per cent are asked for, the question
/// says.
pub(crate) fn what_is_off(
    answer: f64,
    right: f64,
    within: f64,
    is_in_per_cent: bool,
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
    // Nobody rounds what is counted, and it is no share of anything.
    let is_count = right.fract() == 0.0 && within < 1.0;
    let is_share = |number: f64| (0.0..=1.0).contains(&number);
    Some(match () {
        () if right.abs() >= 1000.0 && is(0.001) => {
            "it is a thousandth of the number. A point stands before decimals here: write \
             thousands without one."
        }
        () if is_count => match () {
            () if is(-1.0) => "the size is right, and the sign is not.",
            () if (answer * right - 1.0).abs() <= 1e-3 => {
                "that is one over the number."
            }
            () => return None,
        },
        () if off <= 0.01 => {
            "less than a hundredth is missing or too much. Keep all digits on the way, round only \
             at the end, and give one digit more."
        }
        () if is(-1.0) => "the size is right, and the sign is not.",
        () if is(100.0) && is_share(right) => {
            "it is a hundred times the number: a share is asked for, not per cent."
        }
        () if is(0.01) && is_share(answer) && is_in_per_cent => {
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
        assert_says_of(answer, right, false, part);
    }

    #[track_caller]
    fn assert_says_of(
        answer: f64,
        right: f64,
        in_per_cent: bool,
        part: Option<&str>,
    ) {
        let says = what_is_off(answer, right, 0.005, in_per_cent);
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
        assert_says(21.97, 0.2197, Some("share"));
        assert_says(219.7, right, None);
        assert_says(0.02197, right, None);
        assert_says_of(0.375, 37.5, true, Some("per cent are asked for"));
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
    fn a_count_is_neither_rounded_nor_a_share() {
        for answer in [57600.0, 5.76, 576.09, 575.0, 580.0, 0.576, 250.2, 831.0] {
            assert_says(answer, 576.0, None);
        }
        assert_says(100.0, 1.0, None);
        assert_says(-576.0, 576.0, Some("sign"));
        assert_says(2.4, 2400.0, Some("thousandth"));
        assert_says(2.5, 2400.0, None);
        assert_says(0.125, 0.25, None);
    }

    #[test]
    fn no_digit_of_what_is_right_is_told() {
        for answer in [2.19, -2.197, 219.7, 0.954, 0.455] {
            let says = what_is_off(answer, libm::log(9.0), 0.005, false);
            let Some(says) = says else { continue };
            assert!(!says.contains("2.1") && !says.contains('9'), "{says}");
        }
    }
}
