//! Places in the text at which a model is asked what comes next: half of them in what it was
//! not given, and half in what it learned from.

use sha2::{Digest as _, Sha256};

use crate::project::fault::{Checked, wrong};
use crate::project::folder::Folder;
use crate::project::form::Form;
use crate::project::text::corpus::{Corpus, Parts};

/// The file that the course lays.
pub const FILE: &str = "contexts.csv";
/// Characters before each place.
const LENGTHS: [usize; 2] = [8, 256];
/// Fewer places say too little.
const FEWEST: usize = 100;
/// More say no more.
const MOST: usize = 500;

/// A place: the characters before it, and the one that stands there.
pub struct Place {
    pub row: Vec<usize>,
    /// Whether the model learned from it.
    pub is_learned: bool,
}

/// Lays the contexts of all places, in no order.
pub fn laid(
    folder: &Folder,
    corpus: &Corpus,
    parts: &Parts,
    plan: &Form,
) -> Checked<Vec<Place>> {
    let length = plan.count("context")?;
    let at = plan.at("context");
    if !(LENGTHS[0]..=LENGTHS[1]).contains(&length) {
        wrong!("{at}: give from {} to {} characters.", LENGTHS[0], LENGTHS[1]);
    }
    // None stands in the context of another.
    let aside = corpus.aside.chunks_exact(length + 1).filter_map(|row| {
        // What is new altogether no model can name.
        row.iter().map(|c| corpus.place(*c)).collect::<Option<Vec<_>>>()
    });
    let aside: Vec<_> = aside.take(MOST).collect();
    if aside.len() < FEWEST {
        wrong!(
            "{at}: with contexts of {length} characters, what is set aside has room for {} \
             places, and {FEWEST} are the fewest: give fewer characters, or a longer text.",
            aside.len()
        );
    }
    let rows = parts.training.chunks_exact(length + 1);
    let step = (rows.len() / aside.len()).max(1);
    let learned = rows.step_by(step).take(aside.len()).map(<[usize]>::to_vec);
    let place = |row, is_learned| Place { row, is_learned };
    let learned = learned.map(|row| place(row, true));
    let aside = aside.into_iter().map(|row| place(row, false));
    let mut places: Vec<Place> = learned.chain(aside).collect();
    places.sort_by_cached_key(|place| {
        let bytes: Vec<u8> =
            place.row.iter().flat_map(|token| token.to_le_bytes()).collect();
        Sha256::digest(bytes).to_vec()
    });
    let line = |place: &Place| {
        let before: Vec<_> =
            place.row[..length].iter().map(usize::to_string).collect();
        before.join(",") + "\n"
    };
    folder.lay(FILE, &places.iter().map(line).collect::<String>())?;
    Ok(places)
}
