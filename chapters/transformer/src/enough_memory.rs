//! Whether there is memory enough for a training, and what would fit if not.

use anyhow::{Result, bail};
use files::{available_memory, in_words};
use transformer::engine::{Config, Settings, memory};

/// The sizes of a training, as the reader gives them.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) config: Config,
    pub(crate) settings: Settings,
    pub(crate) threads: usize,
    pub(crate) is_clear: bool,
}

impl Sizes {
    fn memory(&self) -> u64 {
        memory(self.config, &self.settings, self.threads, self.is_clear)
    }
}

/// Refuses a training that the machine has no room for, before it takes any.
pub(crate) fn ensure_memory(sizes: Sizes) -> Result<()> {
    let Some(available) = available_memory() else { return Ok(()) };
    if sizes.memory() <= available {
        return Ok(());
    }
    let Config { heads, .. } = sizes.config;
    type Change = fn(&mut Sizes, usize);
    let changes: [(&str, usize, usize, Change); 4] = [
        ("--batch", sizes.settings.batch, 1, |sizes, to| sizes.settings.batch = to),
        ("--context", sizes.config.context, 1, |sizes, to| {
            sizes.config.context = to
        }),
        ("--width", sizes.config.d_model, heads, |sizes, to| {
            sizes.config.d_model = to;
        }),
        ("--layers", sizes.config.layers, 1, |sizes, to| sizes.config.layers = to),
    ];
    // Not all that there is: others want some too.
    let fits = |sizes: &Sizes| sizes.memory() <= available / 10 * 9;
    let fitting = changes.into_iter().filter_map(|(flag, now, step, change)| {
        let with = |count: usize| {
            let mut sizes = sizes;
            change(&mut sizes, count * step);
            sizes
        };
        let (mut least, mut most) = (0, now / step);
        while least + 1 < most {
            let middle = least.midpoint(most);
            *(if fits(&with(middle)) { &mut least } else { &mut most }) = middle;
        }
        (least > 0).then(|| format!("{flag} {}", least * step))
    });
    let fitting: Vec<_> = fitting.collect();
    let instead = match fitting.as_slice() {
        [] => "make several of --batch, --context, --width and --layers smaller"
            .into(),
        fitting => format!("what would fit is {}", fitting.join(", or ")),
    };
    bail!(
        "this training takes about {}, and memory has room for {}: {instead}",
        in_words(sizes.memory()),
        in_words(available)
    );
}
