//! `cargo run -p embeddings`
fn main() {
    let t = std::time::Instant::now();
    let v = embeddings::file::load(std::path::Path::new(
        &std::env::args().nth(1).unwrap(),
    ))
    .unwrap();
    eprintln!("{} {:?}", v.vocabulary().words().len(), t.elapsed());
}
