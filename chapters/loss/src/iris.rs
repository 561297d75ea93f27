//! Irises: the lengths and widths of their petals, in centimetres (Fisher, 1936).

use std::path::{Path, PathBuf};

use ndarray::Array2;
use neurons::digits::rows;

/// Measurements of a line: sepal length and width, petal length and width.
pub const MEASUREMENTS: usize = 4;

/// Petals of irises, one flower a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Iris {
    /// In centimetres: (flowers, 1).
    pub petal_lengths: Array2<f64>,
    /// In centimetres: (flowers, 1).
    pub petal_widths: Array2<f64>,
    /// The name of each flower's species.
    pub species: Vec<String>,
}

/// The irises that the book comes with, as the text of a file.
const BOOK_IRIS: &str = include_str!("../../../assets/data/iris.csv");
/// Where a reader finds that file.
const BOOK_FILE: &str = "assets/data/iris.csv";

/// The 150 irises that the book comes with (Fisher, 1936).
///
/// # Errors
/// Those of [`Iris::parse`], if the file was changed.
pub fn book_iris() -> Result<Iris, IrisError> {
    Iris::parse(BOOK_IRIS, Path::new(BOOK_FILE))
}

impl Iris {
    /// Reads a header (how many flowers, how many measurements of each, the names of
    /// the species), then comma-separated lines of four measurements in centimetres
    /// and the number of the species, from 0. `file` is where `text` comes from.
    ///
    /// # Errors
    /// At the first fault, with its file, line and column.
    pub fn parse(text: &str, file: &Path) -> Result<Iris, IrisError> {
        let mut rows = rows(text).into_iter();
        let (line, header) =
            rows.next().ok_or_else(|| IrisError::Empty { file: file.into() })?;
        let error = |line, fault| IrisError::Row { file: file.into(), line, fault };
        let fields: Vec<&str> = header.iter().collect();
        let (promised, names) =
            read_header(&fields).map_err(|fault| error(line, fault))?;
        let (mut flowers, mut species) = (vec![], vec![]);
        for (line, row) in rows {
            let fields: Vec<&str> = row.iter().collect();
            let (flower, name) =
                read_flower(&fields, names).map_err(|fault| error(line, fault))?;
            flowers.push(flower);
            species.push(name);
        }
        let found = species.len();
        if found != promised || found == 0 {
            return Err(IrisError::Count { file: file.into(), promised, found });
        }
        check_order(&flowers, file)?;
        let column = |measurement: usize| {
            Array2::from_shape_fn((found, 1), |(flower, _)| {
                flowers[flower][measurement]
            })
        };
        let petal_lengths = column(2); // (flowers, 1)
        let petal_widths = column(3); // (flowers, 1)
        Ok(Iris { petal_lengths, petal_widths, species })
    }
}

/// How many flowers a header promises, and the names of their species.
fn read_header<'f>(
    fields: &'f [&'f str],
) -> Result<(usize, &'f [&'f str]), RowFault> {
    if let [flowers, measurements, names @ ..] = fields
        && let Ok(flowers) = flowers.parse()
        && measurements.parse() == Ok(MEASUREMENTS)
        && !names.is_empty()
    {
        return Ok((flowers, names));
    }
    Err(RowFault::Header { found: shortened(&fields.join(",")) })
}

/// The measurements of a flower, and the name of its species.
fn read_flower(
    fields: &[&str],
    names: &[&str],
) -> Result<([f64; MEASUREMENTS], String), RowFault> {
    let [measurements @ .., species] = fields else {
        return Err(RowFault::Fields { found: 0 });
    };
    if measurements.len() != MEASUREMENTS {
        return Err(RowFault::Fields { found: fields.len() });
    }
    let mut lengths = [0.0; MEASUREMENTS];
    for (index, field) in measurements.iter().enumerate() {
        lengths[index] = match field.parse::<f64>() {
            // Between a hair and a house, so that no square overflows.
            Ok(length) if (1e-3..1e3).contains(&length) => length,
            _ => return Err(RowFault::Length { index, found: shortened(field) }),
        };
    }
    let name = species.parse().ok().and_then(|number: usize| names.get(number));
    let name = name.ok_or_else(|| RowFault::Species {
        found: shortened(species),
        largest: names.len().saturating_sub(1),
    })?;
    Ok((lengths, (*name).to_owned()))
}

/// Refuses columns in another order, or in millimetres: in all irises of this book
/// sepals are longer and wider than petals, both are longer than wide, and long petals are
/// wide ones. A few odd flowers may be, and of few flowers nothing can be said.
fn check_order(
    flowers: &[[f64; MEASUREMENTS]],
    file: &Path,
) -> Result<(), IrisError> {
    let is_odd = |[sepal_length, sepal_width, petal_length, petal_width]: [f64;
                      4]| {
        sepal_length <= sepal_width
            || petal_length <= petal_width
            || sepal_length <= petal_length
            || sepal_width <= petal_width
    };
    let odd = flowers.iter().filter(|flower| is_odd(**flower)).count();
    let large = flowers.iter().filter(|flower| flower[0] > LARGE).count();
    let all = flowers.len();
    let mean = |measurement: usize| {
        flowers.iter().map(|flower| flower[measurement]).sum::<f64>() / all as f64
    };
    let (length, width) = (mean(2), mean(3));
    let together: f64 = flowers
        .iter()
        .map(|flower| (flower[2] - length) * (flower[3] - width))
        .sum();
    if all < FEW {
        return Ok(());
    }
    if 2 * odd > all || together < 0.0 {
        return Err(IrisError::Order { file: file.into(), odd, all });
    }
    if 2 * large > all {
        return Err(IrisError::Unit { file: file.into(), large, all });
    }
    Ok(())
}

/// Fewer flowers may all be odd.
const FEW: usize = 5;
/// No iris of this book has sepals nearly as long, in centimetres.
const LARGE: f64 = 25.0;

fn shortened(field: &str) -> String {
    match field.char_indices().nth(20) {
        None => field.to_owned(),
        Some((end, _)) => format!("{}…", &field[..end]),
    }
}

/// Why a text holds no irises: where the fault is, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IrisError {
    /// There is no line, or all are blank.
    #[error("{}: no irises: give a header and one flower a line", file.display())]
    Empty {
        /// Where the text comes from.
        file: PathBuf,
    },
    /// There are not as many flowers as the header says.
    #[error("{}: the header says {promised} but {found} follow{}: give at least one, \
        and all that it says", file.display(), if *found == 1 { "s" } else { "" })]
    Count {
        /// Where the text comes from.
        file: PathBuf,
        /// How many the header says.
        promised: usize,
        /// How many there are.
        found: usize,
    },
    /// The measurements stand in another order.
    #[error("{}: {odd} of {all} flowers have petals larger than sepals, or wider than \
        long{}: give the length and the width of the sepal, and then those of the petal",
        file.display(), if 2 * odd > *all { "" } else { ", and long petals are narrow" })]
    Order {
        /// Where the text comes from.
        file: PathBuf,
        /// How many flowers are so.
        odd: usize,
        /// How many there are.
        all: usize,
    },
    /// The measurements are in another unit.
    #[error("{}: {large} of {all} flowers have sepals longer than 25: give centimetres, a \
        tenth of what they are in millimetres", file.display())]
    Unit {
        /// Where the text comes from.
        file: PathBuf,
        /// How many flowers are so.
        large: usize,
        /// How many there are.
        all: usize,
    },
    /// A line is no header, or no flower.
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

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// The first line is no header.
    #[error(
        ": found {found:?}: give a header first, the number of flowers, then \
        {MEASUREMENTS}, then the names of the species"
    )]
    Header {
        /// The line, shortened if it is long.
        found: String,
    },
    /// The line has too few or too many fields.
    #[error(": found {found} comma-separated field{}: give {}, {MEASUREMENTS} \
        measurements and the species", if *found == 1 { "" } else { "s" },
        MEASUREMENTS + 1)]
    Fields {
        /// How many fields it has.
        found: usize,
    },
    /// A measurement is no length.
    #[error(", column {}: found {found:?}: give a length in centimetres, from 0.001 \
        to below 1000", index + 1)]
    Length {
        /// The measurement, counted from 0.
        index: usize,
        /// The field, shortened if it is long.
        found: String,
    },
    /// The species is none of the header's.
    #[error(", column {}: found {found:?}: give a species of the header, a whole \
        number from 0 to {largest}", MEASUREMENTS + 1)]
    Species {
        /// The field, shortened if it is long.
        found: String,
        /// The last species.
        largest: usize,
    },
}
