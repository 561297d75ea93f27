//! Formulas, and the line below them that names their code.

use super::*;

#[test]
fn a_formula_that_cannot_be_set_is_quoted() {
    assert_prose(
        r"$\nosuch{x}$",
        r"the formula `\nosuch{x}` cannot be set: Undefined control sequence: \nosuch at position 1: \nosuch{x}",
    );
    assert_prose(
        "$$\nx = \\frac{1}\n$$",
        "the formula `x = \\frac{1}` cannot be set: Unexpected end of input in a macro argument, \
         expected '}' at end of input: x = \\frac{1}",
    );
}

#[test]
fn a_dollar_sign_that_belongs_to_no_formula() {
    let message = "this `$` belongs to no formula: close the formula in the same paragraph, \
                   balance its braces, start no line of it with `+`, `-` or `*`, and write `\\$` \
                   for the sign itself";
    assert_prose("At $x.", message);
    assert_prose("At \\$5 or $x.", message);
    for formula in ["x = {", "x\n\ny", "x\n+ y"] {
        let book = Fixture::good();
        book.append(TRIAL, &format!("\n$$\n{formula}\n$$\n"));
        let found = book.faults();
        assert!(!found.is_empty(), "{formula}");
        assert!(found.iter().all(|fault| fault.ends_with(message)), "{found:?}");
    }
    assert_fine("It costs \\$5 and \\$6, or `$7`.");
}

#[test]
fn only_numbers_have_a_place_in_a_formula() {
    assert_prose(
        "$x = {{#measured speed}}$",
        "`{{#measured}}` has no place in a formula",
    );
}

#[test]
fn a_formula_names_a_function_and_a_test_that_there_are() {
    assert_prose(
        "{{#code duoble test=doubles}}",
        "there is no public item `duoble`: there are `double`, `Pair`, `Pair::ZERO`, `Pair::sum`",
    );
    assert_prose(
        "{{#code double test=dobules}}",
        "there is no test `dobules`: there are `doubles`",
    );
    let message = "a formula names its function and its test: \
                   `{{#code Layer::forward test=name}}`";
    assert_prose("{{#code double}}", message);
    assert_prose("{{#code test=doubles}}", message);
}
