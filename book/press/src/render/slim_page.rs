//! Pages without what a browser reads past: quotation marks in formulas and figures, indents
//! of the template, and the comments of its scripts.

use std::sync::LazyLock;

use regex::Regex;

use super::slim_text::script;

/// What formulas and figures are made of: a page has thousands of them. Everything else
/// stays as who searches the page's source, as some tests do, expects it.
const SMALL: [&str; 16] = [
    "i", "var", "math", "mi", "mo", "mspace", "mstyle", "mtable", "svg", "g",
    "path", "text", "circle", "line", "rect", "ellipse",
];

/// A page that every browser reads as it reads `html`. What stands in `<pre>` keeps its
/// spaces and lines.
pub(super) fn page(html: &str) -> String {
    static PIECE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?sx) <!--.*?--> | <script>(?<script>.*?)</script> | <script\b.*?</script>
                | <style\b.*?</style> | <textarea\b.*?</textarea> | <pre\b.*?</pre>
                | (?<tag> <[a-zA-Z](?:"[^"]*"|[^">])*> ) | (?<room> \s*\n\s*< )"#,
        )
        .expect("a valid pattern")
    });
    let mut slim = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(found) = PIECE.captures(rest) {
        let whole = found.get(0).expect("group 0 is the match");
        slim.push_str(&rest[..whole.start()]);
        let mut end = whole.end();
        if let Some(inside) = found.name("script") {
            let inside = script(inside.as_str());
            slim.push_str(&format!("<script>{}</script>", inside.trim()));
        } else if found.name("tag").is_some() {
            slim.push_str(&tag(whole.as_str()));
        } else if found.name("room").is_some() {
            let is_between = slim.ends_with('>');
            end -= 1; // the next tag is a piece of its own
            slim.push_str(if is_between {
                "\n"
            } else {
                &rest[whole.start()..end]
            });
        } else if whole.as_str().starts_with("<pre") {
            slim.push_str(&tags(whole.as_str()));
        } else {
            slim.push_str(whole.as_str());
        }
        rest = &rest[end..];
    }
    slim + rest
}

/// The same with every tag slim and all else as it is.
fn tags(html: &str) -> String {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"<[a-zA-Z](?:"[^"]*"|[^">])*>"#).expect("a valid pattern")
    });
    TAG.replace_all(html, |found: &regex::Captures| tag(&found[0])).into_owned()
}

/// The tag of a small element without the quotation marks that its values do not need.
/// Before `/>` they stay: the stroke would belong to the value.
fn tag(whole: &str) -> String {
    static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"\s+([^\s"'<>/=]+)(?:="([^"]*)")?"#).expect("a valid pattern")
    });
    let (inside, end) = match whole.strip_suffix("/>") {
        Some(inside) => (inside.trim_end(), "/>"),
        None => (whole.strip_suffix('>').unwrap_or(whole), ">"),
    };
    let name = inside.find(char::is_whitespace).unwrap_or(inside.len());
    if !SMALL.contains(&&inside[1..name]) {
        return whole.to_owned();
    }
    let needs_none = |value: &str| {
        !value.contains(|c: char| c.is_whitespace() || "\"'`=<>".contains(c))
    };
    let mut slim = inside[..name].to_owned();
    let mut read = name;
    for found in ATTRIBUTE.captures_iter(&inside[name..]) {
        let place = found.get(0).expect("group 0 is the match");
        if name + place.start() != read {
            return whole.to_owned(); // written in another way
        }
        read = name + place.end();
        let is_last = read == inside.trim_end().len();
        slim.push(' ');
        slim.push_str(&found[1]);
        match found.get(2).map(|value| value.as_str()) {
            None | Some("") => {}
            Some(value) if needs_none(value) && !(is_last && end == "/>") => {
                slim.push_str(&format!("={value}"));
            }
            Some(value) => slim.push_str(&format!("=\"{value}\"")),
        }
    }
    if inside[read..].trim().is_empty() { slim + end } else { whole.to_owned() }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn marks_and_indents_go_where_they_say_nothing() {
        for (html, slim) in [
            (
                "<i class=\"b\" title=\"e f\" style=\"top:1em;left:2em\">",
                "<i class=b title=\"e f\" style=top:1em;left:2em>",
            ),
            ("<path class=\"n\" d=\"M1\" />", "<path class=n d=\"M1\"/>"),
            ("<path d=\"M1 2\" class=\"n\"/>", "<path d=\"M1 2\" class=\"n\"/>"),
            ("<a class=\"b\" href=\"c.html\">", "<a class=\"b\" href=\"c.html\">"),
            ("<svg title=\"\" hidden id=\"a=b\">", "<svg title hidden id=\"a=b\">"),
            (
                "<p>\n    <i id=\"x\">y</i>\n\n  </p>\n",
                "<p>\n<i id=x>y</i>\n</p>\n",
            ),
            ("<p>two \n  <b>words</b>", "<p>two \n  <b>words</b>"),
            (
                "<script>\n  // a\n  b('<i id=\"c\">');\n</script>",
                "<script>b('<i id=\"c\">');</script>",
            ),
            ("<style>\n  a  { }\n</style>", "<style>\n  a  { }\n</style>"),
            ("<!-- <i id=\"a\">\n <b> -->", "<!-- <i id=\"a\">\n <b> -->"),
            (
                "<pre>\n  <i class=\"c\">d</i>\n  e\n</pre>",
                "<pre>\n  <i class=c>d</i>\n  e\n</pre>",
            ),
            ("<i id='a' class=\"b\">", "<i id='a' class=\"b\">"),
            (
                "1 < 2 \"a\" > <i title=\"a > b\">",
                "1 < 2 \"a\" > <i title=\"a > b\">",
            ),
        ] {
            assert_eq!(page(html), slim);
        }
    }

    #[test]
    fn a_slim_page_is_read_as_the_page() {
        let html = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"UTF-8\"></head><body>\
            <a href=\"https://example.org/\">a</a><input hidden=\"\" value=\"&quot;\">\
            <svg viewbox=\"0 0 9 9\"><g class=\"c\"><path class=\"n\" d=\"M1\" /><circle r=\"3\" /></g></svg>\
            <math><mspace width=\"2em\" /><mi mathvariant=\"normal\">x</mi></math></body></html>";
        let slim = page(html);
        assert!(slim.len() < html.len(), "{slim}");
        assert_eq!(
            Html::parse_document(&slim).html(),
            Html::parse_document(html).html()
        );
    }
}
