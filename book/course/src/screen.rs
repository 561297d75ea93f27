//! Texts on a terminal.

use std::io::{IsTerminal as _, Write as _};

use console::{Term, style};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use textwrap::WordSplitter;

/// Prints a line.
macro_rules! say {
    () => { $crate::screen::line(format_args!("")) };
    ($($part:tt)+) => { $crate::screen::line(format_args!($($part)+)) };
}
pub(crate) use say;

/// Prints a line. Where nobody reads on, as behind `| head`, what the reader has done is
/// still to be noted down, and the exit code still tells how it went.
pub fn line(text: std::fmt::Arguments) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints a question, which the answer follows on the same line.
pub fn prompt(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Columns that a text fills at most.
const WIDEST: usize = 80;

/// The columns of a line.
pub fn width() -> usize {
    let columns = usize::from(Term::stdout().size().1);
    if columns == 0 { WIDEST } else { columns.clamp(40, WIDEST) }
}

pub fn right(text: &str) -> String {
    style(text).green().bold().to_string()
}

pub fn wrong(text: &str) -> String {
    style(text).red().bold().to_string()
}

/// What went wrong, on the error stream. What a program has said is left as it is.
pub fn error(error: &anyhow::Error) {
    let text = format!("{error:#}");
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let mut stderr = std::io::stderr().lock();
    let sign = style("error:").for_stderr().red().bold();
    // Where nobody reads it, the exit code still tells.
    let _ = writeln!(stderr, "{}", fill(&format!("{sign} {first}"), "", "  "));
    if !rest.is_empty() {
        let _ = writeln!(stderr, "{rest}");
    }
}

/// Ends the line of a prompt where no one has pressed Return: what was typed came from a
/// file or another program.
pub fn end_prompt() {
    if !std::io::stdin().is_terminal() {
        say!();
    }
}

pub fn strong(text: &str) -> String {
    style(text).bold().to_string()
}

pub fn dim(text: &str) -> String {
    style(text).dim().to_string()
}

pub fn code(text: &str) -> String {
    style(text).cyan().to_string()
}

/// A paragraph, broken to fit.
pub fn wrapped(text: &str) -> String {
    fill(text, "", "")
}

/// A paragraph, broken to fit, with `first` before its first line and `rest` before the
/// others.
pub fn fill(text: &str, first: &str, rest: &str) -> String {
    let options = textwrap::Options::new(width())
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options)
}

/// Markdown as a terminal shows it: paragraphs broken to fit, code in colour.
pub fn markdown(text: &str) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut items: Vec<Option<u64>> = Vec::new();
    let mut is_code_block = false;
    let mut is_strong = false;
    let mut is_quote = false;
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            Event::Text(words) if is_code_block => {
                line.push_str(&words);
            }
            Event::Text(words) if is_strong => line.push_str(&strong(&words)),
            Event::Text(words) => line.push_str(&words),
            Event::Code(words) => {
                line.push_str(&marked(&words));
            }
            Event::SoftBreak | Event::HardBreak => line.push(' '),
            Event::Start(Tag::Strong | Tag::Emphasis) => is_strong = true,
            Event::End(TagEnd::Strong | TagEnd::Emphasis) => is_strong = false,
            Event::Start(Tag::List(number)) => {
                finish(&mut blocks, &mut line, &mut items);
                items.push(number);
            }
            Event::End(TagEnd::List(_)) => {
                finish(&mut blocks, &mut line, &mut items);
                items.pop();
            }
            Event::Start(Tag::BlockQuote(_)) => is_quote = true,
            Event::End(TagEnd::BlockQuote(_)) => is_quote = false,
            Event::End(TagEnd::Paragraph) if is_quote => {
                blocks.push(fill(line.trim_end(), "    ", "    "));
                line.clear();
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                finish(&mut blocks, &mut line, &mut items)
            }
            Event::Start(Tag::CodeBlock(_)) => is_code_block = true,
            Event::End(TagEnd::CodeBlock) => {
                is_code_block = false;
                let lines: Vec<_> =
                    line.lines().map(|l| format!("    {}", code(l))).collect();
                blocks.push(lines.join("\n"));
                line.clear();
            }
            _ => {}
        }
    }
    blocks.join("\n\n")
}

/// Code among words: in colour, or between its marks where there are no colours.
fn marked(words: &str) -> String {
    if !console::colors_enabled() {
        return format!("`{words}`");
    }
    // Each word by itself, so that a line may break between them.
    words.split(' ').map(code).collect::<Vec<_>>().join(" ")
}

/// Ends a block, if there is one.
fn finish(blocks: &mut Vec<String>, line: &mut String, items: &mut [Option<u64>]) {
    if !line.trim().is_empty() {
        let (first, rest) = match items.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                (format!("{}. ", *number - 1), "   ".to_owned())
            }
            Some(None) => ("- ".to_owned(), "  ".to_owned()),
            None => (String::new(), String::new()),
        };
        blocks.push(fill(line.trim_end(), &first, &rest));
    }
    line.clear();
}
