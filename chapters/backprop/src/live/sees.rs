//! A test digit on its way through the first network of the chapter, before training and
//! after.

use anyhow::{Context as _, Result};
use ndarray::s;
use neurons::figures::digit_through_network;
use neurons::{Network, untrained_network};
use page::live::{About, Control, Data, Frame, Live, Named, Readout, State};

use super::packed::{DIGITS, network_and_digits};
use crate::digit_training::TEST;
use crate::reading::answers;

/// The figure at the top of the chapter on neurons, with a network that has learned.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sees {
    /// The network before training: made for the first frame, and kept.
    untrained: Option<Network>,
}

impl Live for Sees {
    fn about(&self) -> About {
        let state = |name, digit| {
            Named::new(name, &[("digit", digit), ("network", "after")])
        };
        let test = (1.0, TEST as f64, 1.0);
        let when = [("before", "before training"), ("after", "after")];
        About {
            name: "sees".into(),
            question: "Trained, can you find a digit that it misreads?".into(),
            bet: None,
            controls: vec![
                Control::choice("network", "network", &when),
                Control::slider("digit", "test digit", 1.0, test, 0),
            ],
            states: vec![state("trained", "1"), state("misread", "31")],
        }
    }

    fn data(&self) -> Option<&'static dyn Data> {
        Some(&DIGITS)
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let number = state.number("digit")?.round() as usize;
        let is_trained = state.text("network")? == "after";
        let (trained, test) = network_and_digits()?;
        let untrained = match &mut self.untrained {
            Some(untrained) => untrained,
            untrained => untrained.insert(untrained_network()?),
        };
        let network = if is_trained { trained } else { untrained };
        let index = number.saturating_sub(1);
        let label = test.labels.get(index).copied();
        let label = label.with_context(|| {
            format!("there is no test digit {number}: they go from 1 to {TEST}")
        })?;
        let image = test.images.slice(s![index..=index, ..]).to_owned(); // (1, 64)
        let activations = network.activations(&image)?;
        let read = answers(&activations[2])[0];
        let svg = digit_through_network(&activations)?;
        let readouts = vec![
            Readout::words("answer", "it says", read.to_string()),
            Readout::words("shown", "it was shown", label.to_string()),
        ];
        let when = if is_trained { "Trained" } else { "Untrained" };
        let says = format!(
            "{when}: test digit {number} shows {label}, and it says {read}."
        );
        let met = (is_trained && read != label).then(|| {
            format!("Found: it shows {label}, and the trained network says {read}. Would you \
                 have read it?")
        });
        Ok(Frame { met, ..Frame::new(svg, readouts, says) })
    }
}
