//! What is right passes, what is wrong fails, and is told why.

use loss::landscape::{parabola, parabola_step};
use loss::{
    Curvature, Line, mean_squared_error, mean_squared_error_gradient,
    sum_squared_error,
};
use loss_exercises as checks;
use ndarray::{Array2, Axis, array, concatenate};

judge::both_sides!(
    checks: distances_not_squares::mean_distance,
    half_the_squares::gradient,
    line_through_zero::weight,
    gradient_check::findings,
    missing_targets::gradient,
    petals_in_millimetres::times_as_small,
    falling_rate::learn,
    choose_a_rate::report,
);

judge::predictions!(checks: petals_in_millimetres::times_as_small);

/// Four examples with five outputs each, and the same batch with a copy below it.
fn copied_batch() -> Vec<f64> {
    // Squared errors of 0, 1, 0, 1, …: ten in all.
    let outputs = Array2::from_shape_fn((4, 5), |(row, column)| {
        ((row * 5 + column) % 2) as f64
    });
    let targets = Array2::zeros((4, 5)); // (batch, outputs)
    let twice = |array: &Array2<f64>| {
        concatenate(Axis(0), &[array.view(), array.view()]).unwrap()
    };
    let (copied, copied_targets) = (twice(&outputs), twice(&targets));
    assert_eq!(sum_squared_error(&outputs, &targets), Ok(10.0));
    let slope = mean_squared_error_gradient(&outputs, &targets).unwrap()[[0, 1]];
    let copied_slope =
        mean_squared_error_gradient(&copied, &copied_targets).unwrap()[[0, 1]];
    vec![
        mean_squared_error(&outputs, &targets).unwrap(),
        sum_squared_error(&copied, &copied_targets).unwrap(),
        mean_squared_error(&copied, &copied_targets).unwrap(),
        copied_slope / slope,
    ]
}

/// A line, two examples and one step.
fn line_step() -> Vec<f64> {
    const LEARNING_RATE: f64 = 0.1;
    let (inputs, targets) = (array![[1.0], [2.0]], array![[0.0], [2.0]]);
    let line = Line { weight: 1.0, bias: 1.0 };
    let cost = line.cost(&inputs, &targets).unwrap();
    let gradient = line.gradient(&inputs, &targets).unwrap();
    let moved = line.step(gradient, LEARNING_RATE);
    // The slopes alone, each times the way that its parameter goes.
    let promised = cost
        + gradient.d_weight * (moved.weight - line.weight)
        + gradient.d_bias * (moved.bias - line.bias);
    vec![
        gradient.d_weight,
        gradient.d_bias,
        promised,
        moved.cost(&inputs, &targets).unwrap(),
    ]
}

/// The edge of C = 8 w².
fn parabola_edge() -> Vec<f64> {
    let cost = |w: f64| 8.0 * parabola(w);
    let second_derivative = cost(1.0) - 2.0 * cost(0.0) + cost(-1.0);
    let bend =
        Curvature { largest: second_derivative, smallest: second_derivative };
    let limit = bend.stability_limit();
    vec![
        bend.best_learning_rate(),
        limit,
        // The slope is eight times that of w².
        parabola_step(1.0, 8.0 * (1.01 * limit)),
    ]
}

#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[
            ("copied-batch", copied_batch()),
            ("line-step-by-hand", line_step()),
            ("parabola-edge", parabola_edge()),
        ],
    );
}
