//! How the limit of stability follows the unit of the inputs.

use std::fmt::Write as _;
use std::sync::OnceLock;

use judge::{Mistake, Verdict, judge};
use loss::iris::book_iris;
use loss::{Line, Scale, curvature, descend};
use ndarray::Array2;

/// What the reader writes: the limit in centimetres over the limit in millimetres.
pub type Attempt = fn() -> f64;

/// Wrong predictions, by the mistake behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "like-the-inputs",
        says: "You let the limit shrink as the inputs grow. But the largest curvature does not \
               follow the inputs themselves. Which mean of them leads its formula?",
        attempt: || 10.0,
    },
    Mistake {
        name: "units-do-not-matter",
        says: "The best line is the same line in any unit, and so is its cost. The landscape \
               around it is not: a small change of the weight now moves the outputs further.",
        attempt: || 1.0,
    },
    Mistake {
        name: "upside-down",
        says: "The size of the change is right, and the limit goes the other way. A larger \
               curvature leaves room for smaller steps only.",
        attempt: || 0.01,
    },
];

/// Steps of the run.
const STEPS: usize = 100;

/// What descent on the irises shows.
struct Run {
    /// The limit in centimetres over the limit in millimetres.
    times_as_small: f64,
    /// What there is to see.
    table: String,
}

/// The run, once for all exams.
fn run() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| descend_in_all_units().expect("the irises of the chapter"))
}

/// Finds the limits, and descends below and above each. Without irises there is no run.
fn descend_in_all_units() -> Option<Run> {
    let iris = book_iris().ok()?;
    let (lengths, widths) = (&iris.petal_lengths, &iris.petal_widths);
    let standardised = Scale::of(lengths).ok()?.standardise(lengths); // (flowers, 1)
    let millimetres = 10.0 * lengths; // (flowers, 1)
    let mut table = format!(
        "                largest       limit   condition   cost after {STEPS} steps\n\
         petal length  curvature                  number   1 % below   1 % above\n"
    );
    for (name, inputs) in [
        ("centimetres", lengths),
        ("millimetres", &millimetres),
        ("standardised", &standardised),
    ] {
        let bend = curvature(inputs).ok()?;
        let limit = bend.stability_limit();
        let below = cost_after(inputs, widths, 0.99 * limit)?;
        let above = cost_after(inputs, widths, 1.01 * limit)?;
        let _ = writeln!(
            table,
            "{name:<13}{:10.2}{limit:12.6}{:12.0}{below:12.3}{above:12.2}",
            bend.largest,
            bend.condition_number(),
        );
    }
    let limit = |inputs| Some(curvature(inputs).ok()?.stability_limit());
    Some(Run { times_as_small: limit(lengths)? / limit(&millimetres)?, table })
}

/// The cost after [`STEPS`] steps from the zero line, which is the same line in all units.
fn cost_after(
    inputs: &Array2<f64>,
    targets: &Array2<f64>,
    learning_rate: f64,
) -> Option<f64> {
    let start = Line { weight: 0.0, bias: 0.0 };
    let path = descend(start, inputs, targets, learning_rate, STEPS).ok()?;
    path.last()?.cost(inputs, targets).ok()
}

/// Takes the prediction, then descends.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let run = run();
        exam.note(format!(
            "Our descent on the irises\n{}\nThe limit is {:.1} times as small. You predicted {prediction}.",
            run.table, run.times_as_small
        ));
        exam.number(
            "the limit in centimetres over the limit in millimetres",
            prediction,
            run.times_as_small,
            10.0,
        );
    })
}
