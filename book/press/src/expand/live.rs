//! Figures that a reader works: the question, the form and the values around a picture, and
//! sentences that set its state.

use std::fmt::Write as _;

use outline::{Directive, Slashed as _};
use page::live::{Bet, Control, Kind as Moved, Recorded, Scale};

use super::directive::Kind;
use super::numbers::with_numbers;
use super::page::{Expanding, Quoted};
use super::states::{state_of, told};
use crate::html::{escape, markdown_proof};

/// Choices of more than these are a list to open.
const MOST_IN_A_ROW: usize = 5;

/// `{{#set figure state "text"}}`: words that set a figure.
pub(super) const SET: Kind = Kind {
    name: "set",
    plain: 3,
    flags: &[],
    keys: &[],
    takes: "a figure, one of its states and the words that set it",
    expand: set,
    close: None,
};

fn set(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let mut arguments = directive.plain();
    let (Some(reference), Some(state), Some(words)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        page.fault(
            at,
            "`{{#set}}` needs a figure, a state and words: `{{#set heat cold \"cool it\"}}`",
        );
        return;
    };
    let result = page.refer(reference);
    let Some((chapter, package, name)) = page.keep(at, result) else { return };
    let found = state_of(&chapter.live, &package, name, state);
    let Some(shown) = page.keep(at, found) else { return };
    page.quote(&package, Quoted::Set, &format!("{name}.{state}"));
    let words =
        with_numbers(page, at, "what sets a figure", words, |n| told(shown, n));
    let figures = page.prose.directives.iter().filter(|d| d.name == "figure");
    let is_here =
        figures.filter_map(|figure| figure.plain().next()).any(|f| f == reference);
    let (path, id) = if is_here {
        (String::new(), page.id("figure", &package, name))
    } else {
        let page = page.ground.edition.page(&package).with_extension("html");
        let file = page.file_name().unwrap_or_default().to_owned();
        let file = std::path::Path::new(&file).slashed().into_owned();
        (file, format!("figure-{name}"))
    };
    let key = id.trim_start_matches("figure-");
    let sets = shown.sets.iter();
    let query: Vec<_> =
        sets.map(|(control, value)| format!("{key}.{control}={value}")).collect();
    let html = format!(
        "<a class=\"set\" href=\"{path}?{}#{id}\">{}</a>",
        escape(&query.join("&")),
        markdown_proof(&escape(&words))
    );
    page.replace(&directive.range, html);
}

/// What stands before and after the picture of a figure that a reader works.
pub(super) fn around(live: &Recorded, more: &str, reset: &str) -> [String; 2] {
    let proof = |text: &str| markdown_proof(&escape(text));
    let question =
        format!("<p class=\"question\">{}</p>", proof(&live.about.question));
    let mut html = String::from("<p class=\"readouts\">");
    for readout in &live.start.readouts {
        let _ = write!(
            html,
            "<span>{} <output name=\"{}\">{}</output></span> ",
            proof(&readout.label),
            readout.name,
            proof(&readout.text)
        );
    }
    html.push_str("</p><form class=\"controls\" hidden>");
    if let Some(bet) = &live.about.bet {
        html.push_str(&bet_of(bet));
    }
    let in_sight = live.about.controls.iter().filter(|control| !control.is_more);
    html.extend(in_sight.map(control));
    let rest: Vec<_> = live.about.controls.iter().filter(|c| c.is_more).collect();
    if !rest.is_empty() {
        let controls: String = rest.into_iter().map(control).collect();
        let _ = write!(
            html,
            "<details class=\"more\"><summary>{}</summary>{controls}</details>",
            proof(more)
        );
    }
    let _ = write!(
        html,
        "<button type=\"button\" class=\"reset\">{}</button></form>",
        proof(reset)
    );
    [question, html]
}

fn bet_of(bet: &Bet) -> String {
    let options = bet.options.iter().map(|option| {
        format!(
            "<button type=\"button\">{}</button>",
            markdown_proof(&escape(option))
        )
    });
    format!(
        "<fieldset class=\"bet\" data-right=\"{}\"><legend>{}</legend>{}</fieldset>",
        bet.right,
        markdown_proof(&escape(&bet.question)),
        options.collect::<String>()
    )
}

/// A control as a real element of a form.
fn control(control: &Control) -> String {
    let Control { name, label, restarts, sets, .. } = control;
    let label = markdown_proof(&escape(label));
    let mut more = String::new();
    if *restarts {
        more.push_str(" data-restarts");
    }
    if let Some((name, value)) = sets {
        let _ = write!(more, " data-sets=\"{name}={value}\"");
    }
    let start = escape(&control.start()).replace('\n', "&#10;");
    let inside = match &control.kind {
        Moved::Slider { scale, decimals, .. } => {
            let range = range(scale, &start);
            format!(
                "<label>{label} <input type=\"range\" name=\"{name}\" {range} \
                 data-decimals=\"{decimals}\"></label><output></output>"
            )
        }
        Moved::Choice { options, .. } if options.len() > MOST_IN_A_ROW => {
            let options = options.iter().map(|(value, words)| {
                let selected = if *value == start { " selected" } else { "" };
                let words = markdown_proof(&escape(words));
                format!("<option value=\"{value}\"{selected}>{words}</option>")
            });
            let options: String = options.collect();
            format!(
                "<label>{label} <select name=\"{name}\">{options}</select></label>"
            )
        }
        Moved::Held { .. } => {
            return format!(
                "<input type=\"hidden\" name=\"{name}\" value=\"{start}\">"
            );
        }
        Moved::Choice { options, .. } => {
            let options = options.iter().map(|(value, words)| {
                let checked = if *value == start { " checked" } else { "" };
                format!(
                    "<label><input type=\"radio\" name=\"{name}\" value=\"{value}\"{checked}> \
                     {}</label>",
                    markdown_proof(&escape(words))
                )
            });
            let options: String = options.collect();
            return format!(
                "<fieldset class=\"choice\"{more}><legend>{label}</legend>{options}\
                 </fieldset>"
            );
        }
        Moved::Switch { value } => {
            let checked = if *value { " checked" } else { "" };
            format!(
                "<label><input type=\"checkbox\" name=\"{name}\"{checked}> {label}</label>"
            )
        }
        Moved::Count { most, plays, .. } => format!(
            "<button type=\"button\" name=\"{name}\" value=\"{start}\" data-most=\"{most}\" \
             data-plays=\"{plays}\">{label}</button>"
        ),
        Moved::Text { longest, has_lines: true, .. } => format!(
            "<label>{label} <textarea name=\"{name}\" rows=\"4\" maxlength=\"{longest}\" \
             spellcheck=\"false\">{start}</textarea></label>"
        ),
        Moved::Text { longest, words, .. } => {
            let offers = if words.is_empty() {
                String::new()
            } else {
                format!(" data-words=\"{}\"", escape(&words.join(" ")))
            };
            format!(
                "<label>{label} <input type=\"text\" name=\"{name}\" value=\"{start}\" \
                 maxlength=\"{longest}\" autocomplete=\"off\" autocapitalize=\"none\" \
                 spellcheck=\"false\"{offers}></label>"
            )
        }
        Moved::Pixels { side, .. } => format!(
            "<span class=\"pixels\" data-side=\"{side}\">{label}</span><input type=\"hidden\" \
             name=\"{name}\" value=\"{start}\">"
        ),
    };
    format!("<div class=\"control\"{more}>{inside}</div>")
}

/// What a slider of a form says of its scale.
fn range(scale: &Scale, start: &str) -> String {
    match scale {
        Scale::Even { from, to, step } => {
            format!("min=\"{from}\" max=\"{to}\" step=\"{step}\" value=\"{start}\"")
        }
        Scale::Stops(stops) => {
            let at = stops.iter().position(|stop| stop.to_string() == *start);
            let all: Vec<_> = stops.iter().map(ToString::to_string).collect();
            format!(
                "min=\"0\" max=\"{}\" value=\"{}\" data-stops=\"{}\"",
                stops.len().saturating_sub(1),
                at.unwrap_or(0),
                all.join(" ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_a_real_element_of_a_form() {
        assert_eq!(
            control(&Control::slider("w", "weight", 1.5, (-2.0, 2.0, 0.5), 1)),
            "<div class=\"control\"><label>weight <input type=\"range\" name=\"w\" \
             min=\"-2\" max=\"2\" step=\"0.5\" value=\"1.5\" data-decimals=\"1\"></label>\
             <output></output></div>"
        );
        let stops = control(&Control::stops("T", "T", 1.0, &[0.1, 1.0, 10.0], 1));
        assert!(
            stops.contains(
                "min=\"0\" max=\"2\" value=\"1\" data-stops=\"0.1 1 10\""
            ),
            "{stops}"
        );
        let choice =
            control(&Control::choice("g", "a < b", &[("x", "X"), ("y", "Y")]));
        assert!(
            choice.contains("<legend>a &lt; b</legend>")
                && choice.contains("value=\"x\" checked>")
                && choice.contains("value=\"y\">"),
            "{choice}"
        );
    }
}
