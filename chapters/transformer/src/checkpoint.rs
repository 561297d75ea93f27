//! A training as bytes, to keep and to go on with. The format, version 2; all
//! numbers little-endian, integers of 8 bytes where nothing else is said:
//!
//! ```text
//! 24 bytes  "transformer checkpoint\r\n"
//!           version, 2
//!           bytes that follow before the checksum
//!           checksum of the corpus, as below
//!           kind of tokens: 0 characters, 1 words
//!           size of the vocabulary; then of each token the bytes' count and the bytes
//!           context, width, heads, layers
//!           batch, steps of the schedule, steps of warm-up
//!  8 bytes  largest learning rate, f64
//!           1 if the schedule has a warm restart, else 0; its step, and how many it rises
//!  8 bytes  the learning rate that it rises to, f64
//!           1 if gradients come from the clear model, else 0
//! 16 bytes  weight decay, both betas, largest norm, f32
//!           steps done
//! 32 bytes  seed of the random numbers (ChaCha8)
//!           stream of the random numbers
//! 16 bytes  place in the stream
//!           parameters, f32, in the order of `Sizes::tensors`
//!           the gradient's running means, f32, in that order
//!           and its square's
//!           checksum: FNV-1a, 64 bits, of every byte before it
//! ```
//!
//! No change of a single byte keeps the checksum. Version 1 has no restart, and does not
//! say where gradients come from.

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::Sizes;
use crate::corpus::{Tokenizer, Vocabulary};
use crate::engine::{EngineError, Restart, Schedule, Settings, State, Tensors};

/// What every checkpoint begins with.
pub(crate) const TITLE: &[u8; 24] = b"transformer checkpoint\r\n";
const VERSION: u64 = 2;

// ANCHOR: checkpoint
/// A model in training, with the tokens that it knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// The [`checksum`] of the text that it learns from.
    pub corpus: u64,
    /// The tokens.
    pub vocabulary: Vocabulary,
    /// The training.
    pub state: State,
}
// ANCHOR_END: checkpoint

impl Checkpoint {
    // ANCHOR: to-bytes
    /// In the format above.
    pub fn to_bytes(&self) -> Vec<u8> {
        let State {
            settings,
            step,
            tensors,
            means,
            squares,
            rng,
            uses_clear_model,
        } = &self.state;
        // The parameters and two means, and a page for what else there is.
        let mut bytes = Vec::with_capacity(12 * tensors.values().len() + 4096);
        bytes.extend(TITLE);
        put(&mut bytes, &[VERSION, 0]);
        let start = bytes.len();
        let pieces = self.vocabulary.pieces();
        let kind = matches!(self.vocabulary.tokenizer(), Tokenizer::Words);
        put(&mut bytes, &[self.corpus, u64::from(kind), pieces.len() as u64]);
        for piece in pieces {
            put(&mut bytes, &[piece.len() as u64]);
            bytes.extend_from_slice(piece.as_bytes());
        }
        let Sizes { context, d_model, n_heads, n_blocks, .. } = tensors.config();
        let sizes = [context, d_model, n_heads, n_blocks, settings.batch];
        put(&mut bytes, &sizes.map(|size| size as u64));
        put(&mut bytes, &[settings.steps, settings.schedule.warm_up]);
        bytes.extend(settings.schedule.learning_rate.to_le_bytes());
        let restart = settings.schedule.restart;
        let Restart { step: from, learning_rate, rise } =
            restart.unwrap_or(Restart { step: 0, learning_rate: 0.0, rise: 0 });
        put(&mut bytes, &[restart.is_some().into(), from, rise]);
        bytes.extend(learning_rate.to_le_bytes());
        put(&mut bytes, &[u64::from(*uses_clear_model)]);
        let (beta_1, beta_2) = settings.betas;
        for number in [settings.weight_decay, beta_1, beta_2, settings.largest_norm]
        {
            bytes.extend(number.to_le_bytes());
        }
        put(&mut bytes, &[*step]);
        bytes.extend(rng.get_seed());
        put(&mut bytes, &[rng.get_stream()]);
        bytes.extend(rng.get_word_pos().to_le_bytes());
        for tensors in [tensors, means, squares] {
            bytes.extend(
                tensors.values().iter().flat_map(|value| value.to_le_bytes()),
            );
        }
        let length = (bytes.len() - start) as u64;
        bytes[start - 8..start].copy_from_slice(&length.to_le_bytes());
        let checksum = checksum(&bytes);
        put(&mut bytes, &[checksum]);
        bytes
    }
    // ANCHOR_END: to-bytes

    // ANCHOR: from-bytes
    /// The checkpoint that these bytes hold.
    ///
    /// # Errors
    /// If they are of another format or version, were cut short or altered, or hold
    /// no training.
    pub fn from_bytes(bytes: &[u8]) -> Result<Checkpoint, CheckpointError> {
        let mut reader = ByteReader { bytes, at: 0 };
        if bytes.is_empty() {
            return Err(CheckpointError::Empty);
        }
        match reader.take(TITLE.len()) {
            Ok(title) if title == TITLE => {}
            Err(cut_short) if TITLE.starts_with(bytes) => return Err(cut_short),
            _ => return Err(CheckpointError::Foreign),
        }
        let version = reader.integer()?;
        if !(1..=VERSION).contains(&version) {
            return Err(CheckpointError::Version { found: version });
        }
        let length = reader.integer()?;
        let found = bytes.len() as u64;
        let expected = (reader.at as u64).saturating_add(length).saturating_add(8);
        if found < expected {
            return Err(CheckpointError::CutShort { expected, found });
        }
        let (content, last) = bytes.split_at(bytes.len() - 8);
        if found > expected || checksum(content).to_le_bytes() != last {
            return Err(CheckpointError::Altered);
        }
        let checkpoint = reader.checkpoint(version)?;
        if reader.at != content.len() {
            return Err(CheckpointError::Altered);
        }
        Ok(checkpoint)
    }
    // ANCHOR_END: from-bytes
}

// ANCHOR: reader
struct ByteReader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> ByteReader<'b> {
    fn checkpoint(&mut self, version: u64) -> Result<Checkpoint, CheckpointError> {
        let corpus = self.integer()?;
        let vocabulary = self.vocabulary()?;
        let config = Sizes {
            vocabulary: vocabulary.pieces().len(),
            context: self.size()?,
            d_model: self.size()?,
            n_heads: self.size()?,
            n_blocks: self.size()?,
        };
        config.check()?;
        let batch = self.size()?;
        let steps = self.integer()?;
        let warm_up = self.integer()?;
        let learning_rate = f64::from_le_bytes(self.array()?);
        let (restart, uses_clear_model) = match version {
            1 => (None, false),
            _ => (self.restart()?, self.flag()?),
        };
        let schedule = Schedule { learning_rate, warm_up, restart };
        let weight_decay = f32::from_le_bytes(self.array()?);
        let betas =
            (f32::from_le_bytes(self.array()?), f32::from_le_bytes(self.array()?));
        let largest_norm = f32::from_le_bytes(self.array()?);
        let settings =
            Settings { batch, steps, schedule, weight_decay, betas, largest_norm };
        settings.check()?;
        let step = self.integer()?;
        let mut rng = ChaCha8Rng::from_seed(self.array()?);
        rng.set_stream(self.integer()?);
        rng.set_word_pos(u128::from_le_bytes(self.array()?));
        let (tensors, means) = (self.tensors(config)?, self.tensors(config)?);
        let squares = self.tensors(config)?;
        let state = State {
            settings,
            step,
            tensors,
            means,
            squares,
            rng,
            uses_clear_model,
        };
        Ok(Checkpoint { corpus, vocabulary, state })
    }

    fn restart(&mut self) -> Result<Option<Restart>, CheckpointError> {
        let is_there = self.flag()?;
        let (step, rise) = (self.integer()?, self.integer()?);
        let learning_rate = f64::from_le_bytes(self.array()?);
        Ok(is_there.then_some(Restart { step, learning_rate, rise }))
    }

    fn flag(&mut self) -> Result<bool, CheckpointError> {
        match self.integer()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(CheckpointError::Altered),
        }
    }

    fn vocabulary(&mut self) -> Result<Vocabulary, CheckpointError> {
        let tokenizer = match self.integer()? {
            0 => Tokenizer::Chars,
            1 => Tokenizer::Words,
            _ => return Err(CheckpointError::Altered),
        };
        let count = self.size()?;
        let mut pieces = Vec::new();
        for _ in 0..count {
            let length = self.size()?;
            let piece = self.take(length)?.to_vec();
            pieces.push(
                String::from_utf8(piece).map_err(|_| CheckpointError::Altered)?,
            );
        }
        Vocabulary::new(tokenizer, pieces).ok_or(CheckpointError::Altered)
    }

    fn tensors(&mut self, config: Sizes) -> Result<Tensors, CheckpointError> {
        let bytes = self.take(config.parameters().saturating_mul(4))?;
        let (numbers, _) = bytes.as_chunks::<4>();
        let values: Vec<f32> =
            numbers.iter().map(|b| f32::from_le_bytes(*b)).collect();
        if values.iter().any(|value| !value.is_finite()) {
            return Err(CheckpointError::NotFinite);
        }
        Ok(Tensors::new(config, values)?)
    }

    fn take(&mut self, count: usize) -> Result<&'b [u8], CheckpointError> {
        let rest = &self.bytes[self.at..];
        let (expected, found) = (
            (self.at as u64).saturating_add(count as u64),
            self.bytes.len() as u64,
        );
        let taken = rest
            .get(..count)
            .ok_or(CheckpointError::CutShort { expected, found })?;
        self.at += count;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CheckpointError> {
        Ok(self.take(N)?.try_into().expect("N bytes were taken"))
    }

    fn integer(&mut self) -> Result<u64, CheckpointError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn size(&mut self) -> Result<usize, CheckpointError> {
        usize::try_from(self.integer()?).map_err(|_| CheckpointError::Altered)
    }
}

fn put(bytes: &mut Vec<u8>, integers: &[u64]) {
    bytes.extend(integers.iter().flat_map(|integer| integer.to_le_bytes()));
}
// ANCHOR_END: reader

// ANCHOR: checksum
/// FNV-1a, the hash of Fowler, Noll and Vo: 64 bits that any change of one byte changes.
pub fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, &byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
// ANCHOR_END: checksum

// ANCHOR: checkpoint-error
/// Why bytes are no checkpoint.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CheckpointError {
    /// There are none.
    #[error("it is empty: name a file that `train` has written")]
    Empty,
    /// They are something else.
    #[error("it is no checkpoint: name a file that `train` has written")]
    Foreign,
    /// Another version wrote them.
    #[error(
        "it is a checkpoint of version {found}: this program reads versions 1 and 2; \
         train anew, or use the program that wrote it"
    )]
    Version {
        /// Which.
        found: u64,
    },
    /// Some are missing.
    #[error(
        "it was cut short: it has {found} of {expected} bytes; use another copy"
    )]
    CutShort {
        /// How many there should be, at least.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// Some are not as they were written.
    #[error("it is not as it was written: a byte was altered; use another copy")]
    Altered,
    /// A parameter is infinite or not a number.
    #[error("it holds a number that is not finite: train anew with a smaller rate")]
    NotFinite,
    /// There is no such model or training.
    #[error(transparent)]
    Engine(#[from] EngineError),
}
// ANCHOR_END: checkpoint-error
