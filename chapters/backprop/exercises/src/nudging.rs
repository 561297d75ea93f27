//! Gradients of layers by nudging, as a judge that knows no chain rule.

use judge::Exam;
use ndarray::{Array, Array1, Array2, Dimension};
use neurons::Layer;

/// How a cost changes with the weights (inputs, outputs), the bias (outputs) and the
/// inputs (batch, inputs) of a layer.
pub(crate) type LayerSlopes = (Array2<f64>, Array1<f64>, Array2<f64>);

/// How far each number is nudged.
const STEP: f64 = 1e-5;
/// How far a right gradient may be from a measured one.
const MEASURED: f64 = 1e-6;

/// The slopes of a cost that changes with the outputs at the rates `d_outputs`, when a
/// batch goes through the layer `times` times, measured.
pub(crate) fn measured(
    layer: &Layer,
    batch: &Array2<f64>,
    d_outputs: &Array2<f64>,
    times: usize,
) -> LayerSlopes {
    let cost = |weights: &Array2<f64>, bias: &Array1<f64>, batch: &Array2<f64>| {
        let mut a = batch.clone(); // (batch, inputs)
        for _ in 0..times {
            let z = a.dot(weights) + bias; // (batch, outputs)
            a = z.mapv(|z| layer.activation.apply(z)); // (batch, outputs)
        }
        (a * d_outputs).sum()
    };
    let (weights, bias) = (&layer.weights, &layer.bias);
    (
        slopes(weights, |weights| cost(weights, bias, batch)),
        slopes(bias, |bias| cost(weights, bias, batch)),
        slopes(batch, |batch| cost(weights, bias, batch)),
    )
}

/// How `cost` changes with each number at `place`.
fn slopes<D: Dimension>(
    place: &Array<f64, D>,
    cost: impl Fn(&Array<f64, D>) -> f64,
) -> Array<f64, D> {
    let mut slopes = Array::zeros(place.raw_dim());
    for (index, slope) in slopes.iter_mut().enumerate() {
        let nudged = |by: f64| {
            let mut place = place.clone();
            place.iter_mut().skip(index).take(1).for_each(|number| *number += by);
            cost(&place)
        };
        *slope = (nudged(STEP) - nudged(-STEP)) / (2.0 * STEP);
    }
    slopes
}

/// Asks for the slopes of a layer: exact ones, or measured ones.
pub(crate) fn ask(
    exam: &mut Exam,
    what: &str,
    got: &LayerSlopes,
    expected: &LayerSlopes,
    is_measured: bool,
) {
    let within = if is_measured { MEASURED } else { 1e-10 };
    let how = if is_measured { ", measured by our nudging," } else { "" };
    exam.array(format!("dC/dW{how} {what}"), &got.0, &expected.0, within);
    exam.array(format!("dC/db{how} {what}"), &got.1, &expected.1, within);
    exam.array(format!("dC/dX{how} {what}"), &got.2, &expected.2, within);
}
