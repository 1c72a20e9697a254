//! Errors of cells that are the more alike the nearer the cells lie.

use crate::covariance::{Covariance, CovarianceError, ROUNDING};
use crate::warning::{Warned, Warning};
use ndarray::Array2;
use rayon::prelude::*;

/// The mean radius of the Earth in km, on whose sphere distances are taken: (2a + b) / 3 of WGS84.
const EARTH_RADIUS: f64 = 6_371.008_8;

/// By how much of a covariance the cells of a part of a region may be out of place when they stand together for their middle.
///
/// A standard deviation is then within half of that of the sum over all pairs of cells, that is 0.5 %.
const TOLERANCE: f64 = 0.01;

/// Before a covariance is summed with care it is estimated so roughly, to know which pairs do not matter.
const ROUGH: f64 = 0.3;

/// The distance over which the correlation of errors falls to 1/e: exp(−d / L), d along the great circle.
///
/// Tarantola, A. (2005): Inverse Problem Theory, section 5.3.3; one length for a whole map is an assumption, and the sweep over several shows what hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct CorrelationLength(f64);

impl CorrelationLength {
    /// A length in km; none unless it is above zero and finite.
    #[must_use]
    pub fn from_kilometres(kilometres: f64) -> Option<Self> {
        (kilometres > 0.0 && kilometres.is_finite()).then_some(Self(kilometres))
    }

    /// In km.
    #[must_use]
    pub const fn as_kilometres(self) -> f64 {
        self.0
    }

    /// exp(−d / L) at a distance in km.
    fn correlation(self, distance: f64) -> f64 {
        libm::exp(-distance / self.0)
    }
}

/// The standard deviation of a cell's part of a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellError {
    /// Longitude and latitude of the cell's middle in degrees.
    pub place: [f64; 2],
    /// h σ: share × σ × area × seconds in kg, not below zero.
    pub kilograms: f64,
}

/// The errors of a region's cells, near ones together, so that a far part of it can stand as one.
#[derive(Clone, Debug)]
pub struct RegionErrors(Option<Node>);

#[derive(Clone, Debug)]
struct Node {
    /// The middle of its cells, each by its error; a unit vector.
    centre: [f64; 3],
    /// The mean square distance of its cells from the middle, each by its error, in km².
    scatter: f64,
    /// Σ h σ in kg.
    kilograms: f64,
    halves: Option<Box<[Node; 2]>>,
}

impl RegionErrors {
    /// Of the cells of a region; such as have no error add nothing.
    #[must_use]
    pub fn new(cells: &[CellError]) -> Self {
        let mut points: Vec<([f64; 3], f64)> =
            cells.iter().filter(|cell| cell.kilograms > 0.0).map(|cell| (unit_vector(cell.place), cell.kilograms)).collect();
        Self((!points.is_empty()).then(|| Node::of(&mut points)))
    }

    /// Σ Σ hᵢ σᵢ hⱼ σⱼ exp(−dᵢⱼ / L) over the cells of two regions, in kg².
    ///
    /// Parts of the regions that are small beside their distance and L stand for their cells: the result is within 1 % of the sum over all pairs.
    #[must_use]
    pub fn covariance(&self, other: &Self, length: CorrelationLength) -> f64 {
        let (Some(one), Some(other)) = (&self.0, &other.0) else { return 0.0 };
        let gross = one.kilograms * other.kilograms;
        let rough = PairSum { length, tolerance: ROUGH, floor: 0.0 }.of(one, other);
        PairSum { length, tolerance: TOLERANCE, floor: rough / gross }.of(one, other)
    }

    /// The variance of the region's total in kg².
    #[must_use]
    pub fn variance(&self, length: CorrelationLength) -> f64 {
        self.covariance(self, length)
    }
}

/// The largest correlation that cells which stand for others can make of a correlation of 1: each sum is within [`TOLERANCE`] of that over all pairs, so that a
/// covariance may be too large by it and both variances too small.
const LARGEST_CORRELATION: f64 = (1.0 + TOLERANCE) / (1.0 - TOLERANCE);

/// The covariances between regions in kg².
///
/// A correlation above 1 that the approximation can produce, up to 1.0202, is taken as 1, and a warning says so.
///
/// # Errors
/// As of [`Covariance::new`], if an error is no number or a correlation is larger than the approximation can make it.
pub fn covariances(regions: &[RegionErrors], length: CorrelationLength) -> Result<Warned<Covariance>, CovarianceError> {
    let pairs: Vec<(usize, usize)> = (0..regions.len()).flat_map(|one| (0..=one).map(move |other| (one, other))).collect();
    let values: Vec<f64> = pairs.par_iter().map(|&(one, other)| regions[one].covariance(&regions[other], length)).collect();
    let mut matrix = Array2::zeros((regions.len(), regions.len()));
    for (&(one, other), value) in pairs.iter().zip(values) {
        (matrix[[one, other]], matrix[[other, one]]) = (value, value);
    }
    let warning = clip(&mut matrix, length);
    Ok(Warned::new(Covariance::new(matrix)?, warning.into_iter().collect()))
}

/// Takes correlations above 1 that the approximation can produce as 1.
fn clip(matrix: &mut Array2<f64>, length: CorrelationLength) -> Option<Warning> {
    let (mut pairs, mut largest) = (0, 1.0_f64);
    for row in 0..matrix.nrows() {
        for column in 0..row {
            let most = (matrix[[row, row]] * matrix[[column, column]]).sqrt();
            let correlation = matrix[[row, column]] / most;
            if correlation > 1.0 && correlation <= LARGEST_CORRELATION {
                (matrix[[row, column]], matrix[[column, row]]) = (most, most);
                largest = largest.max(correlation);
                pairs += usize::from(correlation > 1.0 + ROUNDING);
            }
        }
    }
    let message = || {
        format!(
            "errors of regions came out with correlations of up to {largest:.4} (pairs: {pairs}), since far cells are taken together; 1 is taken (correlation length {} km)",
            length.as_kilometres()
        )
    };
    (pairs > 0).then(|| Warning::new("standard deviations", message()))
}

impl Node {
    fn of(points: &mut [([f64; 3], f64)]) -> Self {
        let kilograms: f64 = points.iter().map(|(_, weight)| weight).sum();
        let middle = |axis: usize| points.iter().map(|(place, weight)| place[axis] * weight).sum::<f64>() / kilograms;
        let middle = [middle(0), middle(1), middle(2)];
        let scatter: f64 = points.iter().map(|(place, weight)| weight * square_distance(*place, middle)).sum::<f64>() / kilograms;
        let halves = (points.len() > 1).then(|| {
            let axis = widest_axis(points);
            let half = points.len() / 2;
            points.select_nth_unstable_by(half, |one, other| one.0[axis].total_cmp(&other.0[axis]));
            let (one, other) = points.split_at_mut(half);
            Box::new([Self::of(one), Self::of(other)])
        });
        Self { centre: normalized(middle), scatter: scatter * EARTH_RADIUS * EARTH_RADIUS, kilograms, halves }
    }
}

/// A sum over all pairs of cells of two nodes.
struct PairSum {
    length: CorrelationLength,
    tolerance: f64,
    /// The mean correlation of all pairs, below which none needs to be known better.
    floor: f64,
}

impl PairSum {
    fn of(&self, one: &Node, other: &Node) -> f64 {
        if std::ptr::eq(one, other) {
            return match one.halves.as_deref() {
                Some([left, right]) => self.of(left, left) + 2.0 * self.of(left, right) + self.of(right, right),
                None => one.kilograms * one.kilograms,
            };
        }
        let distance = 2.0 * EARTH_RADIUS * libm::asin((square_distance(one.centre, other.centre).sqrt() / 2.0).min(1.0));
        let correlation = self.length.correlation(distance);
        if self.may_stand_together(one.scatter + other.scatter, distance, correlation) {
            return one.kilograms * other.kilograms * correlation;
        }
        let (split, whole) = if one.scatter >= other.scatter { (one, other) } else { (other, one) };
        split
            .halves
            .as_deref()
            .map_or(one.kilograms * other.kilograms * correlation, |[left, right]| self.of(left, whole) + self.of(right, whole))
    }

    /// About their middles the first order of the cells' distances cancels; the second is at most half the scatter times the curvature of exp(−d / L),
    /// which is 1 / L² along the line between the two and 1 / (d L) across it.
    fn may_stand_together(&self, scatter: f64, distance: f64, correlation: f64) -> bool {
        let length = self.length.as_kilometres();
        let second_order = 0.5 * scatter * (1.0 / length + 1.0 / distance) / length;
        // Far below the floor the second order alone says too little: the mean of exp(x) over cells is at most about exp of half its variance.
        scatter <= 0.25 * distance * distance && libm::expm1(second_order) * correlation <= self.tolerance * correlation.max(self.floor)
    }
}

fn unit_vector([longitude, latitude]: [f64; 2]) -> [f64; 3] {
    let (longitude, latitude) = (longitude.to_radians(), latitude.to_radians());
    [libm::cos(latitude) * libm::cos(longitude), libm::cos(latitude) * libm::sin(longitude), libm::sin(latitude)]
}

fn square_distance(one: [f64; 3], other: [f64; 3]) -> f64 {
    (0..3).map(|axis| (one[axis] - other[axis]).powi(2)).sum()
}

/// A unit vector in the same direction; cells all round the Earth have no middle, and any will do, since they never stand together.
fn normalized(vector: [f64; 3]) -> [f64; 3] {
    let norm = square_distance(vector, [0.0; 3]).sqrt();
    if norm > 0.0 { vector.map(|part| part / norm) } else { [0.0, 0.0, 1.0] }
}

fn widest_axis(points: &[([f64; 3], f64)]) -> usize {
    let width = |axis: usize| {
        let (low, high) =
            points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (place, _)| (low.min(place[axis]), high.max(place[axis])));
        high - low
    };
    (0..3).max_by(|&one, &other| width(one).total_cmp(&width(other))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn length(kilometres: f64) -> CorrelationLength {
        CorrelationLength::from_kilometres(kilometres).unwrap()
    }

    fn cell(longitude: f64, latitude: f64, kilograms: f64) -> CellError {
        CellError { place: [longitude, latitude], kilograms }
    }

    /// Every pair of cells by itself.
    fn by_pairs(cells: &[CellError], length: CorrelationLength) -> f64 {
        let distance = |one: &CellError, other: &CellError| {
            let chord = square_distance(unit_vector(one.place), unit_vector(other.place)).sqrt();
            2.0 * EARTH_RADIUS * (chord / 2.0).asin()
        };
        let pairs = cells.iter().flat_map(|one| cells.iter().map(move |other| (one, other)));
        pairs.map(|(one, other)| one.kilograms * other.kilograms * length.correlation(distance(one, other))).sum()
    }

    /// Two cells of 3 and 4 kg a degree of longitude apart on the equator, 111.195 km: with L as long their correlation is 1/e, and the variance
    /// 9 + 16 + 2 · 12 / e = 33.829.
    #[test]
    fn two_cells_by_hand() {
        let region = RegionErrors::new(&[cell(10.0, 0.0, 3.0), cell(11.0, 0.0, 4.0)]);
        let degree = EARTH_RADIUS * std::f64::consts::PI / 180.0;
        assert!((degree - 111.195).abs() < 1e-3);
        assert!((region.variance(length(degree)) - (25.0 + 24.0 / std::f64::consts::E)).abs() < 1e-9);
    }

    /// Cells on both sides of the antimeridian are neighbours, and cells at a pole whatever their longitudes.
    #[test]
    fn distance_is_that_on_the_sphere() {
        let across = RegionErrors::new(&[cell(-179.5, 0.0, 1.0), cell(179.5, 0.0, 1.0)]);
        let inland = RegionErrors::new(&[cell(9.5, 0.0, 1.0), cell(10.5, 0.0, 1.0)]);
        assert!((across.variance(length(300.0)) - inland.variance(length(300.0))).abs() < 1e-9);
        let polar = RegionErrors::new(&[cell(0.0, 89.9, 1.0), cell(180.0, 89.9, 1.0)]);
        assert!((polar.variance(length(1_000.0)) - (2.0 + 2.0 * (-22.239_f64 / 1_000.0).exp())).abs() < 1e-4);
    }

    /// Errors of two regions that lie side by side: the variance of both together is what their covariances say.
    #[test]
    fn regions_have_errors_in_common() {
        let grid = |west: f64| -> Vec<CellError> {
            (0..20)
                .flat_map(|row| {
                    (0..20).map(move |column| cell(west + f64::from(column) * 0.5, 40.0 + f64::from(row) * 0.5, 1.0 + f64::from(row % 3)))
                })
                .collect()
        };
        let (one, other) = (grid(0.0), grid(10.0));
        let regions = [RegionErrors::new(&one), RegionErrors::new(&other)];
        let common = covariances(&regions, length(400.0)).unwrap().value;
        let together = by_pairs(&[one, other].concat(), length(400.0));
        assert!((common.variance(&[(0, 1.0), (1, 1.0)]) / together - 1.0).abs() < 1e-3);
        assert!(common.between(0, 1) > 0.0);
    }

    /// 1.01 / √(0.99 · 0.99) = 1.0202 can come of a correlation of 1; 1.03 cannot.
    #[test]
    fn a_correlation_that_the_approximation_makes_too_large_is_one() {
        let matrix = |common: f64| ndarray::array![[0.99, common], [common, 0.99]];
        let clipped = |common: f64| {
            let mut matrix = matrix(common);
            let warning = clip(&mut matrix, length(1e6));
            (matrix[[0, 1]], matrix[[1, 0]], warning)
        };
        let (one, other, warning) = clipped(1.01);
        assert_eq!((one, other), (0.99, 0.99));
        insta::assert_snapshot!(warning.unwrap(), @"standard deviations: errors of regions came out with correlations of up to 1.0202 (pairs: 1), since far cells are taken together; 1 is taken (correlation length 1000000 km)");
        assert_eq!(clipped(0.98), (0.98, 0.98, None));
        assert_eq!(clipped(1.03), (1.03, 1.03, None));
        assert!(Covariance::new(matrix(1.03)).is_err());
    }

    #[test]
    fn nothing_has_no_error_and_no_length_is_no_length() {
        assert_eq!(RegionErrors::new(&[cell(0.0, 0.0, 0.0)]).variance(length(100.0)), 0.0);
        assert_eq!([0.0, -1.0, f64::INFINITY, f64::NAN].map(CorrelationLength::from_kilometres), [None; 4]);
    }

    fn field() -> impl Strategy<Value = Vec<CellError>> {
        let size = (prop::sample::select(vec![0.25, 0.5, 1.0]), -60.0..60.0_f64, 0_u32..1_000);
        size.prop_map(|(step, south, seed)| {
            let of_cell = |row: u32, column: u32| {
                let kilograms = f64::from((row * 31 + column * 17 + seed) % 23) + 0.1;
                cell(f64::from(column) * step, south + f64::from(row) * step, kilograms)
            };
            (0..24).flat_map(|row| (0..24).map(move |column| (row, column))).map(|(row, column)| of_cell(row, column)).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Far parts that stand for their cells change a standard deviation by less than is stated.
        #[test]
        fn parts_stand_for_their_cells_within_what_is_stated(cells in field(), kilometres in 20.0..3_000.0_f64) {
            let found = RegionErrors::new(&cells).variance(length(kilometres)).sqrt();
            let expected = by_pairs(&cells, length(kilometres)).sqrt();
            prop_assert!((found / expected - 1.0).abs() < TOLERANCE / 2.0, "{found} is not {expected}");
        }

        /// Σ (h σ)² ≤ variance ≤ (Σ h σ)², and both are its limits for a length of nothing and one beyond the Earth.
        #[test]
        fn a_correlation_length_lies_between_independent_and_fully_correlated(cells in field(), kilometres in 20.0..3_000.0_f64) {
            let region = RegionErrors::new(&cells);
            let independent: f64 = cells.iter().map(|cell| cell.kilograms.powi(2)).sum();
            let correlated = cells.iter().map(|cell| cell.kilograms).sum::<f64>().powi(2);
            let found = region.variance(length(kilometres));
            prop_assert!(independent * 0.99 <= found && found <= correlated);
            prop_assert!((region.variance(length(0.01)) / independent - 1.0).abs() < 1e-9);
            prop_assert!((region.variance(length(1e9)) / correlated - 1.0).abs() < 1e-5);
        }

        /// The longer the length, the larger the error.
        #[test]
        fn errors_grow_with_their_correlation_length(cells in field(), kilometres in 20.0..1_000.0_f64) {
            let region = RegionErrors::new(&cells);
            prop_assert!(region.variance(length(kilometres)) < region.variance(length(kilometres * 1.5)));
        }
    }
}
