//! The experiments with few examples a step: what they gain, where they run away, how
//! their learning rate is chosen, and what becomes of them in a fixed order.

use std::fmt::Write as _;

use anyhow::Result;
use ndarray::array;
use page::{Format, Record};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::iris::Iris;
use crate::numbers::{cut, decimals, or_away, rounded};
use crate::walks::{
    Order, SEEDS, START, Spread, chosen, cost_on, costs_on, moving_cost, trials,
    walk,
};
use crate::{Line, LossError, Split, curvature, figures, shuffled};

/// The learning rate of most of them.
const RATE: f64 = 0.005;

/// Three ways of spending the same looks at flowers.
pub(crate) fn passes(page: &mut Record, iris: &Iris) -> Result<()> {
    const PASSES: usize = 10;
    const LONG: usize = 400;
    let (inputs, targets) = (&iris.petal_lengths, &iris.petal_widths);
    let best = Line::best(inputs, targets)?;
    let least = best.cost(inputs, targets)?;
    let sizes = [inputs.len(), 15, 1];
    let run = |size, seed, passes| {
        walk(iris, &Order::Shuffled(seed).passes(iris, passes), size, RATE)
    };
    let mut paths = Vec::new();
    for size in sizes {
        paths.push(run(size, SEEDS[0], PASSES)?);
    }
    page.output("passes", |out| {
        writeln!(out, "{PASSES} passes, learning rate {RATE}")?;
        writeln!(out, "from {}", named(START))?;
        let seeds = format!("cost, seeds {}–{}", SEEDS[0], SEEDS[SEEDS.len() - 1]);
        writeln!(out, "{:>26}{seeds:>16}", named_seed())?;
        writeln!(out, "examples steps     w      b  least largest")?;
        for (size, path) in sizes.into_iter().zip(&paths) {
            let end = path[path.len() - 1];
            let mut costs = Vec::new();
            for seed in SEEDS {
                let path = run(size, seed, PASSES)?;
                costs.push(path[path.len() - 1].cost(inputs, targets)?);
            }
            let Spread { least, largest, .. } = Spread::of(&costs);
            writeln!(
                out,
                "{size:8}{:6}{}{}{}{}",
                path.len() - 1,
                rounded(end.weight, 6, 3),
                rounded(end.bias, 7, 3),
                rounded(least, 7, 4),
                rounded(largest, 8, 4)
            )?;
        }
        Ok(())
    })?;
    page.figure("paths", figures::paths(inputs, targets, best, &paths))?;
    page.output("noise", |out| {
        let (start, seeds) = (named(START), named_seeds());
        writeln!(out, "{LONG} passes, learning rate {RATE}")?;
        writeln!(out, "from {start}, seeds {seeds}")?;
        writeln!(out, "cost after each of passes 301 to {LONG}")?;
        writeln!(out, "examples a step    least     mean  largest")?;
        for size in sizes {
            let mut costs = Vec::new();
            for seed in SEEDS {
                let path = run(size, seed, LONG)?;
                let steps = (path.len() - 1) / LONG;
                for pass in 301..=LONG {
                    costs.push(path[pass * steps].cost(inputs, targets)?);
                }
            }
            let Spread { least, mean, largest } = Spread::of(&costs);
            writeln!(
                out,
                "{size:15}{}{}{}",
                rounded(least, 9, 4),
                rounded(mean, 9, 4),
                rounded(largest, 9, 4)
            )?;
        }
        writeln!(out, "the best line  {}", rounded(least, 9, 4))?;
        Ok(())
    })
}

/// What a step on one flower does to that flower's own error.
pub(crate) fn one_flower(page: &mut Record, iris: &Iris) -> Result<()> {
    const STEPS: i32 = 5;
    let inputs = &iris.petal_lengths;
    let lengths = Spread::of(&inputs.iter().copied().collect::<Vec<_>>());
    let last = iris.species.last();
    let of_last = iris.species.iter().zip(inputs);
    let of_last = of_last.filter(|(species, _)| Some(*species) == last);
    let of_last =
        Spread::of(&of_last.map(|(_, &length)| length).collect::<Vec<_>>());
    let gone = |length: f64| -> Result<f64, LossError> {
        let (input, target) = (array![[length]], array![[START.bias + 1.0]]); // (1, 1)
        let moved = START.step(START.gradient(&input, &target)?, RATE);
        let error = |line: Line| line.weight * length + line.bias - target[[0, 0]];
        Ok(1.0 - error(moved) / error(START))
    };
    page.output("one-flower", |out| {
        writeln!(out, "a step on one flower, learning rate {RATE}")?;
        writeln!(out, "petal length, cm     taken away    edge")?;
        for (name, length) in [
            ("shortest", lengths.least),
            ("mean", lengths.mean),
            ("last species", of_last.mean),
            ("longest", lengths.largest),
        ] {
            let edge = curvature(&array![[length]])?.stability_limit();
            writeln!(
                out,
                "{name:<13}{}{:11.0} %{}",
                rounded(length, 5, 2),
                100.0 * gone(length)?,
                rounded(edge, 8, 4)
            )?;
        }
        Ok(())
    })?;
    let longest = curvature(&array![[lengths.largest]])?.stability_limit();
    page.number("longest-edge", longest, decimals(longest, 3))?;
    let gone = gone(of_last.mean)?;
    page.number("forgotten", 100.0 * gone, Format::Decimals(0))?;
    let left = libm::pow(1.0 - gone, f64::from(STEPS));
    page.number("left-after-five", 100.0 * left, Format::Decimals(0))
}

/// Learning rates that a full batch bears, and few examples do not.
pub(crate) fn edges(page: &mut Record, iris: &Iris) -> Result<()> {
    const PASSES: usize = 20;
    const RATES: [f64; 5] = [0.005, 0.02, BEYOND, 0.05, 0.06];
    /// A rate beyond the edge of some flowers.
    const BEYOND: f64 = 0.03;
    const WIDTHS: [usize; 3] = [8, 13, 14];
    let sizes = [iris.species.len(), 15, 1];
    let all: Vec<usize> = (0..iris.species.len()).collect();
    page.output("edges", |out| {
        let (start, seeds) = (named(START), named_seeds());
        writeln!(out, "{PASSES} passes from {start}")?;
        writeln!(out, "cost at the end, for seeds {seeds}")?;
        writeln!(out, "its least and its most")?;
        writeln!(out, "rate   examples a step")?;
        write!(out, "     ")?;
        for (size, width) in sizes.into_iter().zip(WIDTHS) {
            write!(out, "{size:>width$}")?;
        }
        writeln!(out)?;
        for learning_rate in RATES {
            write!(out, "{learning_rate:<5}")?;
            for (size, width) in sizes.into_iter().zip(WIDTHS) {
                let mut ends = Vec::new();
                for seed in SEEDS {
                    let orders = Order::Shuffled(seed).passes(iris, PASSES);
                    let path = walk(iris, &orders, size, learning_rate)?;
                    ends.push(path[path.len() - 1]);
                }
                let Spread { least, largest, .. } = costs_on(iris, &ends, &all)?;
                let (least, largest) = (or_away(least), or_away(largest));
                let both = match least == largest {
                    true => least,
                    false => format!("{least}–{largest}"),
                };
                write!(out, "{both:>width$}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    let mut beyond = Vec::new();
    for &length in &iris.petal_lengths {
        if curvature(&array![[length]])?.stability_limit() < BEYOND {
            beyond.push(length);
        }
    }
    let from = Spread::of(&beyond).least;
    page.number("beyond-edge", beyond.len() as f64, Format::Count)?;
    page.number("beyond-rate", BEYOND, Format::Decimals(2))?;
    page.number("beyond-edge-from", from, decimals(from, 1))?;
    let lengths: Vec<f64> = iris.petal_lengths.iter().copied().collect();
    let mut of_flowers = Vec::new();
    for &length in &lengths {
        of_flowers.push((length, curvature(&array![[length]])?.stability_limit()));
    }
    let all = curvature(&iris.petal_lengths)?.stability_limit();
    page.figure("edges", figures::edges(&of_flowers, all, BEYOND))
}

/// A learning rate chosen by flowers that were set aside.
pub(crate) fn held_out(page: &mut Record, iris: &Iris) -> Result<()> {
    const PASSES: usize = 20;
    const RATES: [f64; 6] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02];
    let flowers = iris.species.len();
    let split = |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        Split::of(&shuffled(flowers, &mut rng), flowers.div_ceil(5))
    };
    let mut draws = Vec::new();
    for seed in SEEDS {
        let split = split(seed)?;
        let tried = trials(iris, &split, &RATES, PASSES)?;
        draws.push((seed, split, tried));
    }
    let (_, first, tried) = &draws[0];
    let (start, seeds) = (named(START), named_seeds());
    let settings =
        format!("1 flower a step, {PASSES} passes\nfrom {start}, seeds {seeds}");
    let [training, validation, test] =
        [&first.training, &first.validation, &first.test].map(Vec::len);
    let parts =
        format!("{training} to learn, {validation} to choose, {test} to test");
    page.output("held-out", |out| {
        writeln!(out, "{settings}")?;
        writeln!(out, "{parts}")?;
        writeln!(out, "drawn by seed {}", SEEDS[0])?;
        writeln!(out)?;
        writeln!(out, "learning training        validation")?;
        writeln!(out, "rate         mean    mean   least  largest")?;
        for trial in tried {
            let Spread { least, mean, largest } = trial.validation;
            writeln!(
                out,
                "{:<8}{}{}{}{}",
                trial.learning_rate,
                rounded(trial.training.mean, 9, 4),
                rounded(mean, 8, 4),
                rounded(least, 8, 4),
                rounded(largest, 9, 4)
            )?;
        }
        Ok(())
    })?;
    page.figure("split", figures::split(first))?;
    let mut means = Vec::new();
    page.output("tested", |out| {
        writeln!(out, "{settings}")?;
        writeln!(out, "{parts}")?;
        writeln!(out, "drawn by seeds {seeds}")?;
        writeln!(out)?;
        writeln!(out, "    chosen  valid.            test")?;
        writeln!(out, "draw  rate    mean    mean   least largest")?;
        for (seed, split, tried) in &draws {
            let Some(chosen) = chosen(tried) else { continue };
            let Spread { least, mean, largest } =
                costs_on(iris, &chosen.lines, &split.test)?;
            means.push(mean);
            writeln!(
                out,
                "{seed:<4}{:6}{}{}{}{}",
                chosen.learning_rate,
                rounded(chosen.validation.mean, 8, 4),
                rounded(mean, 8, 4),
                rounded(least, 8, 4),
                rounded(largest, 8, 4)
            )?;
        }
        Ok(())
    })?;
    let of_draws = Spread::of(&means);
    page.number("least-test", of_draws.least, decimals(of_draws.least, 3))?;
    page.number("largest-test", of_draws.largest, decimals(of_draws.largest, 3))?;
    if let Some(chosen) = chosen(tried) {
        let test = costs_on(iris, &chosen.lines, &first.test)?;
        page.number("chosen-rate", chosen.learning_rate, Format::Decimals(3))?;
        page.number("test-cost", test.mean, decimals(test.mean, 3))?;
        page.number("test-least", test.least, decimals(test.least, 3))?;
        page.number("test-largest", test.largest, decimals(test.largest, 3))?;
    }
    Ok(())
}

/// Passes of the descents in one order and in another.
const PASSES: usize = 50;

/// The cost in a fixed order and shuffled, as reported and as it is.
pub(crate) fn order(page: &mut Record, iris: &Iris) -> Result<()> {
    const SHOWN: [usize; 5] = [1, 2, 5, 20, PASSES];
    let (inputs, targets) = (&iris.petal_lengths, &iris.petal_widths);
    let n = inputs.len();
    let mut rows = vec![[0.0; 4]; PASSES];
    for (column, order) in [(0, Order::File), (2, Order::Shuffled(SEEDS[0]))] {
        let orders = order.passes(iris, PASSES);
        let path = walk(iris, &orders, 1, RATE)?;
        for (pass, order) in orders.iter().enumerate() {
            let lines = &path[pass * n..(pass + 1) * n];
            rows[pass][column] = moving_cost(iris, order, lines)?;
            rows[pass][column + 1] = path[(pass + 1) * n].cost(inputs, targets)?;
        }
    }
    page.output("order", |out| {
        writeln!(out, "{}, {}", one_by_one(), named_seed())?;
        writeln!(out, "     in the file's order     shuffled anew")?;
        writeln!(out, "pass    moving     after   moving     after")?;
        for pass in SHOWN {
            let row = rows[pass - 1];
            write!(out, "{pass:4}")?;
            for (index, cost) in row.into_iter().enumerate() {
                let width = if index % 2 == 0 { 9 } else { 10 };
                write!(out, "{}", rounded(cost, width, 4))?;
            }
            writeln!(out)?;
        }
        let least = Line::best(inputs, targets)?.cost(inputs, targets)?;
        writeln!(out, "the best line{}", rounded(least, 10, 4))?;
        Ok(())
    })?;
    page.number("moving-cost", rows[49][0], decimals(rows[49][0], 4))?;
    page.number("after-cost", rows[49][1], decimals(rows[49][1], 4))?;
    page.figure("order", figures::order(&rows))
}

/// What the line that a pass in the file's order ends with costs on which flowers.
pub(crate) fn last_flowers(page: &mut Record, iris: &Iris) -> Result<()> {
    const SHOWN: [usize; 3] = [1, 5, PASSES];
    const LAST: usize = 5;
    let n = iris.species.len();
    let mut groups = vec![("all".to_owned(), (0..n).collect::<Vec<_>>())];
    for (flower, species) in iris.species.iter().enumerate() {
        let own = groups.iter_mut().skip(1).find(|(name, _)| name == species);
        match own {
            Some((_, flowers)) => flowers.push(flower),
            None => groups.push((species.clone(), vec![flower])),
        }
    }
    groups.push((format!("last {LAST}"), (n.saturating_sub(LAST)..n).collect()));
    let path = walk(iris, &Order::File.passes(iris, PASSES), 1, RATE)?;
    let best = Line::best(&iris.petal_lengths, &iris.petal_widths)?;
    page.output("last-flowers", |out| {
        writeln!(out, "{}, file's order", one_by_one())?;
        writeln!(out, "cost on which flowers, after which pass")?;
        write!(out, "{:<12}", "pass")?;
        for pass in SHOWN {
            write!(out, "{pass:>7}")?;
        }
        writeln!(out, "{:>7}", "best")?;
        for (name, flowers) in &groups {
            write!(out, "{:<12}", cut(name, 11))?;
            let lines = SHOWN.map(|pass| path[pass * n]);
            for line in lines.into_iter().chain([best]) {
                let cost = cost_on(iris, line, flowers)?;
                write!(out, "{}", rounded(cost, 7, 4))?;
            }
            writeln!(out)?;
        }
        Ok(())
    })?;
    let end = path[PASSES * n];
    let name = |kind: &str, who: &str| format!("{kind}-on-{who}");
    let (_, of_last) = &groups[groups.len() - 1];
    let (_, species) = &groups[groups.len() - 2];
    let (_, middle) = &groups[groups.len().saturating_sub(3)];
    for (who, flowers) in [
        ("middle-species", middle),
        ("last-species", species),
        ("last-five", of_last),
    ] {
        for (kind, line) in [("end", end), ("best", best)] {
            let cost = cost_on(iris, line, flowers)?;
            page.number(&name(kind, who), cost, decimals(cost, 3))?;
        }
    }
    Ok(())
}

/// Costs after the late passes, in orders that are kept and in orders that change.
pub(crate) fn orders(page: &mut Record, iris: &Iris) -> Result<()> {
    const FROM: usize = 41;
    const MANY: u64 = 20;
    let n = iris.species.len();
    let all: Vec<usize> = (0..n).collect();
    let mut spreads = Vec::new();
    let mut named = Vec::new();
    page.output("orders", |out| {
        writeln!(out, "{}, seeds 1 to {MANY}", one_by_one())?;
        writeln!(out, "cost after each of passes {FROM} to {PASSES}")?;
        writeln!(out, "order                least    mean largest")?;
        type Make = fn(u64) -> Order;
        let orders: [(&str, Make, bool); 5] = [
            ("of the file", |_| Order::File, true),
            ("within species once", Order::WithinSpecies, true),
            ("within species anew", Order::WithinSpecies, false),
            ("shuffled once", Order::Shuffled, true),
            ("shuffled anew", Order::Shuffled, false),
        ];
        for (name, order, is_kept) in orders {
            let mut lines = Vec::new();
            for seed in 1..=MANY {
                let orders = match is_kept {
                    true => vec![order(seed).passes(iris, 1).concat(); PASSES],
                    false => order(seed).passes(iris, PASSES),
                };
                let path = walk(iris, &orders, 1, RATE)?;
                lines.extend((FROM..=PASSES).map(|pass| path[pass * n]));
            }
            let spread = costs_on(iris, &lines, &all)?;
            let Spread { least, mean, largest } = spread;
            spreads.push(spread);
            named.push((name, spread));
            writeln!(
                out,
                "{name:<19} {} {} {}",
                rounded(least, 6, 4),
                rounded(mean, 7, 4),
                rounded(largest, 7, 4)
            )?;
        }
        Ok(())
    })?;
    let names = ["file", "within-once", "within", "once", "shuffled"];
    for (name, Spread { mean, .. }) in names.into_iter().zip(&spreads) {
        page.number(&format!("late-{name}"), *mean, decimals(*mean, 3))?;
    }
    page.number("orders-drawn", MANY as f64, Format::Count)?;
    let worst = spreads[1].largest;
    page.number("late-within-once-largest", worst, decimals(worst, 3))?;
    let best = Line::best(&iris.petal_lengths, &iris.petal_widths)?;
    let least = cost_on(iris, best, &all)?;
    page.figure("orders", figures::orders(&named, least))
}

/// The settings of single flowers in one order and in another.
fn one_by_one() -> String {
    format!("1 flower a step, rate {RATE}\nfrom {}", named(START))
}

fn named(line: Line) -> String {
    format!("w = {}, b = {}", line.weight, line.bias)
}

fn named_seed() -> String {
    format!("with seed {}", SEEDS[0])
}

fn named_seeds() -> String {
    format!("{} to {}", SEEDS[0], SEEDS[SEEDS.len() - 1])
}
