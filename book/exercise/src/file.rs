//! The exercises of a chapter, read from their file.

use std::path::{Path, PathBuf};

use outline::{Fault, exercises_folder, read_text, table};
use serde::Deserialize;
use toml::Spanned;

use crate::text::{Exercise, Judged, Kind, Prediction, Question, Quiz};
use crate::{Gap, read};

/// The exercises and quizzes of a chapter.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Texts {
    /// In the order of the page.
    pub exercises: Vec<Exercise>,
    /// In the order of the page.
    pub quizzes: Vec<Quiz>,
    /// The package of the chapter.
    pub package: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(default, rename = "exercise")]
    exercises: Vec<Spanned<Exercise>>,
    #[serde(default, rename = "quiz")]
    quizzes: Vec<Spanned<Quiz>>,
}

impl Texts {
    /// The file of their texts, from the workspace.
    #[must_use]
    pub fn file(package: &str) -> PathBuf {
        exercises_folder(package).join("exercises.toml")
    }

    /// The file of an exercise that its reader works in, from the workspace.
    #[must_use]
    pub fn attempt(&self, exercise: &Exercise) -> PathBuf {
        exercises_folder(&self.package).join("attempts").join(exercise.file())
    }

    /// The file of its solution, from the workspace.
    #[must_use]
    pub fn solution(&self, exercise: &Exercise) -> PathBuf {
        exercises_folder(&self.package).join("solutions").join(exercise.file())
    }

    /// Reads the exercises of a chapter of the workspace at `root`.
    ///
    /// # Errors
    /// If the file cannot be read, or says something wrong.
    pub fn read(root: &Path, package: &str) -> Result<Self, Fault> {
        let file = table::File::read(root, Self::file(package))?;
        let Tables { exercises, quizzes } = file.parse()?;
        let exercises = exercises.into_iter().map(|exercise| Exercise {
            line: file.line(&exercise),
            ..exercise.into_inner()
        });
        let quizzes = quizzes
            .into_iter()
            .map(|quiz| Quiz { line: file.line(&quiz), ..quiz.into_inner() });
        let chapter = Self {
            exercises: exercises.collect(),
            quizzes: quizzes.collect(),
            package: package.to_owned(),
        };
        chapter.check()?;
        Ok(chapter)
    }

    /// The solution of an exercise and what its reader begins with.
    ///
    /// # Errors
    /// If the solution cannot be read, or its marks are wrong.
    pub fn gap(&self, root: &Path, exercise: &Exercise) -> Result<Gap, Fault> {
        let path = self.solution(exercise);
        let text = read_text(&root.join(&path)).map_err(|error| {
            Fault::new(&path, 1, format!("cannot be read: {error}"))
        })?;
        Gap::read(&text)
            .map_err(|error| Fault::new(path, error.line, error.message))
    }

    /// Finds what is wrong within the texts themselves.
    fn check(&self) -> Result<(), Fault> {
        for exercise in &self.exercises {
            if let Some(message) = fault_of(exercise) {
                return Err(self.wrong(exercise.line, message));
            }
        }
        for quiz in &self.quizzes {
            let right = quiz.choices.iter().filter(|choice| choice.right).count();
            if quiz.choices.len() < 2 || right != 1 {
                let message = format!(
                    "the quiz `{}` has {} choices, {right} of them right: it takes two or more, \
                     and one is right",
                    quiz.name,
                    quiz.choices.len()
                );
                return Err(self.wrong(quiz.line, message));
            }
        }
        Ok(())
    }

    fn wrong(&self, line: usize, message: String) -> Fault {
        Fault::new(Self::file(&self.package), line, message)
    }
}

fn fault_of(exercise: &Exercise) -> Option<String> {
    let Exercise { name, minutes, kind, .. } = exercise;
    let is_plain =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    for name in exercise.was.iter().chain([name]) {
        if name.is_empty() || !name.chars().all(is_plain) {
            return Some(format!(
                "`{name}` is no name: write small letters, digits and `-`"
            ));
        }
    }
    if ![5, 15, 40].contains(minutes) {
        return Some(format!("`{name}` takes {minutes} minutes: say 5, 15 or 40"));
    }
    if exercise.objectives.is_empty() {
        return Some(format!("`{name}` exercises no objective: say which"));
    }
    if exercise.hints.is_empty() {
        return Some(format!("`{name}` has no hint: give one or more"));
    }
    if (*kind == Kind::ByHand) == exercise.questions.is_empty() {
        return Some(format!(
            "`{name}` ({}) has {} numbers to find: exercises to compute by hand have one or more, \
             and no others",
            kind.name(),
            exercise.questions.len()
        ));
    }
    if (*kind == Kind::Open) == exercise.points.is_empty() {
        return Some(format!(
            "`{name}` ({}) has {} points to compare with: open questions have one or more, and no \
             others",
            kind.name(),
            exercise.points.len()
        ));
    }
    if (*kind == Kind::Predict) == exercise.predictions.is_empty() {
        return Some(format!(
            "`{name}` ({}) has {} predictions: exercises to predict and run have one or more, and \
             no others",
            kind.name(),
            exercise.predictions.len()
        ));
    }
    if *kind != Kind::Predict && exercise.needs.is_some() {
        return Some(format!(
            "`{name}` ({}) needs a file: no page runs anything of it",
            kind.name()
        ));
    }
    let of_questions = exercise.questions.iter().find_map(fault_of_question);
    let of_predictions = exercise.predictions.iter().find_map(fault_of_prediction);
    of_questions.or(of_predictions).map(|fault| format!("`{name}`: {fault}"))
}

fn fault_of_question(question: &Question) -> Option<String> {
    let numbers = [&question.is, &question.within];
    let mistakes = question.mistakes.iter().map(|mistake| &mistake.is);
    for number in numbers.into_iter().chain(mistakes) {
        if let Err(error) = read(number) {
            return Some(error.to_string());
        }
    }
    for mistake in &question.mistakes {
        let is = read(&mistake.is).ok();
        if is.map(|is| question.judge(&is)) != Some(Judged::Mistaken(mistake)) {
            return Some(format!(
                "the mistake {} is taken for something else: it is within {} of the right answer \
                 or of a mistake before it",
                mistake.is, question.within
            ));
        }
    }
    None
}

fn fault_of_prediction(prediction: &Prediction) -> Option<String> {
    let Prediction { ask, choices, .. } = prediction;
    if choices.len() == 1 {
        return Some(format!(
            "\"{ask}\" has one choice: give two or more, or none if it is a number"
        ));
    }
    let is_again = |place: usize| {
        choices[..place].iter().any(|before| before.is == choices[place].is)
    };
    let again = (0..choices.len()).find(|&place| is_again(place))?;
    Some(format!("\"{ask}\" has the choice `{}` twice", choices[again].is))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const TEXTS: &str = "\
[[exercise]]
name = \"add-them\"
title = \"Add\"
after = \"sums\"
objectives = [1]
minutes = 5
kind = \"compute by hand\"
statement = 'What is 1 + 2?'
hints = ['Count.']
answer = 'Three.'
[[exercise.question]]
ask = \"the sum\"
is = \"3\"
within = \"0.1\"
[[exercise.question.mistake]]
is = \"2\"
says = \"That is the product.\"

[[quiz]]
name = \"more\"
objectives = [1]
question = 'Which is more?'
[[quiz.choice]]
text = 'One.'
says = 'Less.'
[[quiz.choice]]
text = 'Two.'
right = true
says = 'More.'
";

    fn read(texts: &str) -> Result<Texts, String> {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(Texts::file("sums"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, texts).unwrap();
        Texts::read(root.path(), "sums").map_err(|error| error.to_string())
    }

    #[test]
    fn texts_are_read_with_their_lines() {
        let chapter = read(TEXTS).unwrap();
        assert_eq!((chapter.exercises[0].line, chapter.quizzes[0].line), (1, 19));
        let attempt = chapter.attempt(&chapter.exercises[0]);
        assert_eq!(
            attempt,
            Path::new("chapters/sums/exercises/attempts/add_them.rs")
        );
        let question = &chapter.exercises[0].questions[0];
        let judged = |answer: &str| question.judge(&crate::read(answer).unwrap());
        assert_eq!(judged("3.1"), Judged::Right);
        assert_eq!(judged("3,05"), Judged::Right);
        assert_eq!(judged("4"), Judged::Wrong);
        assert!(matches!(judged("-3"), Judged::Near(_)));
        assert_eq!(judged("4/2"), Judged::Mistaken(&question.mistakes[0]));
    }

    /// Asserts that the texts with `to` in place of `from` are refused, at a line, in words
    /// that begin with `message`.
    #[track_caller]
    fn assert_refused(from: &str, to: &str, line: usize, message: &str) {
        assert!(TEXTS.contains(from), "{from}");
        let error = read(&TEXTS.replacen(from, to, 1)).unwrap_err();
        let expected =
            format!("chapters/sums/exercises/exercises.toml:{line}: {message}");
        assert!(error.starts_with(&expected), "{error}");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        assert_refused("add-them", "Add them", 1, "`Add them` is no name");
        assert_refused(
            "minutes = 5",
            "minutes = 10",
            1,
            "`add-them` takes 10 minutes",
        );
        assert_refused("[1]", "[]", 1, "`add-them` exercises no objective");
        assert_refused("['Count.']", "[]", 1, "`add-them` has no hint");
        let open = "\"open question\"\npoints = ['that it is']";
        assert_refused(
            "\"compute by hand\"",
            open,
            1,
            "`add-them` (open question) has 1 numbers to find",
        );
        let points = "answer = 'Three.'\npoints = ['that it is']";
        assert_refused(
            "answer = 'Three.'",
            points,
            1,
            "`add-them` (compute by hand) has 1 points to compare with",
        );
        assert_refused(
            "\"3\"",
            "\"3,141\"",
            1,
            "`add-them`: `3,141` can be read in two ways",
        );
        assert_refused(
            "\"0.1\"",
            "\"little\"",
            1,
            "`add-them`: `little` is no number",
        );
        assert_refused(
            "\"2\"",
            "\"3.05\"",
            1,
            "`add-them`: the mistake 3.05 is taken for",
        );
        assert_refused(
            "right = true\n",
            "",
            19,
            "the quiz `more` has 2 choices, 0 of them",
        );
        assert_refused("hints =", "hint =", 9, "unknown field `hint`");
        assert_refused("[[quiz]]", "[[quiz]", 19, "");
    }

    #[test]
    fn what_is_predicted_is_a_number_or_one_of_two_choices_or_more() {
        let kind = "kind = \"compute by hand\"";
        let question = &TEXTS
            [TEXTS.find("[[exercise.q").unwrap()..TEXTS.find("\n[[quiz").unwrap()];
        let with = |predictions: &str| {
            let texts = TEXTS.replacen(kind, "kind = \"predict, then run\"", 1);
            read(&texts.replacen(question, predictions, 1))
        };
        let number = "[[exercise.prediction]]\nask = \"the sum\"\n";
        let choice = |name: &str| {
            format!(
                "[[exercise.prediction.choice]]\nis = \"{name}\"\ntext = \"so\"\n"
            )
        };
        let (one, other) = (choice("One"), choice("Other"));
        let found = with(&format!("{number}{number}{one}{other}")).unwrap();
        let counts = found.exercises[0].predictions.iter().map(|p| p.choices.len());
        assert_eq!(counts.collect::<Vec<_>>(), [0, 2]);
        for (predictions, message) in [
            (String::new(), "`add-them` (predict, then run) has 0 predictions"),
            (format!("{number}{one}"), "`add-them`: \"the sum\" has one choice"),
            (
                format!("{number}{one}{other}{one}"),
                "`add-them`: \"the sum\" has the choice `One` twice",
            ),
        ] {
            let error = with(&predictions).unwrap_err();
            let place = "chapters/sums/exercises/exercises.toml:1: ";
            assert!(error.starts_with(&format!("{place}{message}")), "{error}");
        }
        assert_refused(
            question,
            &format!("{question}{number}"),
            1,
            "`add-them` (compute by hand) has 1 predictions",
        );
        assert_refused(
            kind,
            &format!("{kind}\nneeds = \"a.bin\""),
            1,
            "`add-them` (compute by hand) needs a file",
        );
    }

    #[test]
    fn former_names_are_read_and_belong_to_one() {
        let with = |was: &str| {
            let texts =
                TEXTS.replacen("title =", &format!("was = {was}\ntitle ="), 1);
            read(&texts).and_then(|texts| {
                crate::former_names([&texts]).map_err(|error| error.to_string())
            })
        };
        let found = with("\"adding\"").unwrap();
        assert_eq!(found["adding"], "add-them");
        assert_eq!(with("[\"adding\", \"sum\"]").unwrap().len(), 2);
        let place = "chapters/sums/exercises/exercises.toml:";
        for (was, message) in [
            (
                "\"add-them\"",
                "1: `add-them` was `add-them`, and that is an exercise",
            ),
            ("[\"a\", \"a\"]", "1: `add-them` was `a`, and so was `add-them`"),
            ("\"A b\"", "1: `A b` is no name"),
            ("3", "3: give a name in quotation marks"),
        ] {
            let error = with(was).unwrap_err();
            assert!(error.starts_with(&format!("{place}{message}")), "{error}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let root = tempfile::tempdir().unwrap();
        let error = Texts::read(root.path(), "sums").unwrap_err().to_string();
        assert!(
            error.starts_with(
                "chapters/sums/exercises/exercises.toml:1: cannot be read: "
            ),
            "{error}"
        );
    }
}
