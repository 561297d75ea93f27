//! Gradient descent on the irises at a learning rate that the reader sets.

mod picture;
mod walk;

use anyhow::Result;
use page::Format;
use page::live::{About, Bet, Control, Frame, Kind, Live, Named, Readout, State};

use crate::Line;
use crate::iris::book_iris;
use crate::numbers::in_words;
use walk::{End, Valley, Walk};

/// Learning rates as parts of the limit: those of the page's table among them.
const PARTS: [f64; 10] = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0, 1.01, 1.1];
/// Steps at the most.
const MOST: u32 = 3000;
/// The flat line, and one step from it.
const FIRST: u32 = 1;

/// A walk in the landscape of the irises, and the line that it has come to.
#[derive(Debug, Default)]
pub(crate) struct Descent {
    /// As measured, and standardised.
    valleys: Option<[Valley; 2]>,
    /// The last walk, by what was set for it.
    walk: Option<(f64, bool, Walk)>,
}

impl Descent {
    /// One that has not walked yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }
}

impl Live for Descent {
    fn about(&self) -> About {
        let state = |name, part, steps, data| {
            Named::new(name, &[("part", part), ("steps", steps), ("data", data)])
        };
        let steps = Kind::Count { value: FIRST, most: MOST, plays: 2 };
        let data = [("measured", "as measured"), ("standardised", "standardised")];
        About {
            name: "descent".into(),
            question: "How large may a step be?".into(),
            bet: Some(Bet {
                question: "Which walk arrives sooner?".into(),
                options: vec![
                    "at half of the limit".into(),
                    "one percent below the limit".into(),
                ],
                right: 1,
            }),
            controls: vec![
                Control::stops("part", "η ÷ limit", 0.5, &PARTS, 2).that_restarts(),
                Control::new("steps", "Step", steps),
                Control::choice("data", "lengths", &data)
                    .under_more()
                    .that_restarts(),
            ],
            states: vec![
                state("half", "0.5", "3000", "measured"),
                state("below", "0.99", "12", "measured"),
                state("arrived", "0.99", "3000", "measured"),
                state("edge", "1", "12", "measured"),
                state("above", "1.01", "12", "measured"),
                state("away", "1.01", "3000", "measured"),
                state("round", "0.5", "1", "standardised"),
            ],
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let part = state.number("part")?;
        let steps = state.count("steps")?;
        let is_standardised = state.text("data")? == "standardised";
        if self.valleys.is_none() {
            let iris = book_iris()?;
            self.valleys =
                Some([Valley::of(&iris, false)?, Valley::of(&iris, true)?]);
        }
        let mut valleys = self.valleys.as_ref().into_iter().flatten();
        let Some(valley) = valleys.nth(usize::from(is_standardised)) else {
            anyhow::bail!("there is no landscape to walk in");
        };
        let kept = self.walk.take();
        let kept = kept.filter(|(p, d, _)| *p == part && *d == is_standardised);
        let mut walk = kept
            .map_or_else(|| Walk::new(part * valley.limit), |(_, _, walk)| walk);
        walk.go_on(valley, steps)?;
        let (path, end) = walk.until(steps);
        let frame = shown(valley, part, path, end, is_standardised)?;
        self.walk = Some((part, is_standardised, walk));
        Ok(frame)
    }
}

fn shown(
    valley: &Valley,
    part: f64,
    path: &[Line],
    end: Option<End>,
    is_standardised: bool,
) -> Result<Frame> {
    let svg = picture::picture(valley, path, is_standardised)?;
    let steps = Format::Count.text((path.len() - 1) as f64)?;
    let line = path[path.len() - 1];
    let cost = valley.cost(line)?;
    let rate = part * valley.limit;
    let readouts = vec![
        Readout::words("walk", "the walk", named(end)),
        Readout::words("steps", "steps", steps.clone()),
        Readout::words("cost", "cost", in_words(cost, 3)?),
        Readout::number("rate", "η", rate, Format::Decimals(4))?,
    ];
    let says = format!(
        "After {steps} {} at {part} × the limit, the line has a weight of {} and \
         a bias of {}, and the walk {}.",
        if steps == "1" { "step" } else { "steps" },
        in_words(line.weight, 2)?,
        in_words(line.bias, 2)?,
        match end {
            Some(End::Arrived) => "has arrived at the best line",
            Some(End::Diverged) => "has run away",
            Some(End::ToAndFro) => "goes to and fro between two lines",
            None => "goes on",
        }
    );
    let growth = match path {
        [.., before, last] => valley.cost(*last)? / valley.cost(*before)?,
        _ => 1.0,
    };
    let met = met(part, end, &steps, growth, is_standardised);
    let is_done = end.is_some();
    let settles = met.is_some();
    Ok(Frame { met, settles, is_done, ..Frame::new(svg, readouts, says) })
}

fn named(end: Option<End>) -> &'static str {
    match end {
        None => "running",
        Some(End::Arrived) => "arrived",
        Some(End::Diverged) => "diverged",
        Some(End::ToAndFro) => "to and fro",
    }
}

/// What a reader has found who has come to the edge, or to the round bowl.
fn met(
    part: f64,
    end: Option<End>,
    steps: &str,
    growth: f64,
    is_standardised: bool,
) -> Option<String> {
    match end? {
        End::Arrived if is_standardised && steps == "1" => Some(
            "One step. In a round bowl the steepest way down points at the bottom."
                .into(),
        ),
        End::Arrived if part >= 0.98 => Some(format!(
            "Arrived, after {steps} steps: so close below the limit a walk leaps from \
             side to side, and still comes down."
        )),
        End::Diverged if part <= 1.02 => Some(format!(
            "Away, after {steps} steps: each of the last multiplied the cost by \
             {growth:.4}. This is beyond the limit."
        )),
        End::ToAndFro if part == 1.0 => Some(
            "Neither down nor away: at the limit itself each step across lands as high \
             on the other side."
                .into(),
        ),
        _ => None,
    }
}
