//! What the code computes is what a pencil does.

use begin::{baskets, bills, looped, on_sale};
use ndarray::{Array2, array};

/// Worked out by hand: 2·3 + 1·2 + 0·5 = 8, and 1·3 + 3·2 + 2·5 = 19.
#[test]
fn bills_by_hand() {
    let prices = array![3.0, 2.0, 5.0]; // (3)
    assert_eq!(looped(&baskets(), &prices), array![8.0, 19.0]);
    let shops = array![[3.0, 4.0], [2.0, 1.0], [5.0, 4.0]]; // (3, 2)
    let expected = array![[8.0, 9.0], [19.0, 15.0]]; // (2, 2)
    assert_eq!(bills(&baskets(), &shops), expected);
}

/// A product of matrices is the loop, once for each column on the right.
#[test]
fn a_product_is_the_loop() {
    let entry = |(row, column): (usize, usize)| (7 * row + 5 * column % 11) as f64;
    for (customers, goods, shops) in [(1, 1, 1), (2, 3, 2), (4, 1, 3), (3, 5, 4)] {
        let baskets = Array2::from_shape_fn((customers, goods), entry);
        let prices = Array2::from_shape_fn((goods, shops), entry);
        let bills = bills(&baskets, &prices); // (customers, shops)
        assert_eq!(bills.dim(), (customers, shops));
        for (shop, column) in prices.columns().into_iter().enumerate() {
            let one = looped(&baskets, &column.to_owned());
            assert_eq!(bills.column(shop), one);
            assert_eq!(baskets.dot(&column), one);
        }
    }
}

#[test]
fn every_shop_has_its_discount_and_no_price_goes_below_zero() {
    let shops = array![[3.0, 4.0], [2.0, 1.0], [5.0, 4.0]]; // (3, 2)
    let expected = array![[2.0, 2.0], [1.0, 0.0], [4.0, 2.0]]; // (3, 2)
    assert_eq!(on_sale(&shops, &array![1.0, 2.0]), expected);
}
