//! A tap for each head.
//!
//! Head i gets a gate g_i, a number that its output is multiplied by: 1 is heard,
//! 0 is off. Write how the cost changes with each gate where all gates are 1, from
//! one way forward and back. Rows of a matrix are cut out with
//! `w_o.slice(ndarray::s![from..to, ..])`. Then check it:
//!
//!     cargo run -p course -- check gate-a-head

use std::process::ExitCode;

use ndarray::{Array1, Array2};

/// dC/dg of all gates (h), of what each head takes in (n, d_head), W_O (h · d_head,
/// d_model) and how the cost changes with the output: (n, d_model).
pub fn gate_gradients(
    outputs: &[Array2<f64>],
    w_o: &Array2<f64>,
    d_output: &Array2<f64>,
) -> Array1<f64> {
    let d_head = outputs[0].ncols();
    let mut d_gates = Array1::zeros(outputs.len()); // (h)
    for (head, output) in outputs.iter().enumerate() {
        todo!("set d_gates[head] from what this head writes into the output")
    }
    d_gates
}

fn main() -> ExitCode {
    multi_head_exercises::gate_a_head::check(gate_gradients).report()
}
