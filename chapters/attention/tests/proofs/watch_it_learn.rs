//! The training that a reader watches is the page's, and it can be asked anything.

use std::path::Path;

use attention::live::figures;
use attention::nouns::{self, COLOURS, NOUNS, OTHERS, VERBS};
use attention::reader::{ColourReader, Example, standardised};
use attention::with_positions;
use embeddings::glove::book_vectors;
use embeddings::{Embedding, WordVectors};
use page::live::{Frame, Live, State};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

const CREATURE: &str = "the fluffy blue creature roamed the verdant forest";

fn figure() -> Box<dyn Live> {
    let mut all = figures().into_iter();
    all.find(|f| f.about().name == "watch-it-learn").expect("it is declared")
}

fn shown(
    figure: &mut dyn Live,
    batches: usize,
    sentence: &str,
) -> anyhow::Result<Frame> {
    let batches = batches.to_string();
    let sets = [("batches", batches.as_str()), ("sentence", sentence)];
    figure.frame(&State::of(&figure.about(), sets)?)
}

fn readout<'f>(frame: &'f Frame, name: &str) -> &'f str {
    let found = frame.readouts.iter().find(|readout| readout.name == name);
    &found.expect("a readout of that name").text
}

fn snapshot(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    std::fs::read_to_string(folder.join(name)).expect("the page's record")
}

/// A number that the page's run recorded.
fn recorded(name: &str) -> String {
    let (numbers, start) = (snapshot("numbers.snap"), format!("{name} = "));
    let mut found = numbers.lines().filter_map(|line| line.strip_prefix(&start));
    found.next().expect("a number of that name").to_owned()
}

#[test]
fn its_ends_are_the_numbers_of_the_page() {
    let mut figure = figure();
    let start = shown(figure.as_mut(), 0, CREATURE).expect("a frame");
    let trained = shown(figure.as_mut(), 625, CREATURE).expect("a frame");
    assert_eq!(readout(&start, "look"), recorded("creature-blue-before"));
    assert_eq!(readout(&trained, "look"), recorded("creature-blue"));
    let forest =
        format!("“forest” gives “verdant” {},", recorded("forest-verdant"));
    assert!(trained.says.contains(&forest), "{}", trained.says);
    let answers = snapshot("output-creature.snap");
    let answers = answers.lines().filter_map(|line| line.split_once(": "));
    let answers = answers.filter(|(noun, _)| noun.starts_with("    "));
    let answers: Vec<_> = answers.map(|(_, answer)| answer).collect();
    assert_eq!(readout(&trained, "answers"), answers.join(", "));
    let table = snapshot("output-colours.snap");
    let mut new = table.lines().filter(|line| line.starts_with("    new"));
    for frame in [&start, &trained] {
        let line = new.next().expect("a line for each kind of reader");
        let first = line.split_whitespace().nth(1).expect("the reader of seed 1");
        assert_eq!(readout(frame, "right"), format!("{first}%"));
    }
    assert!(trained.is_done && trained.settles && !start.settles);
}

/// The page's data, made here from the words.
struct Data {
    vectors: WordVectors,
    embedding: Embedding,
}

impl Data {
    fn example(&self, words: &[&str], asked: (Vec<usize>, Vec<usize>)) -> Example {
        let id = |word: &&str| self.vectors.vocabulary().find(word).expect("known");
        let ids: Vec<_> = words.iter().map(id).collect();
        let rows = self.embedding.look_up(&ids).expect("rows that are there");
        let tokens = with_positions(&rows).expect("a sentence"); // (tokens, 50)
        Example { tokens, places: asked.0, answers: asked.1 }
    }

    fn examples(&self, count: usize, is_new: bool, seed: u64) -> Vec<Example> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let sentences = (0..count).map(|_| nouns::sentence(is_new, &mut rng));
        sentences.map(|s| self.example(&s.words, (s.places, s.colours))).collect()
    }
}

/// Trained here a step at a time, the reader looks and answers as the figure says after
/// each of the first batches, and the goal is met where both nouns look and answer rightly.
#[test]
fn after_each_batch_it_shows_what_the_reader_does() {
    let vectors = book_vectors().expect("the book's own vectors");
    let embedding = standardised(vectors.embedding()).expect("they differ");
    let data = Data { vectors, embedding };
    let (lessons, new) =
        (data.examples(1000, false, 1), data.examples(300, true, 2));
    let words: Vec<_> = CREATURE.split(' ').collect();
    let asked = data.example(&words, (vec![3, 7], vec![0, 1]));
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut reader = ColourReader::random(50, 16, 6, &mut rng).expect("sizes");
    let order = loss::shuffled(1000, &mut rng);
    let (mut figure, mut met) = (figure(), Vec::new());
    let (mut looks, mut knows) = (None, None);
    for (batches, places) in order.chunks(8).enumerate().take(40) {
        let frame = shown(figure.as_mut(), batches, CREATURE).expect("a frame");
        let weights = reader.forward(&asked).expect("it fits").0.weights; // (8, 8)
        let answers = reader.answers(&asked).expect("it fits");
        let (look, other) = (weights[[3, 2]], weights[[7, 6]]);
        assert_eq!(readout(&frame, "look"), format!("{look:.2}"), "{batches}");
        let named: Vec<_> = answers.iter().map(|&at| COLOURS[at][0]).collect();
        assert_eq!(readout(&frame, "answers"), named.join(", "), "{batches}");
        let (mut right, mut all) = (0, 0);
        for example in &new {
            let answers = reader.answers(example).expect("it fits");
            let pairs = answers.iter().zip(&example.answers);
            right += pairs.filter(|(answer, label)| answer == label).count();
            all += answers.len();
        }
        let share = right as f64 / all as f64;
        assert_eq!(readout(&frame, "right"), format!("{:.1}%", 100.0 * share));
        looks = looks.or((look > 0.5).then_some((batches, share)));
        knows = knows.or((share > 0.5).then_some(batches));
        let is_met = look > 0.5 && other > 0.5 && answers == asked.answers;
        assert_eq!(frame.met.is_some(), is_met, "{batches}");
        assert_eq!(frame.settles, is_met && knows.is_some(), "{batches}");
        met.extend(frame.met);
        let batch: Vec<_> = places.iter().map(|&at| &lessons[at]).collect();
        reader.step(&batch, 0.2).expect("it fits");
    }
    let (looks, knows) = (looks.expect("it looks"), knows.expect("it answers"));
    // What the bet says, and what is told of it.
    assert!(looks.0 < knows && looks.1 < 1.0 / 6.0);
    let told = format!(
        "more than half after {} batches, with {:.1}% of the new answers right. More \
        than half of those were right after {}.",
        looks.0,
        100.0 * looks.1,
        knows
    );
    assert!(met.iter().all(|text| text.contains(&told)), "{told}: {met:?}");
    assert!(!met.is_empty());
}

#[test]
fn a_state_shows_the_same_whatever_was_shown_before() {
    let mut used = figure();
    for batches in [40, 33, 34, 70, 3, 70, 0, 31] {
        let frame = shown(used.as_mut(), batches, CREATURE).expect("a frame");
        let fresh = shown(figure().as_mut(), batches, CREATURE).expect("a frame");
        assert_eq!(frame, fresh, "{batches}");
    }
}

#[test]
fn what_it_cannot_be_asked_is_told() {
    let mut figure = figure();
    let mut error = |sentence: &str| {
        let frame = shown(figure.as_mut(), 2, sentence);
        frame.expect_err("it cannot be asked that").to_string()
    };
    let vectors = book_vectors().expect("the book's own vectors");
    let same = vectors.vocabulary().find("craeture").expect_err("no word");
    assert_eq!(error("the blue craeture"), same.to_string());
    assert!(same.to_string().contains("creature"), "{same}");
    for none in ["", "the queen sat", "blue"] {
        let message = error(none);
        assert!(
            message.starts_with("no noun that it can be asked about"),
            "{none}"
        );
        assert!(message.contains("flower") && message.contains("verdant"));
    }
    assert!(
        error("the blue cat saw the cat and the dog and the fish")
            .starts_with("4 nouns: give at most 3")
    );
    let long = ["the"; 11].join(" ") + " blue cat";
    assert!(error(&long).starts_with("a sentence of 13 words: give at most 12"));
}

#[test]
fn a_noun_without_a_colour_is_asked_and_not_judged() {
    let mut figure = figure();
    let two = shown(figure.as_mut(), 625, "The red cat saw the old house.");
    let two = two.expect("a frame");
    assert_eq!(readout(&two, "answers").split(", ").count(), 2);
    let answer = readout(&two, "answers").rsplit(", ").next().expect("an answer");
    let said = format!(
        "“house” has no colour, and the answer is {answer}. Of the answers"
    );
    assert!(two.says.contains(&said), "{}", two.says);
    let met = two.met.expect("the cat is red");
    assert_eq!(met, "“cat” looks at “red”: the right word, and the right answer.");
    assert!(!two.settles);
    // Its colour comes too late, or there are two.
    for none in ["cat", "the cat blue", "the blue green cat"] {
        let one = shown(figure.as_mut(), 625, none).expect("a frame");
        assert_eq!(readout(&one, "look"), "it has none", "{none}");
        assert!(one.met.is_none() && one.says.contains("“cat” has no colour"));
    }
}

/// Thousands of sentences, some of them right and most of them rubbish.
#[test]
fn any_sentence_gives_a_frame_or_a_message() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let more = [
        "the",
        "The",
        "purple",
        "queen",
        ".",
        "…",
        "quene",
        "👩‍👩‍👧",
        "internationally",
    ];
    let names = COLOURS.concat();
    let kinds: [&[&str]; 5] = [&names, &OTHERS, &NOUNS, &VERBS, &more];
    let (mut figure, mut frames) = (figure(), 0);
    for nth in 0..3000 {
        let mut words = Vec::new();
        for _ in 0..rng.random_range(0..9) {
            // Seldom what is rubbish.
            let kind = kinds[rng.random_range(0..25) % 6 % 5];
            words.push(kind[rng.random_range(0..kind.len())]);
        }
        match shown(figure.as_mut(), nth / 100, &words.join(" ")) {
            Ok(frame) => {
                frames += 1;
                assert!(!frame.svg.as_str().contains("NaN"), "{words:?}");
                assert!(!frame.says.is_empty());
            }
            Err(error) => assert!(error.to_string().len() > 10, "{words:?}"),
        }
    }
    assert!((300..2900).contains(&frames), "{frames} frames");
}
