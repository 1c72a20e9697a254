//! Where in a country a simulated sector emits: a smooth random field with hot spots.

use rand::RngExt;
use rand_pcg::Pcg64;

/// Widths in degrees of the lattices whose random values are blended, from broad to fine.
const LATTICES: [f64; 3] = [16.0, 5.0, 1.5];
/// How strongly the field stands out: the exponent of its lognormal shape.
const CONTRAST: f64 = 2.5;

/// A positive random field over the globe, the same for the same seed.
#[derive(Debug)]
pub(super) struct Pattern {
    lattices: Vec<Lattice>,
}

#[derive(Debug)]
struct Lattice {
    width: f64,
    columns: usize,
    values: Vec<f64>,
}

impl Pattern {
    pub(super) fn new(seed: u64, stream: u128) -> Self {
        let mut random = Pcg64::new(u128::from(seed), stream);
        Self { lattices: LATTICES.iter().map(|&width| Lattice::new(width, &mut random)).collect() }
    }

    /// The weight at a place in degrees, above 0.
    pub(super) fn weight(&self, latitude: f64, longitude: f64) -> f64 {
        let blended: f64 = self.lattices.iter().map(|lattice| lattice.value(latitude, longitude)).sum();
        libm::exp(CONTRAST * blended)
    }
}

impl Lattice {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred nodes")]
    fn new(width: f64, random: &mut Pcg64) -> Self {
        let (rows, columns) = ((180.0 / width).ceil() as usize + 2, (360.0 / width).ceil() as usize + 2);
        Self { width, columns, values: (0..rows * columns).map(|_| random.random_range(-1.0..1.0)).collect() }
    }

    /// Bilinear between the four nodes around the place.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places lie on the globe")]
    fn value(&self, latitude: f64, longitude: f64) -> f64 {
        let (y, x) = ((latitude + 90.0) / self.width, (longitude + 180.0).rem_euclid(360.0) / self.width);
        let (row, column) = (y.floor(), x.floor());
        let (dy, dx) = (y - row, x - column);
        let node = |down: usize, right: usize| self.values[(row as usize + down) * self.columns + column as usize + right];
        (1.0 - dy) * ((1.0 - dx) * node(0, 0) + dx * node(0, 1)) + dy * ((1.0 - dx) * node(1, 0) + dx * node(1, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_field_and_another_another() {
        let weight = |seed| Pattern::new(seed, 3).weight(51.0, 10.0);
        assert_eq!(weight(1), weight(1));
        assert_ne!(weight(1), weight(2));
    }

    #[test]
    fn weights_are_positive_from_pole_to_pole() {
        let pattern = Pattern::new(7, 0);
        for (latitude, longitude) in [(90.0, 180.0), (-90.0, -180.0), (0.0, 359.9), (12.0, -0.1)] {
            assert!(pattern.weight(latitude, longitude) > 0.0);
        }
    }
}
