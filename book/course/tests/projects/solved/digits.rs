//! What a reader of *A data set of your own* may write.

use std::error::Error;
use std::fs;

use backprop::{Order, Settings, reading::answers, train};
use loss::{one_hot, shuffled};
use ndarray::{Array2, Axis};
use neurons::{Activation, Network, digits::rows};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

type Any<T> = Result<T, Box<dyn Error>>;

struct Data {
    features: Array2<f64>, // (rows, features)
    labels: Vec<usize>,
}

/// Rows of numbers, and the column of the label if there is one.
fn read(file: &str, label: Option<&str>, classes: &mut Vec<String>) -> Any<Data> {
    let text = fs::read_to_string(file)?;
    let mut lines = rows(&text).into_iter().map(|(_, row)| row);
    let names = lines.next().ok_or("no names")?;
    let column = label.and_then(|label| names.iter().position(|name| name == label));
    let (mut numbers, mut labels, mut count) = (Vec::new(), Vec::new(), 0);
    for row in lines {
        count += 1;
        for (at, field) in row.iter().enumerate() {
            if Some(at) != column {
                numbers.push(field.parse::<f64>()?);
                continue;
            }
            let known = classes.iter().position(|class| class == field);
            labels.push(known.unwrap_or(classes.len()));
            if known.is_none() {
                classes.push(field.to_owned());
            }
        }
    }
    let features = Array2::from_shape_vec((count, numbers.len() / count), numbers)?;
    Ok(Data { features, labels })
}

/// Of each class, the share to test with.
fn split(data: &Data, classes: usize, share: f64, rng: &mut ChaCha8Rng) -> [Vec<usize>; 2] {
    let order = shuffled(data.labels.len(), rng);
    let (mut training, mut test) = (Vec::new(), Vec::new());
    for class in 0..classes {
        let rows: Vec<usize> =
            order.iter().copied().filter(|row| data.labels[*row] == class).collect();
        let (aside, rest) = rows.split_at((share * rows.len() as f64).round() as usize);
        test.extend_from_slice(aside);
        training.extend_from_slice(rest);
    }
    [training, test]
}

fn commonest(labels: &[usize], rows: &[usize], classes: usize) -> usize {
    let count = |class: &usize| rows.iter().filter(|row| labels[**row] == *class).count();
    (0..classes).max_by_key(count).unwrap_or(0)
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

fn main() -> Any<()> {
    let plan: toml::Table = fs::read_to_string("plan.toml")?.parse()?;
    let label = plan["label"].as_str().ok_or("a label")?;
    let share = plan["test-share"].as_float().ok_or("a share")?;
    let seeds = plan["seeds"].as_array().ok_or("seeds")?;
    let mut classes = Vec::new();
    let data = read("known.csv", Some(label), &mut classes)?;
    let unknown = read("unknown.csv", None, &mut classes)?;
    let (rows, features) = data.features.dim();
    let mut report = format!("[data]\nrows = {rows}\nfeatures = {features}\n[data.classes]\n");
    for (class, name) in classes.iter().enumerate() {
        let count = data.labels.iter().filter(|label| **label == class).count();
        report += &format!("\"{name}\" = {count}\n");
    }
    let mut split_csv = "seed,row,part\n".to_owned();
    let mut baseline = "seed,row,predicted\n".to_owned();
    let mut predictions = "seed,row,predicted,confidence\n".to_owned();
    let mut of_unknown = "seed,row,predicted\n".to_owned();
    let (mut of_baseline, mut of_network) = (Vec::new(), Vec::new());
    for (number, seed) in seeds.iter().enumerate() {
        let mut rng =
            ChaCha8Rng::seed_from_u64(seed.as_integer().ok_or("a seed")? as u64);
        let [training, test] = split(&data, classes.len(), share, &mut rng);
        for (part, rows) in [("training", &training), ("test", &test)] {
            for row in rows {
                split_csv += &format!("{seed},{},{part}\n", row + 1);
            }
        }
        let inputs = data.features.select(Axis(0), &training); // (training, features)
        let means = inputs.mean_axis(Axis(0)).ok_or("rows")?; // (features)
        let spreads = inputs.std_axis(Axis(0), 0.0); // (features)
        let scaled = |rows: &Array2<f64>| (rows - &means) / &spreads;
        let labels: Vec<usize> = training.iter().map(|row| data.labels[*row]).collect();
        let targets = one_hot(&labels, classes.len())?; // (training, classes)
        let sizes = [features, 12, classes.len()];
        let network =
            Network::random(&sizes, Activation::Tanh, Activation::Sigmoid, &mut rng)?;
        let settings = Settings {
            epochs: 60,
            batch_size: 10,
            learning_rate: 0.5,
            order: Order::Shuffled,
        };
        let network =
            train(network, &scaled(&inputs), &targets, settings, &mut rng, |_, _| {})?;
        let outputs = network.forward(&scaled(&data.features))?; // (rows, classes)
        let said = answers(&outputs);
        let common = commonest(&data.labels, &training, classes.len());
        let (mut right, mut right_of_common) = (0, 0);
        let (mut confusion, mut wrong) = (vec![vec![0; classes.len()]; classes.len()], Vec::new());
        for &row in &test {
            let (label, answer) = (data.labels[row], said[row]);
            let confidence = outputs[[row, answer]];
            baseline += &format!("{seed},{},{}\n", row + 1, classes[common]);
            predictions += &format!("{seed},{},{},{confidence:.6}\n", row + 1, classes[answer]);
            right_of_common += usize::from(common == label);
            right += usize::from(answer == label);
            confusion[label][answer] += 1;
            if answer != label {
                wrong.push((confidence, row, label, answer));
            }
        }
        of_baseline.push(right_of_common as f64 / test.len() as f64);
        of_network.push(right as f64 / test.len() as f64);
        let said = answers(&network.forward(&scaled(&unknown.features))?);
        for (row, answer) in said.iter().enumerate() {
            of_unknown += &format!("{seed},{},{}\n", row + 1, classes[*answer]);
        }
        if number == 0 {
            write_mistakes(&classes, &confusion, wrong)?;
        }
    }
    let mean_of_network = mean(&of_network);
    let squares: Vec<f64> =
        of_network.iter().map(|a| (a - mean_of_network) * (a - mean_of_network)).collect();
    let spread = (squares.iter().sum::<f64>() / (squares.len() - 1) as f64).sqrt();
    report += &format!("[baseline]\naccuracies = {of_baseline:.4?}\n");
    report += &format!("[network]\naccuracies = {of_network:.4?}\n");
    report += &format!("mean = {mean_of_network:.4}\nspread = {spread:.4}\n");
    println!("baseline {:.3}, network {mean_of_network:.3} ± {spread:.3}", mean(&of_baseline));
    for (file, text) in [
        ("report.toml", report),
        ("split.csv", split_csv),
        ("baseline.csv", baseline),
        ("predictions.csv", predictions),
        ("unknown-predictions.csv", of_unknown),
    ] {
        fs::write(file, text)?;
    }
    Ok(())
}

fn write_mistakes(
    classes: &[String],
    confusion: &[Vec<usize>],
    mut wrong: Vec<(f64, usize, usize, usize)>,
) -> Any<()> {
    let mut text = format!("label,{}\n", classes.join(","));
    for (label, counts) in confusion.iter().enumerate() {
        let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
        text += &format!("{},{}\n", classes[label], counts.join(","));
    }
    fs::write("confusion.csv", text)?;
    wrong.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut text = "row,label,predicted,confidence\n".to_owned();
    for (confidence, row, label, answer) in wrong.iter().take(3) {
        text += &format!(
            "{},{},{},{confidence:.6}\n",
            row + 1,
            classes[*label],
            classes[*answer]
        );
    }
    fs::write("mistakes.csv", text)?;
    Ok(())
}
