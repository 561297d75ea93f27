//! What more numbers a word do to analogies.

use std::sync::OnceLock;

use embeddings::co_occurrence::{association, co_occurrences, fit_gradients};
use embeddings::{Embedding, Vocabulary, WordVectors, cosine, tokenize};
use judge::{Draw, Mistake, Verdict, judge};
use ndarray::Array2;

/// What the reader writes: what becomes of the analogies.
pub type Attempt = fn() -> Analogies;

/// What becomes of the analogies when every word gets more numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analogies {
    /// They hold more exactly.
    Better,
    /// They hold as before.
    AsGood,
    /// They hold less exactly.
    Worse,
}
judge::choices!(Analogies: Better, AsGood, Worse);

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "trusted-the-cost",
        says: "You trust the cost: the nearer the products come to the table, the better the \
               vectors. The cost asks about products alone. What a single row of W_E looks \
               like is none of its business.",
        attempt: || Analogies::Better,
    },
    Mistake {
        name: "idle-numbers",
        says: "You expect the added numbers to stay idle. They were never 0: all rows start at \
               random, and descent removes only what costs something.",
        attempt: || Analogies::AsGood,
    },
];

const PEOPLE: [[&str; 2]; 4] =
    [["king", "queen"], ["prince", "princess"], ["man", "woman"], ["boy", "girl"]];
const VERBS: [[&str; 3]; 2] =
    [["works", "rests", "reads"], ["plays", "learns", "runs"]];
const PLACES: [[&str; 3]; 2] =
    [["palace", "castle", "hall"], ["house", "street", "yard"]];

/// The sentence in which one of the eight people does one of three things in one of three
/// places.
fn sentence(person: usize, doing: usize, place: usize) -> Vec<String> {
    let (pair, who) = (person / 2, person % 2);
    let (verb, whose) = (VERBS[pair % 2][doing], ["his", "her"][who]);
    let (person, place) = (PEOPLE[pair][who], PLACES[pair / 2][place]);
    tokenize(&format!("the {person} {verb} in {whose} {place}"))
}

/// The words of the village, and two tables of their company: one of sentences drawn at
/// random, with the accidents that come with it, and one of every sentence once.
fn village() -> (Vocabulary, [Array2<f64>; 2]) {
    let all = (0..72).map(|n| sentence(n / 9, n / 3 % 3, n % 3));
    let all: Vec<_> = all.collect();
    let mut draw = Draw::new(3);
    let drawn: Vec<_> = (0..4000)
        .map(|_| sentence(draw.count(0, 7), draw.count(0, 2), draw.count(0, 2)))
        .collect();
    // Every word is known, so that no unknown token is needed.
    let words = Vocabulary::of_tokens(&all.concat()).words()[1..].to_vec();
    let vocabulary = Vocabulary::new(words).expect("each word once");
    let table = |sentences: &[Vec<String>]| {
        let ids = sentences.iter().map(|tokens| vocabulary.encode(tokens));
        let ids: Vec<_> = ids.collect::<Result<_, _>>().expect("known words");
        let counts = co_occurrences(&ids, vocabulary.words().len(), 5);
        association(&counts.expect("words that meet")).expect("counts of pairs")
    };
    let tables = [table(&drawn), table(&all)];
    (vocabulary, tables)
}

/// What came of vectors of one width.
struct Learned {
    d_model: usize,
    cost: f64,
    /// The mean cosine between the steps from man to woman.
    alike: f64,
    /// The same, learned from every sentence once.
    without_accidents: f64,
    /// The same, from a start at nearly 0.
    from_near_zero: f64,
}

/// Learns the village with more and more numbers a word.
fn learned() -> &'static [Learned] {
    static LEARNED: OnceLock<Vec<Learned>> = OnceLock::new();
    LEARNED.get_or_init(|| {
        let (vocabulary, [drawn, all]) = village();
        let widths = [8, 16, vocabulary.words().len()];
        let learned = widths.map(|d_model| {
            let (cost, alike) = learn(&vocabulary, &drawn, d_model, 1.0);
            let (_, without_accidents) = learn(&vocabulary, &all, d_model, 1.0);
            let (_, from_near_zero) = learn(&vocabulary, &all, d_model, 0.01);
            Learned { d_model, cost, alike, without_accidents, from_near_zero }
        });
        learned.into()
    })
}

/// The cost that is left, and how much the steps from man to woman are alike. The
/// start has vectors of a length of about `start`.
fn learn(
    words: &Vocabulary,
    table: &Array2<f64>,
    d_model: usize,
    start: f64,
) -> (f64, f64) {
    const LEARNING_RATE: f64 = 0.01;
    const STEPS: usize = 2000;
    let mut draw = Draw::new(1);
    let mut random = || {
        Embedding::random(table.nrows(), d_model, draw.generator())
            .expect("words and numbers")
    };
    let (mut embedding, mut unembedding) = (random(), random().tied());
    embedding.weights *= start; // (words, d_model)
    unembedding.weights *= start; // (d_model, words)
    let mut cost = 0.0;
    for step in 0..=STEPS {
        let (now, d_embedding, d_unembedding) =
            fit_gradients(&embedding, &unembedding, table)
                .expect("shapes that fit");
        cost = now;
        if step < STEPS {
            let (w_e, w_u) = (&mut embedding.weights, &mut unembedding.weights);
            w_e.scaled_add(-LEARNING_RATE, &d_embedding); // (words, d_model)
            w_u.scaled_add(-LEARNING_RATE, &d_unembedding); // (d_model, words)
        }
    }
    let vectors =
        WordVectors::new(words.clone(), embedding).expect("a vector for each word");
    let steps = PEOPLE.map(|[man, woman]| {
        let vector = |word| vectors.vector(word).expect("a word of the village");
        &vector(woman) - &vector(man)
    });
    let mut cosines = Vec::new();
    for (place, one) in steps.iter().enumerate() {
        for other in &steps[..place] {
            cosines.push(cosine(one.view(), other.view()).expect("a direction"));
        }
    }
    (cost, cosines.iter().sum::<f64>() / cosines.len() as f64)
}

/// Takes the prediction, then learns the village.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let rows = learned();
        let mut table = format!(
            "{:>68}\n{:>14}{:>8}{:>17}{:>11}{:>18}",
            "our mean cosine of the steps from man to woman",
            "numbers a word",
            "cost",
            "4,000 sentences",
            "each once",
            "from nearly 0"
        );
        for row in rows {
            let Learned { d_model, cost, alike, .. } = row;
            table += &format!(
                "\n{d_model:14}{cost:8.2}{alike:17.2}{:11.2}{:18.2}",
                row.without_accidents, row.from_near_zero
            );
        }
        exam.note(table);
        let gained = rows[rows.len() - 1].alike - rows[0].alike;
        let came = match gained {
            gained if gained > 0.1 => Analogies::Better,
            gained if gained < -0.1 => Analogies::Worse,
            _ => Analogies::AsGood,
        };
        exam.equal("what becomes of the analogies", &prediction, &came);
    })
}
