//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;

use anyhow::Result;
use attention::tokens::normal;
use attention::{Head, causal_mask, farthest};
use ndarray::{Array2, Axis, array};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
#[cfg(all(feature = "threads", not(target_family = "wasm")))]
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::faults::{positive_w_o, sliced, strongest_share};
use crate::four_sums::{Sums, UNSURE, four};
use crate::mood::{
    ANIMALS, Learning, MOODS, MoodModel, Sentence, TOKENS, four_relus,
    heads_by_hand, learn, one_head_by_hand, sentence, training_and_test, words,
};
use crate::packed::PackedHeads;
use crate::{MultiHead, figures};

/// The seeds of the models.
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
/// How they are trained. The steps shrink, so that a model comes to rest: what is printed
/// must not hang on last bits.
const LEARNING: Learning = Learning { d_model: 16, steps: 700, learning_rate: 0.1 };
/// How models with one head learn four sentences by heart, as far as they can.
const FOUR: Learning = Learning { steps: 1500, ..LEARNING };
/// The last of the seeds that they start from; the first is 1.
const MANY: u64 = 40;
/// How many heads they have.
const HEADS: [usize; 3] = [1, 2, 4];
/// A seed with which two heads get stuck.
const STUCK: u64 = 7;

/// Runs every experiment of the chapter.
///
/// # Errors
/// If a name is used twice.
pub fn experiments(page: &mut Record) -> Result<()> {
    page.figure("block", figures::block())?;
    sentences(page)?;
    by_hand(page)?;
    four_relus_by_hand(page)?;
    blocks(page)?;
    parameters(page)?;
    equal(page)?;
    let models = moods(page)?;
    half(page)?;
    shown(page, &models)?;
    ablation(page, &models)?;
    slices(page)?;
    large(page)?;
    leak(page)
}

/// What a difference is below, whatever the last bits are.
fn bound(difference: f64) -> &'static str {
    if difference < 1e-12 { "below 1e-12" } else { "1e-12 or more" }
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

/// The same behind "the cat is", three words without a mood and without a score: (6, 4).
fn whole_by_hand(mood: f64, is_negated: bool) -> Array2<f64> {
    let mut tokens = Array2::zeros((TOKENS, 4)); // (6, 4)
    let end = tokens_by_hand(mood, is_negated); // (3, 4)
    tokens.slice_mut(ndarray::s![TOKENS - 3.., ..]).assign(&end);
    tokens
}

/// The four kinds of sentences, by their last words, with mood and negation.
const KINDS: [(&str, f64, bool); 4] = [
    ("very happy .", 1.0, false),
    ("not happy .", 1.0, true),
    ("very sad .", -1.0, false),
    ("not sad .", -1.0, true),
];

fn by_hand(page: &mut Record) -> Result<()> {
    let heads = heads_by_hand();
    let mut smallest = f64::INFINITY;
    page.output("by-hand", |out| {
        writeln!(out, "two heads by hand, without \"the cat is\"\n")?;
        writeln!(out, "             weights at the full stop")?;
        writeln!(
            out,
            "             head 1: word  mood  stop   head 2: word  mood  stop"
        )?;
        let mut results = String::new();
        for (text, mood, is_negated) in KINDS {
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
    page.number("by-hand-least", smallest, Format::Decimals(2))?;
    let mut smallest = f64::INFINITY;
    for (_, mood, is_negated) in KINDS {
        let given = heads.forward(&whole_by_hand(mood, is_negated), None)?.output; // (6, 1)
        smallest = given[[TOKENS - 1, 0]].abs().min(smallest);
    }
    page.number("by-hand-least-whole", smallest, Format::Decimals(2))
}

fn blocks(page: &mut Record) -> Result<()> {
    let heads = MultiHead::random(12, 3, &mut ChaCha8Rng::seed_from_u64(1))?;
    let tokens = normal(5, 12, 2); // (5, 12)
    let pass = heads.forward(&tokens, None)?;
    page.output("blocks", |out| {
        writeln!(out, "three heads at random; 5 random tokens of 12 numbers\n")?;
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

fn four_relus_by_hand(page: &mut Record) -> Result<()> {
    let head = one_head_by_hand();
    let mut smallest = f64::INFINITY;
    page.output("four-relus", |out| {
        writeln!(out, "one head and four ReLUs behind it, all set by hand\n")?;
        writeln!(out, "              takes in: mood    not      answer")?;
        for (text, mood, is_negated) in KINDS {
            let tokens = tokens_by_hand(mood, is_negated); // (3, 4)
            let output = head.forward(&tokens, None)?.output; // (3, 2)
            let (mood, not) = (output[[2, 0]], output[[2, 1]]);
            let answer = four_relus(mood, not);
            writeln!(out, "{text:12} {mood:15.2} {not:6.2} {answer:11.2}")?;
            smallest = answer.abs().min(smallest);
        }
        Ok(())
    })?;
    page.number("four-relus-least", smallest, Format::Decimals(2))
}

/// Models with `n_heads` heads, one for each seed, with their costs: as far as there are
/// threads, several at once. None waits for another, so the results are the same.
fn learn_all(
    n_heads: usize,
    seeds: &[u64],
    sentences: &[Sentence],
    learning: Learning,
) -> Result<Vec<(MoodModel, Vec<f64>)>> {
    #[cfg(all(feature = "threads", not(target_family = "wasm")))]
    let seeds = seeds.par_iter();
    #[cfg(not(all(feature = "threads", not(target_family = "wasm"))))]
    let seeds = seeds.iter();
    let learned = seeds.map(|&seed| learn(n_heads, seed, sentences, learning));
    Ok(learned.collect::<Result<Vec<_>, _>>()?)
}

/// The first lines of an output: which models, and how they were trained.
fn settings(models: &str, n_sentences: usize, learning: Learning) -> String {
    let Learning { d_model, steps, learning_rate } = learning;
    format!(
        "{models}, {d_model} numbers a token;\n\
         {steps} steps on {n_sentences} sentences, η {learning_rate} shrinking to 0\n"
    )
}

/// A line about a model: its costs and shares of right answers, before and after.
fn judged(
    n_heads: usize,
    seed: u64,
    before: (f64, f64),
    after: (f64, f64),
) -> String {
    format!(
        "{n_heads:2}   {seed:4}  {:7.2}  {:5.0}%  {:8.2}  {:5.0}%",
        before.0,
        100.0 * before.1,
        after.0,
        100.0 * after.1
    )
}

/// Trains models with 1, 2 and 4 heads: those with two.
fn moods(page: &mut Record) -> Result<Vec<MoodModel>> {
    let (training, test) = training_and_test();
    page.number("training", training.len() as f64, Format::Count)?;
    page.number("test", test.len() as f64, Format::Count)?;
    let mut models = Vec::new();
    page.output("moods", |out| {
        writeln!(
            out,
            "{}",
            settings("one layer of h heads", training.len(), LEARNING)
        )?;
        writeln!(
            out,
            "            {} trained on       {} new ones",
            training.len(),
            test.len()
        )?;
        writeln!(out, " h   seed     nats   right      nats   right")?;
        for n_heads in HEADS {
            let learned = learn_all(n_heads, &SEEDS, &training, LEARNING)?;
            for (seed, (mut model, costs)) in SEEDS.iter().zip(learned) {
                let before = model.judge(&training)?;
                let after = model.judge(&test)?;
                writeln!(out, "{}", judged(n_heads, *seed, before, after))?;
                models.push((n_heads, model, costs, after.1));
            }
        }
        let (mut model, _) = learn(2, STUCK, &training, LEARNING)?;
        let (before, after) = (model.judge(&training)?, model.judge(&test)?);
        writeln!(out, "\na seed picked because it fails:")?;
        writeln!(out, "{}", judged(2, STUCK, before, after))?;
        Ok(())
    })?;
    page.number("stuck", STUCK as f64, Format::Count)?;
    for (name, n_heads) in [("one-head", 1), ("two-heads", 2), ("four-heads", 4)] {
        let of = || models.iter().filter(|m| m.0 == n_heads).map(|m| m.3);
        let (least, most) = (of().fold(1.0, f64::min), of().fold(0.0, f64::max));
        page.number(&format!("{name}-least"), least, Format::Percent(0))?;
        if n_heads != 2 {
            page.number(&format!("{name}-most"), most, Format::Percent(0))?;
        }
    }
    page.number("steps", LEARNING.steps as f64, Format::Count)?;
    let curves: Vec<_> =
        models.iter().map(|(h, _, costs, _)| (*h, costs.as_slice())).collect();
    page.figure("costs", figures::costs(&curves))?;
    let two = models.into_iter().filter(|(h, ..)| *h == 2);
    Ok(two.map(|(_, model, ..)| model).collect())
}

/// Why one head ends at one half: the four sums of one model, and many models.
fn half(page: &mut Record) -> Result<()> {
    let seeds: Vec<u64> = (1..=MANY).collect();
    let learned = learn_all(1, &seeds, &four(), FOUR)?;
    let mut all = Vec::new();
    for (mut model, _) in learned {
        all.push((model.judge(&four())?, Sums::of(&mut model)?));
    }
    let ((_, _), first) = &all[0];
    page.output("four-sums", |out| {
        writeln!(out, "{}", settings("one head, seed 1", 4, FOUR))?;
        writeln!(out, "                  N   sum     lead  wanted right")?;
        let rows = first.powers.iter().zip(first.sums()).zip(first.leads);
        for (((powers, sum), lead), (sentence, is_right)) in
            rows.zip(four().iter().zip(first.right()))
        {
            let words = words(sentence);
            writeln!(
                out,
                "{:11} {powers:7.0} {sum:5.0} {lead:8.3}  {:6} {}",
                format!("{} {}", words[3], words[4]),
                mood_of(sentence.class),
                if is_right { "yes" } else { "no" }
            )?;
        }
        let [a, b, c, d] = first.sums();
        writeln!(out)?;
        writeln!(out, "first and last {:10.0}", a + d)?;
        writeln!(out, "second and third {:8.0}", b + c)?;
        Ok(())
    })?;
    let costs = || all.iter().map(|((cost, _), _)| *cost);
    let half = libm::log(2.0) / 2.0;
    page.output("forty-seeds", |out| {
        let models = format!("one head, seeds 1 to {MANY}");
        writeln!(out, "{}", settings(&models, 4, FOUR))?;
        writeln!(out, "by a hair: by a lead below {UNSURE}\n")?;
        for right in 0..=4 {
            let of = |right_of: f64| (4.0 * right_of).round() as usize == right;
            let seeds = all.iter().filter(|((_, share), _)| of(*share)).count();
            writeln!(out, "{right} of 4 right         {seeds:2} seeds")?;
        }
        writeln!(out)?;
        for word in ["happy", "sad", "very", "not"] {
            let seeds =
                all.iter().filter(|(_, sums)| sums.loud() == Some(word)).count();
            writeln!(
                out,
                "wrong by a hair with {:8} {seeds:2} seeds",
                format!("\"{word}\"")
            )?;
        }
        writeln!(out)?;
        writeln!(
            out,
            "cost less ½ ln 2: {}, at most {:.4}",
            if costs().all(|cost| cost > half) { "above 0" } else { "0 or below" },
            costs().fold(0.0, f64::max) - half
        )?;
        Ok(())
    })?;
    page.number("many", MANY as f64, Format::Count)?;
    page.number("hair", UNSURE, Format::Decimals(2))?;
    page.number("half-cost", half, Format::Decimals(3))
}

/// The seed of the model whose heads are shown.
const SHOWN: usize = 3;

/// What the heads of trained models look at.
fn shown(page: &mut Record, models: &[MoodModel]) -> Result<()> {
    let sad = MOODS.len() / 2;
    let sentences = [(0, false), (0, true), (sad, false), (sad, true)]
        .map(|(m, n)| sentence(0, m, n));
    let mut maps = Vec::new();
    page.output("looks", |out| {
        writeln!(out, "{}", setting_of_two())?;
        writeln!(out, "the cat; weights at the full stop\n")?;
        writeln!(
            out,
            "            … very happy .  … not happy .   … very sad .    … not sad ."
        )?;
        writeln!(
            out,
            "seed  head    very   happy     not   happy    very     sad     not     sad"
        )?;
        for (seed, model) in SEEDS.iter().zip(models) {
            let mut model = model.clone();
            model.judge(&sentences)?;
            for head in 0..2 {
                write!(out, "{seed:4}  {:4}", head + 1)?;
                for sentence in 0..sentences.len() {
                    let weights = model.heads.weights(sentence, head)?; // (6, 6)
                    let at = |word| weights[[TOKENS - 1, word]];
                    write!(out, "{:8.2}{:8.2}", at(3), at(4))?;
                }
                writeln!(out)?;
            }
            if *seed == SEEDS[SHOWN - 1] {
                for (number, sentence) in sentences.iter().take(3).enumerate() {
                    for head in 0..2 {
                        let weights = model.heads.weights(number, head)?; // (6, 6)
                        maps.push((words(sentence), weights.to_owned()));
                    }
                }
            }
        }
        writeln!(out, "\nseed {SHOWN}, head 2, all animals, \"very\" and \"not\":")?;
        writeln!(out, "weight of the mood, least and most\n")?;
        for (mood, name) in MOODS.iter().enumerate() {
            let (least, most) = heard(&models[SHOWN - 1], 1, mood)?;
            writeln!(out, "{name:5}  {least:5.2} {most:5.2}")?;
        }
        Ok(())
    })?;
    page.figure("maps", figures::maps(&maps))?;
    page.number("shown", SEEDS[SHOWN - 1] as f64, Format::Count)
}

/// The least and the most weight that a head gives a mood at the full stop, in the
/// sentences about all animals, negated and not.
fn heard(model: &MoodModel, head: usize, mood: usize) -> Result<(f64, f64)> {
    let animals = 0..ANIMALS.len();
    let sentences: Vec<_> = animals
        .flat_map(|animal| [false, true].map(|not| sentence(animal, mood, not)))
        .collect();
    let mut model = model.clone();
    model.judge(&sentences)?;
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for number in 0..sentences.len() {
        let weight = model.heads.weights(number, head)?[[TOKENS - 1, 4]];
        (least, most) = (weight.min(least), weight.max(most));
    }
    Ok((least, most))
}

/// What the models with two heads are, in the first lines of their outputs.
fn setting_of_two() -> String {
    settings("two heads", training_and_test().0.len(), LEARNING)
}

/// What goes without each head.
fn ablation(page: &mut Record, models: &[MoodModel]) -> Result<()> {
    let (training, test) = training_and_test();
    let (plain, negated): (Vec<_>, Vec<_>) = training
        .into_iter()
        .chain(test)
        .partition(|sentence| words(sentence)[3] == "very");
    page.output("ablation", |out| {
        let all = plain.len() + negated.len();
        writeln!(out, "{}", setting_of_two())?;
        writeln!(out, "all {all} sentences\n")?;
        writeln!(out, "right in %  both heads  only head 1  only head 2")?;
        writeln!(out, "seed        very   not   very   not   very   not")?;
        for (seed, model) in SEEDS.iter().zip(models) {
            let heads = MultiHead::from(&model.heads);
            write!(out, "{seed:4}     ")?;
            for heads in [heads.clone(), heads.without(1)?, heads.without(0)?] {
                let mut model = model.with(&heads)?;
                let (very, not) =
                    (model.judge(&plain)?.1, model.judge(&negated)?.1);
                write!(out, "{:7.0}{:6.0}", 100.0 * very, 100.0 * not)?;
            }
            writeln!(out)?;
        }
        let heads = heads_by_hand();
        write!(out, "by hand  ")?;
        for heads in [heads.clone(), heads.without(1)?, heads.without(0)?] {
            let (very, not) =
                (right_by_hand(&heads, false)?, right_by_hand(&heads, true)?);
            write!(out, "{:7.0}{:6.0}", 100.0 * very, 100.0 * not)?;
        }
        writeln!(out)?;
        Ok(())
    })
}

/// The share of moods that heads set by hand read correctly, negated or not.
fn right_by_hand(heads: &MultiHead, is_negated: bool) -> Result<f64> {
    let mut right = 0.0;
    for mood in [1.0, -1.0] {
        let given = heads.forward(&tokens_by_hand(mood, is_negated), None)?;
        let wanted = if is_negated { -mood } else { mood };
        if given.output[[2, 0]] * wanted > 0.0 {
            right += 0.5;
        }
    }
    Ok(right)
}

fn equal(page: &mut Record) -> Result<()> {
    page.output("equal", |out| {
        writeln!(out, "random heads and tokens, one seed")?;
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
            let mut packed = PackedHeads::try_from(&heads)?;
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
        writeln!(out, "two random heads; 5 random tokens of 8 numbers;")?;
        writeln!(out, "columns 5 to 8 of every token change sign\n")?;
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
    const ROWS: usize = 200;
    let d_model = 64;
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let concatenated = normal(ROWS, d_model, 6); // (200, d_model)
    let right = MultiHead::random(d_model, 4, &mut rng)?.w_o; // (d_model, d_model)
    let positive = positive_w_o(d_model, &mut rng); // (d_model, d_model)
    let size = |m: &Array2<f64>| (m * m).mean().unwrap_or(0.0).sqrt();
    let mut found = Vec::new();
    page.output("large", |out| {
        writeln!(
            out,
            "{ROWS} random rows of {d_model} numbers, times W_O of one seed\n"
        )?;
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
    page.number("one-direction-around-0", found[0].1, Format::Percent(0))?;
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
        writeln!(out, "two random heads; 6 random tokens of 16 numbers;")?;
        writeln!(out, "the last token changes, and the first output by\n")?;
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

    /// What no weighted sum of one head's output does, four ReLUs behind it do.
    #[test]
    fn four_relus_behind_one_head_read_all_four() {
        for (text, mood, is_negated) in KINDS {
            let tokens = tokens_by_hand(mood, is_negated); // (3, 4)
            let pass = one_head_by_hand().forward(&tokens, None).expect("they fit");
            let output = pass.output.row(2); // (2)
            let wanted = if is_negated { -mood } else { mood };
            assert!(four_relus(output[0], output[1]) * wanted > 0.45, "{text}");
        }
    }

    /// By how much the two scores of a sentence differ at least.
    fn least_lead(model: &mut MoodModel, sentences: &[Sentence]) -> f64 {
        let leads = model.leads(sentences).expect("sentences");
        leads.into_iter().map(f64::abs).fold(f64::INFINITY, f64::min)
    }

    /// Shares are printed, so no answer may hang on a last bit.
    #[test]
    fn answers_lead_by_more_than_rounding() {
        let (training, test) = training_and_test();
        let all: Vec<_> = training.iter().chain(&test).copied().collect();
        for n_heads in HEADS {
            let mut learned = learn_all(n_heads, &SEEDS, &training, LEARNING)
                .expect("they learn");
            if n_heads == 2 {
                let stuck =
                    learn(2, STUCK, &training, LEARNING).expect("it learns");
                learned.push(stuck);
            }
            for (mut model, _) in learned {
                let lead = least_lead(&mut model, &all);
                assert!(lead > 1e-6, "{n_heads} heads: {lead:e}");
                if n_heads != 2 {
                    continue;
                }
                let heads = MultiHead::from(&model.heads);
                for less in [0, 1] {
                    let heads = heads.without(less).expect("two heads");
                    let mut model = model.with(&heads).expect("of one size");
                    let lead = least_lead(&mut model, &all);
                    assert!(lead > 1e-6, "without {less}: {lead:e}");
                }
            }
        }
    }

    /// The second head of the model that is shown hears good moods and no bad ones.
    #[test]
    fn the_head_that_is_shown_listens_for_good_moods_only() {
        let (training, _) = training_and_test();
        let seed = SEEDS[SHOWN - 1];
        let (model, _) = learn(2, seed, &training, LEARNING).expect("it learns");
        for (mood, name) in MOODS.iter().enumerate() {
            let (least, most) = heard(&model, 1, mood).expect("two heads");
            let is_good = mood < MOODS.len() / 2;
            assert!(if is_good { least > 0.5 } else { most < 0.5 }, "{}", name);
        }
    }

    /// Of two leads that are so far apart on their wrong sides, together and not one by
    /// one, both half of the way cost least.
    #[test]
    fn two_wrong_leads_cost_least_where_they_are_alike() {
        let surprise = |lead: f64| libm::log1p(libm::exp(-lead));
        for apart in [0.001, 0.1, 1.0] {
            let cost = |middle: f64| {
                surprise(middle - apart / 2.0) + surprise(-middle - apart / 2.0)
            };
            for middle in [0.4 * apart, 0.6 * apart, 2.0 * apart] {
                assert!(cost(middle) > cost(0.0) && cost(-middle) > cost(0.0));
            }
        }
    }
}
