//! The chapters and their exercises, and what of them is done.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use exercise::{Exercise, Texts};
use outline::{Edition, Plan, Prose, Recorded, read_text};

use crate::names;
use crate::progress::Progress;

/// The course of a workspace.
pub struct Course {
    /// The folder of the workspace.
    pub root: PathBuf,
    edition: Edition,
    pub chapters: Vec<Part>,
    /// Where what is done is kept.
    pub progress: Progress,
}

/// A preface or a chapter of the course.
pub struct Part {
    /// The chapter's number, counted from 1; a preface has none.
    pub number: Option<usize>,
    pub title: String,
    pub texts: Texts,
}

/// An exercise of the course, with its chapter.
#[derive(Clone, Copy)]
pub struct Place<'c> {
    pub part: &'c Part,
    pub exercise: &'c Exercise,
}

impl Place<'_> {
    pub fn name(&self) -> &str {
        &self.exercise.name
    }

    /// The file that its reader works in, from the workspace.
    pub fn attempt(&self) -> PathBuf {
        self.part.texts.attempt(self.exercise)
    }

    /// The source file of its check, from the workspace.
    pub fn check(&self) -> PathBuf {
        let folder = outline::exercises_folder(&self.part.texts.package);
        folder.join("src").join(self.exercise.file())
    }

    /// The package of its checks.
    pub fn package(&self) -> String {
        format!("{}-exercises", self.part.texts.package)
    }
}

impl Part {
    /// Its title, after its number if it has one.
    pub fn head(&self) -> String {
        let Self { number, title, .. } = self;
        number.map_or(title.clone(), |number| format!("{number}. {title}"))
    }

    /// Its exercises, in the order of its page.
    pub fn places(&self) -> impl Iterator<Item = Place<'_>> {
        let exercises = self.texts.exercises.iter();
        exercises.map(move |exercise| Place { part: self, exercise })
    }
}

impl Course {
    /// Reads the course of the workspace that `folder` lies in. Writes nothing.
    pub fn find(folder: &Path) -> Result<Self> {
        let root = outline::find_root(folder)?;
        let root = root.as_path();
        let edition = Edition::first(root)?;
        let mut chapters = Vec::new();
        let plan = Plan::read(root)?;
        for (number, planned) in plan.course() {
            let texts = Texts::read(root, &planned.package)?;
            chapters.push(Part { number, title: planned.title.clone(), texts });
        }
        let former =
            exercise::former_names(chapters.iter().map(|part| &part.texts))?;
        let progress = Progress::read(root, former)?;
        Ok(Self { root: root.to_owned(), edition, chapters, progress })
    }

    /// What there is to do, as far as a record speaks of it.
    pub fn study(&self) -> study::Course {
        let chapters = self.chapters.iter();
        let chapters = chapters.map(|part| study::Chapter::of(&part.texts));
        study::Course { chapters: chapters.collect() }
    }

    /// All exercises, in the order of the book.
    pub fn places(&self) -> impl Iterator<Item = Place<'_>> {
        self.chapters.iter().flat_map(Part::places)
    }

    /// How many exercises are done, and how many there are.
    pub fn counts(&self) -> (usize, usize) {
        let is_done = |place: &Place| self.progress.is_done(place.name());
        (self.places().filter(is_done).count(), self.places().count())
    }

    /// The first exercise that is not done.
    pub fn next(&self) -> Option<Place<'_>> {
        self.places().find(|place| !self.progress.is_done(place.name()))
    }

    /// The exercise of a name, or the next one.
    pub fn choose(&self, name: Option<&str>) -> Result<Place<'_>> {
        let Some(name) = name else {
            return self.next().context(
                "all exercises are done: say which one you mean, such as `check a-neuron-by-hand`",
            );
        };
        let plain = names::plain(name);
        let is_meant = |place: &Place| {
            place.name() == plain
                && names::is_file_of(name, &self.root, &place.attempt())
        };
        if let Some(place) = self.places().find(is_meant) {
            return Ok(place);
        }
        if let Some(now) = self.progress.name_now(&plain) {
            bail!("`{name}` is called `{now}` now");
        }
        let likeness = |place: &Place| strsim::jaro_winkler(place.name(), &plain);
        let like = self
            .places()
            .map(|place| (likeness(&place), place))
            .filter(|(likeness, _)| *likeness > 0.75)
            .max_by(|one, other| one.0.total_cmp(&other.0));
        match like {
            Some((_, place)) => {
                bail!(
                    "there is no exercise `{name}`: do you mean `{}`?",
                    place.name()
                )
            }
            None => bail!(
                "there is no exercise `{name}`: `cargo run -p course` lists them all"
            ),
        }
    }

    /// A chapter or a preface, by its name, its title or its number.
    pub fn chapter(&self, name: &str) -> Result<&Part> {
        let wanted = name.trim().to_lowercase().replace(['_', ' '], "-");
        let found = self.chapters.iter().find(|part| {
            let title = part.title.to_lowercase().replace(' ', "-");
            let number = part.number.map(|number| number.to_string());
            part.texts.package == wanted
                || title == wanted
                || number.as_ref() == Some(&wanted)
        });
        let Some(part) = found else {
            let packages = self.chapters.iter().map(|part| &part.texts.package);
            bail!(
                "there is no chapter `{name}`: there are {}",
                outline::list(packages)
            )
        };
        Ok(part)
    }

    /// The chapter of a package.
    pub fn part(&self, package: &str) -> Option<&Part> {
        self.chapters.iter().find(|part| part.texts.package == package)
    }

    /// A number that a chapter's run computed, as the book shows it.
    fn number(&self, reference: &str) -> Option<String> {
        let (package, name) = reference.split_once('/')?;
        // What is wrong with the others is for those who write the book.
        let recorded = Recorded::read(&self.root, package, &mut Vec::new());
        recorded.numbers.get(name).map(|number| number.text.clone())
    }

    /// A text with each `{{#number chapter/name}}` replaced by what the chapter's run
    /// computed.
    pub fn with_numbers(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, from)) = rest.split_once("{{#number ") {
            filled.push_str(before);
            let Some((reference, after)) = from.split_once("}}") else { break };
            match self.number(reference.trim()) {
                Some(number) => filled.push_str(&number),
                // The press refuses such a text before any reader sees it.
                None => filled.push_str(&format!("{{{{{reference}}}}}")),
            }
            rest = after;
        }
        filled + rest
    }

    /// The page of an exercise's chapter.
    fn page(&self, place: Place) -> Prose {
        let page = self.edition.page(&place.part.texts.package);
        let text = read_text(&self.root.join(page));
        Prose::parse(&text.unwrap_or_default())
    }

    /// An objective of a chapter, counted from 1.
    pub fn objective(&self, package: &str, number: usize) -> String {
        let page = read_text(&self.root.join(self.edition.page(package)));
        let all = Prose::parse(&page.unwrap_or_default()).objectives();
        let found = number.checked_sub(1).and_then(|index| all.get(index));
        found.map(|objective| objective.text.clone()).unwrap_or_default()
    }

    /// The objectives that an exercise is about.
    pub fn objectives(&self, place: Place) -> String {
        let all = self.page(place).objectives();
        let its = place.exercise.objectives.iter();
        let its =
            its.filter_map(|number| Some(&all.get(number.checked_sub(1)?)?.text));
        its.map(String::as_str).collect::<Vec<_>>().join("; ")
    }

    /// The heading of the section that an exercise follows.
    pub fn section(&self, place: Place) -> String {
        let page = self.page(place);
        let its = page.headings.iter().find(|h| h.id == place.exercise.after);
        its.map_or(&place.exercise.after, |heading| &heading.text).clone()
    }
}
