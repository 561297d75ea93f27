//! A digit on its way through the network that has learned nothing.

use anyhow::{Context as _, Result};
use ndarray::{ArrayView1, Axis, s};
use page::live::{About, Control, Frame, Live, Named, Readout, State};

use crate::digits::Digits;
use crate::figures::digit_through_network;
use crate::lead::largest;
use crate::packed::unpack;
use crate::{Network, untrained_network};

/// The first digits of the file.
const FIRST: &[u8] = include_bytes!("../../assets/first-digits.u8");
/// How many they are.
const DIGITS: usize = 100;
/// How many of those after one that is read rightly are looked at too.
const NEXT: usize = 10;

/// What the untrained network makes of the first digits of the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sees {
    /// Made for the first frame, and kept.
    made: Option<(Digits, Network)>,
}

impl Live for Sees {
    fn about(&self) -> About {
        let state = |name, image| Named::new(name, &[("image", image)]);
        let reach = (1.0, DIGITS as f64, 1.0);
        About {
            name: "sees".into(),
            question: "Can you find a digit that it takes for what it is?".into(),
            bet: None,
            controls: vec![Control::slider("image", "image", 1.0, reach, 0)],
            states: vec![state("one", "2"), state("right", "11")],
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let number = state.number("image")?.round() as usize;
        let (digits, network) = match &mut self.made {
            Some(made) => made,
            made => made.insert((unpack(FIRST)?, untrained_network()?)),
        };
        let index = number.saturating_sub(1);
        let shown = digits.labels.get(index);
        let shown = *shown.with_context(|| {
            format!("there is no image {number}: they go from 1 to {DIGITS}")
        })?;
        let image = digits.images.slice(s![index..=index, ..]).to_owned(); // (1, 64)
        let activations = network.activations(&image)?;
        let says = answer(activations[2].row(0));
        let svg = digit_through_network(&activations)?;
        let readouts = vec![
            Readout::words("answer", "it says", says.to_string()),
            Readout::words("shown", "it was shown", shown.to_string()),
        ];
        let sentence = format!("Image {number} shows {shown}, and it says {says}.");
        let met = if says == shown {
            let next: Vec<_> = (number..DIGITS).take(NEXT).collect();
            let images = digits.images.select(Axis(0), &next); // (next, 64)
            let outputs = network.forward(&images)?; // (next, 10)
            let same =
                outputs.rows().into_iter().filter(|row| answer(*row) == says);
            Some(format!(
                "Right: it shows {shown}, and it says {says}. But of the next {} images, \
                 whatever they show, it says {says} for {} of them.",
                next.len(),
                same.count()
            ))
        } else {
            None
        };
        Ok(Frame { met, ..Frame::new(svg, readouts, sentence) })
    }
}

/// The digit whose output is the largest, of the outputs (10) for one image.
fn answer(outputs: ArrayView1<f64>) -> usize {
    largest(outputs.iter().copied()).unwrap_or_default()
}
