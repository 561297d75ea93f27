//! What is seen of a game: who gave how much to the last word, and what to bet on now.

use anyhow::{Context as _, Result};
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Canvas, Svg, draw};

use super::answers::{Answer, Sure, said};
use super::game::{BIGRAM, Game, PLAYERS, YOU};
use super::rounds::OFFERED;

const HEIGHT: u32 = 296;
const LEFT: f64 = 12.0;
const RIGHT: f64 = 468.0;
/// A field to tap.
const CELL: (f64, f64) = (56.0, 55.0);
/// Signs in a line of a sentence.
const LINE: usize = 54;
/// The most nats that the columns at the end have room for, and how high they are then.
const MOST: f64 = 4.0;
const TALLEST: f64 = 106.0;

/// The corner and the size of the field that gives an answer: two words in a row, each with
/// how sure.
pub(super) fn cell(answer: Answer) -> ((f64, f64), (f64, f64)) {
    let (row, column) = (answer.word / 2, answer.word % 2);
    let sure = Sure::ALL.iter().position(|sure| *sure == answer.sure).unwrap_or(0);
    let x = LEFT + 231.0 * column as f64 + 57.0 + CELL.0 * sure as f64;
    ((x, 182.0 + 57.0 * row as f64), CELL)
}

pub(super) fn picture(game: &Game) -> Result<Svg> {
    draw(480, HEIGHT, |canvas| {
        match game.answers.len().checked_sub(1) {
            Some(last) => results(canvas, game, last)?,
            None => rules(canvas)?,
        }
        canvas.line((LEFT, 108.0), (RIGHT, 108.0), GRID, 1.5)?;
        if game.is_over() { columns(canvas, game) } else { question(canvas, game) }
    })
}

/// How it is played, before the first round.
fn rules(canvas: &Canvas) -> Result<()> {
    let lines = [
        "Of four words one comes next. Tap how sure you are of it:",
        "sure gives it 0.9, likely 0.6 and guess 0.3. What is left",
        "is spread evenly over the other three.",
        "The bigram, a transformer and the grammar itself give",
        "their chances for the same four words.",
    ];
    for (row, line) in lines.into_iter().enumerate() {
        let at = (LEFT, 12.0 + 20.0 * row as f64);
        canvas.words(line, at, 15.0, INK, Anchor::Left)?;
    }
    Ok(())
}

/// What each player gave to the last word, and the mean loss so far.
fn results(canvas: &Canvas, game: &Game, last: usize) -> Result<()> {
    let round = game.rounds.get(last).context("a round that was played")?;
    let (gave, means) = game.gave(last).zip(game.means()).context("a round")?;
    let came = said(game.toy, round.offered[round.right]);
    let title = format!("“{came}” came. Each had given it:");
    canvas.words(&title, (LEFT, 11.0), 15.0, INK, Anchor::Left)?;
    let so_far = "nats a word so far";
    canvas.words(so_far, (RIGHT, 11.0), TICK_SIZE, MUTED, Anchor::Right)?;
    for (row, name) in PLAYERS.into_iter().enumerate() {
        let y = 34.0 + 20.0 * row as f64;
        canvas.words(name, (LEFT, y), LABEL_SIZE, INK, Anchor::Left)?;
        let length = 220.0 * gave[row];
        if length >= 0.5 {
            canvas.cell((118.0, y - 7.0), length, 14.0, color(row))?;
        }
        let chance = format!("{:.2}", gave[row]);
        let at = (124.0 + length, y);
        canvas.words(&chance, at, LABEL_SIZE, INK, Anchor::Left)?;
        let mean = format!("{:.2}", means[row]);
        canvas.words(&mean, (RIGHT, y), 15.0, INK, Anchor::Right)?;
    }
    Ok(())
}

fn color(player: usize) -> plotters::style::RGBColor {
    SERIES[player]
}

/// The sentence that stops, and the fields to tap.
fn question(canvas: &Canvas, game: &Game) -> Result<()> {
    let played = game.answers.len();
    let round = game.rounds.get(played).context("a round to play")?;
    let title = format!("round {} of {}", played + 1, game.rounds.len());
    canvas.words(&title, (LEFT, 122.0), LABEL_SIZE, MUTED, Anchor::Left)?;
    let begun = game.begun(round);
    for (row, line) in lines(&begun).into_iter().enumerate() {
        let at = (LEFT, 145.0 + 23.0 * row as f64);
        canvas.words(&line, at, 17.0, INK, Anchor::Left)?;
    }
    for word in 0..OFFERED {
        let ((x, y), (_, height)) = cell(Answer { word, sure: Sure::Sure });
        let at = (x - 5.0, y + height / 2.0);
        let shown = said(game.toy, round.offered[word]);
        // Two words stand one above the other.
        let parts: Vec<_> = shown.split(' ').collect();
        for (nth, part) in parts.iter().enumerate() {
            let below = 18.0 * (nth as f64 - (parts.len() as f64 - 1.0) / 2.0);
            let at = (at.0, at.1 + below);
            canvas.words(part, at, 15.0, INK, Anchor::Right)?;
        }
    }
    for answer in Answer::all() {
        let ((x, y), (width, height)) = cell(answer);
        canvas.cell((x + 2.0, y + 2.0), width - 4.0, height - 4.0, GRID)?;
    }
    for answer in Answer::all() {
        let ((x, y), (width, height)) = cell(answer);
        let middle = (x + width / 2.0, y + height / 2.0);
        let word = answer.sure.word();
        canvas.words(word, middle, LABEL_SIZE, INK, Anchor::Middle)?;
    }
    Ok(())
}

/// A sentence in lines.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The losses of the reader and of the bigram in each round.
fn columns(canvas: &Canvas, game: &Game) -> Result<()> {
    let title = "nats in each round: you on the left, the bigram on the right";
    canvas.words(title, (LEFT, 122.0), LABEL_SIZE, MUTED, Anchor::Left)?;
    let bottom = 264.0;
    for (nth, (losses, (round, _))) in
        game.losses().iter().zip(game.played()).enumerate()
    {
        let middle = LEFT + 45.6 * (nth as f64 + 0.5);
        for (player, x) in [(YOU, middle - 20.0), (BIGRAM, middle + 1.0)] {
            let height = TALLEST * losses[player].min(MOST) / MOST;
            if height >= 0.5 {
                canvas.cell((x, bottom - height), 19.0, height, color(player))?;
            }
            let text = format!("{:.1}", losses[player]);
            let at = (x + 9.5, bottom - height - 9.0);
            canvas.words(&text, at, TICK_SIZE, INK, Anchor::Middle)?;
        }
        let mut word = game.toy.text(&[round.offered[round.right]]);
        if word.len() == 1 && word != "a" {
            word = format!("“{word}”"); // a sign alone is hardly seen
        }
        let at = (middle, bottom + 13.0);
        canvas.words(&word, at, TICK_SIZE, INK, Anchor::Middle)?;
    }
    canvas.line((LEFT, bottom), (RIGHT, bottom), MUTED, 1.0)
}
