//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;

use anyhow::Result;
use page::Page;

/// Runs every experiment of the chapter.
///
/// # Errors
/// If a name is used twice.
pub fn experiments(page: &mut Page) -> Result<()> {
    first(page)
}

fn first(page: &mut Page) -> Result<()> {
    page.output("first", |out| {
        writeln!(out, "still to be written: what the first run shows")?;
        Ok(())
    })
}
