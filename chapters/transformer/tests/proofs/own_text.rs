//! What the page shows of a model that learns the book's own prose comes out again.
//! Slow, so ignored: `cargo test -p transformer --test proofs own_text -- --ignored`. With
//! RECORD=1 in the environment it writes what it found into the assets.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread;

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;
use transformer::Sizes;
use transformer::corpus::{Corpus, Tokenizer};
use transformer::engine::{Schedule, Settings, State, Trainer};
use transformer::generation::generate;

/// So much of the text is too little.
const SHORT: usize = 50_000;
const STEPS: u64 = 3000;
const EVERY: u64 = 500;

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/transformer")
}

/// What a training of the command `train` comes to, with all its settings at their
/// defaults: after each 500 steps the mean loss of their batches and the held-out loss,
/// and what it writes before the first and after the 500th and the last step.
struct Trained {
    losses: Vec<[f64; 3]>,
    texts: Vec<(u64, String)>,
}

fn train(text: &str) -> Trained {
    let corpus = Corpus::new(text, Tokenizer::Chars, 64, None).unwrap();
    let vocabulary = corpus.vocabulary.pieces().len();
    let sizes =
        Sizes { vocabulary, context: 64, d_model: 64, n_heads: 4, n_blocks: 4 };
    let schedule = Schedule { learning_rate: 0.003, warm_up: 100, restart: None };
    let settings = Settings {
        batch: 16,
        steps: STEPS,
        schedule,
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    };
    let rng = ChaCha8Rng::seed_from_u64(1);
    let mut trainer =
        Trainer::new(State::new(sizes, settings, rng).unwrap(), 1).unwrap();
    let (mut losses, mut texts) = (Vec::new(), Vec::new());
    let mut sum = 0.0;
    for step in 0..=STEPS {
        if step > 0 {
            sum += trainer.step(&corpus.training).unwrap().loss;
        }
        if step > 0 && step.is_multiple_of(EVERY) {
            let held_out = trainer.held_out(&corpus.held_out, 200).unwrap();
            losses.push([step as f64, sum / EVERY as f64, held_out]);
            sum = 0.0;
        }
        if [0, EVERY, STEPS].contains(&step) {
            texts.push((step, written(&mut trainer, &corpus)));
        }
    }
    Trained { losses, texts }
}

/// As `train` samples: from a new line on, and somewhat colder than the model is sure.
fn written(trainer: &mut Trainer, corpus: &Corpus) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let sampling = Sampling { temperature: 0.8, top_k: None, top_p: None };
    let is_new_line = |piece: &String| piece == "\n";
    let prompt = corpus.vocabulary.pieces().iter().position(is_new_line).unwrap();
    let mut text = String::new();
    let mut watch = |token| {
        text += &corpus.vocabulary.decode(&[token]);
        ControlFlow::Continue(())
    };
    let engine = trainer.engine();
    generate(engine, &[prompt as u32], Some(sampling), 600, &mut rng, &mut watch)
        .unwrap();
    text
}

/// Which share of a text's words are words of the book.
fn share_of_words(text: &str, book: &str) -> f64 {
    let is_letter = |c: char| !c.is_ascii_alphabetic();
    let words = |text: &str| -> Vec<String> {
        let words = text.split(is_letter).filter(|word| !word.is_empty());
        words.map(str::to_ascii_lowercase).collect()
    };
    let known: HashSet<String> = words(book).into_iter().collect();
    let found = words(text);
    let right = found.iter().filter(|word| known.contains(*word)).count();
    right as f64 / found.len() as f64
}

#[test]
#[ignore = "trains two models: a minute"]
fn the_own_text_of_the_page_comes_out_again() {
    let book = fs::read_to_string(assets().join("book.txt")).unwrap();
    let short = book[..SHORT].to_owned();
    let is_recording = std::env::var_os("RECORD").is_some();
    let whole = {
        let book = book.clone();
        thread::spawn(move || train(&book))
    };
    let short = thread::spawn(move || train(&short));
    let (whole, short) = (whole.join().unwrap(), short.join().unwrap());
    let mut losses = String::from("text,step,loss,held_out\n");
    for (name, trained) in [("whole", &whole), ("short", &short)] {
        for [step, loss, held_out] in &trained.losses {
            writeln!(losses, "{name},{step},{loss:.4},{held_out:.4}").unwrap();
        }
    }
    let (losses_file, texts_file) =
        (assets().join("own-losses.csv"), assets().join("own-text.csv"));
    if is_recording {
        fs::write(&losses_file, &losses).unwrap();
        let mut writer = csv::Writer::from_path(&texts_file).unwrap();
        writer.write_record(["step", "share", "text"]).unwrap();
        for (step, text) in &whole.texts {
            let share = format!("{:.2}", share_of_words(text, &book));
            writer.write_record([&step.to_string(), &share, text]).unwrap();
        }
        writer.flush().unwrap();
    }
    let recorded = fs::read_to_string(losses_file).unwrap();
    assert_eq!(recorded.lines().count(), losses.lines().count());
    for (found, recorded) in losses.lines().zip(recorded.lines()).skip(1) {
        let numbers = |line: &str| -> Vec<f64> {
            line.split(',').skip(1).map(|number| number.parse().unwrap()).collect()
        };
        for (a, b) in numbers(found).into_iter().zip(numbers(recorded)) {
            assert!(
                (a - b).abs() < 0.05 * b,
                "{found}, but {recorded} is recorded"
            );
        }
    }
    // Which letter is drawn may hang on last bits; how many words are words does so little.
    let recorded = csv::Reader::from_path(texts_file).unwrap().into_deserialize();
    let recorded: Vec<(u64, f64, String)> = recorded.map(Result::unwrap).collect();
    assert_eq!(recorded.len(), whole.texts.len());
    for ((step, text), (at, share, recorded)) in whole.texts.iter().zip(&recorded) {
        assert_eq!(step, at);
        assert!((share_of_words(recorded, &book) - share).abs() < 0.006);
        let found = share_of_words(text, &book);
        assert!((found - share).abs() < 0.2, "step {step}: {found}, not {share}");
    }
}
