//! What a gridded file holds: the product it is, its layers with their totals, and its variables.

use super::document::{
    self, CheckDocument, GridDocument, GriddedDocument, MapDocument, ProductDocument, ProfileDocument, VariableDocument,
};
use super::layers::Layers;
use super::map::TerminalMap;
use super::{Description, outlines, section};
use crate::command::failure;
use crate::command::requested_regions::no_regions;
use crate::command::text_table::{Fact, TextColumn, facts, table};
use crate::diagnostic::Diagnostics;
use crate::frame::{Coasts, Frame, FrameError, FrameRequest, KnownGrids, OwnAreas};
use crate::progress::Loudness;
use crate::report::words_of;
use fluxledger_core::projection::Extent;
use fluxledger_core::{Axis, Field, Grid, LayerMeaning, RegionSet, Role, Warned};
use fluxledger_ingest::product::{self, Check, OpenOptions, Outcome, ProductError, ProductFile, Profile, YearlySum};
use fluxledger_ingest::raster::{RasterFile, Variable};
use fluxledger_ingest::region::read_mask;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Decimals of degrees that are shown; cells of 0.1 m are told apart.
const DEGREE_DECIMALS: usize = 6;

pub(super) fn description(file: &dyn RasterFile, options: &OpenOptions, loudness: Loudness) -> Result<Warned<Description>, Diagnostics> {
    let path = file.path();
    let mut warnings = Vec::new();
    let format = format_of(path);
    let mut document = GriddedDocument {
        kind: "gridded file",
        file: path.display().to_string(),
        format: format.to_owned(),
        product: None,
        not_read_because: None,
        hint: None,
        variables: VariableDocument::all(file),
        warnings: Vec::new(),
    };
    let mut text = format!("{}\n", path.display());
    match product::open(path, options) {
        Ok(product) => {
            let product = product.collect_into(&mut warnings);
            let (told, found) = of_product(path, ("Format", format.to_owned()), &product, loudness)?;
            text.push_str(&told);
            document.product = Some(found);
        }
        Err(error) => {
            if let Ok(set) = read_mask(path, None) {
                return Ok(of_mask(file, format, set));
            }
            document.not_read_because = Some(reason(path, &error));
            document.hint = error.hint();
            text.push_str(&no_product(path, ("Format", format.to_owned()), &error));
        }
    }
    text.push_str(&variables_text(file));
    document.warnings = document::texts(&warnings);
    Ok(Warned::new(Description { text, json: super::as_json(&document) }, warnings))
}

fn variables_text(file: &dyn RasterFile) -> String {
    section("Variables in the file", &table(&variables(file)))
}

/// A mask of regions in a gridded file.
fn of_mask(file: &dyn RasterFile, format: &str, set: Warned<RegionSet>) -> Warned<Description> {
    let path = file.path();
    let text = outlines::contents(vec![("Format", format.to_owned())], &set.value);
    let text = format!("{}\n{text}{}", path.display(), variables_text(file));
    let json = super::as_json(&outlines::document(path, &set));
    Warned::new(Description { text, json }, set.warnings)
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
            b"II*\0" | b"MM\0*" => "GeoTIFF",
            b"II+\0" | b"MM\0+" => "GeoTIFF (BigTIFF)",
            [0x1f, 0x8b, ..] => "gzip, its content read as if unpacked",
            _ => "text",
        },
        Err(_) => "Zarr store",
    }
}

/// Why a file is read as no product.
fn reason(path: &Path, error: &ProductError) -> String {
    match error {
        ProductError::NoProfile { .. } => "it fits none of `fluxledger products`".to_owned(),
        _ => failure::without_path(path, &error.to_string()),
    }
}

/// What stands in the place of a product.
fn no_product(path: &Path, format: Fact, error: &ProductError) -> String {
    let mut rows = vec![format, ("Read as", format!("no product: {}", reason(path, error)))];
    rows.extend(error.hint().map(|hint| ("What to do", hint)));
    facts(&rows)
}

/// A product in words and as a document.
fn of_product(path: &Path, format: Fact, product: &ProductFile, loudness: Loudness) -> Result<(String, ProductDocument), Diagnostics> {
    let failed = |error: FrameError| failure::with_file(path, &error, error.hint());
    let regions = no_regions();
    let request = FrameRequest {
        regions: &regions,
        selected: None,
        groups: &[],
        own_areas: OwnAreas::Used,
        coasts: Coasts::default(),
        cache: None,
        memory: None,
    };
    let shares = KnownGrids::default().shares(&product.grid, &product.conventions, request).map_err(failed)?;
    let frame = Frame::new(product, request, shares).map_err(failed)?;
    let layers = Layers::of(product, &frame, loudness).map_err(failed)?;
    let checks = product.checks(&layers.totals).map_err(|error| failure::product(path, &error))?;
    let map = mean_flux(product, &frame, &layers.sums()).map_err(failed)?.as_ref().and_then(TerminalMap::of);
    let area_source = frame.area_source();
    let conventions = words_of(&product.conventions, &area_source, None);
    let known: Vec<Fact> = std::iter::once(format).chain(profile(&product.profile)).collect();
    let parts = [
        facts(&known),
        map.as_ref().map_or_else(String::new, |map| section("Mean flux", &map.text())),
        section("Grid and time", &facts(&grid(product, &area_source))),
        layers.text(),
        section("Checks", &facts(&checks.iter().map(checked).collect::<Vec<_>>())),
        double_counting_text(&product.layers),
        section("Conventions", &facts(&conventions)),
    ];
    let (layers, sums) = layers.documents();
    let document = ProductDocument {
        product: ProfileDocument::of(product),
        grid: GridDocument::of(product, area_source),
        layers,
        sums,
        checks: checks.iter().map(CheckDocument::of).collect(),
        map: map.as_ref().map(MapDocument::of),
        conventions: conventions.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    };
    Ok((parts.concat(), document))
}

/// The mean flux over all steps of the layers in the largest sum of the first gas.
fn mean_flux(product: &ProductFile, frame: &Frame<'_>, sums: &[YearlySum]) -> Result<Option<Field>, FrameError> {
    let of_first_gas = sums.iter().filter(|sum| sum.gas == sums[0].gas);
    let Some(sum) = of_first_gas.max_by_key(|sum| sum.layers.len()) else { return Ok(None) };
    let is_summed = |layer: &LayerMeaning| layer.role == Role::Emission && layer.gas == sum.gas && sum.layers.contains(&layer.name);
    let mut mean: Option<Field> = None;
    for position in (0..product.layers.len()).filter(|&position| is_summed(&product.layers[position])) {
        let mut field = frame.flux(position)?;
        let same_layer = |layer: &&LayerMeaning| is_summed(layer) && layer.name == field.meaning.name;
        let years: f64 = product.layers.iter().filter(same_layer).map(|step| step.period.years(step.calendar)).sum();
        let share = field.meaning.period.years(field.meaning.calendar) / years;
        field.values.mapv_inplace(|flux| flux * share);
        match &mut mean {
            None => mean = Some(field),
            Some(mean) => mean.values += &field.values,
        }
    }
    Ok(mean)
}

/// A check in words.
fn checked(check: &Check) -> Fact {
    let text = match &check.outcome {
        Outcome::Passed(text) | Outcome::NotJudged(text) => text.clone(),
        Outcome::Doubtful(finding) | Outcome::Wrong(finding) => {
            format!("{}: {}. What to do: {}", finding.place, finding.message, finding.hint)
        }
    };
    (check.name, format!("{}: {text}", document::word(&check.outcome)))
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

fn grid(product: &ProductFile, area_source: &str) -> Vec<Fact> {
    let extent = if product.is_global() { "the whole Earth" } else { "a part of the Earth" };
    let mut facts = vec![("Size", format!("{} rows × {} columns, {extent}", product.grid.rows(), product.grid.columns()))];
    facts.extend(place(&product.grid));
    facts.extend([
        ("Stored", product.stored_order()),
        ("Cell areas", area_source.to_owned()),
        ("Periods from", product.source_of_periods(0)),
    ]);
    facts
}

/// Where a grid lies.
fn place(grid: &Grid) -> Vec<Fact> {
    let (rows, columns) = (grid.row_axis(), grid.column_axis());
    match grid.projection() {
        None => vec![
            ("Cells", format!("{} of latitude × {} of longitude", step(rows, degrees), step(columns, degrees))),
            ("Latitude", format!("{} to {}", degrees(rows.last()), degrees(rows.first()))),
            ("Longitude", format!("{} to {}", degrees(columns.first()), degrees(columns.last()))),
        ],
        Some(projection) => {
            let Extent { longitudes, latitudes } = grid.extent();
            let range = |[from, to]: [f64; 2]| format!("within {from:.1}° and {to:.1}°");
            vec![
                ("Projection", projection.to_string()),
                ("Cells", format!("{} of northing × {} of easting", step(rows, metres), step(columns, metres))),
                ("Northing", format!("{} to {}", metres(rows.last()), metres(rows.first()))),
                ("Easting", format!("{} to {}", metres(columns.first()), metres(columns.last()))),
                ("Latitude", range(latitudes)),
                ("Longitude", range(longitudes)),
            ]
        }
    }
}

fn metres(value: f64) -> String {
    format!("{} m", shortest(&format!("{value:.3}")))
}

#[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
fn step(axis: &Axis, shown: fn(f64) -> String) -> String {
    let mean = shown((axis.last() - axis.first()).abs() / axis.count() as f64);
    if axis.is_uniform() { mean } else { format!("{mean} on average (unequal cells)") }
}

fn degrees(value: f64) -> String {
    format!("{}°", shortest(&format!("{value:.DEGREE_DECIMALS$}")))
}

/// A decimal number without the zeros at its end.
fn shortest(decimal: &str) -> &str {
    let short = decimal.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0" } else { short }
}

fn double_counting_text(layers: &[LayerMeaning]) -> String {
    let contained = double_counting(layers);
    if contained.is_empty() { String::new() } else { section("Double counting", &table(&contained)) }
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
