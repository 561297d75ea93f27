//! The heads on threads: none of them waits for another, so they may run at once.

use attention::Head;
use ndarray::Array2;
#[cfg(all(feature = "threads", not(target_family = "wasm")))]
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::{MultiHead, MultiHeadError, MultiHeadPass};

impl MultiHead {
    /// [`MultiHead::forward`] with each head on a thread of its own, as far as there
    /// are any. No head waits for another, so the result is the same to the last bit.
    ///
    /// # Errors
    /// As [`MultiHead::forward`].
    pub fn forward_side_by_side(
        &self,
        tokens: &Array2<f64>,
        mask: Option<&Array2<bool>>,
    ) -> Result<MultiHeadPass, MultiHeadError> {
        self.check()?;
        let forward = |head: &Head| head.forward(tokens, mask);
        #[cfg(all(feature = "threads", not(target_family = "wasm")))]
        let heads = self.heads.par_iter();
        #[cfg(not(all(feature = "threads", not(target_family = "wasm"))))]
        let heads = self.heads.iter();
        self.join(heads.map(forward).collect::<Result<Vec<_>, _>>()?)
    }
}
