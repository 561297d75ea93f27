//! What order means to attention, and what positions do about it.

use std::fmt::Write as _;

use anyhow::Result;
use embeddings::{Embedding, WordVectors, dot, length, tokenize};
use ndarray::{Array2, ArrayView1};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::faults::unpaired_positions;
use crate::reader::standardised;
use crate::tokens::SENTENCE;
use crate::{
    Head, add_to_stream, causal_mask, farthest, figures, sinusoidal_positions,
    with_positions,
};

/// Two sentences of the same words, which differ in who saw whom.
const ORDERS: [&str; 2] =
    ["the cat saw the dog today", "the dog saw the cat today"];
/// Numbers of a query of the random heads that read them.
const D_K: usize = 16;

/// The rows of a text's words: (tokens, 50).
fn rows(
    vectors: &WordVectors,
    embedding: &Embedding,
    text: &str,
) -> Result<Array2<f64>> {
    let ids = vectors.vocabulary().encode(&tokenize(text))?;
    Ok(embedding.look_up(&ids)?) // (tokens, 50)
}

/// What tokens (tokens, 50) take in at the last of several heads, one behind the other,
/// which are random: (tokens, 50).
fn behind(
    heads: usize,
    tokens: &Array2<f64>,
    is_masked: bool,
) -> Result<Array2<f64>> {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let causal = causal_mask(tokens.nrows())?; // (tokens, tokens)
    let mask = is_masked.then_some(&causal);
    let (mut stream, mut output) = (tokens.clone(), tokens.clone()); // (tokens, 50)
    for _ in 0..heads {
        let head = Head::random(50, D_K, 50, &mut rng)?;
        output = head.forward(&stream, mask)?.output; // (tokens, 50)
        stream = add_to_stream(&stream, &output)?; // (tokens, 50)
    }
    Ok(output)
}

/// How far two rows are apart, at most.
fn apart(a: &Array2<f64>, b: &Array2<f64>, token: usize) -> String {
    let row = |m: &Array2<f64>| m.select(ndarray::Axis(0), &[token]); // (1, 50)
    match farthest(&row(a), &row(b)) {
        by if by < 1e-12 => "< 1e-12".to_owned(),
        by => format!("{by:.2}"),
    }
}

/// Whether a head, or two, can tell who saw whom.
pub(super) fn order(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let embedding = standardised(vectors.embedding())?;
    let [first, second] = [
        rows(vectors, &embedding, ORDERS[0])?,
        rows(vectors, &embedding, ORDERS[1])?,
    ]; // (6, 50), twice
    page.output("order", |out| {
        writeln!(out, "random heads, d_k = {D_K}, no positions")?;
        for text in ORDERS {
            writeln!(out, "    {text}")?;
        }
        let [saw, today] = ["\"saw\"", "\"today\""];
        writeln!(out, "{:24}{saw:>9}{today:>9}", "taken in differs at")?;
        for (name, heads, is_masked) in [
            ("one head, all in sight", 1, false),
            ("one head, masked", 1, true),
            ("two heads, all in sight", 2, false),
            ("two heads, masked", 2, true),
        ] {
            let [first, second] = [
                behind(heads, &first, is_masked)?,
                behind(heads, &second, is_masked)?,
            ]; // (6, 50), twice
            let (saw, today) =
                (apart(&first, &second, 2), apart(&first, &second, 5));
            writeln!(out, "{name:24}{saw:>9}{today:>9}")?;
        }
        Ok(())
    })?;
    let head = Head::random(50, D_K, 50, &mut ChaCha8Rng::seed_from_u64(3))?;
    let (one, other) =
        (head.forward(&first, None)?.weights, head.forward(&second, None)?.weights); // (6, 6)
    let [words, others] = ORDERS.map(tokenize);
    let drawn = figures::orders([(&words, one.row(5)), (&others, other.row(5))]);
    page.figure("orders", drawn)
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

fn first_numbers(row: ArrayView1<f64>) -> String {
    row.iter().take(4).map(|x| format!("{x:8.2}")).collect::<String>() + "  …"
}

/// The book's sentence with its positions added.
pub(super) fn placed(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let embedding = standardised(vectors.embedding())?;
    let plain = rows(vectors, &embedding, SENTENCE)?; // (6, 50)
    let placed = with_positions(&plain)?; // (6, 50)
    page.output("sentence", |out| {
        for (name, matrix) in [("words alone", &plain), ("with positions", &placed)]
        {
            writeln!(out, "{name}, {:?}", matrix.dim())?;
            for (row, word) in matrix.rows().into_iter().zip(tokenize(SENTENCE)) {
                writeln!(out, "{word:<5}{}", first_numbers(row))?;
            }
            let same = matrix.row(0) == matrix.row(4);
            writeln!(out, "are both rows of \"the\" the same? {}\n", yes(same))?;
        }
        writeln!(out, "one head, all words in sight: by how much")?;
        writeln!(out, "does what \"today\" takes in differ between")?;
        writeln!(out, "the two sentences about cat and dog?")?;
        for (name, is_placed) in [("words alone", false), ("with positions", true)]
        {
            let read = |text| -> Result<Array2<f64>> {
                let words = rows(vectors, &embedding, text)?; // (6, 50)
                let tokens =
                    if is_placed { with_positions(&words)? } else { words };
                behind(1, &tokens, false) // (6, 50)
            };
            let by = apart(&read(ORDERS[0])?, &read(ORDERS[1])?, 5);
            writeln!(out, "{name:16}{by}")?;
        }
        Ok(())
    })
}

/// The table of positions, and what its dot products depend on.
pub(super) fn positions(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let table = sinusoidal_positions(4, 4)?; // (4, 4)
    page.output("positions", |out| {
        writeln!(out, "  t   sin t   cos t  sin t/100  cos t/100")?;
        for (position, row) in table.rows().into_iter().enumerate() {
            write!(out, "{position:3}{:8.3}{:8.3}", row[0], row[1])?;
            writeln!(out, "{:11.3}{:11.4}", row[2], row[3])?;
        }
        Ok(())
    })?;
    let hands =
        [0, 1, 2].map(|pair| libm::pow(10000.0, -2.0 * f64::from(pair) / 8.0));
    let drawn = figures::hands(&sinusoidal_positions(8, 8)?, &hands);
    page.figure("hands", drawn)?;
    let d_model = vectors.embedding().weights.ncols();
    let table = sinusoidal_positions(200, d_model)?; // (200, 50)
    page.figure("positions", figures::positions(&table))?;
    let product = |a: usize, b: usize| dot(table.row(a), table.row(b));
    page.output("distance", |out| {
        writeln!(out, "dot product of the encodings of")?;
        writeln!(out, "positions t and t + k")?;
        writeln!(out, "   k     t = 0    t = 10   t = 100")?;
        for k in [0, 1, 2, 5, 10, 50] {
            write!(out, "{k:4}")?;
            for t in [0, 10, 100] {
                write!(out, "{:10.3}", product(t, t + k)?)?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    let mut curve = Vec::new();
    for k in 0..100 {
        curve.push(product(0, k)?);
    }
    page.figure("distance", figures::distance(&curve))?;
    let words = standardised(vectors.embedding())?.weights; // (vocabulary, 50)
    let lengths: f64 = words.rows().into_iter().map(length).sum();
    let mean = lengths / words.nrows() as f64;
    page.number("word-length", mean, Format::Decimals(1))?;
    page.number("position-length", length(table.row(7)), Format::Decimals(0))
}

/// What becomes of the law of distances if every column has its own frequency.
pub(super) fn unpaired(page: &mut Record) -> Result<()> {
    const K: usize = 10;
    let (right, wrong) =
        (sinusoidal_positions(110, 8)?, unpaired_positions(110, 8)); // (110, 8)
    let along = |table: &Array2<f64>| -> Result<Vec<f64>> {
        let mut products = Vec::new();
        for t in 0..table.nrows() - K {
            products.push(dot(table.row(t), table.row(t + K))?);
        }
        Ok(products)
    };
    let (right, wrong) = (along(&right)?, along(&wrong)?);
    let (mut times, mut found) = (0.0, Vec::new());
    for (name, products) in
        [("a frequency for each pair", &right), ("one for each column", &wrong)]
    {
        let least = products.iter().copied().fold(f64::INFINITY, f64::min);
        let most = products.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        times = most / least;
        found.push((name, least, most));
    }
    page.figure("unpaired", figures::unpaired(&right, &wrong))?;
    page.output("unpaired", |out| {
        writeln!(out, "d_model = 8, t from 0 to 99,")?;
        writeln!(out, "dot product of t and t + {K}")?;
        writeln!(out, "{:25}smallest largest", "")?;
        for (name, least, most) in &found {
            writeln!(out, "{name:<25}{least:8.3}{most:8.3}")?;
        }
        if let Err(error) = sinusoidal_positions(110, 7) {
            let error = super::lines::wrapped(&error.to_string(), 4);
            writeln!(out, "\nwith 7 columns\n{error}")?;
        }
        Ok(())
    })?;
    page.number("paired", found[0].1, Format::Decimals(1))?;
    page.number("unpaired-least", found[1].1, Format::Decimals(1))?;
    page.number("unpaired-most", found[1].2, Format::Decimals(1))?;
    page.number("unpaired-times", times, Format::Decimals(1))
}
