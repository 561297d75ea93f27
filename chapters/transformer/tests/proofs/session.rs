//! A session is what the program `train` does, without files and terminal: the same
//! losses, samples and bytes; and whatever a reader pastes is trained on or refused.

use std::fs;
use std::ops::ControlFlow;

use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;
use transformer::Sizes;
use transformer::checkpoint::checksum;
use transformer::corpus::{Corpus, Tokenizer, Vocabulary};
use transformer::engine::{Schedule, Settings, State, Trainer};
use transformer::generation::generate;
use transformer::session::{
    ALL_WINDOWS, SHORT_TEXT, SOME_WINDOWS, Session, SessionError, SessionSettings,
    VERBATIM, verbatim,
};

use crate::commands::{TEXT, done, path, printed, refused, train};

/// As `commands::SMALL` has them.
fn small(steps: u64) -> SessionSettings {
    let usual = SessionSettings::default();
    let training = Settings { batch: 4, steps, ..usual.training };
    SessionSettings {
        context: 8,
        d_model: 8,
        n_heads: 2,
        n_blocks: 1,
        training,
        ..usual
    }
}

/// As a page of Windows has it, with what takes two, three and four bytes.
fn text() -> String {
    format!("\u{feff}{}", TEXT.repeat(20).replace(".\n", " – näh 🐈.\r\n"))
}

fn steps(session: &mut Session, count: usize) -> Vec<f64> {
    (0..count).map(|_| session.step().expect("a step").loss).collect()
}

const DRAWN: Sampling = Sampling { temperature: 0.8, top_k: None, top_p: None };

#[test]
fn a_session_has_the_losses_the_samples_and_the_bytes_of_the_program() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (corpus, file) =
        (path(folder.path(), "text"), path(folder.path(), "model"));
    fs::write(&corpus, text()).expect("a corpus");
    let flags = ["--steps", "50", "--report-every", "1", "--seed", "7"];
    let report = printed(&train(&corpus, &file, &flags));
    let settings = SessionSettings { seed: 7, ..small(50) };
    let mut session = Session::new(text(), &settings).expect("a session");
    let losses = steps(&mut session, 50);
    for step in [1, 10, 50] {
        let line = format!("\nstep {step} of 50: loss {:.4}, ", losses[step - 1]);
        assert!(report.contains(&line), "{line}{report}");
    }
    let some = session.held_out(SOME_WINDOWS).expect("a loss");
    let sample = session.sample(None, 12, DRAWN, 50).expect("a sample");
    let lines: String =
        sample.lines().map(|line| format!("\n    {line}")).collect();
    assert!(
        report.contains(&format!("\nstep 50: held-out loss {some:.4}{lines}\n"))
    );
    let all = session.held_out(ALL_WINDOWS).expect("a loss");
    assert!(report.contains(&format!("\nafter 50 steps, {all:.4} nats a token")));
    let bytes = session.checkpoint().expect("a checkpoint");
    assert!(bytes == fs::read(&file).expect("the checkpoint"), "the same bytes");
}

/// The program and a session share their code, so what both do is done by hand once.
#[test]
fn its_text_its_seed_and_its_draws_are_those_that_they_are_said_to_be() {
    let text = TEXT.repeat(20);
    let corpus = Corpus::new(&text, Tokenizer::Chars, 8, None).expect("a corpus");
    let settings = SessionSettings { seed: 7, ..small(50) };
    let sizes =
        Sizes { vocabulary: 12, context: 8, d_model: 8, n_heads: 2, n_blocks: 1 };
    let training = Settings {
        batch: 4,
        steps: 50,
        schedule: Schedule { learning_rate: 0.003, warm_up: 100, restart: None },
        weight_decay: 0.1,
        betas: (0.9, 0.99),
        largest_norm: 1.0,
    };
    let rng = ChaCha8Rng::seed_from_u64(7);
    let state = State::new(sizes, training, rng).expect("a training");
    let mut trainer = Trainer::new(state, 1).expect("a trainer");
    let mut session = Session::new(&text[..], &settings).expect("a session");
    for _ in 0..50 {
        assert_eq!(
            session.step(),
            Ok(trainer.step(&corpus.training).expect("one"))
        );
    }
    let held_out = trainer.held_out(&corpus.held_out, 200).expect("a loss");
    assert_eq!(session.held_out(SOME_WINDOWS), Ok(held_out));
    let prompt = corpus.vocabulary.pieces().iter().position(|piece| piece == "\n");
    let prompt = [prompt.expect("a new line") as u32];
    assert_eq!(corpus.vocabulary.first(), prompt[0]);
    assert_eq!(Vocabulary::of("cat", Tokenizer::Chars).first(), 0);
    let (mut rng, mut sample) = (ChaCha8Rng::seed_from_u64(3), String::new());
    let mut watch = |token| {
        sample += &corpus.vocabulary.decode(&[token]);
        ControlFlow::Continue(())
    };
    let engine = trainer.engine();
    generate(engine, &prompt, Some(DRAWN), 40, &mut rng, &mut watch)
        .expect("a text");
    assert_eq!(session.sample(None, 40, DRAWN, 3), Ok(sample));
    let state = trainer.state();
    assert!(session.to_checkpoint().state == state, "the same bits");
}

#[test]
fn a_session_writes_and_refuses_as_the_program_does() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = path(folder.path(), "model");
    let mut session = Session::new(text(), &small(20)).expect("a session");
    steps(&mut session, 20);
    fs::write(&file, session.checkpoint().expect("bytes")).expect("a checkpoint");
    let generate = ["generate", "--checkpoint", &file, "--length", "30"];
    let asked = Sampling { temperature: 1.1, top_k: Some(5), top_p: Some(0.95) };
    let flags = ["--temperature", "1.1", "--top-k", "5", "--top-p", "0.95"];
    let prompt = ["--prompt", "the cat\r\n", "--seed", "3"];
    let sample =
        session.sample(Some("the cat\r\n"), 30, asked, 3).expect("a sample");
    let all = [&generate[..], &flags, &prompt].concat();
    assert_eq!(printed(&all), format!("the cat\n{sample}\n"));
    let likeliest = Sampling { temperature: 0.0, ..DRAWN };
    let sample = session.sample(None, 30, likeliest, 1).expect("a sample");
    let all = [&generate[..], &["--temperature", "0"]].concat();
    assert_eq!(printed(&all), format!("{sample}\n"));
    let none = Some(Sampling { temperature: f64::NAN, ..DRAWN });
    let of_none = Some(Sampling { top_k: Some(0), ..DRAWN });
    let beyond = Some(Sampling { top_p: Some(1.5), ..DRAWN });
    for (flags, prompt, asked) in [
        (["--prompt", "the\ndog"], Some("the\ndog"), None),
        (["--prompt", ""], Some(""), None),
        (["--prompt", "a\u{1b}[1m"], Some("a\u{1b}[1m"), None),
        (["--temperature", "NaN"], None, none),
        (["--top-k", "0"], None, of_none),
        (["--top-p", "1.5"], None, beyond),
    ] {
        let error = session.sample(prompt, 30, asked.unwrap_or(DRAWN), 1);
        let says = format!("error: {}\n", error.expect_err("none"));
        refused(&[&generate[..], &flags].concat()).stderr(says);
    }
}

#[test]
fn each_goes_on_with_what_the_other_has_saved() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (corpus, file) =
        (path(folder.path(), "text"), path(folder.path(), "model"));
    fs::write(&corpus, text()).expect("a corpus");
    let resume = ["train", "--corpus", &corpus, "--checkpoint", &file, "--resume"];
    let saved = || fs::read(&file).expect("the checkpoint");
    let mut whole = Session::new(text(), &small(130)).expect("a session");
    steps(&mut whole, 30);
    fs::write(&file, whole.checkpoint().expect("bytes")).expect("a file");
    steps(&mut whole, 100);
    done(&resume);
    assert!(saved() == whole.checkpoint().expect("bytes"), "the program went on");
    let mut other = Session::resume(&saved(), text()).expect("a session");
    let note = other.go_on(150).expect("more steps").expect("a note");
    let report = printed(&[&resume[..], &["--steps", "150"]].concat());
    assert!(report.contains(&format!("\n{note}\n")), "{note}{report}");
    steps(&mut other, 20);
    assert!(saved() == other.checkpoint().expect("bytes"), "the session went on");
}

#[test]
fn what_is_seen_of_it_on_the_way_and_a_stop_change_no_bit() {
    let mut whole = Session::new(text(), &small(40)).expect("a session");
    let expected = steps(&mut whole, 40);
    let mut parts = Session::new(text(), &small(40)).expect("a session");
    let mut losses = Vec::new();
    for _ in 0..4 {
        losses.extend(steps(&mut parts, 10));
        parts.ensure_worth_keeping().expect("a good one");
        parts.held_out(SOME_WINDOWS).expect("a loss");
        parts.sample(Some("the"), 20, DRAWN, 1).expect("a sample");
        parts.floors();
        let bytes = parts.checkpoint().expect("a checkpoint");
        parts = Session::resume(&bytes, text()).expect("a session");
        assert_eq!(parts.steps_done(), losses.len() as u64);
    }
    assert_eq!(losses, expected);
    assert_eq!(parts.to_checkpoint(), whole.to_checkpoint());
    assert_eq!(parts.step(), Err(SessionError::Done { steps: 40 }));
    assert_eq!(parts.go_on(40), Err(SessionError::Done { steps: 40 }));
}

#[test]
fn what_cannot_be_trained_on_is_said() {
    let refused = |text: &str| {
        let error = Session::new(text, &small(5)).expect_err("no session");
        error.to_string()
    };
    assert_eq!(refused(""), "it is empty: give a text");
    assert_eq!(refused("\u{feff}"), "it is empty: give a text");
    for (text, found) in [("a", 1), ("🐈", 1), (&"cat\r\n".repeat(20)[..], 80)] {
        let says = refused(text);
        let start =
            format!("it has {found} tokens, and a tenth of them is set aside");
        assert!(says.starts_with(&start), "{says}");
        assert!(says.ends_with(
            "give at least 90, ten times the context of 8 and one more, or a shorter \
             --context"
        ));
    }
    let zero = refused(&format!("{TEXT}\0{TEXT}"));
    assert!(
        zero.starts_with("it is no text: line 2 has a byte that is 0 (byte 48")
    );
    assert!(refused("the\u{1b} cat").contains("the control character ESC"));
    let many: String = ('\u{4e00}'..'\u{9000}').collect();
    let wide = SessionSettings { d_model: 4096, ..small(5) };
    let error = Session::new(many, &wide).expect_err("no session").to_string();
    assert!(error.starts_with("this training takes about "), "{error}");
    assert!(error.contains(" MB, and there is room for 512: give a smaller"));
    let none = SessionSettings { n_heads: 3, ..small(5) };
    let error = Session::new(text(), &none).expect_err("no session").to_string();
    assert!(error.starts_with("a width of 8 cannot be shared by 3 heads"));
    let mut session = Session::new(text(), &small(5)).expect("a session");
    let bytes = session.checkpoint().expect("a checkpoint");
    let error = Session::resume(&bytes, "another").expect_err("another text");
    assert_eq!(error, SessionError::OtherText);
    let error = Session::resume(&bytes[1..], text()).expect_err("cut");
    assert!(error.to_string().starts_with("it is no checkpoint"));
    steps(&mut session, 5);
}

#[test]
fn a_training_that_runs_away_ends_and_is_not_kept() {
    let mut settings = small(30);
    settings.training.schedule.learning_rate = 1e30;
    let mut session = Session::new(text(), &settings).expect("a session");
    let error = (0..30).find_map(|_| session.step().err()).expect("an end");
    let says = error.to_string();
    assert!(says.starts_with("the loss is no finite number any more at step "));
    assert!(
        says.ends_with("train with a smaller learning rate than 1e30"),
        "{says}"
    );
    assert!(session.ensure_worth_keeping().is_err());
    // Far above guessing it ends too, while its numbers are finite still.
    settings.training.schedule.learning_rate = 30.0;
    let mut session = Session::new(text(), &settings).expect("a session");
    let error = (0..30).find_map(|_| session.step().err()).expect("an end");
    let says = error.to_string();
    assert!(says.contains(", where guessing has 2."), "{says}");
    let is_far =
        matches!(error, SessionError::RanAway { loss, .. } if loss.is_finite());
    assert!(is_far, "{says}");
}

#[test]
fn five_megabytes_are_a_text() {
    let text = TEXT.repeat(5_000_000 / TEXT.len());
    let mut session = Session::new(&text[..], &small(2)).expect("a session");
    steps(&mut session, 2);
    let floors = session.floors();
    assert!(floors.bigram < floors.unigram && floors.unigram < floors.guessing);
    // All of it, and neither what is a character too short nor what is not there.
    let sample =
        "the dog sat on the mat. the mat sat on the dog. sat on the mat. the ";
    assert_eq!(session.verbatim(sample), [(7, 43), (47, 68)]);
    assert_eq!(session.verbatim(" sat on the mat. the"), [(0, 20)]);
    assert_eq!(session.verbatim("sat on the mat. the"), []);
    assert_eq!(session.verbatim(&text[..2000]), [(0, 2000)]);
}

#[test]
fn a_short_text_gets_a_small_model() {
    let of = |count: usize| {
        let settings = SessionSettings::for_text(&"é".repeat(count));
        (settings, settings.sizes(65).parameters())
    };
    assert_eq!(of(SHORT_TEXT), (SessionSettings::default(), 211_456));
    assert_eq!(of(SHORT_TEXT - 1), (SessionSettings::small(), 30_400));
    assert_eq!(of(0), of(SHORT_TEXT - 1));
    SessionSettings::small().sizes(65).check().expect("a model");
}

/// A text of few letters, so that it repeats itself; and one of any.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab\n]{0,150}",
        "[\\PC\r\n\t]{0,150}",
        (any::<String>(), 1..80_usize).prop_map(|(text, times)| text.repeat(times)),
    ]
}

fn sampling() -> impl Strategy<Value = Sampling> {
    let temperature = prop_oneof![0.0..3.0, any::<f64>()];
    let top_p = prop::option::of(prop_oneof![0.0..1.0, any::<f64>()]);
    (temperature, prop::option::of(0..9_usize), top_p).prop_map(
        |(temperature, top_k, top_p)| Sampling { temperature, top_k, top_p },
    )
}

fn tiny() -> Session {
    let settings = SessionSettings { context: 3, d_model: 2, ..small(9) };
    let mut session = Session::new(TEXT.repeat(2), &settings).expect("a session");
    steps(&mut session, 2);
    session
}

proptest! {
    #[test]
    fn any_text_is_trained_on_or_refused(
        text in any_text(),
        context in 1..9_usize,
        asked in sampling(),
    ) {
        let settings = SessionSettings { context, d_model: 4, ..small(3) };
        let Ok(mut session) = Session::new(&text[..], &settings) else { return Ok(()) };
        steps(&mut session, 2);
        prop_assert!(session.held_out(SOME_WINDOWS).unwrap().is_finite());
        prop_assert!(session.floors().bigram >= 0.0);
        if let Ok(sample) = session.sample(None, 9, asked, 1) {
            prop_assert_eq!(sample.chars().count(), 9);
            session.verbatim(&sample);
        }
        let bytes = session.checkpoint().unwrap();
        let other = Session::resume(&bytes, &text[..]).unwrap();
        prop_assert!(other.to_checkpoint() == session.to_checkpoint());
    }

    #[test]
    fn any_prompt_is_gone_on_from_or_refused(
        prompts in prop::collection::vec(("[ acehmnost.\n\r]{0,20}|\\PC{0,9}", sampling()), 9),
    ) {
        let mut session = tiny();
        for (prompt, asked) in prompts {
            if let Ok(sample) = session.sample(Some(&prompt), 5, asked, 1) {
                prop_assert_eq!(sample.chars().count(), 5);
            }
        }
    }

    #[test]
    fn no_altered_checkpoint_makes_a_session_panic(
        at in 0..100_000_usize,
        forged in prop::collection::vec(any::<u8>(), 1..9),
    ) {
        let mut bytes = tiny().checkpoint().unwrap();
        let at = at % (bytes.len() - 16);
        bytes[at..at + forged.len()].copy_from_slice(&forged);
        let altered = Session::resume(&bytes, TEXT.repeat(2));
        prop_assert!(altered.is_err() || bytes == tiny().checkpoint().unwrap());
        // With a checksum that is right again, what lies behind it is reached.
        let end = bytes.len() - 8;
        let sum = checksum(&bytes[..end]).to_le_bytes();
        bytes[end..].copy_from_slice(&sum);
        let Ok(mut session) = Session::resume(&bytes, TEXT.repeat(2)) else {
            return Ok(());
        };
        if session.settings().batch < 100 {
            let _ = session.step();
            let _ = session.sample(None, 3, DRAWN, 1);
            let _ = session.checkpoint();
        }
    }

    #[test]
    fn what_stands_word_for_word_is_found(
        text in "[ab]{0,200}",
        parts in prop::collection::vec(("[ab]{0,3}", any::<prop::sample::Index>(), 0..50_usize), 0..6),
    ) {
        let from = |at: &prop::sample::Index, length: usize| -> String {
            let at = at.index(text.len() + 1);
            text[at..].chars().take(length).collect()
        };
        let parts = parts.iter().map(|(new, at, length)| new.clone() + &from(at, *length));
        let sample: String = parts.collect();
        let found = verbatim(&sample, text.chars());
        let mut free = 0;
        for &(start, end) in &found {
            prop_assert!(end - start >= VERBATIM && start >= free);
            prop_assert!(text.contains(&sample[start..end]));
            // Nothing that is long enough was passed over.
            for from in free..(start + 1).saturating_sub(VERBATIM) {
                prop_assert!(!text.contains(&sample[from..from + VERBATIM]));
            }
            free = end;
        }
        for from in free..(sample.len() + 1).saturating_sub(VERBATIM) {
            prop_assert!(!text.contains(&sample[from..from + VERBATIM]));
        }
        let longest = found.iter().map(|(start, end)| end - start).max();
        let longer = longest.unwrap_or(VERBATIM - 1) + 1;
        for from in 0..(sample.len() + 1).saturating_sub(longer) {
            prop_assert!(!text.contains(&sample[from..from + longer]));
        }
    }
}
