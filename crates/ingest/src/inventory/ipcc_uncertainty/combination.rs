//! From the uncertainties of rows and of their parts to one for each category and gas.

use super::super::error::CellProblem;
use super::super::uncertainty::UncertaintyRow;
use fluxledger_core::{CategoryCode, Gas, ReportedUncertainty, Share, Warning};

/// By how much the combined uncertainty may be off what its two parts give, as a share of it: the rounding of two digits.
const ROUNDED: f64 = 0.02;

/// A row of the table, read.
pub(super) struct Entry {
    pub(super) emissions: Option<f64>,
    pub(super) uncertainty: ReportedUncertainty,
    pub(super) place: String,
}

/// The uncertainty of a product of two uncorrelated quantities: √(U₁² + U₂²), each side by itself (IPCC 2006, Vol. 1, Ch. 3, Eq. 3.1).
pub(super) fn product_rule(one: Option<ReportedUncertainty>, other: Option<ReportedUncertainty>) -> ReportedUncertainty {
    let side = |of: fn(&ReportedUncertainty) -> Share| {
        let [one, other] = [one, other].map(|uncertainty| uncertainty.as_ref().map_or(0.0, |uncertainty| of(uncertainty).as_fraction()));
        Share::new(one.hypot(other))
    };
    ReportedUncertainty { low: side(|uncertainty| uncertainty.low), high: side(|uncertainty| uncertainty.high) }
}

/// A warning where the combined uncertainty is not what the two columns before it give.
pub(super) fn contradiction(place: &str, stated: ReportedUncertainty, product: ReportedUncertainty) -> Option<Warning> {
    let off = |stated: Share, product: Share| {
        (stated.as_fraction() - product.as_fraction()).abs() > ROUNDED * product.as_fraction().max(stated.as_fraction())
    };
    (off(stated.low, product.low) || off(stated.high, product.high)).then(|| {
        let percent = |share: Share| format!("{:.1}", share.as_percent());
        let message = format!(
            "the combined uncertainty −{}/+{} % is not what activity data and emission factor give (−{}/+{} %); the combined one is taken",
            percent(stated.low),
            percent(stated.high),
            percent(product.low),
            percent(product.high)
        );
        Warning::new(place, message)
    })
}

/// All rows of a category and gas as one: √Σ(Uᵢxᵢ)² / |Σxᵢ| (IPCC 2006, Vol. 1, Ch. 3, Eq. 3.2).
pub(super) fn combined_row(category: CategoryCode, gas: Gas, entries: &[Entry]) -> Result<UncertaintyRow, CellProblem> {
    let row = |uncertainty, place: String| UncertaintyRow {
        categorization: None,
        category: category.clone(),
        gas,
        party: None,
        uncertainty,
        reference: None,
        place,
    };
    if let [only] = entries {
        return Ok(row(only.uncertainty, only.place.clone()));
    }
    let places: Vec<&str> = entries.iter().map(|entry| entry.place.as_str()).collect();
    let emissions: Option<Vec<f64>> = entries.iter().map(|entry| entry.emissions).collect();
    let total = emissions.as_ref().map_or(0.0, |emissions| emissions.iter().sum::<f64>());
    let Some(emissions) = emissions.filter(|_| total != 0.0) else {
        return Err(CellProblem {
            place: places.join(" and "),
            column: "year t".to_owned(),
            found: String::new(),
            expected: format!("the emissions of each row of {category}, {gas}, whose sum is not zero: they weigh the rows"),
            hint: Some("give one row for the category and gas".to_owned()),
        });
    };
    let side = |of: fn(&ReportedUncertainty) -> Share| {
        let squares = entries.iter().zip(&emissions).map(|(entry, emission)| (of(&entry.uncertainty).as_fraction() * emission).powi(2));
        Share::new(squares.sum::<f64>().sqrt() / total.abs())
    };
    let uncertainty = ReportedUncertainty { low: side(|uncertainty| uncertainty.low), high: side(|uncertainty| uncertainty.high) };
    Ok(row(uncertainty, places.join(" and ")))
}
