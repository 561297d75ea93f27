//! `cargo run -p embeddings`: the experiments of the chapter, printed as they run;
//! or questions to the word vectors of the chapter, or to the reader's own.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::{Parser, Subcommand};
use embeddings::glove::book_vectors;
use embeddings::page::{experiments, report};
use embeddings::{Neighbour, WordVectors, file};

/// Chapter 4: words as vectors, meaning as direction
#[derive(Parser)]
#[command(bin_name = "cargo run -p embeddings --")]
struct Arguments {
    #[command(flatten)]
    page: page::Options,
    /// Ask the word vectors in this file: a word and its numbers a line, as GloVe
    /// has it
    #[arg(long, value_name = "FILE", global = true)]
    glove: Option<PathBuf>,
    #[command(subcommand)]
    question: Option<Question>,
}

#[derive(Subcommand)]
enum Question {
    /// The words nearest to a word
    #[command(alias = "neighbors")]
    Neighbours {
        /// The word
        word: String,
        /// How many
        #[arg(long, default_value_t = 10, allow_negative_numbers = true)]
        count: usize,
    },
    /// What is to C as B is to A: the words nearest to B − A + C
    Analogy {
        /// The first word, such as man
        a: String,
        /// What it is to, such as king
        b: String,
        /// The other first word, such as woman
        c: String,
        /// How many answers
        #[arg(long, default_value_t = 10, allow_negative_numbers = true)]
        count: usize,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.glove.is_none() && arguments.question.is_none() {
        return page::run("embeddings", &arguments.page, experiments);
    }
    match ask(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => page::fail(&error),
    }
}

fn ask(arguments: &Arguments) -> Result<()> {
    let page = &arguments.page;
    ensure!(
        page.only.is_empty() && !page.numbers && page.figures.is_none(),
        "the outputs, numbers and figures of the page are those of its own \
        vectors: ask for them without --glove, neighbours and analogy"
    );
    let vectors = match &arguments.glove {
        Some(file) => {
            let vectors = file::load(file)?;
            if file.is_file() && !file::last_line_has_its_end(file)? {
                eprintln!(
                    "note: the last line of {} has no line end. If you downloaded it, \
                    compare its size: a number cut short is still a number",
                    file.display()
                );
            }
            vectors
        }
        None => book_vectors()?,
    };
    let mut text = String::new();
    match &arguments.question {
        None => report(&mut text, &vectors)?,
        Some(Question::Neighbours { word, count }) => {
            text += &lines(&vectors, &vectors.neighbours(word, *count)?);
        }
        Some(Question::Analogy { a, b, c, count }) => {
            text += &lines(&vectors, &vectors.analogy([a, b, c], *count)?);
        }
    }
    page::print(&text)
}

fn lines(vectors: &WordVectors, neighbours: &[Neighbour]) -> String {
    let words = vectors.vocabulary().words();
    let line = |n: &Neighbour| format!("{:6.3}  {}\n", n.cosine, words[n.id]);
    neighbours.iter().map(line).collect()
}
