//! Which part of each cell lies in which region, as a table, and as weights in the formats of ESMF and SCRIP.

mod netcdf;

pub use netcdf::{NetcdfFormat, WeightsError};

use crate::table::{self, Column, Table, TableError};
use fluxledger_core::coverage::{CellShare, RegionCoverage};
use fluxledger_core::sum::compensated;
use fluxledger_core::{CellAreas, Coverage, Earth, Grid};
use fluxledger_ingest::region::{GridEdges, WEIGHTS_KEY, WeightTable};

/// A coverage on its grid.
pub struct Weights<'a> {
    /// The grid.
    pub grid: &'a Grid,
    /// Its cells' areas.
    pub areas: CellAreas,
    /// The figure of the Earth on which they are.
    pub earth: Earth,
    /// Whether programs that read its files find their first row in the south.
    pub from_south: bool,
    /// The regions on it.
    pub coverage: &'a Coverage,
    /// Whether what lies in no region is sea.
    pub complete_for_land: bool,
    /// Where grid and outlines come from and what a share is, in words.
    pub source: String,
}

/// One region's part of one cell.
struct Link<'a> {
    number: usize,
    region: &'a RegionCoverage,
    cell: CellShare,
}

impl Weights<'_> {
    fn links(&self) -> impl Iterator<Item = Link<'_>> {
        let regions = self.coverage.regions.iter().enumerate();
        regions.flat_map(|(number, region)| region.cells().map(move |cell| Link { number, region, cell }))
    }

    const fn row(&self, cell: CellShare) -> usize {
        cell.cell as usize / self.coverage.shape.1
    }

    const fn column(&self, cell: CellShare) -> usize {
        cell.cell as usize % self.coverage.shape.1
    }

    /// Longitude and latitude in degrees of the middle of a cell.
    fn centre(&self, cell: CellShare) -> [f64; 2] {
        self.grid.centre(self.row(cell), self.column(cell))
    }

    /// The area in m² of a region's part of a cell.
    fn area(&self, cell: CellShare) -> f64 {
        cell.share * self.areas.height(self.row(cell)) * self.areas.widths(self.row(cell))[self.column(cell)]
    }

    /// The area in m² of each region as far as it lies on the grid.
    fn areas_on_grid(&self) -> Vec<f64> {
        self.coverage.regions.iter().map(|region| compensated(region.cells().map(|cell| self.area(cell)))).collect()
    }

    /// Which share of each region's area lies on the grid; 0 for a region without area.
    fn gridded_shares(&self) -> Vec<f64> {
        let share = |(region, on_grid): (&RegionCoverage, f64)| if on_grid > 0.0 { on_grid / region.area.as_m2() } else { 0.0 };
        self.coverage.regions.iter().zip(self.areas_on_grid()).map(share).collect()
    }

    /// A row for each region and cell: rows are counted from 0 in the north, columns from 0 in the west, of the plane where the grid lies in one.
    #[must_use]
    pub fn table(&self) -> Table {
        let links: Vec<Link<'_>> = self.links().collect();
        let position = |place: usize| i64::try_from(place).ok();
        let columns = vec![
            Column::text("region", "Region", &links, |link| Some(link.region.code.as_str())),
            Column::text("region_name", "Name", &links, |link| Some(link.region.name.as_str())),
            Column::integer("row", "Row", &links, |link| position(self.row(link.cell))),
            Column::integer("column", "Column", &links, |link| position(self.column(link.cell))),
            Column::number("latitude", "Latitude of the centre", &links, |link| Some(self.centre(link.cell)[1])),
            Column::number("longitude", "Longitude of the centre", &links, |link| Some(self.centre(link.cell)[0])),
            Column::number("share", "Share of the cell", &links, |link| Some(link.cell.share)),
            Column::number("area_m2", "Area (m²)", &links, |link| Some(self.area(link.cell))),
        ];
        Table { name: "weights", title: "Shares of cells by region".into(), columns }
    }

    /// The table as Parquet; grid and regions stand in the file's metadata, so that `totals --weights` reads it.
    ///
    /// # Errors
    /// [`TableError`].
    pub fn parquet(&self) -> Result<Vec<u8>, TableError> {
        let regions = self.coverage.regions.iter().zip(self.gridded_shares());
        let metadata = WeightTable {
            source: self.source.clone(),
            complete_for_land: self.complete_for_land,
            edges: GridEdges::of(self.grid),
            regions: regions.map(|(region, share)| (region.code.to_string(), region.name.clone(), share)).collect(),
        };
        table::parquet_with(&self.table(), vec![(WEIGHTS_KEY.to_owned(), serde_json::to_string(&metadata)?)])
    }
}
