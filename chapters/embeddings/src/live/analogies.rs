//! Sums of words: what is nearest to them, and who struck what out.

use anyhow::{Context as _, Result};
use page::figure::{LABEL_SIZE, TICK_SIZE, short};
use page::live::{About, Control, Data, Frame, Kind, Live, Named, Readout, State};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Canvas, Format, Svg, draw};

use super::packed::{VECTORS, packed_vectors};
use crate::{Neighbour, WordVectors};

/// How many words are shown: with three struck out, four are left.
const ROWS: usize = 7;
const LEFT: f64 = 160.0;
const TOP: f64 = 46.0;
const ROW: f64 = 27.0;
/// As long as a cosine of 1.
const LENGTH: f64 = 266.0;
/// Signs of a word at most.
const LONGEST: usize = 24;
/// Words that are offered while typing; all others of the chapter can be typed.
const OFFERED: &str = "king queen man woman prince princess uncle aunt boy girl doctor \
    nurse france paris germany berlin canada ottawa denmark copenhagen spain madrid \
    big bigger biggest small smallest cold coldest slow slowest walk walking walked \
    swim swimming good better best cat cats dog dogs";

/// A sum of three words, the words nearest to it, and those of the question struck out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Analogies;

impl Live for Analogies {
    fn about(&self) -> About {
        let word = |name, label, value: &str| {
            let words = OFFERED.split_whitespace().map(str::to_owned).collect();
            let value = value.to_owned();
            let kind =
                Kind::Text { value, longest: LONGEST, has_lines: false, words };
            Control::new(name, label, kind)
        };
        let asked = [("sum", "the sum"), ("alone", "the first word alone")];
        let coldest = [("from", "cold"), ("less", "small"), ("plus", "smallest")];
        let walking = [("from", "walk"), ("less", "swim"), ("plus", "swimming")];
        let alone = [("strike", "1"), ("near", "alone")];
        About {
            name: "analogies".into(),
            question: "Did the arithmetic find “queen”, or the striking out?"
                .into(),
            bet: None,
            controls: vec![
                word("from", "start from", "king"),
                word("less", "take away", "man"),
                word("plus", "add", "woman"),
                Control::switch("strike", "strike out these three", false),
                Control::choice("near", "nearest to", &asked).under_more(),
            ],
            states: vec![
                Named::new("struck", &[("strike", "1")]),
                Named::new("alone", &alone),
                Named::new("coldest", &coldest),
                Named::new("walking", &[&walking[..], &alone].concat()),
            ],
        }
    }

    fn data(&self) -> Option<&'static dyn Data> {
        Some(&VECTORS)
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let asked = Asked::of(packed_vectors()?, state)?;
        let first = *asked.shown(1).first().context(NOTHING_LEFT)?;
        let label = format!("place of {}", asked.named(asked.found));
        let place = asked.place(asked.is_struck, asked.is_alone);
        let readouts = vec![
            Readout::words("first", "nearest", asked.named(first.id)),
            Readout::number("cosine", "cosine", first.cosine, Format::Decimals(2))?,
            Readout::words("place", &label, place.to_string()),
        ];
        let (svg, says) = (asked.picture()?, asked.says());
        Ok(Frame { met: asked.met(), ..Frame::new(svg, readouts, says) })
    }
}

const NOTHING_LEFT: &str =
    "no word is left: a vocabulary of more than three is wanted";

/// A question, with all that is near.
struct Asked<'v> {
    vectors: &'v WordVectors,
    /// The first word, the one that is taken away, and the one that is added.
    given: [usize; 3],
    is_struck: bool,
    is_alone: bool,
    /// All words, the nearest to the sum first.
    near_sum: Vec<Neighbour>,
    /// All words, the nearest to the first word first.
    near_first: Vec<Neighbour>,
    /// Of the words nearest to the sum, the first that was not given.
    found: usize,
}

impl<'v> Asked<'v> {
    fn of(vectors: &'v WordVectors, state: &State) -> Result<Asked<'v>> {
        let mut given = [0; 3];
        for (id, name) in given.iter_mut().zip(["from", "less", "plus"]) {
            *id = vectors.vocabulary().find(state.text(name)?.trim())?;
        }
        let [from, less, plus] = given.map(|id| &vectors.vocabulary().words()[id]);
        let sum = vectors.moved([less, from, plus])?; // (d_model)
        let all = vectors.vocabulary().words().len();
        let near_sum = vectors.nearest(sum.view(), &[], all)?;
        let near_first = vectors.nearest(vectors.vector(from)?, &[], all)?;
        let mut ids = near_sum.iter().map(|near| near.id);
        let found = ids.find(|id| !given.contains(id)).context(NOTHING_LEFT)?;
        let (is_struck, is_alone) =
            (state.is_on("strike")?, state.text("near")? == "alone");
        Ok(Asked {
            vectors,
            given,
            is_struck,
            is_alone,
            near_sum,
            near_first,
            found,
        })
    }

    fn named(&self, id: usize) -> &str {
        &self.vectors.vocabulary().words()[id]
    }

    /// The words nearest to what is asked about, those struck out among them.
    fn near(&self, is_alone: bool) -> &[Neighbour] {
        if is_alone { &self.near_first } else { &self.near_sum }
    }

    fn is_out(&self, is_struck: bool, id: usize) -> bool {
        is_struck && self.given.contains(&id)
    }

    /// The first few that are not struck out.
    fn shown(&self, count: usize) -> Vec<&Neighbour> {
        let near = self.near(self.is_alone).iter();
        near.filter(|near| !self.is_out(self.is_struck, near.id))
            .take(count)
            .collect()
    }

    /// Which of the words that are not struck out is the one found, counted from 1.
    fn place(&self, is_struck: bool, is_alone: bool) -> usize {
        let before =
            self.near(is_alone).iter().take_while(|near| near.id != self.found);
        before.filter(|near| !self.is_out(is_struck, near.id)).count() + 1
    }

    /// Where the word that was found stands near the first word alone, the three struck
    /// out.
    fn alone(&self) -> String {
        format!("number {}", self.place(true, true))
    }

    /// What the words are compared with.
    fn what(&self) -> String {
        let [from, less, plus] = self.given.map(|id| self.named(id));
        if self.is_alone {
            return format!("{from} alone");
        }
        format!("{from} − {less} + {plus}")
    }

    fn says(&self) -> String {
        let shown = self.shown(3);
        let shown = shown
            .iter()
            .map(|near| format!("{} {:.2}", self.named(near.id), near.cosine));
        let struck = if self.is_struck {
            "The three words of the question are struck out."
        } else {
            "Nothing is struck out."
        };
        let shown = shown.collect::<Vec<_>>().join(", ");
        format!("Nearest to {}: {shown}. {struck}", self.what())
    }

    /// What the reader has found: what a word owes to the sum, seen beside the first word
    /// alone; or a sum that needs no striking out.
    fn met(&self) -> Option<String> {
        let (found, from) = (self.named(self.found), self.named(self.given[0]));
        let alone = self.alone();
        if self.is_alone && self.is_struck {
            return Some(if self.place(true, true) == 1 {
                format!(
                    "With no sum at all, {found} comes first. The striking out was \
                     enough, and the arithmetic moved it nowhere."
                )
            } else {
                format!(
                    "With no sum, {found} is {alone}; the sum makes it number 1. That \
                     much is the arithmetic's. {}",
                    self.in_its_way()
                )
            });
        }
        let leads = self.near_sum.first().is_some_and(|near| near.id == self.found);
        (leads && !self.is_struck && !self.is_alone).then(|| {
            format!(
                "Nothing is struck out, and {found} comes first: here the arithmetic \
                 did it. Near {from} alone, with the three struck out, {found} is \
                 {alone}."
            )
        })
    }

    /// What the striking out did for the word that was found.
    fn in_its_way(&self) -> String {
        let before = self.near_sum.iter().take_while(|near| near.id != self.found);
        let before: Vec<_> = before.map(|near| self.named(near.id)).collect();
        if before.is_empty() {
            return "No word had to be struck out for it.".to_owned();
        }
        let before = before.join(" and ");
        format!("And {before} stood before it until you struck that out.")
    }

    fn picture(&self) -> Result<Svg> {
        draw(480, 266, |canvas| {
            let title = format!("nearest to {}", self.what());
            canvas.words(&title, (8.0, 14.0), LABEL_SIZE, INK, Anchor::Left)?;
            let bottom = TOP + ROW * ROWS as f64 - 12.0;
            for tick in [0.0, 0.5, 1.0] {
                let x = LEFT + LENGTH * tick;
                canvas.line((x, TOP - 14.0), (x, bottom), GRID, 1.0)?;
                let at = (x, bottom + 12.0);
                let tick = short(&tick);
                canvas.words(&tick, at, TICK_SIZE, MUTED, Anchor::Middle)?;
            }
            let at = (LEFT + LENGTH / 2.0, bottom + 28.0);
            canvas.words("cosine", at, TICK_SIZE, MUTED, Anchor::Middle)?;
            let mut place = 0;
            let rows = self.near(self.is_alone).iter().take(ROWS);
            for (row, near) in rows.enumerate() {
                let is_out = self.is_out(self.is_struck, near.id);
                place += usize::from(!is_out);
                let y = TOP + ROW * row as f64;
                self.row(canvas, y, near, (!is_out).then_some(place))?;
            }
            Ok(())
        })
    }

    /// A word with its place and its cosine; crossed out if it has no place.
    fn row(
        &self,
        canvas: &Canvas,
        y: f64,
        near: &Neighbour,
        place: Option<usize>,
    ) -> Result<()> {
        let word = self.named(near.id);
        let color = match place {
            None => GRID,
            Some(1) => SERIES[1],
            Some(_) => SERIES[0],
        };
        let ink = if place.is_some() { INK } else { MUTED };
        let width = LENGTH * near.cosine.max(0.0);
        canvas.words(word, (LEFT - 9.0, y), LABEL_SIZE, ink, Anchor::Right)?;
        canvas.cell((LEFT, y - 8.0), width, 16.0, color)?;
        let number = format!("{:.2}", near.cosine);
        let at = (LEFT + width + 7.0, y);
        canvas.words(&number, at, LABEL_SIZE, ink, Anchor::Left)?;
        match place {
            Some(place) => {
                let place = format!("{place}.");
                canvas.words(&place, (30.0, y), LABEL_SIZE, MUTED, Anchor::Right)
            }
            None => {
                let from = LEFT - 13.0 - 7.6 * word.chars().count() as f64;
                canvas.line((from, y), (LEFT + width, y), INK, 1.5)
            }
        }
    }
}
