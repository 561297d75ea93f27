//! How soon somebody who writes sees what they wrote, with the book as large as it is.
//! It measures, so only those run it who publish the book: CI prints what it says.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use tests::{copy_of_workspace, root};

/// Much longer than we want it to be: a busy machine must not make this red.
const PATIENCE: Duration = Duration::from_secs(10);
/// The page that is edited: the longest.
const PAGE: &str = "embeddings";

/// A server, stopped when the test ends.
struct Server(Child, String);

impl Server {
    /// Starts it and waits for its address; says how long that took.
    fn start(command: &mut Command) -> (Self, Duration) {
        let port = free_port().to_string();
        let start = Instant::now();
        let mut child =
            command.args(["--port", &port]).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.map_while(Result::ok).find_map(|line| {
            let rest = line.strip_prefix("the book is at ")?;
            Some(rest.split_whitespace().next()?.to_owned())
        });
        let took = start.elapsed();
        (Self(child, address.expect("it prints its address")), took)
    }

    fn has(&self, part: &str) -> bool {
        let page = format!("{}/{PAGE}.html", self.1);
        let text = ureq::get(page).call().unwrap().body_mut().read_to_string();
        text.unwrap().contains(part)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let id = self.0.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[test]
#[ignore = "it measures"]
fn what_is_written_is_soon_seen() {
    // Once without a clock: it compiles what is not compiled yet.
    let cargo_run = || {
        let mut command = Command::new(env!("CARGO"));
        command.args(["run", "--quiet", "--"]).current_dir(root());
        command
    };
    drop(Server::start(&mut cargo_run()));
    let starts = (0..5).map(|_| Server::start(&mut cargo_run()).1).collect();
    let start = median(starts);

    let copy = copy_of_workspace();
    let page = copy.path().join(format!("book/src/{PAGE}.md"));
    let text = fs::read_to_string(&page).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let press = target.join("debug/press");
    let (server, _) = Server::start(Command::new(press).current_dir(copy.path()));
    let mut edits = Vec::new();
    for number in 1..=7 {
        let sentence =
            format!("This is edit {} in words.", "again ".repeat(number));
        fs::write(&page, format!("{text}\n{sentence}\n")).unwrap();
        let saved = Instant::now();
        while !server.has(&sentence) {
            assert!(saved.elapsed() < PATIENCE, "the edit is never on the page");
            thread::sleep(Duration::from_millis(5));
        }
        edits.push(saved.elapsed());
    }
    let slowest = *edits.iter().max().unwrap();
    let edit = median(edits);
    println!("a warm `cargo run` has its address after {start:.2?} (median of 5)");
    println!(
        "an edit is on the page after {edit:.2?} (median of 7, slowest {slowest:.2?})"
    );
    assert!(start < PATIENCE && slowest < PATIENCE);
}
