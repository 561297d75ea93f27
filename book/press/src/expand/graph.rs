//! The curriculum as a picture: a row a chapter, an arc from each chapter to those that
//! build on it.

use anyhow::Result;
use page::figure::TICK_SIZE;
use page::palette::{INK, MUTED, PAPER, SERIES};
use page::{Anchor, Canvas, Svg};

use outline::Planned;

const WIDTH: f64 = 480.0;
const ROW: f64 = 44.0;
const TOP: f64 = 26.0;
/// Where rows end and arcs begin.
const EDGE: f64 = 352.0;

pub(super) fn draw(chapters: &[Planned]) -> Result<Svg> {
    let height = TOP * 2.0 + ROW * (chapters.len().saturating_sub(1)) as f64;
    page::draw(WIDTH as u32, height as u32, |canvas| {
        for (index, chapter) in chapters.iter().enumerate() {
            for need in direct_needs(chapters, index) {
                arc(canvas, need, index)?;
            }
            row(canvas, index, chapter)?;
        }
        Ok(())
    })
}

fn y(index: usize) -> f64 {
    TOP + ROW * index as f64
}

fn row(canvas: &Canvas, index: usize, chapter: &Planned) -> Result<()> {
    let at = y(index);
    let color = if chapter.is_written { SERIES[0] } else { MUTED };
    if chapter.is_written {
        canvas.disc((18.0, at), 13.0, color)?;
    } else {
        canvas.ring((18.0, at), 13.0, color, 1.0)?;
    }
    let on_disc = if chapter.is_written { PAPER } else { MUTED };
    canvas.words(
        &(index + 1).to_string(),
        (18.0, at),
        13.0,
        on_disc,
        Anchor::Middle,
    )?;
    canvas.words(&chapter.title, (42.0, at - 8.0), 14.0, INK, Anchor::Left)?;
    canvas.words(&chapter.idea, (42.0, at + 9.0), TICK_SIZE, MUTED, Anchor::Left)
}

fn arc(canvas: &Canvas, from: usize, to: usize) -> Result<()> {
    let (top, bottom) = (y(from) + 4.0, y(to) - 4.0);
    let (middle, radius) = ((top + bottom) / 2.0, (bottom - top) / 2.0);
    let reach = (WIDTH - 12.0 - EDGE) * ((to - from) as f64 / 7.0).sqrt();
    let steps = 24;
    let on_arc = |step: usize| {
        let turn = std::f64::consts::PI * step as f64 / f64::from(steps);
        (EDGE + reach * libm::sin(turn), middle - radius * libm::cos(turn))
    };
    let points: Vec<_> = (0..steps as usize).map(on_arc).collect();
    canvas.path(&points, MUTED, 1.25)?;
    let last = points[points.len() - 1];
    canvas.arrow(last, (EDGE, bottom), MUTED, 1.25)
}

/// The needs of a chapter that no other need of it brings along.
fn direct_needs(chapters: &[Planned], index: usize) -> Vec<usize> {
    let position = |name: &String| chapters.iter().position(|c| &c.package == name);
    let needs = chapters[index].needs.iter().filter_map(position);
    // A need that comes later is a fault, reported with the plan.
    let needs: Vec<_> = needs.filter(|need| *need < index).collect();
    let is_indirect = |need: &usize| {
        needs.iter().any(|other| other != need && reaches(chapters, *other, *need))
    };
    needs.iter().copied().filter(|need| !is_indirect(need)).collect()
}

fn reaches(chapters: &[Planned], from: usize, to: usize) -> bool {
    let position = |name: &String| chapters.iter().position(|c| &c.package == name);
    // Needs come earlier in the plan, so this ends.
    let earlier = chapters[from]
        .needs
        .iter()
        .filter_map(position)
        .filter(|need| *need < from);
    earlier.into_iter().any(|need| need == to || reaches(chapters, need, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(package: &str, needs: &[&str]) -> Planned {
        Planned {
            package: package.into(),
            title: package.into(),
            idea: String::new(),
            needs: needs.iter().map(|&need| need.into()).collect(),
            is_written: true,
            line: 1,
        }
    }

    #[test]
    fn only_direct_needs_are_drawn() {
        let chapters = [
            planned("a", &[]),
            planned("b", &["a"]),
            planned("c", &["a", "b"]),
            planned("d", &["a", "c"]),
        ];
        assert!(direct_needs(&chapters, 0).is_empty());
        assert_eq!(direct_needs(&chapters, 2), [1]);
        assert_eq!(direct_needs(&chapters, 3), [2]);
        let svg = draw(&chapters).unwrap();
        let arrows = svg.as_str().matches("<path fill=\"var(--fig-muted").count();
        assert_eq!(arrows, 3, "one a direct need");
    }
}
