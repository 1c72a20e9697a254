//! Which territories the outlines of compared regions hold, and where inventories count otherwise.

use crate::table::{Column, Table};
use fluxledger_core::{RegionCode, RegionSet};
use fluxledger_ingest::region::{Counted, Territory, territories};
use std::collections::BTreeSet;

/// A territory of a compared region.
#[derive(Clone, Debug, PartialEq)]
pub struct TerritoryRow {
    /// What is known of it.
    pub territory: &'static Territory,
    /// The region whose outline holds it; none where no outline does.
    pub holder: Option<RegionCode>,
}

impl TerritoryRow {
    /// How the outline of the Party and its inventory go together.
    #[must_use]
    pub fn agreement(&self) -> &'static str {
        let is_in_outline = self.holder.as_ref() == Some(&self.territory.party);
        match (self.territory.inventory, is_in_outline) {
            (Counted::In, true) | (Counted::Out, false) => "same",
            (Counted::In, false) => "differs: the inventory counts it, the outline does not",
            (Counted::Out, true) => "differs: the outline holds it, the inventory does not",
            (Counted::Varies, _) => "depends on the inventory",
        }
    }
}

/// The territories of the compared regions, and those that are themselves compared; none for a mask, which has no outlines.
#[must_use]
pub fn of_regions(set: &RegionSet, compared: &[RegionCode]) -> Vec<TerritoryRow> {
    let compared: BTreeSet<&RegionCode> = compared.iter().collect();
    let concerns = |territory: &&Territory| compared.contains(&territory.party) || compared.contains(&territory.code);
    let row = |territory: &'static Territory| TerritoryRow { territory, holder: set.region_at(territory.point) };
    if set.all_outlines().next().is_none() { Vec::new() } else { territories().iter().filter(concerns).map(row).collect() }
}

/// The rows as a table.
#[must_use]
pub fn table(rows: &[TerritoryRow]) -> Table {
    let columns = vec![
        Column::text("party", "Party", rows, |row| Some(row.territory.party.as_str())),
        Column::text("territory", "Territory", rows, |row| Some(row.territory.code.as_str())),
        Column::text("territory_name", "Name", rows, |row| Some(row.territory.name)),
        Column::text("outline", "In the outline of", rows, |row| {
            Some(row.holder.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string))
        }),
        Column::text("inventory", "In the inventory", rows, |row| Some(counted(row.territory.inventory))),
        Column::text("agreement", "Outline and inventory", rows, |row| Some(row.agreement())),
        Column::text("note", "Note", rows, |row| Some(row.territory.note)),
        Column::text("reference", "Reference", rows, |row| Some(row.territory.reference)),
    ];
    Table { name: "territories", title: "Territories that outlines hold and inventories count".into(), columns }
}

const fn counted(counted: Counted) -> &'static str {
    match counted {
        Counted::In => "yes",
        Counted::Out => "no",
        Counted::Varies => "varies",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_ingest::region::embedded;

    #[test]
    fn outline_and_inventory_of_china_france_and_norway_are_set_against_each_other() {
        let set = embedded("natural-earth-50m").unwrap();
        let compared = ["CHN", "FRA", "NOR"].map(RegionCode::new);
        let line = |row: TerritoryRow| {
            let holder = row.holder.as_ref().map_or("none", RegionCode::as_str);
            format!("{} {} in {holder}: {}", row.territory.party, row.territory.code, row.agreement())
        };
        let lines: Vec<String> = of_regions(&set, &compared).into_iter().map(line).collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        CHN HKG in HKG: same
        CHN MAC in MAC: same
        CHN TWN in TWN: same
        FRA GUF in FRA: same
        FRA GLP in FRA: same
        FRA MTQ in FRA: same
        FRA MYT in FRA: same
        FRA REU in FRA: same
        FRA MAF in MAF: differs: the inventory counts it, the outline does not
        FRA BLM in BLM: differs: the inventory counts it, the outline does not
        FRA NCL in NCL: differs: the inventory counts it, the outline does not
        FRA PYF in PYF: differs: the inventory counts it, the outline does not
        FRA SPM in SPM: differs: the inventory counts it, the outline does not
        FRA WLF in WLF: differs: the inventory counts it, the outline does not
        NOR SJM in NOR: same
        ");
    }
}
