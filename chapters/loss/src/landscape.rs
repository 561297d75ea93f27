//! Three costs that can be worked out with a pencil.

/// A cost of two weights, 5 + 3.2 w1 + 0.1 w2 + w1² + w2².
pub fn bowl([w1, w2]: [f64; 2]) -> f64 {
    5.0 + 3.2 * w1 + 0.1 * w2 + w1 * w1 + w2 * w2
}

/// How it changes with each weight. Where both are 0, this is (3.2, 0.1).
pub fn bowl_gradient([w1, w2]: [f64; 2]) -> [f64; 2] {
    [3.2 + 2.0 * w1, 0.1 + 2.0 * w2]
}

/// A cost of one weight, w².
pub fn parabola(w: f64) -> f64 {
    w * w
}

/// Its slope, 2w.
pub fn parabola_slope(w: f64) -> f64 {
    2.0 * w
}

/// The weight after one step against that slope.
pub fn parabola_step(w: f64, learning_rate: f64) -> f64 {
    w - learning_rate * parabola_slope(w)
}

/// A cost of one output, a⁴, which is no parabola.
pub fn quartic(a: f64) -> f64 {
    a * a * a * a
}

/// Its slope, 4 a³.
pub fn quartic_slope(a: f64) -> f64 {
    4.0 * a * a * a
}
