//! A game: who predicts the next word better, the reader or what counts pairs?

use anyhow::{Context as _, Result};
use page::Format;
use page::live::{About, Control, Data, Frame, Live, Named, Place, Readout, State};

use super::moments::{TOY, Toy, toy};
use crate::baselines::NGram;

mod answers;
mod game;
mod picture;
mod rounds;

pub use answers::{Answer, Sure};
use game::{BIGRAM, GRAMMAR, Game, PLAYERS, YOU};
pub use rounds::{Kind, OFFERED, Round, bigram, rounds};

/// Starts, each with rounds of its own.
const STARTS: u32 = 99;
/// The most signs that ten answers have.
const LONGEST: usize = 200;
/// A game against the bigram.
#[derive(Debug, Clone, Default)]
pub(crate) struct BeatTheFloor {
    bigram: Option<NGram>,
    drawn: Option<(usize, Vec<Round>)>,
}

impl Game<'_> {
    fn places(&self) -> Vec<Place> {
        let Some(round) = self.rounds.get(self.answers.len()) else {
            return Vec::new();
        };
        let place = |answer: Answer| {
            let (at, size) = picture::cell(answer);
            let kept = answers::with(
                answer,
                &self.answers,
                self.toy,
                self.rounds,
                self.start,
            );
            Place {
                at,
                size,
                label: answer.label(self.toy, round),
                sets: vec![("answers".into(), kept)],
                is_chosen: false,
            }
        };
        Answer::all().map(place).collect()
    }

    /// What is found after ten rounds with less loss than the bigram's: where it lost most.
    fn met(&self) -> Option<String> {
        let means = self.means()?;
        if !self.is_over() || means[YOU] >= means[BIGRAM] {
            return None;
        }
        let losses = self.losses();
        let of = |kind: Kind, player: usize| {
            let rounds = self.rounds.iter().zip(&losses);
            let of_kind = rounds.filter(|(round, _)| round.kind == kind);
            let losses: Vec<f64> =
                of_kind.map(|(_, losses)| losses[player]).collect();
            (losses.iter().sum::<f64>(), losses.len() as f64)
        };
        let lost = |kind: &Kind| of(*kind, BIGRAM).0 - of(*kind, YOU).0;
        let kinds = [Kind::Name, Kind::Verb, Kind::End, Kind::Easy, Kind::Open];
        let most = kinds.into_iter().max_by(|a, b| lost(a).total_cmp(&lost(b)))?;
        let [bigram, you] = [BIGRAM, YOU].map(|player| {
            let (sum, count) = of(most, player);
            sum / count
        });
        let mut met = format!(
            "You lost {:.2} nats a word, the bigram {:.2}. It lost most to you {}: {bigram:.2} \
             nats a word there, and you {you:.2}.",
            means[YOU],
            means[BIGRAM],
            most.words()
        );
        if means[YOU] < means[GRAMMAR] {
            met += " You are below the floor too. That is luck: it does not last.";
        }
        Some(met)
    }

    fn readouts(&self) -> Result<Vec<Readout>> {
        let two = Format::Decimals(2);
        let means = self.means();
        let ahead = match means {
            None => "at the start".to_owned(),
            Some(means) => {
                let is_behind = means[YOU] > means[BIGRAM];
                let side = if is_behind { "behind" } else { "ahead of" };
                // Between the values as they are shown beside it.
                let shown = |player: usize| (100.0 * means[player]).round() / 100.0;
                let ahead = shown(BIGRAM) - shown(YOU);
                format!("{} nats a word {side} the bigram", two.text(ahead.abs())?)
            }
        };
        let mut readouts = vec![Readout::words("ahead", "you are", ahead)];
        let names = ["you", "bigram", "transformer", "floor"];
        let labels = ["you lost", "the bigram", "the transformer", "the floor"];
        for (player, (name, label)) in names.into_iter().zip(labels).enumerate() {
            let text =
                means.map_or(Ok("–".into()), |means| two.text(means[player]))?;
            readouts.push(Readout::words(name, label, text));
        }
        Ok(readouts)
    }

    fn says(&self) -> String {
        let mut says = String::new();
        if let Some(last) = self.answers.len().checked_sub(1)
            && let (Some(round), Some(gave), Some(means)) =
                (self.rounds.get(last), self.gave(last), self.means())
        {
            let each = |values: [f64; PLAYERS.len()]| {
                let each = PLAYERS.iter().zip(values);
                let each =
                    each.map(|(player, value)| format!("{player} {value:.2}"));
                each.collect::<Vec<_>>().join(", ")
            };
            says += &format!(
                "After “{}” came {}. Its chance: {}. Loss so far, in nats a word: {}. ",
                self.begun(round),
                answers::said(self.toy, round.offered[round.right]),
                each(gave),
                each(means)
            );
        }
        match self.rounds.get(self.answers.len()) {
            Some(round) => {
                let offered =
                    round.offered.map(|word| answers::said(self.toy, word));
                says += &format!(
                    "Round {} of {}: what comes after “{}”? Offered are {}.",
                    self.answers.len() + 1,
                    self.rounds.len(),
                    self.begun(round),
                    offered.join(", ")
                );
            }
            None => says += "All rounds are played.",
        }
        says
    }
}

impl Live for BeatTheFloor {
    fn about(&self) -> About {
        About {
            name: "beat-the-floor".into(),
            question: "Can you predict better than counting pairs does?".into(),
            bet: None,
            controls: vec![
                Control::held("answers", "", LONGEST),
                Control::count("start", "New start", STARTS, 0).that_restarts(),
            ],
            states: vec![
                Named::new("careful", &[("answers", CAREFUL)]),
                Named::new("always-sure", &[("answers", ALWAYS_SURE)]),
                Named::new("always-guess", &[("answers", ALWAYS_GUESS)]),
                Named::new("lured", &[("answers", LURED)]),
            ],
        }
    }

    fn data(&self) -> Option<&'static dyn Data> {
        Some(&TOY)
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let toy = toy()?;
        let start = state.count("start")?;
        let rounds = self.rounds(toy, start)?;
        let answers = answers::read(state.text("answers")?, toy, rounds, start);
        let game = Game { toy, start, rounds, answers };
        let svg = picture::picture(&game)?;
        let frame = Frame::new(svg, game.readouts()?, game.says());
        Ok(Frame { met: game.met(), places: game.places(), ..frame })
    }
}

impl BeatTheFloor {
    /// The rounds of a start, drawn once as long as it is the same.
    fn rounds(&mut self, toy: &Toy, start: usize) -> Result<&[Round]> {
        let bigram = self.bigram.get_or_insert_with(|| bigram(toy));
        if self.drawn.as_ref().is_none_or(|(drawn, _)| *drawn != start) {
            self.drawn = Some((start, rounds(toy, bigram, start)?));
        }
        Ok(&self.drawn.as_ref().context("rounds that were drawn above")?.1)
    }
}

/// The first start as the grammar would play it: its likeliest words, and about as sure.
const CAREFUL: &str = "0;tom-sure;hear-sure;the-likely;that-guess;see-sure;full-stop-sure;\
                       cats-guess;cat-guess;says-sure;leo-sure";
/// The same words, and sure of each.
const ALWAYS_SURE: &str = "0;tom-sure;hear-sure;the-sure;that-sure;see-sure;full-stop-sure;\
                           cats-sure;cat-sure;says-sure;leo-sure";
/// The same words, and sure of none.
const ALWAYS_GUESS: &str = "0;tom-guess;hear-guess;the-guess;that-guess;see-guess;\
                            full-stop-guess;cats-guess;cat-guess;says-guess;leo-guess";
/// Behind the first clause, sure of what the bigram finds likeliest.
const LURED: &str = "0;tom-sure;the-sure";
