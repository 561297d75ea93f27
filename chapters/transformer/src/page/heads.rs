//! What each head does, and what is lost without it.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use ndarray::{Array1, Array2, s};
use page::palette::SERIES;
use page::{Format, Record};

use crate::ablation::{HeadPlace, logits_without, mean_outputs};
use crate::grammar::{Grammar, Sentence};
use crate::live::Switchboard;
use crate::toy::{example, sentences, weights};
use crate::{Example, Transformer, figures};

/// What the name costs without each head, of three trainings, as the test `trials` records
/// it.
const HEADS: &str = include_str!("../../../../assets/transformer/heads.csv");
/// A sentence with a name that comes back, and a verb far from its noun.
const LONG: &str = "mia : the dogs that the cat sees run , says mia .";
const NAMES: [&str; 4] = ["mia", "tom", "ana", "leo"];
/// What a head takes in is replaced by its mean over so many other sentences.
const OTHERS: usize = 500;
const SEED: u64 = 99;
const NEW: usize = 2000;

/// What a model makes of new sentences.
#[derive(Default)]
struct Shown {
    /// The sum of the costs of all tokens, and their number.
    all: (f64, f64),
    /// The sum of the probabilities that verbs of the wrong number get, and how many verbs:
    /// of those directly behind their noun, and of those with a clause between.
    wrong_number: [(f64, f64); 2],
    /// Of each name the costs where it should come back.
    names: [Vec<f64>; 4],
    /// How often each name is the likeliest word where another (the row) is right.
    likeliest: [[usize; 4]; 4],
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// The mean of some numbers, and its standard error.
fn with_error(numbers: &[f64]) -> (f64, f64) {
    let (mean, count) = (mean(numbers), numbers.len() as f64);
    let squares: f64 = numbers.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

impl Shown {
    fn of_names(&self) -> Vec<f64> {
        self.names.concat()
    }
}

/// Words of the language that the measurements look for.
struct Words {
    says: usize,
    names: [usize; 4],
    singular: [usize; 6],
    plural: [usize; 6],
}

impl Words {
    fn of(grammar: &Grammar) -> Option<Words> {
        let id = |word: &str| grammar.words.iter().position(|w| w == word);
        let ids =
            |words: [&str; 6]| words.map(|word| id(word).unwrap_or(usize::MAX));
        Some(Words {
            says: id("says")?,
            names: NAMES.map(|name| id(name).unwrap_or(usize::MAX)),
            singular: ids(["runs", "sleeps", "sings", "sees", "hears", "helps"]),
            plural: ids(["run", "sleep", "sing", "see", "hear", "help"]),
        })
    }

    /// The verbs of the other number, if this is a verb.
    fn other_number(&self, word: usize) -> Option<[usize; 6]> {
        match word {
            verb if self.singular.contains(&verb) => Some(self.plural),
            verb if self.plural.contains(&verb) => Some(self.singular),
            _ => None,
        }
    }
}

fn shown(
    words: &Words,
    sentences: &[Example],
    logits: &dyn Fn(&[usize]) -> Result<Array2<f64>>,
) -> Result<Shown> {
    let mut shown = Shown::default();
    for Example { ids, targets } in sentences {
        let p = softmax::softmax_rows(&logits(ids)?)?; // (tokens, vocabulary)
        for (place, &target) in targets.iter().enumerate() {
            let cost = -libm::log(p[[place, target]]);
            shown.all = (shown.all.0 + cost, shown.all.1 + 1.0);
            if let Some(other) = words.other_number(target) {
                // A clause between ends with a verb.
                let is_far = words.other_number(ids[place]).is_some();
                let (sum, verbs) = &mut shown.wrong_number[usize::from(is_far)];
                *sum += other.iter().map(|&id| p[[place, id]]).sum::<f64>();
                *verbs += 1.0;
            }
            if ids[place] != words.says {
                continue;
            }
            let name = words.names.iter().position(|&id| id == target);
            let name = name.context("a name after says")?;
            shown.names[name].push(cost);
            let likelier = |a: &usize, b: &usize| {
                p[[place, words.names[*a]]].total_cmp(&p[[place, words.names[*b]]])
            };
            let best = (0..4).max_by(likelier).context("four names")?;
            shown.likeliest[name][best] += 1;
        }
    }
    Ok(shown)
}

pub(super) fn heads(
    page: &mut Record,
    grammar: &Grammar,
    model: &Transformer,
) -> Result<()> {
    let words = Words::of(grammar).context("the words of the language")?;
    map(page, grammar, model, &words)?;
    page.live(&mut Switchboard)?;
    let held_out: Vec<_> =
        sentences(grammar, NEW, SEED).iter().map(example).collect();
    let named: Vec<_> = held_out
        .iter()
        .filter(|example| example.ids.contains(&words.says))
        .cloned()
        .collect();
    let others: Vec<_> =
        sentences(grammar, OTHERS, 5).iter().map(example).collect();
    let means = mean_outputs(model, &others)?;
    let (blocks, heads) = (model.blocks.len(), model.blocks[0].heads.heads.len());
    let d_head = model.unembedding.nrows() / heads;
    let all = shown(&words, &held_out, &|ids| Ok(model.logits(ids)?))?;
    let mut rows = vec![("none".to_owned(), None, all, 0.0)];
    for place in 0..blocks * heads {
        let off = HeadPlace { block: place / heads, head: place % heads };
        let zeros = Array1::zeros(d_head);
        let without = |instead: &Array1<f64>, ids: &[usize]| {
            Ok(logits_without(model, off, instead, ids)?)
        };
        let zeroed = shown(&words, &held_out, &|ids| without(&zeros, ids))?;
        let columns = s![off.head * d_head..(off.head + 1) * d_head];
        let instead = means[off.block].slice(columns).to_owned(); // (d_head)
        let meant = shown(&words, &named, &|ids| without(&instead, ids))?;
        let name = format!("block {}, head {}", off.block + 1, off.head + 1);
        rows.push((name, Some(off), zeroed, mean(&meant.of_names())));
    }
    page.output("ablation", |out| {
        let (sentences, names) = (held_out.len(), named.len());
        let [(_, near), (_, far)] = rows[0].2.wrong_number;
        ensure!(near == sentences as f64, "each sentence has one innermost verb");
        writeln!(out, "two blocks, seed 1; {sentences} new sentences,")?;
        writeln!(out, "{names} names, {near} verbs directly behind their")?;
        writeln!(out, "noun (near), {far} with a clause between")?;
        writeln!(out, "(far). What a head takes in, before W_O, is")?;
        writeln!(out, "replaced by zeros, or by its mean over all")?;
        writeln!(out, "tokens of {OTHERS} other sentences")?;
        writeln!(out)?;
        writeln!(out, "                      cost of the name")?;
        writeln!(out, "switched off            zeros     mean")?;
        for (name, _, shown, meant) in &rows {
            let (cost, error) = with_error(&shown.of_names());
            writeln!(out, "{name:16}  {cost:5.2} ±{error:4.2}  {meant:7.2}")?;
        }
        writeln!(out)?;
        writeln!(out, "                  cost of   wrong number")?;
        writeln!(out, "zeros             a token    near    far")?;
        for (name, _, shown, _) in &rows {
            let [near, far] =
                shown.wrong_number.map(|(sum, verbs)| 100.0 * sum / verbs);
            let cost = shown.all.0 / shown.all.1;
            writeln!(out, "{name:16}  {cost:7.2}  {near:5.1}%{far:6.1}%")?;
        }
        Ok(())
    })?;
    let far = rows.iter().map(|row| row.2.wrong_number[1]);
    let most = far.map(|(sum, verbs)| sum / verbs).fold(0.0, f64::max);
    page.number("wrong-far", most, Format::Percent(0))?;
    by_name(page, model, &words, &named, &rows)?;
    other_seeds(page, &rows)
}

type Row = (String, Option<HeadPlace>, Shown, f64);

/// The same by name, beside the weight that "says" gives to the name.
fn by_name(
    page: &mut Record,
    model: &Transformer,
    words: &Words,
    named: &[Example],
    rows: &[Row],
) -> Result<()> {
    let mut looks = vec![0.0; rows.len()];
    for example in named {
        let says = example.ids.iter().position(|&id| id == words.says);
        let says = says.context("says")?;
        let weights = weights(model, &example.ids)?;
        for (sum, weights) in looks[1..].iter_mut().zip(weights.concat()) {
            *sum += weights[[says, 1]] / named.len() as f64;
        }
    }
    let errors = rows.iter().flat_map(|row| row.2.names.iter());
    let error = errors.map(|costs| with_error(costs).1).fold(0.0, f64::max);
    page.output("names", |out| {
        let counts = rows[0].2.names.each_ref().map(Vec::len);
        let [mia, tom, ana, leo] = counts;
        writeln!(out, "zeros; {mia} mia, {tom} tom, {ana} ana, {leo} leo;")?;
        writeln!(out, "no standard error is above {error:.2};")?;
        writeln!(out, "looks: mean weight on the name")?;
        writeln!(out)?;
        writeln!(out, "                      cost of the name")?;
        write!(out, "switched off   looks")?;
        NAMES.iter().try_for_each(|name| write!(out, "{name:>6}"))?;
        writeln!(out)?;
        for ((name, off, shown, _), look) in rows.iter().zip(&looks) {
            let look = off.map_or(String::new(), |_| format!("{look:.2}"));
            write!(out, "{name:15} {look:>4}")?;
            for costs in &shown.names {
                write!(out, "{:6.2}", mean(costs))?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    let looked = rows.iter().zip(&looks).skip(1);
    let looked = looked.map(|((name, _, shown, _), look)| {
        (name.clone(), *look, mean(&shown.of_names()))
    });
    let looked: Vec<_> = looked.collect();
    page.figure("looks", figures::looks(&looked))?;
    page.output("wrong-names", |out| {
        writeln!(out, "where the name costs more than half a nat")?;
        writeln!(out, "on average: the likeliest name, and how")?;
        writeln!(out, "often it is")?;
        writeln!(out)?;
        writeln!(out, "switched off     name  right   instead")?;
        for (name, _, shown, _) in rows {
            for (right, costs) in shown.names.iter().enumerate() {
                if mean(costs) < 0.5 {
                    continue;
                }
                let counts = shown.likeliest[right];
                let others = (0..4).filter(|&other| other != right);
                let wrong = others.max_by_key(|&other| counts[other]);
                let wrong = wrong.context("another name")?;
                writeln!(
                    out,
                    "{name:15}  {:4} {:5.0}%   {}, {:.0}%",
                    NAMES[right],
                    100.0 * counts[right] as f64 / costs.len() as f64,
                    NAMES[wrong],
                    100.0 * counts[wrong] as f64 / costs.len() as f64,
                )?;
            }
        }
        Ok(())
    })
}

/// What the name costs without each head: of the training above, and of three that were
/// recorded, the first of them from the same seed on another processor.
fn other_seeds(page: &mut Record, rows: &[Row]) -> Result<()> {
    let lines = csv::Reader::from_reader(HEADS.as_bytes()).into_deserialize();
    let mut costs: Vec<Vec<f64>> =
        lines.collect::<Result<_, _>>().context("a recorded line: record again")?;
    let own = rows[1..].iter().map(|row| mean(&row.2.of_names()));
    costs.insert(0, std::iter::once(1.0).chain(own).collect());
    ensure!(costs.iter().all(|costs| costs.len() == 9), "a cost for each head");
    page.output("other-seeds", |out| {
        writeln!(out, "cost of the name, zeros; the same {NEW}")?;
        writeln!(out, "sentences; four trainings of the model with")?;
        writeln!(out, "two blocks, of which the second is the")?;
        writeln!(out, "first again, on another processor")?;
        writeln!(out)?;
        writeln!(out, "                 seed   seed   seed   seed")?;
        write!(out, "switched off  ")?;
        for (training, costs) in costs.iter().enumerate() {
            let seed = costs[0].to_string();
            let name = if training == 1 { "again" } else { seed.as_str() };
            write!(out, "{name:>7}")?;
        }
        writeln!(out)?;
        for place in 0..8 {
            write!(out, "block {}, head {}", place / 4 + 1, place % 4 + 1)?;
            costs.iter().try_for_each(|c| write!(out, "{:7.1}", c[place + 1]))?;
            writeln!(out)?;
        }
        Ok(())
    })
}

/// A sentence, and which of its words hang together.
pub(super) fn agreement(page: &mut Record, grammar: &Grammar) -> Result<()> {
    let words: Vec<_> = LONG.split(' ').collect();
    let id = |word: &&str| grammar.words.iter().position(|known| known == word);
    let ids: Option<Vec<usize>> = words.iter().map(id).collect();
    ensure!(grammar.is_sentence(&ids.context("known words")?), "{LONG:?}");
    let at = |word: &str| words.iter().position(|w| *w == word).context("a word");
    let last = words.iter().rposition(|word| *word == words[0]);
    let pairs = [
        (0, last.context("the name")?, SERIES[2]),
        (at("dogs")?, at("run")?, SERIES[0]),
        (at("cat")?, at("sees")?, SERIES[1]),
    ];
    page.figure("agreement", figures::agreement(&words, &pairs))
}

/// What stands at each place of a sentence, what should come next, and the chance that
/// the model gives it.
pub(super) fn targets(
    page: &mut Record,
    grammar: &Grammar,
    model: &Transformer,
) -> Result<()> {
    const SENTENCE: &str = "some cats see the dogs .";
    let id = |word: &str| grammar.words.iter().position(|w| w == word);
    let targets: Option<Vec<usize>> = SENTENCE.split(' ').map(id).collect();
    let targets = targets.context("words of the language")?;
    ensure!(grammar.is_sentence(&targets), "{SENTENCE:?} is no sentence");
    let Example { ids, targets } = example(&Sentence { ids: targets, nats: 0.0 });
    let p = softmax::softmax_rows(&model.logits(&ids)?)?; // (tokens, vocabulary)
    let word = |id: &usize| grammar.words[*id].as_str();
    let chances =
        targets.iter().enumerate().map(|(row, &id)| (word(&id), p[[row, id]]));
    let ids: Vec<_> = ids.iter().map(word).collect();
    page.figure("targets", figures::targets(&ids, &chances.collect::<Vec<_>>()))
}

/// How large the numbers of the stream are, and of what each part adds to it, over some
/// sentences: the root of the mean of all squares.
pub(super) fn added(
    page: &mut Record,
    grammar: &Grammar,
    model: &Transformer,
) -> Result<()> {
    let mut squares = vec![0.0; 1 + 4 * model.blocks.len()];
    let mut count = 0.0;
    for sentence in sentences(grammar, OTHERS, SEED) {
        let Example { ids, .. } = example(&sentence);
        let mut stream = model.stream(&ids)?; // (tokens, d_model)
        count += stream.len() as f64;
        let mut found = vec![stream.clone()];
        for (block, pass) in model.blocks.iter().zip(model.passes(&ids)?) {
            let (thought, _) = block.feed_forward.forward(&pass.normed_2)?;
            for part in [pass.heads.output, thought] {
                stream += &part;
                found.extend([part, stream.clone()]);
            }
        }
        for (sum, matrix) in squares.iter_mut().zip(&found) {
            *sum += (matrix * matrix).sum();
        }
    }
    let sizes: Vec<f64> = squares.iter().map(|sum| (sum / count).sqrt()).collect();
    let parts: Vec<_> = sizes[1..]
        .chunks_exact(2)
        .enumerate()
        .map(|(part, pair)| {
            let name = if part % 2 == 0 { "heads" } else { "feed-forward" };
            (format!("block {}, {name}", part / 2 + 1), pair[0], pair[1])
        })
        .collect();
    page.number("stream-start", sizes[0], Format::Decimals(2))?;
    page.number("stream-end", sizes[sizes.len() - 1], Format::Decimals(2))?;
    page.number("added-sentences", OTHERS as f64, Format::Count)?;
    page.figure("added", figures::added(sizes[0], &parts))
}

/// Where a sentence looks, in the head whose "says" gives the name the largest weight.
fn map(
    page: &mut Record,
    grammar: &Grammar,
    model: &Transformer,
    words: &Words,
) -> Result<()> {
    let id = |word: &str| grammar.words.iter().position(|w| w == word);
    let targets: Option<Vec<usize>> = LONG.split(' ').map(id).collect();
    let targets = targets.context("words of the language")?;
    ensure!(grammar.is_sentence(&targets), "{LONG:?} is no sentence");
    let Example { ids, .. } = example(&Sentence { ids: targets, nats: 0.0 });
    let all = weights(model, &ids)?;
    let says = ids.iter().position(|&id| id == words.says).context("says")?;
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
    page.figure("map", figures::map(&words, &all[best.0][best.1]))
}
