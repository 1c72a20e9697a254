//! A category tree from a table.

use super::error::CategoryError;
use super::table::Table;
use fluxledger_core::category_tree::{CategoryNode, CategoryTree};
use fluxledger_core::{Categorization, CategoryCode};

/// The tree of IPCC 2006 from the columns `code`, `name` and `children`.
pub(super) fn from_text(file: &str, text: &str) -> Result<CategoryTree, CategoryError> {
    let table = Table::new(file, text);
    ["code", "name", "children"].into_iter().try_for_each(|column| table.require(column))?;
    let node = |row| CategoryNode {
        code: CategoryCode::new(table.cell(row, "code")),
        name: table.cell(row, "name").to_owned(),
        children: table.words(row, "children").map(CategoryCode::new).collect(),
    };
    let nodes = table.rows.iter().map(node).collect();
    CategoryTree::new(Categorization::ipcc_2006(), nodes).map_err(|cause| CategoryError::Tree { file: file.to_owned(), cause })
}
