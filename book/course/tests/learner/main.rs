//! The course as a learner meets it: with the program itself, in a copy of the workspace.

mod answers;
mod attempts;
mod class;
mod forgeries;
mod learner;
mod looks;
mod odds;
mod review;
mod strange;
#[cfg(unix)]
mod terminal;
mod update;
mod walkthrough;
#[cfg(unix)]
mod watch;
