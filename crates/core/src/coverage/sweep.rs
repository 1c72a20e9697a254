//! From the pieces of an outline to shares of cells: a sweep along each row from west to east.

use super::cut::Piece;
use super::{ByRow, Run};
use crate::sum::CompensatedSum;
use std::ops::Range;

/// Shares closer than this to 0 or 1 are 0 or 1, or closer than [`Sweep::new`] says.
pub(super) const SNAP: f64 = 1e-12;
/// By how many degrees an edge of a region that runs along one of cells may lie beside it: some spacings of numbers in double precision near 180°.
const BESIDE: f64 = 1e-13;
/// A larger share than this is never taken off: two grids that are cut along one another leave pieces as narrow as rounding makes them, beside wide ones.
const LARGEST_SNAP: f64 = 1e-10;
/// How far beyond 0 or 1 a share may lie by rounding.
const ROUNDING: f64 = 1e-9;

/// What lies east of a piece within its row, in shares of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Deposit {
    row: usize,
    column: usize,
    /// Share of the piece's own cell.
    own: f64,
    /// Share of each cell further east.
    further: f64,
}

impl Deposit {
    /// The area east of a piece: `whole` and `tilt` are its [`Moments`](super::integral::Moments) as shares of the row's extent.
    ///
    /// With u(φ) the piece's distance from the cell's western side in cell widths, straight in φ, the own share is
    /// ∫ (1 − u) q dφ / ∫ q dφ = (1 − ū) · whole − Δu · tilt.
    pub(super) fn east_of(piece: &Piece, whole: f64, tilt: f64) -> Self {
        let [south, north] = piece.east;
        let own = (1.0 - f64::midpoint(south, north)) * whole - (north - south) * tilt;
        Self { row: piece.row, column: piece.column, own, further: whole }
    }

    /// The deposit times a weight.
    pub(super) fn times(self, weight: f64) -> Self {
        Self { own: weight * self.own, further: weight * self.further, ..self }
    }

    const fn place(&self) -> (usize, usize) {
        (self.row, self.column)
    }
}

/// The deposits of one region.
pub(super) struct Sweep {
    columns: usize,
    snap: f64,
    deposits: Vec<Deposit>,
}

impl Sweep {
    /// A sweep over rows of so many columns, cells at least so many degrees wide and high: the narrower they are, the larger a part of one is the sliver
    /// that rounding leaves along an edge.
    pub(super) const fn new(columns: usize, narrowest: f64) -> Self {
        Self { columns, snap: (BESIDE / narrowest).clamp(SNAP, LARGEST_SNAP), deposits: Vec::new() }
    }

    /// Adds a deposit; one that follows another in the same cell is put to it, because most edges are shorter than a cell.
    pub(super) fn add(&mut self, deposit: Deposit) {
        match self.deposits.last_mut() {
            Some(last) if last.place() == deposit.place() => {
                last.own += deposit.own;
                last.further += deposit.further;
            }
            _ => self.deposits.push(deposit),
        }
    }

    /// The shares of all cells that are not 0, in rising order, or the first cell whose share is none.
    pub(super) fn finish(self) -> Result<Vec<Run>, (usize, f64)> {
        let mut shares = Shares::new(self.columns, ROUNDING, self.snap);
        let rows = || self.deposits.iter().map(|deposit| deposit.row);
        let Some((first, last)) = rows().min().zip(rows().max()) else { return Ok(shares.finished()) };
        let mut by_row = ByRow::counted(first..last + 1, || self.deposits.iter().map(|deposit| (deposit.row, *deposit)));
        for row in first..=last {
            let deposits = by_row.row_mut(row);
            deposits.sort_by_key(|deposit| deposit.column);
            sweep_row(deposits, self.columns, &mut shares)?;
        }
        Ok(shares.finished())
    }
}

/// Sweeps along one row: a touched cell gets its own deposits on what the cells before it handed on, those up to the next just the latter.
fn sweep_row(row: &[Deposit], columns: usize, shares: &mut Shares) -> Result<(), (usize, f64)> {
    let Some(first_cell) = row.first().map(|deposit| deposit.row * columns) else { return Ok(()) };
    let mut handed_on = CompensatedSum::default();
    let mut cells = row.chunk_by(|a, b| a.column == b.column).peekable();
    while let Some(cell) = cells.next() {
        let column = cell[0].column;
        let mut own = handed_on;
        cell.iter().for_each(|deposit| own.add(deposit.own));
        let here = first_cell + column;
        shares.push(here..here + 1, own.value())?;
        cell.iter().for_each(|deposit| handed_on.add(deposit.further));
        let next = cells.peek().map_or(columns, |next| next[0].column);
        shares.push(here + 1..first_cell + next, handed_on.value())?;
    }
    Ok(())
}

/// Shares in rising order of their cells.
pub(super) struct Shares {
    columns: usize,
    /// How far beyond 0 or 1 a share may lie.
    rounding: f64,
    /// How close to 0 or 1 it is 0 or 1.
    snap: f64,
    runs: Vec<Run>,
}

impl Shares {
    pub(super) const fn new(columns: usize, rounding: f64, snap: f64) -> Self {
        Self { columns, rounding, snap, runs: Vec::new() }
    }

    pub(super) fn finished(self) -> Vec<Run> {
        self.runs
    }

    /// Appends the same share for cells of one row unless it is 0, rounding errors taken off.
    pub(super) fn push(&mut self, cells: Range<usize>, share: f64) -> Result<(), (usize, f64)> {
        if cells.is_empty() {
            return Ok(());
        }
        if !(-self.rounding..=1.0 + self.rounding).contains(&share) {
            return Err((cells.start, share));
        }
        if share > self.snap {
            let share = if share > 1.0 - self.snap { 1.0 } else { share };
            let number = |cell| u32::try_from(cell).expect("grids of more cells are refused at the beginning");
            Run { first: number(cells.start), length: number(cells.len()), share }.append_to(&mut self.runs, self.columns);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deposit(column: usize, own: f64, further: f64) -> Deposit {
        Deposit { row: 1, column, own, further }
    }

    fn swept(deposits: &[Deposit]) -> Result<Vec<(u32, f64)>, (usize, f64)> {
        let mut sweep = Sweep::new(5, 1.0);
        deposits.iter().for_each(|&deposit| sweep.add(deposit));
        sweep.finish().map(|runs| runs.iter().flat_map(Run::cells).map(|cell| (cell.cell, cell.share)).collect())
    }

    #[test]
    fn a_piece_that_leans_has_the_triangle_east_of_it() {
        let piece = Piece { row: 0, column: 0, north: [0.0, 1.0], east: [0.0, 1.0] };
        assert_eq!(Deposit::east_of(&piece, 1.0, 0.0), Deposit { row: 0, column: 0, own: 0.5, further: 1.0 });
    }

    #[test]
    fn cells_between_two_sides_are_whole() {
        assert_eq!(swept(&[deposit(3, -0.75, -1.0), deposit(0, 0.5, 1.0)]), Ok(vec![(5, 0.5), (6, 1.0), (7, 1.0), (8, 0.25)]));
    }

    #[test]
    fn an_outline_that_leaves_the_grid_in_the_east_covers_the_row_to_its_end() {
        assert_eq!(swept(&[deposit(3, 0.5, 1.0)]), Ok(vec![(8, 0.5), (9, 1.0)]));
    }

    /// Cells of 0.01°: a sliver of 10⁻¹³ of a degree beside an edge is 10⁻¹¹ of a cell and no part of the region.
    #[test]
    fn slivers_that_rounding_leaves_along_an_edge_are_no_part_of_narrow_cells() {
        let swept = |narrowest: f64, sliver: f64| {
            let mut sweep = Sweep::new(5, narrowest);
            [deposit(0, sliver, 1.0), deposit(1, -1.0, -1.0)].into_iter().for_each(|deposit| sweep.add(deposit));
            sweep.finish().map(|runs| runs.len())
        };
        assert_eq!((swept(0.01, 9e-12), swept(0.01, 1.1e-11)), (Ok(0), Ok(1)));
        // Beside a cell as narrow as rounding makes them the others keep their small shares.
        assert_eq!((swept(1e-13, 0.9e-10), swept(1e-13, 1.1e-10)), (Ok(0), Ok(1)));
    }

    #[test]
    fn rounding_errors_are_taken_off_and_no_more() {
        assert_eq!(swept(&[deposit(0, 1.0 + 1e-13, 1e-13)]), Ok(vec![(5, 1.0)]));
        assert_eq!(swept(&[deposit(0, 0.5, 1.001)]), Err((6, 1.001)));
        assert_eq!(swept(&[deposit(0, -0.25, 0.0)]), Err((5, -0.25)));
    }
}
