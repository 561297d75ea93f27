//! When to ask again.
//!
//! Piotr Wozniak, *Optimization of learning*, 1990 (master's thesis, University of Technology in
//! Poznań), gives the rule as algorithm SM-2: after the first repetition one day, after the
//! second six, and after each further one the interval before times an ease that belongs to the
//! item, begins at 2.5, changes with the grade of the answer, and never falls below 1.3. What
//! was forgotten begins anew, and keeps its ease.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// The ease of what was never graded.
const EASE: f64 = 2.5;
/// No ease is lower.
const LEAST_EASE: f64 = 1.3;
/// Days after the first and the second repetition.
const FIRST: [u32; 2] = [1, 6];
/// No interval is longer, in days: a hundred years.
const LONGEST: u32 = 36_500;

/// How well something was remembered, with the number that SM-2 gives it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Not remembered (2).
    Forgotten,
    /// With a hint, or at the third try or later (3).
    Hard,
    /// At the second try (4).
    Hesitant,
    /// At once (5).
    Fluent,
}

impl Grade {
    /// The grade of who has tried `wrong` times in vain before being right, with or without
    /// a hint.
    #[must_use]
    pub fn after(wrong: usize, with_hint: bool) -> Self {
        match (wrong, with_hint) {
            (0, false) => Self::Fluent,
            (1, false) => Self::Hesitant,
            _ => Self::Hard,
        }
    }

    /// The grade of an answer in words that says `said` of `all` points.
    #[must_use]
    pub fn of_points(said: usize, all: usize) -> Self {
        match all.saturating_sub(said) {
            0 => Self::Fluent,
            missing if 2 * missing <= all => Self::Hard,
            _ => Self::Forgotten,
        }
    }

    fn number(self) -> f64 {
        match self {
            Self::Forgotten => 2.0,
            Self::Hard => 3.0,
            Self::Hesitant => 4.0,
            Self::Fluent => 5.0,
        }
    }
}

/// How often something was repeated, and when it is due again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Repetition {
    /// The day of the last repetition.
    #[serde(deserialize_with = "crate::day::read")]
    pub on: NaiveDate,
    /// How many days after that it is due.
    pub days: u32,
    /// By what the interval grows.
    pub ease: f64,
    /// How many repetitions in a row it was remembered.
    pub times: u32,
    /// What a later version of the course may have written.
    #[serde(flatten)]
    other: toml::Table,
}

impl Repetition {
    /// What was done for the first time on a day.
    #[must_use]
    pub fn begun(on: NaiveDate) -> Self {
        let other = toml::Table::new();
        Self { on, days: FIRST[0], ease: EASE, times: 1, other }
    }

    /// When it is to be asked again.
    #[must_use]
    pub fn due(&self) -> NaiveDate {
        let days = Days::new(self.days.min(LONGEST).into());
        self.on.checked_add_days(days).unwrap_or(NaiveDate::MAX)
    }

    /// What becomes of it with an answer on a day.
    #[must_use]
    pub fn answered(&self, on: NaiveDate, grade: Grade) -> Self {
        let ease = if self.ease.is_finite() { self.ease } else { EASE };
        if grade == Grade::Forgotten {
            return Self { on, days: FIRST[0], ease, times: 1, ..self.clone() };
        }
        let times = self.times.saturating_add(1);
        let days = match times {
            ..=1 => FIRST[0],
            2 => FIRST[1],
            _ => (f64::from(self.days) * ease).ceil().min(LONGEST.into()) as u32,
        };
        let off = 5.0 - grade.number();
        let ease = ease + 0.1 - off * (0.08 + off * 0.02);
        // Two decimals, as it is written down.
        let ease = (ease.max(LEAST_EASE) * 100.0).round() / 100.0;
        Self { on, days, ease, times, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, number).unwrap()
    }

    /// What the thesis gives: intervals 1, 6, then times the ease; the ease after grades 5, 4,
    /// 3 changes by +0.1, 0 and −0.14.
    #[test]
    fn intervals_and_ease_are_those_of_the_rule() {
        let first = Repetition::begun(day(1));
        assert_eq!((first.due(), first.ease), (day(2), 2.5));
        let second = first.answered(day(2), Grade::Fluent);
        assert_eq!((second.due(), second.ease), (day(8), 2.6));
        let third = second.answered(day(8), Grade::Hesitant);
        assert_eq!((third.days, third.ease), (16, 2.6), "6 times 2.6, rounded up");
        let fourth = third.answered(day(24), Grade::Hard);
        assert_eq!((fourth.days, fourth.ease), (42, 2.46), "16 times 2.6");
    }

    #[test]
    fn what_was_forgotten_begins_anew_and_keeps_its_ease() {
        let mut item = Repetition::begun(day(1));
        for _ in 0..3 {
            item = item.answered(day(2), Grade::Hard);
        }
        let ease = item.ease;
        assert!(ease < 2.5 && item.days > 6);
        item = item.answered(day(3), Grade::Forgotten);
        assert_eq!((item.due(), item.ease), (day(4), ease));
        assert_eq!(item.answered(day(4), Grade::Fluent).days, 6);
    }

    #[test]
    fn the_ease_never_falls_below_its_least() {
        let mut item = Repetition::begun(day(1));
        for _ in 0..20 {
            item = item.answered(day(1), Grade::Hard);
        }
        assert_eq!(item.ease, LEAST_EASE);
    }

    #[test]
    fn no_record_however_odd_breaks_it() {
        for ease in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
            let begun = Repetition::begun(day(1));
            let odd = Repetition { days: u32::MAX, ease, times: u32::MAX, ..begun };
            let next = odd.answered(NaiveDate::MAX, Grade::Fluent);
            assert!(
                next.days <= LONGEST && next.due() <= NaiveDate::MAX,
                "{next:?}"
            );
        }
    }

    #[test]
    fn grades_follow_tries_hints_and_points() {
        assert_eq!(Grade::after(0, false), Grade::Fluent);
        assert_eq!(Grade::after(1, false), Grade::Hesitant);
        assert_eq!(Grade::after(0, true), Grade::Hard);
        assert_eq!(Grade::after(2, false), Grade::Hard);
        assert_eq!(Grade::of_points(3, 3), Grade::Fluent);
        assert_eq!(Grade::of_points(2, 4), Grade::Hard);
        assert_eq!(Grade::of_points(1, 4), Grade::Forgotten);
        assert_eq!(Grade::of_points(0, 1), Grade::Forgotten);
    }
}
