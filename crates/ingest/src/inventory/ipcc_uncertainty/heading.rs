//! The heading of a table of the guidelines: which column holds what, told by its words.

use super::grid::Grid;
use fluxledger_core::CategoryCode;

/// The rows from the top in which the heading must begin, and the rows that it may have.
const HEADING_WITHIN: usize = 30;
const LONGEST_HEADING: usize = 6;

/// A quantity of the table in one column, or in two for its lower and upper side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    Symmetric(usize),
    Sides { low: usize, high: usize },
}

impl Columns {
    /// The columns of the lower and the upper side, one twice where both are the same.
    pub(super) const fn both(self) -> [usize; 2] {
        match self {
            Self::Symmetric(column) => [column, column],
            Self::Sides { low, high } => [low, high],
        }
    }
}

/// Where the columns are and where the rows begin.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) category: usize,
    pub(super) gas: usize,
    pub(super) emissions: Option<usize>,
    pub(super) activity: Option<Columns>,
    pub(super) factor: Option<Columns>,
    pub(super) combined: Option<Columns>,
    pub(super) states_percent: bool,
    pub(super) first_row: usize,
    /// What cannot be told of the columns of uncertainties.
    pub(super) doubt: Option<Doubt>,
}

/// A column of uncertainties whose heading means something else than half of a 95 % interval, or leaves it open.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    pub(super) column: usize,
    pub(super) found: String,
}

impl Heading {
    pub(super) fn of(grid: &Grid) -> Option<Self> {
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
        let uncertainty = |words: &[&str]| columns_of(&texts, |text| is_uncertainty(text, words));
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
        let of_each = [activity, factor, combined].map(|columns| columns.map_or_else(Vec::new, |columns| columns.both().to_vec()));
        let doubt = quantities.iter().enumerate().find_map(|(position, words)| {
            let is_others = |column: usize| of_each.iter().enumerate().any(|(other, its)| other != position && its.contains(&column));
            doubt_about(&texts, |column| is_uncertainty(&texts[column], words) && !is_others(column))
        });
        let heading = Self { category, gas, emissions, activity, factor, combined, states_percent, first_row, doubt };
        (heading.combined.is_some() || heading.activity.is_some() || heading.factor.is_some()).then_some(heading)
    }
}

/// Small letters without doubled blanks.
pub(super) fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words above a column: a merged cell of the first row counts for the columns to its right that have words of their own below.
fn heading_text(grid: &Grid, top: usize, first_row: usize, column: usize) -> String {
    let below: Vec<String> = (top + 1..first_row).map(|row| plain(grid.cell(row, column))).filter(|text| !text.is_empty()).collect();
    let own = (0..=column).rev().map(|position| plain(grid.cell(top, position))).find(|text| !text.is_empty());
    let above = if grid.cell(top, column).is_empty() && below.is_empty() { None } else { own };
    above.into_iter().chain(below).collect::<Vec<_>>().join(" ")
}

/// Whether a column holds the uncertainty of a quantity; one in per cent of the national total is of another kind.
fn is_uncertainty(text: &str, words: &[&str]) -> bool {
    text.contains("uncertainty")
        && !["trend", "contribution", "sensitivity", "of total"].iter().any(|other| text.contains(other))
        && words.iter().any(|word| text.contains(word))
}

/// How the lower and the upper side are headed.
const LOW: [&str; 3] = ["(-)", "(−)", "(–)"];
const HIGH: [&str; 3] = ["(+)", "( +)", "(+ )"];

fn says(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// One column of a quantity, or its two sides.
fn columns_of(texts: &[String], is_it: impl Fn(&str) -> bool) -> Option<Columns> {
    let found: Vec<usize> = (0..texts.len()).filter(|&column| is_it(&texts[column])).collect();
    let side = |signs: &[&str]| found.iter().copied().find(|&column| says(&texts[column], signs));
    match (side(&LOW), side(&HIGH)) {
        (Some(low), Some(high)) => Some(Columns::Sides { low, high }),
        _ => found.first().map(|&column| Columns::Symmetric(column)),
    }
}

/// What cannot be told of the columns of a quantity: two that are not the sides of an interval, or one of another confidence than 95 %.
fn doubt_about(texts: &[String], is_it: impl Fn(usize) -> bool) -> Option<Doubt> {
    let found: Vec<usize> = (0..texts.len()).filter(|&column| is_it(column)).collect();
    let listed = || found.iter().map(|&column| format!("`{}`", texts[column])).collect::<Vec<_>>().join(", ");
    let are_sides = found.iter().any(|&column| says(&texts[column], &LOW)) && found.iter().any(|&column| says(&texts[column], &HIGH));
    if let [_, second, ..] = found[..]
        && !are_sides
    {
        return Some(Doubt { column: second, found: format!("several columns: {}", listed()) });
    }
    let other = |text: &str| {
        says(text, &["standard deviation", "standard error", "sigma", "1 sd", "σ", "percentile"])
            || (says(text, &["confidence", "interval"]) && says(text, &["90 %", "90%", "68 %", "68%", "99 %", "99%"]))
    };
    let column = found.iter().copied().find(|&column| other(&texts[column]))?;
    Some(Doubt { column, found: format!("`{}`", texts[column]) })
}

/// The code at the beginning of a category's name: `1.A.1`, `1A1` and `1.A.1.` are `1.A.1`.
pub(super) fn category_code(text: &str) -> Option<CategoryCode> {
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
