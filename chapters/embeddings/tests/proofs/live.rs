//! The figures that a reader works: their vectors, their claims, and rubbish.

use std::path::Path;

use embeddings::glove::book_vectors;
use embeddings::live::{figures, pack, packed_vectors, unpack};
use embeddings::questions::first_answers;
use embeddings::{Neighbour, WordVectors, cosine};
use page::live::{Frame, Live, State};
use proptest::prelude::*;

/// A figure of the chapter in a state.
fn frame(name: &str, sets: &[(&str, &str)]) -> anyhow::Result<Frame> {
    let mut figures = figures();
    let is_it = |figure: &&mut Box<dyn Live>| figure.about().name == name;
    let figure = figures.iter_mut().find(is_it).expect("a figure of that name");
    figure.frame(&State::of(&figure.about(), sets.iter().copied())?)
}

fn readout(frame: &Frame, name: &str) -> String {
    let readout = frame.readouts.iter().find(|readout| readout.name == name);
    readout.expect("a readout of that name").text.clone()
}

#[test]
fn the_packed_file_is_the_vectors_of_the_book_rounded_to_ten_bits() {
    let vectors = book_vectors().expect("the book's own vectors");
    let bytes = pack(&vectors);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let file = folder.join("glove-packed.bin");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&file, &bytes).expect("the file can be written");
    }
    assert!(std::fs::read(&file).expect("the file is there") == bytes, "{file:?}");
    let notes =
        std::fs::read_to_string(folder.join("README.md")).expect("its notes");
    let size = format!("{},{:03} bytes", bytes.len() / 1000, bytes.len() % 1000);
    assert!(notes.contains(&size), "the notes say its size: {size}");
    let unpacked = unpack(&bytes).expect("what was packed");
    assert_eq!(unpacked.vocabulary(), vectors.vocabulary());
    let (rounded, exact) = (unpacked.embedding(), vectors.embedding());
    for (rounded, exact) in
        rounded.weights.columns().into_iter().zip(exact.weights.columns())
    {
        let most = exact.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let apart = (&rounded - &exact).mapv(f64::abs);
        assert!(apart.iter().all(|x| *x <= 1.000_01 * most / 1022.0));
    }
}

/// The sums that the page and the states of the figure ask about.
const SUMS: [[&str; 3]; 9] = [
    ["man", "king", "woman"],
    ["man", "doctor", "woman"],
    ["woman", "nurse", "man"],
    ["france", "paris", "germany"],
    ["france", "paris", "canada"],
    ["france", "paris", "denmark"],
    ["france", "paris", "switzerland"],
    ["small", "cold", "smallest"],
    ["swim", "walk", "swimming"],
];

/// The first answers in the ways of the page: all words allowed, and struck out.
fn answers(
    vectors: &WordVectors,
    asked: [&str; 3],
    count: usize,
) -> [Vec<Neighbour>; 2] {
    let sum = vectors.moved(asked).expect("words that are there");
    [
        vectors.nearest(sum.view(), &[], count).expect("a direction"),
        vectors.analogy(asked, count).expect("a direction"),
    ]
}

/// The same words in the same order, with cosines that hardly differ.
fn assert_alike(one: &[Neighbour], other: &[Neighbour], what: &str) {
    let ids = |near: &[Neighbour]| near.iter().map(|n| n.id).collect::<Vec<_>>();
    assert_eq!(ids(one), ids(other), "{what}");
    for (one, other) in one.iter().zip(other) {
        assert!((one.cosine - other.cosine).abs() < 0.001_5, "{what}");
    }
}

#[test]
fn ten_bits_rank_as_the_page_does() {
    let exact = book_vectors().expect("the book's own vectors");
    let packed = packed_vectors().expect("the packed ones");
    for question in SUMS {
        let (few, all) =
            (answers(packed, question, 3), answers(&exact, question, 3));
        for (one, other) in few.iter().zip(&all) {
            assert_alike(one, other, &question.join(" "));
        }
    }
    for word in [
        "cat", "king", "paris", "three", "blue", "walked", "good", "doctor",
        "nurse", "cold", "walk",
    ] {
        let near =
            |vectors: &WordVectors| vectors.neighbours(word, 5).expect("a word");
        assert_alike(&near(packed), &near(&exact), word);
    }
}

/// Of all the questions that the table of kinds counts, and three ways to answer each,
/// few have another first answer than the page's.
#[test]
fn ten_bits_answer_nearly_all_questions_as_the_page_does() {
    let exact = book_vectors().expect("the book's own vectors");
    let packed = packed_vectors().expect("the packed ones");
    let (exact, packed) = (first_answers(&exact), first_answers(packed));
    let questions = exact.expect("words that are there");
    let same = questions.iter().zip(packed.expect("the same words"));
    let same = same.filter(|(one, other)| **one == *other).count();
    let share = same as f64 / questions.len() as f64;
    assert!(questions.len() > 28_000 && share > 0.997, "{share}");
}

fn allowed(sets: &[(&str, &str)]) -> Frame {
    frame("analogies", sets).expect("words that are there")
}

#[test]
fn queen_owes_one_place_to_the_sum_and_one_to_the_striking_out() {
    let of = |sets: &[(&str, &str)]| {
        let frame = allowed(sets);
        (readout(&frame, "first"), readout(&frame, "place"), frame.met.is_some())
    };
    let is =
        |first: &str, place: &str, is_met| (first.into(), place.into(), is_met);
    assert_eq!(of(&[]), is("king", "2", false));
    assert_eq!(of(&[("strike", "1")]), is("queen", "1", false));
    assert_eq!(of(&[("near", "alone")]), is("king", "3", false));
    let alone = [("strike", "1"), ("near", "alone")];
    assert_eq!(of(&alone), is("prince", "2", true));
    let met = allowed(&alone).met.expect("the answer");
    assert!(
        met.contains("number 2") && met.contains("king stood before it"),
        "{met}"
    );
}

/// The readouts are those of the page, whose vectors are exact.
#[test]
fn cosines_of_the_figure_are_those_of_the_page() {
    let vectors = book_vectors().expect("the book's own vectors");
    let sum =
        vectors.moved(["man", "king", "woman"]).expect("words that are there");
    for (sets, vector, word) in [
        (&[("strike", "0")][..], sum.view(), "king"),
        (&[("strike", "1")], sum.view(), "queen"),
        (
            &[("strike", "1"), ("near", "alone")],
            vectors.vector("king").expect("a word"),
            "prince",
        ),
    ] {
        let of = cosine(vector, vectors.vector(word).expect("a word"));
        let of = format!("{:.2}", of.expect("directions"));
        assert_eq!(readout(&allowed(sets), "cosine"), of, "{word}");
    }
}

/// A word that nobody knows is answered as on the command line, and capitals do no harm.
#[test]
fn unknown_words_get_the_nearest_spellings() {
    let error = frame("analogies", &[("from", "quene")]).expect_err("no word");
    let same = book_vectors().expect("vectors").vector("quene").map(|_| ());
    assert_eq!(error.to_string(), same.expect_err("no word").to_string());
    assert!(error.to_string().contains("queen"), "{error}");
    assert!(frame("analogies", &[("from", "")]).is_err());
    let capital = allowed(&[("from", " King ")]);
    assert_eq!(capital.svg, allowed(&[]).svg);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any three words: the one found is not one of them, its place in the picture is
    /// 1 once they are struck, and the goal is met in the two ways that it says.
    #[test]
    fn any_three_words_are_answered(
        ids in prop::array::uniform3(0..2000_usize),
        is_struck: bool,
        is_alone: bool,
    ) {
        let vectors = packed_vectors().expect("the packed ones");
        let [from, less, plus] =
            ids.map(|id| vectors.vocabulary().words()[id].as_str());
        let sets = [
            ("from", from),
            ("less", less),
            ("plus", plus),
            ("strike", if is_struck { "1" } else { "0" }),
            ("near", if is_alone { "alone" } else { "sum" }),
        ];
        let shown = allowed(&sets);
        let place: usize = readout(&shown, "place").parse().expect("a count");
        prop_assert!(place > 0 && (!is_struck || is_alone || place == 1));
        let sum = vectors.moved([less, from, plus]).expect("words that are there");
        let first = &vectors.nearest(sum.view(), &[], 1).expect("a direction")[0];
        let leads = !ids.contains(&first.id);
        let is_met = if is_alone { is_struck } else { !is_struck && leads };
        prop_assert_eq!(shown.met.is_some(), is_met);
        prop_assert!(is_alone || is_struck || leads == (place == 1));
    }

    #[test]
    fn any_text_gives_a_frame_or_a_message(text in "\\PC{0,24}", name in 0..3_usize) {
        let name = ["from", "less", "plus"][name];
        if let Err(error) = frame("analogies", &[(name, &text)]) {
            prop_assert!(error.to_string().len() > 10);
        }
    }
}
