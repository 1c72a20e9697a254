//! Which part of each cell lies in which region, as a table and as weights in the format of ESMF.
//!
//! # References
//! Earth System Modeling Framework, Reference Manual 8.6, section 12.9 "Regrid weight file format".

use crate::table::{Column, Table};
use fluxledger_core::coverage::{CellShare, RegionCoverage};
use fluxledger_core::{CellAreas, Coverage, Grid};
use netcdf_writer::{Error, NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions};

/// A coverage on its grid.
pub struct Weights<'a> {
    /// The grid.
    pub grid: &'a Grid,
    /// Its cells' areas.
    pub areas: CellAreas,
    /// The regions on it.
    pub coverage: &'a Coverage,
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

    const fn row(&self, link: &Link<'_>) -> usize {
        link.cell.cell as usize / self.coverage.shape.1
    }

    const fn column(&self, link: &Link<'_>) -> usize {
        link.cell.cell as usize % self.coverage.shape.1
    }

    /// The area in m² of the region's part.
    fn area(&self, link: &Link<'_>) -> f64 {
        link.cell.share * self.areas.heights[self.row(link)] * self.areas.widths[self.column(link)]
    }

    /// A row for each region and cell: rows are counted from 0 in the north, columns from 0 in the west.
    #[must_use]
    pub fn table(&self) -> Table {
        let links: Vec<Link<'_>> = self.links().collect();
        let position = |place: usize| i64::try_from(place).ok();
        let columns = vec![
            Column::text("region", "Region", &links, |link| Some(link.region.code.as_str())),
            Column::text("region_name", "Name", &links, |link| Some(link.region.name.as_str())),
            Column::integer("row", "Row", &links, |link| position(self.row(link))),
            Column::integer("column", "Column", &links, |link| position(self.column(link))),
            Column::number("latitude", "Latitude of the centre", &links, |link| Some(self.grid.latitudes().centre(self.row(link)))),
            Column::number("longitude", "Longitude of the centre", &links, |link| Some(self.grid.longitudes().centre(self.column(link)))),
            Column::number("share", "Share of the cell", &links, |link| Some(link.cell.share)),
            Column::number("area_m2", "Area (m²)", &links, |link| Some(self.area(link))),
        ];
        Table { name: "weights", title: "Shares of cells by region".into(), columns }
    }

    /// The bytes of a NetCDF file of weights that average over regions: S = share × area of cell / area of the region on the grid.
    ///
    /// Cells and regions are counted from 1, cells row by row from the north. Beside what the format asks for stand the shares themselves, the
    /// edges of the grid and the codes of the regions, from which `totals --weights` takes them without a rounding error.
    ///
    /// # Errors
    /// What the writer says.
    pub fn netcdf(&self) -> Result<Vec<u8>, Error> {
        let links: Vec<Link<'_>> = self.links().collect();
        let on_grid: Vec<f64> = self.coverage.regions.iter().map(|region| self.area_on_grid(region)).collect();
        let codes: Vec<&str> = self.coverage.regions.iter().map(|region| region.code.as_str()).collect();
        let length = codes.iter().map(|code| code.len()).max().unwrap_or(1).max(1);
        let mut file = NcFileBuilder::new();
        let text = |value: &str| NcAttrValue::Chars(value.to_owned());
        file.add_attribute("title", text("weights that average over regions"))?;
        file.add_attribute("normalization", text("destarea"))?;
        file.add_attribute("map_method", text("Conservative remapping"))?;
        file.add_attribute("source", text(&self.source))?;
        let (rows, columns) = self.coverage.shape;
        let mut dimension = |name: &str, length: usize| file.add_dimension(name, length as u64);
        let (n_s, n_b) = (dimension("n_s", links.len())?, dimension("n_b", codes.len())?);
        let (source_rank, target_rank) = (dimension("src_grid_rank", 2)?, dimension("dst_grid_rank", 1)?);
        let (latitudes, longitudes) = (dimension("latitude_edge", rows + 1)?, dimension("longitude_edge", columns + 1)?);
        let letters = dimension("code_length", length)?;
        dimension("n_a", rows * columns)?;
        let number = |number: usize| i32::try_from(number).expect("a grid of the format has fewer than 2³¹ cells");
        for (name, dimension, numbers) in [
            ("src_grid_dims", source_rank, vec![number(columns), number(rows)]),
            ("dst_grid_dims", target_rank, vec![number(codes.len())]),
            ("row", n_s, links.iter().map(|link| number(link.number + 1)).collect()),
            ("col", n_s, links.iter().map(|link| number(link.cell.cell as usize + 1)).collect()),
        ] {
            let variable = file.add_variable::<i32>(name, &[dimension])?;
            file.write_variable(variable, &numbers)?;
        }
        for (name, dimension, units, numbers) in [
            ("S", n_s, "1", links.iter().map(|link| self.area(link) / on_grid[link.number]).collect::<Vec<f64>>()),
            ("share", n_s, "1", links.iter().map(|link| link.cell.share).collect()),
            ("area_b", n_b, "m2", on_grid.clone()),
            ("frac_b", n_b, "1", self.coverage.regions.iter().zip(&on_grid).map(|(region, area)| area / region.area.as_m2()).collect()),
            ("latitude_edges", latitudes, "degrees_north", self.grid.latitudes().edges().to_vec()),
            ("longitude_edges", longitudes, "degrees_east", self.grid.longitudes().edges().to_vec()),
        ] {
            let variable = file.add_variable::<f64>(name, &[dimension])?;
            file.add_variable_attribute(variable, "units", text(units))?;
            file.write_variable(variable, &numbers)?;
        }
        let variable = file.add_char_variable("region_code", &[n_b, letters])?;
        file.write_char_variable_strings(variable, &codes)?;
        Ok(file.to_vec(NcWriteOptions { format: NcWriteFormat::Offset64 })?.1)
    }

    fn area_on_grid(&self, region: &RegionCoverage) -> f64 {
        fluxledger_core::sum::compensated(region.cells().map(|cell| self.area(&Link { number: 0, region, cell })))
    }
}
