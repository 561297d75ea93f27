//! The first trained network of the chapter and the digits that it was tested with, in a
//! file that a page fetches.

use anyhow::{Context as _, Result, ensure};
use ndarray::{Array1, Array2};
use neurons::digits::Digits;
use neurons::packed::unpack;
use neurons::{Activation, Layer, Network};
use page::fetched;
use page::live::Fetched;

use crate::digit_training::SIZES;

/// The network as [`pack_network`] has it, and then the digits as
/// [`neurons::packed::pack`] has them.
pub static DIGITS: Fetched<(Network, Digits)> =
    fetched!("chapters/backprop/assets/digits.bin", unpack_both);

/// The first of the five trained networks, its numbers rounded to 32 bits, and the digits
/// that no network of the chapter was trained on.
///
/// # Errors
/// If the file was changed; in a page, before it is given.
pub fn network_and_digits() -> Result<&'static (Network, Digits)> {
    DIGITS.get()
}

fn unpack_both(bytes: &[u8]) -> Result<(Network, Digits)> {
    let (network, digits) = bytes.split_at(bytes.len().min(4 * numbers()));
    let network = unpack_network(network)?;
    Ok((network, unpack(digits).context("the test digits")?))
}

/// How many numbers the network has.
fn numbers() -> usize {
    SIZES.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
}

/// A network as 32-bit numbers, lowest byte first: of each layer the weights, row by row,
/// and then the biases.
#[must_use]
pub fn pack_network(network: &Network) -> Vec<u8> {
    let layers = network.layers.iter();
    let numbers = layers.flat_map(|layer| layer.weights.iter().chain(&layer.bias));
    numbers.flat_map(|&number| (number as f32).to_le_bytes()).collect()
}

fn unpack_network(bytes: &[u8]) -> Result<Network> {
    let wanted = numbers();
    ensure!(
        bytes.len() == 4 * wanted,
        "{} bytes are no network of {SIZES:?}: it has {} of them",
        bytes.len(),
        4 * wanted
    );
    let number = |four: &[u8]| {
        f64::from(f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
    };
    let mut numbers = bytes.chunks_exact(4).map(number);
    let mut layers = Vec::new();
    for (pair, activation) in
        SIZES.windows(2).zip([Activation::Relu, Activation::Identity])
    {
        let (inputs, outputs) = (pair[0], pair[1]);
        let weights = numbers.by_ref().take(inputs * outputs).collect();
        let weights = Array2::from_shape_vec((inputs, outputs), weights)?; // (inputs, outputs)
        let bias: Array1<f64> = numbers.by_ref().take(outputs).collect(); // (outputs)
        layers.push(Layer::new(weights, bias, activation)?);
    }
    Ok(Network::new(layers)?)
}
