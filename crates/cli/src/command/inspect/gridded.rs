//! What a gridded file holds: the product it is, its layers with their totals, and its variables.

use crate::command::failure;
use crate::command::inspect::{outlines, section};
use crate::command::text_table::{Fact, TextColumn, facts, table};
use crate::command::totals::no_regions;
use crate::diagnostic::Diagnostics;
use crate::frame::{Coasts, Frame, FrameError, OwnAreas};
use crate::progress::{Loudness, Progress};
use crate::report::number::decimal;
use crate::report::words_of;
use crate::totals::role;
use fluxledger_core::{Axis, Category, Gas, Grid, LayerMeaning, Mass, Measure, Period, Role, Warned, Warning};
use fluxledger_ingest::product::{self, OpenOptions, ProductError, ProductFile, Profile};
use fluxledger_ingest::raster::{RasterFile, Variable};
use fluxledger_ingest::region::read_mask;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Decimals of degrees that are shown; cells of 0.1 m are told apart.
const DEGREE_DECIMALS: usize = 6;

pub(super) fn description(file: &dyn RasterFile, loudness: Loudness) -> Result<Warned<String>, Diagnostics> {
    let path = file.path();
    let mut warnings = Vec::new();
    let format = ("Format", format_of(path).to_owned());
    let mut text = format!("{}\n", path.display());
    match product::open(path, &OpenOptions::default()) {
        Ok(product) => text.push_str(&product_text(path, format, &product.collect_into(&mut warnings), loudness)?),
        Err(error) => text.push_str(&no_product(path, format, &error, &mut warnings)),
    }
    text.push_str(&section("Variables in the file", &table(&variables(file))));
    Ok(Warned::new(text, warnings))
}

/// The name of a file format by the signature that the file begins with.
fn format_of(path: &Path) -> &'static str {
    let mut signature = [0; 4];
    match File::open(path).and_then(|mut file| file.read_exact(&mut signature)) {
        Ok(()) => match &signature {
            b"CDF\x01" => "NetCDF classic",
            b"CDF\x02" => "NetCDF classic with 64-bit offsets",
            b"CDF\x05" => "NetCDF classic with 64-bit data",
            b"\x89HDF" => "NetCDF-4 (HDF5)",
            _ => "known by its content only",
        },
        Err(_) => "a folder",
    }
}

/// What stands in the place of a product: a mask of regions, or why the file is neither.
fn no_product(path: &Path, format: Fact, error: &ProductError, warnings: &mut Vec<Warning>) -> String {
    if let Ok(set) = read_mask(path, None) {
        return outlines::contents(vec![format], &set.collect_into(warnings));
    }
    let reason = match error {
        ProductError::NoProfile { .. } => "it fits none of `fluxledger products`".to_owned(),
        _ => failure::without_path(path, &error.to_string()),
    };
    let mut rows = vec![format, ("Read as", format!("no product: {reason}"))];
    rows.extend(error.hint().map(|hint| ("What to do", hint)));
    facts(&rows)
}

fn product_text(path: &Path, format: Fact, product: &ProductFile, loudness: Loudness) -> Result<String, Diagnostics> {
    let failed = |error: FrameError| failure::with_file(path, &error, error.hint());
    let frame = Frame::new(product, &no_regions(), None, OwnAreas::Used, Coasts::default()).map_err(failed)?;
    let layers = Layers::of(product, &frame, loudness).map_err(failed)?;
    let known: Vec<Fact> = std::iter::once(format).chain(profile(&product.profile)).collect();
    let mut text = facts(&known) + &section("Grid", &facts(&grid(&product.grid))) + &layers.text();
    let contained = double_counting(&product.layers);
    if !contained.is_empty() {
        text.push_str(&section("Double counting", &table(&contained)));
    }
    text.push_str(&section("Conventions", &facts(&words_of(&product.conventions, &frame.area_source()))));
    Ok(text)
}

fn profile(profile: &Profile) -> Vec<Fact> {
    let stated = |value: &Option<String>| value.clone().unwrap_or_else(|| "not stated".to_owned());
    vec![
        ("Read as", profile.title.clone()),
        ("Profile", format!("{} (evidence: {})", profile.id, profile.evidence)),
        ("Kind", profile.kind.name().to_owned()),
        ("Scope", profile.scope.name().to_owned()),
        ("Prior", stated(&profile.prior)),
        ("Inventory behind it", stated(&profile.inventory_vintage)),
        ("Licence", profile.licence.clone()),
        ("Citation", profile.citation.clone()),
    ]
}

fn grid(grid: &Grid) -> Vec<Fact> {
    let (latitudes, longitudes) = (grid.latitudes(), grid.longitudes());
    vec![
        ("Size", format!("{} rows × {} columns", grid.rows(), grid.columns())),
        ("Cells", format!("{} of latitude × {} of longitude", step(latitudes), step(longitudes))),
        ("Latitude", format!("{} to {}", degrees(latitudes.last()), degrees(latitudes.first()))),
        ("Longitude", format!("{} to {}", degrees(longitudes.first()), degrees(longitudes.last()))),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
fn step(axis: &Axis) -> String {
    let mean = degrees((axis.last() - axis.first()).abs() / axis.count() as f64);
    if axis.is_uniform() { mean } else { format!("{mean} on average (unequal cells)") }
}

fn degrees(value: f64) -> String {
    let text = format!("{value:.DEGREE_DECIMALS$}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}°", if short == "-0" { "0" } else { short })
}

/// A layer in all its time steps, with its mass over the whole grid.
struct LayerSteps<'a> {
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
struct Layers<'a>(Vec<LayerSteps<'a>>);

impl<'a> Layers<'a> {
    /// Reads the values of all layers that have a mass and adds them up over the whole grid.
    fn of(product: &'a ProductFile, frame: &Frame<'_>, loudness: Loudness) -> Result<Self, FrameError> {
        let progress = Progress::begin(loudness, "adding up the layers", product.layers.len() as u64);
        let mut first = 0;
        let mut layers = Vec::new();
        for steps in product.layers.chunk_by(|one, next| one.name == next.name && one.role == next.role) {
            let mut mass = has_mass(&steps[0]).then_some(Mass::from_kg(0.0));
            for layer in first..first + steps.len() {
                if let Some(mass) = &mut mass {
                    *mass = [*mass, whole_grid_mass(frame, layer)?].into_iter().sum();
                }
                progress.step();
            }
            first += steps.len();
            layers.push(LayerSteps { meaning: &steps[0], steps, mass });
        }
        Ok(Self(layers))
    }

    fn text(&self) -> String {
        let (common, columns): (Vec<_>, Vec<_>) = self.columns().into_iter().partition(|column| column.common().is_some());
        let mut text = String::new();
        if !common.is_empty() {
            let same: Vec<_> = common.iter().map(|column| (column.heading, column.cells[0].clone())).collect();
            text.push_str(&section("All layers", &facts(&same)));
        }
        text.push_str(&section(&format!("Layers: {}", self.0.len()), &table(&columns)));
        text.push_str(&facts(&self.sums()));
        text
    }

    fn columns(&self) -> Vec<TextColumn> {
        let layers = &self.0;
        let category = |layer: &LayerSteps, text: fn(&Category) -> String| layer.meaning.category.as_ref().map(text).unwrap_or_default();
        let total = |layer: &LayerSteps| layer.kilotonnes_per_year().map_or_else(|| "–".to_owned(), |total| decimal(total, 3));
        let scope = TextColumn::words("Scope", layers, |layer| layer.meaning.scope.name().to_owned());
        let mut columns = vec![
            TextColumn::words("Layer", layers, |layer| layer.meaning.name.clone()),
            TextColumn::words("Role", layers, |layer| role(layer.meaning.role).to_owned()),
            TextColumn::words("Gas", layers, |layer| layer.meaning.gas.to_string()),
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

    /// The sum of the emission layers of each gas and scope, without those that another layer of the file contains.
    fn sums(&self) -> Vec<Fact> {
        let contained: BTreeSet<&String> = self.0.iter().flat_map(|layer| &layer.meaning.contains).collect();
        let mut sums: BTreeMap<(Gas, &str), (usize, f64)> = BTreeMap::new();
        let added = |layer: &&LayerSteps| layer.meaning.role == Role::Emission && !contained.contains(&layer.meaning.name);
        for layer in self.0.iter().filter(added) {
            let (count, sum) = sums.entry((layer.meaning.gas, layer.meaning.scope.name())).or_default();
            *count += 1;
            *sum += layer.kilotonnes_per_year().unwrap_or(0.0);
        }
        let scopes: BTreeSet<&str> = sums.keys().map(|&(_, scope)| scope).collect();
        let text = |((gas, scope), (count, sum))| {
            let layers = if count == 1 { "emission layer" } else { "emission layers" };
            let scope = if scopes.len() > 1 { format!(" of scope {scope}") } else { String::new() };
            format!("{} kt {gas} per year, whole grid, {count} {layers}{scope}", decimal(sum, 3))
        };
        sums.into_iter().map(|sum| ("Sum", text(sum))).collect()
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

/// The mass of one layer on the whole grid, as `totals --regions none` adds it up.
fn whole_grid_mass(frame: &Frame<'_>, layer: usize) -> Result<Mass, FrameError> {
    Ok(frame.totals(layer)?.grid().map_or(Mass::ZERO, |row| row.mass))
}

/// The layers that contain others, with what they contain.
fn double_counting(layers: &[LayerMeaning]) -> Vec<TextColumn> {
    let containing: BTreeMap<&String, &Vec<String>> =
        layers.iter().filter(|layer| !layer.contains.is_empty()).map(|layer| (&layer.name, &layer.contains)).collect();
    let rows: Vec<_> = containing.into_iter().collect();
    if rows.is_empty() {
        return Vec::new();
    }
    vec![
        TextColumn::words("Layer", &rows, |(name, _)| (*name).clone()),
        TextColumn::words("contains, so that these are not added to it", &rows, |(_, contained)| contained.join(", ")),
    ]
}

fn variables(file: &dyn RasterFile) -> Vec<TextColumn> {
    let variables = file.variables();
    let text = |variable: &Variable, attribute: &str| variable.attributes.text(attribute).unwrap_or_default().to_owned();
    vec![
        TextColumn::words("Variable", variables, |variable| variable.name.clone()),
        TextColumn::words("Dimensions", variables, dimensions),
        TextColumn::words("Unit", variables, |variable| text(variable, "units")),
        TextColumn::words("Name for people", variables, |variable| text(variable, "long_name")),
    ]
}

fn dimensions(variable: &Variable) -> String {
    let lengths = variable.dimensions.iter().map(|dimension| format!("{} {}", dimension.name, dimension.length));
    lengths.collect::<Vec<_>>().join(" × ")
}
