//! The predictions of all chapters.

use anyhow::{Context as _, Result, anyhow, bail};
use embeddings::glove::give_book_vectors;
use embeddings::live::unpack;
use judge::{Predict, Predicted, Said};
use page::fetched;
use page::live::{Data, Fetched};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The predictions of each chapter, by the names of their exercises.
const CHAPTERS: [(&str, &[(&str, Predict)]); 8] = [
    ("neurons", neurons_exercises::PREDICTIONS),
    ("loss", loss_exercises::PREDICTIONS),
    ("backprop", backprop_exercises::PREDICTIONS),
    ("embeddings", embeddings_exercises::PREDICTIONS),
    ("softmax", softmax_exercises::PREDICTIONS),
    ("attention", attention_exercises::PREDICTIONS),
    ("multi-head", multi_head_exercises::PREDICTIONS),
    ("transformer", transformer_exercises::PREDICTIONS),
];

/// The book's word vectors. The other files that runs need are in the module: they are small.
static VECTORS: Fetched<()> =
    fetched!("chapters/embeddings/assets/glove-packed.bin", keep);

/// The exercises whose run needs word vectors.
const WITH_VECTORS: [&str; 3] = [
    "embeddings/words-that-come-back",
    "attention/colours-without-positions",
    "attention/wide-without-the-root",
];

fn keep(bytes: &[u8]) -> Result<()> {
    give_book_vectors(unpack(bytes)?);
    Ok(())
}

/// What a page asks.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Ask {
    Predict { exercise: String, said: Vec<String> },
    Give(String),
}

/// What a prediction came to.
#[derive(Serialize)]
struct Judged<'p> {
    right: bool,
    read: &'p [String],
    notes: Vec<String>,
    failures: Vec<String>,
    mistake: Option<Named>,
    near: Option<String>,
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
    says: &'static str,
}

/// Answers a page's message, with the bytes behind it.
///
/// # Errors
/// If the message asks for nothing that there is; if a prediction cannot be read: why, in
/// words for the reader; or if the bytes are not the file of the exercise.
pub fn answer_to(asked: Value, bytes: &[u8]) -> Result<Vec<u8>> {
    match serde_json::from_value(asked).context("the page's message")? {
        Ask::Give(exercise) => {
            named(&exercise)?;
            file(&exercise).map_or(Ok(()), |file| file.give(bytes))?;
            Ok(b"{}".to_vec())
        }
        Ask::Predict { exercise, said } => {
            let predict = named(&exercise)?;
            if file(&exercise).is_some_and(Data::waits) {
                return Ok(br#"{"waits":true}"#.to_vec());
            }
            judged(predict, &said)
        }
    }
}

/// The names of all exercises to predict and run, as `chapter/name`.
pub fn exercises() -> impl Iterator<Item = String> {
    CHAPTERS.into_iter().flat_map(|(chapter, predictions)| {
        predictions.iter().map(move |(name, _)| format!("{chapter}/{name}"))
    })
}

/// The file that an exercise needs for its run, if it needs one.
#[must_use]
pub fn file(exercise: &str) -> Option<&'static dyn Data> {
    WITH_VECTORS.contains(&exercise).then_some(&VECTORS as &dyn Data)
}

fn named(exercise: &str) -> Result<Predict> {
    let found = exercise.split_once('/').and_then(|(chapter, name)| {
        let (_, predictions) =
            CHAPTERS.iter().find(|(known, _)| *known == chapter)?;
        predictions.iter().find(|(known, _)| *known == name)
    });
    let (_, predict) =
        found.with_context(|| format!("there is no prediction {exercise}"))?;
    Ok(*predict)
}

fn judged(predict: Predict, said: &Said) -> Result<Vec<u8>> {
    let predicted = predict(said).map_err(|why| anyhow!(why))?;
    let Predicted { read, verdict, .. } = &predicted;
    if let Some(why) = verdict.stopped() {
        bail!("the run stopped, and that is no fault of yours: {why}");
    }
    let mistake = verdict.mistake().zip(verdict.hint());
    Ok(serde_json::to_vec(&Judged {
        right: verdict.is_right(),
        read,
        notes: predicted.notes(),
        failures: predicted.failures(),
        mistake: mistake.map(|(name, says)| Named { name, says }),
        near: verdict.near(),
    })?)
}
