//! Four ReLUs behind one head.

use judge::{Mistake, Verdict, judge};
use multi_head::mood::one_head_by_hand;
use ndarray::{Array2, array};

/// Weights of four neurons (2, 4), and of the sum behind them: (4, 1).
pub type Weights = (Array2<f64>, Array2<f64>);

/// What the reader writes.
pub type Attempt = fn() -> Weights;

/// Wrong weights, by the mistake behind them. They are told by the four answers alone.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "no-bend",
        says: "\"Not\" changes no answer. Perhaps each of your neurons has a partner that gives \
               back what it cuts off: relu(x) − relu(−x) is x again, without a bend.",
        attempt: || {
            let hidden = array![[1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0]];
            (hidden, array![[1.0], [-1.0], [0.0], [0.0]])
        },
    },
    Mistake {
        name: "good-moods-only",
        says: "Good moods come out right, and bad ones leave the answer near 0. A ReLU passes \
               nothing negative, so a bad mood, which is, needs neurons of its own.",
        attempt: || {
            let hidden = array![[1.0, 1.0, 0.0, 0.0], [0.0, -1.0, 0.0, 0.0]];
            (hidden, array![[-1.0], [2.0], [0.0], [0.0]])
        },
    },
    Mistake {
        name: "once-for-twice",
        says: "With \"not\" the answer is near 0: it is silenced, and not turned around. What \
               \"not\" leaves must be the mood, the other way round.",
        attempt: || {
            let hidden = array![[1.0, -1.0, 0.0, 0.0], [-1.0, -1.0, 0.0, 0.0]];
            (hidden, array![[1.0], [-1.0], [0.0], [0.0]])
        },
    },
    Mistake {
        name: "faint",
        says: "All four answers have the right sign, and those with \"not\" are faint: less than 0.25 \
               from 0. Your neurons do it, so make the last weights larger.",
        attempt: || {
            let (hidden, sum) = weights();
            (hidden, sum * 0.4)
        },
    },
    Mistake {
        name: "turned-around",
        says: "All four answers are the wrong way round. Good is above 0: turn the signs of the \
               last weights.",
        attempt: || {
            let (hidden, sum) = weights();
            (hidden, -sum)
        },
    },
];

fn weights() -> Weights {
    let hidden = array![[1.0, -1.0, 1.0, -1.0], [-1.0, -1.0, 0.0, 0.0]];
    (hidden, array![[2.0], [-2.0], [-1.0], [1.0]])
}

/// How far from 0 an answer must be.
const CLEAR: f64 = 0.25;

/// How far below [`CLEAR`] an answer still counts: "not" leaves a little less than half.
const ROOM: f64 = 0.005;
/// An answer nearer to 0 than that says nothing.
const SILENT: f64 = 0.05;

fn in_words(answer: f64) -> &'static str {
    match answer {
        _ if answer >= CLEAR - ROOM => "good",
        _ if answer <= ROOM - CLEAR => "bad",
        _ if answer > SILENT => "good, but too faint",
        _ if answer < -SILENT => "bad, but too faint",
        _ => "undecided",
    }
}

/// Judges the weights: the shapes, and the four sentences through the head.
///
/// # Panics
/// Never: the tokens fit the head.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let (hidden, sum) = attempt();
        exam.equal("the shape of your neurons' weights", &hidden.dim(), &(2, 4));
        exam.equal("the shape of your last weights", &sum.dim(), &(4, 1));
        if hidden.dim() != (2, 4) || sum.dim() != (4, 1) {
            return;
        }
        let head = one_head_by_hand();
        for (text, mood, not, right) in [
            ("very happy .", 1.0, 0.0, "good"),
            ("not happy .", 1.0, 1.0, "bad"),
            ("very sad .", -1.0, 0.0, "bad"),
            ("not sad .", -1.0, 1.0, "good"),
        ] {
            let tokens = array![
                [0.0, 0.0, not, 0.0],
                [mood, 1.0, 0.0, 0.0],
                [0.0, 0.0, 0.0, 1.0]
            ]; // (3, 4)
            let output = head.forward(&tokens, None).expect("four columns").output;
            let took = output.row(2).insert_axis(ndarray::Axis(0)); // (1, 2)
            let answer = took.dot(&hidden).mapv(|x| x.max(0.0)).dot(&sum); // (1, 1)
            exam.note(format!(
                "{text:12} the head takes in ({:5.2}, {:4.2}), your weights answer {:6.3}",
                took[[0, 0]],
                took[[0, 1]],
                answer[[0, 0]]
            ));
            exam.equal(
                format!("your answer to \"{text}\", {CLEAR} or more from 0,"),
                &in_words(answer[[0, 0]]),
                &right,
            );
        }
    })
}
