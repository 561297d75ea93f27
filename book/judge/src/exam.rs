//! What is asked of an attempt, and what it answers.

use std::fmt::{Debug, Display};

use ndarray::{ArrayBase, ArrayViewD, Data, Dimension};

use crate::near::{SWAPPED, Wrong, what_is_off};
use crate::panics::{Stopped, catch};

/// An exam: it notes what came out of an attempt, and what was wrong with it.
#[derive(Debug, Default)]
pub struct Exam {
    /// All numbers that came out, in order.
    numbers: Vec<f64>,
    /// All else that came out, in order.
    texts: Vec<String>,
    /// What was wrong, in order.
    pub(crate) failures: Vec<String>,
    /// The numbers that were wrong.
    wrong: Vec<Wrong>,
    /// The largest size of all right numbers.
    largest: f64,
    /// Of the matrices that were wrong, whether each is the right one with its rows and
    /// columns swapped.
    are_swapped: Vec<bool>,
    /// Whether something else was wrong.
    is_otherwise_wrong: bool,
    /// What a run showed, for the reader to see whatever comes out.
    pub(crate) notes: Vec<String>,
    /// What stopped the attempt before the exam was over.
    pub(crate) stopped: Option<Stopped>,
}

impl Exam {
    pub(crate) fn take<F>(attempt: F, examine: impl Fn(F, &mut Self)) -> Self {
        let mut exam = Self::default();
        exam.stopped = catch(|| examine(attempt, &mut exam)).err();
        exam
    }

    /// What is off, if all that is wrong is nearly right.
    pub(crate) fn near(&self) -> Option<String> {
        if self.stopped.is_some() {
            return None;
        }
        // What else is wrong then may follow from that.
        if !self.are_swapped.is_empty() && self.are_swapped.iter().all(|is| *is) {
            return Some(SWAPPED.to_owned());
        }
        if self.is_otherwise_wrong {
            return None;
        }
        let which =
            if self.wrong.len() == 1 { "it is" } else { "all that are wrong are" };
        what_is_off(&self.wrong, self.largest).map(|off| format!("{which} {off}"))
    }

    pub(crate) fn is_passed(&self) -> bool {
        self.stopped.is_none() && self.failures.is_empty()
    }

    /// Why the attempt stopped. What stands before the error of an `unwrap` or an `expect`
    /// is the choice of whoever wrote it, and is left out.
    fn why_stopped(&self) -> Option<&str> {
        let message = self.stopped.as_ref()?.message.as_str();
        Some(message.split_once(": ").map_or(message, |(_, error)| error))
    }

    /// Whether the same came out, up to rounding.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let is_near = |(one, other): (&f64, &f64)| {
            one.to_bits() == other.to_bits()
                // Which of infinity and NaN a fault leaves depends on how it is written.
                || (!one.is_finite() && !other.is_finite())
                || (one.is_finite()
                    && (one - other).abs() <= 1e-9 * (1.0 + one.abs()))
        };
        self.numbers.len() == other.numbers.len()
            && self.texts == other.texts
            && self.why_stopped() == other.why_stopped()
            && self.numbers.iter().zip(&other.numbers).all(is_near)
    }

    /// Asks for a number: `got` must be within `within` of `expected`. `what` says what
    /// was computed, such as `the weighted sum of [1, 2]`.
    pub fn number(
        &mut self,
        what: impl Display,
        got: f64,
        expected: f64,
        within: f64,
    ) {
        self.numbers.push(got);
        self.largest = self.largest.max(largest([&expected]));
        if !is_within(got, expected, within) {
            self.wrong.push(Wrong {
                got,
                right: expected,
                largest: expected.abs(),
                within,
            });
            let (got, expected) = told_apart(got, expected);
            self.failures
                .push(format!("{what} should be {expected}, and yours is {got}"));
        }
    }

    /// Asks for an array of any shape, each number of it within `within`.
    pub fn array<S, T, D, E>(
        &mut self,
        what: impl Display,
        got: &ArrayBase<S, D>,
        expected: &ArrayBase<T, E>,
        within: f64,
    ) where
        S: Data<Elem = f64>,
        T: Data<Elem = f64>,
        D: Dimension,
        E: Dimension,
    {
        let (got, expected) = (got.view().into_dyn(), expected.view().into_dyn());
        self.texts.push(format!("{:?}", got.shape()));
        self.numbers.extend(got.iter());
        let largest = largest(&expected);
        self.largest = self.largest.max(largest);
        if let Some(failure) = difference(&got, &expected, within) {
            self.is_otherwise_wrong |= got.shape() != expected.shape();
            if got.ndim() == 2 && expected.ndim() == 2 {
                let turned = difference(&got.t(), &expected, within);
                self.are_swapped.push(turned.is_none());
            }
            let pairs = got.iter().zip(&expected);
            let wrong =
                pairs.filter(|(got, right)| !is_within(**got, **right, within));
            let wrong =
                wrong.map(|(&got, &right)| Wrong { got, right, largest, within });
            self.wrong.extend(wrong);
            let what = what.to_string();
            // A clause that ends with a comma goes on without it before a colon.
            let is_colon = failure.starts_with(':');
            let what = if is_colon { what.trim_end_matches(',') } else { &what };
            self.failures.push(format!("{what}{failure}"));
        }
    }

    /// Asks for something that is no number, and equal to what is expected.
    pub fn equal<T: PartialEq + Debug>(
        &mut self,
        what: impl Display,
        got: &T,
        expected: &T,
    ) {
        self.texts.push(format!("{got:?}"));
        if got != expected {
            self.is_otherwise_wrong = true;
            self.failures.push(format!(
                "{what} should be {expected:?}, and yours is {got:?}"
            ));
        }
    }

    /// Asks that something holds of what came out. `what` says it as a rule, such as
    /// `the probabilities must add up to 1`.
    pub fn holds(&mut self, what: impl Display, holds: bool) {
        self.texts.push(holds.to_string());
        if !holds {
            self.is_otherwise_wrong = true;
            self.failures.push(what.to_string());
        }
    }

    /// Lets the reader see what a run showed.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

/// The largest size of numbers that have one.
fn largest<'n>(numbers: impl IntoIterator<Item = &'n f64>) -> f64 {
    let sizes = numbers.into_iter().map(|number| number.abs());
    sizes.filter(|size| size.is_finite()).fold(0.0, f64::max)
}

fn is_within(got: f64, expected: f64, within: f64) -> bool {
    got == expected || (got - expected).abs() <= within
}

/// Two numbers with few digits, and more if they would look the same.
fn told_apart(got: f64, expected: f64) -> (String, String) {
    let pair = |digits| (shown(got, digits), shown(expected, digits));
    first_apart([4, 8, 12, 17].map(pair))
}

/// The first pair of two different texts, or else the last.
fn first_apart(pairs: [(String, String); 4]) -> (String, String) {
    let [.., last] = &pairs;
    let apart = pairs.iter().find(|(one, other)| one != other);
    apart.unwrap_or(last).clone()
}

fn shown(number: f64, digits: usize) -> String {
    let size = number.abs();
    if !number.is_finite() || number == number.trunc() && size < 1e6 {
        return number.to_string();
    }
    if (1e-3..1e6).contains(&size) {
        let text = format!("{number:.digits$}");
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    format!("{number:.digits$e}")
}

/// What is wrong with an array, if anything.
fn difference(
    got: &ArrayViewD<f64>,
    expected: &ArrayViewD<f64>,
    within: f64,
) -> Option<String> {
    if got.shape() != expected.shape() {
        return Some(format!(
            " should have the shape {}, and yours has {}",
            shape(expected.shape()),
            shape(got.shape())
        ));
    }
    let wrong =
        |(got, expected): &(&f64, &f64)| !is_within(**got, **expected, within);
    let count = got.iter().zip(expected).filter(wrong).count();
    let mut places = got.indexed_iter().zip(expected);
    let ((index, got_there), expected_there) =
        places.find(|((_, got), expected)| wrong(&(got, expected)))?;
    let few = got.ndim() == 1 && got.len() <= 6;
    if few {
        let rows = |digits| (row(got, digits), row(expected, digits));
        let (got, expected) = first_apart([4, 8, 12, 17].map(rows));
        return Some(format!(" should be {expected}, and yours is {got}"));
    }
    let place: Vec<_> = index.slice().iter().map(ToString::to_string).collect();
    let (got_there, expected_there) = told_apart(*got_there, *expected_there);
    let are_wrong = match (count, got.len()) {
        (1, 1) => "its only number is wrong".to_owned(),
        (1, all) => format!("1 of {all} numbers is wrong"),
        (count, all) => format!("{count} of {all} numbers are wrong"),
    };
    Some(format!(
        ": {are_wrong}. At [{}] it should be {expected_there}, and yours is {got_there}",
        place.join(", ")
    ))
}

fn row(numbers: &ArrayViewD<f64>, digits: usize) -> String {
    let numbers: Vec<_> =
        numbers.iter().map(|number| shown(*number, digits)).collect();
    format!("[{}]", numbers.join(", "))
}

fn shape(shape: &[usize]) -> String {
    let sizes: Vec<_> = shape.iter().map(ToString::to_string).collect();
    format!("({})", sizes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array};

    fn failure(ask: impl Fn(&mut Exam)) -> String {
        let exam = Exam::take((), |(), exam| ask(exam));
        exam.failures.first().cloned().unwrap_or_default()
    }

    #[test]
    fn a_failure_says_what_should_be_and_what_is() {
        assert_eq!(
            failure(|exam| exam.number("the sum", 1.5, 2.0, 0.1)),
            "the sum should be 2, and yours is 1.5"
        );
        assert_eq!(
            failure(|exam| exam.number("the sum", f64::NAN, 2.0, 0.1)),
            "the sum should be 2, and yours is NaN"
        );
        assert_eq!(
            failure(|exam| exam.number("it", 1.000_001, 1.000_002, 1e-9)),
            "it should be 1.000002, and yours is 1.000001"
        );
        let got = array![1.0, 2.0];
        assert_eq!(
            failure(|exam| exam.array("it", &got, &array![1.0, 3.0], 1e-9)),
            "it should be [1, 3], and yours is [1, 2]"
        );
        assert_eq!(
            failure(|exam| exam.array("it", &got, &array![1.0, 2.000_01], 1e-9)),
            "it should be [1, 2.00001], and yours is [1, 2]"
        );
        assert_eq!(
            failure(|exam| exam.array("it", &got, &array![[1.0, 2.0]], 1e-9)),
            "it should have the shape (1, 2), and yours has (2)"
        );
        let got = array![[1.0, 2.0], [3.0, 4.0]];
        assert_eq!(
            failure(|exam| exam.array(
                "it",
                &got,
                &array![[1.0, 2.0], [0.0, 0.0]],
                1e-9
            )),
            "it: 2 of 4 numbers are wrong. At [1, 0] it should be 0, and yours is 3"
        );
        assert_eq!(
            failure(|exam| exam.array("it", &array![[1.0]], &array![[2.0]], 0.0)),
            "it: its only number is wrong. At [0, 0] it should be 2, and yours is 1"
        );
        assert_eq!(
            failure(|exam| exam.array(
                "it",
                &got,
                &array![[1.0, 2.0], [3.0, 5.0]],
                0.0
            )),
            "it: 1 of 4 numbers is wrong. At [1, 1] it should be 5, and yours is 4"
        );
        assert!(
            failure(|exam| exam.array("it, then,", &got, &(2.0 * &got), 1e-9))
                .starts_with("it, then: 4 of 4")
        );
        assert_eq!(
            failure(|exam| exam.number("it", f64::INFINITY, f64::INFINITY, 0.0)),
            ""
        );
        assert_eq!(failure(|exam| exam.array("it", &got, &got, 0.0)), "");
        assert_eq!(failure(|exam| exam.holds("it must", false)), "it must");
        assert_eq!(
            failure(|exam| exam.equal("it", &Some(1), &None)),
            "it should be None, and yours is Some(1)"
        );
    }

    #[test]
    fn exams_are_alike_up_to_rounding_only() {
        let exam = |number: f64| {
            Exam::take(number, |number, exam| {
                exam.array(
                    "it",
                    &Array1::from_elem(2, number),
                    &array![0.0, 0.0],
                    0.1,
                );
            })
        };
        assert!(exam(1.0).is_like(&exam(1.0 + 1e-12)));
        assert!(!exam(1.0).is_like(&exam(1.001)));
        assert!(exam(f64::NAN).is_like(&exam(f64::NAN)));
        assert!(!exam(f64::NAN).is_like(&exam(1.0)));
        assert!(exam(f64::INFINITY).is_like(&exam(f64::INFINITY)));
        assert!(exam(f64::NEG_INFINITY).is_like(&exam(f64::NAN)));
        assert!(!exam(f64::INFINITY).is_like(&exam(1.0)));
        assert!(!exam(1.0).is_like(&exam(f64::INFINITY)));
    }

    #[test]
    fn what_stopped_for_another_reason_is_not_alike() {
        let stopped = |why: &str| Exam::take(why, |why, _| panic!("{why}"));
        assert!(stopped("shapes").is_like(&stopped("shapes")));
        assert!(!stopped("shapes").is_like(&stopped("index")));
        assert!(!stopped("shapes").is_like(&Exam::take((), |(), _| ())));
        // The same error, in the words of an `expect` and of an `unwrap`.
        let unwrapped =
            "called `Result::unwrap()` on an `Err` value: Empty { row: 0 }";
        assert!(stopped("some row: Empty { row: 0 }").is_like(&stopped(unwrapped)));
        assert!(
            !stopped("some row: Empty { row: 1 }").is_like(&stopped(unwrapped))
        );
    }

    #[test]
    fn nothing_is_near_beside_infinity() {
        let exam = Exam::take((), |(), exam| {
            let right = array![2.0, f64::NEG_INFINITY];
            exam.array("it", &array![3.0, f64::NEG_INFINITY], &right, 1e-9);
        });
        assert_eq!(exam.near(), None);
    }

    #[test]
    fn rows_and_columns_that_are_swapped_are_named() {
        let near = |ask: &dyn Fn(&mut Exam)| {
            let near = Exam::take((), |(), exam| ask(exam)).near();
            near.unwrap_or_else(|| "nothing".into())
        };
        let oblong = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
        let square = array![[1.0, 2.0], [3.0, 4.0]];
        for right in [&oblong, &square] {
            let ask = |exam: &mut Exam| exam.array("it", &right.t(), right, 1e-9);
            assert!(near(&ask).contains("are swapped"));
            // What follows from it may be wrong as well, and another matrix may not.
            let ask_more = |exam: &mut Exam| {
                ask(exam);
                exam.array("its sums", &array![1.0], &array![2.0], 1e-9);
                exam.number("its first sum", 1.0, 2.0, 1e-9);
                exam.holds("it must hold", false);
            };
            assert!(near(&ask_more).contains("are swapped"));
            let ask_for_two = |exam: &mut Exam| {
                ask(exam);
                exam.array("the other", &(right + 1.0), right, 1e-9);
            };
            assert_eq!(near(&ask_for_two), "nothing");
        }
        // Only those that are wrong count.
        let ask = |exam: &mut Exam| {
            exam.array("it", &square, &square, 1e-9);
            exam.array("a number", &array![[1.0]], &array![[2.0]], 1e-9);
        };
        assert_eq!(near(&ask), "nothing");
    }

    #[test]
    fn what_stops_an_attempt_is_caught_with_its_place() {
        let exam = Exam::take((), |(), exam| {
            exam.holds("before", true);
            let numbers = Vec::<f64>::new();
            exam.number("never", numbers[0], 0.0, 0.0);
        });
        let stopped = exam.stopped.expect("an index out of bounds");
        assert!(stopped.message.contains("out of bounds"), "{stopped:?}");
        assert!(stopped.place.contains("exam.rs, line "), "{stopped:?}");
    }
}
