//! Weights that average over regions, in the formats of ESMF and SCRIP.
//!
//! # References
//! Earth System Modeling Framework, Reference Manual 8.6, section 12.9 "Regrid weight file format".
//! Jones, P. W. (1998): A User's Guide for SCRIP 1.4, section 2.3. Los Alamos National Laboratory.

use super::{Link, Weights};
use fluxledger_core::coverage::RegionCoverage;
use fluxledger_ingest::raster::{AttributeValue, Attributes};
use fluxledger_ingest::region::GridEdges;
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
    /// The grid has more cells than are counted.
    #[error(
        "files of ESMF and SCRIP count cells in 32 bits with a sign, and this grid has {cells}, expected fewer than 2³¹ (2 147 483 648)"
    )]
    TooManyAddresses {
        /// The number of cells.
        cells: usize,
    },
    /// The grid has more cells than are listed.
    #[error("SCRIP lists all cells of a grid, and this one has {cells}, expected at most {MOST_LISTED}")]
    TooManyCells {
        /// The number of cells.
        cells: usize,
    },
}

impl NetcdfFormat {
    /// Refuses a grid that the format cannot hold.
    ///
    /// # Errors
    /// [`WeightsError::TooManyAddresses`], [`WeightsError::TooManyCells`].
    pub fn expect_room_for(self, (rows, columns): (usize, usize)) -> Result<(), WeightsError> {
        let cells = rows.saturating_mul(columns);
        match self {
            _ if i32::try_from(cells).is_err() => Err(WeightsError::TooManyAddresses { cells }),
            Self::Scrip if cells > MOST_LISTED => Err(WeightsError::TooManyCells { cells }),
            Self::Esmf | Self::Scrip => Ok(()),
        }
    }
}

impl WeightsError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Writer(_) => None,
            Self::TooManyAddresses { .. } => Some("let the name of the output end in `.parquet`".to_owned()),
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
        format.expect_room_for(self.coverage.shape)?;
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
        let (on_grid, [sources, targets]) = (self.areas_on_grid(), self.addresses());
        for (name, text) in [("conventions", "SCRIP"), ("normalization", "fracarea"), ("source_grid", "grid"), ("dest_grid", "regions")] {
            sheet.attribute(name, text)?;
        }
        let (cells, regions) = (sheet.dimension("src_grid_size", rows * columns)?, sheet.dimension("dst_grid_size", on_grid.len())?);
        let (links, orders) = (sheet.dimension("num_links", sources.len())?, sheet.dimension("num_wgts", 1)?);
        self.put_shapes(sheet)?;
        let of_cells = |value: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (self.turned(row), column)));
            places.map(|(row, column)| value(row, column)).collect()
        };
        let (centres, steradian) = (self.centres(), self.square_metres_per_steradian());
        let areas = of_cells(&|row, column| self.areas.of(row, column) / steradian);
        let areas_of_regions: Vec<f64> = self.coverage.regions.iter().map(|region| region.area.as_m2() / steradian).collect();
        sheet.numbers("src_grid_center_lat", &[cells], "degrees", &of_cells(&|row, column| self.grid.centre(row, column)[1]))?;
        sheet.numbers("src_grid_center_lon", &[cells], "degrees", &of_cells(&|row, column| self.grid.centre(row, column)[0]))?;
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

    /// The edges of rows as they stand in files of the grid.
    fn in_order_of_file(&self, mut edges: Vec<f64>) -> Vec<f64> {
        if self.from_south {
            edges.reverse();
        }
        edges
    }

    /// What only our own files have.
    fn put_own(&self, sheet: &mut Sheet, links: DimensionId, regions: DimensionId) -> Result<(), Error> {
        sheet.numbers("share", &[links], "1", &self.links().map(|link| link.cell.share).collect::<Vec<f64>>())?;
        sheet.numbers("gridded_share", &[regions], "1", &self.gridded_shares())?;
        match GridEdges::of(self.grid) {
            GridEdges::LongitudeLatitude { latitude_edges, longitude_edges } => {
                sheet.edges("latitude", "degrees_north", &self.in_order_of_file(latitude_edges))?;
                sheet.edges("longitude", "degrees_east", &longitude_edges)?;
            }
            GridEdges::InPlane { northing_edges, easting_edges, projection } => {
                sheet.edges("northing", "m", &self.in_order_of_file(northing_edges))?;
                sheet.edges("easting", "m", &easting_edges)?;
                sheet.grid_mapping("projection", &projection)?;
            }
        }
        let texts = |text: fn(&RegionCoverage) -> &str| self.coverage.regions.iter().map(text).collect::<Vec<&str>>();
        sheet.texts("region_code", regions, "code_length", &texts(|region| region.code.as_str()))?;
        sheet.texts("region_name", regions, "name_length", &texts(|region| region.name.as_str()))
    }

    /// The centre of each region's part of the grid: longitude and latitude in degrees of the mean of its cells' centres as vectors, by area.
    fn centres(&self) -> Vec<[f64; 2]> {
        let of_region = |region: &RegionCoverage| {
            let [x, y, z] = region.cells().fold([0.0; 3], |[x, y, z], cell| {
                let [longitude, latitude] = self.centre(cell).map(f64::to_radians);
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
    i32::try_from(number).expect("a grid of more cells is refused at the beginning")
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

    /// The edges along a dimension of their own.
    fn edges(&mut self, of: &str, units: &str, edges: &[f64]) -> Result<(), Error> {
        let dimension = self.dimension(&format!("{of}_edge"), edges.len())?;
        self.numbers(&format!("{of}_edges"), &[dimension], units, edges)
    }

    fn grid_mapping(&mut self, name: &str, attributes: &Attributes) -> Result<(), Error> {
        let variable = self.0.add_variable::<i32>(name, &[])?;
        for (attribute, value) in attributes.iter() {
            let value = match value {
                AttributeValue::Text(text) => NcAttrValue::Chars(text.clone()),
                AttributeValue::Texts(texts) => NcAttrValue::Chars(texts.join(" ")),
                AttributeValue::Numbers(numbers) => NcAttrValue::Doubles(numbers.clone()),
            };
            self.0.add_variable_attribute(variable, attribute, value)?;
        }
        self.0.write_variable(variable, &[0])
    }

    fn texts(&mut self, name: &str, dimension: DimensionId, of_length: &str, texts: &[&str]) -> Result<(), Error> {
        let length = texts.iter().map(|text| text.len()).max().unwrap_or(1).max(1);
        let letters = self.dimension(of_length, length)?;
        let variable = self.0.add_char_variable(name, &[dimension, letters])?;
        self.0.write_char_variable_strings(variable, texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 32 768 × 65 536 = 2³¹; nothing is made for a cell.
    #[test]
    fn a_grid_that_a_format_cannot_hold_is_refused_with_the_way_out() {
        let refused = [(NetcdfFormat::Esmf, (32_768, 65_536)), (NetcdfFormat::Scrip, (10_001, 10_000))].map(|(format, shape)| {
            let error = format.expect_room_for(shape).unwrap_err();
            format!("{error} | {}", error.hint().unwrap())
        });
        insta::assert_snapshot!(refused.join("\n"), @"
        files of ESMF and SCRIP count cells in 32 bits with a sign, and this grid has 2147483648, expected fewer than 2³¹ (2 147 483 648) | let the name of the output end in `.parquet`
        SCRIP lists all cells of a grid, and this one has 100010000, expected at most 100000000 | choose `--format esmf`, which names only cells of regions
        ");
        assert!(
            NetcdfFormat::Esmf.expect_room_for((32_767, 65_536)).is_ok() && NetcdfFormat::Scrip.expect_room_for((10_000, 10_000)).is_ok()
        );
    }
}
