//! Numbers as text, and back to the same bits.

use std::fmt::{self, Debug, Formatter};

use judge::{Draw, Mistake, Verdict, judge};
use neurons::standard_normal;

/// What the reader mends: numbers as a line of text, with spaces between them.
pub type Attempt = fn(&[f64]) -> String;

/// Wrong repairs, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    more_decimals(places::<7>),
    more_decimals(places::<8>),
    more_decimals(places::<9>),
    more_decimals(places::<10>),
    more_decimals(places::<11>),
    more_decimals(places::<12>),
    more_decimals(places::<13>),
    more_decimals(places::<14>),
    more_decimals(places::<15>),
    more_decimals(places::<16>),
    more_decimals(places::<17>),
    more_decimals(places::<18>),
    more_decimals(places::<19>),
    more_decimals(places::<20>),
    more_decimals(places::<24>),
    more_decimals(places::<25>),
    more_decimals(places::<30>),
    more_decimals(places::<32>),
    more_decimals(places::<40>),
    more_decimals(places::<50>),
    more_decimals(places::<64>),
    more_decimals(places::<100>),
    more_decimals(places::<200>),
    more_decimals(places::<300>),
    too_few_digits(exponent::<15>),
    too_few_digits(exponent::<14>),
    too_few_digits(exponent::<12>),
    too_few_digits(exponent::<10>),
    too_few_digits(exponent::<9>),
    too_few_digits(exponent::<8>),
    too_few_digits(exponent::<7>),
    too_few_digits(exponent::<6>),
    Mistake {
        name: "single-precision",
        says: "You write the shortest text of an f32. It brings back the same f32, which has \
               about half the digits of the f64 that you were given.",
        attempt: |numbers| joined(numbers, |number| format!("{}", number as f32)),
    },
];

const fn more_decimals(attempt: Attempt) -> Mistake<Attempt> {
    let says = "You have added places behind the point. That helps numbers near 1; a number that \
                is small enough still becomes a row of zeros. Count digits from the first that is \
                not zero.";
    Mistake { name: "more-decimals", says, attempt }
}

const fn too_few_digits(attempt: Attempt) -> Mistake<Attempt> {
    let says = "You count digits from the first that is not zero, which is the right way to count, \
                and stop too early: some neighbouring numbers get the same text.";
    Mistake { name: "too-few-digits", says, attempt }
}

/// So many places behind the point.
fn places<const COUNT: usize>(numbers: &[f64]) -> String {
    joined(numbers, |number| format!("{number:.COUNT$}"))
}

/// A digit, so many places behind the point, and a power of ten.
fn exponent<const COUNT: usize>(numbers: &[f64]) -> String {
    joined(numbers, |number| format!("{number:.COUNT$e}"))
}

fn joined(numbers: &[f64], word: impl Fn(f64) -> String) -> String {
    let words: Vec<_> = numbers.iter().map(|&number| word(number)).collect();
    words.join(" ")
}

/// A number that is equal to no other, not even 0 to -0, since each has bits of its own.
struct Exact(f64);

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Debug for Exact {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The words of a line as numbers. What cannot be read is no number, and equal to none that
/// is asked for.
fn read(line: &str) -> Vec<Exact> {
    let number = |word: &str| Exact(word.parse().unwrap_or(f64::NAN));
    line.split(' ').map(number).collect()
}

fn exact(numbers: &[f64]) -> Vec<Exact> {
    numbers.iter().copied().map(Exact).collect()
}

/// Judges an attempt: one number to check by hand, then small, large and drawn ones and both
/// zeros, each of which must come back, and no number at all.
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
            -0.0,
        ]);
        let mut size = 1.0;
        for _ in 0..15 {
            numbers.push(size * standard_normal(draw.generator()));
            size /= 10.0;
        }
        for &number in &numbers {
            let text = attempt(&[number]);
            let read = Exact(text.trim().parse().unwrap_or(f64::NAN));
            let what = format!(
                "{number:?}, which your line writes as `{text}`, read again"
            );
            exam.equal(what, &read, &Exact(number));
        }
        let line = attempt(&[0.5, -2.0]);
        exam.holds(
            format!(
                "0.5 and -2 must be two numbers with one space between, and none before or \
                 behind: yours is `{line}`"
            ),
            read(&line) == exact(&[0.5, -2.0]),
        );
        exam.holds(
            format!(
                "your line must give back all its {} numbers in order",
                numbers.len()
            ),
            read(&attempt(&numbers)) == exact(&numbers),
        );
        exam.equal("the line of no numbers", &attempt(&[]), &String::new());
    })
}
