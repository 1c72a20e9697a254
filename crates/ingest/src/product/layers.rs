//! Which variables of a file are layers, and what each means.

use super::ProductError;
use super::inputs::Inputs;
use super::pattern::Groups;
use super::percentiles::{self, OnePercentile};
use super::profile::{Detection, LayerPattern, Profile};
use super::sectors;
use crate::raster::Variable;
use crate::raster::coordinates;
use fluxledger_core::unit::{Amount, Conversion, ConversionError, Extent, Unit};
use fluxledger_core::{Basis, Category, Gas, Measure, Role};
use std::collections::{BTreeMap, BTreeSet};

/// A variable that is a layer, and the parts of its names.
#[derive(Clone)]
pub(super) struct LayerVariable<'a> {
    pub(super) variable: &'a Variable,
    pub(super) pattern: &'a LayerPattern,
    pub(super) groups: Groups,
    /// The dimension of sectors and the layer's position along it, where the variable has one.
    pub(super) sector: Option<(&'a str, usize)>,
    /// The dimension of members and the layer's position along it, where the user says that the variable has one.
    pub(super) member: Option<(&'a str, usize)>,
    /// The percentile that it is, where its profile says so.
    pub(super) percentile: Option<OnePercentile<'a>>,
}

impl LayerVariable<'_> {
    /// What its numbers become.
    pub(super) fn role(&self) -> Role {
        self.percentile.map_or(self.pattern.role, OnePercentile::role)
    }
}

/// The variables of a file that are layers of a product, in the order of the file; only the one asked for, if one is.
pub(super) fn layer_variables<'a>(inputs: Inputs<'a>) -> Result<Vec<LayerVariable<'a>>, ProductError> {
    if let Some(name) = &inputs.options.variable {
        inputs.file.variable(name)?;
    }
    let asked = |variable: &&Variable| inputs.options.variable.as_ref().is_none_or(|name| *name == variable.name);
    let found: Vec<LayerVariable> =
        inputs.file.variables().iter().filter(asked).filter_map(|variable| layer_variable(inputs, variable)).collect();
    if found.is_empty() {
        return Err(no_layer(&inputs));
    }
    if inputs.profile.detection == Detection::LastResort && found.len() > 1 {
        let names = found.iter().map(|layer| layer.variable.name.clone()).collect();
        return Err(ProductError::SeveralVariables { path: inputs.path(), found: names });
    }
    let by_sector = found.into_iter().map(|layer| by_sector(&inputs, layer)).collect::<Result<Vec<_>, _>>()?;
    let by_percentile = by_sector.into_iter().flatten().map(|layer| by_percentile(&inputs, layer)).collect::<Result<Vec<_>, _>>()?;
    by_member(&inputs, by_percentile.into_iter().flatten().collect())
}

/// One layer for each percentile in use of a variable that holds percentiles.
fn by_percentile<'a>(inputs: &Inputs, layer: LayerVariable<'a>) -> Result<Vec<LayerVariable<'a>>, ProductError> {
    let Some(percentiles) = &layer.pattern.percentiles else { return Ok(vec![layer]) };
    let found = percentiles::of_variable(inputs, layer.variable, percentiles)?;
    Ok(found.into_iter().map(|percentile| LayerVariable { percentile: Some(percentile), ..layer.clone() }).collect())
}

/// The layer of the estimate that a layer of percentiles is of, at the same sector and member.
pub(super) fn estimate_of<'a>(inputs: Inputs<'a>, layer: &LayerVariable<'a>) -> Result<Option<LayerVariable<'a>>, ProductError> {
    let Some(percentiles) = &layer.pattern.percentiles else { return Ok(None) };
    let name = layer.groups.filled(&percentiles.of);
    let estimate = inputs.file.variables().iter().find(|variable| variable.name == name);
    let estimate = estimate.and_then(|variable| layer_variable(inputs, variable)).filter(|found| found.pattern.role == Role::Emission);
    let message = || format!("the profile takes them from `{name}`, which is no emission of the file");
    let estimate = estimate.ok_or_else(|| ProductError::Percentiles {
        path: inputs.path(),
        variable: layer.variable.name.clone(),
        message: message(),
    })?;
    let mut groups = estimate.groups;
    // The label of its sector stands with the layer of percentiles.
    groups.join(&layer.groups);
    Ok(Some(LayerVariable { groups, sector: layer.sector, member: layer.member, ..estimate }))
}

/// One layer for each sector of a variable that has a dimension of them.
fn by_sector<'a>(inputs: &Inputs, layer: LayerVariable<'a>) -> Result<Vec<LayerVariable<'a>>, ProductError> {
    let Some(sectors) = &layer.pattern.sectors else { return Ok(vec![layer]) };
    let labels = sectors::labels(inputs, layer.variable, sectors)?;
    let of_label = |(position, label): (usize, String)| {
        let mut groups = layer.groups.clone();
        groups.add(&BTreeMap::from([("sector".to_owned(), label)]));
        LayerVariable { groups, sector: Some((sectors.dimension.as_str(), position)), ..layer }
    };
    Ok(labels.into_iter().enumerate().map(of_label).collect())
}

/// One layer for each member of the layers that run along the dimension of members, of which there must be some.
fn by_member<'a>(inputs: &Inputs<'a>, layers: Vec<LayerVariable<'a>>) -> Result<Vec<LayerVariable<'a>>, ProductError> {
    let Some(name) = inputs.options.members.as_deref() else { return Ok(layers) };
    let members = |layer: &LayerVariable| Some(layer.variable.dimensions[layer.variable.position_of(name)?].length);
    if layers.iter().all(|layer| members(layer).is_none()) {
        let found = layers.iter().flat_map(|layer| &layer.variable.dimensions).map(|dimension| dimension.name.clone());
        let found = found.collect::<BTreeSet<_>>().into_iter().collect();
        return Err(ProductError::NoMembers { path: inputs.path(), dimension: name.to_owned(), found });
    }
    let of_layer = |layer: LayerVariable<'a>| match members(&layer) {
        Some(count) => (0..count).map(|position| LayerVariable { member: Some((name, position)), ..layer.clone() }).collect(),
        None => vec![layer],
    };
    Ok(layers.into_iter().flat_map(of_layer).collect())
}

fn no_layer(inputs: &Inputs) -> ProductError {
    let (path, profile) = (inputs.path(), inputs.profile);
    let found = inputs.file.names();
    match profile.detection {
        Detection::LastResort => unreadable_unit(inputs).unwrap_or(ProductError::NoProfile { path, variables: found }),
        Detection::ByRules => {
            let expected = profile.layers.iter().map(|layer| layer.variable.as_str().to_owned()).collect();
            ProductError::NoLayer { path, profile: profile.id.clone(), expected, found }
        }
    }
}

/// What is wrong with the unit of the one gridded variable of a file, which would be read if its unit could be.
fn unreadable_unit(inputs: &Inputs) -> Option<ProductError> {
    let mut gridded = inputs.file.variables().iter().filter(|variable| coordinates::is_gridded(inputs.file, variable));
    let variable = gridded.next().filter(|_| gridded.next().is_none())?;
    let source = variable.attributes.text("units")?.parse::<Unit>().err()?;
    Some(ProductError::Unit { path: inputs.path(), variable: variable.name.clone(), source: Box::new(source) })
}

fn layer_variable<'a>(inputs: Inputs<'a>, variable: &'a Variable) -> Option<LayerVariable<'a>> {
    let guessed = inputs.profile.detection == Detection::LastResort && inputs.options.variable.is_none();
    if guessed && !looks_like_flux(&inputs, variable) {
        return None;
    }
    inputs.profile.layers.iter().find_map(|pattern| {
        let mut groups = pattern.variable.groups(&variable.name)?;
        if let Some(names) = &pattern.file_name {
            groups.join(&names.groups(inputs.file_name())?);
        }
        groups.add(&inputs.profile.defaults);
        Some(LayerVariable { variable, pattern, groups, sector: None, member: None, percentile: None })
    })
}

/// Whether a variable that no profile knows is gridded, has a unit of emission, and names a gas.
fn looks_like_flux(inputs: &Inputs, variable: &Variable) -> bool {
    let unit = variable.attributes.text("units").and_then(|units| units.parse::<Unit>().ok());
    let emission = unit.is_some_and(|unit| !matches!(unit.amount(), Amount::Number(_)) && unit.extent() != Extent::Total);
    let gas = stated_gas(inputs, variable, &Groups::default()).or(inputs.options.gas);
    emission && gas.is_some() && coordinates::is_gridded(inputs.file, variable)
}

/// Gridded variables that no layer reads and the profile does not know.
pub(super) fn unread_variables(inputs: &Inputs, read: &[LayerVariable]) -> Vec<String> {
    let known = |variable: &Variable| {
        read.iter().any(|layer| layer.variable.name == variable.name)
            || inputs.profile.ignore.iter().any(|pattern| pattern.fits(&variable.name))
            || inputs.profile.cell_areas.as_ref() == Some(&variable.name)
    };
    let unknown = inputs.file.variables().iter().filter(|variable| !known(variable) && coordinates::is_gridded(inputs.file, variable));
    unknown.map(|variable| variable.name.clone()).collect()
}

/// The gas that a layer counts, checked against the one asked for.
pub(super) fn gas_of(inputs: &Inputs, layer: &LayerVariable) -> Result<Gas, ProductError> {
    let (path, variable) = (inputs.path(), layer.variable.name.clone());
    match (stated_gas(inputs, layer.variable, &layer.groups), inputs.options.gas) {
        (Some(found), Some(expected)) if found != expected => Err(ProductError::GasConflict { path, variable, expected, found }),
        (Some(gas), _) | (None, Some(gas)) => Ok(gas),
        (None, None) => Err(ProductError::NoGas { path, variable, profile: inputs.profile.id.clone() }),
    }
}

/// The gas that profile, names or attributes state, the first of them that does.
fn stated_gas(inputs: &Inputs, variable: &Variable, groups: &Groups) -> Option<Gas> {
    let sources = &inputs.profile.gas_from;
    let gas = |name: &str| name.parse::<Gas>().ok();
    let standard_name = || {
        let found = variable.attributes.text("standard_name")?;
        sources.standard_name.iter().find(|(word, _)| found.contains(*word)).and_then(|(_, name)| gas(name))
    };
    let named = || sources.file_name.as_ref()?.groups(inputs.file_name())?.get("gas").and_then(gas);
    inputs
        .profile
        .gas
        .or_else(|| groups.get("gas").and_then(gas))
        .or_else(|| sources.attributes.iter().find_map(|name| gas(&inputs.attribute(variable, name)?)))
        .or_else(standard_name)
        .or_else(named)
        .or_else(|| sources.of_files.iter().find(|rule| rule.file_name.fits(inputs.file_name())).map(|rule| rule.gas))
}

/// What a layer's mass or amount counts, where profile or standard name say so.
pub(super) fn basis_of(profile: &Profile, variable: &Variable) -> Option<Basis> {
    let name = variable.attributes.text("standard_name").unwrap_or_default();
    profile.basis.or_else(|| profile.basis_from.iter().find(|rule| rule.standard_name.fits(name)).map(|rule| rule.basis))
}

/// The unit in which a layer's numbers are: the profile's, if the file's attribute reads as it or is a known spelling of it.
pub(super) fn unit_of(inputs: &Inputs, layer: &LayerVariable) -> Result<Unit, ProductError> {
    let found = layer.variable.attributes.text("units").filter(|units| !units.is_empty());
    match (layer.pattern.unit.as_ref().or(inputs.profile.unit.as_ref()), found) {
        (Some(stated), None) => Ok(stated_unit(stated)),
        (Some(stated), Some(found)) => agreed_unit(inputs, layer, stated, found),
        (None, Some(found)) => unit_of_file(inputs, layer, found),
        (None, None) => {
            Err(ProductError::NoUnit { path: inputs.path(), variable: layer.variable.name.clone(), profile: inputs.profile.id.clone() })
        }
    }
}

fn stated_unit(stated: &str) -> Unit {
    stated.parse().expect("units of profiles are read with them")
}

fn agreed_unit(inputs: &Inputs, layer: &LayerVariable, stated: &str, found: &str) -> Result<Unit, ProductError> {
    let expected = stated_unit(stated);
    let spellings = if layer.pattern.unit.is_some() { &layer.pattern.spellings } else { &inputs.profile.spellings };
    if spellings.iter().any(|spelling| spelling == found) {
        return Ok(expected);
    }
    match found.parse() {
        Ok(read) if agree(&read, &expected) => Ok(read),
        _ => Err(ProductError::UnitConflict {
            path: inputs.path(),
            variable: layer.variable.name.clone(),
            expected: stated.to_owned(),
            found: found.to_owned(),
        }),
    }
}

/// The unit of a file whose profile states none; a bare mass is refused, since it may be per cell or the total of something else.
fn unit_of_file(inputs: &Inputs, layer: &LayerVariable, found: &str) -> Result<Unit, ProductError> {
    let (path, variable) = (inputs.path(), layer.variable.name.clone());
    match found.parse::<Unit>() {
        Ok(unit) if unit.extent() == Extent::Total && !matches!(unit.amount(), Amount::Number(_)) => {
            Err(ProductError::NoExtent { path, variable, found: found.to_owned() })
        }
        Ok(unit) => Ok(unit),
        Err(source) => Err(ProductError::Unit { path, variable, source: Box::new(source) }),
    }
}

/// Refuses a plain number as an emission, and an emission as a sensitivity.
pub(super) fn expect_measure(unit: &Unit, role: Role, conversion: Conversion) -> Result<Conversion, ConversionError> {
    let (place, expected) = match role {
        Role::Sensitivity => ("sensitivity", "a plain number, such as `1`"),
        _ => ("emission", "a mass or an amount, such as `kg m-2 s-1`"),
    };
    match (role == Role::Sensitivity) == (conversion.measure == Measure::Dimensionless) {
        true => Ok(conversion),
        false => Err(ConversionError::Unfit { unit: unit.to_string(), place, expected }),
    }
}

/// Whether two units mean the same, one of them perhaps without its substance.
fn agree(one: &Unit, other: &Unit) -> bool {
    let substances = one.substance().is_none() || other.substance().is_none() || one.substance() == other.substance();
    one.amount() == other.amount() && one.extent() == other.extent() && one.duration() == other.duration() && substances
}

/// The category of a layer, or of the estimate that its percentiles are of where it has none of its own: without one they would belong to no total.
pub(super) fn category_of(inputs: &Inputs, layer: &LayerVariable) -> Result<Option<Category>, ProductError> {
    match estimate_of(*inputs, layer)?.filter(|_| layer.pattern.category.is_none()) {
        Some(estimate) => own_category(inputs, &estimate),
        None => own_category(inputs, layer),
    }
}

/// The category from the profile's template and its table of codes.
fn own_category(inputs: &Inputs, layer: &LayerVariable) -> Result<Option<Category>, ProductError> {
    let (Some(categorization), Some(template)) = (&inputs.profile.categorization, &layer.pattern.category) else { return Ok(None) };
    let word = layer.groups.filled(template);
    let codes = &layer.pattern.categories;
    match codes.get(&word) {
        Some(code) => Ok(Some(Category::new(categorization, code))),
        None if codes.is_empty() => Ok(Some(Category::new(categorization, word))),
        None => {
            let expected = codes.keys().cloned().collect();
            Err(ProductError::NoCategory { path: inputs.path(), variable: layer.variable.name.clone(), found: word, expected })
        }
    }
}

/// The name of a layer, from the profile's template.
pub(super) fn name_of(layer: &LayerVariable) -> String {
    layer.pattern.name.as_ref().map_or_else(|| layer.variable.name.clone(), |template| layer.groups.filled(template))
}
