//! The verb `categories`: categorizations, their categories and the groups that people speak of.

use super::standard_output::write_result;
use super::text_table::{TextColumn, table};
use crate::args::CategoriesArguments;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::{CategoryCode, Gas};
use fluxledger_ingest::category::{CategoryGroup, crosswalk, groups, systems};
use fluxledger_ingest::known_words::nearest;
use std::io::Write;

const END: &str = "
A code means nothing without its categorization: 3.C is rice in CRF and CRT, and aggregate sources on
land in IPCC2006. `fluxledger categories NAME` shows the categories of one; a group's word is
understood by `inventory --category` and `recalculation --category`.
";

/// Lists the categorizations and groups, or shows one categorization.
///
/// # Errors
/// If the categorization is not known, or standard output cannot be written.
pub fn categories(arguments: &CategoriesArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let text = match &arguments.categorization {
        None => format!("Categorizations\n{}\nGroups\n{}{END}", system_list(), group_list()),
        Some(name) => tree_list(tree_named(name)?),
    };
    write_result(out, text.as_bytes())
}

fn tree_named(name: &str) -> Result<&'static CategoryTree, Diagnostics> {
    let trees = || systems().iter().map(|system| &system.tree);
    let found = trees().find(|tree| tree.categorization.name().eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let known: Vec<&str> = trees().map(|tree| tree.categorization.name()).collect();
        let hint = nearest(name, known.iter().copied()).map(|known| format!("did you mean `{known}`?"));
        Diagnostic::about(name, format!("is no categorization with a tree, expected {}", known.join(", "))).with_hint(hint).into()
    })
}

fn system_list() -> String {
    let rows = systems();
    let leaves = |tree: &CategoryTree| tree.nodes().iter().filter(|node| node.children.is_empty()).count().to_string();
    table(&[
        TextColumn::words("Name", rows, |system| system.tree.categorization.to_string()),
        TextColumn::numbers("Categories", rows, |system| system.tree.nodes().len().to_string()),
        TextColumn::numbers("Leaves", rows, |system| leaves(&system.tree)),
        TextColumn::words("Reference", rows, |system| system.reference.clone()),
    ])
}

fn group_list() -> String {
    let rows: Vec<(&CategoryGroup, &'static CategoryTree)> =
        groups().iter().flat_map(|group| systems().iter().map(move |system| (group, &system.tree))).collect();
    table(&[
        TextColumn::words("Group", &rows, |row| row.0.id.clone()),
        TextColumn::words("Name", &rows, |row| row.0.name.clone()),
        TextColumn::words("In", &rows, |row| row.1.categorization.to_string()),
        TextColumn::words("Categories", &rows, |row| codes_of(row.0, row.1)),
    ])
}

/// The codes of a group, with those of a gas for which they are others.
fn codes_of(group: &CategoryGroup, tree: &CategoryTree) -> String {
    let words =
        |gas| group.codes(&tree.categorization, gas).unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let common = words(Gas::Ch4);
    let others = Gas::MAIN.into_iter().map(|gas| (gas, words(gas))).filter(|(_, codes)| *codes != common);
    others.fold(common.clone(), |text, (gas, codes)| format!("{text}; {gas}: {codes}"))
}

fn tree_list(tree: &CategoryTree) -> String {
    let crosswalk = crosswalk(&tree.categorization);
    let rows = tree.nodes();
    let common = |code: &CategoryCode| {
        let targets = crosswalk.as_ref().and_then(|crosswalk| crosswalk.targets(code, Gas::Ch4)).unwrap_or_default();
        targets.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    table(&[
        TextColumn::words("Code", rows, |node| node.code.to_string()),
        TextColumn::words("In IPCC2006 (CH4)", rows, |node| common(&node.code)),
        TextColumn::words("Name", rows, |node| node.name.clone()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: Option<&str>) -> Result<String, String> {
        let mut out = Vec::new();
        let arguments = CategoriesArguments { categorization: name.map(str::to_owned) };
        categories(&arguments, &mut out).map_err(|problems| problems.to_string())?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn categorizations_and_groups_are_listed() {
        insta::assert_snapshot!(written(None).unwrap());
    }

    #[test]
    fn a_categorization_shows_what_its_codes_are() {
        let text = written(Some("crf")).unwrap();
        let rice: Vec<&str> = text.lines().find(|line| line.starts_with("  3.C ")).unwrap().split_whitespace().collect();
        assert_eq!(rice, ["3.C", "3.C.7", "Rice", "Cultivation"]);
        insta::assert_snapshot!(written(Some("IPCC2007")).unwrap_err(), @"
        error: IPCC2007: is no categorization with a tree, expected IPCC2006, CRF, CRT, IPCC1996
        hint: did you mean `IPCC2006`?
        1 problem, nothing was written
        ");
    }
}
