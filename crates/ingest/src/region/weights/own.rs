//! Our own NetCDF files of weights: beside what ESMF or SCRIP asks for they hold exact shares, the edges of the grid and the regions.

use super::{GridEdges, Links, Source, WeightFile, grid_of_edges, has, set};
use crate::raster::RasterFile;
use crate::region::MaskError;
use fluxledger_core::{MaskGrid, RegionCode, RegionMask, RegionSet};
use std::sync::Arc;

/// What only our own files have.
const OWN: [&str; 4] = ["share", "region_code", "region_name", "gridded_share"];
/// The edges of a grid in longitude and latitude.
const DEGREES: [&str; 2] = ["latitude_edges", "longitude_edges"];
/// The edges of a grid in a plane, and the grid mapping that says in which.
const METRES: [&str; 3] = ["northing_edges", "easting_edges", "projection"];

pub(super) fn is_own(file: &dyn RasterFile) -> bool {
    let has_all = |names: &[&str]| names.iter().all(|name| has(file, name));
    has_all(&OWN) && (has_all(&DEGREES) || has_all(&METRES))
}

impl WeightFile<'_> {
    /// The regions as they were when the file was written, to the last bit of their shares.
    pub(super) fn of_own(&self) -> Result<RegionSet, MaskError> {
        let source = self.own_source()?;
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
            grid: source.grid,
            regions: codes.into_iter().map(RegionCode::new).zip(names).collect(),
            cells,
            gridded_shares: Some(gridded),
        };
        let attributes = self.file.attributes();
        let complete_for_land = attributes.text("complete_for_land") == Some("true");
        Ok(set(self.path, attributes.text("source").unwrap_or("weights"), complete_for_land, mask))
    }

    fn own_source(&self) -> Result<Source, MaskError> {
        let is_in_plane = has(self.file, METRES[0]);
        let [rows, columns] = if is_in_plane { [METRES[0], METRES[1]] } else { DEGREES };
        let (rows, columns) = (self.numbers(rows)?, self.numbers(columns)?);
        let from_south = rows.first() < rows.last();
        let edges = if is_in_plane {
            let projection = self.file.variable(METRES[2])?.attributes.clone();
            GridEdges::InPlane { northing_edges: rows, easting_edges: columns, projection }
        } else {
            GridEdges::LongitudeLatitude { latitude_edges: rows, longitude_edges: columns }
        };
        Ok(Source { grid: MaskGrid::Edges(Arc::new(grid_of_edges(self.path, edges)?)), from_south })
    }
}
