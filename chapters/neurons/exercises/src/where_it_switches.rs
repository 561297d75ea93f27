//! The bias that makes a neuron switch at a given input.

use judge::{Draw, Mistake, Verdict, judge};

/// What the reader writes: the bias, by the weight and the input at which to switch.
pub type Attempt = fn(f64, f64) -> f64;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "weight-left-out",
        says: "You take away the input as it is. What reaches the sum is the input times its \
               weight, so the bias must take away that. With a weight of 1 nobody sees it.",
        attempt: |_, at| -at,
    },
    Mistake {
        name: "to-the-other-side",
        says: "Your neuron switches as far on the other side of 0. The bias has to cancel \
               what the weight makes of the input: which sign has it then?",
        attempt: |weight, at| weight * at,
    },
    Mistake {
        name: "divided-for-multiplied",
        says: "You divide by the weight. The formula of the page does, to find the *input* \
               from the bias. Solve it for the bias.",
        attempt: |weight, at| -at / weight,
    },
];

/// Judges an attempt: a neuron to check by hand, then many, by their sum at the switch.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.number(
            "the bias for the weight 2 and a switch at the input 3",
            attempt(2.0, 3.0),
            -6.0,
            1e-12,
        );
        let mut draw = Draw::new(2);
        for _ in 0..20 {
            let size = draw.number(0.2, 4.0);
            let weight = [size, -size][draw.count(0, 1)];
            let at = draw.number(-3.0, 3.0);
            exam.number(
                format!(
                    "with the weight {weight:.2} and your bias, the weighted sum at {at:.2}"
                ),
                weight * at + attempt(weight, at),
                0.0,
                1e-10,
            );
        }
    })
}
