//! Two layers say yes to any set of rows.

use judge::{Draw, Exam, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, Axis, array};
use neurons::{Activation, Layer, Network, Neuron};

/// What the reader writes: a network that says yes to the rows (rows, inputs) and no to
/// all others.
pub type Attempt = fn(&Array2<f64>) -> Network;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "all-rows-at-once",
        says: "Your output neuron says yes when all hidden neurons do. An input is one row, \
               so at most one of them recognises it: one yes must be enough.",
        attempt: |rows| {
            build(rows, [20.0, -20.0], |row| row.sum(), rows.nrows() as f64)
        },
    },
    Mistake {
        name: "zeros-ignored",
        says: "Your hidden neurons ask for the ones of their row and do not look at its zeros. \
               A one where the row has a zero must speak against it.",
        attempt: |rows| build(rows, [20.0, 0.0], |row| row.sum(), 1.0),
    },
    Mistake {
        name: "inputs-for-ones",
        says: "Your biases ask for as many ones as there are inputs, so only the row of ones \
               can lift a sum above zero. Count the ones that the row itself has.",
        attempt: |rows| build(rows, [20.0, -20.0], |row| row.len() as f64, 1.0),
    },
    Mistake {
        name: "same-bias-for-all",
        says: "Your hidden neurons all have the bias of OR. How much it takes to lift the sum \
               above zero depends on how many ones a row has, so each needs a bias of its own.",
        attempt: |rows| build(rows, [20.0, -20.0], |_| 1.0, 1.0),
    },
    Mistake {
        name: "on-the-switch",
        says: "On its own row the sum of each of your hidden neurons is exactly 0, and sigmoid \
               answers one half. The bias must leave that row clearly above 0, and every \
               other clearly below.",
        attempt: |rows| build(rows, [20.0, -20.0], |row| row.sum() + 0.5, 1.0),
    },
    Mistake {
        name: "weights-too-small",
        says: "Signs and biases are right, but with weights this small the sigmoid says neither \
               yes nor no, and the output neuron adds up faint answers. Larger weights make \
               them clear.",
        attempt: |rows| build(rows, [1.0, -1.0], |row| row.sum(), 1.0),
    },
    Mistake {
        name: "bias-beside-a-no",
        says: "Signs are right and weights large enough, but a bias leaves the sum of a clear no \
               so near to 0 that it sounds like half a yes, and such answers add up. Put each \
               switch halfway between the yes and the no that it parts.",
        attempt: |rows| build(rows, [20.0, -20.0], |row| row.sum() - 0.48, 1.0),
    },
];

/// A network whose hidden neurons want `ones` of their rows, and whose output neuron
/// wants `yes` of the hidden ones. The weights are those of a 1 and of a 0 in a row.
fn build(
    rows: &Array2<f64>,
    [one, zero]: [f64; 2],
    ones: fn(&Array1<f64>) -> f64,
    yes: f64,
) -> Network {
    let neuron = |weights, wanted| {
        Neuron::new(weights, one * (0.5 - wanted), Activation::Sigmoid)
    };
    let hidden = rows.outer_iter().map(|row| {
        let row = row.to_owned();
        let weights = row.mapv(|input| if input == 1.0 { one } else { zero });
        neuron(weights, ones(&row))
    });
    let output = neuron(Array1::from_elem(rows.nrows(), one), yes);
    let layers = [hidden.collect(), vec![output]]
        .map(|neurons| Layer::from_neurons(&neurons).expect("rows of one length"));
    Network::new(layers.to_vec()).expect("a weight for each row")
}

/// What a network says.
#[derive(Debug, PartialEq)]
enum Answer {
    Yes,
    No,
    Undecided,
}

/// What alone is wrong with a network whose signs are right, in words.
enum Fault {
    Weights(String),
    Bias(String),
}

/// Judges an attempt: XOR, exactly one of three, an odd number of ones among five, then tables
/// of up to five inputs, each on all of its rows.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let (mut weights, mut bias) = (None, None);
        let mut ask = |yes: &Array2<f64>, table: &str| match examine(
            attempt, exam, yes, table,
        ) {
            Some(Fault::Weights(what)) => _ = weights.get_or_insert(what),
            Some(Fault::Bias(what)) => _ = bias.get_or_insert(what),
            None => {}
        };
        ask(&array![[0.0, 1.0], [1.0, 0.0]], "XOR");
        let one = array![[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]];
        ask(&one, "exactly one of three");
        ask(&array![[0.0, 0.0]], "neither of two");
        // No other table of five inputs has a row with as many neighbours that are a yes, so
        // nowhere do as many faint answers add up.
        let mut odd = every_row(5);
        odd.retain(|row| row.sum() % 2.0 == 1.0);
        ask(&matrix(&odd), "an odd number of ones among five");
        let mut draw = Draw::new(3);
        for _ in 0..15 {
            let inputs = draw.count(1, 5);
            let mut yes = every_row(inputs);
            let (all, wanted) = (yes.len(), draw.count(1, yes.len()));
            while yes.len() > wanted {
                yes.remove(draw.count(0, yes.len() - 1));
            }
            let table = format!("a table with {wanted} yes in {all} rows");
            ask(&matrix(&yes), &table);
        }
        // One question for all tables: which of them faint answers spoil depends on how
        // faint they are.
        for fault in [weights, bias] {
            let what = fault.as_deref().unwrap_or_default();
            exam.holds(what, fault.is_none());
        }
    })
}

/// How many times as large all weights and biases are made, to see whether that is all that
/// they lack.
const MUCH: f64 = 1e6;

/// Asks about every row of a table, if the answers are wrong. If they are, and only because
/// the weights are small or a bias is off, then says so instead.
fn examine(
    attempt: Attempt,
    exam: &mut Exam,
    yes: &Array2<f64>,
    table: &str,
) -> Option<Fault> {
    let network = attempt(yes);
    exam.equal(
        format!("the number of layers, for {table},"),
        &network.layers.len(),
        &2,
    );
    let all = every_row(yes.ncols());
    let found = answers(&network, &all);
    exam.holds(
        format!(
            "for {table}, your network must take {} inputs and give 1 output",
            yes.ncols()
        ),
        found.is_some(),
    );
    let found = found?;
    let is_yes = |row: &Array1<f64>| yes.outer_iter().any(|yes| yes == row);
    let wanted = all.iter().map(is_yes);
    let wanted: Vec<_> =
        wanted.map(|yes| if yes { Answer::Yes } else { Answer::No }).collect();
    let rows = || all.iter().zip(found.iter().zip(&wanted));
    let (row, (got, right)) = rows().find(|(_, (got, right))| got != right)?;
    let what = format!(
        "for {table}, the answer to {row} should be {right:?}, and yours is {got:?}: with"
    );
    let is_right =
        |network: &Network| answers(network, &all).as_ref() == Some(&wanted);
    if is_right(&much_larger(network.clone())) {
        return Some(if is_right(&halfway(network, &all)) {
            Fault::Bias(format!(
                "{what} your weights and other biases it would be right"
            ))
        } else {
            Fault::Weights(format!(
                "{what} all your weights and biases a million times as large it would be right"
            ))
        });
    }
    for (row, (got, right)) in rows() {
        exam.equal(format!("for {table}, the answer to {row}"), got, right);
    }
    None
}

/// What a network of one output says to each of some rows, if it takes them.
fn answers(network: &Network, rows: &[Array1<f64>]) -> Option<Vec<Answer>> {
    let outputs = network.forward(&matrix(rows)).ok()?; // (rows, 1)
    let column = (outputs.ncols() == 1).then(|| outputs.column(0).to_vec())?;
    Some(column.into_iter().map(answer).collect())
}

/// What an output says.
fn answer(output: f64) -> Answer {
    match output {
        output if output > 0.5 => Answer::Yes,
        output if output < 0.5 => Answer::No,
        _ => Answer::Undecided,
    }
}

/// The network with the same lines, and answers that leave no doubt.
fn much_larger(mut network: Network) -> Network {
    for layer in &mut network.layers {
        layer.weights *= MUCH; // (inputs, outputs)
        layer.bias *= MUCH; // (outputs)
    }
    network
}

/// The network of two layers with the same weights, in which each hidden neuron switches
/// halfway between its highest sum for some rows and the next, and an output halfway to one
/// clear yes.
fn halfway(mut network: Network, rows: &[Array1<f64>]) -> Network {
    let [hidden, output] = network.layers.as_mut_slice() else {
        return network;
    };
    let sums = matrix(rows).dot(&hidden.weights); // (rows, hidden neurons)
    for (sums, bias) in sums.columns().into_iter().zip(&mut hidden.bias) {
        let mut sums = sums.to_vec();
        sums.sort_by(|one, other| other.total_cmp(one));
        *bias = -(sums[0] + sums[1]) / 2.0;
    }
    output.bias = -output.weights.mean_axis(Axis(0)).expect("hidden neurons") / 2.0;
    network
}

/// All rows of so many inputs that are 0 or 1.
fn every_row(inputs: usize) -> Vec<Array1<f64>> {
    let bit = |row: usize, input: usize| (row >> (inputs - 1 - input)) & 1;
    (0..1 << inputs)
        .map(|row| Array1::from_shape_fn(inputs, |input| bit(row, input) as f64))
        .collect()
}

/// Rows as a matrix: (rows, inputs).
fn matrix(rows: &[Array1<f64>]) -> Array2<f64> {
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(row, input)| {
        rows[row][input]
    })
}
