//! A block that hands on a normalised copy of the stream.

use attention::causal_mask;
use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array2, array};
use transformer::{Block, LayerNorm};

/// What the reader repairs: the stream (tokens, d_model) after a block.
pub type Attempt = fn(&Block, &Array2<f64>, &Array2<bool>) -> Array2<f64>;

/// Wrong repairs, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "stream-replaced",
        says: "Now the block hands on what the feed-forward network found, and nothing else. \
               Nothing that runs through the block may get lost: it is only added to.",
        attempt: |block, stream, mask| parts(block, stream, mask).1,
    },
    Mistake {
        name: "heads-lost",
        says: "You add to the stream as it came in. What the heads have added to it since then \
               is lost.",
        attempt: |block, stream, mask| stream + &parts(block, stream, mask).1,
    },
    Mistake {
        name: "norm-in-the-stream",
        says: "You normalise the sum. In this chapter's block the norms stand before the parts \
               that read, and the stream itself is never scaled.",
        attempt: |block, stream, mask| {
            let (by_heads, by_network) = parts(block, stream, mask);
            let norm = LayerNorm::new(stream.ncols());
            norm.forward(&(stream + &by_heads + by_network))
                .expect("d_model columns")
                .0
        },
    },
];

/// What the heads add to the stream, and what the feed-forward network does.
fn parts(
    block: &Block,
    stream: &Array2<f64>,
    mask: &Array2<bool>,
) -> (Array2<f64>, Array2<f64>) {
    let (_, pass) = block.forward(stream, mask).expect("a stream that fits");
    let (by_network, _) =
        block.feed_forward.forward(&pass.normed_2).expect("d_model columns");
    (pass.heads.output, by_network)
}

/// Judges a repair: a block that adds nothing, and drawn ones against the chapter's
/// own.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    let mut draw = Draw::new(1);
    // Nothing comes out of heads and network where their last factor is 0.
    let idle = Block::random(4, 2, 0.0, draw.generator()).expect("two heads");
    let stream = array![[1.0, 2.0, 3.0, 6.0], [10.0, 20.0, 30.0, 60.0]];
    let mask = causal_mask(2).expect("some tokens");
    exam.array(
        "the stream [[1, 2, 3, 6], [10, 20, 30, 60]] after a block that adds nothing",
        &attempt(&idle, &stream, &mask),
        &stream,
        1e-12,
    );
    for _ in 0..15 {
        let (tokens, n_heads) = (draw.count(1, 5), draw.count(1, 3));
        let d_model = 2 * n_heads;
        let mut block = Block::random(d_model, n_heads, 1.0, draw.generator())
            .expect("heads that divide");
        block.norm_1.gamma = draw.vector(d_model);
        block.norm_2.beta = draw.vector(d_model);
        block.feed_forward.b_down = draw.vector(d_model);
        let stream = draw.matrix(tokens, d_model);
        let mask = causal_mask(tokens).expect("some tokens");
        let (after, _) = block.forward(&stream, &mask).expect("a stream that fits");
        exam.array(
            format!("a stream of the shape ({tokens}, {d_model}) after a block"),
            &attempt(&block, &stream, &mask),
            &after,
            1e-10,
        );
    }
}
