//! The ground that inventories count, and the totals of outlines from which what they do not count is cut.

use crate::frame::{Frame, FrameError, FrameRequest, KnownGrids};
use crate::plan::{Plan, PlannedProduct};
use crate::product_totals::{FileTotals, totals_by_coast};
use crate::whole_cells::by_centre;
use fluxledger_core::reconcile::{CountedGround, GroundChange, ProductTotal};
use fluxledger_core::{CoastPolicy, RegionCode, RegionSet};
use std::collections::BTreeSet;

/// What ground an inventory counts for a region, and what must be cut for it.
pub struct PlannedGround {
    /// The ground.
    pub ground: CountedGround,
    /// The outline without what the inventory does not count, where that is a part of it.
    pub cut: Option<CutOutline>,
}

impl PlannedGround {
    /// The rows of the run's own set of which totals are needed beside those of compared regions.
    pub fn rows(&self) -> impl Iterator<Item = &RegionCode> {
        let changes = [&self.ground.territories, &self.ground.sea].into_iter().flatten();
        changes.flat_map(|change| &change.beside).map(|(code, _)| code)
    }

    /// What is counted beside the outline, what is not counted of it, and what has no outline, for a reader of the plan.
    #[must_use]
    pub fn describe(&self) -> String {
        let described = |what: &str, change: &Option<GroundChange>| {
            let Some(change) = change else { return format!("{what} not stated") };
            let without = change.rest.iter().flat_map(|rest| &rest.without).map(|name| format!("without {name}"));
            let lost = change.without_outline.iter().map(|name| format!("no total of {name}"));
            let all: Vec<String> = change.beside.iter().map(|(_, name)| format!("with {name}")).chain(without).chain(lost).collect();
            if all.is_empty() { format!("{what} as the outline") } else { format!("{what} {}", all.join(", ")) }
        };
        let CountedGround { region, territories, sea, source, .. } = &self.ground;
        format!("{region}: {}; {} ({source})", described("territories", territories), described("sea", sea))
    }
}

/// An outline without a part of it.
pub struct CutOutline {
    /// The region.
    pub region: RegionCode,
    /// The code of its totals.
    pub row: RegionCode,
    /// The run's set, in which the region is without the part.
    pub set: RegionSet,
}

/// The totals of a product in the ways in which a bridge has cells shared out.
pub struct BridgeTotals<'a> {
    /// By the policy in force.
    pub in_force: &'a mut Vec<ProductTotal>,
    /// By area, where another policy is in force.
    pub by_area: Option<&'a mut Vec<ProductTotal>>,
    /// Of whole cells by their centres, where the bridge begins with them.
    pub by_centre: Option<&'a mut Vec<ProductTotal>>,
}

/// Adds the totals of outlines from which something is cut.
///
/// # Errors
/// If values cannot be read, or a total does not close.
pub fn add_cut_outlines(
    plan: &Plan,
    product: &PlannedProduct,
    request: FrameRequest<'_>,
    mut totals: BridgeTotals<'_>,
) -> Result<(), FrameError> {
    for cut in plan.grounds.iter().filter_map(|ground| ground.cut.as_ref()) {
        let rows = BTreeSet::from([cut.region.clone()]);
        let request = FrameRequest { regions: &cut.set, selected: Some(&rows), groups: &[], ..request };
        let by_coast = by_coast(plan, product, request)?;
        let under = |is_meant: fn(usize, CoastPolicy) -> bool| {
            let found = by_coast.iter().enumerate().find(|(position, (policy, _))| is_meant(*position, *policy));
            found.map(|(_, (_, totals))| totals.as_slice()).unwrap_or_default()
        };
        add(totals.in_force, under(|position, _| position == 0), cut);
        if let Some(by_area) = &mut totals.by_area {
            add(by_area, under(|_, policy| policy == CoastPolicy::Share), cut);
        }
        if let Some(of_whole_cells) = &mut totals.by_centre {
            add(of_whole_cells, &by_centre(plan, product, request)?.0.unwrap_or_default(), cut);
        }
    }
    Ok(())
}

/// The totals under each policy of coasts, the one in force first.
fn by_coast(plan: &Plan, product: &PlannedProduct, request: FrameRequest<'_>) -> Result<Vec<(CoastPolicy, Vec<ProductTotal>)>, FrameError> {
    let mut known = KnownGrids::default();
    let mut of_file = |file| {
        let frame = Frame::new(file, request, known.shares(&file.grid, &file.conventions, request)?)?;
        FileTotals::of(file, &frame, plan.run.gas.value, None, None, &|| {})
    };
    let files = product.files.iter().map(&mut of_file).collect::<Result<Vec<_>, _>>()?;
    let conventions = &product.files[0].conventions;
    let years = plan.run.reporting_years();
    Ok(totals_by_coast(&product.name, conventions.coast, &files, &years, conventions.spread, product.rule))
}

fn add(totals: &mut Vec<ProductTotal>, of_cut: &[ProductTotal], cut: &CutOutline) {
    let own = of_cut.iter().filter(|total| total.region == cut.region);
    totals.extend(own.map(|total| ProductTotal { region: cut.row.clone(), ..total.clone() }));
}
