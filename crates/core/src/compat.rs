//! Other programs whose numbers can be reproduced, so that a difference to what they published can be explained.

use crate::conventions::CoverageMeasure;
use crate::coverage::{CellShare, Coverage, CoverageError, expect_no_stated_shares};
use crate::earth::Earth;
use crate::grid::Grid;
use crate::projection::Projection;
use crate::region::RegionSet;
use ndarray::Array2;

/// A program that lays regions over grids in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compat {
    /// exactextract 0.3: shares of square degrees with areas of cells on a sphere, on a grid in a plane shares of square metres with their width times height
    /// there, for regions whose corners were moved into the plane; areas and their products in single precision.
    Exactextract,
    /// CDO 2.1, `maskregion` and `gridarea`: whole cells whose centre lies in the region, their sides great circles on a sphere, also between the corners of cells in
    /// a plane, which `maskregion` takes after `-setgridtype,curvilinear`.
    Cdo,
}

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
                "as exactextract: shares of square degrees, areas of cells on a sphere of 6 378 137 m (in a plane: of square metres there), both and their product in single precision"
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
    /// As of [`Coverage::compute`]; [`CoverageError::StatedShares`] for regions that are parts of cells.
    pub fn coverage(self, grid: &Grid, regions: &RegionSet) -> Result<Coverage, CoverageError> {
        expect_no_stated_shares(regions)?;
        match self {
            Self::Exactextract => {
                let planar = Coverage::planar(grid, regions, self.earth())?;
                Ok(planar.map_shares(|cell| in_single_precision(cell.share)))
            }
            Self::Cdo => Coverage::by_centres(grid, regions, self.earth()),
        }
    }

    /// Its areas of cells in m². Rows × columns.
    #[must_use]
    pub fn cell_areas(self, grid: &Grid) -> Array2<f64> {
        const RADIUS: f64 = 6_371_000.0;
        match (self, grid.projection()) {
            (Self::Exactextract, None) => grid.cell_areas(self.earth()).mapv_into(in_single_precision),
            (Self::Exactextract, Some(_)) => {
                let extents = grid.extents(self.earth(), CoverageMeasure::Planar);
                Array2::from_shape_fn(grid.shape(), |(row, column)| in_single_precision(extents.of(row, column)))
            }
            (Self::Cdo, None) => areas_within_great_circles(grid, RADIUS),
            (Self::Cdo, Some(projection)) => areas_between_corners(grid, projection, RADIUS),
        }
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

/// The areas of cells in a plane whose sides are great circles between the places of their corners on the Earth, latitudes taken as those of a sphere.
fn areas_between_corners(grid: &Grid, projection: &Projection, radius: f64) -> Array2<f64> {
    let (rows, columns) = (grid.row_axis().edges(), grid.column_axis().edges());
    let corner = |row: usize, column: usize| projection.inverse([columns[column], rows[row]]).map_or([f64::NAN; 3], direction);
    let corners = Array2::from_shape_fn((rows.len(), columns.len()), |(row, column)| corner(row, column));
    Array2::from_shape_fn(grid.shape(), |(row, column)| {
        let [north_west, north_east] = [corners[[row, column]], corners[[row, column + 1]]];
        let [south_west, south_east] = [corners[[row + 1, column]], corners[[row + 1, column + 1]]];
        radius * radius * (triangle(north_west, south_west, south_east) + triangle(north_west, south_east, north_east))
    })
}

/// The unit vector to a longitude and latitude in degrees.
fn direction([longitude, latitude]: [f64; 2]) -> [f64; 3] {
    let (longitude, latitude) = (longitude.to_radians(), latitude.to_radians());
    let across = libm::cos(latitude);
    [across * libm::cos(longitude), across * libm::sin(longitude), libm::sin(latitude)]
}

/// The spherical triangle between three directions, in square radians: tan(E / 2) = |a · (b × c)| / (1 + a·b + b·c + c·a).
///
/// # References
/// Eriksson, F. (1990): On the measure of solid angles. Mathematics Magazine 63, 184–187.
fn triangle(a: [f64; 3], b: [f64; 3], c: [f64; 3]) -> f64 {
    let dot = |one: [f64; 3], other: [f64; 3]| one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
    // From a corner, not from the middle of the sphere: small triangles would lose their digits.
    let [to_b, to_c] = [b, c].map(|corner| [0, 1, 2].map(|axis| corner[axis] - a[axis]));
    let across = [to_b[1] * to_c[2] - to_b[2] * to_c[1], to_b[2] * to_c[0] - to_b[0] * to_c[2], to_b[0] * to_c[1] - to_b[1] * to_c[0]];
    2.0 * libm::atan2(dot(a, across).abs(), 1.0 + dot(a, b) + dot(b, c) + dot(c, a))
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
    use crate::projection::Method;
    use crate::{Axis, Ellipsoid, Polygon, Region, RegionCode, RegionShapes, Ring};
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
        outline(vec![[3.2, 42.1], [36.7, 44.4], [31.3, 68.9], [12.5, 61.2], [6.1, 66.6]])
    }

    fn five_corners_on_the_plane() -> RegionSet {
        outline(vec![[-98.7, 39.1], [-95.4, 39.3], [-95.9, 41.0], [-97.2, 40.4], [-98.9, 40.9]])
    }

    fn outline(points: Vec<[f64; 2]>) -> RegionSet {
        let ring = Ring(points);
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
        weighted(compat, &grid(), &five_corners())
    }

    /// The sum of the values, weighted by area.
    fn weighted(compat: Compat, grid: &Grid, regions: &RegionSet) -> f64 {
        let areas = compat.cell_areas(grid);
        let coverage = compat.shares_of_area(compat.coverage(grid, regions).expect("one region"), &areas);
        (coverage.total_shares() * areas * values()).sum()
    }

    /// Six rows and eight columns of 50 km about 40° N, 97° W in the plane of a Lambert projection of a sphere of 6370 km.
    fn plane() -> Grid {
        let method = Method::LambertConformalConic { latitude_of_origin: 40.0, standard_parallels: [33.0, 45.0], scale: 1.0 };
        let sphere = Ellipsoid::sphere(6_370_000.0);
        let projection = Projection::new(sphere, method, -97.0, [0.0, 0.0]).expect("a projection");
        let axis = |last: f64, count| Axis::uniform(-last, last, count).expect("an axis");
        Grid::projected(projection, axis(150_000.0, 6), axis(200_000.0, 8)).expect("a grid")
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
        let areas = Compat::Cdo.cell_areas(&grid());
        for (row, area) in expected.into_iter().enumerate() {
            assert_relative_eq!(areas[[row, 0]], area, max_relative = 1e-14);
        }
        let global = Grid::new(Axis::uniform(-90.0, 90.0, 36).expect("rows"), Axis::uniform(-180.0, 180.0, 72).expect("columns"));
        let sum = Compat::Cdo.cell_areas(&global.expect("a grid")).sum();
        assert_relative_eq!(sum, Compat::Cdo.earth().total_area().as_m2(), max_relative = 1e-13);
    }

    /// From exactextract 0.3.0 and pyproj 3.7: the corners by `Transformer.from_crs(…, "+proj=lcc +lat_1=33 +lat_2=45 +lat_0=40 +lon_0=-97 +R=6370000")`, then
    /// `exact_extract(NumPyRasterSource(v, xmin=-200000, ymin=-150000, xmax=200000, ymax=150000), polygon, ["sum(coverage_weight=area_cartesian)"])`, and `sum`, `count`.
    #[test]
    fn a_sum_of_exactextract_is_met_in_a_plane() {
        let (plane, regions) = (plane(), five_corners_on_the_plane());
        // Corners that differ in their last digits may be rounded to another number in single precision.
        assert_relative_eq!(weighted(Compat::Exactextract, &plane, &regions), 262_729_623_319.25, max_relative = 1e-9);
        let shares = Compat::Exactextract.coverage(&plane, &regions).expect("one region").total_shares();
        assert_relative_eq!(shares.sum(), 17.676_177_702_378_48, max_relative = 1e-8);
        assert_relative_eq!((shares * values()).sum(), 105.091_849_401_127_55, max_relative = 1e-8);
    }

    /// From CDO 2.1.1, the file as `-setgridtype,curvilinear` and its `-gridarea` before that: `-outputf,%.17g -fldsum -mul -maskregion,p.txt c.nc ac.nc`, and
    /// `-fldsum -maskregion,p.txt c.nc`.
    #[test]
    fn a_sum_of_cdo_is_met_in_a_plane() {
        let (plane, regions) = (plane(), five_corners_on_the_plane());
        assert_relative_eq!(weighted(Compat::Cdo, &plane, &regions), 267_948_581_344.981, max_relative = 1e-10);
        let shares = Compat::Cdo.coverage(&plane, &regions).expect("one region").total_shares();
        assert_eq!((shares * values()).sum(), 106.0);
        assert_relative_eq!(Compat::Cdo.cell_areas(&plane)[[0, 0]], 2_525_240_800.655_194, max_relative = 1e-10);
    }
}
