//! A row of a matrix, as an array that owns its numbers.

use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array1, Array2, Axis, array};

/// What the reader writes: row `which` of a table (rows, columns), an array (columns).
pub type Attempt = fn(&Array2<f64>, usize) -> Array1<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "column-for-row",
        says: "That is a column. A row runs from left to right, and its number is the first of \
               the two in `table[[row, column]]`.",
        attempt: |table, which| table.column(which).to_owned(),
    },
    Mistake {
        name: "counted-from-one",
        says: "That is the row before. ndarray counts rows from 0, as Rust does: the row 1 is \
               the second from the top.",
        attempt: |table, which| table.row(which - 1).to_owned(),
    },
    Mistake {
        name: "always-the-first",
        says: "That is the first row, whichever is asked for: `which` says which one it is to be.",
        attempt: |table, _| table.row(0).to_owned(),
    },
    Mistake {
        name: "sum-of-the-rows",
        says: "You have added numbers up: `sum_axis` takes a whole axis away. One row is asked \
               for, as it stands.",
        attempt: |table, _| table.sum_axis(Axis(0)),
    },
];

/// Judges an attempt: rows of square tables first, where a column has as many numbers, then
/// of others.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let table = array![[1.0, 2.0], [3.0, 4.0]]; // (2, 2)
        let row = attempt(&table, 1); // (2)
        exam.array("row 1 of [[1, 2], [3, 4]]", &row, &array![3.0, 4.0], 0.0);
        let mut draw = Draw::new(1);
        for (rows, columns) in [(3, 3), (2, 5), (4, 2), (6, 6)] {
            let table = draw.matrix(rows, columns); // (rows, columns)
            for which in (0..rows).rev() {
                exam.array(
                    format!(
                        "row {which} of a table of the shape ({rows}, {columns})"
                    ),
                    &attempt(&table, which),
                    &table.index_axis(Axis(0), which),
                    0.0,
                );
            }
        }
    })
}
