//! Conventions on the command line.

use crate::convention_words;
use crate::convention_words::{ConventionWordError, Stated};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use fluxledger_core::{CarbonToCo2, CoastPolicy, Compat, ConventionChoices, CoverageMeasure, Earth, Gas, YearLength};

/// Conventions on the command line; each left out follows the product's profile.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Conventions")]
pub struct ConventionArguments {
    /// Figure of the Earth for the areas of cells [default: product]
    ///
    /// `product`: the areas in the file, or as the product's authors compute them, or WGS84 where they do not say.
    /// `wgs84`: the ellipsoid. `sphere:R`: a sphere with the radius R in metres, such as sphere:6371007.181.
    #[arg(long, value_name = "product|wgs84|sphere:R", value_parser = earth)]
    earth: Option<Stated<Earth>>,
    /// What the share of a cell in a region is a share of [default: area]
    ///
    /// `area`: its true area. `planar`: its square degrees, as many tools do it; for comparison with them.
    #[arg(long, value_name = "area|planar", value_parser = coverage)]
    coverage: Option<CoverageMeasure>,
    /// What becomes of coastal cells [default: share]
    ///
    /// `share`: a region gets the share of the cell that it covers, and the sea the rest. `land`: the land gets all of the cell.
    /// `weighted`: the cell is split as the emissions of `--coast-weights` lie in it.
    #[arg(long, value_name = "share|land|weighted", value_parser = coast)]
    coast: Option<CoastPolicy>,
    /// Reproduce the shares and areas of another program, to explain a difference to its numbers [default: none]
    ///
    /// `exactextract`: shares of square degrees and areas of cells on a sphere of 6 378 137 m, in single precision. `cdo`: whole cells whose centre
    /// lies in the region (`maskregion`), areas within great circles on a sphere of 6 371 000 m (`gridarea`).
    #[arg(long, value_name = "exactextract|cdo", value_parser = compat(), hide_possible_values = true, conflicts_with_all = ["earth", "coverage"])]
    compat: Option<Compat>,
    /// Length of a year when a rate becomes a mass [default: product]
    ///
    /// `product`: as the product's authors count it, or by the calendar where they do not say. `calendar`: 365 or 366 days, as the year
    /// has. `365d`, `366d`, `365.25d`: so many days in every year.
    #[arg(long, value_name = "product|calendar|365d|366d|365.25d", value_parser = year_length)]
    year_seconds: Option<Stated<YearLength>>,
    /// Molar mass of a gas in g/mol, such as CH4=16.0425; once for each gas [default: as the product]
    #[arg(long, value_name = "GAS=G", value_parser = molar_mass)]
    molar_mass: Vec<(Gas, f64)>,
    /// Factor from carbon to CO2 [default: as the product, else molar]
    ///
    /// `44/12`: that of the IPCC guidelines. `3.664`: that of the Global Carbon Budget. `molar`: the quotient of the molar masses.
    #[arg(long, value_name = "44/12|3.664|molar", value_parser = carbon_to_co2)]
    carbon_to_co2: Option<CarbonToCo2>,
}

impl ConventionArguments {
    /// The conventions that the user has stated.
    #[must_use]
    pub fn choices(&self) -> ConventionChoices {
        ConventionChoices {
            earth: self.earth.and_then(Stated::choice),
            year_length: self.year_seconds.and_then(Stated::choice),
            molar_masses: self.molar_mass.clone(),
            carbon_to_co2: self.carbon_to_co2,
            coverage: self.coverage,
            coast: self.coast,
            spread: None,
            compat: self.compat,
        }
    }
}

pub(super) fn earth(text: &str) -> Result<Stated<Earth>, String> {
    convention_words::earth(text).map_err(explained)
}

pub(super) fn compat() -> impl TypedValueParser<Value = Compat> {
    let words = PossibleValuesParser::new(Compat::ALL.map(Compat::name));
    words.map(|word| Compat::ALL.into_iter().find(|compat| compat.name() == word).expect("each possible value names a program"))
}

pub(super) fn coverage(text: &str) -> Result<CoverageMeasure, String> {
    convention_words::coverage(text).map_err(explained)
}

pub(super) fn coast(text: &str) -> Result<CoastPolicy, String> {
    convention_words::coast(text).map_err(explained)
}

pub(super) fn year_length(text: &str) -> Result<Stated<YearLength>, String> {
    convention_words::year_length(text).map_err(explained)
}

pub(super) fn molar_mass(text: &str) -> Result<(Gas, f64), String> {
    convention_words::molar_mass(text).map_err(explained)
}

pub(super) fn carbon_to_co2(text: &str) -> Result<CarbonToCo2, String> {
    convention_words::carbon_to_co2(text).map_err(explained)
}

/// An error with its hint on the next line, as the parser of arguments prints it.
#[expect(clippy::needless_pass_by_value, reason = "it is the argument of `map_err`")]
pub(super) fn explained(error: ConventionWordError) -> String {
    match error.hint() {
        Some(hint) => format!("{error}\nhint: {hint}"),
        None => error.to_string(),
    }
}
