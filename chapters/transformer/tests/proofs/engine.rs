//! The engine against the clear model in `f64`, and against itself on more threads.

use neurons::standard_normal;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use serde::Deserialize;
use transformer::Sizes;
use transformer::engine::{
    Engine, EngineError, Schedule, Settings, State, Tensors, Tokens, Trainer,
    clear_loss_and_gradient, clear_model, exp, gelu,
};
use transformer::{AdamW, clip, learning_rate_at};

/// Widths that fill no panel, fill some, and are no multiple of a tile.
const CONFIGS: [Sizes; 3] = [
    Sizes { vocabulary: 19, context: 21, d_model: 12, n_heads: 3, n_blocks: 2 },
    Sizes { vocabulary: 5, context: 33, d_model: 6, n_heads: 2, n_blocks: 1 },
    Sizes { vocabulary: 33, context: 16, d_model: 40, n_heads: 2, n_blocks: 2 },
];
/// Of each tensor, in units of its largest gradient: some roundings of an `f32`,
/// 6e-8.
const ROUNDING: f32 = 4e-6;

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(5)
}

/// Far enough from the start of a training that every part of the model matters.
fn model(config: Sizes) -> Tensors {
    let mut rng = rng();
    let mut tensors = Tensors::random(config, &mut rng).expect("a model");
    for tensor in config.tensors() {
        let spread = if tensor.name.contains("embedding") { 1.0 } else { 0.3 };
        for value in tensors.get_mut(&tensor.name).expect("a tensor") {
            *value += (spread * standard_normal(&mut rng)) as f32;
        }
    }
    tensors
}

fn tokens(count: usize, vocabulary: usize) -> Vec<u32> {
    (0..count)
        .map(|index| (index * index * 7 + index / 3) as u32 % vocabulary as u32)
        .collect()
}

#[test]
fn loss_and_gradient_of_every_tensor_are_those_of_the_clear_model() {
    for config in CONFIGS {
        for length in [config.context, config.context - 2, 1] {
            let tensors = model(config);
            let inputs = tokens(3 * length, config.vocabulary);
            let targets = tokens(3 * length + 5, config.vocabulary)[5..].to_vec();
            let mut engine = Engine::new(tensors.clone(), 2).expect("an engine");
            let mut gradient = vec![0.0; config.parameters()];
            let loss = engine
                .loss_and_gradient(&inputs, &targets, length, &mut gradient)
                .expect("a loss");
            let mut clear = vec![0.0; config.parameters()];
            let expected = clear_loss_and_gradient(
                &tensors, &inputs, &targets, length, &mut clear,
            )
            .expect("a loss");
            assert!((loss - expected).abs() < 1e-6 * expected, "{loss} {expected}");
            assert_eq!(engine.loss(&inputs, &targets, length), Ok(loss));
            let mut start = 0;
            for tensor in config.tensors() {
                let place = start..start + tensor.rows * tensor.columns;
                start = place.end;
                let largest = clear[place.clone()]
                    .iter()
                    .fold(1e-3, |a: f32, b| a.max(b.abs()));
                for index in place {
                    let error = (gradient[index] - clear[index]).abs() / largest;
                    assert!(
                        error < ROUNDING,
                        "{config:?} {length} {}: {} {} {error:e}",
                        tensor.name,
                        gradient[index],
                        clear[index]
                    );
                }
            }
        }
    }
}

/// The loss of each step, in nats.
fn curve(uses_clear_model: bool, steps: usize) -> Vec<f64> {
    let state = State::new(CONFIGS[2], settings(), rng()).expect("a training");
    let mut trainer = Trainer::new(state, 1).expect("a trainer");
    if uses_clear_model {
        trainer.use_clear_model();
    }
    let text = Tokens::from(tokens(500, CONFIGS[2].vocabulary));
    (0..steps).map(|_| trainer.step(&text).expect("a step").loss).collect()
}

#[test]
fn the_clear_path_learns_along_the_same_curve() {
    let (fast, clear) = (curve(false, 40), curve(true, 40));
    assert!(fast[39] < 0.5 * fast[0], "{fast:?}");
    for (step, (fast, clear)) in fast.iter().zip(&clear).enumerate() {
        assert!((fast - clear).abs() < 1e-3 * clear, "{step}: {fast} {clear}");
    }
    assert_ne!(fast, clear, "the two paths round differently");
}

/// Of a text with one window only, so that each sequence of each batch is that one.
#[test]
fn steps_are_those_of_the_clear_adam_w() {
    let config = CONFIGS[0];
    let text = tokens(config.context + 1, config.vocabulary);
    let ids: Vec<usize> = text.iter().map(|token| *token as usize).collect();
    let settings = Settings { weight_decay: 0.7, ..settings() };
    let mut state = State::new(config, settings, rng()).expect("a training");
    state.tensors = model(config);
    let mut clear = clear_model(&state.tensors).expect("a model");
    let mut trainer = Trainer::new(state, 1).expect("a trainer");
    let mut moments = Vec::new();
    for step in 0..8 {
        trainer.step(&Tokens::from(text.clone())).expect("a step");
        let (inputs, targets) = (&ids[..config.context], &ids[1..]);
        let (_, mut gradients) =
            clear.cost_and_gradients(inputs, targets).expect("gradients");
        clip(&mut gradients, f64::from(settings.largest_norm));
        let adam = AdamW {
            learning_rate: learning_rate_at(step, 5, 40, 0.01),
            beta_1: f64::from(settings.betas.0),
            beta_2: f64::from(settings.betas.1),
            epsilon: 1e-8,
            weight_decay: f64::from(settings.weight_decay),
        };
        adam.step_model(&mut clear, &gradients, &mut moments).expect("a step");
    }
    let found = clear_model(&trainer.state().tensors).expect("a model");
    for (found, expected) in found.tensors().into_iter().zip(clear.tensors()) {
        let name = found.name;
        let mut apart: Vec<f64> = found
            .numbers
            .iter()
            .zip(expected.numbers)
            .map(|(a, b)| (a - b).abs())
            .collect();
        apart.sort_by(f64::total_cmp);
        // Adam divides by a gradient's size: where that is near 0, so is all that
        // an f32 knows of it.
        let most = apart[apart.len() * 9 / 10];
        assert!(most < 2e-5, "{name}: {most:e}");
    }
}

#[test]
fn the_clear_path_says_what_cannot_be_run() {
    let tensors = model(CONFIGS[0]);
    let mut gradient = vec![0.0; CONFIGS[0].parameters()];
    for (inputs, targets, tokens) in [
        (&[][..], &[][..], 1),
        (&[1], &[2], 0),
        (&[1, 2, 3], &[2, 3], 1),
        (&[1, 2, 3], &[2, 3, 4], 2),
        (&[0; 22], &[0; 22], 22),
        (&[19], &[1], 1),
        (&[1], &[19], 1),
    ] {
        let result = clear_loss_and_gradient(
            &tensors,
            inputs,
            targets,
            tokens,
            &mut gradient,
        );
        assert!(result.is_err(), "{inputs:?} {targets:?} {tokens}");
    }
    let result = clear_loss_and_gradient(&tensors, &[1], &[2], 1, &mut [0.0]);
    assert!(result.is_err());
}

#[test]
fn no_token_sees_the_future() {
    let config = CONFIGS[0];
    let mut engine = Engine::new(model(config), 1).expect("an engine");
    let first = tokens(20, config.vocabulary);
    for changed in 1..20 {
        let mut second = first.clone();
        second[changed] = (second[changed] + 1) % config.vocabulary as u32;
        let before = engine.logits(&first, 20).expect("logits").to_vec();
        let after = engine.logits(&second, 20).expect("logits");
        let seen = changed * config.vocabulary;
        assert_eq!(before[..seen], after[..seen], "to the last bit");
        assert_ne!(before[seen..], after[seen..]);
        let last = engine.next_logits(&first[..changed]).expect("logits");
        for (a, b) in last.iter().zip(&before[seen - config.vocabulary..seen]) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }
}

fn settings() -> Settings {
    Settings {
        batch: 11,
        steps: 40,
        schedule: Schedule { learning_rate: 0.01, warm_up: 5, restart: None },
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    }
}

fn trained(threads: usize, steps: usize) -> State {
    let state = State::new(CONFIGS[2], settings(), rng()).expect("a training");
    let mut trainer = Trainer::new(state, threads).expect("a trainer");
    let text = Tokens::from(tokens(500, CONFIGS[2].vocabulary));
    for _ in 0..steps {
        trainer.step(&text).expect("a step");
    }
    trainer.state()
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let one = trained(1, 12);
    for threads in [2, 3, 8, 50] {
        assert_eq!(trained(threads, 12), one, "{threads} threads");
    }
}

#[test]
fn training_learns() {
    let state = State::new(CONFIGS[2], settings(), rng()).expect("a training");
    let mut trainer = Trainer::new(state, 2).expect("a trainer");
    let text = Tokens::from(tokens(500, CONFIGS[2].vocabulary));
    let first = trainer.held_out(&text, 100).expect("a loss");
    assert!(
        (first - libm::log(33.0)).abs() < 0.05,
        "it begins with no idea: {first}"
    );
    for _ in 0..40 {
        trainer.step(&text).expect("a step");
    }
    let last = trainer.held_out(&text, 100).expect("a loss");
    assert!(last < 0.5 * first, "{first} {last}");
}

#[derive(Deserialize)]
struct Gelu {
    x: Vec<f32>,
    exact: Vec<f64>,
    d_exact: Vec<f64>,
}

#[test]
fn gelu_is_that_of_the_reference() {
    let reference: Gelu =
        serde_json::from_str(include_str!("../reference/gelu.json"))
            .expect("gelu.json");
    let rows = reference.x.iter().zip(&reference.exact).zip(&reference.d_exact);
    for ((&x, y), slope) in rows {
        let (found, found_slope) = gelu(x);
        let size = f64::from(x.abs()).max(1.0);
        assert!((f64::from(found) - y).abs() < 1.2e-7 * size, "{x}: {found} {y}");
        assert!(
            (f64::from(found_slope) - slope).abs() < 2.5e-7,
            "{x} {found_slope}"
        );
    }
}

#[test]
fn exp_and_gelu_are_as_exact_as_they_say() {
    for step in -8_700..8_800 {
        let x = step as f32 / 100.0;
        let right = libm::exp(f64::from(x));
        let error = (f64::from(exp(x)) - right).abs() / right;
        assert!(error < 2.0 * 1.2e-7, "{x}: {error:e}");
    }
    assert_eq!(exp(0.0), 1.0);
    assert!(exp(f32::NEG_INFINITY) < 2e-38 && exp(f32::INFINITY).is_finite());
    assert!(exp(f32::NAN).is_nan() && gelu(f32::NAN).0.is_nan());
    for step in -1_000..1_000 {
        let x = step as f32 / 100.0;
        let wide = f64::from(x);
        let below = 0.5 * libm::erfc(-wide / 2.0_f64.sqrt());
        let bell =
            libm::exp(-0.5 * wide * wide) / (2.0 * std::f64::consts::PI).sqrt();
        let (found, slope) = gelu(x);
        assert!(
            (f64::from(found) - wide * below).abs() < 1.5e-7 * wide.abs().max(1.0)
        );
        assert!((f64::from(slope) - below - wide * bell).abs() < 3e-7, "{x}");
    }
}

#[derive(Deserialize)]
struct Block {
    x: Vec<Vec<f64>>,
    ln1_gamma: Vec<f64>,
    ln1_beta: Vec<f64>,
    w_q: Vec<Vec<f64>>,
    w_k: Vec<Vec<f64>>,
    w_v: Vec<Vec<f64>>,
    w_o: Vec<Vec<f64>>,
    ln2_gamma: Vec<f64>,
    ln2_beta: Vec<f64>,
    w_up: Vec<Vec<f64>>,
    b_up: Vec<f64>,
    w_down: Vec<Vec<f64>>,
    b_down: Vec<f64>,
    gelu_exact: BlockRun,
}

#[derive(Deserialize)]
struct BlockRun {
    out: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Norm {
    x: Vec<Vec<f64>>,
    gamma: Vec<f64>,
    beta: Vec<f64>,
    out: Vec<Vec<f64>>,
}

/// Sets a tensor, row by row.
fn set(tensors: &mut Tensors, name: &str, numbers: impl IntoIterator<Item = f64>) {
    let tensor = tensors.get_mut(name).expect("a tensor");
    let numbers: Vec<f64> = numbers.into_iter().collect();
    assert_eq!(tensor.len(), numbers.len(), "{name}");
    tensor.iter_mut().zip(numbers).for_each(|(t, number)| *t = number as f32);
}

/// A model whose logits are its last norm, and whose tokens are the rows of `x`.
fn transparent(x: &[Vec<f64>], heads: usize) -> Tensors {
    let (rows, width) = (x.len(), x[0].len());
    let config = Sizes {
        vocabulary: width,
        context: rows,
        d_model: width,
        n_heads: heads,
        n_blocks: 1,
    };
    let mut tensors = Tensors::zeros(config).expect("a model");
    let padding = vec![0.0; (width - rows) * width];
    set(&mut tensors, "token_embedding", x.concat().into_iter().chain(padding));
    let unit =
        (0..width * width).map(|i| if i % (width + 1) == 0 { 1.0 } else { 0.0 });
    set(&mut tensors, "unembedding", unit);
    set(&mut tensors, "norm.gain", vec![1.0; width]);
    tensors
}

fn assert_near(found: &[f32], expected: &[Vec<f64>]) {
    let expected = expected.concat();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((f64::from(*found) - expected).abs() < 2e-6, "{found} {expected}");
    }
}

#[test]
fn a_layer_norm_is_that_of_the_reference() {
    let norm: Norm =
        serde_json::from_str(include_str!("../reference/layer_norm.json"))
            .expect("layer_norm.json");
    let mut tensors = transparent(&norm.x, 1);
    set(&mut tensors, "norm.gain", norm.gamma);
    set(&mut tensors, "norm.bias", norm.beta);
    let mut engine = Engine::new(tensors, 1).expect("an engine");
    assert_near(engine.logits(&[0, 1, 2, 3], 4).expect("logits"), &norm.out);
}

#[test]
fn a_block_is_that_of_the_reference() {
    let block: Block =
        serde_json::from_str(include_str!("../reference/block.json"))
            .expect("block.json");
    let mut tensors = transparent(&block.x, 2);
    let side_by_side = (0..8).flat_map(|row| {
        [&block.w_q, &block.w_k, &block.w_v]
            .map(|weights| weights[row].clone())
            .concat()
    });
    set(&mut tensors, "block.0.qkv.weights", side_by_side);
    set(&mut tensors, "block.0.norm_1.gain", block.ln1_gamma);
    set(&mut tensors, "block.0.norm_1.bias", block.ln1_beta);
    set(&mut tensors, "block.0.out.weights", block.w_o.concat());
    set(&mut tensors, "block.0.norm_2.gain", block.ln2_gamma);
    set(&mut tensors, "block.0.norm_2.bias", block.ln2_beta);
    set(&mut tensors, "block.0.up.weights", block.w_up.concat());
    set(&mut tensors, "block.0.up.bias", block.b_up);
    set(&mut tensors, "block.0.down.weights", block.w_down.concat());
    set(&mut tensors, "block.0.down.bias", block.b_down);
    let expected: Vec<Vec<f64>> =
        block.gelu_exact.out.iter().map(|row| normal(row)).collect();
    let mut engine = Engine::new(tensors, 1).expect("an engine");
    assert_near(engine.logits(&[0, 1, 2, 3], 4).expect("logits"), &expected);
}

fn normal(row: &[f64]) -> Vec<f64> {
    let mean = row.iter().sum::<f64>() / row.len() as f64;
    let variance =
        row.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / row.len() as f64;
    row.iter().map(|x| (x - mean) / (variance + 1e-5).sqrt()).collect()
}

#[test]
fn what_cannot_be_run_is_said() {
    let config = CONFIGS[0];
    let check =
        |config: Sizes| Tensors::zeros(config).expect_err("no model").to_string();
    assert_eq!(
        check(Sizes { n_heads: 0, ..config }),
        "the number of heads is 0: give a whole number from 1 to 8192"
    );
    assert_eq!(
        check(Sizes { n_heads: 5, ..config }),
        "a width of 12 cannot be shared by 5 heads: give a width that is a \
         multiple of the heads"
    );
    for huge in [
        Sizes { vocabulary: usize::MAX, ..config },
        Sizes { context: usize::MAX, ..config },
        Sizes { d_model: usize::MAX, ..config },
        Sizes { n_blocks: usize::MAX, ..config },
    ] {
        assert!(check(huge).contains("give a whole number from 1 to"));
    }
    let tensors = model(config);
    assert!(Engine::new(tensors.clone(), 0).is_err());
    assert!(Tensors::new(config, vec![0.0; 7]).is_err());
    let mut engine = Engine::new(tensors, 1).expect("an engine");
    assert!(engine.next_logits(&[]).is_err());
    assert!(engine.next_logits(&[0; 22]).is_err());
    let error = engine.next_logits(&[19]).expect_err("no token");
    assert_eq!(error, EngineError::Token { found: 19, vocabulary: 19 });
    assert!(engine.loss(&[1, 2, 3], &[2, 3], 1).is_err());
    assert!(engine.loss(&[1, 2, 3], &[2, 3, 4], 2).is_err());
    assert!(engine.loss(&[], &[], 1).is_err());
    assert!(engine.loss_and_gradient(&[1], &[2], 1, &mut [0.0]).is_err());
    let start = || State::new(config, settings(), rng()).expect("a training");
    let mut trainer = Trainer::new(start(), 1).expect("a trainer");
    let error = trainer.step(&Tokens::from(vec![0; 21])).expect_err("too short");
    assert_eq!(error, EngineError::TooShort { found: 21, least: 22 });
    assert!(trainer.held_out(&Tokens::from(vec![0; 21]), 5).is_err());
    assert!(
        trainer.step(&Tokens::from(vec![0; 22])).is_ok()
            && trainer.held_out(&Tokens::from(vec![0; 22]), 5).is_ok()
    );
    for settings in [
        Settings { batch: 0, ..settings() },
        Settings { weight_decay: f32::NAN, ..settings() },
        Settings { largest_norm: 0.0, ..settings() },
        Settings { betas: (1.0, 0.9), ..settings() },
        Settings {
            schedule: Schedule {
                learning_rate: f64::INFINITY,
                warm_up: 0,
                restart: None,
            },
            ..settings()
        },
    ] {
        assert!(State::new(config, settings, rng()).is_err(), "{settings:?}");
    }
    let mut state = start();
    state.means = Tensors::zeros(CONFIGS[1]).expect("another model");
    assert!(Trainer::new(state, 1).is_err());
    let mut state = start();
    state.tensors.values_mut()[0] = f32::NAN;
    let text = Tokens::from(vec![0; 40]);
    let mut trainer = Trainer::new(state, 1).expect("a trainer");
    assert_eq!(
        trainer.step(&text).expect_err("NaN"),
        EngineError::RanAway { step: 1 }
    );
}
