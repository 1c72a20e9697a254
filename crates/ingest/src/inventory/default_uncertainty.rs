//! Uncertainties that are no Party's own: the tables of them that come with the program, and what a table gives to figures that state none.

use super::error::InventoryError;
use super::table::Content;
use super::uncertainty::{RowsOfCodes, UncertaintyRow, UncertaintyTable, table_of};
use fluxledger_core::crosswalk::Crosswalk;
use fluxledger_core::{Category, CategoryCode, Gas, Inventory, Record, ReportedUncertainty, Warned};
use std::collections::BTreeMap;
use std::path::Path;

/// The tables of `data/uncertainty/`, by the names that run files have for them.
const EMBEDDED: [(&str, &str); 2] = [
    ("solazzo-2021", include_str!("../../../../data/uncertainty/solazzo-2021.csv")),
    ("livestock-tier-1", include_str!("../../../../data/uncertainty/livestock-tier-1.csv")),
];

/// A table of default uncertainties that comes with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownDefaults {
    /// Its name in run files.
    pub id: &'static str,
    /// What it holds, by the first line of its text.
    pub title: &'static str,
    /// Its text, with its source.
    pub text: &'static str,
}

impl KnownDefaults {
    /// The table.
    ///
    /// # Errors
    /// [`InventoryError`], which a test rules out.
    pub fn table(self) -> Result<Warned<UncertaintyTable>, InventoryError> {
        table_of(&Content::Text(self.text.to_owned()), Path::new(&format!("{}.csv", self.id)))
    }
}

/// The tables of default uncertainties that come with the program.
#[must_use]
pub fn known_defaults() -> [KnownDefaults; EMBEDDED.len()] {
    EMBEDDED.map(|(id, text)| KnownDefaults { id, title: text.lines().next().unwrap_or_default().trim_start_matches("# "), text })
}

/// An uncertainty that stands in for one that an inventory does not state.
#[derive(Clone, Debug, PartialEq)]
pub struct DefaultUncertainty {
    /// The category, in the categorization of the table of defaults.
    pub category: Category,
    /// Half of the 95 % interval as a share of the value, downwards and upwards.
    pub uncertainty: ReportedUncertainty,
    /// Where it is from.
    pub reference: String,
    /// Where its row stands in the table of defaults.
    pub row_place: String,
}

impl DefaultUncertainty {
    fn of(row: &UncertaintyRow, record: &Record) -> Self {
        let categorization = row.categorization.as_ref().unwrap_or(&record.category.categorization);
        Self {
            category: Category { categorization: categorization.clone(), code: row.category.clone() },
            uncertainty: row.uncertainty,
            reference: row.reference.clone().unwrap_or_else(|| row.place.clone()),
            row_place: row.place.clone(),
        }
    }
}

/// Gives the figures of an inventory that state no uncertainty those of a table of defaults, and says for each, by its place, what was given.
///
/// A row is taken as [`super::join_uncertainty`] takes it, but for figures of its very category only: the uncertainty of a sum is not that of its
/// parts. A row in the categorization that the inventory's crosswalk leads to is for each category of the inventory that is all of the row's; a row in
/// the inventory's own categorization wins over it.
pub fn join_default_uncertainty(
    inventory: &mut Inventory,
    table: &UncertaintyTable,
    crosswalk: &Crosswalk,
) -> BTreeMap<String, DefaultUncertainty> {
    let (origins, seen): (Vec<usize>, Vec<UncertaintyRow>) =
        table.rows.iter().cloned().enumerate().chain(seen_through(table, crosswalk)).unzip();
    let seen = UncertaintyTable { rows: seen, layout: table.layout };
    let rows = RowsOfCodes::of(&seen);
    let mut given = BTreeMap::new();
    for record in inventory.records.iter_mut().filter(|record| record.reported.mass.is_some() && record.uncertainty.is_none()) {
        let Some(row) = rows.position_for(record).map(|position| &table.rows[origins[position]]) else { continue };
        record.uncertainty = Some(row.uncertainty);
        given.insert(record.place.clone(), DefaultUncertainty::of(row, record));
    }
    given
}

/// The rows of a table as a crosswalk's source names their categories, each with the position of the row that it is.
fn seen_through(table: &UncertaintyTable, crosswalk: &Crosswalk) -> Vec<(usize, UncertaintyRow)> {
    if crosswalk.from == crosswalk.to {
        return Vec::new();
    }
    let mut names_of: BTreeMap<(&CategoryCode, Gas), Vec<&CategoryCode>> = BTreeMap::new();
    let mut seen = Vec::new();
    for (position, row) in table.rows.iter().enumerate().filter(|(_, row)| row.categorization.as_ref() == Some(&crosswalk.to)) {
        let names = names_of.entry((&row.category, row.gas)).or_insert_with(|| crosswalk.equal_to(&row.category, row.gas));
        let named = |code: &&CategoryCode| UncertaintyRow {
            categorization: Some(crosswalk.from.clone()),
            category: (*code).clone(),
            ..row.clone()
        };
        seen.extend(names.iter().map(|code| (position, named(code))));
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::{crosswalk, ipcc_2006};
    use fluxledger_core::{Categorization, Mass, NotationKeys, RegionCode, Reported, Share};

    fn table(text: &str) -> UncertaintyTable {
        table_of(&Content::Text(text.to_owned()), Path::new("defaults.csv")).expect("a table").value
    }

    /// An inventory of one kilotonne in each category, each figure at the place of its number.
    fn inventory(figures: &[(&str, &str, &str, Gas)]) -> Inventory {
        let record = |(position, &(party, categorization, code, gas)): (usize, &(&str, &str, &str, Gas))| Record {
            party: RegionCode::new(party),
            category: Category::new(categorization, code),
            category_name: String::new(),
            gas,
            year: 2014,
            reported: Reported { mass: Some(Mass::from_kilotonnes(1.0)), keys: NotationKeys::default() },
            uncertainty: None,
            place: position.to_string(),
        };
        Inventory {
            name: String::new(),
            source: String::new(),
            submission_year: None,
            gwp_set: None,
            licence: None,
            territory: None,
            records: figures.iter().enumerate().map(record).collect(),
            others: Vec::new(),
            explanations: Vec::new(),
        }
    }

    fn of_crf() -> Crosswalk {
        crosswalk(&Categorization::new("CRF")).expect("a crosswalk")
    }

    fn upper_in_percent(inventory: &Inventory) -> Vec<Option<f64>> {
        inventory.records.iter().map(|record| record.uncertainty.map(|uncertainty| uncertainty.high.as_percent())).collect()
    }

    #[test]
    fn defaults_go_to_figures_of_their_category_that_state_none() {
        let table = table("category,gas,uncertainty,reference\n4,CH4,50,a guideline\n5,CH4,30,another\n");
        let mut inventory = inventory(&[("DEU", "CRF", "4", Gas::Ch4), ("DEU", "CRF", "4.A", Gas::Ch4), ("DEU", "CRF", "5", Gas::Ch4)]);
        inventory.records[2].uncertainty = Some(ReportedUncertainty { low: Share::new(0.1), high: Share::new(0.1) });
        let given = join_default_uncertainty(&mut inventory, &table, &of_crf());
        assert_eq!(given.keys().collect::<Vec<_>>(), ["0"]);
        assert_eq!((given["0"].reference.as_str(), given["0"].category.to_string()), ("a guideline", "CRF 4".to_owned()));
        assert_eq!(upper_in_percent(&inventory), [Some(50.0), None, Some(10.0)]);
    }

    /// Rice is 3.C.7 in IPCC 2006 and 3.C in CRF; 3.C of IPCC 2006 is no category of CRF, and 1.A.1.c.ii of CRF is but a part of that of IPCC 2006.
    #[test]
    fn a_default_reaches_the_category_of_another_categorization_that_is_all_of_its_own() {
        let text = "category,gas,categorization,uncertainty\n3.C.7,CH4,IPCC2006,74\n3.C,CH4,IPCC2006,1\n1.A.1.c.ii,CH4,IPCC2006,2\n";
        let mut inventory =
            inventory(&[("DEU", "CRF", "3.C", Gas::Ch4), ("DEU", "CRF", "1.A.1.c.ii", Gas::Ch4), ("DEU", "CRF", "3.C.7", Gas::Ch4)]);
        let given = join_default_uncertainty(&mut inventory, &table(text), &of_crf());
        assert_eq!(upper_in_percent(&inventory), [Some(74.0), None, None]);
        assert_eq!(given["0"].category.to_string(), "IPCC2006 3.C.7");
    }

    #[test]
    fn a_default_for_the_party_beats_one_for_all_and_the_own_categorization_another() {
        let rows = ["1.B.1,CH4,IPCC2006,,40", "1.B.1,CH4,IPCC2006,DEU,30", "1.B.1,CH4,CRF,,20"];
        let text = format!("category,gas,categorization,party,uncertainty\n{}\n", rows.join("\n"));
        let mut inventory = inventory(&[("DEU", "CRF", "1.B.1", Gas::Ch4), ("FRA", "CRF", "1.B.1", Gas::Ch4)]);
        join_default_uncertainty(&mut inventory, &table(&text), &of_crf());
        assert_eq!(upper_in_percent(&inventory), [Some(30.0), Some(20.0)]);
    }

    /// Of 4 the table has the parts 4.A and 4.D only.
    #[test]
    fn a_total_has_no_default_from_its_parts() {
        let defaults = known_defaults()[0].table().expect("an embedded table").value;
        let mut inventory = inventory(&[("DEU", "CRF", "5", Gas::Ch4), ("DEU", "CRF", "5.A", Gas::Ch4), ("DEU", "CRF", "5.D", Gas::Ch4)]);
        join_default_uncertainty(&mut inventory, &defaults, &of_crf());
        assert_eq!(upper_in_percent(&inventory), [None, Some(35.0), Some(35.2)]);
    }

    /// The study's file has for Germany and 1.B.1 of methane 0.371380032545299 and 0.492539986812355, and for the United Kingdom and 1.A.1 of carbon
    /// dioxide a lower end that is farther off than the upper one: 0.0483733381162043 and 0.0472085881532193.
    #[test]
    fn the_tables_that_come_with_the_program_are_of_known_categories_and_cited() {
        let tree = ipcc_2006();
        for known in known_defaults() {
            let rows = known.table().expect("an embedded table").value.rows;
            assert!(!rows.is_empty() && known.title.starts_with("Default uncertaint"), "{}", known.id);
            assert!(rows.iter().all(|row| row.reference.is_some() && row.categorization == Some(Categorization::ipcc_2006())));
            assert!(rows.iter().all(|row| tree.node(&row.category).is_some()), "{}", known.id);
            let mut keys: Vec<_> = rows.iter().map(|row| (&row.party, &row.category, row.gas)).collect();
            keys.sort();
            assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{}: a row stands twice", known.id);
        }
        let rows = known_defaults()[0].table().expect("an embedded table").value.rows;
        assert_eq!(rows.len(), 355);
        let halves = |party: &str, code: &str, gas: Gas| {
            let is_it =
                |row: &&UncertaintyRow| row.party == Some(RegionCode::new(party)) && row.category.as_str() == code && row.gas == gas;
            rows.iter().find(is_it).map(|row| (row.uncertainty.low.as_percent(), row.uncertainty.high.as_percent()))
        };
        assert_eq!(halves("DEU", "1.B.1", Gas::Ch4), Some((37.1, 49.3)));
        assert_eq!(halves("GBR", "1.A.1", Gas::Co2), Some((4.84, 4.72)));
        assert_eq!(halves("DEU", "3", Gas::Co2), None);
    }
}
