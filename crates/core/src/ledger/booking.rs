//! On what lines are booked beyond the product and the year that they name.

use super::line::{LedgerLine, LedgerValue, Treatment};
use std::collections::{BTreeMap, BTreeSet};

/// The ensembles and the fixed years of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Booking {
    /// The members of each ensemble of products, in their order.
    pub ensembles: BTreeMap<String, Vec<String>>,
    /// The years of inventories that stand beside every year of the products.
    pub fixed_years: BTreeSet<i32>,
}

/// On what a line is booked in one comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookedOn {
    /// On the product, or on every member of an ensemble.
    Whole,
    /// On one member of an ensemble, whose mean it changes by its share.
    Member {
        /// The place of the member.
        position: usize,
        /// The number of members.
        of: usize,
    },
}

impl BookedOn {
    /// On what a line is booked in the comparisons of a product with some members; none where it is booked on nothing of it.
    pub(super) fn of(line: &LedgerLine, product: &str, members: &[String]) -> Option<Self> {
        if line.is_of(product) {
            return Some(Self::Whole);
        }
        let position = members.iter().position(|member| line.is_of(member))?;
        Some(Self::Member { position, of: members.len() })
    }
}

impl Booking {
    /// Whether a line is booked on a product, by itself or within the ensemble that the line names.
    pub(super) fn reaches(&self, line: &LedgerLine, product: &str) -> bool {
        line.is_of(product) || line.product.as_ref().is_some_and(|named| self.holds(named, product))
    }

    /// Whether two lines may be booked on one product.
    pub(super) fn have_a_product_in_common(&self, one: &LedgerLine, other: &LedgerLine) -> bool {
        match (&one.product, &other.product) {
            (Some(named), Some(other)) => named == other || self.holds(named, other) || self.holds(other, named),
            _ => true,
        }
    }

    /// Whether values of two lines may be booked in one comparison: those of one year, or of the years of product and inventory.
    pub(super) fn have_a_year_in_common(
        &self,
        (one, value): (&LedgerLine, &LedgerValue),
        (other, met): (&LedgerLine, &LedgerValue),
    ) -> bool {
        let is_fixed = |line: &LedgerLine, year: i32| line.treatment == Treatment::AddedToInventory && self.fixed_years.contains(&year);
        match (value.year, met.year) {
            (Some(year), Some(_)) if one.treatment != other.treatment && is_fixed(one, year) => true,
            (Some(_), Some(year)) if one.treatment != other.treatment && is_fixed(other, year) => true,
            (Some(year), Some(other)) => year == other,
            _ => true,
        }
    }

    fn holds(&self, ensemble: &str, product: &str) -> bool {
        self.ensembles.get(ensemble).is_some_and(|members| members.iter().any(|member| member == product))
    }
}
