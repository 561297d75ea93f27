//! The state of a figure: the value of each of its controls.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};

use super::about::{About, Control, Kind};

/// The value of each control of a figure, within its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    values: BTreeMap<String, String>,
}

impl State {
    /// Every control at its start.
    #[must_use]
    pub fn start(about: &About) -> Self {
        let controls = about.controls.iter();
        Self { values: controls.map(|c| (c.name.clone(), c.start())).collect() }
    }

    /// The state with these values, as an address has them, and all others at their start.
    ///
    /// # Errors
    /// If there is no such control, or a value is not one that it can have: which can.
    pub fn of<N: AsRef<str>, V: AsRef<str>>(
        about: &About,
        sets: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self> {
        let mut state = Self::start(about);
        for (name, value) in sets {
            let (name, value) = (name.as_ref(), value.as_ref());
            let control = about.controls.iter().find(|c| c.name == name);
            let Some(control) = control else {
                let names: Vec<_> =
                    about.controls.iter().map(|c| c.name.as_str()).collect();
                bail!(
                    "{} has no control `{name}`: it has {}",
                    about.name,
                    names.join(", ")
                );
            };
            check(control, value).with_context(|| control.label.clone())?;
            state.values.insert(name.to_owned(), value.to_owned());
        }
        Ok(state)
    }

    /// The number that a slider is at.
    ///
    /// # Errors
    /// If there is no such slider.
    pub fn number(&self, name: &str) -> Result<f64> {
        self.text(name)?.parse().with_context(|| format!("{name} is no number"))
    }

    /// What was counted, or chosen among numbers.
    ///
    /// # Errors
    /// If there is no such count.
    pub fn count(&self, name: &str) -> Result<usize> {
        self.text(name)?.parse().with_context(|| format!("{name} is no count"))
    }

    /// Whether a switch is on.
    ///
    /// # Errors
    /// If there is no such switch.
    pub fn is_on(&self, name: &str) -> Result<bool> {
        Ok(self.text(name)? == "1")
    }

    /// What was chosen, typed or drawn.
    ///
    /// # Errors
    /// If there is no such control.
    pub fn text(&self, name: &str) -> Result<&str> {
        let value = self.values.get(name);
        let value = value.with_context(|| format!("there is no control {name}"))?;
        Ok(value)
    }
}

fn check(control: &Control, value: &str) -> Result<()> {
    match &control.kind {
        Kind::Slider { scale, .. } => {
            let (from, to) = scale.ends();
            let number = value.parse::<f64>().ok().filter(|n| n.is_finite());
            let number = number
                .with_context(|| format!("a number is wanted, not “{value}”"))?;
            ensure!(
                (from..=to).contains(&number),
                "it goes from {from} to {to}: {value} lies outside"
            );
        }
        Kind::Choice { options, .. } => ensure!(
            options.iter().any(|(option, _)| option == value),
            "there is no “{value}”: choose {}",
            options.iter().map(|o| o.0.as_str()).collect::<Vec<_>>().join(", ")
        ),
        Kind::Switch { .. } => ensure!(
            matches!(value, "0" | "1"),
            "1 is on and 0 is off: it cannot be “{value}”"
        ),
        Kind::Count { most, .. } => ensure!(
            value.parse::<u32>().is_ok_and(|count| count <= *most),
            "it counts from 0 to {most}: it cannot be “{value}”"
        ),
        Kind::Text { longest, .. } | Kind::Held { longest, .. } => {
            let signs = value.chars().count();
            ensure!(
                signs <= *longest,
                "it has room for {longest} signs, and these are {signs}"
            );
        }
        Kind::Pixels { side, .. } => ensure!(
            value.is_empty()
                || value.len() == side * side / 4
                    && value.bytes().all(|b| b.is_ascii_hexdigit()),
            "{} hexadecimal digits are wanted for {side} × {side} pixels",
            side * side / 4
        ),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> About {
        About {
            name: "trial".into(),
            question: "Where?".into(),
            bet: None,
            controls: vec![
                Control::slider("w", "weight", 1.5, (-2.0, 2.0, 0.5), 1),
                Control::choice("gate", "gate", &[("and", "AND"), ("or", "OR")]),
                Control::switch("mask", "mask", true),
                Control::count("steps", "Step", 10, 1),
                Control::new(
                    "ink",
                    "ink",
                    Kind::Pixels { value: String::new(), side: 4 },
                ),
            ],
            states: Vec::new(),
        }
    }

    #[test]
    fn what_is_not_set_is_at_its_start() {
        let state =
            State::of(&about(), [("gate", "or"), ("steps", "3"), ("ink", "00fF")]);
        let state = state.unwrap();
        assert_eq!(state.number("w").unwrap(), 1.5);
        assert_eq!(state.text("gate").unwrap(), "or");
        assert!(state.is_on("mask").unwrap());
        assert_eq!(state.count("steps").unwrap(), 3);
        assert_eq!(state.text("ink").unwrap(), "00fF");
        assert_ne!(state, State::start(&about()));
    }

    #[test]
    fn a_value_that_a_control_cannot_have_is_refused() {
        let error = |name: &str, value: &str| {
            format!("{:#}", State::of(&about(), [(name, value)]).unwrap_err())
        };
        assert_eq!(
            error("w", "2.5"),
            "weight: it goes from -2 to 2: 2.5 lies outside"
        );
        assert_eq!(error("w", "NaN"), "weight: a number is wanted, not “NaN”");
        assert_eq!(error("gate", "xor"), "gate: there is no “xor”: choose and, or");
        assert_eq!(
            error("mask", "on"),
            "mask: 1 is on and 0 is off: it cannot be “on”"
        );
        assert_eq!(
            error("steps", "11"),
            "Step: it counts from 0 to 10: it cannot be “11”"
        );
        assert!(error("ink", "00g0").starts_with("ink: 4 hexadecimal digits"));
        assert!(error("b", "1").starts_with("trial has no control `b`: it has w,"));
    }
}
