//! The same numbers as an independent library: `reference/multi_head.json` is from
//! PyTorch's autograd in `f64`.

use attention::{Head, causal_mask};
use multi_head::packed::PackedHeads;
use multi_head::{MultiHead, MultiHeadGradients};
use ndarray::{Array2, s};
use serde::Deserialize;

type Rows = Vec<Vec<f64>>;

#[derive(Deserialize)]
struct Reference {
    heads: usize,
    x: Rows,
    w_q: Rows,
    w_k: Rows,
    w_v: Rows,
    w_o: Rows,
    g_out: Rows,
    full: Case,
    causal: Case,
}

#[derive(Deserialize)]
struct Case {
    weights: Vec<Rows>,
    concat: Rows,
    out: Rows,
    d_x: Rows,
    d_w_q: Rows,
    d_w_k: Rows,
    d_w_v: Rows,
    d_w_o: Rows,
}

fn reference() -> Reference {
    let text = include_str!("../reference/multi_head.json");
    serde_json::from_str(text).expect("the reference is JSON")
}

fn matrix(rows: &Rows) -> Array2<f64> {
    let numbers = rows.iter().flatten().copied().collect();
    Array2::from_shape_vec((rows.len(), rows[0].len()), numbers).expect("full rows")
}

/// Each head reads its own columns of the packed matrices.
fn heads(reference: &Reference) -> MultiHead {
    let d_head = reference.x[0].len() / reference.heads;
    let part = |rows: &Rows, head: usize| {
        matrix(rows).slice(s![.., head * d_head..(head + 1) * d_head]).to_owned()
    };
    let head = |head| Head {
        w_q: part(&reference.w_q, head),
        w_k: part(&reference.w_k, head),
        w_v: part(&reference.w_v, head),
    };
    MultiHead {
        heads: (0..reference.heads).map(head).collect(),
        w_o: matrix(&reference.w_o),
    }
}

fn assert_same(what: &str, found: &Array2<f64>, expected: &Rows) {
    let expected = matrix(expected);
    assert_eq!(found.dim(), expected.dim(), "{what}");
    for ((at, found), expected) in found.indexed_iter().zip(&expected) {
        let error = (found - expected).abs();
        assert!(error < 1e-10, "{what} {at:?}: {found}, not {expected}");
    }
}

fn side_by_side(
    gradients: &MultiHeadGradients,
    pick: fn(&attention::HeadGradients) -> &Array2<f64>,
) -> Array2<f64> {
    let parts: Vec<_> = gradients.heads.iter().map(|h| pick(h).view()).collect();
    ndarray::concatenate(ndarray::Axis(1), &parts).expect("the same rows")
}

fn assert_case(reference: &Reference, case: &Case, mask: Option<&Array2<bool>>) {
    let (heads, x) = (heads(reference), matrix(&reference.x));
    let pass = heads.forward(&x, mask).unwrap();
    for (pass, weights) in pass.heads.iter().zip(&case.weights) {
        assert_same("weights", &pass.weights, weights);
    }
    assert_same("concatenated", &pass.concatenated, &case.concat);
    assert_same("output", &pass.output, &case.out);
    let (found, d_x) =
        heads.backward(&x, &pass, &matrix(&reference.g_out)).unwrap();
    assert_same("d_x", &d_x, &case.d_x);
    assert_same("d_w_q", &side_by_side(&found, |h| &h.d_w_q), &case.d_w_q);
    assert_same("d_w_k", &side_by_side(&found, |h| &h.d_w_k), &case.d_w_k);
    assert_same("d_w_v", &side_by_side(&found, |h| &h.d_w_v), &case.d_w_v);
    assert_same("d_w_o", &found.d_w_o, &case.d_w_o);
}

#[test]
fn heads_are_those_of_an_independent_library() {
    let reference = reference();
    assert_case(&reference, &reference.full, None);
}

#[test]
fn masked_heads_are_those_of_an_independent_library() {
    let reference = reference();
    let mask = causal_mask(reference.x.len()).unwrap();
    assert_case(&reference, &reference.causal, Some(&mask));
}

#[test]
fn packed_heads_are_those_of_an_independent_library() {
    let reference = reference();
    let (case, x) = (&reference.causal, matrix(&reference.x));
    let mut packed = PackedHeads::try_from(&heads(&reference)).unwrap();
    let out = packed.forward(&x, x.nrows()).unwrap().clone();
    assert_same("output", &out, &case.out);
    for (head, weights) in case.weights.iter().enumerate() {
        assert_same(
            "weights",
            &packed.weights(0, head).unwrap().to_owned(),
            weights,
        );
    }
    let d_x = packed.backward(&x, &matrix(&reference.g_out)).unwrap().clone();
    assert_same("d_x", &d_x, &case.d_x);
    let (d_w_qkv, d_w_o) = packed.gradients();
    assert_same("d_w_q", &d_w_qkv.slice(s![.., 0..8]).to_owned(), &case.d_w_q);
    assert_same("d_w_k", &d_w_qkv.slice(s![.., 8..16]).to_owned(), &case.d_w_k);
    assert_same("d_w_v", &d_w_qkv.slice(s![.., 16..24]).to_owned(), &case.d_w_v);
    assert_same("d_w_o", d_w_o, &case.d_w_o);
}
