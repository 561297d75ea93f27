//! What one neuron can decide, and what takes two layers.

use std::fmt::Write as _;

use anyhow::Result;
use ndarray::{Array2, array};
use page::{Format, Record};

use crate::live::Gates;
use crate::xor::{
    AND, INPUTS, OR, XOR, and_neuron, best_single_neuron, nand_neuron, or_neuron,
    xor_network,
};
use crate::{Activation, Neuron, figures};

pub(super) fn one_neuron(page: &mut Record) -> Result<()> {
    page.output("and-or", |out| {
        writeln!(out, "inputs    AND      OR    NAND")?;
        for inputs in INPUTS {
            write!(out, "{} {}  ", inputs[0], inputs[1])?;
            for neuron in [and_neuron(), or_neuron(), nand_neuron()] {
                write!(
                    out,
                    "  {:.4}",
                    neuron.forward(array![inputs[0], inputs[1]].view())?
                )?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    let [and, or, nand] = [and_neuron(), or_neuron(), nand_neuron()];
    let named = [("AND", &and), ("OR", &or), ("NAND", &nand)];
    page.figure("half-planes", figures::half_planes(named))?;
    // One more that misses a row of XOR: it wants the second input without the first.
    let second = Neuron::new(array![-20.0, 20.0], -10.0, Activation::Sigmoid);
    page.figure("xor-tries", figures::tries([&or, &nand, &second]))?;
    page.live(&mut Gates)?;
    // How far weights and bias reach, and the steps between them.
    let grids = [(12.0, 1.0), (12.0, 0.5), (24.0, 1.0)];
    let mut tried = 0;
    let mut most_right = [0; 3];
    let mut least_xor = f64::INFINITY;
    page.output("xor-search", |out| {
        writeln!(out, "how far the best neuron of each grid")?;
        writeln!(out, "is off on its worst row")?;
        writeln!(out, "(±12 by 1: from -12 to 12 in steps of 1)")?;
        writeln!(out, "w and b    neurons     AND      OR     XOR")?;
        for (reach, step) in grids {
            let searches =
                [AND, OR, XOR].map(|table| best_single_neuron(table, reach, step));
            let [and, or, xor] =
                searches.each_ref().map(|search| search.worst_miss);
            let grid = format!("±{reach} by {step}");
            let of_grid = searches[2].tried;
            writeln!(out, "{grid:11}{of_grid:7}{and:8.5}{or:8.5}{xor:8.5}")?;
            tried += of_grid;
            least_xor = least_xor.min(xor);
            for (most, search) in most_right.iter_mut().zip(&searches) {
                *most = search.most_right.max(*most);
            }
        }
        let [and, or, xor] = most_right;
        writeln!(out, "rows right of 4   {and:8}{or:8}{xor:8}")?;
        Ok(())
    })?;
    page.number("xor-tried", tried as f64, Format::Count)?;
    page.number("xor-most-right", most_right[2] as f64, Format::Count)?;
    page.number("xor-smallest-miss", least_xor, Format::Decimals(1))
}

pub(super) fn two_layers(page: &mut Record) -> Result<()> {
    let network = xor_network();
    page.output("xor-network", |out| {
        writeln!(out, "inputs      OR    NAND     XOR")?;
        let batch = Array2::from(INPUTS.to_vec()); // (4, 2)
        let activations = network.activations(&batch)?;
        let (hidden, outputs) = (&activations[1], &activations[2]);
        for row in 0..INPUTS.len() {
            write!(out, "{} {}    ", INPUTS[row][0], INPUTS[row][1])?;
            let (or, nand, xor) =
                (hidden[[row, 0]], hidden[[row, 1]], outputs[[row, 0]]);
            writeln!(out, "{or:7.4} {nand:7.4} {xor:7.4}")?;
        }
        Ok(())
    })?;
    page.figure("regions", figures::regions(&or_neuron(), &network))?;
    page.figure("hidden-plane", figures::hidden_plane(&network))
}
