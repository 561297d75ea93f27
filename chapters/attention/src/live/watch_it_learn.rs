//! A reader of colours that is trained in the page, a batch at a time.

use anyhow::{Context as _, Result};
use embeddings::live::VECTORS;
use page::Format;
use page::live::{
    About, Bet, Control, Data, Frame, Kind, Live, Named, Readout, State,
};

use super::run::{Moment, Question, Run, Seen};
use crate::figures::watched;
use crate::nouns::NOUNS;
use crate::training::{BLUE_CREATURE, Training};

/// Signs of a sentence at the most.
const LONGEST: usize = 120;
const HALF: f64 = 0.5;
/// Two nouns with colours that they never had in training.
const YOUR_OWN: &str = "the slow red dog found the old green boat";

/// The page's own training: kept for the next frame, which goes on from it.
#[derive(Debug, Default)]
pub(crate) struct WatchItLearn {
    run: Option<Run>,
}

impl Live for WatchItLearn {
    fn about(&self) -> About {
        let most = Training::MOST.to_string();
        let after = |name, batches: &str| Named::new(name, &[("batches", batches)]);
        let own = [("batches", most.as_str()), ("sentence", YOUR_OWN)];
        let value = BLUE_CREATURE.to_owned();
        let words = NOUNS.map(str::to_owned).to_vec();
        let sentence =
            Kind::Text { value, longest: LONGEST, has_lines: false, words };
        About {
            name: "watch-it-learn".into(),
            question: "After how many batches does “creature” look at “blue”?"
                .into(),
            bet: Some(Bet {
                question: "What does it learn first?".into(),
                options: vec![
                    "where to look".into(),
                    "what to answer".into(),
                    "both at once".into(),
                ],
                right: 0,
            }),
            controls: vec![
                Control::count("batches", "Train", Training::MOST as u32, 1),
                Control::new("sentence", "ask it about", sentence),
            ],
            states: vec![
                after("looks", "13"),
                after("answers", "23"),
                after("setback", "150"),
                after("trained", &most),
                Named::new("own", &own),
            ],
        }
    }

    fn data(&self) -> Option<&'static dyn Data> {
        Some(&VECTORS)
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        if self.run.is_none() {
            self.run = Some(Run::new()?);
        }
        let run = self.run.as_mut().context("a run that has begun")?;
        let question = run.question(state.text("sentence")?)?;
        let history = run.go_to(state.count("batches")?)?;
        let seen = run.seen(&question)?;
        let now = history.last().context("a moment that was watched")?;
        let svg = watched(&question, &seen, &history)?;
        let says = says(&question, &seen, now)?;
        let mut frame = Frame::new(svg, readouts(&question, &seen, now)?, says);
        frame.is_done = now.batches >= Training::MOST;
        let is_right = |(_, seen): (usize, &Seen)| {
            seen.look() > HALF && seen.is_right() == Some(true)
        };
        if named(&seen).next().is_some() && named(&seen).all(is_right) {
            let is_creature = question.words.join(" ") == BLUE_CREATURE;
            let first = what_came_first(&history)?.filter(|_| is_creature);
            frame.settles = first.is_some();
            frame.met = Some(first.unwrap_or_else(|| own(&question, &seen)));
        }
        Ok(frame)
    }
}

/// The nouns whose colour the sentence names, each with the place of that word.
fn named(seen: &[Seen]) -> impl Iterator<Item = (usize, &Seen)> {
    seen.iter().filter_map(|seen| seen.noun.colour.map(|(at, _)| (at, seen)))
}

fn readouts(
    question: &Question,
    seen: &[Seen],
    now: &Moment,
) -> Result<Vec<Readout>> {
    let look = match named(seen).next() {
        Some((at, first)) => {
            let noun = question.quoted(first.noun.place);
            let label = format!("{noun} at {}", question.quoted(at));
            Readout::number("look", &label, first.look(), Format::Decimals(2))?
        }
        None => Readout::words("look", "at its colour", "it has none"),
    };
    let answers: Vec<_> = seen.iter().map(Seen::says).collect();
    let right = Format::Percent(1);
    Ok(vec![
        look,
        Readout::number("batches", "batches", now.batches as f64, Format::Count)?,
        Readout::number("right", "right on new sentences", now.right, right)?,
        Readout::words("answers", "answers", answers.join(", ")),
    ])
}

fn says(question: &Question, seen: &[Seen], now: &Moment) -> Result<String> {
    let mut parts = Vec::new();
    for seen in seen {
        let noun = question.quoted(seen.noun.place);
        let look = seen.noun.colour.map(|(at, _)| {
            format!("{noun} gives {} {:.2}", question.quoted(at), seen.look())
        });
        let look = look.unwrap_or_else(|| format!("{noun} has no colour"));
        let is_right = match seen.is_right() {
            Some(true) => ", which is right",
            Some(false) => ", which is wrong",
            None => "",
        };
        parts.push(format!("{look}, and the answer is {}{is_right}", seen.says()));
    }
    let right = Format::Percent(1).text(now.right)?;
    Ok(format!(
        "After {} batches {}. Of the answers on new sentences {right} are right.",
        now.batches,
        parts.join("; ")
    ))
}

/// Once both have come: where it looks, and the right answers.
fn what_came_first(history: &[Moment]) -> Result<Option<String>> {
    let looks = history.iter().find(|moment| moment.look > HALF);
    let knows = history.iter().find(|moment| moment.right > HALF);
    let (Some(looks), Some(knows)) = (looks, knows) else { return Ok(None) };
    let right = Format::Percent(1).text(looks.right)?;
    Ok(Some(format!(
        "“creature” gave “blue” more than half after {} batches, with {right} of the new \
        answers right. More than half of those were right after {}. “creature” learned \
        first where to look.",
        looks.batches, knows.batches
    )))
}

fn own(question: &Question, seen: &[Seen]) -> String {
    let nouns = named(seen).map(|(at, seen)| {
        let noun = question.quoted(seen.noun.place);
        format!("{noun} looks at {}", question.quoted(at))
    });
    let nouns: Vec<_> = nouns.collect();
    format!("{}: the right word, and the right answer.", nouns.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said in the states of the page hangs on no last bit: a processor that rounds
    /// otherwise says the same.
    #[test]
    fn a_billionth_of_a_thousandth_changes_nothing_that_is_said() {
        let mut figure = WatchItLearn::default();
        let mut moved =
            WatchItLearn { run: Some(Run::new().expect("the page's own data")) };
        let run = moved.run.as_mut().expect("it has begun");
        run.training.reader.head.w_q *= 1.0 + 1e-12; // (50, d_k)
        for named in figure.about().states {
            let sets = named.sets.iter().map(|(name, value)| (name, value));
            let state = State::of(&figure.about(), sets).expect("a state");
            let frame = figure.frame(&state).expect("a frame");
            let other = moved.frame(&state).expect("a frame");
            assert_eq!(frame.readouts, other.readouts, "{}", named.name);
            assert_eq!(frame.says, other.says, "{}", named.name);
            assert_eq!(frame.met, other.met, "{}", named.name);
        }
        let looks = |figure: &WatchItLearn| {
            let run = figure.run.as_ref().expect("it has begun");
            let numbers = run.training.reader.head.w_q.iter();
            numbers.map(|x| x.to_bits()).collect::<Vec<_>>()
        };
        assert!(looks(&figure) != looks(&moved), "the other was never moved");
    }
}
