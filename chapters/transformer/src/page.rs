//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;

use anyhow::{Result, ensure};
use attention::causal_mask;
use attention::tokens::normal;
use ndarray::{Array2, ArrayView1, array};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::engine::Tokens;
use crate::faults::{layers, with_stream, without_stream};
use crate::grammar::{GRAMMAR, Grammar};
use crate::toy::{from_bytes, sentences, sizes};
use crate::{LayerNorm, Sizes, Transformer, figures, gelu, gelu_slope};

mod fast;
mod heads;
mod language;
mod own_text;
mod steps;

/// The trained models that the book comes with.
const MODELS: [&[u8]; 2] = [
    include_bytes!("../../../assets/transformer/blocks-1.f32"),
    include_bytes!("../../../assets/transformer/blocks-2.f32"),
];

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
    steps::adam(page)?;
    page.live(&mut crate::live::Valley)?;
    steps::schedule(page)?;
    steps::optimisers(page)?;
    let grammar = Grammar::parse(GRAMMAR)?;
    parameters(page, &grammar)?;
    let (entropy, length) = grammar.entropy_and_length();
    let floor = entropy / length;
    let model = from_bytes(sizes(&grammar, 2), MODELS[1])?;
    heads::agreement(page, &grammar)?;
    language::language(page, &grammar, floor)?;
    heads::targets(page, &grammar, &model)?;
    heads::added(page, &grammar, &model)?;
    language::costs(page, &grammar, floor, &MODELS)?;
    steps::repeats(page)?;
    language::writing(page, &grammar, &model)?;
    heads::heads(page, &grammar, &model)?;
    steps::wrong(page, floor)?;
    let text = sentences(&grammar, 300, 5).into_iter().flat_map(|s| s.ids);
    fast::gains(page)?;
    let text: Vec<u32> = text.map(|id| id as u32).collect();
    fast::paths(page, &text, grammar.words.len())?;
    fast::curves(page, &Tokens::from(text), grammar.words.len())?;
    own_text::own_text(page)
}

fn cosine(a: ArrayView1<f64>, b: ArrayView1<f64>) -> f64 {
    a.dot(&b) / (a.dot(&a) * b.dot(&b)).sqrt()
}

/// The mean cosine between the rows of one matrix and those of another.
fn cosine_of_rows(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let rows = a.rows().into_iter().zip(b.rows());
    rows.map(|(a, b)| cosine(a, b)).sum::<f64>() / a.nrows() as f64
}

/// The mean cosine between two different rows.
fn cosine_between(tokens: &Array2<f64>) -> f64 {
    let n = tokens.nrows();
    let pairs = (0..n).flat_map(|a| (0..a).map(move |b| (a, b)));
    let sum: f64 = pairs.map(|(a, b)| cosine(tokens.row(a), tokens.row(b))).sum();
    sum / (n * (n - 1) / 2) as f64
}

/// Layers of heads alone: replaced, replaced where no token looks around, and added.
fn stream(page: &mut Record) -> Result<()> {
    const LAYERS: usize = 6;
    const DRAWS: [u64; 5] = [1, 2, 3, 4, 5];
    let mask = causal_mask(8)?; // (8, 8)
    let own = Array2::from_shape_fn((8, 8), |(a, b)| a == b); // (8, 8)
    let size = |m: &Array2<f64>| (m * m).mean().unwrap_or(0.0).sqrt();
    // Of each draw, after each number of layers: first vector, between, size.
    let mut found = Vec::new();
    for draw in DRAWS {
        let tokens = normal(8, 32, draw); // (8, 32)
        let layers = layers(LAYERS, 100 + draw)?;
        let mut rows = Vec::new();
        for count in 0..=LAYERS {
            let three = [
                without_stream(&layers[..count], &tokens, &mask)?, // (8, 32)
                without_stream(&layers[..count], &tokens, &own)?,  // (8, 32)
                with_stream(&layers[..count], &tokens, &mask)?,    // (8, 32)
            ];
            rows.push(three.map(|after| {
                [
                    cosine_of_rows(&tokens, &after),
                    cosine_between(&after),
                    size(&after),
                ]
            }));
        }
        found.push(rows);
    }
    let panels = {
        let (tokens, layers) = (normal(8, 32, 1), layers(LAYERS, 101)?); // (8, 32)
        let replaced = without_stream(&layers, &tokens, &mask)?; // (8, 32)
        let added = with_stream(&layers, &tokens, &mask)?; // (8, 32)
        [
            ("at the start", tokens),
            ("each replaces", replaced),
            ("each adds", added),
        ]
    };
    page.figure("tokens", figures::tokens(&panels))?;
    let mean = |count: usize, variant: usize, what: usize| {
        let of = |rows: &Vec<[[f64; 3]; 3]>| rows[count][variant][what];
        let mean = found.iter().map(of).sum::<f64>() / found.len() as f64;
        (100.0 * mean).round() / 100.0 + 0.0 // no −0
    };
    page.output("stream", |out| {
        writeln!(out, "heads alone, no norm: 8 tokens of 32")?;
        writeln!(out, "numbers, 4 heads; means of 5 draws.")?;
        writeln!(out, "replaced and added: a causal mask, so none")?;
        writeln!(out, "sees a later one. self: each sees only")?;
        writeln!(out, "itself, and is replaced")?;
        writeln!(out)?;
        writeln!(out, "       cosine between two tokens      size")?;
        writeln!(out, "layers   replaced    self   added    added")?;
        for count in 0..=LAYERS {
            let [replaced, own, added] = [0, 1, 2].map(|of| mean(count, of, 1));
            let size = mean(count, 2, 2);
            writeln!(
                out,
                "{count:6}   {replaced:8.2}{own:8.2}{added:8.2}{size:9.2}"
            )?;
        }
        writeln!(out)?;
        writeln!(out, "between two tokens after {LAYERS} layers, each draw")?;
        for (name, variant) in [("replaced", 0), ("added", 2)] {
            write!(out, "{name:9}")?;
            for rows in &found {
                write!(out, " {:6.2}", rows[LAYERS][variant][1])?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    page.output("first-vectors", |out| {
        writeln!(out, "cosine of a token with its own first vector")?;
        writeln!(out)?;
        writeln!(out, "layers   replaced    self   added")?;
        for count in 0..=LAYERS {
            let [replaced, own, added] = [0, 1, 2].map(|of| mean(count, of, 0));
            writeln!(out, "{count:6}   {replaced:8.2}{own:8.2}{added:8.2}")?;
        }
        Ok(())
    })
}

/// Three rows of different size and place, and what is left of each.
fn layer_norm(page: &mut Record) -> Result<()> {
    let norm = LayerNorm::new(4);
    let rows = [
        array![[1.0, 2.0, 3.0, 6.0]],
        array![[10.0, 20.0, 30.0, 60.0]],
        array![[101.0, 102.0, 103.0, 106.0]],
    ];
    let mut found = Vec::new();
    for row in rows {
        let (output, _) = norm.forward(&row)?; // (1, 4)
        found.push((
            row.iter().copied().collect(),
            output.iter().copied().collect(),
        ));
    }
    page.figure("norms", figures::norms(&found))
}

fn gelus(page: &mut Record) -> Result<()> {
    page.figure("gelus", figures::gelus())?;
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
    let (_, gradients) = model.cost_and_gradients(&ids, &targets)?;
    let found: Vec<Vec<f64>> =
        gradients.tensors().iter().map(|tensor| tensor.to_vec()).collect();
    page.output("gradients", |out| {
        let Sizes { d_model, n_heads, n_blocks, .. } = SMALL;
        writeln!(
            out,
            "{n_blocks} blocks, d_model {d_model}, {n_heads} heads, seed 1,"
        )?;
        writeln!(out, "as it starts")?;
        writeln!(out)?;
        writeln!(out, "tensor                 computed    measured")?;
        for (tensor, at) in [(0, 0), (2, 3), (4, 5), (13, 7), (found.len() - 1, 0)]
        {
            let name = model.tensors().swap_remove(tensor).name;
            let mut cost = |by: f64| -> Result<f64> {
                model.tensors_mut()[tensor][at] += by;
                let costs = model.costs(&ids, &targets)?;
                model.tensors_mut()[tensor][at] -= by;
                Ok(costs.iter().sum::<f64>() / costs.len() as f64)
            };
            let measured = (cost(1e-4)? - cost(-1e-4)?) / 2e-4;
            ensure!((measured - found[tensor][at]).abs() < 1e-6, "{name} is off");
            writeln!(out, "{name:20} {:10.5}  {measured:10.5}", found[tensor][at])?;
        }
        Ok(())
    })?;
    page.number("small-tensors", found.len() as f64, Format::Count)?;
    let count: usize = found.iter().map(Vec::len).sum();
    page.number("small-parameters", count as f64, Format::Count)
}

/// Where the parameters of the toy model with two blocks are.
fn parameters(page: &mut Record, grammar: &Grammar) -> Result<()> {
    let sizes = sizes(grammar, 2);
    let Sizes { vocabulary, context, d_model: d, n_heads, n_blocks } = sizes;
    let model = Transformer::random(sizes, &mut ChaCha8Rng::seed_from_u64(1))?;
    let count = |is_meant: &dyn Fn(&str) -> bool| -> usize {
        let tensors = model.tensors().into_iter();
        tensors.filter(|t| is_meant(&t.name)).map(|t| t.numbers.len()).sum()
    };
    let rows = [
        ("embedding", "35 d", count(&|name| name == "embedding"), vocabulary * d),
        ("positions", "24 d", count(&|name| name == "positions"), context * d),
        (
            "heads",
            "blocks · 4 d²",
            count(&|name| name.contains(" W_")),
            n_blocks * 4 * d * d,
        ),
        (
            "feed-forward",
            "blocks · (8 d² + 5 d)",
            count(&|name| name.contains("_up") || name.contains("_down")),
            n_blocks * (8 * d * d + 5 * d),
        ),
        (
            "norms",
            "blocks · 4 d + 2 d",
            count(&|name| name.contains("norm")),
            n_blocks * 4 * d + 2 * d,
        ),
        (
            "unembedding",
            "35 d",
            count(&|name| name == "unembedding"),
            vocabulary * d,
        ),
    ];
    let counts = rows.map(|row| (row.0, row.2));
    page.figure("parameters", figures::parameters(&counts))?;
    page.output("parameters", |out| {
        writeln!(out, "{n_blocks} blocks, d = d_model = {d}, {n_heads} heads,")?;
        writeln!(out, "{vocabulary} words, {context} places")?;
        writeln!(out)?;
        for (name, formula, found, expected) in rows {
            ensure!(found == expected, "{name}: {found}, not {expected}");
            writeln!(out, "{name:13} {formula:22} {found:6}")?;
        }
        writeln!(out, "{:36} {:6}", "all", model.parameter_count())?;
        Ok(())
    })
}
