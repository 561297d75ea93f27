//! The folder of a project: what is read from it, and what the course lays into it.

use std::path::PathBuf;

use csv::{ReaderBuilder, StringRecord, Trim};
use files::{ReadError, ReadFault};

use crate::project::fault::{Checked, Fault, open, wrong};
use crate::save;

/// The folder that a reader's program lies in.
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
}

/// A line of a table.
pub struct Line {
    file: String,
    /// Counted from 1.
    pub number: usize,
    /// What stands between its commas.
    pub fields: Vec<String>,
}

impl Folder {
    /// Whether a file is there.
    pub fn has(&self, file: &str) -> bool {
        self.path.join(file).exists()
    }

    /// A text of the reader's or of their program's. `holds` says what it would hold.
    pub fn read(&self, file: &str, holds: &str) -> Checked<String> {
        match save::read(&self.path.join(file)) {
            Ok(text) => Ok(text),
            Err(ReadError { fault: ReadFault::Missing, .. }) => {
                open!("There is no {file} yet: {holds}.")
            }
            Err(ReadError { fault, .. }) => wrong!("Cannot read {file}: {fault}."),
        }
    }

    /// The lines of a table below its first line, which must name these columns.
    pub fn table(&self, file: &str, columns: &[&str]) -> Checked<Vec<Line>> {
        let names = columns.join(",");
        let holds = format!("it is a table, and its first line is `{names}`");
        let text = self.read(file, &holds)?;
        let mut lines = rows(file, &text, b',')?.into_iter();
        let Some(first) = lines.next() else {
            open!("{file} is empty: begin it with the line `{names}`.")
        };
        if first.fields != columns {
            wrong!(
                "{} is `{}`, and should be `{names}`.",
                first.place(),
                shortened(&first.fields.join(","))
            );
        }
        let lines: Vec<_> = lines.collect();
        if lines.is_empty() {
            open!("{file} has no line below its first one.");
        }
        for line in &lines {
            line.has(columns.len(), &names)?;
        }
        Ok(lines)
    }

    /// Lays a file of the course's, unless it is there and as it should be. What a reader
    /// may have changed is never written over.
    pub fn lay(&self, file: &str, text: &str) -> Checked<()> {
        let path = self.path.join(file);
        match save::read(&path) {
            Ok(found) if found == text => Ok(()),
            Err(ReadError { fault: ReadFault::Missing, .. }) => {
                save::create(&path, text.as_bytes()).map_err(|error| {
                    Fault::wrong(format_args!("Cannot write {file}: {error}."))
                })
            }
            Ok(found) => {
                let pairs = found.lines().zip(text.lines());
                let line = 1 + pairs.take_while(|(one, two)| one == two).count();
                wrong!(
                    "{file}:{line} is not what the course would lay there now: either that file \
                     was changed, or what it is made of. Delete {file}, and the course lays it \
                     anew; then run your program again."
                )
            }
            Err(ReadError { fault, .. }) => wrong!("Cannot read {file}: {fault}."),
        }
    }
}

impl Line {
    /// Where it stands: `split.csv:12`.
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.number)
    }

    /// A number of a column, which is called `what` there.
    pub fn number<N: std::str::FromStr>(
        &self,
        column: usize,
        what: &str,
    ) -> Checked<N> {
        let field = self.fields.get(column).map_or("", String::as_str);
        field.parse().map_err(|_| {
            let field = shortened(field);
            Fault::wrong(format_args!(
                "{}: `{field}` stands where {what} should.",
                self.place()
            ))
        })
    }

    /// Asserts that it has so many fields.
    pub fn has(&self, count: usize, names: &str) -> Checked<()> {
        let found = self.fields.len();
        if found == count {
            return Ok(());
        }
        wrong!(
            "{} has {found} {}, and should have {count}: {names}.",
            self.place(),
            if found == 1 { "field" } else { "fields" }
        )
    }
}

/// The lines of a text that hold something, cut at a sign.
pub fn rows(file: &str, text: &str, at: u8) -> Checked<Vec<Line>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(at)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            Fault::wrong(format_args!("{file} is no table: {error}."))
        })?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or_default();
        let number = line_at(text, start);
        let fields = record.iter().map(str::to_owned).collect();
        lines.push(Line { file: file.to_owned(), number, fields });
    }
    Ok(lines)
}

/// The line of a byte. The reader of tables counts from before the empty lines that it skips.
fn line_at(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let skipped = rest.len() - rest.trim_start_matches(['\n', '\r']).len();
    outline::line_at(text, start + skipped)
}

/// A table as a text.
pub fn table_of(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = Vec::new();
    let mut writer =
        csv::WriterBuilder::new().flexible(true).from_writer(&mut text);
    for row in rows {
        // Into memory, where nothing fails.
        let _ = writer.write_record(StringRecord::from(row).iter());
    }
    drop(writer);
    String::from_utf8(text).unwrap_or_default()
}

/// The beginning of what may be long.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
