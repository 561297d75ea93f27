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
    // SOLUTION
    let (w1, w2) = (q[1] - p[1], p[0] - q[0]); // across the way from p to q
    let bias = -(w1 * p[0] + w2 * p[1]); // a sum of 0 at p, and at q
    let sum = w1 * yes[0] + w2 * yes[1] + bias;
    let side = if sum < 0.0 { -1.0 } else { 1.0 };
    Neuron::new(array![side * w1, side * w2], side * bias, Activation::Sigmoid)
    // INSTEAD
    // let (w1, w2, bias): (f64, f64, f64) =
    //     todo!("a sum of 0 at p and q, above 0 at yes");
    // Neuron::new(array![w1, w2], bias, Activation::Sigmoid)
    // END
}

fn main() -> ExitCode {
    neurons_exercises::neuron_for_a_line::check(neuron).report()
}
