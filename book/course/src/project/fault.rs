//! Why a milestone is not met.

use std::fmt::Display;

/// What a check found, or why a milestone is not met.
pub type Checked<T> = Result<T, Fault>;

/// Why a milestone is not met.
#[derive(Debug)]
pub struct Fault {
    /// Whether nothing is wrong: there is only something to do.
    pub is_open: bool,
    /// What is wrong, where, and what would be right.
    pub says: String,
}

impl Fault {
    /// Something is still to be done.
    pub fn open(says: impl Display) -> Self {
        Self { is_open: true, says: says.to_string() }
    }

    /// Something is wrong.
    pub fn wrong(says: impl Display) -> Self {
        Self { is_open: false, says: says.to_string() }
    }
}

/// Ends a check with what is wrong.
macro_rules! wrong {
    ($($part:tt)+) => {
        return Err($crate::project::fault::Fault::wrong(format_args!($($part)+)))
    };
}

/// Ends a check with what is still to be done.
macro_rules! open {
    ($($part:tt)+) => {
        return Err($crate::project::fault::Fault::open(format_args!($($part)+)))
    };
}

pub(crate) use {open, wrong};
