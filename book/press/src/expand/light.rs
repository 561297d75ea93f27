//! Figures as a page holds them: what their elements repeat has a short name in
//! `theme/figures.css`. A page of figures is lighter by a tenth of its weight.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Attributes with their values, and the class that says the same.
const NAMES: [(&str, &str, &str); 12] = [
    ("text-anchor", "middle", ""),
    ("text-anchor", "end", "e"),
    ("text-anchor", "start", "b"),
    ("font-size", "52", ""),
    ("font-size", "50", "t"),
    ("font-size", "56", "k"),
    ("font-size", "60", "h"),
    ("fill", "none", "n"),
    ("stroke-width", "4", "l4"),
    ("stroke-width", "6", "l6"),
    ("stroke-width", "8", "l8"),
    ("stroke-width", "10", "l10"),
];

/// Colours that many elements have, and the letters that stand for them behind `f`, of a
/// fill, and `s`, of a stroke.
const COLOURS: [(&str, &str); 11] = [
    ("ink", "i"),
    ("muted", "m"),
    ("grid", "g"),
    ("paper", "p"),
    ("1", "1"),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", "5"),
    ("6", "6"),
    ("7", "7"),
];

/// What every group of cells says, whose edges meet.
const CELLS: &str = " stroke-linecap=\"butt\" shape-rendering=\"crispEdges\"";
const OF_CELLS: &str = " class=\"c\"";

/// What every figure says of itself, and what the stylesheet says for all of them. Where a
/// page shows it, HTML knows what an svg is.
const ROOT: [&str; 5] = [
    " xmlns=\"http://www.w3.org/2000/svg\"",
    " font-family=\"var(--fig-font, sans-serif)\"",
    " fill=\"var(--fig-ink, #1B1F24)\"",
    " stroke-linecap=\"round\"",
    " stroke-linejoin=\"round\"",
];

/// The figure with classes for what its elements repeat.
pub(super) fn light(svg: &str) -> String {
    let (root, elements) = svg.split_at(svg.find('>').unwrap_or(0));
    let root =
        ROOT.iter().fold(root.to_owned(), |root, said| root.replace(said, ""));
    let elements = whole_spots(&elements.replace(CELLS, OF_CELLS));
    root + &light_elements(&elements)
}

/// A disc and the ring on its edge as one circle, which is filled first and drawn around
/// then.
fn whole_spots(svg: &str) -> String {
    static SPOT: LazyLock<Regex> = LazyLock::new(|| {
        let at = r#"(cx="[^"]*" cy="[^"]*" r="[^"]*")"#;
        let disc = r#"<circle AT( fill="[^"]*") stroke-width="1"/>"#;
        let ring =
            r#"<circle AT fill="none"( stroke="[^"]*" stroke-width="[^"]*"/>)"#;
        let both = format!("{disc}\\s*{ring}").replace("AT", at);
        Regex::new(&both).expect("a valid pattern")
    });
    let spot = |found: &Captures| match found[1] == found[3] {
        true => format!("<circle {}{}{}", &found[1], &found[2], &found[4]),
        false => found[0].to_owned(),
    };
    SPOT.replace_all(svg, spot).into_owned()
}

fn light_elements(svg: &str) -> String {
    static ELEMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"<(text|path|circle|line|rect|ellipse)((?: [\w-]+=\x22[^\x22]*\x22)+)",
        )
        .expect("a valid pattern")
    });
    static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r" ([\w-]+)=\x22([^\x22]*)\x22").expect("a valid pattern")
    });
    let element = |found: &Captures| {
        let (name, all) = (&found[1], &found[2]);
        let mut kept = String::new();
        let mut classes = Vec::new();
        for attribute in ATTRIBUTE.captures_iter(all) {
            let (whole, key, value) = (&attribute[0], &attribute[1], &attribute[2]);
            // Without a stroke, its width is nothing to see.
            if key == "stroke-width" && !all.contains(" stroke=") {
                continue;
            }
            let named =
                NAMES.iter().find(|named| (named.0, named.1) == (key, value));
            match (named, class_of(key, value)) {
                (Some((_, _, class)), _) => classes.push((*class).to_owned()),
                (None, Some(class)) => classes.push(class),
                // A rule of the stylesheet would win over the attribute.
                (None, None) if key == "font-size" => {
                    kept.push_str(&format!(" style=\"font-size:{value}px\""));
                }
                (None, None) if key == "d" => {
                    kept.push_str(&format!(" d=\"{}\"", shorter(value)));
                }
                (None, None) => kept.push_str(whole),
            }
        }
        classes.retain(|class| !class.is_empty());
        let class = match classes.as_slice() {
            [] => String::new(),
            classes => format!(" class=\"{}\"", classes.join(" ")),
        };
        format!("<{name}{class}{kept}")
    };
    ELEMENT.replace_all(svg, element).into_owned()
}

/// The same path in fewer letters: what runs straight across or down says so, and what
/// begins near where the last line ended begins from there. A path of other commands than
/// `M`, `l` and `h` and of other numbers than whole ones stays as it is.
fn shorter(path: &str) -> String {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"([Mlh])((?:[ ,]?-?\d+)+)").expect("a valid pattern")
    });
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"-?\d+").expect("a valid pattern"));
    let parts: Vec<_> = PART.captures_iter(path).collect();
    if parts.iter().map(|part| part[0].len()).sum::<usize>() != path.len() {
        return path.to_owned();
    }
    let mut short = Path::default();
    for part in parts {
        let numbers = NUMBER.find_iter(&part[2]).map(|n| n.as_str().parse());
        let numbers: Result<Vec<i64>, _> = numbers.collect();
        match (&part[1], numbers.as_deref()) {
            ("M", Ok(&[x, y])) => short.begin(x, y),
            ("h", Ok(&[x])) => short.line(x, 0),
            ("l", Ok(steps)) if steps.len() % 2 == 0 => {
                steps.chunks(2).for_each(|step| short.line(step[0], step[1]));
            }
            _ => return path.to_owned(),
        }
    }
    short.text
}

/// A path that is written, and where it has come to.
#[derive(Default)]
struct Path {
    text: String,
    command: char,
    at: (i64, i64),
}

impl Path {
    fn begin(&mut self, x: i64, y: i64) {
        let (from_there, from_here) =
            (pair(x, y), pair(x - self.at.0, y - self.at.1));
        if self.text.is_empty() || from_there.len() <= from_here.len() {
            self.text.push('M');
            self.text.push_str(&from_there);
        } else {
            self.text.push('m');
            self.text.push_str(&from_here);
        }
        self.command = 'M';
        self.at = (x, y);
    }

    fn line(&mut self, x: i64, y: i64) {
        let (command, numbers) = match (x, y) {
            (_, 0) => ('h', x.to_string()),
            (0, _) => ('v', y.to_string()),
            _ => ('l', pair(x, y)),
        };
        if command != self.command {
            self.text.push(command);
        } else if !numbers.starts_with('-') {
            self.text.push(' ');
        }
        self.text.push_str(&numbers);
        self.command = command;
        self.at = (self.at.0 + x, self.at.1 + y);
    }
}

/// Two numbers, parted by a space where no sign parts them.
fn pair(x: i64, y: i64) -> String {
    if y < 0 { format!("{x}{y}") } else { format!("{x} {y}") }
}

/// The class for a colour of the palette: `f1` for a fill with the first series.
fn class_of(key: &str, value: &str) -> Option<String> {
    let first = match key {
        "fill" => "f",
        "stroke" => "s",
        _ => return None,
    };
    let name = value.strip_prefix("var(--fig-")?.split([',', ')']).next()?;
    if let Some(number) = name.strip_suffix("-words") {
        return (first == "f").then(|| format!("w{number}"));
    }
    let (_, letter) = COLOURS.iter().find(|(known, _)| *known == name)?;
    Some(format!("{first}{letter}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use page::palette::in_colour;

    #[test]
    fn what_elements_repeat_is_a_class() {
        assert_eq!(
            light(
                "<svg viewBox=\"0 0 9 9\" fill=\"var(--fig-ink, #1B1F24)\" stroke-linecap=\"round\"><text x=\"1\" y=\"2\" dy=\"0.5ex\" \
                 text-anchor=\"end\" font-size=\"50\" fill=\"var(--fig-2-words, #BE5400)\">a</text>\
                 <text x=\"1\" text-anchor=\"middle\" font-size=\"52\">b</text>\
                 <text x=\"1\" text-anchor=\"middle\" font-size=\"61\">c</text>\
                 <circle r=\"3\" fill=\"var(--fig-paper)\" stroke-width=\"1\"/>\
                 <path d=\"M1 2\" fill=\"none\" stroke=\"var(--fig-muted, #5B6470)\" \
                 stroke-width=\"4\"/><path stroke=\"var(--fig-seq-3)\" d=\"M1 2\"/></svg>"
            ),
            "<svg viewBox=\"0 0 9 9\"><text class=\"e t w2\" x=\"1\" y=\"2\" dy=\"0.5ex\">a\
             </text><text x=\"1\">b</text><text x=\"1\" style=\"font-size:61px\">c</text>\
             <circle class=\"fp\" r=\"3\"/><path class=\"n sm l4\" d=\"M1 2\"/>\
             <path stroke=\"var(--fig-seq-3)\" d=\"M1 2\"/></svg>"
        );
    }

    #[test]
    fn a_disc_and_its_ring_are_one_circle() {
        let disc = |r| {
            format!(
                "<circle cx=\"8\" cy=\"9\" r=\"{r}\" fill=\"x\" stroke-width=\"1\"/>\n"
            )
        };
        let ring = "<circle cx=\"8\" cy=\"9\" r=\"3\" fill=\"none\" stroke=\"y\" \
                    stroke-width=\"7\"/>";
        assert_eq!(
            whole_spots(&format!("{}{ring}", disc(3))),
            "<circle cx=\"8\" cy=\"9\" r=\"3\" fill=\"x\" stroke=\"y\" stroke-width=\"7\"/>"
        );
        for other in [format!("{}{ring}", disc(4)), format!("{ring}{}", disc(3))] {
            assert_eq!(whole_spots(&other), other);
        }
    }

    #[test]
    fn a_path_is_the_same_in_fewer_letters() {
        for (path, short) in [
            ("M8 9l544 0 0 168-544 0 0-168", "M8 9h544v168h-544v-168"),
            ("M66 59h66M132 89h66", "M66 59h66m0 30h66"),
            ("M1 2l3-4 5 6-7 8 9 0 1 0", "M1 2l3-4 5 6-7 8h9 1"),
            ("M1200 900l-3 0M5 6l0 0", "M1200 900h-3M5 6h0"),
        ] {
            assert_eq!(shorter(path), short);
        }
        for other in ["M1.5 2l3 4", "M1 2l3 4z", "m1 2l3 4", "M1 2 3 4", "M1 2l3"] {
            assert_eq!(shorter(other), other);
        }
    }

    #[test]
    fn cells_say_by_a_class_that_their_edges_meet() {
        assert_eq!(
            light(
                "<svg><g transform=\"scale(4)\" stroke-width=\"30\" stroke-linecap=\"butt\" \
                 shape-rendering=\"crispEdges\"><path stroke=\"var(--fig-seq-3, #B1CEEF)\" \
                 d=\"M6 5h6\"/></g></svg>"
            ),
            "<svg><g transform=\"scale(4)\" stroke-width=\"30\" class=\"c\">\
             <path stroke=\"var(--fig-seq-3, #B1CEEF)\" d=\"M6 5h6\"/></g></svg>"
        );
    }

    /// The rules that the stylesheet must have, each on a line of its own.
    fn rules() -> Vec<String> {
        let ink = in_colour("var(--fig-ink)");
        let mut rules = vec![
            format!(
                ":where(.figure-box) svg {{ fill: {ink}; stroke-linecap: round; \
                 stroke-linejoin: round; }}"
            ),
            ":where(.figure-box) text { font-size: 52px; text-anchor: middle; }"
                .to_owned(),
            ":where(.figure-box) .c { stroke-linecap: butt; shape-rendering: crispEdges; }"
                .to_owned(),
        ];
        let mut rule = |class: &str, says: String| {
            rules.push(format!(":where(.figure-box) .{class} {{ {says}; }}"));
        };
        for (key, value, class) in NAMES.iter().filter(|named| !named.2.is_empty())
        {
            let unit = if *key == "font-size" { "px" } else { "" };
            rule(class, format!("{key}: {value}{unit}"));
        }
        for (name, letter) in COLOURS {
            let colour = in_colour(&format!("var(--fig-{name})"));
            rule(&format!("f{letter}"), format!("fill: {colour}"));
            rule(&format!("s{letter}"), format!("stroke: {colour}"));
        }
        for number in 1..=7 {
            let colour = in_colour(&format!("var(--fig-{number}-words)"));
            rule(&format!("w{number}"), format!("fill: {colour}"));
        }
        rules
    }

    #[test]
    fn the_stylesheet_has_every_class() {
        let styles = include_str!("../../../theme/figures.css");
        let missing: Vec<_> =
            rules().into_iter().filter(|rule| !styles.contains(rule)).collect();
        assert!(missing.is_empty(), "{}", missing.join("\n"));
    }
}
