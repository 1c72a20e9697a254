//! Equivalents of carbon dioxide, which are formed only where the run file names their set.

use super::keys::CO2_EQUIVALENTS;
use super::reader::{Fault, Value};

/// Under which potentials equivalents are formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquivalentsChoice {
    /// The set.
    pub gwp_set: String,
    /// Whether fossil and other methane have potentials of their own.
    pub by_origin: bool,
}

const SETS: [(&str, &str); 4] = [("SAR", "SAR"), ("AR4", "AR4"), ("AR5", "AR5"), ("AR6", "AR6")];
const METHANE: [(&str, bool); 2] = [("one", false), ("by-origin", true)];

/// Reads `co2_equivalents = { gwp_set = "AR5" }`.
pub(super) fn equivalents(value: &Value<'_, '_>) -> Option<EquivalentsChoice> {
    let section = value.section("`co2_equivalents`", CO2_EQUIVALENTS, &[])?;
    let gwp_set = section.required("gwp_set", "co2_equivalents = { gwp_set = \"AR5\" }").and_then(|value| value.one_of(&SETS));
    let by_origin = section.optional("methane").and_then(|value| value.one_of(&METHANE));
    let gwp_set = gwp_set?.value;
    if let Some(by_origin) = by_origin.as_ref().filter(|by_origin| by_origin.value && !["AR5", "AR6"].contains(&gwp_set)) {
        let message = format!("{gwp_set} has no potentials of fossil and of other methane, expected AR5 or AR6");
        section.report_at(by_origin.position, Fault::new(message, "leave `methane` out, or name another set".to_owned()));
    }
    Some(EquivalentsChoice { gwp_set: gwp_set.to_owned(), by_origin: by_origin.is_some_and(|by_origin| by_origin.value) })
}
