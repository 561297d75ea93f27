//! Every number of attention, forward and back, with and without a mask, against those
//! of an independent library (`reference/attention.json`: PyTorch's autograd in float64).

use approx::assert_abs_diff_eq;
use attention::{Head, attend, attend_backward, causal_mask, scores};
use ndarray::Array2;
use serde::Deserialize;

type Matrix = Vec<Vec<f64>>;

#[derive(Deserialize)]
struct Reference {
    q: Matrix,
    k: Matrix,
    v: Matrix,
    g_out: Matrix,
    raw_scores: Matrix,
    scaled_scores: Matrix,
    full: Case,
    causal: Case,
    head: HeadReference,
}

#[derive(Deserialize)]
struct Case {
    weights: Matrix,
    out: Matrix,
    d_q: Matrix,
    d_k: Matrix,
    d_v: Matrix,
}

#[derive(Deserialize)]
struct HeadReference {
    x: Matrix,
    w_q: Matrix,
    w_k: Matrix,
    w_v: Matrix,
    g_out: Matrix,
    full: HeadCase,
    causal: HeadCase,
}

#[derive(Deserialize)]
struct HeadCase {
    q: Matrix,
    k: Matrix,
    v: Matrix,
    weights: Matrix,
    out: Matrix,
    d_x: Matrix,
    d_w_q: Matrix,
    d_w_k: Matrix,
    d_w_v: Matrix,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../reference/attention.json"))
        .expect("the reference")
}

fn matrix(rows: &Matrix) -> Array2<f64> {
    let flat = rows.concat();
    Array2::from_shape_vec((rows.len(), rows[0].len()), flat).expect("full rows")
}

fn assert_same(found: &Array2<f64>, expected: &Matrix) {
    let expected = matrix(expected);
    assert_eq!(found.dim(), expected.dim());
    for (found, expected) in found.iter().zip(&expected) {
        assert_abs_diff_eq!(found, expected, epsilon = 1e-10);
    }
}

#[test]
fn attention_is_that_of_an_independent_library() {
    let reference = reference();
    let (q, k) = (matrix(&reference.q), matrix(&reference.k));
    let (v, d_output) = (matrix(&reference.v), matrix(&reference.g_out));
    let scaled = scores(&q, &k).unwrap();
    assert_same(&scaled, &reference.scaled_scores);
    assert_same(&(scaled * 6.0_f64.sqrt()), &reference.raw_scores);
    let causal = causal_mask(4).unwrap();
    for (mask, case) in
        [(None, &reference.full), (Some(&causal), &reference.causal)]
    {
        let attended = attend(&q, &k, &v, mask).unwrap();
        assert_same(&attended.weights, &case.weights);
        assert_same(&attended.output, &case.out);
        let d = attend_backward(&q, &k, &v, &attended.weights, &d_output).unwrap();
        assert_same(&d.d_queries, &case.d_q);
        assert_same(&d.d_keys, &case.d_k);
        assert_same(&d.d_values, &case.d_v);
    }
}

#[test]
fn a_head_is_that_of_an_independent_library() {
    let reference = reference().head;
    let (x, d_output) = (matrix(&reference.x), matrix(&reference.g_out));
    let head = Head {
        w_q: matrix(&reference.w_q),
        w_k: matrix(&reference.w_k),
        w_v: matrix(&reference.w_v),
    };
    let causal = causal_mask(4).unwrap();
    for (mask, case) in
        [(None, &reference.full), (Some(&causal), &reference.causal)]
    {
        let pass = head.forward(&x, mask).unwrap();
        assert_same(&pass.queries, &case.q);
        assert_same(&pass.keys, &case.k);
        assert_same(&pass.values, &case.v);
        assert_same(&pass.weights, &case.weights);
        assert_same(&pass.output, &case.out);
        let (d, d_x) = head.backward(&x, &pass, &d_output).unwrap();
        assert_same(&d_x, &case.d_x);
        assert_same(&d.d_w_q, &case.d_w_q);
        assert_same(&d.d_w_k, &case.d_w_k);
        assert_same(&d.d_w_v, &case.d_w_v);
    }
}
