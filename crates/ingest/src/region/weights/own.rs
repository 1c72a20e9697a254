//! Our own NetCDF files of weights: beside what ESMF or SCRIP asks for they hold exact shares, the edges of the grid and the regions.

use super::{Links, Source, WeightFile, grid_of_edges, has, set};
use crate::raster::RasterFile;
use crate::region::MaskError;
use fluxledger_core::{RegionCode, RegionMask, RegionSet};
use std::sync::Arc;

/// What only our own files have.
const OWN: [&str; 6] = ["share", "latitude_edges", "longitude_edges", "region_code", "region_name", "gridded_share"];

pub(super) fn is_own(file: &dyn RasterFile) -> bool {
    OWN.iter().all(|name| has(file, name))
}

impl WeightFile<'_> {
    /// The regions as they were when the file was written, to the last bit of their shares.
    pub(super) fn of_own(&self) -> Result<RegionSet, MaskError> {
        let latitudes = self.numbers("latitude_edges")?;
        let from_south = latitudes.first() < latitudes.last();
        let source = Source { grid: grid_of_edges(self.path, latitudes, self.numbers("longitude_edges")?)?, from_south };
        let [cells, targets] = [self.numbers(self.format.source)?, self.numbers(self.format.target)?];
        let shares = self.numbers("share")?;
        let [codes, names] = [self.file.read_labels("region_code")?, self.file.read_labels("region_name")?];
        let gridded = self.numbers("gridded_share")?;
        if (names.len(), gridded.len()) != (codes.len(), codes.len()) {
            let found = format!("{} codes, {} names, {} shares on the grid", codes.len(), names.len(), gridded.len());
            return Err(self.bad("region_code", format!("expected one of each for each region, found {found}")));
        }
        let links = Links { path: self.path, cells: &cells, targets: &targets, shares: &shares };
        let cells = links.by_region(&source, codes.len())?;
        let mask = RegionMask {
            grid: Arc::new(source.grid),
            regions: codes.into_iter().map(RegionCode::new).zip(names).collect(),
            cells,
            gridded_shares: Some(gridded),
        };
        let attributes = self.file.attributes();
        let complete_for_land = attributes.text("complete_for_land") == Some("true");
        Ok(set(self.path, attributes.text("source").unwrap_or("weights"), complete_for_land, mask))
    }
}
