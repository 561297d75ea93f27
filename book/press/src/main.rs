//! `cargo run`: builds the book.
fn main() -> anyhow::Result<()> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    mdbook_driver::MDBook::load(root)?.build()
}
