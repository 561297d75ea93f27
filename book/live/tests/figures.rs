//! Every figure, in states that a sentence sets and in those that nobody would.

use std::collections::BTreeMap;

use live::{Figures, Request, random_state};
use page::live::{About, Place};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// What the figures of all chapters declare, with their names.
fn all() -> Vec<(String, About)> {
    let figures = Figures::default();
    figures.all().map(|(name, f)| (name.to_owned(), f.about())).collect()
}

/// A finger that is on one place of a picture is on no other.
fn assert_parted(figure: &str, places: &[Place]) {
    const TOUCH: f64 = 1e-6;
    for (nth, one) in places.iter().enumerate() {
        for other in &places[nth + 1..] {
            let apart =
                |(at, size): (f64, f64), (at_other, size_other): (f64, f64)| {
                    at + size <= at_other + TOUCH
                        || at_other + size_other <= at + TOUCH
                };
            assert!(
                apart((one.at.0, one.size.0), (other.at.0, other.size.0))
                    || apart((one.at.1, one.size.1), (other.at.1, other.size.1)),
                "{figure}: “{}” and “{}” overlap",
                one.label,
                other.label
            );
        }
    }
}

#[test]
fn any_state_gives_a_frame_or_a_message() {
    const STATES: usize = 150;
    let mut figures = Figures::default();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut drawn = 0;
    for (name, about) in all() {
        let mut shown = 0;
        for _ in 0..STATES {
            let state = random_state(&about, &mut rng);
            let request = Request { figure: name.clone(), state };
            match figures.frame(&request) {
                Ok(frame) => {
                    shown += 1;
                    let svg = frame.svg.as_str();
                    assert!(
                        !svg.contains("NaN") && !svg.contains("inf"),
                        "{name} draws what is no number in {:?}",
                        request.state
                    );
                    assert!(!frame.says.is_empty(), "{name} says nothing");
                    let said = frame.readouts.iter().map(|readout| &readout.text);
                    assert!(
                        said.clone().all(|text| !text.contains("NaN")),
                        "{name}: {request:?}"
                    );
                    assert_parted(&name, &frame.places);
                }
                Err(error) => {
                    let message = format!("{error:#}");
                    assert!(message.len() > 10, "{name}: {message}");
                }
            }
        }
        assert!(shown > 0, "{name} was never shown");
        drawn += shown;
    }
    assert!(drawn > STATES, "few figures were drawn");
}

#[test]
fn a_bet_is_settled_in_a_state_that_a_sentence_sets_and_not_at_the_start() {
    let mut figures = Figures::default();
    for (name, about) in all() {
        let mut settles = |state: BTreeMap<String, String>| {
            let request = Request { figure: name.clone(), state };
            figures.frame(&request).expect("a frame").settles
        };
        assert!(!settles([].into()), "{name} answers its bet before it is made");
        let named = about.states.iter().map(|s| s.sets.iter().cloned().collect());
        let answers =
            named.filter(|state: &BTreeMap<_, _>| settles(state.clone())).count();
        assert_eq!(answers > 0, about.bet.is_some(), "{name}: {answers} states");
    }
}

#[test]
fn the_same_state_gives_the_same_frame_whatever_came_before() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    for (name, about) in all() {
        let mut used = Figures::default();
        for _ in 0..8 {
            let state = random_state(&about, &mut rng);
            let request = Request { figure: name.clone(), state };
            let frame = used.frame(&request).map_err(|error| format!("{error:#}"));
            let fresh = Figures::default()
                .frame(&request)
                .map_err(|error| format!("{error:#}"));
            assert_eq!(frame, fresh, "{name}: {:?}", request.state);
        }
    }
}

#[test]
fn a_state_that_cannot_be_is_told() {
    let mut figures = Figures::default();
    let mut error = |figure: &str, set: (&str, &str)| {
        let state = [(set.0.to_owned(), set.1.to_owned())].into();
        let request = Request { figure: figure.to_owned(), state };
        format!("{:#}", figures.frame(&request).unwrap_err())
    };
    assert_eq!(
        error("softmax/none", ("T", "1")),
        "there is no figure softmax/none"
    );
    assert!(error("softmax/heat", ("T", "0")).contains("0.05 to 100"));
    assert!(error("softmax/heat", ("t", "1")).contains("it has T, draws, k, p"));
}
