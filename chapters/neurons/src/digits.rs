//! Handwritten digits.
