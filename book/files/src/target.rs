//! The place where a result shall be saved, tried before the work starts.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::lock::{Lock, LockError, start_of_name};

/// A format of ours: no file of another kind is ever replaced.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What a file of it is: "checkpoint".
    pub name: &'static str,
    /// What every file of it begins with.
    pub title: &'static [u8],
}

impl Format {
    /// Whether the file is of this format, or empty: then nothing is lost with it. What
    /// has only the first letters of the title may be a note of the reader's.
    fn is_of(self, file: &Path) -> io::Result<bool> {
        let mut head = Vec::new();
        File::open(file)?.take(self.title.len() as u64).read_to_end(&mut head)?;
        Ok(head.is_empty() || head == self.title)
    }
}

/// A place for a file, which nobody else saves to until this is dropped.
#[derive(Debug)]
pub struct Target {
    /// As the reader named it.
    named: PathBuf,
    /// Where that leads, if it is a link.
    file: PathBuf,
    folder: PathBuf,
    format: Format,
    may_replace: bool,
    lock: Lock,
}

impl Target {
    /// A place for a file of `format`. Tries that it can be written, and leaves nothing
    /// behind. What is there already is only replaced if it `may_replace` that, and never
    /// if it is one of the `inputs`, whatever the names.
    ///
    /// # Errors
    /// If the file cannot be saved there, would replace another that it shall not, or
    /// another process is saving there.
    pub fn new(
        named: &Path,
        format: Format,
        may_replace: bool,
        inputs: &[&Path],
    ) -> Result<Target, TargetError> {
        let file = resolved(named, format)?;
        let folder = folder_of(&file)?;
        let write = |source| TargetError::Write { file: named.into(), source };
        let there = metadata(&file).map_err(write)?;
        if let Some(there) = &there {
            ensure_a_file(there, named, format)?;
            for input in inputs {
                // To open a pipe would wait for whoever writes into it.
                let is_file = fs::metadata(input).is_ok_and(|it| it.is_file());
                if is_file && same_file::is_same_file(input, &file).unwrap_or(false)
                {
                    let file = named.into();
                    return Err(TargetError::Input { file, what: format.name });
                }
            }
        }
        let lock = Lock::take(&file).map_err(|error| match error {
            LockError::Busy(process) => {
                TargetError::Busy { file: named.into(), process }
            }
            LockError::System(source) => write(source),
        })?;
        let named = named.into();
        let target = Target { named, file, folder, format, may_replace, lock };
        // Again: it may have come before the lock was taken.
        target.check()?;
        remove_leftovers(&target.folder, &target.file);
        target.new_file().map_err(write)?.close().map_err(write)?;
        Ok(target)
    }

    /// Tries whether a file of so many bytes can be saved.
    ///
    /// # Errors
    /// If not.
    pub fn ensure_room(&self, bytes: u64) -> Result<(), TargetError> {
        let write = |source| self.write_error(source);
        let mut new = self.new_file().map_err(write)?;
        let mut some = io::repeat(1).take(bytes);
        io::copy(&mut some, new.as_file_mut()).map_err(write)?;
        new.close().map_err(write)
    }

    /// Saves. Whatever happens on the way, the file holds either what it held before or
    /// all of `bytes`: they go to a new file beside it, onto the disk, and only then take
    /// its name. Permissions stay, and so does a link to the file.
    ///
    /// # Errors
    /// If the system refuses, or something has come there that is not of our format.
    pub fn save(&mut self, bytes: &[u8]) -> Result<(), TargetError> {
        let there = self.check()?;
        let write = |source| self.write_error(source);
        let mut new = self.new_file().map_err(write)?;
        new.as_file_mut().write_all(bytes).map_err(write)?;
        if let Some(there) = &there {
            new.as_file().set_permissions(there.permissions()).map_err(write)?;
        }
        new.as_file().sync_all().map_err(write)?;
        self.give_name(new, there.is_some()).map_err(write)?;
        self.may_replace = true;
        sync(&self.folder);
        Ok(())
    }

    /// Gives a new file its name. On Windows a file that somebody reads, or a guard against
    /// viruses, keeps its name for a moment: then again.
    fn give_name(
        &self,
        mut new: tempfile::NamedTempFile,
        is_replaced: bool,
    ) -> io::Result<()> {
        let mut tries = if cfg!(windows) { 200 } else { 1 };
        loop {
            let named = if is_replaced {
                new.persist(&self.file)
            } else {
                new.persist_noclobber(&self.file)
            };
            tries -= 1;
            match named {
                Ok(_) => return Ok(()),
                Err(refused) => {
                    let kind = refused.error.kind();
                    if tries == 0 || kind != io::ErrorKind::PermissionDenied {
                        return Err(refused.error);
                    }
                    new = refused.file;
                }
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }

    /// Saves beside the folder of the reader's choice, when nothing can be saved there
    /// any more: in the current folder, or else in that for temporary files. Says where.
    ///
    /// # Errors
    /// If that cannot be written either.
    pub fn save_elsewhere(&self, bytes: &[u8]) -> io::Result<PathBuf> {
        let name = self.named.file_name().unwrap_or_default().to_string_lossy();
        let start: String = name.chars().take(40).chain(['-']).collect();
        let save = |folder: &Path| -> io::Result<PathBuf> {
            let mut new = new_file(&start, folder)?;
            new.as_file_mut().write_all(bytes)?;
            new.as_file().sync_all()?;
            Ok(new.keep()?.1)
        };
        std::env::current_dir()
            .and_then(|folder| save(&folder))
            .or_else(|_| save(&std::env::temp_dir()))
    }

    /// Puts away what this has made beside the file, for a process that ends at once.
    pub fn abandon(&self) -> impl FnMut() + Send + 'static {
        let (folder, file) = (self.folder.clone(), self.file.clone());
        let lock = self.lock.file().to_path_buf();
        move || {
            remove_leftovers(&folder, &file);
            let _ = fs::remove_file(&lock);
        }
    }

    /// The file as the reader named it.
    pub fn named(&self) -> &Path {
        &self.named
    }

    /// What is there now, if that may be replaced.
    fn check(&self) -> Result<Option<Metadata>, TargetError> {
        let (named, what) = (|| self.named.clone(), self.format.name);
        let there =
            metadata(&self.file).map_err(|error| self.write_error(error))?;
        let Some(there) = there else { return Ok(None) };
        ensure_a_file(&there, &self.named, self.format)?;
        match self.format.is_of(&self.file) {
            Ok(true) => {}
            Ok(false) => return Err(TargetError::Foreign { file: named(), what }),
            Err(error) => return Err(self.write_error(error)),
        }
        if !self.may_replace {
            return Err(TargetError::Exists { file: named() });
        }
        if there.permissions().readonly() {
            return Err(TargetError::ReadOnly { file: named() });
        }
        Ok(Some(there))
    }

    fn write_error(&self, source: io::Error) -> TargetError {
        TargetError::Write { file: self.named.clone(), source }
    }

    /// A file beside the one to be, which goes away again if it never gets its name.
    fn new_file(&self) -> io::Result<tempfile::NamedTempFile> {
        let start = format!("{}-", start_of_name(&self.file));
        new_file(&start, &self.folder)
    }
}

/// What a process left that was killed while it saved. Nobody else writes files of such
/// names while we have the lock.
fn remove_leftovers(folder: &Path, file: &Path) {
    let start = format!("{}-", start_of_name(file));
    let Ok(files) = fs::read_dir(folder) else { return };
    for file in files.flatten() {
        let name = file.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(&start));
        let is_ours = rest.is_some_and(|rest| {
            rest.len() == RANDOM && rest.bytes().all(|c| c.is_ascii_alphanumeric())
        });
        if is_ours && file.file_type().is_ok_and(|it| it.is_file()) {
            let _ = fs::remove_file(file.path());
        }
    }
}

/// A file with the permissions of any new one. Its errors, and those of writing to
/// the file itself, do not name it: it is the reader's file that cannot be written.
fn new_file(start: &str, folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(start).rand_bytes(RANDOM).make_in(folder, |path| {
        File::options().read(true).write(true).create_new(true).open(path)
    })
}

/// How many letters and digits make the name of a new file unlike all others.
const RANDOM: usize = 6;

/// Where a name leads: a link is followed, so that it stays a link.
fn resolved(named: &Path, format: Format) -> Result<PathBuf, TargetError> {
    let (file, what) = (|| named.to_path_buf(), format.name);
    if named.as_os_str().is_empty() {
        return Err(TargetError::NoName { what });
    }
    let end = named.as_os_str().as_encoded_bytes().last().copied();
    let is_folder = end.is_some_and(|end| std::path::is_separator(end.into()));
    if named.is_dir() || is_folder || named.file_name().is_none() {
        return Err(TargetError::Folder { file: file(), what });
    }
    match fs::symlink_metadata(named) {
        Ok(there) if there.is_symlink() => named.canonicalize().map_err(|_| {
            let to = fs::read_link(named).unwrap_or_default();
            TargetError::Dangling { file: file(), to }
        }),
        _ => Ok(file()),
    }
}

fn folder_of(file: &Path) -> Result<PathBuf, TargetError> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(TargetError::NoFolder { folder: folder.into() });
    }
    Ok(folder.into())
}

fn metadata(file: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

fn ensure_a_file(
    there: &Metadata,
    named: &Path,
    format: Format,
) -> Result<(), TargetError> {
    let (file, what) = (named.into(), format.name);
    if there.is_dir() {
        return Err(TargetError::Folder { file, what });
    }
    if !there.is_file() {
        return Err(TargetError::Device { file, what });
    }
    Ok(())
}

/// Makes sure that the name is on the disk too, where folders can be opened for that.
fn sync(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Why nothing can be saved there, and what would be right.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// There is no name.
    #[error("the name is empty: name a file to save the {what} in")]
    NoName {
        /// What was to be saved.
        what: &'static str,
    },
    /// It is a folder, or named as one.
    #[error("{} is a folder: name a file to save the {what} in", file.display())]
    Folder {
        /// The file.
        file: PathBuf,
        /// What was to be saved.
        what: &'static str,
    },
    /// There is no such folder.
    #[error(
        "there is no folder {}: make it first, or name a file in another one",
        folder.display()
    )]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// It is a link to nowhere.
    #[error(
        "{} is a link to {}, which is not there: remove the link, or name another \
         file",
        file.display(), to.display()
    )]
    Dangling {
        /// The link.
        file: PathBuf,
        /// Where it leads.
        to: PathBuf,
    },
    /// It keeps nothing.
    #[error(
        "{} is a device or a pipe, which keeps nothing: name a file to save the \
         {what} in",
        file.display()
    )]
    Device {
        /// The file.
        file: PathBuf,
        /// What was to be saved.
        what: &'static str,
    },
    /// It is one of the files that are read.
    #[error(
        "{} is the file that is read: name another one to save the {what} in",
        file.display()
    )]
    Input {
        /// The file.
        file: PathBuf,
        /// What was to be saved.
        what: &'static str,
    },
    /// It is there already, and shall not be replaced.
    #[error("{} is there already", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// It is there already, and no file of ours.
    #[error(
        "{} is there already and no {what}, so it is not replaced: name another file",
        file.display()
    )]
    Foreign {
        /// The file.
        file: PathBuf,
        /// What was to be saved.
        what: &'static str,
    },
    /// It is there already, and protected.
    #[error(
        "{} is read-only: allow that it is written, or name another file",
        file.display()
    )]
    ReadOnly {
        /// The file.
        file: PathBuf,
    },
    /// Somebody else is at it.
    #[error(
        "{} is being saved to by another run{}: wait until that has ended, or name \
         another file",
        file.display(), named(*process)
    )]
    Busy {
        /// The file.
        file: PathBuf,
        /// Which process, if that can be seen.
        process: Option<u32>,
    },
    /// The system refuses.
    #[error("cannot write {}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
}

fn named(process: Option<u32>) -> String {
    process.map_or(String::new(), |process| format!(" (process {process})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: Format = Format { name: "model", title: b"our model\n" };

    fn place(file: &Path, may_replace: bool) -> Result<Target, TargetError> {
        Target::new(file, FORMAT, may_replace, &[])
    }

    fn refused(file: &Path) -> String {
        place(file, true).expect_err("no place").to_string()
    }

    fn names(folder: &Path) -> Vec<String> {
        let files = fs::read_dir(folder).expect("the folder").map(|file| {
            file.expect("a file").file_name().to_string_lossy().into_owned()
        });
        let mut names: Vec<_> = files.collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_saved_replaces_only_its_like() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("model");
        let mut target = place(&file, false).expect("a place");
        assert_eq!(names(folder.path()), [".saving-model.lock"]);
        target.ensure_room(100_000).expect("room");
        for content in ["our model\n1", "our model\n2"] {
            target.save(content.as_bytes()).expect("saved");
            assert_eq!(fs::read_to_string(&file).expect("a file"), content);
        }
        // Somebody puts something of theirs there meanwhile.
        fs::write(&file, "a poem").expect("a file");
        let error = target.save(b"our model\n3").expect_err("a poem").to_string();
        assert!(error.contains("and no model, so it is not replaced"), "{error}");
        drop(target);
        assert_eq!(names(folder.path()), ["model"]);
        assert!(refused(&file).contains("and no model"));
        assert_eq!(fs::read(&file).expect("a file"), b"a poem");
        for note in ["o", "our", "our model"] {
            fs::write(&file, note).expect("a file");
            assert!(refused(&file).contains("and no model"), "{note}");
            assert_eq!(fs::read(&file).expect("a file"), note.as_bytes());
        }
        for ours in ["", "our model\n", "our model\n4"] {
            fs::write(&file, ours).expect("a file");
            let error = place(&file, false).expect_err("there").to_string();
            assert!(error.ends_with("model is there already"), "{error}");
            drop(place(&file, true).expect("a place"));
        }
        assert_eq!(names(folder.path()), ["model"]);
    }

    #[test]
    fn what_cannot_be_written_is_said_before() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        assert!(refused(&at("gone/model")).starts_with("there is no folder"));
        assert!(refused(&at("model/")).contains("is a folder: name a file"));
        assert!(refused(folder.path()).contains("is a folder: name a file"));
        assert!(refused(Path::new("..")).contains("is a folder: name a file"));
        assert!(refused(Path::new("")).contains("the name is empty"));
        if cfg!(unix) {
            assert!(refused(&at(&"a".repeat(300))).starts_with("cannot write"));
        }
        fs::write(at("text"), "a poem").expect("a file");
        assert!(refused(&at("text/model")).starts_with("there is no folder"));
        assert_eq!(names(folder.path()), ["text"]);
        // A name as long as names may be.
        let long = at(&"n".repeat(255));
        place(&long, false).expect("a place").save(b"our model\n").expect("saved");
        assert_eq!(fs::read(&long).expect("a file"), b"our model\n");
    }

    #[test]
    fn leftovers_of_ones_own_go() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        let others = [
            ".saving-a-b-123456",
            ".saving-a-notes.txt",
            ".saving-b-123456",
            ".saving-notes",
        ];
        for name in
            others.into_iter().chain([".saving-a-Xy12z9", ".saving-a-000000"])
        {
            fs::write(at(name), "half").expect("a file");
        }
        drop(place(&at("a"), false).expect("a place"));
        assert_eq!(names(folder.path()), others);
    }

    /// Windows deletes no folder in which a file is open.
    #[cfg(unix)]
    #[test]
    fn there_is_another_place() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let below = folder.path().join("below");
        fs::create_dir(&below).expect("a folder");
        let mut target = place(&below.join("model"), false).expect("a place");
        fs::remove_dir_all(&below).expect("gone");
        assert!(target.save(b"our model\n").is_err());
        let saved = target.save_elsewhere(b"our model\n").expect("saved");
        assert_eq!(fs::read(&saved).expect("a file"), b"our model\n");
        fs::remove_file(saved).expect("gone");
    }

    #[test]
    fn one_run_at_a_time() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("model");
        let first = place(&file, false).expect("a place");
        let error = refused(&file);
        assert!(error.contains("is being saved to by another run"), "{error}");
        drop(first);
        drop(place(&file, false).expect("a place"));
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        symlink("gone", at("nowhere")).expect("a link");
        assert!(
            refused(&at("nowhere")).contains("is a link to gone, which is not")
        );
        assert!(refused(Path::new("/dev/null")).contains("is a device or a pipe"));
        fs::create_dir(at("below")).expect("a folder");
        let file = at("below/model");
        fs::write(&file, "our model\n1").expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640))
            .expect("mode");
        symlink("below/model", at("link")).expect("a link");
        let mut target = place(&at("link"), true).expect("a place");
        assert!(refused(&file).contains("by another run"), "one file, two names");
        target.save(b"our model\n2").expect("saved");
        drop(target);
        assert!(at("link").is_symlink());
        assert_eq!(fs::read(&file).expect("a file"), b"our model\n2");
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        assert_eq!(names(&at("below")), ["model"]);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444))
            .expect("mode");
        assert!(refused(&file).contains("is read-only: allow"));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_read_is_never_replaced() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("text"), "our model\n of a text").expect("a file");
        std::os::unix::fs::symlink("text", at("link")).expect("a link");
        fs::hard_link(at("text"), at("hard")).expect("a link");
        for name in ["text", "./text", "link", "hard"] {
            let error = Target::new(&at(name), FORMAT, true, &[&at("text")]);
            let error = error.expect_err("the same").to_string();
            assert!(error.contains("is the file that is read"), "{error}");
        }
    }
}
