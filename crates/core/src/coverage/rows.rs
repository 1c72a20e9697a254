//! The runs of all regions row by row, and where they lie side by side or over one another.

use super::{RegionCoverage, Run};
use rayon::prelude::*;
use std::ops::Range;

/// So many rows are put together at a time: few enough to do several at once, enough for one piece of memory each.
pub(crate) const ROWS_OF_BAND: usize = 64;

/// Items of neighbouring rows of a grid, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ByRow<T> {
    first_row: usize,
    /// Where each row begins among the items, and where the last one ends.
    starts: Vec<usize>,
    items: Vec<T>,
}

impl<T> ByRow<T> {
    /// Rows of which a function puts the items of each behind those that are there.
    pub(crate) fn filled(rows: Range<usize>, mut append: impl FnMut(usize, &mut Vec<T>)) -> Self {
        let (first_row, mut items) = (rows.start, Vec::new());
        let starts = rows.map(|row| {
            let start = items.len();
            append(row, &mut items);
            start
        });
        let mut starts: Vec<usize> = starts.collect();
        starts.push(items.len());
        Self { first_row, starts, items }
    }

    /// Items with their rows, sorted by counting; `items` gives the same ones twice, and those of a row stay in their order.
    pub(crate) fn counted<I: Iterator<Item = (usize, T)>>(rows: Range<usize>, items: impl Fn() -> I) -> Self
    where
        T: Copy,
    {
        let mut starts = vec![0_usize; rows.len() + 1];
        items().for_each(|(row, _)| starts[row - rows.start + 1] += 1);
        (0..rows.len()).for_each(|position| starts[position + 1] += starts[position]);
        let mut next = starts.clone();
        let mut sorted = items().next().map_or_else(Vec::new, |(_, item)| vec![item; starts[rows.len()]]);
        items().for_each(|(row, item)| {
            let place = &mut next[row - rows.start];
            sorted[*place] = item;
            *place += 1;
        });
        Self { first_row: rows.start, starts, items: sorted }
    }

    /// The items of a row, to be put in another order.
    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [T] {
        let position = row - self.first_row;
        &mut self.items[self.starts[position]..self.starts[position + 1]]
    }

    /// The items of a row.
    pub(crate) fn row(&self, row: usize) -> &[T] {
        let position = row - self.first_row;
        &self.items[self.starts[position]..self.starts[position + 1]]
    }

    /// The numbers of its rows.
    pub(crate) const fn rows(&self) -> Range<usize> {
        self.first_row..self.first_row + self.starts.len() - 1
    }
}

/// The runs of a region in one row, with the number of the region.
pub(crate) type RegionRuns<'a> = (u32, &'a [Run]);

impl<'a> ByRow<RegionRuns<'a>> {
    /// The runs of regions in some rows, in the order of the regions and then from west to east.
    pub(crate) fn of_regions(regions: &'a [RegionCoverage], rows: Range<usize>, columns: usize) -> Self {
        Self::counted(rows.clone(), || {
            let in_rows = (0_u32..).zip(regions).map(|(number, region)| (number, region.runs_in(&rows, columns)));
            in_rows.flat_map(|(number, runs)| by_row(runs, columns).map(move |(row, runs)| (row, (number, runs))))
        })
    }

    /// The runs of a row one by one, with the numbers of their regions.
    pub(crate) fn runs(&self, row: usize) -> impl Iterator<Item = (u32, Run)> {
        self.row(row).iter().flat_map(|&(number, runs)| runs.iter().map(move |&run| (number, run)))
    }

    /// The number of all runs.
    pub(crate) fn count(&self) -> usize {
        self.items.iter().map(|(_, runs)| runs.len()).sum()
    }
}

/// The runs of a region row by row.
fn by_row(mut runs: &[Run], columns: usize) -> impl Iterator<Item = (usize, &[Run])> {
    std::iter::from_fn(move || {
        let row = runs.first()?.first as usize / columns;
        let length = runs.iter().position(|run| run.first as usize >= (row + 1) * columns);
        let (of_row, others) = runs.split_at(length.unwrap_or(runs.len()));
        runs = others;
        Some((row, of_row))
    })
}

/// The rows of a grid in bands, which several threads share.
pub(crate) fn bands(rows: usize) -> impl IndexedParallelIterator<Item = Range<usize>> {
    // Bands take very different times, so that each is given to the thread that is free.
    (0..rows.div_ceil(ROWS_OF_BAND))
        .into_par_iter()
        .with_max_len(1)
        .map(move |band| band * ROWS_OF_BAND..((band + 1) * ROWS_OF_BAND).min(rows))
}

/// Cuts ranges of columns wherever one of them begins or ends, and hands over each piece with the positions of the ranges that hold it,
/// from west to east; what no range holds is left out.
pub(crate) fn stretches(ranges: &[Range<u32>], mut each: impl FnMut(Range<u32>, &[usize])) {
    // Start and position in one number, which is quick to sort.
    let mut waiting: Vec<u64> = (0_u64..).zip(ranges).map(|(position, range)| (u64::from(range.start) << 32) | position).collect();
    waiting.sort_unstable();
    let mut waiting = waiting.iter().map(|&waiting| ((waiting >> 32) as u32, (waiting & 0xffff_ffff) as usize)).peekable();
    let mut active: Vec<usize> = Vec::new();
    let mut here = 0;
    loop {
        active.retain(|&position| ranges[position].end > here);
        if active.is_empty() {
            let Some((start, position)) = waiting.next() else { return };
            let end = ranges[position].end;
            if end > start && waiting.peek().is_none_or(|next| next.0 >= end) {
                // Most ranges: no other reaches into it.
                each(start..end, &[position]);
                here = end;
                continue;
            }
            active.push(position);
            here = start;
        }
        while let Some((_, position)) = waiting.next_if(|next| next.0 <= here) {
            active.insert(active.partition_point(|&other| other < position), position);
        }
        let next_start = waiting.peek().map_or(u32::MAX, |next| next.0);
        let end = active.iter().map(|&position| ranges[position].end).fold(next_start, u32::min);
        if end > here {
            each(here..end, &active);
        }
        here = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_where_one_begins_or_ends() {
        let mut found = Vec::new();
        stretches(&[2..6, 0..3, 4..5, 8..9], |columns, active| found.push((columns, active.to_vec())));
        assert_eq!(found, [(0..2, vec![1]), (2..3, vec![0, 1]), (3..4, vec![0]), (4..5, vec![0, 2]), (5..6, vec![0]), (8..9, vec![3])]);
    }

    /// Runs of two regions in rows 1 and 2 of a grid of 4 columns; the first region also has a cell of row 0.
    #[test]
    fn runs_stand_row_by_row_in_the_order_of_their_regions() {
        let run = |first, length| Run { first, length, share: 0.5 };
        let region = |runs| RegionCoverage { code: crate::RegionCode::new("A"), name: "a".into(), area: crate::Area::ZERO, runs };
        let regions = [region(vec![run(0, 1), run(5, 2), run(8, 1)]), region(vec![run(4, 1), run(7, 1)])];
        let by_row = ByRow::of_regions(&regions, 1..3, 4);
        let of_row = |row| by_row.runs(row).collect::<Vec<_>>();
        assert_eq!((by_row.rows(), by_row.count()), (1..3, 4));
        assert_eq!(of_row(1), [(0, run(5, 2)), (1, run(4, 1)), (1, run(7, 1))]);
        assert_eq!(of_row(2), [(0, run(8, 1))]);
    }

    #[test]
    fn nothing_lies_in_no_range() {
        stretches(&[], |_, _| panic!("there is no range"));
    }
}
