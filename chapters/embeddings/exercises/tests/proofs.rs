//! What is right passes, what is wrong fails, and is told why.

use embeddings::co_occurrence::{association, fit_gradients};
use embeddings::{Embedding, Unembedding, Vocabulary, cosine, tokenize};
use embeddings_exercises as checks;
use ndarray::array;

judge::both_sides!(
    checks: from_text_to_ids::ids,
    one_sentence_one_row::vector,
    gradient_of_a_look_up::look_up_gradient,
    arrow_or_neighbour::answers,
    more_room_for_meaning::analogies,
    words_that_come_back::words,
);

judge::predictions!(checks: more_room_for_meaning::analogies, words_that_come_back::words);

#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    let vocabulary = Vocabulary::of_tokens(&tokenize("the cat sat on the mat"));
    let ids = vocabulary.encode(&tokenize("The cat isn't on the mat!")).unwrap();
    let unknown = ids.iter().filter(|&&id| id == 0).count();

    let weights = array![[2.0, 0.0], [0.0, 2.0], [1.0, 1.0], [3.0, 1.0]];
    let embedding = Embedding::new(weights.clone()).unwrap();
    let sentence = embedding.one_hot_product(&[3, 0]).unwrap();
    let products = weights.dot(&weights.row(2));
    let cosines = weights.rows().into_iter();
    let cosines: Vec<_> =
        cosines.map(|row| cosine(row, weights.row(2)).unwrap()).collect();
    let largest = |numbers: &[f64]| {
        let ids = 0..numbers.len();
        ids.max_by(|&a, &b| numbers[a].total_cmp(&numbers[b])).unwrap() as f64
    };
    let counts = array![[0.0, 4.0, 4.0], [4.0, 2.0, 2.0], [4.0, 2.0, 10.0]]; // (3, 3)
    let targets = association(&counts).unwrap(); // (3, 3)
    let by_chance = counts.row(1).sum() * counts.row(2).sum() / counts.sum();
    let rate = 0.1;
    // Of the other two rows, the step of "tea" knows nothing.
    let start = array![[0.5, 0.0], [7.0, 7.0], [7.0, 7.0]]; // (3, 2)
    let start = Embedding::new(start).unwrap();
    let weights = array![[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]; // (2, 3)
    let columns = Unembedding { weights };
    let (_, slopes, _) = fit_gradients(&start, &columns, &targets).unwrap();
    let stepped = &start.weights - &(&slopes * rate); // (3, 2)
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[
            ("tokens-by-hand", vec![ids.len() as f64, unknown as f64]),
            (
                "dot-against-cosine",
                vec![
                    sentence[[0, 0]],
                    largest(products.as_slice().unwrap()),
                    cosines[3],
                    largest(&cosines),
                ],
            ),
            (
                "association-by-hand",
                vec![
                    targets[[0, 1]],
                    libm::log(counts[[1, 2]] / by_chance),
                    targets[[1, 2]],
                    stepped[[0, 0]],
                    stepped[[0, 1]],
                ],
            ),
        ],
    );
}

/// The answers of the exercises say in words what these tables show.
#[test]
fn the_runs_show_what_the_answers_say() {
    let arrow =
        checks::arrow_or_neighbour::check(solutions::arrow_or_neighbour::answers);
    let arrow = arrow.to_string();
    let row = |name: &str| -> Vec<usize> {
        let line = arrow.lines().find(|line| line.starts_with(name)).unwrap();
        let numbers = line[name.len()..].split_whitespace();
        numbers.map(|number| number.parse().unwrap()).collect()
    };
    let [questions, by_arrow, allowed, by_neighbour] =
        row("capital of a country")[..]
    else {
        panic!("{arrow}")
    };
    assert!(by_arrow * 4 > questions * 3 && allowed < by_arrow, "{arrow}");
    assert_eq!(by_neighbour, 0, "{arrow}");
    let walking = row("walk, walking");
    assert!(walking[3] >= walking[1], "{arrow}");
    let vectors = embeddings::glove::book_vectors().unwrap();
    let near = vectors.neighbours("walk", 1).unwrap();
    assert_eq!(vectors.vocabulary().words()[near[0].id], "walking");

    let room = checks::more_room_for_meaning::check(
        solutions::more_room_for_meaning::analogies,
    );
    let room = room.to_string();
    let rows: Vec<Vec<f64>> = room
        .lines()
        .skip(2)
        .take(3)
        .map(|line| line.split_whitespace().map(|n| n.parse().unwrap()).collect())
        .collect();
    let (first, last) = (&rows[0], &rows[2]);
    assert_eq!((first[0], last[0]), (8.0, 24.0), "{room}");
    assert!(last[1] < 0.1 * first[1], "{room}");
    assert!(first[2] > 0.95 && last[2] < 0.7, "{room}");
    assert!(first[3] > 0.95 && last[3] < 0.7, "{room}");
    assert!(first[4] > 0.95 && last[4] > 0.95, "{room}");
}
