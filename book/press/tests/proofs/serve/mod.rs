//! Serving, with the real program: what is saved is served, what is broken is said, and
//! nothing is left behind.

mod server;
mod starting;

use std::fs;
use std::thread;
use std::time::Duration;

use crate::fixture::{Fixture, NUMBERS, SUMMARY, TRIAL};
use server::{PATIENCE, Server, free_port};

/// Bytes that are no UTF-8, as those of a font.
const NO_TEXT: &[u8] = b"\xff\xfe</body>\x80";

#[test]
fn a_page_that_is_not_there_is_our_404() {
    let book = Fixture::good();
    book.write("book/src/404.md", "# Nothing here\n\nTry the contents.\n");
    let server = Server::start(&book);
    for page in ["nosuch.html", "no/such/page", "..%2f..%2fbook.toml"] {
        let (status, text) = server.get(page);
        assert_eq!(status, 404, "{page}");
        assert!(text.contains("Try the contents."), "{page}: {text}");
    }
}

#[test]
fn an_edit_is_served_soon_and_reloads_the_page() {
    let book = Fixture::good();
    let server = Server::start(&book);
    let reloads = server.reloads();
    book.append(TRIAL, "\nA new sentence.\n");
    let took = server.wait_until("trial.html", "A new sentence.", true);
    eprintln!("an edit was served after {took:.0?}");
    assert!(took < Duration::from_secs(3), "it took {took:?}");
    reloads.recv_timeout(PATIENCE).expect("the page is told to reload");
}

#[test]
fn a_page_is_shown_with_its_faults_above_it_until_they_are_mended() {
    let book = Fixture::good();
    fs::write(book.path("book/src/dot.bin"), NO_TEXT).unwrap();
    let server = Server::start(&book);
    let reloads = server.reloads();
    let good = book.read(TRIAL);
    book.append(TRIAL, "\n{{#output <nosuch>}}\n");
    let message = "trial has no output `<nosuch>`: it has `table`";
    let line = book.read(TRIAL).lines().count();
    let start = server.stderr.wait_for(&format!("{TRIAL}:{line}: {message}"));
    assert_eq!(start, "");
    server.stderr.wait_for("1 fault on the pages: the book is shown with them");
    reloads.recv_timeout(PATIENCE).expect("the reader sees the banner at once");
    for page in ["trial.html", "welcome.html"] {
        let (status, text) = server.get(page);
        assert_eq!(status, 200);
        assert!(text.contains("role=\"alert\""), "{text}");
        assert!(text.contains("trial has no output `&lt;nosuch&gt;`"), "escaped");
    }
    let page = server.get("trial.html").1;
    assert!(page.contains("Doubling a number"));
    let mark = "<mark>&#123;&#123;&#35;output &lt;nosuch&gt;&#125;&#125;</mark>";
    let plain = "<mark>{{#output &lt;nosuch&gt;}}</mark>";
    assert!(page.contains(plain) || page.contains(mark), "shown as written");
    assert!(
        page.find("role=\"alert\"") < page.find("Doubling a number"),
        "above the page"
    );
    let mut response =
        ureq::get(format!("{}/dot.bin", server.address)).call().unwrap();
    let bytes = response.body_mut().read_to_vec().unwrap();
    assert_eq!(bytes, NO_TEXT, "only pages are touched");
    book.write(TRIAL, &good);
    server.wait_until("trial.html", "role=\"alert\"", false);
}

#[test]
fn a_book_that_cannot_be_built_leaves_the_last_one_and_says_so() {
    let book = Fixture::good();
    let server = Server::start(&book);
    let good = book.read(SUMMARY);
    book.write(SUMMARY, "- [no end\n");
    server.wait_until("trial.html", "role=\"alert\"", true);
    let (status, text) = server.get("trial.html");
    assert_eq!(status, 200);
    assert!(text.contains("the last book that could be built"), "{text}");
    assert!(text.contains("Doubling a number"), "{text}");
    book.write(SUMMARY, &good);
    server.wait_until("trial.html", "role=\"alert\"", false);
}

#[test]
fn a_book_that_is_broken_from_the_start_heals() {
    let book = Fixture::good();
    let good = book.read(SUMMARY);
    book.write(SUMMARY, "- [no end\n");
    let port = free_port().to_string();
    let mut server = Server::launch(&book, &["--port", &port]);
    // Nobody is told that a book is where none is.
    server.address = server.stdout.wait_for("there is no book yet: ");
    let lines = server.stdout.all();
    assert!(!lines.iter().any(|line| line.contains("the book is at")), "{lines:?}");
    let (status, text) = server.get("trial.html");
    assert_eq!(status, 500);
    assert!(text.contains("The book cannot be built"), "{text}");
    let reloads = server.reloads();
    book.write(SUMMARY, &good);
    server.wait_until("trial.html", "Doubling a number", true);
    reloads.recv_timeout(PATIENCE).unwrap();
}

#[test]
fn a_build_does_not_start_the_next() {
    let book = Fixture::good();
    let server = Server::start(&book);
    thread::sleep(Duration::from_secs(1));
    assert_eq!(server.builds(), 0, "{:?}", server.stdout.all());
    book.append(TRIAL, "\nA new sentence.\n");
    server.stdout.wait_for("built again");
    thread::sleep(Duration::from_secs(1));
    // A save may come as two events, but it settles.
    let settled = server.builds();
    assert!(settled <= 2, "{:?}", server.stdout.all());
    thread::sleep(Duration::from_secs(1));
    assert_eq!(server.builds(), settled, "{:?}", server.stdout.all());
}

#[test]
fn however_an_editor_saves_the_page_is_served() {
    let book = Fixture::good();
    let server = Server::start(&book);
    let page = book.path(TRIAL);
    let text = book.read(TRIAL);

    let other = book.path("book/src/.trial.md.swp");
    fs::write(&other, format!("{text}\nSaved by renaming.\n")).unwrap();
    fs::rename(&other, &page).unwrap();
    server.wait_until("trial.html", "Saved by renaming.", true);

    fs::rename(&page, book.path("book/src/trial.md~")).unwrap();
    fs::write(&page, format!("{text}\nSaved beside a backup.\n")).unwrap();
    server.wait_until("trial.html", "Saved beside a backup.", true);

    fs::write(&page, "").unwrap();
    thread::sleep(Duration::from_millis(300));
    fs::write(&page, format!("{text}\nSaved slowly.\n")).unwrap();
    server.wait_until("trial.html", "Saved slowly.", true);
    server.wait_until("trial.html", "role=\"alert\"", false);
}

#[test]
fn what_editors_and_systems_leave_is_no_page_and_no_change() {
    let book = Fixture::good();
    let left = [
        "._trial.md",
        ".DS_Store",
        "4913",
        "#trial.md#",
        "trial.md~",
        "trial.md.bak",
        "trial.md.orig",
        ".trial.md.swp",
        "Thumbs.db",
    ];
    for name in left {
        book.write(&format!("book/src/{name}"), "left behind");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("me@here.123:456", book.path("book/src/.#trial.md"))
        .unwrap();
    let server = Server::start(&book);
    assert_eq!(server.stderr.all(), [""; 0]);
    for name in left {
        assert_eq!(server.get(&name.replace('#', "%23")).0, 404, "{name}");
    }
    assert_eq!(server.get("trial.html").0, 200);
    for name in left {
        book.write(&format!("book/src/{name}"), "left behind again");
    }
    let page = book.read(TRIAL);
    book.write(TRIAL, &page);
    thread::sleep(Duration::from_millis(1500));
    assert_eq!(server.builds(), 0, "{:?}", server.stdout.all());
}

#[cfg(unix)]
#[test]
fn a_page_that_is_a_link_to_elsewhere_is_watched() {
    let book = Fixture::good();
    let elsewhere = tempfile::tempdir().unwrap();
    let page = elsewhere.path().join("page.md");
    fs::rename(book.path(TRIAL), &page).unwrap();
    std::os::unix::fs::symlink(&page, book.path(TRIAL)).unwrap();
    let server = Server::start(&book);
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, text + "\nWritten elsewhere.\n").unwrap();
    server.wait_until("trial.html", "Written elsewhere.", true);
}

#[test]
fn a_page_asks_for_reloads_from_where_it_is() {
    let book = Fixture::good();
    let server = Server::start(&book);
    for (page, place) in [
        ("trial.html", "'./_tower-livereload/event-stream'"),
        ("", "'./_tower-livereload/event-stream'"),
        ("no/such/page.html", "'../.././_tower-livereload/event-stream'"),
    ] {
        let text = server.get(page).1;
        assert!(text.contains(place), "{page}: {text}");
        assert!(!text.contains("data-event-stream"), "{page}");
    }
}

#[test]
fn exercises_are_watched_and_what_readers_do_is_not() {
    let book = crate::exercises::good();
    let server = Server::start(&book);
    book.replace("chapters/trial/exercises/exercises.toml", "'Why?'", "'Why not?'");
    server.wait_until("trial.html", "Why not?", true);
    let reloads = server.reloads();
    while reloads.recv_timeout(Duration::from_secs(1)).is_ok() {} // of the change above
    book.write("chapters/trial/exercises/attempts/write_it.rs", "fn mine(");
    book.write("my-course/progress.toml", "[exercise.why]\ndone = true\n");
    let reload = reloads.recv_timeout(Duration::from_secs(2));
    assert!(reload.is_err(), "an attempt is on no page");
}

#[test]
fn snapshots_sources_and_the_theme_are_watched_too() {
    let book = Fixture::good();
    let server = Server::start(&book);
    book.replace(NUMBERS, "−1,797.5", "1,234");
    server.wait_until("trial.html", ">1,234</span>", true);
    book.replace("chapters/trial/src/lib.rs", "2.0 * x", "x + x");
    server.wait_until("trial.html", "x + x", true);
    book.write(
        "book/theme/head.hbs",
        "<meta name=\"mark\" content=\"of the theme\">\n",
    );
    server.wait_until("trial.html", "of the theme", true);
    book.replace("book/book.toml", "title = \"Trial\"", "title = \"Another\"");
    server.wait_until("trial.html", "Another</title>", true);
}
