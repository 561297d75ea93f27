//! Messages in and out of the memory of a WebAssembly module.
//!
//! A page and a module talk in messages: a line of JSON, and behind it perhaps bytes. The
//! page asks for [`room`] for its message, writes it there, asks for an [`answer`], and
//! reads as many bytes as that says at [`answer_place`]. That is all there is between the
//! two, so no program has to write the half of it that is in JavaScript. Whatever is wrong
//! is answered with `{"error":"…"}`.

use std::cell::RefCell;
use std::panic;
use std::sync::Once;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

thread_local! {
    static MESSAGE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Exports what a page calls of a module that answers messages with the function named.
#[macro_export]
macro_rules! answers_with {
    ($answer_to:path) => {
        /// What a page calls.
        // What WebAssembly exports must have its own name. Nothing else is unsafe.
        #[allow(unsafe_code)]
        mod exports {
            use $crate::live::messages;

            #[unsafe(no_mangle)]
            extern "C" fn room(length: usize) -> *mut u8 {
                messages::room(length)
            }

            #[unsafe(no_mangle)]
            extern "C" fn answer() -> usize {
                messages::answer($answer_to)
            }

            #[unsafe(no_mangle)]
            extern "C" fn answer_place() -> *const u8 {
                messages::answer_place()
            }

            #[unsafe(no_mangle)]
            extern "C" fn answer_length() -> usize {
                messages::answer_length()
            }
        }
    };
}

/// Makes room for a message of `length` bytes, and says where.
pub fn room(length: usize) -> *mut u8 {
    MESSAGE.with_borrow_mut(|message| {
        message.clear();
        message.resize(length, 0);
        message.as_mut_ptr()
    })
}

/// Answers the message with what `answer_to` makes of its line and of the bytes behind it,
/// and says how many bytes the answer has.
pub fn answer(answer_to: fn(Value, &[u8]) -> Result<Vec<u8>>) -> usize {
    static HOOK: Once = Once::new();
    // Whoever restarts the module can then read why it broke off.
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|why| keep(why.to_string().into())))
    });
    let message = MESSAGE.with_borrow_mut(std::mem::take);
    let answer = read(&message).and_then(|(line, bytes)| answer_to(line, bytes));
    let answer = answer.unwrap_or_else(|error| {
        json!({ "error": format!("{error:#}") }).to_string().into()
    });
    let length = answer.len();
    keep(answer);
    length
}

/// Where the answer is, or after the module broke off, why.
pub fn answer_place() -> *const u8 {
    ANSWER.with_borrow(|answer| answer.as_ptr())
}

/// How many bytes are at [`answer_place`].
pub fn answer_length() -> usize {
    ANSWER.with_borrow(Vec::len)
}

/// The line of a message, and the bytes behind it.
///
/// # Errors
/// If the line is no JSON.
pub fn read(message: &[u8]) -> Result<(Value, &[u8])> {
    let mut parts = message.splitn(2, |byte| *byte == b'\n');
    let line = parts.next().unwrap_or_default();
    let line = serde_json::from_slice(line).context("the page's message")?;
    Ok((line, parts.next().unwrap_or_default()))
}

fn keep(answer: Vec<u8>) {
    // Nothing may break while the module tells that it breaks.
    ANSWER.with(|kept| {
        if let Ok(mut kept) = kept.try_borrow_mut() {
            *kept = answer;
        }
    });
}
