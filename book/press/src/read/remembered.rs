//! What was made of a text, kept until the text is another: an edit of one page parses one
//! page.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What was made of each file's text.
#[derive(Debug)]
pub(crate) struct Remembered<T>(Mutex<HashMap<PathBuf, (String, Arc<T>)>>);

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Remembered<T> {
    /// What `make` makes of the `text` of a file: made once for each text.
    pub fn of(&self, file: &Path, text: &str, make: impl FnOnce() -> T) -> Arc<T> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((before, made)) = known().get(file)
            && before == text
        {
            return Arc::clone(made);
        }
        // Without the lock: others may make something of other files meanwhile.
        let made = Arc::new(make());
        known().insert(file.to_owned(), (text.to_owned(), Arc::clone(&made)));
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn the_same_text_of_a_file_is_read_once() {
        let remembered = Remembered::default();
        let made = Cell::new(0);
        let length = |file: &str, text: &str| {
            *remembered.of(Path::new(file), text, || {
                made.set(made.get() + 1);
                text.len()
            })
        };
        assert_eq!(
            [length("a", "x"), length("a", "x"), length("b", "x")],
            [1, 1, 1]
        );
        assert_eq!(made.get(), 2, "one for each file");
        assert_eq!(length("a", "yy"), 2);
        assert_eq!(made.get(), 3, "one for each text");
    }
}
