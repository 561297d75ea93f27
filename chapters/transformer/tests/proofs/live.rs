//! The live figures hold in any state, and what they claim is so.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use page::live::{Frame, Kind, Live, Scale, State};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::{Sampling, softmax_rows};
use transformer::grammar::{GRAMMAR, Grammar};
use transformer::live::{
    MOMENTS, TOY, figures, pack, switched, toy, unpack, valley,
};
use transformer::toy::{TRAINING, from_bytes, learn, sentences, sizes};
use transformer::{Transformer, generate};

const FINAL: &[u8] = include_bytes!("../../../../assets/transformer/blocks-2.f32");
const PACKED: &[u8] = include_bytes!("../../../../assets/transformer/moments.i8");

pub(crate) fn figure(name: &str) -> Box<dyn Live> {
    let mut all = figures().into_iter();
    all.find(|figure| figure.about().name == name).expect("it is declared")
}

pub(crate) fn frame(figure: &mut dyn Live, sets: &[(&str, &str)]) -> Frame {
    let state = State::of(&figure.about(), sets.iter().copied()).expect("a state");
    figure.frame(&state).expect("a frame")
}

pub(crate) fn readout<'a>(frame: &'a Frame, name: &str) -> &'a str {
    let found = frame.readouts.iter().find(|readout| readout.name == name);
    &found.expect("a readout of that name").text
}

/// A value that a control can have, drawn at random.
fn any(kind: &Kind, rng: &mut ChaCha8Rng) -> String {
    match kind {
        Kind::Slider { scale, .. } => {
            let (from, to) = scale.ends();
            rng.random_range(from..=to).to_string()
        }
        Kind::Choice { options, .. } => {
            options[rng.random_range(0..options.len())].0.clone()
        }
        Kind::Switch { .. } => u8::from(rng.random_bool(0.5)).to_string(),
        Kind::Count { most, .. } => rng.random_range(0..=*most).to_string(),
        Kind::Text { longest, .. } | Kind::Held { longest, .. } => {
            let signs = rng.random_range(0..=*longest);
            let sign = |_| {
                ['0', '1', '7', ',', 'z', ' ', '-', 'ж'][rng.random_range(0..8)]
            };
            (0..signs).map(sign).collect()
        }
        Kind::Pixels { .. } => String::new(),
    }
}

/// Every place leads to a state that there is, lies in the picture, and says what it is.
#[test]
fn any_state_gives_a_frame() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for mut figure in figures() {
        let about = figure.about();
        let turns = if about.name == "let-it-write" { 250 } else { 2000 };
        for _ in 0..turns {
            let of = |control: &page::live::Control, rng: &mut ChaCha8Rng| {
                (control.name.clone(), any(&control.kind, rng))
            };
            let sets: Vec<_> =
                about.controls.iter().map(|c| of(c, &mut rng)).collect();
            let state = State::of(&about, sets.clone()).expect("a state");
            let frame = figure.frame(&state);
            let frame = frame.unwrap_or_else(|e| panic!("{sets:?}: {e:#}"));
            assert!(!frame.svg.as_str().contains("NaN"), "{sets:?}");
            assert!(!frame.says.is_empty() && !frame.readouts.is_empty());
            for place in &frame.places {
                let sets = place.sets.iter().map(|(n, v)| (n, v));
                State::of(&about, sets).expect("a place leads to a state");
                assert!(place.at.0 >= 0.0 && place.at.0 + place.size.0 <= 480.0);
                assert!(!place.label.is_empty());
            }
        }
    }
}

/// A frame is a function of its state, whatever was shown before.
#[test]
fn what_was_shown_before_changes_nothing() {
    for name in ["beat-the-floor", "let-it-write", "switchboard", "tiles"] {
        let mut used = figure(name);
        let about = used.about();
        for named in about.states.iter().chain(about.states.iter().rev()) {
            let sets: Vec<_> =
                named.sets.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let again = frame(used.as_mut(), &sets);
            assert_eq!(
                again,
                frame(figure(name).as_mut(), &sets),
                "{}",
                named.name
            );
        }
    }
}

/// The beginning that the grammar accepts is the longest that a sentence has: here, where
/// all sentences can be listed.
#[test]
fn a_beginning_is_one_of_a_sentence() {
    let grammar = Grammar::parse(
        "S = 1 A b | 1 a a C | 1 A C\nA = 1 a | 1 c a\nC = 1 c | 1 b b",
    )
    .unwrap();
    let all: BTreeSet<Vec<usize>> =
        sentences(&grammar, 2000, 1).into_iter().map(|s| s.ids).collect();
    let words = grammar.words.len();
    for number in 0..words.pow(5) {
        let ids: Vec<_> =
            (0..5).map(|place| number / words.pow(place) % words).collect();
        let wanted = (0..=5).rev().find(|&count| {
            all.iter().any(|sentence| sentence.starts_with(&ids[..count]))
        });
        assert_eq!(Some(grammar.beginning(&ids)), wanted, "{ids:?}");
    }
}

#[test]
fn every_word_of_a_sentence_is_right() {
    let grammar = Grammar::parse(GRAMMAR).unwrap();
    for sentence in sentences(&grammar, 500, 4) {
        assert_eq!(grammar.beginning(&sentence.ids), sentence.ids.len());
    }
    let toy = toy().unwrap();
    for (text, count) in [
        ("the dogs that the cat sees runs .", 6),
        ("mia : the cat runs , says tom .", 7),
        ("the cat runs . the", 4),
        ("sleeps", 0),
        ("", 0),
    ] {
        let words = text.split_whitespace().map(|word| toy.id(word).unwrap());
        assert_eq!(grammar.beginning(&words.collect::<Vec<_>>()), count, "{text}");
    }
}

/// The texts of the figure are those that [`generate`] writes from the seeds 1 to 10, its
/// verdicts those of the grammar, and its goal is met at one moment only.
#[test]
fn it_writes_what_the_model_writes() {
    let toy = toy().unwrap();
    let mut figure = figure("let-it-write");
    let plain = Sampling { temperature: 1.0, top_k: None, top_p: None };
    let mut met = Vec::new();
    let mut most = Vec::new();
    for (step, model) in MOMENTS.iter().zip(&toy.models) {
        let write = |seed| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let stop = Some(toy.stop);
            generate(model, &[toy.stop], 23, stop, plain, &mut rng).unwrap()
        };
        let is_right = |seed: &u64| toy.grammar.is_sentence(&write(*seed));
        let right = (1..=10).filter(is_right).count();
        for text in [0_u64, 3, 9] {
            let sets = [("step", step.to_string()), ("text", text.to_string())];
            let sets = sets.each_ref().map(|(n, v)| (*n, v.as_str()));
            let frame = frame(figure.as_mut(), &sets);
            assert_eq!(readout(&frame, "right"), format!("{right} of 10"));
            assert!(
                frame.says.contains(&toy.text(&write(text + 1))),
                "{}",
                frame.says
            );
            let is_sentence = readout(&frame, "verdict") == "a sentence";
            assert_eq!(is_sentence, is_right(&(text + 1)));
            met.extend(frame.met.map(|_| *step));
        }
        most.push(right > 5);
    }
    let first = most.iter().position(|most| *most).expect("most at some moment");
    assert!(first > 0 && most[first..].iter().all(|most| *most), "{most:?}");
    met.dedup();
    assert_eq!(met, [MOMENTS[first]]);
    let hot = frame(figure.as_mut(), &[("step", "300"), ("T", "1.5")]);
    assert!(hot.met.is_none());
}

/// The figure of the first page counts the texts of the other, and its goal is met where
/// most of them are sentences.
#[test]
fn what_learns_to_write_counts_the_same_texts() {
    let (mut learns, mut writes) =
        (figure("learns-to-write"), figure("let-it-write"));
    for step in MOMENTS {
        let sets = [("step", &*step.to_string())];
        let (learned, written) =
            (frame(learns.as_mut(), &sets), frame(writes.as_mut(), &sets));
        let right = readout(&learned, "right");
        assert_eq!(right, readout(&written, "right"));
        let count: usize = right.trim_end_matches(" of 10").parse().unwrap();
        assert_eq!(learned.met.is_some(), count > 5, "step {step}");
        let read = readout(&learned, "read").replace(',', "");
        assert_eq!(read, (step * TRAINING.batch_size).to_string());
    }
}

/// The bet says "some of them" for step 100.
#[test]
fn after_a_hundred_steps_some_are_sentences() {
    let hundred = frame(figure("let-it-write").as_mut(), &[("step", "100")]);
    let right = readout(&hundred, "right").trim_end_matches(" of 10");
    let right: usize = right.parse().unwrap();
    assert!((1..=5).contains(&right), "{right}");
}

/// Rounded to eight bits, the trained model writes the page's six texts, and switched as
/// in the figure it and the page's own agree to a fiftieth on every word.
#[test]
fn the_rounded_model_answers_as_the_page_does() {
    let toy = toy().unwrap();
    let whole = from_bytes(sizes(&toy.grammar, 2), FINAL).unwrap();
    let rounded = toy.trained().unwrap();
    let plain = Sampling { temperature: 1.0, top_k: None, top_p: None };
    for seed in 1..=6 {
        let write = |model| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            generate(model, &[toy.stop], 23, Some(toy.stop), plain, &mut rng)
                .unwrap()
        };
        assert_eq!(write(&whole), write(rounded), "seed {seed}");
    }
    let ids: Vec<_> = ". mia : the dogs that the old cats see"
        .split(' ')
        .map(|word| toy.id(word).unwrap())
        .collect();
    for head in 0..=8 {
        let is_off: Vec<_> = (0..8).map(|other| other == head).collect();
        let p = |model| {
            softmax_rows(&switched(model, &is_off, false).logits(&ids).unwrap())
                .unwrap()
        };
        let apart = (p(&whole) - p(rounded)).mapv(f64::abs);
        let most = apart.row(ids.len() - 1).iter().fold(0.0_f64, |m, x| m.max(*x));
        assert!(most < 0.02, "head {head}: {most}");
    }
}

/// With one head of eight off, the goal is met for one only, and only in that sentence.
#[test]
fn one_head_turns_the_verb() {
    let mut figure = figure("switchboard");
    let heads = ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"];
    for sentence in ["old", "cat"] {
        for head in heads {
            let sets = [("sentence", sentence), (head, "0")];
            let frame = frame(figure.as_mut(), &sets);
            let is_it = sentence == "old" && head == "b4";
            assert_eq!(frame.met.is_some(), is_it, "{sentence} {head}");
            let number = |name| readout(&frame, name).parse::<f64>().unwrap();
            assert_eq!(number("singular") > number("plural"), is_it, "{head}");
            assert!(readout(&frame, "likeliest").starts_with("runs") == is_it);
        }
    }
    let start = frame(figure.as_mut(), &[]);
    assert!(readout(&start, "likeliest").starts_with("run "));
    let looks = start.places.iter().map(|place| place.label.contains("“dogs”"));
    assert!(looks.eq((0..8).map(|head| head == 7)), "where the verb looks");
    let two = frame(figure.as_mut(), &[("b4", "0"), ("a1", "0")]);
    assert!(two.met.is_none(), "one switch is asked for");
}

/// Rounding moves no number by more than half a step, a 254th of the largest of its piece.
#[test]
fn packing_rounds_and_refuses_what_is_cut() {
    let toy = toy().unwrap();
    let whole = from_bytes(sizes(&toy.grammar, 2), FINAL).unwrap();
    let bytes = pack(&whole);
    let rounded = unpack(&toy.grammar, &bytes).unwrap();
    assert_eq!(rounded.len(), 1);
    assert_eq!(&rounded[0], toy.trained().unwrap());
    for (whole, rounded) in whole.tensors().iter().zip(rounded[0].tensors()) {
        for (whole, rounded) in
            whole.numbers.chunks(64).zip(rounded.numbers.chunks(64))
        {
            let most = whole.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
            for (a, b) in whole.iter().zip(rounded) {
                assert!((a - b).abs() <= most / 254.0 + 1e-7 * most);
            }
        }
    }
    for cut in [1, 3, 4, 50, bytes.len() - 1] {
        assert!(unpack(&toy.grammar, &bytes[..cut]).is_err(), "{cut}");
    }
    assert!(TOY.give(&bytes).is_err(), "one model, and not four");
    assert!(TOY.give(PACKED).is_ok());
}

/// Trains the model anew, and compares how many texts are sentences at each moment. With
/// RECORD=1 in the environment it writes the packed models, the last of them the page's.
#[test]
#[ignore = "trains a model: half a minute"]
fn the_moments_of_the_training_come_out_again() {
    let toy = toy().unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let start = Transformer::random(sizes(&toy.grammar, 2), &mut rng).unwrap();
    let mut found = vec![start];
    learn(2, 1, TRAINING, &mut |step, _, model| {
        if MOMENTS.contains(&step) {
            found.push(model.clone());
        }
    })
    .unwrap();
    if std::env::var_os("RECORD").is_some() {
        let mut bytes: Vec<u8> =
            found[1..MOMENTS.len() - 1].iter().flat_map(pack).collect();
        bytes.extend(pack(&from_bytes(sizes(&toy.grammar, 2), FINAL).unwrap()));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::write(folder.join("../../assets/transformer/moments.i8"), bytes)
            .unwrap();
        return;
    }
    let plain = Sampling { temperature: 1.0, top_k: None, top_p: None };
    for ((step, found), kept) in MOMENTS.iter().zip(&found).zip(&toy.models) {
        let right = |model| {
            let is_right = |seed: &u64| {
                let mut rng = ChaCha8Rng::seed_from_u64(*seed);
                let stop = Some(toy.stop);
                let ids = generate(model, &[toy.stop], 23, stop, plain, &mut rng);
                toy.grammar.is_sentence(&ids.unwrap())
            };
            (0..100).filter(is_right).count()
        };
        let (found, kept) = (right(found), right(kept));
        assert!(found.abs_diff(kept) <= 10, "step {step}: {found}, packed {kept}");
    }
}

/// Along one axis, plain steps multiply what is left by 1 − η λ, and momentum's obey a
/// recurrence of two terms.
#[test]
fn a_walk_down_the_valley_is_that_of_the_formulas() {
    for (rate, curvature, axis, start) in
        [(0.063, 1.0, 0, -8.0_f64), (0.063, 30.0, 1, 2.0), (0.01, 30.0, 1, 2.0)]
    {
        let path = valley::walk("plain", rate).unwrap();
        for (step, at) in path.iter().enumerate() {
            let factor = libm::pow(1.0 - rate * curvature, step as f64);
            let expected = start * factor;
            approx::assert_abs_diff_eq!(at[axis], expected, epsilon = 1e-9);
        }
        let path = valley::walk("half", rate).unwrap();
        for three in path.windows(3) {
            let [before, now, after] = [0, 1, 2].map(|at| three[at][axis]);
            let expected = now - rate * curvature * now + 0.5 * (now - before);
            approx::assert_abs_diff_eq!(after, expected, epsilon = 1e-9);
        }
    }
    // The first step of Adam is η long on each axis, whatever the slopes.
    let path = valley::walk("adam", 0.5).unwrap();
    approx::assert_abs_diff_eq!(path[1][0], -7.5, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(path[1][1], 1.5, epsilon = 1e-6);
}

/// Its goal is met by few steps only, and what is lost is told.
#[test]
fn the_valley_is_walked_in_few_steps_with_momentum_alone() {
    let mut figure = figure("valley");
    let about = figure.about();
    let Kind::Slider { scale: Scale::Stops(rates), .. } = &about.controls[1].kind
    else {
        panic!("rates to stop at");
    };
    for way in ["plain", "half", "most", "adam"] {
        for rate in rates {
            let path = valley::walk(way, *rate).unwrap();
            let arrived = valley::arrival(&path);
            let sets =
                [("way", way), ("rate", &*rate.to_string()), ("steps", "300")];
            let shown = frame(figure.as_mut(), &sets);
            let is_met = arrived.is_some_and(|steps| steps <= 30);
            assert_eq!(shown.met.is_some(), is_met, "{way} {rate}");
            assert_eq!(is_met, way == "half" && *rate > 0.06 && *rate < 0.08);
            assert!(shown.is_done, "{way} {rate}");
            let is_lost = readout(&shown, "walk").starts_with("lost");
            let at = path.last().unwrap();
            assert_eq!(is_lost, libm::hypot(at[0], at[1]) > 100.0, "{way} {rate}");
        }
    }
}
