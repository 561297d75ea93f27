//! The experiments of the chapter, in the order of its page.

mod learning;
mod lines;
mod places;

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use embeddings::glove::book_vectors;
use embeddings::{Embedding, WordVectors, length, tokenize};
use ndarray::{Array2, Axis, array, s};
use neurons::standard_normal;
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::{softmax, softmax_rows};

use crate::faults::{mask_afterwards, mask_with_a_number, older_masked};
use crate::live::OneNumber;
use crate::reader::standardised;
use crate::tokens::{SENTENCE, normal, tokens_by_hand};
use crate::{
    Head, HeadGradients, HeadPass, add_to_stream, attend, causal_mask, farthest,
    figures, masked, measured_head_gradients, scores,
};

/// Runs every experiment of the chapter.
///
/// # Errors
/// If a name is used twice, or a word has no vector.
pub fn experiments(page: &mut Record) -> Result<()> {
    page.figure("steps", figures::steps())?;
    let vectors = book_vectors()?;
    same_vector(page, &vectors)?;
    by_hand(page)?;
    variance(page)?;
    real(page, &vectors)?;
    leak(page)?;
    prefixes(page)?;
    places::order(page, &vectors)?;
    places::positions(page, &vectors)?;
    places::placed(page, &vectors)?;
    gradients(page)?;
    learning::colours(page, &vectors)?;
    cost(page)?;
    learning::root(page, &vectors)?;
    wrong(page)?;
    places::unpaired(page)
}

fn numbers<'a>(row: impl IntoIterator<Item = &'a f64>, width: usize) -> String {
    row.into_iter().map(|x| format!("{:width$.2}", x + 0.0)).collect()
}

fn words() -> Vec<String> {
    tokenize(SENTENCE)
}

/// The row of each word, as it is looked up.
fn look_up(vectors: &WordVectors, words: &[String]) -> Result<Vec<usize>> {
    Ok(vectors.vocabulary().encode(words)?)
}

fn same_vector(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    page.output("same-vector", |out| {
        writeln!(out, "first numbers of \"creature\"")?;
        for text in learning::CREATURES {
            let ids = look_up(vectors, &tokenize(text))?;
            let rows = vectors.embedding().look_up(&ids)?; // (tokens, 50)
            let last = rows.row(ids.len() - 1);
            writeln!(out, "in \"{text}\"")?;
            writeln!(out, "    {}", numbers(last.iter().take(4), 7))?;
        }
        Ok(())
    })
}

fn by_hand(page: &mut Record) -> Result<()> {
    let (tokens, head) = tokens_by_hand();
    let words = words();
    let mask = causal_mask(6)?; // (6, 6)
    let pass = head.forward(&tokens, Some(&mask))?;
    let scored = scores(&pass.queries, &pass.keys)?; // (6, 6)
    let allowed = masked(scored.clone(), &mask)?; // (6, 6)
    page.output("projections", |out| {
        writeln!(out, "         x         q         k         v")?;
        for (index, word) in words.iter().enumerate() {
            let part = |m: &Array2<f64>| {
                format!("{:4.0}{:3.0}   ", m[[index, 0]], m[[index, 1]])
            };
            writeln!(
                out,
                "{word:4}{}{}{}{}",
                part(&tokens),
                part(&pass.queries),
                part(&pass.keys),
                part(&pass.values).trim_end()
            )?;
        }
        Ok(())
    })?;
    let table = |out: &mut page::Output, m: &Array2<f64>| -> Result<()> {
        writeln!(
            out,
            "    {}",
            words.iter().map(|w| format!("{w:>6}")).collect::<String>()
        )?;
        for (word, row) in words.iter().zip(m.rows()) {
            writeln!(out, "{word:4}{}", numbers(row, 6))?;
        }
        Ok(())
    };
    page.output("scores", |out| table(out, &scored))?;
    page.output("masked", |out| table(out, &allowed))?;
    page.output("weights", |out| table(out, &pass.weights))?;
    let asked = pass.weights.slice(s![2, ..3]); // (3)
    page.figure("library", figures::library(&words[..3], asked))?;
    let (query, row) = (pass.queries.row(3), scored.row(3)); // (2), (6)
    page.figure("compare", figures::compare(&words, 3, query, &pass.keys, row))?;
    page.figure("mask", figures::mask(&words, &scored))?;
    page.figure("looks", figures::looks(&words, &words, &pass.weights))?;
    for (name, value) in [
        ("score-on-cat", scored[[3, 1]]),
        ("score-on-mat", scored[[3, 5]]),
        ("on-cat", pass.weights[[3, 1]]),
        ("sat-the", pass.weights[[2, 0]]),
        ("sat-cat", pass.weights[[2, 1]]),
    ] {
        page.number(name, value, Format::Decimals(2))?;
    }
    page.number("cat-sat", pass.weights[[1, 2]], Format::Count)?;
    one_row(page, &words, &allowed, &pass)?;
    let start = tokens.row(2); // (2)
    let drawn = figures::mixture(&words[..3], asked, &pass.values, start);
    page.figure("mixture", drawn)?;
    let stream = add_to_stream(&tokens, &pass.output)?; // (6, 2)
    for (name, at) in [
        ("sat-first", [2, 0]),
        ("sat-second", [2, 1]),
        ("the-first", [4, 0]),
        ("the-second", [4, 1]),
    ] {
        page.number(name, stream[at], Format::Decimals(2))?;
    }
    page.figure("moved", figures::moved(&words, &tokens, &stream))?;
    page.live(&mut OneNumber)?;
    page.output("mixed", |out| {
        writeln!(out, "         taken in          added to x")?;
        for (index, word) in words.iter().enumerate() {
            writeln!(
                out,
                "{word:4}{}{:6}{}",
                numbers(pass.output.row(index), 7),
                "",
                numbers(stream.row(index), 7)
            )?;
        }
        Ok(())
    })
}

/// The third token worked out from its masked scores (6, 6), number by number.
fn one_row(
    page: &mut Record,
    words: &[String],
    scored: &Array2<f64>,
    pass: &HeadPass,
) -> Result<()> {
    const ROW: usize = 2;
    let scores: Vec<f64> = (0..=ROW).map(|key| scored[[ROW, key]]).collect();
    let powers: Vec<f64> = scores.iter().map(|&score| libm::exp(score)).collect();
    let sum: f64 = powers.iter().sum();
    let weights: Vec<f64> = powers.iter().map(|power| power / sum).collect();
    let value = |key: usize| (pass.values[[key, 0]], pass.values[[key, 1]]);
    let (mut taken, mut terms) = ((0.0, 0.0), Vec::new());
    for (key, weight) in weights.iter().enumerate() {
        let (first, second) = value(key);
        taken = (taken.0 + weight * first, taken.1 + weight * second);
        terms.push(format!("{weight:.2}·({first:.0}, {second:.0})"));
    }
    let off = (taken.0 - pass.output[[ROW, 0]]).abs()
        + (taken.1 - pass.output[[ROW, 1]]).abs();
    ensure!(off < 1e-12, "by hand and by the head differ by {off}");
    page.output("one-row", |out| {
        writeln!(out, "\"{}\" looks at", words[ROW])?;
        let heads: String =
            words[..=ROW].iter().map(|w| format!("{w:>7}")).collect();
        writeln!(out, "          {heads}")?;
        writeln!(out, "score s   {}", numbers(&scores, 7))?;
        writeln!(out, "e^s       {}  sum {sum:.2}", numbers(&powers, 7))?;
        writeln!(out, "e^s / sum {}  weights", numbers(&weights, 7))?;
        let values: String = (0..=ROW)
            .map(|key| {
                format!(
                    "{:>7}",
                    format!("({:.0}, {:.0})", value(key).0, value(key).1)
                )
            })
            .collect();
        writeln!(out, "value     {values}")?;
        writeln!(
            out,
            "\n  {}\n= ({:.2}, {:.2})",
            terms.join(" + "),
            taken.0,
            taken.1
        )?;
        Ok(())
    })
}

const WIDTHS: [usize; 5] = [4, 16, 64, 256, 1024];
/// Draws for each width, and keys in each draw.
const ROUNDS: usize = 2000;
const KEYS: usize = 16;

/// A query (1, d_k) and keys (16, d_k) of normal numbers.
fn drawn(d_k: usize, rng: &mut ChaCha8Rng) -> (Array2<f64>, Array2<f64>) {
    let mut draw = |rows| {
        let normal = |_| standard_normal(rng);
        Array2::from_shape_fn((rows, d_k), normal) // (rows, d_k)
    };
    (draw(1), draw(KEYS))
}

/// The variance of dot products of random vectors of `d_k` numbers; then without and
/// with the division by √d_k, the mean of the largest of 16 weights and of how much a
/// weight still answers to its score.
fn saturation(d_k: usize) -> Result<(f64, [f64; 2], [f64; 2])> {
    let mut rng = ChaCha8Rng::seed_from_u64(d_k as u64);
    let (mut squares, mut largest, mut slope) = (0.0, [0.0; 2], [0.0; 2]);
    for _ in 0..ROUNDS {
        let (query, keys) = drawn(d_k, &mut rng); // (1, d_k), (16, d_k)
        let products = query.dot(&keys.t()); // (1, 16)
        squares += products.iter().map(|x| x * x).sum::<f64>() / KEYS as f64;
        for (index, scale) in
            [1.0, 1.0 / (d_k as f64).sqrt()].into_iter().enumerate()
        {
            let weights = softmax((&products.row(0) * scale).view())?; // (16)
            let most = weights.iter().copied().fold(0.0, f64::max);
            largest[index] += most / ROUNDS as f64;
            slope[index] += most * (1.0 - most) / ROUNDS as f64;
        }
    }
    Ok((squares / ROUNDS as f64, largest, slope))
}

fn variance(page: &mut Record) -> Result<()> {
    let mut found = Vec::new();
    page.output("variance", |out| {
        writeln!(out, "a query and {KEYS} keys, normal numbers,")?;
        let rounds = Format::Count.text(ROUNDS as f64)?;
        writeln!(out, "means of {rounds} draws")?;
        writeln!(out, "{:13}     largest p       p(1 − p)", "")?;
        writeln!(out, " d_k variance    q·k  /√d_k    q·k  /√d_k")?;
        for d_k in WIDTHS {
            let (variance, largest, slope) = saturation(d_k)?;
            writeln!(
                out,
                "{d_k:4}{variance:9.1}{:7.3}{:7.3}{:7.3}{:7.3}",
                largest[0], largest[1], slope[0], slope[1]
            )?;
            found.push((d_k, variance, largest, slope));
        }
        Ok(())
    })?;
    let at = found.iter().find(|f| f.0 == 64).context("64 is among them")?;
    page.number("variance-64", at.1, Format::Decimals(1))?;
    page.number("largest-64", at.2[0], Format::Decimals(2))?;
    page.number("largest-scaled-64", at.2[1], Format::Decimals(2))?;
    let (query, keys) = drawn(64, &mut ChaCha8Rng::seed_from_u64(64)); // (1, 64), (16, 64)
    let products = query.dot(&keys.t()); // (1, 16)
    let divided = softmax_rows(&scores(&query, &keys)?)?; // (1, 16)
    let alone = softmax_rows(&products)?; // (1, 16)
    let most = |m: &Array2<f64>| m.iter().copied().fold(0.0, f64::max);
    page.number("sure-alone", most(&alone), Format::Decimals(2))?;
    page.number("sure-divided", most(&divided), Format::Decimals(2))?;
    page.figure("sure", figures::sure([alone.row(0), divided.row(0)]))
}

/// The words of a text without punctuation, and their vectors as they are compared:
/// (tokens, 50).
fn words_and_rows(
    vectors: &WordVectors,
    embedding: &Embedding,
    text: &str,
) -> Result<(Vec<String>, Array2<f64>)> {
    let mut words = tokenize(text);
    words.retain(|word| word.chars().any(char::is_alphanumeric));
    ensure!(!words.is_empty(), "there is no word in {text:?}: give a sentence");
    let mut ids = Vec::new();
    for word in &words {
        ids.push(vectors.vocabulary().find(word)?);
    }
    Ok((words, embedding.look_up(&ids)?))
}

/// Where the words of a text look, with real word vectors that are compared as they
/// are: at themselves and those before them, or at all words of another text.
/// Punctuation is left out.
///
/// # Errors
/// If a text has no word, or one that has no vector.
pub fn look(
    out: &mut dyn std::fmt::Write,
    text: &str,
    into: Option<&str>,
) -> Result<()> {
    let vectors = book_vectors()?;
    let embedding = standardised(vectors.embedding())?;
    let (words, queries) = words_and_rows(&vectors, &embedding, text)?; // (words, 50)
    let (seen, keys) = words_and_rows(&vectors, &embedding, into.unwrap_or(text))?; // (seen, 50)
    let causal = causal_mask(words.len())?; // (words, words)
    let mask = into.is_none().then_some(&causal);
    let weights = attend(&queries, &keys, &keys, mask)?.weights; // (words, seen)
    let widest = |words: &[String], least: usize| {
        let widths = words.iter().map(|word| word.chars().count());
        widths.max().unwrap_or(0).max(least)
    };
    let width = widest(&seen, "0.00".len());
    let first = widest(&words, "length".len());
    write!(out, "{:first$}", "")?;
    for word in &seen {
        write!(out, "  {word:>width$}")?;
    }
    write!(out, "\n{:first$}", "length")?;
    for key in keys.rows() {
        write!(out, "  {:width$.1}", length(key))?;
    }
    writeln!(out)?;
    for (query, word) in words.iter().enumerate() {
        write!(out, "{word:first$}")?;
        let allowed = if into.is_none() { query + 1 } else { seen.len() };
        for key in 0..allowed {
            write!(out, "  {:width$.2}", weights[[query, key]])?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// For how many words another word has a larger dot product with it than it has itself.
fn beaten(embedding: &Embedding) -> usize {
    let rows = &embedding.weights; // (vocabulary, 50)
    let products = rows.dot(&rows.t()); // (vocabulary, vocabulary)
    let is_beaten = |(word, row): &(usize, ndarray::ArrayView1<f64>)| {
        row.iter().any(|&other| other > row[*word])
    };
    products.rows().into_iter().enumerate().filter(is_beaten).count()
}

fn real(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    page.output("real", |out| look(out, SENTENCE, None))?;
    page.output("frog", |out| look(out, "the frog saw the cat", None))?;
    let other = "a kitten slept on the old rug";
    page.output("cross", |out| look(out, other, Some(SENTENCE)))?;
    let embedding = standardised(vectors.embedding())?;
    let (frog, rows) = words_and_rows(vectors, &embedding, "the frog saw the cat")?; // (5, 50)
    let weights = attend(&rows, &rows, &rows, Some(&causal_mask(5)?))?.weights; // (5, 5)
    page.figure("frog", figures::looks(&frog, &frog, &weights))?;
    page.number("cat-frog", weights[[4, 1]], Format::Decimals(2))?;
    page.number("cat-itself", weights[[4, 4]], Format::Decimals(2))?;
    let (words, queries) = words_and_rows(vectors, &embedding, other)?; // (7, 50)
    let (seen, keys) = words_and_rows(vectors, &embedding, SENTENCE)?; // (6, 50)
    let weights = attend(&queries, &keys, &keys, None)?.weights; // (7, 6)
    page.figure("cross", figures::looks(&words, &seen, &weights))?;
    page.number("kitten-cat", weights[[1, 1]], Format::Decimals(2))?;
    page.number("beaten", beaten(&embedding) as f64, Format::Count)
}

/// Tokens with positions, of a sentence whose last word may be another one.
fn leak(page: &mut Record) -> Result<()> {
    let head = Head::random(16, 8, 16, &mut ChaCha8Rng::seed_from_u64(1))?;
    let tokens = normal(6, 16, 2); // (6, 16)
    let mut changed = tokens.clone(); // (6, 16)
    changed.row_mut(5).mapv_inplace(|x| -x);
    let mask = causal_mask(6)?; // (6, 6)
    let mut without = 0.0;
    page.output("leak", |out| {
        writeln!(out, "random tokens (6, 16) and head, d_k = 8:")?;
        writeln!(out, "the last token changes its sign,")?;
        writeln!(out, "and the outputs change by")?;
        writeln!(out, "token          1    2    3    4    5    6")?;
        for (name, mask) in [("with a mask", Some(&mask)), ("without one", None)] {
            let before = head.forward(&tokens, mask)?.output; // (6, 16)
            let after = head.forward(&changed, mask)?.output; // (6, 16)
            write!(out, "{name:11}")?;
            for (before, after) in before.rows().into_iter().zip(after.rows()) {
                let by = before.iter().zip(after).map(|(a, b)| (a - b).abs());
                let by = by.fold(0.0, f64::max);
                write!(out, " {by:4.2}")?;
                if mask.is_none() {
                    without = by.max(without);
                }
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    ensure!(without > 0.0, "without a mask, nothing leaks");
    Ok(())
}

fn prefixes(page: &mut Record) -> Result<()> {
    let words = words();
    page.output("prefixes", |out| {
        for n in 1..words.len() {
            writeln!(out, "{:20} → {}", words[..n].join(" "), words[n])?;
        }
        Ok(())
    })?;
    page.number("examples", (words.len() - 1) as f64, Format::Count)?;
    page.number("subsets", libm::exp2(words.len() as f64) - 1.0, Format::Count)
}

fn values(d: &(HeadGradients, Array2<f64>)) -> Vec<f64> {
    let matrices = [&d.0.d_w_q, &d.0.d_w_k, &d.0.d_w_v, &d.1];
    matrices.into_iter().flatten().copied().collect()
}

fn gradients(page: &mut Record) -> Result<()> {
    let head = Head::random(5, 3, 4, &mut ChaCha8Rng::seed_from_u64(4))?;
    let (tokens, d_output) = (normal(6, 5, 5), normal(6, 4, 6)); // (6, 5), (6, 4)
    let mask = causal_mask(6)?; // (6, 6)
    let pass = head.forward(&tokens, Some(&mask))?;
    let found = values(&head.backward(&tokens, &pass, &d_output)?);
    let measured = values(&measured_head_gradients(
        &head,
        &tokens,
        Some(&mask),
        &d_output,
        1e-5,
    )?);
    let largest = found.iter().fold(0.0, |most: f64, d| most.max(d.abs()));
    let worst = found
        .iter()
        .zip(&measured)
        .map(|(a, b)| (a - b).abs() / largest)
        .fold(0.0, f64::max);
    ensure!(worst < 1e-7, "a gradient of the head is off by {worst}");
    page.output("gradients", |out| {
        writeln!(out, "6 random tokens, causal mask,")?;
        writeln!(out, "d_model = 5, d_k = 3, d_v = 4")?;
        writeln!(out, "              computed    measured")?;
        for (name, at) in [
            ("dC/dW_Q[0, 0]", 0),
            ("dC/dW_K[0, 0]", 15),
            ("dC/dW_V[0, 0]", 30),
            ("dC/dX[0, 0]", 50),
        ] {
            writeln!(out, "{name:13} {:9.4}   {:9.4}", found[at], measured[at])?;
        }
        writeln!(out, "{} gradients, none off by more", found.len())?;
        writeln!(out, "than 1e-7 of the largest")?;
        Ok(())
    })?;
    page.figure("ways-back", figures::ways_back())
}

/// Multiplications on the way forward through a head of d_k = d_v = d: those of the
/// projections, and those of scores and mixtures.
fn multiplications(n: usize, d: usize) -> (usize, usize) {
    (3 * n * d * d, 2 * n * n * d)
}

fn cost(page: &mut Record) -> Result<()> {
    page.output("cost", |out| {
        writeln!(out, "multiplications, in thousands: of the")?;
        writeln!(out, "projections, and of who looks at whom")?;
        writeln!(out, "    n    d  projections  who at whom")?;
        for (n, d) in
            [(64, 64), (128, 64), (256, 64), (1024, 64), (64, 128), (64, 256)]
        {
            let (projections, pairs) = multiplications(n, d);
            writeln!(
                out,
                "{n:5}{d:5}{:13}{:13}",
                projections / 1000,
                pairs / 1000
            )?;
        }
        Ok(())
    })?;
    let (first, pairs) = multiplications(64, 64);
    let times = [64, 128, 256, 512].map(|n| {
        let (more, more_pairs) = multiplications(n, 64);
        (n, more / first, more_pairs / pairs)
    });
    page.figure("squares", figures::squares(&times))?;
    page.figure("cost", figures::cost(&measured_times()?))
}

/// How many times as long as for 64 tokens, from what the bench recorded.
fn measured_times() -> Result<Vec<(usize, f64)>> {
    let measured: toml::Table = include_str!("../benches/measured.toml").parse()?;
    let ratios = measured["ratio"].as_table().context("a table of ratios")?;
    let mut times = vec![(64, 1.0)];
    for (name, ratio) in ratios {
        if let Some(n) = name.strip_prefix("tokens-") {
            let least = ratio["least"].as_float();
            times
                .push((n.parse()?, least.context("a recorded ratio is a number")?));
        }
    }
    times.sort_by_key(|(n, _)| *n);
    Ok(times)
}

fn wrong(page: &mut Record) -> Result<()> {
    let head = Head::random(16, 8, 16, &mut ChaCha8Rng::seed_from_u64(7))?;
    let tokens = normal(6, 16, 8); // (6, 16)
    let mut changed = tokens.clone(); // (6, 16)
    changed.row_mut(5).mapv_inplace(|x| -x);
    let right = causal_mask(6)?; // (6, 6)
    let older = older_masked(6); // (6, 6)
    page.output("older-masked", |out| {
        writeln!(out, "random tokens (6, 16) and head, d_k = 8:")?;
        writeln!(out, "the last token changes its sign,")?;
        writeln!(out, "and the first output changes by")?;
        for (name, mask) in
            [("later tokens masked", &right), ("older tokens masked", &older)]
        {
            let first = |tokens| -> Result<Array2<f64>> {
                let output = head.forward(tokens, Some(mask))?.output; // (6, 16)
                Ok(output.select(Axis(0), &[0]))
            };
            writeln!(
                out,
                "{name:20} {:.3}",
                farthest(&first(&tokens)?, &first(&changed)?)
            )?;
        }
        Ok(())
    })?;
    let sides = [("later hidden", &right), ("older hidden", &older)];
    page.figure("masks", figures::masks(sides, &words()))?;
    afterwards(page)?;
    nothing_allowed(page)
}

fn afterwards(page: &mut Record) -> Result<()> {
    let (tokens, head) = tokens_by_hand();
    let mask = causal_mask(6)?; // (6, 6)
    let pass = head.forward(&tokens, Some(&mask))?;
    let scored = scores(&pass.queries, &pass.keys)?; // (6, 6)
    let wrong = mask_afterwards(&scored, &mask)?; // (6, 6)
    page.output("afterwards", |out| {
        writeln!(out, "sum of the weights of each token")?;
        let sums = |m: &Array2<f64>| numbers(&m.sum_axis(Axis(1)), 6);
        writeln!(out, "masked before the softmax")?;
        writeln!(out, "    {}", sums(&pass.weights))?;
        writeln!(out, "masked afterwards")?;
        writeln!(out, "    {}", sums(&wrong))?;
        Ok(())
    })?;
    let sums = |m: &Array2<f64>| m.sum_axis(Axis(1)); // (6)
    let (before, after) = (sums(&pass.weights), sums(&wrong)); // (6), (6)
    page.number("first-sum", after[0], Format::Decimals(2))?;
    page.figure("sums", figures::sums(&words(), before.view(), after.view()))
}

fn nothing_allowed(page: &mut Record) -> Result<()> {
    let scored = array![[1.0, 2.0, 0.5], [0.3, 0.1, 0.9]]; // (2, 3)
    let mask = array![[true, false, false], [false, false, false]]; // (2, 3)
    let wrong = softmax_rows(&mask_with_a_number(&scored, &mask))?; // (2, 3)
    let error =
        masked(scored, &mask).err().context("a row without a key is an error")?;
    page.output("nothing-allowed", |out| {
        writeln!(out, "with -1e9")?;
        for row in wrong.rows() {
            writeln!(out, "   {}", numbers(row, 7))?;
        }
        writeln!(out, "with -inf\n{}", lines::wrapped(&error.to_string(), 4))?;
        Ok(())
    })
}
