//! Trends of product and inventory over the same years, and whether they differ.

use super::comparison::{Comparison, GroupMembers, Level, Reconciliation};
use super::difference::{Deviation, Difference, Estimate};
use super::evidence::Evidence;
use super::input::{InventorySide, ProductSide, Settings};
use super::like_years::{counted, of_like_years};
use super::mean::{kinds, least_sensitivity, left_out, years};
use super::member_trends::MemberTrends;
use super::verdict::{Thresholds, Verdict};
use super::year_errors::YearErrors;
use crate::category::CategoryCode;
use crate::category_tree::CategoryTree;
use crate::gas::Gas;
use crate::quantity::Mass;
use crate::region::RegionCode;
use crate::time_span::ReportingYear;
use crate::trend::{Change, ChangeDifference, Line, MannKendall, TheilSen, common_covariance};
use std::ops::RangeInclusive;

/// Fewest years through which a trend is laid.
pub const FEWEST_YEARS: usize = 3;

/// The trend of one side. Slopes are masses a year, in each year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Slope of the line by least squares ([`Line`]); without standard deviations of all years it has none.
    pub slope: Estimate,
    /// Its value in the first of the years.
    pub first: Mass,
    /// Scatter about the line over what the errors explain.
    pub scatter: Option<f64>,
    /// Slope by ranks.
    pub theil_sen: TheilSen,
    /// The test by ranks.
    pub mann_kendall: MannKendall,
    /// From the first of the years to the last.
    pub change: Option<Change>,
}

/// The trends of a product and an inventory side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendComparison {
    /// The product's name.
    pub product: String,
    /// The inventory's name.
    pub inventory: String,
    /// The region.
    pub region: RegionCode,
    /// Its name.
    pub region_name: String,
    /// The members, where it is a group of regions.
    pub group: Option<GroupMembers>,
    /// The gas.
    pub gas: Gas,
    /// Category or sum.
    pub level: Level,
    /// The codes compared.
    pub categories: Vec<CategoryCode>,
    /// Their name.
    pub category_name: String,
    /// The years, the same on both sides.
    pub years: Vec<ReportingYear>,
    /// Years asked for that are not in it, since not both sides have comparable figures of them, a sum is of other categories or members, or the inventory
    /// states by its keys that it is incomplete as it is not in the other years, or the other way round.
    pub left_out: Vec<i32>,
    /// The product's trend.
    pub product_trend: Trend,
    /// The inventory's.
    pub inventory_trend: Trend,
    /// The trends of the product's members, where it is an ensemble.
    pub members: Option<MemberTrends>,
    /// Difference of the slopes.
    ///
    /// Slopes are taken to be correlated as the figures of both sides are, which holds exactly where both have the same correlation between years and
    /// proportional errors.
    pub difference: Difference,
    /// Difference of the changes from the first year to the last.
    pub change_difference: Option<ChangeDifference>,
    /// The smallest and the largest difference of slopes, with the first year, the last year, both or none of them left out.
    pub end_points: Option<(Mass, Mass)>,
    /// The smallest true difference of slopes that the test would find.
    pub minimal_detectable: Option<Mass>,
    /// The smallest rate of false discoveries, over all trends of the reconciliation, at which this difference is a finding.
    pub adjusted_p: Option<f64>,
    /// From what both descend, where that is known.
    pub shared_prior: Option<String>,
    /// What may be said of the difference of slopes.
    pub verdict: Verdict,
}

impl TrendComparison {
    /// The two-sided probability of the difference of slopes by chance, where it is tested.
    #[must_use]
    pub fn probability(&self) -> Option<f64> {
        self.difference.significance.filter(|_| self.verdict.is_tested()).map(|test| test.p)
    }
}

/// Correlation between the errors of any two years of one side, where the product's own covariance does not say it.
///
/// Errors of one size that all years share move a line and do not turn it, and 0 is the cautious end. Errors that grow with the figures do turn it: where
/// these multiply over the years, as from 1 to 10 at 10 % each, 0 gives half the standard deviation that full correlation does, and is not cautious.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct YearCorrelation {
    /// Of the product.
    pub product: f64,
    /// Of the inventory.
    pub inventory: f64,
}

/// Adds the trends of the comparisons of one product, inventory and region or group, which stand in the outcome from a position on.
pub(super) fn add_trends(
    tree: &CategoryTree,
    (product, inventory): (&ProductSide<'_>, &InventorySide<'_>),
    settings: &Settings,
    first: usize,
    outcome: &mut Reconciliation,
) {
    let yearly: Vec<Comparison> = outcome.comparisons[first..].iter().filter(|row| row.span.year().is_some()).cloned().collect();
    let spans = settings.trends.iter().filter(|_| inventory.year.is_none());
    for (asked, (level, codes)) in spans.flat_map(|asked| kinds(&yearly).into_iter().map(move |kind| (asked, kind))) {
        let is_asked = |row: &&Comparison| row.span.year().is_some_and(|year| asked.contains(&year.year));
        let rows: Vec<&Comparison> = yearly.iter().filter(|row| row.level == level && row.categories == codes).filter(is_asked).collect();
        let comparable: Vec<&Comparison> = rows.iter().copied().filter(|row| row.verdict.is_comparable()).collect();
        // A mass that is missing in some years alone would turn the line.
        let comparable = of_like_years(&comparable, |row| (counted(row, tree), row.inventory_keys.leave_sum_incomplete()));
        let laid = (comparable.len() >= FEWEST_YEARS)
            .then(|| Rows { settings, asked, rows: &comparable, names: &product.members }.comparison())
            .flatten();
        match (laid, rows.first()) {
            (Some(trend), _) => outcome.trends.push(trend),
            (None, Some(row)) => outcome.trends_left_out.push(left_out(row, asked, &comparable)),
            (None, None) => {}
        }
    }
}

/// Comparable rows of one category, a year each.
struct Rows<'a> {
    settings: &'a Settings,
    asked: &'a RangeInclusive<i32>,
    rows: &'a [&'a Comparison],
    /// The names of the product's members.
    names: &'a [String],
}

/// A year's figure of one side, with one standard deviation as the mean of its two sides.
#[derive(Clone, Copy)]
pub(super) struct Figure {
    year: f64,
    mass: Mass,
    deviation: Option<Mass>,
}

impl Figure {
    /// None where a row is of no single year.
    pub(super) fn of(row: &Comparison, mass: Mass, deviation: Option<Deviation>) -> Option<Self> {
        let year = f64::from(row.span.year()?.year);
        let deviation = deviation.map(|deviation| Mass::from_kg(f64::midpoint(deviation.down.as_kg(), deviation.up.as_kg())));
        Some(Self { year, mass, deviation })
    }

    /// Whether it is zero, so that a percentage of it says nothing of its error.
    fn is_nothing(&self) -> bool {
        self.mass == Mass::ZERO && self.deviation.is_none()
    }
}

impl Rows<'_> {
    fn comparison(&self) -> Option<TrendComparison> {
        let (product, inventory) = (self.product(), self.inventory());
        let (of_product, of_inventory) = (self.product_errors(), YearErrors::Correlation(self.settings.errors.years.inventory));
        let (product_trend, inventory_trend) = (trend(&product, &of_product)?, trend(&inventory, &of_inventory)?);
        let sides = self.settings.errors.sides;
        let evidence = Evidence {
            product: product_trend.slope,
            inventory: inventory_trend.slope,
            if_independent: self.slope_if_independent(&of_product),
            sensitivity: least_sensitivity(self.rows),
            shares_prior: self.rows[0].shared_prior.is_some(),
            correlation: sides,
            // A margin is declared for masses, not for their slopes.
            thresholds: &Thresholds { margin: None, ..self.settings.thresholds },
        };
        let changes = product_trend.change.zip(inventory_trend.change);
        let (difference, minimal_detectable) = (evidence.difference(), evidence.minimal_detectable());
        let verdict = evidence.verdict().of_zero(inventory.iter().any(Figure::is_nothing));
        let (years, row) = (years(self.rows), self.rows[0].clone());
        let significance = self.settings.thresholds.significance;
        let of_sides = (&product_trend, &inventory_trend);
        let members = MemberTrends::of(self.rows, self.names, &self.settings.errors, significance, of_sides);
        Some(TrendComparison {
            product: row.product,
            inventory: row.inventory,
            region: row.region,
            region_name: row.region_name,
            group: row.group,
            gas: row.gas,
            level: row.level,
            categories: row.categories,
            category_name: row.category_name,
            left_out: self.asked.clone().filter(|&year| !years.iter().any(|known| known.year == year)).collect(),
            years,
            members,
            product_trend,
            inventory_trend,
            difference,
            change_difference: changes.map(|(product, inventory)| ChangeDifference::between(product, inventory, sides)),
            end_points: end_points((&product, &of_product), (&inventory, &of_inventory)),
            minimal_detectable,
            adjusted_p: None,
            shared_prior: row.shared_prior,
            verdict,
        })
    }

    /// How the errors of the product's years go together: as it states it, else as the user says.
    fn product_errors(&self) -> YearErrors {
        let years: Vec<_> = self.rows.iter().map(|row| row.product_uncertainty.as_ref()).collect();
        YearErrors::of(&years, self.settings.errors.years.product)
    }

    fn product(&self) -> Vec<Figure> {
        self.rows.iter().filter_map(|row| Figure::of(row, row.product_estimate.mass, row.product_estimate.deviation)).collect()
    }

    fn inventory(&self) -> Vec<Figure> {
        let figure = |row: &&Comparison| Figure::of(row, row.inventory_estimate?.mass, row.inventory_estimate?.deviation);
        self.rows.iter().filter_map(figure).collect()
    }

    /// The deviation of the product's slope were the errors of its parts independent, where nothing says whether they are.
    fn slope_if_independent(&self, errors: &YearErrors) -> Option<Deviation> {
        let parts = self.settings.errors.parts;
        let figure = |row: &&Comparison| {
            Figure::of(row, row.product_estimate.mass, parts.if_independent(row.product_uncertainty.as_ref()?.bracket()))
        };
        let figures: Vec<Figure> = self.rows.iter().map(figure).collect::<Option<_>>()?;
        trend(&figures, errors)?.slope.deviation
    }
}

/// The trend through figures whose errors go together in some way; none for fewer than two years.
pub(super) fn trend(figures: &[Figure], errors: &YearErrors) -> Option<Trend> {
    let points: Vec<(f64, f64)> = figures.iter().map(|figure| (figure.year, figure.mass.as_kg())).collect();
    let deviations: Option<Vec<f64>> = figures.iter().map(|figure| Some(figure.deviation?.as_kg())).collect();
    let known = deviations.as_ref().and_then(|deviations| Line::through(&points, &errors.covariance(deviations)));
    let line = known.or_else(|| Line::through(&points, &common_covariance(&vec![1.0; points.len()], 0.0)))?;
    let (first, last) = (figures.first()?, figures.last()?);
    Some(Trend {
        slope: Estimate {
            mass: Mass::from_kg(line.slope),
            deviation: known.map(|line| Deviation::symmetric(Mass::from_kg(line.standard_deviation))),
        },
        first: Mass::from_kg(line.at(first.year)),
        scatter: known.and_then(|line| line.scatter),
        theil_sen: TheilSen::of(&points)?,
        mann_kendall: MannKendall::of(&points.iter().map(|point| point.1).collect::<Vec<f64>>()),
        change: Change::between((first.mass, first.deviation), (last.mass, last.deviation), errors.of_ends()),
    })
}

/// The range of the difference of slopes over the choice of the first and the last year; none where that leaves fewer than three years.
fn end_points(product: (&[Figure], &YearErrors), inventory: (&[Figure], &YearErrors)) -> Option<(Mass, Mass)> {
    let years = product.0.len();
    let of = |from: usize, to: usize| {
        let slope =
            |(figures, errors): (&[Figure], &YearErrors)| Some(trend(&figures[from..to], &errors.within(from..to))?.slope.mass.as_kg());
        Some(slope(product)? - slope(inventory)?)
    };
    let ranges = [(0, years), (1, years), (0, years - 1), (1, years - 1)];
    let is_long_enough = ranges.iter().all(|(from, to)| to - from >= FEWEST_YEARS);
    let differences: Vec<f64> = ranges.iter().filter(|_| is_long_enough).map(|&(from, to)| of(from, to)).collect::<Option<_>>()?;
    let least = differences.iter().copied().reduce(f64::min)?;
    Some((Mass::from_kg(least), Mass::from_kg(differences.iter().copied().fold(least, f64::max))))
}
