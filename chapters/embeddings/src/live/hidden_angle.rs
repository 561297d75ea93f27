//! Two arrows in a plane that is turned, and how much of them it shows.

use anyhow::{Context as _, Result};
use ndarray::{Array2, Axis, aview1, s, stack};
use page::figure::LABEL_SIZE;
use page::live::{About, Bet, Control, Data, Frame, Live, Named, Readout, State};
use page::palette::{GRID, INK, MUTED, SERIES};
use page::{Anchor, Canvas, Format, Svg, draw};

use super::packed::{VECTORS, packed_vectors};
use crate::directions::degrees;
use crate::figures::PEOPLE;
use crate::planes::TwoPlanes;
use crate::{length, principal_axes};

/// Which two of the four arrows, by their name in the address and in words.
const PAIRS: [(&str, &str, [usize; 2]); 6] = [
    ("man-king", "of man and king", [0, 1]),
    ("man-uncle", "of man and uncle", [0, 2]),
    ("man-prince", "of man and prince", [0, 3]),
    ("king-uncle", "of king and uncle", [1, 2]),
    ("king-prince", "of king and prince", [1, 3]),
    ("uncle-prince", "of uncle and prince", [2, 3]),
];
/// How near the angle as seen must come to the true one, in degrees.
const NEAR: f64 = 1.0;
/// From this share on, a length reads as 100%.
const WHOLE: f64 = 0.995;
/// From here on arrows look as if they ran in opposite directions, in degrees.
const OPPOSITE: f64 = 175.0;
const START: (f64, f64) = (156.0, 130.0);
/// Logical pixels for a length of 1.
const SCALE: f64 = 62.0;
/// Of the coin.
const RADIUS: f64 = 1.6;

/// Two of the four arrows that look parallel, in a plane that the reader turns.
#[derive(Debug, Clone, Default)]
pub(crate) struct HiddenAngle {
    people: Option<People>,
}

/// The page's eight words.
#[derive(Debug, Clone)]
struct People {
    /// From each man to the woman beside him: (4, d_model).
    arrows: Array2<f64>,
    /// The plane in which they look parallel: (2, d_model).
    plane: Array2<f64>,
}

impl Live for HiddenAngle {
    fn about(&self) -> About {
        let angle = |name, label, ends: (f64, f64)| {
            Control::slider(name, label, 0.0, (ends.0, ends.1, 2.0), 0)
        };
        let pairs = PAIRS.map(|(name, words, _)| (name, words));
        let whole = [("level", "88"), ("upright", "26")];
        About {
            name: "hidden-angle".into(),
            question: "Can you turn the plane until it shows the true angle, and \
                       both arrows whole?"
                .into(),
            bet: Some(Bet {
                question: "In the plane that misleads most, how far apart can the \
                           same two arrows look?"
                    .into(),
                options: vec![
                    "never farther than they are".into(),
                    "up to a right angle".into(),
                    "in opposite directions".into(),
                ],
                right: 2,
            }),
            controls: vec![
                angle("level", "degrees about the level line", (0.0, 180.0)),
                angle("upright", "degrees about the upright line", (-90.0, 90.0)),
                Control::choice("pair", "the arrows", &pairs).under_more(),
            ],
            states: vec![
                Named::new("round", &[("level", "62")]),
                Named::new("whole", &whole),
                Named::new("opposite", &[("level", "88"), ("upright", "-64")]),
            ],
        }
    }

    fn data(&self) -> Option<&'static dyn Data> {
        Some(&VECTORS)
    }

    fn frame(&mut self, state: &State) -> Result<Frame> {
        let name = state.text("pair")?;
        let pair = PAIRS.iter().find(|pair| pair.0 == name);
        let &(_, _, pair) = pair.context("two of the four arrows in the list")?;
        let angles = [state.number("level")?, state.number("upright")?];
        Seen::of(self.people()?, pair, angles)?.frame()
    }
}

impl HiddenAngle {
    fn people(&mut self) -> Result<&People> {
        if self.people.is_none() {
            let vectors = packed_vectors()?;
            let mut rows = Vec::new(); // 8 of (d_model)
            for word in PEOPLE {
                rows.push(vectors.vector(word)?);
            }
            let rows = stack(Axis(0), &rows)?; // (8, d_model)
            let (men, women) = (s![..;2, ..], s![1..;2, ..]);
            let arrows = &rows.slice(women) - &rows.slice(men); // (4, d_model)
            let plane = principal_axes(&rows, 2)?.axes; // (2, d_model)
            self.people = Some(People { arrows, plane });
        }
        self.people.as_ref().context("eight words")
    }
}

/// Two arrows as a plane shows them: of each, how far it goes to the right and up there.
struct Seen {
    names: [String; 2],
    arrows: [[f64; 2]; 2],
    /// Of each arrow, in all dimensions.
    lengths: [f64; 2],
    /// Two directions of length 1 at right angles, in the plane that holds both arrows.
    coin: [[f64; 2]; 2],
    /// In degrees, as seen and in all dimensions.
    angles: [f64; 2],
}

impl Seen {
    fn of(
        people: &People,
        pair: [usize; 2],
        [level, upright]: [f64; 2],
    ) -> Result<Seen> {
        let plane = &people.plane; // (2, d_model)
        let [a, b] = pair.map(|row| people.arrows.row(row)); // 2 of (d_model)
        let planes = TwoPlanes::between([plane.row(0), plane.row(1)], [a, b])?;
        // Both arrows to the right, the second above the first.
        let [along, across] = &planes.second;
        let sides = [(&a + &b).dot(along).signum(), b.dot(across).signum()];
        // About the upright line turns what lies level, and the other way round.
        let turned = planes.turned([upright, level]); // (2, d_model)
        let seen = |arrow| {
            let [x, y] = [0, 1].map(|axis| turned.row(axis).dot(&arrow));
            [x * sides[0], y * sides[1]]
        };
        let arrows = [seen(a), seen(b)];
        Ok(Seen {
            names: pair.map(|row| {
                format!("{} → {}", PEOPLE[2 * row], PEOPLE[2 * row + 1])
            }),
            lengths: [length(a), length(b)],
            coin: [
                seen((along * sides[0]).view()),
                seen((across * sides[1]).view()),
            ],
            angles: [
                degrees(aview1(&arrows[0]), aview1(&arrows[1]))?,
                degrees(a, b)?,
            ],
            arrows,
        })
    }

    /// Of the length of each arrow, the share that the plane shows.
    fn shares(&self) -> [f64; 2] {
        [0, 1].map(|row| length(aview1(&self.arrows[row])) / self.lengths[row])
    }

    fn frame(&self) -> Result<Frame> {
        let [seen, all] = self.angles.map(|angle| format!("{angle:.0}°"));
        let [first, second] = &self.names;
        let shares = self.shares();
        let is_near = (self.angles[0] - self.angles[1]).abs() <= NEAR;
        let is_whole = shares.iter().all(|&share| share >= WHOLE);
        let percent = |row: usize| Format::Percent(0).text(shares[row]);
        let (of_first, of_second) = (percent(0)?, percent(1)?);
        let mut says = format!(
            "{first} and {second} look {seen} apart, and are {all} apart. The plane \
             shows {of_first} of the first arrow's length and {of_second} of the second's."
        );
        if is_near && !is_whole {
            says += " The angle is right, and yet something sticks out.";
        }
        let readouts = vec![
            Readout::words("seen", "angle as seen", seen.as_str()),
            Readout::words("true", "true angle", all.as_str()),
            Readout::words("first", first, &of_first),
            Readout::words("second", second, &of_second),
        ];
        let met = (is_near && is_whole).then(|| {
            format!(
                "{seen} as seen, {all} in truth, and {of_first} of both lengths. This \
                 plane holds both arrows: next to nothing sticks out that could hide an angle."
            )
        });
        let settles = self.angles[0] >= OPPOSITE;
        Ok(Frame { met, settles, ..Frame::new(self.picture()?, readouts, says) })
    }

    fn picture(&self) -> Result<Svg> {
        draw(480, 298, |canvas| {
            let angle = format!("look {:.0}° apart", self.angles[0]);
            canvas.words(&angle, (472.0, 234.0), 15.0, INK, Anchor::Right)?;
            self.draw_coin(canvas)?;
            self.draw_angle(canvas)?;
            for row in [0, 1] {
                self.draw_arrow(canvas, row)?;
                self.draw_share(canvas, row)?;
            }
            Ok(())
        })
    }

    /// A coin in the plane of both arrows, as seen, within its true rim; and the two lines
    /// about which the plane turns.
    fn draw_coin(&self, canvas: &Canvas) -> Result<()> {
        let [along, across] = self.coin;
        let rim = |is_seen: bool| -> Vec<_> {
            let point = |step: i32| {
                let angle = f64::from(step) * std::f64::consts::TAU / 48.0;
                let (x, y) = (RADIUS * libm::cos(angle), RADIUS * libm::sin(angle));
                if is_seen {
                    return place(
                        [0, 1].map(|axis| x * along[axis] + y * across[axis]),
                    );
                }
                place([x, y])
            };
            (0..=48).map(point).collect()
        };
        canvas.polygon(&rim(true), GRID)?;
        canvas.path(&rim(true), MUTED, 1.0)?;
        canvas.path(&rim(false), GRID, 1.0)?;
        let (x, y) = START;
        canvas.line((8.0, y), (472.0, y), MUTED, 0.5)?;
        canvas.line((x, 8.0), (x, 244.0), MUTED, 0.5)
    }

    /// An arc from arrow to arrow.
    fn draw_angle(&self, canvas: &Canvas) -> Result<()> {
        let [a, b] = self.arrows.map(|[x, y]| libm::atan2(y, x));
        let turn = self.angles[0].to_radians();
        let side = if libm::sin(b - a) < 0.0 { -1.0 } else { 1.0 };
        let steps = (self.angles[0] / 6.0).ceil().max(1.0);
        let point = |step: i32| {
            let angle = a + side * turn * f64::from(step) / steps;
            place([0.5 * libm::cos(angle), 0.5 * libm::sin(angle)])
        };
        let arc: Vec<_> = (0..=steps as i32).map(point).collect();
        canvas.path(&arc, INK, 1.0)
    }

    fn draw_arrow(&self, canvas: &Canvas, row: usize) -> Result<()> {
        let tip = place(self.arrows[row]);
        let (run, rise) = (tip.0 - START.0, tip.1 - START.1);
        let color = SERIES[row];
        if (run * run + rise * rise).sqrt() < 8.0 {
            canvas.line(START, tip, color, 2.0)?;
        } else {
            canvas.arrow(START, tip, color, 2.0)?;
        }
        // The name stands beyond the tip, on the far side from the other arrow.
        let is_above = self.arrows[row][1] > self.arrows[1 - row][1];
        let y = tip.1 + if is_above { -18.0 } else { 18.0 };
        let anchor = if run < 0.0 { Anchor::Left } else { Anchor::Right };
        canvas.words(&self.names[row], (tip.0, y), 14.0, color, anchor)
    }

    /// How much of an arrow's length is seen, of all of it.
    fn draw_share(&self, canvas: &Canvas, row: usize) -> Result<()> {
        let (left, y) = (START.0, 266.0 + 21.0 * row as f64);
        let (share, name) = (self.shares()[row], &self.names[row]);
        let all = SCALE * self.lengths[row];
        canvas.words(
            name,
            (left - 8.0, y),
            LABEL_SIZE,
            SERIES[row],
            Anchor::Right,
        )?;
        canvas.cell((left, y - 7.0), all, 14.0, GRID)?;
        canvas.cell((left, y - 7.0), all * share, 14.0, SERIES[row])?;
        let shown = Format::Percent(0).text(share)? + " of it";
        canvas.words(&shown, (left + all + 8.0, y), LABEL_SIZE, INK, Anchor::Left)
    }
}

/// From the start of the arrows, so far to the right and up.
fn place([right, up]: [f64; 2]) -> (f64, f64) {
    (START.0 + SCALE * right, START.1 - SCALE * up)
}
