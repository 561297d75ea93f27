//! Lines that are no longer than a telephone is wide.

use page::COLUMNS;

/// Words in lines that a telephone shows, each after as many spaces as `indent` says.
pub(super) fn wrapped(words: &str, indent: usize) -> String {
    let mut text = String::new();
    let mut room = 0;
    for word in words.split(' ') {
        let width = word.chars().count() + 1;
        if width > room {
            let end = if text.is_empty() { "" } else { "\n" };
            text += &format!("{end}{:indent$}{word}", "");
            room = COLUMNS - indent + 1 - width;
        } else {
            text += &format!(" {word}");
            room -= width;
        }
    }
    text
}
