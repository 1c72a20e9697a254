//! The groups of categories that people speak of, such as oil and gas: `data/categories/groups.csv`.

use super::error::CategoryError;
use super::table::{Row, Table};
use super::tree_of;
use fluxledger_core::{Categorization, CategoryCode, Gas};
use std::sync::LazyLock;

/// A group of categories, said in each categorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryGroup {
    /// The word for it in options.
    pub id: String,
    /// The words for it in tables.
    pub name: String,
    members: Vec<Members>,
}

/// The categories of one categorization that make up a group for some gases.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Members {
    categorization: Categorization,
    gases: Vec<Gas>,
    codes: Vec<CategoryCode>,
}

impl CategoryGroup {
    /// The categories that make up the group for a gas; none where the group is not said in the categorization.
    #[must_use]
    pub fn codes(&self, categorization: &Categorization, gas: Gas) -> Option<&[CategoryCode]> {
        let of_one = || self.members.iter().filter(|members| members.categorization == *categorization);
        let own = of_one().find(|members| members.gases.contains(&gas));
        own.or_else(|| of_one().find(|members| members.gases.is_empty())).map(|members| members.codes.as_slice())
    }
}

static GROUPS: LazyLock<Vec<CategoryGroup>> = LazyLock::new(|| {
    let text = include_str!("../../../../data/categories/groups.csv");
    from_text("groups.csv", text).expect("the embedded groups are sound")
});

/// The groups, in the order of their table.
#[must_use]
pub fn groups() -> &'static [CategoryGroup] {
    &GROUPS
}

/// The groups of a table; every code must be a category of its categorization.
pub(super) fn from_text(file: &str, text: &str) -> Result<Vec<CategoryGroup>, CategoryError> {
    let table = Table::new(file, text);
    ["group", "name", "categorization", "gases", "codes"].into_iter().try_for_each(|column| table.require(column))?;
    let mut groups: Vec<CategoryGroup> = Vec::new();
    for row in &table.rows {
        let (id, members) = (table.cell(row, "group"), members(&table, row)?);
        match groups.iter_mut().find(|group| group.id == id) {
            Some(group) if group.members.iter().any(|known| is_second(known, &members)) => {
                return Err(table.wrong_cell(
                    row,
                    "categorization",
                    members.categorization.name(),
                    "one row for each group, categorization and gas",
                ));
            }
            Some(group) => group.members.push(members),
            None => groups.push(CategoryGroup { id: id.to_owned(), name: table.cell(row, "name").to_owned(), members: vec![members] }),
        }
    }
    Ok(groups)
}

fn members(table: &Table<'_>, row: &Row) -> Result<Members, CategoryError> {
    let categorization = Categorization::new(table.cell(row, "categorization"));
    let found = categorization.name().to_owned();
    let tree =
        tree_of(&categorization).ok_or_else(|| table.wrong_cell(row, "categorization", &found, "a categorization of data/categories/"))?;
    let code = |word: &str| {
        let code = CategoryCode::new(word);
        let known = tree.leaves(&code).is_some();
        known.then_some(code).ok_or_else(|| table.wrong_cell(row, "codes", word, &format!("a code of {categorization}")))
    };
    let codes = table.words(row, "codes").map(code).collect::<Result<Vec<_>, _>>()?;
    Ok(Members { gases: table.gases(row, "gases")?, codes, categorization })
}

/// Whether both say the group in one categorization for a gas, or both for all gases.
fn is_second(known: &Members, members: &Members) -> bool {
    let same_gases = known.gases.is_empty() && members.gases.is_empty() || known.gases.iter().any(|gas| members.gases.contains(gas));
    known.categorization == members.categorization && same_gases
}
