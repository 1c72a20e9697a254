//! A category tree from a table.

use super::CategorySystem;
use super::error::CategoryError;
use super::table::{Row, Table};
use fluxledger_core::category_tree::{CategoryNode, CategoryTree, Rest, Summation};
use fluxledger_core::{Categorization, CategoryCode, Gas};

/// A tree from the columns `code`, `name` and `children`, and from `beside`, `rest_gases`, `rest` and `rest_rows` where the table has them.
pub(super) fn from_text(file: &str, text: &str) -> Result<CategorySystem, CategoryError> {
    let table = Table::new(file, text);
    ["code", "name", "children"].into_iter().try_for_each(|column| table.require(column))?;
    let categorization = Categorization::new(table.statement("categorization")?);
    let reference = table.statement("reference")?.to_owned();
    let nodes = table.rows.iter().map(|row| node(&table, row)).collect::<Result<Vec<_>, _>>()?;
    let tree = CategoryTree::new(categorization, nodes).map_err(|cause| CategoryError::Tree { file: file.to_owned(), cause })?;
    Ok(CategorySystem { tree, reference })
}

fn node(table: &Table<'_>, row: &Row) -> Result<CategoryNode, CategoryError> {
    let children: Vec<CategoryCode> = table.words(row, "children").map(CategoryCode::new).collect();
    let beside = table.words(row, "beside").map(|word| beside(table, row, word, &children)).collect::<Result<Vec<_>, _>>()?;
    Ok(CategoryNode {
        code: CategoryCode::new(table.cell(row, "code")),
        name: table.cell(row, "name").to_owned(),
        children,
        summation: Summation { beside, rest: rest(table, row)? },
    })
}

/// A part that does not count for a gas, such as `CO2:5.C.1.a`.
fn beside(table: &Table<'_>, row: &Row, word: &str, children: &[CategoryCode]) -> Result<(Gas, CategoryCode), CategoryError> {
    let part = word.split_once(':').and_then(|(gas, code)| Some((gas.parse().ok()?, CategoryCode::new(code))));
    let expected = "a gas and one of `children`, such as CO2:5.C.1.a";
    part.filter(|(_, code)| children.contains(code)).ok_or_else(|| table.wrong_cell(row, "beside", word, expected))
}

fn rest(table: &Table<'_>, row: &Row) -> Result<Option<Rest>, CategoryError> {
    let words = table.cell(row, "rest");
    let gases = table.gases(row, "rest_gases")?;
    let rows = table.words(row, "rest_rows").map(CategoryCode::new).collect();
    Ok((!words.is_empty()).then(|| Rest { gases, words: words.to_owned(), rows }))
}
