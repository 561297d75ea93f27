//! Exercises with a file.

use std::path::Path;

use anyhow::{Result, anyhow};
use judge::{Answer, Outcome};

use super::build::program_of;
use super::run::{Came, longest, run};
use super::{done, named, not_done, title};
use crate::course::{Course, Place};
use crate::progress::fingerprint;
use crate::save;
use crate::screen::{Quote, code, labelled, plain, say, strong, wrapped};
use crate::session::Session;
use crate::show::prose;

/// The text of a reader's file, from the workspace.
pub fn text_of(course: &Course, file: &Path) -> Result<String> {
    save::read(&course.root.join(file))
        .map_err(|error| anyhow!("cannot read {}: {}", file.display(), error.fault))
}

/// Builds and runs the reader's file.
pub fn check(course: &Course, place: Place, session: &Session) -> Result<bool> {
    let file = place.attempt();
    let text = text_of(course, &file)?;
    title(place);
    let built = program_of(course, place, &text, &session.running)?;
    let program = match built {
        Ok(program) => program,
        Err(diagnostics) => {
            say!("\n{}\n", strong("The compiler says of your file:"));
            for diagnostic in diagnostics {
                say!("{}\n", diagnostic.trim_end());
            }
            let text = format!("{} does not compile yet.", named(&file));
            say!("{}", wrapped(&text));
            return Ok(not_done(place, session));
        }
    };
    let mut quote = Quote::new("Your program prints:");
    let came =
        run(course, place, &text, &program, &session.running, move |part| {
            quote.line(part);
        })?;
    match came {
        Came::Judged(answer) => judged(course, place, &text, &answer, session),
        Came::Beyond(word) => {
            say!(
                "{}",
                wrapped(&format!(
                    "{} has {}: with that it can do what no check sees, and no exercise needs \
                     it. Write it without.",
                    named(&file),
                    code(word)
                ))
            );
            Ok(not_done(place, session))
        }
        Came::TooLong => {
            say!(
                "\n{}",
                wrapped(&format!(
                    "Stopped after {} seconds: does a loop in your code ever end?",
                    longest().as_secs()
                ))
            );
            Ok(not_done(place, session))
        }
        Came::Ended(status) => {
            say!("\n{}", wrapped(&format!("Your program was stopped: {status}.")));
            Ok(not_done(place, session))
        }
        Came::Unchecked(main) => {
            say!(
                "\n{}\n\n{}",
                wrapped(&format!(
                    "Your program ended unchecked. Nothing may end it before its check is over, \
                     and {} must close as it did at the beginning, and mean the same by each \
                     name in it:",
                    named(&file)
                )),
                code(&main)
            );
            Ok(not_done(place, session))
        }
    }
}

/// Passes on what the judge says.
fn judged(
    course: &Course,
    place: Place,
    text: &str,
    answer: &Answer,
    session: &Session,
) -> Result<bool> {
    say!("\n{}", strong("The check says:"));
    say!("{}", plain(answer.says.trim_end()));
    match answer.outcome {
        Outcome::Right => done(course, place, &fingerprint(text), session),
        Outcome::Wrong => Ok(not_done(place, session)),
        Outcome::Unfinished => {
            say!("\n{}\n", prose(course, &place.exercise.statement));
            say!("{}", labelled("Open", &place.attempt().display().to_string()));
            Ok(not_done(place, session))
        }
    }
}
