//! Before chapter 1: arrays of numbers, their shapes, and what the book does with them.
//!
//! Two customers buy three goods, which two shops sell at prices of their own.

use ndarray::{Array1, Array2, Axis, array};

mod figures;
pub mod page;
mod refused;

// ANCHOR: baskets
/// How many pieces of each good two customers take: (customers, goods).
pub fn baskets() -> Array2<f64> {
    array![[2.0, 1.0, 0.0], [1.0, 3.0, 2.0]] // (2, 3)
}
// ANCHOR_END: baskets

/// What a piece of each good costs: (goods).
pub(crate) fn prices() -> Array1<f64> {
    array![3.0, 2.0, 5.0] // (3)
}

// ANCHOR: looped
/// What each customer pays, (customers), for `baskets` (customers, goods) at `prices`
/// (goods): basket after basket, good after good.
pub fn looped(baskets: &Array2<f64>, prices: &Array1<f64>) -> Array1<f64> {
    let mut bills = Vec::new();
    for basket in baskets.axis_iter(Axis(0)) {
        let mut sum = 0.0;
        for good in 0..prices.len() {
            sum += basket[good] * prices[good];
        }
        bills.push(sum);
    }
    Array1::from(bills) // (customers)
}
// ANCHOR_END: looped

/// What a piece of each good costs in each of two shops: (goods, shops).
pub(crate) fn shops() -> Array2<f64> {
    array![[3.0, 4.0], [2.0, 1.0], [5.0, 4.0]] // (3, 2)
}

// ANCHOR: bills
/// What each customer pays in each shop, (customers, shops), for `baskets`
/// (customers, goods) at the prices of `shops` (goods, shops).
pub fn bills(baskets: &Array2<f64>, shops: &Array2<f64>) -> Array2<f64> {
    baskets.dot(shops) // (customers, goods) · (goods, shops) = (customers, shops)
}
// ANCHOR_END: bills

// ANCHOR: on-sale
/// The prices of `shops` (goods, shops) on a day when each shop takes its own `discount`
/// (shops) off every piece, and none goes below zero.
pub fn on_sale(shops: &Array2<f64>, discount: &Array1<f64>) -> Array2<f64> {
    let lower = shops - discount; // (goods, shops) − (shops) = (goods, shops)
    lower.mapv(|price| price.max(0.0)) // (goods, shops)
}
// ANCHOR_END: on-sale
