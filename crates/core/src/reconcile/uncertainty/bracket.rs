//! A standard deviation between two bounds.

use crate::quantity::Mass;
use crate::reconcile::difference::Deviation;

/// The standard deviation of a total between two bounds: what a map of σ alone allows.
///
/// √Σ (h σ)² if the errors of cells are independent, Σ |h| σ if they are one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeviationBracket {
    /// Independent cells.
    pub uncorrelated: Deviation,
    /// Fully correlated cells.
    pub correlated: Deviation,
}

impl DeviationBracket {
    /// A deviation that leaves nothing open.
    #[must_use]
    pub const fn known(deviation: Deviation) -> Self {
        Self { uncorrelated: deviation, correlated: deviation }
    }

    /// Bounds that are the same on both sides.
    #[must_use]
    pub const fn between(uncorrelated: Mass, correlated: Mass) -> Self {
        Self { uncorrelated: Deviation::symmetric(uncorrelated), correlated: Deviation::symmetric(correlated) }
    }

    /// The bracket of a sum: √Σ σ² from the lower bounds, Σ σ from the upper ones.
    #[must_use]
    pub fn of_sum(parts: &[Self]) -> Self {
        Self {
            uncorrelated: Deviation::in_quadrature(parts.iter().map(|part| part.uncorrelated)),
            correlated: Deviation::in_line(parts.iter().map(|part| part.correlated)),
        }
    }

    /// The bracket of the mean, from that of the sum of so many parts.
    #[must_use]
    pub fn over(self, parts: usize) -> Self {
        Self { uncorrelated: self.uncorrelated.over(parts), correlated: self.correlated.over(parts) }
    }

    /// Both bounds with those of an independent error added: √(σ² + other²).
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            uncorrelated: Deviation::in_quadrature([self.uncorrelated, other.uncorrelated]),
            correlated: Deviation::in_quadrature([self.correlated, other.correlated]),
        }
    }
}
