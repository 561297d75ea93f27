//! What the judge tells the course, so that no program can say it in the judge's place.
//!
//! The course starts a program whose `main` stands in its reader's file. It names a file for
//! the answer in the environment, and sends three random words on the program's input: one
//! that says right, one that says wrong, one that says unfinished. The first exam of the
//! program takes them, before it runs a line of the reader, and writes one of them down when
//! it reports. So
//! - a program that ends by itself, in any way and with any code, has not answered;
//! - what the reader's code finds on the input is empty, and in the environment no secret;
//! - an exam that the reader's code holds itself is not the first, and has no words;
//! - whoever reads the word for wrong out of the file knows the one for right no better.
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

/// More bytes than any answer has.
const LONGEST: u64 = 1 << 16;
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
}

/// A question to a program, which only the judge in it can answer.
pub struct Question {
    /// The word that says each outcome, in the order of [`Outcome::ALL`].
    words: [String; 3],
    /// The file for the answer.
    file: PathBuf,
}

impl Question {
    /// A question with three random words, whose answer goes into `file`, which must not
    /// exist yet.
    #[must_use]
    pub fn new(random: [[u8; 16]; 3], file: PathBuf) -> Self {
        let words = random.map(|bytes| {
            bytes.iter().fold(String::new(), |mut word, byte| {
                let _ = write!(word, "{byte:02x}");
                word
            })
        });
        Self { words, file }
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
            let _ = writeln!(input, "{}", self.words.join(" "));
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
        let (word, check) = text.split_once(' ')?;
        let says = self.words.iter().position(|known| known == word)?;
        Some(Answer { outcome: Outcome::ALL[says], check: check.into() })
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
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        Some(Self { words: words.try_into().ok()?, file })
    }

    /// Answers.
    #[cfg(feature = "exams")]
    pub(crate) fn give(
        &self,
        outcome: Outcome,
        check: &std::path::Path,
    ) -> io::Result<()> {
        let [right, wrong, unfinished] = &self.words;
        let word = match outcome {
            Outcome::Right => right,
            Outcome::Wrong => wrong,
            Outcome::Unfinished => unfinished,
        };
        // Not into a file that the reader's code has laid there.
        let mut file = fs::File::create_new(&self.file)?;
        write!(file, "{word} {}", check.display())
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Question(..)") // its words are nobody's to read
    }
}

#[cfg(all(test, feature = "exams"))]
mod tests {
    use std::path::Path;

    use super::*;

    fn question(name: &str) -> Question {
        let folder = std::env::temp_dir();
        let file = folder.join(format!("judge-{}-{name}", std::process::id()));
        let _ = fs::remove_file(&file);
        Question::new([[1; 16], [2; 16], [3; 16]], file)
    }

    #[test]
    fn what_is_answered_is_read() {
        let asked = question("read");
        assert_eq!(asked.answer(), None, "nothing is said yet");
        let check = Path::new("a folder/src/check.rs");
        for outcome in Outcome::ALL {
            asked.give(outcome, check).unwrap();
            let answer = Answer { outcome, check: check.to_owned() };
            assert_eq!(asked.answer(), Some(answer));
            asked.give(outcome, check).expect_err("it has answered");
            fs::remove_file(&asked.file).unwrap();
        }
    }

    #[test]
    fn another_word_is_no_answer() {
        let asked = question("word");
        for text in ["", " ", "right src/check.rs", "Right", &"01".repeat(16)] {
            fs::write(&asked.file, text).unwrap();
            assert_eq!(asked.answer(), None, "{text}");
        }
        fs::remove_file(&asked.file).unwrap();
    }

    #[test]
    fn the_words_are_not_shown() {
        assert!(!format!("{:?}", question("shown")).contains("01"));
    }
}
