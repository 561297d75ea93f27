//! Digits, a byte for each pixel and one for the label: what a figure in a page can carry.

use anyhow::{Result, ensure};
use ndarray::Array2;

use crate::digits::{CLASSES, Digits, FULL_INK, PIXELS};

/// The bytes of one digit: its pixels from 0 to 16, row by row, and its label.
const BYTES: usize = PIXELS + 1;

/// Some digits as bytes, in their order.
#[must_use]
pub fn pack(digits: &Digits) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (image, &label) in digits.images.rows().into_iter().zip(&digits.labels) {
        let ink = |pixel: &f64| (pixel * f64::from(FULL_INK)).round() as u8;
        bytes.extend(image.iter().map(ink));
        bytes.push(label as u8);
    }
    bytes
}

/// The digits that [`pack`] made bytes of.
///
/// # Errors
/// If the bytes are of no whole number of digits, or one is out of its range.
pub fn unpack(bytes: &[u8]) -> Result<Digits> {
    ensure!(
        !bytes.is_empty() && bytes.len().is_multiple_of(BYTES),
        "{} bytes are no digits: each has {BYTES}",
        bytes.len()
    );
    let digits: Vec<&[u8]> = bytes.chunks(BYTES).collect();
    for (index, digit) in digits.iter().enumerate() {
        let (image, label) = (&digit[..PIXELS], digit[PIXELS]);
        ensure!(
            image.iter().all(|&ink| ink <= FULL_INK)
                && usize::from(label) < CLASSES,
            "digit {index} has a pixel above {FULL_INK} or a label above {}",
            CLASSES - 1
        );
    }
    let images = Array2::from_shape_fn((digits.len(), PIXELS), |(image, pixel)| {
        f64::from(digits[image][pixel]) / f64::from(FULL_INK)
    }); // (digits, 64)
    let labels = digits.iter().map(|digit| usize::from(digit[PIXELS])).collect();
    Ok(Digits { images, labels })
}
