//! The exercises and quizzes of the chapters, on their pages; and the course as a whole.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use exercise::{Broken, Chapter, Exercise, Gap, Kind, Quiz, id_of};

use crate::curriculum::{Curriculum, Planned, ReadingTimes};
use crate::expand::escape;
use crate::maths::markdown_proof;
use crate::prose::Prose;
use crate::workspace::dependencies;
use crate::{Fault, Workspace};

/// A chapter has at least so many.
const FEWEST: usize = 5;

/// The exercises of a chapter, with the files of those that have one.
#[derive(Debug, Default)]
pub(crate) struct Exercises {
    pub chapter: Chapter,
    /// By the name of the exercise.
    gaps: BTreeMap<String, Gap>,
    /// The packages that their crate depends on.
    needs: Vec<String>,
}

/// A heading of a page: its id and its text.
type Heading = (String, String);

impl Exercises {
    /// Reads the exercises of every chapter that is written; none of those that cannot be
    /// read. A book in which no chapter has exercises is a book without a course.
    pub fn read(
        root: &Path,
        curriculum: &Curriculum,
        faults: &mut Vec<Fault>,
    ) -> BTreeMap<String, Option<Self>> {
        let mut all = BTreeMap::new();
        let has_exercises = |planned: &&Planned| {
            root.join(Chapter::folder(&planned.package)).is_dir()
        };
        let written =
            || curriculum.chapters.iter().filter(|planned| planned.is_written);
        if !written().any(|planned| has_exercises(&planned)) {
            return all;
        }
        for planned in written() {
            let chapter = match Chapter::read(root, &planned.package) {
                Ok(chapter) => chapter,
                Err(broken) => {
                    faults.push(fault_of(broken));
                    all.insert(planned.package.clone(), None);
                    continue;
                }
            };
            let mut gaps = BTreeMap::new();
            for exercise in chapter.exercises.iter().filter(|e| e.kind.has_file()) {
                match chapter.gap(root, exercise) {
                    Ok(gap) => {
                        gaps.insert(exercise.name.clone(), gap);
                    }
                    Err(broken) => faults.push(fault_of(broken)),
                }
            }
            let manifest = Chapter::folder(&planned.package).join("Cargo.toml");
            let needs =
                dependencies(root, &manifest, faults).unwrap_or_else(|error| {
                    faults.push(Fault::new(&manifest, 1, format!("{error:#}")));
                    Vec::new()
                });
            all.insert(
                planned.package.clone(),
                Some(Self { chapter, gaps, needs }),
            );
        }
        all
    }

    /// The minutes of the exercises that are `chosen`.
    pub fn minutes(&self, chosen: impl Fn(&Exercise) -> bool) -> usize {
        let chosen =
            self.chapter.exercises.iter().filter(|exercise| chosen(exercise));
        chosen.map(|exercise| exercise.minutes).sum()
    }

    /// The exercises, as Markdown. `expand` makes Markdown for mdBook of a text, given the
    /// text's file and line.
    pub fn markdown(
        &self,
        prose: &Prose,
        source_url: &str,
        mut expand: impl FnMut(&str, &Path, usize) -> String,
    ) -> String {
        let file = Chapter::texts(&self.chapter.package);
        let headings = headings(prose);
        let objectives = exercise::objectives(prose.text);
        let mut markdown = String::new();
        for (index, exercise) in self.chapter.exercises.iter().enumerate() {
            let mut part = |text: &str| expand(text, &file, exercise.line);
            let Exercise { name, title, minutes, kind, after, .. } = exercise;
            let after_text = headings.iter().find(|(id, _)| id == after);
            let after_text = after_text.map_or(after, |(_, text)| text);
            let practised = exercise.objectives.iter().filter_map(|number| {
                let (_, objective) = objectives.get(number.checked_sub(1)?)?;
                Some(inline(objective))
            });
            let practised = practised.collect::<Vec<_>>().join("; ");
            let _ = write!(
                markdown,
                "\n\n### {}. {title} {{#exercise-{name}}}\n\n\
                 <p class=\"exercise-facts\">{minutes} minutes · {} · after <a \
                 href=\"#{after}\">{}</a><br>Practises: {practised}</p>\n\n{}\n\n",
                index + 1,
                kind.name(),
                markdown_proof(&escape(after_text)),
                part(&exercise.statement)
            );
            let _ = write!(
                markdown,
                "<p class=\"exercise-command\"><code>cargo run -p course -- check {name}</code>"
            );
            if kind.has_file() {
                let path = self.chapter.attempt(exercise);
                let path = path.display();
                let _ =
                    write!(markdown, "<a href=\"{source_url}/{path}\">{path}</a>");
            }
            markdown.push_str("</p>\n\n");
            for (index, hint) in exercise.hints.iter().enumerate() {
                let summary = if index == 0 { "Hint" } else { "Another hint" };
                let _ = write!(markdown, "{}", folded(summary, &part(hint)));
            }
            let mut answer = String::new();
            if let Some(gap) = self.gaps.get(name) {
                // Longer than any fence in the comments of the code.
                let _ = write!(answer, "``````rust\n{}\n``````\n\n", gap.core());
            }
            if *kind == Kind::ByHand {
                let found = exercise.questions.iter().map(|question| {
                    format!("{}: `{}`", part(&question.ask), question.is)
                });
                let found: Vec<_> = found.collect();
                let _ = write!(answer, "{}.\n\n", found.join("; "));
            }
            answer.push_str(&part(&exercise.answer));
            if *kind == Kind::Open {
                answer.push_str("\n\nA good answer says\n\n");
                for point in &exercise.points {
                    let _ = writeln!(answer, "- {}", part(point));
                }
            }
            markdown.push_str(&folded("Answer", &answer));
        }
        markdown
    }
}

fn folded(summary: &str, text: &str) -> String {
    format!("<details>\n<summary>{summary}</summary>\n\n{text}\n\n</details>\n\n")
}

/// A quiz, as Markdown: it works where no script runs.
pub(crate) fn quiz(quiz: &Quiz, mut expand: impl FnMut(&str) -> String) -> String {
    let name = &quiz.name;
    let mut markdown = format!(
        "<div class=\"quiz\" id=\"quiz-{name}\" role=\"group\" aria-label=\"A question on the way\">\n\n{}\n\n",
        expand(&quiz.question)
    );
    for choice in &quiz.choices {
        let (class, verdict) =
            if choice.right { ("right", "Right.") } else { ("wrong", "No.") };
        let _ = write!(
            markdown,
            "<details class=\"choice {class}\">\n<summary>{}</summary>\n\n<strong>{verdict}</strong> \
             {}\n\n</details>\n\n",
            markdown_proof(&inline(&expand(&choice.text))),
            expand(&choice.says)
        );
    }
    markdown + "<p class=\"quiz-result\" role=\"status\"></p>\n\n</div>"
}

/// A line of Markdown as HTML, where mdBook takes what stands there for HTML already.
fn inline(text: &str) -> String {
    let options = pulldown_cmark::Options::ENABLE_SMART_PUNCTUATION; // as mdBook's own
    let parser = pulldown_cmark::Parser::new_ext(text, options);
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, parser);
    html.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
}

/// The headings of a page, with their ids.
pub(crate) fn headings(prose: &Prose) -> Vec<Heading> {
    let id = |heading: &crate::prose::Heading| {
        heading.id.clone().unwrap_or_else(|| id_of(&heading.text))
    };
    prose
        .headings
        .iter()
        .map(|heading| (id(heading), heading.text.clone()))
        .collect()
}

fn fault_of(broken: Broken) -> Fault {
    match broken {
        Broken::Wrong { path, line, message } => Fault::new(path, line, message),
        Broken::Unreadable { path, error } => {
            Fault::new(path, 1, format!("cannot be read: {error}"))
        }
    }
}

/// Holds the exercises to the pages of their chapters.
pub(crate) fn check<'p>(
    workspace: &Workspace,
    pages: impl Iterator<Item = (&'p Path, &'p str)>,
    prose_folder: &Path,
    faults: &mut Vec<Fault>,
) {
    let pages: BTreeMap<_, _> = pages.collect();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for planned in &workspace.curriculum.chapters {
        let package = planned.package.as_str();
        let Some(exercises) = workspace.exercises_of(package) else { continue };
        let path = Path::new(package).with_extension("md");
        let Some(text) = pages.get(path.as_path()) else { continue };
        let prose = Prose::parse(text);
        let page = Page { prose: &prose, file: prose_folder.join(path) };
        let texts = Chapter::texts(package);
        let chapter = &exercises.chapter;
        for exercise in &chapter.exercises {
            if let Some(other) = names.insert(&exercise.name, package) {
                let message = format!(
                    "`{}` is an exercise of {other} already: give each its own name",
                    exercise.name
                );
                faults.push(Fault::new(&texts, exercise.line, message));
            }
        }
        let later = workspace.curriculum.chapters.iter();
        let later = later.skip_while(|other| other.package != package).skip(1);
        for other in later.filter(|other| exercises.needs.contains(&other.package))
        {
            let message = format!(
                "the exercises of {package} depend on {}, a later chapter: no exercise needs one",
                other.package
            );
            faults.push(Fault::new(texts.with_file_name("Cargo.toml"), 1, message));
        }
        page.check_order(chapter, &texts, faults);
        page.check_objectives(chapter, &texts, faults);
        page.check_quizzes(chapter, &texts, faults);
        if chapter.exercises.len() < FEWEST {
            let message = format!(
                "{package} has {} exercises: a chapter has {FEWEST} or more",
                chapter.exercises.len()
            );
            faults.push(Fault::new(&texts, 1, message));
        }
        if !prose.directives.iter().any(|directive| directive.name == "exercises") {
            let message = "this chapter's exercises are not on its page: write `{{#exercises}}` at its end";
            faults.push(Fault::new(&page.file, 1, message));
        }
    }
}

/// The page of a chapter.
struct Page<'p> {
    prose: &'p Prose<'p>,
    file: std::path::PathBuf,
}

impl Page<'_> {
    /// Exercises follow a section of the page, in its order.
    fn check_order(
        &self,
        chapter: &Chapter,
        texts: &Path,
        faults: &mut Vec<Fault>,
    ) {
        let headings = headings(self.prose);
        let mut latest = 0;
        for exercise in &chapter.exercises {
            let place = headings.iter().position(|(id, _)| *id == exercise.after);
            let message = match place {
                None => format!(
                    "`{}` follows no section of {}: there is no `{}`",
                    exercise.name,
                    self.file.display(),
                    exercise.after
                ),
                Some(place) if place < latest => format!(
                    "`{}` follows the section `{}`, which comes before that of the exercise above: \
                     exercises stand in the order of the page",
                    exercise.name, exercise.after
                ),
                Some(place) => {
                    latest = place;
                    continue;
                }
            };
            faults.push(Fault::new(texts, exercise.line, message));
        }
    }

    /// Every objective of the chapter's opening is exercised, and no other.
    fn check_objectives(
        &self,
        chapter: &Chapter,
        texts: &Path,
        faults: &mut Vec<Fault>,
    ) {
        let objectives = exercise::objectives(self.prose.text);
        for exercise in &chapter.exercises {
            for objective in &exercise.objectives {
                if !(1..=objectives.len()).contains(objective) {
                    let message = format!(
                        "`{}` exercises objective {objective}: {} has {}",
                        exercise.name,
                        self.file.display(),
                        objectives.len()
                    );
                    faults.push(Fault::new(texts, exercise.line, message));
                }
            }
        }
        for (index, (line, objective)) in objectives.iter().enumerate() {
            let is_its =
                |exercise: &&Exercise| exercise.objectives.contains(&(index + 1));
            if !chapter.exercises.iter().any(|exercise| is_its(&exercise)) {
                let message = format!(
                    "no exercise in {} is about objective {}, \"{objective}\"",
                    texts.display(),
                    index + 1
                );
                faults.push(Fault::new(&self.file, *line, message));
            }
        }
    }

    /// Every quiz is on the page.
    fn check_quizzes(
        &self,
        chapter: &Chapter,
        texts: &Path,
        faults: &mut Vec<Fault>,
    ) {
        let shown: Vec<_> = self
            .prose
            .directives
            .iter()
            .filter(|directive| directive.name == "quiz")
            .filter_map(|directive| directive.plain().next())
            .collect();
        for quiz in &chapter.quizzes {
            let count = shown.iter().filter(|name| **name == quiz.name).count();
            if count != 1 {
                let message = format!(
                    "the quiz `{}` is on {} {count} times: write `{{{{#quiz {0}}}}}` there, once",
                    quiz.name,
                    self.file.display()
                );
                faults.push(Fault::new(texts, quiz.line, message));
            }
        }
    }
}

/// A table of the course: the hours a chapter, or how they fall on days.
pub(crate) fn syllabus(
    name: &str,
    workspace: &Workspace,
    times: &ReadingTimes,
) -> Option<String> {
    let rows = rows(workspace, times);
    match name {
        "chapters" => Some(chapters_table(&rows)),
        "weekend" => Some(weekend_table(&rows)),
        "weeks" => Some(weeks_table(&rows)),
        _ => None,
    }
}

/// A chapter in the course, its times in minutes.
struct Row {
    number: usize,
    title: String,
    package: String,
    reading: usize,
    exercises: usize,
    effort: usize,
    /// That of the exercises of five minutes.
    quick: usize,
}

impl Row {
    /// The minutes that somebody spends on it who has a weekend.
    fn weekend(&self) -> usize {
        self.reading + self.quick
    }

    fn link(&self) -> String {
        format!("[{}]({}.md)", self.title, self.package)
    }
}

fn rows(workspace: &Workspace, times: &ReadingTimes) -> Vec<Row> {
    let none = Exercises::default();
    let chapters = workspace.curriculum.chapters.iter().enumerate();
    chapters
        .map(|(index, planned)| {
            let exercises =
                workspace.exercises_of(&planned.package).unwrap_or(&none);
            Row {
                number: index + 1,
                title: planned.title.clone(),
                package: planned.package.clone(),
                reading: times.minutes(&planned.package),
                exercises: exercises.chapter.exercises.len(),
                effort: exercises.minutes(|_| true),
                quick: exercises.minutes(|exercise| exercise.minutes == 5),
            }
        })
        .collect()
}

/// Hours, to the nearest half.
fn hours(minutes: usize) -> String {
    let halves = (minutes + 15) / 30;
    match (halves / 2, halves % 2) {
        (0, 1) => "½".to_owned(),
        (whole, 0) => whole.to_string(),
        (whole, _) => format!("{whole}½"),
    }
}

fn chapters_table(rows: &[Row]) -> String {
    let mut table = String::from(
        "| | Chapter | Reading | Exercises | Hours |\n|--:|---|--:|--:|--:|\n",
    );
    for row in rows {
        let _ = writeln!(
            table,
            "| {} | {} | {} min | {} min | {} |",
            row.number,
            row.link(),
            row.reading,
            row.effort,
            hours(row.reading + row.effort)
        );
    }
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let (reading, effort) = (sum(|row| row.reading), sum(|row| row.effort));
    let _ = writeln!(
        table,
        "| | All | {reading} min | {effort} min | {} |",
        hours(reading + effort)
    );
    table
}

/// Reading and the exercises of five minutes, on four halves of days.
fn weekend_table(rows: &[Row]) -> String {
    let halves = [
        "Saturday morning",
        "Saturday afternoon",
        "Sunday morning",
        "Sunday afternoon",
    ];
    let mut table = String::from("| | Chapters | Hours |\n|---|---|--:|\n");
    for (half, rows) in halves.iter().zip(shared_out(rows, halves.len())) {
        let titles: Vec<_> = rows.iter().map(Row::link).collect();
        let minutes = rows.iter().map(Row::weekend).sum();
        let _ = writeln!(
            table,
            "| {half} | {} | {} |",
            titles.join(", "),
            hours(minutes)
        );
    }
    table
}

/// The chapters in `parts` parts, in order, so that the longest is as short as can be.
fn shared_out(rows: &[Row], parts: usize) -> Vec<&[Row]> {
    let longest_chapter = rows.iter().map(Row::weekend).max().unwrap_or_default();
    let all: usize = rows.iter().map(Row::weekend).sum();
    for most in longest_chapter..=all {
        let mut shared = Vec::new();
        let mut rest = rows;
        while !rest.is_empty() {
            let mut minutes = 0;
            let fits = |row: &&Row| {
                minutes += row.weekend();
                minutes <= most
            };
            let (part, after) = rest.split_at(rest.iter().take_while(fits).count());
            shared.push(part);
            rest = after;
        }
        if shared.len() <= parts {
            return shared;
        }
    }
    Vec::new()
}

/// A chapter a week, with all of its exercises.
fn weeks_table(rows: &[Row]) -> String {
    let mut table = String::from(
        "| Week | Chapter | Read | Then solve | Hours |\n|--:|---|--:|--:|--:|\n",
    );
    for row in rows {
        let _ = writeln!(
            table,
            "| {} | {} | {} min | {} in {} min | {} |",
            row.number,
            row.link(),
            row.reading,
            row.exercises,
            row.effort,
            hours(row.reading + row.effort)
        );
    }
    table
}

/// Sums over the course, by name.
pub(crate) fn sums(
    workspace: &Workspace,
    times: &ReadingTimes,
) -> Vec<(&'static str, String)> {
    let rows = rows(workspace, times);
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let quizzes: usize = workspace
        .exercises
        .values()
        .flatten()
        .map(|found| found.chapter.quizzes.len())
        .sum();
    let with_file = |exercise: &&Exercise| exercise.kind.has_file();
    let files: usize = workspace
        .exercises
        .values()
        .flatten()
        .map(|found| found.chapter.exercises.iter().filter(with_file).count())
        .sum();
    vec![
        ("exercises", sum(|row| row.exercises).to_string()),
        ("files", files.to_string()),
        ("quizzes", quizzes.to_string()),
        ("reading-hours", hours(sum(|row| row.reading))),
        ("exercise-hours", hours(sum(|row| row.effort))),
        ("hours", hours(sum(|row| row.reading + row.effort))),
        ("weekend-hours", hours(sum(Row::weekend))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_are_shared_out_evenly_and_in_order() {
        let row = |minutes: usize| Row {
            number: 0,
            title: String::new(),
            package: String::new(),
            reading: minutes,
            exercises: 0,
            effort: 0,
            quick: 0,
        };
        let rows: Vec<_> = [3, 3, 2, 2, 4, 1, 1].map(row).into();
        let shared = |parts| -> Vec<Vec<usize>> {
            let parts = shared_out(&rows, parts).into_iter();
            parts.map(|part| part.iter().map(Row::weekend).collect()).collect()
        };
        assert_eq!(shared(1), [vec![3, 3, 2, 2, 4, 1, 1]]);
        assert_eq!(shared(2), [vec![3, 3, 2], vec![2, 4, 1, 1]]);
        assert_eq!(shared(4), [vec![3, 3], vec![2, 2], vec![4, 1, 1]]);
        assert_eq!(shared(9).concat().len(), 7);
        assert_eq!(shared_out(&[], 4).len(), 0);
    }

    #[test]
    fn hours_are_rounded_to_halves() {
        assert_eq!(hours(14), "0");
        assert_eq!(hours(15), "½");
        assert_eq!(hours(44), "½");
        assert_eq!(hours(45), "1");
        assert_eq!(hours(90), "1½");
        assert_eq!(hours(600), "10");
    }
}
