//! The ledger of scope: what a product counts and an inventory does not, or the other way round, line by line, until both count the same.
//!
//! A discrepancy is a finding about emissions only when scope is not what it is made of. So every flux of which the two sides may differ stands here
//! as a signed line with its value, uncertainty, source and treatment; nothing is taken off that no line says.

mod account;
mod factor;
mod line;
mod term;

pub use account::{LedgerAccount, LedgerEntry};
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
    pub fn new(lines: Vec<LedgerLine>, terms: Vec<ScopeTerm>, tree: &CategoryTree) -> Result<Self, LedgerError> {
        for (position, line) in lines.iter().enumerate() {
            lines[position + 1..].iter().try_for_each(|other| expect_apart(line, other, tree))?;
        }
        Ok(Self { lines, terms })
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
        let taken = self.lines.iter().filter(|line| line.is_of(product) && line.treatment == Treatment::SubtractedFromProduct);
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

    /// The lines that are booked on a total of a product over some regions in a year, each with the leaves that the total counts there: in a region those whose
    /// category is held whole.
    #[must_use]
    pub fn entries(
        &self,
        product: &str,
        regions: &BTreeMap<RegionCode, BTreeSet<CategoryCode>>,
        year: i32,
        tree: &CategoryTree,
    ) -> Vec<LedgerEntry> {
        let entry = |line: &LedgerLine| {
            let own = tree.leaves(&line.category)?;
            let holding = regions.iter().filter(|(_, leaves)| own.is_subset(leaves));
            let values: Vec<&LedgerValue> = holding.filter_map(|(region, _)| line.value(region, year)).collect();
            LedgerEntry::of(line, &values)
        };
        self.lines.iter().filter(|line| line.is_of(product)).filter_map(entry).collect()
    }

    /// The terms about which something must be said before a total of all fluxes can stand beside an inventory, and about which neither the entries nor the
    /// product says anything; their names.
    #[must_use]
    pub fn missing(&self, gas: Gas, entries: &[LedgerEntry], taken_off: &BTreeSet<String>) -> Vec<String> {
        self.missing_terms(gas, entries, taken_off).into_iter().map(|term| term.name.clone()).collect()
    }

    /// The terms themselves, in their order.
    pub(crate) fn missing_terms(&self, gas: Gas, entries: &[LedgerEntry], taken_off: &BTreeSet<String>) -> Vec<&ScopeTerm> {
        let stated: BTreeSet<&String> = entries.iter().flat_map(|entry| &entry.term.fluxes).chain(taken_off).collect();
        let needed = self.terms.iter().filter(|term| term.needed.contains(&gas));
        needed.filter(|term| !term.fluxes.iter().all(|flux| stated.contains(flux))).collect()
    }
}

/// Refuses two lines that count one flux of one product, category, region and year.
fn expect_apart(line: &LedgerLine, other: &LedgerLine, tree: &CategoryTree) -> Result<(), LedgerError> {
    let Some(flux) = line.term.shared_with(&other.term).filter(|_| line.is_booked() && other.is_booked()) else { return Ok(()) };
    let of_one_product = line.product.is_none() || other.product.is_none() || line.product == other.product;
    let share_categories =
        tree.leaves(&line.category).zip(tree.leaves(&other.category)).is_some_and(|(one, other)| !one.is_disjoint(other));
    if !of_one_product || !share_categories {
        return Ok(());
    }
    let meet = |value: &LedgerValue, other: &LedgerValue| {
        value.region == other.region && (value.year == other.year || value.year.is_none() || other.year.is_none())
    };
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
