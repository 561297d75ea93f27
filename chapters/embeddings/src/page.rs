//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use ndarray::{Array2, ArrayView1, Axis, array};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::co_occurrence::Fitting;
use crate::co_occurrence::{co_occurrences, fit_gradients};
use crate::directions::{degrees, keep_apart, random_directions, rank};
use crate::faults::zeros_for_unknown;
use crate::glove::{book_vectors, parse};
use crate::live::{Analogies, HiddenAngle};
use crate::pieces::{commonest, letters, merge};
use crate::planes::TwoPlanes;
use crate::questions::{Hits, KINDS};
use crate::toy::{self, FITTING, SmallWorld, people};
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
    let vectors = book_vectors()?;
    map(page, &vectors)?;
    tokens(page)?;
    pieces(page)?;
    look_up(page, &vectors)?;
    zeros(page, &vectors)?;
    nearest(page, &vectors)?;
    dot_or_cosine(page, &vectors)?;
    king(page, &vectors)?;
    plane(page, &vectors)?;
    kinds(page, &vectors)?;
    work(page, &vectors)?;
    small_world(page)?;
    ranks(page)?;
    angles(page, &vectors)?;
    room(page)?;
    way_back(page, &vectors)?;
    errors(page, &vectors)
}

/// Words of four kinds, to be seen at their places.
const MAP: [&str; 4] = [
    "cat dog rabbit tiger horse",
    "piano guitar violin",
    "monday tuesday sunday",
    "doctor nurse teacher lawyer",
];

/// Words in a plane, and how many have one of their own kind beside them in all
/// dimensions.
fn map(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let words: Vec<_> = MAP.iter().flat_map(|kind| kind.split(' ')).collect();
    let kind = |word: usize| {
        MAP.iter().position(|kind| kind.split(' ').any(|w| w == words[word]))
    };
    let (flat, share) = flat(vectors, &words)?; // (words, 2)
    let full = vectors.embedding().look_up(&ids(vectors, &words)?)?; // (words, d_model)
    let is_own = |&word: &usize| kind(nearest_row(&full, word)) == kind(word);
    let own = (0..words.len()).filter(is_own).count();
    page.number("map-words", words.len() as f64, Format::Count)?;
    page.number("map-own", own as f64, Format::Count)?;
    page.number("map-share", share, Format::Percent(0))?;
    page.figure("map", figures::map(&MAP, &flat))
}

fn tokens(page: &mut Record) -> Result<()> {
    let tokens = tokenize(SENTENCE);
    let vocabulary = Vocabulary::of_tokens(&tokens);
    page.output("tokens", |out| {
        writeln!(out, "vocabulary of {SENTENCE:?}:")?;
        for (id, word) in vocabulary.words().iter().enumerate() {
            let end = if id % 4 == 3 { "\n" } else { "" };
            write!(out, "  {id} {word}{end}")?;
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

/// Byte pair encoding of the book's sentence, and of words that it does not hold.
fn pieces(page: &mut Record) -> Result<()> {
    const WORDS: [&str; 6] = ["the", "cat", "sat", "on", "the", "mat"];
    const MERGES: usize = 3;
    const NEW: [&str; 3] = ["that", "hats", "dog"];
    let shown = |words: &[Vec<String>]| {
        words.iter().map(|word| word.join("·")).collect::<Vec<_>>().join("  ")
    };
    let (mut known, mut new) = (letters(&WORDS), letters(&NEW));
    let mut lines = vec![("letters".to_owned(), known.clone())];
    for _ in 0..MERGES {
        let Some((pair, count)) = commonest(&known) else { break };
        merge(&mut known, &pair);
        merge(&mut new, &pair);
        lines
            .push((format!("{} + {}: {count} ×", pair[0], pair[1]), known.clone()));
    }
    lines.push(("new words".to_owned(), new));
    page.output("pieces", |out| {
        writeln!(out, "{MERGES} merges on {:?};", WORDS.join(" "))?;
        writeln!(out, "of equals, the first\n")?;
        for (what, words) in &lines {
            writeln!(out, "{what}\n  {}", shown(words))?;
        }
        Ok(())
    })?;
    page.figure("pieces", figures::pieces(&lines))
}

fn look_up(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let embedding = Embedding::new(array![[1.0, 2.0], [0.5, 0.0], [3.0, -1.0]])?;
    let ids = [2, 0, 2];
    let one_hot = loss::one_hot(&ids, 3)?; // (3, 3)
    let product = embedding.one_hot_product(&ids)?; // (3, 2)
    let rows = embedding.look_up(&ids)?; // (3, 2)
    page.output("look-up", |out| {
        writeln!(out, "ids {ids:?}")?;
        writeln!(out, "\none-hot (3, 3)  W_E (3, 2)  product (3, 2)")?;
        for row in 0..3 {
            let hot = columns(one_hot.row(row), 0, 4);
            write!(out, "{hot:<16}")?;
            write!(out, "{:<12}", columns(embedding.weights.row(row), 1, 5))?;
            writeln!(out, "{}", columns(product.row(row), 1, 5).trim_end())?;
        }
        writeln!(
            out,
            "\nrows 2, 0 and 2 of W_E: the same? {}",
            yes(rows == product)
        )?;
        Ok(())
    })?;
    distances(page, vectors)
}

/// How far three words are from each other as one-hot rows, and as real vectors.
fn distances(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    const WORDS: [&str; 3] = ["cat", "dog", "tuesday"];
    let hot = loss::one_hot(&[0, 1, 2], 3)?; // (3, 3)
    let full = vectors.embedding().look_up(&ids(vectors, &WORDS)?)?; // (3, d_model)
    let apart = |rows: &Array2<f64>| {
        [(0, 1), (0, 2), (1, 2)]
            .map(|(one, other)| length((&rows.row(one) - &rows.row(other)).view()))
    };
    let (hot, full) = (apart(&hot), apart(&full));
    page.number("one-hot-apart", hot[0], Format::Decimals(1))?;
    for (pair, apart) in ["cat-dog", "cat-tuesday", "dog-tuesday"].iter().zip(full)
    {
        page.number(&format!("{pair}-apart"), apart, Format::Decimals(1))?;
    }
    let panels = [("one-hot", hot), ("learned: 50 numbers a word", full)];
    page.figure("distances", figures::distances(WORDS, panels))
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// Numbers of a row, each in a column of its own.
fn columns(row: ArrayView1<f64>, digits: usize, width: usize) -> String {
    row.iter().map(|x| format!("{x:<width$.digits$}")).collect()
}

/// What an experiment on real vectors is made with.
fn source(vectors: &WordVectors) -> String {
    let (words, d_model) = vectors.embedding().weights.dim();
    format!("GloVe, {words} words of {d_model} numbers")
}

/// Neighbours as words with their cosines.
fn listed(vectors: &WordVectors, neighbours: &[Neighbour]) -> String {
    let words = vectors.vocabulary().words();
    let one = |n: &Neighbour| format!("{} {:.2}", words[n.id], n.cosine);
    neighbours.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// How wide an output may be.
const COLUMNS: usize = 44;

/// Pieces of a line behind a head, broken before what would not fit.
fn broken(
    out: &mut dyn std::fmt::Write,
    head: &str,
    pieces: impl IntoIterator<Item = String>,
) -> std::fmt::Result {
    let indent = head.chars().count();
    let mut line = head.to_owned();
    for piece in pieces {
        if line.chars().count() + piece.chars().count() > COLUMNS {
            writeln!(out, "{}", line.trim_end())?;
            line = " ".repeat(indent);
        }
        line += &piece;
        line.push(' ');
    }
    writeln!(out, "{}", line.trim_end())
}

/// A word and its neighbours with their cosines.
fn write_neighbours(
    out: &mut dyn std::fmt::Write,
    head: &str,
    vectors: &WordVectors,
    near: &[Neighbour],
) -> std::fmt::Result {
    let words = listed(vectors, near);
    let count = near.len();
    let pieces = words.split(", ").enumerate().map(|(place, piece)| {
        let comma = if place + 1 < count { "," } else { "" };
        format!("{piece}{comma}")
    });
    broken(out, head, pieces)
}

fn nearest(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let (words, d_model) = vectors.embedding().weights.dim();
    page.output("nearest", |out| {
        writeln!(out, "{}, by cosine\n", source(vectors))?;
        for word in ["cat", "king", "paris", "three", "blue", "walked", "good"] {
            let near = vectors.neighbours(word, 5)?;
            write_neighbours(out, &format!("{word:<7}"), vectors, &near)?;
        }
        Ok(())
    })?;
    for [one, other] in [["buy", "sell"], ["stronger", "weaker"]] {
        let opposites = cosine(vectors.vector(one)?, vectors.vector(other)?)?;
        page.number(&format!("{one}-{other}"), opposites, Format::Decimals(2))?;
    }
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
        writeln!(out, "{}\n", source(vectors))?;
        writeln!(out, "{:>21}{:>12}", "dot", "length of")?;
        writeln!(out, "{:>21}{:>12}{:>9}", "product", "the second", "cosine")?;
        for (a, b) in
            [("cat", "cat"), ("cat", "dog"), ("cat", "mouse"), ("cat", "the")]
        {
            let (first, second) = (vectors.vector(a)?, vectors.vector(b)?);
            let pair = format!("{a} · {b}");
            write!(out, "{pair:<12}{:9.2}", dot(first, second)?)?;
            let cosine = cosine(first, second)?;
            writeln!(out, "{:12.2}{cosine:9.2}", length(second))?;
        }
        writeln!(
            out,
            "\nwords whose largest dot product is with\nanother word: {beaten}"
        )?;
        Ok(())
    })?;
    let (cat, dog) = (vectors.vector("cat")?, vectors.vector("dog")?);
    page.number("cat-cat", dot(cat, cat)?, Format::Decimals(2))?;
    page.number("cat-dog", dot(cat, dog)?, Format::Decimals(2))?;
    page.number("beaten", f64::from(beaten as u32), Format::Count)?;
    let mut arrows = Vec::new();
    for word in ["cat", "dog", "mouse"] {
        let vector = vectors.vector(word)?; // (d_model)
        let cosine = cosine(cat, vector)?;
        page.number(
            &format!("shadow-{word}"),
            length(vector) * cosine,
            Format::Decimals(2),
        )?;
        if word != "cat" {
            page.number(&format!("cosine-{word}"), cosine, Format::Decimals(2))?;
        }
        arrows.push((word, length(vector), cosine));
    }
    page.number("cat-dog-angle", degrees(cat, dog)?, Format::Decimals(0))?;
    page.figure("shadows", figures::shadows(&arrows))
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

/// How many pairs of arrows between random words are measured.
const RANDOM: usize = 1000;

fn king(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let [man, woman] = [vectors.vector("man")?, vectors.vector("woman")?];
    let [king, queen] = [vectors.vector("king")?, vectors.vector("queen")?];
    let (first, second) = (&man - &woman, &king - &queen); // (d_model), twice
    let of_offsets = cosine(first.view(), second.view())?;
    let apart = length((&first - &second).view());
    let (mean, spread) = mean_and_spread(&random_offsets(vectors, RANDOM)?);
    page.output("king", |out| {
        writeln!(out, "{}\n", source(vectors))?;
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
        writeln!(out, "cosine of the two arrows         {of_offsets:8.3}")?;
        writeln!(
            out,
            "of {RANDOM} random pairs (seed {SEED}){mean:7.2} ± {spread:.2}"
        )?;
        Ok(())
    })?;
    let sum = vectors.moved(["man", "king", "woman"])?; // (d_model)
    page.number("offset-cosine", of_offsets, Format::Decimals(3))?;
    page.number("offset-difference", apart, Format::Decimals(2))?;
    page.number("random-spread", spread, Format::Decimals(2))?;
    page.number("sum-to-queen", cosine(sum.view(), queen)?, Format::Decimals(3))?;
    page.number("sum-to-king", cosine(sum.view(), king)?, Format::Decimals(3))?;
    page.number("king-queen", cosine(king, queen)?, Format::Decimals(2))?;
    let words = vectors.vocabulary().words();
    let bars = |near: Vec<Neighbour>| {
        near.iter().map(|n| (words[n.id].clone(), n.cosine)).collect::<Vec<_>>()
    };
    let asked = [
        (
            "king − man + woman, all words allowed",
            vectors.nearest(sum.view(), &[], 3)?,
        ),
        (
            "the same, with king, man and woman struck out",
            vectors.analogy(["man", "king", "woman"], 3)?,
        ),
        ("king alone, nothing added", vectors.neighbours("king", 3)?),
    ];
    let asked = asked.map(|(name, near)| (name, bars(near)));
    page.figure("sums", figures::sums(&asked, "queen"))?;
    page.live(&mut Analogies)?;
    groups(page, vectors)
}

/// Words of five kinds in a plane, and what it shows of their neighbours.
fn groups(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let words = group_words(&figures::GROUPS);
    let (flat, shares) = flat(vectors, &words)?; // (words, 2)
    page.number("groups-share", shares, Format::Percent(0))?;
    page.figure("groups", figures::groups(&flat))?;
    let full = vectors.embedding().look_up(&ids(vectors, &words)?)?; // (words, d_model)
    let mut kinds = Vec::new();
    for (kind, group) in figures::GROUPS.iter().enumerate() {
        kinds.extend(group.words.split_whitespace().map(|_| kind));
    }
    let mixed = |word: &usize| {
        matches!(figures::GROUPS[kinds[*word]].name, "animals" | "colours")
    };
    let own = |rows: &Array2<f64>| {
        let near = |&word: &usize| kinds[nearest_row(rows, word)] == kinds[word];
        (0..words.len()).filter(mixed).filter(near).count() as f64
    };
    let total = (0..words.len()).filter(mixed).count() as f64;
    page.number("mixed", total, Format::Count)?;
    page.number("mixed-own-plane", own(&flat), Format::Count)?;
    page.number("mixed-own-all", own(&full), Format::Count)
}

/// The row whose end is nearest to that of another, itself left out.
fn nearest_row(rows: &Array2<f64>, of: usize) -> usize {
    let apart = |other: usize| length((&rows.row(of) - &rows.row(other)).view());
    let others = (0..rows.nrows()).filter(|&other| other != of);
    others.min_by(|&a, &b| apart(a).total_cmp(&apart(b))).unwrap_or(of)
}

/// How many of some sets of four pairs, drawn from the table's pairs of a man and a
/// woman, look parallel in the plane that shows most of them: all six angles between
/// their arrows are 5 degrees at most.
fn parallel_by_chance(vectors: &WordVectors, sets: usize) -> Result<usize> {
    let pairs = KINDS[2].pairs();
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut parallel = 0;
    for _ in 0..sets {
        let four = &loss::shuffled(pairs.len(), &mut rng)[..4];
        let words: Vec<_> = four.iter().flat_map(|&pair| pairs[pair]).collect();
        let (flat, _) = flat(vectors, &words)?; // (8, 2)
        let arrow = |pair: usize| &flat.row(2 * pair + 1) - &flat.row(2 * pair); // (2)
        let mut widest = 0.0_f64;
        for one in 0..4 {
            for other in 0..one {
                let angle = degrees(arrow(one).view(), arrow(other).view())?;
                widest = widest.max(angle);
            }
        }
        parallel += usize::from(widest <= 5.0);
    }
    Ok(parallel)
}

/// The flat picture of eight people, and what it does to angles and lengths.
fn plane(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let words = figures::PEOPLE;
    let (flat, shares) = flat(vectors, &words)?; // (8, 2)
    page.number("people-share", shares, Format::Percent(0))?;
    page.figure("parallelogram", figures::parallelogram(&words, &flat))?;
    let full = vectors.embedding().look_up(&ids(vectors, &words)?)?; // (8, d_model)
    let arrow = |rows: &Array2<f64>, pair: usize| {
        &rows.row(2 * pair + 1) - &rows.row(2 * pair) // (2) or (d_model)
    };
    let angle = |rows: &Array2<f64>, one: usize, other: usize| {
        degrees(arrow(rows, one).view(), arrow(rows, other).view())
    };
    // What two arrows multiply to outside the plane: all, less what is inside.
    let outside = |one: usize, other: usize| {
        let product = |rows| arrow(rows, one).dot(&arrow(rows, other));
        product(&full) - product(&flat)
    };
    let named =
        |pair: usize| format!("{}→{}", words[2 * pair], words[2 * pair + 1]);
    const SETS: usize = 1000;
    let (parallel, of) =
        (parallel_by_chance(vectors, SETS)?, KINDS[2].pairs().len());
    page.number("parallel-sets", SETS as f64, Format::Count)?;
    page.number("parallel-by-chance", parallel as f64, Format::Count)?;
    page.output("plane", |out| {
        writeln!(out, "{}", source(vectors))?;
        writeln!(out, "plane of the first two principal axes of\neight words\n")?;
        writeln!(
            out,
            "{:<17}{:>8}{:>9}{:>8}",
            "length", "inside", "outside", "all"
        )?;
        for pair in 0..4 {
            let inside = length(arrow(&flat, pair).view());
            let all = length(arrow(&full, pair).view());
            write!(out, "{:<17}{inside:8.2}", named(pair))?;
            writeln!(out, "{:9.2}{all:8.2}", outside(pair, pair).sqrt())?;
        }
        writeln!(
            out,
            "\n{:<17}{:>8}{:>9}{:>8}",
            "angle in degrees", "inside", "outside", "all"
        )?;
        for (one, other) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
            let (inside, all) =
                (angle(&flat, one, other)?, angle(&full, one, other)?);
            let lengths = outside(one, one).sqrt() * outside(other, other).sqrt();
            let rest = libm::acos(outside(one, other) / lengths).to_degrees();
            let two = format!("{} and {}", words[2 * one], words[2 * other]);
            writeln!(out, "{two:<17}{inside:8.0}{rest:9.0}{all:8.0}")?;
        }
        writeln!(out, "\n{SETS} sets of four pairs, drawn (seed {SEED})")?;
        writeln!(out, "from {of} pairs of a man and a woman, each set")?;
        writeln!(out, "in its own plane:")?;
        writeln!(out, "all six angles 5 degrees at most in {parallel}")?;
        Ok(())
    })?;
    // Of what the four women have in common against the men, the share in the plane.
    let common = |rows: &Array2<f64>| {
        let sum = (1..4).fold(arrow(rows, 0), |sum, pair| sum + arrow(rows, pair));
        sum.dot(&sum)
    };
    let inside = common(&flat) / common(&full);
    page.number("gender-inside", inside, Format::Percent(0))?;
    page.number("angle-plane", angle(&flat, 0, 1)?, Format::Decimals(0))?;
    page.number("angle-all", angle(&full, 0, 1)?, Format::Decimals(0))?;
    page.live(&mut HiddenAngle::default())?;
    let [man, king] = [0, 1].map(|pair| arrow(&full, pair)); // 2 of (d_model)
    let axes = principal_axes(&full, 2)?.axes; // (2, d_model)
    let planes =
        TwoPlanes::between([axes.row(0), axes.row(1)], [man.view(), king.view()])?;
    for (name, angle) in ["near", "far"].into_iter().zip(planes.angles) {
        page.number(&format!("planes-{name}"), angle, Format::Decimals(0))?;
    }
    Ok(())
}

fn ids(vectors: &WordVectors, words: &[&str]) -> Result<Vec<usize>> {
    let mut ids = Vec::new();
    for word in words {
        ids.push(vectors.vocabulary().find(word)?);
    }
    Ok(ids)
}

fn group_words(groups: &[figures::Group]) -> Vec<&'static str> {
    groups.iter().flat_map(|group| group.words.split_whitespace()).collect()
}

/// Words in the plane along which they spread most, and the share of their spread
/// that it shows.
fn flat(vectors: &WordVectors, words: &[&str]) -> Result<(Array2<f64>, f64)> {
    let rows = vectors.embedding().look_up(&ids(vectors, words)?)?; // (words, d_model)
    let axes = principal_axes(&rows, 2)?;
    Ok((axes.of(&rows)?, axes.shares.sum()))
}

/// The table of kinds. `out` gets a line for each.
fn write_kinds(
    out: &mut dyn std::fmt::Write,
    vectors: &WordVectors,
    others: usize,
) -> Result<Vec<Hits>> {
    let mut all = Vec::new();
    writeln!(out, "kind                 asked struck  all alone")?;
    for kind in &KINDS {
        let hits = Hits::of(vectors, kind, others)?;
        if hits.questions == 0 {
            continue;
        }
        let share = |hit: usize| 100.0 * hit as f64 / hits.questions as f64;
        write!(out, "{:<20}{:6}", kind.name, hits.questions)?;
        write!(out, "{:6.0}%{:4.0}%", share(hits.struck), share(hits.allowed))?;
        writeln!(out, "{:5.0}%", share(hits.alone))?;
        all.push(hits);
    }
    Ok(all)
}

fn kinds(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let mut all = Vec::new();
    page.output("kinds", |out| {
        writeln!(out, "{}", source(vectors))?;
        writeln!(out, "each pair with all others: a is to b\nas c is to what?\n")?;
        writeln!(out, "struck: b − a + c, inputs struck out")?;
        writeln!(out, "all:    b − a + c, all words allowed")?;
        writeln!(out, "alone:  c alone, inputs struck out\n")?;
        all = write_kinds(out, vectors, usize::MAX)?;
        Ok(())
    })?;
    let share = |right: usize, of: &Hits| right as f64 / of.questions as f64;
    let with: usize = all.iter().map(|hits| hits.allowed).sum();
    let total: usize = all.iter().map(|hits| hits.questions).sum();
    let (capitals, walking) = (&all[0], &all[8]);
    for (name, right, of) in [
        ("capitals-right", capitals.struck, capitals),
        ("capitals-alone", capitals.alone, capitals),
        ("ing-right", walking.struck, walking),
        ("ing-alone", walking.alone, walking),
    ] {
        page.number(name, share(right, of), Format::Percent(0))?;
    }
    let without_arrow = walking.both as f64 / walking.struck as f64;
    page.number("ing-both", without_arrow, Format::Percent(0))?;
    page.number("questions", total as f64, Format::Count)?;
    page.number("allowed-right", with as f64 / total as f64, Format::Percent(0))?;
    let shares: Vec<_> = KINDS
        .iter()
        .zip(&all)
        .map(|(kind, of)| (kind.name, [share(of.struck, of), share(of.alone, of)]))
        .collect();
    page.figure("kinds", figures::kinds(&shares))?;
    capitals_missed(page, vectors)
}

/// Capitals that an arrow misses, and how many arrows find them.
fn capitals_missed(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let pairs = KINDS[0].pairs();
    let finds = |[a, b]: [&str; 2], [c, d]: [&str; 2]| -> Result<bool> {
        let best = vectors.analogy([a, b, c], 1)?;
        Ok(best[0].id == vectors.vocabulary().find(d)?)
    };
    let count = |asked: &dyn Fn([&str; 2]) -> Result<bool>| -> Result<usize> {
        let found: Vec<bool> =
            pairs.iter().map(|&pair| asked(pair)).collect::<Result<_>>()?;
        Ok(found.into_iter().filter(|&found| found).count())
    };
    let others = pairs.len() - 1;
    let one = ["france", "paris"];
    let by_one = count(&|pair| Ok(pair != one && finds(one, pair)?))?;
    let mut by_all = Vec::new();
    for capital in ["berlin", "ottawa", "copenhagen", "bern"] {
        let pair = *pairs
            .iter()
            .find(|[_, city]| *city == capital)
            .with_context(|| format!("{capital} is no capital of the table"))?;
        let found = count(&|arrow| Ok(arrow != pair && finds(arrow, pair)?))?;
        by_all.push((capital, found));
    }
    page.number("capitals-others", others as f64, Format::Count)?;
    page.number("capitals-paris", by_one as f64, Format::Count)?;
    for (capital, found) in by_all.iter().filter(|(city, _)| *city != "copenhagen")
    {
        page.number(&format!("finds-{capital}"), *found as f64, Format::Count)?;
    }
    page.output("failures", |out| {
        writeln!(
            out,
            "{}\ninputs struck out\n\nparis − france +",
            source(vectors)
        )?;
        for question in [
            ["france", "paris", "germany"],
            ["france", "paris", "canada"],
            ["france", "paris", "denmark"],
            ["france", "paris", "switzerland"],
        ] {
            let answer = vectors.analogy(question, 2)?;
            writeln!(out, "{:<12}{}", question[2], listed(vectors, &answer))?;
        }
        writeln!(out, "\nof {others} capitals, paris − france finds {by_one}")?;
        write!(out, "arrows of the {others} other pairs that find")?;
        for (capital, found) in &by_all {
            write!(out, "\n  {capital:<10} {found:4}")?;
        }
        writeln!(out)?;
        Ok(())
    })
}

/// Jobs whose names say nothing of a gender.
const JOBS: &str = "nurse singer secretary teacher writer artist doctor lawyer professor \
    engineer officer soldier farmer coach judge captain painter baker minister manager";

/// The jobs farthest from the mean of all words.
const FARTHEST: &str = "nurse coach captain manager";

/// What the vectors hold about men, women and their work.
fn work(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let arrow =
        |from, to| anyhow::Ok(&vectors.vector(to)? - &vectors.vector(from)?);
    let arrows = [arrow("man", "woman")?, arrow("he", "she")?];
    let along = |word: ArrayView1<f64>| -> Result<[f64; 2]> {
        Ok([cosine(word, arrows[0].view())?, cosine(word, arrows[1].view())?])
    };
    let named = |words: &str| -> Result<Vec<(String, [f64; 2])>> {
        let one = |word| Ok((String::from(word), along(vectors.vector(word)?)?));
        words.split_whitespace().map(one).collect()
    };
    let mut jobs = named(JOBS)?;
    jobs.sort_by(|a, b| b.1[0].total_cmp(&a.1[0]));
    let mut all = Vec::new();
    for row in vectors.embedding().weights.rows() {
        all.push(along(row)?);
    }
    let spread = |of: &[[f64; 2]], arrow: usize| {
        let cosines: Vec<f64> = of.iter().map(|both| both[arrow]).collect();
        mean_and_spread(&cosines)
    };
    let of_jobs: Vec<_> = jobs.iter().map(|(_, both)| *both).collect();
    let is_far = |name: &str| FARTHEST.split_whitespace().any(|far| far == name);
    let near = jobs.iter().filter(|(name, _)| !is_far(name));
    let of_most: Vec<_> = near.map(|(_, both)| *both).collect();
    page.output("work", |out| {
        writeln!(out, "{}: cosine with\n", source(vectors))?;
        writeln!(out, "              woman − man      she − he")?;
        let others = named("mother daughter father son stadium ball")?;
        for (word, [first, second]) in jobs.iter().chain(&others) {
            writeln!(out, "{word:<12}{first:9.2}{second:14.2}")?;
        }
        for (name, of) in [
            ("the 20 jobs", &of_jobs),
            ("16 of them*", &of_most),
            ("all words", &all),
        ] {
            let [(mean, spread), (other, wide)] =
                [0, 1].map(|arrow| spread(of, arrow));
            write!(out, "{name:<12}{mean:9.2} ± {spread:.2}")?;
            writeln!(out, "{other:7.2} ± {wide:.2}")?;
        }
        writeln!(out, "* without {}", FARTHEST.replace(' ', ", "))?;
        Ok(())
    })?;
    doctor_and_nurse(page, vectors)?;
    let (mean, deviation) = spread(&all, 0);
    let quoted = "nurse singer artist engineer officer coach captain manager mother \
        stadium ball";
    for (word, cosines) in named(quoted)? {
        page.number(&format!("along-{word}"), cosines[0], Format::Decimals(2))?;
    }
    for (name, value) in [
        ("along-all", mean),
        ("along-all-spread", deviation),
        ("along-jobs-spread", spread(&of_jobs, 0).1),
        ("along-most-spread", spread(&of_most, 0).1),
        ("she-nurse", along(vectors.vector("nurse")?)?[1]),
        ("she-mother", along(vectors.vector("mother")?)?[1]),
    ] {
        page.number(name, value, Format::Decimals(2))?;
    }
    let nurse = along(vectors.vector("nurse")?)?;
    for (arrow, name) in ["above-nurse", "above-nurse-she"].into_iter().enumerate()
    {
        let above = all.iter().filter(|both| both[arrow] > nurse[arrow]).count();
        page.number(name, above as f64, Format::Count)?;
    }
    page.number("jobs", of_jobs.len() as f64, Format::Count)?;
    page.figure("work", figures::work(&jobs, (mean, deviation)))
}

/// The analogy that is told of doctors and nurses, and what it hides.
fn doctor_and_nurse(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    page.output("doctor", |out| {
        writeln!(out, "{}", source(vectors))?;
        for question in [["man", "doctor", "woman"], ["woman", "nurse", "man"]] {
            let [a, b, c] = question;
            let sum = vectors.moved(question)?; // (d_model)
            writeln!(out, "\n{b} − {a} + {c}")?;
            for (how, near) in [
                ("inputs struck out", vectors.analogy(question, 2)?),
                ("all words allowed", vectors.nearest(sum.view(), &[], 2)?),
                ("without the arrow", vectors.neighbours(b, 2)?),
            ] {
                writeln!(out, "{how}  {}", listed(vectors, &near))?;
            }
        }
        Ok(())
    })?;
    let cosine = |question: [&str; 3], word: &str| {
        let sum = vectors.moved(question)?; // (d_model)
        cosine(sum.view(), vectors.vector(word)?)
    };
    let doctor = cosine(["woman", "nurse", "man"], "doctor")?;
    page.number("nurse-to-doctor", doctor, Format::Decimals(2))?;
    let nurse = cosine(["man", "doctor", "woman"], "nurse")?;
    page.number("doctor-to-nurse", nurse, Format::Decimals(2))?;
    let plain = self::cosine(vectors.vector("doctor")?, vectors.vector("nurse")?)?;
    page.number("doctor-nurse", plain, Format::Decimals(2))
}

/// In how many directions the rows of the small world's table differ.
fn ranks(page: &mut Record) -> Result<()> {
    const WIDTHS: [usize; 3] = [8, 16, 24];
    let counted = SmallWorld::new()?;
    let exact = SmallWorld::without_chance(toy::WINDOW)?;
    let near = SmallWorld::without_chance(2)?;
    let Fitting { learning_rate, steps, .. } = FITTING;
    page.output("ranks", |out| {
        writeln!(
            out,
            "learning rate {learning_rate}, {steps} steps, seed {}",
            toy::SEED
        )?;
        writeln!(out, "\n{:>43}", "cost left, numbers a word:")?;
        write!(out, "{:<20}{:>5}", "association of", "rank")?;
        for d_model in WIDTHS {
            write!(out, "{d_model:6}")?;
        }
        writeln!(out)?;
        for (name, world) in [
            (format!("{} drawn sentences", counted.texts.len()), &counted),
            ("sentences by share".to_owned(), &exact),
            ("  2 words apart".to_owned(), &near),
        ] {
            write!(out, "{name:<20}{:5}", rank(&world.targets))?;
            for d_model in WIDTHS {
                let fitting = Fitting { d_model, ..FITTING };
                let (_, costs) = world.learn(fitting, toy::SEED)?;
                write!(out, "{:6.1}", costs[steps])?;
            }
            writeln!(out)?;
        }
        writeln!(out, "\nlength of (man − woman) − (king − queen),")?;
        writeln!(out, "and of man − woman alone, in rows of")?;
        for (name, world) in
            [("the first table", &counted), ("the second table", &exact)]
        {
            let row =
                |word| anyhow::Ok(world.targets.row(world.vocabulary.find(word)?));
            let gender = &row("man")? - &row("woman")?; // (words)
            let odd = &gender - &row("king")? + row("queen")?; // (words)
            let (odd, gender) = (length(odd.view()), length(gender.view()));
            writeln!(out, "{name:<20}{odd:6.2}{gender:7.2}")?;
        }
        Ok(())
    })?;
    page.number("rank-counted", rank(&counted.targets) as f64, Format::Count)?;
    page.number("rank-exact", rank(&exact.targets) as f64, Format::Count)?;
    page.number("rank-near", rank(&near.targets) as f64, Format::Count)
}

fn small_world(page: &mut Record) -> Result<()> {
    let world = SmallWorld::new()?;
    let SmallWorld { texts, vocabulary, counts, targets } = &world;
    let (sentences, words) = (texts.len(), vocabulary.words().len());
    let columns = ["the", "his", "her", "palace", "rests", "plays", "hay"];
    page.number("sentences", sentences as f64, Format::Count)?;
    windows(page)?;
    page.output("company", |out| {
        writeln!(
            out,
            "{sentences} sentences (seed {}) of {words} words,\nwindow {}:",
            toy::SEED,
            toy::WINDOW
        )?;
        for text in &texts[..4] {
            writeln!(out, "  {text}")?;
        }
        for (name, table, digits) in
            [("counts", counts, 0), ("associations", targets, 1)]
        {
            write!(out, "\n{name}\n     ")?;
            let width = |column: &str| column.len().max(4) + 1;
            for column in columns {
                write!(out, "{column:>0$}", width(column))?;
            }
            writeln!(out)?;
            for row in ["king", "queen", "boy", "girl", "cow"] {
                write!(out, "{row:<5}")?;
                for column in columns {
                    let at = [vocabulary.find(row)?, vocabulary.find(column)?];
                    write!(out, "{:1$.digits$}", table[at], width(column))?;
                }
                writeln!(out)?;
            }
        }
        Ok(())
    })?;
    associations(page, &world)?;
    let cow = [vocabulary.find("cow")?, vocabulary.find("the")?];
    page.number("cow-the", targets[cow], Format::Decimals(1))?;
    one_derivative(page, targets)?;
    let (vectors, costs) = world.learn(FITTING, toy::SEED)?;
    page.output("learned", |out| {
        let Fitting { d_model, learning_rate, steps } = FITTING;
        writeln!(out, "{d_model} numbers a word, learning rate {learning_rate},")?;
        writeln!(out, "{steps} steps, seed {}\n\nstep      cost", toy::SEED)?;
        for step in [0, 10, 100, 1000, FITTING.steps] {
            writeln!(out, "{step:4}{:10.1}", costs[step])?;
        }
        writeln!(out)?;
        for word in ["king", "girl", "cow", "palace", "milk"] {
            let near = vectors.neighbours(word, 3)?;
            write_neighbours(out, &format!("{word:<8}"), &vectors, &near)?;
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
                listed(&vectors, &vectors.analogy(question, 1)?)
            )?;
        }
        write!(out, "\ncosine of man − woman and king − queen,\nseeds 1 to 5:")?;
        for seed in 1..=5 {
            let (vectors, _) = world.learn(FITTING, seed)?;
            let offset =
                |a, b| anyhow::Ok(&vectors.vector(a)? - &vectors.vector(b)?);
            let (first, second) =
                (offset("man", "woman")?, offset("king", "queen")?);
            write!(out, " {:.2}", cosine(first.view(), second.view())?)?;
        }
        writeln!(out)?;
        Ok(())
    })?;
    let (everything, _) = flat(&vectors, &group_words(&figures::SMALL_GROUPS))?;
    let (persons, shares) = flat(&vectors, &people())?;
    page.number("persons-share", shares, Format::Percent(0))?;
    page.figure("learned", figures::learned(&everything, &people(), &persons))
}

/// A window slides over the book's sentence, and what it leaves of one word.
fn windows(page: &mut Record) -> Result<()> {
    const REACH: usize = 2;
    const OF: &str = "sat";
    let words = ["the", "cat", "sat", "on", "the", "mat"];
    let tokens = tokenize(&words.join(" "));
    let vocabulary =
        Vocabulary::new(tokens[..4].iter().chain(&tokens[5..]).cloned().collect())?;
    let ids = vocabulary.encode(&tokens)?;
    let counts = co_occurrences(&[ids], vocabulary.words().len(), REACH)?; // (5, 5)
    let row = counts.row(vocabulary.find(OF)?); // (5)
    let met: Vec<_> = vocabulary
        .words()
        .iter()
        .map(String::as_str)
        .zip(row.iter().copied())
        .collect();
    page.number("window-reach", REACH as f64, Format::Count)?;
    page.number("sat-the", row[vocabulary.find("the")?], Format::Count)?;
    page.figure("windows", figures::windows(&words, &[1, 2, 3], REACH, OF, &met))
}

/// The association of people and animals with what they do, where, and what they eat.
fn associations(page: &mut Record, world: &SmallWorld) -> Result<()> {
    const ROWS: &str =
        "king queen prince princess man woman boy girl cat dog horse cow";
    const COLUMNS: [(&str, &str); 6] = [
        ("his, her", "his her"),
        ("works …", "works rests reads"),
        ("plays …", "plays learns runs"),
        ("palace …", "palace castle hall"),
        ("house …", "house street yard"),
        ("food", "fish milk meat bones grass hay"),
    ];
    let find = |words: Vec<&str>| -> Result<Vec<usize>> {
        words.into_iter().map(|word| Ok(world.vocabulary.find(word)?)).collect()
    };
    let names: Vec<_> = ROWS.split(' ').collect();
    let rows = find(names.clone())?;
    let columns =
        find(COLUMNS.iter().flat_map(|(_, words)| words.split(' ')).collect())?;
    let groups = COLUMNS.map(|(name, words)| (name, words.split(' ').count()));
    let value =
        |row: usize, column: usize| world.targets[[rows[row], columns[column]]];
    let most = world.targets.fold(0.0_f64, |most, &value| most.max(value));
    page.figure("associations", figures::associations(&names, &groups, value, most))
}

/// One derivative of the fit: from the formula, and measured by nudging.
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
        for pair in directions.axis_chunks_iter(Axis(0), 2) {
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
        writeln!(
            out,
            "angles of {PAIRS} pairs of random directions,\nin degrees; seed {SEED}\n"
        )?;
        writeln!(out, "dimension smallest   mean ± spread  largest")?;
        for (d_model, least, (mean, spread), most) in &rows {
            write!(out, "{d_model:9}{least:9.1}{mean:7.1}")?;
            writeln!(out, "{spread:9.1}{most:9.1}")?;
        }
        Ok(())
    })?;
    let (.., (_, spread), _) = rows[8];
    page.number("spread-12288", spread, Format::Decimals(1))?;
    page.figure("angles", figures::angles(&rows))?;
    let mut unit = vectors.embedding().weights.clone(); // (vocabulary, d_model)
    for mut row in unit.rows_mut() {
        row /= length(row.view()); // (d_model)
    }
    let cosines = unit.dot(&unit.t()); // (vocabulary, vocabulary)
    let pairs = cosines.indexed_iter().filter(|((one, other), _)| one < other);
    let of_words: Vec<f64> = pairs
        .map(|(_, cosine)| libm::acos(cosine.clamp(-1.0, 1.0)).to_degrees())
        .collect();
    let (mean, spread) = mean_and_spread(&of_words);
    page.number("glove-pairs", of_words.len() as f64, Format::Count)?;
    page.number("glove-angle", mean, Format::Decimals(0))?;
    page.number("glove-angle-spread", spread, Format::Decimals(0))
}

fn room(page: &mut Record) -> Result<()> {
    const TRIES: usize = 2000;
    let most = libm::cos(70.0_f64.to_radians());
    page.output("room", |out| {
        writeln!(
            out,
            "{TRIES} random directions, one by one:\nkept if at 70° to 110°"
        )?;
        writeln!(out, "to all kept before; seeds 1 to 5\n\ndimension   kept")?;
        for d_model in [2, 3, 10, 20, 50, 100, 200] {
            write!(out, "{d_model:9}")?;
            for seed in 1..=5 {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let candidates = random_directions(TRIES, d_model, &mut rng)?;
                write!(out, "{:7}", keep_apart(&candidates, most).len())?;
            }
            writeln!(out)?;
        }
        let side = 1.0 / 3.0_f64.sqrt();
        let cube = array![[1, 1, 1], [1, 1, -1], [1, -1, 1], [-1, 1, 1]]
            .mapv(|x| side * f64::from(x)); // (4, 3)
        let angle = degrees(cube.row(0), cube.row(1))?;
        let kept = keep_apart(&cube, most).len();
        writeln!(out, "\nthe diagonals of a cube, {angle:.1}° apart: {kept} kept")?;
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

/// The places of the two largest numbers.
fn largest(row: ArrayView1<f64>) -> [usize; 2] {
    let mut order: Vec<usize> = (0..row.len()).collect();
    order.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
    [order[0], order[1]]
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
            "X {:?} · W_U {:?}\n= scores {:?}",
            plain.dim(),
            tied.weights.dim(),
            scores.dim()
        )?;
        writeln!(out, "\nword   own   the two largest")?;
        for ((word, id), row) in words.iter().zip(&ids).zip(scores.rows()) {
            let top = largest(row).map(|at| {
                format!("{} {:.1}", vectors.vocabulary().words()[at], row[at])
            });
            writeln!(out, "{word:<5}{:5.1}   {}", row[*id], top.join(", "))?;
        }
        Ok(())
    })?;
    let mut bars: Vec<(String, f64, String, f64)> = Vec::new();
    for ((word, &id), row) in words.iter().zip(&ids).zip(scores.rows()) {
        let [first, second] = largest(row);
        let best = if first == id { second } else { first };
        let name = &vectors.vocabulary().words()[best];
        if bars.iter().all(|(shown, ..)| shown != word) {
            bars.push(((*word).to_owned(), row[id], name.clone(), row[best]));
        }
    }
    for (word, own, _, best) in &bars {
        page.number(&format!("own-{word}"), *own, Format::Decimals(1))?;
        page.number(&format!("best-{word}"), *best, Format::Decimals(1))?;
    }
    page.figure("scores", figures::scores(&bars))?;
    let weights = Array2::eye(plain.ncols()); // (d_model, d_model)
    let square = Unembedding { weights };
    let reached = square.scores(&plain)?.ncols();
    page.number("reached", reached as f64, Format::Count)
}

fn zeros(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    const TEXT: &str = "The cat saw Paris on the mat.";
    let (words, rows) = (vectors.vocabulary(), vectors.embedding());
    let printed = zeros_for_unknown(TEXT, words, rows)?; // (7, d_model)
    let naive: Vec<_> = TEXT
        .split_whitespace()
        .map(str::to_owned)
        .zip(printed.rows().into_iter().map(length))
        .collect();
    let careful: Vec<_> = tokenize(TEXT)
        .into_iter()
        .map(|token| {
            let found = words.id(&token).map(|id| length(rows.weights.row(id)));
            (token, found)
        })
        .collect();
    page.output("zeros", |out| {
        writeln!(out, "split at white space, spelled as it is,\nelse zeros:")?;
        for (word, length) in &naive {
            writeln!(out, "{word:<7}length {length:5.2}")?;
        }
        writeln!(out, "\ntokens, in lower case:")?;
        for (token, length) in &careful {
            match length {
                Some(length) => writeln!(out, "{token:<7}length {length:5.2}")?,
                None => writeln!(out, "{token:<7}not among the words: <unk>")?,
            }
        }
        Ok(())
    })?;
    let found =
        careful.into_iter().filter_map(|(token, length)| Some((token, length?)));
    let panels = [
        ("split at white space, spelled as it is", naive),
        ("cut into tokens, in lower case", found.collect()),
    ];
    page.figure("zeros", figures::lengths(&panels))
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
            writeln!(out, "{what}:")?;
            broken(out, "  ", error.split(' ').map(str::to_owned))
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
            Ok(near) => {
                write_neighbours(out, &format!("{word:<8}"), vectors, &near)?;
            }
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
