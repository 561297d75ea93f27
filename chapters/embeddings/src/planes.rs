//! Two planes, and how one is turned until it is the other (Jordan, 1875).

use std::array;

use ndarray::{Array1, Array2, ArrayView1};

use crate::word_vectors::unit;
use crate::{EmbeddingError, check_width, length};

/// Two planes through 0, each by two directions of length 1 at right angles. They come in
/// pairs: each direction of the first plane is at a right angle to the one of the second
/// plane that it has no part in. So the first can be turned into the second one pair at a
/// time, about the line of the other.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoPlanes {
    /// Of the first plane: two of (d_model).
    pub first: [Array1<f64>; 2],
    /// Of the second plane: two of (d_model).
    pub second: [Array1<f64>; 2],
    /// At right angles to the first plane, and where its directions turn to: two of
    /// (d_model).
    pub outside: [Array1<f64>; 2],
    /// The angles between the directions of a pair, in degrees from 0 to 90, the smaller
    /// first.
    pub angles: [f64; 2],
}

impl TwoPlanes {
    /// The planes of two vectors and of two others.
    ///
    /// # Errors
    /// If the vectors have not as many numbers, two that should make a plane lie on one
    /// line, or the planes share a line: then nothing says which way to turn.
    pub fn between(
        first: [ArrayView1<f64>; 2],
        second: [ArrayView1<f64>; 2],
    ) -> Result<TwoPlanes, EmbeddingError> {
        let (first, second) = (right_angles(first)?, right_angles(second)?);
        check_width(first[0].len(), second[0].len())?;
        // What of a direction lies in the second plane: its shadow there.
        let shadow = |u: &Array1<f64>| second.each_ref().map(|v| v.dot(u));
        let [p, q] = first.each_ref().map(shadow);
        let dot = |a: [f64; 2], b: [f64; 2]| a[0] * b[0] + a[1] * b[1];
        // Of all directions of the first plane, this one has the longest shadow.
        let longest = libm::atan2(2.0 * dot(p, q), dot(p, p) - dot(q, q)) / 2.0;
        let first = turned_within(&first, longest);
        let [x, y] = shadow(&first[0]);
        let mut second = turned_within(&second, libm::atan2(y, x));
        if second[1].dot(&first[1]) < 0.0 {
            second[1].mapv_inplace(|x| -x); // (d_model)
        }
        let inside: [f64; 2] = array::from_fn(|row| first[row].dot(&second[row]));
        let rest = |row: usize| &second[row] - &first[row] * inside[row]; // (d_model)
        let outside = [0, 1].map(|row| left(&rest(row)));
        let [Some(one), Some(other)] = outside else {
            return Err(EmbeddingError::SharedLine);
        };
        let angles = array::from_fn(|row| {
            libm::atan2(length(rest(row).view()), inside[row]).to_degrees()
        });
        Ok(TwoPlanes { first, second, outside: [one, other], angles })
    }

    /// Two directions of the first plane once it is turned by these angles, in degrees,
    /// one for each pair: (2, d_model). By [`TwoPlanes::angles`] it is the second plane.
    pub fn turned(&self, angles: [f64; 2]) -> Array2<f64> {
        let mut plane = Array2::zeros((2, self.first[0].len())); // (2, d_model)
        for (row, angle) in angles.into_iter().enumerate() {
            let (cos, sin) = cos_sin(angle.to_radians());
            let turned = &self.first[row] * cos + &self.outside[row] * sin; // (d_model)
            plane.row_mut(row).assign(&turned);
        }
        plane
    }
}

fn cos_sin(angle: f64) -> (f64, f64) {
    (libm::cos(angle), libm::sin(angle))
}

/// Two directions of the plane of two vectors, at right angles (Gram, 1883, and Schmidt,
/// 1907).
fn right_angles(
    [a, b]: [ArrayView1<f64>; 2],
) -> Result<[Array1<f64>; 2], EmbeddingError> {
    check_width(a.len(), b.len())?;
    let (along, b) = (unit(a)?, unit(b)?); // (d_model)
    let rest = &b - &along * along.dot(&b); // (d_model)
    let across = left(&rest).ok_or(EmbeddingError::OneLine)?;
    // What rounding has left along the first, where little was left of the second.
    let across = &across - &along * along.dot(&across); // (d_model)
    Ok([along, unit(across.view())?])
}

/// The direction of what is left of a vector of length 1, if that is not rounding alone.
fn left(rest: &Array1<f64>) -> Option<Array1<f64>> {
    let length = length(rest.view());
    (length > 1e-9).then(|| rest / length) // (d_model)
}

/// Two directions at right angles, turned by an angle within their plane.
fn turned_within([p, q]: &[Array1<f64>; 2], angle: f64) -> [Array1<f64>; 2] {
    let (cos, sin) = cos_sin(angle);
    [p * cos + q * sin, q * cos - p * sin] // 2 of (d_model)
}
