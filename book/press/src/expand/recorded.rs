//! What a chapter's run recorded, on the page: outputs, numbers, figures, measurements.

use outline::{Directive, list};
use page::live::Recorded;
use page::palette::in_colour;

use super::directive::{Close, Kind};
use super::graph;
use super::light::light;
use super::live;
use super::numbers::{number_of, with_numbers};
use super::page::{Expanding, Quoted};
use crate::html::escape;

/// `{{#output name}}`: what a run printed, with the command that prints it again.
pub(super) const OUTPUT: Kind = Kind {
    name: "output",
    plain: 1,
    flags: &[],
    keys: &[],
    takes: "one name",
    expand: output,
    close: None,
};

/// `{{#number name}}`: a number in a sentence.
pub(super) const NUMBER: Kind = Kind { name: "number", expand: number, ..OUTPUT };

/// `{{#figure name "alt text"}} caption {{/figure}}`: a picture and what to look at. Where a
/// reader trains in the page, it says `train`.
pub(super) const FIGURE: Kind = Kind {
    name: "figure",
    plain: 2,
    flags: &["wide", "train"],
    keys: &[],
    takes: "a name, the alt text and perhaps `wide` or `train`",
    expand: figure,
    close: Some(Close {
        expand: |_| "</figcaption></figure>".to_owned(),
        if_empty: "this figure has no caption: say what to look at",
    }),
};

/// `{{#measured name}}`: how many times as fast something was.
pub(super) const MEASURED: Kind =
    Kind { name: "measured", expand: measured, ..OUTPUT };

fn output(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let Some(reference) = directive.plain().next() else {
        page.fault(at, "`{{#output}}` needs the name of an output");
        return;
    };
    let result = page.refer(reference);
    let Some((chapter, package, name)) = page.keep(at, result) else { return };
    let Some(output) = chapter.recorded.outputs.get(name) else {
        let known = list(chapter.recorded.outputs.keys());
        let message = format!("{package} has no output `{name}`: it has {known}");
        page.fault(at, message);
        return;
    };
    page.quote(&package, Quoted::Output, name);
    let id = page.id("output", &package, name);
    let command = format!("cargo run -p {package} -- {name}");
    let html = format!(
        "<figure class=\"output\" id=\"{id}\"><figcaption><span \
         class=\"output-label\">{}</span> <code>{command}</code></figcaption><pre \
         tabindex=\"0\" aria-label=\"{}\">{}</pre></figure>",
        page.say("output", &[]),
        page.say("output-named", &[&name]),
        // Newlines as entities: a blank line would end the block of HTML.
        escape(&output.text).replace('\n', "&#10;"),
    );
    page.replace_block(&directive.range, "an output", &html);
}

/// A number in a sentence, with its tooltip.
pub(super) fn shown(number: &str, title: &str) -> String {
    format!("<span class=\"number\" title=\"{title}\">{number}</span>")
}

fn number(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    if page.prose.formulas.iter().any(|formula| formula.range.contains(&at)) {
        return; // set with its formula
    }
    let Some(reference) = directive.plain().next() else {
        page.fault(at, "`{{#number}}` needs the name of a number");
        return;
    };
    let Some((number, title)) = number_of(page, at, reference) else { return };
    page.replace(&directive.range, shown(&number, &title));
}

fn measured(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let Some(reference) = directive.plain().next() else {
        page.fault(at, "`{{#measured}}` needs the name of a measurement");
        return;
    };
    let result = page.refer(reference);
    let Some((chapter, package, name)) = page.keep(at, result) else { return };
    let Some(ratio) = chapter.measured.ratios.get(name) else {
        let known = list(chapter.measured.ratios.keys());
        let message =
            format!("{package} has no measurement `{name}`: it has {known}");
        page.fault(at, message);
        return;
    };
    page.quote(&package, Quoted::Measured, name);
    let range = if ratio.least == ratio.most {
        ratio.least.to_string()
    } else {
        page.say("range", &[&ratio.least, &ratio.most])
    };
    let command = escape(&ratio.command(&package));
    let machine = escape(&chapter.measured.machine);
    let title = format!("{command}: {name}, {machine}");
    page.replace(&directive.range, shown(&range, &title));
}

fn figure(page: &mut Expanding, directive: &Directive) {
    let at = directive.range.start;
    let mut arguments = directive.plain();
    let Some(reference) = arguments.next() else {
        page.fault(at, "`{{#figure}}` needs the name of a figure");
        return;
    };
    let picture = picture(page, at, reference);
    let alt = arguments.next().unwrap_or_default();
    if alt.is_empty() || FIGURE.flags.contains(&alt) {
        page.fault(
            at,
            format!(
                "the figure `{reference}` has no alt text: say what it shows, with its numbers, \
                 to somebody who cannot see it: `{{{{#figure {reference} \"…\"}}}}`"
            ),
        );
        return;
    }
    let (class, trains) = match arguments.next() {
        Some("wide") => ("figure wide", ""),
        Some(_) => ("figure live train", " data-live=\"\""),
        None => ("figure", ""),
    };
    let alt = alt_text(page, at, alt);
    let Some(Picture { svg, id, live }) = picture else { return };
    let label = format!("<svg role=\"img\" aria-label=\"{}\"", escape(&alt));
    let svg = light(&in_colour(&svg)).replacen("<svg", &label, 1).replace('\n', "");
    let html = match live {
        None => format!(
            "<figure class=\"{class}\" id=\"{id}\"{trains}><div class=\"figure-box\">{svg}\
             </div><figcaption>"
        ),
        Some((name, live)) => {
            let [question, form] =
                live::around(live, &page.say("more", &[]), &page.say("reset", &[]));
            let data = live.data.as_ref();
            let data = data.map(|file| format!(" data-file=\"{}\"", escape(file)));
            let data = data.unwrap_or_default();
            format!(
                "<figure class=\"{class} live\" id=\"{id}\" data-live=\"{name}\"{data}>\
                 {question}<div class=\"figure-box\">{svg}</div>{form}<figcaption>"
            )
        }
    };
    page.replace_block(&directive.range, "a figure", &html);
}

/// A picture that a run drew.
struct Picture<'p> {
    svg: String,
    /// The id of its figure.
    id: String,
    /// What a reader can do with it, and its name as `chapter/name`.
    live: Option<(String, &'p Recorded)>,
}

/// The picture that a reference means.
fn picture<'p>(
    page: &mut Expanding<'p>,
    at: usize,
    reference: &str,
) -> Option<Picture<'p>> {
    if reference == "curriculum" {
        let graph = graph::draw(&page.workspace().plan.chapters).map_err(|error| {
            format!("the graph of the chapters cannot be drawn: {error:#}")
        });
        return Some(Picture {
            svg: page.keep(at, graph)?.as_str().to_owned(),
            id: format!("figure-{reference}"),
            live: None,
        });
    }
    let result = page.refer(reference);
    let (chapter, package, name) = page.keep(at, result)?;
    let Some(picture) = chapter.recorded.figures.get(name) else {
        let known = list(chapter.recorded.figures.keys());
        let message = format!("{package} has no figure `{name}`: it has {known}");
        page.fault(at, message);
        return None;
    };
    page.quote(&package, Quoted::Figure, name);
    let id = page.id("figure", &package, name);
    let live =
        chapter.live.get(name).map(|live| (format!("{package}/{name}"), live));
    Some(Picture { svg: picture.svg.clone(), id, live })
}

/// Alt text with its numbers: `{name}` stands for the number `name`.
fn alt_text(page: &mut Expanding, at: usize, alt: &str) -> String {
    with_numbers(page, at, "the alt text", alt, |_| None)
}
