//! How profiles spell the values of core's types.

use fluxledger_core::{Basis, CarbonToCo2, Earth, Gas, ProductKind, Role, Scope, YearLength};
use serde::{Deserialize, Deserializer, de::Error};

/// A type that profiles write as one of a few words.
pub(crate) trait Spelled: Copy + 'static {
    /// Each value with its spelling.
    const SPELLINGS: &'static [(&'static str, Self)];
}

impl Spelled for ProductKind {
    const SPELLINGS: &'static [(&'static str, Self)] =
        &[("inversion", Self::Inversion), ("bottom-up", Self::BottomUp), ("simulated", Self::Simulated)];
}

impl Spelled for Scope {
    const SPELLINGS: &'static [(&'static str, Self)] =
        &[("anthropogenic", Self::Anthropogenic), ("total", Self::Total), ("natural", Self::Natural)];
}

impl Spelled for Role {
    const SPELLINGS: &'static [(&'static str, Self)] = &[
        ("emission", Self::Emission),
        ("prior", Self::Prior),
        ("standard-deviation", Self::StandardDeviation),
        ("sensitivity", Self::Sensitivity),
    ];
}

impl Spelled for Basis {
    const SPELLINGS: &'static [(&'static str, Self)] = &[("gas", Self::Gas), ("carbon", Self::Carbon), ("nitrogen", Self::Nitrogen)];
}

impl Spelled for YearLength {
    const SPELLINGS: &'static [(&'static str, Self)] =
        &[("calendar", Self::Calendar), ("365d", Self::Days365), ("366d", Self::Days366), ("365.25d", Self::Days365Quarter)];
}

impl Spelled for CarbonToCo2 {
    const SPELLINGS: &'static [(&'static str, Self)] =
        &[("44/12", Self::FortyFourTwelfths), ("3.664", Self::GlobalCarbonBudget), ("molar", Self::Molar)];
}

/// Reads one of the words of a type.
pub(crate) fn one<'de, D: Deserializer<'de>, T: Spelled>(deserializer: D) -> Result<T, D::Error> {
    let found = String::deserialize(deserializer)?;
    let words = || T::SPELLINGS.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let known = T::SPELLINGS.iter().find(|(word, _)| *word == found).map(|&(_, value)| value);
    known.ok_or_else(|| D::Error::custom(format!("expected one of {}, found `{found}`", words())))
}

/// Reads one of the words of a type, where there is one.
pub(crate) fn maybe<'de, D: Deserializer<'de>, T: Spelled>(deserializer: D) -> Result<Option<T>, D::Error> {
    one(deserializer).map(Some)
}

/// Reads `wgs84` or `sphere:RADIUS` with the radius in metres, where there is one.
pub(super) fn earth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Earth>, D::Error> {
    let found = String::deserialize(deserializer)?;
    let radius = found.strip_prefix("sphere:").and_then(|radius| radius.parse().ok()).filter(|&radius: &f64| radius > 0.0);
    match (found.as_str(), radius) {
        ("wgs84", _) => Ok(Some(Earth::Wgs84)),
        (_, Some(radius)) => Ok(Some(Earth::Sphere { radius })),
        _ => Err(D::Error::custom(format!("expected `wgs84` or `sphere:` and a radius in metres, found `{found}`"))),
    }
}

/// Reads the code of a gas.
pub(crate) fn gas<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Gas, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

/// Reads the code of a gas, where there is one.
pub(crate) fn maybe_gas<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Gas>, D::Error> {
    gas(deserializer).map(Some)
}
