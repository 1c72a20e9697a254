//! The mean of several years, of both sides over the same years.

use super::comparison::{Comparison, Level, Reconciliation};
use super::difference::{Deviation, Estimate};
use super::evidence::Evidence;
use super::input::{InventorySide, ProductSide, ProductTotal, Settings};
use super::like_years::{counted, left_out_on_average, of_like_years};
use super::pairing::{test_of, uncertainty_of};
use super::uncertainty::TotalUncertainty;
use crate::category::CategoryCode;
use crate::category_tree::CategoryTree;
use crate::conventions::StepSpread;
use crate::inventory::NotationKeys;
use crate::ledger::{LedgerAccount, Treatment};
use crate::quantity::{Mass, Share};
use crate::time_span::{ReportingYear, TimeSpan};
use std::ops::RangeInclusive;

/// How the mean of several years was made.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanOfYears {
    /// Years asked for that are not in it, since not both sides have comparable figures of them, or a sum is of other categories or members.
    pub left_out: Vec<i32>,
    /// The product's standard deviation at both ends; none where a year has none, where the product states its own mean, or where members or a covariance say more.
    pub product: Option<YearBracket>,
    /// The inventory's, where every year has one.
    pub inventory: Option<YearBracket>,
    /// Whether the product itself states the mean of just these years, which need not be the mean of its yearly figures.
    pub stated_by_product: bool,
}

/// The standard deviation of a mean of n years between two bounds.
///
/// The errors of single years are rarely known to be independent: emission factors and priors stay the same from year to year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearBracket {
    /// √(Σ σ²) / n, if the errors of the years are independent.
    pub independent: Deviation,
    /// Σ σ / n, if they are one.
    pub correlated: Deviation,
}

impl YearBracket {
    /// Of the mean of some years, where each has a standard deviation.
    fn of(estimates: &[Estimate]) -> Option<Self> {
        let deviations: Vec<Deviation> = estimates.iter().map(|estimate| estimate.deviation).collect::<Option<_>>()?;
        let years = deviations.len();
        Some(Self {
            independent: Deviation::in_quadrature(deviations.iter().copied()).over(years),
            correlated: Deviation::in_line(deviations).over(years),
        })
    }

    /// The same of what the lines of a mean leave, whose own errors are one in all years.
    fn with_lines(self, ledger: Option<&LedgerAccount>, treatment: Treatment) -> Option<Self> {
        let Some(account) = ledger else { return Some(self) };
        let with = |end: Deviation| account.with_lines(treatment, end);
        Some(Self { independent: with(self.independent)?, correlated: with(self.correlated)? })
    }
}

/// A mean or a trend that was asked for and could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanLeftOut {
    /// The product's name.
    pub product: String,
    /// The inventory's name.
    pub inventory: String,
    /// Name of the region.
    pub region_name: String,
    /// Name of the category.
    pub category_name: String,
    /// The years asked for.
    pub asked: RangeInclusive<i32>,
    /// Those that can be compared, fewer than are needed.
    pub comparable: Vec<i32>,
}

/// Adds the means of the comparisons of one product, inventory and region or group, which stand in the outcome from a position on.
pub(super) fn add_means(
    tree: &CategoryTree,
    (product, inventory): (&ProductSide<'_>, &InventorySide<'_>),
    settings: &Settings,
    first: usize,
    outcome: &mut Reconciliation,
) {
    let yearly = outcome.comparisons[first..].to_vec();
    let means = settings.means.iter().filter(|_| inventory.year.is_none());
    for (asked, (level, codes)) in means.flat_map(|asked| kinds(&yearly).into_iter().map(move |kind| (asked, kind))) {
        let is_asked = |row: &&Comparison| row.span.year().is_some_and(|year| asked.contains(&year.year));
        let rows: Vec<&Comparison> = yearly.iter().filter(|row| row.level == level && row.categories == codes).filter(is_asked).collect();
        let comparable: Vec<&Comparison> = rows.iter().copied().filter(|row| row.verdict.is_comparable()).collect();
        let comparable = of_like_years(&comparable, |row| counted(row, tree));
        match (comparable.len(), rows.first()) {
            (2.., _) => outcome.comparisons.push(MeanRow { product, settings, asked, rows: &comparable }.comparison()),
            (_, Some(row)) => outcome.means_left_out.push(left_out(row, asked, &comparable)),
            (_, None) => {}
        }
    }
}

/// Each level and set of categories once, in the order in which the years bring them.
pub(super) fn kinds(rows: &[Comparison]) -> Vec<(Level, Vec<CategoryCode>)> {
    let mut kinds: Vec<(Level, Vec<CategoryCode>)> = Vec::new();
    for row in rows {
        let kind = (row.level, row.categories.clone());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

pub(super) fn left_out(row: &Comparison, asked: &RangeInclusive<i32>, comparable: &[&Comparison]) -> SpanLeftOut {
    SpanLeftOut {
        product: row.product.clone(),
        inventory: row.inventory.clone(),
        region_name: row.region_name.clone(),
        category_name: row.category_name.clone(),
        asked: asked.clone(),
        comparable: years(comparable).into_iter().map(|year| year.year).collect(),
    }
}

pub(super) fn years(rows: &[&Comparison]) -> Vec<ReportingYear> {
    rows.iter().filter_map(|row| row.span.year()).collect()
}

/// Two or more comparable rows of one category, a year each.
struct MeanRow<'a> {
    product: &'a ProductSide<'a>,
    settings: &'a Settings,
    asked: &'a RangeInclusive<i32>,
    rows: &'a [&'a Comparison],
}

impl MeanRow<'_> {
    fn comparison(&self) -> Comparison {
        let years = years(self.rows);
        let span = TimeSpan::Mean(years.clone());
        let of_inventory: Vec<Estimate> = self.rows.iter().filter_map(|row| row.inventory_estimate).collect();
        let of_product: Vec<Estimate> = self.rows.iter().map(|row| row.product_estimate).collect();
        let stated = self.stated_by_product(&span);
        let parts = self.settings.errors.parts;
        let is_stated = stated.is_some();
        let (before, of_before) = stated.unwrap_or_else(|| (mean(&self.before_lines()), self.uncertainty_before_lines()));
        let product = Estimate { mass: before, deviation: of_before.as_ref().map(|uncertainty| parts.deviation(uncertainty.bracket())) };
        let leaves_bounds = of_before.as_ref().is_some_and(TotalUncertainty::is_bracket);
        let mut ledger = self.ledger(product, of_before.clone());
        let (mass, uncertainty) = match &ledger {
            Some(account) => (account.comparable_product(), account.comparable_uncertainty()),
            None => (before, of_before),
        };
        let mass = if is_stated { mass } else { mean(&of_product) };
        let ends = |before: &[Estimate], treatment| YearBracket::of(before)?.with_lines(ledger.as_ref(), treatment);
        let product_bracket = ends(&self.before_lines(), Treatment::SubtractedFromProduct);
        let inventory_bracket = ends(&self.inventory_before_lines(), Treatment::AddedToInventory);
        let limits = uncertainty.as_ref().map(TotalUncertainty::bracket);
        let centre = uncertainty.as_ref().and_then(TotalUncertainty::centre).filter(|_| !is_stated);
        // A median of the members' means is not the mean of yearly medians, and the ledger begins with the former.
        if let (Some(account), Some(centre)) = (&mut ledger, centre) {
            account.product.mass = centre - (account.comparable_product() - account.product.mass);
        }
        let mass = centre.unwrap_or(mass);
        let product_estimate = Estimate { mass, deviation: limits.map(|limits| parts.deviation(limits)) };
        // Emission factors stay the same from year to year, so that an inventory's errors are taken as one.
        let inventory_estimate = Estimate { mass: mean(&of_inventory), deviation: inventory_bracket.map(|bracket| bracket.correlated) };
        let sensitivity = least_sensitivity(self.rows);
        let evidence = Evidence {
            product: product_estimate,
            inventory: inventory_estimate,
            if_independent: limits.and_then(|limits| parts.if_independent(limits)),
            sensitivity,
            shares_prior: self.rows[0].shared_prior.is_some(),
            correlation: self.settings.errors.sides,
            thresholds: &self.settings.thresholds,
        };
        Comparison {
            product_estimate,
            inventory_estimate: Some(inventory_estimate),
            inventory_keys: self.rows.iter().fold(NotationKeys::default(), |keys, row| keys.union(&row.inventory_keys)),
            difference: Some(evidence.difference()),
            test: test_of(&evidence),
            sensitivity,
            covered: self
                .rows
                .iter()
                .map(|row| row.covered)
                .fold(Share::WHOLE, |least, covered| if covered < least { covered } else { least }),
            spread: if self.rows.iter().any(|row| row.spread == StepSpread::Even) { StepSpread::Even } else { StepSpread::None },
            left_out: left_out_on_average(self.rows),
            layers: self.layers(),
            mean: Some(MeanOfYears {
                left_out: self.asked.clone().filter(|&year| !years.iter().any(|known| known.year == year)).collect(),
                product: product_bracket.filter(|_| !is_stated && leaves_bounds),
                inventory: inventory_bracket,
                stated_by_product: is_stated,
            }),
            ledger,
            product_uncertainty: uncertainty,
            verdict: evidence.verdict().of_zero(of_inventory.iter().any(Estimate::is_nothing)),
            records: self.rows.iter().flat_map(|row| row.records.clone()).collect(),
            span: span.clone(),
            inventory_span: span,
            ..self.rows[0].clone()
        }
    }

    /// The layers of all years, each once.
    fn layers(&self) -> Vec<String> {
        let mut layers: Vec<String> = Vec::new();
        for layer in self.rows.iter().flat_map(|row| &row.layers) {
            if !layers.contains(layer) {
                layers.push(layer.clone());
            }
        }
        layers
    }

    /// The mean as the product states it, where it does so for just these years and every layer.
    fn stated_by_product(&self, span: &TimeSpan) -> Option<(Mass, Option<TotalUncertainty>)> {
        let row = self.rows[0];
        let of_layer = |layer: &String| {
            let totals = self.product.totals.iter();
            totals.into_iter().find(|total| total.region == row.region && total.layer == *layer && total.span == *span)
        };
        let totals: Vec<&ProductTotal> = row.layers.iter().map(of_layer).collect::<Option<_>>()?;
        let uncertainty = uncertainty_of(&totals);
        // The middle of the members' sums is not the sum of their middles.
        let centre = uncertainty.as_ref().and_then(TotalUncertainty::centre);
        Some((centre.unwrap_or_else(|| totals.iter().map(|total| total.mass).sum()), uncertainty))
    }

    /// The product's estimate of each year before any line of the ledger.
    fn before_lines(&self) -> Vec<Estimate> {
        self.rows.iter().map(|row| row.ledger.as_ref().map_or(row.product_estimate, |account| account.product)).collect()
    }

    /// The inventory's estimate of each year before any line of the ledger.
    fn inventory_before_lines(&self) -> Vec<Estimate> {
        let before = |row: &&Comparison| row.ledger.as_ref().map_or(row.inventory_estimate, |account| account.inventory);
        self.rows.iter().filter_map(before).collect()
    }

    /// The mean of the lines of the ledger, with the product's own mean before them.
    fn ledger(&self, product: Estimate, product_uncertainty: Option<TotalUncertainty>) -> Option<LedgerAccount> {
        let accounts: Vec<Option<&LedgerAccount>> = self.rows.iter().map(|row| row.ledger.as_ref()).collect();
        let of_inventory = |row: &&Comparison| row.ledger.as_ref().map_or(row.inventory_estimate, |account| account.inventory);
        let inventory = self.rows.iter().map(of_inventory).collect::<Option<Vec<Estimate>>>();
        LedgerAccount::mean(&accounts, (product, product_uncertainty), inventory.map(|estimates| mean_in_line(&estimates)))
    }

    /// What is known of the error of the product's mean before any line: of cells and years from independent ones to such as err as one, of members the mean
    /// of each.
    fn uncertainty_before_lines(&self) -> Option<TotalUncertainty> {
        let of_year = |row: &&'_ Comparison| match &row.ledger {
            Some(account) => account.product_uncertainty.clone(),
            None => row.product_uncertainty.clone(),
        };
        let years: Vec<TotalUncertainty> = self.rows.iter().map(of_year).collect::<Option<_>>()?;
        Some(TotalUncertainty::of_sum(&years.iter().collect::<Vec<_>>()).over(years.len()))
    }
}

/// What is made of several years is no better informed than the least informed of them.
pub(super) fn least_sensitivity(rows: &[&Comparison]) -> Option<f64> {
    let all: Option<Vec<f64>> = rows.iter().map(|row| row.sensitivity).collect();
    all?.into_iter().reduce(f64::min)
}

/// The mean of estimates whose errors are taken as one.
fn mean_in_line(estimates: &[Estimate]) -> Estimate {
    Estimate { mass: mean(estimates), deviation: YearBracket::of(estimates).map(|bracket| bracket.correlated) }
}

fn mean(estimates: &[Estimate]) -> Mass {
    estimates.iter().map(|estimate| estimate.mass).sum::<Mass>().over(estimates.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category_tree::{CategoryNode, CategoryTree, Summation};
    use crate::crosswalk::Crosswalk;
    use crate::reconcile::{DeviationBracket, ErrorCorrelation, ErrorModel, MissingUncertainty, Prior, Thresholds, Verdict, reconcile};
    use crate::time_span::YearStart;
    use crate::{Categorization, Category, Gas, Inventory, ProductKind, Record, RegionCode, Reported, ReportedUncertainty, Scope};

    fn tree() -> CategoryTree {
        let node = CategoryNode { code: CategoryCode::new("1"), name: "energy".into(), children: vec![], summation: Summation::default() };
        let nodes =
            vec![CategoryNode::of_parts("0", &["1", "3", "4"]), node, CategoryNode::of_parts("3", &[]), CategoryNode::of_parts("4", &[])];
        CategoryTree::new(Categorization::ipcc_2006(), nodes).expect("a tree")
    }

    fn total(span: TimeSpan, kilograms: f64) -> ProductTotal {
        let one = Mass::from_kg(1.0);
        ProductTotal {
            region: RegionCode::new("A"),
            region_name: "a".into(),
            layer: "layer".into(),
            category: Some(Category::new("IPCC2006", "1")),
            scope: Scope::Anthropogenic,
            span,
            mass: Mass::from_kg(kilograms),
            uncertainty: Some(TotalUncertainty::Bracket(DeviationBracket::between(one, one))),
            prior: None,
            sensitivity: None,
            covered: Share::WHOLE,
            spread: StepSpread::None,
        }
    }

    /// Half the 95 % interval is 19.6 %, so that σ is a tenth of the figure.
    fn record(year: i32, kilograms: f64) -> Record {
        let tenth = Share::new(0.195_996_398_454_005_4);
        Record {
            party: RegionCode::new("A"),
            category: Category::new("IPCC2006", "1"),
            category_name: "energy".into(),
            gas: Gas::Ch4,
            year,
            reported: Reported { mass: Some(Mass::from_kg(kilograms)), ..Reported::default() },
            uncertainty: Some(ReportedUncertainty { low: tenth, high: tenth }),
            place: format!("line {year}"),
        }
    }

    fn outcome(totals: Vec<ProductTotal>, records: Vec<Record>, correlation: ErrorCorrelation) -> Reconciliation {
        outcome_over(&[2015, 2016, 2017], totals, records, correlation)
    }

    fn outcome_over(years: &[i32], totals: Vec<ProductTotal>, records: Vec<Record>, correlation: ErrorCorrelation) -> Reconciliation {
        let span = years[0]..=years[years.len() - 1];
        let tree = tree();
        let crosswalk = Crosswalk::identity(&tree);
        let product = ProductSide {
            name: "product".into(),
            kind: ProductKind::Inversion,
            crosswalk: &crosswalk,
            prior: Prior::Unstated,
            members: Vec::new(),
            taken_off: std::collections::BTreeSet::new(),
            totals,
        };
        let inventory = Inventory {
            name: "inventory".into(),
            source: String::new(),
            submission_year: None,
            gwp_set: None,
            licence: None,
            territory: None,
            records,
            others: Vec::new(),
            explanations: Vec::new(),
        };
        let inventory = InventorySide { inventory: &inventory, crosswalk: &crosswalk, year: None, year_start: YearStart::JANUARY };
        let settings = Settings {
            gas: Gas::Ch4,
            years: years.to_vec(),
            means: vec![span.clone()],
            trends: vec![span],
            regions: vec![RegionCode::new("A")],
            groups: vec![],
            thresholds: Thresholds::default(),
            errors: ErrorModel { parts: correlation, ..ErrorModel::default() },
            sums: vec![CategoryCode::new("0")],
            ledger: crate::ledger::Ledger::default(),
        };
        reconcile(&tree, &[product], &[inventory], &settings)
    }

    fn yearly() -> Vec<ProductTotal> {
        [(2015, 10.0), (2016, 14.0), (2017, 99.0)].map(|(year, mass)| total(TimeSpan::calendar(year), mass)).to_vec()
    }

    fn close(deviation: Deviation, kilograms: f64) -> bool {
        (deviation.up.as_kg() - kilograms).abs() < 1e-12 && deviation.up == deviation.down
    }

    /// Product (10 + 14) / 2 = 12 with σ = √2 / 2 or 1; inventory (8 + 6) / 2 = 7 with σ = √(0.8² + 0.6²) / 2 = 0.5 or (0.8 + 0.6) / 2 = 0.7.
    #[test]
    fn a_mean_is_of_the_years_that_both_sides_have_with_both_bounds_of_its_deviation() {
        let outcome = outcome(yearly(), vec![record(2015, 8.0), record(2016, 6.0)], ErrorCorrelation::Full);
        let row = outcome.comparisons.last().expect("rows");
        assert_eq!((row.span.to_string(), row.inventory_span == row.span), ("mean of 2015–2016".to_owned(), true));
        let inventory = row.inventory_estimate.expect("a mean");
        assert_eq!((row.product_estimate.mass.as_kg(), inventory.mass.as_kg()), (12.0, 7.0));
        let made = row.mean.clone().expect("a mean");
        assert_eq!((made.left_out, made.stated_by_product), (vec![2017], false));
        let (of_product, of_inventory) = (made.product.expect("σ each year"), made.inventory.expect("U each year"));
        assert!(close(of_product.independent, 0.5_f64.sqrt()) && close(of_product.correlated, 1.0), "{of_product:?}");
        assert!(close(of_inventory.independent, 0.5) && close(of_inventory.correlated, 0.7), "{of_inventory:?}");
        assert_eq!((row.product_estimate.deviation, inventory.deviation), (Some(of_product.correlated), Some(of_inventory.correlated)));
        assert!(outcome.means_left_out.is_empty());
    }

    #[test]
    fn independent_errors_of_the_product_average_out_where_the_user_says_so() {
        let outcome = outcome(yearly(), vec![record(2015, 8.0), record(2016, 6.0)], ErrorCorrelation::None);
        let row = outcome.comparisons.last().expect("rows");
        assert!(close(row.product_estimate.deviation.expect("σ each year"), 0.5_f64.sqrt()));
    }

    #[test]
    fn a_mean_needs_two_years_of_both_sides() {
        let outcome = outcome(yearly(), vec![record(2016, 6.0)], ErrorCorrelation::Full);
        assert!(outcome.comparisons.iter().all(|row| row.mean.is_none()));
        let left_out: Vec<_> = outcome.means_left_out.iter().map(|mean| (mean.category_name.as_str(), mean.comparable.clone())).collect();
        assert_eq!(left_out, [("energy", vec![2016])]);
    }

    #[test]
    fn a_mean_that_the_product_states_for_just_these_years_is_taken_as_it_is() {
        let stated = TimeSpan::Mean([2015, 2016].map(ReportingYear::calendar).to_vec());
        let totals = [yearly(), vec![total(stated, 11.0)]].concat();
        let records = vec![record(2015, 8.0), record(2016, 6.0)];
        let row = outcome(totals.clone(), records.clone(), ErrorCorrelation::Full).comparisons.pop().expect("rows");
        assert_eq!((row.product_estimate.mass.as_kg(), row.mean.expect("a mean").stated_by_product), (11.0, true));
        let more = [records, vec![record(2017, 6.0)]].concat();
        let row = outcome(totals, more, ErrorCorrelation::Full).comparisons.pop().expect("rows");
        assert_eq!((row.product_estimate.mass.as_kg(), row.mean.expect("a mean").stated_by_product), (41.0, false));
    }

    /// Means of two layers by three members, 1, 2, 6 and 5, 3, 1: their medians are 2 and 3, and that of their sums 6, 5, 7 is 6.
    #[test]
    fn a_stated_mean_of_several_layers_is_the_middle_of_the_members_sums() {
        use crate::reconcile::{Centre, EnsembleRule, Members};
        let rule = EnsembleRule { centre: Centre::Median, ..EnsembleRule::default() };
        let layer = |name: &str, span: TimeSpan, masses: [f64; 3]| {
            let members = Members::new(masses.map(Mass::from_kg).to_vec(), rule);
            let uncertainty = Some(TotalUncertainty::Members(members.clone()));
            ProductTotal { layer: name.into(), uncertainty, mass: members.centre(), ..total(span, 0.0) }
        };
        let stated = || TimeSpan::Mean([2015, 2016].map(ReportingYear::calendar).to_vec());
        let years = [2015, 2016]
            .map(TimeSpan::calendar)
            .into_iter()
            .flat_map(|span| [layer("one", span.clone(), [9.0; 3]), layer("two", span, [9.0; 3])]);
        let totals = years.chain([layer("one", stated(), [1.0, 2.0, 6.0]), layer("two", stated(), [5.0, 3.0, 1.0])]).collect();
        let row = outcome(totals, vec![record(2015, 8.0), record(2016, 6.0)], ErrorCorrelation::Full).comparisons.pop().expect("rows");
        assert!(row.mean.expect("a mean").stated_by_product);
        assert_eq!(row.product_estimate.mass.as_kg(), 6.0);
    }

    /// 10, 14, 99 and 8, 6, 7 in three years: slopes (99 − 10) / 2 = 44.5 with σ = 1 / √2, and (7 − 8) / 2 weighted by 1 / 0.8², 1 / 0.6², 1 / 0.7².
    #[test]
    fn trends_are_laid_through_the_years_that_both_sides_have() {
        let records = vec![record(2015, 8.0), record(2016, 6.0), record(2017, 7.0)];
        let found = outcome(yearly(), records, ErrorCorrelation::Full).trends.pop().expect("a trend");
        assert_eq!((found.years.len(), found.left_out.len(), found.verdict), (3, 0, Verdict::Higher));
        let slope = found.product_trend.slope;
        assert!((slope.mass.as_kg() - 44.5).abs() < 1e-9 && close(slope.deviation.expect("σ each year"), 0.5_f64.sqrt()), "{slope:?}");
        // Σw = 6.3809, t̄ = Σwt / Σw = 2016.0749, Σw(t − t̄)² = 3.5675 and Σw(t − t̄)y = −1.4714.
        let slope = found.inventory_trend.slope;
        assert!((slope.mass.as_kg() + 0.412_5).abs() < 1e-4 && (slope.deviation.expect("U each year").up.as_kg() - 0.529_4).abs() < 1e-4);
        let change = found.product_trend.change.expect("a first figure");
        // σ of 99 / 10: √(0.1² + 0.99²).
        assert!((change.percent - 890.0).abs() < 1e-9 && (change.deviation.expect("σ each year") - 99.503_8).abs() < 1e-3, "{change:?}");
        assert_eq!(found.end_points, None);
    }

    /// Energy, agriculture and waste of 10, 20 and 30 kg on both sides in four years, but that the inventory states no waste in 2015; or, instead, with
    /// keys beside its energy of that year.
    fn constant(keys: &str, waste_in_2015: bool) -> Reconciliation {
        let years = [2015, 2016, 2017, 2018];
        let figures = [("1", 10.0), ("3", 20.0), ("4", 30.0)];
        let all = || years.into_iter().flat_map(|year| figures.map(|(code, kilograms)| (year, code, kilograms)));
        let of_layer = |(year, code, kilograms): (i32, &str, f64)| ProductTotal {
            layer: code.into(),
            category: Some(Category::new("IPCC2006", code)),
            ..total(TimeSpan::calendar(year), kilograms)
        };
        let of_inventory = |(year, code, kilograms): (i32, &str, f64)| {
            let known = record(year, kilograms);
            let keys = if (year, code) == (2015, "1") { keys.parse().expect("keys") } else { NotationKeys::default() };
            Record { category: Category::new("IPCC2006", code), reported: Reported { keys, ..known.reported }, ..known }
        };
        let stated = all().filter(|&(year, code, _)| waste_in_2015 || (year, code) != (2015, "4"));
        outcome_over(&years, all().map(of_layer).collect(), stated.map(of_inventory).collect(), ErrorCorrelation::Full)
    }

    /// What is constant has no trend, though a category is missing in a year: sums of 60 three times, and the year with 30 left out.
    #[test]
    fn a_mean_and_a_trend_are_over_years_whose_sums_are_of_the_same_categories() {
        let found = constant("", false);
        let mean = found.comparisons.iter().find(|row| row.mean.is_some() && row.level == Level::Sum).expect("a mean of sums");
        assert_eq!((mean.product_estimate.mass.as_kg(), mean.mean.as_ref().expect("a mean").left_out.as_slice()), (60.0, &[2015][..]));
        let trend = found.trends.iter().find(|trend| trend.level == Level::Sum).expect("a trend of sums");
        assert_eq!(trend.left_out, [2015]);
        assert!(trend.product_trend.slope.mass.as_kg().abs() < 1e-9 && trend.inventory_trend.slope.mass.as_kg().abs() < 1e-9);
        assert!(constant("", true).trends.iter().all(|trend| trend.left_out.is_empty()));
    }

    /// A key such as NE says that something is missing in that year alone; IE that nothing is.
    #[test]
    fn a_trend_leaves_out_years_that_are_incomplete_as_others_are_not() {
        let left_out = |keys: &str| -> Vec<(String, Vec<i32>)> {
            let with_gaps = constant(keys, true).trends.into_iter().filter(|trend| !trend.left_out.is_empty());
            with_gaps.map(|trend| (trend.categories[0].to_string(), trend.left_out)).collect()
        };
        assert_eq!(left_out("NE"), [("1".to_owned(), vec![2015]), ("0".to_owned(), vec![2015])]);
        assert_eq!(left_out("IE"), []);
    }

    /// 0 ± 20 % is no figure that is known exactly.
    #[test]
    fn a_percentage_of_zero_is_no_uncertainty() {
        let records = vec![record(2015, 0.0), record(2016, 6.0), record(2017, 7.0)];
        let found = outcome(yearly(), records, ErrorCorrelation::Full);
        let of_zero = Verdict::Untested(MissingUncertainty::InventoryOfZero);
        assert_eq!((&found.comparisons[0].verdict, found.comparisons[1].verdict.is_tested()), (&of_zero, true));
        assert_eq!(found.trends[0].verdict, of_zero);
    }

    #[test]
    fn a_trend_needs_three_years_of_both_sides() {
        let found = outcome(yearly(), vec![record(2015, 8.0), record(2016, 6.0)], ErrorCorrelation::Full);
        assert!(found.trends.is_empty());
        assert_eq!(found.trends_left_out.iter().map(|trend| trend.comparable.clone()).collect::<Vec<_>>(), [vec![2015, 2016]]);
    }
}
