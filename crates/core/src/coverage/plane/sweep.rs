//! From the pieces of outlines in a plane to shares of cells: a sweep along each row from west to east.

use super::super::Run;
use super::super::sweep::{SNAP, Shares};
use super::moments::{Band, Moments, Part};

/// The pieces of one region, those that follow each other in a cell put together.
#[derive(Default)]
pub(super) struct Sweep {
    deposits: Vec<Deposit>,
}

struct Deposit {
    place: (usize, usize),
    moments: Moments,
}

/// By how much a share may lie beyond 0 or 1: where two rings of a region meet along an edge that only one of them divides, their chords differ.
const ROUNDING: f64 = 1e-6;

impl Sweep {
    /// Adds what lies east of a piece.
    pub(super) fn add(&mut self, row: usize, column: usize, moments: &Moments) {
        match self.deposits.last_mut() {
            Some(last) if last.place == (row, column) => {
                last.moments.own.add(&moments.own);
                last.moments.further.add(&moments.further);
            }
            _ => self.deposits.push(Deposit { place: (row, column), moments: *moments }),
        }
    }

    /// The shares of all cells that are not 0, in rising order, or the first cell whose share is none.
    ///
    /// Cells that no piece touches are covered over their whole height or not at all.
    pub(super) fn finish(mut self, columns: usize, share: impl Fn(usize, usize, &Part) -> f64) -> Result<Vec<Run>, (usize, f64)> {
        self.deposits.sort_by_key(|deposit| deposit.place);
        let mut shares = Shares::new(columns, ROUNDING, SNAP);
        for row in self.deposits.chunk_by(|a, b| a.place.0 == b.place.0) {
            let first_cell = row[0].place.0 * columns;
            let mut handed_on = Band::default();
            let mut cells = row.chunk_by(|a, b| a.place == b.place).peekable();
            while let Some(cell) = cells.next() {
                let (row, column) = cell[0].place;
                let mut part = handed_on.part();
                cell.iter().for_each(|deposit| part.add(&deposit.moments.own));
                let here = first_cell + column;
                shares.push(here..here + 1, share(row, column, &part))?;
                cell.iter().for_each(|deposit| handed_on.add(&deposit.moments.further));
                let next = cells.peek().map_or(columns, |next| next[0].place.1);
                shares.push(here + 1..first_cell + next, handed_on.height())?;
            }
        }
        Ok(shares.finished())
    }
}
