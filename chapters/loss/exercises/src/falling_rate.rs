//! Mini-batch descent with a learning rate that falls from pass to pass.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use loss::iris::book_iris;
use loss::{Line, epoch, shuffled};
use ndarray::Array2;

/// What the reader writes: the line after passes from a start, over inputs and targets, in
/// the given orders, with a batch size and the learning rate of the first pass.
pub type Attempt = fn(Line, &[f64], &[f64], &[Vec<usize>], usize, f64) -> Line;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "rate-stays",
        says: "Your learning rate is the same in all passes. In pass k it should be the first \
               one over k.",
        attempt: |start, inputs, targets, orders, size, rate| {
            descend(start, [inputs, targets], orders, size, |_, _| rate, of_batch)
        },
    },
    Mistake {
        name: "counted-from-zero",
        says: "You count the passes from 0, so the first one divides the learning rate by 0. \
               It is pass 1.",
        attempt: |start, inputs, targets, orders, size, rate| {
            let rate = |pass, _| rate / (pass - 1) as f64;
            descend(start, [inputs, targets], orders, size, rate, of_batch)
        },
    },
    Mistake {
        name: "falls-each-step",
        says: "Your learning rate falls with each step. It should fall with each pass: the \
               steps within a pass share one rate. Falling that fast, it is used up early.",
        attempt: |start, inputs, targets, orders, size, rate| {
            let rate = |_, step| rate / step as f64;
            descend(start, [inputs, targets], orders, size, rate, of_batch)
        },
    },
    Mistake {
        name: "divided-again",
        says: "You divide the rate of the pass before, so that it falls to a half, then a sixth, \
               then a 24th. In pass k it should be the first one over k.",
        attempt: |start, inputs, targets, orders, size, rate| {
            let rate = |pass, _| (1..=pass).fold(rate, |rate, k| rate / k as f64);
            descend(start, [inputs, targets], orders, size, rate, of_batch)
        },
    },
    Mistake {
        name: "slopes-kept",
        says: "Your slopes go on from those of the batch before. Each batch has slopes of its own: \
               begin its sums at 0.",
        attempt: |start, inputs, targets, orders, size, rate| {
            descend_on(start, [inputs, targets], orders, size, rate, false)
        },
    },
    Mistake {
        name: "slopes-kept",
        says: "Your slopes begin at 0 once for each pass, and within it go on from those of the \
               batch before. Each batch has slopes of its own: begin its sums at 0.",
        attempt: |start, inputs, targets, orders, size, rate| {
            descend_on(start, [inputs, targets], orders, size, rate, true)
        },
    },
    Mistake {
        name: "sum-for-mean",
        says: "You add up the slopes of a batch and divide by nothing. Its cost is a mean, \
               and the slopes of that cost carry the same factor.",
        attempt: |start, inputs, targets, orders, size, rate| {
            descend(start, [inputs, targets], orders, size, falling(rate), |_| 1.0)
        },
    },
    Mistake {
        name: "divided-by-all",
        says: "You divide a batch's slopes by the number of all examples. The mean is over \
               the batch alone, or small batches take steps that are far too short.",
        attempt: |start, inputs, targets, orders, size, rate| {
            let all = inputs.len() as f64;
            descend(start, [inputs, targets], orders, size, falling(rate), |_| all)
        },
    },
    Mistake {
        name: "divided-by-batch-size",
        says: "You divide by the batch size, also where the last batch of a pass has fewer \
               examples. The mean is over those that are in it.",
        attempt: |start, inputs, targets, orders, size, rate| {
            let full = size as f64;
            descend(start, [inputs, targets], orders, size, falling(rate), |_| full)
        },
    },
    Mistake {
        name: "last-batch-lost",
        says: "Where the batch size does not divide the number of examples, your passes skip \
               the last few. They make a smaller batch of their own.",
        attempt: |start, inputs, targets, orders, size, rate| {
            let whole = |order: &Vec<usize>| {
                order[..order.len() - order.len() % size].to_vec()
            };
            let orders: Vec<_> = orders.iter().map(whole).collect();
            descend(
                start,
                [inputs, targets],
                &orders,
                size,
                falling(rate),
                of_batch,
            )
        },
    },
    Mistake {
        name: "one-line-a-pass",
        says: "All gradients of a pass are taken at the line that the pass began with, so it \
               is one long step in disguise. Each batch should meet the line that the batch \
               before it left.",
        attempt: |start, inputs, targets, orders, size, rate| {
            let next =
                |begun: Line, line: Line, step: &dyn Fn(Line) -> Line| Line {
                    weight: line.weight + step(begun).weight - begun.weight,
                    bias: line.bias + step(begun).bias - begun.bias,
                };
            descend_by(start, [inputs, targets], orders, size, rate, next)
        },
    },
    Mistake {
        name: "bias-after-weight",
        says: "You move the weight first and take the slope of the bias at the line that has \
               already moved. Both slopes belong to one place: take them, then move both.",
        attempt: |start, inputs, targets, orders, size, rate| {
            let next = |_: Line, line: Line, step: &dyn Fn(Line) -> Line| {
                let moved = Line { weight: step(line).weight, ..line };
                Line { bias: step(moved).bias, ..moved }
            };
            descend_by(start, [inputs, targets], orders, size, rate, next)
        },
    },
    Mistake {
        name: "weight-after-bias",
        says: "You move the bias first and take the slope of the weight at the line that has \
               already moved. Both slopes belong to one place: take them, then move both.",
        attempt: |start, inputs, targets, orders, size, rate| {
            let next = |_: Line, line: Line, step: &dyn Fn(Line) -> Line| {
                let moved = Line { bias: step(line).bias, ..line };
                Line { weight: step(moved).weight, ..moved }
            };
            descend_by(start, [inputs, targets], orders, size, rate, next)
        },
    },
    Mistake {
        name: "uphill",
        says: "You add the slopes, and so the line climbs. Where a slope is positive, the \
               parameter has to become smaller.",
        attempt: |start, inputs, targets, orders, size, rate| {
            descend(
                start,
                [inputs, targets],
                orders,
                size,
                falling(-rate),
                of_batch,
            )
        },
    },
    Mistake {
        name: "no-two",
        says: "All your steps are half as long as they should be. The slope of (a − y)² is \
               twice the difference.",
        attempt: |start, inputs, targets, orders, size, rate| {
            descend(
                start,
                [inputs, targets],
                orders,
                size,
                falling(rate / 2.0),
                of_batch,
            )
        },
    },
];

/// The learning rate that is asked for, of a pass and a step.
fn falling(rate: f64) -> impl Fn(usize, usize) -> f64 {
    move |pass, _| rate / pass as f64
}

/// What the sum over a batch is to be divided by, for a batch of so many examples.
fn of_batch(examples: f64) -> f64 {
    examples
}

/// Passes with the learning rate of a pass and a step, both counted from 1, and with what
/// the sum over a batch is divided by.
fn descend(
    start: Line,
    [inputs, targets]: [&[f64]; 2],
    orders: &[Vec<usize>],
    batch_size: usize,
    rate: impl Fn(usize, usize) -> f64,
    divisor: impl Fn(f64) -> f64,
) -> Line {
    let mut line = start;
    let mut step = 0;
    for (index, order) in orders.iter().enumerate() {
        for batch in order.chunks(batch_size) {
            step += 1;
            let divisor = divisor(batch.len() as f64);
            let (mut d_weight, mut d_bias) = (0.0, 0.0);
            for &example in batch {
                let output = line.weight * inputs[example] + line.bias;
                let slope = 2.0 * (output - targets[example]) / divisor;
                d_weight += slope * inputs[example];
                d_bias += slope;
            }
            let rate = rate(index + 1, step);
            line.weight -= rate * d_weight;
            line.bias -= rate * d_bias;
        }
    }
    line
}

/// Passes in which `next` makes a batch's line of the line that the pass began with, the
/// line that the batch meets, and the step of the batch from any line.
fn descend_by(
    start: Line,
    data: [&[f64]; 2],
    orders: &[Vec<usize>],
    batch_size: usize,
    rate: f64,
    next: impl Fn(Line, Line, &dyn Fn(Line) -> Line) -> Line,
) -> Line {
    let mut line = start;
    for (index, order) in orders.iter().enumerate() {
        let begun = line;
        let rate = rate / (index + 1) as f64;
        for batch in order.chunks(batch_size) {
            let batch = [batch.to_vec()];
            let step = |from| {
                descend(from, data, &batch, batch_size, |_, _| rate, of_batch)
            };
            line = next(begun, line, &step);
        }
    }
    line
}

/// Passes in which the sums of a batch go on from those of the batch before, or at most from
/// those of its pass.
fn descend_on(
    start: Line,
    [inputs, targets]: [&[f64]; 2],
    orders: &[Vec<usize>],
    batch_size: usize,
    rate: f64,
    each_pass_anew: bool,
) -> Line {
    let mut line = start;
    let (mut d_weight, mut d_bias) = (0.0, 0.0);
    for (index, order) in orders.iter().enumerate() {
        if each_pass_anew {
            (d_weight, d_bias) = (0.0, 0.0);
        }
        for batch in order.chunks(batch_size) {
            for &example in batch {
                let output = line.weight * inputs[example] + line.bias;
                let slope = 2.0 * (output - targets[example]);
                d_weight += slope * inputs[example];
                d_bias += slope;
            }
            let rate = rate / (index + 1) as f64 / batch.len() as f64;
            line.weight -= rate * d_weight;
            line.bias -= rate * d_bias;
        }
    }
    line
}

/// What should come out, by the chapter's own passes.
fn expected(
    start: Line,
    [inputs, targets]: [&[f64]; 2],
    orders: &[Vec<usize>],
    batch_size: usize,
    rate: f64,
) -> Line {
    let column = |numbers: &[f64]| {
        Array2::from_shape_fn((numbers.len(), 1), |(example, _)| numbers[example])
    };
    let (inputs, targets) = (column(inputs), column(targets)); // (batch, 1), twice
    let mut line = start;
    for (index, order) in orders.iter().enumerate() {
        let rate = rate / (index + 1) as f64;
        let path = epoch(line, &inputs, &targets, order, batch_size, rate);
        let path = path.expect("batches of examples that exist");
        line = path.last().copied().unwrap_or(line);
    }
    line
}

/// Judges an attempt: three passes to check by hand, many draws against the chapter's own
/// passes, and then descent on the irises.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let zero = Line { weight: 0.0, bias: 0.0 };
        asks(
            exam,
            "after one pass over x = [1, 3, 1] and y = [2, 1, 0] from the zero line, in this \
             order, 2 a step at the rate 1/8",
            attempt(
                zero,
                &[1.0, 3.0, 1.0],
                &[2.0, 1.0, 0.0],
                &[vec![0, 1, 2]],
                2,
                0.125,
            ),
            Line { weight: 0.375, bias: 0.125 },
        );
        asks(
            exam,
            "after two passes over x = [2] and y = [1] from the zero line, at the rate 1/4 \
             (then 1/8)",
            attempt(zero, &[2.0], &[1.0], &[vec![0], vec![0]], 1, 0.25),
            Line { weight: 0.25, bias: 0.125 },
        );
        let mut draw = Draw::new(1);
        for _ in 0..12 {
            let (examples, passes) = (draw.count(5, 12), draw.count(2, 5));
            let batch_size = draw.count(1, examples);
            let inputs = draw.vector(examples).to_vec();
            let targets = draw.vector(examples).to_vec();
            let orders: Vec<_> =
                (0..passes).map(|_| shuffled(examples, draw.generator())).collect();
            let start = Line {
                weight: draw.number(-2.0, 2.0),
                bias: draw.number(-2.0, 2.0),
            };
            let rate = draw.number(0.01, 0.1);
            asks(
                exam,
                &format!(
                    "after {passes} passes over {examples} examples, {batch_size} a step"
                ),
                attempt(start, &inputs, &targets, &orders, batch_size, rate),
                expected(start, [&inputs, &targets], &orders, batch_size, rate),
            );
        }
        on_the_irises(attempt, exam);
    })
}

fn asks(exam: &mut Exam, when: &str, line: Line, expected: Line) {
    exam.number(format!("{when}, the weight"), line.weight, expected.weight, 1e-9);
    exam.number(format!("{when}, the bias"), line.bias, expected.bias, 1e-9);
}

/// Descends on the irises from near and from far, with a rate that stays and one that falls.
fn on_the_irises(attempt: Attempt, exam: &mut Exam) {
    const PASSES: usize = 400;
    const RATE: f64 = 0.01;
    let iris = book_iris().expect("the irises of the chapter");
    let inputs: Vec<f64> = iris.petal_lengths.iter().copied().collect();
    let targets: Vec<f64> = iris.petal_widths.iter().copied().collect();
    let mut draw = Draw::new(2);
    let orders: Vec<_> =
        (0..PASSES).map(|_| shuffled(inputs.len(), draw.generator())).collect();
    let cost = |line: Line| {
        line.cost(&iris.petal_lengths, &iris.petal_widths).expect("as many of both")
    };
    let costs = |bias: f64| {
        let start = Line { weight: 0.0, bias };
        let mut line = start;
        // One pass at a time, each is a first pass, and the rate does not fall.
        for order in orders.chunks(1) {
            line = attempt(line, &inputs, &targets, order, 1, RATE);
        }
        let fallen = attempt(start, &inputs, &targets, &orders, 1, RATE);
        (cost(line), cost(fallen))
    };
    let (near, far) = (costs(0.0), costs(100.0));
    let shown = |cost: f64| match cost {
        large if large >= 1e6 => format!("{large:14.1e}"),
        cost => format!("{cost:14.4}"),
    };
    exam.note(format!(
        "Your cost after {PASSES} passes over the irises, one flower a step\n\
         start               rate stays    rate falls\n\
         w = 0, b = 0    {}{}\n\
         w = 0, b = 100  {}{}",
        shown(near.0),
        shown(near.1),
        shown(far.0),
        shown(far.1)
    ));
    exam.holds(
        "from the start nearby, your rate that falls must end with the lower cost",
        near.1 < near.0,
    );
}
