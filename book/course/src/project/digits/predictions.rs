//! What a program says of rows, and how much of it is right: counted here, not believed.

use std::collections::BTreeMap;

use crate::project::digits::data::Data;
use crate::project::digits::split::Split;
use crate::project::fault::{Checked, wrong};
use crate::project::folder::{Line, shortened};
use crate::project::work::Work;

/// What is said of a row.
pub struct Prediction {
    /// Counted from 0.
    pub row: usize,
    pub class: String,
    /// How sure the program is, where it says so.
    pub confidence: f64,
}

/// For each seed of the plan what is said of its rows, in their order.
pub struct Predictions {
    pub file: &'static str,
    pub of_seeds: Vec<Vec<Prediction>>,
}

/// To which row the answer at a place may belong.
type Way = dyn Fn(&[Prediction], usize) -> usize;

/// Which rows are asked about.
#[derive(Clone, Copy)]
pub enum Asked<'s> {
    /// Those to test with.
    Test(&'s Split),
    /// Those whose labels the program was not given.
    Unknown(&'s Split),
}

impl Asked<'_> {
    fn split(&self) -> &Split {
        match self {
            Self::Test(split) | Self::Unknown(split) => split,
        }
    }

    fn labels<'d>(&self, data: &'d Data) -> &'d [String] {
        match self {
            Self::Test(_) => &data.known,
            Self::Unknown(_) => &data.unknown,
        }
    }

    fn has(&self, seed: usize, row: usize) -> bool {
        match self {
            Self::Test(split) => split.is_test(seed, row),
            Self::Unknown(_) => true,
        }
    }
}

impl Predictions {
    /// Reads a file that says something of each row that is asked about.
    pub fn read(
        work: &Work,
        file: &'static str,
        data: &Data,
        asked: Asked,
        with_confidence: bool,
    ) -> Checked<Self> {
        let columns = ["seed", "row", "predicted", "confidence"];
        let columns = if with_confidence { &columns[..] } else { &columns[..3] };
        let (split, labels) = (asked.split(), asked.labels(data));
        let mut found: Vec<Vec<Option<Prediction>>> = Vec::new();
        for _ in &split.seeds {
            found.push(labels.iter().map(|_| None).collect());
        }
        for line in work.folder.table(file, columns)? {
            let (seed, said) = prediction(&line, data, split, labels.len())?;
            let (at, row) = (line.place(), said.row + 1);
            if !asked.has(seed, said.row) {
                wrong!(
                    "{at}: with seed {}, row {row} is one to learn from: test with the others.",
                    split.seeds[seed]
                );
            }
            if found[seed][row - 1].replace(said).is_some() {
                wrong!(
                    "{at}: row {row} is there already for seed {}.",
                    split.seeds[seed]
                );
            }
        }
        for (seed, rows) in found.iter().enumerate() {
            let is_missing =
                |row: &usize| rows[*row].is_none() && asked.has(seed, *row);
            if let Some(row) = (0..rows.len()).find(is_missing) {
                let (row, seed) = (row + 1, split.seeds[seed]);
                wrong!("{file} says nothing of row {row} with seed {seed}.");
            }
        }
        let said = |rows: Vec<Option<_>>| rows.into_iter().flatten().collect();
        Ok(Self { file, of_seeds: found.into_iter().map(said).collect() })
    }

    /// The share of each seed's rows that is right.
    pub fn accuracies(&self, labels: &[String]) -> Vec<f64> {
        let of = |rows: &Vec<Prediction>| {
            let right = rows.iter().filter(|said| said.class == labels[said.row]);
            right.count() as f64 / rows.len() as f64
        };
        self.of_seeds.iter().map(of).collect()
    }

    /// How much of it would be right if all that is said belonged to another row: where that
    /// is much more, rows and answers have lost each other. Says how.
    pub fn lost(&self, labels: &[String]) -> Option<&'static str> {
        let share = |of: &Way| {
            let (mut right, mut all) = (0_usize, 0_usize);
            for rows in &self.of_seeds {
                for (at, said) in rows.iter().enumerate() {
                    let label = labels.get(of(rows, at));
                    right += usize::from(label == Some(&said.class));
                    all += 1;
                }
            }
            right as f64 / all as f64
        };
        let own = share(&|rows, at| rows[at].row);
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        for label in labels {
            *counts.entry(label).or_default() += 1;
        }
        let most = counts.into_values().max().unwrap_or_default();
        // What chance alone would make of them is no better fit.
        let least = own.max(most as f64 / labels.len() as f64) + 0.15;
        let ways: [(&Way, _); 3] = [
            (
                &|rows, at| rows[at].row.wrapping_sub(1),
                "they would fit the rows before them: rows count from 1, and the line of names \
                 is none",
            ),
            (&|rows, at| rows[at].row + 1, "they would fit the rows behind them"),
            (
                &|rows, at| rows[rows.len() - 1 - at].row,
                "they would fit the rows from the last to the first",
            ),
        ];
        let found = ways.iter().find(|(way, _)| share(way) > least);
        found.map(|(_, says)| *says)
    }
}

fn prediction(
    line: &Line,
    data: &Data,
    split: &Split,
    rows: usize,
) -> Checked<(usize, Prediction)> {
    let at = line.place();
    let seed: u64 = line.number(0, "a seed, a whole number,")?;
    let row: usize = line.number(1, "the number of a row")?;
    let class = &line.fields[2];
    let Some(seed) = split.place(seed) else {
        wrong!("{at}: plan.toml has no seed {seed}.");
    };
    if !(1..=rows).contains(&row) {
        wrong!("{at}: there is no row {row}: they count from 1 to {rows}.");
    }
    if !data.classes.contains(class) {
        wrong!(
            "{at}: `{}` is none of the labels: write it as your data does, such as `{}`.",
            shortened(class),
            data.classes[0]
        );
    }
    let confidence = match line.fields.len() {
        3 => f64::NAN,
        _ => line.number(3, "a number")?,
    };
    if line.fields.len() > 3 && !confidence.is_finite() {
        wrong!("{at}: `{confidence}` says not how sure your network is.");
    }
    Ok((seed, Prediction { row: row - 1, class: class.clone(), confidence }))
}
