//! A reader's own points: two numbers and a class a line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ndarray::Array2;
use neurons::digits::rows;

/// Classes at the most.
pub const MOST_CLASSES: usize = 10;
/// Fewer points cannot be parted into some to train on and some to test with.
pub const FEWEST: usize = 4;
/// Larger numbers have squares that are none.
const LARGEST: f64 = 1e100;

// ANCHOR: points
/// Points with two numbers and a class each.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// The two numbers of each point: (points, 2).
    pub inputs: Array2<f64>,
    /// The class of each, as its place among `classes`.
    pub labels: Vec<usize>,
    /// What the classes are called, sorted.
    pub classes: Vec<String>,
    /// What the two columns are called.
    pub names: [String; 2],
}

/// Which columns to take, by name or by number from 1. Where nothing is said, it is the
/// first two numbers, and the last column for the class.
#[derive(Debug, Clone, Copy, Default)]
pub struct Columns<'t> {
    /// What runs from left to right.
    pub across: &'t str,
    /// What runs from bottom to top.
    pub up: &'t str,
    /// What is to be told apart.
    pub class: &'t str,
}

impl<'t> Columns<'t> {
    /// Those of a list with commas between, as `3, 4, class`; what is missing is not said.
    #[must_use]
    pub fn named(list: &'t str) -> Self {
        let mut names = list.splitn(3, ',').map(str::trim);
        let mut next = || names.next().unwrap_or_default();
        Self { across: next(), up: next(), class: next() }
    }
}
// ANCHOR_END: points

// ANCHOR: points-parse
impl Points {
    /// Reads comma-separated lines, the first of which may name the columns. `file` is
    /// where `text` comes from. Blank lines are skipped.
    ///
    /// # Errors
    /// At the first fault, with its file, line and column; or if there are too few points,
    /// or too few or too many classes.
    pub fn parse(
        text: &str,
        file: &Path,
        columns: Columns,
    ) -> Result<Points, PointsError> {
        let lines = rows(text);
        let error = |fault| PointsError::Whole { file: file.into(), fault };
        let Some((_, first)) = lines.first() else {
            return Err(error(WholeFault::Empty));
        };
        let first: Vec<&str> = first.iter().collect();
        let [across, up, class] = chosen(columns, &first).map_err(error)?;
        let is_named = [across, up].iter().all(|&at| number(first[at]).is_none());
        let mut read = (Vec::new(), Vec::new());
        for (line, row) in lines.iter().skip(usize::from(is_named)) {
            let fields: Vec<&str> = row.iter().collect();
            let (point, class) = point(&fields, first.len(), [across, up, class])
                .map_err(|fault| PointsError::Row {
                file: file.into(),
                line: *line,
                fault,
            })?;
            read.0.push(point);
            read.1.push(class);
        }
        let names = [across, up].map(|at| name(is_named, &first, at));
        classified(read.0, &read.1, names).map_err(error)
    }
}

fn name(is_named: bool, first: &[&str], at: usize) -> String {
    if is_named { shortened(first[at]) } else { format!("column {}", at + 1) }
}

/// The points with their classes by number.
fn classified(
    points: Vec<[f64; 2]>,
    words: &[String],
    names: [String; 2],
) -> Result<Points, WholeFault> {
    if points.len() < FEWEST {
        return Err(WholeFault::Few { found: points.len() });
    }
    let classes: BTreeSet<&String> = words.iter().collect();
    let classes: Vec<String> = classes.into_iter().cloned().collect();
    if classes.len() < 2 || classes.len() > MOST_CLASSES {
        let (found, one) = (classes.len(), shortened(&classes[0]));
        return Err(WholeFault::Classes { found, one });
    }
    let label = |word| classes.binary_search(word).unwrap_or_default();
    let labels = words.iter().map(label).collect();
    let inputs = Array2::from(points); // (points, 2)
    Ok(Points { inputs, labels, classes, names })
}

/// The three columns, counted from 0.
fn chosen(columns: Columns, first: &[&str]) -> Result<[usize; 3], WholeFault> {
    let count = first.len();
    if count < 3 {
        return Err(WholeFault::Narrow { found: count });
    }
    let find = |wanted: &str, otherwise: usize| {
        let wanted = wanted.trim();
        if wanted.is_empty() {
            return Ok(otherwise);
        }
        let named = first.iter().position(|field| *field == wanted);
        let numbered = wanted.parse().ok().filter(|at| (1..=count).contains(at));
        named.or(numbered.map(|at: usize| at - 1)).ok_or_else(|| {
            let there: Vec<_> =
                first.iter().take(8).map(|it| shortened(it)).collect();
            let (wanted, first) = (shortened(wanted), there.join(", "));
            WholeFault::NoColumn { wanted, count, first }
        })
    };
    let class = find(columns.class, count - 1)?;
    // The first columns that nothing else was said of.
    let named = [columns.across, columns.up].map(str::trim);
    let across = match named[0] {
        "" => {
            let up = find(named[1], count)?;
            (0..count).find(|at| ![class, up].contains(at)).unwrap_or_default()
        }
        across => find(across, 0)?,
    };
    let free = (0..count).find(|at| ![class, across].contains(at));
    let up = find(named[1], free.unwrap_or_default())?;
    if across == up || across == class || up == class {
        return Err(WholeFault::Twice);
    }
    Ok([across, up, class])
}

fn point(
    fields: &[&str],
    expected: usize,
    [across, up, class]: [usize; 3],
) -> Result<([f64; 2], String), RowFault> {
    if fields.len() != expected {
        return Err(RowFault::Fields { found: fields.len(), expected });
    }
    let mut point = [0.0; 2];
    for (value, at) in point.iter_mut().zip([across, up]) {
        let found = || RowFault::Number { at, found: shortened(fields[at]) };
        *value = number(fields[at]).ok_or_else(found)?;
    }
    if fields[class].is_empty() {
        return Err(RowFault::Class { at: class });
    }
    Ok((point, fields[class].to_owned()))
}

fn number(field: &str) -> Option<f64> {
    field.parse().ok().filter(|number: &f64| number.abs() <= LARGEST)
}

fn shortened(field: &str) -> String {
    match field.char_indices().nth(20) {
        None => field.to_owned(),
        Some((end, _)) => format!("{}…", &field[..end]),
    }
}
// ANCHOR_END: points-parse

// ANCHOR: points-error
/// Why a text holds no points: where the fault is, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PointsError {
    /// The text as a whole will not do.
    #[error("{}: {fault}", file.display())]
    Whole {
        /// Where the text comes from.
        file: PathBuf,
        /// What is wrong with it.
        fault: WholeFault,
    },
    /// A line is no point.
    #[error("{}, line {line}{fault}", file.display())]
    Row {
        /// Where the text comes from.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong there.
        fault: RowFault,
    },
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WholeFault {
    /// There is no line, or all are blank.
    #[error(
        "no points: give one a line, two numbers and a class, such as 0.5,1.2,yes"
    )]
    Empty,
    /// There are fewer than three columns.
    #[error(
        "found {found} comma-separated field{} in the first line: give at least 3, two \
        numbers and a class, with commas between and no other signs",
        if *found == 1 { "" } else { "s" }
    )]
    Narrow {
        /// How many there are.
        found: usize,
    },
    /// A column that was asked for is not there.
    #[error(
        "there is no column {wanted:?}: give a number from 1 to {count}, or a name of the \
        first line, which has {first}"
    )]
    NoColumn {
        /// What was asked for.
        wanted: String,
        /// How many there are.
        count: usize,
        /// The first line, shortened.
        first: String,
    },
    /// A column was asked for twice.
    #[error(
        "one column was chosen twice: give two for the numbers, and another for the class"
    )]
    Twice,
    /// There are too few points.
    #[error(
        "found {found} point{}: give at least {FEWEST}, some to train on and some to test \
        with", if *found == 1 { "" } else { "s" }
    )]
    Few {
        /// How many there are.
        found: usize,
    },
    /// There is one class, or too many.
    #[error(
        "found {found} class{} ({one:?}{}): give 2 to {MOST_CLASSES}, or say which column \
        they are in",
        if *found == 1 { "" } else { "es" }, if *found == 1 { "" } else { " and others" }
    )]
    Classes {
        /// How many there are.
        found: usize,
        /// One of them.
        one: String,
    },
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// It has more or fewer fields than the first.
    #[error(
        ": found {found} comma-separated field{}: give {expected}, as in the first line",
        if *found == 1 { "" } else { "s" }
    )]
    Fields {
        /// How many it has.
        found: usize,
        /// How many the first line has.
        expected: usize,
    },
    /// A field is no number.
    #[error(", column {}: found {found:?}: give a number, with a point and no unit", at + 1)]
    Number {
        /// The column, counted from 0.
        at: usize,
        /// The field, shortened if it is long.
        found: String,
    },
    /// There is no class.
    #[error(", column {}: found nothing: give a class, a number or a word", at + 1)]
    Class {
        /// The column, counted from 0.
        at: usize,
    },
}
// ANCHOR_END: points-error
