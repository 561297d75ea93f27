//! Whether there is memory enough for a training, and what would fit if not.

use anyhow::{Result, bail};
use files::{available_memory, in_words};
use transformer::Sizes;
use transformer::engine::{Settings, memory};

/// What a training asks of the machine.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) sizes: Sizes,
    pub(crate) settings: Settings,
    pub(crate) threads: usize,
    pub(crate) uses_clear_model: bool,
}

impl Load {
    fn memory(&self) -> u64 {
        memory(self.sizes, &self.settings, self.threads, self.uses_clear_model)
    }
}

/// Refuses a training that the machine has no room for, before it takes any.
pub(crate) fn ensure_memory(load: Load) -> Result<()> {
    let Some(available) = available_memory() else { return Ok(()) };
    if load.memory() <= available {
        return Ok(());
    }
    let Sizes { n_heads, .. } = load.sizes;
    type Change = fn(&mut Load, usize);
    let changes: [(&str, usize, usize, Change); 4] = [
        ("--batch", load.settings.batch, 1, |load, to| load.settings.batch = to),
        ("--context", load.sizes.context, 1, |load, to| load.sizes.context = to),
        ("--width", load.sizes.d_model, n_heads, |load, to| {
            load.sizes.d_model = to;
        }),
        ("--layers", load.sizes.n_blocks, 1, |load, to| load.sizes.n_blocks = to),
    ];
    // Not all that there is: others want some too.
    let fits = |load: &Load| load.memory() <= available / 10 * 9;
    let fitting = changes.into_iter().filter_map(|(flag, now, step, change)| {
        let with = |count: usize| {
            let mut load = load;
            change(&mut load, count * step);
            load
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
        in_words(load.memory()),
        in_words(available)
    );
}
