//! Category trees, groups of categories and crosswalks: the tables in `data/categories/` and `data/crosswalks/`, and a user's own crosswalk.
//!
//! Each categorization has a tree of its own. A file of a tree names it (`#: categorization NAME`) and the documents behind it
//! (`#: reference …`); columns are `code`, `name`, `children`, and where the stated sums are not what all parts add up to `beside`,
//! `rest_gases` and `rest`.
//!
//! A crosswalk file is text with commas. Lines that begin with `#` are comments, of which `#: from NAME` names the source's categorization
//! and `#: reference …` the documents behind it. The columns are found by name: `code` and `targets` must be there, `gases`, `extent`
//! (`whole` or `part`), `contains` and `comment` may be.

mod check;
mod crosswalk;
mod error;
mod group;
#[cfg(test)]
mod real_data;
mod table;
#[cfg(test)]
mod tests;
mod tree;

pub use error::CategoryError;
pub use group::{CategoryGroup, groups};
pub(crate) use table::{Row, Table, cells as cells_of_line};

use fluxledger_core::Categorization;
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::crosswalk::Crosswalk;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

/// The name and text of each embedded crosswalk.
const CROSSWALKS: &[(&str, &str)] = &[
    ("cams-glob-ant-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/cams-glob-ant-to-ipcc2006.csv")),
    ("cdiac-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/cdiac-to-ipcc2006.csv")),
    ("ceds-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/ceds-to-ipcc2006.csv")),
    ("ceds-sectors-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/ceds-sectors-to-ipcc2006.csv")),
    ("climate-trace-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/climate-trace-to-ipcc2006.csv")),
    ("co2-budget-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/co2-budget-to-ipcc2006.csv")),
    ("crf-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/crf-to-ipcc2006.csv")),
    ("crt-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/crt-to-ipcc2006.csv")),
    ("eccc-a11-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/eccc-a11-to-ipcc2006.csv")),
    ("edgar-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/edgar-to-ipcc2006.csv")),
    ("edgar-countries-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/edgar-countries-to-ipcc2006.csv")),
    ("edgar-sectors-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/edgar-sectors-to-ipcc2006.csv")),
    ("edgar-v432-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/edgar-v432-to-ipcc2006.csv")),
    ("epa-ghgi-v1-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/epa-ghgi-v1-to-ipcc2006.csv")),
    ("epa-ghgi-v2-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/epa-ghgi-v2-to-ipcc2006.csv")),
    ("faostat-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/faostat-to-ipcc2006.csv")),
    ("gcb-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/gcb-to-ipcc2006.csv")),
    ("gfei-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/gfei-to-ipcc2006.csv")),
    ("ipcc1996-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/ipcc1996-to-ipcc2006.csv")),
    ("odiac-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/odiac-to-ipcc2006.csv")),
    ("owid-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/owid-to-ipcc2006.csv")),
    ("primap-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/primap-to-ipcc2006.csv")),
    ("vulcan-to-ipcc2006.csv", include_str!("../../../../data/crosswalks/vulcan-to-ipcc2006.csv")),
];

/// The name and text of each tree; that in which everything is compared comes first.
const TREES: &[(&str, &str)] = &[
    ("ipcc2006.csv", include_str!("../../../../data/categories/ipcc2006.csv")),
    ("crf.csv", include_str!("../../../../data/categories/crf.csv")),
    ("crt.csv", include_str!("../../../../data/categories/crt.csv")),
    ("ipcc1996.csv", include_str!("../../../../data/categories/ipcc1996.csv")),
];

/// A categorization with its categories.
#[derive(Clone, Debug, PartialEq)]
pub struct CategorySystem {
    /// Its categories.
    pub tree: CategoryTree,
    /// The documents that define them.
    pub reference: String,
}

static SYSTEMS: LazyLock<Vec<CategorySystem>> =
    LazyLock::new(|| TREES.iter().map(|(file, text)| tree::from_text(file, text).expect("embedded categories are a tree")).collect());

static TREE: LazyLock<CategoryTree> = LazyLock::new(|| {
    let (file, text) = TREES[0];
    tree::from_text(file, text).expect("embedded categories are a tree").tree
});

/// The categories of the 2006 IPCC Guidelines with the totals of inventories: `data/categories/ipcc2006.csv`.
#[must_use]
pub fn ipcc_2006() -> CategoryTree {
    TREE.clone()
}

/// The categorizations that have a tree, IPCC 2006 first.
#[must_use]
pub fn systems() -> &'static [CategorySystem] {
    &SYSTEMS
}

/// The categories of a categorization, if it has a tree.
#[must_use]
pub fn tree_of(categorization: &Categorization) -> Option<&'static CategoryTree> {
    SYSTEMS.iter().map(|system| &system.tree).find(|tree| tree.categorization == *categorization)
}

/// The embedded crosswalks that have been asked for.
static EMBEDDED: [OnceLock<Crosswalk>; CROSSWALKS.len()] = [const { OnceLock::new() }; CROSSWALKS.len()];

fn embedded(position: usize) -> Crosswalk {
    EMBEDDED[position].get_or_init(|| crosswalk::embedded(CROSSWALKS[position], &TREE)).clone()
}

/// All crosswalks that come with the program, the one of IPCC 2006 to itself first.
#[must_use]
pub fn crosswalks() -> Vec<Crosswalk> {
    std::iter::once(Crosswalk::identity(&TREE)).chain((0..CROSSWALKS.len()).map(embedded)).collect()
}

/// The crosswalk from a categorization to IPCC 2006 that comes with the program, if there is one.
#[must_use]
pub fn crosswalk(from: &Categorization) -> Option<Crosswalk> {
    if *from == TREE.categorization {
        return Some(Crosswalk::identity(&TREE));
    }
    let translates = |(_, text): &(&str, &str)| crosswalk::categorization(text).is_some_and(|stated| Categorization::new(stated) == *from);
    CROSSWALKS.iter().position(translates).map(embedded)
}

/// Reads a crosswalk into the categorization of a tree from a user's own file.
///
/// # Errors
/// The file cannot be read, a cell is not what its column holds, a source code has two rows for one gas, a target is not in the tree, a
/// category counts what the one above it does not, or two rows of which neither contains the other count the same leaf.
pub fn crosswalk_from_file(path: &Path, tree: &CategoryTree) -> Result<Crosswalk, CategoryError> {
    let file = path.display().to_string();
    let text =
        std::fs::read_to_string(path).map_err(|error| CategoryError::Unreadable { file: file.clone(), message: error.to_string() })?;
    crosswalk::from_text(&file, text.trim_start_matches('\u{feff}'), tree)
}
