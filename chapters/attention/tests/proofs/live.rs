//! The live figures hold in any state, and what they claim is so.

use attention::live::figures;
use attention::tokens::tokens_by_hand;
use attention::{Head, causal_mask};
use ndarray::Array2;
use page::live::{Frame, Live, State};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng},
};

const NUMBERS: [&str; 12] = [
    "Q00", "Q01", "Q10", "Q11", "K00", "K01", "K10", "K11", "V00", "V01", "V10",
    "V11",
];
/// Those that can make "cat" look at itself more.
const FOUR: [&str; 4] = ["Q10", "Q11", "K00", "K10"];

fn figure() -> Box<dyn Live> {
    let mut all = figures().into_iter();
    all.find(|figure| figure.about().name == "one-number").expect("it is declared")
}

fn frame(figure: &mut dyn Live, sets: &[(&str, String)]) -> Frame {
    let state = State::of(&figure.about(), sets.iter().map(|(n, v)| (*n, v)));
    figure.frame(&state.expect("a state")).expect("a frame")
}

/// The head by hand with one number moved, by its name.
fn changed(number: &str, by: f64) -> Head {
    let (_, mut head) = tokens_by_hand();
    let at = |place: usize| usize::from(number.as_bytes()[place] == b'1');
    let matrix: &mut Array2<f64> = match &number[..1] {
        "Q" => &mut head.w_q,
        "K" => &mut head.w_k,
        _ => &mut head.w_v,
    };
    matrix[[at(1), at(2)]] += by;
    head
}

/// By how much the score of "cat" for itself exceeds that for "the", times the root, on
/// paper: with the tokens (1, 0) and (0, 2).
fn lead(head: &Head) -> f64 {
    let (q, k) = (&head.w_q, &head.w_k);
    let query = [2.0 * q[[1, 0]], 2.0 * q[[1, 1]]];
    query[0] * (2.0 * k[[1, 0]] - k[[0, 0]])
        + query[1] * (2.0 * k[[1, 1]] - k[[0, 1]])
}

/// In every state of the sliders, with and without mask and root: the goal is met where
/// paper says so, and the weights are those of the head.
#[test]
fn the_goal_is_met_where_the_scores_say_so() {
    let mut figure = figure();
    let mut met_by = Vec::new();
    for number in NUMBERS {
        for half in -4..=4 {
            let by = 0.5 * f64::from(half);
            for (mask, root) in [("1", "1"), ("0", "1"), ("1", "0"), ("0", "0")] {
                let sets = [
                    ("number", number.to_owned()),
                    ("by", by.to_string()),
                    ("mask", mask.to_owned()),
                    ("root", root.to_owned()),
                ];
                let frame = frame(figure.as_mut(), &sets);
                let head = changed(number, by);
                assert_eq!(frame.met.is_some(), lead(&head) > 0.0, "{sets:?}");
                if frame.met.is_some() && !met_by.contains(&number) {
                    met_by.push(number);
                }
                if root == "1" {
                    let (tokens, _) = tokens_by_hand();
                    let causal = causal_mask(6).expect("six words");
                    let causal = (mask == "1").then_some(&causal);
                    let pass = head.forward(&tokens, causal).expect("it fits");
                    let own = format!("{:.2}", pass.weights[[1, 1]]);
                    assert_eq!(frame.readouts[0].text, own, "{sets:?}");
                }
            }
        }
    }
    assert_eq!(met_by, FOUR);
}

/// The lead is a straight line in each number alone, so two points tell all of it: those
/// that cannot do it within the slider's range can do it nowhere.
#[test]
fn no_other_number_moves_the_lead_at_all() {
    let (_, by_hand) = tokens_by_hand();
    for number in NUMBERS {
        let moves = [-1e3, 1e3].map(|by| lead(&changed(number, by)));
        let stays = moves.iter().all(|&moved| moved == lead(&by_hand));
        assert_eq!(stays, !FOUR.contains(&number), "{number}");
    }
}

/// Any numbers at all between the ends give a frame with every place in the picture.
#[test]
fn any_state_gives_a_frame() {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let mut figure = figure();
    for _ in 0..3000 {
        let mut below = |n: u64| rng.next_u64() % n;
        let by = below(4_000_001) as f64 / 1e6 - 2.0;
        let sets = [
            ("number", NUMBERS[below(12) as usize].to_owned()),
            ("by", by.to_string()),
            ("row", below(6).to_string()),
            ("mask", below(2).to_string()),
            ("root", below(2).to_string()),
        ];
        let frame = frame(figure.as_mut(), &sets);
        assert_eq!(frame.places.iter().filter(|place| place.is_chosen).count(), 2);
        for place in &frame.places {
            assert!(place.at.0 >= 0.0 && place.at.0 + place.size.0 <= 480.0);
            assert!(place.at.1 >= 0.0 && place.at.1 + place.size.1 <= 324.0);
        }
        assert!(!frame.svg.as_str().contains("NaN"), "{sets:?}");
    }
}
