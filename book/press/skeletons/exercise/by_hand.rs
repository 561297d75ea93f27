
#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    // still to be written: the numbers, computed with the code of the chapter
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[("EXERCISE", vec![0.0])],
    );
}
