//! Trains natively, as the page does, for the comparison with the module in a browser:
//! `trained TEXT STEPS CHECKPOINT` prints the losses as JSON, then tokens a second on one
//! thread, and keeps the checkpoint.

use std::time::Instant;
use std::{env, fs};

use anyhow::{Context as _, Result};
use transformer::session::{Session, SessionSettings};

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let mut next =
        || arguments.next().context("usage: trained TEXT STEPS CHECKPOINT");
    let (text, steps, checkpoint) = (next()?, next()?, next()?);
    let mut session = Session::new(fs::read(&text)?, &SessionSettings::default())?;
    let start = Instant::now();
    let mut losses = Vec::new();
    for _ in 0..steps.parse()? {
        losses.push(session.step()?.loss);
    }
    let tokens = losses.len() * session.settings().batch * session.sizes().context;
    fs::write(checkpoint, session.checkpoint()?)?;
    println!("{}", serde_json::to_string(&losses)?);
    println!("{:.0}", tokens as f64 / start.elapsed().as_secs_f64());
    Ok(())
}
