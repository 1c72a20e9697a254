//! The layers of a file: what each means, and where its numbers are.

use super::ProductError;
use super::expectation::unexpected;
use super::inputs::Inputs;
use super::layers::{self, LayerVariable};
use super::periods::{VariablePeriods, periods_of};
use super::valid_years::valid_years;
use crate::raster;
use crate::raster::coordinates::{Layout, layout};
use fluxledger_core::unit::Conversion;
use fluxledger_core::{Conventions, Grid, LayerMeaning, Period, Warned, Warning};
use std::sync::Arc;

/// What the headers of a file say.
pub(super) struct Contents {
    pub(super) conventions: Conventions,
    pub(super) grid: Arc<Grid>,
    pub(super) layers: Vec<LayerMeaning>,
    pub(super) slabs: Vec<Slab>,
    pub(super) areas: Option<Layout>,
}

/// Where a layer's numbers are, and what makes them canonical.
pub(super) struct Slab {
    pub(super) variable: String,
    pub(super) at: Vec<Option<usize>>,
    pub(super) layout: Layout,
    pub(super) factor: f64,
    /// Other numbers of the file that go into these before the factor does.
    pub(super) other: Option<Box<Other>>,
}

/// What other numbers of the file do to those of a layer, cell by cell.
pub(super) enum Other {
    /// They are taken off: the estimate, where the numbers are percentiles of it.
    Minus(Slab),
    /// They multiply: fluxes that a file holds as scaling factors of others.
    Times(Slab),
}

impl Other {
    pub(super) const fn slab(&self) -> &Slab {
        match self {
            Self::Minus(slab) | Self::Times(slab) => slab,
        }
    }
}

impl Contents {
    pub(super) fn of(inputs: Inputs) -> Result<Warned<Self>, ProductError> {
        let variables = layers::layer_variables(inputs)?;
        let first = variables[0].variable;
        let own_conventions = inputs.profile.conventions.choices(&first.attributes);
        let Warned { value: on_grid, mut warnings } = layout(inputs.file, first, &inputs.profile.grid.axes())?;
        let mut contents = Self {
            conventions: inputs.options.conventions.settle(&own_conventions),
            grid: on_grid.grid,
            layers: Vec::new(),
            slabs: Vec::new(),
            areas: areas_layout(&inputs)?,
        };
        inputs.profile.expect.check(&inputs, &variables, &contents.grid)?;
        for variable in &variables {
            let assumed = contents.add_variable(&inputs, variable, &first.name)?;
            let unread = raster::unread_numbers(inputs.file, variable.variable);
            for warning in assumed.into_iter().chain(unread) {
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            }
        }
        warnings.extend(contents.keep_valid_years(&inputs)?);
        contents.keep_year(&inputs)?;
        warnings.extend(warning_of_unread(&inputs, &variables));
        warnings.extend(raster::warning_of_groups(inputs.file));
        Ok(Warned::new(contents, warnings))
    }

    /// Adds the layers of a variable, one for each of its periods; `first` is the variable whose grid all share.
    fn add_variable(&mut self, inputs: &Inputs, layer: &LayerVariable, first: &str) -> Result<Option<Warning>, ProductError> {
        let variable = &layer.variable.name;
        let layout = layout_on(inputs, &self.grid, layer.variable, first)?;
        let name = layers::name_of(layer);
        let category = layers::category_of(inputs, layer)?;
        let gas = layers::gas_of(inputs, layer)?;
        let found = periods_of(inputs, layer.variable)?;
        for (step, &period) in found.periods.iter().enumerate() {
            let Conversion { factor, measure } = self.conversion(inputs, layer, &found, period)?;
            self.layers.push(LayerMeaning {
                name: name.clone(),
                role: layer.role(),
                gas,
                category: category.clone(),
                scope: layer.pattern.scope.unwrap_or(inputs.profile.scope),
                kind: layer.pattern.kind.unwrap_or(inputs.profile.kind),
                period,
                calendar: found.calendar,
                measure,
                contains: inputs.profile.contains.get(&name).cloned().unwrap_or_default(),
                member: layer.member.map(|(_, position)| position),
            });
            let at = slab_positions(inputs, layer, &layout, &found, step)?;
            let slab = Slab { variable: variable.clone(), at, layout: layout.clone(), factor, other: None };
            let slab = self.distances(inputs, layer, slab, (&found, step))?;
            self.slabs.push(self.scaled(inputs, layer, slab, (&found, step))?);
        }
        Ok(found.assumption.map(|assumption| Warning::new(inputs.path().display().to_string(), assumption)))
    }

    /// The distances of percentiles from their estimate, which stands in the same unit and along the same steps; other layers as they are.
    fn distances(
        &self,
        inputs: &Inputs,
        layer: &LayerVariable,
        slab: Slab,
        steps: (&VariablePeriods, usize),
    ) -> Result<Slab, ProductError> {
        let (Some(percentile), Some(estimate)) = (layer.percentile, layers::estimate_of(*inputs, layer)?) else { return Ok(slab) };
        let name = &estimate.variable.name;
        let failed = |message: String| ProductError::Percentiles { path: inputs.path(), variable: slab.variable.clone(), message };
        let other_periods = || failed(format!("they are of other periods than `{name}`, from which they are taken"));
        let (beside, own) = self.slab_beside(inputs, &estimate, &slab, steps, other_periods)?;
        if self.conversion(inputs, &estimate, &own, own.periods[steps.1])?.factor.to_bits() != slab.factor.to_bits() {
            return Err(failed(format!("they are in another unit than `{name}`, from which they are taken")));
        }
        let factor = slab.factor * percentile.factor();
        Ok(Slab { factor, other: Some(Box::new(Other::Minus(Slab { factor, ..beside }))), ..slab })
    }

    /// Numbers with the others of the file that multiply them, along the same steps; other layers as they are.
    ///
    /// The unit is that of the product of both, which the profile states for the layer.
    fn scaled(&self, inputs: &Inputs, layer: &LayerVariable, slab: Slab, steps: (&VariablePeriods, usize)) -> Result<Slab, ProductError> {
        let Some(template) = &layer.pattern.times else { return Ok(slab) };
        let name = layer.groups.filled(template);
        let scale = LayerVariable { variable: inputs.file.variable(&name)?, ..layer.clone() };
        let other_periods = || ProductError::Times { path: inputs.path(), variable: slab.variable.clone(), other: name };
        let (beside, _) = self.slab_beside(inputs, &scale, &slab, steps, other_periods)?;
        Ok(Slab { other: Some(Box::new(Other::Times(beside))), ..slab })
    }

    /// The numbers of another layer of the file at the same step on the same grid, with the periods of its steps.
    fn slab_beside(
        &self,
        inputs: &Inputs,
        other: &LayerVariable,
        slab: &Slab,
        (found, step): (&VariablePeriods, usize),
        other_periods: impl FnOnce() -> ProductError,
    ) -> Result<(Slab, VariablePeriods), ProductError> {
        let own = periods_of(inputs, other.variable)?;
        if own.periods != found.periods || own.dimension != found.dimension {
            return Err(other_periods());
        }
        let variable = other.variable.name.clone();
        let layout = layout_on(inputs, &self.grid, other.variable, &slab.variable)?;
        let at = slab_positions(inputs, other, &layout, &own, step)?;
        Ok((Slab { variable, at, layout, factor: 1.0, other: None }, own))
    }

    fn conversion(
        &self,
        inputs: &Inputs,
        layer: &LayerVariable,
        found: &VariablePeriods,
        period: Period,
    ) -> Result<Conversion, ProductError> {
        let unit = layers::unit_of(inputs, layer)?;
        let gas = layers::gas_of(inputs, layer)?;
        let basis = layers::basis_of(inputs.profile, layer.variable);
        unit.conversion(gas, basis, period, found.calendar, &self.conventions)
            .and_then(|conversion| layers::expect_measure(&unit, layer.role(), conversion))
            .map_err(|source| ProductError::Conversion {
                path: inputs.path(),
                variable: layer.variable.name.clone(),
                source: Box::new(source),
            })
    }

    /// Leaves out what the file itself declares to be spin-up or spin-down, and says how much that is.
    fn keep_valid_years(&mut self, inputs: &Inputs) -> Result<Option<Warning>, ProductError> {
        let Some(valid) = valid_years(inputs)? else { return Ok(None) };
        let all = self.layers.len();
        self.keep(|period| valid.start <= period.start && period.end <= valid.end);
        let left_out = all - self.layers.len();
        let (first, last) = (valid.start.year, valid.end.year - 1);
        if self.layers.is_empty() {
            return Err(unexpected(inputs, "valid years".to_owned(), format!("layers within {first} to {last}"), "none".to_owned()));
        }
        let message =
            format!("{left_out} of {all} layers lie outside {first} to {last}, the years that the file declares valid, and are left out");
        Ok((left_out > 0).then(|| Warning::new(inputs.path().display().to_string(), message)))
    }

    fn keep(&mut self, is_wanted: impl Fn(&Period) -> bool) {
        let layers = std::mem::take(&mut self.layers);
        let slabs = std::mem::take(&mut self.slabs);
        (self.layers, self.slabs) = layers.into_iter().zip(slabs).filter(|(layer, _)| is_wanted(&layer.period)).unzip();
    }

    /// Leaves out layers of other years than the one asked for.
    fn keep_year(&mut self, inputs: &Inputs) -> Result<(), ProductError> {
        let Some(year) = inputs.options.year else { return Ok(()) };
        let first = self.layers.iter().map(|layer| layer.period.start).min();
        let last = self.layers.iter().map(|layer| layer.period.end).max();
        self.keep(|period| period.lies_in_year(year));
        match (self.layers.is_empty(), first, last) {
            (true, Some(first), Some(last)) => Err(ProductError::NoLayerInYear { path: inputs.path(), year, first, last }),
            _ => Ok(()),
        }
    }
}

/// How a variable lies on the grid of a file's first variable, which all layers share.
pub(super) fn layout_on(inputs: &Inputs, grid: &Arc<Grid>, variable: &raster::Variable, first: &str) -> Result<Layout, ProductError> {
    let layout = layout(inputs.file, variable, &inputs.profile.grid.axes())?.value;
    match layout.grid == *grid {
        true => Ok(layout),
        false => Err(ProductError::DifferentGrids { path: inputs.path(), first: first.to_owned(), second: variable.name.clone() }),
    }
}

/// The position of a layer's slab along each dimension but the horizontal ones.
fn slab_positions(
    inputs: &Inputs,
    layer: &LayerVariable,
    layout: &Layout,
    found: &VariablePeriods,
    step: usize,
) -> Result<Vec<Option<usize>>, ProductError> {
    let position = |dimension: &raster::Dimension| {
        let name = &dimension.name;
        if *name == layout.latitude || *name == layout.longitude {
            return Ok(None);
        }
        match dimension.length {
            _ if found.dimension.as_ref() == Some(name) => Ok(Some(step)),
            _ if layer.sector.is_some_and(|(sectors, _)| sectors == name) => Ok(layer.sector.map(|(_, position)| position)),
            _ if layer.percentile.and_then(|percentile| percentile.along).is_some_and(|(percentiles, _)| percentiles == name) => {
                Ok(layer.percentile.and_then(|percentile| percentile.along).map(|(_, position)| position))
            }
            _ if layer.member.is_some_and(|(members, _)| members == name) => Ok(layer.member.map(|(_, position)| position)),
            1 => Ok(Some(0)),
            length => Err(ProductError::ExtraDimension {
                path: inputs.path(),
                variable: layer.variable.name.clone(),
                dimension: name.clone(),
                length,
                profile: inputs.profile.id.clone(),
            }),
        }
    };
    layer.variable.dimensions.iter().map(position).collect()
}

fn areas_layout(inputs: &Inputs) -> Result<Option<Layout>, ProductError> {
    let variable = inputs.profile.cell_areas.as_ref().and_then(|name| inputs.file.find(name));
    let layout = variable.map(|variable| layout(inputs.file, variable, &inputs.profile.grid.axes())).transpose()?;
    Ok(layout.map(|warned| warned.value))
}

fn warning_of_unread(inputs: &Inputs, read: &[LayerVariable]) -> Option<Warning> {
    let unread = layers::unread_variables(inputs, read);
    if unread.is_empty() || inputs.options.variable.is_some() {
        return None;
    }
    let (profile, names) = (&inputs.profile.id, raster::listed(&unread));
    let message = format!("gridded variables that profile `{profile}` does not know were not read: {names}");
    Some(Warning::new(inputs.path().display().to_string(), message))
}
