//! What cannot be attended to is an error, and says what would be right.

use attention::{
    AttentionError, Head, add_to_stream, attend, attend_backward, causal_mask,
    masked, measured_head_gradients, scores,
};
use ndarray::{Array2, array};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn text<T: std::fmt::Debug>(result: Result<T, AttentionError>) -> String {
    result.expect_err("this has no answer").to_string()
}

fn ones(rows: usize, columns: usize) -> Array2<f64> {
    Array2::ones((rows, columns))
}

fn head() -> Head {
    Head::random(4, 3, 2, &mut ChaCha8Rng::seed_from_u64(1)).unwrap()
}

#[test]
fn shapes_that_do_not_fit() {
    assert_eq!(
        text(scores(&ones(2, 3), &ones(4, 5))),
        "queries have 3 numbers but keys have 5: give both the same d_k"
    );
    assert_eq!(
        text(attend(&ones(2, 3), &ones(4, 3), &ones(5, 3), None)),
        "there are 4 keys but 5 values: give one for each"
    );
    let mask = causal_mask(3).unwrap();
    assert_eq!(
        text(attend(&ones(2, 3), &ones(3, 3), &ones(3, 3), Some(&mask))),
        "the mask has shape (3, 3) but the scores have (2, 3): give one entry for each \
         query and key"
    );
    assert_eq!(
        text(scores(&ones(0, 3), &ones(4, 3))),
        "queries are 0 rows of 3 numbers: give at least one row of one"
    );
    assert_eq!(
        text(scores(&ones(2, 0), &ones(4, 0))),
        "queries are 2 rows of 0 numbers: give at least one row of one"
    );
    assert_eq!(
        text(head().forward(&ones(2, 5), None)),
        "W_Q takes vectors of 4 numbers but the tokens have 5: give it one row for each"
    );
    let mut other = head();
    other.w_v = ones(3, 2);
    assert!(text(other.forward(&ones(2, 4), None)).starts_with("W_V takes"));
    other.w_v = ones(4, 0);
    assert!(text(other.forward(&ones(2, 4), None)).starts_with("W_V are 4 rows"));
    assert!(text(head().forward(&ones(0, 4), None)).starts_with("tokens are 0"));
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for (d_model, d_k, d_v) in [(0, 1, 1), (1, 0, 1), (1, 1, 0)] {
        let refused = Head::random(d_model, d_k, d_v, &mut rng);
        assert!(text(refused).contains("give at least one row of one"));
    }
    assert_eq!(
        text(add_to_stream(&ones(2, 4), &ones(2, 3))),
        "outputs have shape (2, 3) but the tokens have (2, 4): to add them, give W_V \
         as many columns as a token has numbers"
    );
    assert_eq!(
        text(causal_mask(usize::MAX)),
        "18446744073709551615 tokens make more pairs than fit a memory: give fewer"
    );
    assert_eq!(causal_mask(0).unwrap().dim(), (0, 0));
}

/// Never a uniform row, as a large negative number in place of −∞ would give.
#[test]
fn a_query_that_may_look_nowhere() {
    let mut mask = causal_mask(3).unwrap();
    mask[[0, 0]] = false;
    let x = ones(3, 2);
    let expected =
        "the mask allows query 0 no key, so it has no weights: allow at least one";
    assert_eq!(text(attend(&x, &x, &x, Some(&mask))), expected);
    assert_eq!(text(masked(ones(3, 3), &mask)), expected);
    let none = Array2::from_elem((3, 3), false);
    assert_eq!(text(attend(&x, &x, &x, Some(&none))), expected);
}

#[test]
fn numbers_that_are_none() {
    let one = ones(2, 2);
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e51, -f64::MAX] {
        let wrong = array![[1.0, 1.0], [1.0, bad]];
        let expected = |name| {
            format!(
                "row 1, column 1 of the {name} is {bad}: give finite numbers up to 1e50 \
                 in size"
            )
        };
        assert_eq!(text(scores(&wrong, &one)), expected("queries"));
        assert_eq!(text(scores(&one, &wrong)), expected("keys"));
        assert_eq!(text(attend(&one, &one, &wrong, None)), expected("values"));
        let weights = attend(&one, &one, &one, None).unwrap().weights;
        assert_eq!(
            text(attend_backward(&one, &one, &one, &weights, &wrong)),
            expected("d_output")
        );
        let head = Head { w_q: one.clone(), w_k: one.clone(), w_v: one.clone() };
        assert_eq!(text(head.forward(&wrong, None)), expected("tokens"));
        for place in 0..3 {
            let mut head = head.clone();
            let (matrix, name) = match place {
                0 => (&mut head.w_q, "W_Q"),
                1 => (&mut head.w_k, "W_K"),
                _ => (&mut head.w_v, "W_V"),
            };
            matrix.assign(&wrong);
            assert_eq!(text(head.forward(&one, None)), expected(name));
        }
    }
}

/// The largest numbers that are taken lead to no infinity, forward or back.
#[test]
fn the_largest_numbers_stay_finite() {
    let large = Array2::from_elem((3, 4), 1e50);
    let attended = attend(&large, &large, &large, None).unwrap();
    let d =
        attend_backward(&large, &large, &large, &attended.weights, &large).unwrap();
    let all = [&attended.output, &d.d_queries, &d.d_keys, &d.d_values];
    assert!(all.iter().all(|m| m.iter().all(|x| x.is_finite())));
}

#[test]
fn a_way_back_that_is_not_that_of_the_forward_pass() {
    let (head, x) = (head(), ones(5, 4));
    let pass = head.forward(&x, None).unwrap();
    assert_eq!(
        text(head.backward(&x, &pass, &ones(5, 3))),
        "d_output have shape (5, 3) on the way back, but the forward pass had (5, 2): \
         give what belongs to the same pass"
    );
    let shorter = head.forward(&ones(4, 4), None).unwrap();
    assert!(
        text(head.backward(&x, &shorter, &ones(5, 2))).starts_with("queries have")
    );
    let mut other = pass.clone();
    other.weights = ones(5, 4);
    assert!(
        text(head.backward(&x, &other, &ones(5, 2))).starts_with("weights have")
    );
    let (mut gradients, _) = head.backward(&x, &pass, &ones(5, 2)).unwrap();
    gradients.d_w_k = ones(4, 4);
    let before = head.clone();
    let mut stepped = head.clone();
    assert!(text(stepped.step(&gradients, 0.1)).starts_with("d_w_k have"));
    assert_eq!(stepped, before);
    assert!(
        measured_head_gradients(&head, &ones(2, 3), None, &ones(2, 2), 1e-5)
            .is_err()
    );
}
