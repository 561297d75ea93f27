//! The course as a whole: hours a chapter, and how they fall on days and weeks.

use std::fmt::Write as _;

use exercise::Exercise;
use outline::{Directive, list};

use super::directive::Kind;
use super::page::Expanding;
use super::recorded::shown;
use crate::read::Exercises;

/// `{{#syllabus name}}`: a table of hours.
pub(super) const SYLLABUS: Kind = Kind {
    name: "syllabus",
    plain: 1,
    flags: &[],
    keys: &[],
    takes: "`chapters`, `weekend`, `weeks` or `sheets`",
    expand: syllabus,
    close: None,
};

/// `{{#course name}}`: a sum over the course.
pub(super) const COURSE: Kind = Kind {
    name: "course",
    takes: "the name of a sum of the course",
    expand: course,
    ..SYLLABUS
};

fn syllabus(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let name = directive.plain().next().unwrap_or_default();
    let rows = rows(page);
    let table = match name {
        "chapters" => Ok(chapters_table(page, &rows)),
        "weekend" => Ok(weekend_table(page, &rows)),
        "weeks" => Ok(weeks_table(page, &rows)),
        "sheets" => Ok(sheets_table(page, &rows)),
        _ => Err(format!(
            "there is no table `{name}`: there are chapters, weekend, weeks, sheets"
        )),
    };
    let Some(table) = page.keep(at, table) else { return };
    page.replace_block(&directive.range, "`{{#syllabus}}`", &table);
}

fn course(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let name = directive.plain().next().unwrap_or_default();
    let sums = sums(page);
    let sum = sums.iter().find(|(known, _)| *known == name);
    let sum = sum.ok_or_else(|| {
        let known = list(sums.iter().map(|(known, _)| known));
        format!("the course has no sum `{name}`: it has {known}")
    });
    let Some((name, sum)) = page.keep(at, sum) else { return };
    page.replace(&directive.range, shown(sum, &format!("course: {name}")));
}

/// A preface or a chapter in the course, its times in minutes.
struct Row {
    /// Of a chapter.
    number: Option<usize>,
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

    /// Its number, or nothing where there is none.
    fn number(&self) -> String {
        self.number.map_or(String::new(), |number| number.to_string())
    }

    fn link(&self) -> String {
        format!("[{}]({}.md)", self.title, self.package)
    }
}

fn rows(page: &Expanding) -> Vec<Row> {
    let none = Exercises::default();
    let course = page.workspace().plan.course();
    course
        .map(|(number, planned)| {
            let package = &planned.package;
            let exercises = page.workspace().exercises_of(package).unwrap_or(&none);
            Row {
                number,
                title: planned.title.clone(),
                package: package.clone(),
                reading: page.survey().times.minutes(package),
                exercises: exercises.texts.exercises.len(),
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

/// The head of a table: its columns, each `-` where numbers stand.
fn head(page: &Expanding, first: &str, columns: &[&str], rules: &str) -> String {
    let columns: Vec<_> = columns.iter().map(|name| page.say(name, &[])).collect();
    format!("| {first}| {} |\n{rules}\n", columns.join(" | "))
}

fn chapters_table(page: &Expanding, rows: &[Row]) -> String {
    let columns = ["chapter", "reading", "exercises-head", "hours"];
    let mut table = head(page, "", &columns, "|--:|---|--:|--:|--:|");
    let minutes = |minutes: usize| page.say("minutes-short", &[&minutes]);
    for row in rows {
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} |",
            row.number(),
            row.link(),
            minutes(row.reading),
            minutes(row.effort),
            hours(row.reading + row.effort)
        );
    }
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let (reading, effort) = (sum(|row| row.reading), sum(|row| row.effort));
    let _ = writeln!(
        table,
        "| | {} | {} | {} | {} |",
        page.say("all", &[]),
        minutes(reading),
        minutes(effort),
        hours(reading + effort)
    );
    table
}

/// Reading and the exercises of five minutes, on four halves of days.
fn weekend_table(page: &Expanding, rows: &[Row]) -> String {
    let halves = [
        "saturday-morning",
        "saturday-afternoon",
        "sunday-morning",
        "sunday-afternoon",
    ];
    let mut table = head(page, "", &["chapters", "hours"], "|---|---|--:|");
    for (half, rows) in halves.iter().zip(shared_out(rows, halves.len())) {
        let titles: Vec<_> = rows.iter().map(Row::link).collect();
        let minutes = rows.iter().map(Row::weekend).sum();
        let _ = writeln!(
            table,
            "| {} | {} | {} |",
            page.say(half, &[]),
            titles.join(", "),
            hours(minutes)
        );
    }
    table
}

/// The rows in `parts` parts, in order, so that the longest is as short as can be.
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

/// A chapter a week, with all of its exercises; what has no number comes before the first.
fn weeks_table(page: &Expanding, rows: &[Row]) -> String {
    let week = format!("{} ", page.say("week", &[]));
    let columns = ["chapter", "read", "then-solve", "hours"];
    let mut table = head(page, &week, &columns, "|--:|---|--:|--:|--:|");
    for row in rows {
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} |",
            row.number(),
            row.link(),
            page.say("minutes-short", &[&row.reading]),
            page.say("in-minutes", &[&row.exercises, &row.effort]),
            hours(row.reading + row.effort)
        );
    }
    table
}

/// Each chapter's exercises to print: the press makes a page of them, and one with answers.
fn sheets_table(page: &Expanding, rows: &[Row]) -> String {
    let columns = ["sheets-without", "sheets-with"];
    let chapter = format!("{} ", page.say("chapter", &[]));
    let mut table = head(page, &chapter, &columns, "|---|---|---|");
    for row in rows {
        let link = |sheet: &str, name: &str| {
            let name = page.say(name, &[]);
            format!("<a href=\"{}-{sheet}.html\">{name}</a>", row.package)
        };
        let _ = writeln!(
            table,
            "| {} | {} | {} |",
            row.title,
            link("exercises", "sheets-without"),
            link("answers", "sheets-with")
        );
    }
    table
}

/// Sums over the course, by name.
fn sums(page: &Expanding) -> Vec<(&'static str, String)> {
    let rows = rows(page);
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let with_file = |exercise: &&Exercise| exercise.kind.has_file();
    let all = || page.workspace().exercises.values().flatten();
    let quizzes: usize = all().map(|found| found.texts.quizzes.len()).sum();
    let files: usize = all()
        .map(|found| found.texts.exercises.iter().filter(with_file).count())
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
            number: None,
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
