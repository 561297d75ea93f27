//! Putting a built book into a folder that may hold other things: only what an earlier
//! build wrote is replaced or deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use outline::Slashed as _;
use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

/// Names the files that a build wrote into this folder, as `sha256sum` writes them.
const LIST: &str = ".book-files";
/// What a folder for publishing may hold before the first book comes into it, beside names
/// that begin with a dot.
const OF_A_HOST: [&str; 1] = ["CNAME"];

/// Which contents a build wrote under which names: more than one, if it was broken off.
#[derive(Debug, Default)]
struct Written(BTreeMap<String, BTreeSet<String>>);

/// A folder that a book can be put into.
#[derive(Debug)]
pub(super) struct Place {
    out: PathBuf,
    written: Written,
    /// Locked as long as this build has the folder to itself.
    list: Option<File>,
}

impl Place {
    /// Takes a folder for a book, there or not, if nothing of somebody else's is in the way.
    pub fn take(out: &Path) -> Result<Self> {
        let out = out.to_owned();
        if out.symlink_metadata().is_err() {
            return Ok(Self { out, written: Written::default(), list: None });
        }
        ensure!(
            out.exists(),
            "{} is a link to what is not there: name a folder for the book",
            out.display()
        );
        ensure!(
            out.is_dir(),
            "{} is a file: name a folder for the book",
            out.display()
        );
        let path = out.join(LIST);
        if !path.is_file() {
            ensure_free(&out)?;
            return Ok(Self { out, written: Written::default(), list: None });
        }
        let list = File::open(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        lock(&list, &out)?;
        let text = outline::read_text(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let written = Written::parse(&text);
        let place = Self { out, written, list: Some(list) };
        for name in place.written.0.keys() {
            place.ensure_ours(name, None)?;
        }
        clean_up(&place.out)?;
        Ok(place)
    }

    /// Moves the files of the folder `built` here, and deletes what earlier builds wrote and
    /// this one did not.
    pub fn fill(mut self, built: &Path) -> Result<()> {
        let new = contents(built)?;
        fs::create_dir_all(&self.out).with_context(|| {
            format!("cannot make the folder {}", self.out.display())
        })?;
        for (name, content) in &new {
            self.ensure_ours(name, Some(content))?;
        }
        let earlier: Vec<_> = self.written.0.keys().cloned().collect();
        // Broken off from here on, the next build knows both books.
        for (name, content) in &new {
            let contents = self.written.0.entry(name.clone()).or_default();
            contents.insert(content.clone());
        }
        self.list = Some(self.written.write(&self.out, self.list.take())?);
        for (name, content) in &new {
            let target = self.out.join(name);
            if hash(&target).is_ok_and(|there| there == *content) {
                continue;
            }
            let folder = target.parent().unwrap_or(&self.out);
            fs::create_dir_all(folder)
                .and_then(|()| fs::rename(built.join(name), &target))
                .with_context(|| format!("cannot write {}", target.display()))?;
        }
        for name in earlier.iter().filter(|name| !new.contains_key(*name)) {
            self.delete(name)?;
        }
        let new = new.into_iter().map(|(name, content)| (name, [content].into()));
        self.written = Written(new.collect());
        self.list = Some(self.written.write(&self.out, self.list.take())?);
        Ok(())
    }

    /// That a file of the book may take its place: nothing is there, or what a build wrote.
    fn ensure_ours(&self, name: &str, new: Option<&String>) -> Result<()> {
        let target = self.out.join(name);
        let mut above = target.ancestors().skip(1).take_while(|a| *a != self.out);
        let in_the_way = above.find(|folder| {
            folder.symlink_metadata().is_ok_and(|found| !found.is_dir())
        });
        let (path, there) = match (in_the_way, target.symlink_metadata()) {
            (Some(folder), _) => (folder, None),
            (None, Err(_)) => return Ok(()),
            (None, Ok(there)) => (target.as_path(), Some(there)),
        };
        let path = path.display();
        let out = self.out.display();
        let Some(contents) = self.written.0.get(name) else {
            let is_same = there.is_some_and(|there| there.is_file())
                && hash(&target).ok().as_ref() == new;
            ensure!(
                is_same,
                "{path} is not of a build, and the book has a file of that name: move it away, or \
                 name another folder than {out}"
            );
            return Ok(());
        };
        let is_ours = there.is_some_and(|there| there.is_file())
            && hash(&target).is_ok_and(|there| {
                contents.contains(&there) || new == Some(&there)
            });
        ensure!(
            is_ours,
            "{path} is not any more what a build wrote there: move it away, or name another folder \
             than {out}"
        );
        Ok(())
    }

    /// Deletes what a build wrote, and the folders that are empty without it.
    fn delete(&self, name: &str) -> Result<()> {
        let path = self.out.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error)
                    .context(format!("cannot delete {}", path.display()));
            }
            _ => {}
        }
        for folder in path.ancestors().skip(1).take_while(|a| *a != self.out) {
            // It stays if something is in it.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }
}

impl Written {
    fn parse(text: &str) -> Self {
        let mut written = Self::default();
        for (content, name) in text.lines().filter_map(|line| line.split_once("  "))
        {
            let is_below = Path::new(name)
                .components()
                .all(|part| matches!(part, std::path::Component::Normal(_)));
            if is_below {
                written
                    .0
                    .entry(name.to_owned())
                    .or_default()
                    .insert(content.to_owned());
            }
        }
        written
    }

    /// Writes the list whole, and locks it in place of the one before.
    fn write(&self, out: &Path, before: Option<File>) -> Result<File> {
        let mut text = String::new();
        for (name, contents) in &self.0 {
            for content in contents {
                writeln!(text, "{content}  {name}").expect("a String takes all");
            }
        }
        let write = move || {
            let mut file = tempfile::Builder::new()
                .prefix(&format!("{LIST}-"))
                .permissions_of_any_file()
                .tempfile_in(out)?;
            file.write_all(text.as_bytes())?;
            // Some file systems of a network know no locks.
            let _ = file.as_file().lock();
            // Windows replaces no file that is open.
            drop(before);
            Ok(file.persist(out.join(LIST))?)
        };
        write().map_err(|error: io::Error| {
            let path = out.join(LIST);
            anyhow::Error::new(error)
                .context(format!("cannot write {}", path.display()))
        })
    }
}

/// Files that others may read, as any that a program writes.
trait OfAnyFile {
    fn permissions_of_any_file(&mut self) -> &mut Self;
}

impl OfAnyFile for tempfile::Builder<'_, '_> {
    fn permissions_of_any_file(&mut self) -> &mut Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            self.permissions(fs::Permissions::from_mode(0o666))
        }
        #[cfg(not(unix))]
        self
    }
}

/// Refuses a folder with things of which no list says that a build wrote them.
fn ensure_free(out: &Path) -> Result<()> {
    let entries = fs::read_dir(out)
        .with_context(|| format!("cannot read {}", out.display()))?;
    let mut names: Vec<_> = entries
        .filter_map(|entry| {
            Some(entry.ok()?.file_name().to_string_lossy().into_owned())
        })
        .filter(|name| {
            !name.starts_with('.') && !OF_A_HOST.contains(&name.as_str())
        })
        .collect();
    names.sort();
    let Some(first) = names.first() else { return Ok(()) };
    bail!(
        "{} holds `{first}`, and no list ({LIST}) that says what of it an earlier build wrote: name \
         an empty or a new folder",
        out.display()
    );
}

fn lock(list: &File, out: &Path) -> Result<()> {
    match list.try_lock() {
        Err(fs::TryLockError::WouldBlock) => bail!(
            "another build is writing into {}: wait for its end, or name another folder",
            out.display()
        ),
        // Some file systems of a network know no locks.
        _ => Ok(()),
    }
}

/// Deletes lists that builds broken off have left half written.
fn clean_up(out: &Path) -> Result<()> {
    for entry in fs::read_dir(out)?.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&format!("{LIST}-"))
            && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// The files in a folder, by their names from it, with what they hold.
fn contents(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.context("cannot read the built book")?;
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let content = hash(entry.path()).with_context(|| {
                format!("cannot read {}", entry.path().display())
            })?;
            found.insert(name.slashed().into_owned(), content);
        }
    }
    Ok(found)
}

/// What a file holds, in sixty-four digits.
fn hash(path: &Path) -> io::Result<String> {
    let digest = Sha256::digest(fs::read(path)?);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
