//! The words that name conventions, the same on the command line and in run files.

use fluxledger_core::{CarbonToCo2, CoastPolicy, CoverageMeasure, Earth, Gas, MolarMasses, StepSpread, YearLength};
use fluxledger_ingest::known_words::{any_of, nearest};
use std::ops::RangeInclusive;

/// The word that leaves a convention to the product.
const PRODUCT: &str = "product";
/// Radii in metres that can be meant for the Earth: both its half-axes with ample room.
const RADII_OF_EARTH: RangeInclusive<f64> = 6.3e6..=6.4e6;
/// The largest departure of a molar mass from the standard one; anything beyond it is the mass of something else.
const MOLAR_MASS_TOLERANCE: f64 = 0.01;

/// A convention that somebody states, or leaves to the product's profile and file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated<T> {
    /// As the product does it.
    AsProduct,
    /// This one, whatever the product does.
    This(T),
}

impl<T> Stated<T> {
    /// The convention, unless it is left to the product.
    pub fn choice(self) -> Option<T> {
        match self {
            Self::AsProduct => None,
            Self::This(value) => Some(value),
        }
    }
}

/// A word that names no convention.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConventionWordError {
    /// The word is none of those that the convention knows.
    #[error("unknown {convention} `{found}`, expected {}", any_of(.expected))]
    UnknownWord {
        /// The convention in words.
        convention: &'static str,
        /// What was written.
        found: String,
        /// What may be written.
        expected: &'static [&'static str],
    },
    /// The radius of a sphere is no number.
    #[error("the radius `{found}` is not a number of metres")]
    NoRadius {
        /// What was written.
        found: String,
    },
    /// A sphere of that radius is not the Earth.
    #[error("a sphere with a radius of {metres} m is not the Earth, expected {:.0} to {:.0} m", RADII_OF_EARTH.start(), RADII_OF_EARTH.end())]
    RadiusNotOfEarth {
        /// The radius in metres.
        metres: f64,
    },
    /// A molar mass is not written as `GAS=GRAMS`.
    #[error("`{found}` is not of the form GAS=GRAMS")]
    NoMolarMass {
        /// What was written.
        found: String,
    },
    /// The gas of a molar mass is unknown.
    #[error(transparent)]
    UnknownGas(#[from] fluxledger_core::gas::UnknownGas),
    /// A molar mass that cannot be that of the gas.
    #[error("{grams} g/mol is not the molar mass of {gas}, expected a value within 1 % of {standard}")]
    NotOfGas {
        /// The gas.
        gas: Gas,
        /// The mass stated in g mol⁻¹.
        grams: f64,
        /// The standard mass in g mol⁻¹.
        standard: f64,
    },
}

impl ConventionWordError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownWord { found, expected, .. } => {
                nearest(found, expected.iter().copied()).map(|word| format!("did you mean `{word}`?"))
            }
            Self::NoRadius { .. } => Some("write for example `sphere:6371007.181`".to_owned()),
            Self::RadiusNotOfEarth { .. } => Some("the radius is in metres, for example `sphere:6371007.181`".to_owned()),
            Self::NoMolarMass { .. } => Some("write for example `CH4=16.0425`".to_owned()),
            Self::NotOfGas { .. } => {
                Some("a molar mass is that of the whole gas, also where a file counts its carbon or nitrogen".to_owned())
            }
            Self::UnknownGas(_) => None,
        }
    }
}

/// Reads the figure of the Earth: `product`, `wgs84` or `sphere:RADIUS` with the radius in metres.
///
/// # Errors
/// Where the word is another, or the radius is not that of the Earth.
pub fn earth(text: &str) -> Result<Stated<Earth>, ConventionWordError> {
    match text.trim().split_once(':') {
        Some(("sphere", radius)) => sphere(radius).map(Stated::This),
        None if text.trim() == PRODUCT => Ok(Stated::AsProduct),
        None if text.trim() == "wgs84" => Ok(Stated::This(Earth::Wgs84)),
        _ => Err(unknown("figure of the Earth", text, &[PRODUCT, "wgs84", "sphere:RADIUS"])),
    }
}

fn sphere(text: &str) -> Result<Earth, ConventionWordError> {
    let radius: f64 = text.trim().parse().map_err(|_| ConventionWordError::NoRadius { found: text.to_owned() })?;
    if RADII_OF_EARTH.contains(&radius) {
        Ok(Earth::Sphere { radius })
    } else {
        Err(ConventionWordError::RadiusNotOfEarth { metres: radius })
    }
}

/// Reads what the share of a cell is a share of: `area` or `planar`.
///
/// # Errors
/// Where the word is another.
pub fn coverage(text: &str) -> Result<CoverageMeasure, ConventionWordError> {
    match text.trim() {
        "area" => Ok(CoverageMeasure::Area),
        "planar" => Ok(CoverageMeasure::Planar),
        _ => Err(unknown("measure of coverage", text, &["area", "planar"])),
    }
}

/// Reads what becomes of coastal cells: `share`, `land` or `weighted`.
///
/// # Errors
/// Where the word is another.
pub fn coast(text: &str) -> Result<CoastPolicy, ConventionWordError> {
    let policy = CoastPolicy::ALL.into_iter().find(|policy| policy.name() == text.trim());
    policy.ok_or_else(|| unknown("treatment of coasts", text, &["share", "land", "weighted"]))
}

/// Reads what becomes of a step that lies in two years: `none` or `even`.
///
/// # Errors
/// Where the word is another.
pub fn spread(text: &str) -> Result<StepSpread, ConventionWordError> {
    match text.trim() {
        "none" => Ok(StepSpread::None),
        "even" => Ok(StepSpread::Even),
        _ => Err(unknown("treatment of steps that lie in two years", text, &["none", "even"])),
    }
}

/// Reads the length of a year: `product`, `calendar`, `365d`, `366d` or `365.25d`.
///
/// # Errors
/// Where the word is another.
pub fn year_length(text: &str) -> Result<Stated<YearLength>, ConventionWordError> {
    const LENGTHS: [YearLength; 4] = [YearLength::Calendar, YearLength::Days365, YearLength::Days366, YearLength::Days365Quarter];
    if text.trim() == PRODUCT {
        return Ok(Stated::AsProduct);
    }
    let length = LENGTHS.into_iter().find(|length| length.name() == text.trim());
    length.map(Stated::This).ok_or_else(|| unknown("length of a year", text, &[PRODUCT, "calendar", "365d", "366d", "365.25d"]))
}

/// Reads the factor from carbon to carbon dioxide: `44/12`, `3.664` or `molar`.
///
/// # Errors
/// Where the word is another.
pub fn carbon_to_co2(text: &str) -> Result<CarbonToCo2, ConventionWordError> {
    match text.trim() {
        "44/12" => Ok(CarbonToCo2::FortyFourTwelfths),
        "3.664" => Ok(CarbonToCo2::GlobalCarbonBudget),
        "molar" => Ok(CarbonToCo2::Molar),
        _ => Err(unknown("factor from carbon to CO2", text, &["44/12", "3.664", "molar"])),
    }
}

/// Reads a molar mass as the command line states it: `CH4=16.0425`, in g mol⁻¹.
///
/// # Errors
/// Where the text is of another form, the gas is unknown or the mass is not that of the gas.
pub fn molar_mass(text: &str) -> Result<(Gas, f64), ConventionWordError> {
    let malformed = || ConventionWordError::NoMolarMass { found: text.to_owned() };
    let (gas, grams) = text.split_once('=').ok_or_else(malformed)?;
    let grams = grams.trim().parse().map_err(|_| malformed())?;
    molar_mass_of(gas.parse()?, grams)
}

/// Checks a molar mass in g mol⁻¹ against the gas.
///
/// # Errors
/// Where it is more than 1 % away from the standard one.
pub fn molar_mass_of(gas: Gas, grams: f64) -> Result<(Gas, f64), ConventionWordError> {
    let standard = MolarMasses::default().of(gas);
    if (grams / standard - 1.0).abs() <= MOLAR_MASS_TOLERANCE {
        Ok((gas, grams))
    } else {
        Err(ConventionWordError::NotOfGas { gas, grams, standard })
    }
}

fn unknown(convention: &'static str, found: &str, expected: &'static [&'static str]) -> ConventionWordError {
    ConventionWordError::UnknownWord { convention, found: found.to_owned(), expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_its_convention() {
        assert_eq!(earth("product"), Ok(Stated::AsProduct));
        assert_eq!(earth("sphere:6371000"), Ok(Stated::This(Earth::Sphere { radius: 6_371_000.0 })));
        assert_eq!(coverage("planar"), Ok(CoverageMeasure::Planar));
        assert_eq!(coast("land"), Ok(CoastPolicy::Land));
        assert_eq!(spread("even"), Ok(StepSpread::Even));
        assert_eq!(year_length("365.25d"), Ok(Stated::This(YearLength::Days365Quarter)));
        assert_eq!(carbon_to_co2("44/12"), Ok(CarbonToCo2::FortyFourTwelfths));
        assert_eq!(molar_mass("ch4 = 16.0425"), Ok((Gas::Ch4, 16.0425)));
    }

    #[test]
    fn an_earth_is_written_as_it_is_read() {
        for figure in [Earth::Wgs84, Earth::AUTHALIC_SPHERE] {
            assert_eq!(earth(&figure.to_string()), Ok(Stated::This(figure)));
        }
    }

    #[test]
    fn errors_list_what_is_expected_and_show_the_way_out() {
        let errors = [
            earth("wgs-84").unwrap_err(),
            earth("sphere:6371").unwrap_err(),
            earth("sphere:big").unwrap_err(),
            coverage("areas").unwrap_err(),
            coast("sea").unwrap_err(),
            spread("evenly").unwrap_err(),
            year_length("365").unwrap_err(),
            carbon_to_co2("3.67").unwrap_err(),
            molar_mass("16.04").unwrap_err(),
            molar_mass("CH3=16.04").unwrap_err(),
            molar_mass("CH4=12.011").unwrap_err(),
            molar_mass("CH4=nan").unwrap_err(),
        ];
        let texts = errors.map(|error| format!("{error} | {}", error.hint().unwrap_or_default()));
        insta::assert_snapshot!(texts.join("\n"), @r"
        unknown figure of the Earth `wgs-84`, expected product, wgs84 or sphere:RADIUS | did you mean `wgs84`?
        a sphere with a radius of 6371 m is not the Earth, expected 6300000 to 6400000 m | the radius is in metres, for example `sphere:6371007.181`
        the radius `big` is not a number of metres | write for example `sphere:6371007.181`
        unknown measure of coverage `areas`, expected area or planar | did you mean `area`?
        unknown treatment of coasts `sea`, expected share, land or weighted | 
        unknown treatment of steps that lie in two years `evenly`, expected none or even | did you mean `even`?
        unknown length of a year `365`, expected product, calendar, 365d, 366d or 365.25d | did you mean `365d`?
        unknown factor from carbon to CO2 `3.67`, expected 44/12, 3.664 or molar | did you mean `3.664`?
        `16.04` is not of the form GAS=GRAMS | write for example `CH4=16.0425`
        unknown gas `CH3`, expected CH4, CO2, N2O or a fluorinated gas such as HFC-23 | 
        12.011 g/mol is not the molar mass of CH4, expected a value within 1 % of 16.043 | a molar mass is that of the whole gas, also where a file counts its carbon or nitrogen
        NaN g/mol is not the molar mass of CH4, expected a value within 1 % of 16.043 | a molar mass is that of the whole gas, also where a file counts its carbon or nitrogen
        ");
    }
}
