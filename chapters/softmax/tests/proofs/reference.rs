//! The same numbers as an independent library, to 1e-10.

use approx::assert_abs_diff_eq;
use ndarray::{Array1, Array2, ArrayView1, aview1};
use serde::Deserialize;
use softmax::{
    cross_entropy, cross_entropy_cost, cross_entropy_gradient, entropy,
    log_softmax, log_sum_exp, perplexity, softmax, softmax_at, softmax_rows,
    softmax_rows_backward,
};

const TOLERANCE: f64 = 1e-10;

#[derive(Deserialize)]
struct Softmax {
    cases: Vec<Case>,
    backward: Backward,
}

#[derive(Deserialize)]
struct Case {
    logits: Vec<f64>,
    temperature: f64,
    softmax: Vec<f64>,
    log_softmax: Vec<f64>,
    entropy_nats: f64,
    log_sum_exp: f64,
}

#[derive(Deserialize)]
struct Backward {
    z: Vec<Vec<f64>>,
    p: Vec<Vec<f64>>,
    g_out: Vec<Vec<f64>>,
    d_z: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct LogSumExp {
    cases: Vec<Logits>,
}

#[derive(Deserialize)]
struct Logits {
    x: Vec<f64>,
    log_sum_exp: f64,
    softmax: Vec<f64>,
}

#[derive(Deserialize)]
struct CrossEntropy {
    logits: Vec<Vec<f64>>,
    targets: Vec<usize>,
    loss: f64,
    perplexity: f64,
    per_row: Vec<f64>,
    d_logits: Vec<Vec<f64>>,
    extreme: Extreme,
}

#[derive(Deserialize)]
struct Extreme {
    logits: Vec<Vec<f64>>,
    targets: Vec<usize>,
    loss: f64,
    per_row: Vec<f64>,
    d_logits: Vec<Vec<f64>>,
}

fn read<T: for<'a> Deserialize<'a>>(text: &str) -> T {
    serde_json::from_str(text).expect("a reference file")
}

fn matrix(rows: &[Vec<f64>]) -> Array2<f64> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

fn assert_close(found: ArrayView1<f64>, expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_abs_diff_eq!(found, expected, epsilon = TOLERANCE);
    }
}

fn assert_same(found: &Array2<f64>, expected: &[Vec<f64>]) {
    assert_eq!(found.nrows(), expected.len());
    for (found, expected) in found.rows().into_iter().zip(expected) {
        assert_close(found, expected);
    }
}

#[test]
fn softmax_is_that_of_an_independent_library() {
    let reference: Softmax = read(include_str!("../reference/softmax.json"));
    assert_eq!(reference.cases.len(), 40);
    for case in &reference.cases {
        let p = softmax_at(aview1(&case.logits), case.temperature).unwrap();
        assert_close(p.view(), &case.softmax);
        let divided: Array1<f64> =
            case.logits.iter().map(|z| z / case.temperature).collect();
        assert_close(softmax(divided.view()).unwrap().view(), &case.softmax);
        let logs = log_softmax(divided.view()).unwrap();
        assert_close(logs.view(), &case.log_softmax);
        let sum = log_sum_exp(divided.view()).unwrap();
        assert_abs_diff_eq!(sum, case.log_sum_exp, epsilon = TOLERANCE);
        let nats = entropy(p.view()).unwrap();
        assert_abs_diff_eq!(nats, case.entropy_nats, epsilon = TOLERANCE);
    }
}

#[test]
fn the_way_back_is_that_of_an_independent_library() {
    let reference: Softmax = read(include_str!("../reference/softmax.json"));
    let back = &reference.backward;
    let p = softmax_rows(&matrix(&back.z)).unwrap();
    assert_same(&p, &back.p);
    let d_z = softmax_rows_backward(&p, &matrix(&back.g_out)).unwrap();
    assert_same(&d_z, &back.d_z);
}

#[test]
fn log_sum_exp_is_that_of_an_independent_library() {
    let reference: LogSumExp = read(include_str!("../reference/log_sum_exp.json"));
    assert_eq!(reference.cases.len(), 9);
    for case in &reference.cases {
        let sum = log_sum_exp(aview1(&case.x)).unwrap();
        assert_abs_diff_eq!(sum, case.log_sum_exp, epsilon = TOLERANCE);
        assert_close(softmax(aview1(&case.x)).unwrap().view(), &case.softmax);
    }
}

/// The plain functions, and the one that trains.
fn assert_costs(
    logits: &[Vec<f64>],
    targets: &[usize],
    loss: f64,
    per_row: &[f64],
    d_logits: &[Vec<f64>],
) {
    let logits = matrix(logits);
    let found = cross_entropy(&logits, targets).unwrap();
    assert_abs_diff_eq!(found, loss, epsilon = TOLERANCE);
    for (row, expected) in per_row.iter().enumerate() {
        let one = logits.select(ndarray::Axis(0), &[row]);
        let found = cross_entropy(&one, &targets[row..=row]).unwrap();
        assert_abs_diff_eq!(found, *expected, epsilon = TOLERANCE);
    }
    assert_same(&cross_entropy_gradient(&logits, targets).unwrap(), d_logits);
    let one_hot = loss::one_hot(targets, logits.ncols()).unwrap();
    let mut d = Array2::zeros(logits.dim());
    let found = cross_entropy_cost(logits.view(), one_hot.view(), d.view_mut());
    assert_abs_diff_eq!(found, loss, epsilon = TOLERANCE);
    assert_same(&d, d_logits);
}

#[test]
fn cross_entropy_is_that_of_an_independent_library() {
    let c: CrossEntropy = read(include_str!("../reference/cross_entropy.json"));
    assert_costs(&c.logits, &c.targets, c.loss, &c.per_row, &c.d_logits);
    let found = perplexity(cross_entropy(&matrix(&c.logits), &c.targets).unwrap());
    assert_abs_diff_eq!(found, c.perplexity, epsilon = TOLERANCE);
    let e = &c.extreme;
    assert_costs(&e.logits, &e.targets, e.loss, &e.per_row, &e.d_logits);
}
