//! Global warming potentials: `data/gwp/gwp100.csv`, and from what the methane of a category is: `data/gwp/methane-origin.csv`.
//!
//! They serve the check of figures in CO₂ equivalents ([`fluxledger_core::equivalents`]) under the set that a table itself states, and the equivalents of a
//! report under the one set that its run file names.

use crate::category::{CategoryError, Table};
use fluxledger_core::CategoryCode;
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::co2_equivalent::MethaneOrigin;
use fluxledger_core::equivalents::GwpSet;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The sets of the table, in the order of their reports.
const SETS: [&str; 4] = ["SAR", "AR4", "AR5", "AR6"];

static GWP_SETS: LazyLock<Vec<GwpSet>> =
    LazyLock::new(|| from_text("gwp100.csv", include_str!("../../../data/gwp/gwp100.csv")).expect("the embedded potentials are numbers"));

/// The origin of methane by category, none where it is mixed.
static ORIGINS: LazyLock<Vec<(CategoryCode, Option<MethaneOrigin>)>> = LazyLock::new(|| {
    origins("methane-origin.csv", include_str!("../../../data/gwp/methane-origin.csv")).expect("the embedded origins are a table")
});

/// From what the methane of some categories is; none where it is not of one origin throughout, or nothing is known of it.
///
/// The finest row of the table above a category holds for it.
#[must_use]
pub fn methane_origin(categories: &[CategoryCode], tree: &CategoryTree) -> Option<MethaneOrigin> {
    let of_leaf = |leaf: &CategoryCode| {
        let above =
            ORIGINS.iter().filter_map(|(code, origin)| Some((tree.leaves(code).filter(|leaves| leaves.contains(leaf))?.len(), *origin)));
        above.min_by_key(|(leaves, _)| *leaves).and_then(|(_, origin)| origin)
    };
    let mut origins = categories.iter().filter_map(|code| tree.leaves(code)).flatten().map(of_leaf);
    let first = origins.next()??;
    origins.all(|origin| origin == Some(first)).then_some(first)
}

fn origins(file: &str, text: &str) -> Result<Vec<(CategoryCode, Option<MethaneOrigin>)>, CategoryError> {
    let table = Table::new(file, text);
    ["category", "origin"].into_iter().try_for_each(|column| table.require(column))?;
    let origin = |row| match table.cell(row, "origin") {
        "fossil" => Ok(Some(MethaneOrigin::Fossil)),
        "non-fossil" => Ok(Some(MethaneOrigin::NonFossil)),
        "mixed" => Ok(None),
        other => Err(table.wrong_cell(row, "origin", other, "fossil, non-fossil or mixed")),
    };
    table.rows.iter().map(|row| Ok((CategoryCode::new(table.cell(row, "category")), origin(row)?))).collect()
}

/// Names of sums, mixes and precursors in inventory tables, and of gases without a potential here: `data/gwp/other-substances.csv`.
static OTHER_SUBSTANCES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let table = Table::new("other-substances.csv", include_str!("../../../data/gwp/other-substances.csv"));
    table.require("substance").expect("the embedded substances are a table");
    table.rows.iter().map(|row| table.cell(row, "substance").to_owned()).collect()
});

/// The names of all substances that inventory tables are known to hold, gases, mixes, sums and precursors.
pub fn substances() -> impl Iterator<Item = &'static str> + Clone {
    GWP_SETS.iter().flat_map(|set| set.potentials.keys()).chain(OTHER_SUBSTANCES.iter()).map(String::as_str)
}

/// The potentials over 100 years of each assessment report.
#[must_use]
pub fn gwp_sets() -> &'static [GwpSet] {
    &GWP_SETS
}

fn from_text(file: &str, text: &str) -> Result<Vec<GwpSet>, CategoryError> {
    let table = Table::new(file, text);
    std::iter::once("substance").chain(SETS).try_for_each(|column| table.require(column))?;
    SETS.into_iter().map(|name| Ok(GwpSet { name: name.to_owned(), potentials: potentials(&table, name)? })).collect()
}

fn potentials(table: &Table<'_>, set: &'static str) -> Result<BTreeMap<String, f64>, CategoryError> {
    let filled = table.rows.iter().filter(|row| !table.cell(row, set).is_empty());
    let potential = filled.map(|row| {
        let text = table.cell(row, set);
        let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
        let number = number.ok_or_else(|| table.wrong_cell(row, set, text, "a number above zero, or nothing"))?;
        Ok((table.cell(row, "substance").to_owned(), number))
    });
    potential.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn potential(set: &str, substance: &str) -> Option<f64> {
        gwp_sets().iter().find(|known| known.name == set)?.potentials.get(substance).copied()
    }

    /// Values as the reports print them: decision 24/CP.19, annex III (AR4), Table 8.A.1 (AR5), Table 7.SM.7 (AR6).
    #[test]
    fn potentials_are_those_of_the_reports() {
        let methane = ["SAR", "AR4", "AR5", "AR6"].map(|set| potential(set, "CH4"));
        assert_eq!(methane, [Some(21.0), Some(25.0), Some(28.0), Some(27.9)]);
        let others = [("AR4", "N2O"), ("AR5", "N2O"), ("AR4", "SF6"), ("AR5", "SF6"), ("AR4", "HFC-134a"), ("AR4", "NF3"), ("SAR", "NF3")];
        assert_eq!(
            others.map(|(set, substance)| potential(set, substance)),
            [Some(298.0), Some(265.0), Some(22800.0), Some(23500.0), Some(1430.0), Some(17200.0), None]
        );
        assert!(gwp_sets().iter().all(|set| set.potentials["CO2"].to_bits() == 1_f64.to_bits()));
    }

    #[test]
    fn methane_is_of_one_origin_where_all_of_a_category_is() {
        let tree = crate::category::ipcc_2006();
        let of = |codes: &[&str]| methane_origin(&codes.iter().map(|code| CategoryCode::new(*code)).collect::<Vec<_>>(), &tree);
        assert_eq!((of(&["1.B"]), of(&["1.B.1", "1.B.2"])), (Some(MethaneOrigin::Fossil), Some(MethaneOrigin::Fossil)));
        assert_eq!((of(&["3.A", "3.C.7"]), of(&["4"])), (Some(MethaneOrigin::NonFossil), Some(MethaneOrigin::NonFossil)));
        assert_eq!((of(&["1"]), of(&["1.A.1"]), of(&["1.B", "4"]), of(&["M.0.EL"])), (None, None, None, None));
        let by_origin = ["AR4", "AR5", "AR6"].map(|set| (potential(set, "CH4 fossil"), potential(set, "CH4 non-fossil")));
        assert_eq!(by_origin, [(None, None), (Some(30.0), Some(28.0)), (Some(29.8), Some(27.0))]);
    }

    #[test]
    fn a_cell_that_is_no_potential_is_named() {
        let refused = from_text("own.csv", "substance,SAR,AR4,AR5,AR6\nCH4,21,25,28,-1\n").unwrap_err().to_string();
        assert_eq!(refused, "own.csv, line 2: `AR6` is `-1`, expected a number above zero, or nothing");
    }
}
