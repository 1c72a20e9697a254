//! Which crosswalk leads a source's categories to those in which everything is compared.

use super::Desk;
use crate::position::{Located, Position};
use fluxledger_core::Categorization;
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::crosswalk::Crosswalk;
use fluxledger_ingest::category;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The crosswalk of a source: the user's, else the one for its categorization.
pub(super) fn crosswalk(
    desk: &mut Desk,
    tree: &CategoryTree,
    own: Option<&Located<PathBuf>>,
    found: &BTreeSet<Categorization>,
    place: Position,
) -> Option<Crosswalk> {
    if let Some(file) = own {
        let path = desk.resolve(&file.value);
        desk.inputs.push(("crosswalk", path.clone()));
        return desk.keep(file.position, category::crosswalk_from_file(&path, tree), category::CategoryError::hint);
    }
    let mut found = found.iter();
    match (found.next(), found.next()) {
        (None, _) => Some(Crosswalk::identity(tree)),
        (Some(one), None) if *one == tree.categorization => Some(Crosswalk::identity(tree)),
        (Some(one), None) => known(desk, one, place),
        (Some(one), Some(other)) => {
            desk.report(
                place,
                format!("found two categorizations, `{one}` and `{other}`, expected one"),
                Some("compare them as two sources".to_owned()),
            );
            None
        }
    }
}

fn known(desk: &mut Desk, categorization: &Categorization, place: Position) -> Option<Crosswalk> {
    let crosswalk = category::crosswalk(categorization);
    if crosswalk.is_none() {
        let known: Vec<String> = category::crosswalks().iter().map(|known| format!("`{}`", known.from)).collect();
        let message = format!("no crosswalk leads from categorization `{categorization}` to IPCC 2006, expected {}", known.join(", "));
        desk.report(place, message, Some("name a table of your own with `crosswalk = \"FILE.csv\"`".to_owned()));
    }
    crosswalk
}
