//! What ground an inventory counts.

use super::keys::GROUND;
use super::reader::{Fault, Value};
use crate::position::Located;
use fluxledger_core::RegionCode;
use toml::de::DeValue;

/// What ground an inventory counts for one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroundChoice {
    /// The region.
    pub region: Located<RegionCode>,
    /// All territories of its own that the inventory counts; none where nothing is said of them.
    pub territories: Option<Vec<Located<RegionCode>>>,
    /// The sea areas that the inventory counts; none where nothing is said of them.
    pub sea_areas: Option<Vec<Located<RegionCode>>>,
    /// Where it is stated.
    pub source: Located<String>,
}

const EXAMPLE: &str = "{ region = \"GBR\", territories = [\"IMN\"], source = \"NIR 2014, section 1.1\" }";

/// Reads the grounds of an inventory, one for each region.
pub(super) fn grounds(value: &Value<'_, '_>) -> Vec<GroundChoice> {
    let mut grounds: Vec<GroundChoice> = Vec::new();
    for element in value.list(&format!("a list such as [{EXAMPLE}]")).unwrap_or_default() {
        match ground(&element) {
            Some(ground) if grounds.iter().any(|earlier| earlier.region.value == ground.region.value) => {
                element.report(Fault::new(format!("the ground of `{}` is stated twice", ground.region.value), None));
            }
            ground => grounds.extend(ground),
        }
    }
    grounds
}

fn ground(value: &Value<'_, '_>) -> Option<GroundChoice> {
    let section = value.section("`ground`", GROUND, &[])?;
    let region = section.required("region", "region = \"GBR\"").and_then(|value| value.text());
    let source = section.required("source", "source = \"NIR 2014, section 1.1\"").and_then(|value| value.text());
    let [territories, sea_areas] = ["territories", "sea_areas"].map(|key| section.optional(key));
    if territories.is_none() && sea_areas.is_none() {
        let hint = "add `territories`, `sea_areas` or both; \"none\" says that there are none".to_owned();
        section.report(Fault::new("a `ground` that says neither which territories nor which sea areas are counted", hint));
    }
    let read = |value: Option<Value<'_, '_>>| value.as_ref().map(codes);
    Some(GroundChoice { region: region?.map(RegionCode::new), territories: read(territories), sea_areas: read(sea_areas), source: source? })
}

/// The codes of a list, or none of them by the word `none`.
fn codes(value: &Value<'_, '_>) -> Vec<Located<RegionCode>> {
    if matches!(value.raw(), DeValue::String(_)) {
        value.one_of(&[("none", ())]);
        return Vec::new();
    }
    let mut codes: Vec<Located<RegionCode>> = Vec::new();
    for element in value.list("\"none\", or a list of codes such as [\"IMN\", \"JEY\"]").unwrap_or_default() {
        match element.text().map(|code| code.map(RegionCode::new)) {
            Some(code) if codes.iter().any(|earlier| earlier.value == code.value) => {
                element.report(Fault::new(format!("`{}` is listed twice", code.value), None));
            }
            code => codes.extend(code),
        }
    }
    codes
}
