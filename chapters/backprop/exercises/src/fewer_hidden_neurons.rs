//! How far the starts of a network are apart when it has few neurons to spare.

use std::fmt::Write as _;
use std::sync::OnceLock;

use backprop::digit_training::{SEEDS, SETTINGS, SplitDigits};
use backprop::reading::{accuracy, answers};
use backprop::{Settings, train};
use judge::{Draw, Mistake, Verdict, judge};
use neurons::digits::{CLASSES, PIXELS, book_digits};
use neurons::{Activation, Network};

/// How far the best and the worst of five starts are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// By 3 points of accuracy at most.
    UpTo3Points,
    /// By 3 to 20 points.
    UpTo20Points,
    /// By more than 20 points.
    MoreThan20Points,
}
judge::choices!(Apart: UpTo3Points, UpTo20Points, MoreThan20Points);

/// What the reader writes: how far apart the five starts end with 16 hidden neurons.
pub type Attempt = fn() -> Apart;

/// Wrong predictions, by the thought behind them.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "as-with-spare-neurons",
        says: "That is the spread of 32 hidden neurons, which have some to spare. Look at how \
               many of the 16 still answer when the training is over.",
        attempt: || Apart::UpTo3Points,
    },
    Mistake {
        name: "without-the-unlucky-start",
        says: "Four of the five stay within 20 points. One ends well below them: look at how \
               many of its hidden neurons still answer.",
        attempt: || Apart::UpTo20Points,
    },
];

/// Hidden neurons to try.
const HIDDEN: [usize; 3] = [32, 16, 8];
const SETTINGS_HERE: Settings = Settings { epochs: 40, ..SETTINGS };

/// A training from one seed: accuracy on the test images in percent, and how many hidden
/// neurons answer to any training image at all.
struct Start {
    accuracy: f64,
    left: usize,
}

fn start(data: &SplitDigits, hidden: usize, seed: u64) -> Start {
    let mut draw = Draw::new(seed);
    let sizes = [PIXELS, hidden, CLASSES];
    let (relu, linear) = (Activation::Relu, Activation::Identity);
    let network = Network::random(&sizes, relu, linear, draw.generator())
        .expect("layers that fit");
    let (images, targets) = (&data.training.images, &data.targets);
    let network =
        train(network, images, targets, SETTINGS_HERE, draw.generator(), |_, _| {})
            .expect("digits that fit");
    let outputs = network.forward(&data.test.images).expect("64 pixels"); // (test, 10)
    let activations = network.activations(images).expect("64 pixels");
    let columns = activations[1].columns(); // (training) for each hidden neuron
    let answers_to_any = |a: &ndarray::ArrayView1<f64>| a.iter().any(|&a| a > 0.0);
    Start {
        accuracy: 100.0 * accuracy(&answers(&outputs), &data.test.labels),
        left: columns.into_iter().filter(answers_to_any).count(),
    }
}

/// The trainings: five starts for each number of hidden neurons.
fn starts() -> &'static [Vec<Start>] {
    static STARTS: OnceLock<Vec<Vec<Start>>> = OnceLock::new();
    STARTS.get_or_init(|| {
        let digits = book_digits().expect("the book's own digits");
        let data = SplitDigits::new(&digits).expect("enough digits");
        let five = |&hidden| {
            SEEDS.iter().map(|&seed| start(&data, hidden, seed)).collect()
        };
        HIDDEN.iter().map(five).collect()
    })
}

/// Takes the prediction, then trains.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let prediction = attempt();
        let mut table = String::from(
            "What our trainings came to\n\
             hidden   accuracy in %, five starts        neurons that still answer\n",
        );
        for (hidden, starts) in HIDDEN.iter().zip(starts()) {
            let accuracies: Vec<_> = starts
                .iter()
                .map(|start| format!("{:4.1}", start.accuracy))
                .collect();
            let left: Vec<_> =
                starts.iter().map(|start| format!("{:2}", start.left)).collect();
            let (accuracies, left) = (accuracies.join("  "), left.join(" "));
            let _ = writeln!(table, "{hidden:6}   {accuracies}      {left}");
        }
        exam.note(table.trim_end());
        let accuracies = || starts()[1].iter().map(|start| start.accuracy);
        let apart =
            accuracies().fold(0.0, f64::max) - accuracies().fold(100.0, f64::min);
        let apart = match apart {
            apart if apart <= 3.0 => Apart::UpTo3Points,
            apart if apart <= 20.0 => Apart::UpTo20Points,
            _ => Apart::MoreThan20Points,
        };
        let what =
            "how far the best and the worst start with 16 hidden neurons are apart";
        exam.equal(what, &prediction, &apart);
    })
}
