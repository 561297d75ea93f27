//! Numbers as text, and back to the same bits.

use judge::{Draw, Mistake, Verdict, judge};
use neurons::standard_normal;

/// What the reader mends: numbers as a line of text, with spaces between them.
pub type Attempt = fn(&[f64]) -> String;

/// Wrong repairs, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "more-decimals",
        says: MORE_DECIMALS,
        attempt: |numbers| joined(numbers, |number| format!("{number:.17}")),
    },
    Mistake {
        name: "more-decimals",
        says: MORE_DECIMALS,
        attempt: |numbers| joined(numbers, |number| format!("{number:.20}")),
    },
    Mistake {
        name: "too-few-digits",
        says: TOO_FEW,
        attempt: |numbers| joined(numbers, |number| format!("{number:.15e}")),
    },
    Mistake {
        name: "too-few-digits",
        says: TOO_FEW,
        attempt: |numbers| joined(numbers, |number| format!("{number:.6e}")),
    },
    Mistake {
        name: "single-precision",
        says: "You write the shortest text of an f32. It brings back the same f32, which has \
               about half the digits of the f64 that you were given.",
        attempt: |numbers| joined(numbers, |number| format!("{}", number as f32)),
    },
];

const MORE_DECIMALS: &str = "You have added places behind the point. That helps numbers \
                             near 1; a number that is small enough still becomes a row of \
                             zeros. Count digits from the first that is not zero.";
const TOO_FEW: &str = "You count digits from the first that is not zero, which is the right way \
                       to count, and stop too early: some neighbouring numbers get the same \
                       text.";

fn joined(numbers: &[f64], word: impl Fn(f64) -> String) -> String {
    let words: Vec<_> = numbers.iter().map(|&number| word(number)).collect();
    words.join(" ")
}

/// The numbers of a line, as far as they can be read.
fn read(line: &str) -> Vec<f64> {
    line.split(' ').flat_map(str::parse).collect()
}

/// Judges an attempt: one number to check by hand, then small, large and drawn ones, each
/// of which must come back.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let mut draw = Draw::new(1);
        let mut numbers = vec![0.5, -2.0, 0.1 + 0.2, 1.0 / 3.0, -1e-9 / 3.0];
        numbers.extend([
            1e12 / 7.0,
            2e-300 / 3.0,
            f64::MIN_POSITIVE,
            f64::MAX,
            f64::from_bits(1),
            0.0,
        ]);
        let mut size = 1.0;
        for _ in 0..15 {
            numbers.push(size * standard_normal(draw.generator()));
            size /= 10.0;
        }
        for &number in &numbers {
            let text = attempt(&[number]);
            // What cannot be read is no number, and equal to none.
            let read = text.trim().parse().unwrap_or(f64::NAN);
            let what = format!(
                "{number:?}, which your line writes as `{text}`, read again"
            );
            exam.equal(what, &read, &number);
        }
        let line = attempt(&[0.5, -2.0]);
        exam.holds(
            format!(
                "0.5 and -2 must be two numbers with a space between: yours is `{line}`"
            ),
            read(&line) == [0.5, -2.0],
        );
        exam.holds(
            format!(
                "your line must give back all its {} numbers in order",
                numbers.len()
            ),
            read(&attempt(&numbers)) == numbers,
        );
    })
}
