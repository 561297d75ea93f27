//! Serving the book while it is written: rebuild on change, reload in the browser, and
//! show a broken page's faults there without losing the last good book.

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use notify_debouncer_full::notify::event::ModifyKind;
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
};
use tempfile::TempDir;
use tower::ServiceExt as _;
use tower_http::services::{ServeDir, ServeFile};
use tower_livereload::{LiveReloadLayer, Reloader};

use crate::build::{BuildError, build_into};
use crate::expand::escape;

/// The port that the book is served on when nobody asks for another.
const PORT: u16 = 3000;
/// How many ports after [`PORT`] are tried when it is taken.
const OTHER_PORTS: u16 = 20;
/// How long after a change the press waits for more of the same save.
const SETTLE: Duration = Duration::from_millis(80);

/// Where to serve the book.
#[derive(Debug, Clone, clap::Args)]
pub struct ServeOptions {
    /// The port to serve on [default: 3000, or the next that is free]
    #[arg(long)]
    pub port: Option<u16>,
    /// The address to serve on
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,
    /// Open the book in the browser
    #[arg(long)]
    pub open: bool,
}

/// Builds the book of the workspace at `root`, serves it, and builds it again whenever
/// its prose, theme, snapshots or sources change. Ends when it is interrupted.
///
/// # Errors
/// If the port is taken or nothing can be served. A book that cannot be built is no
/// error here: its faults are printed and shown in the browser until they are mended.
pub fn serve(root: &Path, options: &ServeOptions) -> Result<()> {
    let listener = listen(options)?;
    let address =
        listener.local_addr().context("cannot tell the address of the server")?;
    say("building the book …");
    let shelf = Arc::new(Shelf::default());
    let livereload = LiveReloadLayer::new();
    let (changed, changes) = channel();
    // Watching starts before the first build, so that no change falls between.
    let _watch = watch(root, changed)?;
    let press = Rebuilder {
        root: root.to_owned(),
        shelf: Arc::clone(&shelf),
        reloader: livereload.reloader(),
    };
    let url = format!("http://{address}");
    let opens = options.open;
    std::thread::spawn(move || {
        press.first(&url, opens);
        press.run(&changes);
    });
    let router = Router::new().fallback(page).with_state(Arc::clone(&shelf));
    let served = run(listener, router.layer(livereload));
    shelf.close();
    served
}

/// Sends changes of the folders that the book is made from.
fn watch(
    root: &Path,
    changed: Sender<DebounceEventResult>,
) -> Result<Debouncer<RecommendedWatcher, RecommendedCache>> {
    let mut debouncer =
        new_debouncer(SETTLE, None, move |events: DebounceEventResult| {
            // The receiver is gone only when the program ends.
            let _ = changed.send(events);
        })
        .context("cannot watch files")?;
    for folder in ["book", "chapters"].map(|folder| root.join(folder)) {
        debouncer
            .watch(&folder, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch {}", folder.display()))?;
    }
    Ok(debouncer)
}

/// Binds the port that was asked for, or else the first that is free.
fn listen(options: &ServeOptions) -> Result<TcpListener> {
    let bind = |port| TcpListener::bind(SocketAddr::new(options.host, port));
    if let Some(port) = options.port {
        return match bind(port) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => bail!(
                "port {port} is taken by another program: give another with --port, or leave \
                 --port out to get a free one"
            ),
            other => other.with_context(|| {
                format!("cannot serve on {}:{port}", options.host)
            }),
        };
    }
    for port in PORT..=PORT + OTHER_PORTS {
        match bind(port) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Ok(listener) => {
                if port != PORT {
                    say(&format!("port {PORT} is taken: the book takes {port}"));
                }
                return Ok(listener);
            }
            Err(error) => {
                return Err(error)
                    .context(format!("cannot serve on {}:{port}", options.host));
            }
        }
    }
    bail!(
        "ports {PORT} to {} are all taken: give a free one with --port",
        PORT + OTHER_PORTS
    )
}

/// Prints a line at once, also into a pipe.
fn say(line: &str) {
    let mut stdout = io::stdout().lock();
    // With nobody left to read it, there is nothing to say.
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}

#[tokio::main]
async fn run(listener: TcpListener, router: Router) -> Result<()> {
    listener.set_nonblocking(true).context("cannot serve without blocking")?;
    let listener =
        tokio::net::TcpListener::from_std(listener).context("cannot serve")?;
    tokio::select! {
        served = axum::serve(listener, router) => served.context("the server stopped"),
        () = interrupted() => Ok(()),
    }
}

/// Waits for Ctrl-C, or for a polite request to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// The last good book, and what is wrong with the present pages.
#[derive(Default)]
struct Shelf {
    state: RwLock<Shelved>,
    /// Held while building, so that closing waits for the end of a build.
    is_closed: Mutex<bool>,
}

#[derive(Default, Clone)]
struct Shelved {
    book: Option<Arc<TempDir>>,
    error: Option<String>,
}

impl Shelf {
    /// Builds into a folder of its own and puts the book on the shelf if it is good.
    fn build(&self, root: &Path) {
        let is_closed =
            self.is_closed.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_closed {
            return;
        }
        // On a thread of its own: if it panics, the press still waits for the next save.
        let built =
            std::thread::scope(|scope| scope.spawn(|| new_book(root)).join());
        let built = built.unwrap_or_else(|_| {
            Err(anyhow!("the press broke off, which is a mistake in it").into())
        });
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        match built {
            Ok(folder) => {
                *state = Shelved { book: Some(Arc::new(folder)), error: None }
            }
            Err(error) => {
                eprintln!("{error}");
                state.error = Some(error.to_string());
            }
        }
    }

    /// Deletes the book and builds no other.
    fn close(&self) {
        let mut is_closed =
            self.is_closed.lock().unwrap_or_else(PoisonError::into_inner);
        *is_closed = true;
        *self.state.write().unwrap_or_else(PoisonError::into_inner) =
            Shelved::default();
    }

    fn state(&self) -> Shelved {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn new_book(root: &Path) -> Result<TempDir, BuildError> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    build_into(root, &book_in(&folder))?;
    Ok(folder)
}

fn book_in(folder: &TempDir) -> PathBuf {
    folder.path().join("book")
}

/// Answers a request from the last good book, with the faults of the present pages on top.
async fn page(State(shelf): State<Arc<Shelf>>, request: Request) -> Response {
    let state = shelf.state();
    let Some(book) = &state.book else {
        return match &state.error {
            Some(error) => {
                let page = notice(
                    "The book cannot be built",
                    "Mend this and save: the page reloads by itself.",
                    error,
                );
                (StatusCode::INTERNAL_SERVER_ERROR, Html(page)).into_response()
            }
            None => {
                let page = notice(
                    "The book is being built",
                    "The page reloads by itself.",
                    "",
                );
                (StatusCode::SERVICE_UNAVAILABLE, Html(page)).into_response()
            }
        };
    };
    let folder = book_in(book);
    let missing = ServeFile::new(folder.join("404.html"));
    let files = ServeDir::new(folder).not_found_service(missing);
    let response = match files.oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    let response = match &state.error {
        Some(error) => with_banner(response, error).await,
        None => response,
    };
    let mut response = response;
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A page with an error above its content.
async fn with_banner(response: Response, error: &str) -> Response {
    let kind =
        response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("text/html")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let html = String::from_utf8_lossy(&bytes);
    let html = html.replacen("</body>", &format!("{}</body>", banner(error)), 1);
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(html))
}

fn banner(error: &str) -> String {
    format!(
        "<div role=\"alert\" style=\"position:fixed;inset:auto 0 0 0;z-index:9999;max-height:60vh;\
         overflow:auto;padding:1rem 1.25rem;background:#7a1420;color:#fff;font:14px/1.5 \
         monospace;white-space:pre-wrap\"><strong>This is the last good book. The pages as they are \
         now cannot be built:</strong>\n\n{}</div>",
        escape(error)
    )
}

/// A page in place of a book.
fn notice(title: &str, what_next: &str, details: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title></head><body><h1>{title}</h1>\
         <p>{what_next}</p><pre style=\"white-space:pre-wrap\">{}</pre></body></html>",
        escape(details)
    )
}

/// Builds the book again after changes.
struct Rebuilder {
    root: PathBuf,
    shelf: Arc<Shelf>,
    reloader: Reloader,
}

impl Rebuilder {
    /// Builds the book for the first time and says where it is.
    fn first(&self, url: &str, opens: bool) {
        let start = Instant::now();
        self.shelf.build(&self.root);
        self.reloader.reload();
        let took = start.elapsed();
        say(&format!("the book is at {url} (built in {took:.1?}; Ctrl-C stops)"));
        if opens && let Err(error) = open::that_detached(url) {
            eprintln!("cannot open a browser ({error}): open {url} yourself");
        }
    }

    fn run(&self, changes: &Receiver<DebounceEventResult>) {
        while let Ok(first) = changes.recv() {
            let batches = std::iter::once(first).chain(changes.try_iter());
            let mut is_relevant = false;
            for batch in batches {
                match batch {
                    Ok(events) => {
                        is_relevant |= events.iter().any(|e| self.is_relevant(e))
                    }
                    Err(errors) => {
                        for error in errors {
                            eprintln!("a file cannot be watched: {error}");
                        }
                    }
                }
            }
            if is_relevant {
                let start = Instant::now();
                self.shelf.build(&self.root);
                if self.shelf.state().error.is_none() {
                    say(&format!("built again in {:.1?}", start.elapsed()));
                }
                self.reloader.reload();
            }
        }
    }

    /// Whether an event may change the book. Reading a file is an event too: without
    /// this, each build would start the next.
    fn is_relevant(&self, event: &DebouncedEvent) -> bool {
        let is_change = match event.kind {
            EventKind::Create(_) | EventKind::Remove(_) | EventKind::Any => true,
            EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
            EventKind::Access(_) | EventKind::Other => false,
        };
        is_change && event.paths.iter().any(|path| self.is_of_the_book(path))
    }

    fn is_of_the_book(&self, path: &Path) -> bool {
        let within = path.strip_prefix(&self.root).unwrap_or(path);
        let is_hidden =
            |part: &std::ffi::OsStr| part.to_string_lossy().starts_with('.');
        let is_output = within.starts_with("book/book");
        let is_code = |crate_of_ours: &str| within.starts_with(crate_of_ours);
        let is_ours = [
            "book/press",
            "book/page",
            "book/course",
            "book/exercise",
            "book/judge",
        ]
        .into_iter()
        .any(is_code);
        // What a reader does in the course is on no page.
        let is_attempt = within.iter().any(|part| part == "attempts");
        let is_backup = within.to_string_lossy().ends_with('~');
        !is_output
            && !is_ours
            && !is_attempt
            && !is_backup
            && !within.iter().any(is_hidden)
    }
}
