//! Which rows are learned from and which are set aside to test with, for each seed.

use std::collections::{BTreeMap, BTreeSet};

use crate::project::digits::data::Data;
use crate::project::fault::{Checked, open, wrong};
use crate::project::folder::Line;
use crate::project::form::Form;
use crate::project::work::Work;

/// The file that the program writes.
const FILE: &str = "split.csv";
/// More or fewer rows to test with leave too few to learn from, or say too little.
const SHARES: [f64; 2] = [0.1, 0.5];
/// So many seeds tell a spread.
const SEEDS: usize = 5;

/// For each seed, in the order of the plan, whether each row is one to test with.
pub struct Split {
    pub seeds: Vec<u64>,
    is_test: Vec<Vec<bool>>,
}

impl Split {
    /// The rows to test with, counted from 0.
    pub fn test(&self, seed: usize) -> impl Iterator<Item = usize> {
        self.rows(seed, true)
    }

    /// The rows to learn from.
    pub fn training(&self, seed: usize) -> impl Iterator<Item = usize> {
        self.rows(seed, false)
    }

    fn rows(&self, seed: usize, is_test: bool) -> impl Iterator<Item = usize> {
        let rows = self.is_test[seed].iter().enumerate();
        rows.filter(move |(_, test)| **test == is_test).map(|(row, _)| row)
    }

    pub fn is_test(&self, seed: usize, row: usize) -> bool {
        self.is_test[seed][row]
    }

    /// How many rows there are to test with, with one seed or another.
    pub fn tested(&self) -> usize {
        let rows = 0..self.is_test[0].len();
        rows.filter(|row| self.is_test.iter().any(|of| of[*row])).count()
    }

    /// The place of a seed in the plan.
    pub fn place(&self, seed: u64) -> Option<usize> {
        self.seeds.iter().position(|known| *known == seed)
    }

    /// Reads the file, and sees that each row is in one part for each seed.
    fn read(work: &Work, data: &Data, seeds: Vec<u64>) -> Checked<Self> {
        let rows = data.known.len();
        // In which part each row of each seed is, and where that stands.
        let mut found = vec![vec![None; rows]; seeds.len()];
        for line in work.folder.table(FILE, &["seed", "row", "part"])? {
            let (place, row, is_test) = part(&line, &seeds, rows)?;
            let before = found[place][row].replace((is_test, line.number));
            let Some((was_test, number)) = before else { continue };
            wrong!(
                "{}: with seed {}, row {} stands in line {number} already{}.",
                line.place(),
                seeds[place],
                row + 1,
                if was_test == is_test {
                    ""
                } else {
                    ", in the other part: what was learned from tests nothing"
                }
            );
        }
        for (seed, found) in seeds.iter().zip(&found) {
            if let Some(row) = found.iter().position(Option::is_none) {
                let row = row + 1;
                wrong!(
                    "{FILE}: with seed {seed}, row {row} of {rows} is in no part."
                );
            }
        }
        let is_test =
            |part: &Option<(bool, usize)>| part.is_some_and(|(test, _)| test);
        let of_seeds =
            found.iter().map(|found| found.iter().map(is_test).collect());
        Ok(Self { is_test: of_seeds.collect(), seeds })
    }
}

/// What a line says: the place of a seed in the plan, a row, and whether it is one to test
/// with.
fn part(line: &Line, seeds: &[u64], rows: usize) -> Checked<(usize, usize, bool)> {
    let at = line.place();
    let seed: u64 = line.number(0, "a seed, a whole number,")?;
    let row: usize = line.number(1, "the number of a row")?;
    let Some(place) = seeds.iter().position(|known| *known == seed) else {
        wrong!("{at}: plan.toml has no seed {seed}.");
    };
    if !(1..=rows).contains(&row) {
        wrong!(
            "{at}: there is no row {row}: known.csv has {rows}, counted from 1, without the line \
             of names."
        );
    }
    match line.fields[2].as_str() {
        "test" => Ok((place, row - 1, true)),
        "training" => Ok((place, row - 1, false)),
        other => wrong!("{at}: `{other}` should be training or test."),
    }
}

/// The second milestone: a split for each seed, and the goal is set.
pub fn checked(work: &Work, data: &Data, plan: &Form) -> Checked<(Split, String)> {
    let seeds = plan.seeds(SEEDS)?;
    let share = plan.number("test-share")?;
    if !(SHARES[0]..=SHARES[1]).contains(&share) {
        wrong!(
            "{}: {share} should be a share from {} to {}.",
            plan.at("test-share"),
            SHARES[0],
            SHARES[1]
        );
    }
    let is_stratified = plan.flag("stratified")?;
    check_goal(data, plan)?;
    let split = Split::read(work, data, seeds)?;
    check_shares(&split, data, plan, share)?;
    if is_stratified {
        check_strata(&split, data, plan, share)?;
    }
    check_chance(&split)?;
    let note = format!(
        "{} seeds, {} rows to test with in each, {}. {}",
        split.seeds.len(),
        split.test(0).count(),
        if is_stratified {
            "of each class alike"
        } else {
            "drawn from all classes"
        },
        work.goal_told()
    );
    Ok((split, note))
}

/// Keeps the goal with its day, as soon as there is one that takes more than guessing: before
/// there can be anything to see of how far it is.
pub fn keep_goal(work: &mut Work, data: &Data, plan: &Form) {
    let is_late = work.folder.has("predictions.csv");
    match plan.number("goal") {
        Ok(goal) if goal > guessing(data) && goal <= 1.0 => {
            work.keep_goal(goal, is_late);
        }
        _ => {}
    }
}

/// The share of the commonest class.
fn guessing(data: &Data) -> f64 {
    let count = |class: &String| data.known.iter().filter(|l| *l == class).count();
    let commonest = data.classes.iter().map(count).max().unwrap_or_default();
    commonest as f64 / data.known.len() as f64
}

fn check_goal(data: &Data, plan: &Form) -> Checked<()> {
    let goal = plan.number("goal")?;
    let at = plan.at("goal");
    if goal == 0.0 {
        open!("{at}: set a goal before you train, the accuracy on the test rows.");
    }
    if goal > 1.0 {
        wrong!("{at}: {goal} should be a share up to 1, such as 0.9 for 90 %.");
    }
    if goal <= guessing(data) {
        wrong!(
            "{at}: who always says the commonest class reaches {goal} without learning anything. \
             Set a goal that takes more."
        );
    }
    Ok(())
}

fn check_shares(
    split: &Split,
    data: &Data,
    plan: &Form,
    share: f64,
) -> Checked<()> {
    let rows = data.known.len();
    let wanted = share * rows as f64;
    for (place, seed) in split.seeds.iter().enumerate() {
        let test = split.test(place).count();
        // Where each class is rounded by itself, each may add one.
        let off = (test as f64 - wanted).abs();
        if off > 1.0 + data.classes.len() as f64 {
            wrong!(
                "{FILE}: with seed {seed}, {test} of {rows} rows are to test with, and {} says \
                 {share} of them.",
                plan.at("test-share")
            );
        }
    }
    Ok(())
}

fn check_strata(
    split: &Split,
    data: &Data,
    plan: &Form,
    share: f64,
) -> Checked<()> {
    for (place, seed) in split.seeds.iter().enumerate() {
        for class in &data.classes {
            let all = data.known.iter().filter(|label| *label == class).count();
            let of_class = |row: &usize| data.known[*row] == *class;
            let test = split.test(place).filter(of_class).count();
            if (test as f64 - share * all as f64).abs() > 1.0 {
                wrong!(
                    "{FILE}: with seed {seed}, {test} of the {all} rows of class `{class}` are to \
                     test with. That is not {share} of them, so the split is not stratified: \
                     split each class by itself, or write false ({}).",
                    plan.at("stratified")
                );
            }
        }
    }
    Ok(())
}

/// Each seed draws anew, and from anywhere.
fn check_chance(split: &Split) -> Checked<()> {
    let mut seen: BTreeMap<BTreeSet<usize>, u64> = BTreeMap::new();
    for (place, seed) in split.seeds.iter().enumerate() {
        let test: BTreeSet<_> = split.test(place).collect();
        let (first, last) = (test.first(), test.last());
        let is_block =
            first.zip(last).is_some_and(|(f, l)| l - f + 1 == test.len());
        if is_block {
            wrong!(
                "{FILE}: with seed {seed}, the rows to test with stand side by side. Many files \
                 are in the order of their classes or of their making: shuffle first."
            );
        }
        if let Some(other) = seen.insert(test, *seed) {
            wrong!(
                "{FILE}: seeds {other} and {seed} have the same split: is the seed used?"
            );
        }
    }
    Ok(())
}
