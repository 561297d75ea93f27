//! Who asks whom?
//!
//! Write how well the query of one token fits the key of another. A row of a matrix
//! is `tokens.row(i)`, and `a.dot(&b)` multiplies a row by a matrix, or two rows to
//! a number. Then check it:
//!
//!     cargo run -p course -- check who-asks-whom

use std::process::ExitCode;

use ndarray::Array2;

/// The dot product of what the token `asker` asks and what the token `asked` offers,
/// from `tokens` (n, d_model), and `w_q` and `w_k` (d_model, d_k). Tokens count from
/// 0. Nothing is divided yet.
pub fn fit(
    tokens: &Array2<f64>,
    w_q: &Array2<f64>,
    w_k: &Array2<f64>,
    asker: usize,
    asked: usize,
) -> f64 {
    todo!("make a query of one token, a key of the other, and compare them")
}

fn main() -> ExitCode {
    attention_exercises::who_asks_whom::check(fit).report()
}
