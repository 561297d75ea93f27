//! Checkpoints: gone on from as if nothing had been, and refused if a byte is
//! wrong.

use std::ops::ControlFlow;

use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;
use transformer::Sizes;
use transformer::checkpoint::{Checkpoint, CheckpointError, checksum};
use transformer::corpus::{Corpus, CorpusError, Tokenizer, Vocabulary};
use transformer::engine::{
    Engine, Restart, Schedule, Settings, State, Tokens, Trainer,
};
use transformer::generation::{GenerationError, generate};

const TEXT: &str =
    "the cat sat on the mat. the mat sat on the cat. on the mat, the cat.\n";

fn all(tokens: &Tokens) -> Vec<u32> {
    let mut numbers = Vec::new();
    tokens.copy(0..tokens.len(), &mut numbers);
    numbers
}

fn corpus(tokenizer: Tokenizer) -> Corpus {
    Corpus::new(&TEXT.repeat(6), tokenizer, 6, None).expect("a corpus")
}

fn start(corpus: &Corpus) -> State {
    let vocabulary = corpus.vocabulary.pieces().len();
    let config =
        Sizes { vocabulary, context: 6, d_model: 4, n_heads: 2, n_blocks: 1 };
    let settings = Settings {
        batch: 5,
        steps: 30,
        schedule: Schedule { learning_rate: 0.01, warm_up: 4, restart: None },
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    };
    State::new(config, settings, ChaCha8Rng::seed_from_u64(3)).expect("a training")
}

fn go_on(state: State, corpus: &Corpus, steps: usize) -> State {
    let mut trainer = Trainer::new(state, 2).expect("a trainer");
    for _ in 0..steps {
        trainer.step(&corpus.training).expect("a step");
    }
    trainer.state()
}

fn checkpoint(tokenizer: Tokenizer) -> Checkpoint {
    let corpus = corpus(tokenizer);
    let state = go_on(start(&corpus), &corpus, 7);
    Checkpoint { corpus: 17, vocabulary: corpus.vocabulary, state }
}

#[test]
fn resumed_training_gives_the_bits_of_training_that_was_never_stopped() {
    let corpus = corpus(Tokenizer::Chars);
    let whole = go_on(start(&corpus), &corpus, 30);
    for stop in [0, 1, 13, 29] {
        let state = go_on(start(&corpus), &corpus, stop);
        let vocabulary = corpus.vocabulary.clone();
        let saved = Checkpoint { corpus: 1, vocabulary, state }.to_bytes();
        let read = Checkpoint::from_bytes(&saved).expect("what was saved");
        assert_eq!(go_on(read.state, &corpus, 30 - stop), whole, "after {stop}");
    }
}

#[test]
fn what_is_saved_is_read_again() {
    for tokenizer in [Tokenizer::Chars, Tokenizer::Words] {
        let checkpoint = checkpoint(tokenizer);
        let bytes = checkpoint.to_bytes();
        assert_eq!(Checkpoint::from_bytes(&bytes), Ok(checkpoint));
    }
}

#[test]
fn every_altered_byte_and_every_cut_is_found() {
    let bytes = checkpoint(Tokenizer::Words).to_bytes();
    for index in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[index] ^= 1 << (index % 8);
        assert!(Checkpoint::from_bytes(&altered).is_err(), "byte {index}");
        let cut = Checkpoint::from_bytes(&bytes[..index]);
        let is_found = match cut {
            Err(CheckpointError::Empty) => index == 0,
            Err(CheckpointError::Foreign) => index < 24,
            Err(CheckpointError::CutShort { found, .. }) => found == index as u64,
            _ => false,
        };
        assert!(is_found, "cut at {index}: {cut:?}");
    }
    let longer = [&bytes[..], b"x"].concat();
    assert_eq!(Checkpoint::from_bytes(&longer), Err(CheckpointError::Altered));
    let mut later = bytes;
    later[24] = 3;
    let error = Checkpoint::from_bytes(&later).expect_err("another version");
    assert_eq!(
        error.to_string(),
        "it is a checkpoint of version 3: this program reads versions 1 and 2; train \
         anew, or use the program that wrote it"
    );
}

/// With the checksum put right, so that what lies behind it is reached.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 8;
    let sum = checksum(&bytes[..end]).to_le_bytes();
    bytes[end..].copy_from_slice(&sum);
    bytes
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Checkpoint::from_bytes(&bytes).is_err());
        let title = [&b"transformer checkpoint\r\n"[..], &[1, 0, 0, 0, 0, 0, 0, 0], &bytes];
        let _ = Checkpoint::from_bytes(&title.concat());
    }

    #[test]
    fn no_forged_content_makes_it_panic(
        at in 40_usize..500,
        forged in prop::collection::vec(any::<u8>(), 1..9),
    ) {
        let mut bytes = checkpoint(Tokenizer::Chars).to_bytes();
        bytes[at..at + forged.len()].copy_from_slice(&forged);
        if let Ok(checkpoint) = Checkpoint::from_bytes(&sealed(bytes)) {
            prop_assert!(Trainer::new(checkpoint.state, 1).is_ok());
        }
    }

    #[test]
    fn pieces_put_together_are_the_text(text in "\\PC*|[a c.,\n\u{e9}]{0,40}") {
        for tokenizer in [Tokenizer::Chars, Tokenizer::Words] {
            prop_assert_eq!(tokenizer.cut(&text).collect::<String>(), &text[..]);
            let vocabulary = Vocabulary::of(&text, tokenizer);
            let numbers = vocabulary.encode(&text).expect("its own tokens");
            prop_assert_eq!(vocabulary.decode(&all(&numbers)), &text[..]);
            let pieces = vocabulary.pieces().to_vec();
            prop_assert_eq!(Vocabulary::new(tokenizer, pieces), Some(vocabulary));
        }
    }
}

/// A program before this one wrote neither of the two, and what it wrote is read still.
#[test]
fn what_an_older_program_wrote_is_read() {
    let mut checkpoint = checkpoint(Tokenizer::Words);
    let new = checkpoint.to_bytes();
    let pieces = checkpoint.vocabulary.pieces().iter().map(|piece| 8 + piece.len());
    // Title, version and length, then as in the description of the format.
    let at = 40 + 24 + pieces.sum::<usize>() + 7 * 8 + 8;
    let mut old = [&new[..at], &new[at + 40..]].concat();
    old[24] = 1;
    let length = (old.len() - 48) as u64;
    old[32..40].copy_from_slice(&length.to_le_bytes());
    assert_eq!(Checkpoint::from_bytes(&sealed(old)).as_ref(), Ok(&checkpoint));
    checkpoint.state.uses_clear_model = true;
    checkpoint.state.settings.schedule.restart =
        Some(Restart { step: 5, learning_rate: 0.02, rise: 3 });
    let bytes = checkpoint.to_bytes();
    assert_eq!(Checkpoint::from_bytes(&bytes), Ok(checkpoint));
}

#[test]
fn tokens_take_as_few_bytes_as_they_can() {
    let row = |largest: u32| {
        let mut tokens = Tokens::with_room(largest as usize + 1, 3).expect("room");
        [largest, 0, largest].into_iter().for_each(|token| tokens.push(token));
        assert_eq!((all(&tokens), tokens.len()), (vec![largest, 0, largest], 3));
        let last = tokens.split_off(2);
        assert_eq!((all(&tokens), all(&last)), (vec![largest, 0], vec![largest]));
        tokens
    };
    assert!(matches!(row(255), Tokens::Small(_)));
    assert!(matches!(row(256), Tokens::Medium(_)));
    assert!(matches!(row(65_535), Tokens::Medium(_)));
    assert!(matches!(row(65_536), Tokens::Large(_)));
}

#[test]
fn a_training_that_goes_on_rises_and_falls_once_more() {
    let schedule = Schedule {
        learning_rate: 1.0,
        warm_up: 10,
        restart: Some(Restart { step: 100, learning_rate: 1.0, rise: 5 }),
    };
    let settings = Settings {
        schedule,
        steps: 200,
        ..start(&corpus(Tokenizer::Chars)).settings
    };
    let rate = |step| settings.learning_rate(step);
    let before =
        Settings { schedule: Schedule { restart: None, ..schedule }, ..settings };
    assert_eq!(rate(99), before.learning_rate(99));
    assert!((rate(100) - 0.28).abs() < 1e-12 && (rate(104) - 1.0).abs() < 1e-12);
    assert!((105..200).all(|step| rate(step) > rate(step + 1)));
    assert!((rate(200) - 0.1).abs() < 1e-12 && rate(300) == rate(200));
}

#[test]
fn numbers_that_are_none_are_refused() {
    let mut checkpoint = checkpoint(Tokenizer::Chars);
    checkpoint.state.squares.values_mut()[3] = f32::INFINITY;
    let error =
        Checkpoint::from_bytes(&checkpoint.to_bytes()).expect_err("infinite");
    assert_eq!(error, CheckpointError::NotFinite);
}

#[test]
fn words_keep_the_space_before_them() {
    let pieces: Vec<_> = Tokenizer::Words.cut("The cat's  mat,\n3 of 44").collect();
    let expected =
        ["The", " cat", "'", "s", "  ", "mat", ",", "\n", "3", " of", " 44"];
    assert_eq!(pieces, expected);
}

#[test]
fn a_text_that_cannot_be_trained_on_is_refused() {
    let refused = |text: &str| {
        Corpus::new(text, Tokenizer::Chars, 8, None)
            .expect_err("no corpus")
            .to_string()
    };
    assert_eq!(refused(""), "it is empty: give a text");
    assert!(refused(&"a".repeat(89)).starts_with("it has 89 tokens, and a tenth"));
    assert!(Corpus::new(&"a".repeat(90), Tokenizer::Chars, 8, None).is_ok());
    let known = Vocabulary::of("ab\n", Tokenizer::Chars);
    let error = Corpus::new("ab\nabc", Tokenizer::Chars, 8, Some(&known));
    let unknown = CorpusError::Unknown { piece: "c".into(), line: 2, known: 3 };
    assert_eq!(error, Err(unknown));
}

#[test]
fn a_seed_writes_one_text() {
    let corpus = corpus(Tokenizer::Chars);
    let state = go_on(start(&corpus), &corpus, 30);
    let mut engine = Engine::new(state.tensors, 1).expect("an engine");
    let mut write = |sampling, seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut watched = Vec::new();
        let prompt = all(&corpus.vocabulary.encode("the cat sat").expect("known"));
        let mut watch = |token| {
            watched.push(token);
            if watched.len() < 40 {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        // It is as long as it is watched.
        generate(&mut engine, &prompt, sampling, usize::MAX, &mut rng, &mut watch)
            .expect("a text");
        assert_eq!(watched.len(), 40);
        watched
    };
    let all = Some(Sampling { temperature: 1.0, top_k: None, top_p: None });
    let one = Some(Sampling { temperature: 1.0, top_k: Some(1), top_p: None });
    assert_eq!(write(all, 1), write(all, 1));
    assert_ne!(write(all, 1), write(all, 2));
    assert_eq!(write(None, 1), write(None, 2));
    assert_eq!(
        write(one, 1),
        write(None, 2),
        "the likeliest of one is the likeliest"
    );
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut go_on = |_| ControlFlow::Continue(());
    let error = generate(&mut engine, &[], None, 1, &mut rng, &mut go_on);
    assert_eq!(error, Err(GenerationError::NoPrompt));
    let error = generate(&mut engine, &[999], None, 1, &mut rng, &mut go_on);
    assert!(matches!(error, Err(GenerationError::Engine(_))));
}
