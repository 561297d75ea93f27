//! Into which folders a book is built, and what becomes of what is there.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::build::{files, names};
use crate::fixture::{Fixture, TRIAL};

const LIST: &str = ".book-files";

/// A book and a folder that it was built into.
struct Site {
    book: Fixture,
    _folder: TempDir,
    out: PathBuf,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("site");
        let site = Self { book: Fixture::good(), _folder: folder, out };
        site.build().unwrap();
        site
    }

    fn build(&self) -> Result<(), String> {
        press::build(self.book.root(), &self.out).map_err(|error| error.to_string())
    }

    /// Builds again, which nothing that is there may notice.
    fn refuse(&self, message: &str) {
        let before = self.files();
        let error = self.build().unwrap_err();
        assert!(error.contains(message), "{error}");
        assert!(before == self.files(), "{message}");
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.out.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.out.join(name)).unwrap()
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.out)
    }
}

#[test]
fn a_book_is_not_built_into_what_it_is_made_of() {
    let book = Fixture::good();
    for folder in
        ["book/src", "book/src/site/new", "chapters/trial", "book/theme/../src/x"]
    {
        let error =
            press::build(book.root(), &book.path(folder)).unwrap_err().to_string();
        assert!(error.contains("from which the book is made"), "{error}");
    }
    press::build(book.root(), &book.path("book/book")).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn who_reads_what_is_printed_decides_over_nothing() {
    use std::process::{Command, Stdio};
    let site = Site::new();
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    for command in [&["check"][..], &["formulas"], &["new", "chapter", "second"]] {
        let mut gone = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        let pipe = gone.stdin.take().unwrap();
        gone.wait().unwrap();
        let pipe = Stdio::from(std::os::fd::OwnedFd::from(pipe));
        for (out, code) in [(Stdio::from(full()), 1), (pipe, 0)] {
            // The chapter is there the second time.
            let is_done = command[0] == "new" && code == 0;
            let run = Command::new(env!("CARGO_BIN_EXE_press"))
                .args(command)
                .current_dir(site.book.root())
                .stdout(out)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&run.stderr).into_owned();
            assert!(!said.contains("panicked"), "{command:?}: {said}");
            let code = if is_done { 1 } else { code };
            // This little book has no formula to print.
            if command[0] != "formulas" {
                assert_eq!(run.status.code(), Some(code), "{command:?}: {said}");
            }
        }
    }
    assert!(site.book.path("book/src/second.md").is_file());
}

#[test]
fn what_no_build_wrote_stays_in_a_folder_for_publishing() {
    let site = Site::new();
    let of_the_reader =
        [".git/HEAD", "CNAME", "notes.md", "css/mine.css", "deep/er/thesis.txt"];
    for name in of_the_reader {
        site.write(name, "three years");
    }
    site.book.append(TRIAL, "\nA new sentence.\n");
    site.build().unwrap();
    assert!(site.read("trial.html").contains("A new sentence."));
    for name in of_the_reader {
        assert_eq!(site.read(name), "three years", "{name}");
    }
}

#[test]
fn what_an_earlier_build_wrote_goes_with_its_empty_folders() {
    let site = Site::new();
    site.book.write("book/src/pictures/old.png", "a picture");
    site.build().unwrap();
    assert_eq!(site.read("pictures/old.png"), "a picture");
    fs::remove_dir_all(site.book.path("book/src/pictures")).unwrap();
    site.build().unwrap();
    assert!(!site.out.join("pictures").exists());
    // The list is one that other programs read, and names all that is there but itself.
    let mut there: Vec<_> = site.files().into_keys().collect();
    there.retain(|name| name != LIST);
    let list = site.read(LIST);
    let listed: Vec<_> =
        list.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    assert_eq!(listed, there);
}

#[test]
fn a_first_build_asks_for_a_folder_with_nothing_in_it() {
    let book = Fixture::good();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("site");
    fs::create_dir(&out).unwrap();
    fs::create_dir(out.join(".git")).unwrap();
    fs::write(out.join("CNAME"), "example.org").unwrap();
    fs::write(out.join("thesis.txt"), "three years").unwrap();
    let error = press::build(book.root(), &out).unwrap_err().to_string();
    let expected = format!(
        "{} holds `thesis.txt`, and no list (.book-files) that says what of it an earlier build \
         wrote: name an empty or a new folder",
        out.display()
    );
    assert_eq!(error, expected);
    assert_eq!(names(&out), [".git", "CNAME", "thesis.txt"]);
    fs::remove_file(out.join("thesis.txt")).unwrap();
    press::build(book.root(), &out)
        .expect("a folder of a host, without a book as yet");
    assert_eq!(fs::read_to_string(out.join("CNAME")).unwrap(), "example.org");

    let file = folder.path().join("file");
    fs::write(&file, "three years").unwrap();
    let error = press::build(book.root(), &file).unwrap_err().to_string();
    assert_eq!(
        error,
        format!("{} is a file: name a folder for the book", file.display())
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "three years");
    assert_eq!(names(folder.path()), ["file", "site"], "nothing is left beside it");
}

#[test]
fn nothing_is_written_over_what_no_build_wrote() {
    let site = Site::new();
    // A page of the reader's where the book gets one, a changed one, a folder in its place.
    site.write("pictures/mine.png", "a picture of mine");
    site.book.write("book/src/pictures/mine.png", "a picture of the book's");
    site.refuse("mine.png is not of a build, and the book has a file of that name");
    fs::remove_file(site.book.path("book/src/pictures/mine.png")).unwrap();

    let page = site.read("trial.html");
    site.write("trial.html", "corrected by hand");
    site.refuse(
        "trial.html is not any more what a build wrote there: move it away",
    );
    fs::remove_file(site.out.join("trial.html")).unwrap();
    site.write("trial.html/notes.txt", "three years");
    site.refuse("trial.html is not any more what a build wrote there");
    fs::remove_dir_all(site.out.join("trial.html")).unwrap();
    site.build().expect("what was deleted is written again");
    assert_eq!(site.read("trial.html"), page);

    // A list with places elsewhere deletes nothing there.
    let elsewhere = site.out.parent().unwrap().join("thesis.txt");
    fs::write(&elsewhere, "").unwrap();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let list = format!(
        "{}{empty}  ../thesis.txt\n{empty}  {}\n",
        site.read(LIST),
        elsewhere.display()
    );
    site.write(LIST, &list);
    site.build().unwrap();
    assert!(elsewhere.exists());
}

#[cfg(unix)]
#[test]
fn links_lead_to_a_book_but_never_out_of_it() {
    use std::os::unix::fs::symlink;
    let site = Site::new();
    let beside = site.out.parent().unwrap();
    symlink(&site.out, beside.join("link")).unwrap();
    site.book.append(TRIAL, "\nA new sentence.\n");
    press::build(site.book.root(), &beside.join("link")).unwrap();
    assert!(beside.join("link").symlink_metadata().unwrap().is_symlink());
    assert!(site.read("trial.html").contains("A new sentence."));

    let elsewhere = beside.join("thesis.txt");
    fs::rename(site.out.join("trial.html"), &elsewhere).unwrap();
    symlink(&elsewhere, site.out.join("trial.html")).unwrap();
    let thesis = fs::read(&elsewhere).unwrap();
    site.book.append(TRIAL, "\nAnother one.\n");
    site.refuse("trial.html is not any more what a build wrote there");
    assert_eq!(fs::read(&elsewhere).unwrap(), thesis);
    fs::remove_file(site.out.join("trial.html")).unwrap();

    let folder = beside.join("folder");
    fs::rename(site.out.join("css"), &folder).unwrap();
    symlink(&folder, site.out.join("css")).unwrap();
    let error = site.build().unwrap_err();
    assert!(error.contains("css is not any more what a build wrote"), "{error}");

    symlink(beside.join("nowhere"), beside.join("dangling")).unwrap();
    let error =
        press::build(site.book.root(), &beside.join("dangling")).unwrap_err();
    assert!(
        error.to_string().contains("is a link to what is not there"),
        "{error}"
    );
}

#[test]
fn two_builds_do_not_write_into_one_folder_at_once() {
    let site = Site::new();
    let other = fs::File::open(site.out.join(LIST)).unwrap();
    other.lock().unwrap();
    site.refuse("another build is writing into ");
    drop(other);
    site.build().unwrap();
}

#[test]
fn builds_that_were_killed_leave_nothing_for_long() {
    let site = Site::new();
    let before = names(&site.out);
    site.write(".book-Kil1ed/in-use", "");
    site.write(".book-Kil1ed/new/half.html", "half a page");
    site.write(".book-files-Kil1ed", "half a list");
    site.write(".book-mine/notes.txt", "three years");
    site.build().unwrap();
    assert_eq!(site.read(".book-mine/notes.txt"), "three years");
    fs::remove_dir_all(site.out.join(".book-mine")).unwrap();
    assert_eq!(names(&site.out), before);
}

#[test]
fn a_build_that_was_broken_off_is_gone_on_with() {
    let site = Site::new();
    let before = site.files();
    // As a build leaves it that had moved half of its files.
    site.book.append(TRIAL, "\nA new sentence.\n");
    let other = tempfile::tempdir().unwrap();
    press::build(site.book.root(), &other.path().join("site")).unwrap();
    let new = fs::read_to_string(other.path().join("site").join(LIST)).unwrap();
    site.write(LIST, &format!("{}{new}", site.read(LIST)));
    fs::copy(other.path().join("site/trial.html"), site.out.join("trial.html"))
        .unwrap();
    site.build().unwrap();
    assert_eq!(site.files(), files(&other.path().join("site")));
    assert!(before != site.files());
}

#[cfg(target_os = "linux")]
#[test]
fn killed_at_any_moment_the_program_loses_nothing() {
    let site = Site::new();
    site.write("CNAME", "example.org");
    for wait in [0, 20, 40, 60, 80, 100, 130, 160, 200, 250] {
        site.book.append(TRIAL, "\nAnother sentence.\n");
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_press"))
            .args(["build", "--out"])
            .arg(&site.out)
            .current_dir(site.book.root())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(site.read("CNAME"), "example.org");
    }
    site.build().unwrap();
    let other = tempfile::tempdir().unwrap();
    press::build(site.book.root(), &other.path().join("site")).unwrap();
    fs::remove_file(site.out.join("CNAME")).unwrap();
    assert_eq!(site.files(), files(&other.path().join("site")));
}
