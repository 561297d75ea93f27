//! From a drawing to what the network sees, and from there to the same one pixel aside.

use anyhow::{Result, ensure};
use ndarray::Array2;
use neurons::digits::{FULL_INK, PIXELS, SIDE};

/// Pixels along the side of a drawing.
pub const DRAWN_SIDE: usize = 32;
/// Pixels of a drawing along one pixel of an image.
const BLOCK: usize = DRAWN_SIDE / SIDE;
/// Pixels in a hexadecimal digit.
const BITS: usize = 4;

/// A drawing as the image (1, 64) that the digits of the book were made to: in each block
/// of 4 by 4 pixels, how many are inked, from 0 to 16, here as a share. The drawing is its
/// pixels row by row, four to a hexadecimal digit, the first the highest.
///
/// # Errors
/// If the drawing has not 32 by 32 pixels, or a sign is no hexadecimal digit.
pub fn reduced(drawing: &str) -> Result<Array2<f64>> {
    let signs: Option<Vec<u32>> =
        drawing.chars().map(|sign| sign.to_digit(16)).collect();
    let signs = signs.unwrap_or_default();
    let wanted = DRAWN_SIDE * DRAWN_SIDE / BITS;
    ensure!(
        signs.len() == wanted,
        "a drawing is {wanted} hexadecimal digits, four pixels in each"
    );
    let mut image = Array2::zeros((1, PIXELS)); // (1, 64)
    for (index, sign) in signs.iter().enumerate() {
        // Blocks are as wide as a sign, so all its pixels lie in one of them.
        let (row, column) = (BITS * index / DRAWN_SIDE, BITS * index % DRAWN_SIDE);
        let pixel = SIDE * (row / BLOCK) + column / BLOCK;
        image[[0, pixel]] += f64::from(sign.count_ones()) / f64::from(FULL_INK);
    }
    Ok(image)
}

/// Images (images, 64), each moved by so many pixels to the right and down. What crosses an
/// edge is lost, and blank paper comes in at the other.
#[must_use]
pub fn moved(images: &Array2<f64>, right: isize, down: isize) -> Array2<f64> {
    let from = |at: usize, by: isize| {
        at.checked_add_signed(by.wrapping_neg()).filter(|at| *at < SIDE)
    };
    Array2::from_shape_fn(images.dim(), |(image, pixel)| {
        let place = (from(pixel / SIDE, down), from(pixel % SIDE, right));
        let (Some(row), Some(column)) = place else { return 0.0 };
        images[[image, SIDE * row + column]]
    }) // (images, 64)
}
