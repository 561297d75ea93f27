//! What is right passes, what is wrong fails, and is told why.

use ndarray::array;
use neurons::{Activation, Neuron};
use neurons_exercises as checks;

judge::both_sides!(
    checks: without_a_loop::weighted_sum,
    where_it_switches::bias,
    neuron_for_a_line::neuron,
    layer_as_product::layer,
    bends_too_late::forward,
    any_truth_table::network,
    deeper_network::parameters,
    silent_neurons::share,
);

judge::predictions!(checks: deeper_network::parameters, silent_neurons::share);

#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    let neuron = Neuron::new(array![3.0, -2.0], 1.0, Activation::Relu);
    let inputs = array![1.0, 3.0];
    // The sum grows by the first weight for each unit of the first input.
    let rest = neuron.pre_activation(array![0.0, inputs[1]].view()).unwrap();
    let switch = -rest / neuron.weights[0];
    let at_switch =
        neuron.pre_activation(array![switch, inputs[1]].view()).unwrap();
    assert!(at_switch.abs() < 1e-12);
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[(
            "a-neuron-by-hand",
            vec![
                neuron.pre_activation(inputs.view()).unwrap(),
                neuron.forward(inputs.view()).unwrap(),
                switch,
            ],
        )],
    );
}
