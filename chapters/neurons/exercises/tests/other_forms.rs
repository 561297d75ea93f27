//! A mistake is recognised in whatever form it is written.

use ndarray::{Array1, Array2, Zip, array};
use neurons::{Activation, Layer, Network, Neuron};
use neurons_exercises as checks;

/// Two layers for a table, with hidden weights and output weights of such a size.
fn network(rows: &Array2<f64>, hidden: f64, output: f64) -> Network {
    // One column for each row of the table, all in one product.
    let weights = (rows.t().to_owned() * 2.0 - 1.0) * hidden; // (inputs, rows)
    let bias = (0.5 - rows.sum_axis(ndarray::Axis(1))) * hidden; // (rows)
    let hidden = Layer::new(weights, bias, Activation::Sigmoid).unwrap();
    let count = rows.nrows();
    let output = Neuron::new(
        Array1::from_elem(count, output),
        -output / 2.0,
        Activation::Sigmoid,
    );
    Network::new(vec![hidden, Layer::from_neurons(&[output]).unwrap()]).unwrap()
}

#[test]
fn weights_that_are_too_weak_are_recognised_whatever_their_size() {
    use checks::any_truth_table::check;
    let forms: [fn(&Array2<f64>) -> Network; 6] = [
        |rows| network(rows, 1.0, 20.0),
        |rows| network(rows, 0.01, 0.01),
        |rows| network(rows, 2.0, 2.0),
        |rows| network(rows, 3.0, 1.0),
        |rows| network(rows, 1e-4, 100.0),
        // As the page writes its neurons, one by one.
        |rows| {
            let hidden = rows.outer_iter().map(|row| {
                let weights = row.mapv(|one| if one == 1.0 { 1.5 } else { -1.5 });
                Neuron::new(weights, 0.75 - 1.5 * row.sum(), Activation::Sigmoid)
            });
            let hidden: Vec<_> = hidden.collect();
            let output = Neuron::new(
                Array1::from_elem(rows.nrows(), 4.0),
                -2.0,
                Activation::Sigmoid,
            );
            let layers = [hidden, vec![output]]
                .map(|neurons| Layer::from_neurons(&neurons).unwrap());
            Network::new(layers.to_vec()).unwrap()
        },
    ];
    for (number, form) in forms.into_iter().enumerate() {
        let verdict = check(form);
        assert_eq!(verdict.mistake(), Some("weights-too-small"), "{number}");
        assert!(verdict.to_string().contains("yours is"), "{verdict}");
    }
    // Weak enough to fail only where many faint answers add up, as in the table of odd ones.
    let weak = check(|rows| network(rows, 4.0, 20.0));
    assert_eq!(weak.mistake(), Some("weights-too-small"));
    // Large enough, of any size, is right.
    assert!(check(|rows| network(rows, 12.0, 30.0)).is_right());
    assert!(check(|rows| network(rows, 1000.0, 0.5)).is_right());
}

#[test]
fn large_weights_are_not_called_small_where_a_bias_is_off() {
    use checks::any_truth_table::check;
    let forms: [fn(&Array2<f64>) -> Network; 3] = [
        |rows| {
            let mut network = network(rows, 20.0, 20.0);
            network.layers[1].bias[0] = -0.001;
            network
        },
        |rows| {
            let mut network = network(rows, 20.0, 20.0);
            network.layers[0].bias += 20.0 * 0.48;
            network
        },
        |rows| {
            let mut network = network(rows, 30.0, 1.0);
            network.layers[0].bias += 30.0 * 0.49;
            network
        },
    ];
    for (number, form) in forms.into_iter().enumerate() {
        assert_eq!(check(form).mistake(), Some("bias-beside-a-no"), "{number}");
    }
    // Both, and neither is named alone.
    let both = check(|rows| {
        let mut network = network(rows, 4.0, 20.0);
        network.layers[1].bias[0] = -2.0;
        network
    });
    assert!(!both.is_right());
    assert_eq!(both.mistake(), None);
}

#[test]
fn a_line_may_go_through_zero() {
    use checks::neuron_for_a_line::check;
    // The line as a share of one input and a share of the other, which add up to 1.
    let shares = check(|p, q, yes| {
        let (a, b) = (q[1] - p[1], p[0] - q[0]);
        let c = a * p[0] + b * p[1];
        let (a, b) = (a / c, b / c);
        let sign = if a * yes[0] + b * yes[1] > 1.0 { 1.0 } else { -1.0 };
        Neuron::new(array![sign * a, sign * b], -sign, Activation::Sigmoid)
    });
    assert_eq!(shares.mistake(), Some("no-lines-through-zero"));
    let stopped = check(|p, q, yes| {
        let (a, b) = (q[1] - p[1], p[0] - q[0]);
        let c = -a * p[0] - b * p[1];
        assert!(c != 0.0);
        let sign = (a * yes[0] + b * yes[1] + c).signum();
        Neuron::new(array![sign * a, sign * b], sign * c, Activation::Sigmoid)
    });
    assert!(!stopped.is_right());
}

#[test]
fn a_first_sum_goes_wrong_in_known_ways() {
    use checks::without_a_loop::check;
    let looped = check(|weights, inputs, bias| {
        let mut sum = 0.0;
        for (weight, input) in weights.iter().zip(inputs) {
            sum += weight * input + bias;
        }
        sum
    });
    assert_eq!(looped.mistake(), Some("bias-for-each-input"));
    let counted = check(|weights, inputs, bias| {
        inputs.dot(weights) + bias * inputs.len() as f64
    });
    assert_eq!(counted.mistake(), Some("bias-for-each-input"));
    let mean = check(|weights, inputs, bias| {
        (weights * inputs).mean().unwrap_or(f64::NAN) + bias
    });
    assert_eq!(mean.mistake(), Some("mean-for-sum"));
    let zipped = check(|weights, inputs, _| {
        Zip::from(weights).and(inputs).fold(0.0, |sum, w, a| sum + w * a)
    });
    assert_eq!(zipped.mistake(), Some("no-bias"));
    // One input is enough.
    let of_more =
        check(
            |weights, inputs, bias| {
                if weights.len() == 1 { 0.0 } else { weights.dot(inputs) + bias }
            },
        );
    assert!(!of_more.is_right());
}

#[test]
fn a_bias_goes_wrong_in_known_ways() {
    use checks::where_it_switches::check;
    assert_eq!(
        check(|weight, at| 0.0 - at * weight.abs() / weight.abs()).mistake(),
        Some("weight-left-out")
    );
    assert_eq!(
        check(|weight, at| -(-weight * at)).mistake(),
        Some("to-the-other-side")
    );
    assert_eq!(
        check(|weight, at| at * (-1.0 / weight)).mistake(),
        Some("divided-for-multiplied")
    );
    assert!(check(|weight, at| 0.0 - at * weight).is_right());
}
