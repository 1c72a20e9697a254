//! What a version of the tables looks like, from the data files of its folder in `data/layouts/`.

use super::text::{LabelKey, Labels};
use crate::category::{Row, Table};
use crate::inventory::workbook::Address;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The common reporting format: submissions to 2024.
pub(super) static CRF: LazyLock<Form> = LazyLock::new(|| {
    Form::new(
        include_str!("../../../../../data/layouts/crf/sheets.toml"),
        include_str!("../../../../../data/layouts/crf/header.csv"),
        include_str!("../../../../../data/layouts/crf/rows.csv"),
    )
});

/// The common reporting tables: submissions from 2024 on.
pub(super) static CRT: LazyLock<Form> = LazyLock::new(|| {
    Form::new(
        include_str!("../../../../../data/layouts/crt/sheets.toml"),
        include_str!("../../../../../data/layouts/crt/header.csv"),
        include_str!("../../../../../data/layouts/crt/rows.csv"),
    )
});

/// A version of the tables.
pub(super) struct Form {
    pub(super) outline: Outline,
    /// The sheets that are read, in the order in which a figure is taken from them.
    pub(super) sheets: Vec<SheetForm>,
}

/// What holds for all sheets: the file `sheets.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outline {
    pub(super) title: String,
    pub(super) reference: String,
    pub(super) categorization: String,
    /// How rows are labelled.
    #[serde(default)]
    pub(super) labels: Labels,
    /// Sheets that every workbook of the version has.
    pub(super) known_by: Vec<String>,
    /// How the label of the first row below a table begins.
    pub(super) ends: Vec<String>,
    /// Sheets that are not read.
    pub(super) left_out: BTreeSet<String>,
    pub(super) expected_gwp: Vec<ExpectedGwp>,
    /// By the three letters of a Party in names of files.
    pub(super) separators: BTreeMap<String, Separators>,
    /// What stands for notation keys in real files.
    pub(super) spelling: BTreeMap<String, String>,
    /// The table on what is not estimated or counted elsewhere.
    pub(super) completeness: Option<Completeness>,
    sheet: Vec<SheetOutline>,
}

/// The GWP set of submissions up to a year; the last entry holds for all later ones.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectedGwp {
    pub(super) until: i32,
    pub(super) set: String,
}

/// The table on completeness: how the titles of its two blocks begin, and the heads of their columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Completeness {
    pub(super) sheet: String,
    pub(super) not_estimated: String,
    pub(super) elsewhere: String,
    pub(super) gas: String,
    pub(super) category: String,
    pub(super) allocation: String,
    pub(super) explanation: String,
    /// Numbers that are no codes of the other tables, and the codes that they stand for.
    #[serde(default)]
    pub(super) codes: BTreeMap<String, String>,
}

/// How a Party writes numbers in texts.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct Separators {
    pub(super) decimal: char,
    pub(super) thousands: char,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetOutline {
    name: String,
    /// What the other data files call the table, where its sheet has several.
    table: Option<String>,
    first_row: usize,
    years: Option<String>,
    substance: Option<String>,
    unit: Option<Unit>,
    #[serde(default)]
    subdivided: bool,
    #[serde(default)]
    assumed: bool,
    #[serde(default = "near")]
    farthest: usize,
    ends: Option<String>,
}

/// How far a table may lie from where the form has it, in rows and in columns, unless its form says otherwise.
const fn near() -> usize {
    6
}

/// What the figures of a table are given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub(super) enum Unit {
    #[serde(rename = "kt")]
    Kilotonnes,
    #[serde(rename = "t")]
    Tonnes,
    #[serde(rename = "kt CO2eq")]
    KilotonnesCo2Equivalent,
}

impl Unit {
    fn named(name: &str) -> Option<Self> {
        match name {
            "" => None,
            "kt" => Some(Self::Kilotonnes),
            "t" => Some(Self::Tonnes),
            "kt CO2eq" => Some(Self::KilotonnesCo2Equivalent),
            _ => panic!("`{name}` is no unit of the tables"),
        }
    }
}

/// One sheet that is read.
pub(super) struct SheetForm {
    pub(super) name: String,
    /// How rows are labelled.
    pub(super) labels: Labels,
    /// Where the column of row labels begins.
    pub(super) label: Address,
    pub(super) label_text: String,
    /// What the other cells of the head hold.
    pub(super) header: Vec<HeaderCell>,
    /// The first row of the table, from 0.
    pub(super) first_row: usize,
    /// The columns of years, where the figures stand in such.
    pub(super) years: Option<Years>,
    /// The categories, in the order of the rows.
    pub(super) categories: Vec<RowForm>,
    /// Rows that stand below any category.
    pub(super) anywhere: Vec<RowForm>,
    /// Whether rows that are not known are subdivisions of the one above them, which is what they add up to.
    pub(super) subdivided: bool,
    /// Whether nothing says for certain what the head looks like, so that another one is no error.
    pub(super) assumed: bool,
    /// How many rows the table may lie from where the form has it.
    pub(super) farthest: usize,
    /// How the label of the first row below the table begins, where that is not what ends any table.
    pub(super) ends: Option<String>,
}

/// A cell of the head, and what the column below it counts.
pub(super) struct HeaderCell {
    pub(super) place: HeaderPlace,
    /// The texts that it may hold.
    pub(super) texts: Vec<String>,
    pub(super) counted: Option<Counted>,
}

/// Where a cell of the head stands.
pub(super) enum HeaderPlace {
    /// There.
    At(Address),
    /// The first in its row with one of its texts, not left of the text that stands above it.
    InRow { row: usize, below: Option<String> },
}

/// Columns of years; what is counted is the same in all of them, or the rows say it.
pub(super) struct Years {
    pub(super) first: Address,
    pub(super) counted: Option<Counted>,
}

/// What a figure counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) substance: String,
    pub(super) unit: Unit,
}

/// A row of a table.
pub(super) struct RowForm {
    pub(super) code: String,
    pub(super) label: String,
    pub(super) key: LabelKey,
    /// The position of the category that it stands below.
    pub(super) parent: Option<usize>,
    /// A substance that the category above does not count, and the code under which it is kept.
    pub(super) outside: Option<(String, String)>,
    /// What the row counts, where the row says so.
    pub(super) substance: Option<String>,
    pub(super) unit: Option<Unit>,
}

/// The label of rows that stand below any category, in the column of codes.
const ANYWHERE: &str = "*";

impl Form {
    /// A version from the texts of its files.
    fn new(sheets: &str, header: &str, rows: &str) -> Self {
        let outline: Outline = toml::from_str(sheets).expect("an outline of sheets");
        let (header, rows) = (table(header), table(rows));
        let sheets = outline.sheet.iter().map(|sheet| SheetForm::new(sheet, outline.labels, &header, &rows)).collect();
        Self { outline, sheets }
    }

    /// The GWP set that a submission should have.
    pub(super) fn expected_gwp(&self, submission_year: i32) -> Option<&str> {
        let expected = &self.outline.expected_gwp;
        expected.iter().find(|entry| submission_year <= entry.until).or(expected.last()).map(|entry| entry.set.as_str())
    }
}

/// The rows of a table, without the table engine: a form is made at its first use, wherever that is.
fn table(text: &str) -> Table<'_> {
    Table::new("layout", text)
}

fn address(text: &str) -> Address {
    text.parse().unwrap_or_else(|text| panic!("`{text}` is no address of a cell"))
}

impl SheetForm {
    /// Whether a code is that of a category of the sheet or of one below it.
    pub(super) fn holds(&self, code: &str) -> bool {
        let is_it = |row: &RowForm| code.strip_prefix(&row.code).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.categories.iter().any(is_it)
    }

    fn new(sheet: &SheetOutline, labels: Labels, header: &Table<'_>, rows: &Table<'_>) -> Self {
        let table = sheet.table.as_ref().unwrap_or(&sheet.name);
        let (of_labels, heads): (Vec<&Row>, Vec<&Row>) =
            header.rows.iter().filter(|row| row.cell(0) == table).partition(|row| row.cell(3) == "label");
        let [label] = of_labels[..] else { panic!("{table}: one column of labels") };
        let (mut categories, mut anywhere) = (Vec::new(), Vec::new());
        for row in rows.rows.iter().filter(|row| row.cell(0) == table) {
            match row_form(row, labels, &categories) {
                form if form.code == ANYWHERE => anywhere.push(form),
                form => categories.push(form),
            }
        }
        let counted = || counted(sheet.substance.as_deref().unwrap_or_default(), sheet.unit);
        Self {
            name: sheet.name.clone(),
            labels,
            label: address(label.cell(1)),
            label_text: label.cell(2).to_owned(),
            header: heads.into_iter().map(header_cell).collect(),
            first_row: sheet.first_row - 1,
            years: sheet.years.as_ref().map(|first| Years { first: address(first), counted: counted() }),
            categories,
            anywhere,
            subdivided: sheet.subdivided,
            assumed: sheet.assumed,
            farthest: sheet.farthest,
            ends: sheet.ends.clone(),
        }
    }
}

fn header_cell(row: &Row) -> HeaderCell {
    let cell = row.cell(1);
    let below = Some(row.cell(5)).filter(|text| !text.is_empty()).map(str::to_owned);
    let place = match cell.parse::<usize>() {
        Ok(number) => HeaderPlace::InRow { row: number - 1, below },
        Err(_) => HeaderPlace::At(address(cell)),
    };
    let texts = row.cell(2).split('|').map(str::to_owned).collect();
    HeaderCell { place, texts, counted: counted(row.cell(3), Unit::named(row.cell(4))) }
}

fn counted(substance: &str, unit: Option<Unit>) -> Option<Counted> {
    (!substance.is_empty()).then(|| Counted { substance: substance.to_owned(), unit: unit.expect("a unit beside a substance") })
}

fn row_form(row: &Row, labels: Labels, before: &[RowForm]) -> RowForm {
    let text = |column: usize| Some(row.cell(column)).filter(|text| !text.is_empty()).map(str::to_owned);
    let (code, label) = (row.cell(1).to_owned(), row.cell(2).to_owned());
    let is_above = |upper: &RowForm| code.strip_prefix(&upper.code).is_some_and(|rest| rest.starts_with('.'));
    // A total is a sum of all sectors, with whatever else is in it: none stands below another.
    let parent = before.iter().rposition(is_above).filter(|_| !code.starts_with("Total."));
    let outside = text(3).map(|outside| {
        outside.split_once(' ').map(|(substance, code)| (substance.to_owned(), code.to_owned())).expect("a substance and a code")
    });
    RowForm { key: LabelKey::of(&label, labels), parent, outside, substance: text(4), unit: Unit::named(row.cell(5)), code, label }
}
