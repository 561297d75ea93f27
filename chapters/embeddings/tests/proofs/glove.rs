//! The parser of word vectors: what it takes, and what it refuses with which words.

use std::path::Path;

use embeddings::WordVectors;
use embeddings::glove::{GloveError, GloveParser, parse};
use proptest::prelude::*;

fn read(bytes: &[u8]) -> Result<WordVectors, GloveError> {
    parse(bytes, Path::new("mine.txt"))
}

fn refused(bytes: &[u8]) -> String {
    read(bytes).expect_err("a fault").to_string()
}

#[test]
fn words_and_numbers_are_read_in_order() {
    let vectors = read(b"the 0.5 -1e-3 7\ncat +.25 5. -0\n").unwrap();
    assert_eq!(vectors.vocabulary().words(), ["the", "cat"]);
    let flat: Vec<f64> = vectors.embedding().weights.iter().copied().collect();
    assert_eq!(flat, [0.5, -1e-3, 7.0, 0.25, 5.0, 0.0]);
}

#[test]
fn line_ends_byte_order_marks_and_spaces_at_the_end_do_no_harm() {
    let plain = read(b"the 1 2\ncat 3 4\n").unwrap();
    for bytes in [
        &b"the 1 2\r\ncat 3 4\r\n"[..],
        b"the 1 2\ncat 3 4",
        b"the 1 2 \ncat 3 4 \n",
        b"\xef\xbb\xbfthe 1 2\ncat 3 4\n",
    ] {
        assert_eq!(read(bytes).unwrap(), plain);
    }
}

/// Some published files have words such as ". . ." and "at name@domain.com".
#[test]
fn words_may_hold_spaces_where_no_number_is_meant() {
    let vectors = read("a 1 2\n. . . 3 4\nat x@y.z 5 6\n\u{a0} 7 8\n".as_bytes());
    let vectors = vectors.unwrap();
    let words = ["a", ". . .", "at x@y.z", "\u{a0}"];
    assert_eq!(vectors.vocabulary().words(), words);
    assert_eq!(vectors.embedding().weights[[2, 1]], 6.0);
}

#[test]
fn each_fault_is_named_with_its_line_and_what_would_be_right() {
    for (bytes, error) in [
        (&b""[..], "mine.txt is empty: give a word and its numbers a line"),
        (
            b"a 1 2\nb 1\n",
            "mine.txt, line 2: found 1 number: give 2, as on the first line",
        ),
        (
            b"a 1 2\nb 1 2 3\n",
            "mine.txt, line 2: found 3 numbers: give 2, as on the first line",
        ),
        (
            b"a 1 2\n\nb 1 2\n",
            "mine.txt, line 2: found nothing: give a word and its numbers, single \
             spaces between",
        ),
        (
            b"\n",
            "mine.txt, line 1: found nothing: give a word and its numbers, single \
             spaces between",
        ),
        (
            b"cat\n",
            "mine.txt, line 1: found \"cat\" alone: give a word and its numbers, \
             single spaces between",
        ),
        (
            b"a 1 2\nb 1 x\n",
            "mine.txt, line 2: number 2 is \"x\": give a finite number, up to 1e100 \
             in size",
        ),
        (
            b"a 1 2\n 1 2\n",
            "mine.txt, line 2: found numbers without a word: give the word first",
        ),
        (
            b"a 1 2\nb 1 2\na 3 4\n",
            "mine.txt, line 3: found the word \"a\" of line 1 again: give each word \
             once",
        ),
        (
            b"a 1 2\n\xff 1 2\n",
            "mine.txt, line 2: found bytes that are no UTF-8: give text, a word and \
             its numbers a line",
        ),
        (
            b"2 3\na 1 2 3\nb 1 2 3\n",
            "mine.txt, line 1: found \"2 3\", the header of the word2vec format (words \
             and numbers): give the file without its first line",
        ),
    ] {
        assert_eq!(refused(bytes), error);
    }
}

#[test]
fn a_parser_that_is_asked_on_after_a_fault_keeps_what_was_right() {
    let mut parser = GloveParser::new(Path::new("mine.txt"));
    for line in ["x y\n", "a 1 2\n", "b 1 y\n", "a 3 4\n", "c 5 6\n"] {
        let is_right = ["a 1 2\n", "c 5 6\n"].contains(&line);
        assert_eq!(parser.line(line.as_bytes()).is_ok(), is_right, "{line}");
    }
    let vectors = parser.finish().unwrap();
    assert_eq!(vectors, read(b"a 1 2\nc 5 6\n").unwrap());
}

#[test]
fn numbers_that_are_none_are_refused() {
    for field in ["NaN", "inf", "-infinity", "1e101", "1,5", "", "0x1p3", "1e999"] {
        let error = refused(format!("a 1 2\nb {field} 2\n").as_bytes());
        let start = format!("mine.txt, line 2: number 1 is {field:?}: give");
        assert!(error.starts_with(&start), "{error}");
    }
    let long = "9x".repeat(100);
    let error = refused(format!("a 1\nb {long}\n").as_bytes());
    assert!(error.contains('…') && error.len() < 120, "{error}");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = read(&bytes);
    }

    #[test]
    fn almost_right_texts_are_read_or_refused(text in "[a-c0-9. \r\n-]{0,60}") {
        if let Ok(vectors) = read(text.as_bytes()) {
            prop_assert!(vectors.embedding().weights.iter().all(|x| x.is_finite()));
            let lines = text.trim_end_matches('\n').split('\n').count();
            prop_assert_eq!(vectors.vocabulary().words().len(), lines);
        }
    }

    /// Every bit of a number, as the standard library reads it.
    #[test]
    fn numbers_come_back_to_the_last_bit(
        rows in prop::collection::vec(prop::array::uniform3(-1e9..1e9_f64), 1..20),
        digits in 0..12_usize,
    ) {
        let mut text = String::new();
        let mut expected = Vec::new();
        for (word, row) in rows.iter().enumerate() {
            text += &format!("w{word}");
            for number in row {
                let field = match word % 4 {
                    0 => format!("{number:?}"),
                    1 => format!("{number:.digits$}"),
                    2 => format!("{:.digits$}", number / 1e9),
                    _ => format!("{number:e}"),
                };
                expected.push(field.parse::<f64>().unwrap().to_bits());
                text += &format!(" {field}");
            }
            text.push('\n');
        }
        let vectors = read(text.as_bytes()).unwrap();
        let found: Vec<u64> =
            vectors.embedding().weights.iter().map(|x| x.to_bits()).collect();
        prop_assert_eq!(found, expected);
    }
}
