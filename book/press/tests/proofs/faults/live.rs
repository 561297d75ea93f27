//! Figures that a reader works, and the sentences that set them.

use super::assert_prose_on;
use crate::fixture::{Fixture, TRIAL, attributes, inner, text};

const LIVE: &str = "chapters/trial/tests/snapshots/live-line.snap";

/// What a run records of the fixture's figure.
const RECORDED: &str = r#"---
source: x
---
{"name": "line", "question": "How steep?", "controls": [
  {"name": "w", "label": "weight <w>", "kind": "slider", "value": 1.0,
   "scale": {"from": -2.0, "to": 2.0, "step": 0.5}, "decimals": 1}],
 "start": {"readouts": [{"name": "rise", "label": "rise", "text": "1.0"}], "says": "It rises."},
 "states": {
  "steep": {"sets": [["w", "2"]], "readouts": [{"name": "rise", "label": "rise", "text": "2.0"}],
            "says": "It rises fast.", "met": "As steep as it gets."},
  "down": {"sets": [["w", "-1"]], "readouts": [{"name": "rise", "label": "rise", "text": "−1.0"}],
           "says": "It falls."}}}
"#;

/// Sentences that set both states.
const BOTH: &str = "\n{{#set line steep \"Turn it to {w}\"}} and it rises by \
                    {{#number line.steep.rise}}; {{#set line down \"to {w}, by {rise}\"}}, and it falls.\n";

fn live(prose: &str) -> Fixture {
    let book = Fixture::good();
    book.write(LIVE, RECORDED);
    book.append(TRIAL, prose);
    book
}

#[test]
fn a_figure_with_its_record_is_live_and_sentences_set_it() {
    let book = live(BOTH);
    assert_eq!(book.faults(), [""; 0]);
    let page = book.page("trial.html");
    let of = |selector: &str, name: &str| attributes(&page, selector, name);
    assert_eq!(of("#figure-line", "data-live"), ["trial/line"]);
    assert_eq!(text(&page, "#figure-line .question"), "How steep?");
    let slider = "#figure-line form [type=range]";
    let said =
        ["name", "min", "max", "step", "value"].map(|n| of(slider, n).concat());
    assert_eq!(said, ["w", "-2", "2", "0.5", "1"]);
    assert_eq!(text(&page, "#figure-line label").trim(), "weight <w>");
    assert_eq!(of("a.set", "href")[0], "?line.w=2#figure-line");
    assert_eq!(inner(&page, "a.set"), ["Turn it to 2", "to −1, by −1.0"]);
    // Without the module nothing is loaded.
    assert!(of("meta[name=live]", "content").is_empty());
}

#[test]
fn a_figure_that_too_few_sentences_set_is_a_fault() {
    let book = live("\n{{#set line steep \"Turn it to {w}\"}}.\n");
    let faults = book.faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].starts_with(&format!(
            "{LIVE}:1: fewer than two sentences set the figure `line`"
        )),
        "{faults:?}"
    );
}

#[test]
fn a_state_or_a_readout_that_is_not_there_is_told() {
    let fault = |prose: &str| {
        let book = live(&format!("{BOTH}\n{prose}\n"));
        book.faults().join("\n")
    };
    for (prose, message) in [
        (
            "{{#set line flat \"x\"}}.",
            "the figure `line` has no state `flat`: it has start, `down`, `steep`",
        ),
        (
            "{{#set bow flat \"x\"}}.",
            "trial has no figure `bow` that a reader works",
        ),
        ("{{#set line steep}}.", "`{{#set}}` needs a figure, a state and words"),
        (
            "So {{#number line.steep.fall}}.",
            "`line` has no readout `fall`: it has `rise`",
        ),
        ("So {{#number line.steep}}.", "`line.steep` is no number"),
        (
            "{{#set line steep \"to 2.0\"}}.",
            "the number 2.0 is typed into what sets a figure",
        ),
    ] {
        let told = fault(prose);
        assert!(told.contains(message), "{prose}: {told}");
    }
}

#[test]
fn a_record_that_is_none_is_told() {
    let book = live(BOTH);
    book.write(LIVE, "---\nsource: x\n---\n{\"name\": 1}\n");
    let faults = book.faults().join("\n");
    assert!(
        faults.contains(&format!("{LIVE}:1: this is no live figure")),
        "{faults}"
    );
}

#[test]
fn no_figure_is_live_where_a_run_recorded_none() {
    assert_prose_on(
        TRIAL,
        "{{#set line steep \"x\"}}",
        "trial has no figure `line` that a reader works: it has none",
    );
}
