//! Other programs whose numbers can be reproduced, so that a difference to what they published can be explained.

use crate::conventions::CoverageMeasure;
use crate::coverage::{CellShare, Coverage, CoverageError, expect_longitude_latitude};
use crate::earth::Earth;
use crate::grid::Grid;
use crate::region::RegionSet;
use ndarray::Array2;

/// A program that lays regions over grids in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compat {
    /// exactextract 0.3 with areas of cells on a sphere: shares of square degrees, areas and their products in single precision.
    Exactextract,
    /// CDO 2.1, `maskregion` and `gridarea`: whole cells whose centre lies in the region, their sides great circles.
    Cdo,
}

/// What needs a grid in longitude and latitude.
const REPRODUCTION: &str = "the reproduction of another program";

impl Compat {
    /// All programs.
    pub const ALL: [Self; 2] = [Self::Exactextract, Self::Cdo];

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exactextract => "exactextract",
            Self::Cdo => "cdo",
        }
    }

    /// What it does, in words.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Exactextract => {
                "as exactextract: shares of square degrees, areas of cells on a sphere of 6 378 137 m, both and their product in single precision"
            }
            Self::Cdo => "as CDO: whole cells whose centre lies in the region, areas within great circles on a sphere of 6 371 000 m",
        }
    }

    /// Its sphere.
    #[must_use]
    pub const fn earth(self) -> Earth {
        match self {
            Self::Exactextract => Earth::Sphere { radius: 6_378_137.0 },
            Self::Cdo => Earth::Sphere { radius: 6_371_000.0 },
        }
    }

    /// Its shares of cells.
    ///
    /// # Errors
    /// As of [`Coverage::compute`], and [`CoverageError::InPlane`].
    pub fn coverage(self, grid: &Grid, regions: &RegionSet) -> Result<Coverage, CoverageError> {
        expect_longitude_latitude(grid, REPRODUCTION)?;
        match self {
            Self::Exactextract => {
                let planar = Coverage::compute(grid, regions, self.earth(), CoverageMeasure::Planar)?;
                Ok(planar.map_shares(|cell| in_single_precision(cell.share)))
            }
            Self::Cdo => Coverage::by_centres(grid, regions, self.earth()),
        }
    }

    /// Its areas of cells in m². Rows × columns.
    ///
    /// # Errors
    /// [`CoverageError::InPlane`].
    pub fn cell_areas(self, grid: &Grid) -> Result<Array2<f64>, CoverageError> {
        expect_longitude_latitude(grid, REPRODUCTION)?;
        Ok(match self {
            Self::Exactextract => grid.cell_areas(self.earth()).mapv_into(in_single_precision),
            Self::Cdo => areas_within_great_circles(grid, 6_371_000.0),
        })
    }

    /// Its shares where they are multiplied by [its areas](Self::cell_areas): such that the products are the program's.
    #[must_use]
    pub fn shares_of_area(self, coverage: Coverage, areas: &Array2<f64>) -> Coverage {
        let areas = areas.as_slice().expect("areas stand row by row");
        match self {
            Self::Exactextract => coverage.map_shares(|CellShare { cell, share }| {
                let area = areas[cell as usize];
                in_single_precision(share * area) / area
            }),
            Self::Cdo => coverage,
        }
    }
}

/// A number rounded to single precision; the product of two such numbers is exact in double precision, so that rounding it is their product.
#[expect(clippy::cast_possible_truncation, reason = "what is lost is what the other program loses")]
fn in_single_precision(number: f64) -> f64 {
    f64::from(number as f32)
}

/// The areas of cells whose northern and southern sides are great circles and not parallels.
///
/// A cell is the difference of two triangles with their tip at the pole.
fn areas_within_great_circles(grid: &Grid, radius: f64) -> Array2<f64> {
    let (parallels, meridians) = (grid.latitudes().edges(), grid.longitudes().edges());
    Array2::from_shape_fn(grid.shape(), |(row, column)| {
        let width = (meridians[column + 1] - meridians[column]).to_radians();
        let [from_north, from_south] = [parallels[row], parallels[row + 1]].map(|latitude| polar_triangle(latitude, width));
        radius * radius * (from_south - from_north)
    })
}

/// The spherical triangle from the north pole to two points of one latitude, in square radians.
///
/// tan(E / 2) = tan²(c / 2) sin Δλ / (1 + tan²(c / 2) cos Δλ), with c the distance to the pole; in the south what the triangle from the south pole
/// leaves of the lune of 2 Δλ.
///
/// # References
/// Todhunter, I. (1886): Spherical Trigonometry. Macmillan, section 103.
fn polar_triangle(latitude: f64, width: f64) -> f64 {
    if latitude < 0.0 {
        return 2.0 * width - polar_triangle(-latitude, width);
    }
    let half = libm::tan(((90.0 - latitude) / 2.0).to_radians());
    let square = half * half;
    2.0 * libm::atan2(square * libm::sin(width), 1.0 + square * libm::cos(width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Axis, Polygon, Region, RegionCode, RegionShapes, Ring};
    use approx::assert_relative_eq;

    /// Six rows and eight columns of 5° from 40° N, 0° E.
    fn grid() -> Grid {
        Grid::new(Axis::uniform(40.0, 70.0, 6).expect("rows"), Axis::uniform(0.0, 40.0, 8).expect("columns")).expect("a grid")
    }

    /// Values 1 to 11 that jump about, from the north.
    fn values() -> Array2<f64> {
        Array2::from_shape_fn((6, 8), |(row, column)| [1.0, 4.0, 7.0, 10.0, 2.0, 5.0, 8.0, 11.0, 3.0, 6.0, 9.0][(6 * row + column) % 11])
    }

    fn five_corners() -> RegionSet {
        let ring = Ring(vec![[3.2, 42.1], [36.7, 44.4], [31.3, 68.9], [12.5, 61.2], [6.1, 66.6]]);
        let polygons = vec![Polygon { exterior: ring, holes: Vec::new() }];
        let region = Region { code: RegionCode::new("A"), name: "a".into(), country: None, polygons };
        RegionSet {
            id: "test".into(),
            source: "made up".into(),
            complete_for_land: false,
            shapes: RegionShapes::Outlines(vec![region].into()),
        }
    }

    fn total(compat: Compat) -> f64 {
        let areas = compat.cell_areas(&grid()).expect("areas");
        let coverage = compat.shares_of_area(compat.coverage(&grid(), &five_corners()).expect("one region"), &areas);
        (coverage.total_shares() * areas * values()).sum()
    }

    /// From exactextract 0.3.0: `exact_extract(NumPyRasterSource(v, xmin=0, ymin=40, xmax=40, ymax=70), polygon,
    /// ["sum(coverage_weight=area_spherical_m2)", "sum", "count"])`.
    #[test]
    fn a_sum_of_exactextract_is_met() {
        assert_relative_eq!(total(Compat::Exactextract), 28_588_760_476_160.0, max_relative = 1e-12);
        let shares = Compat::Exactextract.coverage(&grid(), &five_corners()).expect("one region").total_shares();
        assert_relative_eq!(shares.sum(), 25.861_999_985_761_94, max_relative = 1e-12);
        assert_relative_eq!((shares * values()).sum(), 157.089_356_884_360_3, max_relative = 1e-12);
    }

    /// From CDO 2.1.1: `cdo -outputf,%.17g -fldsum -mul -maskregion,p.txt g.nc -gridarea g.nc`, and `-fldsum -maskregion,p.txt g.nc`.
    #[test]
    fn a_sum_of_cdo_is_met() {
        assert_relative_eq!(total(Compat::Cdo), 26_699_023_968_060.38, max_relative = 1e-13);
        let shares = Compat::Cdo.coverage(&grid(), &five_corners()).expect("one region").total_shares();
        assert_eq!((shares * values()).sum(), 149.0);
    }

    /// From CDO 2.1.1: `cdo -outputf,%.17g,8 -gridarea g.nc`, the first column; and both hemispheres together are the sphere.
    #[test]
    fn areas_within_great_circles_are_those_of_cdo() {
        let expected = [118_136_127_252.847_72, 142_561_979_463.770_66, 165_911_649_861.609_74];
        let areas = Compat::Cdo.cell_areas(&grid()).expect("areas");
        for (row, area) in expected.into_iter().enumerate() {
            assert_relative_eq!(areas[[row, 0]], area, max_relative = 1e-14);
        }
        let global = Grid::new(Axis::uniform(-90.0, 90.0, 36).expect("rows"), Axis::uniform(-180.0, 180.0, 72).expect("columns"));
        let sum = Compat::Cdo.cell_areas(&global.expect("a grid")).expect("areas").sum();
        assert_relative_eq!(sum, Compat::Cdo.earth().total_area().as_m2(), max_relative = 1e-13);
    }
}
