//! Whether a crosswalk as a whole counts nothing twice.

use super::crosswalk::{CrosswalkRow, Extent};
use super::error::CategoryError;
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::crosswalk::{Crosswalk, is_above};
use fluxledger_core::{CategoryCode, Gas};
use std::collections::{BTreeMap, BTreeSet};

/// Refuses a lone part, a row that counts what the row above it does not, and two rows that count one leaf although neither contains the other.
pub(super) fn check(file: &str, rows: &[CrosswalkRow], crosswalk: &Crosswalk, tree: &CategoryTree) -> Result<(), CategoryError> {
    Gas::MAIN.into_iter().try_for_each(|gas| {
        let rows: Vec<&CrosswalkRow> = rows.iter().filter(|row| row.rule.gases.is_empty() || row.rule.gases.contains(&gas)).collect();
        let contained = contained(&rows);
        let check = GasCheck { file, gas, rows, contained, crosswalk, tree };
        check.parts()?;
        check.parents()?;
        check.counted_twice()
    })
}

/// The rows of a file that hold for one gas.
struct GasCheck<'a> {
    file: &'a str,
    gas: Gas,
    rows: Vec<&'a CrosswalkRow>,
    contained: BTreeMap<&'a CategoryCode, BTreeSet<&'a CategoryCode>>,
    crosswalk: &'a Crosswalk,
    tree: &'a CategoryTree,
}

impl GasCheck<'_> {
    fn parts(&self) -> Result<(), CategoryError> {
        let lone = self.rows.iter().find(|row| row.extent == Extent::Part && self.fellows(row).len() < 2);
        lone.map_or(Ok(()), |row| {
            Err(CategoryError::LonePart { file: self.file.to_owned(), line: row.line, code: row.rule.from.clone(), gas: self.gas })
        })
    }

    /// The parts with the same targets, itself among them.
    fn fellows(&self, row: &CrosswalkRow) -> Vec<&str> {
        let fellow = |other: &&&CrosswalkRow| other.extent == Extent::Part && other.rule.to == row.rule.to;
        self.rows.iter().filter(fellow).map(|other| other.rule.from.as_str()).collect()
    }

    fn parents(&self) -> Result<(), CategoryError> {
        for outer in self.rows.iter().filter(|row| !row.rule.to.is_empty()) {
            let counted = self.leaves(outer);
            for inner in self.rows.iter().filter(|inner| self.contains(&outer.rule.from, &inner.rule.from)) {
                if let Some(leaf) = self.leaves(inner).difference(&counted).next() {
                    return Err(CategoryError::OutsideParent {
                        file: self.file.to_owned(),
                        line: inner.line,
                        outer: outer.rule.from.clone(),
                        inner: inner.rule.from.clone(),
                        leaf: (*leaf).clone(),
                        gas: self.gas,
                    });
                }
            }
        }
        Ok(())
    }

    fn counted_twice(&self) -> Result<(), CategoryError> {
        let parts: Vec<Vec<&str>> = self.rows.iter().filter(|row| row.extent == Extent::Part).map(|row| self.fellows(row)).collect();
        let additive: Vec<&[&str]> = parts.iter().map(Vec::as_slice).collect();
        let twice = self.crosswalk.counted_twice(self.gas, self.tree, &additive);
        let clash = twice.into_iter().find(|(first, second, _)| !self.contains(first, second) && !self.contains(second, first));
        clash.map_or(Ok(()), |(first, second, leaf)| {
            let line = self.rows.iter().find(|row| row.rule.from == second).map_or(0, |row| row.line);
            Err(CategoryError::CountedTwice { file: self.file.to_owned(), line, first, second, leaf, gas: self.gas })
        })
    }

    fn leaves(&self, row: &CrosswalkRow) -> BTreeSet<&CategoryCode> {
        row.rule.to.iter().filter_map(|target| self.tree.leaves(target)).flatten().collect()
    }

    fn contains(&self, outer: &CategoryCode, inner: &CategoryCode) -> bool {
        self.contained.get(outer).is_some_and(|contained| contained.contains(inner))
    }
}

/// What each source category contains: by its code, by what its row says, and through what it contains.
fn contained<'a>(rows: &[&'a CrosswalkRow]) -> BTreeMap<&'a CategoryCode, BTreeSet<&'a CategoryCode>> {
    let directly = |outer: &CrosswalkRow| -> Vec<&'a CrosswalkRow> {
        let is_part = |inner: &CategoryCode| is_above(&outer.rule.from, inner) || outer.contains.contains(inner);
        rows.iter().copied().filter(|row| is_part(&row.rule.from)).collect()
    };
    let everything = |outer: &CrosswalkRow| {
        let (mut found, mut open) = (BTreeSet::new(), directly(outer));
        while let Some(row) = open.pop() {
            if found.insert(&row.rule.from) {
                open.extend(directly(row));
            }
        }
        found
    };
    rows.iter().map(|row| (&row.rule.from, everything(row))).collect()
}
