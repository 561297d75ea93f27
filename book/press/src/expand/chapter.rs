//! What a chapter asks of its readers: its opening, its exercises, its quizzes.

use std::fmt::Write as _;
use std::path::Path;

use exercise::{Exercise, Kind as Task, Quiz, Texts};
use outline::{Directive, Objective, Slashed as _, list};

use super::directive::{Close, Kind};
use super::page::Expanding;
use crate::html::{escape, inline, markdown_proof};
use crate::read::Exercises;

/// `{{#opening needs="…"}} objectives {{/opening}}`: what a chapter is for.
pub(super) const OPENING: Kind = Kind {
    name: "opening",
    plain: 0,
    flags: &[],
    keys: &["needs"],
    takes: "`needs=\"…\"`",
    expand: opening,
    close: Some(Close {
        expand: facts,
        if_empty: "this opening is empty: list what the reader will be able to do",
    }),
};

/// `{{#exercises}}`: all of a chapter's, at its end.
pub(super) const EXERCISES: Kind = Kind {
    name: "exercises",
    plain: 0,
    flags: &[],
    keys: &[],
    takes: "nothing",
    expand: exercises,
    close: None,
};

/// `{{#quiz name}}`: a question on the way.
pub(super) const QUIZ: Kind = Kind {
    name: "quiz",
    plain: 1,
    takes: "the name of a quiz",
    expand: quiz,
    ..EXERCISES
};

fn opening(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let plan = &page.workspace().plan;
    if page.place.package.is_none_or(|package| plan.is_appendix(package)) {
        page.fault(at, "`{{#opening}}` opens a chapter: this page is none");
    }
    let first = page.prose.named("opening").next();
    if first.is_some_and(|first| first.range != directive.range) {
        page.fault(at, "a chapter has one opening: this is the second");
    }
    if directive.keyed("needs").next().is_none() {
        page.fault(at, "an opening says what it needs: `{{#opening needs=\"…\"}}`");
    }
    let title = page.prose.headings.first().filter(|first| first.level == 1);
    let above = title.map(|title| page.prose.text[title.start..at].lines().skip(1));
    if above.is_some_and(|mut above| above.all(|line| line.trim().is_empty())) {
        page.fault(
            at,
            "a chapter begins with its question and its picture, and what it is for comes \
             after them: put `{{#opening}}` below",
        );
    }
    let package = page.place.package.unwrap_or_default();
    let minutes = page.survey().times.minutes(package);
    let html = format!(
        "<details class=\"opening\"><summary>{} <span class=\"opening-time\">{}</span></summary>",
        page.say("objectives", &[]),
        page.say("about-minutes", &[&minutes])
    );
    page.replace_block(&directive.range, "an opening", &html);
}

/// What a chapter needs and takes.
fn facts(page: &mut Expanding) -> String {
    let opening = page.prose.named("opening").next();
    let needs = opening.and_then(|d| d.keyed("needs").next()).unwrap_or_default();
    let package = page.place.package.unwrap_or_default();
    let fact = |name: &str, what: &str| {
        format!("<div><dt>{}</dt><dd>{what}</dd></div>", page.say(name, &[]))
    };
    let mut facts = fact("needs", &escape(needs));
    let times = &page.survey().times;
    let mut time = page.say("about-minutes", &[&times.minutes(package)]);
    let more = times.folded(package);
    if more > 0 {
        time = page.say("with-folds", &[&time, &more]);
    }
    facts += &fact("time", &time);
    if let Some(found) = page.workspace().exercises_of(package) {
        let count = page.say("exercises", &[&found.texts.exercises.len()]);
        let link = format!("<a href=\"#exercises\">{count}</a>");
        let minutes = page.say("about-minutes", &[&found.minutes(|_| true)]);
        facts += &fact("solve", &page.say("and", &[&link, &minutes]));
    }
    // The address of the repository, which the addresses of its files begin with.
    let repository =
        page.place.source_url.split("/blob/").next().unwrap_or_default();
    let run = format!(
        "<code>git clone {repository}</code><br><code>cd book</code><br>\
         <code>cargo run -p {package}</code>"
    );
    facts += &fact("run", &run);
    format!("<dl class=\"facts\">{facts}</dl></details>")
}

fn exercises(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let package = page.place.package.unwrap_or_default();
    let Some(found) = page.workspace().exercises.get(package) else {
        page.fault(
            at,
            "`{{#exercises}}` stands on the page of a chapter with exercises",
        );
        return;
    };
    let Some(found) = found else { return }; // what is wrong there is told already
    let objectives = page.prose.objectives();
    let mut markdown = String::new();
    for (index, exercise) in found.texts.exercises.iter().enumerate() {
        markdown += &heading(page, exercise, index + 1, &objectives);
        markdown += &part(page, found, exercise, &exercise.statement);
        markdown += "\n\n";
        markdown += &command(page, found, exercise);
        for (index, hint) in exercise.hints.iter().enumerate() {
            let name = if index == 0 { "hint" } else { "another-hint" };
            let hint = part(page, found, exercise, hint);
            markdown += &folded(&page.say(name, &[]), &hint);
        }
        let answer = answer(page, found, exercise);
        markdown += &folded(&page.say("answer", &[]), &answer);
    }
    onward(page, at, found);
    page.replace_block(&directive.range, "`{{#exercises}}`", &markdown);
}

/// Before the heading of the exercises, the way to the next page: nobody has to go through
/// them to go on.
fn onward(page: &mut Expanding, at: usize, exercises: &Exercises) {
    let pages = &page.survey().pages;
    let here = pages.iter().position(|other| other.file == page.place.file);
    let next = here.and_then(|here| pages.get(here + 1));
    let (Some(next), Some(heading)) = (next, page.prose.section(at)) else {
        return;
    };
    let start = heading.start;
    let link = next.path.with_extension("html");
    let count = page.say("exercises", &[&exercises.texts.exercises.len()]);
    let minutes = page.say("about-minutes", &[&exercises.minutes(|_| true)]);
    let html = format!(
        "\n\n<nav class=\"page-nav onward\" aria-label=\"{}\"><a class=\"nav-chapters\" \
         href=\"#{}\"><span class=\"nav-direction\">{}</span> <span \
         class=\"nav-title\">{count}</span></a><a class=\"nav-chapters next\" \
         href=\"{}\"><span class=\"nav-direction\">{}</span> <span \
         class=\"nav-title\">{}</span></a></nav>\n\n",
        page.say("onward", &[]),
        heading.id,
        page.say("stay", &[&minutes]),
        link.slashed(),
        page.say("next", &[]),
        escape(&next.name),
    );
    page.replace(&(start..start), html);
}

/// A text of an exercise, as Markdown for mdBook.
fn part(
    page: &mut Expanding,
    exercises: &Exercises,
    exercise: &Exercise,
    text: &str,
) -> String {
    let file = Texts::file(&exercises.texts.package);
    page.part(text, &file, exercise.line)
}

fn heading(
    page: &Expanding,
    exercise: &Exercise,
    number: usize,
    objectives: &[Objective],
) -> String {
    let Exercise { name, title, minutes, kind, after, .. } = exercise;
    let section = page.prose.headings.iter().find(|heading| heading.id == *after);
    let section = section.map_or(after, |heading| &heading.text);
    let section = markdown_proof(&escape(section));
    let link = format!("<a href=\"#{after}\">{section}</a>");
    let practised = exercise.objectives.iter().filter_map(|number| {
        Some(inline(&objectives.get(number.checked_sub(1)?)?.text))
    });
    let practised = practised.collect::<Vec<_>>().join("; ");
    format!(
        "\n\n### {number}. {title} {{#exercise-{name}}}\n\n\
         <p class=\"exercise-facts\">{} · {} · {}<br>{}</p>\n\n",
        page.say("minutes", &[minutes]),
        page.say(kind.id(), &[]),
        page.say("after", &[&link]),
        page.say("practises", &[&practised]),
    )
}

/// What to type to check an exercise, and the file to open for it.
fn command(page: &Expanding, exercises: &Exercises, exercise: &Exercise) -> String {
    let name = &exercise.name;
    let mut line = format!(
        "<p class=\"exercise-command\"><code>cargo run -p course -- check {name}</code>"
    );
    if exercise.kind.has_file() {
        let path = exercises.texts.attempt(exercise);
        let path = path.slashed();
        let url = page.place.source_url.trim_end_matches('/');
        let _ = write!(line, "<a href=\"{url}/{path}\">{path}</a>");
    }
    line + "</p>\n\n"
}

fn answer(
    page: &mut Expanding,
    exercises: &Exercises,
    exercise: &Exercise,
) -> String {
    let mut answer = String::new();
    if let Some(gap) = exercises.gaps.get(&exercise.name) {
        // Longer than any fence in the comments of the code.
        let _ = write!(answer, "``````rust\n{}\n``````\n\n", gap.core());
    }
    if exercise.kind == Task::ByHand {
        let mut found = Vec::new();
        for question in &exercise.questions {
            let ask = part(page, exercises, exercise, &question.ask);
            found.push(format!("{ask}: `{}`", question.is));
        }
        let _ = write!(answer, "{}.\n\n", found.join("; "));
    }
    answer += &part(page, exercises, exercise, &exercise.answer);
    if exercise.kind == Task::Open {
        let _ = write!(answer, "\n\n{}\n\n", page.say("good-answer", &[]));
        for point in &exercise.points {
            let point = part(page, exercises, exercise, point);
            let _ = writeln!(answer, "- {point}");
        }
    }
    answer
}

fn folded(summary: &str, text: &str) -> String {
    format!("<details>\n<summary>{summary}</summary>\n\n{text}\n\n</details>\n\n")
}

fn quiz(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let name = directive.plain().next().unwrap_or_default();
    let package = page.place.package.unwrap_or_default();
    if matches!(page.workspace().exercises.get(package), Some(None)) {
        return; // what is wrong there is told already
    }
    let found = page.workspace().exercises_of(package);
    let quizzes = found.map(|found| &found.texts.quizzes[..]).unwrap_or_default();
    let Some(quiz) = quizzes.iter().find(|quiz| quiz.name == name) else {
        let known = list(quizzes.iter().map(|quiz| &quiz.name));
        page.fault(at, format!("there is no quiz `{name}`: there are {known}"));
        return;
    };
    let markdown = choices(page, quiz, &Texts::file(package));
    page.replace_block(&directive.range, "a quiz", &markdown);
}

/// A quiz, as Markdown: it works where no script runs.
fn choices(page: &mut Expanding, quiz: &Quiz, file: &Path) -> String {
    let mut markdown = format!(
        "<div class=\"quiz\" id=\"quiz-{}\" role=\"group\" aria-label=\"{}\">\n\n{}\n\n",
        quiz.name,
        page.say("quiz", &[]),
        page.part(&quiz.question, file, quiz.line)
    );
    for choice in &quiz.choices {
        let class = if choice.right { "right" } else { "wrong" };
        let text = page.part(&choice.text, file, quiz.line);
        let _ = write!(
            markdown,
            "<details class=\"choice {class}\">\n<summary><span>{}</span></summary>\n\n<strong>{}</strong> \
             {}\n\n</details>\n\n",
            markdown_proof(&inline(&text)),
            page.say(class, &[]),
            page.part(&choice.says, file, quiz.line)
        );
    }
    markdown + "<p class=\"quiz-result\" role=\"status\"></p>\n\n</div>"
}
