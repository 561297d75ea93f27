//! The walk that a reader sets is the chapter's descent, and the limit is its edge. The
//! slope under the reader's weight is that of the cost, and it alone leads to the bottom.

use loss::iris::book_iris;
use loss::landscape::{parabola, parabola_slope, parabola_step};
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
    for name in ["downhill", "descent"] {
        states_give_a_frame(name);
    }
}

fn states_give_a_frame(name: &str) {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let (mut kept, about) = figure(name);
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
                figure(name).0.frame(&state).unwrap(),
                "{name} {sets:?}"
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
    // There at last, but not in one step.
    assert_eq!(met(0.75, 3000, "standardised"), None);
    // (1 − 2 · 1.01)² is what the page says.
    assert!(met(1.01, 3000, "measured").unwrap().contains("1.0404"));
    let (mut figure, start) = (self::figure("descent").0, State::start(&about));
    assert_eq!(figure.frame(&start).unwrap().met, None);
}

/// From a thousand on, a cost has a comma as everywhere in the book.
#[test]
fn a_cost_that_ran_away_is_printed_as_in_the_book() {
    let (mut figure, _) = figure("descent");
    let frame = walked(figure.as_mut(), 1.01, 3000, "measured");
    assert_eq!(text(&frame, "cost"), "1,012.5");
    let before = walked(figure.as_mut(), 1.01, 100, "measured");
    assert!(!text(&before, "cost").contains(','), "{:?}", before.readouts);
}

/// Weights at which the slider of the fog stops, and learning rates.
fn stops() -> impl Iterator<Item = (f64, f64)> {
    let weights = (0..=80).map(|stop| f64::from(stop - 40) / 20.0);
    weights.flat_map(|w| (1..=11).map(move |rate| (w, f64::from(rate) / 10.0)))
}

/// What the fog shows at a weight and a learning rate.
fn stands(figure: &mut dyn Live, w: f64, rate: f64) -> Frame {
    let (w, rate) = (w.to_string(), rate.to_string());
    let state = state(&figure.about(), &[("w", &w[..]), ("rate", &rate[..])]);
    figure.frame(&state).expect("a frame")
}

fn number(frame: &Frame, name: &str) -> f64 {
    text(frame, name).replace('−', "-").parse().expect("a number")
}

/// The weight where the slope is 0, from the slopes at both ends alone.
fn bottom(figure: &mut dyn Live) -> f64 {
    let [left, right] = [-2.0, 2.0].map(|w| {
        let frame = stands(figure, w, 0.1);
        number(&frame, "slope")
    });
    -2.0 + 4.0 * left / (left - right)
}

/// The figure's cost is the page's parabola with its bottom elsewhere, and its slope what a
/// nudge of the cost finds.
#[test]
fn the_slope_in_the_fog_is_that_of_the_moved_parabola() {
    let (mut figure, _) = figure("downhill");
    let bottom = bottom(figure.as_mut());
    let least = number(&stands(figure.as_mut(), bottom, 0.1), "cost");
    assert!(least > 0.1 && bottom.abs() > 0.1, "the page's own parabola");
    for (w, rate) in stops() {
        let frame = stands(figure.as_mut(), w, rate);
        let near = |name: &str, right: f64| {
            let shown = number(&frame, name);
            assert!((shown - right).abs() < 0.0051, "{name} {shown} {right}");
        };
        let beside = w - bottom;
        let measured = (parabola(beside + 1e-5) - parabola(beside - 1e-5)) / 2e-5;
        near("slope", measured);
        near("slope", parabola_slope(beside));
        near("cost", least + parabola(beside));
        near("step", -rate * measured);
        near("lands", bottom + parabola_step(beside, rate));
    }
}

/// The fog lifts where the slope is within 0.1 of 0, whatever the learning rate, and the
/// start is not there.
#[test]
fn the_fog_lifts_at_the_bottom_only() {
    let (mut figure, about) = figure("downhill");
    let start = figure.frame(&State::start(&about)).expect("a frame");
    assert_eq!(start.met, None);
    assert!(about.question.contains("within 0.1 of 0"));
    let bottom = bottom(figure.as_mut());
    let mut there = 0;
    for (w, rate) in stops() {
        let frame = stands(figure.as_mut(), w, rate);
        let is_flat = parabola_slope(w - bottom).abs() < 0.1 + 1e-6;
        assert_eq!(frame.met.is_some(), is_flat, "{w} {rate}");
        assert_eq!(frame.svg.as_str().contains(">fog<"), !is_flat, "{w} {rate}");
        there += usize::from(is_flat);
    }
    // At the bottom and one stop to either side.
    assert_eq!(there, 3 * 11);
    let end = |w: f64| figure.frame(&state(&about, &[("w", &w.to_string()[..])]));
    let [inside, outside] = [0.049, 0.051].map(|far| bottom - far);
    let [inside, outside] = [inside, outside].map(end).map(|f| f.expect("a frame"));
    assert!(inside.met.is_some() && outside.met.is_none());
}

/// Whoever goes where the ring is arrives at every learning rate below 1. At 1 the ring is
/// as far on the other side, and beyond it the walk leads out of the picture.
#[test]
fn who_follows_the_ring_arrives_below_the_limit_only() {
    let (mut figure, _) = figure("downhill");
    let bottom = bottom(figure.as_mut());
    for rate in 1..=11 {
        let rate = f64::from(rate) / 10.0;
        let mut w = bottom + 1.0;
        let mut arrived = None;
        for step in 0..100 {
            let frame = stands(figure.as_mut(), w, rate);
            if frame.met.is_some() {
                arrived = Some(step);
                break;
            }
            w = number(&frame, "lands");
            if !(-2.0..=2.0).contains(&w) {
                break;
            }
        }
        assert_eq!(arrived.is_some(), rate < 1.0, "{rate}");
        if rate == 0.5 {
            assert_eq!(arrived, Some(1));
        }
        if rate == 1.0 {
            assert!(((w - bottom).abs() - 1.0).abs() < 1e-9, "{w}");
        }
        assert_eq!((-2.0..=2.0).contains(&w), rate <= 1.0, "{rate}");
    }
}

/// A finger in the picture moves the weight, and the learning rate stays.
#[test]
fn the_picture_drags_the_weight_and_nothing_else() {
    let (mut figure, about) = figure("downhill");
    for rate in [0.1, 0.7] {
        let pad = stands(figure.as_mut(), -1.0, rate).pad.expect("a pad");
        assert_eq!(pad.y, ("rate".to_owned(), rate, rate));
        let weights = about.controls.iter().find(|control| control.name == "w");
        let Some(Kind::Slider { scale, .. }) = weights.map(|w| &w.kind) else {
            panic!("the weight is no slider");
        };
        assert_eq!((pad.x.1, pad.x.2), scale.ends());
    }
}
