//! Which files the book is made of, and when one of them is another.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use notify_debouncer_full::notify::{
    self, ErrorKind, RecommendedWatcher, RecursiveMode,
};
use notify_debouncer_full::{
    DebounceEventResult, Debouncer, RecommendedCache, new_debouncer,
};
use walkdir::{DirEntry, WalkDir};

/// How long after a change the press waits for more of the same save.
const SETTLE: Duration = Duration::from_millis(80);
/// How often the press looks by itself: of a file on another computer, or behind a link,
/// the system tells nothing.
const LOOK: Duration = Duration::from_secs(1);
/// A file may be changed twice within what its system takes for one moment.
const MOMENT: Duration = Duration::from_secs(3);
/// Programs of ours in `book/`, which the book is made with and not of: what is changed in
/// them shows when they are started again.
const CODE: [&str; 6] = ["course", "exercise", "judge", "outline", "page", "press"];
/// How the names of the book's files end. What an editor leaves beside them has another end.
const ENDINGS: [&str; 20] = [
    "avif", "css", "csv", "gif", "hbs", "html", "ico", "jpeg", "jpg", "js", "json",
    "md", "png", "rs", "snap", "svg", "toml", "txt", "webp", "woff2",
];

/// The files of the book, watched.
pub(super) struct Watch {
    root: PathBuf,
    seen: Seen,
    told: Receiver<()>,
    /// Tells of changes as long as it lives.
    _watcher: Option<Watcher>,
    /// Why the system tells of none.
    pub trouble: Option<String>,
}

type Watcher = Debouncer<RecommendedWatcher, RecommendedCache>;

impl Watch {
    /// Begins with the files as they are now.
    pub fn new(root: &Path) -> Self {
        let (tell, told) = channel();
        // Asked first, so that no change falls between.
        let watcher = watcher(root, tell);
        let seen = Seen::of(root);
        let (watcher, trouble) = match watcher {
            Ok(watcher) => (Some(watcher), None),
            Err(error) => (None, Some(trouble(&error))),
        };
        Self { root: root.to_owned(), seen, told, _watcher: watcher, trouble }
    }

    /// Waits until a file of the book is there, gone, or holds something else.
    pub fn wait(&mut self) {
        loop {
            match self.told.recv_timeout(LOOK) {
                Ok(()) => while self.told.try_recv().is_ok() {},
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => thread::sleep(LOOK),
            }
            let now = self.seen.again(&self.root);
            let is_other = now.contents().ne(self.seen.contents());
            self.seen = now;
            if is_other {
                return;
            }
        }
    }
}

/// Asks the system to tell of changes in the folders that the book is made from.
fn watcher(root: &Path, tell: Sender<()>) -> notify::Result<Watcher> {
    let mut watcher =
        new_debouncer(SETTLE, None, move |_: DebounceEventResult| {
            // The receiver is gone only when the program ends.
            let _ = tell.send(());
        })?;
    for folder in ["book", "chapters"] {
        watcher.watch(root.join(folder), RecursiveMode::Recursive)?;
    }
    // Its own files, for the README and the profiles in the manifest.
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

/// What is wrong with watching, and what helps.
fn trouble(error: &notify::Error) -> String {
    let is_full = match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        // "Too many open files": of the system's watchers.
        ErrorKind::Io(error) => {
            cfg!(target_os = "linux") && error.raw_os_error() == Some(24)
        }
        _ => false,
    };
    let why = if is_full {
        "other programs have used up what the system can watch (`sudo sysctl \
         fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512` raises it)"
            .to_owned()
    } else {
        error.to_string()
    };
    format!(
        "the system tells of no changes: {why}; the press looks for them every second instead"
    )
}

/// The files of the book, and what they hold.
#[derive(Debug, Default)]
struct Seen(BTreeMap<PathBuf, File>);

#[derive(Debug, Clone, Copy)]
struct File {
    length: u64,
    changed: Option<SystemTime>,
    content: u64,
}

impl Seen {
    fn of(root: &Path) -> Self {
        Self::default().again(root)
    }

    /// The files as they are now. Only those that may have changed are read.
    fn again(&self, root: &Path) -> Self {
        let mut now = BTreeMap::new();
        let own = ["Cargo.toml", "README.md"].map(|file| root.join(file));
        let folders = ["book", "chapters"].map(|folder| root.join(folder));
        for top in own.into_iter().chain(folders) {
            let walk = WalkDir::new(&top).follow_links(true).into_iter();
            // What goes while it is looked at is not there.
            for entry in
                walk.filter_entry(|entry| is_of_the_book(root, entry)).flatten()
            {
                if let Ok(about) = entry.metadata()
                    && about.is_file()
                    && has_ending(entry.path())
                {
                    let path = entry.into_path();
                    let file = self.file(&path, &about);
                    now.insert(path, file);
                }
            }
        }
        Self(now)
    }

    fn file(&self, path: &Path, about: &fs::Metadata) -> File {
        let (length, changed) = (about.len(), about.modified().ok());
        if let Some(known) = self.0.get(path)
            && (known.length, known.changed) == (length, changed)
            && changed
                .is_some_and(|at| at.elapsed().is_ok_and(|since| since > MOMENT))
        {
            return *known;
        }
        let mut hasher = DefaultHasher::new();
        fs::read(path).ok().hash(&mut hasher);
        File { length, changed, content: hasher.finish() }
    }

    fn contents(&self) -> impl Iterator<Item = (&PathBuf, u64)> {
        self.0.iter().map(|(path, file)| (path, file.content))
    }
}

/// Whether the book is made of a file, or of files in a folder.
fn is_of_the_book(root: &Path, entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let within = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let is_ours = CODE.iter().any(|code| within == Path::new("book").join(code));
    // What a reader does in the course is on no page.
    let is_attempt = name == "attempts" && entry.file_type().is_dir();
    let is_output = within == Path::new("book/book") || name == "target";
    entry.depth() == 0
        || !(name.starts_with('.') || is_ours || is_attempt || is_output)
}

fn has_ending(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a change is seen as one of the book.
    fn is_seen(change: impl Fn(&Path)) -> bool {
        let root = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        for file in ["book/src/loss.md", "chapters/loss/src/lib.rs", "Cargo.toml"] {
            write(file, "as it was");
        }
        write("chapters/loss/exercises/attempts/line.rs", "");
        let before = Seen::of(root.path());
        change(root.path());
        before.again(root.path()).contents().ne(before.contents())
    }

    fn is_seen_in(file: &str, text: &str) -> bool {
        is_seen(|root| {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        })
    }

    #[test]
    fn what_the_book_is_made_of_is_seen() {
        for file in [
            "book/src/loss.md",
            "book/src/new.md",
            "book/theme/css/general.css",
            "book/book.toml",
            "chapters/loss/src/lib.rs",
            "chapters/loss/tests/snapshots/numbers.snap",
            "chapters/loss/exercises/exercises.toml",
            "Cargo.toml",
            "README.md",
        ] {
            assert!(is_seen_in(file, "as it is"), "{file}");
        }
        assert!(is_seen(
            |root| fs::remove_file(root.join("book/src/loss.md")).unwrap()
        ));
    }

    #[test]
    fn what_editors_and_readers_leave_is_not() {
        for file in [
            "book/src/4913",
            "book/src/loss.md~",
            "book/src/.loss.md.swp",
            "book/src/._loss.md",
            "book/src/#loss.md#",
            "book/src/loss.md.bak",
            "book/src/loss.md___jb_tmp___",
            "book/src/sedqB3xYz",
            "book/book/loss.html",
            "book/press/src/main.rs",
            "chapters/loss/exercises/attempts/line.rs",
            "target/doc/index.html",
            "my-course/progress.toml",
            "Cargo.lock",
        ] {
            assert!(!is_seen_in(file, "as it is"), "{file}");
        }
        assert!(!is_seen_in("book/src/loss.md", "as it was"), "saved as it was");
    }

    #[cfg(unix)]
    #[test]
    fn behind_links_the_book_goes_on() {
        use std::os::unix::fs::symlink;
        let elsewhere = tempfile::tempdir().unwrap();
        let page = elsewhere.path().join("page.md");
        fs::write(&page, "as it was").unwrap();
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("book/src")).unwrap();
        symlink(&page, root.path().join("book/src/page.md")).unwrap();
        symlink("nowhere", root.path().join("book/src/dangling.md")).unwrap();
        symlink(root.path(), root.path().join("book/circle")).unwrap();
        let before = Seen::of(root.path());
        assert!(before.again(root.path()).contents().eq(before.contents()));
        fs::write(&page, "as it is").unwrap();
        assert!(before.again(root.path()).contents().ne(before.contents()));
    }

    #[test]
    fn where_nothing_can_be_watched_the_press_looks() {
        let root = tempfile::tempdir().unwrap();
        let mut watch = Watch::new(root.path());
        let trouble = watch.trouble.clone().unwrap();
        assert!(
            trouble.ends_with("looks for them every second instead"),
            "{trouble}"
        );
        let page = root.path().join("book/src/loss.md");
        let saved = thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            fs::create_dir_all(page.parent().unwrap()).unwrap();
            fs::write(page, "saved").unwrap();
        });
        watch.wait();
        saved.join().unwrap();
        let full = super::trouble(&notify::Error::new(ErrorKind::MaxFilesWatch));
        assert!(full.contains("fs.inotify.max_user_watches"), "{full}");
    }
}
