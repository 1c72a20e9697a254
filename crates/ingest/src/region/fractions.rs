//! Regions as shares of cells, such as `country_fraction` in files of the PARIS project.

use super::MaskError;
use crate::raster::coordinates::Layout;
use crate::raster::{RasterFile, Variable};
use fluxledger_core::coverage::CellShare;
use ndarray::Array2;

/// By how much a share may lie outside 0 to 1: shares are often kept in single precision.
const TOLERANCE: f64 = 1e-6;

/// The cells of each region with their shares, in rising order; `dimension` is the one along which the regions stand.
pub(super) fn shares(
    file: &dyn RasterFile,
    variable: &Variable,
    layout: &Layout,
    dimension: &str,
    labels: &[String],
) -> Result<Vec<Vec<CellShare>>, MaskError> {
    let of_region = |(region, label): (usize, &String)| {
        let at: Vec<Option<usize>> = variable.dimensions.iter().map(|own| (own.name == dimension).then_some(region)).collect();
        let shares = layout.read(file, &variable.name, &at)?;
        expect_shares(file, variable, label, &shares)?;
        let cells = (0..).zip(&shares).map(|(cell, share)| CellShare { cell, share: share.clamp(0.0, 1.0) });
        Ok(cells.filter(|cell| cell.share > 0.0).collect())
    };
    labels.iter().enumerate().map(of_region).collect()
}

fn expect_shares(file: &dyn RasterFile, variable: &Variable, label: &str, shares: &Array2<f64>) -> Result<(), MaskError> {
    let is_none = |share: f64| !share.is_nan() && !(-TOLERANCE..=1.0 + TOLERANCE).contains(&share);
    match shares.indexed_iter().find(|&(_, &share)| is_none(share)) {
        None => Ok(()),
        Some(((row, column), &found)) => Err(MaskError::BadShare {
            path: file.path().to_owned(),
            variable: variable.name.clone(),
            label: label.to_owned(),
            row,
            column,
            found,
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::raster::fixture::Fixture;
    use crate::region::{MaskError, read_mask};
    use fluxledger_core::coverage::CellShare;
    use fluxledger_core::{RegionMask, RegionSet, RegionShapes, Warned};

    /// The layout of PARIS: two countries on 2 × 4 cells, rows from the south, with fluxes beside.
    fn paris(fractions: &[f32]) -> Fixture {
        Fixture::new()
            .small_grid()
            .dimension("time", 1)
            .dimension("countrynumber", 2)
            .dimension("nchar", 3)
            .variable("flux_total_posterior", &["time", "lat", "lon"], &[0.0f32; 8], &[])
            .variable("country_fraction", &["countrynumber", "lat", "lon"], fractions, &[("units", "1")])
            .characters("country", &["countrynumber", "nchar"], &["FRA", "DEU"])
    }

    const FRACTIONS: [f32; 16] = [1.0, 0.25, 0.0, f32::NAN, 0.0, 0.5, 0.0, 0.0, 0.0, 0.75, 1.0, f32::NAN, 0.0, 0.5, 0.0, 0.125];

    fn read(fixture: &Fixture, variable: Option<&str>) -> Result<Warned<RegionSet>, MaskError> {
        let folder = tempfile::tempdir().unwrap();
        read_mask(&fixture.netcdf4(folder.path(), "fractions.nc"), variable)
    }

    fn mask(set: RegionSet) -> RegionMask {
        let RegionShapes::Mask(mask) = set.shapes else { panic!("a mask") };
        mask
    }

    #[test]
    fn fractions_are_shares_of_cells() {
        for variable in [None, Some("country_fraction")] {
            let warned = read(&paris(&FRACTIONS), variable).unwrap();
            assert!(warned.warnings.is_empty());
            let mask = mask(warned.value);
            let codes: Vec<&str> = mask.regions.iter().map(|(code, _)| code.as_str()).collect();
            assert_eq!(codes, ["FRA", "DEU"]);
            // The northern row, cells 0 to 3, comes second in the file.
            let share = |cell, share| CellShare { cell, share };
            assert_eq!(mask.cells[0], [share(1, 0.5), share(4, 1.0), share(5, 0.25)]);
            assert_eq!(mask.cells[1], [share(1, 0.5), share(3, 0.125), share(5, 0.75), share(6, 1.0)]);
        }
    }

    #[test]
    fn a_number_that_is_no_share_is_named_with_cell_and_region() {
        let mut fractions = FRACTIONS;
        fractions[10] = 1.5;
        let error = read(&paris(&fractions), None).unwrap_err().to_string();
        let text = error.split_once("fractions.nc`").unwrap().1;
        insta::assert_snapshot!(text, @", variable `country_fraction`: expected shares from 0 to 1, found 1.5 for `DEU` at row 1, column 2");
    }

    #[test]
    fn a_variable_with_other_dimensions_is_no_mask() {
        let error = read(&paris(&FRACTIONS), Some("flux_total_posterior")).unwrap_err().to_string();
        let text = error.split_once("fractions.nc`").unwrap().1;
        insta::assert_snapshot!(text, @", variable `flux_total_posterior`: expected latitude, longitude and perhaps a dimension of labels, found dimensions `time`, `lat`, `lon`");
    }
}
