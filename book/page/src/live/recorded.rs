//! What a run records of a figure: its start, and the states that sentences set.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::{About, Control, Frame, Kind, Live, Readout, State};
use crate::Svg;

/// A figure as its page is made from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// What it asks, and what can be moved.
    #[serde(flatten)]
    pub about: About,
    /// The file that it needs, from the workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// With every control at its start.
    pub start: Shown,
    /// The states that sentences set, by name.
    pub states: BTreeMap<String, Shown>,
}

/// What is said below the picture in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Controls that are not at their start, with their values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<(String, String)>,
    /// The values.
    pub readouts: Vec<Readout>,
    /// What is seen, in a sentence.
    pub says: String,
    /// What the reader has found, once the question is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<String>,
}

impl Shown {
    fn of(frame: Frame, sets: &[(String, String)]) -> Self {
        let Frame { readouts, says, met, .. } = frame;
        Self { sets: sets.to_vec(), readouts, says, met }
    }
}

/// The picture of a figure at its start, and what a page is made from.
///
/// # Errors
/// If a frame cannot be drawn, the start is the answer already, no state that has a name
/// is the answer, or more than four controls are in sight.
pub fn record(figure: &mut dyn Live) -> Result<(Svg, Recorded)> {
    let about = figure.about();
    let is_in_sight =
        |c: &&Control| !c.is_more && !matches!(c.kind, Kind::Held { .. });
    let in_sight = about.controls.iter().filter(is_in_sight).count();
    // Weights and bias of one neuron belong together, and so does a button with them.
    ensure!(
        in_sight <= 4,
        "{in_sight} controls are in sight at once: put some under More"
    );
    let first = figure.frame(&State::start(&about)).context("at its start")?;
    ensure!(first.met.is_none(), "the start is the answer already");
    ensure!(!first.readouts.is_empty(), "no readout answers the question");
    let svg = first.svg.clone();
    let start = Shown::of(first, &[]);
    let mut states = BTreeMap::new();
    for named in &about.states {
        let state = State::of(&about, named.sets.iter().map(|(n, v)| (n, v)));
        let frame = state.and_then(|state| figure.frame(&state));
        let frame = frame.with_context(|| format!("state `{}`", named.name))?;
        let shown = Shown::of(frame, &named.sets);
        let before = states.insert(named.name.clone(), shown);
        ensure!(before.is_none(), "two states are named `{}`", named.name);
    }
    ensure!(
        states.values().any(|shown| shown.met.is_some()),
        "no state that has a name answers the question: name one that does"
    );
    let data = figure.data().map(|data| data.file().to_owned());
    Ok((svg, Recorded { about, data, start, states }))
}
