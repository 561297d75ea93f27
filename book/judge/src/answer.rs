//! What the judge tells the course, so that no program can say it in the judge's place.
//!
//! The course starts a program whose `main` stands in its reader's file. It names a file for
//! the answer in the environment, and sends four random words on the program's input: one
//! that says right, one that says wrong, one that says unfinished, and one to seal the answer
//! with. The first exam of the program takes them, before it runs a line of the reader. When
//! it reports, it writes down one of the first three, the name of the mistake and all that it
//! has to say, and a seal of all this: see [`crate::seal`]. So
//! - a program that ends by itself, in any way and with any code, has not answered;
//! - what the reader's code finds on the input is empty, and in the environment no secret;
//! - an exam that the reader's code holds itself is not the first, and has no words;
//! - whoever reads the word for wrong out of the file knows the one for right no better;
//! - whoever changes the name of the mistake, or the words of the judge, breaks the seal.
//!
//! The course compares the rest: that the exam was the one of the exercise, that the program
//! ended with the code of its answer, that `main` is as it was, and that nothing in the file
//! is unsafe or lies elsewhere.
//!
//! What this cannot stop is a reader who changes this crate or a check, who reads the memory
//! of the program where the system shows it as a file, or writes `done` into the file of what
//! is done. It is their own course.

use std::fmt;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use crate::seal::Seal;

/// More bytes than any answer has.
const LONGEST: u64 = 1 << 20;
/// The letters of what the judge says at most.
#[cfg(feature = "exams")]
const MOST_SAID: usize = 1 << 16;
/// Names the file for the answer to a program that is asked for one.
const FILE: &str = "JUDGE_ANSWERS_IN";
/// Tells it after how many milliseconds it ends, whatever the reader's code does.
const LONGEST_TIME: &str = "JUDGE_ENDS_AFTER";

/// What an attempt came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is right.
    Right,
    /// It is wrong.
    Wrong,
    /// The gap is still open.
    Unfinished,
}

impl Outcome {
    const ALL: [Self; 3] = [Self::Right, Self::Wrong, Self::Unfinished];

    /// What the program ends with: 0 if the attempt is right, 1 if it is wrong, 2 if the gap
    /// is still open.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Right => 0,
            Self::Wrong => 1,
            Self::Unfinished => 2,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome.code())
    }
}

/// What the judge has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What the attempt came to.
    pub outcome: Outcome,
    /// The source file of the check that held the exam, as the compiler was told it.
    pub check: PathBuf,
    /// The name of the mistake that the attempt is, if we know it.
    pub mistake: Option<String>,
    /// What the judge has to say to the reader.
    pub says: String,
}

/// A question to a program, which only the judge in it can answer.
pub struct Question {
    /// The word that says each outcome, in the order of [`Outcome::ALL`], and the one that
    /// seals the answer.
    words: [String; 4],
    /// The file for the answer.
    file: PathBuf,
    /// How wide the lines of the answer may be.
    columns: usize,
}

impl Question {
    /// A question with four random words, whose answer goes into `file`, which must not
    /// exist yet, in lines of so many columns.
    #[must_use]
    pub fn new(random: [[u8; 16]; 4], file: PathBuf, columns: usize) -> Self {
        let words = random.map(|bytes| {
            bytes.iter().fold(String::new(), |mut word, byte| {
                let _ = write!(word, "{byte:02x}");
                word
            })
        });
        Self { words, file, columns }
    }

    /// Starts a program and asks it. It ends without an answer after `longest`, or where
    /// whoever asks has gone (on Unix), so that a loop does not run on for ever.
    ///
    /// # Errors
    /// If the program cannot be started.
    pub fn ask(
        &self,
        program: &mut Command,
        longest: Duration,
    ) -> io::Result<Child> {
        program.env(FILE, &self.file);
        program.env(LONGEST_TIME, longest.as_millis().to_string());
        program.stdin(Stdio::piped());
        let mut child = program.spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // One that has ended already does not listen, and does not answer.
            let _ = writeln!(input, "{} {}", self.words.join(" "), self.columns);
        }
        Ok(child)
    }

    /// The answer of a program that has ended, if its judge gave one.
    #[must_use]
    pub fn answer(&self) -> Option<Answer> {
        // The reader's code may have laid something there that is no file, or without end.
        let is_file = fs::symlink_metadata(&self.file).ok()?.is_file();
        let mut text = String::new();
        if is_file {
            let file = fs::File::open(&self.file).ok()?;
            file.take(LONGEST).read_to_string(&mut text).ok()?;
        }
        let (seal, sealed) = text.split_once('\n')?;
        if seal != self.seal()?.of(sealed) {
            return None;
        }
        let mut parts = sealed.splitn(4, '\n');
        let (word, check, mistake, says) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let outcome = self.words.iter().position(|known| known == word)?;
        let mistake = Some(mistake).filter(|name| !name.is_empty());
        Some(Answer {
            outcome: *Outcome::ALL.get(outcome)?,
            check: check.into(),
            mistake: mistake.map(str::to_owned),
            says: says.to_owned(),
        })
    }

    fn seal(&self) -> Option<Seal> {
        let [.., word] = &self.words;
        Seal::new(word)
    }

    /// How wide the lines of the answer may be.
    #[cfg(feature = "exams")]
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// The question that this program was started with: for the first who asks, and nobody
    /// after.
    #[cfg(feature = "exams")]
    pub(crate) fn take() -> Option<Self> {
        use std::sync::atomic::{AtomicBool, Ordering};

        static IS_TAKEN: AtomicBool = AtomicBool::new(false);
        if IS_TAKEN.swap(true, Ordering::SeqCst) {
            return None;
        }
        let file = PathBuf::from(std::env::var_os(FILE)?);
        let longest = std::env::var(LONGEST_TIME).ok()?.parse().ok()?;
        crate::end::end_after(Duration::from_millis(longest));
        let mut line = String::new();
        io::stdin().read_line(&mut line).ok()?;
        let mut words: Vec<_> =
            line.split_whitespace().map(str::to_owned).collect();
        let columns = words.pop()?.parse().ok()?;
        Some(Self { words: words.try_into().ok()?, file, columns })
    }

    /// Answers.
    #[cfg(feature = "exams")]
    pub(crate) fn give(&self, answer: &Answer) -> io::Result<()> {
        let [right, wrong, unfinished, _] = &self.words;
        let word = match answer.outcome {
            Outcome::Right => right,
            Outcome::Wrong => wrong,
            Outcome::Unfinished => unfinished,
        };
        let says: String = answer.says.chars().take(MOST_SAID).collect();
        let sealed = format!(
            "{word}\n{}\n{}\n{says}",
            answer.check.display(),
            answer.mistake.as_deref().unwrap_or_default()
        );
        let seal = self.seal().map(|seal| seal.of(&sealed)).unwrap_or_default();
        // Not into a file that the reader's code has laid there.
        let mut file = fs::File::create_new(&self.file)?;
        file.write_all(format!("{seal}\n{sealed}").as_bytes())
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Question(..)") // its words are nobody's to read
    }
}

#[cfg(all(test, feature = "exams"))]
mod tests {
    use super::*;

    fn question(name: &str) -> Question {
        let folder = std::env::temp_dir();
        let file = folder.join(format!("judge-{}-{name}", std::process::id()));
        let _ = fs::remove_file(&file);
        Question::new([[1; 16], [2; 16], [3; 16], [4; 16]], file, 80)
    }

    fn answer(outcome: Outcome) -> Answer {
        Answer {
            outcome,
            check: "a folder/src/check.rs".into(),
            mistake: Some("no-root".to_owned()),
            says: "- it is 2\n\nMistake: no-root.\n".to_owned(),
        }
    }

    #[test]
    fn what_is_answered_is_read() {
        let asked = question("read");
        assert_eq!(asked.answer(), None, "nothing is said yet");
        for outcome in Outcome::ALL {
            for mistake in [None, Some("no-root".to_owned())] {
                let answer = Answer { mistake, ..answer(outcome) };
                asked.give(&answer).unwrap();
                assert_eq!(asked.answer().as_ref(), Some(&answer));
                asked.give(&answer).expect_err("it has answered");
                fs::remove_file(&asked.file).unwrap();
            }
        }
    }

    #[test]
    fn another_word_is_no_answer() {
        let asked = question("word");
        let word = "01".repeat(16);
        for text in ["", " ", "right src/check.rs", "Right", &word, "\n\n\n\n"] {
            fs::write(&asked.file, text).unwrap();
            assert_eq!(asked.answer(), None, "{text}");
        }
        fs::remove_file(&asked.file).unwrap();
    }

    #[test]
    fn an_answer_that_somebody_changed_is_none() {
        let asked = question("changed");
        asked.give(&answer(Outcome::Wrong)).unwrap();
        let text = fs::read_to_string(&asked.file).unwrap();
        for (from, to) in [
            ("no-root\n-", "halved\n-"),
            ("check.rs", "other.rs"),
            ("it is 2", "it is 3"),
            ("no-root.\n", "no-root.\n\n"),
            (&*"02".repeat(16), &*"01".repeat(16)),
            (&*"02".repeat(16), &*"04".repeat(16)),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from}");
            fs::write(&asked.file, changed).unwrap();
            assert_eq!(asked.answer(), None, "{from} becomes {to}");
        }
        fs::write(&asked.file, text).unwrap();
        assert_eq!(asked.answer(), Some(answer(Outcome::Wrong)));
        fs::remove_file(&asked.file).unwrap();
    }

    #[test]
    fn the_words_are_not_shown() {
        assert!(!format!("{:?}", question("shown")).contains("01"));
    }
}
