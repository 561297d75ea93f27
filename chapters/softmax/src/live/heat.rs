//! The stick of probabilities, heated and cooled, and draws from it.

use anyhow::Result;
use ndarray::{Array1, aview1};
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::live::{About, Bet, Control, Frame, Live, Named, Readout, State};
use page::palette::{INK, MUTED, SERIES};
use page::{Anchor, Canvas, Format, Svg, draw};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::three_words::{LOGITS, WORDS};
use crate::{Sampling, draw as draw_word, softmax_at};

/// Where the temperature stops: those of the page's tables among them.
const TEMPERATURES: [f64; 24] = [
    0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 2.5,
    3.0, 3.5, 4.0, 5.0, 7.0, 10.0, 20.0, 50.0, 100.0,
];
const FLOOR: usize = 1;
const DRAWS: usize = 100;
const SEED: u64 = 5;
const LEFT: f64 = 14.0;
const LENGTH: f64 = 452.0;
const HEIGHT: f64 = 40.0;

/// The three words of the chapter at a temperature that the reader sets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heat;

impl Live for Heat {
    fn about(&self) -> About {
        let state = |name, temperature| Named::new(name, &[("T", temperature)]);
        About {
            name: "heat".into(),
            question: "By heat alone, how much can “floor” get at most?".into(),
            bet: Some(Bet {
                question:
                    "“floor” is second. Heat it from 1 to 4: does it gain or lose?"
                        .into(),
                options: vec!["it gains".into(), "it loses".into()],
                right: 0,
            }),
            controls: vec![
                Control::stops("T", "temperature T", 1.0, &TEMPERATURES, 2),
                Control::count("draws", "Draw 100", 50, 0),
                Control::slider("k", "top-k", 3.0, (1.0, 3.0, 1.0), 0).under_more(),
                Control::slider("p", "top-p", 1.0, (0.1, 1.0, 0.05), 2)
                    .under_more(),
            ],
            states: vec![
                state("most", "4.33"),
                state("cold", "0.2"),
                state("hot", "100"),
            ],
        }
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let temperature = state.number("T")?;
        let sampling = Sampling {
            temperature,
            top_k: Some(state.number("k")?.round() as usize),
            top_p: Some(state.number("p")?),
        };
        let p = sampling.probabilities(aview1(&LOGITS))?; // (3)
        let draws = DRAWS * state.count("draws")?;
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        let mut counts = [0; WORDS.len()];
        for _ in 0..draws {
            counts[draw_word(p.view(), &mut rng)?] += 1;
        }
        let svg = picture(&p, counts, draws)?;
        let mut readouts = Vec::new();
        for index in [FLOOR, 0, 2] {
            let (word, p) = (WORDS[index], p[index]);
            readouts.push(Readout::number(word, word, p, Format::Decimals(3))?);
        }
        let is_whole = sampling.top_k == Some(3) && sampling.top_p == Some(1.0);
        let is_most = is_whole && most_of_floor()? - p[FLOOR] < 0.000_5;
        let met = is_most.then(|| {
            "With all three in play, more it never gets. Near 3 / ln 2 its score is the mean of \
             the three, each counted by its chance; hotter than that, moon takes from it too."
                .to_owned()
        });
        let says = format!(
            "At a temperature of {temperature}, moon has {:.3}, floor {:.3} and mat {:.3}.",
            p[0], p[1], p[2]
        );
        Ok(Frame { met, settles: is_most, ..Frame::new(svg, readouts, says) })
    }
}

/// The most that "floor" has at any temperature: where its logit is the mean of all, at
/// 3 / ln 2.
fn most_of_floor() -> Result<f64> {
    let temperature = 3.0 / libm::log(2.0);
    Ok(softmax_at(aview1(&LOGITS), temperature)?[FLOOR])
}

/// The stick of probabilities, and below it the stick of draws.
fn picture(p: &Array1<f64>, counts: [usize; 3], draws: usize) -> Result<Svg> {
    draw(480, 216, |canvas| {
        let shares = [p[0], p[1], p[2]];
        let title = "the stick: each word's chance";
        stick(canvas, 12.0, title, shares, &shares.map(|p| format!("{p:.3}")))?;
        if draws == 0 {
            let at = (LEFT, 120.0);
            return canvas.words(
                "no draws yet",
                at,
                LABEL_SIZE,
                MUTED,
                Anchor::Left,
            );
        }
        let shares = counts.map(|count| count as f64 / draws as f64);
        let title = format!("{draws} draws");
        stick(canvas, 120.0, &title, shares, &counts.map(|count| count.to_string()))
    })
}

/// A stick with its parts, their names and what is said of each.
fn stick(
    canvas: &Canvas,
    top: f64,
    title: &str,
    shares: [f64; 3],
    texts: &[String; 3],
) -> Result<()> {
    canvas.words(title, (LEFT, top), LABEL_SIZE, MUTED, Anchor::Left)?;
    let mut from = LEFT;
    for (index, share) in shares.into_iter().enumerate() {
        let width = LENGTH * share;
        if width > 2.0 {
            canvas.cell((from, top + 14.0), width - 2.0, HEIGHT, SERIES[index])?;
        }
        from += width;
    }
    // The names stand below in thirds, whatever the parts do, so that none meets another.
    for (index, text) in texts.iter().enumerate() {
        let at = (LEFT + 160.0 * index as f64, top + HEIGHT + 30.0);
        canvas.cell((at.0, at.1 - 5.0), 10.0, 10.0, SERIES[index])?;
        let words = format!("{} {text}", WORDS[index]);
        canvas.words(&words, (at.0 + 16.0, at.1), TICK_SIZE, INK, Anchor::Left)?;
    }
    Ok(())
}
