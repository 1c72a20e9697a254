//! Recalculations: what a Party's later submission says of the same figures.
//!
//! Parties recompute the whole series with each submission (decision 18/CMA.1, annex, paragraph 28; IPCC 2006, Vol. 1, Ch. 5). The change of a figure is
//! new less old, as in CRF table 8, and that in per cent of the size of the old one, so that plus is more emission or less removal.

use crate::category::Category;
use crate::gas::Gas;
use crate::inventory::{Record, Reported};
use crate::quantity::{Mass, Share};
use crate::region::RegionCode;
use std::collections::BTreeMap;

/// A figure in two submissions.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalculation {
    /// Who reported.
    pub party: RegionCode,
    /// The category, in the categorization of both.
    pub category: Category,
    /// The category's name, in the later submission where it has one.
    pub category_name: String,
    /// The gas.
    pub gas: Gas,
    /// The year of the emissions.
    pub year: i32,
    /// What the earlier submission says, if anything.
    pub old: Option<Reported>,
    /// What the later submission says, if anything.
    pub new: Option<Reported>,
}

/// What became of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The number is the same, or the keys are where there is none.
    None,
    /// The number is another.
    Recalculated,
    /// A number has taken the place of notation keys or the other way round, or the keys are others.
    KeysChanged,
    /// Only the earlier submission has the figure.
    OnlyOld,
    /// Only the later submission has it.
    OnlyNew,
}

impl Recalculation {
    /// New less old, where both are numbers.
    #[must_use]
    pub fn difference(&self) -> Option<Mass> {
        Some(self.new.as_ref()?.mass? - self.old.as_ref()?.mass?)
    }

    /// The difference as a share of the size of the old figure; none where that is zero.
    #[must_use]
    pub fn relative_difference(&self) -> Option<Share> {
        let old = self.old.as_ref()?.mass?.as_kg().abs();
        (old > 0.0).then_some(Share::new(self.difference()?.as_kg() / old))
    }

    /// What became of the figure.
    #[must_use]
    pub fn change(&self) -> Change {
        match (&self.old, &self.new) {
            (Some(_), None) => Change::OnlyOld,
            (None, _) => Change::OnlyNew,
            (Some(old), Some(new)) => match (old.mass, new.mass) {
                (Some(old), Some(new)) if old != new => Change::Recalculated,
                (Some(_), Some(_)) => Change::None,
                _ if old == new => Change::None,
                _ => Change::KeysChanged,
            },
        }
    }
}

/// Every figure of either submission, with what the other says; in the order of parties, gases, categories and years.
///
/// The same code of the same categorization is the same category; figures of different categorizations are never the same.
#[must_use]
pub fn recalculations(old: &[Record], new: &[Record]) -> Vec<Recalculation> {
    let mut both: BTreeMap<Key<'_>, Both<'_>> = BTreeMap::new();
    old.iter().for_each(|record| both.entry(key(record)).or_default().old = Some(record));
    new.iter().for_each(|record| both.entry(key(record)).or_default().new = Some(record));
    both.into_iter().map(|(key, both)| both.recalculation(key)).collect()
}

type Key<'a> = (&'a RegionCode, Gas, &'a Category, i32);

/// A figure as each submission has it.
#[derive(Default)]
struct Both<'a> {
    old: Option<&'a Record>,
    new: Option<&'a Record>,
}

impl Both<'_> {
    fn recalculation(&self, (party, gas, category, year): Key<'_>) -> Recalculation {
        let reported = |record: Option<&Record>| record.map(|record| record.reported.clone());
        Recalculation {
            party: party.clone(),
            category: category.clone(),
            category_name: self.new.or(self.old).map_or_else(String::new, |record| record.category_name.clone()),
            gas,
            year,
            old: reported(self.old),
            new: reported(self.new),
        }
    }
}

fn key(record: &Record) -> Key<'_> {
    (&record.party, record.gas, &record.category, record.year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::NotationKeys;
    use proptest::prelude::*;

    fn record(code: &str, year: i32, figure: &str) -> Record {
        let mass = figure.parse().ok().map(Mass::from_kilotonnes);
        let keys = if mass.is_some() { NotationKeys::default() } else { figure.parse().expect("keys") };
        Record {
            party: RegionCode::new("ABC"),
            category: Category::new("CRF", code),
            category_name: format!("name of {code}"),
            gas: Gas::Ch4,
            year,
            reported: Reported { mass, keys },
            uncertainty: None,
            place: String::new(),
        }
    }

    /// 10 → 12 is + 2 and + 20 %; −4 → −5 is − 1 and − 25 % of the size of the old figure; 0 → 1 has no per cent.
    #[test]
    fn a_change_is_new_less_old_in_per_cent_of_the_size_of_the_old() {
        let old = [record("1", 2000, "10"), record("4", 2000, "-4"), record("5", 2000, "0"), record("6", 2000, "7")];
        let new = [record("1", 2000, "12"), record("4", 2000, "-5"), record("5", 2000, "1"), record("6", 2000, "7")];
        let changes: Vec<_> = recalculations(&old, &new)
            .iter()
            .map(|one| {
                (one.difference().map(Mass::as_kilotonnes), one.relative_difference().map(|share| share.as_percent().round()), one.change())
            })
            .collect();
        assert_eq!(
            changes,
            [
                (Some(2.0), Some(20.0), Change::Recalculated),
                (Some(-1.0), Some(-25.0), Change::Recalculated),
                (Some(1.0), None, Change::Recalculated),
                (Some(0.0), Some(0.0), Change::None),
            ]
        );
    }

    #[test]
    fn what_only_one_submission_has_and_keys_that_become_numbers_are_told_apart() {
        let old = [record("1", 2000, "NE"), record("2", 2000, "NO"), record("3", 2000, "1"), record("5", 2000, "NO")];
        let new = [record("1", 2000, "5"), record("2", 2000, "NO,IE"), record("4", 2001, "1"), record("5", 2000, "NO")];
        let changes: Vec<_> = recalculations(&old, &new).iter().map(|one| (one.category.code.to_string(), one.change())).collect();
        let expected =
            [("1", Change::KeysChanged), ("2", Change::KeysChanged), ("3", Change::OnlyOld), ("4", Change::OnlyNew), ("5", Change::None)];
        assert_eq!(changes, expected.map(|(code, change)| (code.to_owned(), change)));
    }

    #[test]
    fn a_code_of_another_categorization_is_another_category() {
        let mut new = record("3.C", 2000, "1");
        new.category = Category::new("IPCC2006", "3.C");
        let changes: Vec<_> = recalculations(&[record("3.C", 2000, "1")], &[new]).iter().map(Recalculation::change).collect();
        assert_eq!(changes, [Change::OnlyOld, Change::OnlyNew]);
    }

    proptest! {
        #[test]
        fn the_differences_of_both_directions_cancel(values in proptest::collection::vec((0_i32..5, 1_i32..100, 1_i32..100), 1..20)) {
            let records = |pick: fn(&(i32, i32, i32)) -> i32| -> Vec<Record> {
                values.iter().enumerate().map(|(year, one)| record(&one.0.to_string(), i32::try_from(year).expect("small"), &pick(one).to_string())).collect()
            };
            let (old, new) = (records(|one| one.1), records(|one| one.2));
            let (forth, back) = (recalculations(&old, &new), recalculations(&new, &old));
            for (one, other) in forth.iter().zip(&back) {
                prop_assert_eq!(one.difference().map(|difference| -difference.as_kg()), other.difference().map(Mass::as_kg));
            }
        }
    }
}
