//! Descent reaches the closed form, and the limit of stability is where theory puts it.

use std::path::Path;

use loss::iris::Iris;
use loss::iris::book_iris;
use loss::landscape::{bowl, bowl_gradient, parabola, parabola_step};
use loss::{Line, Scale, curvature, descend, epoch, shuffled};
use ndarray::{Array2, array};
use neurons::{Activation, Neuron, standard_normal};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn line(weight: f64, bias: f64) -> Line {
    Line { weight, bias }
}

fn distance(left: Line, right: Line) -> f64 {
    (left.weight - right.weight).abs().max((left.bias - right.bias).abs())
}

/// A random set of at least two points around a random line.
fn points(seed: u64) -> (Array2<f64>, Array2<f64>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count = rng.random_range(2..40);
    let (middle, spread) =
        (3.0 * standard_normal(&mut rng), rng.random_range(0.5..3.0));
    let (weight, bias) = (standard_normal(&mut rng), standard_normal(&mut rng));
    let inputs = Array2::from_shape_fn((count, 1), |_| {
        middle + spread * standard_normal(&mut rng)
    });
    let targets =
        inputs.mapv(|x| weight * x + bias + 0.5 * standard_normal(&mut rng));
    (inputs, targets)
}

#[test]
fn a_line_by_hand() {
    let (inputs, targets) = (array![[1.0], [3.0]], array![[2.0], [2.0]]);
    let tried = line(2.0, -1.0);
    assert_eq!(tried.forward(&inputs), array![[1.0], [5.0]]);
    // Errors -1 and 3: the cost is (1 + 9) / 2. Its gradient is 2 (-1 · 1 + 3 · 3) / 2
    // for the weight, and 2 (-1 + 3) / 2 for the bias.
    assert_eq!(tried.cost(&inputs, &targets), Ok(5.0));
    let gradient = tried.gradient(&inputs, &targets).unwrap();
    assert_eq!((gradient.d_weight, gradient.d_bias), (8.0, 2.0));
    assert_eq!(tried.step(gradient, 0.25), line(0.0, -1.5));
    assert_eq!(Line::best(&inputs, &targets), Ok(line(0.0, 2.0)));
    // The Hessian is 2 [[5, 2], [2, 1]], with eigenvalues 6 ± 4 √2.
    let bend = curvature(&inputs).unwrap();
    assert!((bend.largest - (6.0 + 4.0 * 2.0_f64.sqrt())).abs() < 1e-12);
    assert!((bend.smallest - (6.0 - 4.0 * 2.0_f64.sqrt())).abs() < 1e-12);
    assert!((bend.stability_limit() * bend.largest - 2.0).abs() < 1e-12);
}

#[test]
fn a_line_is_a_neuron() {
    let neuron = Neuron::new(array![0.75], -0.5, Activation::Identity);
    let outputs = line(0.75, -0.5).forward(&array![[1.0], [-2.0], [0.3]]);
    for (input, output) in [1.0, -2.0, 0.3].into_iter().zip(outputs) {
        assert_eq!(neuron.forward(array![input].view()), Ok(output));
    }
}

#[test]
fn the_bowl_is_32_times_as_steep_along_the_first_weight() {
    assert_eq!(bowl_gradient([0.0, 0.0]), [3.2, 0.1]);
    for at in [[0.0, 0.0], [1.0, -2.0], [-0.3, 0.7]] {
        let slope = |first: f64, second: f64| {
            let nudged = |by: f64| bowl([at[0] + by * first, at[1] + by * second]);
            (nudged(1e-4) - nudged(-1e-4)) / 2e-4
        };
        let gradient = bowl_gradient(at);
        assert!((slope(1.0, 0.0) - gradient[0]).abs() < 1e-9);
        assert!((slope(0.0, 1.0) - gradient[1]).abs() < 1e-9);
    }
    // The changes, not the costs, and only for small steps.
    let change = |step: f64, at: usize| {
        let mut weights = [0.0, 0.0];
        weights[at] = step;
        bowl(weights) - 5.0
    };
    let ratio = |step: f64| change(step, 0) / change(step, 1);
    assert!((ratio(1e-6) - 32.0).abs() < 1e-3);
    assert!((ratio(1.0) - 4.2 / 1.1).abs() < 1e-12);
    assert!((bowl([1e-4, 0.0]) / bowl([0.0, 1e-4]) - 1.0).abs() < 1e-4);
}

/// Along the angle θ the cost rises by 3.2 cos θ + 0.1 sin θ, most of all along the
/// gradient, and across it not at all.
#[test]
fn the_steepest_direction_is_that_of_the_gradient() {
    let rise = |angle: f64| {
        let nudged = |by: f64| bowl([by * libm::cos(angle), by * libm::sin(angle)]);
        (nudged(1e-4) - nudged(-1e-4)) / 2e-4
    };
    let [first, second] = bowl_gradient([0.0, 0.0]);
    let uphill = libm::atan2(second, first);
    let size = (first * first + second * second).sqrt();
    for step in 0..400 {
        let angle = std::f64::consts::TAU * f64::from(step) / 400.0;
        let formula = first * libm::cos(angle) + second * libm::sin(angle);
        assert!((rise(angle) - formula).abs() < 1e-9);
        assert!((formula - size * libm::cos(angle - uphill)).abs() < 1e-12);
        assert!(rise(angle) < rise(uphill) + 1e-9);
    }
    assert!((rise(uphill) - size).abs() < 1e-9);
    assert!(rise(uphill + std::f64::consts::FRAC_PI_2).abs() < 1e-9);
}

#[test]
fn a_small_step_descends_and_a_large_one_climbs() {
    let after = |learning_rate: f64| parabola(parabola_step(1.0, learning_rate));
    assert!((after(1.1) - 1.44).abs() < 1e-12);
    assert_eq!(after(0.5), 0.0);
    assert_eq!(after(1.0), 1.0);
    for learning_rate in [1e-3, 0.1, 0.5, 0.9, 0.999] {
        assert!(after(learning_rate) < 1.0);
    }
    for learning_rate in [1.001, 1.1, 2.0, 100.0] {
        assert!(after(learning_rate) > 1.0);
    }
}

#[test]
fn descent_reaches_the_closed_form_on_the_irises() {
    let Iris { petal_lengths: inputs, petal_widths: targets, .. } =
        book_iris().unwrap();
    let best = Line::best(&inputs, &targets).unwrap();
    // As another program has them, by the same sums in another order.
    assert!(distance(best, line(0.415755416352, -0.363075521319)) < 1e-11);
    let limit = curvature(&inputs).unwrap().stability_limit();
    let path = descend(line(0.2, 0.2), &inputs, &targets, limit / 2.0, 3000);
    assert!(distance(path.unwrap()[3000], best) < 1e-9);
    let gradient = best.gradient(&inputs, &targets).unwrap();
    assert!(gradient.d_weight.abs() < 1e-12 && gradient.d_bias.abs() < 1e-12);
}

#[test]
fn a_seed_gives_one_order() {
    let order = |seed| shuffled(150, &mut ChaCha8Rng::seed_from_u64(seed));
    assert_eq!(order(1), order(1));
    assert_ne!(order(1), order(2));
    assert_eq!(order(1)[..8], [108, 51, 100, 82, 40, 142, 31, 18]);
    assert_eq!(shuffled(0, &mut ChaCha8Rng::seed_from_u64(1)), [0_usize; 0]);
}

#[test]
fn the_readers_and_the_books_irises_are_read_alike() {
    let text = include_str!("../../../../assets/data/iris.csv");
    assert_eq!(Iris::parse(text, Path::new("any")).unwrap(), book_iris().unwrap());
}

proptest! {
    #[test]
    fn gradients_of_lines_are_those_of_finite_differences(
        seed in any::<u64>(),
        weight in -3.0..3.0_f64,
        bias in -3.0..3.0_f64,
    ) {
        let (inputs, targets) = points(seed);
        let cost = |weight, bias| line(weight, bias).cost(&inputs, &targets).unwrap();
        let step = 1e-4;
        let ours = line(weight, bias).gradient(&inputs, &targets).unwrap();
        let d_weight =
            (cost(weight + step, bias) - cost(weight - step, bias)) / (2.0 * step);
        let d_bias =
            (cost(weight, bias + step) - cost(weight, bias - step)) / (2.0 * step);
        let size = ours.d_weight.abs() + ours.d_bias.abs() + 1e-3;
        prop_assert!((ours.d_weight - d_weight).abs() < 1e-7 * size);
        prop_assert!((ours.d_bias - d_bias).abs() < 1e-7 * size);
    }

    #[test]
    fn no_line_is_better_than_the_best(
        seed in any::<u64>(),
        by in (-1.0..1.0_f64, -1.0..1.0_f64),
    ) {
        let (inputs, targets) = points(seed);
        let best = Line::best(&inputs, &targets).unwrap();
        let other = line(best.weight + by.0, best.bias + by.1);
        let least = best.cost(&inputs, &targets).unwrap();
        let cost = other.cost(&inputs, &targets).unwrap();
        // How much worse is between the two curvatures.
        let square = by.0 * by.0 + by.1 * by.1;
        let bend = curvature(&inputs).unwrap();
        let (rise, rounding) = (cost - least, 1e-12 * (1.0 + cost));
        prop_assert!(rise <= bend.largest * square / 2.0 + rounding);
        prop_assert!(rise >= bend.smallest * square / 2.0 - rounding);
    }

    #[test]
    fn descent_reaches_the_closed_form(seed in any::<u64>()) {
        let (inputs, targets) = points(seed);
        let best = Line::best(&inputs, &targets).unwrap();
        let bend = curvature(&inputs).unwrap();
        prop_assume!(bend.condition_number() < 1000.0);
        let steps = 100 + 15 * bend.condition_number() as usize;
        let rate = bend.best_learning_rate();
        let path = descend(line(0.0, 0.0), &inputs, &targets, rate, steps).unwrap();
        let left = distance(path[steps], best);
        prop_assert!(left < 1e-9, "{left:e}");
    }

    #[test]
    fn below_the_limit_descends_and_above_it_climbs(seed in any::<u64>()) {
        let (inputs, targets) = points(seed);
        let best = Line::best(&inputs, &targets).unwrap();
        let limit = curvature(&inputs).unwrap().stability_limit();
        let start = line(best.weight + 1.0, best.bias - 0.5);
        let costs = |part: f64, steps: usize| -> Vec<f64> {
            let path = descend(start, &inputs, &targets, part * limit, steps);
            let path = path.unwrap();
            path.iter().map(|line| line.cost(&inputs, &targets).unwrap()).collect()
        };
        for pair in costs(0.99, 300).windows(2) {
            prop_assert!(pair[1] <= pair[0] + 1e-12, "{pair:?}");
        }
        // The part across the valley grows by 1.02 a step, the other one shrinks.
        let climb = costs(1.01, 1500);
        let (middle, end) = (climb[1000], climb[1500]);
        prop_assert!(end > 1e6 * climb[0] && end > middle, "{end}");
        let growth = climb[1500] / climb[1499];
        prop_assert!((growth - 1.0404).abs() < 1e-6, "{growth}");
    }

    #[test]
    fn centred_inputs_give_weight_and_bias_a_parabola_each(seed in any::<u64>()) {
        let (inputs, targets) = points(seed);
        let scale = Scale::of(&inputs).unwrap();
        let centred = &inputs - scale.mean;
        let twice = 2.0 * scale.spread * scale.spread;
        let bend = curvature(&centred).unwrap();
        prop_assert!((bend.largest - twice.max(2.0)).abs() < 1e-6);
        prop_assert!((bend.smallest - twice.min(2.0)).abs() < 1e-6);
        // The slope of one does not change with the other.
        let at = |weight, bias| line(weight, bias).gradient(&centred, &targets).unwrap();
        let (here, moved) = (at(0.3, -0.2), at(1.3, -0.2));
        prop_assert!((moved.d_weight - here.d_weight - twice).abs() < 1e-9);
        prop_assert!((moved.d_bias - here.d_bias).abs() < 1e-9);
        let raised = at(0.3, 0.8);
        prop_assert!((raised.d_bias - here.d_bias - 2.0).abs() < 1e-9);
        prop_assert!((raised.d_weight - here.d_weight).abs() < 1e-9);
    }

    /// Along each of the directions (p, q) with 2 (m p + q) = λ q the slope stays in the
    /// direction, and the two are at right angles.
    #[test]
    fn a_tilted_bowl_is_a_parabola_in_two_directions(seed in any::<u64>()) {
        let (inputs, targets) = points(seed);
        let mean = inputs.mean().unwrap();
        prop_assume!(mean.abs() > 0.1);
        let bend = curvature(&inputs).unwrap();
        let best = Line::best(&inputs, &targets).unwrap();
        let direction = |curvature: f64| {
            let (p, q) = (curvature / 2.0 - 1.0, mean);
            let size = (p * p + q * q).sqrt();
            (p / size, q / size)
        };
        let pair = [bend.largest, bend.smallest].map(|own| (own, direction(own)));
        for (curvature, (p, q)) in pair {
            for way in [-2.0, 0.5, 1.0] {
                let moved = line(best.weight + way * p, best.bias + way * q);
                let slope = moved.gradient(&inputs, &targets).unwrap();
                let rounding = 1e-8 * (1.0 + bend.largest);
                prop_assert!((slope.d_weight - curvature * way * p).abs() < rounding);
                prop_assert!((slope.d_bias - curvature * way * q).abs() < rounding);
            }
        }
        let [(_, across), (_, along)] = pair;
        prop_assert!((across.0 * along.0 + across.1 * along.1).abs() < 1e-6);
    }

    #[test]
    fn standardised_inputs_give_the_same_line_in_one_step(seed in any::<u64>()) {
        let (inputs, targets) = points(seed);
        let scale = Scale::of(&inputs).unwrap();
        let standardised = scale.standardise(&inputs);
        let bend = curvature(&standardised).unwrap();
        prop_assert!((bend.largest - 2.0).abs() < 1e-6);
        prop_assert!((bend.smallest - 2.0).abs() < 1e-6);
        let path = descend(line(3.0, -4.0), &standardised, &targets, 0.5, 1).unwrap();
        let best = Line::best(&inputs, &targets).unwrap();
        prop_assert!(distance(scale.undo(path[1]), best) < 1e-9);
    }

    #[test]
    fn one_batch_of_all_is_a_step_of_descent(seed in any::<u64>()) {
        let (inputs, targets) = points(seed);
        let (start, n) = (line(0.5, -0.5), inputs.len());
        let order = shuffled(n, &mut ChaCha8Rng::seed_from_u64(seed));
        let mut sorted = order.clone();
        sorted.sort_unstable();
        prop_assert!(sorted.into_iter().eq(0..n));
        let path = epoch(start, &inputs, &targets, &order, n, 0.01).unwrap();
        let whole = descend(start, &inputs, &targets, 0.01, 1).unwrap();
        prop_assert_eq!(path.len(), 1);
        prop_assert!(distance(path[0], whole[1]) < 1e-10);
        // Batches of two: as many steps as pairs, each on its own two examples.
        let path = epoch(start, &inputs, &targets, &order, 2, 0.01).unwrap();
        prop_assert_eq!(path.len(), n.div_ceil(2));
        let pair = |matrix: &Array2<f64>| {
            array![[matrix[[order[0], 0]]], [matrix[[order[1], 0]]]]
        };
        let first = descend(start, &pair(&inputs), &pair(&targets), 0.01, 1).unwrap();
        prop_assert!(distance(path[0], first[1]) < 1e-12);
    }
}
