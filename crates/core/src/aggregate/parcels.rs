//! The parcels of all rows of a grid, as sums read them anew for each layer: close together in memory.

use crate::conventions::CoastPolicy;
use crate::coverage::{ByRow, ROWS_OF_BAND, bands};
use rayon::prelude::*;
use std::ops::Range;

/// Neighbouring cells of one row of which a holder has the same part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parcel {
    /// The westernmost column.
    pub column: u32,
    /// The number of columns.
    pub length: u32,
    /// Share of each cell's mass that is counted for the holder.
    pub weight: f64,
}

impl Parcel {
    pub(super) const fn columns(&self) -> Range<usize> {
        self.column as usize..self.column as usize + self.length as usize
    }
}

/// What a holder has of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holding<'a> {
    /// The holder's number: regions, the rest, then groups.
    pub holder: usize,
    /// Its parcels from west to east.
    pub parcels: &'a [Parcel],
    /// Of each parcel the share of the cells' area; none where that is the weight.
    shares: Option<&'a [f64]>,
}

impl<'a> Holding<'a> {
    /// Parcels whose weights are shares of area.
    #[cfg(test)]
    pub(super) const fn by_share(holder: usize, parcels: &'a [Parcel]) -> Self {
        Self { holder, parcels, shares: None }
    }

    /// The share of each cell's area that lies in the holder, of the parcel at a position.
    ///
    /// # Panics
    /// If there are not so many parcels.
    #[must_use]
    pub fn share(&self, position: usize) -> f64 {
        self.shares.map_or_else(|| self.parcels[position].weight, |shares| shares[position])
    }
}

/// A parcel on its way to those of its row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Portion {
    /// The holder's number.
    pub(super) holder: u32,
    pub(super) column: u32,
    pub(super) length: u32,
    /// Share of each cell's area that lies in the holder.
    pub(super) share: f64,
    /// Share of each cell's mass that is counted for the holder.
    pub(super) weight: f64,
}

impl Portion {
    pub(super) const fn range(&self) -> Range<u32> {
        self.column..self.column + self.length
    }

    /// Puts the portion behind others of its row, as one with the last of them where it goes on alike.
    pub(super) fn append_to(self, portions: &mut Vec<Self>) {
        match portions.last_mut() {
            Some(last)
                if (last.holder, last.share, last.weight) == (self.holder, self.share, self.weight) && last.range().end == self.column =>
            {
                last.length += self.length;
            }
            _ => portions.push(self),
        }
    }
}

/// The parcels of all rows of a grid, in bands of rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parcels(Vec<Band>);

impl Parcels {
    /// The parcels of a grid of so many rows from those of each band, several of which are made at once.
    pub(super) fn of(rows: usize, of_rows: impl Fn(Range<usize>) -> Band + Send + Sync) -> Self {
        Self(bands(rows).map(of_rows).collect())
    }

    /// What each holder has of a row.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = Holding<'_>> {
        self.0[row / ROWS_OF_BAND].row(row)
    }
}

/// The parcels of some neighbouring rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Band {
    /// Which holder has which parcels of a row.
    holders: ByRow<Held>,
    parcels: Vec<Parcel>,
    /// The parcels' shares of area, where they are not their weights.
    shares: Option<Vec<f64>>,
}

/// Which of a band's parcels a holder has in one row.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Held {
    holder: u32,
    first: u32,
    end: u32,
}

impl Band {
    /// Rows for each of which a function appends the portions under a policy, one holder after the other; of about so many parcels.
    pub(super) fn filled(rows: Range<usize>, policy: CoastPolicy, about: usize, append: impl Fn(usize, &mut Vec<Portion>)) -> Self {
        let weights_are_shares = policy == CoastPolicy::Share;
        let (mut portions, mut parcels, mut shares) = (Vec::new(), Vec::with_capacity(about), Vec::new());
        let holders = ByRow::filled(rows, |row, holders| {
            portions.clear();
            append(row, &mut portions);
            for portions in portions.chunk_by(|a, b| a.holder == b.holder) {
                let first = number(parcels.len());
                parcels.extend(portions.iter().map(|&Portion { column, length, weight, .. }| Parcel { column, length, weight }));
                holders.push(Held { holder: portions[0].holder, first, end: number(parcels.len()) });
            }
            if !weights_are_shares {
                shares.extend(portions.iter().map(|portion| portion.share));
            }
        });
        Self { holders, parcels, shares: (!weights_are_shares).then_some(shares) }
    }

    fn row(&self, row: usize) -> impl Iterator<Item = Holding<'_>> {
        self.holders.row(row).iter().map(|held| {
            let range = held.first as usize..held.end as usize;
            let shares = self.shares.as_ref().map(|shares| &shares[range.clone()]);
            Holding { holder: held.holder as usize, parcels: &self.parcels[range], shares }
        })
    }
}

/// A number of columns, holders or parcels.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).expect("a grid has fewer than 2³² columns and regions, and a band of it fewer parcels")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One cell of holder 0 in odd rows, two of holder 2 in all.
    fn portions(row: usize, portions: &mut Vec<Portion>) {
        let portion = |holder, column, weight| Portion { holder, column, length: 1, share: 0.5, weight };
        portions.extend((row % 2 == 1).then(|| portion(0, 3, 1.0)));
        portions.extend([portion(2, 0, 0.25), portion(2, 4, 0.5)]);
    }

    #[test]
    fn every_row_is_in_one_band() {
        let rows = 2 * ROWS_OF_BAND + 1;
        let parcels = Parcels::of(rows, |rows| Band::filled(rows, CoastPolicy::Land, 0, portions));
        for row in 0..rows {
            let found: Vec<_> = parcels.row(row).map(|holding| (holding.holder, holding.parcels.len(), holding.share(0))).collect();
            assert_eq!(found, if row % 2 == 1 { vec![(0, 1, 0.5), (2, 2, 0.5)] } else { vec![(2, 2, 0.5)] });
        }
    }

    #[test]
    fn a_share_that_is_not_kept_is_the_weight() {
        let parcels = Parcels::of(1, |rows| Band::filled(rows, CoastPolicy::Share, 0, portions));
        let shares: Vec<f64> = parcels.row(0).flat_map(|holding| [holding.share(0), holding.share(1)]).collect();
        assert_eq!(shares, [0.25, 0.5]);
    }
}
