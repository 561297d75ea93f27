//! All tensors of a model in a row, for what treats them alike: a step, a clip, a file.

use ndarray::{Array1, Array2};

use crate::{Transformer, TransformerError, TransformerGradients};

// ANCHOR: tensors
/// A tensor of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor<'a> {
    /// Such as "block 1, head 2 W_Q".
    pub name: String,
    /// Whether it is a matrix, and no vector of a norm or of biases.
    pub is_matrix: bool,
    /// Its numbers, row by row.
    pub numbers: &'a [f64],
}

impl Transformer {
    /// All parameters, one tensor after the other.
    pub fn tensors(&self) -> Vec<Tensor<'_>> {
        let mut all = vec![
            matrix("embedding".into(), &self.embedding.weights),
            matrix("positions".into(), &self.positions),
        ];
        for (index, block) in self.blocks.iter().enumerate() {
            let name = |part: &str| format!("block {}, {part}", index + 1);
            all.push(vector(name("norm_1 γ"), &block.norm_1.gamma));
            all.push(vector(name("norm_1 β"), &block.norm_1.beta));
            for (number, head) in block.heads.heads.iter().enumerate() {
                let part = |w: &str| name(&format!("head {} {w}", number + 1));
                all.push(matrix(part("W_Q"), &head.w_q));
                all.push(matrix(part("W_K"), &head.w_k));
                all.push(matrix(part("W_V"), &head.w_v));
            }
            all.push(matrix(name("W_O"), &block.heads.w_o));
            all.push(vector(name("norm_2 γ"), &block.norm_2.gamma));
            all.push(vector(name("norm_2 β"), &block.norm_2.beta));
            all.push(matrix(name("w_up"), &block.feed_forward.w_up));
            all.push(vector(name("b_up"), &block.feed_forward.b_up));
            all.push(matrix(name("w_down"), &block.feed_forward.w_down));
            all.push(vector(name("b_down"), &block.feed_forward.b_down));
        }
        all.push(vector("norm γ".into(), &self.norm.gamma));
        all.push(vector("norm β".into(), &self.norm.beta));
        all.push(matrix("unembedding".into(), &self.unembedding));
        all
    }

    /// How many numbers there are to learn.
    pub fn parameter_count(&self) -> usize {
        self.tensors().iter().map(|tensor| tensor.numbers.len()).sum()
    }
}

fn matrix(name: String, matrix: &Array2<f64>) -> Tensor<'_> {
    Tensor { name, is_matrix: true, numbers: flat(matrix) }
}

fn vector(name: String, row: &Array1<f64>) -> Tensor<'_> {
    Tensor { name, is_matrix: false, numbers: flat_row(row) }
}
// ANCHOR_END: tensors

// ANCHOR: tensors-mut
impl Transformer {
    /// The numbers of all tensors, in the order of [`Transformer::tensors`], to change
    /// them.
    pub fn tensors_mut(&mut self) -> Vec<&mut [f64]> {
        let mut all = vec![
            flat_mut(&mut self.embedding.weights),
            flat_mut(&mut self.positions),
        ];
        for block in &mut self.blocks {
            all.push(flat_row_mut(&mut block.norm_1.gamma));
            all.push(flat_row_mut(&mut block.norm_1.beta));
            for head in &mut block.heads.heads {
                let three = [&mut head.w_q, &mut head.w_k, &mut head.w_v];
                all.extend(three.map(flat_mut));
            }
            all.push(flat_mut(&mut block.heads.w_o));
            all.push(flat_row_mut(&mut block.norm_2.gamma));
            all.push(flat_row_mut(&mut block.norm_2.beta));
            all.push(flat_mut(&mut block.feed_forward.w_up));
            all.push(flat_row_mut(&mut block.feed_forward.b_up));
            all.push(flat_mut(&mut block.feed_forward.w_down));
            all.push(flat_row_mut(&mut block.feed_forward.b_down));
        }
        all.push(flat_row_mut(&mut self.norm.gamma));
        all.push(flat_row_mut(&mut self.norm.beta));
        all.push(flat_mut(&mut self.unembedding));
        all
    }
}
// ANCHOR_END: tensors-mut

// ANCHOR: gradient-tensors
impl TransformerGradients {
    /// All gradients, in the order of [`Transformer::tensors`].
    pub fn tensors(&self) -> Vec<&[f64]> {
        let mut all = vec![flat(&self.d_embedding), flat(&self.d_positions)];
        for block in &self.blocks {
            all.push(flat_row(&block.norm_1.d_gamma));
            all.push(flat_row(&block.norm_1.d_beta));
            for head in &block.heads.heads {
                all.extend([&head.d_w_q, &head.d_w_k, &head.d_w_v].map(flat));
            }
            all.push(flat(&block.heads.d_w_o));
            all.push(flat_row(&block.norm_2.d_gamma));
            all.push(flat_row(&block.norm_2.d_beta));
            all.push(flat(&block.feed_forward.d_w_up));
            all.push(flat_row(&block.feed_forward.d_b_up));
            all.push(flat(&block.feed_forward.d_w_down));
            all.push(flat_row(&block.feed_forward.d_b_down));
        }
        all.push(flat_row(&self.norm.d_gamma));
        all.push(flat_row(&self.norm.d_beta));
        all.push(flat(&self.d_unembedding));
        all
    }

    /// Multiplies all gradients by a number.
    pub fn scale(&mut self, by: f64) {
        for d in self.tensors_mut().into_iter().flatten() {
            *d *= by;
        }
    }

    /// Adds other gradients of the same model, each times `by`.
    ///
    /// # Errors
    /// If they are not of the same model.
    pub fn add(
        &mut self,
        other: &TransformerGradients,
        by: f64,
    ) -> Result<(), TransformerError> {
        let (mut own, other) = (self.tensors_mut(), other.tensors());
        let expected: usize = own.iter().map(|tensor| tensor.len()).sum();
        let found: usize = other.iter().map(|tensor| tensor.len()).sum();
        if expected != found || own.len() != other.len() {
            return Err(TransformerError::Parameters { expected, found });
        }
        for (own, other) in own.iter_mut().zip(other) {
            own.iter_mut().zip(other).for_each(|(own, other)| *own += by * *other);
        }
        Ok(())
    }
}
// ANCHOR_END: gradient-tensors

impl TransformerGradients {
    /// All gradients, in the order of [`Transformer::tensors`], to change them.
    pub(crate) fn tensors_mut(&mut self) -> Vec<&mut [f64]> {
        let mut all =
            vec![flat_mut(&mut self.d_embedding), flat_mut(&mut self.d_positions)];
        for block in &mut self.blocks {
            all.push(flat_row_mut(&mut block.norm_1.d_gamma));
            all.push(flat_row_mut(&mut block.norm_1.d_beta));
            for head in &mut block.heads.heads {
                let three = [&mut head.d_w_q, &mut head.d_w_k, &mut head.d_w_v];
                all.extend(three.map(flat_mut));
            }
            all.push(flat_mut(&mut block.heads.d_w_o));
            all.push(flat_row_mut(&mut block.norm_2.d_gamma));
            all.push(flat_row_mut(&mut block.norm_2.d_beta));
            all.push(flat_mut(&mut block.feed_forward.d_w_up));
            all.push(flat_row_mut(&mut block.feed_forward.d_b_up));
            all.push(flat_mut(&mut block.feed_forward.d_w_down));
            all.push(flat_row_mut(&mut block.feed_forward.d_b_down));
        }
        all.push(flat_row_mut(&mut self.norm.d_gamma));
        all.push(flat_row_mut(&mut self.norm.d_beta));
        all.push(flat_mut(&mut self.d_unembedding));
        all
    }
}

/// The numbers of a matrix, row by row.
fn flat(matrix: &Array2<f64>) -> &[f64] {
    matrix.as_slice().expect("parameters have no gaps")
}

fn flat_row(row: &Array1<f64>) -> &[f64] {
    row.as_slice().expect("parameters have no gaps")
}

fn flat_mut(matrix: &mut Array2<f64>) -> &mut [f64] {
    matrix.as_slice_mut().expect("parameters have no gaps")
}

fn flat_row_mut(row: &mut Array1<f64>) -> &mut [f64] {
    row.as_slice_mut().expect("parameters have no gaps")
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use crate::{Sizes, Transformer};

    /// Read or changed, the tensors of model and gradients stand in one order.
    #[test]
    fn tensors_to_read_and_to_change_are_the_same() {
        let sizes = Sizes {
            vocabulary: 7,
            context: 6,
            d_model: 8,
            n_heads: 2,
            n_blocks: 2,
        };
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut model = Transformer::random(sizes, &mut rng).unwrap();
        let (_, mut gradients) =
            model.cost_and_gradients(&[0, 1, 2], &[1, 2, 3]).unwrap();
        let count = model.tensors_mut().len();
        assert_eq!(gradients.tensors_mut().len(), count);
        for tensor in 0..count {
            model.tensors_mut()[tensor][0] = 100.0 + tensor as f64;
            gradients.tensors_mut()[tensor][0] = 100.0 + tensor as f64;
            let read = model.tensors().swap_remove(tensor);
            assert_eq!(read.numbers[0], 100.0 + tensor as f64, "{}", read.name);
            assert_eq!(gradients.tensors()[tensor][0], 100.0 + tensor as f64);
            assert_eq!(read.numbers.len(), gradients.tensors()[tensor].len());
        }
    }
}
