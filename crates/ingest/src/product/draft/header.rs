//! What the header of a file says about the fluxes in it, as far as it says anything.

use crate::product::ProductError;
use crate::product::inputs::file_name;
use crate::raster::coordinates::{self, is_gridded};
use crate::raster::{Dimension, RasterFile, Storage, Variable, time};
use fluxledger_core::{Amount, Basis, Gas, Substance, Unit};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Spellings of the unit of cell areas.
const SQUARE_METRES: [&str; 6] = ["m2", "m^2", "m**2", "m²", "square metres", "square meters"];

/// Words for the gases, in names and in CF standard names.
const GASES: [(&str, Gas); 6] = [
    ("ch4", Gas::Ch4),
    ("methane", Gas::Ch4),
    ("co2", Gas::Co2),
    ("carbon_dioxide", Gas::Co2),
    ("n2o", Gas::N2o),
    ("nitrous_oxide", Gas::N2o),
];

/// A year of the measured past in a name.
static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new("(?:19|20)[0-9]{2}").expect("a pattern"));

/// The variables of a file, by what they may be.
pub(super) struct Header<'a> {
    pub(super) file: &'a dyn RasterFile,
    /// Variables that may be layers.
    pub(super) layers: Vec<&'a Variable>,
    /// The variable of cell areas in m².
    pub(super) areas: Option<&'a Variable>,
    /// Gridded variables in no unit of emission, beside layers that have one.
    pub(super) others: Vec<&'a Variable>,
    /// Whether the layers have coordinates of latitude and longitude.
    pub(super) has_coordinates: bool,
}

impl<'a> Header<'a> {
    pub(super) fn of(file: &'a dyn RasterFile) -> Result<Self, ProductError> {
        let numbers = |variable: &&Variable| !matches!(variable.storage, Storage::Text | Storage::Other);
        let gridded: Vec<&Variable> = file.variables().iter().filter(numbers).filter(|variable| is_gridded(file, variable)).collect();
        let has_coordinates = !gridded.is_empty();
        let candidates =
            if has_coordinates { gridded } else { file.variables().iter().filter(numbers).filter(|variable| is_wide(variable)).collect() };
        let (areas, candidates): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|variable| is_area(variable));
        let (emissions, others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|variable| is_emission(variable));
        let (layers, others) = if emissions.is_empty() { (others, emissions) } else { (emissions, others) };
        if layers.is_empty() {
            return Err(ProductError::NothingGridded { path: file.path().to_owned(), variables: file.names() });
        }
        Ok(Self { file, layers, areas: areas.into_iter().next(), others, has_coordinates })
    }

    /// A short name after the file's, in small letters.
    pub(super) fn id(&self) -> String {
        let stem = file_name(self.file).split('.').next().unwrap_or_default().to_lowercase();
        let words = stem.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join("-")
    }

    /// The first attribute of the file with one of the names that holds a text, on one line.
    pub(super) fn attribute(&self, names: &[&str]) -> Option<String> {
        let text = |name: &&str| self.file.attributes().text(name).filter(|text| !text.is_empty());
        names.iter().find_map(text).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The gas that all layers name.
    pub(super) fn gas(&self) -> Option<Gas> {
        common(self.layers.iter().map(|layer| self.gas_of(layer)))
    }

    /// The gas that a layer names: in its unit, attributes, standard name or name.
    fn gas_of(&self, layer: &Variable) -> Option<Gas> {
        let of_unit = match unit_of(layer).and_then(|unit| unit.substance()) {
            Some(Substance::Gas(gas)) => Some(gas),
            _ => None,
        };
        let stated = || {
            ["species", "gas", "substance"]
                .iter()
                .find_map(|name| layer.attributes.text(name).or_else(|| self.file.attributes().text(name))?.parse().ok())
        };
        let standard_name = || gas_in(layer.attributes.text("standard_name")?);
        of_unit.or_else(stated).or_else(standard_name).or_else(|| gas_in(&layer.name))
    }

    /// What a mass counts, where unit or standard name of every layer say so.
    pub(super) fn basis(&self) -> Option<Basis> {
        common(self.layers.iter().map(|layer| basis_of(layer)))
    }

    /// The different unit attributes of the layers, in the order of the file.
    pub(super) fn units(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for units in self.layers.iter().filter_map(|layer| layer.attributes.text("units")).filter(|units| !units.is_empty()) {
            if !found.iter().any(|known| known == units) {
                found.push(units.to_owned());
            }
        }
        found
    }

    /// The time labels as they are stored.
    pub(super) fn labels(&self, coordinate: &Variable) -> Vec<f64> {
        self.file.read_whole(&coordinate.name).map(|labels| labels.into_iter().collect()).unwrap_or_default()
    }

    /// A pattern of the file name in which the one year in it is a group.
    pub(super) fn year_in_file_name(&self) -> Option<String> {
        let name = file_name(self.file);
        let years: Vec<_> = YEAR.find_iter(name).collect();
        match years.as_slice() {
            [year] => Some(format!("{}(?P<year>[0-9]{{4}}){}", regex::escape(&name[..year.start()]), regex::escape(&name[year.end()..]))),
            _ => None,
        }
    }

    /// An attribute that holds a year.
    pub(super) fn year_attribute(&self) -> Option<String> {
        let is_year = |name: &&&str| {
            let shown = self.layers[0].attributes.shown(name).or_else(|| self.file.attributes().shown(name));
            shown.is_some_and(|text| YEAR.find(text.trim()).is_some_and(|year| year.as_str() == text.trim()))
        };
        ["year", "emissions_year", "reference_year"].iter().find(is_year).map(|name| (*name).to_owned())
    }

    /// Dimensions of a layer of which nobody knows what they are.
    pub(super) fn dimensions_without_meaning(&self, layer: &'a Variable) -> Vec<&'a Dimension> {
        let time = time::coordinate(self.file, layer);
        let has_meaning = |dimension: &&Dimension| {
            dimension.length == 1
                || coordinates::is_horizontal(self.file, layer, &dimension.name)
                || time.is_some_and(|time| time.runs_along(&dimension.name))
        };
        if !self.has_coordinates {
            return Vec::new();
        }
        layer.dimensions.iter().filter(|dimension| !has_meaning(dimension)).collect()
    }
}

/// A few labels in words.
pub(super) fn shown(labels: &[f64]) -> String {
    match labels {
        [] => "labels that cannot be read".to_owned(),
        [only] => format!("one label, {only},"),
        [first, .., last] => format!("{} labels from {first} to {last}", labels.len()),
    }
}

fn unit_of(variable: &Variable) -> Option<Unit> {
    variable.attributes.text("units")?.parse().ok()
}

fn is_emission(variable: &Variable) -> bool {
    unit_of(variable).is_some_and(|unit| !matches!(unit.amount(), Amount::Number(_)))
}

fn is_area(variable: &Variable) -> bool {
    variable.attributes.text("units").is_some_and(|units| SQUARE_METRES.contains(&units.to_lowercase().as_str()))
}

/// Whether a variable has two dimensions that are more than a pair of bounds.
fn is_wide(variable: &Variable) -> bool {
    variable.dimensions.iter().filter(|dimension| dimension.length > 2).count() >= 2
}

/// The one gas of which a name holds a word.
fn gas_in(name: &str) -> Option<Gas> {
    let name = name.to_lowercase();
    let words: BTreeSet<&str> = name.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
    let named = |word: &str| if word.contains('_') { name.contains(word) } else { words.contains(word) };
    let found: BTreeSet<Gas> = GASES.iter().filter(|(word, _)| named(word)).map(|&(_, gas)| gas).collect();
    if found.len() == 1 { found.into_iter().next() } else { None }
}

/// What a mass counts by the substance of its unit or by its standard name, which says when it is not the gas
/// (CF standard name guidelines: `expressed_as`). Moles that name no element are moles of the gas.
fn basis_of(variable: &Variable) -> Option<Basis> {
    let unit = unit_of(variable)?;
    let name = variable.attributes.text("standard_name").unwrap_or_default();
    match (unit.substance(), unit.amount()) {
        (Some(Substance::Carbon), _) => Some(Basis::Carbon),
        (Some(Substance::Nitrogen), _) => Some(Basis::Nitrogen),
        (Some(Substance::Gas(_)), _) => Some(Basis::Gas),
        (Some(Substance::Co2Equivalent), _) => None,
        (None, _) if name.contains("expressed_as_carbon") => Some(Basis::Carbon),
        (None, _) if name.contains("expressed_as_nitrogen") => Some(Basis::Nitrogen),
        (None, Amount::Moles(_)) => Some(Basis::Gas),
        (None, _) => gas_in(name).map(|_| Basis::Gas),
    }
}

/// The value that all have in common.
fn common<T: PartialEq + Copy>(mut values: impl Iterator<Item = Option<T>>) -> Option<T> {
    let first = values.next()??;
    values.all(|value| value == Some(first)).then_some(first)
}
