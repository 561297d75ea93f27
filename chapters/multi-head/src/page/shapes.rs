//! Heads laid side by side, added up, shared out and packed.

use std::fmt::Write as _;

use anyhow::Result;
use attention::tokens::normal;
use attention::{causal_mask, farthest};
use ndarray::{Array2, Axis, s};
use page::Record;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::MultiHead;
use crate::figures::{self, Strips};
use crate::packed::PackedHeads;

pub(super) fn blocks(page: &mut Record) -> Result<()> {
    let heads = MultiHead::random(12, 3, &mut ChaCha8Rng::seed_from_u64(1))?;
    let tokens = normal(5, 12, 2); // (5, 12)
    let pass = heads.forward(&tokens, None)?;
    let mut parts = Vec::new();
    page.output("blocks", |out| {
        writeln!(out, "three heads at random;")?;
        writeln!(out, "5 random tokens of 12 numbers\n")?;
        writeln!(out, "output of the first token,\nits first four numbers\n")?;
        let mut sum = Array2::<f64>::zeros((1, 12)); // (1, 12)
        for (index, head) in pass.heads.iter().enumerate() {
            let from = index * 4;
            let block = heads.w_o.slice(s![from..from + 4, ..]); // (4, 12)
            let part = head.output.select(Axis(0), &[0]).dot(&block); // (1, 12)
            let name = format!("head {}", index + 1);
            writeln!(out, "{name:10}{}", four_of(&part))?;
            sum += &part;
            parts.push((part[[0, 0]], part[[0, 1]]));
        }
        writeln!(out, "added up  {}\n", four_of(&sum))?;
        writeln!(out, "laid end to end, times W_O:")?;
        writeln!(out, "          {}", four_of(&pass.output))?;
        Ok(())
    })?;
    let together = (pass.output[[0, 0]], pass.output[[0, 1]]);
    page.figure("arrows", figures::arrows(&parts, together))
}

fn four_of(row: &Array2<f64>) -> String {
    row.iter().take(4).map(|x| format!("{x:8.4}")).collect()
}

pub(super) fn parameters(page: &mut Record) -> Result<()> {
    let mut strips = Vec::new();
    page.output("parameters", |out| {
        writeln!(out, "  h  d_head  W_Q, W_K, W_V       W_O    all")?;
        for n_heads in [1, 2, 4, 8] {
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let heads = MultiHead::random(64, n_heads, &mut rng)?;
            let d_head = 64 / n_heads;
            let parameters = heads.parameter_count();
            writeln!(
                out,
                "{n_heads:3} {d_head:7} {:>14} {:>9} {parameters:6}",
                format!("(64, {d_head})"),
                "(64, 64)",
            )?;
            strips.push(Strips { n_heads, d_head, parameters });
        }
        Ok(())
    })?;
    page.figure("columns", figures::strips(&strips))
}

/// One product for two heads and two sequences.
pub(super) fn packed(page: &mut Record) -> Result<()> {
    let heads = MultiHead::random(4, 2, &mut ChaCha8Rng::seed_from_u64(2))?;
    let packed = PackedHeads::try_from(&heads)?;
    let tokens = normal(6, 4, 3); // (6, 4), of two sequences
    let (w_qkv, _) = packed.parameters(); // (4, 12)
    page.figure("packed", figures::packed(&tokens, w_qkv, 2, 3))
}

/// What a difference is below, whatever the last bits are.
fn bound(difference: f64) -> &'static str {
    if difference < 1e-12 { "below 1e-12" } else { "1e-12 or more" }
}

pub(super) fn equal(page: &mut Record) -> Result<()> {
    page.output("equal", |out| {
        writeln!(out, "random heads and tokens, one seed;")?;
        writeln!(out, "largest difference\nto one head after the other\n")?;
        writeln!(out, "  n  d_model  h  side by side")?;
        let mut sums = String::new();
        for (n, d_model, n_heads) in [(6, 16, 2), (64, 64, 4), (100, 96, 8)] {
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            let heads = MultiHead::random(d_model, n_heads, &mut rng)?;
            let (tokens, mask) = (normal(n, d_model, 2), causal_mask(n)?); // (n, d_model)
            let pass = heads.forward(&tokens, Some(&mask))?;
            let beside = heads.forward_side_by_side(&tokens, Some(&mask))?;
            let mut packed = PackedHeads::try_from(&heads)?;
            let packed = packed.forward(&tokens, n)?; // (n, d_model)
            let sum = heads.sum_of_heads(&pass)?; // (n, d_model)
            let sizes = format!("{n:3}  {d_model:7}  {n_heads}");
            let bits = if pass == beside { "the same bits" } else { "other bits" };
            writeln!(out, "{sizes}  {bits}")?;
            writeln!(
                sums,
                "{sizes}  {:11}  {}",
                bound(farthest(&pass.output, packed)),
                bound(farthest(&pass.output, &sum))
            )?;
        }
        writeln!(out, "\n  n  d_model  h  packed       sum of blocks")?;
        write!(out, "{sums}")?;
        Ok(())
    })
}
