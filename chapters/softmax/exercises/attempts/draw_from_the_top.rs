//! A draw from the top.
//!
//! Write which class a random point picks, if only the `k` most likely ones are
//! kept. The check lays thousands of points evenly from 0 to 1, and counts:
//!
//!     cargo run -p course -- check draw-from-the-top

use std::process::ExitCode;

use ndarray::Array1;

/// The class that `point`, from 0 up to but not including 1, picks among the `k`
/// most likely of `probabilities` (classes). `k` is from 1 to their number.
pub fn draw_from_top(probabilities: &Array1<f64>, k: usize, point: f64) -> usize {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
    let kept = &order[..k]; // the k most likely classes, the likeliest first
    todo!("pick one of `kept`, each as often as its share of what is left")
}

fn main() -> ExitCode {
    softmax_exercises::draw_from_the_top::check(draw_from_top).report()
}
