//! How the emissions of a finer grid lie in the cells of a coarser one, region by region.

use super::{CellShare, Coverage, CoverageError, RegionCoverage, expect_numbered_cells};
use crate::conventions::CoverageMeasure;
use crate::earth::Earth;
use crate::grid::Grid;
use crate::refinement::Refinement;
use crate::region::RegionSet;
use crate::sum::CompensatedSum;
use ndarray::Array2;
use rayon::prelude::*;
use std::sync::Arc;

/// Emissions per area on a grid finer than the product's, of any unit: only their pattern counts.
#[derive(Clone, Debug, PartialEq)]
pub struct FineEmissions {
    /// The fine grid.
    pub grid: Arc<Grid>,
    /// Emissions per area, none of them negative, NaN where there is no value. Rows × columns.
    pub density: Array2<f64>,
}

/// For each region and each of its cells, in their order in a [`Coverage`], the share of the cell's fine emissions that lies in the region.
///
/// p = Σ e A over the fine pieces in region ∩ cell / Σ e A over those in the cell; none where a cell has no fine emissions or a
/// piece of it has no value.
#[derive(Clone, Debug, PartialEq)]
pub struct FineShares {
    /// The shares; a region's whole cells are 1 whatever the fine grid says.
    pub regions: Vec<Vec<Option<f64>>>,
}

impl FineShares {
    /// Shares out the fine emissions in the cells of a coverage of a grid by regions.
    ///
    /// # Errors
    /// [`CoverageError::NoOutlines`] for regions that are cells themselves, [`CoverageError::OtherPlane`] for finer emissions in another plane than the
    /// grid, else those of [`Coverage::compute`].
    pub fn compute(
        coverage: &Coverage,
        grid: &Grid,
        regions: &RegionSet,
        fine: &FineEmissions,
        earth: Earth,
        measure: CoverageMeasure,
    ) -> Result<Self, CoverageError> {
        let pieces = Pieces::of(grid, fine, earth)?;
        let refined = super::of_outlines(&pieces.refinement.grid, regions, earth, (measure, super::Edges::OnEarth))?;
        let totals = pieces.totals_of_cells(grid.shape());
        let pairs: Vec<_> = coverage.regions.iter().zip(&refined).collect();
        let shares = pairs.par_iter().map(|(whole, refined)| pieces.shares_of(whole, refined, &totals)).collect();
        Ok(Self { regions: shares })
    }

    /// The cells that are split and for which there is no fine share, in rising order.
    #[must_use]
    pub fn unweighted_cells(&self, coverage: &Coverage) -> Vec<u32> {
        let pairs = coverage.regions.iter().zip(&self.regions).flat_map(|(region, shares)| region.cells().zip(shares));
        let mut cells: Vec<u32> = pairs.filter(|(_, share)| share.is_none()).map(|(cell, _)| cell.cell).collect();
        cells.sort_unstable();
        cells.dedup();
        cells
    }
}

/// The product's cells cut along the lines of the fine grid.
struct Pieces {
    refinement: Refinement,
    product_columns: usize,
    /// The fine emissions of each piece, row by row, NaN where there is no value.
    emissions: Vec<f64>,
}

impl Pieces {
    fn of(grid: &Grid, fine: &FineEmissions, earth: Earth) -> Result<Self, CoverageError> {
        let refinement = Refinement::of(grid, &fine.grid).ok_or(CoverageError::OtherPlane)?;
        expect_numbered_cells(&refinement.grid)?;
        let density = |row: usize, column: usize| Some(fine.density[[refinement.row(row).second?, refinement.columns()[column].second?]]);
        let areas = refinement.grid.cell_areas(earth);
        let emissions = areas.indexed_iter().map(|((row, column), area)| density(row, column).unwrap_or(f64::NAN) * area).collect();
        Ok(Self { product_columns: grid.columns(), emissions, refinement })
    }

    /// The product's cell in which a piece lies.
    fn cell_of(&self, piece: usize) -> usize {
        let columns = self.refinement.columns();
        let (row, column) = (piece / columns.len(), piece % columns.len());
        self.refinement.row(row).first * self.product_columns + columns[column].first
    }

    /// The fine emissions of each of the product's cells, NaN where a piece has no value.
    fn totals_of_cells(&self, (rows, columns): (usize, usize)) -> Vec<f64> {
        let mut sums = vec![CompensatedSum::default(); rows * columns];
        for (piece, &emission) in self.emissions.iter().enumerate() {
            sums[self.cell_of(piece)].add(emission);
        }
        sums.into_iter().map(CompensatedSum::value).collect()
    }

    /// One region's share of the fine emissions of each of its cells.
    fn shares_of(&self, whole: &RegionCoverage, refined: &RegionCoverage, totals: &[f64]) -> Vec<Option<f64>> {
        let cells: Vec<CellShare> = whole.cells().collect();
        let mut sums = vec![CompensatedSum::default(); cells.len()];
        for piece in refined.cells() {
            let cell = self.cell_of(piece.cell as usize);
            if let Ok(position) = cells.binary_search_by_key(&cell, |cell| cell.cell as usize) {
                sums[position].add(piece.share * self.emissions[piece.cell as usize]);
            }
        }
        let share = |(cell, sum): (&CellShare, &CompensatedSum)| match totals[cell.cell as usize] {
            _ if cell.share == 1.0 => Some(1.0),
            total if total > 0.0 => Some(sum.value() / total),
            _ => None,
        };
        cells.iter().zip(&sums).map(share).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Axis;
    use crate::region::{Polygon, Region, RegionCode, RegionShapes, Ring};
    use approx::assert_relative_eq;
    use ndarray::array;

    /// A square of the sphere in longitude, so that shares of area are shares of longitude: west 0° to east 2°, one row of two cells.
    fn product() -> Grid {
        Grid::new(Axis::uniform(0.0, 1.0, 1).expect("a row"), Axis::uniform(0.0, 2.0, 2).expect("two columns")).expect("a grid")
    }

    fn fine(density: Array2<f64>) -> FineEmissions {
        let columns = Axis::uniform(0.0, 2.0, density.ncols()).expect("columns");
        let grid = Grid::new(Axis::uniform(0.0, 1.0, 1).expect("a row"), columns).expect("a grid");
        FineEmissions { grid: Arc::new(grid), density }
    }

    /// One region from 0° to `east`, over the whole row.
    fn region(east: f64) -> RegionSet {
        let ring = Ring(vec![[0.0, 0.0], [east, 0.0], [east, 1.0], [0.0, 1.0]]);
        let region = Region {
            code: RegionCode::new("A"),
            name: "a".into(),
            country: None,
            polygons: vec![Polygon { exterior: ring, holes: vec![] }],
        };
        RegionSet {
            id: "one".into(),
            source: "made up".into(),
            complete_for_land: true,
            shapes: RegionShapes::Outlines(vec![region].into()),
        }
    }

    fn shares(east: f64, density: Array2<f64>) -> (Coverage, FineShares) {
        let (grid, regions) = (product(), region(east));
        let coverage = Coverage::compute(&grid, &regions, Earth::Wgs84, CoverageMeasure::Area).expect("a coverage");
        let fine = FineShares::compute(&coverage, &grid, &regions, &fine(density), Earth::Wgs84, CoverageMeasure::Area);
        (coverage, fine.expect("fine shares"))
    }

    /// Cell 2 is 1° to 2°; the region reaches to 1.25°. Fine cells of 0.5°: the third, 1° to 1.5°, emits 3 and half of it lies in the region;
    /// the fourth emits 1. Share of emissions (3 · ½) / (3 + 1) = 0.375, share of area 0.25.
    #[test]
    fn a_cell_is_split_as_the_fine_emissions_lie_in_it() {
        let (_, shares) = shares(1.25, array![[1.0, 1.0, 3.0, 1.0]]);
        assert_eq!(shares.regions[0][0], Some(1.0));
        assert_relative_eq!(shares.regions[0][1].expect("fine emissions"), 0.375, max_relative = 1e-12);
    }

    /// Fine cells of 2/3°: their lines at 2/3° and 4/3° do not fit the product's. The cell from 1° to 2° has 1/3° of the second fine cell (emits 3 per area)
    /// and 2/3° of the third (1 per area); the region has 1/4° of the former: (3 · ¼) / (3 · ⅓ + 1 · ⅔) = 0.75 / (5/3) = 0.45.
    #[test]
    fn a_fine_grid_need_not_fit_into_the_cells() {
        let (_, shares) = shares(1.25, array![[5.0, 3.0, 1.0]]);
        assert_relative_eq!(shares.regions[0][1].expect("fine emissions"), 0.45, max_relative = 1e-12);
    }

    #[test]
    fn a_split_cell_without_fine_emissions_or_with_a_missing_one_has_no_share() {
        for split_cell in [array![[1.0, 1.0, 0.0, 0.0]], array![[1.0, 1.0, 2.0, f64::NAN]]] {
            let (coverage, shares) = shares(1.25, split_cell);
            assert_eq!(shares.regions[0], [Some(1.0), None]);
            assert_eq!(shares.unweighted_cells(&coverage), [1]);
        }
    }

    #[test]
    fn a_mask_cannot_be_refined() {
        let grid = Arc::new(product());
        let mask =
            crate::RegionMask { grid: crate::MaskGrid::Edges(Arc::clone(&grid)), regions: vec![], cells: vec![], gridded_shares: None };
        let set = RegionSet { shapes: RegionShapes::Mask(mask), ..region(1.0) };
        let coverage = Coverage::compute(&grid, &set, Earth::Wgs84, CoverageMeasure::Area).expect("a coverage");
        let fine = fine(array![[1.0, 1.0, 1.0, 1.0]]);
        let error = FineShares::compute(&coverage, &grid, &set, &fine, Earth::Wgs84, CoverageMeasure::Area).expect_err("a mask");
        insta::assert_snapshot!(error, @"regions `one` are cells of a grid, and emissions of a finer grid can be shared out over outlines only");
    }

    /// A fine grid from 0° to 360° serves a product from 180° west to 180° east.
    #[test]
    fn the_fine_grid_may_begin_at_another_meridian() {
        let rows = || Axis::uniform(-90.0, 90.0, 2).expect("two rows");
        let product = Grid::new(rows(), Axis::uniform(-180.0, 180.0, 4).expect("four columns")).expect("a grid");
        let fine = Grid::new(rows(), Axis::uniform(0.0, 360.0, 8).expect("eight columns")).expect("a grid");
        let density = Array2::from_shape_fn((2, 8), |(_, column)| f64::from(u8::try_from(column).expect("a small number")));
        let pieces = Pieces::of(&product, &FineEmissions { grid: Arc::new(fine), density }, Earth::AUTHALIC_SPHERE);
        let pieces = pieces.expect("both grids lie in longitude and latitude");
        assert_eq!(pieces.refinement.columns().iter().map(|piece| piece.first).collect::<Vec<_>>(), [0, 0, 1, 1, 2, 2, 3, 3]);
        // Columns 4 to 7 of the fine grid lie west of Greenwich: 180° to 360°.
        let unit = pieces.emissions[5];
        let found: Vec<f64> = pieces.emissions[..8].iter().map(|emission| emission / unit).collect();
        for (found, expected) in found.iter().zip([4.0, 5.0, 6.0, 7.0, 0.0, 1.0, 2.0, 3.0]) {
            assert_relative_eq!(*found, expected, max_relative = 1e-12);
        }
    }

    /// Both grids in one plane serve one another; a fine grid in longitude and latitude does not serve a product in a plane.
    #[test]
    fn the_fine_grid_must_lie_in_the_plane_of_the_product() {
        let method = crate::projection::Method::LambertAzimuthalEqualArea { latitude_of_origin: 0.5 };
        let projection = crate::Projection::new(crate::Ellipsoid::WGS84, method, 0.5, [0.0; 2]).expect("a projection");
        let grid = |columns| {
            let axis = |count| Axis::uniform(-20_000.0, 20_000.0, count).expect("an axis");
            Grid::projected(projection.clone(), axis(1), axis(columns)).expect("a grid")
        };
        let density = array![[1.0, 3.0]];
        let fine_in_plane = FineEmissions { grid: Arc::new(grid(2)), density: density.clone() };
        // The region from 0° to 0.5° E has the western half of the one cell: 1 of 4 parts of its emissions, but for the curved meridian.
        let (product, regions) = (grid(1), region(0.5));
        let coverage = Coverage::compute(&product, &regions, Earth::Wgs84, CoverageMeasure::Area).expect("a coverage");
        let shares = |fine: &FineEmissions| FineShares::compute(&coverage, &product, &regions, fine, Earth::Wgs84, CoverageMeasure::Area);
        let share = shares(&fine_in_plane).expect("one plane").regions[0][0].expect("fine emissions");
        assert_relative_eq!(share, 0.25, max_relative = 1e-9);
        assert_eq!(shares(&fine(density)).expect_err("two planes"), CoverageError::OtherPlane);
    }
}
