//! How it starts, where it is, how it ends.

use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use super::server::{Server, free_port};
use crate::fixture::Fixture;

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

#[test]
fn the_address_that_is_printed_can_be_opened() {
    let book = Fixture::good();
    for (host, opened) in [("0.0.0.0", "127.0.0.1"), ("::", "[::1]")] {
        if TcpListener::bind((host, 0)).is_err() {
            eprintln!("{host}: not on this machine");
            continue;
        }
        let port = free_port().to_string();
        let mut server = Server::launch(&book, &["--port", &port, "--host", host]);
        server.address = server.stdout.wait_for("the book is at ");
        assert_eq!(server.address, format!("http://{opened}:{port}"));
        assert_eq!(server.get("trial.html").0, 200, "{host}");
    }
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_asked_to_and_leaves_nothing() {
    use crate::fixture::TRIAL;
    use std::{fs, thread};
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
            "or above it: run this inside a clone of the book, where book/curriculum.toml is\n"
        ),
        "{error}"
    );
}
