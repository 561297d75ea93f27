//! A small network that a reader trains: on XOR from 20 starts, on points that are drawn, or
//! on the reader's own.

use anyhow::Result;
use neurons::Activation;
use page::live::{About, Control, Frame, Kind, Live, Named, Readout, State};
use page::{Format, Svg};

use crate::xor_training::{SETTINGS, STARTS};
use crate::{Order, Settings};

mod ground;
mod picture;
mod run;

use ground::Ground;
use picture::{Below, picture};
use run::{Plan, Run, STUCK_STEPS, Status, most_steps, tally};

/// The seed of the first start that is shown: it gets stuck with two hidden neurons.
const FIRST: u64 = 2;
/// Signs of a reader's CSV at the most.
const LONGEST: usize = 200_000;
const RATES: [f64; 7] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];
const BATCHES: [f64; 5] = [1.0, 4.0, 16.0, 32.0, 200.0];
const DECAYS: [f64; 5] = [0.0, 0.001, 0.01, 0.1, 0.3];
/// What else makes the points, besides the choice of them.
const OF_THE_GROUND: [&str; 4] = ["data", "noise", "csv", "columns"];

/// What a training hangs on: its points, its plan and its seed.
type Key = (Vec<String>, Plan, u64);

/// A network in training on points of a plane.
#[derive(Debug, Clone, Default)]
pub(crate) struct Playground {
    ground: Option<(Vec<String>, Ground)>,
    run: Option<(Key, Run)>,
    tally: Option<(Plan, Vec<bool>)>,
}

impl Live for Playground {
    fn about(&self) -> About {
        About {
            name: "playground".into(),
            question: "How many hidden neurons until every start learns XOR?"
                .into(),
            bet: None,
            controls: controls(),
            states: states(),
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let plan = plan(state)?;
        let seed = seed(state)?;
        self.prepare(state)?;
        let Some((key, ground)) = &self.ground else {
            anyhow::bail!("the points are prepared above");
        };
        let steps = state.count("steps")?.min(most_steps(ground));
        let key = (key.clone(), plan, seed);
        let kept = self.run.take();
        let kept = kept.filter(|(of, run)| *of == key && run.steps() <= steps);
        let mut run = match kept {
            Some((_, run)) => run,
            None => Run::new(&key.1, ground, seed)?,
        };
        run.go_on(ground, steps)?;
        if ground.held_out.is_none()
            && self.tally.as_ref().is_none_or(|t| t.0 != key.1)
        {
            self.tally = Some((key.1.clone(), tally(&key.1, ground)?));
        }
        let of_starts = self.tally.as_ref().filter(|_| ground.held_out.is_none());
        let of_starts = of_starts.map(|(_, tally)| tally.as_slice());
        let frame = shown(ground, &run, of_starts, &key.1, seed);
        self.run = Some((key, run));
        frame
    }
}

impl Playground {
    /// Makes the points, unless they are there already.
    fn prepare(&mut self, state: &State) -> Result<()> {
        let key: Result<Vec<String>> = OF_THE_GROUND
            .iter()
            .map(|name| Ok(state.text(name)?.to_owned()))
            .collect();
        let key = key?;
        if self.ground.as_ref().is_none_or(|(of, _)| *of != key) {
            self.ground = None;
            self.ground = Some((key, Ground::of(state)?));
        }
        Ok(())
    }
}

fn controls() -> Vec<Control> {
    let data = [
        ("xor", "XOR"),
        ("circles", "circles"),
        ("spirals", "spirals"),
        ("own", "your CSV"),
    ];
    let activations = [("tanh", "tanh"), ("sigmoid", "sigmoid"), ("relu", "ReLU")];
    let text = |name, label, longest, has_lines| {
        let value = String::new();
        let kind = Kind::Text { value, longest, has_lines, words: Vec::new() };
        Control::new(name, label, kind)
    };
    let last_start = STARTS.count() as u32 - 1;
    let more = [
        Control::choice("data", "data", &data),
        text("csv", "your CSV", LONGEST, true).that_sets("data", "own"),
        text("columns", "columns: across, up, class", 200, false),
        Control::slider("depth", "hidden layers", 1.0, (1.0, 3.0, 1.0), 0),
        Control::choice("activation", "activation", &activations),
        Control::stops("rate", "η", SETTINGS.learning_rate, &RATES, 2),
        Control::stops("batch", "batch", 32.0, &BATCHES, 0),
        Control::slider("noise", "noise", 0.1, (0.0, 0.5, 0.05), 2),
        Control::stops("decay", "decay", 0.0, &DECAYS, 3),
    ];
    let in_sight = [
        Control::count("steps", "Step", SETTINGS.epochs as u32, 5),
        Control::slider("hidden", "hidden neurons", 2.0, (1.0, 8.0, 1.0), 0)
            .that_restarts(),
        Control::count("start", "New start", last_start, 0).that_restarts(),
    ];
    let more = more.map(|control| control.that_restarts().under_more());
    in_sight.into_iter().chain(more).collect()
}

fn states() -> Vec<Named> {
    let state = |name: &str, sets: &[(&str, &str)]| Named {
        name: name.to_owned(),
        sets: sets
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect(),
    };
    vec![
        state("stuck", &[("steps", "2000")]),
        state("alone", &[("hidden", "1")]),
        state("three", &[("hidden", "3")]),
        state("learned", &[("hidden", "3"), ("steps", "500")]),
        state(
            "spirals",
            &[
                ("data", "spirals"),
                ("hidden", "8"),
                ("depth", "2"),
                ("steps", "600"),
            ],
        ),
    ]
}

/// The seed of the start that is shown: of all in turn, from [`FIRST`] on.
fn seed(state: &State) -> Result<u64> {
    let at = state.count("start")? as u64 + FIRST - STARTS.start();
    Ok(STARTS.start() + at % STARTS.count() as u64)
}

/// How the network is made and trained in a state.
fn plan(state: &State) -> Result<Plan> {
    let whole =
        |name| -> Result<usize> { Ok(state.number(name)?.round() as usize) };
    let batch_size = whole("batch")?.max(1);
    // The four rows as they are, as everywhere in the chapter.
    let is_full = state.text("data")? == "xor" && batch_size >= SETTINGS.batch_size;
    Ok(Plan {
        hidden: whole("hidden")?.clamp(1, 8),
        depth: whole("depth")?.clamp(1, 3),
        activation: match state.text("activation")? {
            "relu" => Activation::Relu,
            "sigmoid" => Activation::Sigmoid,
            _ => Activation::Tanh,
        },
        settings: Settings {
            batch_size,
            learning_rate: state.number("rate")?,
            order: if is_full { Order::AsGiven } else { Order::Shuffled },
            ..SETTINGS
        },
        decay: state.number("decay")?,
    })
}

/// The frame of a training as it stands.
fn shown(
    ground: &Ground,
    run: &Run,
    tally: Option<&[bool]>,
    plan: &Plan,
    seed: u64,
) -> Result<Frame> {
    let (status, is_done) = run.status(ground)?;
    let is_diverged = matches!(status, Status::Diverged(_));
    let below = tally.map_or(Below::Classes, |tally| {
        Below::Tally(tally, (seed - STARTS.start()) as usize)
    });
    let svg: Svg = picture(ground, run, is_diverged, &below)?;
    let wrong = run.wrong(&ground.training)?;
    let right = |wrong: &[bool]| {
        let right = wrong.iter().filter(|wrong| !**wrong).count();
        format!("{right} of {}", wrong.len())
    };
    let mut readouts = Vec::new();
    if let Some(tally) = tally {
        let learned = tally.iter().filter(|learns| **learns).count();
        let text = format!("{learned} of {}", tally.len());
        readouts.push(Readout::words("tally", "starts that learn", text));
        readouts.push(Readout::words("rows", "rows right", right(&wrong)));
        readouts.push(Readout::words("wrong", "wrong", rows_in_words(&wrong)));
    } else {
        readouts.push(Readout::words("rows", "trained on, right", right(&wrong)));
    }
    if let Some(held_out) = &ground.held_out {
        let text = right(&run.wrong(held_out)?);
        readouts.push(Readout::words("held", "held out, right", text));
    }
    if !is_diverged {
        let cost = run.both(ground)?.0;
        readouts.push(Readout::number("cost", "cost", cost, Format::Decimals(4))?);
    }
    let status = in_words(status, run.steps());
    readouts.push(Readout::words("status", "status", &status));
    let says = says(ground, &readouts, run.steps());
    let met =
        tally.filter(|tally| !tally.contains(&false)).map(|tally| met(plan, tally));
    Ok(Frame { met, is_done, ..Frame::new(svg, readouts, says) })
}

/// The rows of XOR that are wrong.
fn rows_in_words(wrong: &[bool]) -> String {
    let rows = neurons::xor::INPUTS.iter().zip(wrong).filter(|(_, wrong)| **wrong);
    let rows: Vec<_> = rows.map(|([x, y], _)| format!("({x}, {y})")).collect();
    if rows.is_empty() { "none".into() } else { rows.join(" and ") }
}

fn in_words(status: Status, steps: usize) -> String {
    match status {
        Status::NotBegun => "not begun".into(),
        Status::Running => format!("running, step {steps}"),
        Status::Learned => format!("learned, step {steps}"),
        Status::Stuck => format!(
            "stuck at step {steps}: the cost moved by less than 0.2% in {STUCK_STEPS} steps"
        ),
        Status::Over => format!("over: {steps} steps are all"),
        Status::Diverged(step) => {
            format!("diverged in step {step}: take a smaller η or less decay")
        }
    }
}

fn met(plan: &Plan, tally: &[bool]) -> String {
    let (all, hidden) = (tally.len(), plan.hidden);
    format!(
        "With {hidden} all {all} learn it: each was trained for this, as far as it came. Two are enough to compute XOR, and a network with \
         neurons to spare finds its way more often."
    )
}

fn says(ground: &Ground, readouts: &[Readout], steps: usize) -> String {
    let parts = readouts.iter().map(|it| format!("{}: {}", it.label, it.text));
    let sample = ground.sampled_of.map(|all| {
        let taken = ground::MOST;
        format!(" Of your {all} points {taken} were drawn.")
    });
    let parts: Vec<_> = parts.collect();
    format!(
        "After {steps} steps, {}.{}",
        parts.join("; "),
        sample.unwrap_or_default()
    )
}
