//! Messages in and out of the module's memory.

// What WebAssembly exports must have its own name. Nothing else here is unsafe.
#![allow(unsafe_code)]

use std::cell::RefCell;
use std::panic;
use std::sync::Once;

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde_json::Value;

use crate::{Figures, Request, Training};

thread_local! {
    static MESSAGE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static FIGURES: RefCell<Figures> = RefCell::new(Figures::default());
    static TRAINING: RefCell<Training> = RefCell::new(Training::default());
}

/// Makes room for a message of `length` bytes, and says where.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    MESSAGE.with_borrow_mut(|message| {
        message.clear();
        message.resize(length, 0);
        message.as_mut_ptr()
    })
}

/// Answers the message, and says how many bytes the answer has: a line of JSON, if need be
/// an object with an `error`, and what bytes there are behind it.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    static HOOK: Once = Once::new();
    // Whoever restarts the module can then read why it broke off.
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|why| keep(why.to_string().into())))
    });
    let message = MESSAGE.with_borrow_mut(std::mem::take);
    let answer = answer_to(&message).unwrap_or_else(|error| {
        let failed = Failed { error: format!("{error:#}") };
        serde_json::to_vec(&failed).unwrap_or_default()
    });
    let length = answer.len();
    keep(answer);
    length
}

/// Where the answer is, or after the module broke off, why.
#[unsafe(no_mangle)]
pub extern "C" fn answer_place() -> *const u8 {
    ANSWER.with_borrow(|answer| answer.as_ptr())
}

/// How many bytes are at [`answer_place`].
#[unsafe(no_mangle)]
pub extern "C" fn answer_length() -> usize {
    ANSWER.with_borrow(Vec::len)
}

#[derive(Serialize)]
struct Failed {
    error: String,
}

fn keep(answer: Vec<u8>) {
    // Nothing may break while the module tells that it breaks.
    ANSWER.with(|kept| {
        if let Ok(mut kept) = kept.try_borrow_mut() {
            *kept = answer;
        }
    });
}

fn answer_to(message: &[u8]) -> Result<Vec<u8>> {
    let mut parts = message.splitn(2, |byte| *byte == b'\n');
    let line = parts.next().unwrap_or_default();
    let bytes = parts.next().unwrap_or_default();
    let asked: Value =
        serde_json::from_slice(line).context("the page's message")?;
    if asked.get("train").is_some() {
        let asked = serde_json::from_value(asked).context("the page's message")?;
        return TRAINING.with_borrow_mut(|training| training.answer(asked, bytes));
    }
    if let Some(name) = asked.get("give").and_then(Value::as_str) {
        FIGURES.with_borrow_mut(|figures| figures.give(name, bytes))?;
        return Ok(b"{}".to_vec());
    }
    let request: Request =
        serde_json::from_value(asked).context("the page's message")?;
    FIGURES.with_borrow_mut(|figures| {
        if figures.waits(&request.figure)? {
            return Ok(br#"{"waits":true}"#.to_vec());
        }
        let frame = figures.frame(&request)?;
        Ok(serde_json::to_vec(&frame)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(message: &str) -> Result<Value> {
        let answer = answer_to(message.as_bytes())?;
        let end = answer.iter().position(|byte| *byte == b'\n');
        Ok(serde_json::from_slice(&answer[..end.unwrap_or(answer.len())])?)
    }

    #[test]
    fn bytes_stand_behind_the_first_line() {
        let start = r#"{"train":"start","model":"small","seed":1,"steps":3}"#;
        let text = "the cat sat on the mat.\n".repeat(20);
        let found = asked(&format!("{start}\n{text}")).expect("a training");
        assert_eq!(found["characters"], text.len());
        let found = asked(r#"{"train":"steps","count":2}"#).expect("steps");
        assert_eq!(found["step"], 2);
        assert_eq!(asked("{\"train\":\"save\"}\n").expect("bytes")["step"], 2);
        let error = asked(start).expect_err("no text");
        assert_eq!(error.to_string(), "it is empty: give a text");
        for wrong in ["", "\n", "{}", "[]", "train", r#"{"train":3}"#] {
            let error = asked(wrong).expect_err("no message");
            assert_eq!(error.to_string(), "the page's message", "{wrong}");
        }
    }
}
