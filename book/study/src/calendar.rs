//! The course as a calendar: a week for each chapter, in the form of RFC 5545 (B. Desruisseaux,
//! 2009), which calendars read.

use std::fmt::Write as _;

use chrono::{Datelike as _, Days, NaiveDate};

/// No line has more bytes: RFC 5545, 3.1.
const LONGEST_LINE: usize = 75;

/// What there is to do in a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// A word that names it among the others, such as a package.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// What to do, in lines.
    pub tasks: Vec<String>,
    /// Where to read it.
    pub url: Option<String>,
}

/// The weeks one after another from a day on, as the text of an `.ics` file. Nothing if the
/// days do not fit into the years that a calendar knows.
#[must_use]
pub fn calendar(title: &str, weeks: &[Week], from: NaiveDate) -> Option<String> {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//From Neurons to Transformers//Course//EN".to_owned(),
        format!("X-WR-CALNAME:{}", escaped(title)),
    ];
    let mut day = from;
    for week in weeks {
        let end = day.checked_add_days(Days::new(7))?;
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}-{day}@from-neurons-to-transformers", week.name),
            // When it was made is no news: the same weeks are the same file.
            format!("DTSTAMP:{}T000000Z", compact(from)?),
            format!("DTSTART;VALUE=DATE:{}", compact(day)?),
            format!("DTEND;VALUE=DATE:{}", compact(end)?),
            format!("SUMMARY:{}", escaped(&week.title)),
            format!("DESCRIPTION:{}", escaped(&week.tasks.join("\n"))),
        ]);
        lines.extend(week.url.as_ref().map(|url| format!("URL:{url}")));
        // A week of study makes nobody busy.
        lines.extend(["TRANSP:TRANSPARENT", "END:VEVENT"].map(str::to_owned));
        day = end;
    }
    lines.push("END:VCALENDAR".to_owned());
    Some(lines.iter().map(|line| folded(line)).collect())
}

/// A day in eight digits, if it has no more.
fn compact(day: NaiveDate) -> Option<String> {
    let digits = day.to_string().replace('-', "");
    (day.year() >= 0 && digits.len() == 8).then_some(digits)
}

/// A text in which nothing is taken for a sign of the form.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\\' | ';' | ',' => {
                let _ = write!(escaped, "\\{sign}");
            }
            '\n' => escaped.push_str("\\n"),
            sign if sign.is_control() => {}
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// A line, broken where it is too long: what follows begins with a space.
fn folded(line: &str) -> String {
    let (mut folded, mut length) = (String::new(), 0);
    for sign in line.chars() {
        if length + sign.len_utf8() > LONGEST_LINE {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(sign);
        length += sign.len_utf8();
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use icalendar::{Calendar, CalendarComponent, Component as _, DatePerhapsTime};

    use super::*;

    fn week(name: &str, title: &str, task: &str) -> Week {
        Week {
            name: name.to_owned(),
            title: title.to_owned(),
            tasks: vec![task.to_owned(), "Come back.".to_owned()],
            url: Some(format!("https://book.example/{name}.html")),
        }
    }

    /// What another program reads out of it is what was put in.
    #[test]
    fn a_calendar_is_read_by_another_program() {
        let long =
            "Read; then solve, with a \\ and 梯度下降 and σ, again and again. "
                .repeat(4);
        let weeks = [
            week("neurons", "Neurons", &long),
            week("loss", "Loss, and so on", "x"),
        ];
        let from = NaiveDate::from_ymd_opt(2026, 12, 28).unwrap();
        let text = calendar("The course", &weeks, from).unwrap();
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        let read: Calendar = text.parse().unwrap();
        assert_eq!(read.get_name(), Some("The course"));
        let events: Vec<_> = read
            .components
            .iter()
            .filter_map(|part| match part {
                CalendarComponent::Event(event) => Some(event),
                _ => None,
            })
            .collect();
        assert_eq!(events.len(), 2);
        for (nth, (event, week)) in events.iter().zip(&weeks).enumerate() {
            let begin = from + Days::new(7 * nth as u64);
            let day = |day: NaiveDate| Some(DatePerhapsTime::Date(day));
            assert_eq!(event.get_start(), day(begin));
            assert_eq!(event.get_end(), day(begin + Days::new(7)));
            assert_eq!(event.get_summary(), Some(week.title.as_str()));
            assert_eq!(
                event.get_description(),
                Some(week.tasks.join("\n").as_str())
            );
            assert_eq!(event.get_url(), week.url.as_deref());
        }
        assert_ne!(events[0].get_uid(), events[1].get_uid());
    }

    #[test]
    fn days_that_no_calendar_has_are_refused() {
        assert_eq!(calendar("x", &[week("a", "A", "b")], NaiveDate::MAX), None);
    }
}
