//! The live figure holds in any state, and what it claims is so.

use multi_head::live::figures;
use page::live::{Frame, Live, State};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng},
};

fn figure() -> Box<dyn Live> {
    let mut all = figures().into_iter();
    all.find(|figure| figure.about().name == "loudness").expect("it is declared")
}

fn frame(figure: &mut dyn Live, from: &str, gain: f64) -> Frame {
    let sets = [("from", from.to_owned()), ("gain", gain.to_string())];
    let state = State::of(&figure.about(), sets).expect("a state");
    figure.frame(&state).expect("a frame")
}

fn right(frame: &Frame) -> usize {
    let text = frame.readouts[0].text.trim_end_matches(" of 4");
    text.parse().expect("a count")
}

/// At every stop of the slider: two heads read all four exactly between the two ends that
/// paper gives, and otherwise two. What they take in of a mood behind "very" is alike, so
/// one end is −1; behind "not" the first takes e⁵ of e¹⁰ + e⁵ + 1, the second e⁵ of e⁵ + 2.
#[test]
fn two_heads_read_all_four_between_two_ends() {
    let mut figure = figure();
    let power = libm::exp(5.0);
    let faintest = -(power + 2.0) / (power * power + power + 1.0);
    let mut all = Vec::new();
    for hundredth in -200..=200 {
        let gain = f64::from(hundredth) / 100.0;
        let frame = frame(figure.as_mut(), "two", gain);
        let is_between = -1.0 < gain && gain < faintest;
        assert_eq!(right(&frame), if is_between { 4 } else { 2 }, "{gain}");
        assert_eq!(frame.met.is_some(), is_between, "{gain}");
        all.extend(is_between.then_some(hundredth));
    }
    assert_eq!(all, (-99..=-1).collect::<Vec<_>>());
    for end in [-1.0, faintest] {
        let inside = if end < -0.5 { end + 1e-9 } else { end - 1e-9 };
        let outside = if end < -0.5 { end - 1e-9 } else { end + 1e-9 };
        assert_eq!(right(&frame(figure.as_mut(), "two", inside)), 4);
        assert_eq!(right(&frame(figure.as_mut(), "two", outside)), 2);
    }
}

/// One head alone reads three at the most, and only where "not" outweighs the mood; with
/// ReLUs behind it, it reads all four as soon as "not" counts more than half.
#[test]
fn one_head_reads_three_and_its_relus_read_four() {
    let mut figure = figure();
    for hundredth in -200..=200 {
        let gain = f64::from(hundredth) / 100.0;
        let one = frame(figure.as_mut(), "one", gain);
        let of_one = if gain.abs() > 1.0 { 3 } else { 2 };
        assert_eq!(right(&one), of_one, "{gain}");
        assert_eq!(one.met.is_some(), of_one == 3, "{gain}");
        let relus = frame(figure.as_mut(), "relus", gain);
        assert_eq!(relus.met.is_some(), gain > 0.5, "{gain}");
        assert_eq!(right(&relus) == 4, gain > 0.5, "{gain}");
    }
}

/// Any gain gives a frame.
#[test]
fn any_state_gives_a_frame() {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let mut figure = figure();
    for turn in 0..3000 {
        let gain = (rng.next_u64() % 4_000_001) as f64 / 1e6 - 2.0;
        let from = ["two", "one", "relus"][turn % 3];
        let frame = frame(figure.as_mut(), from, gain);
        assert!(!frame.svg.as_str().contains("NaN"), "{from} {gain}");
    }
}
