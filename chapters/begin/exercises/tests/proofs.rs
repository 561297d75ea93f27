//! What is right passes, what is wrong fails, and is told why.

use begin_exercises as checks;
use ndarray::{Array1, Array2};

judge::both_sides!(
    checks: a_row_of_its_own::row,
    how_far::kilometres,
    pieces_a_town::pieces,
    fahrenheit::fahrenheit,
    warmer_than_usual::warmer,
);

#[test]
fn the_numbers_to_find_by_hand_are_what_code_computes() {
    let a = Array2::<f64>::zeros((4, 3));
    let b = Array2::<f64>::zeros((3, 5));
    let v = Array1::<f64>::zeros(3);
    let (rows, columns) = a.dot(&b).dim();
    // How long `w` has to be, of all that it might be.
    let fits = |size: &usize| {
        let w = Array1::<f64>::zeros(*size);
        std::panic::catch_unwind(|| a.dot(&w)).is_ok()
    };
    let lengths: Vec<_> = (1..=12).filter(fits).collect();
    let [length] = lengths[..] else { panic!("{lengths:?} fit") };
    let found = [rows, columns, a.dot(&v).len(), b.t().ncols(), length];
    judge::proofs::assert_by_hand(
        env!("CARGO_MANIFEST_DIR"),
        &[("what-comes-out", found.map(|size| size as f64).to_vec())],
    );
}
