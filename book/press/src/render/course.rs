//! What a page with exercises or questions loads: the course that works in the page.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use exercise::{Texts, former_names};
use marking::{Book, Chapter, Exercise, Quiz};
use outline::{Plan, Prose, Slashed as _, read_text};
use study::Task;

use super::live::way_to_root;
use super::places::{self, Filling};
use super::slim_text::{script as slim_script, style as slim_style};
use crate::html::inline;
use crate::modules::Modules;

/// Where the page template wants what the course needs.
pub(super) const PLACE: &str = "<!-- course -->";
/// What a page has where a reader can answer.
const ASKS: [&str; 3] =
    ["class=\"quiz\"", "class=\"exercise-command\"", "id=\"desk\""];
/// Scripts that the course loads, in the order in which a page names them.
const SCRIPTS: [&str; 5] =
    ["course", "course-answers", "course-desk", "live", "live-worker"];

/// Writes scripts, style, module and texts into `out`, and gives back what pages with
/// exercises or questions say of them. Without modules no page says anything, and they read
/// as on paper.
pub(super) fn write(
    root: &Path,
    out: &Path,
    pages: &Path,
    modules: Option<&Modules>,
) -> Result<Vec<Filling>> {
    let theme = root.join("book/theme");
    let Some(modules) = modules.filter(|_| theme.join("course.js").is_file())
    else {
        return Ok(vec![Filling::same(PLACE, String::new())]);
    };
    let read = |name: &str| {
        let file = theme.join(name);
        fs::read_to_string(&file)
            .with_context(|| format!("cannot read {}", file.display()))
    };
    let keep = |name: &str, end: &str, content: &[u8]| {
        let name = places::named(name, end, content);
        places::put(&out.join(&name), content).map(|()| name)
    };
    let mut names = Vec::new();
    for script in SCRIPTS {
        let text = slim_script(&read(&format!("{script}.js"))?);
        names.push(keep(script, "js", text.as_bytes())?);
    }
    let style = slim_style(&read("course.css")?);
    names.push(keep("course", "css", style.as_bytes())?);
    names.push(keep("live-marking", "wasm", modules.of("marking"))?);
    names.push(keep("live-predictions", "wasm", modules.of("predictions"))?);
    let book = book(root, pages, &|file| {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let content = fs::read(root.join(file))
            .with_context(|| format!("cannot read {}", file.display()))?;
        keep(&format!("live-{stem}"), "bin", &content)
    })?;
    let texts = serde_json::to_vec(&book).context("the course as JSON")?;
    names.push(keep("course", "json", &texts)?);
    let with = move |html: &str| {
        if !ASKS.iter().any(|asks| html.contains(asks)) {
            return String::new();
        }
        let root = way_to_root(html);
        let names: Vec<_> =
            names.iter().map(|name| format!("{root}{name}")).collect();
        format!("<meta name=\"course\" content=\"{}\">", names.join(" "))
    };
    Ok(vec![Filling { place: PLACE.into(), with: Box::new(with) }])
}

/// The course of the workspace at `root`, with the pages of the folder `pages`.
/// What a prediction needs is written by `keep`, which says its name.
fn book(
    root: &Path,
    pages: &Path,
    keep: &dyn Fn(&Path) -> Result<String>,
) -> Result<Book> {
    let mut chapters = Vec::new();
    let mut all = Vec::new();
    let plan = Plan::read(root)?;
    let written = plan.course().filter(|(_, planned)| planned.is_written);
    for (number, planned) in written {
        let Ok(texts) = Texts::read(root, &planned.package) else { continue };
        let page = root.join(pages).join(&planned.package).with_extension("md");
        let prose = Prose::parse(&read_text(&page).unwrap_or_default());
        let objectives = prose.objectives();
        let exercises = texts.exercises.iter().map(|one| exercise(one, keep));
        let title = prose.headings.first();
        chapters.push(Chapter {
            package: planned.package.clone(),
            number,
            title: title.map_or(&planned.title, |heading| &heading.text).clone(),
            page: Path::new(&planned.package)
                .with_extension("html")
                .slashed()
                .to_string(),
            objectives: objectives.iter().map(|one| inline(&one.text)).collect(),
            exercises: exercises.collect::<Result<_>>()?,
            quizzes: texts.quizzes.iter().map(quiz).collect(),
        });
        all.push(texts);
    }
    Ok(Book { former: former_names(&all)?, chapters })
}

fn exercise(
    exercise: &exercise::Exercise,
    keep: &dyn Fn(&Path) -> Result<String>,
) -> Result<Exercise> {
    let mut questions = exercise.questions.clone();
    for question in &mut questions {
        question.ask = inline(&question.ask);
        for mistake in &mut question.mistakes {
            mistake.says = inline(&mistake.says);
        }
    }
    let needs = exercise.needs.as_deref().map(keep).transpose()?;
    Ok(Exercise {
        task: Task::of(exercise),
        title: exercise.title.clone(),
        minutes: exercise.minutes,
        kind: exercise.kind.id().to_owned(),
        questions,
        predictions: exercise.predictions.clone(),
        needs,
    })
}

fn quiz(quiz: &exercise::Quiz) -> Quiz {
    let right = quiz.choices.iter().position(|choice| choice.right);
    Quiz { task: Task::asked_by(quiz), right: right.map_or(0, |index| index + 1) }
}
