//! A small workspace without faults, for a test to break one thing in.

use std::fs;
use std::path::{Path, PathBuf};

use press::BuildError;
use scraper::{Html, Selector};
use tempfile::TempDir;

pub const WELCOME: &str = "book/src/welcome.md";
pub const TRIAL: &str = "book/src/trial.md";
pub const SUMMARY: &str = "book/src/SUMMARY.md";
pub const PLAN: &str = "book/curriculum.toml";
pub const EDITIONS: &str = "book/editions.toml";
pub const LIB: &str = "chapters/trial/src/lib.rs";
pub const MANIFEST: &str = "chapters/trial/Cargo.toml";
pub const NUMBERS: &str = "chapters/trial/tests/snapshots/numbers.snap";
pub const TABLE: &str = "chapters/trial/tests/snapshots/output-table.snap";
pub const MEASURED: &str = "chapters/trial/benches/measured.toml";

/// What the plan says of the fixture's appendix.
pub const APPENDIX_PLAN: &str = "
[[appendix]]
package = \"extra\"
title = \"Extra\"
idea = \"more\"
needs = [\"trial\"]
";

/// Text with everything that HTML, Markdown and the press itself might take for theirs.
pub const TABLE_TEXT: &str = "\
name  a < b && c > d
*star* _line_ `tick` [link](x.md)

{{#number twice}} costs $5 or $x_1$ \\
    <b>indented</b> 0.12345 &amp; \"quoted\"


| 1 | 2 |";

const FILES: [(&str, &str); 13] = [
    ("Cargo.toml", "[workspace]\n\n[profile.dev.package.trial]\nopt-level = 3\n"),
    (
        "book/book.toml",
        "\
[book]
title = \"Trial\"
language = \"en\"

[build]
create-missing = false

[preprocessor.press]
command = \"this-command-is-for-stock-mdbook\"
before = [\"links\"]
source-url = \"https://example.org/blob/main\"

[output.html.playground]
runnable = false
",
    ),
    (
        PLAN,
        "\
[[chapter]]
package = \"trial\"
title = \"Trial\"
idea = \"an idea\"
needs = []
",
    ),
    (SUMMARY, "# Summary\n\n[Welcome](welcome.md)\n\n- [Trial](trial.md)\n"),
    (
        WELCOME,
        "\
# Welcome

{{#chapters}}

{{#figure curriculum \"the chapter on trial stands alone\"}}
What builds on what.
{{/figure}}
",
    ),
    (
        TRIAL,
        "\
# Trial

What is twice a number?

{{#opening needs=\"patience & time\"}}
- double a number
{{/opening}}

## Doubling a number

Twice that is {{#number twice}}, {{#measured speed}} times as fast.

$$
z = 2x
$$

{{#code double test=doubles}}

```rust
{{#include ../../chapters/trial/src/lib.rs:double}}
```

{{#output table}}

{{#figure line \"a line that rises to {twice}\"}}
Look at *its end*.
{{/figure}}

```rust
{{#include ../../chapters/trial/src/lib.rs:pair}}
{{#include ../../chapters/trial/src/lib.rs:sum}}
```
",
    ),
    (
        MANIFEST,
        "[package]\nname = \"trial\"\nversion = \"0.0.0\"\n\n[dependencies]\nlibm = \"0.2\"\n",
    ),
    (
        LIB,
        "\
//! Trial.

// ANCHOR: double
/// Twice `x`.
pub fn double(x: f64) -> f64 {
    2.0 * x // <b> & \"2\"
}
// ANCHOR_END: double

// ANCHOR: pair
pub struct Pair(f64, f64);
// ANCHOR_END: pair

// ANCHOR: sum
impl Pair {
    pub const ZERO: Self = Self(0.0, 0.0);

    pub fn sum(&self) -> f64 {
        self.0 + self.1
    }
}
// ANCHOR_END: sum
",
    ),
    ("chapters/trial/tests/proofs.rs", "#[test]\nfn doubles() {}\n"),
    (NUMBERS, "---\nsource: book/page/src/snapshots.rs\n---\ntwice = −1,797.5\n"),
    (
        "chapters/trial/tests/snapshots/figure-line.snap",
        "---\nsource: book/page/src/snapshots.rs\nextension: svg\nsnapshot_kind: binary\n---\n",
    ),
    (
        "chapters/trial/tests/snapshots/figure-line.snap.svg",
        "<svg viewBox=\"0 0 8 4\" xmlns=\"http://www.w3.org/2000/svg\">\n\
         <text x=\"1\" y=\"2\">η &lt; 1</text>\n</svg>\n",
    ),
    (
        MEASURED,
        "machine = \"a machine\"\n\n[ratio.speed]\nslow = \"a/{}\"\nfast = \"b/{}\"\n\
         inputs = [\"8\"]\nleast = 14.0\nmost = 15.5\n",
    ),
];

/// A workspace in a temporary folder.
pub struct Fixture {
    folder: TempDir,
}

impl Fixture {
    /// A workspace that builds.
    pub fn good() -> Self {
        let fixture = Self { folder: tempfile::tempdir().unwrap() };
        for (file, text) in FILES {
            fixture.write(file, text);
        }
        let ours = include_str!("../../../editions.toml").replace("\r\n", "\n");
        let ours = ours.as_str();
        let title = "title = \"From Neurons to Transformers\"";
        fixture.write(EDITIONS, &ours.replace(title, "title = \"Trial\""));
        let header = "---\nsource: book/page/src/snapshots.rs\n---\n";
        fixture.write(TABLE, &format!("{header}{TABLE_TEXT}\n"));
        fixture
    }

    /// The same with a preface before the chapter.
    pub fn with_preface() -> Self {
        let fixture = Self::good();
        let planned = "[[preface]]\npackage = \"before\"\ntitle = \"Before\"\n\
                       idea = \"first\"\nneeds = []\n\n";
        fixture.write(PLAN, &(planned.to_owned() + &fixture.read(PLAN)));
        fixture.replace(SUMMARY, "- [Trial]", "[Before](before.md)\n\n- [Trial]");
        fixture.write("book/src/before.md", "# Before\n");
        fixture
            .write("chapters/before/Cargo.toml", "[package]\nname = \"before\"\n");
        fixture
    }

    /// The same with an appendix, whose output has the name of one of the chapter's.
    pub fn with_appendix() -> Self {
        let fixture = Self::good();
        fixture.append(PLAN, APPENDIX_PLAN);
        fixture.append(
            SUMMARY,
            "\n# Appendix\n\n<!-- no numbers -->\n\n[Extra](extra.md)\n",
        );
        fixture.write(
            "book/src/extra.md",
            "# Extra\n\n{{#output table}}\n\n{{#output trial/table}}\n\n\
             {{#figure trial/line \"a line\"}}\nAgain.\n{{/figure}}\n",
        );
        let needs = "trial = { path = \"../trial\" }\n";
        let manifest =
            format!("[package]\nname = \"extra\"\n\n[dependencies]\n{needs}");
        fixture.write("chapters/extra/Cargo.toml", &manifest);
        fixture.write("chapters/extra/src/lib.rs", "//! Extra.\n");
        fixture.write(
            "chapters/extra/tests/snapshots/output-table.snap",
            "---\nsource: book/page/src/snapshots.rs\n---\nmore\n",
        );
        fixture
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.root().join(file)
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    pub fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn append(&self, file: &str, text: &str) {
        self.write(file, &(self.read(file) + text));
    }

    pub fn replace(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} has no {from:?}");
        self.write(file, &text.replacen(from, to, 1));
    }

    /// `file:line: message`, at the line that `part` is on.
    pub fn fault(&self, file: &str, part: &str, message: &str) -> String {
        let text = self.read(file);
        let at =
            text.find(part).unwrap_or_else(|| panic!("{file} has no {part:?}"));
        let line = text[..at].matches('\n').count() + 1;
        format!("{file}:{line}: {message}")
    }

    /// `file:line: message`, at the line on which the table begins that holds `part`.
    pub fn fault_of_table(&self, file: &str, part: &str, message: &str) -> String {
        let text = self.read(file);
        let at =
            text.find(part).unwrap_or_else(|| panic!("{file} has no {part:?}"));
        let line = text[..at].matches('\n').count() + 1;
        let start = text[..at].rfind("[[").expect("a table");
        let above = text[start..at].matches('\n').count();
        format!("{file}:{}: {message}", line - above)
    }

    /// What the press finds wrong, in its order.
    pub fn faults(&self) -> Vec<String> {
        match press::check(self.root()) {
            Ok(_) => Vec::new(),
            Err(BuildError::Faults(faults)) => {
                faults.iter().map(ToString::to_string).collect()
            }
            Err(error) => panic!("no faults, but an error: {error}"),
        }
    }

    /// Builds the book and reads one of its pages.
    pub fn page(&self, name: &str) -> Html {
        let out = tempfile::tempdir().unwrap();
        press::build(self.root(), &out.path().join("site")).unwrap();
        let html = fs::read_to_string(out.path().join("site").join(name)).unwrap();
        Html::parse_document(&html)
    }
}

/// The text of the only element that `selector` finds.
pub fn text(page: &Html, selector: &str) -> String {
    let parsed = Selector::parse(selector).unwrap();
    let found: Vec<_> = page.select(&parsed).collect();
    assert_eq!(found.len(), 1, "elements that are `{selector}`");
    found[0].text().collect()
}

/// An attribute of each element that `selector` finds.
pub fn attributes(page: &Html, selector: &str, name: &str) -> Vec<String> {
    let parsed = Selector::parse(selector).unwrap();
    let found = page.select(&parsed);
    found.map(|e| e.value().attr(name).unwrap_or_default().to_owned()).collect()
}

/// The HTML inside each element that `selector` finds.
pub fn inner(page: &Html, selector: &str) -> Vec<String> {
    let parsed = Selector::parse(selector).unwrap();
    page.select(&parsed).map(|e| e.inner_html()).collect()
}
