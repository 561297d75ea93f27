//! The game against the bigram: fair to all who play, and counted rightly.

use page::live::{Frame, Live, State};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::softmax_rows;
use transformer::baselines::NGram;
use transformer::live::{Answer, Kind, OFFERED, Round, Sure, bigram, rounds, toy};
use transformer::toy::{example, sentences};

use crate::live::{figure, frame, readout};

/// The answer to chances for the four words: the likeliest, as sure as is nearest to it.
fn nearest(chances: &[f64; OFFERED]) -> Answer {
    let word = (0..OFFERED).max_by(|&a, &b| chances[a].total_cmp(&chances[b]));
    let word = word.unwrap();
    let away = |sure: &Sure| (sure.chance() - chances[word]).abs();
    let sure = Sure::ALL.into_iter().min_by(|a, b| away(a).total_cmp(&away(b)));
    Answer { word, sure: sure.unwrap() }
}

fn said(word: usize) -> String {
    let word = toy().unwrap().grammar.words[word].as_str();
    let spoken = [(".", "full stop"), (",", "comma"), (":", "colon")];
    let spoken = spoken.iter().find(|(sign, _)| *sign == word);
    spoken.map_or(word, |(_, spoken)| spoken).to_owned()
}

fn played(figure: &mut dyn Live, start: u64, answers: &str) -> Frame {
    frame(figure, &[("start", &start.to_string()), ("answers", answers)])
}

/// The losses of bigram, transformer and grammar in a round, computed from the chapter's
/// functions over all words and divided among the four.
fn losses(round: &Round, counts: &NGram) -> [f64; 3] {
    let toy = toy().unwrap();
    let ids = [&[toy.stop], &round.begun[..]].concat();
    let model =
        softmax_rows(&toy.trained().unwrap().logits(&ids).unwrap()).unwrap();
    let all = [
        counts.chances(&round.begun),
        model.row(ids.len() - 1).to_vec(),
        toy.grammar.chances(&round.begun),
    ];
    all.map(|p| {
        let four: f64 = round.offered.iter().map(|&word| p[word]).sum();
        -libm::log(p[round.offered[round.right]] / four)
    })
}

/// Plays at random, by the places that are there. What is shown after each round is what
/// the chapter's functions come to, and the goal is met exactly after ten rounds with less
/// loss than the bigram's.
#[test]
fn what_is_shown_is_what_the_functions_come_to() {
    const PLAYS: u64 = 400;
    let toy = toy().unwrap();
    let few: Vec<_> =
        sentences(&toy.grammar, 5000, 3).iter().map(example).collect();
    let counts = NGram::count(2, toy.grammar.words.len(), &few);
    let mut figure = figure("beat-the-floor");
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut met = 0;
    for play in 0..PLAYS {
        let start = play % 40;
        let all = rounds(toy, &bigram(toy), start as usize).unwrap();
        let skill = rng.random_range(0.0..1.0);
        let (mut answers, mut sums) = (String::new(), [0.0; 4]);
        for (nth, round) in all.iter().enumerate() {
            let before = played(figure.as_mut(), start, &answers);
            assert!(before.met.is_none(), "{answers}");
            let right = said(round.offered[round.right]);
            let mut place = rng.random_range(0..before.places.len());
            if rng.random_bool(skill) {
                let sure = format!("{right}, sure");
                place = before.places.iter().position(|p| p.label == sure).unwrap();
            }
            let place = &before.places[place];
            let (word, sure) = place.label.split_once(", ").unwrap();
            let stake = match sure {
                "sure" => 0.9,
                "likely" => 0.6,
                _ => 0.3,
            };
            let given = if word == right { stake } else { (1.0 - stake) / 3.0 };
            let lost = losses(round, &counts);
            for (sum, loss) in
                sums.iter_mut().zip([-libm::log(given), lost[0], lost[1], lost[2]])
            {
                *sum += loss;
            }
            assert_eq!(place.sets.len(), 1);
            answers.clone_from(&place.sets[0].1);
            let after = played(figure.as_mut(), start, &answers);
            for (name, sum) in
                ["you", "bigram", "transformer", "floor"].into_iter().zip(sums)
            {
                let mean = sum / (nth as f64 + 1.0);
                let shown: f64 = readout(&after, name).parse().unwrap();
                assert!(
                    (shown - mean).abs() < 0.005_001,
                    "{answers}: {name} {mean}"
                );
            }
            let ahead = readout(&after, "ahead");
            assert_eq!(ahead.contains(" behind "), sums[0] > sums[1], "{ahead}");
            let is_met = nth == 9 && sums[0] < sums[1];
            assert_eq!(after.met.is_some(), is_met, "{answers}");
            met += u64::from(is_met);
            if let Some(found) = after.met {
                let is_below = sums[0] < sums[3];
                assert_eq!(found.contains("below the floor"), is_below, "{found}");
            }
        }
        let over = played(figure.as_mut(), start, &answers);
        assert!(over.places.is_empty(), "all is played");
        assert!(over.says.ends_with("All rounds are played."));
    }
    assert!((PLAYS / 4..PLAYS * 9 / 10).contains(&met), "{met} of {PLAYS} met");
}

/// Offering four words tells nothing of the one that comes: in a thousand rounds it comes as
/// often as the grammar's chances among the four say, and nobody stays below these.
#[test]
fn the_floor_is_a_floor() {
    const STARTS: usize = 100;
    let toy = toy().unwrap();
    let bigram = bigram(toy);
    let (mut surprise, mut spread, mut above) =
        (0.0, 0.0, [Vec::new(), Vec::new()]);
    for start in 0..STARTS {
        let all = rounds(toy, &bigram, start).unwrap();
        assert_eq!(all.len(), 10);
        assert_eq!(all[0].kind, Kind::Name);
        for Round { begun, offered, right, chances, .. } in all {
            assert!(offered.is_sorted() && begun.len() < 23);
            assert!(
                chances.iter().all(|c| (c.iter().sum::<f64>() - 1.0).abs() < 1e-9)
            );
            let nats = |p: f64| if p > 0.0 { -libm::log(p) } else { 0.0 };
            let truth = chances[2];
            let entropy: f64 = truth.iter().map(|&p| p * nats(p)).sum();
            let square: f64 = truth.iter().map(|&p| p * nats(p) * nats(p)).sum();
            // The columns at the end have room for four nats.
            assert!(chances[0][right] > libm::exp(-4.0));
            surprise += nats(truth[right]) - entropy;
            spread += square - entropy * entropy;
            for (above, given) in above.iter_mut().zip(chances) {
                above.push(nats(given[right]) - nats(truth[right]));
            }
        }
    }
    let off = surprise / spread.sqrt();
    assert!(off.abs() < 3.0, "{off} standard deviations off");
    for (name, above) in ["bigram", "transformer"].into_iter().zip(above) {
        let mean = above.iter().sum::<f64>() / above.len() as f64;
        assert!(mean > 0.0, "{name}: {mean} above the floor");
        assert_eq!(mean > 0.5, name == "bigram", "{name}: {mean}");
    }
}

/// What the sentences of the page set is what they say: the grammar's likeliest words as
/// sure as it is, always sure, and never more than a guess.
#[test]
fn the_page_plays_as_it_says() {
    let toy = toy().unwrap();
    let all = rounds(toy, &bigram(toy), 0).unwrap();
    let kept = |answer: Answer, round: &Round| {
        let word = said(round.offered[answer.word]).replace(' ', "-");
        format!("{word}-{}", answer.sure.word())
    };
    let play = |sure: Option<Sure>| {
        let answers = all.iter().map(|round| {
            let answer = nearest(&round.chances[2]);
            kept(Answer { sure: sure.unwrap_or(answer.sure), ..answer }, round)
        });
        ["0".to_owned()].into_iter().chain(answers).collect::<Vec<_>>().join(";")
    };
    let mut figure = figure("beat-the-floor");
    let about = figure.about();
    for (name, sure, is_met) in [
        ("careful", None, true),
        ("always-sure", Some(Sure::Sure), true),
        ("always-guess", Some(Sure::Guess), true),
    ] {
        let state = about.states.iter().find(|s| s.name == name).unwrap();
        assert_eq!(state.sets, [("answers".to_owned(), play(sure))], "{name}");
        let frame = played(figure.as_mut(), 0, &state.sets[0].1);
        assert_eq!(frame.met.is_some(), is_met, "{name}");
    }
    let lured = about.states.iter().find(|s| s.name == "lured").unwrap();
    assert_eq!(all[1].kind, Kind::Verb);
    let likeliest = nearest(&all[1].chances[0]);
    let sure = Answer { sure: Sure::Sure, ..likeliest };
    assert!(lured.sets[0].1.ends_with(&format!(";{}", kept(sure, &all[1]))));
    assert_ne!(likeliest.word, all[1].right);
}

/// What is no answer ends what is read, and answers of another start are none: no address
/// breaks the game.
#[test]
fn rubbish_is_not_played() {
    let mut figure = figure("beat-the-floor");
    let about = figure.about();
    let whole = about.states[0].sets[0].1.clone();
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let signs: Vec<char> = "0123;-, abcmlsgut.:ж\u{0}".chars().collect();
    for _ in 0..4000 {
        let mut text: Vec<char> = whole.chars().collect();
        for _ in 0..rng.random_range(0..4) {
            let at = rng.random_range(0..text.len());
            match rng.random_range(0..3) {
                0 => text[at] = signs[rng.random_range(0..signs.len())],
                1 => text.truncate(at + 1),
                _ => text.insert(at, signs[rng.random_range(0..signs.len())]),
            }
        }
        let text: String = text.into_iter().take(200).collect();
        let frame = played(figure.as_mut(), 0, &text);
        let right = |(a, b): &(&str, &str)| a == b;
        let same = text.split(';').zip(whole.split(';')).take_while(right).count();
        let kept =
            frame.places.first().map_or(whole.clone(), |p| p.sets[0].1.clone());
        // Another word or another stake of the same round may have come out.
        let rounds =
            kept.split(';').count() - usize::from(!frame.places.is_empty());
        assert!(rounds >= same.max(1), "{text}: {kept}");
        assert_eq!(frame.met.is_some(), frame.places.is_empty(), "{text}");
    }
    for answers in ["", "1;tom-sure", "00;tom-sure", " 0;tom-sure", "0;ana-sur"] {
        let frame = played(figure.as_mut(), 0, answers);
        assert_eq!(frame, played(figure.as_mut(), 0, "0"), "{answers}");
        assert_eq!(readout(&frame, "ahead"), "at the start");
    }
    let other = played(figure.as_mut(), 1, &whole);
    assert_eq!(other, played(figure.as_mut(), 1, ""), "another start");
    assert!(State::of(&about, [("answers", "x".repeat(201))]).is_err());
}

/// Twelve fields for a finger, of 44 pixels on a telephone, none above another, and the
/// longest game fits what is kept.
#[test]
fn every_answer_has_its_field() {
    let mut figure = figure("beat-the-floor");
    for start in 0..100 {
        let mut answers = String::new();
        for _ in 0..10 {
            let frame = played(figure.as_mut(), start, &answers);
            assert_eq!(frame.places.len(), 12);
            for (nth, place) in frame.places.iter().enumerate() {
                let ((x, y), (width, height)) = (place.at, place.size);
                assert!(
                    width * 388.0 / 480.0 >= 44.0 && height * 388.0 / 480.0 >= 44.0
                );
                assert!(x >= 0.0 && x + width <= 480.0 && y + height <= 296.0);
                for other in &frame.places[..nth] {
                    let apart = (x - other.at.0).abs() >= width
                        || (y - other.at.1).abs() >= height;
                    assert!(apart, "{} and {}", place.label, other.label);
                }
            }
            let longest = frame.places.iter().max_by_key(|p| p.sets[0].1.len());
            answers.clone_from(&longest.unwrap().sets[0].1);
        }
        let over = played(figure.as_mut(), start, &answers);
        assert!(over.places.is_empty() && answers.len() <= 200, "{answers}");
    }
}
