//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;

use anyhow::Result;
use attention::tokens::normal;
use attention::{Head, causal_mask, farthest};
use ndarray::{Array2, Axis, array};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::faults::{positive_w_o, sliced, strongest_share};
use crate::mood::{
    Learning, MoodReader, Sentence, heads_by_hand, learn, sentence,
    training_and_test, words,
};
use crate::packed::Packed;
use crate::{MultiHead, figures};

/// The seeds of the readers.
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
/// How they are trained. With steps of one size, readers with one head end at the edge
/// where steps overshoot, and what they are then hangs on last bits, so on the processor.
const LEARNING: Learning =
    Learning { d_model: 16, steps: 1800, learning_rate: 0.1 };
/// How many heads they have.
const HEADS: [usize; 3] = [1, 2, 4];

/// Runs every experiment of the chapter.
///
/// # Errors
/// If a name is used twice.
pub fn experiments(page: &mut Record) -> Result<()> {
    page.figure("block", figures::block())?;
    sentences(page)?;
    by_hand(page)?;
    blocks(page)?;
    parameters(page)?;
    let readers = moods(page)?;
    ablation(page, &readers)?;
    equal(page)?;
    slices(page)?;
    large(page)?;
    leak(page)
}

/// What a difference is below, whatever the last bits are.
fn bound(difference: f64) -> &'static str {
    if difference < 1e-12 { "below 1e-12" } else { "1e-12 or more" }
}

/// The four kinds of sentences.
fn four() -> [Sentence; 4] {
    [(0, false), (0, true), (3, false), (3, true)]
        .map(|(mood, is_negated)| sentence(0, mood, is_negated))
}

fn mood_of(class: usize) -> &'static str {
    if class == 1 { "good" } else { "bad" }
}

fn sentences(page: &mut Record) -> Result<()> {
    page.output("sentences", |out| {
        for sentence in four() {
            writeln!(
                out,
                "{:28} {}",
                words(&sentence).join(" "),
                mood_of(sentence.class)
            )?;
        }
        Ok(())
    })
}

/// The tokens of "very happy .", "not happy ." and so on, as the heads by hand want
/// them: (3, 4).
fn tokens_by_hand(mood: f64, is_negated: bool) -> Array2<f64> {
    let not = if is_negated { 1.0 } else { 0.0 };
    array![[0.0, 0.0, not, 0.0], [mood, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
}

fn by_hand(page: &mut Record) -> Result<()> {
    let heads = heads_by_hand();
    let mut smallest = f64::INFINITY;
    page.output("by-hand", |out| {
        writeln!(out, "             weights at the full stop")?;
        writeln!(
            out,
            "             head 1: word  mood  stop   head 2: word  mood  stop"
        )?;
        let mut results = String::new();
        for (text, mood, is_negated) in [
            ("very happy .", 1.0, false),
            ("not happy .", 1.0, true),
            ("very sad .", -1.0, false),
            ("not sad .", -1.0, true),
        ] {
            let tokens = tokens_by_hand(mood, is_negated); // (3, 4)
            let pass = heads.forward(&tokens, None)?;
            let row = |head: usize| {
                let weights = pass.heads[head].weights.row(2); // (3)
                format!("{:13.2}{:6.2}{:6.2}", weights[0], weights[1], weights[2])
            };
            writeln!(out, "{text:12} {}{}", row(0), row(1))?;
            let took = |head: usize| pass.heads[head].output[[2, 0]];
            let given = pass.output[[2, 0]];
            writeln!(
                results,
                "{text:12} {:7.2} {:8.2} {given:19.2}",
                took(0),
                took(1)
            )?;
            smallest = given.abs().min(smallest);
        }
        writeln!(out)?;
        writeln!(out, "             head 1   head 2   2 · head 1 − head 2")?;
        write!(out, "{results}")?;
        Ok(())
    })?;
    page.number("by-hand-least", smallest, Format::Decimals(2))
}

fn blocks(page: &mut Record) -> Result<()> {
    let heads = MultiHead::random(12, 3, &mut ChaCha8Rng::seed_from_u64(1))?;
    let tokens = normal(5, 12, 2); // (5, 12)
    let pass = heads.forward(&tokens, None)?;
    page.output("blocks", |out| {
        writeln!(out, "output of the first token, its first four numbers")?;
        let mut sum = Array2::<f64>::zeros((1, 12)); // (1, 12)
        for (index, head) in pass.heads.iter().enumerate() {
            let from = index * 4;
            let block = heads.w_o.slice(ndarray::s![from..from + 4, ..]); // (4, 12)
            let part = head.output.select(Axis(0), &[0]).dot(&block); // (1, 12)
            writeln!(
                out,
                "head {}, block {}  {}",
                index + 1,
                index + 1,
                four_of(&part)
            )?;
            sum += &part;
        }
        writeln!(out, "added up         {}", four_of(&sum))?;
        writeln!(
            out,
            "laid end to end, times W_O{}",
            four_of(&pass.output).replacen("         ", "", 1)
        )?;
        Ok(())
    })
}

fn four_of(row: &Array2<f64>) -> String {
    row.iter().take(4).map(|x| format!("{x:9.4}")).collect()
}

fn parameters(page: &mut Record) -> Result<()> {
    page.output("parameters", |out| {
        writeln!(out, "  h   d_head   each W_Q, W_K, W_V        W_O    together")?;
        for n_heads in [1, 2, 4, 8] {
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let heads = MultiHead::random(64, n_heads, &mut rng)?;
            let d_head = 64 / n_heads;
            writeln!(
                out,
                "{n_heads:3}   {d_head:6}   {:>18}   {:>8}   {:9}",
                format!("(64, {d_head})"),
                "(64, 64)",
                heads.parameter_count()
            )?;
        }
        Ok(())
    })
}

/// Trains readers with 1, 2 and 4 heads: those with two.
fn moods(page: &mut Record) -> Result<Vec<MoodReader>> {
    let (training, test) = training_and_test();
    page.number("training", training.len() as f64, Format::Count)?;
    page.number("test", test.len() as f64, Format::Count)?;
    let mut readers = Vec::new();
    page.output("moods", |out| {
        writeln!(
            out,
            "          on {} trained on       on {} new ones",
            training.len(),
            test.len()
        )?;
        writeln!(out, " h  seed  cost in nats   right      cost   right")?;
        for n_heads in HEADS {
            for seed in SEEDS {
                let (mut reader, costs) =
                    learn(n_heads, seed, &training, LEARNING)?;
                let (before, after) =
                    (reader.judge(&training)?, reader.judge(&test)?);
                writeln!(
                    out,
                    "{n_heads:2}  {seed:4}  {:12.2}  {:5.0}%  {:8.2}  {:5.0}%",
                    before.0,
                    100.0 * before.1,
                    after.0,
                    100.0 * after.1
                )?;
                readers.push((n_heads, reader, costs, after.1));
            }
        }
        Ok(())
    })?;
    let mean = |n_heads: usize| {
        let of: Vec<f64> =
            readers.iter().filter(|r| r.0 == n_heads).map(|r| r.3).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    page.number("one-head", mean(1), Format::Percent(0))?;
    page.number("two-heads", mean(2), Format::Percent(0))?;
    page.number("steps", LEARNING.steps as f64, Format::Count)?;
    let curves: Vec<_> =
        readers.iter().map(|(h, _, costs, _)| (*h, costs.as_slice())).collect();
    page.figure("costs", figures::costs(&curves))?;
    let two = readers.into_iter().filter(|(h, ..)| *h == 2);
    Ok(two.map(|(_, reader, ..)| reader).collect())
}

/// The seed of the reader whose heads are shown.
const SHOWN: usize = 2;

/// What the heads of a trained reader look at, and what goes without them.
fn ablation(page: &mut Record, readers: &[MoodReader]) -> Result<()> {
    let mut reader = readers[SHOWN - 1].clone();
    let sentences = [sentence(0, 0, false), sentence(0, 0, true)];
    reader.judge(&sentences)?;
    let mut maps = Vec::new();
    for (number, sentence) in sentences.iter().enumerate() {
        for head in 0..2 {
            let weights = reader.heads.weights(number, head)?.to_owned(); // (6, 6)
            maps.push((words(sentence), weights));
        }
    }
    page.figure("maps", figures::maps(&maps))?;
    page.number("shown", SHOWN as f64, Format::Count)?;
    let (training, test) = training_and_test();
    let (plain, negated): (Vec<_>, Vec<_>) = training
        .into_iter()
        .chain(test)
        .partition(|sentence| words(sentence)[3] == "very");
    page.output("ablation", |out| {
        writeln!(
            out,
            "right in % with  both heads     only head 1    only head 2"
        )?;
        writeln!(out, "seed             very   not     very   not     very   not")?;
        for (seed, reader) in SEEDS.iter().zip(readers) {
            let heads = reader.heads.unpacked();
            write!(out, "{seed:4}       ")?;
            for heads in [heads.clone(), heads.without(1)?, heads.without(0)?] {
                let mut reader = reader.clone();
                reader.heads = Packed::new(&heads)?;
                let (very, not) =
                    (reader.judge(&plain)?.1, reader.judge(&negated)?.1);
                write!(out, "    {:6.0}{:6.0}", 100.0 * very, 100.0 * not)?;
            }
            writeln!(out)?;
        }
        Ok(())
    })
}

fn equal(page: &mut Record) -> Result<()> {
    page.output("equal", |out| {
        writeln!(out, "largest difference to one head after the other")?;
        writeln!(
            out,
            "  n   d_model   h   side by side   packed       sum of blocks"
        )?;
        for (n, d_model, n_heads) in [(6, 16, 2), (64, 64, 4), (100, 96, 8)] {
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let heads = MultiHead::random(d_model, n_heads, &mut rng)?;
            let (tokens, mask) = (normal(n, d_model, 2), causal_mask(n)?); // (n, d_model)
            let pass = heads.forward(&tokens, Some(&mask))?;
            let beside = heads.forward_side_by_side(&tokens, Some(&mask))?;
            let mut packed = Packed::new(&heads)?;
            let packed = packed.forward(&tokens, n)?; // (n, d_model)
            let sum = heads.sum_of_heads(&pass)?; // (n, d_model)
            writeln!(
                out,
                "{n:3}   {d_model:7}   {n_heads}   {:13}  {:11}  {}",
                if pass == beside { "the same bits" } else { "other bits" },
                bound(farthest(&pass.output, packed)),
                bound(farthest(&pass.output, &sum))
            )?;
        }
        Ok(())
    })
}

/// Heads of 4 columns each that see slices of the tokens, and heads that see all.
fn slices(page: &mut Record) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let tokens = normal(5, 8, 4); // (5, 8)
    let mut changed = tokens.clone(); // (5, 8)
    changed.slice_mut(ndarray::s![.., 4..]).mapv_inplace(|x| -x);
    let narrow =
        [Head::random(4, 4, 4, &mut rng)?, Head::random(4, 4, 4, &mut rng)?];
    let wide = MultiHead::random(8, 2, &mut rng)?;
    let mut moved = [0.0; 4];
    let (before, after) = (sliced(&narrow, &tokens)?, sliced(&narrow, &changed)?);
    let (pass, other) =
        (wide.forward(&tokens, None)?, wide.forward(&changed, None)?);
    for head in 0..2 {
        let columns = ndarray::s![.., 4 * head..4 * head + 4];
        moved[head] = farthest(
            &before.slice(columns).to_owned(),
            &after.slice(columns).to_owned(),
        );
        moved[2 + head] =
            farthest(&pass.heads[head].output, &other.heads[head].output);
    }
    page.output("slices", |out| {
        writeln!(out, "columns 5 to 8 of every token change sign")?;
        writeln!(out, "moves         head 1   head 2")?;
        writeln!(out, "on slices    {:7.3}  {:7.3}", moved[0], moved[1])?;
        writeln!(out, "on all       {:7.3}  {:7.3}", moved[2], moved[3])?;
        Ok(())
    })?;
    let (d_model, n_heads) = (300_usize, 6);
    let d_head = d_model / n_heads;
    page.number(
        "sliced-parameters",
        (3 * n_heads * d_head * d_head) as f64,
        Format::Count,
    )?;
    page.number("wide-parameters", (3 * d_model * d_model) as f64, Format::Count)
}

fn large(page: &mut Record) -> Result<()> {
    let d_model = 64;
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let concatenated = normal(200, d_model, 6); // (200, d_model)
    let right = MultiHead::random(d_model, 4, &mut rng)?.w_o; // (d_model, d_model)
    let positive = positive_w_o(d_model, &mut rng); // (d_model, d_model)
    let size = |m: &Array2<f64>| (m * m).mean().unwrap_or(0.0).sqrt();
    let mut found = Vec::new();
    page.output("large", |out| {
        writeln!(
            out,
            "W_O                        size of the output   in one direction"
        )?;
        for (name, w_o) in
            [("around 0, 1/√d_model", &right), ("uniform from 0 to 1", &positive)]
        {
            let output = concatenated.dot(w_o); // (200, d_model)
            let (size, share) = (size(&output), strongest_share(&output));
            writeln!(out, "{name:26} {size:18.2}   {:15.0}%", 100.0 * share)?;
            found.push((size, share));
        }
        Ok(())
    })?;
    page.number("times-as-large", found[1].0 / found[0].0, Format::Decimals(1))?;
    page.number("one-direction", found[1].1, Format::Percent(0))
}

/// What becomes of the first token when the last one changes.
fn leak(page: &mut Record) -> Result<()> {
    let heads = MultiHead::random(16, 2, &mut ChaCha8Rng::seed_from_u64(7))?;
    let tokens = normal(6, 16, 8); // (6, 16)
    let mut changed = tokens.clone(); // (6, 16)
    changed.row_mut(5).mapv_inplace(|x| -x);
    let mask = causal_mask(6)?; // (6, 6)
    page.output("leak", |out| {
        writeln!(out, "the last of 6 tokens changes, and the first output by")?;
        for (name, mask) in [("with a mask", Some(&mask)), ("without one", None)] {
            let first = |tokens| -> Result<Array2<f64>> {
                Ok(heads.forward(tokens, mask)?.output.select(Axis(0), &[0]))
            };
            let by = farthest(&first(&tokens)?, &first(&changed)?);
            writeln!(out, "{name}    {by:.3}")?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shares are printed, so no answer may hang on a last bit.
    #[test]
    fn answers_lead_by_more_than_rounding() {
        let (training, test) = training_and_test();
        let all: Vec<_> = training.iter().chain(&test).copied().collect();
        for n_heads in HEADS {
            for seed in SEEDS {
                let (mut reader, _) =
                    learn(n_heads, seed, &training, LEARNING).expect("it learns");
                let lead = reader.least_lead(&all).expect("sentences");
                assert!(lead > 1e-6, "{n_heads} heads, seed {seed}: {lead:e}");
                if n_heads != 2 {
                    continue;
                }
                let heads = reader.heads.unpacked();
                for less in [0, 1] {
                    let heads = heads.without(less).expect("two heads");
                    reader.heads = Packed::new(&heads).expect("of one size");
                    let lead = reader.least_lead(&all).expect("sentences");
                    assert!(lead > 1e-6, "seed {seed} without {less}: {lead:e}");
                }
            }
        }
    }
}
