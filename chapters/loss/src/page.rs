//! The experiments of the chapter, in the order of its page.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use ndarray::{Array2, array, s};
use neurons::digits::{CLASSES, book_digits};
use neurons::untrained_network;
use page::{Format, Record};

use crate::iris::Iris;
use crate::landscape::{
    bowl, bowl_gradient, parabola, parabola_step, quartic, quartic_slope,
};
use crate::live::{Descent, Downhill};
use crate::numbers::{column, cut, decimals, rounded};
use crate::walks::Spread;
use crate::{
    Line, LossError, Scale, curvature, descend, few_examples, figures,
    mean_squared_error, mean_squared_error_gradient, measured_gradient, one_hot,
    squared_errors, sum_squared_error, sum_squared_error_gradient,
};

/// A line drawn by eye, without much thought.
const GUESS: Line = Line { weight: 0.2, bias: 0.2 };

/// Runs every experiment of the chapter.
///
/// # Errors
/// If no line fits the irises, or a name is used twice.
pub fn experiments(page: &mut Record, iris: &Iris) -> Result<()> {
    one_digit(page)?;
    by_hand(page)?;
    factor(page)?;
    nudges(page)?;
    flowers(page, iris)?;
    sensitivity(page)?;
    steepest(page)?;
    one_step(page)?;
    fit(page, iris)?;
    learning_rates(page, iris)?;
    condition(page, iris)?;
    few_examples::passes(page, iris)?;
    few_examples::one_flower(page, iris)?;
    few_examples::edges(page, iris)?;
    few_examples::held_out(page, iris)?;
    few_examples::order(page, iris)?;
    few_examples::last_flowers(page, iris)?;
    few_examples::orders(page, iris)?;
    errors(page)
}

fn one_digit(page: &mut Record) -> Result<()> {
    let digits = book_digits()?;
    let outputs = untrained_network()?.forward(&digits.images)?; // (images, 10)
    let targets = one_hot(&digits.labels, CLASSES)?; // (images, 10)
    let (first, target) = (outputs.slice(s![..1, ..]), targets.slice(s![..1, ..]));
    let (first, target) = (first.to_owned(), target.to_owned()); // (1, 10), twice
    let squares = squared_errors(&first, &target)?; // (1, 10)
    page.output("one-digit", |out| {
        writeln!(out, "the untrained network, the first image")?;
        writeln!(out, "digit  output  target  difference  square")?;
        for digit in 0..CLASSES {
            let (a, y) = (first[[0, digit]], target[[0, digit]]);
            let square = squares[[0, digit]];
            writeln!(out, "{digit:5}{a:8.3}{y:8}{:12.3}{square:8.3}", a - y)?;
        }
        writeln!(out, "sum of the squares{:23.3}", squares.sum())?;
        Ok(())
    })?;
    let differences = (&first - &target).into_iter().collect::<Vec<_>>();
    page.figure("misses", figures::misses(&differences))?;
    let share = |of: &Array2<f64>| of[[0, 9]] / of.sum();
    let distances = (&first - &target).mapv(f64::abs); // (1, 10)
    page.number("nine-of-squares", share(&squares), Format::Percent(0))?;
    page.number("nine-of-distances", share(&distances), Format::Percent(0))?;
    let tenth = Array2::from_elem(targets.dim(), 0.1); // (images, 10)
    let untrained = mean_squared_error(&outputs, &targets)?;
    let same_for_all = mean_squared_error(&tenth, &targets)?;
    page.number("untrained-cost", untrained, Format::Decimals(2))?;
    page.number("same-for-all-cost", same_for_all, Format::Decimals(2))
}

fn by_hand(page: &mut Record) -> Result<()> {
    let (outputs, targets) = (array![[0.5, 2.0]], array![[1.0, 0.0]]); // (1, 2)
    let squares = squared_errors(&outputs, &targets)?; // (1, 2)
    let of_sum = sum_squared_error_gradient(&outputs, &targets)?; // (1, 2)
    let of_mean = mean_squared_error_gradient(&outputs, &targets)?; // (1, 2)
    page.output("by-hand", |out| {
        writeln!(out, "outputs A            {outputs}")?;
        writeln!(out, "targets Y            {targets}")?;
        writeln!(out, "squares              {squares}")?;
        writeln!(
            out,
            "sum                  {}",
            sum_squared_error(&outputs, &targets)?
        )?;
        writeln!(
            out,
            "mean                 {}",
            mean_squared_error(&outputs, &targets)?
        )?;
        writeln!(out, "gradient of the sum  {of_sum}")?;
        writeln!(out, "gradient of the mean {of_mean}")?;
        Ok(())
    })?;
    let differences = (&outputs - &targets).into_iter();
    let places: Vec<f64> = differences.chain([0.0]).collect();
    page.figure("slopes", figures::slopes(&places))
}

/// The gradient of the mean, with the factor of the mean and with another.
fn factor(page: &mut Record) -> Result<()> {
    const BATCH: usize = 32;
    let digits = book_digits()?;
    let images = digits.images.slice(s![..BATCH, ..]).to_owned(); // (32, 64)
    let outputs = untrained_network()?.forward(&images)?; // (32, 10)
    let targets = one_hot(&digits.labels[..BATCH], CLASSES)?; // (32, 10)
    let sum = sum_squared_error(&outputs, &targets)?;
    let mean = mean_squared_error(&outputs, &targets)?;
    let measured = measured_gradient(&outputs, &targets, 1e-5)?; // (32, 10)
    let ours = mean_squared_error_gradient(&outputs, &targets)?; // (32, 10)
    let by_batch = sum_squared_error_gradient(&outputs, &targets)? / BATCH as f64; // (32, 10)
    let ratios = |gradient: &Array2<f64>| {
        let ratios = gradient / &measured; // (32, 10)
        Spread::of(&ratios.into_iter().collect::<Vec<_>>())
    };
    page.output("factor", |out| {
        writeln!(out, "untrained network, {BATCH} digits, {CLASSES} outputs")?;
        writeln!(out, "sum over mean {:28.2}", sum / mean)?;
        writeln!(out)?;
        writeln!(out, "slope over measured slope, {} outputs", measured.len())?;
        writeln!(out, "{:<24}{:>9}{:>9}", "gradient", "least", "largest")?;
        for (name, gradient) in [
            (format!("2 (A − Y) / ({BATCH} · {CLASSES})"), &ours),
            (format!("2 (A − Y) / {BATCH}"), &by_batch),
        ] {
            let Spread { least, largest, .. } = ratios(gradient);
            writeln!(out, "{name:<24}{least:9.2}{largest:9.2}")?;
        }
        Ok(())
    })?;
    page.number("wrong-factor", ratios(&by_batch).mean, Format::Decimals(0))
}

/// What a measured slope errs by, for nudges from large to small.
fn nudges(page: &mut Record) -> Result<()> {
    const AT: f64 = 1.0;
    const STEPS: [f64; 12] =
        [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12];
    /// So wide that it can be seen.
    const WIDE: f64 = 0.5;
    type Cost = fn(f64) -> f64;
    let up = |cost: Cost, step| (cost(AT + step) - cost(AT)) / step;
    let both =
        |cost: Cost, step| (cost(AT + step) - cost(AT - step)) / (2.0 * step);
    let error =
        |measured: f64, slope: f64| format!("{:.0e}", (measured - slope).abs());
    page.output("nudges", |out| {
        writeln!(out, "error of the measured slope at a = {AT}")?;
        writeln!(out, "      C = a⁴, slope 4  C = a², slope 2")?;
        writeln!(out, "nudge    up up and down    up and down")?;
        for step in STEPS {
            writeln!(
                out,
                "{:<6}{:>5}{:>12}{:>15}",
                format!("{step:.0e}"),
                error(up(quartic, step), quartic_slope(AT)),
                error(both(quartic, step), quartic_slope(AT)),
                error(both(parabola, step), 2.0 * AT),
            )?;
        }
        Ok(())
    })?;
    let both = both(quartic, WIDE);
    page.number("wide-nudge", WIDE, Format::Decimals(1))?;
    page.number("nudged-up", up(quartic, WIDE), Format::Decimals(1))?;
    page.number("nudged-both", both, Format::Decimals(1))?;
    page.figure("nudge", figures::nudge(AT, WIDE))
}

fn flowers(page: &mut Record, iris: &Iris) -> Result<()> {
    let (inputs, targets) = (&iris.petal_lengths, &iris.petal_widths);
    page.output("iris", |out| {
        writeln!(out, "flower    length     width   species")?;
        let mut before = None;
        for (index, species) in iris.species.iter().enumerate() {
            let (x, y) = (inputs[[index, 0]], targets[[index, 0]]);
            if before != Some(species) {
                let name = cut(species, 16);
                writeln!(out, "{:6}{x:7.1} cm{y:7.1} cm   {name}", index + 1)?;
            }
            before = Some(species);
        }
        Ok(())
    })?;
    let best = Line::best(inputs, targets)?;
    let guess_cost = GUESS.cost(inputs, targets)?;
    page.number("flowers", inputs.len() as f64, Format::Count)?;
    page.number("guess-cost", guess_cost, decimals(guess_cost, 3))?;
    let cost = best.cost(inputs, targets)?;
    page.number("best-cost", cost, decimals(cost, 3))?;
    page.number("best-weight", best.weight, decimals(best.weight, 3))?;
    page.number("best-bias", best.bias, decimals(best.bias, 3))?;
    page.figure("squares", figures::squares(iris, GUESS, best))?;
    page.figure("pulls", figures::pulls(iris, GUESS))?;
    page.figure("bowl", figures::bowl(inputs, targets, best))
}

fn sensitivity(page: &mut Record) -> Result<()> {
    let start = bowl([0.0, 0.0]);
    page.output("sensitivity", |out| {
        writeln!(out, "from w1 = w2 = 0, a step in one of them")?;
        writeln!(out, "{:>27}{:>13}", "change in cost", "ratio of")?;
        write!(out, "{:<6}{:>10}{:>11}", "step", "by w1", "by w2")?;
        writeln!(out, "{:>8}{:>7}", "changes", "costs")?;
        for step in [1e-4, 1e-2, 1e-1, 1.0] {
            let (first, second) = (bowl([step, 0.0]), bowl([0.0, step]));
            let (rise, other) = (first - start, second - start);
            writeln!(
                out,
                "{step:<6}{}{}{:8.2}{:7.4}",
                column(rise, 10),
                column(other, 11),
                rise / other,
                first / second
            )?;
        }
        Ok(())
    })?;
    let ratio = |step| (bowl([step, 0.0]) - start) / (bowl([0.0, step]) - start);
    let costs = bowl([1e-4, 0.0]) / bowl([0.0, 1e-4]);
    page.number("small-step-ratio", ratio(1e-4), Format::Decimals(2))?;
    page.number("small-step-costs", costs, Format::Decimals(4))?;
    page.number("large-step-ratio", ratio(1.0), Format::Decimals(1))?;
    let [first, second] = bowl_gradient([0.0, 0.0]);
    page.number("first-slope", first, Format::Decimals(1))?;
    page.number("second-slope", second, Format::Decimals(1))?;
    page.figure("sensitivity", figures::sensitivity())
}

fn steepest(page: &mut Record) -> Result<()> {
    const STEP: f64 = 1e-4;
    const DIRECTIONS: usize = 3600;
    let gradient = bowl_gradient([0.0, 0.0]);
    let rise = |degrees: f64| {
        let angle = degrees.to_radians();
        let moved = [STEP * libm::cos(angle), STEP * libm::sin(angle)];
        (bowl(moved) - bowl([0.0, 0.0])) / STEP
    };
    let degrees = |index: usize| 360.0 * index as f64 / DIRECTIONS as f64;
    let mut best = 0.0;
    for direction in (0..DIRECTIONS).map(degrees) {
        if rise(direction) > rise(best) {
            best = direction;
        }
    }
    let uphill = libm::atan2(gradient[1], gradient[0]).to_degrees();
    let formula = |degrees: f64| {
        let angle = degrees.to_radians();
        gradient[0] * libm::cos(angle) + gradient[1] * libm::sin(angle)
    };
    page.output("steepest", |out| {
        writeln!(out, "{DIRECTIONS} directions, a step of {STEP} each")?;
        writeln!(out, "the steepest              {best:6.1}°")?;
        writeln!(out, "that of the gradient      {uphill:6.1}°")?;
        writeln!(out)?;
        writeln!(out, "direction     angle   rise for each unit")?;
        writeln!(out, "                      measured   formula")?;
        for (name, direction) in [
            ("weight 1", 0.0),
            ("gradient", uphill),
            ("between", 45.0),
            ("weight 2", 90.0),
            ("across", uphill + 90.0),
            ("against", uphill + 180.0),
        ] {
            let (measured, formula) = (rise(direction), formula(direction));
            // A zero has no sign.
            let formula = if formula.abs() < 1e-9 { 0.0 } else { formula };
            writeln!(
                out,
                "{name:<10}{direction:8.1}°{measured:11.3}{formula:10.3}"
            )?;
        }
        Ok(())
    })?;
    let size = formula(uphill);
    page.number("uphill", uphill, Format::Decimals(1))?;
    page.number("across", uphill + 90.0, Format::Decimals(1))?;
    page.number("steepest-slope", size, Format::Decimals(2))?;
    page.figure("directions", figures::directions(formula, rise, uphill))
}

fn one_step(page: &mut Record) -> Result<()> {
    page.output("one-step", |out| {
        writeln!(out, "C = w², from w = 1 and C = 1")?;
        writeln!(out, "learning rate   w after        C")?;
        for learning_rate in [0.1, 0.5, 0.9, 1.0, 1.1] {
            let w = parabola_step(1.0, learning_rate);
            writeln!(out, "{learning_rate:13.1}{w:10.1}{:9.2}", parabola(w))?;
        }
        Ok(())
    })?;
    let over = parabola(parabola_step(1.0, 1.1));
    page.number("over-the-edge", over, Format::Decimals(2))?;
    page.live(&mut Downhill)?;
    page.figure("parabola", figures::parabola(0.1, 1.1))
}

/// How far two lines are apart, in weight or bias.
fn distance(left: Line, right: Line) -> f64 {
    (left.weight - right.weight).abs().max((left.bias - right.bias).abs())
}

fn fit(page: &mut Record, iris: &Iris) -> Result<()> {
    let (inputs, targets) = (&iris.petal_lengths, &iris.petal_widths);
    let best = Line::best(inputs, targets)?;
    let learning_rate = curvature(inputs)?.stability_limit() / 2.0;
    let path = descend(GUESS, inputs, targets, learning_rate, 3000)?;
    page.output("fit", |out| {
        let rate = rounded(learning_rate, 0, 4);
        writeln!(out, "{} flowers, learning rate {rate}", inputs.len())?;
        writeln!(out, "step          w         b      cost")?;
        let mut row = |name: &str, line: Line| -> Result<()> {
            let cost = line.cost(inputs, targets)?;
            let (w, b) = (line.weight, line.bias);
            let (w, b) = (rounded(w, 9, 4), rounded(b, 10, 4));
            Ok(writeln!(out, "{name:<6}{w}{b}{}", rounded(cost, 10, 5))?)
        };
        for step in [0, 1, 2, 10, 100, 300, 1000, 3000] {
            row(&step.to_string(), path[step])?;
        }
        row("best", best)?;
        let is_there = distance(path[3000], best) < 1e-9;
        writeln!(out, "within 1e-9 of the best line: {is_there}")?;
        Ok(())
    })?;
    page.number("fit-rate", learning_rate, decimals(learning_rate, 4))?;
    let gradient = GUESS.gradient(inputs, targets)?;
    page.number(
        "guess-d-weight",
        gradient.d_weight,
        decimals(gradient.d_weight, 3),
    )?;
    page.number("guess-d-bias", gradient.d_bias, decimals(gradient.d_bias, 3))?;
    let shown = [0, 1, 100, 300, 1000];
    page.figure("walk", figures::walk(inputs, targets, best, &path, &shown))
}

/// Parts of the stability limit that are run as learning rates.
const PARTS: [f64; 4] = [0.01, 0.5, 0.99, 1.01];

fn learning_rates(page: &mut Record, iris: &Iris) -> Result<()> {
    let (inputs, targets) = (&iris.petal_lengths, &iris.petal_widths);
    let bend = curvature(inputs)?;
    let limit = bend.stability_limit();
    let mut costs = Vec::new();
    for part in PARTS {
        let path = descend(GUESS, inputs, targets, part * limit, 200)?;
        let of_path: Result<Vec<f64>, LossError> =
            path.iter().map(|line| line.cost(inputs, targets)).collect();
        costs.push(of_path?);
    }
    page.output("learning-rates", |out| {
        writeln!(
            out,
            "{} flowers, from {}",
            inputs.len(),
            format_args!("w = {}, b = {}", GUESS.weight, GUESS.bias)
        )?;
        writeln!(out, "largest curvature   {}", rounded(bend.largest, 0, 3))?;
        writeln!(out, "smallest curvature  {}", rounded(bend.smallest, 0, 4))?;
        writeln!(out, "stability limit     {}", rounded(limit, 0, 5))?;
        writeln!(out)?;
        writeln!(out, "cost after so many steps,")?;
        writeln!(out, "learning rate as a part of the limit")?;
        write!(out, "step")?;
        for part in PARTS {
            write!(out, "{part:>9}")?;
        }
        writeln!(out)?;
        for step in [0, 1, 2, 3, 10, 50, 100, 200] {
            write!(out, "{step:<4}")?;
            for costs in &costs {
                write!(out, "{}", column(costs[step], 9))?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    let least = Line::best(inputs, targets)?.cost(inputs, targets)?;
    let growth = costs[3][200] / costs[3][199];
    let ahead = (1..=200).find(|&step| costs[2][step] < costs[1][step]);
    page.number("overtakes-at", ahead.unwrap_or(0) as f64, Format::Count)?;
    page.number("largest-curvature", bend.largest, decimals(bend.largest, 2))?;
    page.number("smallest-curvature", bend.smallest, decimals(bend.smallest, 3))?;
    let centred = inputs - Scale::of(inputs)?.mean; // (flowers, 1)
    let straight = curvature(&centred)?;
    page.number(
        "centred-curvature",
        straight.largest,
        decimals(straight.largest, 2),
    )?;
    let centred_limit = straight.stability_limit();
    page.number("centred-limit", centred_limit, decimals(centred_limit, 3))?;
    let tilt = 2.0 * Scale::of(inputs)?.mean;
    page.number("tilt", tilt, decimals(tilt, 2))?;
    page.number("stability-limit", limit, decimals(limit, 4))?;
    page.number("growth", growth, decimals(growth, 4))?;
    page.figure("learning-rates", figures::learning_rates(PARTS, &costs, least))?;
    page.live(&mut Descent::new())
}

/// After how many steps at the best learning rate descent is within 1e-9 of `best`.
fn steps_needed(inputs: &Array2<f64>, targets: &Array2<f64>) -> Result<usize> {
    let best = Line::best(inputs, targets)?;
    let learning_rate = curvature(inputs)?.best_learning_rate();
    let start = Line { weight: 0.0, bias: 0.0 };
    let path = descend(start, inputs, targets, learning_rate, 5000)?;
    let arrived = path.iter().position(|&line| distance(line, best) < 1e-9);
    Ok(arrived.unwrap_or(path.len()))
}

fn condition(page: &mut Record, iris: &Iris) -> Result<()> {
    let (inputs, targets) = (&iris.petal_lengths, &iris.petal_widths);
    let scale = Scale::of(inputs)?;
    let centred = inputs - scale.mean; // (flowers, 1)
    let standardised = scale.standardise(inputs); // (flowers, 1)
    page.output("condition", |out| {
        let n = inputs.len();
        writeln!(out, "{n} flowers, from w = b = 0, best rate")?;
        writeln!(out, "petal          curvature  condition  steps")?;
        writeln!(out, "length      largest least    number needed")?;
        for (name, inputs) in [
            ("as measured", inputs),
            ("centred", &centred),
            ("standardised", &standardised),
        ] {
            let bend = curvature(inputs)?;
            let steps = steps_needed(inputs, targets)?;
            writeln!(
                out,
                "{name:<12}{}{}{}{steps:7}",
                rounded(bend.largest, 7, 3),
                rounded(bend.smallest, 6, 3),
                rounded(bend.condition_number(), 10, 2)
            )?;
        }
        Ok(())
    })?;
    const STEPS: usize = 20;
    page.number("valley-steps", STEPS as f64, Format::Count)?;
    let names = ["as measured", "centred", "standardised"];
    let mut valleys = Vec::new();
    for (name, inputs) in names.into_iter().zip([inputs, &centred, &standardised]) {
        valleys.push((name, inputs.clone(), curvature(inputs)?));
    }
    page.figure("valleys", figures::valleys(&valleys, STEPS))?;
    let number = curvature(inputs)?.condition_number();
    page.number("condition-number", number, Format::Decimals(0))?;
    // What a step at the best learning rate leaves of both distances.
    let left = (number - 1.0) / (number + 1.0);
    page.number("slow-percent", 100.0 * (1.0 - left), Format::Decimals(1))?;
    page.number("mean-length", scale.mean, decimals(scale.mean, 2))?;
    page.number("spread-length", scale.spread, decimals(scale.spread, 2))
}

/// A text in indented lines of at most `width` signs, as far as its words allow.
fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let fits = |line: &&mut String| {
            line.chars().count() + 1 + word.chars().count() <= width
        };
        match lines.last_mut().filter(fits) {
            Some(line) => *line = format!("{line} {word}"),
            None => lines.push(format!("    {word}")),
        }
    }
    lines
}

fn errors(page: &mut Record) -> Result<()> {
    let (outputs, targets) = (Array2::ones((32, 10)), Array2::zeros((32, 1)));
    let column = Array2::ones((3, 1)); // (3, 1)
    let texts = [
        ("a header that is none", "length,width\n1.4,0.2\n"),
        ("a decimal comma", "1,4,setosa\n5.1,3.5,1,4,0.2,0\n"),
        ("a missing value", "2,4,setosa\n5.1,3.5,1.4,0.2,0\n4.9,3.0,,0.2,0\n"),
        ("a file cut short", "150,4,setosa\n5.1,3.5,1.4,0.2,0\n"),
    ];
    page.output("errors", |out| {
        let mut failed = |what: &str, error: String| {
            writeln!(out, "{what}:\n{}", folded(&error, 40).join("\n"))
        };
        if let Err(error) = mean_squared_error(&outputs, &targets) {
            failed("one target for ten outputs", error.to_string())?;
        }
        if let Err(error) = Line::best(&column, &column) {
            failed("three flowers of one size", error.to_string())?;
        }
        if let Err(error) = Scale::of(&Array2::zeros((0, 1))) {
            failed("no flowers at all", error.to_string())?;
        }
        for (what, text) in texts {
            if let Err(error) = Iris::parse(text, Path::new("mine.csv")) {
                failed(what, error.to_string())?;
            }
        }
        Ok(())
    })
}
