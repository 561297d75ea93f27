//! Serving the book while it is written: rebuild on change, reload in the browser, and
//! show each page with what is wrong on it.

mod answer;
mod say;
mod shelf;
mod watch;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use axum::Router;
use axum::response::Response;
use tower_livereload::{LiveReloadLayer, Reloader};

use say::{complain, say};
use shelf::Shelf;
use watch::Watch;

use crate::modules::compile;

/// The port that the book is served on when nobody asks for another.
const PORT: u16 = 3000;
/// How many ports after [`PORT`] are tried when it is taken.
const OTHER_PORTS: u16 = 20;

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
    /// Leave figures still: compile none of what a reader works in the page
    #[arg(long)]
    pub no_live: bool,
}

/// Builds the book of the workspace at `root`, serves it, and builds it again whenever
/// its prose, theme, snapshots or sources change. Ends when it is interrupted.
///
/// # Errors
/// If the port is taken or nothing can be served. A page with faults is no error here:
/// they are printed, and shown above the page until they are mended.
pub fn serve(root: &Path, options: &ServeOptions) -> Result<()> {
    let listener = listen(options)?;
    let address =
        listener.local_addr().context("cannot tell the address of the server")?;
    say("building the book …");
    let shelf = Arc::new(Shelf::default());
    // Its own script asks at the root of the server: ours asks from where the page is.
    let livereload =
        LiveReloadLayer::new().response_predicate(|_: &Response| false);
    // Watching starts before the first build, so that no change falls between.
    let mut watch = Watch::new(root);
    if let Some(trouble) = &watch.trouble {
        complain(trouble);
    }
    let url = address_to_open(address);
    let opens = options.open;
    let (changed, changes) = channel();
    if !options.no_live {
        let (root, reloader) = (root.to_owned(), livereload.reloader());
        let shelved = Arc::clone(&shelf);
        std::thread::spawn(move || enliven(&shelved, &root, &reloader, &changes));
    }
    let (root, reloader) = (root.to_owned(), livereload.reloader());
    let shelved = Arc::clone(&shelf);
    std::thread::spawn(move || {
        first(&shelved, &root, &reloader, &url, opens);
        loop {
            // Without live figures nobody listens.
            let _ = changed.send(());
            watch.wait();
            again(&shelved, &root, &reloader);
        }
    });
    let router =
        Router::new().fallback(answer::page).with_state(Arc::clone(&shelf));
    let served = run(listener, router.layer(livereload));
    shelf.close();
    served
}

/// Builds the book for the first time and says where it is, or where to see why not.
fn first(shelf: &Shelf, root: &Path, reloader: &Reloader, url: &str, opens: bool) {
    let start = Instant::now();
    shelf.build(root);
    reloader.reload();
    let took = start.elapsed();
    if shelf.state().folder().is_some() {
        say(&format!("the book is at {url} (built in {took:.1?}; Ctrl-C stops)"));
    } else {
        say(&format!(
            "there is no book yet: {url} shows why, and the book once that is mended (Ctrl-C \
             stops)"
        ));
    }
    if opens && let Err(error) = open::that_detached(url) {
        complain(format_args!(
            "cannot open a browser ({error}): open {url} yourself"
        ));
    }
}

/// Compiles what makes figures live after each change, while the book is read without it,
/// and builds the book again when it is another.
fn enliven(
    shelf: &Shelf,
    root: &Path,
    reloader: &Reloader,
    changes: &Receiver<()>,
) {
    let mut last = None;
    while changes.recv().is_ok() {
        // One time is enough for all that changed meanwhile.
        while changes.try_recv().is_ok() {}
        let start = Instant::now();
        let compiled = compile(root, false);
        if last.as_ref() == Some(&compiled) {
            continue;
        }
        match &compiled {
            Ok(None) => {}
            Ok(Some(modules)) => {
                shelf.enliven(modules.clone());
                shelf.build(root);
                say(&format!(
                    "figures are live (compiled in {:.0?})",
                    start.elapsed()
                ));
                reloader.reload();
            }
            Err(why) => complain(why),
        }
        last = Some(compiled);
    }
}

/// Builds the book again after a change.
fn again(shelf: &Shelf, root: &Path, reloader: &Reloader) {
    let start = Instant::now();
    shelf.build(root);
    if shelf.state().is_good() {
        say(&format!("built again in {:.2?}", start.elapsed()));
    }
    reloader.reload();
}

/// The address as a browser opens it: behind one that means all of the machine's, this
/// machine.
fn address_to_open(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
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
