//! The state of an inversion, read by the plan with its errors.

use super::Desk;
use crate::position::Located;
use crate::run_file::{Scales, StateEntry};
use fluxledger_core::{Grid, LayerMeaning, Role};
use fluxledger_ingest::product::ProductFile;
use fluxledger_ingest::state::{self, State, StateError, StateRequest};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// By how much of a cell the map of elements may lie off the grid of the product.
const TOLERANCE: f64 = 1e-3;

/// A state and the layers that its elements scale.
pub struct PlannedState {
    /// The state.
    pub state: State,
    /// The role of the layers that its elements scale.
    pub scales: Role,
}

impl PlannedState {
    /// Whether a layer of a role is scaled.
    #[must_use]
    pub fn role_scaled(&self) -> fn(Role) -> bool {
        if self.scales == Role::Prior { |role| role == Role::Prior } else { |role| role == Role::Emission }
    }
}

/// The state that an entry names, if it fits the grid and layers of its files.
pub(super) fn planned(desk: &mut Desk, entry: &StateEntry, files: &[ProductFile]) -> Option<PlannedState> {
    let (map, map_variable) = file_and_variable(desk, &entry.map)?;
    let (errors, errors_variable) = file_and_variable(desk, &entry.errors)?;
    desk.inputs.extend([("state", map.clone()), ("state", errors.clone())]);
    let request = StateRequest { map, map_variable, first_label: entry.first_label, errors, errors_variable, form: entry.form };
    let state = desk.keep(entry.errors.position, state::read(&request), StateError::hint)?.collect_into(&mut desk.warnings);
    check_grids(desk, entry, &state.grid, files)?;
    let scales = if entry.scales == Scales::Prior { Role::Prior } else { Role::Emission };
    check_layers(desk, entry, scales, files)?;
    if scales == Role::Prior {
        refuse_shared_priors(desk, entry, files)?;
    }
    Some(PlannedState { state, scales })
}

/// A path and the variable behind its last colon.
fn file_and_variable(desk: &mut Desk, named: &Located<String>) -> Option<(PathBuf, String)> {
    let parts = named.value.rsplit_once(':').filter(|(path, variable)| path.len() > 1 && !variable.is_empty());
    if parts.is_none() {
        desk.report(named.position, format!("expected FILE:VARIABLE, found `{}`", named.value), None);
    }
    let (path, variable) = parts?;
    Some((desk.resolve(path), variable.to_owned()))
}

fn check_grids(desk: &mut Desk, entry: &StateEntry, grid: &Arc<Grid>, files: &[ProductFile]) -> Option<()> {
    if files.iter().all(|file| file.grid.coincides_with(grid, TOLERANCE)) {
        return Some(());
    }
    let (rows, columns) = files[0].grid.shape();
    let message = format!(
        "the map of elements lies on another grid than the product: {:?} rows and columns beside {rows} and {columns}",
        grid.shape()
    );
    desk.report(entry.map.position, message, Some("name the map that was made for this product".to_owned()));
    None
}

/// A prior scales the one layer of its gas and category; of several nobody can say which part is whose.
fn refuse_shared_priors(desk: &mut Desk, entry: &StateEntry, files: &[ProductFile]) -> Option<()> {
    let layers = || files.iter().flat_map(|file| &file.layers);
    let names = |of: &LayerMeaning, role: Role| {
        let alike = layers().filter(|layer| layer.role == role && layer.gas == of.gas && layer.category == of.category);
        alike.map(|layer| layer.name.as_str()).collect::<BTreeSet<_>>().len()
    };
    let is_shared =
        |prior: &&LayerMeaning| prior.role == Role::Prior && (names(prior, Role::Emission) > 1 || names(prior, Role::Prior) > 1);
    let Some(prior) = layers().find(is_shared) else { return Some(()) };
    let message = format!("several layers share the category of prior `{}`, and nobody can say which part of it is whose", prior.name);
    desk.report(entry.map.position, message, Some("choose one layer with `variable`, or say scales = \"posterior\"".to_owned()));
    None
}

/// Without layers of the role the totals would go without errors unnoticed.
fn check_layers(desk: &mut Desk, entry: &StateEntry, scales: Role, files: &[ProductFile]) -> Option<()> {
    let is_scaled = |layer: &LayerMeaning| layer.role == scales;
    if files.iter().all(|file| file.layers.iter().any(is_scaled)) {
        return Some(());
    }
    let message = "the elements of the state scale the prior, and the product has no layer of a prior";
    desk.report(entry.map.position, message, Some("read the prior with a profile that names it, or say scales = \"posterior\"".to_owned()));
    None
}
