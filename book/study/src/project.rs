//! What of a project is done: a program of the reader's own, in milestones.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is known of a project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// The fingerprint of the words that were compared with ours.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// By the name of the milestone: the day on which it was met first.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub met: BTreeMap<String, Day>,
    /// The goals that the reader has set, the last one at the end.
    #[serde(default, rename = "goal", skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
    #[serde(flatten)]
    other: toml::Table,
}

/// What a reader wants to reach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// The number.
    pub is: f64,
    /// The day on which the course saw it first.
    pub on: Day,
    /// Whether there was something to see of how far it is already.
    #[serde(default)]
    pub late: bool,
}

/// A day.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Day(#[serde(deserialize_with = "crate::day::read")] pub NaiveDate);

impl Project {
    /// Adds what is known of the same project elsewhere.
    pub(crate) fn add(&mut self, theirs: Self) {
        if self.words.is_empty() {
            self.words = theirs.words;
        }
        for (name, day) in theirs.met {
            let ours = self.met.entry(name).or_insert(day);
            *ours = day.min(*ours);
        }
        // Of two rows of goals the longer is the later.
        if theirs.goals.len() > self.goals.len() {
            self.goals = theirs.goals;
        }
        for (key, value) in theirs.other {
            self.other.entry(key).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Record;

    const TEXT: &str = "\
[project.digits]
words = \"0102\"
of-later = 7

[project.digits.met]
data = \"2026-03-02\"

[[project.digits.goal]]
is = 0.9
on = \"2026-03-01\"
late = false
";

    #[test]
    fn a_project_is_read_and_written_again() {
        let record = Record::parse(TEXT).unwrap();
        let project = &record.projects["digits"];
        assert_eq!(project.met["data"].0.to_string(), "2026-03-02");
        assert_eq!(project.goals[0].is.to_bits(), 0.9_f64.to_bits());
        let written = record.text().unwrap();
        assert!(written.contains("of-later = 7"), "{written}");
        assert_eq!(Record::parse(&written).unwrap(), record);
    }

    #[test]
    fn two_records_of_a_project_become_one() {
        let mut one = Record::parse(TEXT).unwrap();
        let other = "\
[project.digits.met]
data = \"2026-03-01\"
split = \"2026-03-03\"

[project.text.met]
text = \"2026-03-04\"
";
        one.add(Record::parse(other).unwrap());
        let digits = &one.projects["digits"];
        assert_eq!(digits.met["data"].0.to_string(), "2026-03-01");
        assert!(digits.met.contains_key("split") && digits.goals.len() == 1);
        assert!(one.projects.contains_key("text"));
    }

    #[test]
    fn a_day_that_is_none_is_told_with_its_line() {
        let error =
            Record::parse("[project.digits.met]\ndata = \"soon\"").unwrap_err();
        assert_eq!(error.line, 2);
        assert!(error.message.contains("`soon` is no day"), "{error}");
    }
}
