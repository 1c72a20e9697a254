//! What a report says of its sources and of itself.

use crate::plan::{Plan, PlannedInventory, PlannedProduct};
use crate::report::{InventoryFacts, ProductFacts, Provenance, margin_in_words, words_of};
use crate::vintage::Vintage;
use fluxledger_core::reconcile::Prior;
use fluxledger_core::{ProductKind, RegionSet};
use fluxledger_ingest::inventory::known_defaults;
use std::collections::BTreeSet;

/// What must be said before everything else about a product that is no observation of the atmosphere.
pub(super) fn headline(product: &PlannedProduct) -> Option<String> {
    let profile = &product.files[0].profile;
    let name = &product.name;
    match (profile.kind, &profile.inventory_vintage) {
        (ProductKind::BottomUp, Some(vintage)) => Some(format!(
            "“{name}” is a gridded form of {vintage}: this report compares two vintages of one inventory. \
             It shows recalculation and gridding; no observation of the atmosphere is in it."
        )),
        (ProductKind::BottomUp, None) => Some(format!(
            "“{name}” is a bottom-up grid: no observation of the atmosphere is in it. \
             What differs here is method, activity data and gridding."
        )),
        (ProductKind::Inversion, _) => imposed_layers(product),
        (ProductKind::Simulated, _) => None,
    }
}

/// What is said of an inversion of which a part is no result of observations.
fn imposed_layers(product: &PlannedProduct) -> Option<String> {
    let layers = product.files.iter().flat_map(|file| &file.layers).filter(|layer| layer.kind == ProductKind::BottomUp);
    let names: BTreeSet<String> = layers.map(|layer| format!("`{}`", layer.name)).collect();
    (!names.is_empty()).then(|| {
        let (name, names) = (&product.name, names.into_iter().collect::<Vec<_>>().join(", "));
        format!(
            "In “{name}” {names} are imposed and not estimated: what differs there is bottom-up, no observation of the atmosphere is in it."
        )
    })
}

/// What the run file says of a prior.
fn stated_prior(prior: &Prior) -> Option<String> {
    match prior {
        Prior::Inventory(name) => Some(format!("descends from the inventory “{name}”, by the run file")),
        Prior::Independent => Some("descends from no inventory compared, by the run file".to_owned()),
        Prior::Submission(_) | Prior::Unstated => None,
    }
}

pub(super) fn product_facts(product: &PlannedProduct, area_source: &str, regions: &RegionSet) -> ProductFacts {
    let file = &product.files[0];
    let profile = &file.profile;
    let prior = [profile.prior.clone(), profile.inventory_vintage.clone(), stated_prior(&product.prior)];
    let prior = prior.into_iter().flatten().collect::<Vec<_>>();
    ProductFacts {
        name: product.name.clone(),
        profile: profile.id.clone(),
        title: profile.title.clone(),
        kind: profile.kind,
        scope: product.scope,
        prior: (!prior.is_empty()).then(|| prior.join("; ")),
        citation: Some(profile.citation.clone()),
        licence: Some(profile.licence.clone()),
        evidence: profile.evidence.to_string(),
        conventions: words_of(&file.conventions, area_source, Some(regions)),
    }
}

pub(super) fn inventory_facts(planned: &PlannedInventory) -> InventoryFacts {
    let inventory = &planned.inventory;
    InventoryFacts {
        name: inventory.name.clone(),
        vintage: Vintage::of(inventory),
        earlier: planned.earlier.as_ref().map(Vintage::of),
        layout: planned.layout.clone(),
        records: inventory.records.len(),
        year: planned.year,
        year_start: planned.year_start,
    }
}

pub(super) fn provenance(
    plan: &Plan,
    products: &[ProductFacts],
    of_lines: &[(String, Vec<(&'static str, String)>)],
    timestamp: &str,
) -> Provenance {
    let of_products = products.iter().map(|product| (product.name.clone(), &product.conventions));
    let of_lines = of_lines.iter().map(|(line, words)| (format!("ledger: {line}"), words));
    let conventions = of_products.chain(of_lines).map(|(subject, words)| {
        let words = words.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into()));
        (subject, words.collect::<serde_json::Map<_, _>>().into())
    });
    let thresholds = &plan.run.thresholds;
    let mut knowledge = vec![format!("boundaries: {}", plan.regions.set.source), format!("categories: {}", plan.tree.categorization)];
    knowledge.extend(plan.coast_weights.iter().map(|weights| format!("coast weights: {}", weights.describe())));
    knowledge.extend(products.iter().map(|product| format!("profile: {} ({})", product.profile, product.evidence)));
    let of_products = plan.products.iter().map(|product| &product.crosswalk).chain(plan.stated.iter().map(|product| &product.crosswalk));
    let crosswalks = of_products.chain(plan.inventories.iter().map(|planned| &planned.crosswalk));
    let chosen = plan.run.default_uncertainties.iter();
    let defaults = chosen.filter_map(|choice| known_defaults().into_iter().find(|known| known.id == choice.value));
    knowledge.extend(defaults.map(|known| format!("default uncertainties: {} ({})", known.id, known.title)));
    knowledge.extend(crosswalks.map(|crosswalk| format!("crosswalk: {} ({})", crosswalk.id, crosswalk.reference)));
    Provenance {
        program: program(),
        timestamp: timestamp.to_owned(),
        run_file: plan.text.clone(),
        inputs: Vec::new(),
        knowledge,
        conventions: conventions.collect::<serde_json::Map<_, _>>().into(),
        thresholds: serde_json::json!({
            "significance": thresholds.significance,
            "power": thresholds.power,
            "equivalence_margin": thresholds.margin.map(margin_in_words),
            "false_discovery_rate": thresholds.false_discovery,
            "sensitivity": thresholds.sensitivity,
            "coverage": thresholds.coverage.as_fraction(),
        }),
    }
}

/// The program's name and version.
#[must_use]
pub fn program() -> String {
    concat!("fluxledger ", env!("CARGO_PKG_VERSION")).to_owned()
}
