//! A running `press`, and what it prints.

use std::io::{BufRead as _, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::fixture::Fixture;

/// Longer than anything here takes, even on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A running `press`, stopped when the test ends, however it ends.
pub struct Server {
    pub child: Child,
    pub address: String,
    pub stdout: Lines,
    pub stderr: Lines,
    /// Where the program keeps its temporary files.
    pub scratch: TempDir,
}

impl Server {
    /// Serves the book on a free port and waits until its address is printed.
    pub fn start(book: &Fixture) -> Self {
        let port = free_port().to_string();
        let mut server = Self::launch(book, &["--port", &port]);
        server.address = server.stdout.wait_for("the book is at ");
        server
    }

    pub fn launch(book: &Fixture, arguments: &[&str]) -> Self {
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
    pub fn get(&self, page: &str) -> (u16, String) {
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
    pub fn wait_until(&self, page: &str, part: &str, is_there: bool) -> Duration {
        let start = Instant::now();
        while self.get(page).1.contains(part) != is_there {
            assert!(start.elapsed() < PATIENCE, "{page} and {part:?}: {is_there}");
            thread::sleep(Duration::from_millis(10));
        }
        start.elapsed()
    }

    /// Listens as the script in a page does; receives once the page should reload.
    pub fn reloads(&self) -> mpsc::Receiver<()> {
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

    pub fn builds(&self) -> usize {
        let lines = self.stdout.all();
        lines.iter().filter(|line| line.starts_with("built again")).count()
    }

    #[cfg(unix)]
    pub fn end_with(&mut self, signal: &str) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        self.wait()
    }

    pub fn wait(&mut self) -> std::process::ExitStatus {
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
pub struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    pub fn read(from: impl Read + Send + 'static) -> Self {
        let lines = Self::default();
        let shared = lines.clone();
        thread::spawn(move || {
            for line in BufReader::new(from).lines().map_while(Result::ok) {
                shared.0.lock().unwrap().push(line);
            }
        });
        lines
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits for a line that starts with `start`; returns the next word.
    pub fn wait_for(&self, start: &str) -> String {
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

pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
