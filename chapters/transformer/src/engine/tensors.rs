//! All parameters in one piece of memory, and where in it each tensor lies.

use std::ops::Range;

use neurons::standard_normal;
use rand_chacha::ChaCha8Rng;

use crate::Sizes;
use crate::engine::EngineError;

// ANCHOR: config
impl Sizes {
    /// Whether the engine can hold such a model.
    ///
    /// # Errors
    /// If a size is 0 or above what memory could hold, or the heads do not share
    /// the width evenly.
    pub fn check(self) -> Result<(), EngineError> {
        let sizes = [
            ("vocabulary", self.vocabulary, 1 << 20),
            ("context", self.context, 1 << 14),
            ("width", self.d_model, 1 << 13),
            ("number of heads", self.n_heads, 1 << 13),
            ("number of layers", self.n_blocks, 1 << 10),
        ];
        for (name, value, most) in sizes {
            if !(1..=most).contains(&value) {
                return Err(EngineError::Size { name, value, most });
            }
        }
        if !self.d_model.is_multiple_of(self.n_heads) {
            let Sizes { d_model, n_heads, .. } = self;
            return Err(EngineError::Heads { d_model, heads: n_heads });
        }
        Ok(())
    }

    /// How many parameters the model has. Where a number is of 32 bits, a model of more
    /// than they can count has as many as they can: no memory holds either.
    pub fn parameters(self) -> usize {
        let counts = self.tensors().into_iter();
        let counts =
            counts.map(|tensor| tensor.rows.saturating_mul(tensor.columns));
        counts.fold(0, usize::saturating_add)
    }
}
// ANCHOR_END: config

// ANCHOR: tensor-shape
/// A matrix or vector of parameters: a vector has one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorShape {
    /// Such as "block.0.qkv.weights".
    pub name: String,
    /// Its rows: the inputs of a layer, the tokens of an embedding.
    pub rows: usize,
    /// Its columns: the outputs of a layer, the width of an embedding.
    pub columns: usize,
}

impl Sizes {
    /// All parameters in the order in which they lie in memory. The queries', keys'
    /// and values' weights stand side by side in the columns of "qkv.weights", and
    /// in each of the three the heads.
    pub fn tensors(self) -> Vec<TensorShape> {
        let Sizes { vocabulary, context, d_model, .. } = self;
        let d_hidden = 4 * d_model;
        let mut all = vec![
            shape("token_embedding", vocabulary, d_model),
            shape("position_embedding", context, d_model),
        ];
        for block in 0..self.n_blocks {
            let of_block = |name, rows, columns| {
                shape(&format!("block.{block}.{name}"), rows, columns)
            };
            all.extend([
                of_block("norm_1.gain", 1, d_model),
                of_block("norm_1.bias", 1, d_model),
                of_block("qkv.weights", d_model, 3 * d_model),
                of_block("out.weights", d_model, d_model),
                of_block("norm_2.gain", 1, d_model),
                of_block("norm_2.bias", 1, d_model),
                of_block("up.weights", d_model, d_hidden),
                of_block("up.bias", 1, d_hidden),
                of_block("down.weights", d_hidden, d_model),
                of_block("down.bias", 1, d_model),
            ]);
        }
        all.extend([
            shape("norm.gain", 1, d_model),
            shape("norm.bias", 1, d_model),
            shape("unembedding", d_model, vocabulary),
        ]);
        all
    }
}

impl TensorShape {
    /// Whether it is a matrix, and not a gain or a bias.
    pub fn is_matrix(&self) -> bool {
        !(self.name.ends_with("gain") || self.name.ends_with("bias"))
    }
}

fn shape(name: &str, rows: usize, columns: usize) -> TensorShape {
    TensorShape { name: name.to_owned(), rows, columns }
}
// ANCHOR_END: tensor-shape

// ANCHOR: tensors
/// The parameters of a model, or the gradient for each of them: one after the other
/// in the order of [`Sizes::tensors`], each row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensors {
    config: Sizes,
    values: Vec<f32>,
}

impl Tensors {
    /// All of them 0.
    ///
    /// # Errors
    /// If there is no such model.
    pub fn zeros(config: Sizes) -> Result<Tensors, EngineError> {
        config.check()?;
        Ok(Tensors { config, values: vec![0.0; config.parameters()] })
    }

    /// As training starts: embeddings and weights from a normal distribution with
    /// standard deviation 0.02 (Radford and others, 2018), gains 1, biases 0.
    ///
    /// # Errors
    /// If there is no such model.
    pub fn random(
        config: Sizes,
        rng: &mut ChaCha8Rng,
    ) -> Result<Tensors, EngineError> {
        let mut tensors = Tensors::zeros(config)?;
        let mut rest = tensors.values.as_mut_slice();
        for tensor in config.tensors() {
            let (values, others) = rest.split_at_mut(tensor.rows * tensor.columns);
            rest = others;
            if tensor.name.ends_with("gain") {
                values.fill(1.0);
            } else if !tensor.name.ends_with("bias") {
                values.fill_with(|| (0.02 * standard_normal(rng)) as f32);
            }
        }
        Ok(tensors)
    }

    /// Those of `values`, in the order of [`Sizes::tensors`].
    ///
    /// # Errors
    /// If there is no such model, or it has more or fewer parameters.
    pub fn new(config: Sizes, values: Vec<f32>) -> Result<Tensors, EngineError> {
        config.check()?;
        let (expected, found) = (config.parameters(), values.len());
        if expected != found {
            return Err(EngineError::Parameters { expected, found });
        }
        Ok(Tensors { config, values })
    }

    /// The size of the model.
    pub fn config(&self) -> Sizes {
        self.config
    }

    /// All of them.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// All of them, to change.
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// The tensor of that name, row by row.
    pub fn get(&self, name: &str) -> Option<&[f32]> {
        Some(&self.values[self.range(name)?])
    }

    /// The tensor of that name, to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut [f32]> {
        let range = self.range(name)?;
        Some(&mut self.values[range])
    }

    fn range(&self, name: &str) -> Option<Range<usize>> {
        let mut start = 0;
        for tensor in self.config.tensors() {
            let end = start + tensor.rows * tensor.columns;
            if tensor.name == name {
                return Some(start..end);
            }
            start = end;
        }
        None
    }
}
// ANCHOR_END: tensors

// ANCHOR: places
/// Where each tensor lies.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    pub(crate) token_embedding: Range<usize>,
    pub(crate) position_embedding: Range<usize>,
    pub(crate) blocks: Vec<BlockPlaces>,
    pub(crate) gain: Range<usize>,
    pub(crate) bias: Range<usize>,
    pub(crate) unembedding: Range<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct BlockPlaces {
    pub(crate) gain_1: Range<usize>,
    pub(crate) bias_1: Range<usize>,
    pub(crate) qkv: Range<usize>,
    pub(crate) out: Range<usize>,
    pub(crate) gain_2: Range<usize>,
    pub(crate) bias_2: Range<usize>,
    pub(crate) up: LinearPlaces,
    pub(crate) down: LinearPlaces,
}

#[derive(Debug, Clone)]
pub(crate) struct LinearPlaces {
    pub(crate) weights: Range<usize>,
    pub(crate) bias: Range<usize>,
}

impl Places {
    pub(crate) fn new(config: Sizes) -> Places {
        let mut end = 0;
        let mut ranges = config.tensors().into_iter().map(|tensor| {
            let start = end;
            end += tensor.rows * tensor.columns;
            start..end
        });
        let mut next = || ranges.next().expect("a place for each tensor");
        let (token_embedding, position_embedding) = (next(), next());
        let mut blocks = Vec::new();
        for _ in 0..config.n_blocks {
            let (gain_1, bias_1) = (next(), next());
            let (qkv, out) = (next(), next());
            let (gain_2, bias_2) = (next(), next());
            let up = LinearPlaces { weights: next(), bias: next() };
            let down = LinearPlaces { weights: next(), bias: next() };
            blocks.push(BlockPlaces {
                gain_1,
                bias_1,
                qkv,
                out,
                gain_2,
                bias_2,
                up,
                down,
            });
        }
        let (gain, bias, unembedding) = (next(), next(), next());
        Places {
            token_embedding,
            position_embedding,
            blocks,
            gain,
            bias,
            unembedding,
        }
    }
}
// ANCHOR_END: places
