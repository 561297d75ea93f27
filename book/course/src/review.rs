//! Asks again what was done some days ago.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use exercise::{Exercise, Quiz};
use study::{Asked, Grade, due, graded, next_day};

use crate::check::{agrees, tell};
use crate::course::{Course, Part, Place};
use crate::progress::today;
use crate::screen::{code, dim, right, say, strong, wrapped, wrong};
use crate::session::Session;
use crate::show::prose;

/// Asks up to five questions about objectives that are due, and notes down when each is to
/// be asked again.
pub fn review(course: &Course) -> Result<ExitCode> {
    let (study, today) = (course.study(), today());
    let session = Session::default();
    let asked = due(course.progress.record(), &study, today);
    if asked.is_empty() {
        return nothing_due(course, &study);
    }
    let mut at_once = 0;
    for (index, one) in asked.iter().enumerate() {
        let part = course.part(&one.chapter.package);
        let part = part.context("the course has the chapters of its record")?;
        head(course, part, one, index + 1, asked.len());
        let Some(grade) = ask(course, part, one, &session)? else {
            say!("\nThe rest waits until you come back.");
            return Ok(ExitCode::FAILURE);
        };
        at_once += usize::from(grade == Grade::Fluent);
        course.progress.change_record(|record| {
            graded(record, one.chapter, one.task, one.objective, today, grade);
        })?;
        let now = Course::find(&course.root)?;
        let key = one.chapter.objective(one.objective);
        if let Some(known) = now.progress.record().objectives.get(&key) {
            let days = (known.due() - today).num_days();
            say!("{}\n", dim(&format!("Asked again in {}.", counted(days, "day"))));
        }
    }
    say!("You knew {at_once} of {} at once.", asked.len());
    Ok(ExitCode::SUCCESS)
}

fn nothing_due(course: &Course, study: &study::Course) -> Result<ExitCode> {
    let text = match next_day(course.progress.record(), study, today()) {
        Some(day) => {
            let days = (day - today()).num_days();
            format!("Nothing is due today. The next question comes in {}.", counted(days, "day"))
        }
        None => "Nothing is due: what you do in the course is asked again from the day after."
            .to_owned(),
    };
    say!("{}", wrapped(&text));
    Ok(ExitCode::SUCCESS)
}

fn counted(count: i64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// What is asked about, and how late.
fn head(course: &Course, part: &Part, asked: &Asked, number: usize, all: usize) {
    let late = match asked.overdue {
        0 => "due today".to_owned(),
        days => format!("due {} ago", counted(days, "day")),
    };
    let title = part.title.as_str();
    say!("{}", strong(&format!("Question {number} of {all}: {title}")));
    let objective = course.objective(&part.texts.package, asked.objective);
    say!("{}\n", dim(&prose(course, &format!("{objective} ({late})"))));
}

/// How well the reader remembers, or nothing if there is no answer any more.
fn ask(
    course: &Course,
    part: &Part,
    asked: &Asked,
    session: &Session,
) -> Result<Option<Grade>> {
    let name = &asked.task.name;
    let quiz = part.texts.quizzes.iter().find(|quiz| quiz.name == *name);
    if asked.task.asks == study::Question::Choice
        && let Some(quiz) = quiz
    {
        return choose(course, quiz, session);
    }
    let place = course.choose(Some(name))?;
    say!("{}\n", prose(course, &place.exercise.statement));
    if asked.task.asks == study::Question::Numbers {
        compute(course, place, session)
    } else {
        recall(course, place.exercise, session)
    }
}

/// What is typed after a prompt, without spaces around it; nothing at the end of what can be
/// read.
fn typed(session: &Session, prompt: &str) -> Result<Option<String>> {
    let line = session.ask(prompt)?;
    session.end_prompt();
    Ok(line.map(|line| line.trim().to_owned()))
}

/// Numbers: each is asked until it is right, or given up with an empty line.
fn compute(
    course: &Course,
    place: Place,
    session: &Session,
) -> Result<Option<Grade>> {
    let mut tries = 0;
    for question in &place.exercise.questions {
        loop {
            let prompt = format!("{} = ", question.ask);
            let Some(answer) = typed(session, &prompt)? else { return Ok(None) };
            if answer.is_empty() {
                say!("{} = {}", question.ask, strong(&question.is));
                say!("\n{}", prose(course, &place.exercise.answer));
                return Ok(Some(Grade::Forgotten));
            }
            if tell(course, question, &answer) {
                break;
            }
            tries += 1;
            say!("{}", dim("Once more, or Enter to see our answer."));
        }
    }
    Ok(Some(Grade::after(tries, false)))
}

/// A question with choices: until the right one is chosen, or given up.
fn choose(
    course: &Course,
    quiz: &Quiz,
    session: &Session,
) -> Result<Option<Grade>> {
    say!("{}\n", prose(course, &quiz.question));
    for (index, choice) in quiz.choices.iter().enumerate() {
        say!("{}", prose(course, &format!("{}. {}", index + 1, choice.text)));
    }
    say!();
    let mut tries = 0;
    loop {
        let prompt = format!("Your choice (1 to {}): ", quiz.choices.len());
        let Some(answer) = typed(session, &prompt)? else { return Ok(None) };
        if answer.is_empty() {
            for choice in quiz.choices.iter().filter(|choice| choice.right) {
                say!(
                    "{}",
                    prose(course, &format!("{} {}", choice.text, choice.says))
                );
            }
            return Ok(Some(Grade::Forgotten));
        }
        let number = answer.trim_end_matches(['.', ')']).parse::<usize>().ok();
        let choice =
            number.and_then(|number| quiz.choices.get(number.checked_sub(1)?));
        match choice {
            Some(choice) if choice.right => {
                say!("{}\n{}", right("Right."), prose(course, &choice.says));
                return Ok(Some(Grade::after(tries, false)));
            }
            Some(choice) => {
                tries += 1;
                say!("{}\n{}", wrong("Not this one."), prose(course, &choice.says));
                say!("{}", dim("Once more, or Enter to see our answer."));
            }
            None => say!("Type the number of a choice."),
        }
    }
}

/// What no number answers: remembered in the reader's own words, and compared with ours.
fn recall(
    course: &Course,
    exercise: &Exercise,
    session: &Session,
) -> Result<Option<Grade>> {
    let how = if exercise.points.is_empty() {
        "Say aloud, or write down, how it is done and what comes out. Then press Enter to compare."
    } else {
        "Say aloud, or write down, your answer. Then press Enter to compare."
    };
    if typed(session, &format!("{} ", wrapped(how)))?.is_none() {
        return Ok(None);
    }
    say!("\n{}\n{}\n", strong("Our answer"), prose(course, &exercise.answer));
    let whole = ["what matters in ours".to_owned()];
    let points =
        if exercise.points.is_empty() { &whole } else { &exercise.points[..] };
    say!("Compare. Did yours say");
    let mut said = 0;
    for point in points {
        let point = prose(course, &format!("- {point}? \\[y/n\\]"));
        said += usize::from(agrees(&point, session)?);
    }
    if exercise.kind.has_file() {
        let name =
            code(&format!("cargo run -p course -- solution {}", exercise.name));
        say!("Our code  {name}");
    }
    Ok(Some(Grade::of_points(said, points.len())))
}
