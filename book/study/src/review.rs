//! What to ask again today: objectives that are due, most overdue first, each by a question
//! that the reader has answered before.

use chrono::NaiveDate;

use crate::{Chapter, Course, Grade, Question, Record, Repetition, Task};

/// How many questions are asked at once.
pub const AT_ONCE: usize = 5;

/// A question that is to be asked again.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked<'c> {
    /// Its chapter.
    pub chapter: &'c Chapter,
    /// What is asked.
    pub task: &'c Task,
    /// The objective that is due, counted from 1.
    pub objective: usize,
    /// How many days it is overdue.
    pub overdue: i64,
}

/// What is to be asked on a day: at most [`AT_ONCE`] questions, each about an objective that
/// is due, the most overdue first, and none twice.
#[must_use]
pub fn due<'c>(
    record: &Record,
    course: &'c Course,
    today: NaiveDate,
) -> Vec<Asked<'c>> {
    let mut waiting: Vec<(i64, &Chapter, usize)> = Vec::new();
    for chapter in &course.chapters {
        for objective in chapter.objectives() {
            let due =
                when(record, chapter, objective).map(|when| when.unwrap_or(today));
            if let Some(due) = due.filter(|due| *due <= today) {
                waiting.push(((today - due).num_days(), chapter, objective));
            }
        }
    }
    // Those that are equally late stay in the order of the book.
    waiting.sort_by_key(|(overdue, ..)| -overdue);
    let mut asked: Vec<Asked> = Vec::new();
    for (overdue, chapter, objective) in waiting {
        let is_new = |task: &&Task| {
            !asked.iter().any(|one| {
                one.chapter.package == chapter.package && one.task == *task
            })
        };
        let Some(task) = question(record, chapter, objective, is_new) else {
            continue;
        };
        asked.push(Asked { chapter, task, objective, overdue });
        if asked.len() == AT_ONCE {
            break;
        }
    }
    asked
}

/// The first day after `today` on which something is due, if anything is to be asked again.
#[must_use]
pub fn next_day(
    record: &Record,
    course: &Course,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let all = course.chapters.iter().flat_map(|chapter| {
        let objectives = chapter.objectives().into_iter();
        objectives.filter_map(move |one| when(record, chapter, one).flatten())
    });
    all.filter(|due| *due > today).min()
}

/// When an objective is due: nothing if nothing about it is done; a day, if one is known.
fn when(
    record: &Record,
    chapter: &Chapter,
    objective: usize,
) -> Option<Option<NaiveDate>> {
    question(record, chapter, objective, |_| true)?;
    Some(known(record, chapter, objective).map(|known| known.due()))
}

/// What is known of the repetitions of an objective, if only the day on which something
/// about it was done first.
fn known(
    record: &Record,
    chapter: &Chapter,
    objective: usize,
) -> Option<Repetition> {
    let kept = record.objectives.get(&chapter.objective(objective)).cloned();
    let tasks = chapter.exercises.iter().chain(&chapter.quizzes);
    let its = tasks.filter(|task| task.objectives.contains(&objective));
    let first = || its.filter_map(|task| last(record, chapter, task)?).min();
    kept.or_else(|| first().map(Repetition::begun))
}

/// The question about an objective that was answered and then not asked for longest. What is
/// written in Rust is asked only where nothing else is.
fn question<'c>(
    record: &Record,
    chapter: &'c Chapter,
    objective: usize,
    may: impl Fn(&&'c Task) -> bool,
) -> Option<&'c Task> {
    let tasks = chapter.exercises.iter().chain(&chapter.quizzes);
    let its = tasks.filter(|task| task.objectives.contains(&objective)).filter(may);
    let answered =
        its.filter_map(|task| Some((last(record, chapter, task)?, task)));
    let (_, task) =
        answered.min_by_key(|(last, task)| (task.asks == Question::Code, *last))?;
    Some(task)
}

/// The last day on which a task was done or asked, if that is known, of one that was done.
fn last(
    record: &Record,
    chapter: &Chapter,
    task: &Task,
) -> Option<Option<NaiveDate>> {
    if task.asks == Question::Choice {
        let quiz = record.quizzes.get(&chapter.quiz(&task.name))?;
        return (!quiz.chosen.is_empty()).then(|| quiz.asked.max(quiz.on));
    }
    let entry = record.exercises.get(&task.name)?;
    entry.done.then(|| entry.asked.max(entry.on))
}

/// Notes down that a task was done on a day: its objectives are asked about again from then.
pub fn entered(
    record: &mut Record,
    chapter: &Chapter,
    task: &Task,
    today: NaiveDate,
) {
    for objective in &task.objectives {
        let key = chapter.objective(*objective);
        record.objectives.entry(key).or_insert_with(|| Repetition::begun(today));
    }
    if task.asks == Question::Choice {
        let quiz = record.quizzes.entry(chapter.quiz(&task.name)).or_default();
        quiz.on.get_or_insert(today);
    } else {
        let entry = record.exercises.entry(task.name.clone()).or_default();
        entry.on.get_or_insert(today);
    }
}

/// Notes down how a question about an objective that was due was answered again. It counts
/// for other objectives of the question too, if they are due and nothing else asks about them:
/// else the same question would come twice.
pub fn graded(
    record: &mut Record,
    chapter: &Chapter,
    task: &Task,
    objective: usize,
    today: NaiveDate,
    grade: Grade,
) {
    for other in &task.objectives {
        let is_else = |one: &&Task| **one != *task;
        if *other != objective
            && question(record, chapter, *other, is_else).is_some()
        {
            continue;
        }
        let known = known(record, chapter, *other);
        let known = known.unwrap_or_else(|| Repetition::begun(NaiveDate::MIN));
        // What was answered twice, as in two tabs, counts once.
        if known.due() <= today {
            let key = chapter.objective(*other);
            record.objectives.insert(key, known.answered(today, grade));
        }
    }
    if task.asks == Question::Choice {
        record.quizzes.entry(chapter.quiz(&task.name)).or_default().asked =
            Some(today);
    } else {
        record.exercises.entry(task.name.clone()).or_default().asked = Some(today);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, number).unwrap()
    }

    fn task(name: &str, objectives: &[usize], asks: Question) -> Task {
        Task { name: name.to_owned(), objectives: objectives.to_vec(), asks }
    }

    /// Two chapters: in the first an exercise for each of seven objectives, a quiz about the
    /// first and code about the second; in the second one exercise.
    fn course() -> Course {
        let mut exercises: Vec<_> = (1..=7)
            .map(|number| task(&format!("e{number}"), &[number], Question::Numbers))
            .collect();
        exercises.push(task("code", &[2], Question::Code));
        let first = Chapter {
            package: "one".to_owned(),
            exercises,
            quizzes: vec![task("quiz", &[1], Question::Choice)],
        };
        let second = Chapter {
            package: "two".to_owned(),
            exercises: vec![task("last", &[1], Question::Words)],
            quizzes: Vec::new(),
        };
        Course { chapters: vec![first, second] }
    }

    fn finish(record: &mut Record, course: &Course, name: &str, on: NaiveDate) {
        let (chapter, task) = course.exercise(name).unwrap();
        record.exercises.entry(name.to_owned()).or_default().done = true;
        entered(record, chapter, task, on);
    }

    fn names(record: &Record, course: &Course, on: NaiveDate) -> Vec<String> {
        due(record, course, on)
            .iter()
            .map(|asked| asked.task.name.clone())
            .collect()
    }

    #[test]
    fn nothing_is_asked_on_the_day_that_it_was_done_and_what_is_latest_is_first() {
        let (course, mut record) = (course(), Record::default());
        assert!(names(&record, &course, day(9)).is_empty());
        finish(&mut record, &course, "e2", day(3));
        finish(&mut record, &course, "e1", day(1));
        finish(&mut record, &course, "last", day(1));
        assert!(names(&record, &course, day(1)).is_empty());
        assert_eq!(names(&record, &course, day(2)), ["e1", "last"]);
        assert_eq!(names(&record, &course, day(9)), ["e1", "last", "e2"]);
        assert_eq!(due(&record, &course, day(9))[2].overdue, 5);
        assert_eq!(next_day(&record, &course, day(2)), Some(day(4)));
    }

    #[test]
    fn five_are_asked_at_once() {
        let (course, mut record) = (course(), Record::default());
        for number in 1..=7 {
            finish(&mut record, &course, &format!("e{number}"), day(8 - number));
        }
        assert_eq!(
            names(&record, &course, day(20)),
            ["e7", "e6", "e5", "e4", "e3"]
        );
    }

    #[test]
    fn what_is_answered_waits_and_the_other_question_comes_next() {
        let (course, mut record) = (course(), Record::default());
        finish(&mut record, &course, "e1", day(1));
        let (chapter, quiz) = course.quiz("one/quiz").unwrap();
        entered(&mut record, chapter, quiz, day(1));
        record.quizzes.get_mut("one/quiz").unwrap().chosen = vec![1];
        assert_eq!(names(&record, &course, day(2)), ["e1"]);
        let (chapter, task) = course.exercise("e1").unwrap();
        graded(&mut record, chapter, task, 1, day(2), Grade::Fluent);
        assert!(names(&record, &course, day(7)).is_empty(), "six days");
        assert_eq!(names(&record, &course, day(8)), ["quiz"]);
        graded(&mut record, chapter, quiz, 1, day(8), Grade::Forgotten);
        assert_eq!(names(&record, &course, day(9)), ["e1"]);
    }

    #[test]
    fn code_is_asked_only_where_nothing_else_is() {
        let (course, mut record) = (course(), Record::default());
        finish(&mut record, &course, "code", day(1));
        assert_eq!(names(&record, &course, day(2)), ["code"]);
        finish(&mut record, &course, "e2", day(1));
        assert_eq!(names(&record, &course, day(2)), ["e2"]);
    }

    #[test]
    fn what_an_older_record_has_without_a_day_is_due_at_once() {
        let record = Record::parse("[exercise.e1]\ndone = true\n").unwrap();
        assert_eq!(names(&record, &course(), day(1)), ["e1"]);
    }

    #[test]
    fn an_answer_counts_for_the_objective_that_it_was_asked_for_and_once() {
        let mut course = course();
        course.chapters[0].exercises[0].objectives = vec![1, 2];
        let mut record = Record::default();
        finish(&mut record, &course, "e1", day(1));
        finish(&mut record, &course, "e2", day(1));
        let begun = record.objectives["one/2"].clone();
        let (chapter, task) = course.exercise("e1").unwrap();
        for _ in 0..2 {
            graded(&mut record, chapter, task, 1, day(2), Grade::Fluent);
        }
        assert_eq!(record.objectives["one/1"].days, 6);
        assert_eq!(record.objectives["one/2"], begun);
        assert_eq!(names(&record, &course, day(2)), ["e2"], "about the other one");
    }

    #[test]
    fn a_question_that_alone_asks_about_two_objectives_comes_once() {
        let mut course = course();
        course.chapters[0].exercises[0].objectives = vec![1, 2];
        let mut record = Record::default();
        finish(&mut record, &course, "e1", day(1));
        assert_eq!(names(&record, &course, day(2)), ["e1"]);
        let (chapter, task) = course.exercise("e1").unwrap();
        graded(&mut record, chapter, task, 1, day(2), Grade::Fluent);
        assert!(names(&record, &course, day(2)).is_empty());
    }
}
