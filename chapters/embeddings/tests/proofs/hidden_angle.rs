//! The plane that a reader turns: what it shows of two arrows, computed another way.

use embeddings::planes::TwoPlanes;
use embeddings::{cosine, principal_axes};
use ndarray::{Array1, Array2, ArrayView1};
use page::live::Frame;
use proptest::prelude::*;

use crate::live::{BOOK, frame, readout};

const WORDS: [&str; 8] =
    ["man", "woman", "king", "queen", "uncle", "aunt", "prince", "princess"];
/// The pairs of arrows, and the angles in degrees between their plane and the page's:
/// numpy.linalg.svd of the products of orthonormal bases, 2.4.6.
const PAIRS: [(&str, [usize; 2], [f64; 2]); 6] = [
    ("man-king", [0, 1], [25.57, 88.31]),
    ("man-uncle", [0, 2], [25.78, 87.03]),
    ("man-prince", [0, 3], [23.38, 88.83]),
    ("king-uncle", [1, 2], [18.94, 85.13]),
    ("king-prince", [1, 3], [18.59, 86.82]),
    ("uncle-prince", [2, 3], [19.79, 88.12]),
];

fn shown(pair: &str, level: f64, upright: f64) -> Frame {
    let (level, upright) = (level.to_string(), upright.to_string());
    let sets = [("pair", pair), ("level", &level), ("upright", &upright)];
    frame("hidden-angle", &sets).expect("angles within their limits")
}

/// The page's vectors of the eight words, and its plane: (8, d_model) and (2, d_model).
fn eight() -> (Array2<f64>, Array2<f64>) {
    let ids = WORDS.map(|word| BOOK.vocabulary().find(word).expect("a word"));
    let rows = BOOK.embedding().look_up(&ids).expect("ids that are there");
    let axes = principal_axes(&rows, 2).expect("words that differ").axes;
    (rows, axes)
}

fn arrow(rows: &Array2<f64>, row: usize) -> Array1<f64> {
    &rows.row(2 * row + 1) - &rows.row(2 * row)
}

/// An angle by the law of cosines, from three lengths.
fn angle(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    let length = |v: &Array1<f64>| v.dot(v).sqrt();
    let (a_long, b_long, apart) = (length(a), length(b), length(&(b - a)));
    let cosine = (a_long * a_long + b_long * b_long - apart * apart) / 2.0;
    libm::acos((cosine / (a_long * b_long)).clamp(-1.0, 1.0)).to_degrees()
}

/// The plane of two arrows turned against the page's, and each arrow in it as what it
/// shows: with no basis of a turned plane. An arrow (x, y) along the paired directions of
/// its own plane is seen as (x cos(near − upright), y cos(far − level)).
fn seen(pair: [usize; 2], level: f64, upright: f64) -> ([f64; 2], f64, f64) {
    let (rows, plane) = eight();
    let [a, b] = pair.map(|row| arrow(&rows, row));
    let q = &b - &a * (a.dot(&b) / a.dot(&a));
    let (p, q) = (&a / a.dot(&a).sqrt(), &q / q.dot(&q).sqrt());
    // How much of a direction of the arrows' plane is in the page's.
    let direction = |turn: f64| &p * libm::cos(turn) + &q * libm::sin(turn);
    let inside = |turn: f64| {
        let shadow = plane.dot(&direction(turn));
        shadow.dot(&shadow).sqrt().min(1.0)
    };
    // The longest shadow by thirds of what is left, from a first look all round.
    let best = (0..360).max_by(|&one, &other| {
        let turn = |step: i32| inside(f64::from(step) * 0.5_f64.to_radians());
        turn(one).total_cmp(&turn(other))
    });
    let best = f64::from(best.expect("a direction")) * 0.5_f64.to_radians();
    let (mut low, mut high) = (best - 0.01, best + 0.01);
    for _ in 0..80 {
        let (one, other) = ((2.0 * low + high) / 3.0, (low + 2.0 * high) / 3.0);
        if inside(one) < inside(other) { low = one } else { high = other }
    }
    let across = low + std::f64::consts::FRAC_PI_2;
    let near = libm::acos(inside(low)) - upright.to_radians();
    let far = libm::acos(inside(across)) - level.to_radians();
    let flat = |arrow: &Array1<f64>| {
        let x = arrow.dot(&direction(low)) * libm::cos(near);
        Array1::from(vec![x, arrow.dot(&direction(across)) * libm::cos(far)])
    };
    let (flat_a, flat_b) = (flat(&a), flat(&b));
    let share = |flat: &Array1<f64>, arrow: &Array1<f64>| {
        (flat.dot(flat) / arrow.dot(arrow)).sqrt()
    };
    let shares = [share(&flat_a, &a), share(&flat_b, &b)];
    (shares, angle(&flat_a, &flat_b), angle(&a, &b))
}

fn read(frame: &Frame, name: &str) -> f64 {
    let text = readout(frame, name);
    text.trim_end_matches(['°', '%']).parse().expect("a number")
}

/// Whether a rounded number is one of those that `value`, give or take, is rounded to.
fn rounds_to(value: f64, shown: f64, give: f64) -> bool {
    (value - shown).abs() <= 0.5 + give
}

#[test]
fn at_its_start_the_plane_is_that_of_the_page_and_never_the_answer() {
    let (rows, plane) = eight();
    for (name, pair, _) in PAIRS {
        let flat = pair.map(|row| plane.dot(&arrow(&rows, row))); // 2 of (2)
        let start = shown(name, 0.0, 0.0);
        assert!(rounds_to(angle(&flat[0], &flat[1]), read(&start, "seen"), 1e-6));
        for (row, of) in ["first", "second"].into_iter().enumerate() {
            let all = arrow(&rows, pair[row]);
            let share = (flat[row].dot(&flat[row]) / all.dot(&all)).sqrt();
            assert!(rounds_to(100.0 * share, read(&start, of), 1e-6), "{name}");
        }
        assert!(start.met.is_none(), "{name}");
    }
    assert_eq!(readout(&shown("man-king", 0.0, 0.0), "seen"), "2°");
}

/// At the far end nothing is left out: not of a length, and not of the angle.
#[test]
fn turned_by_both_angles_the_plane_shows_the_cosine_of_the_vectors() {
    let (rows, plane) = eight();
    for (name, pair, angles) in PAIRS {
        let [a, b] = pair.map(|row| arrow(&rows, row));
        let axes = [plane.row(0), plane.row(1)];
        let planes = TwoPlanes::between(axes, [a.view(), b.view()]);
        let planes = planes.expect("two planes");
        for (found, reference) in planes.angles.into_iter().zip(angles) {
            assert!((found - reference).abs() < 0.005_1, "{name}: {found}");
        }
        let turned = planes.turned(planes.angles); // (2, d_model)
        let flat = [turned.dot(&a), turned.dot(&b)]; // 2 of (2)
        let of = |a: ArrayView1<f64>, b: ArrayView1<f64>| {
            libm::acos(cosine(a, b).expect("directions")).to_degrees()
        };
        let seen = of(flat[0].view(), flat[1].view());
        assert!((seen - of(a.view(), b.view())).abs() < 1e-9, "{name}: {seen}");
        for (flat, all) in flat.iter().zip([&a, &b]) {
            let share = (flat.dot(flat) / all.dot(all)).sqrt();
            assert!((share - 1.0).abs() < 1e-12, "{name}: {share}");
        }
        let end = shown(name, planes.angles[1], planes.angles[0]);
        assert_eq!(readout(&end, "seen"), readout(&end, "true"));
        assert!(end.met.is_some(), "{name}");
        assert_eq!(rims(&end), 3, "{name}: the coin fills its ring");
        assert_eq!(rims(&shown(name, 0.0, 0.0)), 1, "{name}");
    }
}

/// How often the ring is drawn: by itself, and as the coin and its rim if they fill it.
fn rims(frame: &Frame) -> usize {
    let svg = frame.svg.as_str();
    let ring = svg.lines().find(|line| {
        line.starts_with("<path fill=\"none\" stroke=\"var(--fig-grid)\"")
    });
    let (_, path) = ring.expect("a ring").split_once(" d=\"").expect("a path");
    let (path, _) = path.split_once('"').expect("its end");
    svg.matches(path).count()
}

/// A reader who goes from stop to stop gets there, with every pair, and to the answer of
/// the bet.
#[test]
fn each_pair_has_stops_that_meet_the_goal_and_settle_the_bet() {
    let stop = |angle: f64| 2.0 * (angle / 2.0).round();
    for (name, _, [near, far]) in PAIRS {
        assert!(shown(name, stop(far), stop(near)).met.is_some(), "{name}");
        assert!(shown(name, stop(far), stop(near - 90.0)).settles, "{name}");
    }
}

/// Between nothing and half a turn there is no angle that some plane does not show.
#[test]
fn the_same_two_arrows_can_look_at_any_angle() {
    let mut missing: Vec<f64> = (1..180).map(f64::from).collect();
    for step in 0..=2000 {
        let turn = 90.0 * f64::from(step) / 2000.0;
        for (level, upright) in [(88.31 + turn, 25.57), (88.31, 25.57 - turn)] {
            let (_, seen, _) = seen([0, 1], level, upright);
            missing.retain(|angle| (angle - seen).abs() > 0.5);
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// Where words of a picture stand: left, right, and the middle of their height.
fn words(svg: &str) -> Vec<(f64, f64, f64, f64)> {
    let of = |element: &str, name: &str| {
        let (_, rest) = element.split_once(&format!(" {name}=\"")).expect("it");
        rest.split_once('"').expect("an end").0.to_owned()
    };
    let number = |element: &str, name: &str| -> f64 {
        of(element, name).parse().expect("a number")
    };
    let elements = svg.lines().filter(|line| line.starts_with("<text"));
    let place = |element: &str| {
        let (_, text) = element.split_once('>').expect("words");
        let signs = text.trim_end_matches("</text>").chars().count() as f64;
        let (size, x) = (number(element, "font-size"), number(element, "x"));
        let width = 0.54 * size * signs;
        let left = match of(element, "text-anchor").as_str() {
            "start" => x,
            "end" => x - width,
            _ => x - width / 2.0,
        };
        (left, left + width, number(element, "y"), size)
    };
    elements.map(place).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Any plane between the stops too: the angle and the lengths are those of the closed
    /// form, the goal is met where they say so and nowhere else, and no words lie on others.
    #[test]
    fn any_plane_shows_what_the_closed_form_says(
        pair in 0..6_usize,
        level in prop_oneof![0.0..180.0_f64, 80.0..95.0_f64],
        upright in prop_oneof![-90.0..90.0_f64, 10.0..35.0_f64, -75.0..-60.0_f64],
    ) {
        let (name, arrows, _) = PAIRS[pair];
        let frame = shown(name, level, upright);
        let (shares, seen, all) = seen(arrows, level, upright);
        prop_assert!(rounds_to(seen, read(&frame, "seen"), 1e-4), "{seen}");
        prop_assert!(rounds_to(all, read(&frame, "true"), 1e-9));
        for (share, of) in shares.into_iter().zip(["first", "second"]) {
            prop_assert!(rounds_to(100.0 * share, read(&frame, of), 1e-4), "{share}");
        }
        let is_met = |give: f64| {
            (seen - all).abs() <= 1.0 + give
                && shares.iter().all(|&share| share >= 0.995 - give)
        };
        prop_assert!(frame.met.is_none() || is_met(1e-6));
        prop_assert!(frame.met.is_some() || !is_met(-1e-6));
        prop_assert!(!frame.settles || seen > 175.0 - 1e-4, "{seen}");
        prop_assert!(frame.settles || seen < 175.0 + 1e-4, "{seen}");
        let words = words(frame.svg.as_str());
        prop_assert_eq!(words.len(), 7);
        for (index, one) in words.iter().enumerate() {
            prop_assert!(one.0 >= 0.0 && one.1 <= 1920.0, "{one:?}");
            prop_assert!(one.2 >= one.3 / 2.0, "{one:?}");
            for other in &words[..index] {
                let is_apart = one.1 <= other.0
                    || other.1 <= one.0
                    || (one.2 - other.2).abs() >= (one.3 + other.3) / 2.0;
                prop_assert!(is_apart, "{one:?} {other:?}");
            }
        }
    }

    /// A state that cannot be is refused with what can.
    #[test]
    fn any_text_in_the_address_gives_a_frame_or_a_message(
        name in prop::sample::select(vec!["level", "upright", "pair", "other"]),
        value in prop_oneof!["\\PC{0,8}", "-?[0-9]{1,4}(\\.[0-9]{1,3})?"],
    ) {
        let number = value.parse::<f64>().ok();
        let lies_in = |from, to| number.is_some_and(|x| (from..=to).contains(&x));
        let is_allowed = match name {
            "level" => lies_in(0.0, 180.0),
            "upright" => lies_in(-90.0, 90.0),
            "pair" => PAIRS.iter().any(|pair| pair.0 == value),
            _ => false,
        };
        let answer = frame("hidden-angle", &[(name, &value)]);
        prop_assert_eq!(answer.is_ok(), is_allowed);
    }
}
