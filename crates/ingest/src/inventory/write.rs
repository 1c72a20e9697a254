//! Writing the long table, so that what is written is read again as the same records.

use super::error::InventoryError;
use super::long::{KILOTONNES, KILOTONNES_CO2EQ, column};
use super::table::{self, OutputColumn, TableFormat};
use fluxledger_core::{
    Category, Explanation, Inventory, Mass, NotationKeys, OtherMeasure, OtherRecord, Record, RegionCode, Reported, ReportedUncertainty,
    Share,
};
use std::collections::HashMap;
use std::io::Write;

/// Writes an inventory as a long table: the columns of [`mod@column`], the figures in kilotonnes, what all records share in each row.
///
/// Where it holds other substances or CO₂ equivalents these follow the records, each with its unit; equivalents have a column of their own, so that
/// nobody adds them to masses. So have the Party's explanations of notation keys, where the table holds any: those of the row's own category.
///
/// # Errors
///
/// [`InventoryError::Unwritable`] with what the table engine or the writer says.
pub fn write_long(inventory: &Inventory, format: TableFormat, writer: impl Write) -> Result<(), InventoryError> {
    let records = inventory.records.iter().map(Line::of_record);
    let lines: Vec<Line<'_>> = records.chain(inventory.others.iter().map(Line::of_other)).collect();
    let values = value_columns(&lines, !inventory.others.is_empty());
    let columns = subject_columns(&lines).into_iter().chain(values).chain(shared_columns(inventory, &lines));
    table::write(columns.chain(explanation_columns(inventory, &lines)).collect(), format, writer)
}

/// A row of the table, whether of a record or of another figure.
struct Line<'a> {
    party: &'a RegionCode,
    category: &'a Category,
    category_name: &'a str,
    substance: &'a str,
    year: i32,
    measure: &'a OtherMeasure,
    reported: &'a Reported,
    uncertainty: Option<ReportedUncertainty>,
    place: &'a str,
}

impl<'a> Line<'a> {
    fn of_record(record: &'a Record) -> Self {
        let Record { party, category, category_name, gas, year, reported, uncertainty, place } = record;
        let (substance, measure) = (gas.code(), &OtherMeasure::Mass);
        Self { party, category, category_name, substance, year: *year, measure, reported, uncertainty: *uncertainty, place }
    }

    fn of_other(other: &'a OtherRecord) -> Self {
        let OtherRecord { party, category, category_name, substance, measure, year, reported, place } = other;
        Self { party, category, category_name, substance, year: *year, measure, reported, uncertainty: None, place }
    }

    fn is_mass(&self) -> bool {
        *self.measure == OtherMeasure::Mass
    }

    /// The figure in kilotonnes, if it counts what is asked for.
    fn kilotonnes(&self, as_mass: bool) -> Option<f64> {
        self.reported.mass.filter(|_| self.is_mass() == as_mass).map(kilotonnes)
    }
}

fn text(name: &'static str, lines: &[Line<'_>], of: impl Fn(&Line<'_>) -> String) -> OutputColumn {
    OutputColumn::Text(name, lines.iter().map(of).map(non_empty).collect())
}

fn number(name: &'static str, lines: &[Line<'_>], of: impl Fn(&Line<'_>) -> Option<f64>) -> OutputColumn {
    OutputColumn::Number(name, lines.iter().map(of).collect())
}

fn subject_columns(lines: &[Line<'_>]) -> Vec<OutputColumn> {
    vec![
        text(column::PARTY, lines, |line| line.party.to_string()),
        text(column::CATEGORIZATION, lines, |line| line.category.categorization.to_string()),
        text(column::CATEGORY, lines, |line| line.category.code.to_string()),
        text(column::CATEGORY_NAME, lines, |line| line.category_name.to_owned()),
        text(column::GAS, lines, |line| line.substance.to_owned()),
        OutputColumn::Year(column::YEAR, lines.iter().map(|line| Some(line.year)).collect()),
    ]
}

fn value_columns(lines: &[Line<'_>], has_others: bool) -> Vec<OutputColumn> {
    let unit = |line: &Line<'_>| if line.is_mass() { KILOTONNES } else { KILOTONNES_CO2EQ }.to_owned();
    let mut columns = vec![number(column::VALUE_KT, lines, |line| line.kilotonnes(true))];
    if has_others {
        columns.extend([text(column::UNIT, lines, unit), number(column::VALUE_KT_CO2EQ, lines, |line| line.kilotonnes(false))]);
    }
    columns.extend([
        text(column::NOTATION_KEYS, lines, |line| line.reported.keys.to_string()),
        number(column::UNCERTAINTY_LOW, lines, |line| line.uncertainty.map(|uncertainty| percent(uncertainty.low))),
        number(column::UNCERTAINTY_HIGH, lines, |line| line.uncertainty.map(|uncertainty| percent(uncertainty.high))),
    ]);
    columns
}

fn shared_columns(inventory: &Inventory, lines: &[Line<'_>]) -> Vec<OutputColumn> {
    let shared = |name, value: Option<String>| OutputColumn::Text(name, vec![value; lines.len()]);
    let gwp_set = |line: &Line<'_>| match line.measure {
        OtherMeasure::Mass => inventory.gwp_set.clone(),
        OtherMeasure::Co2Equivalent { gwp_set } => gwp_set.clone(),
    };
    vec![
        shared(column::SOURCE, non_empty(inventory.source.clone())),
        OutputColumn::Year(column::SUBMISSION_YEAR, vec![inventory.submission_year; lines.len()]),
        OutputColumn::Text(column::GWP_SET, lines.iter().map(gwp_set).collect()),
        shared(column::TERRITORY, inventory.territory.clone()),
        shared(column::LICENCE, inventory.licence.clone()),
        text(column::PLACE, lines, |line| line.place.to_owned()),
    ]
}

/// The explanations of each row and where they stand; no columns where no row has any.
fn explanation_columns(inventory: &Inventory, lines: &[Line<'_>]) -> Vec<OutputColumn> {
    let mut by_figure: HashMap<Figure<'_>, Vec<&Explanation>> = HashMap::new();
    for one in &inventory.explanations {
        by_figure.entry((&one.party, &one.category, &one.substance, one.year)).or_default().push(one);
    }
    let explained: Vec<&[&Explanation]> = lines
        .iter()
        .map(|line| by_figure.get(&(line.party, line.category, line.substance, line.year)).map_or(&[][..], Vec::as_slice))
        .collect();
    if explained.iter().all(|explanations| explanations.is_empty()) {
        return Vec::new();
    }
    let column = |name, words: &dyn Fn(&Line<'_>, &Explanation) -> String| {
        let of_line = |(line, explanations): (&Line<'_>, &&[&Explanation])| {
            non_empty(explanations.iter().map(|one| words(line, one)).collect::<Vec<_>>().join(" | "))
        };
        OutputColumn::Text(name, lines.iter().zip(&explained).map(of_line).collect())
    };
    vec![
        column(column::EXPLANATION, &|line, one| in_words(one, &line.reported.keys)),
        column(column::EXPLANATION_PLACE, &|_, one| one.place.clone()),
    ]
}

/// Whose and of what a figure is: Party, category, substance, year.
type Figure<'a> = (&'a RegionCode, &'a Category, &'a str, i32);

/// An explanation beside a figure of its category: which keys and which part it is about, where that is not the whole figure with all its keys.
fn in_words(explanation: &Explanation, keys: &NotationKeys) -> String {
    let named_keys = Some(explanation.keys.to_string()).filter(|_| explanation.keys != *keys);
    let subject = Some(explanation.subject.clone()).filter(|subject| !subject.is_empty());
    let about: Vec<String> = named_keys.into_iter().chain(subject).collect();
    let about = if about.is_empty() { String::new() } else { format!("{}: ", about.join(", ")) };
    let allocation = explanation.allocation.as_ref().map_or_else(String::new, |place| format!(" (counted in: {place})"));
    format!("{about}{}{allocation}", explanation.text)
}

fn non_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn kilotonnes(mass: Mass) -> f64 {
    shortest_preimage(mass, mass.as_kilotonnes(), Mass::from_kilotonnes)
}

fn percent(share: Share) -> f64 {
    shortest_preimage(share, share.as_percent(), |percent| Share::new(percent / 100.0))
}

/// The number nearest to a guess that is read as the quantity again, the one with the fewest digits where neighbours do so too.
///
/// A scaled number is rounded twice on the way to a table and back; without this, 7 % would be written as 7.000000000000001.
fn shortest_preimage<Q: PartialEq>(quantity: Q, guess: f64, read: impl Fn(f64) -> Q) -> f64 {
    let candidates = [guess, guess.next_down(), guess.next_up()].into_iter();
    candidates.filter(|&candidate| read(candidate) == quantity).min_by_key(|candidate| candidate.to_string().len()).unwrap_or(guess)
}
