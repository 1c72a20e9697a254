//! Groups of regions: known ones, and the user's own.

use super::keys::{GROUP, RUN};
use super::reader::{Section, Value};
use crate::position::Located;
use crate::region_group::GroupRequest;
use fluxledger_core::RegionCode;

/// Reads the groups; a group without members is a known one.
pub(super) fn groups(root: &Section<'_, '_>) -> Vec<Located<GroupRequest>> {
    let values = root.optional("group").and_then(|value| value.repeated()).unwrap_or_default();
    values.iter().filter_map(|value| group(&value.section("[[group]]", GROUP, RUN)?)).collect()
}

fn group(section: &Section<'_, '_>) -> Option<Located<GroupRequest>> {
    let name = section.required("name", "name = \"EU27\"").and_then(|value| value.text());
    let members = section.optional("members").map(|value| members(&value));
    Some(name?.map(|name| GroupRequest { name, members }))
}

fn members(value: &Value<'_, '_>) -> Vec<RegionCode> {
    let codes = value.list("a list of codes such as [\"ESP\", \"PRT\"]").unwrap_or_default();
    codes.iter().filter_map(Value::text).map(|code| RegionCode::new(code.value)).collect()
}
