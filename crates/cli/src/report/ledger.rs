//! The ledger of scope in words and as a table.

use super::number::kilotonnes;
use super::tables::{codes, pairs, subject};
use super::{ReportTable, Section};
use crate::table::{Column, Table};
use fluxledger_core::Mass;
use fluxledger_core::ledger::{BookedOn, LedgerAccount, LedgerEntry, Treatment};
use fluxledger_core::reconcile::{Comparison, Estimate, Reconciliation};

const SECTION: Section = Section {
    heading: "Ledger of scope",
    note: "From what each side states to what can be compared, line by line; every verdict is on the comparable totals, and where there is none, the last row is what is left after the lines. Masses are positive to the atmosphere; effect is what a line adds to its side, so that the effects of a side add up from its total to its comparable total. The errors of total and lines count as independent.",
    empty: "",
};

const LINES: Section = Section {
    heading: "Lines of the ledger",
    note: "What each line counts, what is done with it, and where it comes from. The file tables/ledger-values.csv has the place of each value.",
    empty: "",
};

/// The ledger of each comparison that has one, its lines with their sources, and in the files the place of every value.
pub(super) fn sections(reconciliation: &Reconciliation) -> Vec<ReportTable> {
    let rows: Vec<Row<'_>> = reconciliation.comparisons.iter().flat_map(rows).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let mut entries: Vec<&LedgerEntry> = Vec::new();
    for entry in rows.iter().filter_map(|row| row.entry) {
        if !entries.iter().any(|known| known.line == entry.line) {
            entries.push(entry);
        }
    }
    vec![
        ReportTable::in_section(table(&rows), SECTION),
        ReportTable::in_section(lines(&entries), LINES),
        ReportTable::in_files(values(&rows)),
    ]
}

fn lines(entries: &[&LedgerEntry]) -> Table {
    let columns = vec![
        Column::text("line", "Line", entries, |entry| Some(entry.line.as_str())),
        Column::text("term", "Counts", entries, |entry| Some(entry.term.name.as_str())),
        Column::text("treatment", "Treatment", entries, |entry| Some(entry.treatment.name())),
        Column::text("source", "Source", entries, |entry| Some(entry.source.as_str())),
    ];
    Table { name: "ledger-lines", title: "The lines and where they come from".into(), columns }
}

fn table(rows: &[Row<'_>]) -> Table {
    let mut columns = vec![
        Column::text("region", "Region", rows, |row| Some(row.comparison.region.as_str())),
        Column::text("period", "Period", rows, |row| Some(row.comparison.spans())),
        Column::text("category", "Category", rows, |row| Some(codes(&row.comparison.categories))),
    ];
    columns.extend(pairs(rows, |row| row.comparison));
    columns.extend([
        Column::text("side", "Side", rows, |row| Some(row.side)),
        Column::text("row", "Row", rows, |row| Some(row.what)),
        Column::text("line", "Line", rows, |row| row.entry.map(|entry| entry.line.as_str())),
        Column::number("value_kt", "Value (kt)", rows, |row| Some(row.value?.as_kilotonnes())),
        Column::number("effect_kt", "Effect (kt)", rows, |row| Some(row.effect?.as_kilotonnes())),
        Column::number("sigma_kt", "1σ (kt)", rows, |row| Some(row.sigma?.as_kilotonnes())),
    ]);
    Table { name: "ledger", title: "From what each side states to what is left after the lines".into(), columns }
}

/// One row of a ledger: a total, or a line.
struct Row<'a> {
    comparison: &'a Comparison,
    side: &'static str,
    what: &'static str,
    entry: Option<&'a LedgerEntry>,
    value: Option<Mass>,
    effect: Option<Mass>,
    sigma: Option<Mass>,
}

/// What a side comes to after its lines, which is no comparable total while something that is needed is not stated.
pub(super) fn closing_label(row: &Comparison) -> &'static str {
    if row.verdict.is_comparable() { "comparable total" } else { "after these lines (not comparable)" }
}

/// Total, lines and comparable total of the product, then of the inventory, then lines that are stated only.
fn rows<'a>(comparison: &'a Comparison) -> Vec<Row<'a>> {
    let Some(account) = &comparison.ledger else { return Vec::new() };
    let total = |side, what, estimate: Option<Estimate>| Row {
        comparison,
        side,
        what,
        entry: None,
        value: estimate.map(|estimate| estimate.mass),
        effect: estimate.map(|estimate| estimate.mass),
        sigma: estimate.and_then(sigma),
    };
    let line = |side| {
        move |entry: &'a LedgerEntry| Row {
            comparison,
            side,
            what: if entry.booked_on == BookedOn::Whole { "line" } else { "line of a member" },
            entry: Some(entry),
            value: Some(entry.value),
            effect: Some(entry.effect()),
            sigma: entry.deviation.map(|deviation| deviation.up),
        }
    };
    let closing = closing_label(comparison);
    let comparable = |side, estimate| Row { effect: None, ..total(side, closing, estimate) };
    let mut rows = vec![total("product", "total", Some(account.product))];
    rows.extend(account.of(Treatment::SubtractedFromProduct).map(line("product")));
    rows.push(comparable("product", Some(comparison.product_estimate)));
    rows.push(total("inventory", "total", account.inventory));
    rows.extend(account.of(Treatment::AddedToInventory).map(line("inventory")));
    rows.push(comparable("inventory", comparison.inventory_estimate));
    rows.extend(account.of(Treatment::StatedOnly).map(line("neither")));
    rows
}

fn sigma(estimate: Estimate) -> Option<Mass> {
    estimate.deviation.map(|deviation| Mass::from_kg(f64::midpoint(deviation.down.as_kg(), deviation.up.as_kg())))
}

fn values(rows: &[Row<'_>]) -> Table {
    let mut columns = subject(rows, |row| row.comparison);
    columns.extend([
        Column::text("side", "Side", rows, |row| Some(row.side)),
        Column::text("row", "Row", rows, |row| Some(row.what)),
        Column::text("line", "Line", rows, |row| row.entry.map(|entry| entry.line.as_str())),
        Column::text("term", "Term", rows, |row| row.entry.map(|entry| entry.term.name.as_str())),
        Column::text("treatment", "Treatment", rows, |row| row.entry.map(|entry| entry.treatment.name())),
        Column::number("value_kt", "Value (kt)", rows, |row| Some(row.value?.as_kilotonnes())),
        Column::number("effect_kt", "Effect (kt)", rows, |row| Some(row.effect?.as_kilotonnes())),
        Column::number("sigma_kt", "1σ (kt)", rows, |row| Some(row.sigma?.as_kilotonnes())),
        Column::text("source", "Source", rows, |row| row.entry.map(|entry| entry.source.as_str())),
        Column::text("place", "Place", rows, |row| row.entry.map(|entry| entry.places.join("; "))),
    ]);
    Table { name: "ledger-values", title: "Every total and line of the ledgers with its place".into(), columns }
}

/// The two sides as a finding names them, with what the ledger does to each.
pub(super) fn named(account: Option<&LedgerAccount>, product: String, inventory: String) -> (String, String) {
    let Some(account) = account else { return (product, inventory) };
    let with = |side: String, treatment, done: &str| match terms(account, treatment) {
        none if none.is_empty() => side,
        terms => format!("{side}, with {} {done},", in_series(&terms)),
    };
    let inventory = with(inventory, Treatment::AddedToInventory, "added");
    (with(product, Treatment::SubtractedFromProduct, "taken off"), inventory)
}

/// What the comparable totals are made of, in numbers.
pub(super) fn sentences(row: &Comparison, account: &LedgerAccount) -> Vec<String> {
    let of_lines = |treatment| {
        let lines = account.of(treatment).map(|entry| format!("{} ({} kt)", entry.term.name, kilotonnes(entry.booked().as_kilotonnes())));
        in_series(&lines.collect::<Vec<_>>())
    };
    let mass = |mass: Mass| kilotonnes(mass.as_kilotonnes());
    let mut sentences = Vec::new();
    if account.of(Treatment::SubtractedFromProduct).next().is_some() {
        let (stated, comparable) = (mass(account.product.mass), mass(row.product_estimate.mass));
        let lines = of_lines(Treatment::SubtractedFromProduct);
        sentences
            .push(format!("By the ledger of scope the product's {stated} kt less {lines} make its comparable total of {comparable} kt."));
    }
    if let (Some(stated), Some(comparable)) = (account.inventory, row.inventory_estimate)
        && account.of(Treatment::AddedToInventory).next().is_some()
    {
        let lines = of_lines(Treatment::AddedToInventory);
        let (stated, comparable) = (mass(stated.mass), mass(comparable.mass));
        sentences.push(format!("The inventory's {stated} kt and {lines} make {comparable} kt."));
    }
    let stated = of_lines(Treatment::StatedOnly);
    if !stated.is_empty() {
        sentences.push(format!("Stated, and changing no number: {stated}."));
    }
    sentences
}

fn terms(account: &LedgerAccount, treatment: Treatment) -> Vec<String> {
    account.of(treatment).map(|entry| entry.term.name.clone()).collect()
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn in_series(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::Gas;
    use fluxledger_ingest::scope::terms;

    /// The terms as a table of the document.
    fn markdown() -> String {
        let listed = |gases: &[Gas]| gases.iter().map(|gas| gas.formula()).collect::<Vec<_>>().join(", ");
        let fluxes = |codes: Vec<String>, own: &str| if codes == [own] { String::new() } else { codes.join(", ") };
        let row = |term: &fluxledger_core::ledger::ScopeTerm| {
            let codes = fluxes(term.fluxes.iter().cloned().collect(), &term.code);
            format!("| `{}` | {} | {codes} | {} | {} |\n", term.code, term.name, term.factor.name(), listed(&term.needed))
        };
        let rows: String = terms().iter().map(row).collect();
        format!("| term | what it is | holds | factor of the bridge | needed for a total of |\n|---|---|---|---|---|\n{rows}")
    }

    /// `FLUXLEDGER_WRITE_DOCS=1 cargo test -p fluxledger --lib terms_of_the_document` writes them anew.
    #[test]
    fn the_terms_of_the_document_are_those_of_the_data() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/ledger.md");
        let written = std::fs::read_to_string(path).unwrap();
        let (before, rest) = written.split_once("<!-- terms -->\n").unwrap();
        let (_, after) = rest.split_once("<!-- end of terms -->").unwrap();
        let expected = format!("{before}<!-- terms -->\n{}<!-- end of terms -->{after}", markdown());
        if std::env::var_os("FLUXLEDGER_WRITE_DOCS").is_some() {
            std::fs::write(path, expected).unwrap();
        } else {
            assert_eq!(written, expected, "write the terms anew with FLUXLEDGER_WRITE_DOCS=1");
        }
    }

    #[test]
    fn words_stand_in_a_series() {
        let words = |words: &[&str]| in_series(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!([words(&[]), words(&["a"]), words(&["a", "b", "c"])], ["", "a", "a, b and c"]);
    }
}
