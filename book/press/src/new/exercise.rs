//! The skeleton of an exercise.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use exercise::{Gap, Kind, Texts};
use outline::{
    Edition, Fault, Plan, Planned, Prose, exercises_folder, list, read_text,
};

use super::files::{Files, behind_last, filled, inserted, into_brackets};
use super::names::{check_free, check_name, title_of};

/// Writes an exercise that builds and says what is missing, and its package if the chapter
/// has none. Returns what was written, a line a file.
///
/// # Errors
/// If there is no such chapter, or an exercise of this name; or if a file cannot be read
/// or written.
pub fn new_exercise(
    root: &Path,
    chapter: &str,
    name: &str,
    kind: Kind,
) -> Result<Vec<String>> {
    check_name(name)?;
    let plan = Plan::read(root)?;
    let Some(planned) = plan.written().find(|planned| planned.package == chapter)
    else {
        bail!(
            "there is no chapter `{chapter}`: there are {}",
            list(plan.written().map(|planned| &planned.package))
        );
    };
    for other in plan.written() {
        // One that cannot be read, or is not there, says so when the book is checked.
        let Ok(texts) = Texts::read(root, &other.package) else { continue };
        if texts.exercises.iter().any(|exercise| exercise.name == name) {
            bail!(
                "`{name}` is an exercise of {} already: take another name",
                other.package
            );
        }
    }
    check_free(root, name)?;
    let folder = exercises_folder(chapter);
    let mut package = Package::read(root, &folder, planned)?;
    package.texts += &text(root, chapter, name, kind)?;
    let mut files = Files::default();
    if kind.has_file() {
        package.add_file(&mut files, name, kind)?;
    }
    if kind == Kind::Predict {
        package.add_prediction(name);
    }
    if kind == Kind::ByHand {
        package.add_number(name);
    }
    let manifest = read_text(&root.join("Cargo.toml")).unwrap_or_default();
    let [lib, proofs] = ["src/lib.rs", "tests/proofs.rs"]
        .map(|file| root.join(package.folder.join(file)));
    if package.is_new && manifest.contains("\n#   tests: ") {
        let arrow = format!("#   {chapter}-exercises: judge\n");
        files.change("Cargo.toml", inserted(&manifest, "#   tests: ", &arrow));
    }
    package.write(&mut files);
    let written = files.write(root)?;
    // Where there is no such program, its own check says what it would change.
    let _ = Command::new("rustfmt")
        .args(["--edition", "2024", "--quiet"])
        .args([lib, proofs])
        .current_dir(root)
        .status();
    Ok(written)
}

/// The text of a new exercise.
fn text(root: &Path, chapter: &str, name: &str, kind: Kind) -> Result<String> {
    let page = Edition::first(root)?.page(chapter);
    let page = read_text(&root.join(&page))
        .with_context(|| format!("cannot read {}", page.display()))?;
    let prose = Prose::parse(&page);
    // Exercises stand in the order of the page, and a new one stands last.
    let sections = prose.headings.iter().filter(|heading| heading.level > 1);
    let after = Texts::read(root, chapter)
        .ok()
        .and_then(|texts| Some(texts.exercises.last()?.after.clone()))
        .or_else(|| sections.map(|heading| heading.id.clone()).next())
        .unwrap_or_default();
    let names = [
        ("EXERCISE", name),
        ("TITLE", &title_of(name)),
        ("AFTER", &after),
        ("KIND", kind.name()),
    ];
    let mut text =
        filled(include_str!("../../skeletons/exercise/text.toml"), &names);
    match kind {
        Kind::ByHand => {
            text += "\n[[exercise.question]]\nask = '{{#missing \"the number asked for\"}}'\n\
                     is = \"0\"\nwithin = \"0.001\"\n";
        }
        Kind::Predict => {
            text += "[[exercise.prediction]]\nask = '{{#missing \"the number that is predicted\"}}'\n";
        }
        Kind::Open => {
            text += "points = ['{{#missing \"what a good answer says, a line each\"}}']\n";
        }
        _ => {}
    }
    Ok(text)
}

/// The package of a chapter's exercises.
struct Package {
    folder: PathBuf,
    ident: String,
    is_new: bool,
    manifest: String,
    lib: String,
    proofs: String,
    texts: String,
}

impl Package {
    fn read(root: &Path, folder: &Path, planned: &Planned) -> Result<Self> {
        let read = |file: &str| {
            let path = folder.join(file);
            read_text(&root.join(&path))
                .with_context(|| format!("cannot read {}", path.display()))
        };
        let ident = planned.package.replace('-', "_");
        let folder = folder.to_owned();
        if root.join(&folder).join("Cargo.toml").is_file() {
            return Ok(Self {
                manifest: read("Cargo.toml")?,
                lib: read("src/lib.rs")?,
                proofs: read("tests/proofs.rs")?,
                texts: read("exercises.toml")?,
                is_new: false,
                folder,
                ident,
            });
        }
        let title = format!("*{}*", planned.title);
        let what = format!(
            "Exercises of {title}: their checks, solutions and named mistakes"
        );
        let quoted = toml::Value::from(what).to_string();
        let names = [
            ("NAME", planned.package.as_str()),
            ("TITLE", &title),
            ("QUOTED", &quoted),
        ];
        let lib = "//! The checks of the exercises of TITLE, with the mistakes that they know by \
                   name.\n\n";
        Ok(Self {
            manifest: filled(include_str!("../../skeletons/exercise/manifest.toml"), &names),
            lib: filled(lib, &names),
            proofs: include_str!("../../skeletons/exercise/proofs.rs").to_owned(),
            texts: "# The exercises and quizzes of the chapter, in the order of its page.\n"
                .to_owned(),
            is_new: true,
            folder,
            ident,
        })
    }

    /// The files of an exercise, and its place in the package.
    fn add_file(
        &mut self,
        files: &mut Files,
        name: &str,
        kind: Kind,
    ) -> Result<()> {
        let module = name.replace('-', "_");
        let title = title_of(name);
        let names = [
            ("EXERCISE", name),
            ("TITLE", title.as_str()),
            ("MODULE", module.as_str()),
            ("IDENT", self.ident.as_str()),
            // Not written out there: nothing of ours is left for later.
            ("GAP!", concat!("to", "do!")),
        ];
        let (checks, solution) = if kind == Kind::Predict {
            (
                include_str!("../../skeletons/exercise/predict_checks.rs"),
                include_str!("../../skeletons/exercise/predict_solution.rs"),
            )
        } else {
            (
                include_str!("../../skeletons/exercise/checks.rs"),
                include_str!("../../skeletons/exercise/solution.rs"),
            )
        };
        let solution = filled(solution, &names);
        let file = format!("{module}.rs");
        let gap = Gap::read(&solution).map_err(|error| {
            Fault::new(
                self.folder.join("solutions").join(&file),
                error.line,
                error.message,
            )
        })?;
        files.add(self.folder.join("src").join(&file), filled(checks, &names));
        files.add(self.folder.join("solutions").join(&file), solution);
        files.add(self.folder.join("attempts").join(&file), gap.untouched);
        self.manifest += &format!(
            "\n[[bin]]\nname = \"{name}\"\npath = \"attempts/{file}\"\n\
             required-features = [\"attempts\"]\n"
        );
        let is_module = |line: &str| line.starts_with("pub mod ");
        let module = format!("pub mod {module};\n");
        self.lib = behind_last(&self.lib, is_module, &module);
        self.add_proof("both_sides!", name);
        Ok(())
    }

    /// The answer of an exercise among those that a macro of the judge tests.
    fn add_proof(&mut self, tested: &str, name: &str) {
        let proof = format!("{}::answer", name.replace('-', "_"));
        let with = into_brackets(&self.proofs, tested, &proof);
        let ident = &self.ident;
        self.proofs = with.unwrap_or_else(|| {
            let above = self.proofs.trim_end();
            format!("{above}\n\njudge::{tested}({ident}_exercises: {proof});\n")
        });
    }

    /// A prediction among those that a page judges.
    fn add_prediction(&mut self, name: &str) {
        let module = name.replace('-', "_");
        let prediction =
            format!("(\"{name}\", |said| predict(said, {module}::check))");
        let all = "PREDICTIONS: &[(&str, Predict)]";
        self.lib = into_brackets(&self.lib, all, &prediction).unwrap_or_else(|| {
            let (header, modules) =
                self.lib.split_once("\n\n").unwrap_or((&self.lib, ""));
            format!(
                "{header}\n\nuse judge::{{Predict, predict}};\n\n{modules}\n\
                 /// The predictions, in the order of the page, each with the name of its exercise.\n\
                 pub const {all} = &[{prediction}];\n"
            )
        });
        self.add_proof("predictions!", name);
    }

    /// The number of an exercise to compute by hand, among those that code computes.
    fn add_number(&mut self, name: &str) {
        let number = format!("(\"{name}\", vec![0.0])");
        let all = "assert_by_hand(";
        let start = self.proofs.find(all).and_then(|at| {
            let list = at + self.proofs[at..].find("&[")?;
            Some(self.proofs[at..=list].to_owned())
        });
        let with =
            start.and_then(|start| into_brackets(&self.proofs, &start, &number));
        self.proofs = with.unwrap_or_else(|| {
            let by_hand = include_str!("../../skeletons/exercise/by_hand.rs");
            format!("{}{}", self.proofs, filled(by_hand, &[("EXERCISE", name)]))
        });
    }

    fn write(self, files: &mut Files) {
        let all = [
            ("Cargo.toml", self.manifest),
            ("src/lib.rs", self.lib),
            ("tests/proofs.rs", self.proofs),
            ("exercises.toml", self.texts),
        ];
        for (file, text) in all {
            if self.is_new {
                files.add(self.folder.join(file), text);
            } else {
                files.change(self.folder.join(file), text);
            }
        }
    }
}
