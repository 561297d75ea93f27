//! Passes over few examples a step, followed here number by number.

use loss::iris::book_iris;
use loss::{Line, Split, curvature, epoch, shuffled};
use ndarray::array;
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// The irises as pairs of numbers.
fn flowers() -> Vec<(f64, f64)> {
    let iris = book_iris().unwrap();
    let pairs = iris.petal_lengths.iter().zip(&iris.petal_widths);
    pairs.map(|(&x, &y)| (x, y)).collect()
}

fn cost(line: Line, flowers: &[(f64, f64)]) -> f64 {
    let square = |&(x, y): &(f64, f64)| {
        let error = line.weight * x + line.bias - y;
        error * error
    };
    flowers.iter().map(square).sum::<f64>() / flowers.len() as f64
}

/// The line after `passes` passes over the flowers as they come, one a step.
fn one_by_one(flowers: &[(f64, f64)], rate: f64, passes: usize) -> Line {
    let mut line = Line { weight: 0.0, bias: 0.4 };
    for _ in 0..passes {
        for &(x, y) in flowers {
            let slope = 2.0 * (line.weight * x + line.bias - y);
            line.weight -= rate * slope * x;
            line.bias -= rate * slope;
        }
    }
    line
}

/// In the order of the file a line does not end with the best fit of the last species. It
/// ends with a good fit of the last few flowers.
#[test]
fn a_fixed_order_ends_with_its_last_flowers() {
    let flowers = flowers();
    let iris = book_iris().unwrap();
    let best = Line::best(&iris.petal_lengths, &iris.petal_widths).unwrap();
    let end = one_by_one(&flowers, 0.005, 50);
    let on = |line, from: usize, to: usize| cost(line, &flowers[from..to]);
    assert!(on(end, 145, 150) < 0.3 * on(best, 145, 150));
    for (from, to) in [(0, 50), (50, 100), (100, 150)] {
        assert!(on(end, from, to) > 1.2 * on(best, from, to));
    }
    // The last species is fitted worst, and another pass does not help.
    assert!(
        on(end, 100, 150) > on(end, 50, 100) && on(end, 50, 100) > on(end, 0, 50)
    );
    let more = one_by_one(&flowers, 0.005, 400);
    assert!((on(more, 0, 150) - on(end, 0, 150)).abs() < 1e-3);
    // With other flowers last, it is those: every five of the last species in turn.
    for from in (100..145).step_by(5) {
        let mut turned = flowers.clone();
        turned[100..].rotate_left(from + 5 - 100);
        assert_eq!(turned[145..], flowers[from..from + 5]);
        let end = one_by_one(&turned, 0.005, 50);
        let (five, whole) = (on(end, from, from + 5), on(end, 0, 150));
        assert!(five < on(best, from, from + 5), "{from}: {five}");
        assert!(whole > on(best, 0, 150), "{from}");
    }
}

/// The file's order is an unlucky one: most orders of flowers within their species that are
/// drawn once and kept cost less, and one that is shuffled throughout costs as much, on
/// average, drawn once as drawn for each pass.
#[test]
fn most_orders_that_are_kept_cost_less_than_the_files() {
    const SEEDS: u64 = 60;
    let flowers = flowers();
    let of_file = cost(one_by_one(&flowers, 0.005, 50), &flowers);
    let (mut worse, mut sorted, mut once, mut anew) = (0, 0.0, 0.0, 0.0);
    for seed in 101..=100 + SEEDS {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut draw = |from: usize, n: usize| -> Vec<(f64, f64)> {
            let order = shuffled(n, &mut rng);
            order.into_iter().map(|flower| flowers[from + flower]).collect()
        };
        let within = [draw(0, 50), draw(50, 50), draw(100, 50)].concat();
        let end = cost(one_by_one(&within, 0.005, 50), &flowers);
        worse += usize::from(end >= of_file);
        sorted += end;
        once += cost(one_by_one(&draw(0, 150), 0.005, 50), &flowers);
        // All passes in one: each in an order of its own.
        let passes: Vec<_> = (0..50).flat_map(|_| draw(0, 150)).collect();
        anew += cost(one_by_one(&passes, 0.005, 1), &flowers);
    }
    let [sorted, once, anew] = [sorted, once, anew].map(|sum| sum / SEEDS as f64);
    assert!(worse * 5 < SEEDS as usize, "{worse} orders are as bad");
    assert!(sorted < 0.75 * of_file && once < sorted, "{sorted} {once}");
    assert!((once - anew).abs() < 0.005, "{once} {anew}");
}

/// What a full batch bears makes single flowers run away.
#[test]
fn single_flowers_have_a_lower_edge() {
    let iris = book_iris().unwrap();
    let limit = curvature(&iris.petal_lengths).unwrap().stability_limit();
    assert!(0.05 < limit);
    let flowers = flowers();
    assert!(cost(one_by_one(&flowers, 0.02, 20), &flowers) < 1.0);
    for seed in 1..6 {
        let order = shuffled(150, &mut ChaCha8Rng::seed_from_u64(seed));
        let mixed: Vec<_> =
            order.into_iter().map(|flower| flowers[flower]).collect();
        assert!(cost(one_by_one(&mixed, 0.02, 20), &flowers) < 1.0);
        // NaN is no small cost either.
        let ends = cost(one_by_one(&mixed, 0.05, 20), &flowers);
        assert!(ends.is_nan() || ends > 1e6, "{ends}");
    }
}

proptest! {
    /// A step on one example leaves 1 − 2 η (x² + 1) of its error.
    #[test]
    fn a_step_on_one_example_takes_away_its_share(
        x in -8.0..8.0_f64,
        y in -8.0..8.0_f64,
        rate in 1e-4..0.5_f64,
    ) {
        let start = Line { weight: 0.5, bias: -1.0 };
        let (input, target) = (array![[x]], array![[y]]);
        let path = epoch(start, &input, &target, &[0], 1, rate).unwrap();
        let error = |line: Line| line.weight * x + line.bias - y;
        let left = 1.0 - 2.0 * rate * (x * x + 1.0);
        let rounding = 1e-9 * (1.0 + error(start).abs() * left.abs());
        prop_assert!((error(path[0]) - left * error(start)).abs() < rounding);
        // Its edge is the limit of a batch of this example alone.
        let limit = curvature(&input).unwrap().stability_limit();
        prop_assert!((limit * (x * x + 1.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn each_example_is_in_one_part(
        (examples, held_out) in (3_usize..200)
            .prop_flat_map(|n| (Just(n), 1..n.div_ceil(2))),
        seed in any::<u64>(),
    ) {
        let order = shuffled(examples, &mut ChaCha8Rng::seed_from_u64(seed));
        let split = Split::of(&order, held_out).unwrap();
        prop_assert_eq!(split.validation.len(), held_out);
        prop_assert_eq!(split.test.len(), held_out);
        prop_assert!(!split.training.is_empty());
        let mut all = [split.training, split.validation, split.test].concat();
        all.sort_unstable();
        prop_assert!(all.into_iter().eq(0..examples));
    }
}
