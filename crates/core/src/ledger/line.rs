//! A line of the ledger: a flux with its value, where it comes from, and what is done with it.

use super::ScopeTerm;
use crate::category::CategoryCode;
use crate::quantity::Mass;
use crate::region::RegionCode;

/// What is done with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// The product counts it and the inventory does not: it is taken off the product.
    SubtractedFromProduct,
    /// The product counts it and the inventory's scope does too, though its figure lacks it: it is added to the inventory.
    AddedToInventory,
    /// It is stated and changes nothing: it is zero, or the product does not count it.
    StatedOnly,
}

impl Treatment {
    /// The words for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SubtractedFromProduct => "subtracted from product",
            Self::AddedToInventory => "added to inventory",
            Self::StatedOnly => "stated only",
        }
    }

    /// The sign with which a value enters the side that it is booked on.
    #[must_use]
    pub const fn sign(self) -> f64 {
        match self {
            Self::SubtractedFromProduct => -1.0,
            Self::AddedToInventory => 1.0,
            Self::StatedOnly => 0.0,
        }
    }
}

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerLine {
    /// The user's name for it.
    pub name: String,
    /// What it counts.
    pub term: ScopeTerm,
    /// What is done with it.
    pub treatment: Treatment,
    /// The product in whose comparisons it is booked; those of all where none is named. In an ensemble of products that holds it the line is booked on that member.
    pub product: Option<String>,
    /// The category, in IPCC 2006, of the totals that it is booked on.
    pub category: CategoryCode,
    /// Its values, positive to the atmosphere.
    pub values: Vec<LedgerValue>,
    /// Where they come from.
    pub source: String,
}

/// The value of a line in a region.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerValue {
    /// The region.
    pub region: RegionCode,
    /// The year; every year where there is none.
    pub year: Option<i32>,
    /// The mass of the gas in a year.
    pub mass: Mass,
    /// One standard deviation, where it is known.
    pub deviation: Option<Mass>,
    /// Where the value stands, or how it was made.
    pub place: String,
}

impl LedgerLine {
    /// The value in a region and year: that of the year, else the one of every year.
    #[must_use]
    pub fn value(&self, region: &RegionCode, year: i32) -> Option<&LedgerValue> {
        let of_region = || self.values.iter().filter(|value| value.region == *region);
        of_region().find(|value| value.year == Some(year)).or_else(|| of_region().find(|value| value.year.is_none()))
    }

    /// Whether it is booked in the comparisons of a product.
    #[must_use]
    pub fn is_of(&self, product: &str) -> bool {
        self.product.as_deref().is_none_or(|named| named == product)
    }

    /// Whether it changes a number.
    #[must_use]
    pub fn is_booked(&self) -> bool {
        self.treatment != Treatment::StatedOnly
    }
}
