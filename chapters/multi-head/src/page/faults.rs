//! What goes wrong, and how one sees it.

use std::fmt::Write as _;

use anyhow::Result;
use attention::tokens::normal;
use attention::{Head, causal_mask, farthest};
use ndarray::{Array2, Axis, s};
use page::{Format, Record};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::faults::{positive_w_o, sliced, strongest_share};
use crate::{MultiHead, MultiHeadError, figures};

/// Heads of 4 columns each that see slices of the tokens, and heads that see all.
pub(super) fn slices(page: &mut Record) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let tokens = normal(5, 8, 4); // (5, 8)
    let mut changed = tokens.clone(); // (5, 8)
    changed.slice_mut(s![.., 4..]).mapv_inplace(|x| -x);
    let narrow =
        [Head::random(4, 4, 4, &mut rng)?, Head::random(4, 4, 4, &mut rng)?];
    let wide = MultiHead::random(8, 2, &mut rng)?;
    let mut moved = [0.0; 4];
    let (before, after) = (sliced(&narrow, &tokens)?, sliced(&narrow, &changed)?);
    let (pass, other) =
        (wide.forward(&tokens, None)?, wide.forward(&changed, None)?);
    for head in 0..2 {
        let columns = s![.., 4 * head..4 * head + 4];
        moved[head] = farthest(
            &before.slice(columns).to_owned(),
            &after.slice(columns).to_owned(),
        );
        moved[2 + head] =
            farthest(&pass.heads[head].output, &other.heads[head].output);
    }
    page.output("slices", |out| {
        writeln!(out, "two random heads;\n5 random tokens of 8 numbers;")?;
        writeln!(out, "columns 5 to 8 of every token change sign\n")?;
        writeln!(out, "moves         head 1   head 2")?;
        writeln!(out, "on slices    {:7.3}  {:7.3}", moved[0], moved[1])?;
        writeln!(out, "on all       {:7.3}  {:7.3}", moved[2], moved[3])?;
        Ok(())
    })?;
    let on_slices = reads(&tokens, |tokens| sliced(&narrow, tokens))?; // (8, 8)
    let on_all = reads(&tokens, |tokens| {
        Ok(wide.forward(tokens, None)?.concatenated) // (5, 8)
    })?; // (8, 8)
    let panels = [("on slices", &on_slices), ("on the whole token", &on_all)];
    page.figure("reads", figures::reads(panels, 4))?;
    let (d_model, n_heads) = (300_usize, 6);
    let d_head = d_model / n_heads;
    page.number(
        "sliced-parameters",
        (3 * n_heads * d_head * d_head) as f64,
        Format::Count,
    )?;
    page.number("wide-parameters", (3 * d_model * d_model) as f64, Format::Count)
}

/// How far each number of what the heads take in moves at most, over all tokens, when
/// one number of every token changes sign: (number that changes, number that moves).
fn reads(
    tokens: &Array2<f64>,
    forward: impl Fn(&Array2<f64>) -> Result<Array2<f64>, MultiHeadError>,
) -> Result<Array2<f64>> {
    let before = forward(tokens)?; // (tokens, d_model)
    let mut moved = Array2::zeros((tokens.ncols(), before.ncols()));
    for (number, mut row) in moved.rows_mut().into_iter().enumerate() {
        let mut changed = tokens.clone(); // (tokens, d_model)
        changed.column_mut(number).mapv_inplace(|x| -x);
        let by = (forward(&changed)? - &before).mapv(f64::abs); // (tokens, d_model)
        row.assign(&by.fold_axis(Axis(0), 0.0, |most: &f64, x| most.max(*x)));
    }
    Ok(moved)
}

pub(super) fn large(page: &mut Record) -> Result<()> {
    const ROWS: usize = 200;
    const DOTS: usize = 100;
    let d_model = 64;
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let concatenated = normal(ROWS, d_model, 6); // (200, d_model)
    let right = MultiHead::random(d_model, 4, &mut rng)?.w_o; // (d_model, d_model)
    let positive = positive_w_o(d_model, &mut rng); // (d_model, d_model)
    let size = |m: &Array2<f64>| (m * m).mean().unwrap_or(0.0).sqrt();
    let (mut found, mut outputs) = (Vec::new(), Vec::new());
    page.output("large", |out| {
        writeln!(out, "{ROWS} random rows of {d_model} numbers,")?;
        writeln!(out, "times W_O of one seed\n")?;
        writeln!(out, "W_O                    size  one direction")?;
        for (name, w_o) in
            [("around 0, 1/√d_model", &right), ("uniform from 0 to 1", &positive)]
        {
            let output = concatenated.dot(w_o); // (200, d_model)
            let (size, share) = (size(&output), strongest_share(&output));
            writeln!(out, "{name:20} {size:6.2} {:13.0}%", 100.0 * share)?;
            found.push((size, share));
            outputs.push(output.slice(s![..DOTS, ..2]).to_owned());
        }
        Ok(())
    })?;
    let most = outputs.iter().flatten().fold(0.0_f64, |most, x| most.max(x.abs()));
    let panels = [("W_O around 0", &outputs[0]), ("W_O from 0 to 1", &outputs[1])];
    page.figure("mix", figures::mix(panels, most))?;
    page.number("dots", DOTS as f64, Format::Count)?;
    page.number("times-as-large", found[1].0 / found[0].0, Format::Decimals(1))?;
    page.number("one-direction-around-0", found[0].1, Format::Percent(0))?;
    page.number("one-direction", found[1].1, Format::Percent(0))
}

/// What becomes of the first token when the last one changes.
pub(super) fn leak(page: &mut Record) -> Result<()> {
    let heads = MultiHead::random(16, 2, &mut ChaCha8Rng::seed_from_u64(7))?;
    let tokens = normal(6, 16, 8); // (6, 16)
    let mut changed = tokens.clone(); // (6, 16)
    changed.row_mut(5).mapv_inplace(|x| -x);
    let mask = causal_mask(6)?; // (6, 6)
    page.output("leak", |out| {
        writeln!(out, "two random heads;\n6 random tokens of 16 numbers;")?;
        writeln!(out, "the last token changes,\nand the first output by\n")?;
        for (name, mask) in [("with a mask", Some(&mask)), ("without one", None)] {
            let first = |tokens| -> Result<Array2<f64>> {
                Ok(heads.forward(tokens, mask)?.output.select(Axis(0), &[0]))
            };
            let by = farthest(&first(&tokens)?, &first(&changed)?);
            writeln!(out, "{name}    {by:.3}")?;
        }
        Ok(())
    })?;
    let moved = |mask| -> Result<Vec<f64>> {
        let (before, after) =
            (heads.forward(&tokens, mask)?, heads.forward(&changed, mask)?);
        let by = (before.output - after.output).mapv(f64::abs); // (6, 16)
        Ok(by.fold_axis(Axis(1), 0.0, |most: &f64, x| most.max(*x)).to_vec())
    };
    let (with, without) = (moved(Some(&mask))?, moved(None)?);
    let panels = [("with a mask", &*with), ("without one", &*without)];
    page.figure("leaks", figures::leak(panels))
}
