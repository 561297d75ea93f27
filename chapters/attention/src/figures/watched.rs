//! Where the nouns of a sentence look, and what the training has come to.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Canvas, Svg, draw};

use crate::live::{Moment, Question, Seen};
use crate::training::Training;

/// Where the words end, and their rows begin and end.
const LEFT: f64 = 96.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 194.0;
/// Signs of a word that have room.
const SIGNS: usize = 12;
/// What a look at the right word and the right answers are drawn in.
const LOOK: usize = 1;
const RIGHT: usize = 0;

/// A sentence with a column of bars for each noun: how much it gives to each word. Below,
/// what was watched of the training so far.
pub(crate) fn watched(
    question: &Question,
    seen: &[Seen],
    history: &[Moment],
) -> Result<Svg> {
    let high = ((BOTTOM - TOP) / question.words.len() as f64).min(22.0);
    let middle = |place: usize| TOP + high * (place as f64 + 0.5);
    let wide = (480.0 - LEFT) / seen.len().max(2) as f64;
    draw(480, 316, |canvas| {
        for (place, word) in question.words.iter().enumerate() {
            let at = (LEFT - 8.0, middle(place));
            let color = if is_named(seen, place) { INK } else { MUTED };
            canvas.words(&short(word), at, TICK_SIZE, color, Anchor::Right)?;
        }
        for (nth, seen) in seen.iter().enumerate() {
            let left = LEFT + wide * nth as f64;
            let noun = question.words.get(seen.noun.place);
            let title = format!("“{}”", short(noun.map_or("", String::as_str)));
            let at = (left, 10.0);
            canvas.words(&title, at, LABEL_SIZE, INK, Anchor::Left)?;
            column(canvas, (left, wide - 46.0), (high, &middle), seen)?;
        }
        curves(canvas, history)
    })
}

fn is_named(seen: &[Seen], place: usize) -> bool {
    let colours = seen.iter().filter_map(|seen| seen.noun.colour);
    colours.into_iter().any(|(at, _)| at == place)
}

fn short(word: &str) -> String {
    if word.chars().count() <= SIGNS {
        return word.to_owned();
    }
    word.chars().take(SIGNS - 1).chain(['…']).collect()
}

/// The weights of a noun, a frame as long as 1 around that of its colour, and its answer.
fn column(
    canvas: &Canvas,
    (left, length): (f64, f64),
    (high, middle): (f64, &dyn Fn(usize) -> f64),
    seen: &Seen,
) -> Result<()> {
    let named = seen.noun.colour.map(|(at, _)| at);
    let thick = high - 4.0;
    for (place, &weight) in
        seen.weights.iter().enumerate().take(seen.noun.place + 1)
    {
        let (is_it, y) = (named == Some(place), middle(place));
        let at = (left, y - thick / 2.0);
        let color = SERIES[if is_it { LOOK } else { 5 }];
        canvas.cell(at, (length * weight).max(1.0), thick, color)?;
        if is_it {
            canvas.frame(at, length, thick, SERIES[LOOK], 1.5)?;
        }
        if is_it || weight >= 0.005 {
            let right = if is_it { length } else { length * weight };
            let (text, at) = (format!("{weight:.2}"), (left + right + 6.0, y));
            let ink = if is_it { INK } else { MUTED };
            canvas.words(&text, at, TICK_SIZE, ink, Anchor::Left)?;
        }
    }
    let is_right = match seen.is_right() {
        Some(true) => " (right)",
        Some(false) => " (wrong)",
        None => "",
    };
    let text = format!("says {}{is_right}", seen.says());
    canvas.words(&text, (left, BOTTOM + 12.0), TICK_SIZE, INK, Anchor::Left)
}

/// How far right a number of batches lies, closer together the more they are.
fn along(batches: usize) -> f64 {
    let most = libm::log1p(Training::MOST as f64);
    LEFT + 364.0 * libm::log1p(batches as f64) / most
}

/// How high a share lies.
fn up(share: f64) -> f64 {
    296.0 - 56.0 * share
}

fn curves(canvas: &Canvas, history: &[Moment]) -> Result<()> {
    for (share, text) in [(0.0, "0%"), (0.5, "50%"), (1.0, "100%")] {
        let y = up(share);
        canvas.line((LEFT, y), (along(Training::MOST), y), GRID, 1.0)?;
        let at = (LEFT - 8.0, y);
        canvas.words(text, at, TICK_SIZE, MUTED, Anchor::Right)?;
    }
    for batches in [0, 3, 10, 30, 100, 300] {
        let (text, at) = (batches.to_string(), (along(batches), 308.0));
        canvas.words(&text, at, TICK_SIZE, MUTED, Anchor::Middle)?;
    }
    let at = (along(Training::MOST) + 16.0, 308.0);
    canvas.words("batches", at, TICK_SIZE, MUTED, Anchor::Right)?;
    canvas.line((LEFT, 227.0), (LEFT + 18.0, 227.0), SERIES[LOOK], 2.5)?;
    let at = (LEFT + 24.0, 227.0);
    let look = "“creature” at “blue”";
    canvas.words(look, at, TICK_SIZE, INK, Anchor::Left)?;
    canvas.disc((LEFT + 178.0, 227.0), 3.0, SERIES[RIGHT])?;
    let at = (LEFT + 188.0, 227.0);
    canvas.words("right on new sentences", at, TICK_SIZE, INK, Anchor::Left)?;
    let looks = history.iter().map(|m| (along(m.batches), up(m.look)));
    let looks: Vec<_> = looks.collect();
    if looks.len() > 1 {
        canvas.path(&looks, SERIES[LOOK], 2.0)?;
    }
    for moment in history {
        let at = (along(moment.batches), up(moment.right));
        canvas.disc(at, 2.0, SERIES[RIGHT])?;
    }
    if let Some(now) = history.last() {
        let x = along(now.batches);
        canvas.ring((x, up(now.look)), 3.5, SERIES[LOOK], 2.0)?;
        canvas.disc((x, up(now.right)), 3.5, SERIES[RIGHT])?;
    }
    Ok(())
}
