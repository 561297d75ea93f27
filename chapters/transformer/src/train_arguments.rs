//! What a reader can ask of a training.

use std::path::PathBuf;

use transformer::corpus::Tokenizer;

/// Train a model on a text of your own, and save it as it learns
///
/// Nine tenths of the text are learned from; with the last tenth the model is
/// tested. Ctrl-C saves and ends, and so does a terminal or a pipe that is closed
/// (`| head`, exit code 141); a second Ctrl-C ends at once, without the step at hand.
/// --resume goes on as if it had never been stopped.
#[derive(clap::Args)]
pub(crate) struct Train {
    /// The text to learn from, in UTF-8
    #[arg(long, value_name = "FILE")]
    pub(crate) corpus: PathBuf,
    /// Where the model is saved, with all that it takes to go on
    #[arg(long, value_name = "FILE", default_value = "transformer.checkpoint")]
    pub(crate) checkpoint: PathBuf,
    /// Go on with the training that the checkpoint holds, as it was set up; only what
    /// is printed, and when, is asked for anew
    #[arg(long, conflicts_with = "force")]
    pub(crate) resume: bool,
    /// Replace the checkpoint if it is there already; no other file is ever replaced
    #[arg(long)]
    pub(crate) force: bool,
    /// What the model reads and writes [default: chars]
    #[arg(long, value_name = "chars|words")]
    pub(crate) tokens: Option<Kind>,
    /// How many steps to train; with --resume, how many in all: if that is more than
    /// before, the learning rate rises and falls once more [default: 3000]
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) steps: Option<u64>,
    /// Sequences in each step [default: 16]
    #[arg(long, value_name = "SEQUENCES", allow_negative_numbers = true)]
    pub(crate) batch: Option<usize>,
    /// How many tokens the model sees [default: 64]
    #[arg(long, value_name = "TOKENS", allow_negative_numbers = true)]
    pub(crate) context: Option<usize>,
    /// Numbers for each token, d_model: a multiple of the heads [default: 64]
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) width: Option<usize>,
    /// Attention heads in each block [default: 4]
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) heads: Option<usize>,
    /// Blocks, one upon the other [default: 4]
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) layers: Option<usize>,
    /// The largest size of a step [default: 0.003]
    #[arg(long, value_name = "RATE", allow_negative_numbers = true)]
    pub(crate) learning_rate: Option<f64>,
    /// In how many steps the learning rate rises to it [default: 100]
    #[arg(long, value_name = "STEPS", allow_negative_numbers = true)]
    pub(crate) warm_up: Option<u64>,
    /// How strongly the parameters are pulled towards 0 [default: 0.1]
    #[arg(long, value_name = "STRENGTH", allow_negative_numbers = true)]
    pub(crate) weight_decay: Option<f64>,
    /// The seed of the first parameters and of the batches [default: 1]
    #[arg(long, conflicts_with = "resume", allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// How many threads compute; the result is the same [default: all there are]
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) threads: Option<usize>,
    /// Compute in f64, one sequence after the other, as the chapter explains it; with
    /// --resume, as before, unless it is --clear=true or --clear=false
    #[arg(
        long,
        value_name = "true|false",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub(crate) clear: Option<bool>,
    /// After how many steps each the loss is printed where there is no terminal
    #[arg(
        long,
        value_name = "STEPS",
        default_value_t = 100,
        allow_negative_numbers = true
    )]
    pub(crate) report_every: u64,
    /// After how many steps each the model is tested, writes a sample and is saved
    #[arg(
        long,
        value_name = "STEPS",
        default_value_t = 500,
        allow_negative_numbers = true
    )]
    pub(crate) sample_every: u64,
    /// How many tokens a sample has; 0 for none
    #[arg(
        long,
        value_name = "TOKENS",
        default_value_t = 200,
        allow_negative_numbers = true
    )]
    pub(crate) sample_length: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, clap::ValueEnum)]
pub(crate) enum Kind {
    Chars,
    Words,
}

impl Kind {
    pub(crate) fn tokenizer(self) -> Tokenizer {
        match self {
            Kind::Chars => Tokenizer::Chars,
            Kind::Words => Tokenizer::Words,
        }
    }
}
