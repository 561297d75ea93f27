//! What a chapter's run recorded: outputs, numbers and figures, as its tests keep them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Fault, chapter_folder, read_text};

/// The file that a run's numbers are in, one `name = text` a line.
const NUMBERS: &str = "numbers.snap";

/// What a chapter's run recorded, each by its name.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// What it printed.
    pub outputs: BTreeMap<String, Output>,
    /// Values, as a sentence quotes them.
    pub numbers: BTreeMap<String, Number>,
    /// What it drew.
    pub figures: BTreeMap<String, Picture>,
    /// What it said of figures that a reader works, as JSON.
    pub live: BTreeMap<String, Output>,
}

/// A text that a run printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The text, without a line end at its end.
    pub text: String,
    /// The file that it is kept in, from the workspace.
    pub file: PathBuf,
}

/// A number that a run computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// As a sentence quotes it.
    pub text: String,
    /// The file that it is kept in, from the workspace.
    pub file: PathBuf,
    /// Its line in the file.
    pub line: usize,
}

/// A figure that a run drew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// As SVG.
    pub svg: String,
    /// The file that it is kept in, from the workspace.
    pub file: PathBuf,
}

impl Recorded {
    /// Reads what the run of a chapter of the workspace at `root` recorded: nothing, if it
    /// has not run yet. What cannot be read becomes a fault.
    #[must_use]
    pub fn read(root: &Path, package: &str, faults: &mut Vec<Fault>) -> Self {
        let folder = chapter_folder(package).join("tests/snapshots");
        let mut recorded = Self::default();
        let Ok(entries) = fs::read_dir(root.join(&folder)) else {
            return recorded;
        };
        let mut names: Vec<_> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        for name in names {
            if let Err(fault) =
                recorded.keep(root, &folder.join(&name), &name, faults)
            {
                faults.push(fault);
            }
        }
        recorded
    }

    fn keep(
        &mut self,
        root: &Path,
        file: &Path,
        name: &str,
        faults: &mut Vec<Fault>,
    ) -> Result<(), Fault> {
        let stem = |prefix: &str, suffix: &str| {
            Some(name.strip_prefix(prefix)?.strip_suffix(suffix)?.to_owned())
        };
        let file = file.to_owned();
        if name == NUMBERS {
            let body = Body::read(root, &file, faults)?;
            for (number, line) in (body.first_line..).zip(body.text.lines()) {
                let Some((name, text)) = line.split_once(" = ") else {
                    let message =
                        "a number's line reads `name = text`: record the run again";
                    faults.push(Fault::new(&file, number, message));
                    continue;
                };
                let (text, file) = (text.to_owned(), file.clone());
                self.numbers
                    .insert(name.to_owned(), Number { text, file, line: number });
            }
        } else if let Some(name) = stem("output-", ".snap") {
            let text = Body::read(root, &file, faults)?.text;
            self.outputs.insert(name, Output { text, file });
        } else if let Some(name) = stem("live-", ".snap") {
            let text = Body::read(root, &file, faults)?.text;
            self.live.insert(name, Output { text, file });
        } else if let Some(name) = stem("figure-", ".snap.svg") {
            let svg = read(root, &file)?;
            self.figures.insert(name, Picture { svg, file });
        }
        Ok(())
    }
}

/// What stands below the header of a snapshot.
struct Body {
    text: String,
    first_line: usize,
}

impl Body {
    fn read(
        root: &Path,
        file: &Path,
        faults: &mut Vec<Fault>,
    ) -> Result<Self, Fault> {
        let text = read(root, file)?;
        let header =
            text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
        let Some((header, body)) = header else {
            let message = "this is no snapshot: it does not start with a header between `---` lines";
            faults.push(Fault::new(file, 1, message));
            return Ok(Self { text, first_line: 1 });
        };
        let first_line = header.lines().count() + 3;
        Ok(Self { text: body.trim_end().to_owned(), first_line })
    }
}

fn read(root: &Path, file: &Path) -> Result<String, Fault> {
    read_text(&root.join(file)).map_err(|error| Fault::unreadable(file, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_recorded_is_read_by_name() {
        let root = tempfile::tempdir().unwrap();
        let mut faults = Vec::new();
        assert!(Recorded::read(root.path(), "a", &mut faults).numbers.is_empty());
        let folder = root.path().join("chapters/a/tests/snapshots");
        fs::create_dir_all(&folder).unwrap();
        let write =
            |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        write("numbers.snap", "---\nsource: x\n---\none = 1\ntwo\n");
        write("output-table.snap", "---\nsource: x\n---\n a\n  b\n\n");
        write("figure-bowl.snap.svg", "<svg/>");
        write("output-cut.snap", "no header");
        write("other.txt", "");
        let recorded = Recorded::read(root.path(), "a", &mut faults);
        let number = &recorded.numbers["one"];
        assert_eq!((number.text.as_str(), number.line), ("1", 4));
        assert_eq!(recorded.outputs["table"].text, " a\n  b");
        assert_eq!(recorded.figures["bowl"].svg, "<svg/>");
        let lines: Vec<_> =
            faults.iter().map(|fault| (fault.file.clone(), fault.line)).collect();
        let file = |name: &str| Path::new("chapters/a/tests/snapshots").join(name);
        assert_eq!(
            lines,
            [(file("numbers.snap"), 5), (file("output-cut.snap"), 1)]
        );
    }
}
