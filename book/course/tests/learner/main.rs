//! The course as a learner meets it: with the program itself, in a copy of the workspace.

mod attempts;
mod forgeries;
mod learner;
mod odds;
mod strange;
mod update;
mod walkthrough;
