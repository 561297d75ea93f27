//! The course in the page, as a WebAssembly module, which a page asks in
//! [messages](page::live::messages).
//!
//! | asked | with bytes | answered |
//! |---|---|---|
//! | `{"give":"course"}` | the [book's course](Book) as JSON | `{}` |
//! | `{"predicts":{"name":"…","said":["0.5"]}}` | | `{}`, if it can be run |
//! | `{"calendar":{"from":"2026-11-30","base":"https://…/"}}` | | `{"calendar":"…"}` |
//! | `{"record":"…","day":"2026-11-30"}` | | the record and what a page shows of it: [`Answer`] |
//! | the same with `"act"` | | the same, after the [act](Act) |
//! | | | or `{"broken":"…"}`: why the record cannot be read |
//!
//! Before the course is given, every other message is answered with `{"waits":true}`.
//!
//! The record is the text that the terminal keeps in a file. The page keeps it in the browser,
//! and gives it along with every question: nothing is remembered here.

mod act;
mod book;
mod calendar;
mod view;

use std::cell::RefCell;

use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};
use study::Record;

pub use act::{Act, Mark, Verdict};
pub use book::{Book, Chapter, Exercise, Quiz};
pub use view::{Answer, View};

thread_local! {
    static BOOK: RefCell<Option<Book>> = const { RefCell::new(None) };
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    /// The text of the record; empty at the beginning.
    record: String,
    /// The day of today, where the reader is.
    #[serde(deserialize_with = "day")]
    day: NaiveDate,
    #[serde(default)]
    act: Option<Act>,
}

fn day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(serde::de::Error::custom)
}

/// Answers a page's message, with the bytes behind it.
///
/// # Errors
/// If the message asks for nothing that there is, or the record cannot be read.
pub fn answer_to(asked: Value, bytes: &[u8]) -> Result<Vec<u8>> {
    if asked.get("give").is_some() {
        let book = serde_json::from_slice(bytes).context("the book's course")?;
        BOOK.set(Some(book));
        return Ok(b"{}".to_vec());
    }
    BOOK.with_borrow(|book| match book {
        Some(book) => answer_of(book, asked),
        None => Ok(br#"{"waits":true}"#.to_vec()),
    })
}

/// Answers a message about a book.
fn answer_of(book: &Book, asked: Value) -> Result<Vec<u8>> {
    if let Some(said) = asked.get("predicts") {
        let said = Deserialize::deserialize(said).context("the page's message")?;
        return act::ensure_predicts(book, said);
    }
    if let Some(plan) = asked.get("calendar") {
        let plan = Deserialize::deserialize(plan).context("the page's message")?;
        return calendar::of(book, plan);
    }
    let request: Request =
        serde_json::from_value(asked).context("the page's message")?;
    let mut record = match Record::parse(&request.record) {
        Ok(record) => record,
        Err(error) => {
            let broken = json!({ "broken": error.to_string() });
            return Ok(serde_json::to_vec(&broken)?);
        }
    };
    record.rename(&book.former);
    let acted = match request.act {
        Some(act) => act.apply(book, &mut record, request.day)?,
        None => act::Acted::default(),
    };
    let answer = Answer {
        record: record.text().context("the record")?,
        marks: acted.marks,
        again: acted.again,
        view: View::of(book, &record, request.day),
    };
    Ok(serde_json::to_vec(&answer)?)
}

page::answers_with!(crate::answer_to);
