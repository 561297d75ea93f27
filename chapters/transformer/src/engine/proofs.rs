//! What the engine keeps to itself, against an independent library.

use serde::Deserialize;

use crate::engine::adam_w::adam_w;
use crate::engine::layer_norm::{layer_norm, layer_norm_backward};
use crate::engine::product::{COLUMNS, tile, tile_of_transposed};
use crate::engine::vectorised::multiply_add;
use crate::engine::{Schedule, Settings};

fn narrow(numbers: &[f64]) -> Vec<f32> {
    numbers.iter().map(|&number| number as f32).collect()
}

fn assert_near(found: &[f32], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let error = (f64::from(*found) - expected).abs();
        assert!(error < tolerance, "{found} {expected} {error:e}");
    }
}

#[derive(Deserialize)]
struct Adam {
    w0: Vec<f64>,
    gradients: Vec<Vec<f64>>,
    runs: Vec<AdamRun>,
}

#[derive(Deserialize)]
struct AdamRun {
    optimizer: String,
    after_step: Vec<Vec<f64>>,
}

#[test]
fn adam_w_is_that_of_the_reference() {
    let text = include_str!("../../tests/reference/adam.json");
    let reference: Adam = serde_json::from_str(text).expect("adam.json");
    // A cosine that never falls: the reference has one learning rate.
    for (name, betas, weight_decay) in
        [("adam", (0.9, 0.999), 0.0), ("adamw", (0.9, 0.99), 0.1)]
    {
        let run = reference.runs.iter().find(|run| run.optimizer == name);
        let run = run.expect("the optimizer");
        let mut parameters = narrow(&reference.w0);
        let (mut means, mut squares) = (vec![0.0; 6], vec![0.0; 6]);
        for (step, gradient) in reference.gradients.iter().enumerate() {
            let settings = Settings {
                batch: 1,
                steps: u64::MAX,
                schedule: Schedule {
                    learning_rate: 0.01,
                    warm_up: 0,
                    restart: None,
                },
                weight_decay,
                betas,
                largest_norm: 1.0,
            };
            let gradient = narrow(gradient);
            adam_w(
                &settings,
                step as u64,
                1.0,
                &mut parameters,
                &gradient,
                &mut means,
                &mut squares,
            );
            // 1 − β in f32 is known to 6e-5 of itself if β is 0.999.
            assert_near(&parameters, &run.after_step[step], 1e-6);
        }
    }
}

#[derive(Deserialize)]
struct Norm {
    x: Vec<Vec<f64>>,
    gamma: Vec<f64>,
    beta: Vec<f64>,
    out: Vec<Vec<f64>>,
    g_out: Vec<Vec<f64>>,
    d_x: Vec<Vec<f64>>,
    d_gamma: Vec<f64>,
    d_beta: Vec<f64>,
}

#[test]
fn layer_norm_forward_and_back_is_that_of_the_reference() {
    let text = include_str!("../../tests/reference/layer_norm.json");
    let norm: Norm = serde_json::from_str(text).expect("layer_norm.json");
    let (x, gain, bias) =
        (narrow(&norm.x.concat()), narrow(&norm.gamma), narrow(&norm.beta));
    let (mut outputs, mut statistics) = (vec![0.0; 24], vec![(0.0, 0.0); 4]);
    layer_norm(&x, &gain, &bias, &mut outputs, &mut statistics);
    assert_near(&outputs, &norm.out.concat(), 1e-6);
    let d_outputs = narrow(&norm.g_out.concat());
    let (mut d_x, mut d_gain, mut d_bias) =
        (vec![0.0; 24], vec![0.0; 6], vec![0.0; 6]);
    layer_norm_backward(
        &x,
        &gain,
        &statistics,
        &d_outputs,
        &mut d_x,
        &mut d_gain,
        &mut d_bias,
    );
    assert_near(&d_x, &norm.d_x.concat(), 1e-6);
    assert_near(&d_gain, &norm.d_gamma, 2e-6);
    assert_near(&d_bias, &norm.d_beta, 1e-6);
}

#[test]
fn the_learning_rate_rises_and_falls() {
    let settings = Settings {
        batch: 1,
        steps: 300,
        schedule: Schedule { learning_rate: 0.5, warm_up: 100, restart: None },
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    };
    let expected = [(0, 0.005), (99, 0.5), (100, 0.5), (200, 0.275), (300, 0.05)];
    for (step, rate) in expected {
        assert!((settings.learning_rate(step) - rate).abs() < 1e-12, "step {step}");
    }
    assert_eq!(settings.learning_rate(9000), settings.learning_rate(300));
}

/// This machine computes in one of the two ways, and another in the other.
#[test]
fn whole_tiles_and_half_tiles_are_sums_of_products_in_their_order() {
    const ROWS: usize = 4;
    const DEPTH: usize = 7;
    let number = |index: usize| 1.0 / (index as f32 + 3.7) - 0.1;
    let left: Vec<f32> = (0..ROWS * DEPTH).map(number).collect(); // (rows, depth)
    let transposed: Vec<f32> =
        (0..ROWS * DEPTH).map(|at| left[at % ROWS * DEPTH + at / ROWS]).collect(); // (depth, rows)
    let panel: [[f32; COLUMNS]; DEPTH] = std::array::from_fn(|index| {
        std::array::from_fn(|c| number(31 * c + index))
    });
    let start: [f32; COLUMNS] = std::array::from_fn(|c| number(5 * c));
    for fused in [false, true] {
        let expected = |start: [f32; COLUMNS]| -> [[f32; COLUMNS]; ROWS] {
            std::array::from_fn(|r| {
                std::array::from_fn(|c| {
                    (0..DEPTH).fold(start[c], |sum, index| {
                        let left = left[r * DEPTH + index];
                        multiply_add(fused, left, panel[index][c], sum)
                    })
                })
            })
        };
        assert_eq!(tile(fused, &left, DEPTH, &panel, start), expected(start));
        let of_transposed = tile_of_transposed(fused, &transposed, ROWS, &panel);
        assert_eq!(of_transposed, expected([0.0; COLUMNS]));
    }
}
