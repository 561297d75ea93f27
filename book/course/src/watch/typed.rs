//! Keys, and the lines that are typed with them.

use textwrap::core::display_width;

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Letter(char),
    Enter,
    Backspace,
    /// Takes back the whole line.
    Clear,
    /// Leaves what is asked unanswered.
    Leave,
}

/// A line that is being typed.
#[derive(Debug, Default)]
pub struct Line(String);

/// What a key has done to a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// The terminal is to show this.
    Shows(String),
    /// This line is finished.
    Finished(String),
    /// The reader has left.
    Left,
}

impl Line {
    pub fn take(&mut self, key: Key) -> Typed {
        match key {
            Key::Letter(letter) => {
                self.0.push(letter);
                Typed::Shows(letter.to_string())
            }
            Key::Backspace => {
                let last = self.0.pop().map(String::from);
                Typed::Shows(wiped(&last.unwrap_or_default()))
            }
            Key::Clear => Typed::Shows(wiped(&std::mem::take(&mut self.0))),
            Key::Enter => Typed::Finished(std::mem::take(&mut self.0)),
            Key::Leave => Typed::Left,
        }
    }
}

/// What takes a text back from a terminal.
fn wiped(text: &str) -> String {
    "\u{8} \u{8}".repeat(display_width(text))
}

/// Reads keys out of what a terminal sends.
#[cfg(unix)]
#[derive(Debug, Default)]
pub struct Bytes(Vec<u8>);

#[cfg(unix)]
impl Bytes {
    /// The keys in what was sent at once. An arrow, and any other key that sends several
    /// signs after an escape, is none of ours.
    pub fn keys(&mut self, sent: &[u8]) -> Vec<Key> {
        self.0.extend_from_slice(sent);
        let text = match std::str::from_utf8(&self.0) {
            Ok(text) => text.to_owned(),
            // The rest of a letter is still to come.
            Err(error) if error.error_len().is_none() => {
                let whole = &self.0[..error.valid_up_to()];
                String::from_utf8_lossy(whole).into_owned()
            }
            Err(_) => String::from_utf8_lossy(&self.0).into_owned(),
        };
        self.0.drain(..text.len().min(self.0.len()));
        let mut keys = Vec::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let key = match letter {
                '\u{1b}' if letters.peek().is_some() => {
                    skip_sequence(&mut letters);
                    continue;
                }
                '\n' | '\r' => Key::Enter,
                '\u{8}' | '\u{7f}' => Key::Backspace,
                '\u{15}' => Key::Clear,
                '\u{4}' | '\u{1b}' => Key::Leave,
                '\t' => Key::Letter(' '),
                letter if letter.is_control() => continue,
                letter => Key::Letter(letter),
            };
            keys.push(key);
        }
        keys
    }
}

/// Skips what follows an escape: one sign, or `[` or `O` and all up to a letter or `~`.
#[cfg(unix)]
fn skip_sequence(letters: &mut impl Iterator<Item = char>) {
    if !matches!(letters.next(), Some('[' | 'O')) {
        return;
    }
    for letter in letters {
        if ('@'..='~').contains(&letter) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_typed_and_taken_back() {
        let mut line = Line::default();
        for letter in "-2√".chars() {
            assert_eq!(line.take(Key::Letter(letter)), Typed::Shows(letter.into()));
        }
        let wiped = |count| Typed::Shows("\u{8} \u{8}".repeat(count));
        assert_eq!(line.take(Key::Backspace), wiped(1));
        assert_eq!(line.take(Key::Enter), Typed::Finished("-2".into()));
        assert_eq!(line.take(Key::Backspace), wiped(0), "nothing is left");
        line.take(Key::Letter('数'));
        line.take(Key::Letter('1'));
        assert_eq!(line.take(Key::Clear), wiped(3));
        assert_eq!(line.take(Key::Enter), Typed::Finished(String::new()));
        assert_eq!(line.take(Key::Leave), Typed::Left);
    }

    #[cfg(unix)]
    #[test]
    fn keys_are_read_however_they_are_sent() {
        let keys = |sent: &[&[u8]]| {
            let mut bytes = Bytes::default();
            let keys = sent.iter().flat_map(|sent| bytes.keys(sent));
            keys.collect::<Vec<_>>()
        };
        let root = Key::Letter('√');
        assert_eq!(keys(&["√".as_bytes()]), [root]);
        assert_eq!(keys(&[b"\xe2", b"\x88", b"\x9a"]), [root]);
        assert_eq!(keys(&[b"\x1b[A\x1b[15~\x1bOPq"]), [Key::Letter('q')]);
        assert_eq!(keys(&[b"\x1b", b"q"]), [Key::Leave, Key::Letter('q')]);
        assert_eq!(
            keys(&[b"a\x7f\n\r\x15\x04\x00\x1a"]),
            [
                Key::Letter('a'),
                Key::Backspace,
                Key::Enter,
                Key::Enter,
                Key::Clear,
                Key::Leave
            ]
        );
        assert_eq!(keys(&[b"\xff", b"q"]).last(), Some(&Key::Letter('q')));
    }
}
