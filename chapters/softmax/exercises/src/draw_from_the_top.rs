//! A draw from the most likely classes.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, array};
use softmax::top_k;

/// What the reader writes: the class that a point from 0 to 1 picks among the `k` most
/// likely ones, from probabilities (classes), `k` and the point.
pub type Attempt = fn(&Array1<f64>, usize, f64) -> usize;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "uniform-among-the-top",
        says: UNIFORM,
        attempt: |probabilities, k, point| {
            let kept = in_order_of_classes(probabilities, k);
            kept[(point * kept.len() as f64) as usize]
        },
    },
    Mistake {
        name: "uniform-by-rank",
        says: UNIFORM,
        attempt: |probabilities, k, point| {
            let kept = by_rank(probabilities, k);
            kept[(point * kept.len() as f64) as usize]
        },
    },
    Mistake {
        name: "not-renormalised",
        says: "You compare the point with the probabilities as they were. Those of the kept \
               classes no longer add up to 1, so what is missing falls to the last of them. \
               How long is the stick that is left?",
        attempt: |probabilities, k, point| {
            let kept = in_order_of_classes(probabilities, k);
            pick(probabilities, &kept, point)
        },
    },
    Mistake {
        name: "not-renormalised-by-rank",
        says: "You compare the point with the probabilities as they were. Those of the kept \
               classes no longer add up to 1, so what is missing falls to the least likely of \
               them. How long is the stick that is left?",
        attempt: |probabilities, k, point| {
            pick(probabilities, &by_rank(probabilities, k), point)
        },
    },
    Mistake {
        name: "always-the-likeliest",
        says: "You always take the most likely class, whatever the point is. That is greedy, \
               and top-k with a k of 1. The point has to decide among all that are kept.",
        attempt: |probabilities, _, _| by_rank(probabilities, 1)[0],
    },
    Mistake {
        name: "rank-for-class",
        says: "You give back the place of the class among the kept ones. What is asked for is \
               its number in the vocabulary, which is what stands at that place.",
        attempt: |probabilities, k, point| {
            let kept = by_rank(probabilities, k);
            let class =
                pick(probabilities, &kept, point * sum(probabilities, &kept));
            kept.iter().position(|&other| other == class).unwrap_or(0)
        },
    },
    Mistake {
        name: "point-that-stays",
        says: "You compare the same point with every part, as if each began at 0. A part begins \
               where the one before it ends, so the point has to move on as you walk.",
        attempt: |probabilities, k, point| {
            let kept = by_rank(probabilities, k);
            let point = point * sum(probabilities, &kept);
            let found = kept.iter().find(|&&class| point < probabilities[class]);
            *found.unwrap_or(&kept[kept.len() - 1])
        },
    },
];

const UNIFORM: &str = "You draw uniformly among the classes that are kept, each as often as the others. \
               What is left of the stick keeps its proportions: a class twice as likely as \
               another has to be drawn twice as often.";

/// The `k` most likely classes, the likeliest first.
fn by_rank(probabilities: &Array1<f64>, k: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
    order.truncate(k);
    order
}

/// The `k` most likely classes, as they stand in the vocabulary.
fn in_order_of_classes(probabilities: &Array1<f64>, k: usize) -> Vec<usize> {
    let mut kept = by_rank(probabilities, k);
    kept.sort_unstable();
    kept
}

fn sum(probabilities: &Array1<f64>, kept: &[usize]) -> f64 {
    kept.iter().map(|&class| probabilities[class]).sum()
}

/// The class in whose part of the stick the point lies, or the last.
fn pick(probabilities: &Array1<f64>, kept: &[usize], point: f64) -> usize {
    let mut left = point;
    for &class in kept {
        if left < probabilities[class] {
            return class;
        }
        left -= probabilities[class];
    }
    kept[kept.len() - 1]
}

/// Judges an attempt by counting: points evenly from 0 to 1 must pick each class as often
/// as top-k says, in whatever order its parts lie on the stick. Which of two equal classes
/// is kept is free, how many are is not.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, examine)
}

fn examine(attempt: Attempt, exam: &mut Exam) {
    let mut draw = Draw::new(3);
    let mut cases = vec![(vec![6, 1, 3], 2), (vec![1, 3, 6], 1)];
    for _ in 0..12 {
        // Different weights, so that it is clear which are the largest.
        let classes = draw.count(3, 6);
        let mut pool: Vec<usize> = (1..=8).collect();
        let weights = (0..classes).map(|_| {
            let at = draw.count(0, pool.len() - 1);
            pool.swap_remove(at)
        });
        let weights: Vec<usize> = weights.collect();
        cases.push((weights, draw.count(2, classes)));
    }
    // Of equal ones, no more are kept than `k`.
    cases.extend([(vec![2, 1, 1], 2), (vec![1, 1, 1], 2)]);
    for (weights, k) in cases {
        let all: usize = weights.iter().sum();
        let probabilities: Array1<f64> =
            weights.iter().map(|&w| w as f64 / all as f64).collect(); // (classes)
        let kept = top_k(probabilities.view(), k).expect("a distribution");
        // As many points as let every part begin and end half-way between two.
        let top: usize =
            by_rank(&probabilities, k).iter().map(|&c| weights[c]).sum();
        let points = all * top * k;
        let mut counts = vec![0; weights.len() + 1];
        for at in 0..points {
            let point = (at as f64 + 0.5) / points as f64;
            counts[attempt(&probabilities, k, point).min(weights.len())] += 1;
        }
        let outside = counts.pop().unwrap_or(0);
        let mut pool = weights.clone();
        pool.sort_unstable();
        pool.dedup();
        let is_tied = pool.len() < weights.len();
        let sorted = |shares: Array1<f64>| {
            let mut shares = shares.to_vec();
            if is_tied {
                shares.sort_by(|a, b| b.total_cmp(a));
            }
            Array1::from(shares) // (classes)
        };
        let order = if is_tied { ", the largest share first" } else { "" };
        let shares: Array1<f64> =
            counts.iter().map(|&n| f64::from(n) / points as f64).collect();
        exam.array(
            format!(
                "the share of {points} draws that each class gets{order}, with the \
                     probabilities {probabilities:.3} and a k of {k},"
            ),
            &sorted(shares),
            &sorted(kept),
            0.5 / points as f64,
        );
        exam.equal("the number of draws that are no class at all", &outside, &0);
    }
    let never = array![0.0, 0.75, 0.25];
    exam.holds(
        "what has the probability 0 must never be drawn, and with the probabilities \
         [0, 0.75, 0.25] and a k of 3 your point 0 draws it",
        attempt(&never, 3, 0.0) != 0,
    );
}
