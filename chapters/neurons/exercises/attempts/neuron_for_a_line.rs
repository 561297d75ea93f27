//! A neuron for a line.
//!
//! Write a neuron that draws the line through two points, and says yes on the side of
//! a third. Then check it:
//!
//!     cargo run -p course -- check neuron-for-a-line

use std::process::ExitCode;

use ndarray::array;
use neurons::{Activation, Neuron};

/// The neuron with two inputs whose weighted sum is 0 at the points `p` and `q`, and above
/// 0 at the point `yes`. Of a point, `p[0]` is the first input and `p[1]` the second.
pub fn neuron(p: [f64; 2], q: [f64; 2], yes: [f64; 2]) -> Neuron {
    let (w1, w2, bias): (f64, f64, f64) =
        todo!("a sum of 0 at p and q, above 0 at yes");
    Neuron::new(array![w1, w2], bias, Activation::Sigmoid)
}

fn main() -> ExitCode {
    neurons_exercises::neuron_for_a_line::check(neuron).report()
}
