//! The regions that a command line asks for, read and checked.

use crate::args::{RegionArguments, RegionRequest};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::{PlannedRegions, RegionProblem, RegionWishes, plan_regions};
use crate::region_source::{MaskFile, RegionSource};
use fluxledger_core::{RegionCode, RegionSet, RegionShapes, Warned};
use std::path::Path;

/// Reads regions; what is wrong with them stands under the option that names them.
///
/// # Errors
/// All that is wrong with them.
pub fn read(option: &str, wishes: &RegionWishes<'_>) -> Result<Warned<PlannedRegions>, Diagnostics> {
    plan_regions(wishes).map_err(|found| {
        let mut problems = Diagnostics::default();
        for RegionProblem { message, hint, .. } in found {
            problems.push(Diagnostic::about(option, message).with_hint(hint));
        }
        problems
    })
}

/// The regions of `--regions` and the options that go with it, or those of a file of weights in their place; none for the whole grid.
///
/// # Errors
/// As of [`read`], and if groups or sea areas are asked for where there are no regions.
pub fn requested(arguments: &RegionArguments, weights: Option<&Path>) -> Result<Option<Warned<PlannedRegions>>, Diagnostics> {
    let option = if weights.is_some() { "--weights" } else { "--regions" };
    let weights = weights.map(|path| RegionSource::Mask(MaskFile { path: path.to_owned(), variable: None }));
    let sea = arguments.sea_request();
    match &weights.map_or_else(|| arguments.source.clone(), RegionRequest::From) {
        RegionRequest::WholeGrid if sea.is_some() || !arguments.group.is_empty() => {
            let problem = Diagnostic::about("--regions none", "leaves no regions for `--group` and `--sea`");
            Err(problem.with_hint("leave it out, or name a set".to_owned()).into())
        }
        RegionRequest::WholeGrid => Ok(None),
        RegionRequest::From(source) => {
            let select: Vec<RegionCode> = arguments.select.iter().map(RegionCode::new).collect();
            let id_field = arguments.region_id.as_deref();
            let (groups, faults) = (&arguments.group, arguments.outlines.faults());
            read(option, &RegionWishes { source, id_field, faults, sea: sea.as_ref(), select: &select, groups }).map(Some)
        }
    }
}

/// A set without regions: all that is left is what lies in none.
#[must_use]
pub fn no_regions() -> RegionSet {
    RegionSet {
        id: "none".to_owned(),
        source: "no regions".to_owned(),
        complete_for_land: false,
        shapes: RegionShapes::Outlines(Vec::new().into()),
    }
}
