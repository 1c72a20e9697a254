//! The runs of all regions row by row, and where they lie side by side or over one another.

use super::{RegionCoverage, Run};
use std::ops::Range;

/// Items of a grid in the order of its rows, within a row in the order of the regions and then from west to east.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ByRow<T> {
    /// Where each row begins among the items, and where the last one ends.
    starts: Vec<usize>,
    items: Vec<T>,
}

impl<T> ByRow<T> {
    /// Lists of items, one for each row.
    pub(crate) fn from_lists(lists: Vec<Vec<T>>) -> Self {
        let mut starts = vec![0];
        starts.extend(lists.iter().scan(0, |end, list| {
            *end += list.len();
            Some(*end)
        }));
        let mut items = Vec::with_capacity(starts.last().copied().unwrap_or(0));
        lists.into_iter().for_each(|list| items.extend(list));
        Self { starts, items }
    }

    /// The items of a row.
    pub(crate) fn row(&self, row: usize) -> &[T] {
        &self.items[self.starts[row]..self.starts[row + 1]]
    }

    /// The number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.starts.len() - 1
    }
}

impl ByRow<(u32, Run)> {
    /// The runs of regions with the number of their region, sorted by counting.
    pub(crate) fn of_regions(regions: &[RegionCoverage], (rows, columns): (usize, usize)) -> Self {
        let runs = || (0_u32..).zip(regions).flat_map(|(number, region)| region.runs.iter().map(move |run| (number, *run)));
        let row_of = |run: &Run| run.first as usize / columns;
        let mut starts = vec![0_usize; rows + 1];
        runs().for_each(|(_, run)| starts[row_of(&run) + 1] += 1);
        (0..rows).for_each(|row| starts[row + 1] += starts[row]);
        let mut next = starts.clone();
        let mut items = vec![(0, Run { first: 0, length: 0, share: 0.0 }); starts[rows]];
        for (number, run) in runs() {
            let place = &mut next[row_of(&run)];
            items[*place] = (number, run);
            *place += 1;
        }
        Self { starts, items }
    }
}

/// Cuts ranges of columns wherever one of them begins or ends, and hands over each piece with the positions of the ranges that hold it,
/// from west to east; what no range holds is left out.
pub(crate) fn stretches(ranges: &[Range<u32>], mut each: impl FnMut(Range<u32>, &[usize])) {
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_by_key(|&position| ranges[position].start);
    let mut waiting = order.into_iter().peekable();
    let mut active: Vec<usize> = Vec::new();
    let mut here = 0;
    loop {
        active.retain(|&position| ranges[position].end > here);
        if active.is_empty() {
            let Some(&next) = waiting.peek() else { return };
            here = ranges[next].start;
        }
        while let Some(position) = waiting.next_if(|&position| ranges[position].start <= here) {
            active.insert(active.partition_point(|&other| other < position), position);
        }
        let next_start = waiting.peek().map_or(u32::MAX, |&position| ranges[position].start);
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

    #[test]
    fn nothing_lies_in_no_range() {
        stretches(&[], |_, _| panic!("there is no range"));
    }
}
