//! A small world, and sentences about it.

use rand::RngExt as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;

// ANCHOR: toy
/// Word, whose, and rows of the tables below: what such people do, and where.
const PEOPLE: [(&str, &str, usize, usize); 8] = [
    ("king", "his", 0, 0),
    ("queen", "her", 0, 0),
    ("prince", "his", 1, 0),
    ("princess", "her", 1, 0),
    ("man", "his", 0, 1),
    ("woman", "her", 0, 1),
    ("boy", "his", 1, 1),
    ("girl", "her", 1, 1),
];
const DOINGS: [[&str; 3]; 2] =
    [["works", "rests", "reads"], ["plays", "learns", "runs"]];
const PLACES: [[&str; 3]; 2] =
    [["palace", "castle", "hall"], ["house", "street", "yard"]];
const ANIMALS: [(&str, [&str; 2]); 4] = [
    ("cat", ["fish", "milk"]),
    ("dog", ["meat", "bones"]),
    ("horse", ["grass", "hay"]),
    ("cow", ["grass", "hay"]),
];

/// A sentence such as "the king rests in his palace" or "the cow eats the hay".
pub(crate) fn sentence(rng: &mut ChaCha8Rng) -> String {
    let mut one_of = |words: &[&'static str]| *words.choose(rng).unwrap_or(&"");
    let (doing, place) = (DOINGS.map(|d| one_of(&d)), PLACES.map(|p| one_of(&p)));
    let verb = one_of(&["eats", "smells", "finds"]);
    let food = ANIMALS.map(|(_, foods)| one_of(&foods));
    if rng.random_bool(0.3) {
        let animal = rng.random_range(0..ANIMALS.len());
        return format!("the {} {verb} the {}", ANIMALS[animal].0, food[animal]);
    }
    let (person, whose, d, p) = PEOPLE[rng.random_range(0..PEOPLE.len())];
    format!("the {person} {} in {whose} {}", doing[d], place[p])
}
// ANCHOR_END: toy

/// The words for people: of each pair, first the man.
pub(crate) fn people() -> [&'static str; 8] {
    PEOPLE.map(|(word, ..)| word)
}
