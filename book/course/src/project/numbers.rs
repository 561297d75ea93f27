//! Means and spreads, and what a wrong number may be instead.

/// The mean.
pub fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// The standard deviation of few numbers, which stand for the many that there could be: the
/// sum of the squares is divided by one less than there are.
pub fn spread(numbers: &[f64]) -> f64 {
    deviation(numbers, numbers.len().saturating_sub(1).max(1))
}

/// By how much the mean of so many would differ from another such mean.
pub fn standard_error(numbers: &[f64]) -> f64 {
    spread(numbers) / (numbers.len() as f64).sqrt()
}

fn deviation(numbers: &[f64], divided_by: usize) -> f64 {
    let mean = mean(numbers);
    let squares = numbers.iter().map(|number| (number - mean) * (number - mean));
    (squares.sum::<f64>() / divided_by as f64).sqrt()
}

/// Whether two numbers are the same but for what rounding to so much may do.
pub fn is_near(one: f64, other: f64, within: f64) -> bool {
    (one - other).abs() <= within * (1.0 + 1e-9)
}

/// What a stated number is, of what it may be by mistake.
pub fn instead(stated: f64, within: f64, of: &[(f64, String)]) -> Option<String> {
    let found = of.iter().find(|(number, _)| is_near(stated, *number, within));
    found.map(|(_, what)| what.clone())
}

/// What else a stated spread may be.
pub fn other_spreads(numbers: &[f64]) -> Vec<(f64, String)> {
    let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let most = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let of = |number: f64, what: &str| (number, what.to_owned());
    vec![
        of(
            deviation(numbers, numbers.len()),
            "that is nearly it: with so few seeds divide by one less than there are",
        ),
        of(standard_error(numbers), "that is the standard error of their mean"),
        of(most - least, "that is the largest less the smallest"),
        of((most - least) / 2.0, "that is half of the largest less the smallest"),
        of(
            spread(numbers) * spread(numbers),
            "that is the variance: its root is still to come",
        ),
    ]
}
