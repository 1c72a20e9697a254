//! The totals of a product were its cells whole in the region in which their centre lies, as many published totals are made.

use crate::deviation_gaps::DeviationGaps;
use crate::frame::{Frame, FrameError, FrameRequest, GridShares};
use crate::plan::{Plan, PlannedProduct};
use crate::product_totals::{FileTotals, product_totals};
use fluxledger_core::Warning;
use fluxledger_core::reconcile::ProductTotal;
use fluxledger_ingest::product::ProductFile;
use std::sync::Arc;

/// What the bridge of a run begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BridgeStart {
    /// Totals of cells that are shared out exactly.
    #[default]
    Shares,
    /// Totals of whole cells by their centres, so that the bridge says what exact shares change.
    WholeCells,
}

impl BridgeStart {
    /// The words of the run file.
    pub const WORDS: [(&'static str, Self); 2] = [("shares", Self::Shares), ("whole-cells", Self::WholeCells)];
}

/// The totals of whole cells, where the run asks for them; none with a warning where another program's shares are in force.
///
/// # Errors
/// If values cannot be read, or a total does not close.
pub fn by_centre(
    plan: &Plan,
    product: &PlannedProduct,
    request: FrameRequest<'_>,
) -> Result<(Option<Vec<ProductTotal>>, Option<Warning>), FrameError> {
    if plan.run.bridge_start == BridgeStart::Shares {
        return Ok((None, None));
    }
    let has_none = |file: &ProductFile| file.conventions.compat.is_some();
    if product.files.iter().any(has_none) {
        let message = "the bridge does not begin with whole cells: another program's shares are in force";
        return Ok((None, Some(Warning::new(&product.name, message))));
    }
    let totals = product.files.iter().map(|file| of_file(plan, file, request)).collect::<Result<Vec<_>, _>>()?;
    let spread = product.files[0].conventions.spread;
    Ok((Some(product_totals(&product.name, &totals, &DeviationGaps::default(), &plan.run.reporting_years(), spread, product.rule).0), None))
}

fn of_file(plan: &Plan, file: &ProductFile, request: FrameRequest<'_>) -> Result<FileTotals, FrameError> {
    let shares = Arc::new(GridShares::by_centres(&file.grid, &file.conventions, request.regions)?);
    let frame = Frame::new(file, request, shares)?;
    FileTotals::of(file, &frame, plan.run.gas.value, None, None, &|| {})
}
