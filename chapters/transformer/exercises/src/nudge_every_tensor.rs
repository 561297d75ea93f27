//! A gradient check that names the tensors whose gradient is wrong.

use std::fmt;

use judge::{Draw, Exam, Mistake, Verdict, judge};
use transformer::{Sizes, Transformer, TransformerGradients};

/// What the reader writes: the names of the tensors whose gradient is not the
/// measured one, in the order of the model.
pub type Attempt =
    fn(&Transformer, &TransformerGradients, &[usize], &[usize]) -> Vec<String>;

/// How far a parameter is nudged to each side.
const NUDGE: f64 = 1e-4;
/// How far a computed number may be from the measured one.
const WITHIN: f64 = 1e-4;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "first-number-only",
        says: "You nudge the first number of each tensor. A transposed matrix has the right \
               numbers on its diagonal: only all of them together say that it is right.",
        attempt: |model, gradients, ids, targets| {
            let tensors = measured(model, gradients, ids, targets, 0.0);
            named(tensors, |slopes| slopes.first().is_some_and(is_off))
        },
    },
    Mistake {
        name: "last-number-only",
        says: "Only the last number of a tensor decides: what you found out about one is \
               overwritten at the next. A single wrong number makes its tensor wrong.",
        attempt: |model, gradients, ids, targets| {
            let tensors = measured(model, gradients, ids, targets, 0.0);
            named(tensors, |slopes| slopes.last().is_some_and(is_off))
        },
    },
    Mistake {
        name: "not-put-back",
        says: "A nudged parameter stays nudged, so you measure the next one on another \
               model. Put each back where it was before you go on.",
        attempt: |model, gradients, ids, targets| {
            let tensors = measured(model, gradients, ids, targets, -NUDGE);
            named(tensors, |slopes| slopes.iter().any(is_off))
        },
    },
    Mistake {
        name: "half-the-way",
        says: "Your measured slopes are twice too steep. From below to above is two nudges, \
               and the change of the cost belongs to that whole way.",
        attempt: |model, gradients, ids, targets| {
            let tensors = measured(model, gradients, ids, targets, 0.0);
            named(tensors, |slopes| {
                slopes
                    .iter()
                    .any(|(computed, slope)| is_off(&(*computed, 2.0 * slope)))
            })
        },
    },
    Mistake {
        name: "too-large-only",
        says: "You see that a computed number is too large, and miss it when it is too small. \
               What counts is the distance, whatever its sign.",
        attempt: |model, gradients, ids, targets| {
            let tensors = measured(model, gradients, ids, targets, 0.0);
            named(tensors, |slopes| {
                slopes.iter().any(|(computed, slope)| computed - slope > WITHIN)
            })
        },
    },
    Mistake {
        name: "too-small-only",
        says: "You see that a computed number is too small, and miss it when it is too large. \
               What counts is the distance, whatever its sign.",
        attempt: |model, gradients, ids, targets| {
            let tensors = measured(model, gradients, ids, targets, 0.0);
            named(tensors, |slopes| {
                slopes.iter().any(|(computed, slope)| slope - computed > WITHIN)
            })
        },
    },
    Mistake {
        name: "sizes-compared",
        says: "You compare how large the numbers are, without their signs, so a gradient that points \
               the wrong way passes. What counts is the distance between the two.",
        attempt: |model, gradients, ids, targets| {
            let tensors = measured(model, gradients, ids, targets, 0.0);
            named(tensors, |slopes| {
                slopes.iter().any(|(computed, slope)| {
                    (computed.abs() - slope.abs()).abs() > WITHIN
                })
            })
        },
    },
    Mistake {
        name: "too-wide",
        says: "You miss a number that is off by a little more than `WITHIN`. Compare the distance \
               itself with it, and not its square, nor with another limit.",
        attempt: |model, gradients, ids, targets| {
            let tensors = measured(model, gradients, ids, targets, 0.0);
            named(tensors, |slopes| {
                slopes.iter().any(|(computed, slope)| {
                    (computed - slope).abs() > 10.0 * WITHIN
                })
            })
        },
    },
    Mistake {
        name: "too-narrow",
        says: "You name a tensor whose numbers are all within `WITHIN`. A measured slope is never \
               exact, which is what that limit is for.",
        attempt: |model, gradients, ids, targets| {
            let tensors = measured(model, gradients, ids, targets, 0.0);
            named(tensors, |slopes| {
                slopes.iter().any(|(computed, slope)| {
                    (computed - slope).abs() > 0.1 * WITHIN
                })
            })
        },
    },
    Mistake {
        name: "named-again",
        says: "You name a tensor again for each of its numbers that is off. One name says \
               where to look, so it stands in the list once.",
        attempt: |model, gradients, ids, targets| {
            let mut wrong = Vec::new();
            for (name, slopes) in measured(model, gradients, ids, targets, 0.0) {
                let off = slopes.iter().filter(|slopes| is_off(slopes)).count();
                wrong.extend(vec![name; off]);
            }
            wrong
        },
    },
];

/// The name of a tensor, and of each of its numbers the computed and the measured slope.
type Measured = (String, Vec<(f64, f64)>);

fn is_off((computed, slope): &(f64, f64)) -> bool {
    (computed - slope).abs() > WITHIN
}

/// The tensors whose slopes are wrong.
fn named(
    tensors: Vec<Measured>,
    is_wrong: impl Fn(&[(f64, f64)]) -> bool,
) -> Vec<String> {
    let wrong = tensors.into_iter().filter(|(_, slopes)| is_wrong(slopes));
    wrong.map(|(name, _)| name).collect()
}

/// All tensors, measured. Each parameter is left behind moved by `left`.
fn measured(
    model: &Transformer,
    gradients: &TransformerGradients,
    ids: &[usize],
    targets: &[usize],
    left: f64,
) -> Vec<Measured> {
    let mut model = model.clone();
    let names: Vec<_> =
        model.tensors().into_iter().map(|tensor| tensor.name).collect();
    let mut tensors = Vec::new();
    for (tensor, (name, computed)) in
        names.into_iter().zip(gradients.tensors()).enumerate()
    {
        let mut slopes = Vec::new();
        for (place, computed) in computed.iter().enumerate() {
            slopes
                .push((*computed, slope(&mut model, tensor, place, ids, targets)));
            nudge(&mut model, tensor, place, left);
        }
        tensors.push((name, slopes));
    }
    tensors
}

fn nudge(model: &mut Transformer, tensor: usize, place: usize, by: f64) {
    model.tensors_mut()[tensor][place] += by;
}

fn slope(
    model: &mut Transformer,
    tensor: usize,
    place: usize,
    ids: &[usize],
    targets: &[usize],
) -> f64 {
    let mut cost = |by: f64| {
        nudge(model, tensor, place, by);
        let costs = model.costs(ids, targets).expect("tokens that fit");
        nudge(model, tensor, place, -by);
        costs.iter().sum::<f64>() / costs.len() as f64
    };
    (cost(NUDGE) - cost(-NUDGE)) / (2.0 * NUDGE)
}

/// A list of names, of which a failure shows the first few.
#[derive(PartialEq)]
struct Names(Vec<String>);

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (shown, rest) = self.0.split_at(self.0.len().min(3));
        write!(f, "{shown:?}")?;
        if !rest.is_empty() {
            write!(f, " and {} more", rest.len())?;
        }
        Ok(())
    }
}

/// Judges an attempt: gradients that are right, and others that were spoilt in
/// known tensors.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    let mut draw = Draw::new(1);
    let sizes =
        Sizes { vocabulary: 5, context: 4, d_model: 4, n_heads: 2, n_blocks: 1 };
    let mut model =
        Transformer::random(sizes, draw.generator()).expect("sizes that fit");
    let names: Vec<_> = model.tensors().into_iter().map(|own| own.name).collect();
    for (name, numbers) in names.iter().zip(model.tensors_mut()) {
        let middle = if name.ends_with('γ') { 1.0 } else { 0.0 };
        for number in numbers {
            *number = draw.number(middle - 0.8, middle + 0.8);
        }
    }
    let (ids, targets) = ([0, 3, 1, 3], [3, 1, 3, 2]);
    let (_, right) =
        model.cost_and_gradients(&ids, &targets).expect("tokens that fit");
    let mut ask = |what: &str, gradients: &TransformerGradients, wrong: &[&str]| {
        let expected = wrong.iter().map(|&name| name.to_owned()).collect();
        exam.equal(
            format!("the list for gradients {what}"),
            &Names(attempt(&model, gradients, &ids, &targets)),
            &Names(expected),
        );
    };
    ask("that are all right", &right, &[]);

    let mut doubled = right.clone();
    doubled.d_unembedding *= 2.0;
    ask("of which one tensor was doubled", &doubled, &["unembedding"]);

    let mut low = right.clone();
    low.blocks[0].feed_forward.d_w_up[[2, 5]] -= 0.05;
    ask("of which one number is too small", &low, &["block 1, w_up"]);

    let mut high = right.clone();
    high.d_positions[[0, 0]] += 0.05;
    ask("of which one number is too large", &high, &["positions"]);

    let mut turned = right.clone();
    turned.blocks[0].feed_forward.d_w_down *= -1.0;
    ask("of which one tensor has the wrong sign", &turned, &["block 1, w_down"]);

    let mut just_off = right.clone();
    just_off.blocks[0].feed_forward.d_w_down[[1, 1]] += 3.0 * WITHIN;
    ask(
        "of which one number is off by three times `WITHIN`",
        &just_off,
        &["block 1, w_down"],
    );

    let mut just_within = right.clone();
    just_within.blocks[0].feed_forward.d_w_down[[1, 1]] += 0.3 * WITHIN;
    ask("of which one number is off by a third of `WITHIN`", &just_within, &[]);

    let mut two = right;
    let d_w_o = &mut two.blocks[0].heads.d_w_o;
    *d_w_o = d_w_o.t().as_standard_layout().into_owned();
    two.norm.d_beta.fill(0.0);
    ask(
        "with a transposed matrix and a row of zeros",
        &two,
        &["block 1, W_O", "norm β"],
    );
}
