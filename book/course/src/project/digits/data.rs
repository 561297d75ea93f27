//! The reader's data: rows with a label, of which the course sets some aside.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use toml::Value;

use crate::project::fault::{Checked, wrong};
use crate::project::folder::{Line, rows, shortened, table_of};
use crate::project::form::Form;
use crate::project::work::Work;

/// What the rows are called that come with their labels.
pub const KNOWN: &str = "known.csv";
/// And those without.
pub const UNKNOWN: &str = "unknown.csv";
/// Fewer rows say nothing.
const FEWEST: usize = 60;
/// A class of fewer cannot be learned and tested.
const FEWEST_OF_A_CLASS: usize = 5;
/// More classes are no classes.
const MOST_CLASSES: usize = 50;
/// One row of so many is set aside.
const SET_ASIDE: usize = 5;

/// The data as the course sees it.
pub struct Data {
    /// The labels of the rows that the program is given, in their order.
    pub known: Vec<String>,
    /// And of those whose labels it is not given.
    pub unknown: Vec<String>,
    /// All labels, in the order of their letters.
    pub classes: Vec<String>,
    /// Columns without the label's.
    pub features: usize,
}

/// All rows of the reader's file.
struct Rows {
    file: String,
    names: Option<Line>,
    rows: Vec<Line>,
    label: usize,
    /// Drawn from by chance, but always the same.
    fingerprint: Vec<u8>,
}

impl Data {
    /// Reads the file that the plan names, and lays what is known and what is unknown.
    pub fn laid(work: &Work, plan: &Form) -> Checked<Self> {
        let all = Rows::read(work, plan)?;
        let of_class = all.of_classes()?;
        let (known, unknown) = all.drawn(&of_class);
        work.folder.lay(KNOWN, &all.table(&known, |_| true))?;
        work.folder.lay(UNKNOWN, &all.table(&unknown, |at| at != all.label))?;
        let labels = |rows: &[usize]| {
            rows.iter().map(|row| all.label_of(*row).to_owned()).collect()
        };
        Ok(Self {
            known: labels(&known),
            unknown: labels(&unknown),
            classes: of_class.into_keys().map(str::to_owned).collect(),
            features: all.rows[0].fields.len() - 1,
        })
    }
}

impl Rows {
    fn read(work: &Work, plan: &Form) -> Checked<Self> {
        let file = plan.text("data")?;
        let text = work.folder.read(file, "plan.toml names it as your data")?;
        let first = text.lines().find(|line| !line.trim().is_empty());
        let count = |sign: &u8| {
            first.map_or(0, |line| line.bytes().filter(|byte| byte == sign).count())
        };
        // Where two are there as often, the comma.
        let sign = *b"\t;,".iter().max_by_key(|sign| count(sign)).unwrap_or(&b',');
        let mut rows = rows(file, &text, sign)?;
        if rows.len() < 2 {
            wrong!("{file} has no rows: give one a line, with commas between.");
        }
        let (label, names) = match plan.any("label")? {
            Value::String(name) => {
                let names = rows.remove(0);
                (named(&names, name)?, Some(names))
            }
            Value::Integer(number) => (numbered(plan, &rows[0], *number)?, None),
            _ => wrong!(
                "{}: give the name of the label's column in quotes or, if your first line is a \
                 row and no names, its number from 1.",
                plan.at("label")
            ),
        };
        let columns = names.as_ref().unwrap_or(&rows[0]).fields.len();
        if columns < 2 {
            wrong!(
                "{} has one column, with nothing to learn from: give the features with commas, \
                 semicolons or tabs between.",
                rows[0].place()
            );
        }
        for row in &rows {
            row.has(columns, "each line has as many as the first one")?;
            if row.fields[label].is_empty() {
                wrong!(
                    "{}: the label, in column {}, is empty: give one, or leave the line out.",
                    row.place(),
                    label + 1
                );
            }
        }
        let fingerprint = Sha256::digest(text.as_bytes()).to_vec();
        Ok(Self { file: file.to_owned(), names, rows, label, fingerprint })
    }

    fn label_of(&self, row: usize) -> &str {
        &self.rows[row].fields[self.label]
    }

    /// The rows of each class.
    fn of_classes(&self) -> Checked<BTreeMap<&str, Vec<usize>>> {
        let (file, count) = (&self.file, self.rows.len());
        if count < FEWEST {
            wrong!("{file} has {count} rows: {FEWEST} or more say something.");
        }
        let mut of_class: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in 0..count {
            of_class.entry(self.label_of(row)).or_default().push(row);
        }
        let classes = of_class.len();
        if classes > MOST_CLASSES {
            wrong!(
                "{file}: column {} has {classes} different labels in {count} rows: is that a \
                 measurement? Give a column that says which class a row is of, {MOST_CLASSES} of \
                 them at most.",
                self.label + 1
            );
        }
        if classes < 2 {
            wrong!("{file}: column {} says the same in each row.", self.label + 1);
        }
        for (class, rows) in &of_class {
            if rows.len() < FEWEST_OF_A_CLASS {
                let (class, count) = (shortened(class), rows.len());
                wrong!(
                    "{}: the class `{class}` has {count} {}, and {FEWEST_OF_A_CLASS} are the \
                     fewest: leave it out, or join it with another. (If that line holds names, \
                     give the label's name in plan.toml and not its number.)",
                    self.rows[rows[0]].place(),
                    if count == 1 { "row" } else { "rows" }
                );
            }
        }
        Ok(of_class)
    }

    /// The rows that are known, in their order, and those that are not, in none: of each
    /// class a fifth, drawn by what is in the file.
    fn drawn(
        &self,
        of_class: &BTreeMap<&str, Vec<usize>>,
    ) -> (Vec<usize>, Vec<usize>) {
        let chance = |row: &usize| {
            let mut hash = Sha256::new();
            hash.update(&self.fingerprint);
            hash.update(row.to_le_bytes());
            hash.finalize().to_vec()
        };
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for rows in of_class.values() {
            let mut rows = rows.clone();
            rows.sort_by_cached_key(chance);
            let (aside, rest) = rows.split_at((rows.len() / SET_ASIDE).max(1));
            unknown.extend_from_slice(aside);
            known.extend_from_slice(rest);
        }
        known.sort_unstable();
        unknown.sort_by_cached_key(chance);
        (known, unknown)
    }

    /// Some rows and some columns, below the names if there are any.
    fn table(&self, rows: &[usize], has: impl Fn(usize) -> bool) -> String {
        let rows = rows.iter().map(|row| &self.rows[*row]);
        table_of(self.names.iter().chain(rows).map(|line| {
            let fields = line.fields.iter().enumerate();
            let its = fields.filter(|(column, _)| has(*column));
            its.map(|(_, field)| field.clone()).collect()
        }))
    }
}

fn named(names: &Line, name: &str) -> Checked<usize> {
    let found = names.fields.iter().position(|field| field == name);
    match found {
        Some(column) => Ok(column),
        None => wrong!(
            "{} has no column `{name}`: it has {}.",
            names.place(),
            shortened(&names.fields.join(", "))
        ),
    }
}

fn numbered(plan: &Form, first: &Line, number: i64) -> Checked<usize> {
    let columns = first.fields.len();
    let column = usize::try_from(number).ok();
    match column.filter(|column| (1..=columns).contains(column)) {
        Some(column) => Ok(column - 1),
        None => wrong!(
            "{}: there is no column {number}: give one from 1 to {columns}.",
            plan.at("label")
        ),
    }
}

/// The first milestone: the program has counted as the course counts.
pub fn check_counts(data: &Data, report: &Form) -> Checked<String> {
    let (rows, all) = (data.known.len(), data.known.len() + data.unknown.len());
    let stated = report.count("data.rows")?;
    if stated != rows {
        wrong!(
            "{}: {KNOWN} has not {stated} rows.{}",
            report.at("data.rows"),
            match stated {
                _ if stated == rows + 1 =>
                    " One less: the line of names is no row, and a line end at the end begins none.",
                _ if stated + 1 == rows =>
                    " One more: does your program take the first row for names?",
                _ if stated == all =>
                    " That is your whole file: your program is to read what the course has laid.",
                _ => "",
            }
        );
    }
    let stated = report.count("data.features")?;
    if stated != data.features {
        wrong!(
            "{}: a row has not {stated} features.{}",
            report.at("data.features"),
            if stated == data.features + 1 {
                " One less: the label is what is asked for, and no feature."
            } else {
                ""
            }
        );
    }
    check_classes(data, report)?;
    Ok(format!(
        "{rows} rows with labels, {} features, {} classes; {} rows are set aside in {UNKNOWN}.",
        data.features,
        data.classes.len(),
        data.unknown.len()
    ))
}

fn check_classes(data: &Data, report: &Form) -> Checked<()> {
    let stated = report.counts("data.classes")?;
    for (class, count) in &stated {
        let at = report.at(&format!("data.classes.{class}"));
        let is = data.known.iter().filter(|label| label == class).count();
        if is == 0 {
            wrong!(
                "{at}: {KNOWN} has no such label. Those that it has are {}.",
                shortened(&data.classes.join(", "))
            );
        }
        if is != *count {
            wrong!("{at}: not {count} rows of {KNOWN} have this label.");
        }
    }
    let is_missing = |class: &&String| stated.iter().all(|(name, _)| name != class);
    match data.classes.iter().find(is_missing) {
        Some(class) => wrong!(
            "report.toml, [data.classes]: the label `{}` is missing.",
            shortened(class)
        ),
        None => Ok(()),
    }
}
