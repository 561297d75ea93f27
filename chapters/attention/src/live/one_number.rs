//! The head that was worked out by hand, with one of its numbers changed.

use anyhow::{Context as _, Result};
use embeddings::tokenize;
use ndarray::Array2;
use page::figure::short;
use page::live::{About, Control, Frame, Kind, Live, Named, Place, Readout, State};
use page::{Format, Svg, draw};
use softmax::softmax_rows;

use crate::figures::{Row, matrix, row};
use crate::tokens::{SENTENCE, tokens_by_hand};
use crate::{Head, causal_mask, masked, scores};

/// The two words that the question is about.
const THE: usize = 0;
const CAT: usize = 1;
/// How far a number can be moved, and by how much at once.
const REACH: (f64, f64, f64) = (-2.0, 2.0, 0.5);
const MATRICES: [&str; 3] = ["W_Q", "W_K", "W_V"];
const PLACES: [&str; 4] =
    ["upper left", "upper right", "lower left", "lower right"];

/// A head whose numbers a reader changes, one at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OneNumber;

impl Live for OneNumber {
    fn about(&self) -> About {
        let state =
            |name, number, by| Named::new(name, &[("number", number), ("by", by)]);
        let words = tokenize(SENTENCE).into_iter().enumerate();
        let words = words.map(|(at, word)| (at.to_string(), word)).collect();
        let row = Kind::Choice { value: CAT.to_string(), options: words };
        About {
            name: "one-number".into(),
            question: "Can “cat” look at itself more than at “the”, by one number?"
                .into(),
            bet: None,
            controls: vec![
                Control::new("number", "number", numbers()),
                Control::slider("by", "add to it", 0.0, REACH, 1),
                Control::new("row", "row of", row).under_more(),
                Control::switch("mask", "mask", true).under_more(),
                Control::switch("root", "divide by the root", true).under_more(),
            ],
            states: vec![
                state("even", "Q10", "-1"),
                state("turned", "Q10", "-2"),
                state("up", "Q11", "1"),
                state("away", "K00", "-1.5"),
                state("across", "K10", "1"),
                state("value", "V10", "-2"),
            ],
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let change = Change::of(state.text("number")?, state.number("by")?)?;
        let looked =
            Looked::of(&change, state.is_on("mask")?, state.is_on("root")?)?;
        let asks = state.count("row")?;
        let words = tokenize(SENTENCE);
        let word = words.get(asks).context("a row for each of the six words")?;
        let (own, other) = (looked.weights[[CAT, CAT]], looked.weights[[CAT, THE]]);
        let decimals = Format::Decimals(2);
        let weights: Vec<_> = looked.weights.row(asks).to_vec();
        let shares =
            words.iter().zip(&weights).filter(|(_, weight)| **weight > 0.0);
        let shares: Vec<_> =
            shares.map(|(word, weight)| format!("“{word}” {weight:.2}")).collect();
        let taken = looked.output.row(asks); // (2)
        let taken = format!(
            "({}, {})",
            decimals.text(taken[0] + 0.0)?,
            decimals.text(taken[1] + 0.0)?
        );
        let says = format!(
            "{}: the row of “{word}” is {}.",
            change.says(),
            shares.join(", ")
        );
        let readouts = vec![
            Readout::number("itself", "“cat” at itself", own, decimals)?,
            Readout::number("the", "at “the”", other, decimals)?,
            Readout::words("taken", &format!("“{word}” takes in"), taken),
        ];
        let svg = picture(&change, &looked, &words, asks)?;
        let mut frame = Frame::new(svg, readouts, says);
        frame.met = (own > other).then(|| change.why(own, other));
        frame.places = places(&change, &words, asks);
        Ok(frame)
    }
}

/// The numbers that can be changed: Q10 is that of W_Q in row 1 and column 0.
fn numbers() -> Kind {
    let mut options = Vec::new();
    for matrix in MATRICES {
        for (at, place) in PLACES.into_iter().enumerate() {
            let value = format!("{}{}{}", &matrix[2..], at / 2, at % 2);
            options.push((value, format!("{matrix}, {place}")));
        }
    }
    Kind::Choice { value: "Q00".to_owned(), options }
}

/// Which number was changed, and the head with it.
struct Change {
    /// As the control has it.
    name: String,
    /// Which matrix, row and column.
    at: (usize, usize, usize),
    by: f64,
    head: Head,
}

impl Change {
    fn of(name: &str, by: f64) -> Result<Self> {
        let (_, mut head) = tokens_by_hand();
        let digit = |at: usize| {
            let digit = name.chars().nth(at).and_then(|sign| sign.to_digit(2));
            digit.map(|digit| digit as usize).with_context(|| {
                format!("{name} is no number of the head: one is Q10, in W_Q")
            })
        };
        let (row, column) = (digit(1)?, digit(2)?);
        let (which, matrix) = match name.chars().next() {
            Some('Q') => (0, &mut head.w_q),
            Some('K') => (1, &mut head.w_k),
            _ => (2, &mut head.w_v),
        };
        matrix[[row, column]] += by;
        Ok(Self { name: name.to_owned(), at: (which, row, column), by, head })
    }

    fn matrices(&self) -> [&Array2<f64>; 3] {
        [&self.head.w_q, &self.head.w_k, &self.head.w_v]
    }

    /// The number as it is now.
    fn value(&self) -> f64 {
        let (which, row, column) = self.at;
        self.matrices()[which][[row, column]]
    }

    fn says(&self) -> String {
        let (which, row, column) = self.at;
        let place = format!("{}, {}", MATRICES[which], PLACES[2 * row + column]);
        let value = short(&self.value());
        if self.by == 0.0 {
            return format!("{place}, is {value} as on the page");
        }
        format!("{place}, is {value} now")
    }

    /// Why "cat" looks at itself more.
    fn why(&self, own: f64, other: f64) -> String {
        let why = match self.name.as_str() {
            "Q10" => "Its query points away from the key of “the” now",
            "Q11" => "Its query points up as well now, and there its own key lies",
            "K00" => "The key of “the” points away from the query now",
            "K10" => "Its own key reaches farther towards the query now",
            _ => "It does",
        };
        format!("{own:.2} for itself, {other:.2} for “the”. {why}.")
    }
}

/// What the head does with the sentence.
struct Looked {
    queries: Array2<f64>,
    keys: Array2<f64>,
    /// Behind the mask, if there is one: (6, 6).
    scores: Array2<f64>,
    weights: Array2<f64>,
    output: Array2<f64>,
}

impl Looked {
    fn of(change: &Change, is_masked: bool, is_divided: bool) -> Result<Self> {
        let (tokens, _) = tokens_by_hand();
        let mask = causal_mask(tokens.nrows())?; // (6, 6)
        let pass = change.head.forward(&tokens, is_masked.then_some(&mask))?;
        let mut scored = scores(&pass.queries, &pass.keys)?; // (6, 6)
        if !is_divided {
            scored *= (pass.keys.ncols() as f64).sqrt();
        }
        if is_masked {
            scored = masked(scored, &mask)?; // (6, 6)
        }
        let weights = softmax_rows(&scored)?; // (6, 6)
        let output = weights.dot(&pass.values); // (6, 2)
        let (queries, keys) = (pass.queries, pass.keys);
        Ok(Self { queries, keys, scores: scored, weights, output })
    }
}

/// The upper left corner of the number at a row and column of a matrix, and its size.
const CELL: (f64, f64) = (54.0, 54.0);
const fn corner(which: usize, row: usize, column: usize) -> (f64, f64) {
    let left = 24.0 + 162.0 * which as f64;
    (left + CELL.0 * column as f64, 24.0 + CELL.1 * row as f64)
}

/// Where the row begins, and where its columns lie.
const ROW: Row = Row { left: 58.0, top: 142.0, wide: 70.0, high: 182.0 };

fn picture(
    change: &Change,
    looked: &Looked,
    words: &[String],
    asks: usize,
) -> Result<Svg> {
    draw(480, 324, |canvas| {
        let (_, by_hand) = tokens_by_hand();
        let before = [&by_hand.w_q, &by_hand.w_k, &by_hand.w_v];
        for (which, now) in change.matrices().into_iter().enumerate() {
            let changed =
                (change.at.0 == which).then_some((change.at.1, change.at.2));
            let at = corner(which, 0, 0);
            let both = (before[which], now);
            matrix(canvas, at, CELL, MATRICES[which], both, changed)?;
        }
        let query = looked.queries.row(asks); // (2)
        let rows = (looked.scores.row(asks), looked.weights.row(asks)); // (6), (6)
        row(canvas, &ROW, words, asks, query, &looked.keys, rows)
    })
}

fn places(change: &Change, words: &[String], asks: usize) -> Vec<Place> {
    let mut places = Vec::new();
    for (which, name) in MATRICES.into_iter().enumerate() {
        for (at, place) in PLACES.into_iter().enumerate() {
            let value = format!("{}{}{}", &name[2..], at / 2, at % 2);
            places.push(Place {
                at: corner(which, at / 2, at % 2),
                size: CELL,
                label: format!("{name}, {place}"),
                is_chosen: value == change.name,
                sets: vec![("number".to_owned(), value)],
            });
        }
    }
    for (at, word) in words.iter().enumerate() {
        places.push(Place {
            at: (ROW.left + ROW.wide * at as f64, ROW.top + 20.0),
            size: (ROW.wide, ROW.high - 20.0),
            label: format!("row of “{word}”, word {}", at + 1),
            is_chosen: at == asks,
            sets: vec![("row".to_owned(), at.to_string())],
        });
    }
    places
}
