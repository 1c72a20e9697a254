//! Whether figures in CO₂ equivalents are what the masses of the gases give.
//!
//! A figure in CO₂ equivalents is the mass of a gas times its global warming potential in one set of such values, or a sum of those (decision
//! 18/CMA.1, annex, paragraph 37). It is recomputed under the set that the table states and under no other: nothing is converted from one set to
//! another, and no result of this check is used anywhere else.

use crate::category::Category;
use crate::crosswalk::is_above;
use crate::gas::Gas;
use crate::inventory::{OtherMeasure, OtherRecord, Record};
use crate::quantity::Mass;
use crate::rebuild::{ARITHMETIC, half_last_places};
use crate::region::RegionCode;
use std::collections::{BTreeMap, BTreeSet};

/// The sum of all gases, as tables name it.
const ALL_GASES: &str = "GHG";
/// What that sum adds up beside CO₂, CH₄ and N₂O: groups of fluorinated gases, each a figure of its own.
const FLUORINATED: [&str; 5] = ["HFCs", "PFCs", "SF6", "NF3", "unspecified mix of HFCs and PFCs"];

/// Global warming potentials over 100 years of one set, such as `AR5`.
#[derive(Clone, Debug, PartialEq)]
pub struct GwpSet {
    /// Its name.
    pub name: String,
    /// The mass of CO₂ that stands for a mass of the substance.
    pub potentials: BTreeMap<String, f64>,
}

/// A figure in CO₂ equivalents, recomputed.
#[derive(Clone, Debug, PartialEq)]
pub struct RebuiltEquivalent {
    /// Who reported.
    pub party: RegionCode,
    /// The category.
    pub category: Category,
    /// The year of the emissions.
    pub year: i32,
    /// The substance or sum.
    pub substance: String,
    /// The set that the table states.
    pub gwp_set: Option<String>,
    /// What the table states.
    pub stated: Mass,
    /// What the masses give under that set; none where there is no mass or no potential.
    pub rebuilt: Option<Mass>,
    /// What was added up, in words: `CH4 × 28`.
    pub parts: Vec<String>,
    /// Whether both agree.
    pub agreement: EquivalentAgreement,
    /// Where the figure stands.
    pub place: String,
}

/// How a figure in CO₂ equivalents compares with the masses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EquivalentAgreement {
    /// They give it, within what the digits of both allow.
    Agrees,
    /// They give another number.
    Differs,
    /// They give it under another set than the one that the table states.
    OtherSet(String),
    /// The table states no set, or one that is not known.
    WithoutSet,
    /// The table has no mass of the substance in that category and year.
    WithoutMass,
}

/// Recomputes every figure in CO₂ equivalents; those that are notation keys alone are not looked at.
#[must_use]
pub fn rebuild_equivalents(records: &[Record], others: &[OtherRecord], sets: &[GwpSet]) -> Vec<RebuiltEquivalent> {
    let index = Index::of(records, others);
    others.iter().filter_map(|other| index.rebuilt(other, sets)).collect()
}

type Key<'a> = (&'a RegionCode, &'a Category, i32);

/// The masses and equivalents of a table by what they are of.
struct Index<'a> {
    gases: BTreeMap<(Key<'a>, Gas), Mass>,
    masses: BTreeMap<(Key<'a>, &'a str), Mass>,
    equivalents: BTreeMap<(Key<'a>, &'a str, Option<&'a str>), Mass>,
    /// Rows with fluorinated gases.
    fluorinated: BTreeSet<Key<'a>>,
}

/// A mass with what it is to be multiplied by.
struct Part {
    name: String,
    mass: Mass,
    factor: f64,
}

impl<'a> Index<'a> {
    fn of(records: &'a [Record], others: &'a [OtherRecord]) -> Self {
        let mut index =
            Self { gases: BTreeMap::new(), masses: BTreeMap::new(), equivalents: BTreeMap::new(), fluorinated: BTreeSet::new() };
        for record in records {
            if let Some(mass) = record.reported.mass {
                index.gases.insert(((&record.party, &record.category, record.year), record.gas), mass);
            }
        }
        for other in others {
            let (key, Some(mass)) = ((&other.party, &other.category, other.year), other.reported.mass) else { continue };
            if FLUORINATED.contains(&other.substance.as_str()) {
                index.fluorinated.insert(key);
            }
            match &other.measure {
                OtherMeasure::Mass => index.masses.insert((key, &other.substance), mass),
                OtherMeasure::Co2Equivalent { gwp_set } => index.equivalents.insert((key, &other.substance, gwp_set.as_deref()), mass),
            };
        }
        index
    }

    fn rebuilt(&self, other: &'a OtherRecord, sets: &[GwpSet]) -> Option<RebuiltEquivalent> {
        let OtherMeasure::Co2Equivalent { gwp_set } = &other.measure else { return None };
        let stated = other.reported.mass?;
        let named = gwp_set.as_ref().and_then(|name| sets.iter().find(|set| set.name == *name));
        let parts = named.map(|set| self.parts(other, set)).unwrap_or_default();
        let rebuilt = (!parts.is_empty()).then(|| parts.iter().map(Part::equivalent).sum::<Mass>());
        let agreement = match (named, rebuilt) {
            (None, _) => EquivalentAgreement::WithoutSet,
            (Some(_), None) => EquivalentAgreement::WithoutMass,
            (Some(_), Some(_)) if agrees(stated, &parts) => EquivalentAgreement::Agrees,
            (Some(_), Some(rebuilt)) if stated > rebuilt && self.may_count_fluorinated(other) => EquivalentAgreement::WithoutMass,
            (Some(own), Some(_)) => {
                self.other_set(other, stated, own, sets).map_or(EquivalentAgreement::Differs, EquivalentAgreement::OtherSet)
            }
        };
        Some(RebuiltEquivalent {
            party: other.party.clone(),
            category: other.category.clone(),
            year: other.year,
            substance: other.substance.clone(),
            gwp_set: gwp_set.clone(),
            stated,
            rebuilt,
            parts: parts.into_iter().map(|part| part.name).collect(),
            agreement,
            place: other.place.clone(),
        })
    }

    /// Whether a figure of all gases may count fluorinated gases that its row does not show, as the last rows of CRF Summary 2 and the series of years.
    fn may_count_fluorinated(&self, other: &OtherRecord) -> bool {
        let own = (&other.party, &other.category, other.year);
        let may_be_counted = |(party, category, year): &Key<'_>| {
            let (is_of_category, is_of_year) = (*category == own.1, *year == own.2);
            *party == own.0 && (is_of_category || is_of_year && is_part(&other.category, category))
        };
        other.substance == ALL_GASES && !self.fluorinated.contains(&own) && self.fluorinated.iter().any(may_be_counted)
    }

    fn other_set(&self, other: &'a OtherRecord, stated: Mass, own: &GwpSet, sets: &[GwpSet]) -> Option<String> {
        let others = sets.iter().filter(|set| set.name != own.name);
        let giving = others.into_iter().find(|set| {
            let parts = self.parts(other, set);
            !parts.is_empty() && agrees(stated, &parts)
        });
        giving.map(|set| set.name.clone())
    }

    /// What a figure is made of under a set: the mass of its substance, or for all gases the figure of each.
    fn parts(&self, other: &'a OtherRecord, set: &GwpSet) -> Vec<Part> {
        let key = (&other.party, &other.category, other.year);
        if other.substance == ALL_GASES {
            let gases = Gas::MAIN.into_iter().filter_map(|gas| self.gas(key, gas, set));
            return gases.chain(FLUORINATED.iter().filter_map(|group| self.fluorinated(key, group, set))).collect();
        }
        let gas = other.substance.parse().ok().and_then(|gas| self.mass_of_gas(key, gas, set));
        gas.or_else(|| self.mass_of_substance(key, &other.substance, set)).into_iter().collect()
    }

    /// A gas in a sum: its own figure in equivalents under the set, else its mass.
    fn gas(&self, key: Key<'a>, gas: Gas, set: &GwpSet) -> Option<Part> {
        self.equivalent(key, gas.code(), set).or_else(|| self.mass_of_gas(key, gas, set))
    }

    fn fluorinated(&self, key: Key<'a>, group: &str, set: &GwpSet) -> Option<Part> {
        self.equivalent(key, group, set).or_else(|| self.mass_of_substance(key, group, set))
    }

    fn equivalent(&self, key: Key<'a>, substance: &str, set: &GwpSet) -> Option<Part> {
        let mass = *self.equivalents.get(&(key, substance, Some(set.name.as_str())))?;
        Some(Part { name: substance.to_owned(), mass, factor: 1.0 })
    }

    fn mass_of_gas(&self, key: Key<'a>, gas: Gas, set: &GwpSet) -> Option<Part> {
        Part::times(gas.code(), *self.gases.get(&(key, gas))?, set)
    }

    fn mass_of_substance(&self, key: Key<'a>, substance: &str, set: &GwpSet) -> Option<Part> {
        Part::times(substance, *self.masses.get(&(key, substance))?, set)
    }
}

impl Part {
    fn times(substance: &str, mass: Mass, set: &GwpSet) -> Option<Self> {
        let factor = *set.potentials.get(substance)?;
        Some(Self { name: format!("{substance} × {factor}"), mass, factor })
    }

    fn equivalent(&self) -> Mass {
        Mass::from_kg(self.mass.as_kg() * self.factor)
    }
}

/// Whether a category counts another, as a total of all sectors counts each of its categorization.
fn is_part(whole: &Category, part: &Category) -> bool {
    let is_total = whole.code.as_str().starts_with("Total.");
    whole.categorization == part.categorization && (is_total || is_above(&whole.code, &part.code))
}

/// Whether the parts give the stated figure, within half the last place of each times its factor.
fn agrees(stated: Mass, parts: &[Part]) -> bool {
    let rebuilt: Mass = parts.iter().map(Part::equivalent).sum();
    let figures: Vec<f64> = parts.iter().map(|part| part.mass).chain([stated]).map(Mass::as_kilotonnes).collect();
    let factors = parts.iter().map(|part| part.factor).chain([1.0]);
    let rounding: f64 = half_last_places(&figures).into_iter().zip(factors).map(|(half, factor)| half * factor).sum();
    let added: f64 = parts.iter().map(|part| part.equivalent().as_kilotonnes().abs()).sum::<f64>() + stated.as_kilotonnes().abs();
    (stated - rebuilt).as_kilotonnes().abs() <= rounding + ARITHMETIC * added
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{NotationKeys, Reported};

    fn set(name: &str, potentials: &[(&str, f64)]) -> GwpSet {
        GwpSet { name: name.into(), potentials: potentials.iter().map(|(substance, factor)| ((*substance).to_owned(), *factor)).collect() }
    }

    fn sets() -> [GwpSet; 2] {
        [
            set("AR4", &[("CO2", 1.0), ("CH4", 25.0), ("N2O", 298.0), ("SF6", 22800.0)]),
            set("AR5", &[("CO2", 1.0), ("CH4", 28.0), ("N2O", 265.0), ("SF6", 23500.0)]),
        ]
    }

    fn reported(kilotonnes: f64) -> Reported {
        Reported { mass: Some(Mass::from_kilotonnes(kilotonnes)), keys: NotationKeys::default() }
    }

    fn record(gas: Gas, kilotonnes: f64) -> Record {
        Record {
            party: RegionCode::new("ABC"),
            category: Category::new("CRT", "5"),
            category_name: String::new(),
            gas,
            year: 2020,
            reported: reported(kilotonnes),
            uncertainty: None,
            place: String::new(),
        }
    }

    fn other(substance: &str, measure: OtherMeasure, kilotonnes: f64) -> OtherRecord {
        OtherRecord {
            party: RegionCode::new("ABC"),
            category: Category::new("CRT", "5"),
            category_name: String::new(),
            substance: substance.into(),
            measure,
            year: 2020,
            reported: reported(kilotonnes),
            place: String::new(),
        }
    }

    fn equivalent(substance: &str, gwp_set: Option<&str>, kilotonnes: f64) -> OtherRecord {
        other(substance, OtherMeasure::Co2Equivalent { gwp_set: gwp_set.map(str::to_owned) }, kilotonnes)
    }

    fn agreements(records: &[Record], others: &[OtherRecord]) -> Vec<(String, EquivalentAgreement)> {
        rebuild_equivalents(records, others, &sets()).into_iter().map(|one| (one.parts.join(" + "), one.agreement)).collect()
    }

    /// CO2 100 + CH4 2 × 28 = 56 + N2O 0.5 × 265 = 132.5 + HFCs 7 + SF6 0.001 kt × 23 500 = 23.5, together 319.
    #[test]
    fn a_total_closes_from_gases_under_the_set_that_the_table_states() {
        let records = [record(Gas::Co2, 100.0), record(Gas::Ch4, 2.0), record(Gas::N2o, 0.5)];
        let others = [
            equivalent("GHG", Some("AR5"), 319.0),
            equivalent("HFCs", Some("AR5"), 7.0),
            other("SF6", OtherMeasure::Mass, 0.001),
            equivalent("CH4", Some("AR5"), 56.0),
            equivalent("SF6", Some("AR4"), 22.8),
        ];
        let expected = [
            ("CH4 + CO2 × 1 + N2O × 265 + HFCs + SF6 × 23500", EquivalentAgreement::Agrees),
            ("", EquivalentAgreement::WithoutMass),
            ("CH4 × 28", EquivalentAgreement::Agrees),
            ("SF6 × 22800", EquivalentAgreement::Agrees),
        ];
        assert_eq!(agreements(&records, &others), expected.map(|(parts, agreement)| (parts.to_owned(), agreement)));
    }

    /// What becomes of 319 kt of all gases in 2020, of which 56 are methane and 263 may be HFCs that another row shows.
    fn of_all_gases(code: &str, stated: f64, hfcs: (&str, i32)) -> EquivalentAgreement {
        let below = |code: &str, one: OtherRecord| OtherRecord { category: Category::new("CRF", code), ..one };
        let methane = Record { category: Category::new("CRF", code), ..record(Gas::Ch4, 2.0) };
        let shown = OtherRecord { year: hfcs.1, ..below(hfcs.0, equivalent("HFCs", Some("AR5"), 263.0)) };
        agreements(&[methane], &[below(code, equivalent("GHG", Some("AR5"), stated)), shown]).remove(0).1
    }

    /// The last rows of CRF Summary 2 show no gas of the totals, and the series of years none of a category; a row with nothing below it has no such excuse.
    #[test]
    fn a_row_that_shows_no_fluorinated_gas_may_count_those_of_other_rows() {
        let excused = [("Total.without.LULUCF", ("2", 2020)), ("2", ("2.F", 2020)), ("2", ("2", 2021))];
        for (code, hfcs) in excused {
            assert_eq!(of_all_gases(code, 319.0, hfcs), EquivalentAgreement::WithoutMass, "{code} {hfcs:?}");
        }
        for (code, hfcs) in [("1", ("2", 2020)), ("2", ("2.F", 2021)), ("2.F", ("2", 2020))] {
            assert_eq!(of_all_gases(code, 319.0, hfcs), EquivalentAgreement::Differs, "{code} {hfcs:?}");
        }
    }

    /// A sum that is less than its methane counts nothing beside it.
    #[test]
    fn what_is_missing_makes_a_sum_no_smaller() {
        assert_eq!(of_all_gases("2", 20.0, ("2.F", 2020)), EquivalentAgreement::Differs);
    }

    /// 2.125 kt CH4 are 59.5 kt under AR5 and 53.125 kt under AR4.
    #[test]
    fn a_figure_under_another_set_than_stated_is_told_and_never_converted() {
        let records = [record(Gas::Ch4, 2.125)];
        let found = |gwp_set, stated| agreements(&records, &[equivalent("CH4", gwp_set, stated)]).remove(0).1;
        assert_eq!(found(Some("AR5"), 59.5), EquivalentAgreement::Agrees);
        assert_eq!(found(Some("AR5"), 53.125), EquivalentAgreement::OtherSet("AR4".into()));
        assert_eq!(found(Some("AR5"), 70.125), EquivalentAgreement::Differs);
        assert_eq!((found(None, 59.5), found(Some("TAR"), 59.5)), (EquivalentAgreement::WithoutSet, EquivalentAgreement::WithoutSet));
    }

    /// 10 kt CH4 are 280 kt under AR5 and 250 kt under AR4; half the last place of 10 is 0.5, times 28 is 14.
    #[test]
    fn zeros_before_the_point_are_no_room_for_another_set() {
        let found = |stated| agreements(&[record(Gas::Ch4, 10.0)], &[equivalent("CH4", Some("AR5"), stated)]).remove(0).1;
        assert_eq!(found(280.0), EquivalentAgreement::Agrees);
        assert_eq!(found(250.0), EquivalentAgreement::OtherSet("AR4".into()));
        let found = |stated| agreements(&[record(Gas::Ch4, 1000.0)], &[equivalent("CH4", Some("AR5"), stated)]).remove(0).1;
        assert_eq!((found(28000.0), found(20000.0)), (EquivalentAgreement::Agrees, EquivalentAgreement::Differs));
    }
}
