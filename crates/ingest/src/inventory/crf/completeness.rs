//! What a Party says of the figures that it does not give: the table on completeness.
//!
//! It has a block for sources that are not estimated and one for sources that are counted elsewhere, each below a title and a head of its own. A
//! category is a path of labels, `4.A  Forest Land/4(II)  Emissions and removals from …/Total Organic Soils`, which is followed down the rows of the
//! other tables as far as they have them.

use super::form::Completeness;
use super::sheet::Sighting;
use super::text::key;
use crate::inventory::workbook::{Address, Sheet};
use fluxledger_core::{NotationKey, Warning};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::LazyLock;

/// An explanation where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundExplanation {
    pub(super) at: Address,
    pub(super) key: NotationKey,
    pub(super) substance: String,
    pub(super) code: String,
    pub(super) subject: String,
    pub(super) allocation: Option<String>,
    pub(super) text: String,
}

/// What the sheet holds, with warnings on what of it has no place.
pub(super) struct CompletenessReading {
    pub(super) explanations: Vec<FoundExplanation>,
    pub(super) warnings: Vec<Warning>,
}

/// Reads the sheet; the rows of the other sheets say which categories there are.
pub(super) fn read(form: &Completeness, sheet: &Sheet, sightings: &[Sighting], file: &str) -> CompletenessReading {
    let mut reader =
        Reader { form, sheet, known: KnownCategories::of(form, sightings), found: Vec::new(), headless: Vec::new(), astray: Vec::new() };
    let (mut block, mut columns) = (None, None);
    for row in sheet.filled().map(|(at, _)| at.row).collect::<BTreeSet<usize>>() {
        match (reader.title(row), block, columns) {
            (Some(key), ..) => (block, columns) = (Some(key), None),
            (None, Some(_), None) => {
                columns = reader.columns(row);
                block = block.filter(|_| columns.is_some());
            }
            (None, Some(key), Some(columns)) => reader.read_row(row, key, columns),
            (None, None, _) => {}
        }
    }
    let place = format!("{file}: sheet {}", form.sheet);
    let warning = |cells: &[Address], what: &str| {
        let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
        (!cells.is_empty()).then(|| Warning::new(&place, format!("{what}: {}", cells.join(", "))))
    };
    let warnings = [
        warning(&reader.headless, "explanations below a head that is not the form's, not read"),
        warning(&reader.astray, "explanations of categories that no other sheet has, kept under the words that stand there"),
    ];
    let warnings = warnings.into_iter().flatten().collect();
    CompletenessReading { explanations: reader.found, warnings }
}

/// The columns of a block.
#[derive(Clone, Copy)]
struct Columns {
    gas: usize,
    category: usize,
    allocation: Option<usize>,
    text: usize,
}

struct Reader<'a> {
    form: &'a Completeness,
    sheet: &'a Sheet,
    known: KnownCategories<'a>,
    found: Vec<FoundExplanation>,
    /// Where the head of a block should be and is not.
    headless: Vec<Address>,
    /// Explanations of categories that are not known.
    astray: Vec<Address>,
}

impl Reader<'_> {
    /// The keys that the block explains whose title stands in a row.
    fn title(&self, row: usize) -> Option<NotationKey> {
        let text = key(self.sheet.filled().find(|(at, _)| at.row == row)?.1.text());
        let begins = |title: &str| text.starts_with(&key(title));
        if begins(&self.form.not_estimated) {
            return Some(NotationKey::Ne);
        }
        begins(&self.form.elsewhere).then_some(NotationKey::Ie)
    }

    fn columns(&mut self, row: usize) -> Option<Columns> {
        let cells = || self.sheet.filled().filter(|(at, _)| at.row == row);
        let column = |text: &str| cells().find(|(_, cell)| key(cell.text()) == key(text)).map(|(at, _)| at.column);
        let columns = || {
            let (gas, category, text) = (column(&self.form.gas)?, column(&self.form.category)?, column(&self.form.explanation)?);
            Some(Columns { gas, category, allocation: column(&self.form.allocation), text })
        };
        let (columns, first) = (columns(), cells().next().map(|(at, _)| at));
        if columns.is_none() {
            self.headless.extend(first);
        }
        columns
    }

    /// The explanations of a row, one for each category that it names; none where it explains nothing, as below the blocks.
    fn read_row(&mut self, row: usize, key: NotationKey, columns: Columns) {
        let text = |column: usize| self.sheet.cell(Address { row, column }).text();
        let (at, explained) = (Address { row, column: columns.text }, one_line(text(columns.text)));
        if explained.is_empty() || text(columns.category).is_empty() {
            return;
        }
        let substance = one_line(text(columns.gas));
        let allocation = columns.allocation.map(|column| one_line(text(column))).filter(|text| !text.is_empty());
        for path in paths(text(columns.category)) {
            let place = self.known.place(path, &substance);
            if place.is_none() {
                self.astray.push(at);
            }
            let (code, subject) = place.unwrap_or_else(|| (one_line(path), String::new()));
            let (substance, allocation, text) = (substance.clone(), allocation.clone(), explained.clone());
            self.found.push(FoundExplanation { at, key, substance, code, subject, allocation, text });
        }
    }
}

/// The lines of a cell that name a category each; one that another line goes on with says nothing of its own.
fn paths(text: &str) -> BTreeSet<&str> {
    let lines: BTreeSet<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let goes_on = |line: &str| lines.iter().any(|other| *other != line && other.starts_with(line));
    lines.iter().copied().filter(|line| !goes_on(line)).collect()
}

/// The number before the name of a row: `a.`, `1.B.1.a.1.i`, `4(II)`, `D.1`, `iii.`
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\d[\w.()]*|[A-Za-z]{1,5}\.\d*)\s+").expect("a pattern"));

/// The number before a label, without the stop behind it, and the name behind the number.
fn numbered(label: &str) -> (Option<&str>, &str) {
    match NUMBER.captures(label) {
        Some(found) => (found.get(1).map(|number| number.as_str().trim_end_matches('.')), &label[found[0].len()..]),
        None => (None, label),
    }
}

/// The categories of a workbook with the names of their rows.
struct KnownCategories<'a> {
    form: &'a Completeness,
    names: BTreeMap<&'a str, BTreeSet<String>>,
}

impl<'a> KnownCategories<'a> {
    fn of(form: &'a Completeness, sightings: &'a [Sighting]) -> Self {
        let mut names: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for sighting in sightings {
            names.entry(&sighting.code).or_default().insert(key(numbered(&sighting.label).1));
        }
        Self { form, names }
    }

    /// The finest category that a path leads to, and what the path names below it; nothing where it leads to none.
    fn place(&self, path: &str, substance: &str) -> Option<(String, String)> {
        let segments: Vec<&str> = path.split('/').map(str::trim).collect();
        let mut found: Option<(&str, usize)> = None;
        for (position, segment) in segments.iter().enumerate() {
            match (self.below(found.map_or("", |(code, _)| code), segment), found) {
                (Some(code), _) => found = Some((code, position + 1)),
                (None, Some(_)) => break,
                (None, None) => {}
            }
        }
        let (code, named) = found?;
        let subject = one_line(&segments[named..].join("/"));
        Some((code.to_owned(), if key(&subject) == key(substance) { String::new() } else { subject }))
    }

    /// The category of a label below another one, by its number or else by its name.
    fn below(&self, above: &str, segment: &str) -> Option<&'a str> {
        let (number, name) = numbered(segment);
        number.and_then(|number| self.by_number(above, number)).or_else(|| self.by_name(above, name))
    }

    fn by_number(&self, above: &str, number: &str) -> Option<&'a str> {
        let stated = self.form.codes.get(number).map_or(number, String::as_str);
        let spellings = [stated.to_owned(), format!("{above}.{stated}"), format!("{MEMO}{stated}")];
        let mut known = spellings.iter().filter_map(|code| self.names.get_key_value(code.as_str())).map(|(code, _)| *code);
        known.find(|code| above.is_empty() || is_below(above, code))
    }

    /// The nearest row of a name below a category.
    fn by_name(&self, above: &str, name: &str) -> Option<&'a str> {
        let name = key(name);
        let rest = self.names.range::<str, _>((Bound::Excluded(above), Bound::Unbounded));
        let below = rest.filter(|(code, _)| !above.is_empty() && is_below(above, code));
        below.filter(|(_, names)| names.contains(&name)).map(|(code, _)| *code).min_by_key(|code| code.len())
    }
}

/// How the codes of memo items begin.
const MEMO: &str = "Memo.";

fn is_below(above: &str, code: &str) -> bool {
    code.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::form::{CRF, Counted, Unit};
    use super::*;
    use crate::inventory::cell::Figure;
    use std::borrow::Cow;

    fn sightings() -> Vec<Sighting> {
        let rows = [
            ("1.A", "A. Fuel combustion activities (sectoral approach)"),
            ("1.A.1", "1. Energy industries"),
            ("1.A.1.b", "b. Petroleum refining"),
            ("1.A.1.b.Biomass", "Biomass(3)"),
            ("1.B.1.a", "1. B. 1. a. Coal mining and handling"),
            ("1.B.1.a.i", "i. Underground mines"),
            ("1.B.1.a.i.1", "Mining activities"),
            ("4.A", "A. Forest land"),
            ("4.A.4(II)", "A. Forest land"),
            ("4.A.4(II).Organic soils", "Total organic soils"),
            ("4.H", "H. Other (please specify)"),
            ("4.E", "E. Settlements"),
            ("Memo.1.D.1.b", "b. Navigation"),
            ("2.E.1", "1. Integrated circuit or semiconductor"),
        ];
        let sighting = |(code, label): (&'static str, &str)| Sighting {
            sheet: "Table",
            at: Address { row: 0, column: 0 },
            code: Cow::Borrowed(code),
            label: label.to_owned(),
            counted: Counted { substance: "CH4".to_owned(), unit: Unit::Kilotonnes },
            year: 2021,
            figure: Figure::default(),
        };
        rows.map(sighting).into()
    }

    #[test]
    fn a_path_is_followed_by_numbers_and_names() {
        let (form, sightings) = (CRF.outline.completeness.as_ref().expect("a table"), sightings());
        let known = KnownCategories::of(form, &sightings);
        let shown =
            |path: &str| known.place(path, "CF4").map_or_else(|| "astray".to_owned(), |(code, subject)| format!("{code} | {subject}"));
        assert_eq!(
            shown("1.AA  Fuel Combustion - Sectoral approach/1.A.1  Energy Industries/1.A.1.b  Petroleum Refining/Biomass"),
            "1.A.1.b.Biomass | "
        );
        assert_eq!(
            shown("1.B  Fugitive/1.B.1.a  Coal Mining and Handling/1.B.1.a.1  Underground Mines/1.B.1.a.1.i  Mining Activities"),
            "1.B.1.a.i.1 | "
        );
        assert_eq!(
            shown("4.A  Forest Land/4(II)  Emissions and removals/Total Organic Soils/Drained"),
            "4.A.4(II).Organic soils | Drained"
        );
        assert_eq!(shown("4.H  Other (please specify)/4.E Settlements/4(II)  Emissions"), "4.H | 4.E Settlements/4(II) Emissions");
        assert_eq!(shown("1.D  Memo Items/1.D.1.b  International Navigation/Lubricants"), "Memo.1.D.1.b | Lubricants");
        assert_eq!(shown("2.E  Electronics Industry/2.E.1  Integrated Circuit or Semiconductor/CF4"), "2.E.1 | ");
        assert_eq!(shown("Elsewhere"), "astray");
    }

    #[test]
    fn a_line_that_another_one_goes_on_with_says_nothing_of_its_own() {
        assert_eq!(paths("2.E/2.E.1\n2.E/2.E.1/CF4\n2.E/2.E.2\n"), BTreeSet::from(["2.E/2.E.1/CF4", "2.E/2.E.2"]));
    }
}
