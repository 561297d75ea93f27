//! Tokens, vocabularies, look-up and the way back.

use approx::assert_abs_diff_eq;
use embeddings::{
    Embedding, EmbeddingError, UNKNOWN, Unembedding, Vocabulary, tokenize,
};
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// Both hold the same numbers, to within `epsilon`.
fn assert_near<'n>(
    found: impl IntoIterator<Item = &'n f64>,
    wanted: impl IntoIterator<Item = &'n f64>,
    epsilon: f64,
) {
    let wanted: Vec<f64> = wanted.into_iter().copied().collect();
    let found: Vec<f64> = found.into_iter().copied().collect();
    assert_abs_diff_eq!(found[..], wanted[..], epsilon = epsilon);
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn tokens_by_hand() {
    assert_eq!(
        tokenize("The cat sat on the mat."),
        words(&["the", "cat", "sat", "on", "the", "mat", "."])
    );
    assert_eq!(
        tokenize("don't  stop\t12"),
        words(&["don", "'", "t", "stop", "12"])
    );
    assert_eq!(tokenize("ÄPFEL, naïve猫"), words(&["äpfel", ",", "naïve猫"]));
    assert_eq!(tokenize(" \n "), words(&[]));
    assert!(!tokenize(UNKNOWN).contains(&UNKNOWN.to_owned()));
}

#[test]
fn a_word_that_is_not_known_becomes_the_unknown_token() {
    let vocabulary = Vocabulary::of_tokens(&tokenize("the cat sat on the mat"));
    let ids = vocabulary.encode(&tokenize("The dog sat")).unwrap();
    assert_eq!(ids, [1, 0, 3]);
    assert_eq!(vocabulary.decode(&ids).unwrap(), ["the", UNKNOWN, "sat"]);
}

#[test]
fn without_an_unknown_token_it_is_refused_with_suggestions() {
    let vocabulary =
        Vocabulary::new(words(&["queen", "been", "green", "mat"])).unwrap();
    let error = vocabulary.encode(&words(&["qeen"])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"qeen\" is not among the 4 words: did you mean queen, been, green?"
    );
    let error = vocabulary.find("xylophone").unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"xylophone\" is not among the 4 words, and no spelling is near: give another \
         word"
    );
    assert_eq!(vocabulary.find("Queen").unwrap(), 0);
}

#[test]
fn vocabularies_and_embeddings_refuse_what_makes_no_sense() {
    use EmbeddingError::{
        EmptyWord, Entry, NoSuchId, NoVectors, NoWords, Twice, Width,
    };
    assert_eq!(Vocabulary::new(vec![]).unwrap_err(), NoWords);
    assert_eq!(
        Vocabulary::new(words(&["a", ""])).unwrap_err(),
        EmptyWord { id: 1 }
    );
    let word = "a".to_owned();
    assert_eq!(
        Vocabulary::new(words(&["a", "b", "a"])).unwrap_err(),
        Twice { word, first: 0, id: 2 }
    );
    let none = Embedding::new(Array2::zeros((0, 3))).unwrap_err();
    assert_eq!(none, NoVectors { rows: 0, columns: 3 });
    let huge = Embedding::new(array![[0.0, 1e101]]).unwrap_err();
    assert_eq!(huge, Entry { row: 0, column: 1, found: 1e101 });
    assert!(Embedding::new(array![[f64::NAN]]).is_err());
    assert!(Embedding::new(array![[f64::INFINITY]]).is_err());
    let embedding = Embedding::new(array![[1.0, 2.0]]).unwrap();
    let missing = NoSuchId { id: 1, words_known: 1 };
    assert_eq!(embedding.look_up(&[0, 1]).unwrap_err(), missing);
    assert!(embedding.one_hot_product(&[1]).is_err());
    let scores = embedding.tied().scores(&array![[1.0, 2.0, 3.0]]);
    assert_eq!(scores.unwrap_err(), Width { d_model: 2, found: 3 });
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    assert!(Embedding::random(0, 4, &mut rng).is_err());
    assert!(Embedding::random(4, 0, &mut rng).is_err());
    assert!(Embedding::random(usize::MAX, 2, &mut rng).is_err());
}

/// Some texts write W_E with a column for each word: the same numbers, on their side.
#[test]
fn rows_here_are_the_columns_of_the_transposed_matrix() {
    let rows = array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]; // (vocabulary, d_model)
    let columns = rows.t().to_owned(); // (d_model, vocabulary)
    let embedding = Embedding::new(rows).unwrap();
    let found = embedding.look_up(&[2]).unwrap(); // (1, d_model)
    assert_eq!(found.row(0), columns.index_axis(Axis(1), 2));
    assert_eq!(embedding.tied(), Unembedding { weights: columns });
}

#[test]
fn scores_are_the_dot_products_with_every_word() {
    let embedding = Embedding::new(array![[1.0, 2.0], [3.0, -1.0]]).unwrap();
    let scores = embedding.tied().scores(&array![[2.0, 0.5]]).unwrap(); // (1, 2)
    assert_near(&scores, &array![[3.0, 5.5]], 1e-15);
}

proptest! {
    #[test]
    fn a_one_hot_product_is_a_look_up(
        (vocabulary, d_model, seed) in (1_usize..40, 1_usize..20, any::<u64>()),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let embedding = Embedding::random(vocabulary, d_model, &mut rng).unwrap();
        let ids: Vec<usize> = picks.iter().map(|pick| pick.index(vocabulary)).collect();
        let rows = embedding.look_up(&ids).unwrap(); // (tokens, d_model)
        prop_assert_eq!(rows, embedding.one_hot_product(&ids).unwrap());
    }

    #[test]
    fn known_tokens_come_back_from_their_ids(text in any::<String>()) {
        let tokens = tokenize(&text);
        let vocabulary = Vocabulary::of_tokens(&tokens);
        let ids = vocabulary.encode(&tokens).unwrap();
        prop_assert!(!ids.contains(&0));
        prop_assert_eq!(vocabulary.decode(&ids).unwrap(), tokens);
    }

    #[test]
    fn tokens_hold_no_space_and_all_other_characters(text in any::<String>()) {
        let tokens = tokenize(&text);
        prop_assert!(tokens.iter().all(|t| !t.is_empty()));
        let wanted: String =
            text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        prop_assert_eq!(tokens.concat(), wanted);
    }
}
