//! Predictions that a reader makes in a web page, judged as if they stood in a file.

use std::any::Any;
use std::cell::RefCell;
use std::fmt::Debug;

use exercise::{NotANumber, short};

use crate::Verdict;

/// More letters than any choice has.
const LONGEST: usize = 40;

thread_local! {
    /// What is predicted while a check asks for it.
    static VALUE: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

/// What a reader predicts: a text for each thing that is asked for, in order. It is a number
/// in any way that people write it, or a choice: its name in code, or the same in words.
pub type Said = [String];

/// Judges what a reader predicts, or says what is wrong with how it is said.
pub type Predict = fn(&Said) -> Result<Predicted, String>;

/// What a prediction came to.
#[derive(Debug)]
pub struct Predicted {
    /// How each part of it was read.
    pub read: Vec<String>,
    /// The same verdict as on a file.
    pub verdict: Verdict,
    /// The names of all choices.
    names: Vec<&'static str>,
}

impl Predicted {
    /// What the run showed, with choices in words.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.in_words(self.verdict.notes())
    }

    /// What was wrong, with choices in words.
    #[must_use]
    pub fn failures(&self) -> Vec<String> {
        self.in_words(self.verdict.failures())
    }

    fn in_words(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| in_words(text, &self.names)).collect()
    }
}

/// A text with `a tenth` for `ATenth`, if that is one of the names.
fn in_words(text: &str, names: &[&str]) -> String {
    let is_end = |c: char| !c.is_alphanumeric();
    let mut said = String::new();
    for piece in text.split_inclusive(is_end) {
        let word = piece.trim_end_matches(is_end);
        if names.contains(&word) {
            said += &words(word);
            said += &piece[word.len()..];
        } else {
            said += piece;
        }
    }
    said
}

/// `up to 3 points` for `UpTo3Points`.
fn words(name: &str) -> String {
    let mut words = String::new();
    let mut before = None::<char>;
    for c in name.chars() {
        let is_first = |before: char| {
            c.is_uppercase() || c.is_numeric() && !before.is_numeric()
        };
        if before.is_some_and(is_first) {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
        before = Some(c);
    }
    words
}

/// One thing that is asked for: a number, or one of several choices.
pub trait Part: Copy + Debug + 'static {
    /// All choices, with their names in code; none of a number.
    const CHOICES: &'static [(&'static str, Self)] = &[];

    /// The value that is said, and how it was read.
    ///
    /// # Errors
    /// If it cannot be read: what was said, and what would be right.
    fn read(said: &str) -> Result<(Self, String), String> {
        let said = said.trim();
        let is_said =
            |name: &str| name == said || words(name) == said.to_lowercase();
        let found = Self::CHOICES.iter().find(|(name, _)| is_said(name));
        let (name, value) = found.ok_or_else(|| no_choice::<Self>(said))?;
        Ok((*value, words(name)))
    }
}

fn no_choice<P: Part>(said: &str) -> String {
    let mut names = P::CHOICES.iter().map(|(name, _)| format!("`{}`", words(name)));
    let last = names.next_back().unwrap_or_default();
    let others = names.collect::<Vec<_>>().join(", ");
    let said: String = said.chars().take(LONGEST).collect();
    format!("`{said}` is none of the choices: there are {others} and {last}")
}

impl Part for f64 {
    fn read(said: &str) -> Result<(Self, String), String> {
        let reading = exercise::read(said).map_err(|error| error.to_string())?;
        let read = reading.told().unwrap_or_else(|| short(reading.value));
        Ok((reading.value, read))
    }
}

/// What a text means that can be read in two ways, if it is whole in one of them alone, as
/// `3,466` is with a comma between thousands.
fn whole_reading(said: &str) -> Option<(f64, String)> {
    let NotANumber::TwoWays { ways, .. } = exercise::read(said).err()? else {
        return None;
    };
    let mut whole =
        ways.iter().map(|(_, value)| *value).filter(|v| v.fract() == 0.0);
    let (number, other) = (whole.next()?, whole.next());
    other.is_none().then(|| (number, short(number)))
}

impl Part for usize {
    fn read(said: &str) -> Result<(Self, String), String> {
        let (number, read) =
            whole_reading(said).map_or_else(|| f64::read(said), Ok)?;
        let whole = number.round();
        // A calculation rounds, and what it means is whole.
        let is_whole = (number - whole).abs() <= 1e-9 * whole.abs().max(1.0);
        if !is_whole || !(0.0..=1e9).contains(&whole) {
            return Err(format!(
                "it was read as {read}, and a whole number is asked for, from 0 to a thousand \
                 million"
            ));
        }
        Ok((whole as usize, read))
    }
}

/// The names of the choices of each part; a number has none.
type Names = Vec<Vec<&'static str>>;

/// What a reader predicts as a whole: a part, or two of them.
pub trait Prediction: Copy + 'static {
    /// What is asked for.
    fn asked() -> Names;

    /// The value that is said, and how each part was read.
    ///
    /// # Errors
    /// If there are not as many parts as are asked for, or those of [`Part::read`].
    fn read_parts(said: &Said) -> Result<(Self, Vec<String>), String>;

    /// How a value is said.
    fn said(&self) -> Vec<String>;
}

fn names<P: Part>() -> Vec<&'static str> {
    P::CHOICES.iter().map(|(name, _)| *name).collect()
}

impl<P: Part> Prediction for P {
    fn asked() -> Names {
        vec![names::<P>()]
    }

    fn read_parts(said: &Said) -> Result<(Self, Vec<String>), String> {
        let [said] = said else { return Err(count(1, said.len())) };
        let (value, read) = P::read(said)?;
        Ok((value, vec![read]))
    }

    fn said(&self) -> Vec<String> {
        vec![format!("{self:?}")]
    }
}

impl<P: Part, Q: Part> Prediction for (P, Q) {
    fn asked() -> Names {
        vec![names::<P>(), names::<Q>()]
    }

    fn read_parts(said: &Said) -> Result<(Self, Vec<String>), String> {
        let [first, second] = said else { return Err(count(2, said.len())) };
        let (first, read_first) = P::read(first)?;
        let (second, read_second) = Q::read(second)?;
        Ok(((first, second), vec![read_first, read_second]))
    }

    fn said(&self) -> Vec<String> {
        vec![format!("{:?}", self.0), format!("{:?}", self.1)]
    }
}

fn count(asked: usize, given: usize) -> String {
    let things = if asked == 1 { "prediction is" } else { "predictions are" };
    format!("{asked} {things} asked for, and {given} given")
}

/// Judges what a reader has said with the check of a file.
///
/// # Errors
/// If it cannot be read: what was said, and what would be right.
pub fn predict<T: Prediction>(
    said: &Said,
    check: fn(fn() -> T) -> Verdict,
) -> Result<Predicted, String> {
    let (value, read) = T::read_parts(said)?;
    let names = T::asked().concat();
    Ok(Predicted { read, verdict: predicted(value, check), names })
}

/// Judges a value with a check of functions, as if a function in the reader's file gave it.
pub fn predicted<T: Copy + 'static>(
    value: T,
    check: impl FnOnce(fn() -> T) -> Verdict,
) -> Verdict {
    VALUE.set(Some(Box::new(value)));
    let verdict = check(said_before::<T>);
    VALUE.set(None);
    verdict
}

/// The function that stands for the reader's: it gives what is predicted on this thread.
fn said_before<T: Copy + 'static>() -> T {
    VALUE.with_borrow(|value| {
        let value = value.as_ref().and_then(|value| value.downcast_ref::<T>());
        *value.expect("a value while a check asks for it")
    })
}

/// Makes the variants of an enum the choices of a prediction: `choices!(Share: ATenth, …)`,
/// with all of its variants.
#[macro_export]
macro_rules! choices {
    ($of:ident: $($choice:ident),+ $(,)?) => {
        impl $crate::Part for $of {
            const CHOICES: &'static [(&'static str, Self)] =
                &[$((stringify!($choice), Self::$choice)),+];
        }
        /// Does not compile if one is missing.
        const _: fn($of) = |one| match one {
            $($of::$choice => {})+
        };
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mistake, judge};

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Share {
        ATenth,
        UpTo20Points,
    }
    choices!(Share: ATenth, UpTo20Points);

    fn check(attempt: fn() -> (Share, f64)) -> Verdict {
        let none = Mistake {
            name: "none",
            says: "There is something.",
            attempt: (|| (Share::ATenth, 0.0)) as fn() -> _,
        };
        judge(attempt, &[none], |attempt, exam| {
            let (share, number) = attempt();
            exam.note(format!("You predicted {share:?}, {number}."));
            exam.equal("the share", &share, &Share::ATenth);
            exam.number("the number", number, 2.0, 0.1);
        })
    }

    fn said(share: &str, number: &str) -> Result<Predicted, String> {
        predict(&[share.to_owned(), number.to_owned()], check)
    }

    #[test]
    fn a_prediction_is_judged_as_a_file_is() {
        let right = said("ATenth", "4/2").unwrap();
        assert!(right.verdict.is_right());
        assert_eq!(right.read, ["a tenth", "4/2 = 2"]);
        assert_eq!(said("A tenth ", "2").unwrap().read, ["a tenth", "2"]);
        assert_eq!(right.notes(), ["You predicted a tenth, 2."]);
        let mistaken = said("ATenth", "0").unwrap();
        assert_eq!(mistaken.verdict.mistake(), Some("none"));
        let near = said("ATenth", "-2").unwrap();
        let says = "it is of the right size, with the wrong sign.";
        assert_eq!(near.verdict.near().as_deref(), Some(says));
        let wrong = said("UpTo20Points", "2").unwrap();
        let failure = "the share should be a tenth, and yours is up to 20 points";
        assert_eq!(wrong.failures(), [failure]);
        assert_eq!((wrong.verdict.mistake(), wrong.verdict.near()), (None, None));
        let value = (Share::UpTo20Points, 0.5);
        assert_eq!(Prediction::said(&value), ["UpTo20Points", "0.5"]);
        assert!(!predicted(value, check).is_right());
        assert!(VALUE.with_borrow(Option::is_none), "nothing is kept");
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let why = |share: &str, number: &str| said(share, number).unwrap_err();
        assert_eq!(
            why("Tenth", "2"),
            "`Tenth` is none of the choices: there are `a tenth` and `up to 20 points`"
        );
        assert!(why("ATenth", "two").starts_with("`two` is no number"));
        let count = "2 predictions are asked for, and 1 given";
        assert_eq!(predict(&["2".to_owned()], check).unwrap_err(), count);
        let whole = |said: &str| usize::read(said).map(|read| read.0);
        assert_eq!(whole("100 · 0.3"), Ok(30));
        assert_eq!(whole("2000.0"), Ok(2000));
        assert!(whole("2.5").unwrap_err().contains("whole number"));
        assert!(whole("-1").unwrap_err().contains("from 0"));
        assert!(whole("1e300").unwrap_err().contains("whole number"));
    }
}
