//! The tables of an audit.

use super::{Audit, Variant};
use crate::report::tables::{codes, subject};
use crate::table::{Column, Table};
use fluxledger_core::Mass;
use fluxledger_core::reconcile::{Comparison, Robustness};

/// A comparison a row: whether its verdict holds, and the span of the product's mass and of z.
#[must_use]
pub fn survival(audit: &Audit, rows: &[Robustness<'_>]) -> Table {
    let under = |position: Option<usize>| position.map_or_else(|| "the run's own".to_owned(), |position| in_words(&audit.tried[position]));
    let mut columns = labels(rows, |row| row.comparison);
    columns.extend([
        Column::text("verdict", "Verdict", rows, |row| Some(row.comparison.verdict.name())),
        Column::text("holds", "Holds under all", rows, |row| Some(if row.holds() { "yes" } else { "no" })),
        Column::text("overturned_by", "Another verdict under", rows, |row| overturned(audit, row)),
        Column::text("missing_under", "No such comparison under", rows, |row| joined(audit, row.missing_in())),
        Column::number("product_kt", "Product (kt)", rows, |row| Some(row.comparison.product_estimate.mass.as_kilotonnes())),
        Column::number("lowest_kt", "Lowest (kt)", rows, |row| Some(row.extremes()[0].0.as_kilotonnes())),
        Column::text("lowest_under", "Lowest under", rows, |row| Some(under(row.extremes()[0].1))),
        Column::number("highest_kt", "Highest (kt)", rows, |row| Some(row.extremes()[1].0.as_kilotonnes())),
        Column::text("highest_under", "Highest under", rows, |row| Some(under(row.extremes()[1].1))),
        Column::number("z", "z", rows, |row| own_z(row.comparison)),
        Column::number("lowest_z", "Lowest z", rows, |row| all_z(row).reduce(f64::min)),
        Column::number("highest_z", "Highest z", rows, |row| all_z(row).reduce(f64::max)),
    ]);
    Table { name: "audit", title: "Which verdicts hold under every convention".into(), columns }
}

/// A row for each convention tried, the run's own first.
#[must_use]
pub fn conventions(audit: &Audit, rows: &[Robustness<'_>]) -> Table {
    let tried: Vec<usize> = (0..audit.tried.len()).collect();
    let changed = |position: usize| rows.iter().filter(|row| row.overturned_by().contains(&position)).count();
    let missing = |position: usize| rows.iter().filter(|row| row.missing_in().contains(&position)).count();
    let columns = vec![
        Column::text("assumption", "Assumption", &tried, |&position| Some(audit.tried[position].assumption)),
        Column::text("choice", "Choice", &tried, |&position| Some(audit.tried[position].choice.as_str())),
        Column::integer("comparisons", "Comparisons", &tried, |_| Some(count(rows.len()))),
        Column::integer("other_verdicts", "Other verdicts", &tried, |&position| Some(count(changed(position)))),
        Column::integer("missing", "Missing", &tried, |&position| Some(count(missing(position)))),
        Column::number("largest_change_percent", "Largest change of a product's mass (%)", &tried, |&position| {
            largest(rows, position).map(|(_, percent)| percent)
        }),
        Column::text("largest_change_of", "Of", &tried, |&position| largest(rows, position).map(|(row, _)| short(audit, row))),
    ];
    Table { name: "conventions", title: "The conventions tried".into(), columns }
}

/// Every comparison under every convention.
#[must_use]
pub fn variants(audit: &Audit, rows: &[Robustness<'_>]) -> Table {
    let cells: Vec<(usize, &Robustness<'_>)> =
        (0..audit.tried.len()).flat_map(|position| rows.iter().map(move |row| (position, row))).collect();
    let varied = |cell: &(usize, &Robustness<'_>)| cell.1.varied[cell.0].clone();
    let mut columns = vec![
        Column::text("assumption", "Assumption", &cells, |cell| Some(audit.tried[cell.0].assumption)),
        Column::text("choice", "Choice", &cells, |cell| Some(audit.tried[cell.0].choice.as_str())),
    ];
    columns.extend(labels(&cells, |cell| cell.1.comparison));
    columns.extend([
        Column::number("product_kt", "Product (kt)", &cells, |cell| Some(varied(cell)?.product.mass.as_kilotonnes())),
        Column::number("inventory_kt", "Inventory (kt)", &cells, |cell| Some(varied(cell)?.inventory?.mass.as_kilotonnes())),
        Column::number("z", "z", &cells, |cell| varied(cell)?.z),
        Column::text("verdict", "Verdict", &cells, |cell| Some(varied(cell)?.verdict.name())),
        Column::text("own_verdict", "Verdict of the run", &cells, |cell| Some(cell.1.comparison.verdict.name())),
    ]);
    Table { name: "variants", title: "Every comparison under every convention tried".into(), columns }
}

fn labels<'c, R>(rows: &[R], comparison: impl Fn(&R) -> &'c Comparison) -> Vec<Column> {
    let mut columns = subject(rows, &comparison);
    columns.push(Column::text("category_name", "Category name", rows, |row| Some(comparison(row).category_name.as_str())));
    columns
}

/// A convention as a sentence names it.
#[must_use]
pub fn in_words(variant: &Variant) -> String {
    format!("{}: {}", variant.assumption, variant.choice)
}

/// The conventions that overturn a verdict, each with the verdict that it leads to.
#[must_use]
pub fn overturned(audit: &Audit, row: &Robustness<'_>) -> Option<String> {
    let verdict = |position: usize| row.varied[position].as_ref().map_or("", |varied| varied.verdict.name());
    let words = row.overturned_by().into_iter().map(|position| format!("{} → {}", in_words(&audit.tried[position]), verdict(position)));
    Some(words.collect::<Vec<_>>().join("; ")).filter(|words| !words.is_empty())
}

fn joined(audit: &Audit, positions: Vec<usize>) -> Option<String> {
    let words: Vec<String> = positions.into_iter().map(|position| in_words(&audit.tried[position])).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// What a comparison is of, in few words; with its two sides where there are several pairs of them.
#[must_use]
pub fn short(audit: &Audit, row: &Comparison) -> String {
    let pair = |row: &Comparison| (row.product.clone(), row.inventory.clone());
    let is_alone = audit.own.comparisons.iter().all(|other| pair(other) == pair(row));
    let sides = if is_alone { String::new() } else { format!(", “{}” and “{}”", row.product, row.inventory) };
    format!("{}, {} ({}), {}{sides}", row.region_name, row.category_name, codes(&row.categories), row.spans())
}

fn own_z(row: &Comparison) -> Option<f64> {
    Some(row.difference?.significance?.z)
}

/// z of a comparison as the run has it, and under every convention.
fn all_z<'a>(row: &'a Robustness<'_>) -> impl Iterator<Item = f64> + 'a {
    own_z(row.comparison).into_iter().chain(row.varied.iter().flatten().filter_map(|varied| varied.z))
}

/// The comparison whose product a convention changes most, as a share of its mass, and the change in per cent.
fn largest<'a>(rows: &'a [Robustness<'_>], position: usize) -> Option<(&'a Comparison, f64)> {
    let change = |row: &'a Robustness<'_>| {
        let own: Mass = row.comparison.product_estimate.mass;
        let other = row.varied[position].as_ref()?.product.mass;
        (own.as_kg() != 0.0).then(|| (row.comparison, (other.as_kg() - own.as_kg()) / own.as_kg().abs() * 100.0))
    };
    rows.iter().filter_map(change).max_by(|one, other| one.1.abs().total_cmp(&other.1.abs())).filter(|found| found.1 != 0.0)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
