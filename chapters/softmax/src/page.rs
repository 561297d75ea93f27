//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use backprop::digit_training::TEST;
use embeddings::glove::book_vectors;
use embeddings::tokenize;
use ndarray::{Array1, Array2, Axis, array, aview1};
use neurons::digits::{CLASSES, Digits};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::digit_runs::digits_learned;
use crate::faults::{
    index_softmax, naive_log_sum_exp, naive_softmax, uniform_top_k,
};
use crate::live::Heat;
use crate::three_words::{LOGITS, LOGITS_OF_FIVE, WORDS};
use crate::very_wrong::{Judge, descend, gradient};
use crate::{
    Sampling, SoftmaxError, cross_entropy, cross_entropy_gradient, draw, entropy,
    figures, greedy, largest_deviation, log_softmax, log_sum_exp, perplexity,
    softmax, softmax_at, softmax_rows, top_k, top_p, total_variation,
};

/// Runs every experiment of the chapter.
///
/// # Errors
/// If there are too few digits, they do not suit the network, or a name is used twice.
pub fn experiments(page: &mut Record, digits: &Digits) -> Result<()> {
    let (least, found) = (2 * TEST, digits.labels.len());
    ensure!(
        found > least,
        "the experiments found {found} digits: give more than {least}, {TEST} of them to \
         test with"
    );
    slider(page)?;
    by_hand(page)?;
    shift(page)?;
    bases(page)?;
    overflow(page)?;
    logarithms(page)?;
    temperature(page)?;
    jacobian(page)?;
    drawing(page)?;
    cross_entropy_by_hand(page)?;
    words(page)?;
    digits_learned(page, digits)?;
    very_wrong(page)?;
    uniform(page)?;
    misread_formula(page)?;
    errors(page)
}

/// Numbers in a row, each `width` wide with `digits` after the point.
fn row<'a>(
    numbers: impl IntoIterator<Item = &'a f64>,
    width: usize,
    digits: usize,
) -> String {
    let numbers = numbers.into_iter();
    numbers.map(|n| format!("{:width$.digits$}", n + 0.0)).collect()
}

/// Probabilities with as many digits as the page shows.
fn shown<'a>(p: impl IntoIterator<Item = &'a f64>) -> String {
    row(p, 8, 4)
}

/// The three words as heads of columns, each `width` wide.
fn heads(width: usize) -> String {
    WORDS.iter().map(|word| format!("{word:>width$}")).collect()
}

/// A random point that hits another word at each of [`SLIDER`].
const PICK: f64 = 0.15;
/// The temperatures of the first picture.
const SLIDER: [f64; 3] = [0.5, 1.0, 3.0];

fn slider(page: &mut Record) -> Result<()> {
    let z = aview1(&LOGITS);
    page.figure("slider", figures::slider(z, &SLIDER, PICK))?;
    page.number("pick", PICK, Format::Decimals(2))?;
    page.number("top-hot", softmax_at(z, SLIDER[2])?[2], Format::Decimals(3))
}

fn by_hand(page: &mut Record) -> Result<()> {
    let z = aview1(&LOGITS);
    let powers = z.mapv(libm::exp); // (3)
    let p = softmax(z)?; // (3)
    page.output("by-hand", |out| {
        writeln!(out, "     {}      sum", heads(9))?;
        writeln!(out, "z    {}", row(z, 9, 0))?;
        writeln!(out, "e^z  {}{:9.2}", row(&powers, 9, 2), powers.sum())?;
        writeln!(out, "p    {}{:9.4}", row(&p, 9, 4), p.sum())?;
        Ok(())
    })?;
    page.figure("shares", figures::shares(z, &powers, &p))?;
    for (word, p) in WORDS.iter().zip(&p) {
        page.number(&format!("p-{word}"), *p, Format::Decimals(4))?;
    }
    page.number("ratio", powers[2] / powers[1], Format::Decimals(3))
}

fn shift(page: &mut Record) -> Result<()> {
    page.output("shift", |out| {
        for shift in [0.0, -5.0, 100.0] {
            let z = array![2.0, 4.0, 5.0] + shift; // (3)
            let p = softmax(z.view())?; // (3)
            writeln!(out, "{}  →{}", row(&z, 4, 0), shown(&p))?;
        }
        Ok(())
    })
}

/// The probabilities with powers of another base.
fn bases(page: &mut Record) -> Result<()> {
    let z = aview1(&LOGITS);
    let (ln_2, nudge) = (libm::log(2.0), 1e-4);
    page.output("bases", |out| {
        writeln!(out, "         {} slope", heads(8))?;
        for (name, base) in [("2", 2.0), ("e", libm::exp(1.0)), ("10", 10.0)] {
            let powers = z.mapv(|z| libm::pow(base, z)); // (3)
            let p = &powers / powers.sum(); // (3)
            let (up, down) = (libm::pow(base, nudge), libm::pow(base, -nudge));
            let slope = (up - down) / (2.0 * nudge); // at 0, where the power is 1
            writeln!(out, "base {name:4}{}{slope:6.3}", shown(&p))?;
        }
        let p = softmax((&z * ln_2).view())?; // (3)
        writeln!(out, "e, z ln 2{}", shown(&p))?;
        Ok(())
    })?;
    page.number("ln-2", ln_2, Format::Decimals(3))?;
    page.number("temperature-of-2", 1.0 / ln_2, Format::Decimals(2))
}

fn overflow(page: &mut Record) -> Result<()> {
    let cases = [
        ("1000, 1001, 1002", [1000.0, 1001.0, 1002.0]),
        ("−1000, −1001, −1002", [-1000.0, -1001.0, -1002.0]),
        ("−1e300, 0, 1e300", [-1e300, 0.0, 1e300]),
    ];
    page.output("overflow", |out| {
        writeln!(out, "as written")?;
        for (name, z) in cases {
            let p = naive_softmax(aview1(&z)); // (3)
            writeln!(out, "{name:19}{}", row(&p, 7, 3))?;
        }
        writeln!(out, "\nless the largest")?;
        for (name, z) in cases {
            let p = softmax(aview1(&z))?; // (3)
            writeln!(out, "{name:19}{}", row(&p, 7, 3))?;
        }
        Ok(())
    })?;
    page.figure("edge", figures::edge())
}

fn logarithms(page: &mut Record) -> Result<()> {
    page.output("log-sum-exp", |out| {
        writeln!(out, "                as written   log-sum-exp")?;
        for (name, z) in [
            ("2, 4, 5", vec![2.0, 4.0, 5.0]),
            ("1000, 1000", vec![1000.0, 1000.0]),
            ("−1000, −1000", vec![-1000.0, -1000.0]),
        ] {
            let (naive, sum) =
                (naive_log_sum_exp(aview1(&z)), log_sum_exp(aview1(&z))?);
            // Of a thousand only one digit more than of units is sure everywhere.
            let digits = if sum.abs() > 100.0 { 1 } else { 4 };
            writeln!(out, "{name:13}{naive:13.digits$}{sum:14.digits$}")?;
        }
        let z = array![0.0, -800.0]; // (2)
        let p = softmax(z.view())?; // (2)
        writeln!(out)?;
        writeln!(out, "logits 0 and −800    second p       its ln")?;
        writeln!(out, "softmax, then ln   {:10}{:13}", p[1], libm::log(p[1]))?;
        let log = log_softmax(z.view())?[1];
        writeln!(out, "log_softmax                  {log:13.1}")?;
        Ok(())
    })
}

const TEMPERATURES: [f64; 6] = [0.1, 0.5, 1.0, 2.0, 10.0, 100.0];

fn temperature(page: &mut Record) -> Result<()> {
    let z = aview1(&LOGITS);
    page.output("temperature", |out| {
        writeln!(out, "    T{}   entropy", heads(8))?;
        for t in TEMPERATURES {
            let p = softmax_at(z, t)?; // (3)
            writeln!(out, "{t:5}{}{:10.4}", shown(&p), entropy(p.view())?)?;
        }
        Ok(())
    })?;
    let top = |t: f64| Ok::<f64, SoftmaxError>(softmax_at(z, t)?[2]);
    page.number("top-cold", top(0.5)?, Format::Decimals(3))?;
    page.number("top", top(1.0)?, Format::Decimals(3))?;
    page.number("top-warm", top(2.0)?, Format::Decimals(3))?;
    page.number("certain-entropy", entropy(aview1(&[1.0, 0.0]))?, Format::Count)?;
    let coin = entropy(aview1(&[0.5, 0.5]))?;
    page.number("coin-entropy", coin, Format::Decimals(3))?;
    let nats = entropy(softmax(z)?.view())?;
    page.number("entropy", nats, Format::Decimals(3))?;
    page.number("entropy-bits", nats / libm::log(2.0), Format::Decimals(2))?;
    page.number("most-entropy", libm::log(3.0), Format::Decimals(3))?;
    page.figure("temperature", figures::temperature(z))?;
    page.live(&mut Heat)?;
    page.figure("entropy", figures::entropy(z))
}

/// The slopes of all probabilities (row) for each logit (column), measured: (3, 3).
fn measured_jacobian() -> Result<Array2<f64>, SoftmaxError> {
    const NUDGE: f64 = 1e-4;
    let mut slopes = Array2::zeros((3, 3)); // (3, 3)
    for (logit, mut column) in slopes.columns_mut().into_iter().enumerate() {
        let nudged = |by: f64| {
            let mut z = Array1::from(LOGITS.to_vec()); // (3)
            z[logit] += by;
            softmax(z.view())
        };
        column.assign(&((nudged(NUDGE)? - nudged(-NUDGE)?) / (2.0 * NUDGE))); // (3)
    }
    Ok(slopes)
}

fn jacobian(page: &mut Record) -> Result<()> {
    let slopes = measured_jacobian()?; // (3, 3)
    page.output("jacobian", |out| {
        writeln!(out, "z of   {}     sum", heads(8))?;
        for (word, slopes) in WORDS.iter().zip(slopes.columns()) {
            let sum = (1e9 * slopes.sum()).round() / 1e9;
            writeln!(out, "{word:7}{}{:8.4}", shown(slopes), sum + 0.0)?;
        }
        Ok(())
    })
}

/// Words below each other from line to line.
fn spaced(words: &[&str]) -> String {
    let words: String = words.iter().map(|word| format!("{word:6}")).collect();
    words.trim_end().to_owned()
}

/// How often each class was drawn.
fn counts(
    draws: usize,
    classes: usize,
    mut draw: impl FnMut() -> Result<usize, SoftmaxError>,
) -> Result<Vec<usize>, SoftmaxError> {
    let mut counts = vec![0; classes];
    for _ in 0..draws {
        counts[draw()?] += 1;
    }
    Ok(counts)
}

const PLAIN: Sampling = Sampling { temperature: 1.0, top_k: None, top_p: None };
const DRAWS: usize = 10_000;
/// The ways of drawing that the page compares.
const WAYS: [(&str, Sampling); 5] = [
    ("T 1", PLAIN),
    ("T 0.5", Sampling { temperature: 0.5, ..PLAIN }),
    ("T 2", Sampling { temperature: 2.0, ..PLAIN }),
    ("top-k 2", Sampling { top_k: Some(2), ..PLAIN }),
    ("top-p 0.7", Sampling { top_p: Some(0.7), ..PLAIN }),
];

fn drawing(page: &mut Record) -> Result<()> {
    let z = aview1(&LOGITS);
    page.output("generations", |out| {
        writeln!(out, "logits 2, 4, 5 for {}", WORDS.join(", "))?;
        for seed in 1..=2 {
            writeln!(out, "\nseed {seed}")?;
            for temperature in [0.5, 1.0, 2.0] {
                let p = softmax_at(z, temperature)?; // (3)
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let mut words = Vec::new();
                for _ in 0..6 {
                    words.push(WORDS[draw(p.view(), &mut rng)?]);
                }
                writeln!(out, "T {temperature:3}  {}", spaced(&words))?;
            }
        }
        writeln!(out, "\nany seed, any T")?;
        writeln!(out, "greedy {}", spaced(&[WORDS[greedy(z)?]; 6]))?;
        Ok(())
    })?;
    let p = softmax(z)?; // (3)
    page.figure("stick", figures::stick(&p))?;
    page.number("point", figures::POINT, Format::Decimals(2))?;
    page.figure("cuts", figures::cuts())?;
    let mut bars = Vec::new();
    for (name, sampling) in WAYS {
        let p = sampling.probabilities(z)?; // (3)
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let counts = counts(DRAWS, 3, || draw(p.view(), &mut rng))?;
        bars.push((name, p, counts));
    }
    page.output("sampling", |out| {
        writeln!(out, "seed 1, {DRAWS} draws each way\n")?;
        writeln!(out, "p         {}", heads(8))?;
        for (name, p, _) in &bars {
            writeln!(out, "{name:10}{}", shown(p))?;
        }
        writeln!(out, "\ndrawn     {}  off by", heads(8))?;
        for (name, p, counts) in &bars {
            let far = largest_deviation(counts, p.view())?;
            let [moon, floor, mat] = [counts[0], counts[1], counts[2]];
            writeln!(out, "{name:10}{moon:8}{floor:8}{mat:8}{far:5.1} sd")?;
        }
        Ok(())
    })?;
    page.number("draws", DRAWS as f64, Format::Count)?;
    page.figure("sampling", figures::sampling(&bars, DRAWS))
}

fn cross_entropy_by_hand(page: &mut Record) -> Result<()> {
    let z = Array2::from_shape_vec((1, 3), LOGITS.to_vec())?; // (1, 3)
    page.output("cross-entropy", |out| {
        writeln!(out, "right word       p    −ln p   perplexity")?;
        let p = softmax(z.row(0))?; // (3)
        for (target, word) in WORDS.iter().enumerate() {
            let cost = cross_entropy(&z, &[target])?;
            let choices = perplexity(cost);
            writeln!(out, "{word:10}{:8.4}{cost:9.4}{choices:13.3}", p[target])?;
        }
        let all: Vec<usize> = (0..WORDS.len()).collect();
        let rows = Array2::from_shape_fn((3, 3), |(_, column)| LOGITS[column]); // (3, 3)
        let cost = cross_entropy(&rows, &all)?;
        let surprise = -libm::log(p.product());
        writeln!(out, "\nthree texts, one that ends on each word")?;
        writeln!(out, "product of the three p{:18.6}", p.product())?;
        writeln!(out, "−ln of that{surprise:29.4}")?;
        writeln!(out, "a third of it{:27.4}", surprise / 3.0)?;
        writeln!(out, "cross-entropy of the batch{cost:14.4}")?;
        Ok(())
    })?;
    page.figure("surprise", figures::surprise(&softmax(z.row(0))?))?;
    let mut pulls = Vec::new();
    for target in 0..WORDS.len() {
        pulls.push(cross_entropy_gradient(&z, &[target])?.row(0).to_owned()); // (3)
    }
    page.output("pulls", |out| {
        writeln!(out, "dC/dz     {}", heads(9))?;
        for (word, pull) in WORDS.iter().zip(&pulls) {
            writeln!(out, "{word:5} right{}", row(pull, 9, 4))?;
        }
        Ok(())
    })?;
    page.figure("pulls", figures::pulls(&pulls))?;
    let uniform = Array2::zeros((1, CLASSES)); // (1, 10)
    let guess = cross_entropy(&uniform, &[0])?;
    page.number("guess-cost", guess, Format::Decimals(3))?;
    page.number("guess-perplexity", perplexity(guess), Format::Decimals(1))
}

/// A way of making a text go on.
fn words(page: &mut Record) -> Result<()> {
    let vectors = book_vectors()?;
    let (mut first, mut open) = (0.0, 0.0);
    let mut together = Vec::new();
    page.output("unembedding", |out| {
        let ids = vectors.vocabulary().encode(&tokenize("the cat sat on the"))?;
        let rows = vectors.embedding().look_up(&ids)?; // (5, 50)
        let last = rows.mean_axis(Axis(0)).context("five tokens")?; // (50)
        let last = last.insert_axis(Axis(0)); // (1, 50)
        let unembedding = vectors.embedding().tied();
        let logits = unembedding.scores(&last)?; // (1, 2000)
        let p = softmax_rows(&logits)?; // (1, 2000)
        let shape = |m: &Array2<f64>| format!("({}, {})", m.nrows(), m.ncols());
        writeln!(out, "last vector    {}", shape(&last))?;
        writeln!(out, "W_U            {}", shape(&unembedding.weights))?;
        writeln!(out, "logits         {}", shape(&logits))?;
        let mut order: Vec<usize> = (0..p.len()).collect();
        order.sort_by(|&a, &b| logits[[0, b]].total_cmp(&logits[[0, a]]));
        for &id in &order[..8] {
            let word = &vectors.vocabulary().words()[id];
            writeln!(out, "{word:10} {:7.2} {:9.4}", logits[[0, id]], p[[0, id]])?;
        }
        let nats = entropy(p.row(0))?;
        writeln!(out, "entropy    {nats:7.2} nats")?;
        open = perplexity(nats);
        first = p[[0, order[0]]];
        let mut sum = 0.0;
        for &id in &order {
            sum += p[[0, id]];
            together.push(sum);
        }
        Ok(())
    })?;
    page.number("eight-words", together[7], Format::Percent(0))?;
    let nine_tenths = 1 + together.iter().filter(|sum| **sum < 0.9).count();
    page.number("nine-tenths-words", nine_tenths as f64, Format::Count)?;
    page.figure("tail", figures::tail(&together))?;
    page.number("open-as", open, Format::Decimals(0))?;
    page.number("first-word", first, Format::Percent(1))
}

fn very_wrong(page: &mut Record) -> Result<()> {
    const MOST: usize = 100_000;
    const BEHIND: [f64; 4] = [0.0, 2.0, 4.0, 8.0];
    let mut last = (0, 0);
    page.output("very-wrong", |out| {
        writeln!(out, "two logits, one example, learning rate 1;")?;
        writeln!(out, "both costs behind softmax\n")?;
        let mut all_steps = Vec::new();
        writeln!(out, "slope at the start")?;
        writeln!(out, "behind  p at first  squares  cross-entropy")?;
        for behind in BEHIND {
            let start = array![[0.0, behind]]; // (1, 2)
            let mut slopes = Vec::new();
            let mut steps = Vec::new();
            for judge in [Judge::Squares, Judge::CrossEntropy] {
                slopes.push(gradient(judge, &start)?[[0, 0]]);
                let curve = descend(judge, behind, MOST)?;
                let found = curve.iter().position(|&p| p > 0.9);
                steps.push(found.context("enough steps")?);
            }
            writeln!(
                out,
                "{behind:6}{:12.4}{:9.4}{:15.4}",
                softmax_rows(&start)?[[0, 0]],
                slopes[0],
                slopes[1]
            )?;
            last = (steps[0], steps[1]);
            all_steps.push(last);
        }
        writeln!(out, "\nsteps until p is above 0.9")?;
        writeln!(out, "behind              squares  cross-entropy")?;
        for (behind, (squares, entropy)) in BEHIND.iter().zip(all_steps) {
            writeln!(out, "{behind:6}{squares:21}{entropy:15}")?;
        }
        Ok(())
    })?;
    page.number("steps-squares", last.0 as f64, Format::Count)?;
    page.number("steps-entropy", last.1 as f64, Format::Count)?;
    let curve = |judge| descend(judge, 4.0, 60);
    let (squares, entropy) = (curve(Judge::Squares)?, curve(Judge::CrossEntropy)?);
    page.figure("very-wrong", figures::very_wrong(&squares, &entropy))
}

fn uniform(page: &mut Record) -> Result<()> {
    const K: usize = 3;
    let mut most: f64 = 0.0;
    page.output("uniform-top-k", |out| {
        let mut distances = Vec::new();
        writeln!(out, "{DRAWS} draws of the top {K}, seed 1\n")?;
        writeln!(out, "      by probability      drawn uniformly")?;
        for temperature in [0.5, 1.0, 2.0, 10.0] {
            let p = softmax_at(aview1(&LOGITS_OF_FIVE), temperature)?; // (5)
            let kept = top_k(p.view(), K)?; // (5)
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let counts = counts(DRAWS, 5, || uniform_top_k(p.view(), K, &mut rng))?;
            let frequencies: Array1<f64> =
                counts.iter().map(|&n| n as f64 / DRAWS as f64).collect(); // (5)
            let apart = total_variation(kept.view(), frequencies.view())?;
            let far = largest_deviation(&counts, kept.view())?;
            most = apart.max(most);
            writeln!(
                out,
                "T {temperature:3}{} {}",
                row(&kept.to_vec()[..K], 6, 3),
                row(&frequencies.to_vec()[..K], 6, 3)
            )?;
            distances.push((temperature, apart, far));
        }
        writeln!(out, "\n             apart   farthest off")?;
        for (temperature, apart, far) in distances {
            writeln!(out, "T {temperature:3}{apart:13.3}{far:12.0} sd")?;
        }
        Ok(())
    })?;
    page.number("uniform-apart", most, Format::Percent(0))
}

fn misread_formula(page: &mut Record) -> Result<()> {
    const CASES: [[f64; 3]; 3] =
        [[2.0, 4.0, 5.0], [5.0, 4.0, 2.0], [0.0, 0.0, 0.0]];
    page.output("index", |out| {
        writeln!(out, "logits    e to the index")?;
        for z in CASES {
            let wrong = index_softmax(aview1(&z))?; // (3)
            writeln!(out, "{}    {}", row(&z, 2, 0), row(&wrong, 6, 3))?;
        }
        writeln!(out, "\nlogits    e to the logit")?;
        for z in CASES {
            let p = softmax(aview1(&z))?; // (3)
            writeln!(out, "{}    {}", row(&z, 2, 0), row(&p, 6, 3))?;
        }
        Ok(())
    })
}

fn errors(page: &mut Record) -> Result<()> {
    let no = f64::NEG_INFINITY;
    let logits = array![[1.0, 2.0], [no, 0.0], [no, no]]; // (3, 2)
    let found: [(&str, Option<SoftmaxError>); 6] = [
        ("a row in which nothing is allowed", softmax_rows(&logits).err()),
        ("a NaN among the logits", softmax(aview1(&[1.0, f64::NAN])).err()),
        ("a temperature of 0", softmax_at(aview1(&[1.0, 2.0]), 0.0).err()),
        ("top-k of 0", top_k(aview1(&[0.5, 0.5]), 0).err()),
        ("top-p of 0", top_p(aview1(&[0.5, 0.5]), 0.0).err()),
        (
            "a target that is not allowed",
            cross_entropy(&array![[no, 0.0]], &[0]).err(),
        ),
    ];
    page.output("errors", |out| {
        for (what, error) in found {
            let error = error.context("something without probabilities")?;
            writeln!(out, "{what}:")?;
            for line in wrapped(&error.to_string(), 37) {
                writeln!(out, "  {line}")?;
            }
        }
        Ok(())
    })
}

/// A message on lines of at most `width` characters.
fn wrapped(message: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in message.split(' ') {
        let line = lines.last_mut().expect("at least one line");
        if line.chars().count() + word.chars().count() >= width {
            lines.push(word.to_owned());
        } else {
            *line += if line.is_empty() { "" } else { " " };
            *line += word;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jacobian_is_p_times_one_or_zero_less_p() {
        let p = softmax(aview1(&LOGITS)).expect("three logits"); // (3)
        let slopes = measured_jacobian().expect("three logits"); // (3, 3)
        for ((i, j), slope) in slopes.indexed_iter() {
            let own = if i == j { 1.0 } else { 0.0 };
            assert!((slope - p[i] * (own - p[j])).abs() < 1e-8, "{i} {j}: {slope}");
        }
    }
}
