//! Models with one, two and four heads that learn to read moods.

use std::fmt::Write as _;

use anyhow::Result;
use page::{Format, Record};
#[cfg(all(feature = "threads", not(target_family = "wasm")))]
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::by_hand::mood_of;
use crate::MultiHead;
use crate::figures::{self, Look, Moves, Share};
use crate::four_sums::{Sums, UNSURE, four};
use crate::kinds::tokens_by_hand;
use crate::mood::{
    ANIMALS, Learning, MOODS, MoodModel, Sentence, TOKENS, heads_by_hand, learn,
    sentence, training_and_test, words,
};

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
         {steps} steps on {n_sentences} sentences;\n\
         η {learning_rate}, shrinking to 0\n"
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
pub(super) fn moods(page: &mut Record) -> Result<Vec<MoodModel>> {
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
pub(super) fn half(page: &mut Record) -> Result<()> {
    let seeds: Vec<u64> = (1..=MANY).collect();
    let learned = learn_all(1, &seeds, &four(), FOUR)?;
    let (mut all, mut loud) = (Vec::new(), Vec::new());
    for (mut model, _) in learned {
        all.push((model.judge(&four())?, Sums::of(&mut model)?));
        if loud.is_empty() {
            loud = shares(&model, &all[0].1)?;
        }
    }
    let ((_, _), first) = &all[0];
    page.output("four-sums", |out| {
        writeln!(out, "{}", settings("one head, seed 1", 4, FOUR))?;
        writeln!(out, "                N   sum   lead  wanted right")?;
        let rows = first.powers.iter().zip(first.sums()).zip(first.leads);
        for (((powers, sum), lead), (sentence, is_right)) in
            rows.zip(four().iter().zip(first.right()))
        {
            let words = words(sentence);
            writeln!(
                out,
                "{:10} {powers:6.0} {sum:5.0} {lead:6.3}  {:6} {}",
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
    page.figure("shares", figures::shares(&loud))?;
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
pub(super) fn shown(page: &mut Record, models: &[MoodModel]) -> Result<()> {
    let sad = MOODS.len() / 2;
    let sentences = [(0, false), (0, true), (sad, false), (sad, true)]
        .map(|(m, n)| sentence(0, m, n));
    let mut rows = Vec::new();
    for (seed, model) in SEEDS.iter().zip(models) {
        let mut model = model.clone();
        let answers = model.leads(&sentences)?;
        let at = |number: usize, head| -> Result<[f64; TOKENS]> {
            let weights = model.heads.weights(number, head)?; // (6, 6)
            Ok(std::array::from_fn(|word| weights[[TOKENS - 1, word]]))
        };
        for head in 0..2 {
            let mut row = [0.0; 8];
            for number in 0..4 {
                let weights = at(number, head)?;
                row[2 * number..2 * number + 2].copy_from_slice(&weights[3..5]);
            }
            rows.push((*seed, head, row));
        }
        if *seed == SEEDS[SHOWN - 1] {
            let mut looks = Vec::new();
            for (number, sentence) in sentences.iter().enumerate() {
                looks.push(Look {
                    words: words(sentence),
                    weights: [at(number, 0)?, at(number, 1)?],
                    answer: answers[number],
                });
            }
            let most = answers.iter().fold(0.0_f64, |m, a| m.max(a.abs()));
            page.figure("learned", figures::looks(&looks, most))?;
        }
    }
    page.figure("seeds", figures::seeds(&rows))?;
    page.output("looks", |out| {
        writeln!(out, "{}", setting_of_two())?;
        writeln!(out, "the cat; weights at the full stop")?;
        for (half, mood) in ["happy", "sad"].into_iter().enumerate() {
            let (very, not) = (format!("very {mood} ."), format!("not {mood} ."));
            writeln!(out, "\n           {very:>13} {not:>13}")?;
            writeln!(out, "seed head    very {mood:>6}    not {mood:>6}")?;
            for (seed, head, row) in &rows {
                write!(out, "{seed:4} {:4} ", head + 1)?;
                for weight in &row[4 * half..4 * half + 4] {
                    write!(out, "{weight:7.2}")?;
                }
                writeln!(out)?;
            }
        }
        Ok(())
    })?;
    page.output("heard", |out| {
        writeln!(out, "{}", setting_of_two())?;
        writeln!(out, "seed {SHOWN}, head 2, at the full stop;")?;
        writeln!(out, "all animals, \"very\" and \"not\":")?;
        writeln!(out, "weight of the mood, least and most\n")?;
        for (mood, name) in MOODS.iter().enumerate() {
            let (least, most) = heard(&models[SHOWN - 1], 1, mood)?;
            writeln!(out, "{name:5}  {least:5.2} {most:5.2}")?;
        }
        Ok(())
    })?;
    page.number("shown", SEEDS[SHOWN - 1] as f64, Format::Count)
}

/// What each head of the model that is shown adds to its answers.
pub(super) fn moves(page: &mut Record, models: &[MoodModel]) -> Result<()> {
    let sentences = four();
    let model = &models[SHOWN - 1];
    let heads = MultiHead::from(&model.heads);
    // Each head writes into the token through its own block, so what it adds is what
    // is missing without it.
    let both = model.clone().leads(&sentences)?;
    let first_off = model.with(&heads.without(0)?)?.leads(&sentences)?;
    let second_off = model.with(&heads.without(1)?)?.leads(&sentences)?;
    let mut rows = Vec::new();
    for (at, sentence) in sentences.iter().enumerate() {
        let added = [both[at] - first_off[at], both[at] - second_off[at]];
        let words = words(sentence)[3..5].join(" ");
        rows.push(Moves { words, start: both[at] - added[0] - added[1], added });
    }
    page.figure("moves", figures::moves(&rows, ["head 1,", "then head 2"]))
}

/// How one head shares its weight at the full stop of the four sentences, with what it
/// answers.
fn shares(model: &MoodModel, sums: &Sums) -> Result<Vec<Share>> {
    let mut model = model.clone();
    model.judge(&four())?;
    let mut rows = Vec::new();
    for (number, sentence) in four().iter().enumerate() {
        let weights = model.heads.weights(number, 0)?; // (6, 6)
        let lead = format!("{:.3}", sums.leads[number]).replace('-', "−");
        let judged = if sums.right()[number] { "right" } else { "misread" };
        rows.push(Share {
            words: words(sentence),
            weights: std::array::from_fn(|word| weights[[TOKENS - 1, word]]),
            answer: format!("lead {lead}, {judged}"),
        });
    }
    Ok(rows)
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
pub(super) fn ablation(page: &mut Record, models: &[MoodModel]) -> Result<()> {
    let (training, test) = training_and_test();
    let (plain, negated): (Vec<_>, Vec<_>) = training
        .into_iter()
        .chain(test)
        .partition(|sentence| words(sentence)[3] == "very");
    let mut rows = Vec::new();
    page.output("ablation", |out| {
        let all = plain.len() + negated.len();
        writeln!(out, "{}", setting_of_two())?;
        writeln!(out, "all {all} sentences; right in %\n")?;
        writeln!(out, "heard:         both     head 1     head 2")?;
        writeln!(out, "seed      very  not  very  not  very  not")?;
        for (seed, model) in SEEDS.iter().zip(models) {
            let heads = MultiHead::from(&model.heads);
            let mut shares = [[0.0; 2]; 3];
            let heard = [heads.clone(), heads.without(1)?, heads.without(0)?];
            for (share, heads) in shares.iter_mut().zip(heard) {
                let mut model = model.with(&heads)?;
                *share = [model.judge(&plain)?.1, model.judge(&negated)?.1];
            }
            rows.push((format!("seed {seed}"), shares));
        }
        let heads = heads_by_hand();
        let mut shares = [[0.0; 2]; 3];
        let heard = [heads.clone(), heads.without(1)?, heads.without(0)?];
        for (share, heads) in shares.iter_mut().zip(heard) {
            *share = [right_by_hand(&heads, false)?, right_by_hand(&heads, true)?];
        }
        rows.push(("by hand".to_owned(), shares));
        for (name, shares) in &rows {
            write!(out, "{:8}", name.trim_start_matches("seed "))?;
            for [very, not] in shares {
                write!(out, "{:6.0}{:5.0}", 100.0 * very, 100.0 * not)?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    page.figure("switched-off", figures::switched_off(&rows))
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

#[cfg(test)]
mod tests {
    use super::*;

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
