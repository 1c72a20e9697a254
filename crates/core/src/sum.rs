//! Summation that does not lose small terms beside large ones.

/// Neumaier's compensated accumulator: the running sum and the rounding error that it lost.
///
/// # References
/// Neumaier, A. (1974): Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen. ZAMM 54, 39–51.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompensatedSum {
    sum: f64,
    lost: f64,
}

impl CompensatedSum {
    /// Adds one term.
    pub fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        // The rounding error without a branch (Knuth, D. E. 1998: The Art of Computer Programming, vol. 2, 3rd ed., 4.2.2, theorem B).
        let added = sum - self.sum;
        self.lost += (self.sum - (sum - added)) + (term - added);
        self.sum = sum;
    }

    /// The sum so far, its lost part given back.
    #[must_use]
    pub fn value(self) -> f64 {
        self.sum + self.lost
    }
}

/// The compensated sum of the terms, in their order.
#[must_use]
pub fn compensated(terms: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = CompensatedSum::default();
    for term in terms {
        sum.add(term);
    }
    sum.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_term_between_large_ones_survives() {
        assert_eq!(compensated([1.0, 1e100, 1.0, -1e100]), 2.0);
    }
}
