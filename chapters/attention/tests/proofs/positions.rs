//! Positions as vectors, against another library's and against their law.

use approx::assert_abs_diff_eq;
use attention::{AttentionError, sinusoidal_positions, with_positions};

use embeddings::dot;
use ndarray::Array2;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    tables: Vec<Table>,
    dot_by_offset_d8: Vec<Offset>,
}

#[derive(Deserialize)]
struct Table {
    n: usize,
    d: usize,
    pe: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Offset {
    offset: usize,
    dot: f64,
}

#[test]
fn the_same_as_another_library() {
    let reference: Reference =
        serde_json::from_str(include_str!("../reference/positional.json")).unwrap();
    assert_eq!(reference.tables.len(), 3);
    for Table { n, d, pe } in &reference.tables {
        let ours = sinusoidal_positions(*n, *d).unwrap(); // (n, d)
        assert_eq!(ours.dim(), (pe.len(), pe[0].len()));
        for (ours, theirs) in ours.iter().zip(pe.iter().flatten()) {
            assert_abs_diff_eq!(ours, theirs, epsilon = 1e-10);
        }
    }
    let table = sinusoidal_positions(108, 8).unwrap(); // (108, 8)
    assert_eq!(reference.dot_by_offset_d8.len(), 8);
    for Offset { offset, dot: theirs } in &reference.dot_by_offset_d8 {
        for t in 0..100 {
            let ours = dot(table.row(t), table.row(t + offset)).unwrap();
            assert_abs_diff_eq!(ours, *theirs, epsilon = 1e-10);
        }
    }
}

#[test]
fn what_gives_no_table_is_refused() {
    for d_model in [0, 1, 7] {
        let error = sinusoidal_positions(3, d_model).unwrap_err();
        assert_eq!(error, AttentionError::OddDimension { d_model });
    }
    for n in [usize::MAX, usize::MAX / 8] {
        let error = sinusoidal_positions(n, 8).unwrap_err();
        assert_eq!(error, AttentionError::TooManyPositions { n, d_model: 8 });
    }
    assert_eq!(sinusoidal_positions(0, 8).unwrap().dim(), (0, 8));
}

#[test]
fn a_place_is_added_to_each_word() {
    let words =
        Array2::from_shape_fn((5, 6), |(row, column)| (row * column) as f64);
    let placed = with_positions(&words).unwrap(); // (5, 6)
    let places = sinusoidal_positions(5, 6).unwrap(); // (5, 6)
    for (at, sum) in placed.indexed_iter() {
        assert_abs_diff_eq!(sum - words[at], places[at], epsilon = 1e-12);
    }
    let odd = with_positions(&Array2::zeros((5, 7))).unwrap_err();
    assert_eq!(odd, AttentionError::OddDimension { d_model: 7 });
    assert_eq!(
        odd.to_string(),
        "d_model is 7, but each sine has its cosine: give an even number above 0"
    );
    let many = AttentionError::TooManyPositions { n: 9, d_model: 8 };
    assert_eq!(
        many.to_string(),
        "9 positions of 8 numbers fit no memory: give fewer"
    );
}

proptest! {
    #[test]
    fn the_dot_product_depends_on_the_distance_only(
        half in 1_usize..40, first in 0_usize..500, second in 0_usize..500,
        distance in 0_usize..500,
    ) {
        let table = sinusoidal_positions(1000, 2 * half).unwrap(); // (1000, d_model)
        let at = |t: usize| dot(table.row(t), table.row(t + distance)).unwrap();
        assert_abs_diff_eq!(at(first), at(second), epsilon = 1e-10);
    }

    #[test]
    fn every_position_has_the_same_length(half in 1_usize..40, t in 0_usize..1000) {
        let table = sinusoidal_positions(1000, 2 * half).unwrap(); // (1000, d_model)
        let square = dot(table.row(t), table.row(t)).unwrap();
        assert_abs_diff_eq!(square, half as f64, epsilon = 1e-10);
    }
}
