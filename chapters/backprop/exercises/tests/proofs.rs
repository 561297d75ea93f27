//! What is right passes, what is wrong fails, and is told why.

use backprop::{cost_and_gradients, layer_backward};
use backprop_exercises as checks;
use loss::mean_squared_error_gradient;
use ndarray::array;
use neurons::{Activation, Layer, Network};

judge::both_sides!(
    checks: all_weights_at_once::growth,
    three_factors::d_weight,
    back_through_a_layer::back,
    one_layer_used_again::back,
    a_tape_that_goes_back::there_and_back,
    a_step_with_two_faults::step,
    labels_by_chance::shares,
    saved_to_the_last_bit::line,
    fewer_hidden_neurons::apart,
);

judge::predictions!(checks: labels_by_chance::shares, fewer_hidden_neurons::apart);

/// The network of the chapter's first picture.
fn first_picture() -> Network {
    let hidden = Layer::new(
        array![[2.0, -1.0], [-1.0, 1.0]],
        array![0.0, -1.0],
        Activation::Sigmoid,
    )
    .unwrap();
    let output =
        Layer::new(array![[3.0], [-2.0]], array![0.5], Activation::Identity)
            .unwrap();
    Network::new(vec![hidden, output]).unwrap()
}

#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    // With another target than the picture's.
    let network = first_picture();
    let (x, y) = (array![[1.0, 2.0]], array![[3.0]]);
    let (_, gradients) = cost_and_gradients(&network, &x, &y).unwrap();
    let activations = network.activations(&x).unwrap();
    let d_output = mean_squared_error_gradient(&activations[2], &y).unwrap();
    let (_, d_hidden) = layer_backward(
        &network.layers[1],
        &activations[1],
        &activations[2],
        &d_output,
    )
    .unwrap();
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[(
            "error-back-by-hand",
            vec![
                d_hidden[[0, 1]],
                gradients.layers[0].d_weights[[0, 1]],
                gradients.d_inputs[[0, 0]],
            ],
        )],
    );
}

/// The tape of the first picture asks for what the chapter's own way back finds.
#[test]
fn the_tape_of_the_first_picture_has_its_rates() {
    let (tape, parameters) = checks::a_tape_that_goes_back::by_hand();
    let mut rates: Vec<f64> = parameters.iter().map(|(_, rate)| *rate).collect();
    assert_eq!(rates.len(), 9);
    let network = first_picture();
    let (x, y) = (array![[1.0, 2.0]], array![[0.0]]);
    let (_, gradients) = cost_and_gradients(&network, &x, &y).unwrap();
    let mut expected = gradients.values()[..9].to_vec();
    rates.sort_by(f64::total_cmp);
    expected.sort_by(f64::total_cmp);
    assert_eq!(rates, expected);
    assert!(tape.len() > 9);
}
