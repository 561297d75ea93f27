//! Which class is taken for which, and where a network is surest and wrong.

use std::collections::BTreeMap;

use crate::project::digits::accuracy::Counted;
use crate::project::digits::data::Data;
use crate::project::digits::predictions::Prediction;
use crate::project::digits::split::Split;
use crate::project::fault::{Checked, open, wrong};
use crate::project::folder::{Line, rows};
use crate::project::numbers::is_near;
use crate::project::work::Work;

/// The files that the program writes.
const CONFUSION: &str = "confusion.csv";
const MISTAKES: &str = "mistakes.csv";
/// So many mistakes are looked at.
const LOOKED_AT: usize = 3;

/// How often each label (first) was called each class (second).
type Counts = BTreeMap<(String, String), usize>;

/// The sixth milestone.
pub fn check(
    work: &Work,
    data: &Data,
    split: &Split,
    counted: &Counted,
) -> Checked<String> {
    let of_seeds = &counted.predictions.of_seeds;
    check_confusion(work, data, split.seeds[0], of_seeds)?;
    check_surest(work, data, &of_seeds[0])
}

fn count(data: &Data, said: &[Prediction]) -> Counts {
    let mut counts = Counts::new();
    for said in said {
        let pair = (data.known[said.row].clone(), said.class.clone());
        *counts.entry(pair).or_default() += 1;
    }
    counts
}

fn check_confusion(
    work: &Work,
    data: &Data,
    seed: u64,
    of_seeds: &[Vec<Prediction>],
) -> Checked<()> {
    let stated = read(work, data)?;
    let counts = count(data, &of_seeds[0]);
    if stated == counts {
        return Ok(());
    }
    let swapped = counts
        .iter()
        .map(|((label, class), count)| ((class.clone(), label.clone()), *count));
    let mut all = Counts::new();
    for (pair, count) in of_seeds.iter().flat_map(|said| count(data, said)) {
        *all.entry(pair).or_default() += count;
    }
    let others = of_seeds.iter().skip(1);
    let hint = match () {
        () if stated == swapped.collect() => {
            "Near: it lies on its side. A line is a label, a column what it was called."
        }
        () if stated == all => {
            "Near: that is the sum over all seeds. Give that of the first one."
        }
        () if others.into_iter().any(|said| stated == count(data, said)) => {
            "Near: that is another seed."
        }
        () => "",
    };
    let is_other = |(pair, is): &(&(String, String), &usize)| {
        counts.get(pair).copied().unwrap_or_default() != **is
    };
    let all_pairs = stated.iter().find(is_other);
    let first = all_pairs
        .or_else(|| counts.iter().find(|(pair, _)| !stated.contains_key(*pair)));
    let Some(((label, class), _)) = first else { return Ok(()) };
    wrong!(
        "{CONFUSION}: with seed {seed}, predictions.csv does not call so many rows with the label \
         `{label}` `{class}`. {hint}"
    )
}

/// The counts that are stated, without those that are 0.
fn read(work: &Work, data: &Data) -> Checked<Counts> {
    let names = format!("label,{}", data.classes.join(","));
    let holds = format!(
        "it says how often each label (a line) was called each class (a column) with the first seed, \
         below the line `{names}`"
    );
    let text = work.folder.read(CONFUSION, &holds)?;
    let mut lines = rows(CONFUSION, &text, b',')?.into_iter();
    let Some(first) = lines.next() else { open!("{CONFUSION} is empty: {holds}.") };
    let mut columns = first.fields.get(1..).unwrap_or_default().to_vec();
    columns.sort();
    if first.fields.first().map(String::as_str) != Some("label")
        || columns != data.classes
    {
        wrong!("{} should be `{names}`.", first.place());
    }
    let mut counts = Counts::new();
    let mut seen = Vec::new();
    for line in lines {
        line.has(data.classes.len() + 1, &names)?;
        let label = line.fields[0].clone();
        if !data.classes.contains(&label) || seen.contains(&label) {
            wrong!(
                "{}: `{label}` is no label, or has a line already.",
                line.place()
            );
        }
        for (column, class) in first.fields.iter().enumerate().skip(1) {
            let count: usize = line.number(column, "a count, a whole number,")?;
            if count > 0 {
                counts.insert((label.clone(), class.clone()), count);
            }
        }
        seen.push(label);
    }
    if let Some(missing) = data.classes.iter().find(|class| !seen.contains(class)) {
        wrong!("{CONFUSION} has no line for the label `{missing}`.");
    }
    Ok(counts)
}

/// The surest mistakes come first, and are what predictions.csv says.
fn check_surest(work: &Work, data: &Data, said: &[Prediction]) -> Checked<String> {
    let mut wrong: Vec<_> =
        said.iter().filter(|said| said.class != data.known[said.row]).collect();
    wrong.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    if said.iter().all(|other| is_near(other.confidence, said[0].confidence, 1e-9))
    {
        wrong!(
            "predictions.csv: your network is as sure of each row as of every other. Write its \
             largest output beside the answer."
        );
    }
    let least = wrong.len().min(LOOKED_AT);
    if least == 0 {
        return Ok("With the first seed no row is wrong.".to_owned());
    }
    let lines = work
        .folder
        .table(MISTAKES, &["row", "label", "predicted", "confidence"])?;
    if lines.len() != least {
        wrong!("{MISTAKES} has {} rows, and should have {least}.", lines.len());
    }
    let mut seen = Vec::new();
    for (line, surest) in lines.iter().zip(&wrong) {
        let row: usize = line.number(0, "the number of a row")?;
        check_mistake(line, row, data, said)?;
        if seen.contains(&row) {
            wrong!("{}: row {row} stands there twice.", line.place());
        }
        let own: f64 = line.number(3, "a number")?;
        if !is_near(own, surest.confidence, 1e-3) {
            wrong!(
                "{}: of the rows that are wrong with the first seed, the network is {} of \
                 another one. Give the surest first.",
                line.place(),
                if own < surest.confidence { "surer" } else { "less sure" }
            );
        }
        seen.push(row);
    }
    Ok(format!(
        "{} of {} rows {} wrong with the first seed. Look at the surest: would you have known?",
        wrong.len(),
        said.len(),
        if wrong.len() == 1 { "is" } else { "are" }
    ))
}

fn check_mistake(
    line: &Line,
    row: usize,
    data: &Data,
    said: &[Prediction],
) -> Checked<()> {
    let at = line.place();
    let Some(found) = said.iter().find(|said| said.row + 1 == row) else {
        wrong!("{at}: row {row} is not one to test with, with the first seed.");
    };
    let label = &data.known[found.row];
    if found.class == *label {
        wrong!("{at}: predictions.csv has row {row} right.");
    }
    if line.fields[1] != *label {
        wrong!("{at}: the label of row {row} is not `{}`.", line.fields[1]);
    }
    if line.fields[2] != found.class {
        wrong!(
            "{at}: predictions.csv does not call row {row} `{}`.",
            line.fields[2]
        );
    }
    let own: f64 = line.number(3, "a number")?;
    if !is_near(own, found.confidence, 1e-3) {
        wrong!(
            "{at}: {own} is not how sure of row {row} predictions.csv says it is."
        );
    }
    Ok(())
}
