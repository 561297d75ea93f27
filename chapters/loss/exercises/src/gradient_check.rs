//! A judge of gradients, and the nudge that suits it.

use std::fmt::Write as _;

use judge::{Draw, Exam, Mistake, Verdict, judge};
use loss::landscape::{quartic, quartic_slope};

/// A cost of one number, or its slope.
pub type Curve = fn(f64) -> f64;

/// What the reader writes and finds out.
#[derive(Clone, Copy)]
pub struct Findings {
    /// Measures the slope of a cost at a place, by a nudge up and one down.
    pub nudge: fn(Curve, f64, f64) -> f64,
    /// Which of the three claims is wrong: 1, 2 or 3.
    pub wrong_claim: usize,
    /// The best nudge for the cost w⁴ at w = 1000, a power of ten.
    pub best_nudge: f64,
}

/// What the reader's file gives to the check.
pub type Attempt = fn() -> Findings;

/// A cost, and what somebody says that its slope is.
struct Claim {
    formula: &'static str,
    cost: Curve,
    claimed: Curve,
}

/// The three claims. The second has lost a square: it is right at 0, and nearly so nearby.
const CLAIMS: [Claim; 3] = [
    Claim {
        formula: "C = (2w − 3)⁴,      slope 8 (2w − 3)³",
        cost: |w| quartic(2.0 * w - 3.0),
        claimed: |w| 2.0 * quartic_slope(2.0 * w - 3.0),
    },
    Claim {
        formula: "C = 1 / (1 + w²),   slope −2w / (1 + w²)",
        cost: |w| 1.0 / (1.0 + w * w),
        claimed: |w| -2.0 * w / (1.0 + w * w),
    },
    Claim {
        formula: "C = (w² − w)²,      slope 2 (w² − w) (2w − 1)",
        cost: |w| (w * w - w) * (w * w - w),
        claimed: |w| 2.0 * (w * w - w) * (2.0 * w - 1.0),
    },
];
/// The one that is wrong, counted from 1.
const WRONG: usize = 2;
/// Where the claims are looked at.
const PLACES: [f64; 4] = [0.0, 0.1, 0.5, 2.0];
/// The nudge there.
const STEP: f64 = 1e-5;
/// Where the best nudge is asked for.
const FAR: f64 = 1000.0;
/// The best nudge there.
const BEST: f64 = 1e-3;
/// A nudge is good if it errs by no more than so many times the least error.
const GOOD: f64 = 20.0;

/// Up and down.
fn central(cost: Curve, at: f64, by: f64) -> f64 {
    (cost(at + by) - cost(at - by)) / (2.0 * by)
}

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "one-side",
        says: "You nudge up only, and compare with the place itself. The bend of the cost then \
               stays in your answer in proportion to the nudge. Nudge down as well.",
        attempt: || with(|cost, at, by| (cost(at + by) - cost(at)) / by),
    },
    Mistake {
        name: "one-side",
        says: "You nudge down only, and compare with the place itself. The bend of the cost then \
               stays in your answer in proportion to the nudge. Nudge up as well.",
        attempt: || with(|cost, at, by| (cost(at) - cost(at - by)) / by),
    },
    Mistake {
        name: "divided-by-one-nudge",
        says: "Your slopes are twice what they should be. From the lower place to the upper \
               one the way is two nudges long.",
        attempt: || with(|cost, at, by| 2.0 * central(cost, at, by)),
    },
    Mistake {
        name: "undivided",
        says: "You have the difference of two costs. A slope is that difference for each unit \
               of the way between them.",
        attempt: || with(|cost, at, by| 2.0 * by * central(cost, at, by)),
    },
    Mistake {
        name: "upside-down",
        says: "Your slopes have the wrong sign: where a cost rises, they are negative. Take \
               the upper place first.",
        attempt: || with(|cost, at, by| -central(cost, at, by)),
    },
    Mistake {
        name: "claim-1",
        says: "The claim that you name has large slopes, and what you measure agrees with all \
               of them but for rounding. Compare an error with the size of the slope.",
        attempt: || Findings { wrong_claim: 1, ..findings() },
    },
    Mistake {
        name: "claim-3",
        says: "The claim that you name agrees with what you measure in all places of the \
               table, but for rounding. A claim is wrong if it fails in one place.",
        attempt: || Findings { wrong_claim: 3, ..findings() },
    },
    Mistake {
        name: "too-small",
        says: "With so small a nudge the two costs differ in their last digits or not \
               at all. At w = 1000 the cost is a million million times what it is at 1, and so \
               is its rounding, which you divide by the nudge. What was good at 1 is too small \
               here.",
        attempt: || Findings { best_nudge: 1e-5, ..findings() },
    },
    Mistake {
        name: "too-large",
        says: "With so large a nudge you measure the bend of the cost along with its slope. \
               Read the table from above: the error still falls.",
        attempt: || Findings { best_nudge: 1e-1, ..findings() },
    },
];

/// What should be found.
fn findings() -> Findings {
    Findings { nudge: central, wrong_claim: WRONG, best_nudge: BEST }
}

fn with(nudge: fn(Curve, f64, f64) -> f64) -> Findings {
    Findings { nudge, ..findings() }
}

/// The error of nudges at [`FAR`], on average over places nearby, so that no luck with a
/// last digit counts.
fn error(nudge: fn(Curve, f64, f64) -> f64, by: f64) -> f64 {
    let places = || (0..9).map(|place| FAR + f64::from(place) / 7.0);
    let errors =
        places().map(|at| (nudge(quartic, at, by) - quartic_slope(at)).abs());
    errors.sum::<f64>() / 9.0
}

/// All powers of ten that are asked about.
const NUDGES: [f64; 12] =
    [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12];

/// Judges an attempt: slopes that a pencil finds, then what was found out.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let found = attempt();
        if !measures(exam, found.nudge) {
            return;
        }
        exam.note(table(found.nudge));
        exam.holds(
            "your `wrong_claim` must be 1, 2 or 3",
            (1..=CLAIMS.len()).contains(&found.wrong_claim),
        );
        for number in (1..=CLAIMS.len()).filter(|&number| number != WRONG) {
            exam.holds(
                format!(
                    "claim {number}, which you name, must not be named: it agrees in all places"
                ),
                found.wrong_claim != number,
            );
        }
        let by = found.best_nudge;
        exam.holds(
            "your `best_nudge` must be a power of ten from 1e-1 to 1e-12",
            NUDGES.contains(&by),
        );
        let least = NUDGES
            .map(|by| error(central, by))
            .into_iter()
            .fold(f64::MAX, f64::min);
        let is_bad = NUDGES.contains(&by) && error(central, by) > GOOD * least;
        exam.holds(
            format!(
                "the best nudge must be smaller than yours, {by:e}, which sees the bend"
            ),
            !(is_bad && by > BEST),
        );
        exam.holds(
            format!(
                "the best nudge must be larger than yours, {by:e}, which drowns in rounding"
            ),
            !(is_bad && by < BEST),
        );
        if NUDGES.contains(&by) && !is_bad && by != BEST {
            exam.note(format!(
                "Near w = {FAR} the nudge that errs least is {BEST:e}. Yours, {by:e}, is its \
                 neighbour and errs by less than {GOOD} times as much, so it counts as well."
            ));
        }
    })
}

/// Whether slopes are measured rightly, at nudges so large that a pencil can follow.
fn measures(exam: &mut Exam, nudge: fn(Curve, f64, f64) -> f64) -> bool {
    let mut is_right = true;
    let mut asks = |what: String, got: f64, expected: f64| {
        let within = 1e-9 * (1.0 + expected.abs());
        is_right &= (got - expected).abs() <= within;
        exam.number(what, got, expected, within);
    };
    asks(
        "the slope of w⁴ at 1, measured with the nudge 0.5,".to_owned(),
        nudge(quartic, 1.0, 0.5),
        5.0,
    );
    let mut draw = Draw::new(1);
    for _ in 0..8 {
        let (at, by) = (draw.number(-2.0, 2.0), draw.number(0.1, 0.6));
        for (number, claim) in CLAIMS.iter().enumerate() {
            asks(
                format!(
                    "the slope of cost {} at {at:.3}, measured with the nudge {by:.3},",
                    number + 1
                ),
                nudge(claim.cost, at, by),
                central(claim.cost, at, by),
            );
        }
    }
    is_right
}

/// What the reader's nudges show.
fn table(nudge: fn(Curve, f64, f64) -> f64) -> String {
    let mut table =
        format!("What your nudges of {STEP:.0e} measure, and what is claimed\n");
    for (number, claim) in CLAIMS.iter().enumerate() {
        let _ = writeln!(table, "claim {}: {}", number + 1, claim.formula);
        let _ = writeln!(table, "     w      measured       claimed");
        for at in PLACES {
            let shown = |slope: f64| if slope.abs() < 5e-7 { 0.0 } else { slope };
            let measured = shown(nudge(claim.cost, at, STEP));
            let claimed = shown((claim.claimed)(at));
            let _ = writeln!(table, "{at:6.1}{measured:14.6}{claimed:14.6}");
        }
    }
    let _ = writeln!(table, "\nHow far your nudges are off near w = {FAR}, C = w⁴");
    for by in NUDGES {
        let _ =
            writeln!(table, "{:<6}{:>9.0e}", format!("{by:.0e}"), error(nudge, by));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two claims hold wherever one looks, and one only at 0.
    #[test]
    fn one_claim_is_wrong() {
        for (index, Claim { cost, claimed, .. }) in CLAIMS.iter().enumerate() {
            let off = |at: f64| {
                (central(*cost, at, 1e-5) - claimed(at)).abs()
                    / (1.0 + claimed(at).abs())
            };
            assert!(off(0.0) < 1e-7);
            let is_wrong =
                [-1.5, -0.5, 0.1, 0.5, 2.0].into_iter().any(|at| off(at) > 1e-7);
            assert_eq!(is_wrong, index + 1 == WRONG, "claim {}", index + 1);
        }
    }

    /// A nudge that is good and not the best is told so.
    #[test]
    fn a_neighbour_of_the_best_nudge_counts_and_is_told_so() {
        const ATTEMPTS: [Attempt; 3] = [
            || Findings { best_nudge: 1e-2, ..findings() },
            || Findings { best_nudge: 1e-4, ..findings() },
            findings,
        ];
        let told = ATTEMPTS.map(|attempt| {
            let verdict = check(attempt);
            assert!(verdict.is_right(), "{verdict}");
            verdict.to_string().contains("errs least is 1e-3")
        });
        assert_eq!(told, [true, true, false]);
    }

    /// The nudges that pass, and by how far the others miss.
    #[test]
    fn the_best_nudge_is_where_bend_and_rounding_meet() {
        let errors = NUDGES.map(|by| error(central, by));
        let least = errors.into_iter().fold(f64::MAX, f64::min);
        let good: Vec<f64> = NUDGES
            .into_iter()
            .zip(errors)
            .filter(|(_, error)| *error <= GOOD * least)
            .map(|(by, _)| by)
            .collect();
        assert_eq!(good, [1e-2, 1e-3, 1e-4]);
        // About five and ten times as far off as the best.
        assert!((4.0..6.5).contains(&(errors[1] / least)), "{errors:?}");
        assert!((8.0..12.0).contains(&(errors[3] / least)), "{errors:?}");
        // The bend alone: 4 w h².
        assert!(
            (errors[0] - 4.0 * (FAR + 4.0 / 7.0) * 0.01).abs() < 0.1,
            "{}",
            errors[0]
        );
        assert!(
            errors[0] > 2.0 * GOOD * least && errors[4] > 2.0 * GOOD * least,
            "{errors:?}"
        );
    }
}
