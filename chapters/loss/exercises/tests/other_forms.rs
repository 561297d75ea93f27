//! A mistake is recognised in whatever form it is written.

use loss::Line;
use loss_exercises as checks;
use loss_exercises::choose_a_rate::Report;
use ndarray::{Array1, Array2, Axis};

#[test]
fn means_of_distances() {
    use checks::distances_not_squares::check;
    let sum = |outputs: &Array2<f64>, targets: &Array2<f64>| {
        let mut sum = 0.0;
        for (a, y) in outputs.iter().zip(targets) {
            sum += if a > y { a - y } else { y - a };
        }
        sum
    };
    assert_eq!(check(sum).mistake(), Some("sum-for-mean"));
    let by_rows = check(|outputs, targets| {
        let distances = (outputs - targets).mapv(f64::abs); // (batch, outputs)
        distances.mean_axis(Axis(1)).unwrap().sum()
    });
    assert_eq!(by_rows.mistake(), Some("mean-per-row"));
    let row_after_row = check(|outputs, targets| {
        let rows = outputs.rows().into_iter().zip(targets.rows());
        let mean =
            |(a, y): (ndarray::ArrayView1<f64>, ndarray::ArrayView1<f64>)| {
                a.iter().zip(y).map(|(a, y)| (a - y).abs()).sum::<f64>()
                    / a.len() as f64
            };
        rows.map(mean).sum()
    });
    assert_eq!(row_after_row.mistake(), Some("mean-per-row"));
    let examples = check(|outputs, targets| {
        let distances = (targets - outputs).mapv(f64::abs); // (batch, outputs)
        distances.sum_axis(Axis(1)).mean().unwrap()
    });
    assert_eq!(examples.mistake(), Some("divided-by-examples-only"));
    assert!(
        check(|outputs, targets| {
            // All rows have as many outputs: the mean of the means is the mean of all.
            let distances = (targets - outputs).mapv(f64::abs);
            distances.mean_axis(Axis(1)).unwrap().mean().unwrap()
        })
        .is_right()
    );
}

#[test]
fn gradients_of_half_the_squares() {
    use checks::half_the_squares::check;
    let undivided = check(|outputs, targets| {
        Array2::from_shape_fn(outputs.dim(), |place| {
            outputs[place] - targets[place]
        })
    });
    assert_eq!(undivided.mistake(), Some("sum-for-mean"));
    let halved = check(|outputs, targets| 2.0 * (outputs - targets) / 2.0);
    assert_eq!(halved.mistake(), Some("sum-for-mean"));
    let by_rows = check(|outputs, targets| {
        let mut gradient = outputs - targets; // (batch, outputs)
        for mut row in gradient.rows_mut() {
            let count = row.len() as f64;
            row /= count;
        }
        gradient
    });
    assert_eq!(by_rows.mistake(), Some("mean-per-row"));
    let by_shape = check(|outputs, targets| {
        (outputs - targets) * (1.0 / outputs.shape()[1] as f64)
    });
    assert_eq!(by_shape.mistake(), Some("mean-per-row"));
}

#[test]
fn means_of_known_targets() {
    use checks::missing_targets::check;
    let undivided = check(|outputs, targets, known| {
        Array2::from_shape_fn(outputs.dim(), |at| {
            if known[at] == 1.0 { 2.0 * (outputs[at] - targets[at]) } else { 0.0 }
        })
    });
    assert_eq!(undivided.mistake(), Some("sum-for-mean"));
    let doubled = check(|outputs, targets, known| {
        let masked = (outputs - targets) * known; // (batch, outputs)
        &masked + &masked
    });
    assert_eq!(doubled.mistake(), Some("sum-for-mean"));
    // Where no target of a row is known, 0 / 0 makes NaN.
    let row_after_row = check(|outputs, targets, known| {
        let mut gradient = Array2::zeros(outputs.dim()); // (batch, outputs)
        for (row, of_row) in known.outer_iter().enumerate() {
            let count: f64 = of_row.iter().sum();
            for (column, is_known) in of_row.iter().enumerate() {
                let at = [row, column];
                gradient[at] = 2.0 * (outputs[at] - targets[at]) * is_known / count;
            }
        }
        gradient
    });
    assert_eq!(row_after_row.mistake(), Some("row-by-row"));
    let in_columns = check(|outputs, targets, known| {
        let counts: Array1<f64> = known.sum_axis(Axis(1)); // (batch)
        let scale = counts.mapv(|count| 2.0 / count.max(1.0)).insert_axis(Axis(1));
        (outputs - targets) * known * scale / outputs.nrows() as f64
    });
    assert_eq!(in_columns.mistake(), Some("row-by-row"));
    let width = check(|outputs, targets, known| {
        let d = (targets - outputs) * known; // (batch, outputs)
        d.mapv(|d| -2.0 * d / outputs.shape()[1] as f64)
    });
    assert_eq!(width.mistake(), Some("width-only"));
}

/// The slopes of the mean over a batch, by arrays.
fn slopes(line: Line, x: &Array1<f64>, y: &Array1<f64>) -> (f64, f64) {
    let errors = line.weight * x + line.bias - y; // (batch)
    (2.0 * errors.dot(x) / x.len() as f64, 2.0 * errors.mean().unwrap())
}

/// Passes whose steps are `step`: of a line, the batch, and the pass counted from 0.
fn passes(
    start: Line,
    [inputs, targets]: [&[f64]; 2],
    orders: &[Vec<usize>],
    size: usize,
    step: impl Fn(Line, &Array1<f64>, &Array1<f64>, usize) -> Line,
) -> Line {
    let mut line = start;
    for (pass, order) in orders.iter().enumerate() {
        for batch in order.chunks(size) {
            let x = batch.iter().map(|&example| inputs[example]).collect();
            let y = batch.iter().map(|&example| targets[example]).collect();
            line = step(line, &x, &y, pass);
        }
    }
    line
}

#[test]
fn a_bias_that_moves_after_its_weight() {
    use checks::falling_rate::check;
    let by_arrays = check(|start, inputs, targets, orders, size, rate| {
        passes(start, [inputs, targets], orders, size, |mut line, x, y, pass| {
            let rate = rate / (pass + 1) as f64;
            line.weight -= rate * slopes(line, x, y).0;
            line.bias -= rate * slopes(line, x, y).1;
            line
        })
    });
    assert_eq!(by_arrays.mistake(), Some("bias-after-weight"));
    let in_loops = check(|start, inputs, targets, orders, size, rate| {
        let (mut w, mut b) = (start.weight, start.bias);
        let mut pass = 0.0;
        for order in orders {
            pass += 1.0;
            for batch in order.chunks(size) {
                let share = 2.0 * rate / pass / batch.len() as f64;
                let mut d_w = 0.0;
                for &e in batch {
                    d_w += inputs[e] * (inputs[e] * w + b - targets[e]);
                }
                w -= d_w * share;
                let mut d_b = 0.0;
                for &e in batch {
                    d_b += inputs[e] * w + b - targets[e];
                }
                b -= d_b * share;
            }
        }
        Line { weight: w, bias: b }
    });
    assert_eq!(in_loops.mistake(), Some("bias-after-weight"));
    let other_way = check(|start, inputs, targets, orders, size, rate| {
        passes(start, [inputs, targets], orders, size, |mut line, x, y, pass| {
            let rate = rate / (pass + 1) as f64;
            line.bias -= rate * slopes(line, x, y).1;
            line.weight -= rate * slopes(line, x, y).0;
            line
        })
    });
    assert_eq!(other_way.mistake(), Some("weight-after-bias"));
}

#[test]
fn passes_whose_mean_or_rate_is_wrong() {
    use checks::falling_rate::check;
    let undivided = check(|start, inputs, targets, orders, size, rate| {
        passes(start, [inputs, targets], orders, size, |line, x, y, pass| {
            let rate = rate / (pass + 1) as f64;
            let errors = line.weight * x + line.bias - y; // (batch)
            Line {
                weight: line.weight - 2.0 * rate * (&errors * x).sum(),
                bias: line.bias - 2.0 * rate * errors.sum(),
            }
        })
    });
    assert_eq!(undivided.mistake(), Some("sum-for-mean"));
    let multiplied_back = check(|start, inputs, targets, orders, size, rate| {
        passes(start, [inputs, targets], orders, size, |line, x, y, pass| {
            let rate = rate * x.len() as f64 / (pass + 1) as f64;
            let (d_weight, d_bias) = slopes(line, x, y);
            Line {
                weight: line.weight - rate * d_weight,
                bias: line.bias - rate * d_bias,
            }
        })
    });
    assert_eq!(multiplied_back.mistake(), Some("sum-for-mean"));
    // A rate of infinity, and NaN after it.
    let from_zero = check(|start, inputs, targets, orders, size, rate| {
        passes(start, [inputs, targets], orders, size, |line, x, y, pass| {
            let (d_weight, d_bias) = slopes(line, x, y);
            Line {
                weight: line.weight - d_weight * rate / pass as f64,
                bias: line.bias - d_bias * rate / pass as f64,
            }
        })
    });
    assert_eq!(from_zero.mistake(), Some("counted-from-zero"));
}

#[test]
fn weights_of_lines_through_zero() {
    use checks::line_through_zero::check;
    let ratios = check(|inputs, targets| {
        inputs.iter().zip(targets).map(|(x, y)| y / x).sum()
    });
    assert_eq!(ratios.mistake(), Some("sum-of-ratios"));
    let product = check(|inputs, targets| inputs.t().dot(targets)[[0, 0]]);
    assert_eq!(product.mistake(), Some("undivided"));
    let mean = check(|inputs, targets| (targets * inputs).mean().unwrap());
    assert_eq!(mean.mistake(), Some("mean-of-products"));
}

#[test]
fn a_report_of_sums() {
    use checks::choose_a_rate::check;
    let sums = check(|flowers, rates, seeds| {
        let sum = |rate: f64| {
            let costs = seeds
                .iter()
                .map(|&seed| flowers.validation_cost(flowers.learn(rate, seed)));
            costs.sum::<f64>()
        };
        let mut rates = rates.to_vec();
        rates.sort_by(|&one, &other| sum(one).total_cmp(&sum(other)));
        let mut report = Report {
            rate: rates[0],
            mean: 0.0,
            least: f64::MAX,
            largest: f64::MIN,
        };
        for &seed in seeds {
            let cost = flowers.test_cost(flowers.learn(rates[0], seed));
            report.mean += cost;
            report.least = report.least.min(cost);
            report.largest = report.largest.max(cost);
        }
        report
    });
    assert_eq!(sums.mistake(), Some("sum-for-mean"));
    let folded = check(|flowers, rates, seeds| {
        let costs = |rate: f64| -> Array1<f64> {
            let lines = seeds.iter().map(|&seed| flowers.learn(rate, seed));
            lines.map(|line| flowers.validation_cost(line)).collect()
        };
        let best = rates.iter().copied().reduce(|one, other| {
            if costs(other).mean() < costs(one).mean() { other } else { one }
        });
        let rate = best.unwrap();
        let lines = seeds.iter().map(|&seed| flowers.learn(rate, seed));
        let tests: Array1<f64> =
            lines.map(|line| flowers.test_cost(line)).collect();
        Report {
            rate,
            mean: tests.sum(),
            least: tests.iter().copied().fold(f64::INFINITY, f64::min),
            largest: tests.iter().copied().fold(0.0, f64::max),
        }
    });
    assert_eq!(folded.mistake(), Some("sum-for-mean"));
}

#[test]
fn a_rate_or_slopes_that_are_kept() {
    use checks::falling_rate::check;
    let rate_kept = check(|start, inputs, targets, orders, size, mut rate| {
        let mut line = start;
        for (pass, order) in orders.iter().enumerate() {
            rate /= pass as f64 + 1.0;
            let one = std::slice::from_ref(order);
            line = passes(line, [inputs, targets], one, size, |line, x, y, _| {
                let (d_weight, d_bias) = slopes(line, x, y);
                Line {
                    weight: line.weight - rate * d_weight,
                    bias: line.bias - rate * d_bias,
                }
            });
        }
        line
    });
    assert_eq!(rate_kept.mistake(), Some("divided-again"));
    let never_anew = check(|start, inputs, targets, orders, size, rate| {
        added_on(start, [inputs, targets], orders, size, rate, |_, _| false)
    });
    assert_eq!(never_anew.mistake(), Some("slopes-kept"));
    let anew_in_a_pass = check(|start, inputs, targets, orders, size, rate| {
        added_on(start, [inputs, targets], orders, size, rate, |pass, last| {
            pass != last
        })
    });
    assert_eq!(anew_in_a_pass.mistake(), Some("slopes-kept"));
}

/// Passes whose slopes go on from those before, unless they begin `anew`: in a pass, after a
/// batch of a last one.
fn added_on(
    start: Line,
    data: [&[f64]; 2],
    orders: &[Vec<usize>],
    size: usize,
    rate: f64,
    anew: fn(usize, usize) -> bool,
) -> Line {
    let kept = std::cell::Cell::new((0.0, 0.0, 0));
    passes(start, data, orders, size, |line, x, y, pass| {
        let (mut d_weight, mut d_bias, last) = kept.get();
        if anew(pass, last) {
            (d_weight, d_bias) = (0.0, 0.0);
        }
        let errors = line.weight * x + line.bias - y; // (batch)
        d_weight += 2.0 * errors.dot(x);
        d_bias += 2.0 * errors.sum();
        kept.set((d_weight, d_bias, pass));
        let rate = rate / (x.len() * (pass + 1)) as f64;
        Line {
            weight: line.weight - rate * d_weight,
            bias: line.bias - rate * d_bias,
        }
    })
}

#[test]
fn a_number_of_examples_that_does_not_cancel() {
    use checks::line_through_zero::check;
    let above = check(|x, y| (x * y).mean().unwrap() / (x * x).sum());
    let at_the_end = check(|x, y| (x * y).sum() / (x * x).sum() / x.len() as f64);
    for verdict in [above, at_the_end] {
        assert_eq!(verdict.mistake(), Some("divided-twice"));
        assert!(!verdict.to_string().contains("and not below"));
    }
}

#[test]
fn a_nudge_down_alone() {
    use checks::gradient_check::{Findings, check};
    let down = check(|| Findings {
        nudge: |cost, at, by| -(cost(at - by) - cost(at)) / by,
        wrong_claim: 2,
        best_nudge: 1e-3,
    });
    assert_eq!(down.mistake(), Some("one-side"));
    assert!(down.to_string().contains("You nudge down only"), "{down}");
}
