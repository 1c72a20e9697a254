//! The figures of a table: each once, those of parts added.

use super::super::error::{CellProblem, CellProblems};
use super::substance::Substance;
use fluxledger_core::{Category, RegionCode, Reported};
use std::collections::HashMap;

/// One figure.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) key: Key,
    pub(super) category_name: String,
    pub(super) reported: Reported,
    /// What makes it a part of a figure, where the layout names a column of parts.
    pub(super) part: Option<String>,
    /// Its row or cell.
    pub(super) place: String,
}

/// What no two figures share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) party: RegionCode,
    pub(super) category: Category,
    pub(super) substance: Substance,
    pub(super) year: i32,
}

impl Key {
    /// The key for people: `DEU, IPCC2006 4, CH4, 2014`.
    fn text(&self) -> String {
        let of = match &self.substance {
            Substance::Gas(gas) => gas.to_string(),
            Substance::Other(name) => name.clone(),
            Substance::Equivalents { of, gwp_set } => {
                format!("{of} in CO2 equivalents ({})", gwp_set.as_deref().unwrap_or("of no named GWP set"))
            }
        };
        format!("{}, {}, {of}, {}", self.party, self.category, self.year)
    }
}

/// Figures in the order in which their keys came first.
#[derive(Default)]
pub(super) struct Figures {
    figures: Vec<(Figure, Vec<String>)>,
    positions: HashMap<Key, usize>,
    /// How many figures are sums of parts.
    pub(super) sums: usize,
}

impl Figures {
    /// Adds a figure; one whose key is there already is added to that as a part, or is a problem.
    pub(super) fn push(&mut self, figure: Figure, cell: impl FnOnce(&str) -> CellProblem, problems: &mut CellProblems) {
        let Some(&position) = self.positions.get(&figure.key) else {
            self.positions.insert(figure.key.clone(), self.figures.len());
            let parts = figure.part.iter().cloned().collect();
            self.figures.push((figure, parts));
            return;
        };
        let (whole, parts) = &mut self.figures[position];
        match &figure.part {
            Some(part) if !parts.contains(part) => {
                self.sums += usize::from(parts.len() == 1);
                parts.push(part.clone());
                whole.place = format!("{} + {}", whole.place, figure.place);
                whole.reported = sum(&whole.reported, &figure.reported);
            }
            _ => {
                let problem = cell(&format!("each figure once; it stands already in {}", whole.place));
                problems.push(CellProblem { found: figure.key.text(), ..problem });
            }
        }
    }

    /// How many figures are CO₂ equivalents of a set that nothing names.
    pub(super) fn of_no_named_set(&self) -> usize {
        let is_one = |substance: &Substance| matches!(substance, Substance::Equivalents { gwp_set: None, .. });
        self.figures.iter().filter(|(figure, _)| is_one(&figure.key.substance)).count()
    }

    /// The figures in order.
    pub(super) fn into_iter(self) -> impl Iterator<Item = Figure> {
        self.figures.into_iter().map(|(figure, _)| figure)
    }
}

/// The sum of two parts: of masses where both have one, of keys in any case.
fn sum(first: &Reported, second: &Reported) -> Reported {
    let mass = match (first.mass, second.mass) {
        (Some(first), Some(second)) => Some(first + second),
        (first, second) => first.or(second),
    };
    Reported { mass, keys: first.keys.union(&second.keys) }
}
