//! The runs of the appendix, in the order of its page.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use attention::reader::standardised;
use attention::tokens::{SENTENCE, normal};
use attention::{Head, HeadPass, farthest, with_positions};
use embeddings::glove::book_vectors;
use embeddings::{
    Embedding, WordVectors, cosine, length, principal_axes, tokenize,
};
use loss::one_hot;
use multi_head::MultiHead;
use ndarray::{Array2, Axis, s};
use neurons::digits::{CLASSES, book_digits};
use neurons::{Activation, untrained_network};
use page::Record;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use transformer::FeedForward;

use crate::elsewhere::ELSEWHERE;
use crate::words::{D_MODEL, square};
use crate::{dead, learning, looking, stacking, words};

const D_K: usize = 8;
/// Of the head that rows 18 and 20 try.
const HEAD_SEED: u64 = 18;

/// Runs every row for which the page quotes no run of a chapter.
///
/// # Errors
/// If a name is used twice, or a run fails.
pub fn experiments(page: &mut Record) -> Result<()> {
    row_5(page)?;
    row_4(page)?;
    slopes(page)?;
    let vectors = book_vectors()?;
    row_11(page, &vectors)?;
    row_25(page, &vectors)?;
    let vectors = Standardised::new(&vectors)?;
    row_18(page, &vectors)?;
    row_20(page, &vectors)?;
    row_22(page)?;
    row_29(page)?;
    row_28(page)?;
    row_30(page)?;
    elsewhere(page)
}

/// The same number, but 0 where it would be printed as −0.
fn plain(x: f64) -> f64 {
    x + 0.0
}

fn row_5(page: &mut Record) -> Result<()> {
    let digits = book_digits()?;
    let images = digits.images.slice(s![..32, ..]).to_owned(); // (32, 64)
    let outputs = untrained_network()?.forward(&images)?; // (32, 10)
    let targets = one_hot(&digits.labels[..32], CLASSES)?; // (32, 10)
    let costs = learning::costs(&outputs, &targets)?;
    page.output("row-5", |out| {
        writeln!(out, "32 digits, an untrained network of 64-32-10")?;
        writeln!(out, "                           cost   in means")?;
        let ways = [
            ("text: sum of all", costs.sum),
            ("sum a digit, then mean", costs.mean_of_sums),
            ("code: mean of all", costs.mean),
        ];
        for (name, cost) in ways {
            writeln!(out, "{name:22} {cost:8.2} {:10.0}", cost / costs.mean)?;
        }
        Ok(())
    })
}

fn row_4(page: &mut Record) -> Result<()> {
    use dead::{BATCH, EPOCHS, RATE, SIZES};
    const LEARNED: usize = 1437;
    const SEEDS: u64 = 5;
    let digits = book_digits()?;
    let (inputs, others) = digits.images.view().split_at(Axis(0), LEARNED);
    let (inputs, others) = (inputs.to_owned(), others.to_owned()); // (digits, 64)
    let labels = &digits.labels[LEARNED..];
    let targets = one_hot(&digits.labels[..LEARNED], CLASSES)?; // (1437, 10)
    let one_seed = |output, seed| -> Result<(usize, usize)> {
        let network = dead::trained(&inputs, &targets, output, seed)?;
        let right = dead::share_right(&network, &others, labels)?;
        let dead = dead::dead_outputs(&network, &inputs)?;
        Ok((dead, (100.0 * right).round() as usize))
    };
    let mut ways = Vec::new();
    for (name, output) in
        [("ReLU", Activation::Relu), ("linear", Activation::Identity)]
    {
        let seeds: Result<Vec<_>> =
            (0..SEEDS).map(|seed| one_seed(output, seed)).collect();
        let (dead, right): (Vec<_>, Vec<_>) = seeds?.into_iter().unzip();
        ways.push((name, dead, right));
    }
    page.output("row-4", |out| {
        let sizes = SIZES.map(|size| size.to_string()).join("-");
        writeln!(out, "{sizes}, He's start, η {RATE}, batches of {BATCH},")?;
        writeln!(
            out,
            "shuffled, {EPOCHS} epochs of {LEARNED} digits, {SEEDS} seeds"
        )?;
        writeln!(out, "at the end  dead of 10  last {}, % right", labels.len())?;
        for (name, dead, right) in ways {
            let list = |numbers: Vec<usize>| {
                numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
            };
            let (dead, right) = (list(dead), list(right));
            writeln!(out, "{name:10} {dead:>11}  {right:>17}")?;
        }
        Ok(())
    })
}

fn slopes(page: &mut Record) -> Result<()> {
    page.output("slopes", |out| {
        writeln!(out, "              slope    from the    z in its")?;
        writeln!(out, "           measured    answer a       place")?;
        for (name, activation) in
            [("ReLU", Activation::Relu), ("sigmoid", Activation::Sigmoid)]
        {
            for z in [-2.0, -0.5, 0.5, 2.0] {
                let slopes = learning::slopes(activation, z);
                let measured = plain(slopes.measured);
                let (a, z_for_a) = (slopes.of_answer, slopes.of_z);
                writeln!(
                    out,
                    "{name:7} {z:4.1} {measured:6.3} {a:11.3} {z_for_a:11.3}"
                )?;
            }
        }
        Ok(())
    })
}

fn row_11(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let embedding = vectors.embedding();
    let ids = vectors.vocabulary().encode(&tokenize(SENTENCE))?;
    let rows = embedding.look_up(&ids)?; // (6, 50)
    let unembedding = embedding.tied();
    let scores = unembedding.scores(&rows)?; // (6, 2000)
    page.output("row-11", |out| {
        writeln!(
            out,
            "in    W_E {:?}   6 ids → {:?}",
            embedding.weights.dim(),
            rows.dim()
        )?;
        writeln!(
            out,
            "out   W_U {:?}   {:?} → {:?}",
            unembedding.weights.dim(),
            rows.dim(),
            scores.dim()
        )?;
        Ok(())
    })
}

fn row_25(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    const K: usize = 5;
    let weights = &vectors.embedding().weights; // (2000, 50)
    let square = square(); // (50, 50)
    let wrong = words::reached(&words::square_scores(weights, &square), K);
    let unembedding = vectors.embedding().tied();
    let right = words::reached(&unembedding.scores(weights)?, K);
    page.output("row-25", |out| {
        writeln!(out, "each of {} words goes in, its {K}", weights.nrows())?;
        writeln!(out, "largest scores come out; in all")?;
        for (name, (rows, columns), ids) in [
            ("square", square.dim(), wrong),
            ("W_U", unembedding.weights.dim(), right),
        ] {
            let last = ids.last().context("some word comes out")?;
            let name = format!("{name} ({rows}, {columns})");
            writeln!(out, "{name:16} {:5} words, ids to {last}", ids.len())?;
        }
        Ok(())
    })
}

/// The book's vectors, as large as a head likes them.
struct Standardised {
    vectors: WordVectors,
}

impl Standardised {
    fn new(vectors: &WordVectors) -> Result<Self> {
        let embedding: Embedding = standardised(vectors.embedding())?;
        let vectors = WordVectors::new(vectors.vocabulary().clone(), embedding)?;
        Ok(Self { vectors })
    }

    /// The words of a text with their positions: (tokens, d_model).
    fn tokens(&self, text: &str) -> Result<Array2<f64>> {
        let ids = self.vectors.vocabulary().encode(&tokenize(text))?;
        let words = self.vectors.embedding().look_up(&ids)?; // (tokens, d_model)
        Ok(with_positions(&words)?) // (tokens, d_model)
    }
}

fn head() -> Result<Head> {
    let mut rng = ChaCha8Rng::seed_from_u64(HEAD_SEED);
    Ok(Head::random(D_MODEL, D_K, D_MODEL, &mut rng)?)
}

fn row_18(page: &mut Record, vectors: &Standardised) -> Result<()> {
    let head = head()?;
    let before = looking::both_ways(&head, &vectors.tokens(SENTENCE)?)?;
    let ran = SENTENCE.replace("sat", "ran");
    let after = looking::both_ways(&head, &vectors.tokens(&ran)?)?;
    let cat = |pass: &HeadPass| {
        pass.output.slice(s![1..2, ..]).to_owned() // (1, 50)
    };
    page.output("row-18", |out| {
        writeln!(
            out,
            "a random head, {D_MODEL} to {D_K} numbers, seed {HEAD_SEED}"
        )?;
        writeln!(out, "           cat on   sat on   \"ran\" for \"sat\"")?;
        writeln!(out, "              sat      cat    moves \"cat\" by")?;
        for (index, name) in ["no mask", "masked"].iter().enumerate() {
            let (before, after) = (&before[index], &after[index]);
            let weights = &before.weights; // (6, 6)
            let (ahead, back) = (weights[(1, 2)], weights[(2, 1)]);
            let moved = farthest(&cat(before), &cat(after));
            writeln!(out, "{name:8} {ahead:8.2} {back:8.2} {moved:17.2}")?;
        }
        Ok(())
    })
}

fn row_20(page: &mut Record, vectors: &Standardised) -> Result<()> {
    let tokens = vectors.tokens(SENTENCE)?; // (6, 50)
    let [_, pass] = looking::both_ways(&head()?, &tokens)?;
    let given = looking::handed_on(&pass.values); // (6, 50)
    let error =
        looking::size(&(&given - &pass.output)) / looking::size(&pass.output);
    page.output("row-20", |out| {
        writeln!(
            out,
            "a random head, {D_MODEL} to {D_K} numbers, seed {HEAD_SEED}"
        )?;
        writeln!(out, "length of what is   handed   by its")?;
        writeln!(out, "                        on  weights   cosine")?;
        for (index, word) in SENTENCE.split(' ').enumerate() {
            let (told, right) = (given.row(index), pass.output.row(index));
            let angle = match cosine(told, right) {
                Ok(cosine) => format!("{:.2}", plain(cosine)),
                Err(_) => "none".to_owned(),
            };
            let (told, right) = (length(told), length(right));
            writeln!(out, "added to {word:8} {told:8.2} {right:8.2} {angle:>8}")?;
        }
        writeln!(out, "difference, in the size of the second: {error:.2}")?;
        Ok(())
    })
}

fn row_22(page: &mut Record) -> Result<()> {
    page.output("row-22", |out| {
        writeln!(out, "tokens   subsequences   pieces   seen")?;
        for tokens in [3, 6, 9, 12] {
            let (all, pieces, seen) = looking::subsequences(tokens)?;
            writeln!(out, "{tokens:6} {all:14} {pieces:8} {seen:6}")?;
        }
        Ok(())
    })
}

fn row_29(page: &mut Record) -> Result<()> {
    const SEEDS: u64 = 10;
    let axes = principal_axes(&normal(50, 8, 29), 3)?.axes; // (3, 8)
    let projection = looking::projection(&axes); // (8, 8)
    let off = |seed| {
        let w_q = normal(8, 8, seed) / 8_f64.sqrt(); // (8, 8)
        looking::twice_against_once(&w_q)
    };
    let off: Vec<f64> = (0..SEEDS).map(off).collect();
    let least = off.iter().copied().fold(f64::INFINITY, f64::min);
    let most = off.iter().copied().fold(0.0, f64::max);
    let head = Head::random(8, 4, 4, &mut ChaCha8Rng::seed_from_u64(29))?;
    let [pass, _] = looking::both_ways(&head, &normal(6, 8, 31))?;
    let error = head.forward(&pass.queries, None).err();
    let error = error.context("4 numbers are no token of 8")?.to_string();
    page.output("row-29", |out| {
        writeln!(out, "applied twice, against once: off by, in size")?;
        let off = looking::twice_against_once(&projection);
        let off =
            if off < 1e-9 { "nothing".to_owned() } else { format!("{off:.2}") };
        writeln!(out, "  onto 3 directions of 8       {off}")?;
        writeln!(
            out,
            "  random W_Q (8, 8), {SEEDS} seeds  {least:.1} to {most:.1}"
        )?;
        writeln!(
            out,
            "  W_Q (8, 4), a second time:\n    {}",
            error.replace(": ", ":\n    ").replace(" but", "\n    but")
        )?;
        writeln!(out, "tokens      W_Q    queries       scores")?;
        for tokens in [6, 60, 600] {
            let pass = head.forward(&normal(tokens, 8, 32), None)?;
            let shape = |m: &Array2<f64>| format!("{:?}", m.dim());
            writeln!(
                out,
                "{tokens:6} {:>8} {:>10} {:>12}",
                shape(&head.w_q),
                shape(&pass.queries),
                shape(&pass.weights)
            )?;
        }
        Ok(())
    })
}

fn row_28(page: &mut Record) -> Result<()> {
    const TOKENS: usize = 12;
    const D: usize = 32;
    const HEADS: usize = 4;
    const SEEDS: u64 = 10;
    const DEPTHS: [usize; 4] = [0, 1, 2, 6];
    let one_seed = |seed| -> Result<Vec<[f64; 2]>> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let start = normal(TOKENS, D, 100 + seed); // (12, 32)
        stacking::cosines(&start, HEADS, DEPTHS[3], &mut rng)
    };
    let seeds: Vec<_> = (0..SEEDS).map(one_seed).collect::<Result<_>>()?;
    let range = |depth: usize, way: usize| {
        let of_seeds = seeds.iter().map(|seed| seed[depth][way]);
        let [least, most] = of_seeds
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], x| {
                [least.min(x), most.max(x)]
            });
        format!("{:.2} to {:.2}", plain(least), plain(most))
    };
    let mut rng = ChaCha8Rng::seed_from_u64(28);
    let heads = MultiHead::random(D, HEADS, &mut rng)?;
    let feed_forward = FeedForward::random(D, 4 * D, 1.0, &mut rng);
    let token = normal(1, D, 28); // (1, 32)
    let straight = stacking::bend_of_heads(&heads, &token)?;
    let bent = stacking::bend_of_feed_forward(&feed_forward, &token)?;
    page.output("row-28", |out| {
        writeln!(
            out,
            "{TOKENS} random tokens of {D} numbers\n{HEADS} random heads, no mask"
        )?;
        writeln!(out, "mean cosine between tokens, {SEEDS} seeds")?;
        writeln!(out, "layers     replaced          added")?;
        for depth in DEPTHS {
            let (replaced, added) = (range(depth, 0), range(depth, 1));
            writeln!(out, "{depth:6} {replaced:>14} {added:>14}")?;
        }
        writeln!(out, "f(2x) and 2 f(x), a token, a seed: off by")?;
        writeln!(out, "  heads alone               {straight:.2}")?;
        writeln!(out, "  a feed-forward network    {bent:.2}")?;
        Ok(())
    })
}

fn row_30(page: &mut Record) -> Result<()> {
    const ONES: usize = 100_000;
    const SEED: u64 = 30;
    page.output("row-30", |out| {
        writeln!(out, "mean of {ONES} ones after dropout, seed {SEED}")?;
        writeln!(out, "  p    times 1 / p    times 1 / (1 − p)")?;
        for p in [0.1, 0.2, 0.5, 0.8] {
            let mean = |scale| {
                let mut rng = ChaCha8Rng::seed_from_u64(SEED);
                stacking::mean_after_dropout(p, scale, ONES, &mut rng)
            };
            let (wrong, right) = (mean(1.0 / p), mean(1.0 / (1.0 - p)));
            writeln!(out, "{p:.1} {wrong:14.2} {right:20.2}")?;
        }
        Ok(())
    })
}

/// Where the rows are that run in a chapter.
fn elsewhere(page: &mut Record) -> Result<()> {
    page.output("elsewhere", |out| {
        let mut rows = ELSEWHERE;
        rows.sort_unstable_by_key(|(row, ..)| *row);
        for (row, chapter, outputs) in rows {
            writeln!(out, "row {row}")?;
            for name in outputs {
                writeln!(out, "  cargo run -p {chapter} -- {name}")?;
            }
        }
        Ok(())
    })
}
