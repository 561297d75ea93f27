//! From the file of a solution to the file that a reader begins with.
//!
//! A solution marks what the reader has to find, and what stands there instead:
//!
//! ```text
//!     // SOLUTION
//!     inputs.dot(weights) + bias
//!     // INSTEAD
//!     // panic!("add up each input times its weight, and then the bias")
//!     // END
//! ```

// The build scripts of exercises compile this file by itself, so it stands on nothing: what
// readers wait for is short.
use std::fmt;

/// A solution, and the file with a gap that is made from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// The solution, without the marks.
    pub solution: String,
    /// What a reader begins with.
    pub untouched: String,
}

/// What is wrong with the marks of a solution.
#[derive(Debug, Clone, PartialEq)]
pub struct GapError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for GapError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for GapError {}

impl Gap {
    /// Reads the marks of a solution.
    ///
    /// # Errors
    /// If there is none, or they do not come as `// SOLUTION`, `// INSTEAD`, `// END`.
    pub fn read(text: &str) -> Result<Self, GapError> {
        let mut gap = Self { solution: String::new(), untouched: String::new() };
        let marks = ["// SOLUTION", "// INSTEAD", "// END"];
        let mut next = 0; // the mark that is waited for
        let mut gaps = 0;
        for (index, line) in text.lines().enumerate() {
            let error = |message: String| GapError { line: index + 1, message };
            let trimmed = line.trim();
            if let Some(mark) = marks.iter().position(|mark| *mark == trimmed) {
                if mark != next {
                    let message = format!(
                        "`{trimmed}` stands where `{}` was due",
                        marks[next]
                    );
                    return Err(error(message));
                }
                next = (next + 1) % marks.len();
                gaps += usize::from(mark == 0);
                continue;
            }
            match next {
                0 => {
                    gap.solution.push_str(line);
                    gap.solution.push('\n');
                    gap.untouched.push_str(line);
                    gap.untouched.push('\n');
                }
                1 => {
                    gap.solution.push_str(line);
                    gap.solution.push('\n');
                }
                _ => {
                    let Some(code) = trimmed.strip_prefix("//") else {
                        let message = "between `// INSTEAD` and `// END` every line is a comment \
                                       that holds a line of the file to begin with";
                        return Err(error(message.to_owned()));
                    };
                    let code = code.strip_prefix(' ').unwrap_or(code);
                    if !code.is_empty() {
                        let indent = &line[..line.len() - line.trim_start().len()];
                        gap.untouched.push_str(indent);
                    }
                    gap.untouched.push_str(code);
                    gap.untouched.push('\n');
                }
            }
        }
        let line = text.lines().count();
        if next != 0 {
            let message = format!("the file ends where `{}` was due", marks[next]);
            return Err(GapError { line, message });
        }
        if gaps == 0 {
            let message = "there is no gap: mark it with `// SOLUTION`, `// INSTEAD` and `// END`";
            return Err(GapError { line, message: message.to_owned() });
        }
        Ok(gap)
    }
}

impl Gap {
    /// The solution without its head, its imports and its `main`: what a page shows.
    #[must_use]
    pub fn core(&self) -> &str {
        let is_head = |line: &str| {
            line.is_empty() || line.starts_with("//!") || line.starts_with("use ")
        };
        let mut start = 0;
        let mut in_import = false;
        for line in self.solution.split_inclusive('\n') {
            let text = line.trim_end();
            if !in_import && !is_head(text) {
                break;
            }
            in_import =
                (in_import || text.starts_with("use ")) && !text.ends_with(';');
            start += line.len();
        }
        let end = self.solution.find("\nfn main()").unwrap_or(self.solution.len());
        self.solution.get(start..end).unwrap_or(&self.solution).trim_end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOLUTION: &str = "fn a() {\n    // SOLUTION\n    1 + 1\n    // INSTEAD\n    // fill!(\"add\")\n    //     // deeper\n    // END\n}\n";

    #[test]
    fn the_gap_is_left_open_or_filled() {
        let gap = Gap::read(SOLUTION).unwrap();
        assert_eq!(gap.solution, "fn a() {\n    1 + 1\n}\n");
        assert_eq!(
            gap.untouched,
            "fn a() {\n    fill!(\"add\")\n        // deeper\n}\n"
        );
    }

    #[test]
    fn the_core_is_what_was_to_be_found() {
        let head = "//! Add.\n\nuse a::{\n    b,\n    c,\n};\nuse d;\n\n/// One.\n";
        let text = format!("{head}{SOLUTION}\nfn main() {{}}\n");
        let gap = Gap::read(&text).unwrap();
        assert_eq!(gap.core(), "/// One.\nfn a() {\n    1 + 1\n}");
    }

    #[test]
    fn wrong_marks_are_named_with_their_line() {
        let without =
            |mark: &str| SOLUTION.replace(&format!("    // {mark}\n"), "");
        let error = |text: &str| Gap::read(text).unwrap_err().to_string();
        assert!(
            error(&without("SOLUTION"))
                .starts_with("line 3: `// INSTEAD` stands where")
        );
        assert!(
            error(&without("INSTEAD")).starts_with("line 6: `// END` stands where")
        );
        let (cut, _) = SOLUTION.split_once("    // END").unwrap();
        assert!(
            error(cut).starts_with("line 6: the file ends where `// END` was due")
        );
        assert!(error("fn a() {}\n").starts_with("line 1: there is no gap"));
        let code = SOLUTION.replace("// fill", "fill");
        assert!(error(&code).starts_with("line 5: between"));
    }
}
