//! Regions that the plan has read.

use super::Desk;
use crate::known_words::nearest;
use crate::position::{Located, Position};
use crate::region_source::RegionSource;
use crate::run_file::RegionChoice;
use fluxledger_core::{RegionCode, RegionSet, Warned};
use fluxledger_ingest::region;
use std::collections::BTreeSet;

/// The regions of a run.
pub struct PlannedRegions {
    /// All regions of the set.
    pub set: RegionSet,
    /// Those that are compared; all if none is named.
    pub selected: Option<BTreeSet<RegionCode>>,
}

impl PlannedRegions {
    /// The regions that are compared, in the order of the set.
    #[must_use]
    pub fn codes(&self) -> Vec<RegionCode> {
        let names = self.set.names().into_iter().map(|(code, _)| code);
        names.filter(|code| self.selected.as_ref().is_none_or(|selected| selected.contains(code))).collect()
    }
}

/// A set of regions could not be had: what is wrong, and the way out.
pub struct RegionProblem {
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}

/// Reads a set of regions and checks that it holds those that are wanted.
///
/// # Errors
/// [`RegionProblem`] for each wanted region that the set lacks, or one if the set cannot be read.
pub fn plan_regions(
    source: &RegionSource,
    id_field: Option<&str>,
    wanted: &[RegionCode],
) -> Result<Warned<PlannedRegions>, Vec<RegionProblem>> {
    let set = read(source, id_field).map_err(|problem| vec![problem])?;
    let codes: BTreeSet<RegionCode> = set.value.names().into_iter().map(|(code, _)| code).collect();
    let problems: Vec<RegionProblem> =
        wanted.iter().filter(|code| !codes.contains(code)).map(|code| unknown(code, &codes, &set.value.id)).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let selected = (!wanted.is_empty()).then(|| wanted.iter().cloned().collect());
    Ok(Warned::new(PlannedRegions { set: set.value, selected }, set.warnings))
}

fn read(source: &RegionSource, id_field: Option<&str>) -> Result<Warned<RegionSet>, RegionProblem> {
    match source {
        RegionSource::Set(id) => region::embedded(id).map(Warned::clean).ok_or_else(|| RegionProblem {
            message: format!("there is no embedded set `{id}`, expected {}", region::EMBEDDED.join(" or ")),
            hint: Some("a file of outlines needs its path, such as `./regions.geojson`".to_owned()),
        }),
        RegionSource::Outlines(path) => {
            region::read_outlines(path, id_field).map_err(|error| RegionProblem { message: error.to_string(), hint: error.hint() })
        }
        RegionSource::Mask(mask) => region::mask::read_mask(&mask.path, mask.variable.as_deref())
            .map_err(|error| RegionProblem { message: error.to_string(), hint: error.hint() }),
    }
}

fn unknown(code: &RegionCode, codes: &BTreeSet<RegionCode>, set: &str) -> RegionProblem {
    let meant = region::code_for(code.as_str()).filter(|named| codes.contains(named)).map(|named| named.to_string());
    let near = meant.or_else(|| nearest(code.as_str(), codes.iter().map(RegionCode::as_str)).map(str::to_owned));
    RegionProblem { message: format!("set `{set}` has no region `{code}`"), hint: near.map(|near| format!("did you mean `{near}`?")) }
}

/// Reads the regions that the run file names.
pub(super) fn planned(desk: &mut Desk, choice: &RegionChoice) -> Option<PlannedRegions> {
    let source = located_source(desk, &choice.source);
    let wanted: Vec<RegionCode> = choice.select.iter().map(|code| code.value.clone()).collect();
    let id_field = choice.id_field.as_ref().map(|field| field.value.as_str());
    match plan_regions(&source, id_field, &wanted) {
        Ok(regions) => Some(regions.collect_into(&mut desk.warnings)),
        Err(problems) => {
            for problem in problems {
                let position = position_of(&problem, choice);
                desk.report(position, problem.message, problem.hint);
            }
            None
        }
    }
}

fn located_source(desk: &mut Desk, source: &Located<RegionSource>) -> RegionSource {
    match &source.value {
        RegionSource::Set(id) => RegionSource::Set(id.clone()),
        RegionSource::Outlines(path) => {
            let path = desk.resolve(path);
            desk.inputs.push(("regions", path.clone()));
            RegionSource::Outlines(path)
        }
        RegionSource::Mask(mask) => {
            let path = desk.resolve(&mask.path);
            desk.inputs.push(("regions", path.clone()));
            RegionSource::Mask(crate::region_source::MaskFile { path, variable: mask.variable.clone() })
        }
    }
}

/// A problem with one region stands where the region is named, any other where the set is.
fn position_of(problem: &RegionProblem, choice: &RegionChoice) -> Position {
    let named = choice.select.iter().find(|code| problem.message.ends_with(&format!("`{}`", code.value)));
    named.map_or(choice.source.position, |code| code.position)
}
