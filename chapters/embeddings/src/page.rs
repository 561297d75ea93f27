//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use ndarray::{Array2, ArrayView1, Axis, array};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::co_occurrence::fit_gradients;
use crate::directions::{degrees, keep_apart, random_directions};
use crate::faults::zeros_for_unknown;
use crate::glove::{book_vectors, parse};
use crate::questions::{KINDS, Kind};
use crate::toy::{FITTING, SmallWorld, people};
use crate::{
    Embedding, Neighbour, Unembedding, Vocabulary, WordVectors, cosine, dot,
    figures, length, principal_axes, tokenize,
};

/// The sentence of the book.
const SENTENCE: &str = "The cat sat on the mat.";
/// The seed of everything that is drawn at random.
const SEED: u64 = 1;

/// Runs every experiment of the chapter.
///
/// # Errors
/// If a name is used twice, or an experiment fails.
pub fn experiments(page: &mut Record) -> Result<()> {
    tokens(page)?;
    look_up(page)?;
    let vectors = book_vectors()?;
    nearest(page, &vectors)?;
    dot_or_cosine(page, &vectors)?;
    king(page, &vectors)?;
    kinds(page, &vectors)?;
    small_world(page)?;
    angles(page, &vectors)?;
    room(page)?;
    way_back(page, &vectors)?;
    zeros(page, &vectors)?;
    errors(page, &vectors)
}

fn tokens(page: &mut Record) -> Result<()> {
    let tokens = tokenize(SENTENCE);
    let vocabulary = Vocabulary::of_tokens(&tokens);
    page.output("tokens", |out| {
        writeln!(out, "vocabulary of {SENTENCE:?}:")?;
        for (id, word) in vocabulary.words().iter().enumerate() {
            write!(out, "{}{id} {word}", if id == 0 { "  " } else { ", " })?;
        }
        writeln!(out)?;
        for text in [SENTENCE, "The MAT sat on a dog!"] {
            let tokens = tokenize(text);
            let ids = vocabulary.encode(&tokens)?;
            writeln!(out, "\n{text:?}")?;
            writeln!(out, "  tokens  {}", tokens.join(" "))?;
            let shown: Vec<_> = ids.iter().map(usize::to_string).collect();
            writeln!(out, "  ids     {}", shown.join(" "))?;
            writeln!(out, "  back    {}", vocabulary.decode(&ids)?.join(" "))?;
        }
        Ok(())
    })
}

fn look_up(page: &mut Record) -> Result<()> {
    let embedding = Embedding::new(array![[1.0, 2.0], [0.5, 0.0], [3.0, -1.0]])?;
    let ids = [2, 0, 2];
    let one_hot = loss::one_hot(&ids, 3)?; // (3, 3)
    let product = embedding.one_hot_product(&ids)?; // (3, 2)
    let rows = embedding.look_up(&ids)?; // (3, 2)
    page.output("look-up", |out| {
        writeln!(out, "ids {ids:?}")?;
        writeln!(out, "\none-hot (3, 3)    W_E (3, 2)     product (3, 2)")?;
        for row in 0..3 {
            let hot = columns(one_hot.row(row), 0, 4);
            write!(out, "{hot:<18}")?;
            write!(out, "{:<15}", columns(embedding.weights.row(row), 1, 5))?;
            writeln!(out, "{}", columns(product.row(row), 1, 5))?;
        }
        writeln!(
            out,
            "\nrows 2, 0 and 2 of W_E: the same? {}",
            yes(rows == product)
        )?;
        Ok(())
    })
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// Numbers of a row, each in a column of its own.
fn columns(row: ArrayView1<f64>, digits: usize, width: usize) -> String {
    row.iter().map(|x| format!("{x:<width$.digits$}")).collect()
}

/// Neighbours as words with their cosines.
fn listed(vectors: &WordVectors, neighbours: &[Neighbour]) -> String {
    let words = vectors.vocabulary().words();
    let one = |n: &Neighbour| format!("{} {:.2}", words[n.id], n.cosine);
    neighbours.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn nearest(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let (words, d_model) = vectors.embedding().weights.dim();
    page.output("nearest", |out| {
        for word in ["cat", "king", "paris", "three", "blue", "walked", "good"] {
            let near = vectors.neighbours(word, 5)?;
            writeln!(out, "{word:<8}{}", listed(vectors, &near))?;
        }
        Ok(())
    })?;
    let opposites = cosine(vectors.vector("better")?, vectors.vector("worse")?)?;
    page.number("better-worse", opposites, Format::Decimals(2))?;
    page.number("words", words as f64, Format::Count)?;
    page.number("d-model", d_model as f64, Format::Count)
}

fn dot_or_cosine(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let rows = &vectors.embedding().weights; // (vocabulary, d_model)
    let mut beaten = 0;
    for (id, row) in rows.rows().into_iter().enumerate() {
        let products = rows.dot(&row); // (vocabulary)
        beaten += usize::from(products.iter().any(|&other| other > products[id]));
    }
    page.output("dot-or-cosine", |out| {
        writeln!(out, "            dot product   length of the second   cosine")?;
        for (a, b) in
            [("cat", "cat"), ("cat", "dog"), ("cat", "mouse"), ("cat", "the")]
        {
            let (first, second) = (vectors.vector(a)?, vectors.vector(b)?);
            let pair = format!("{a} · {b}");
            write!(out, "{pair:<12}{:11.2}", dot(first, second)?)?;
            let cosine = cosine(first, second)?;
            writeln!(out, "{:23.2}{cosine:9.2}", length(second))?;
        }
        writeln!(
            out,
            "\nwords whose largest dot product is with another word: {beaten}"
        )?;
        Ok(())
    })?;
    let (cat, dog) = (vectors.vector("cat")?, vectors.vector("dog")?);
    page.number("cat-cat", dot(cat, cat)?, Format::Decimals(2))?;
    page.number("cat-dog", dot(cat, dog)?, Format::Decimals(2))?;
    page.number("beaten", f64::from(beaten as u32), Format::Count)
}

/// Mean and standard deviation.
fn mean_and_spread(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / values.len() as f64).sqrt())
}

/// The cosines of offsets between words drawn at random.
fn random_offsets(vectors: &WordVectors, count: usize) -> Result<Vec<f64>> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let words = vectors.vocabulary().words().len();
    let mut cosines = Vec::new();
    while cosines.len() < count {
        let four = &loss::shuffled(words, &mut rng)[..4];
        let rows = vectors.embedding().look_up(four)?; // (4, d_model)
        let first = &rows.row(0) - &rows.row(1); // (d_model)
        let second = &rows.row(2) - &rows.row(3); // (d_model)
        cosines.push(cosine(first.view(), second.view())?);
    }
    Ok(cosines)
}

fn king(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let [man, woman] = [vectors.vector("man")?, vectors.vector("woman")?];
    let [king, queen] = [vectors.vector("king")?, vectors.vector("queen")?];
    let (first, second) = (&man - &woman, &king - &queen); // (d_model), twice
    let of_offsets = cosine(first.view(), second.view())?;
    let apart = length((&first - &second).view());
    let (mean, spread) = mean_and_spread(&random_offsets(vectors, 1000)?);
    page.output("king", |out| {
        writeln!(
            out,
            "length of man − woman            {:8.2}",
            length(first.view())
        )?;
        writeln!(
            out,
            "length of king − queen           {:8.2}",
            length(second.view())
        )?;
        writeln!(out, "length of their difference       {apart:8.2}")?;
        writeln!(out, "cosine of the two offsets        {of_offsets:8.3}")?;
        writeln!(out, "of 1,000 random pairs of offsets {mean:8.2} ± {spread:.2}")?;
        let sum = vectors.moved(["man", "king", "woman"])?; // (d_model)
        writeln!(out, "\nking − man + woman, all words allowed:")?;
        let all = vectors.nearest(sum.view(), &[], 4)?;
        writeln!(out, "  {}", listed(vectors, &all))?;
        writeln!(out, "without king, man and woman:")?;
        let three = vectors.analogy(["man", "king", "woman"], 4)?;
        writeln!(out, "  {}", listed(vectors, &three))?;
        writeln!(out, "the nearest words of king alone, nothing added:")?;
        writeln!(out, "  {}", listed(vectors, &vectors.neighbours("king", 4)?))?;
        Ok(())
    })?;
    let sum = vectors.moved(["man", "king", "woman"])?; // (d_model)
    page.number("offset-cosine", of_offsets, Format::Decimals(3))?;
    page.number("offset-difference", apart, Format::Decimals(2))?;
    page.number("random-spread", spread, Format::Decimals(2))?;
    page.number("sum-to-queen", cosine(sum.view(), queen)?, Format::Decimals(3))?;
    page.number("sum-to-king", cosine(sum.view(), king)?, Format::Decimals(3))?;
    figure_words(page, vectors)
}

/// Two flat pictures: people, and words of some groups.
fn figure_words(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let pairs =
        ["man", "woman", "king", "queen", "uncle", "aunt", "prince", "princess"];
    let (flat, shares) = flat(vectors, &pairs)?;
    page.number("people-share", shares, Format::Percent(0))?;
    page.figure("parallelogram", figures::parallelogram(&pairs, &flat))?;
    let groups = group_words(&figures::GROUPS);
    let (flat, shares) = self::flat(vectors, &groups)?;
    page.number("groups-share", shares, Format::Percent(0))?;
    page.figure("groups", figures::groups(&flat))
}

fn group_words(groups: &[figures::Group]) -> Vec<&'static str> {
    groups.iter().flat_map(|group| group.words.split_whitespace()).collect()
}

/// Words in the plane along which they spread most, and the share of their spread
/// that it shows.
fn flat(vectors: &WordVectors, words: &[&str]) -> Result<(Array2<f64>, f64)> {
    let mut ids = Vec::new();
    for word in words {
        ids.push(vectors.vocabulary().find(word)?);
    }
    let rows = vectors.embedding().look_up(&ids)?; // (words, d_model)
    let axes = principal_axes(&rows, 2)?;
    Ok((axes.of(&rows)?, axes.shares.sum()))
}

/// How many questions of a kind are answered rightly.
#[derive(Debug, Default)]
struct Hits {
    questions: usize,
    /// Right if the words of the question are no answers.
    without: usize,
    /// Right if they are.
    with: usize,
}

impl Hits {
    /// Asks about each pair with as many of the next pairs.
    fn of(vectors: &WordVectors, kind: &Kind, others: usize) -> Result<Hits> {
        let id = |word: &str| vectors.vocabulary().id(word);
        let mut pairs = kind.pairs();
        pairs.retain(|pair| pair.iter().all(|word| id(word).is_some()));
        let mut hits = Hits::default();
        for (place, [a, b]) in pairs.iter().enumerate() {
            let next = pairs.iter().cycle().skip(place + 1);
            for [c, d] in next.take(others.min(pairs.len() - 1)) {
                let sum = vectors.moved([a, b, c])?; // (d_model)
                let Ok(ranked) = vectors.nearest(sum.view(), &[], 4) else {
                    continue; // the sum has no direction
                };
                hits.questions += 1;
                let asked = [a, b, c].map(|word| id(word));
                let answer = ranked.iter().map(|near| Some(near.id));
                let other = answer.clone().find(|id| !asked.contains(id));
                hits.without += usize::from(other == Some(id(d)));
                hits.with += usize::from(answer.clone().next() == Some(id(d)));
            }
        }
        Ok(hits)
    }
}

/// The table of kinds. `out` gets a line for each.
fn write_kinds(
    out: &mut dyn std::fmt::Write,
    vectors: &WordVectors,
    others: usize,
) -> Result<Vec<Hits>> {
    let mut all = Vec::new();
    writeln!(out, "kind                   questions    right   inputs allowed")?;
    for kind in &KINDS {
        let hits = Hits::of(vectors, kind, others)?;
        if hits.questions == 0 {
            continue;
        }
        let share = |hit: usize| 100.0 * hit as f64 / hits.questions as f64;
        write!(
            out,
            "{:<23}{:9}{:8.0}%",
            kind.name,
            hits.questions,
            share(hits.without)
        )?;
        writeln!(out, "{:16.0}%", share(hits.with))?;
        all.push(hits);
    }
    Ok(all)
}

fn kinds(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let mut all = Vec::new();
    page.output("kinds", |out| {
        all = write_kinds(out, vectors, usize::MAX)?;
        Ok(())
    })?;
    let share = |hits: &Hits| hits.without as f64 / hits.questions as f64;
    let with: usize = all.iter().map(|hits| hits.with).sum();
    let total: usize = all.iter().map(|hits| hits.questions).sum();
    page.number("capitals-right", share(&all[0]), Format::Percent(0))?;
    page.number("ing-right", share(&all[8]), Format::Percent(0))?;
    page.number("questions", total as f64, Format::Count)?;
    page.number("allowed-right", with as f64 / total as f64, Format::Percent(0))?;
    page.output("failures", |out| {
        for question in [
            ["france", "paris", "germany"],
            ["france", "paris", "canada"],
            ["france", "paris", "denmark"],
            ["france", "paris", "switzerland"],
            ["man", "doctor", "woman"],
            ["woman", "nurse", "man"],
        ] {
            let [a, b, c] = question;
            let answer = vectors.analogy(question, 3)?;
            let sum = format!("{b} − {a} + {c}");
            writeln!(out, "{sum:<29}{}", listed(vectors, &answer))?;
        }
        Ok(())
    })
}

fn small_world(page: &mut Record) -> Result<()> {
    let world = SmallWorld::new()?;
    let SmallWorld { texts, vocabulary, counts, targets } = &world;
    let (sentences, words) = (texts.len(), vocabulary.words().len());
    let columns =
        ["the", "his", "her", "palace", "street", "rests", "plays", "hay"];
    page.number("sentences", sentences as f64, Format::Count)?;
    page.output("company", |out| {
        writeln!(out, "{sentences} sentences, {words} words, such as:")?;
        for text in &texts[..4] {
            writeln!(out, "  {text}")?;
        }
        for (name, table, digits) in
            [("count", counts, 0), ("association", targets, 1)]
        {
            write!(out, "\n{name:<12}")?;
            for column in columns {
                write!(out, "{column:>7}")?;
            }
            writeln!(out)?;
            for row in ["king", "queen", "boy", "girl", "cow"] {
                write!(out, "{row:<12}")?;
                for column in columns {
                    let at = [vocabulary.find(row)?, vocabulary.find(column)?];
                    write!(out, "{:7.digits$}", table[at])?;
                }
                writeln!(out)?;
            }
        }
        Ok(())
    })?;
    one_derivative(page, targets)?;
    let (vectors, costs) = world.learn()?;
    page.output("learned", |out| {
        writeln!(out, "step      cost")?;
        for step in [0, 10, 100, 1000, FITTING.steps] {
            writeln!(out, "{step:4}{:10.1}", costs[step])?;
        }
        writeln!(out)?;
        for word in ["king", "girl", "cow", "palace", "milk"] {
            let near = vectors.neighbours(word, 3)?;
            writeln!(out, "{word:<8}{}", listed(&vectors, &near))?;
        }
        writeln!(out)?;
        for question in [
            ["man", "king", "woman"],
            ["king", "prince", "man"],
            ["boy", "girl", "prince"],
        ] {
            let [a, b, c] = question;
            let sum = format!("{b} − {a} + {c}");
            writeln!(
                out,
                "{sum:<22}{}",
                listed(&vectors, &vectors.analogy(question, 2)?)
            )?;
        }
        let offset = |a, b| anyhow::Ok(&vectors.vector(a)? - &vectors.vector(b)?);
        let (first, second) = (offset("man", "woman")?, offset("king", "queen")?);
        let cosine = cosine(first.view(), second.view())?;
        writeln!(out, "\ncosine of man − woman and king − queen {cosine:.2}")?;
        Ok(())
    })?;
    let (everything, _) = flat(&vectors, &group_words(&figures::SMALL_GROUPS))?;
    let (persons, shares) = flat(&vectors, &people())?;
    page.number("persons-share", shares, Format::Percent(0))?;
    page.figure("learned", figures::learned(&everything, &people(), &persons))
}

/// One derivative of the fit, by the formula and by nudging.
fn one_derivative(page: &mut Record, targets: &Array2<f64>) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut embedding = Embedding::random(targets.nrows(), 16, &mut rng)?;
    let unembedding = Embedding::random(targets.nrows(), 16, &mut rng)?.tied();
    let (_, d_embedding, _) = fit_gradients(&embedding, &unembedding, targets)?;
    let at = [2, 0];
    let mut nudged = |by: f64| {
        embedding.weights[at] += by;
        let (cost, _, _) = fit_gradients(&embedding, &unembedding, targets)?;
        embedding.weights[at] -= by;
        anyhow::Ok(cost)
    };
    let slope = (nudged(1e-5)? - nudged(-1e-5)?) / 2e-5;
    page.number("derivative", d_embedding[at], Format::Decimals(3))?;
    page.number("nudged", slope, Format::Decimals(3))
}

fn angles(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    const PAIRS: usize = 200;
    const DIMENSIONS: [usize; 9] = [2, 3, 10, 30, 100, 300, 1000, 3000, 12288];
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut rows = Vec::new();
    for d_model in DIMENSIONS {
        let directions = random_directions(2 * PAIRS, d_model, &mut rng)?;
        let mut angles = Vec::new();
        for pair in directions.weights.axis_chunks_iter(Axis(0), 2) {
            angles.push(degrees(pair.row(0), pair.row(1))?);
        }
        angles.sort_by(f64::total_cmp);
        rows.push((
            d_model,
            angles[0],
            mean_and_spread(&angles),
            angles[PAIRS - 1],
        ));
    }
    page.output("angles", |out| {
        writeln!(out, "angles of {PAIRS} pairs of random directions, in degrees")?;
        writeln!(out, "dimension  smallest      mean   ± spread   largest")?;
        for (d_model, least, (mean, spread), most) in &rows {
            write!(out, "{d_model:9}{least:10.1}{mean:10.1}")?;
            writeln!(out, "{spread:11.1}{most:10.1}")?;
        }
        Ok(())
    })?;
    let (.., (_, spread), _) = rows[8];
    page.number("spread-12288", spread, Format::Decimals(1))?;
    page.figure("angles", figures::angles(&rows))?;
    let mut cosines = Vec::new();
    let weights = &vectors.embedding().weights; // (vocabulary, d_model)
    for pair in weights.axis_chunks_iter(Axis(0), 2) {
        cosines.push(degrees(pair.row(0), pair.row(1))?);
    }
    let (mean, spread) = mean_and_spread(&cosines);
    page.number("glove-angle", mean, Format::Decimals(0))?;
    page.number("glove-angle-spread", spread, Format::Decimals(0))
}

fn room(page: &mut Record) -> Result<()> {
    const TRIES: usize = 2000;
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let most = libm::cos(70.0_f64.to_radians());
    page.output("room", |out| {
        writeln!(
            out,
            "{TRIES} random directions, one by one: kept if at 70° to 110°"
        )?;
        writeln!(out, "to all kept before\n\ndimension      kept")?;
        for d_model in [2, 3, 10, 20, 50, 100, 200] {
            let candidates = random_directions(TRIES, d_model, &mut rng)?;
            writeln!(out, "{d_model:9}{:10}", keep_apart(&candidates, most).len())?;
        }
        Ok(())
    })
}

/// The words of the book's sentence, in the vocabulary of real vectors.
fn sentence_ids(vectors: &WordVectors, text: &str) -> Result<Vec<usize>> {
    let tokens = tokenize(text);
    let words: Vec<String> = tokens
        .into_iter()
        .filter(|token| token.chars().all(char::is_alphanumeric))
        .collect();
    Ok(vectors.vocabulary().encode(&words)?)
}

fn way_back(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let ids = sentence_ids(vectors, SENTENCE)?;
    let words = vectors.vocabulary().decode(&ids)?;
    let plain = vectors.embedding().look_up(&ids)?; // (6, d_model)
    let tied = vectors.embedding().tied();
    let scores = tied.scores(&plain)?; // (6, vocabulary)
    page.output("way-back", |out| {
        writeln!(
            out,
            "X {:?} · W_U {:?} = scores {:?}",
            plain.dim(),
            tied.weights.dim(),
            scores.dim()
        )?;
        writeln!(out, "\nword    its own score   the three largest")?;
        for ((word, id), row) in words.iter().zip(&ids).zip(scores.rows()) {
            let mut order: Vec<usize> = (0..row.len()).collect();
            order.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
            let top: Vec<_> = order[..3]
                .iter()
                .map(|&at| {
                    format!("{} {:.1}", vectors.vocabulary().words()[at], row[at])
                })
                .collect();
            writeln!(out, "{word:<8}{:13.1}   {}", row[*id], top.join(", "))?;
        }
        Ok(())
    })?;
    let weights = Array2::eye(plain.ncols()); // (d_model, d_model)
    let square = Unembedding { weights };
    let reached = square.scores(&plain)?.ncols();
    page.number("reached", reached as f64, Format::Count)
}

fn zeros(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    const TEXT: &str = "The cat saw Paris on the mat.";
    let (words, rows) = (vectors.vocabulary(), vectors.embedding());
    let printed = zeros_for_unknown(TEXT, words, rows)?; // (7, d_model)
    page.output("zeros", |out| {
        writeln!(out, "split at white space, spelled as it is, else zeros:")?;
        for (row, word) in printed.rows().into_iter().zip(TEXT.split_whitespace()) {
            writeln!(out, "{word:<7}length {:5.2}", length(row))?;
        }
        if let Err(error) = cosine(printed.row(0), printed.row(1)) {
            writeln!(out, "\ncosine of \"The\" and \"cat\": {error}")?;
        }
        writeln!(out, "\ntokens, in lower case:")?;
        for token in tokenize(TEXT) {
            match words.id(&token) {
                Some(id) => {
                    let length = length(rows.weights.row(id));
                    writeln!(out, "{token:<7}length {length:5.2}")?;
                }
                None => writeln!(out, "{token:<7}not among the words: <unk>")?,
            }
        }
        Ok(())
    })
}

fn errors(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let files = [
        ("a number missing", "cat 0.1 0.2\ndog 0.3\n"),
        ("a decimal comma", "cat 0.1 0.2\ndog 0,3 0.4\n"),
        ("no number at all", "cat 0.1 0.2\ndog 0.3 NaN\n"),
        ("the same word twice", "cat 0.1 0.2\ncat 0.3 0.4\n"),
        ("a header", "400000 300\nthe 0.1 0.2\n"),
        ("nothing", ""),
    ];
    page.output("errors", |out| {
        let mut failed = |what: &str, error: String| {
            writeln!(out, "{what}:\n    {}", error.replace(": give", ":\n    give"))
        };
        if let Err(error) = vectors.neighbours("qeen", 1) {
            failed("a slip", error.to_string())?;
        }
        for (what, text) in files {
            if let Err(error) = parse(text.as_bytes(), Path::new("mine.txt")) {
                failed(what, error.to_string())?;
            }
        }
        Ok(())
    })
}

/// What a reader's own vectors are like: `out` gets their size, some neighbours, and
/// some of the questions of the table of kinds, answered from the first words.
///
/// # Errors
/// If `out` cannot be written.
pub fn report(out: &mut dyn std::fmt::Write, vectors: &WordVectors) -> Result<()> {
    const FIRST: usize = 20_000;
    let (words, d_model) = vectors.embedding().weights.dim();
    writeln!(out, "{words} words, {d_model} numbers each\n")?;
    for word in ["cat", "king", "paris", "three", "blue"] {
        if vectors.vocabulary().id(word).is_none() {
            continue;
        }
        match vectors.neighbours(word, 5) {
            Ok(near) => writeln!(out, "{word:<8}{}", listed(vectors, &near))?,
            Err(error) => writeln!(out, "{word:<8}{error}")?,
        }
    }
    let first: Vec<usize> = (0..words.min(FIRST)).collect();
    writeln!(
        out,
        "\nthe first {} words, each pair with the next two",
        first.len()
    )?;
    let rows = vectors.embedding().look_up(&first)?; // (first, d_model)
    let words = vectors.vocabulary().words()[..first.len()].to_vec();
    let few = WordVectors::new(Vocabulary::new(words)?, Embedding::new(rows)?)?;
    write_kinds(out, &few, 2)?;
    Ok(())
}
