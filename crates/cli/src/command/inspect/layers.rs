//! The layers of a product with their totals over the whole grid.

use super::document::{LayerDocument, SumDocument};
use super::section;
use crate::command::text_table::{Fact, TextColumn, facts, table};
use crate::frame::{Frame, FrameError};
use crate::progress::{Loudness, Progress};
use crate::report::number::decimal;
use crate::totals::role;
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::{Category, LayerMeaning, Mass, Measure, Period, Role, Scope};
use fluxledger_ingest::product::{ProductFile, YearlySum, plausible_range};

/// A layer in all its time steps, with its mass over the whole grid.
struct LayerSteps<'a> {
    /// The place of the first step among the layers of the file.
    first: usize,
    meaning: &'a LayerMeaning,
    steps: &'a [LayerMeaning],
    mass: Option<Mass>,
}

impl LayerSteps<'_> {
    fn period(&self) -> String {
        let (Some(first), Some(last)) = (self.steps.first(), self.steps.last()) else { return String::new() };
        let whole = Period { start: first.period.start, end: last.period.end };
        if self.steps.len() == 1 { whole.to_string() } else { format!("{whole} in {} steps", self.steps.len()) }
    }

    /// The mass in kt per year, which for a single year is its mass.
    fn kilotonnes_per_year(&self) -> Option<f64> {
        let years: f64 = self.steps.iter().map(|step| step.period.years(step.calendar)).sum();
        self.mass.map(|mass| mass.as_kilotonnes() / years)
    }
}

/// The layers of a product.
pub(super) struct Layers<'a> {
    file: &'a ProductFile,
    layers: Vec<LayerSteps<'a>>,
    /// The totals of every layer that has a mass.
    pub(super) totals: Vec<LayerTotals>,
}

impl<'a> Layers<'a> {
    /// Reads the values of all layers that have a mass and adds them up over the whole grid.
    pub(super) fn of(file: &'a ProductFile, frame: &Frame<'_>, loudness: Loudness) -> Result<Self, FrameError> {
        let progress = Progress::begin(loudness, "adding up the layers", file.layers.len() as u64);
        let (mut first, mut layers, mut totals) = (0, Vec::new(), Vec::new());
        for steps in file.layers.chunk_by(|one, next| one.name == next.name && one.role == next.role) {
            let of_steps = if has_mass(&steps[0]) { frame.totals(&(first..first + steps.len()).collect::<Vec<_>>())? } else { Vec::new() };
            let masses = of_steps.iter().filter_map(LayerTotals::grid).map(|row| row.mass);
            layers.push(LayerSteps { first, meaning: &steps[0], steps, mass: has_mass(&steps[0]).then(|| masses.sum()) });
            totals.extend(of_steps);
            steps.iter().for_each(|_| progress.step());
            first += steps.len();
        }
        Ok(Self { file, layers, totals })
    }

    /// The sums of the emission layers, without those that another layer of the file contains.
    pub(super) fn sums(&self) -> Vec<YearlySum> {
        self.file.yearly_sums(&self.totals)
    }

    pub(super) fn text(&self) -> String {
        let (common, columns): (Vec<_>, Vec<_>) = self.columns().into_iter().partition(|column| column.common().is_some());
        let mut text = String::new();
        if !common.is_empty() {
            let same: Vec<_> = common.iter().map(|column| (column.heading, column.cells[0].clone())).collect();
            text.push_str(&section("All layers", &facts(&same)));
        }
        text.push_str(&section(&format!("Layers: {}", self.layers.len()), &table(&columns)));
        let sums = self.sums();
        text.push_str(&facts(&sums.iter().flat_map(|sum| self.facts_of(sum)).collect::<Vec<_>>()));
        text
    }

    fn columns(&self) -> Vec<TextColumn> {
        let layers = &self.layers;
        let category = |layer: &LayerSteps, text: fn(&Category) -> String| layer.meaning.category.as_ref().map(text).unwrap_or_default();
        let total = |layer: &LayerSteps| layer.kilotonnes_per_year().map_or_else(|| "–".to_owned(), |total| decimal(total, 3));
        let scope = TextColumn::words("Scope", layers, |layer| layer.meaning.scope.name().to_owned());
        let mut columns = vec![
            TextColumn::words("Layer", layers, |layer| layer.meaning.name.clone()),
            TextColumn::words("Role", layers, |layer| role(layer.meaning.role).to_owned()),
            TextColumn::words("Gas", layers, |layer| layer.meaning.gas.to_string()),
            TextColumn::words("Counts", layers, |layer| self.file.counts(layer.first).to_owned()),
            TextColumn::words("Categorization", layers, |layer| category(layer, |category| category.categorization.to_string())),
            TextColumn::words("Category", layers, |layer| category(layer, |category| category.code.to_string())),
            TextColumn::words("Period", layers, LayerSteps::period),
            TextColumn::words("Values in", layers, |layer| measure(layer.meaning.measure).to_owned()),
            TextColumn::numbers("kt per year", layers, total),
        ];
        // One scope for all is that of the product, which stands above.
        if layers.iter().any(|layer| layer.meaning.scope != layers[0].meaning.scope) {
            columns.insert(2, scope);
        }
        columns
    }

    /// The sum of one gas, and what is plausible for the world.
    fn facts_of(&self, sum: &YearlySum) -> Vec<Fact> {
        let layers = if sum.layers.len() == 1 { "emission layer" } else { "emission layers" };
        let (count, scope) = (sum.layers.len(), sum.scope.name());
        let which = if sum.is_net { format!("all {count} {layers} together") } else { format!("{count} {layers} of scope {scope}") };
        let total = format!("{} kt {} per year, whole grid, {which}", decimal(sum.per_year.as_kilotonnes(), 3), sum.gas);
        let name = if sum.is_net { "Net" } else { "Sum" };
        std::iter::once((name, total)).chain(self.world(sum).map(|text| ("World", text))).collect()
    }

    /// What is plausible for the world, where a range is known for all the fluxes in a sum.
    fn world(&self, sum: &YearlySum) -> Option<String> {
        let range = plausible_range(sum.gas, sum.scope, sum.years).filter(|_| sum.scope != Scope::Total || !sum.is_part || sum.is_net)?;
        let [low, high] = [range.low, range.high].map(|mass| decimal(mass.as_kilotonnes(), 0));
        let judged = if self.file.is_global() { "" } else { "; this grid is a part of the world" };
        Some(format!("{low} to {high} kt of {} {} per year are plausible for the world{judged}", sum.scope.name(), sum.gas))
    }

    pub(super) fn documents(&self) -> (Vec<LayerDocument>, Vec<SumDocument>) {
        let layer = |layer: &LayerSteps| LayerDocument::of(self.file, layer.first, layer.steps, layer.kilotonnes_per_year());
        (self.layers.iter().map(layer).collect(), self.sums().iter().map(SumDocument::of).collect())
    }
}

const fn has_mass(layer: &LayerMeaning) -> bool {
    matches!(layer.role, Role::Emission | Role::Prior) && !matches!(layer.measure, Measure::Dimensionless)
}

const fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Flux => "kg m⁻² s⁻¹",
        Measure::MassPerCell => "kg per cell",
        Measure::Dimensionless => "1",
    }
}
