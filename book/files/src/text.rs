//! Bytes as a text, or what they are instead.

/// Why bytes are no text that can be used, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    /// They are text in another encoding.
    #[error("it is text in {encoding}: save it as UTF-8, then try again")]
    Encoding {
        /// Such as "UTF-16LE".
        encoding: &'static str,
    },
    /// They are some other format that is known.
    #[error("it is no plain text but {format}: give the text itself, in UTF-8")]
    Format {
        /// Such as "a gz file (application/gzip)".
        format: String,
    },
    /// A byte is 0, which no text has.
    #[error(
        "it is no text: line {line} has a byte that is 0 (byte {byte} of the file): \
         give a text in UTF-8"
    )]
    Zero {
        /// The line, counted from 1.
        line: usize,
        /// The byte, counted from 0.
        byte: usize,
    },
    /// Some bytes are no UTF-8.
    #[error(
        "line {line} is no UTF-8 text (at byte {byte}): save the text as UTF-8, \
         then try again"
    )]
    NotUtf8 {
        /// The line, counted from 1.
        line: usize,
        /// The byte, counted from 0.
        byte: usize,
    },
    /// A character that no text has, and that begins a change of alphabet in some
    /// encodings.
    #[error(
        "line {line} has the control character {name} (byte {byte} of the file): is this \
         text in another encoding? Save it as UTF-8, without such characters"
    )]
    Control {
        /// The line, counted from 1.
        line: usize,
        /// The byte, counted from 0.
        byte: usize,
        /// Such as "ESC".
        name: &'static str,
    },
    /// The last character is not whole.
    #[error(
        "it ends in the middle of a character, in line {line}: it was cut short; \
         give the whole text"
    )]
    CutShort {
        /// The line, counted from 1.
        line: usize,
    },
}

/// The text that bytes hold. Lines end with a line feed, whatever they ended with before
/// (CRLF, or a lone CR), so they keep their numbers; byte-order marks are left out, also
/// where files that had one were put together. Takes no other memory than that of `bytes`.
///
/// # Errors
/// If they are no text in UTF-8: what they are, or where the first wrong byte is. If they
/// have control characters other than tabs, line ends and form feeds.
pub fn text_of(bytes: Vec<u8>) -> Result<String, NoText> {
    let control = bytes.iter().position(|byte| is_control(*byte));
    let fault = control.map(|byte| control_at(&bytes, byte));
    let text = text_with_controls(bytes)?;
    fault.map_or(Ok(text), Err)
}

fn control_at(bytes: &[u8], byte: usize) -> NoText {
    const NAMES: [&str; 32] = [
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF",
        "VT", "FF", "CR", "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK",
        "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
    ];
    match name_of_format(bytes) {
        Some(format) => NoText::Format { format },
        None => {
            let (line, code) = (line_at(bytes, byte), bytes[byte]);
            NoText::Control { line, byte, name: NAMES[usize::from(code)] }
        }
    }
}

/// Whether no text has it: all below the space but what parts words, lines and pages.
fn is_control(byte: u8) -> bool {
    byte < 32 && !b"\t\n\r\x0c".contains(&byte)
}

/// As [`text_of`], whatever control characters there are, save 0.
///
/// # Errors
/// If they are no text in UTF-8.
pub fn text_with_controls(bytes: Vec<u8>) -> Result<String, NoText> {
    if let Some(encoding) = marked_encoding(&bytes) {
        return Err(NoText::Encoding { encoding });
    }
    let wrong = std::str::from_utf8(&bytes).err();
    let zero = bytes.iter().position(|byte| *byte == 0);
    if wrong.is_some() || zero.is_some() || is_document(&bytes) {
        return Err(no_text(&bytes, wrong, zero));
    }
    // Only whole characters were left out, so this is a text still.
    String::from_utf8(with_line_feeds(bytes)).map_err(|error| NoText::NotUtf8 {
        line: line_at(error.as_bytes(), error.utf8_error().valid_up_to()),
        byte: error.utf8_error().valid_up_to(),
    })
}

/// The format of bytes, if it is one of the well-known ones that are no plain text: "a gz
/// file (application/gzip)".
pub fn name_of_format(bytes: &[u8]) -> Option<String> {
    let sample = &bytes[..bytes.len().min(8192)];
    // Some formats are known by two letters, with which a text may begin as well.
    let is_other = |byte: &u8| is_control(*byte) && *byte != 27;
    if !sample.iter().any(is_other) && !is_document(sample) {
        return None;
    }
    let format = infer::get(sample)?;
    let is_text = matches!(format.matcher_type(), infer::MatcherType::Text);
    let (kind, mime) = (format.extension(), format.mime_type());
    let a = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let name = format!("{a} {kind} file ({mime})");
    (!is_text).then_some(name)
}

fn no_text(
    bytes: &[u8],
    wrong: Option<std::str::Utf8Error>,
    zero: Option<usize>,
) -> NoText {
    if let Some(format) = name_of_format(bytes) {
        return NoText::Format { format };
    }
    if let Some(encoding) = wide_encoding(&bytes[..bytes.len().min(8192)]) {
        return NoText::Encoding { encoding };
    }
    let wrong_at = wrong.map_or(bytes.len(), |error| error.valid_up_to());
    match zero.filter(|zero| *zero < wrong_at) {
        Some(byte) => NoText::Zero { line: line_at(bytes, byte), byte },
        None => {
            let line = line_at(bytes, wrong_at);
            match wrong {
                Some(error) if error.error_len().is_none() => {
                    NoText::CutShort { line }
                }
                _ => NoText::NotUtf8 { line, byte: wrong_at },
            }
        }
    }
}

fn marked_encoding(bytes: &[u8]) -> Option<&'static str> {
    let marks: [(&[u8], _); 4] = [
        (b"\xff\xfe\0\0", "UTF-32LE"),
        (b"\0\0\xfe\xff", "UTF-32BE"),
        (b"\xff\xfe", "UTF-16LE"),
        (b"\xfe\xff", "UTF-16BE"),
    ];
    marks
        .into_iter()
        .find(|(mark, _)| bytes.starts_with(mark))
        .map(|(_, name)| name)
}

/// UTF-32 and UTF-16 without a mark: where their zeros stand. Each character of UTF-32
/// has one; in UTF-16 the spaces, line ends and Latin letters do, all on one side.
fn wide_encoding(sample: &[u8]) -> Option<&'static str> {
    let (fours, rest) = sample.as_chunks::<4>();
    if rest.is_empty() && !fours.is_empty() {
        if fours.iter().all(|four| four[3] == 0 && four[2] <= 16 && four[0] != 0) {
            return Some("UTF-32LE");
        }
        if fours.iter().all(|four| four[0] == 0 && four[1] <= 16 && four[3] != 0) {
            return Some("UTF-32BE");
        }
    }
    let zeros = |side| {
        sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count()
    };
    // An eighth of the characters: spaces and line ends are more of most texts.
    let few = sample.len() / 16;
    match (zeros(0), zeros(1)) {
        (0, odd) if odd > few => Some("UTF-16LE"),
        (even, 0) if even > few => Some("UTF-16BE"),
        _ => None,
    }
}

/// Formats whose files can be UTF-8 through and through, and are still no plain text.
fn is_document(bytes: &[u8]) -> bool {
    [&b"%PDF-"[..], b"{\\rtf"].iter().any(|start| bytes.starts_with(start))
}

/// The line of a byte, counted from 1, whatever ends lines.
fn line_at(bytes: &[u8], byte: usize) -> usize {
    let mut line = 1;
    for at in 0..byte {
        let is_end = match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        line += usize::from(is_end);
    }
    line
}

/// In place: what is left only ever moves to the front.
fn with_line_feeds(mut bytes: Vec<u8>) -> Vec<u8> {
    // The first byte of U+FEFF, which in other texts begins rare characters only.
    let Some(first) = bytes.iter().position(|byte| matches!(byte, b'\r' | 0xef))
    else {
        return bytes;
    };
    let (mut from, mut to, end) = (first, first, bytes.len());
    while from < end {
        match bytes[from] {
            b'\r' => {
                bytes[to] = b'\n';
                to += 1;
                from += if bytes.get(from + 1) == Some(&b'\n') { 2 } else { 1 };
            }
            0xef if bytes[from..].starts_with("\u{feff}".as_bytes()) => from += 3,
            byte => {
                bytes[to] = byte;
                to += 1;
                from += 1;
            }
        }
    }
    bytes.truncate(to);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn refused(bytes: &[u8]) -> String {
        text_of(bytes.to_vec()).expect_err("no text").to_string()
    }

    #[test]
    fn line_ends_and_marks_become_no_letters() {
        for (bytes, text) in [
            ("", ""),
            ("one line", "one line"),
            ("a\r\nb\r\n", "a\nb\n"),
            ("a\rb\r\rc\r\n\r\nd\r", "a\nb\n\nc\n\nd\n"),
            ("\u{feff}a,b\r\n\u{feff}c", "a,b\nc"),
            ("\u{feff}", ""),
            ("ﬁ\u{ff5e}\r\n", "ﬁ\u{ff5e}\n"),
        ] {
            assert_eq!(text_of(bytes.into()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn other_encodings_are_named() {
        for text in ["the cat sat\r\non the mat", "Кот сел на коврик.\n", "a"]
        {
            for mark in ["", "\u{feff}"] {
                let text = format!("{mark}{text}");
                let error = refused(&utf_16(&text, u16::to_le_bytes));
                assert!(
                    error.starts_with("it is text in UTF-16LE: save"),
                    "{error}"
                );
                let error = refused(&utf_16(&text, u16::to_be_bytes));
                assert!(
                    error.starts_with("it is text in UTF-16BE: save"),
                    "{error}"
                );
                let wide = |bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
                    text.chars().flat_map(|c| bytes(c.into())).collect()
                };
                assert!(refused(&wide(u32::to_le_bytes)).contains("in UTF-32LE"));
                assert!(refused(&wide(u32::to_be_bytes)).contains("in UTF-32BE"));
            }
        }
    }

    #[test]
    fn control_characters_are_named() {
        // As ISO-2022-JP writes it; an editor's backspace; DOS's end of a file.
        for (bytes, name) in [
            (&b"one\r\n\ttwo\x0c\n\x1b$B$3$s\x1b(B\n"[..], "ESC (byte 11 "),
            (b"\xef\xbb\xbfone\rtwo\nth\x08ree", "BS (byte 13 "),
            (b"one\n\nthree\x1a", "SUB (byte 10 "),
            (b"one\n\n\x0b", "VT (byte 5 "),
        ] {
            let start =
                format!("line 3 has the control character {name}of the file)");
            let says = refused(bytes);
            assert!(says.starts_with(&start), "{says}");
            assert!(
                says.contains(": is this text in another encoding? Save"),
                "{says}"
            );
            assert!(text_with_controls(bytes.to_vec()).is_ok());
        }
        // What is worse is said first.
        assert!(refused(b"a\x07\xff").contains("no UTF-8"));
        assert!(
            refused(b"a bell \x07 and many more words behind\0")
                .contains("a byte that is 0")
        );
    }

    #[test]
    fn what_is_no_text_is_named() {
        let gzip = b"\x1f\x8b\x08\x08\x00\x01\x02novel.txt\x00\x93";
        assert!(refused(gzip).contains("a gz file (application/gzip)"));
        assert!(refused(b"PK\x03\x04\x14\x00\x06\x00\x08\x00").contains("zip"));
        assert!(refused(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR").contains("png"));
        assert!(refused(b"%PDF-1.4\nall of it ASCII\n").contains("pdf"));
        assert!(refused(b"{\\rtf1\\ansi a letter}").contains("rtf"));
        assert_eq!(
            refused(b"one\r\ntwo\rthree \0 four"),
            "it is no text: line 3 has a byte that is 0 (byte 15 of the file): give \
             a text in UTF-8"
        );
        // "BM" begins bitmaps, and in ISO 8859-1 also this.
        assert_eq!(
            refused(b"BM\r\ncaf\xe9 "),
            "line 2 is no UTF-8 text (at byte 7): save the text as UTF-8, then try \
             again"
        );
        assert!(
            refused("naïv…".as_bytes().split_last().expect("bytes").1)
                .starts_with("it ends in the middle of a character, in line 1")
        );
        for text in ["BM is short", "#!/bin/sh\necho", "<html>", "\ta page\x0c"] {
            assert_eq!(text_of(text.into()).as_deref(), Ok(text));
        }
    }

    proptest::proptest! {
        #[test]
        fn lines_keep_their_numbers(parts in proptest::collection::vec("[aé\u{feff}]{0,3}(\r|\n|\r\n)", 0..9)) {
            let raw = parts.concat();
            let text = text_of(raw.clone().into()).expect("a text");
            let is_clean = !text.contains(['\r', '\u{feff}']);
            proptest::prop_assert!(is_clean);
            let lines = line_at(raw.as_bytes(), raw.len());
            proptest::prop_assert_eq!(text.matches('\n').count() + 1, lines);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40)) {
            let _ = name_of_format(&bytes);
            let _ = text_of(bytes);
        }
    }
}
