//! The experiments of the chapter, in the order of its page.

mod by_hand;
mod faults;
mod moods;
mod shapes;

use anyhow::Result;
use page::Record;

use crate::figures;
use crate::live::Loudness;

/// Runs every experiment of the chapter.
///
/// # Errors
/// If a name is used twice.
pub fn experiments(page: &mut Record) -> Result<()> {
    by_hand::looks(page)?;
    by_hand::sentences(page)?;
    by_hand::crossing(page)?;
    by_hand::by_hand(page)?;
    page.live(&mut Loudness)?;
    by_hand::four_relus_by_hand(page)?;
    page.figure("block", figures::block())?;
    shapes::blocks(page)?;
    shapes::parameters(page)?;
    faults::slices(page)?;
    faults::large(page)?;
    faults::leak(page)?;
    shapes::packed(page)?;
    shapes::equal(page)?;
    let models = moods::moods(page)?;
    moods::half(page)?;
    moods::shown(page, &models)?;
    moods::moves(page, &models)?;
    moods::ablation(page, &models)
}
