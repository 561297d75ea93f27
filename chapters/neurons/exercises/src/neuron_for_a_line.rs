//! A neuron that draws a given line.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::aview1;
use neurons::{Activation, Neuron};

/// A place in the plane of two inputs.
type Point = [f64; 2];

/// What the reader writes: a neuron whose line goes through the first two points, and that
/// says yes on the side of the third.
pub type Attempt = fn(Point, Point, Point) -> Neuron;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "along-the-line",
        says: "Your weights point along the line, from one point to the other. On the way from \
               `p` to `q` the sum must not change, so they have to point across it.",
        attempt: |p, q, yes| {
            let along = [q[0] - p[0], q[1] - p[1]];
            towards(yes, along, -sum(along, p))
        },
    },
    Mistake {
        name: "either-side",
        says: EITHER_SIDE,
        attempt: |p, q, _| neuron(across(p, q), -sum(across(p, q), p)),
    },
    Mistake {
        name: "either-side",
        says: EITHER_SIDE,
        attempt: |p, q, _| neuron(across(q, p), -sum(across(q, p), p)),
    },
    Mistake {
        name: "weights-turned-alone",
        says: TURNED_ALONE,
        attempt: |p, q, yes| turned_alone(across(p, q), p, yes),
    },
    Mistake {
        name: "weights-turned-alone",
        says: TURNED_ALONE,
        attempt: |p, q, yes| turned_alone(across(q, p), p, yes),
    },
    Mistake {
        name: "no-bias",
        says: "Your weights point across the line, and without a bias every line goes through \
               (0, 0). The bias shifts it to where `p` and `q` are.",
        attempt: |p, q, yes| towards(yes, across(p, q), 0.0),
    },
    Mistake {
        name: "bias-to-the-other-side",
        says: "Your bias has the wrong sign. The sum at `p` is to be 0, so the bias takes away \
               what the weights make of `p`.",
        attempt: |p, q, yes| towards(yes, across(p, q), sum(across(p, q), p)),
    },
    Mistake {
        name: "no-upright-lines",
        says: "You divide by how far `q` lies to the right of `p`, and in an upright line that \
               is 0. Weights need no division: which two numbers make the sum the same at both?",
        attempt: |p, q, yes| {
            let slope = (q[1] - p[1]) / (q[0] - p[0]);
            towards(yes, [slope, -1.0], p[1] - slope * p[0])
        },
    },
    Mistake {
        name: "no-lines-through-zero",
        says: "You divide by what the bias is made of, and for a line through (0, 0) that is 0. \
               Neither the weights nor the bias need a division.",
        attempt: |p, q, yes| {
            let across = across(p, q);
            let bias = -sum(across, p);
            towards(yes, across.map(|weight| weight / -bias), -1.0)
        },
    },
];

const EITHER_SIDE: &str = "Your line is the right one, and on some tries the neuron says yes on \
                           its other side. What does the sum at `yes` tell you?";
const TURNED_ALONE: &str = "Where the sides were swapped you have turned the signs of the weights \
                            and left the bias. That moves the line: all three have to turn.";

fn turned_alone(weights: Point, p: Point, yes: Point) -> Neuron {
    let bias = -sum(weights, p);
    let sign = (sum(weights, yes) + bias).signum();
    neuron(weights.map(|weight| sign * weight), bias)
}

/// Weights that make the same sum of both points.
fn across(p: Point, q: Point) -> Point {
    [q[1] - p[1], p[0] - q[0]]
}

/// What the weights make of a point, without a bias.
fn sum(weights: Point, at: Point) -> f64 {
    weights[0] * at[0] + weights[1] * at[1]
}

fn neuron(weights: Point, bias: f64) -> Neuron {
    Neuron::new(aview1(&weights).to_owned(), bias, Activation::Sigmoid)
}

/// The neuron, or the same with all signs turned, so that `yes` has a sum above 0.
fn towards(yes: Point, weights: Point, bias: f64) -> Neuron {
    let sign = (sum(weights, yes) + bias).signum();
    neuron(weights.map(|weight| sign * weight), sign * bias)
}

/// Judges an attempt: a line to check by hand, a level and an upright one, two through (0, 0),
/// then any.
///
/// # Panics
/// Never: the sums are asked of two weights.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        examine(attempt, exam, [1.0, 0.0], [0.0, 2.0], [0.0, 0.0]);
        examine(attempt, exam, [1.0, 0.0], [0.0, 2.0], [1.0, 1.0]);
        examine(attempt, exam, [0.0, 1.5], [2.0, 1.5], [1.0, 0.0]);
        examine(attempt, exam, [0.5, 0.0], [0.5, 1.0], [1.0, 1.0]);
        examine(attempt, exam, [1.0, 2.0], [-1.0, -2.0], [0.5, 0.0]);
        examine(attempt, exam, [0.0, 0.0], [2.0, -1.0], [-1.0, 0.0]);
        let mut draw = Draw::new(1);
        for _ in 0..20 {
            let mut point = || [draw.number(-2.0, 2.0), draw.number(-2.0, 2.0)];
            examine(attempt, exam, point(), point(), point());
        }
    })
}

/// Asks how far from the neuron's line each of the points lies: its sum over the length of
/// its weights, so that every multiple of a neuron is as good.
fn examine(attempt: Attempt, exam: &mut Exam, p: Point, q: Point, yes: Point) {
    let neuron = attempt(p, q, yes);
    exam.equal("the number of weights", &neuron.weights.len(), &2);
    if neuron.weights.len() != 2 {
        return;
    }
    let length = neuron.weights.dot(&neuron.weights).sqrt();
    exam.holds("your weights must not both be 0", length != 0.0);
    let far = |at: Point| {
        neuron.pre_activation(aview1(&at)).expect("two weights") / length
    };
    let line = format!("for the line through {p:.2?} and {q:.2?}");
    for at in [p, q] {
        let what = format!("{line}, the distance of {at:.2?} from your line");
        exam.number(what, far(at), 0.0, 1e-9);
    }
    let right = towards(yes, across(p, q), -sum(across(p, q), p));
    let width = right.weights.dot(&right.weights).sqrt();
    exam.number(
        format!("{line}, how far {yes:.2?} lies on the side of yes"),
        far(yes),
        (sum([right.weights[0], right.weights[1]], yes) + right.bias) / width,
        1e-9,
    );
}
