//! What does not fit is said: what was given, and what would be right.

use attention::causal_mask;
use multi_head::mood::{Learning, MoodModel, learn, training_and_test};
use multi_head::packed::PackedHeads;
use multi_head::{MultiHead, MultiHeadError};
use ndarray::Array2;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn heads(d_model: usize, n_heads: usize) -> MultiHead {
    MultiHead::random(d_model, n_heads, &mut ChaCha8Rng::seed_from_u64(1)).unwrap()
}

fn text<T: std::fmt::Debug>(result: Result<T, MultiHeadError>) -> String {
    result.expect_err("it does not fit").to_string()
}

#[test]
fn tokens_that_cannot_be_shared() {
    let random = |d_model, n_heads| {
        MultiHead::random(d_model, n_heads, &mut ChaCha8Rng::seed_from_u64(1))
    };
    assert_eq!(
        text(random(10, 3)),
        "d_model 10 cannot be shared among 3 heads: give at least one head, and a \
         d_model that is a multiple of their number"
    );
    assert!(text(random(10, 0)).contains("among 0 heads"));
    assert!(text(random(0, 2)).contains("d_model 0"));
}

#[test]
fn heads_that_do_not_belong_together() {
    let tokens = Array2::ones((3, 4)); // (3, 4)
    let none = MultiHead { heads: Vec::new(), w_o: Array2::ones((4, 4)) };
    assert_eq!(
        text(none.forward(&tokens, None)),
        "there is no head: give at least one"
    );
    assert_eq!(
        text(PackedHeads::try_from(&none)),
        "there is no head: give at least one"
    );
    let mut narrow = heads(4, 2);
    narrow.w_o = Array2::ones((3, 4));
    assert_eq!(
        text(narrow.forward(&tokens, None)),
        "w_o has the shape (3, 4): give (4, 4)"
    );
    let mut mixed = heads(4, 2);
    mixed.heads[1] = heads(6, 2).heads[1].clone();
    mixed.w_o = Array2::ones((5, 4));
    assert!(text(mixed.forward(&tokens, None)).contains('6'), "another d_model");
    let mut uneven = heads(4, 2);
    uneven.heads[0].w_v = Array2::ones((4, 1));
    uneven.heads[1].w_v = Array2::ones((4, 3));
    assert!(
        uneven.forward(&tokens, None).is_ok(),
        "of different widths, all the same"
    );
    assert_eq!(
        text(PackedHeads::try_from(&uneven)),
        "w_v has the shape (4, 1): give (4, 2)"
    );
}

#[test]
fn tokens_and_masks_that_do_not_fit() {
    let heads = heads(4, 2);
    assert!(text(heads.forward(&Array2::ones((3, 5)), None)).contains('5'));
    let mask = causal_mask(2).unwrap();
    assert!(heads.forward(&Array2::ones((3, 4)), Some(&mask)).is_err());
    let nan = Array2::from_elem((3, 4), f64::NAN); // (3, 4)
    assert!(text(heads.forward(&nan, None)).contains("NaN"));
    assert!(text(heads.forward_side_by_side(&nan, None)).contains("NaN"));
}

#[test]
fn a_way_back_of_another_pass() {
    let (two, one) = (heads(4, 2), heads(4, 1));
    let tokens = Array2::ones((3, 4)); // (3, 4)
    let pass = one.forward(&tokens, None).unwrap();
    assert_eq!(
        text(two.backward(&tokens, &pass, &tokens)),
        "found heads: 1, but there are 2: give those of the same heads"
    );
    assert!(two.sum_of_heads(&pass).is_err());
    let pass = two.forward(&tokens, None).unwrap();
    let short = Array2::ones((2, 4)); // (2, 4)
    assert_eq!(
        text(two.backward(&tokens, &pass, &short)),
        "d_output has the shape (2, 4): give (3, 4)"
    );
    assert!(two.backward(&short, &pass, &tokens).is_err());
    let (gradients, _) = two.backward(&tokens, &pass, &tokens).unwrap();
    assert!(one.clone().step(&gradients, 0.1).is_err());
    assert!(two.without(1).is_ok());
    assert_eq!(text(two.without(2)), "there is no head 2: give one below 2");
}

#[test]
fn sequences_that_cannot_be_cut() {
    let mut packed = PackedHeads::try_from(&heads(4, 2)).unwrap();
    let tokens = Array2::ones((6, 4)); // (6, 4)
    assert_eq!(
        text(packed.backward(&tokens, &tokens).cloned()),
        "there was no way forward yet: call `forward` first"
    );
    assert_eq!(
        text(packed.forward(&tokens, 4).cloned()),
        "6 rows cannot be cut into sequences of 4 tokens: give a multiple of that"
    );
    assert!(packed.forward(&tokens, 0).is_err());
    assert!(packed.forward(&Array2::ones((0, 4)), 1).is_err());
    assert!(packed.forward(&Array2::ones((6, 5)), 3).is_err());
    packed.forward(&tokens, 3).unwrap();
    assert!(packed.backward(&tokens, &Array2::ones((3, 4))).is_err());
    assert!(packed.weights(1, 1).is_ok() && packed.weights(2, 0).is_err());
    assert!(packed.weights(0, 2).is_err());
}

#[test]
fn learning_that_cannot_be() {
    let (training, _) = training_and_test();
    let wild = Learning { d_model: 8, steps: 50, learning_rate: 1e6 };
    assert!(learn(2, 1, &training, wild).is_err(), "numbers beyond all bounds");
    let mut model =
        MoodModel::random(8, 2, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
    assert!(model.step(&[], 0.1).is_err() && model.judge(&[]).is_err());
    let mut strange = training[0];
    strange.ids[1] = 99;
    assert!(text(model.judge(&[strange])).contains("99"));
    strange = training[0];
    strange.class = 2;
    assert!(model.step(&[strange], 0.1).is_err());
}
