//! The stream, from its start and what each layer adds.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array2, array};

/// What the reader writes: the last stream, from the first and what each layer adds, all
/// (tokens, d_model).
pub type Attempt = fn(&Array2<f64>, &[Array2<f64>]) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "start-lost",
        says: "You add up what the layers add, without what was there before them. The stream \
               begins with the tokens, and nothing ever replaces them.",
        attempt: |start, added| sum(&Array2::zeros(start.dim()), added),
    },
    Mistake {
        name: "replaced",
        says: "Each of your layers replaces what came before: only the last one is left. A \
               layer adds to the stream.",
        attempt: |start, added| added.last().unwrap_or(start).clone(),
    },
    Mistake {
        name: "last-layer-only",
        says: "You add what the last layer adds to the start, and the layers before it are \
               lost. Each adds to what the one before has left.",
        attempt: |start, added| match added.last() {
            Some(last) => start + last,
            None => start.clone(),
        },
    },
    Mistake {
        name: "mean-for-sum",
        says: "You divide by the number of layers. They add to the stream, and nobody takes \
               away, so it grows.",
        attempt: |start, added| {
            let layers = added.len().max(1) as f64;
            start + sum(&Array2::zeros(start.dim()), added) / layers
        },
    },
];

fn sum(start: &Array2<f64>, added: &[Array2<f64>]) -> Array2<f64> {
    added.iter().fold(start.clone(), |stream, found| stream + found)
}

/// Judges an attempt: a token to check by hand, then drawn streams of several lengths.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    exam.array(
        "the stream that starts with [[1, 2]], to which [[10, 20]] and [[100, 200]] are added,",
        &attempt(
            &array![[1.0, 2.0]],
            &[array![[10.0, 20.0]], array![[100.0, 200.0]]],
        ),
        &array![[111.0, 222.0]],
        1e-9,
    );
    let mut draw = Draw::new(2);
    for layers in 0..5 {
        let (tokens, d_model) = (draw.count(1, 4), draw.count(2, 5));
        let start = draw.matrix(tokens, d_model);
        let added: Vec<_> =
            (0..layers).map(|_| draw.matrix(tokens, d_model)).collect();
        exam.array(
            format!(
                "a stream of the shape ({tokens}, {d_model}), for {layers} layers,"
            ),
            &attempt(&start, &added),
            &sum(&start, &added),
            1e-9,
        );
    }
}
