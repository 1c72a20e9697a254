//! Uncertainties of a product by the user's word, for a product that states none.

use fluxledger_core::reconcile::{Deviation, DeviationBracket, NORMAL_QUANTILE_95, ProductTotal, TotalUncertainty};
use fluxledger_core::{Mass, Share, Warning};

/// Gives totals that have no uncertainty the one declared: σ = U |E| / 1.96, U half of the 95 % interval as a share (IPCC 2006, Vol. 1, Ch. 3.1.3).
///
/// What the product states itself goes before it, and a warning says so.
#[must_use]
pub fn declare(product: &str, totals: &mut [ProductTotal], declared: Option<Share>) -> Option<Warning> {
    let declared = declared?;
    let stated = totals.iter().filter(|total| total.uncertainty.is_some()).count();
    for total in totals.iter_mut().filter(|total| total.uncertainty.is_none()) {
        let sigma = Mass::from_kg(total.mass.abs().as_kg() * declared.as_fraction() / NORMAL_QUANTILE_95);
        total.uncertainty = Some(TotalUncertainty::Declared(DeviationBracket::known(Deviation::symmetric(sigma))));
    }
    let message = format!("the declared `uncertainty` is not used for {stated} totals, of which the product states its own");
    (stated > 0).then(|| Warning::new(product, message))
}
