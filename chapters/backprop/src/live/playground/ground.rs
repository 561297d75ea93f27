//! What the playground's network learns: points of a plane, some of them held out.

use std::path::Path;

use anyhow::{Context as _, Result};
use loss::{Scale, one_hot, shuffled};
use ndarray::{Array2, Axis, concatenate};
use page::live::State;
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::live::points::{Columns, Points};
use crate::reading::answers;
use crate::xor_training::data;

/// The seed by which points are drawn and held out.
const SEED: u64 = 1;
/// Points of a spiral or a circle.
const ARM: usize = 60;
/// More points than these are a sample of them.
pub(crate) const MOST: usize = 200;
/// One of so many is held out.
const HELD: usize = 4;

/// Points with their classes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Set {
    /// (points, 2).
    pub inputs: Array2<f64>,
    pub labels: Vec<usize>,
}

/// Points to learn, and points held out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ground {
    pub training: Set,
    /// What should come out for them: (points, 1) for two classes, or one-hot.
    pub targets: Array2<f64>,
    pub held_out: Option<Set>,
    pub classes: Vec<String>,
    /// What runs from left to right, and from bottom to top.
    pub names: [String; 2],
    /// Where both sides of the plane begin and end.
    pub reach: (f64, f64),
    /// How many points there were, if only some were taken.
    pub sampled_of: Option<usize>,
}

impl Ground {
    /// The four rows of XOR.
    pub fn xor() -> Self {
        let (inputs, targets) = data(); // (4, 2), (4, 1)
        let labels = targets.iter().map(|&target| target as usize).collect();
        Self {
            training: Set { inputs, labels },
            targets,
            held_out: None,
            classes: vec!["0".into(), "1".into()],
            names: ["first input".into(), "second input".into()],
            reach: (-0.5, 1.5),
            sampled_of: None,
        }
    }

    /// What a state asks for.
    pub fn of(state: &State) -> Result<Self> {
        let noise = state.number("noise")?;
        match state.text("data")? {
            "xor" => Ok(Self::xor()),
            "circles" => Self::drawn(noise, |arm, part, rng| {
                let radius = if arm == 0 { 0.45 } else { 0.95 };
                let angle = std::f64::consts::TAU * (part + rng.random::<f64>());
                (radius, angle)
            }),
            "spirals" => Self::drawn(noise, |arm, part, _| {
                let turn = std::f64::consts::PI * arm as f64;
                (0.1 + 0.9 * part, 1.5 * std::f64::consts::PI * part + turn)
            }),
            _ => {
                let columns = Columns::named(state.text("columns")?);
                let text = state.text("csv")?;
                Self::own(&Points::parse(text, Path::new("your CSV"), columns)?)
            }
        }
    }

    /// Points on two lines, at a radius and an angle, each coordinate off by up to `noise`.
    fn drawn(
        noise: f64,
        line: impl Fn(usize, f64, &mut ChaCha8Rng) -> (f64, f64),
    ) -> Result<Self> {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        let (mut points, mut labels) = (Vec::new(), Vec::new());
        for arm in 0..2 {
            for at in 0..ARM {
                let part = at as f64 / ARM as f64;
                let (radius, angle) = line(arm, part, &mut rng);
                let mut off = || noise * (2.0 * rng.random::<f64>() - 1.0);
                let (x, y) = (off(), off());
                points.push([
                    radius * libm::cos(angle) + x,
                    radius * libm::sin(angle) + y,
                ]);
                labels.push(arm);
            }
        }
        let all = Set { inputs: Array2::from(points), labels }; // (120, 2)
        let classes = vec!["0".into(), "1".into()];
        Self::parted(&all, classes, ["x".into(), "y".into()])
    }

    /// A reader's own points, standardised.
    pub fn own(points: &Points) -> Result<Self> {
        let scaled = |column: usize| -> Result<Array2<f64>> {
            let values = points.inputs.column(column).to_owned();
            let values = values.insert_axis(Axis(1)); // (points, 1)
            let scale = Scale::of(&values).with_context(|| {
                format!("your CSV: {} cannot be standardised", points.names[column])
            })?;
            Ok(scale.standardise(&values)) // (points, 1)
        };
        let inputs = concatenate![Axis(1), scaled(0)?, scaled(1)?]; // (points, 2)
        let all = Set { inputs, labels: points.labels.clone() };
        Self::parted(&all, points.classes.clone(), points.names.clone())
    }

    /// Some points to train on and some held out, drawn from a seed.
    fn parted(all: &Set, classes: Vec<String>, names: [String; 2]) -> Result<Self> {
        let count = all.labels.len();
        let order = shuffled(count, &mut ChaCha8Rng::seed_from_u64(SEED));
        let taken = &order[..count.min(MOST)];
        let (training, held_out) = taken.split_at(taken.len() - taken.len() / HELD);
        let part = |numbers: &[usize]| Set {
            inputs: all.inputs.select(Axis(0), numbers), // (numbers, 2)
            labels: numbers.iter().map(|&number| all.labels[number]).collect(),
        };
        let (training, held_out) = (part(training), part(held_out));
        let farthest =
            [&training, &held_out].into_iter().flat_map(|set| &set.inputs);
        let farthest = farthest.fold(1.0_f64, |most, at| most.max(at.abs()));
        Ok(Self {
            targets: targets(&training.labels, classes.len())?,
            training,
            held_out: Some(held_out),
            classes,
            names,
            reach: (-1.1 * farthest, 1.1 * farthest),
            sampled_of: (count > MOST).then_some(count),
        })
    }

    /// The outputs that a network needs.
    pub fn outputs(&self) -> usize {
        self.targets.ncols()
    }
}

/// One output for two classes, and one for each of more.
pub(crate) fn targets(labels: &[usize], classes: usize) -> Result<Array2<f64>> {
    if classes > 2 {
        return Ok(one_hot(labels, classes)?); // (points, classes)
    }
    let targets = labels.iter().map(|&label| label as f64).collect();
    Ok(Array2::from_shape_vec((labels.len(), 1), targets)?) // (points, 1)
}

/// The class that each row of outputs says.
pub(crate) fn said(outputs: &Array2<f64>) -> Vec<usize> {
    if outputs.ncols() == 1 {
        return outputs.iter().map(|&a| usize::from(a > 0.5)).collect();
    }
    answers(outputs)
}
