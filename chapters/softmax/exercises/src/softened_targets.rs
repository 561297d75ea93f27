//! Cross-entropy with targets that leave something to the other classes.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array2, Axis, array};
use softmax::{
    cross_entropy, cross_entropy_cost, cross_entropy_gradient, log_softmax,
};

mod by_hand;

use by_hand::{
    END, FROM_ZERO, MEAN, NO_MAXIMUM, SMALLEST, by_both, by_logarithms, by_powers,
    by_sums, first, largest_from_zero, last, mean, smallest,
};

/// What the reader writes: the cost and its gradient for the logits (batch, classes), from
/// the logits (batch, classes), the right classes (batch) and how soft targets are.
pub type Attempt = fn(&Array2<f64>, &[usize], f64) -> (f64, Array2<f64>);

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "shared-with-the-right-class",
        says: "You share the softness among all classes, the right one too, so that it gets \
               some of it back. Many do it so, but here the right class has what is said, and \
               only the others share.",
        attempt: |logits, targets, softness| {
            let classes = logits.ncols() as f64;
            let y = softened(logits, targets, 0.0) * (1.0 - softness)
                + softness / classes; // (batch, classes)
            chapters(logits, &y)
        },
    },
    Mistake {
        name: "all-of-it-to-each",
        says: "You give each of the other classes the whole softness. Your targets add up to \
               more than 1, so they are no distribution. The others have to share it.",
        attempt: |logits, targets, softness| {
            let others = logits.ncols() as f64 - 1.0;
            given_minus_wanted(logits, targets, softness, softness * others)
        },
    },
    Mistake {
        name: "divided-by-all-classes",
        says: "You divide the softness by the number of all classes, so your targets add up to \
               less than 1. Count the classes that share it.",
        attempt: |logits, targets, softness| {
            let classes = logits.ncols() as f64;
            let shared = softness * (classes - 1.0) / classes;
            given_minus_wanted(logits, targets, softness, shared)
        },
    },
    Mistake {
        name: "one-hot-gradient",
        says: "Your cost has the softened targets, and your gradient still the one-hot ones. A \
               gradient belongs to its cost: what is wanted in one is wanted in the other.",
        attempt: |logits, targets, softness| {
            let (cost, _) = chapters(logits, &softened(logits, targets, softness));
            let (_, d_logits) = chapters(logits, &softened(logits, targets, 0.0));
            (cost, d_logits)
        },
    },
    Mistake {
        name: "mean-without-its-factor",
        says: "Your gradient is as many times too large as the batch has rows. The cost is a \
               mean over the rows, and the factor of the mean belongs to its gradient too.",
        attempt: |logits, targets, softness| {
            let (cost, d) = chapters(logits, &softened(logits, targets, softness));
            (cost, d * logits.nrows() as f64)
        },
    },
    Mistake {
        name: "summed-for-mean",
        says: "You add up the rows and do not divide, in the cost and in its gradient. Both are \
               means over the rows of the batch.",
        attempt: |logits, targets, softness| {
            let (cost, d) = chapters(logits, &softened(logits, targets, softness));
            let rows = logits.nrows() as f64;
            (cost * rows, d * rows)
        },
    },
    Mistake {
        name: "cost-not-divided",
        says: "Your cost is the sum over the rows, and your gradient that of the mean. The cost \
               is a mean too: divide it by the number of rows.",
        attempt: |logits, targets, softness| {
            let (cost, d) = chapters(logits, &softened(logits, targets, softness));
            (cost * logits.nrows() as f64, d)
        },
    },
    Mistake {
        name: "mean-over-all-numbers",
        says: "You divide by how many numbers the batch has, in cost and gradient. The classes \
               of a row are summed, and the mean is one over the rows.",
        attempt: |logits, targets, softness| {
            let (cost, d) = chapters(logits, &softened(logits, targets, softness));
            let classes = logits.ncols() as f64;
            (cost / classes, d / classes)
        },
    },
    Mistake {
        name: "cost-over-all-numbers",
        says: "You divide the cost by how many numbers the batch has. The classes of a row are \
               summed, and the mean is one over the rows, as in your gradient.",
        attempt: |logits, targets, softness| {
            let (cost, d) = chapters(logits, &softened(logits, targets, softness));
            (cost / logits.ncols() as f64, d)
        },
    },
    Mistake {
        name: "minus-lost",
        says: "Your cost is negative: a minus has got lost. The logarithm of a probability is 0 \
               or below, and the cost is what that is with the sign turned.",
        attempt: |logits, targets, softness| {
            let (cost, d) = chapters(logits, &softened(logits, targets, softness));
            (-cost, d)
        },
    },
    Mistake {
        name: "minus-lost-in-both",
        says: "Cost and gradient have the wrong sign, both from one minus that has got lost. The \
               logarithm of a probability is 0 or below, and a cost is not.",
        attempt: |logits, targets, softness| {
            let (cost, d) = chapters(logits, &softened(logits, targets, softness));
            (-cost, -d)
        },
    },
    Mistake {
        name: "no-maximum",
        says: "You take powers of the logits as they are, and large ones overflow: infinity over \
               infinity is no number. The chapter's functions take the largest logit off first.",
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_powers(logits, &y, |_| 0.0)
        },
    },
    Mistake {
        name: "log-sum-exp-without-the-maximum",
        says: "Your logarithm of the sum of powers overflows: the sum of powers of large logits \
               is infinite. The chapter's `log_softmax` takes the largest logit off first.",
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_sums(logits, &y, |_| 0.0)
        },
    },
    Mistake {
        name: "maximum-from-zero",
        says: FROM_ZERO,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_powers(logits, &y, largest_from_zero)
        },
    },
    Mistake {
        name: "log-sum-exp-from-zero",
        says: FROM_ZERO,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_sums(logits, &y, largest_from_zero)
        },
    },
    Mistake {
        name: "mean-subtracted",
        says: MEAN,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_powers(logits, &y, mean)
        },
    },
    Mistake {
        name: "log-sum-exp-less-mean",
        says: MEAN,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_sums(logits, &y, mean)
        },
    },
    Mistake {
        name: "logarithms-less-mean",
        says: MEAN,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_logarithms(logits, &y, mean)
        },
    },
    Mistake {
        name: "log-sum-exp-and-powers-less-mean",
        says: MEAN,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_both(logits, &y, mean)
        },
    },
    Mistake {
        name: "smallest-subtracted",
        says: SMALLEST,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_powers(logits, &y, smallest)
        },
    },
    Mistake {
        name: "logarithms-less-smallest",
        says: SMALLEST,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_logarithms(logits, &y, smallest)
        },
    },
    Mistake {
        name: "first-subtracted",
        says: END,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_powers(logits, &y, first)
        },
    },
    Mistake {
        name: "log-sum-exp-less-first",
        says: END,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_sums(logits, &y, first)
        },
    },
    Mistake {
        name: "logarithms-less-first",
        says: END,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_logarithms(logits, &y, first)
        },
    },
    Mistake {
        name: "log-sum-exp-and-powers-less-first",
        says: END,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_both(logits, &y, first)
        },
    },
    Mistake {
        name: "last-subtracted",
        says: END,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_powers(logits, &y, last)
        },
    },
    Mistake {
        name: "log-sum-exp-less-last",
        says: END,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_sums(logits, &y, last)
        },
    },
    Mistake {
        name: "logarithms-less-last",
        says: END,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_logarithms(logits, &y, last)
        },
    },
    Mistake {
        name: "log-sum-exp-and-powers-less-last",
        says: END,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_both(logits, &y, last)
        },
    },
    Mistake {
        name: "logarithms-from-zero",
        says: FROM_ZERO,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_logarithms(logits, &y, largest_from_zero)
        },
    },
    Mistake {
        name: "logarithms-without-the-maximum",
        says: NO_MAXIMUM,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            by_logarithms(logits, &y, |_| 0.0)
        },
    },
    Mistake {
        name: "softness-ignored",
        says: "Your cost and its gradient are the same whatever the softness is. What the right \
               class lacks, the others share: it has to reach your targets.",
        attempt: |logits, targets, _| {
            chapters(logits, &softened(logits, targets, 0.0))
        },
    },
    Mistake {
        name: "one-hot-cost",
        says: "Your gradient has the softened targets, and your cost still the one-hot ones. A \
               gradient belongs to its cost: what is wanted in one is wanted in the other.",
        attempt: |logits, targets, softness| {
            let (_, d_logits) =
                chapters(logits, &softened(logits, targets, softness));
            let (cost, _) = chapters(logits, &softened(logits, targets, 0.0));
            (cost, d_logits)
        },
    },
    Mistake {
        name: "wanted-minus-given",
        says: "Your gradient has the wrong sign. It says where the cost rises, and the step \
               that goes against it is made elsewhere.",
        attempt: |logits, targets, softness| {
            let (cost, d) = chapters(logits, &softened(logits, targets, softness));
            (cost, -d)
        },
    },
    Mistake {
        name: "logarithm-afterwards",
        says: AFTERWARDS,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            let p = by_hand::probabilities(logits); // (batch, classes)
            let rows = logits.nrows() as f64;
            (-(&y * p.mapv(libm::log)).sum() / rows, (p - y) / rows)
        },
    },
    Mistake {
        name: "surprise-afterwards",
        says: AFTERWARDS,
        attempt: |logits, targets, softness| {
            let y = softened(logits, targets, softness); // (batch, classes)
            let p = by_hand::probabilities(logits); // (batch, classes)
            let rows = logits.nrows() as f64;
            let surprise = p.mapv(|p| libm::log(1.0 / p)); // (batch, classes)
            ((&y * surprise).sum() / rows, (p - y) / rows)
        },
    },
];

const AFTERWARDS: &str = "You take the logarithm of a probability that has become 0. With softened \
               targets every class counts, so one logit far below the others is enough for an \
               infinite cost. The chapter has a function for logarithms of probabilities.";

/// The targets: (batch, classes).
fn softened(logits: &Array2<f64>, targets: &[usize], softness: f64) -> Array2<f64> {
    let others = softness / (logits.ncols() as f64 - 1.0);
    Array2::from_shape_fn(logits.dim(), |(row, class)| {
        if targets[row] == class { 1.0 - softness } else { others }
    })
}

/// The chapter's cost and gradient for any targets that are distributions.
fn chapters(logits: &Array2<f64>, y: &Array2<f64>) -> (f64, Array2<f64>) {
    let mut d_logits = Array2::zeros(logits.dim()); // (batch, classes)
    let cost = cross_entropy_cost(logits.view(), y.view(), d_logits.view_mut());
    (cost, d_logits)
}

/// The mean of −Σ y ln p over the rows, and (p − y) / rows, for targets y that need not add
/// up to 1: the right class lacks `softness`, and the others share `shared`.
fn given_minus_wanted(
    logits: &Array2<f64>,
    targets: &[usize],
    softness: f64,
    shared: f64,
) -> (f64, Array2<f64>) {
    let one_hot = softened(logits, targets, 0.0); // (batch, classes)
    let y = softened(logits, targets, shared) * (1.0 - &one_hot)
        + one_hot * (1.0 - softness); // (batch, classes)
    let rows = logits.nrows() as f64;
    let mut cost = 0.0;
    for (row, y) in logits.rows().into_iter().zip(y.rows()) {
        cost -= y.dot(&log_softmax(row).expect("finite logits")) / rows;
    }
    (cost, (by_hand::probabilities(logits) - y) / rows)
}

/// Judges an attempt: a row to check by hand, targets that are not soft, drawn batches
/// against the chapter's cost, and gradients against what nudging measures.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    const STEP: f64 = 1e-5;
    let row = array![[0.0, libm::log(3.0)]];
    let (cost, d_logits) = attempt(&row, &[0], 0.2);
    let by_hand = 0.8 * libm::log(4.0) + 0.2 * libm::log(4.0 / 3.0);
    let what =
        "for the logits [[0, ln 3]], the right class 0 and a softness of 0.2";
    exam.number(format!("the cost {what}"), cost, by_hand, 1e-9);
    exam.array(
        format!("the gradient {what}"),
        &d_logits,
        &array![[-0.55, 0.55]],
        1e-9,
    );
    for far in [
        array![[0.0, -800.0, 1.0], [900.0, 2.0, 899.0]],
        array![[-900.0, -901.0, -899.0], [-2e3, -2e3, -2001.0]],
        // Too far above the mean, or one end of the row.
        array![[0.0, 3e3, 3001.0], [0.0, 3e3, 2999.0]],
        array![[3001.0, 3e3, 0.0], [2999.0, 3e3, 0.0]],
        array![[0.0, 720.0], [0.0, 720.0]],
        array![[720.0, 0.0], [720.0, 0.0]],
    ] {
        let (cost, d_logits) = attempt(&far, &[0, 1], 0.1);
        let (expected, d_expected) = chapters(&far, &softened(&far, &[0, 1], 0.1));
        let what = format!(
            "for the logits {far}, the right classes 0 and 1, and a softness of 0.1"
        )
        .replace('\n', "");
        exam.number(format!("the cost {what}"), cost, expected, 1e-6);
        exam.array(format!("the gradient {what}"), &d_logits, &d_expected, 1e-9);
    }
    let mut draw = Draw::new(4);
    for round in 0..12 {
        let (rows, classes) = (draw.count(1, 4), draw.count(2, 5));
        let logits = draw.matrix(rows, classes);
        let targets: Vec<usize> =
            (0..rows).map(|_| draw.count(0, classes - 1)).collect();
        let soft = if round < 4 { 0.0 } else { draw.number(0.05, 0.4) };
        let (cost, d_logits) = attempt(&logits, &targets, soft);
        let what =
            format!("for logits ({rows}, {classes}) and a softness of {soft:.2}");
        let y = softened(&logits, &targets, soft); // (rows, classes)
        let (expected, d_expected) = if round < 4 {
            let cost = cross_entropy(&logits, &targets).expect("targets that fit");
            let d = cross_entropy_gradient(&logits, &targets)
                .expect("targets that fit");
            (cost, d)
        } else {
            chapters(&logits, &y)
        };
        exam.number(format!("the cost {what}"), cost, expected, 1e-9);
        exam.array(format!("the gradient {what},"), &d_logits, &d_expected, 1e-9);
        if (cost - expected).abs() > 1e-9 {
            continue; // Its slopes would be those of another cost.
        }
        let mut measured = Array2::zeros(logits.dim()); // (rows, classes)
        for (place, slope) in measured.indexed_iter_mut() {
            let mut nudged = logits.clone();
            nudged[place] += STEP;
            let above = attempt(&nudged, &targets, soft).0;
            nudged[place] -= 2.0 * STEP;
            let below = attempt(&nudged, &targets, soft).0;
            *slope = (above - below) / (2.0 * STEP);
        }
        exam.array(
            format!("the gradient {what}, against nudges of your own cost,"),
            &d_logits,
            &measured,
            1e-6,
        );
        exam.array(
            format!("the sum of each row of your gradient {what}"),
            &d_logits.sum_axis(Axis(1)),
            &Array2::<f64>::zeros((rows, 1)).sum_axis(Axis(1)),
            1e-9,
        );
    }
}
