//! Prints what is answered natively, for the comparison with the module in a page: a line of
//! JSON for each exercise and each of its first choices, or for a number one half, with the
//! message, the answer and, where one is needed, the file.

use anyhow::{Context as _, Result};
use exercise::Texts;
use predictions::{answer_to, exercises, file};
use serde_json::{Value, json};

fn main() -> Result<()> {
    for exercise in exercises() {
        let (chapter, name) =
            exercise.split_once('/').context("a chapter and a name")?;
        let texts = Texts::read(".".as_ref(), chapter)?;
        let found = texts.exercises.iter().find(|exercise| exercise.name == name);
        let asked = &found.context("an exercise of the chapter")?.predictions;
        for nth in 0..3 {
            let said = asked.iter().map(|asked| {
                let choice = asked.choices.get(nth % asked.choices.len().max(1));
                choice.map_or(["1/2", "3466", "half"][nth], |choice| &choice.is)
            });
            let said: Vec<_> = said.collect();
            let message =
                json!({ "predict": { "exercise": exercise, "said": said } });
            let answer = match answer_to(message.clone(), &[]) {
                Ok(line) => serde_json::from_slice::<Value>(&line)?,
                Err(error) => json!({ "error": format!("{error:#}") }),
            };
            let file = file(&exercise).map(|file| file.file());
            println!(
                "{}",
                json!({ "message": message, "answer": answer, "file": file })
            );
        }
    }
    Ok(())
}
