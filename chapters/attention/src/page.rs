//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use embeddings::glove::book_vectors;
use embeddings::{Embedding, WordVectors, dot, length, tokenize};
use ndarray::{Array2, ArrayView1, Axis, array, concatenate, s};
use neurons::standard_normal;
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::{softmax, softmax_rows};

use crate::faults::{
    mask_afterwards, mask_with_a_number, older_masked, unpaired_positions,
};
use crate::nouns::{self, COLOURS};
use crate::reader::{ColourReader, Example, standardised};
use crate::tokens::{SENTENCE, normal, tokens_by_hand};
use crate::{
    Head, HeadGradients, add_to_stream, causal_mask, farthest, figures, masked,
    measured_head_gradients, scores, sinusoidal_positions, with_positions,
};

/// The seeds of the readers.
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
/// Sentences to train on, and to test with.
const SENTENCES: (usize, usize) = (1000, 300);
/// How many times each is seen, how many make a batch, and the size of a step.
const TRAINING: (usize, usize, f64) = (5, 8, 0.2);
/// Numbers of a query.
const D_K: usize = 16;

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
    order(page)?;
    bag(page, &vectors)?;
    positions(page, &vectors)?;
    gradients(page)?;
    colours(page, &vectors)?;
    cost(page)?;
    wrong(page)
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
        for text in ["a fluffy blue creature", "an old red creature"] {
            let ids = look_up(vectors, &tokenize(text))?;
            let rows = vectors.embedding().look_up(&ids)?; // (tokens, 50)
            let last = rows.row(ids.len() - 1);
            writeln!(
                out,
                "in \"{text}\"{:pad$}{}",
                "",
                numbers(last.iter().take(4), 7),
                pad = 24 - text.len()
            )?;
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
            words.iter().map(|w| format!("{w:>7}")).collect::<String>()
        )?;
        for (word, row) in words.iter().zip(m.rows()) {
            writeln!(out, "{word:4}{}", numbers(row, 7))?;
        }
        Ok(())
    };
    page.output("scores", |out| table(out, &scored))?;
    page.output("masked", |out| table(out, &allowed))?;
    page.output("weights", |out| table(out, &pass.weights))?;
    page.number("cat-sat", pass.weights[[1, 2]], Format::Count)?;
    let stream = add_to_stream(&tokens, &pass.output)?; // (6, 2)
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

const WIDTHS: [usize; 5] = [4, 16, 64, 256, 1024];

/// The variance of dot products of random vectors of `d_k` numbers; then without and
/// with the division by √d_k, the mean of the largest of 16 weights and of how much a
/// weight still answers to its score.
fn saturation(d_k: usize) -> Result<(f64, [f64; 2], [f64; 2])> {
    const ROUNDS: usize = 200;
    const KEYS: usize = 16;
    let mut rng = ChaCha8Rng::seed_from_u64(d_k as u64);
    let (mut squares, mut largest, mut slope) = (0.0, [0.0; 2], [0.0; 2]);
    for _ in 0..ROUNDS {
        let mut draw = |rows| {
            let normal = |_| standard_normal(&mut rng);
            Array2::from_shape_fn((rows, d_k), normal) // (rows, d_k)
        };
        let (query, keys) = (draw(1), draw(KEYS));
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
        writeln!(out, "                     largest of 16 weights      its slope")?;
        writeln!(
            out,
            " d_k   variance      q·k    q·k / √d_k      q·k    q·k / √d_k"
        )?;
        for d_k in WIDTHS {
            let (variance, largest, slope) = saturation(d_k)?;
            writeln!(
                out,
                "{d_k:4}   {variance:8.1}   {:6.3}   {:11.3}   {:6.3}   {:11.3}",
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
    let points: Vec<_> = found
        .iter()
        .map(|(d_k, variance, largest, _)| (*d_k, *variance, *largest))
        .collect();
    page.figure("variance", figures::variance(&points))?;
    page.figure("saturation", figures::saturation(&points))
}

/// A head that compares words as they are.
fn plain_head(d_model: usize) -> Head {
    let same = || Array2::eye(d_model); // (d_model, d_model)
    Head { w_q: same(), w_k: same(), w_v: same() }
}

/// Where the tokens of a text look, with real word vectors and a head that compares them
/// as they are. Punctuation is left out.
///
/// # Errors
/// If the text has no word, or one that has no vector.
pub fn look(out: &mut dyn std::fmt::Write, text: &str) -> Result<()> {
    let vectors = book_vectors()?;
    let mut words = tokenize(text);
    words.retain(|word| word.chars().any(char::is_alphanumeric));
    ensure!(!words.is_empty(), "there is no word in {text:?}: give a sentence");
    let mut ids = Vec::new();
    for word in &words {
        ids.push(vectors.vocabulary().find(word)?);
    }
    let tokens = standardised(vectors.embedding())?.look_up(&ids)?; // (tokens, 50)
    let mask = causal_mask(words.len())?; // (tokens, tokens)
    let pass = plain_head(tokens.ncols()).forward(&tokens, Some(&mask))?;
    let width = words.iter().map(|w| w.chars().count()).max().unwrap_or(0).max(4);
    write!(out, "{:width$}", "")?;
    for word in &words {
        write!(out, "  {word:>width$}")?;
    }
    writeln!(out)?;
    for (query, word) in words.iter().enumerate() {
        write!(out, "{word:width$}")?;
        for key in 0..=query {
            write!(out, "  {:width$.2}", pass.weights[[query, key]])?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn real(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    page.output("real", |out| look(out, SENTENCE))?;
    let ids = look_up(vectors, &words())?;
    let tokens = standardised(vectors.embedding())?.look_up(&ids)?; // (6, 50)
    let mask = causal_mask(6)?; // (6, 6)
    let pass = plain_head(50).forward(&tokens, Some(&mask))?;
    page.number("mat-mat", pass.weights[[5, 5]], Format::Decimals(2))
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
        writeln!(out, "the last of 6 tokens changes, and the outputs by")?;
        writeln!(out, "token            1      2      3      4      5      6")?;
        for (name, mask) in [("with a mask", Some(&mask)), ("without one", None)] {
            let before = head.forward(&tokens, mask)?.output; // (6, 16)
            let after = head.forward(&changed, mask)?.output; // (6, 16)
            write!(out, "{name:11}")?;
            for (before, after) in before.rows().into_iter().zip(after.rows()) {
                let by = before.iter().zip(after).map(|(a, b)| (a - b).abs());
                let by = by.fold(0.0, f64::max);
                write!(out, "  {by:5.3}")?;
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
    page.number("subsets", libm::exp2(words.len() as f64), Format::Count)
}

fn order(page: &mut Record) -> Result<()> {
    let vectors = book_vectors()?;
    let embedding = standardised(vectors.embedding())?;
    let head = Head::random(50, 16, 50, &mut ChaCha8Rng::seed_from_u64(3))?;
    let last = |text: &str, is_placed: bool| -> Result<Array2<f64>> {
        let ids = look_up(&vectors, &tokenize(text))?;
        let tokens = if is_placed {
            with_positions(&embedding.look_up(&ids)?)?
        } else {
            embedding.look_up(&ids)?
        }; // (tokens, 50)
        let mask = causal_mask(ids.len())?; // (tokens, tokens)
        let output = head.forward(&tokens, Some(&mask))?.output; // (tokens, 50)
        Ok(output.select(Axis(0), &[ids.len() - 1])) // (1, 50)
    };
    let texts = ["the cat saw the dog today", "the dog saw the cat today"];
    page.output("order", |out| {
        for text in texts {
            writeln!(out, "{text}")?;
        }
        writeln!(out, "what \"today\" takes in differs by")?;
        for (name, is_placed) in
            [("without positions", false), ("with positions", true)]
        {
            let by =
                farthest(&last(texts[0], is_placed)?, &last(texts[1], is_placed)?);
            if by < 1e-12 {
                writeln!(out, "{name:18} less than 1e-12")?;
            } else {
                writeln!(out, "{name:18} {by:.2}")?;
            }
        }
        Ok(())
    })
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

fn first_numbers(row: ArrayView1<f64>) -> String {
    row.iter().take(5).map(|x| format!("{x:8.2}")).collect::<String>() + "  …"
}

fn bag(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let ids = look_up(vectors, &words())?;
    let words = vectors.vocabulary().decode(&ids)?;
    let embedding = standardised(vectors.embedding())?;
    let plain = embedding.look_up(&ids)?; // (6, d_model)
    let placed = with_positions(&plain)?; // (6, d_model)
    page.output("sentence", |out| {
        for (name, matrix) in [("words alone", &plain), ("with positions", &placed)]
        {
            writeln!(out, "{name}, {:?}", matrix.dim())?;
            for (row, word) in matrix.rows().into_iter().zip(&words) {
                writeln!(out, "{word:<5}{}", first_numbers(row))?;
            }
            let same = matrix.row(0) == matrix.row(4);
            writeln!(out, "are both rows of \"the\" the same? {}\n", yes(same))?;
        }
        let swapped = look_up(vectors, &tokenize("the mat sat on the cat"))?;
        writeln!(
            out,
            "\"the mat sat on the cat\" has the same rows, in another order?"
        )?;
        let other = embedding.look_up(&swapped)?; // (6, d_model)
        writeln!(out, "words alone     {}", yes(same_rows(&plain, &other)))?;
        let other = with_positions(&other)?; // (6, d_model)
        writeln!(out, "with positions  {}", yes(same_rows(&placed, &other)))?;
        Ok(())
    })
}

/// Whether two matrices have the same rows, in whatever order.
fn same_rows(a: &Array2<f64>, b: &Array2<f64>) -> bool {
    let sorted = |matrix: &Array2<f64>| {
        let mut rows: Vec<Vec<u64>> = matrix
            .rows()
            .into_iter()
            .map(|r| r.iter().map(|x| x.to_bits()).collect())
            .collect();
        rows.sort();
        rows
    };
    sorted(a) == sorted(b)
}

fn positions(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let table = sinusoidal_positions(4, 4)?; // (4, 4)
    page.output("positions", |out| {
        writeln!(out, "position     sin t     cos t  sin t/100  cos t/100")?;
        for (position, row) in table.rows().into_iter().enumerate() {
            write!(out, "{position:8}{:10.3}{:10.3}", row[0], row[1])?;
            writeln!(out, "{:11.3}{:11.4}", row[2], row[3])?;
        }
        Ok(())
    })?;
    let d_model = vectors.embedding().weights.ncols();
    let table = sinusoidal_positions(200, d_model)?; // (200, d_model)
    page.figure("positions", figures::positions(&table))?;
    let product = |a: usize, b: usize| dot(table.row(a), table.row(b));
    page.output("distance", |out| {
        writeln!(out, "dot product of the encodings of positions t and t + k")?;
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
    let words = standardised(vectors.embedding())?.weights; // (vocabulary, d_model)
    let lengths: f64 = words.rows().into_iter().map(length).sum();
    let mean = lengths / words.nrows() as f64;
    page.number("word-length", mean, Format::Decimals(1))?;
    page.number("position-length", length(table.row(7)), Format::Decimals(0))
}

fn unpaired(page: &mut Record) -> Result<()> {
    const K: usize = 10;
    let (right, wrong) =
        (sinusoidal_positions(110, 8)?, unpaired_positions(110, 8)); // (110, 8)
    let range = |table: &Array2<f64>| -> Result<(f64, f64)> {
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for t in 0..table.nrows() - K {
            let product = dot(table.row(t), table.row(t + K))?;
            (least, most) = (least.min(product), most.max(product));
        }
        Ok((least, most))
    };
    page.output("unpaired", |out| {
        writeln!(out, "d_model = 8, dot product of t and t + {K}, t from 0 to 99")?;
        writeln!(out, "                              smallest   largest")?;
        for (name, table) in
            [("a frequency for each pair", &right), ("one for each column", &wrong)]
        {
            let (least, most) = range(table)?;
            writeln!(out, "{name:<28}{least:10.3}{most:10.3}")?;
        }
        if let Err(error) = sinusoidal_positions(110, 7) {
            let error = error.to_string().replace(": ", ":\n    ");
            writeln!(out, "\nwith 7 columns\n    {error}")?;
        }
        Ok(())
    })
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
        writeln!(out, "              computed    measured")?;
        for (name, at) in [
            ("dC/dW_Q[0, 0]", 0),
            ("dC/dW_K[0, 0]", 15),
            ("dC/dW_V[0, 0]", 30),
            ("dC/dX[0, 0]", 50),
        ] {
            writeln!(out, "{name:13} {:9.4}   {:9.4}", found[at], measured[at])?;
        }
        writeln!(
            out,
            "{} gradients, none off by more than 1e-7 of the largest",
            found.len()
        )?;
        Ok(())
    })
}

/// Sentences as the readers see them.
fn examples(
    vectors: &WordVectors,
    embedding: &Embedding,
    count: usize,
    is_new: bool,
    seed: u64,
) -> Result<Vec<Example>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut examples = Vec::new();
    for _ in 0..count {
        let sentence = nouns::sentence(is_new, &mut rng);
        examples.push(example(vectors, embedding, &sentence)?);
    }
    Ok(examples)
}

fn example(
    vectors: &WordVectors,
    embedding: &Embedding,
    sentence: &nouns::Sentence,
) -> Result<Example> {
    let mut ids = Vec::new();
    for word in &sentence.words {
        ids.push(vectors.vocabulary().find(word)?);
    }
    let tokens = with_positions(&embedding.look_up(&ids)?)?; // (tokens, 50)
    let (places, answers) = (sentence.places.clone(), sentence.colours.clone());
    Ok(Example { tokens, places, answers })
}

/// The share of questions that a reader answers rightly.
fn right(reader: &ColourReader, examples: &[Example]) -> Result<f64> {
    let (mut right, mut all) = (0, 0);
    for example in examples {
        let answers = reader.answers(example)?;
        let pairs = answers.iter().zip(&example.answers);
        right += pairs.filter(|(answer, label)| answer == label).count();
        all += answers.len();
    }
    Ok(right as f64 / all as f64)
}

/// A reader that nobody lets look around: it takes in nothing.
fn without_attention(training: &[Example], seed: u64) -> Result<ColourReader> {
    let (epochs, batch_size, learning_rate) = TRAINING;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut reader = ColourReader::random(50, D_K, COLOURS.len(), &mut rng)?;
    for _ in 0..epochs {
        for places in loss::shuffled(training.len(), &mut rng).chunks(batch_size) {
            reader.head.w_v.fill(0.0);
            let batch: Vec<_> = places.iter().map(|&at| &training[at]).collect();
            reader.step(&batch, learning_rate)?;
        }
    }
    reader.head.w_v.fill(0.0);
    Ok(reader)
}

/// Training and new sentences.
fn data(vectors: &WordVectors) -> Result<(Vec<Example>, Vec<Example>)> {
    let embedding = standardised(vectors.embedding())?;
    Ok((
        examples(vectors, &embedding, SENTENCES.0, false, 1)?,
        examples(vectors, &embedding, SENTENCES.1, true, 2)?,
    ))
}

fn trained(
    training: &[Example],
    seed: u64,
) -> Result<(ColourReader, ColourReader)> {
    let (epochs, batch_size, learning_rate) = TRAINING;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let before = ColourReader::random(50, D_K, COLOURS.len(), &mut rng)?;
    let mut reader = before.clone();
    for _ in 0..epochs {
        reader.epoch(training, batch_size, learning_rate, &mut rng)?;
    }
    Ok((before, reader))
}

fn colours(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    page.output("sentences", |out| {
        for _ in 0..3 {
            let sentence = nouns::sentence(false, &mut rng);
            writeln!(out, "{}", sentence.words.join(" "))?;
            for (place, colour) in sentence.places.iter().zip(&sentence.colours) {
                writeln!(
                    out,
                    "    {}: {}",
                    sentence.words[*place], COLOURS[*colour][0]
                )?;
            }
        }
        Ok(())
    })?;
    let (training, new) = data(vectors)?;
    page.number("training", SENTENCES.0 as f64, Format::Count)?;
    page.number("new", SENTENCES.1 as f64, Format::Count)?;
    let (mut shown, mut after_all) = (None, Vec::new());
    page.output("colours", |out| {
        writeln!(out, "right in %   before training       after training")?;
        writeln!(out, "seed          seen      new        seen      new")?;
        for seed in SEEDS {
            let (before, after) = trained(&training, seed)?;
            let share =
                |reader, examples| right(reader, examples).map(|x| 100.0 * x);
            let last = share(&after, &new)?;
            writeln!(
                out,
                "{seed:4}      {:8.1} {:8.1}    {:8.1} {last:8.1}",
                share(&before, &training)?,
                share(&before, &new)?,
                share(&after, &training)?
            )?;
            after_all.push(last / 100.0);
            shown.get_or_insert((before, after));
        }
        Ok(())
    })?;
    let mean = after_all.iter().sum::<f64>() / after_all.len() as f64;
    let least = after_all.iter().copied().fold(1.0, f64::min);
    page.number("colours-new", mean, Format::Percent(1))?;
    page.number("colours-least", least, Format::Percent(1))?;
    page.number("chance", 1.0 / COLOURS.len() as f64, Format::Percent(1))?;
    let blind = without_attention(&training, SEEDS[0])?;
    page.number("blind-seen", right(&blind, &training)?, Format::Percent(0))?;
    page.number("blind-new", right(&blind, &new)?, Format::Percent(0))?;
    let (before, after) = shown.context("at least one seed")?;
    maps(page, vectors, &before, &after)
}

/// The tutorial's sentence, which no reader has met: no creature was blue in training.
fn maps(
    page: &mut Record,
    vectors: &WordVectors,
    before: &ColourReader,
    after: &ColourReader,
) -> Result<()> {
    let words = tokenize("the fluffy blue creature roamed the verdant forest");
    let ids = look_up(vectors, &words)?;
    let embedding = standardised(vectors.embedding())?;
    let tokens = with_positions(&embedding.look_up(&ids)?)?; // (8, 50)
    let example = Example { tokens, places: vec![3, 7], answers: vec![0, 1] };
    let (first, last) = (before.forward(&example)?.0, after.forward(&example)?.0);
    page.figure("maps", figures::maps(&words, &first.weights, &last.weights))?;
    let answers = after.answers(&example)?;
    page.output("tutorial-sentence", |out| {
        writeln!(out, "{}", words.join(" "))?;
        for (place, answer) in example.places.iter().zip(&answers) {
            writeln!(out, "    {}: {}", words[*place], COLOURS[*answer][0])?;
        }
        Ok(())
    })?;
    page.number("creature-blue", last.weights[[3, 2]], Format::Decimals(2))?;
    page.number("creature-blue-before", first.weights[[3, 2]], Format::Decimals(2))
}

/// Multiplications on the way forward through a head of d_k = d_v = d: those of the
/// projections, and those of scores and mixtures.
fn multiplications(n: usize, d: usize) -> (usize, usize) {
    (3 * n * d * d, 2 * n * n * d)
}

fn cost(page: &mut Record) -> Result<()> {
    page.output("cost", |out| {
        writeln!(out, "             multiplications, in thousands")?;
        writeln!(out, "    n    d   projections   who looks at whom")?;
        for (n, d) in
            [(64, 64), (128, 64), (256, 64), (1024, 64), (64, 128), (64, 256)]
        {
            let (projections, pairs) = multiplications(n, d);
            writeln!(
                out,
                "{n:5} {d:4}   {:11}   {:17}",
                projections / 1000,
                pairs / 1000
            )?;
        }
        Ok(())
    })?;
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
        writeln!(out, "the last of 6 tokens changes, and the first output by")?;
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
    afterwards(page)?;
    nothing_allowed(page)?;
    unpaired(page)?;
    next_word(page)?;
    projection(page)
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
        writeln!(out, "masked before the softmax  {}", sums(&pass.weights))?;
        writeln!(out, "masked afterwards          {}", sums(&wrong))?;
        Ok(())
    })
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
        let error = error.to_string().replace(": ", ":\n    ");
        writeln!(out, "with -inf\n    {error}")?;
        Ok(())
    })
}

/// W_V times a word's vector added to the next word, as the tutorial has it, against the
/// mixture of values.
fn next_word(page: &mut Record) -> Result<()> {
    let head = Head::random(16, 8, 16, &mut ChaCha8Rng::seed_from_u64(9))?;
    let tokens = normal(12, 16, 10); // (12, 16)
    let pass = head.forward(&tokens, Some(&causal_mask(12)?))?;
    let zeros = Array2::zeros((1, 16)); // (1, 16)
    let moved =
        concatenate(Axis(0), &[zeros.view(), pass.values.slice(s![..11, ..])])?; // (12, 16)
    let size = |m: &Array2<f64>| m.iter().map(|x| x * x).sum::<f64>().sqrt();
    let error = size(&(&moved - &pass.output)) / size(&pass.output);
    page.number("next-word", error, Format::Decimals(2))
}

/// A matrix that is no projection in the sense of geometry.
fn projection(page: &mut Record) -> Result<()> {
    let spread = 1.0 / 8.0; // 1 / √64
    let w = normal(64, 64, 11) * spread; // (64, 64)
    let size = |m: &Array2<f64>| m.iter().map(|x| x * x).sum::<f64>().sqrt();
    let off = size(&(&w.dot(&w) - &w)) / size(&w);
    page.number("idempotent", off, Format::Decimals(2))
}

#[cfg(test)]
mod tests {
    use neurons::least_lead;

    use super::*;

    /// Shares are printed, so no answer may hang on a last bit.
    #[test]
    fn answers_lead_by_more_than_rounding() {
        let vectors = book_vectors().expect("the book's own vectors");
        let (training, new) = data(&vectors).expect("words that are there");
        for seed in SEEDS {
            let (before, after) =
                trained(&training, seed).expect("examples that fit");
            for reader in [before, after] {
                for example in training.iter().chain(&new) {
                    let (_, asked) = reader.forward(example).expect("it fits");
                    let lead = least_lead(&asked.dot(&reader.unembedding));
                    assert!(lead > 1e-7, "seed {seed}: a lead of {lead:e}");
                }
            }
        }
    }
}
