//! Trends of product and inventory over the same years.

use super::tables::{bound, codes, level, reason};
use super::{ReportTable, Section};
use crate::table::{Column, Table};
use fluxledger_core::Mass;
use fluxledger_core::reconcile::{Estimate, MemberTrends, NORMAL_QUANTILE_95, Reconciliation, Trend, TrendComparison};
use fluxledger_core::time_span::in_words;

const SLOPES: Section = Section {
    heading: "Trends",
    note: "Slopes in kt a year, in each year, by least squares through the years that both sides have; their intervals are those of the stated uncertainties. Difference: product minus inventory; its verdict is that of levels, with slopes in their place. Ends: the smallest and largest difference with the first year, the last, both or none left out. Change: from the first year to the last, product minus inventory, in percentage points.",
    empty: "",
};
const SIDES: Section = Section {
    heading: "Trends one by one",
    note: "Theil and Sen: the median slope of all pairs of years. Mann and Kendall: whether the values rise or fall at all, with ties counted; it takes years as independent and knows nothing of uncertainties. Scatter: how far the years lie from the line, over what their uncertainties explain; above 1 the years themselves vary.",
    empty: "",
};

const MEMBERS: Section = Section {
    heading: "Trends of an ensemble's members",
    note: "Each member has a trend of its own, laid through the same years; their spread holds how errors go together in time, which the spread of the members in each year does not. Same sign: members whose slope has the sign of the ensemble's. Same side: members whose slope lies on the ensemble's side of the inventory's. Same test: members of which Mann and Kendall's test says what it says of the ensemble. Every member stands in the file tables/trend-members.csv.",
    empty: "",
};

/// The tables of trends; none where no trend was asked for, and of members none where no product is an ensemble.
pub(super) fn sections(reconciliation: &Reconciliation) -> Vec<ReportTable> {
    let trends = &reconciliation.trends;
    if trends.is_empty() {
        return Vec::new();
    }
    let ensembles: Vec<OfEnsemble<'_>> =
        trends.iter().filter_map(|trend| Some(OfEnsemble { trend, members: trend.members.as_ref()? })).collect();
    let of_members = (!ensembles.is_empty())
        .then(|| [ReportTable::in_section(spread_of_members(&ensembles), MEMBERS), ReportTable::in_files(members(&ensembles))]);
    let own = [ReportTable::in_section(slopes(trends), SLOPES), ReportTable::in_section(one_by_one(trends), SIDES)];
    own.into_iter().chain(of_members.into_iter().flatten()).collect()
}

/// The columns that say what a comparison of trends is of.
pub(crate) fn labels<'c, R>(rows: &[R], trend: impl Fn(&R) -> &'c TrendComparison) -> Vec<Column> {
    vec![
        Column::text("region", "Region", rows, |row| Some(trend(row).region.to_string())),
        Column::text("region_name", "Name", rows, |row| Some(trend(row).region_name.clone())),
        Column::text("years", "Years", rows, |row| Some(in_words(&trend(row).years))),
        Column::text("level", "Level", rows, |row| Some(level(trend(row).level))),
        Column::text("category", "Category", rows, |row| Some(codes(&trend(row).categories))),
        Column::text("category_name", "Category name", rows, |row| Some(trend(row).category_name.clone())),
    ]
}

/// A slope of the product or the inventory and the ends of its 95 % interval.
fn slope_of(
    rows: &[TrendComparison],
    names: [&'static str; 3],
    headings: [&'static str; 3],
    slope: fn(&TrendComparison) -> Estimate,
) -> [Column; 3] {
    [
        Column::number(names[0], headings[0], rows, |row| Some(slope(row).mass.as_kilotonnes())),
        Column::number(names[1], headings[1], rows, |row| bound(Some(slope(row)), |interval| interval.0)),
        Column::number(names[2], headings[2], rows, |row| bound(Some(slope(row)), |interval| interval.1)),
    ]
}

fn slopes(trends: &[TrendComparison]) -> Table {
    let mut columns = labels(&trends.iter().collect::<Vec<_>>(), |trend| *trend);
    columns.push(Column::text("product", "Product", trends, |trend| Some(trend.product.as_str())));
    let names = ["product_slope_kt", "product_slope_low_kt", "product_slope_high_kt"];
    columns.extend(slope_of(trends, names, ["Product (kt yr⁻²)", "95 % low", "95 % high"], |trend| trend.product_trend.slope));
    columns.push(Column::text("inventory", "Inventory", trends, |trend| Some(trend.inventory.as_str())));
    let names = ["inventory_slope_kt", "inventory_slope_low_kt", "inventory_slope_high_kt"];
    columns.extend(slope_of(trends, names, ["Inventory (kt yr⁻²)", "95 % low", "95 % high"], |trend| trend.inventory_trend.slope));
    columns.extend([
        Column::number("difference_kt", "Difference (kt yr⁻²)", trends, |trend| Some(trend.difference.mass.as_kilotonnes())),
        Column::number("z", "z", trends, |trend| Some(trend.difference.significance?.z)),
        Column::number("p", "p", trends, |trend| Some(trend.difference.significance?.p)),
        Column::number("q", "q", trends, |trend| trend.adjusted_p),
        Column::number("minimal_detectable_kt", "Minimal detectable (kt yr⁻²)", trends, |trend| {
            Some(trend.minimal_detectable?.as_kilotonnes())
        }),
        Column::number("ends_low_kt", "Ends, low", trends, |trend| Some(trend.end_points?.0.as_kilotonnes())),
        Column::number("ends_high_kt", "Ends, high", trends, |trend| Some(trend.end_points?.1.as_kilotonnes())),
        Column::number("change_difference_points", "Change, difference (pp)", trends, |trend| Some(trend.change_difference?.points)),
        Column::number("change_p", "p of that", trends, |trend| Some(trend.change_difference?.test?.1)),
        Column::text("verdict", "Verdict", trends, |trend| Some(trend.verdict.name())),
        Column::text("reason", "Reason", trends, |trend| reason(&trend.verdict)),
    ]);
    Table { name: "trends", title: "Trends of product and inventory over the same years".into(), columns }
}

/// One side of a comparison of trends.
struct Side<'a> {
    comparison: &'a TrendComparison,
    kind: &'static str,
    trend: Trend,
}

fn one_by_one(trends: &[TrendComparison]) -> Table {
    let sides = |comparison: &'_ TrendComparison| -> [(&'static str, Trend); 2] {
        [("product", comparison.product_trend), ("inventory", comparison.inventory_trend)]
    };
    let side = |comparison| sides(comparison).map(|(kind, trend)| Side { comparison, kind, trend });
    let rows: Vec<Side<'_>> = trends.iter().flat_map(side).collect();
    let mut columns = labels(&rows, |row| row.comparison);
    columns.extend([
        Column::text("side", "Side", &rows, |row| Some(row.kind)),
        Column::text("source", "Source", &rows, |row| {
            Some(if row.kind == "product" { row.comparison.product.as_str() } else { row.comparison.inventory.as_str() })
        }),
    ]);
    columns.extend(by_itself(&rows, |row| row.trend));
    Table { name: "trend-sides", title: "The trend of each side by itself".into(), columns }
}

/// What a trend says without another beside it.
fn by_itself<R>(rows: &[R], trend: impl Fn(&R) -> Trend) -> Vec<Column> {
    let kilotonnes = |kilograms: f64| Mass::from_kg(kilograms).as_kilotonnes();
    vec![
        Column::number("theil_sen_kt", "Theil–Sen (kt yr⁻²)", rows, |row| Some(kilotonnes(trend(row).theil_sen.slope))),
        Column::number("theil_sen_low_kt", "95 % low", rows, |row| Some(kilotonnes(trend(row).theil_sen.interval?[0]))),
        Column::number("theil_sen_high_kt", "95 % high", rows, |row| Some(kilotonnes(trend(row).theil_sen.interval?[1]))),
        Column::integer("mann_kendall_s", "Mann–Kendall S", rows, |row| Some(trend(row).mann_kendall.s.into())),
        Column::number("mann_kendall_z", "Z", rows, |row| Some(trend(row).mann_kendall.z)),
        Column::number("mann_kendall_p", "p", rows, |row| Some(trend(row).mann_kendall.p)),
        Column::number("change_percent", "Change (%)", rows, |row| Some(trend(row).change?.percent)),
        Column::number("change_half_interval_points", "95 % half interval (pp)", rows, |row| {
            Some(NORMAL_QUANTILE_95 * trend(row).change?.deviation?)
        }),
        Column::number("scatter", "Scatter", rows, |row| trend(row).scatter),
    ]
}

/// The trend of an ensemble with those of its members.
struct OfEnsemble<'a> {
    trend: &'a TrendComparison,
    members: &'a MemberTrends,
}

fn spread_of_members(ensembles: &[OfEnsemble<'_>]) -> Table {
    let count = |number: usize| i64::try_from(number).ok();
    let number = |name: &'static str, heading: &'static str, slope: fn(&OfEnsemble<'_>) -> Mass| {
        Column::number(name, heading, ensembles, |row| Some(slope(row).as_kilotonnes()))
    };
    let mut columns = labels(ensembles, |row| row.trend);
    columns.extend([
        Column::text("product", "Ensemble", ensembles, |row| Some(row.trend.product.as_str())),
        Column::text("inventory", "Inventory", ensembles, |row| Some(row.trend.inventory.as_str())),
        Column::integer("members", "Members", ensembles, |row| count(row.members.members.len())),
        number("slope_kt", "Ensemble (kt yr⁻²)", |row| row.trend.product_trend.slope.mass),
        number("mean_slope_kt", "Mean of members", |row| row.members.slopes.mean),
        number("slope_standard_deviation_kt", "Their standard deviation", |row| row.members.slopes.standard_deviation),
        number("mean_theil_sen_kt", "Mean of Theil–Sen", |row| row.members.theil_sen.mean),
        number("theil_sen_standard_deviation_kt", "Its standard deviation", |row| row.members.theil_sen.standard_deviation),
        Column::integer("same_sign", "Same sign", ensembles, |row| count(row.members.same_sign)),
        Column::integer("same_side", "Same side", ensembles, |row| count(row.members.same_side)),
        Column::integer("same_test", "Same test", ensembles, |row| count(row.members.same_test)),
        Column::text("verdict", "Verdict", ensembles, |row| Some(row.trend.verdict.name())),
    ]);
    Table { name: "trend-spread", title: "How far the members of an ensemble bear out its trend".into(), columns }
}

fn members(ensembles: &[OfEnsemble<'_>]) -> Table {
    let rows: Vec<(&TrendComparison, &str, Trend)> =
        ensembles.iter().flat_map(|row| row.members.members.iter().map(|member| (row.trend, member.name.as_str(), member.trend))).collect();
    let slope = |row: &(&TrendComparison, &str, Trend)| row.2.slope;
    let mut columns = labels(&rows, |row| row.0);
    columns.extend([
        Column::text("product", "Ensemble", &rows, |row| Some(row.0.product.as_str())),
        Column::text("inventory", "Inventory", &rows, |row| Some(row.0.inventory.as_str())),
        Column::text("member", "Member", &rows, |row| Some(row.1)),
        Column::number("slope_kt", "Slope (kt yr⁻²)", &rows, |row| Some(slope(row).mass.as_kilotonnes())),
        Column::number("slope_low_kt", "95 % low", &rows, |row| bound(Some(slope(row)), |interval| interval.0)),
        Column::number("slope_high_kt", "95 % high", &rows, |row| bound(Some(slope(row)), |interval| interval.1)),
    ]);
    columns.extend(by_itself(&rows, |row| row.2));
    Table { name: "trend-members", title: "The trend of each member of an ensemble".into(), columns }
}
