//! Checks exercises of every kind.

mod all;
mod build;
mod by_hand;
mod file;
mod open;
mod outcome;
mod run;

use anyhow::{Result, bail};
use exercise::Kind;

use crate::course::{Course, Place};
use crate::session::Session;
use crate::show::command;

pub use all::{Asked, all};
pub use by_hand::tell;
pub use open::agrees;
pub use outcome::exit_code;

/// Checks an exercise, and notes it down if it is done. Gives back whether it is.
pub fn check(
    course: &Course,
    place: Place,
    answers: &[String],
    session: &Session,
) -> Result<bool> {
    if !answers.is_empty() && place.exercise.kind != Kind::ByHand {
        bail!(
            "`{}` is no exercise to compute by hand: check it without answers, {}",
            place.name(),
            command("check", place)
        );
    }
    match place.exercise.kind {
        Kind::ByHand => by_hand::check(course, place, answers, session),
        Kind::Open => open::check(course, place, session),
        _ => file::check(course, place, session),
    }
}
