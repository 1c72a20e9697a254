//! The verb `crosswalk`: whether two sources can be compared category by category.

use super::result_file::write_table;
use super::standard_output::write_result;
use super::text_table::{Fact, TextColumn, facts, table};
use super::{failure, warning};
use crate::args::{CrosswalkArguments, GlobalArguments};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::table::{Column, Table};
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::crosswalk::Crosswalk;
use fluxledger_core::crosswalk_proof::{CrosswalkProof, LeafProof, ProofRow, ProofSide, Relation, prove};
use fluxledger_core::matching::Content;
use fluxledger_core::{Categorization, Category, CategoryCode, Gas, Role, Warning};
use fluxledger_ingest::category::{crosswalk as crosswalk_of, crosswalks, ipcc_2006, tree_of};
use fluxledger_ingest::inventory::{self, InventoryOptions, detect_layout};
use fluxledger_ingest::known_words::nearest;
use fluxledger_ingest::product::{self, OpenOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

/// Compares the categories of two sources and says whether one is counted twice or lost.
///
/// # Errors
/// If a source is neither a known categorization nor a file that can be read, or the table cannot be written.
pub fn crosswalk(arguments: &CrosswalkArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let (mut problems, mut warnings) = (Diagnostics::default(), Vec::new());
    let mut source = |word: &str| Source::named(word, arguments.gas, &mut warnings).map_err(|problem| problems.extend(problem)).ok();
    let (left, right) = (source(&arguments.left), source(&arguments.right));
    let (Some(left), Some(right)) = (left, right) else { return Err(problems) };
    warning::write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let tree = ipcc_2006();
    let proof = prove(&tree, &left.side(), &right.side(), arguments.gas);
    match &arguments.output {
        None => write_result(out, text(&left, &right, arguments.gas, &proof).as_bytes())?,
        Some(file) => write_table(&proof_table(&proof), file).map(|()| ExitStatus::Done)?,
    };
    Ok(if proof.left.holds() && proof.right.holds() { ExitStatus::Done } else { ExitStatus::ThresholdBroken })
}

/// A source with its categories.
struct Source {
    name: String,
    crosswalk: Crosswalk,
    own_tree: Option<&'static CategoryTree>,
    categories: BTreeMap<CategoryCode, Content>,
}

impl Source {
    /// A categorization by its name, else a file.
    fn named(word: &str, gas: Gas, warnings: &mut Vec<Warning>) -> Result<Self, Diagnostics> {
        let known = crosswalks().into_iter().find(|crosswalk| crosswalk.from.name().eq_ignore_ascii_case(word));
        match known {
            Some(crosswalk) => Ok(Self::whole(crosswalk, gas)),
            None if Path::new(word).exists() => Self::of_file(Path::new(word), gas, warnings),
            None => {
                let known: Vec<String> = crosswalks().iter().map(|crosswalk| crosswalk.from.to_string()).collect();
                let hint = nearest(word, known.iter().map(String::as_str)).map(|known| format!("did you mean `{known}`?"));
                let message = format!("is no file and no categorization, expected {}", known.join(", "));
                Err(Diagnostic::about(word, message).with_hint(hint).into())
            }
        }
    }

    /// All categories that a categorization has for a gas.
    fn whole(crosswalk: Crosswalk, gas: Gas) -> Self {
        let of_gas = crosswalk.sources().into_iter().filter(|code| crosswalk.knows(code, gas));
        let categories = of_gas.map(|code| (code.clone(), Content::Mass)).collect();
        let (name, own_tree) = (crosswalk.from.to_string(), tree_of(&crosswalk.from));
        Self { name, own_tree, categories, crosswalk }
    }

    /// The categories for which a table of an inventory has figures of the gas, or a product layers.
    fn of_file(path: &Path, gas: Gas, warnings: &mut Vec<Warning>) -> Result<Self, Diagnostics> {
        let found = if detect_layout(path).is_ok() { of_inventory(path, gas, warnings)? } else { of_product(path, gas, warnings)? };
        let mut systems: BTreeSet<&Categorization> = found.keys().map(|category| &category.categorization).collect();
        let about = |message: String| Diagnostics::from(Diagnostic::about(path.display(), message));
        let categorization = systems.pop_first().cloned().ok_or_else(|| about(format!("has no category with {gas}")))?;
        if let Some(other) = systems.pop_first() {
            return Err(about(format!("has categories of `{categorization}` and `{other}`, expected one categorization")));
        }
        let crosswalk = crosswalk_of(&categorization)
            .ok_or_else(|| about(format!("its categorization `{categorization}` has no crosswalk to IPCC2006")))?;
        let name = format!("{} ({categorization})", path.display());
        let categories = found.into_iter().map(|(category, content)| (category.code, content)).collect();
        Ok(Self { name, own_tree: tree_of(&categorization), categories, crosswalk })
    }

    fn side(&self) -> ProofSide<'_> {
        ProofSide { crosswalk: &self.crosswalk, own_tree: self.own_tree, categories: self.categories.clone() }
    }
}

fn of_inventory(path: &Path, gas: Gas, warnings: &mut Vec<Warning>) -> Result<BTreeMap<Category, Content>, Diagnostics> {
    let read = inventory::read(path, &InventoryOptions::default()).map_err(|error| failure::inventory(path, &error))?;
    let mut found = BTreeMap::new();
    for record in read.collect_into(warnings).records.into_iter().filter(|record| record.gas == gas) {
        let content = if record.reported.brings_nothing() { Content::Nothing } else { Content::Mass };
        let known = found.entry(record.category).or_insert(content);
        *known = (*known).min(content);
    }
    Ok(found)
}

fn of_product(path: &Path, gas: Gas, warnings: &mut Vec<Warning>) -> Result<BTreeMap<Category, Content>, Diagnostics> {
    let opened =
        product::open(path, &OpenOptions { gas: Some(gas), ..OpenOptions::default() }).map_err(|error| failure::product(path, &error))?;
    let layers = opened.collect_into(warnings).layers;
    let of_gas = layers.into_iter().filter(|layer| layer.gas == gas && layer.role == Role::Emission);
    Ok(of_gas.filter_map(|layer| Some((layer.category?, Content::Mass))).collect())
}

const fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::OneToOne => "one to one",
        Relation::OneToMany => "one to many",
        Relation::ManyToOne => "many to one",
        Relation::ManyToMany => "many to many",
        Relation::LeftOnly => "only in A",
        Relation::RightOnly => "only in B",
    }
}

fn joined(codes: &[CategoryCode]) -> String {
    codes.iter().map(CategoryCode::as_str).collect::<Vec<_>>().join(" ")
}

/// What one of the sources does not count in a row.
fn lacks(row: &ProofRow) -> String {
    let sides = [("A", &row.missing_left), ("B", &row.missing_right)].into_iter().filter(|(_, codes)| !codes.is_empty());
    sides.map(|(side, codes)| format!("{side} lacks {}", joined(codes))).collect::<Vec<_>>().join("; ")
}

fn text(left: &Source, right: &Source, gas: Gas, proof: &CrosswalkProof) -> String {
    let rows = &proof.rows;
    let columns = [
        TextColumn::words("Relation", rows, |row| relation_word(row.relation).to_owned()),
        TextColumn::words("A", rows, |row| joined(&row.left)),
        TextColumn::words("B", rows, |row| joined(&row.right)),
        TextColumn::words("IPCC2006", rows, |row| joined(&row.codes)),
        TextColumn::words("In part", rows, lacks),
    ];
    let head = facts(&[("A", left.name.clone()), ("B", right.name.clone()), ("Gas", gas.to_string())]);
    format!("{head}\n{}{}{}", table(&columns), leaves("A", &proof.left), leaves("B", &proof.right))
}

/// What became of the leaves of a source.
fn leaves(side: &str, proof: &LeafProof) -> String {
    let twice = proof.twice.iter().map(|(leaf, codes)| format!("{leaf} by {}", joined(codes))).collect::<Vec<_>>().join("; ");
    let only_in_sum = proof.only_in_sum.iter().map(|(leaf, sum)| format!("{leaf} in {sum}")).collect::<Vec<_>>().join(", ");
    let count = |list: &str, length: usize| if length == 0 { "none".to_owned() } else { format!("{length}: {list}") };
    let rows: [Fact; 5] = [
        ("In exactly one row", proof.once.to_string()),
        ("Counted twice", count(&twice, proof.twice.len())),
        ("Lost", count(&joined(&proof.lost), proof.lost.len())),
        ("Only in a sum that no row uses", count(&only_in_sum, proof.only_in_sum.len())),
        ("Outside the totals", count(&joined(&proof.outside), proof.outside.len())),
    ];
    format!("\nLeaves of {side}\n{}", facts(&rows))
}

/// A line of the table: a row of the comparison, or a leaf that is in none.
struct Line {
    relation: &'static str,
    left: String,
    right: String,
    codes: String,
    missing_left: String,
    missing_right: String,
}

/// One of the two sources.
#[derive(Clone, Copy)]
enum Side {
    A,
    B,
}

impl Line {
    fn of(row: &ProofRow) -> Self {
        Self {
            relation: relation_word(row.relation),
            left: joined(&row.left),
            right: joined(&row.right),
            codes: joined(&row.codes),
            missing_left: joined(&row.missing_left),
            missing_right: joined(&row.missing_right),
        }
    }

    /// A leaf that is in no row, or in too many.
    fn of_leaf(relation: &'static str, side: Side, leaf: &CategoryCode) -> Self {
        let (left, right) = match side {
            Side::A => (leaf.to_string(), String::new()),
            Side::B => (String::new(), leaf.to_string()),
        };
        Self { relation, left, right, codes: String::new(), missing_left: String::new(), missing_right: String::new() }
    }

    fn of_leaves(proof: &LeafProof, side: Side) -> Vec<Self> {
        let line = |relation| move |leaf: &CategoryCode| Self::of_leaf(relation, side, leaf);
        let twice = proof.twice.iter().map(|(leaf, _)| leaf).map(line("counted twice"));
        let lost = proof.lost.iter().map(line("lost"));
        let only_in_sum = proof.only_in_sum.iter().map(|(leaf, _)| leaf).map(line("only in a sum"));
        twice.chain(lost).chain(only_in_sum).chain(proof.outside.iter().map(line("outside the totals"))).collect()
    }
}

fn proof_table(proof: &CrosswalkProof) -> Table {
    let mut rows: Vec<Line> = proof.rows.iter().map(Line::of).collect();
    rows.extend(Line::of_leaves(&proof.left, Side::A));
    rows.extend(Line::of_leaves(&proof.right, Side::B));
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Table {
        name: "crosswalk",
        title: "Categories of two sources".into(),
        columns: vec![
            Column::text("relation", "Relation", &rows, |row| Some(row.relation)),
            Column::text("a", "A", &rows, |row| given(&row.left)),
            Column::text("b", "B", &rows, |row| given(&row.right)),
            Column::text("ipcc2006", "IPCC 2006", &rows, |row| given(&row.codes)),
            Column::text("a_lacks", "A lacks", &rows, |row| given(&row.missing_left)),
            Column::text("b_lacks", "B lacks", &rows, |row| given(&row.missing_right)),
        ],
    }
}

#[cfg(test)]
mod tests;
