//! The same numbers as an independent library: the references are from PyTorch's
//! autograd in `f64`.

use attention::{Head, causal_mask};
use multi_head::MultiHead;
use ndarray::{Array1, Array2, Axis, concatenate, s};
use serde_json::Value;
use transformer::{
    AdamW, Block, FeedForward, LayerNorm, Moments, gelu, gelu_slope,
};

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("the reference is JSON")
}

fn row(value: &Value) -> Array1<f64> {
    let numbers = value.as_array().expect("a list");
    numbers.iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn matrix(value: &Value) -> Array2<f64> {
    let rows: Vec<_> = value.as_array().expect("a list").iter().map(row).collect();
    let views: Vec<_> =
        rows.iter().map(|row| row.view().insert_axis(Axis(0))).collect();
    concatenate(Axis(0), &views).expect("full rows")
}

fn assert_rows(what: &str, found: &Array1<f64>, expected: &Value) {
    let expected = row(expected);
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(&expected) {
        assert!(
            (found - expected).abs() < 1e-10,
            "{what}: {found}, not {expected}"
        );
    }
}

fn assert_same(what: &str, found: &Array2<f64>, expected: &Value) {
    let expected = matrix(expected);
    assert_eq!(found.dim(), expected.dim(), "{what}");
    for (found, expected) in found.iter().zip(&expected) {
        assert!(
            (found - expected).abs() < 1e-10,
            "{what}: {found}, not {expected}"
        );
    }
}

#[test]
fn layer_norm_is_that_of_an_independent_library() {
    let reference = read(include_str!("../reference/layer_norm.json"));
    let norm = LayerNorm {
        gamma: row(&reference["gamma"]),
        beta: row(&reference["beta"]),
    };
    let (output, pass) = norm.forward(&matrix(&reference["x"])).unwrap();
    assert_same("out", &output, &reference["out"]);
    let (d, d_x) = norm.backward(&pass, &matrix(&reference["g_out"])).unwrap();
    assert_same("d_x", &d_x, &reference["d_x"]);
    assert_rows("d_gamma", &d.d_gamma, &reference["d_gamma"]);
    assert_rows("d_beta", &d.d_beta, &reference["d_beta"]);
}

#[test]
fn gelu_is_that_of_an_independent_library() {
    let reference = read(include_str!("../reference/gelu.json"));
    let x = row(&reference["x"]);
    assert_rows("exact", &x.mapv(gelu), &reference["exact"]);
    assert_rows("slope", &x.mapv(gelu_slope), &reference["d_exact"]);
}

#[test]
fn a_block_is_that_of_an_independent_library() {
    let reference = read(include_str!("../reference/block.json"));
    let get = |name: &str| matrix(&reference[name]);
    let d_head = 4;
    let head = |head: usize| {
        let part = |name| {
            get(name).slice(s![.., head * d_head..(head + 1) * d_head]).to_owned()
        };
        Head { w_q: part("w_q"), w_k: part("w_k"), w_v: part("w_v") }
    };
    let norm = |gamma: &str, beta: &str| LayerNorm {
        gamma: row(&reference[gamma]),
        beta: row(&reference[beta]),
    };
    let block = Block {
        norm_1: norm("ln1_gamma", "ln1_beta"),
        heads: MultiHead { heads: vec![head(0), head(1)], w_o: get("w_o") },
        norm_2: norm("ln2_gamma", "ln2_beta"),
        feed_forward: FeedForward {
            w_up: get("w_up"),
            b_up: row(&reference["b_up"]),
            w_down: get("w_down"),
            b_down: row(&reference["b_down"]),
        },
    };
    let case = &reference["gelu_exact"];
    let (out, pass) = block.forward(&get("x"), &causal_mask(4).unwrap()).unwrap();
    assert_same("ln1", &pass.normed_1, &case["ln1"]);
    assert_same("attention", &pass.heads.output, &case["attention_out"]);
    assert_same("ln2", &pass.normed_2, &case["ln2"]);
    assert_same("out", &out, &case["out"]);
    let (d, d_x) = block.backward(&pass, &get("g_out")).unwrap();
    assert_same("d_x", &d_x, &case["d_x"]);
    assert_rows("d_ln1_gamma", &d.norm_1.d_gamma, &case["d_ln1_gamma"]);
    assert_rows("d_ln1_beta", &d.norm_1.d_beta, &case["d_ln1_beta"]);
    assert_rows("d_ln2_gamma", &d.norm_2.d_gamma, &case["d_ln2_gamma"]);
    assert_rows("d_ln2_beta", &d.norm_2.d_beta, &case["d_ln2_beta"]);
    let beside = |pick: fn(&attention::HeadGradients) -> &Array2<f64>| {
        let parts: Vec<_> = d.heads.heads.iter().map(|h| pick(h).view()).collect();
        concatenate(Axis(1), &parts).expect("the same rows")
    };
    assert_same("d_w_q", &beside(|h| &h.d_w_q), &case["d_w_q"]);
    assert_same("d_w_k", &beside(|h| &h.d_w_k), &case["d_w_k"]);
    assert_same("d_w_v", &beside(|h| &h.d_w_v), &case["d_w_v"]);
    assert_same("d_w_o", &d.heads.d_w_o, &case["d_w_o"]);
    assert_same("d_w_up", &d.feed_forward.d_w_up, &case["d_w_up"]);
    assert_rows("d_b_up", &d.feed_forward.d_b_up, &case["d_b_up"]);
    assert_same("d_w_down", &d.feed_forward.d_w_down, &case["d_w_down"]);
    assert_rows("d_b_down", &d.feed_forward.d_b_down, &case["d_b_down"]);
}

#[test]
fn adam_is_that_of_an_independent_library() {
    let reference = read(include_str!("../reference/adam.json"));
    let mut checked = 0;
    for run in reference["runs"].as_array().expect("a list") {
        let name = run["optimizer"].as_str().expect("a name");
        if !name.starts_with("adam") {
            continue;
        }
        let get = |key: &str, otherwise| {
            run["settings"][key].as_f64().unwrap_or(otherwise)
        };
        let betas = row(&run["settings"]["betas"]);
        let adam = AdamW {
            learning_rate: get("lr", 0.0),
            beta_1: betas[0],
            beta_2: betas[1],
            epsilon: get("eps", 1e-8),
            weight_decay: get("weight_decay", 0.0),
        };
        let (mut w, mut moments) =
            (row(&reference["w0"]).to_vec(), Moments::default());
        let gradients = matrix(&reference["gradients"]);
        for (gradients, expected) in gradients
            .rows()
            .into_iter()
            .zip(run["after_step"].as_array().expect("a list"))
        {
            adam.step(&mut w, &gradients.to_vec(), true, &mut moments).unwrap();
            assert_rows(name, &Array1::from(w.clone()), expected);
        }
        checked += 1;
    }
    assert!(checked > 0, "no run of Adam");
}
