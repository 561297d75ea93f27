//! The product of the figure *Tiles*: what it counts, and what it computes.

use std::collections::BTreeSet;

use ndarray::Array2;
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use transformer::engine::{Panels, Store, product};
use transformer::live::{WIDE, Walk, walked};

use crate::live::{figure, frame, readout};

/// Whole numbers, so that every sum is exact in any order.
fn any(rng: &mut ChaCha8Rng, shape: (usize, usize)) -> Array2<f64> {
    Array2::from_shape_fn(shape, |_| f64::from(rng.random_range(-9_i32..=9)))
}

/// Two matrices of some size, from one number to some more than two tiles each way.
fn matrices(rng: &mut ChaCha8Rng) -> (Array2<f64>, Array2<f64>) {
    let [rows, depth] = [9, 7].map(|most| rng.random_range(1..=most));
    let columns = rng.random_range(1..=20);
    (any(rng, (rows, depth)), any(rng, (depth, columns)))
}

#[test]
fn both_ways_compute_the_product_that_a_library_and_the_engine_compute() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    for _ in 0..300 {
        let (left, right) = matrices(&mut rng);
        let expected = left.dot(&right);
        let walk = || Walk::new(left.clone(), right.clone(), usize::MAX);
        assert_eq!(walk().row_by_row().result.values, expected);
        for height in [1, 2, 3, 4] {
            assert_eq!(walk().in_tiles(height).result.values, expected);
        }
        let narrow =
            |matrix: &Array2<f64>| matrix.iter().map(|n| *n as f32).collect();
        let (left, right_row): (Vec<_>, Vec<_>) = (narrow(&left), narrow(&right));
        let mut panels = Panels::default();
        panels.pack(&right_row, right.ncols(), right.dim());
        let mut result = vec![0.0; expected.len()];
        product(&left, &panels, None, Store::Set, &mut result);
        assert_eq!(result, narrow(&expected));
    }
}

#[test]
fn what_is_counted_is_what_the_loops_say() {
    let mut rng = ChaCha8Rng::seed_from_u64(12);
    for _ in 0..300 {
        let (left, right) = matrices(&mut rng);
        let ((rows, depth), columns) = (left.dim(), right.ncols());
        let all = rows * depth * columns;
        let panels = columns.div_ceil(WIDE);
        let counts = |walk: &Walk| {
            let Walk { left, right, result, .. } = walk;
            assert_eq!((left.stores, right.stores), (0, 0));
            assert_eq!(walk.multiplications, all);
            assert_eq!(walk.steps, rows * depth * panels);
            let loads = [left.loads, right.loads, result.loads];
            assert_eq!(walk.traffic(), loads.iter().sum::<usize>() + result.stores);
            (loads, result.stores)
        };
        let walk = || Walk::new(left.clone(), right.clone(), usize::MAX);
        let row = counts(&walk().row_by_row());
        assert_eq!(row, ([rows * depth, all, all], all));
        for height in [1, 2, 4] {
            let bands = rows.div_ceil(height);
            let tiles = counts(&walk().in_tiles(height));
            let loads = [rows * depth * panels, bands * depth * columns, 0];
            assert_eq!(tiles, (loads, rows * columns));
        }
    }
}

/// A step multiplies eight pairs, and what it loads and stores is what its cells show.
#[test]
fn each_step_goes_on_from_the_one_before() {
    for tile in [None, Some(1), Some(2), Some(4)] {
        let mut before = walked(tile, 0);
        assert_eq!((before.traffic(), before.multiplications), (0, 0));
        for steps in 1..=96 {
            let walk = walked(tile, steps);
            assert_eq!(walk.steps, steps);
            assert_eq!(walk.multiplications, WIDE * steps);
            for (now, then) in [
                (&walk.left, &before.left),
                (&walk.right, &before.right),
                (&walk.result, &before.result),
            ] {
                let grown = &now.touches - &then.touches;
                let touched = now.loads + now.stores - then.loads - then.stores;
                assert_eq!(grown.sum(), touched);
            }
            before = walk;
        }
        assert_eq!(walked(tile, 97).steps, 96);
    }
}

#[test]
fn the_goal_is_a_whole_product_in_tiles_of_four_rows() {
    let mut figure = figure("tiles");
    for way in ["row", "tiles"] {
        for rows in ["1", "2", "4"] {
            for steps in 0..=96 {
                let text = steps.to_string();
                let sets = [("way", way), ("rows", rows), ("steps", &text)];
                let frame = frame(figure.as_mut(), &sets);
                let is_goal = (way, rows, steps) == ("tiles", "4", 96);
                assert_eq!(frame.met.is_some(), is_goal, "{sets:?}");
                assert_eq!(frame.settles, is_goal, "{sets:?}");
                assert_eq!(frame.is_done, steps == 96, "{sets:?}");
            }
        }
    }
}

/// The option that is right is: less than a fifth.
#[test]
fn the_bet_is_settled_by_what_was_counted() {
    let [row, tiles] = [None, Some(4)].map(|tile| walked(tile, 96).traffic());
    assert!(5 * tiles < row, "{tiles} of {row}");
    let mut figure = figure("tiles");
    let bet = figure.about().bet.expect("a bet");
    assert_eq!(bet.options[bet.right], "less than a fifth");
    let frame = frame(figure.as_mut(), &[("steps", "96")]);
    assert_eq!(readout(&frame, "traffic"), tiles.to_string());
}

/// Row by row it is loaded and stored six times.
#[test]
fn in_tiles_each_number_of_the_result_is_stored_once() {
    for rows in [1, 2, 4] {
        let touches = walked(Some(rows), 96).result.touches;
        assert_eq!(touches.into_iter().collect::<BTreeSet<_>>(), [1].into());
    }
    let touches = walked(None, 96).result.touches;
    assert_eq!(touches.into_iter().collect::<BTreeSet<_>>(), [12].into());
}
