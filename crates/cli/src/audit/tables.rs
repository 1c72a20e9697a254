//! The tables of an audit.

use super::{Audit, Audited, Variant};
use crate::table::{Column, Table};
use fluxledger_core::reconcile::{Comparison, Robustness, TrendComparison, Varied};

/// A comparison a row: whether its verdict holds, and the span of the product's mass or slope and of z.
#[must_use]
pub fn survival<C: Audited>(audit: &Audit, rows: &[Robustness<'_, C>]) -> Table {
    let under = |position: Option<usize>| position.map_or_else(|| "the run's own".to_owned(), |position| in_words(&audit.tried[position]));
    let unit = C::UNIT;
    let mut columns = C::labels(rows, |row| row.own);
    columns.extend([
        Column::text("verdict", "Verdict", rows, |row| Some(own(row).verdict.name())),
        Column::text("holds", "Holds under all", rows, |row| Some(if row.holds() { "yes" } else { "no" })),
        Column::text("overturned_by", "Another verdict under", rows, |row| overturned(audit, row)),
        Column::text("missing_under", "No such comparison under", rows, |row| joined(audit, row.missing_in())),
        Column::number("product_kt", format!("Product ({unit})"), rows, |row| Some(own(row).product.mass.as_kilotonnes())),
        Column::number("lowest_kt", format!("Lowest ({unit})"), rows, |row| Some(row.extremes()[0].0.as_kilotonnes())),
        Column::text("lowest_under", "Lowest under", rows, |row| Some(under(row.extremes()[0].1))),
        Column::number("highest_kt", format!("Highest ({unit})"), rows, |row| Some(row.extremes()[1].0.as_kilotonnes())),
        Column::text("highest_under", "Highest under", rows, |row| Some(under(row.extremes()[1].1))),
        Column::number("z", "z", rows, |row| own(row).z),
        Column::number("lowest_z", "Lowest z", rows, |row| all_z(row).reduce(f64::min)),
        Column::number("highest_z", "Highest z", rows, |row| all_z(row).reduce(f64::max)),
    ]);
    Table { name: C::SURVIVAL.0, title: C::SURVIVAL.1.into(), columns }
}

/// A row for each convention tried; where trends are compared, with what becomes of them.
#[must_use]
pub fn conventions(audit: &Audit, rows: &[Robustness<'_, Comparison>], trends: &[Robustness<'_, TrendComparison>]) -> Table {
    let tried: Vec<usize> = (0..audit.tried.len()).collect();
    let mut columns = vec![
        Column::text("assumption", "Assumption", &tried, |&position| Some(audit.tried[position].assumption)),
        Column::text("choice", "Choice", &tried, |&position| Some(audit.tried[position].choice.as_str())),
        Column::integer("comparisons", "Comparisons", &tried, |_| count(rows.len())),
        Column::integer("other_verdicts", "Other verdicts", &tried, |&position| count(changed(rows, position))),
        Column::integer("missing", "Missing", &tried, |&position| count(missing(rows, position))),
        Column::number("largest_change_percent", "Largest change of a product's mass (%)", &tried, |&position| {
            largest(rows, position).map(|(_, percent)| percent)
        }),
        Column::text("largest_change_of", "Of", &tried, |&position| largest(rows, position).map(|(row, _)| row.short(audit))),
    ];
    if !trends.is_empty() {
        columns.extend([
            Column::integer("trends", "Trends", &tried, |_| count(trends.len())),
            Column::integer("other_trend_verdicts", "Other verdicts on trends", &tried, |&position| count(changed(trends, position))),
            Column::integer("missing_trends", "Missing trends", &tried, |&position| count(missing(trends, position))),
        ]);
    }
    Table { name: "conventions", title: "The conventions tried".into(), columns }
}

/// How many verdicts are other ones under a convention.
fn changed<C: Audited>(rows: &[Robustness<'_, C>], position: usize) -> usize {
    rows.iter().filter(|row| row.overturned_by().contains(&position)).count()
}

/// How many comparisons there are not under a convention.
fn missing<C: Audited>(rows: &[Robustness<'_, C>], position: usize) -> usize {
    rows.iter().filter(|row| row.missing_in().contains(&position)).count()
}

/// Every comparison under every convention.
#[must_use]
pub fn variants<C: Audited>(audit: &Audit, rows: &[Robustness<'_, C>]) -> Table {
    let cells: Vec<(usize, &Robustness<'_, C>)> =
        (0..audit.tried.len()).flat_map(|position| rows.iter().map(move |row| (position, row))).collect();
    let varied = |cell: &(usize, &Robustness<'_, C>)| cell.1.varied[cell.0].clone();
    let unit = C::UNIT;
    let mut columns = vec![
        Column::text("assumption", "Assumption", &cells, |cell| Some(audit.tried[cell.0].assumption)),
        Column::text("choice", "Choice", &cells, |cell| Some(audit.tried[cell.0].choice.as_str())),
    ];
    columns.extend(C::labels(&cells, |cell| cell.1.own));
    columns.extend([
        Column::number("product_kt", format!("Product ({unit})"), &cells, |cell| Some(varied(cell)?.product.mass.as_kilotonnes())),
        Column::number("inventory_kt", format!("Inventory ({unit})"), &cells, |cell| Some(varied(cell)?.inventory?.mass.as_kilotonnes())),
        Column::number("z", "z", &cells, |cell| varied(cell)?.z),
        Column::text("verdict", "Verdict", &cells, |cell| Some(varied(cell)?.verdict.name())),
        Column::text("own_verdict", "Verdict of the run", &cells, |cell| Some(own(cell.1).verdict.name())),
    ]);
    Table { name: C::VARIANTS.0, title: C::VARIANTS.1.into(), columns }
}

/// A convention as a sentence names it.
#[must_use]
pub fn in_words(variant: &Variant) -> String {
    format!("{}: {}", variant.assumption, variant.choice)
}

/// The conventions that overturn a verdict, each with the verdict that it leads to.
#[must_use]
pub fn overturned<C: Audited>(audit: &Audit, row: &Robustness<'_, C>) -> Option<String> {
    let verdict = |position: usize| row.varied[position].as_ref().map_or("", |varied| varied.verdict.name());
    let words = row.overturned_by().into_iter().map(|position| format!("{} → {}", in_words(&audit.tried[position]), verdict(position)));
    Some(words.collect::<Vec<_>>().join("; ")).filter(|words| !words.is_empty())
}

fn joined(audit: &Audit, positions: Vec<usize>) -> Option<String> {
    let words: Vec<String> = positions.into_iter().map(|position| in_words(&audit.tried[position])).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

fn own<C: Audited>(row: &Robustness<'_, C>) -> Varied {
    row.own.as_varied()
}

/// z of a comparison as the run has it, and under every convention.
fn all_z<'a, C: Audited>(row: &'a Robustness<'_, C>) -> impl Iterator<Item = f64> + 'a {
    own(row).z.into_iter().chain(row.varied.iter().flatten().filter_map(|varied| varied.z))
}

/// The comparison whose product a convention changes most, as a share of its mass, and the change in per cent.
fn largest<'a>(rows: &'a [Robustness<'_, Comparison>], position: usize) -> Option<(&'a Comparison, f64)> {
    let change = |row: &'a Robustness<'_, Comparison>| {
        let (own, other) = (row.own.product_estimate.mass.as_kg(), row.varied[position].as_ref()?.product.mass.as_kg());
        (own != 0.0).then(|| (row.own, (other - own) / own.abs() * 100.0))
    };
    rows.iter().filter_map(change).max_by(|one, other| one.1.abs().total_cmp(&other.1.abs())).filter(|found| found.1 != 0.0)
}

fn count(number: usize) -> Option<i64> {
    i64::try_from(number).ok()
}
