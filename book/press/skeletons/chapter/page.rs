//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;

use anyhow::Result;
use page::Record;

/// Runs every experiment of the chapter.
///
/// # Errors
/// If a name is used twice.
pub fn experiments(page: &mut Record) -> Result<()> {
    first(page)
}

fn first(page: &mut Record) -> Result<()> {
    page.output("first", |out| {
        writeln!(out, "still to be written: what this run shows")?;
        Ok(())
    })
}
