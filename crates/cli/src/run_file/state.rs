//! The state of an inversion, whose errors are those of its totals.

use super::keys::{SCALES, STATE};
use super::reader::{Fault, Section, Value};
use crate::position::Located;
use fluxledger_ingest::state::StateForm;

/// Where a state is to be found, as the user wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct StateEntry {
    /// The map of elements: a file and its variable.
    pub map: Located<String>,
    /// The number in the map of the first element.
    pub first_label: i64,
    /// The errors: a file and its variable.
    pub errors: Located<String>,
    /// What the variable holds.
    pub form: StateForm,
    /// What the elements scale.
    pub scales: Scales,
}

/// The flux that the elements of a state scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scales {
    /// The prior: the elements are factors from prior to posterior.
    #[default]
    Prior,
    /// The posterior: the errors are relative to it.
    Posterior,
}

const FORMS: [(&str, StateForm); 3] =
    [("covariance", StateForm::Covariance), ("factor", StateForm::Factor), ("samples", StateForm::Samples)];

/// Reads where a state is to be found.
pub(super) fn entry(value: &Value<'_, '_>) -> Option<StateEntry> {
    let section = value.section("`state`", STATE, &[])?;
    let map = section.required("map", "map = \"StateVector.nc:StateVector\"").and_then(|value| value.text());
    let first_label = section.optional("first_label").and_then(|value| value.integer("a whole number")).map_or(1, |label| label.value);
    let scales = [(SCALES[0], Scales::Prior), (SCALES[1], Scales::Posterior)];
    let scales = section.optional("scales").and_then(|value| value.one_of(&scales)).map(|scales| scales.value).unwrap_or_default();
    let (form, errors) = errors(value, &section)?;
    Some(StateEntry { map: map?, first_label, errors, form, scales })
}

/// The errors are given in one form; two would leave open which of them holds.
fn errors(value: &Value<'_, '_>, section: &Section<'_, '_>) -> Option<(StateForm, Located<String>)> {
    let given = FORMS.into_iter().filter_map(|(key, form)| Some((form, section.optional(key)?.text()?)));
    let given: Vec<(StateForm, Located<String>)> = given.collect();
    if let [one] = given.as_slice() {
        return Some(one.clone());
    }
    let message = format!("`state` needs exactly one of covariance, factor and samples, found {}", given.len());
    value.report(Fault::new(message, "write for example covariance = \"inversion_result.nc:S_post\"".to_owned()));
    None
}
