//! Inventories: what a country reported, key by key, with its uncertainty.

use crate::category::Category;
use crate::explanation::Explanation;
use crate::gas::Gas;
use crate::quantity::{Mass, Share};
use crate::region::RegionCode;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// A notation key of the reporting guidelines (decision 18/CMA.1, annex, paragraph 31; IPCC 2006, Vol. 1, Table 8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NotationKey {
    /// Not occurring.
    No,
    /// Not applicable.
    Na,
    /// Included elsewhere.
    Ie,
    /// Not estimated.
    Ne,
    /// Confidential.
    C,
    /// Flexibility.
    Fx,
}

impl NotationKey {
    /// The key as tables spell it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::No => "NO",
            Self::Na => "NA",
            Self::Ie => "IE",
            Self::Ne => "NE",
            Self::C => "C",
            Self::Fx => "FX",
        }
    }

    /// Whether the key says that a mass is missing from the sum rather than absent or counted in another row.
    #[must_use]
    pub const fn leaves_sum_incomplete(self) -> bool {
        matches!(self, Self::Ne | Self::C | Self::Fx)
    }
}

impl fmt::Display for NotationKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// A set of notation keys, as in `NO,IE`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NotationKeys(BTreeSet<NotationKey>);

impl NotationKeys {
    /// Whether there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a key is among them.
    #[must_use]
    pub fn contains(&self, key: NotationKey) -> bool {
        self.0.contains(&key)
    }

    /// The keys in the order of [`NotationKey`].
    pub fn iter(&self) -> impl Iterator<Item = NotationKey> {
        self.0.iter().copied()
    }

    /// Whether any key leaves a sum incomplete.
    #[must_use]
    pub fn leave_sum_incomplete(&self) -> bool {
        self.iter().any(NotationKey::leaves_sum_incomplete)
    }

    /// All keys of both sets.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).copied().collect())
    }
}

impl FromIterator<NotationKey> for NotationKeys {
    fn from_iter<I: IntoIterator<Item = NotationKey>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

impl fmt::Display for NotationKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, key) in self.iter().enumerate() {
            write!(formatter, "{}{key}", if position == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

/// The text is no notation key and no list of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no notation key, expected some of NO, NA, IE, NE, C, FX")]
pub struct UnknownNotationKey {
    /// What stood in the place of a key.
    pub found: String,
}

impl FromStr for NotationKeys {
    type Err = UnknownNotationKey;

    /// Reads keys set apart by commas, semicolons, slashes or blanks: `NO,IE`, `C, NA`, `NE/NO`.
    fn from_str(text: &str) -> Result<Self, UnknownNotationKey> {
        const KEYS: [NotationKey; 6] =
            [NotationKey::No, NotationKey::Na, NotationKey::Ie, NotationKey::Ne, NotationKey::C, NotationKey::Fx];
        let parts = text.split([',', ';', '/', ' ']).filter(|part| !part.is_empty());
        parts
            .map(|part| KEYS.into_iter().find(|key| key.code() == part).ok_or_else(|| UnknownNotationKey { found: part.to_owned() }))
            .collect()
    }
}

/// What stands in one cell of an inventory table: a mass, notation keys, or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reported {
    /// The mass of the gas in the year, positive to the atmosphere.
    pub mass: Option<Mass>,
    /// The notation keys.
    pub keys: NotationKeys,
}

impl Reported {
    /// Whether the cell adds nothing to a sum and leaves no gap in it either: the category does not occur, or is counted elsewhere.
    #[must_use]
    pub fn brings_nothing(&self) -> bool {
        self.mass.is_none() && !self.keys.leave_sum_incomplete()
    }
}

/// Uncertainty as inventories state it: half the 95 % confidence interval as a share of the estimate (IPCC 2006, Vol. 1, Ch. 3.1.3),
/// the two sides apart. Both sides are positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReportedUncertainty {
    /// Downwards.
    pub low: Share,
    /// Upwards.
    pub high: Share,
}

/// One reported figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Who reported.
    pub party: RegionCode,
    /// The category of source, in the table's own categorization.
    pub category: Category,
    /// The category's name in the table.
    pub category_name: String,
    /// The gas.
    pub gas: Gas,
    /// The year of the emissions.
    pub year: i32,
    /// The figure.
    pub reported: Reported,
    /// Its uncertainty, where one is given.
    pub uncertainty: Option<ReportedUncertainty>,
    /// Where it stands: file, and row and column or cell.
    pub place: String,
}

/// What the number of an [`OtherRecord`] counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OtherMeasure {
    /// The mass of the substance itself.
    Mass,
    /// The mass of carbon dioxide with the same warming potential over 100 years.
    Co2Equivalent {
        /// The GWP set by which the source made it, such as `AR5`; nothing where the source does not say.
        gwp_set: Option<String>,
    },
}

/// A reported figure that is no mass of one of the gases that products see: a fluorinated gas, a mix, or a sum in CO₂ equivalents.
///
/// It is kept so that totals close and nothing of a table is lost; it is never converted. Masses of a fluorinated gas become records where a product is of
/// that gas ([`Inventory::with_records_of`]).
#[derive(Clone, Debug, PartialEq)]
pub struct OtherRecord {
    /// Who reported.
    pub party: RegionCode,
    /// The category of source, in the table's own categorization.
    pub category: Category,
    /// The category's name in the table.
    pub category_name: String,
    /// The substance or sum as the source names it in plain letters: `SF6`, `HFC-134a`, `HFCs`, `GHG`.
    pub substance: String,
    /// What the number counts.
    pub measure: OtherMeasure,
    /// The year of the emissions.
    pub year: i32,
    /// The figure.
    pub reported: Reported,
    /// Where it stands: file, and row and column or cell.
    pub place: String,
}

/// An inventory: records of one or more parties with what they all share.
#[derive(Clone, Debug, PartialEq)]
pub struct Inventory {
    /// The user's name for it.
    pub name: String,
    /// Where the figures come from.
    pub source: String,
    /// The year in which they were submitted.
    pub submission_year: Option<i32>,
    /// The GWP set of figures in CO₂ equivalents, where there are any.
    pub gwp_set: Option<String>,
    /// The territory that the figures count.
    pub territory: Option<String>,
    /// The licence under which the figures may be passed on, where the source states it.
    pub licence: Option<String>,
    /// The figures.
    pub records: Vec<Record>,
    /// Fluorinated gases, mixes and sums in CO₂ equivalents.
    pub others: Vec<OtherRecord>,
    /// What the Parties say of the figures that they do not give.
    pub explanations: Vec<Explanation>,
}

impl Inventory {
    /// The same with the masses of a gas among the records, where its tables list them among other substances: fluorinated gases, of which products may be as
    /// well. No uncertainty is known of these.
    #[must_use]
    pub fn with_records_of(mut self, gas: Gas) -> Self {
        let is_of_gas = |other: &OtherRecord| other.measure == OtherMeasure::Mass && other.substance.parse() == Ok(gas);
        let (own, others): (Vec<OtherRecord>, Vec<OtherRecord>) = self.others.into_iter().partition(is_of_gas);
        let record = |OtherRecord { party, category, category_name, year, reported, place, .. }: OtherRecord| Record {
            party,
            category,
            category_name,
            gas,
            year,
            reported,
            uncertainty: None,
            place,
        };
        self.records.extend(own.into_iter().map(record));
        self.others = others;
        self
    }

    /// The figures of mixes that may hold some of a fluorinated gas, of which its own figures are then only a part.
    pub fn mixes_with(&self, gas: Gas) -> impl Iterator<Item = &OtherRecord> {
        let family = ["HFC", "PFC"].into_iter().find(|family| gas.code().starts_with(family));
        let is_mix = move |other: &&OtherRecord| {
            let substance = &other.substance;
            family.is_some_and(|family| substance.starts_with("unspecified mix") && substance.contains(family))
        };
        self.others.iter().filter(is_mix).filter(|other| other.reported.mass.is_some_and(|mass| mass.as_kg() != 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(substance: &str, measure: OtherMeasure, kt: f64) -> OtherRecord {
        OtherRecord {
            party: RegionCode::new("ABC"),
            category: Category::new("CRF", "2"),
            category_name: "Industry".into(),
            substance: substance.into(),
            measure,
            year: 2021,
            reported: Reported { mass: Some(Mass::from_kilotonnes(kt)), keys: NotationKeys::default() },
            place: "a table".into(),
        }
    }

    #[test]
    fn the_mass_of_a_fluorinated_gas_becomes_a_record_and_nothing_else_does() {
        let equivalent = || OtherMeasure::Co2Equivalent { gwp_set: Some("AR5".into()) };
        let others = vec![
            other("HFC-134a", OtherMeasure::Mass, 3.0),
            other("HFC-134a", equivalent(), 3900.0),
            other("HFC-134", OtherMeasure::Mass, 1.0),
            other("unspecified mix of HFCs", equivalent(), 5.0),
            other("unspecified mix of PFCs", equivalent(), 7.0),
        ];
        let gas: Gas = "HFC-134a".parse().unwrap();
        let inventory = Inventory {
            name: "made".into(),
            source: "made up".into(),
            submission_year: None,
            gwp_set: None,
            territory: None,
            licence: None,
            records: Vec::new(),
            others,
            explanations: Vec::new(),
        };
        let inventory = inventory.with_records_of(gas);
        let records: Vec<(Gas, Option<f64>)> =
            inventory.records.iter().map(|record| (record.gas, record.reported.mass.map(Mass::as_kilotonnes))).collect();
        assert_eq!(records, [(gas, Some(3.0))]);
        assert_eq!(inventory.others.len(), 4);
        assert_eq!(inventory.mixes_with(gas).map(|mix| mix.substance.as_str()).collect::<Vec<_>>(), ["unspecified mix of HFCs"]);
        assert_eq!(inventory.mixes_with(Gas::Ch4).count(), 0);
    }

    #[test]
    fn keys_come_in_sets() {
        let keys: NotationKeys = "C,NA,NO".parse().expect("three keys");
        assert_eq!(keys.to_string(), "NO,NA,C");
        assert!(keys.leave_sum_incomplete());
        assert!(!"NO, IE".parse::<NotationKeys>().expect("two keys").leave_sum_incomplete());
        assert_eq!(
            "NX".parse::<NotationKeys>().unwrap_err().to_string(),
            "`NX` is no notation key, expected some of NO, NA, IE, NE, C, FX"
        );
    }
}
