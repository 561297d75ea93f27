//! What is right passes, what is wrong fails, and is told why.

use attention_exercises as checks;

judge::both_sides!(
    checks:
    who_asks_whom::fit,
    scores_of_one_token::scores_of,
    divide_by_the_width::variance,
    causal_attention::attention,
    turn_the_hands::turn,
    attention_way_back::way_back,
    colours_without_positions::prediction,
    distance_penalty::weights,
    wide_without_the_root::prediction,
    too_good_to_be_true::stream,
);

judge::predictions!(checks: divide_by_the_width::variance, colours_without_positions::prediction, wide_without_the_root::prediction);

#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    let (tokens, head) = attention::tokens::tokens_by_hand();
    let pass = head.forward(&tokens, None).unwrap();
    let (cat, on) = (1, 3);
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[(
            "cat-without-mask",
            vec![
                pass.weights[[cat, on]],
                pass.output[[cat, 0]],
                pass.output[[cat, 1]],
            ],
        )],
    );
}
