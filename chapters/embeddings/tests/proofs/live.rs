//! The figures that a reader works: their vectors, their claims, and rubbish.

use std::path::Path;
use std::sync::LazyLock;

use embeddings::glove::book_vectors;
use embeddings::live::{figures, pack, unpack};
use embeddings::{Embedding, Vocabulary, WordVectors, cosine};
use ndarray::Array2;
use page::live::{Frame, Live, State};
use proptest::prelude::*;

/// The vectors that the page computes with, read from their text once.
pub(crate) static BOOK: LazyLock<WordVectors> =
    LazyLock::new(|| book_vectors().expect("the book's own vectors"));

/// A figure of the chapter in a state.
pub(crate) fn frame(name: &str, sets: &[(&str, &str)]) -> anyhow::Result<Frame> {
    let mut figures = figures();
    let is_it = |figure: &&mut Box<dyn Live>| figure.about().name == name;
    let figure = figures.iter_mut().find(is_it).expect("a figure of that name");
    figure.frame(&State::of(&figure.about(), sets.iter().copied())?)
}

pub(crate) fn readout(frame: &Frame, name: &str) -> String {
    let readout = frame.readouts.iter().find(|readout| readout.name == name);
    readout.expect("a readout of that name").text.clone()
}

fn bits(vectors: &WordVectors) -> Vec<u64> {
    vectors.embedding().weights.iter().map(|x| x.to_bits()).collect()
}

/// So every answer of the figure is the page's own.
#[test]
fn the_packed_vectors_are_those_of_the_book_bit_for_bit() {
    let bytes = pack(&BOOK).expect("numbers of five digits");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let file = folder.join("glove-packed.bin");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&file, &bytes).expect("the file can be written");
    }
    let packed = std::fs::read(&file).expect("the file is there");
    assert!(packed == bytes, "{file:?}");
    let notes =
        std::fs::read_to_string(folder.join("README.md")).expect("its notes");
    let size = format!("{},{:03} bytes", bytes.len() / 1000, bytes.len() % 1000);
    assert!(notes.contains(&size), "the notes say its size: {size}");
    let unpacked = unpack(&packed).expect("what was packed");
    assert_eq!(unpacked.vocabulary(), BOOK.vocabulary());
    assert!(bits(&unpacked) == bits(&BOOK), "a number is not the book's");
}

/// A word for each vector of 50 numbers.
fn words_for(weights: Array2<f64>) -> WordVectors {
    let words = (0..weights.nrows()).map(|id| format!("word{id}")).collect();
    let vocabulary = Vocabulary::new(words).expect("different words");
    WordVectors::new(vocabulary, Embedding { weights }).expect("as many vectors")
}

/// The file as its notes describe it, read by hand.
#[test]
fn numbers_are_packed_as_the_notes_say() {
    let mut weights = Array2::zeros((1, 50));
    weights[[0, 0]] = 0.418; // 41,800 ÷ 10⁵
    weights[[0, 1]] = -4.399e-6; // 4,399 ÷ 10⁹
    let bytes = pack(&words_for(weights)).expect("few digits");
    let first = 41_800 + 4 * 90_000_u64;
    let both = first | (4_399 | 1 << 19) << 20;
    assert_eq!(bytes[..4], [1, 0, 0, 0]);
    assert_eq!(bytes[4..9], both.to_le_bytes()[..5]);
    assert_eq!(bytes[9..129], [0; 120]);
    assert_eq!(bytes[129..], *b"word0\n");
}

#[test]
fn what_twenty_bits_cannot_hold_is_refused() {
    for x in [0.123_456, 1e-10, 7.428_8, 0.1 + 0.2] {
        let error = pack(&words_for(Array2::from_elem((1, 50), x)));
        let error = error.expect_err("it has no place").to_string();
        assert!(error.starts_with(&format!("{x} does not fit")), "{error}");
    }
    assert!(pack(&words_for(Array2::from_elem((1, 50), -7.428_7))).is_ok());
    let error = pack(&words_for(Array2::zeros((1, 2)))).expect_err("two columns");
    assert!(error.to_string().contains("2 numbers: give 50"), "{error}");
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

/// Far down the list of "cold" alone, and still in the very place.
#[test]
fn coldest_owes_its_place_to_the_sum_alone() {
    let coldest = [("from", "cold"), ("less", "small"), ("plus", "smallest")];
    let met = allowed(&coldest).met.expect("it leads by itself");
    assert!(met.contains("coldest is number 825"), "{met}");
    let alone = [&coldest[..], &[("strike", "1"), ("near", "alone")]].concat();
    assert_eq!(readout(&allowed(&alone), "place"), "825");
    let cold = BOOK.vector("cold").expect("a word");
    let to = |word: &String| {
        let of = cosine(cold, BOOK.vector(word).expect("a word"));
        of.expect("directions")
    };
    let found = to(&"coldest".to_owned());
    let words = BOOK.vocabulary().words().iter();
    let struck = ["cold", "small", "smallest"];
    let nearer = words.filter(|w| !struck.contains(&w.as_str()) && to(w) > found);
    assert_eq!(nearer.count(), 824);
}

/// A word that nobody knows is answered as on the command line, and capitals do no harm.
#[test]
fn unknown_words_get_the_nearest_spellings() {
    let error = frame("analogies", &[("from", "quene")]).expect_err("no word");
    let same = BOOK.vector("quene").map(|_| ());
    assert_eq!(error.to_string(), same.expect_err("no word").to_string());
    assert!(error.to_string().contains("queen"), "{error}");
    assert!(frame("analogies", &[("from", "")]).is_err());
    let capital = allowed(&[("from", " King ")]);
    assert_eq!(capital.svg, allowed(&[]).svg);
}

/// A text as somebody types it: a word of the chapter, or one with other signs put into
/// it, or no word at all.
fn typed() -> impl Strategy<Value = String> {
    let word = (0..2000_usize).prop_map(|id| BOOK.vocabulary().words()[id].clone());
    let changed =
        (word.clone(), "\\PC?", 0..24_usize).prop_map(|(word, sign, at)| {
            let (before, after) = word.split_at(at.min(word.len()));
            format!("{before}{sign}{after}")
        });
    let loud = word.prop_map(|word| format!("  {} ", word.to_uppercase()));
    prop_oneof!["\\PC{0,26}", loud, changed]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Any three words: the first answer, its cosine and the place of the word that was
    /// found are those that the page's own code finds in the page's own vectors, and the
    /// goal is met in the two ways that it says.
    #[test]
    fn any_three_words_are_answered_as_the_page_does(
        ids in prop::array::uniform3(0..2000_usize),
        is_struck: bool,
        is_alone: bool,
    ) {
        let [from, less, plus] = ids.map(|id| BOOK.vocabulary().words()[id].as_str());
        let sets = [
            ("from", from),
            ("less", less),
            ("plus", plus),
            ("strike", if is_struck { "1" } else { "0" }),
            ("near", if is_alone { "alone" } else { "sum" }),
        ];
        let shown = allowed(&sets);
        let found = BOOK.analogy([less, from, plus], 1).expect("a direction")[0].id;
        let sum = BOOK.moved([less, from, plus]).expect("words that are there");
        let first_word = BOOK.vector(from).expect("a word");
        let of = if is_alone { first_word } else { sum.view() };
        let struck = if is_struck { &ids[..] } else { &[] };
        let near = BOOK.nearest(of, struck, 2000).expect("a direction");
        let place = near.iter().position(|near| near.id == found).expect("a word") + 1;
        let first = &BOOK.vocabulary().words()[near[0].id];
        prop_assert_eq!(&readout(&shown, "first"), first);
        prop_assert_eq!(readout(&shown, "place"), place.to_string());
        let cosine = readout(&shown, "cosine").replace('−', "-");
        prop_assert_eq!(cosine, format!("{:.2}", near[0].cosine));
        let leads = !is_alone && !is_struck && place == 1;
        prop_assert_eq!(shown.met.is_some(), is_alone && is_struck || leads);
    }

    /// A text that is a word is answered; any other gets the message of the command line.
    #[test]
    fn any_text_gives_a_frame_or_a_message(text in typed(), name in 0..3_usize) {
        let (name, label) = [
            ("from", "start from"),
            ("less", "take away"),
            ("plus", "add"),
        ][name];
        let answer = frame("analogies", &[(name, &text)]).map(|_| ());
        let answer = answer.map_err(|error| format!("{error:#}"));
        let signs = text.chars().count();
        let expected = if signs > 24 {
            Err(format!(
                "{label}: it has room for 24 signs, and these are {signs}"
            ))
        } else {
            let word = BOOK.vector(text.trim());
            word.map(|_| ()).map_err(|error| error.to_string())
        };
        prop_assert_eq!(answer, expected);
    }

    /// Numbers of up to five digits come back to the last bit.
    #[test]
    fn any_five_digits_are_packed_bit_for_bit(
        numbers in prop::collection::vec((-99_999..=99_999_i32, 4..=9_i32), 100),
    ) {
        let decimal = |(digits, decimals): (i32, i32)| {
            let digits = if decimals == 4 { digits % 74_288 } else { digits };
            format!("{digits}e-{decimals}").parse().expect("a number")
        };
        let numbers = numbers.into_iter().map(decimal).collect();
        let vectors = words_for(Array2::from_shape_vec((2, 50), numbers).unwrap());
        let packed = pack(&vectors).expect("five digits");
        let unpacked = unpack(&packed).expect("what was packed");
        prop_assert_eq!(bits(&unpacked), bits(&vectors));
        prop_assert_eq!(unpacked, vectors);
    }

    /// Rubbish gives vectors or a message; a file that was cut short is always refused.
    #[test]
    fn any_bytes_are_unpacked_or_refused(
        rubbish in prop::collection::vec(any::<u8>(), 0..300),
        words in 0..4_u32,
        kept in 0..400_usize,
    ) {
        let rubbish = [&words.to_le_bytes()[..], &rubbish].concat();
        if let Err(error) = unpack(&rubbish) {
            prop_assert!(error.to_string().len() > 10);
        }
        let whole = pack(&words_for(Array2::zeros((2, 50)))).expect("few digits");
        let kept = kept.min(whole.len());
        prop_assert_eq!(unpack(&whole[..kept]).is_ok(), kept == whole.len());
    }
}
