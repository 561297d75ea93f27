//! A long valley, and four ways to walk down it.

use anyhow::Result;
use page::live::{About, Control, Frame, Live, Named, Readout, State};
use page::{Format, Svg};

use crate::figures::valley;
use crate::{AdamW, Moments};

/// How much steeper the valley is across than along.
const STEEPNESS: f64 = 30.0;
const START: [f64; 2] = [-8.0, 2.0];
/// As near as this is there.
const NEAR: f64 = 0.1;
/// Steps at the most.
const MOST: usize = 300;
/// So few are found by who has found the best of them.
const FEW: usize = 30;
const RATES: [f64; 9] = [0.01, 0.03, 0.05, 0.063, 0.07, 0.1, 0.2, 0.5, 2.0];

/// A walk down the valley, on the way that the reader chooses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Valley;

impl Live for Valley {
    fn about(&self) -> About {
        let ways = [
            ("plain", "plain steps"),
            ("half", "momentum 0.5"),
            ("most", "momentum 0.9"),
            ("adam", "Adam"),
        ];
        let most = MOST.to_string();
        let walked = |name, way, rate| {
            Named::new(name, &[("way", way), ("rate", rate), ("steps", &*most)])
        };
        About {
            name: "valley".into(),
            question: format!(
                "Can you be at the lowest point, and stay there, in {FEW} steps?"
            ),
            bet: None,
            controls: vec![
                Control::count("steps", "Step", MOST as u32, 1),
                Control::stops("rate", "η", 0.063, &RATES, 3).that_restarts(),
                Control::choice("way", "way", &ways).that_restarts(),
            ],
            states: vec![
                walked("plain", "plain", "0.063"),
                walked("beyond", "plain", "0.07"),
                walked("adam", "adam", "0.5"),
                walked("large", "adam", "2"),
                walked("half", "half", "0.07"),
            ],
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let (way, rate) = (state.text("way")?, state.number("rate")?);
        let all = walk(way, rate)?;
        let arrived = arrival(&all);
        // Nothing new is seen behind the end of a walk.
        let steps = state.count("steps")?;
        let steps = steps.min(arrived.unwrap_or(MOST)).min(all.len() - 1);
        let path = &all[..=steps];
        let is_lost = !within(all[all.len() - 1]) && steps == all.len() - 1;
        let is_there = arrived == Some(steps);
        let svg: Svg = valley(STEEPNESS, path)?;
        let end = match (is_there, is_lost) {
            (true, _) => format!("there, after {steps}"),
            (_, true) => format!("lost, after {steps}"),
            _ if steps == MOST => format!("not there after {steps}"),
            _ => format!("on the way, step {steps}"),
        };
        let away = match is_lost {
            true => "out of the picture".to_owned(),
            false => Format::Decimals(2).text(distance(path[steps]))?,
        };
        let readouts = vec![
            Readout::words("walk", "the walk is", &end),
            Readout::words("steps", "steps", steps.to_string()),
            Readout::words("away", "from the lowest point", &away),
        ];
        let says = format!(
            "At a learning rate of {rate} the walk is {end}; from the lowest point: {away}."
        );
        let met = (is_there && steps <= FEW).then(|| {
            format!("There in {steps}. Each step keeps part of the one before: along the valley \
                 that adds up, and across it cancels.")
        });
        let is_done = is_there || is_lost || steps == MOST;
        Ok(Frame { met, is_done, ..Frame::new(svg, readouts, says) })
    }
}

/// All places of a walk, the first included, as far as there is one: what is lost is left.
///
/// # Errors
/// None, as there is a gradient for each number.
pub fn walk(way: &str, learning_rate: f64) -> Result<Vec<[f64; 2]>> {
    let adam = AdamW {
        learning_rate,
        beta_1: 0.9,
        beta_2: 0.99,
        epsilon: 1e-8,
        weight_decay: 0.0,
    };
    let kept = match way {
        "half" => 0.5,
        "most" => 0.9,
        _ => 0.0,
    };
    let (mut at, mut speed, mut moments) = (START, [0.0; 2], Moments::default());
    let mut path = vec![at];
    while path.len() <= MOST && within(at) {
        let slope = [at[0], STEEPNESS * at[1]];
        if way == "adam" {
            adam.step(&mut at, &slope, false, &mut moments)?;
        } else {
            for axis in 0..2 {
                speed[axis] = kept * speed[axis] + slope[axis];
                at[axis] -= learning_rate * speed[axis];
            }
        }
        path.push(at);
    }
    Ok(path)
}

/// Whether a place is one from which a walk may still come back.
fn within(at: [f64; 2]) -> bool {
    distance(at) < 100.0
}

fn distance([x, y]: [f64; 2]) -> f64 {
    libm::hypot(x, y)
}

/// After how many steps a walk is near the lowest point, and does not leave it again.
pub fn arrival(path: &[[f64; 2]]) -> Option<usize> {
    let far = path.iter().rposition(|at| distance(*at) > NEAR);
    let first = far.map_or(0, |far| far + 1);
    (first < path.len()).then_some(first)
}
