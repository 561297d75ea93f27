//! The lead of an answer, by hand and where there is none.

use ndarray::{Array2, array};
use neurons::least_lead;
use proptest::prelude::*;

#[test]
fn a_lead_by_hand() {
    let outputs = array![[0.5, 3.0, 1.0], [-1.0, -4.0, -1.25], [7.0, 0.0, 2.0]]; // (3, 3)
    assert_eq!(least_lead(&outputs), 0.25);
}

#[test]
fn what_is_no_clear_answer_has_no_lead() {
    for unclear in [
        array![[1.0, 2.0, 2.0]],
        array![[f64::NAN, 2.0, 1.0]],
        array![[-f64::NAN, 2.0, 1.0]],
        array![[f64::INFINITY, f64::INFINITY, 1.0]],
        array![[0.0, -0.0, -1.0]],
        array![[1.0, 2.0, 2.0], [0.0, 1.0, 5.0]],
        array![[0.0, 1.0, 5.0], [1.0, 2.0, 2.0]],
    ] {
        assert_eq!(least_lead(&unclear), 0.0, "{unclear}");
    }
    assert_eq!(least_lead(&Array2::zeros((0, 3))), f64::INFINITY);
    assert_eq!(least_lead(&Array2::zeros((3, 1))), f64::INFINITY);
}

proptest! {
    /// A nudge smaller than half of the lead changes no answer.
    #[test]
    fn a_smaller_nudge_changes_no_answer(
        outputs in prop::collection::vec(-1.0..1.0_f64, 12),
        nudges in prop::collection::vec(-0.49..0.49_f64, 12),
    ) {
        let outputs = Array2::from_shape_vec((3, 4), outputs).unwrap(); // (3, 4)
        let nudges = Array2::from_shape_vec((3, 4), nudges).unwrap(); // (3, 4)
        let nudged = &outputs + &(nudges * least_lead(&outputs)); // (3, 4)
        let answer = |row: ndarray::ArrayView1<f64>| {
            (0..4).max_by(|&a, &b| row[a].total_cmp(&row[b]))
        };
        for (before, after) in outputs.rows().into_iter().zip(nudged.rows()) {
            prop_assert_eq!(answer(before), answer(after));
        }
    }
}
