//! What figures that a reader works say in their states.

use std::collections::BTreeMap;

use outline::list;
use page::live::{Recorded, Shown};

/// What a figure says in a state, by `figure.state.readout`; `start` is the state at the
/// start, and a control that the state sets is a readout too.
pub(super) fn said(
    figures: &BTreeMap<String, Recorded>,
    package: &str,
    name: &str,
) -> Result<String, String> {
    let wrong = || {
        format!(
            "`{name}` is no number: of a figure that a reader works it reads \
             `figure.state.readout`"
        )
    };
    let (figure, rest) = name.split_once('.').ok_or_else(wrong)?;
    let (state, readout) = rest.split_once('.').ok_or_else(wrong)?;
    let shown = state_of(figures, package, figure, state)?;
    told(shown, readout).ok_or_else(|| {
        let known = list(shown.readouts.iter().map(|readout| &readout.name));
        format!("`{figure}` has no readout `{readout}`: it has {known}")
    })
}

/// What a readout says in a state, or the value of a control that the state sets, as a
/// sentence shows it.
pub(super) fn told(shown: &Shown, name: &str) -> Option<String> {
    if let Some(found) = shown.readouts.iter().find(|known| known.name == name) {
        return Some(found.text.clone());
    }
    let (_, value) = shown.sets.iter().find(|(control, _)| control == name)?;
    Some(value.replace('-', "−"))
}

pub(super) fn state_of<'p>(
    figures: &'p BTreeMap<String, Recorded>,
    package: &str,
    figure: &str,
    state: &str,
) -> Result<&'p Shown, String> {
    let Some(live) = figures.get(figure) else {
        let known = list(figures.keys());
        return Err(format!(
            "{package} has no figure `{figure}` that a reader works: it has {known}"
        ));
    };
    if state == "start" {
        return Ok(&live.start);
    }
    live.states.get(state).ok_or_else(|| {
        let known = list(live.states.keys());
        format!(
            "the figure `{figure}` has no state `{state}`: it has start, {known}"
        )
    })
}
