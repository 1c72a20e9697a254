//! The bridge: what of a discrepancy is only time, mask, scope or definition, and what remains.
//!
//! Every reason that a run can switch is switched off and on, alone and together with the others, and the mean over all orders of switching is its bar
//! ([`shapley`](crate::shapley::shapley)), so that no order is chosen for the reader. What nobody stated stands by its name, and is not zero.

use super::bridge_of_parts;
use super::comparison::{Comparison, LeftOut, Level};
use super::input::{ProductSide, ProductTotal};
use super::pairing::uncertainty_of;
use super::verdict::Side;
use crate::field::Scope;
use crate::gas::Gas;
use crate::ledger::{Factor, Ledger, LedgerEntry, Treatment};
use crate::quantity::Mass;
use crate::region::RegionCode;
use crate::shapley::shapley;
use crate::time_span::{ReportingYear, TimeSpan};
use std::collections::{BTreeMap, BTreeSet};

/// A discrepancy, step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// Position of the comparison among the reconciliation's.
    pub comparison: usize,
    /// Product minus inventory with nothing switched: as both state it, coastal cells by area.
    pub discrepancy: Mass,
    /// One step for each factor, in their order.
    pub steps: Vec<BridgeStep>,
    /// What remains with everything switched: product minus inventory where both count the same.
    pub residual: Mass,
}

/// What one factor does to the discrepancy.
#[derive(Clone, Debug, PartialEq)]
pub struct BridgeStep {
    /// The factor.
    pub factor: Factor,
    /// What it does.
    pub effect: StepEffect,
    /// What was switched.
    pub made_of: Vec<Switch>,
    /// The terms of the factor of which neither the ledger nor the product says anything, though the product may count them; their names. Their effect is part
    /// of the residual.
    pub not_stated: Vec<String>,
}

/// What is known of the effect of a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepEffect {
    /// It changes the discrepancy by so much.
    Moves(Mass),
    /// There is none, by construction or by what is stated.
    None,
    /// The run says nothing about it, so that it is part of the residual.
    NotStated,
}

/// Something that is switched.
#[derive(Clone, Debug, PartialEq)]
pub enum Switch {
    /// The product's total of the inventory's year in place of its own.
    Year(ReportingYear),
    /// Coastal cells by the policy in force in place of area.
    Coast,
    /// Cells shared out exactly in place of whole cells that belong to the region in which their centre lies.
    Cells,
    /// A line of the ledger.
    Line(LedgerEntry),
    /// A figure of one side that the other one does not have.
    LeftOut(LeftOut),
}

/// A product with its totals were cells shared out in other ways than those in force.
#[derive(Clone, Copy)]
pub struct BridgedProduct<'a> {
    /// The product as it is compared.
    pub side: &'a ProductSide<'a>,
    /// Its totals by area.
    pub by_area: Option<&'a [ProductTotal]>,
    /// Its totals of whole cells by their centres, where the bridge is to begin with them.
    pub by_centre: Option<&'a [ProductTotal]>,
}

/// The bridge of the broadest comparison of each region or group, year or mean of years, product and inventory whose sides count the same.
///
/// That of a mean or a group is made of those of its years or members, and is left out where one of these is not compared by itself, where they do not add up to it, or where something that moves
/// some of them is not stated for others.
/// The ledger says which terms a product of all fluxes may count.
#[must_use]
pub fn bridges(comparisons: &[Comparison], products: &[BridgedProduct<'_>], ledger: &Ledger) -> Vec<Bridge> {
    let of_groups = widest(comparisons, |row| row.group.is_some());
    let mut positions: Vec<usize> = broadest(comparisons).into_iter().chain(of_groups).collect();
    positions.sort_unstable();
    positions.into_iter().filter_map(|position| bridge_at(comparisons, products, ledger, position)).collect()
}

fn bridge_at(comparisons: &[Comparison], products: &[BridgedProduct<'_>], ledger: &Ledger, position: usize) -> Option<Bridge> {
    let row = &comparisons[position];
    if row.mean.is_none() && row.group.is_none() {
        let product = products.iter().find(|product| product.side.name == row.product)?;
        return Builder::of(row, *product, ledger)?.bridge(position);
    }
    let parts = bridge_of_parts::parts(comparisons, row)?;
    let bridges: Vec<Bridge> = parts.into_iter().map(|part| bridge_at(comparisons, products, ledger, part)).collect::<Option<_>>()?;
    bridge_of_parts::joined(position, comparisons, &bridges)
}

/// Of the comparable rows of each region, year, product and inventory the widest sum, else the only category.
pub(super) fn broadest(comparisons: &[Comparison]) -> Vec<usize> {
    widest(comparisons, |row| row.group.is_none())
}

fn widest(comparisons: &[Comparison], is_meant: fn(&Comparison) -> bool) -> Vec<usize> {
    let mut subjects: BTreeMap<(&RegionCode, &str, &str, &TimeSpan), Vec<usize>> = BTreeMap::new();
    let comparable = comparisons.iter().enumerate().filter(|(_, row)| is_meant(row) && row.verdict.is_comparable());
    for (position, row) in comparable {
        subjects.entry((&row.region, &row.product, &row.inventory, &row.span)).or_default().push(position);
    }
    let widest = |positions: &Vec<usize>| {
        // Sums stand in the order of the tree, the widest first.
        let sum = positions.iter().copied().find(|&position| comparisons[position].level == Level::Sum);
        sum.or_else(|| positions.first().copied().filter(|_| positions.len() == 1))
    };
    let mut chosen: Vec<usize> = subjects.values().filter_map(widest).collect();
    chosen.sort_unstable();
    chosen
}

/// A comparison with all that can be switched in it.
struct Builder<'a> {
    row: &'a Comparison,
    own: ReportingYear,
    other: ReportingYear,
    masses: Masses,
    people_only: bool,
    taken_off: &'a BTreeSet<String>,
    ledger: &'a Ledger,
    switches: Vec<(Factor, Vec<Switch>)>,
}

/// The product's masses, of what is compared and of what is left out, in its own and in the inventory's year: by whole cells, by area, and by the policy in force.
struct Masses([[Option<(Mass, Mass)>; 3]; 2]);

impl Masses {
    fn of(row: &Comparison, product: BridgedProduct<'_>, [own, other]: [ReportingYear; 2]) -> Self {
        let left_out: Vec<String> = row.left_out.iter().filter(|left| left.side == Side::Product).map(|left| left.name.clone()).collect();
        let by_area = product.by_area.unwrap_or(&product.side.totals);
        let both = |totals: &[ProductTotal], year| {
            Some((mass(&row.layers, totals, &row.region, year)?, mass(&left_out, totals, &row.region, year)?))
        };
        let by_centre = product.by_centre.unwrap_or(by_area);
        Self([own, other].map(|year| [both(by_centre, year), both(by_area, year), both(&product.side.totals, year)]))
    }

    /// A whole cell is not split at a coast, whatever the policy.
    const fn at(&self, moved_in_time: bool, by_policy: bool, shared_out: bool) -> Option<(Mass, Mass)> {
        self.0[moved_in_time as usize][if shared_out { 1 + by_policy as usize } else { 0 }]
    }
}

/// Whether a line stays what it is when the product is moved to the inventory's year: what is added to the inventory is of that year already.
fn is_of_both_years(entry: &LedgerEntry) -> bool {
    entry.holds_every_year || entry.treatment == Treatment::AddedToInventory
}

/// The mass of layers over a region in a year; none where one of them has no total.
fn mass(layers: &[String], totals: &[ProductTotal], region: &RegionCode, year: ReportingYear) -> Option<Mass> {
    let is_of = |total: &&ProductTotal, layer: &String| total.layer == *layer && total.region == *region && total.span.year() == Some(year);
    let found: Vec<&ProductTotal> = layers.iter().map(|layer| totals.iter().find(|total| is_of(total, layer))).collect::<Option<_>>()?;
    // The middle of an ensemble's sums is not the sum of its middles.
    let centre = uncertainty_of(&found).and_then(|known| known.centre());
    Some(centre.unwrap_or_else(|| found.iter().map(|total| total.mass).sum()))
}

impl<'a> Builder<'a> {
    /// None for a mean of years.
    fn of(row: &'a Comparison, product: BridgedProduct<'a>, ledger: &'a Ledger) -> Option<Self> {
        let (own, other) = (row.span.year()?, row.inventory_span.year()?);
        let compared = product.side.totals.iter().filter(|total| row.layers.contains(&total.layer));
        let people_only = compared.into_iter().all(|total| total.scope == Scope::Anthropogenic);
        let masses = Masses::of(row, product, [own, other]);
        let taken_off = &product.side.taken_off;
        let mut builder = Self { row, own, other, masses, people_only, taken_off, ledger, switches: Vec::new() };
        builder.switches = Factor::ALL.into_iter().map(|factor| (factor, builder.switches_of(factor, product))).collect();
        Some(builder)
    }

    fn switches_of(&self, factor: Factor, product: BridgedProduct<'_>) -> Vec<Switch> {
        let lines = self.booked().filter(|entry| entry.term.factor == factor).cloned().map(Switch::Line);
        let others: Vec<Switch> = match factor {
            // A line of another value in the other year would stay behind; the step is then not stated.
            Factor::Time if self.own != self.other && self.masses.at(true, true, true).is_some() && self.booked().all(is_of_both_years) => {
                vec![Switch::Year(self.other)]
            }
            Factor::Mask if product.by_area.is_some() => vec![Switch::Coast],
            Factor::Gridding if product.by_centre.is_some() => vec![Switch::Cells],
            Factor::Category => self.row.left_out.iter().cloned().map(Switch::LeftOut).collect(),
            _ => Vec::new(),
        };
        others.into_iter().chain(lines).collect()
    }

    fn begins_with_whole_cells(&self) -> bool {
        self.switches.iter().any(|(_, switches)| switches.contains(&Switch::Cells))
    }

    /// The lines of the ledger that change a number.
    fn booked(&self) -> impl Iterator<Item = &'a LedgerEntry> {
        self.entries().iter().filter(|entry| entry.treatment != Treatment::StatedOnly)
    }

    fn bridge(&self, position: usize) -> Option<Bridge> {
        let inventory = self.row.ledger.as_ref().map_or(self.row.inventory_estimate, |account| account.inventory)?.mass;
        let switched: Vec<Factor> = self.switches.iter().filter(|(_, switches)| !switches.is_empty()).map(|(factor, _)| *factor).collect();
        let is_on = |set: usize, factor: Factor| switched.iter().position(|found| *found == factor).is_some_and(|bit| set & 1 << bit != 0);
        let discrepancies: Vec<f64> = (0..1 << switched.len())
            .map(|set| Some(self.discrepancy(inventory, |factor| is_on(set, factor))?.as_kg()))
            .collect::<Option<_>>()?;
        let contributions = shapley(switched.len(), |set| discrepancies[set]);
        let moves =
            |factor| switched.iter().position(|found| *found == factor).map(|bit| StepEffect::Moves(Mass::from_kg(contributions[bit])));
        let step = |(factor, switches): &(Factor, Vec<Switch>)| BridgeStep {
            factor: *factor,
            effect: moves(*factor).unwrap_or_else(|| self.unmoved(*factor)),
            made_of: switches.clone(),
            not_stated: self.not_stated(*factor),
        };
        Some(Bridge {
            comparison: position,
            discrepancy: Mass::from_kg(discrepancies[0]),
            steps: self.switches.iter().map(step).collect(),
            residual: Mass::from_kg(discrepancies[discrepancies.len() - 1]),
        })
    }

    /// Product minus inventory with some factors switched on.
    fn discrepancy(&self, inventory: Mass, is_on: impl Fn(Factor) -> bool) -> Option<Mass> {
        // Without totals of whole cells the first of the masses are those by area.
        let is_shared_out = is_on(Factor::Gridding) || !self.begins_with_whole_cells();
        let (compared, left_out) = self.masses.at(is_on(Factor::Time), is_on(Factor::Mask), is_shared_out)?;
        // What is taken off the product and what is added to the inventory both lessen the difference.
        let lines = self.booked().filter(|entry| is_on(entry.term.factor));
        let difference = lines.fold(compared - inventory, |difference, entry| difference - entry.booked());
        let of_inventory: Mass = self.row.left_out.iter().filter(|left| left.side == Side::Inventory).filter_map(|left| left.mass).sum();
        Some(if is_on(Factor::Category) { difference } else { difference + left_out - of_inventory })
    }

    /// The lines of the ledger, also such as change no number.
    fn entries(&self) -> &'a [LedgerEntry] {
        self.row.ledger.as_ref().map_or(&[], |account| &account.entries)
    }

    /// Why a factor that nothing switches changes nothing: because there is nothing of it, or because nobody says.
    fn unmoved(&self, factor: Factor) -> StepEffect {
        if self.is_absent(factor) || self.is_stated(factor) { StepEffect::None } else { StepEffect::NotStated }
    }

    /// Whether the sides cannot differ by a factor.
    fn is_absent(&self, factor: Factor) -> bool {
        match factor {
            Factor::Time => self.own == self.other,
            Factor::Natural => self.people_only,
            Factor::Land => self.row.gas != Gas::Co2,
            Factor::Category => true,
            Factor::Mask | Factor::Sea | Factor::Gridding => false,
        }
    }

    /// Whether a line of the ledger says something about a factor, or the product's makers have taken some of it off.
    fn is_stated(&self, factor: Factor) -> bool {
        let is_taken_off = || self.ledger.terms().iter().any(|term| term.factor == factor && !term.fluxes.is_disjoint(self.taken_off));
        self.entries().iter().any(|entry| entry.term.factor == factor) || is_taken_off()
    }

    /// The terms of a factor about which something must be said and nobody says anything.
    fn not_stated(&self, factor: Factor) -> Vec<String> {
        if self.is_absent(factor) {
            return Vec::new();
        }
        let missing = self.ledger.missing_terms(self.row.gas, self.entries(), self.taken_off);
        missing.into_iter().filter(|term| term.factor == factor).map(|term| term.name.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::Categorization;
    use crate::category_tree::CategoryTree;
    use crate::conventions::StepSpread;
    use crate::crosswalk::Crosswalk;
    use crate::field::ProductKind;
    use crate::inventory::NotationKeys;
    use crate::ledger::{BookedOn, Booking, LedgerAccount, ScopeTerm};
    use crate::quantity::Share;
    use crate::reconcile::made_comparison::comparison;
    use crate::reconcile::{Difference, Estimate, GroupMembers, MeanOfYears, Prior};

    const fn estimate(kilograms: f64) -> Estimate {
        Estimate { mass: Mass::from_kg(kilograms), deviation: None }
    }

    fn total(layer: &str, year: i32, kilograms: f64) -> ProductTotal {
        ProductTotal {
            region: RegionCode::new("A"),
            region_name: "a".into(),
            layer: layer.into(),
            category: None,
            scope: Scope::Total,
            span: TimeSpan::calendar(year),
            mass: Mass::from_kg(kilograms),
            uncertainty: None,
            prior: None,
            sensitivity: None,
            covered: Share::WHOLE,
            spread: StepSpread::None,
        }
    }

    fn term(code: &str) -> ScopeTerm {
        ScopeTerm {
            code: code.into(),
            name: code.into(),
            fluxes: BTreeSet::from([code.to_owned()]),
            factor: Factor::Natural,
            is_natural: true,
            needed: vec![],
        }
    }

    fn wetlands(kilograms: f64) -> LedgerEntry {
        LedgerEntry {
            line: "wetlands".into(),
            term: term("wetlands"),
            treatment: Treatment::SubtractedFromProduct,
            booked_on: BookedOn::Whole,
            value: Mass::from_kg(kilograms),
            deviation: None,
            source: String::new(),
            places: vec![],
            holds_every_year: true,
        }
    }

    fn row(ledger: LedgerAccount, left_out: Vec<LeftOut>) -> Comparison {
        let (product, inventory) =
            (Estimate { mass: ledger.comparable_product(), deviation: None }, ledger.comparable_inventory().unwrap());
        Comparison {
            span: TimeSpan::calendar(2020),
            inventory_span: TimeSpan::calendar(2019),
            left_out,
            ledger: Some(ledger),
            layers: vec!["matched".into()],
            ..comparison(product, inventory)
        }
    }

    fn side(crosswalk: &Crosswalk, totals: Vec<ProductTotal>) -> ProductSide<'_> {
        ProductSide {
            name: "P".into(),
            kind: ProductKind::Inversion,
            prior: Prior::Unstated,
            crosswalk,
            members: Vec::new(),
            taken_off: BTreeSet::new(),
            totals,
        }
    }

    fn terms(needed: &[&str]) -> Ledger {
        let term = |code: &&str| ScopeTerm { needed: vec![Gas::Ch4], ..term(code) };
        Ledger::new(vec![], needed.iter().map(term).collect(), Booking::default(), &tree()).unwrap()
    }

    fn tree() -> CategoryTree {
        CategoryTree::new(Categorization::ipcc_2006(), vec![]).expect("an empty tree")
    }

    /// By area 90 in 2020 and 80 in 2019, in force 100 and 85, beside them 8, 6, 9 and 7 that the inventory lacks; 4 that the product lacks; wetlands 20; the
    /// inventory 50. With nothing switched 90 + 8 − 4 − 50 = 44, with everything 85 − 20 − 50 = 15. Time alone: −10 − 2, with the mask −15 − 2, and without
    /// the left-out figures −10 and −15: of the orders of the three switches that meet, first (1/3) −12, after mask (1/6) −17, after category (1/6) −10,
    /// last (1/3) −15.
    #[test]
    fn a_bridge_closes_and_names_what_was_not_stated() {
        let totals = |by_area: bool| {
            let of = |one, other| if by_area { one } else { other };
            vec![
                total("matched", 2020, of(90.0, 100.0)),
                total("matched", 2019, of(80.0, 85.0)),
                total("other", 2020, of(8.0, 9.0)),
                total("other", 2019, of(6.0, 7.0)),
            ]
        };
        let left =
            |side, name: &str, mass| LeftOut { side, name: name.into(), mass: Some(Mass::from_kg(mass)), keys: NotationKeys::default() };
        let ledger = LedgerAccount { product: estimate(100.0), inventory: Some(estimate(50.0)), entries: vec![wetlands(20.0)] };
        let row = row(ledger, vec![left(Side::Product, "other", 9.0), left(Side::Inventory, "rice", 4.0)]);
        let crosswalk = Crosswalk::identity(&tree());
        let side = side(&crosswalk, totals(false));
        let by_area = totals(true);
        let found =
            &bridges(std::slice::from_ref(&row), &[BridgedProduct { side: &side, by_area: Some(&by_area), by_centre: None }], &terms(&[]))
                [0];
        assert_eq!((found.discrepancy, found.residual), (Mass::from_kg(44.0), Mass::from_kg(15.0)));
        let effect = |factor| found.steps.iter().find(|step| step.factor == factor).unwrap().effect;
        let StepEffect::Moves(time) = effect(Factor::Time) else { panic!("time is switched") };
        let expected = -12.0 / 3.0 - 17.0 / 6.0 - 10.0 / 6.0 - 15.0 / 3.0;
        assert!((time.as_kg() - expected).abs() < 1e-12, "{time:?}");
        assert_eq!(effect(Factor::Natural), StepEffect::Moves(Mass::from_kg(-20.0)));
        assert_eq!(
            (effect(Factor::Sea), effect(Factor::Gridding), effect(Factor::Land)),
            (StepEffect::NotStated, StepEffect::NotStated, StepEffect::None)
        );
        let moved: f64 =
            found.steps.iter().filter_map(|step| if let StepEffect::Moves(mass) = step.effect { Some(mass.as_kg()) } else { None }).sum();
        assert!((found.discrepancy.as_kg() + moved - found.residual.as_kg()).abs() < 1e-12);
        let bare = BridgedProduct { side: &side, by_area: None, by_centre: None };
        let mask = bridges(std::slice::from_ref(&row), &[bare], &terms(&[]))[0]
            .steps
            .iter()
            .find(|step| step.factor == Factor::Mask)
            .unwrap()
            .effect;
        assert_eq!(mask, StepEffect::NotStated);

        // Of whole cells 84 and 7, exact shares take 90 and 8: with nothing switched 84 + 7 − 4 − 50 = 37, and the end stays where it was.
        let by_centre =
            vec![total("matched", 2020, 84.0), total("matched", 2019, 76.0), total("other", 2020, 7.0), total("other", 2019, 5.0)];
        let gridded = BridgedProduct { side: &side, by_area: Some(&by_area), by_centre: Some(&by_centre) };
        let found = &bridges(std::slice::from_ref(&row), &[gridded], &terms(&[]))[0];
        assert_eq!((found.discrepancy, found.residual), (Mass::from_kg(37.0), Mass::from_kg(15.0)));
        let step = found.steps.iter().find(|step| step.factor == Factor::Gridding).unwrap();
        assert!(step.made_of == [Switch::Cells] && matches!(step.effect, StepEffect::Moves(mass) if mass > Mass::ZERO));
    }

    /// A year of 110 beside 50 with wetlands of 20, and one of 130 beside 60 with 30: bridges from 60 over −20 to 40 and from 70 over −30 to 40. Their mean leads from
    /// 65 over −25 to 40; a mean of which the product states another number has none.
    #[test]
    fn the_bridge_of_a_mean_is_the_mean_of_those_of_its_years() {
        let year = |year: i32, product: f64, inventory: f64, natural: f64| {
            let ledger =
                LedgerAccount { product: estimate(product), inventory: Some(estimate(inventory)), entries: vec![wetlands(natural)] };
            let span = TimeSpan::calendar(year);
            Comparison { span: span.clone(), inventory_span: span, ..row(ledger, vec![]) }
        };
        let years = [year(2020, 110.0, 50.0, 20.0), year(2021, 130.0, 60.0, 30.0)];
        let span = TimeSpan::Mean(years.iter().filter_map(|row| row.span.year()).collect());
        let mean = |product: f64| Comparison {
            span: span.clone(),
            inventory_span: span.clone(),
            mean: Some(MeanOfYears { left_out: vec![], product: None, inventory: None, stated_by_product: false }),
            difference: Some(Difference::between(&estimate(product), &estimate(55.0), 0.0)),
            ..years[0].clone()
        };
        let crosswalk = Crosswalk::identity(&tree());
        let side = side(&crosswalk, vec![total("matched", 2020, 110.0), total("matched", 2021, 130.0)]);
        let product = [BridgedProduct { side: &side, by_area: None, by_centre: None }];
        let [one, other] = &years;
        let found = bridges(&[one.clone(), other.clone(), mean(95.0)], &product, &terms(&[]));
        let natural = |bridge: &Bridge| bridge.steps.iter().find(|step| step.factor == Factor::Natural).unwrap().clone();
        assert_eq!(found.iter().map(|bridge| bridge.discrepancy.as_kg()).collect::<Vec<_>>(), [60.0, 70.0, 65.0]);
        assert_eq!(
            found.iter().map(|bridge| natural(bridge).effect).collect::<Vec<_>>(),
            [20.0, 30.0, 25.0].map(|mass| StepEffect::Moves(Mass::from_kg(-mass)))
        );
        let Switch::Line(entry) = &natural(&found[2]).made_of[0] else { panic!("a line is switched") };
        assert_eq!((entry.value.as_kg(), found[2].residual.as_kg()), (25.0, 40.0));
        assert_eq!(bridges(&[one.clone(), other.clone(), mean(96.0)], &product, &terms(&[])).len(), 2);
    }

    /// The members A and B of a group in 2020 beside an inventory of 2019, with the totals that the product has of them.
    fn bridges_of_group(totals: Vec<ProductTotal>, of_group: f64) -> Vec<Bridge> {
        let compared = |region: &str, product: f64, inventory: f64| Comparison {
            region: RegionCode::new(region),
            ledger: None,
            difference: Some(Difference::between(&estimate(product), &estimate(inventory), 0.0)),
            product_estimate: estimate(product),
            inventory_estimate: Some(estimate(inventory)),
            ..row(LedgerAccount { product: estimate(product), inventory: Some(estimate(inventory)), entries: vec![] }, vec![])
        };
        let counted = ["A", "B"].map(RegionCode::new).to_vec();
        let group = Comparison { group: Some(GroupMembers { counted, left_out: vec![] }), ..compared("G", of_group, 80.0) };
        let crosswalk = Crosswalk::identity(&tree());
        let side = side(&crosswalk, totals);
        let product = [BridgedProduct { side: &side, by_area: None, by_centre: None }];
        bridges(&[compared("A", 100.0, 50.0), compared("B", 60.0, 30.0), group], &product, &terms(&[]))
    }

    /// A has 100 in 2020 and 85 in 2019 beside 50, B 60 and 50 beside 30. Their bridges lead from 50 over −15 to 35 and from 30 over −10 to 20, that of the group of 160
    /// beside 80 from 80 over −25 to 55. A median of 150 of the group is not the sum of its members', 70 is not 50 + 30, and it has no bridge.
    #[test]
    fn a_group_moved_in_time_has_a_bridge_only_where_its_members_add_up_to_it() {
        let of = |region: &str, year, kilograms| ProductTotal { region: RegionCode::new(region), ..total("matched", year, kilograms) };
        let totals = || vec![of("A", 2020, 100.0), of("A", 2019, 85.0), of("B", 2020, 60.0), of("B", 2019, 50.0)];
        let ends = |bridge: &Bridge| (bridge.discrepancy.as_kg(), bridge.residual.as_kg());
        let found = bridges_of_group(totals(), 160.0);
        assert_eq!(found.iter().map(ends).collect::<Vec<_>>(), [(50.0, 35.0), (30.0, 20.0), (80.0, 55.0)]);
        assert_eq!(bridges_of_group(totals(), 150.0).len(), 2);
    }

    /// Of B there is no total of 2019, so that its residual is that of 2020 and would be added to one of 2019.
    #[test]
    fn a_group_of_which_only_some_members_can_be_moved_in_time_has_no_bridge() {
        let of = |region: &str, year, kilograms| ProductTotal { region: RegionCode::new(region), ..total("matched", year, kilograms) };
        let found = bridges_of_group(vec![of("A", 2020, 100.0), of("A", 2019, 85.0), of("B", 2020, 60.0)], 160.0);
        let time = |bridge: &Bridge| bridge.steps.iter().find(|step| step.factor == Factor::Time).unwrap().effect;
        assert_eq!(found.iter().map(time).collect::<Vec<_>>(), [StepEffect::Moves(Mass::from_kg(-15.0)), StepEffect::NotStated]);
    }

    /// Of wetlands, termites and seeps the ledger states one, as a number or as nothing, and the product's makers have taken off another.
    #[test]
    fn a_factor_of_which_a_part_is_stated_has_the_effect_of_that_part_and_names_the_rest() {
        let ledger = terms(&["wetlands", "termites", "seeps"]);
        let crosswalk = Crosswalk::identity(&tree());
        let natural = |entries: Vec<LedgerEntry>, taken_off: &[&str]| {
            let row = Comparison {
                inventory_span: TimeSpan::calendar(2020),
                ..row(LedgerAccount { product: estimate(100.0), inventory: Some(estimate(50.0)), entries }, vec![])
            };
            let taken_off = taken_off.iter().map(|flux| (*flux).to_owned()).collect();
            let side = ProductSide { taken_off, ..side(&crosswalk, vec![total("matched", 2020, 100.0)]) };
            let found = bridges(&[row], &[BridgedProduct { side: &side, by_area: None, by_centre: None }], &ledger).remove(0);
            let step = found.steps.into_iter().find(|step| step.factor == Factor::Natural).unwrap();
            (step.effect, step.not_stated.join(", "))
        };
        let nothing = || LedgerEntry { treatment: Treatment::StatedOnly, ..wetlands(0.0) };
        assert_eq!(natural(vec![wetlands(20.0)], &[]), (StepEffect::Moves(Mass::from_kg(-20.0)), "termites, seeps".to_owned()));
        assert_eq!(natural(vec![wetlands(20.0)], &["termites", "seeps"]), (StepEffect::Moves(Mass::from_kg(-20.0)), String::new()));
        assert_eq!(natural(vec![nothing()], &["seeps"]), (StepEffect::None, "termites".to_owned()));
        assert_eq!(natural(vec![], &["wetlands"]), (StepEffect::None, "termites, seeps".to_owned()));
        assert_eq!(natural(vec![], &[]), (StepEffect::NotStated, "wetlands, termites, seeps".to_owned()));
    }
}
