//! And with four ReLUs behind it?
//!
//! One head takes in two numbers at the full stop: a mood, from −1 to 1, and a share
//! of "not", from 0 to 1. Four ReLUs look at both, and one weighted sum looks at the
//! ReLUs. Write the weights, so that all four sentences come out right, above 0 for
//! good and below for bad, and each a quarter or more from 0. Then check them:
//!
//!     cargo run -p course -- check relus-behind

use std::process::ExitCode;

use ndarray::Array2;

/// The weights of the four neurons, (2, 4), from mood and "not"; and of the sum behind
/// them: (4, 1). For example `ndarray::array![[2.0], [-2.0], [0.0], [0.0]]`.
pub fn weights() -> (Array2<f64>, Array2<f64>) {
    // SOLUTION
    let hidden = ndarray::array![
        [1.0, -1.0, 1.0, -1.0], // from the mood
        [-1.0, -1.0, 0.0, 0.0], // from "not"
    ]; // (2, 4)
    let sum = ndarray::array![[2.0], [-2.0], [-1.0], [1.0]]; // (4, 1)
    (hidden, sum)
    // INSTEAD
    // todo!("write two rows of four weights, and a column of four")
    // END
}

fn main() -> ExitCode {
    multi_head_exercises::relus_behind::check(weights).report()
}
