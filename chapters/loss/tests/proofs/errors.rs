//! Every misfit is an error that says what would be right.

use loss::{
    Line, LossError, Scale, Split, curvature, descend, epoch, mean_squared_error,
    mean_squared_error_gradient, measured_gradient, one_hot, squared_errors,
    sum_squared_error, sum_squared_error_gradient,
};
use ndarray::{Array2, array};

const START: Line = Line { weight: 0.0, bias: 0.0 };

fn text<T: std::fmt::Debug>(result: Result<T, LossError>) -> String {
    result.expect_err("this does not fit").to_string()
}

/// What each function that compares says of the two matrices.
fn complaints(outputs: &Array2<f64>, targets: &Array2<f64>) -> Vec<String> {
    vec![
        text(squared_errors(outputs, targets)),
        text(sum_squared_error(outputs, targets)),
        text(mean_squared_error(outputs, targets)),
        text(sum_squared_error_gradient(outputs, targets)),
        text(mean_squared_error_gradient(outputs, targets)),
        text(measured_gradient(outputs, targets, 1e-3)),
        text(START.cost(outputs, targets)),
        text(START.gradient(outputs, targets)),
        text(Line::best(outputs, targets)),
        text(descend(START, outputs, targets, 0.1, 3)),
        text(descend(START, outputs, targets, 0.1, 0)),
        text(epoch(START, outputs, targets, &[], 1, 0.1)),
    ]
}

#[test]
fn shapes_that_differ() {
    for (outputs, targets) in [
        ((32, 10), (32, 1)),
        ((32, 10), (10, 32)),
        ((3, 1), (4, 1)),
        ((2, 2), (0, 2)),
    ] {
        let expected = format!(
            "outputs have shape {outputs:?} but targets have shape {targets:?}: give \
             one target for each output"
        );
        for complaint in complaints(&Array2::ones(outputs), &Array2::ones(targets))
        {
            assert_eq!(complaint, expected);
        }
    }
}

#[test]
fn nothing_to_compare() {
    for shape in [(0, 10), (5, 0), (0, 0)] {
        let expected = format!(
            "outputs have shape {shape:?}: give at least one example and one output"
        );
        let empty = Array2::zeros(shape);
        for complaint in complaints(&empty, &empty) {
            assert_eq!(complaint, expected);
        }
        let expected =
            format!("inputs have shape {shape:?}: give at least one example");
        assert_eq!(text(curvature(&empty)), expected);
        assert_eq!(text(Scale::of(&empty)), expected);
    }
}

#[test]
fn nothing_to_learn_from_or_to_judge_by() {
    let order: Vec<usize> = (0..10).collect();
    for held_out in [0, 5, 6, usize::MAX] {
        assert_eq!(
            text(Split::of(&order, held_out)),
            format!(
                "twice {held_out} of 10 examples are held out: hold out at least one \
                 each time, and leave at least one to learn from"
            )
        );
    }
    assert!(Split::of(&order, 4).is_ok());
    assert!(Split::of(&[], 1).is_err());
}

#[test]
fn inputs_without_spread() {
    for (inputs, value) in [
        (array![[0.1], [0.1], [0.1]], "0.1"),
        (array![[-2.0]], "-2"),
        (array![[0.0], [-0.0]], "0"),
    ] {
        let expected =
            format!("all inputs are {value}: give at least two different ones");
        assert_eq!(text(Line::best(&inputs, &inputs)), expected);
        assert_eq!(text(Scale::of(&inputs)), expected);
    }
}

#[test]
fn inputs_that_rounding_or_size_would_spoil() {
    for inputs in [
        array![[1e200], [2e200]],
        array![[1e-200], [2e-200]],
        array![[1e16], [1e16 + 2.0]],
        array![[1234.1], [1234.1_f64.next_up()]],
        array![[0.0], [f64::MAX]],
        array![[1.0], [f64::NAN]],
        array![[f64::INFINITY], [1.0]],
    ] {
        let says = text(Scale::of(&inputs));
        assert!(says.contains("differ by a millionth of their size"), "{says}");
        assert_eq!(text(Line::best(&inputs, &inputs)), says);
    }
    assert!(text(curvature(&array![[1e200], [1.0]])).contains("up to 1e100"));
    // At the ends of what is served, right.
    for (size, shift) in [(1e99, 0.0), (1e-99, 0.0), (1.0, 9e5), (1e90, 9e95)] {
        let inputs = array![[-1.0], [0.0], [1.0]] * size + shift;
        let scale = Scale::of(&inputs).expect("a scale");
        let right = (2.0_f64 / 3.0).sqrt() * size;
        assert!((scale.spread / right - 1.0).abs() < 1e-9, "{size}, {shift}");
        let standard = scale.standardise(&inputs);
        let right = array![[-1.0], [0.0], [1.0]] * 1.5_f64.sqrt();
        assert!(
            (&standard - &right).iter().all(|off| off.abs() < 1e-9),
            "{standard}"
        );
        let line = Line::best(&inputs, &inputs).expect("a line");
        assert!((line.weight - 1.0).abs() < 1e-9, "{line:?}");
    }
}

#[test]
fn labels_that_name_no_class() {
    assert_eq!(
        text(one_hot(&[0, 9, 10], 10)),
        "example 3 has label 10 but there are 10: give it a label below 10"
    );
    assert_eq!(
        text(one_hot(&[1], 1)),
        "example 1 has label 1 but there is 1: give it a label below 1"
    );
    assert!(one_hot(&[0], 0).is_err());
}

#[test]
fn batches_that_are_none() {
    let points = array![[1.0], [2.0]];
    let run = |order: &[usize], size| {
        text(epoch(START, &points, &points, order, size, 0.1))
    };
    assert_eq!(run(&[0, 1], 0), "batches have 0 examples: give them at least one");
    assert_eq!(
        run(&[0, 2], 1),
        "order names example 2, counted from 0, but there are 2: name only those"
    );
    let one = array![[1.0]];
    assert_eq!(
        text(epoch(START, &one, &one, &[7], 1, 0.1)),
        "order names example 7, counted from 0, but there is 1: name only those"
    );
}
