//! Inventory tables, from any known layout to [`Inventory`].

mod bundle;
mod cell;
mod crf;
mod declared;
mod default_uncertainty;
mod error;
mod flexible_query;
mod headed;
mod ipcc_uncertainty;
mod lines;
mod long;
mod mass_unit;
mod misspelt_code;
mod net_total;
mod non_annex_1;
mod party;
mod rows;
mod shared;
mod table;
mod uncertainty;
mod vocabulary;
mod workbook;
mod write;

use declared::{TableLayout, table_layouts};
pub use declared::{draft_layout, layout_text};
pub use default_uncertainty::{DefaultUncertainty, KnownDefaults, join_default_uncertainty, known_defaults};
pub use error::{CellProblem, CellProblems, InventoryError};
pub(crate) use headed::HeadedTable;
pub use long::column;
pub use shared::refuse_repeated;
pub use table::TableFormat;
pub use uncertainty::{UncertaintyLayout, UncertaintyRow, UncertaintyTable, join_uncertainty, read_uncertainty};
pub use write::write_long;

use fluxledger_core::rebuild::PartyGroup;
use fluxledger_core::{Conventions, Inventory, Warned, Warning};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use table::Content;

/// A layout that is read by rules of its own.
#[derive(Clone, Copy)]
struct Layout {
    id: &'static str,
    title: &'static str,
    description: &'static str,
    objection: fn(&Content) -> Option<String>,
    read: fn(&Content, &Path, &InventoryOptions) -> Result<Warned<Inventory>, InventoryError>,
}

/// A layout of inventory tables that comes with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownLayout {
    /// Its name in options and run files.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What a file of this layout is, and where it comes from.
    pub description: &'static str,
}

/// The layouts that come with the program: those with rules of their own, then those of data, in the order in which they are tried.
#[must_use]
pub fn layouts() -> Vec<KnownLayout> {
    let written = LAYOUTS.iter().map(|&Layout { id, title, description, .. }| KnownLayout { id, title, description });
    let of_data =
        table_layouts().iter().map(|layout| KnownLayout { id: &layout.id, title: &layout.title, description: &layout.description });
    written.chain(of_data).collect()
}

/// The layouts that are read by rules of their own, in the order in which they are tried.
const LAYOUTS: [Layout; 6] = [
    Layout {
        id: "unfccc-crf",
        title: "UNFCCC CRF tables",
        description: "workbook of the common reporting format, submissions to 2024: one year each, a folder or a zip archive of several; all tables of emissions",
        objection: crf::crf_objection,
        read: crf::read_crf,
    },
    Layout {
        id: "unfccc-crt",
        title: "UNFCCC CRT tables",
        description: "workbook of the common reporting tables, submissions from 2024 on: one year each, a folder or a zip archive of several",
        objection: crf::crt_objection,
        read: crf::read_crt,
    },
    Layout {
        id: "unfccc-crt-json",
        title: "UNFCCC CRT data exchange",
        description: "JSON of the reporting tool of the Paris Agreement, with the tool's metadata beside it or in the same folder or zip archive",
        objection: crf::exchange_objection,
        read: crf::read_exchange,
    },
    Layout {
        id: "unfccc-flexible-query",
        title: "UNFCCC flexible query",
        description: "CSV export of the UNFCCC GHG data interface for Annex I Parties: one gas, net emissions and removals by category and year",
        objection: flexible_query::objection,
        read: flexible_query::read,
    },
    Layout {
        id: "unfccc-non-annex-1",
        title: "UNFCCC detailed data by Party",
        description: "CSV of the UNFCCC GHG data interface for Parties not in Annex I: IPCC 1996 categories, years as columns",
        objection: non_annex_1::objection,
        read: non_annex_1::read,
    },
    Layout {
        id: "fluxledger-long",
        title: "fluxledger long table",
        description: "one figure per row with party, category, gas, year, value and unit, in CSV or Parquet (docs/inventory-table.md)",
        objection: long::objection,
        read: long::read,
    },
];

/// What a user may say about an inventory table beyond what stands in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InventoryOptions {
    /// The name of the inventory in reports.
    pub name: String,
    /// The layout's id, or the path of a file that ends in `.toml` and describes one; without it the content decides.
    pub layout: Option<String>,
    /// By column, the one text of rows that are read, where a table holds several estimates side by side.
    pub select: BTreeMap<String, String>,
    /// The year of submission; it wins over what the table says and is never guessed.
    pub submission_year: Option<i32>,
    /// The territory that the figures count; it wins over what the table says.
    pub territory: Option<String>,
    /// The conventions by which figures in carbon or nitrogen become masses of the gas.
    pub conventions: Conventions,
}

/// Reads an inventory table.
///
/// # Errors
///
/// [`InventoryError`], with every bad cell of the file in one.
pub fn read(path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    read_content(&Content::open(path)?, path, options)
}

/// The files that reading a path opens: those of a folder, and the metadata beside a document of the CRT data exchange.
///
/// # Errors
///
/// [`InventoryError::Unreadable`] for a folder that cannot be listed.
pub fn files_of(path: &Path) -> Result<Vec<PathBuf>, InventoryError> {
    if path.is_dir() {
        return Ok(bundle::Bundle::of_folder(path)?.members().iter().map(|member| member.path.clone()).collect());
    }
    let metadata = path.with_file_name("metadata.json");
    let is_document = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) && metadata.is_file();
    Ok(std::iter::once(path.to_owned()).chain(is_document.then_some(metadata)).collect())
}

fn read_content(content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    let mut read = read_in_layout(content, path, options)?;
    read.warnings.extend(misspelt_code::warnings(&read.value));
    Ok(read)
}

fn read_in_layout(content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    match &options.layout {
        Some(name) if name.ends_with(".toml") => declared::read(&TableLayout::from_file(Path::new(name))?, content, path, options),
        Some(id) => layout_named(id)?.read(content, path, options),
        None => layout_of(content, path)?.read(content, path, options),
    }
}

/// A layout that comes with the program, of either kind.
#[derive(Clone, Copy)]
enum AnyLayout {
    Written(&'static Layout),
    Declared(&'static TableLayout),
}

impl AnyLayout {
    fn all() -> impl Iterator<Item = Self> {
        LAYOUTS.iter().map(Self::Written).chain(table_layouts().iter().map(Self::Declared))
    }

    fn id(self) -> &'static str {
        self.known().id
    }

    fn known(self) -> KnownLayout {
        match self {
            Self::Written(&Layout { id, title, description, .. }) => KnownLayout { id, title, description },
            Self::Declared(layout) => KnownLayout { id: &layout.id, title: &layout.title, description: &layout.description },
        }
    }

    fn objection(self, content: &Content, path: &Path) -> Option<String> {
        match self {
            Self::Written(layout) => (layout.objection)(content),
            Self::Declared(layout) => declared::objection(layout, content, path),
        }
    }

    fn read(self, content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
        match self {
            Self::Declared(layout) => declared::read(layout, content, path, options),
            Self::Written(_) if !options.select.is_empty() => Err(InventoryError::Structure {
                path: path.to_owned(),
                place: "select".to_owned(),
                found: options.select.keys().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", "),
                expected: format!("nothing: tables of the layout `{}` hold one estimate only", self.id()),
                hint: None,
            }),
            Self::Written(layout) => (layout.read)(content, path, options),
        }
    }
}

/// The layout that a file's content has.
///
/// # Errors
///
/// [`InventoryError::NoLayoutFits`], or [`InventoryError::Unreadable`] and [`InventoryError::NotText`] where there is no table at all.
pub fn detect_layout(path: &Path) -> Result<KnownLayout, InventoryError> {
    layout_of(&Content::open(path)?, path).map(AnyLayout::known)
}

fn layout_named(id: &str) -> Result<AnyLayout, InventoryError> {
    let expected = || AnyLayout::all().map(|layout| format!("`{}`", layout.id())).collect::<Vec<_>>().join(", ");
    AnyLayout::all()
        .find(|layout| layout.id() == id)
        .ok_or_else(|| InventoryError::UnknownLayout { found: id.to_owned(), expected: expected() })
}

fn layout_of(content: &Content, path: &Path) -> Result<AnyLayout, InventoryError> {
    if let Some(layout) = AnyLayout::all().find(|layout| layout.objection(content, path).is_none()) {
        return Ok(layout);
    }
    if let Some(error) = content.not_text(path) {
        return Err(error);
    }
    Err(InventoryError::NoLayoutFits { path: path.to_owned(), tried: tried(content, path) })
}

/// Why no layout fits, those with the same reason together in a line.
fn tried(content: &Content, path: &Path) -> String {
    let mut tried: Vec<(String, Vec<String>)> = Vec::new();
    for layout in &LAYOUTS {
        let (objection, id) = ((layout.objection)(content).unwrap_or_default(), format!("`{}`", layout.id));
        match tried.iter_mut().find(|(known, _)| *known == objection) {
            Some((_, ids)) => ids.push(id),
            None => tried.push((objection, vec![id])),
        }
    }
    let is_to_be_named = |layout: &&TableLayout| declared::objection(layout, content, path).as_deref() == Some(declared::TO_BE_NAMED);
    let to_be_named: Vec<String> = table_layouts().iter().filter(is_to_be_named).map(|layout| format!("`{}`", layout.id)).collect();
    tried.extend((!to_be_named.is_empty()).then(|| (declared::TO_BE_NAMED.to_owned(), to_be_named)));
    let tried: Vec<_> = tried.into_iter().map(|(objection, ids)| format!("\n  {}: {objection}", ids.join(", "))).collect();
    tried.concat() + "\n  the layouts that are data: it has neither the name nor the sheets and heads of columns of any"
}

/// Puts inventories of several files, such as one for each gas, together under one name.
///
/// Sources are joined; a submission year, GWP set or territory in which they differ is given up, with a warning.
///
/// # Errors
///
/// [`InventoryError::Repeated`] where two files hold a figure of the same party, category, gas and year.
pub fn merge(name: &str, inventories: Vec<Inventory>) -> Result<Warned<Inventory>, InventoryError> {
    let mut warnings: Vec<Warning> = Vec::new();
    let submission_year = shared::agreed("submission year", name, inventories.iter().map(|one| one.submission_year), &mut warnings);
    let gwp_set = shared::agreed("GWP set", name, inventories.iter().map(|one| one.gwp_set.clone()), &mut warnings);
    let territory = shared::agreed("territory", name, inventories.iter().map(|one| one.territory.clone()), &mut warnings);
    let licence = Some(shared::joined(inventories.iter().map(|one| one.licence.clone()))).filter(|licence| !licence.is_empty());
    let source = shared::joined(inventories.iter().map(|one| Some(one.source.clone())));
    let (mut records, mut others, mut explanations) = (Vec::new(), Vec::new(), Vec::new());
    for one in inventories {
        records.extend(one.records);
        others.extend(one.others);
        explanations.extend(one.explanations);
    }
    let inventory =
        Inventory { name: name.to_owned(), source, submission_year, gwp_set, territory, licence, records, others, explanations };
    refuse_repeated(&inventory)?;
    Ok(Warned::new(inventory, warnings))
}

/// The groups of Parties whose figures tables hold beside those of their members.
#[must_use]
pub fn party_groups() -> Vec<PartyGroup> {
    vocabulary::FLEXIBLE_QUERY.groups()
}

/// What the UNFCCC says of its official data (<https://unfccc.int/this-site/terms-of-use>).
const UNFCCC_LICENCE: &str = "public domain, the source to be acknowledged (UNFCCC)";

/// The name of a file, which is what places and reports call it by.
fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod real_data;
#[cfg(test)]
mod real_tables;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
