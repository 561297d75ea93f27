//! Fourth stage: nothing is missing, nothing is too much, nothing contradicts.

mod claims;
mod editions;
mod exercises;
mod index;
mod packages;
mod pages;
mod plan;
mod quotes;
mod roofs;

use std::path::Path;

use anyhow::Result;
use outline::{Edition, Fault};

use crate::expand::Quotes;
use crate::read::Workspace;
use crate::survey::Survey;

pub(crate) use editions::{Bound, untranslated};

/// Everything that is checked.
pub(crate) struct Checked<'c> {
    pub root: &'c Path,
    pub workspace: &'c Workspace,
    pub edition: &'c Edition,
    pub survey: &'c Survey,
    /// What all pages together quote.
    pub quotes: &'c Quotes,
}

/// Finds what is wrong between the pages and the workspace.
///
/// # Errors
/// If the folder of the pages cannot be read.
pub(crate) fn check(checked: &Checked, faults: &mut Vec<Fault>) -> Result<()> {
    let Checked { root, workspace, edition, survey, quotes } = *checked;
    plan::check(workspace, faults);
    plan::readme(workspace, faults);
    plan::contents(workspace, edition, survey, faults);
    packages::profiles(workspace, faults);
    packages::measured(workspace, faults);
    packages::unwritten(workspace, faults);
    roofs::check(workspace, faults);
    claims::check(edition, survey, faults);
    editions::words(edition, faults);
    index::check(&survey.index, faults);
    exercises::check(workspace, survey, faults);
    quotes::check(workspace, edition, quotes, faults);
    pages::check(workspace, edition, survey, faults);
    pages::left_out(root, edition, survey, faults)
}
