//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use attention::tokens::normal;
use backprop::{Order, Settings};
use ndarray::{Array2, array};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::{Sampling, perplexity};

use crate::baselines::{NGram, window_cost};
use crate::engine::{
    self, Config, Engine, Schedule, State, Tokens, Trainer, clear_loss_and_gradient,
};
use crate::faults::{blocks, without_stream};
use crate::grammar::{GRAMMAR, Grammar, Sentence};
use crate::toy::{TRAINING, example, from_bytes, learn, sentences, sizes, weights};
use crate::{
    AdamW, Example, LayerNorm, Sizes, Transformer, clip, cost_per_token, figures,
    gelu, gelu_slope, generate, learning_rate_at,
};

/// The trained models that the book comes with.
const MODELS: [&[u8]; 2] = [
    include_bytes!("../../../assets/transformer/blocks-1.f32"),
    include_bytes!("../../../assets/transformer/blocks-2.f32"),
];
/// What a training of each ends with, and the curves of the first, as the test `retrain`
/// records them.
const RESULTS: &str = include_str!("../../../assets/transformer/results.csv");
const SAMPLES: &str = include_str!("../../../assets/transformer/samples.csv");
const CURVES: &str = include_str!("../../../assets/transformer/curves.csv");

/// Runs every experiment of the chapter.
///
/// # Errors
/// If a name is used twice, or the models do not fit their sizes.
pub fn experiments(page: &mut Record) -> Result<()> {
    page.figure("block", figures::block())?;
    stream(page)?;
    layer_norm(page)?;
    gelus(page)?;
    gradients(page)?;
    schedule(page)?;
    optimisers(page)?;
    let grammar = Grammar::parse(GRAMMAR)?;
    let (entropy, length) = grammar.entropy_and_length();
    let floor = entropy / length;
    language(page, &grammar, floor)?;
    costs(page, &grammar, floor)?;
    let model = from_bytes(sizes(&grammar, 2), MODELS[1])?;
    writing(page, &grammar, &model)?;
    heads(page, &grammar, &model)?;
    let text = sentences(&grammar, 300, 5).into_iter().flat_map(|s| s.ids);
    let text: Vec<u32> = text.map(|id| id as u32).collect();
    paths(page, &text, grammar.words.len())?;
    curves(page, &Tokens::from(text), grammar.words.len())
}

/// A training of the engine, small enough for the clear model.
fn small_training(vocabulary: usize) -> Result<State> {
    let config =
        Config { vocabulary, context: 21, d_model: 40, heads: 4, layers: 2 };
    let settings = engine::Settings {
        batch: 11,
        steps: 40,
        schedule: Schedule { learning_rate: 0.01, warm_up: 5, bend: None },
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    };
    Ok(State::new(config, settings, ChaCha8Rng::seed_from_u64(1))?)
}

/// How far apart the gradients of the engine and of the clear model are.
fn paths(page: &mut Record, text: &[u32], vocabulary: usize) -> Result<()> {
    let mut trainer = Trainer::new(small_training(vocabulary)?, 1)?;
    let tokens = Tokens::from(text.to_vec());
    for _ in 0..20 {
        trainer.step(&tokens)?;
    }
    let tensors = trainer.state().tensors;
    let config = tensors.config();
    let mut fast = vec![0.0; config.parameters()];
    let mut clear = fast.clone();
    page.output("paths", |out| {
        writeln!(
            out,
            "largest difference, in units of the tensor's largest number"
        )?;
        let kinds = [
            ("embeddings", "embedding"),
            ("gains of norms", "gain"),
            ("biases", "bias"),
            ("queries, keys, values", "qkv.weights"),
            ("W_O", "out.weights"),
            ("feed-forward, up", "up.weights"),
            ("feed-forward, down", "down.weights"),
            ("unembedding", "unembedding"),
        ];
        write!(out, "tokens of a sequence  ")?;
        let lengths = [21, 20, 1];
        let mut worst = [[0.0_f32; 3]; 8];
        for (column, length) in lengths.into_iter().enumerate() {
            write!(out, "{length:>13}")?;
            let (inputs, targets) = (&text[..5 * length], &text[1..=5 * length]);
            Engine::new(tensors.clone(), 1)?
                .loss_and_gradient(inputs, targets, length, &mut fast)?;
            clear_loss_and_gradient(&tensors, inputs, targets, length, &mut clear)?;
            let mut start = 0;
            for shape in config.tensors() {
                let place = start..start + shape.rows * shape.columns;
                start = place.end;
                let kind = kinds.iter().position(|kind| match kind.1 {
                    "embedding" => shape.name.ends_with("_embedding"),
                    end => shape.name.ends_with(end),
                });
                let kind = kind.context("each tensor is of a kind")?;
                let (fast, clear) = (&fast[place.clone()], &clear[place]);
                let largest = clear.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
                for (fast, clear) in fast.iter().zip(clear) {
                    // A single token has one weight, 1: queries change nothing.
                    let error = (fast - clear).abs() / largest.max(1e-6);
                    worst[kind][column] = error.max(worst[kind][column]);
                }
            }
        }
        writeln!(out)?;
        for (kind, worst) in kinds.iter().zip(worst) {
            write!(out, "{:22}", kind.0)?;
            for worst in worst {
                let is_near = worst < 1e-5;
                let bound = if is_near { "below 1e-5" } else { "1e-5 or more" };
                write!(out, "{bound:>13}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    })
}

/// The losses of both from the same start.
fn curves(page: &mut Record, text: &Tokens, vocabulary: usize) -> Result<()> {
    let mut losses = Vec::new();
    for is_clear in [false, true] {
        let mut trainer = Trainer::new(small_training(vocabulary)?, 1)?;
        if is_clear {
            trainer.take_clear_path();
        }
        let losses_of = (0..40).map(|_| Ok(trainer.step(text)?.loss));
        losses.push(losses_of.collect::<Result<Vec<_>>>()?);
    }
    page.output("curves", |out| {
        writeln!(out, "step   engine   clear model")?;
        for step in [1, 2, 5, 10, 20, 40] {
            let (fast, clear) = (losses[0][step - 1], losses[1][step - 1]);
            writeln!(out, "{step:4}   {fast:6.2}   {clear:11.2}")?;
        }
        Ok(())
    })
}

/// The cosine between two matrices, as one long row each.
fn cosine(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let dot = |a: &Array2<f64>, b: &Array2<f64>| (a * b).sum();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

fn stream(page: &mut Record) -> Result<()> {
    let tokens = normal(8, 32, 1); // (8, 32)
    let blocks = blocks(6, 2)?;
    let heads: Vec<_> = blocks.iter().map(|block| block.heads.clone()).collect();
    let mask = attention::causal_mask(8)?; // (8, 8)
    page.output("stream", |out| {
        writeln!(out, "          replaced            added")?;
        writeln!(out, "blocks   cosine    size    cosine    size")?;
        let size = |m: &Array2<f64>| (m * m).mean().unwrap_or(0.0).sqrt();
        let mut added = tokens.clone(); // (8, 32)
        for count in 1..=6 {
            let replaced = without_stream(&heads[..count], &tokens)?; // (8, 32)
            added = blocks[count - 1].forward(&added, &mask)?.0; // (8, 32)
            writeln!(
                out,
                "{count:6}   {:6.3}   {:5.3}    {:6.3}   {:5.2}",
                cosine(&tokens, &replaced),
                size(&replaced),
                cosine(&tokens, &added),
                size(&added)
            )?;
        }
        Ok(())
    })
}

fn layer_norm(page: &mut Record) -> Result<()> {
    let norm = LayerNorm::new(4);
    page.output("layer-norm", |out| {
        writeln!(out, "a row                     normalised")?;
        for row in [
            array![[1.0, 2.0, 3.0, 6.0]],
            array![[10.0, 20.0, 30.0, 60.0]],
            array![[101.0, 102.0, 103.0, 106.0]],
        ] {
            let (output, _) = norm.forward(&row)?; // (1, 4)
            let numbers = |m: &Array2<f64>, digits| {
                m.iter().map(|x| format!("{x:6.digits$}")).collect::<String>()
            };
            writeln!(out, "{}  {}", numbers(&row, 0), numbers(&output, 2))?;
        }
        Ok(())
    })
}

fn gelus(page: &mut Record) -> Result<()> {
    page.output("gelu", |out| {
        writeln!(out, "    z     ReLU     GELU    slope")?;
        for z in [-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0_f64] {
            writeln!(
                out,
                "{z:5.1} {:8.3} {:8.3} {:8.3}",
                z.max(0.0),
                gelu(z) + 0.0,
                gelu_slope(z)
            )?;
        }
        Ok(())
    })
}

/// A model small enough for nudging every parameter.
const SMALL: Sizes =
    Sizes { vocabulary: 7, context: 6, d_model: 8, n_heads: 2, n_blocks: 2 };

fn gradients(page: &mut Record) -> Result<()> {
    let mut model = Transformer::random(SMALL, &mut ChaCha8Rng::seed_from_u64(1))?;
    let (ids, targets) = ([0, 3, 1, 6, 2, 5], [3, 1, 6, 2, 5, 0]);
    let (_, mut gradients) = model.cost_and_gradients(&ids, &targets)?;
    let found: Vec<Vec<f64>> =
        gradients.tensors().iter().map(|tensor| tensor.to_vec()).collect();
    page.output("gradients", |out| {
        writeln!(out, "tensor                     computed    measured")?;
        for (tensor, at) in [(0, 0), (2, 3), (4, 5), (13, 7), (found.len() - 1, 0)]
        {
            let mut name = String::new();
            let mut cost = |by: f64| -> Result<f64> {
                {
                    let tensors = &mut model.tensors_mut()[tensor];
                    name.clone_from(&tensors.0);
                    tensors.2[at] += by;
                }
                let costs = model.costs(&ids, &targets)?;
                model.tensors_mut()[tensor].2[at] -= by;
                Ok(costs.iter().sum::<f64>() / costs.len() as f64)
            };
            let measured = (cost(1e-4)? - cost(-1e-4)?) / 2e-4;
            ensure!((measured - found[tensor][at]).abs() < 1e-6, "{name} is off");
            writeln!(out, "{name:24} {:10.5}  {measured:10.5}", found[tensor][at])?;
        }
        Ok(())
    })?;
    page.number("small-tensors", found.len() as f64, Format::Count)?;
    let count: usize = found.iter().map(Vec::len).sum();
    page.number("small-parameters", count as f64, Format::Count)
}

fn schedule(page: &mut Record) -> Result<()> {
    page.output("schedule", |out| {
        writeln!(out, "step   learning rate")?;
        for step in [0, 24, 49, 750, 1500, 2250, 2999] {
            let rate = learning_rate_at(
                step,
                TRAINING.warm_up,
                TRAINING.steps,
                TRAINING.learning_rate,
            );
            writeln!(out, "{:4}   {rate:13.5}", step + 1)?;
        }
        Ok(())
    })
}

/// Cost after a few steps of plain descent and of AdamW, from the same start.
fn optimisers(page: &mut Record) -> Result<()> {
    const STEPS: usize = 150;
    let grammar = Grammar::parse(GRAMMAR)?;
    let held_out: Vec<_> =
        sentences(&grammar, 200, 99).iter().map(example).collect();
    let descended = |learning_rate: f64| -> Result<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut model = Transformer::random(sizes(&grammar, 1), &mut rng)?;
        for _ in 0..STEPS * TRAINING.batch_size / 4 {
            let (ids, targets) = example(&grammar.sentence(&mut rng));
            let (_, mut gradients) = model.cost_and_gradients(&ids, &targets)?;
            clip(&mut gradients, TRAINING.clip);
            for ((_, _, parameters), gradients) in
                model.tensors_mut().into_iter().zip(gradients.tensors())
            {
                for (parameter, d) in parameters.iter_mut().zip(gradients) {
                    *parameter -= learning_rate * *d;
                }
            }
        }
        Ok(cost_per_token(&model, &held_out)?)
    };
    page.output("optimisers", |out| {
        writeln!(out, "                       cost on new sentences")?;
        for rate in [0.03, 0.1, 0.3] {
            writeln!(out, "descent, η {rate:4}         {:10.2}", descended(rate)?)?;
        }
        let training = crate::Training { steps: STEPS, ..TRAINING };
        let model = learn(1, 1, training, &mut |_, _, _| {})?;
        let cost = cost_per_token(&model, &held_out)?;
        writeln!(out, "AdamW, η up to {:5}   {cost:10.2}", TRAINING.learning_rate)?;
        Ok(())
    })?;
    page.number("adam-steps", STEPS as f64, Format::Count)?;
    let adam = AdamW {
        learning_rate: 0.1,
        beta_1: 0.9,
        beta_2: 0.99,
        epsilon: 1e-8,
        weight_decay: 0.0,
    };
    page.output("adam", |out| {
        writeln!(out, "gradients             steps of size")?;
        for gradients in [[1.0, 1.0, 1.0], [0.001, 0.001, 0.001], [1.0, -1.0, 1.0]]
        {
            let (mut w, mut moments) = ([0.0], crate::Moments::default());
            write!(out, "{:18}", gradients.map(|d| format!(" {d:5}")).concat())?;
            for d in gradients {
                let before = w[0];
                adam.step(&mut w, &[d], false, &mut moments)?;
                write!(out, " {:7.3}", before - w[0])?;
            }
            writeln!(out)?;
        }
        Ok(())
    })
}

fn text(grammar: &Grammar, ids: &[usize]) -> String {
    let words: Vec<_> = ids.iter().map(|&id| grammar.words[id].as_str()).collect();
    words.join(" ")
}

fn language(page: &mut Record, grammar: &Grammar, floor: f64) -> Result<()> {
    let all = sentences(grammar, 20_000, 7);
    page.output("language", |out| {
        writeln!(out, " nats   sentence")?;
        for sentence in &all[..6] {
            writeln!(
                out,
                "{:5.2}   {}",
                sentence.nats,
                text(grammar, &sentence.ids)
            )?;
        }
        Ok(())
    })?;
    let (entropy, length) = grammar.entropy_and_length();
    let count = all.len() as f64;
    let mean = all.iter().map(|s| s.nats).sum::<f64>() / count;
    let square = all.iter().map(|s| (s.nats - mean) * (s.nats - mean)).sum::<f64>();
    let error = (square / count).sqrt() / count.sqrt();
    ensure!(
        (mean - entropy).abs() < 4.0 * error,
        "the entropy is not what is drawn"
    );
    page.number("entropy", entropy, Format::Decimals(3))?;
    page.number("length", length, Format::Decimals(2))?;
    page.number("floor", floor, Format::Decimals(3))?;
    page.number("drawn", count, Format::Count)?;
    page.number("drawn-nats", mean, Format::Decimals(2))?;
    page.number("drawn-error", error, Format::Decimals(2))?;
    page.number("words", grammar.words.len() as f64, Format::Count)
}

/// The recorded lines below a header: two whole numbers and a cost each.
fn recorded(text: &str) -> Result<Vec<(usize, usize, f64)>> {
    let lines = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    lines.collect::<Result<_, _>>().context("a recorded line: record again")
}

fn costs(page: &mut Record, grammar: &Grammar, floor: f64) -> Result<()> {
    let held: Vec<Sentence> = sentences(grammar, 2000, 99);
    let held_out: Vec<_> = held.iter().map(example).collect();
    let training: Vec<_> =
        sentences(grammar, 20_000, 3).iter().map(example).collect();
    let vocabulary = grammar.words.len();
    let tokens: usize = held.iter().map(|s| s.ids.len()).sum();
    let true_cost = held.iter().map(|s| s.nats).sum::<f64>() / tokens as f64;
    let settings = Settings {
        epochs: 4,
        batch_size: 32,
        learning_rate: 0.3,
        order: Order::Shuffled,
    };
    let mut rows = vec![("uniform", libm::log(vocabulary as f64))];
    for (order, name) in [(1, "unigram"), (2, "bigram"), (3, "trigram")] {
        rows.push((
            name,
            NGram::count(order, vocabulary, &training).cost(&held_out),
        ));
    }
    let window = window_cost(vocabulary, &training[..5000], &held_out, settings)?;
    rows.push(("network, window of 3", window));
    let mut means = [0.0; 2];
    let results = recorded(RESULTS)?;
    for &(blocks, _, cost) in &results {
        means[blocks - 1] += cost / 3.0;
    }
    rows.push(("transformer, 1 block", means[0]));
    rows.push(("transformer, 2 blocks", means[1]));
    rows.push(("the language itself", true_cost));
    page.output("costs", |out| {
        writeln!(
            out,
            "                          nats   perplexity   above the last"
        )?;
        for (name, cost) in &rows {
            writeln!(
                out,
                "{name:23} {cost:6.3}   {:10.2}   {:13.1}%",
                perplexity(*cost),
                100.0 * (cost / true_cost - 1.0)
            )?;
        }
        Ok(())
    })?;
    page.number("best", means[1] / true_cost - 1.0, Format::Percent(1))?;
    page.number("held-out", held.len() as f64, Format::Count)?;
    for (n_blocks, bytes) in [1, 2].into_iter().zip(MODELS) {
        let mut model = from_bytes(sizes(grammar, n_blocks), bytes)?;
        let cost = cost_per_token(&model, &held_out)?;
        let first = results.iter().find(|(blocks, ..)| *blocks == n_blocks);
        let (_, _, recorded) = first.context("a line for each model")?;
        ensure!(
            (cost - recorded).abs() < 1e-3,
            "the model is not the recorded one"
        );
        let name = format!("parameters-{n_blocks}");
        page.number(&name, model.parameter_count() as f64, Format::Count)?;
    }
    let mut curves = [Vec::new(), Vec::new()];
    for (blocks, step, cost) in recorded(CURVES)? {
        curves[blocks - 1].push((step as f64, cost));
    }
    let levels = [("bigram", rows[2].1), ("trigram", rows[3].1), ("floor", floor)];
    page.figure("costs", figures::costs(&curves, &levels))
}

fn writing(
    page: &mut Record,
    grammar: &Grammar,
    model: &Transformer,
) -> Result<()> {
    let stop =
        grammar.words.iter().position(|w| w == ".").context("a full stop")?;
    let plain = |temperature| Sampling { temperature, top_k: None, top_p: None };
    let write = |seed: u64, temperature: f64| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        generate(model, &[stop], 23, Some(stop), plain(temperature), &mut rng)
    };
    page.output("samples", |out| {
        writeln!(out, "step   sentences of 100   one of them begins")?;
        let lines = csv::Reader::from_reader(SAMPLES.as_bytes()).into_deserialize();
        for line in lines {
            let (step, sentences, text): (usize, usize, String) =
                line.context("a recorded line: record again")?;
            writeln!(out, "{step:4}   {sentences:16}   {text}")?;
        }
        Ok(())
    })?;
    page.output("writing", |out| {
        for seed in 1..=6 {
            writeln!(out, "{}", text(grammar, &write(seed, 1.0)?))?;
        }
        Ok(())
    })?;
    page.output("grammatical", |out| {
        writeln!(out, "temperature   sentences of the language, of 200")?;
        for temperature in [0.5, 1.0, 1.5] {
            let mut right = 0;
            for seed in 0..200 {
                let ids = write(seed, temperature)?;
                right += usize::from(grammar.is_sentence(&ids));
            }
            writeln!(out, "{temperature:11}   {right:33}")?;
        }
        Ok(())
    })
}

/// A sentence with a name that comes back, and a verb far from its noun.
const LONG: &str = "mia : the dogs that the cat sees run , says mia .";

/// The mean cost of predicting some tokens.
fn cost_where(
    model: &Transformer,
    sentences: &[Example],
    is_meant: &dyn Fn(&[usize], usize) -> bool,
) -> Result<f64> {
    let (mut sum, mut count) = (0.0, 0);
    for (ids, targets) in sentences {
        for (place, cost) in model.costs(ids, targets)?.into_iter().enumerate() {
            if is_meant(targets, place) {
                sum += cost;
                count += 1;
            }
        }
    }
    ensure!(count > 0, "there is no such token");
    Ok(sum / f64::from(count))
}

/// The share of probability that verbs of the wrong number get where a verb stands.
fn wrong_number(
    grammar: &Grammar,
    model: &Transformer,
    sentences: &[Example],
) -> Result<f64> {
    let ids =
        |words: [&str; 6]| words.map(|w| grammar.words.iter().position(|x| x == w));
    let singular = ids(["runs", "sleeps", "sings", "sees", "hears", "helps"]);
    let plural = ids(["run", "sleep", "sing", "see", "hear", "help"]);
    let (mut wrong, mut count) = (0.0, 0);
    for (ids, targets) in sentences {
        let p = softmax::softmax_rows(&model.logits(ids)?)?; // (tokens, vocabulary)
        for (place, &target) in targets.iter().enumerate() {
            let other = match Some(target) {
                verb if singular.contains(&verb) => plural,
                verb if plural.contains(&verb) => singular,
                _ => continue,
            };
            wrong += other.iter().flatten().map(|&id| p[[place, id]]).sum::<f64>();
            count += 1;
        }
    }
    ensure!(count > 0, "there is no verb");
    Ok(wrong / f64::from(count))
}

fn heads(page: &mut Record, grammar: &Grammar, model: &Transformer) -> Result<()> {
    let id = |word: &str| grammar.words.iter().position(|w| w == word);
    let targets: Option<Vec<usize>> = LONG.split(' ').map(id).collect();
    let targets = targets.context("words of the language")?;
    ensure!(grammar.is_sentence(&targets), "{LONG:?} is no sentence");
    let (ids, _) = example(&Sentence { ids: targets, nats: 0.0 });
    let all = weights(model, &ids)?;
    let says = ids.iter().position(|&x| Some(x) == id("says")).context("says")?;
    let (mut best, mut found) = ((0, 0), 0.0);
    for (block, heads) in all.iter().enumerate() {
        for (head, weights) in heads.iter().enumerate() {
            if weights[[says, 1]] > found {
                (best, found) = ((block, head), weights[[says, 1]]);
            }
        }
    }
    page.number("name-weight", found, Format::Decimals(2))?;
    page.number("name-block", best.0 as f64 + 1.0, Format::Count)?;
    page.number("name-head", best.1 as f64 + 1.0, Format::Count)?;
    let words: Vec<_> = ids.iter().map(|&id| grammar.words[id].clone()).collect();
    page.figure("map", figures::map(&words, &all[best.0][best.1]))?;
    let held_out: Vec<_> =
        sentences(grammar, 400, 99).iter().map(example).collect();
    let says = id("says");
    let is_name =
        move |t: &[usize], place: usize| place > 0 && Some(t[place - 1]) == says;
    page.output("ablation", |out| {
        writeln!(out, "                    cost in nats          verbs of the")?;
        writeln!(out, "                   all   name again      wrong number")?;
        let mut row = |name: String, model: &Transformer| -> Result<()> {
            writeln!(
                out,
                "{name:18} {:4.2}   {:10.2}   {:14.1}%",
                cost_per_token(model, &held_out)?,
                cost_where(model, &held_out, &is_name)?,
                100.0 * wrong_number(grammar, model, &held_out)?
            )?;
            Ok(())
        };
        row("all heads".into(), model)?;
        for block in 0..model.blocks.len() {
            for head in 0..4 {
                let mut less = model.clone();
                less.blocks[block].heads =
                    less.blocks[block].heads.without(head)?;
                row(format!("block {}, no head {}", block + 1, head + 1), &less)?;
            }
        }
        Ok(())
    })
}
