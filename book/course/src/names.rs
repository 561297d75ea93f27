//! The names of exercises as readers write them.

use std::path::Path;

/// The name that is meant: a file is a name too, and so are capitals.
pub fn plain(name: &str) -> String {
    let name = name.trim().replace('\\', "/");
    let last = name.rsplit('/').next().unwrap_or_default();
    let last = last.to_lowercase().replace('_', "-");
    last.strip_suffix(".rs").unwrap_or(&last).to_owned()
}

/// Whether a name may stand for the file of an attempt: it is a name and no path, or a path
/// to that file from somewhere on the way to it. A solution of the same name is not meant,
/// nor a file in another clone.
pub fn is_file_of(name: &str, root: &Path, attempt: &Path) -> bool {
    let whole = |path: &Path| path.canonicalize().ok();
    if whole(Path::new(name))
        .is_some_and(|path| Some(path) == whole(&root.join(attempt)))
    {
        return true;
    }
    let folders = |path: &str| -> Vec<String> {
        let path = path.trim().to_lowercase().replace('\\', "/");
        let mut folders: Vec<_> = path
            .split('/')
            .filter(|part| !["", ".", ".."].contains(part))
            .map(str::to_owned)
            .collect();
        folders.pop();
        folders
    };
    let given = folders(name);
    let folder_of = |path: &Path| folders(&path.to_string_lossy());
    let (inside, all) = (folder_of(attempt), folder_of(&root.join(attempt)));
    inside.ends_with(&given) || (all.ends_with(&given) && given.ends_with(&inside))
}
