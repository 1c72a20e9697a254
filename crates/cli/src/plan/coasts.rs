//! The emissions of a finer grid that the plan has opened as weights of coastal cells.

use super::product::profile_name;
use super::{Desk, PlannedProduct};
use crate::coast_weights::{CoastWeights, CoastWeightsError, CoastWeightsRequest, check_beside_sea, check_named};
use crate::position::Position;
use crate::run_file::{CoastWeightsEntry, Draft};

/// Opens the weights, and reports products that need them where there are none.
pub(super) fn planned(desk: &mut Desk, draft: &Draft, products: &[PlannedProduct]) -> Option<CoastWeights> {
    let weights = draft.coast_weights.as_ref().and_then(|entry| opened(desk, entry));
    if draft.coast_weights.is_none() {
        for product in products {
            let entry = draft.products.iter().find(|entry| entry.name.value == product.name);
            let position = entry.map_or(Position { line: 1, column: 1 }, |entry| entry.name.position);
            desk.keep(position, check_named(product.files.iter().map(|file| &file.conventions), None), CoastWeightsError::hint);
        }
    }
    if let Some(sea) = draft.regions.as_ref().and_then(|regions| regions.sea.as_ref()) {
        let conventions = products.iter().flat_map(|product| &product.files).map(|file| &file.conventions);
        desk.keep(sea.file.position, check_beside_sea(conventions), CoastWeightsError::hint);
    }
    weights
}

fn opened(desk: &mut Desk, entry: &CoastWeightsEntry) -> Option<CoastWeights> {
    let path = desk.resolve(&entry.file.value);
    desk.inputs.push(("coast weights", path.clone()));
    let profile = entry.profile.as_ref().map(|profile| profile_name(desk, profile));
    let request = CoastWeightsRequest { path, layer: entry.layer.as_ref().map(|layer| layer.value.clone()), profile };
    let position = entry.layer.as_ref().map_or(entry.file.position, |layer| layer.position);
    let weights = desk.keep(position, CoastWeights::open(&request), CoastWeightsError::hint)?;
    Some(weights.collect_into(&mut desk.warnings))
}
