//! The walk that a reader sets is the chapter's descent, and the limit is its edge.

use loss::iris::book_iris;
use loss::{Line, Scale, curvature, descend};
use page::live::{About, Frame, Kind, Live, State};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn figure(name: &str) -> (Box<dyn Live>, About) {
    let mut figures = loss::live::figures().into_iter();
    let figure = figures.find(|figure| figure.about().name == name);
    let figure = figure.expect("a figure of the chapter");
    let about = figure.about();
    (figure, about)
}

fn state(about: &About, sets: &[(&str, &str)]) -> State {
    State::of(about, sets.iter().copied()).expect("a state within the limits")
}

fn text<'f>(frame: &'f Frame, name: &str) -> &'f str {
    let readout = frame.readouts.iter().find(|readout| readout.name == name);
    &readout.expect("a readout of the figure").text
}

/// A state of the descent: a rate, its steps and the lengths.
fn walked(figure: &mut dyn Live, part: f64, steps: usize, data: &str) -> Frame {
    let (part, steps) = (part.to_string(), steps.to_string());
    let sets = [("part", &part[..]), ("steps", &steps[..]), ("data", data)];
    figure.frame(&state(&figure.about(), &sets)).expect("a frame")
}

/// What was shown before does not change what is shown now.
#[test]
fn thousands_of_states_give_a_frame_and_the_same_one_again() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let (mut kept, about) = figure("descent");
    for round in 0..2000 {
        let mut sets = Vec::new();
        for control in &about.controls {
            let value = match &control.kind {
                Kind::Slider { scale, .. } => {
                    let (from, to) = scale.ends();
                    let at = rng.random_range(from..=to);
                    // Often one that was set before, so that a walk goes on.
                    (if rng.random() { 0.99 } else { at }).to_string()
                }
                Kind::Choice { options, .. } => {
                    options[rng.random_range(0..options.len())].0.clone()
                }
                Kind::Count { most, .. } => {
                    let most = if round % 100 == 0 { *most } else { 40 };
                    rng.random_range(0..=most).to_string()
                }
                _ => continue,
            };
            sets.push((control.name.clone(), value));
        }
        let state = State::of(&about, sets.iter().map(|(n, v)| (n, v))).unwrap();
        let frame = kept.frame(&state).unwrap();
        if round % 20 == 0 {
            assert_eq!(
                frame,
                figure("descent").0.frame(&state).unwrap(),
                "{sets:?}"
            );
        }
    }
}

/// Below the limit no walk runs away, above it each does.
#[test]
fn the_limit_parts_the_walks_that_come_down_from_those_that_climb() {
    let (mut figure, _) = figure("descent");
    for data in ["measured", "standardised"] {
        for percent in 30..=110 {
            let part = f64::from(percent) / 100.0;
            let frame = walked(figure.as_mut(), part, 3000, data);
            let walk = text(&frame, "walk");
            match percent {
                101.. => assert_eq!(walk, "diverged", "{part} {data}"),
                100 => assert_eq!(walk, "to and fro", "{data}"),
                // Half as large steps take twice as many.
                40..=99 => assert_eq!(walk, "arrived", "{part} {data}"),
                _ => assert_ne!(walk, "diverged", "{part} {data}"),
            }
            assert_eq!(frame.is_done, walk != "running");
        }
    }
}

/// The walk is that of the chapter's own descent, step for step, and it has arrived where
/// that has.
#[test]
fn a_walk_arrives_with_the_chapters_descent() {
    let iris = book_iris().unwrap();
    let targets = &iris.petal_widths;
    let measured = iris.petal_lengths.clone();
    let standardised = Scale::of(&measured).unwrap().standardise(&measured);
    let (mut figure, _) = figure("descent");
    for (data, inputs) in [("measured", measured), ("standardised", standardised)] {
        let best = Line::best(&inputs, targets).unwrap();
        let limit = curvature(&inputs).unwrap().stability_limit();
        for part in [0.5, 0.9, 0.99] {
            let start = Line { weight: 0.0, bias: 0.0 };
            let path =
                descend(start, &inputs, targets, part * limit, 3000).unwrap();
            let is_there = |line: &Line| {
                (line.weight - best.weight).abs().max((line.bias - best.bias).abs())
                    < 1e-9
            };
            let arrived = path.iter().position(is_there).unwrap();
            let frame = walked(figure.as_mut(), part, 3000, data);
            let steps = text(&frame, "steps").replace(',', "");
            assert_eq!(steps, arrived.to_string(), "{part} {data}");
            let before = walked(figure.as_mut(), part, arrived - 1, data);
            assert_eq!(text(&before, "walk"), "running", "{part} {data}");
            for steps in [1, 2, 7] {
                let frame = walked(figure.as_mut(), part, steps, data);
                let line = path[steps.min(arrived)];
                let cost: f64 = text(&frame, "cost").parse().unwrap();
                let right = line.cost(&inputs, targets).unwrap();
                assert!((cost - right).abs() <= 0.0005, "{part} {data} {steps}");
            }
        }
    }
}

/// Whoever has come to the edge from either side, or to the round bowl, is told.
#[test]
fn the_goal_is_the_edge_and_the_round_bowl() {
    let (mut figure, about) = figure("descent");
    let mut met = |part: f64, steps: usize, data: &str| {
        walked(figure.as_mut(), part, steps, data).met
    };
    for (part, is_edge) in [
        (0.5, false),
        (0.9, false),
        (0.99, true),
        (1.0, true),
        (1.01, true),
        (1.1, false),
    ] {
        assert_eq!(met(part, 3000, "measured").is_some(), is_edge, "{part}");
        assert_eq!(met(part, 12, "measured"), None, "{part}");
    }
    assert!(met(0.5, 1, "standardised").unwrap().starts_with("One step."));
    assert_eq!(met(0.75, 1, "standardised"), None);
    // (1 − 2 · 1.01)² is what the page says.
    assert!(met(1.01, 3000, "measured").unwrap().contains("1.0404"));
    let (mut figure, start) = (self::figure("descent").0, State::start(&about));
    assert_eq!(figure.frame(&start).unwrap().met, None);
}
