//! Answers: the pages of the book on the shelf, with what is wrong above them.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use outline::Fault;
use tower::ServiceExt as _;
use tower_http::services::{ServeDir, ServeFile};

use super::shelf::Shelf;
use crate::html::escape;

/// Where a page hears that there is a new book.
const EVENTS: &str = "/_tower-livereload/event-stream";

/// Answers a request from the book on the shelf, with what is wrong above the page.
pub(super) async fn page(
    State(shelf): State<Arc<Shelf>>,
    request: Request,
) -> Response {
    let state = shelf.state();
    let path = request.uri().path().to_owned();
    let script = reloading(&path);
    let Some(folder) = state.folder() else {
        let (status, page) = match &state.error {
            Some(error) => {
                let title = "The book cannot be built";
                let next = "Mend this and save: the page reloads by itself.";
                (StatusCode::INTERNAL_SERVER_ERROR, notice(title, next, error))
            }
            None => {
                let title = "The book is being built";
                let next = "The page reloads by itself.";
                (StatusCode::SERVICE_UNAVAILABLE, notice(title, next, ""))
            }
        };
        return with_start((status, Html(page)).into_response(), &path, &script)
            .await;
    };
    let missing = ServeFile::new(folder.join("404.html"));
    let files = ServeDir::new(folder).not_found_service(missing);
    let response = match files.oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    let banner = match &state.error {
        Some(error) => banner(LAST_GOOD, error, ""),
        None if state.faults.is_empty() => String::new(),
        None => faults_above(&state.faults, &path),
    };
    let mut response = with_start(response, &path, &(script + &banner)).await;
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// From a page that is asked for as `path` to where the book begins.
fn up(path: &str) -> String {
    "../".repeat(path.matches('/').count().saturating_sub(1))
}

/// The head of a page that names the root of the server as its base, as that of the page for
/// what is not there: it is to find the book from where it was asked for.
fn from_where_it_is<'h>(head: &'h str, path: &str) -> Cow<'h, str> {
    const BASE: &str = "<base href=\"";
    let Some((before, rest)) = head.split_once(BASE) else { return head.into() };
    let Some((_, after)) = rest.split_once('"') else { return head.into() };
    format!("{before}{BASE}{}./\"{after}", up(path)).into()
}

/// A script that loads a page, asked for as `path`, again when there is a new book. It finds
/// the server from where the page is: another server may stand before ours, with the book
/// in a folder of its own.
fn reloading(path: &str) -> String {
    let up = up(path);
    format!(
        "<script>addEventListener('pageshow',()=>{{\
         const events=new EventSource(new URL('{up}.{EVENTS}',location.href));\
         const reload=()=>{{events.close();location.reload()}};\
         events.addEventListener('reload',reload);\
         events.addEventListener('error',()=>events.addEventListener('init',reload),{{once:true}});\
         addEventListener('pagehide',()=>events.close())}})</script>"
    )
}

/// What stands above a page that was saved before the last, which cannot be built.
const LAST_GOOD: &str = "This is the last book that could be built. The pages as they are now cannot be:";
/// What stands above a page with faults.
const WITH_FAULTS: &str = "Only you see this page as it is. The check refuses it:";

/// A page, asked for as `path`, with something more before its content.
async fn with_start(response: Response, path: &str, more: &str) -> Response {
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
    let start =
        html.find("<body").and_then(|at| Some(at + html[at..].find('>')? + 1));
    let (before, after) = html.split_at(start.unwrap_or_default());
    let before = from_where_it_is(before, path);
    let html = format!("{before}{more}{after}");
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(html))
}

/// The faults of a page that is asked for as `path`, and behind them those of others.
fn faults_above(faults: &[Fault], path: &str) -> String {
    let page = path.trim_start_matches('/');
    let page = if page.is_empty() { "welcome.html" } else { page };
    let source = Path::new(page).with_extension("md");
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        faults.iter().partition(|fault| fault.file.ends_with(&source));
    let lines = |faults: &[&Fault]| {
        let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
        lines.join("\n")
    };
    let others = match elsewhere.len() {
        0 => String::new(),
        count => format!(
            "<details><summary>{count} in other files</summary>{}</details>",
            escape(&lines(&elsewhere))
        ),
    };
    banner(WITH_FAULTS, &lines(&here), &others)
}

/// A block above a page: what it is, what is wrong, and more as HTML.
fn banner(title: &str, wrong: &str, more: &str) -> String {
    format!(
        "<div role=\"alert\" style=\"position:sticky;top:0;z-index:9999;max-height:40vh;\
         overflow:auto;padding:1rem 1.25rem;background:#7a1420;color:#fff;font:14px/1.5 \
         monospace;white-space:pre-wrap;overflow-wrap:anywhere\"><strong>{title}</strong>\n\n{}\n\
         {more}</div>",
        escape(wrong)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_for_what_is_not_there_finds_the_book_from_where_it_is() {
        let head =
            "<head><base href=\"/\"><link href=\"css/general.css\"></head><body>";
        let expected = head.replace("\"/\"", "\"../.././\"");
        assert_eq!(from_where_it_is(head, "/no/such/page.html"), expected);
        assert_eq!(
            from_where_it_is(head, "/none"),
            head.replace("\"/\"", "\"./\"")
        );
        assert_eq!(from_where_it_is("<head></head>", "/a/b"), "<head></head>");
    }
}
