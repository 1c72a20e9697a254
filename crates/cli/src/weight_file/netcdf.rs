//! Weights that average over regions, in the formats of ESMF and SCRIP.
//!
//! # References
//! Earth System Modeling Framework, Reference Manual 8.6, section 12.9 "Regrid weight file format".
//! Jones, P. W. (1998): A User's Guide for SCRIP 1.4, section 2.3. Los Alamos National Laboratory.

use super::{Link, Weights};
use fluxledger_core::coverage::RegionCoverage;
use netcdf_writer::{DimensionId, Error, NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions};
use std::f64::consts::PI;

/// The most cells of a grid that are listed one by one, as SCRIP wants it.
const MOST_LISTED: usize = 100_000_000;

/// A format of weights in NetCDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum NetcdfFormat {
    /// That of ESMF: row, col, S
    #[default]
    Esmf,
    /// That of SCRIP, which lists every cell: src_address, dst_address, remap_matrix
    Scrip,
}

/// Weights could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// What the writer says.
    #[error(transparent)]
    Writer(#[from] Error),
    /// The grid has more cells than are listed.
    #[error("SCRIP lists all cells of a grid, and this one has {cells}, expected at most {MOST_LISTED}")]
    TooManyCells {
        /// The number of cells.
        cells: usize,
    },
}

impl WeightsError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Writer(_) => None,
            Self::TooManyCells { .. } => Some("choose `--format esmf`, which names only cells of regions".to_owned()),
        }
    }
}

impl Weights<'_> {
    /// The bytes of a NetCDF file of weights that average over regions: weight = share × area of cell / area of the region on the grid.
    ///
    /// Cells and regions are counted from 1, cells row by row as files of the grid hold them, from the north or from the south: programs that
    /// apply the weights count cells and do not look where they lie. Beside what the format asks for stand the shares themselves, the
    /// edges of the grid and the regions, from which `totals --weights` takes them without a rounding error.
    ///
    /// # Errors
    /// [`WeightsError`].
    pub fn netcdf(&self, format: NetcdfFormat) -> Result<Vec<u8>, WeightsError> {
        let mut sheet = Sheet(NcFileBuilder::new());
        sheet.attribute("title", "weights that average over regions")?;
        sheet.attribute("map_method", "Conservative remapping")?;
        sheet.attribute("source", &self.source)?;
        sheet.attribute("complete_for_land", if self.complete_for_land { "true" } else { "false" })?;
        let (links, targets) = match format {
            NetcdfFormat::Esmf => self.put_esmf(&mut sheet)?,
            NetcdfFormat::Scrip => self.put_scrip(&mut sheet)?,
        };
        self.put_own(&mut sheet, links, targets)?;
        Ok(sheet.0.to_vec(NcWriteOptions { format: NcWriteFormat::Offset64 })?.1)
    }

    /// Weight of each link.
    fn weights(&self, on_grid: &[f64]) -> Vec<f64> {
        self.links().map(|link| self.area(link.cell) / on_grid[link.number]).collect()
    }

    /// A row counted from the north as it is counted in files of the grid, and the other way round.
    const fn turned(&self, row: usize) -> usize {
        if self.from_south { self.coverage.shape.0 - 1 - row } else { row }
    }

    fn addresses(&self) -> [Vec<i32>; 2] {
        let columns = self.coverage.shape.1;
        let cell = |link: Link<'_>| number(self.turned(self.row(link.cell)) * columns + self.column(link.cell) + 1);
        [self.links().map(cell).collect(), self.links().map(|link| number(link.number + 1)).collect()]
    }

    /// Areas of regions are those on the grid, by which weights are normalized.
    fn put_esmf(&self, sheet: &mut Sheet) -> Result<(DimensionId, DimensionId), WeightsError> {
        let (rows, columns) = self.coverage.shape;
        let (on_grid, [cells, targets]) = (self.areas_on_grid(), self.addresses());
        sheet.attribute("normalization", "destarea")?;
        sheet.dimension("n_a", rows * columns)?;
        let (links, regions) = (sheet.dimension("n_s", cells.len())?, sheet.dimension("n_b", on_grid.len())?);
        self.put_shapes(sheet)?;
        sheet.whole("row", links, &targets)?;
        sheet.whole("col", links, &cells)?;
        sheet.numbers("S", &[links], "1", &self.weights(&on_grid))?;
        sheet.numbers("area_b", &[regions], "m2", &on_grid)?;
        sheet.numbers("frac_b", &[regions], "1", &self.gridded_shares())?;
        Ok((links, regions))
    }

    /// Areas of regions are those of the whole regions, and weights are normalized by them and by the share on the grid.
    fn put_scrip(&self, sheet: &mut Sheet) -> Result<(DimensionId, DimensionId), WeightsError> {
        let (rows, columns) = self.coverage.shape;
        if rows * columns > MOST_LISTED {
            return Err(WeightsError::TooManyCells { cells: rows * columns });
        }
        let (on_grid, [sources, targets]) = (self.areas_on_grid(), self.addresses());
        for (name, text) in [("conventions", "SCRIP"), ("normalization", "fracarea"), ("source_grid", "grid"), ("dest_grid", "regions")] {
            sheet.attribute(name, text)?;
        }
        let (cells, regions) = (sheet.dimension("src_grid_size", rows * columns)?, sheet.dimension("dst_grid_size", on_grid.len())?);
        let (links, orders) = (sheet.dimension("num_links", sources.len())?, sheet.dimension("num_wgts", 1)?);
        self.put_shapes(sheet)?;
        let (latitudes, longitudes) = (self.grid.latitudes(), self.grid.longitudes());
        let of_cells = |value: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (self.turned(row), column)));
            places.map(|(row, column)| value(row, column)).collect()
        };
        let (centres, steradian) = (self.centres(), self.square_metres_per_steradian());
        let areas = of_cells(&|row, column| self.areas.of(row, column) / steradian);
        let areas_of_regions: Vec<f64> = self.coverage.regions.iter().map(|region| region.area.as_m2() / steradian).collect();
        sheet.numbers("src_grid_center_lat", &[cells], "degrees", &of_cells(&|row, _| latitudes.centre(row)))?;
        sheet.numbers("src_grid_center_lon", &[cells], "degrees", &of_cells(&|_, column| longitudes.centre(column)))?;
        sheet.numbers("dst_grid_center_lat", &[regions], "degrees", &centres.iter().map(|centre| centre[1]).collect::<Vec<_>>())?;
        sheet.numbers("dst_grid_center_lon", &[regions], "degrees", &centres.iter().map(|centre| centre[0]).collect::<Vec<_>>())?;
        sheet.whole("src_grid_imask", cells, &vec![1; rows * columns])?;
        sheet.whole("dst_grid_imask", regions, &vec![1; on_grid.len()])?;
        sheet.numbers("src_grid_area", &[cells], "square radians", &areas)?;
        sheet.numbers("dst_grid_area", &[regions], "square radians", &areas_of_regions)?;
        let shares = self.coverage.total_shares();
        sheet.numbers("src_grid_frac", &[cells], "unitless", &of_cells(&|row, column| shares[[row, column]]))?;
        sheet.numbers("dst_grid_frac", &[regions], "unitless", &self.gridded_shares())?;
        sheet.whole("src_address", links, &sources)?;
        sheet.whole("dst_address", links, &targets)?;
        sheet.numbers("remap_matrix", &[links, orders], "1", &self.weights(&on_grid))?;
        Ok((links, regions))
    }

    /// Columns and rows of the grid, and the number of regions.
    fn put_shapes(&self, sheet: &mut Sheet) -> Result<(), Error> {
        let (rows, columns) = self.coverage.shape;
        let (source, target) = (sheet.dimension("src_grid_rank", 2)?, sheet.dimension("dst_grid_rank", 1)?);
        sheet.whole("src_grid_dims", source, &[number(columns), number(rows)])?;
        sheet.whole("dst_grid_dims", target, &[number(self.coverage.regions.len())])
    }

    /// What only our own files have.
    fn put_own(&self, sheet: &mut Sheet, links: DimensionId, regions: DimensionId) -> Result<(), Error> {
        let (rows, columns) = self.coverage.shape;
        let (latitudes, longitudes) = (sheet.dimension("latitude_edge", rows + 1)?, sheet.dimension("longitude_edge", columns + 1)?);
        sheet.numbers("share", &[links], "1", &self.links().map(|link| link.cell.share).collect::<Vec<f64>>())?;
        sheet.numbers("gridded_share", &[regions], "1", &self.gridded_shares())?;
        let mut edges = self.grid.latitudes().edges().to_vec();
        if self.from_south {
            edges.reverse();
        }
        sheet.numbers("latitude_edges", &[latitudes], "degrees_north", &edges)?;
        sheet.numbers("longitude_edges", &[longitudes], "degrees_east", self.grid.longitudes().edges())?;
        let texts = |text: fn(&RegionCoverage) -> &str| self.coverage.regions.iter().map(text).collect::<Vec<&str>>();
        sheet.texts("region_code", regions, "code_length", &texts(|region| region.code.as_str()))?;
        sheet.texts("region_name", regions, "name_length", &texts(|region| region.name.as_str()))
    }

    /// The centre of each region's part of the grid: longitude and latitude in degrees of the mean of its cells' centres as vectors, by area.
    fn centres(&self) -> Vec<[f64; 2]> {
        let of_region = |region: &RegionCoverage| {
            let [x, y, z] = region.cells().fold([0.0; 3], |[x, y, z], cell| {
                let latitude = self.grid.latitudes().centre(self.row(cell)).to_radians();
                let longitude = self.grid.longitudes().centre(self.column(cell)).to_radians();
                let ((sin, cos), area) = (latitude.sin_cos(), self.area(cell));
                [x + area * cos * longitude.cos(), y + area * cos * longitude.sin(), z + area * sin]
            });
            [y.atan2(x).to_degrees(), z.atan2(x.hypot(y)).to_degrees()]
        };
        self.coverage.regions.iter().map(of_region).collect()
    }

    /// The Earth's area divided by 4π.
    fn square_metres_per_steradian(&self) -> f64 {
        self.earth.total_area().as_m2() / (4.0 * PI)
    }
}

fn number(number: usize) -> i32 {
    i32::try_from(number).expect("a grid of the format has fewer than 2³¹ cells")
}

/// A file in the making.
struct Sheet(NcFileBuilder);

impl Sheet {
    fn attribute(&mut self, name: &str, text: &str) -> Result<(), Error> {
        self.0.add_attribute(name, NcAttrValue::Chars(text.to_owned()))
    }

    fn dimension(&mut self, name: &str, length: usize) -> Result<DimensionId, Error> {
        self.0.add_dimension(name, length as u64)
    }

    fn whole(&mut self, name: &str, dimension: DimensionId, numbers: &[i32]) -> Result<(), Error> {
        let variable = self.0.add_variable::<i32>(name, &[dimension])?;
        self.0.write_variable(variable, numbers)
    }

    fn numbers(&mut self, name: &str, dimensions: &[DimensionId], units: &str, numbers: &[f64]) -> Result<(), Error> {
        let variable = self.0.add_variable::<f64>(name, dimensions)?;
        self.0.add_variable_attribute(variable, "units", NcAttrValue::Chars(units.to_owned()))?;
        self.0.write_variable(variable, numbers)
    }

    fn texts(&mut self, name: &str, dimension: DimensionId, of_length: &str, texts: &[&str]) -> Result<(), Error> {
        let length = texts.iter().map(|text| text.len()).max().unwrap_or(1).max(1);
        let letters = self.dimension(of_length, length)?;
        let variable = self.0.add_char_variable(name, &[dimension, letters])?;
        self.0.write_char_variable_strings(variable, texts)
    }
}
