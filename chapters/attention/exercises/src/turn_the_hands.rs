//! From one position to a later one, by a matrix.

use attention::sinusoidal_positions;
use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array2, ArrayView2, s};

/// What the reader writes: the matrix M (d_model, d_model) that moves encodings `k`
/// positions on, P_t M = P_(t+k), of `k` and `d_model`.
pub type Attempt = fn(usize, usize) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "turned-back",
        says: "Your hands turn backwards: this matrix leads from P_t to the position k \
               before. It may be made for columns, and here a position is a row, which \
               stands on the left of the product.",
        attempt: |k, d_model| turned(-(k as f64), d_model, paired),
    },
    Mistake {
        name: "one-speed",
        says: "You turn all hands by the same angle. Each pair of columns has a frequency of \
               its own, and the later pairs turn more slowly.",
        attempt: |k, d_model| turned(k as f64, d_model, |_, _| 1.0),
    },
    Mistake {
        name: "pair-for-column",
        says: "Your hands slow down at half the rate. The exponent of the frequency holds 2i, \
               where i counts the pairs: that is the number of the pair's even column.",
        attempt: |k, d_model| {
            turned(k as f64, d_model, |pair, d_model| {
                libm::pow(10000.0, -(pair as f64) / d_model as f64)
            })
        },
    },
];

/// The frequency of a pair of columns.
fn paired(pair: usize, d_model: usize) -> f64 {
    libm::pow(10000.0, -2.0 * pair as f64 / d_model as f64)
}

/// Turns each pair of columns by its frequency times `k`.
fn turned(
    k: f64,
    d_model: usize,
    frequency: fn(usize, usize) -> f64,
) -> Array2<f64> {
    let mut matrix = Array2::zeros((d_model, d_model));
    for pair in 0..d_model / 2 {
        let angle = k * frequency(pair, d_model);
        let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
        let at = 2 * pair;
        matrix[[at, at]] = cosine;
        matrix[[at, at + 1]] = -sine;
        matrix[[at + 1, at]] = sine;
        matrix[[at + 1, at + 1]] = cosine;
    }
    matrix
}

/// The chapter's table (n, d_model).
fn positions(n: usize, d_model: usize) -> Array2<f64> {
    sinusoidal_positions(n, d_model).expect("an even width")
}

/// Asks where a matrix (d_model, d_model) moves positions (n, d_model), if it has the
/// shape that it needs.
fn ask(
    exam: &mut Exam,
    what: &str,
    from: ArrayView2<f64>,
    matrix: &Array2<f64>,
    to: ArrayView2<f64>,
) {
    let d_model = from.ncols();
    if matrix.dim() == (d_model, d_model) {
        exam.array(format!("P_t M {what}"), &from.dot(matrix), &to, 1e-9);
    } else {
        exam.equal(
            format!("the shape of M {what}"),
            &matrix.dim(),
            &(d_model, d_model),
        );
    }
}

/// Judges an attempt: the first steps of a single hand, then all positions of tables of
/// many widths.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.array(
            "M for k = 0, d_model = 4,",
            &attempt(0, 4),
            &Array2::eye(4),
            1e-12,
        );
        let first = positions(3, 2); // (sin 0, cos 0), (sin 1, cos 1), (sin 2, cos 2)
        for t in 0..2 {
            let next = t + 1;
            ask(
                exam,
                &format!(
                    "for k = 1, d_model = 2, t = {t}, which leads to (sin {next}, cos {next}),"
                ),
                first.slice(s![t..next, ..]),
                &attempt(1, 2),
                first.slice(s![next..=next, ..]),
            );
        }
        let mut draw = Draw::new(7);
        for _ in 0..20 {
            let (k, d_model) = (draw.count(1, 40), 2 * draw.count(1, 12));
            let table = positions(60 + k, d_model);
            ask(
                exam,
                &format!("for k = {k}, d_model = {d_model}, t from 0 to 59,"),
                table.slice(s![..60, ..]),
                &attempt(k, d_model),
                table.slice(s![k.., ..]),
            );
        }
    })
}
