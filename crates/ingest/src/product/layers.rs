//! Which variables of a file are layers, and what each means.

use super::detect::file_name;
use super::pattern::Groups;
use super::periods::{VariablePeriods, periods_of};
use super::profile::{Detection, LayerPattern, Profile};
use super::{OpenOptions, ProductError};
use crate::raster::coordinates::{self, Layout};
use crate::raster::{RasterFile, Variable};
use fluxledger_core::unit::{Amount, Extent, Unit};
use fluxledger_core::{Basis, Category, Gas};

/// A variable that is a layer, and the parts of its names.
pub(super) struct LayerVariable<'a> {
    pub(super) variable: &'a Variable,
    pub(super) pattern: &'a LayerPattern,
    pub(super) groups: Groups,
}

/// The variables of a file that are layers of a product, in the order of the file; only the one asked for, if one is.
pub(super) fn layer_variables<'a>(
    file: &'a dyn RasterFile,
    profile: &'a Profile,
    options: &OpenOptions,
) -> Result<Vec<LayerVariable<'a>>, ProductError> {
    if let Some(name) = &options.variable {
        file.variable(name)?;
    }
    let asked = |variable: &&Variable| options.variable.as_ref().is_none_or(|name| *name == variable.name);
    let found: Vec<LayerVariable> =
        file.variables().iter().filter(asked).filter_map(|variable| layer_variable(file, profile, options, variable)).collect();
    if found.is_empty() {
        return Err(no_layer(file, profile));
    }
    if profile.detection == Detection::LastResort && found.len() > 1 {
        let names = found.iter().map(|layer| layer.variable.name.clone()).collect();
        return Err(ProductError::SeveralVariables { path: file.path().to_owned(), found: names });
    }
    Ok(found)
}

fn no_layer(file: &dyn RasterFile, profile: &Profile) -> ProductError {
    let path = file.path().to_owned();
    let found = file.variables().iter().map(|variable| variable.name.clone()).collect();
    match profile.detection {
        Detection::LastResort => ProductError::NoProfile { path, variables: found },
        Detection::ByRules => {
            let expected = profile.layers.iter().map(|layer| layer.variable.as_str().to_owned()).collect();
            ProductError::NoLayer { path, profile: profile.id.clone(), expected, found }
        }
    }
}

fn layer_variable<'a>(
    file: &'a dyn RasterFile,
    profile: &'a Profile,
    options: &OpenOptions,
    variable: &'a Variable,
) -> Option<LayerVariable<'a>> {
    if profile.detection == Detection::LastResort && options.variable.is_none() && !looks_like_flux(file, profile, options, variable) {
        return None;
    }
    profile.layers.iter().find_map(|pattern| {
        let mut groups = pattern.variable.groups(&variable.name)?;
        if let Some(names) = &pattern.file_name {
            groups.join(&names.groups(file_name(file))?);
        }
        groups.add(&profile.defaults);
        Some(LayerVariable { variable, pattern, groups })
    })
}

/// Whether a variable that no profile knows is gridded, has a unit of emission, and names a gas.
fn looks_like_flux(file: &dyn RasterFile, profile: &Profile, options: &OpenOptions, variable: &Variable) -> bool {
    let unit = variable.attributes.text("units").and_then(|units| units.parse::<Unit>().ok());
    let emission = unit.is_some_and(|unit| !matches!(unit.amount(), Amount::Number(_)) && unit.extent() != Extent::Total);
    let gas = stated_gas(file, profile, variable, &Groups::default()).or(options.gas);
    emission && gas.is_some() && coordinates::is_gridded(file, variable)
}

/// Gridded variables that no layer reads and the profile does not know.
pub(super) fn unread_variables<'a>(file: &'a dyn RasterFile, profile: &Profile, read: &[LayerVariable]) -> Vec<&'a str> {
    let known = |variable: &Variable| {
        read.iter().any(|layer| layer.variable.name == variable.name)
            || profile.ignore.iter().any(|pattern| pattern.fits(&variable.name))
            || profile.cell_areas.as_ref() == Some(&variable.name)
    };
    let unknown = file.variables().iter().filter(|variable| !known(variable) && coordinates::is_gridded(file, variable));
    unknown.map(|variable| variable.name.as_str()).collect()
}

/// The gas that a layer counts, checked against the one asked for.
pub(super) fn gas_of(file: &dyn RasterFile, profile: &Profile, layer: &LayerVariable, asked: Option<Gas>) -> Result<Gas, ProductError> {
    let (path, variable) = (file.path().to_owned(), layer.variable.name.clone());
    match (stated_gas(file, profile, layer.variable, &layer.groups), asked) {
        (Some(found), Some(expected)) if found != expected => Err(ProductError::GasConflict { path, variable, expected, found }),
        (Some(gas), _) | (None, Some(gas)) => Ok(gas),
        (None, None) => Err(ProductError::NoGas { path, variable, profile: profile.id.clone() }),
    }
}

fn stated_gas(file: &dyn RasterFile, profile: &Profile, variable: &Variable, groups: &Groups) -> Option<Gas> {
    let sources = &profile.gas_from;
    let gas = |name: &str| name.parse::<Gas>().ok();
    let attribute = |name: &String| variable.attributes.text(name).or_else(|| file.attributes().text(name)).and_then(gas);
    let standard_name = || {
        let found = variable.attributes.text("standard_name")?;
        sources.standard_name.iter().find(|(word, _)| found.contains(*word)).and_then(|(_, name)| gas(name))
    };
    let named = || sources.file_name.as_ref()?.groups(file_name(file))?.get("gas").and_then(gas);
    profile
        .gas
        .or_else(|| groups.get("gas").and_then(gas))
        .or_else(|| sources.attributes.iter().find_map(attribute))
        .or_else(standard_name)
        .or_else(named)
}

/// What a layer's mass or amount counts, where profile or standard name say so.
pub(super) fn basis_of(profile: &Profile, variable: &Variable) -> Option<Basis> {
    let name = variable.attributes.text("standard_name").unwrap_or_default();
    profile.basis.or_else(|| profile.basis_from.iter().find(|rule| rule.standard_name.fits(name)).map(|rule| rule.basis))
}

/// The unit in which a layer's numbers are: the profile's, if the file's attribute reads as it or is a known spelling of it.
pub(super) fn unit_of(file: &dyn RasterFile, profile: &Profile, layer: &LayerVariable) -> Result<Unit, ProductError> {
    let (path, variable) = (file.path().to_owned(), layer.variable.name.clone());
    let stated = layer.pattern.unit.as_ref().or(profile.unit.as_ref());
    let found = layer.variable.attributes.text("units").filter(|units| !units.is_empty());
    match (stated, found) {
        (None, None) => Err(ProductError::NoUnit { path, variable, profile: profile.id.clone() }),
        (None, Some(found)) => found.parse().map_err(|source| ProductError::Unit { path, variable, source: Box::new(source) }),
        (Some(stated), found) => {
            let expected: Unit = stated.parse().expect("units of profiles are read with them");
            let Some(found) = found else { return Ok(expected) };
            if profile.spellings.iter().any(|spelling| spelling == found) {
                return Ok(expected);
            }
            match found.parse() {
                Ok(read) if agree(&read, &expected) => Ok(read),
                _ => Err(ProductError::UnitConflict { path, variable, expected: stated.clone(), found: found.to_owned() }),
            }
        }
    }
}

/// Whether two units mean the same, one of them perhaps without its substance.
fn agree(one: &Unit, other: &Unit) -> bool {
    let substances = one.substance().is_none() || other.substance().is_none() || one.substance() == other.substance();
    one.amount() == other.amount() && one.extent() == other.extent() && one.duration() == other.duration() && substances
}

/// The category of a layer, from the profile's template and its table of codes.
pub(super) fn category_of(file: &dyn RasterFile, profile: &Profile, layer: &LayerVariable) -> Result<Option<Category>, ProductError> {
    let (Some(categorization), Some(template)) = (&profile.categorization, &layer.pattern.category) else { return Ok(None) };
    let word = layer.groups.filled(template);
    if layer.pattern.categories.is_empty() {
        return Ok(Some(Category::new(categorization, word)));
    }
    let code = layer.pattern.categories.get(&word).ok_or_else(|| ProductError::NoCategory {
        path: file.path().to_owned(),
        variable: layer.variable.name.clone(),
        found: word,
        expected: layer.pattern.categories.keys().cloned().collect(),
    })?;
    Ok(Some(Category::new(categorization, code)))
}

/// The name of a layer, from the profile's template.
pub(super) fn name_of(layer: &LayerVariable) -> String {
    layer.pattern.name.as_ref().map_or_else(|| layer.variable.name.clone(), |template| layer.groups.filled(template))
}

/// The periods of a variable and, for each, the position of its slab.
pub(super) fn slabs_of(
    file: &dyn RasterFile,
    profile: &Profile,
    layer: &LayerVariable,
    layout: &Layout,
    options: &OpenOptions,
) -> Result<(VariablePeriods, Vec<Vec<Option<usize>>>), ProductError> {
    let found = periods_of(file, layer.variable, profile, options.year)?;
    let mut at = Vec::new();
    for dimension in &layer.variable.dimensions {
        let horizontal = dimension.name == layout.latitude || dimension.name == layout.longitude;
        let time = found.dimension.as_ref() == Some(&dimension.name);
        if !horizontal && !time && dimension.length != 1 {
            return Err(ProductError::ExtraDimension {
                path: file.path().to_owned(),
                variable: layer.variable.name.clone(),
                dimension: dimension.name.clone(),
                length: dimension.length,
                profile: profile.id.clone(),
            });
        }
        at.push((!horizontal).then_some(0));
    }
    let time = found.dimension.as_ref().and_then(|name| layer.variable.position_of(name));
    let slab = |step: usize| {
        let mut at = at.clone();
        if let Some(time) = time {
            at[time] = Some(step);
        }
        at
    };
    let slabs = (0..found.periods.len()).map(slab).collect();
    Ok((found, slabs))
}
