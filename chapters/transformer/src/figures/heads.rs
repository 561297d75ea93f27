//! What heads look at, and what hangs on them.

use anyhow::Result;
use page::figure::{LABEL_SIZE, TICK_SIZE};
use page::palette::{GRID, INK, MUTED, SEQUENTIAL, SERIES};
use page::{Anchor, Svg, draw};

use super::strokes::lying_bar;

/// Of each head the weight that it gives to the name, and what the name costs without it.
pub(crate) fn looks(rows: &[(String, f64, f64)]) -> Result<Svg> {
    let height = 40.0 + 26.0 * rows.len() as f64;
    let most = rows.iter().map(|row| row.2).fold(0.0, f64::max);
    draw(480, height as u32, |canvas| {
        for (text, x) in
            [("looks at the name", 112.0), ("costs without it, in nats", 300.0)]
        {
            canvas.words(text, (x, 12.0), LABEL_SIZE, INK, Anchor::Left)?;
        }
        for (index, (name, weight, cost)) in rows.iter().enumerate() {
            let y = 42.0 + 26.0 * index as f64;
            canvas.words(name, (104.0, y), TICK_SIZE, MUTED, Anchor::Right)?;
            let number = format!("{weight:.2}");
            lying_bar(canvas, (112.0, y), 130.0 * weight, &number, SERIES[0])?;
            let number = format!("{cost:.2}");
            let length = 130.0 * cost / most;
            lying_bar(canvas, (300.0, y), length, &number, SERIES[1])?;
        }
        Ok(())
    })
}

/// Letters that come again: where the last one stands, where it stood before, and what
/// comes next, with the weights of the two heads that find it.
pub(crate) fn repeats(
    letters: &[char],
    period: usize,
    weights: [f64; 2],
) -> Result<Svg> {
    const SIDE: f64 = 46.0;
    const TOP: f64 = 78.0;
    let last = letters.len() - 2;
    let behind = last + 1 - period;
    let middle = |place: usize| 26.0 + SIDE * place as f64 + SIDE / 2.0;
    draw(480, 216, |canvas| {
        for (place, letter) in letters.iter().enumerate() {
            let corner = (middle(place) - SIDE / 2.0 + 3.0, TOP);
            let side = SIDE - 6.0;
            if place == last || place + period == last {
                canvas.cell(corner, side, side, SEQUENTIAL[2])?;
            }
            let is_asked = place == last + 1;
            let color = if is_asked { SERIES[1] } else { GRID };
            canvas.frame(corner, side, side, color, 2.0)?;
            let text = if is_asked { "?".into() } else { letter.to_string() };
            let at = (middle(place), TOP + side / 2.0);
            canvas.words(&text, at, 20.0, INK, Anchor::Middle)?;
        }
        let [back, found] = weights;
        let (from, to) = (middle(last), middle(behind));
        let low = TOP + SIDE + 22.0;
        canvas.path(
            &[(from, TOP + SIDE - 4.0), (from, low), (to, low)],
            SERIES[0],
            2.0,
        )?;
        canvas.arrow((to, low), (to, TOP + SIDE - 3.0), SERIES[0], 2.0)?;
        let text = "a head of block 2 looks behind";
        canvas.words(text, (to, low + 18.0), LABEL_SIZE, INK, Anchor::Left)?;
        let text = format!("the last copy of its letter: {found:.2}");
        canvas.words(&text, (to, low + 36.0), LABEL_SIZE, INK, Anchor::Left)?;
        let (from, to, high) = (middle(behind), middle(behind - 1), TOP - 22.0);
        canvas.path(
            &[(from, TOP - 2.0), (from, high), (to, high)],
            SERIES[1],
            2.0,
        )?;
        canvas.arrow((to, high), (to, TOP - 3.0), SERIES[1], 2.0)?;
        let text = format!("a head of block 1 looks one back: {back:.2}");
        canvas.words(&text, (26.0, high - 20.0), LABEL_SIZE, INK, Anchor::Left)
    })
}
