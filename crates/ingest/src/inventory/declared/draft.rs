//! A first layout for tables that no layout fits: what a file says is filled in, what it cannot say is asked.
//!
//! A question is a line that begins with [`QUESTION`]. A layout with such a line is refused, so that nothing is assumed by leaving a draft as it is.

use super::super::error::InventoryError;
use super::super::file_name;
use super::super::table::Content;
use super::super::workbook::sheet_names;
use super::grid::{self, Grid, GridRow};
use super::header;
use super::layout::{FileForm, FileFormat, Role};
use crate::product::QUESTION;
use crate::region::code_for;
use fluxledger_core::Gas;
use regex::Regex;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

/// What the heads of columns are called that tell of each role, in small letters.
const WORDS: [(Role, &[&str]); 6] = [
    (
        Role::Party,
        &["country", "iso", "iso3", "iso_code", "party", "area", "region", "nation", "country code", "country_code_a3", "area (iso3)"],
    ),
    (Role::Category, &["category", "sector", "ipcc", "item", "crf", "nfr", "category code", "sector code"]),
    (Role::Gas, &["gas", "substance", "entity", "em", "compound", "pollutant", "species", "element"]),
    (Role::Year, &["year", "jahr", "année", "annee", "año"]),
    (Role::Unit, &["unit", "units", "einheit", "unité", "unidad"]),
    (Role::CategoryName, &["category name", "category_name", "sector_description", "sector name", "description"]),
];

/// What the head of a column of figures is called where each row has one.
const FIGURES: [&str; 6] = ["value", "values", "emissions", "emission", "amount", "wert"];

/// How many texts a comment shows.
const SHOWN: usize = 12;

/// A head that is a year with something before or behind it.
static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new("^([^0-9]*)((?:17|18|19|20)[0-9]{2})([^0-9]*)$").expect("a pattern"));

/// A text as codes of categories are written: `1.A.1`, `3C`, `4`.
static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^[0-9A-Z]{1,3}[a-z]?([._]?[0-9]+[a-z]*|[._][0-9A-Za-z]+)*$").expect("a pattern"));

/// Drafts a layout for tables like the one in a file.
///
/// # Errors
/// [`InventoryError`] if the file cannot be opened or holds no row with three cells.
pub fn draft_layout(path: &Path) -> Result<String, InventoryError> {
    let sketch = Sketch::of(path)?;
    let parts = [sketch.preamble(), sketch.identity(), sketch.labels(), sketch.file(), sketch.table(), sketch.values()];
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"))
}

/// What was seen of a file.
struct Sketch {
    name: String,
    form: FileForm,
    grid: Grid,
    other_sheets: Vec<String>,
    header: usize,
    heads: Vec<String>,
}

impl Sketch {
    fn of(path: &Path) -> Result<Self, InventoryError> {
        let content = Content::open(path)?;
        let (form, grid, other_sheets) = match &content {
            Content::Workbook(bytes) => {
                let names = sheet_names(bytes, path)?;
                let grids = names.iter().map(|name| grid::rows_of_sheet(bytes, name, '.', path)).collect::<Result<Vec<_>, _>>()?;
                let filled = |grid: &Grid| grid.rows.iter().map(|row| row.cells().filter(|text| !text.is_empty()).count()).sum::<usize>();
                let largest = grids.into_iter().max_by_key(filled).ok_or_else(|| no_table(path))?;
                let others = names.into_iter().filter(|name| largest.sheet.as_ref() != Some(name)).collect();
                (FileForm::of(FileFormat::Workbook), largest, others)
            }
            _ => {
                let form = form_of_text(&content, path)?;
                let text = grid::text_of(&content, &form).ok_or_else(|| no_table(path))?;
                let grid = grid::rows_of_text(&text, &form, path, usize::MAX)?;
                (form, grid, Vec::new())
            }
        };
        let header = widest(&grid).ok_or_else(|| no_table(path))?;
        let heads = header::heads(&grid.rows[header..=header]);
        Ok(Self { name: file_name(path), form, grid, other_sheets, header, heads })
    }

    /// The column of a role by the name of its head.
    fn column(&self, role: Role) -> Option<usize> {
        let (_, words) = WORDS.iter().find(|(known, _)| *known == role)?;
        words.iter().find_map(|word| self.heads.iter().position(|head| head.to_lowercase() == *word))
    }

    /// The different texts of a column below its head.
    fn texts(&self, column: usize) -> BTreeSet<&str> {
        let below = self.grid.rows[self.header + 1..].iter();
        below.map(|row| row.cell(column)).filter(|text| !text.is_empty()).collect()
    }

    /// What stands before and behind the years that are heads of columns, and these columns.
    fn years(&self) -> Option<(String, String, Vec<usize>)> {
        let found = |position: usize| {
            let captures = YEAR.captures(&self.heads[position])?;
            Some((captures[1].to_owned(), captures[3].to_owned()))
        };
        let (before, behind) = (0..self.heads.len()).find_map(found)?;
        let alike: Vec<usize> =
            (0..self.heads.len()).filter(|&position| found(position).as_ref() == Some(&(before.clone(), behind.clone()))).collect();
        (alike.len() > 1).then_some((before, behind, alike))
    }

    /// The columns that are named after a gas.
    fn gases(&self) -> Vec<(usize, Gas)> {
        let gas = |(position, head): (usize, &String)| Some((position, head.parse().ok()?));
        self.heads.iter().enumerate().filter_map(gas).collect()
    }

    fn preamble(&self) -> String {
        format!(
            "\
# What:      draft of a layout for tables like `{}`, from one of them
# Source:    that file
# Licence:   that of the data
# Date:      not checked by anybody yet
#
# Every line below that begins with `{QUESTION}` is a question that the file does not answer. Write the answer in its place, as
# `key = value` (texts in quotation marks), and delete a question that says so. The layout can be used when no question is left.
# `data/layouts/README.md` says what each key means; `fluxledger layouts show ID` shows a known layout to compare with.
",
            self.name
        )
    }

    fn identity(&self) -> String {
        let stem = self.name.split('.').next().unwrap_or_default().to_lowercase();
        let id: Vec<&str> = stem.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        [
            known("id", &id.join("-")),
            question("title", "the name of this kind of table for people"),
            question("description", "what such a file is, in a few words"),
            question("source", "where the figures come from, as the report is to cite it"),
            known("evidence", "real bytes"),
        ]
        .concat()
    }

    /// Parties that are no countries, and labels of categories that are no codes.
    fn labels(&self) -> String {
        let mut text = String::new();
        if let Some(column) = self.column(Role::Party) {
            let others: BTreeSet<&str> = self.texts(column).into_iter().filter(|name| code_for(name).is_none()).collect();
            if !others.is_empty() {
                let asked = "which of these are groups or rests and stay as they are, as [\"World\"]; for the others a line \
                             parties = { \"label\" = \"code\" }; delete this line if neither";
                text.push_str(&question("groups", &format!("no countries by name or code: {}; {asked}", shown(&others))));
            }
        }
        if let Some(column) = self.column(Role::Category) {
            let labels: BTreeSet<&str> = self.texts(column).into_iter().filter(|label| !CODE.is_match(label)).collect();
            if !labels.is_empty() {
                let asked =
                    "the code of each label, as { \"Oil and gas\" = \"1.B.2\" }; delete this line if the labels are to be the codes";
                text.push_str(&question("categories", &format!("{}; {asked}", shown(&labels))));
            }
        }
        text
    }

    fn file(&self) -> String {
        let mut text = "[file]\n".to_owned();
        match self.form.format {
            FileFormat::Workbook => text.push_str(&known("format", "workbook")),
            FileFormat::Csv | FileFormat::Netcdf => text.push_str(&known("format", "csv")),
        }
        if self.form.separator != ',' {
            text.push_str(&known("separator", &self.form.separator.to_string()));
        }
        if let Some(encoding) = &self.form.encoding {
            text.push_str(&format!(
                "# The file is not in UTF-8: look whether letters with accents come out right.\n{}",
                known("encoding", encoding)
            ));
        }
        if self.form.separator == ';' {
            text.push_str(&question("decimal", "the decimal sign of its numbers, \",\" or \".\""));
        }
        text
    }

    fn table(&self) -> String {
        let mut text = "[[tables]]\n".to_owned();
        if let Some(sheet) = &self.grid.sheet {
            text.push_str(&known("sheet", sheet));
            if !self.other_sheets.is_empty() {
                text.push_str(&format!("# other sheets: {}\n", self.other_sheets.join(", ")));
            }
        }
        let row = &self.grid.rows[self.header];
        text.push_str(&format!("header = {{ begins = {} }}\n", quoted(row.first())));
        let columns: Vec<String> =
            WORDS.iter().filter_map(|&(role, _)| Some(format!("{} = {}", role.name(), quoted(&self.heads[self.column(role)?])))).collect();
        text.push_str(&format!("columns = {{ {} }}\n", columns.join(", ")));
        let unread = self.unread();
        if !unread.is_empty() {
            text.push_str(&format!(
                "# not understood; name in `columns` or `values` what is to be read\nignore = [{}]\n",
                unread.join(", ")
            ));
        }
        text.push_str(&self.asked());
        text
    }

    /// The heads of columns of which nothing is known, as TOML.
    fn unread(&self) -> Vec<String> {
        let roles: Vec<usize> = WORDS.iter().filter_map(|&(role, _)| self.column(role)).collect();
        let years = self.years().map(|(.., columns)| columns).unwrap_or_default();
        let gases: Vec<usize> = self.gases().into_iter().map(|(position, _)| position).collect();
        let figures: Vec<usize> = self.figures().into_iter().collect();
        let is_known = |position: &usize| [&roles, &years, &gases, &figures].iter().any(|known| known.contains(position));
        (0..self.heads.len()).filter(|position| !is_known(position)).map(|position| quoted(&self.heads[position])).collect()
    }

    /// The column that holds the one figure of each row.
    fn figures(&self) -> Option<usize> {
        FIGURES.iter().find_map(|word| self.heads.iter().position(|head| head.to_lowercase() == *word))
    }

    /// What a figure needs and no column tells.
    fn asked(&self) -> String {
        let missing = |role: Role, asked: &str| if self.column(role).is_none() { question(role.name(), asked) } else { String::new() };
        let mut text = "[tables.fixed]\n".to_owned();
        text.push_str(&question("categorization", "the system of the codes, such as \"IPCC2006\", \"CRF\", or a name of your own"));
        text.push_str(&missing(
            Role::Party,
            "whose figures they are, as an ISO 3166-1 alpha-3 code; delete this line if a column tells, and name it in `columns`",
        ));
        text.push_str(&missing(
            Role::Category,
            "the category of all figures; delete this line if a column tells, and name it in `columns`",
        ));
        if self.gases().is_empty() {
            text.push_str(&missing(Role::Gas, "the gas of all figures: \"CH4\", \"CO2\" or \"N2O\", or another substance"));
        }
        if self.years().is_none() {
            text.push_str(&missing(Role::Year, "the calendar year of all figures, as \"2020\""));
        }
        text.push_str(&missing(Role::Unit, "the unit of all figures, such as \"kt\" or \"kt CO2eq\" (then with a line gwp_set = \"AR5\")"));
        text
    }

    fn values(&self) -> String {
        let entry = |column: String, more: String| format!("[[tables.values]]\ncolumn = {column}\n{more}");
        if let Some((before, behind, _)) = self.years() {
            let pattern = format!("{}(?P<year>[0-9]{{4}}){}", regex::escape(&before), regex::escape(&behind));
            return entry(quoted(&pattern), String::new());
        }
        if let Some(column) = self.figures() {
            return entry(quoted(&self.heads[column]), String::new());
        }
        let gases: Vec<String> =
            self.gases().into_iter().map(|(column, gas)| entry(quoted(&self.heads[column]), known("gas", gas.code()))).collect();
        if gases.is_empty() {
            return format!("[[tables.values]]\n{}", question("column", "the head of the column of figures, or a pattern of several"));
        }
        gases.join("\n")
    }
}

/// What a text is like: its encoding, and the separator that gives most of its first rows the most cells.
fn form_of_text(content: &Content, path: &Path) -> Result<FileForm, InventoryError> {
    let encoding = matches!(content, Content::Bytes(_)).then(|| "windows-1252".to_owned());
    let form = |separator| FileForm { separator, encoding: encoding.clone(), ..FileForm::of(FileFormat::Csv) };
    let text = grid::text_of(content, &form(',')).ok_or_else(|| no_table(path))?.into_owned();
    let cells = |separator: char| {
        let rows = grid::rows_of_text(&text, &form(separator), path, super::LOOKED_AT).map(|grid| grid.rows).unwrap_or_default();
        let mut widths: Vec<usize> = rows.iter().map(GridRow::width).collect();
        widths.sort_unstable();
        widths.get(widths.len() / 2).copied().unwrap_or_default()
    };
    let best = [',', ';', '\t', '|'].into_iter().max_by_key(|&separator| (cells(separator), separator == ','));
    Ok(form(best.unwrap_or(',')))
}

/// The first of the rows with the most cells that are not empty, at least three.
fn widest(grid: &Grid) -> Option<usize> {
    let filled = |row: &GridRow| row.cells().filter(|text| !text.is_empty()).count();
    let rows = &grid.rows[..grid.rows.len().min(super::LOOKED_AT)];
    let most = rows.iter().map(filled).max().filter(|&most| most >= 3)?;
    rows.iter().position(|row| filled(row) == most)
}

fn no_table(path: &Path) -> InventoryError {
    InventoryError::Structure {
        path: path.to_owned(),
        place: "start".to_owned(),
        found: "no row with three cells".to_owned(),
        expected: "a table in a text or a workbook".to_owned(),
        hint: None,
    }
}

fn shown(texts: &BTreeSet<&str>) -> String {
    let first: Vec<String> = texts.iter().take(SHOWN).map(|text| format!("`{text}`")).collect();
    let rest = texts.len().saturating_sub(SHOWN);
    if rest == 0 { first.join(", ") } else { format!("{} and {rest} more", first.join(", ")) }
}

fn known(key: &str, value: &str) -> String {
    format!("{key} = {}\n", quoted(value))
}

fn question(key: &str, question: &str) -> String {
    format!("{QUESTION} {key}: {}\n", question.replace(['\n', '\r'], " "))
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::super::{InventoryOptions, read};
    use super::*;

    fn drafted(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        let draft = draft_layout(&path).expect("a draft");
        (folder, path, draft)
    }

    #[test]
    fn a_wide_table_is_drafted_with_its_years_and_what_it_does_not_say_is_asked() {
        let (folder, path, draft) = drafted(
            "national totals.csv",
            b"Totals;;;;\n\nCountry;Sector;Units;Comment;Y_2019;Y_2020\nGermany;Oil and gas;kt;x;1,5;2\nWorld;Livestock;kt;;30;31\n",
        );
        for line in [
            "id = \"national-totals\"",
            "# ? groups: no countries by name or code: `World`; which of these are groups or rests",
            "# ? categories: `Livestock`, `Oil and gas`; the code of each label",
            "separator = \";\"",
            "header = { begins = \"Country\" }",
            "columns = { party = \"Country\", category = \"Sector\", unit = \"Units\" }",
            "ignore = [\"Comment\"]",
            "# ? gas: the gas of all figures",
            "column = \"Y_(?P<year>[0-9]{4})\"",
        ] {
            assert!(draft.lines().any(|found| found.starts_with(line)), "{line}\n{draft}");
        }
        let answers = [
            ("# ? title", "title = 'Totals'\n#"),
            ("# ? description", "description = 'made here'\n#"),
            ("# ? source", "source = 'Totals'\n#"),
            ("# ? groups", "groups = ['World']\n#"),
            ("# ? categories", "categories = { 'Oil and gas' = '1.B.2', Livestock = '3.A' }\n#"),
            ("# ? decimal", "decimal = ','\n#"),
            ("# ? categorization", "categorization = 'IPCC2006'\n#"),
            ("# ? gas", "gas = 'CH4'\n#"),
        ];
        let layout = answers.iter().fold(draft, |text, (asked, answer)| text.replace(asked, answer));
        let file = folder.path().join("own.toml");
        std::fs::write(&file, layout).expect("written");
        let options = InventoryOptions { layout: Some(file.display().to_string()), ..InventoryOptions::default() };
        let inventory = read(&path, &options).expect("a table").value;
        assert_eq!(
            super::super::tests::lines(&inventory),
            "DEU IPCC2006 1.B.2 CH4 2019 1.5\nDEU IPCC2006 1.B.2 CH4 2020 2\nWorld IPCC2006 3.A CH4 2019 30\nWorld IPCC2006 3.A CH4 2020 31"
        );
    }

    #[test]
    fn a_draft_with_questions_is_refused_with_all_of_them() {
        let (folder, path, draft) = drafted("totals.csv", b"iso,year,co2,ch4\nDEU,2020,1,2\n");
        let file = folder.path().join("own.toml");
        std::fs::write(&file, &draft).expect("written");
        let options = InventoryOptions { layout: Some(file.display().to_string()), ..InventoryOptions::default() };
        let error = read(&path, &options).expect_err("questions");
        assert!(matches!(&error, InventoryError::OpenQuestions { questions, .. } if questions.len() == 6), "{error}");
        assert!(draft.contains("column = \"co2\"\ngas = \"CO2\"\n") && draft.contains("column = \"ch4\"\ngas = \"CH4\"\n"), "{draft}");
    }

    #[test]
    fn a_file_without_a_table_is_no_draft() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("note.txt");
        std::fs::write(&path, "only words\n").expect("written");
        let error = draft_layout(&path).expect_err("no table").to_string();
        assert!(error.ends_with("found no row with three cells, expected a table in a text or a workbook"), "{error}");
    }
}
