//! Any truth table.
//!
//! Build a network of two layers that says yes to the rows it is given and no to
//! all others. Begin with a neuron that says yes to a single row. Then check:
//!
//!     cargo run -p course -- check any-truth-table

use std::process::ExitCode;

use ndarray::{Array1, Array2};
use neurons::{Activation, Layer, Network, Neuron};

/// A sigmoid neuron that says yes (above one half) to `row` (inputs), which is made
/// of 0 and 1, and no to every other row of as many inputs.
///
/// `Neuron::new(weights, bias, Activation::Sigmoid)` makes a neuron, with `weights` an
/// `Array1` of a number for each input. `row.mapv(f)` calls `f` on each number of a row,
/// and `row.sum()` adds them up.
fn recognise(row: &Array1<f64>) -> Neuron {
    todo!("choose weights and a bias that say yes to this row alone")
}

/// A sigmoid neuron with `count` inputs that joins the answers of as many hidden
/// neurons, one for each row, into the network's answer.
///
/// `Array1::from_elem(count, x)` is the number `x`, `count` times.
fn join(count: usize) -> Neuron {
    todo!("choose weights and a bias for the neuron behind the hidden layer")
}

/// A network of two layers with one output, which says yes to each of `rows` (rows,
/// inputs), at least one and all different, and no to every other row of 0 and 1.
pub fn network(rows: &Array2<f64>) -> Network {
    let hidden: Vec<Neuron> =
        rows.outer_iter().map(|row| recognise(&row.to_owned())).collect();
    let hidden =
        Layer::from_neurons(&hidden).expect("neurons that share their inputs");
    let output = Layer::from_neurons(&[join(rows.nrows())]).expect("one neuron");
    Network::new(vec![hidden, output]).expect("a weight for each hidden neuron")
}

fn main() -> ExitCode {
    neurons_exercises::any_truth_table::check(network).report()
}
