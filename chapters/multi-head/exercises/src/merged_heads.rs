//! Heads laid end to end.

use attention::causal_mask;
use judge::{Draw, Exam, Mistake, Verdict, judge};
use multi_head::MultiHead;
use ndarray::{Array2, Array3, Axis, array, concatenate, stack};

/// What the reader repairs: (n, h · d_head) of what the heads take in, (h, n, d_head).
pub type Attempt = fn(&Array3<f64>) -> Array2<f64>;

/// Wrong repairs, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "interleaved",
        says: "Each row now holds one token, which is what was missing. Within it the heads take \
               turns, number by number, and W_O's blocks expect all numbers of the first head \
               before those of the second.",
        attempt: |outputs| in_order(outputs, [1, 2, 0]),
    },
    Mistake {
        name: "d-head-before-tokens",
        says: "You have swapped the tokens with the numbers of a head. A row is still filled with \
               whatever comes next in memory, and that belongs to several tokens.",
        attempt: |outputs| in_order(outputs, [0, 2, 1]),
    },
    Mistake {
        name: "added-up",
        says: "You add the heads before W_O has seen them. Laid end to end, each keeps columns of \
               its own, and the sum comes after each has gone through its own block.",
        attempt: |outputs| {
            let sum = outputs.sum_axis(Axis(0)); // (n, d_head)
            let (h, n, d_head) = outputs.dim();
            Array2::from_shape_fn((n, h * d_head), |(token, column)| {
                sum[[token, column % d_head]]
            })
        },
    },
];

/// The numbers in the order of these axes, cut into rows.
fn in_order(outputs: &Array3<f64>, axes: [usize; 3]) -> Array2<f64> {
    let (h, n, d_head) = outputs.dim();
    let numbers: Vec<f64> =
        outputs.view().permuted_axes(axes).iter().copied().collect();
    Array2::from_shape_fn((n, h * d_head), |(token, column)| {
        numbers[token * h * d_head + column]
    })
}

/// What masked heads take in: each on top of the other (h, n, d_head), and end to end
/// (n, h · d_head).
fn pass(heads: &MultiHead, tokens: &Array2<f64>) -> (Array3<f64>, Array2<f64>) {
    let mask = causal_mask(tokens.nrows()).expect("a mask of a few tokens");
    let pass =
        heads.forward(tokens, Some(&mask)).expect("tokens that fit the heads");
    let outputs: Vec<_> =
        pass.heads.iter().map(|head| head.output.view()).collect();
    let stacked = stack(Axis(0), &outputs).expect("heads of one shape");
    (stacked, pass.concatenated)
}

/// Judges an attempt: two heads small enough to check by hand, any numbers, then masked
/// heads whose last token changes.
///
/// # Panics
/// Never: all shapes fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.array(
            "the matrix of the heads [[1, 2], [3, 4]] and [[10, 20], [30, 40]]",
            &attempt(&array![
                [[1.0, 2.0], [3.0, 4.0]],
                [[10.0, 20.0], [30.0, 40.0]]
            ]),
            &array![[1.0, 2.0, 10.0, 20.0], [3.0, 4.0, 30.0, 40.0]],
            0.0,
        );
        let mut draw = Draw::new(7);
        for _ in 0..10 {
            let (h, n, d_head) =
                (draw.count(1, 4), draw.count(1, 5), draw.count(1, 4));
            let heads: Vec<_> = (0..h).map(|_| draw.matrix(n, d_head)).collect();
            let views: Vec<_> = heads.iter().map(|head| head.view()).collect();
            let stacked = stack(Axis(0), &views).expect("heads of one shape");
            let beside = concatenate(Axis(1), &views).expect("heads of one height");
            exam.array(
                format!("the matrix of heads of the shape ({h}, {n}, {d_head})"),
                &attempt(&stacked),
                &beside,
                0.0,
            );
        }
        for _ in 0..10 {
            leak(attempt, exam, &mut draw);
        }
    })
}

/// Changes the last token of masked heads, and looks at the rows before it.
fn leak(attempt: Attempt, exam: &mut Exam, draw: &mut Draw) {
    let (n, d_head, n_heads) =
        (draw.count(3, 6), draw.count(2, 4), draw.count(2, 4));
    let d_model = n_heads * d_head;
    let heads = MultiHead::random(d_model, n_heads, draw.generator())
        .expect("heads that divide d_model");
    let tokens = draw.matrix(n, d_model);
    let mut changed = tokens.clone(); // (n, d_model)
    changed.row_mut(n - 1).mapv_inplace(|x| 0.5 - x);
    let (before, end_to_end) = pass(&heads, &tokens);
    let (after, _) = pass(&heads, &changed);
    let (before, after) = (attempt(&before), attempt(&after));
    let what = format!("masked heads of the shape ({n_heads}, {n}, {d_head})");
    exam.array(format!("the matrix of {what}"), &before, &end_to_end, 0.0);
    let beginning = |merged: &Array2<f64>| -> Vec<f64> {
        let rows = merged.rows().into_iter().take(n - 1);
        rows.flat_map(|row| row.to_vec()).collect()
    };
    exam.holds(
        format!(
            "{what}: when the last token changes, no row of yours before it may move, and one \
             does"
        ),
        beginning(&before) == beginning(&after),
    );
}
