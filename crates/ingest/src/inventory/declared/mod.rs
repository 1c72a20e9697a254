//! Layouts as data: the long and wide tables of data providers, one engine, and one small TOML text for each kind of table.
//!
//! A layout says what kind of file it is, where the heads of columns stand, which column tells what, what holds for all figures, which rows
//! are left out, and what must stand in the file for it to be of this layout. Whatever is not said is an error at the first cell that needs it.

mod attributes;
mod draft;
mod figures;
mod grid;
mod header;
mod interchange;
mod layout;
#[cfg(test)]
mod made_tests;
mod reader;
#[cfg(test)]
mod real_tests;
mod rules;
mod substance;
#[cfg(test)]
mod tests;

pub use draft::draft_layout;
pub(super) use layout::TableLayout;

use super::error::InventoryError;
use super::table::Content;
use super::vocabulary::Vocabulary;
use super::workbook::sheet_names;
use super::{InventoryOptions, file_name};
use figures::{Figure, Key};
use fluxledger_core::{Inventory, OtherMeasure, OtherRecord, Record, Warned, Warning};
use grid::Grid;
use header::Header;
use layout::{FileFormat, TableForm};
use reader::Reader;
use std::path::Path;
use std::sync::LazyLock;
use substance::Substance;

/// The layouts that come with the program, by the names of their files.
const EMBEDDED: &[(&str, &str)] = &[
    ("primap-csv.toml", include_str!("../../../../../data/layouts/primap-csv.toml")),
    ("primap-netcdf.toml", include_str!("../../../../../data/layouts/primap-netcdf.toml")),
    ("edgar-countries-csv.toml", include_str!("../../../../../data/layouts/edgar-countries-csv.toml")),
    ("edgar-co2-xlsx.toml", include_str!("../../../../../data/layouts/edgar-co2-xlsx.toml")),
    ("edgar-ch4-n2o-xlsx.toml", include_str!("../../../../../data/layouts/edgar-ch4-n2o-xlsx.toml")),
    ("edgar-v7-ghg.toml", include_str!("../../../../../data/layouts/edgar-v7-ghg.toml")),
    ("edgar-booklet.toml", include_str!("../../../../../data/layouts/edgar-booklet.toml")),
    ("edgar-booklet-co2.toml", include_str!("../../../../../data/layouts/edgar-booklet-co2.toml")),
    ("edgar-booklet-2019.toml", include_str!("../../../../../data/layouts/edgar-booklet-2019.toml")),
    ("ceds-countries.toml", include_str!("../../../../../data/layouts/ceds-countries.toml")),
    ("climate-trace-2022.toml", include_str!("../../../../../data/layouts/climate-trace-2022.toml")),
    ("faostat-normalized.toml", include_str!("../../../../../data/layouts/faostat-normalized.toml")),
    ("faostat-wide.toml", include_str!("../../../../../data/layouts/faostat-wide.toml")),
    ("owid-co2.toml", include_str!("../../../../../data/layouts/owid-co2.toml")),
    ("cdiac-national.toml", include_str!("../../../../../data/layouts/cdiac-national.toml")),
    ("gcb-fossil.toml", include_str!("../../../../../data/layouts/gcb-fossil.toml")),
    ("gcb-2019.toml", include_str!("../../../../../data/layouts/gcb-2019.toml")),
    ("gcb-luc-blue.toml", include_str!("../../../../../data/layouts/gcb-luc-blue.toml")),
    ("gcb-luc-hc2023.toml", include_str!("../../../../../data/layouts/gcb-luc-hc2023.toml")),
    ("gcb-luc-oscar.toml", include_str!("../../../../../data/layouts/gcb-luc-oscar.toml")),
    ("gcb-luc-luce.toml", include_str!("../../../../../data/layouts/gcb-luc-luce.toml")),
    ("canada-provinces.toml", include_str!("../../../../../data/layouts/canada-provinces.toml")),
];

static LAYOUTS: LazyLock<Vec<TableLayout>> = LazyLock::new(|| {
    EMBEDDED.iter().map(|(name, text)| TableLayout::from_text(text, name).expect("embedded layouts are read in a test")).collect()
});

/// The layouts that come with the program.
pub(super) fn table_layouts() -> &'static [TableLayout] {
    &LAYOUTS
}

/// The text of a layout that comes with the program.
#[must_use]
pub fn layout_text(id: &str) -> Option<&'static str> {
    LAYOUTS.iter().position(|layout| layout.id == id).map(|position| EMBEDDED[position].1)
}

/// How many rows of a text are looked at to recognise its layout.
const LOOKED_AT: usize = 64;

/// Why a content has not a layout, or nothing where it has.
pub(super) fn objection(layout: &TableLayout, content: &Content, path: &Path) -> Option<String> {
    if let Some(pattern) = layout.file.name.as_ref().filter(|pattern| !pattern.fits(&file_name(path))) {
        return Some(format!("its name is not of the pattern `{}`", pattern.as_str()));
    }
    let grid = match (layout.file.format, content) {
        (FileFormat::Workbook, Content::Workbook(bytes)) => match first_sheet(layout, bytes, path) {
            Ok(grid) => grid,
            Err(objection) => return Some(objection),
        },
        (FileFormat::Netcdf, Content::Bytes(bytes)) => return interchange::objection(bytes, path),
        (FileFormat::Csv, _) => {
            let Some(text) = grid::text_of(content, &layout.file) else { return Some(content.kind().to_owned()) };
            match grid::rows_of_text(&text, &layout.file, path, LOOKED_AT) {
                Ok(grid) => grid,
                Err(error) => return Some(error.to_string()),
            }
        }
        _ => return Some(content.kind().to_owned()),
    };
    objection_to_table(&layout.tables[0], &grid).or_else(|| layout.by_name_only.then(|| TO_BE_NAMED.to_owned()))
}

/// Why a layout that fits is not taken unasked.
pub(super) const TO_BE_NAMED: &str = "one of several estimates in the file, to be named";

/// The first sheet of the first table, once every table has one.
fn first_sheet(layout: &TableLayout, bytes: &[u8], path: &Path) -> Result<Grid, String> {
    let names = sheet_names(bytes, path).map_err(|error| error.to_string())?;
    let mut first = None;
    for name in layout.tables.iter().filter_map(|table| table.sheet.as_ref()) {
        let sheet = names.iter().find(|found| name.fits(found)).ok_or_else(|| format!("it has no sheet `{}`", name.as_str()))?;
        first = first.or(Some(sheet));
    }
    let sheet = first.ok_or_else(|| "it has no sheet of a table".to_owned())?;
    grid::rows_of_sheet(bytes, sheet, layout.file.decimal, path).map_err(|error| error.to_string())
}

/// Why a grid is not a table of a form.
fn objection_to_table(form: &TableForm, grid: &Grid) -> Option<String> {
    let Some(position) = header::position(&form.header, grid) else {
        return Some(format!("it has not {}", header::expected(&form.header)));
    };
    let mut problems = super::error::CellProblems::of(Path::new(""));
    Header::read(form, grid, position, &mut problems);
    let missing: Vec<String> = problems.first.iter().map(|problem| format!("`{}`", problem.column)).collect();
    (!missing.is_empty()).then(|| format!("its header has no column {}", missing.join(", ")))
}

/// Reads a file by a layout.
pub(super) fn read(
    layout: &TableLayout,
    content: &Content,
    path: &Path,
    options: &InventoryOptions,
) -> Result<Warned<Inventory>, InventoryError> {
    let vocabulary = Vocabulary::of(&layout.parties, &layout.groups, &layout.categories);
    let mut reader = Reader::new(layout, &vocabulary, path, options)?;
    for form in &layout.tables {
        for grid in grid::grids(content, &layout.file, form, path)? {
            reader.table(form, &grid)?;
        }
    }
    let source = attributes::source(layout, path)?;
    let file = reader.file.clone();
    let (figures, warnings) = reader.finish()?;
    Ok(inventory((source, layout.licence.clone()), figures, warnings, &file, options))
}

/// The inventory of figures.
fn inventory(
    (source, licence): (String, Option<String>),
    figures: Vec<Figure>,
    warnings: Vec<Warning>,
    file: &str,
    options: &InventoryOptions,
) -> Warned<Inventory> {
    let (mut records, mut others) = (Vec::with_capacity(figures.len()), Vec::new());
    for Figure { key: Key { party, category, substance, year }, category_name, reported, place, .. } in figures {
        let place = format!("{file}: {place}");
        let (substance, measure) = match substance {
            Substance::Gas(gas) => {
                records.push(Record { party, category, category_name, gas, year, reported, uncertainty: None, place });
                continue;
            }
            Substance::Other(name) => (name, OtherMeasure::Mass),
            Substance::Equivalents { of, gwp_set } => (of, OtherMeasure::Co2Equivalent { gwp_set }),
        };
        others.push(OtherRecord { party, category, category_name, substance, measure, year, reported, place });
    }
    let inventory = Inventory {
        name: options.name.clone(),
        source,
        licence,
        submission_year: options.submission_year,
        gwp_set: common_set(&others),
        territory: options.territory.clone(),
        records,
        others,
        explanations: Vec::new(),
    };
    Warned::new(inventory, warnings)
}

/// The set of potentials behind all figures in CO₂ equivalents, where there is one.
fn common_set(others: &[OtherRecord]) -> Option<String> {
    let set = |other: &OtherRecord| match &other.measure {
        OtherMeasure::Mass => None,
        OtherMeasure::Co2Equivalent { gwp_set } => Some(gwp_set.clone()),
    };
    let mut sets = others.iter().filter_map(set);
    let first = sets.next()?;
    if sets.all(|set| set == first) { first } else { None }
}
