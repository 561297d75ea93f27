//! A network as text, to keep and to read again. The format, version 1:
//!
//! ```text
//! backprop network, version 1
//! layers 2
//! layer 2 3 relu
//! 0.5 -1.25 1e-7
//! 0.1 0.2 0.3
//! 0.0 0.0 0.0
//! layer 3 1 identity
//! 1.0
//! 2.0
//! 3.0
//! 0.25
//! checksum 1f6a1c0e1f8d1f2b
//! ```
//!
//! Below each `layer INPUTS OUTPUTS ACTIVATION` stand a line of weights for each
//! input and a line of biases, a number for each output, single spaces between. A
//! number is the shortest decimal that gives the same `f64` again. The checksum is
//! FNV-1a (64 bits, hexadecimal) over every byte before its line; no change of a
//! single byte can keep it. Lines end with a line feed, the last one too.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ndarray::{Array1, Array2};
use neurons::{Activation, Layer, Network, ShapeError};

/// What every saved network begins with, before its version.
pub(crate) const TITLE: &str = "backprop network, version ";
const VERSION: &str = "1";

// ANCHOR: to-text
/// The network as text, in the format above.
///
/// # Errors
/// If a weight or a bias is infinite or not a number: no text could give it back.
pub fn to_text(network: &Network) -> Result<String, SavedError> {
    let mut text = format!("{TITLE}{VERSION}\nlayers {}\n", network.layers.len());
    for (index, layer) in network.layers.iter().enumerate() {
        let (inputs, outputs) = layer.weights.dim();
        let name = name(layer.activation);
        text += &format!("layer {inputs} {outputs} {name}\n");
        for numbers in layer.weights.rows().into_iter().chain([layer.bias.view()]) {
            if let Some(&found) = numbers.iter().find(|number| !number.is_finite())
            {
                let (layer, found) = (index + 1, found.to_string());
                return Err(SavedError::NotFinite { layer, found });
            }
            let numbers: Vec<String> =
                numbers.iter().map(|number| format!("{number:?}")).collect();
            text += &numbers.join(" ");
            text.push('\n');
        }
    }
    let checksum = checksum(&text);
    let _ = writeln!(text, "checksum {checksum:016x}");
    Ok(text)
}
// ANCHOR_END: to-text

// ANCHOR: from-text
/// The network that a text holds. `file` is where the text comes from.
///
/// # Errors
/// At the first fault, with its file and line: a text that is not of this format or
/// this version, that was cut short, or that is not as it was written.
pub fn from_text(text: &str, file: &Path) -> Result<Network, SavedError> {
    let mut lines = Lines { file, text, number: 0, start: 0 };
    lines.title()?;
    let count = lines.take("the number of layers, as \"layers 2\"", |line| {
        line.strip_prefix("layers ")?.parse::<usize>().ok()
    })?;
    let mut layers = Vec::new();
    for _ in 0..count {
        layers.push(lines.layer()?);
    }
    lines.checksum()?;
    Network::new(layers)
        .map_err(|source| SavedError::NoNetwork { file: file.into(), source })
}
// ANCHOR_END: from-text

// ANCHOR: saved-lines
struct Lines<'t> {
    file: &'t Path,
    text: &'t str,
    /// The line read last, counted from 1, and where in the text the next one starts.
    number: usize,
    start: usize,
}

impl Lines<'_> {
    fn title(&mut self) -> Result<(), SavedError> {
        let line = self.text.lines().next().unwrap_or_default();
        let (file, found) = (self.file.to_path_buf(), shortened(line));
        match line.strip_prefix(TITLE) {
            None => Err(SavedError::Foreign { file, found }),
            Some(VERSION) => self.take("the title", |_| Some(())),
            Some(version) => {
                Err(SavedError::Version { file, found: shortened(version) })
            }
        }
    }

    fn layer(&mut self) -> Result<Layer, SavedError> {
        let wanted =
            "a layer's inputs, outputs and activation, as \"layer 2 1 relu\"";
        let (inputs, outputs, activation) = self.take(wanted, |line| {
            let mut words = line.strip_prefix("layer ")?.split(' ');
            let mut size = || words.next()?.parse::<usize>().ok();
            let (inputs, outputs) = (size()?, size()?);
            let activation = activation(words.next()?)?;
            words.next().is_none().then_some((inputs, outputs, activation))
        })?;
        let mut weights = Vec::new();
        for _ in 0..inputs {
            weights.extend(self.numbers(outputs)?);
        }
        let bias = Array1::from(self.numbers(outputs)?); // (outputs)
        let weights = Array2::from_shape_vec((inputs, outputs), weights)
            .expect("a row of outputs for each input"); // (inputs, outputs)
        Layer::new(weights, bias, activation).map_err(|source| {
            SavedError::NoNetwork { file: self.file.into(), source }
        })
    }

    fn numbers(&mut self, count: usize) -> Result<Vec<f64>, SavedError> {
        let number = |word: &str| word.parse().ok().filter(|x: &f64| x.is_finite());
        let wanted = match count {
            1 => "1 number".to_owned(),
            _ => format!("{count} numbers, single spaces between"),
        };
        self.take(&wanted, |line| {
            let numbers: Option<Vec<f64>> = line.split(' ').map(number).collect();
            numbers.filter(|numbers| numbers.len() == count)
        })
    }

    fn checksum(&mut self) -> Result<(), SavedError> {
        let expected = checksum(&self.text[..self.start]);
        let found =
            self.take("the checksum, as \"checksum\" and 16 digits", |line| {
                let digits = line.strip_prefix("checksum ")?;
                (digits.len() == 16).then_some(digits.to_owned())
            })?;
        let (file, line) = (self.file.to_path_buf(), self.number);
        if found != format!("{expected:016x}") {
            return Err(SavedError::Altered { file, line, expected, found });
        }
        if self.start != self.text.len() {
            return Err(SavedError::Rest { file, line: line + 1 });
        }
        Ok(())
    }

    /// The next line, as `read` understands it.
    fn take<T>(
        &mut self,
        wanted: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SavedError> {
        let (file, line) = (self.file.to_path_buf(), self.number + 1);
        let wanted = wanted.to_owned();
        let rest = &self.text[self.start..];
        let Some((found, _)) = rest.split_once('\n') else {
            return Err(SavedError::CutShort { file, line, wanted });
        };
        self.number += 1;
        self.start += found.len() + 1;
        read(found).ok_or_else(|| SavedError::Line {
            file,
            line,
            found: shortened(found),
            wanted,
        })
    }
}
// ANCHOR_END: saved-lines

// ANCHOR: saved-words
fn name(activation: Activation) -> &'static str {
    match activation {
        Activation::Identity => "identity",
        Activation::Sigmoid => "sigmoid",
        Activation::Relu => "relu",
        Activation::Tanh => "tanh",
    }
}

fn activation(word: &str) -> Option<Activation> {
    use Activation::{Identity, Relu, Sigmoid, Tanh};
    [Identity, Sigmoid, Relu, Tanh].into_iter().find(|&known| name(known) == word)
}

/// FNV-1a. Each byte changes the sum one to one (the factor is odd), so two texts
/// that differ in a single byte never have the same.
fn checksum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
// ANCHOR_END: saved-words

// ANCHOR: saved-error
/// Why a network cannot be kept, or a text holds none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SavedError {
    /// A weight or a bias is no finite number.
    #[error(
        "layer {layer} holds {found}, so there is nothing worth keeping: train with \
        a smaller learning rate"
    )]
    NotFinite {
        /// The layer, counted from 1.
        layer: usize,
        /// What it holds.
        found: String,
    },
    /// The text is something else.
    #[error(
        "{}, line 1: found {found:?}: give a saved network, which starts with \
        \"{TITLE}{VERSION}\"",
        file.display()
    )]
    Foreign {
        /// Where the text comes from.
        file: PathBuf,
        /// Its first line, shortened if it is long.
        found: String,
    },
    /// The text is of another version of this format.
    #[error(
        "{}, line 1: the format has version {found:?}: give version {VERSION}, the \
        one that this program reads",
        file.display()
    )]
    Version {
        /// Where the text comes from.
        file: PathBuf,
        /// Its version.
        found: String,
    },
    /// A line is not what belongs there.
    #[error("{}, line {line}: found {found:?}: give {wanted}", file.display())]
    Line {
        /// Where the text comes from.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The line itself, shortened if it is long.
        found: String,
        /// What would be right.
        wanted: String,
    },
    /// The text ends too early.
    #[error(
        "{} ends within line {line}: it was cut short: give the whole file, whose \
        line {line} holds {wanted}",
        file.display()
    )]
    CutShort {
        /// Where the text comes from.
        file: PathBuf,
        /// The first line that is not whole, counted from 1.
        line: usize,
        /// What should stand there.
        wanted: String,
    },
    /// The text is not as it was written.
    #[error(
        "{}, line {line}: found checksum {found}, but the lines above it have \
        {expected:016x}, so they are not as they were saved: give an unchanged copy",
        file.display()
    )]
    Altered {
        /// Where the text comes from.
        file: PathBuf,
        /// The line of the checksum, counted from 1.
        line: usize,
        /// The checksum of the text.
        expected: u64,
        /// The checksum that it names.
        found: String,
    },
    /// Something follows the end.
    #[error(
        "{}, line {line}: found more after the checksum: give a file that ends there",
        file.display()
    )]
    Rest {
        /// Where the text comes from.
        file: PathBuf,
        /// The line after the checksum, counted from 1.
        line: usize,
    },
    /// The layers make no network.
    #[error("{} holds no network", file.display())]
    NoNetwork {
        /// Where the text comes from.
        file: PathBuf,
        /// What does not fit.
        source: ShapeError,
    },
}
// ANCHOR_END: saved-error
