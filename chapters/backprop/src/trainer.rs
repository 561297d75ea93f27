//! Training in memory that is asked for once: the steps of the plain epoch in the
//! chapter's root, for long trainings.

use loss::LossError;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Zip, s};
use neurons::{Layer, Network, ShapeError};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::product::{product, product_of_transposed};
use crate::settings::{Order, Settings};
use crate::{BackpropError, slope_at_answer};

// ANCHOR: cost
/// A cost: for outputs and targets (batch, outputs) it gives a number, and writes how
/// that changes with each output into the third matrix (batch, outputs).
pub type Cost = fn(ArrayView2<f64>, ArrayView2<f64>, ArrayViewMut2<f64>) -> f64;

/// The mean squared error as a [`Cost`].
pub fn mean_squared_error_cost(
    outputs: ArrayView2<f64>,
    targets: ArrayView2<f64>,
    d_outputs: ArrayViewMut2<f64>,
) -> f64 {
    let count = outputs.len() as f64;
    let mut sum = 0.0;
    Zip::from(d_outputs).and(outputs).and(targets).for_each(|d, a, y| {
        sum += (a - y) * (a - y);
        *d = 2.0 * (a - y) / count;
    });
    sum / count
}
// ANCHOR_END: cost

// ANCHOR: trainer
/// A network in training, with all the memory that a step needs.
#[derive(Debug, Clone)]
pub struct Trainer {
    network: Network,
    settings: Settings,
    cost: Cost,
    order: Vec<usize>,
    /// The inputs of a batch, then what each layer makes of them.
    activations: Vec<Array2<f64>>,
    targets: Array2<f64>,
    back: Vec<Back>,
}

/// What a layer needs on the way back.
#[derive(Debug, Clone)]
struct Back {
    d_z: Array2<f64>,       // (batch, outputs)
    weights_t: Array2<f64>, // (outputs, inputs)
    d_weights: Array2<f64>, // (inputs, outputs)
    d_bias: Vec<f64>,       // (outputs)
    zeros: Vec<f64>,        // (the larger of inputs and outputs)
}
// ANCHOR_END: trainer

impl Trainer {
    // ANCHOR: trainer-new
    /// A trainer of `network`.
    ///
    /// # Errors
    /// If the layers do not fit together, or batches shall have no examples.
    pub fn new(
        network: Network,
        settings: Settings,
        cost: Cost,
    ) -> Result<Trainer, BackpropError> {
        if settings.batch_size == 0 {
            return Err(LossError::BatchSize.into());
        }
        let row_by_row = |layer: Layer| Layer {
            weights: layer.weights.as_standard_layout().into_owned(), // (inputs, outputs)
            bias: layer.bias.as_standard_layout().into_owned(),       // (outputs)
            ..layer
        };
        let layers = network.layers.into_iter().map(row_by_row).collect();
        let network = Network::new(layers)?;
        let (order, activations, back) = (Vec::new(), Vec::new(), Vec::new());
        let targets = Array2::zeros((0, 0));
        Ok(Trainer { network, settings, cost, order, activations, targets, back })
    }
    // ANCHOR_END: trainer-new

    // ANCHOR: trainer-network
    /// The network as it is now.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The network, trained.
    pub fn into_network(self) -> Network {
        self.network
    }

    /// Makes every weight smaller by a share of itself, as weight decay does after a step;
    /// biases stay.
    pub(crate) fn shrink(&mut self, share: f64) {
        for layer in &mut self.network.layers {
            layer.weights *= 1.0 - share; // (inputs, outputs)
        }
    }
    // ANCHOR_END: trainer-network

    // ANCHOR: trainer-epoch
    /// One pass over the examples, with a step after every batch: the mean of their
    /// costs, each before the step that it led to.
    ///
    /// # Errors
    /// If the examples do not fit the network, or there are none.
    pub fn epoch(
        &mut self,
        inputs: &Array2<f64>,
        targets: &Array2<f64>,
        rng: &mut ChaCha8Rng,
    ) -> Result<f64, BackpropError> {
        self.check(inputs, targets)?;
        self.make_room(self.settings.batch_size.min(inputs.nrows()));
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend(0..inputs.nrows());
        if self.settings.order == Order::Shuffled {
            order.shuffle(rng);
        }
        let mut sum = 0.0;
        for batch in order.chunks(self.settings.batch_size) {
            for (row, &example) in batch.iter().enumerate() {
                self.activations[0].row_mut(row).assign(&inputs.row(example));
                self.targets.row_mut(row).assign(&targets.row(example));
            }
            self.forward(batch.len());
            sum += batch.len() as f64 * self.backward(batch.len());
            self.update();
        }
        self.order = order;
        Ok(sum / inputs.nrows() as f64)
    }
    // ANCHOR_END: trainer-epoch

    // ANCHOR: trainer-forward
    fn forward(&mut self, rows: usize) {
        for (index, layer) in self.network.layers.iter().enumerate() {
            let (before, after) = self.activations.split_at_mut(index + 1);
            let inputs = top(&before[index], rows); // (rows, inputs)
            let outputs = top_mut(&mut after[0], rows); // (rows, outputs)
            let bias = layer.bias.as_slice().expect("a trainer's bias has no gaps");
            product(inputs, all(&layer.weights), bias, outputs);
            let activation = layer.activation;
            for a in outputs {
                *a = activation.apply(*a);
            }
        }
    }
    // ANCHOR_END: trainer-forward

    // ANCHOR: trainer-backward
    fn backward(&mut self, rows: usize) -> f64 {
        let last = self.network.layers.len() - 1;
        let cost = (self.cost)(
            self.activations[last + 1].slice(s![..rows, ..]), // (rows, outputs)
            self.targets.slice(s![..rows, ..]),               // (rows, outputs)
            self.back[last].d_z.slice_mut(s![..rows, ..]),    // (rows, outputs)
        );
        for (index, layer) in self.network.layers.iter().enumerate().rev() {
            let (before, after) = self.back.split_at_mut(index);
            let back = &mut after[0];
            let d_z = top_mut(&mut back.d_z, rows); // (rows, outputs), so far dC/dA
            let activation = layer.activation;
            for (d, &a) in
                d_z.iter_mut().zip(top(&self.activations[index + 1], rows))
            {
                *d *= slope_at_answer(activation, a);
            }
            let inputs = top(&self.activations[index], rows); // (rows, inputs)
            let zeros = &back.zeros[..layer.bias.len()]; // (outputs)
            product_of_transposed(inputs, d_z, zeros, all_mut(&mut back.d_weights));
            back.d_bias.fill(0.0);
            for d_z in d_z.chunks_exact(layer.bias.len()) {
                back.d_bias.iter_mut().zip(d_z).for_each(|(sum, d)| *sum += d);
            }
            if let Some(before) = before.last_mut() {
                back.weights_t.assign(&layer.weights.t()); // (outputs, inputs)
                let d_inputs = top_mut(&mut before.d_z, rows); // (rows, inputs)
                let zeros = &back.zeros[..layer.weights.nrows()]; // (inputs)
                product(d_z, all(&back.weights_t), zeros, d_inputs);
            }
        }
        cost
    }
    // ANCHOR_END: trainer-backward

    // ANCHOR: trainer-update
    fn update(&mut self) {
        let rate = self.settings.learning_rate;
        for (layer, back) in self.network.layers.iter_mut().zip(&self.back) {
            layer.weights.zip_mut_with(&back.d_weights, |w, d| *w -= rate * d);
            layer
                .bias
                .iter_mut()
                .zip(&back.d_bias)
                .for_each(|(b, d)| *b -= rate * d);
        }
    }
    // ANCHOR_END: trainer-update

    // ANCHOR: trainer-room
    fn check(
        &self,
        inputs: &Array2<f64>,
        targets: &Array2<f64>,
    ) -> Result<(), BackpropError> {
        let layers = &self.network.layers;
        let (takes, gives) =
            (layers[0].weights.nrows(), layers[layers.len() - 1].weights.ncols());
        if inputs.ncols() != takes {
            let (inputs, columns) = (takes, inputs.ncols());
            return Err(ShapeError::BatchColumns { inputs, columns }.into());
        }
        let (outputs, targets) = ((inputs.nrows(), gives), targets.dim());
        if outputs != targets {
            return Err(LossError::Shapes { outputs, targets }.into());
        }
        if outputs.0 == 0 {
            return Err(LossError::Empty { rows: 0, columns: gives }.into());
        }
        Ok(())
    }

    fn make_room(&mut self, rows: usize) {
        if self.targets.nrows() >= rows {
            return;
        }
        let layers = &self.network.layers;
        let (takes, gives) =
            (layers[0].weights.nrows(), layers[layers.len() - 1].weights.ncols());
        self.targets = Array2::zeros((rows, gives)); // (batch, outputs)
        self.activations = vec![Array2::zeros((rows, takes))]; // (batch, inputs)
        self.back.clear();
        for layer in layers {
            let (inputs, outputs) = layer.weights.dim();
            self.activations.push(Array2::zeros((rows, outputs))); // (batch, outputs)
            self.back.push(Back {
                d_z: Array2::zeros((rows, outputs)),
                weights_t: Array2::zeros((outputs, inputs)),
                d_weights: Array2::zeros((inputs, outputs)),
                d_bias: vec![0.0; outputs],
                zeros: vec![0.0; inputs.max(outputs)],
            });
        }
    }
    // ANCHOR_END: trainer-room
}

// ANCHOR: train
/// An epoch of training that has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EpochReport {
    /// Which, counted from 1.
    pub number: usize,
    /// The mean of its batches' costs, taken while the weights moved.
    pub moving_cost: f64,
}

/// Trains `network` on examples: `inputs` (examples, inputs) and what should come
/// out, `targets` (examples, outputs). After each epoch, `watch` sees how it stands.
///
/// # Errors
/// If examples and network do not fit together, or there are none.
pub fn train(
    network: Network,
    inputs: &Array2<f64>,
    targets: &Array2<f64>,
    settings: Settings,
    rng: &mut ChaCha8Rng,
    mut watch: impl FnMut(EpochReport, &Network),
) -> Result<Network, BackpropError> {
    let mut trainer = Trainer::new(network, settings, mean_squared_error_cost)?;
    for number in 1..=settings.epochs {
        let moving_cost = trainer.epoch(inputs, targets, rng)?;
        watch(EpochReport { number, moving_cost }, trainer.network());
    }
    Ok(trainer.into_network())
}
// ANCHOR_END: train

// ANCHOR: rows-of-memory
/// The first `rows` of a matrix, as the memory that holds them row by row.
fn top(matrix: &Array2<f64>, rows: usize) -> &[f64] {
    &all(matrix)[..rows * matrix.ncols()]
}

fn top_mut(matrix: &mut Array2<f64>, rows: usize) -> &mut [f64] {
    let columns = matrix.ncols();
    &mut all_mut(matrix)[..rows * columns]
}

fn all(matrix: &Array2<f64>) -> &[f64] {
    matrix.as_slice().expect("a trainer's matrices lie row by row")
}

fn all_mut(matrix: &mut Array2<f64>) -> &mut [f64] {
    matrix.as_slice_mut().expect("a trainer's matrices lie row by row")
}
// ANCHOR_END: rows-of-memory
