//! What has no probabilities is an error, not a NaN, and says what would be right.

use ndarray::{Array2, array, aview1};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use softmax::{
    Sampling, SoftmaxError, cross_entropy, cross_entropy_gradient, draw, entropy,
    greedy, largest_deviation, log_softmax, log_sum_exp, softmax, softmax_at,
    softmax_rows, softmax_rows_backward, top_k, top_p, total_variation,
};

const NO: f64 = f64::NEG_INFINITY;

fn text<T: std::fmt::Debug>(result: Result<T, SoftmaxError>) -> String {
    result.expect_err("this has no answer").to_string()
}

#[test]
fn logits_without_probabilities() {
    let cases = [
        (vec![], "logits have shape (1, 0): give at least one row of one"),
        (
            vec![1.0, f64::NAN],
            "row 0, column 1 is NaN, which is no logit: give a finite number, or -inf \
             for what is not allowed",
        ),
        (
            vec![f64::INFINITY, 1.0],
            "row 0, column 0 is inf, which is no logit: give a finite number, or -inf \
             for what is not allowed",
        ),
        (
            vec![NO, NO],
            "row 0 has nothing but -inf, so nothing is allowed in it: allow at least \
             one column",
        ),
    ];
    for (logits, expected) in cases {
        let logits = aview1(&logits);
        assert_eq!(text(softmax(logits)), expected);
        assert_eq!(text(softmax_at(logits, 0.5)), expected);
        assert_eq!(text(log_softmax(logits)), expected);
        assert_eq!(text(log_sum_exp(logits)), expected);
        assert_eq!(text(greedy(logits)), expected);
    }
}

#[test]
fn rows_without_probabilities_are_named() {
    let rows = |bad: [f64; 2]| array![[1.0, 2.0], [NO, 0.0], bad];
    let error = text(softmax_rows(&rows([NO, NO])));
    assert!(error.starts_with("row 2 has nothing but -inf"), "{error}");
    let error = text(softmax_rows(&rows([0.0, f64::NAN])));
    assert!(error.starts_with("row 2, column 1 is NaN"), "{error}");
    let error = text(cross_entropy(&rows([0.0, f64::INFINITY]), &[0, 1, 0]));
    assert!(error.starts_with("row 2, column 1 is inf"), "{error}");
    let error = text(cross_entropy_gradient(&rows([NO, NO]), &[0, 1, 0]));
    assert!(
        error.starts_with("row 2 has target 0, whose logit is -inf"),
        "{error}"
    );
    for shape in [(0, 3), (3, 0)] {
        let error = text(softmax_rows(&Array2::zeros(shape)));
        let (rows, columns) = shape;
        let expected = SoftmaxError::Empty { rows, columns }.to_string();
        assert_eq!(error, expected);
        assert_eq!(text(cross_entropy(&Array2::zeros(shape), &[])), expected);
    }
}

#[test]
fn temperatures_that_are_none() {
    for temperature in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, NO] {
        let error = text(softmax_at(aview1(&[1.0, 2.0]), temperature));
        assert_eq!(
            error,
            format!(
                "{temperature} is no temperature: give a finite number above 0 (for \
                 the limit at 0, take the largest logit)"
            )
        );
    }
}

#[test]
fn targets_that_do_not_fit() {
    let logits = array![[1.0, 2.0, 3.0], [0.0, NO, 0.0]];
    assert_eq!(
        text(cross_entropy(&logits, &[1])),
        "the rows of logits are 2 but the targets 1: give one for each row"
    );
    assert_eq!(
        text(cross_entropy(&logits, &[0, 3])),
        "row 1 has target 3 but there are 3 classes, counted from 0: give it one of \
         those"
    );
    assert_eq!(
        text(cross_entropy_gradient(&logits, &[0, 1])),
        "row 1 has target 1, whose logit is -inf: allow what shall be learned"
    );
    assert!(cross_entropy(&logits, &[0, 2]).unwrap().is_finite());
}

#[test]
fn distributions_that_are_none() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let no_sum = aview1(&[0.5, 0.25]);
    let expected = "probabilities sum to 0.75: give some that sum to 1";
    assert_eq!(text(entropy(no_sum)), expected);
    assert_eq!(text(draw(no_sum, &mut rng)), expected);
    assert_eq!(text(top_k(no_sum, 1)), expected);
    assert_eq!(text(top_p(no_sum, 0.5)), expected);
    assert_eq!(text(total_variation(no_sum, no_sum)), expected);
    assert_eq!(text(largest_deviation(&[1, 1], no_sum)), expected);
    assert_eq!(
        text(draw(aview1(&[1.5, -0.5]), &mut rng)),
        "probability 1.5 in column 0: give numbers from 0 to 1"
    );
    assert_eq!(
        text(entropy(aview1(&[0.5, f64::NAN]))),
        "probability NaN in column 1: give numbers from 0 to 1"
    );
    assert_eq!(
        text(draw(aview1(&[]), &mut rng)),
        "probabilities sum to 0: give some that sum to 1"
    );
}

#[test]
fn settings_out_of_their_range() {
    let p = aview1(&[0.5, 0.5]);
    assert_eq!(
        text(top_k(p, 0)),
        "the top 0 of a distribution are nothing: keep at least 1"
    );
    assert_eq!(top_k(p, 7).unwrap(), array![0.5, 0.5], "more than there are: all");
    for part in [0.0, -0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert_eq!(
            text(top_p(p, part)),
            format!("top-p of {part}: give a number above 0 and up to 1")
        );
    }
    assert_eq!(top_p(p, 1.0).unwrap(), array![0.5, 0.5]);
    assert_eq!(top_p(p, 5e-324).unwrap(), array![1.0, 0.0], "at least one is kept");
    let sampling = Sampling { temperature: 1.0, top_k: Some(0), top_p: None };
    let error = sampling.probabilities(aview1(&[1.0])).unwrap_err();
    assert_eq!(error, SoftmaxError::TopK);
}

#[test]
fn shapes_that_do_not_fit() {
    let expected = "probabilities have shape (1, 2) but what comes with them has \
                    (2, 1): give one number for each";
    let (p, d) = (array![[0.5, 0.5]], array![[1.0], [1.0]]);
    assert_eq!(text(softmax_rows_backward(&p, &d)), expected);
    let (two, one) = (aview1(&[0.5, 0.5]), aview1(&[1.0]));
    assert!(text(total_variation(two, one)).contains("has (1, 1)"));
    assert!(text(largest_deviation(&[1], two)).contains("has (1, 1)"));
}
