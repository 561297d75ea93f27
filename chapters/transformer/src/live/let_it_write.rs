//! A model writes, at a moment of its training that the reader chooses.

use std::collections::{BTreeMap, btree_map::Entry};

use anyhow::{Context as _, Result};
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::live::{
    About, Bet, Control, Data, Frame, Live, Named, Place, Readout, State,
};
use page::palette::{GRID, INK, MUTED, PAPER, SERIES};
use page::{Anchor, Canvas, Format, Svg, draw};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::Sampling;

use super::moments::{MOMENTS, TOY, Toy, toy};
use crate::generate;
use crate::toy::TRAINING;

/// Texts, each from random numbers of its own: the seeds from 1 on.
pub(crate) const TEXTS: usize = 10;
/// Words at the most, as in the page's run.
const LONGEST: usize = 23;
/// Kept texts of so many settings.
const KEPT: usize = 64;
/// After how many steps the bet is settled.
const BET: usize = 100;
const LEFT: f64 = 12.0;
const WIDTH: f64 = 456.0;
const LINE: f64 = 31.0;
/// The width and height of the mark of a text, and how many stand in a row.
const MARK: (f64, f64) = (91.2, 54.0);
const IN_A_ROW: usize = 5;

/// A text, and what the grammar says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) ids: Vec<usize>,
    /// So many of its first words can begin a sentence.
    beginning: usize,
    pub(super) is_sentence: bool,
}

impl Text {
    /// What the grammar says, in words.
    fn verdict(&self, toy: &Toy) -> String {
        if self.is_sentence {
            return "a sentence".to_owned();
        }
        match self.ids.get(self.beginning) {
            None => "right so far, without an end".to_owned(),
            Some(&id) if id == toy.stop => "breaks at the full stop".to_owned(),
            Some(&id) => format!("breaks at “{}”", toy.text(&[id])),
        }
    }
}

/// What the texts depend on: the moment, the bits of temperature and share of words.
type Setting = (usize, u64, u64);

/// A model that writes.
#[derive(Debug, Clone, Default)]
pub(crate) struct LetItWrite {
    texts: BTreeMap<Setting, Vec<Text>>,
}

impl Live for LetItWrite {
    fn about(&self) -> About {
        let stops = MOMENTS.map(|step| step as f64);
        let state = |name: &str, sets: &[(&str, &str)]| Named {
            name: name.to_owned(),
            sets: sets
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
        };
        About {
            name: "let-it-write".into(),
            question: "After how many steps are most of its texts sentences?"
                .into(),
            bet: Some(Bet {
                question: format!(
                    "After {BET} of its 3,000 steps: how many of {TEXTS} texts are \
                     sentences?"
                ),
                options: vec![
                    "none".into(),
                    "some of them".into(),
                    "nearly all".into(),
                ],
                right: 1,
            }),
            controls: vec![
                Control::stops("step", "steps of training", stops[0], &stops, 0),
                Control::slider("T", "temperature T", 1.0, (0.1, 2.0, 0.1), 1),
                Control::count("text", "Write another", TEXTS as u32 - 1, 0),
                Control::slider("p", "top-p", 1.0, (0.1, 1.0, 0.05), 2)
                    .under_more(),
            ],
            states: vec![
                state("hundred", &[("step", "100")]),
                state("three-hundred", &[("step", "300")]),
                state("thousand", &[("step", "1000")]),
                state("trained", &[("step", "3000")]),
                state("hot", &[("step", "3000"), ("T", "2")]),
                state("cold", &[("step", "100"), ("T", "0.5")]),
            ],
        }
    }

    fn data(&self) -> Option<&'static dyn Data> {
        Some(&TOY)
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let toy = toy()?;
        let (step, temperature) = (state.number("step")?, state.number("T")?);
        let top_p = state.number("p")?;
        let moment = MOMENTS.iter().rposition(|&moment| moment as f64 <= step);
        let moment = moment.unwrap_or(0);
        let shown = state.count("text")?.min(TEXTS - 1);
        let texts = self.texts(toy, moment, temperature, top_p)?.clone();
        let text = texts.get(shown).context("a text")?;
        let right = sentences(&texts);
        let verdict = text.verdict(toy);
        let svg = picture(toy, &texts, shown)?;
        let readouts = vec![
            Readout::words("right", "sentences", format!("{right} of {TEXTS}")),
            Readout::words("verdict", "this text", &verdict),
        ];
        let says = format!(
            "After {} steps, at temperature {temperature}, it writes: {} \
             The grammar’s verdict: {verdict}. Of {TEXTS} texts, {right} are sentences.",
            MOMENTS[moment],
            toy.text(&text.ids),
        );
        let is_plain = temperature == 1.0 && top_p == 1.0;
        let met = if is_plain { self.met(toy, moment, right)? } else { None };
        let places = (0..TEXTS).map(|index| place(index, &texts, shown)).collect();
        let settles = is_plain && MOMENTS[moment] == BET;
        Ok(Frame { met, settles, places, ..Frame::new(svg, readouts, says) })
    }
}

impl LetItWrite {
    /// What a model writes at a setting, from the same random numbers each time.
    pub(super) fn texts(
        &mut self,
        toy: &Toy,
        moment: usize,
        temperature: f64,
        top_p: f64,
    ) -> Result<&Vec<Text>> {
        let setting = (moment, temperature.to_bits(), top_p.to_bits());
        if self.texts.len() >= KEPT && !self.texts.contains_key(&setting) {
            self.texts.clear();
        }
        let texts = match self.texts.entry(setting) {
            Entry::Occupied(kept) => kept.into_mut(),
            Entry::Vacant(empty) => {
                let top_p = (top_p < 1.0).then_some(top_p);
                let sampling = Sampling { temperature, top_k: None, top_p };
                let texts =
                    (0..TEXTS).map(|index| write(toy, moment, sampling, index));
                empty.insert(texts.collect::<Result<_>>()?)
            }
        };
        Ok(texts)
    }

    /// What is found at the first moment at which most texts are sentences.
    fn met(
        &mut self,
        toy: &Toy,
        moment: usize,
        right: usize,
    ) -> Result<Option<String>> {
        let Some(before) = moment.checked_sub(1) else { return Ok(None) };
        let fewer = sentences(self.texts(toy, before, 1.0, 1.0)?);
        if 2 * right <= TEXTS || 2 * fewer > TEXTS {
            return Ok(None);
        }
        let steps = MOMENTS[moment] - MOMENTS[before];
        Ok(Some(format!(
            "Here most are: {right} of {TEXTS}, and {fewer} after {} steps. Between the two lie \
             {} sentences that it was shown, and no rule of grammar.",
            MOMENTS[before],
            Format::Count.text((steps * TRAINING.batch_size) as f64)?,
        )))
    }
}

pub(super) fn sentences(texts: &[Text]) -> usize {
    texts.iter().filter(|text| text.is_sentence).count()
}

fn write(
    toy: &Toy,
    moment: usize,
    sampling: Sampling,
    index: usize,
) -> Result<Text> {
    let model = toy.models.get(moment).context("a model for each moment")?;
    let mut rng = ChaCha8Rng::seed_from_u64(index as u64 + 1);
    let stop = Some(toy.stop);
    let ids = generate(model, &[toy.stop], LONGEST, stop, sampling, &mut rng)?;
    Ok(Text {
        beginning: toy.grammar.beginning(&ids),
        is_sentence: toy.grammar.is_sentence(&ids),
        ids,
    })
}

/// Where the mark of a text stands.
fn mark(index: usize) -> (f64, f64) {
    let (row, column) = (index / IN_A_ROW, index % IN_A_ROW);
    (LEFT + MARK.0 * column as f64, 232.0 + MARK.1 * row as f64)
}

fn place(index: usize, texts: &[Text], shown: usize) -> Place {
    let is_sentence = texts.get(index).is_some_and(|text| text.is_sentence);
    let verdict = if is_sentence { "a sentence" } else { "no sentence" };
    Place {
        at: mark(index),
        size: MARK,
        label: format!("text {}, {verdict}", index + 1),
        sets: vec![("text".into(), index.to_string())],
        is_chosen: index == shown,
    }
}

/// The text with its verdict, and a mark for each of all texts.
fn picture(toy: &Toy, texts: &[Text], shown: usize) -> Result<Svg> {
    draw(480, 344, |canvas| {
        let text = texts.get(shown).context("a text")?;
        let title = format!("text {} of {TEXTS}", shown + 1);
        canvas.words(&title, (LEFT, 10.0), LABEL_SIZE, MUTED, Anchor::Left)?;
        words(canvas, toy, text)?;
        let verdict = text.verdict(toy);
        canvas.words(&verdict, (LEFT, 194.0), 17.0, INK, Anchor::Left)?;
        let all = "all of them, filled where it is a sentence";
        canvas.words(all, (LEFT, 219.0), TICK_SIZE, MUTED, Anchor::Left)?;
        for (index, text) in texts.iter().enumerate() {
            let (x, y) = mark(index);
            let (at, width, height) =
                ((x + 4.0, y + 4.0), MARK.0 - 8.0, MARK.1 - 8.0);
            let color = if text.is_sentence {
                canvas.cell(at, width, height, SERIES[0])?;
                PAPER
            } else {
                canvas.frame(at, width, height, GRID, 1.5)?;
                MUTED
            };
            if index == shown {
                canvas.frame(
                    (x + 1.5, y + 1.5),
                    MARK.0 - 3.0,
                    MARK.1 - 3.0,
                    INK,
                    2.0,
                )?;
            }
            let number = (index + 1).to_string();
            let middle = (x + MARK.0 / 2.0, y + MARK.1 / 2.0);
            canvas.words(&number, middle, LABEL_SIZE, color, Anchor::Middle)?;
        }
        Ok(())
    })
}

/// The words: those that can begin a sentence with a line below, the one where it breaks
/// in a frame, and the rest in grey.
fn words(canvas: &Canvas, toy: &Toy, text: &Text) -> Result<()> {
    let (mut x, mut y) = (LEFT, 36.0);
    for (index, &id) in text.ids.iter().enumerate() {
        let word = toy.text(&[id]);
        let width = 8.6 * word.len() as f64 + 8.0;
        if x + width > LEFT + WIDTH {
            (x, y) = (LEFT, y + LINE);
        }
        let color = if index <= text.beginning { INK } else { MUTED };
        let middle = (x + width / 2.0, y);
        canvas.words(&word, middle, 17.0, color, Anchor::Middle)?;
        if index < text.beginning {
            let below = y + 13.0;
            let ends = ((x + 2.0, below), (x + width - 2.0, below));
            canvas.line(ends.0, ends.1, SERIES[0], 2.0)?;
        } else if index == text.beginning {
            canvas.frame((x, y - 13.0), width, 26.0, SERIES[1], 2.5)?;
        }
        x += width + 3.0;
    }
    Ok(())
}
