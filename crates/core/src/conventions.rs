//! The conventions that turn a file's numbers into masses, and the order in which they are settled.

use crate::compat::Compat;
use crate::earth::Earth;
use crate::gas::{CarbonToCo2, Gas, MolarMasses};
use crate::period::YearLength;

/// What the share of a cell is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum CoverageMeasure {
    /// The cell's area on the [`Earth`] in force.
    #[default]
    Area,
    /// The cell's extent in square degrees, as planar tools take it.
    Planar,
}

/// What becomes of the part of a coastal cell that lies in no region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum CoastPolicy {
    /// A region gets its share of the cell's area; the rest belongs to the sea (IPCC 2019 Refinement, Vol. 1, Table 6.5, row C).
    #[default]
    Share,
    /// A cell that touches a region is split among the regions in it, and the sea gets nothing of it.
    Land,
    /// A cell is split as the emissions of a finer grid lie in it, and by area where that has none.
    Weighted,
}

impl CoastPolicy {
    /// All policies.
    pub const ALL: [Self; 3] = [Self::Share, Self::Land, Self::Weighted];

    /// The word for it, on the command line and in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Land => "land",
            Self::Weighted => "weighted",
        }
    }
}

/// What becomes of a step of a product that lies in two years, such as a calendar year beside fiscal years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum StepSpread {
    /// It is not divided, and the years are left out.
    #[default]
    None,
    /// It is divided by days, as if the source were even all through the step.
    Even,
}

/// The conventions in force for one product; every result carries them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Conventions {
    /// Figure of the Earth for all areas.
    pub earth: Earth,
    /// Length of the year when a flux becomes a mass.
    pub year_length: YearLength,
    /// Molar masses.
    pub molar_masses: MolarMasses,
    /// Factor from carbon to carbon dioxide.
    pub carbon_to_co2: CarbonToCo2,
    /// Share of what.
    pub coverage: CoverageMeasure,
    /// Treatment of coasts.
    pub coast: CoastPolicy,
    /// Treatment of steps that lie in two years.
    pub spread: StepSpread,
    /// The other program whose shares and areas take the place of ours, where one is to be reproduced.
    pub compat: Option<Compat>,
}

/// Conventions that somebody has stated, each or none.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConventionChoices {
    /// Figure of the Earth.
    pub earth: Option<Earth>,
    /// Length of the year.
    pub year_length: Option<YearLength>,
    /// Molar masses in g mol⁻¹, gas by gas.
    pub molar_masses: Vec<(Gas, f64)>,
    /// Factor from carbon to carbon dioxide.
    pub carbon_to_co2: Option<CarbonToCo2>,
    /// Share of what.
    pub coverage: Option<CoverageMeasure>,
    /// Treatment of coasts.
    pub coast: Option<CoastPolicy>,
    /// Treatment of steps that lie in two years; only a user states it.
    pub spread: Option<StepSpread>,
    /// The other program that is to be reproduced; only a user states it. Its Earth outranks any other.
    pub compat: Option<Compat>,
}

impl ConventionChoices {
    /// Settles the conventions: the user's choices first, then the product profile's, then the defaults.
    #[must_use]
    pub fn settle(&self, profile: &Self) -> Conventions {
        let masses = profile.molar_masses.iter().chain(&self.molar_masses);
        Conventions {
            earth: self.compat.map(Compat::earth).or(self.earth).or(profile.earth).unwrap_or_default(),
            year_length: self.year_length.or(profile.year_length).unwrap_or_default(),
            molar_masses: masses.fold(MolarMasses::default(), |masses, &(gas, value)| masses.with(gas, value)),
            carbon_to_co2: self.carbon_to_co2.or(profile.carbon_to_co2).unwrap_or_default(),
            coverage: self.coverage.or(profile.coverage).unwrap_or_default(),
            coast: self.coast.or(profile.coast).unwrap_or_default(),
            spread: self.spread.or(profile.spread).unwrap_or_default(),
            compat: self.compat,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_outranks_the_profile_and_the_profile_the_default() {
        let profile =
            ConventionChoices { year_length: Some(YearLength::Days366), molar_masses: vec![(Gas::Ch4, 16.04)], ..Default::default() };
        let user = ConventionChoices { molar_masses: vec![(Gas::Ch4, 16.0425)], ..Default::default() };
        let settled = user.settle(&profile);
        assert_eq!(settled.year_length, YearLength::Days366);
        assert_eq!(settled.molar_masses.ch4, 16.0425);
        assert_eq!(settled.earth, Earth::Wgs84);
    }
}
