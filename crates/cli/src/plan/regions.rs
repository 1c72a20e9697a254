//! Regions that the plan has read.

use super::Desk;
use super::groups::planned_groups;
use super::named_regions::NamedRegions;
use crate::installed_regions;
use crate::position::{Located, Position};
use crate::region_group::GroupRequest;
use crate::region_source::RegionSource;
use crate::run_file::{RegionChoice, SeaChoice};
use fluxledger_core::{RegionCode, RegionGroup, RegionSet, Warned};
use fluxledger_ingest::region::{self, Faults, Priority};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The regions of a run.
pub struct PlannedRegions {
    /// All regions of the set.
    pub set: RegionSet,
    /// Those that are asked for; all if neither a region nor a group is selected.
    pub selected: Option<BTreeSet<RegionCode>>,
    /// Groups that are asked for.
    pub groups: Vec<RegionGroup>,
}

impl PlannedRegions {
    /// The regions that are compared, in the order of the set.
    #[must_use]
    pub fn codes(&self) -> Vec<RegionCode> {
        let names = self.set.names().into_iter().map(|(code, _)| code);
        names.filter(|code| self.selected.as_ref().is_none_or(|selected| selected.contains(code))).collect()
    }

    /// The regions that are compared and the members of groups, each once.
    #[must_use]
    pub fn codes_with_members(&self) -> Vec<RegionCode> {
        let members = self.groups.iter().flat_map(|group| group.members.clone());
        let all: BTreeSet<RegionCode> = self.codes().into_iter().chain(members).collect();
        all.into_iter().collect()
    }

    /// The regions that need a total of their own: those that are asked for, and the members of groups; all if none is selected.
    #[must_use]
    pub fn with_members(&self) -> Option<BTreeSet<RegionCode>> {
        let members = self.groups.iter().flat_map(|group| &group.members);
        self.selected.as_ref().map(|selected| selected.iter().chain(members).cloned().collect())
    }
}

/// A set of regions could not be had: what is wrong, and the way out.
pub struct RegionProblem {
    /// The code or the name of the group that is at fault; none if it is the set.
    pub subject: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}

/// A layer of sea areas that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeaRequest {
    /// The file of outlines.
    pub path: PathBuf,
    /// The field that holds the codes.
    pub id_field: Option<String>,
    /// Which layer keeps the ground that both cover.
    pub priority: Priority,
}

/// What is asked of regions.
pub struct RegionWishes<'a> {
    /// Where they come from.
    pub source: &'a RegionSource,
    /// The field that holds the codes in a file.
    pub id_field: Option<&'a str>,
    /// What becomes of outlines at fault, those of sea areas too.
    pub faults: Faults,
    /// A layer of sea areas.
    pub sea: Option<&'a SeaRequest>,
    /// Codes of regions, of countries of which the set has the provinces, or of groups; all regions if there is none.
    pub select: &'a [RegionCode],
    /// Groups.
    pub groups: &'a [GroupRequest],
}

/// Reads a set of regions and checks that it holds those that are wanted.
///
/// # Errors
/// [`RegionProblem`] for each wanted region or group that the set lacks, or one if the set cannot be read.
pub fn plan_regions(wishes: &RegionWishes<'_>) -> Result<Warned<PlannedRegions>, Vec<RegionProblem>> {
    let Warned { value: set, mut warnings } = read(wishes.source, wishes.id_field, wishes.faults).map_err(|problem| vec![problem])?;
    let set = match wishes.sea {
        Some(sea) => layered(set, sea, wishes.faults).map_err(|problem| vec![problem])?.collect_into(&mut warnings),
        None => set,
    };
    if wishes.select.is_empty() && wishes.groups.is_empty() {
        return Ok(Warned::new(PlannedRegions { set, selected: None, groups: Vec::new() }, warnings));
    }
    let named = NamedRegions::of(&set);
    let (regions, others): (Vec<&RegionCode>, Vec<&RegionCode>) = wishes.select.iter().partition(|code| !named.meant_by(code).is_empty());
    let of_select = |code: &&RegionCode| GroupRequest { name: code.to_string(), members: None };
    let is_asked_for = |code: &&RegionCode| wishes.groups.iter().any(|group| group.name == code.as_str());
    let (known, unknown): (Vec<GroupRequest>, Vec<GroupRequest>) =
        others.iter().filter(|code| !is_asked_for(code)).map(of_select).partition(|request| request.group().is_some());
    let mut problems: Vec<RegionProblem> = unknown.iter().map(|request| unknown_region(&request.name, &named)).collect();
    let requests: Vec<GroupRequest> = wishes.groups.iter().cloned().chain(known).collect();
    match planned_groups(&requests, &named) {
        Ok(groups) if problems.is_empty() => {
            let groups = groups.collect_into(&mut warnings);
            let selected = (!wishes.select.is_empty()).then(|| regions.into_iter().flat_map(|code| named.meant_by(code)).collect());
            Ok(Warned::new(PlannedRegions { set, selected, groups }, warnings))
        }
        Ok(_) => Err(problems),
        Err(others) => {
            problems.extend(others);
            Err(problems)
        }
    }
}

fn read(source: &RegionSource, id_field: Option<&str>, faults: Faults) -> Result<Warned<RegionSet>, RegionProblem> {
    let problem = |message, hint| RegionProblem { subject: None, message, hint };
    match source {
        RegionSource::Set(id) => match (region::embedded(id), installed(id)) {
            (Some(set), _) => Ok(Warned::clean(set)),
            (None, Some(path)) => region::read_outlines(&path, id_field, faults).map_err(|error| problem(error.to_string(), error.hint())),
            (None, None) => {
                let message = format!("there is no set `{id}`, expected {}", known_sets().join(" or "));
                Err(problem(message, Some("a file of outlines needs its path, such as `./regions.geojson`".to_owned())))
            }
        },
        RegionSource::Outlines(path) => {
            region::read_outlines(path, id_field, faults).map_err(|error| problem(error.to_string(), error.hint()))
        }
        RegionSource::Mask(mask) => {
            region::mask::read_mask(&mask.path, mask.variable.as_deref()).map_err(|error| problem(error.to_string(), error.hint()))
        }
    }
}

/// The set with a layer of sea areas.
fn layered(land: RegionSet, request: &SeaRequest, faults: Faults) -> Result<Warned<RegionSet>, RegionProblem> {
    let problem = |message, hint| RegionProblem { subject: Some("sea".to_owned()), message, hint };
    let read = region::read_outlines(&request.path, request.id_field.as_deref(), faults);
    let Warned { value: sea, warnings } = read.map_err(|error| problem(error.to_string(), error.hint()))?;
    let set = region::with_sea(land, &sea, request.priority).map_err(|error| problem(error.to_string(), Some(error.hint())))?;
    Ok(Warned::new(set, warnings))
}

/// The file of an installed set.
fn installed(id: &str) -> Option<PathBuf> {
    installed_regions::path_in(&installed_regions::folder()?, id)
}

fn known_sets() -> Vec<String> {
    let installed = installed_regions::folder().map(|folder| installed_regions::names_in(&folder)).unwrap_or_default();
    region::EMBEDDED.into_iter().map(str::to_owned).chain(installed).collect()
}

/// A code that is no region of the set and no group.
fn unknown_region(code: &str, regions: &NamedRegions<'_>) -> RegionProblem {
    let groups = region::groups().iter().map(|known| known.group.code.as_str());
    RegionProblem {
        subject: Some(code.to_owned()),
        message: format!("set `{}` has no region `{code}`", regions.set()),
        hint: regions.near(code, groups),
    }
}

/// Reads the regions that the run file names.
pub(super) fn planned(desk: &mut Desk, choice: &RegionChoice, groups: &[Located<GroupRequest>]) -> Option<PlannedRegions> {
    let source = located_source(desk, &choice.source);
    let select: Vec<RegionCode> = choice.select.iter().map(|code| code.value.clone()).collect();
    let requests: Vec<GroupRequest> = groups.iter().map(|group| group.value.clone()).collect();
    let id_field = choice.id_field.as_ref().map(|field| field.value.as_str());
    let sea = choice.sea.as_ref().map(|sea| located_sea(desk, sea));
    match plan_regions(&RegionWishes {
        source: &source,
        id_field,
        faults: choice.faults,
        sea: sea.as_ref(),
        select: &select,
        groups: &requests,
    }) {
        Ok(regions) => Some(regions.collect_into(&mut desk.warnings)),
        Err(problems) => {
            for problem in problems {
                let position = position_of(&problem, choice, groups);
                desk.report(position, problem.message, problem.hint);
            }
            None
        }
    }
}

fn located_source(desk: &mut Desk, source: &Located<RegionSource>) -> RegionSource {
    match &source.value {
        RegionSource::Set(id) => {
            let file = if region::EMBEDDED.contains(&id.as_str()) { None } else { installed(id) };
            desk.inputs.extend(file.map(|path| ("regions", path)));
            RegionSource::Set(id.clone())
        }
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

fn located_sea(desk: &mut Desk, sea: &SeaChoice) -> SeaRequest {
    let path = desk.resolve(&sea.file.value);
    desk.inputs.push(("sea areas", path.clone()));
    SeaRequest { path, id_field: sea.id_field.as_ref().map(|field| field.value.clone()), priority: sea.priority }
}

/// A problem with one region or group stands where that is named, any other where the set is.
fn position_of(problem: &RegionProblem, choice: &RegionChoice, groups: &[Located<GroupRequest>]) -> Position {
    let subject = problem.subject.as_deref();
    let of_group = groups.iter().find(|group| Some(group.value.name.as_str()) == subject).map(|group| group.position);
    let of_region = choice.select.iter().find(|code| Some(code.value.as_str()) == subject).map(|code| code.position);
    let of_sea = choice.sea.as_ref().filter(|_| subject == Some("sea")).map(|sea| sea.file.position);
    of_sea.or(of_group).or(of_region).unwrap_or(choice.source.position)
}
