//! Serving, with the real program: what is saved is served, what is broken is said, and
//! nothing is left behind.

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::fixture::{Fixture, NUMBERS, TRIAL};

/// Longer than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bytes that are no UTF-8, as those of a font.
const NO_TEXT: &[u8] = b"\xff\xfe</body>\x80";

/// A running `press`, stopped when the test ends, however it ends.
struct Server {
    child: Child,
    address: String,
    stdout: Lines,
    stderr: Lines,
    /// Where the program keeps its temporary files.
    scratch: TempDir,
}

impl Server {
    /// Serves the book on a free port and waits until its address is printed.
    fn start(book: &Fixture) -> Self {
        let port = free_port().to_string();
        let mut server = Self::launch(book, &["--port", &port]);
        server.address = server.stdout.wait_for("the book is at ");
        server
    }

    fn launch(book: &Fixture, arguments: &[&str]) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_press"))
            .args(arguments)
            .current_dir(book.root())
            .env("TMPDIR", scratch.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = Lines::read(child.stdout.take().unwrap());
        let stderr = Lines::read(child.stderr.take().unwrap());
        Self { child, address: String::new(), stdout, stderr, scratch }
    }

    /// The status and the body of a page.
    fn get(&self, page: &str) -> (u16, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut response =
            agent.get(format!("{}/{page}", self.address)).call().unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }

    /// Waits until the body of a page has `part`, or has it no more; returns how long
    /// that took.
    fn wait_until(&self, page: &str, part: &str, is_there: bool) -> Duration {
        let start = Instant::now();
        while self.get(page).1.contains(part) != is_there {
            assert!(start.elapsed() < PATIENCE, "{page} and {part:?}: {is_there}");
            thread::sleep(Duration::from_millis(10));
        }
        start.elapsed()
    }

    /// Listens as the script in a page does; receives once the page should reload.
    fn reloads(&self) -> mpsc::Receiver<()> {
        let url = format!("{}/_tower-livereload/event-stream", self.address);
        assert!(
            self.get("trial.html").1.contains("/_tower-livereload/event-stream")
        );
        let (sender, receiver) = mpsc::channel();
        let (ready, is_ready) = mpsc::channel();
        thread::spawn(move || {
            let body = ureq::get(url).call().unwrap().into_body().into_reader();
            for line in BufReader::new(body).lines().map_while(Result::ok) {
                match line.as_str() {
                    "event: init" => ready.send(()).unwrap(),
                    "event: reload" => sender.send(()).unwrap(),
                    _ => {}
                }
            }
        });
        is_ready.recv_timeout(PATIENCE).unwrap();
        receiver
    }

    fn builds(&self) -> usize {
        let lines = self.stdout.all();
        lines.iter().filter(|line| line.starts_with("built again")).count()
    }

    #[cfg(unix)]
    fn end_with(&mut self, signal: &str) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        self.wait()
    }

    fn wait(&mut self) -> std::process::ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "the program does not end");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lines that a program prints, as they come.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    fn read(from: impl Read + Send + 'static) -> Self {
        let lines = Self::default();
        let shared = lines.clone();
        thread::spawn(move || {
            for line in BufReader::new(from).lines().map_while(Result::ok) {
                shared.0.lock().unwrap().push(line);
            }
        });
        lines
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits for a line that starts with `start`; returns the next word.
    fn wait_for(&self, start: &str) -> String {
        let begin = Instant::now();
        loop {
            let lines = self.all();
            if let Some(rest) =
                lines.iter().find_map(|line| line.strip_prefix(start))
            {
                return rest
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned();
            }
            assert!(begin.elapsed() < PATIENCE, "no {start:?} in {lines:?}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn pages_are_served_at_the_address_that_is_printed() {
    let book = Fixture::good();
    let start = Instant::now();
    let port = free_port().to_string();
    let mut server = Server::launch(&book, &["--port", &port]);
    server.stdout.wait_for("building the book");
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "the first line comes at once"
    );
    server.address = server.stdout.wait_for("the book is at ");
    assert_eq!(server.address, format!("http://127.0.0.1:{port}"));
    let (status, page) = server.get("trial.html");
    assert_eq!(status, 200);
    assert!(page.contains("Doubling a number"));
    let (status, page) = server.get("");
    assert_eq!(status, 200);
    assert!(page.contains("Welcome"));
    assert_eq!(server.stderr.all(), [""; 0]);
}

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
fn a_broken_page_says_so_and_the_last_good_book_stays() {
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
    server.stderr.wait_for("1 fault on the pages: the book was not built");
    reloads.recv_timeout(PATIENCE).expect("the reader sees the banner at once");
    for page in ["trial.html", "welcome.html"] {
        let (status, text) = server.get(page);
        assert_eq!(status, 200);
        assert!(text.contains("role=\"alert\""), "{text}");
        assert!(text.contains("trial has no output `&lt;nosuch&gt;`"), "escaped");
    }
    assert!(server.get("trial.html").1.contains("Doubling a number"));
    let mut response =
        ureq::get(format!("{}/dot.bin", server.address)).call().unwrap();
    let bytes = response.body_mut().read_to_vec().unwrap();
    assert_eq!(bytes, NO_TEXT, "only pages are touched");
    book.write(TRIAL, &good);
    server.wait_until("trial.html", "role=\"alert\"", false);
}

#[test]
fn a_book_that_is_broken_from_the_start_heals() {
    let book = Fixture::good();
    let good = book.read(TRIAL);
    book.append(TRIAL, "\n{{#output nosuch}}\n");
    let server = Server::start(&book);
    let (status, text) = server.get("trial.html");
    assert_eq!(status, 500);
    assert!(text.contains("The book cannot be built"), "{text}");
    assert!(text.contains("trial has no output `nosuch`"), "{text}");
    let reloads = server.reloads();
    book.write(TRIAL, &good);
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

#[test]
fn a_port_that_is_taken_is_an_error_only_if_it_was_asked_for() {
    let book = Fixture::good();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut server = Server::launch(&book, &["--port", &port]);
    assert_eq!(server.wait().code(), Some(1));
    server.stderr.wait_for(&format!(
        "error: port {port} is taken by another program: give another with --port, or leave --port \
         out to get a free one"
    ));
    assert_eq!(server.stdout.all(), [""; 0]);

    // Where another program has it already, that is as good.
    let _taken = TcpListener::bind("127.0.0.1:3000");
    let mut server = Server::launch(&book, &[]);
    let port = server.stdout.wait_for("port 3000 is taken: the book takes ");
    server.address = server.stdout.wait_for("the book is at ");
    assert_eq!(server.address, format!("http://127.0.0.1:{port}"));
    assert_eq!(server.get("trial.html").0, 200);
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_asked_to_and_leaves_nothing() {
    for signal in ["-INT", "-TERM"] {
        let book = Fixture::good();
        let mut server = Server::start(&book);
        let _open = server.reloads();
        assert_eq!(fs::read_dir(server.scratch.path()).unwrap().count(), 1);
        // A build that is under way leaves nothing either.
        book.append(TRIAL, "\nA new sentence.\n");
        thread::sleep(Duration::from_millis(120));
        assert_eq!(server.end_with(signal).code(), Some(0), "{signal}");
        assert_eq!(
            fs::read_dir(server.scratch.path()).unwrap().count(),
            0,
            "{signal}"
        );
        assert_eq!(server.stderr.all(), [""; 0], "{signal}");
    }
}

#[test]
fn outside_a_clone_it_says_where_to_run() {
    let empty = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_press"))
        .current_dir(empty.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.ends_with(
            "or above it: run this inside a clone of the book, where book/book.toml is\n"
        ),
        "{error}"
    );
}
