//! Of which submission figures are: its year, GWP set, territory, source and licence, which stand beside every figure of an inventory.

use crate::report::InventoryFacts;
use crate::table::{Cells, Column, Table};
use fluxledger_core::Inventory;

/// What tells one submission of an inventory from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vintage {
    /// Where its figures come from.
    pub source: String,
    /// The year of submission.
    pub submission_year: Option<i32>,
    /// The GWP set of its figures in CO₂ equivalents.
    pub gwp_set: Option<String>,
    /// The territory that its figures count.
    pub territory: Option<String>,
    /// The licence under which its figures may be passed on.
    pub licence: Option<String>,
}

impl Vintage {
    /// That of an inventory.
    #[must_use]
    pub fn of(inventory: &Inventory) -> Self {
        let Inventory { source, submission_year, gwp_set, territory, licence, .. } = inventory.clone();
        Self { source, submission_year, gwp_set, territory, licence }
    }

    /// What stands behind an inventory's name in a sentence: ` (submission of 2024, territory: …)`, or nothing where neither is stated; a year that the
    /// name says is not said again.
    #[must_use]
    pub fn clause(&self, name: &str) -> String {
        let year = self.submission_year.filter(|year| !name.contains(&year.to_string())).map(|year| format!("submission of {year}"));
        let territory = self.territory.as_ref().map(|territory| format!("territory: {territory}"));
        let parts: Vec<String> = year.into_iter().chain(territory).collect();
        if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
    }

    /// All of it, for a line of its own; what is not stated says so.
    #[must_use]
    pub fn in_words(&self) -> String {
        let year = self.submission_year.map_or_else(|| "submission year not stated".to_owned(), |year| format!("submission of {year}"));
        let stated = |name: &str, value: &Option<String>| {
            value.as_ref().map_or_else(|| format!("{name} not stated"), |value| format!("{name} {value}"))
        };
        let others = [("GWP set", &self.gwp_set), ("territory", &self.territory), ("licence", &self.licence)]
            .map(|(name, value)| stated(name, value));
        let source = if self.source.is_empty() { "source not stated" } else { &self.source };
        format!("{source}; {year}; {}", others.join("; "))
    }
}

/// The columns of the vintages of rows; their names begin with a prefix such as `inventory`.
pub fn columns<'r, R>(prefix: &str, rows: &'r [R], vintage: impl Fn(&'r R) -> Option<&'r Vintage>) -> [Column; 5] {
    let vintages: Vec<Option<&Vintage>> = rows.iter().map(vintage).collect();
    let name = |column: &str| format!("{prefix}_{column}");
    let heading = |words: &str| format!("{}{}: {words}", prefix[..1].to_uppercase(), &prefix[1..]);
    let text = |column: &str, words: &str, of: fn(&Vintage) -> Option<String>| {
        Column::text(name(column), heading(words), &vintages, |vintage| vintage.and_then(of))
    };
    [
        Column::integer(name("submission_year"), heading("submission year"), &vintages, |vintage| {
            vintage.and_then(|vintage| vintage.submission_year).map(i64::from)
        }),
        text("gwp_set", "GWP set", |vintage| vintage.gwp_set.clone()),
        text("territory", "territory", |vintage| vintage.territory.clone()),
        text("source", "source", |vintage| Some(vintage.source.clone()).filter(|source| !source.is_empty())),
        text("licence", "licence", |vintage| vintage.licence.clone()),
    ]
}

/// A table of the report with the vintages of the inventories that its rows name, those of earlier submissions too; for files.
#[must_use]
pub fn beside(table: &Table, inventories: &[InventoryFacts]) -> Table {
    let Some(names) = names(table) else { return table.clone() };
    let facts: Vec<Option<&InventoryFacts>> =
        names.into_iter().map(|name| inventories.iter().find(|facts| Some(facts.name.as_str()) == name)).collect();
    let mut table = table.clone();
    table.columns.extend(columns("inventory", &facts, |facts| facts.map(|facts| &facts.vintage)));
    if table.columns.iter().any(|column| column.name == "old_kt") {
        table.columns.extend(columns("old", &facts, |facts| facts.and_then(|facts| facts.earlier.as_ref())));
    }
    table
}

/// The same with the short clause of each inventory behind its name; for readers.
#[must_use]
pub fn named(table: &Table, inventories: &[InventoryFacts]) -> Table {
    let clause = |name: &str| {
        let facts = inventories.iter().find(|facts| name == facts.name)?;
        Some(format!("{}{}", facts.name, facts.vintage.clause(&facts.name)).into())
    };
    let mut table = table.clone();
    if names(&table).is_none() {
        return table;
    }
    for column in table.columns.iter_mut().filter(|column| is_name(column)) {
        if let Cells::Text(cells) = &mut column.cells {
            cells.replace(clause);
        }
    }
    table
}

/// Whether the cells of a column are names of inventories.
fn is_name(column: &Column) -> bool {
    column.name == "inventory" && column.heading == "Inventory"
}

/// The inventory that each row names; nothing of tables that name none, or that show vintages already.
fn names(table: &Table) -> Option<Vec<Option<&str>>> {
    let cells = |wanted: &dyn Fn(&Column) -> bool| match &table.columns.iter().find(|column| wanted(column))?.cells {
        Cells::Text(cells) => Some(cells),
        Cells::Number(_) | Cells::Integer(_) => None,
    };
    if cells(&|column| column.name == "use").is_some() {
        return None;
    }
    if let Some(names) = cells(&is_name) {
        return Some(names.iter().collect());
    }
    let (sides, sources) = (cells(&|column| column.name == "side")?, cells(&|column| column.name == "source")?);
    Some(sides.iter().zip(sources.iter()).map(|(side, source)| source.filter(|_| side == Some("inventory"))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::YearStart;

    fn facts() -> InventoryFacts {
        let vintage =
            Vintage { source: "NIR".into(), submission_year: Some(2024), territory: Some("Denmark".into()), ..Vintage::default() };
        InventoryFacts {
            name: "Own".into(),
            vintage,
            earlier: Some(Vintage { submission_year: Some(2023), ..Vintage::default() }),
            layout: String::new(),
            records: 0,
            year: None,
            year_start: YearStart::JANUARY,
        }
    }

    fn table(columns: Vec<Column>) -> Table {
        Table { name: "some", title: String::new(), columns }
    }

    fn rows_of(table: &Table) -> Vec<String> {
        let text = String::from_utf8(crate::table::csv(table).expect("a csv")).expect("text");
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_clause_says_what_is_stated_and_a_line_says_what_is_not() {
        let facts = facts();
        assert_eq!(facts.vintage.clause("Own"), " (submission of 2024, territory: Denmark)");
        assert_eq!(facts.vintage.clause("Submission 2024"), " (territory: Denmark)");
        assert_eq!(Vintage::default().clause("Own"), "");
        assert_eq!(facts.vintage.in_words(), "NIR; submission of 2024; GWP set not stated; territory Denmark; licence not stated");
    }

    #[test]
    fn files_carry_the_vintage_of_each_row() {
        let names = ["Own", "Other"];
        let plain = table(vec![Column::text("inventory", "Inventory", &names, |name| Some(*name))]);
        assert_eq!(
            rows_of(&beside(&plain, &[facts()])),
            [
                "inventory,inventory_submission_year,inventory_gwp_set,inventory_territory,inventory_source,inventory_licence",
                "Own,2024,,Denmark,NIR,",
                "Other,,,,,"
            ]
        );
        let changes = table(vec![
            Column::text("inventory", "Inventory", &names[..1], |name| Some(*name)),
            Column::number("old_kt", "Old (kt)", &names[..1], |_| None),
        ]);
        assert_eq!(rows_of(&beside(&changes, &[facts()]))[1], "Own,,2024,,Denmark,NIR,,2023,,,,");
    }

    /// A product may have the name of an inventory.
    #[test]
    fn what_is_left_over_of_an_inventory_has_its_vintage_and_of_a_product_has_none() {
        let rows = ["inventory", "product"];
        let left =
            table(vec![Column::text("side", "Side", &rows, |side| Some(*side)), Column::text("source", "Source", &rows, |_| Some("Own"))]);
        assert_eq!(rows_of(&beside(&left, &[facts()]))[1..], ["inventory,Own,2024,,Denmark,NIR,", "product,Own,,,,,"]);
    }

    #[test]
    fn readers_see_the_submission_behind_the_name() {
        let plain = table(vec![Column::text("inventory", "Inventory", &["Own"], |name| Some(*name))]);
        assert_eq!(rows_of(&named(&plain, &[facts()]))[1], "\"Own (submission of 2024, territory: Denmark)\"");
        let another = table(vec![Column::text("inventory", "In the inventory", &["Own"], |name| Some(*name))]);
        assert_eq!(named(&another, &[facts()]), another);
    }
}
