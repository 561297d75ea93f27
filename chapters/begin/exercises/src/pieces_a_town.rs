//! A product of two matrices, the first of them turned.

use judge::{Draw, Mistake, Verdict, judge};
use ndarray::{Array2, array};

/// What the reader writes: the pieces of each good that each town takes, (goods, towns), for
/// `baskets` (customers, goods) and `towns` (customers, towns).
pub type Attempt = fn(&Array2<f64>, &Array2<f64>) -> Array2<f64>;

/// Wrong answers, by name.
pub const MISTAKES: &[Mistake<Attempt>] = &[
    Mistake {
        name: "not-turned",
        says: "You multiply without turning anything. Where there are as many goods as \
               customers the shapes fit all the same, and goods meet customers in the sum. Which \
               axis do both tables have?",
        attempt: |baskets, towns| baskets.dot(towns),
    },
    Mistake {
        name: "turned-result",
        says: "The numbers are right and lie on their side: yours is (towns, goods). What comes \
               first in the result has to come first in the product.",
        attempt: |baskets, towns| towns.t().dot(baskets),
    },
    Mistake {
        name: "wrong-one-turned",
        says: "You have turned the other table. The axis that both have is customers: it has to \
               stand last in the first table, and first in the second.",
        attempt: |baskets, towns| baskets.dot(&towns.t()),
    },
    Mistake {
        name: "both-turned",
        says: "You have turned both tables, so customers stand last in the first and last in \
               the second. They have to stand next to each other: one turn is enough.",
        attempt: |baskets, towns| baskets.t().dot(&towns.t()),
    },
];

/// Judges an attempt: a case to check by hand, then tables of many shapes against loops,
/// first those as wide as high, in which every product runs.
pub fn check(attempt: Attempt) -> Verdict {
    judge(attempt, MISTAKES, |attempt, exam| {
        let baskets = array![[2.0, 1.0], [0.0, 3.0]]; // (2, 2)
        let towns = array![[0.0, 1.0], [1.0, 0.0]]; // (2, 2)
        exam.array(
            "the table for the baskets [[2, 1], [0, 3]] and the towns [[0, 1], [1, 0]],",
            &attempt(&baskets, &towns),
            &array![[0.0, 2.0], [3.0, 1.0]],
            1e-12,
        );
        let mut draw = Draw::new(1);
        for (customers, goods, count) in [(3, 3, 3), (2, 3, 4), (5, 4, 2)] {
            let baskets = draw.matrix(customers, goods); // (customers, goods)
            let towns = draw.matrix(customers, count); // (customers, towns)
            let mut pieces = Array2::zeros((goods, count)); // (goods, towns)
            for ((good, town), sum) in pieces.indexed_iter_mut() {
                for customer in 0..customers {
                    *sum += baskets[[customer, good]] * towns[[customer, town]];
                }
            }
            exam.array(
                format!("the table of {customers} customers, {goods} goods and {count} towns,"),
                &attempt(&baskets, &towns),
                &pieces,
                1e-10,
            );
        }
    })
}
