//! Percentiles of cells: the standard deviation on one side of an estimate follows from the distance between the two.

use super::ProductError;
use super::inputs::Inputs;
use crate::raster::Variable;
use fluxledger_core::Role;
use fluxledger_core::reconcile::critical_z;
use serde::Deserialize;

/// Which percentiles of what a variable holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Percentiles {
    /// Template of the variable of the estimate, which the distances are from.
    pub of: String,
    /// The percentiles that are used, as shares of one: below 0.5 for the side below the estimate, above it for the one above. Of several of one
    /// side the first that the file holds.
    pub at: Vec<f64>,
    /// The dimension along which percentiles stand, its own variable naming them; none where the variable is one map.
    pub dimension: Option<String>,
}

impl Percentiles {
    /// What is wrong with what a profile says, if anything.
    pub(super) fn objection(&self) -> Option<String> {
        let is_one_side = |at: &f64| 0.0 < *at && *at < 1.0 && *at != 0.5;
        if let Some(at) = self.at.iter().find(|at| !is_one_side(at)) {
            return Some(format!("`percentiles` has `at` {at}, expected shares between 0 and 1 other than 0.5, such as [0.025, 0.975]"));
        }
        (self.at.is_empty() || self.dimension.is_none() && self.at.len() > 1)
            .then(|| "`percentiles` needs one `at` for a map, and at least one with `dimension`".to_owned())
    }
}

/// One percentile of a variable.
#[derive(Clone, Copy)]
pub(super) struct OnePercentile<'a> {
    /// As a share of one.
    pub(super) at: f64,
    /// The dimension of percentiles and the position along it, where the variable has one.
    pub(super) along: Option<(&'a str, usize)>,
}

impl OnePercentile<'_> {
    /// The side whose standard deviation it tells.
    pub(super) fn role(self) -> Role {
        if self.at < 0.5 { Role::DeviationBelow } else { Role::DeviationAbove }
    }

    /// The distance percentile − estimate, times this, is the standard deviation of its side: 1 / z, z the normal quantile of the percentile.
    pub(super) fn factor(self) -> f64 {
        let tail = self.at.min(1.0 - self.at);
        (1.0 / critical_z(2.0 * tail)).copysign(self.at - 0.5)
    }
}

/// The percentiles of a variable that its profile uses.
pub(super) fn of_variable<'a>(
    inputs: &Inputs,
    variable: &Variable,
    percentiles: &'a Percentiles,
) -> Result<Vec<OnePercentile<'a>>, ProductError> {
    let Some(dimension) = percentiles.dimension.as_deref() else {
        return Ok(percentiles.at.iter().map(|&at| OnePercentile { at, along: None }).collect());
    };
    let failed = |message: String| ProductError::Percentiles { path: inputs.path(), variable: variable.name.clone(), message };
    if variable.position_of(dimension).is_none() {
        return Err(failed(format!("it does not run along `{dimension}`")));
    }
    if inputs.file.find(dimension).is_none() {
        return Err(failed(format!("no variable `{dimension}` says which they are")));
    }
    let listed: Vec<f64> = inputs.file.read_whole(dimension)?.iter().copied().collect();
    // Files write percentiles as shares of one or in per cent.
    let unit = if listed.iter().any(|value| *value > 1.0) { 100.0 } else { 1.0 };
    let position_of = |at: f64| listed.iter().position(|value| (value / unit - at).abs() < 1e-6);
    let found = |side: Vec<f64>| {
        let one = side.iter().find_map(|&at| Some(OnePercentile { at, along: Some((dimension, position_of(at)?)) }));
        let wanted: Vec<String> = side.iter().map(|at| (at * unit).to_string()).collect();
        one.ok_or_else(|| failed(format!("expected {} in `{dimension}`, found {listed:?}", wanted.join(" or "))))
    };
    let (below, above): (Vec<f64>, Vec<f64>) = percentiles.at.iter().partition(|at| **at < 0.5);
    [below, above].into_iter().filter(|side| !side.is_empty()).map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half of the 95 % interval is 1.959964 σ, and the percentile of 0.158655 lies one σ below.
    #[test]
    fn a_percentile_tells_the_side_and_the_number_of_standard_deviations() {
        let factor = |at| OnePercentile { at, along: None }.factor();
        for (at, expected) in [(0.975, 1.0 / 1.959_963_984_540_054), (0.025, -1.0 / 1.959_963_984_540_054), (0.158_655_253_931_457, -1.0)] {
            assert!((factor(at) - expected).abs() < 1e-9, "{at}: {}", factor(at));
        }
        assert_eq!(OnePercentile { at: 0.1, along: None }.role(), Role::DeviationBelow);
    }

    #[test]
    fn percentiles_that_tell_no_side_are_refused() {
        let of = |at: &[f64], dimension: Option<&str>| Percentiles {
            of: "flux".into(),
            at: at.to_vec(),
            dimension: dimension.map(str::to_owned),
        };
        for (at, dimension) in [(&[0.5][..], None), (&[2.5], None), (&[], None), (&[0.025, 0.975], None), (&[], Some("p"))] {
            assert!(of(at, dimension).objection().is_some(), "{at:?}");
        }
        assert!(of(&[0.025, 0.975, 0.16], Some("p")).objection().is_none() && of(&[0.16], None).objection().is_none());
    }
}
