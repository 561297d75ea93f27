//! What each town takes.
//!
//! Count the pieces of each good that go to each town, by one product. Then check it:
//!
//!     cargo run -p course -- check pieces-a-town

use std::process::ExitCode;

use ndarray::Array2;

/// The pieces of each good that each town takes, (goods, towns), for `baskets`
/// (customers, goods) and `towns` (customers, towns), which has a 1 where a customer lives.
pub fn pieces(baskets: &Array2<f64>, towns: &Array2<f64>) -> Array2<f64> {
    // SOLUTION
    baskets.t().dot(towns) // (goods, customers) · (customers, towns) = (goods, towns)
    // INSTEAD
    // todo!("turn one of the two, so that customers meet customers")
    // END
}

fn main() -> ExitCode {
    begin_exercises::pieces_a_town::check(pieces).report()
}
