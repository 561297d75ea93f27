//! The text of an exercise and of a quiz.

use std::path::PathBuf;
use std::str::FromStr;

use outline::list;
use serde::{Deserialize, Deserializer, Serialize};

use crate::near;
use crate::number::{Reading, read};

/// What a reader does in an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum Kind {
    /// Paper and pencil: the answers are numbers.
    #[serde(rename = "compute by hand")]
    ByHand,
    /// A function with a gap.
    #[serde(rename = "write a function")]
    Function,
    /// A function with a fault.
    #[serde(rename = "find the bug")]
    Bug,
    /// A number that the reader commits to before a run shows it.
    #[serde(rename = "predict, then run")]
    Predict,
    /// An answer in words, compared with ours.
    #[serde(rename = "open question")]
    Open,
}

impl Kind {
    /// Its name, as readers see it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ByHand => "compute by hand",
            Self::Function => "write a function",
            Self::Bug => "find the bug",
            Self::Predict => "predict, then run",
            Self::Open => "open question",
        }
    }

    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Function, Self::Bug, Self::Predict, Self::ByHand, Self::Open];

    /// Its name in one word, for commands.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::Function => "function",
            Self::Bug => "bug",
            Self::Predict => "predict",
            Self::Open => "open",
        }
    }

    /// Whether the reader works in a file of Rust.
    #[must_use]
    pub fn has_file(self) -> bool {
        matches!(self, Self::Function | Self::Bug | Self::Predict)
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(id: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.id() == id);
        found.ok_or_else(|| format!("there are {}", list(Self::ALL.map(Self::id))))
    }
}

/// An exercise. Texts are Markdown; `{{#number chapter/name}}` stands for a number that a
/// chapter's run computed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// What the reader calls it, such as `merge-two-layers`. No other exercise of the
    /// course has it.
    pub name: String,
    /// What it was called before, so that whoever has done it then has done it now: one
    /// name, or several.
    #[serde(default, deserialize_with = "one_or_several")]
    pub was: Vec<String>,
    /// A heading of a few words.
    pub title: String,
    /// The id of the section of the chapter's page that it follows.
    pub after: String,
    /// The objectives of the chapter that it exercises, by their place in its opening,
    /// counted from 1.
    pub objectives: Vec<usize>,
    /// The effort: 5, 15 or 40.
    pub minutes: usize,
    /// What the reader does.
    pub kind: Kind,
    /// What is asked.
    pub statement: String,
    /// What helps, one step more each.
    pub hints: Vec<String>,
    /// The answer in words, and why it works. The code of a solution stands in its file.
    pub answer: String,
    /// The numbers to find, of an exercise to compute by hand.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
    /// What a reader predicts, in order, of an exercise to predict and run.
    #[serde(default, rename = "prediction")]
    pub predictions: Vec<Prediction>,
    /// The file of the workspace that a web page fetches before it can run a prediction.
    #[serde(default)]
    pub needs: Option<PathBuf>,
    /// What a good answer to an open question says.
    #[serde(default)]
    pub points: Vec<String>,
    /// Its line in the file of the chapter's exercises, counted from 1.
    #[serde(skip)]
    pub line: usize,
}

fn one_or_several<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(
        untagged,
        expecting = "give a name in quotation marks, or a list of them"
    )]
    enum Names {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Names::deserialize(from)? {
        Names::One(name) => vec![name],
        Names::Several(names) => names,
    })
}

impl Exercise {
    /// The name of its file, without a folder: `merge_two_layers.rs`.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        PathBuf::from(self.name.replace('-', "_")).with_extension("rs")
    }
}

/// A number to find.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What is asked for, in a few words.
    pub ask: String,
    /// The right number, written in any way that a reader may write it.
    pub is: String,
    /// How far from it an answer may be, as a number of the same unit.
    pub within: String,
    /// Wrong answers that show which mistake was made.
    #[serde(default, rename = "mistake")]
    pub mistakes: Vec<Mistake>,
}

/// A wrong number, and what it shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    /// The number that the mistake gives.
    pub is: String,
    /// Which mistake it is.
    pub says: String,
}

/// What an answer to a question is.
#[derive(Debug, Clone, PartialEq)]
pub enum Judged<'q> {
    /// It is near enough to the right number.
    Right,
    /// It shows a mistake that we know.
    Mistaken(&'q Mistake),
    /// It is near, in a way that has a name: what is off.
    Near(&'static str),
    /// It is wrong, and we do not know why.
    Wrong,
}

impl Question {
    /// What an answer is.
    #[must_use]
    pub fn judge(&self, answer: &Reading) -> Judged<'_> {
        let is_near = |number: &str| self.is_near(answer.value, number);
        if is_near(&self.is) {
            return Judged::Right;
        }
        if let Some(mistake) =
            self.mistakes.iter().find(|mistake| is_near(&mistake.is))
        {
            return Judged::Mistaken(mistake);
        }
        let (Ok(right), Ok(within)) = (read(&self.is), read(&self.within)) else {
            return Judged::Wrong;
        };
        let in_per_cent = self.ask.contains("per cent") || self.ask.contains('%');
        near::what_is_off(answer.value, right.value, within.value, in_per_cent)
            .map_or(Judged::Wrong, Judged::Near)
    }

    fn is_near(&self, answer: f64, number: &str) -> bool {
        let (Ok(number), Ok(within)) = (read(number), read(&self.within)) else {
            return false;
        };
        let (number, within) = (number.value, within.value);
        // A rounding of the right number's own must not fail an answer at the edge.
        let within = within * (1.0 + 1e-9) + 1e-12 * number.abs();
        (answer - number).abs() <= within
    }
}

/// What a reader predicts: one of the choices, or where there are none, a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// What is asked for, in a few words.
    pub ask: String,
    /// Whether it is a share, from 0 to 1.
    #[serde(default)]
    pub is_share: bool,
    /// What can be predicted, if it is no number.
    #[serde(default, rename = "choice")]
    pub choices: Vec<Possible>,
}

impl Prediction {
    /// What is wrong with a prediction before anything is run, if that can be told.
    #[must_use]
    pub fn fault(&self, said: &str) -> Option<String> {
        let value = read(said).ok().filter(|_| self.is_share)?.value;
        if (0.0..=1.0).contains(&value) {
            return None;
        }
        let said = said.trim();
        Some(if value > 1.0 && value <= 100.0 {
            format!(
                "A share from 0 to 1 is asked for, and {said} is more. If you mean {said} per \
                 cent, write {said} %."
            )
        } else {
            format!("A share from 0 to 1 is asked for, and {said} is none.")
        })
    }
}

/// What can be predicted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Possible {
    /// Its name in the code of the exercise, such as `NearlyAll`.
    pub is: String,
    /// What readers see of it.
    pub text: String,
}

/// A question inside a chapter, with an explanation for every choice.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiz {
    /// What the page calls it.
    pub name: String,
    /// The objectives of the chapter that it asks about, as an exercise has them.
    #[serde(default)]
    pub objectives: Vec<usize>,
    /// What is asked.
    pub question: String,
    /// The choices, in the order of the page.
    #[serde(rename = "choice")]
    pub choices: Vec<Choice>,
    /// Its line in the file of the chapter's exercises, counted from 1.
    #[serde(skip)]
    pub line: usize,
}

/// A choice of a quiz.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The choice.
    pub text: String,
    /// Whether it is right. One is.
    #[serde(default)]
    pub right: bool,
    /// Why it is right or wrong.
    pub says: String,
}
