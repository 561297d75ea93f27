//! Chapters, their packages and their pages.

use super::*;

#[test]
fn a_page_in_a_folder_continues_the_chapter_of_its_name() {
    let book = Fixture::good();
    book.append(SUMMARY, "  - [More](trial/more.md)\n");
    book.write("book/src/trial/more.md", "# More\n");
    assert_eq!(book.faults(), [""; 0]);
    book.append("book/src/trial/more.md", "\n{{#number nothing}}\n");
    let faults = book.faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("more.md:3: "), "{faults:?}");
    assert!(faults[0].contains("trial"), "{faults:?}");
}

#[test]
fn a_page_in_a_folder_of_no_chapter() {
    let book = Fixture::good();
    book.append(SUMMARY, "  - [More](other/more.md)\n");
    book.write("book/src/other/more.md", "# More\n");
    assert_eq!(
        book.faults(),
        [
            "book/src/other/more.md:1: this is the page of a chapter, `other`, but there is \
             no crate chapters/other: there are `trial`"
        ]
    );
}

#[test]
fn a_page_without_its_crate() {
    let book = Fixture::good();
    book.append(SUMMARY, "- [Other](other.md)\n");
    book.write("book/src/other.md", "# Other\n");
    assert_eq!(
        book.faults(),
        [
            "book/src/other.md:1: this is the page of a chapter, `other`, but there is no crate \
          chapters/other: there are `trial`"
        ]
    );
}

#[test]
fn a_crate_without_its_page_or_its_place_in_the_plan() {
    let book = Fixture::good();
    book.write("chapters/other/Cargo.toml", "[package]\nname = \"other\"\n");
    assert_eq!(
        book.faults(),
        [
            "book/curriculum.toml:1: the crate chapters/other is not in the plan: add it as a \
             preface, a chapter or an appendix",
            "book/src/SUMMARY.md:1: the crate chapters/other has no page: list other.md as a \
             numbered chapter",
        ]
    );
}

#[test]
fn a_plan_that_differs_from_what_the_crates_depend_on() {
    let book = Fixture::good();
    book.write("chapters/base/Cargo.toml", "[package]\nname = \"base\"\n");
    book.write("book/src/base.md", "# Base\n");
    book.replace(SUMMARY, "- [Trial]", "- [Base](base.md)\n- [Trial]");
    let plan = book.read(PLAN);
    let base = "[[chapter]]\npackage = \"base\"\ntitle = \"Base\"\nidea = \"first\"\nneeds = []\n\n";
    book.write(PLAN, &(base.to_owned() + &plan));
    assert_eq!(book.faults(), [""; 0]);
    book.append(MANIFEST, "base = { path = \"../base\" }\n");
    let message =
        "the plan says that `trial` needs none, but its crate depends on `base`";
    assert_eq!(
        book.faults(),
        [book.fault_of_table(PLAN, "package = \"trial\"", message)]
    );
    book.write(PLAN, &(plan.replace("[]", "[\"base\"]") + "\n" + base));
    let message = "`trial` needs `base`, which does not come before it";
    let order = "base.md is listed before trial.md, and the plan has them the other way round";
    assert_eq!(
        book.faults(),
        [
            book.fault_of_table(PLAN, "package = \"trial\"", message),
            format!("{SUMMARY}:1: {order}")
        ]
    );
}

#[test]
fn a_chapter_that_is_in_the_plan_twice() {
    let book = Fixture::good();
    book.append(PLAN, &book.read(PLAN));
    let second = book.read(PLAN).lines().count() / 2 + 1;
    let message = "`trial` is in the plan twice";
    assert_eq!(book.faults(), [format!("{PLAN}:{second}: {message}")]);
}

#[test]
fn a_plan_or_manifest_that_is_not_toml() {
    let book = Fixture::good();
    book.replace(PLAN, "idea = \"an idea\"", "idea = ");
    let message = "string values must be quoted, expected literal string";
    let fault = book.fault(PLAN, "idea =", message);
    assert!(book.faults().contains(&fault), "{:?}", book.faults());
    let book = Fixture::good();
    book.replace(MANIFEST, "libm = \"0.2\"", "libm = 0.2.1");
    let faults = book.faults();
    let start =
        format!("{}: ", book.fault(MANIFEST, "libm", "").trim_end_matches(": "));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with(&start), "{faults:?}");
}

#[test]
fn a_text_in_another_encoding() {
    let message =
        "cannot be read: it is no UTF-8 text, from line 1 on: save it as UTF-8";
    for file in [
        TRIAL,
        SUMMARY,
        "book/theme/index.hbs",
        "book/theme/css/general.css",
        "README.md",
    ] {
        let book = Fixture::good();
        book.write(file, "");
        std::fs::write(book.path(file), b"\xff\xfeT\0e\0x\0t\0").unwrap();
        assert_eq!(book.faults(), [format!("{file}:1: {message}")]);
    }
}

#[test]
fn a_page_that_is_not_there() {
    let book = Fixture::good();
    book.append(SUMMARY, "- [Other](other.md)\n");
    let error = press::check(book.root()).unwrap_err();
    let error = format!("{error:#}");
    assert!(error.starts_with("failed to read chapter `other.md`: "), "{error}");
}

#[test]
fn contents_in_another_order_than_the_plan() {
    let book = Fixture::good();
    book.write("chapters/more/Cargo.toml", "[package]\nname = \"more\"\n");
    book.write("book/src/more.md", "# More\n");
    book.append(
        PLAN,
        "\n[[chapter]]\npackage = \"more\"\ntitle = \"More\"\nidea = \"i\"\nneeds = []\n",
    );
    book.append(SUMMARY, "- [More](more.md)\n");
    assert_eq!(book.faults(), [""; 0]);
    let text = book.read(SUMMARY);
    let trial = "- [Trial](trial.md)\n";
    book.write(SUMMARY, &(text.replace(trial, "") + trial));
    let message = "more.md is listed before trial.md, and the plan has them the other way round";
    assert_eq!(book.faults(), [format!("{SUMMARY}:1: {message}")]);
}

#[test]
fn a_title_that_is_another_in_the_plan() {
    for (file, from, to, place) in [
        (SUMMARY, "[Trial]", "[Trail]", "the contents"),
        (TRIAL, "# Trial\n", "# Trail\n", "this page"),
    ] {
        let book = Fixture::good();
        book.replace(file, from, to);
        let message =
            format!("{place} says `Trail`, and the plan `Trial`: which is right?");
        assert_eq!(book.faults(), [format!("{TRIAL}:1: {message}")]);
    }
}

#[test]
fn a_table_in_the_readme_that_is_not_the_plan() {
    let book = Fixture::good();
    let table = "# Book\n\n| | Chapter | Package | |\n|--:|---|---|---|\n";
    let row = "| 1 | Trial | [`trial`](chapters/trial) | an idea |";
    book.write("README.md", &format!("{table}{row}\n"));
    assert_eq!(book.faults(), [""; 0]);
    book.replace("README.md", "an idea", "no idea");
    let message = format!("the plan has another row here: `{row}`");
    assert_eq!(book.faults(), [format!("README.md:5: {message}")]);
    book.replace("README.md", "no idea |\n", "an idea |\n| 2 | Two | | |\n");
    let message = "the plan has no row `| 2 | Two | | |`";
    assert_eq!(book.faults(), [format!("README.md:6: {message}")]);
}

#[test]
fn what_a_skeleton_has_left_to_write() {
    let book = Fixture::good();
    book.append(LIB, "\nfn f() {\n    // still to be written: the idea\n}\n");
    let message = "still to be written: the idea";
    assert_eq!(book.faults(), [book.fault(LIB, message, message)]);
    let book = Fixture::good();
    book.append(TABLE, "still to be written: a run\n");
    assert_eq!(book.faults(), [format!("{TABLE}:1: still to be written: a run")]);
    assert_prose("So {{#missing \"an end\"}}.", "still to be written: an end");
}
