//! Turn the hands.
//!
//! Write a matrix that moves every position by the same number of places: P_t times
//! it is P_(t+k), whatever t is. `libm::pow(x, y)` is a power, and there are
//! `libm::sin(angle)` and `libm::cos(angle)`. Then check it:
//!
//!     cargo run -p course -- check turn-the-hands

use std::process::ExitCode;

use ndarray::Array2;

/// M (d_model, d_model) with P_t M = P_(t+k) for all t, where P_t (1, d_model) is a
/// row of the table of positions and `d_model` is even. All counts begin at 0.
pub fn turn(k: usize, d_model: usize) -> Array2<f64> {
    let mut matrix = Array2::zeros((d_model, d_model));
    for pair in 0..d_model / 2 {
        let (sine_column, cosine_column) = (2 * pair, 2 * pair + 1);
        // SOLUTION
        let frequency = libm::pow(10000.0, -2.0 * pair as f64 / d_model as f64);
        let angle = k as f64 * frequency;
        let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
        matrix[[sine_column, sine_column]] = cosine;
        matrix[[cosine_column, sine_column]] = sine;
        matrix[[sine_column, cosine_column]] = -sine;
        matrix[[cosine_column, cosine_column]] = cosine;
        // INSTEAD
        // todo!("fill the four places where this pair's rows and columns meet")
        // END
    }
    matrix // (d_model, d_model)
}

fn main() -> ExitCode {
    attention_exercises::turn_the_hands::check(turn).report()
}
