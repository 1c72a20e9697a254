//! What Parties say of the figures that they do not give, beside the findings that lack them.

use super::Finding;
use crate::table::{Column, Table};
use fluxledger_core::crosswalk::is_above;
use fluxledger_core::reconcile::Comparison;
use fluxledger_core::{CategoryCode, Explanation, Gas, Inventory, RegionCode, TimeSpan};
use std::collections::BTreeSet;

/// How many letters of an explanation a finding quotes; the table has all of them.
const QUOTED: usize = 160;

/// The findings, each with the Party's explanation where notation keys stand in its inventory's figure.
#[must_use]
pub fn beside(mut findings: Vec<Finding>, comparisons: &[Comparison], inventories: &[&Inventory]) -> Vec<Finding> {
    for finding in &mut findings {
        let row = &comparisons[finding.comparison];
        let inventory = inventories.iter().find(|inventory| inventory.name == row.inventory);
        if let Some(sentence) = inventory.and_then(|inventory| sentence(inventory, row)) {
            finding.details = format!("{} {sentence}", finding.details).trim_start().to_owned();
        }
    }
    findings
}

/// The explanation that says most about a row, and how many more there are.
///
/// What leaves the figure incomplete comes before what is counted elsewhere, and what is said of the whole category before what is said of a part.
fn sentence(inventory: &Inventory, row: &Comparison) -> Option<String> {
    let codes = codes(inventory, row);
    let is_within = |code: &CategoryCode| codes.iter().any(|used| *used == code || is_above(used, code));
    let explains = |one: &Explanation| one.keys.iter().any(|key| row.inventory_keys.contains(key));
    let is_about = |one: &&Explanation| is_of(one, row) && explains(one) && is_within(&one.category.code);
    let fitting: Vec<&Explanation> = inventory.explanations.iter().filter(is_about).collect();
    let rank = |one: &Explanation| (!one.keys.leave_sum_incomplete(), !codes.contains(&one.category.code), !one.subject.is_empty());
    let first = fitting.iter().min_by_key(|one| rank(one))?;
    let more = fitting.len() - 1;
    let more = if more == 0 { String::new() } else { format!("; {more} more in the table of explanations") };
    let subject = if first.subject.is_empty() { String::new() } else { format!(", {}", quoted(&first.subject)) };
    let elsewhere = first.allocation.as_ref().map_or_else(String::new, |allocation| format!(", counted in: {}", quoted(allocation)));
    Some(format!(
        "The Party says of {}{subject} ({}{elsewhere}): “{}” ({}{more}).",
        first.category.code,
        first.keys,
        quoted(&first.text),
        first.place
    ))
}

/// The codes of the records that were added up for a row.
fn codes<'a>(inventory: &'a Inventory, row: &Comparison) -> BTreeSet<&'a CategoryCode> {
    let places: BTreeSet<&str> = row.records.iter().map(String::as_str).collect();
    let used = inventory.records.iter().filter(|record| places.contains(record.place.as_str()));
    used.map(|record| &record.category.code).collect()
}

/// Whether an explanation is of the Party, the gas and a year of a row.
fn is_of(one: &Explanation, row: &Comparison) -> bool {
    let in_span = match &row.inventory_span {
        TimeSpan::Year(year) => year.year == one.year,
        TimeSpan::Mean(years) => years.iter().any(|year| year.year == one.year),
    };
    one.party == row.region && is_of_gas(one, row.gas) && in_span
}

fn is_of_gas(one: &Explanation, gas: Gas) -> bool {
    one.substance.parse() == Ok(gas)
}

/// The first words of a text, as many as may be quoted, with a mark where others follow.
fn quoted(text: &str) -> String {
    let text = text.trim_end_matches('.');
    if text.chars().count() <= QUOTED {
        return text.to_owned();
    }
    let end = text.char_indices().nth(QUOTED).map_or(text.len(), |(place, _)| place);
    let words = text[..end].rsplit_once(' ').map_or(&text[..end], |(words, _)| words);
    format!("{words} …")
}

/// Every explanation of the gas and the regions of a report; none where the inventories hold none.
#[must_use]
pub fn table(inventories: &[&Inventory], gas: Gas, regions: &[RegionCode]) -> Option<Table> {
    let of_report = |one: &&Explanation| is_of_gas(one, gas) && regions.contains(&one.party);
    let of_inventory = |inventory: &&'_ Inventory| {
        let named = |one: &Explanation| (inventory.name.clone(), one.clone());
        inventory.explanations.iter().filter(of_report).map(named).collect::<Vec<_>>()
    };
    let rows: Vec<(String, Explanation)> = inventories.iter().flat_map(of_inventory).collect();
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    (!rows.is_empty()).then(|| Table {
        name: "explanations",
        title: "What Parties say of the figures that they do not give".into(),
        columns: vec![
            Column::text("inventory", "Inventory", &rows, |row| given(&row.0)),
            Column::text("party", "Party", &rows, |row| Some(row.1.party.to_string())),
            Column::text("categorization", "Categorization", &rows, |row| Some(row.1.category.categorization.to_string())),
            Column::text("category", "Category", &rows, |row| Some(row.1.category.code.to_string())),
            Column::text("subject", "Of it", &rows, |row| given(&row.1.subject)),
            Column::text("gas", "Gas", &rows, |row| given(&row.1.substance)),
            Column::integer("year", "Year", &rows, |row| Some(i64::from(row.1.year))),
            Column::text("keys", "Keys", &rows, |row| given(&row.1.keys.to_string())),
            Column::text("allocation", "Counted in", &rows, |row| row.1.allocation.clone()),
            Column::text("explanation", "Explanation", &rows, |row| given(&row.1.text)),
            Column::text("place", "Place", &rows, |row| given(&row.1.place)),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::super::example::{compared, estimate};
    use super::*;
    use fluxledger_core::{Category, Mass, Record, Reported};

    fn record(code: &str) -> Record {
        Record {
            party: RegionCode::new("AAA"),
            category: Category::new("CRF", code),
            category_name: String::new(),
            gas: Gas::Ch4,
            year: 2014,
            reported: Reported { mass: Some(Mass::from_kilotonnes(1.0)), ..Reported::default() },
            uncertainty: None,
            place: format!("cell of {code}"),
        }
    }

    fn explanation(code: &str, keys: &str, text: &str) -> Explanation {
        Explanation {
            party: RegionCode::new("AAA"),
            category: Category::new("CRF", code),
            subject: String::new(),
            substance: "CH4".to_owned(),
            keys: keys.parse().expect("keys"),
            year: 2014,
            allocation: None,
            text: text.to_owned(),
            place: format!("book.xlsx: sheet Table9, cell of {code}"),
        }
    }

    fn inventory() -> Inventory {
        let elsewhere = Explanation { allocation: Some("1.A.4".to_owned()), ..explanation("5.D", "IE", "Burnt for heat.") };
        Inventory {
            name: "Own".to_owned(),
            source: String::new(),
            submission_year: None,
            gwp_set: None,
            territory: None,
            licence: None,
            records: vec![record("5"), record("3.D")],
            others: Vec::new(),
            explanations: vec![
                elsewhere,
                Explanation { subject: "Compost".to_owned(), ..explanation("5.E", "NE", "No data.") },
                explanation("3.D", "NE", "Very small."),
                explanation("5.A.1", "NE", "No method."),
                Explanation { year: 2013, ..explanation("5", "NE", "Of another year.") },
            ],
        }
    }

    fn row(keys: &str) -> Comparison {
        let row = compared("AAA", estimate(9.0, 1.0), Some(estimate(4.0, 1.0)));
        Comparison { inventory: "Own".into(), records: vec!["cell of 5".into()], inventory_keys: keys.parse().expect("keys"), ..row }
    }

    #[test]
    fn what_a_figure_lacks_is_told_in_the_words_of_the_party() {
        assert_eq!(
            sentence(&inventory(), &row("NE,IE")).as_deref(),
            Some(
                "The Party says of 5.A.1 (NE): “No method” (book.xlsx: sheet Table9, cell of 5.A.1; 2 more in the table of explanations)."
            )
        );
        assert_eq!(
            sentence(&inventory(), &row("IE")).as_deref(),
            Some("The Party says of 5.D (IE, counted in: 1.A.4): “Burnt for heat” (book.xlsx: sheet Table9, cell of 5.D).")
        );
        assert_eq!(sentence(&inventory(), &row("NO")), None);
    }

    #[test]
    fn a_long_explanation_is_cut_between_words() {
        // The 160 letters that may be quoted are 32 words of four letters, each with a blank behind it.
        let text = vec!["word"; 40].join(" ");
        assert_eq!(quoted(&text), format!("{} …", vec!["word"; 32].join(" ")));
        assert_eq!(quoted("No data."), "No data");
    }

    #[test]
    fn the_table_has_what_the_report_is_about() {
        let rows = |gas, region: &str| table(&[&inventory()], gas, &[RegionCode::new(region)]).map(|table| table.rows());
        assert_eq!((rows(Gas::Ch4, "AAA"), rows(Gas::Co2, "AAA"), rows(Gas::Ch4, "BBB")), (Some(5), None, None));
    }
}
