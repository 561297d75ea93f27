//! What stands on paper and not on the screen: a title page with the contents before the
//! whole book, and above a single page which book it is from.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use outline::Words;
use regex::Regex;
use scraper::Html;

use super::places::Filling;
use super::sections::text;
use crate::html::escape;

/// Where the page template wants these.
const TITLE_PAGE: &str = "<header class=\"title-page\"></header>";
const IMPRINT: &str = "<p class=\"imprint hidden\"></p>";

/// Which book it is, for paper.
#[derive(Debug)]
pub(super) struct Imprint<'b> {
    pub title: &'b str,
    pub description: &'b str,
    pub version: Option<&'b str>,
    pub words: &'b Words,
}

/// What comes into the places for them on the pages of an edition in `out`.
pub(super) fn fillings(out: &Path, imprint: &Imprint) -> Vec<Filling> {
    let line = escape(&imprint.lines().join(" · "));
    let line = format!("<p class=\"imprint hidden\">{line}</p>");
    let contents =
        std::fs::read_to_string(out.join("toc.html")).unwrap_or_default();
    let (before, name) = imprint.title_page();
    let title_page = move |book: &str| {
        let entries = entries(book, &contents);
        format!(
            "{before}<nav class=\"paper-contents\" aria-label=\"{name}\">\
             <p class=\"contents-title\">{name}</p><ol>{entries}</ol></nav>"
        )
    };
    let title_page =
        Filling { place: TITLE_PAGE.into(), with: Box::new(title_page) };
    vec![Filling::same(IMPRINT, line), title_page]
}

impl Imprint<'_> {
    fn lines(&self) -> Vec<String> {
        let title = self.title.to_owned();
        let authors = self.words.say("paper-authors", &[&self.title]);
        let version = self
            .version
            .map(|version| self.words.say("paper-version", &[&version]));
        let licence = self.words.say("paper-licence", &[]);
        [Some(title), Some(authors), version, Some(licence)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The title page of the whole book, and what its contents are called.
    fn title_page(&self) -> (String, String) {
        let mut lines = self.lines().into_iter();
        let title = escape(&lines.next().unwrap_or_default());
        let lines = std::iter::once(self.description.to_owned()).chain(lines);
        let lines: String =
            lines.map(|line| format!("<p>{}</p>", escape(&line))).collect();
        let page = format!(
            "<header class=\"title-page\"><p class=\"book-title\">{title}</p>{lines}</header>"
        );
        (page, escape(&self.words.say("paper-contents", &[])))
    }
}

/// The titles of the book and the sections under each, as links into the one page on
/// which all of it stands.
fn entries(book: &str, contents: &str) -> String {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r##"<h([12]) id="([^"]+)"><a class="header" href="#[^"]*">(.*?)</a></h[12]>"##)
            .expect("a valid pattern")
    });
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"<a href="[^"]*"[^>]*>(?:<strong[^>]*>([^<]*)</strong>)?"#)
            .expect("a valid pattern")
    });
    let mut numbers = NUMBER.captures_iter(contents);
    let mut entries = String::new();
    let mut is_in = false;
    for heading in HEADING.captures_iter(book) {
        let (id, title) = (&heading[2], escape(&words(&heading[3])));
        // The letters of a glossary say nothing here.
        if title.chars().count() == 1 {
            continue;
        }
        let (before, number) = if &heading[1] == "1" {
            let number = numbers.next().and_then(|link| link.get(1));
            let before = if is_in { "</ol></li><li>" } else { "<li>" };
            (before, number.map_or(String::new(), |n| format!("{} ", n.as_str())))
        } else {
            ("<li>", String::new())
        };
        let after = if &heading[1] == "1" { "<ol>" } else { "</li>" };
        is_in |= &heading[1] == "1";
        write!(entries, "{before}<a href=\"#{id}\">{number}{title}</a>{after}")
            .expect("a String takes all");
    }
    if is_in {
        entries.push_str("</ol></li>");
    }
    entries
}

/// The words of a title.
fn words(html: &str) -> String {
    let title = Html::parse_fragment(html);
    text(title.root_element())
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    #[test]
    fn the_title_page_names_the_book_and_links_to_all_of_it() {
        let out = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            std::fs::write(out.path().join(name), text).unwrap()
        };
        put(
            "toc.html",
            "<a href=\"a.html\" target=\"_parent\"><strong>1.</strong> Loss</a>",
        );
        let heading = |level, id, text| {
            format!(
                "<h{level} id=\"{id}\"><a class=\"header\" href=\"#{id}\">{text}</a></h{level}>"
            )
        };
        let book = heading(1, "loss", "Loss")
            + &heading(
                2,
                "n",
                "Why <span class=\"katex\" data-text=\"√n\"><i>n</i></span> &amp; so",
            );
        put("print.html", &format!("{TITLE_PAGE}<main>{book}</main>"));
        put("a.html", &format!("{IMPRINT}<main></main>"));
        let imprint = Imprint {
            title: "A < B",
            description: "What it is.",
            version: Some("1.2.3"),
            words: &Words::default(),
        };
        places::fill(out.path(), &fillings(out.path(), &imprint)).unwrap();
        let read =
            |name: &str| std::fs::read_to_string(out.path().join(name)).unwrap();
        let print = read("print.html");
        assert!(
            print
                .contains("<p class=\"book-title\">A &lt; B</p><p>What it is.</p>")
        );
        assert!(
            print.contains(
                "<ol><li><a href=\"#loss\">1. Loss</a><ol>\
                 <li><a href=\"#n\">Why √n &amp; so</a></li></ol></li></ol></nav><main>"
            ),
            "{print}"
        );
        assert!(
            read("a.html").starts_with("<p class=\"imprint hidden\">A &lt; B · ")
        );
    }
}
