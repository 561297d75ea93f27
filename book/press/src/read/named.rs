//! What stands in a file under a name.

/// An item's name and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// `layer::Layer::forward` is named `Layer::forward`.
    pub name: String,
    pub line: usize,
}
