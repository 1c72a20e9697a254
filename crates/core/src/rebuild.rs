//! Whether the sums that an inventory table states are what its parts add up to.
//!
//! A category with parts is recomputed twice: from the figures one level below it, and from the finest figures that the table has. What is
//! marked NO, NA or IE brings nothing to a sum; what is marked NE, C or FX makes it incomplete (IPCC 2006, Vol. 1, Ch. 8, Table 8.1;
//! decision 18/CMA.1, annex, paragraph 31). Two figures agree if they differ by no more than their digits allow.

use crate::category::CategoryCode;
use crate::category_tree::{CategoryNode, CategoryTree};
use crate::crosswalk::is_above;
use crate::gas::Gas;
use crate::inventory::{NotationKey, NotationKeys, OtherMeasure, OtherRecord, Record, Reported};
use crate::quantity::Mass;
use crate::region::RegionCode;
use std::collections::BTreeMap;

/// What a sum of numbers in double precision may be off by, as a share of what was added.
pub(crate) const ARITHMETIC: f64 = 1e-12;
/// Below this figures are written with powers of ten and have digits of their own.
const WRITTEN_WITH_POWERS: f64 = 1e-4;

/// What the numbers of a column of a table count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// The substance or sum of substances in plain letters: `CH4`, `HFCs`, `GHG`.
    pub substance: String,
    /// Whether it is its mass or CO₂ equivalents.
    pub measure: OtherMeasure,
}

impl Counted {
    /// The gas, where the numbers are its mass or its equivalents.
    #[must_use]
    pub fn gas(&self) -> Option<Gas> {
        self.substance.parse().ok()
    }
}

/// A sum that a table states, recomputed.
#[derive(Clone, Debug, PartialEq)]
pub struct RebuiltSum {
    /// Who reported.
    pub party: RegionCode,
    /// What the numbers count.
    pub counted: Counted,
    /// The year of the emissions.
    pub year: i32,
    /// The category, in the table's own categorization.
    pub category: CategoryCode,
    /// What the table states.
    pub stated: Reported,
    /// What the figures one level below add up to; none if no part has a mass.
    pub parts: Option<Mass>,
    /// What the finest figures below add up to; none if there is no mass at all.
    pub leaves: Option<Mass>,
    /// Whether the stated sum is that of its parts.
    pub agreement: Agreement,
    /// What below it is marked as missing from the sum: NE, C or FX.
    pub incomplete: Vec<(CategoryCode, NotationKeys)>,
    /// Where the stated sum and the finest figures part: categories, itself included, whose stated sum is not that of their parts, and by how much.
    pub origins: Vec<(CategoryCode, Mass)>,
    /// Where the stated sum stands.
    pub place: String,
}

impl RebuiltSum {
    /// The stated sum less what its parts add up to.
    #[must_use]
    pub fn difference(&self) -> Option<Mass> {
        Some(self.stated.mass? - self.parts?)
    }
}

/// How a stated sum compares with its parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Agreement {
    /// It is what the parts add up to.
    Exact,
    /// It is what the parts add up to, within what the digits allow that the table shows.
    Rounded,
    /// None of the parts has a figure: the table does not divide it here.
    Undivided,
    /// It is stated as notation keys though parts have a mass.
    StatedAsKeys,
    /// It is another number, for which the table has reasons or has none.
    Differs(Vec<Reason>),
}

/// Why a stated sum may be another than that of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Parts of the category have no figure in the table.
    WithoutFigure(Vec<CategoryCode>),
    /// Parts are marked as not estimated, confidential, left out by flexibility or, where none has a mass, included elsewhere; the sum may hold them.
    Marked(Vec<(CategoryCode, NotationKeys)>),
    /// The category counts what no row below it shows.
    CountsMore(String),
    /// It is what another total adds up to, such as that with land use.
    IsSumOf(CategoryCode),
    /// With rows below it that the Party entered beside those of the tables it is what they add up to.
    OwnRows(Vec<CategoryCode>),
    /// It is the sum of a group of Parties, and these of its members, whose own parts do not add up to it, make up the difference.
    Members(Vec<RegionCode>),
    /// The figures, each taken to be rounded in the last place that it shows itself, may give it.
    OwnDigits,
}

/// A group of Parties whose figures a table holds beside those of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyGroup {
    /// The group, as figures name it.
    pub code: RegionCode,
    /// Its members.
    pub members: Vec<RegionCode>,
}

/// Recomputes every sum of a table for which it states a mass, or keys above parts with a mass.
///
/// Figures whose categories are not of the tree's categorization are not looked at. The order is that of parties, substances, years and the tree.
#[must_use]
pub fn rebuild(tree: &CategoryTree, records: &[Record], others: &[OtherRecord], groups: &[PartyGroup]) -> Vec<RebuiltSum> {
    let nodes: BTreeMap<&CategoryCode, &CategoryNode> = tree.nodes().iter().map(|node| (&node.code, node)).collect();
    let figures = figures_by_column(tree, records, others);
    let columns: BTreeMap<Key<'_>, Column<'_>> =
        figures.into_iter().map(|(key, figures)| (key.clone(), Column::new(tree, &nodes, key.counted.gas(), figures))).collect();
    let rebuilt = columns.iter().flat_map(|(key, column)| {
        let group = groups.iter().find(|group| group.code == *key.party);
        let of_members = group.into_iter().flat_map(|group| &group.members);
        let members: Vec<(&RegionCode, &Column<'_>)> =
            of_members.filter_map(|party| Some((party, columns.get(&Key { party, ..key.clone() })?))).collect();
        tree.nodes().iter().filter_map(|node| column.rebuilt(node, key, &members)).collect::<Vec<_>>()
    });
    rebuilt.collect()
}

/// What the figures of a column have in common.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    party: &'a RegionCode,
    counted: Counted,
    year: i32,
}

fn figures_by_column<'a>(
    tree: &CategoryTree,
    records: &'a [Record],
    others: &'a [OtherRecord],
) -> BTreeMap<Key<'a>, BTreeMap<&'a CategoryCode, Figure<'a>>> {
    let mut columns: BTreeMap<Key<'a>, BTreeMap<&CategoryCode, Figure<'_>>> = BTreeMap::new();
    for record in records.iter().filter(|record| record.category.categorization == tree.categorization) {
        let counted = Counted { substance: record.gas.code().to_owned(), measure: OtherMeasure::Mass };
        let figure = Figure { reported: &record.reported, place: &record.place };
        let key = Key { party: &record.party, counted, year: record.year };
        columns.entry(key).or_default().insert(&record.category.code, figure);
    }
    for other in others.iter().filter(|other| other.category.categorization == tree.categorization) {
        let counted = Counted { substance: other.substance.clone(), measure: other.measure.clone() };
        let figure = Figure { reported: &other.reported, place: &other.place };
        columns.entry(Key { party: &other.party, counted, year: other.year }).or_default().insert(&other.category.code, figure);
    }
    columns
}

/// A figure of a table with its place.
#[derive(Clone, Copy)]
struct Figure<'a> {
    reported: &'a Reported,
    place: &'a str,
}

/// The figures of one party, substance and year.
struct Column<'a> {
    nodes: &'a BTreeMap<&'a CategoryCode, &'a CategoryNode>,
    gas: Option<Gas>,
    figures: BTreeMap<&'a CategoryCode, Figure<'a>>,
    finest: BTreeMap<&'a CategoryCode, Finest>,
}

/// What the finest figures below a category say.
#[derive(Clone, Default)]
struct Finest {
    mass: Option<Mass>,
    incomplete: Vec<(CategoryCode, NotationKeys)>,
    origins: Vec<(CategoryCode, Mass)>,
}

impl<'a> Column<'a> {
    fn new(
        tree: &'a CategoryTree,
        nodes: &'a BTreeMap<&'a CategoryCode, &'a CategoryNode>,
        gas: Option<Gas>,
        figures: BTreeMap<&'a CategoryCode, Figure<'a>>,
    ) -> Self {
        let mut column = Self { nodes, gas, figures, finest: BTreeMap::new() };
        tree.nodes().iter().for_each(|node| column.collect_finest(node));
        column
    }

    fn rebuilt(&self, node: &CategoryNode, key: &Key<'_>, members: &[(&RegionCode, &Self)]) -> Option<RebuiltSum> {
        let figure = self.figures.get(&node.code).filter(|_| !node.children.is_empty())?;
        let (parts, finest) = (self.masses_of_parts(node), self.finest[&node.code].clone());
        let agreement = self.agreement(node, figure.reported.mass, &parts, members)?;
        Some(RebuiltSum {
            party: key.party.clone(),
            counted: key.counted.clone(),
            year: key.year,
            category: node.code.clone(),
            stated: figure.reported.clone(),
            parts: total(&parts),
            leaves: finest.mass,
            agreement,
            incomplete: finest.incomplete,
            origins: finest.origins,
            place: figure.place.to_owned(),
        })
    }

    /// The masses one level below: as stated, else what the finest figures of the part add up to.
    fn masses_of_parts(&self, node: &CategoryNode) -> Vec<Mass> {
        let parts = node.summed_parts(self.gas).filter_map(|part| self.mass(part));
        parts.chain(self.masses_of_rest(node)).collect()
    }

    /// What the table shows of what a category counts beyond its parts.
    fn masses_of_rest(&self, node: &CategoryNode) -> impl Iterator<Item = Mass> {
        let rows = node.rest(self.gas).into_iter().flat_map(|rest| &rest.rows);
        rows.filter_map(|row| self.figures.get(row)?.reported.mass)
    }

    fn mass(&self, code: &CategoryCode) -> Option<Mass> {
        let stated = self.figures.get(code).and_then(|figure| figure.reported.mass);
        stated.or_else(|| self.finest.get(code)?.mass)
    }

    /// Finds the finest figures of a category, after those of its parts.
    fn collect_finest(&mut self, node: &'a CategoryNode) {
        if self.finest.contains_key(&node.code) {
            return;
        }
        let parts: Vec<&CategoryNode> = node.summed_parts(self.gas).map(|part| self.nodes[part]).collect();
        parts.iter().for_each(|part| self.collect_finest(part));
        let finest = self.finest_of(node, &parts);
        self.finest.insert(&node.code, finest);
    }

    /// Those of its parts where any has a mass, else its own.
    fn finest_of(&self, node: &CategoryNode, parts: &[&CategoryNode]) -> Finest {
        let own = self.figures.get(&node.code).map(|figure| figure.reported);
        let parts: Vec<&Finest> = parts.iter().map(|part| &self.finest[&part.code]).collect();
        let masses: Vec<Mass> = parts.iter().filter_map(|part| part.mass).chain(self.masses_of_rest(node)).collect();
        let mut incomplete: Vec<_> = parts.iter().flat_map(|part| part.incomplete.clone()).collect();
        if let Some(reported) = own.filter(|reported| reported.keys.leave_sum_incomplete() && incomplete.is_empty()) {
            incomplete.push((node.code.clone(), reported.keys.clone()));
        }
        let stated = own.and_then(|reported| reported.mass);
        let gap = stated.filter(|_| !masses.is_empty()).and_then(|stated| gap(stated, &self.masses_of_parts(node)));
        let origins = gap.map(|gap| (node.code.clone(), gap)).into_iter().chain(parts.iter().flat_map(|part| part.origins.clone()));
        Finest { mass: total(&masses).or(stated), incomplete, origins: origins.collect() }
    }

    fn agreement(&self, node: &CategoryNode, stated: Option<Mass>, parts: &[Mass], members: &[(&RegionCode, &Self)]) -> Option<Agreement> {
        match (stated, parts.is_empty()) {
            (None, true) => None,
            (None, false) => Some(Agreement::StatedAsKeys),
            (Some(_), true) if node.children.iter().all(|part| !self.figures.contains_key(part)) => Some(Agreement::Undivided),
            (Some(stated), _) => {
                let reasons = || self.reasons(node, stated, parts).into_iter().chain(of_members(node, stated, parts, members)).collect();
                Some(agrees(stated, parts).unwrap_or_else(|| Agreement::Differs(reasons())))
            }
        }
    }

    fn reasons(&self, node: &CategoryNode, stated: Mass, parts: &[Mass]) -> Vec<Reason> {
        let mut reasons = Vec::new();
        // A source that is missing can only make the sum of the parts too small; a sink can do either.
        let may_be_missing = stated > total(parts).unwrap_or_default() || parts.iter().any(|part| *part < Mass::default());
        if may_be_missing {
            reasons.extend(self.without_figure(node));
            reasons.extend(self.marked(node));
        }
        reasons.extend(node.rest(self.gas).map(|rest| Reason::CountsMore(rest.words.clone())));
        reasons.extend(self.other_total(node, stated).map(Reason::IsSumOf));
        reasons.extend(self.own_rows(node, stated, parts));
        reasons.extend(within_own_digits(stated, parts).then_some(Reason::OwnDigits));
        reasons
    }

    fn without_figure(&self, node: &CategoryNode) -> Option<Reason> {
        let without = |part: &&CategoryCode| !self.figures.contains_key(part) && self.mass(part).is_none();
        let parts: Vec<CategoryCode> = node.summed_parts(self.gas).filter(without).cloned().collect();
        (!parts.is_empty()).then_some(Reason::WithoutFigure(parts))
    }

    fn marked(&self, node: &CategoryNode) -> Option<Reason> {
        let none_has_mass = self.masses_of_parts(node).is_empty();
        let may_be_in_the_sum = |keys: &NotationKeys| keys.leave_sum_incomplete() || none_has_mass && keys.contains(NotationKey::Ie);
        let keys = |part: &CategoryCode| {
            let reported = self.figures.get(part)?.reported;
            may_be_in_the_sum(&reported.keys).then(|| (part.clone(), reported.keys.clone()))
        };
        let parts: Vec<_> = node.summed_parts(self.gas).filter_map(keys).collect();
        (!parts.is_empty()).then_some(Reason::Marked(parts))
    }

    /// Rows directly below a category that are not in the tree, if the sum closes with them.
    fn own_rows(&self, node: &CategoryNode, stated: Mass, parts: &[Mass]) -> Option<Reason> {
        let own: Vec<(&CategoryCode, Mass)> =
            self.figures.iter().filter_map(|(code, figure)| Some((*code, figure.reported.mass?))).collect();
        // The rows of a rest are among the parts already.
        let is_of_rest = |code: &CategoryCode| node.rest(self.gas).is_some_and(|rest| rest.rows.contains(code));
        let is_own = |code: &CategoryCode| !self.nodes.contains_key(code) && self.nearest(code) == Some(&node.code) && !is_of_rest(code);
        let own = own.into_iter().filter(|(code, _)| is_own(code));
        let (codes, masses): (Vec<CategoryCode>, Vec<Mass>) = own.map(|(code, mass)| (code.clone(), mass)).unzip();
        let closes = !codes.is_empty() && agrees(stated, &[parts, &masses].concat()).is_some();
        closes.then_some(Reason::OwnRows(codes))
    }

    /// The category of the tree above a code that is not in it.
    fn nearest(&self, code: &CategoryCode) -> Option<&CategoryCode> {
        let mut rest = code.as_str();
        while let Some((upper, _)) = rest.rsplit_once('.') {
            if let Some((known, _)) = self.nodes.get_key_value(&CategoryCode::new(upper)) {
                return Some(*known);
            }
            rest = upper;
        }
        None
    }

    /// The other total of all sectors whose parts add up to what this one states.
    fn other_total(&self, node: &CategoryNode, stated: Mass) -> Option<CategoryCode> {
        let others = self.nodes.values().filter(|other| other.code != node.code && is_total(node) && is_total(other));
        others.into_iter().find(|other| agrees(stated, &self.masses_of_parts(other)).is_some()).map(|other| other.code.clone())
    }
}

/// The members of a group whose own sums leave the differences that make up that of the group.
fn of_members(node: &CategoryNode, stated: Mass, parts: &[Mass], members: &[(&RegionCode, &Column<'_>)]) -> Option<Reason> {
    let stated_and_parts = |column: &Column<'_>| {
        let stated = column.figures.get(&node.code).and_then(|figure| figure.reported.mass).unwrap_or_default();
        (stated, column.masses_of_parts(node))
    };
    let sums = members.iter().map(|(party, column)| (*party, stated_and_parts(column)));
    let apart: Vec<(&RegionCode, Mass)> = sums
        .filter(|(_, (stated, parts))| *stated != Mass::default() || !parts.is_empty())
        .filter(|(_, (stated, parts))| agrees(*stated, parts).is_none())
        .map(|(party, (stated, parts))| (party, stated - total(&parts).unwrap_or_default()))
        .collect();
    let (codes, gaps): (Vec<RegionCode>, Vec<Mass>) = apart.into_iter().map(|(party, gap)| (party.clone(), gap)).unzip();
    let closes = !codes.is_empty() && agrees(stated, &[parts, &gaps].concat()).is_some();
    closes.then_some(Reason::Members(codes))
}

/// Whether a category adds up others across the tree, as totals of all sectors do.
#[must_use]
pub fn is_total(node: &CategoryNode) -> bool {
    node.children.iter().any(|child| !is_above(&node.code, child))
}

fn total(masses: &[Mass]) -> Option<Mass> {
    (!masses.is_empty()).then(|| masses.iter().copied().sum())
}

/// The stated sum less its parts, where they do not agree.
fn gap(stated: Mass, parts: &[Mass]) -> Option<Mass> {
    let sum = total(parts).filter(|_| agrees(stated, parts).is_none())?;
    Some(stated - sum)
}

/// How a stated sum agrees with its parts, if it does.
fn agrees(stated: Mass, parts: &[Mass]) -> Option<Agreement> {
    let sum = total(parts)?;
    let figures: Vec<f64> = parts.iter().chain([&stated]).map(|mass| mass.as_kilotonnes()).collect();
    let difference = (stated - sum).as_kilotonnes().abs();
    let added: f64 = figures.iter().map(|figure| figure.abs()).sum();
    if difference <= ARITHMETIC * added {
        return Some(Agreement::Exact);
    }
    (difference <= rounding(&figures) + ARITHMETIC * added).then_some(Agreement::Rounded)
}

/// The digits from which on a figure is taken to show its last place: that it has lost a zero at its end is then one case in ten, and changes little.
const TELLING_DIGITS: i32 = 6;

/// Whether the figures give the stated sum if each is rounded in the last place that it shows, where it shows enough digits to tell.
///
/// Programs that write the levels of a table with unlike numbers of decimals do this.
fn within_own_digits(stated: Mass, parts: &[Mass]) -> bool {
    let Some(sum) = total(parts) else { return false };
    let figures: Vec<f64> = parts.iter().chain([&stated]).map(|mass| mass.as_kilotonnes()).collect();
    let own = |figure: &f64| {
        let shown = Shown::of(*figure);
        if shown.digits >= TELLING_DIGITS { 10_f64.powi(-shown.decimals) / 2.0 } else { 0.0 }
    };
    let half_places: f64 = half_last_places(&figures).into_iter().zip(figures.iter().map(own)).map(|(common, own)| common.max(own)).sum();
    let added: f64 = figures.iter().map(|figure| figure.abs()).sum();
    (stated - sum).as_kilotonnes().abs() <= half_places + ARITHMETIC * added
}

/// What the figures of one sum may be off by together: half the last place of each.
fn rounding(figures: &[f64]) -> f64 {
    half_last_places(figures).into_iter().sum()
}

/// Half the last place of each figure of one sum, in the order of the figures.
///
/// A table shows so many decimals, or so many significant digits, or both. The figure with the most of each tells how many; the others have lost
/// zeros at their end.
pub(crate) fn half_last_places(figures: &[f64]) -> Vec<f64> {
    let shown: Vec<Shown> = figures.iter().map(|&figure| Shown::of(figure)).collect();
    let decimals = shown.iter().map(|shown| shown.decimals).max().unwrap_or_default().max(0);
    let digits = shown.iter().map(|shown| shown.digits).max().unwrap_or_default();
    let place = |(&figure, own): (&f64, &Shown)| {
        let last_decimal = 10_f64.powi(-decimals);
        if figure == 0.0 {
            return last_decimal;
        }
        let last_digit = 10_f64.powi(own.digits - own.decimals - digits);
        let own_last = if figure.abs() < WRITTEN_WITH_POWERS { 10_f64.powi(-own.decimals) } else { 0.0 };
        last_decimal.max(last_digit).max(own_last)
    };
    figures.iter().zip(&shown).map(place).map(|place| place / 2.0).collect()
}

/// How a number is written: its significant digits, and the decimals of the last of them; fewer than none where zeros stand before the point.
struct Shown {
    digits: i32,
    decimals: i32,
}

impl Shown {
    /// The shortest writing that gives the number back, but for what a change of unit does to its last bits.
    fn of(figure: f64) -> Self {
        let back = |digits: &usize| {
            let text = format!("{figure:.*e}", digits - 1);
            text.parse::<f64>().is_ok_and(|read| (read - figure).abs() <= 4.0 * f64::EPSILON * figure.abs())
        };
        let digits = (1..=17).find(back).unwrap_or(17);
        let text = format!("{figure:.*e}", digits - 1);
        let exponent: i32 = text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or_default();
        let digits = i32::try_from(digits).unwrap_or(17);
        Self { digits, decimals: digits - 1 - exponent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::{Categorization, Category};
    use crate::category_tree::{Rest, Summation};
    use proptest::prelude::*;

    /// All (1 (1.A, 1.B), 2), 2 (2.A, 2.B of which the CO₂ stands beside), and AllButTwo (1).
    fn tree() -> CategoryTree {
        let node = |code: &str, children: &[&str]| CategoryNode {
            code: CategoryCode::new(code),
            name: code.to_owned(),
            children: children.iter().map(|child| CategoryCode::new(*child)).collect(),
            summation: Summation::default(),
        };
        let mut nodes = vec![
            node("All", &["1", "2"]),
            node("AllButTwo", &["1"]),
            node("1", &["1.A", "1.B"]),
            node("1.A", &[]),
            node("1.B", &[]),
            node("2", &["2.A", "2.B"]),
            node("2.A", &[]),
            node("2.B", &[]),
        ];
        nodes[5].summation.beside = vec![(Gas::Co2, CategoryCode::new("2.B"))];
        nodes[5].summation.rest = Some(Rest { gases: vec![Gas::N2o], words: "soils".into(), rows: vec![CategoryCode::new("2.Soils")] });
        CategoryTree::new(Categorization::new("CRF"), nodes).expect("a tree")
    }

    fn record(gas: Gas, code: &str, figure: &str) -> Record {
        let mass = figure.parse().ok().map(Mass::from_kilotonnes);
        let keys = if mass.is_some() { NotationKeys::default() } else { figure.parse().expect("keys") };
        Record {
            party: RegionCode::new("ABC"),
            category: Category::new("CRF", code),
            category_name: code.to_owned(),
            gas,
            year: 2020,
            reported: Reported { mass, keys },
            uncertainty: None,
            place: format!("line of {code}"),
        }
    }

    /// Each sum in a line: agreement, parts and finest figures in kt, and what is incomplete or parts the two.
    fn rebuilt(gas: Gas, figures: &[(&str, &str)]) -> String {
        let records: Vec<Record> = figures.iter().map(|(code, figure)| record(gas, code, figure)).collect();
        let kilotonnes = |mass: Option<Mass>| mass.map_or_else(|| "-".to_owned(), |mass| format!("{:.3}", mass.as_kilotonnes()));
        let line = |sum: RebuiltSum| {
            let incomplete: String = sum.incomplete.iter().map(|(code, keys)| format!(" {code} {keys}")).collect();
            let origins: String = sum.origins.iter().map(|(code, gap)| format!(" {code} {:.3}", gap.as_kilotonnes())).collect();
            format!("{} {:?} {} {} |{incomplete} |{origins}", sum.category, sum.agreement, kilotonnes(sum.parts), kilotonnes(sum.leaves))
        };
        rebuild(&tree(), &records, &[], &[]).into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// 1.A 2 + 1.B 3 = 5; 2.A 1.00 + 2.B 2.00 = 3.00, which is 3.01 within three times 0.005; 5 + 3.01 = 8.01, and the finest figures make 8.00.
    #[test]
    fn sums_agree_exactly_and_within_what_their_digits_allow() {
        let figures = [("All", "8.01"), ("1", "5"), ("1.A", "2"), ("1.B", "3"), ("2", "3.01"), ("2.A", "1.00"), ("2.B", "2.00")];
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &figures), @"
        All Exact 8.010 8.000 | |
        1 Exact 5.000 5.000 | |
        2 Rounded 3.000 3.000 | |
        ");
    }

    /// A zero at the end is lost in writing, so that the figure with the most decimals says how many there are: 5 is 5.000, and 0.4 is missing.
    #[test]
    fn a_figure_that_happens_to_be_round_allows_no_more_than_the_others() {
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "5"), ("1.A", "2.125"), ("1.B", "2.475")]), @"1 Differs([]) 4.600 4.600 | | 1 0.400");
    }

    /// Six significant digits, as the UNFCCC shows Parties not in Annex I: 7 623 860 stands for 7 623 855 to 7 623 865, and so with the parts, so that
    /// 10 more may be rounding and 20 more may not.
    #[test]
    fn figures_of_so_many_digits_are_rounded_in_the_last_of_them() {
        insta::assert_snapshot!(rebuilt(Gas::Co2, &[("1", "7623860"), ("1.A", "3425180"), ("1.B", "4198690")]), @"1 Rounded 7623870.000 7623870.000 | |");
        insta::assert_snapshot!(rebuilt(Gas::Co2, &[("1", "7623860"), ("1.A", "3425180"), ("1.B", "4198700")]), @"1 Differs([]) 7623880.000 7623880.000 | | 1 -20.000");
    }

    #[test]
    fn a_difference_has_its_reasons_and_is_found_again_in_the_totals_above() {
        let figures = [("All", "10"), ("1", "5"), ("1.A", "2"), ("2", "5"), ("2.A", "1"), ("2.B", "NE")];
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &figures), @r#"
        All Exact 10.000 3.000 | 2.B NE | 1 3.000 2 4.000
        1 Differs([WithoutFigure([CategoryCode("1.B")])]) 2.000 2.000 | | 1 3.000
        2 Differs([Marked([(CategoryCode("2.B"), NotationKeys({Ne}))])]) 1.000 1.000 | 2.B NE | 2 4.000
        "#);
        insta::assert_snapshot!(rebuilt(Gas::N2o, &[("2", "5"), ("2.A", "1"), ("2.B", "NO")]), @r#"2 Differs([CountsMore("soils")]) 1.000 1.000 | | 2 4.000"#);
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("2", "5.25"), ("2.A", "6.5"), ("2.B", "NE")]), @"2 Differs([]) 6.500 6.500 | 2.B NE | 2 -1.250");
    }

    /// N₂O of soils counts in 2 and stands in a row of its own: 1 + 4 = 5. CH₄ of the same row does not.
    #[test]
    fn rows_of_what_a_category_counts_beyond_its_parts_count_as_parts() {
        let figures = [("2", "5"), ("2.A", "1"), ("2.B", "NO"), ("2.Soils", "4")];
        insta::assert_snapshot!(rebuilt(Gas::N2o, &figures), @"2 Exact 5.000 5.000 | |");
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("2", "1"), ("2.A", "1"), ("2.Soils", "4")]), @"2 Exact 1.000 1.000 | |");
    }

    #[test]
    fn a_total_that_is_another_one_is_recognised() {
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("All", "5"), ("AllButTwo", "8"), ("1", "5"), ("2", "3")]), @r#"
        All Differs([IsSumOf(CategoryCode("AllButTwo"))]) 8.000 8.000 | | All -3.000
        AllButTwo Differs([IsSumOf(CategoryCode("All"))]) 5.000 5.000 | | AllButTwo 3.000
        1 Undivided - 5.000 | |
        2 Undivided - 3.000 | |
        "#);
    }

    /// 0.00092693785 and 0.0009269379 differ by half of the tenth decimal, which is the last that the part shows; 50.8 shows too few digits to tell.
    #[test]
    fn unlike_numbers_of_decimals_are_a_reason() {
        let reasons = |figures: &[(&str, &str)]| {
            let records: Vec<Record> = figures.iter().map(|(code, figure)| record(Gas::Ch4, code, figure)).collect();
            rebuild(&tree(), &records, &[], &[]).remove(0).agreement
        };
        assert_eq!(reasons(&[("2", "0.00092693785"), ("2.A", "0.0009269379"), ("2.B", "NO")]), Agreement::Differs(vec![Reason::OwnDigits]));
        assert_eq!(reasons(&[("2", "0.00092693785"), ("2.A", "0.000926938"), ("2.B", "NO")]), Agreement::Differs(vec![Reason::OwnDigits]));
        assert_eq!(reasons(&[("2", "0.00092693785"), ("2.A", "0.000927"), ("2.B", "NO")]), Agreement::Differs(vec![]));
        assert_eq!(reasons(&[("2", "50.796"), ("2.A", "50.8"), ("2.B", "NO")]), Agreement::Differs(vec![]));
    }

    /// 1 of the group: 5 + 4 = 9; its parts 1.A 2 and 1.B 3 are those of AAA, and BBB divides its 4 not at all. 9.5 is more than its members
    /// explain.
    #[test]
    fn what_a_group_states_beyond_its_parts_is_what_its_members_do_not_divide() {
        let of = |party: &str, code: &str, figure: &str| Record { party: RegionCode::new(party), ..record(Gas::Ch4, code, figure) };
        let members = [of("AAA", "1", "5"), of("AAA", "1.A", "2"), of("AAA", "1.B", "3"), of("BBB", "1", "4"), of("CCC", "1", "7")];
        let group = PartyGroup { code: RegionCode::new("Both"), members: vec![RegionCode::new("AAA"), RegionCode::new("BBB")] };
        let reasons = |stated: &str| {
            let sums = [of("Both", "1", stated), of("Both", "1.A", "2"), of("Both", "1.B", "3")];
            let records: Vec<Record> = members.iter().chain(&sums).cloned().collect();
            let all = rebuild(&tree(), &records, &[], std::slice::from_ref(&group));
            all.into_iter().find(|sum| sum.party == group.code).expect("the group's sum").agreement
        };
        assert_eq!(reasons("9"), Agreement::Differs(vec![Reason::Members(vec![RegionCode::new("BBB")])]));
        assert_eq!(reasons("9.5"), Agreement::Differs(vec![]));
    }

    #[test]
    fn rows_that_a_party_adds_close_a_sum() {
        let figures = [("2", "5.25"), ("2.A", "1.5"), ("2.B", "0.5"), ("2.Tea leaves", "3.25")];
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &figures), @r#"2 Differs([OwnRows([CategoryCode("2.Tea leaves")])]) 2.000 2.000 | | 2 3.250"#);
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("2", "7.25"), ("2.A", "1.5"), ("2.B", "0.5"), ("2.Tea leaves", "3.25")]), @"2 Differs([]) 2.000 2.000 | | 2 5.250");
    }

    #[test]
    fn carbon_dioxide_of_biogenic_origin_stands_beside_the_sum_and_methane_does_not() {
        let figures = [("2", "1"), ("2.A", "1"), ("2.B", "40")];
        insta::assert_snapshot!(rebuilt(Gas::Co2, &figures), @"2 Exact 1.000 1.000 | |");
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &figures), @"2 Differs([]) 41.000 41.000 | | 2 -40.000");
    }

    #[test]
    fn keys_bring_nothing_and_a_category_that_is_not_divided_stands_for_itself() {
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("All", "7"), ("1", "NO"), ("1.A", "2"), ("2", "5")]), @"
        All Exact 7.000 7.000 | |
        1 StatedAsKeys 2.000 2.000 | |
        2 Undivided - 5.000 | |
        ");
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "NO"), ("1.A", "NO"), ("1.B", "NE")]), @"");
        insta::assert_snapshot!(rebuilt(Gas::Ch4, &[("1", "3"), ("1.A", "NO"), ("1.B", "IE")]), @r#"1 Differs([Marked([(CategoryCode("1.B"), NotationKeys({Ie}))])]) - 3.000 | |"#);
    }

    /// 2.F 3 + 2.G 1 = 4 in CO₂ equivalents of one set; the same substance in another set is a column of its own.
    #[test]
    fn fluorinated_gases_are_added_up_each_in_its_own_measure() {
        let other = |code: &str, kilotonnes: f64, set: &str| OtherRecord {
            party: RegionCode::new("ABC"),
            category: Category::new("CRF", code),
            category_name: String::new(),
            substance: "HFCs".into(),
            measure: OtherMeasure::Co2Equivalent { gwp_set: Some(set.into()) },
            year: 2020,
            reported: Reported { mass: Some(Mass::from_kilotonnes(kilotonnes)), keys: NotationKeys::default() },
            place: String::new(),
        };
        let others = [other("2", 4.0, "AR5"), other("2.A", 3.0, "AR5"), other("2.B", 1.0, "AR5"), other("2.B", 7.0, "AR4")];
        let sums = rebuild(&tree(), &[], &others, &[]);
        assert_eq!(sums.iter().map(|sum| (sum.category.as_str(), sum.agreement.clone())).collect::<Vec<_>>(), [("2", Agreement::Exact)]);
        assert_eq!(sums[0].counted.measure, OtherMeasure::Co2Equivalent { gwp_set: Some("AR5".into()) });
    }

    proptest! {
        /// The stated sum less the finest figures is what the origins name, but for rounding.
        #[test]
        fn what_parts_a_sum_from_its_finest_figures_is_named(
            figures in proptest::collection::btree_map(proptest::sample::select(vec!["All", "1", "1.A", "1.B", "2", "2.A", "2.B"]), 1_u16..1000, 1..7)
        ) {
            let records: Vec<Record> = figures.iter().map(|(code, figure)| record(Gas::Ch4, code, &format!("{figure}.25"))).collect();
            for sum in rebuild(&tree(), &records, &[], &[]) {
                let (Some(stated), Some(leaves)) = (sum.stated.mass, sum.leaves) else { continue };
                let named: Mass = sum.origins.iter().map(|(_, gap)| *gap).sum();
                // Figures of two decimals: each sum of at most three figures is rounded by 0.015 kt, and there are three.
                prop_assert!(((stated - leaves) - named).as_kilotonnes().abs() < 0.05, "{sum:?}");
            }
        }
    }
}
