//! What ndarray says when shapes do not fit: it stops the program.

use std::panic::{self, Location, UnwindSafe};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result};

/// How a program was stopped.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refused {
    /// What was said.
    pub message: String,
    /// The source file in which it happened, as was said.
    pub file: String,
}

/// What was last caught, and who is catching: one at a time, as there is one hook.
static CAUGHT: Mutex<Option<Refused>> = Mutex::new(None);
static CATCHING: Mutex<()> = Mutex::new(());

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What stops `run`, kept from the terminal.
///
/// # Errors
/// If nothing does.
pub(crate) fn refused(run: impl FnOnce() + UnwindSafe) -> Result<Refused> {
    let _alone = locked(&CATCHING);
    let others = panic::take_hook();
    panic::set_hook(Box::new(|info| {
        let message = info.payload().downcast_ref::<String>();
        let message = message.cloned().unwrap_or_default();
        let file = info.location().map_or("", Location::file).to_owned();
        *locked(&CAUGHT) = Some(Refused { message, file });
    }));
    let _ = panic::catch_unwind(run);
    panic::set_hook(others);
    locked(&CAUGHT).take().context("the shapes fit after all")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array2};

    /// The page says so: a sum blames the line that asked for it, a product one of ndarray's.
    #[test]
    fn a_sum_blames_our_line_and_a_product_one_of_its_own() {
        let (m, v) = (Array2::<f64>::zeros((2, 3)), Array1::<f64>::zeros(2));
        let product = refused(|| drop(m.dot(&m))).unwrap();
        let sum = refused(|| drop(&m + &v)).unwrap();
        assert_eq!(sum.file, file!(), "{sum:?}");
        assert!(product.file.contains("ndarray"), "{product:?}");
    }

    #[test]
    fn what_fits_is_not_refused() {
        let error = refused(|| ()).unwrap_err().to_string();
        assert_eq!(error, "the shapes fit after all");
    }
}
