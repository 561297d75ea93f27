//! Pages of packages on which something stands, and packages that compute slowly.

use super::*;

const PAGE: &str = "chapters/trial/src/page.rs";

/// A fault of a file that uses the page of `trial` with this path, on its second line.
fn stands(file: &str, path: &str) -> String {
    format!(
        "{file}:2: `{path}` stands on the page of `trial`, which only runs what stands below it: \
         move what you need into a module of trial that is named for what it is"
    )
}

#[test]
fn what_starts_a_page_may_call_it() {
    let book = Fixture::good();
    book.write(
        PAGE,
        "pub fn run() {}\n\nmod deep { use super::super::page::run; }\n",
    );
    book.write(
        "chapters/trial/src/main.rs",
        "use trial::page::run;\nfn main() {}\n",
    );
    book.write("chapters/trial/tests/page.rs", "use trial::page::run;\n");
    assert_eq!(book.faults(), [""; 0]);
}

#[test]
fn no_module_below_it_does() {
    let book = Fixture::good();
    book.write(PAGE, "pub fn run() {}\n");
    let file = "chapters/trial/src/figures.rs";
    book.write(file, "//! Figures.\nuse crate::{double, page::run};\n");
    assert_eq!(book.faults(), [stands(file, "crate::page::run")]);
}

#[test]
fn no_other_package_does() {
    let book = Fixture::with_appendix();
    book.write(PAGE, "pub fn run() {}\n");
    for file in ["src/main.rs", "src/page.rs", "tests/page.rs", "benches/b.rs"] {
        let file = format!("chapters/extra/{file}");
        book.write(
            &file,
            "//! Extra.\nfn f() { trial::page::run(); page::run(); }\n",
        );
        assert_eq!(book.faults(), [stands(&file, "trial::page::run")]);
        fs::remove_file(book.path(&file)).unwrap();
    }
}

#[test]
fn no_exercise_does_and_what_readers_write_is_not_looked_at() {
    let book = crate::exercises::good();
    let file = "chapters/trial/exercises/src/write_it.rs";
    book.write(file, "//! Checks.\nfn f() { assert!(trial::page::run()); }\n");
    assert_eq!(book.faults(), [stands(file, "trial::page::run")]);
    fs::remove_file(book.path(file)).unwrap();
    book.write("chapters/trial/exercises/attempts/write_it.rs", "fn broken( {");
    assert_eq!(book.faults(), [""; 0]);
}

#[test]
fn a_package_that_computes_is_optimised() {
    let message = "Cargo.toml:1: `trial` computes, and debug builds do not optimise it: add \
                   `trial.opt-level = 3` to `[profile.dev.package]`";
    for (from, to) in [("package.trial", "package.other"), ("= 3", "= 0")] {
        let book = Fixture::good();
        book.replace("Cargo.toml", from, to);
        assert_eq!(book.faults(), [message]);
        book.replace(MANIFEST, "libm", "anyhow");
        assert_eq!(book.faults(), [""; 0], "it does not compute");
    }
}
