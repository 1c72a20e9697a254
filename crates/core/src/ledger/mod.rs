//! The ledger of scope: what a product counts and an inventory does not, or the other way round, line by line, until both count the same.
//!
//! A discrepancy is a finding about emissions only when scope is not what it is made of. So every flux of which the two sides may differ stands here
//! as a signed line with its value, uncertainty, source and treatment; nothing is taken off that no line says.

mod account;
mod booking;
mod factor;
mod line;
mod term;

pub use account::{LedgerAccount, LedgerEntry};
pub use booking::{BookedOn, Booking};
pub use factor::Factor;
pub use line::{LedgerLine, LedgerValue, Treatment};
pub use term::ScopeTerm;

use crate::category::CategoryCode;
use crate::category_tree::CategoryTree;
use crate::field::Scope;
use crate::gas::Gas;
use crate::region::RegionCode;
use std::collections::{BTreeMap, BTreeSet};

/// The lines of a run, none of which counts what another one does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    lines: Vec<LedgerLine>,
    terms: Vec<ScopeTerm>,
    booking: Booking,
}

/// A ledger that would count a flux twice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Two lines count one flux.
    #[error("lines `{first}` and `{second}` both count {flux} of {region}{}, expected it once", in_year(*.year))]
    CountedTwice {
        /// The line that comes first.
        first: String,
        /// The other one.
        second: String,
        /// The flux.
        flux: String,
        /// The region.
        region: RegionCode,
        /// The year, where one is named.
        year: Option<i32>,
    },
    /// A line takes off what the product has taken off already.
    #[error("line `{line}` takes {flux} off `{product}`, from which it is taken off already")]
    TakenOffBefore {
        /// The line.
        line: String,
        /// The flux.
        flux: String,
        /// The product.
        product: String,
    },
    /// A natural flux cannot be in a total of what people emit.
    #[error("line `{line}` takes {term} off `{product}`, whose total of category {category} counts fluxes of people only")]
    NotInTotal {
        /// The line.
        line: String,
        /// What it counts.
        term: String,
        /// The product.
        product: String,
        /// The category.
        category: CategoryCode,
    },
}

fn in_year(year: Option<i32>) -> String {
    year.map_or_else(String::new, |year| format!(" in {year}"))
}

impl LedgerError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::CountedTwice { .. } => "leave one of them out, or give it the treatment `stated`, which changes no number".to_owned(),
            Self::TakenOffBefore { .. } => "leave the line out, or give it the treatment `stated`".to_owned(),
            Self::NotInTotal { .. } => {
                "leave the line out, or say with `scope = \"total\"` that the product counts natural fluxes too".to_owned()
            }
        }
    }
}

impl Ledger {
    /// A ledger of lines; the terms are all that are known, whether a line is about them or not.
    ///
    /// # Errors
    /// [`LedgerError::CountedTwice`] where two lines of one product, category, region and year count one flux and both change a number.
    pub fn new(lines: Vec<LedgerLine>, terms: Vec<ScopeTerm>, booking: Booking, tree: &CategoryTree) -> Result<Self, LedgerError> {
        for (position, line) in lines.iter().enumerate() {
            lines[position + 1..].iter().try_for_each(|other| expect_apart(line, other, &booking, tree))?;
        }
        Ok(Self { lines, terms, booking })
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[LedgerLine] {
        &self.lines
    }

    /// All terms that are known.
    pub(crate) fn terms(&self) -> &[ScopeTerm] {
        &self.terms
    }

    /// Whether it has no line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Refuses lines that take off a product what is not in it.
    ///
    /// The totals are those of the product with the leaves that each counts; what has been taken off it before is named by its fluxes.
    ///
    /// # Errors
    /// [`LedgerError::TakenOffBefore`], [`LedgerError::NotInTotal`].
    pub fn check_product(
        &self,
        product: &str,
        totals: &[(Scope, BTreeSet<CategoryCode>)],
        taken_off: &BTreeSet<String>,
        tree: &CategoryTree,
    ) -> Result<(), LedgerError> {
        let is_taken_off = |line: &&LedgerLine| line.treatment == Treatment::SubtractedFromProduct && self.booking.reaches(line, product);
        let taken = self.lines.iter().filter(is_taken_off);
        for line in taken {
            if let Some(flux) = line.term.fluxes.intersection(taken_off).next() {
                return Err(LedgerError::TakenOffBefore { line: line.name.clone(), flux: flux.clone(), product: product.to_owned() });
            }
            let leaves = tree.leaves(&line.category);
            let of_category = || totals.iter().filter(|(_, counted)| leaves.is_some_and(|leaves| !leaves.is_disjoint(counted)));
            let counts_people_only = of_category().next().is_some() && of_category().all(|(scope, _)| *scope == Scope::Anthropogenic);
            if line.term.is_natural && counts_people_only {
                let (line, product) = (line, product.to_owned());
                return Err(LedgerError::NotInTotal {
                    line: line.name.clone(),
                    term: line.term.name.clone(),
                    product,
                    category: line.category.clone(),
                });
            }
        }
        Ok(())
    }

    /// The lines that are booked on a total of a product over some regions, each with the leaves that the total counts there: in a region those whose category
    /// is held whole. What is added to the inventory is that of its year, all else that of the product's.
    ///
    /// A line of one member of an ensemble is booked on that member.
    #[must_use]
    pub fn entries(
        &self,
        (product, members): (&str, &[String]),
        regions: &BTreeMap<RegionCode, BTreeSet<CategoryCode>>,
        years: Years,
        tree: &CategoryTree,
    ) -> Vec<LedgerEntry> {
        let entry = |line: &LedgerLine| {
            let booked_on = BookedOn::of(line, product, members)?;
            let own = tree.leaves(&line.category)?;
            let holding = regions.iter().filter(|(_, leaves)| own.is_subset(leaves));
            let values: Vec<&LedgerValue> = holding.filter_map(|(region, _)| line.value(region, years.of(line.treatment))).collect();
            LedgerEntry::of(line, booked_on, &values)
        };
        self.lines.iter().filter_map(entry).collect()
    }

    /// The terms about which something must be said before a total of all fluxes can stand beside an inventory, and about which neither the entries nor the
    /// product says anything; their names.
    #[must_use]
    pub fn missing(&self, gas: Gas, entries: &[LedgerEntry], taken_off: &BTreeSet<String>) -> Vec<String> {
        self.missing_terms(gas, entries, taken_off).into_iter().map(|term| term.name.clone()).collect()
    }

    /// The terms themselves, in their order.
    pub(crate) fn missing_terms(&self, gas: Gas, entries: &[LedgerEntry], taken_off: &BTreeSet<String>) -> Vec<&ScopeTerm> {
        let needed = self.terms.iter().filter(|term| term.needed.contains(&gas));
        needed.filter(|term| !term.fluxes.iter().all(|flux| taken_off.contains(flux) || is_stated(flux, entries))).collect()
    }
}

/// The years of the two sides of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Years {
    /// That of the product.
    pub product: i32,
    /// That of the inventory, another one where the run file fixes it.
    pub inventory: i32,
}

impl Years {
    /// The year of which a line is taken.
    #[must_use]
    pub const fn of(self, treatment: Treatment) -> i32 {
        match treatment {
            Treatment::AddedToInventory => self.inventory,
            Treatment::SubtractedFromProduct | Treatment::StatedOnly => self.product,
        }
    }
}

/// Whether lines say something about a flux: of the whole product, or of each member of an ensemble.
fn is_stated(flux: &str, entries: &[LedgerEntry]) -> bool {
    let about = || entries.iter().filter(|entry| entry.term.fluxes.contains(flux)).map(|entry| entry.booked_on);
    let members: BTreeSet<usize> =
        about().filter_map(|on| if let BookedOn::Member { position, .. } = on { Some(position) } else { None }).collect();
    about().any(|on| match on {
        BookedOn::Whole => true,
        BookedOn::Member { of, .. } => members.len() == of,
    })
}

/// Refuses two lines that count one flux of one product, category, region and year.
fn expect_apart(line: &LedgerLine, other: &LedgerLine, booking: &Booking, tree: &CategoryTree) -> Result<(), LedgerError> {
    let Some(flux) = line.term.shared_with(&other.term).filter(|_| line.is_booked() && other.is_booked()) else { return Ok(()) };
    let share_categories =
        tree.leaves(&line.category).zip(tree.leaves(&other.category)).is_some_and(|(one, other)| !one.is_disjoint(other));
    if !booking.have_a_product_in_common(line, other) || !share_categories {
        return Ok(());
    }
    let meet =
        |value: &LedgerValue, met: &LedgerValue| value.region == met.region && booking.have_a_year_in_common((line, value), (other, met));
    let clash = line.values.iter().find_map(|value| Some((value, other.values.iter().find(|other| meet(value, other))?)));
    clash.map_or(Ok(()), |(value, met)| {
        Err(LedgerError::CountedTwice {
            first: line.name.clone(),
            second: other.name.clone(),
            flux: flux.to_owned(),
            region: value.region.clone(),
            year: value.year.or(met.year),
        })
    })
}

#[cfg(test)]
mod tests;
