//! What a figure asks, and what can be moved.

use serde::{Deserialize, Serialize};

/// A figure as its chapter declares it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The name by which the page quotes it, in kebab case.
    pub name: String,
    /// The one question that it puts to the reader.
    pub question: String,
    /// A prediction before the first move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bet: Option<Bet>,
    /// What can be moved. At most two are in sight, the rest are under "More".
    pub controls: Vec<Control>,
    /// States that sentences of the page set.
    #[serde(default, skip_serializing)]
    pub states: Vec<Named>,
}

/// A prediction, which blocks nothing and can be skipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bet {
    /// What to predict.
    pub question: String,
    /// What may come.
    pub options: Vec<String>,
    /// Which of the options comes, counted from 0.
    pub right: usize,
}

/// A state by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The name by which a sentence sets it, in kebab case.
    pub name: String,
    /// Controls with their values, as the address has them; all others are at their start.
    pub sets: Vec<(String, String)>,
}

impl Named {
    /// A state by its name, with the controls that are not at their start and their values.
    #[must_use]
    pub fn new(name: &str, sets: &[(&str, &str)]) -> Self {
        let owned = |(control, value): &(&str, &str)| {
            ((*control).to_owned(), (*value).to_owned())
        };
        Self { name: name.to_owned(), sets: sets.iter().map(owned).collect() }
    }
}

/// Something that can be moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// Its name in the address: letters and digits.
    pub name: String,
    /// What the reader reads.
    pub label: String,
    /// What it is.
    #[serde(flatten)]
    pub kind: Kind,
    /// Whether it lies under "More".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_more: bool,
    /// Whether counts go back to their start when it is moved.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restarts: bool,
    /// Another that is set when it is moved, and to which value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sets: Option<(String, String)>,
}

/// What kind of thing can be moved, with its value at the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Kind {
    /// A number on a scale.
    Slider {
        /// At the start.
        value: f64,
        /// Where it stops.
        scale: Scale,
        /// Digits after the point, as it is shown.
        decimals: usize,
    },
    /// One of a few.
    Choice {
        /// At the start.
        value: String,
        /// The value and the words of each.
        options: Vec<(String, String)>,
    },
    /// On or off.
    Switch {
        /// At the start.
        value: bool,
    },
    /// A button that counts up, and perhaps another that lets it run.
    Count {
        /// At the start.
        value: u32,
        /// At the most.
        most: u32,
        /// How much it counts for a frame while it runs; 0 if it does not.
        plays: u32,
    },
    /// Something to type or paste.
    Text {
        /// At the start.
        value: String,
        /// Signs at the most.
        longest: usize,
        /// Whether it has lines.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        has_lines: bool,
        /// Words that it can be, offered while typing.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        words: Vec<String>,
    },
    /// What only places of the picture set, such as the rounds of a game that were played.
    Held {
        /// At the start.
        value: String,
        /// Signs at the most.
        longest: usize,
    },
    /// A square to draw on: its pixels row by row, four to a hexadecimal digit, the first
    /// the highest; nothing for an empty one.
    Pixels {
        /// At the start.
        value: String,
        /// Pixels along a side, a multiple of 4.
        side: usize,
    },
}

/// Where a slider stops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scale {
    /// In even steps.
    Even {
        /// The least.
        from: f64,
        /// The most.
        to: f64,
        /// From each to the next.
        step: f64,
    },
    /// At these, from the least to the most.
    Stops(Vec<f64>),
}

impl Scale {
    /// The least and the most.
    #[must_use]
    pub fn ends(&self) -> (f64, f64) {
        match self {
            Self::Even { from, to, .. } => (*from, *to),
            Self::Stops(stops) => (
                stops.first().copied().unwrap_or_default(),
                stops.last().copied().unwrap_or_default(),
            ),
        }
    }
}

impl Control {
    /// One that is in sight and restarts nothing.
    #[must_use]
    pub fn new(name: &str, label: &str, kind: Kind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            is_more: false,
            restarts: false,
            sets: None,
        }
    }

    /// A slider in even steps from `from` to `to`, at `value`.
    #[must_use]
    pub fn slider(
        name: &str,
        label: &str,
        value: f64,
        (from, to, step): (f64, f64, f64),
        decimals: usize,
    ) -> Self {
        let scale = Scale::Even { from, to, step };
        Self::new(name, label, Kind::Slider { value, scale, decimals })
    }

    /// A slider that stops at `stops`, at `value`, which is one of them.
    #[must_use]
    pub fn stops(
        name: &str,
        label: &str,
        value: f64,
        stops: &[f64],
        decimals: usize,
    ) -> Self {
        let scale = Scale::Stops(stops.to_vec());
        Self::new(name, label, Kind::Slider { value, scale, decimals })
    }

    /// A choice of `options`, of which the first is chosen: their values and their words.
    #[must_use]
    pub fn choice(name: &str, label: &str, options: &[(&str, &str)]) -> Self {
        let value = options.first().map_or("", |option| option.0).to_owned();
        let owned = |(value, words): &(&str, &str)| {
            ((*value).to_owned(), (*words).to_owned())
        };
        let options = options.iter().map(owned).collect();
        Self::new(name, label, Kind::Choice { value, options })
    }

    /// A switch.
    #[must_use]
    pub fn switch(name: &str, label: &str, value: bool) -> Self {
        Self::new(name, label, Kind::Switch { value })
    }

    /// A button that counts up to `most`, from 0.
    #[must_use]
    pub fn count(name: &str, label: &str, most: u32, plays: u32) -> Self {
        Self::new(name, label, Kind::Count { value: 0, most, plays })
    }

    /// Something that only places of the picture set.
    #[must_use]
    pub fn held(name: &str, value: &str, longest: usize) -> Self {
        Self::new(name, name, Kind::Held { value: value.to_owned(), longest })
    }

    /// The same under "More".
    #[must_use]
    pub fn under_more(self) -> Self {
        Self { is_more: true, ..self }
    }

    /// The same, but moving it puts the counts back to their start.
    #[must_use]
    pub fn that_restarts(self) -> Self {
        Self { restarts: true, ..self }
    }

    /// The same, but moving it sets another too: the name of that, and its value.
    #[must_use]
    pub fn that_sets(self, name: &str, value: &str) -> Self {
        Self { sets: Some((name.to_owned(), value.to_owned())), ..self }
    }

    /// Its value at the start, as the address has it.
    #[must_use]
    pub fn start(&self) -> String {
        match &self.kind {
            Kind::Slider { value, .. } => value.to_string(),
            Kind::Choice { value, .. }
            | Kind::Text { value, .. }
            | Kind::Held { value, .. }
            | Kind::Pixels { value, .. } => value.clone(),
            Kind::Switch { value } => u8::from(*value).to_string(),
            Kind::Count { value, .. } => value.to_string(),
        }
    }
}
