//! The totals of one file's layers that carry mass, under each policy of coasts that is asked for.

use crate::frame::{Frame, FrameError, FrameRequest, GridShares};
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::{CoastPolicy, Warning};
use fluxledger_ingest::product::ProductFile;
use std::sync::Arc;

/// What is said of one file.
#[derive(Clone, Debug, PartialEq)]
pub struct TotalledFile {
    /// Under each policy the totals of the layers, in their order; the policy in force comes first.
    pub by_policy: Vec<(CoastPolicy, Vec<LayerTotals>)>,
    /// Where the cell areas for fluxes came from.
    pub area_source: String,
    /// What speaks against the totals.
    pub doubts: Vec<Warning>,
}

impl TotalledFile {
    /// Reads a file and totals its layers.
    ///
    /// # Errors
    /// As of [`Frame::totals_by_coast`], and [`FrameError::Product`] if the file contradicts itself or what is known of the world.
    pub fn of(file: &ProductFile, request: FrameRequest<'_>, shares: Arc<GridShares>) -> Result<Self, FrameError> {
        let frame = Frame::new(file, request, shares)?;
        let by_policy = frame.totals_by_coast(&file.layers_with_mass())?;
        let doubts = file.doubts(by_policy.first().map_or(&[][..], |(_, layers)| layers))?;
        Ok(Self { area_source: frame.area_source(), doubts, by_policy })
    }
}
