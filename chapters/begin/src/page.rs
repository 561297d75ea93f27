//! The runs of the page, in its order.

use std::fmt::Write as _;

use anyhow::Result;
use ndarray::{Axis, array};
use page::{COLUMNS, Output, Record};

use crate::refused::refused;
use crate::{baskets, bills, figures, looped, on_sale, prices, shops};

/// Where values begin, behind the expressions that they are the values of.
const VALUES: usize = 27;

/// Runs everything that the page shows.
///
/// # Errors
/// If a name is used twice, or shapes fit that should not.
pub fn experiments(page: &mut Record) -> Result<()> {
    let (baskets, shops) = (baskets(), shops());
    let bills = bills(&baskets, &shops);
    page.figure("dot", figures::dot(&baskets, &shops, &bills))?;
    shapes(page)?;
    parts(page)?;
    products(page)?;
    page.figure("broadcast", figures::broadcast(&shops, &discount()))?;
    entries(page)?;
    page.figure("axes", figures::axes(&baskets))?;
    sums(page)?;
    mismatches(page)
}

/// What each shop takes off every piece: (shops).
fn discount() -> ndarray::Array1<f64> {
    array![1.0, 2.0] // (2)
}

/// An expression and its value, which may have several lines.
fn shown(out: &mut Output, expression: &str, value: &str) -> Result<()> {
    let value = value.replace('\n', &format!("\n{:VALUES$}", ""));
    writeln!(out, "{expression:<VALUES$}{value}")?;
    Ok(())
}

/// Prints expressions as they are written, each with its value.
macro_rules! show {
    ($out:ident: $($expression:expr),+ $(,)?) => {$(
        shown($out, stringify!($expression), &$expression.to_string())?;
    )+};
}

/// The same for a value that an empty array has not.
macro_rules! show_some {
    ($out:ident: $($expression:expr),+ $(,)?) => {$(
        let value = $expression.map_or("None".to_owned(), |value| format!("Some({value})"));
        shown($out, stringify!($expression), &value)?;
    )+};
}

/// The same for values that are no arrays.
macro_rules! show_debug {
    ($out:ident: $($expression:expr),+ $(,)?) => {$(
        shown($out, stringify!($expression), &format!("{:?}", $expression))?;
    )+};
}

fn shapes(page: &mut Record) -> Result<()> {
    let (baskets, prices) = (baskets(), prices());
    page.output("shapes", |out| {
        show!(out: baskets);
        show_debug!(out: baskets.shape(), baskets.dim(), baskets.nrows(), baskets.len());
        show!(out: prices);
        show_debug!(out: prices.shape(), prices.dim());
        Ok(())
    })
}

fn parts(page: &mut Record) -> Result<()> {
    let (baskets, prices) = (baskets(), prices());
    page.output("parts", |out| {
        show!(out: baskets[[1, 0]], baskets.row(1), baskets.column(0));
        show!(out: looped(&baskets, &prices));
        Ok(())
    })
}

fn products(page: &mut Record) -> Result<()> {
    let (baskets, prices, shops) = (baskets(), prices(), shops());
    let first = baskets.row(0); // (3)
    page.output("products", |out| {
        show!(out: first, first.dot(&prices), baskets.dot(&prices));
        show!(out: bills(&baskets, &shops), shops.t());
        Ok(())
    })
}

fn entries(page: &mut Record) -> Result<()> {
    let (shops, discount) = (shops(), discount());
    page.output("entries", |out| {
        show!(out: discount, &shops - &discount, on_sale(&shops, &discount), &shops + &shops);
        show!(out: &discount * 10.0);
        Ok(())
    })
}

fn sums(page: &mut Record) -> Result<()> {
    let baskets = baskets();
    page.output("sums", |out| {
        show!(out: baskets.sum(), baskets.sum_axis(Axis(0)), baskets.sum_axis(Axis(1)));
        show_some!(out: baskets.mean(), baskets.mean_axis(Axis(0)));
        Ok(())
    })
}

fn mismatches(page: &mut Record) -> Result<()> {
    let (baskets, discount) = (baskets(), discount());
    page.output("mismatches", |out| {
        let product = refused(|| drop(baskets.dot(&baskets)))?;
        let sum = refused(|| drop(&baskets - &discount))?;
        for (expression, refused) in
            [("baskets.dot(&baskets)", product), ("&baskets - &discount", sum)]
        {
            writeln!(out, "{expression}\n{}", indented(&refused.message))?;
        }
        Ok(())
    })
}

/// Text in lines that are indented and fit into an output.
fn indented(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last().map_or(0, |line| line.chars().count());
        if last + 1 + word.chars().count() > COLUMNS - 1 {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            *line += &format!(" {word}");
        }
    }
    let lines: Vec<_> = lines.iter().map(|line| format!(" {line}")).collect();
    lines.join("\n")
}
