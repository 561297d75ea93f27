//! `cargo run -p attention`
fn main() {}
