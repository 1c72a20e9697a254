//! A region's shares of cells, kept as runs: most of a country is whole cells side by side.

use std::ops::Range;

/// A region's share of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellShare {
    /// Row × number of columns + column.
    pub cell: u32,
    /// Share of the cell, between 0 and 1.
    pub share: f64,
}

/// A region's share of neighbouring cells of one row, the same for each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// The westernmost cell: row × number of columns + column.
    pub first: u32,
    /// The number of cells.
    pub length: u32,
    /// Share of each cell, between 0 and 1.
    pub share: f64,
}

impl Run {
    /// A run of one cell.
    #[must_use]
    pub const fn of(cell: CellShare) -> Self {
        Self { first: cell.cell, length: 1, share: cell.share }
    }

    /// Its cells one by one.
    pub fn cells(&self) -> impl Iterator<Item = CellShare> + use<> {
        let share = self.share;
        (self.first..self.first + self.length).map(move |cell| CellShare { cell, share })
    }

    /// The numbers of its cells.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.first as usize..self.first as usize + self.length as usize
    }

    /// The runs of cells in rising order on a grid of so many columns.
    pub fn joined(cells: impl IntoIterator<Item = CellShare>, columns: usize) -> Vec<Self> {
        let mut runs = Vec::new();
        cells.into_iter().for_each(|cell| Self::of(cell).append_to(&mut runs, columns));
        runs
    }

    fn goes_on_at(&self, cell: u32, columns: usize) -> bool {
        self.first + self.length == cell && !(cell as usize).is_multiple_of(columns)
    }

    /// Puts the run behind others, as one with the last of them where it goes on in the same row with the same share.
    pub(super) fn append_to(self, runs: &mut Vec<Self>, columns: usize) {
        match runs.last_mut() {
            Some(last) if last.share == self.share && last.goes_on_at(self.first, columns) => last.length += self.length,
            _ => runs.push(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_row_with_one_share_are_one_run() {
        let cells = [(2, 0.5), (3, 1.0), (4, 1.0), (5, 1.0), (7, 1.0)].map(|(cell, share)| CellShare { cell, share });
        let runs = Run::joined(cells, 5);
        let expected = [(2, 1, 0.5), (3, 2, 1.0), (5, 1, 1.0), (7, 1, 1.0)].map(|(first, length, share)| Run { first, length, share });
        assert_eq!(runs, expected);
        assert_eq!(runs.iter().flat_map(Run::cells).collect::<Vec<_>>(), cells);
    }
}
