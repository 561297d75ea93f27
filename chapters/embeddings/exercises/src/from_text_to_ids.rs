//! From a text to the ids of its tokens.

use embeddings::{Vocabulary, tokenize};
use judge::{Mistake, Verdict, judge};

/// What the reader writes: the ids of a text's tokens.
pub type Attempt = fn(&str, &Vocabulary) -> Vec<usize>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "split-at-spaces",
        says: "You split the text at its spaces and take the words as they are spelled, with \
               capital letters and punctuation. Nobody knows \"The\" or \"mat.\": cut with \
               the chapter's tokenizer.",
        attempt: |text, vocabulary| encoded(spaced(text), vocabulary),
    },
    Mistake {
        name: "punctuation-kept-on",
        says: "You have taken care of capital letters, and split at spaces alone. The full \
               stop still hangs on its word, which nobody knows that way.",
        attempt: |text, vocabulary| {
            encoded(spaced(&text.to_lowercase()), vocabulary)
        },
    },
    Mistake {
        name: "capitals-kept",
        says: "Words and signs are apart, and the capital letters have stayed. To the \
               vocabulary \"The\" is another word than \"the\".",
        attempt: |text, vocabulary| {
            let letters: Vec<char> = text.chars().collect();
            let tokens = letters
                .chunk_by(|a, b| a.is_alphanumeric() && b.is_alphanumeric())
                .map(|token| token.iter().collect::<String>());
            let tokens = tokens.filter(|token| !token.trim().is_empty());
            encoded(tokens.collect(), vocabulary)
        },
    },
    Mistake {
        name: "unknown-left-out",
        says: "You leave out what the vocabulary does not know. Then nobody sees that \
               something stood there: it gets the id of the unknown token.",
        attempt: |text, vocabulary| {
            let tokens = tokenize(text);
            tokens.iter().filter_map(|token| vocabulary.id(token)).collect()
        },
    },
    Mistake {
        name: "counted-anew",
        says: "You number the tokens as they come. An id is a place in the vocabulary, and \
               the same word has the same id in every text.",
        attempt: |text, _| (0..tokenize(text).len()).collect(),
    },
];

fn spaced(text: &str) -> Vec<String> {
    text.split_whitespace().map(String::from).collect()
}

fn encoded(tokens: Vec<String>, vocabulary: &Vocabulary) -> Vec<usize> {
    vocabulary.encode(&tokens).expect("an unknown token")
}

/// Judges an attempt: texts with capital letters, punctuation, unknown words and
/// words that come twice, and one without a word.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let vocabulary =
            Vocabulary::of_tokens(&tokenize("the cat sat on the mat."));
        for text in [
            "the cat",
            "The cat sat.",
            "On the mat sat a dog.",
            "\"Sit!\" the cat isn't on   the mat",
            "mat, mat, mat",
            "the the cat",
            "",
        ] {
            exam.equal(
                format!("the list of ids for {text:?}"),
                &attempt(text, &vocabulary),
                &encoded(tokenize(text), &vocabulary),
            );
        }
    })
}
