//! A mean for each column, taken away from every row.

use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array2, Axis, array};

/// What the reader writes: how much warmer each day is than its town's mean, for
/// temperatures (days, towns).
pub type Attempt = fn(&Array2<f64>) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "mean-a-day",
        says: "You compare each town with the others on the same day. With as many days as \
               towns the shapes fit all the same. A town's mean goes over its days: which axis \
               has to vanish?",
        attempt: |table| table - &(table.sum_axis(Axis(1)) / table.ncols() as f64),
    },
    Mistake {
        name: "mean-a-day-in-place",
        says: "You compare each town with the others on the same day. With as many days as \
               towns the shapes fit all the same. A town's mean goes over its days: which axis \
               has to vanish?",
        attempt: |table| {
            let mut warmer = table.clone(); // (days, towns)
            warmer -= &(table.sum_axis(Axis(1)) / table.ncols() as f64);
            warmer
        },
    },
    Mistake {
        name: "mean-a-day-stood-up",
        says: "You compare each town with the others on the same day. A town's mean goes over \
               its days, down its column: which axis has to vanish?",
        attempt: |table| {
            let means = table.sum_axis(Axis(1)) / table.ncols() as f64; // (days)
            table - &means.insert_axis(Axis(1))
        },
    },
    Mistake {
        name: "one-mean-for-all",
        says: "You take the same number away everywhere, the mean of the whole table. Each town \
               has a mean of its own.",
        attempt: |table| table - table.sum() / table.len() as f64,
    },
    Mistake {
        name: "sum-for-mean",
        says: "You take a town's sum away, not its mean. The sum has still to be divided by the \
               number of days.",
        attempt: |table| table - &table.sum_axis(Axis(0)),
    },
    Mistake {
        name: "divided-by-towns",
        says: "You divide a town's sum by the number of towns. It has as many numbers as there \
               are days, which is the number of rows.",
        attempt: |table| table - &(table.sum_axis(Axis(0)) / table.ncols() as f64),
    },
    Mistake {
        name: "sign-turned",
        says: "That is how much *colder* each day is. A day above the mean should come out \
               positive.",
        attempt: |table| table.sum_axis(Axis(0)) / table.nrows() as f64 - table,
    },
];

/// Judges an attempt: a table to check by hand, then tables of many shapes, first those as
/// wide as high, in which everything runs.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        exam.array(
            "the table for [[1, 10], [3, 30]],",
            &attempt(&array![[1.0, 10.0], [3.0, 30.0]]),
            &array![[-1.0, -10.0], [1.0, 10.0]],
            1e-9,
        );
        let mut draw = Draw::new(1);
        for (days, towns) in [(3, 3), (4, 2), (2, 5)] {
            let table = draw.matrix(days, towns).mapv(|z| 15.0 + 10.0 * z); // (days, towns)
            let mut expected = table.clone(); // (days, towns)
            for mut town in expected.columns_mut() {
                let mean = town.iter().sum::<f64>() / days as f64;
                for degrees in &mut town {
                    *degrees -= mean;
                }
            }
            exam.array(
                format!("the table for {days} days and {towns} towns,"),
                &attempt(&table),
                &expected,
                1e-9,
            );
        }
    })
}
