//! Whose workbook it is, for which year, and when it was submitted: from its name and from the cells above its tables.

use super::form::Form;
use crate::inventory::error::InventoryError;
use crate::inventory::file_name;
use crate::inventory::party::Parties;
use crate::inventory::workbook::{Address, Sheet};
use regex::Regex;
use std::path::Path;
use std::sync::LazyLock;

/// `AUT_2023_1990_14032023_102325.xlsx`: Party, submission, year, day.
static CRF_NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^([A-Z]{3})_(\d{4})_(\d{4})_\d{8}").expect("a pattern"));

/// `CHN-CRT-2024-V0.11-2021-20241231-141557_started.xlsx`: Party, submission, version, year, day.
static CRT_NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^([A-Z]{3})-CRT-(\d{4})-V[\d.]+-(\d{4})(?:-|\.|$)").expect("a pattern"));

/// `DEU-CRT-2024-V1.0-….json`: Party, submission.
static DOCUMENT_NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^([A-Z]{3})-CRT-(\d{4})-").expect("a pattern"));

/// Files that stand beside the tables of a submission and are none of them: common tabular formats, empty templates.
static NO_TABLES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[A-Z]{3}-CTF-|DataEntry").expect("a pattern"));

/// The last row in which a workbook says whose it is.
const LAST_ROW: usize = 4;

/// Whose, when and for which year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// The code of the Party's country, whether the file's name or the workbook tells it; else the text that stands for it.
    pub(super) party: String,
    pub(super) year: i32,
    pub(super) submission: Option<i32>,
}

/// Whether a name is that of a file that belongs to a submission and holds no tables of an inventory.
pub(super) fn is_no_table(path: &Path) -> bool {
    NO_TABLES.is_match(&file_name(path))
}

/// Party and submission of a document that holds all years.
///
/// # Errors
/// If its name does not say them.
pub(super) fn of_document(path: &Path) -> Result<(String, i32), InventoryError> {
    let name = file_name(path);
    let said = DOCUMENT_NAME.captures(&name).and_then(|found| Some((found[1].to_owned(), found[2].parse().ok()?)));
    let expected = "a name that begins with Party and submission, as in `DEU-CRT-2024-V1.0.json`".to_owned();
    said.ok_or_else(|| Structure { place: "name".to_owned(), found: format!("`{name}`"), expected }.about(path))
}

/// What a source says of a workbook.
#[derive(Default)]
struct Said {
    party: Option<String>,
    year: Option<i32>,
    submission: Option<i32>,
}

impl Identity {
    /// The identity of a workbook, from its name and its first sheet.
    ///
    /// # Errors
    /// If the two contradict each other, or neither says the Party or the year.
    pub(super) fn of(form: &Form, path: &Path, first: &Sheet) -> Result<Self, InventoryError> {
        let (name, cells) = (by_name(&file_name(path)), by_cells(first));
        let (sheet, structure) =
            (&form.sheets[0].name, |place: String, found: String, expected: String| Structure { place, found, expected }.about(path));
        for (what, in_name, in_cells) in [("year", name.year, cells.year), ("submission", name.submission, cells.submission)] {
            if let (Some(in_name), Some(in_cells)) = (in_name, in_cells)
                && in_name != in_cells
            {
                let place = format!("sheet {sheet}, rows 1 to {LAST_ROW}");
                return Err(structure(place, format!("{what} {in_cells}"), format!("{in_name}, as the name of the file says")));
            }
        }
        let code = |party: &str| Parties::default().known_country(party);
        if let (Some(in_name), Some(in_cells)) = (&name.party, &cells.party)
            && let (Some(first), Some(second)) = (code(in_name), code(in_cells))
            && first != second
        {
            let place = format!("sheet {sheet}, rows 1 to {LAST_ROW}");
            return Err(structure(place, format!("Party `{in_cells}`"), format!("{first}, as the name of the file says")));
        }
        let missing = |what: &str, shown: &str| {
            let expected = format!("the {what} there or in the file's name, as in `AUT_2023_1990_14032023.xlsx`");
            structure(format!("sheet {sheet}, rows 1 to {LAST_ROW}"), format!("no {shown}"), expected)
        };
        let party = name.party.or(cells.party).ok_or_else(|| missing("Party", "name of a country"))?;
        Ok(Self {
            party: code(&party).map_or(party, |code| code.to_string()),
            year: name.year.or(cells.year).ok_or_else(|| missing("year", "`Inventory` with a year"))?,
            submission: name.submission.or(cells.submission),
        })
    }
}

struct Structure {
    place: String,
    found: String,
    expected: String,
}

impl Structure {
    fn about(self, path: &Path) -> InventoryError {
        let Self { place, found, expected } = self;
        let hint = Some("give the file the name that it had in the submission".to_owned());
        InventoryError::Structure { path: path.to_owned(), place, found, expected, hint }
    }
}

fn by_name(name: &str) -> Said {
    let Some(found) = CRF_NAME.captures(name).or_else(|| CRT_NAME.captures(name)) else { return Said::default() };
    Said { party: Some(found[1].to_owned()), year: found[3].parse().ok(), submission: found[2].parse().ok() }
}

/// `Inventory 2021`, `Submission 2023 v2` and the country's name stand one below the other.
fn by_cells(sheet: &Sheet) -> Said {
    let above = sheet.filled().take_while(|(address, _)| address.row < LAST_ROW);
    let mut said = Said::default();
    for (address, cell) in above {
        if let Some(year) = year_after("Inventory", cell.text()) {
            said.year = Some(year);
        }
        if let Some(year) = year_after("Submission", cell.text()) {
            said.submission = Some(year);
            let below = sheet.cell(Address { row: address.row + 1, ..address }).text();
            said.party = Some(below.to_owned()).filter(|name| !name.is_empty());
        }
    }
    said
}

fn year_after(word: &str, text: &str) -> Option<i32> {
    text.strip_prefix(word)?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_say_party_submission_and_year() {
        let said = |name| {
            let said = by_name(name);
            said.party.map(|party| (party, said.submission, said.year))
        };
        assert_eq!(said("AUT_2023_1990_14032023_102325.xlsx"), Some(("AUT".to_owned(), Some(2023), Some(1990))));
        let name = "CHN-CRT-2024-V0.11-2021-20241231-141557_started.xlsx";
        assert_eq!(said(name), Some(("CHN".to_owned(), Some(2024), Some(2021))));
        assert_eq!(said("DEU-CRT-2025-V1.0-2023.xlsx"), Some(("DEU".to_owned(), Some(2025), Some(2023))));
        assert_eq!(said("my tables.xlsx"), None);
    }

    #[test]
    fn files_beside_the_tables_are_known() {
        assert!(
            is_no_table(Path::new("in/CHN-CTF-NDC-2024-V0.11.xlsx")) && is_no_table(Path::new("DEU-CRT-2024-V1.0-2021-DataEntry.xlsx"))
        );
        assert!(!is_no_table(Path::new("AUT_2023_1990_14032023_102325.xlsx")));
    }
}
