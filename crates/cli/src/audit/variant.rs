//! The conventions that an audit tries in the place of those of the run.

use crate::frame::OwnAreas;
use crate::plan::{Plan, PlannedProduct};
use crate::region_source::RegionSource;
use crate::run_file::{Draft, ValueChoice};
use fluxledger_core::reconcile::{ErrorCorrelation, ErrorModel, YearCorrelation};
use fluxledger_core::{CarbonToCo2, CoastPolicy, Compat, Conventions, CoverageMeasure, Earth, Gas, RegionCode, YearLength};
use fluxledger_ingest::region;
use std::collections::BTreeSet;

/// Correlations of the errors of product and inventory that are tried: none, and half.
const CORRELATIONS_OF_SIDES: [f64; 2] = [0.0, 0.5];
/// Correlations of the errors of years that are tried, on both sides alike: none, half, and nine tenths. At one there is no line, since the covariance of the years has no inverse.
const CORRELATIONS_OF_YEARS: [f64; 3] = [0.0, 0.5, 0.9];
/// What CDO takes the Earth for, in metres.
const ROUND_RADIUS: f64 = 6_371_000.0;

/// One convention in the place of the run's own.
pub struct Variant {
    /// What it is a convention of.
    pub assumption: &'static str,
    /// What is chosen.
    pub choice: String,
    /// What of the run changes.
    pub(super) change: Change,
}

/// What of a run changes.
pub(super) enum Change {
    /// What regions and products are read by.
    Gridded(Box<dyn Fn(&mut Draft)>),
    /// What is taken of errors.
    Errors(Box<dyn Fn(&mut ErrorModel)>),
}

/// A convention that is not varied, and why.
pub struct LeftAlone {
    /// What it is a convention of.
    pub assumption: &'static str,
    /// Why there is nothing to try.
    pub reason: &'static str,
}

/// The conventions to try for a plan: all known ones that are not its own already.
#[must_use]
pub fn variants(plan: &Plan) -> Vec<Variant> {
    let gridded = if plan.products.is_empty() { Vec::new() } else { of_products(plan).into_iter().chain(of_regions(plan)).collect() };
    gridded.into_iter().chain(of_errors(plan)).collect()
}

/// What cannot be tried.
#[must_use]
pub fn left_alone(plan: &Plan) -> Vec<LeftAlone> {
    let mut left = vec![LeftAlone {
        assumption: "warming potentials",
        reason: "masses of the gas itself are compared, and no set of potentials enters",
    }];
    if plan.products.is_empty() {
        let reason = "the products state totals of countries and have no grid";
        left.push(LeftAlone { assumption: "coasts, areas, time and boundaries", reason });
    } else if !matches!(plan.run.regions.source.value, RegionSource::Set(_)) {
        left.push(LeftAlone { assumption: "boundaries", reason: "the outlines are the user's own, and no other set of them is known" });
    }
    left
}

fn of_products(plan: &Plan) -> Vec<Variant> {
    let mut variants = Vec::new();
    let coasts = CoastPolicy::ALL.into_iter().filter(|policy| *policy != CoastPolicy::Weighted || plan.coast_weights.is_some());
    for coast in coasts.filter(|coast| !is_in_force(plan, |conventions| conventions.coast == *coast)) {
        let name = format!("coast = {}", coast.name());
        variants.push(of_conventions("coast", name, move |conventions| conventions.coast = Some(coast)));
    }
    let measures = [(CoverageMeasure::Area, "share of area"), (CoverageMeasure::Planar, "share of square degrees")];
    for (measure, name) in measures.into_iter().filter(|(measure, _)| !is_in_force(plan, |conventions| conventions.coverage == *measure)) {
        variants.push(of_conventions("share of a cell", name.to_owned(), move |conventions| conventions.coverage = Some(measure)));
    }
    for program in Compat::ALL {
        if !is_in_force(plan, |conventions| conventions.compat == Some(program)) {
            let name = format!("as {}", program.name());
            variants.push(of_conventions("share of a cell", name, move |conventions| conventions.compat = Some(program)));
        }
    }
    let earths = [Earth::Wgs84, Earth::Sphere { radius: ROUND_RADIUS }];
    for earth in earths.into_iter().filter(|earth| !plan.products.iter().all(|product| is_computed_on(product, *earth))) {
        variants.push(of_conventions("Earth", earth.to_string(), move |conventions| conventions.earth = Some(earth)));
    }
    let lengths = [YearLength::Calendar, YearLength::Days365, YearLength::Days365Quarter];
    for length in lengths.into_iter().filter(|length| !is_in_force(plan, |conventions| conventions.year_length == *length)) {
        variants.push(of_conventions("length of the year", length.name().to_owned(), move |choices| choices.year_length = Some(length)));
    }
    if plan.run.gas.value == Gas::Co2 {
        let factors =
            [(CarbonToCo2::FortyFourTwelfths, "44/12"), (CarbonToCo2::GlobalCarbonBudget, "3.664"), (CarbonToCo2::Molar, "molar")];
        for (factor, name) in
            factors.into_iter().filter(|(factor, _)| !is_in_force(plan, |conventions| conventions.carbon_to_co2 == *factor))
        {
            variants.push(of_conventions("carbon to CO2", name.to_owned(), move |choices| choices.carbon_to_co2 = Some(factor)));
        }
    }
    variants
}

fn of_conventions(assumption: &'static str, choice: String, change: impl Fn(&mut fluxledger_core::ConventionChoices) + 'static) -> Variant {
    let change = move |draft: &mut Draft| {
        draft.products.iter_mut().for_each(|product| change(&mut product.conventions));
        for line in &mut draft.ledger {
            if let ValueChoice::Product { entry, .. } = &mut line.values {
                change(&mut entry.conventions);
            }
        }
    };
    Variant { assumption, choice, change: Change::Gridded(Box::new(change)) }
}

/// Whether all files of all products are read by it already.
fn is_in_force(plan: &Plan, is_meant: impl Fn(&Conventions) -> bool) -> bool {
    plan.products.iter().flat_map(|product| &product.files).all(|file| is_meant(&file.conventions))
}

/// Whether the areas of all cells of a product are computed on an Earth already.
fn is_computed_on(product: &PlannedProduct, earth: Earth) -> bool {
    let uses_own = |file: &fluxledger_ingest::product::ProductFile| product.own_areas == OwnAreas::Used && file.has_areas();
    product.files.iter().all(|file| file.conventions.earth == earth && !uses_own(file))
}

/// Other sets with outlines of the same regions.
fn of_regions(plan: &Plan) -> Vec<Variant> {
    let RegionSource::Set(own) = &plan.run.regions.source.value else { return Vec::new() };
    let compared: BTreeSet<RegionCode> = plan.regions.codes().into_iter().collect();
    let names_the_same = |id: &&str| {
        let names = region::embedded(id).map(|set| set.names().into_iter().map(|(code, _)| code).collect::<BTreeSet<_>>());
        *id != own && names.is_some_and(|names| names.intersection(&compared).count() * 2 > compared.len())
    };
    region::EMBEDDED.into_iter().filter(names_the_same).map(of_set).collect()
}

fn of_set(id: &'static str) -> Variant {
    let change = move |draft: &mut Draft| {
        if let Some(choice) = &mut draft.regions {
            choice.source.value = RegionSource::Set(id.to_owned());
        }
    };
    Variant { assumption: "boundaries", choice: id.to_owned(), change: Change::Gridded(Box::new(change)) }
}

fn of_errors(plan: &Plan) -> Vec<Variant> {
    let errors = plan.run.errors;
    let parts = [(ErrorCorrelation::Full, "fully correlated"), (ErrorCorrelation::None, "independent")];
    let parts = parts
        .into_iter()
        .filter(|(parts, _)| *parts != errors.parts)
        .map(|(parts, name)| of_model("errors of a product's cells", name.to_owned(), move |errors| errors.parts = parts));
    let sides = CORRELATIONS_OF_SIDES
        .into_iter()
        .filter(|sides| (sides - errors.sides).abs() > f64::EPSILON)
        .map(|sides| of_model("errors of product and inventory", format!("correlation {sides}"), move |errors| errors.sides = sides));
    parts.chain(sides).chain(of_years(plan)).collect()
}

/// Correlations of the errors of years, on which trends alone hang.
fn of_years(plan: &Plan) -> Vec<Variant> {
    let own = plan.run.errors.years;
    let both = |correlation| YearCorrelation { product: correlation, inventory: correlation };
    let others = CORRELATIONS_OF_YEARS.into_iter().filter(|&correlation| both(correlation) != own && !plan.run.trends.is_empty());
    others
        .map(|correlation| {
            of_model("errors of years", format!("correlation {correlation}"), move |errors| errors.years = both(correlation))
        })
        .collect()
}

fn of_model(assumption: &'static str, choice: String, change: impl Fn(&mut ErrorModel) + 'static) -> Variant {
    Variant { assumption, choice, change: Change::Errors(Box::new(change)) }
}
