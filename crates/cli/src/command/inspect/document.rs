//! What `inspect` finds, as one JSON document; `docs/inspect.md` explains its keys.

use super::map::TerminalMap;
use fluxledger_core::projection::Extent;
use fluxledger_core::{Category, LayerMeaning, Warning};
use fluxledger_ingest::product::{Check, Outcome, ProductFile, YearlySum, plausible_range};
use fluxledger_ingest::raster::{RasterFile, Variable};
use serde::Serialize;
use std::collections::BTreeMap;

/// A gridded file: the product that it is read as, if it is one, and its variables.
#[derive(Debug, Serialize)]
pub(super) struct GriddedDocument {
    pub(super) kind: &'static str,
    pub(super) file: String,
    pub(super) format: String,
    #[serde(flatten)]
    pub(super) product: Option<ProductDocument>,
    /// Why it is read as no product, and the way out.
    pub(super) not_read_because: Option<String>,
    pub(super) hint: Option<String>,
    pub(super) variables: Vec<VariableDocument>,
    pub(super) warnings: Vec<String>,
}

/// A product and what it comes to.
#[derive(Debug, Serialize)]
pub(super) struct ProductDocument {
    pub(super) product: ProfileDocument,
    pub(super) grid: GridDocument,
    pub(super) layers: Vec<LayerDocument>,
    pub(super) sums: Vec<SumDocument>,
    pub(super) checks: Vec<CheckDocument>,
    pub(super) map: Option<MapDocument>,
    pub(super) conventions: BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
pub(super) struct ProfileDocument {
    profile: String,
    title: String,
    kind: &'static str,
    scope: &'static str,
    prior: Option<String>,
    inventory_vintage: Option<String>,
    licence: String,
    citation: String,
    evidence: String,
    caution: Option<String>,
}

impl ProfileDocument {
    pub(super) fn of(file: &ProductFile) -> Self {
        let profile = &file.profile;
        Self {
            profile: profile.id.clone(),
            title: profile.title.clone(),
            kind: profile.kind.name(),
            scope: profile.scope.name(),
            prior: profile.prior.clone(),
            inventory_vintage: profile.inventory_vintage.clone(),
            licence: profile.licence.clone(),
            citation: profile.citation.clone(),
            evidence: profile.evidence.to_string(),
            caution: profile.caution.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct GridDocument {
    rows: usize,
    columns: usize,
    south: f64,
    north: f64,
    west: f64,
    east: f64,
    /// In words, of a grid in a plane; the edges are then those of a box about it.
    projection: Option<String>,
    equal_cells: bool,
    global: bool,
    stored_order: String,
    areas: String,
}

impl GridDocument {
    pub(super) fn of(file: &ProductFile, area_source: String) -> Self {
        let Extent { longitudes: [west, east], latitudes: [south, north] } = file.grid.extent();
        Self {
            rows: file.grid.rows(),
            columns: file.grid.columns(),
            south,
            north,
            west,
            east,
            projection: file.grid.projection().map(ToString::to_string),
            equal_cells: file.grid.row_axis().is_uniform() && file.grid.column_axis().is_uniform(),
            global: file.is_global(),
            stored_order: file.stored_order(),
            areas: area_source,
        }
    }
}

/// A layer in all its time steps.
#[derive(Debug, Serialize)]
pub(super) struct LayerDocument {
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) gas: &'static str,
    pub(super) counts: &'static str,
    pub(super) categorization: Option<String>,
    pub(super) category: Option<String>,
    pub(super) unit_in_file: Option<String>,
    pub(super) first_day: String,
    /// The day after the last.
    pub(super) end_day: String,
    pub(super) steps: usize,
    pub(super) periods_from: String,
    pub(super) contains: Vec<String>,
    pub(super) kilotonnes_per_year: Option<f64>,
}

impl LayerDocument {
    /// The steps of one layer, of which the first has a number in the file.
    pub(super) fn of(file: &ProductFile, first: usize, steps: &[LayerMeaning], kilotonnes_per_year: Option<f64>) -> Self {
        let meaning = &steps[0];
        let category = |text: fn(&Category) -> String| meaning.category.as_ref().map(text);
        Self {
            name: meaning.name.clone(),
            role: crate::totals::role(meaning.role),
            gas: meaning.gas.code(),
            counts: file.counts(first),
            categorization: category(|category| category.categorization.to_string()),
            category: category(|category| category.code.to_string()),
            unit_in_file: file.unit_in_file(first),
            first_day: meaning.period.start.to_string(),
            end_day: steps[steps.len() - 1].period.end.to_string(),
            steps: steps.len(),
            periods_from: file.source_of_periods(first),
            contains: meaning.contains.clone(),
            kilotonnes_per_year,
        }
    }
}

/// The sum of the emission layers of a gas without double counting.
#[derive(Debug, Serialize)]
pub(super) struct SumDocument {
    gas: &'static str,
    scope: &'static str,
    net: bool,
    layers: Vec<String>,
    kilotonnes_per_year: f64,
    years: [i32; 2],
    world_plausible_kilotonnes: Option<[f64; 2]>,
    world_plausible_source: Option<String>,
}

impl SumDocument {
    pub(super) fn of(sum: &YearlySum) -> Self {
        let range = plausible_range(sum.gas, sum.scope, sum.years);
        Self {
            gas: sum.gas.code(),
            scope: sum.scope.name(),
            net: sum.is_net,
            layers: sum.layers.clone(),
            kilotonnes_per_year: sum.per_year.as_kilotonnes(),
            years: sum.years,
            world_plausible_kilotonnes: range.as_ref().map(|range| [range.low.as_kilotonnes(), range.high.as_kilotonnes()]),
            world_plausible_source: range.map(|range| range.source),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct CheckDocument {
    check: &'static str,
    outcome: &'static str,
    place: Option<String>,
    message: String,
    hint: Option<String>,
}

impl CheckDocument {
    pub(super) fn of(check: &Check) -> Self {
        let (place, message, hint) = match &check.outcome {
            Outcome::Passed(text) | Outcome::NotJudged(text) => (None, text, None),
            Outcome::Doubtful(finding) | Outcome::Wrong(finding) => {
                (Some(finding.place.clone()), &finding.message, Some(finding.hint.clone()))
            }
        };
        Self { check: check.name, outcome: word(&check.outcome), place, message: message.clone(), hint }
    }
}

/// The outcome of a check in a word.
pub(super) const fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed(_) => "passed",
        Outcome::NotJudged(_) => "not judged",
        Outcome::Doubtful(_) => "doubtful",
        Outcome::Wrong(_) => "wrong",
    }
}

#[derive(Debug, Serialize)]
pub(super) struct MapDocument {
    rows: Vec<String>,
    legend: BTreeMap<char, String>,
}

impl MapDocument {
    pub(super) fn of(map: &TerminalMap) -> Self {
        Self { rows: map.rows.clone(), legend: map.legend.iter().cloned().collect() }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct VariableDocument {
    name: String,
    dimensions: Vec<DimensionDocument>,
    unit: Option<String>,
    long_name: Option<String>,
}

#[derive(Debug, Serialize)]
struct DimensionDocument {
    name: String,
    length: usize,
}

impl VariableDocument {
    pub(super) fn all(file: &dyn RasterFile) -> Vec<Self> {
        file.variables().iter().map(Self::of).collect()
    }

    fn of(variable: &Variable) -> Self {
        let text = |name: &str| variable.attributes.text(name).map(str::to_owned);
        let dimensions = variable.dimensions.iter();
        Self {
            name: variable.name.clone(),
            dimensions: dimensions.map(|dimension| DimensionDocument { name: dimension.name.clone(), length: dimension.length }).collect(),
            unit: text("units"),
            long_name: text("long_name"),
        }
    }
}

/// Warnings as texts.
pub(super) fn texts(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}
