//! The four sentences, and what two heads do with them that are set by hand.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use ndarray::{Array2, s};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::figures::{self, Look, Moves};
use crate::four_sums::{Sums, four};
use crate::kinds::{KINDS, tokens_by_hand};
use crate::mood::{
    MoodModel, TOKENS, four_relus, heads_by_hand, one_head_by_hand, words,
};

/// Where our two heads look from the full stop, on whole sentences.
pub(super) fn looks(page: &mut Record) -> Result<()> {
    let heads = heads_by_hand();
    let mut looks = Vec::new();
    for ((_, mood, is_negated), sentence) in KINDS.into_iter().zip(four()) {
        let pass = heads.forward(&whole_by_hand(mood, is_negated), None)?;
        let at = |head: usize, word| pass.heads[head].weights[[TOKENS - 1, word]];
        looks.push(Look {
            words: words(&sentence),
            weights: [0, 1].map(|head| std::array::from_fn(|word| at(head, word))),
            answer: pass.output[[TOKENS - 1, 0]],
        });
    }
    page.figure("two-heads", figures::looks(&looks, 1.0))
}

/// The four sums of one head, which make parallels, beside the answers of two heads.
pub(super) fn crossing(page: &mut Record) -> Result<()> {
    let one = three_of_four().context("one head that reads three of four")?;
    let heads = heads_by_hand();
    let mut two = [0.0; 4];
    for (answer, (_, mood, is_negated)) in two.iter_mut().zip(KINDS) {
        let given = heads.forward(&tokens_by_hand(mood, is_negated), None)?.output; // (3, 4)
        *answer = given[[2, 0]];
    }
    let panels = [("one head", one), ("two heads", two)];
    page.figure("crossing", figures::crossing(panels))
}

/// The sums of the first model with one random head that reads three sentences
/// correctly, and none of them by little.
fn three_of_four() -> Option<[f64; 4]> {
    (0..1000).find_map(|seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut model = MoodModel::random(8, 1, &mut rng).ok()?;
        let sums = Sums::of(&mut model).ok()?;
        let right = sums.right().into_iter().filter(|&is_right| is_right).count();
        let sums = sums.sums();
        let most = sums.iter().fold(0.0_f64, |most, sum| most.max(sum.abs()));
        let is_clear = sums.iter().all(|sum| sum.abs() > 0.2 * most);
        (right == 3 && is_clear).then_some(sums)
    })
}

pub(super) fn sentences(page: &mut Record) -> Result<()> {
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

/// The same behind "the cat is", three words without a mood and without a score: (6, 4).
fn whole_by_hand(mood: f64, is_negated: bool) -> Array2<f64> {
    let mut tokens = Array2::zeros((TOKENS, 4)); // (6, 4)
    let end = tokens_by_hand(mood, is_negated); // (3, 4)
    tokens.slice_mut(s![TOKENS - 3.., ..]).assign(&end);
    tokens
}

pub(super) fn by_hand(page: &mut Record) -> Result<()> {
    let heads = heads_by_hand();
    let (mut smallest, mut moves) = (f64::INFINITY, Vec::new());
    let mut faintest = 0.0;
    page.output("by-hand", |out| {
        writeln!(out, "two heads by hand, without \"the cat is\"\n")?;
        writeln!(out, "weights at the full stop")?;
        writeln!(out, "              head 1          head 2")?;
        writeln!(out, "              word mood stop  word mood stop")?;
        let mut results = String::new();
        for (text, mood, is_negated) in KINDS {
            let tokens = tokens_by_hand(mood, is_negated); // (3, 4)
            let pass = heads.forward(&tokens, None)?;
            let row = |head: usize| {
                let weights = pass.heads[head].weights.row(2); // (3)
                format!("{:6.2}{:5.2}{:5.2}", weights[0], weights[1], weights[2])
            };
            writeln!(out, "{text:12}{}{}", row(0), row(1))?;
            let took = [0, 1].map(|head| pass.heads[head].output[[2, 0]]);
            let given = pass.output[[2, 0]];
            if is_negated {
                faintest = -took[0] / took[1];
            }
            writeln!(
                results,
                "{text:12} {:7.2} {:7.2} {given:7.2}",
                took[0], took[1]
            )?;
            let words = text.trim_end_matches(" .").to_owned();
            let added = [2.0 * took[0], -took[1]];
            moves.push(Moves { words, start: 0.0, added });
            smallest = given.abs().min(smallest);
        }
        writeln!(out, "\ntwice head 1, less head 2\n")?;
        writeln!(out, "              head 1  head 2  answer")?;
        write!(out, "{results}")?;
        Ok(())
    })?;
    let names = ["2 · head 1,", "then − head 2"];
    page.figure("turn", figures::moves(&moves, names))?;
    page.number("by-hand-least", smallest, Format::Decimals(2))?;
    page.number("faintest", faintest, Format::Decimals(4))?;
    let mut smallest = f64::INFINITY;
    for (_, mood, is_negated) in KINDS {
        let given = heads.forward(&whole_by_hand(mood, is_negated), None)?.output; // (6, 1)
        smallest = given[[TOKENS - 1, 0]].abs().min(smallest);
    }
    page.number("by-hand-least-whole", smallest, Format::Decimals(2))
}

pub(super) fn four_relus_by_hand(page: &mut Record) -> Result<()> {
    let head = one_head_by_hand();
    let mut smallest = f64::INFINITY;
    page.output("four-relus", |out| {
        writeln!(out, "one head and four ReLUs behind it,\nall set by hand\n")?;
        writeln!(
            out,
            "               takes in\n               mood    not   answer"
        )?;
        for (text, mood, is_negated) in KINDS {
            let tokens = tokens_by_hand(mood, is_negated); // (3, 4)
            let output = head.forward(&tokens, None)?.output; // (3, 2)
            let (mood, not) = (output[[2, 0]], output[[2, 1]]);
            let answer = four_relus(mood, not);
            writeln!(out, "{text:12} {mood:6.2} {not:6.2} {answer:8.2}")?;
            smallest = answer.abs().min(smallest);
        }
        Ok(())
    })?;
    page.number("four-relus-least", smallest, Format::Decimals(2))
}

/// The word for a class.
pub(super) fn mood_of(class: usize) -> &'static str {
    if class == 1 { "good" } else { "bad" }
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
}
