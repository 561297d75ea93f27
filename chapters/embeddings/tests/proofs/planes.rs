//! Two planes and the turns between them: by hand, and in any space.

use approx::assert_abs_diff_eq;
use embeddings::planes::TwoPlanes;
use ndarray::{Array1, Array2, aview1};
use proptest::prelude::*;

/// Two directions out of four, by 30° and by 60°, given by vectors askew in their planes.
#[test]
fn angles_between_planes_by_hand() {
    let (half, long) = (0.5, 0.75_f64.sqrt());
    let first = [[1.0, 2.0, 0.0, 0.0], [3.0, -1.0, 0.0, 0.0]];
    let second = [[long, half, half, long], [2.0 * long, -half, 1.0, -long]];
    let [first, second] = [first, second].map(|two| two.map(|v| v.to_vec()));
    let planes = TwoPlanes::between(
        [aview1(&first[0]), aview1(&first[1])],
        [aview1(&second[0]), aview1(&second[1])],
    );
    let planes = planes.expect("planes without a common line");
    assert_abs_diff_eq!(planes.angles[0], 30.0, epsilon = 1e-9);
    assert_abs_diff_eq!(planes.angles[1], 60.0, epsilon = 1e-9);
    assert_abs_diff_eq!(planes.first[0][0].abs(), 1.0, epsilon = 1e-12);
    assert_abs_diff_eq!(planes.outside[1][3].abs(), 1.0, epsilon = 1e-12);
}

#[test]
fn what_is_no_plane_or_shares_a_line_is_refused() {
    let [x, y, z] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let error = |first: [&[f64]; 2], second: [&[f64]; 2]| {
        let planes = TwoPlanes::between(first.map(aview1), second.map(aview1));
        planes.expect_err("no way to turn").to_string()
    };
    let [x, y, z] = [&x[..], &y[..], &z[..]];
    assert!(error([x, x], [y, z]).contains("on one line"));
    assert!(error([x, y], [y, z]).contains("share a line"));
    assert!(error([x, y], [&[0.0; 3], z]).contains("no direction"));
    assert!(error([x, y], [&[1.0; 4], &[2.0, 1.0, 1.0, 1.0]]).contains('4'));
}

/// Four random vectors of one space.
fn four_vectors() -> impl Strategy<Value = Vec<Array1<f64>>> {
    (4..=50_usize).prop_flat_map(|d_model| {
        let vector = prop::collection::vec(-4.0..4.0_f64, d_model);
        prop::collection::vec(vector.prop_map(Array1::from), 4)
    })
}

fn gap(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    (a - b).iter().fold(0.0, |most, x| most.max(x.abs()))
}

/// What a plane with a basis at right angles holds of a vector.
fn inside(plane: &Array2<f64>, vector: &Array1<f64>) -> Array1<f64> {
    plane.t().dot(&plane.dot(vector)) // (d_model)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// However it is turned, its directions are at right angles and of length 1. Not turned,
    /// it holds the first two vectors whole, and turned by both angles the other two.
    #[test]
    fn a_plane_turned_by_both_angles_is_the_other(
        vectors in four_vectors(),
        angles in prop::array::uniform2(-400.0..400.0_f64),
    ) {
        let [a, b, c, d] = [0, 1, 2, 3].map(|row| vectors[row].view());
        let Ok(planes) = TwoPlanes::between([a, b], [c, d]) else {
            return Err(TestCaseError::reject("a common line"));
        };
        // Vectors that nearly lie on one line say little of their plane.
        prop_assume!(planes.angles[0] > 1e-2);
        let right_angles = Array2::eye(2);
        for turn in [[0.0, 0.0], angles, planes.angles] {
            let plane = planes.turned(turn); // (2, d_model)
            prop_assert!(gap(&plane.dot(&plane.t()), &right_angles) < 1e-12);
        }
        for (turn, two) in [([0.0, 0.0], [0, 1]), (planes.angles, [2, 3])] {
            let plane = planes.turned(turn); // (2, d_model)
            for row in two {
                let rest = &vectors[row] - &inside(&plane, &vectors[row]);
                prop_assert!(rest.dot(&rest).sqrt() < 1e-9, "{rest}");
            }
        }
        let plane = planes.turned(planes.angles); // (2, d_model)
        for (row, second) in planes.second.iter().enumerate() {
            prop_assert!((plane.row(row).dot(second) - 1.0).abs() < 1e-12);
        }
    }
}
