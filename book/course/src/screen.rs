//! Texts on a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use console::{Term, measure_text_width, style};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use textwrap::WordSplitter;

/// Prints a line.
macro_rules! say {
    () => { $crate::screen::line(format_args!("")) };
    ($($part:tt)+) => { $crate::screen::line(format_args!($($part)+)) };
}
pub(crate) use say;

/// Whether what is said goes to the error stream, since the output is for a program.
static IS_FOR_A_PROGRAM: AtomicBool = AtomicBool::new(false);

/// Has all that is said from now on go to the error stream.
pub fn keep_output_for_a_program() {
    IS_FOR_A_PROGRAM.store(true, Ordering::SeqCst);
}

/// Prints a line. Where nobody reads on, as behind `| head`, what the reader has done is
/// still to be noted down, and the exit code still tells how it went.
pub fn line(text: std::fmt::Arguments) {
    if IS_FOR_A_PROGRAM.load(Ordering::SeqCst) {
        files::complain(text);
        return;
    }
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints a text for a program.
pub fn print(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{text}")?;
    stdout.flush()
}

/// Prints a question, which the answer follows on the same line.
pub fn prompt(text: &str) -> std::io::Result<()> {
    let question = text.trim_end();
    let room = if question == text { "" } else { " " };
    let mut stdout = std::io::stdout().lock();
    write!(stdout, "{}{room}", lines(question))?;
    stdout.flush()
}

/// Lines that are broken already stay, and those that are too wide are broken.
fn lines(text: &str) -> String {
    text.split('\n').map(wrapped).collect::<Vec<_>>().join("\n")
}

/// Columns that a text fills at most.
const WIDEST: usize = 80;
/// Columns that a text needs.
const NARROWEST: usize = 20;

/// The columns of a line: those of the terminal, or those that `COLUMNS` names where there is
/// none.
pub fn width() -> usize {
    let terminal = Term::stdout().size_checked();
    let columns = terminal.map(|(_, columns)| usize::from(columns));
    let columns = columns.or_else(|| {
        let columns = std::env::var("COLUMNS").ok()?;
        columns.trim().parse().ok().filter(|columns| *columns > 0)
    });
    columns.unwrap_or(WIDEST).clamp(NARROWEST, WIDEST)
}

/// A line across.
pub fn rule() -> String {
    dim(&"─".repeat(width()))
}

/// A word, and behind it what to open or to type: below it, if there is no room beside it.
pub fn labelled(label: &str, text: &str) -> String {
    let is_short =
        measure_text_width(label) + 2 + measure_text_width(text) <= width();
    let between = if is_short { "  " } else { "\n" };
    format!("{label}{between}{}", code(text))
}

/// A text of somebody else's, without what would move the cursor or pass for a colour of
/// ours.
pub fn plain(text: &str) -> String {
    let text = console::strip_ansi_codes(text).replace('\t', "    ");
    let is_shown =
        |c: char| if c.is_control() && c != '\n' { '\u{fffd}' } else { c };
    text.chars().map(is_shown).collect()
}

/// What the reader's program prints, told apart from all that we say.
pub struct Quote {
    /// What is said before the first line.
    title: Option<&'static str>,
}

impl Quote {
    pub fn new(title: &'static str) -> Self {
        Self { title: Some(title) }
    }

    /// Prints a line of it.
    pub fn line(&mut self, text: &str) {
        if let Some(title) = self.title.take() {
            line(format_args!("\n{}", strong(title)));
        }
        for part in pieces(&plain(text), width() - 2) {
            line(format_args!("{} {part}", dim("│")));
        }
    }
}

/// A line in pieces of so many columns, with every space that it has.
fn pieces(text: &str, columns: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut filled = 0;
    for letter in text.chars() {
        let wide = textwrap::core::display_width(letter.encode_utf8(&mut [0; 4]));
        if filled + wide > columns {
            pieces.push(String::new());
            filled = 0;
        }
        filled += wide;
        if let Some(last) = pieces.last_mut() {
            last.push(letter);
        }
    }
    pieces
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
