//! One product against one inventory over one region in one year.

use super::comparison::{Comparison, LeftOut, Level, Reconciliation, Test, Unmatched, UnmatchedReason};
use super::difference::{Deviation, Estimate, NORMAL_QUANTILE_95};
use super::evidence::Evidence;
use super::input::{InventorySide, ProductSide, ProductTotal, Settings};
use super::uncertainty::TotalUncertainty;
use super::verdict::{Obstacle, Side, Verdict};
use crate::category::CategoryCode;
use crate::category_tree::CategoryTree;
use crate::conventions::StepSpread;
use crate::crosswalk::is_above;
use crate::field::Scope;
use crate::inventory::{NotationKeys, Record, ReportedUncertainty};
use crate::ledger::{LedgerAccount, LedgerEntry, Years};
use crate::matching::{CategoryItem, Content, MatchedGroup, Matching, SumGroup, match_categories};
use crate::quantity::{Mass, Share};
use crate::region::RegionCode;
use crate::time_span::{ReportingYear, TimeSpan};
use std::collections::{BTreeMap, BTreeSet};

/// The pair of sources and the place and year in which they are compared.
pub(super) struct Pairing<'a> {
    pub(super) product: &'a ProductSide<'a>,
    pub(super) inventory: &'a InventorySide<'a>,
    pub(super) settings: &'a Settings,
    pub(super) tree: &'a CategoryTree,
    pub(super) region: &'a RegionCode,
    pub(super) year: ReportingYear,
    pub(super) inventory_year: ReportingYear,
}

impl Pairing<'_> {
    /// Compares the two sources category by category, then in sums, and lists what is left.
    pub(super) fn reconcile(&self, outcome: &mut Reconciliation) {
        let totals: Vec<&ProductTotal> = self.totals().collect();
        let records: Vec<&Record> = self.records().collect();
        if totals.is_empty() {
            self.list_records(&records, outcome);
            return;
        }
        let (totals, left) = self.split(&totals, |total| self.targets_of_layer(total));
        let (records, right) = self.split(&records, |record| self.targets_of_record(record));
        for total in left {
            let reason = if total.category.is_some() { UnmatchedReason::NoCounterpart } else { UnmatchedReason::NoCategory };
            outcome.unmatched.push(self.unmatched_layer(total, reason));
        }
        if records.is_empty() && right.is_empty() {
            self.refuse_without_common_year(&totals, outcome);
            return;
        }
        let all: Vec<&Record> = self.records().collect();
        for record in right.into_iter().filter(|record| worth_listing(record) && !is_detail(record, &all)) {
            outcome.unmatched.push(self.unmatched_record(record, UnmatchedReason::NoCounterpart));
        }
        let matching = match_categories(self.tree, &items(&totals, item_of_layer), &items(&records, item_of_record));
        self.compare_groups(&matching, &firsts(&totals), &firsts(&records), outcome);
    }

    fn totals(&self) -> impl Iterator<Item = &ProductTotal> {
        self.product.totals.iter().filter(|total| total.region == *self.region && total.span.year() == Some(self.year))
    }

    fn records(&self) -> impl Iterator<Item = &Record> {
        let (year, gas) = (self.inventory_year.year, self.settings.gas);
        let records = self.inventory.inventory.records.iter();
        records.filter(move |record| record.party == *self.region && record.gas == gas && record.year == year)
    }

    /// Sets what the crosswalk leads to IPCC 2006 apart from what it does not.
    fn split<'b, T>(
        &self,
        sources: &[&'b T],
        targets: impl Fn(&T) -> Option<Vec<CategoryCode>>,
    ) -> (Vec<(&'b T, Vec<CategoryCode>)>, Vec<&'b T>) {
        let (mut mapped, mut unmapped) = (Vec::new(), Vec::new());
        for &source in sources {
            match targets(source) {
                Some(codes) => mapped.push((source, codes)),
                None => unmapped.push(source),
            }
        }
        (mapped, unmapped)
    }

    fn targets_of_layer(&self, total: &ProductTotal) -> Option<Vec<CategoryCode>> {
        let category = total.category.as_ref()?;
        self.product.crosswalk.targets(&category.code, self.settings.gas).map(<[_]>::to_vec)
    }

    fn targets_of_record(&self, record: &Record) -> Option<Vec<CategoryCode>> {
        self.inventory.crosswalk.targets(&record.category.code, self.settings.gas).map(<[_]>::to_vec)
    }

    /// What product and inventory both count here: categories, and every sum of them.
    pub(super) fn side_by_side(&self) -> Vec<SideBySide<'_>> {
        let (totals, _) = self.split(&self.totals().collect::<Vec<_>>(), |total| self.targets_of_layer(total));
        let (records, _) = self.split(&self.records().collect::<Vec<_>>(), |record| self.targets_of_record(record));
        let matching = match_categories(self.tree, &items(&totals, item_of_layer), &items(&records, item_of_record));
        self.matched(&matching, &firsts(&totals), &firsts(&records))
    }

    fn matched<'b>(&self, matching: &Matching, totals: &[&'b ProductTotal], records: &[&'b Record]) -> Vec<SideBySide<'b>> {
        let select = |group: &MatchedGroup| Selection {
            totals: group.left.iter().map(|&item| totals[item]).collect(),
            records: group.right.iter().map(|&item| records[item]).collect(),
        };
        let category = |group: &MatchedGroup| {
            let selection = select(group);
            let obstacle = self.obstacle(group, &selection);
            SideBySide {
                level: Level::Category,
                codes: group.codes.clone(),
                added: group.codes.clone(),
                selection,
                obstacle,
                parts: 1,
                left_out: Vec::new(),
            }
        };
        let categories: Vec<SideBySide<'b>> = matching.groups.iter().map(category).collect();
        let sums = matching.sums.iter().filter(|sum| self.settings.sums.contains(&sum.node));
        let alone = self.alone(matching, totals, records);
        let sum = |sum: &SumGroup| {
            let within: Vec<&SideBySide<'b>> = sum.groups.iter().map(|&group| &categories[group]).collect();
            Some(SideBySide { left_out: self.left_out(&sum.node, &within, &alone), ..self.sum_of(&sum.node, within.into_iter())? })
        };
        let sums: Vec<SideBySide<'b>> = sums.filter_map(sum).collect();
        categories.into_iter().chain(sums).collect()
    }

    /// What has no partner at all, with what it counts.
    fn alone(&self, matching: &Matching, totals: &[&ProductTotal], records: &[&Record]) -> Vec<(Vec<CategoryCode>, LeftOut)> {
        let layers = matching.left_only.iter().map(|&item| (self.targets_of_layer(totals[item]), of_layer(totals[item])));
        let records = matching.right_only.iter().map(|&item| (self.targets_of_record(records[item]), of_record(records[item])));
        layers.chain(records).filter_map(|(codes, left)| Some((codes?, left))).collect()
    }

    /// What a sum leaves out: categories that only one side counts in full, and what has no partner at all.
    fn left_out(&self, node: &CategoryCode, within: &[&SideBySide<'_>], alone: &[(Vec<CategoryCode>, LeftOut)]) -> Vec<LeftOut> {
        let Some(leaves) = self.tree.leaves(node) else { return Vec::new() };
        let is_within = |codes: &[CategoryCode]| codes.iter().all(|code| self.tree.leaves(code).is_some_and(|own| own.is_subset(leaves)));
        // Beside fluxes of people a sum does not add what counts others too.
        let has_people = within.iter().any(|category| category.adds_to_sums() && category.selection.is_anthropogenic());
        let is_added = |category: &SideBySide<'_>| category.adds_to_sums() && (!has_people || category.selection.is_anthropogenic());
        let not_added = within.iter().filter(|category| !is_added(category)).flat_map(|category| category.selection.figures());
        let alone = alone.iter().filter(|(codes, _)| is_within(codes)).map(|(_, left)| left.clone());
        not_added.chain(alone).filter(|left| left.mass.is_some_and(|mass| mass != Mass::ZERO) || !left.keys.is_empty()).collect()
    }

    /// The sum of those categories that both sides count in full.
    fn sum_of<'b: 'c, 'c>(&self, node: &CategoryCode, categories: impl Iterator<Item = &'c SideBySide<'b>>) -> Option<SideBySide<'b>> {
        let parts = of_one_scope(categories.filter(|category| category.adds_to_sums()).collect());
        let selection = Selection::joined(parts.iter().map(|part| &part.selection));
        let obstacle = self.obstacle_of_product(&selection);
        (!parts.is_empty()).then(|| SideBySide {
            level: Level::Sum,
            codes: vec![node.clone()],
            added: parts.iter().flat_map(|part| part.codes.clone()).collect(),
            selection,
            obstacle,
            parts: parts.len(),
            left_out: Vec::new(),
        })
    }

    fn compare_groups(&self, matching: &Matching, totals: &[&ProductTotal], records: &[&Record], outcome: &mut Reconciliation) {
        // A sum of one category is that category.
        for SideBySide { level, codes, added, selection, obstacle, left_out, .. } in
            self.matched(matching, totals, records).into_iter().filter(|found| found.level == Level::Category || found.parts > 1)
        {
            let counted = vec![(self.region.clone(), added)];
            outcome.comparisons.push(Comparison { left_out, counted, ..self.compare(level, &codes, &selection, obstacle) });
        }
        outcome
            .unmatched
            .extend(matching.left_only.iter().map(|&item| self.unmatched_layer(totals[item], UnmatchedReason::NotInInventory)));
        let alone = matching.right_only.iter().map(|&item| records[item]);
        outcome
            .unmatched
            .extend(alone.filter(|record| worth_listing(record)).map(|record| self.unmatched_record(record, reason_of(record))));
    }

    fn obstacle(&self, group: &MatchedGroup, selection: &Selection) -> Option<Obstacle> {
        let part = |codes: &[CategoryCode], side| Obstacle::PartOnly { missing: codes.iter().map(ToString::to_string).collect(), side };
        let not_reported = || selection.mass_reported().is_none().then(|| Obstacle::NotReported(selection.keys()));
        let missing_in_product = || (!group.missing_left.is_empty()).then(|| part(&group.missing_left, Side::Product));
        let missing_in_inventory = || (!group.missing_right.is_empty()).then(|| part(&group.missing_right, Side::Inventory));
        self.obstacle_of_product(selection).or_else(not_reported).or_else(missing_in_product).or_else(missing_in_inventory)
    }

    fn obstacle_of_product(&self, selection: &Selection) -> Option<Obstacle> {
        let covered = selection.covered();
        let outside = || (covered < self.settings.thresholds.coverage).then_some(Obstacle::OutsideGrid { covered });
        self.obstacle_of_scope(selection).or_else(outside)
    }

    /// A total of all fluxes is comparable once the ledger has said something about each natural one.
    fn obstacle_of_scope(&self, selection: &Selection<'_>) -> Option<Obstacle> {
        if selection.is_anthropogenic() {
            return None;
        }
        let entries = self.ledger_entries(selection);
        if entries.is_empty() || selection.totals.iter().any(|total| total.scope == Scope::Natural) {
            return Some(Obstacle::Scope);
        }
        let missing = self.settings.ledger.missing(self.settings.gas, &entries, &self.product.taken_off);
        (!missing.is_empty()).then_some(Obstacle::TermsNotStated { missing })
    }

    /// The lines of the ledger that are booked on a selection.
    fn ledger_entries(&self, selection: &Selection<'_>) -> Vec<LedgerEntry> {
        if self.settings.ledger.is_empty() {
            return Vec::new();
        }
        let mut regions: BTreeMap<RegionCode, BTreeSet<CategoryCode>> = BTreeMap::new();
        for total in &selection.totals {
            let codes = self.targets_of_layer(total).unwrap_or_default();
            let leaves = codes.iter().filter_map(|code| self.tree.leaves(code)).flatten().cloned();
            regions.entry(total.region.clone()).or_default().extend(leaves);
        }
        let years = Years { product: self.year.year, inventory: self.inventory_year.year };
        self.settings.ledger.entries((&self.product.name, &self.product.members), &regions, years, self.tree)
    }

    /// What both sides state of a selection, with the lines of the ledger that are booked on it.
    fn account(&self, selection: &Selection<'_>) -> LedgerAccount {
        let errors = &self.settings.errors;
        let uncertainty = uncertainty_of(&selection.totals);
        let centre = uncertainty.as_ref().and_then(TotalUncertainty::centre);
        let of_product = uncertainty.as_ref().map(|uncertainty| errors.parts.deviation(uncertainty.bracket()));
        let deviation = selection.inventory_deviation(errors.lognormal_above);
        LedgerAccount {
            product: Estimate { mass: centre.unwrap_or_else(|| selection.mass()), deviation: of_product },
            product_uncertainty: uncertainty,
            inventory: selection.mass_reported().map(|mass| Estimate { mass, deviation }),
            entries: self.ledger_entries(selection),
        }
    }

    pub(super) fn compare(&self, level: Level, codes: &[CategoryCode], selection: &Selection, obstacle: Option<Obstacle>) -> Comparison {
        let errors = &self.settings.errors;
        let account = self.account(selection);
        let product_uncertainty = account.comparable_uncertainty();
        let product_bracket = product_uncertainty.as_ref().map(TotalUncertainty::bracket);
        let deviation = product_bracket.map(|bracket| errors.parts.deviation(bracket));
        let product_estimate = Estimate { mass: account.comparable_product(), deviation };
        let inventory_estimate = account.comparable_inventory();
        let sensitivity = selection.sensitivity();
        let shared_prior = self.product.prior.shared_with(&self.inventory.inventory.name);
        let evidence = inventory_estimate.map(|inventory| Evidence {
            product: product_estimate,
            inventory,
            if_independent: product_bracket.and_then(|bracket| errors.parts.if_independent(bracket)),
            sensitivity,
            shares_prior: shared_prior.is_some(),
            correlation: errors.sides,
            thresholds: &self.settings.thresholds,
        });
        let not_reported = || Verdict::NotComparable(Obstacle::NotReported(selection.keys()));
        let verdict = match obstacle {
            Some(obstacle) => Verdict::NotComparable(obstacle),
            None => evidence.as_ref().map_or_else(not_reported, Evidence::verdict),
        };
        Comparison {
            product: self.product.name.clone(),
            inventory: self.inventory.inventory.name.clone(),
            region: self.region.clone(),
            region_name: self.region_name(),
            group: None,
            gas: self.settings.gas,
            span: TimeSpan::Year(self.year),
            inventory_span: TimeSpan::Year(self.inventory_year),
            level,
            categories: codes.to_vec(),
            category_name: codes.iter().map(|code| self.tree.name(code).unwrap_or(code.as_str())).collect::<Vec<_>>().join(" + "),
            product_estimate,
            inventory_estimate,
            inventory_keys: selection.keys(),
            product_uncertainty,
            difference: evidence.as_ref().map(Evidence::difference),
            test: evidence.as_ref().filter(|_| verdict.is_comparable()).map_or_else(Test::default, test_of),
            shared_prior: shared_prior.map(str::to_owned),
            sensitivity,
            covered: selection.covered(),
            spread: selection.spread(),
            counted: Vec::new(),
            left_out: Vec::new(),
            ledger: (!account.entries.is_empty()).then_some(account),
            mean: None,
            verdict,
            layers: selection.totals.iter().map(|total| total.layer.clone()).collect(),
            records: selection.records.iter().map(|record| record.place.clone()).collect(),
        }
    }

    fn region_name(&self) -> String {
        let named = self.product.totals.iter().find(|total| total.region == *self.region);
        named.map_or_else(|| self.region.to_string(), |total| total.region_name.clone())
    }

    /// The product's coarsest items stand as one row that says why there is nothing beside them.
    fn refuse_without_common_year(&self, totals: &[(&ProductTotal, Vec<CategoryCode>)], outcome: &mut Reconciliation) {
        let items = items(totals, item_of_layer);
        let coarsest = match_categories(self.tree, &items, &[]).left_only;
        let leaves =
            coarsest.iter().flat_map(|&item| &items[item].codes).filter_map(|code| self.tree.leaves(code)).flatten().cloned().collect();
        let selection = Selection { totals: coarsest.iter().map(|&item| totals[item].0).collect(), records: Vec::new() };
        let years: BTreeSet<i32> = self.inventory_records_of_region().map(|record| record.year).collect();
        let obstacle = Obstacle::NoCommonYear { other_years: years.into_iter().collect() };
        if !selection.totals.is_empty() {
            outcome.comparisons.push(self.compare(Level::Category, &self.tree.names_for(&leaves), &selection, Some(obstacle)));
        }
    }

    /// The product has nothing for the region and year: every figure of the inventory is listed.
    fn list_records(&self, records: &[&Record], outcome: &mut Reconciliation) {
        let product_years: BTreeSet<i32> = self
            .product
            .totals
            .iter()
            .filter(|total| total.region == *self.region)
            .filter_map(|total| Some(total.span.year()?.year))
            .collect();
        let reason = UnmatchedReason::NoCommonYear { other_years: product_years.into_iter().collect() };
        let stated = records.iter().filter(|record| worth_listing(record) && !is_detail(record, records));
        outcome.unmatched.extend(stated.map(|record| self.unmatched_record(record, reason.clone())));
    }

    fn inventory_records_of_region(&self) -> impl Iterator<Item = &Record> {
        self.inventory.inventory.records.iter().filter(|record| record.party == *self.region && record.gas == self.settings.gas)
    }

    fn unmatched_layer(&self, total: &ProductTotal, reason: UnmatchedReason) -> Unmatched {
        Unmatched {
            side: Side::Product,
            source: self.product.name.clone(),
            region: self.region.clone(),
            region_name: total.region_name.clone(),
            span: TimeSpan::Year(self.year),
            category: total.category.as_ref().map_or_else(|| total.layer.clone(), ToString::to_string),
            mass: Some(total.mass),
            reason,
        }
    }

    fn unmatched_record(&self, record: &Record, reason: UnmatchedReason) -> Unmatched {
        Unmatched {
            side: Side::Inventory,
            source: self.inventory.inventory.name.clone(),
            region: self.region.clone(),
            region_name: self.region_name(),
            span: TimeSpan::Year(self.inventory_year),
            category: format!("{} {}", record.category, record.category_name),
            mass: record.reported.mass,
            reason,
        }
    }
}

/// A category or a sum that both sides count, and what stands in the way of comparing them.
pub(super) struct SideBySide<'a> {
    pub(super) level: Level,
    pub(super) codes: Vec<CategoryCode>,
    /// The categories that are added up.
    pub(super) added: Vec<CategoryCode>,
    pub(super) selection: Selection<'a>,
    pub(super) obstacle: Option<Obstacle>,
    /// The number of categories in it.
    pub(super) parts: usize,
    /// What a sum leaves out.
    left_out: Vec<LeftOut>,
}

impl SideBySide<'_> {
    /// Whether the two sides count the same thing, whatever the product's scope and grid.
    const fn adds_to_sums(&self) -> bool {
        !matches!(self.obstacle, Some(Obstacle::NotReported(_) | Obstacle::PartOnly { .. }))
    }
}

/// The numbers of both sides that make up one comparison.
pub(super) struct Selection<'a> {
    totals: Vec<&'a ProductTotal>,
    records: Vec<&'a Record>,
}

impl<'a> Selection<'a> {
    pub(super) fn joined<'b>(parts: impl Iterator<Item = &'b Self>) -> Self
    where
        'a: 'b,
    {
        parts.fold(Self { totals: Vec::new(), records: Vec::new() }, |mut all, part| {
            all.totals.extend(&part.totals);
            all.records.extend(&part.records);
            all
        })
    }

    /// Each figure by itself.
    fn figures(&self) -> impl Iterator<Item = LeftOut> {
        self.totals.iter().copied().map(of_layer).chain(self.records.iter().copied().map(of_record))
    }

    fn mass(&self) -> Mass {
        self.totals.iter().map(|total| total.mass).sum()
    }

    /// The sum of the masses reported; none if no record states one.
    fn mass_reported(&self) -> Option<Mass> {
        let stated: Vec<Mass> = self.records.iter().filter_map(|record| record.reported.mass).collect();
        (!stated.is_empty()).then(|| stated.into_iter().sum())
    }

    fn keys(&self) -> NotationKeys {
        self.records.iter().fold(NotationKeys::default(), |keys, record| keys.union(&record.reported.keys))
    }

    /// The inventory's standard deviation by the sum rule for independent categories, where every mass has an uncertainty.
    ///
    /// None where every mass is zero: a percentage of nothing says nothing of how far from nothing it may be.
    fn inventory_deviation(&self, lognormal_above: Option<Share>) -> Option<Deviation> {
        if self.records.iter().filter_map(|record| record.reported.mass).all(|mass| mass == Mass::ZERO) {
            return None;
        }
        let parts = self.records.iter().filter_map(|record| record.reported.mass.map(|mass| deviation_of(record, mass, lognormal_above)));
        parts.collect::<Option<Vec<_>>>().map(Deviation::in_quadrature)
    }

    /// The mean sensitivity, weighted by the magnitude of the prior.
    fn sensitivity(&self) -> Option<f64> {
        let parts: Option<Vec<(f64, f64)>> =
            self.totals.iter().map(|total| Some((total.sensitivity?, total.prior?.as_kg().abs()))).collect();
        let parts = parts?;
        let weight: f64 = parts.iter().map(|(_, weight)| weight).sum();
        (weight > 0.0).then(|| parts.iter().map(|(sensitivity, part)| sensitivity * part).sum::<f64>() / weight)
    }

    fn is_anthropogenic(&self) -> bool {
        self.totals.iter().all(|total| total.scope == Scope::Anthropogenic)
    }

    fn spread(&self) -> StepSpread {
        let divided = self.totals.iter().any(|total| total.spread == StepSpread::Even);
        if divided { StepSpread::Even } else { StepSpread::None }
    }

    fn covered(&self) -> Share {
        self.totals.iter().map(|total| total.covered).fold(Share::WHOLE, |least, covered| if covered < least { covered } else { least })
    }
}

fn of_layer(total: &ProductTotal) -> LeftOut {
    LeftOut { side: Side::Product, name: total.layer.clone(), mass: Some(total.mass), keys: NotationKeys::default() }
}

fn of_record(record: &Record) -> LeftOut {
    let name = format!("{} {}", record.category, record.category_name);
    LeftOut { side: Side::Inventory, name, mass: record.reported.mass, keys: record.reported.keys.clone() }
}

/// Of several selections those that count fluxes by people only, if there are any: a natural flux is never added to them.
fn of_one_scope<'c, 'a>(categories: Vec<&'c SideBySide<'a>>) -> Vec<&'c SideBySide<'a>> {
    let (anthropogenic, others): (Vec<_>, Vec<_>) = categories.into_iter().partition(|category| category.selection.is_anthropogenic());
    if anthropogenic.is_empty() { others } else { anthropogenic }
}

/// What is known of the error of a sum of totals, where it is of each.
pub(super) fn uncertainty_of(totals: &[&ProductTotal]) -> Option<TotalUncertainty> {
    let parts: Option<Vec<&TotalUncertainty>> = totals.iter().map(|total| total.uncertainty.as_ref()).collect();
    parts.filter(|parts| !parts.is_empty()).map(|parts| TotalUncertainty::of_sum(&parts))
}

/// What a test says beside z and p, but for what takes all tests together.
pub(super) fn test_of(evidence: &Evidence<'_>) -> Test {
    Test { minimal_detectable: evidence.minimal_detectable(), margin: evidence.margin(), adjusted_p: None, drawn_p: None }
}

/// σ = U |E| / 1.96 on either side, U half the 95 % confidence interval (IPCC 2006, Vol. 1, Ch. 3.1.3).
fn deviation_of(record: &Record, mass: Mass, lognormal_above: Option<Share>) -> Option<Deviation> {
    if mass == Mass::ZERO {
        // A share of nothing is nothing, whatever the share.
        return Some(Deviation::symmetric(Mass::ZERO));
    }
    let stated = record.uncertainty?;
    let is_lognormal = lognormal_above.is_some_and(|above| stated.low == stated.high && stated.high > above && mass > Mass::ZERO);
    let uncertainty = if is_lognormal { lognormal(stated.high) } else { stated };
    let side = |share: Share| Mass::from_kg(mass.as_kg().abs() * share.as_fraction() / NORMAL_QUANTILE_95);
    Some(Deviation { down: side(uncertainty.low), up: side(uncertainty.high) })
}

/// The lower and upper half of the 95 % interval of a lognormal quantity whose mean has an uncertainty U: with s² = ln(1 + (U / 2)²) its ends are
/// exp(−s²/2 ∓ 1.96 s) times the mean (IPCC 2006, Vol. 1, equations 3.5 to 3.7).
fn lognormal(uncertainty: Share) -> ReportedUncertainty {
    let variance = libm::log1p((uncertainty.as_fraction() / 2.0).powi(2));
    let end = |direction: f64| libm::exp(direction * NORMAL_QUANTILE_95 * variance.sqrt() - variance / 2.0);
    ReportedUncertainty { low: Share::new(1.0 - end(-1.0)), high: Share::new(end(1.0) - 1.0) }
}

/// A category that does not occur, or is counted elsewhere, is no gap.
fn worth_listing(record: &Record) -> bool {
    record.reported.mass.is_some_and(|mass| mass != Mass::ZERO) || record.reported.keys.leave_sum_incomplete()
}

/// A record below another one is counted there.
fn is_detail(record: &Record, records: &[&Record]) -> bool {
    records.iter().any(|other| is_above(&other.category.code, &record.category.code))
}

fn reason_of(record: &Record) -> UnmatchedReason {
    if record.reported.mass.is_some() { UnmatchedReason::NotInProduct } else { UnmatchedReason::NotationKeys(record.reported.keys.clone()) }
}

fn items<T>(mapped: &[(&T, Vec<CategoryCode>)], item: impl Fn(&T, Vec<CategoryCode>) -> CategoryItem) -> Vec<CategoryItem> {
    mapped.iter().map(|(source, codes)| item(source, codes.clone())).collect()
}

/// Two layers of one category are told apart by their names.
fn item_of_layer(total: &ProductTotal, codes: Vec<CategoryCode>) -> CategoryItem {
    CategoryItem { own_code: CategoryCode::new(total.layer.clone()), codes, content: Content::Mass }
}

/// A category that does not occur, or is counted elsewhere, brings nothing to a sum; one that is not estimated leaves a gap in it.
fn item_of_record(record: &Record, codes: Vec<CategoryCode>) -> CategoryItem {
    let content = if record.reported.brings_nothing() { Content::Nothing } else { Content::Mass };
    CategoryItem { own_code: record.category.code.clone(), codes, content }
}

fn firsts<'a, T>(mapped: &[(&'a T, Vec<CategoryCode>)]) -> Vec<&'a T> {
    mapped.iter().map(|(source, _)| *source).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// U = 100 %: s² = ln 1.25 = 0.2231, so that the ends are exp(−0.1116 ∓ 0.9259) = 0.354 and 2.258 of the mean; the guidelines print −65 % and +126 %.
    #[test]
    fn a_large_uncertainty_is_lognormal_as_the_guidelines_have_it() {
        for (uncertainty, low, high) in [(1.0, 0.646, 1.258), (0.73, 0.530, 0.879)] {
            let found = lognormal(Share::new(uncertainty));
            assert!((found.low.as_fraction() - low).abs() < 5e-4 && (found.high.as_fraction() - high).abs() < 5e-4, "{found:?}");
        }
    }
}
