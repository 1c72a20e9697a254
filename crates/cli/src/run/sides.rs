//! The products as they are compared with inventories.

use super::totalled::Totalled;
use crate::declared_uncertainty::declare;
use crate::ensemble_members::side_of;
use crate::plan::{Plan, StatedProduct};
use crate::stated_totals::stated_totals;
use fluxledger_core::reconcile::{ProductSide, ProductTotal};
use fluxledger_core::{Warned, Warning};
use std::collections::BTreeSet;

/// The products as they are compared: on grids, of tables, and ensembles of them in the place of members that are not compared by themselves.
pub(super) fn product_sides<'a>(plan: &'a Plan, totalled: &[Totalled]) -> Warned<Vec<ProductSide<'a>>> {
    sides_with(plan, totalled, |totalled| totalled.totals.clone())
}

/// The same with other totals of the products on grids.
pub(super) fn sides_with<'a>(
    plan: &'a Plan,
    totalled: &[Totalled],
    totals: impl Fn(&Totalled) -> Vec<ProductTotal>,
) -> Warned<Vec<ProductSide<'a>>> {
    let mut warnings = Vec::new();
    let mut products: Vec<ProductSide<'_>> = plan
        .products
        .iter()
        .zip(totalled)
        .map(|(product, totalled)| ProductSide {
            name: product.name.clone(),
            kind: product.files[0].profile.kind,
            prior: product.prior.clone(),
            crosswalk: &product.crosswalk,
            members: Vec::new(),
            taken_off: BTreeSet::new(),
            totals: totals(totalled),
        })
        .chain(plan.stated.iter().map(|product| stated_side(plan, product, &mut warnings)))
        .collect();
    let (ensembles, left_out): (Vec<_>, Vec<_>) = plan.ensembles.iter().map(|ensemble| side_of(ensemble, &products)).unzip();
    warnings.extend(left_out.into_iter().flatten());
    products.retain(|product| !is_only_member(plan, &product.name));
    products.extend(ensembles);
    Warned::new(products, warnings)
}

/// A product that states its totals, which bear the names of the regions that are compared.
fn stated_side<'a>(plan: &Plan, product: &'a StatedProduct, warnings: &mut Vec<Warning>) -> ProductSide<'a> {
    let names = plan.regions.set.names().into_iter().collect();
    let mut totals = stated_totals(product, &names);
    warnings.extend(declare(&product.name, &mut totals, product.declared));
    ProductSide {
        name: product.name.clone(),
        kind: product.kind(),
        prior: product.prior.clone(),
        crosswalk: &product.crosswalk,
        members: Vec::new(),
        taken_off: product.quantity().taken_off.clone(),
        totals,
    }
}

/// Whether a product is a member of an ensemble and not compared by itself.
pub(super) fn is_only_member(plan: &Plan, name: &str) -> bool {
    plan.ensembles.iter().any(|ensemble| !ensemble.compares_members && ensemble.members.iter().any(|member| member == name))
}
