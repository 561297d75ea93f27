//! A switch for each head: which of them keeps a verb in the plural?

use anyhow::{Context as _, Result};
use ndarray::{Array1, Array2, s};
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::live::{
    About, Bet, Control, Data, Frame, Live, Named, Place, Readout, State,
};
use page::palette::{GRID, INK, MUTED, SERIES, sequential};
use page::{Anchor, Canvas, Format, Svg, draw};
use softmax::softmax_rows;

use super::moments::{TOY, Toy, toy};
use crate::Transformer;
use crate::toy::weights;

/// The switch of each head, block by block.
const HEADS: [&str; 8] = ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"];
const IN_A_BLOCK: usize = 4;
const SENTENCES: [(&str, &str); 2] = [
    ("old", "mia : the dogs that the old cats see"),
    ("cat", "mia : the dogs that the cat sees"),
];
const PLURAL: [&str; 6] = ["run", "sleep", "sing", "see", "hear", "help"];
const SINGULAR: [&str; 6] = ["runs", "sleeps", "sings", "sees", "hears", "helps"];
const LEFT: f64 = 12.0;
const TILE: (f64, f64) = (110.0, 68.0);

/// The trained model, its heads and its networks with a switch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Switchboard;

/// The model with some heads of it switched off, block by block, and perhaps its
/// feed-forward networks: what they would add to the stream is zero.
pub fn switched(
    model: &Transformer,
    is_off: &[bool],
    is_without_networks: bool,
) -> Transformer {
    let mut model = model.clone();
    let mut is_off = is_off.iter();
    for block in &mut model.blocks {
        let heads = block.heads.heads.len();
        let d_head = block.heads.w_o.nrows() / heads.max(1);
        for head in 0..heads {
            if is_off.next() == Some(&true) {
                let rows = s![head * d_head..(head + 1) * d_head, ..];
                block.heads.w_o.slice_mut(rows).fill(0.0); // (d_head, d_model)
            }
        }
        if is_without_networks {
            block.feed_forward.w_down.fill(0.0); // (d_ff, d_model)
            block.feed_forward.b_down.fill(0.0); // (d_model)
        }
    }
    model
}

/// What a model expects after a sentence that was begun.
struct Expected {
    /// The chance of each word, (vocabulary).
    p: Array1<f64>,
    plural: f64,
    singular: f64,
}

impl Expected {
    fn of(toy: &Toy, model: &Transformer, ids: &[usize]) -> Result<Self> {
        let p = softmax_rows(&model.logits(ids)?)?; // (tokens, vocabulary)
        let p = p.row(p.nrows() - 1).to_owned(); // (vocabulary)
        let sum = |verbs: [&str; 6]| -> Result<f64> {
            verbs.into_iter().map(|verb| Ok(p[toy.id(verb)?])).sum()
        };
        let (plural, singular) = (sum(PLURAL)?, sum(SINGULAR)?);
        Ok(Self { p, plural, singular })
    }

    /// Words and their chances, the likeliest first.
    fn likeliest<'a>(&self, toy: &'a Toy) -> Vec<(&'a str, f64)> {
        let words = toy.grammar.words.iter().map(String::as_str);
        let mut all: Vec<_> = words.zip(self.p.iter().copied()).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        all
    }
}

fn name(head: usize) -> String {
    format!("block {}, head {}", head / IN_A_BLOCK + 1, head % IN_A_BLOCK + 1)
}

impl Live for Switchboard {
    fn about(&self) -> About {
        let state = |name: &str, sets: &[(&str, &str)]| Named {
            name: name.to_owned(),
            sets: sets
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
        };
        let mut controls =
            vec![Control::choice("sentence", "sentence", &SENTENCES)];
        for (head, switch) in HEADS.into_iter().enumerate() {
            controls.push(Control::switch(switch, &name(head), true).under_more());
        }
        let networks = Control::switch("networks", "feed-forward networks", true);
        controls.push(networks.under_more());
        let all: Vec<_> = HEADS.iter().map(|head| (*head, "0")).collect();
        About {
            name: "switchboard".into(),
            question: "Which head, switched off, turns “run” into “runs”?".into(),
            bet: Some(Bet {
                question: "In which block is the head that keeps the verb plural?"
                    .into(),
                options: vec![
                    "in block 1".into(),
                    "in block 2".into(),
                    "no single head does it".into(),
                ],
                right: 1,
            }),
            controls,
            states: vec![
                state("found", &[("b4", "0")]),
                state("first", &[("a1", "0")]),
                state("other", &[("sentence", "cat"), ("b4", "0")]),
                state("none", &all),
                state("networks", &[("networks", "0")]),
            ],
        }
    }

    fn data(&self) -> Option<&'static dyn Data> {
        Some(&TOY)
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let toy = toy()?;
        let chosen = state.text("sentence")?;
        let sentence = SENTENCES.iter().find(|(value, _)| *value == chosen);
        let text = sentence.context("a sentence of the list")?.1;
        let words = text.split(' ').map(|word| toy.id(word));
        let words = words.collect::<Result<Vec<_>>>()?;
        let ids = [&[toy.stop], &words[..]].concat();
        let mut is_off = [false; HEADS.len()];
        for (is_off, switch) in is_off.iter_mut().zip(HEADS) {
            *is_off = !state.is_on(switch)?;
        }
        let is_without_networks = !state.is_on("networks")?;
        let model = switched(toy.trained()?, &is_off, is_without_networks);
        let expected = Expected::of(toy, &model, &ids)?;
        let likeliest = expected.likeliest(toy);
        let looks: Vec<Array1<f64>> = weights(&model, &ids)?
            .concat()
            .iter()
            .map(|weights: &Array2<f64>| weights.row(ids.len() - 1).to_owned()) // (tokens)
            .collect();
        let board = Board { toy, text, ids: &ids, is_off, looks: &looks };
        let svg = board.picture(&expected, &likeliest)?;
        let (first, p) = *likeliest.first().context("a word")?;
        let two = Format::Decimals(2);
        let readouts = vec![
            Readout::words("likeliest", "likeliest", format!("{first} {p:.2}")),
            Readout::number("plural", "plural verbs", expected.plural, two)?,
            Readout::number("singular", "singular verbs", expected.singular, two)?,
        ];
        let off: Vec<_> =
            (0..HEADS.len()).filter(|&h| is_off[h]).map(name).collect();
        let met = match off.as_slice() {
            [head]
                if !is_without_networks && expected.singular > expected.plural =>
            {
                Some(found(toy, &ids, head, &expected)?)
            }
            _ => None,
        };
        let mut off = off.join("; ");
        if off.is_empty() {
            off = "none".into();
        }
        let networks = if is_without_networks { "off" } else { "on" };
        let says = format!(
            "After “{text}”, with heads off: {off}, and feed-forward networks {networks}, \
             the likeliest word is “{first}”. Plural verbs have {:.2} and singular ones {:.2}.",
            expected.plural, expected.singular
        );
        let places = (0..HEADS.len()).map(|head| board.place(head)).collect();
        let settles = met.is_some();
        Ok(Frame { met, settles, places, ..Frame::new(svg, readouts, says) })
    }
}

/// What is found with the one head off that turns the verb: none of the others does so.
fn found(
    toy: &Toy,
    ids: &[usize],
    head: &str,
    expected: &Expected,
) -> Result<String> {
    let mut most = 0.0_f64;
    for other in (0..HEADS.len()).filter(|&other| name(other) != head) {
        let mut is_off = [false; HEADS.len()];
        is_off[other] = true;
        let model = switched(toy.trained()?, &is_off, false);
        most = most.max(Expected::of(toy, &model, ids)?.singular);
    }
    Ok(format!(
        "With {head} off, singular verbs have {:.2}. With any other head off alone they have \
         {most:.2} at most: for this verb the model leans on this one.",
        expected.singular
    ))
}

/// What the picture shows of the heads.
struct Board<'a> {
    toy: &'a Toy,
    text: &'a str,
    ids: &'a [usize],
    is_off: [bool; HEADS.len()],
    /// Of each head, where the last word looks: (tokens).
    looks: &'a [Array1<f64>],
}

impl Board<'_> {
    fn at(head: usize) -> (f64, f64) {
        let (row, column) = (head / IN_A_BLOCK, head % IN_A_BLOCK);
        (LEFT + 115.0 * column as f64, 48.0 + 74.0 * row as f64)
    }

    /// The token that a head looks at most, and its weight.
    fn most(&self, head: usize) -> (String, f64) {
        let mut most = (0, 0.0);
        for (token, &weight) in
            self.looks.get(head).into_iter().flatten().enumerate()
        {
            if weight > most.1 {
                most = (token, weight);
            }
        }
        let word = self.ids.get(most.0).map(|&id| self.toy.text(&[id]));
        (word.unwrap_or_default(), most.1)
    }

    fn place(&self, head: usize) -> Place {
        let is_off = self.is_off[head];
        let (word, weight) = self.most(head);
        Place {
            at: Self::at(head),
            size: TILE,
            label: match is_off {
                true => format!("{}, off", name(head)),
                false => {
                    let name = name(head);
                    format!("{name}, on, looks most at “{word}”: {weight:.2}")
                }
            },
            sets: vec![(HEADS[head].into(), u8::from(is_off).to_string())],
            is_chosen: is_off,
        }
    }

    fn picture(
        &self,
        expected: &Expected,
        likeliest: &[(&str, f64)],
    ) -> Result<Svg> {
        draw(480, 300, |canvas| {
            let begun = format!("{} …", self.text);
            canvas.words(&begun, (LEFT, 13.0), 17.0, INK, Anchor::Left)?;
            let last = self.text.rsplit(' ').next().unwrap_or_default();
            let shades =
                format!("in the shades: where “{last}” looks, word by word");
            canvas.words(&shades, (LEFT, 36.0), TICK_SIZE, MUTED, Anchor::Left)?;
            for head in 0..HEADS.len() {
                self.tile(canvas, head)?;
            }
            let other = 1.0 - expected.plural - expected.singular;
            let bars = [
                ("plural verbs", expected.plural, SERIES[0]),
                ("singular verbs", expected.singular, SERIES[1]),
                ("other words", other.max(0.0), MUTED),
            ];
            for (row, (name, p, color)) in bars.into_iter().enumerate() {
                let y = 212.0 + 22.0 * row as f64;
                canvas.words(name, (LEFT, y), LABEL_SIZE, INK, Anchor::Left)?;
                let length = 300.0 * p;
                if length >= 0.5 {
                    canvas.cell((116.0, y - 7.0), length, 14.0, color)?;
                }
                let value = format!("{p:.2}");
                let at = (122.0 + length, y);
                canvas.words(&value, at, LABEL_SIZE, INK, Anchor::Left)?;
            }
            let words = likeliest.iter().take(4);
            let words: Vec<_> =
                words.map(|(word, p)| format!("{word} {p:.2}")).collect();
            let next = format!("next: {}", words.join(", "));
            canvas.words(&next, (LEFT, 284.0), 15.0, INK, Anchor::Left)
        })
    }

    fn tile(&self, canvas: &Canvas, head: usize) -> Result<()> {
        let ((x, y), is_off) = (Self::at(head), self.is_off[head]);
        let (color, ink) = if is_off { (GRID, MUTED) } else { (SERIES[0], INK) };
        canvas.frame((x, y), TILE.0, TILE.1, color, 2.0)?;
        let title = (x + 6.0, y + 13.0);
        canvas.words(&name(head), title, TICK_SIZE, ink, Anchor::Left)?;
        let below = y + 56.0;
        if is_off {
            let middle = (x + TILE.0 / 2.0, below);
            canvas.words("switched off", middle, TICK_SIZE, ink, Anchor::Middle)?;
            let (left, right) = (x + 6.0, x + TILE.0 - 6.0);
            return canvas.line((left, y + 34.0), (right, y + 34.0), MUTED, 2.0);
        }
        let looks = &self.looks.get(head).context("a head of the model")?;
        let width = 98.0 / looks.len().max(1) as f64;
        for (token, &weight) in looks.iter().enumerate() {
            let at = (x + 6.0 + width * token as f64, y + 26.0);
            canvas.cell(at, width - 1.0, 16.0, sequential(weight))?;
        }
        let (word, weight) = self.most(head);
        let most = format!("{word} {weight:.2}");
        canvas.words(&most, (x + 6.0, below), TICK_SIZE, ink, Anchor::Left)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array1;

    use super::*;
    use crate::ablation::{HeadPlace, logits_without};

    /// A head with zeros behind W_O is the page's head that takes in zeros.
    #[test]
    fn a_switch_is_the_ablation_of_the_page() {
        let toy = toy().unwrap();
        let model = toy.trained().unwrap();
        let ids: Vec<_> =
            SENTENCES[0].1.split(' ').map(|w| toy.id(w).unwrap()).collect();
        for head in 0..HEADS.len() {
            let mut is_off = [false; HEADS.len()];
            is_off[head] = true;
            let found = switched(model, &is_off, false).logits(&ids).unwrap();
            let off =
                HeadPlace { block: head / IN_A_BLOCK, head: head % IN_A_BLOCK };
            let wanted =
                logits_without(model, off, &Array1::zeros(8), &ids).unwrap();
            let apart = (&found - &wanted).mapv(f64::abs);
            assert!(apart.iter().all(|x| *x < 1e-9), "{}", name(head));
            assert_ne!(found, model.logits(&ids).unwrap(), "{}", name(head));
        }
    }
}
