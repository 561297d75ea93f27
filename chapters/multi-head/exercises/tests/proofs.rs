//! What is right passes, what is wrong fails, and is told why.

use judge::Draw;
use multi_head::mood::heads_by_hand;
use multi_head::{MultiHead, MultiHeadPass};
use multi_head_exercises as checks;
use ndarray::{Array2, array};

judge::both_sides!(
    checks: what_a_head_hears::taken_in,
    answer_of_two::answer,
    relus_behind::weights,
    merged_heads::merge,
    shared_keys::shared_heads,
    double_negation::share,
    gate_a_head::gate_gradients,
);

judge::predictions!(checks: double_negation::share);

const NOT: [f64; 4] = [0.0, 0.0, 1.0, 0.0];
const HAPPY: [f64; 4] = [1.0, 1.0, 0.0, 0.0];
const STOP: [f64; 4] = [0.0, 0.0, 0.0, 1.0];

/// The output at the full stop of such heads as the page sets by hand.
fn at_the_stop(heads: &MultiHead, tokens: &Array2<f64>) -> f64 {
    let pass = heads.forward(tokens, None).unwrap();
    pass.output[[tokens.nrows() - 1, 0]]
}

fn weight_count(pass: &MultiHeadPass) -> usize {
    pass.heads.iter().map(|head| head.weights.len()).sum()
}

#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    let loud = heads_by_hand();
    let mut less_loud = heads_by_hand();
    less_loud.heads[0].w_k[[2, 0]] = 5.0;
    let mut draw = Draw::new(1);
    let three = MultiHead::random(12, 3, draw.generator()).unwrap();
    let six = MultiHead::random(12, 6, draw.generator()).unwrap();
    let pass = six.forward(&draw.matrix(20, 12), None).unwrap();
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[
            (
                "not-not-happy",
                vec![
                    at_the_stop(&loud, &array![NOT, NOT, HAPPY, STOP]),
                    at_the_stop(&less_loud, &array![NOT, HAPPY, STOP]),
                ],
            ),
            (
                "count-the-heads",
                vec![
                    (three.w_o.nrows() / three.heads.len()) as f64,
                    three.parameter_count() as f64,
                    six.parameter_count() as f64,
                    weight_count(&pass) as f64,
                ],
            ),
        ],
    );
}

#[test]
fn what_is_taken_off_is_the_largest_score() {
    use checks::what_a_head_hears::{Attempt, check};

    let wrong: [(&str, Attempt); 2] = [
        ("mean-subtracted", |scores, values| {
            let mean = scores.sum() / scores.len() as f64;
            let powers = scores.mapv(|score| libm::exp(score - mean)); // (words)
            (&powers / powers.sum()).dot(values)
        }),
        ("first-subtracted", |scores, values| {
            let powers = scores.mapv(|score| libm::exp(score - scores[0])); // (words)
            (&powers / powers.sum()).dot(values)
        }),
    ];
    for (name, attempt) in wrong {
        assert_eq!(check(attempt).mistake(), Some(name));
    }
}

#[test]
fn the_numbers_of_the_text_are_clear_and_less_is_faint() {
    use checks::relus_behind::{Attempt, check};

    let as_in_the_text: Attempt = || {
        let hidden = array![[1.0, -1.0, 1.0, -1.0], [-1.0, -1.0, 0.0, 0.0]];
        (hidden, array![[1.0], [-1.0], [-0.5], [0.5]])
    };
    assert!(check(as_in_the_text).is_right());
    let faint: Attempt = || {
        let hidden = array![[1.0, -1.0, 1.0, -1.0], [-1.0, -1.0, 0.0, 0.0]];
        (hidden, array![[0.8], [-0.8], [-0.4], [0.4]])
    };
    assert_eq!(check(faint).mistake(), Some("faint"));
}
