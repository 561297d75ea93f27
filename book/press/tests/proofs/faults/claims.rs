//! A section that says how a run went shows it, or says who did.

use super::{Fixture, TRIAL, assert_prose};

#[test]
fn a_section_with_a_result_shows_its_run() {
    let is_bare = |said: &str| {
        format!(
            "“Later” says “{said}”, and quotes no run and nobody: show the output, link to the \
             section that does, cite, or say why none is needed with \
             `{{{{#claim reason=\"…\"}}}}`"
        )
    };
    for (claim, said) in [
        ("The network reaches its best.", "reaches"),
        ("Three of five seeds do.", "of five seeds"),
        ("This step is *better than* that one.", "better than"),
        ("It takes twice as long.", "twice as"),
        ("In practice, nobody does.", "In practice"),
    ] {
        let book = Fixture::good();
        let line = book.read(TRIAL).lines().count() + 4;
        book.append(TRIAL, &format!("\n## Later\n\n{claim}\n"));
        let fault = format!("{TRIAL}:{line}: {}", is_bare(said));
        assert_eq!(book.faults(), [fault], "{claim}");
    }
}

#[test]
fn a_run_a_link_to_one_a_work_or_a_reason_carries_it() {
    for carried in [
        "It reaches {{#number twice}}.",
        "It reaches [its end](trial.md#doubling-a-number).",
        "It reaches its end ([Someone](https://example.org)).",
        "It reaches its end. {{#claim reason=\"an example of words, not of a run\"}}",
        "It reaches its end, {{#typed \"0.5\" reason=\"agreed upon\"}}.",
        "It has 3 parts, and nobody ran it.",
    ] {
        let book = Fixture::good();
        book.append(TRIAL, &format!("\n## Later\n\n{carried}\n"));
        assert_eq!(book.faults(), [""; 0], "{carried}");
    }
    // A link to a section that shows nothing carries nothing.
    let book = Fixture::good();
    book.append(
        TRIAL,
        "\n## Empty\n\nNothing.\n\n## Later\n\nIt [reaches](#empty) it.\n",
    );
    assert_eq!(book.faults().len(), 1, "{:?}", book.faults());
}

#[test]
fn a_reason_has_words_and_something_to_excuse() {
    assert_prose(
        "The run reaches it. {{#claim reason=\"no\"}}",
        "a claim without a run needs its reason: \
         `{{#claim reason=\"why no run is needed\"}}`",
    );
    let book = Fixture::good();
    book.append(
        TRIAL,
        "\n## Later\n\nWords. {{#claim reason=\"none is needed\"}}\n",
    );
    assert_eq!(
        book.faults(),
        [book.fault(
            TRIAL,
            "## Later",
            "“Later” gives a reason for a claim that it does not make: take its `{{#claim}}` away"
        )]
    );
}
