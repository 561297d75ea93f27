//! How much of an analogy is the arrow's.

use std::sync::OnceLock;

use embeddings::glove::book_vectors;
use embeddings::{Embedding, Vocabulary, WordVectors, length};
use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, array};

/// What the reader writes: for each question [a, b, c] the three answers, from vectors
/// (vocabulary, d_model).
pub type Attempt = fn(&Array2<f64>, &[[usize; 3]]) -> Vec<[usize; 3]>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "arrow-backwards",
        says: "You go from b to a. The step that is added to c leads from a to b: what b has \
               and a has not.",
        attempt: |vectors, questions| {
            answered(vectors, questions, |[a, b, c], rank| {
                let sum = moved(vectors, [b, a, c]);
                let from = vectors.row(c).to_owned();
                [rank(&sum, &[a, b, c]), rank(&sum, &[]), rank(&from, &[a, b, c])]
            })
        },
    },
    Mistake {
        name: "dot-for-cosine",
        says: "You rank by the dot product, so that words with long vectors win. The nearest \
               word is the one with the smallest angle.",
        attempt: |vectors, questions| {
            let longest = |vector: &Array1<f64>, struck: &[usize]| {
                best(&vectors.dot(vector), struck)
            };
            let answer = |&[a, b, c]: &[usize; 3]| {
                let sum = moved(vectors, [a, b, c]);
                let from = vectors.row(c).to_owned();
                [
                    longest(&sum, &[a, b, c]),
                    longest(&sum, &[]),
                    longest(&from, &[a, b, c]),
                ]
            };
            questions.iter().map(answer).collect()
        },
    },
    Mistake {
        name: "distance-for-cosine",
        says: "You look for the vector whose tip is nearest. Nearest means the largest cosine \
               here, and a cosine asks for directions, whatever the lengths are.",
        attempt: |vectors, questions| {
            let closest = |vector: &Array1<f64>, struck: &[usize]| {
                let rows = vectors.rows().into_iter();
                best(
                    &rows.map(|row| -length((&row - vector).view())).collect(),
                    struck,
                )
            };
            let answer = |&[a, b, c]: &[usize; 3]| {
                let sum = moved(vectors, [a, b, c]);
                let from = vectors.row(c).to_owned();
                [
                    closest(&sum, &[a, b, c]),
                    closest(&sum, &[]),
                    closest(&from, &[a, b, c]),
                ]
            };
            questions.iter().map(answer).collect()
        },
    },
    Mistake {
        name: "sum-of-directions",
        says: "You add up vectors that were divided by their lengths. The lengths belong to \
               the sum: take the rows as they are, and compare directions afterwards.",
        attempt: |vectors, questions| {
            let directions = vectors.rows().into_iter();
            let directions: Vec<_> =
                directions.map(|row| &row / length(row)).collect();
            answered(vectors, questions, |[a, b, c], rank| {
                let sum = &directions[b] - &directions[a] + &directions[c];
                let from = vectors.row(c).to_owned();
                [rank(&sum, &[a, b, c]), rank(&sum, &[]), rank(&from, &[a, b, c])]
            })
        },
    },
    Mistake {
        name: "only-c-struck",
        says: "You strike only c from the lists. The first and the third answer may be none \
               of the three words of the question.",
        attempt: |vectors, questions| {
            answered(vectors, questions, |[a, b, c], rank| {
                let sum = moved(vectors, [a, b, c]);
                let from = vectors.row(c).to_owned();
                [rank(&sum, &[c]), rank(&sum, &[]), rank(&from, &[c])]
            })
        },
    },
    Mistake {
        name: "only-the-arrow-struck",
        says: "The third answer is c itself, which is always nearest to E(c). Strike a, b \
               and c from its list too.",
        attempt: |vectors, questions| {
            answered(vectors, questions, |[a, b, c], rank| {
                let sum = moved(vectors, [a, b, c]);
                let from = vectors.row(c).to_owned();
                [rank(&sum, &[a, b, c]), rank(&sum, &[]), rank(&from, &[])]
            })
        },
    },
    Mistake {
        name: "columns-swapped",
        says: "The answers are right and stand in another order: first the one with the \
               question's words struck out, then the one with all words allowed.",
        attempt: |vectors, questions| {
            right(vectors, questions)
                .into_iter()
                .map(|[x, y, z]| [y, x, z])
                .collect()
        },
    },
];

/// The id of the highest score, of those not struck.
fn best(scores: &Array1<f64>, struck: &[usize]) -> usize {
    let ids = (0..scores.len()).filter(|id| !struck.contains(id));
    ids.max_by(|&one, &other| scores[one].total_cmp(&scores[other])).unwrap_or(0)
}

fn moved(vectors: &Array2<f64>, [a, b, c]: [usize; 3]) -> Array1<f64> {
    &vectors.row(b) - &vectors.row(a) + vectors.row(c) // (d_model)
}

/// The id nearest to a vector, of those not struck.
type Rank<'v> = dyn Fn(&Array1<f64>, &[usize]) -> usize + 'v;

/// Answers each question by the chapter's ranking.
fn answered(
    vectors: &Array2<f64>,
    questions: &[[usize; 3]],
    answer: impl Fn([usize; 3], &Rank) -> [usize; 3],
) -> Vec<[usize; 3]> {
    let names = (0..vectors.nrows()).map(|id| id.to_string()).collect();
    let names = Vocabulary::new(names).expect("no name twice");
    let embedding = Embedding { weights: vectors.clone() };
    let words = WordVectors::new(names, embedding).expect("a name for each vector");
    let rank = |vector: &Array1<f64>, struck: &[usize]| {
        let near = words.nearest(vector.view(), struck, 1);
        near.expect("a direction").first().map_or(0, |neighbour| neighbour.id)
    };
    questions.iter().map(|&question| answer(question, &rank)).collect()
}

fn right(vectors: &Array2<f64>, questions: &[[usize; 3]]) -> Vec<[usize; 3]> {
    answered(vectors, questions, |[a, b, c], rank| {
        let sum = moved(vectors, [a, b, c]);
        let from = vectors.row(c).to_owned();
        [rank(&sum, &[a, b, c]), rank(&sum, &[]), rank(&from, &[a, b, c])]
    })
}

/// Pairs of words that differ alike.
const KINDS: [(&str, [[&str; 2]; 8]); 4] = [
    (
        "capital of a country",
        [
            ["france", "paris"],
            ["italy", "rome"],
            ["spain", "madrid"],
            ["germany", "berlin"],
            ["japan", "tokyo"],
            ["egypt", "cairo"],
            ["russia", "moscow"],
            ["canada", "ottawa"],
        ],
    ),
    (
        "the other gender",
        [
            ["man", "woman"],
            ["king", "queen"],
            ["uncle", "aunt"],
            ["boy", "girl"],
            ["son", "daughter"],
            ["actor", "actress"],
            ["husband", "wife"],
            ["prince", "princess"],
        ],
    ),
    (
        "one and many",
        [
            ["cat", "cats"],
            ["tree", "trees"],
            ["book", "books"],
            ["city", "cities"],
            ["child", "children"],
            ["eye", "eyes"],
            ["car", "cars"],
            ["week", "weeks"],
        ],
    ),
    (
        "walk, walking",
        [
            ["walk", "walking"],
            ["eat", "eating"],
            ["sing", "singing"],
            ["write", "writing"],
            ["buy", "buying"],
            ["think", "thinking"],
            ["fly", "flying"],
            ["work", "working"],
        ],
    ),
];
/// Each pair is asked with as many of the pairs after it.
const OTHERS: usize = 2;

/// Questions of a kind with their answers, by ids, and how many each way gets right.
struct Asked {
    kind: &'static str,
    questions: Vec<[usize; 3]>,
    answers: Vec<usize>,
    hits: [usize; 3],
}

/// The book's vectors, and what is asked about them.
fn real() -> &'static (Array2<f64>, Vec<Asked>) {
    static REAL: OnceLock<(Array2<f64>, Vec<Asked>)> = OnceLock::new();
    REAL.get_or_init(|| {
        let vectors = book_vectors().expect("the book's vectors can be read");
        let id =
            |word: &str| vectors.vocabulary().find(word).expect("a common word");
        let weights = vectors.embedding().weights.clone();
        let mut all = Vec::new();
        for (kind, pairs) in KINDS {
            let (mut questions, mut answers) = (Vec::new(), Vec::new());
            for (place, [a, b]) in pairs.iter().enumerate() {
                let next = pairs.iter().cycle().skip(place + 1);
                for [c, d] in next.take(OTHERS) {
                    questions.push([id(a), id(b), id(c)]);
                    answers.push(id(d));
                }
            }
            let hits = hits(&right(&weights, &questions), &answers);
            all.push(Asked { kind, questions, answers, hits });
        }
        (weights, all)
    })
}

/// How many answers are right, for each of the three ways.
fn hits(found: &[[usize; 3]], answers: &[usize]) -> [usize; 3] {
    let mut hits = [0; 3];
    for (found, answer) in found.iter().zip(answers) {
        for (hit, id) in hits.iter_mut().zip(found) {
            *hit += usize::from(id == answer);
        }
    }
    hits
}

/// Judges an attempt: five words in the plane, then vectors by chance against the
/// chapter's ranking, then real words, and shows how many answers are right.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let plane =
            array![[2.0, 1.0], [2.0, 2.0], [8.0, 0.0], [4.0, 1.25], [9.0, -1.0]];
        exam.equal(
            "the answers to [0, 1, 2] with the words (2, 1), (2, 2), (8, 0), (4, 1.25), (9, -1)",
            &attempt(&plane, &[[0, 1, 2]]),
            &vec![[3, 2, 4]],
        );
        let mut draw = Draw::new(5);
        for _ in 0..10 {
            let (words, width) = (draw.count(8, 30), draw.count(2, 6));
            let vectors = draw.matrix(words, width);
            let questions: Vec<_> = (0..3)
                .map(|_| {
                    let a = draw.count(0, words - 1);
                    let b = (a + draw.count(1, 3)) % words;
                    [a, b, (b + draw.count(1, 3)) % words]
                })
                .collect();
            let (found, expected) =
                (attempt(&vectors, &questions), right(&vectors, &questions));
            exam.equal("the number of answers to 3 questions", &found.len(), &3);
            for (question, (found, expected)) in
                questions.iter().zip(found.iter().zip(&expected))
            {
                exam.equal(
                    format!(
                        "the answers to {question:?} among {words} words by chance"
                    ),
                    found,
                    expected,
                );
            }
        }
        real_words(attempt, exam);
    })
}

/// Asks about real words, and shows how many answers are right.
fn real_words(attempt: Attempt, exam: &mut Exam) {
    let (weights, all) = real();
    let mut table = format!(
        "{:<23}{:>9}{:>8}{:>13}{:>17}",
        "your right answers", "questions", "arrow", "all allowed", "neighbour of c"
    );
    for Asked { kind, questions, answers, hits: expected } in all {
        let found = hits(&attempt(weights, questions), answers);
        let [arrow, allowed, neighbour] = found;
        let asked = questions.len();
        table +=
            &format!("\n{kind:<23}{asked:9}{arrow:8}{allowed:13}{neighbour:17}");
        exam.equal(
            format!("how many answers are right, of the kind {kind:?},"),
            &found,
            expected,
        );
    }
    exam.note(table);
}
