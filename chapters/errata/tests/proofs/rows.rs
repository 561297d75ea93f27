//! Each row that runs in a chapter: what is wrong fails, what is right does not.
//! The wrong versions are written out here once more, so that nothing rests on one
//! piece of code.

use attention::tokens::normal;
use attention::{
    Head, causal_mask, farthest, masked, scores, sinusoidal_positions,
};
use backprop::{
    backward, largest_relative_error, layer_backward, measured_gradients,
};
use embeddings::glove::book_vectors;
use embeddings::{cosine, dot, length, tokenize};
use loss::landscape::{bowl, bowl_gradient, parabola, parabola_step};
use loss::{Line, epoch, mean_squared_error_gradient, measured_gradient, shuffled};
use multi_head::MultiHead;
use ndarray::{Array1, Array2, ArrayView1, Axis, array, aview1, s};
use neurons::{Activation, Network};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::{Sampling, draw, entropy, softmax, softmax_at, softmax_rows};
use transformer::Block;

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn network(sizes: &[usize], output: Activation) -> Network {
    Network::random(sizes, Activation::Relu, output, &mut rng(1)).unwrap()
}

/// The size of a matrix, all its numbers taken as one vector.
fn size(matrix: &Array2<f64>) -> f64 {
    matrix.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// The cosine between two matrices, each taken as one vector.
fn alike(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    (a * b).sum() / size(a) / size(b)
}

/// The variance of all numbers.
fn variance(matrix: &Array2<f64>) -> f64 {
    let mean = matrix.mean().unwrap();
    matrix.mapv(|x| (x - mean) * (x - mean)).mean().unwrap()
}

/// How far the first row of two matrices is apart.
fn first_moved(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let first = |m: &Array2<f64>| m.slice(s![..1, ..]).to_owned();
    farthest(&first(a), &first(b))
}

#[test]
fn row_1_a_mean_needs_its_whole_factor() {
    for outputs in [1, 3, 10] {
        let (a, y) = (normal(8, outputs, 1), normal(8, outputs, 2)); // (8, outputs)
        let measured = measured_gradient(&a, &y, 1e-5).unwrap();
        let right = mean_squared_error_gradient(&a, &y).unwrap();
        let wrong = 2.0 * (&a - &y) / 8.0; // divided by the batch only
        assert!(farthest(&right, &measured) < 1e-8);
        assert!((size(&wrong) / size(&measured) - outputs as f64).abs() < 1e-6);
    }
}

#[test]
fn row_2_the_gradient_is_that_of_the_forward_pass() {
    let network = network(&[6, 8, 4], Activation::Identity);
    let (x, y) = (normal(5, 6, 3), normal(5, 4, 4)); // (5, 6), (5, 4)
    let activations = network.activations(&x).unwrap();
    let d_outputs = mean_squared_error_gradient(&activations[2], &y).unwrap();
    let right = backward(&network, &activations, &d_outputs).unwrap();
    let measured = measured_gradients(&network, &x, &y, 1e-6).unwrap();
    assert!(largest_relative_error(&right, &measured) < 1e-6);
    let mut updated = network.clone();
    updated.layers[1].weights.scaled_add(-1.0, &right.layers[1].d_weights);
    let back = |layer: usize, d: &Array2<f64>| {
        let (inputs, outputs) = (&activations[layer], &activations[layer + 1]);
        layer_backward(&updated.layers[layer], inputs, outputs, d).unwrap()
    };
    let (wrong, _) = back(0, &back(1, &d_outputs).1);
    let d_weights = &right.layers[0].d_weights; // (6, 8)
    assert!(size(&(&wrong.d_weights - d_weights)) > 0.1 * size(d_weights));
}

#[test]
fn row_3_a_hundredth_dies_on_the_way_through_six_layers() {
    let he = network(&[64, 32, 32, 32, 32, 32, 10], Activation::Identity);
    let mut small = he.clone();
    for layer in &mut small.layers {
        let spread = (2.0 / layer.weights.nrows() as f64).sqrt();
        layer.weights *= 0.01 / spread;
    }
    let images = normal(20, 64, 5).mapv(f64::abs); // (20, 64)
    let top = |network: &Network| size(&network.forward(&images).unwrap());
    assert!(top(&he) > 1.0, "{}", top(&he));
    assert!(top(&small) < 1e-6, "{}", top(&small));
}

#[test]
fn row_4_a_dead_output_learns_nothing() {
    let (x, y) = (normal(5, 6, 6), Array2::ones((5, 2))); // (5, 6), (5, 2)
    let gradient = |output: Activation| {
        let mut network = network(&[6, 8, 2], output);
        network.layers[1].bias.fill(-100.0);
        let activations = network.activations(&x).unwrap();
        let d = mean_squared_error_gradient(&activations[2], &y).unwrap();
        let gradients = backward(&network, &activations, &d).unwrap();
        size(&gradients.layers[1].d_bias.clone().insert_axis(Axis(0)))
    };
    assert_eq!(gradient(Activation::Relu), 0.0);
    assert!(gradient(Activation::Identity) > 1.0);
}

#[test]
fn row_6_a_gradient_tells_of_changes() {
    assert_eq!(bowl_gradient([0.0, 0.0]), [3.2, 0.1]);
    let cost = |w1, w2| bowl([w1, w2]);
    let start = cost(0.0, 0.0);
    let changes = |h: f64| (cost(h, 0.0) - start) / (cost(0.0, h) - start);
    assert!((changes(1e-5) - 32.0).abs() < 0.01);
    assert!(changes(1.0) < 4.0, "for small steps only");
    assert!((cost(1e-5, 0.0) / cost(0.0, 1e-5) - 1.0).abs() < 1e-4);
}

#[test]
fn row_7_a_step_may_be_too_large() {
    for rate in [0.01, 0.5, 0.99] {
        assert!(parabola(parabola_step(1.0, rate)) < parabola(1.0), "{rate}");
    }
    for rate in [1.01, 1.1, 3.0] {
        assert!(parabola(parabola_step(1.0, rate)) > parabola(1.0), "{rate}");
    }
}

#[test]
fn row_8_a_fixed_order_costs_and_a_moving_report_flatters() {
    let iris = loss::iris::book_iris().unwrap();
    let (inputs, targets) = (&iris.petal_lengths, &iris.petal_widths); // (150, 1)
    let n = inputs.nrows();
    let cost = |line: Line| line.cost(inputs, targets).unwrap();
    let best = cost(Line::best(inputs, targets).unwrap());
    let train = |is_shuffled: bool| {
        let (mut line, mut moving) = (Line { weight: 0.2, bias: 0.2 }, 0.0);
        let mut rng = rng(1);
        for _ in 0..50 {
            let order =
                if is_shuffled { shuffled(n, &mut rng) } else { (0..n).collect() };
            let path = epoch(line, inputs, targets, &order, 1, 0.005).unwrap();
            moving = 0.0;
            for (index, &example) in order.iter().enumerate() {
                let before = if index == 0 { line } else { path[index - 1] };
                let one = |m: &Array2<f64>| m.select(Axis(0), &[example]); // (1, 1)
                moving +=
                    before.cost(&one(inputs), &one(targets)).unwrap() / n as f64;
            }
            line = path[n - 1];
        }
        (moving, cost(line))
    };
    let ((reported, fixed), (_, shuffled)) = (train(false), train(true));
    assert!(fixed - best > 3.0 * (shuffled - best), "{fixed} {shuffled} {best}");
    assert!(fixed > 1.5 * reported, "{fixed} {reported}");
}

#[test]
fn row_9_the_logit_is_in_the_exponent_less_the_largest() {
    let naive = |z: &[f64]| {
        let powers = aview1(z).mapv(libm::exp); // (classes)
        let sum = powers.sum();
        powers / sum // (classes)
    };
    let large = [1000.0, 1001.0, 1002.0];
    assert!(naive(&large).iter().all(|p| p.is_nan()));
    let right = softmax(aview1(&large)).unwrap();
    assert!((right.sum() - 1.0).abs() < 1e-12);
    assert!((&right - &naive(&[0.0, 1.0, 2.0])).iter().all(|d| d.abs() < 1e-12));
    // Of indices, all scores are alike.
    let [up, down] = [array![2.0, 4.0, 5.0], array![5.0, 4.0, 2.0]];
    let indices =
        |z: &Array1<f64>| -> Vec<f64> { (0..z.len()).map(|i| i as f64).collect() };
    assert_eq!(naive(&indices(&up)), naive(&indices(&down)));
    assert_ne!(softmax(up.view()).unwrap(), softmax(down.view()).unwrap());
}

#[test]
fn row_10_temperature_flattens_only_above_1_and_a_draw_makes_the_difference() {
    let logits = array![2.0, 4.0, 5.0];
    let spread =
        |t: f64| entropy(softmax_at(logits.view(), t).unwrap().view()).unwrap();
    assert!(spread(0.5) < spread(1.0) && spread(1.0) < spread(2.0));
    let text = |t: f64, seed: u64| -> Vec<usize> {
        let p = softmax_at(logits.view(), t).unwrap();
        let mut rng = rng(seed);
        (0..50).map(|_| draw(p.view(), &mut rng).unwrap()).collect()
    };
    assert_eq!(text(2.0, 1), text(2.0, 1), "no other generation by temperature");
    assert_ne!(text(1.0, 1), text(1.0, 2), "another by another draw");
}

#[test]
fn row_12_a_dot_product_is_no_likeness() {
    let vectors = book_vectors().unwrap();
    let [cat, dog] = ["cat", "dog"].map(|word| vectors.vector(word).unwrap());
    assert!(dot(cat, dog).unwrap() > dot(cat, cat).unwrap());
    assert!(cosine(cat, dog).unwrap() < 0.95);
    assert!((cosine(cat, cat).unwrap() - 1.0).abs() < 1e-12);
}

#[test]
fn row_13_an_offset_is_a_tendency() {
    let vectors = book_vectors().unwrap();
    let offset = |a: &str, b: &str| {
        &vectors.vector(a).unwrap() - &vectors.vector(b).unwrap()
    };
    let (people, rulers) = (offset("man", "woman"), offset("king", "queen"));
    let likeness = cosine(people.view(), rulers.view()).unwrap();
    assert!((0.5..0.7).contains(&likeness), "neither chance nor equal: {likeness}");
    assert!(length((&people - &rulers).view()) > length(people.view()));
    let question = ["man", "king", "woman"];
    let moved = vectors.moved(question).unwrap();
    let first = vectors.nearest(moved.view(), &[], 1).unwrap()[0].id;
    assert_eq!(vectors.vocabulary().words()[first], "king");
    let first = vectors.analogy(question, 1).unwrap()[0].id;
    assert_eq!(vectors.vocabulary().words()[first], "queen");
}

#[test]
fn row_14_words_are_looked_up_in_lower_case_without_punctuation() {
    let vectors = book_vectors().unwrap();
    let known = |word: &str| vectors.vocabulary().id(word).is_some();
    for written in ["The", "Paris", "mat."] {
        assert!(!known(written), "{written}");
        assert!(known(&tokenize(written)[0]), "{written}");
    }
}

#[test]
fn row_15_sine_and_cosine_share_a_frequency() {
    let (n, d) = (100, 8);
    let right = sinusoidal_positions(n, d).unwrap(); // (100, 8)
    let mut wrong = right.clone(); // (100, 8)
    for ((position, column), value) in wrong.indexed_iter_mut() {
        if column % 2 == 1 {
            // The exponent of the column itself, not that of its sine.
            let frequency = libm::pow(10000.0, -(column as f64) / d as f64);
            *value = libm::cos(position as f64 * frequency);
        }
    }
    let products = |m: &Array2<f64>| -> Vec<f64> {
        (0..n - 10).map(|t| m.row(t).dot(&m.row(t + 10))).collect()
    };
    let range = |products: Vec<f64>| {
        let least = products.iter().copied().fold(f64::INFINITY, f64::min);
        products.iter().copied().fold(f64::NEG_INFINITY, f64::max) - least
    };
    assert!(range(products(&right)) < 1e-9);
    assert!(range(products(&wrong)) > 1.0);
}

#[test]
fn row_16_later_tokens_are_masked_not_older_ones() {
    let head = Head::random(8, 4, 8, &mut rng(7)).unwrap();
    let tokens = normal(6, 8, 8); // (6, 8)
    let mut changed = tokens.clone(); // (6, 8)
    changed.row_mut(5).fill(2.0);
    let moved = |mask: &Array2<bool>| {
        let [before, after] = [&tokens, &changed]
            .map(|t| head.forward(t, Some(mask)).unwrap().output);
        first_moved(&before, &after)
    };
    let later = causal_mask(6).unwrap(); // (6, 6)
    assert_eq!(moved(&later), 0.0);
    assert!(moved(&later.t().to_owned()) > 0.1);
}

#[test]
fn row_17_every_head_needs_the_mask() {
    let heads = MultiHead::random(8, 2, &mut rng(9)).unwrap();
    let tokens = normal(6, 8, 10); // (6, 8)
    let mut changed = tokens.clone(); // (6, 8)
    changed.row_mut(5).fill(2.0);
    let moved = |mask: Option<&Array2<bool>>| {
        let [before, after] =
            [&tokens, &changed].map(|t| heads.forward(t, mask).unwrap().output);
        first_moved(&before, &after)
    };
    assert_eq!(moved(Some(&causal_mask(6).unwrap())), 0.0);
    assert!(moved(None) > 0.1);
}

#[test]
fn row_19_scores_are_divided_by_the_root() {
    for d_k in [16, 64, 256] {
        let (q, k) = (normal(200, d_k, 11), normal(200, d_k, 12)); // (200, d_k)
        let plain = variance(&q.dot(&k.t())) / d_k as f64;
        let scaled = variance(&scores(&q, &k).unwrap());
        assert!((0.8..1.25).contains(&plain), "as large as d_k: {plain}");
        assert!((0.8..1.25).contains(&scaled), "1 for every width: {scaled}");
    }
}

#[test]
fn row_23_a_head_reads_the_whole_token() {
    let heads = MultiHead::random(8, 2, &mut rng(13)).unwrap();
    let tokens = normal(6, 8, 14); // (6, 8)
    let mut changed = tokens.clone(); // (6, 8)
    changed.slice_mut(s![.., 4..]).mapv_inplace(|x| -x);
    let first = &heads.heads[0];
    let whole = |t: &Array2<f64>| first.forward(t, None).unwrap().output;
    assert!(farthest(&whole(&tokens), &whole(&changed)) > 0.1);
    let rows = |m: &Array2<f64>| m.slice(s![..4, ..]).to_owned(); // (4, 4)
    let (w_q, w_k, w_v) = (rows(&first.w_q), rows(&first.w_k), rows(&first.w_v));
    let on_slice = Head { w_q, w_k, w_v };
    let sliced = |t: &Array2<f64>| {
        let slice = t.slice(s![.., ..4]).to_owned(); // (6, 4)
        on_slice.forward(&slice, None).unwrap().output
    };
    assert_eq!(sliced(&tokens), sliced(&changed));
    // What it costs: h of (d_head, d_head) against h of (d_model, d_head), three
    // times.
    let (d, h) = (300, 6);
    assert_eq!([3 * h * (d / h) * (d / h), 3 * h * d * (d / h)], [45_000, 270_000]);
}

#[test]
fn row_24_numbers_around_0_keep_the_size() {
    let d = 64;
    let mut right = MultiHead::random(d, 4, &mut rng(15)).unwrap();
    let mut draws = rng(16);
    let draw = |_| draws.random::<f64>();
    let positive = Array2::from_shape_fn((d, d), draw); // (64, 64)
    let inputs = normal(200, d, 17); // (200, 64)
    let grown = |w_o: &Array2<f64>| size(&inputs.dot(w_o)) / size(&inputs);
    // With positive numbers, all outputs of a token follow the sum of its inputs.
    let along = |w_o: &Array2<f64>| {
        let output = inputs.dot(w_o); // (200, 64)
        let sum = output.sum_axis(Axis(1)); // (200)
        (&sum * &sum).sum() / d as f64 / (&output * &output).sum()
    };
    assert!((0.8..1.25).contains(&grown(&right.w_o)), "{}", grown(&right.w_o));
    assert!(along(&right.w_o) < 0.1, "{}", along(&right.w_o));
    right.w_o = positive;
    assert!(grown(&right.w_o) > 3.0, "{}", grown(&right.w_o));
    assert!(along(&right.w_o) > 0.5, "{}", along(&right.w_o));
}

#[test]
fn row_26_top_k_draws_by_probability() {
    let logits = array![2.0, 4.0, 5.0, 1.0, 0.0];
    let at = |temperature: f64| {
        let sampling = Sampling { temperature, top_k: Some(3), top_p: None };
        sampling.probabilities(logits.view()).unwrap()
    };
    let uniform =
        |p: &Array1<f64>| p.mapv(|p| if p > 0.0 { 1.0 / 3.0 } else { 0.0 });
    assert_eq!(uniform(&at(0.5)), uniform(&at(10.0)), "no temperature is felt");
    assert!(at(0.5)[2] > at(10.0)[2] + 0.4);
    // The odds of what is kept stay as they were.
    let all = softmax(logits.view()).unwrap();
    assert!((at(1.0)[2] / at(1.0)[0] - all[2] / all[0]).abs() < 1e-9);
}

#[test]
fn row_27_a_row_without_a_key_is_an_error() {
    let scored = normal(2, 3, 18); // (2, 3)
    let mask = array![[true, false, false], [false, false, false]]; // (2, 3)
    assert!(masked(scored.clone(), &mask).is_err());
    let mut wrong = scored; // (2, 3)
    wrong.zip_mut_with(&mask, |score, &is_allowed| {
        if !is_allowed {
            *score = -1e9;
        }
    });
    let weights = softmax_rows(&wrong).unwrap(); // (2, 3)
    let is_third =
        |row: ArrayView1<f64>| row.iter().all(|w| (w - 1.0 / 3.0).abs() < 1e-6);
    assert!(is_third(weights.row(1)), "{weights}");
}

#[test]
fn row_28_a_stream_remembers_what_was_said_at_its_start() {
    let seeds = 10;
    let (mut replaced, mut added) = (0.0, 0.0);
    for seed in 0..seeds {
        let mut rng = rng(seed);
        let start = normal(12, 32, 100 + seed); // (12, 32)
        let mask = causal_mask(12).unwrap(); // (12, 12)
        let (mut without, mut with) = (start.clone(), start.clone());
        for _ in 0..6 {
            let block = Block::random(32, 4, 1.0, &mut rng).unwrap();
            let pass = block.heads.forward(&without, Some(&mask)).unwrap();
            without = pass.output; // (12, 32)
            with = block.forward(&with, &mask).unwrap().0; // (12, 32)
        }
        replaced += alike(&start, &without) / seeds as f64;
        added += alike(&start, &with) / seeds as f64;
    }
    assert!(replaced.abs() < 0.1, "{replaced}");
    // The stream grows to less than three times the size of its start (the
    // chapter's run), so a third and more of it still points there.
    assert!(added > 1.0 / 3.0, "{added}");
}
