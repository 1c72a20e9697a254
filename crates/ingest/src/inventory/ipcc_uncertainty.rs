//! Uncertainties in the layouts of the guidelines: Table 3.2 and Table 3.3 (IPCC 2006, Vol. 1, Ch. 3; Table 7A of the 2019 Refinement, Vol. 1, Ch. 8).
//!
//! The heading has one or more rows, the first of which names a category and a gas; columns are told by their words. Uncertainties are half of the
//! 95 % interval in per cent, symmetric or in two columns, (−) and (+). Where the combined uncertainty is not given it follows from those of activity data
//! and emission factor by the product rule (Eq. 3.1), and rows of one category and gas, such as its fuels, are combined by the sum rule (Eq. 3.2) with the
//! emissions of year t.

use super::cell;
use super::error::{CellProblem, CellProblems, InventoryError};
use super::lines::Line;
use super::table::{Content, lines_of};
use super::uncertainty::{UncertaintyLayout, UncertaintyRow, UncertaintyTable};
use super::workbook::{Sheet, Workbook};
use crate::category::cells_of_line;
use fluxledger_core::{CategoryCode, Gas, NotationKeys, ReportedUncertainty, Share, Warned, Warning};
use std::collections::BTreeMap;
use std::path::Path;

/// The rows from the top in which the heading must begin, and the rows that it may have.
const HEADING_WITHIN: usize = 30;
const LONGEST_HEADING: usize = 6;
/// By how much the combined uncertainty may be off what its two parts give, as a share of it: the rounding of two digits.
const ROUNDED: f64 = 0.02;

const EXPECTED_PERCENT: &str = "half of the 95 % interval in per cent, such as 25";

/// A table of text with the place of each cell.
struct Grid {
    name: String,
    rows: Vec<Vec<String>>,
    places: Vec<Vec<String>>,
}

impl Grid {
    fn of_text(lines: &[Line<'_>]) -> Self {
        let rows: Vec<Vec<String>> = lines.iter().map(|line| cells_of_line(line.text)).collect();
        let places =
            lines.iter().zip(&rows).map(|(line, row)| (1..=row.len()).map(|cell| format!("line {}, cell {cell}", line.number)).collect());
        Self { name: String::new(), places: places.collect(), rows }
    }

    fn of_sheet(sheet: &Sheet, name: String) -> Self {
        let rows = sheet.rows();
        let cells = rows.iter().map(|row| row.cells.iter().map(ToString::to_string).collect()).collect();
        let places = rows.iter().map(|row| (0..row.cells.len()).map(|cell| sheet.place(row, cell)).collect());
        Self { name, rows: cells, places: places.collect() }
    }

    fn cell(&self, row: usize, column: usize) -> &str {
        self.rows[row].get(column).map_or("", |text| text.trim())
    }

    fn place(&self, row: usize, column: usize) -> &str {
        self.places[row].get(column).or(self.places[row].last()).map_or("an empty row", String::as_str)
    }

    fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or_default()
    }
}

/// Reads a table of the guidelines; nothing where the content has no heading of one.
///
/// # Errors
/// A workbook that cannot be opened, or a table with bad cells, all of them in one error.
pub(super) fn table_of(content: &Content, path: &Path) -> Result<Option<Warned<UncertaintyTable>>, InventoryError> {
    let grids = grids(content, path)?;
    let mut tables = grids.iter().filter_map(|grid| Some((grid, Heading::of(grid)?)));
    let Some((grid, heading)) = tables.next() else { return Ok(None) };
    let file = super::file_name(path);
    let others: Vec<&str> = tables.map(|(grid, _)| grid.name.as_str()).collect();
    let mut read = Table { grid, heading, file: file.clone() }.read(path)?;
    if !others.is_empty() {
        let message = format!("sheet {} is read; these have such a table too and are not: {}", grid.name, others.join(", "));
        read.warnings.push(Warning::new(file, message));
    }
    Ok(Some(read))
}

fn grids(content: &Content, path: &Path) -> Result<Vec<Grid>, InventoryError> {
    match content {
        Content::Text(text) => Ok(vec![Grid::of_text(&lines_of(text, path)?)]),
        Content::Workbook(bytes) => {
            let mut workbook = Workbook::open(bytes, path)?;
            let names = workbook.sheet_names();
            names.into_iter().map(|name| Ok(Grid::of_sheet(&workbook.sheet(&name)?, name))).collect()
        }
        _ => Ok(Vec::new()),
    }
}

/// A quantity of the table in one column, or in two for its lower and upper side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Columns {
    Symmetric(usize),
    Sides { low: usize, high: usize },
}

impl Columns {
    /// The columns of the lower and the upper side, one twice where both are the same.
    const fn both(self) -> [usize; 2] {
        match self {
            Self::Symmetric(column) => [column, column],
            Self::Sides { low, high } => [low, high],
        }
    }
}

/// Where the columns are and where the rows begin.
#[derive(Debug, PartialEq, Eq)]
struct Heading {
    category: usize,
    gas: usize,
    emissions: Option<usize>,
    activity: Option<Columns>,
    factor: Option<Columns>,
    combined: Option<Columns>,
    states_percent: bool,
    first_row: usize,
}

impl Heading {
    fn of(grid: &Grid) -> Option<Self> {
        let is_heading = |row: &usize| {
            let words: Vec<String> = grid.rows[*row].iter().map(|cell| plain(cell)).collect();
            words.iter().any(|word| word.contains("category")) && words.iter().any(|word| word == "gas")
        };
        let top = (0..grid.rows.len().min(HEADING_WITHIN)).find(is_heading)?;
        let category = grid.rows[top].iter().position(|cell| plain(cell).contains("category"))?;
        let gas = grid.rows[top].iter().position(|cell| plain(cell) == "gas")?;
        let last = grid.rows.len().min(top + LONGEST_HEADING + 1);
        let first_row = (top + 1..last).find(|&row| category_code(grid.cell(row, category)).is_some())?;
        let texts: Vec<String> = (0..grid.width()).map(|column| heading_text(grid, top, first_row, column)).collect();
        let uncertainty = |words: &[&str]| {
            let is_it = |text: &String| {
                text.contains("uncertainty")
                    && !["trend", "contribution", "sensitivity"].iter().any(|other| text.contains(other))
                    && words.iter().any(|word| text.contains(word))
            };
            columns_of(&texts, is_it)
        };
        let is_emissions = |text: &String| {
            text.contains("year t")
                && !text.contains("base year")
                && !text.contains("uncertainty")
                && !text.contains("trend")
                && !text.contains("contribution")
        };
        let quantities = [&["activity data", "input data"][..], &["emission factor", "estimation parameter"], &["combined"]];
        let [activity, factor, combined] = quantities.map(uncertainty);
        // Only the columns that are read: others may be per cent where these are fractions.
        let mut read = [activity, factor, combined].into_iter().flatten().flat_map(Columns::both);
        let states_percent = read.all(|column| texts[column].contains('%'));
        let emissions = texts.iter().position(is_emissions);
        let heading = Self { category, gas, emissions, activity, factor, combined, states_percent, first_row };
        (heading.combined.is_some() || heading.activity.is_some() || heading.factor.is_some()).then_some(heading)
    }
}

/// Small letters without doubled blanks.
fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words above a column: a merged cell of the first row counts for the columns to its right that have words of their own below.
fn heading_text(grid: &Grid, top: usize, first_row: usize, column: usize) -> String {
    let below: Vec<String> = (top + 1..first_row).map(|row| plain(grid.cell(row, column))).filter(|text| !text.is_empty()).collect();
    let own = (0..=column).rev().map(|position| plain(grid.cell(top, position))).find(|text| !text.is_empty());
    let above = if grid.cell(top, column).is_empty() && below.is_empty() { None } else { own };
    above.into_iter().chain(below).collect::<Vec<_>>().join(" ")
}

/// One column of a quantity, or its two sides.
fn columns_of(texts: &[String], is_it: impl Fn(&String) -> bool) -> Option<Columns> {
    let found: Vec<usize> = (0..texts.len()).filter(|&column| is_it(&texts[column])).collect();
    let side = |signs: [&str; 3]| found.iter().copied().find(|&column| signs.iter().any(|sign| texts[column].contains(sign)));
    match (side(["(-)", "(−)", "(–)"]), side(["(+)", "( +)", "(+ )"])) {
        (Some(low), Some(high)) => Some(Columns::Sides { low, high }),
        _ => found.first().map(|&column| Columns::Symmetric(column)),
    }
}

/// The code at the beginning of a category's name: `1.A.1`, `1A1` and `1.A.1.` are `1.A.1`.
fn category_code(text: &str) -> Option<CategoryCode> {
    let word = text.split([' ', '\u{a0}', ':', '–', '(']).next()?.trim_end_matches(['.', '-']);
    if !word.starts_with(|letter: char| letter.is_ascii_digit())
        || !word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.')
    {
        return None;
    }
    let mut levels: Vec<String> = Vec::new();
    for part in word.split('.').filter(|part| !part.is_empty()) {
        let mut run = String::new();
        for letter in part.chars() {
            if run.chars().next_back().is_some_and(|last| last.is_ascii_digit() != letter.is_ascii_digit()) {
                levels.push(std::mem::take(&mut run));
            }
            run.push(letter);
        }
        levels.push(run);
    }
    if let Some(second) = levels.get_mut(1) {
        second.make_ascii_uppercase();
    }
    Some(CategoryCode::new(levels.join(".")))
}

/// A row of the table, read.
struct Entry {
    emissions: Option<f64>,
    uncertainty: ReportedUncertainty,
    place: String,
}

/// The table with its heading.
struct Table<'a> {
    grid: &'a Grid,
    heading: Heading,
    file: String,
}

impl Table<'_> {
    fn read(&self, path: &Path) -> Result<Warned<UncertaintyTable>, InventoryError> {
        if !self.heading.states_percent {
            return Err(InventoryError::Structure {
                path: path.to_owned(),
                place: self.grid.place(self.heading.first_row.saturating_sub(1), self.heading.category).to_owned(),
                found: "a heading that does not say whether uncertainties are per cent or fractions".to_owned(),
                expected: "`%` above the columns of uncertainties".to_owned(),
                hint: Some("write `%` into the heading if they are per cent; multiply fractions by 100 first".to_owned()),
            });
        }
        let (mut problems, mut warnings, mut left_out) = (CellProblems::of(path), Vec::new(), BTreeMap::<String, usize>::new());
        let mut entries: BTreeMap<(CategoryCode, Gas), Vec<Entry>> = BTreeMap::new();
        let mut unstated: BTreeMap<(CategoryCode, Gas), Vec<String>> = BTreeMap::new();
        for row in self.heading.first_row..self.grid.rows.len() {
            let name = self.grid.cell(row, self.heading.category);
            let Some(code) = category_code(name) else {
                warnings.extend(self.without_code(row, name));
                continue;
            };
            let gas = self.grid.cell(row, self.heading.gas);
            match gas.parse::<Gas>() {
                Ok(gas) => match problems.keep(self.entry(row, &mut warnings)) {
                    Some(Some(entry)) => entries.entry((code, gas)).or_default().push(entry),
                    Some(None) => unstated.entry((code, gas)).or_default().push(self.grid.place(row, self.heading.category).to_owned()),
                    None => {}
                },
                Err(_) => *left_out.entry(gas.to_owned()).or_default() += 1,
            }
        }
        for ((code, gas), places) in unstated.iter().filter(|(key, _)| entries.contains_key(key)) {
            let message = format!("{code}, {gas}: no uncertainty in {}; that of the other rows is taken for all", places.join(", "));
            warnings.push(Warning::new(&self.file, message));
        }
        let rows: Vec<UncertaintyRow> =
            entries.into_iter().filter_map(|((code, gas), entries)| problems.keep(combined_row(code, gas, &entries))).collect();
        problems.none_or_error()?;
        self.refuse_fractions(&rows, path)?;
        warnings.extend(left_out.into_iter().map(|(gas, rows)| {
            let gas = if gas.is_empty() { "no gas".to_owned() } else { format!("gas `{gas}`") };
            Warning::new(&self.file, format!("rows of {gas} left out: {rows}"))
        }));
        Ok(Warned::new(UncertaintyTable { rows, layout: UncertaintyLayout::Guidelines }, warnings))
    }

    /// Refuses a table of which most uncertainties are below 1 %: a cell that a spreadsheet shows as 25 % holds 0.25, whatever the heading says.
    fn refuse_fractions(&self, rows: &[UncertaintyRow], path: &Path) -> Result<(), InventoryError> {
        let below_one = rows.iter().filter(|row| row.uncertainty.high.as_percent() < 1.0).count();
        if rows.is_empty() || 2 * below_one <= rows.len() {
            return Ok(());
        }
        Err(InventoryError::Structure {
            path: path.to_owned(),
            place: self.grid.place(self.heading.first_row, self.heading.category).to_owned(),
            found: format!("{below_one} of {} uncertainties below 1 %", rows.len()),
            expected: "half of the 95 % interval in per cent, such as 25".to_owned(),
            hint: Some("multiply by 100 if these are fractions; a cell that the spreadsheet shows as 25 % holds 0.25".to_owned()),
        })
    }

    /// A warning for a row with uncertainties whose category has no code; a total has none, and notes below the table hold no gas.
    fn without_code(&self, row: usize, name: &str) -> Option<Warning> {
        let counts = !name.is_empty() && !plain(name).starts_with("total") && self.grid.cell(row, self.heading.gas).parse::<Gas>().is_ok();
        let place = format!("{}: {}", self.file, self.grid.place(row, self.heading.category));
        counts.then(|| Warning::new(place, format!("`{name}` begins with no code of a category; the row is left out")))
    }

    /// A row's uncertainty; nothing where it states none.
    fn entry(&self, row: usize, warnings: &mut Vec<Warning>) -> Result<Option<Entry>, CellProblem> {
        if self.heading.combined.is_some_and(|columns| self.is_marked(row, columns)) {
            return Ok(None);
        }
        let read = |columns: Option<Columns>| columns.map_or(Ok(None), |columns| self.uncertainty(row, columns));
        let (activity, factor, combined) = (read(self.heading.activity)?, read(self.heading.factor)?, read(self.heading.combined)?);
        let product = match (activity, factor) {
            (None, None) => None,
            (one, other) => Some(product_rule(one, other)),
        };
        let place = format!("{}: {}", self.file, self.grid.place(row, self.heading.category));
        if combined.is_none() && activity.is_some() != factor.is_some() {
            let missing = if activity.is_none() { "activity data" } else { "emission factor" };
            warnings.push(Warning::new(&place, format!("no uncertainty of the {missing}; the other one is taken as the combined one")));
        }
        if let (Some(stated), Some(product)) = (combined, product.filter(|_| activity.is_some() && factor.is_some())) {
            warnings.extend(contradiction(&place, stated, product));
        }
        let emissions = self.heading.emissions.map_or(Ok(None), |column| self.number(row, column, "a number"))?;
        Ok(combined.or(product).map(|uncertainty| Entry { emissions, uncertainty, place }))
    }

    /// Whether a quantity is notation keys, such as NE.
    fn is_marked(&self, row: usize, columns: Columns) -> bool {
        let (Columns::Symmetric(column) | Columns::Sides { low: column, .. }) = columns;
        self.grid.cell(row, column).parse::<NotationKeys>().is_ok_and(|keys| !keys.is_empty())
    }

    fn uncertainty(&self, row: usize, columns: Columns) -> Result<Option<ReportedUncertainty>, CellProblem> {
        let share = |column: usize| {
            let percent = self.number(row, column, EXPECTED_PERCENT)?;
            // The lower side is written with a minus sign in some tables and without in others.
            Ok(percent.map(|percent| Share::new(percent.abs() / 100.0)))
        };
        let [low, high] = columns.both().map(share);
        Ok(low?.zip(high?).map(|(low, high)| ReportedUncertainty { low, high }))
    }

    fn number(&self, row: usize, column: usize, expected: &str) -> Result<Option<f64>, CellProblem> {
        let text = self.grid.cell(row, column);
        if text.is_empty() || text.parse::<NotationKeys>().is_ok() {
            return Ok(None);
        }
        let bare = text.trim_end_matches('%').trim_end().trim_start_matches(['±', '+']).replace('−', "-");
        cell::number(&bare).map(Some).ok_or_else(|| CellProblem {
            place: self.grid.place(row, column).to_owned(),
            column: String::from("uncertainty"),
            found: text.to_owned(),
            expected: expected.to_owned(),
            hint: None,
        })
    }
}

/// The uncertainty of a product of two uncorrelated quantities: √(U₁² + U₂²), each side by itself (IPCC 2006, Vol. 1, Ch. 3, Eq. 3.1).
fn product_rule(one: Option<ReportedUncertainty>, other: Option<ReportedUncertainty>) -> ReportedUncertainty {
    let side = |of: fn(&ReportedUncertainty) -> Share| {
        let [one, other] = [one, other].map(|uncertainty| uncertainty.as_ref().map_or(0.0, |uncertainty| of(uncertainty).as_fraction()));
        Share::new(one.hypot(other))
    };
    ReportedUncertainty { low: side(|uncertainty| uncertainty.low), high: side(|uncertainty| uncertainty.high) }
}

/// A warning where the combined uncertainty is not what the two columns before it give.
fn contradiction(place: &str, stated: ReportedUncertainty, product: ReportedUncertainty) -> Option<Warning> {
    let off = |stated: Share, product: Share| {
        (stated.as_fraction() - product.as_fraction()).abs() > ROUNDED * product.as_fraction().max(stated.as_fraction())
    };
    (off(stated.low, product.low) || off(stated.high, product.high)).then(|| {
        let percent = |share: Share| format!("{:.1}", share.as_percent());
        let message = format!(
            "the combined uncertainty −{}/+{} % is not what activity data and emission factor give (−{}/+{} %); the combined one is taken",
            percent(stated.low),
            percent(stated.high),
            percent(product.low),
            percent(product.high)
        );
        Warning::new(place, message)
    })
}

/// All rows of a category and gas as one: √Σ(Uᵢxᵢ)² / |Σxᵢ| (IPCC 2006, Vol. 1, Ch. 3, Eq. 3.2).
fn combined_row(category: CategoryCode, gas: Gas, entries: &[Entry]) -> Result<UncertaintyRow, CellProblem> {
    let row = |uncertainty, place: String| UncertaintyRow {
        categorization: None,
        category: category.clone(),
        gas,
        party: None,
        uncertainty,
        place,
    };
    if let [only] = entries {
        return Ok(row(only.uncertainty, only.place.clone()));
    }
    let places: Vec<&str> = entries.iter().map(|entry| entry.place.as_str()).collect();
    let emissions: Option<Vec<f64>> = entries.iter().map(|entry| entry.emissions).collect();
    let total = emissions.as_ref().map_or(0.0, |emissions| emissions.iter().sum::<f64>());
    let Some(emissions) = emissions.filter(|_| total != 0.0) else {
        return Err(CellProblem {
            place: places.join(" and "),
            column: "year t".to_owned(),
            found: String::new(),
            expected: format!("the emissions of each row of {category}, {gas}, whose sum is not zero: they weigh the rows"),
            hint: Some("give one row for the category and gas".to_owned()),
        });
    };
    let side = |of: fn(&ReportedUncertainty) -> Share| {
        let squares = entries.iter().zip(&emissions).map(|(entry, emission)| (of(&entry.uncertainty).as_fraction() * emission).powi(2));
        Share::new(squares.sum::<f64>().sqrt() / total.abs())
    };
    let uncertainty = ReportedUncertainty { low: side(|uncertainty| uncertainty.low), high: side(|uncertainty| uncertainty.high) };
    Ok(row(uncertainty, places.join(" and ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of the worked example in Table 3.4 of the 2019 Refinement (the guidelines' own spreadsheet), with a heading of three rows.
    const TABLE_3_2: &str = "\
Table 3.2 Approach 1 uncertainty calculation,,,,,,,,
A,B,C,D,E,F,G,H,M
IPCC category,Gas,Base year emissions or removals,Year t emissions or removals,Activity data uncertainty,Emission factor / estimation parameter uncertainty,Combined uncertainty,Contribution to variance by category in year t,Uncertainty introduced into the trend in total national emissions
,,Input data,Input data,Input data,Input data,,,
,,Gg CO2 equivalent,Gg CO2 equivalent,%,%,%,,%
1.A.1. Energy industries - liquid fuels,CO2,2616.208152,2256.04225,3,2.5,3.905124837953327,0.0771,0.0473
1.A.1. Energy industries - solid fuels,CO2,10000,4000,1,3,,0.1,0.1
1.A.1. Energy industries,CH4,9,10,1,75,75.0067,0.1,0.1
Other sources,CH4,9,10,1,75,75.0067,0.1,0.1
2F1 Refrigeration,HFCs,0,100,10,10,14.14,0.1,0.1
Total,,57289.887,31733.136,,,43.97,1933.3,34.43
";

    const TABLE_7A: &str = "\
IPCC category,Gas,Base year,Year t,Activity data uncertainty,,Combined uncertainty,,Approach and comments
,,kt CO2 eq,kt CO2 eq,(-) %,(+) %,(-) %,(+) %,
3.C.4 Direct N2O of managed soils,N2O,100,90,-5,5,-70,200,Approach 2
4.A Solid waste disposal,CH4,50,40,10,10,NE,,
4.B Composting,CH4,50,40,10,20,,,
";

    fn read(text: &str) -> Result<Option<Warned<UncertaintyTable>>, InventoryError> {
        table_of(&Content::Text(text.to_owned()), Path::new("uncertainty.csv"))
    }

    fn shown(text: &str) -> String {
        let table = read(text).expect("readable").expect("a table of the guidelines");
        let row = |row: &UncertaintyRow| {
            let UncertaintyRow { category, gas, uncertainty, place, .. } = row;
            format!("{category} {gas} −{:.6} +{:.6} {place}\n", uncertainty.low.as_percent(), uncertainty.high.as_percent())
        };
        let warnings: String = table.warnings.iter().map(|warning| format!("{warning}\n")).collect();
        table.value.rows.iter().map(row).collect::<String>() + &warnings
    }

    /// Only the trend is in per cent here: 0.05 may be 5 %.
    #[test]
    fn per_cent_of_another_column_say_nothing_of_uncertainties() {
        let text = "Category,Gas,Activity data uncertainty,Emission factor uncertainty,Combined uncertainty,Uncertainty introduced into the trend (%)\n1.A.1,CO2,0.03,0.04,0.05,1\n";
        let error = read(text).expect_err("fractions or per cent");
        assert!(error.to_string().contains("does not say whether uncertainties are per cent or fractions"), "{error}");
    }

    /// Solid fuels state an uncertainty and liquid fuels none; activity data alone stand for the product where no factor is stated.
    #[test]
    fn what_is_not_stated_is_said() {
        let head = "Category,Gas,Year t,Activity data uncertainty %,Emission factor uncertainty %,Combined uncertainty %\n";
        let found = shown(&format!("{head}1.A.1 liquid,CO2,900,NE,NE,\n1.A.1 solid,CO2,100,10,,\n"));
        insta::assert_snapshot!(found, @"
        1.A.1 CO2 −10.000000 +10.000000 uncertainty.csv: line 3, cell 1
        uncertainty.csv: line 3, cell 1: no uncertainty of the emission factor; the other one is taken as the combined one
        uncertainty.csv: 1.A.1, CO2: no uncertainty in line 2, cell 1; that of the other rows is taken for all
        ");
    }

    /// 1.A.1, CO2: liquid √(3² + 2.5²) = 3.905125 %, solid √(1² + 3²) = 3.162278 %;
    /// √((3.905125·2256.04225)² + (3.162278·4000)²) / 6256.04225 = √(77 617 113 + 160 000 013) / 6256.04225 = 15 414.84 / 6256.04 = 2.464 %.
    #[test]
    fn table_3_2_is_read_with_its_fuels_combined() {
        insta::assert_snapshot!(shown(TABLE_3_2), @"
        1.A.1 CH4 −75.006700 +75.006700 uncertainty.csv: line 8, cell 1
        1.A.1 CO2 −2.463998 +2.463998 uncertainty.csv: line 6, cell 1 and uncertainty.csv: line 7, cell 1
        uncertainty.csv: line 9, cell 1: `Other sources` begins with no code of a category; the row is left out
        uncertainty.csv: rows of gas `HFCs` left out: 1
        ");
    }

    #[test]
    fn table_7a_has_two_sides_and_what_is_not_combined_follows_from_its_parts() {
        insta::assert_snapshot!(shown(TABLE_7A), @"
        3.C.4 N2O −70.000000 +200.000000 uncertainty.csv: line 3, cell 1
        4.B CH4 −10.000000 +20.000000 uncertainty.csv: line 5, cell 1
        uncertainty.csv: line 5, cell 1: no uncertainty of the emission factor; the other one is taken as the combined one
        ");
    }

    #[test]
    fn a_heading_without_per_cent_is_refused() {
        insta::assert_snapshot!(read(&TABLE_3_2.replace('%', "")).expect_err("no unit"), @"`uncertainty.csv`, line 5, cell 1: found a heading that does not say whether uncertainties are per cent or fractions, expected `%` above the columns of uncertainties");
    }

    #[test]
    fn a_combined_uncertainty_that_contradicts_its_parts_is_a_warning() {
        let text =
            "IPCC category,Gas,Activity data uncertainty (%),Emission factor uncertainty (%),Combined uncertainty (%)\n1A1,CO2,3,4,12\n";
        insta::assert_snapshot!(shown(text), @"
        1.A.1 CO2 −12.000000 +12.000000 uncertainty.csv: line 2, cell 1
        uncertainty.csv: line 2, cell 1: the combined uncertainty −12.0/+12.0 % is not what activity data and emission factor give (−5.0/+5.0 %); the combined one is taken
        ");
    }

    #[test]
    fn rows_that_cannot_be_weighed_and_bad_numbers_are_named_together() {
        let text = "Category,Gas,Combined uncertainty (%)\n1.A.1 liquid,CO2,3\n1.A.1 solid,CO2,4\n2.A,CO2,about 5\n";
        insta::assert_snapshot!(read(text).expect_err("two problems"), @"
        2 cells of `uncertainty.csv` cannot be used
          line 4, cell 3, column `uncertainty`: found `about 5`, expected half of the 95 % interval in per cent, such as 25
          uncertainty.csv: line 2, cell 1 and uncertainty.csv: line 3, cell 1, column `year t`: found nothing, expected the emissions of each row of 1.A.1, CO2, whose sum is not zero: they weigh the rows
        ");
    }

    /// The name of a sheet, its rows, and the texts that stand across columns of its second row, with the first and the last of these.
    type MadeSheet<'a> = (&'a str, &'a [&'a [&'a str]], &'a [(u16, u16, &'a str)]);

    /// A workbook of sheets, numbers as numbers.
    fn workbook(sheets: &[MadeSheet<'_>]) -> Content {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, rows, merged) in sheets {
            let sheet = book.add_worksheet().set_name(*name).expect("a name");
            for (row, cells) in (0..).zip(*rows) {
                for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                    match text.parse::<f64>() {
                        Ok(number) => sheet.write(row, column, number),
                        Err(_) => sheet.write(row, column, *text),
                    }
                    .expect("written");
                }
            }
            for (first, last, text) in *merged {
                sheet.merge_range(1, *first, 1, *last, text, &rust_xlsxwriter::Format::new()).expect("merged");
            }
        }
        Content::Workbook(book.save_to_buffer().expect("a workbook"))
    }

    fn shown_book(sheets: &[MadeSheet<'_>]) -> Result<String, InventoryError> {
        let table = table_of(&workbook(sheets), Path::new("uncertainty.xlsx"))?.expect("a table of the guidelines");
        let row = |row: &UncertaintyRow| {
            let UncertaintyRow { category, gas, uncertainty, place, .. } = row;
            format!("{category} {gas} −{:.3} +{:.3} {place}\n", uncertainty.low.as_percent(), uncertainty.high.as_percent())
        };
        let warnings: String = table.warnings.iter().map(|warning| format!("{warning}\n")).collect();
        Ok(table.value.rows.iter().map(row).collect::<String>() + &warnings)
    }

    /// Table 3.2 with its heading in one row below a title: √(3² + 4²) = 5, which the second row leaves to be computed.
    #[test]
    fn table_3_2_is_read_from_a_workbook_with_one_row_of_heads() {
        let rows: &[&[&str]] = &[
            &["Table 3.2 Approach 1 uncertainty calculation"],
            &[
                "IPCC category",
                "Gas",
                "Base year emissions",
                "Year t emissions",
                "Activity data uncertainty (%)",
                "Emission factor uncertainty (%)",
                "Combined uncertainty (%)",
            ],
            &["1.A.1 Energy industries", "CO2", "100", "90", "3", "4", "5"],
            &["4.A Solid waste disposal", "CH4", "50", "40", "30", "40", ""],
            &["Total", "", "150", "130", "", "", "15.7"],
        ];
        insta::assert_snapshot!(shown_book(&[("Table 3.2", rows, &[])]).expect("a table"), @"
        1.A.1 CO2 −5.000 +5.000 uncertainty.xlsx: sheet Table 3.2, cell A3
        4.A CH4 −50.000 +50.000 uncertainty.xlsx: sheet Table 3.2, cell A4
        ");
    }

    /// Table 3.3, which begins in column B and row 2, its sides below merged cells; a second sheet holds another such table.
    #[test]
    fn table_3_3_is_read_from_a_workbook_with_merged_heads() {
        let rows: &[&[&str]] = &[
            &[],
            &["", "IPCC category", "Gas", "Base year emissions", "Year t emissions", "", "", "", "", "Contribution to variance in year t"],
            &["", "", "", "Gg CO2 equivalent", "Gg CO2 equivalent", "(-) %", "(+) %", "(-) %", "(+) %", "(fraction)"],
            &["", "3.A.1 Enteric fermentation", "CH4", "10", "12", "10", "10", "-25", "30", "0.1"],
            &["", "3.C.4 Direct N2O of soils", "N2O", "10", "12", "20", "20", "60", "200", "0.9"],
        ];
        let merged: &[(u16, u16, &str)] = &[(5, 6, "Activity data uncertainty"), (7, 8, "Combined uncertainty")];
        let another: &[&[&str]] = &[&["Category", "Gas", "Combined uncertainty %"], &["1.A", "CO2", "7"]];
        insta::assert_snapshot!(shown_book(&[("Table 3.3", rows, merged), ("Old", another, &[])]).expect("a table"), @"
        3.A.1 CH4 −25.000 +30.000 uncertainty.xlsx: sheet Table 3.3, cell B4
        3.C.4 N2O −60.000 +200.000 uncertainty.xlsx: sheet Table 3.3, cell B5
        uncertainty.xlsx: sheet Table 3.3 is read; these have such a table too and are not: Old
        ");
    }

    /// Table 7A of the 2019 Refinement: the units in a row between the heads and the sides, and a column of flags.
    #[test]
    fn table_7a_is_read_from_a_workbook() {
        let rows: &[&[&str]] = &[
            &["Table 7A"],
            &["IPCC category", "Gas", "Base year", "Year t", "", "", "", "", "", "", "Approach and comments"],
            &["", "", "kt CO2 eq", "kt CO2 eq", "%", "%", "%", "%", "%", "%", ""],
            &["", "", "", "", "(−)", "(+)", "(−)", "(+)", "(−)", "(+)", ""],
            &["3.B.1.a Forest land remaining forest land", "CO2", "-100", "-90", "10", "10", "20", "30", "22.36", "31.62", "Approach 1"],
            &["4.D Wastewater", "CH4", "5", "4", "NE", "NE", "NE", "NE", "NE", "NE", ""],
        ];
        let merged: &[(u16, u16, &str)] = &[
            (4, 5, "Activity data uncertainty"),
            (6, 7, "Emission factor / estimation parameter uncertainty"),
            (8, 9, "Combined uncertainty"),
        ];
        insta::assert_snapshot!(shown_book(&[("Table 7A", rows, merged)]).expect("a table"), @"3.B.1.a CO2 −22.360 +31.620 uncertainty.xlsx: sheet Table 7A, cell A5");
    }

    /// Cells in the format of per cent hold fractions, though the heading says per cent.
    #[test]
    fn fractions_under_a_heading_in_per_cent_are_refused() {
        let rows: &[&[&str]] =
            &[&["Category", "Gas", "Combined uncertainty (%)"], &["1.A", "CO2", "0.03"], &["4.A", "CH4", "0.5"], &["3.C", "N2O", "2"]];
        let error = shown_book(&[("Sheet1", rows, &[])]).expect_err("fractions");
        insta::assert_snapshot!(error, @"`uncertainty.xlsx`, sheet Sheet1, cell A2: found 2 of 3 uncertainties below 1 %, expected half of the 95 % interval in per cent, such as 25");
    }

    #[test]
    fn another_table_is_none_of_the_guidelines() {
        assert!(read("category,gas,low,high\n4,CH4,50,100\n").expect("readable").is_none());
    }

    #[test]
    fn codes_are_read_however_their_levels_are_set_apart() {
        let code = |text: &str| category_code(text).map(|code| code.to_string());
        assert_eq!(
            ["1.A.1. Energy", "1A1a Public", "3.C.4", "1.B.2.a.i Exploration", "Total", "2019"].map(code),
            [Some("1.A.1"), Some("1.A.1.a"), Some("3.C.4"), Some("1.B.2.a.i"), None, Some("2019")].map(|code| code.map(str::to_owned))
        );
    }
}
