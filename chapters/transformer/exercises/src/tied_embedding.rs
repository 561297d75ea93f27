//! The gradient of a matrix that is both embedding and unembedding.

use attention::causal_mask;
use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array2, array, s};
use softmax::cross_entropy_gradient;
use transformer::{Sizes, Transformer};

/// What the reader writes: dC/dW_E (vocabulary, d_model), from the ids (tokens),
/// dC/d of the stream below the first block (tokens, d_model), the normed stream
/// above the last one (tokens, d_model), and dC/d of the logits (tokens,
/// vocabulary).
pub type Attempt =
    fn(&[usize], &Array2<f64>, &Array2<f64>, &Array2<f64>) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "look-up-only",
        says: "You have the gradient of the embedding alone. The same numbers also make the \
               scores at the end, and the cost changes with them there too.",
        attempt: |ids, d_stream, _, d_logits| {
            let mut d = Array2::zeros((d_logits.ncols(), d_stream.ncols()));
            for (&id, row) in ids.iter().zip(d_stream.rows()) {
                d.row_mut(id).scaled_add(1.0, &row);
            }
            d
        },
    },
    Mistake {
        name: "unembedding-only",
        says: "You have the gradient of the unembedding alone. The same numbers also went \
               into the stream at the start, as rows that were looked up.",
        attempt: |_, _, normed, d_logits| d_logits.t().dot(normed),
    },
    Mistake {
        name: "last-place-wins",
        says: "A word that stands at several places keeps the error of the last one alone. \
               Each place is one more way in which its row moves the cost, and ways add up.",
        attempt: |ids, d_stream, normed, d_logits| {
            let mut d = Array2::zeros((d_logits.ncols(), d_stream.ncols()));
            for (&id, row) in ids.iter().zip(d_stream.rows()) {
                d.row_mut(id).assign(&row);
            }
            d + d_logits.t().dot(normed)
        },
    },
    Mistake {
        name: "overwritten",
        says: "The rows of the words in the sentence lose what the unembedding had put \
               there. Both parts belong to the same numbers: add the second to the first.",
        attempt: |ids, d_stream, normed, d_logits| {
            let mut d = d_logits.t().dot(normed);
            for (&id, row) in ids.iter().zip(d_stream.rows()) {
                d.row_mut(id).assign(&row);
            }
            d
        },
    },
];

/// Gives both tables the same numbers.
fn tie(model: &mut Transformer, shared: &Array2<f64>) {
    model.embedding.weights.assign(shared);
    model.unembedding.assign(&shared.t());
}

/// dC/dW_E of a tied model by nudging each number in both places at once.
fn measured(model: &Transformer, ids: &[usize], targets: &[usize]) -> Array2<f64> {
    let nudge = 1e-5;
    let mut tied = model.clone();
    let mut cost = |at: (usize, usize), by: f64| {
        let mut shared = model.embedding.weights.clone();
        shared[at] += by;
        tie(&mut tied, &shared);
        let costs = tied.costs(ids, targets).expect("tokens that fit");
        costs.iter().sum::<f64>() / costs.len() as f64
    };
    Array2::from_shape_fn(model.embedding.weights.dim(), |at| {
        (cost(at, nudge) - cost(at, -nudge)) / (2.0 * nudge)
    })
}

/// Judges an attempt: three words that can be done by hand, then drawn models with
/// tied tables against nudging.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    exam.array(
        "the gradient for ids [1, 1], dC/dstream [[1, 2], [10, 20]], normed stream \
         [[1, 0], [0, 1]] and dC/dlogits [[0.5, -0.5, 0], [0, 0.25, -0.25]]",
        &attempt(
            &[1, 1],
            &array![[1.0, 2.0], [10.0, 20.0]],
            &array![[1.0, 0.0], [0.0, 1.0]],
            &array![[0.5, -0.5, 0.0], [0.0, 0.25, -0.25]],
        ),
        &array![[0.5, 0.0], [10.5, 22.25], [0.0, -0.25]],
        1e-12,
    );
    let mut draw = Draw::new(1);
    for round in 0..5 {
        let sizes = Sizes {
            // Once a square matrix, which has a shape that fits however it is turned.
            vocabulary: if round == 4 { 6 } else { 7 },
            context: 5,
            d_model: 6,
            n_heads: 2,
            n_blocks: draw.count(1, 2),
        };
        let mut model =
            Transformer::random(sizes, draw.generator()).expect("sizes that fit");
        let shared = draw.matrix(sizes.vocabulary, sizes.d_model) * 0.4;
        tie(&mut model, &shared);
        let tokens = draw.count(3, 5);
        let mut word = || draw.count(0, sizes.vocabulary - 1);
        let mut ids: Vec<_> = (0..tokens).map(|_| word()).collect();
        let targets: Vec<_> = (0..tokens).map(|_| word()).collect();
        // One word comes twice at least.
        ids[tokens - 1] = ids[0];

        let mask = causal_mask(tokens).expect("some tokens");
        let places = model.positions.slice(s![..tokens, ..]); // (tokens, d_model)
        let mut stream =
            model.embedding.look_up(&ids).expect("known words") + places;
        for block in &model.blocks {
            stream = block.forward(&stream, &mask).expect("tokens that fit").0;
        }
        let (normed, _) = model.norm.forward(&stream).expect("d_model columns");
        let logits = normed.dot(&model.unembedding); // (tokens, vocabulary)
        let d_logits = cross_entropy_gradient(&logits, &targets)
            .expect("a target for each token");
        let (_, gradients) =
            model.cost_and_gradients(&ids, &targets).expect("tokens that fit");
        // A position is added to the stream, so the same error arrives at both.
        let d_stream = gradients.d_positions.slice(s![..tokens, ..]).to_owned();
        exam.array(
            format!("the gradient of the shared matrix for the ids {ids:?}, against our nudges,"),
            &attempt(&ids, &d_stream, &normed, &d_logits),
            &measured(&model, &ids, &targets),
            1e-4,
        );
    }
}
