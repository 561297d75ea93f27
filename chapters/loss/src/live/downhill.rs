//! A cost of one weight in fog: the reader drags the weight and goes by the slope.

mod picture;
mod spot;

use anyhow::Result;
use page::live::{About, Bet, Control, Frame, Live, Named, Pad, Readout, State};

use spot::{FLAT, Spot, TWO, WEIGHTS};

/// Half of the way there from the start.
const HALFWAY: f64 = -0.4;
/// Learning rates: those of the page's table among them.
const RATES: (f64, f64, f64) = (0.1, 1.1, 0.1);

/// A weight to drag downhill.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Downhill;

impl Live for Downhill {
    fn about(&self) -> About {
        About {
            name: "downhill".into(),
            question: format!(
                "Can you find the bottom in the fog, to a slope within {FLAT} of 0?"
            ),
            bet: Some(Bet {
                question:
                    "Go half of the way to the bottom. What is the slope there?"
                        .into(),
                options: vec![
                    "the same".into(),
                    "half as steep".into(),
                    "a quarter as steep".into(),
                ],
                right: 1,
            }),
            controls: vec![
                Control::slider("w", "weight w", -1.5, WEIGHTS, 2),
                Control::slider("rate", "η", 0.1, RATES, 1),
            ],
            states: vec![
                Named::new("halfway", &[("w", &*HALFWAY.to_string())]),
                Named::new("beyond", &[("w", "1.5")]),
                Named::new("bottom", &[("w", "0.7")]),
                Named::new("at-once", &[("rate", "0.5")]),
            ],
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let learning_rate = state.number("rate")?;
        let spot = Spot::at(state.number("w")?, learning_rate);
        let svg = picture::picture(&spot)?;
        let readouts = vec![
            Readout::number("slope", "slope", spot.slope, TWO)?,
            Readout::number("cost", "cost", spot.cost, TWO)?,
            Readout::number("step", "−η · slope", spot.landing - spot.weight, TWO)?,
            Readout::number("lands", "one step lands at", spot.landing, TWO)?,
        ];
        let says = format!(
            "At a weight of {} the cost is {} and its slope {}. One step at the \
             learning rate {learning_rate} lands at {}.",
            TWO.text(spot.weight)?,
            TWO.text(spot.cost)?,
            TWO.text(spot.slope)?,
            TWO.text(spot.landing)?,
        );
        let ((left, top), size) = (picture::CORNER, picture::SIZE);
        let pad = Pad {
            at: (left, top),
            size,
            x: ("w".into(), WEIGHTS.0, WEIGHTS.1),
            // Only the weight is dragged: wherever it is touched, the rate stays.
            y: ("rate".into(), learning_rate, learning_rate),
        };
        let met = met(&spot)?;
        let settles = (spot.weight - HALFWAY).abs() < 1e-9;
        let frame = Frame::new(svg, readouts, says);
        Ok(Frame { met, settles, pad: Some(pad), ..frame })
    }
}

fn met(spot: &Spot) -> Result<Option<String>> {
    if !spot.is_bottom() {
        return Ok(None);
    }
    Ok(Some(format!(
        "You are there, and the fog lifts. The cost is {} and not 0: only the slope, {}, \
         tells you that it hardly gets lower here.",
        TWO.text(spot.cost)?,
        TWO.text(spot.slope)?
    )))
}
