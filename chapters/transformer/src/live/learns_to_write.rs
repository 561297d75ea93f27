//! What a model writes, the further it is trained: the book in one picture.

use anyhow::Result;
use page::figure::TICK_SIZE;
use page::live::{About, Control, Data, Frame, Live, Named, Readout, State};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Canvas, Format, Svg, draw};

use super::let_it_write::{LetItWrite, TEXTS, Text, sentences};
use super::moments::{MOMENTS, TOY, Toy, toy};
use crate::toy::TRAINING;

/// Texts that are drawn, the first of all.
const SHOWN: usize = 5;
/// Letters that have room in a line.
const LETTERS: usize = 50;
const LEFT: f64 = 12.0;
const LINE: f64 = 32.0;
const BOX: f64 = 15.0;

/// A model that learns to write.
#[derive(Debug, Clone, Default)]
pub(crate) struct LearnsToWrite {
    written: LetItWrite,
}

impl Live for LearnsToWrite {
    fn about(&self) -> About {
        let stops = MOMENTS.map(|step| step as f64);
        let after = |name, step| Named::new(name, &[("step", step)]);
        About {
            name: "learns-to-write".into(),
            question:
                "How much must it read before most of what it writes is right?"
                    .into(),
            bet: None,
            controls: vec![Control::stops(
                "step",
                "steps of training",
                stops[0],
                &stops,
                0,
            )],
            states: vec![
                after("hundred", "100"),
                after("three-hundred", "300"),
                after("trained", "3000"),
            ],
        }
    }

    fn data(&self) -> Option<&'static dyn Data> {
        Some(&TOY)
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let toy = toy()?;
        let step = state.number("step")?;
        let moment = MOMENTS.iter().rposition(|&moment| moment as f64 <= step);
        let moment = moment.unwrap_or(0);
        let step = MOMENTS[moment];
        let texts = self.written.texts(toy, moment, 1.0, 1.0)?;
        let right = sentences(texts);
        let svg = picture(toy, texts)?;
        let first =
            texts.first().map(|text| toy.text(&text.ids)).unwrap_or_default();
        let shown = (step * TRAINING.batch_size) as f64;
        let read = Format::Count.text(shown)?;
        let readouts = vec![
            Readout::words(
                "right",
                "of its own, right",
                format!("{right} of {TEXTS}"),
            ),
            Readout::number("read", "sentences it has read", shown, Format::Count)?,
        ];
        let says = format!(
            "It has read {read} sentences, and of {TEXTS} texts that it writes, \
             {right} are sentences. The first: {first}"
        );
        let met = (2 * right > TEXTS).then(|| {
            format!("{right} of {TEXTS} are sentences now. It has read {read}, and nobody told it \
                 a rule.")
        });
        Ok(Frame { met, ..Frame::new(svg, readouts, says) })
    }
}

/// The first texts, each with a box that is filled if it is a sentence.
fn picture(toy: &Toy, texts: &[Text]) -> Result<Svg> {
    draw(480, 194, |canvas| {
        for (row, text) in texts.iter().take(SHOWN).enumerate() {
            let y = 20.0 + LINE * row as f64;
            line(canvas, &cut(&toy.text(&text.ids)), text.is_sentence, y)?;
        }
        let below = "five of its texts: a filled box is a sentence";
        let at = (LEFT, 182.0);
        canvas.words(below, at, TICK_SIZE, MUTED, Anchor::Left)
    })
}

fn line(canvas: &Canvas, text: &str, is_sentence: bool, y: f64) -> Result<()> {
    let corner = (LEFT, y - BOX / 2.0);
    let color = if is_sentence {
        canvas.cell(corner, BOX, BOX, SERIES[0])?;
        INK
    } else {
        canvas.frame(corner, BOX, BOX, GRID, 1.5)?;
        MUTED
    };
    let at = (LEFT + BOX + 10.0, y);
    canvas.words(text, at, 17.0, color, Anchor::Left)
}

/// As many words as have room.
fn cut(text: &str) -> String {
    if text.len() <= LETTERS {
        return text.to_owned();
    }
    let end = text[..LETTERS].rfind(' ').unwrap_or(LETTERS);
    format!("{} …", &text[..end])
}
