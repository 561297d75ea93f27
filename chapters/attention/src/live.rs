//! Figures of the chapter that a reader works.

use page::live::Live;

mod one_number;
mod run;
mod watch_it_learn;

pub(crate) use one_number::OneNumber;
pub(crate) use run::{Moment, Question, Seen};
pub(crate) use watch_it_learn::WatchItLearn;

/// All of them.
pub fn figures() -> Vec<Box<dyn Live>> {
    vec![Box::new(OneNumber), Box::new(WatchItLearn::default())]
}
