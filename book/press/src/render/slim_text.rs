//! Scripts and styles without what only their writers read.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// A script without indents, without lines that are comments, and without spaces and line
/// ends that part nothing. Its texts end on the lines that they begin on, which a test
/// holds it to. A line with what may begin a comment, a pattern or a template keeps what
/// is in it, and its end.
pub(super) fn script(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let kept = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    let mut slim = String::with_capacity(text.len());
    let mut was_plain = true;
    for line in kept {
        // Another end of a line may be the end of a statement.
        let joins = slim.is_empty()
            || slim.ends_with(['{', '(', '[', ',', ';'])
            || line.starts_with(['}', ')', ']']);
        if !(was_plain && joins) {
            slim.push('\n');
        }
        was_plain = !line.contains(['/', '`']) && !line.contains("!--");
        if was_plain {
            slim.push_str(&tight(line));
        } else {
            slim.push_str(line);
        }
    }
    slim + "\n"
}

/// A line of a script without spaces around signs, but for `+` and `-`, two of which would
/// be another sign, and without those in its texts.
fn tight(line: &str) -> String {
    static SPACED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')| *(?<sign>[{}()\[\];,=<>?:&|*%]+) *"#,
        )
        .expect("a valid pattern")
    });
    SPACED.replace_all(line, "$text$sign").into_owned()
}

/// A stylesheet without comments, empty lines and spaces that part nothing.
pub(super) fn style(text: &str) -> String {
    static COMMENT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?s)/\*.*?\*/").expect("a valid pattern"));
    // Texts come first, so that what stands in one is left alone.
    static SPACED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?<text>"[^"\n]*"|'[^'\n]*')|\s*(?<sign>[{};,])\s*|(?<name>[\w-]:)\s+"#)
            .expect("a valid pattern")
    });
    // What a font is unless something else is said, and what every browser takes.
    static IMPLIED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?<face>@font-face\{[^}]*?)(?:;font-(?:style:normal|weight:(?:normal|400))(?<end>[;}])| format\("woff2"\))"#,
        )
        .expect("a valid pattern")
    });
    let text = COMMENT.replace_all(text, "");
    let text = SPACED.replace_all(text.trim(), "$text$sign$name");
    let mut text = text.replace(";}", "}");
    while let Cow::Owned(shorter) = IMPLIED.replace_all(&text, "$face$end") {
        text = shorter;
    }
    text.replace('}', "}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_does_nothing() {
        assert_eq!(style("/* a\n b */\np { c: d; }\n\n  q { }\n"), "p{c:d}\nq{}\n");
        assert_eq!(
            style(
                "@font-face { font-family: \"A\"; font-weight: 400; font-style: normal; \
                 src: url(a.woff2) format(\"woff2\"); }\n\
                 @font-face { font-family: \"A\"; font-weight: 600; font-style: italic; }\n\
                 p { font-family: x; font-style: normal; }"
            ),
            "@font-face{font-family:\"A\";src:url(a.woff2)}\n\
             @font-face{font-family:\"A\";font-weight:600;font-style:italic}\n\
             p{font-family:x;font-style:normal}\n"
        );
    }

    #[test]
    fn a_script_keeps_what_parts_its_words() {
        for (text, slim) in [
            ("a(); // b\n\n    // c\n  d('//');\n", "a(); // b\nd('//');\n"),
            (
                "if (a) {\n    b = c + +d;\n}\nelse {\n    f()\n}\n",
                "if(a){b=c + +d;}\nelse{f()}\n",
            ),
            (
                "const { a, b } = c;\nlet d = ' = \\' { ' + \" ( \"\nreturn d",
                "const{a,b}=c;let d=' = \\' { ' + \" ( \"\nreturn d\n",
            ),
            (
                "a = b / c;\nd = / = /;\ne = ` = ${ f }`;\ng;",
                "a = b / c;\nd = / = /;\ne = ` = ${ f }`;\ng;\n",
            ),
            ("a = b < !--c;\nd;", "a = b < !--c;\nd;\n"),
            ("a\n    .b(c => !c)\n    .d;", "a\n.b(c=>!c)\n.d;\n"),
            ("{ // a\n    b() // c\n}", "{ // a\nb() // c\n}\n"),
        ] {
            assert_eq!(script(text), slim);
        }
    }

    #[test]
    fn texts_of_styles_and_spaces_that_part_stay() {
        assert_eq!(
            style(
                "a > b, c d:not(.e) {\n  f: 1px 2px;\n  content: \"; , x: y\";\n}\n"
            ),
            "a > b,c d:not(.e){f:1px 2px;content:\"; , x: y\"}\n"
        );
        assert_eq!(
            style("@media (a: 1px) and (b) { c { d: calc(1px + 2px) } }"),
            "@media (a:1px) and (b){c{d:calc(1px + 2px)}\n}\n"
        );
    }

    #[test]
    fn texts_in_the_scripts_end_on_their_lines() {
        let scripts = [
            include_str!("../../../theme/book.js"),
            include_str!("../../../theme/live.js"),
            include_str!("../../../theme/live-inputs.js"),
            include_str!("../../../theme/live-train.js"),
            include_str!("../../../theme/live-worker.js"),
            include_str!("../../../theme/marks.js"),
            include_str!("../../../theme/search.js"),
            include_str!("../../../theme/index.hbs"),
        ];
        for line in scripts.iter().flat_map(|script| script.lines()) {
            assert_eq!(line.matches('`').count() % 2, 0, "{line}");
        }
    }
}
