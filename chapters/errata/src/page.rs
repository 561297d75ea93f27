//! The runs of the appendix, in the order of its page.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use attention::reader::standardised;
use attention::tokens::{SENTENCE, normal};
use attention::{Head, HeadPass, farthest, scores, with_positions};
use embeddings::glove::book_vectors;
use embeddings::{
    Embedding, WordVectors, cosine, length, principal_axes, tokenize,
};
use loss::one_hot;
use multi_head::MultiHead;
use ndarray::{Array2, s};
use neurons::digits::{CLASSES, book_digits};
use neurons::{Activation, untrained_network};
use page::Record;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use transformer::FeedForward;

use crate::elsewhere::ELSEWHERE;
use crate::words::{D_MODEL, square};
use crate::{learning, looking, stacking, words};

const D_K: usize = 8;

/// Runs every row that no chapter runs with both versions side by side.
///
/// # Errors
/// If a name is used twice, or a run fails.
pub fn experiments(page: &mut Record) -> Result<()> {
    row_5(page)?;
    slopes(page)?;
    let vectors = book_vectors()?;
    row_11(page, &vectors)?;
    row_25(page, &vectors)?;
    let vectors = Standardised::new(&vectors)?;
    row_18(page, &vectors)?;
    row_20(page, &vectors)?;
    row_21(page, &vectors)?;
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
        writeln!(out, "32 digits, 10 outputs      cost   in means")?;
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
    let error = words::embedding_as_unembedding(embedding)
        .scores(&rows)
        .err()
        .context("W_E is no way back")?
        .to_string();
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
        writeln!(out, "out, with W_E:\n    {}", error.replace(": ", ":\n    "))?;
        Ok(())
    })
}

fn row_25(page: &mut Record, vectors: &WordVectors) -> Result<()> {
    let embedding = vectors.embedding();
    let weights = &embedding.weights; // (2000, 50)
    let square = square(); // (50, 50)
    let wrong = words::reached(&words::square_scores(weights, &square))?;
    let unembedding = embedding.tied();
    let right = words::reached(&unembedding.scores(weights)?)?;
    page.output("row-25", |out| {
        writeln!(out, "each of 2000 words goes in; out come")?;
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
    let mut rng = ChaCha8Rng::seed_from_u64(18);
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
        writeln!(out, "size of what is    as told   rightly   cosine")?;
        for (index, word) in SENTENCE.split(' ').enumerate() {
            let (told, right) = (given.row(index), pass.output.row(index));
            let angle = match cosine(told, right) {
                Ok(cosine) => format!("{:.2}", plain(cosine)),
                Err(_) => "none".to_owned(),
            };
            let (told, right) = (length(told), length(right));
            writeln!(out, "added to {word:8} {told:8.2} {right:9.2} {angle:>8}")?;
        }
        writeln!(out, "off by {error:.2} of what is right")?;
        Ok(())
    })
}

fn row_21(page: &mut Record, vectors: &Standardised) -> Result<()> {
    let tokens = vectors.tokens(SENTENCE)?; // (6, 50)
    let ids = vectors.vectors.vocabulary().encode(&tokenize(SENTENCE))?;
    let file = vectors.vectors.embedding().look_up(&ids)?; // (6, 50)
    let head = head()?;
    let [pass, _] = looking::both_ways(&head, &tokens)?;
    let the = |keys: &Array2<f64>| {
        let row = |t: usize| keys.slice(s![t..=t, ..]).to_owned(); // (1, d_k)
        farthest(&row(0), &row(4))
    };
    page.output("row-21", |out| {
        writeln!(out, "                     from the file   in the head")?;
        let shapes = [
            ("W_Q, W_K", "none".to_owned(), format!("{:?}", head.w_q.dim())),
            (
                "queries, keys",
                format!("{:?}", file.dim()),
                format!("{:?}", pass.queries.dim()),
            ),
        ];
        for (what, file, head) in shapes {
            writeln!(out, "{what:20} {file:>13} {head:>13}")?;
        }
        let (told, right) = (the(&file), the(&pass.keys));
        writeln!(out, "\"the\" from \"the\"     {told:13.2} {right:13.2}")?;
        let told = looking::asymmetry(&scores(&file, &file)?);
        let right = looking::asymmetry(&scores(&pass.queries, &pass.keys)?);
        writeln!(out, "a on b from b on a   {told:13.2} {right:13.2}")?;
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
    let axes = principal_axes(&normal(50, 8, 29), 3)?.axes; // (3, 8)
    let projection = looking::projection(&axes); // (8, 8)
    let w_q = normal(8, 8, 30) / 8_f64.sqrt(); // (8, 8)
    let head = Head::random(8, 4, 4, &mut ChaCha8Rng::seed_from_u64(29))?;
    let [pass, _] = looking::both_ways(&head, &normal(6, 8, 31))?;
    let error = head.forward(&pass.queries, None).err();
    let error = error.context("4 numbers are no token of 8")?.to_string();
    page.output("row-29", |out| {
        writeln!(out, "applied twice, against once, off by")?;
        let off = looking::twice_against_once(&projection);
        let off =
            if off < 1e-9 { "nothing".to_owned() } else { format!("{off:.2}") };
        writeln!(out, "  onto 3 directions of 8       {off}")?;
        let off = looking::twice_against_once(&w_q);
        writeln!(out, "  a random W_Q (8, 8)          {off:.2} of its size")?;
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
    let mut rng = ChaCha8Rng::seed_from_u64(28);
    let heads = MultiHead::random(32, 4, &mut rng)?;
    let feed_forward = FeedForward::random(32, 128, 1.0, &mut rng);
    let token = normal(1, 32, 28); // (1, 32)
    let straight = stacking::bend_of_heads(&heads, &token)?;
    let bent = stacking::bend_of_feed_forward(&feed_forward, &token)?;
    page.output("row-28", |out| {
        writeln!(out, "f(2x) against 2 f(x), one token, off by")?;
        writeln!(out, "heads alone               {straight:.2}")?;
        writeln!(out, "a feed-forward network    {bent:.2}")?;
        Ok(())
    })
}

fn row_30(page: &mut Record) -> Result<()> {
    const ONES: usize = 100_000;
    page.output("row-30", |out| {
        writeln!(out, "mean of {ONES} ones after dropout")?;
        writeln!(out, "  p    times 1 / p    times 1 / (1 − p)")?;
        for p in [0.1, 0.2, 0.5, 0.8] {
            let mean = |scale| {
                let mut rng = ChaCha8Rng::seed_from_u64(30);
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
            let names = outputs.join(" ");
            writeln!(out, "row {row:2}   cargo run -p {chapter} -- {names}")?;
        }
        Ok(())
    })
}
