//! How the cost changes when a head is turned up or down.

use judge::{Draw, Mistake, Verdict, judge};
use multi_head::{MultiHead, MultiHeadPass};
use ndarray::{Array1, Array2, array, s};

/// What the reader writes: dC/dg (h) of what the heads take in, each (n, d_head), of W_O
/// (h · d_head, d_model) and of dC/dO (n, d_model).
pub type Attempt = fn(&[Array2<f64>], &Array2<f64>, &Array2<f64>) -> Array1<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "first-block-for-all",
        says: "Every head goes through the first block of W_O. Each has a block of its own, \
               further down in the matrix.",
        attempt: |outputs, w_o, d_output| {
            let d_head = outputs[0].ncols();
            let block = w_o.slice(s![..d_head, ..]); // (d_head, d_model)
            outputs.iter().map(|o| (o.dot(&block) * d_output).sum()).collect()
        },
    },
    Mistake {
        name: "columns-for-rows",
        says: "You have cut W_O by its columns. A head meets rows of W_O: the columns belong to \
               the numbers of the output, and all heads write into all of those.",
        attempt: |outputs, w_o, d_output| {
            gradients(outputs, &w_o.t().to_owned(), d_output)
        },
    },
    Mistake {
        name: "cost-left-out",
        says: "You add up what the head writes into the output. How much each of these numbers \
               matters to the cost is missing.",
        attempt: |outputs, w_o, d_output| {
            gradients(outputs, w_o, &Array2::ones(d_output.dim()))
        },
    },
    Mistake {
        name: "mean-over-tokens",
        says: "You divide by the number of tokens. A gate turns the head for all tokens at once, \
               and its effects on them add up.",
        attempt: |outputs, w_o, d_output| {
            gradients(outputs, w_o, d_output) / d_output.nrows() as f64
        },
    },
    Mistake {
        name: "mean-over-all-numbers",
        says: "You take the mean over all numbers of the output. A gate turns the head in all of \
               them at once, and its effects add up.",
        attempt: |outputs, w_o, d_output| {
            gradients(outputs, w_o, d_output) / d_output.len() as f64
        },
    },
    Mistake {
        name: "no-sign",
        says: "You have dropped the sign. It says whether the cost rises or falls when the head \
               is turned up, so whether the head harms or helps.",
        attempt: |outputs, w_o, d_output| {
            gradients(outputs, w_o, d_output).mapv(f64::abs)
        },
    },
    Mistake {
        name: "turned-down",
        says: "All signs are the wrong way round: you say what happens when a head is turned \
               down. A derivative says what happens when the gate grows.",
        attempt: |outputs, w_o, d_output| -gradients(outputs, w_o, d_output),
    },
];

/// Each head's own share of the output, times how the cost changes with it.
fn gradients(
    outputs: &[Array2<f64>],
    w_o: &Array2<f64>,
    d_output: &Array2<f64>,
) -> Array1<f64> {
    let d_head = outputs[0].ncols();
    let of = |(head, output): (usize, &Array2<f64>)| {
        let block = w_o.slice(s![head * d_head..(head + 1) * d_head, ..]);
        (output.dot(&block) * d_output).sum()
    };
    outputs.iter().enumerate().map(of).collect()
}

/// The cost, half the sum of squared differences to a target (n, d_model), with one head
/// turned to `gate`.
fn cost(
    heads: &MultiHead,
    pass: &MultiHeadPass,
    head: usize,
    gate: f64,
    target: &Array2<f64>,
) -> f64 {
    let mut concatenated = pass.concatenated.clone(); // (n, h · d_head)
    let d_head = pass.heads[0].output.ncols();
    let mut strip =
        concatenated.slice_mut(s![.., head * d_head..(head + 1) * d_head]);
    strip *= gate; // (n, d_head)
    let difference = concatenated.dot(&heads.w_o) - target; // (n, d_model)
    (&difference * &difference).sum() / 2.0
}

/// Judges an attempt: two heads of one number each, then heads of many shapes against
/// measured slopes, and what all gates together must give.
///
/// # Panics
/// Never: all shapes fit.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.array(
            "dC/dg of two heads with O_1 = [[2]], O_2 = [[3]], W_O = [[1, 2], [3, 4]] and \
             dC/dO = [[10, 100]]",
            &attempt(
                &[array![[2.0]], array![[3.0]]],
                &array![[1.0, 2.0], [3.0, 4.0]],
                &array![[10.0, 100.0]],
            ),
            &array![420.0, 1290.0],
            1e-9,
        );
        let mut draw = Draw::new(3);
        for round in 0..15 {
            let (n, d_head, n_heads) =
                (draw.count(2, 5), draw.count(1, 4), draw.count(2, 4));
            let d_model = n_heads * d_head;
            let mut heads = MultiHead::random(d_model, n_heads, draw.generator())
                .expect("heads that divide d_model");
            if round % 3 == 2 {
                heads = heads.without(0).expect("a first head");
            }
            let (tokens, target) =
                (draw.matrix(n, d_model), draw.matrix(n, d_model));
            let pass =
                heads.forward(&tokens, None).expect("tokens that fit the heads");
            let outputs: Vec<_> =
                pass.heads.iter().map(|head| head.output.clone()).collect();
            let d_output = &pass.output - &target; // (n, d_model)
            let got = attempt(&outputs, &heads.w_o, &d_output);
            let what = format!(
                "dC/dg of {n_heads} heads of width {d_head} for {n} tokens"
            );
            let nudge = 1e-3;
            let measured: Array1<f64> = (0..n_heads)
                .map(|head| {
                    let cost =
                        |gate| cost(&heads, &pass, head, 1.0 + gate, &target);
                    (cost(nudge) - cost(-nudge)) / (2.0 * nudge)
                })
                .collect();
            exam.array(
                format!(
                    "{what}, against our costs with each gate turned a little,"
                ),
                &got,
                &measured,
                1e-6,
            );
            exam.number(
                format!("the sum of {what}, so the slope of turning all of them,"),
                got.sum(),
                (&pass.output * &d_output).sum(),
                1e-8,
            );
        }
    })
}
