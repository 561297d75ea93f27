//! A mistake is recognised in whatever form it is written.

use backprop::slope_at_answer;
use backprop_exercises as checks;
use backprop_exercises::a_tape_that_goes_back::Step;
use ndarray::{Array1, Array2, Axis};
use neurons::{Activation, Layer, Network};

#[test]
fn one_slope_of_tanh() {
    use checks::three_factors::check;
    let from_sum =
        check(|w, b, x, d_a| x * d_a * (1.0 - (w * x + b) * (w * x + b)));
    assert_eq!(from_sum.mistake(), Some("slope-from-the-sum"));
    let factored = check(|w, b, x, d_a| {
        let z = b + x * w;
        d_a * x * (1.0 - z) * (1.0 + z)
    });
    assert_eq!(factored.mistake(), Some("slope-from-the-sum"));
    let sigmoid = check(|w, b, x, d_a| {
        let a = Activation::Tanh.apply(w * x + b);
        x * d_a * (a - a * a)
    });
    assert_eq!(sigmoid.mistake(), Some("slope-of-the-sigmoid"));
    // Tanh by the exponential function, and the slope of the sigmoid at its answer.
    let by_exponentials = check(|w, b, x, d_a| {
        let z = w * x + b;
        let a = 2.0 * Activation::Sigmoid.apply(2.0 * z) - 1.0;
        d_a * (slope_at_answer(Activation::Sigmoid, a) * x)
    });
    assert_eq!(by_exponentials.mistake(), Some("slope-of-the-sigmoid"));
}

/// A tape whose tanh hands on by a slope of the sum that goes in and the answer.
fn tape(steps: &[Step], slope: fn(f64, f64) -> f64) -> (Vec<f64>, Vec<f64>) {
    let mut values: Vec<f64> = Vec::new();
    for &step in steps {
        values.push(match step {
            Step::Number(number) => number,
            Step::Add(a, b) => values[a] + values[b],
            Step::Multiply(a, b) => values[a] * values[b],
            Step::Tanh(a) => Activation::Tanh.apply(values[a]),
        });
    }
    let mut rates = vec![0.0; steps.len()];
    rates[steps.len() - 1] = 1.0;
    for (at, &step) in steps.iter().enumerate().rev() {
        let rate = rates[at];
        match step {
            Step::Number(_) => {}
            Step::Add(a, b) => [a, b].into_iter().for_each(|to| rates[to] += rate),
            Step::Multiply(a, b) => {
                rates[a] += rate * values[b];
                rates[b] += rate * values[a];
            }
            Step::Tanh(a) => rates[a] += slope(values[a], values[at]) * rate,
        }
    }
    (values, rates)
}

#[test]
fn slopes_on_a_tape() {
    use checks::a_tape_that_goes_back::check;
    let from_sum = check(|steps| tape(steps, |z, _| 1.0 - z * z));
    assert_eq!(from_sum.mistake(), Some("slope-before-the-tanh"));
    let factored = check(|steps| tape(steps, |z, _| (1.0 + z) * (1.0 - z)));
    assert_eq!(factored.mistake(), Some("slope-before-the-tanh"));
    let sigmoid = check(|steps| tape(steps, |_, a| a * (1.0 - a)));
    assert_eq!(sigmoid.mistake(), Some("slope-of-the-sigmoid"));
    let multiplied = check(|steps| tape(steps, |_, a| a - a * a));
    assert_eq!(multiplied.mistake(), Some("slope-of-the-sigmoid"));
}

type Slopes = (Array2<f64>, Array1<f64>, Array2<f64>);

/// The way back through a layer that is used again and again, with a slope of the
/// activation function, the sum and the answer.
fn again(
    layer: &Layer,
    batch: &Array2<f64>,
    d_outputs: &Array2<f64>,
    times: usize,
    slope: fn(Activation, f64, f64) -> f64,
) -> Slopes {
    let mut kept = Vec::new();
    let mut a = batch.clone(); // (batch, width)
    for _ in 0..times {
        let z = a.dot(&layer.weights) + &layer.bias; // (batch, width)
        let answers = z.mapv(|z| layer.activation.apply(z));
        kept.push((a, z));
        a = answers;
    }
    let mut sum: Slopes = (
        Array2::zeros(layer.weights.dim()),
        Array1::zeros(layer.bias.len()),
        d_outputs.clone(),
    );
    for (inputs, z) in kept.into_iter().rev() {
        let mut d_z = sum.2;
        for (d, z) in d_z.iter_mut().zip(&z) {
            *d *= slope(layer.activation, *z, layer.activation.apply(*z));
        }
        sum.0 = sum.0 + inputs.t().dot(&d_z);
        sum.1 = sum.1 + d_z.sum_axis(Axis(0));
        sum.2 = d_z.dot(&layer.weights.t());
    }
    sum
}

#[test]
fn slopes_of_a_layer_that_is_used_again() {
    use Activation::{Identity, Relu, Sigmoid, Tanh};
    use checks::one_layer_used_again::check;
    let right = check(|layer, batch, d, times| {
        again(layer, batch, d, times, |f, _, a| slope_at_answer(f, a))
    });
    assert!(right.is_right(), "{right}");
    let from_sums = check(|layer, batch, d, times| {
        again(layer, batch, d, times, |f, z, _| slope_at_answer(f, z))
    });
    assert_eq!(from_sums.mistake(), Some("slope-from-the-sum"));
    let tanh_from_sum = check(|layer, batch, d, times| {
        again(layer, batch, d, times, |f, z, a| match f {
            Identity => 1.0,
            Sigmoid => a * (1.0 - a),
            Relu => f64::from(a > 0.0),
            Tanh => 1.0 - z * z,
        })
    });
    assert_eq!(tanh_from_sum.mistake(), Some("slope-from-the-sum"));
    let sigmoid_for_tanh = check(|layer, batch, d, times| {
        again(layer, batch, d, times, |f, _, a| match f {
            Identity => 1.0,
            Relu => f64::from(a > 0.0),
            Sigmoid | Tanh => a * (1.0 - a),
        })
    });
    assert_eq!(sigmoid_for_tanh.mistake(), Some("one-slope-for-all"));
    let sigmoid_for_all = check(|layer, batch, d, times| {
        again(layer, batch, d, times, |_, _, a| a - a * a)
    });
    assert_eq!(sigmoid_for_all.mistake(), Some("one-slope-for-all"));
    let tanh_for_all = check(|layer, batch, d, times| {
        again(layer, batch, d, times, |_, _, a| (1.0 - a) * (1.0 + a))
    });
    assert_eq!(tanh_for_all.mistake(), Some("one-slope-for-all"));
}

/// dC/dZ (batch, outputs) by the slope of tanh, number by number.
fn by_tanh(outputs: &Array2<f64>, d_outputs: &Array2<f64>) -> Array2<f64> {
    let mut d_z = d_outputs.clone(); // (batch, outputs)
    for (d, a) in d_z.iter_mut().zip(outputs) {
        *d *= (1.0 + a) * (1.0 - a);
    }
    d_z
}

#[test]
fn a_slope_of_tanh_for_a_sigmoid() {
    use checks::back_through_a_layer::check;
    let looped = check(|weights, inputs, outputs, d_outputs| {
        let d_z = by_tanh(outputs, d_outputs);
        let d_bias = Array1::ones(d_z.nrows()).dot(&d_z);
        (inputs.t().dot(&d_z), d_bias, weights.dot(&d_z.t()).t().to_owned())
    });
    assert_eq!(looped.mistake(), Some("slope-of-tanh"));
    let by_arrays = check(|weights, inputs, outputs, d_outputs| {
        let d_z = d_outputs - d_outputs * outputs * outputs; // (batch, outputs)
        (inputs.t().dot(&d_z), d_z.sum_axis(Axis(0)), d_z.dot(&weights.t()))
    });
    assert_eq!(by_arrays.mistake(), Some("slope-of-tanh"));
}

/// Gradients of each layer for a cost whose slopes at the outputs are 2 (A − Y) over
/// `count`.
fn gradients(
    network: &Network,
    batch: &Array2<f64>,
    targets: &Array2<f64>,
    count: f64,
) -> Vec<(Array2<f64>, Array1<f64>)> {
    let activations = network.activations(batch).unwrap();
    let outputs = activations.last().unwrap(); // (batch, outputs)
    let mut d = 2.0 / count * (outputs - targets); // (batch, outputs)
    let mut all = Vec::new();
    for (index, layer) in network.layers.iter().enumerate().rev() {
        let f = layer.activation;
        let d_z = d * activations[index + 1].mapv(|a| slope_at_answer(f, a));
        all.push((activations[index].t().dot(&d_z), d_z.sum_axis(Axis(0))));
        d = d_z.dot(&layer.weights.t()); // (batch, inputs)
    }
    all.reverse();
    all
}

#[test]
fn steps_with_another_mean() {
    use checks::a_step_with_two_faults::check;
    let undivided = check(|network, batch, targets, rate| {
        let mut moved = network.clone();
        let found = gradients(network, batch, targets, 1.0);
        for (layer, (d_weights, d_bias)) in moved.layers.iter_mut().zip(found) {
            layer.weights = &layer.weights - rate * d_weights;
            layer.bias = &layer.bias - rate * d_bias;
        }
        moved
    });
    assert_eq!(undivided.mistake(), Some("sum-for-mean"));
    let rate_for_all = check(|network, batch, targets, rate| {
        let mut moved = network.clone();
        let count = targets.len() as f64;
        let found = gradients(network, batch, targets, count);
        for (layer, (d_weights, d_bias)) in moved.layers.iter_mut().zip(found) {
            layer.weights.scaled_add(-rate * count, &d_weights);
            layer.bias.scaled_add(-rate * count, &d_bias);
        }
        moved
    });
    assert_eq!(rate_for_all.mistake(), Some("sum-for-mean"));
    let by_rows = check(|network, batch, targets, rate| {
        let mut moved = network.clone();
        let width = targets.shape()[1] as f64;
        let found = gradients(network, batch, targets, width);
        for (layer, (d_weights, d_bias)) in moved.layers.iter_mut().zip(found) {
            layer.weights -= &(d_weights * rate);
            layer.bias -= &(d_bias * rate);
        }
        moved
    });
    assert_eq!(by_rows.mistake(), Some("mean-over-outputs-only"));
}

#[test]
fn a_step_of_the_biases_after_that_of_the_weights() {
    use checks::a_step_with_two_faults::check;
    let after = check(|network, batch, targets, rate| {
        let mut moved = network.clone();
        let count = targets.len() as f64;
        let old = gradients(network, batch, targets, count);
        for (layer, (d_weights, _)) in moved.layers.iter_mut().zip(&old) {
            layer.weights -= &(rate * d_weights);
        }
        let new = gradients(&moved, batch, targets, count);
        for (layer, (_, d_bias)) in moved.layers.iter_mut().zip(&new) {
            layer.bias -= &(rate * d_bias);
        }
        moved
    });
    assert_eq!(after.mistake(), Some("bias-after-weight"));
    let rebuilt = check(|network, batch, targets, rate| {
        let moved_weights: Vec<Layer> = network
            .layers
            .iter()
            .zip(gradients(network, batch, targets, targets.len() as f64))
            .map(|(layer, (d_weights, _))| Layer {
                weights: &layer.weights + d_weights * -rate,
                ..layer.clone()
            })
            .collect();
        let between = Network::new(moved_weights).unwrap();
        let new = gradients(&between, batch, targets, targets.len() as f64);
        let layers = between.layers.iter().zip(new).map(|(layer, (_, d_bias))| {
            Layer { bias: &layer.bias + d_bias * -rate, ..layer.clone() }
        });
        Network::new(layers.collect()).unwrap()
    });
    assert_eq!(rebuilt.mistake(), Some("bias-after-weight"));
}

#[test]
fn numbers_are_saved_with_their_signs_and_one_space_between() {
    use checks::saved_to_the_last_bit::check;
    let right =
        check(|numbers| words_with(numbers, |number| number.to_string()).join(" "));
    assert!(right.is_right(), "{right}");
    let wrong: [fn(&[f64]) -> String; 5] = [
        |numbers| {
            words_with(numbers, |number| (number + 0.0).to_string()).join(" ")
        },
        |numbers| words_with(numbers, |number| number.to_string()).join("  "),
        |numbers| words_with(numbers, |number| format!("{number} ")).concat(),
        |numbers| words_with(numbers, |number| format!(" {number}")).concat(),
        |numbers| {
            assert!(!numbers.is_empty());
            words_with(numbers, |number| number.to_string()).join(" ")
        },
    ];
    for (number, form) in wrong.into_iter().enumerate() {
        assert!(!check(form).is_right(), "{number}");
    }
}

fn words_with(numbers: &[f64], word: fn(f64) -> String) -> Vec<String> {
    numbers.iter().map(|&number| word(number)).collect()
}

#[test]
fn more_places_of_any_number() {
    use checks::saved_to_the_last_bit::check;
    let verdicts = [
        check(|numbers| {
            words_with(numbers, |number| format!("{number:.12}")).join(" ")
        }),
        check(|numbers| {
            words_with(numbers, |number| format!("{number:.15}")).join(" ")
        }),
        check(|numbers| {
            words_with(numbers, |number| format!("{number:.30}")).join(" ")
        }),
        check(|numbers| {
            words_with(numbers, |number| format!("{number:.40}")).join(" ")
        }),
        check(|numbers| {
            words_with(numbers, |number| format!("{number:.100}")).join(" ")
        }),
    ];
    for verdict in verdicts {
        assert_eq!(verdict.mistake(), Some("more-decimals"));
    }
}

#[test]
fn a_factor_is_missing_or_taken_twice() {
    use checks::three_factors::check;
    let no_input = check(|w, b, x, d_a| {
        let a = Activation::Tanh.apply(w * x + b);
        d_a - d_a * a * a
    });
    assert_eq!(no_input.mistake(), Some("no-input"));
    let no_rate = check(|w, b, x, _| {
        let a = Activation::Tanh.apply(w * x + b);
        x * (1.0 - a) * (1.0 + a)
    });
    assert_eq!(no_rate.mistake(), Some("no-rate-of-the-answer"));
    let twice = check(|w, b, x, d_a| {
        let a = Activation::Tanh.apply(w * x + b);
        let again = Activation::Tanh.apply(a);
        x * d_a - x * d_a * again * again
    });
    assert_eq!(twice.mistake(), Some("slope-at-the-answer"));
}

#[test]
fn a_mean_in_any_of_the_three_gradients() {
    use checks::back_through_a_layer::check;
    use checks::one_layer_used_again::check as check_again;
    let at_the_start = check(|weights, inputs, outputs, d_outputs| {
        let d_z = d_outputs * &outputs.mapv(|a| a - a * a) / outputs.nrows() as f64;
        (inputs.t().dot(&d_z), d_z.sum_axis(Axis(0)), d_z.dot(&weights.t()))
    });
    let of_the_bias = check(|weights, inputs, outputs, d_outputs| {
        let d_z = d_outputs * &outputs.mapv(|a| a - a * a); // (batch, outputs)
        let d_bias = d_z.mean_axis(Axis(0)).unwrap(); // (outputs)
        (inputs.t().dot(&d_z), d_bias, d_z.dot(&weights.t()))
    });
    let of_the_weights = check(|weights, inputs, outputs, d_outputs| {
        let d_z = d_outputs * &outputs.mapv(|a| a - a * a); // (batch, outputs)
        let d_weights = inputs.t().dot(&d_z) / inputs.nrows() as f64;
        (d_weights, d_z.sum_axis(Axis(0)), d_z.dot(&weights.t()))
    });
    for verdict in [at_the_start, of_the_bias, of_the_weights] {
        assert_eq!(verdict.mistake(), Some("mean-over-the-batch"));
    }
    let by_rows = check_again(|layer, batch, d, times| {
        let d = d / batch.nrows() as f64; // (batch, width)
        again(layer, batch, &d, times, |f, _, a| slope_at_answer(f, a))
    });
    assert_eq!(by_rows.mistake(), Some("mean-over-the-batch"));
    let of_parameters = check_again(|layer, batch, d, times| {
        let sum = again(layer, batch, d, times, |f, _, a| slope_at_answer(f, a));
        let rows = batch.nrows() as f64;
        (sum.0 / rows, sum.1 / rows, sum.2)
    });
    assert_eq!(of_parameters.mistake(), Some("mean-over-the-batch"));
    // With care for a layer that is not used at all, and without.
    let by_uses = check_again(|layer, batch, d, times| {
        let sum = again(layer, batch, d, times, |f, _, a| slope_at_answer(f, a));
        (sum.0 / times as f64, sum.1 / times as f64, sum.2)
    });
    assert_eq!(by_uses.mistake(), Some("mean-over-the-uses"));
    let by_uses_if_any = check_again(|layer, batch, d, times| {
        let sum = again(layer, batch, d, times, |f, _, a| slope_at_answer(f, a));
        let uses = times.max(1) as f64;
        (sum.0 / uses, sum.1 / uses, sum.2)
    });
    assert_eq!(by_uses_if_any.mistake(), Some("mean-over-the-uses"));
}

#[test]
fn the_smallest_sizes_are_asked_for() {
    let one_example = checks::back_through_a_layer::check(
        |weights, inputs, outputs, d_outputs| {
            assert!(inputs.nrows() > 1);
            let d_z = d_outputs * &outputs.mapv(|a| a - a * a); // (batch, outputs)
            (inputs.t().dot(&d_z), d_z.sum_axis(Axis(0)), d_z.dot(&weights.t()))
        },
    );
    assert!(!one_example.is_right());
    let no_use = checks::one_layer_used_again::check(|layer, batch, d, times| {
        again(layer, batch, d, times.max(1), |f, _, a| slope_at_answer(f, a))
    });
    assert!(!no_use.is_right());
}

#[test]
fn a_bias_after_the_weights_of_its_layer_alone() {
    use checks::a_step_with_two_faults::check;
    let layer_again = check(|network, batch, targets, rate| {
        let mut moved = network.clone();
        let activations = network.activations(batch).unwrap();
        let outputs = activations.last().unwrap(); // (batch, outputs)
        let mut d = 2.0 / targets.len() as f64 * (outputs - targets);
        for (index, layer) in network.layers.iter().enumerate().rev() {
            let f = layer.activation;
            let inputs = &activations[index]; // (batch, inputs)
            let slope = |a| slope_at_answer(f, a);
            let d_z = &d * &activations[index + 1].mapv(slope);
            let to = &mut moved.layers[index];
            to.weights = &layer.weights - rate * inputs.t().dot(&d_z);
            let later = &d * &to.forward(inputs).unwrap().mapv(slope);
            to.bias -= &(rate * later.sum_axis(Axis(0)));
            d = d_z.dot(&layer.weights.t()); // (batch, inputs)
        }
        moved
    });
    assert_eq!(layer_again.mistake(), Some("bias-after-weight"));
}
