//! Prints what figures show natively, for the comparison with the module in a browser: a
//! line of JSON for each state, with the figure, the state and the frame.

use live::{Figures, Request, random_state};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use serde_json::json;

/// States that nobody chose, of each figure.
const RANDOM: usize = 4;

fn main() -> anyhow::Result<()> {
    let mut figures = Figures::default();
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let all: Vec<_> =
        figures.all().map(|(name, f)| (name.to_owned(), f.about())).collect();
    for (figure, about) in all {
        let named = about.states.iter().map(|s| s.sets.iter().cloned().collect());
        let mut states: Vec<_> = named.collect();
        states.insert(0, [].into());
        states.extend((0..RANDOM).map(|_| random_state(&about, &mut rng)));
        for state in states {
            let request = Request { figure: figure.clone(), state };
            let frame = match figures.frame(&request) {
                Ok(frame) => json!(frame),
                Err(error) => json!({ "error": format!("{error:#}") }),
            };
            println!(
                "{}",
                json!({ "figure": figure, "state": request.state, "frame": frame })
            );
        }
    }
    Ok(())
}
