//! The tables of a report.

use super::naive;
use super::number::years;
use super::{ReportTable, Section, bridge, ledger, trends, uncertainty, where_to_look};
use crate::coasts::{self, CoastRow};
use crate::table::{Column, Table};
use crate::territories::{self, TerritoryRow};
use crate::totals;
use fluxledger_core::aggregate::{LayerTotals, RowKind};
use fluxledger_core::reconcile::{
    Bridges, Comparison, Deviation, DeviationBracket, Estimate, Level, Obstacle, ProductEnsemble, Reconciliation, Reservation, Side,
    Unmatched, UnmatchedReason, Verdict, product_ensembles,
};
use fluxledger_core::{CategoryCode, Mass, RegionCode};

/// All tables of a report, in the order of its page and its workbook; layers come with the name of their product.
#[must_use]
pub fn all(
    reconciliation: &Reconciliation,
    bridges: &Bridges,
    layers: &[(String, LayerTotals)],
    coasts: &[CoastRow],
    territories: &[TerritoryRow],
) -> Vec<ReportTable> {
    let ensembles = ensembles(reconciliation);
    let ensembles = (ensembles.rows() > 0).then(|| ReportTable::in_section(ensembles, ENSEMBLES));
    let mut tables = vec![ReportTable::in_files(comparisons(reconciliation))];
    tables.extend(ensembles);
    tables.extend(ledger::sections(reconciliation));
    tables.extend(bridge::section(reconciliation, bridges));
    tables.extend(where_to_look::sections(reconciliation));
    tables.extend(uncertainty::section(reconciliation));
    tables.extend(trends::sections(reconciliation));
    tables.extend(naive::section(reconciliation));
    tables.extend([
        ReportTable::in_section(unmatched(reconciliation), section_of_unmatched(reconciliation)),
        ReportTable::in_files(totals::table(&layers.iter().map(|(_, layer)| layer.clone()).collect::<Vec<_>>())),
        ReportTable::in_section(totals::audit_table(layers), AUDIT),
        ReportTable::in_section(coasts::table(coasts), COASTS),
        ReportTable::in_section(territories::table(territories), TERRITORIES),
    ]);
    tables
}

/// The name of the table of comparisons.
pub const COMPARISONS: &str = "comparison";

const ENSEMBLES: Section = Section {
    heading: "Spread of the products",
    note: "Standard deviation with n − 1 (IPCC 2019 Refinement, Vol. 1, table 6.5, row D). It is not the uncertainty of the mean: products may share observations, transport and prior.",
    empty: "",
};
/// What the product alone has of a year or region is a comparison without a verdict, and no row of this table.
const NO_COMMON_YEAR: &str =
    "Figures of the product for a year or a region that the inventory lacks stand under “Comparison”, as not comparable.";
const AUDIT: Section = Section {
    heading: "Audit",
    note: "For each layer: the sum of all rows against the whole grid (the residual is a share of the gross mass, at most 1e-9), and the area without a value.",
    empty: "",
};

const COASTS: Section = Section {
    heading: "Coasts",
    note: "Every other number of this report follows the policy in force. Share: a region gets its share of a cell’s area, the sea the rest. Land: a cell that touches land is split among the regions in it. Weighted, where a finer grid was named: a cell is split as the emissions of that grid lie in it. Spread: largest minus smallest, over the total in force.",
    empty: "",
};
const TERRITORIES: Section = Section {
    heading: "Territories",
    note: "In the outline of: the region of this run whose outline holds a point of the territory. In the inventory: of the Party’s inventory under the Convention. HKG, MAC and TWN are regions of their own here, as in ISO 3166-1. A name or a row takes no side.",
    empty: "No territory is known that the outlines of the compared regions and their inventories count apart.",
};

/// The comparisons, one row each, masses in kt.
#[must_use]
pub fn comparisons(reconciliation: &Reconciliation) -> Table {
    let rows = &reconciliation.comparisons;
    let mut columns = labels(rows);
    columns.extend(numbers(rows));
    if rows.iter().any(|row| row.mean.is_some()) {
        columns.extend(bounds_of_means(rows));
    }
    columns.extend(judgement(rows));
    columns.extend(proof(rows));
    Table { name: COMPARISONS, title: "Product and inventory side by side".into(), columns }
}

fn labels(rows: &[Comparison]) -> Vec<Column> {
    vec![
        Column::text("kind", "Kind", rows, |row| Some(if row.group.is_some() { RowKind::Group } else { RowKind::Region }.name())),
        Column::text("region", "Region", rows, |row| Some(row.region.as_str())),
        Column::text("region_name", "Name", rows, |row| Some(row.region_name.as_str())),
        Column::text("product", "Product", rows, |row| Some(row.product.as_str())),
        Column::text("inventory", "Inventory", rows, |row| Some(row.inventory.as_str())),
        Column::text("gas", "Gas", rows, |row| Some(row.gas.code())),
        Column::text("period", "Period", rows, |row| Some(row.spans())),
        Column::integer("year", "Year", rows, |row| Some(row.span.year()?.year.into())),
        Column::integer("inventory_year", "Inventory year", rows, |row| Some(row.inventory_span.year()?.year.into())),
        Column::text("level", "Level", rows, |row| Some(level(row.level))),
        Column::text("categorization", "Categorization", rows, |_| Some("IPCC2006")),
        Column::text("category", "Category", rows, |row| Some(codes(&row.categories))),
        Column::text("category_name", "Category name", rows, |row| Some(row.category_name.as_str())),
    ]
}

fn numbers(rows: &[Comparison]) -> Vec<Column> {
    let product = |row: &Comparison| Some(row.product_estimate);
    let inventory = |row: &Comparison| row.inventory_estimate;
    vec![
        Column::number("product_kt", "Product (kt)", rows, |row| Some(row.product_estimate.mass.as_kilotonnes())),
        Column::number("product_low_kt", "Product, 95 % low (kt)", rows, |row| bound(product(row), |interval| interval.0)),
        Column::number("product_high_kt", "Product, 95 % high (kt)", rows, |row| bound(product(row), |interval| interval.1)),
        Column::number("inventory_kt", "Inventory (kt)", rows, |row| Some(row.inventory_estimate?.mass.as_kilotonnes())),
        Column::number("inventory_low_kt", "Inventory, 95 % low (kt)", rows, |row| bound(inventory(row), |interval| interval.0)),
        Column::number("inventory_high_kt", "Inventory, 95 % high (kt)", rows, |row| bound(inventory(row), |interval| interval.1)),
        Column::text("inventory_keys", "Notation keys", rows, |row| Some(row.inventory_keys.to_string()).filter(|keys| !keys.is_empty())),
        Column::number("difference_kt", "Difference (kt)", rows, |row| Some(row.difference?.mass.as_kilotonnes())),
        Column::number("ratio", "Product / inventory", rows, |row| row.difference?.ratio),
        Column::number("difference_sigma_kt", "1σ of difference (kt)", rows, |row| {
            Some(row.difference?.significance?.standard_deviation.as_kilotonnes())
        }),
        Column::number("z", "z", rows, |row| Some(row.difference?.significance?.z)),
        Column::number("p", "p", rows, |row| Some(row.difference?.significance?.p)),
        Column::number("q", "q", rows, |row| row.test.adjusted_p),
        Column::number("minimal_detectable_kt", "Minimal detectable difference (kt)", rows, |row| {
            Some(row.test.minimal_detectable?.as_kilotonnes())
        }),
        Column::number("sigma_ratio", "σ product / σ inventory", rows, Comparison::sigma_ratio),
    ]
}

/// The standard deviations of means of years at both ends of what the correlation of the years may be.
fn bounds_of_means(rows: &[Comparison]) -> Vec<Column> {
    let sigma = |deviation: Deviation| f64::midpoint(deviation.down.as_kilotonnes(), deviation.up.as_kilotonnes());
    let product = |row: &Comparison| row.mean.as_ref()?.product;
    let inventory = |row: &Comparison| row.mean.as_ref()?.inventory;
    vec![
        Column::number("product_mean_sigma_independent_kt", "1σ of product's mean, years independent (kt)", rows, |row| {
            Some(sigma(product(row)?.independent))
        }),
        Column::number("product_mean_sigma_correlated_kt", "1σ of product's mean, years correlated (kt)", rows, |row| {
            Some(sigma(product(row)?.correlated))
        }),
        Column::number("inventory_mean_sigma_independent_kt", "1σ of inventory's mean, years independent (kt)", rows, |row| {
            Some(sigma(inventory(row)?.independent))
        }),
        Column::number("inventory_mean_sigma_correlated_kt", "1σ of inventory's mean, years correlated (kt)", rows, |row| {
            Some(sigma(inventory(row)?.correlated))
        }),
    ]
}

/// The verdict, and what it rests on as far as any row has it.
fn judgement(rows: &[Comparison]) -> Vec<Column> {
    let sigma = |row: &Comparison, bound: fn(DeviationBracket) -> Deviation| {
        let Deviation { down, up } = bound(row.product_uncertainty.as_ref()?.bracket());
        Some(f64::midpoint(down.as_kilotonnes(), up.as_kilotonnes()))
    };
    let optional = [
        Column::number("product_sigma_independent_kt", "1σ of product, parts independent (kt)", rows, |row| {
            sigma(row, |limits| limits.uncorrelated)
        }),
        Column::number("product_sigma_correlated_kt", "1σ of product, parts correlated (kt)", rows, |row| {
            sigma(row, |limits| limits.correlated)
        }),
        Column::number("margin_kt", "Margin of equivalence (kt)", rows, |row| Some(row.test.margin?.as_kilotonnes())),
        Column::number("p_drawn", "p by random draws", rows, |row| row.test.drawn_p),
        Column::text("shared_prior", "Descends from", rows, |row| row.shared_prior.clone()),
    ];
    let always = [
        Column::number("sensitivity", "Averaging-kernel sensitivity", rows, |row| row.sensitivity),
        Column::number("covered_share", "Share of region on grid", rows, |row| Some(row.covered.as_fraction())),
        Column::text("verdict", "Verdict", rows, |row| Some(row.verdict.name())),
        Column::text("reason", "Reason", rows, |row| reason(&row.verdict)),
    ];
    optional.into_iter().filter(|column| !column.cells.is_blank()).chain(always).collect()
}

/// Where the numbers of a row come from.
fn proof(rows: &[Comparison]) -> Vec<Column> {
    vec![
        Column::text("layers", "Layers", rows, |row| Some(row.layers.join("; "))),
        Column::text("members", "Members counted", rows, |row| row.group.as_ref().map(|group| codes_of(&group.counted))),
        Column::text("members_left_out", "Members left out", rows, |row| row.group.as_ref().map(|group| codes_of(&group.left_out))),
        Column::text("records", "Inventory cells", rows, |row| Some(row.records.join("; "))),
    ]
}

fn codes_of(members: &[RegionCode]) -> String {
    members.iter().map(RegionCode::as_str).collect::<Vec<_>>().join(" ")
}

pub(super) fn bound(estimate: Option<Estimate>, side: impl Fn((Mass, Mass)) -> Mass) -> Option<f64> {
    let estimate = estimate?;
    Some(side(estimate.deviation?.interval_95(estimate.mass)).as_kilotonnes())
}

pub(super) const fn level(level: Level) -> &'static str {
    match level {
        Level::Category => "category",
        Level::Sum => "sum of matched categories",
    }
}

/// What the comparison of each row is of: place, time, category and the two sides.
pub(crate) fn subject<'c, R>(rows: &[R], comparison: impl Fn(&R) -> &'c Comparison) -> Vec<Column> {
    vec![
        Column::text("region", "Region", rows, |row| Some(comparison(row).region.as_str())),
        Column::text("region_name", "Name", rows, |row| Some(comparison(row).region_name.as_str())),
        Column::text("period", "Period", rows, |row| Some(comparison(row).spans())),
        Column::text("category", "Category", rows, |row| Some(codes(&comparison(row).categories))),
        Column::text("product", "Product", rows, |row| Some(comparison(row).product.as_str())),
        Column::text("inventory", "Inventory", rows, |row| Some(comparison(row).inventory.as_str())),
    ]
}

/// The columns of product and inventory, where the rows are of more than one pair: on paper every column counts.
pub(super) fn pairs<'c, R>(rows: &[R], comparison: impl Fn(&R) -> &'c Comparison) -> Vec<Column> {
    let pair = |row: &R| (comparison(row).product.clone(), comparison(row).inventory.clone());
    if rows.iter().all(|row| pair(row) == pair(&rows[0])) {
        return Vec::new();
    }
    vec![
        Column::text("product", "Product", rows, |row| Some(pair(row).0)),
        Column::text("inventory", "Inventory", rows, |row| Some(pair(row).1)),
    ]
}

/// The codes of what is compared together, `3.A + 3.B`.
#[must_use]
pub fn codes(categories: &[CategoryCode]) -> String {
    categories.iter().map(CategoryCode::as_str).collect::<Vec<_>>().join(" + ")
}

pub(super) fn reason(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::NotComparable(Obstacle::OutsideGrid { covered }) => {
            Some(format!("{:.1} % of the region lies inside the grid, in cells with a value", covered.as_percent()))
        }
        Verdict::NotComparable(Obstacle::NotReported(keys)) => Some(format!("inventory reports {keys}")),
        Verdict::NotComparable(Obstacle::PartOnly { missing, side: Side::Product }) => {
            Some(format!("product lacks {}", missing.join(", ")))
        }
        Verdict::NotComparable(Obstacle::PartOnly { missing, side: Side::Inventory }) => {
            Some(format!("inventory lacks {}", missing.join(", ")))
        }
        Verdict::NotComparable(Obstacle::Scope) => Some("product counts natural fluxes".to_owned()),
        Verdict::NotComparable(Obstacle::TermsNotStated { missing }) => Some(format!("ledger says nothing about {}", missing.join(", "))),
        Verdict::NotComparable(Obstacle::NoCommonYear { other_years }) => {
            Some(format!("no common year, the inventory has {}", years(other_years)))
        }
        Verdict::Untested(_) => Some("uncertainty missing".to_owned()),
        Verdict::PriorDominated { .. } => Some("sensitivity below the threshold".to_owned()),
        Verdict::Indicative(Reservation::Correlation { .. }) => Some("correlation of the product's errors not known".to_owned()),
        Verdict::Indicative(Reservation::SharedPrior(_)) => Some("product descends from the inventory".to_owned()),
        Verdict::Indicative(Reservation::Draws { .. }) => Some("random draws decide otherwise".to_owned()),
        Verdict::Higher | Verdict::Lower | Verdict::Equivalent | Verdict::Inconclusive => None,
    }
}

/// Mean and spread of the products over the same categories, one row each.
fn ensembles(reconciliation: &Reconciliation) -> Table {
    let rows = &product_ensembles(reconciliation);
    let first = |row: &ProductEnsemble<'_>| row.rows[0].clone();
    let columns = vec![
        Column::text("region", "Region", rows, |row| Some(first(row).region.to_string())),
        Column::text("region_name", "Name", rows, |row| Some(first(row).region_name)),
        Column::text("period", "Period", rows, |row| Some(first(row).span.to_string())),
        Column::text("category", "Category", rows, |row| Some(codes(&row.rows[0].categories))),
        Column::text("category_name", "Category name", rows, |row| Some(first(row).category_name)),
        Column::text("products", "Products", rows, |row| {
            Some(row.rows.iter().map(|member| member.product.as_str()).collect::<Vec<_>>().join("; "))
        }),
        Column::integer("n", "n", rows, |row| i64::try_from(row.spread.members).ok()),
        Column::number("mean_kt", "Mean (kt)", rows, |row| Some(row.spread.mean.as_kilotonnes())),
        Column::number("standard_deviation_kt", "Standard deviation (kt)", rows, |row| Some(row.spread.standard_deviation.as_kilotonnes())),
        Column::number("median_kt", "Median (kt)", rows, |row| Some(row.spread.median.as_kilotonnes())),
        Column::number("minimum_kt", "Smallest (kt)", rows, |row| Some(row.spread.minimum.as_kilotonnes())),
        Column::number("maximum_kt", "Largest (kt)", rows, |row| Some(row.spread.maximum.as_kilotonnes())),
        Column::text("inventory", "Inventory", rows, |row| Some(first(row).inventory)),
        Column::number("inventory_kt", "Inventory (kt)", rows, |row| Some(row.rows[0].inventory_estimate?.mass.as_kilotonnes())),
    ];
    Table { name: "ensemble", title: "Mean and spread of the products over the same categories".into(), columns }
}

fn section_of_unmatched(reconciliation: &Reconciliation) -> Section {
    let lacks_year = |row: &Comparison| matches!(row.verdict, Verdict::NotComparable(Obstacle::NoCommonYear { .. }));
    let (note, empty) = if reconciliation.comparisons.iter().any(lacks_year) {
        (NO_COMMON_YEAR, NO_COMMON_YEAR)
    } else {
        ("", "No figure of either side is left over.")
    };
    Section { heading: "Without partner", note, empty }
}

/// What has no partner, one row each.
#[must_use]
pub fn unmatched(reconciliation: &Reconciliation) -> Table {
    let rows = &reconciliation.unmatched;
    let columns = vec![
        Column::text("side", "Side", rows, |row| Some(side(row.side))),
        Column::text("source", "Source", rows, |row| Some(row.source.as_str())),
        Column::text("region", "Region", rows, |row| Some(row.region.as_str())),
        Column::text("region_name", "Name", rows, |row| Some(row.region_name.as_str())),
        Column::text("period", "Period", rows, |row| Some(row.span.to_string())),
        Column::integer("year", "Year", rows, |row| Some(row.span.year()?.year.into())),
        Column::text("category", "Category", rows, |row| Some(row.category.as_str())),
        Column::number("mass_kt", "Mass (kt)", rows, |row| Some(row.mass?.as_kilotonnes())),
        Column::text("reason", "Reason", rows, |row| Some(unmatched_reason(row))),
    ];
    Table { name: "unmatched", title: "What has no partner".into(), columns }
}

const fn side(side: Side) -> &'static str {
    match side {
        Side::Product => "product",
        Side::Inventory => "inventory",
    }
}

fn unmatched_reason(row: &Unmatched) -> String {
    match &row.reason {
        UnmatchedReason::NotationKeys(keys) => format!("the inventory reports {keys}, and the product has no such category"),
        UnmatchedReason::NotInProduct => "the product has no such category".to_owned(),
        UnmatchedReason::NotInInventory => "the inventory has no such category".to_owned(),
        UnmatchedReason::NoCounterpart => "the crosswalk gives it no place in national totals".to_owned(),
        UnmatchedReason::NoCategory => "the layer has no category; the run file can give it one".to_owned(),
        UnmatchedReason::NoCommonYear { other_years } if other_years.is_empty() => "the product has no total of the whole year".to_owned(),
        UnmatchedReason::NoCommonYear { other_years } => format!("no common year, the product has {}", years(other_years)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{compared, estimate};

    #[test]
    fn figures_of_a_year_that_the_inventory_lacks_are_not_called_none() {
        let mut reconciliation = Reconciliation::default();
        assert_eq!(section_of_unmatched(&reconciliation).empty, "No figure of either side is left over.");
        let obstacle = Obstacle::NoCommonYear { other_years: vec![2010] };
        let verdict = Verdict::NotComparable(obstacle);
        reconciliation.comparisons.push(Comparison { verdict, ..compared("Ayland", estimate(9.0, 1.0), None) });
        assert_eq!(section_of_unmatched(&reconciliation).empty, NO_COMMON_YEAR);
    }
}
