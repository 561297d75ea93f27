//! What a figure shows in one state.

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::{Format, Svg};

/// What a figure shows in one state.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Frame {
    /// The picture.
    pub svg: Svg,
    /// Values below it. The first is set in bold: it answers the question.
    pub readouts: Vec<Readout>,
    /// One plain sentence with what is seen, for who cannot see it.
    pub says: String,
    /// What the reader has found, once the question is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met: Option<String>,
    /// Whether this state shows the answer to the bet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub settles: bool,
    /// Places of the picture that a tap or the keyboard chooses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// A part of the picture where a tap puts a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pad: Option<Pad>,
    /// Whether counting further would show nothing new.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_done: bool,
}

/// A value below the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readout {
    /// The name by which a sentence quotes it, in kebab case.
    pub name: String,
    /// What it is.
    pub label: String,
    /// As it is shown.
    pub text: String,
}

/// A place of the picture that can be chosen, in logical pixels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// Its upper left corner.
    pub at: (f64, f64),
    /// Its width and height.
    pub size: (f64, f64),
    /// What it is, for who cannot see it.
    pub label: String,
    /// The controls that it sets, with their values.
    pub sets: Vec<(String, String)>,
    /// Whether it is chosen now.
    pub is_chosen: bool,
}

/// A part of the picture where a tap puts a point: two sliders at once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pad {
    /// Its upper left corner, in logical pixels.
    pub at: (f64, f64),
    /// Its width and height.
    pub size: (f64, f64),
    /// The slider that runs from left to right, with its values at both edges.
    pub x: (String, f64, f64),
    /// The slider that runs from bottom to top, with its values at both edges.
    pub y: (String, f64, f64),
}

impl Frame {
    /// A frame that meets no goal and has no places.
    #[must_use]
    pub fn new(svg: Svg, readouts: Vec<Readout>, says: String) -> Self {
        Self {
            svg,
            readouts,
            says,
            met: None,
            settles: false,
            places: Vec::new(),
            pad: None,
            is_done: false,
        }
    }
}

impl Readout {
    /// A value in words.
    #[must_use]
    pub fn words(name: &str, label: &str, text: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), text: text.into() }
    }

    /// A number, as in print.
    ///
    /// # Errors
    /// If the number cannot be shown in that format.
    pub fn number(
        name: &str,
        label: &str,
        value: f64,
        format: Format,
    ) -> Result<Self> {
        Ok(Self::words(name, label, format.text(value)?))
    }
}
