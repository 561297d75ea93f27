//! The languages that the book is in.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::{Fault, table};

/// Where the editions are listed, from the workspace.
pub const EDITIONS: &str = "book/editions.toml";

/// The book in one language.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Such as `en`.
    pub language: String,
    /// The folder of its pages, from the workspace.
    pub folder: PathBuf,
    /// The title of the book.
    pub title: String,
    /// What is printed between and around what its pages say.
    pub words: Words,
    /// Its line in the list.
    pub line: usize,
}

/// Words that no page writes and every page shows, such as the label above an output.
#[derive(Debug, Clone, Default)]
pub struct Words(BTreeMap<String, (String, usize)>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(rename = "edition")]
    editions: Vec<Spanned<Listed>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    language: String,
    folder: String,
    title: String,
    words: BTreeMap<String, Spanned<String>>,
}

impl Edition {
    /// Reads the editions of the workspace at `root`. The first is the one that is written;
    /// the others follow it. There is one or more.
    ///
    /// # Errors
    /// If the list cannot be read, or is none.
    pub fn all(root: &Path) -> Result<Vec<Self>, Fault> {
        let file = table::File::read(root, EDITIONS)?;
        let Tables { editions } = file.parse()?;
        if editions.is_empty() {
            return Err(Fault::new(EDITIONS, 1, "a book has one edition or more"));
        }
        for (index, edition) in editions.iter().enumerate() {
            let Listed { language, folder, .. } = edition.get_ref();
            let before = &editions[..index];
            let is_again = |other: &Spanned<Listed>| {
                let other = other.get_ref();
                other.language == *language || other.folder == *folder
            };
            let message = if !is_language(language) {
                format!(
                    "`{language}` is no language: write its tag, such as `en` or `zh-Hans`"
                )
            } else if !is_folder(folder) {
                format!(
                    "`{folder}` is no folder in book/: write its name, such as `zh`"
                )
            } else if before.iter().any(is_again) {
                format!(
                    "the language `{language}`, or its folder, is another edition's too"
                )
            } else {
                continue;
            };
            return Err(Fault::new(EDITIONS, file.line(edition), message));
        }
        let placed = |listed: Spanned<Listed>| {
            let line = file.line(&listed);
            let Listed { language, folder, title, words } = listed.into_inner();
            let words = words.into_iter().map(|(name, word)| {
                let line = file.line(&word);
                (name, (word.into_inner(), line))
            });
            let folder = Path::new("book").join(folder);
            let words = Words(words.collect());
            Self { language, folder, title, words, line }
        };
        Ok(editions.into_iter().map(placed).collect())
    }

    /// The edition that is written, and that the others follow.
    ///
    /// # Errors
    /// Those of [`Edition::all`].
    pub fn first(root: &Path) -> Result<Self, Fault> {
        Ok(Self::all(root)?.swap_remove(0))
    }

    /// The file of a chapter's page, from the workspace.
    #[must_use]
    pub fn page(&self, package: &str) -> PathBuf {
        self.folder.join(package).with_extension("md")
    }

    /// Holds its words to those that are needed, each with the number of its gaps.
    pub fn check(&self, needed: &[(&str, usize)], faults: &mut Vec<Fault>) {
        for (name, gaps) in needed {
            let Some((text, line)) = self.words.0.get(*name) else {
                let message = format!(
                    "the edition `{}` has no words for `{name}`: add them to its `words`, with \
                     {gaps} times `{{}}`",
                    self.language
                );
                faults.push(Fault::new(EDITIONS, self.line, message));
                continue;
            };
            let found = text.matches("{}").count();
            if found != *gaps {
                let message = format!(
                    "`{name}` has {found} times `{{}}`, and it takes {gaps}: what is printed there \
                     differs from page to page"
                );
                faults.push(Fault::new(EDITIONS, *line, message));
            }
        }
        let is_needed = |name: &str| needed.iter().any(|(known, _)| *known == name);
        for (name, (_, line)) in
            self.words.0.iter().filter(|(name, _)| !is_needed(name))
        {
            let message = format!("nothing prints `{name}`: leave it out");
            faults.push(Fault::new(EDITIONS, *line, message));
        }
    }
}

/// Whether a text is the tag of a language, as of BCP 47: letters and digits, with `-`.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_part = |part: &str| {
        (1..=8).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let language = parts.next().unwrap_or_default();
    let is_known = (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase());
    is_known && parts.all(is_part)
}

/// Whether a text is the name of a folder, and no way out of where it lies.
fn is_folder(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.chars().all(is_plain)
}

impl Words {
    /// The words of a name, with `parts` in their gaps. Where there are none, their name:
    /// that they are missing is a fault of the edition.
    #[must_use]
    pub fn say(&self, name: &str, parts: &[&dyn Display]) -> String {
        let text = self.0.get(name).map_or(name, |(text, _)| text.as_str());
        let mut pieces = text.split("{}");
        let mut said = pieces.next().unwrap_or_default().to_owned();
        for (part, piece) in parts.iter().zip(pieces) {
            said += &part.to_string();
            said += piece;
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const LIST: &str = "[[edition]]\nlanguage = \"en\"\nfolder = \"src\"\ntitle = \"Book\"\n\n\
                        [edition.words]\nhint = \"Hint\"\ntime = \"about {} minutes\"\n";

    fn editions(list: &str) -> Result<Vec<Edition>, Fault> {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("book")).unwrap();
        fs::write(root.path().join(EDITIONS), list).unwrap();
        Edition::all(root.path())
    }

    #[test]
    fn an_edition_has_a_folder_and_words() {
        let edition = &editions(LIST).unwrap()[0];
        assert_eq!(edition.page("loss"), Path::new("book/src/loss.md"));
        assert_eq!(edition.words.say("hint", &[]), "Hint");
        assert_eq!(edition.words.say("time", &[&5]), "about 5 minutes");
        assert_eq!(edition.words.say("other", &[]), "other");
    }

    #[test]
    fn words_that_are_missing_or_too_much_are_faults() {
        let edition = &editions(LIST).unwrap()[0];
        let faults = |needed: &[(&str, usize)]| -> Vec<String> {
            let mut faults = Vec::new();
            edition.check(needed, &mut faults);
            faults.iter().map(ToString::to_string).collect()
        };
        assert!(faults(&[("hint", 0), ("time", 1)]).is_empty());
        let found = faults(&[("hint", 1), ("answer", 0)]);
        assert!(
            found[0].starts_with("book/editions.toml:7: `hint` has 0 times"),
            "{found:?}"
        );
        assert!(found[1].starts_with(
            "book/editions.toml:1: the edition `en` has no words for `answer`"
        ));
        assert_eq!(
            found[2],
            "book/editions.toml:8: nothing prints `time`: leave it out"
        );
    }

    #[test]
    fn a_language_is_a_tag_and_one_edition_has_it() {
        let refused = |from: &str, to: &str| {
            editions(&LIST.replace(from, to)).unwrap_err().to_string()
        };
        for tag in ["../../away", "transformer", "", "e", "EN", "en-", "en/x"] {
            let error = refused("\"en\"", &format!("\"{tag}\""));
            assert!(error.contains("is no language"), "{tag}: {error}");
        }
        for tag in ["de", "zh-Hans", "pt-BR", "gsw"] {
            let list = LIST.replace("\"en\"", &format!("\"{tag}\""));
            assert!(editions(&list).is_ok(), "{tag}");
        }
        assert!(refused("\"src\"", "\"../src\"").contains("is no folder"));
        let again = format!("{LIST}\n{}", LIST.replace("\"src\"", "\"other\""));
        let error = editions(&again).unwrap_err();
        assert!(error.message.contains("is another edition's too"), "{error}");
        assert_eq!(error.line, 10, "the second");
    }

    #[test]
    fn a_list_without_editions_is_a_fault() {
        let error = editions("edition = []\n").unwrap_err().to_string();
        assert_eq!(error, "book/editions.toml:1: a book has one edition or more");
        let error = editions(&LIST.replace("folder", "folders")).unwrap_err();
        assert_eq!(error.line, 3, "{error}");
    }
}
