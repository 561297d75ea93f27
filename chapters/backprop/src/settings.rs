//! How long, in which steps and in which order a network is trained.

// ANCHOR: settings
/// How a network is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How many times it sees every example.
    pub epochs: usize,
    /// Examples for each step; the last batch of an epoch may have fewer.
    pub batch_size: usize,
    /// The size η of a step.
    pub learning_rate: f64,
    /// In which order an epoch takes the examples.
    pub order: Order,
}

/// In which order the examples of an epoch come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// In a new random one in every epoch.
    Shuffled,
    /// In that of the rows, the same in every epoch.
    AsGiven,
}
// ANCHOR_END: settings
