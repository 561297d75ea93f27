//! The toy model with two blocks at several moments of its training, small enough to travel
//! with a page: eight bits a number.
//!
//! One model after the other, tensor by tensor, in pieces of 64 numbers: the step between
//! two neighbours as a 32-bit number, lowest byte first, and then for each number how many
//! such steps it is, from −127 to 127.

use anyhow::{Context as _, Result, ensure};
use page::fetched;
use page::live::Fetched;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::Transformer;
use crate::grammar::{GRAMMAR, Grammar};
use crate::toy::sizes;

/// After how many steps the model is there. Before the first it is drawn anew, the others
/// are packed.
pub const MOMENTS: [usize; 5] = [0, 100, 300, 1000, 3000];
const BLOCKS: usize = 2;
const SEED: u64 = 1;
/// Numbers that have one step between neighbours.
const PIECE: usize = 64;
const MOST: f64 = 127.0;
/// The toy language and its models.
pub static TOY: Fetched<Toy> =
    fetched!("assets/transformer/moments.i8", unpack_toy);

/// The toy language, and the model after each of [`MOMENTS`].
#[derive(Debug)]
pub struct Toy {
    /// The language.
    pub grammar: Grammar,
    /// The full stop, which stands before the first word too.
    pub stop: usize,
    /// The model after each of [`MOMENTS`].
    pub models: Vec<Transformer>,
}

impl Toy {
    /// The trained model.
    ///
    /// # Errors
    /// If there is none.
    pub fn trained(&self) -> Result<&Transformer> {
        self.models.last().context("no model is packed")
    }

    /// A word's number.
    ///
    /// # Errors
    /// If it is not of the language.
    pub fn id(&self, word: &str) -> Result<usize> {
        let found = self.grammar.words.iter().position(|known| known == word);
        found.with_context(|| format!("“{word}” is no word of the language"))
    }

    /// Words with spaces between.
    pub fn text(&self, ids: &[usize]) -> String {
        let words = ids.iter().filter_map(|&id| self.grammar.words.get(id));
        words.map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// The toy language and its models.
///
/// # Errors
/// If the numbers of the file are not those of the models; in a page, before it is given.
pub fn toy() -> Result<&'static Toy> {
    TOY.get()
}

fn unpack_toy(bytes: &[u8]) -> Result<Toy> {
    let grammar = Grammar::parse(GRAMMAR)?;
    let stop = grammar.words.iter().position(|word| word == ".");
    let stop = stop.context("a full stop")?;
    let mut models = vec![untrained(&grammar)?];
    models.extend(unpack(&grammar, bytes)?);
    let (expected, found) = (MOMENTS.len() - 1, models.len() - 1);
    ensure!(found == expected, "it holds {found} models: give one with {expected}");
    Ok(Toy { grammar, stop, models })
}

/// The model as [`crate::toy::learn`] begins with it.
fn untrained(grammar: &Grammar) -> Result<Transformer> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    Ok(Transformer::random(sizes(grammar, BLOCKS), &mut rng)?)
}

/// A model, rounded, as bytes.
pub fn pack(model: &Transformer) -> Vec<u8> {
    let mut bytes = Vec::new();
    for tensor in model.tensors() {
        for numbers in tensor.numbers.chunks(PIECE) {
            let most = numbers.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
            let step = (most / MOST) as f32;
            bytes.extend(step.to_le_bytes());
            // A piece of zeros has no step: 0 of them, then.
            let steps = numbers.iter().map(|x| x / f64::from(step));
            bytes.extend(steps.map(|n| (n.round().clamp(-MOST, MOST) as i8) as u8));
        }
    }
    bytes
}

/// The models that [`pack`] made bytes of, one after the other.
///
/// # Errors
/// If the bytes are not those of whole models.
pub fn unpack(grammar: &Grammar, bytes: &[u8]) -> Result<Vec<Transformer>> {
    let short = "packed models end too soon: give all that was packed";
    let other = untrained(grammar)?;
    let mut rest = bytes;
    let mut models = Vec::new();
    while !rest.is_empty() {
        let mut model = other.clone();
        for tensor in model.tensors_mut() {
            for numbers in tensor.chunks_mut(PIECE) {
                let (step, after) = rest.split_first_chunk::<4>().context(short)?;
                let step = f64::from(f32::from_le_bytes(*step));
                let found = after.split_at_checked(numbers.len()).context(short)?;
                for (number, &byte) in numbers.iter_mut().zip(found.0) {
                    *number = step * f64::from(byte as i8);
                }
                rest = found.1;
            }
        }
        models.push(model);
    }
    Ok(models)
}
