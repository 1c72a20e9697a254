//! What is known of a kind of table, as a small TOML text that an expert can write and correct without Rust.

use super::super::error::InventoryError;
use super::super::workbook::Address;
use crate::product::{Evidence, Groups, Pattern, open_questions};
use fluxledger_core::CarbonToCo2;
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::BTreeMap;
use std::path::Path;

/// What a cell, the head of a column or the file as a whole may say about a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Who the figure is of.
    Party,
    /// The system of categories.
    Categorization,
    /// The category's code, or a label of `[categories]`.
    Category,
    /// The category's name.
    CategoryName,
    /// The gas, or a label of `[gases]`.
    Gas,
    /// The set of global warming potentials behind figures in CO₂ equivalents.
    GwpSet,
    /// The calendar year.
    Year,
    /// The unit.
    Unit,
    /// Notation keys beside the figure.
    NotationKeys,
}

impl Role {
    /// All of them, in the order of their numbers.
    pub(crate) const ALL: [Self; 9] = [
        Self::Party,
        Self::Categorization,
        Self::Category,
        Self::CategoryName,
        Self::Gas,
        Self::GwpSet,
        Self::Year,
        Self::Unit,
        Self::NotationKeys,
    ];

    /// Its name in layouts.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Categorization => "categorization",
            Self::Category => "category",
            Self::CategoryName => "category_name",
            Self::Gas => "gas",
            Self::GwpSet => "gwp_set",
            Self::Year => "year",
            Self::Unit => "unit",
            Self::NotationKeys => "notation_keys",
        }
    }
}

/// A layout of tables.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableLayout {
    /// Short name.
    pub(crate) id: String,
    /// Name for people.
    pub(crate) title: String,
    /// What a file of this layout is.
    pub(crate) description: String,
    /// Where the figures come from.
    pub(crate) source: String,
    /// The licence under which the figures may be passed on, where the provider states one.
    pub(crate) licence: Option<String>,
    /// What the layout rests on.
    pub(crate) evidence: Evidence,
    /// What every reader of the figures must know; warnings on reading.
    #[serde(default)]
    pub(crate) notes: Vec<String>,
    /// Whether it is read only where it is named, since a file of it holds several estimates side by side.
    #[serde(default)]
    pub(crate) by_name_only: bool,
    /// The factor by which the source itself makes carbon to CO₂, whatever the conventions in force.
    #[serde(default, deserialize_with = "crate::product::spelled::maybe")]
    pub(crate) carbon_to_co2: Option<CarbonToCo2>,
    /// The kind of file.
    pub(crate) file: FileForm,
    /// Codes of parties by what the tables call them, where that is not simply a country's name or ISO 3166-1 alpha-3 code.
    #[serde(default)]
    pub(crate) parties: BTreeMap<String, String>,
    /// Names of groups of countries and of rests, which stay as they are.
    #[serde(default)]
    pub(crate) groups: Vec<String>,
    /// Codes of categories by what the tables call them; without any, the tables hold codes.
    #[serde(default)]
    pub(crate) categories: BTreeMap<String, String>,
    /// Whether labels of categories that are not among these are codes themselves.
    #[serde(default)]
    pub(crate) category_codes: bool,
    /// Gases by what the tables call them, where that is not their formula.
    #[serde(default)]
    pub(crate) gases: BTreeMap<String, String>,
    /// Notation keys by what stands for them in the tables.
    #[serde(default)]
    pub(crate) notation_keys: BTreeMap<String, String>,
    /// The tables of a file.
    pub(crate) tables: Vec<TableForm>,
}

/// What kind of file it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileForm {
    /// Text or workbook.
    pub(crate) format: FileFormat,
    /// What sets the cells of a text apart.
    #[serde(default = "comma")]
    pub(crate) separator: char,
    /// How a text is encoded, where that is not UTF-8; an identifier of the WHATWG Encoding Standard such as `windows-1252`.
    pub(crate) encoding: Option<String>,
    /// The decimal sign of numbers in texts.
    #[serde(default = "point")]
    pub(crate) decimal: char,
    /// What sets thousands apart in numbers in texts, where something does.
    pub(crate) thousands: Option<char>,
    /// The pattern of the file's name, where it tells the gas, the party or the year.
    pub(crate) name: Option<Pattern>,
    /// The file beside it that says where the figures come from, where there may be one.
    pub(crate) attributes: Option<AttributeFile>,
    /// What stands in the place of a figure that is missing; an empty cell always does.
    #[serde(default)]
    pub(crate) missing: Vec<String>,
}

impl FileForm {
    /// A file of which nothing more is known.
    pub(crate) fn of(format: FileFormat) -> Self {
        Self {
            format,
            separator: comma(),
            encoding: None,
            decimal: point(),
            thousands: None,
            name: None,
            attributes: None,
            missing: Vec::new(),
        }
    }
}

const fn comma() -> char {
    ','
}

const fn point() -> char {
    '.'
}

/// The kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FileFormat {
    /// Text with one record per line (RFC 4180).
    Csv,
    /// A workbook of a spreadsheet program.
    Workbook,
    /// NetCDF in the interchange format of primap2.
    Netcdf,
}

/// The kinds of files of attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AttributeFile {
    /// Of the same name, ending in `.yaml`, in the interchange format of primap2.
    Yaml,
}

/// One table of a file, or one that several sheets hold alike.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableForm {
    /// The sheets of a workbook that hold the table: a name, or a pattern that must fit one sheet at least.
    pub(crate) sheet: Option<Name>,
    /// Where the heads of the columns stand.
    #[serde(default)]
    pub(crate) header: HeaderForm,
    /// Texts that must stand above the heads; named groups tell what holds for all figures.
    #[serde(default)]
    pub(crate) stated: Vec<Stated>,
    /// What holds for all figures.
    #[serde(default)]
    pub(crate) fixed: BTreeMap<Role, String>,
    /// The columns that tell what holds for a row.
    #[serde(default)]
    pub(crate) columns: BTreeMap<Role, Columns>,
    /// The columns of figures.
    pub(crate) values: Vec<ValueColumns>,
    /// Columns that are knowingly not read; others that no entry names are named in a warning.
    #[serde(default)]
    pub(crate) ignore: Vec<Name>,
    /// Rows that are left out or kept.
    #[serde(default)]
    pub(crate) rows: Vec<RowRule>,
    /// Columns that may hold one text only, where they are there: what makes two rows of the same figure.
    #[serde(default)]
    pub(crate) single: Vec<Name>,
    /// A column by which rows of the same figure are parts of it, to be added.
    pub(crate) parts: Option<Name>,
    /// What begins the first row below the table.
    pub(crate) end: Option<Name>,
}

/// Where the heads of columns stand; without more, in the first row that is not empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct HeaderForm {
    /// The row, counted from 1.
    pub(crate) row: Option<usize>,
    /// What stands in the row's first cell that is not empty.
    pub(crate) begins: Option<Name>,
    /// What stands in the first cell that is not empty of the row directly below.
    pub(crate) above: Option<Name>,
    /// How many rows the heads take: the texts below one another, with a blank between.
    pub(crate) depth: Option<usize>,
}

/// A text above the heads that must be there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stated {
    /// Its cell, such as `A2`; any above the heads where none is named.
    pub(crate) cell: Option<String>,
    /// Its pattern.
    pub(crate) text: Pattern,
}

/// Columns of figures.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ValueColumns {
    /// The head; named groups tell what holds for the column.
    pub(crate) column: Name,
    /// What numbers are multiplied with to be in the unit.
    pub(crate) factor: Option<f64>,
    /// What holds for the column.
    #[serde(flatten)]
    pub(crate) fixed: BTreeMap<Role, String>,
}

/// Rows that are left out or kept by the text of a column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RowRule {
    /// The column.
    pub(crate) column: Name,
    /// Texts of rows that are left out.
    #[serde(default)]
    pub(crate) leave_out: Vec<Name>,
    /// Texts of rows that are kept; without any, all that are not left out.
    #[serde(default)]
    pub(crate) keep: Vec<Name>,
    /// Why, for the warning.
    pub(crate) why: String,
}

/// The columns of a role, of which the first that holds something counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Columns {
    /// One.
    One(Name),
    /// Several.
    Several(Vec<Name>),
}

impl Columns {
    /// The columns in order.
    pub(super) fn names(&self) -> &[Name] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// A text as it stands in a table, or a pattern of it: a regular expression that must match the whole.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    text: String,
    pattern: Option<Pattern>,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.trim().is_empty() {
            return Err(D::Error::custom("an empty name"));
        }
        Ok(Self { pattern: Pattern::try_from(text.clone()).ok(), text })
    }
}

impl Name {
    /// The groups of a text that fits; none where it does not.
    pub(super) fn groups(&self, found: &str) -> Option<Groups> {
        if self.text == found {
            return Some(Groups::default());
        }
        self.pattern.as_ref()?.groups(found)
    }

    /// Whether a text is the one that is meant.
    pub(super) fn fits(&self, found: &str) -> bool {
        self.text == found || self.pattern.as_ref().is_some_and(|pattern| pattern.fits(found))
    }

    /// As the layout writes it.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

impl TableLayout {
    /// A layout from a file that a user has written.
    ///
    /// # Errors
    /// [`InventoryError::Unreadable`], [`InventoryError::OpenQuestions`], [`InventoryError::BadLayout`].
    pub(crate) fn from_file(path: &Path) -> Result<Self, InventoryError> {
        let text = std::fs::read_to_string(path).map_err(|cause| InventoryError::Unreadable { path: path.to_owned(), cause })?;
        Self::from_text(&text, &path.display().to_string())
    }

    /// A layout from its text.
    pub(super) fn from_text(text: &str, place: &str) -> Result<Self, InventoryError> {
        let questions = open_questions(text);
        if !questions.is_empty() {
            return Err(InventoryError::OpenQuestions { place: place.to_owned(), questions });
        }
        let bad = |message: String| InventoryError::BadLayout { place: place.to_owned(), message };
        let layout: Self = toml::from_str(text).map_err(|error| bad(error.to_string().trim_end().to_owned()))?;
        layout.objection().map_or(Ok(layout), |objection| Err(bad(objection)))
    }

    /// What contradicts itself in the layout.
    fn objection(&self) -> Option<String> {
        if let Some(label) = &self.file.encoding
            && encoding_rs::Encoding::for_label(label.as_bytes()).is_none()
        {
            return Some(format!("encoding `{label}`, expected one such as `windows-1252`"));
        }
        if let Some(word) = self.notation_keys.values().find(|keys| keys.parse::<fluxledger_core::NotationKeys>().is_err()) {
            return Some(format!("notation keys `{word}`, expected some of NO, NA, IE, NE, C, FX"));
        }
        if self.tables.is_empty() {
            return Some("no `[[tables]]`, expected one at least".to_owned());
        }
        self.tables.iter().find_map(|table| self.objection_to(table))
    }

    fn objection_to(&self, table: &TableForm) -> Option<String> {
        if self.file.format == FileFormat::Netcdf && (self.file.decimal != '.' || self.file.thousands.is_some()) {
            return Some("`decimal` or `thousands` in a file whose numbers are no texts".to_owned());
        }
        if self.file.thousands == Some(self.file.decimal) {
            return Some(format!("`{}` both as decimal sign and between thousands", self.file.decimal));
        }
        match (self.file.format, &table.sheet) {
            (FileFormat::Workbook, None) => return Some("a table of a workbook without `sheet`".to_owned()),
            (FileFormat::Csv | FileFormat::Netcdf, Some(_)) => return Some("a `sheet` in a file that has none".to_owned()),
            _ => {}
        }
        if table.header.above.is_some() && (table.header.row.is_some() || table.header.begins.is_some()) {
            return Some("`above` beside `row` or `begins` in a header, expected one of them".to_owned());
        }
        if table.values.is_empty() {
            return Some("a table without `[[tables.values]]`".to_owned());
        }
        let bad_cell = table.stated.iter().filter_map(|stated| stated.cell.as_deref()).find(|cell| cell.parse::<Address>().is_err());
        bad_cell.map(|cell| format!("cell `{cell}`, expected an address such as `A2`"))
    }
}
