//! The colours of all figures.
//!
//! Each colour stands for a CSS variable of the theme. Pictures are kept with the names of
//! these variables; [`in_colour`] puts the colours of this file behind them, for the light
//! theme, for paper and outside the book. So another colour is one line here, and one in
//! `theme/dark.css`. Series colours are those of Okabe and Ito
//! (2008), which readers with any kind of colour vision can tell apart; the two ramps
//! were computed in the OKLCH colour space with even steps of lightness.

use plotters::style::RGBColor;

const fn rgb(hex: u32) -> RGBColor {
    let [_, red, green, blue] = hex.to_be_bytes();
    RGBColor(red, green, blue)
}

/// Text and axes.
pub const INK: RGBColor = rgb(0x1B_1F24);
/// Text and lines of second rank.
pub const MUTED: RGBColor = rgb(0x5B_6470);
/// Grid lines.
pub const GRID: RGBColor = rgb(0xE1_E5EA);
/// The ground that a figure is drawn on.
pub const PAPER: RGBColor = rgb(0xFF_FFFF);
/// Series, in order of use.
pub const SERIES: [RGBColor; 7] = [
    rgb(0x00_72B2),
    rgb(0xD5_5E00),
    rgb(0x00_9E73),
    rgb(0xCC_79A7),
    rgb(0xE6_9F00),
    rgb(0x56_B4E9),
    rgb(0x80_6000),
];
/// The same for words, as dark as reading asks for: a contrast of at least 4.5 to the
/// ground (WCAG 2.2).
pub(crate) const SERIES_WORDS: [&str; 7] =
    ["#0072B2", "#BE5400", "#00835F", "#A05F83", "#996A00", "#3A7A9E", "#806000"];
/// From none (the ground) to most.
pub const SEQUENTIAL: [RGBColor; 17] = [
    rgb(0xF3_F6FA),
    rgb(0xDD_E9F7),
    rgb(0xC7_DBF4),
    rgb(0xB1_CEEF),
    rgb(0x9D_C0EA),
    rgb(0x89_B3E2),
    rgb(0x76_A5D9),
    rgb(0x65_98CE),
    rgb(0x55_8BC1),
    rgb(0x47_7EB3),
    rgb(0x3C_71A3),
    rgb(0x33_6491),
    rgb(0x2C_587F),
    rgb(0x27_4C6B),
    rgb(0x24_4058),
    rgb(0x21_3444),
    rgb(0x1E_2831),
];
/// From most negative (orange) through nothing to most positive (blue).
pub const DIVERGING: [RGBColor; 17] = [
    rgb(0xA2_3E00),
    rgb(0xAF_5623),
    rgb(0xBC_6C43),
    rgb(0xC8_8260),
    rgb(0xD3_987B),
    rgb(0xDE_AE97),
    rgb(0xE7_C5B4),
    rgb(0xF0_DBD2),
    rgb(0xF1_F4F6),
    rgb(0xD5_E2EF),
    rgb(0xBA_D0E7),
    rgb(0xA0_BEDD),
    rgb(0x86_ACD3),
    rgb(0x6C_9AC9),
    rgb(0x52_88BE),
    rgb(0x37_76B3),
    rgb(0x16_64A7),
];

/// The colour for `part` of the way from none (0) to most (1), values outside brought to
/// the ends.
#[must_use]
pub fn sequential(part: f64) -> RGBColor {
    SEQUENTIAL[level(part)]
}

/// The colour for a value from −1 to 1, values outside brought to the ends.
#[must_use]
pub fn diverging(value: f64) -> RGBColor {
    DIVERGING[level((value + 1.0) / 2.0)]
}

/// Which of 17 levels. Rounded after a small push, so that a value on the edge between
/// two levels falls to the same side on every CPU.
fn level(part: f64) -> usize {
    (part.clamp(0.0, 1.0) * 16.0 + 0.5 + 1e-9).floor() as usize
}

pub(crate) fn hex_of(color: &RGBColor) -> String {
    let RGBColor(red, green, blue) = color;
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// The CSS variable that a colour stands for.
pub(crate) fn variable(hex: &str) -> Option<String> {
    let is = |color: &RGBColor| hex_of(color) == hex;
    let in_ramp = |name: &str, colors: &[RGBColor], first: usize| {
        colors.iter().position(is).map(|at| format!("--fig-{name}{}", at + first))
    };
    let single = [("ink", INK), ("muted", MUTED), ("grid", GRID), ("paper", PAPER)]
        .into_iter()
        .find(|(_, color)| is(color))
        .map(|(name, _)| format!("--fig-{name}"));
    single
        .or_else(|| in_ramp("", &SERIES, 1))
        .or_else(|| in_ramp("seq-", &SEQUENTIAL, 0))
        .or_else(|| in_ramp("div-", &DIVERGING, 0))
}

/// The CSS variable for words in a colour.
pub(crate) fn words_variable(hex: &str) -> Option<String> {
    let at = SERIES.iter().position(|color| hex_of(color) == hex)?;
    Some(format!("--fig-{}-words", at + 1))
}

/// An SVG document with its colours behind their names: `var(--fig-1)` becomes
/// `var(--fig-1, #0072B2)`. A name that the palette does not have stays as it is.
#[must_use]
pub fn in_colour(svg: &str) -> String {
    const START: &str = "var(--fig-";
    let mut text = String::with_capacity(svg.len() + svg.len() / 8);
    let mut rest = svg;
    while let Some(at) = rest.find(START) {
        let end = rest[at..].find([')', ',']).map_or(rest.len(), |end| at + end);
        text.push_str(&rest[..end]);
        if rest[end..].starts_with(')')
            && let Some(color) = color_of(&rest[at + START.len()..end])
        {
            text.push_str(", ");
            text.push_str(&color);
        }
        rest = &rest[end..];
    }
    text + rest
}

/// The colour of a name, such as `1`, `ink`, `seq-3` or `2-words`.
fn color_of(name: &str) -> Option<String> {
    let at = |number: &str, first: usize| {
        number.parse::<usize>().ok()?.checked_sub(first)
    };
    let color = match name {
        "ink" => INK,
        "muted" => MUTED,
        "grid" => GRID,
        "paper" => PAPER,
        _ => {
            if let Some(number) = name.strip_suffix("-words") {
                return SERIES_WORDS.get(at(number, 1)?).map(|&hex| hex.to_owned());
            }
            let ramp = |prefix: &str| name.strip_prefix(prefix);
            *match (ramp("seq-"), ramp("div-")) {
                (Some(number), _) => SEQUENTIAL.get(at(number, 0)?),
                (_, Some(number)) => DIVERGING.get(at(number, 0)?),
                _ => SERIES.get(at(name, 1)?),
            }?
        }
    };
    Some(hex_of(&color))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_has_a_variable_of_its_own() {
        let all = [INK, MUTED, GRID, PAPER]
            .into_iter()
            .chain(SERIES)
            .chain(SEQUENTIAL)
            .chain(DIVERGING);
        let mut names: Vec<_> = all
            .map(|RGBColor(r, g, b)| {
                variable(&format!("#{r:02X}{g:02X}{b:02X}")).unwrap()
            })
            .collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(count, 4 + 7 + 17 + 17);
    }

    #[test]
    fn every_colour_has_one_in_the_dark_theme() {
        let dark = include_str!("../../theme/dark.css");
        let all = [INK, MUTED, GRID, PAPER].into_iter();
        let all = all.chain(SERIES).chain(SEQUENTIAL).chain(DIVERGING);
        let names = all.map(|color| variable(&hex_of(&color)).unwrap());
        let words = SERIES.map(|color| words_variable(&hex_of(&color)).unwrap());
        for name in names.chain(words) {
            assert!(
                dark.contains(&format!("{name}: ")),
                "theme/dark.css has no {name}"
            );
        }
    }

    /// The contrast of a colour to white, as WCAG 2.2 defines it.
    fn contrast_to_white(hex: &str) -> f64 {
        let channel = |at: usize| {
            let value =
                f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                    / 255.0;
            if value <= 0.039_28 {
                value / 12.92
            } else {
                libm::pow((value + 0.055) / 1.055, 2.4)
            }
        };
        let luminance =
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
        1.05 / (luminance + 0.05)
    }

    #[test]
    fn words_can_be_read() {
        for words in SERIES_WORDS
            .map(str::to_owned)
            .into_iter()
            .chain([hex_of(&INK), hex_of(&MUTED)])
        {
            let contrast = contrast_to_white(&words);
            assert!(contrast >= 4.5, "{words} has a contrast of {contrast:.2}");
        }
        assert_eq!(words_variable("#D55E00").unwrap(), "--fig-2-words");
    }

    #[test]
    fn a_name_has_the_colour_that_it_stands_for() {
        let series = SERIES.iter().zip(SERIES_WORDS);
        let words = series.map(|(color, words)| {
            (words_variable(&hex_of(color)).unwrap(), words.to_owned())
        });
        let all = [INK, MUTED, GRID, PAPER].into_iter();
        let all = all.chain(SERIES).chain(SEQUENTIAL).chain(DIVERGING);
        let plain =
            all.map(|color| (variable(&hex_of(&color)).unwrap(), hex_of(&color)));
        for (name, hex) in plain.chain(words) {
            assert_eq!(
                in_colour(&format!("<a b=\"var({name})\"/>")),
                format!("<a b=\"var({name}, {hex})\"/>")
            );
        }
        for other in [
            "var(--fig-font, sans-serif)",
            "var(--fig-99)",
            "var(--fig-x)",
            "var(--fig-",
        ] {
            assert_eq!(in_colour(other), other);
        }
    }

    #[test]
    fn ramps_reach_their_ends() {
        assert_eq!(sequential(0.0), SEQUENTIAL[0]);
        assert_eq!(sequential(1.0), SEQUENTIAL[16]);
        assert_eq!(sequential(7.0), SEQUENTIAL[16]);
        assert_eq!(diverging(-1.0), DIVERGING[0]);
        assert_eq!(diverging(0.0), DIVERGING[8]);
        assert_eq!(diverging(1.0), DIVERGING[16]);
    }
}
