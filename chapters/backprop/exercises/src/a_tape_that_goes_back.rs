//! A tape of operations that knows its own way back.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::Array1;
use neurons::Activation;

/// An operation on a tape. The places that it names are those of earlier steps, counted
/// from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// A number that is given.
    Number(f64),
    /// The sum of two earlier values.
    Add(usize, usize),
    /// The product of two earlier values.
    Multiply(usize, usize),
    /// The hyperbolic tangent of an earlier value.
    Tanh(usize),
}

/// What the reader writes: the value of each step of a tape, and how fast the value of
/// the last step changes with each.
pub type Attempt = fn(&[Step]) -> (Vec<f64>, Vec<f64>);

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "overwritten",
        says: "A value that is used twice keeps the rate of one use only. Each use adds its \
               part: `+=`, where paths meet.",
        attempt: |tape| wrong(tape, Fault::Overwritten),
    },
    Mistake {
        name: "its-own-factor",
        says: "In a product, each factor gets the rate times itself. How fast does a · b change \
               with a? As fast as b is large.",
        attempt: |tape| wrong(tape, Fault::OwnFactor),
    },
    Mistake {
        name: "slope-before-the-tanh",
        says: "The slope of tanh is 1 − a², where a is its *answer*. You square what went in.",
        attempt: |tape| wrong(tape, Fault::SlopeBefore),
    },
    Mistake {
        name: "slope-of-the-sigmoid",
        says: "a · (1 − a) is the slope of the sigmoid. Tanh has a slope of its own, which its \
               answer tells too.",
        attempt: |tape| wrong(tape, Fault::SlopeOfSigmoid),
    },
    Mistake {
        name: "from-the-front",
        says: "You walk the tape from its beginning. A step can hand its rate on only when all \
               later steps have added their parts to it: go from the end.",
        attempt: |tape| wrong(tape, Fault::FromTheFront),
    },
    Mistake {
        name: "nothing-to-hand-on",
        says: "All rates are 0. The way back must start with something: how fast does the last \
               value change with itself?",
        attempt: |tape| wrong(tape, Fault::NoStart),
    },
];

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    Overwritten,
    OwnFactor,
    SlopeBefore,
    SlopeOfSigmoid,
    FromTheFront,
    NoStart,
}

fn forward(tape: &[Step]) -> Vec<f64> {
    let mut values = Vec::new();
    for &step in tape {
        let value = match step {
            Step::Number(number) => number,
            Step::Add(a, b) => values[a] + values[b],
            Step::Multiply(a, b) => values[a] * values[b],
            Step::Tanh(a) => Activation::Tanh.apply(values[a]),
        };
        values.push(value);
    }
    values
}

fn wrong(tape: &[Step], fault: Fault) -> (Vec<f64>, Vec<f64>) {
    let values = forward(tape);
    let mut rates = vec![0.0; tape.len()];
    if let Some(last) = rates.last_mut().filter(|_| fault != Fault::NoStart) {
        *last = 1.0;
    }
    let mut order: Vec<usize> = (0..tape.len()).rev().collect();
    if fault == Fault::FromTheFront {
        order.reverse();
    }
    for at in order {
        let rate = rates[at];
        let mut hand_on = |to: usize, part: f64| match fault {
            Fault::Overwritten => rates[to] = part,
            _ => rates[to] += part,
        };
        match tape[at] {
            Step::Number(_) => {}
            Step::Add(a, b) => {
                hand_on(a, rate);
                hand_on(b, rate);
            }
            Step::Multiply(a, b) if fault == Fault::OwnFactor => {
                hand_on(a, rate * values[a]);
                hand_on(b, rate * values[b]);
            }
            Step::Multiply(a, b) => {
                hand_on(a, rate * values[b]);
                hand_on(b, rate * values[a]);
            }
            Step::Tanh(a) => {
                let seen = if fault == Fault::SlopeBefore { a } else { at };
                let lost = match fault {
                    Fault::SlopeOfSigmoid => 1.0 - values[at] * (1.0 - values[at]),
                    _ => values[seen] * values[seen],
                };
                hand_on(a, rate * (1.0 - lost));
            }
        }
    }
    (values, rates)
}

/// Rates of the last value, measured: each given number is nudged. Steps that are not
/// given have none.
fn measured(tape: &[Step]) -> Vec<Option<f64>> {
    const STEP: f64 = 1e-5;
    let last = |at: usize, number: f64| {
        let mut nudged = tape.to_vec();
        nudged[at] = Step::Number(number);
        forward(&nudged).pop().unwrap_or_default()
    };
    let steps = tape.iter().enumerate();
    steps
        .map(|(at, step)| match *step {
            Step::Number(x) => {
                Some((last(at, x + STEP) - last(at, x - STEP)) / (2.0 * STEP))
            }
            _ => None,
        })
        .collect()
}

/// The network of the chapter's first picture on a tape, for the inputs 1 and 2 and the
/// target 0. A sigmoid of z is ½ tanh(½ z) + ½. Beside it stand the places of the nine
/// parameters, and how the cost changes with each.
#[must_use]
pub fn by_hand() -> (Vec<Step>, Vec<(usize, f64)>) {
    let mut tape = Vec::new();
    let mut step = |step| {
        tape.push(step);
        tape.len() - 1
    };
    let inputs = [1.0, 2.0].map(|x| step(Step::Number(x)));
    let half = step(Step::Number(0.5));
    let mut parameters = Vec::new();
    let mut hidden = Vec::new();
    for (weights, bias) in [
        ([(2.0, 1.5), (-1.0, 3.0)], (0.0, 1.5)),
        ([(-1.0, -1.0), (1.0, -2.0)], (-1.0, -1.0)),
    ] {
        let mut sum = step(Step::Number(bias.0));
        parameters.push((sum, bias.1));
        for (input, (weight, rate)) in inputs.into_iter().zip(weights) {
            let weight = step(Step::Number(weight));
            parameters.push((weight, rate));
            let product = step(Step::Multiply(weight, input));
            sum = step(Step::Add(sum, product));
        }
        let halved = step(Step::Multiply(half, sum));
        let bent = step(Step::Tanh(halved));
        let halved = step(Step::Multiply(half, bent));
        hidden.push(step(Step::Add(halved, half)));
    }
    let mut output = step(Step::Number(0.5));
    parameters.push((output, 2.0));
    for (answer, (weight, rate)) in
        hidden.into_iter().zip([(3.0, 1.0), (-2.0, 1.0)])
    {
        let weight = step(Step::Number(weight));
        parameters.push((weight, rate));
        let product = step(Step::Multiply(weight, answer));
        output = step(Step::Add(output, product));
    }
    step(Step::Multiply(output, output));
    (tape, parameters)
}

/// A tape of random operations on a few numbers, each of which may be used often.
fn random(draw: &mut Draw) -> Vec<Step> {
    let mut tape: Vec<Step> =
        draw.vector(3).iter().map(|&x| Step::Number(0.7 * x)).collect();
    for _ in 0..draw.count(3, 9) {
        let last = tape.len() - 1;
        let earlier = draw.count(0, last);
        tape.push(match draw.count(0, 2) {
            0 => Step::Add(last, earlier),
            1 => Step::Multiply(earlier, last),
            _ => Step::Tanh(last),
        });
    }
    tape
}

fn ask(exam: &mut Exam, attempt: Attempt, tape: &[Step], what: &str) {
    let (values, rates) = attempt(tape);
    let (expected_values, expected_rates) = wrong(tape, Fault::None);
    let array = |numbers: Vec<f64>| Array1::from(numbers);
    exam.array(
        format!("the values of {what}"),
        &array(values),
        &array(expected_values),
        1e-10,
    );
    exam.array(
        format!("the rates of {what}"),
        &array(rates),
        &array(expected_rates),
        1e-10,
    );
}

/// Judges an attempt: tapes of a few steps, the network that was computed by hand, and
/// random tapes, which are held to nudging too.
///
/// # Panics
/// Never: the tapes name earlier steps only.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        use Step::{Add, Multiply, Number, Tanh};
        for tape in [
            vec![Number(3.0), Number(-2.0), Add(0, 1)],
            vec![Number(3.0), Number(-2.0), Multiply(0, 1)],
            vec![Number(0.5), Tanh(0)],
            vec![Number(3.0), Multiply(0, 0)],
            vec![Number(3.0), Number(-2.0), Multiply(0, 1), Add(2, 0)],
        ] {
            ask(exam, attempt, &tape, &format!("the tape {tape:?}"));
        }
        let (tape, parameters) = by_hand();
        let (_, rates) = attempt(&tape);
        let found = parameters.iter().map(|(at, _)| rates.get(*at).copied());
        let found: Array1<f64> =
            found.map(|rate| rate.unwrap_or(f64::NAN)).collect();
        let expected: Array1<f64> =
            parameters.iter().map(|(_, rate)| *rate).collect();
        let what = "the rates of the nine parameters of the first picture";
        exam.array(what, &found, &expected, 1e-10);
        let mut draw = Draw::new(1);
        for number in 0..20 {
            let tape = random(&mut draw);
            ask(exam, attempt, &tape, &format!("the tape {tape:?}"));
            if number % 4 == 0 {
                let (_, rates) = attempt(&tape);
                for (at, slope) in measured(&tape).into_iter().enumerate() {
                    let Some(slope) = slope else { continue };
                    let rate = rates.get(at).copied().unwrap_or(f64::NAN);
                    let what =
                        format!("the rate of step {at}, measured by our nudging,");
                    exam.number(what, rate, slope, 1e-6 * (1.0 + slope.abs()));
                }
            }
        }
    })
}
