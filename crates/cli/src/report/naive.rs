//! Comparisons in wide use that test less than they seem to, beside the verdicts: what they would say, and where that differs.

use super::tables::codes;
use super::{ReportTable, Section};
use crate::table::{Column, Table};
use fluxledger_core::reconcile::naive::{MeanTest, intervals_overlap};
use fluxledger_core::reconcile::{Comparison, Reconciliation, product_ensembles};

const SECTION: Section = Section {
    heading: "Naive comparisons",
    note: "These are no verdicts of this report. Overlap of 95 % intervals is no test: two equal intervals that just touch have p = 0.006. The t-test of the mean of several products takes them as independent and the inventory as exact; products share observations, transport and prior, so that it finds more the more products there are.",
    empty: "",
};

/// A comparison by one of the naive methods.
struct Naive<'a> {
    method: &'static str,
    row: &'a Comparison,
    products: String,
    test: Option<MeanTest>,
    differs: bool,
}

/// The table in a section of its own; none where no intervals and no several products stand beside an inventory.
pub(super) fn section(reconciliation: &Reconciliation) -> Option<ReportTable> {
    let rows: Vec<Naive<'_>> = overlaps(reconciliation).chain(mean_tests(reconciliation)).collect();
    (!rows.is_empty()).then(|| ReportTable::in_section(table(&rows), SECTION))
}

fn overlaps(reconciliation: &Reconciliation) -> impl Iterator<Item = Naive<'_>> {
    reconciliation.comparisons.iter().filter(|row| row.verdict.is_comparable()).filter_map(|row| {
        let overlap = intervals_overlap(row)?;
        Some(Naive { method: "overlap of 95 % intervals", row, products: row.product.clone(), test: None, differs: !overlap })
    })
}

fn mean_tests(reconciliation: &Reconciliation) -> impl Iterator<Item = Naive<'_>> {
    product_ensembles(reconciliation).into_iter().filter_map(|ensemble| {
        let test = MeanTest::of(&ensemble)?;
        let products: Vec<&str> = ensemble.rows.iter().map(|row| row.product.as_str()).collect();
        let (row, products, differs) = (ensemble.rows[0], products.join("; "), test.p < 0.05);
        Some(Naive { method: "t-test of the products’ mean, level 0.05", row, products, test: Some(test), differs })
    })
}

fn table(rows: &[Naive<'_>]) -> Table {
    let columns = vec![
        Column::text("method", "Method", rows, |naive| Some(naive.method)),
        Column::text("region", "Region", rows, |naive| Some(naive.row.region.as_str())),
        Column::text("region_name", "Name", rows, |naive| Some(naive.row.region_name.as_str())),
        Column::text("period", "Period", rows, |naive| Some(naive.row.spans())),
        Column::text("category", "Category", rows, |naive| Some(codes(&naive.row.categories))),
        Column::text("products", "Products", rows, |naive| Some(naive.products.as_str())),
        Column::text("inventory", "Inventory", rows, |naive| Some(naive.row.inventory.as_str())),
        Column::number("t", "t", rows, |naive| Some(naive.test?.t)),
        Column::number("p", "p", rows, |naive| Some(naive.test?.p)),
        Column::text("naive_conclusion", "It would say", rows, |naive| Some(if naive.differs { "they differ" } else { "no difference" })),
        Column::text("verdict", "Verdict here", rows, |naive| naive.test.is_none().then(|| naive.row.verdict.name())),
    ];
    Table { name: "naive", title: "What naive comparisons would say".into(), columns }
}
